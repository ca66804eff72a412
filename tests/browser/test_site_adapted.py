"""The site as readers adapt it: much larger, with more space, with their own colours, without movement."""

from __future__ import annotations

import pytest

from tests.browser.kinds import KINDS
from tiltak.read import schema

# A window of 1280 × 1024 at 400 %.
ZOOMED = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}

# What cannot be seen where it should be: a control that something else lies over.
COVERED = """() => [...document.querySelectorAll('a[href], button, input, select, summary')]
    .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.t-skip, .t-hidden'))
    .filter(e => {
        e.focus({ preventScroll: true });
        e.scrollIntoView({ block: 'center' });
        const box = [...e.getClientRects()].find(r => r.width && r.height);
        if (!box) return false;
        const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
        const top = document.elementFromPoint(x, box.top + box.height / 2);
        return !(top && (e.contains(top) || top.contains(e) || top.closest('label')?.control === e));
    })
    .map(e => e.outerHTML.slice(0, 100))"""

# How much of the window stays covered while a reader scrolls.
STUCK = """() => [...document.querySelectorAll('body *')]
    .filter(e => ['fixed', 'sticky'].includes(getComputedStyle(e).position) && e.checkVisibility())
    .filter(e => e.getBoundingClientRect().height > innerHeight / 4 && !e.closest('.t-scroll, .wide'))
    .map(e => e.outerHTML.slice(0, 100))"""

# WCAG 1.4.12, on everything at once.
SPACED = """
* { letter-spacing: .12em !important; line-height: 1.5 !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""
CUT = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.checkVisibility() && !e.closest('.t-hidden, .aloud, svg, select, thead'))
    .filter(e => {
        const style = getComputedStyle(e);
        if (style.clipPath === 'inset(50%)' && e.control?.placeholder) return false; // the hint says it
        const cuts = way => ['hidden', 'clip'].includes(way);
        return (cuts(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
            || (cuts(style.overflowY) && e.scrollHeight > e.clientHeight + 1)
            || (e.matches('button, .t-button, .t-tag, .t-verdict') && e.scrollWidth > e.clientWidth + 1 && e.clientWidth);
    })
    .map(e => e.outerHTML.slice(0, 100))"""

# A hint that stands where a label would, in a field too narrow for it.
HINTS_CUT = """() => [...document.querySelectorAll('input[placeholder]')]
    .filter(e => e.checkVisibility() && getComputedStyle(e, '::placeholder').color !== 'rgba(0, 0, 0, 0)')
    .filter(e => {
        const { font, paddingLeft, paddingRight } = getComputedStyle(e);
        const said = document.createElement('span');
        Object.assign(said.style, { font, position: 'absolute', whiteSpace: 'nowrap' });
        said.textContent = e.placeholder;
        document.body.append(said);
        const width = said.getBoundingClientRect().width;
        said.remove();
        return width > e.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) + 1;
    })
    .map(e => e.outerHTML.slice(0, 100))"""

INVISIBLE = """() => [...document.querySelectorAll('.t-verdict, .t-cell, .t-report .verdict')]
    .filter(e => e.checkVisibility())
    .filter(e => {
        const style = getComputedStyle(e);
        return !e.getBoundingClientRect().width || style.color === style.backgroundColor;
    })
    .map(e => e.outerHTML.slice(0, 100))"""

MOVING = """() => [...document.querySelectorAll('*')]
    .filter(e => {
        const style = getComputedStyle(e);
        const lasts = times => times.split(',').some(t => parseFloat(t) > 0);
        return lasts(style.transitionDuration) || (style.animationName !== 'none' && lasts(style.animationDuration))
            || style.scrollBehavior === 'smooth';
    })
    .map(e => e.outerHTML.slice(0, 80)).slice(0, 5)"""


def opened(page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


@pytest.mark.accessibility("zoom")
@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_there_at_400_percent(kind, site_url, shared_page):
    page = shared_page(**ZOOMED)
    page.goto(f"{site_url}/{KINDS[kind]}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(STUCK) == []
    assert page.evaluate(COVERED) == []


@pytest.mark.accessibility("zoom")
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_a_phone_and_no_table_must_be_pushed_sideways(
    kind, site_url, shared_page
):
    page = shared_page()
    page.set_viewport_size({"width": 320, "height": 844})
    page.goto(f"{site_url}/{KINDS[kind]}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    opened(page)
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        cut = page.eval_on_selector_all(
            ".t-scroll, .wide",
            """all => all.filter(e => e.scrollWidth > e.clientWidth)
                         .map(e => e.getAttribute('aria-label') || e.getAttribute('aria-labelledby'))""",
        )
        assert cut == [], width


@pytest.mark.accessibility("zoom")
def test_a_report_on_its_own_fits_a_phone(site_url, page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site_url}/rus-2019/rapporter/rus-2019-2020-Q4.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    cut = page.eval_on_selector_all(
        ".wide *", "all => all.filter(e => e.getBoundingClientRect().right > innerWidth).length"
    )
    assert cut == 0


@pytest.mark.accessibility("zoom")
def test_menu_can_be_used_at_400_percent(site_url, new_context):
    page = new_context(**ZOOMED).new_page()
    page.goto(f"{site_url}/index.html")
    page.get_by_role("button", name="Meny").click()
    page.get_by_role("link", name="Om dataene", exact=True).click()
    page.wait_for_url("**/rus-2019/om-dataene.html")


@pytest.mark.accessibility("spacing")
@pytest.mark.parametrize("kind", KINDS)
def test_more_space_between_letters_and_lines_cuts_nothing_off(kind, site_url, shared_page):
    page = shared_page(bypass_csp=True)
    page.goto(f"{site_url}/{KINDS[kind]}")
    page.add_style_tag(content=SPACED)
    opened(page)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT) == [], width
        assert page.evaluate(HINTS_CUT) == [], width


@pytest.mark.accessibility("forced-colours")
def test_status_can_be_read_in_the_readers_own_colours(site_url, new_context):
    page = new_context(forced_colors="active").new_page()
    for kind in ("front", "measures", "measure", "development", "report"):
        page.goto(f"{site_url}/{KINDS[kind]}")
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert page.evaluate(INVISIBLE) == [], kind
        shown = page.locator(".t-verdict, .t-cell, .verdict")
        assert shown.count()
        signs = {choice.symbol for choice in schema.choices("verdict")}
        assert all(signs & set(text) for text in shown.all_text_contents()), kind


@pytest.mark.accessibility("motion")
def test_nothing_moves_for_those_who_do_not_want_it(site_url, new_context):
    page = new_context(reduced_motion="reduce").new_page()
    for kind in ("front", "measures", "measure", "search", "handbook"):
        page.goto(f"{site_url}/{KINDS[kind]}")
        assert page.evaluate(MOVING) == [], kind


def test_the_instruments_can_say_no(site_url, new_context):
    page = new_context(bypass_csp=True, **ZOOMED).new_page()
    page.goto(f"{site_url}/index.html")
    page.add_style_tag(
        content=".t-header { position: sticky; top: 0; height: 200px; z-index: 9 }"
        ".t-lead { transition: color 1s !important; overflow: hidden; height: 1rem }"
        ".t-footer { pointer-events: none }"
    )
    assert page.evaluate(STUCK)
    assert page.evaluate(MOVING)
    assert page.evaluate(CUT)
    assert page.evaluate(COVERED)
    page = new_context(bypass_csp=True).new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site_url}/{KINDS['measures']}")
    page.add_style_tag(content="#sok { width: 4rem }")
    assert page.evaluate(HINTS_CUT)
