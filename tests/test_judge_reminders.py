"""Who is reminded of what, and when: looked at day by day over whole years."""

from __future__ import annotations

import json
from calendar import isleap
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commandline import ran, write_files
from tests.gitfolder import PLAN, UNITS
from tiltak.judge import reminders
from tiltak.judge.reminders import QUIET_DAYS, Message, messages, owed
from tiltak.judge.status import Judgement, judge
from tiltak.judge.workdays import is_workday, workday_from, workday_until
from tiltak.model.numbers import Number
from tiltak.model.plan import Measure, Milestone, Plan, Portfolio
from tiltak.read import load
from tiltak.words.language import words
from tiltak.words.reminders import letter

REPORTED_EVERY_QUARTER = "\n".join(
    f"  - {{date: {year}-{day}, phase: in_progress}}"
    for year in (2023, 2022, 2021, 2020)
    for day in ("12-31", "09-30", "06-30", "03-31")
)


def measure(number: int = 1, milestones: str = "", status: str = "", owner: str = "havn") -> str:
    return (
        f"number: {number}\ntitle: Tiltak {number}\nfocus_area: omrade\nkind: establish\n"
        + (f"owner: {owner}\n" if owner else "")
        + f"status:\n{status or REPORTED_EVERY_QUARTER}\n"
        + (f"milestones:\n{milestones}\n" if milestones else "")
    )


def files(*measures: str, plan: str = PLAN) -> dict[str, str]:
    texts = {"plans/p/plan.yml": plan, "plans/units.yml": UNITS}
    for number, text in enumerate(measures, 1):
        texts[f"measures/p/{number:02}-x.yml"] = text
    return texts


def plan_of(*measures: str, plan: str = PLAN) -> Plan:
    loaded = load.load({name: text.encode() for name, text in files(*measures, plan=plan).items()})
    assert not loaded.problems
    return loaded.portfolio.plans[0]


def year(plan: Plan, number: int = 2021) -> list[Message]:
    """Ask for the messages of each day; a measure that several days look back at is judged once."""
    judged: dict[tuple[Number, tuple[Milestone, ...], date], Judgement] = {}

    def judge_once(measure: Measure, plan: Plan, day: date) -> Judgement:
        key = measure.number, measure.milestones, day
        if key not in judged:
            judged[key] = judge(measure, plan, day)
        return judged[key]

    days = (date(number, 1, 1) + timedelta(days=n) for n in range(365 + isleap(number)))
    with patch.object(reminders, "judge", judge_once):
        return [message for day in days for message in messages(plan, day)]


def days_of(plan: Plan, kind: str, number: int = 2021) -> list[str]:
    return [m.day.isoformat() for m in year(plan, number) if m.of(kind)]


ONE_DEADLINE = "  - {id: a, title: A, due: 2021-06-15}"


def decided(text: str, *measures: str) -> Plan:
    head = "title: Samle tjenestene\nkind: audit\nbody: havn\ntext: Samle dem.\n"
    texts = files(*measures) | {"plans/p/decisions/samle.yml": head + text}
    loaded = load.load({name: text.encode() for name, text in texts.items()})
    assert not loaded.problems
    return loaded.portfolio.plans[0]


@pytest.mark.slow
def test_a_decision_is_called_to_mind_on_the_days_a_milestone_is():
    of_decision = decided("unit: havn\ndue: 2021-06-15\n", measure(owner="kai"))
    of_milestone = plan_of(measure(milestones=ONE_DEADLINE))
    days = [date(2021, 5, 1) + timedelta(days=n) for n in range(90)]
    for kind in ("due_soon", "late"):
        told = [d for d in days for m in messages(of_decision, d) if m.decisions_of(kind)]
        assert told == [d for d in days for m in messages(of_milestone, d) if m.of(kind)]
        assert told


@pytest.mark.parametrize(
    ("said", "is_reminded"),
    [("in_progress", True), ("partly", True), ("done", False), ("lapsed", False)],
)
def test_a_decision_that_is_followed_up_or_lapsed_owes_nothing(said, is_reminded):
    entry = f"entries:\n  - {{date: 2021-01-10, state: {said}, note: Sagt.}}\n"
    plan = decided("unit: havn\ndue: 2021-06-15\n" + entry)
    assert any(m.decisions for m in owed(plan, date(2021, 7, 1))) is is_reminded


