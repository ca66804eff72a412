"""What the schema declares of a field: its name, the form of its value, and where it is shown.

A plain field (a text, a whole number, a date, a choice or a list of texts) needs nothing but its declaration: the
model keeps it in `extra`, and whatever shows a measure or a plan asks here which fields it has to show.
A plan may declare fields of its own for its measures; from here on they are like those of the schema.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from tiltak.model.own import NO_OWN_WORDS, OwnField, OwnWords
from tiltak.model.plan import Measure, Plan, Value
from tiltak.read import schema

TEXT, PROSE, NUMBER, DATE, TIME = "text", "prose", "number", "date", "time"
CHOICE, TEXTS = "choice", "texts"
MODEL: Mapping[str, type] = MappingProxyType({"measure": Measure, "plan": Plan})

PAGE = "page"  # the page of a measure; the pages about a plan, its decisions among them
CARD = "card"  # the card of a measure in a report
REPORT = "report"  # the report as a workbook and as CSV; of a plan, the report itself; of a decision, its numbers too
SHEET = "sheet"  # the spreadsheet that goes round
SEARCH = "search"  # what a page is found by
SHOW = "show"  # `tiltak show`
DATA = "data"  # the open data, JSON and CSV
PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "measure": (PAGE, CARD, REPORT, SHEET, SEARCH, SHOW, DATA),
        "plan": (PAGE, REPORT, DATA),
        "decision": (PAGE, REPORT, DATA),
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a file. `form` is empty for a group of values, which needs code of its own.

    `show` names the places where it is shown; `why_not_shown` says why where there are none. `why_not_held` says why
    it may be changed after a report that shows it.
    """

    key: str
    title: str
    form: str = ""
    choices: tuple[tuple[str, str], ...] = ()  # allowed values with their Norwegian words
    show: tuple[str, ...] = ()
    why_not_shown: str = ""
    why_not_held: str = ""


def declared(kind: str, *path: str | int) -> Field:
    """The field at a path in a kind of file."""
    written = schema.field_schema(kind, *path)
    resolved = schema.resolved(kind, written)
    options = [o for o in schema.options(resolved) if "title" in o]
    return Field(
        str(path[-1]),
        schema.field_title(kind, *path),
        _form(kind, written, resolved, options),
        tuple((option["const"], option["title"]) for option in options),
        tuple(written.get("x-show", ())),
        written.get("x-why-not-shown", ""),
        written.get("x-why-not-held", ""),
    )


def _form(
    kind: str, written: Mapping[str, Any], resolved: Mapping[str, Any], options: Iterable[Any]
) -> str:
    if options:
        return CHOICE
    if resolved.get("format") in schema.FORMATS:
        return TIME
    match resolved.get("type"):
        case "string" if resolved.get("format") == "date":
            return DATE
        case "string":
            return PROSE if str(written.get("$ref", "")).endswith("/prose") else TEXT
        case "integer":
            return NUMBER
        case "array":
            inner = schema.resolved(kind, resolved.get("items", {}))
            return TEXTS if inner.get("type") in ("string", "integer") else ""
    return ""


@cache
def of(kind: str) -> Mapping[str, Field]:
    """Every field that may stand at the top of a file, in the schema's order."""
    return {key: declared(kind, key) for key in schema.bundled(kind)["properties"]}


@cache
def plain(kind: str) -> tuple[Field, ...]:
    """The fields that no attribute of the model is named after: they need no code of their own."""
    own = {field.name for field in dataclasses.fields(MODEL[kind])}
    return tuple(field for key, field in of(kind).items() if field.form and key not in own)


def fields_for(kind: str, place: str, plan: Plan | None = None) -> tuple[Field, ...]:
    """The plain fields that a place shows; with a plan, those that it gives its measures too."""
    own = own_fields(plan.fields).values() if plan else ()
    return tuple(field for field in (*plain(kind), *own) if place in field.show)


