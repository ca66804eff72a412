"""How a measure stands on a day.

A case in cases/status/ is a measure (with a plan where it needs one) and the days it is looked at;
beside it stands what is said of it on each of them. Each was worked out by hand before it was kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.strategies import END, MEASURES, ONCE, PLAN, REPEATED, SOME_DAY, START
from tests.trees import CASES, plan
from tiltak.judge.as_of import as_of, judged_day
from tiltak.judge.status import FINAL_PHASES, RULES, Rule, judge, milestone_state
from tiltak.model.plan import Entry, Measure, Milestone, Plan
from tiltak.model.recurrence import FREQUENCIES, deadlines, met_deadlines
from tiltak.model.when import When, of_precision, on
from tiltak.read import schema
from tiltak.read.load import load
from tiltak.words import catalogues
from tiltak.words.language import words
from tiltak.words.languages import LANGUAGES
from tiltak.words.measures import timeliness

DAYS = sorted((CASES / "status").glob("*.yml"))


# ---------------------------------------------------------------------------------- case files


@pytest.mark.parametrize("path", DAYS, ids=lambda path: path.stem)
def test_how_a_measure_stands(path, expected):
    text = path.read_text(encoding="utf-8")
    (the_plan,) = load(plan(text)).portfolio.plans
    measure = the_plan.measure(1)
    assert measure
    head = text.splitlines()[0].removeprefix("# days: ")
    said = [line for day in head.split() for line in of_day(measure, the_plan, day)]
    expected(path.with_suffix(".out"), "\n".join(said) + "\n")


def of_day(measure: Measure, the_plan: Plan, day: str) -> Iterator[str]:
    stopped = judged_day(the_plan, date.fromisoformat(day))
    judged = judge(measure, the_plan, stopped.day)
    yield day + (
        f" (the clock stands at {stopped.day}: {stopped.stopped_by})" if stopped.stopped_by else ""
    )
    yield f"  {judged.verdict.value} by {judged.verdict.rule}: {words().why(judged, the_plan)}"
    yield f"  {judged.timeliness.state} {judged.timeliness.days}: {timeliness(judged, words())}"
    yield f"  {judged.freshness.state} {judged.freshness.age_days}: {words().freshness(judged)}"
    for m in judged.milestones:
        slip = "" if m.slip_days is None else f", {m.slip_days} from the first"
        missed = f", missed {' '.join(map(str, m.missed))}" if m.missed else ""
        yield f"  {m.milestone.id}: {m.state} {m.days}, due {m.due}, done {m.done}{slip}{missed}"


# ----------------------------------------------------------------- what each rule must bring with it


@cache
def interface_texts() -> frozenset[object]:
    """What can be said in another language: tests/test_words_catalogues.py holds it to be the texts of today."""
    return frozenset(text.id for text in catalogues.read("nn"))


def lacks(rule: Rule) -> list[str]:
    """What a page, a report or another language needs of a rule and does not get."""
    outcome = rule.outcome
    texts = interface_texts()
    seen = {choice.value: choice for choice in schema.choices("verdict")}.get(outcome.value)
    same_place = {
        r.outcome.value for r in RULES if isinstance(r.outcome.attention, int)
        and r.outcome.attention == outcome.attention
    }  # fmt: skip
    brought = {
        "sentence": rule.sentence in texts,
        "clause": outcome.clause in texts and all("{subject}" in text for text in outcome.clause),
        "label": seen and seen.title,
        "colour": seen and seen.colour_light and seen.colour_dark,
        "attention, or why it needs none": outcome.attention,
        "place of its own": not same_place - {outcome.value},
    }
    return [what for what, there in brought.items() if not there]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_brings_its_words_its_colours_and_its_place(rule):
    assert lacks(rule) == []


RISKY = next(rule for rule in RULES if rule.name == "at_risk")


@pytest.mark.parametrize(
    ("rule", "lacking"),
    [
        (RISKY, []),
        (replace(RISKY, sentence="Meldt som «unfunded»."), ["sentence"]),
        (replace(RISKY, outcome=replace(RISKY.outcome, clause=("", ""))), ["clause"]),
        (replace(RISKY, outcome=replace(RISKY.outcome, value="unfunded", attention=9)), ["label", "colour"]),
        (replace(RISKY, outcome=replace(RISKY.outcome, attention="")), ["attention, or why it needs none"]),
        (replace(RISKY, outcome=replace(RISKY.outcome, attention=1)), ["place of its own"]),
    ],
)  # fmt: skip
def test_what_a_new_rule_lacks_is_told(rule, lacking):
    assert lacks(rule) == lacking


def test_every_phase_gives_a_verdict_where_nothing_else_does():
    """So the last rules leave nothing over, and nobody is told of silence where something was reported."""
    for phase in schema.values("phase"):
        entry = Entry(on(PLAN.start), phase=phase)
        judged = judge(Measure("p", 1, "T", "f", "establish", entries=(entry,)), PLAN, PLAN.start)
        assert judged.verdict.value == phase


# ------------------------------------------------------------------------- recurring deadlines


def days(text: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in text.split())


@pytest.mark.parametrize(
    ("repeat", "first", "until", "due"),
    [
        ("yearly", "2019-12-31", "2021-12-31", "2019-12-31 2020-12-31 2021-12-31"),
        ("yearly", "2020-02-29", "2024-12-31", "2020-02-29 2021-02-28 2022-02-28 2023-02-28 2024-02-29"),
        ("yearly", "2019-02-28", "2021-12-31", "2019-02-28 2020-02-28 2021-02-28"),
        ("every_other_year", "2020-02-29", "2024-12-31", "2020-02-29 2022-02-28 2024-02-29"),
        ("monthly", "2020-01-31", "2020-05-31", "2020-01-31 2020-02-29 2020-03-31 2020-04-30 2020-05-31"),
        ("monthly", "2020-01-30", "2020-04-30", "2020-01-30 2020-02-29 2020-03-30 2020-04-30"),
        ("monthly", "2021-01-29", "2021-03-31", "2021-01-29 2021-02-28 2021-03-29"),
        ("monthly", "2020-04-30", "2020-06-30", "2020-04-30 2020-05-31 2020-06-30"),
        ("quarterly", "2019-09-30", "2020-06-30", "2019-09-30 2019-12-31 2020-03-31 2020-06-30"),
        ("quarterly", "2020-01-15", "2020-08-01", "2020-01-15 2020-04-15 2020-07-15"),
        ("half_yearly", "2019-06-30", "2020-12-31", "2019-06-30 2019-12-31 2020-06-30 2020-12-31"),
        ("half_yearly", "2019-08-31", "2020-08-31", "2019-08-31 2020-02-29 2020-08-31"),
        ("FREQ=MONTHLY;INTERVAL=4", "2020-04-30", "2021-01-01", "2020-04-30 2020-08-30 2020-12-30"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "2020-03-27", "2020-07-01", "2020-03-27 2020-06-26"),
        ("FREQ=WEEKLY;INTERVAL=2", "2020-12-28", "2021-01-31", "2020-12-28 2021-01-11 2021-01-25"),
        ("yearly", "2021-01-01", "2020-12-31", ""),
        ("FREQ=YEARLY;BYDAY=XX", "2020-01-01", "2023-12-31", ""),
        ("FREQ=YEARLY;BYDAY=60MO", "2020-01-01", "2023-12-31", ""),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2020-01-01", "2023-12-31", ""),
    ],
)  # fmt: skip
def test_deadlines_of_a_rule(repeat, first, until, due):
    milestone = Milestone("m", "M", due=on(date.fromisoformat(first)), repeat=repeat)
    assert deadlines(milestone, date.fromisoformat(until)) == tuple(map(on, days(due)))


@pytest.mark.parametrize(
    "milestone",
    [Milestone("m", "M", due=on(date(2020, 1, 1))), Milestone("m", "M", repeat="yearly")],
)
def test_without_a_rule_or_a_date_there_are_no_deadlines(milestone):
    assert deadlines(milestone, date(2030, 1, 1)) == ()


@given(st.sampled_from(sorted(FREQUENCIES)), st.dates(date(1995, 1, 1), date(2060, 1, 1)))
def test_a_plain_word_begins_on_its_date_and_skips_no_turn(repeat, first):
    months = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12, "every_other_year": 24}[
        repeat
    ]
    until = first + timedelta(days=366 * 9)
    found = deadlines(Milestone("m", "M", due=on(first), repeat=repeat), until)
    assert found[0] == on(first)
    turns = [due.last.year * 12 + due.last.month for due in found]
    assert turns == list(range(turns[0], turns[-1] + 1, months))


@pytest.mark.parametrize(
    ("exact", "done", "met"),
    [
        # two deadlines on 31 August 2019 and 2020
        (True, "2019-08-31", "2019-08-31"),
        (True, "2019-09-02", "2019-08-31"),  # late, not a year early
        (True, "2020-08-01", "2020-08-31"),
        (True, "2019-09-02 2020-02-01", "2019-08-31 2020-08-31"),  # one too many counts ahead
        (True, "2019-01-01 2019-06-01", "2019-08-31"),  # … but not for a deadline after the next
        (
            True,
            "2020-08-30 2020-08-31",
            "2019-08-31 2020-08-31",
        ),  # … or makes up for one that was missed
        (True, "2021-06-01", "2020-08-31"),
        (False, "2019-09-02", "2020-08-31"),  # a stretch from September to August
        (False, "2019-09-02 2020-01-01", "2019-08-31 2020-08-31"),
        (False, "2021-06-01", "2020-08-31"),
        (False, "2021-06-01 2021-07-01 2021-08-01", "2020-08-31"),
        (True, "", ""),
    ],
)
def test_which_deadline_was_met(exact, done, met):
    dues = [
        due if exact else WHOLE_YEAR.ending(due.last)
        for due in map(on, days("2019-08-31 2020-08-31"))
    ]
    places = met_deadlines(dues, map(on, days(done)))
    assert [dues[i].last for i in sorted(places)] == list(days(met))


WHOLE_YEAR = When(date(2019, 8, 31), date(2018, 9, 1), "span")


@given(st.lists(st.dates(date(2018, 1, 1), date(2024, 1, 1)), max_size=6), st.booleans())
def test_nothing_done_counts_twice_and_order_does_not_matter(done, exact):
    precision = "day" if exact else "year"
    due = [
        of_precision(day, precision) for day in days("2019-12-31 2020-12-31 2021-12-31 2022-12-31")
    ]
    times = [on(day) for day in done]
    met = met_deadlines(due, times)
    assert met <= set(range(len(due)))
    assert len(met) <= len(done)
    assert met == met_deadlines(due, times[::-1])


# ---------------------------------------------------------------------------------------- laws


@given(MEASURES, SOME_DAY)
def test_there_is_always_one_verdict_with_a_rule_and_words_for_it(measure, day):
    judged = judge(measure, PLAN, day)
    assert judged.verdict.value in schema.values("verdict")
    assert judged.timeliness.state in schema.values("timeliness")
    assert judged.freshness.state in schema.values("freshness")
    for say in map(words, LANGUAGES):
        for sentence in (say.why(judged, PLAN), timeliness(judged, say), say.freshness(judged)):
            assert sentence
            assert "{" not in sentence
            assert "None" not in sentence


@given(MEASURES, SOME_DAY, SOME_DAY)
def test_what_came_later_changes_no_earlier_day(measure, day, later):
    day, later = min(day, later), max(day, later)
    assert judge(as_of(measure, later), PLAN, day) == judge(measure, PLAN, day)


@given(MEASURES)
def test_as_of_the_last_day_is_now(measure):
    """A day after everything in the file: nothing is left out and nothing is changed but the order."""
    last = END + timedelta(days=401)
    then = as_of(measure, last)
    assert sorted(then.entries, key=lambda e: e.date) == sorted(
        measure.entries, key=lambda e: e.date
    )
    assert [(m.due, m.done, len(m.moved), m.occurrences) for m in then.milestones] == [
        (m.due, m.done, len(m.moved), m.occurrences) for m in measure.milestones
    ]


@given(MEASURES, SOME_DAY)
def test_silence_is_never_green(measure, day):
    """Whatever is green has been reported within the plan's months, or was finished."""
    judged = judge(measure, PLAN, day)
    if judged.verdict.value not in ("missing_report", "deadline_passed", "delayed", *FINAL_PHASES):
        assert judged.entry
        heard_for = max(time.first for time in (judged.entry.date, *judged.reached))
        assert (day - heard_for).days <= 366
    if not judged.measure.entries:
        assert judged.verdict.value in ("missing_report", "deadline_passed")


