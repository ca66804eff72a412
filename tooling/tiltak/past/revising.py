"""A proposed revision of a plan: what it would do to the plan on the day that it is to be decided. No words yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tiltak.judge.status import GIVEN_UP
from tiltak.model.numbers import Number
from tiltak.model.plan import Plan, Portfolio, Removed
from tiltak.past.changes import Change, Changes, UnitEdit
from tiltak.problems import Problem
from tiltak.read.commits import Commit

# What a change is of, in the order in which a case document tells it.
FATE = "fate"  # a measure comes, goes, is stopped or merged
DEADLINE = "deadline"
OWNER = "owner"
WORDING = "wording"
OTHER = "other"
OF_A_KIND = {
    "added": FATE,
    "removed": FATE,
    "milestone_moved": DEADLINE,
    "milestone_baseline": DEADLINE,
    "milestone_added": DEADLINE,
    "milestone_removed": DEADLINE,
    "milestone_proposed": DEADLINE,
    "milestone_repeat": DEADLINE,
    "milestone_renamed": WORDING,
}
OF_A_FIELD = {
    "owner": OWNER,
    "contributors": OWNER,
    "roles": OWNER,
    "title": WORDING,
    "summary": WORDING,
    "decided": WORDING,
}


@dataclass(frozen=True, slots=True)
class ProposedRevision:
    """A branch beside what it was made from, both on the day `decided`.

    `newer` counts what has been taken into the mainline since the two parted: the proposal does not know of it.
    """

    portfolio: Portfolio
    earlier: Portfolio
    changes: Changes
    units: tuple[UnitEdit, ...]
    decided: date
    base: Commit
    proposal: Commit
    newer: int
    problems: tuple[Problem, ...]

    @property
    def plan(self) -> Plan:
        return self.changes.plan

    @property
    def names_the_decision(self) -> bool:
        """Whether the proposal has put down its own decision, so that what it changes counts as decided."""
        return any(revision.date == self.decided for revision in self.plan.revisions)

    def of(self, *subjects: str) -> tuple[Change, ...]:
        """The changes of some subjects, by number of measure."""
        return tuple(change for change in self.changes.items if subject(change) in subjects)

    def removed(self, number: Number) -> Removed | None:
        """What the proposal tells of a measure that it takes out."""
        return next((r for r in self.plan.removed if r.number == number), None)


def subject(change: Change) -> str:
    """What a change is of; each is of one thing."""
    if change.kind == "verdict" and change.after and change.after.verdict.value in GIVEN_UP:
        return FATE
    return OF_A_FIELD.get(change.field) or OF_A_KIND.get(change.kind, OTHER)
