"""What of Markdown a text may use: tables, and numbers at the start of a line that are no list but a date."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltak import formatting
from tiltak.reports import prose
from tiltak.reports.blocks import Paragraph, Table, plain
from tiltak.site import text


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
    html = formatting.html(formatting.tokens(said))
    assert 'start="' not in html


# ------------------------------------------------------------------------------------ tables

TABLE = "| | Antall **i alt** |\n|---|---:|\n| 2019 | [4](https://example.org) |\n| 2020 | <b>5</b> \\| 6 |"


def test_a_table_is_one_on_the_site_and_in_a_report():
    html = text.formatted("Slik har det gått:\n" + TABLE)
    assert html.startswith(
        '<p>Slik har det gått:</p>\n<div class="t-scroll" role="group" aria-label="Antall i alt" tabindex="0">'
    )
    heading = '<td></td>\n<th class="t-num" scope="col">Antall <strong>i alt</strong></th>'
    row = '<th scope="row">2020</th>\n<td class="t-num">&lt;b&gt;5&lt;/b&gt; | 6</td>'
    assert heading in html
    assert row in html
    paragraph, table = prose.blocks("Slik har det gått:\n" + TABLE)
    assert isinstance(paragraph, Paragraph)
    assert isinstance(table, Table)
    assert [(c.title, c.number) for c in table.columns] == [("", False), ("Antall i alt", True)]
    assert [[plain(cell) for cell in row] for row in table.rows] == [
        ["2019", "4"],
        ["2020", "<b>5</b> | 6"],
    ]
    assert table.rows[0][1][0].link == "https://example.org"


def test_a_table_on_one_line_says_each_row():
    assert plain(prose.line(TABLE)) == "2019, Antall i alt: 4. 2020, Antall i alt: <b>5</b> | 6."


@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        ("dashes", "| År | Antall |\n|---|---|---|\n| 2019 | 4 | 5 |"),
        ("dashes", "Slik har det gått:\n\n|---|---|\n| 2019 | 4 |"),
        ("in-a-list", "- Slik:\n\n  | År | Antall |\n  |---|---|\n  | 2019 | 4 |"),
        ("heading", "| År | |\n|---|---|\n| 2019 | 4 |"),
        ("heading", "| |\n|---|\n| 2019 |"),
        ("rows", "| År | Antall |\n|---|---|"),
        ("cells", "| År | Antall |\n|---|---|\n| 2019 | 4 | 5 |"),
        ("cells", "År | Antall\n---|---\n2019 | 4 | 5 \\|"),
        ("no-bar", "| År | Antall |\n|---|---|\n| 2019 | 4 |\nKilde: SSB"),
        ("size", f"|{' A |' * 9}\n|{'---|' * 9}\n|{' 1 |' * 9}"),
        ("size", "| År | Antall |\n|---|---|" + "\n| 2019 | 4 |" * 61),
    ],
)
def test_a_faulty_table_is_told_and_stays_as_it_was_typed(flaw, said):
    assert formatting.faulty_tables(said)[0].flaw == flaw
    assert "<table" not in text.formatted(said)
    assert not any(isinstance(block, Table) for block in prose.blocks(said))


@pytest.mark.parametrize(
    "said", ["Bolig | helse", "Fra A |\n| til B", "| a |", "Punkt\n---\nnytt", TABLE]
)
def test_bars_and_dashes_of_other_kinds_are_no_faulty_table(said):
    assert not formatting.faulty_tables(said)


@given(
    st.lists(
        st.text("|-: ab1\\", max_size=8) | st.sampled_from(["|---|---|", "| a | b |"]), max_size=5
    ).map("\n".join)
)
def test_no_table_loses_what_was_typed(said):
    typed = sorted(re.findall(r"[ab1]", said))
    assert sorted(re.findall(r"[ab1]", text.formatted(said).striptags())) == typed
