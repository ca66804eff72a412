"""What a field is, as far as writing it goes: the order of its keys, how its value looks, how it is sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tiltak.read import schema

WIDTH = 98  # the last column a folded text or a list on one line reaches
INDENT = 2

QUOTED = frozenset({"section"})  # 2.2 is a chapter and not a number
ON_ONE_LINE = frozenset({"reference"})  # a group that is read as one thing, where it fits
# Lists that are read from the newest; the key that says how new an item is.
NEWEST_FIRST: Mapping[str, str] = {
    "status": "date",
    "mentions": "date",
    "moved": "date",
    "occurrences": "done",
    "events": "date",
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
        found: Mapping[str, Any] = schema.resolved(self.kind, self.schema)
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of a group in the order in which they are written."""
        return tuple(self.resolved.get("properties", ()))

    @property
    def title(self) -> str:
        """The Norwegian name of the field, the key itself where none is written."""
        return str(self.schema.get("title") or self.resolved.get("title") or self.name)

    @property
    def help(self) -> str:
        """What a form says of the field: `x-form` where the description speaks of how a file is written."""
        for definition in (self.schema, self.resolved):
            if said := definition.get("x-form", definition.get("description")):
                return str(said)
        return ""

    @property
    def is_prose(self) -> bool:
        """A text of some sentences, which is folded over lines."""
        return str(self.schema.get("$ref", "")).endswith("/prose")

    @property
    def is_quoted(self) -> bool:
        return self.name in QUOTED

    @property
    def on_one_line(self) -> bool:
        return self.name in ON_ONE_LINE

    @property
    def newest_by(self) -> str:
        """The key by which the items of a list are sorted, empty for a list whose order is its author's."""
        return NEWEST_FIRST.get(self.name, "")

    def key(self, name: str) -> Shape:
        definition = self.resolved
        found = definition.get("properties", {}).get(name)
        if found is None:
            found = definition.get("additionalProperties")
        return Shape(self.kind, found if isinstance(found, dict) else {}, name)

    def item(self) -> Shape:
        found = self.resolved.get("items")
        return Shape(self.kind, found if isinstance(found, dict) else {})

    def at(self, *path: str | int) -> Shape:
        shape = self
        for step in path:
            shape = shape.key(step) if isinstance(step, str) else shape.item()
        return shape

    def rank(self, name: str) -> int:
        """Where a key stands among its siblings; one the schema does not know stands last."""
        return self.keys.index(name) if name in self.keys else len(self.keys)


def of(kind: str) -> Shape:
    """The shape of a whole file: measure, plan or units."""
    return Shape(kind, schema.bundled(kind))
