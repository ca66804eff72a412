"""What became of decisions until a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tiltak.judge.assessments import assessed_until, differing
from tiltak.model.assessments import Assessment
from tiltak.model.decisions import Decision, FollowUp
from tiltak.model.numbers import Number
from tiltak.model.plan import Plan, ResolutionPoint

CLOSED_STATES = ("done", "lapsed")  # nothing more is owed


@dataclass(frozen=True, slots=True)
class Followed:
    """A decision on a day. `newest` is what was last said of it, `state` what was last said of how far it had come.

    `overdue`: its deadline had passed, and nobody had said that it was done or no longer applied.
    """

    decision: Decision
    newest: FollowUp | None
    state: str
    overdue: bool
    assessments: tuple[Assessment, ...] = ()
    entries: tuple[FollowUp, ...] = ()  # what had been said, newest first

    @property
    def assessed_otherwise(self) -> tuple[Assessment, ...]:
        return differing(self.assessments, self.state)


def followed(plan: Plan, day: date) -> tuple[Followed, ...]:
    """Every decision that had been made on a day, the oldest first."""
    known_decisions = [d for d in decisions(plan) if d.date is None or d.date.first <= day]
    return tuple(on_day(decision, day) for decision in known_decisions)


def on_day(decision: Decision, day: date) -> Followed:
    """A decision that had been made, as it stood at the end of a day."""
    entries = tuple(entry for entry in decision.entries if entry.date.last <= day)
    state = next((entry.state for entry in entries if entry.state), "")
    overdue = bool(decision.due and decision.due.last < day and state not in CLOSED_STATES)
    newest = entries[0] if entries else None
    assessments = assessed_until(decision.assessments, day)
    return Followed(decision, newest, state, overdue, assessments, entries)


def decisions(plan: Plan) -> tuple[Decision, ...]:
    """Those with files of their own, the points of the plan's resolution, and what it changed in measures."""
    listed = [*of_their_own(plan), *_amendments(plan)]
    return tuple(sorted(listed, key=lambda d: d.date.last if d.date else date.min))


def of_their_own(plan: Plan) -> tuple[Decision, ...]:
    """The same without what the resolution changed in measures: that is said, and held, of the measure."""
    return *plan.decisions, *_of_resolution(plan)


def point_id(point: ResolutionPoint) -> str:
    """What a point of the resolution is called among the decisions."""
    return f"vedtak-{point.point}"


def amendment_id(number: Number) -> str:
    """What a change that the resolution made in a measure is called among them."""
    return f"endring-{number}"


def _of_resolution(plan: Plan) -> Iterator[Decision]:
    for point in plan.resolution:
        entries = tuple(
            FollowUp(e.date, e.note, e.state, "document", e.correction, e.source)
            for e in point.follow_up
        )
        yield Decision(
            point_id(point), plan.id, "", "resolution", plan.adopted_by, point.text,
            plan.adopted,
            source=point.source, entries=entries, assessments=point.assessments, path=plan.path,
        )  # fmt: skip


def _amendments(plan: Plan) -> Iterator[Decision]:
    for measure in plan.measures:
        if measure.reference and measure.reference.amended:
            yield Decision(
                amendment_id(measure.number), plan.id, measure.title, "amendment", plan.adopted_by,
                measure.reference.amended, plan.adopted,
                measures=(measure.number,), path=measure.path,
            )  # fmt: skip
