"""Periods of reporting: 2020, 2020-H1, 2020-Q4, 2020-T2; and that of a whole plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

# Letter → how many of them make a year. Tertials end on 30.04, 31.08 and 31.12, the rhythm of Norwegian
# municipal reporting.
PARTS = {"": 1, "H": 2, "T": 3, "Q": 4}
LETTERS = {"year": "", "half_year": "H", "tertial": "T", "quarter": "Q"}
WHOLE_PLAN = "plan"  # in place of a letter: no calendar has that period, and nothing comes next
PATTERN = re.compile(r"((?:19|20)[0-9]{2})(?:-([HTQ])([1-4]))?")


class UnknownPeriod(ValueError):
    """A text that names no period; its words are Norwegian and can be shown as they are."""


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """The first and the last day of a plan."""

    start: date
    end: date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of whole days, first and last included. `letter` is that of its calendar, or `WHOLE_PLAN`."""

    start: date
    end: date
    name: str
    letter: str

    def __str__(self) -> str:
        return self.name

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def of_plan(self) -> bool:
        return self.letter == WHOLE_PLAN

    def comes_before(self, reported: Period) -> bool:
        """Whether the report of another period follows this one's: that of a whole plan is the last of all."""
        return reported.of_plan or self.end < reported.end

    @property
    def looks_ahead_to(self) -> date:
        """The last day of what comes after a day in it: of the period that is next, of a whole plan its own."""
        return self.end if self.of_plan else self.next().end

    def next(self) -> Period:
        return containing(self.end + timedelta(days=1), self.letter)

    def previous(self) -> Period:
        return containing(self.start - timedelta(days=1), self.letter)


def period(name: str) -> Period:
    """The period a person wrote; raises UnknownPeriod with advice in Norwegian."""
    match = PATTERN.fullmatch(name.strip().upper())
    if not match or (match[2] and int(match[3]) > PARTS[match[2]]):
        raise UnknownPeriod(
            f"«{name}» er ikke en periode. Skriv for eksempel 2020, 2020-H1, 2020-Q4 eller 2020-T2."
        )
    letter = match[2] or ""
    return _make(int(match[1]), letter, int(match[3] or 1))


def whole_plan(start: date, end: date) -> Period:
    """That of a plan from its first day to its last, named by its years: «2019-2023»."""
    return Period(start, end, f"{start.year}-{end.year}", WHOLE_PLAN)


def containing(day: date, letter: str) -> Period:
    """The period of a kind ("", "H", "T" or "Q") that a day lies in."""
    months = 12 // PARTS[letter]
    return _make(day.year, letter, (day.month - 1) // months + 1)


def of_calendar(day: date, calendar: str) -> Period:
    """The period a day lies in, after a plan's calendar (`quarter`, `tertial`, `half_year`, `year`)."""
    return containing(day, LETTERS[calendar])


def last_ended(day: date, calendar: str) -> Period:
    """The newest period of a calendar that is over at the end of a day."""
    current = of_calendar(day, calendar)
    return current if current.end <= day else current.previous()


def between(first: date, last: date, calendar: str) -> Iterator[Period]:
    """The periods that end from `first` to `last`, oldest first."""
    current = of_calendar(first, calendar)
    while current.end <= last:
        yield current
        current = current.next()


@cache
def _make(year: int, letter: str, number: int) -> Period:
    months = 12 // PARTS[letter]
    start = date(year, (number - 1) * months + 1, 1)
    after = number * months
    end = date(year, 12, 31) if after == 12 else date(year, after + 1, 1) - timedelta(days=1)
    return Period(start, end, f"{year}-{letter}{number}" if letter else str(year), letter)
