"""`python -m bench.kills`: every command that writes is killed while it does. What lies there is old or new, never torn.

A command is run in a process of its own, which is killed at one of its writes: as it opens a file, writes to it,
syncs it, renames it or removes it. `--kills 200` does so 200 times with `build` and 200 times with `report`.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from tiltak import cli
from tiltak.checks import catalogue
from tiltak.commands.init import start
from tiltak.forms import issue, proxy
from tiltak.mail import delivery
from tiltak.mail.delivery import MailServer
from tiltak.read import plan_files
from tiltak.sheets.outline import Deadline, Item
from tiltak.words import glossary

TODAY = "2021-02-01"
MEASURE = "measures/prove/01-forste.yml"
CHANGING = {"open", "replace", "rename", "unlink", "remove", "mkdir", "rmdir", "fsync", "chmod"}

BESIDE = ("OUT", "SHEET", "EVENT", "ADDRESSES")
LEDGER, MAILBOX = "ADDRESSES.sendt.jsonl", "MAILBOX"

Contents = dict[str, bytes]
Writer = Callable[[Path], object]


# A small plan with something to write


def plan_folder(folder: Path) -> Path:
    """A repository with two measures, one of which `tiltak fmt` has something to say to."""
    answers = start.Answers(
        "prove", "Prøveplan", "Prøve kommune", "2020-01-01", "2023-12-31", "quarter", ("Område",),
        (Item(1, "Første", owner="Kommunedirektøren", deadlines=(Deadline("2020-12-31"),)), Item(2, "Andre")),
    )  # fmt: skip
    root = folder / "plan"
    for name, text in start.files(answers).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    settings = root / "mkdocs.yml"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(written.replace("  - tiltak\n", "  - tiltak: {reports: [md]}\n"), encoding="utf-8")  # fmt: skip
    second = root / "measures/prove/02-andre.yml"
    second.write_text("status: []\n" + second.read_text(encoding="utf-8").replace("status: []\n", ""), encoding="utf-8")  # fmt: skip
    units = root / "plans/units.yml"
    units.write_text(
        units.read_text(encoding="utf-8").replace("kommunedirektoren:\n", "kommunedirektoren:\n    code_owner: '@prove/stab'\n"),
        encoding="utf-8",
    )  # fmt: skip
    for words in (["init", "-b", "main"], ["add", "."], ["commit", "-m", "Vedtatt"]):
        _git(root, *words)
    return root


def _git(root: Path, *words: str) -> None:
    moment = "2020-02-01T12:00:00+01:00"
    who = {f"GIT_{a}_{b}": v for a in ("AUTHOR", "COMMITTER") for b, v in (("NAME", "x"), ("EMAIL", "x@example.org"), ("DATE", moment))}  # fmt: skip
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, env={**os.environ, **who})  # fmt: skip


def typed(*words: str) -> Writer:
    """A command as it is typed; a word in capitals is a place beside the plan."""

    def run(root: Path) -> None:
        here = [
            str(root.parent / word) if word.partition(".")[0] in BESIDE else word for word in words
        ]
        cli.main([*here, *([] if words[0] == "init" else ["--root", str(root)])])

    return run


def form_save(root: Path) -> None:
    """What `tiltak edit` does when «Lagre» is pressed."""
    desk = proxy.Files(root, lambda: date.fromisoformat(TODAY))
    text = plan_files.worktree(root).texts[MEASURE].decode()
    new = text.replace("title: Første", "title: Skjema")
    desk.save({"dataFiles": [{"path": MEASURE, "raw": new}], "base": {MEASURE: text}})


def handed_out(root: Path, sheet: Path, heading: str, words: str) -> None:
    """Hand out a spreadsheet, in which somebody fills in a cell of the first measure."""
    cli_quietly(["export", "--format", "csv", "--output", str(sheet), "--root", str(root)])
    file = sheet / "opplysninger.csv"
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")), delimiter=";"))
    rows[1][rows[0].index(heading)] = words
    with file.open("w", encoding="utf-8-sig", newline="") as written:
        csv.writer(written, delimiter=";").writerows(rows)


def filled_in_sheet(root: Path) -> None:
    handed_out(root, root.parent / "SHEET", "Tittel", "Regneark")


def filled_in_form(root: Path) -> None:
    answers = {"Tiltak": "prove/1 Første", "Dato": "30.01.2021", "Fase": "Pågår"}
    body = "\n\n".join(f"### {h}\n\n{answers.get(h, issue.NO_ANSWER)}" for h in issue.headings())
    (root.parent / "EVENT").write_text(json.dumps({"issue": {"body": body}}), encoding="utf-8")


REDACTED = ["redact", "Første", "--reason", "personopplysning"]


def closed(root: Path) -> None:
    cli_quietly(["report", "2020", "--close", "--by", "kommunedirektoren", "--root", str(root)])


def proposed_revision(root: Path) -> None:
    _git(root, "switch", "--quiet", "--create", "forslag")
    path = root / MEASURE
    path.write_text(path.read_text(encoding="utf-8").replace("title: Første", "title: Annet"), encoding="utf-8")  # fmt: skip
    _git(root, "commit", "--quiet", "--all", "--message", "Forslag")
    _git(root, "switch", "--quiet", "main")


def figures_of_an_office(root: Path) -> None:
    series = root / "plans/prove/indicators"
    series.mkdir()
    (series / "tall.yml").write_text("title: Tall\nunit: stk\n", encoding="utf-8")
    (series / "tall.csv").write_text("period;value;sources\n2020;1;plan\n", encoding="utf-8")
    (root.parent / "SHEET.csv").write_text("period;value\n2020;2\n2021;3\n", encoding="utf-8")


def addresses(root: Path) -> None:
    (root.parent / "ADDRESSES.yml").write_text(
        "kommunedirektoren: post@example.org\nkoordinator: plan@example.org\n", encoding="utf-8"
    )


def remind_by_mail(root: Path) -> None:
    """Send the reminders; what the mail server takes is a line of a file, where a kill can come before and behind."""

    @contextmanager
    def connected(server: MailServer) -> Iterator[Callable[[EmailMessage], None]]:  # noqa: ARG001 – as the real one
        yield partial(taken, root.parent / MAILBOX)

    delivery.connected = connected
    os.environ |= {"TILTAK_SMTP": "localhost", "TILTAK_MAIL_FROM": "plan@example.org"}
    typed("remind", "--addresses", "ADDRESSES.yml", "--send")(root)


def taken(mailbox: Path, mail: EmailMessage) -> None:
    with mailbox.open("a", encoding="utf-8") as file:
        file.write(f"{mail['To']} {mail['Subject']} {mail['Message-ID']}\n")


def documented(root: Path) -> None:
    """What `make docs` runs."""
    catalogue.main(root)
    glossary.main(root)


def older_pages(root: Path) -> None:
    for page in (catalogue.FOR_COORDINATORS, catalogue.FOR_DEVELOPERS, glossary.PAGE):
        (root / page).parent.mkdir(parents=True, exist_ok=True)
        (root / page).write_text("Den forrige utgaven.\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Command:
    """Something that writes; `before` lays out what it needs, `over` says whether it has run once already.

    `journals` are files to which it adds line by line, and where it goes on from when it is run again.
    """

    run: Writer
    before: Writer = lambda _: None
    over: bool = False
    journals: tuple[str, ...] = ()


COMMANDS: dict[str, Command] = {
    "set": Command(typed("set", "1", "title=Nytt navn", "date=2021-01-30", "phase=in_progress")),
    "new": Command(typed("new", "--title", "Tredje", "--focus-area", "omrade", "--kind", "establish")),
    "fmt": Command(typed("fmt")),
    "edit": Command(form_save),
    "import": Command(typed("import", "SHEET", "--yes"), filled_in_sheet),
    "import --indicator": Command(typed("import", "SHEET.csv", "--indicator", "tall", "--source", "plan", "--yes"), figures_of_an_office),
    "redact": Command(typed(*REDACTED), closed),
    "revise": Command(typed("revise", "forslag", "--decided", "2021-03-01", "--format", "all", "--output", "OUT"), proposed_revision),
    "forms apply": Command(typed("forms", "apply", "--event", "EVENT", "--answer", "OUT.md"), filled_in_form),
    "init": Command(typed("init", "OUT", "--title", "X", "--municipality", "Y", "--start", "2020", "--end", "2023")),
    "export": Command(typed("export", "--output", "OUT.xlsx")),
    "export --format csv": Command(typed("export", "--format", "csv", "--output", "OUT")),
    "report": Command(typed("report", "2020-Q4", "--format", "all", "--output", "OUT"), over=True),
    "report --close": Command(typed("report", "2020", "--close", "--by", "kommunedirektoren")),
    "remind": Command(typed("remind", "--all", "--output", "OUT"), over=True),
    "remind --send": Command(remind_by_mail, addresses, journals=(LEDGER, MAILBOX)),
    "build": Command(typed("build", "--output", "OUT"), over=True),
    "codeowners": Command(typed("codeowners")),
    "schema": Command(typed("schema")),
    "docs": Command(documented, older_pages),
}  # fmt: skip


# Killing


FAULT = 3


def in_child(work: Callable[[], object], report: int | None = None) -> int:
    """Run in a process of its own, without a word; its exit code, below 0 where it was killed."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 0
    try:
        sys.dont_write_bytecode = True  # which would be writes of the first run only
        os.environ["TILTAK_TODAY"] = TODAY
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
        work()
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:  # noqa: BLE001 – the child must end here, whatever the command said
        code = FAULT
    finally:
        if report is not None:
            os.write(report, str(_seen["writes"]).encode())
        os._exit(code)


