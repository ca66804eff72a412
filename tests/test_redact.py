"""`tiltak redact`: a text is taken out of files and of what was delivered; the mark, the checks and the chain stand."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.commandline import Ran, ran
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tiltak.judge import closing
from tiltak.model.periods import period
from tiltak.read import load, plan_files
from tiltak.reports.writers import WRITERS
from tiltak.site.pages.reports import report_page
from tiltak.site.view import Site
from tiltak.words.language import words
from tiltak.workspace import NOW, open_workspace

pytestmark = pytest.mark.slow

A = "measures/p/01-a.yml"
ADOPTED = PLAN + "adoption: {body: havn, date: 2021-01-01}\n"
NAME = "Kari & Ola"
MARK = "(tatt ut 20.07.2021 – personopplysning)"
OLD = "{date: 2021-03-31, phase: in_progress, note: Avtalt med Kari & Ola på mandag}"
FIRST, SECOND = "plans/p/closed/2021-Q1", "plans/p/closed/2021-Q2"


@pytest.fixture
def folder(tmp_path):
    folder = GitFolder(tmp_path / "arkiv")
    folder.write({"plans/p/plan.yml": ADOPTED, "plans/units.yml": UNITS})
    return folder


@pytest.fixture
def closed(folder, monkeypatch, capsys):
    """Two closed quarters. A name stands in a note, in a milestone's title, and wrapped in a summary."""
    stones = "[{id: m, title: Møte med Kari & Ola, due: 2021-12-31}]"
    summary = ">-\n  Et tiltak som Kari &\n  Ola foreslo"
    decision = f"title: Brua\nkind: audit\nbody: havn\ntext: Bygg\nentries: [{{date: 2021-03-31, note: {NAME}}}]\n"
    of_measure = measure(1, f"[{OLD}]", summary=summary, milestones=stones)
    folder.commit({A: of_measure, "plans/p/decisions/brua.yml": decision}, "2021-03-20")
    close(folder, monkeypatch, capsys, "2021-Q1", "2021-04-01")
    close(folder, monkeypatch, capsys, "2021-Q2", "2021-07-01")
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-20")
    return folder


def close(folder: GitFolder, monkeypatch, capsys, name: str, day: str) -> None:
    monkeypatch.setenv("TILTAK_TODAY", day)
    done = ran(capsys, folder.path, "report", name, "--close", "--by=havn")
    assert (done.code, done.err) == (0, "")
    folder.commit({}, day)


def redact(folder: GitFolder, capsys, *more: str) -> Ran:
    return ran(capsys, folder.path, "redact", NAME, "--reason=personopplysning", *more)


def codes(folder: GitFolder, capsys) -> list[tuple[str, str]]:
    done = ran(capsys, folder.path, "check", "--format=json")
    return [(p["code"], p["path"]) for p in json.loads(done.out)]


def test_text_is_gone_from_files_and_deliveries_and_the_mark_check_and_chain_stand(closed, capsys):
    assert codes(closed, capsys) == []
    done = redact(closed, capsys)
    assert (done.code, done.err) == (0, "")
    text = (closed.path / A).read_text(encoding="utf-8")
    assert text.count(MARK) == 3
    for folder in (FIRST, SECOND):
        names = {path.name for path in (closed.path / folder).glob("p-*")}
        assert {name.rpartition(".")[2] for name in names} == {"json", "html", "md", "csv"}
        numbers = (closed.path / folder / f"p-{folder[-7:]}.json").read_text(encoding="utf-8")
        assert MARK in numbers
    left = [p for p in closed.path.rglob("*.*") if ".git" not in p.parts and p.is_file()]
    plain = [p.read_text(encoding="utf-8").replace("&amp;", "&").replace("\\", "") for p in left]
    assert not [p for p, said in zip(left, plain, strict=True) if NAME in " ".join(said.split())]
    first, second = closing.in_order(load.load(plan_files.worktree(closed.path).texts).portfolio.plans[0].closings)  # fmt: skip
    assert second.previous == first.checksum
    assert [(r.reason, "p-2021-Q1.pdf" in r.removed) for r in first.redacted] == [("personopplysning", True)]  # fmt: skip
    marked = [("record-redacted", f"{folder}/record.yml") for folder in (FIRST, SECOND)]
    assert sorted(codes(closed, capsys)) == marked  # not yet in git
    closed.commit({}, "2021-07-20", "Tar ut en personopplysning")
    assert sorted(codes(closed, capsys)) == marked
    told = ran(capsys, closed.path, "report", "all", "--verify")
    assert told.code == 0
    assert told.out.count("Noe ble tatt ut av rapporten 20.07.2021: personopplysning.") == 2
    assert "Disse filene er fjernet: p-2021-Q1.docx, p-2021-Q1.pdf, p-2021-Q1.xlsx." in told.out
    workspace = open_workspace(closed.path, NOW, date(2021, 8, 1))
    (view,) = Site(workspace.portfolio, workspace.today, words(), report_forms=tuple(WRITERS), delivered=workspace.delivered).views  # fmt: skip
    page = report_page(view, period("2021-Q1")).body()
    assert "Noe ble tatt ut av den 20. juli 2021: personopplysning." in page
    assert MARK in page
    # What is left is held as before.
    record = f"{SECOND}/record.yml"
    closed.write({record: (closed.path / record).read_text("utf-8").replace('"havn"', '"by"')})
    assert ("record-changed", record) in codes(closed, capsys)


