"""Nothing that is printed commands a runner or a terminal, whoever wrote it and wherever it is printed."""

from __future__ import annotations

import io
import json
import logging
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_forms_issue import ANSWERS, body
from tests.trees import EXAMPLE, changed, copy_of_the_plan, write
from tiltak.commands.build import dead_links
from tiltak.problems import Place, Problem, as_github
from tiltak.terminal import Guarded, without_commands, without_controls, without_escapes

TILTAK = Path(sys.executable).with_name("tiltak")
BLANKS = " \t\u00a0\u2003\u3000\ufeff\u200b\x0b\x0c\x1b\x00"


def obeyed(text: str) -> list[str]:
    """The lines that GitHub's runner would take for a command: it trims the start, and looks anywhere for the old mark."""
    lines = re.split(r"\r\n|\r|\n", text)
    return [line for line in lines if line.lstrip(BLANKS + "\u2028\u2029\x85\x1c\x1d\x1e\x1f").startswith("::") or "##[" in line or "##vso[" in line]  # fmt: skip


@given(st.lists(st.text(st.sampled_from(":# [vsoe\n\r" + BLANKS), max_size=12), max_size=8))
def test_no_line_is_a_command_however_it_is_written(pieces):
    stream = io.StringIO(newline="")
    guard = Guarded(stream)
    for piece in pieces:
        assert guard.write(piece) == len(piece)
    written = stream.getvalue()
    assert not obeyed(written)
    assert written.replace(" ", "") == without_controls("".join(pieces)).replace(" ", "")


@pytest.mark.parametrize("text", ["a::b", "std::vector", "# [lenke](x)", "## [lenke](x)", "a: :b"])
def test_words_that_command_nobody_stay(text):
    assert without_commands(text) == text


def test_a_long_text_of_blanks_is_looked_through_once():
    import time

    begun = time.process_time()
    without_commands("\n" * 300_000 + " " * 300_000 + "::x")
    assert time.process_time() - begun < 2


def test_a_problem_of_ours_is_still_a_command_and_its_words_are_none():
    problem = Problem("code", "a\n::error::b\x1b[31m", Place("x\x1b:y\n::z.yml", 1, 2))
    (line,) = as_github([problem]).splitlines()
    assert line.startswith("::error file=")
    assert "\x1b" not in line


@given(st.text(st.sampled_from("a\x1b\x07\x9b[31m\n\t\u202e\u200b\U000e0041;0"), max_size=30))
def test_a_terminal_gets_colours_and_nothing_else(text):
    shown = without_escapes(text)
    rest = re.sub("\x1b\\[[0-9;]*m", "", shown)
    assert all(c.isprintable() or c in "\n\t\r" for c in rest)


def test_a_colour_that_hides_is_none():
    ours = "\x1b[1mfet\x1b[0m \x1b[2mdus\x1b[0m \x1b[31m-\x1b[0m \x1b[32m+\x1b[0m"
    assert without_escapes(ours) == ours
    for code in (*range(3, 31), *range(33, 110), "0;8", "38;5;0", ""):
        assert "\x1b" not in without_escapes(f"\x1b[{code}mskjult")


def test_a_dead_link_is_named_without_what_a_terminal_obeys():
    with dead_links() as links:
        logging.getLogger("mkdocs.structure.pages").warning(
            "Doc file 's.md' contains a link '\x1b[8mnope.md\u202e', but the target is not found"
        )
    assert links == [("s.md", "[U+001B][8mnope.md[U+202E]")]


def test_the_log_of_a_job_gets_no_escapes_either():
    stream = io.StringIO(newline="")
    Guarded(stream).write("\x1b[0Ksection_start:1:skjult\r\x1b[0K\x9b2J \u00ad æ\t\n")
    written = stream.getvalue()
    assert not re.search("[\x1b\x9b]", written)
    assert written.endswith(" \u00ad æ\t\n")


# The commands


COMMANDS = ["::error title=Pwned::Hei", "::add-mask::a", "::stop-commands::x", "  ::set-output name=taken::true", "##[error]a", "\u2003::warning::b"]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_the_plan(tmp_path / "planer")


def run(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TILTAK, *arguments, "--root", folder], capture_output=True, text=True, check=False)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("field", ANSWERS)
def test_a_form_says_nothing_that_a_runner_obeys(folder, tmp_path, field):
    hostile = "x\n" + "\n".join(COMMANDS) + "\r::error::med vognretur"
    event, answer = tmp_path / "event.json", tmp_path / "svar.md"
    event.write_text(json.dumps({"issue": {"body": body(**{field: hostile})}}))
    done = run(folder, "forms", "apply", "--event", event, "--answer", answer)
    assert done.returncode in (0, 1), done.stderr
    assert not obeyed(done.stdout + done.stderr)
    assert not obeyed(answer.read_text())


@pytest.mark.slow
def test_a_text_of_the_plan_says_nothing_that_a_runner_obeys(tmp_path):
    words = "\\n".join(COMMANDS).replace("\u2003", "\\u2003")
    note = f'status:\n  - {{date: 2020-12-31, phase: paused, reason: funding, note: "{words}"}}\n'
    root = write(changed(note + f'summary: "{words}"\n'), tmp_path)
    assert EXAMPLE
    for command in (["check"], ["show", "1"], ["status"], ["report", "2020-Q4", "--format", "md"], ["report", "2020-Q4", "--format", "csv"], ["remind", "--format", "md", "--all"], ["set", "1", "title=Nytt", "--dry-run"]):  # fmt: skip
        done = run(root, *command)
        assert not obeyed(done.stdout + done.stderr), command
        assert "Pwned" in done.stdout or command[0] in ("check", "status", "remind", "set")


@pytest.mark.slow
def test_what_goes_to_a_file_is_exact(tmp_path):
    root = write(changed('summary: "::error::a"\n'), tmp_path / "planer")
    with (tmp_path / "ut.csv").open("wb") as file:
        subprocess.run([TILTAK, "report", "2020-Q4", "--format", "json", "--root", root], stdout=file, check=True)  # fmt: skip
    with (tmp_path / "ut2.csv").open("wb") as file:
        file.write(subprocess.run([TILTAK, "report", "2020-Q4", "--format", "json", "--root", root], stdout=subprocess.PIPE, check=True).stdout)  # fmt: skip
    assert (tmp_path / "ut.csv").read_bytes() == (tmp_path / "ut2.csv").read_bytes()


@pytest.mark.slow
def test_a_terminal_is_not_commanded_by_a_plan(tmp_path):
    root = write(changed('title: "a\\u001b]0;tittel\\u0007\\u001b[2Jb"\n'), tmp_path)
    main, side = pty.openpty()
    process = subprocess.Popen([TILTAK, "show", "1", "--root", root], stdout=side, stderr=side, stdin=side)  # fmt: skip
    process.wait()
    os.close(side)
    shown = b""
    while True:
        try:
            chunk = os.read(main, 4096)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    os.close(main)
    rest = re.sub(rb"\x1b\[[0-9;]*m", b"", shown)
    assert b"a" in rest
    assert b"\x1b" not in rest
    assert b"\x07" not in rest
