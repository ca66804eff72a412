"""The round: which period is to be reported, since when, until when. Whoever owes a report owes it here.

A period is reported after it has ended. Until the last day of grace the round is open and nobody owes
anything; after that, who has not been heard of is not heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tiltak.judge.as_of import judged_day
from tiltak.model.periods import Period, last_ended, of_calendar
from tiltak.model.plan import Plan


@dataclass(frozen=True, slots=True)
class Round:
    """The reporting of a period, as it stands at the end of a day.

    `opens` is the day after the period ended, `until` the last day to be in time. `proposed`: no source
    states the plan's rhythm, so the days are our own proposal.
    """

    period: Period
    until: date
    day: date
    proposed: bool = False

    @property
    def opens(self) -> date:
        return self.period.end + timedelta(days=1)

    @property
    def is_open(self) -> bool:
        return self.opens <= self.day <= self.until

    @property
    def is_over(self) -> bool:
        """Whether the last day to be in time has gone: only then anybody owes a report."""
        return self.day > self.until

    @property
    def answered_until(self) -> date:
        """The last day of which something may be told as an answer, as far as it has come."""
        return min(self.day, self.until)


def in_force_from(plan: Plan) -> date:
    """The first day that somebody could report for: the adoption, or the start of a plan adopted before that."""
    return max(plan.start, plan.adopted_on or plan.start)


def round_of(plan: Plan, period: Period, day: date) -> Round:
    proposed = "calendar" in plan.unconfirmed
    return Round(period, period.end + timedelta(days=plan.grace_days), day, proposed)


def round_on(plan: Plan, day: date) -> Round:
    """The round that a day belongs to: of the newest period that is over.

    Before the plan's first period is over it is that one's, which is not open yet; once the plan's clock
    stands still it is the last one's.
    """
    newest = last_ended(judged_day(plan, day).day, plan.calendar)
    first = of_calendar(in_force_from(plan), plan.calendar)
    return round_of(plan, max(newest, first), day)


def asks_no_more(plan: Plan, day: date) -> bool:
    """Whether nobody is asked for anything any longer: the last round is over, or somebody stopped following."""
    if plan.followed_through and day > plan.followed_through.date:
        return True
    return day > max(plan.end, round_on(plan, plan.end).until)
