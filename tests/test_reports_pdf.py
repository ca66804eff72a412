"""PDF: what a screen reader, an archive and a validator look for, found by libraries that did not write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

import page
import pikepdf
import pypdfium2
import pytest

from tests.reportplan import PLAN, harbour, made, real
from tiltak.reports import pdf
from tiltak.reports.blocks import Card, Column, Paragraph, Pictures, Section, Span, Table, text
from tiltak.reports.document import ReportDocument


@pytest.fixture(scope="module")
def document() -> ReportDocument:
    return made(harbour(), "2021-Q2")


@pytest.fixture(scope="module")
def written(document) -> bytes:
    return pdf.pdf(document)


@pytest.fixture(scope="module")
def opened(written) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(written)) as found:
        yield found


def tags(opened: pikepdf.Pdf) -> list[str]:
    """Every structure element's kind, in reading order."""
    found: list[str] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)

    walk(opened.Root.StructTreeRoot.K)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "made_of",
    [
        lambda: made(harbour(), "2021-Q2"),
        lambda: made(harbour(), "2021-Q2", short=True),
        lambda: made(harbour(), "2019-Q4"),
        lambda: made(real(), "2020-Q4", date(2026, 11, 1)),
    ],
    ids=["long", "short", "not adopted", "real"],
)
def test_validator_finds_nothing_against_pdf_ua(made_of):
    found = page.validate_pdf_bytes(pdf.pdf(made_of()), profile="ua1")
    assert [(f.rule_id, f.message) for f in found.failures] == []
    assert found.is_compliant
    assert found.rules.passed > 50


def spans(of: Any) -> Iterator[str]:
    """Every text that blocks show, whatever they are made of."""
    if isinstance(of, Span):
        yield of.text
    for inner in of if isinstance(of, tuple) else ():
        yield from spans(inner)
    if is_dataclass(of):
        yield from (said for f in fields(of) for said in spans(getattr(of, f.name)))


def letters(text: str) -> str:
    """Without what a line that ends puts in."""
    return re.sub(r"[\W_]", "", text)


@pytest.mark.slow
def test_a_card_stands_on_one_page():
    content = made(real(), "2020-Q4")
    read = pypdfium2.PdfDocument(pdf.pdf(content))
    pages = [letters(page.get_textpage().get_text_range()) for page in read]
    cards = [
        block
        for section in content.sections
        for part in (section, *section.sections)
        for block in part.blocks
        if isinstance(block, Card)
    ]
    assert len(cards) > 10
    for card in cards:
        heading = letters(f"{card.number}{card.title}")
        parts = [letters(said) for said in spans(card.blocks)]
        assert len(parts) > 5
        assert any(
            heading in text and not [part for part in parts if part not in text] for text in pages
        ), card.title


@pytest.mark.slow
def test_title_language_and_standard_are_declared(opened):
    assert str(opened.Root.Lang) == "nb-NO"
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    with opened.open_metadata() as metadata:
        assert metadata["dc:title"] == "Havneplan 2020–2023. Status for andre kvartal 2021"
        assert metadata["pdfuaid:part"] == "1"
        assert list(metadata["dc:creator"]) == ["Prøve havnevesen"]


def test_document_is_tagged_with_headings_tables_lists_and_links(opened):
    found = tags(opened)
    assert bool(opened.Root.MarkInfo.Marked)
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/LI", "/Link", "/P"} <= set(found)
    assert found.count("/Table") > 10


def test_bookmarks_are_the_sections(document, opened):
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        areas = next(item for item in outline.root if item.title == "Alle tiltak")
        assert titles == [section.title for section in document.sections]
        assert [child.title for child in areas.children] == [
            "Kai og brygge",
            "Rent vann",
            "Tiltak som ingen har fortalt noe om",
        ]
        assert areas.children[0].children[0].title == "1. Nye fortøyningsringer"


def test_every_font_is_inside(opened):
    fonts = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]  # fmt: skip
    assert fonts
    assert all(
        any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3")) for font in fonts
    )


def test_time_is_the_day_the_report_was_made(opened):
    assert str(opened.docinfo["/CreationDate"]).startswith("D:20210815")


@pytest.mark.parametrize("period", ["2020-Q1", "2021-Q2", "2022-Q4"])
def test_short_report_has_two_pages_at_most(period):
    many = {
        f"{n}-sen": f"number: {n}\ntitle: Et tiltak med et langt navn som går over flere linjer {n}\n"
        "focus_area: vann\nkind: establish\nstatus: []\nfunding: {decision: pending, note: Venter på penger.}\n"
        "milestones:\n  - {id: a, title: En milepæl med et langt navn, due: 2021-01-31}\n"
        for n in range(20, 60)
    }
    with pikepdf.open(BytesIO(pdf.pdf(made(harbour(**many), period, short=True)))) as short:
        assert len(short.pages) <= 2


def test_the_pictures_of_a_plans_figures_take_two_pages_at_most():
    made_of = made(real(), "2020-Q4", date(2026, 11, 1))
    section = made_of.section("indikatorer")
    assert section
    pictures = tuple(block for block in section.blocks if isinstance(block, Pictures))
    assert len(pictures) > 5
    alone = replace(made_of, paper=(), annex=(replace(section, blocks=pictures),))
    with pypdfium2.PdfDocument(pdf.pdf(alone)) as opened:
        pages = [" ".join(p.get_textpage().get_text_range().split()) for p in opened]
    assert len([p for p in pages if any(block.title in p for block in pictures)]) == 2


