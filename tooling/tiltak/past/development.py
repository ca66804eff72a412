"""How a plan has developed: period by period, what the status was at the end and what had changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tiltak.judge.as_of import judged_day
from tiltak.judge.rounds import in_force_from
from tiltak.judge.summary import Summary, reported_periods, summarise
from tiltak.model.periods import Period, of_calendar
from tiltak.model.plan import Plan, Portfolio
from tiltak.past.changes import Changes, changes


@dataclass(frozen=True, slots=True)
class KnownChanges:
    """What differs between the end of a period and that of the one before, each by what was known then.

    `before_on` and `on` are the days whose editions are compared, `portfolio` is that of the later one.
    """

    before_on: date
    on: date
    portfolio: Portfolio
    changes: Changes


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period, or what has gone of it, compared with the end of the one before.

    The first is compared with the day before the plan came into force. `as_known` is the same by what was known
    then, None where nobody asked or nothing was.
    """

    period: Period
    changes: Changes
    as_known: KnownChanges | None = None

    @property
    def summary(self) -> Summary:
        """The plan on the last day of the stretch."""
        return self.changes.after

    @property
    def ended(self) -> bool:
        return self.summary.day >= self.period.end


def development(plan: Plan, today: date) -> tuple[Stretch, ...]:
    """Every period since the plan came into force, oldest first; the last may be under way."""
    start = in_force_from(plan)
    before = summarise(plan, start - timedelta(days=1))
    stretches = []
    for period in _periods(plan, today, start):
        after = summarise(plan, min(period.end, today), period, today)
        stretches.append(Stretch(period, changes(before, after)))
        before = after
    return tuple(stretches)


def stretch_of(plan: Plan, period: Period, today: date) -> Stretch:
    """One period of the plan's development, for whoever needs no other."""
    start, earlier = in_force_from(plan), period.previous()
    before = (
        summarise(plan, earlier.end, earlier, today)
        if earlier.end >= start
        else summarise(plan, start - timedelta(days=1))
    )
    return Stretch(period, changes(before, summarise(plan, min(period.end, today), period, today)))


def _periods(plan: Plan, today: date, start: date) -> tuple[Period, ...]:
    ended = reported_periods(plan, today)
    day = judged_day(plan, today).day
    current = of_calendar(day, plan.calendar)
    under_way = day >= start and (not ended or ended[-1].end < day)
    return (*ended, current) if under_way else ended
