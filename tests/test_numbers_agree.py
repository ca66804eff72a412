"""Whatever the plan and the day, each page, report and data file counts the same measures, deadlines and replies."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from hypothesis import given

from tests.examples import tries
from tests.gitfolder import PLAN, measure
from tests.gitfolder import UNITS as UNITS_FILE
from tests.strategies import SOME_DAY, plans
from tests.test_past_adoption import data
from tests.test_reports_forms import READERS, of_rows
from tiltak.data import shapes
from tiltak.judge.status import FINAL_PHASES, Deadlines
from tiltak.judge.summary import Summary, of_period, summarise
from tiltak.model.periods import of_calendar
from tiltak.model.plan import Plan, Portfolio, Unit, UnitName
from tiltak.past.report import report
from tiltak.read.load import load
from tiltak.reports.as_json import document_data
from tiltak.reports.document import document
from tiltak.reports.markdown import markdown
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words import measures
from tiltak.words.language import words

pytestmark = pytest.mark.slow

UNITS = {id: Unit(id, "internal", (UnitName(f"Enhet {id}"),)) for id in ("x", "y")}


def verdicts_listed(page: str) -> Counter[str]:
    return Counter(re.findall(r'data-verdict="(\w+)"', page))


def units_say_who_is_proposed(summary: Summary, shown: Mapping[str, str]) -> None:
    for id in UNITS:
        owned = [j for j in summary.judgements if j.measure.owner == id]
        if owned:
            told = f"<p>Fristene: {measures.deadlines_of(owned, words())}.</p>"
            assert told in shown[f"p/enheter/{id}"]
            heading = re.search(r'<h2 id="eier">(.+?)</h2>', shown[f"p/enheter/{id}"])
            confirmed = any(j.measure.owner_confirmed for j in owned)
            assert heading
            assert confirmed == (heading[1] == "Ansvarlig for")


@tries(15)
@given(plan=plans(), day=SOME_DAY)
def test_every_place_says_the_same_numbers(plan: Plan, day: date):
    say, portfolio = words(), Portfolio((replace(plan, adopted=None),), UNITS)
    site = Site(portfolio, day, say)
    summary = site.views[0].summary
    counts = Counter({verdict: n for verdict, n in summary.counts.items() if n})
    status = shapes.status_data(summary, portfolio, say, rev=None)
    assert Counter({v: n for v, n in status["counts"].items() if n}) == counts
    deadlines, heard = status["totals"]["deadlines"], status["totals"]["heard"]
    assert Counter(m["heard"] for m in status["measures"]) == +Counter(heard)
    assert sum((Deadlines(**m["deadlines"]) for m in status["measures"]), Deadlines()) == Deadlines(
        **deadlines
    )

    uris = {"index", "p/tiltak", "p/loftene", "p/enheter", *(f"p/enheter/{id}" for id in UNITS)}
    shown = {page.uri: page.body() for page in all_pages(site) if page.uri in uris}
    assert verdicts_listed(shown["p/tiltak"]) == counts
    of_units = sum(
        (verdicts_listed(shown[f"p/enheter/{id}"]) for id in UNITS if f"p/enheter/{id}" in shown),
        Counter(j.verdict.value for j in summary.judgements if not j.measure.owner),
    )
    assert of_units == counts
    units_say_who_is_proposed(summary, shown)
    tiles = re.findall(r't-edge--(\w+)" [^>]+><span class="t-tile__number">(\d+)', shown["index"])
    assert {verdict: int(number) for verdict, number in tiles if number != "0"} == counts
    if summary.total:
        front = shown["index"].lower()
        assert measures.deadlines_of(summary.judgements, say).lower() in front
        assert measures.heard_of(summary.judgements, summary, say).lower() in front
        if not site.views[0].asks_no_more:
            in_round = dict(
                re.findall(
                    r'>Enhet (\w)</a>.*?data-label="Hørt fra i runden">(\d+) av',
                    shown["p/enheter"],
                )
            )
            ownerless = sum(
                j.heard == "in_round" and not j.measure.owner for j in summary.judgements
            )
            assert sum(map(int, in_round.values())) + ownerless == heard["in_round"]

    files = data(site)
    for name in ("plan.json", "measures.json"):
        assert json.loads(files[name]).get("counts", status["counts"]) == status["counts"]
    rows = list(csv.DictReader(StringIO(files["measures.csv"].decode("utf-8-sig")), delimiter=";"))
    assert Counter(row["verdict"] for row in rows) == counts
    for kind, number in deadlines.items():
        assert sum(int(row[f"deadlines_{kind}"]) for row in rows) == number

    of_period = report(portfolio, portfolio.plans[0], of_calendar(summary.day, plan.calendar), day)
    # A plan that is not adopted is not reported, and the period of a plan whose clock stands may end later.
    if of_period.state != "not_adopted" and of_period.day == summary.day:
        content = document(of_period, say)
        numbers = document_data(content)
        assert numbers["counts"] == status["counts"]
        assert numbers["totals"]["deadlines"] == deadlines
        # A deadline that ends with the day is ahead no more for a reader, on paper or on the page of promises.
        unkept = [d for d in of_period.summary.due_in_period if not d.kept and d.state.is_open]
        going_out = sum(d.due.last == summary.day for d in unkept)
        assert shown["p/loftene"].count('data-outcome="gar-ut"') == going_out == summary.on_last_day
        table = markdown(content).partition("## Status i tall\n\n")[2].partition("\n\n")[0]
        cells = [line.strip("|").split("|") for line in table.splitlines()[2:]]
        assert of_rows(cells) == status["counts"]


@tries(3)
@given(plan=plans(), day=SOME_DAY)
def test_paper_and_spreadsheet_say_the_same_numbers_too(plan: Plan, day: date):
    """The forms that are dear to write, for few plans: the numbers are one list for all of them."""
    portfolio = Portfolio((replace(plan, adopted=None),), UNITS)
    period = of_calendar(day, plan.calendar)
    content = document(report(portfolio, portfolio.plans[0], period, day), words())
    counts = content.report.summary.counts
    for form, read in READERS.items():
        assert read(content) == counts, form


@pytest.mark.parametrize(
    ("last_told", "heard"),
    [
        ("2020-09-30", 1),
        ("2020-12-31", 2),
        ("2021-01-15", 2),
        ("2021-01-30", 2),
        ("2021-01-31", 1),
        ("2021-02-20", 1),
        ("2021-01-01/2021-02-28", 1),
    ],
)
def test_a_round_that_is_over_hears_of_no_later_day_on_site_and_in_report(last_told, heard):
    """Two measures: of one the plan told within the quarter, of the other on a day of its own."""
    of_day = "[{{date: {}, phase: in_progress}}]"
    portfolio = load(
        {
            "plans/units.yml": UNITS_FILE,
            "plans/p/plan.yml": PLAN,
            "measures/p/01-en.yml": measure(1, of_day.format("2020-11-01"), owner="havn"),
            "measures/p/02-to.yml": measure(2, of_day.format(last_told), owner="by"),
        }
    ).portfolio
    plan, today, say = portfolio.plans[0], date(2021, 3, 1), words()
    front = next(page for page in all_pages(Site(portfolio, today, say)) if page.uri == "index")
    assert f"Runden for fjerde kvartal 2020: hørt fra {heard} av 2 tiltak" in front.body()
    of_quarter = report(portfolio, plan, of_calendar(date(2020, 12, 31), "quarter"), today)
    paper = document(of_quarter, say)
    in_grace = heard == 2 and last_told > "2021"
    spelled = "to tiltak" if heard == 2 and not in_grace else "ett tiltak"
    assert f"I kvartalet er det meldt status for {spelled}." in markdown(paper)
    assert (
        "Om ett tiltak er det sagt noe etter kvartalet, men innen" in markdown(paper)
    ) == in_grace
    assert document_data(paper)["totals"]["heard"]["in_round"] == heard
    assert len(document_data(paper)["not_reported"]) == 2 - heard
    assert {share.unit for share in summarise(plan, today).shares if share.heard} == (
        {"havn", "by"} if heard == 2 else {"havn"}
    )
    owed = {judged.measure.number for judged in summarise(plan, today).owed}
    assert owed == ({2} if last_told == "2020-09-30" else set())  # a late answer is an answer


@tries(30)
@given(plan=plans(), day=SOME_DAY)
def test_a_page_of_today_and_the_report_of_its_round_hear_the_same(plan: Plan, day: date):
    today = summarise(plan, day)
    of_round = of_period(plan, today.round.period, day)
    for now, then in zip(today.judgements, of_round.judgements, strict=True):
        assert (now.heard_time, now.heard_perhaps) == (then.heard_time, then.heard_perhaps)
        if now.phase not in FINAL_PHASES:  # what has ended since owes nothing more today
            assert (now.heard == "in_round") == (then.heard == "in_round")
