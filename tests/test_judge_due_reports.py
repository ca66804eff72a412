"""For any day of the year and every calendar: which period is the one to report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.commandline import ran
from tests.examples import tries
from tests.trees import copy_of_the_plan, copy_of_the_small_plan
from tiltak import cli
from tiltak.judge import due_reports
from tiltak.judge.summary import latest_period, reported_periods
from tiltak.model.periods import LETTERS, containing, period
from tiltak.model.plan import Followed, Plan, Portfolio
from tiltak.model.when import on
from tiltak.read import schema

CALENDARS = tuple(LETTERS)
A_DAY = timedelta(days=1)

STRAND = Plan(
    id="strand",
    title="Plan for rene strender",
    municipality="Fjordby",
    start=date(2019, 1, 1),
    end=date(2026, 12, 31),
    adopted=on(date(2019, 6, 17)),
    calendar="quarter",
    focus_areas=(),
    documents=(),
)


def strand(calendar: str = "quarter", grace_days: int = 30) -> Plan:
    return replace(STRAND, calendar=calendar, grace_days=grace_days)


plans = st.builds(
    strand, calendar=st.sampled_from(CALENDARS), grace_days=st.integers(min_value=0, max_value=366)
)
days = st.dates(min_value=date(2018, 1, 1), max_value=date(2030, 12, 31))


def test_calendars_are_those_of_the_schema():
    assert set(CALENDARS) == set(schema.values("calendar"))


# ------------------------------------------------------------------- which period on which day

# The last day on which a period is not yet due, and the first on which it is; 30 days of grace.
TURNS = [
    ("quarter", "2021-05-01", "2020-Q4", "2021-Q1"),
    ("quarter", "2021-07-31", "2021-Q1", "2021-Q2"),
    ("quarter", "2021-10-31", "2021-Q2", "2021-Q3"),
    ("quarter", "2022-01-31", "2021-Q3", "2021-Q4"),
    ("tertial", "2021-05-31", "2020-T3", "2021-T1"),
    ("tertial", "2021-10-01", "2021-T1", "2021-T2"),
    ("tertial", "2022-01-31", "2021-T2", "2021-T3"),
    ("half_year", "2021-07-31", "2020-H2", "2021-H1"),
    ("half_year", "2022-01-31", "2021-H1", "2021-H2"),
    ("year", "2022-01-31", "2020", "2021"),
]


@pytest.mark.parametrize(("calendar", "turn", "before", "after"), TURNS)
def test_period_is_due_the_day_after_its_last_day_of_grace(calendar, turn, before, after):
    day = date.fromisoformat(turn)
    plan = strand(calendar)
    assert str(due_reports.period_due(plan, day - A_DAY)) == before
    assert str(due_reports.period_due(plan, day)) == after


@pytest.mark.parametrize("calendar", CALENDARS)
def test_period_due_changes_on_the_days_of_the_table_alone(calendar):
    plan = strand(calendar)
    year = [date(2021, 2, 1) + n * A_DAY for n in range(365)]
    turns = {
        day.isoformat()
        for day in year
        if due_reports.period_due(plan, day) != due_reports.period_due(plan, day - A_DAY)
    }
    assert turns == {turn for named, turn, _, _ in TURNS if named == calendar}


@pytest.mark.parametrize(
    ("calendar", "first_due"),
    [("quarter", "2019-07-31"), ("tertial", "2019-10-01"), ("year", "2020-01-31")],
)
def test_nothing_is_due_before_the_first_period_since_adoption(calendar, first_due):
    day = date.fromisoformat(first_due)
    assert due_reports.period_due(strand(calendar), day - A_DAY) is None
    assert due_reports.period_due(strand(calendar), day) is not None


def test_nothing_new_is_due_after_the_end_of_the_plan():
    last = period("2026-Q4")
    assert due_reports.period_due(strand(), date(2027, 1, 31)) == last
    assert due_reports.period_due(strand(), date(2035, 6, 1)) == last


def test_nothing_new_is_due_after_the_last_day_that_was_reported():
    plan = replace(strand(), followed_through=Followed(date(2020, 12, 31), "x", "y"))
    assert due_reports.period_due(plan, date(2024, 5, 1)) == period("2020-Q4")


@given(plans, days)
def test_a_period_due_is_over_and_so_is_its_grace(plan, day):
    due = due_reports.period_due(plan, day)
    if due is not None:
        assert due.end + plan.grace_days * A_DAY < day
        assert due.letter == LETTERS[plan.calendar]


@given(plans, days)
def test_a_period_due_is_the_newest_that_could_be(plan, day):
    """The next one is not over yet, or still in its days of grace, or not the plan's any more."""
    due = due_reports.period_due(plan, day)
    if due is not None:
        following = due.next()
        assert following.end + plan.grace_days * A_DAY >= day or following.end > plan.end


