"""From a folder of files to what the site shows. Reads; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from tiltak.checks import rules
from tiltak.past.history import History, of_folder
from tiltak.problems import Problem, in_order
from tiltak.read import clock, load, repo


@dataclass(frozen=True)
class Material:
    """What a site is made of: the files of a moment, and the day they are judged on.

    `checked_on` is the day of the check: a report for next month is wrong, however far back the site
    looks. None for files of the past, which nobody can mend. `rev` names the files in git, and `past` is
    what git knows of them, None where it has no whole history.
    """

    root: Path
    tree: repo.Tree
    loaded: load.Loaded
    day: date
    checked_on: date | None
    rev: str = ""
    plan_id: str = ""
    past: History | None = None

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        if self.checked_on is None:
            return ()
        found = rules.all_problems(self.loaded, self.checked_on)
        return tuple(in_order([*self.tree.problems, *found]))


def read(start: Path, as_of: str = "", plan_id: str = "") -> Material:
    """The folder as it lies; `as_of` is a day that a person wrote, empty for today."""
    root = repo.find_root(start)
    tree = repo.worktree(root)
    loaded = load.load(tree.texts)
    today = clock.today()
    return Material(
        root=root,
        tree=tree,
        loaded=loaded,
        day=clock.day(as_of) if as_of else today,
        checked_on=today,
        rev=repo.recorded_as(root) or "",
        plan_id=plan_id,
        past=past_of(root, loaded),
    )


def past_of(root: Path, loaded: load.Loaded) -> History | None:
    """Git's history of today's files. A site can be built without one: its pages say that it is missing."""
    try:
        return of_folder(repo.repository(root), loaded)
    except repo.GitError:
        return None
