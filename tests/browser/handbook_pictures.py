"""Pictures for the handbook, taken while its tasks are carried out: `make handbook-pictures`.

    docs/haandbok/bilder/<page>-<what is shown>.png

The same files give the same pictures, as far as Chromium and LibreOffice are the same. A person looks at what
comes out. Colours are few, so that a picture weighs little.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests import handbook
from tests.browser.browser import FLAGS, chromium_path
from tests.browser.form import editing
from tests.browser.handbook_tasks import TASKS, WINDOW, Form, Task
from tests.office import as_pdf, soffice
from tests.trees import ROOT, copy_of_the_plan

FOLDER = handbook.FOLDER / "bilder"
COLOURS = 48
SHARPNESS = 2  # pixels for one of CSS
NOT_NORWEGIAN = (
    "This Chromium knows no Norwegian, so dates would be shown as in America.\n"
    "Debian: apt install chromium-l10n"
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = norwegian(playwright)
        for old in FOLDER.glob("*.png"):
            if not old.name.startswith("rapport-"):  # taken with those of the report
                old.unlink()
        for task in TASKS:
            with tempfile.TemporaryDirectory() as folder:
                take(browser, task, Path(folder))
        browser.close()
    with tempfile.TemporaryDirectory() as folder:
        take_spreadsheet(copy_of_the_plan(Path(folder)))


def keep(name: str, picture: Image.Image, colours: int = COLOURS) -> None:
    few = picture.convert("RGB").quantize(
        colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    path = FOLDER / f"{name}.png"
    few.save(path, optimize=True)
    print(path.relative_to(ROOT), few.size, path.stat().st_size)


# The form


def norwegian(playwright: Playwright) -> Browser:
    """A date field is drawn in the language of the program, not of the page."""
    browser = playwright.chromium.launch(
        executable_path=chromium_path(),
        args=[*FLAGS, "--lang=nb"],
        env={**os.environ, "LANGUAGE": "nb"},
    )
    page = browser.new_page()
    if not page.evaluate("new Intl.DateTimeFormat().resolvedOptions().locale").startswith("nb"):
        sys.exit(NOT_NORWEGIAN)
    page.close()
    return browser


def take(browser: Browser, task: Task, folder: Path) -> None:
    url = editing(task.before(copy_of_the_plan(folder)))
    with window(browser) as page:
        task.do(Form(page, url, lambda name, png: keep(name, Image.open(io.BytesIO(png)))))


@contextmanager
def window(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        locale="nb-NO",
        timezone_id="Europe/Oslo",
        reduced_motion="reduce",
        viewport=WINDOW,
        device_scale_factor=SHARPNESS,
    )
    yield context.new_page()
    context.close()


# The spreadsheet

# Name → the headings of the first column and of the one after the last.
PARTS = {
    "regneark-tiltak": ("Nr.", "Sist hørt"),
    "regneark-fase": ("Dato", "Årsak"),
    "regneark-begrunnelse": ("Begrunnelse", "Kan ikke"),
}
ABOVE, ROWS = (
    4,
    64,
)  # points above the words of the headings, and from there to the end of the second measure
SCALE = 5


def take_spreadsheet(folder: Path) -> None:
    """The filled-in workbook as LibreOffice prints it, a few columns at a time."""
    program = soffice()
    if program is None:
        sys.exit("Without LibreOffice there are no pictures of the spreadsheet.")
    handbook.run(folder, handbook.EXPORT)
    handbook.fill_in(folder / handbook.SHEET, handbook.FILLED_IN)
    printed = pypdfium2.PdfDocument(as_pdf(program, folder / handbook.SHEET, folder))
    sheet = next(page for page in printed if _has(page, "Nettstedet sier"))
    for name, (first, after) in PARTS.items():
        left, top = _place(sheet, first)
        right, _ = _place(sheet, after)
        width, height = sheet.get_size()
        crop = (left - 1.5, top + ABOVE - ROWS, width - right, height - top - ABOVE)
        keep(name, sheet.render(scale=SCALE, crop=crop).to_pil())


def _has(page: pypdfium2.PdfPage, words: str) -> bool:
    return page.get_textpage().search(words, match_case=True).get_next() is not None


def _place(page: pypdfium2.PdfPage, words: str) -> tuple[float, float]:
    """Left and upper edge of a text, in points from the lower left corner of the page."""
    text = page.get_textpage()
    found = text.search(words, match_case=True).get_next()
    assert found, words
    left, _, _, top = text.get_charbox(found[0])
    return left, top


if __name__ == "__main__":
    main()
