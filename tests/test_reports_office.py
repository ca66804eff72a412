"""Word and Excel reports opened in LibreOffice: nothing is lost on the way to paper."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from tests.office import as_pdf, needed
from tests.reportplan import harbour, made, real
from tiltak.reports.document import ReportDocument
from tiltak.reports.writers import WRITERS, file_stem

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def program() -> str:
    return needed()


def printed(program: str, document: ReportDocument, form: str, folder: Path) -> list[str]:
    """The text of each page that LibreOffice prints."""
    report = folder / f"{file_stem(document)}.{form}"
    content = WRITERS[form](document)
    assert isinstance(content, bytes)
    report.write_bytes(content)
    pages = pypdfium2.PdfDocument(as_pdf(program, report, folder))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pages]


def test_word_report_prints_with_every_section(program, tmp_path):
    document = made(harbour(), "2021-Q2")
    pages = printed(program, document, "docx", tmp_path)
    whole = " ".join(pages)
    assert "Side 1 av" in pages[0]
    assert f"Side {len(pages)} av {len(pages)}" in pages[-1]
    contents = whole.split("Innhold", 1)[1]
    for section in document.sections:
        assert re.search(rf"{re.escape(section.title)} ?\.+ ?\d+", contents), section.title
    assert "Ukjent 0 6 −6" in whole


def test_short_word_report_prints_on_two_pages(program, tmp_path):
    document = made(real(), "2020-Q4", date(2026, 11, 1), short=True)
    assert len(printed(program, document, "docx", tmp_path)) <= 2


def test_workbook_prints_with_its_numbers(program, tmp_path):
    pages = printed(program, made(harbour(), "2021-Q2"), "xlsx", tmp_path)
    assert "? Ukjent 0 6 -6" in pages[0]
    assert "Nye fortøyningsringer" in pages[1]
    assert not any("###" in page for page in pages), "a column is too narrow for its numbers"
