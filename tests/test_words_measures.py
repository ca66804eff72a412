"""Where a milestone stands is said in the same words on every page, in every file and in the terminal."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from tests.commandline import ran
from tests.trees import plan, write
from tiltak.judge.status import Deadlines
from tiltak.read.load import load
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words import measures
from tiltak.words.language import words

pytestmark = pytest.mark.slow

HEAD = "title: Et eksempel\nfocus_area: tidlig-innsats\nkind: establish\n"
STOPPED = "status: [{date: 2020-09-30, phase: stopped, reason: funding, note: Ingen penger.}]\n"
MERGED = "status: [{date: 2020-09-30, phase: merged, into: 2, note: Slås sammen.}]\n"
GOING = "status: [{date: 2020-12-31, phase: in_progress}]\n"
PASSED = "milestones: [{id: a, title: Åpning, baseline: 2020-06-30, due: 2020-06-30}]\n"
YEARLY = "milestones: [{id: a, title: Åpning, due: 2020-08-31, repeat: yearly}]\n"
SITE = "site_name: Prøve\nuse_directory_urls: false\ntheme: {name: material, language: nb, font: false}\nplugins: [{tiltak: {reports: [html, md, csv, json]}}]\n"

GONE = {
    "stopped": f"number: 1\n{HEAD}{STOPPED}{PASSED}",
    "merged": f"number: 1\n{HEAD}{MERGED}{PASSED}",
    "stopped, comes back": f"number: 1\n{HEAD}{STOPPED}{YEARLY}",
}
STANDS = {
    f"number: 1\n{HEAD}{GOING}{PASSED}": "gått ut for omtrent åtte måneder siden og ikke holdt",
    f"number: 1\n{HEAD}{GOING}milestones: [{{id: a, title: Åpning, baseline: 2020-06-30, due: 2020-06-30, done: 2020-07-15}}]\n":
        "nådd 15. juli 2020",
    f"number: 1\n{HEAD}{GOING}milestones: [{{id: a, title: Åpning, baseline: 2020-06-30, due: 2022-06-30, moved: [{{date: 2020-05-01, from: 2020-06-30, reason: staffing}}]}}]\n":
        "ikke gått ut ennå",
    f"number: 1\n{HEAD}{GOING}milestones: [{{id: a, title: Åpning, baseline: 2021-03-11, due: 2021-03-11}}]\n":
        "10 dager igjen",
}  # fmt: skip
LATE = re.compile(r"gått ut for ", re.IGNORECASE)


@pytest.fixture(autouse=True)
def a_day_that_does_not_move(monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-03-01")


def outputs(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Everything that tells of the measure on 1 March 2021: name of the output → its text."""
    files = plan(text) | {"mkdocs.yml": SITE, "docs/.gitkeep": ""}
    write(files, folder)
    for arguments in (
        ["report", "2021", "--output", str(folder / "rapport")],
        ["build", "--output", str(folder / "nettsted")],
    ):
        assert ran(capsys, folder, *arguments).code == 0
    (stem,) = {path.stem for path in (folder / "rapport").glob("*.md")}
    report = folder / "rapport" / stem
    measure_page = (folder / "nettsted/rus/tiltak/1.html").read_text("utf-8")
    found = {
        "show": ran(capsys, folder, "show", "1").out,
        "status": ran(capsys, folder, "status").out,
        "page": re.sub(r"<svg.*?</svg>", "", measure_page, flags=re.DOTALL),
        "picture": " ".join(re.findall(r"<desc>(.*?)</desc>", measure_page, re.DOTALL)),
        "calendar": _joined(folder / "nettsted", "*.ics").replace("\n ", "").replace("\\,", ","),
        "feed": _joined(folder / "nettsted", "*.atom") + _joined(folder / "nettsted", "*.xml"),
        "other pages": _joined(folder / "nettsted/rus", "*.html"),
        "data": _joined(folder / "nettsted/data", "*.json"),
        "status, json": ran(capsys, folder, "status", "--format=json").out,
        "show, json": ran(capsys, folder, "show", "1", "--format=json").out,
        **{f"report, {form}": report.with_suffix(f".{form}").read_text("utf-8") for form in TEXTS},
        "report, docx": _of_docx(report.with_suffix(".docx")),
        "report, xlsx": _of_xlsx(report.with_suffix(".xlsx")),
        "report, pdf": _of_pdf(report.with_suffix(".pdf")),
    }
    return {name: " ".join(text.split()) for name, text in found.items()}


TEXTS = ("md", "html", "csv", "json")
SAID_WITH_MILESTONE = (
    "show", "page", "picture", "report, md", "report, html", "report, docx", "report, xlsx", "report, pdf",
)  # fmt: skip


