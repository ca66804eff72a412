"""Reading YAML strictly: JSON values, with places, and nothing that surprises, crashes or takes long."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tiltak.problems import Place
from tiltak.read import yaml_lines

ROOT = Path(__file__).parents[1]
REAL = sorted([*ROOT.glob("measures/*/*.yml"), *ROOT.glob("plans/**/*.yml")])


def value_of(text: str | bytes) -> Any:
    document, problems = yaml_lines.parse(text, "x.yml")
    assert problems == []
    return document.value


def only_problem(text: str | bytes) -> tuple[str, int, int]:
    document, (problem,) = yaml_lines.parse(text, "x.yml")
    assert document.value is None
    return problem.code, problem.place.line, problem.place.column


# -------------------------------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2020-12-31", "2020-12-31"),  # a date stays text: 2021-02-31 must not be an exception
        ("2021-02-31", "2021-02-31"),
        ("no", "no"),  # YAML 1.1 makes it False, and 1:30 ninety
        ("yes", "yes"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("007", 7),
        ("-3", -3),
        ("2.10", 2.1),
        ("1.5e3", 1500.0),
        ("1.0e999", "1.0e999"),  # no number that JSON knows
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1234567890123456", "1234567890123456"),  # more digits than a number keeps
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ('"null"', "null"),
        ("'14'", "14"),
        ("<<", "<<"),
        ("=", "="),
    ],
)
def test_a_value_is_what_json_would_make_of_it(written, read):
    assert value_of(f"a: {written}\n") == {"a": read}


def test_keys_are_text():
    assert value_of("1: a\ntrue: b\nnull: c\n2020-12-31: d\n") == {
        "1": "a", "true": "b", "null": "c", "2020-12-31": "d",
    }  # fmt: skip


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_files_read_as_a_lenient_reader_reads_them(path):
    """PyYAML's own loader without any conversion gives the same texts in the same places."""
    text = path.read_text(encoding="utf-8")
    assert as_texts(value_of(text)) == as_texts(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506, TID251 – the reader we compare with


def as_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: as_texts(v) for k, v in value.items()}
    if isinstance(value, list):
        return [as_texts(v) for v in value]
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, bool | int) else value


# -------------------------------------------------------------------------------------- places

PLACES = """\
# a comment
title: Æøå
status:
  - {date: 2020-12-31, note: x}
  - phase: y
"""


def test_every_value_and_key_has_its_line_and_column():
    document, _ = yaml_lines.parse(PLACES, "x.yml")
    assert document.place("title") == Place("x.yml", 2, 8)
    assert document.key_place("title") == Place("x.yml", 2, 1)
    assert document.place("status", 0, "note") == Place("x.yml", 4, 30)
    assert document.key_place("status", 0, "note") == Place("x.yml", 4, 24)
    assert document.key_place("status", 1) == Place("x.yml", 5, 5)
    assert document.place() == Place("x.yml", 2, 1)


def test_what_is_missing_is_placed_where_it_should_have_been():
    document, _ = yaml_lines.parse(PLACES, "x.yml")
    assert document.place("status", 1, "date") == Place("x.yml", 5, 5)
    assert document.place("funding", "decision") == Place("x.yml", 2, 1)
    assert yaml_lines.YamlDocument("x.yml").place("title") == Place("x.yml")


def test_numbers_are_remembered_as_they_were_written():
    document, _ = yaml_lines.parse("a: 2.10\nb: [007, x]\n", "x.yml")
    assert document.written == {("a",): "2.10", ("b", 0): "007"}


def test_of_a_repeated_key_the_first_is_kept_with_its_places():
    document, (problem,) = yaml_lines.parse("a: {x: 1}\nb: 2\na: {x: 3, y: 4}\n", "x.yml")
    assert document.value == {"a": {"x": 1}, "b": 2}
    assert (problem.code, problem.place) == ("duplicate-key", Place("x.yml", 3, 1))
    assert document.place("a", "x") == Place("x.yml", 1, 8)
    assert document.key_place("a", "x") == Place("x.yml", 1, 5)


# ----------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: &x 1\n", "alias", 1, 4),
        ("a: *x\n", "alias", 1, 4),
        ("a: !!str 1\n", "yaml-tag", 1, 4),
        ("a: !x {b: 1}\n", "yaml-tag", 1, 4),
        ("a: ! x\n", "yaml-tag", 1, 4),
        ("a: 1\n---\nb: 2\n", "several-documents", 2, 1),
        ("%YAML 1.1\n---\na: 1\n", "yaml-directive", 1, 1),
        ("? [a]\n: b\n", "not-a-text-key", 1, 3),
        ("{a: b}: c\n", "not-a-text-key", 1, 1),
        ("a:\n\tb: 1\n", "tab", 2, 1),
        ("a:\n  - b\n \t- c\n", "tab", 3, 2),
        ("a:\n\u00a0 b: 1\n", "hard-space", 2, 1),
        ("æ: 1\n<<<<<<< HEAD\nb: 2\n", "merge-conflict", 2, 1),
        ("æøå: \x01\n", "control-character", 1, 6),
        ("a: x\x85\n", "control-character", 1, 5),
        ("a: x\u2028\nb: 1\n", "control-character", 1, 5),
        ("a: \x7f\n", "control-character", 1, 4),
        ('a: "\\0"\n', "control-character", 1, 4),
        ('a: "x\\u2029"\n', "control-character", 1, 4),
        ('"\\x1b": 1\n', "control-character", 1, 1),
        ("", "empty-file", 0, 0),
        ("# only a comment\n\n", "empty-file", 0, 0),
        ("null\n", "empty-file", 0, 0),
        (b"a: \xe6\n", "not-utf8", 1, 4),
        (b"a: 1\nb: caf\xe9\n", "not-utf8", 2, 7),
        ("a: 1\n".encode("utf-16"), "not-utf8", 1, 1),
        (b"x" * (yaml_lines.MAX_BYTES + 1), "too-large", 0, 0),
        ("- 1\n" * 15_001, "too-large", 15_000, 3),  # the list itself is the first value
    ],
)
def test_it_is_refused_with_its_place(text, code, line, column):
    assert only_problem(text) == (code, line, column)


