"""Nothing is more exact than its source: no count of days is made from a time that is not known to the day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings

from tests.reportplan import TODAY, harbour, made, real
from tests.strategies import SOME_DAY, plans
from tests.test_reports_forms import pdf_text
from tiltak.data.calendars import calendars
from tiltak.data.topics import Addresses
from tiltak.judge.summary import summarise
from tiltak.model.periods import containing
from tiltak.model.plan import Portfolio
from tiltak.model.when import When, of_precision
from tiltak.past import report
from tiltak.reports.document import document
from tiltak.reports.writers import WRITERS, written
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
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


def text_of(form: str, content: bytes) -> str:
    """What a reader of a file sees, and what stands in it unseen."""
    if form == "pdf":
        return pdf_text(content)
    if form in ("docx", "xlsx"):
        with ZipFile(BytesIO(content)) as parts:
            xml = "\n".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))  # fmt: skip
        return re.sub(r"<[^>]+>", "", re.sub(r"</(?:w:p|si|c)>", "\n", xml))
    return content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(("portfolio", "period"), [(real(), "2020-Q4"), (harbour(), "2021-Q2")])
def test_no_page_and_no_format_counts_days_from_a_year(portfolio, period):
    (plan,) = portfolio.plans
    plan = replace(plan, measures=known_to_the_year(plan.measures))
    portfolio = replace(portfolio, plans=(plan,))
    report_of_years = made(portfolio, period)
    told = {form: text_of(form, written(report_of_years, form)) for form in WRITERS}
    told |= {page.uri: page.body() for page in all_pages(Site(portfolio, TODAY, words()))}
    assert len(told) > 30
    grace = f"{plan.grace_days} dager"  # of the round, which is counted in days
    counts = {(where, count) for where, text in told.items() for count in COUNT.findall(text)}
    assert not {(where, count) for where, count in counts if count != grace}
    assert not A_COUNT_IN_JSON.findall(told["json"])


def test_the_same_plan_with_its_own_days_does_count_them():
    """What the law above looks for is there to be found."""
    document = made(harbour(), "2021-Q2")
    for form in set(WRITERS) - {"json", "csv"}:
        assert COUNT.findall(text_of(form, written(document, form))), form