@given(plans, days)
def test_with_the_grace_gone_the_schedule_and_the_newest_report_speak_of_the_same_period(plan, day):
    """`tiltak report latest` and the timer share one rule."""
    due = due_reports.period_due(plan, day + (plan.grace_days + 1) * A_DAY)
    assert due in (latest_period(plan, day), None)
    assert (due is None) == (not reported_periods(plan, day))


@given(plans, days)
def test_what_is_due_never_goes_back(plan, day):
    today, tomorrow = due_reports.period_due(plan, day), due_reports.period_due(plan, day + A_DAY)
    assert today is None or (tomorrow is not None and tomorrow >= today)


# --------------------------------------------------------------------- a timer that comes round


def reports_made(plan: Plan, asking: Iterator[date]) -> list[tuple[date, str]]:
    """What a timer makes that asks on these days and remembers what it has made."""
    made: dict[str, tuple[date, str]] = {}
    for day in asking:
        for due in due_reports.reports_due(Portfolio(plans=(plan,)), day, made):
            assert due.name not in made
            made[due.name] = (day, due.period.name)
    return list(made.values())


def mondays(first: date, last: date) -> Iterator[date]:
    day = first + (7 - first.weekday()) % 7 * A_DAY
    while day <= last:
        yield day
        day += 7 * A_DAY


@pytest.mark.parametrize("calendar", CALENDARS)
def test_weekly_timer_makes_every_report_once_and_within_a_week(calendar):
    plan = strand(calendar)
    made = reports_made(plan, mondays(date(2019, 1, 1), date(2027, 12, 31)))
    assert [name for _, name in made] == [
        p.name for p in reported_periods(plan, date(2027, 12, 31))
    ]
    for day, name in made:
        waited = (day - period(name).end).days
        assert plan.grace_days < waited <= plan.grace_days + 7


@pytest.mark.slow
@pytest.mark.parametrize("calendar", CALENDARS)
@tries(20)  # each example is eight years of Mondays
@given(st.sets(st.integers(min_value=0, max_value=450), max_size=200))
def test_timer_that_misses_turns_makes_up_for_it(calendar, missed):
    """A report is missing only when every turn between its due day and the next one's was missed."""
    plan = strand(calendar)
    kept = [
        day
        for number, day in enumerate(mondays(date(2019, 1, 1), date(2027, 6, 30)))
        if number not in missed
    ]
    due_on_some_turn = {p.name for day in kept if (p := due_reports.period_due(plan, day))}
    assert {name for _, name in reports_made(plan, iter(kept))} == due_on_some_turn


def test_each_plan_has_its_own_calendar():
    both = Portfolio(plans=(strand(), replace(strand("tertial"), id="helse")))
    found = due_reports.reports_due(both, date(2021, 6, 1), ())
    assert [due.name for due in found] == ["rapport-strand-2021-Q1", "rapport-helse-2021-T1"]
    assert due_reports.reports_due(both, date(2021, 6, 1), {due.name for due in found}) == ()


def test_report_that_is_asked_for_again_is_a_new_edition():
    made: set[str] = set()
    for name in ("rapport-strand-2021-Q1", "rapport-strand-2021-Q1.2", "rapport-strand-2021-Q1.3"):
        due = due_reports.asked_for(strand(), period("2021-Q1"), made)
        assert due.name == name
        made.add(due.name)


@given(st.sampled_from(["", "H", "T", "Q"]), days)
def test_names_can_be_branches_tags_and_folders(letter, day):
    name = due_reports.Due(strand(), containing(day, letter), 2).name
    assert name.isascii()
    assert set("-.").issuperset(c for c in name if not c.isalnum())
    assert ".." not in name
    assert not name.endswith((".", ".lock"))


