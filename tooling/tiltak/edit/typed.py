"""What a person typed → the value that goes into the file: dates as people write them, words for codes, names for ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tiltak.edit import shape as shapes
from tiltak.edit.shape import Shape
from tiltak.model import numbers
from tiltak.model.numbers import Number
from tiltak.model.plan import Plan, Portfolio
from tiltak.model.when import Undated, When, in_file
from tiltak.problems import UsageError, nearest
from tiltak.read import schema
from tiltak.read.yaml_syntax import CONTROL

YES = frozenset({"true", "ja", "x", "1"})


def when(text: str) -> When:
    """The time that was typed; UsageError where it can only be guessed.

    >>> when("31.12.2020").last, when("høsten 2027").precision
    (datetime.date(2020, 12, 31), 'autumn')
    """
    stated = in_file(" ".join(text.split()))
    if not isinstance(stated, When) or stated.guessed:
        raise UsageError(
            f"«{text}» er ikke en dato. Skriv for eksempel 2020-12-31 eller 31.12.2020. Er ikke dagen kjent, kan du skrive "
            "tiden slik den er: desember 2020, 2020-Q4, 2020-T3, 2020-H2, høsten 2020 eller 2020."
        )
    return stated


def time(text: str) -> str:
    """A typed time as a file has it: a day as year-month-day, a time that is no day in the words it was typed in.

    >>> time("31.12.2020"), time("høsten  2027")
    ('2020-12-31', 'høsten 2027')
    """
    stated = when(text)
    return str(stated) if stated.is_day else " ".join(text.split())


def deadline(text: str) -> str:
    """As `time`, and as they were typed: words for what has no deadline, and for one that can only be guessed."""
    words = " ".join(text.split())
    stated = in_file(words)
    is_guessed = isinstance(stated, When) and stated.guessed
    return words if is_guessed or isinstance(stated, Undated) else time(text)


def about_guess(text: str) -> str:
    """What is said of a typed time that was read as a guess, empty where it was not."""
    stated = in_file(" ".join(text.split()))
    if not isinstance(stated, When) or not stated.guessed:
        return ""
    days = f"{stated.first:%d.%m.%Y}"
    if stated.first != stated.last:
        days += f" til {stated.last:%d.%m.%Y}"
    return f"fristen «{stated.written}» er usikker, men lest som {days}."


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
        one_form = unicodedata.normalize("NFC", text)  # a Mac may type «å» as two signs
        return self._value(shapes.of_measures(self.plan).at(*path), one_form.strip())

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
        match _form(shape):
            case "measure-id":
                return text if "/" in text else self._measure_number(text)
            case "measure-number":
                return self._measure_number(text)
            case "date":
                return when(text).last.isoformat()
            case "when":
                return time(text)
            case "deadline":
                return deadline(text)
        if choices := options(definition):
            return by_name(text, choices)
        if shape.name == "source":
            document, mark, place = text.partition("#")
            return by_name(document.strip(), self._names("document")) + mark + place.strip()
        return by_name(text, self._names(shape.name))

    def _measure_number(self, text: str) -> Number:
        number = numbers.typed(text, (measure.number for measure in self.plan.measures))
        if number is None:
            raise UsageError(f"«{text}» kan ikke være et nummer. {numbers.RIGHT_FORM}")
        return number

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
    wanted = _alike(text)
    ids = [id for id, name in names.items() if wanted in (_alike(name), id.casefold())]
    return ids[0] if len(ids) == 1 else text


def _alike(name: str) -> str:
    """What two names have in common that look the same to a reader."""
    return unicodedata.normalize("NFC", name).casefold()


def _form(shape: Shape) -> str:
    """The format of a text, also where the field may be empty."""
    definition = shape.resolved
    options = [definition, *definition.get("anyOf", ())]
    formats = (schema.resolved(shape.kind, option).get("format") for option in options)
    return next(filter(None, formats), "")


def options(definition: Mapping[str, Any]) -> dict[str, str]:
    """Allowed value → its Norwegian word."""
    return {option["const"]: option.get("title", "") for option in schema.options(definition)}


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
