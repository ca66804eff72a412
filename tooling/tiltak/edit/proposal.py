"""Loads and checks the files as they would be after a change, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff

from tiltak.checks import privacy, rules
from tiltak.problems import Level, Problem
from tiltak.read.load import Loaded, load


@dataclass(frozen=True, slots=True)
class Proposal:
    """Files with their new contents (None where one goes), and the problems that the change would bring."""

    before: Mapping[str, bytes]
    changed: Mapping[str, bytes | None]
    brought: tuple[Problem, ...]
    remaining: int  # errors in the changed files that were there before

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.brought if p.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.brought if p.level is Level.WARNING)

    @property
    def texts(self) -> dict[str, bytes]:
        return _after(self.before, self.changed)

    def diff(self) -> list[str]:
        """The lines that differ, with two lines around them."""
        return [line for path in sorted(self.changed) for line in self._diff_of(path)]

    def _diff_of(self, path: str) -> list[str]:
        old, new = (_lines(raw) for raw in (self.before.get(path, b""), self.changed[path] or b""))
        was = path if path in self.before else "ny fil"
        return list(unified_diff(old, new, was, path, n=2, lineterm=""))


def _after(before: Mapping[str, bytes], changed: Mapping[str, bytes | None]) -> dict[str, bytes]:
    return {path: raw for path, raw in {**before, **changed}.items() if raw is not None}


def _lines(raw: bytes) -> list[str]:
    return raw.decode("utf-8", errors="replace").splitlines()


def proposed(
    loaded: Loaded, before: Mapping[str, bytes], changed: Mapping[str, bytes | None], today: date
) -> Proposal:
    """Check new contents, and keep only the problems that the change brings."""
    real = {path: raw for path, raw in changed.items() if before.get(path) != raw}
    old = rules.all_problems(loaded, today)
    new = rules.all_problems(load(_after(before, real)), today)
    names = (path for path in real if path not in before)
    brought = [*_not_in(new, old), *(p for path in names for p in privacy.problems_in_name(path))]
    return Proposal(before, real, tuple(brought), _errors_in(real, new) - _errors_in(real, brought))


def _errors_in(paths: Container[str], problems: Iterable[Problem]) -> int:
    return sum(p.level is Level.ERROR and p.place.path in paths for p in problems)


def _not_in(new: Sequence[Problem], old: Sequence[Problem]) -> list[Problem]:
    """Return the problems in `new` that are not in `old`; line numbers are ignored."""
    old_counts = Counter(_without_line(p) for p in old)
    brought = []
    for problem in new:
        if old_counts[_without_line(problem)]:
            old_counts[_without_line(problem)] -= 1
        else:
            brought.append(problem)
    return brought


def _without_line(problem: Problem) -> tuple[str, str, str]:
    return problem.code, problem.place.path, problem.message