def test_a_decision_is_told_in_the_letter_beside_the_measures():
    plan = decided(
        "unit: havn\nunconfirmed: [unit]\ndue: 2021-06-15\n", measure(milestones=ONE_DEADLINE)
    )
    (message,) = messages(plan, date(2021, 6, 21))
    portfolio = Portfolio((plan,), {})
    text = letter(message, plan, portfolio, words())
    assert "To frister er gått ut" in text
    assert "Dette gjelder ett tiltak og én sak i" in text
    assert "Ansvaret er bare foreslått." in text
    assert "Saker der fristen har gått ut. Er de fulgt opp?" in text
    assert (
        "- Samle tjenestene (ansvaret er foreslått): Ingen kilde forteller hva som er gjort. Fristen 15. juni 2021 er gått ut."
        in text
    )


@pytest.mark.slow
def test_deadline_is_called_to_mind_before_and_after_it():
    plan = plan_of(measure(milestones=ONE_DEADLINE))
    # 16 May is a Sunday and 17 May a holiday; what is late waits five days after the message of the day before.
    assert days_of(plan, "due_soon") == ["2021-05-18", "2021-06-08", "2021-06-14"]
    assert days_of(plan, "late") == [
        "2021-06-21", "2021-06-28", "2021-07-22", "2021-08-23", "2021-09-20", "2021-10-20", "2021-11-19", "2021-12-20",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("due", "last"),
    [
        ("2021-04-06", "2021-03-31"),  # after Easter, which begins on a Thursday
        ("2021-01-04", "2020-12-31"),  # a Monday after New Year
        ("2021-05-18", "2021-05-14"),  # 17 May was a Monday
    ],
)
def test_the_day_before_a_deadline_is_a_workday(due, last):
    plan = plan_of(measure(milestones=f"  - {{id: a, title: A, due: {due}}}"))
    days = [
        day for day, _ in reminders.triggers_of(plan.measures[0], plan, date.fromisoformat(due))
    ]
    assert max(days).isoformat() == last


@pytest.mark.slow
def test_nobody_is_reminded_on_a_weekend_or_a_holiday():
    silent = measure(1, ONE_DEADLINE, status="  - {date: 2020-01-31, phase: in_progress}")
    plan = plan_of(silent, measure(2, "  - {id: b, title: B, due: 2021-05-08}"))
    days = [message.day for message in year(plan)]
    holidays = {date(2021, 5, 17), date(2021, 5, 13), date(2021, 4, 1), date(2021, 4, 5)}
    assert len(days) > 15
    assert not [day for day in days if day.weekday() >= 5 or day in holidays]


@pytest.mark.slow
def test_milestone_that_was_reached_is_called_to_mind_no_more():
    plan = plan_of(measure(milestones="  - {id: a, title: A, due: 2021-06-15, done: 2021-06-24}"))
    assert days_of(plan, "late") == ["2021-06-21"]


@pytest.mark.slow
def test_moved_deadline_is_called_to_mind_where_it_stood_that_day():
    moved = (
        "  - {id: a, title: A, baseline: 2021-06-15, due: 2021-10-15, "
        "moved: [{date: 2021-06-10, from: 2021-06-15, reason: funding}]}"
    )
    plan = plan_of(measure(milestones=moved))
    assert days_of(plan, "due_soon") == [
        "2021-05-18",
        "2021-06-08",
        "2021-09-15",
        "2021-10-08",
        "2021-10-14",
    ]
    assert days_of(plan, "late")[0] == "2021-10-19"


@pytest.mark.slow
@pytest.mark.parametrize("phase", ["completed", "stopped", "merged"])
def test_finished_measure_reminds_nobody(phase):
    into = ", into: 2" if phase == "merged" else ""
    status = f"  - {{date: 2020-12-01, phase: {phase}, reason: other, note: Ferdig.{into}}}"
    plan = plan_of(measure(milestones=ONE_DEADLINE, status=status), measure(2))
    assert year(plan) == []


