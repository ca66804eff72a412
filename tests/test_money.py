"""Money: no sum without what it does not know, and the same sums wherever they are told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import plans
from tests.trees import base, changed
from tiltak.data.shapes import status_data
from tiltak.data.tables import amount_rows
from tiltak.judge.money import MoneySum, Sums, amounts, money
from tiltak.judge.summary import summarise
from tiltak.model.goals import Goal
from tiltak.model.periods import period
from tiltak.model.plan import Amount, Plan, Portfolio
from tiltak.model.source import Source
from tiltak.past.promises import Broken
from tiltak.past.report import report
from tiltak.read.load import load
from tiltak.reports import as_json
from tiltak.reports.blocks import Paragraph, Section, Table, plain
from tiltak.reports.document import document
from tiltak.site.addresses import FRONT
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words import money as said
from tiltak.words.language import words

SAY = words()
DAY = date(2021, 12, 31)
TWO_GOALS = (Goal("g", "G"), Goal("h", "H"))


@st.composite
def plans_with_goals(draw: st.DrawFn) -> Plan:
    plan = draw(plans())
    goals = st.sampled_from([(), ("g",), ("g", "h")])
    return replace(
        plan,
        goals=TWO_GOALS,
        measures=tuple(replace(m, goals=draw(goals)) for m in plan.measures),
    )


def every_sum(plan: Plan) -> list[MoneySum]:
    found = money(plan)
    parts: list[Sums] = [found.total, *(y.sums for y in found.years)]
    parts += [sums for _, sums in (*found.areas, *found.goals)]
    parts += [o.sums for o in found.owners]
    return [of_kind for sums in parts for of_kind in sums]


@pytest.mark.slow
@given(plans_with_goals())
def test_every_sum_says_its_unknown_part(plan):
    for of in every_sum(plan):
        assert of.stated + of.unknown == of.total
        assert (of.kroner is None) == (of.stated == 0)
        sentence = said.sum_words(of, SAY)
        assert (str(of.unknown) in sentence) or not of.unknown or not of.stated
        assert "ukjent" in sentence or "ingen beløp" in sentence or of.unknown == 0


@pytest.mark.slow
@given(plans_with_goals())
def test_the_parts_of_a_plan_add_up_to_the_whole(plan):
    found = money(plan)
    all_amounts = [amount for measure in plan.measures for amount in amounts(measure)]
    for of in found.total:
        exact = sum(a.kroner for a in all_amounts if a.kind == of.kind)
        assert isinstance(exact, int)
        assert (of.kroner or 0) == exact
        assert of.total == len(plan.measures)
        for parts in (
            [y.sums for y in found.years],
            [sums for _, sums in found.areas],
            [o.sums for o in found.owners],
        ):
            of_parts = [s for sums in parts for s in sums if s.kind == of.kind]
            assert sum(s.kroner or 0 for s in of_parts) == exact
    for parts in ([sums for _, sums in found.areas], [o.sums for o in found.owners]):
        assert sum(s.total for sums in parts for s in sums if s.kind == "granted") == len(
            plan.measures
        )


AMOUNTS = """\
goals: [hjelp]
funding:
  decision: pending
  amounts:
    - {kind: granted, year: 2020, kroner: 2000000, source: plan}
    - {kind: granted, year: 2021, kroner: 1500000, precision: about, source: plan}
    - {kind: asked_for, year: 2022, kroner: 850000, budget: Budsjett 2022, source: arsrapport-2020}
