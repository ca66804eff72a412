"""What a politician and a journalist ask, each answered at most two steps from the front page."""

from __future__ import annotations

import re

import pytest

from tests.browser.expecting import expect
from tests.browser.kinds import KINDS


@pytest.fixture
def front(shared_page, site_url):
    page = shared_page()
    page.goto(f"{site_url}/{KINDS['front']}")
    return page


def follow(page, *names: str):
    """Press links one after the other, by their names in the content or the menu."""
    for name in names:
        press(page, page.get_by_role("link", name=name, exact=True).first)
    return page.locator("main")


def press(page, link) -> None:
    """Press a link and wait for what it opens: a press alone returns on a busy machine too soon."""
    with page.expect_navigation():
        link.click()


# The politician


def test_how_many_are_finished(front):
    tile = front.locator(".t-tile", has_text="Fullført")
    assert tile.locator(".t-tile__number").inner_text().isdigit()


def test_is_it_better_or_worse_than_last_time(front):
    changes = front.locator(".t-tile__change").all_inner_texts()
    assert changes
    assert all(re.fullmatch(r"[+−±-]\d+", change) for change in changes)
    assert "30. september 2020" in front.locator("section:has(#status)").inner_text()


def test_how_far_has_the_plan_come_in_time(front):
    said = front.locator("section:has(#status) > p").first.inner_text()
    assert said.startswith("40 prosent av planens tid er gått. 1 av 38 tiltak er fullført")
    assert said.endswith("30 kan være det.")


def test_what_does_it_cost(front):
    assert "10 mill. kr" in front.locator("main").inner_text()
    assert "10 mill. kr" in follow(front, "Om pengene").inner_text()


def test_does_it_help(front):
    main = follow(front, "Om tallene")
    assert "Ingen av dem viser hva planen har ført til." in main.inner_text()
    assert "Siste tall" in follow(front, "Dødsfall av overdose").inner_text()


def test_what_is_to_be_decided_stands_first_of_what_needs_attention(front):
    headings = front.locator("section:has(> #oppmerksomhet) h3").all_inner_texts()
    assert "penger" in headings[0]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("kind", "sought"),
    [
        ("front", ".t-hero a[href^='#penger']"),
        ("front", "p:has-text('av planens tid er gått')"),
        ("front", ".t-tile >> nth=-1"),
        ("goals", ".t-small-figures svg"),
    ],
)
def test_it_is_seen_on_the_first_screen(shared_page, site_url, kind, sought, width):
    page = shared_page(viewport={"width": width, "height": 844})
    page.goto(f"{site_url}/{KINDS[kind]}")
    place = page.locator(sought).first.bounding_box()
    assert place["y"] + place["height"] < 844


def test_what_is_to_be_decided_is_one_press_away(front):
    front.locator(".t-hero a[href^='#penger']").click()
    expect(front.locator("h3:target")).to_be_in_viewport()
    assert "penger" in front.locator("h3:target").inner_text()


def test_how_was_it_on_another_day(front):
    front.locator(".t-moments summary").click()
    main = follow(front, "Ved slutten av fjerde kvartal 2019")
    assert "31. desember 2019" in front.locator(".t-day").inner_text()
    assert main.locator(".t-tiles").is_visible()


def test_how_was_it_on_a_day_between_the_ends_of_two_periods(front):
    front.locator(".t-moments summary").click()
    assert "Dagene imellom har ikke egne sider." in front.locator(".t-moments").inner_text()
    main = follow(front, "Se alle endringer med dato")
    dated = main.locator("details[open] .t-list__said").all_inner_texts()
    assert "September–oktober 2020" in [told.strip() for told in dated]


def test_a_column_of_the_course_leads_to_the_plan_as_it_was_then(front):
    main = follow(front, "Utvikling")
    picture = main.locator("section:has(> #fordeling) figure").bounding_box()
    assert picture["width"] > 600
    follow(front, "Fjerde kvartal 2019")
    assert "31. desember 2019" in front.locator(".t-day").inner_text()


# The journalist


def test_which_promises_were_broken_and_who_answers_by_which_source(front):
    main = follow(front, "Hva det er blitt av hvert løfte")
    press(front, main.locator(".t-chips a", has_text="Fristen er gått ut"))
    broken = main.locator("#lofter tbody tr:visible")
    expect(broken).to_have_count(2)
    for row in broken.all():
        cells = row.locator("td").all_inner_texts()
        assert all(cells)  # what it came to, the promise, who answers, the source
        assert row.locator(".t-source").get_attribute("href")


def test_which_promises_were_moved_and_why(front):
    main = follow(front, "Hva det er blitt av hvert løfte")
    press(front, main.locator(".t-chips a", has_text="Flyttet, med oppgitt årsak"))
    moved = main.locator("#lofter tbody tr:visible")
    expect(moved).to_contain_text("Årsak: pandemi.")


def test_what_changed_in_a_measure_and_when(front):
    changed = front.locator("section:has(> #endret)")
    press(front, changed.get_by_role("link", name="Mottaks- og oppfølgingssentre").first)
    log = front.locator("section:has(> h2:text-is('Endringslogg'))")
    log.locator("summary").first.click()
    assert re.search(r"22\. november 2026\s+Tiltaket ble lagt inn", log.inner_text())


def test_how_is_it_cited(front):
    cited = front.locator("section:has(> #siter)").inner_text()
    assert "Ruspolitisk handlingsplan 2019–2023." in cited
    assert "Ikke utgitt av Stavanger kommune" in cited
    assert re.search(r"Utgave [0-9a-f]{12} av dataene", cited)


def test_can_a_picture_be_taken_along_and_a_card_be_shown_elsewhere(front):
    assert front.get_by_role("link", name="Se kortet").get_attribute("href")
    follow(front, "Utvikling")
    endings = ["svg", "png", "csv"]
    links = front.locator("main a[download]").evaluate_all("all => all.map(a => a.href)")
    assert [link.rpartition(".")[2] for link in links] == endings


def test_whose_knowledge_a_past_day_shows(front):
    front.locator(".t-moments summary").click()
    follow(front, "Ved slutten av andre kvartal 2020")
    said = front.locator(".t-day").inner_text()
    assert "30. juni 2020" in said
    assert "etter det vi vet nå" in said


def test_the_header_searches_the_whole_site_and_shows_how_it_goes(page, site_url):
    page.goto(f"{site_url}/{KINDS['measure']}")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    expect(page.locator(".t-menu").get_by_role("link", name="Søk")).to_be_hidden()
    page.get_by_role("search", name="Hele nettstedet").get_by_role("searchbox").fill("narkotika")
    page.keyboard.press("Enter")
    hits = page.locator(".t-results li")
    expect(hits.first).to_be_visible()
    assert re.search(
        r"Tiltak \d+ .*(Ukjent|Pågår|Frist gått ut)", hits.first.inner_text().replace("\n", " ")
    )
    assert all(url.startswith((site_url, "blob:")) for url in asked)


def test_without_scripts_the_search_is_a_link(browser, site_url):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site_url}/{KINDS['front']}")
    expect(page.locator(".t-find")).to_be_hidden()
    follow(page, "Søk")
    expect(page.get_by_role("heading", name="Søk")).to_be_visible()
    page.close()


def test_a_phone_says_what_a_yes_in_the_list_is_about(shared_page, site_url):
    page = shared_page(viewport={"width": 390, "height": 844})
    page.goto(f"{site_url}/{KINDS['measures']}")
    cell = page.locator("td[data-label='Hørt fra']").first
    assert "Hørt fra" in cell.evaluate("c => getComputedStyle(c, '::before').content")
