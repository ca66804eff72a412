"""A measure as it was true on a day, and the last day that a plan is judged on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from tiltak.judge.assessments import assessed_until
from tiltak.model.plan import Entry, Measure, Mention, Milestone, Move, Plan
from tiltak.model.when import When


@dataclass(frozen=True, slots=True)
class JudgedDay:
    """The day that counts, and why it stands there: empty, `followed_through` or `plan_end`."""

    day: date
    stopped_by: str = ""


def judged_day(plan: Plan, day: date) -> JudgedDay:
    """The day, but never after the plan's end, or after the day when somebody stopped following it."""
    limits = [(plan.end, "plan_end")]
    if plan.followed_through:
        limits.append((plan.followed_through.date, "followed_through"))
    limit, why = min(limits)
    return JudgedDay(limit, why) if day > limit else JudgedDay(day)


def as_of(measure: Measure, day: date) -> Measure:
    """The measure as it was true at the end of a day: later entries, moves and promises do not exist.

    Newest first, also where the file has another order: a verdict must not hang on how lines were pasted.
    """
    return _changed(
        measure,
        entries=_newest_first(measure.entries, day),
        mentions=_newest_first(measure.mentions, day),
        assessments=assessed_until(measure.assessments, day),
        milestones=tuple(
            _milestone_as_of(m, day)
            for m in measure.milestones
            if m.promised is None or m.promised.last <= day
        ),
    )


Whole = TypeVar("Whole", Measure, Milestone)


def _changed(value: Whole, **parts: Any) -> Whole:
    """The same value where nothing is another: most of what was true yesterday is true today."""
    if all(getattr(value, name) == part for name, part in parts.items()):
        return value
    return replace(value, **parts)


Dated = TypeVar("Dated", Entry, Mention, Move)


def _newest_first(dated: Iterable[Dated], until: date) -> tuple[Dated, ...]:
    return tuple(
        sorted((d for d in dated if d.date.last <= until), key=lambda d: d.date.last, reverse=True)
    )


def _milestone_as_of(milestone: Milestone, day: date) -> Milestone:
    moves = _newest_first(milestone.moved, date.max)
    later = [move for move in moves if move.date.last > day]
    return _changed(
        milestone,
        due=_due_before(milestone, moves, later[-1]) if later else milestone.due,
        moved=moves[len(later) :],
        done=milestone.done if milestone.done and milestone.done.last <= day else None,
        occurrences=tuple(o for o in milestone.occurrences if o.done.last <= day),
    )


def _due_before(milestone: Milestone, moves: Sequence[Move], move: Move) -> When | None:
    """The deadline that a move did away with; None where no source states it."""
    return move.previous or (milestone.baseline if move is moves[-1] else None)
