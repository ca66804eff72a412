"""What a plan shall lead to, in levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tiltak.model.source import Source


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of a plan. `parent`: the goal that it is part of, which stands before it in the list."""

    id: str
    text: str
    parent: str = ""
    amended: str = ""
    source: Source | None = None


def in_levels(goals: Iterable[Goal]) -> Iterator[tuple[Goal, int]]:
    """Each goal with its level, followed by those that are part of it."""
    parts: dict[str, list[Goal]] = {}
    for goal in goals:
        parts.setdefault(goal.parent, []).insert(0, goal)
    waiting = [(goal, 0) for goal in parts.pop("", [])]
    while waiting:
        goal, level = waiting.pop()
        yield goal, level
        waiting += [(part, level + 1) for part in parts.pop(goal.id, [])]


def within(goal: str, goals: Iterable[Goal]) -> set[str]:
    """The ids of a goal and of those that are part of it."""
    ids = {goal}
    for other in goals:
        if other.parent in ids:
            ids.add(other.id)
    return ids
