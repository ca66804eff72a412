"""The handbook in a site: what comes with the package, in which order, and what a site's own pages change."""

from __future__ import annotations

import struct
from datetime import date

from tests.trees import ROOT
from tiltak.checks.paper import PNG_START
from tiltak.model.plan import Portfolio
from tiltak.site import handbook
from tiltak.site.view import Handbook, Site
from tiltak.words.language import words


def test_the_pages_stand_in_the_order_in_which_the_first_page_names_them():
    texts = {
        "haandbok/a.md": "# Aller sist\n",
        "haandbok/b.md": "# Først\n",
        "haandbok/index.md": "# Håndbok\n\n[c](c.md#her), [b](b.md), [f](../feilmeldinger.md) og [b](b.md)\n",
        "feilmeldinger.md": "# Feilmeldinger\n",
        "haandbok/c.md": "uten overskrift\n",
    }
    assert [(page.title, page.uri) for page in handbook.pages(texts)] == [
        ("Håndbok", "haandbok/index"),
        ("Først", "haandbok/b"),
        ("Feilmeldinger", "feilmeldinger"),
        ("Aller sist", "haandbok/a"),
        ("c", "haandbok/c"),
    ]


def test_a_page_leads_back_and_to_its_neighbours():
    book = tuple(Handbook(name, f"haandbok/{name}") for name in ("index", "a", "b"))
    site = Site(Portfolio((), {}), date(2021, 1, 15), words(), handbook=book)
    first, a, b = (handbook.around(page.uri, site) for page in book)
    assert (first.first, first.before, first.after) == (None, None, None)
    assert a.first == handbook.HandbookEntry("index", "index.html", here=False)
    assert (a.before, a.after) == (None, handbook.HandbookEntry("b", "b.html", here=False))
    assert (b.before, b.after) == (handbook.HandbookEntry("a", "a.html", here=False), None)


def test_everything_in_the_handbook_comes_with_the_package():
    packaged = dict(handbook.packaged())
    ours = {path for path in (ROOT / "docs/haandbok").rglob("*") if path.is_file()}
    assert {path.resolve() for path in packaged.values()} == ours | {ROOT / "docs/feilmeldinger.md"}
    assert all(path.relative_to(ROOT / "docs").as_posix() in packaged for path in ours)


def test_a_picture_says_how_large_it_is_on_the_page():
    png = PNG_START + struct.pack(">I4sII", 13, b"IHDR", 800, 301) + b"rest"
    read = {"haandbok/bilder/x.png": png, "haandbok/y.png": b"no picture"}.get
    html = '<p><img alt="Et «x»" src="bilder/x.png" /> <img alt="y" src="y.png" /> <img src="https://a/b.png">'
    assert handbook.with_sizes(html, "haandbok/a.md", lambda uri: read(uri) or b"") == (
        '<p><img alt="Et «x»" width="400" height="150" src="bilder/x.png" /> '
        '<img alt="y" src="y.png" /> <img src="https://a/b.png">'
    )


def test_no_letter_of_a_heading_falls_out_of_its_address():
    assert handbook.anchor("Økonomi og årsverk", "-") == "okonomi-og-arsverk"
    assert handbook.anchor("Ærlig talt?", "-") == "aerlig-talt"
    assert handbook.anchor("Slik gjør du", "-") == "slik-gjor-du"
    assert handbook.anchor("Ål på ØYA", "-") == "al-pa-oya"
    assert handbook.anchor("«Årsverk» – 2026", "-") == "arsverk-2026"
    assert handbook.anchor("Åpent hus", "-") == "apent-hus"