# -------------------------------------------------------------------------------- what is typed


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """`tiltak schedule` on the real plan."""
    return partial(schedule, copy_of_the_plan(tmp_path_factory.mktemp("plan")))


def schedule(folder: Path, *arguments: str, today: str = "2021-02-01", stdin: str = "") -> str:
    result = CliRunner().invoke(
        cli.tiltak,
        ["schedule", "--root", str(folder), *arguments],
        input=stdin,
        env={"TILTAK_TODAY": today},
        standalone_mode=False,
    )
    if result.exception:
        raise result.exception
    return result.output


def test_command_says_what_is_due(run):
    assert run() == "rus-2019: 2020-Q4 (rapport-rus-2019-2020-Q4)\n"


def test_a_title_closes_nothing_where_it_is_the_message_of_a_commit(tmp_path):
    folder = copy_of_the_small_plan(tmp_path / "planer")
    path = folder / "plans/rus-2019/plan.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("title:", "short_title:"))]
    path.write_text("\n".join([*kept, 'title: "Closes #12 for @alle"']) + "\n", encoding="utf-8")
    title = schedule(folder, "--format", "tsv").split("\t")[3]
    assert "#12" not in title
    assert "@alle" not in title
    assert title.replace("\N{WORD JOINER}", "").startswith("Closes #12 for @alle: rapport for")


def test_command_is_silent_about_what_is_made(run):
    made = "v1.0\nrapport-rus-2019-2020-Q4\n"
    assert run("--done", "-", stdin=made) == "Ingen rapport skal lages nå.\n"
    assert run("--done", "-", "--format", "json", stdin=made) == "[]\n"


def test_json_is_one_line_that_a_workflow_can_hand_on(run):
    text = run("--format", "json", "--plan", "rus-2019")
    assert text.count("\n") == 1
    assert json.loads(text) == [
        {
            "plan": "rus-2019",
            "period": "2020-Q4",
            "name": "rapport-rus-2019-2020-Q4",
            "title": "Ruspolitisk handlingsplan: rapport for fjerde kvartal 2020",
        }
    ]


def test_a_plan_that_cannot_be_read_is_named_beside_what_is_due(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-02-01")
    folder = copy_of_the_small_plan(tmp_path / "planer")
    (folder / "plans/bolig").mkdir()
    (folder / "plans/bolig/plan.yml").write_text("id: [bolig", encoding="utf-8")
    for options in (("--period", "2020-Q4"), ("--format", "tsv"), ("--format", "json")):
        answer = ran(capsys, folder, "schedule", *options)
        assert answer.code == 1
        assert "mangler: plans/bolig/plan.yml" in answer.err
        assert "rapport-rus-2019-2020-Q4" in answer.out
    of_one = ran(capsys, folder, "schedule", "--plan", "rus-2019")
    assert (of_one.code, of_one.err) == (0, "")
    (folder / "plans/rus-2019/plan.yml").write_text("id: [rus", encoding="utf-8")
    none = ran(capsys, folder, "schedule")
    assert (none.code, none.out) == (1, "Ingen annen rapport skal lages nå.\n")


def test_tsv_is_a_line_for_each_report_that_a_shell_can_read(run):
    assert run("--format", "tsv").rstrip("\n").split("\t") == [
        *("rus-2019", "2020-Q4", "rapport-rus-2019-2020-Q4"),
        "Ruspolitisk handlingsplan: rapport for fjerde kvartal 2020",
    ]
    assert run("--format", "tsv", "--done", "-", stdin="rapport-rus-2019-2020-Q4") == ""


def test_period_asked_for_by_hand_comes_in_its_next_edition(run):
    text = run(
        *("--period", "2020-T2", "--format", "json", "--done", "-"),
        stdin="rapport-rus-2019-2020-T2",
    )
    (due,) = json.loads(text)
    assert due["name"] == "rapport-rus-2019-2020-T2.2"
    assert due["title"] == "Ruspolitisk handlingsplan: rapport for andre tertial 2020, utgave 2"


@pytest.mark.parametrize("option", [("--period", "2020-Q5"), ("--plan", "veg-2030")])
def test_what_does_not_exist_is_wrong_use(option, run):
    with pytest.raises(Exception, match=option[1]):
        run(*option)
