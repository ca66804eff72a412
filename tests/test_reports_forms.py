"""Every form of a report says the same, stands hostile text, and is the same bytes every time."""

from __future__ import annotations

import csv as csvlib
import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO, StringIO

import docx as wordlib
import lxml.html
import openpyxl
import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests import hostileplan
from tests.commandline import ran
from tests.everywhere import pdf_text
from tests.examples import tries
from tests.reportplan import MEASURES, ROOT, TODAY, digests, harbour, made, real
from tests.trees import base, write
from tiltak.commands import report, revise
from tiltak.model.plan import Portfolio
from tiltak.read import schema
from tiltak.reports import as_json, csv, docx, html, markdown, pdf, xlsx
from tiltak.reports.blocks import (
    Bullets,
    Card,
    Column,
    Facts,
    Paragraph,
    Section,
    Span,
    Table,
    plain,
)
from tiltak.reports.document import ReportDocument
from tiltak.reports.writers import ONLY_AS_FILES, TYPESETTERS, WRITERS, file_stem, written

pytestmark = pytest.mark.slow

LATER = date(2026, 11, 1)
LABELS = {schema.label("verdict", v): v for v in schema.values("verdict")}
SYMBOLS = re.compile("|".join(re.escape(c.symbol) for c in schema.choices("verdict")))

Totals = dict[str, int]


# Totals, read back from each form by a library that did not write it


