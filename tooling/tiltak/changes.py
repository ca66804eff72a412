"""What differs between two moments of a plan, as data. Words and pages are made of it elsewhere.

A moment is a portfolio and a day: two days of the same files (what happened), two revisions of the
files on the same day (what was learnt), or both. `differences` needs no day: it compares what two
versions of a measure say, which is what a commit did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tiltak.history import paired_entries
from tiltak.model import Entry, Measure, Mention, Milestone, Move, Plan
from tiltak.status import Judgement
from tiltak.summary import Summary


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in one measure. `kind` says which, and which of the other fields are filled.

    added, removed: the measure itself.
    verdict: `before` and `after` judgements.
    entry_added, entry_changed, entry_removed: `entry_before`, `entry_after` or both.
    mention_added: `mention`.
    milestone_added, milestone_removed: `milestone`.
    milestone_moved: `date_before`, `date_after`, and in `moves` what the file itself tells of it, newest first.
    milestone_explained: one of `moves`, which the file tells of only now.
    milestone_baseline: the first promise itself: `date_before`, `date_after`.
    milestone_reached: deadline in `date_before`, reached on `date_after`. milestone_reopened: no longer reached.
    milestone_missed: the deadline that has passed in `date_before`.
    milestone_renamed: `text_before`, `text_after`. milestone_changed: names of its other fields in `text_after`.
    owner, contributors, unconfirmed, title, summary, focus_area, kind, funding, reference: `text_before`, `text_after`.
    other: names of the fields in `text_after`.
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
    moves: tuple[Move, ...] = ()
    entry_before: Entry | None = None
    entry_after: Entry | None = None
    mention: Mention | None = None

    @property
    def days(self) -> int | None:
        """By how many days a deadline was moved, None where either end is unknown."""
        if self.date_before is None or self.date_after is None:
            return None
        return (self.date_after - self.date_before).days


@dataclass(frozen=True, slots=True)
class PlanEdit:
    """One field of the plan itself that differs."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences of a plan between two moments, and what they did to the totals."""

    plan: Plan
    before: Summary
    after: Summary
    items: tuple[Change, ...]
    plan_edits: tuple[PlanEdit, ...] = ()

    def of(self, *kinds: str) -> tuple[Change, ...]:
        return tuple(c for c in self.items if c.kind in kinds)

    def by_measure(self) -> tuple[tuple[Measure, tuple[Change, ...]], ...]:
        """Each measure that differs with its changes, by number."""
        found: dict[int, list[Change]] = {}
        for change in self.items:
            found.setdefault(change.measure.number, []).append(change)
        return tuple((items[0].measure, tuple(items)) for items in found.values())

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
            items += _between(then, now)
    edits = tuple(_plan_edits(before.plan, after.plan))
    return Changes(after.plan, before, after, tuple(items), edits)


def _between(then: Judgement, now: Judgement) -> Iterator[Change]:
    if then.verdict.value != now.verdict.value:
        yield Change("verdict", now.measure, then, now)
    for change in differences(then.measure, now.measure):
        yield replace(change, before=then, after=now)
    yield from _missed(then, now)


def _missed(then: Judgement, now: Judgement) -> Iterator[Change]:
    late = {m.milestone.id for m in then.milestones if m.state == "late"}
    for state in now.milestones:
        if state.state == "late" and state.milestone.id not in late:
            yield Change(
                "milestone_missed", now.measure, then, now, state.milestone, date_before=state.due
            )


PLAN_FIELDS = (
    "title", "start", "end", "adopted_on", "calendar", "reported_through", "silent_after_months", "grace_days",
)  # fmt: skip


def _plan_edits(before: Plan, after: Plan) -> Iterator[PlanEdit]:
    for name in PLAN_FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield PlanEdit(name, old, new)


# Two versions of a measure


def differences(old: Measure, new: Measure) -> Iterator[Change]:
    """What a measure says now and did not say before: reports, promises, words."""
    for entry_before, entry_after in paired_entries(old.entries, new.entries):
        kind = "entry_changed" if entry_before and entry_after else "entry_added"
        yield Change(
            kind if entry_after else "entry_removed",
            new,
            entry_before=entry_before,
            entry_after=entry_after,
        )
    for mention in new.mentions:
        if mention not in old.mentions:
            yield Change("mention_added", new, mention=mention)
    yield from _of_milestones(old, new)
    yield from _of_fields(old, new)


def _of_milestones(old: Measure, new: Measure) -> Iterator[Change]:
    before = {m.id: m for m in old.milestones}
    for milestone in new.milestones:
        was = before.pop(milestone.id, None)
        if was is None:
            yield Change("milestone_added", new, milestone=milestone, date_after=milestone.due)
        elif was != milestone:
            yield from _of_milestone(new, was, milestone)
    for gone in before.values():
        yield Change("milestone_removed", new, milestone=gone, date_before=gone.due)


def _of_milestone(measure: Measure, was: Milestone, now: Milestone) -> Iterator[Change]:
    told = Change("", measure, milestone=now)
    new_moves = tuple(move for move in now.moved if move not in was.moved)
    if was.due != now.due:
        yield replace(
            told, kind="milestone_moved", date_before=was.due, date_after=now.due, moves=new_moves
        )
    else:
        for move in new_moves:
            yield replace(told, kind="milestone_explained", moves=(move,))
    if was.baseline != now.baseline:
        yield replace(
            told, kind="milestone_baseline", date_before=was.baseline, date_after=now.baseline
        )
    yield from _of_done(told, was, now)
    if was.title != now.title:
        yield replace(told, kind="milestone_renamed", text_before=was.title, text_after=now.title)
    other = [
        f for f in ("note", "source", "precision", "promised", "repeat") if _differ(was, now, f)
    ]
    if other:
        yield replace(told, kind="milestone_changed", text_after=" ".join(other))


def _of_done(told: Change, was: Milestone, now: Milestone) -> Iterator[Change]:
    known = {o.done for o in was.occurrences}
    for occurrence in reversed(now.occurrences):
        if occurrence.done not in known:
            yield replace(told, kind="milestone_reached", date_after=occurrence.done)
    if now.done and now.done != was.done:
        yield replace(told, kind="milestone_reached", date_before=now.due, date_after=now.done)
    elif was.done and not now.done:
        yield replace(told, kind="milestone_reopened", date_before=was.done)


def _of_fields(old: Measure, new: Measure) -> Iterator[Change]:
    for kind, before, after in _texts(old, new):
        if before != after:
            yield Change(kind, new, text_before=before, text_after=after)
    other = [f for f in ("sources", "related") if _differ(old, new, f)]
    if old.funding and new.funding and old.funding.decision == new.funding.decision:
        other += ["funding"] if old.funding != new.funding else []
    if set(old.mentions) - set(new.mentions):
        other.append("mentions")
    if other:
        yield Change("other", new, text_after=" ".join(other))


def _differ(old: Any, new: Any, field: str) -> bool:
    return bool(getattr(old, field) != getattr(new, field))


def _texts(old: Measure, new: Measure) -> Iterator[tuple[str, str, str]]:
    yield "owner", old.owner, new.owner
    yield "contributors", " ".join(old.contributors), " ".join(new.contributors)
    yield "unconfirmed", " ".join(old.unconfirmed), " ".join(new.unconfirmed)
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