def test_silent_measure_is_called_to_mind_around_the_last_day_of_each_round():
    plan = plan_of(measure(status="  - {date: 2020-12-31, phase: in_progress}"))
    assert days_of(plan, "silent") == [
        "2021-04-06", "2021-04-23", "2021-05-03", "2021-05-31", "2021-07-01", "2021-07-23", "2021-08-02", "2021-08-30",
        "2021-09-29", "2021-10-04", "2021-10-22", "2021-11-01", "2021-11-30", "2021-12-30",
    ]  # fmt: skip
    (message,) = messages(plan, date(2021, 4, 6))
    assert message.reminders[0].by == date(2021, 4, 30)


def test_all_deadlines_of_a_unit_are_told_where_it_is_asked_for_a_report():
    """Also between the days on which a deadline alone would be called to mind, and of measures that have reported."""
    silent = "  - {date: 2020-12-31, phase: in_progress}"
    passed = "  - {id: a, title: A, due: 2021-02-01}"
    near = "  - {id: b, title: B, due: 2021-04-20}"
    plan = plan_of(
        measure(1, passed, status=silent), measure(2, passed), measure(3, near),
        measure(4, passed, owner="by"), measure(5, status=silent),
    )  # fmt: skip
    (message,) = messages(plan, date(2021, 4, 6))
    assert [(r.measure.number, r.kind) for r in message.reminders] == [
        (1, "late"), (2, "late"), (3, "due_soon"), (1, "silent"), (5, "silent"),
    ]  # fmt: skip


@pytest.mark.parametrize("triggered_before", range(1, QUIET_DAYS))
def test_the_first_mail_of_a_round_asks_for_status_whatever_was_to_be_told_just_before(
    triggered_before,
):
    """The round opens on Thursday 1 July: a deadline a week later than a day before that is called to mind then."""
    opens = date(2021, 7, 1)
    due = opens + timedelta(days=7 - triggered_before)
    plan = plan_of(
        measure(1, f"  - {{id: a, title: A, due: {due}}}", status="  - {date: 2021-03-31, phase: in_progress}")
    )  # fmt: skip
    sent: dict[date, date] = {}
    told: list[tuple[date, list[str]]] = []
    for day in (opens + timedelta(days=n) for n in range(15)):
        for then, message in reminders.unsent(plan, day, lambda _, then: sent.get(then)):
            told.append((day, [r.kind for r in message.reminders]))
            sent[then] = day
    (first_day, first), *others = told
    assert first_day == opens
    assert "silent" in first
    assert len(first) == 2
    assert all((b[0] - a[0]).days >= QUIET_DAYS for a, b in pairwise(told))
    assert not any("silent" in kinds for _, kinds in others)  # which was asked for already


def test_report_that_came_after_the_period_counts():
    status = (
        "  - {date: 2021-04-01, phase: in_progress}\n  - {date: 2020-12-31, phase: in_progress}"
    )
    assert "2021-04-06" not in days_of(plan_of(measure(status=status)), "silent")


@pytest.mark.parametrize(
    ("plan", "day"),
    [
        (
            PLAN
            + "followed_through: {date: 2020-12-31, by: Rådgiver, why: Stillingen er borte.}\n",
            date(2021, 4, 1),
        ),
        (PLAN, date(2024, 4, 1)),
        (PLAN, date(2019, 12, 31)),
        (PLAN + "adoption: {body: by, date: 2021-06-01}\n", date(2021, 4, 1)),
    ],
    ids=["no longer followed", "over", "not begun", "not adopted"],
)
def test_plan_that_is_not_running_reminds_nobody(plan, day):
    sleeping = plan_of(measure(milestones=ONE_DEADLINE, status="  []"), plan=plan)
    assert messages(sleeping, day) == owed(sleeping, day) == ()


def test_first_period_owes_nothing_before_the_plan_was_adopted():
    adopted_late = PLAN + "adoption: {body: by, date: 2021-04-15}\n"
    plan = plan_of(measure(status="  []"), plan=adopted_late)
    assert days_of(plan, "silent")[0] == "2021-07-01"


