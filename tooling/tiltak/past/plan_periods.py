"""A plan that lasts otherwise than it was adopted for, and the commit that made it so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tiltak.model.plan import Plan
from tiltak.past.history import ChangedPeriod, Contents, History
from tiltak.read import load


def changed_period(plan: Plan, past: History, contents: Contents) -> ChangedPeriod | None:
    """None where the plan lasts as adopted, or has been revised by a decision since."""
    adoption = past.adopted.get(plan.id)
    drafts = adoption.drafts if adoption else ()
    versions = [
        (c, blob) for c, blob in past.plan_files.get(plan.id, ()) if blob and c.id not in drafts
    ]
    first = _read(plan, contents([versions[0][1]])) if versions and not adoption else ()
    adopted = adoption.plan if adoption else next(iter(first), None)
    if adopted is None or _days(adopted) == _days(plan):
        return None
    if set(plan.revisions) - set(adopted.revisions):
        return None
    days, changed_in = _days(adopted), None
    for (commit, _), then in zip(
        versions, _read(plan, contents([b for _, b in versions])), strict=True
    ):
        if then and _days(then) != days:
            days, changed_in = _days(then), commit
    return ChangedPeriod(_days(adopted), _days(plan), changed_in if days == _days(plan) else None)


def _days(plan: Plan) -> tuple[date, date]:
    return plan.start, plan.end


def _read(plan: Plan, texts: Iterable[bytes]) -> list[Plan | None]:
    """Versions of a plan's file; None for one that cannot be read."""
    return [load.load({plan.path: text}).portfolio.plan(plan.id) for text in texts]