def of_rows(rows: list[list[str]]) -> Totals:
    """Verdict → count, from rows of a label and a count: with the period before, that count, this one and the change."""
    counts = [(row[0], [cell for cell in row[1:] if cell not in {"None", ""}]) for row in rows]
    found = {SYMBOLS.sub("", label).strip(): cells[len(cells) // 2] for label, cells in counts}
    # The short report leaves out what counts nothing.
    return {value: int(found.get(label, 0)) for label, value in LABELS.items()}


def in_markdown(document: ReportDocument) -> Totals:
    text = markdown.markdown(document)
    table = text.split("## Status i tall")[1].split("\n\n")[1]
    return of_rows([line.strip("|").split("|") for line in table.splitlines()[2:]])


def in_html(document: ReportDocument) -> Totals:
    tree = lxml.html.fromstring(html.page(document))
    rows = tree.xpath("(//section[@id='tall']//table)[1]/tbody/tr")
    return of_rows([[cell.text_content() for cell in row] for row in rows])


def in_json(document: ReportDocument) -> Totals:
    counts: Totals = json.loads(as_json.json_text(document))["counts"]
    return counts


def in_csv(document: ReportDocument) -> Totals:
    rows = csvlib.DictReader(StringIO(csv.csv(document).removeprefix("\ufeff")), delimiter=";")
    counted = Counter(row["verdict"] for row in rows)
    return {verdict: counted[verdict] for verdict in schema.values("verdict")}


def in_docx(document: ReportDocument) -> Totals:
    tables = wordlib.Document(BytesIO(docx.docx(document))).tables
    table = next(t for t in tables if t.rows[-1].cells[0].text == "Alle tiltak")
    return of_rows([[cell.text for cell in row.cells] for row in table.rows[1:]])


def in_xlsx(document: ReportDocument) -> Totals:
    """Both from the front sheet and by counting the rows of the sheet of measures."""
    book = openpyxl.load_workbook(BytesIO(xlsx.xlsx(document)))
    front = [[str(cell) for cell in row] for row in book["Sammendrag"].values if row[0]]
    totals = of_rows([row for row in front if SYMBOLS.match(row[0])])
    header, *rows = book["Tiltak"].values
    counted = Counter(row[header.index("Status")] for row in rows)
    assert {LABELS[str(label)]: n for label, n in counted.items() if label} == {
        v: n for v, n in totals.items() if n
    }
    return totals


def in_pdf(document: ReportDocument) -> Totals:
    return totals_of(pdf_text(pdf.pdf(document), pages=4))


def totals_of(words: str) -> Totals:
    """The totals in what a PDF says."""
    table = words.split("Tiltak etter status")[1]
    found = {}
    for label, value in LABELS.items():
        match = re.search(rf"{re.escape(label)}\s+(\d+)\b(?:\s+(\d+)\s+[+−]?\d+\b)?", table)
        found[value] = int(match[2] or match[1]) if match else 0
    return found


READERS = {
    "md": in_markdown,
    "html": in_html,
    "json": in_json,
    "pdf": in_pdf,
    "docx": in_docx,
    "xlsx": in_xlsx,
    "csv": in_csv,
}


@cache
def real_plan() -> Portfolio:
    return real()


PERIODS = [
    *(f"{year}-Q{n}" for year in range(2019, 2024) for n in range(1, 5)),
    "2020-T2",
    "2020-H1",
    *(str(year) for year in range(2019, 2024)),
    "2019-2023",
]


def test_every_form_has_its_reader():
    assert list(READERS) == list(WRITERS)


@pytest.mark.parametrize("form", WRITERS)
def test_a_form_that_is_no_text_is_only_written_as_a_file(form):
    is_text = isinstance(WRITERS[form](made(harbour(), "2021-Q2")), str)
    assert is_text == (form not in ONLY_AS_FILES)


@pytest.mark.parametrize("form", ["all", *sorted(ONLY_AS_FILES)])
@pytest.mark.parametrize("typed", ["report 2020-Q4", "revise forslag --decided 2021-06-21"])
def test_what_only_a_folder_has_room_for_is_refused_before_anything_is_made(
    typed, form, tmp_path, monkeypatch, capsys
):
    for command, makes in ((report, "document_for"), (revise, "proposed_revision")):
        monkeypatch.setattr(command, makes, lambda *_, **__: pytest.fail("it was made in vain"))
    if form in (*TYPESETTERS, "all") or typed.startswith("report"):
        code, out, err = ran(capsys, write(base(), tmp_path), *typed.split(), "--format", form)
        assert (code, out) == (2, "")
        assert "--output" in err


# A plan that has just begun, the newest that is known of it, a plan that is over, and how it ended. The others are counted
# the same way, and PDF, Word and Excel take most of the time.
IN_EVERY_FORM = {"2019-Q1", "2020-Q4", "2023", "2019-2023"}
TEXTS = {"md", "html", "json", "csv"}


@pytest.mark.parametrize("name", PERIODS)
def test_all_forms_agree_about_the_totals(name):
    document = made(real_plan(), name, LATER)
    forms = READERS if name in IN_EVERY_FORM else TEXTS
    totals = {form: READERS[form](document) for form in forms}
    assert set(map(str, totals.values())) == {str(document.report.summary.counts)}


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize(("name", "today"), [("2021-Q2", TODAY), ("2020-2023", date(2024, 2, 15))])
def test_all_forms_agree_when_everything_has_happened(name, today, short):
    document = made(harbour(), name, today, short=short)
    assert all(read(document) == document.report.summary.counts for read in READERS.values())


@pytest.mark.parametrize("today", [TODAY, date(2020, 6, 1)])
@pytest.mark.parametrize("name", ["2019-Q4", "2020-Q1", "2021-Q3", "2022-Q1", "2024-Q1"])
def test_every_state_can_be_written_in_every_form(name, today):
    document = made(harbour(), name, today)
    assert all(writer(document) for writer in WRITERS.values())


def test_plan_without_measures_can_be_reported():
    empty = harbour(**dict.fromkeys(MEASURES, ""))
    assert not empty.plans[0].measures
    for short in (False, True):
        document = made(empty, "2021-Q2", short=short)
        assert all(read(document)["completed"] == 0 for read in READERS.values())


# Hostile text

HOSTILE = [
    '#read("/etc/passwd") #image("x") $x^2$ @ref <label> `raw` *b* _i_ // kommentar /* */',
    '#import "@preview/x:0.1.0": * #panic("ut") \\u{41} ]) }',
    "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;",
    "[klikk](javascript:alert(1)) ![x](https://example.org/x.png) <https://example.org>",
    '=HYPERLINK("https://example.org")',
    "+1+1 | celle",
    "-2+3\tmed tabulator",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "{=cmd} %s {0} {n} {title} ${x} {{x}}",
    "中文 😀 \u202eomvendt \u200b \ue000 \ufeff العربية",
    "]]></w:t><w:br/> &amp; &#0;",
]  # fmt: skip


def with_texts(texts: list[str]) -> ReportDocument:
    """The invented plan with a measure for each hostile text, which stands wherever a text can stand."""
    measures = {
        f"{number}-fiendtlig": hostile(number, text) for number, text in enumerate(texts, FIRST)
    }
    return made(harbour(**measures), "2021-Q2")


FIRST = 20


def hostile(number: int, text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    title = json.dumps(text[:100], ensure_ascii=False)
    source = json.dumps("brev#" + text[:80].replace("\t", " "), ensure_ascii=False)
    return f"""\
number: {number}
title: {title}
summary: {quoted}
focus_area: vann
kind: establish
owner: vann
status:
  - {{date: 2021-06-30, phase: in_progress, confidence: off_track, reason: other, note: {quoted}, source: {source}}}
milestones:
  - {{id: a, title: {title}, baseline: 2021-05-31, due: 2021-05-31}}
  - {{id: b, title: {title}, baseline: 2021-06-30, due: 2021-09-30, moved: [{{date: 2021-06-10, from: 2021-06-30, note: {quoted}}}]}}
funding: {{decision: pending, note: {quoted}}}
"""


def test_hostile_texts_are_only_texts():
    """All in one report: to write a report as PDF and Word takes most of the time, and each text has its measure there."""
    document = with_texts(HOSTILE)
    counts, printed = document.report.summary.counts, pdf_text(pdf.pdf(document))
    assert sum(counts.values()) == len(MEASURES) + len(HOSTILE)
    assert {form: READERS[form](document) for form in READERS if form != "pdf"} == dict.fromkeys(
        READERS.keys() - {"pdf"}, counts
    )
    assert totals_of(printed) == counts
    page = lxml.html.fromstring(html.page(document))
    assert not page.xpath("//script | //img | //@onerror")
    assert all(str(a).startswith(("#", "https://")) for a in page.xpath("//body//@href"))
    assert "passwd:" not in printed
    words = " ".join(printed.split())
    for code in HOSTILE[:2]:  # of Typst, which makes the PDF: printed and not run
        assert code[:12] in words


def test_no_form_loses_the_words_of_a_table_or_a_picture():
    """A table is one wherever a page has tables; the data and the cells of a spreadsheet have it as it was typed."""
    text = (
        "Slik:\n\n| År | Zebraer |\n|---|---|\n| 2019 | ![savannekart](https://example.org/x.png) |"
    )
    entry = json.dumps([{"date": "2021-06-30", "phase": "in_progress", "note": text}])
    measure = f"number: 20\ntitle: Kart\nfocus_area: vann\nkind: establish\nstatus: {entry}\n"
    document = made(harbour(**{"20-kart": measure}), "2021-Q2")
    word = wordlib.Document(BytesIO(docx.docx(document)))
    book = openpyxl.load_workbook(BytesIO(xlsx.xlsx(document)))
    said = {
        "md": markdown.markdown(document),
        "html": lxml.html.fromstring(html.page(document)).text_content(),
        "json": as_json.json_text(document),
        "csv": csv.csv(document),
        "pdf": pdf_text(pdf.pdf(document)),
        "docx": "".join(word.element.body.itertext()),
        "xlsx": "".join(str(cell) for sheet in book for row in sheet.values for cell in row),
    }
    assert said.keys() == READERS.keys()
    for form, words_shown in said.items():
        assert all(word in words_shown for word in ("Zebraer", "2019", "savannekart")), form
    heading = lxml.html.fromstring(html.page(document)).xpath("//table[caption='År, Zebraer']//th")
    assert [cell.text_content() for cell in heading] == ["År", "Zebraer", "2019"]
    tables = [[cell.text for cell in table.rows[0].cells] for table in word.tables]
    assert ["År", "Zebraer"] in tables
    assert "| År | Zebraer |\n|---|---|\n| 2019 | " in said["md"]


def test_text_that_looks_like_a_formula_is_text_in_excel_and_csv():
    texts = ["=1+1", "+1", "-1", "@SUM(A1)"]
    document = with_texts(texts)
    book = openpyxl.load_workbook(BytesIO(xlsx.xlsx(document)))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    typed = [c for c in cells if c.value in texts]
    assert {c.value for c in typed} == set(texts)
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in typed)
    formulas = [str(c.value) for c in cells if c.data_type == "f"]
    assert all(f.startswith("=SUMPRODUCT(--(Tiltak[Ansvarlig]=") for f in formulas)
    assert not [f for f in formulas if any(text in f for text in texts)]
    rows = csvlib.DictReader(StringIO(csv.csv(document).removeprefix("\ufeff")), delimiter=";")
    titles = [row["title"] for row in rows if int(row["number"]) >= FIRST]
    assert titles == [f"'{text}" for text in texts]


def links(content: bytes, form: str) -> set[str]:
    """Every address that a report leads to, read by a library that did not write it."""
    match form:
        case "docx":
            related = wordlib.Document(BytesIO(content)).part.rels.values()
            return {r.target_ref for r in related if r.is_external}
        case "xlsx":
            book = openpyxl.load_workbook(BytesIO(content))
            cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
            return {c.hyperlink.target for c in cells if c.hyperlink and c.hyperlink.target}
        case "pdf":
            with pikepdf.open(BytesIO(content)) as read:
                marks = [mark for page in read.pages for mark in page.get("/Annots", [])]
                return {str(mark.A.URI) for mark in marks if "/A" in mark and "/URI" in mark.A}
        case "html":
            return {str(a) for a in lxml.html.fromstring(content.decode()).xpath("//a/@href")}
    return set(re.findall(r"(?<!\\)\]\(<?([^)>]*)", content.decode())) if form == "md" else set()


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_a_report_of_a_plan_of_attacks_leads_nowhere_but_to_the_web(form):
    """The texts and addresses that `tiltak check` and the schema refuse, as if they had not."""
    document = made(hostileplan.portfolio(), "2021-H1")
    found = links(written(document, form), form)
    assert not [a for a in found if not a.startswith(("https://", "http://", "#"))]


def test_the_links_of_a_report_are_found():
    document = made(harbour(), "2021-Q2")
    for form in ("docx", "html", "md", "pdf"):
        assert "https://example.org/plan?a=1&b=2" in links(written(document, form), form)


anything = st.text(min_size=1, max_size=60).filter(lambda t: t.strip())


@tries(10)
@example("0\u1dc0")  # a mark that one font has, on a figure of another
@given(anything)
def test_any_text_can_be_reported(text):
    blocks = (
        Paragraph((Span(text, measure=1, strong=True),)),
        Table(text, (Column(text),), (((Span(text, link="https://example.org"),),),)),
        Card(
            1, text, "completed", text, (Bullets(((Span(text),),)), Facts(((text, (Span(text),)),)))
        ),
    )
    base = made(harbour(), "2019-Q4", short=True)
    document = replace(
        base, title=text, subtitle=text, paper=(Section("a", text, blocks),), annex=()
    )
    assert all(writer(document) for writer in WRITERS.values())


# The same bytes

AGAIN = "from tests.reportplan import digests; print(digests())"


def test_every_form_is_the_same_bytes_in_another_process_place_and_time(tmp_path):
    elsewhere = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(sys.pycache_prefix),
        "PYTHONHASHSEED": "2",
        "TZ": "Pacific/Auckland",
        "LANG": "nb_NO.UTF-8",
        "USER": "en-annen",
    }
    again = subprocess.run(
        [sys.executable, "-c", AGAIN],
        cwd=tmp_path,
        env=elsewhere,
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout == f"{digests()}\n"


# Names


@pytest.mark.parametrize(
    ("name", "short", "stem"),
    [("2021-Q2", False, "havn-2021-Q2"), ("2021", True, "havn-2021-kort")],
)
def test_file_names_are_stable(name, short, stem):
    assert file_stem(made(harbour(), name, short=short)) == stem


def test_tables_of_the_document_are_as_wide_as_their_headers():
    document = made(harbour(), "2021-Q2")
    tables = [b for s in document.sections for b in s.blocks if isinstance(b, Table)]
    assert tables
    for table in tables:
        assert all(len(row) == len(table.columns) for row in table.rows), plain(table.rows[0][0])
