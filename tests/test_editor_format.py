"""A save in the browser: only what was changed is written, and it is written as the command line writes it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.examples import tries
from tests.node import Refused, node
from tiltak.edit import shape, splice, write
from tiltak.forms import fields
from tiltak.forms.editor import STATIC, formats
from tiltak.read import plan_files, schema, yaml_lines

ROOT = Path(__file__).parents[1]
REAL = {
    path: text.decode("utf-8")
    for path, text in plan_files.worktree(ROOT).texts.items()
    if path.startswith("measures/")
}
SHAPE = fields.shape_of(shape.of("measure"))
Ask = Callable[..., Any]

FILE = """\
# yaml-language-server: $schema=../../schema/measure.schema.json
# Om tiltaket.
number: 14
title: 'Sitert: tittel'   # en merknad
reference: {document: plan, section: "2.2.4", point: 14}
focus_area:   tidlig
kind: establish
# Foreslått.
owner: etaten
contributors:
  - en
  # den andre
  - to
status:
  # Den nyeste.
  - date: 2020-11-01
    phase: in_progress
    note: >-
      En tekst som er brutt
      på et eget sted.
  # Den eldste.
  - date: 2019-06-17
    # Hvorfor.
    phase: planning
milestones:
  - id: en
    title: En milepæl
    # Ingen baseline.
    due: 2021-12-31
    done:
"""


TO_FILE = """(text, value, shape) => {
    const { fromFile, toFile } = tiltakFormat.format(shape, '# et nytt tiltak');
    return toFile({ ...value, __text: text });
}"""


@pytest.fixture(scope="module")
def save() -> Iterator[Ask]:
    """`save(text, value)` → the text with the value in it, by way of the editor's own format."""
    with node(STATIC / "format.js", TO_FILE) as ask:
        yield lambda text, value: ask(text, value, SHAPE)


@pytest.fixture(scope="module")
def save_units() -> Iterator[Ask]:
    """The same for the file of units."""
    with node(STATIC / "format.js", TO_FILE) as ask:
        yield lambda text, value: ask(text, value, fields.shape_of(shape.of("units")))


@pytest.fixture(scope="module")
def opened() -> Iterator[Ask]:
    script = "(text, shape) => tiltakFormat.format(shape, '').fromFile(text)"
    with node(STATIC / "format.js", script) as ask:
        yield lambda text: ask(text, SHAPE)


def value_of(text: str) -> Any:
    document, problems = yaml_lines.parse(text, "")
    assert not problems
    return document.value


