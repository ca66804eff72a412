"""Calendars that other programs read: whole days, stable ids, and every deadline that the plan has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st
from icalendar import Calendar

from tests import trees
from tests.trees import texts_of_the_plan
from tiltak.data import calendars
from tiltak.data.topics import Addresses
from tiltak.judge.summary import summarise, unit_ids
from tiltak.model.recurrence import FREQUENCIES, deadlines
from tiltak.read import load
from tiltak.words.language import words

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 22)
HERE = Addresses("index.html", lambda number: f"rus/tiltak/{number}.html")
THERE = replace(HERE, site="https://plan.example.no", decisions="rus/vedtak.html")


@pytest.fixture(scope="module")
def real():
    return load.load(texts_of_the_plan()).portfolio


def made(portfolio, today=TODAY, addresses=HERE, language="nb") -> dict[str, bytes]:
    summary = summarise(portfolio.plans[0], today)
    return dict(calendars.calendars(portfolio, summary, words(language), addresses))


def small(measure: str):
    texts = {path: text.encode() for path, text in trees.changed(measure).items()}
    return load.load(texts).portfolio


def events(content: bytes) -> list:
    calendar = Calendar.from_ical(content)
    assert not calendar.errors
    found = list(calendar.walk("VEVENT"))
    assert not any(event.errors for event in found)
    return found


def only(portfolio, today=TODAY, **options):
    """The one event of the whole plan's calendar."""
    found = made(portfolio, today, **options)
    (event,) = events(next(content for path, content in found.items() if path.count("/") == 2))
    return event


def test_every_dated_milestone_is_there(real):
    summary = summarise(real.plan("rus-2019"), TODAY)
    dues = (m.milestone.due for j in summary.judgements for m in j.milestones)
    dated = [due for due in dues if due and due.is_day]
    assert len(events(made(real)["data/rus-2019/milestones.ics"])) == len(dated)


def test_focus_areas_share_the_plans_events_among_them(real):
    found = made(real)
    whole = sorted(e["uid"] for e in events(found["data/rus-2019/milestones.ics"]))
    parts = sorted(
        e["uid"]
        for path, content in found.items()
        if "/focus-areas/" in path
        for e in events(content)
    )
    assert parts == whole
    assert len(set(whole)) == len(whole)


def test_a_unit_has_what_it_owns_and_contributes_to(real):
    plan = real.plan("rus-2019")
    found = made(real)
    counts = set()
    for unit in unit_ids(real, plan):
        own = [m for m in plan.measures if m.owner == unit or unit in m.contributors]
        dated = [x for m in own for x in m.milestones if x.due and x.due.is_day]
        assert len(events(found[f"data/rus-2019/units/{unit}/milestones.ics"])) == len(dated)
        counts.add(len(dated))
    assert max(counts) > 0


def test_every_calendar_can_be_read_and_has_lines_that_fit(real):
    for content in made(real).values():
        calendar = Calendar.from_ical(content)
        assert calendar["version"] == "2.0"
        assert content.endswith(b"\r\n")
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_a_calendar_without_events_has_a_component_all_the_same(real):
    """RFC 5545 asks for one, and some programs refuse a file without any."""
    empty = [c for c in map(Calendar.from_ical, made(real).values()) if not c.walk("VEVENT")]
    for calendar in empty:
        (journal,) = calendar.subcomponents
        assert not journal.errors
        assert journal["summary"] == "Ingen frist er en bestemt dag"
    assert empty
    assert len({str(calendar.subcomponents[0]["uid"]) for calendar in empty}) == len(empty)


def test_events_are_whole_days(real):
    for event in events(made(real)["data/rus-2019/milestones.ics"]):
        start, end = event["dtstart"].dt, event["dtend"].dt
        assert type(start) is date
        assert (end - start).days == 1


def test_the_day_it_is_built_changes_nothing(real):
    assert made(real, date(2021, 1, 1)) == made(real, TODAY)


def test_a_deadline_that_is_a_year_is_told_and_stands_on_no_day():
    portfolio = small("milestones: [{id: a, title: Klart, due: 2021-12-31, precision: year}]")
    (content,) = (c for path, c in made(portfolio).items() if path.count("/") == 2)
    assert events(content) == []
    assert "«Klart» innen utgangen av 2021" in str(Calendar.from_ical(content)["description"])


