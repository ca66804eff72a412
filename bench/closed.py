"""The build of the plan in this repository with every period closed, beside the same without a record.

`python -m bench.closed [--rounds N] [--before REV]`

A closed period's report is copied; only its pages of past days are made. Both builds are of the same files in a
repository with one commit: the plan, its measures and the handbook as they lie here, without what may have been
closed here. Seconds are those of the processor, user and system, as in `bench.site`; the best of some `--rounds`
counts.

`--before` also builds the plan of an older revision with the program of that revision, in the libraries of today, and
prints how the closed build stands beside it. There is no limit: a site has other pages, and more, than it had then.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.site import BIN, Run, best, built, row, run, within
from tiltak.read import clock, load, plan_files

ROOT = Path(__file__).parents[1]
PARTS = ("plans", "measures", "docs")
LIMIT = 1 / 3  # of the time that the same plan takes without a record


def copied(folder: Path) -> Path:
    """The plans as they lie here, with nothing closed, in a repository of their own."""
    ignore = shutil.ignore_patterns("closed")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=ignore)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    (folder / ".gitignore").write_text("/build/\n", "utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    recorded(folder, "The plans")
    return folder


def recorded(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    name = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")
    git(folder, *name, "commit", "--quiet", "--message", message)


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


OURS = (BIN / "tiltak", "build", "--trust")


def built_in(name: str, folder: Path, rounds: int, build: Sequence[str | Path] = OURS) -> Run:
    """The best of some builds; it is printed."""
    quickest = best([run(folder, *build, today=clock.today()) for _ in range(rounds)])
    print(row(name, quickest, built(folder / "build/site")))
    return quickest


def built_before(rev: str, folder: Path, rounds: int) -> Run:
    """The build of a revision by its own program."""
    archive = folder.with_suffix(".tar")
    git(ROOT, "archive", "--output", str(archive), rev)
    shutil.unpack_archive(archive, folder, filter="data")
    git(folder, "init", "--quiet", "--initial-branch=main")
    recorded(folder, "As it was")
    program = ("env", f"PYTHONPATH={folder / 'tooling'}", sys.executable, "-m", "tiltak")
    return built_in(f"as of {rev}", folder, rounds, (*program, "build"))


def measured(folder: Path, rounds: int, before_rev: str) -> bool:
    """Whether the build of closed periods keeps its limit; both builds are printed."""
    before = built_in("nothing closed", folder, rounds)
    for plan in load.load(plan_files.worktree(folder).texts).portfolio.plans:
        by = plan.publisher.name if plan.publisher else plan.adopted_by
        close = BIN / "tiltak", "report", "all", "--close", "--plan", plan.id, "--by", by
        run(folder, *close, today=clock.today())
        recorded(folder, f"All periods of {plan.id} are closed")
    after = built_in("every period closed", folder, rounds)
    if before_rev:
        then = built_before(before_rev, folder.with_name("before"), rounds)
        print(f"  beside {before_rev}: {after.seconds / then.seconds:.2f} times")
    return within("beside nothing closed", after.seconds / before.seconds, LIMIT)


def main(arguments: Sequence[str] = ()) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--before", default="", metavar="REV")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as top:
        return 0 if measured(copied(Path(top, "copy")), asked.rounds, asked.before) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