def tidy(value: Any) -> Any:
    """Without empty values, which mean the same as missing ones."""
    if isinstance(value, dict):
        kept = {key: tidy(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [item for item in map(tidy, value) if item not in (None, "", {})]
    return value


def lines_lost(old: str, new: str) -> list[str]:
    matcher = SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    return [
        line
        for tag, i, j, _, _ in matcher.get_opcodes()
        if tag in ("delete", "replace")
        for line in old.splitlines()[i:j]
    ]


def comments(text: str) -> list[str]:
    return sorted(re.findall(r"(?:^|\s)(#.*)$", text, re.MULTILINE))


# What is opened is what stands there


@pytest.mark.parametrize("path", REAL)
def test_a_real_file_is_read_as_the_check_reads_it_and_saved_as_it_was(path, save, opened):
    data = opened(REAL[path])
    assert data.pop("__text") == REAL[path]
    assert data == value_of(REAL[path])
    assert save(REAL[path], data) == REAL[path]


@pytest.mark.parametrize(
    "text",
    ["a: [", "- en liste", "tekst", "", "a: 1\na: 2\n", "a: &x 1\nb: *x\n", "a: !!str 1\n", "\t"],
)
def test_a_file_that_cannot_be_read_is_shown_as_such_and_never_saved(text, save, opened):
    data = opened(text)
    assert "kan ikke leses" in data["title"]
    with pytest.raises(Refused, match="kan ikke leses"):
        save(text, data)


@pytest.mark.parametrize(
    ("written", "value"),
    [("no", "no"), ("2020-12-31", "2020-12-31"), ("0x1F", "0x1F"), ("1_000", "1_000"), ("1e3", "1e3"),
     ("012", 12), ("~", None), ("Null", None), ("on", "on"), ("12:30:45", "12:30:45"), ("1.5", 1.5)],
)  # fmt: skip
def test_plain_words_mean_what_they_mean_to_the_check(written, value, opened):
    text = f"title: {written}\n"
    assert opened(text)["title"] == value == value_of(text)["title"]


# What is saved


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    value = value_of(FILE)
    change(value)
    return value


def test_a_new_message_goes_on_top_and_comments_stay_with_theirs(save):
    entry = {"date": "2020-12-31", "unchanged": True}
    new = save(FILE, changed(lambda v: v["status"].insert(0, entry)))
    assert new == FILE.replace("status:\n", "status:\n  - date: 2020-12-31\n    unchanged: true\n")


def test_a_message_added_at_the_bottom_is_put_in_order(save):
    entry = {"date": "2020-01-31", "phase": "planning"}
    new = save(FILE, changed(lambda v: v["status"].append(entry)))
    assert [e["date"] for e in value_of(new)["status"]] == [
        "2020-11-01",
        "2020-01-31",
        "2019-06-17",
    ]
    assert not lines_lost(FILE, new)


def test_a_message_that_moves_takes_its_comments_along(save):
    new = save(FILE, changed(lambda v: v["status"][1].update(date="2020-12-01")))
    assert new.index("# Den eldste.\n  - date: 2020-12-01\n    # Hvorfor.") < new.index(
        "# Den nyeste."
    )
    assert comments(new) == comments(FILE)


def test_empty_answers_are_not_written(save):
    empty = {"date": "", "phase": None, "note": ""}
    assert save(FILE, changed(lambda v: v.update(summary="", related=[], funding={}))) == FILE
    assert save(FILE, changed(lambda v: v["status"].insert(0, empty))) == FILE


def test_the_last_message_removed_leaves_an_empty_list(save):
    assert "status: []\n" in save(FILE, changed(lambda v: v.update(status=[])))


def test_line_ends_and_byte_order_marks_stay(save):
    windows = "\ufeff" + FILE.replace("\n", "\r\n")
    new = save(windows, changed(lambda v: v["status"].insert(0, {"date": "2020-12-31", "phase": "planning", "note": "x"})))  # fmt: skip
    assert new.replace("\r\n", "").count("\n") == 0
    assert new.startswith("\ufeff#")
    assert not lines_lost(windows, new)


def test_a_comment_between_brackets_is_not_lost_silently(save):
    text = "number: 1\ncontributors: [en, # hvorfor\n  to]\nstatus: []\n"
    with pytest.raises(Refused, match="kommentar mellom klammer"):
        save(text, value_of(text) | {"contributors": ["en"]})


UNITS = """\
units:
  k46:
    kind: internal
    names:
      - name: K46
"""


def test_two_units_of_one_name_are_refused_and_none_is_written_over(save_units):
    k46 = {"__name": "k46", "kind": "internal", "names": [{"name": "K46"}]}
    new = {"__name": "k47", "kind": "internal", "names": [{"name": "Ny"}]}
    assert "  k47:\n" in save_units(UNITS, {"units": [k46, new]})
    with pytest.raises(Refused, match="«k46» er brukt to ganger"):
        save_units(UNITS, {"units": [k46, {**new, "__name": "k46"}]})


def test_a_new_file_is_the_heading_and_the_values_in_order(save):
    value = {
        "status": None,
        "title": "Tiltak",
        "number": 3,
        "reference": {"section": "2.1", "document": "plan"},
    }
    assert save("", value) == (
        "# et nytt tiltak\nnumber: 3\ntitle: Tiltak\n"
        'reference: {document: plan, section: "2.1"}\nstatus: []\n'
    )  # fmt: skip


# The same as the command line


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n\t"),
    max_size=300,
)
ordinary = st.from_regex(
    r"[A-Za-zÆØÅæøå0-9«(][A-Za-zæøå0-9 .,:;()«»–%/'\"#\n-]{0,250}", fullmatch=True
)
words = st.text(st.sampled_from("abcæøå :#-'\"[]{},&*!|>%@`?\n.0123456789"), max_size=250)


@pytest.fixture(scope="module")
def lines() -> Iterator[Ask]:
    with node(
        STATIC / "format.js", "(value, shape) => tiltakFormat.written(value, shape, '#')"
    ) as ask:
        yield lambda value: ask(value, SHAPE)


@pytest.mark.slow
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "title": texts | ordinary,
            "summary": texts | ordinary,
            "owner": ordinary,
            "contributors": st.lists(ordinary, max_size=4),
            "number": st.integers(0, 10**9),
            "reference": st.fixed_dictionaries(
                {},
                optional={"document": ordinary, "section": ordinary, "amended": texts | ordinary},
            ),
            "status": st.lists(
                st.fixed_dictionaries({"date": ordinary}, optional={"note": texts | ordinary}),
                max_size=3,
            ),
        },
    )
)
@tries(300)
def test_values_are_written_as_the_command_line_writes_them(lines, value):
    value = {"status": [], **tidy(value)}
    assume("\xa0" not in str(value))  # where it stands first, the two may differ in the quotes
    expected = write.group_lines(value, shape.of("measure"), 0)
    assert lines(value) == "\n".join(["#", *expected]) + "\n"


