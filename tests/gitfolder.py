"""A folder with plans in a real git repository, made in a few lines for a test."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

PLAN = """\
title: Plan for prøving
municipality: Prøve kommune
period: {start: 2020-01-01, end: 2023-12-31}
calendar: quarter
focus_areas: [{id: omrade, title: Område}]
documents: [{id: plan, title: Planen}]
"""
UNITS = """\
units:
  havn: {kind: internal, names: [{name: Havna}]}
  by: {kind: internal, names: [{name: Byen}]}
"""


def measure(number: int | str = 1, status: str = "[]", **fields: str) -> str:
    """A measure's file; `status` and the other fields are YAML."""
    values = {
        "number": str(number),
        "title": f"Tiltak {number}",
        "focus_area": "omrade",
        "kind": "establish",
        **fields,
        "status": status,
    }
    return "".join(f"{key}: {value}\n" for key, value in values.items())


class GitFolder:
    """Commits what it is told, at the time it is told; `self.path` is where the plans lie."""

    def __init__(self, path: Path, inside: str = "") -> None:
        self.top = path
        self.path = path / inside if inside else path
        self.path.mkdir(parents=True, exist_ok=True)
        if not (path / ".git").exists():
            self.git("init", "--quiet", "--template=", "--initial-branch=main")

    def copied_to(self, path: Path) -> GitFolder:
        """The same repository once more, for a test that changes it: cheaper than made anew."""
        shutil.copytree(self.top, path, symlinks=True)
        inside = self.path.relative_to(self.top).as_posix()
        return GitFolder(path, "" if inside == "." else inside)

    def git(self, *arguments: str, **environment: str) -> str:
        return run_git(self.top, *arguments, **environment)

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Texts by path; None removes the file."""
        for name, text in files.items():
            path = self.path / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(
        self,
        files: Mapping[str, str | bytes | None],
        when: str = "2021-01-15",
        message: str = "Endring",
    ) -> str:
        """Commit everything in the folder on a day (noon in Oslo, or a whole ISO moment); its id."""
        self.write(files)
        self.git("add", "--all")
        return self.record(when, message)

    def record(self, when: str, message: str, *options: str) -> str:
        moment = when if "T" in when else f"{when}T12:00:00+01:00"
        self.git(
            "commit", "--quiet", "--allow-empty", "--message", message, *options,
            GIT_COMMITTER_DATE=moment, GIT_AUTHOR_DATE="2001-01-01T00:00:00Z",
        )  # fmt: skip
        return self.head()

    def head(self) -> str:
        """The id of the commit that is checked out, read without a program where that can be done."""
        head = self.top / ".git/HEAD"
        text = head.read_text().strip() if head.is_file() else ""
        branch = self.top / ".git" / text.removeprefix("ref: ")
        return branch.read_text().strip() if branch.is_file() else self.git("rev-parse", "HEAD")


AS_ONESELF = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Prøve",
    "GIT_AUTHOR_EMAIL": "prove@example.org",
    "GIT_COMMITTER_NAME": "Prøve",
    "GIT_COMMITTER_EMAIL": "prove@example.org",
}


def run_git(folder: Path, *arguments: str, **environment: str) -> str:
    """Git as it comes, without the settings of the machine that the test runs on."""
    # Git would put a file in the place of the null device, for every program of the machine.
    assert "--global" not in arguments, "who one is stands in AS_ONESELF"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    done = subprocess.run(
        ["git", "-c", "gc.auto=0", "-c", "maintenance.auto=false", *arguments],
        cwd=folder,
        env={**inherited, **AS_ONESELF, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