def check_that_the_numbers_agree(found: dict[str, str], folder: Path) -> None:
    """Front page, list, reports, terminal, JSON and CSV count the same, for the plan and for each measure."""
    status, report = (json.loads(found[name]) for name in ("status, json", "report, json"))
    site = folder / "nettsted"
    whole = json.loads((site / "data/rus/plan.json").read_text("utf-8"))
    assert status["counts"] == report["counts"] == whole["counts"]
    assert status["totals"] == whole["totals"]
    assert status["totals"]["deadlines"] == report["totals"]["deadlines"]
    counts = {verdict: number for verdict, number in status["counts"].items() if number}
    (table,) = (folder / "rapport").glob("*.csv")
    for path in (table, site / "data/rus/measures.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert (
                Counter(row["verdict"] for row in csv.DictReader(file, delimiter=";")) == counts
            ), path
    listed = re.findall(r'data-verdict="(\w+)"', (site / "rus/tiltak.html").read_text("utf-8"))
    assert Counter(listed) == counts
    front = (site / "index.html").read_text("utf-8")
    tiles = re.findall(r't-edge--(\w+)" [^>]+><span class="t-tile__number">(\d+)', front)
    assert {verdict: int(number) for verdict, number in tiles if int(number)} == counts
    of_plan = measures.deadlines(Deadlines(**status["totals"]["deadlines"]), words())
    assert of_plan in found["status"]
    assert of_plan.lower() in front.lower()
    of_measure = measures.deadlines(Deadlines(**status["measures"][0]["deadlines"]), words())
    for name in SAID_WITH_MILESTONE:
        if name not in ("picture", "report, xlsx"):
            assert of_measure in found[name].lower(), name


def _joined(folder: Path, names: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob(names)))


def _of_docx(path: Path) -> str:
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _of_xlsx(path: Path) -> str:
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row)


def _of_pdf(path: Path) -> str:
    return "\n".join(p.get_textpage().get_text_bounded() for p in pypdfium2.PdfDocument(path))


@pytest.mark.parametrize("text", GONE.values(), ids=GONE)
def test_a_deadline_that_had_passed_when_a_measure_ended_is_told_as_passed_everywhere(
    text, tmp_path, capsys
):
    found = outputs(text, tmp_path, capsys)
    check_that_the_numbers_agree(found, tmp_path)
    assert [name for name, said in found.items() if LATE.search(said)] == []
    for name in (*SAID_WITH_MILESTONE, "status", "calendar"):
        assert "gått ut og ikke holdt" in found[name].lower(), name
        assert "teller ikke lenger" not in found[name].lower(), name
    for name in ("status, json", "show, json", "report, json", "report, csv", "data"):
        assert "no_longer_counts" in found[name], name
        assert not re.search(r'"(state|timeliness)": "late"', found[name]), name


@pytest.mark.parametrize(("text", "stands"), STANDS.items(), ids=STANDS.values())
def test_where_a_milestone_stands_is_said_in_the_same_words(text, stands, tmp_path, capsys):
    found = outputs(text, tmp_path, capsys)
    check_that_the_numbers_agree(found, tmp_path)
    for name in SAID_WITH_MILESTONE:
        assert stands in found[name].lower(), name
    assert all("teller ikke lenger" not in found[name] for name in SAID_WITH_MILESTONE)


DOUBT = "status: [{{date: 2020-12-31, phase: in_progress, confidence: at_risk{}}}]\n"
MOVED = "milestones: [{{id: a, title: Åpning, baseline: 2020-06-30, due: 2021-06-30, moved: [{{date: 2020-12-31, from: 2020-06-30{}}}]}}]\n"


@pytest.mark.parametrize("why", ["", ", reason: staffing"])
def test_a_doubt_and_a_move_that_nobody_explains_are_told_so(tmp_path, capsys, why):
    text = f"number: 1\n{HEAD}{DOUBT.format(why)}{MOVED.format(why)}"
    write(plan(text), tmp_path)
    site = Site(load(plan(text)).portfolio, date(2021, 3, 1), words())
    (page,) = (page for page in all_pages(site) if page.uri == "rus/tiltak/1")
    top, below = page.body().split('id="milepaeler"')
    report = ("report", "2020", "--format", "md", "--output", str(tmp_path / "rapport"))
    assert ran(capsys, tmp_path, *report).code == 0
    (written,) = (tmp_path / "rapport").glob("*.md")
    card = written.read_text("utf-8").split("## Tiltakene")[-1]
    stated, moved = ran(capsys, tmp_path, "show", "1").out.split("Milepæler")
    for told in (top, below, card, stated, moved):
        assert ("Ingen årsak er oppgitt." in told) == (not why), told