@pytest.mark.parametrize(
    "text",
    [
        "a: [1, 2\nb: 3\n", 'a: "x\nb: 3\n', "a: b: c\n", "a:1\nb: 2\n", "a: @x\n", "- a\nb: c\n",
        "a: 'it's'\n", "a: ]\n", "a: |x\n", "a: **b**\n", "a: 1\n...\nb: 2\n", "a: - b\n",
    ],
)  # fmt: skip
def test_broken_yaml_says_so_in_norwegian_at_a_line(text):
    document, (problem,) = yaml_lines.parse(text, "x.yml")
    assert document.value is None
    assert problem.code == "yaml-syntax"
    assert problem.place.line
    assert not problem.message.startswith("Filen er ikke gyldig YAML")  # the parser's own English


def test_a_byte_order_mark_and_windows_line_ends_are_told_and_read_past():
    document, problems = yaml_lines.parse("\ufeffa: 1\r\nb: 2\r\n".encode(), "x.yml")
    assert document.value == {"a": 1, "b": 2}
    assert [(p.code, p.place.line) for p in problems] == [
        ("byte-order-mark", 1),
        ("windows-line-ends", 1),
    ]
    assert document.place("b") == Place("x.yml", 2, 4)


def test_a_tab_inside_a_text_is_no_fault():
    assert value_of("a: x\ty\n") == {"a": "x\ty"}


# ----------------------------------------------------------------------------------- hostility


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 26_000, b"[" * 900_000, b"{a: " * 200_000, b"- " * 400_000, b"? " * 400_000,
        b"&a " * 300_000, b"a: &a [*a, *a]\n" * 1000,
        b"a: &a [x]\n" + b"".join(b"k%d: &k%d [*k%d, *k%d]\n" % (i, i, i - 1, i - 1) for i in range(1, 99)),
        b"".join(b"%%TAG !a%d! x\n" % i for i in range(30_000)) + b"--- a\n",
        b'"' * 900_000, b"'" * 900_000, b":" * 900_000, b"#" * 900_000, b"\n" * 900_000,
        b"a: >\n" + b"  x\n\n" * 150_000, b"x" * 900_000 + b": 1\n", b"a: " + b"-" * 900_000 + b"\n",
        pytest.param(b"{" + b"a," * 400_000 + b"}", marks=pytest.mark.slow), b"[" + b"1," * 400_000 + b"]",
        pytest.param(b"a: 1\n" * 200_000, marks=pytest.mark.slow),
    ],
    ids=range(20),
)  # fmt: skip
def test_hostile_files_end_in_a_list_of_problems(text):
    """None recurses, none is quadratic: a test that hangs is what a failure looks like here."""
    document, problems = yaml_lines.parse(text, "x.yml")
    assert document.value is not None or problems
    assert len(problems) <= yaml_lines.MAX_REPEATED


@given(st.binary(max_size=200) | st.text(max_size=200))
@example("a: \ud800")
@example("? ")
@example("- !!set {a, b}")
@example("a: 9.e9999999999")
def test_anything_at_all_is_a_value_or_a_problem(raw):
    document, problems = yaml_lines.parse(raw, "x.yml")
    assert document.value is not None or problems
    json.dumps(document.value, allow_nan=False)
    for number in numbers_in(document.value):
        assert isfinite(number)
    lines = raw.count(b"\n" if isinstance(raw, bytes) else "\n") + (
        raw.count(b"\r" if isinstance(raw, bytes) else "\r") + 1
    )
    for place in [p.place for p in problems] + [document.place(*path) for path in document.values]:
        assert 0 <= place.line <= lines + 1


def numbers_in(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [n for inner in value.values() for n in numbers_in(inner)]
    if isinstance(value, list):
        return [n for inner in value for n in numbers_in(inner)]
    return [value] if isinstance(value, int | float) else []


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**13), 10**14)
    | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex("[a-z_]{1,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.slow
@given(st.dictionaries(st.from_regex("[a-z_]{1,8}", fullmatch=True), JSON, min_size=1, max_size=4))
def test_json_is_yaml_and_reads_as_itself(value):
    """Strings quoted as JSON quotes them, numbers and words as they are: the same value comes back."""
    assert value_of(json.dumps(value, ensure_ascii=False)) == value
