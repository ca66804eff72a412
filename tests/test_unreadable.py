"""A file that cannot be read is a measure that cannot be read: counted and named wherever the plan is shown."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.commandline import ran
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tests.trees import ROOT, write
from tiltak.past.editions import EditionAsked
from tiltak.past.history import history
from tiltak.read import git, repo

BROKEN = "measures/p/02-to.yml"
MISNAMED = "measures/p/Tiltak 3.yml"
NAMED = "Tiltak 2 «Brua»"
FILES = {
    "plans/p/plan.yml": PLAN,
    "plans/units.yml": UNITS,
    "measures/p/01-en.yml": measure(1),
    BROKEN: measure(2, title="Brua").replace("kind: establish", "kind: bygge"),
    MISNAMED: measure(3),
}
MENDED = {**FILES, BROKEN: measure(2, title="Brua"), MISNAMED: None}
TOLD = "To tiltak kan ikke leses og er ikke regnet med: tiltak 2 «Brua» (measures/p/02-to.yml) og measures/p/Tiltak 3.yml."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(FILES, tmp_path)


@pytest.fixture
def mended(tmp_path: Path) -> GitFolder:
    """Broken until 20 February, mended with the same words."""
    git = GitFolder(tmp_path)
    git.commit({"README.yml": "x"}, "2021-01-01")
    git.commit({k: v for k, v in MENDED.items() if v}, "2021-01-10")
    git.commit(FILES, "2021-02-10")
    git.commit(MENDED, "2021-02-20")
    return git


def test_status_names_what_it_cannot_read_and_ends_with_1(folder, capsys):
    told = ran(capsys, folder, "status")
    assert told.code == 1
    assert told.err.startswith(TOLD)
    assert "Kan ikke leses" in told.out
    assert "kan ikke leses 2." in told.out
    data = json.loads(ran(capsys, folder, "status", "--format", "json").out)
    assert data["total"] == sum(data["counts"].values()) == 1
    assert data["unreadable"] == [
        {"path": BROKEN, "kind": "measure", "number": 2, "title": "Brua"},
        {"path": MISNAMED, "kind": "measure", "number": None, "title": None},
    ]


def test_status_of_a_plan_in_order_has_nothing_unreadable(tmp_path, capsys):
    told = ran(capsys, write({k: v for k, v in MENDED.items() if v}, tmp_path), "status")
    assert (told.code, told.err) == (0, "")
    assert "an ikke leses" not in told.out


@pytest.mark.parametrize("form", ["md", "html", "json", "csv"])
def test_report_names_what_it_cannot_read_in_every_form_and_ends_with_1(folder, capsys, form):
    told = ran(capsys, folder, "report", "2021-Q1", "--format", form)
    assert told.code == 1
    assert told.err.startswith(TOLD)
    assert "Brua" in told.out
    if form == "csv":
        row = list(csv.DictReader(io.StringIO(told.out), delimiter=";"))[1]
        assert (row["number"], row["title"], row["verdict_label"]) == (
            "2",
            "Brua",
            "Kan ikke leses",
        )
    elif form == "json":
        assert [f["path"] for f in json.loads(told.out)["unreadable"]] == [BROKEN, MISNAMED]
    else:
        assert BROKEN in told.out


def test_report_files_are_written_and_the_exit_code_is_1(folder, capsys, tmp_path):
    told = ran(
        capsys, folder, "report", "2021-Q1", "--format", "xlsx", "--output", str(tmp_path / "ut")
    )
    assert told.code == 1
    from openpyxl import load_workbook

    rows = list(load_workbook(next((tmp_path / "ut").iterdir()))["Tiltak"].values)
    assert any(row[:2] == (2, "Brua") and "Kan ikke leses" in row for row in rows)


def test_past_revision_is_told_of_in_the_same_way(mended, capsys):
    told = ran(capsys, mended.path, "status", "--known-on", "2021-02-15")
    assert told.code == 1
    assert told.err.startswith(TOLD)
    assert "tiltak check --rev " in told.err
    assert (
        ran(
            capsys, mended.path, "report", "2021-Q1", "--format", "md", "--known-on", "2021-02-15"
        ).code
        == 1
    )
    assert ran(capsys, mended.path, "status").code == 0


def test_advice_for_a_day_before_there_was_a_plan(mended, capsys):
    told = ran(capsys, mended.path, "status", "--known-on", "2021-01-05")
    assert told.code == 2
    assert "Det var ingen plan her i utgaven fra 01.01.2021" in told.err
    assert "Den første kom 10.01.2021." in told.err


def test_plan_that_could_not_be_read_then_is_no_missing_plan(mended, capsys):
    mended.commit({"plans/p/plan.yml": "title: [x"}, "2021-03-01")
    mended.commit({"plans/p/plan.yml": PLAN}, "2021-03-10")
    told = ran(capsys, mended.path, "status", "--known-on", "2021-03-05")
    assert told.code == 1
    assert "plans/p/plan.yml kan ikke leses i utgaven fra 01.03.2021" in told.err
    assert "tiltak check --rev " in told.err


def test_history_tells_when_a_file_could_be_read_again(mended, capsys):
    told = ran(capsys, mended.path, "history", "2").out
    assert told.index("Filen kan leses igjen.") < told.index("Filen kunne ikke leses")
    overview = ran(capsys, mended.path, "history").out
    assert "Den kunne leses igjen 20. februar 2021." in overview
    mended.commit({BROKEN: "x: ["}, "2021-03-01")
    assert "Den kan fortsatt ikke leses." in ran(capsys, mended.path, "history").out
    data = json.loads(ran(capsys, mended.path, "history", "--format", "json").out)
    assert [step["mended"] and step["mended"]["recorded_on"] for step in data["unreadable"]] == [
        "2021-02-20",
        None,
    ]


def test_export_tells_what_is_left_out_and_ends_with_1(folder, capsys, tmp_path):
    told = ran(capsys, folder, "export", "--output", str(tmp_path / "ut.xlsx"))
    assert told.code == 1
    assert told.err.startswith(TOLD)


@pytest.mark.slow
def test_every_recorded_version_of_the_plan_can_be_read():
    """Every commit of this repository that touched plans, measures or schema."""
    try:
        repository = repo.repository(ROOT)
        log = [(commit, touched) for commit, touched in repository.log() if touched]
    except git.GitError as error:
        pytest.skip(str(error))
    assert log
    asked = [EditionAsked(commit.recorded_on, commit.id) for commit, _ in log]
    editions = history(log, repository.contents, asked).editions
    assert [edition.commit for edition in editions.values()] == [commit for commit, _ in log]
    for edition in editions.values():
        assert edition.portfolio.plans, edition.commit
        assert edition.portfolio.unreadable == (), edition.commit
