"""Rows of text as they came back in a file, whatever kind of file it was."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

FIRST_ROWS = 20  # the headings are among these: people write a title above them


@dataclass(frozen=True, slots=True)
class Grid:
    """`pattern` says how a cell is called: ««Status», celle F7» in a workbook, «status.csv, linje 7» in a text file.

    `uncalculated`: row and column of each formula without a result, or with an error for one.
    `merged`: first row, first column, last row and last column of the cells that are shown as one; the text
    stands in the first of them. `doubts`: what a person must be told of how the file was read.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    pattern: str
    lines: tuple[int, ...] = ()  # where each row begins in a text file
    sheet_pattern: str = "Arket «{title}»"
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    doubts: tuple[str, ...] = ()
    area: str = ""  # what a heading above the table says that its measures belong to

    @property
    def name(self) -> str:
        """Name the sheet or file as a person would."""
        return self.sheet_pattern.format(title=self.title)

    def place(self, row: int, column: int) -> str:
        """Name the cell as a person would. Row and column count from 0."""
        line = self.lines[row] if self.lines else row + 1
        return self.pattern.format(title=self.title, column=letters(column), row=line)


# Signs that nobody sees: the soft hyphen, and marks that say where a word may break or a file begins.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
LINE_ENDS = dict.fromkeys(map(ord, "\u000b\u000c\u0085\u2028\u2029"), "\n")


def readable(text: str) -> str:
    """The text in the one form in which two that look alike are alike, whichever machine it was typed on.

    >>> readable("pa\u030a hjul,\u00a0Grøn\u00adne")
    'på hjul, Grønne'
    """
    one_kind_of_line_end = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = one_kind_of_line_end.translate(UNSEEN | SPACES | LINE_ENDS)
    return unicodedata.normalize("NFC", seen)


def letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(ord("A") + digit) + name
    return name
