"""The report of a plan that is over: how each promise ended, beside the plan as it was adopted."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commandline import ran, write_files
from tests.reportplan import MEASURES, PLAN, UNITS, harbour, made, real
from tests.strategies import END, plans
from tiltak.judge.rounds import in_force_from
from tiltak.model.periods import between, period
from tiltak.model.plan import Plan, Portfolio
from tiltak.past.report import Report, report
from tiltak.reports import markdown
from tiltak.reports.document import document
from tiltak.words.language import words

AFTER = date(2024, 2, 15)
FILES = {
    "plans/havn/plan.yml": PLAN,
    "plans/units.yml": UNITS,
    **{f"measures/havn/{name}.yml": text for name, text in MEASURES.items()},
}


def of(plan: Plan, name: str = "", today: date = AFTER) -> Report:
    """A report of a plan; the end report where no period is named."""
    asked = period(name) if name else plan.whole_period
    return report(Portfolio((plan,), {}), plan, asked, today)


@given(plans(), st.integers(0, 800))
def test_it_counts_what_the_last_period_counts(plan, later):
    today = END + timedelta(days=later)
    ended, last = of(plan, today=today), of(plan, str(END.year), today)
    assert ended.day == last.day
    assert last.state in {ended.state, "not_reported"}
    assert ended.summary.counts == last.summary.counts
    assert ended.summary.deadlines == last.summary.deadlines
    assert [state for _, state in ended.summary.late] == [state for _, state in last.summary.late]
    assert ended.moved == last.moved


@given(plans())
def test_it_has_every_deadline_that_some_period_has(plan):
    ended = of(plan).summary
    periods = between(plan.start, plan.end, plan.calendar)
    of_each = [due for p in periods for due in replace(ended, period=p).due_in_period]
    assert list(ended.due_in_period) == of_each


@given(plans())
def test_it_tells_all_that_came_after_the_plan_was_in_force(plan):
    ended = of(plan)
    if ended.changes is None:
        assert not in_force_from(plan) < ended.day
        return
    assert ended.changes.before.day == in_force_from(plan)
    came = [
        (measure.number, entry)
        for measure in plan.measures
        for entry in measure.entries
        if in_force_from(plan) < entry.date.last <= ended.day
    ]
    added = [(c.measure.number, c.entry_after) for c in ended.changes.of("entry_added")]
    assert sorted(added, key=str) == sorted(came, key=str)


@given(plans())
def test_nothing_comes_after_a_plan_that_was_followed_to_its_end(plan):
    ended = of(plan)
    assert all(ended.day < deadline.due.last <= END for deadline in ended.summary.due_next)
    assert ended.is_end == (not (plan.followed_through and plan.followed_through.date < END))
    assert ended.is_cut_short is not ended.is_end
    assert not (ended.is_end and ended.summary.due_next)


@given(plans(), st.sampled_from([END, END + timedelta(days=3), AFTER]))
def test_it_speaks_of_no_period_before_and_none_that_follows(plan, today):
    ended = of(plan, today=today)
    page = markdown.markdown(document(ended, words(), cards=False))
    assert not re.search("forrige periode|Frister framover|Runden for|i året", page)
    assert ("Sluttrapport" in page) == ended.is_end
    assert ("ikke fulgt opp her" in page) == (ended.is_cut_short and ended.state != "not_adopted")


def test_it_says_that_it_is_the_end():
    ended = made(harbour(), "2020-2023", AFTER)
    assert ended.subtitle == "Sluttrapport for planperioden 2020–2023"
    page = markdown.markdown(ended)
    assert "siden vedtaket 10. februar 2020" in page
    assert "Frister etter 31. desember 2023:** Planperioden er over." in page
    assert not any(words in page for words in ("kvartal", "forrige periode", "Fram til"))


def test_a_plan_that_was_not_followed_to_its_end_says_nothing_of_it():
    page = markdown.markdown(made(real(), "2019-2023", AFTER))
    assert "Sluttrapport" not in page
    assert "Status per 31. desember 2020. Etter det er planen ikke fulgt opp her." in page
    assert not re.search(r"hadde siste dag i planperioden(?! til og med 31\. desember 2020)", page)
    since = "Siden har 16 frister gått ut, og ingen har sagt om de ble holdt."
    before, section = page.split("## Frister etter 31. desember 2020\n")
    assert since in before  # in the summary
    assert since in section
    assert section.split("\n## ")[0].count("\n|") == 16 + 2


def test_that_no_deadline_had_passed_is_not_said_of_a_plan_that_nobody_followed_until_then():
    followed = "followed_through: {date: 2020-06-30, by: havn, why: Ingen hadde tid.}\n"
    late = "milestones: [{id: a, title: Skiltet står, baseline: 2021-03-31, due: 2021-03-31}]"
    skilt = f"number: 1\ntitle: Skilt\nfocus_area: kai\nkind: establish\nstatus: []\n{late}\n"
    stopped = harbour(PLAN + followed, **dict.fromkeys(MEASURES, ""), **{"01-skilt": skilt})
    page = markdown.markdown(made(stopped, "2020-2023", AFTER))
    assert "Siden har én frist gått ut, og ingen har sagt om den ble holdt." in page
    assert "Ingen frister har gått ut" not in page


def test_what_is_told_of_a_whole_year_may_be_older_than_the_adoption_not_than_the_plan():
    page = markdown.markdown(made(real(), "2019-2023", AFTER, short=True))
    assert "kan gjelde tiden etter vedtaket 17. juni 2019 eller tiden før." in page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "plan", FILES)


def test_the_years_of_the_plan_are_what_is_typed(folder, capsys, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2023-12-31")
    told = ran(capsys, folder, "report", "2020-2023", "--format", "json")
    assert told.code == 0
    made_of = json.loads(told.out)
    assert made_of["period"] == {
        "name": "2020-2023",
        "label": "planperioden 2020–2023",
        "start": "2020-01-01",
        "end": "2023-12-31",
    }
    assert made_of["previous"]["as_of"] == "2020-02-10"
    assert made_of["due_next"] == []


@pytest.mark.parametrize(
    ("today", "typed", "said"),
    [
        ("2023-12-30", "2020-2023", "Planperioden 2020-2023 er ikke over før 31.12.2023."),
        ("2024-02-15", "2020-2024", "Hele planperioden til Havneplanen er 2020-2023."),
        ("2024-02-15", "2020-2023 --close --by havn", "kan ikke avsluttes"),
        ("2024-02-15", "2020-2023 --verify", "kan ikke avsluttes"),
    ],
)
def test_what_is_no_end_report_is_refused(folder, capsys, monkeypatch, today, typed, said):
    monkeypatch.setenv("TILTAK_TODAY", today)
    code, out, err = ran(capsys, folder, "report", *typed.split(), "--format", "md")
    assert (code, out) == (2, "")
    assert said in err


def test_a_case_can_be_named_for_it(folder, capsys, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2024-02-15")
    cases = "paper:\n  cases:\n    - {report: 2020-2023, case: 12/24}\n"
    write_files(folder, {"plans/havn/plan.yml": PLAN + cases})
    assert ran(capsys, folder, "check").code == 0
    assert "Sak 12/24" in ran(capsys, folder, "report", "2020-2023", "--format", "md").out
