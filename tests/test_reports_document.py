"""What a report says, whatever form it has."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tiltak import load, periods, repo
from tiltak.reports import data, html, markdown
from tiltak.reports.document import Document, document
from tiltak.reports.report import report
from tiltak.words import words

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 1)


@pytest.fixture(scope="session")
def portfolio():
    return load.load(repo.worktree(ROOT).texts).portfolio


def of_the_plan(portfolio, period: str, today: date = TODAY, **options: bool) -> Document:
    plan = portfolio.plan("rus-2019")
    made = report(portfolio, plan, periods.period(period), today)
    return document(made, words(), **options)


@pytest.mark.parametrize(
    ("period", "state", "day"),
    [
        ("2019-Q1", "not_adopted", "2019-03-31"),
        ("2019-Q2", "ended", "2019-06-30"),
        ("2020-Q4", "ended", "2020-12-31"),
        ("2020", "ended", "2020-12-31"),
        ("2020-T2", "ended", "2020-08-31"),
        ("2021-H1", "not_reported", "2020-12-31"),
    ],
)
def test_report_says_which_day_it_speaks_of(portfolio, period, state, day):
    found = data.document_data(of_the_plan(portfolio, period))
    assert (found["state"], found["as_of"]) == (state, day)


@pytest.mark.parametrize("period", ["2019-Q1", "2019-Q2", "2020-Q4", "2021-Q1"])
@pytest.mark.parametrize("short", [False, True])
def test_every_state_can_be_written_in_every_text_form(portfolio, period, short):
    made = of_the_plan(portfolio, period, short=short)
    assert made.subtitle in markdown.markdown(made)
    assert made.subtitle in html.page(made)
    assert json.loads(data.json_text(made))["period"]["name"] == period


def test_first_period_has_nothing_to_compare_with(portfolio):
    assert data.document_data(of_the_plan(portfolio, "2019-Q2"))["previous"] is None


def test_plan_that_is_not_adopted_has_no_numbers(portfolio):
    made = of_the_plan(portfolio, "2019-Q1")
    found = data.document_data(made)
    assert found["total"] == sum(found["counts"].values()) == 0
    (summary,) = found["summary"]
    assert summary.endswith("Det var derfor ingenting å rapportere 31. mars 2019.")
