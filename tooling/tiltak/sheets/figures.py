"""Figures as a statistics office gives them, put into the file of an indicator: period, group and value.

What the file says already is left alone, a revised value takes the place of the old one, and a new one gets a line
of its own. What cannot be taken in is told, and no sign for «unknown» or «withheld» becomes a number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tiltak.read import series
from tiltak.read.load import time_named
from tiltak.sheets.grid import FIRST_ROWS, Grid

# What the columns are called by those who hand out figures, besides by their keys and our own names.
NAMES: Mapping[str, tuple[str, ...]] = {
    "period": ("år", "tid", "year"),
    "group": ("region", "kommune", "geografi"),
    "value": ("antall", "tall", "value"),
}
Key = tuple[str, str, tuple[str, ...]]
# Said of the old value, and not of the one that takes its place.
AS_IT_WAS = ("as_printed", "precision")


@dataclass(frozen=True, slots=True)
class Intake:
    """The file as it would be, and what was left out, each with its place."""

    text: str
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A figure that came in: its place, when and whose it is, and the number as it is written."""

    where: str
    key: Key
    value: str


def taken_in(text: str, grids: Sequence[Grid], source: str) -> Intake:
    """Put the figures of `grids` into the text of a series; `source` is where those without one come from."""
    left_out: list[str] = []
    came = [row for grid in grids for row in _rows(grid, source, left_out)]
    delimiter = series.delimiter(text)
    written = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    table = [list(cells) for cells in written] or [["period", "group", "value", series.SOURCES]]
    keys = [series.key_of(cell) for cell in table[0]]
    if "group" not in keys and any(row.key[1] for row in came):
        keys.append("group")
        table[0].append("group")
    there = {_key(dict(zip(keys, cells, strict=False))): cells for cells in table[1:]}
    values: dict[Key, set[object]] = {}
    for row in came:
        values.setdefault(row.key, set()).add(series.number(row.value))
    for row in came:
        if len(values[row.key]) > 1:
            left_out.append(f"{row.where}: samme periode og gruppe står to ganger med ulike tall.")
            continue
        if row.key not in there:
            there[row.key] = [""] * len(keys)
            table.append(there[row.key])
        _put(there[row.key], keys, row)
    if table[1:] == written[1:]:
        return Intake(text, tuple(left_out))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(table)
    return Intake(out.getvalue(), tuple(left_out))


def _put(cells: list[str], keys: Sequence[str], row: Row) -> None:
    """Write a figure into its line; a number that is the same, however it is written, is left as it stands."""
    cells += [""] * (len(keys) - len(cells))
    fields = dict(zip(keys, cells, strict=False))
    is_new = not fields["period"]
    if not is_new and series.number(fields["value"]) == series.number(row.value):
        return
    period, group, sources = row.key
    new = {"period": period, "group": group, series.SOURCES: f" {series.SEPARATOR} ".join(sources)}
    new = new if is_new else dict.fromkeys(AS_IT_WAS, "")
    for index, key in enumerate(keys):
        cells[index] = {**fields, **new, "value": row.value}[key]


def _key(fields: Mapping[str, str]) -> Key:
    sources = fields.get(series.SOURCES, "").split(series.SEPARATOR)
    return (
        fields.get("period", "").strip(),
        fields.get("group", "").strip(),
        tuple(name.strip() for name in sources if name.strip()),
    )


def _rows(grid: Grid, source: str, left_out: list[str]) -> Iterator[Row]:
    """The figures of a sheet; what is none is told."""
    left_out += grid.doubts
    headings = next((i for i, row in enumerate(grid.rows[:FIRST_ROWS]) if _is_heading(row)), None)
    if headings is None:
        left_out.append(
            f"{grid.name}: finner ikke kolonnene for periode og verdi. Kall dem «Periode» og «Verdi»."
        )
        return
    keys = [_heading(cell) for cell in grid.rows[headings]]
    taken = ("period", "group", "value", series.SOURCES)
    for column, key in enumerate(keys):
        if key not in taken and grid.rows[headings][column].strip():
            left_out.append(
                f"{grid.name}: kolonnen «{grid.rows[headings][column].strip()}» er ikke tatt med."
            )
    for index, cells in enumerate(grid.rows):
        fields = {k: cell.strip() for k, cell in zip(keys, cells, strict=False) if k in taken}
        if index <= headings or not any(fields.values()):
            continue
        where = grid.place(index, keys.index("value"))
        fields.setdefault(series.SOURCES, "")
        fields[series.SOURCES] = fields[series.SOURCES] or source
        if why := _fault(fields):
            left_out.append(f"{where}: {why}")
        else:
            yield Row(where, _key(fields), fields["value"])


def _fault(fields: Mapping[str, str]) -> str:
    if not fields.get("period") or time_named(fields["period"]) is None:
        return f"«{fields.get('period', '')}» er ikke en periode."
    if isinstance(series.number(fields.get("value", "")), str):
        return f"«{fields.get('value', '')}» er ikke et tall."
    if not fields[series.SOURCES]:
        return "kilden mangler. Skriv --source med dokumentet i planen som tallene kommer fra."
    return ""


def _is_heading(row: Sequence[str]) -> bool:
    return {"period", "value"} <= {_heading(cell) for cell in row}


def _heading(cell: str) -> str:
    written = cell.strip().casefold()
    return next((k for k, names in NAMES.items() if written in names), series.key_of(cell))
