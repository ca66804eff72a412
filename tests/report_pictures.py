"""Pictures of the newest report as PDF and as Word prints it, also in a template: `make report-pictures`.

The handbook keeps two of them: the first page of the report, and of one in the template.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

import pypdfium2

from tests.browser.handbook_pictures import keep
from tests.office import ROOT, as_pdf, soffice
from tests.reportplan import PLAN, harbour, made, real
from tests.test_paper import PAPER
from tests.test_reports_word_template import template
from tiltak.judge.summary import latest_period
from tiltak.reports import docx, pdf

FOLDER = ROOT / "build" / "pictures"
PAGES = {"pdf": (0, 1, 5), "docx": (0, 1, 6), "mal": (0, 1)}  # the paper of two pages, then cards
KEPT = {("pdf", 1): "rapport-side", ("mal", 1): "rapport-i-mal"}
KEPT_SCALE, KEPT_COLOURS = 1.8, 16
LATER = date(2026, 11, 1)


def take(printed: Path, form: str) -> None:
    document = pypdfium2.PdfDocument(printed)
    for number, index in enumerate(PAGES[form], 1):
        picture = document[index].render(scale=1.4).to_pil()
        path = FOLDER / f"rapport-{form}-{number}.png"
        picture.save(path, optimize=True)
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
        if kept := KEPT.get((form, number)):
            keep(kept, document[index].render(scale=KEPT_SCALE).to_pil(), KEPT_COLOURS)


def main() -> None:
    portfolio = real()
    period = latest_period(portfolio.plans[0], LATER)
    document = made(portfolio, period.name, LATER)
    program = soffice()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder, "rapport.pdf")
        written.write_bytes(pdf.pdf(document))
        take(written, "pdf")
        if program is None:
            sys.exit("Without LibreOffice there are no pictures of the Word report.")
        word = Path(folder, "word.docx")
        word.write_bytes(docx.docx(document))
        take(as_pdf(program, word, Path(folder)), "docx")
        word.write_bytes(docx.docx(made(harbour(PLAN + PAPER), "2021-Q2"), template()))
        take(as_pdf(program, word, Path(folder)), "mal")


if __name__ == "__main__":
    main()
