from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tiltak.cli import tiltak
from tiltak.problems import UsageError
from tiltak.workspace import NOW, open_workspace

DECEMBER = "[{date: 2020-12-31, phase: planning}]"
JANUARY = "[{date: 2021-01-31, phase: in_progress}, {date: 2020-12-31, phase: planning}]"
CORRECTED = "[{date: 2021-01-31, phase: in_progress}, {date: 2020-12-31, phase: paused, reason: other, note: Rettet}]"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """What was believed about the end of December changed on 10 February."""
    monkeypatch.setenv("TILTAK_TODAY", "2021-03-01")
    folder = GitFolder(tmp_path)
    plan = {"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS}
    folder.commit({**plan, "measures/p/01-a.yml": measure(status=DECEMBER)}, "2021-01-05")
    folder.commit({"measures/p/01-a.yml": measure(status=JANUARY)}, "2021-02-02")
    folder.commit({"measures/p/01-a.yml": measure(status=CORRECTED)}, "2021-02-10")
    return folder


def status(folder, *arguments):
    """The day, the revision and the verdict that `tiltak status` gives."""
    told = CliRunner().invoke(
        tiltak,
        ["status", "--format=json", "--root", str(folder.path), *arguments],
        standalone_mode=False,
        catch_exceptions=False,
    )
    if told.exception:
        raise told.exception
    data = json.loads(told.stdout)
    return data["as_of"], data["rev"], data["measures"][0]["verdict"]


def commit(folder, back):
    return folder.git("rev-parse", f"HEAD~{back}")


def test_now_is_today_and_the_commit_that_is_checked_out(folder):
    assert status(folder) == ("2021-03-01", commit(folder, 0), "in_progress")


def test_as_of_is_what_was_true_by_what_the_files_say_now(folder):
    assert status(folder, "--as-of=2020-12-31") == ("2020-12-31", commit(folder, 0), "paused")


def test_known_on_is_what_the_files_said_then_about_that_day(folder):
    assert status(folder, "--known-on=2021-01-15") == ("2021-01-15", commit(folder, 2), "planning")
    assert status(folder, "--known-on=2021-02-05") == (
        "2021-02-05",
        commit(folder, 1),
        "in_progress",
    )


def test_known_on_and_as_of_is_what_was_believed_then_about_another_day(folder):
    believed = ("--known-on=2021-02-05", "--as-of=2020-12-31")
    assert status(folder, *believed) == ("2020-12-31", commit(folder, 1), "planning")
    later = ("--known-on=2021-02-10", "--as-of=2020-12-31")
    assert status(folder, *later) == ("2020-12-31", commit(folder, 0), "paused")


def test_rev_is_what_the_files_said_in_a_commit_on_the_day_it_was_recorded(folder):
    assert status(folder, "--rev=HEAD~1") == ("2021-02-02", commit(folder, 1), "in_progress")
    assert status(folder, "--rev=HEAD~1", "--as-of=2020-12-31")[2] == "planning"


def test_what_is_not_committed_has_no_revision_yet(folder):
    folder.write({"measures/p/01-a.yml": measure(status=DECEMBER)})
    assert status(folder) == ("2021-03-01", None, "planning")
    assert status(folder, "--rev=HEAD")[1:] == (commit(folder, 0), "in_progress")


def test_the_revision_is_of_the_files_that_were_read_whatever_is_saved_meanwhile(folder):
    clean = open_workspace(folder.path, NOW, date(2021, 3, 1))
    folder.write({"measures/p/01-a.yml": measure(status=DECEMBER)})
    changed = open_workspace(folder.path, NOW, date(2021, 3, 1))
    assert clean.rev == commit(folder, 0)
    folder.git("checkout", "--quiet", "--", "measures")
    assert changed.rev is None


def test_show_takes_the_same_options(folder):
    told = CliRunner().invoke(
        tiltak,
        ["show", "1", "--format=json", "--root", str(folder.path), "--known-on=2021-01-15"],
        standalone_mode=False,
    )
    shown = json.loads(told.stdout)
    assert (shown["rev"], shown["as_of"]) == (commit(folder, 2), "2021-01-15")
    assert [e["date"] for e in shown["entries"]] == ["2020-12-31"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--rev=HEAD", "--known-on=2021-01-15"], "Velg enten --rev eller --known-on"),
        (["--rev=--upload-pack=x"], "kan ikke brukes som revisjon"),
        (["--rev="], "kan ikke brukes som revisjon"),
        (["--known-on=2030-01-01"], "har ikke vært ennå"),
        (["--known-on=i går"], "er ikke en dato"),
        (["--known-on=2022-13-01"], "er ikke en dato"),
        (["--known-on=2020-06-01"], "Ingenting var kjent"),
    ],
)
def test_moment_that_cannot_be_is_refused_in_norwegian(folder, arguments, words):
    with pytest.raises(UsageError, match=words):
        status(folder, *arguments)
