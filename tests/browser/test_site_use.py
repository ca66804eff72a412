"""The site as it is used: by keyboard, without scripts, filtered, on another day."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.expecting import expect
from tests.browser.kinds import KINDS, SCHEMES

LIST = KINDS["measures"]


@pytest.fixture
def page(form_page: Callable[..., Page]) -> Page:
    """Shared: what a test here leaves in the browser is forgotten afterwards."""
    return form_page()


def rows(page) -> list[str]:
    """The numbers of the measures that are shown, in their order."""
    return page.eval_on_selector_all(
        "#tiltak tbody tr:not([hidden])", "rows => rows.map(r => r.cells[0].textContent.trim())"
    )


def choose(page, title: str, word: str) -> None:
    """Tick, or take away the tick of, a value of a filter."""
    pick = page.locator(".t-pick", has=page.get_by_role("group", name=title, include_hidden=True))
    if not pick.evaluate("e => e.open"):
        pick.locator("summary").click()
    pick.get_by_label(word, exact=True).click()


def chosen(page) -> list[str]:
    return page.eval_on_selector_all(".t-pick :checked", "all => all.map(e => e.value)")


# Filters


def test_several_values_of_a_filter_can_be_chosen_and_sent(page, site_url):
    page.goto(f"{site_url}/{LIST}")
    numbers = {}
    for word in ("Pågår", "Fullført"):
        choose(page, "Status", word)
        numbers[word] = rows(page)
        choose(page, "Status", word)
    choose(page, "Status", "Pågår")
    choose(page, "Status", "Fullført")
    assert sorted(rows(page)) == sorted([*numbers["Pågår"], *numbers["Fullført"]])
    assert page.url.endswith("?status=in_progress&status=completed") or page.url.endswith(
        "?status=completed&status=in_progress"
    )
    page.keyboard.press("Escape")
    assert page.locator(".t-pick[open]").count() == 0


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("frist=late", ["15", "37"]),
        ("arsak=pandemic", ["1"]),
        ("medvirkende=k46&status=in_progress", ["14"]),
    ],
)
def test_list_is_filtered_by_what_a_reader_asks(choice, expected, page, site_url):
    page.goto(f"{site_url}/{LIST}?{choice}")
    assert set(expected) <= set(rows(page))
    assert 0 < len(rows(page)) < 38


@pytest.mark.parametrize("title", ["Hørt fra", "Penger"])
def test_every_value_of_a_filter_is_one_that_some_measure_has(title, page, site_url):
    page.goto(f"{site_url}/{LIST}")
    pick = page.locator(".t-pick", has=page.get_by_role("group", name=title, include_hidden=True))
    pick.locator("summary").click()
    for label in pick.locator("label:visible").all():
        label.click()
        assert rows(page)
        label.click()


def test_a_tile_leads_to_the_list_it_counts(page, site_url):
    page.goto(f"{site_url}/index.html")
    tile = page.locator(".t-tile", has_text="Pågår")
    number = tile.locator(".t-tile__number").inner_text()
    tile.click()
    page.wait_for_url("**/tiltak.html?status=in_progress")
    assert len(rows(page)) == int(number)
    assert f"Viser {number} av 38 tiltak." in page.locator("[data-count]").inner_text()


def test_choice_stands_in_the_address_and_can_be_sent(page, site_url, new_context):
    page.goto(f"{site_url}/{LIST}")
    choose(page, "Innsatsområde", "Bolig")
    page.fill("#sok", "housing")
    shown = rows(page)
    assert shown == ["23"]
    other = new_context().new_page()
    other.goto(page.url)
    assert rows(other) == shown
    assert chosen(other) == ["bolig"]
    page.click("button[type=reset]")
    page.wait_for_url(f"{site_url}/{LIST}")
    assert len(rows(page)) == 38


@pytest.mark.parametrize(
    "words", ["PÅRØRENDE retningslinjer", "parorende", "Retningslinjer  pårørende"]
)
def test_field_of_the_list_needs_no_norwegian_keyboard(words, page, site_url):
    page.goto(f"{site_url}/{LIST}")
    page.fill("#sok", words)
    assert rows(page) == ["5"]


def test_unknown_choice_in_the_address_shows_everything(page, site_url):
    page.goto(f"{site_url}/{LIST}?status=finnes-ikke&sorter=heller-ikke")
    assert len(rows(page)) == 38


def test_sorting_by_a_heading_twice_turns_it_round(page, site_url):
    page.goto(f"{site_url}/{LIST}")
    heading = page.get_by_role("button", name="Frister")
    heading.click()
    once = rows(page)
    assert once[0] == "15"  # the longest overdue
    heading.click()
    assert rows(page)[-1] == "15"
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Frister")
    assert "sorter=frist" in page.url


def test_download_is_what_is_shown(page, site_url):
    page.goto(f"{site_url}/{LIST}?status=completed")
    with page.expect_download() as waiting:
        page.click("[data-download]")
    with waiting.value.path().open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file, delimiter=";"))
    assert table[0][:3] == ["Nr.", "Tiltak", "Status"]
    assert [line[0] for line in table[1:]] == rows(page)
    assert table[1][2] == "Fullført"


def test_filters_are_folded_on_a_phone_and_say_how_many_are_chosen(page, site_url):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site_url}/{LIST}?status=in_progress&omraade=bolig")
    assert page.get_by_label("Søk i listen").is_visible()
    assert not page.locator(".t-pick").first.is_visible()
    summary = page.locator(".t-fold > summary")
    assert summary.inner_text().split("\n") == ["Filtrer og sorter2 valg"]
    summary.click()
    choose(page, "Status", "Pågår")
    assert summary.inner_text().endswith("ett valg")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".t-fold")).to_have_attribute("open", "")
    assert not summary.is_visible()


def test_reset_is_there_when_something_is_chosen_and_leaves_the_focus_beside_it(page, site_url):
    page.goto(f"{site_url}/{LIST}")
    reset = page.get_by_role("button", name="Vis alle")
    assert not reset.is_visible()
    page.fill("#sok", "housing")
    reset.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-download]")).to_be_focused()
    assert not reset.is_visible()
    assert len(rows(page)) == 38


# The front page in a minute


def test_front_page_answers_in_the_order_of_the_questions(page, site_url):
    page.goto(f"{site_url}/index.html")
    order = page.eval_on_selector_all("main h2", "all => all.map(h => h.id)")
    assert order == ["status", "oppmerksomhet", "endret", "omraader", "rapport", "siter"]


def test_numbers_and_what_needs_attention_are_on_the_first_screen_of_a_phone(page, site_url):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site_url}/index.html")
    for found in (
        page.locator(".t-day p"),
        page.get_by_text("40 prosent av planens tid er gått"),
        page.locator(".t-tiles"),
        page.locator("#oppmerksomhet"),
    ):
        box = found.bounding_box()
        assert box
        assert box["y"] + box["height"] < 844


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_tiles_fill_their_rows_however_many_they_are(width, shared_page, site_url):
    page = shared_page()
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site_url}/index.html")
    by_number = page.evaluate(
        """most => Array.from({ length: most }, (_, before) => before + 1).map(number => {
            const list = document.querySelector('.t-tiles');
            const first = list.firstElementChild;
            list.replaceChildren(...Array.from({ length: number }, () => first.cloneNode(true)));
            const boxes = [...list.children].map(e => e.getBoundingClientRect());
            const end = list.getBoundingClientRect().right;
            return Object.values(Object.groupBy(boxes, b => Math.round(b.top)))
                .map(row => [row.length, Math.round(end - row.at(-1).right)]);
        })""",
        11,
    )
    for number, rows in enumerate(by_number, 1):
        assert [left for _, left in rows if left > 1] == [], number
        assert len({most for most, _ in rows[:-1]}) <= 1, number


def test_front_page_says_what_the_plan_is_for_and_what_has_changed(shared_page, site_url):
    page = shared_page()
    page.goto(f"{site_url}/index.html")
    assert page.locator(".t-lead").inner_text().startswith("Planen samler")
    under_way = page.locator(".t-tile", has_text="Pågår")
    assert under_way.locator(".t-tile__change").inner_text() == "+6"
    assert page.get_by_text(
        "Tall med fortegn er forskjellen fra det som var kjent 30. september 2020."
    ).is_visible()


PHONE = {"width": 390, "height": 844}


def test_a_long_report_is_folded_and_says_first_how_it_goes_and_what_is_to_be_decided(
    shared_page, site_url
):
    page = shared_page(viewport=PHONE)
    page.goto(f"{site_url}/{KINDS['report']}")
    expect(page.locator(".t-hero .t-lead")).to_contain_text("28 har ukjent status")
    expect(page.get_by_role("heading", name="Trenger en avgjørelse")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollHeight") < 12 * PHONE["height"]
    folded = page.locator(".t-report > section > details")
    assert folded.count() > 5
    assert not folded.evaluate_all("all => all.some(part => part.open)")


@pytest.mark.parametrize("anchor", ["vedtak", "tiltak-14"])
def test_an_address_into_a_folded_report_opens_what_it_leads_to(anchor, shared_page, site_url):
    page = shared_page(viewport=PHONE)
    page.goto(f"{site_url}/{KINDS['report']}")
    target = page.locator(f"#{anchor}")
    expect(target.locator("table").first).to_be_hidden()
    page.goto(f"{site_url}/{KINDS['report']}#{anchor}")
    expect(target.locator("table").first).to_be_visible()
    expect(target.locator("summary").first).to_be_in_viewport()


def test_what_became_of_each_promise_is_one_step_away_with_owner_and_source(page, site_url):
    page.goto(f"{site_url}/index.html")
    page.get_by_role("link", name="Hva det er blitt av hvert løfte").click()
    page.wait_for_url("**/loftene.html")
    page.locator(".t-chips a", has_text="Fristen er gått ut").click()
    page.wait_for_url("**/loftene.html?utfall=gatt-ut#gatt-ut")
    passed = page.locator("#lofter tbody tr:not([hidden])")
    assert passed.count() == 2
    for promise in passed.all():
        assert promise.locator(".t-source").count() == 1
        expect(promise.locator(".t-verdict--deadline_passed")).to_contain_text("Fristen er gått ut")
        assert "foreslått" in promise.inner_text()
    assert "31. desember 2020" in page.locator("section:has(> #siter)").inner_text()


def test_every_promise_stands_there_without_scripts_and_each_outcome_has_an_address(
    page_without_js, site_url
):
    page = page_without_js
    page.goto(f"{site_url}/{KINDS['promises']}?utfall=gatt-ut#gatt-ut")
    rows = page.locator("#lofter tbody tr")
    chips = page.locator(".t-chips b").all_inner_texts()
    assert rows.count() == sum(map(int, chips))
    passed = page.locator("#gatt-ut").bounding_box()
    assert passed["y"] < page.viewport_size["height"]
    assert "Årsak: pandemi." in page.locator("#flyttet-arsak").inner_text()


def test_a_choice_of_promises_can_be_sent(page, site_url):
    page.goto(f"{site_url}/{KINDS['promises']}?utfall=uten-frist&ansvarlig=stasjonen")
    assert page.locator("#lofter tbody tr:not([hidden])").count() == 1
    assert "Viser 1 av" in page.locator("[data-count]").inner_text()


def test_a_card_can_stand_in_a_frame_and_leads_out_of_it(page, site_url, serve, tmp_path):
    page.goto(f"{site_url}/{KINDS['measure']}")
    card = page.get_by_role("link", name="Se kortet").get_attribute("href")
    address = page.evaluate("card => new URL(card, location).href", card)
    frame = f'<link rel="icon" href="data:,"><iframe src="{address}"></iframe>'
    (tmp_path / "paper.html").write_text(frame)
    page.goto(f"{serve(tmp_path)}/paper.html")
    framed = page.frame_locator("iframe")
    assert "Pågår" in framed.locator("main").inner_text()
    framed.get_by_role("link").click()
    page.wait_for_url(f"{site_url}/{KINDS['measure']}")


def test_what_is_not_known_is_the_quietest_ink(shared_page, site_url):
    page = shared_page()
    page.goto(f"{site_url}/index.html")
    unknown = page.locator(".t-tile", has_text="Ukjent")
    assert unknown.evaluate("e => getComputedStyle(e).borderTopStyle") == "dashed"
    filled = ".t-strip rect:not(.t-c-unknown)"
    surface = page.locator(".t-c-unknown").first.evaluate("e => getComputedStyle(e).fill")
    for part in page.locator(filled).all():
        assert part.evaluate("e => getComputedStyle(e).fill") != surface


def test_silent_measures_are_gathered_by_owner_and_lead_to_the_list_they_count(page, site_url):
    page.goto(f"{site_url}/index.html")
    numbers = page.locator("#ukjent ~ .t-chips b")
    silent = page.locator(".t-tile", has_text="Ukjent").locator(".t-tile__number")
    assert sum(map(int, numbers.all_inner_texts())) == int(silent.inner_text())
    assert page.locator(".t-notice", has_text="Ukjent").count() == 0
    first = int(numbers.first.inner_text())
    page.locator("#ukjent ~ .t-chips a").first.click()
    page.wait_for_url("**/tiltak.html?*")
    assert len(rows(page)) == first


def test_definition_of_each_status_can_be_opened(page, site_url):
    page.goto(f"{site_url}/index.html")
    meaning = page.get_by_text("Det planen lovet, er gjort.")
    assert not meaning.is_visible()
    page.get_by_text("Hva betyr ordene?").click()
    assert meaning.is_visible()


# Other days


def test_the_same_page_then_and_back(page, site_url):
    page.goto(f"{site_url}/{KINDS['measure']}")
    page.click(".t-moments summary")
    page.click("text=Ved slutten av fjerde kvartal 2019")
    page.wait_for_url("**/rus-2019/per/2019-Q4/tiltak/14.html")
    assert "31. desember 2019" in page.locator(".t-day").inner_text()
    page.click(".t-moments summary")
    page.click(".t-moments >> text=Siste status")
    page.wait_for_url(f"**/{KINDS['measure']}")


def test_filters_come_along_to_another_day(page, site_url):
    page.goto(f"{site_url}/{LIST}?omraade=bolig")
    page.click(".t-moments summary")
    page.click(".t-moments >> text=Ved slutten av fjerde kvartal 2019")
    page.wait_for_url("**/per/2019-Q4/tiltak.html?omraade=bolig")
    assert chosen(page) == ["bolig"]


def test_a_sign_in_the_matrix_leads_to_the_measure_as_it_was_then(page, site_url):
    page.goto(f"{site_url}/{KINDS['development']}")
    heading = page.get_by_role("columnheader", name="Fjerde kvartal 2019")
    column = heading.evaluate("e => e.cellIndex")
    row = page.locator(".t-matrix tbody tr", has_text="Mottaks- og oppfølgingssentre")
    sign = row.locator("th, td").nth(column).get_by_role("link", name="Pågår", exact=True)
    assert sign.get_attribute("title").startswith("Lest ut av ")
    sign.click()
    page.wait_for_url("**/rus-2019/per/2019-Q4/tiltak/14.html")
    assert "Pågår" in page.locator(".t-ruling").inner_text()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_sign_in_the_matrix_can_be_hit_and_time_runs_to_the_right(width, page, site_url):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site_url}/{KINDS['development']}")
    page.get_by_text("som har hatt samme status hele tiden", exact=False).first.click()
    small = page.eval_on_selector_all(
        ".t-cell",
        """all => all.map(e => e.getBoundingClientRect())
                     .filter(b => Math.min(b.width, b.height) < 24 || b.right > innerWidth).length""",
    )
    assert small == 0
    periods = page.locator(".t-matrix tr").nth(1).locator("td")
    assert [cell.get_attribute("data-label") for cell in periods.all()][:2] == [
        "2. kv. 2019",
        "3. kv. 2019",
    ]
    # On a phone too all periods of a measure stand in one line, below their names.
    row = page.locator(".t-matrix tbody tr").first
    heads = page.locator(".t-matrix").first.locator("thead th").all()[1:]
    lefts = [
        [round(e.bounding_box()["x"]) for e in line] for line in (heads, row.locator("td").all())
    ]
    assert lefts[0] == lefts[1] == sorted(lefts[0])
    legend, table = (
        page.locator(found).first.bounding_box() for found in (".t-legend", ".t-matrix")
    )
    assert legend
    assert table
    assert legend["y"] < table["y"]


# Keyboard


# The page notes itself where the focus comes, until it comes to the first place again.
NOTE_FOCUS = """() => {
    window.reached = [];
    document.addEventListener('focusin', ({ target: e }) => {
        window.round ||= 'reached' in e.dataset;
        if (window.round) return;
        e.dataset.reached = 'yes';
        const style = getComputedStyle(e);
        window.reached.push([e.outerHTML.slice(0, 80), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2]);
    });
}"""


def reached(page, most: int = 800) -> list[tuple[str, bool]]:
    """What the Tab key comes to from the top of the page, each with whether its focus can be seen.

    The page is asked for its styles, and nobody looks at it: to paint it at each step takes half of the time.
    """
    page.set_viewport_size({"width": 1280, "height": 60})
    page.evaluate("document.body.style.clipPath = 'inset(100%)'")
    page.evaluate(NOTE_FOCUS)
    for number in range(most):
        page.keyboard.down("Tab")  # held, so that it comes again
        if number % 20 == 19 and page.evaluate("window.round"):
            break
    page.keyboard.up("Tab")
    seen: list[tuple[str, bool]] = page.evaluate("window.reached")
    return seen


def test_what_a_measure_is_follows_its_reader_down_a_wide_page(shared_page, site_url):
    """Half of a long page would else be empty, and the reader would go back to see who is responsible."""
    page = shared_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{site_url}/{KINDS['measure']}")
    facts = page.locator(".t-sided__side .t-facts")
    headings = page.locator(".t-sided__rest h2").all()
    assert page.locator("main").bounding_box()["height"] > 3000
    for heading in headings:
        heading.evaluate("h => h.scrollIntoView({block: 'start'})")
        expect(facts).to_be_in_viewport(ratio=0.5)


@pytest.mark.accessibility("keyboard")
@pytest.mark.parametrize("kind", KINDS)
def test_every_control_is_reached_with_visible_focus(kind, site_url, shared_page):
    page = shared_page()
    page.goto(f"{site_url}/{KINDS[kind]}")
    seen = reached(page)
    assert [what for what, visible in seen if not visible] == []
    missed = page.eval_on_selector_all(
        "a[href], button, input, select, summary",
        """all => all.filter(e => !e.dataset.reached && e.checkVisibility({visibilityProperty: true}))
                     .map(e => e.outerHTML.slice(0, 80))""",
    )
    assert missed == []


@pytest.mark.accessibility("keyboard")
def test_menu_on_a_phone_opens_and_closes_by_keyboard(site_url, page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site_url}/index.html")
    button = page.get_by_role("button", name="Meny")
    button.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Enheter", exact=True)
    assert link.is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    link.focus()
    page.keyboard.press("Escape")
    assert not link.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Meny"


@pytest.mark.accessibility("keyboard")
def test_list_is_searched_filtered_sorted_and_downloaded_by_keyboard(site_url, page):
    page.goto(f"{site_url}/{LIST}")
    page.focus("#sok")
    page.keyboard.type("housing")
    assert len(rows(page)) < 38
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.locator(".t-pick summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.value") != "in_progress":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_url("**/tiltak.html?status=in_progress")
    found = rows(page)
    page.get_by_role("button", name="Tiltak", exact=True).focus()
    page.keyboard.press("Enter")
    assert sorted(rows(page)) == sorted(found) != rows(page)
    page.focus("[data-download]")
    with page.expect_download():
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Vis alle").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/tiltak.html")


@pytest.mark.accessibility("keyboard")
def test_what_is_folded_opens_by_keyboard(site_url, page):
    page.goto(f"{site_url}/{KINDS['measure']}")
    reason = page.locator("details", has_text="Hvorfor denne statusen?")
    reason.locator("summary").focus()
    page.keyboard.press("Enter")
    assert reason.get_attribute("open") is not None


@pytest.mark.accessibility("keyboard")
def test_skip_link_leads_past_the_menu(site_url, page):
    page.goto(f"{site_url}/index.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


# Without scripts, and colours


@pytest.mark.accessibility("no-script")
@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("search", "card to frame")])
def test_says_the_same_without_scripts(kind, site_url, shared_page):
    page, page_without_js = shared_page(), shared_page(java_script_enabled=False)
    for each in (page, page_without_js):
        each.goto(f"{site_url}/{KINDS[kind]}")
    words = "e => e.textContent.replace(/\\s+/g, ' ').trim()"
    assert page.eval_on_selector("main", words) == page_without_js.eval_on_selector("main", words)
    assert page_without_js.get_by_role("link", name="Rapporter", exact=True).first.is_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_choice_of_colours_is_remembered(scheme, site_url, page):
    page.goto(f"{site_url}/index.html")
    page.select_option("#farger", scheme)
    page.goto(f"{site_url}/{LIST}")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == scheme
