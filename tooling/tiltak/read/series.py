"""The figures of an indicator: a CSV file → the same kind of document as YAML makes, with a place for every cell.

One row a figure. Semicolons, commas or tabs part the cells; a number has a comma or a point.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from functools import cache
from io import StringIO
from itertools import accumulate
from math import isfinite
from typing import Any

from tiltak.problems import Code, Place, Problem, nearest
from tiltak.read import schema, yaml_lines
from tiltak.read.yaml_lines import TOO_LARGE
from tiltak.read.yaml_syntax import spoiled

SOURCES = "sources"  # the column whose cell may name several, with « | » between them
SEPARATOR = "|"
MAX_ROWS = 10_000
MAX_SOURCES = 100  # of one figure

SERIES_HEADING = Code(
    "series-heading",
    "Tallene mangler en kolonne, eller har en som ikke finnes",
    "Første linje i filen med tallene har navnene på kolonnene. Uten dem vet ingen hva som er periode og hva som er verdi.",
    "år;antall\n2018;4\n",
    "period;value;sources\n2018;4;plan#1.5.3\n",
    "series",
)
SERIES_CELLS = Code(
    "series-cells",
    "Raden har flere celler enn det er kolonner",
    "Celler uten en kolonne over seg blir ikke lest. Oftest er et desimalkomma eller et semikolon i en merknad tatt for et skille "
    "mellom to celler.",
    "period;value;sources;note\n2018;4;plan#1.5.3;Telt i mars; rettet i mai\n",
    'period;value;sources;note\n2018;4;plan#1.5.3;"Telt i mars; rettet i mai"\n',
    "series",
)
SERIES_VALUE = Code(
    "series-value",
    "Verdien er ikke et tall",
    "En verdi er et tall med komma eller punktum, og uten enhet. Er tallet ikke kjent, skal cellen stå tom: det er ikke det samme som null.",
    "period;value;sources\n2018;fire;plan#1.5.3\n",
    "period;value;sources\n2018;4;plan#1.5.3\n",
    "series",
)


@cache
def columns() -> dict[str, str]:
    """Key → Norwegian name of each column."""
    return {
        key: schema.field_title("series", "figures", 0, key)
        for key in schema.field_schema("series", "figures", 0)["properties"]
    }


def parse(raw: str | bytes, path: str) -> tuple[yaml_lines.YamlDocument, list[Problem]]:
    """The figures of a file as a list of mappings; cells that are empty are left out."""
    mark = "\ufeff" if isinstance(raw, str) else codecs.BOM_UTF8  # by which Excel knows UTF-8
    text, problems = yaml_lines.decode(raw.removeprefix(mark), path)  # type: ignore[arg-type]
    document = yaml_lines.YamlDocument(path, text=text)
    if problems and not text:
        return document, problems
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if refusal := spoiled(text, path):
        return document, [*problems, refusal]
    csv.field_size_limit(yaml_lines.MAX_BYTES)
    rows = csv.reader(StringIO(text), delimiter=delimiter(text))
    keys = [key_of(cell) for cell in next(rows, [])]
    if refusal := _heading_problem(keys, path):
        return document, [*problems, refusal]
    figures: list[dict[str, Any]] = []
    document.value = {"figures": figures}
    line = rows.line_num + 1
    for cells in rows:
        if any(cell.strip() for cell in cells):
            index = len(figures)
            if index == MAX_ROWS:
                refusal = _too_many_rows(Place(path, line))
                return yaml_lines.YamlDocument(path, text=text), [*problems, refusal]
            document.values["figures", index] = line, 1
            begins = accumulate((len(cell) + 1 for cell in cells[: len(keys)]), initial=1)
            for key, column in zip(keys, begins, strict=False):
                document.values["figures", index, key] = line, column
            if any(cell.strip() for cell in cells[len(keys) :]):
                problems.append(_too_many_cells(len(keys), document.place("figures", index)))
            figures.append(dict(_values(keys, cells)))
            value = figures[-1].get("value")
            if isinstance(value, str):
                place = document.place("figures", index, "value")
                hint = "Skriv bare tallet. La cellen stå tom når tallet ikke er kjent."
                problems.append(SERIES_VALUE(f"«{value}» er ikke et tall.", place, hint=hint))
                figures[-1]["value"] = None
        line = rows.line_num + 1
    return document, problems


def _too_many_rows(place: Place) -> Problem:
    return TOO_LARGE(
        f"Filen har mer enn {MAX_ROWS} tall. Den blir ikke lest.",
        place,
        hint="Ta med de tallene som følges opp. Det andre kan stå i en fil som «sources» viser til.",
    )


def _too_many_cells(columns: int, place: Place) -> Problem:
    return SERIES_CELLS(
        f"Raden har flere celler enn de {columns} kolonnene. Det som står i de siste, blir ikke lest.",
        place,
        hint="Slett dem⟨, eller sett anførselstegn om en tekst som har semikolon, komma eller tabulator i seg|⟩.",
    )


def delimiter(text: str) -> str:
    """What parts the cells: the sign that the heading has most of."""
    heading = next(iter(text.splitlines()), "")
    return max(";,\t", key=heading.count)


def key_of(heading: str) -> str:
    """The key of a column that is headed by it or by its Norwegian name; else what stands there."""
    written = heading.strip()
    named = {title.casefold(): key for key, title in columns().items()}
    return named.get(written.casefold(), written)


def _heading_problem(keys: list[str], path: str) -> Problem | None:
    allowed = columns()
    unknown = [key for key in keys if key not in allowed]
    missing = [key for key in ("period", "value", SOURCES) if key not in keys]
    if not unknown and not missing and len(set(keys)) == len(keys):
        return None
    place = Place(path, 1)
    if unknown:
        return SERIES_HEADING(
            f"Kolonnen «{unknown[0]}» finnes ikke.",
            place,
            hint=nearest(unknown[0], list(allowed)) or f"Kolonnene er: {', '.join(allowed)}.",
        )
    if missing:
        return SERIES_HEADING(
            f"Kolonnen «{missing[0]}» mangler.",
            place,
            hint=f"Kolonnene er: {', '.join(allowed)}. Periode, verdi og kilder må være med.",
        )
    return SERIES_HEADING("To kolonner har samme navn.", place, hint="Slett den ene.")


def _values(keys: list[str], cells: list[str]) -> Iterator[tuple[str, Any]]:
    for key, cell in zip(keys, cells, strict=False):
        written = cell.strip()
        if not written:
            continue
        if key == SOURCES:
            yield key, [part.strip() for part in written.split(SEPARATOR, MAX_SOURCES)]
        elif key == "value":
            yield key, number(written)
        else:
            yield key, written


def number(written: str) -> float | int | str:
    """A number as Norwegians and programs write it; the text itself where it is none."""
    plain = (
        written.replace("\N{NO-BREAK SPACE}", "")
        .replace(" ", "")
        .replace("−", "-")
        .replace(",", ".")
    )
    if len(plain) > yaml_lines.MAX_DIGITS:
        return written
    if yaml_lines.INTEGER.fullmatch(plain):
        return int(plain)
    is_number = yaml_lines.DECIMAL.fullmatch(plain) and isfinite(float(plain))
    return float(plain) if is_number else written
