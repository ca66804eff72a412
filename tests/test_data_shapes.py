"""Plain data for programs: the shape is a contract, dates are text, and what is unknown is null."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from tests.examples import tries
from tests.strategies import SOME_DAY, plans
from tests.trees import changed
from tiltak.data import shapes
from tiltak.data.datasets import plan_data
from tiltak.judge.summary import summarise
from tiltak.model.plan import Portfolio
from tiltak.read.load import load
from tiltak.words.language import words
from tiltak.words.measures import adoption

FULL = """
title: Et eksempel
owner: helsehuset
unconfirmed: [owner]
status:
  - {date: 2020-12-31, unchanged: true, source: arsrapport-2020#4}
  - {date: 2020-06-30, precision: half_year, phase: in_progress, confidence: at_risk, note: Pengene mangler., reason: funding}
milestones:
  - {id: a, title: Åpning, baseline: 2020-12-31, due: 2021-06-30, moved: [{date: 2020-12-01, from: 2020-12-31}]}
  - {id: m, title: Møte, due: 2019-12-31, repeat: yearly}
funding: {decision: pending}
"""


def status(text: str, day: str) -> dict[str, Any]:
    portfolio, problems = load(changed(text))
    assert problems == []
    summary = summarise(portfolio.plans[0], date.fromisoformat(day))
    return shapes.status_data(summary, portfolio, words(), rev="abc")


def test_a_measure_with_everything():
    told = status(FULL, "2020-12-31")
    assert (told["plan"], told["as_of"], told["period"], told["rev"]) == (
        "rus",
        "2020-12-31",
        "2020-Q4",
        "abc",
    )
    measure = told["measures"][0]
    assert (measure["owner"], measure["owner_name"], measure["owner_confirmed"]) == (
        "helsehuset",
        "Helsehuset",
        False,
    )
    assert (measure["phase"], measure["confidence"]) == ("in_progress", "at_risk")
    assert (measure["verdict"], measure["rule"]) == ("delayed", "late_milestone")
    assert measure["timeliness"] == {"state": "late", "days": 366}
    assert measure["freshness"] == {
        "state": "this_period",
        "reported_for_from": "2020-12-31",
        "reported_for": "2020-12-31",
        "age_days": 0,
    }
    assert measure["entry"]["unchanged"] is True
    assert measure["entry"]["phase"] is None
    assert measure["entry"]["source"] == {
        "document": "arsrapport-2020",
        "place": "4",
        "text": "Årsrapport 2020, 4",
    }
    moved, yearly = measure["milestones"]
    assert (moved["baseline"], moved["due"], moved["slip_days"]) == (
        "2020-12-31",
        "2021-06-30",
        181,
    )
    assert (yearly["state"], yearly["days"], yearly["missed"]) == ("late", 366, ["2019-12-31"])


@pytest.mark.parametrize(
    ("written", "first", "last", "said", "in_english"),
    [
        ("juni 2019", "2019-06-01", "2019-06-30", "i juni 2019", "in June 2019"),
        ("2019-06-17", "2019-06-17", "2019-06-17", "17. juni 2019", "on 17 June 2019"),
    ],
)
def test_an_adoption_is_no_more_exact_than_its_source(written, first, last, said, in_english):
    files = changed(f"adoption: {{body: bystyret, date: {written}}}\n", "plan")
    portfolio, problems = load(files)
    assert problems == []
    plan = portfolio.plans[0]
    told = plan_data(summarise(plan, date(2021, 2, 15)), portfolio, words())["adoption"]
    assert (told["date_from"], told["date"]) == (first, last)
    assert adoption(plan, "bystyret", words()) == f"Vedtatt av bystyret {said}."
    assert adoption(plan, "bystyret", words("en")) == f"Adopted by bystyret {in_english}."


def test_what_is_unknown_is_null_and_not_empty():
    measure = status("title: Et eksempel\n", "2020-12-31")["measures"][0]
    for key in ("owner", "owner_name", "phase", "confidence", "entry", "funding"):
        assert measure[key] is None
    assert measure["freshness"] == {
        "state": "never",
        "reported_for_from": None,
        "reported_for": None,
        "age_days": None,
    }


@pytest.mark.slow
@tries(30)
@given(plans(), SOME_DAY)
def test_every_plan_is_json_with_the_same_keys_in_every_measure(plan, day):
    told = shapes.status_data(summarise(plan, day), Portfolio((plan,)), words())
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert sum(told["counts"].values()) == told["total"] == len(told["measures"])
    assert len({tuple(measure) for measure in told["measures"]}) <= 1