@pytest.mark.slow
def test_no_row_of_a_table_stands_alone_on_the_next_page():
    document = made(harbour(), "2021-Q2")
    columns = (Column("Nr."), Column("Tiltak"))
    ended = set()
    for number in range(30, 80):
        rows = tuple((text(f"rad{n}."), text("x")) for n in range(number))
        section = Section("tabell", "Tabell", (Table("Tabell", columns, rows),))
        alone = replace(document, paper=(section,), annex=(), short=True)
        with pypdfium2.PdfDocument(pdf.pdf(alone)) as opened:
            pages = [page.get_textpage().get_text_range().count("rad") for page in opened]
        assert sum(pages) == number
        ended.add(pages[-1] if len(pages) > 1 else 0)
    assert {0, 2} <= ended
    assert 1 not in ended


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2, 3])
def test_no_header_of_a_table_stands_alone_at_the_foot_of_a_page(number):
    document = made(harbour(), "2021-Q2")
    rows = tuple((text(f"rad{n}."), text("x")) for n in range(number))
    table = Table("Tabell", (Column("Nr."), Column("Tiltak")), rows)
    pages_of_header = set()
    for lines in range(30, 45):
        above = tuple(Paragraph(text("Over tabellen")) for _ in range(lines))
        section = Section("tabell", "Tabell", (*above, table))
        alone = replace(document, paper=(section,), annex=(), short=True)
        with pypdfium2.PdfDocument(pdf.pdf(alone)) as opened:
            pages = [page.get_textpage().get_text_range() for page in opened]
        headed = {n for n, page in enumerate(pages) if "Nr." in page}
        assert headed == {n for n, page in enumerate(pages) if "rad" in page}
        pages_of_header |= headed
    assert pages_of_header == {0, 1}


@pytest.mark.slow
def test_character_without_a_glyph_shows_that_something_stands_there():
    strange = harbour(
        **{
            "20-x": "number: 20\ntitle: Tegnet 中 her\nfocus_area: vann\nkind: establish\nstatus: []\n"
        }
    )
    assert page.is_pdf_compliant_bytes(pdf.pdf(made(strange, "2021-Q2")), profile="ua1")


@pytest.mark.slow
def test_signs_that_only_a_colour_tells_apart_are_words_on_paper():
    note = "🟢 Buss 🟡 Sykkel 🔴 Bil ✅ Tog ❌ Fly ⚠️ 🟠 Ferje 🔵 Båt ☑ Gange ☐ Fly 👍 👎 中"
    entry = f"status: [{{date: 2021-05-01, phase: in_progress, note: {note}, source: brev}}]"
    signs = harbour(
        **{"20-x": f"number: 20\ntitle: Signaler\nfocus_area: vann\nkind: establish\n{entry}\n"}
    )
    document = made(signs, "2021-Q2")
    assert pdf.unshown(document) == "中"
    with pypdfium2.PdfDocument(pdf.pdf(document)) as opened:
        text = "".join(page.get_textpage().get_text_range() for page in opened)
    assert (
        "(grønn) Buss (gul) Sykkel (rød) Bil ✓ Tog ✗ Fly ⚠ (oransje) Ferje (blå) Båt ☑ Gange ☐ Fly"
        in " ".join(text.split())
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "form",
    [
        "title: Lang\nstatus: [{{date: 2021-05-01, phase: in_progress, note: {long}, source: brev}}]",
        "title: {long}\nstatus: [{{date: 2021-05-01, phase: in_progress}}]",
        "title: Lang\nsummary: {long}\nstatus: [{{date: 2021-05-01, phase: in_progress}}]",
        "title: Lang\nstatus: [{{date: 2021-05-01, phase: in_progress}}]\nmilestones: [{{id: a, title: {long}, due: 2021-12-31}}]",
    ],
    ids=["note", "title", "summary", "milestone"],
)
def test_a_name_of_a_file_and_a_checksum_stay_on_the_page_and_are_copied_whole(form):
    name, checksum = f"{'handlingsplan_for_klima_' * 3}.pdf", "0123456789abcdef" * 2
    text = form.format(long=f"{name} {checksum}")
    long = harbour(**{"20-x": f"number: 20\nfocus_area: vann\nkind: establish\n{text}\n"})
    with pypdfium2.PdfDocument(pdf.pdf(made(long, "2021-Q2"))) as opened:
        pages = [sheet.get_textpage() for sheet in opened]
        text = "".join("".join(text.get_text_range().split()) for text in pages)
        right = max(text.get_charbox(i)[2] for text in pages for i in range(text.count_chars()))
    assert right < 595 - 50  # the width of A4 in points, without its margin of 2 cm
    assert name + checksum in text


STACKED = "e\u0301\u0489\u0323\u0489 x\u20dd\u20dd\u20e0y"


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ["a\u0344b", "\u0958", STACKED, "\U0001d54f 😀 中", "\u0358\u0f39"], ids=ascii
)
@pytest.mark.parametrize("field", ["plan", "area"])
def test_a_mark_that_no_font_can_set_costs_no_report(words, field):
    """Also where it stands in a picture: the names of areas do."""
    kept = "{id: vann, title: Rent vann}"
    new = f'{{id: vann, title: "Vann {words}", short_title: "{words}"}}'
    plan = (
        PLAN.replace(kept, new)
        if field == "area"
        else PLAN.replace("Prøve kommune", f'"Prøve {words}"', 1)
    )
    assert pdf.pdf(made(harbour(plan), "2021-Q2")).startswith(b"%PDF")
    assert pdf.pdf(made(harbour(plan), "2021-Q2", short=True)).startswith(b"%PDF")
