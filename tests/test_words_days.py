"""Nothing is more exact than its source: no count of days is made from a time that is not known to the day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings

from tests.strategies import SOME_DAY, plans
from tiltak.data.calendars import calendars
from tiltak.data.topics import Addresses
from tiltak.judge.summary import summarise
from tiltak.model.periods import containing
from tiltak.model.plan import Portfolio
from tiltak.model.when import When, of_precision
from tiltak.past import report
from tiltak.reports.document import document
from tiltak.reports.writers import written
from tiltak.words import measures
from tiltak.words.language import words

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


@settings(max_examples=25, deadline=None)
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
