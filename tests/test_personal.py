"""What identifies a person is found however it is written, what only looks like it is let through, and both in one look."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import tries
from tests.trees import CASES
from tiltak.personal import around, find
from tiltak.personal.emails import AT_HERE
from tiltak.personal.find import EMAIL, MOST, personal_data
from tiltak.personal.folding import folded

PACKAGE = find.__file__.removesuffix("find.py")


def lines(name: str) -> list[str]:
    text = (CASES / "personal" / name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("# One") and not line.startswith("# id")]  # fmt: skip


def spelled(line: str) -> str:
    """A line with its escapes as the characters they stand for."""
    named = line.replace("\\n", "\n").replace("\\t", "\t")
    return re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), named)


def to_find() -> Iterator[tuple[str, str]]:
    code = ""
    for line in lines("found.txt"):
        if line.startswith("## "):
            code = line[3:]
        else:
            yield code, line


FOUND = list(to_find())
HARMLESS = [line for line in lines("harmless.txt") if not line.startswith("# Nothing")]


def test_there_are_enough_of_both_kinds():
    assert len(FOUND) >= 150
    assert len(HARMLESS) >= 150


@pytest.mark.parametrize("around", ["{}", "Avtalt med {} i mai."], ids=["alone", "in a sentence"])
def test_every_spelling_is_found(around):
    missed = [
        (code, line)
        for code, line in FOUND
        if code not in {hit.code for hit in personal_data(around.format(spelled(line)))}
    ]
    assert missed == []


@pytest.mark.parametrize("around", ["{}", "Se {} for mer."], ids=["alone", "in a sentence"])
def test_what_only_looks_like_it_is_let_through(around):
    alarms = {
        line: hits for line in HARMLESS if (hits := personal_data(around.format(spelled(line))))
    }
    assert alarms == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["a@b.no ", "22 ", "http://a 22334455 ", "158685 22280 ", "4123 4567 ", "00 ", "a@", "a.", "12\n", "\u00ad1", "kari (a) x ", "41-23-45-67 ", "åtti ", "12 fire ", "0O ", "a_at_", "22 en ", "a-a@a.", "\n", " #\n", "l1 ", "a at\n", "født ", "f. 1", "født 1.", "Kari41234567", "41|23|"],
)  # fmt: skip
def test_a_text_ten_times_as_long_is_ten_times_the_work(unit):
    """Steps of Python are counted, not seconds: what others do on the machine changes nothing."""
    small, large = (steps(unit * (size // len(unit))) for size in (1_000, 10_000))
    assert large < 12 * small + 500


@pytest.mark.slow
@pytest.mark.parametrize(("unit", "most"), [("15.86.85 – ", 30), ("22 280 ", 25), ("41l2 ", 36), ("41 23 45 67 stk ", 30), ("41|23|", 40), ("12 345 l2 ", 34)])  # fmt: skip
def test_what_is_nobodys_number_is_little_work(unit, most):
    """Steps for each digit. A megabyte of the first took seven seconds when each was followed to where it fails."""
    text = unit * (20_000 // len(unit))
    assert steps(text) < most * sum(map(str.isdigit, text))


BEFORE = ["tlf", "Ring ", "på", "er", "t", "sak", "Antall ", "nr", "ABC-", "p360", "sha1", "ipv4", "n=", "§", "sak 2024 ", "2024", "41234567", "12345", "4123 4567", "7", " ", ".", ":", " = ", "-", "\n", "kari", "Å"]  # fmt: skip


@given(st.lists(st.sampled_from(BEFORE), max_size=12).map("".join))
@tries(300)
def test_no_word_before_a_number_is_looked_for_over_another_number(before):
    """Each pattern would say the same of all that stands before, at four times the price."""
    assert around.says_who_answers(before) == bool(around.CALLED.search(before.lower()))
    assert around.says_another_kind(before) == bool(
        around.OTHER.search(before.lower()) or around.OTHER_AS_WRITTEN.search(before)
    )


def steps(text: str) -> int:
    count = 0

    def trace(frame, event, _):
        nonlocal count
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        personal_data(text)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("word", ["plassering", "førstekontaktperson", "spring", "avsms"])
@pytest.mark.parametrize("behind", [" er 41 234 567", " på          41 234 567"])
def test_the_end_of_a_word_is_no_word_wherever_one_begins_to_look(word, behind):
    texts = [f"I {word}{' nå' * n}{' ' * m}{behind}" for n in range(9) for m in range(3)]
    assert not [text for text in texts if personal_data(text)]
    assert personal_data(f"Ring{behind}")


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["a@b.no ", "http://a 22334455 ", "a.", "a-a@a.", "\n", "12 fire ", "l1 ", "a_at_"])  # fmt: skip
def test_a_long_text_is_looked_through_and_not_everything_in_it_is_listed(unit):
    """A pattern that goes back over what it has read would not come to an end here."""
    assert len(personal_data(unit * (100_000 // len(unit)))) <= 3 * MOST


@pytest.mark.parametrize("row", ["@", "%40", "\u00ad@"])
def test_a_row_of_one_sign_is_one_place_to_look(row):
    """Each place is looked back from: a megabyte of them took seconds."""
    assert len(AT_HERE.findall(folded(row * 1000))) == 1
    assert {hit.code for hit in personal_data(f"kari{row}example.no og {row * 9}")} == {EMAIL}


# What a break may stand between, and in.
PIECES = ["\n", "\r\n", " ", "  \n\n", "#", "- ", '"', "{", "[", "<", ">", "<b>", "</td>", "<tr>", "<a\nhref='x'>", "</b>"]  # fmt: skip
PIECES += ["kari", "@", " at ", "(a)", "&commat;", "example", ".", "no", "412", "34", "567", "4123 4567", "fire", "én", "to"]  # fmt: skip
PIECES += ["010190", "31", "fnr", "og", "\u00ad", "\uff1c", "Planen sier ikke noe om hva som skal skje videre. ", "x" * 95]  # fmt: skip
NO_CUT = re.compile(r"(?!)")


@given(
    st.lists(st.sampled_from(PIECES) | st.sampled_from([spelled(line) for _, line in FOUND])),
    st.integers(0, 200),
)
@tries(100)
def test_looking_at_a_stretch_at_a_time_finds_the_same(pieces, at):
    text = "".join(pieces)
    text = f"{'Slik sto det i planen. ' * 5}{text[:at]}\n{text[at:]}"
    in_stretches = personal_data(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "CUT", NO_CUT)
        assert personal_data(text) == in_stretches
