"""What a reader could be led to believe: a filter that no longer fits, a past day that looks like today."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.expecting import expect
from tests.browser.kinds import KINDS

LIST = KINDS["measures"]
THEN = "rus-2019/per/2019-Q4"
TAG = re.compile("<[^>]*>")


@pytest.fixture
def page(form_page: Callable[..., Page]) -> Page:
    """Shared: what a test here leaves in the browser is forgotten afterwards."""
    return form_page()


@pytest.mark.parametrize(
    ("choice", "field", "word"),
    [("status=delayed", "status", "Forsinket"), ("ansvarlig=k46", "ansvarlig", "K46")],
)
def test_a_choice_that_nothing_fits_any_longer_stays_chosen(choice, field, word, page, site_url):
    """A link that was sent last quarter must not show everything once nothing is delayed."""
    page.goto(f"{site_url}/{LIST}?{choice}")
    assert page.locator("#tiltak tbody tr:visible").count() == 0
    assert page.locator("[data-count]").inner_text().startswith("Viser 0 av 38 tiltak.")
    box = page.locator(f".t-pick input[name={field}]:checked")
    assert box.evaluate("e => e.parentElement.textContent.trim()") == word
    assert not box.evaluate("e => e.parentElement.hidden")
    assert page.locator("[data-download]").is_disabled()
    page.get_by_role("button", name="Vis alle").click()
    expect(page.locator("#tiltak tbody tr:visible")).to_have_count(38)


def test_what_the_list_does_not_find_is_looked_for_everywhere(page, site_url):
    page.goto(f"{site_url}/{LIST}")
    page.fill("#sok", "brannvesenet")
    page.get_by_role("link", name="Søk i alt som står om tiltakene").click()
    expect(page.locator("#q")).to_have_value("brannvesenet")
    page.locator(".t-results li").first.wait_for()


def test_a_file_of_the_list_parts_a_proposal_from_a_name(page, site_url):
    page.goto(f"{site_url}/{LIST}")
    with page.expect_download() as waiting:
        page.click("[data-download]")
    with waiting.value.path().open(encoding="utf-8-sig", newline="") as file:
        owners = {line[4] for line in csv.reader(file, delimiter=";")}
    assert any(owner.endswith(" (foreslått)") for owner in owners)


@pytest.mark.parametrize("part", ["index", "tiltak/14", "enheter", "enheter/k46"])
def test_a_past_day_says_so_and_leads_to_the_same_page_now(part, page, site_url):
    page.goto(f"{site_url}/{THEN}/{part}.html")
    said = page.locator(".t-day p")
    assert "31. desember 2019" in said.inner_text()
    assert "Du ser planen slik den var da" in said.inner_text()
    said.get_by_role("link", name="Se siste status").click()
    now = "index.html" if part == "index" else f"rus-2019/{part}.html"
    page.wait_for_url(f"{site_url}/{now}")
    assert "Du ser planen" not in page.locator(".t-day p").inner_text()


def test_who_goes_to_a_unit_then_stays_on_that_day(page, site_url):
    page.goto(f"{site_url}/{THEN}/tiltak/14.html")
    page.get_by_role("link", name="Rehabiliteringsseksjonen").first.click()
    page.wait_for_url(f"**/{THEN}/enheter/*.html")
    page.get_by_role("link", name="Enheter", exact=True).first.click()
    page.wait_for_url(f"**/{THEN}/enheter.html")


def test_a_page_without_a_past_leads_to_the_overview_and_says_so(page, site_url):
    page.goto(f"{site_url}/{KINDS['development']}")
    page.click(".t-moments summary")
    now = page.locator(".t-moments [aria-current=page]")
    assert now.inner_text() == "Siste status, 31. desember 2020"
    page.get_by_role("link", name="Oversikten ved slutten av fjerde kvartal 2019").click()
    page.wait_for_url(f"**/{THEN}/index.html")


def test_a_plan_that_is_over_says_so_everywhere_and_asks_for_nothing(page, site_url):
    for part in ("index", "rus-2019/enheter/k46", "rus-2019/tiltak/14", f"{THEN}/tiltak/14", "sok"):
        page.goto(f"{site_url}/{part}.html")
        said = page.locator(".t-ended").text_content()
        assert "Planen er ikke fulgt opp her etter 31. desember 2020." in said
        assert "Det sier The Tiltak authors:" in said
        words = page.locator("main").inner_text()
        for asked in ("Foreslå en endring", "Neste milepæler", "Skylder", "Ikke meldt ennå"):
            assert asked not in words, part


def test_nothing_is_said_of_today_on_a_page_about_a_day(page, site_url):
    for kind in ("front", "measures", "timeline", "the plan then", "report"):
        page.goto(f"{site_url}/{KINDS[kind]}")
        words = page.locator("main").inner_text()
        assert "i dag" not in words, kind
        assert "Det er" not in words or "siden" not in words.split("Det er", 1)[1][:30], kind


def test_every_page_says_that_the_municipality_does_not_publish_it_and_what_it_is_made_of(site_dir):
    """A card has room for the first half only."""
    pages = {path: TAG.sub("", path.read_text("utf-8")) for path in site_dir.rglob("*.html")}
    assert len(pages) > 500
    by_others = re.compile("(?:Ikke utgitt|ikke) av Stavanger kommune")
    whole = re.compile(
        r"Satt sammen av \w+ offentlige dokument(?:er)?\. Sist endret \d+\. \w+ \d{4}\."
    )
    assert [path for path, text in pages.items() if not by_others.search(text)] == []
    longer = {path: text for path, text in pages.items() if "kort" not in f"{path.stem} {path.parent.name}".split()}  # fmt: skip
    assert [path for path, text in longer.items() if not whole.search(text)] == []


def test_the_page_that_says_not_found_belongs_to_no_entry_of_the_menu(new_context, site_url, watch):
    page = new_context().new_page()
    page.goto(f"{site_url}/finnes-ikke.html")
    assert page.title().startswith("Siden finnes ikke")
    assert page.locator(".t-menu [aria-current]").count() == 0
    page.get_by_role("link", name="Søk på nettstedet").click()
    expect(page.locator("#q")).to_be_visible()
    watch.forgive()  # the browser tells of the missing page