@given(MEASURES, SOME_DAY, SOME_DAY)
def test_falling_silent_never_lowers_the_number_of_passed_deadlines(measure, day, later):
    day, later = min(day, later), max(day, later)
    silent = as_of(measure, day)
    assert judge(silent, PLAN, later).deadlines.passed >= judge(silent, PLAN, day).deadlines.passed


@given(MEASURES, SOME_DAY, st.sampled_from(["paused", "stopped", "merged"]))
def test_no_word_takes_a_passed_deadline_away(measure, day, phase):
    before = as_of(measure, day)
    assume(judge(before, PLAN, day).phase not in FINAL_PHASES)
    said = replace(before, entries=(Entry(on(day), phase=phase, into=2), *before.entries))
    assert judge(said, PLAN, day).deadlines.passed == judge(before, PLAN, day).deadlines.passed


@pytest.mark.slow
@given(MEASURES, SOME_DAY)
def test_nobody_is_delayed_because_nobody_writes(measure, day):
    """«Forsinket» needs somebody's word: an entry after the deadline, or one that warned of it."""
    judged = judge(measure, PLAN, day)
    if judged.verdict.value == "delayed":
        assert judged.confidence == "off_track" or judged.deadlines.passed_late
    if judged.deadlines.passed_unknown and not judged.measure.entries:
        assert judged.verdict.value == "deadline_passed"


