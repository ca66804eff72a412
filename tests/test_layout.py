"""One shape for every file: what it looks like, and that nothing is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import tries
from tests.layouts import MEASURES, PROSE, SLUG, TEXT, laid_out
from tests.test_edit import value_of
from tests.test_house_rules import ROOT
from tiltak.edit import layout, tree
from tiltak.edit.splice import BOM
from tiltak.edit.write import Remarks
from tiltak.read import schema
from tiltak.read.load import kind_of
from tiltak.read.plan_files import worktree

ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-999, 999), TEXT, PROSE),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(SLUG, inner, max_size=3)),
    max_leaves=12,
)
GROUPS = st.dictionaries(
    st.sampled_from(["status", "note", "from", "x-1", "events"]), ANYTHING, min_size=1
)


def laid(text: str, kind: str = "measure") -> str:
    new, problems = layout.formatted(kind, text.encode(), "")
    assert not problems
    assert new is not None
    return new


def comments_of(text: str) -> list[str]:
    return sorted(c.text for c in tree.comments(text, tree.nodes(text)))


def sorted_lists(value: Any, kind: str = "measure") -> Any:
    from tiltak.edit import shape

    return layout._newest_first(value, Remarks(), shape.of(kind))[0]


# --------------------------------------------------------------------------------------------- laws


@pytest.mark.slow
@tries(30)
@given(st.data())
def test_laying_out_twice_is_laying_out_once(data):
    text = data.draw(laid_out(data.draw(MEASURES)))
    assert laid(laid(text)) == laid(text)


@pytest.mark.slow
@tries(30)
@given(st.data())
def test_a_measure_means_the_same_and_keeps_its_comments(data):
    value = data.draw(MEASURES)
    text = data.draw(laid_out(value))
    assert value_of(laid(text)) == value
    assert comments_of(laid(text)) == comments_of(text.removeprefix(BOM))


@pytest.mark.slow
@tries(30)
@given(st.data())
def test_what_no_schema_knows_means_the_same_too(data):
    value = data.draw(GROUPS)
    text = data.draw(laid_out(value))
    new = laid(text)
    assert value_of(new) == sorted_lists(value)
    assert laid(new) == new
    assert comments_of(new) == comments_of(text)


@pytest.mark.slow
@tries(30)
@given(st.data())
def test_two_layouts_of_a_measure_become_one(data):
    value = data.draw(MEASURES)
    one, other = (data.draw(laid_out(value, comments=False)) for _ in range(2))
    # Whether a text of several lines is folded or literal is its author's choice.
    if "\\n" not in str(value):
        assert laid(one) == laid(other)


OURS = {path: raw for path, raw in worktree(ROOT).texts.items() if kind_of(path) in schema.KINDS}


@pytest.mark.parametrize("path", sorted(OURS))
def test_the_files_of_the_project_have_the_one_shape(path):
    raw = OURS[path]
    assert layout.formatted(kind_of(path), raw, path) == (raw.decode(), [])


# ------------------------------------------------------------------------------------------ examples


def test_keys_stand_in_the_order_of_the_schema():
    assert laid("status: []\nkind: assess\ntitle: a\nnumber: 1\n") == (
        "number: 1\ntitle: a\nkind: assess\nstatus: []\n"
    )


def test_the_newest_entry_stands_first_with_its_comments():
    text = "status:\n# gammel\n- {date: 2019-01-01, phase: planning}\n# ny\n- {phase: in_progress, date: 2020-01-01}\n"
    assert laid(text) == (
        "status:\n  # ny\n  - date: 2020-01-01\n    phase: in_progress\n"
        "  # gammel\n  - date: 2019-01-01\n    phase: planning\n"
    )


def test_entries_for_the_same_day_keep_their_order():
    text = "status:\n  - date: 2020-01-01\n    phase: planning\n  - date: 2020-01-01\n    phase: paused\n"
    assert laid(text) == text


def test_the_oldest_name_of_a_unit_has_no_date_and_stands_last():
    text = "units:\n  a:\n    kind: internal\n    names:\n      - name: Gammel\n      - name: Ny\n        from: 2020-01-01\n"
    assert value_of(laid(text, "units"))["units"]["a"]["names"][0]["name"] == "Ny"


def test_a_chapter_is_always_in_quotes():
    text = "reference:\n  section: 2.2.4\n  document: plan\n"
    assert laid(text) == 'reference: {document: plan, section: "2.2.4"}\n'


def test_a_list_too_long_for_a_line_gets_lines():
    names = [f"en-ganske-lang-enhet-{n}" for n in range(5)]
    assert laid(f"contributors: [{', '.join(names)}]\n") == (
        "contributors:\n" + "".join(f"  - {name}\n" for name in names)
    )


def test_a_list_that_fits_stands_on_its_line():
    assert laid("contributors:\n  - a\n  - b\n") == "contributors: [a, b]\n"


def test_a_list_with_comments_keeps_its_lines():
    text = "contributors:\n  - a  # om a\n  # om b\n  - b\n  # til slutt\n"
    assert laid(text) == text
    assert laid("contributors: [a, # om a\n  # om b\n  b\n  # til slutt\n]\n") == text


def test_a_text_is_folded_at_the_width():
    lines = laid("summary: " + "ord " * 60 + "\n").splitlines()
    assert lines[0] == "summary: >-"
    assert max(map(len, lines)) <= 98
    assert len(lines) == 4


def test_points_keep_their_lines():
    text = "summary: |-\n  To ting:\n  - en\n  - to\n"
    assert laid(text) == text


def test_comments_go_with_what_they_stand_above():
    text = "# fil\nstatus: [] # ingen\n# om tittelen\ntitle: a\n"
    assert laid(text) == "# fil\n# om tittelen\ntitle: a\nstatus: []  # ingen\n"


def test_a_comment_beside_a_folded_text_stands_beside_its_mark():
    text = "summary: >-  # hvorfor\n  kort\n"
    assert laid(text) == text


def test_byte_order_mark_windows_line_ends_empty_lines_and_loose_ends_are_mended():
    assert laid(BOM + "number: 1   \r\n\r\ntitle: a\t\r\nstatus:   []") == (
        "number: 1\ntitle: a\nstatus: []\n"
    )


@pytest.mark.parametrize("indent", ["\t", " \t", "\u00a0\u00a0"])
def test_tabs_and_hard_spaces_that_are_in_the_way_become_spaces(indent):
    assert laid(f"reference:\n{indent}document: plan\n") == "reference: {document: plan}\n"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"number: 1\nnumber: 2\n", "duplicate-key"),
        (b"title: [\n", "yaml-syntax"),
        (b"", "empty-file"),
        (b"- a\n", "not-a-mapping"),
        (b"title: \xe6\n", "not-utf8"),
        (b"a: &x 1\nb: *x\n", "alias"),
    ],
)
def test_what_cannot_be_read_is_left_alone_with_its_problem(raw, code):
    new, problems = layout.formatted("measure", raw, "measures/p/01-a.yml")
    assert new is None
    assert problems[0].code == code
