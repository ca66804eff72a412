from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.commandline import ran
from tests.examples import tries
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tests.trees import write
from tiltak.judge.summary import summarise
from tiltak.past.promises import broken, moved_promises
from tiltak.read import load
from tiltak.site.pages.over_time import goal_posts_page
from tiltak.site.view import Site
from tiltak.words.language import words
from tiltak.workspace import Moment, open_workspace

A = "measures/p/01-a.yml"


def kai(**fields: str) -> str:
    written = ", ".join(f"{k}: {v}" for k, v in {"id": "kai", "title": "Kai", **fields}.items())
    return measure(milestones=f"[{{{written}}}]")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-01")
    folder = GitFolder(tmp_path)
    folder.write({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS})
    return folder


def posts(folder, capsys):
    return json.loads(ran(capsys, folder.path, "history", "--format=json").out)["goal_posts"]


def test_milestone_that_stands_where_it_was_promised_is_not_listed(folder, capsys):
    folder.commit({A: kai(baseline="2021-09-01", due="2021-09-01")})
    assert posts(folder, capsys) == []


def test_move_that_the_file_tells_of_needs_no_git():
    text = kai(
        baseline="2021-09-01",
        due="2021-12-01",
        moved="[{date: 2021-03-01, from: 2021-09-01, reason: legal}]",
    )
    plan = load.load({"plans/p/plan.yml": PLAN, A: text}).portfolio.plans[0]
    (post,) = moved_promises(summarise(plan, date(2021, 7, 1)))
    assert (post.days, post.baseline_from, post.explained, post.silent) == (91, "file", True, ())


def test_move_from_before_the_first_that_is_told_of_is_not_explained():
    text = kai(
        baseline="2020-09-01",
        due="2021-12-01",
        moved="[{date: 2021-03-01, from: 2021-09-01, reason: legal}]",
    )
    plan = load.load({"plans/p/plan.yml": PLAN, A: text}).portfolio.plans[0]
    (post,) = moved_promises(summarise(plan, date(2021, 7, 1)))
    assert (post.days, post.explained) == (456, False)


def test_move_without_a_word_is_listed_with_its_commit_and_message(folder, capsys):
    folder.commit({A: kai(baseline="2021-09-01", due="2021-09-01")}, "2021-01-15")
    commit = folder.commit(
        {A: kai(baseline="2021-09-01", due="2021-12-01")}, "2021-03-15", "Rydding"
    )
    (post,) = posts(folder, capsys)
    assert (post["days"], post["explained"]) == (91, False)
    assert post["silent"] == [
        {"kind": "milestone_moved", "from_first": "2021-09-01", "from": "2021-09-01", "to_first": "2021-12-01", "to": "2021-12-01", "precision": "day", "days": 91,
         "commit": commit, "recorded_on": "2021-03-15", "message": "Rydding"}
    ]  # fmt: skip


def test_move_there_and_back_is_still_listed(folder, capsys):
    for due in ("2021-09-01", "2021-12-01", "2021-09-01"):
        folder.commit({A: kai(baseline="2021-09-01", due=due)}, "2021-01-15")
    (post,) = posts(folder, capsys)
    assert (post["days"], len(post["silent"])) == (0, 2)
    assert "står nå der den først sto" in post["text"]


def test_move_that_is_told_of_later_is_no_longer_silent(folder, capsys):
    folder.commit({A: kai(due="2021-09-01")})
    folder.commit({A: kai(due="2021-12-01")})
    folder.commit({A: kai(due="2021-12-01", moved="[{date: 2021-03-01, from: 2021-09-01}]")})
    (post,) = posts(folder, capsys)
    assert post["silent"] == []
    assert post["explained"] is False  # told of, but without a reason


def test_baseline_that_is_changed_does_not_move_what_was_promised(folder, capsys):
    folder.commit({A: kai(baseline="2021-09-01", due="2021-09-01")})
    folder.commit({A: kai(baseline="2021-12-01", due="2021-12-01")})
    (post,) = posts(folder, capsys)
    assert (post["baseline"], post["baseline_from"], post["days"]) == ("2021-09-01", "history", 91)
    assert [s["kind"] for s in post["silent"]] == ["milestone_moved", "milestone_baseline"]


def test_plan_at_the_tag_of_its_adoption_says_what_was_promised(folder, capsys):
    folder.commit({A: kai(due="2021-09-01")})
    folder.git("tag", "adopted/p")
    folder.commit({A: kai(baseline="2021-10-01", due="2021-12-01", moved="[{date: 2021-03-01, from: 2021-09-01, reason: legal}]")})  # fmt: skip
    (post,) = posts(folder, capsys)
    assert (post["baseline"], post["baseline_from"], post["days"]) == ("2021-09-01", "tag", 91)


