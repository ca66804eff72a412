"""The command line as it is typed: every kind of bad input, exit codes, and words in Norwegian."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

from tests.commandline import ran
from tests.gitfolder import GitFolder
from tests.trees import EXAMPLE, FILES, base, changed, plan, write
from tiltak import cli, problems
from tiltak.commands import _options
from tiltak.read import load, plan_files, schema
from tiltak.read.yaml_lines import MAX_BYTES
from tiltak.workspace import NOW, open_workspace

ROOT = Path(__file__).parents[1]
GOOD = base()[EXAMPLE].encode()
ENTRY = b"status:\n  - {date: 2020-12-31, phase: in_progress}\n"


@pytest.fixture(autouse=True)
def a_day_that_does_not_move(monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-03-01")


# ----------------------------------------------------------------------------------- bad input


def one(text: bytes) -> dict[str, bytes]:
    return {EXAMPLE: text}


def with_fields(text: str, kind: str = "measure") -> dict[str, bytes]:
    return {path: content.encode() for path, content in changed(text, kind).items()}


def two(second: str) -> dict[str, bytes]:
    return {path: content.encode() for path, content in plan(second).items()}


# What can be wrong → the files that show it, and the code of the problem they end in.
BAD: dict[str, tuple[dict[str, bytes], str]] = {
    "broken YAML": (with_fields("title: Rus: et eksempel\n"), "yaml-syntax"),
    "tabs": (with_fields("status:\n\t- date: 2020-12-31\n"), "tab"),
    "a byte-order mark": (one(b"\xef\xbb\xbf" + GOOD), "byte-order-mark"),
    "Windows line ends": (one(GOOD.replace(b"\n", b"\r\n")), "windows-line-ends"),
    "Latin-1 bytes": (one(GOOD + "summary: Blåbær\n".encode("latin-1")), "not-utf8"),
    "UTF-16": (one(GOOD.decode().encode("utf-16")), "not-utf8"),
    "an empty file": (one(b""), "empty-file"),
    "a list where a mapping belongs": (one(b"- number: 1\n"), "not-a-mapping"),
    "a list where a group belongs": (with_fields("funding:\n  - decision: pending\n"), "wrong-type"),
    "duplicate keys": (one(GOOD + b"kind: improve\n"), "duplicate-key"),
    "duplicate numbers": (one(GOOD) | {"measures/rus/1-igjen.yml": GOOD}, "duplicate-number"),
    "number and file name at odds": (with_fields("number: 7\n"), "number-mismatch"),
    "a file name that is none": ({"measures/rus/Tiltak 3.yml": GOOD}, "file-name"),
    "an unknown key": (with_fields("ovner: helsehuset\n"), "unknown-key"),
    "an unknown unit": (with_fields("owner: helsehust\n"), "unknown-unit"),
    "an unknown focus area": (with_fields("focus_area: tidlig\n"), "unknown-focus-area"),
    "an unknown document": (with_fields('reference: {document: planen, section: "1"}\n'), "unknown-document"),
    "an unknown measure": (with_fields("related: [99]\n"), "unknown-measure"),
    "an impossible date": (with_fields("status:\n  - {date: 2021-02-29, phase: planning}\n"), "bad-date"),
    "done before the plan": (
        with_fields("milestones:\n  - {id: a, title: A, due: 2020-12-31, done: 2010-01-01}\n"), "done-before-plan",
    ),
    "due before the plan's start": (
        with_fields("milestones:\n  - {id: a, title: A, baseline: 2010-12-31, due: 2020-12-31}\n"), "due-before-plan",
    ),
    "a status entry of the future": (with_fields("status:\n  - {date: 2021-03-02, phase: completed}\n"), "future-date"),
    "a missing reason (paused)": (with_fields("status:\n  - {date: 2020-12-31, phase: paused}\n"), "missing-reason"),
    "a missing reason (past the midpoint)": (
        {p: t.replace("2023-12-31", "2020-12-31").encode() for p, t in plan("").items()}
        | with_fields("period: {start: 2019-01-01, end: 2020-12-31}\n", "plan")
        | {EXAMPLE: with_fields("status:\n  - {date: 2020-06-30, phase: planning}\n")[EXAMPLE]}, "missing-reason",
    ),
    "a missing reason (past the first baseline)": (
        with_fields(
            "status:\n  - {date: 2020-12-31, phase: not_started}\n"
            "milestones:\n  - {id: a, title: A, baseline: 2020-06-30, due: 2021-12-31}\n"
        ), "missing-reason",
    ),
    "a merge circle": (
        two(
            changed("status:\n  - {date: 2020-12-31, phase: merged, into: 2}\n")[EXAMPLE]
            + "#: measures/rus/02-annet.yml\nnumber: 2\ntitle: B\nfocus_area: bolig\nkind: establish\n"
            "status:\n  - {date: 2020-12-31, phase: merged, into: 1}\n"
        ), "merge-circle",
    ),
    "anchors nested a billion deep": (
        one(b"a: &a0 [x, x]\n" + b"".join(b"k%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 31))), "alias",
    ),
    "26 kB of brackets": (one(b"[" * 26_000), "too-deep"),
    "26 kB of brackets in a text": (with_fields("summary: " + "[" * 26_000 + "\n"), "too-deep"),
    "brackets in quotes": (with_fields('summary: "' + "[" * 26_000 + '"\n'), "too-long"),
    "a 50 MB file": (one(b""), "too-large"),  # made below, as a file with a hole
    "HTML in a text": (with_fields("summary: Et <script>alert(1)</script>.\n"), "html"),
    "a javascript: link": (with_fields("summary: Se [her](javascript:alert(1)).\n"), "unsafe-link"),
    "a cell that starts with =": (with_fields('summary: "=1+1"\n'), "formula"),
    "an escape sequence": (with_fields('title: "\\e]0;x\\a"\n'), "control-character"),
    "half a merge": (one(b"<<<<<<< HEAD\n" + GOOD), "merge-conflict"),
    "YAML tags": (with_fields("title: !!python/object:os.system x\n"), "yaml-tag"),
    "a year that is none": (with_fields("milestones:\n  - {id: a, title: A, due: 9999-12-31, repeat: yearly}\n"), "bad-date"),
    "a rule without dates": (
        with_fields("milestones:\n  - {id: a, title: A, due: 2020-01-01, repeat: FREQ=YEARLY;BYDAY=60MO}\n"), "bad-repeat",
    ),
    "a broken plan file": (with_fields("calendar: daglig\n", "plan"), "unknown-value"),
    "a broken list of units": (with_fields("units: []\n", "units"), "wrong-type"),
}  # fmt: skip


def on_disk(root: Path, what: str) -> str:
    """Writes the small plan with something wrong in it; the code it must end in."""
    files, code = BAD[what]
    write(base(), root)
    write(files, root)
    if what == "a 50 MB file":
        os.truncate(root / EXAMPLE, 50_000_000)
    return code


@pytest.mark.parametrize("what", BAD)
def test_bad_input_ends_in_exit_1_with_place_and_advice(what, tmp_path, capsys):
    code = on_disk(tmp_path, what)
    told = ran(capsys, tmp_path, "check", "--format", "json")
    assert told.code == 1
    assert told.err == ""
    listed = json.loads(told.out)
    assert code in {problem["code"] for problem in listed}
    for problem in listed:
        assert (tmp_path / problem["path"]).exists()
        assert problem["message"]
        assert problem["hint"]
        assert set(problem) == {"code", "level", "message", "hint", "path", "line", "column"}


@pytest.mark.parametrize("what", BAD)
def test_every_format_tells_the_same_problem(what, tmp_path, capsys, monkeypatch):
    code = on_disk(tmp_path, what)
    monkeypatch.setattr(_options, "open_workspace", cache(_options.open_workspace))
    for shape in ("text", "github", "gitlab", "sarif"):
        told = ran(capsys, tmp_path, "check", "--format", shape)
        assert (told.code, told.err) == (1, ""), shape
        assert code in told.out, shape
        assert "Traceback" not in told.out
        assert "\x1b" not in told.out
        if shape in ("gitlab", "sarif"):
            json.loads(told.out)


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("command", ["status", "show"])
def test_the_other_commands_survive_bad_input(what, command, tmp_path, capsys):
    """They show what could be read, and say in one line what could not."""
    on_disk(tmp_path, what)
    told = ran(capsys, tmp_path, *([command] if command == "status" else [command, "2"]))
    unreadable = {
        file.path for file in open_workspace(tmp_path, NOW, date(2021, 3, 1)).portfolio.unreadable
    }
    # Measure 2 is in order: only a plan that cannot be read hides it.
    assert told.code == bool(unreadable if command == "status" else unreadable & {FILES["plan"]})
    assert told.err.count("\n") == (1 if told.code else 0)


def test_of_a_50_mb_file_one_megabyte_is_read(tmp_path):
    on_disk(tmp_path, "a 50 MB file")
    assert len(plan_files.worktree(tmp_path).texts[EXAMPLE]) == MAX_BYTES + 1


Trick = Callable[[Path], Any]
TRICKS: dict[str, tuple[Trick, str]] = {
    "a link out of the tree": (lambda p: p.symlink_to("/etc/passwd"), "symlink"),
    "a link inside the tree": (lambda p: p.symlink_to("01-eksempel.yml"), "symlink"),
    "a link to itself": (lambda p: p.symlink_to(p.name), "symlink"),
    "a link to nothing": (lambda p: p.symlink_to("borte.yml"), "symlink"),
    "a linked folder": (lambda p: p.with_suffix("").symlink_to("/etc"), "symlink"),
    "a linked folder that is a circle": (lambda p: p.with_suffix("").symlink_to("."), "symlink"),
    "a pipe that nobody writes to": (os.mkfifo, "unreadable"),
    "a name that is no text": (lambda p: Path(os.fsdecode(os.fsencode(p.parent) + b"/3-\xff.yml")).write_text("x"), "file-name"),
    "a name that is an escape sequence": (lambda p: p.with_name("3-\x1b[31m.yml").write_text("x"), "file-name"),
    "a name that ends as none of ours": (lambda p: p.with_name("3-tiltak.YAML").write_text("x"), "file-name"),
}  # fmt: skip


@pytest.mark.parametrize("what", TRICKS)
def test_a_trick_of_the_file_system_is_told_and_not_followed(what, tmp_path, capsys):
    trick, code = TRICKS[what]
    write(base(), tmp_path)
    trick(tmp_path / "measures/rus/03-tiltak.yml")
    for shape in ("json", "text"):
        told = ran(capsys, tmp_path, "check", "--format", shape)
        assert (told.code, told.err) == (1, "")
        assert code in told.out
        assert "\x1b" not in told.out
        assert "root:" not in told.out


def test_a_linked_measures_folder_is_not_read(tmp_path, capsys):
    write({p: t for p, t in base().items() if not p.startswith("measures/")}, tmp_path / "repo")
    write(base(), tmp_path / "elsewhere")
    (tmp_path / "repo/measures").symlink_to(tmp_path / "elsewhere/measures")
    told = ran(capsys, tmp_path / "repo", "check", "--format", "json")
    assert [p["code"] for p in json.loads(told.out)] == ["symlink"]


def test_a_file_that_may_not_be_read_is_told(tmp_path, capsys, monkeypatch):
    def refused(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(plan_files, "_read", refused)
    told = ran(capsys, write(base(), tmp_path), "check")
    assert told.code == 1
    assert "Filen kan ikke leses: du har ikke tilgang. [unreadable]" in told.out


# -------------------------------------------------------------------------------- what is right


@pytest.mark.slow
def test_the_plans_of_this_repository_are_in_order(capsys, monkeypatch):
    monkeypatch.delenv("TILTAK_TODAY")
    assert ran(capsys, ROOT, "check", "--format", "json") == (0, "[]\n", "")


def test_what_is_in_order_says_so(tmp_path, capsys):
    write(base(), tmp_path)
    assert ran(capsys, tmp_path, "check") == (0, "4 filer sjekket. Alt er i orden.\n", "")


def test_a_warning_ends_in_exit_0(tmp_path, capsys):
    write(
        changed(
            "followed_through: {date: 2020-06-30, by: Rådgiver, why: Stillingen er borte.}\n",
            "plan",
        ),
        tmp_path,
    )
    told = ran(capsys, tmp_path, "check")
    assert told.code == 0
    assert told.out.endswith("4 filer sjekket: 1 advarsel.\n")


def test_errors_and_warnings_are_counted(tmp_path, capsys):
    write(
        changed(
            "followed_through: {date: 2020-06-30, by: Rådgiver, why: Stillingen er borte.}\n",
            "plan",
        )
        | {EXAMPLE: changed("related: [1, 9]\n")[EXAMPLE]},
        tmp_path,
    )
    assert ran(capsys, tmp_path, "check").out.endswith("4 filer sjekket: 2 feil og 1 advarsel.\n")


# --------------------------------------------------------------------------- status and show


@pytest.mark.slow
def test_status_as_json_is_the_contract(capsys, monkeypatch):
    monkeypatch.delenv("TILTAK_TODAY")
    told = ran(
        capsys, ROOT, "status", "--format", "json", "--plan", "rus-2019", "--as-of", "2020-12-31"
    )
    assert told.code == 0
    status = json.loads(told.out)
    assert {"plan", "as_of", "rev", "counts", "measures"} <= set(status)
    assert (status["plan"], status["as_of"]) == ("rus-2019", "2020-12-31")
    assert tuple(status["counts"]) == schema.values("verdict")
    assert sum(status["counts"].values()) == len(status["measures"]) == 38
    wanted = {
        "id", "number", "title", "focus_area", "owner", "phase", "confidence", "verdict", "why", "timeliness", "freshness",
    }  # fmt: skip
    for number, measure in enumerate(status["measures"], 1):
        assert wanted <= set(measure)
        assert (measure["id"], measure["number"]) == (f"rus-2019/{number}", number)
        assert measure["why"].endswith(".")
    for verdict, count in status["counts"].items():
        assert count == sum(m["verdict"] == verdict for m in status["measures"])


def test_status_as_a_table(tmp_path, capsys):
    write(base(), tmp_path)
    told = ran(capsys, tmp_path, "status")
    assert told.code == 0
    assert "Status per 1. mars 2021." in told.out
    assert "2 tiltak: i drift 1, ukjent 1.\nFrister: ingen frister satt.\n" in told.out
    assert "hørt fra 1 av 2 tiltak" in told.out


def test_a_title_in_brackets_is_a_title(tmp_path, capsys):
    write(changed("title: Et [red]rødt[/red] tiltak\n"), tmp_path)
    assert "[red]" in ran(capsys, tmp_path, "status").out.replace("\n", "")


@pytest.mark.parametrize("number", ["2", "02", "rus/2"])
def test_show_finds_a_measure(number, tmp_path, capsys):
    write(base(), tmp_path)
    told = ran(capsys, tmp_path, "show", number)
    assert told.code == 0
    assert told.out.startswith(
        "2. Et annet tiltak\n\n● I drift. Meldt som «i drift» 31. desember 2020."
    )
    shown = json.loads(ran(capsys, tmp_path, "show", number, "--format", "json").out)
    assert (shown["id"], shown["verdict"], len(shown["entries"])) == ("rus/2", "in_operation", 1)


def test_show_tells_the_short_names_that_set_asks_for(tmp_path, capsys):
    milestones = "milestones: [{id: a, title: Kai, due: 2022-06-30}, {id: bygg, title: Bygget}]\n"
    write(changed(milestones), tmp_path)
    out = ran(capsys, tmp_path, "show", "1").out
    assert (
        "Milepæler (kortnavnet står først)\n  a     Kai: innen 30. juni 2022 – ikke gått ut ennå\n"
        in out
    )
    assert "\n  bygg  Bygget: ingen frist satt\n" in out


# ------------------------------------------------------------------------------------ wrong use


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        (["chek"], "«chek» er ikke en kommando. Mente du «check»?"),
        (["status", "--formt", "json"], "Valget --formt finnes ikke. Mente du --format?"),
        (["status", "--format", "xml"], "«xml» kan ikke brukes som --format. Velg mellom text, json."),
        (["status", "--plan"], "Valget --plan trenger en verdi. Se «tiltak --help»."),
        (["status", "--as-of", "desember 2020"], "«desember 2020» er ikke en dato. Skriv en bestemt dag, for eksempel 2020-12-31 eller 31.12.2020."),
        (["status", "--as-of", "2020-W53-4"], "«2020-W53-4» er ikke en dato. Skriv en bestemt dag, for eksempel 2020-12-31 eller 31.12.2020."),
        (["status", "--as-of", "2026-99"], "«2026-99» er ikke en dato. Skriv en bestemt dag, for eksempel 2020-12-31 eller 31.12.2020."),
        (["status", "--as-of", "2021-02-29"], "«2021-02-29» er ikke en dato. Skriv en bestemt dag, for eksempel 2020-12-31 eller 31.12.2020."),
        (["status", "--as-of", "9999-12-31"], "«9999-12-31» er ikke en dato. Skriv en bestemt dag, for eksempel 2020-12-31 eller 31.12.2020."),
        (["status", "--plan", "rsu"], "Planen «rsu» finnes ikke. Mente du «rus»?"),
        (["show"], "Det mangler NUMMER. Se «tiltak show --help»."),
        (["show", "fjorten"], "«fjorten» er ikke et tiltaksnummer. Skriv for eksempel 14 eller rus/14."),
        (["show", "14"], "Tiltak 14 finnes ikke i rus. Planen har tiltakene 1–2."),
        (["show", "1", "2"], "Her står det mer enn kommandoen kan bruke: «2». Se «tiltak show --help»."),
        (["check", "--format"], "Valget --format trenger en verdi. Se «tiltak --help»."),
    ],
)  # fmt: skip
def test_wrong_use_is_one_norwegian_line_and_exit_2(
    typed, complaint, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(write(base(), tmp_path))
    assert ran(capsys, None, *typed) == (2, "", f"tiltak: {complaint}\n")


@pytest.mark.parametrize("typed", ["2020-12-31", "31.12.2020", "31. desember 2020", "31/12-2020"])
def test_a_day_may_be_written_as_people_do(typed, tmp_path, capsys):
    root = write(base(), tmp_path)
    assert ran(capsys, root, "status", "--as-of", typed) == ran(
        capsys, root, "status", "--as-of", "2020-12-31"
    )


def test_a_folder_without_plans_says_what_to_do(tmp_path, capsys):
    told = ran(capsys, tmp_path, "check")
    assert told.code == 2
    assert told.err.startswith(f"tiltak: Fant ingen planer i {tmp_path}")


def test_a_root_that_is_no_folder(capsys):
    told = ran(capsys, None, "check", "--root", "finnes-ikke")
    assert told.err == "tiltak: «finnes-ikke» finnes ikke. Det må være en mappe som finnes.\n"


def test_a_wrong_day_in_the_environment_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TILTAK_TODAY", "i dag")
    assert ran(capsys, write(base(), tmp_path), "check").err.startswith(
        "tiltak: «i dag» er ikke en dato."
    )


def test_plans_are_found_from_a_folder_below(tmp_path, monkeypatch, capsys):
    write(base(), tmp_path)
    monkeypatch.chdir(tmp_path / "measures/rus")
    assert ran(capsys, None, "check").code == 0


# ---------------------------------------------------------------------------- help and our faults


@pytest.mark.parametrize("name", [None, *cli.COMMANDS])
def test_help_is_norwegian(name, capsys):
    told = ran(capsys, None, *([name] if name else []), "--help")
    assert told.code == 0
    assert told.out.startswith("Bruk: tiltak")
    assert "Vis denne hjelpen." in told.out
    for english in ("Usage", "Options", "Show ", "OPTIONS", "Commands"):
        assert english not in told.out


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_and_option_says_what_it_does(name):
    context = click.Context(cli.tiltak)
    command = cli.tiltak.get_command(context, name)
    assert command
    assert command.help
    for param in command.params:
        if isinstance(param, click.Option) and not param.hidden:
            assert param.help, param.name
            assert param.help.endswith("."), param.name


def test_without_a_command_the_help_is_shown(capsys):
    told = ran(capsys, None)
    assert told.code == 2
    assert told.err.startswith("Bruk: tiltak [VALG] KOMMANDO")


def test_a_fault_of_ours_is_called_so_and_ends_in_exit_3(tmp_path, monkeypatch, capsys):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(load, "load", broken)
    told = ran(capsys, write(base(), tmp_path), "check")
    assert told.code == 3
    assert "ZeroDivisionError" in told.err
    assert "Dette er en feil i Tiltak" in told.err


@pytest.mark.slow
def test_as_a_program_in_a_poor_terminal(tmp_path):
    """The installed command, with an ASCII terminal and a reader that leaves: no traceback, and UTF-8."""
    write(base(), tmp_path)
    program = [sys.executable, "-m", "tiltak", "status", "--root", str(tmp_path)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    told = subprocess.run(program, capture_output=True, env=environment, check=True)
    assert "● I drift" in told.stdout.decode("utf-8")
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as left:
        assert left.stdout
        assert left.stderr
        left.stdout.close()
        assert b"Traceback" not in left.stderr.read()


def test_levels_have_words():
    assert set(problems.LEVEL_WORDS) == set(problems.Level)


# ------------------------------------------------------------------ what the audit of the contract found


def test_an_older_edition_of_the_files_can_be_checked(tmp_path, capsys):
    folder = GitFolder(tmp_path)
    folder.commit(base() | {EXAMPLE: "gal: ["}, "2021-01-15")
    folder.commit(base(), "2021-02-15")
    assert ran(capsys, tmp_path, "check").code == 0
    told = ran(capsys, tmp_path, "check", "--rev=HEAD~1", "--format=json")
    assert (told.code, [p["code"] for p in json.loads(told.out)]) == (1, ["yaml-syntax"])
    assert ran(capsys, tmp_path, "check", "--rev=--all").code == 2


def test_a_revision_that_is_too_long_to_read_is_cut(tmp_path, capsys):
    GitFolder(tmp_path).commit(base())
    told = ran(capsys, tmp_path, "status", f"--rev={'x' * 500}")
    assert (told.code, len(told.err) < 200) == (2, True)


@pytest.mark.parametrize("place", ["plans/rus/plan.yml/ut", "plans/rus/plan.yml"])
@pytest.mark.parametrize("command", [["report", "2020-Q4"], ["remind", "--all"]])
def test_what_cannot_be_written_is_no_bug_of_ours(tmp_path, capsys, command, place):
    write(base(), tmp_path)
    told = ran(capsys, tmp_path, *command, f"--output={tmp_path / place}")
    assert told.code == 2
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disken er full"), (errno.EFBIG, "filen er større enn det er lov til her"), (errno.EIO, "disken svarer med en feil"), (errno.ESTALE, "disken på nettet svarer ikke")],
)  # fmt: skip
def test_an_error_of_the_machine_is_said_in_norwegian(tmp_path, capsys, monkeypatch, number, words):
    def refused(*_: object, **__: object) -> None:
        raise OSError(number, "No space left on device")

    monkeypatch.setattr("tiltak.problems.as_json", refused)
    told = ran(capsys, write(base(), tmp_path), "check", "--format=json")
    assert told == (2, "", f"tiltak: Kunne ikke lese eller skrive det som skulle skrives: {words}.\n")  # fmt: skip


def test_a_file_of_ours_that_lacks_is_a_bug_of_ours(tmp_path, capsys, monkeypatch):
    ours = Path(cli.__file__).parent / "templates" / "borte"
    monkeypatch.setattr("tiltak.problems.as_json", lambda _: ours.read_text())
    told = ran(capsys, write(base(), tmp_path), "check", "--format=json")
    assert told.code == 3
    assert "Dette er en feil i Tiltak" in told.err


def test_a_copy_of_ours_that_has_no_room_is_no_bug_of_ours(tmp_path, capsys, monkeypatch):
    def refused(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", cli.__file__, None, "ut/bilde.png")

    monkeypatch.setattr("tiltak.problems.as_json", refused)
    told = ran(capsys, write(base(), tmp_path), "check", "--format=json")
    assert told == (2, "", "tiltak: Kunne ikke lese eller skrive «ut/bilde.png»: disken er full.\n")


def test_a_measure_whose_file_cannot_be_read_is_not_said_to_be_missing(tmp_path, capsys):
    write(base() | {EXAMPLE: "gal: ["}, tmp_path)
    told = ran(capsys, tmp_path, "show", "1")
    assert (told.code, told.err) == (
        1, f"tiltak: {EXAMPLE} kan ikke leses. Kjør «tiltak check» og rett det den finner.\n",
    )  # fmt: skip
    told = ran(capsys, tmp_path, "show", "7")
    assert "Tiltak 7 finnes ikke i rus. Planen har tiltakene 1–2." in told.err


def test_a_deadline_of_a_measure_that_is_over_is_not_called_late(tmp_path, capsys):
    status = "status: [{date: 2020-12-31, phase: stopped, reason: funding, note: Nei}]\n"
    milestone = "milestones: [{id: a, title: Kai, due: 2020-06-30}]\n"
    write(changed(status + milestone), tmp_path)
    shown = ran(capsys, tmp_path, "show", "1").out
    # The day had passed before the measure was stopped.
    assert "Frister:       én gått ut og ikke holdt" in shown
    assert "Kai: innen 30. juni 2020 – gått ut og ikke holdt" in shown
    assert "siden og ikke holdt" not in ran(capsys, tmp_path, "status").out


def test_a_whole_number_with_a_decimal_point_is_that_number(tmp_path, capsys):
    write(changed("number: 1.0\n"), tmp_path)
    told = json.loads(ran(capsys, tmp_path, "status", "--format=json").out)
    assert told["measures"][0]["id"] == "rus/1"


def test_time_does_not_run_backwards(tmp_path, capsys):
    write(base(), tmp_path)
    told = ran(capsys, tmp_path, "changes", "2021-01-01", "2020-01-01")
    assert (told.code, told.err) == (
        2,
        "tiltak: 1. januar 2021 er etter 1. januar 2020. Skriv det eldste tidspunktet først.\n",
    )


# ------------------------------------------------------------------------------ what a code means


def test_a_code_is_explained_where_it_is_met(tmp_path, capsys):
    write(changed("related: [9]\n"), tmp_path)
    told = ran(capsys, tmp_path, "check").out
    assert "«tiltak check --explain unknown-measure» forklarer koden i klammer." in told
    code, out, _ = ran(capsys, None, "check", "--explain", "tab")
    assert code == 0
    assert out.startswith("tab: Linjen er rykket inn med tabulator\n")
    assert "Galt:\n    status:\n    →- date: 2020-12-31\n" in out


def test_a_code_that_is_none_is_told(capsys):
    assert ran(capsys, None, "check", "--explain", "tabb") == (
        2,
        "",
        "tiltak: Koden «tabb» finnes ikke. Mente du «tab»?\n",
    )
