"""The stylesheet as it is published: every token for every browser, and fonts that come along with their licence."""

from __future__ import annotations

import re

from tiltak.read import schema
from tiltak.site import look

ASSETS = look.assets()
STYLE = ASSETS["style"][1].decode()


def test_each_token_with_a_dark_value_has_its_light_one_for_older_browsers():
    for_all, _, _ = STYLE.partition("}")
    tokens = dict(re.findall(r"(--[\w-]+): light-dark\(([^,]+(?:\([^)]*\))?),", STYLE))
    assert {f"--v-{value}" for value in schema.values("verdict")} | {"--paper", "--ink"} <= set(
        tokens
    )
    for name, light in tokens.items():
        assert f"{name}:{light};" in for_all


def test_no_colour_is_named_below_the_tokens():
    below = STYLE.partition("/* Ground */")[2].partition("/* Paper */")[0]
    assert below
    assert re.findall(r"#[0-9a-f]{3,6}\b|\brgb\(", below) == []


def test_every_font_is_published_under_the_name_that_the_stylesheet_asks_for():
    asked = set(re.findall(r'url\("([^"]+)"\)', STYLE))
    assert asked == {ASSETS[name][0].rpartition("/")[2] for name in look.FONTS if "woff2" in name}


def test_font_comes_with_its_licence():
    assert b"SIL Open Font License" in ASSETS["figtree-OFL.txt"][1]


def test_another_content_has_another_name():
    assert look._named("a.css", b"1") != look._named("a.css", b"2")
