"""The numbers: on every day of every plan they add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import tries
from tests.mutations import real_files
from tests.strategies import END, SOME_DAY, START, plans
from tests.trees import base, changed, plan
from tiltak.judge import rounds
from tiltak.judge.as_of import as_of
from tiltak.judge.status import ATTENTION, FINAL_PHASES
from tiltak.judge.summary import (
    Summary,
    counted,
    deadlines_in,
    latest_period,
    of_period,
    reported_periods,
    summarise,
)
from tiltak.model.periods import period
from tiltak.model.plan import Milestone, Move, Occurrence
from tiltak.model.when import on
from tiltak.past.promises import moved_promises
from tiltak.read import schema
from tiltak.read.load import load
from tiltak.words.language import words

# ---------------------------------------------------------------------------------------- laws


FEW = tries(20)  # a plan takes a while to think up


def numbers(judgements: object) -> list[int]:
    return sorted(j.measure.number for j in judgements)  # type: ignore[attr-defined]  # any iterable of judgements


@FEW
@given(plans(), SOME_DAY)
def test_counts_have_every_verdict_and_add_up(plan, day):
    summary = summarise(plan, day)
    assert tuple(summary.counts) == schema.values("verdict")
    assert sum(summary.counts.values()) == summary.total == len(plan.measures)
    for verdict, count in summary.counts.items():
        assert len(summary.with_verdict(verdict)) == count


@FEW
@given(plans(), SOME_DAY)
def test_every_measure_is_in_one_focus_area_and_with_one_owner(plan, day):
    summary = summarise(plan, day)
    everyone = numbers(summary.judgements)
    areas = summary.by_focus_area()
    assert [area.id for area, _ in areas] == ["a", "b", "c"]
    assert sorted(n for _, judged in areas for n in numbers(judged)) == everyone
    assert sorted(n for judged in summary.by_owner().values() for n in numbers(judged)) == everyone
    added = [counted(judged) for _, judged in areas]
    assert {v: sum(c[v] for c in added) for v in schema.values("verdict")} == summary.counts


@pytest.mark.slow
@FEW
@given(plans(), SOME_DAY)
def test_only_a_known_owner_owes_and_only_once_the_round_is_over(plan, day):
    summary = summarise(plan, day)
    reported, silent = set(numbers(summary.reported)), set(numbers(summary.not_reported))
    # Who reports in this period after the round of the last one was over has answered late, and was not heard of then.
    assert reported.isdisjoint(silent) or summary.period != summary.round.period
    assert reported.isdisjoint(numbers(summary.owed))
    assert len(silent) == summary.total - summary.heard["in_round"]
    assert set(numbers(summary.owed)) <= silent
    for judged in summary.owed:
        assert judged.measure.owner_confirmed
        assert summary.round.until < day <= max(plan.end, rounds.round_on(plan, plan.end).until)


@FEW
@given(plans(), SOME_DAY)
def test_who_was_heard_of_is_never_called_untold(plan, day):
    for judged in summarise(plan, day).judgements:
        untold = judged.newest_told is None
        assert untold == (judged.freshness.state == "never")
        assert untold or judged.heard != "never"
        in_grace = judged.heard_time and judged.heard_time.last > judged.day
        assert not untold or in_grace or judged.heard in ("open", "never")
        assert not untold or judged.verdict.rule in ("never_reported", "deadline_passed")
        assert untold or judged.verdict.rule != "never_reported" or judged.measure.entries


@FEW
@given(plans(), SOME_DAY)
def test_what_needs_attention_is_all_that_does_the_gravest_first(plan, day):
    summary = summarise(plan, day)
    assert numbers(summary.attention) == numbers(summary.with_verdict(*ATTENTION))
    order = [ATTENTION.index(j.verdict.value) for j in summary.attention]
    assert order == sorted(order)


@FEW
@given(plans(), SOME_DAY)
def test_every_broken_deadline_is_in_the_list_once(plan, day):
    summary = summarise(plan, day)
    lateness = [state.due.last for _, state in summary.late if state.due]
    assert lateness == sorted(lateness)
    assert all(last < summary.day for last in lateness)
    open_measures = [j for j in summary.judgements if j.phase not in FINAL_PHASES]
    assert len(lateness) == sum(m.state == "late" for j in open_measures for m in j.milestones)
    assert set(numbers(summary.with_verdict("delayed"))) >= {
        j.measure.number for j, _ in summary.late
    } - {j.measure.number for j, _ in summary.passed_unreported}


@pytest.mark.slow
@FEW
@given(plans(), SOME_DAY, st.tuples(SOME_DAY, SOME_DAY, SOME_DAY))
def test_what_falls_due_falls_due_in_one_stretch_only(plan, day, ends):
    first, middle, last = sorted(ends)
    summary = summarise(plan, day)
    whole = summary.due_between(first, last)
    assert all(first <= d.due.last <= last for d in whole)
    assert [d.due for d in whole] == sorted(d.due for d in whole)
    parts = (
        *summary.due_between(first, middle),
        *summary.due_between(middle + timedelta(days=1), last),
    )
    assert sorted((d.due, d.measure.number) for d in parts) == [
        (d.due, d.measure.number) for d in whole
    ]


@FEW
@given(plans(), SOME_DAY)
def test_the_facts_add_up_to_the_plan(plan, day):
    summary = summarise(plan, day)
    assert sum(summary.heard.values()) == sum(summary.counts.values()) == summary.total
    for name in ("kept", "ahead", "passed_late", "passed_unknown", "not_counting"):
        of_measures = [getattr(j.deadlines, name) for j in summary.judgements]
        assert getattr(summary.deadlines, name) == sum(of_measures)
        assert min(of_measures, default=0) >= 0
    assert deadlines_in(summary.passed_unreported) == summary.deadlines.passed_unknown


@FEW
@given(plans(), SOME_DAY)
def test_nobody_owes_a_report_while_the_round_is_open(plan, day):
    summary = summarise(plan, day)
    owing = summary.heard["not_heard"] + summary.heard["never"]
    assert not (owing and summary.heard["open"])
    assert not owing or day > summary.round.until


@pytest.mark.slow
@FEW
@given(plans(), st.sampled_from(["2020-Q1", "2021-Q3", "2022-Q4"]))
def test_each_deadline_runs_out_in_one_period(plan, name):
    """Also one on a period's last day, which is neither passed nor ahead then."""
    first = period(name)
    shown = [of_period(plan, p).due_in_period for p in (first, first.next())]
    for run_out, stretch in zip(shown, (first, first.next()), strict=True):
        assert all(stretch.start <= d.due.last <= stretch.end for d in run_out)
    summary = of_period(plan, first)
    told = {(d.judged.measure.number, d.state.milestone.id, d.due) for d in summary.due_in_period}
    for judged in summary.judgements:
        for state in judged.milestones:
            if not state.milestone.repeat and state.due and state.due.last == first.end:
                assert (judged.measure.number, state.milestone.id, state.due) in told