def cli_quietly(words: list[str]) -> None:
    in_child(lambda: cli.main(words))


_seen: Counter[str] = Counter()  # of the process that is watched


def watched(work: Callable[[], object], kill_at: int) -> None:
    """Run, and be killed before the write of that number. Writes are counted from the first change of the disk on.

    Only from then on is every call looked at, which takes several times as long.
    """
    thread, armed = threading.get_ident(), False

    def changes(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal armed
        if armed or threading.get_ident() != thread:
            return
        if event == "open":
            flags = arguments[2] if isinstance(arguments[2], int) else 0
            armed = bool(flags & (os.O_WRONLY | os.O_RDWR)) and arguments[0] != os.devnull
        else:
            armed = event in ("os.mkdir", "os.rename", "os.remove")
        if armed:
            sys.setprofile(step)

    def step(_: object, event: str, called: Any) -> None:
        if event != "c_call":
            return
        name, owner = called.__name__, getattr(called, "__self__", None)
        of_a_file = isinstance(owner, io.IOBase) and not isinstance(owner, io.BytesIO | io.StringIO)
        if (of_a_file and name in ("write", "flush", "close", "truncate")) or (
            called.__module__ in ("posix", "_io", "io") and name in CHANGING
        ):
            if _seen["writes"] == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            _seen["writes"] += 1

    sys.addaudithook(changes)
    try:
        work()
    finally:
        sys.setprofile(None)


def writes_of(command: Command, root: Path) -> tuple[int, int]:
    """How many writes a run has, and what it ends with; runs it."""
    read, write = os.pipe()
    code = in_child(lambda: watched(lambda: command.run(root), -1), write)
    os.close(write)
    with os.fdopen(read) as report:
        return int(report.read() or 0), code


def contents(folder: Path) -> Contents:
    """What a reader sees: nothing whose name begins with a dot, but the marks and the workflows."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part == ".git" or part.endswith(".tmp") for part in path.relative_to(folder).parts)
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command, the folder it starts from, what that holds before and after a run, and what the run ends with."""

    name: str
    folder: Path
    writes: int
    code: int
    before: Contents
    after: Contents

    @property
    def command(self) -> Command:
        return COMMANDS[self.name]


def prepared(name: str, folder: Path) -> Prepared:
    """Lay out a plan, run what stands before the command, and run the command once in a copy."""
    command, start_from = COMMANDS[name], folder / "start"
    root = plan_folder(start_from)
    command.before(root)
    if command.over:  # what stood there is another edition: the measure had another name
        in_child(lambda: command.run(root))
        path = root / MEASURE
        path.write_text(path.read_text(encoding="utf-8").replace("title: Første", "title: Den første"), encoding="utf-8")  # fmt: skip
    copy = folder / "run"
    shutil.copytree(start_from, copy, symlinks=True)
    before = contents(copy)
    writes, code = writes_of(command, copy / "plan")
    after = contents(copy)
    shutil.rmtree(copy)
    return Prepared(name, start_from, writes, code, before, after)


def kill(case: Prepared, at: int) -> tuple[str, str]:
    """What lies there after a kill (old, new, both or «nothing»), and what is wrong with it, if anything."""
    copy = case.folder.with_name("killed")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(case.folder, copy, symlinks=True)
    root = copy / "plan"
    if in_child(lambda: watched(lambda: case.command.run(root), at)) >= 0:
        return "not killed", ""
    left = contents(copy)
    torn = sorted(n for n, raw in left.items() if not _is_whole(n, raw, case))
    gone = sorted(case.before.keys() & case.after.keys() - left.keys())
    state = "old" if left == case.before else "new" if left == case.after else "some of each"
    if torn or gone:
        return state, f"torn: {torn[:3]}, gone: {gone[:3]}"
    if case.name == "build" and not _one_of(left, case, "OUT/"):
        return state, "the site is neither the old one nor the new one"
    if case.name in ("init", "export --format csv", "report --close") and state == "some of each":
        return state, "half of the folder is there"
    if state != "new":  # another run does what this one did not, or says what is in the way
        code = in_child(lambda: case.command.run(root))
        is_told = state == "some of each" and 0 < code < FAULT and code != case.code
        if not is_told and _told_once(contents(copy), case) != _told_once(case.after, case):
            return state, "a second run does not finish the work, nor say why"
    return state, ""


def _is_whole(name: str, raw: bytes, case: Prepared) -> bool:
    """As it was, as it should be, or as many whole lines as a journal had got when the command was killed."""
    after = case.after.get(name, b"")
    begun = name in case.command.journals and raw.endswith(b"\n") and after.startswith(raw)
    return begun or raw in (case.before.get(name), after)


def _told_once(state: Contents, case: Prepared) -> dict[str, bytes | set[bytes]]:
    """A line that a second run adds once more counts once: the same mail, with the same Message-ID."""
    return {
        name: {*raw.splitlines()} if name in case.command.journals else raw
        for name, raw in state.items()
    }


def _one_of(left: Contents, case: Prepared, folder: str) -> bool:
    here, old, new = (
        {name: raw for name, raw in state.items() if name.startswith(folder)}
        for state in (left, case.before, case.after)
    )
    return here in (old, new)


# Run by hand

PROGRESS = 100  # kills from one line of progress to the next


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument(
        "--all", action="store_true", help="every command, not only build and report"
    )
    parser.add_argument("--command", choices=COMMANDS, help="only this one")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments or [])
    dice = random.Random(asked.seed)  # noqa: S311 – a die
    wrong = 0
    few = (asked.command,) if asked.command else ("build", "report")
    for name in COMMANDS if asked.all else few:
        with tempfile.TemporaryDirectory() as folder:
            case = prepared(name, Path(folder))
            states: Counter[str] = Counter()
            if case.before == case.after:
                wrong += 1
                print(f"  {name} changes nothing")
            for number in range(asked.kills):
                if number and number % PROGRESS == 0:
                    print(f"  {name}: {number} of {asked.kills} kills", file=sys.stderr, flush=True)
                # First at the last writes, where files change places.
                at = dice.randrange(case.writes) if number else case.writes - 3
                state, why = kill(case, at)
                states[state] += 1
                if why:
                    wrong += 1
                    print(f"  {name}, killed at write {at} of {case.writes}: {why}")
        wrong += states.keys() == {"not killed"}
        found = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        print(f"{name:<22}{asked.kills:>5} kills at {case.writes} writes: {found}", flush=True)
    print(f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
