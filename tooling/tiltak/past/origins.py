"""Where a difference between two moments comes from: which commit, in time or late, told or in silence."""

from __future__ import annotations

from dataclasses import dataclass

from tiltak.model.plan import Plan
from tiltak.past.changes import Change
from tiltak.past.history import History
from tiltak.past.promises import promise_changes
from tiltak.past.provenance import Provenance, Registration, Timing, provenance, timing
from tiltak.read.commits import Commit


@dataclass(frozen=True, slots=True)
class Origin:
    """The commit that made a change (None = not recorded yet).

    For a new report also whether it came in time, for a deadline whether its newest move was made in silence.
    """

    commit: Commit | None
    timing: Timing | None = None
    silent: bool = False


class Origins:
    """Answers where changes come from, by the history that leads to the later of the two moments."""

    def __init__(self, past: History, plan: Plan) -> None:
        self._past = past
        self._plan = plan
        self._provenance: dict[str, Provenance] = {}

    def of(self, change: Change) -> Origin | None:
        """None where the history cannot say: a verdict that changed because time went by."""
        id = change.measure.id
        if id not in self._provenance:
            self._provenance[id] = provenance(self._past.of(id))
        provenance_now = self._provenance[id]
        if change.entry_after:
            registration = next(
                (r for r in provenance_now.entries if r.entry == change.entry_after), None
            )
            return self._of_entry(change, registration) if registration else None
        if change.kind == "milestone_moved":
            return self._of_move(change)
        if change.milestone:
            key = change.milestone.id, MILESTONE_FIELD.get(change.kind, "")
            return (
                Origin(provenance_now.milestones[key]) if key in provenance_now.milestones else None
            )
        return (
            Origin(provenance_now.fields[change.name])
            if change.name in provenance_now.fields
            else None
        )

    def _of_entry(self, change: Change, registration: Registration) -> Origin:
        if change.kind == "entry_changed" and registration.changed:
            return Origin(registration.changed[-1])
        begun = self._past.begun.get(self._plan.id)
        return Origin(registration.first, timing(registration, self._plan, begun))

    def _of_move(self, change: Change) -> Origin | None:
        assert change.milestone
        for moved in reversed(promise_changes(self._past.of(change.measure.id))):
            other = moved.change
            if (
                moved.milestone_id == change.milestone.id
                and other.kind == change.kind
                and other.date_after == change.date_after
            ):
                return Origin(moved.commit, silent=moved.silent)
        return None


MILESTONE_FIELD = {
    "milestone_baseline": "baseline",
    "milestone_reached": "done",
    "milestone_explained": "moved",
    "milestone_renamed": "title",
    "milestone_repeat": "repeat",
    "milestone_proposed": "unconfirmed",
    "milestone_added": "id",
}
