"""Who reported in time: counted from what git has recorded, and never from a day that a file names."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from io import StringIO

import pytest

from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tiltak.data.datasets import datasets
from tiltak.data.datasets import punctuality as as_data
from tiltak.data.tables import DELIMITER, entry_rows
from tiltak.model.periods import period
from tiltak.past.punctuality import punctuality
from tiltak.reports.sections.basis import silent
from tiltak.reports.sections.measures import measures
from tiltak.site import pictures
from tiltak.site.files import downloads
from tiltak.site.pages.measures import measure_page
from tiltak.site.pages.over_time import hearing_page
from tiltak.site.pages.plan import unit_page, unit_parts
from tiltak.site.view import Site
from tiltak.words.language import words
from tiltak.words.overview import reporting
from tiltak.workspace import Moment, open_workspace

TODAY = date(2020, 12, 1)


OPENING = "[{id: a, title: Åpning, due: 2020-06-30%s}]"


def file(number: int) -> str:
    return f"measures/p/{number:02}-tiltak.yml"


def told(*days: str) -> str:
    return "[" + ", ".join(f"{{date: {day}, phase: in_progress}}" for day in days) + "]"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """The second quarter's round was over on 30 July, the third's on 30 October."""
    folder = GitFolder(tmp_path_factory.mktemp("punctual"))
    owned = {"owner": "havn"}
    plan = {"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS}
    numbers = {file(n): measure(n, told("2020-03-31"), **owned) for n in (1, 2, 3)}
    proposed = {file(4): measure(4, "[]", owner="havn", unconfirmed="[owner]")}
    milestone = {file(5): measure(5, "[]", owner="by", milestones=OPENING % "")}
    folder.commit({**plan, **numbers, **proposed, **milestone}, "2020-05-10", "Planen")
    reached = measure(5, "[]", owner="by", milestones=OPENING % ", done: 2020-06-20")
    folder.commit({file(5): reached}, "2020-07-09", "Åpnet")
    folder.commit(
        {file(1): measure(1, told("2020-06-30", "2020-03-31"), **owned)}, "2020-07-10", "I tide"
    )
    folder.commit(
        {file(2): measure(2, told("2020-06-30", "2020-03-31"), **owned)}, "2020-08-20", "For sent"
    )
    return open_workspace(folder.path, Moment(), TODAY)


def rows(workspace):
    found = punctuality(workspace.portfolio.plans[0], workspace.history(), TODAY)
    counts = ("in_time", "late", "not_heard")
    return {
        (one.period.name, one.unit): (*(one.count(state) for state in counts), one.median_days)
        for one in found
    }


def test_reports_are_counted_by_unit_and_period_once_the_round_is_over(workspace):
    assert rows(workspace) == {
        ("2020-Q3", "havn"): (0, 0, 3, None),
        ("2020-Q3", ""): (0, 0, 1, None),
        ("2020-Q3", "by"): (0, 0, 1, None),
        ("2020-Q2", "havn"): (1, 1, 1, 10),
        ("2020-Q2", ""): (0, 0, 1, None),
        ("2020-Q2", "by"): (1, 0, 0, 9),
    }


def test_what_came_here_afterwards_is_neither_in_time_nor_late(workspace):
    """The first quarter was over when the plan came: nothing of it is counted."""
    assert not any(name == "2020-Q1" for name, _ in rows(workspace))


@pytest.mark.slow
def test_the_page_of_the_unit_the_report_and_the_data_have_the_same_numbers(workspace):
    site = Site(workspace.portfolio, TODAY, words(), history=workspace.history())
    view = site.views[0]
    page = unit_page(view, "havn", lambda: unit_parts(view)).body()
    assert ">Andre kvartal 2020</th>" in page
    assert page.count("ansvaret er foreslått</span>") == 1  # not that the measure is
    plan = workspace.portfolio.plans[0]
    report = workspace.report(plan, period("2020-Q2"), workspace.history())
    table = str(silent(report, words()))
    assert "Punktlighet i perioden" in table
    listed = as_data(view.summary, view.punctuality)["units"]
    assert {(one["period"], one["unit"] or ""): tuple(one.values())[2:] for one in listed} == rows(
        workspace
    )
    made = datasets(site.portfolio, view.summary, view.course, site.words, in_time=view.punctuality)
    (content,) = (json.loads(d.content) for d in made if d.name == "punctuality.json")
    assert content["units"] == listed


def test_the_page_of_who_was_heard_of_shows_when_and_whether_in_time(workspace):
    """Each picture has its table beside it, and both count the same."""
    site = Site(workspace.portfolio, TODAY, words(), history=workspace.history())
    (view,) = site.views
    page = hearing_page(view).body()
    in_rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", page)
    counts = [(name, re.findall(r">([\d–]+)</td>", cells)) for name, cells in in_rows]
    assert ("Andre kvartal 2020", ["2", "1", "2"]) in counts
    assert ("Tredje kvartal 2020", ["–", "–", "5"]) in counts
    assert ("Andre kvartal 2020", ["3", "–", "1", "1"]) in counts
    assert ("Havna", ["–", "–", "3", "1"]) in counts
    titles = [chart.title for draw in pictures.charts(view) if (chart := draw())]
    assert "Meldt i tide om 0 av 5 tiltak for tredje kvartal 2020" in titles
    assert "Nytt om 0 av 5 tiltak i tredje kvartal 2020" in titles
    assert page.count("<figcaption>") == 4


def test_a_milestone_that_is_reached_is_heard_of_everywhere_though_no_status_is_told(workspace):
    plan = workspace.portfolio.plans[0]
    report = workspace.report(plan, period("2020-Q2"), workspace.history())
    judged = report.summary.judgement(5)
    assert judged
    assert (judged.heard, judged.freshness.state) == ("in_round", "this_period")
    assert words().why(judged, plan) == (
        "Det er meldt at en milepæl er nådd 20. juni 2020. Ingen har meldt status for tiltaket."
    )
    assert report.summary.heard["in_round"] == 3
    assert reporting(report, words()) == [
        "I kvartalet er det meldt status for to tiltak.",
        "For ett tiltak er det meldt at en milepæl er nådd i kvartalet, men ikke status.",
        "Det er ikke kommet noe nytt om to tiltak.",
    ]
    (_, untold) = measures(report, words()).sections
    assert "Tiltak 4" in str(untold)
    assert "Tiltak 5" not in str(untold)
    site = Site(workspace.portfolio, TODAY, words(), history=workspace.history())
    view = site.views[0]
    page = measure_page(view, view.summary.judgements[-1]).body()
    assert "Ingen har fortalt hvordan det går" not in page


def test_the_table_of_entries_says_when_each_was_recorded(workspace):
    site = Site(workspace.portfolio, TODAY, words(), history=workspace.history())
    (table,) = (d for d in downloads(site, []) if d.name == "entries.csv")
    text = table.content.decode("utf-8-sig")
    lines = csv.DictReader(StringIO(text), delimiter=DELIMITER)
    assert [(line["number"], line["date"], line["recorded_on"]) for line in lines] == [
        ("1", "2020-06-30", "2020-07-10"),
        ("1", "2020-03-31", "2020-05-10"),
        ("2", "2020-06-30", "2020-08-20"),
        ("2", "2020-03-31", "2020-05-10"),
        ("3", "2020-03-31", "2020-05-10"),
    ]


def test_without_a_history_no_day_of_recording_is_known(workspace):
    site = Site(workspace.portfolio, TODAY, words())
    assert {row["recorded_on"] for row in entry_rows(site.views[0].summary, words())} == {""}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_report_in_time_is_not_called_as_a_measure_that_holds_its_deadlines(language):
    say = words(language)
    assert say.label("answer", "in_time") != say.label("timeliness", "on_schedule")