def test_silence_leaves_what_is_late_as_it_is():
    """Said to be late once, it stays so however long nobody writes; said by nobody, it may have been kept."""
    due = Milestone("a", "A", due=on(date(2020, 6, 30)))
    after = Entry(on(date(2020, 7, 15)), phase="in_progress")
    before = Entry(on(date(2020, 6, 15)), phase="in_progress")
    for entry, verdict in ((after, "delayed"), (before, "deadline_passed")):
        measure = Measure("p", 1, "T", "f", "establish", entries=(entry,), milestones=(due,))
        for day in (date(2020, 7, 31), date(2021, 12, 31), date(2023, 12, 31)):
            assert judge(measure, PLAN, day).verdict.value == verdict


@given(MEASURES, SOME_DAY)
def test_a_broken_deadline_is_never_on_schedule(measure, day):
    judged = judge(measure, PLAN, day)
    late = [m for m in judged.milestones if m.state == "late"]
    assert (judged.timeliness.state == "late") == bool(late)
    for m in late:
        assert m.due
        assert m.due.last < day
        assert m.days == ((day - m.due.last).days if m.due.is_day else None)
    if late and judged.verdict.value in ("in_progress", "planning", "not_started", "at_risk"):
        raise AssertionError("a broken deadline was not told")


@given(ONCE, SOME_DAY)
def test_the_baseline_is_the_deadline_before_every_move(milestone, day):
    """However a deadline was moved, on a day before the first move it is the one that was first promised."""
    then = as_of(Measure("p", 1, "T", "f", "establish", milestones=(milestone,)), day)
    for m in then.milestones:
        assert m.baseline == milestone.baseline
        if milestone.moved and not m.moved:
            oldest = min(milestone.moved, key=lambda move: move.date)
            candidates = {mv.previous for mv in milestone.moved if mv.date == oldest.date}
            assert m.due in candidates | {milestone.baseline}
        if not milestone.moved:
            assert m.due == milestone.due


@given(REPEATED, st.dates(START, END))
def test_a_recurring_milestone_is_late_only_for_a_day_that_passed_unmet(milestone, day):
    assume(milestone.repeat in FREQUENCIES)
    state = milestone_state(
        as_of(Measure("p", 1, "T", "f", "recurring", milestones=(milestone,)), day).milestones[0],
        day,
        END,
    )
    assert all(missed.last < day for missed in state.missed)
    if state.state == "late":
        assert state.due in state.missed
    if state.state in ("upcoming", "due_soon"):
        assert state.due
        assert state.due.last >= day or not deadlines(milestone, END)
    met_since_due = [
        o.done for o in milestone.occurrences if state.due and state.due.last <= o.done.last <= day
    ]
    if milestone.due and state.state == "late" and milestone.due.first == milestone.due.last:
        assert not met_since_due  # done after the deadline, it was late and is not any more
