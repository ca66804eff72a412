"""Nothing names an author, a licence or an owner's voice but what the plan's file says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import docx as word
import feedparser
import openpyxl
import pikepdf
import pytest

from tests.reportplan import TODAY, harbour, made
from tiltak.data.feeds import feeds
from tiltak.data.topics import Addresses
from tiltak.judge.summary import summarise
from tiltak.model.plan import Licence, Portfolio, Publisher
from tiltak.past.development import development
from tiltak.reports import docx, html, markdown, pdf, xlsx
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words.language import words
from tiltak.words.publishing import published_by, sender

OFFICIAL = Publisher("Prøve kommune", official=True)
OTHERS = Publisher("Havnevennene")
TERMS = Licence("NLOD 2.0", "https://data.norge.no/nlod/no/2.0", "Havnevennene")
SAY = words()
RECORDED = date(2021, 7, 2)


def published(publisher: Publisher | None, licence: Licence | None = None) -> Portfolio:
    portfolio = harbour()
    plan = replace(portfolio.plans[0], publisher=publisher, licence=licence)
    return replace(portfolio, plans=(plan,))


FROM_OTHERS = (
    "Utgitt av Havnevennene, ikke av Prøve kommune. Satt sammen av to offentlige dokumenter. "
    "Sist endret 2. juli 2021."
)


@pytest.mark.parametrize(
    ("publisher", "sentence", "voice"),
    [
        (None, "", "Prøve kommune"),
        (OFFICIAL, "Utgitt av Prøve kommune.", "Prøve kommune"),
        (OTHERS, FROM_OTHERS, "Ikke utgitt av Prøve kommune"),
    ],
)
def test_a_sentence_says_who_publishes_only_where_the_file_does(publisher, sentence, voice):
    plan = published(publisher).plans[0]
    assert published_by(plan, RECORDED, SAY) == sentence
    assert sender(plan, SAY) == voice


@pytest.mark.slow
@pytest.mark.parametrize("publisher", [None, OFFICIAL, OTHERS])
def test_every_format_names_the_publisher_and_no_other_author(publisher):
    document = made(published(publisher), "2021-Q2")
    document = replace(
        document, report=replace(document.report, recorded_on=RECORDED), made_on=RECORDED
    )
    name = publisher.name if publisher else ""
    with pikepdf.open(BytesIO(pdf.pdf(document))) as opened:
        assert str(opened.docinfo.get("/Author", "")) == name
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20210702")
    of_word = word.Document(BytesIO(docx.docx(document))).core_properties
    of_excel = openpyxl.load_workbook(BytesIO(xlsx.xlsx(document))).properties
    assert {of_word.author, of_word.last_modified_by} == {name}
    assert {of_excel.creator or "", of_excel.lastModifiedBy or ""} == {name}
    assert of_word.created.date() == of_excel.created.date() == RECORDED
    for text in (html.page(document), markdown.markdown(document)):
        assert ("Utgitt av" in text) == bool(publisher)


@pytest.mark.slow
@pytest.mark.parametrize("publisher", [None, OTHERS])
@pytest.mark.parametrize("licence", [None, TERMS])
def test_feeds_and_pages_promise_only_the_licence_of_the_file(publisher, licence):
    portfolio = published(publisher, licence)
    plan = portfolio.plans[0]
    addresses = Addresses("", lambda number: f"{number}.html", "https://plan.example.no/")
    made_feeds = feeds(portfolio, summarise(plan, TODAY), development(plan, TODAY), SAY, addresses)
    for _, content in made_feeds:
        feed = feedparser.parse(content).feed
        assert feed.get("author", "") == (publisher.name if publisher else "")
        assert feed.get("rights", "") == ("Havnevennene, NLOD 2.0" if licence else "")
    for page in all_pages(Site(portfolio, TODAY, SAY)):
        body = page.body()
        assert "CC BY" not in body
        assert "Tiltak authors" not in body
        assert ("NLOD" in body) == (
            licence is not None and page.uri.endswith(("aapne-data", "om-dataene"))
        )
