"""Texts from files are untrusted: whatever stands in them, a page shows it and does nothing else."""

from __future__ import annotations

import html
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from tiltak.site.render import keep_compiled
from tiltak.site.text import TAGS, formatted, inline, plain, prose


@given(text=st.text() | st.text("ab æ.,:-–+*_[]()\\<>&\"'1#>`~!|\n\t\xa0\u200b", max_size=12))
def test_plain_text_takes_no_parser_and_looks_the_same(text):
    assert prose(text) == (formatted(text) if text else "")


class Seen(HTMLParser):
    """The tags and attributes of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


OF_A_TABLE = ("class", "scope", "role", "aria-label", "tabindex")
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe src="https://elsewhere.example"></iframe>',
    "[klikk](javascript:alert(1))",
    "[klikk](JaVaScRiPt:alert(1))",
    "[klikk](data:text/html;base64,PHNjcmlwdD4=)",
    "[klikk](vbscript:msgbox)",
    '[klikk](https://ok.example "onmouseover=alert(1)")',
    "<a href='javascript:alert(1)'>klikk</a>",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "</p></section><h1>ny</h1>",
    "![bilde](https://elsewhere.example/pixel.gif)",
]


def test_a_picture_becomes_a_link():
    """As the check says (`picture`): its words stand there, and no picture is fetched."""
    shown = prose("Se ![kartet](https://example.org/x.png).")
    assert Seen(shown).tags == {"p", "a"}
    assert ("href", "https://example.org/x.png") in Seen(shown).attributes
    assert html.unescape(shown.striptags()) == "Se !kartet."


@pytest.mark.parametrize("form", ["{}", "| År | {} |\n|---|--:|\n| {} | 4 |"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_nothing_else(text, form):
    seen = Seen(prose(form.replace("{}", text)))
    assert seen.tags <= TAGS
    assert {name for name, _ in seen.attributes} <= {"href", "rel", *OF_A_TABLE}
    assert all(
        (value or "").startswith("https://") for name, value in seen.attributes if name == "href"
    )


@given(st.text())
def test_any_text_gives_only_what_is_allowed(text):
    seen = Seen(prose(text))
    assert seen.tags <= TAGS
    assert {name for name, _ in seen.attributes} <= {"href", "rel", *OF_A_TABLE}


def test_bold_italics_lists_and_links():
    made = prose("**fet** og *kursiv*\n\n- én\n- to\n\n[lenke](https://x.example)")
    assert Seen(made).tags == {"p", "strong", "em", "ul", "li", "a"}


def test_html_is_shown_as_it_was_typed():
    typed = "<b>fet</b> & co"
    assert html.unescape(re.sub("</?p>", "", prose(typed))) == typed


def test_one_paragraph_fits_in_a_cell():
    assert inline("ett avsnitt") == "ett avsnitt"
    assert inline("to\n\navsnitt").count("<p>") == 2


def test_description_ends_at_a_word():
    assert plain("ord " * 100, 20) == "ord ord ord ord…"


# ------------------------------------------------------------------------------ templates


def shown(folder: Path) -> str:
    """What a new process would show of a template."""
    env = Environment(loader=FileSystemLoader(folder), autoescape=True)
    keep_compiled(env, "proof")
    return env.get_template("a.html").render(n=1)


@pytest.fixture
def compiled(tmp_path, monkeypatch) -> Path:
    """Where compiled templates are kept in this test."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    (tmp_path / "a.html").write_text("{{ n }} tiltak", encoding="utf-8")
    return tmp_path / "kept"


def test_a_template_is_compiled_once_and_anew_when_it_is_another(compiled, tmp_path, monkeypatch):
    assert shown(tmp_path) == "1 tiltak"
    with monkeypatch.context() as patch:
        patch.setattr(Environment, "compile", None)
        assert shown(tmp_path) == "1 tiltak"
    (tmp_path / "a.html").write_text("{{ n }} mål", encoding="utf-8")
    assert shown(tmp_path) == "1 mål"
    assert len([path for path in compiled.rglob("*") if path.is_file()]) == 1


def test_where_nothing_may_be_kept_a_template_is_shown_all_the_same(
    compiled, tmp_path, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)
        assert shown(tmp_path) == "1 tiltak"
    assert not compiled.exists()
    monkeypatch.setattr(Path, "mkdir", refused)
    assert shown(tmp_path) == "1 tiltak"
    assert not compiled.exists()


def refused(*_: object, **__: object) -> None:
    raise PermissionError
