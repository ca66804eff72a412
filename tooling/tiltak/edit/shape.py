"""What the schema says about writing a field: the order of its keys, the form of its value, how lists are sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tiltak.model.plan import Plan
from tiltak.read import fields, schema

WIDTH = 98  # the last column a folded text or a list on one line reaches
INDENT = 2

QUOTED = frozenset({"section"})  # 2.2 is a chapter and not a number
ON_ONE_LINE = frozenset({"reference"})  # a group that is read as one thing, where it fits
# Lists that are read from the newest; the key that says how new an item is.
NEWEST_FIRST: Mapping[str, str] = {
    "status": "date",
    "mentions": "date",
    "entries": "date",
    "assessments": "date",
    "moved": "date",
    "occurrences": "done",
    "events": "date",
    "revisions": "date",
    "follow_up": "date",
    "names": "from",
    "parents": "from",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A field of a kind of file; `schema` is its definition, references not yet followed."""

    kind: str
    schema: Mapping[str, Any]
    name: str = ""

    @property
    def resolved(self) -> Mapping[str, Any]:
        definition: Mapping[str, Any] = schema.resolved(self.kind, self.schema)
        return definition

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of a group in the order in which they are written."""
        return tuple(self.resolved.get("properties", ()))

    @property
    def title(self) -> str:
        """The Norwegian name of the field; the key itself if the schema has none."""
        return str(self.schema.get("title") or self.resolved.get("title") or self.name)

    @property
    def help(self) -> str:
        """What a form says of the field."""
        return schema.form_help(self.schema) or schema.form_help(self.resolved)

    @property
    def is_prose(self) -> bool:
        """Whether the value is written as a folded block (`>-`)."""
        return str(self.schema.get("$ref", "")).endswith("/prose")

    @property
    def is_quoted(self) -> bool:
        return self.name in QUOTED

    @property
    def on_one_line(self) -> bool:
        return self.name in ON_ONE_LINE

    @property
    def newest_by(self) -> str:
        """The key that sorts the items of a list; empty if the author chooses the order."""
        return NEWEST_FIRST.get(self.name, "")

    def key(self, name: str) -> Shape:
        definition = self.resolved
        field = definition.get("properties", {}).get(name)
        if field is None:
            field = definition.get("additionalProperties")
        return Shape(self.kind, field if isinstance(field, dict) else {}, name)

    def item(self) -> Shape:
        item = self.resolved.get("items")
        return Shape(self.kind, item if isinstance(item, dict) else {})

    def at(self, *path: str | int) -> Shape:
        shape = self
        for step in path:
            shape = shape.key(step) if isinstance(step, str) else shape.item()
        return shape

    def rank(self, name: str) -> int:
        """The position of a key among its siblings; keys that the schema lacks come last."""
        return self.keys.index(name) if name in self.keys else len(self.keys)


def of(kind: str) -> Shape:
    """The shape of a whole file, by its kind."""
    return Shape(kind, schema.bundled(kind))


def of_measures(plan: Plan | None) -> Shape:
    """The shape of a plan's measures, with the plan's own fields."""
    return Shape(
        "measure",
        fields.measure_schema(plan.fields, plan.words) if plan else fields.measure_schema(()),
    )