"""


def with_amounts() -> Portfolio:
    loaded = load(changed(AMOUNTS))
    assert not loaded.problems, loaded.problems
    return loaded.portfolio


def cells_of(section: Section) -> list[str]:
    tables = [block for block in section.blocks if isinstance(block, Table)]
    return [plain(cell) for table in tables for row in table.rows for cell in row]


@pytest.mark.slow
def test_page_report_and_data_tell_the_same_sums():
    portfolio = with_amounts()
    plan = portfolio.plans[0]
    in_all = (
        "Bevilget: omtrent 3,5 mill. kr; for 1 av 2 tiltak er beløpet ukjent. "
        "Bedt om: 850\xa0000 kr; for 1 av 2 tiltak er beløpet ukjent."
    )
    assert said.in_all(money(plan), SAY) == in_all
    pages = {p.uri: p.body() for p in all_pages(Site(portfolio, DAY, SAY))}
    assert in_all in pages["rus/penger"]
    assert in_all in pages[FRONT]
    numbers = report(portfolio, plan, period("2021-Q4"), DAY, "", Broken())
    written = document(numbers, SAY)
    section = next(s for s in written.sections if s.id == "penger")
    intro = section.blocks[0]
    assert isinstance(intro, Paragraph)
    assert plain(intro.content) == in_all
    assert in_all in " ".join(as_json.document_data(written)["summary"])
    cells = cells_of(section)
    assert "omtrent 3,5 mill. kr, ukjent for 1 av 2 tiltak" in cells
    page = pages["rus/penger"].casefold()
    assert all(cell.casefold() in page for cell in cells if "mill." in cell)
    in_data = status_data(summarise(plan, DAY), portfolio, SAY)["money"]
    assert as_json.document_data(written)["money"] == in_data
    assert in_data["total"] == [
        {"kind": "granted", "kroner": 3500000, "precision": "about", "known": 1, "unknown": 1},
        {"kind": "asked_for", "kroner": 850000, "precision": None, "known": 1, "unknown": 1},
    ]
    assert [(y["year"], len(y["sums"])) for y in in_data["years"]] == [
        (2020, 1),
        (2021, 1),
        (2022, 1),
    ]
    assert json.dumps(in_data["goals"]) == json.dumps([{"id": "hjelp", "sums": [
        {"kind": "granted", "kroner": 3500000, "precision": "about", "known": 1, "unknown": 0},
        {"kind": "asked_for", "kroner": 850000, "precision": None, "known": 1, "unknown": 0}]}])  # fmt: skip
    rows = list(amount_rows(summarise(plan, DAY)))
    assert [(row["year"], row["kroner"]) for row in rows] == [
        (2020, 2000000), (2021, 1500000), (2022, 850000)]  # fmt: skip


def test_what_needs_a_decision_says_the_amount_and_the_budget_year():
    portfolio = with_amounts()
    asked = "Bedt om for 2022: 850\xa0000 kr (Budsjett 2022)."
    assert said.asked(portfolio.plans[0].measures[0], SAY) == asked
    numbers = report(portfolio, portfolio.plans[0], period("2021-Q4"), DAY, "", Broken())
    section = next(s for s in document(numbers, SAY).sections if s.id == "avgjorelser")
    assert any(asked in cell for cell in cells_of(section))
    front = next(p.body() for p in all_pages(Site(portfolio, DAY, SAY)) if p.uri == FRONT)
    assert asked in front


def test_a_plan_without_amounts_says_so_and_never_nothing():
    plan = load(base()).portfolio.plans[0]
    (of,) = money(plan).total
    assert (of.kind, of.kroner, of.unknown) == ("granted", None, 2)
    assert said.in_all(money(plan), SAY) == "Bevilget: ingen beløp er kjent."


def test_a_measure_that_was_declined_got_nothing_and_that_is_known():
    plan = load(changed("funding: {decision: declined}\n")).portfolio.plans[0]
    assert money(plan).total[0].kroner == 0
    assert money(plan).total[0].unknown == 1


@pytest.mark.parametrize(
    ("kroner", "written"),
    [
        (0, "0 kr"),
        (999_999, "999 999 kr"),
        (1_000_000, "1 mill. kr"),
        (12_345_678, "12 345 678 kr"),
        (59_300_000, "59,3 mill. kr"),
        (999_999_999_900_000, "999 999 999,9 mill. kr"),
    ],
)
def test_no_amount_is_rounded(kroner, written):
    assert said.kroner(kroner, SAY).replace("\xa0", " ") == written


def test_an_amount_names_its_year_its_budget_and_how_exact_it_is():
    amount = Amount("spent", 2_500_000, Source("plan"), 2021, "about", "Regnskap 2021")
    assert said.amount(amount, SAY) == "Brukt for 2021: omtrent 2,5 mill. kr (Regnskap 2021)"
    undated = Amount("granted", 10_000_000, Source("plan"))
    assert said.amount(undated, SAY) == "Bevilget, uten budsjettår: 10 mill. kr"
