"""The same change by the command line (edit/splice.py) and by the form in the browser (tooling/browser/editor).

A case is a file in cases/format/: `before`, the `change` as a list of put, add and drop, and the text `after` it.
The command line is asked for the change, the browser for the values that `after` holds; both must write `after`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.node import node
from tests.trees import CASES
from tiltak.edit import shape, splice
from tiltak.forms import fields
from tiltak.forms.editor import STATIC
from tiltak.read import yaml_lines

FORMAT = sorted((CASES / "format").glob("*.yml"))
each_case = pytest.mark.parametrize("path", FORMAT, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with node(STATIC / "format.js", "tiltakFormat.edited") as ask:
        yield ask


def value_of(text: str) -> Any:
    document, problems = yaml_lines.parse(text, "")
    assert not problems
    return document.value


def edit(change: dict[str, Any]) -> splice.Edit:
    match change:
        case {"put": path, "value": value}:
            return splice.Put(way(path), value)
        case {"add": path, "value": value}:
            *keys, index = way(path)
            return splice.Add(tuple(keys), index, value)
        case {"drop": path}:
            return splice.Drop(way(path))
    raise ValueError(change)


def way(path: str) -> tuple[Any, ...]:
    """`status.0.note` → `("status", 0, "note")`."""
    return tuple(int(step) if step.isdecimal() else step for step in path.split("."))


@each_case
def test_the_command_line_makes_the_change_as_the_case_says(path):
    case = value_of(path.read_text("utf-8"))
    edits = [edit(change) for change in case["change"]]
    assert splice.edited(case.get("kind", "measure"), case["before"], edits) == case["after"]


@each_case
def test_the_browser_makes_the_change_as_the_case_says(path, browser):
    case = value_of(path.read_text("utf-8"))
    kind = fields.shape_of(shape.of(case.get("kind", "measure")))
    assert browser(case["before"], value_of(case["after"]), kind) == case["after"]
