"""All that anybody meets of a plan, as text: for laws that hold on every page and in every format."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pypdfium2

from tests.reportplan import made
from tiltak.commands import show
from tiltak.data.calendars import calendars
from tiltak.data.datasets import datasets
from tiltak.data.feeds import feeds
from tiltak.data.topics import Addresses
from tiltak.judge.reminders import owed
from tiltak.judge.summary import summarise
from tiltak.model.plan import Portfolio
from tiltak.past.development import development
from tiltak.reports.writers import WRITERS, written
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words import reminders
from tiltak.words.language import words

ADDRESSES = Addresses("", lambda number: f"{number}.html", "https://plan.example.no/")


def text_of(form: str, content: bytes) -> str:
    """What a reader of a file sees, and what stands in it unseen."""
    if form == "pdf":
        return pdf_text(content)
    if form in ("docx", "xlsx"):
        with ZipFile(BytesIO(content)) as parts:
            xml = "\n".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))  # fmt: skip
        return re.sub(r"<[^>]+>", "", re.sub(r"</(?:w:p|si|c)>", "\n", xml))
    return content.decode()


def pdf_text(content: bytes, pages: int | None = None) -> str:
    read = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in list(read)[:pages])


def everything(portfolio: Portfolio, period: str, today: date) -> dict[str, str]:
    """Pages, every format of a report, feeds, calendars, open data, letters and the terminal, by what they are called."""
    say, (plan, *_) = words(), portfolio.plans
    document = made(portfolio, period, today)
    summary, course = summarise(plan, today), development(plan, today)
    files = {
        **dict(feeds(portfolio, summary, course, say, ADDRESSES)),
        **dict(calendars(portfolio, summary, say, ADDRESSES)),
        **{file.name: file.content for file in datasets(portfolio, summary, course, say)},
    }
    return {
        **{page.uri: page.body() for page in all_pages(Site(portfolio, today, say))},
        **{f"report.{form}": text_of(form, written(document, form)) for form in WRITERS},
        **{name: content.decode("utf-8-sig").replace("\r\n ", "") for name, content in files.items()},
        "letters": "\n".join(reminders.letter(m, plan, portfolio, say) for m in owed(plan, today)),
        "terminal": "\n".join(
            line for j in summary.judgements for line in show.lines(j, summary, portfolio, say)
        ),
    }  # fmt: skip
