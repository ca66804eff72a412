"""Decisions that are followed up: from files to words, and what was known on a day."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from tests.trees import ROOT, base, texts_of_the_plan
from tiltak.commands.decisions import command
from tiltak.forms.desk import desk
from tiltak.judge.decisions import Followed, followed
from tiltak.model.plan import Portfolio
from tiltak.read.load import load
from tiltak.site.pages.decisions import decisions_page
from tiltak.site.pages.plan import front_page
from tiltak.site.view import Site
from tiltak.words import decisions
from tiltak.words.language import words

SAY = words()
HEAD = "title: Samle tjenestene\nkind: audit\nbody: bystyret\ntext: Samle dem.\n"
ENTRIES = """entries:
  - {date: 2020-06-01, state: done, note: Samlet.}
  - {date: 2019-06-01, state: in_progress, note: I gang.}
  - {date: 2019-01-01, note: Nevnt.}
"""


def portfolio(text: str) -> Portfolio:
    loaded = load(base() | {"plans/rus/decisions/samle.yml": HEAD + text})
    assert not loaded.problems, loaded.problems
    return loaded.portfolio


def one(text: str, day: date) -> Followed:
    (found,) = followed(portfolio(text).plans[0], day)
    return found


@pytest.mark.parametrize(
    ("day", "state", "said"),
    [
        (date(2018, 12, 31), "", "Ingen kilde forteller hva som er gjort"),
        (date(2019, 1, 1), "", "Omtalt, men ikke sagt om det er fulgt opp"),
        (date(2019, 6, 1), "in_progress", "Under arbeid"),
        (date(2020, 6, 1), "done", "Fulgt opp"),
    ],
)
def test_a_decision_stands_as_it_was_last_said_until_a_day(day, state, said):
    decision = one(ENTRIES, day)
    assert decision.state == state
    assert decisions.state(decision, SAY) == said


@pytest.mark.parametrize(
    ("due", "more", "listed"),
    [
        ("2020-12-31", "", ["Ingen kilde forteller hva som er gjort. Fristen 31. desember 2020 er gått ut."]),
        ("2021-01-30", "", ["Ingen kilde forteller hva som er gjort. Innen 30. januar 2021."]),
        ("2021-06-30", "", []),
        ("2020-12-31", ENTRIES, []),
    ],
)  # fmt: skip
def test_the_desk_lists_what_is_to_be_followed_up_before_the_round_is_over(due, more, listed):
    made = desk(portfolio(f"due: {due}\n{more}"), date(2021, 1, 15))["rus"]
    assert [d["state"] for d in made["decisions"]] == listed
    assert {d["slug"] for d in made["decisions"]} <= {"samle"}


def test_what_was_said_of_how_far_it_has_come_stands_until_somebody_says_otherwise():
    more = "entries:\n  - {date: 2020-01-01, note: Nevnt igjen.}\n  - {date: 2019-01-01, state: partly, note: Noe.}\n"
    assert one(more, date(2020, 12, 31)).state == "partly"


@pytest.mark.parametrize(
    ("state", "overdue"),
    [("", True), ("open", True), ("in_progress", True), ("partly", True), ("unverifiable", True), ("done", False), ("lapsed", False)],
)  # fmt: skip
def test_a_deadline_that_passed_is_told_until_it_is_done_or_lapses(state, overdue):
    entry = f"entries:\n  - {{date: 2019-01-01, state: {state}, note: Sagt.}}\n" if state else ""
    text = "due: 2019\n" + entry
    assert one(text, date(2019, 12, 31)).overdue is False
    assert one(text, date(2020, 1, 1)).overdue is overdue
    if overdue:
        assert "er gått ut" in decisions.state(one(text, date(2020, 1, 1)), SAY)


@pytest.mark.parametrize(
    ("day", "listed"),
    [
        (date(2019, 6, 1), "<li>Under arbeid: 1</li>\n</ul> <a"),
        (
            date(2020, 5, 31),
            "<li>Under arbeid: 1</li>\n</ul>Fristen er gått ut for ett av vedtakene og funnene. <a",
        ),
        (date(2020, 6, 1), "<li>Fulgt opp: 1</li>\n</ul> <a"),
    ],
)
def test_the_front_page_lists_what_became_of_decisions_until_its_day(day, listed):
    found = portfolio("due: 2020-03-31\n" + ENTRIES)
    (view,) = Site(found, day, SAY).views
    assert listed in front_page(view).body()
    ((state, number),) = decisions.states(view.decisions, SAY)
    assert f"<dt>{state}</dt><dd>{number}</dd>" in decisions_page(view).body()


def test_a_decision_that_was_not_made_yet_is_not_there():
    plan = portfolio("date: 2020\n").plans[0]
    assert followed(plan, date(2019, 12, 31)) == ()
    assert len(followed(plan, date(2020, 1, 1))) == 1


def test_who_decided_it_when_and_in_which_case():
    text = "date: 2019-01\ncase: 12/19\n"
    decision = one(text, date(2020, 1, 1)).decision
    assert decisions.origin(decision, portfolio(text), SAY) == "Bystyret i januar 2019, sak 12/19"


def test_the_real_plan_has_its_resolution_its_amendments_and_the_audit():
    plan = load(texts_of_the_plan()).portfolio.plans[0]
    listed = followed(plan, date(2023, 12, 31))
    of_kind = {
        kind: [f for f in listed if f.decision.kind == kind]
        for kind in ("resolution", "amendment", "audit")
    }
    points = [f for f in of_kind["resolution"] if f.decision.id.startswith("vedtak-")]
    assert len(points) == len(plan.resolution) == 4
    amended = [m.number for m in plan.measures if m.reference and m.reference.amended]
    assert sorted(f.decision.measures[0] for f in of_kind["amendment"]) == amended
    assert of_kind["audit"]
    for each in listed:
        assert each.decision.source or each.decision.kind == "amendment"
        assert all(entry.source for entry in each.decision.entries)


def test_decisions_are_printed_for_programs_and_for_people():
    runner = CliRunner()
    listed = json.loads(runner.invoke(command, ["--format", "json", "--root", str(ROOT)]).stdout)
    keys = {"id", "kind", "body", "date", "case", "unit", "due", "status", "measures"}
    assert all(keys <= decision.keys() for decision in listed)
    by_id = {decision["id"]: decision for decision in listed}
    centre = by_id["mo-senter-for-unge"]
    assert {key: centre[key] for key in keys} == {
        "id": "mo-senter-for-unge", "kind": "resolution", "body": "levekarsutvalget", "date": "2019-01-31",
        "case": None, "unit": None, "due": None, "status": "in_progress", "measures": [14],
    }  # fmt: skip
    assert all(d["status"] is None or isinstance(d["status"], str) for d in listed)
    before = ["--format", "json", "--as-of", "2020-06-30", "--root", str(ROOT)]
    earlier = {d["id"]: d for d in json.loads(runner.invoke(command, before).stdout)}
    assert (
        len(earlier["mo-senter-for-unge"]["entries"]) == 1
    )  # what was said in the autumn is not there yet
    printed = runner.invoke(command, ["--root", str(ROOT)]).stdout
    assert "Kommunalstyret for levekår, sak 43/18" in printed
    assert "Kommunalstyret for levekår i januar 2019" in printed
