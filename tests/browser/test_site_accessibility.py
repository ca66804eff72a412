"""Every kind of page, in light and dark, on a phone, a tablet and a desktop: no rule of WCAG 2.2 A or AA broken."""

from __future__ import annotations

import pytest

from tests.browser.browser import COLOUR_RULES, assert_accessible
from tests.browser.kinds import KINDS, WIDTHS


@pytest.mark.accessibility("axe")
@pytest.mark.parametrize("kind", KINDS)
def test_breaks_no_rule(kind, site_url, shared_page, looks):
    """A page in the dark has the same text and structure, so only its colours are judged anew."""
    page = shared_page()
    page.goto(f"{site_url}/{KINDS[kind]}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, rules in (("light", ()), ("dark", COLOUR_RULES)):
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page, rules=rules, looks=looks)


@pytest.mark.accessibility("axe")
def test_text_that_cannot_be_read_in_the_dark_is_found(site_url, new_context):
    page = new_context(color_scheme="dark", bypass_csp=True).new_page()
    page.goto(f"{site_url}/index.html")
    page.add_style_tag(content="main p { color: #222 !important }")
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_accessible(page, rules=COLOUR_RULES)
