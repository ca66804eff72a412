"""`tiltak report`: what can be asked for, where it goes, and that two clones give the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commandline import ran, write_files
from tests.gitfolder import GitFolder, run_git
from tests.reportplan import MEASURES, PLAN, UNITS
from tiltak.reports.writers import WRITERS

FILES = {
    "plans/havn/plan.yml": PLAN,
    "plans/units.yml": UNITS,
    **{f"measures/havn/{name}.yml": text for name, text in MEASURES.items()},
}


@pytest.fixture(autouse=True)
def _a_day_in_august(monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-08-15")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "plan", FILES)


@pytest.mark.slow
def test_all_forms_are_written_by_default(folder, capsys, tmp_path):
    out = tmp_path / "ut"
    told = ran(capsys, folder, "report", "2021-Q2", "--output", str(out))
    names = [f"havn-2021-Q2.{form}" for form in WRITERS]
    assert sorted(p.name for p in out.iterdir()) == sorted(names)
    assert told.out.split() == [str(out / name) for name in names]


def test_one_text_form_is_printed_where_no_folder_is_given(folder, capsys):
    assert ran(capsys, folder, "report", "2021-Q2", "--format", "md").out.startswith(
        "# Havneplan 2020–2023\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx", "all"])
def test_form_that_is_no_text_needs_a_folder(folder, capsys, form):
    told = ran(capsys, folder, "report", "2021-Q2", "--format", form)
    assert told.code == 2
    assert "--output" in told.err
    assert told.out == ""


def test_latest_is_the_newest_period_that_is_over(folder, capsys):
    told = ran(capsys, folder, "report", "latest", "--format", "json")
    assert json.loads(told.out)["period"]["name"] == "2021-Q2"


def test_short_report_has_a_name_of_its_own(folder, capsys, tmp_path):
    told = ran(
        capsys, folder, "report", "2021-Q2", "--short", "--format", "md", "--output", str(tmp_path)
    )
    assert told.out.strip().endswith("havn-2021-Q2-kort.md")


@pytest.mark.parametrize("name", ["2021-Q5", "i fjor", "", "2021-13"])
def test_unknown_period_is_refused_with_advice(folder, capsys, name):
    told = ran(capsys, folder, "report", name, "--format", "md")
    assert told.code == 2
    assert "2020-Q4" in told.err


def test_day_can_be_another_than_today(folder, capsys):
    told = ran(capsys, folder, "report", "2021-Q2", "--format", "json", "--as-of", "2021-05-01")
    found = json.loads(told.out)
    assert (found["state"], found["as_of"]) == ("under_way", "2021-05-01")


@pytest.mark.slow
def test_two_clones_give_the_same_bytes(capsys, tmp_path):
    first = GitFolder(tmp_path / "en")
    commit = first.commit(FILES, "2021-07-10")
    run_git(tmp_path, "clone", "--quiet", "en", "to")
    outs = []
    for name in ("en", "to"):
        out = tmp_path / f"rapport-{name}"
        ran(capsys, tmp_path / name, "report", "2021-Q2", "--output", str(out))
        outs.append({p.name: p.read_bytes() for p in out.iterdir()})
    assert outs[0] == outs[1]
    assert len(outs[0]) == len(WRITERS)
    assert json.loads(outs[0]["havn-2021-Q2.json"])["rev"] == commit


def test_report_of_an_older_revision_is_the_one_that_was_made_then(capsys, tmp_path, monkeypatch):
    """Whoever had not reported by then had not been silent yet: the round was open."""
    work = GitFolder(tmp_path / "plan")
    old = work.commit(FILES, "2021-07-10")
    with monkeypatch.context() as then:
        then.setenv("TILTAK_TODAY", "2021-07-10")
        made_then = ran(capsys, work.path, "report", "2021-Q2", "--format", "html").out
    work.commit({"measures/havn/01-fullfort.yml": None}, "2021-08-01")
    now = ran(capsys, work.path, "report", "2021-Q2", "--format", "html").out
    assert now != made_then
    again = ran(capsys, work.path, "report", "2021-Q2", "--format", "html", "--rev", old).out
    assert again == made_then


def test_what_is_not_recorded_in_git_is_said_on_the_cover(folder, capsys):
    told = ran(capsys, folder, "report", "2021-Q2", "--format", "md")
    assert "- Utgave av dataene: ikke registrert i git\n" in told.out


@pytest.mark.parametrize(
    ("language", "heading", "name"),
    [("nb", "Sammendrag", ""), ("nn", "Samandrag", "-nn"), ("en", "Summary", "-en")],
)
def test_report_in_the_language_asked_for(folder, capsys, tmp_path, language, heading, name):
    options = ("--format", "md", "--language", language, "--output", str(tmp_path / "ut"))
    assert ran(capsys, folder, "report", "2021-Q2", *options).code == 0
    (written,) = (tmp_path / "ut").iterdir()
    assert written.name == f"havn-2021-Q2{name}.md"
    assert f"## {heading}\n" in written.read_text("utf-8")
