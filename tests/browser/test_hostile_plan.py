"""A site of a plan in which every text is an attack: each page shows the texts and does nothing else."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import feedparser
import pytest
from icalendar import Calendar
from playwright.sync_api import Dialog

from tests import hostileplan
from tests.browser.browser import assert_accessible, serving
from tests.browser.expecting import expect
from tests.browser.kinds import every_page
from tiltak.site import plugin

CONFIG = """
site_name: 'Prøve "><script>window.hacked=1</script>'
use_directory_urls: false
theme: {name: material, language: nb, font: false}
plugins: [{tiltak: {reports: [html, md, csv, json]}}]
"""
# Within a word of Latin letters, each letter must stand to the right of the one before it.
TURNED = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const turned = [];
    const left = (node, from) => {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, from + 1);
        return range.getBoundingClientRect();
    };
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node.parentElement.closest('svg, option, .t-hidden')) continue;
        for (const found of node.data.matchAll(/[A-Za-zÆØÅæøå]{2,}/g)) {
            const [one, two] = [left(node, found.index), left(node, found.index + 1)];
            if (one.width && one.top === two.top && one.left > two.left) turned.push(found[0]);
        }
    }
    return turned.slice(0, 5);
}"""
OF_A_TEXT = 'class="t-scroll" role="group"'
DIRECTIONS = "/[\\u202a-\\u202e\\u2066-\\u2069]/"
# All that is asked of a page, at once: a site has hundreds, and each question is a way to the browser and back.
ASKED = f"""async () => {{
    document.querySelectorAll('details').forEach(fold => {{ fold.open = true; }});
    await new Promise(setTimeout); // what waits for a fold to open has its turn
    const addresses = [...document.querySelectorAll('a[href], area[href], [src], form, iframe')];
    return {{
        hacked: window.hacked ?? null,
        schemes: addresses.map(e => e.protocol || new URL(e.src || e.action, location.href).protocol),
        width: document.documentElement.scrollWidth,
        turned: ({TURNED})(),
        directed: {DIRECTIONS}.test(document.documentElement.outerHTML),
    }};
}}"""


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("fiendtlig")
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    plugin.build_site(root / "mkdocs.yml", root / "ut", hostileplan.workspace(root))
    return root / "ut"


@pytest.fixture(scope="module")
def pages(hostile_site: Path) -> list[str]:
    """All in which more than the frame is hostile, and one for the frame around each of the others.

    Those are the handbook, whose texts are ours on every site, and what was known of the plan before it was poisoned.
    """
    frames, hostile = {}, []
    for name in every_page(hostile_site):
        top, _, rest = name.partition("/per/")
        period = rest.partition("/")[0]
        now = hostile_site / top / "per" / period / "vi-vet-naa"
        if name.startswith("haandbok/"):
            frames["haandbok"] = name
        elif rest and now.exists() and now.name not in name and not attacked(hostile_site / name):
            frames[period] = name
        else:
            hostile.append(name)
    return [*hostile, *frames.values()]


def attacked(page: Path) -> bool:
    """Whether the attack of the history stands in the page itself."""
    _, _, content = page.read_text("utf-8").partition("<main")
    return "javascript:alert" in content.partition("</main>")[0]


def test_nothing_runs_is_asked_for_or_breaks_out(hostile_site, pages, page):
    """The watched page also fails for an error in the console, which a breach of the policy is."""
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.set_viewport_size({"width": 320, "height": 640})
    url = serving(hostile_site)
    for name in pages:
        page.goto(f"{url}/{name}")
        answer = page.evaluate(ASKED)
        assert answer["hacked"] is None, name
        assert page.url == f"{url}/{name}"
        assert set(answer["schemes"]) <= {"http:", "https:", "mailto:"}, name
        assert answer["width"] <= 320, name
        assert answer["turned"] == [], name
        assert not answer["directed"], name
    assert dialogs == []


def test_a_table_in_a_text_has_headings_and_scrolls_by_itself(hostile_site, pages, new_context):
    page = new_context(bypass_csp=True).new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    frame = page.locator(".t-scroll[role=group]").first
    name = next(n for n in pages if OF_A_TEXT in (hostile_site / n).read_text("utf-8"))
    page.goto(f"{serving(hostile_site)}/{name}")
    assert (
        frame.get_attribute("aria-label")
        == "<script>alert(1)</script>, <b onmouseover=alert(1)>, {{ 7 * 7 }}"
    )
    assert frame.evaluate("e => e.scrollWidth > e.clientWidth && e.clientWidth <= 320")
    assert_accessible(page, within=".t-scroll[role=group]")


def test_every_attack_can_be_read_as_it_was_typed(hostile_site, page):
    url = serving(hostile_site)
    page.goto(f"{url}/havn/tiltak.html")
    shown = page.locator("#tiltak").inner_text()
    for attack in (hostileplan.ATTACKS[0], hostileplan.ATTACKS[4], hostileplan.ATTACKS[11]):
        assert attack in shown


def test_pages_of_hostile_texts_are_valid_html(hostile_site, html_problems):
    assert html_problems(hostile_site) == []


def test_title_and_description_are_the_texts(hostile_site, page):
    attack = hostileplan.ATTACKS[4]
    braces = next(m for m in hostileplan.portfolio().measures() if m.title == attack)
    url = serving(hostile_site)
    page.goto(f"{url}/havn/tiltak/{braces.number}.html")
    title = page.title()
    meta = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('meta[property], meta[name]')]"
        ".map(m => [m.getAttribute('property') || m.name, m.content]))"
    )
    assert title == meta["og:title"]
    assert title.startswith(attack)
    assert meta["og:site_name"] == 'Prøve "><script>window.hacked=1</script>'
    assert meta["description"] == meta["og:description"]


def test_filters_and_search_find_attacks_and_show_them_as_text(hostile_site, page):
    page.set_viewport_size({"width": 320, "height": 640})
    url = serving(hostile_site)
    page.goto(f"{url}/havn/tiltak.html")
    page.fill("#sok", "<script>window")
    shown = page.locator("#tiltak tbody tr:not([hidden])")
    assert hostileplan.ATTACKS[0] in shown.first.inner_text()
    page.goto(f"{url}/sok.html?q=script")
    page.locator(".t-results li").first.wait_for()
    assert "<script>" in page.locator(".t-results").inner_text()
    assert page.locator(".t-results script, .t-results img").count() == 0
    page.fill("#q", "xxxxx")
    expect(page.locator(".t-results")).to_contain_text("xxxxx")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("window.hacked") is None


def test_feeds_calendars_and_data_can_be_read(hostile_site):
    data = hostile_site / "data"
    feeds = [feedparser.parse(path.read_bytes()) for path in data.rglob("*.xml")]
    assert feeds
    assert not [feed.bozo_exception for feed in feeds if feed.bozo]
    for entry in (entry for feed in feeds for entry in feed.entries):
        assert "<script" not in entry.get("summary", "") + str(entry.get("content", ""))
    calendars = [Calendar.from_ical(path.read_bytes()) for path in data.rglob("*.ics")]
    assert any(calendar.walk("VEVENT") for calendar in calendars)
    titles = {measure.title for measure in hostileplan.portfolio().measures()}
    found = json.loads((data / "havn/measures.json").read_text("utf-8"))
    assert {measure["title"] for measure in found["measures"]} == titles
    for path in data.rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
        assert cells
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]
