"""Periods of reporting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltak.model.periods import (
    LETTERS,
    PARTS,
    UnknownPeriod,
    between,
    containing,
    last_ended,
    of_calendar,
    period,
    whole_plan,
)
from tiltak.read import schema

DAYS = st.dates(date(1901, 1, 1), date(2098, 12, 31))
CALENDARS = st.sampled_from(sorted(LETTERS))


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-H1", "2020-01-01", "2020-06-30"),
        ("2020-H2", "2020-07-01", "2020-12-31"),
        ("2020-T1", "2020-01-01", "2020-04-30"),
        ("2020-T2", "2020-05-01", "2020-08-31"),
        ("2020-T3", "2020-09-01", "2020-12-31"),
        ("2020-Q1", "2020-01-01", "2020-03-31"),
        ("2019-Q1", "2019-01-01", "2019-03-31"),
        ("2020-Q4", "2020-10-01", "2020-12-31"),
        (" 2020-q4 ", "2020-10-01", "2020-12-31"),
    ],
)
def test_a_period_is_whole_days(name, start, end):
    found = period(name)
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)
    assert str(found) == name.strip().upper()
    assert found.start in found
    assert found.end in found
    assert found.end + timedelta(days=1) not in found


@pytest.mark.parametrize(
    "name",
    ["", "2020-Q5", "2020-H3", "2020-T4", "2020-Q0", "20", "2020Q4", "0000", "1899", "9999-Q4", "2020-12", "2020-Q4x"],
)  # fmt: skip
def test_what_is_no_period_is_told_with_examples(name):
    with pytest.raises(UnknownPeriod, match="2020-Q4"):
        period(name)


@given(DAYS, CALENDARS)
def test_periods_of_a_calendar_follow_each_other_without_a_gap(day, calendar):
    current = of_calendar(day, calendar)
    assert day in current
    assert current.next().start == current.end + timedelta(days=1)
    assert current.next().previous() == current
    assert period(current.name) == current
    assert of_calendar(current.start, calendar) == of_calendar(current.end, calendar) == current


@given(DAYS, st.integers(0, 5000))
def test_a_plan_is_a_period_of_no_calendar(first, length):
    last = first + timedelta(days=length)
    lasts = whole_plan(first, last)
    assert first in lasts
    assert last in lasts
    assert [int(year) for year in lasts.name.split("-")] == [first.year, last.year]
    assert lasts.looks_ahead_to == last  # nothing comes next
    assert lasts.letter not in PARTS
    with pytest.raises(UnknownPeriod):  # its years name it only beside the plan
        period(lasts.name)


@given(DAYS, CALENDARS, st.integers(0, 1500))
def test_a_report_follows_those_that_ended_earlier_and_that_of_a_plan_all(day, calendar, length):
    one = of_calendar(day, calendar)
    assert one.comes_before(one.next())
    assert not one.comes_before(one)
    assert one.comes_before(whole_plan(day - timedelta(days=length), one.end))


@given(DAYS, CALENDARS)
def test_the_last_ended_period_is_over_and_the_one_after_it_is_not(day, calendar):
    ended = last_ended(day, calendar)
    assert ended.end <= day < ended.next().end


@given(DAYS, st.integers(0, 1500), CALENDARS)
def test_between_lists_every_end_once(first, length, calendar):
    last = first + timedelta(days=length)
    listed = list(between(first, last, calendar))
    assert [p.end for p in listed] == sorted({p.end for p in listed})
    assert all(first <= p.end <= last for p in listed)
    ends = {containing(first + timedelta(days=n), LETTERS[calendar]).end for n in range(length + 1)}
    assert {p.end for p in listed} == {end for end in ends if end <= last}


def test_every_calendar_of_the_schema_is_known():
    assert set(LETTERS) == set(schema.values("calendar"))
    assert set(LETTERS.values()) | {""} == set(PARTS)
