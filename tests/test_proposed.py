"""What we propose ourselves is marked wherever it stands, and nobody is in debt on a guess."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest

from tests.everywhere import text_of
from tests.reportplan import TODAY, harbour, made, real
from tests.trees import texts_of_the_plan
from tiltak.commands import show
from tiltak.data.calendars import calendars
from tiltak.data.topics import Addresses
from tiltak.judge.reminders import owed
from tiltak.judge.summary import summarise
from tiltak.model.decisions import Decision
from tiltak.model.indicators import Indicator
from tiltak.model.plan import Milestone, Portfolio, Unit, UnitName
from tiltak.model.recurrence import deadlines
from tiltak.model.when import When
from tiltak.read import load
from tiltak.reports.markdown import markdown
from tiltak.reports.writers import WRITERS, written
from tiltak.sheets import workbook
from tiltak.site.pages.about import sources_page
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.pages.page import owners, unit_names
from tiltak.site.pages.plan import attention
from tiltak.site.view import Site
from tiltak.words import reminders
from tiltak.words.language import words

# No other day in the plan is this one.
A_DAY = date(2021, 11, 19)
SAID_DAY = re.compile(r"19\. november 2021|19\.11\.2021")
OWNER, CONTRIBUTOR = "Gjettelaget", "Kanskjekontoret"
MARKED = re.compile(rf"(?:{OWNER}|{CONTRIBUTOR})")


@pytest.fixture(scope="module")
def proposed() -> Portfolio:
    """The plan in which everything happens, and nothing of who and what kind is anything but our proposal."""
    portfolio = harbour()
    (plan,) = portfolio.plans
    measures = tuple(
        replace(m, owner="gjett", contributors=("kanskje",), unconfirmed=("owner", "contributors", "kind"))
        for m in plan.measures
    )  # fmt: skip
    units = {
        **portfolio.units,
        "gjett": Unit("gjett", "internal", (UnitName(OWNER),)),
        "kanskje": Unit("kanskje", "internal", (UnitName(CONTRIBUTOR),)),
    }
    whole = replace(portfolio, plans=(replace(plan, measures=measures),), units=units)
    return deadlined(whole, A_DAY)


def plain(html: str) -> str:
    """What a reader of a page sees, without the choices of a filter and what stands in the head."""
    unseen = r"<(select|head|nav|title|svg)\b.*?</\1>|<label hidden>.*?</label>"
    without = re.sub(unseen, " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())


def deadlined(portfolio: Portfolio, day: date) -> Portfolio:
    """The same plan with one deadline, ahead or passed, that is our proposal, and a rhythm that is too."""
    (plan,) = portfolio.plans
    due = When(day, day, proposed=True)
    measures = tuple(
        replace(m, milestones=tuple(
            replace(s, baseline=due, due=due, done=None, moved=(), unconfirmed=("baseline", "due")) if s.id == "brygge" else s
            for s in m.milestones
        ))
        for m in plan.measures
    )  # fmt: skip
    return replace(portfolio, plans=(replace(plan, measures=measures, unconfirmed=("calendar",)),))


def unmarked(text: str) -> list[str]:
    """The places where a proposed unit or deadline is named and nothing close by says that it is proposed."""
    found = (match.span() for pattern in (MARKED, SAID_DAY) for match in pattern.finditer(text))
    return [
        text[start - 40 : end + 40]
        for start, end in found
        if "foreslått" not in text[end : end + 40]
    ]


@pytest.mark.slow
def test_every_page_marks_what_is_proposed(proposed):
    say, seen, days = words(), 0, 0
    for page in all_pages(Site(proposed, TODAY, say)):
        text = plain(page.body())
        seen += bool(MARKED.search(text))
        days += bool(SAID_DAY.search(text))
        if "/enheter/" in page.uri:  # the page of the unit itself: there each measure has the mark
            assert MARKED.search(text) is None or "foreslått" in text, page.uri
        elif page.uri != "aapne-data":  # names the feeds of a unit, and says nothing of a measure
            assert not unmarked(text), page.uri
    assert seen > 20
    assert days > 1


@pytest.mark.slow
@pytest.mark.parametrize("form", sorted(set(WRITERS) - {"csv", "json"}))
def test_every_format_of_a_report_marks_what_is_proposed(proposed, form):
    text = " ".join(text_of(form, written(made(proposed, "2021-Q2"), form)).split())
    text = plain(text) if form == "html" else text
    assert MARKED.search(text)
    assert SAID_DAY.search(text)
    assert not unmarked(text)


def test_data_names_the_proposed_fields_beside_the_values(proposed):
    document = made(proposed, "2021-Q2")
    csv = written(document, "csv").decode()
    rows = [line for line in csv.splitlines() if OWNER in line]
    assert rows
    assert all("owner contributors kind" in row for row in rows)
    assert written(document, "json").decode().count('"owner_confirmed": false') >= len(rows)


def test_the_terminal_the_calendar_and_the_reminders_mark_it_too(proposed):
    say, day = words(), date(2021, 8, 15)
    (plan,) = proposed.plans
    summary = summarise(plan, day)
    told: list[str] = ["\n".join(show.lines(j, summary, proposed, say)) for j in summary.judgements]
    told += [
        # The name of the calendar is the unit's own: each event says whose it is.
        re.sub(r"(?m)^(?:X-WR-CAL)?NAME:.*$", "", content.decode().replace("\r\n ", ""))
        for _, content in calendars(proposed, summary, say, Addresses("", str))
    ]
    for text in told:
        assert not unmarked(" ".join(text.split()))
    lines: list[Any] = [reminders.line(r, m, say) for m in owed(plan, day) for r in m.reminders]
    assert lines
    assert all("(ansvaret er foreslått)" in line for line in lines)


def test_nobody_owes_a_message_on_a_guess(proposed):
    for page in all_pages(Site(proposed, TODAY, words())):
        assert 'id="skylder"' not in page.body(), page.uri


def test_nobody_is_late_for_a_deadline_that_nobody_set(proposed):
    (plan,) = deadlined(proposed, date(2021, 3, 19)).plans
    (state,) = (
        s for j in summarise(plan, TODAY).judgements for s in j.milestones if s.milestone.id == "brygge"
    )  # fmt: skip
    assert (state.state, state.passed) == ("no_deadline", ())


def test_nobody_owes_a_message_by_a_rhythm_that_nobody_set():
    (plan,) = harbour().plans
    days = [date(2021, month, 28) for month in range(1, 13)]
    assert any(summarise(plan, day).owed for day in days)
    guessed = replace(plan, unconfirmed=("calendar",))
    assert not any(summarise(guessed, day).owed for day in days)


# A day of a round, in every way that one is told.
ROUND_DAY = re.compile(
    r"((?:Siste dag (?:for å melde )?(?:var|er)|Runden åpner|(?:er )?åpen til|Meld den innen|Meld også status for [\w ]+ innen|[Mm]eld status innen) "
    r"(?:\d+\. \w+ |\d\d\.\d\d\.)\d{4})( \(foreslått\))?"
)


@pytest.mark.slow
def test_the_days_of_a_rhythm_that_nobody_set_are_marked_on_pages_in_mails_and_in_sheets():
    portfolio, say = harbour(), words()
    (plan,) = portfolio.plans
    guessed = replace(plan, unconfirmed=("calendar",))
    marks = set()
    for marked, said_of in ((True, guessed), (False, plan)):
        texts = []
        for day in (date(2021, 7, 20), date(2021, 8, 15)):
            one = replace(portfolio, plans=(said_of,))
            texts += [plain(page.body()) for page in all_pages(Site(one, day, say))]
            for message in owed(said_of, day):
                texts += [reminders.letter(message, said_of, one, say)]
                texts += [reminders.subject(message, said_of, say)]
            texts.append(text_of("xlsx", workbook.written((), said_of, day)))
        days = [match for text in texts for match in ROUND_DAY.finditer(text)]
        assert {bool(match[2]) for match in days} == {marked}
        marks.add(frozenset(re.sub(r"[\d.]+( \w+ \d{4})?$", "", match[1]) for match in days))
    assert len(marks) == 1
    assert len(marks.pop()) >= 5


@pytest.mark.slow
def test_the_page_of_the_data_says_that_the_rhythm_is_proposed(proposed):
    pages = (plain(page.body()) for page in all_pages(Site(proposed, TODAY, words())))
    rhythms = [text for text in pages if "følges etter denne rytmen" in text]
    assert rhythms
    assert all(re.search(r"denne rytmen: \w+ \(foreslått\)\.", text) for text in rhythms)


def test_the_page_of_the_data_lists_all_that_is_proposed():
    portfolio = load.load(texts_of_the_plan()).portfolio
    (plan,) = [p for p in portfolio.plans if p.id == "rus-2019"]
    (view,) = [v for v in Site(portfolio, TODAY, words()).views if v.plan is plan]
    page = plain(sources_page(view).body())
    for measure in plan.measures:
        for stone in measure.milestones:
            assert (f"fristen for «{stone.title}»" in page) == bool(stone.unconfirmed)
    files: list[Decision | Indicator] = [*plan.decisions, *plan.indicators]
    for file in files:
        assert (f"{file.title} : " in page) == bool(file.unconfirmed)
    assert any(stone.unconfirmed for m in plan.measures for stone in m.milestones)


def test_deadlines_that_come_back_keep_apart_what_is_proposed():
    due = When(date(2020, 12, 31), date(2020, 1, 1), "year")
    stated = Milestone("x", "X", due=due, repeat="yearly")
    for milestone in (stated, replace(stated, due=replace(due, proposed=True)), stated):
        assert milestone.due
        dues = deadlines(milestone, date(2023, 12, 31))
        assert [d.proposed for d in dues] == [milestone.due.proposed] * 4


def test_a_measure_that_nobody_is_named_for_is_no_proposal():
    """Measure 22 of the real plan has no owner: it is counted among the silent, and not among the guesses."""
    for view in Site(real(), TODAY, words()).views:
        seen = attention(view)
        guessed = [n for _, name, n in seen["silent_owners"] if name.endswith("(foreslått)")]
        assert seen["proposed"] == sum(guessed)
    content = made(real(), "2020-Q4")
    silent = content.report.summary.not_reported
    known = sum(bool(j.measure.owner) for j in silent)
    assert known < len(silent)
    assert f"For {known} av dem vet vi ikke hvem som skal melde" in markdown(content)


def test_a_filter_marks_a_unit_by_the_part_that_it_filters_by():
    """Who is only proposed as an owner may well be known to take part, and the other way round."""
    view = Site(real(), TODAY, words()).views[0]
    measures = [j.measure for j in view.summary.judgements]
    for id, name in owners(view):
        confirmed = any(m.owner_confirmed for m in measures if m.owner == id)
        assert name.endswith("(foreslått)") != confirmed, name
    for id, name in unit_names(view, "contributors").items():
        parts = [m for m in measures if id in m.taking_part]
        guess = bool(parts) and all("contributors" in m.unconfirmed for m in parts)
        assert name.endswith("(foreslått)") == guess, name
