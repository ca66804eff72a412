"""What we propose ourselves is marked wherever it stands, and nobody is in debt on a guess."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest

from tests.reportplan import TODAY, harbour, made
from tests.test_words_days import text_of
from tiltak.commands import show
from tiltak.data.calendars import calendars
from tiltak.data.topics import Addresses
from tiltak.judge.reminders import owed
from tiltak.judge.summary import summarise
from tiltak.model.plan import Portfolio, Unit, UnitName
from tiltak.reports.writers import WRITERS, written
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words import reminders
from tiltak.words.language import words

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
    return replace(portfolio, plans=(replace(plan, measures=measures),), units=units)


def plain(html: str) -> str:
    """What a reader of a page sees, without the choices of a filter and what stands in the head."""
    without = re.sub(r"<(select|head|nav|title|svg)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())


def unmarked(text: str) -> list[str]:
    """The places where a proposed unit is named and nothing close by says that it is proposed."""
    found = (match.span() for match in MARKED.finditer(text))
    return [
        text[start - 40 : end + 40]
        for start, end in found
        if "foreslått" not in text[end : end + 40]
    ]


def test_every_page_marks_what_is_proposed(proposed):
    say, seen = words(), 0
    for page in all_pages(Site(proposed, TODAY, say)):
        text = plain(page.body())
        seen += bool(MARKED.search(text))
        if "/enheter/" in page.uri:  # the page of the unit itself: there each measure has the mark
            assert MARKED.search(text) is None or "foreslått" in text, page.uri
        elif page.uri != "aapne-data":  # names the feeds of a unit, and says nothing of a measure
            assert not unmarked(text), page.uri
    assert seen > 20


@pytest.mark.parametrize("form", sorted(set(WRITERS) - {"csv", "json"}))
def test_every_format_of_a_report_marks_what_is_proposed(proposed, form):
    text = " ".join(text_of(form, written(made(proposed, "2021-Q2"), form)).split())
    text = plain(text) if form == "html" else text
    assert MARKED.search(text)
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
    lines: list[Any] = [reminders.line(r, say) for m in owed(plan, day) for r in m.reminders]
    assert lines
    assert all("(ansvaret er foreslått)" in line for line in lines)


def test_nobody_owes_a_message_on_a_guess(proposed):
    for page in all_pages(Site(proposed, TODAY, words())):
        assert 'id="skylder"' not in page.body(), page.uri
