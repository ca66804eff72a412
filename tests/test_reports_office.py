"""Word and Excel reports opened in LibreOffice: nothing is lost on the way to paper."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from tests.office import needed, saved_as
from tests.reportplan import harbour, made, real
from tiltak.reports import docx, xlsx
from tiltak.reports.document import ReportDocument

pytestmark = pytest.mark.office

Pages = dict[str, list[str]]


@pytest.fixture(scope="module")
def document() -> ReportDocument:
    return made(harbour(), "2021-Q2")


@pytest.fixture(scope="module")
def printed(document: ReportDocument, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """File → the text of each page that LibreOffice prints of it."""
    program, folder = needed(), tmp_path_factory.mktemp("office")
    contents = {
        "report.docx": docx.docx(document),
        "short.docx": docx.docx(made(real(), "2020-Q4", date(2026, 11, 1), short=True)),
        "workbook.xlsx": xlsx.xlsx(document),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    pdfs = saved_as(program, "pdf", folder, *(folder / name for name in contents))
    return {name: pages_of(path) for name, path in zip(contents, pdfs, strict=True)}


def pages_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as opened:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in opened]


def test_word_report_prints_with_every_section(document, printed):
    pages = printed["report.docx"]
    whole = " ".join(pages)
    assert "Side 1 av" in pages[0]
    assert f"Side {len(pages)} av {len(pages)}" in pages[-1]
    contents = whole.split("Innhold", 1)[1]
    for section in document.sections:
        assert re.search(rf"{re.escape(section.title)} ?\.+ ?\d+", contents), section.title
    assert "Ukjent 6 0 −6" in whole


def test_short_word_report_prints_on_two_pages(printed):
    assert len(printed["short.docx"]) <= 2


def test_workbook_prints_with_its_numbers(printed):
    pages = printed["workbook.xlsx"]
    assert "? Ukjent 6 0 -6" in pages[0]
    assert "Nye fortøyningsringer" in pages[1]
    assert not any("###" in page for page in pages), "a column is too narrow for its numbers"
