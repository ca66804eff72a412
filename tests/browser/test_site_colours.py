"""Colours as the page has them: enough contrast, and never alone, whatever colours a reader sees."""

from __future__ import annotations

from itertools import pairwise

import pytest
from coloraide import Color

from tests.browser.kinds import KINDS, SCHEMES
from tiltak.read import schema

pytestmark = pytest.mark.accessibility("colours")

# Machado, Oliveira and Fernandes (2009), «A Physiologically-based Model for Simulation of Color Vision
# Deficiency», as coloraide has it; `None` sees all colours.
VISIONS = (None, "protan", "deutan", "tritan")
GROUNDS = ("--paper", "--surface", "--sunken", "--accent-soft")
TEXT, GRAPHICS = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11
# CIEDE2000. Two that stand side by side in every bar; eleven cannot all be so far from each other.
APART = 8.0

# Where a status lends its colour to text or ground, its sign and its word must stand in the same element.
ALONE = """(statuses) => {
    const found = [];
    for (const { value, label, symbol } of statuses) {
        const said = (e, words) => e.textContent.replace(/\\s+/g, ' ').includes(words);
        for (const e of document.querySelectorAll(`.t-verdict--${value}, .t-edge--${value}, .verdict-${value}`)) {
            // What became of a promise has a word of its own, beside the sign of the status that it led to.
            const outcome = e.closest('[data-outcome]')?.querySelector('.t-verdict');
            const worded = said(e, label) || (outcome && /[a-zæøå]{3}/i.test(outcome.textContent));
            if (!worded || !said(e, symbol)) found.push(e.outerHTML.slice(0, 120));
        }
        for (const e of document.querySelectorAll(`svg .t-c-${value}`)) {
            const svg = e.closest('svg');
            const hidden = svg.getAttribute('aria-hidden') === 'true'; // decoration beside the words
            const key = said(hidden ? svg.closest('section') : svg, symbol) && said(hidden ? svg.closest('section') : svg, label);
            const marked = svg.querySelector('circle'); // a timeline: signs and places tell it, and the table below
            const told = hidden || svg.querySelector('desc')?.textContent;
            if (!told || !(key || marked)) found.push(svg.outerHTML.slice(0, 120));
        }
    }
    return found;
}"""


@pytest.fixture(params=SCHEMES)
def tokens(request, shared_page, site_url) -> dict[str, Color]:
    """The colours that the built stylesheet gives the page."""
    page = shared_page(color_scheme=request.param)
    page.goto(f"{site_url}/index.html")
    names = [
        *GROUNDS,
        "--ink",
        "--muted",
        "--link",
        *(f"--v-{v}" for v in schema.values("verdict")),
    ]
    read = """names => names.map(name => {
        const probe = document.body.appendChild(document.createElement('span'));
        probe.style.color = `var(${name})`;
        return getComputedStyle(probe).color;
    })"""
    return {
        name: Color(value) for name, value in zip(names, page.evaluate(read, names), strict=True)
    }


def statuses(tokens: dict[str, Color]) -> dict[str, Color]:
    return {value: tokens[f"--v-{value}"] for value in schema.values("verdict")}


def test_every_status_can_be_read_on_every_ground(tokens):
    weak = {
        (value, ground): colour.contrast(tokens[ground], method="wcag21")
        for value, colour in statuses(tokens).items()
        for ground in GROUNDS
    }
    assert {where: found for where, found in weak.items() if found < TEXT} == {}


def test_text_and_links_can_be_read_on_every_ground(tokens):
    weak = {
        (name, ground): tokens[name].contrast(tokens[ground], method="wcag21")
        for name in ("--ink", "--muted", "--link")
        for ground in GROUNDS
    }
    assert {where: found for where, found in weak.items() if found < TEXT} == {}


def test_signs_on_a_coloured_ground_can_be_seen(tokens):
    """In the matrix and the bars, the page's surface is the sign and the status is the ground."""
    for value, colour in statuses(tokens).items():
        assert tokens["--surface"].contrast(colour, method="wcag21") >= GRAPHICS, value


@pytest.mark.parametrize("vision", VISIONS)
def test_neighbours_in_a_bar_can_be_told_apart(vision, tokens):
    def seen(colour: Color) -> Color:
        return colour.filter(vision, method="machado") if vision else colour

    close = {
        (one, other): seen(a).delta_e(seen(b), method="2000")
        for (one, a), (other, b) in pairwise(statuses(tokens).items())
    }
    assert {pair: found for pair, found in close.items() if found < APART} == {}


def test_the_simulation_takes_colours_away():
    red, green = Color("#b00020"), Color("#1b6e3c")
    apart = red.delta_e(green, method="2000")
    assert red.filter("deutan").delta_e(green.filter("deutan"), method="2000") < apart / 2


def test_every_status_has_a_sign_and_a_word_of_its_own():
    choices = schema.choices("verdict")
    assert len({c.symbol for c in choices}) == len({c.title for c in choices}) == len(choices)


def test_no_status_is_told_by_colour_alone(site_url, page):
    told = [
        {"value": c.value, "label": c.title, "symbol": c.symbol} for c in schema.choices("verdict")
    ]
    for name in KINDS.values():
        page.goto(f"{site_url}/{name}")
        assert page.evaluate(ALONE, told) == [], name


def test_a_colour_alone_is_found(page, site_url):
    page.goto(f"{site_url}/index.html")
    page.evaluate("document.querySelector('.t-verdict').replaceChildren('●')")
    choice = next(
        c for c in schema.choices("verdict") if page.locator(f".t-verdict--{c.value}").count()
    )
    told = [{"value": choice.value, "label": choice.title, "symbol": choice.symbol}]
    assert page.evaluate(ALONE, told)
