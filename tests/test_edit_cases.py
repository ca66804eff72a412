"""The same change by the command line (edit/splice.py) and by the form in the browser (tooling/browser/editor).

A case is a file in cases/format/: `before`, the `change` as a list of put, add and drop, and the text `after` it.
The command line is asked for the change, the browser for the values that `after` holds; both must write `after`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import tries
from tests.layouts import ENTRY, MEASURES, PROSE, TEXT, laid_out
from tests.node import node
from tests.trees import CASES
from tiltak.edit import shape, splice
from tiltak.forms import fields
from tiltak.forms.editor import STATIC
from tiltak.problems import UsageError
from tiltak.read import yaml_lines

FORMAT = sorted((CASES / "format").glob("*.yml"))
each_case = pytest.mark.parametrize("path", FORMAT, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with node(STATIC / "format.js", "tiltakFormat.edited") as ask:
        yield ask


def value_of(text: str) -> Any:
    return yaml_lines.parse(text, "")[0].value


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


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, splice.Edit]:
    """A file in one of the many ways to lay it out, and a change of it."""
    value = draw(MEASURES)
    text = draw(laid_out(value))
    filled = sorted(key for key in value if key != "status" and value[key])
    # A long text that stands there keeps its style in the browser only, so it gets one of a single line.
    prose = TEXT if "summary" in value else PROSE
    put = st.sampled_from(
        [("title", TEXT), ("summary", prose), ("owner", TEXT), ("kind", TEXT)]
    ).flatmap(lambda field: field[1].map(lambda new: splice.Put((field[0],), new)))
    add = ENTRY.map(lambda e: splice.Add(("status",), 0, {**e, "date": "2024-01-01"}))
    drop = st.sampled_from(filled).map(lambda key: splice.Drop((key,)))
    return text, draw(put | add | drop)


@tries(100)
@given(changes())
def test_a_change_of_any_layout_comes_out_the_same(browser, change):
    text, wanted = change
    try:
        after = splice.edited("measure", text, [wanted])
    except UsageError:
        return  # the browser may know how
    written = browser(text, value_of(after), fields.shape_of(shape.of("measure")))
    # Where the last key goes from a file without a last line break, one of them leaves one.
    assert written.rstrip() == after.rstrip()