def held_fields(kind: str, plan: Plan) -> frozenset[str]:
    """The keys of what a delivered report shows and nobody may change in silence afterwards."""
    own = own_fields(plan.fields) if kind == "measure" else {}
    in_reports = (f for f in (*of(kind).values(), *own.values()) if {CARD, REPORT} & set(f.show))
    return frozenset(field.key for field in in_reports if not field.why_not_held)


def held_field(kind: str, key: str, plan: Plan) -> Field:
    """A field that a record names; it may be one that a plan no longer has."""
    own = own_fields(plan.fields) if kind == "measure" else {}
    return own.get(key) or of(kind).get(key) or Field(key, key)


NAMED_AS_STATUSES = ("verdict", "phase")  # what a plan's own word for a status names
OWN = "fields"  # the key of a measure below which the plan's own fields stand
OWN_FORMS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        TEXT: {"$ref": "#/$defs/text"},
        PROSE: {"$ref": "#/$defs/prose"},
        NUMBER: {"type": "integer", "minimum": 0},
        DATE: {"$ref": "#/$defs/date"},
        CHOICE: {},
        TEXTS: {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/text"}},
    }
)


@cache
def own_fields(declared_by_plan: tuple[OwnField, ...]) -> Mapping[str, Field]:
    """The fields that a plan gives its measures, by id. The schema's fields keep their names."""
    taken = of("measure")
    return {
        f.id: Field(
            f.id,
            f.title,
            f.form,
            tuple((choice.id, choice.title) for choice in f.choices),
            f.show or PLACES["measure"],
        )
        for f in declared_by_plan
        if f.id not in taken
    }


def of_measure(plan: Plan, key: str) -> Field:
    """A field of a plan's measures, the schema's or the plan's own."""
    return own_fields(plan.fields).get(key) or declared("measure", key)


@cache
def measure_schema(
    declared_by_plan: tuple[OwnField, ...], own_words: OwnWords = NO_OWN_WORDS
) -> dict[str, Any]:
    """The schema of a plan's measures, in which its own fields stand as any other; no group of them without any.

    The values that the plan calls something else have its words.
    """
    written = _in_own_words(schema.bundled("measure"), own_words)
    properties = dict(written["properties"])
    group = properties.pop(OWN)
    own = {f.id: _own_schema(f) for f in declared_by_plan}
    if own:
        properties[OWN] = {**group, "properties": own, "additionalProperties": False}
    return {**written, "properties": properties}


def _in_own_words(written: Mapping[str, Any], own_words: OwnWords) -> dict[str, Any]:
    properties = dict(written["properties"])
    if own_words.focus_area:
        properties["focus_area"] = {**properties["focus_area"], "title": own_words.focus_area}
    if own_words.statuses:
        titles = {word.status: word.title for word in own_words.statuses}
        phase, entry = written["$defs"]["phase"], written["$defs"]["entry"]
        options = [{**o, "title": titles.get(o["const"], o["title"])} for o in phase["oneOf"]]
        named = {**entry["properties"], "phase": {**phase, "oneOf": options}}
        properties["status"] = {**properties["status"], "items": {**entry, "properties": named}}
    return {**written, "properties": properties}


def _own_schema(field: OwnField) -> dict[str, Any]:
    named = {"title": field.title, **({"description": field.help} if field.help else {})}
    values = [{"const": choice.id, "title": choice.title} for choice in field.choices]
    return {**named, **OWN_FORMS[field.form], **({"oneOf": values} if values else {})}


def measure_values(values: Mapping[str, Any]) -> dict[str, Value]:
    """As `plain_values`, with the plan's own fields of a measure."""
    own = {key: tuple(v) if isinstance(v, list) else v for key, v in values.get(OWN, {}).items()}
    taken = of("measure")
    return {k: v for k, v in own.items() if k not in taken} | plain_values("measure", values)


def plain_values(kind: str, values: Mapping[str, Any]) -> dict[str, Value]:
    """The plain fields of a file's values, as the model keeps them: a list cannot be changed there."""
    by_key = {field.key: values[field.key] for field in plain(kind) if field.key in values}
    return {key: tuple(v) if isinstance(v, list) else v for key, v in by_key.items()}
