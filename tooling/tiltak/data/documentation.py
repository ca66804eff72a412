"""What stands in the open data files, told by their schemas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tiltak.model.plan import Plan
from tiltak.read import schema
from tiltak.read.fields import DATA, fields_for
from tiltak.words.language import Words


@cache
def file_schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = schema.raw(f"data/{name}")
    return loaded


@dataclass(frozen=True, slots=True)
class DocumentedField:
    """A field of a file. `name` is its path within the group: `reference.section`, `measures[]`.

    `group` leads to the group that describes what the field holds, empty where it is a single value.
    `values`: the allowed values with their words, where there are only some.
    """

    name: str
    title: str
    description: str = ""
    group: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that belong together; the first group of a file is the file itself, with an empty id."""

    id: str
    title: str
    fields: tuple[DocumentedField, ...]


@dataclass(frozen=True, slots=True)
class Documentation:
    """What a reader of the open data page is told about a file."""

    title: str
    description: str
    groups: tuple[FieldGroup, ...]


def documentation(schema_name: str, plans: Sequence[Plan], say: Words) -> Documentation:
    """A file's documentation, made from its schema and from the fields that plans give their measures."""
    described = file_schema(schema_name)
    first = described["items"] if described["type"] == "array" else described
    groups: list[FieldGroup] = []
    waiting = [("", schema_name, first)]
    while waiting:
        id, home, node = waiting.pop(0)
        fields = list(_fields(node, home, say))
        groups.append(
            FieldGroup(
                id, say.from_schema(node.get("title", "")), tuple(field for field, _ in fields)
            )
        )
        listed = {group.id for group in groups} | {id for id, _, _ in waiting}
        for field, target in fields:
            if field.group and field.group not in listed and target:
                listed.add(field.group)
                waiting.append((field.group, *target))
    if "patternProperties" in first:
        # Columns for the fields that only the schema of the files knows.
        listed_fields = [f for plan in (None, *plans) for f in fields_for("measure", DATA, plan)]
        more = (
            DocumentedField(f"fields.{field.key}", say.from_schema(field.title))
            for field in dict.fromkeys(listed_fields)
        )
        groups[0] = replace(groups[0], fields=(*groups[0].fields, *more))
    return Documentation(
        say.from_schema(described["title"]),
        say.from_schema(described["description"]),
        tuple(groups),
    )


Target = tuple[str, dict[str, Any]]


def _fields(
    node: Mapping[str, Any], home: str, say: Words, prefix: str = ""
) -> Iterator[tuple[DocumentedField, Target | None]]:
    for key, item in node.get("properties", {}).items():
        if key == "$schema":
            continue
        many = item.get("type") == "array"
        chain = list(_chain(item["items"] if many else item, home))
        where, group, holds = chain[-1]
        own = [(home, "", item)] if many else chain
        described = DocumentedField(
            f"{prefix}{key}{'[]' if many else ''}",
            say.from_schema(_first("title", own)),
            # The common definitions speak to those who write the files, in bokmål only.
            say.from_schema(_first("description", [c for c in own if not c[0].startswith("../")])),
            group if "properties" in holds else "",
            _values(holds, say),
        )
        yield described, (where, holds) if described.group else None
        if "properties" in holds and not group:
            yield from _fields(holds, where, say, f"{described.name}.")


def _chain(node: Mapping[str, Any], home: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """A schema node and what it refers to, in turn: the schema each is written in, its id, and itself."""
    yield home, "", dict(node)
    alternatives = node.get("anyOf", ())
    if not any("oneOf" in option for option in alternatives):
        node = next((option for option in alternatives if "$ref" in option), node)
    if "$ref" in node:
        target, home = _referred(node["$ref"], home)
        chain = list(_chain(target, home))
        where, group, holds = chain[-1]
        yield from chain[:-1]
        yield where, group or node["$ref"].rpartition("/")[2], holds


def _referred(reference: str, home: str) -> tuple[dict[str, Any], str]:
    """What a reference leads to, and the schema that stands in; `home` is the one the reference stands in."""
    file, _, path = reference.partition("#/")
    home = file.removesuffix(".schema.json") or home
    target: Any = schema.raw(home[3:]) if home.startswith("../") else file_schema(home)
    for step in path.split("/"):
        target = target[step]
    return target, home


def resolved_column(schema_name: str, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A column of a table as its schema writes it, and what it holds, with all references followed."""
    written = file_schema(schema_name)["items"]["properties"][name]
    alternatives = list(_alternatives(written, schema_name))
    return dict(written), {**alternatives[0], "anyOf": alternatives}


def _alternatives(node: Mapping[str, Any], home: str) -> Iterator[dict[str, Any]]:
    """What a value may be, each with its references followed; alternatives may stand behind a reference."""
    while "$ref" in node:
        node, home = _referred(node["$ref"], home)
    if "anyOf" not in node:
        yield dict(node)
    for option in node.get("anyOf", ()):
        yield from _alternatives(option, home)


def _first(key: str, chain: Iterable[tuple[str, str, Mapping[str, Any]]]) -> str:
    return next((str(node[key]) for _, _, node in chain if key in node), "")


def _values(holds: Mapping[str, Any], say: Words) -> tuple[tuple[str, str], ...]:
    return tuple(
        (choice["const"], say.from_schema(choice["title"]))
        for choice in schema.options(holds)
        if "title" in choice
    )
