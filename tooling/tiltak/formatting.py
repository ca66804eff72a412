"""What of Markdown a text from a file may use: bold, italics, links, lists and tables. The rest is as it was typed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

NUMBERED = re.compile(r"^([^\S\n]*(?:[-+*][^\S\n]+)*(\d{1,9}))(?=[.)](?:\s|$))", re.MULTILINE)
# The line of dashes that makes the line above it the heading of a table.
DASHES = re.compile(r"[ \t]*(?:\|[ \t]*)?:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)*(?:\|[ \t]*)?")
TABLE = "table_open"
MOST_COLUMNS, MOST_ROWS = 8, 60

Flaw = Literal["dashes", "in-a-list", "heading", "rows", "cells", "no-bar", "size"]


@dataclass(frozen=True, slots=True)
class FaultyTable:
    """Why a table in a text is not shown as one, and the line where it shows."""

    flaw: Flaw
    line: str


def tokens(text: str) -> list[Token]:
    """The parts of a text. One faulty table makes all tables of the text lines with bars, as they were typed."""
    return _parser(tables=not faulty_tables(text)).parse(without_dates_as_lists(text))


def inline_tokens(text: str) -> list[Token]:
    """A text without paragraphs, lists and tables."""
    return _parser(tables=False).parseInline(text)


def html(parsed: Sequence[Token]) -> str:
    """The parts as HTML, not yet cleaned."""
    parser = _parser(tables=True)
    rendered: str = parser.renderer.render(parsed, parser.options, {})
    return rendered


def faulty_tables(text: str) -> tuple[FaultyTable, ...]:
    r"""The tables that would lose words, or that nobody could read or hear.

    >>> faulty_tables("| År | Antall |\n|---|---|\n| 2019 | 4 | 5 |")
    (FaultyTable(flaw='cells', line='| 2019 | 4 | 5 |'),)
    """
    if "|" not in text:
        return ()
    text = without_dates_as_lists(text).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    tables = [p for p in parts(_parser(tables=True).parse(text)) if p[0].type == TABLE]
    lines_of_tables = {at for table in tables for at in range(*_lines_of(table))}
    loose = (
        FaultyTable("dashes", lines[at])
        for at in range(1, len(lines))
        if at not in lines_of_tables and "|" in lines[at] and DASHES.fullmatch(lines[at])
    )
    return (*loose, *(flaw for table in tables for flaw in _flaws(table, lines)))


def parts(parsed: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Each table from its beginning to its end, and each other token by itself."""
    at = 0
    while at < len(parsed):
        end = at + 1
        if parsed[at].type == TABLE:
            end += next(i for i, t in enumerate(parsed[at:]) if t.type == "table_close")
        yield parsed[at:end]
        at = end


def table_rows(table: Sequence[Token]) -> list[list[Token]]:
    """The cells of each row, the heading first."""
    rows: list[list[Token]] = []
    for token in table:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
    return rows


def stands_right(cell: Token) -> bool:
    """Whether `---:` is typed below the heading of this `th` or `td`, as it is for numbers."""
    return cell.attrGet("style") == "text-align:right"


def _flaws(table: Sequence[Token], lines: Sequence[str]) -> Iterator[FaultyTable]:
    begin, end = _lines_of(table)
    heading, rows = lines[begin], lines[begin + 2 : end]
    titles = [cell.content for cell in table_rows(table)[0]]
    if table[0].level:
        yield FaultyTable("in-a-list", heading)
    # The corner above the names of the rows may be empty.
    if not all(titles[1:]) or not any(titles):
        yield FaultyTable("heading", heading)
    if not rows:
        yield FaultyTable("rows", heading)
    if len(titles) > MOST_COLUMNS or len(rows) > MOST_ROWS:
        yield FaultyTable("size", heading)
    for row in rows:
        if "|" not in row:
            yield FaultyTable("no-bar", row)
        elif _cells(row) > len(titles):
            yield FaultyTable("cells", row)


def _lines_of(table: Sequence[Token]) -> tuple[int, int]:
    begin, end = table[0].map or (0, 0)
    return begin, end


def _cells(row: str) -> int:
    """How many cells are typed in a row; the parser drops those beyond the heading."""
    from markdown_it.rules_block.table import escapedSplit

    cells: list[str] = escapedSplit(row.strip())
    return len(cells[not cells[0] : len(cells) - (not cells[-1])])


def without_dates_as_lists(text: str) -> str:
    r"""Only what is counted from one and goes on to two is a numbered list; «31. august» begins a sentence.

    >>> without_dates_as_lists("31. august hvert år")
    '31\\. august hvert år'
    """
    matches = list(NUMBERED.finditer(text))
    numbers = [int(match[2]) for match in matches]
    counted: set[int] = set()
    for index, number in enumerate(numbers):
        follows = index - 1 in counted and number == numbers[index - 1] + 1
        begins = number == 1 and numbers[index + 1 : index + 2] == [2]
        if follows or begins:
            counted.add(index)
    places = itertools.count()
    return NUMBERED.sub(lambda match: match[1] + "\\" * (next(places) not in counted), text)


@cache
def _parser(*, tables: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    marks = ["emphasis", "link", "list", "escape", "newline"]
    return MarkdownIt("zero").enable([*marks, "table"] if tables else marks)
