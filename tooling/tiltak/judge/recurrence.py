"""The deadlines of a milestone that comes back, and which of them were met."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache

from dateutil.rrule import rrulestr

from tiltak.model.plan import Milestone

FREQUENCIES = {
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "half_yearly": "FREQ=MONTHLY;INTERVAL=6",
    "yearly": "FREQ=YEARLY",
    "every_other_year": "FREQ=YEARLY;INTERVAL=2",
}
MAX_DEADLINES = 1000


def deadlines(milestone: Milestone, until: date) -> tuple[date, ...]:
    """Every deadline of a recurring milestone up to a day, by RFC 5545; empty where none is dated."""
    if milestone.due is None or not milestone.repeat:
        return ()
    return _deadlines(milestone.repeat, milestone.due, until)


@cache
def _deadlines(repeat: str, first: date, until: date) -> tuple[date, ...]:
    days: list[date] = []
    try:
        for moment in rrulestr(recurrence(repeat, first), dtstart=_noon(first)):
            if moment.date() > until or len(days) == MAX_DEADLINES:
                break
            days.append(moment.date())
    except (ValueError, LookupError):  # dateutil's answers to BYDAY=XX and BYDAY=60MO
        return ()  # `checks.bad_repeat` has told it
    return tuple(days)


def recurrence(repeat: str, first: date) -> str:
    """The RFC 5545 rule of a plain word.

    The RFC skips months without a 31st and years without 29 February; a deadline does not: it falls on
    the last day there is.
    """
    rule = FREQUENCIES.get(repeat)
    if rule is None:
        return repeat
    if "YEARLY" in rule:
        leap_day = (first.month, first.day) == (2, 29)
        return f"{rule};BYMONTH=2;BYMONTHDAY=-1" if leap_day else rule
    if (first + timedelta(days=1)).day == 1:
        return f"{rule};BYMONTHDAY=-1"
    if first.day > 28:
        days = ",".join(str(day) for day in range(28, first.day + 1))
        return f"{rule};BYMONTHDAY={days};BYSETPOS=-1"
    return rule


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 – a calendar day, no zone


def met_deadlines(due_days: Sequence[date], done: Iterable[date], *, exact: bool) -> set[date]:
    """The deadlines that were met. Each time it was done counts for one of its two neighbours that is unmet.

    A deadline on a day («31 August», `exact`) takes what was done nearest to it: two days late is late and
    not a year early. A deadline that stands for a stretch («every year») takes what was done in the stretch.
    """
    met: set[date] = set()
    for day in sorted(done):
        after = bisect_left(due_days, day)
        neighbours = [i for i in (after, after - 1) if 0 <= i < len(due_days)]
        if exact:
            neighbours.sort(key=lambda i: abs(due_days[i] - day))
        if unmet := [due_days[i] for i in neighbours if due_days[i] not in met]:
            met.add(unmet[0])
    return met
