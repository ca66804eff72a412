"""Texts from files as HTML. Every text is untrusted: what is not allowed is shown as it was typed."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup

from tiltak.words import formatting

SCHEMES = {"http", "https", "mailto"}
FORMATTED = re.compile(r"[*_\\[]|^\s*([-+]|\d+[.)])\s", re.MULTILINE)
SIGNS = re.compile(r"[<>&\"'\]]|^\s|\s$|^([-+]|\d+[.)])$")
TAGS = {"p", "strong", "em", "ul", "ol", "li", "a", "br"}


@lru_cache(maxsize=4096)  # the same texts stand on the pages of every past day
def prose(text: str) -> Markup:
    """Paragraphs, bold, italics, lists and links; HTML in the text is text."""
    if not text:
        return Markup()
    return Markup("<p>{}</p>").format(text) if _is_plain(text) else formatted(text)


def _is_plain(text: str) -> bool:
    """One line without any sign that means something: most texts, and no work for a parser."""
    return not FORMATTED.search(text) and not SIGNS.search(text) and text.isprintable()


def formatted(text: str) -> Markup:
    """What `prose` is for any text."""
    import nh3

    html = formatting.html(text)
    # The parser already escapes; the second look is a library that does nothing else.
    return Markup(  # noqa: S704 – cleaned on the line below
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}, "*": set()},
            url_schemes=SCHEMES,
            link_rel="noopener nofollow",
        ).strip()
    )


def inline(text: str) -> Markup:
    """As `prose`, but a single paragraph loses its `<p>`: for a table's cell or a list's item."""
    html = prose(text)
    if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
        return Markup(html[3:-4])  # noqa: S704 – a part of what `prose` has cleaned
    return html


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
