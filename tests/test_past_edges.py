"""Odd ways of a history, asked as a person asks: files that share a number, plans that are gone, half a clone."""

from __future__ import annotations

import json

import pytest

from tests.commandline import ran
from tests.gitfolder import PLAN, UNITS, GitFolder, measure, run_git

PATH = "measures/p/01-x.yml"
FILES = {"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS, PATH: measure(owner="havn")}


@pytest.fixture(autouse=True)
def a_day_that_does_not_move(monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2026-06-01")


@pytest.fixture
def folder(tmp_path):
    made = GitFolder(tmp_path / "planer")
    made.commit(FILES, "2021-01-10", "planen")
    return made


def test_a_file_that_was_copied_and_then_deleted_is_no_measure_that_went(folder, capsys):
    folder.commit({"measures/p/01-y.yml": FILES[PATH]}, "2021-02-10", "kopi")
    folder.commit({PATH: None}, "2021-03-10", "bort")
    came = ran(capsys, folder.path, "changes", "HEAD~2", "HEAD~1").out
    went = ran(capsys, folder.path, "changes", "HEAD~1", "HEAD").out
    assert "Det er kommet en fil til med samme nummer." in came
    assert "En av filene med dette nummeret er tatt bort." in went
    assert "tatt inn" not in came
    assert "tatt ut" not in went
    renamed = ran(capsys, folder.path, "changes", "HEAD~2", "HEAD").out
    assert "Ingenting er endret" in renamed


def test_a_promise_that_is_changed_by_one_of_many_branches_taken_in_at_once_is_told(folder, capsys):
    for owner in ("a", "by", "c"):
        folder.git("checkout", "--quiet", "-b", owner, "main")
        changed = {PATH: measure(owner=owner)} if owner == "by" else {f"{owner}.txt": owner}
        folder.commit(changed, "2021-02-10", owner)
    folder.git("checkout", "--quiet", "main")
    folder.git("merge", "--quiet", "--no-ff", "--message", "Alle på en gang", "a", "by", "c")
    assert len(folder.git("rev-parse", "HEAD^@").split()) == 4
    merge = folder.git("rev-parse", "--short=9", "HEAD").strip()
    told = " ".join(ran(capsys, folder.path, "history", "1").out.split())
    assert (merge in told, "Alle på en gang" in told) == (True, True)
    (change,) = json.loads(ran(capsys, folder.path, "history", "--format=json").out)[
        "changed_promises"
    ]
    assert ("Byen" in change["text"], change["commit"][:9]) == (True, merge)


def test_changes_up_to_an_older_edition_are_not_up_to_now(folder, capsys):
    folder.commit({PATH: measure(owner="by")}, "2021-02-10", "by")
    first = folder.git("rev-parse", "HEAD~1")[:9]
    told = ran(capsys, folder.path, "changes", "HEAD", "--rev", "HEAD~1").out
    assert told.splitlines()[0].endswith(f"til {first}, 10. januar 2021.")


def test_two_days_of_the_same_files_need_no_history(folder, tmp_path, capsys):
    run_git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{folder.path}", "grunn")
    shallow = tmp_path / "grunn"
    assert ran(capsys, shallow, "changes", "2021-01-01", "2021-04-01").code == 0
    refused = ran(capsys, shallow, "changes", "HEAD")
    assert (refused.code, "git fetch --unshallow" in refused.err) == (2, True)


def test_an_empty_list_of_what_was_cut_off_cuts_nothing_off(folder, capsys):
    (folder.path / ".git" / "shallow").write_text("")
    assert ran(capsys, folder.path, "history", "1").code == 0


def test_a_plan_that_was_taken_out_says_when_and_how_to_see_it(folder, capsys):
    folder.commit({"plans/q/plan.yml": PLAN.replace("Plan for", "Q for")}, "2021-05-01", "q")
    folder.commit({"plans/q/plan.yml": None}, "2021-05-02", "q bort")
    gone = ran(capsys, folder.path, "history", "--plan", "q")
    commit = folder.git("rev-parse", "HEAD")[:9]
    assert (gone.code, f"ble tatt ut 02.05.2021 ({commit})" in gone.err) == (2, True)
    assert f"«tiltak status --plan q --rev {commit}~1»" in gone.err
    seen = ran(capsys, folder.path, "status", "--plan", "q", "--rev", f"{commit}~1")
    assert (seen.code, "Q for prøving" in seen.out) == (0, True)
    assert "ble tatt ut" not in ran(capsys, folder.path, "history", "--plan", "r").err


def test_a_work_tree_that_the_environment_names_does_not_lead_elsewhere(
    folder, tmp_path, capsys, monkeypatch
):
    before = ran(capsys, folder.path, "history", "1").out
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert ran(capsys, folder.path, "history", "1").out == before


REPORT = "[{date: 2021-03-31, phase: in_progress}]"


def test_a_plan_that_is_moved_into_a_folder_keeps_its_past(folder, capsys):
    folder.commit({PATH: measure(owner="havn", status=REPORT)}, "2021-04-12", "i tide")
    (folder.path / "plan").mkdir()
    folder.git("mv", "plans", "measures", "plan")
    folder.commit({}, "2022-01-01", "flyttet")
    folder.path /= "plan"
    then = ran(capsys, folder.path, "status", "--known-on", "2021-06-01")
    assert (then.code, then.err) == (0, "")
    assert "pågår 1" in then.out
    story = ran(capsys, folder.path, "history", "1").out
    assert [line for line in story.splitlines() if " · " in line] == [
        f"12. april 2021 · i tide · {folder.git('rev-parse', 'HEAD~1')[:9]}",
        f"10. januar 2021 · planen · {folder.git('rev-parse', 'HEAD~2')[:9]}",
    ]
    assert "dager for sent" not in ran(capsys, folder.path, "history").out


def test_a_copy_of_a_plan_in_another_folder_has_a_past_of_its_own(folder, capsys):
    copied = {f"kopi/{path}": text for path, text in FILES.items()}
    folder.commit(copied, "2022-01-01", "kopi")
    story = ran(capsys, folder.path / "kopi", "history", "1").out
    assert [line for line in story.splitlines() if " · " in line] == [
        f"1. januar 2022 · kopi · {folder.git('rev-parse', 'HEAD')[:9]}"
    ]


@pytest.mark.slow
def test_a_measure_that_gets_another_number_keeps_its_past(folder, capsys):
    named = measure(owner="havn", status=REPORT, title="Kai")
    folder.commit({PATH: named}, "2021-04-12", "i tide")
    folder.git("tag", "adopted/p", "HEAD")
    moved = "milestones: [{id: m, title: Ny, due: 2022-06-30}]\n"
    folder.commit({PATH: named + moved}, "2021-05-01", "frist")
    folder.commit({PATH: named + moved.replace("2022", "2023")}, "2021-06-01", "flyttet")
    seventh = named.replace("number: 1", "number: 7") + moved.replace("2022", "2023")
    folder.write({PATH: None, "measures/p/07-x.yml": seventh})
    for commit in (False, True):
        if commit:
            folder.commit({}, "2022-06-01", "nytt nummer")
        overview = ran(capsys, folder.path, "history").out
        assert "dager for sent" not in overview
        assert "tatt ut" not in overview
        assert "7. Fristen for «Ny» er flyttet fra 30. juni 2022 til 30. juni 2023" in overview
        story = ran(capsys, folder.path, "history", "7").out
        assert "Nummer er endret fra 1 til 7." in story
        assert "12. april 2021 · i tide" in story
        assert "lagt inn" in story
        former = ran(capsys, folder.path, "history", "1")
        assert former.err.startswith("tiltak: Tiltak 1 i p har fått nummer 7.")


def test_a_new_measure_at_the_same_time_as_another_goes_is_not_the_same(folder, capsys):
    folder.commit({PATH: None, "measures/p/07-x.yml": measure(7, title="Noe annet")}, "2021-06-01")
    overview = ran(capsys, folder.path, "history").out
    assert "Tiltaket er tatt ut, uten at planen forteller det." in overview
    assert "finnes ikke" not in ran(capsys, folder.path, "history", "1").err


def test_a_change_of_mode_does_not_break_an_unreadable_file_again(folder, capsys):
    folder.commit({PATH: "number: 1\ntitle: [x\n"}, "2021-02-10")
    (folder.path / PATH).chmod(0o755)
    folder.commit({}, "2021-02-20")
    answer = ran(capsys, folder.path, "history", "1")
    assert answer.out.count("Filen kunne ikke leses") == 1


def test_an_unreadable_file_counts_as_the_measure_it_last_was(folder, capsys):
    """Also where its name says another number: what it is meant to be is not known."""
    misnamed = "measures/p/07-x.yml"
    folder.commit({PATH: None, misnamed: FILES[PATH]}, "2021-02-10")
    folder.commit({misnamed: "number: 1\ntitle: [x\n"}, "2021-02-20")
    told = ran(capsys, folder.path, "history", "1").out
    assert told.count("Filen kunne ikke leses") == 1
    assert "gikk ut" not in told
