"""The tables as two standards describe them: a Frictionless data package for each plan, CSVW for each table.

Both are made from the same schemas as the tables themselves, so no column is described twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tiltak.data.documentation import file_schema, resolved_column
from tiltak.data.tables import DELIMITER
from tiltak.model.plan import Plan
from tiltak.words.language import Words

PACKAGE = "datapackage.json"
CSVW = "-metadata.json"  # behind the name of the table, as CSVW looks for it
TYPES: Mapping[str, str | Mapping[str, Any]] = {
    "integer": "integer",
    "number": {"base": "decimal", "format": {"decimalChar": ","}},
    "date": "date",
    "boolean": "boolean",
    "string": "string",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `type` is integer, number, date, boolean or string."""

    name: str
    title: str
    description: str
    type: str
    values: tuple[str, ...] = ()
    may_be_empty: bool = True


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table as a file: `path` from the plan's folder under /data/."""

    path: str
    schema: str
    more: tuple[str, ...] = ()  # columns for fields that only the schema of the plan files knows


def columns(table: CsvTable, say: Words) -> Iterator[Column]:
    """What stands in each column, as the schema of the table tells it."""
    for name in file_schema(table.schema)["items"]["properties"]:
        written, holds = resolved_column(table.schema, name)
        options = holds.get("anyOf", [holds])
        empty = any(option.get("const") == "" for option in options)
        kinds = [option for option in options if option.get("const") != ""]
        values = tuple(
            str(choice["const"])
            for option in kinds
            for choice in option.get("oneOf", [option] if "const" in option else ())
        )
        kind = _type(kinds[0])
        may_be_empty = empty or (kind == "string" and not values) or _matches_nothing(kinds[0])
        title = say.from_schema(written.get("title") or holds.get("title", name))
        description = say.from_schema(written.get("description", ""))
        yield Column(name, title, description, kind, values, may_be_empty)
    for name in table.more:
        yield Column(name, name, "", "string")


def _type(holds: Mapping[str, Any]) -> str:
    if holds.get("format") == "date":
        return "date"
    if "true" in holds.get("enum", ()):
        return "boolean"
    pattern = holds.get("pattern", "")
    if pattern.strip("^$") in ("[0-9]+", "[0-9]*", "-?[0-9]*"):
        return "integer"
    return "number" if "(,[0-9]+)?" in pattern else "string"


def _matches_nothing(holds: Mapping[str, Any]) -> bool:
    """Whether an empty cell is allowed."""
    return "" in holds.get("enum", ()) or holds.get("pattern", "").endswith(("*$", ")?$"))


def data_package(plan: Plan, tables: Sequence[CsvTable], say: Words) -> bytes:
    """`datapackage.json` of a plan: every table of it."""
    package: dict[str, Any] = {
        "name": plan.id,
        "title": plan.title,
        "resources": [_resource(table, say) for table in tables],
    }
    if plan.licence:
        licence = {"title": plan.licence.name, "path": plan.licence.url}
        package["licenses"] = [{key: value for key, value in licence.items() if value}]
    if plan.publisher:
        package["contributors"] = [{"title": plan.publisher.name, "role": "publisher"}]
    return _json(package)


def _resource(table: CsvTable, say: Words) -> dict[str, Any]:
    described = file_schema(table.schema)
    return {
        "name": table.path.removesuffix(".csv").replace("/", "-"),
        "path": table.path,
        "title": say.from_schema(described["title"]),
        "description": say.from_schema(described["description"]),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": DELIMITER},
        "profile": "tabular-data-resource",
        "schema": {
            "fields": [_field(column) for column in columns(table, say)],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if column.may_be_empty else {"required": True}
    if column.values:
        constraints["enum"] = list(column.values)
    described = {
        "title": column.title,
        "description": column.description,
        "constraints": constraints,
    }
    if column.type == "number":
        described["decimalChar"] = ","
    return {"name": column.name, "type": column.type, **{k: v for k, v in described.items() if v}}


def csvw_metadata(table: CsvTable, say: Words) -> bytes:
    """The metadata that CSVW looks for beside a table."""
    described = file_schema(table.schema)
    return _json(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": say.language}],
            "url": table.path.rpartition("/")[2],
            "dialect": {"delimiter": DELIMITER, "encoding": "utf-8-sig"},
            "dc:title": say.from_schema(described["title"]),
            "dc:description": say.from_schema(described["description"]),
            "tableSchema": {
                "columns": [
                    {
                        "name": column.name.replace(".", "_"),
                        "titles": [column.name],
                        "dc:title": column.title,
                        "datatype": TYPES[column.type],
                        "required": not column.may_be_empty,
                    }
                    for column in columns(table, say)
                ]
            },
        }
    )


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