days = st.dates().map(str)
entries = st.fixed_dictionaries(
    {"date": days},
    optional={"phase": st.sampled_from(["planning", "paused"]), "note": words, "source": words},
)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, dict[str, Any], list[str]]:
    """A real file, its values after some changes, and the top keys that were changed."""
    text = draw(st.sampled_from(sorted(REAL.values())))
    value = copy.deepcopy(value_of(text))
    keys = draw(st.lists(st.sampled_from(["title", "summary", "owner", "contributors", "status",
                                          "milestones", "funding"]), min_size=1, unique=True))  # fmt: skip
    for key in keys:
        match key:
            case "status" | "mentions":
                items = value.setdefault("status", [])
                for _ in range(draw(st.integers(1, 2))):
                    items.insert(draw(st.integers(0, len(items))), draw(entries))
                if items and draw(st.booleans()):
                    items.pop(draw(st.integers(0, len(items) - 1)))
            case "milestones":
                for milestone in value.get("milestones", []):
                    milestone.update(draw(st.fixed_dictionaries({}, optional={"due": days, "done": days, "note": words})))  # fmt: skip
            case "contributors":
                value[key] = draw(st.lists(words.filter(bool), max_size=5))
            case "funding":
                value[key] = {"decision": "pending", "note": draw(words)}
            case _:
                value[key] = draw(words | texts)
    return text, value, keys


@pytest.mark.slow
@given(edits())
@tries(300)
def test_a_save_holds_what_was_asked_for_and_leaves_every_other_line_alone(save, change):
    text, value, keys = change
    new = save(text, value)
    assert tidy(_newest_first(value_of(new))) == tidy(_newest_first(value))
    assert comments(text) == [c for c in comments(new) if c in comments(text)] or "status" in keys
    untouched = {key for key in value_of(text) if key not in keys}
    for key in untouched:
        assert _lines_of(text, key) == _lines_of(new, key)


def _newest_first(value: Any) -> Any:
    return {**value, "status": sorted(value["status"], key=lambda e: e["date"], reverse=True)}


def _lines_of(text: str, key: str) -> str:
    """A top key with everything below it."""
    match = re.search(rf"(?ms)^{key}:.*?(?=^[a-z#]|\Z)", text)
    assert match
    return match[0]


@pytest.mark.slow
def test_the_same_change_gives_the_same_text_as_the_command_line(save):
    entry = {
        "date": "2020-12-31",
        "phase": "paused",
        "reason": "funding",
        "note": "Uten penger: stans.",
    }
    for text in REAL.values():
        edited = splice.edited(
            "measure", text, [splice.Add(("status",), 0, entry), splice.Put(("owner",), "k46")]
        )
        value = value_of(text)
        assert save(text, {**value, "owner": "k46", "status": [entry, *value["status"]]}) == edited


@pytest.mark.slow
def test_the_formats_of_the_editor_are_those_of_the_schemas():
    assert sorted(formats()) == sorted(f"tiltak-{kind}" for kind in schema.KINDS)
    assert formats()["tiltak-measure"]["shape"] == SHAPE
