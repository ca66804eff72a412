"""Rows of text as they came back in a file, whatever kind of file it was."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_ROWS = 20  # the headings are among these: people write a title above them


@dataclass(frozen=True, slots=True)
class Grid:
    """`pattern` says how a cell is called: ««Status», celle F7» in a workbook, «status.csv, linje 7» in a text file.

    `uncalculated`: row and column of each formula without a result.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    pattern: str
    lines: tuple[int, ...] = ()  # where each row begins in a text file
    sheet_pattern: str = "Arket «{title}»"
    uncalculated: frozenset[tuple[int, int]] = frozenset()

    @property
    def name(self) -> str:
        """Name the sheet or file as a person would."""
        return self.sheet_pattern.format(title=self.title)

    def place(self, row: int, column: int) -> str:
        """Name the cell as a person would. Row and column count from 0."""
        line = self.lines[row] if self.lines else row + 1
        return self.pattern.format(title=self.title, column=letters(column), row=line)


def letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