@pytest.mark.parametrize("is_reported", [True, False])
def test_no_news_is_asked_for_where_something_was_reported_before(is_reported):
    """«Ingenting nytt» is refused where there is nothing that it could speak of."""
    status = "  - {date: 2020-12-31, phase: in_progress}" if is_reported else "  []"
    plan = plan_of(measure(1, status=status), measure(2, status="  []"))
    (message,) = messages(plan, date(2021, 4, 6))
    text = letter(message, plan, Portfolio((plan,), {}), words())
    assert "Det er aldri meldt status." in text
    assert ("Er det ikke noe nytt, meld det også." in text) == is_reported


def test_each_owner_has_a_message_of_its_own():
    plan = plan_of(
        measure(1, ONE_DEADLINE),
        measure(2, ONE_DEADLINE, owner="by"),
        measure(3, ONE_DEADLINE, owner=""),
    )
    found = messages(plan, date(2021, 6, 14))
    assert [(m.unit, [r.measure.number for r in m.reminders]) for m in found] == [
        ("", [3]), ("by", [2]), ("havn", [1]),
    ]  # fmt: skip


@pytest.mark.slow
def test_what_comes_soon_after_a_message_waits_and_is_told_as_it_stands_then():
    silent = measure(1, status="  - {date: 2020-12-31, phase: in_progress}")
    plan = plan_of(silent, measure(2, "  - {id: b, title: B, due: 2021-04-07}"))
    spring = [m for m in year(plan) if date(2021, 4, 6) <= m.day <= date(2021, 4, 14)]
    assert [m.day.day for m in spring] == [6, 12]
    (waited,) = spring[1].reminders
    assert waited.milestone
    assert (waited.measure.number, waited.milestone.days) == (2, 5)


def test_everything_owed_can_be_asked_for_on_any_day():
    plan = plan_of(measure(milestones=ONE_DEADLINE))
    assert messages(plan, date(2021, 5, 20)) == ()
    (message,) = owed(plan, date(2021, 5, 20))
    assert [r.kind for r in message.reminders] == ["due_soon"]


FIRST = date(2021, 1, 1)
trigger_days = st.lists(st.integers(0, 60), min_size=1, max_size=12)


@given(trigger_days)
def test_nobody_hears_twice_within_five_days_and_nothing_is_lost(offsets):
    triggers = sorted((FIRST + timedelta(days=n), (i, "")) for i, n in enumerate(offsets))
    told: dict[date, set[reminders.Key]] = {}
    for n in range(70):
        day = FIRST + timedelta(days=n)
        until_now = [t for t in triggers if t[0] <= day]
        keys = set(dict(reminders._gathered(until_now)).get(day, {}))
        if keys:
            told[day] = keys
    assert all((b - a).days >= QUIET_DAYS for a, b in pairwise(told))
    for triggered_on, key in triggers:
        (day,) = (d for d, keys in told.items() if key in keys)
        assert triggered_on <= day <= workday_from(triggered_on + timedelta(days=QUIET_DAYS))
    assert all(is_workday(day) for day in told)


# The command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    silent = "  - {date: 2020-12-31, phase: in_progress}"
    return write_files(
        tmp_path, files(measure(1, ONE_DEADLINE), measure(2, status=silent), measure(3, owner=""))
    )


def test_message_is_ready_to_send(folder, capsys):
    out = ran(capsys, folder, "remind", "--as-of", "2021-06-21").out
    assert "Til: Havna\nEmne: Én frist er gått ut: Plan for prøving\n" in out
    assert (
        "Tiltak 1, Tiltak 1: «A» skulle vært nådd innen 15. juni 2021. Per 21. juni 2021 var det 6 dager siden."
        in out
    )


