"""Nothing is more exact than its source: no count of days is made from a time that is not known to the day."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

import pytest
from hypothesis import given

from tests.everywhere import everything
from tests.examples import tries
from tests.reportplan import TODAY, harbour, real
from tests.strategies import SOME_DAY, plans
from tiltak.data.calendars import calendars
from tiltak.data.datasets import datasets
from tiltak.data.topics import Addresses
from tiltak.judge.summary import summarise
from tiltak.model.periods import containing
from tiltak.model.plan import Portfolio
from tiltak.model.when import When, of_precision
from tiltak.past import report
from tiltak.past.changes import Change
from tiltak.past.development import development
from tiltak.past.promises import NOTHING_BROKEN, PromiseChange
from tiltak.reports.document import document
from tiltak.reports.writers import WRITERS, written
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words import measures
from tiltak.words.language import words

pytestmark = pytest.mark.slow

# Columns of the open data that count days.
DAYS = ("days", "timeliness_days", "slip_days", "age_days")
COUNT = re.compile(r"\b[1-9]\d* dag(?:er)?\b")
A_COUNT_IN_JSON = re.compile(r'"(?:days|slip_days|age_days)": -?[1-9]')


def known_to_the_year(value: Any) -> Any:
    """The same value with every day in it known only by its year."""
    match value:
        case When():
            return of_precision(date(value.last.year, 12, 31), "year")
        case tuple():
            return tuple(map(known_to_the_year, value))
    if not hasattr(value, "__dataclass_fields__"):
        return value
    fields = (name for name in value.__dataclass_fields__ if name != "place")
    return replace(value, **{name: known_to_the_year(getattr(value, name)) for name in fields})


@tries(25)
@given(plans(), SOME_DAY)
def test_no_text_counts_days_from_a_year(plan, day):
    plan = replace(plan, measures=known_to_the_year(plan.measures))
    portfolio, say = Portfolio((plan,)), words()
    summary = summarise(plan, day)
    made = document(report.report(portfolio, plan, containing(day, "Q"), day), say)
    told = [
        *(say.why(judged, plan) for judged in summary.judgements),
        *(measures.timeliness(judged, say) for judged in summary.judgements),
        *(measures.milestone(m, say) for judged in summary.judgements for m in judged.milestones),
        *(written(made, form).decode() for form in ("md", "html", "csv")),
        *(
            content.decode()
            for _, content in calendars(portfolio, summary, say, Addresses("", str))
        ),
    ]
    assert not [count for text in told for count in COUNT.findall(text)]
    assert not A_COUNT_IN_JSON.findall(written(made, "json").decode())


@pytest.mark.parametrize(("portfolio", "period"), [(real(), "2020-Q4"), (harbour(), "2021-Q2")])
def test_no_page_and_no_format_counts_days_from_a_year(portfolio, period):
    (plan,) = portfolio.plans
    plan = replace(plan, measures=known_to_the_year(plan.measures))
    portfolio = replace(portfolio, plans=(plan,))
    told = everything(portfolio, period, TODAY)
    assert len(told) > 30
    grace = f"{plan.grace_days} dager"  # of the round, which is counted in days
    counts = {(where, count) for where, text in told.items() for count in COUNT.findall(text)}
    assert not {(where, count) for where, count in counts if count != grace}
    assert not A_COUNT_IN_JSON.findall("".join(told.values()))
    tables = (
        csv.DictReader(StringIO(text), delimiter=";")
        for name, text in told.items()
        if name.endswith(".csv")
    )
    assert not [
        row
        for table in tables
        for row in table
        if any(row.get(days) not in (None, "", "0") for days in DAYS)
    ]


DAY = re.compile(r"\b\d{1,2}\. [a-zå]+ \d{4}")


def dates_of_news(portfolio: Portfolio) -> list[str]:
    """The times that «Alle endringer» tells of measures beside their names."""
    page = next(
        p for p in all_pages(Site(portfolio, TODAY, words())) if p.uri.endswith("/endringer")
    )
    return re.findall(r't-number">.*?</a>\s*<span class="t-list__said">(.*?)</span>', page.body())


def test_no_day_is_told_of_a_change_that_only_its_year_is_known_of():
    whole = harbour()
    (plan,) = whole.plans
    of_years = replace(plan, measures=known_to_the_year(plan.measures))
    assert [told for told in dates_of_news(whole) if DAY.fullmatch(told)]
    told = dates_of_news(replace(whole, plans=(of_years,)))
    assert [t for t in told if re.fullmatch(r"\d{4}", t)]
    assert not [t for t in told if DAY.search(t)]


def test_the_same_plan_with_its_own_days_does_count_them():
    """What the law above looks for is there to be found."""
    counting = {
        name for name, text in everything(harbour(), "2021-Q2", TODAY).items() if COUNT.search(text)
    }
    assert {f"report.{form}" for form in WRITERS} <= counting
    assert {
        "index", "havn/tiltak/3", "havn/tidslinje", "havn/loftene", "havn/utvikling", "measures.json", "measures.csv",
        "data/havn/changes.xml", "data/havn/milestones.ics", "letters", "terminal",
    } <= counting  # fmt: skip


# Days that are known: of the calendar, of git, and of who looks.
KNOWN_DAYS = {
    "as_of",
    "end",
    "until",
    "opens",
    "start",
    "since",
    "recorded_on",
    "removed_on",
    "closed_on",
}
LAST_DAY_OF_A_YEAR = re.compile(r"\d{4}-12-31")


def alone(value: Any, where: str = "") -> Iterator[str]:
    """The places where the last day of a year stands in data without the first one beside it."""
    if isinstance(value, list):
        for item in value:
            yield from alone(item, where)
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        days = inner if isinstance(inner, list) else [inner]
        is_last = any(isinstance(d, str) and LAST_DAY_OF_A_YEAR.fullmatch(d) for d in days)
        if is_last and key not in KNOWN_DAYS and not {f"{key}_from", f"{key}_first"} & set(value):
            yield f"{where}/{key}"
        yield from alone(inner, f"{where}/{key}")


def test_data_tell_the_first_day_beside_the_last_wherever_a_time_stands():
    portfolio = harbour()
    (plan,) = portfolio.plans
    plan = known_to_the_year(plan)
    portfolio, say = replace(portfolio, plans=(plan,)), words()
    day = date(2023, 2, 1)  # when the years of the deadlines are over
    summary, course = summarise(plan, day), development(plan, day)
    silent = tuple(
        PromiseChange(Change("milestone_moved", m, milestone=s, date_before=s.baseline, date_after=s.due), None)
        for m in plan.measures for s in m.milestones if s.baseline and s.due
    )  # fmt: skip
    broken = replace(NOTHING_BROKEN, silent=silent)
    files = datasets(portfolio, summary, course, say, broken=broken)
    seen: dict[str, Any] = {}
    for file in files:
        text = file.content.decode("utf-8-sig")
        is_json = file.name.endswith(".json")
        seen[file.name] = (
            json.loads(text) if is_json else list(csv.DictReader(StringIO(text), delimiter=";"))
        )
    told = report.report(portfolio, plan, containing(day, "Q"), day)
    seen["report"] = json.loads(written(document(told, say), "json"))
    assert any(moved["silent"] for moved in seen["promises.json"]["moved"])
    assert any(m["missed"] for j in seen["measures.json"]["measures"] for m in j["milestones"])
    assert not {
        name: places for name, value in seen.items() if (places := sorted(set(alone(value))))
    }
