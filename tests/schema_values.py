"""Values of every field that a schema has, for Hypothesis: also of the fields that no real file uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from hypothesis import strategies as st

from tiltak.read import schema

IDS = (
    "omrade",
    "annet",
    "plan",
    "havn",
    "by",
)  # what the small plan of the tests knows, and what it does not
TEXTS = ("Et navn", "Noe annet", "Ord med {klammer}", "Æ ø å")
VISIBLE = st.characters(codec="latin-1", exclude_categories=["Cc", "Cf", "Zs"])
PATTERNS = {
    "slug": st.sampled_from(IDS),
    "measure_number": st.sampled_from([1, 2, "1.1", "3b"]),
    "measure_id": st.sampled_from([1, "3b", "annet/2"]),
    "source": st.sampled_from(["plan", "plan#2.1", "hop#3"]),
    "url": st.sampled_from(["https://a.no", "https://b.no/c?d=e"]),
    "text": st.sampled_from(TEXTS),
    "prose": st.sampled_from([*TEXTS, "To setninger. I ett felt.\n\nOg et avsnitt."]),
}


def whole(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """A file with all its fields, which keeps the schema's rules between fields."""
    return _group(kind, schema.bundled(kind), every=True)


def of(kind: str, node: Any) -> st.SearchStrategy[Any]:
    """Values that a part of a schema accepts."""
    name = str(node.get("$ref", "")).rpartition("/")[2]
    if name in PATTERNS:
        return PATTERNS[name]
    if name in REPAIRS:
        return _of(kind, schema.resolved(kind, node)).map(REPAIRS[name])
    return _of(kind, node)


def _entry(value: dict[str, Any]) -> dict[str, Any]:
    if value.get("said_by", "owner") != "owner":
        value = {"source": "plan", **value}
    if "unchanged" in value:
        return {k: v for k, v in value.items() if k not in ("phase", "confidence", "into")}
    value = {"phase": "planning", **value}
    if value["phase"] in ("paused", "stopped") or value.get("confidence") == "off_track":
        value = {"reason": "funding", "note": "Venter", **value}
    if value["phase"] == "merged":
        return {"into": 2, **value}
    return {k: v for k, v in value.items() if k != "into"}


def _milestone(value: dict[str, Any]) -> dict[str, Any]:
    if "baseline" in value:
        value = {"due": value["baseline"], **value}
    return {k: v for k, v in value.items() if k != ("done" if "repeat" in value else "occurrences")}


def _assessment(value: dict[str, Any]) -> dict[str, Any]:
    return value if "source" in value else {"note": "Noe", **value}


def _revised(value: dict[str, Any]) -> dict[str, Any]:
    """What became of a promise: by a decision, or rendered wrongly here; a deadline only the latter."""
    if value["field"] == "due":
        value = {"milestone": "omrade", **{k: v for k, v in value.items() if k != "decision"}}
    if "decision" in value:
        return {k: v for k, v in value.items() if k != "correction"}
    return {"correction": "Feil tall", "date": "2021-01-01", "source": "plan", **value}


def _revised_plan(value: dict[str, Any]) -> dict[str, Any]:
    """A title has no id, and a goal or an area has one."""
    if value["field"] in ("title", "short_title"):
        return {k: v for k, v in value.items() if k != "id"}
    return {"id": "omrade", **value}


def _own_field(value: dict[str, Any]) -> dict[str, Any]:
    choices = {"choices": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}], **value}
    return choices if value.get("form") == "choice" else {k: v for k, v in value.items() if k != "choices"}  # fmt: skip


REPAIRS = {
    "entry": _entry,
    "milestone": _milestone,
    "assessment": _assessment,
    "decision_assessment": _assessment,
}


def _of(kind: str, node: Any) -> st.SearchStrategy[Any]:
    node = schema.resolved(kind, node)
    if options := node.get("oneOf") or node.get("anyOf"):
        return st.one_of([of(kind, option) for option in options if "pattern" not in option])
    if "const" in node:
        return st.just(node["const"])
    if "enum" in node:
        return st.sampled_from(node["enum"])
    match node.get("type"):
        case "object":
            return _group(kind, node).map(_repair_by_keys(node.get("properties", {}).keys()))
        case "array":
            most = 2 if node.get("uniqueItems") else 3
            return st.lists(
                of(kind, node["items"]),
                min_size=node.get("minItems", 1),
                max_size=most,
                unique_by=repr,
            )
        case "integer":
            least = node.get("minimum", 0)
            return st.integers(least, min(node.get("maximum", least + 99), least + 99))
        case "number":
            return st.floats(0, 99, allow_nan=False).map(lambda n: round(n, 1))
        case _ if node.get("format") in ("date", *schema.FORMATS):
            return st.dates(date(2019, 1, 1), date(2024, 12, 31)).map(date.isoformat)
        case "string" if "pattern" in node:
            pattern = re.compile(node["pattern"], re.ASCII)
            return st.from_regex(pattern, fullmatch=True, alphabet=VISIBLE)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
    return st.sampled_from(["Ord 1", "Ord 2"])


def _repair_by_keys(keys: Collection[str]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """For a group that has no name of its own in the schema."""
    if {"decision", "correction"} <= {*keys}:
        return _revised
    if {"decision", "from", "id"} <= {*keys}:
        return _revised_plan
    return _own_field if {"form", "choices"} <= {*keys} else dict


def _group(kind: str, node: Any, *, every: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    fields = {key: of(kind, inner) for key, inner in node.get("properties", {}).items()}
    required = set(fields) if every else set(node.get("required", ()))
    return st.fixed_dictionaries(
        {key: values for key, values in fields.items() if key in required},
        optional={key: values for key, values in fields.items() if key not in required},
    )