def test_what_remains_is_told_with_the_commands(closed, capsys):
    done = redact(closed, capsys)
    assert "(3 endringer har satt den inn eller tatt den ut)" in done.out
    assert f"echo 'Kari & Ola==>{MARK}' > ../tatt-ut.txt" in done.out
    assert f"git filter-repo --force --invert-paths --path {FIRST}/p-2021-Q1.pdf" in done.out


def test_later_record_without_the_text_is_anchored_anew_and_says_why(folder, monkeypatch, capsys):
    folder.commit({A: measure(1, f"[{OLD}]")}, "2021-03-20")
    close(folder, monkeypatch, capsys, "2021-Q1", "2021-04-01")
    new = "{date: 2021-06-30, phase: in_operation, note: I drift}"
    folder.commit({A: measure(1, f"[{new}, {OLD}]")}, "2021-06-30")
    close(folder, monkeypatch, capsys, "2021-Q2", "2021-07-01")
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-20")
    assert f"Ny kontrollsum: {SECOND}/record.yml" in redact(folder, capsys).out
    assert (folder.path / SECOND / "p-2021-Q2.pdf").exists()
    assert codes(folder, capsys) == [("record-redacted", f"{FIRST}/record.yml")]
    told = ran(capsys, folder.path, "report", "all", "--verify")
    anchored = "noe ble tatt ut av en tidligere rapport 20.07.2021: personopplysning."
    assert (told.code, anchored in told.out) == (0, True)


def test_nothing_is_written_with_check_or_where_it_cannot_be_done(closed, capsys):
    before = closed.git("status", "--porcelain")
    assert "Tas ut av: measures/p/01-a.yml" in redact(closed, capsys, "--check").out
    for arguments, message in (
        (["Finnes ikke her", "--reason=feil"], "Teksten står ikke i noen av filene."),
        (["ab", "--reason=feil"], "Skriv minst 3 tegn"),
        ([NAME, "--reason=feil: [x]"], "Skriv hvorfor med --reason"),
        (["establish", "--reason=feil"], "står et sted der den ikke kan tas ut"),
    ):
        done = ran(capsys, closed.path, "redact", *arguments)
        assert (done.code, message in done.err) == (2, True)
    closed.write({f"{FIRST}/p-2021-Q1.csv": b"noe annet"})
    assert "Det som er levert, stemmer ikke" in redact(closed, capsys).err
    closed.git("checkout", "--quiet", ".")
    assert closed.git("status", "--porcelain") == before


def test_what_holds_a_file_together_is_not_taken_out_although_another_is_wrong(folder, capsys):
    folder.write({A: measure(1, "[]"), "measures/p/02-b.yml": "title: [\n"})
    before = (folder.path / A).read_bytes()
    done = ran(capsys, folder.path, "redact", "title:", "--reason=personopplysning")
    assert (done.code, "ikke kan tas ut slik" in done.err) == (2, True)
    assert (folder.path / A).read_bytes() == before


def test_one_that_was_stopped_on_the_way_is_told_how_to_go_on(closed, capsys):
    (closed.path / FIRST / "p-2021-Q1.pdf").unlink()
    done = redact(closed, capsys)
    assert (done.code, "git restore" in done.err) == (2, True)
    closed.git("restore", ".")
    assert redact(closed, capsys).code == 0