def test_silence_is_told_with_period_and_day(folder, capsys):
    out = ran(capsys, folder, "remind", "--as-of", "2021-04-06").out
    assert "Status for første kvartal 2021. Meld den innen 30. april 2021." in out
    assert "Det siste som er sagt, gjelder 31. desember 2020." in out


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (date(2021, 4, 6), "Meld også status for første kvartal 2021 innen 30. april 2021."),
        (date(2021, 5, 3), "Status for første kvartal 2021 er heller ikke meldt."),
    ],
)
def test_a_measure_that_misses_both_deadline_and_report_is_told_once(day, asked):
    """Each deadline has its line, and the first of them asks for the report."""
    deadlines = "  - {id: a, title: A, due: 2021-03-31}\n  - {id: b, title: B, due: 2021-05-20}"
    status = "  - {date: 2020-12-31, phase: in_progress}"
    plan = plan_of(measure(1, deadlines, status=status), measure(2, status=status))
    (message,) = owed(plan, day)
    text = letter(message, plan, Portfolio(plans=(plan,)), words())
    lines = [line for line in text.splitlines() if line.startswith("- Tiltak 1")]
    told = [("«A»" in line, "«B»" in line, asked in line) for line in lines]
    assert told == [(True, False, True), *[(False, True, False)] * (day.month == 5)]
    (other,) = [line for line in text.splitlines() if line.startswith("- Tiltak 2")]
    assert "Det siste som er sagt" in other


def test_each_unit_gets_its_file(folder, capsys, tmp_path):
    out = tmp_path / "ut"
    found = ran(capsys, folder, "remind", "--as-of", "2021-06-21", "--output", str(out))
    assert [p.name for p in out.iterdir()] == ["havn.txt"]
    assert found.out.strip() == str(out / "havn.txt")


def test_data_and_markdown_say_the_same(folder, capsys):
    found = json.loads(
        ran(capsys, folder, "remind", "--as-of", "2021-06-21", "--format", "json").out
    )
    (message,) = found["messages"]
    assert (message["unit_name"], message["reminders"][0]["days"]) == ("Havna", 6)
    page = ran(capsys, folder, "remind", "--as-of", "2021-06-21", "--format", "md").out
    assert page.startswith("## Havna\n")


def test_quiet_day_says_so_in_text_and_is_empty_in_markdown(folder, capsys):
    assert (
        ran(capsys, folder, "remind", "--as-of", "2021-06-17").out
        == "Ingen skal minnes om noe 17. juni 2021.\n"
    )
    assert ran(capsys, folder, "remind", "--as-of", "2021-06-17", "--format", "md").out == ""


def test_all_that_is_open_can_be_listed(folder, capsys):
    out = ran(capsys, folder, "remind", "--all", "--as-of", "2021-06-10").out
    assert "Det er 5 dager til." in out


def test_files_are_text(folder, capsys, tmp_path):
    found = ran(capsys, folder, "remind", "--format", "json", "--output", str(tmp_path / "ut"))
    assert found.code == 2
    assert "--format" in found.err


@pytest.mark.slow
def test_a_long_plan_asks_no_more_of_a_day_than_a_short_one(monkeypatch):
    """What was judged is counted: the years behind are not gone through again every day."""
    weekly = "  - {id: m, title: Møte, due: 2001-01-05, repeat: FREQ=WEEKLY}"
    counts = []
    for first in ("2021", "2001"):
        plan = plan_of(
            measure(1, weekly.replace("2001", first)),
            plan=PLAN.replace("2020-01-01", f"{first}-01-01").replace("2019", str(int(first) - 1)),
        )
        judged = 0

        def counted(*arguments, real=judge):
            nonlocal judged
            judged += 1
            return real(*arguments)

        with monkeypatch.context() as patched:
            patched.setattr(reminders, "judge", counted)
            messages(plan, date(2023, 11, 15))
        counts.append(judged)
    assert counts[0] > 20
    assert counts[1] < 1.2 * counts[0]


def test_what_nobody_has_sent_is_reckoned_once_for_all_the_days(monkeypatch):
    """And is what the messages of each day say."""
    plan = plan_of(measure(1, ONE_DEADLINE), measure(2, status="  []"), measure(3, owner="by"))
    asked: list[int | str] = []
    triggers_of = reminders.triggers_of

    def counted(measure: Measure, *more: Any) -> Any:
        asked.append(measure.number)
        return triggers_of(measure, *more)

    monkeypatch.setattr(reminders, "triggers_of", counted)
    for day in (date(2021, 6, 16), date(2021, 7, 1), date(2022, 1, 6)):
        first = workday_until(day - timedelta(days=QUIET_DAYS - 1))
        days = [first + timedelta(days=n) for n in range((day - first).days + 1)]
        of_each_day = {(then, m.unit) for then in days for m in messages(plan, then)}
        asked.clear()
        waiting = reminders.unsent(plan, day, lambda unit, then: None)
        assert {(then, m.unit) for then, m in waiting} == of_each_day
        assert sorted(asked) == [1, 2, 3]


