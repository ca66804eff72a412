"""What differs between two moments of a plan, as data. Words and pages are made of it elsewhere.

A moment is a portfolio and a day: two days of the same files (what happened), two revisions of the
files on the same day (what was learnt), or both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tiltak.model import Measure, Milestone, Plan
from tiltak.status import Judgement, Verdict
from tiltak.summary import Summary


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in one measure. `kind` says which, and which of the other fields are filled.

    added, removed: the measure itself.
    verdict: `before` and `after` judgements.
    milestone_reached, milestone_missed, milestone_moved, milestone_added, milestone_removed:
        `milestone`, and for a move `date_before` and `date_after`.
    owner, contributors, title, summary, focus_area, kind, funding, reference: `text_before` and `text_after`.
    """

    kind: str
    measure: Measure
    before: Judgement | None = None
    after: Judgement | None = None
    milestone: Milestone | None = None
    date_before: date | None = None
    date_after: date | None = None
    text_before: str = ""
    text_after: str = ""

    @property
    def days(self) -> int | None:
        """By how many days a deadline was moved, None where either end is unknown."""
        if self.date_before is None or self.date_after is None:
            return None
        return (self.date_after - self.date_before).days


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences of a plan between two moments, and what they did to the totals."""

    plan: Plan
    before: Summary
    after: Summary
    items: tuple[Change, ...]

    def of(self, *kinds: str) -> tuple[Change, ...]:
        return tuple(c for c in self.items if c.kind in kinds)

    @property
    def count_changes(self) -> dict[str, int]:
        """Verdict → how many more (or fewer) measures have it now; only those that changed."""
        after = self.after.counts
        return {
            verdict: after[verdict] - count
            for verdict, count in self.before.counts.items()
            if after[verdict] != count
        }


def changes(before: Summary, after: Summary) -> Changes:
    """Compare two summaries of the same plan, measure by measure, in the order of their numbers."""
    old = {j.measure.number: j for j in before.judgements}
    new = {j.measure.number: j for j in after.judgements}
    items: list[Change] = []
    for number in sorted(old.keys() | new.keys()):
        then, now = old.get(number), new.get(number)
        if then is None and now is not None:
            items.append(Change("added", now.measure, after=now))
        elif now is None and then is not None:
            items.append(Change("removed", then.measure, before=then))
        elif then is not None and now is not None:
            items += _of_measure(then, now)
    return Changes(after.plan, before, after, tuple(items))


def _of_measure(then: Judgement, now: Judgement) -> Iterator[Change]:
    measure = now.measure
    if _outcome(then.verdict) != _outcome(now.verdict):
        yield Change("verdict", measure, then, now)
    yield from _of_milestones(then, now)
    for kind, old, new in _texts(then.measure, measure):
        if old != new:
            yield Change(kind, measure, then, now, text_before=old, text_after=new)


def _outcome(verdict: Verdict) -> str:
    return verdict.value


def _of_milestones(then: Judgement, now: Judgement) -> Iterator[Change]:
    old = {m.milestone.id: m for m in then.milestones}
    for state in now.milestones:
        milestone = state.milestone
        was = old.pop(milestone.id, None)
        if was is None:
            yield Change(
                "milestone_added", now.measure, then, now, milestone, date_after=milestone.due
            )
            continue
        if was.milestone.due != milestone.due:
            yield Change(
                "milestone_moved",
                now.measure,
                then,
                now,
                milestone,
                was.milestone.due,
                milestone.due,
            )
        if state.done and state.done != was.done:
            yield Change(
                "milestone_reached", now.measure, then, now, milestone, state.due, state.done
            )
        elif state.state == "late" and was.state != "late":
            yield Change(
                "milestone_missed", now.measure, then, now, milestone, date_before=state.due
            )
    for gone in old.values():
        yield Change(
            "milestone_removed",
            now.measure,
            then,
            now,
            gone.milestone,
            date_before=gone.milestone.due,
        )


def _texts(old: Measure, new: Measure) -> Iterator[tuple[str, str, str]]:
    yield "owner", old.owner, new.owner
    yield "contributors", " ".join(old.contributors), " ".join(new.contributors)
    yield "focus_area", old.focus_area, new.focus_area
    yield "kind", old.kind, new.kind
    yield "title", old.title, new.title
    yield "summary", old.summary, new.summary
    yield (
        "funding",
        old.funding.decision if old.funding else "",
        new.funding.decision if new.funding else "",
    )
    yield "reference", str(old.reference or ""), str(new.reference or "")
