"""The deadlines of a milestone that comes back, and which of them were met."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import MAXYEAR, date, datetime, time, timedelta
from functools import cache
from operator import attrgetter

from tiltak.model.plan import Milestone
from tiltak.model.when import When

FREQUENCIES = {
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "half_yearly": "FREQ=MONTHLY;INTERVAL=6",
    "yearly": "FREQ=YEARLY",
    "every_other_year": "FREQ=YEARLY;INTERVAL=2",
}
MAX_DEADLINES = 1000


def deadlines(milestone: Milestone, until: date) -> tuple[When, ...]:
    """Every deadline of a recurring milestone up to a day, by RFC 5545; empty where none is dated.

    Each is as exact as the first: what is promised for «2020» and each year after is promised for «2021».
    """
    if milestone.due is None or not milestone.repeat:
        return ()
    return repeated(milestone.repeat, milestone.due, until)


def repeated(repeat: str, first: When, until: date) -> tuple[When, ...]:
    """The deadlines of a rule from its first one up to a day."""
    return _repeated(repeat, first, until, first.proposed)


@cache
def _repeated(
    repeat: str,
    first: When,
    until: date,
    proposed: bool,  # noqa: ARG001, FBT001 – two times are equal whoever proposed them, and what is kept says it
) -> tuple[When, ...]:
    from dateutil.rrule import rrulestr

    if first.last > until:
        return ()
    dues: list[When] = []
    years = _to_the_same_calendar(first.last.year, until.year)
    begin, end = (_later(day, years) for day in (first.last, until))
    try:
        for moment in rrulestr(
            recurrence(repeat, first.last), dtstart=datetime.combine(begin, time(12))
        ):
            if moment.date() > end or len(dues) == MAX_DEADLINES:
                break
            dues.append(first.ending(_later(moment.date(), -years)))
    except (ValueError, LookupError):  # dateutil's answers to BYDAY=XX and BYDAY=60MO
        return ()  # `checks.bad_repeat` has told it
    return tuple(dues)


@cache
def _to_the_same_calendar(first: int, last: int) -> int:
    """How many years ahead the calendar of some years comes back, as near to the last year there is as it does.

    dateutil looks for a rule without dates («30 February») until there are no more years.
    """
    return next(
        ahead
        for ahead in range(MAXYEAR - last, -1, -1)
        if all(monthrange(y, 2) == monthrange(y + ahead, 2) for y in range(first, last + 1))
    )


def _later(day: date, years: int) -> date:
    return day.replace(year=day.year + years)


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


def met_deadlines(dues: Sequence[When], done: Iterable[When]) -> set[int]:
    """Where among the deadlines those are that were met. Each time it was done counts for one of its two neighbours that is unmet.

    A deadline on a day («31 August») takes what was done nearest to it: two days late is late and
    not a year early. A deadline that stands for a stretch («every year») takes what was done in the stretch.
    """
    met: set[int] = set()
    for day in sorted(when.last for when in done):
        after = passed_before(dues, day)
        neighbours = [i for i in (after, after - 1) if 0 <= i < len(dues)]
        neighbours.sort(
            key=lambda i: abs(dues[i].last - day) if dues[i].first == dues[i].last else timedelta()
        )
        if unmet := [i for i in neighbours if i not in met]:
            met.add(unmet[0])
    return met


def passed_before(dues: Sequence[When], day: date) -> int:
    """How many of some deadlines, oldest first, have their last day before a day."""
    return bisect_left(dues, day, key=attrgetter("last"))
