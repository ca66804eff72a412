"""Days on which somebody is at work in Norway."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

SATURDAY = 5


@cache
def is_workday(day: date) -> bool:
    """Whether a day is none of Saturday, Sunday and Norway's public holidays.

    >>> is_workday(date(2021, 5, 17)), is_workday(date(2021, 5, 18))
    (False, True)
    """
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    from holidays.countries.norway import Norway

    return frozenset(Norway(years=year))


def workday_from(day: date) -> date:
    """The day itself, else the first workday after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def workday_until(day: date) -> date:
    """The day itself, else the last workday before it.

    >>> workday_until(date(2021, 5, 17))
    datetime.date(2021, 5, 14)
    """
    while not is_workday(day):
        day -= timedelta(days=1)
    return day
