"""Which reports are to be made on a day. Whoever asks may come late, twice, or miss a turn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from tiltak.judge.summary import latest_period, reported_periods
from tiltak.model.periods import Period
from tiltak.model.plan import Plan, Portfolio


@dataclass(frozen=True, slots=True)
class Due:
    """A report to be made. A published one is never made again, so a second try is a new edition."""

    plan: Plan
    period: Period
    edition: int = 1

    @property
    def name(self) -> str:
        """`rapport-rus-2019-2020-Q4`: the tag, branch or folder that shows the report has been made."""
        name = f"rapport-{self.plan.id}-{self.period.name}"
        return name if self.edition == 1 else f"{name}.{self.edition}"


def period_due(plan: Plan, day: date) -> Period | None:
    """The newest period of a plan that is over and whose grace for registering has run out.

    With 30 days of grace the first quarter is due from 1 May, the day after the last day of grace.
    None before the plan's first period has come that far.
    """
    over = day - timedelta(days=plan.grace_days + 1)
    latest = latest_period(plan, over)
    return latest if latest in reported_periods(plan, over) else None


def reports_due(portfolio: Portfolio, day: date, done_already: Collection[str]) -> tuple[Due, ...]:
    """List the reports that are due on a day and not made yet, at most one for each plan.

    Older periods that nobody asked for in their time stay unmade: a plan that moves into Tiltak
    halfway is not met by three years of reports.
    """
    ended = [Due(p, period) for p in portfolio.plans if (period := period_due(p, day))]
    return tuple(due for due in ended if due.name not in done_already)


def asked_for(plan: Plan, period: Period, done_already: Collection[str]) -> Due:
    """Return a report that a person asks for, as the first edition that is not made yet."""
    due = Due(plan, period)
    while due.name in done_already:
        due = Due(plan, period, due.edition + 1)
    return due
