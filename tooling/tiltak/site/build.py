"""From a folder of files to what the site shows. Reads; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tiltak import checks, clock, load, repo
from tiltak.history import History, history, with_unrecorded
from tiltak.problems import Problem, in_order


@dataclass(frozen=True, slots=True)
class Material:
    """What a site is made of: the files of a moment, and the day they are judged on.

    `past` is what git knows of the files, None where it has no whole history of them.
    `today` is the day of the check: a report for next month is wrong, however far back the site looks.
    """

    root: Path
    loaded: load.Loaded
    today: date
    day: date
    plan_id: str = ""
    unread: tuple[Problem, ...] = ()
    texts: Mapping[str, str | bytes] = field(default_factory=dict)
    past: History | None = None

    def problems(self) -> list[Problem]:
        return in_order([*self.unread, *checks.all_problems(self.loaded, self.today)])


def read(start: Path, as_of: str = "", plan_id: str = "") -> Material:
    """Today's files; `as_of` is a day that a person wrote, empty for today."""
    root = repo.find_root(start)
    tree = repo.worktree(root)
    today = clock.today()
    day = clock.day(as_of) if as_of else today
    loaded = load.load(tree.texts)
    return Material(
        root, loaded, today, day, plan_id, tuple(tree.problems), tree.texts, past_of(root, loaded)
    )


def past_of(root: Path, loaded: load.Loaded) -> History | None:
    """Git's history of today's files. A site can be built without one: its pages say that it is missing."""
    try:
        repository = repo.repository(root)
        past = history(repository.log(), repository.contents)
        return with_unrecorded(past, loaded, repository.uncommitted())
    except repo.GitError:
        return None