def test_milestone_that_was_taken_out_is_listed(folder, capsys):
    folder.commit({A: kai(baseline="2021-09-01", due="2021-09-01")})
    folder.commit({A: measure()})
    (post,) = posts(folder, capsys)
    assert (post["present"], post["due"], post["baseline"]) == (False, None, "2021-09-01")
    assert [s["kind"] for s in post["silent"]] == ["milestone_removed"]


def test_reached_milestone_that_is_opened_again_is_listed(folder, capsys):
    folder.commit({A: kai(due="2021-09-01", done="2021-05-01")})
    folder.commit({A: kai(due="2021-09-01")})
    assert [s["kind"] for p in posts(folder, capsys) for s in p["silent"]] == ["milestone_reopened"]


def test_first_deadline_of_a_milestone_is_no_move(folder, capsys):
    folder.commit({A: kai()})
    folder.commit({A: kai(due="2021-09-01")})
    assert posts(folder, capsys) == []


def test_move_that_is_not_committed_is_not_recorded_yet(folder, capsys):
    folder.commit({A: kai(due="2021-09-01")})
    folder.write({A: kai(due="2021-12-01")})
    (post,) = posts(folder, capsys)
    assert post["silent"][0]["commit"] is None
    assert "Ikke registrert ennå." in ran(capsys, folder.path, "history").out


def test_longest_way_stands_first(folder, capsys):
    def both(first: str, second: str) -> str:
        return measure(milestones=f"[{{id: a, title: A, baseline: 2021-09-01, due: {first}}}, {{id: b, title: B, baseline: 2021-09-01, due: {second}}}]")  # fmt: skip

    folder.commit({A: both("2021-09-02", "2021-01-01")})
    assert [(p["milestone"], p["days"]) for p in posts(folder, capsys)] == [("b", -243), ("a", 1)]


# ------------------------------------------------------------------------- whether it is explained


def test_a_reason_for_the_newest_move_alone_explains_nothing(folder, capsys):
    folder.commit({A: kai(baseline="2020-06-30", due="2021-06-30", moved=(
        "[{date: 2020-11-01, from: 2020-12-31, reason: staffing}, {date: 2020-05-01, from: 2020-06-30}]"
    ))})  # fmt: skip
    assert everywhere(folder, capsys) == {"kai": False}
    shown = ran(capsys, folder.path, "report", "2021-Q2", "--format=md").out
    assert "| 30. juni 2020 | 30. juni 2021 | ett år | bemanning, men ikke for alt |" in shown


def everywhere(folder, capsys) -> dict[str, bool]:
    """Whether each move is explained, by milestone: the report, the history and the page agree."""
    told = json.loads(ran(capsys, folder.path, "report", "2021-Q2", "--format=json").out)["moved"]
    in_report = {post["milestone"]: post["explained"] for post in told}
    assert in_report == {post["milestone"]: post["explained"] for post in posts(folder, capsys)}
    workspace = open_workspace(folder.path, Moment(), date(2021, 6, 30))
    site = Site(workspace.portfolio, workspace.today, words(), history=workspace.history())
    shown = goal_posts_page(site.views[0]).body()
    assert shown.count("<li>") == len(in_report)
    assert shown.count('class="t-tag"') == list(in_report.values()).count(False)
    return in_report


DAYS = st.sampled_from(["2020-06-30", "2020-12-31", "2021-06-30", "2021-12-31"])
WRITTEN_MOVES = st.lists(
    st.builds(
        "{{date: {}, from: {}{}}}".format,
        st.sampled_from(["2020-05-01", "2020-11-01", "2021-03-01"]),
        DAYS,
        st.sampled_from(["", ", reason: staffing"]),
    ),
    max_size=3,
).map(lambda moves: f"[{', '.join(moves)}]")
MILESTONES = st.dictionaries(
    st.sampled_from(["baseline", "due", "done", "moved"]), DAYS, max_size=3
).flatmap(lambda fields: WRITTEN_MOVES.map(lambda moves: fields | {"moved": moves}))
VERSIONS = st.lists(st.none() | MILESTONES, min_size=1, max_size=4)


