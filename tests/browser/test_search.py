"""The search as it is used, in Chromium: what people type, and the measures that they must find."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.browser import assert_accessible, serving
from tests.browser.expecting import expect
from tests.browser.kinds import KINDS
from tests.reportplan import MEASURES, PLAN, UNITS
from tests.trees import write
from tiltak.site import plugin
from tiltak.site.text import bare
from tiltak.workspace import NOW, open_workspace

# What is typed → the measures that must be among the hits, the first of them as the first measure.
FOUND = {
    # forms of a word
    "kvinne": [24],
    "kvinnene": [24],
    "boligene": [21, 27],
    "overdosen": [36, 33],
    "retningslinjene": [5],
    "ungdommer": [10],
    "rusmiddel": [32, 10],
    "rusmidlene": [32, 10],
    # compounds and their parts
    "senter": [14],
    "sentrene": [14],
    "senteret": [14],
    "mottakssentrene": [14],
    "mottakssenter": [14],
    "oppfølgingssenteret": [14],
    "oppfølgingstjeneste": [20],
    "fengselet": [35],
    # nynorsk
    "kvinner": [24],
    "sentra": [14],
    "brukarar": [31],
    "pårørande": [5],
    # case, accents, other keyboards, the beginning of a word, numbers
    "HOUSING first": [23],
    "parorende": [5],
    "mottaks- og oppfolging": [14],
    "hous": [23],
    "tiltak 14": [14],
    "14": [14],
    # a slip of the finger
    "kvinnner": [24],
    "alkoholvelieder": [8],
    # a compound that only shares a part with the plan
    "boligsosial": [21],
    # words that the plan does not use, and says the meaning of
    "narkotika": [32, 10],
    "metadon": [11],
    # the status that is shown
    "planlegges": [25],
}


@pytest.fixture
def search_page(form_page: Callable[..., Page], site_url: str) -> Page:
    page = form_page()
    page.goto(f"{site_url}/{KINDS['search']}")
    return page


def measures_found(page: Page, words: str) -> list[int]:
    """The numbers of the measures among the hits, in their order."""
    page.locator("[data-count]").evaluate("e => { e.textContent = '' }")
    page.fill("#q", words)
    expect(page.locator("[data-count]")).not_to_be_empty()
    links = page.eval_on_selector_all(".t-results a", "all => all.map(a => a.href)")
    return [int(m[1]) for link in links if (m := re.search(r"/rus-2019/tiltak/(\d+)\.html$", link))]


def test_what_people_type_finds_the_measures_they_mean(search_page):
    missed = {}
    for words, numbers in FOUND.items():
        found = measures_found(search_page, words)
        if found[:1] != numbers[:1] or not set(numbers) <= set(found):
            missed[words] = found
    assert missed == {}


@pytest.mark.parametrize("words", ["ruspolitikk", "ruspolitiske", "politikken"])
def test_policy_finds_the_plan_of_the_policy(words, search_page):
    measures_found(search_page, words)
    expect(search_page.locator(".t-results a").first).to_have_text(
        "Ruspolitisk handlingsplan 2019–2023"
    )


@pytest.mark.parametrize("words", ["prosent", "sender", "reformasjon"])
def test_words_that_only_look_alike_do_not_find_the_centres(words, search_page):
    assert 14 not in measures_found(search_page, words)


def test_hits_are_counted_marked_and_sent_in_the_address(search_page, new_context):
    assert measures_found(search_page, "mottakssentrene") == [14]
    number = search_page.locator(".t-results a").count()
    told = "Ett treff." if number == 1 else f"{number} treff, de beste først."
    expect(search_page.locator("[role=status]")).to_have_text(told)
    hit = search_page.locator(".t-results li").first
    assert hit.locator("a mark").all_inner_texts() == ["Mottaks", "oppfølgingssentre"]
    assert "Tiltak 14" in hit.inner_text()
    assert_accessible(search_page)
    other = new_context().new_page()
    other.goto(search_page.url)
    expect(other.locator(".t-results a")).to_have_count(number)


def test_nothing_and_almost_are_said(search_page):
    assert measures_found(search_page, "qqqqqq") == []
    expect(search_page.locator("[role=status]")).to_have_text("Ingen treff. Prøv et annet ord.")
    measures_found(search_page, "alkoholvelieder")
    expect(search_page.locator("[role=status]")).to_contain_text("Fant ikke akkurat det.")
    search_page.fill("#q", "")
    expect(search_page.locator(".t-results li")).to_have_count(0)
    expect(search_page.locator("[role=status]")).to_be_empty()


# Typed → what stands in a plan: signs that look different and mean the same, also those pasted from a PDF.
SAME_SIGNS = {
    "CO2": "Kutte CO₂ fra oppvarming",
    "co₂": "Kutte CO₂ fra oppvarming",
    "NOx": "Mindre NOₓ og PM₁₀ i sentrum",
    "PM10": "Mindre NOₓ og PM₁₀ i sentrum",
    "m2": "Færre m² kontor",
    "H2O": "Rent H₂O i elva",
    "m3": "Spare 200 m³ vann",
    "nox": "Mindre NOₓ og PM₁₀ i sentrum",
    "finansiering": "Ny \ufb01nansiering av busser",
    "flyktninger": "Bolig til \ufb02yktninger",
    "E39": "Bom på E39",
    "tiltak 2.1": "Tiltak 2.1 Brygge",
    "tiltak 1.2": "Tiltak 1.2 Skilt",
    "E 39": "Bom på E39",
    "studentboligene": "Studentboliger ved campus",
}


def test_signs_that_mean_the_same_find_each_other(page, site_url):
    titles = list(dict.fromkeys(SAME_SIGNS.values()))
    pages = [["index.html", title, "", "", 1] for title in titles]
    index = {"language": "nb", "same": [], "pages": pages}
    page.route("**/sok.json", lambda route: route.fulfill(json=index))
    page.goto(f"{site_url}/{KINDS['search']}")
    for words, title in SAME_SIGNS.items():
        measures_found(page, words)
        assert page.locator(".t-results a").all_inner_texts() == [title], words
        expect(page.locator("[role=status]")).to_have_text("Ett treff.")


def test_handbook_comes_after_what_the_plan_says_and_error_messages_are_not_there(search_page):
    for words in ("senter", "bolig", "NAV"):
        measures_found(search_page, words)
        links = search_page.eval_on_selector_all(".t-results a", "all => all.map(a => a.href)")
        staff = ["/haandbok/" in link for link in links]
        assert staff == sorted(staff), words
        assert not [link for link in links if "feilmeldinger" in link]
    measures_found(search_page, "control-character")
    expect(search_page.locator(".t-results a")).to_have_count(0)


@pytest.mark.accessibility("keyboard")
def test_search_is_used_with_the_keyboard_alone(search_page):
    search_page.focus("#q")
    search_page.keyboard.type("mottakssentrene")
    search_page.keyboard.press("Enter")
    expect(search_page.locator(".t-results a").first).to_contain_text("oppfølgingssentre")
    search_page.keyboard.press("Tab")
    search_page.keyboard.press("Enter")
    search_page.wait_for_url("**/rus-2019/tiltak/14.html")


def test_hits_lead_to_pages_that_exist(site_dir):
    pages = json.loads((site_dir / "sok.json").read_text("utf-8"))["pages"]
    addresses = [url.partition("#") for url, *_ in pages]
    assert [path for path, _, _ in addresses if not (site_dir / path).is_file()] == []
    for path, _, anchor in addresses:
        assert not anchor or f'id="{anchor}"' in (site_dir / path).read_text("utf-8")
    assert not [path for path, _, _ in addresses if "/per/" in path]


@pytest.fixture(scope="module")
def english_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("engelsk")
    texts = {"plans/havn/plan.yml": PLAN, "plans/units.yml": UNITS}
    texts |= {f"measures/havn/{name}.yml": text for name, text in MEASURES.items()}
    write(texts, root)
    config = root / "mkdocs.yml"
    (root / "docs").mkdir()
    config.write_text(
        "site_name: Havn\nuse_directory_urls: false\ntheme: {name: material, language: en, font: false}\n"
        "plugins: [{tiltak: {language: en, reports: []}}]\n",
        encoding="utf-8",
    )
    workspace = open_workspace(root, NOW, date(2023, 12, 31))
    plugin.build_site(config, root / "ut", workspace)
    return root / "ut"


@pytest.mark.parametrize(
    ("words", "title"),
    [("measures 4", "Ny kran"), ("krana", "Ny kran"), ("focus areas", "Kai og brygge")],
)
def test_an_english_site_finds_english_and_norwegian_words(words, title, english_site, page):
    url = serving(english_site)
    page.goto(f"{url}/sok.html?q={words}")
    expect(page.locator("[data-count]")).not_to_be_empty()
    assert page.locator(".t-results a").first.inner_text() == title


@pytest.mark.slow
def test_formatting_is_not_looked_for():
    assert bare("**Fet**, *kursiv* og [lenket](https://example.org)\n\n- punkt") == (
        "Fet, kursiv og lenket punkt"
    )
    assert bare("2 < 3 & 4 [ikke lenke]") == "2 < 3 & 4 [ikke lenke]"


def test_a_search_that_cannot_be_made_says_so(english_site, page):
    lost = page.get_by_text("The search does not work here.")
    page.goto((english_site / "sok.html").as_uri() + "?q=krana")
    expect(lost).to_be_visible()
    page.route("**/sok.json", lambda route: route.abort())
    page.goto(f"{serving(english_site)}/sok.html?q=krana")
    expect(lost).to_be_visible()
    page.unroute("**/sok.json")
    page.fill("#q", "")
    expect(lost).to_be_hidden()
    page.fill("#q", "krana")
    expect(page.locator(".t-results a").first).to_have_text("Ny kran")
    expect(lost).to_be_hidden()