@pytest.mark.parametrize(
    ("missed_on", "days_off", "day"),
    [
        (date(2021, 6, 10), [date(2021, 6, 12), date(2021, 6, 13)], date(2021, 6, 14)),
        (date(2021, 3, 31), [date(2021, 4, n) for n in range(1, 6)], date(2021, 4, 6)),  # Easter
    ],
)
def test_what_was_missed_before_days_off_is_sent_after_them(missed_on, days_off, day):
    due = missed_on + timedelta(days=30)
    plan = plan_of(measure(1, f"  - {{id: a, title: A, due: {due}}}"))

    def waiting(on: date) -> list[date]:
        return [then for then, _ in reminders.unsent(plan, on, lambda _, then: None)]

    assert waiting(missed_on) == waiting(day) == [missed_on]
    assert [waiting(day_off) for day_off in days_off] == [[]] * len(days_off)


def test_who_begins_to_send_in_the_middle_of_a_round_asks_at_once_and_once():
    """The round of the first quarter opens on 6 April; the week before its last day begins on 23 April."""
    silent = "  - {date: 2020-12-31, phase: in_progress}"
    plan = plan_of(measure(1, status=silent), measure(2, status=silent, owner="by"))
    days = [date(2021, 4, 11) + timedelta(days=n) for n in range(30)]  # from a Sunday on
    sent: dict[tuple[str, date], date] = {}
    for day in days:
        for then, message in reminders.unsent(plan, day, lambda unit, then: sent.get((unit, then))):
            assert message.of("silent")
            sent[message.unit, then] = day
    for unit in ("by", "havn"):
        assert [day.isoformat() for (who, _), day in sent.items() if who == unit] == [
            "2021-04-12", "2021-04-23", "2021-05-03",
        ]  # fmt: skip


def test_nobody_hears_twice_in_five_days_where_the_first_question_came_late():
    plan = plan_of(measure(1, status="  - {date: 2020-12-31, phase: in_progress}"))
    asked = {date(2021, 4, 6): date(2021, 4, 22)}
    days = [date(2021, 4, 22) + timedelta(days=n) for n in range(6)]
    told = [bool(reminders.unsent(plan, day, lambda _, then: asked.get(then))) for day in days]
    assert told == [False, False, False, False, False, True]


@pytest.mark.parametrize(
    ("day", "answered", "next_step"),
    [
        ("2021-04-06", "- [ ] Havna: 1 av 2\n- [x] Byen: 1 av 1\n", False),
        ("2021-05-03", "- [ ] Havna: 1 av 2\n- [x] Byen: 1 av 1\n", True),  # the last day is over
    ],
)
def test_all_that_is_open_begins_with_who_has_answered_in_the_round(
    tmp_path, capsys, day, answered, next_step
):
    folder = tmp_path / "runde"
    silent = "  - {date: 2020-12-31, phase: in_progress}"
    texts = files(measure(1), measure(2, status=silent), measure(3, owner="by"))
    folder.mkdir()
    write_files(folder, texts)
    page = ran(capsys, folder, "remind", "--as-of", day, "--all", "--format", "md").out
    head = "## Plan for prøving\n\nRunden for første kvartal 2021: hørt fra 2 av 3 tiltak (67 prosent)."
    assert page.startswith(head)
    assert answered in page
    assert ("`tiltak report 2021-Q1 --close --by ENHET`" in page) == next_step
    address = "https://git.example/rapporten"
    with_report = ("--all", "--format", "md", "--report", address)
    page = ran(capsys, folder, "remind", "--as-of", day, *with_report).out
    assert (f"Rapporten for første kvartal 2021 er laget: <{address}>" in page) == next_step
    assert ("Når den er levert, avslutter du perioden: `tiltak report 2021-Q1" in page) == next_step
    assert "Neste steg" not in page
    today = ran(capsys, folder, "remind", "--as-of", day, "--format", "md").out
    assert "hørt fra" not in today  # what units get is about themselves
