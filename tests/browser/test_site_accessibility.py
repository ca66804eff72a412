"""Every kind of page, in light and dark, on a phone, a tablet and a desktop: no rule of WCAG 2.2 A or AA broken."""

from __future__ import annotations

import pytest

from tests.browser.browser import (
    COLOUR_RULES,
    PLACE_RULES,
    SEEN,
    assert_accessible,
    colours_are_known,
)
from tests.browser.kinds import KINDS, WIDTHS


def assert_breaks_no_rule(page, looks: set[str]) -> None:
    """A page in the dark has the same text and structure, so only its colours are judged anew.

    At a width that shows just the elements that another one showed, only what depends on their places is.
    """
    judged: set[str] = set()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        seen = page.evaluate(SEEN)
        light = PLACE_RULES if seen in judged else ()
        judged.add(seen)
        for scheme, rules in (("light", light), ("dark", COLOUR_RULES)):
            page.emulate_media(color_scheme=scheme)
            known = colours_are_known(page, looks)
            if not (known and rules == COLOUR_RULES):
                without = COLOUR_RULES if known else ()
                assert_accessible(page, rules=rules, looks=looks, without=without)


@pytest.mark.accessibility("axe")
@pytest.mark.parametrize("kind", KINDS)
def test_breaks_no_rule(kind, site_url, shared_page, looks):
    page = shared_page()
    page.goto(f"{site_url}/{KINDS[kind]}")
    assert_breaks_no_rule(page, looks)


@pytest.mark.accessibility("axe")
@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("<img src='data:,'>", "image-alt"),
        ("<p style='color: light-dark(#ddd, #eee); background: #fff'>Ord</p>", "color-contrast"),
        ("<p style='color: light-dark(#000, #222)'>Ord</p>", "color-contrast"),
        (
            "<button class='liten' aria-label='en'></button><button class='liten' aria-label='to'></button>",
            "target-size",
        ),
    ],
    ids=["structure", "light", "dark", "place"],
)
def test_a_fault_at_the_middle_width_alone_is_found(fault, rule, site_url, new_context, looks):
    page = new_context(bypass_csp=True).new_page()
    page.goto(f"{site_url}/{KINDS['not found']}")
    page.add_style_tag(
        content="""@media not ((width > 700px) and (width < 800px)) { .feil:not(:has(.liten)) { display: none } }
            .liten { border: 0; display: block; height: 60px; min-height: 0; padding: 0; width: 60px }
            @media (width > 700px) and (width < 800px) { .liten { height: 9px; width: 9px } }"""
    )
    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('beforeend', `<div class=feil>${html}</div>`)",
        fault,
    )
    with pytest.raises(AssertionError, match=rule):
        assert_breaks_no_rule(page, looks)


@pytest.mark.accessibility("axe")
def test_text_that_cannot_be_read_in_the_dark_is_found(site_url, new_context):
    page = new_context(color_scheme="dark", bypass_csp=True).new_page()
    page.goto(f"{site_url}/index.html")
    page.add_style_tag(content="main p { color: #222 !important }")
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_accessible(page, rules=COLOUR_RULES)
