"""Word: styles, repeated headers, alternative texts, properties and links, read back."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import docx as library
import pytest
from docx.oxml.ns import qn
from docx.table import Table

from tests.reportplan import harbour, made, real
from tiltak.reports import docx
from tiltak.reports.blocks import Pictures
from tiltak.reports.document import ReportDocument


@pytest.fixture(scope="module")
def document() -> ReportDocument:
    return made(harbour(), "2021-Q2")


@pytest.fixture(scope="module")
def written(document) -> bytes:
    return docx.docx(document)


@pytest.fixture(scope="module")
def opened(written) -> Any:
    return library.Document(BytesIO(written))


def styled(opened: Any, style: str) -> list[str]:
    return [p.text for p in opened.paragraphs if p.style.name == style]


@pytest.mark.slow
def test_headings_have_heading_styles(document, opened):
    assert styled(opened, "Title") == ["Havneplan 2020–2023"]
    assert styled(opened, "Heading 1") == [section.title for section in document.sections]
    assert styled(opened, "Heading 2") == [
        "Kai og brygge",
        "Rent vann",
        "Tiltak som ingen har fortalt noe om",
        "Kilder",
    ]
    assert "1. Nye fortøyningsringer" in styled(opened, "Heading 3")


def test_no_heading_level_is_skipped(opened):
    levels = [
        int(p.style.name[-1]) for p in opened.paragraphs if p.style.name.startswith("Heading ")
    ]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


def test_table_headers_repeat_and_rows_stay_whole(opened):
    assert opened.tables
    for table in opened.tables:
        first, *others = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in table._tbl.tr_lst)


def test_every_table_and_picture_has_an_alternative_text(opened):
    for table in opened.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    for picture in opened.inline_shapes:
        assert picture._inline.docPr.get("descr")


@pytest.mark.slow
def test_every_small_picture_of_figures_is_told_in_words():
    made_of = made(real(), "2020-Q4", date(2026, 11, 1))
    section = made_of.section("indikatorer")
    assert section
    charts = [c for b in section.blocks if isinstance(b, Pictures) for c in b.charts]
    assert len(charts) > 20
    alone = library.Document(BytesIO(docx.docx(replace(made_of, paper=(), annex=(section,)))))
    described = [p._inline.docPr.get("descr") for p in alone.inline_shapes]
    assert [text.split() for text in described] == [c.description.split() for c in charts]


def test_widths_of_columns_add_up_to_the_text_width(opened):
    for table in opened.tables:
        assert sum(c.width.cm for c in table.columns) == pytest.approx(17, abs=0.05)


def test_properties_say_what_the_document_is(opened):
    properties = opened.core_properties
    assert properties.title == "Havneplan 2020–2023. Status for andre kvartal 2021"
    assert properties.author == "Prøve havnevesen"
    assert properties.language == "nb-NO"
    assert properties.created == properties.modified
    assert properties.created.date() == made(harbour(), "2021-Q2").report.made_on


def test_nothing_says_that_another_program_made_the_file(written):
    with zipfile.ZipFile(BytesIO(written)) as package:
        assert "docProps/core.xml" in package.namelist()
        assert not [n for n in package.namelist() if "thumbnail" in n or "app.xml" in n]
        everything = b"".join(package.read(name) for name in package.namelist())
    assert b"Macintosh" not in everything


def test_text_is_marked_as_norwegian(opened):
    languages = {e.get(qn("w:val")) for e in opened.styles.element.iter(qn("w:lang"))}
    assert languages == {"nb-NO"}


def test_contents_lead_to_each_heading_and_number_its_page(document, opened):
    body = opened.element.body
    instructions = [e.text for e in body.iter(qn("w:instrText"))]
    anchors = {e.get(qn("w:anchor")) for e in body.iter(qn("w:hyperlink"))} - {None}
    bookmarks = {e.get(qn("w:name")) for e in body.iter(qn("w:bookmarkStart"))}
    assert anchors <= bookmarks
    entries = [p.text for p in opened.paragraphs if p.style.name == "TOC 1"]
    assert entries == [f"{s.title}\t" for s in document.sections]
    pages = [i.split()[1] for i in instructions if i.startswith("PAGEREF ")]
    assert len(pages) == len(entries)
    assert set(pages) <= bookmarks


def test_a_card_stays_on_one_page(opened):
    """All its paragraphs but the last go with the next, those in its tables too."""
    body = list(opened.element.body.iterchildren())
    heading = next(p._p for p in opened.paragraphs if p.text == "4. Ny kran")
    first = body.index(heading)
    after = next(
        i for i in range(first + 1, len(body)) if getattr(body[i], "style", "") == "Heading3"
    )
    card = [p for e in body[first:after] for p in e.iter(qn("w:p"))]
    assert all(p.pPr.keepNext_val for p in card[1:-1])
    assert not card[-1].pPr.keepNext_val


def test_what_stands_above_a_card_goes_with_it_to_the_next_page(opened):
    goal = next(p for p in opened.paragraphs if p.text == "Mål: Båtene ligger trygt.")
    assert goal.paragraph_format.keep_with_next


def test_word_is_not_asked_to_renew_fields_when_it_opens(written):
    with zipfile.ZipFile(BytesIO(written)) as package:
        assert b"updateFields" not in package.read("word/settings.xml")


def test_field_parts_come_in_pairs(opened):
    kinds = [e.get(qn("w:fldCharType")) for e in opened.element.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_bookmarks_have_names_of_their_own(opened):
    names = [e.get(qn("w:name")) for e in opened.element.body.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    assert all(len(name) <= 40 for name in names)


def test_link_to_a_source_leads_out(opened):
    targets = {r.target_ref for r in opened.part.rels.values() if r.is_external}
    assert targets == {"https://example.org/plan", "https://example.org/plan?a=1&b=2"}


def test_short_report_has_no_cover(document):
    short = library.Document(BytesIO(docx.docx(made(harbour(), "2021-Q2", short=True))))
    assert styled(short, "TOC 1") == []
    assert styled(short, "Heading 3") == []


def test_every_part_of_the_file_has_the_same_time(written):
    with zipfile.ZipFile(BytesIO(written)) as package:
        assert {part.date_time for part in package.infolist()} == {docx.MADE}


def test_nothing_empty_stands_before_the_page_of_the_contents(opened):
    """A table that fills its page would push an empty line to a page of its own."""
    blocks = list(opened.iter_inner_content())
    (contents,) = (i for i, b in enumerate(blocks) if getattr(b, "text", "") == "Innhold")
    before = blocks[contents - 1]
    assert isinstance(before, Table) or before.text
