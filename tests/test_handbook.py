"""The handbook does what it says: what a page tells a reader to paste is pasted here."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tiltak import checks, load, problems, repo, schema
from tiltak.model import Measure

ROOT = Path(__file__).parents[1]
HANDBOOK = ROOT / "docs" / "haandbok"
TODAY = date(2021, 1, 15)
MO_CENTRES = "measures/rus-2019/14-mo-sentre.yml"
PEER_WORKERS = "measures/rus-2019/02-erfaringskonsulenter.yml"


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language, without their fences."""
    text = (HANDBOOK / page).read_text(encoding="utf-8")
    return re.findall(rf"(?ms)^```{language}\n(.*?)\n```$", text)


def tables(page: str) -> list[dict[str, str]]:
    """Each table of a page whose first column is code: code → words."""
    text = (HANDBOOK / page).read_text(encoding="utf-8")
    rows = [
        dict(re.findall(r"(?m)^\| `(\w+)` \| (.+?) \|$", part)) for part in text.split("| --- |")
    ]
    return [row for row in rows if row]


@pytest.fixture
def texts() -> dict[str, str]:
    return {path: text.decode("utf-8") for path, text in repo.worktree(ROOT).texts.items()}


def check(texts: dict[str, str]) -> list[problems.Problem]:
    return checks.all_problems(load.load(texts), TODAY)


def measure(texts: dict[str, str], number: int) -> Measure:
    return next(m for m in load.load(texts).portfolio.measures() if m.number == number)


def paste_over(line: str, block: str, text: str) -> str:
    """What a reader does: mark the whole line and paste."""
    assert text.splitlines().count(line) == 1
    return text.replace(f"\n{line}\n", f"\n{block}\n")


ENTRIES = blocks("index.md", "yaml")


@pytest.mark.parametrize("block", ENTRIES)
def test_entry_of_the_first_page_stands_above_the_older_ones(texts, block):
    before = measure(texts, 14)
    texts[MO_CENTRES] = paste_over("status:", block, texts[MO_CENTRES])
    after = measure(texts, 14)
    assert check(texts) == []
    assert after.entries[0].date == date(2020, 12, 31)
    assert after.entries[1:] == before.entries


@pytest.mark.parametrize("block", ENTRIES[:2])
def test_entry_of_the_first_page_is_the_first_of_a_silent_measure(texts, block):
    texts[PEER_WORKERS] = paste_over("status: []", block, texts[PEER_WORKERS])
    assert check(texts) == []
    assert len(measure(texts, 2).entries) == 1


def test_nothing_new_is_refused_where_nobody_ever_reported(texts):
    texts[PEER_WORKERS] = paste_over("status: []", ENTRIES[2], texts[PEER_WORKERS])
    assert [problem.code for problem in check(texts)] == ["unchanged-without-phase"]


def test_the_answer_to_a_wrong_word_is_the_one_the_page_shows(texts):
    wrong = ENTRIES[0].replace("in_progress", "pågår")
    texts[MO_CENTRES] = paste_over("status:", wrong, texts[MO_CENTRES])
    shown = problems.as_text(check(texts), texts)
    assert blocks("index.md", "text") == [shown]


def test_the_first_page_knows_every_word_of_the_schema():
    names = ("phase", "confidence", "reason")
    assert tables("index.md") == [
        {choice.value: choice.title for choice in schema.choices(name)} for name in names
    ]


# The other tasks


COMMANDS = blocks("oppgaver.md", "sh")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("measures", "plans"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_handbook_does_what_it_says_and_leaves_no_error(command, folder):
    program, *words = shlex.split(command)
    assert program == "tiltak"
    environment = {**os.environ, "TILTAK_TODAY": TODAY.isoformat()}
    for arguments in (words, ["check"]):
        done = subprocess.run(
            [Path(sys.executable).with_name("tiltak"), *arguments],
            cwd=folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    changed = [p for p in folder.rglob("*") if p.is_file() and _is_new(p, folder)]
    assert changed, "the command did nothing"


def _is_new(path: Path, folder: Path) -> bool:
    real = ROOT / path.relative_to(folder)
    return not real.is_file() or real.read_bytes() != path.read_bytes()


def test_every_task_has_its_heading_and_its_way_without_a_command_line():
    text = (HANDBOOK / "oppgaver.md").read_text(encoding="utf-8")
    tasks = text.split("\n## ")[1:]
    assert len(tasks) == len(COMMANDS) == 8
    assert sum("**Skjema:**" in task for task in tasks) == 7  # a new plan has no form
