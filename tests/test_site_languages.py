"""A site in another language: what is bokmål all the same is marked, so that a screen reader says it right."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.trees import texts_of_the_plan
from tiltak.read import load
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words.language import words

ROOT = Path(__file__).parents[1]


def bodies(language: str) -> dict[str, str]:
    portfolio = load.load(texts_of_the_plan()).portfolio
    site = Site(portfolio, date(2026, 11, 22), words(language))
    assert site.view
    wanted = {"rus-2019/tiltak/14", "rus-2019/omraader/bolig", "rus-2019/tiltak", "index"}
    return {p.uri: p.body() for p in all_pages(site) if p.uri in wanted}


@pytest.mark.parametrize("language", ["nn", "en"])
def test_texts_of_the_plan_say_their_language(language):
    found = bodies(language)
    title = "Mottaks- og oppfølgingssentre for unge og for voksne"
    assert f'<h1><span lang="nb">{title}</span></h1>' in found["rus-2019/tiltak/14"]
    assert f'<span lang="nb">{title}</span></a>' in found["rus-2019/tiltak"]
    assert '<div class="t-prose"><div lang="nb">' in found["rus-2019/tiltak/14"]
    assert '<div class="t-lead"><div lang="nb">' in found["rus-2019/omraader/bolig"]
    assert '<h1><span lang="nb">' in found["index"]


def test_what_a_page_quotes_stands_in_the_marks_of_its_language():
    """Names in the plan keep their own: «Tett på!», «Erfaring og fag – på samme lag»."""
    pages = bodies("en")
    assert "“In operation”, “Not started”" in pages["index"]
    assert "“Measure 14 " in pages["rus-2019/tiltak/14"]
    own = r"«(No |Measure |Mentioned|Under way|Partly|Followed)"
    assert not [uri for uri, body in pages.items() if re.search(own, body)]


def test_a_site_in_bokmaal_needs_no_marks():
    assert not [uri for uri, body in bodies("nb").items() if "lang=" in body]