@pytest.mark.slow
@tries(20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=VERSIONS, tagged=st.integers(0, 4))
def test_report_history_and_page_agree_on_what_is_explained(versions, tagged, capsys, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-06-30")
    with TemporaryDirectory() as name:
        folder = GitFolder(Path(name))
        folder.commit({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS}, "2020-01-01")
        for number, fields in enumerate(versions):
            text = measure() if fields is None else kai(**fields)
            folder.commit({A: f"{text}# {number}\n"}, f"2021-0{number + 1}-15")
            if number == tagged:
                folder.git("tag", "adopted/p")
        everywhere(folder, capsys)


def test_a_milestone_that_is_only_opened_again_has_no_deadline_that_moved(folder, capsys):
    folder.commit({A: kai(due="2021-09-01", done="2021-05-01")})
    folder.commit({A: kai(due="2021-09-01")})
    assert [p["text"] for p in posts(folder, capsys)] == ["«Kai» var nådd, og er åpnet igjen."]
    shown = ran(capsys, folder.path, "report", "2021-Q2", "--format=md").out
    assert "| Nr. | Tiltak | Milepæl | Første frist | Frist nå | Flyttet | Årsak |" not in shown


def test_a_milestone_that_was_promised_later_is_not_taken_out_before(folder, capsys):
    later = kai(due="2021-09-01", promised="2021-06-30")
    folder.commit({A: later})
    folder.git("tag", "adopted/p")
    told = ran(capsys, folder.path, "report", "2021-Q1", "--format=json").out
    assert json.loads(told)["moved"] == []


# ------------------------------------------------------------------- measures that were taken out


def removed(folder, capsys):
    return json.loads(ran(capsys, folder.path, "history", "--format=json").out)["removed_measures"]


KAI = kai(baseline="2021-09-01", due="2021-09-01")
TAKEN_OUT = PLAN + "removed: [{number: 1, title: Kai, date: 2021-02-01, note: Havna er solgt.}]\n"


def test_measure_that_goes_without_a_word_is_listed_with_what_was_promised(folder, capsys):
    folder.commit({A: KAI})
    commit = folder.commit({A: None}, "2021-03-15", "Rydding")
    (found,) = removed(folder, capsys)
    assert (found["measure"], found["milestones"], found["removed_on"]) == (1, ["kai"], None)
    assert found["commit"] == commit
    assert found["text"] == (
        "Tiltaket er tatt ut, uten at planen forteller det. "
        f"Registrert 15. mars 2021 ({commit[:9]}). Dette var lovet: «Kai» innen 1. september 2021."
    )
    assert "Tiltak som er tatt ut\n  1. Tiltak 1. Tiltaket er tatt ut," in ran(capsys, folder.path, "history").out  # fmt: skip


def test_measure_that_the_plan_tells_of_is_listed_with_its_reason(folder, capsys):
    folder.commit({A: KAI})
    folder.commit({A: None, "plans/p/plan.yml": TAKEN_OUT})
    (found,) = removed(folder, capsys)
    assert found["text"] == (
        "Tiltaket er tatt ut av planen, 1. februar 2021. Havna er solgt. Dette var lovet: «Kai» innen 1. september 2021."
    )


def test_measure_that_the_plan_tells_of_is_known_without_git():
    plan = load.load({"plans/p/plan.yml": TAKEN_OUT}).portfolio.plans[0]
    known = broken(plan, None)
    assert known.silent is None
    assert [(found.number, found.silent) for found in known.gone] == [(1, False)]


def test_measure_that_came_back_is_not_gone(folder, capsys):
    for text in (KAI, None, KAI):
        folder.commit({A: text})
    assert removed(folder, capsys) == []


# ------------------------------------------------------------------------------- in the reports


def test_report_tells_of_moves_that_the_file_does_not(folder, capsys):
    other = "measures/p/02-b.yml"
    folder.commit({A: KAI, other: measure(2)}, "2021-01-15")
    folder.commit({A: KAI.replace("due: 2021-09-01", "due: 2021-12-01"), other: None}, "2021-06-15", "Rydding")  # fmt: skip
    shown = ran(capsys, folder.path, "report", "2021-Q2", "--format=md").out
    assert "Én frist er endret i kvartalet uten at tiltaket forteller det." in shown
    assert "flyttet fra 1. september 2021 til 1. desember 2021, 91 dager senere. Filen forteller ikke at den er flyttet" in shown  # fmt: skip
    assert "Registrert 15. juni 2021 (" in shown
    assert "Rydding" not in shown
    assert "**Tiltak 2** Tiltak 2. Tiltaket er tatt ut, uten at planen forteller det." in shown
    numbers = json.loads(ran(capsys, folder.path, "report", "2021-Q2", "--format=json").out)
    assert [(m["measure"], m["kind"], m["days"]) for m in numbers["silent_moves"]] == [
        (1, "milestone_moved", 91)
    ]
    assert [m["measure"] for m in numbers["removed_measures"]] == [2]
    earlier = ran(capsys, folder.path, "report", "2021-Q1", "--format=md").out
    assert "endret i kvartalet uten" not in earlier


def test_report_without_git_says_what_it_cannot_know(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-01")
    write({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS, A: KAI}, tmp_path)
    shown = ran(capsys, tmp_path, "report", "2021-Q2", "--format=md").out
    assert "Historikken for filene var ikke tilgjengelig da rapporten ble laget." in shown
    numbers = json.loads(ran(capsys, tmp_path, "report", "2021-Q2", "--format=json").out)
    assert numbers["silent_moves"] is None