@FEW
@given(plans(), SOME_DAY)
def test_after_its_clock_has_stopped_a_plan_stands_still(plan, day):
    stopped = summarise(plan, day)
    followed = plan.followed_through and plan.followed_through.date
    assert stopped.day <= min(plan.end, followed or plan.end, day) or stopped.day == day
    again = summarise(plan, stopped.day, today=day)
    assert again.judgements == stopped.judgements
    if stopped.judged_day.stopped_by:
        later = summarise(plan, day + timedelta(days=500))
        assert (later.day, later.counts) == (stopped.day, stopped.counts)


@pytest.mark.slow
@FEW
@given(plans(), SOME_DAY)
def test_without_later_entries_as_of_a_day_is_now(plan, day):
    """Nothing in the files is dated after the day: asking for the day and asking today are the same."""
    summary = summarise(plan, day)
    told_until = max(summary.day, summary.round.answered_until)
    earlier = replace(plan, measures=tuple(as_of(m, told_until) for m in plan.measures))
    assert summarise(earlier, day).judgements == summary.judgements


@FEW
@given(plans(), SOME_DAY)
def test_decisions_name_a_reason_for_each(plan, day):
    for judged, reasons in summarise(plan, day).decisions:
        assert reasons
        assert set(reasons) <= {"paused", "off_track", "funding"}
        assert judged.phase not in FINAL_PHASES


@pytest.mark.slow
@FEW
@given(plans(), st.dates(START, END))
def test_reported_periods_are_over_and_follow_each_other(plan, today):
    periods = reported_periods(plan, today)
    assert all(p.end <= today for p in periods)
    assert list(periods) == [
        p for i, p in enumerate(periods) if i == 0 or periods[i - 1].next() == p
    ]
    if periods:
        assert periods[-1] == latest_period(plan, today)


# ------------------------------------------------------------------------------- the real plan


@pytest.fixture(scope="module")
def real():
    (plan,) = (p for p in load(real_files()).portfolio.plans if p.id == "rus-2019")
    return plan


def test_the_real_plan_adds_up_on_every_day_of_its_life(real):
    plan = replace(real, followed_through=None)
    day = plan.start - timedelta(days=2)
    while day <= plan.end + timedelta(days=2):
        assert sum(summarise(plan, day).counts.values()) == 38
        day += timedelta(days=13)


def test_before_the_adoption_nobody_has_reported(real):
    summary = summarise(real, date(2019, 6, 16))
    assert summary.counts["missing_report"] == 38
    assert not summary.adopted


# --------------------------------------------------------------------------------- by example


def summary_of(text: str, day: str, kind: str = "measure") -> Summary:
    (plan,) = load(changed(text, kind)).portfolio.plans
    return summarise(plan, date.fromisoformat(day))


