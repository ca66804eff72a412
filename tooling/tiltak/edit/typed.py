"""What a person typed → the value that goes into the file: dates as people write them, words for codes, names for ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tiltak.edit import shape as shapes
from tiltak.edit.shape import Shape
from tiltak.model import periods
from tiltak.model.plan import Plan, Portfolio
from tiltak.model.when import Impossible, When, read
from tiltak.problems import UsageError, nearest
from tiltak.read import schema
from tiltak.read.yaml_syntax import CONTROL

PRECISIONS = {"": "year", "H": "half_year", "Q": "quarter"}
YES = frozenset({"true", "ja", "x", "1"})


def when(text: str) -> When:
    """The time that was typed, if a file can hold it: a date, and a precision where it is no day.

    >>> when("31.12.2020").last, when("høsten 2027").precision
    (datetime.date(2020, 12, 31), 'autumn')
    """
    try:
        stated = read(text)
    except Impossible:
        stated = None
    if not isinstance(stated, When) or stated.precision not in schema.values("precision"):
        raise _no_date(text)
    return stated


def precision_of(text: str) -> str:
    """What stands beside the date in a file: empty for a day."""
    stated = when(text)
    return "" if stated.is_day else stated.precision


def last_of_month(year: int, month: int) -> date:
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


def _no_date(text: str) -> UsageError:
    return UsageError(
        f"«{text}» er ikke en dato. Skriv for eksempel 2020-12-31 eller 31.12.2020. Er bare måneden, kvartalet, "
        "tertialet, halvåret, årstiden eller året kjent, kan du skrive 2020-12, 2020-Q4, 2020-T3, 2020-H2, høsten 2020 eller 2020."
    )


def fits(day: str, precision: str) -> bool:
    """Whether a day is the last one of its month, quarter, half-year or year: the way such a time is written."""
    last_day = date.fromisoformat(day)
    if precision == "month":
        return last_day == last_of_month(last_day.year, last_day.month)
    letter = next((key for key, value in PRECISIONS.items() if value == precision), None)
    return letter is not None and periods.containing(last_day, letter).end == last_day


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads typed words for the fields of a measure in a plan."""

    plan: Plan
    portfolio: Portfolio

    def value(self, path: Iterable[str | int], text: str) -> Any:
        """The value of a field; UsageError with advice where the words cannot be one."""
        if control := CONTROL.search(text):
            raise UsageError(
                f"Teksten inneholder et usynlig kontrolltegn (U+{ord(control[0]):04X}). Skriv den på nytt uten."
            )
        return self._value(shapes.of("measure").at(*path), text.strip())

    def _value(self, shape: Shape, text: str) -> Any:
        definition = shape.resolved
        if definition.get("type") == "array":
            parts = [part.strip() for part in re.split(self._separators(shape, text), text)]
            inner = Shape(shape.kind, shape.item().schema, shape.name)
            return [self._value(inner, part) for part in parts if part]
        if definition.get("type") == "integer":
            return _whole_number(shape, text)
        if definition.get("const") is True or definition.get("type") == "boolean":
            if text.lower() not in YES:
                raise UsageError(f"«{shape.title}» kan bare være ja. La feltet stå tomt ellers.")
            return True
        if _is_date(shape):
            return when(text).last.isoformat()
        if choices := options(definition):
            return by_name(text, choices)
        if shape.name == "source":
            document, mark, place = text.partition("#")
            return by_name(document.strip(), self._names("document")) + mark + place.strip()
        return by_name(text, self._names(shape.name))

    def _separators(self, shape: Shape, text: str) -> str:
        """A comma parts a list, unless it stands in a name («Sandnes, Time og Sola») or semicolons do it."""
        names = self._names(shape.name)
        return r"[;\n]" if ";" in text or by_name(text, names) in names else r"[,;\n]"

    def _names(self, field: str) -> Mapping[str, str]:
        """Id → name for fields that point at something with a name."""
        if field in ("owner", "contributors"):
            return {unit.id: unit.name for unit in self.portfolio.units.values()}
        if field == "focus_area":
            return {area.id: area.title for area in self.plan.focus_areas}
        if field == "document":
            return {document.id: document.title for document in self.plan.documents}
        return {}


def by_name(text: str, names: Mapping[str, str]) -> str:
    """Return the id or code that a word stands for. An unknown word comes back unchanged, for the check to report."""
    if text in names:
        return text
    wanted = text.casefold()
    ids = [id for id, name in names.items() if wanted in (name.casefold(), id.casefold())]
    return ids[0] if len(ids) == 1 else text


def _is_date(shape: Shape) -> bool:
    definition = shape.resolved
    options = [definition, *definition.get("anyOf", ())]
    return any(schema.resolved(shape.kind, o).get("format") == "date" for o in options)


def options(definition: Mapping[str, Any]) -> dict[str, str]:
    """Allowed value → its Norwegian word."""
    words = {
        option["const"]: option.get("title", "")
        for option in definition.get("oneOf", ())
        if "const" in option
    }
    for option in definition.get("anyOf", ()):
        words |= options(option)
    return words


def _whole_number(shape: Shape, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise UsageError(f"«{text}» er ikke et helt tall. Feltet «{shape.title}» skal ha et tall.")
    return int(text)


def key_named(word: str, shape: Shape) -> str:
    """Return the key that a typed key or Norwegian name means; empty if there is none."""
    if word in shape.keys:
        return word
    wanted = word.casefold()
    titles = {key: shape.key(key).title.casefold() for key in shape.keys}
    keys = [key for key, title in titles.items() if title == wanted]
    if not keys:  # «frist» for «Frist nå»
        keys = [key for key, title in titles.items() if title.startswith(f"{wanted} ")]
    return keys[0] if len(keys) == 1 else ""


def unknown_key(word: str, titles: Mapping[str, str]) -> UsageError:
    """Word the error for an unknown field. `titles`: key → Norwegian name."""
    named = [f"{key} ({title.lower()})" for key, title in titles.items()]
    hint = nearest(word, titles) or f"Feltene er: {', '.join(named)}."
    return UsageError(f"Feltet «{word}» finnes ikke her. {hint}")
