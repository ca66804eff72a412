"""When each thing was recorded, by which commit, and whether that was in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from tiltak.judge.rounds import round_of
from tiltak.judge.status import times_reached
from tiltak.model.periods import of_calendar
from tiltak.model.plan import Entry, Milestone, Plan, values
from tiltak.model.when import When
from tiltak.past.changes import same_entries
from tiltak.past.history import History, Past
from tiltak.read.commits import Commit


@dataclass(frozen=True, slots=True)
class Registration:
    """A status entry and the commits that wrote it: `first`, and those that changed it since.

    None among the commits means: not recorded yet.
    """

    entry: Entry
    first: Commit | None
    changed: tuple[Commit | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """For all that a measure says now: the commit that made it so, None where it is not recorded yet.

    `milestones` is keyed by the milestone's id and the name of its field.
    """

    entries: tuple[Registration, ...]
    fields: Mapping[str, Commit | None]
    milestones: Mapping[tuple[str, str], Commit | None]


@dataclass(frozen=True, slots=True)
class FourEyes:
    """How many changes of a plan's measures there are since it was adopted, and how many only their author saw."""

    changes: int
    unseen: int


def four_eyes(plan: Plan, history: History) -> FourEyes:
    adoption = history.adopted.get(plan.id)
    drafts = adoption.drafts if adoption else frozenset()
    commits = {
        step.commit.id
        for id, past in history.pasts.items()
        if id.rpartition("/")[0] == plan.id
        for step in past.steps
        if step.commit and step.commit.id not in drafts
    }
    seen = {
        id for id in commits if id in history.approvals and history.approvals[id].seen_by_another
    }
    return FourEyes(len(commits), len(commits - seen))


MILESTONE_FIELDS = tuple(f.name for f in fields(Milestone) if f.compare)


def provenance(past: Past) -> Provenance:
    """Who would one ask about this: which commit wrote each entry, field and date of a measure."""
    entries: tuple[Registration, ...] = ()
    written: dict[str, Commit | None] = {}
    dates: dict[tuple[str, str], Commit | None] = {}
    for step, before, after in past.versions():
        if after is None or step.kind == "unreadable":
            continue
        entries = _registered(entries, after.entries, step.commit)
        old = {m.id: m for m in before.milestones} if before else {}
        was_said, values_now = values(before) if before else {}, values(after)
        for name in {**was_said, **values_now}:
            if before is None or was_said.get(name) != values_now.get(name):
                written[name] = step.commit
        for milestone in after.milestones:
            for name in MILESTONE_FIELDS:
                was = old.get(milestone.id)
                if was is None or getattr(was, name) != getattr(milestone, name):
                    dates[milestone.id, name] = step.commit
    return Provenance(entries, written, dates)


def first_recorded(past: Past) -> Mapping[tuple[str, When], Commit | None]:
    """The commit that first told that a milestone was reached, by its id and the time."""
    first: dict[tuple[str, When], Commit | None] = {}
    for step, _before, after in past.versions():
        if after is None or step.kind == "unreadable":
            continue
        for milestone in after.milestones:
            for time in times_reached(milestone):
                first.setdefault((milestone.id, time), step.commit)
    return first


def _registered(
    before: Sequence[Registration], after: Sequence[Entry], commit: Commit | None
) -> tuple[Registration, ...]:
    by_index = dict(same_entries([r.entry for r in before], after))
    registrations = []
    for index, entry in enumerate(after):
        was = by_index.get(index)
        if was is None:
            registrations.append(Registration(entry, commit))
        elif before[was].entry == entry:
            registrations.append(before[was])
        else:
            old = before[was]
            registrations.append(Registration(entry, old.first, (*old.changed, commit)))
    return tuple(registrations)


# Recorded in time, or not


@dataclass(frozen=True, slots=True)
class Timing:
    """When an entry was recorded, seen from the period it speaks of.

    `state`: `in_time`; `late`, with the `days` since the last day it could have been recorded; `backfilled`
    (it speaks of a day before the plan came in here); `no_deadline` (the plan's rhythm is our own proposal);
    `unrecorded` (not committed yet).
    """

    state: str
    days: int = 0


def timing(registration: Registration, plan: Plan, begun: Commit | None) -> Timing:
    """Late is what was recorded after the period's end and the plan's grace."""
    recorded = registration.first
    if recorded is None or begun is None:
        return Timing("unrecorded")
    day = registration.entry.date.last
    if day < begun.recorded_on:
        return Timing("backfilled")
    reporting = round_of(plan, of_calendar(day, plan.calendar), day)
    if reporting.proposed:
        return Timing("no_deadline")
    if recorded.recorded_on <= reporting.until:
        return Timing("in_time")
    return Timing("late", (recorded.recorded_on - reporting.until).days)
