"""What the fuzzer once found stays mended, a few new inputs are tried, and so are a few kills."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from bench import fuzz, kills, pairs
from tests.trees import CASES, ROOT

KEPT = sorted((CASES / "fuzz").glob("*-*"))


@pytest.mark.slow
@pytest.mark.parametrize("case", KEPT, ids=lambda case: case.name)
def test_what_once_failed_is_read(case: Path):
    finds = fuzz.Finds()
    fuzz.try_text(case.name.partition("-")[0], case.read_bytes(), finds)
    assert finds.failed == []


@pytest.fixture(scope="module")
def good() -> dict[str, bytes]:
    return fuzz.seeds()


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("name", kills.COMMANDS)
def test_a_command_that_is_killed_leaves_what_was_there_or_what_should_be(name):
    """At its last writes, where files change places, and at one before them.

    From a process of its own: where this one has threads of Typst's, a fork of it would wait for them for ever.
    """
    words = [sys.executable, "-m", "bench.kills", "--command", name, "--kills", "2"]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.endswith("\n0 wrong\n")


@pytest.mark.slow
def test_a_torn_file_would_be_found(tmp_path, monkeypatch):
    def torn(root: Path) -> None:
        with (root / kills.MEASURE).open("w") as file:
            file.write("halv")
            file.flush()
            file.write(" og hel")

    monkeypatch.setitem(kills.COMMANDS, "set", kills.Command(torn))
    case = kills.prepared("set", tmp_path)
    found = {kills.kill(case, at)[1].partition(":")[0] for at in range(case.writes)}
    assert "torn" in found


def test_a_run_that_ends_as_it_always_does_has_not_said_what_it_left_out(tmp_path, monkeypatch):
    def half(root: Path) -> None:
        if not (root / "en").exists():
            (root / "en").write_text("x")
            (root / "to").write_text("x")
        sys.exit(1)

    monkeypatch.setitem(kills.COMMANDS, "set", kills.Command(half))
    case = kills.prepared("set", tmp_path)
    assert case.code == 1
    wrong = {kills.kill(case, at)[1] for at in range(case.writes)}
    assert "a second run does not finish the work, nor say why" in wrong


@pytest.mark.slow
@pytest.mark.parametrize("way", pairs.WAYS)
def test_no_change_is_lost_unseen(way, tmp_path):
    root = kills.plan_folder(tmp_path)
    assert pairs.lost(root, pairs.at_once(root, pairs.WAYS[way])) == ""


def test_a_lost_change_would_be_found(tmp_path):
    root = kills.plan_folder(tmp_path)
    assert pairs.lost(root, [pairs.SAVED, pairs.TOLD]) == "title: saved, and gone"