@pytest.mark.parametrize(
    ("state", "status"), [("in_progress", "CONFIRMED"), ("lapsed", "CANCELLED")]
)
def test_a_decision_with_a_day_is_an_event_and_one_without_is_told(state, status):
    entries = f"entries:\n  - {{date: 2020-04-10, state: {state}, note: Sagt.}}\n"
    texts = trees.changed("due: 2020-05-31\n" + entries, "decision")
    texts["plans/rus/decisions/om-et-aar.yml"] = (
        "title: Om et år\nkind: audit\nbody: bystyret\ntext: Noe.\ndue: 2021\n"
    )
    portfolio = load.load({path: text.encode() for path, text in texts.items()}).portfolio
    (content,) = (c for path, c in made(portfolio, addresses=THERE).items() if path.count("/") == 2)
    (event,) = [e for e in events(content) if "Et vedtak" in e["summary"]]
    assert event["summary"] == "Frist: Et vedtak"
    assert event["dtstart"].dt == date(2020, 5, 31)
    assert event["status"] == status
    assert event["url"] == "https://plan.example.no/rus/vedtak.html#et-vedtak"
    assert "«Om et år» innen utgangen av 2021" in str(Calendar.from_ical(content)["description"])


def test_id_stays_when_the_deadline_moves_and_the_number_of_moves_counts():
    before = only(
        small("milestones: [{id: a, title: Klart, baseline: 2020-12-31, due: 2020-12-31}]")
    )
    after = only(
        small(
            "milestones:\n- id: a\n  title: Ferdig\n  baseline: 2020-12-31\n  due: 2021-06-30\n"
            "  moved: [{date: 2020-11-01, from: 2020-12-31, reason: funding}]\n"
        )
    )
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstamp"].dt.date() == date(2020, 11, 1)
    assert "Første frist: 31. desember 2020." in after["description"]


def test_reached_milestone_says_so():
    event = only(small("milestones: [{id: a, title: Klart, due: 2020-12-31, done: 2020-12-01}]"))
    assert event["summary"].startswith("Nådd: Klart")
    assert "Nådd 1. desember 2020." in event["description"]


def test_deadline_of_a_measure_that_ended_is_cancelled():
    event = only(
        small(
            "status: [{date: 2020-02-10, phase: stopped, reason: legal, note: Ikke lov.}]\n"
            "milestones: [{id: a, title: Klart, due: 2020-12-31}]\n"
        )
    )
    assert event["status"] == "CANCELLED"


@pytest.mark.parametrize(
    "repeat", [*FREQUENCIES, "FREQ=MONTHLY;INTERVAL=4", "FREQ=MONTHLY;BYDAY=1MO"]
)
@pytest.mark.parametrize("due", ["2020-01-15", "2020-01-31", "2020-02-29", "2020-01-30"])
def test_calendar_repeats_exactly_when_the_plan_has_a_deadline(repeat, due):
    portfolio = small(f"milestones: [{{id: a, title: Møte, due: {due}, repeat: '{repeat}'}}]")
    plan = portfolio.plans[0]
    event = only(portfolio)
    dues = deadlines(plan.measures[0].milestones[0], plan.end)
    assert told(event) == tuple(due.last for due in dues)


def told(event) -> tuple[date, ...]:
    """The days that a program reads out of an event."""
    start = event["dtstart"].dt
    if "rrule" not in event:
        return (start,)
    rule = event["rrule"].to_ical().decode()
    begin = datetime(start.year, start.month, start.day)  # noqa: DTZ001 – whole days
    return tuple(moment.date() for moment in rrulestr(rule, dtstart=begin))


def test_address_is_given_where_the_site_knows_it():
    portfolio = small("milestones: [{id: a, title: Klart, due: 2021-12-31}]")
    assert "url" not in only(portfolio)
    assert only(portfolio, addresses=THERE)["url"] == "https://plan.example.no/rus/tiltak/1.html"


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"]),
        min_size=1,
        max_size=100,
    ).filter(str.strip)
)
def test_any_title_comes_out_as_it_went_in(title):
    quoted = title.replace("'", "''")
    portfolio = small(f"milestones: [{{id: a, title: '{quoted}', due: 2021-12-31}}]")
    milestones = portfolio.plans[0].measures[0].milestones
    assume(milestones)  # a title that is refused is no title
    kept = " ".join(milestones[0].title.split())
    assert only(portfolio)["summary"] == f"Frist: {kept} (tiltak 1)"


def test_text_cannot_begin_a_line_of_its_own():
    portfolio = small(
        'milestones: [{id: a, title: "Klart\\nEND:VEVENT\\nBEGIN:VEVENT", due: 2021-12-31}]'
    )
    for content in made(portfolio).values():
        assert content.count(b"\nBEGIN:VEVENT") == content.count(b"\nEND:VEVENT") <= 1
