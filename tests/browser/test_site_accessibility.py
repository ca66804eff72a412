"""Every kind of page, in light and dark, on a phone, a tablet and a desktop: no rule of WCAG 2.2 A or AA broken."""

from __future__ import annotations

import pytest

from tests.browser.browser import assert_accessible
from tests.browser.kinds import KINDS, SCHEMES, WIDTHS


@pytest.mark.accessibility("axe")
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_breaks_no_rule(kind, scheme, site_url, new_context):
    page = new_context(color_scheme=scheme).new_page()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{site_url}/{KINDS[kind]}")
        assert_accessible(page)


@pytest.mark.accessibility("zoom")
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_a_narrow_phone(kind, site_url, page):
    """320 CSS pixels is also what a window of 1280 becomes at 400 % zoom."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site_url}/{KINDS[kind]}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320
