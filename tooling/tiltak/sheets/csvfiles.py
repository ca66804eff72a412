"""The tables as text files with semicolons, which Excel in Norwegian opens, and back."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from tiltak.harmless import FORMULA_STARTS
from tiltak.model.plan import Plan
from tiltak.problems import UsageError
from tiltak.sheets.grid import FIRST_ROWS, Grid
from tiltak.sheets.limits import MAX_BYTES, refuse_large_text
from tiltak.sheets.tables import BASE_TITLE, SheetTable


def written(tables: Sequence[SheetTable], plan: Plan) -> dict[str, bytes]:
    """File name → content, with the mark that tells Excel it is UTF-8."""
    return {table.file_name: _file(table, plan) for table in tables}


def _file(table: SheetTable, plan: Plan) -> bytes:
    text = io.StringIO()
    out = csv.writer(text, delimiter=";", lineterminator="\r\n")
    out.writerow([*(column.title for column in table.columns), BASE_TITLE])
    for row in table.rows:
        cells = [_harmless(row.cells[column.key]) for column in table.columns]
        out.writerow([*cells, table.base(row, plan.id)])
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """A text that a spreadsheet would calculate gets an apostrophe in front, which is taken away again when it is read."""
    return f"'{text}" if text.startswith(("'", *FORMULA_STARTS)) else text


def read(files: Mapping[str, bytes]) -> list[Grid]:
    return [_grid(name, raw) for name, raw in sorted(files.items())]


def _grid(name: str, raw: bytes) -> Grid:
    if len(raw) > MAX_BYTES:
        raise UsageError(f"{name} er større enn 20 MB. En fil med tiltak er mye mindre.")
    text = decoded(raw)
    lines = text.split("\n", FIRST_ROWS)[:FIRST_ROWS]
    headings = next((line for line in lines if BASE_TITLE in line), lines[0])
    delimiter = max(";,\t", key=headings.count)
    refuse_large_text(name, text, delimiter)
    try:
        numbered = list(_rows(text, delimiter))
    except csv.Error:
        raise UsageError(
            f"{name} kan ikke leses som CSV. Lagre den på nytt som «CSV UTF-8»."
        ) from None
    rows = tuple(tuple(cell.removeprefix("'") for cell in row) for _, row in numbered)
    starts = tuple(line for line, _ in numbered)
    return Grid(name, rows, "{title}, linje {row}", starts, sheet_pattern="Filen {title}")


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on: a cell may hold line breaks."""
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def decoded(raw: bytes) -> str:
    """UTF-8, or what Excel in Norway saves as «Unicode-tekst» and as plain CSV."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
