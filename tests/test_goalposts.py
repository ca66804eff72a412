from __future__ import annotations

import json
from datetime import date

import pytest

from tests.commandline import ran
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tiltak import load
from tiltak.goalposts import goal_posts
from tiltak.summary import summarise

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
    (post,) = goal_posts(summarise(plan, date(2021, 7, 1)))
    assert (post.days, post.baseline_from, post.explained, post.silent) == (91, "file", True, ())


def test_move_without_a_word_is_listed_with_its_commit_and_message(folder, capsys):
    folder.commit({A: kai(baseline="2021-09-01", due="2021-09-01")}, "2021-01-15")
    commit = folder.commit(
        {A: kai(baseline="2021-09-01", due="2021-12-01")}, "2021-03-15", "Rydding"
    )
    (post,) = posts(folder, capsys)
    assert (post["days"], post["explained"]) == (91, False)
    assert post["silent"] == [
        {"kind": "milestone_moved", "from": "2021-09-01", "to": "2021-12-01", "days": 91,
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
