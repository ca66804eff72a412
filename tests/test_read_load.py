"""Texts become a portfolio and a list of problems, whatever the texts are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import tries
from tests.mutations import mutated_text, real_files
from tests.trees import base, changed
from tiltak.checks import rules
from tiltak.judge.as_of import as_of
from tiltak.judge.summary import summarise
from tiltak.model.source import Source
from tiltak.past.promises import moved_promises
from tiltak.problems import Place, capped
from tiltak.read.load import kind_of, load, source_of

TODAY = date(2021, 3, 1)


# ------------------------------------------------------------------------------- the real plan


def test_the_real_plan_is_in_order_with_38_measures_and_a_source_for_every_entry():
    portfolio, problems = load(real_files())
    assert problems == []
    (the_plan,) = (p for p in portfolio.plans if p.id == "rus-2019")
    assert [m.number for m in the_plan.measures] == list(range(1, 39))
    for measure in the_plan.measures:
        for entry in measure.entries:
            assert entry.source, f"{entry.place} says nothing of where it is from"
            assert the_plan.document(entry.source.document)
        for mention in measure.mentions:
            assert the_plan.document(mention.source.document)


# ---------------------------------------------------------------------------------- what loads


def test_files_become_the_model():
    (the_plan,), units = load(base()).portfolio.plans, load(base()).portfolio.units
    first, second = the_plan.measures
    assert (first.id, first.title, first.path) == (
        "rus/1",
        "Et eksempel",
        "measures/rus/01-eksempel.yml",
    )
    assert second.entries[0].phase == "in_operation"
    assert second.entries[0].place == Place("measures/rus/02-annet.yml", 6, 5)
    assert set(units) == {"bystyret", "helsehuset"}
    assert (the_plan.silent_after_months, the_plan.grace_days) == (12, 30)


def test_a_broken_file_is_left_out_and_the_others_load():
    portfolio, problems = load(changed("status: nei\n"))
    assert [m.number for m in portfolio.plans[0].measures] == [2]
    assert {p.place.path for p in problems} == {"measures/rus/01-eksempel.yml"}


def test_measures_of_a_plan_without_a_file_are_in_no_plan():
    portfolio, problems = load(
        {"measures/rus/01-eksempel.yml": base()["measures/rus/01-eksempel.yml"]}
    )
    assert portfolio.plans == ()
    assert problems == []  # `checks.missing_plan` tells it


def test_nothing_at_all_loads():
    assert load({}).portfolio.plans == ()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("measures/rus-2019/14-mo-senter.yml", "measure"),
        ("measures/rus-2019/014-mo-senter.yml", "measure"),
        ("measures/rus-2019/14-mo-senter.yaml", ""),
        ("measures/rus-2019/14.yml", ""),
        ("measures/rus-2019/12345-x.yml", ""),
        ("measures/rus-2019/\u0661-x.yml", ""),  # a digit, but not one of ours
        ("measures/14-x.yml", ""),
        ("plans/units.yml", "units"),
        ("plans/rus-2019/plan.yml", "plan"),
        ("plans/plan.yml", ""),
        ("plans/rus-2019/indikatorer.yml", ""),
    ],
)
def test_what_a_path_names(path, kind):
    assert kind_of(path) == kind


def test_a_file_of_the_plan_with_a_meaning_of_its_own_is_left_alone():
    assert load(base() | {"plans/rus/indikatorer.yml": "what: ever\n"}).problems == []


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("hop-2021#9.10", Source("hop-2021", "9.10")),
        ("plan", Source("plan")),
        ("rus-2019/plan#vedlegg: A # B", Source("rus-2019/plan", "vedlegg: A # B")),
    ],
)
def test_a_source_is_a_document_and_a_place_in_it(written, source):
    assert source_of(written) == source
    assert str(source) == written


# --------------------------------------------------------------------------- whatever they are


def everything(files: dict[str, str | bytes], today: date) -> None:
    """Load, check and judge: nothing raises, and every problem has words, a file and advice."""
    loaded = load(files)
    for problem in capped(rules.all_problems(loaded, today)):
        assert problem.place.path in files
        assert problem.message
        assert problem.hint
    for the_plan in loaded.portfolio.plans:
        summary = summarise(the_plan, today)
        assert sum(summary.counts.values()) == summary.total
        _ = summary.late, summary.due_next, summary.attention, summary.decisions
        _ = moved_promises(summary)


DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.slow
@tries(25)
@given(st.lists(mutated_text(), min_size=1, max_size=3), DAYS)
def test_no_file_can_stop_a_run(broken, today):
    everything({**real_files(), **dict(broken)}, today)


@given(
    st.dictionaries(
        st.sampled_from([*base(), "plans/x/plan.yml", "measures/rus/x.yml"]),
        st.binary(max_size=120),
    )
)
def test_no_bytes_can_stop_a_run(files):
    everything({**base(), **files}, TODAY)


@pytest.mark.slow
@tries(25)
@given(mutated_text(), DAYS, st.integers(0, 800))
def test_as_of_never_sees_the_future(broken, day, later):
    """Of a measure with whatever dates: nothing that is dated after the day is left in it."""
    loaded = load({**real_files(), **dict([broken])})
    for measure in loaded.portfolio.measures():
        then = as_of(measure, day)
        seen = [e.date for e in then.entries] + [m.date for m in then.mentions]
        for milestone in then.milestones:
            seen += [m.date for m in milestone.moved] + [o.done for o in milestone.occurrences]
            seen += [d for d in (milestone.done, milestone.promised) if d]
        assert all(time.last <= day for time in seen)
        assert as_of(as_of(measure, day + timedelta(days=later)), day) == then
        assert as_of(then, day) == then


@pytest.mark.slow
def test_a_plan_of_thousands_of_measures_loads():
    text = base()["measures/rus/01-eksempel.yml"]
    many = {
        f"measures/rus/{n:04}-x.yml": text.replace("number: 1", f"number: {n}")
        for n in range(3, 3000)
    }
    portfolio, problems = load(base() | many)
    assert problems == []
    assert len(portfolio.plans[0].measures) == 2999
