"""Texts from files as HTML. Every text is untrusted: what is not allowed is shown as it was typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from tiltak import formatting

if TYPE_CHECKING:
    from markdown_it.token import Token

SCHEMES = {"http", "https", "mailto"}
FORMATTED = re.compile(r"[*_\\[|]|^\s*([-+]|\d+[.)])\s", re.MULTILINE)
SIGNS = re.compile(r"[<>&\"'\]]|^\s|\s$|^([-+]|\d+[.)])$")
TABLE_TAGS = {"div", "table", "thead", "tbody", "tr", "th", "td"}
TAGS = {"p", "strong", "em", "ul", "ol", "li", "a", "br"} | TABLE_TAGS
ATTRIBUTES = {"a": {"href"}, "th": {"scope"}, "div": {"role", "aria-label", "tabindex"}}
CLASSES = {"div": {"t-scroll"}, "th": {"t-num"}, "td": {"t-num"}}


@lru_cache(maxsize=4096)  # the same texts stand on the pages of every past day
def prose(text: str) -> Markup:
    """Paragraphs, bold, italics, lists, tables and links; HTML in the text is text."""
    if not text:
        return Markup()
    return Markup("<p>{}</p>").format(text) if _is_plain(text) else formatted(text)


def _is_plain(text: str) -> bool:
    """One line without any sign that means something: most texts, and no work for a parser."""
    return not FORMATTED.search(text) and not SIGNS.search(text) and text.isprintable()


def formatted(text: str) -> Markup:
    """What `prose` is for any text."""
    return _cleaned(_html(text))


def _cleaned(html: str) -> Markup:
    """The parser already escapes; the second look is a library that does nothing else."""
    import nh3

    return Markup(  # noqa: S704 – cleaned on the line below
        nh3.clean(
            html,
            tags=TAGS,
            attributes={**ATTRIBUTES, "*": set()},
            allowed_classes=CLASSES,
            url_schemes=SCHEMES,
            link_rel="noopener nofollow",
        ).strip()
    )


def _html(text: str) -> str:
    """The text as HTML, not yet cleaned."""
    parsed: list[Token] = []
    for part in formatting.parts(formatting.tokens(text)):
        parsed += _framed(part) if part[0].type == formatting.TABLE else part
    return formatting.html(parsed)


def _framed(table: Sequence[Token]) -> list[Token]:
    """A table that scrolls by itself, and that a keyboard can reach to do so; its columns say what it is of."""
    from markdown_it.token import Token

    titles = [cell.content for cell in formatting.table_rows(table)[0] if cell.content]
    for before, opened, cell, closed in zip(table, table[1:], table[2:], table[3:], strict=False):
        if opened.type not in {"th_open", "td_open"}:
            continue
        scope = "col" if opened.type == "th_open" else "row" if before.type == "tr_open" else ""
        opened.attrs = {"class": "t-num"} if formatting.stands_right(opened) else {}
        if scope and cell.content:  # an empty heading is none
            opened.attrs["scope"] = scope
        opened.tag = closed.tag = "th" if "scope" in opened.attrs else "td"
    label = ", ".join(bare(title) for title in titles)
    frame = {"class": "t-scroll", "role": "group", "aria-label": label, "tabindex": "0"}
    return [Token("frame_open", "div", 1, dict(frame)), *table, Token("frame_close", "div", -1)]


def inline(text: str) -> Markup:
    """As `prose`, but a single paragraph loses its `<p>`: for a table's cell or a list's item."""
    html = prose(text)
    if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
        return Markup(html[3:-4])  # noqa: S704 – a part of what `prose` has cleaned
    return html


def one_line(text: str) -> Markup:
    """Bold, italics and links, where a heading or a paragraph has no room for more; the rest is as it was typed."""
    return _cleaned(formatting.html(formatting.inline_tokens(" ".join(text.split()))))


def bare(text: str) -> str:
    """A text on one line, without formatting.

    >>> bare("**Fet** og [lenket](https://example.org)")
    'Fet og lenket'
    """
    words = prose(text).striptags() if FORMATTED.search(text) else text
    return " ".join(words.split())


def plain(text: str, limit: int = 160) -> str:
    """The first sentences of a text without formatting, for a description of a page."""
    words = " ".join(text.split())
    if len(words) <= limit:
        return words
    return words[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:–") + "…"
