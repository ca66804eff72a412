"""Measures and plans of every shape that files can give, for Hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from tiltak.model.plan import (
    Amount,
    Entry,
    FocusArea,
    Followed,
    Funding,
    Measure,
    Milestone,
    Move,
    Occurrence,
    Plan,
)
from tiltak.model.recurrence import FREQUENCIES
from tiltak.model.source import Source
from tiltak.model.when import When, of_precision, on
from tiltak.read import schema

START, END = date(2019, 1, 1), date(2023, 12, 31)
SOME_DAY = st.dates(START - timedelta(days=400), END + timedelta(days=400))
SOME_TIME = st.one_of(
    st.builds(on, SOME_DAY),
    st.builds(of_precision, SOME_DAY, st.sampled_from(schema.values("precision"))),
    st.builds(
        lambda one, other: When(max(one, other), min(one, other), "span"), SOME_DAY, SOME_DAY
    ),
)
ENTRIES = st.one_of(
    st.builds(
        Entry,
        date=SOME_TIME,
        phase=st.sampled_from(schema.values("phase")),
        confidence=st.sampled_from(["", *schema.values("confidence")]),
        reason=st.sampled_from(["", *schema.values("reason")]),
        into=st.just(2),
    ),
    st.builds(Entry, date=SOME_TIME, unchanged=st.just(value=True)),
)
MOVES = st.builds(Move, date=SOME_TIME, previous=st.none() | SOME_TIME)
ONCE = st.builds(
    Milestone, id=st.just("a"), title=st.just("A"), baseline=st.none() | SOME_TIME, due=st.none() | SOME_TIME,
    promised=st.none() | SOME_TIME, moved=st.lists(MOVES, max_size=3).map(tuple), done=st.none() | SOME_TIME,
)  # fmt: skip
REPEATED = st.builds(
    Milestone, id=st.just("b"), title=st.just("B"), due=st.none() | SOME_TIME,
    repeat=st.sampled_from([*FREQUENCIES, "FREQ=YEARLY;BYDAY=XX"]),
    occurrences=st.lists(st.builds(Occurrence, done=SOME_TIME), max_size=4).map(tuple),
)  # fmt: skip
MEASURES = st.builds(
    Measure, plan_id=st.just("p"), number=st.just(1), title=st.just("T"), focus_area=st.just("f"), kind=st.just("establish"),
    entries=st.lists(ENTRIES, max_size=4).map(tuple), milestones=st.lists(ONCE | REPEATED, max_size=3).map(tuple),
)  # fmt: skip
AMOUNTS = st.builds(
    Amount, kind=st.sampled_from(schema.values("amount_kind")), kroner=st.integers(0, 10**12), source=st.just(Source("plan")),
    year=st.none() | st.integers(2019, 2022), precision=st.sampled_from(["", *schema.values("figure_precision")]),
)  # fmt: skip
FUNDINGS = st.none() | st.builds(
    Funding, st.sampled_from(schema.values("funding_decision")), amounts=st.lists(AMOUNTS, max_size=3).map(tuple)
)  # fmt: skip
PLAN = Plan("p", "Plan", "Kommune", START, END, "quarter", (), ())


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan with up to four measures, in any calendar, reported through some day or none."""
    measures = tuple(
        replace(
            draw(MEASURES),
            number=number,
            focus_area=draw(st.sampled_from(["a", "b"])),
            owner=draw(st.sampled_from(["", "x", "y"])),
            unconfirmed=draw(st.sampled_from([(), ("owner",)])),
            funding=draw(FUNDINGS),
        )
        for number in range(1, draw(st.integers(0, 4)) + 1)
    )
    return replace(
        PLAN,
        calendar=draw(st.sampled_from(schema.values("calendar"))),
        focus_areas=(FocusArea("a", "A"), FocusArea("b", "B"), FocusArea("c", "C")),
        adopted=draw(st.none() | SOME_DAY.map(on)),
        followed_through=draw(
            st.none() | st.builds(Followed, SOME_DAY, st.just("x"), st.just("y"))
        ),
        silent_after_months=draw(st.integers(1, 24)),
        measures=measures,
    )
