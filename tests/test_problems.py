"""A problem as text, JSON, annotation and SARIF; the code hosts' own formats are in test_code_hosts.py."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tiltak import problems
from tiltak.problems import Level, Place, Problem

PROBLEM = Problem("too-big", "Tallet er for stort.", Place("a.yml", 2, 5), "Skriv et mindre.")


def test_text_points_at_the_place():
    text = "title: Æøå\na: 99\n"
    assert problems.as_text([PROBLEM], {"a.yml": text}) == (
        "a.yml:2:5: feil: Tallet er for stort. [too-big]\n"
        "    2 | a: 99\n"
        "      |     ^\n"
        "      Skriv et mindre."
    )


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_lines_are_counted_as_the_file_is_written(end):
    text = f"\ufeffx: \u2028 \x85 y{end}a: 99{end}".encode()
    assert "    2 | a: 99\n      |     ^" in problems.as_text([PROBLEM], {"a.yml": text})


def test_the_mark_stays_under_its_letter_in_a_long_line():
    text = "\n" + "x" * 300 + "Y" + "z" * 300
    shown = problems.as_text(
        [Problem("c", "M.", Place("a.yml", 2, 301))], {"a.yml": text}
    ).splitlines()
    assert shown[1][shown[2].index("^")] == "Y"
    assert len(shown[1]) < 140


@pytest.mark.parametrize(
    "place",
    [Place("a.yml"), Place("borte.yml", 3, 1), Place("a.yml", 99, 1), Place("a.yml", 2, 999)],
)
def test_a_place_that_cannot_be_shown_is_only_named(place):
    assert str(place) in problems.as_text([Problem("c", "M.", place)], {"a.yml": "x\ny\n"})


NASTY = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ["\x1b[31m", "\r\n::error::x", "\u202e", "\x00", "%0A::stop-commands::x", "a,b:c"]
)
PROBLEMS = st.builds(
    Problem, code=st.sampled_from(["a-b", "c-d"]), message=NASTY, hint=NASTY, level=st.sampled_from(Level),
    place=st.builds(Place, NASTY, st.integers(0, 3), st.integers(0, 300)),
)  # fmt: skip


@given(st.lists(PROBLEMS, max_size=5), NASTY)
def test_no_text_from_a_file_commands_a_terminal(found, text):
    shown = problems.as_text(found, {p.place.path: text for p in found})
    assert all(c.isprintable() or c == "\n" for c in shown)


@given(st.lists(PROBLEMS, max_size=5))
def test_no_text_from_a_file_starts_a_command_of_its_own(found):
    lines = problems.as_github(found).split("\n") if found else []
    assert len(lines) == len(found)
    for line, problem in zip(lines, found, strict=True):
        assert line.startswith(f"::{problem.level.value} file=")
        assert "\r" not in line


@given(st.lists(PROBLEMS, max_size=5))
def test_json_keeps_every_word(found):
    assert json.loads(problems.as_json(found)) == [p.as_dict() for p in found]


@pytest.mark.slow
@given(st.lists(PROBLEMS, max_size=8), st.randoms())
@example([Problem("c", "M.", Place("a"), str(n)) for n in range(8)], Random(1))  # noqa: S311 – an order, no secret
def test_order_is_by_place_and_nothing_is_said_twice(found, random):
    shuffled = [*found, *found]
    random.shuffle(shuffled)
    ordered = problems.in_order(shuffled)
    assert ordered == problems.in_order(found)
    assert len(ordered) == len(set(found))
    assert [p.place for p in ordered] == sorted(p.place for p in ordered)


def many(count: int, level: Level = Level.ERROR, path: str = "a.yml") -> list[Problem]:
    return [Problem("c", "M.", Place(path, n + 1), level=level) for n in range(count)]


def test_a_hundred_problems_of_each_file_are_shown():
    shown = problems.capped([*many(100), *many(250, path="b.yml"), *many(3, path="c.yml")])
    assert [p.place.path for p in shown].count("a.yml") == 100
    assert [p.place.path for p in shown].count("b.yml") == 101
    (rest,) = [p for p in shown if p.code == "too-many-problems"]
    assert (rest.place, rest.message) == (
        Place("b.yml"),
        "Filen har minst 150 feil til, som ikke er vist.",
    )


def test_what_is_left_out_is_as_grave_as_what_was_left_out():
    assert problems.has_errors(problems.capped(many(101)))
    assert not problems.has_errors(problems.capped(many(101, Level.WARNING)))


def test_nothing_wrong_is_an_empty_list():
    assert problems.as_json([]) == "[]"
    assert problems.as_text([], {}) == ""
    assert problems.capped([]) == []
    assert not problems.has_errors([])
