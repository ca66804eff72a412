"""A plan that is over, or that nobody follows, says so on every page and in the report, and asks for nothing more."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.trees import EXAMPLE, changed
from tiltak.judge.summary import summarise
from tiltak.model.periods import period
from tiltak.model.plan import Portfolio
from tiltak.past.report import report
from tiltak.read.load import load
from tiltak.site.frame import Frame, Frames
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Page, Site
from tiltak.words.language import words
from tiltak.words.overview import overview

FOLLOWED = "followed_through: {date: 2020-12-31, by: helsehuset, why: Stillingen ble borte.}\n"
SUCCESSOR = "successor: {title: Rusplan 2024–2027, url: https://www.eksempel.no/rus}\n"
OPEN = """\
number: 1
title: Et eksempel
focus_area: tidlig-innsats
kind: establish
owner: helsehuset
status:
  - {date: 2020-06-30, phase: in_progress}
milestones:
  - {id: a, title: Åpning, due: 2021-06-30}
"""
ASKED = re.compile(
    "Foreslå en endring|Neste milepæler|Har ikke meldt status for|Ikke meldt ennå|Hørt fra i runden"
)


def portfolio(plan: str) -> Portfolio:
    loaded = load(changed(plan, "plan") | {EXAMPLE: OPEN})
    assert not loaded.problems
    return loaded.portfolio


def framed(plan: str, today: str) -> list[tuple[Page, Frame]]:
    site = Site(
        portfolio(plan), date.fromisoformat(today), words(), edit_url="https://x.example/{path}"
    )
    frames = Frames(site)
    return [(page, frames.of(page.view, page, page.uri, page.title)) for page in all_pages(site)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("plan", "today", "said"),
    [
        (
            SUCCESSOR,
            "2024-06-01",
            "Planperioden sluttet 31. desember 2023. Slik endte det. 2 tiltak: ",
        ),
        (
            FOLLOWED,
            "2021-08-01",
            "Planen er ikke fulgt opp her etter 31. desember 2020. Det sier Helsehuset: Stillingen ble borte. Slik sto det da. ",
        ),
    ],
    ids=["over", "followed no more"],
)
def test_every_page_says_so_and_none_asks_for_more(plan, today, said):
    pages = framed(plan, today)
    assert any(page.view.then for page, _ in pages)
    for page, around in pages:
        assert f"{around.ended} {around.outcome}".startswith(said), page.uri
        assert not ASKED.search(page.body()), page.uri
    made = portfolio(plan)
    told = overview(
        report(made, made.plans[0], period("2020-Q4"), date.fromisoformat(today)), words()
    )
    assert said.partition(" Slik")[0] in told[0]


def test_a_plan_that_goes_on_asks():
    pages = framed("", "2021-08-01")
    assert not any(around.ended for _, around in pages)
    bodies = " ".join(page.body() for page, _ in pages)
    assert set(ASKED.findall(bodies)) == {
        "Foreslå en endring", "Neste milepæler", "Har ikke meldt status for", "Hørt fra i runden",
    }  # fmt: skip


@pytest.mark.slow
def test_the_last_round_is_still_asked_for_after_the_end():
    pages = framed("", "2024-01-10")
    for _, around in pages:
        assert "Siste runde er åpen til 30. januar 2024." in around.ended
    bodies = " ".join(page.body() for page, _ in pages)
    assert "Ikke meldt ennå" in bodies
    assert "Skylder" not in bodies


def test_what_runs_out_after_nobody_follows_is_counted():
    (_, around), *_ = framed(FOLLOWED, "2021-08-01")
    assert "Siden har én frist gått ut, og ingen har sagt om den ble holdt." in around.outcome
    assert "Den nyeste opplysningen gjelder" in around.outcome


def test_the_plan_that_comes_after_is_led_to():
    (_, around), *_ = framed(SUCCESSOR, "2024-06-01")
    assert around.successor
    assert (around.successor.title, around.successor.url) == (
        "Rusplan 2024–2027", "https://www.eksempel.no/rus",
    )  # fmt: skip


def test_closing_a_period_does_not_stop_the_clock():
    """What older files say of how far they were reported stops nothing."""
    made = portfolio("reported_through: 2020-12-31\n")
    summary = summarise(made.plans[0], date(2021, 8, 1))
    assert (summary.day, summary.judged_day.stopped_by) == (date(2021, 8, 1), "")
    assert summary.deadlines.passed == 1
