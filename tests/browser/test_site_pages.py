"""Every page of the built site: valid, linked to pages that exist, and without a script of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.browser.kinds import KINDS, every_page

FRONT_LIMIT = 100_000
MEASURE_LIMIT = 40_000


class Links(HTMLParser):
    """What a page points at, and what can be pointed at in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [value for name in ("href", "src") if (value := given.get(name))]
        if id := given.get("id"):
            self.ids.add(id)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]


@pytest.fixture(scope="module")
def read(site_dir: Path) -> dict[str, Links]:
    found = {}
    for name in every_page(site_dir):
        found[name] = Links()
        found[name].feed((site_dir / name).read_text("utf-8"))
    return found


def dead_links(site: Path, read: dict[str, Links]) -> Iterator[str]:
    for name, links in read.items():
        for address in links.found:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            base = site if address.startswith("/") else (site / name).parent
            target = (
                (base / unquote(parts.path).lstrip("/")).resolve() if parts.path else site / name
            )
            if target.is_dir():
                target /= "index.html"
            if not target.is_file():
                yield f"{name}: {address}"
            elif parts.fragment and target.suffix == ".html":
                there = read[target.relative_to(site.resolve()).as_posix()]
                if unquote(parts.fragment) not in there.ids:
                    yield f"{name}: {address}"


def test_no_link_within_the_site_is_dead(site_dir, read):
    assert not list(dead_links(site_dir.resolve(), read))


def test_dead_links_are_found(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html">b</a><a href="#c">c</a><p id="d">')
    links = Links()
    links.feed((tmp_path / "a.html").read_text())
    assert list(dead_links(tmp_path, {"a.html": links})) == ["a.html: b.html", "a.html: #c"]


@pytest.mark.accessibility("html")
def test_pages_are_valid_html(site_dir, html_problems):
    assert html_problems(site_dir) == []


def test_pages_have_no_script_or_style_inside_and_say_so(site_dir, read):
    for name, links in read.items():
        if re.search(r"(?:^|/)([^/]+)/rapporter/\1-", name):
            continue  # a report in one file, to be saved and sent, brings its own styles
        text = (site_dir / name).read_text("utf-8")
        assert "script-src 'self'; style-src 'self'" in text, name
        assert not links.inline, name


def test_pages_are_small(site_dir):
    assert (site_dir / "index.html").stat().st_size < FRONT_LIMIT
    sizes = {p.name: p.stat().st_size for p in (site_dir / "rus-2019/tiltak").glob("*.html")}
    assert max(sizes.values()) < MEASURE_LIMIT


def test_each_page_has_its_own_title_and_description(site_dir, read):
    titles: dict[str, str] = {}
    for name in read:
        text = (site_dir / name).read_text("utf-8")
        title = re.search(r"<title>(.*?)</title>", text)
        assert title, name
        if "/rapporter/rus-2019-" not in name:
            assert titles.setdefault(title[1], name) == name
        if name.startswith(("rus-2019/", "index")) and "/rapporter/rus-2019-" not in name:
            assert '<meta name="description"' in text, name


def test_every_kind_of_page_is_there(read):
    assert set(KINDS.values()) <= set(read)
