"""Numbers at the start of a line: a list where somebody counts, a sentence where it is a date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltak.reports import prose
from tiltak.reports.blocks import Paragraph
from tiltak.site import text
from tiltak.words import formatting


@pytest.mark.parametrize(
    "said",
    [
        "31. august hvert år er en dag for de døde.",
        "2019. Et år som ble husket.",
        "1. januar begynner planen.",
        "1. januar begynner planen.\n31. desember slutter den.",
        "- 31. august hvert år\n- 1. mai",
        "1.",
    ],
)
def test_a_date_at_the_start_of_a_line_stays_as_it_is(said):
    html = text.formatted(said)
    assert "<ol" not in html
    words = [line.removeprefix("- ") for line in said.split("\n")]
    assert all(word in html for word in words)


def test_what_is_counted_from_one_is_a_list():
    html = text.formatted("Slik går det:\n\n1. Først dette.\n2. Så dette.\n3) Nei.")
    assert html.count("<li>") == 3
    assert "<ol>" in html


def test_a_report_reads_dates_as_the_site_does():
    (paragraph,) = prose.blocks("31. august hvert år.")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.content[0].text == "31. august hvert år."


@given(st.text("123. )-*ab\n", max_size=20))
def test_a_number_is_never_another_than_was_typed(said):
    """HTML's lists count for themselves: only 1, 2, 3 … may be left to them."""
    html = formatting.html(said)
    assert 'start="' not in html
