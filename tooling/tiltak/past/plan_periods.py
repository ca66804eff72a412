"""A plan that lasts otherwise than was decided, the commit that made it so, and drafts that were dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from tiltak.model.plan import Plan
from tiltak.past.history import ChangedPeriod, Contents, History
from tiltak.read import load

# Of a file's many versions only those are read that say something else of the period.
PERIODS = re.compile(rb"^(?:period|revisions):.*(?:\n(?:[ \t-].*)?)*", re.MULTILINE)
ADOPTION = re.compile(rb"^adoption:", re.MULTILINE)
Days = tuple[date, date]


def dropped_drafts(gone: Iterable[str], past: History, contents: Contents) -> frozenset[str]:
    """Of plans that are gone those that were never said to be adopted, and of which nothing was ever told."""
    followed = {
        id.rpartition("/")[0]
        for id, of in past.pasts.items()
        if of.last_known and of.last_known.entries
    }
    return frozenset(id for id in gone if id not in followed and not _adopted(id, past, contents))


def _adopted(id: str, past: History, contents: Contents) -> bool:
    blobs = [blob for _, blob in past.plan_files[id] if blob]
    return any(ADOPTION.search(text) for text in contents(blobs))


def changed_period(plan: Plan, past: History, contents: Contents) -> ChangedPeriod | None:
    """None where the plan has lasted as was decided all the time; one that was put back has the same days twice."""
    adoption = past.adopted.get(plan.id)
    drafts = adoption.drafts if adoption else ()
    versions = [
        (c, blob) for c, blob in past.plan_files.get(plan.id, ()) if blob and c.id not in drafts
    ]
    changed_in = None
    adopted, before = (adoption.plan, adoption.plan) if adoption else (None, None)
    texts = contents([blob for _, blob in versions])
    for (commit, _), then in zip(versions, _read(plan, texts), strict=True):
        adopted = adopted or then
        if before and then and _days(then) != _days(before) and not _was_decided(then, plan):
            changed_in = commit
        before = then or before
    if adopted is None:
        return None
    decided = _decided(plan) or _days(adopted)
    if _days(plan) == decided and not changed_in:
        return None
    recorded = before and _days(before) == _days(plan)
    return ChangedPeriod(decided, _days(plan), changed_in if recorded else None)


def _decided(plan: Plan) -> Days | None:
    """The days that the newest decision about them says."""
    newest = max((r for r in plan.revisions if r.period), key=lambda r: r.date, default=None)
    return (newest.period.start, newest.period.end) if newest and newest.period else None


def _was_decided(then: Plan, plan: Plan) -> bool:
    """Whether a decision, told of then or later, had those days."""
    decided = (r.period for r in (*plan.revisions, *then.revisions) if r.period)
    return _days(then) in [(period.start, period.end) for period in decided]


def _days(plan: Plan) -> Days:
    return plan.start, plan.end


def _read(plan: Plan, texts: Iterable[bytes]) -> Iterator[Plan | None]:
    """Versions of a plan's file; None for one that cannot be read."""
    read: dict[tuple[bytes, ...], Plan | None] = {}
    for text in texts:
        periods = tuple(PERIODS.findall(text))
        if not read.get(periods):
            read[periods] = load.load({plan.path: text}).portfolio.plan(plan.id)
        yield read[periods]
