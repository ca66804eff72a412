"""What the fuzzer once found stays mended, a few new inputs are tried, and so are a few kills."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench import fuzz
from tests.trees import CASES

KEPT = sorted((CASES / "fuzz").glob("*-*-*"))


@pytest.mark.parametrize("case", KEPT, ids=lambda case: case.name)
def test_what_once_failed_is_read(case: Path):
    finds = fuzz.Finds()
    fuzz.try_text(case.name.partition("-")[0], case.read_bytes(), finds)
    assert finds.failed == []


@pytest.fixture(scope="module")
def good() -> dict[str, bytes]:
    return fuzz.seeds()


@pytest.mark.parametrize("kind", fuzz.READERS)
def test_mutated_inputs_are_told_of_and_never_raise(good, kind, tmp_path, monkeypatch):
    monkeypatch.setattr(fuzz, "CASES", tmp_path)
    dice, finds = random.Random(kind), fuzz.Finds()  # noqa: S311 – a die
    fuzz.try_text(kind, good[kind], finds)
    for _ in range(6):
        fuzz.try_text(kind, fuzz.mutated(good[kind], dice), finds)
    assert finds.failed == []


def test_a_fault_would_be_found(tmp_path, monkeypatch):
    monkeypatch.setattr(fuzz, "CASES", tmp_path)
    monkeypatch.setitem(fuzz.READERS, "text", lambda _: 1 / 0)
    finds = fuzz.Finds()
    fuzz.try_text("text", b"x", finds)
    assert finds.failed == ["text: ZeroDivisionError: division by zero"]
    assert len(list(tmp_path.iterdir())) == 1


def test_commands_that_are_killed_leave_whole_files():
    dice, finds = random.Random(3), fuzz.Finds()  # noqa: S311 – the same
    fuzz.try_kill(dice, finds)
    assert finds.failed == []


def test_no_change_is_lost_unseen():
    finds = fuzz.Finds()
    fuzz.try_two_at_once(finds)
    assert finds.failed == []