def test_the_numbers_of_a_small_plan():
    (plan,) = load(base()).portfolio.plans
    summary = summarise(plan, date(2020, 12, 31))
    assert {v: n for v, n in summary.counts.items() if n} == {
        "in_operation": 1,
        "missing_report": 1,
    }
    assert numbers(summary.reported) == [2]
    assert numbers(summary.not_reported) == numbers(summary.never_reported) == [1]
    assert summary.proposed_owners == ()  # nobody is proposed where nobody is named


MOVED = """
milestones:
  - {id: a, title: Lenge, baseline: 2020-01-31, due: 2021-12-31, moved: [{date: 2020-01-31, from: 2020-01-31, reason: funding}]}
  - {id: b, title: Ukjent, due: 2021-12-31, moved: [{date: 2020-06-30}]}
  - {id: c, title: Kort, baseline: 2021-01-31, due: 2021-06-30}
  - {id: d, title: Urørt, baseline: 2021-12-31, due: 2021-12-31}
"""


def test_goal_posts_that_moved_the_longest_way_first():
    moved = moved_promises(summary_of(MOVED, "2020-12-31"))
    assert [(m.milestone.id, m.days, m.explained) for m in moved] == [
        ("a", 700, True), ("c", 150, False), ("b", None, False),
    ]  # fmt: skip


def test_a_goal_post_is_not_moved_before_it_was():
    assert [m.milestone.id for m in moved_promises(summary_of(MOVED, "2020-02-29"))] == ["a", "c"]


DUE = """
status:
  - {date: 2020-12-31, phase: in_progress}
milestones:
  - {id: early, title: Første dag, due: 2021-01-01}
  - {id: end, title: Siste dag, due: 2021-03-31}
  - {id: after, title: Dagen etter, due: 2021-04-01}
  - {id: done, title: Nådd, due: 2021-02-01, done: 2020-12-01}
  - {id: monthly, title: Møte, due: 2020-11-30, repeat: monthly, occurrences: [{done: 2020-12-30}, {done: 2020-11-30}]}
  - {id: none, title: Uten frist}
"""


def test_what_is_due_in_the_next_period():
    due = summary_of(DUE, "2020-12-31").due_next
    assert [(d.milestone.id, str(d.due)) for d in due] == [
        ("early", "2021-01-01"), ("monthly", "2021-01-31"), ("monthly", "2021-02-28"), ("end", "2021-03-31"), ("monthly", "2021-03-31"),
    ]  # fmt: skip


def test_a_measure_that_is_finished_has_nothing_due_and_nothing_late():
    text = DUE.replace("in_progress", "stopped, reason: funding, note: Slutt.")
    assert summary_of(text, "2020-12-31").due_next == ()
    assert summary_of(text, "2021-06-30").late == ()


def test_a_period_that_is_not_over_ends_today():
    (plan,) = load(base()).portfolio.plans
    assert of_period(plan, period("2021-Q1"), date(2021, 2, 1)).day == date(2021, 2, 1)
    assert of_period(plan, period("2020-Q4"), date(2021, 2, 1)).day == date(2020, 12, 31)
    assert of_period(plan, period("2025"), date(2026, 1, 1)).day == plan.end


def test_a_plan_without_measures_has_only_zeros():
    (plan,) = load(base()).portfolio.plans
    empty = summarise(replace(plan, measures=()), date(2020, 12, 31))
    assert set(empty.counts.values()) == {0}
    assert (empty.total, empty.attention, empty.due_next) == (0, (), ())
    assert moved_promises(empty) == ()


def test_the_last_occurrence_that_was_met_is_not_due_again():
    (plan,) = load(base()).portfolio.plans
    milestone = Milestone(
        "m",
        "M",
        due=on(date(2023, 12, 1)),
        repeat="yearly",
        occurrences=(Occurrence(on(date(2023, 11, 1))),),
        moved=(Move(on(date(2020, 1, 1))),),
    )
    measure = replace(plan.measures[0], milestones=(milestone,))
    summary = summarise(replace(plan, measures=(measure,)), date(2023, 11, 15))
    assert summary.due_between(date(2023, 11, 16), plan.end) == ()


def test_a_milestone_that_comes_back_may_have_missed_several_deadlines():
    text = (
        "number: 1\ntitle: A\nfocus_area: tidlig-innsats\nkind: recurring\nstatus: []\n"
        "milestones:\n  - {id: messe, title: Messe, due: 2019-06-30, repeat: yearly}\n"
    )
    (plan_,) = load(plan(text)).portfolio.plans
    found = summarise(plan_, date(2020, 12, 31)).late
    assert len(found) == 1
    assert deadlines_in(found) == 2
    assert "Det samme gjelder 30. juni 2020." in words().late(found[0][1])
