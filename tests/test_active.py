"""What a page or a picture would run, fetch or lead to, as a browser reads it, and what only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiltak import active

CASES = Path(__file__).parent / "cases" / "active"


def lines(name: str) -> list[str]:
    """One page or picture a line; what follows `#!` is of this file."""
    text = (CASES / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#!")]


@pytest.mark.parametrize("html", lines("pages.txt"))
def test_what_a_page_would_do_is_found(html):
    assert active.in_html(html)
    assert active.in_file("side.HTML", html.encode())
    assert active.in_page(f"# Om\n\n{html}\n".encode())


@pytest.mark.parametrize("html", lines("harmless-pages.txt"))
def test_a_harmless_page_is_let_through(html):
    assert active.in_html(html) == []
    assert active.in_file("side.html", html.encode()) == []
    assert active.in_page(f"# Om\n\n{html}\n".encode()) == []


@pytest.mark.parametrize("xml", lines("pictures.txt"))
def test_what_a_picture_would_do_is_found(xml):
    assert active.in_file("tegning.svg", xml.encode())


@pytest.mark.parametrize("xml", lines("harmless-pictures.txt"))
def test_a_harmless_picture_is_let_through(xml):
    assert active.in_file("tegning.svg", xml.encode()) == []


@pytest.mark.parametrize("markdown", ["[x](javascript:alert(1))", "[x]\n\n[x]: data:text/html,1\n"])
def test_a_link_of_markdown_is_read(markdown):
    assert active.in_page(markdown.encode())


@pytest.mark.parametrize(
    "markdown", ["`<script>`", "```\n<script>alert(1)</script>\n```", "    <b onclick=1>"]
)
def test_an_example_in_a_page_is_no_program(markdown):
    assert active.in_page(markdown.encode()) == []


@pytest.mark.parametrize(
    "attributes",
    [
        '{: onclick="alert(1)" }',
        "{onclick=alert(1)}",
        "{ .knapp title='{' ONLOAD=x }",
        '{: style="background: url(//evil.example/x.png)"}',
        "{: src=https://evil.example/x.png}",
        "{href='javascript:alert(1)'}",
    ],
)
@pytest.mark.parametrize("page", ["[x](om.md){}", "# Om {}", "En *tekst*{} her", "Avsnitt\n{}", "| a |\n| - |\n| b {} |"])  # fmt: skip
def test_a_list_of_attributes_is_read_where_mkdocs_reads_it(page, attributes):
    markdown = page.replace("{}", attributes).encode()
    assert active.in_page(markdown, with_attributes=True)
    assert active.in_page(markdown) == []


@pytest.mark.parametrize(
    "markdown",
    [
        "[x](om.md){: .knapp target=_blank #her }",
        "![x](a.png){ width=300 loading=lazy }",
        "[x](om.md){: href=https://planer.example/ }",
        "`{: onclick=1}`",
        "```\n{: onclick=1}\n```",
        "Skriv onclick=1 {slik}",
    ],
)
def test_a_harmless_list_of_attributes_is_let_through(markdown):
    assert active.in_page(markdown.encode(), with_attributes=True) == []


def test_a_style_asks_no_other_and_what_a_host_calls_xml_is_read_as_that():
    assert active.in_file("a.css", b"p { background: url( 'https://evil.example/x.png' ) }")
    assert active.in_file("a.css", b"p { background: url(bilde.png); color: #123 }") == []
    assert active.in_file(
        "a.xsd", b'<x><script xmlns="http://www.w3.org/1999/xhtml">1</script></x>'
    )


def test_what_begins_as_markup_is_read_as_markup_by_any_name():
    script = b'<x><script xmlns="http://www.w3.org/1999/xhtml">1</script></x>'
    for name in ("a.tei", "a.dae", "a.xlf", "a.gml", "a.ukjent", "uten-ending"):
        assert active.in_file(name, b"\n " + script), name
        assert active.in_file(name, "<x/>".encode("utf-16")) == [], name
        assert active.in_file(name, b"Mindre enn: 2 <script>") == [], name
    for name in ("a.php", "a.jsp"):  # a host may run it
        assert active.in_file(name, b"<?php echo 1; ?>"), name
    for name in ("a.txt", "a.json", "a.png"):  # a browser shows it
        assert active.in_file(name, script) == [], name


def test_a_long_style_is_looked_through_once():
    for part in (",", "url("):
        assert active.in_html(f"<style>a{{b:url({part * 300_000})}}</style>") == []


@pytest.mark.parametrize("name", ["a.js", "a.MJS", "a.svgz", "a.xsl", "a.mhtml"])
def test_a_program_is_known_by_its_name(name):
    assert active.in_file(name, b"")
    assert active.in_file(f"{name}.txt", b"<script>") == []


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "iso2022_jp"])
def test_a_page_in_another_charset_may_say_anything(charset):
    page = f"<meta charset='{charset}'><p>på"
    raw = page.replace("å", "a").encode(charset)
    assert active.in_file("a.html", raw)
