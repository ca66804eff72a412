"""The schemas: fields and allowed values with their Norwegian words.

`schema/*.schema.json` is the only place where an allowed value or its label stands. This module reads
it and answers «what is this called».
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tiltak.model.when import is_deadline, is_time
from tiltak.problems import either

KINDS = ("measure", "plan", "units", "indicator", "decision")  # what is written in YAML by hand
# The formats of JSON Schema that are our own: the name → whether a text has it.
FORMATS = MappingProxyType({"when": is_time, "deadline": is_deadline})


@dataclass(frozen=True, slots=True)
class Choice:
    """An allowed value with its Norwegian label and definition; symbol and colours where it has them.

    `help`: the definition in a form's words.
    """

    value: str
    title: str
    description: str = ""
    help: str = ""
    symbol: str = ""
    colour_light: str = ""
    colour_dark: str = ""


def folder() -> Path:
    """Where the schema files lie: inside the installed package, or at the top of a checkout."""
    packaged = Path(__file__).parents[1] / "schema"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "schema"


@cache
def raw(name: str) -> dict[str, Any]:
    """`schema/<name>.schema.json` as it is written."""
    loaded: dict[str, Any] = json.loads((folder() / f"{name}.schema.json").read_text("utf-8"))
    return loaded


@cache
def bundled(kind: str) -> dict[str, Any]:
    """The schema of a kind of file with the common definitions inside it, so that no reference leads out."""
    schema = json.loads(json.dumps(raw(kind)).replace("common.schema.json#/$defs/", "#/$defs/"))
    common = json.loads(json.dumps(raw("common")["$defs"]))
    schema["$defs"] = {**common, **schema.get("$defs", {})}
    return dict(schema)


@cache
def choices(name: str) -> tuple[Choice, ...]:
    """The allowed values of `common.schema.json#/$defs/<name>`, in the order in which they are shown."""
    return tuple(
        Choice(
            option["const"],
            option["title"],
            option.get("description", ""),
            form_help(option),
            option.get("x-symbol", ""),
            option.get("x-colour", {}).get("light", ""),
            option.get("x-colour", {}).get("dark", ""),
        )
        for option in options(raw("common")["$defs"][name])
    )


def options(definition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The values that a definition names one by one, in its alternatives and in common definitions too."""
    definition = in_common(definition)
    yield from (option for option in definition.get("oneOf", ()) if "const" in option)
    for alternative in definition.get("anyOf", ()):
        yield from options(alternative)


def in_common(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """A definition with its reference followed, where that leads to `common.schema.json`."""
    name = str(definition.get("$ref", "")).rpartition("/")[2]
    common: Mapping[str, Any] = raw("common")["$defs"].get(name, definition)
    return common


@cache
def choice(name: str, value: str) -> Choice:
    """One allowed value; a value the schema does not know (an old revision's) is shown as it is written."""
    return next((c for c in choices(name) if c.value == value), Choice(value, value))


def label(name: str, value: str) -> str:
    """The Norwegian word for a value.

    >>> label("phase", "planning")
    'Planlegges'
    """
    return choice(name, value).title


def words_of(name: str) -> dict[str, str]:
    """Allowed value → its Norwegian word."""
    return {c.value: c.title for c in choices(name)}


def values(name: str) -> tuple[str, ...]:
    return tuple(c.value for c in choices(name))


def field_title(kind: str, *path: str | int) -> str:
    """The Norwegian name of a field, found by its path in a file; the key itself where none is written."""
    field = field_schema(kind, *path)
    title = field.get("title") or resolved(kind, field).get("title")
    return str(title or (path[-1] if path else kind))


def named(*path: str | int, kind: str = "measure") -> str:
    """A field as a sentence names it: by its key to who writes files, by its Norwegian name in a form."""
    return either(f"«{path[-1]}»", f"«{field_title(kind, *path)}»")


def named_in_plan(key: str) -> str:
    """A field of the plan itself, named to somebody who looks at a measure."""
    return named(key, kind="plan") + either(" i plan.yml", " i opplysningene om planen")


def listed(allowed: Mapping[str, str]) -> str:
    """Allowed values with their words, as a sentence lists them."""
    return ", ".join(
        either(f"{value} ({title})", title) if title else value for value, title in allowed.items()
    )


def form_help(definition: Mapping[str, Any]) -> str:
    """What a form says of a field or a value: `x-form` where the description speaks of how a file is written."""
    return str(definition.get("x-form", definition.get("description", "")))


def field_schema(kind: str, *path: str | int) -> dict[str, Any]:
    """What the schema says of a field, found by its path in a file, its reference not yet followed.

    Nothing where the schema does not know it.
    """
    schema: Any = bundled(kind)
    for step in path:
        schema = resolved(kind, schema)
        if not isinstance(schema, dict):
            return {}
        if isinstance(step, int):
            schema = schema.get("items", {})
        else:
            schema = schema.get("properties", {}).get(
                step, schema.get("additionalProperties") or {}
            )
    return schema if isinstance(schema, dict) else {}


def resolved(kind: str, schema: Any) -> Any:
    """A part of a schema with its reference followed."""
    while isinstance(schema, dict) and (ref := schema.get("$ref")):
        schema = bundled(kind)["$defs"][ref.removeprefix("#/$defs/")]
    return schema
