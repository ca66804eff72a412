"""The share of the plan's time that is gone, beside the share that is delivered."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import SOME_DAY, plans
from tests.trees import changed
from tiltak.data.shapes import status_data
from tiltak.judge.progress import Progress, progress
from tiltak.judge.summary import summarise
from tiltak.model.periods import period
from tiltak.past.promises import Broken
from tiltak.past.report import report
from tiltak.read.load import load
from tiltak.site.pages.plan import front_page
from tiltak.site.view import Site
from tiltak.words.language import words
from tiltak.words.measures import heard_of, progress_in_short
from tiltak.words.measures import progress as said
from tiltak.words.overview import overview

SAY = words()


@pytest.mark.slow
@given(plans(), SOME_DAY, st.integers(1, 9))
def test_both_shares_are_of_the_plan_and_follow_its_counts(plan, day, weight):
    summary = summarise(plan, day)
    found = progress(summary)
    assert 0 <= found.time_percent <= 100
    assert found.delivered == summary.counts["completed"] + summary.counts["in_operation"]
    assert found.delivered + found.unknown <= found.total == summary.total
    assert (found.time_percent == 100) == (summary.day >= plan.end)
    same_weight = replace(
        plan, measures=tuple(replace(m, extra={"weight": weight}) for m in plan.measures)
    )
    weighed = progress(summarise(same_weight, day))
    assert weighed.delivered_percent == found.delivered_percent
    later = progress(summarise(plan, day + timedelta(days=1)))
    assert later.days_over >= found.days_over


def test_weights_are_used_and_said():
    plan = load(changed("weight: 3\n")).portfolio.plans[0]
    found = progress(summarise(plan, date(2020, 12, 31)))
    assert (found.weight, found.total_weight, found.delivered_percent) == (1, 4, 25)
    assert said(found, SAY) == (
        "40 prosent av planens tid er gått. 1 av 2 tiltak er fullført eller i drift (25 prosent). "
        "For ett tiltak er det ikke kjent. Tiltakene teller etter vekten de har i planen."
    )


@pytest.mark.parametrize(
    ("unknown", "language", "sentence"),
    [
        (30, "nb", "1 av 38 tiltak er fullført eller i drift, 30 kan være det."),
        (30, "en", "1 of 38 measures is completed or in operation, 30 may be."),
        (0, "nb", "1 av 38 tiltak er fullført eller i drift (3 prosent)."),
    ],
)
def test_a_share_is_said_in_short_only_where_it_is_known(unknown, language, sentence):
    of = Progress(1, 2, 1, unknown, 38, 1, 38, weighted=False)
    assert progress_in_short(of, words(language)).endswith(sentence)


def test_without_weights_nothing_is_said_of_them():
    plan = load(changed("title: Et eksempel\n")).portfolio.plans[0]
    found = progress(summarise(plan, date(2020, 12, 31)))
    assert found.delivered_percent == 50
    assert "vekt" not in said(found, SAY)


def test_a_plan_without_measures_has_no_share_that_is_delivered():
    plan = replace(load(changed("title: Et eksempel\n")).portfolio.plans[0], measures=())
    found = progress(summarise(plan, date(2024, 1, 1)))
    assert found.delivered_percent is None
    assert said(found, SAY) == "100 prosent av planens tid er gått. Planen har ingen tiltak."


@pytest.mark.parametrize(
    ("delivered", "sentence"),
    [(0, "0 of 38 measures are"), (1, "1 of 38 measures is"), (2, "2 of 38 measures are")],
)
def test_one_measure_is_not_many_in_english(delivered, sentence):
    of = Progress(1, 2, delivered, 0, 38, delivered, 38, weighted=False)
    assert sentence in said(of, words("en"))


WHY = "Selve planen er ikke blant kildene."


def test_a_plan_that_may_have_more_measures_gets_no_share_and_says_so_everywhere():
    texts = changed("title: Et eksempel\n")
    texts["plans/rus/plan.yml"] += f"incomplete: {WHY}\n"
    loaded = load(texts)
    assert not loaded.problems
    plan = loaded.portfolio.plans[0]
    summary = summarise(plan, date(2020, 12, 31))
    found = progress(summary)
    assert found.delivered_percent is None
    assert said(found, SAY).endswith(
        " 1 av 2 kjente tiltak er fullført eller i drift. For ett tiltak er det ikke kjent."
    )
    assert status_data(summary, loaded.portfolio, SAY)["progress"]["delivered_percent"] is None
    front = front_page(Site(loaded.portfolio, date(2020, 12, 31), SAY).views[0]).body()
    assert f"Planen kan ha flere tiltak enn dem som står her. {WHY}" in front
    assert said(found, SAY) in front
    in_round = heard_of(summary.judgements, summary, SAY)
    assert re.match(r"Runden for .+: hørt fra 1 av 2 kjente tiltak\.", in_round)
    assert in_round in front
    numbers = report(loaded.portfolio, plan, period("2020-Q4"), date(2020, 12, 31), "", Broken())
    assert f"to tiltak som er kjent her. {WHY}" in overview(numbers, SAY)[0]
