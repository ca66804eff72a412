"""What a stranger's text may not do to a terminal or a spreadsheet."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltak import problems
from tiltak.data import shapes
from tiltak.harmless import FORMULA_STARTS, one_line, printable
from tiltak.problems import Place, Problem
from tiltak.sheets import csvfiles

ANY_TEXT = st.text(
    st.characters(), max_size=40
)  # with halves of characters, which no file in UTF-8 holds
NEVER_PRINTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(ANY_TEXT)
def test_nothing_that_steers_a_terminal_or_hides_is_printed(text):
    for shown in (printable(text), one_line(text)):
        assert not {category(c) for c in shown} & NEVER_PRINTED


@given(ANY_TEXT)
def test_words_that_can_be_read_are_printed_as_they_are(text):
    assert printable(printable(text)) == printable(text)
    assert one_line(one_line(text)) == one_line(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;TITTEL\x07", "[U+001B]]0;TITTEL[U+0007]"),
        ("\x9b2J", "[U+009B]2J"),
        ("a\u200bb\u202ec", "a[U+200B]b[U+202E]c"),
        ("\U000e0041", "[U+E0041]"),
        ("\ud800", "[U+D800]"),
        ("kr\u00a01\t2", "kr 1 2"),
    ],
)
def test_what_cannot_be_seen_is_shown_by_its_number(text, shown):
    assert printable(text) == one_line(text) == shown


def test_the_mark_stays_under_its_letter_after_what_is_shown_by_its_number():
    found = Problem("c", "M.", Place("a.yml", 1, 4))
    _, line, mark = problems.as_text([found], {"a.yml": "\x1b\u202e X"}).splitlines()
    assert line[mark.index("^")] == "X"


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_table_of_ours_has_a_cell_that_begins_as_a_formula(start):
    text = f"{start}HYPERLINK(0)"
    assert not shapes.cell(text).startswith(FORMULA_STARTS)
    written = csvfiles._harmless(text)
    assert not written.startswith(FORMULA_STARTS)
    assert written.removeprefix("'") == text
