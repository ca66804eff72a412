"""The tables as text files with semicolons, which Excel in Norwegian opens, and back."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tiltak.data.tables import csv_text
from tiltak.harmless import FORMULA_STARTS
from tiltak.model.plan import Plan
from tiltak.problems import UsageError
from tiltak.sheets import headings
from tiltak.sheets.grid import FIRST_ROWS, Grid, readable
from tiltak.sheets.limits import MAX_BYTES, refuse_large_text
from tiltak.sheets.tables import BASE_TITLE, SheetTable

DELIMITERS = ";,\t|"
ABOUT = "les-meg.md"  # no table, so `tiltak import` passes it by


def written(tables: Sequence[SheetTable], plan: Plan) -> dict[str, bytes]:
    """File name → content, with the mark that tells Excel it is UTF-8."""
    return {table.file_name: _file(table, plan) for table in tables}


def about(plan: Plan, occasion: Iterable[str]) -> bytes:
    """What the tables beside it are: a text file has no room for it."""
    return ("\n\n".join([f"# {plan.title}", *occasion]) + "\n").encode()


def _file(table: SheetTable, plan: Plan) -> bytes:
    titles = [*(column.title for column in table.columns), BASE_TITLE]
    rows = (
        [*(_harmless(row.cells[column.key]) for column in table.columns), table.base(row, plan.id)]
        for row in table.rows
    )
    return csv_text([titles, *rows]).encode()


def _harmless(text: str) -> str:
    """A text that a spreadsheet would calculate gets an apostrophe in front, which is taken away again when it is read."""
    return f"'{text}" if text.startswith(("'", *FORMULA_STARTS)) else text


def read(files: Mapping[str, bytes]) -> list[Grid]:
    return [_grid(name, raw) for name, raw in sorted(files.items())]


def _grid(name: str, raw: bytes) -> Grid:
    if len(raw) > MAX_BYTES:
        raise UsageError(f"{name} er større enn 20 MB. En fil med tiltak er mye mindre.")
    text, doubt = decoded(raw)
    try:
        delimiter = _delimiter(text)
        refuse_large_text(name, text, delimiter)
        numbered = list(_rows(text, delimiter))
    except csv.Error:
        raise UsageError(
            f"{name} kan ikke leses som CSV. Lagre den på nytt som «CSV UTF-8»."
        ) from None
    rows = tuple(tuple(readable(cell.removeprefix("'")) for cell in row) for _, row in numbered)
    starts = tuple(line for line, _ in numbered)
    doubts = (f"{name}: {doubt}",) if doubt else ()
    return Grid(
        name, rows, "{title}, linje {row}", starts, sheet_pattern="Filen {title}", doubts=doubts
    )


LOOKED_AT = 100_000  # characters from the front, to see what parts the cells


def _delimiter(text: str) -> str:
    """What parts the cells: the sign by which most rows have headings that are known, or are of one width.

    What stands above the table, or within a cell, counts for little.
    """
    if separator := re.match(r"sep=(.)\r?\n", text):
        return separator[1]
    beginning = text[:LOOKED_AT]

    def score(delimiter: str) -> tuple[int, int, int]:
        rows = [row for _, row in _rows(beginning, delimiter)]
        most_headings = max((known_headings(row) for row in rows[:FIRST_ROWS]), default=0)
        (width, often), *_ = Counter(map(len, rows)).most_common(1) or [(1, 0)]
        return most_headings, often if width > 1 else 0, width

    return max(DELIMITERS, key=score)


def known_headings(row: Sequence[str]) -> int:
    """How many cells of a row are headings: those of our own tables are known by the one that is hidden."""
    ours = len(row) if BASE_TITLE in row else 0
    return max(ours, len(headings.columns(row)))


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on: a cell may hold line breaks."""
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for row in reader:
        if line > 1 or not re.fullmatch("sep=.?", "".join(row)):
            yield line, row
        line = reader.line_num + 1


def decoded(raw: bytes) -> tuple[str, str]:
    """The text, and what a person must look at: nothing where it is UTF-8 or Excel's «Unicode-tekst»."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(raw.decode("utf-16", errors="replace"))
    if raw[:200].count(0) > len(raw[:200]) // 4:  # UTF-16 whose first mark is gone
        order = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
        return _checked(raw.decode(order, errors="replace"))
    try:
        return _checked(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        name = max(OLD_ENCODINGS, key=lambda name: _norwegian(raw.decode(name, errors="replace")))
    text = raw.decode(name, errors="replace")
    if name == OLD_ENCODINGS[0]:
        return _checked(text)
    kind = "MS-DOS" if name == "cp850" else "Macintosh"
    return text, f"Filen er lest som «CSV ({kind})». Se etter at æ, ø og å er riktige."


def _checked(text: str) -> tuple[str, str]:
    lost = text.count("\ufffd")
    doubt = f"{lost} tegn i filen kunne ikke leses og står som «\ufffd». Lagre den på nytt som «CSV UTF-8»."
    return text, doubt if lost else ""


OLD_ENCODINGS = ("cp1252", "cp850", "mac_roman")  # what Excel saves plain CSV as, the usual first
LOOKS_RIGHT = re.compile("(?<![A-ZÆØÅa-zæøå])[ÆØÅ]|[æøå]")
LOOKS_WRONG = re.compile("[a-zæøå][ÆØÅ]|[\ufffd†‡Œ¯¿¾¶\u2018\u203a¢¤Õµ°]|[A-Za-z]\\d[æøå]")


def _norwegian(text: str) -> int:
    """How much a text looks like Norwegian in the right encoding."""
    beginning = text[:LOOKED_AT]
    return 2 * len(LOOKS_RIGHT.findall(beginning)) - 3 * len(LOOKS_WRONG.findall(beginning))
