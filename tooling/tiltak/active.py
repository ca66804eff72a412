"""What in a page or a picture would run a program, lead its reader away or ask another host, as a browser reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING
from xml.parsers import expat

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from markdown_it.token import Token

PAGES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")  # as MkDocs knows them
HTML = (".html", ".htm", ".shtml")
XML = (
    ".svg", ".xml", ".xhtml", ".xht", ".rdf", ".rss", ".atom", ".mathml", ".mml", ".xsd", ".rng", ".wsdl", ".owl", ".opml",
    ".kml", ".gpx", ".xspf", ".smil", ".xul", ".xaml", ".dtd", ".plist",
)  # fmt: skip
STYLES = (".css",)
# A program, or what wraps up a page so that nobody can look into it here.
PROGRAMS = (".js", ".mjs", ".cjs", ".wasm", ".swf", ".xsl", ".xslt", ".svgz", ".mht", ".mhtml")
# What no browser reads as a page, whatever stands in it. All else that begins as markup is read as XML, by any name:
# a host gives a hundred endings a type that ends in «+xml».
INERT = (
    ".avif", ".csv", ".docx", ".gif", ".ico", ".ics", ".jpeg", ".jpg", ".json", ".log", ".mp3", ".mp4", ".pdf", ".png", ".pptx",
    ".tsv", ".txt", ".webm", ".webp", ".woff", ".woff2", ".xlsx", ".yaml", ".yml", ".zip",
)  # fmt: skip
MARKUP = re.compile(rb"[\xef\xbb\xbf\xfe\xff\0\s]*<")

ELEMENTS = frozenset({
    "script", "iframe", "frame", "frameset", "object", "embed", "applet", "portal", "fencedframe", "base", "noscript",
    "template", "foreignobject", "handler", "listener", "animate", "set",
})  # fmt: skip
HARMLESS_META = frozenset({"content-type", "content-security-policy", "x-ua-compatible"})
LINKS = frozenset({"a", "area"})  # whoever follows one has chosen to
LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
ADDRESSES = frozenset({
    "action", "archive", "background", "cite", "classid", "code", "codebase", "data", "formaction", "href", "icon",
    "longdesc", "manifest", "ping", "poster", "profile", "src", "srcset", "imagesrcset", "xlink:href", "xml:base",
})  # fmt: skip
# Where a page has none of the first, only elements with an address, a style or a `meta` can be active: few of many.
IS_LOOKED_THROUGH = re.compile(
    rf"(?=[<osux])(?:<(?:{'|'.join(sorted(ELEMENTS))})\b|\bon[a-z]+\s*=|srcdoc|script:|url\(|\bx(?:ml|link):)",
    re.IGNORECASE,
)
MAY_ASK = ", ".join(
    ("meta", "style", "[style]", *(f"[{name}]" for name in sorted(ADDRESSES) if ":" not in name))
)
SEVERAL = frozenset({"srcset", "imagesrcset", "ping"})
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
PICTURE = re.compile(r"data:(image/(png|jpeg|gif|webp)[;,]|,?$)")
FONT = re.compile(r"data:(font/|application/(x-)?font)")
UNSEEN = re.compile(r"[\x00-\x20\x7f]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
SCRIPT = re.compile(r"(java|vb|live)script:")
STYLE_ADDRESS = re.compile(r"url\(([^)]*)|(?:@import|(?:image|image-set|src)\()\s*([^;)]*)")
STYLE_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
# A page with none of these has neither HTML nor an address that runs or is fetched: a picture beside it is none of others'.
MAY_BE_ACTIVE = re.compile(
    r"<[a-z!?/]|script:|data:|\](?:\(|:)[^\n)]*&|!\[(?![^\[\]]*\]\((?!//)[\w./-]+\))"
    r"|\](?:\(|:)\s*(?!(?:https?|mailto|tel):)[a-z][a-z0-9+.-]*:",
    re.IGNORECASE,
)
ATTRIBUTES = re.compile(r"\{[^\n{=]*=")
ATTRIBUTE = re.compile(r"""([^\s={}:"']+)=("[^"]*"|'[^']*'|[^\s}]+)""")
TEXTS = frozenset({"text", "text_special", "softbreak"})
DOCTYPE = re.compile(r"\s*<!doctype", re.IGNORECASE)
UTF_8 = frozenset({"", "utf-8", "utf8", "us-ascii"})


def in_file(name: str, raw: bytes) -> list[str]:
    """What is active in a file that is published as it is, in Norwegian, by what a host and a browser take it for."""
    return list(_in_kind(name[name.rfind(".") :].lower(), raw))


@lru_cache(maxsize=512)  # the check and the pages ask of the same files, by different names
def _in_kind(ending: str, raw: bytes) -> tuple[str, ...]:
    if ending in PROGRAMS:
        return ("et program eller en innpakket side",)
    try:
        if ending in HTML:
            return tuple(in_html(raw.decode("utf-8-sig")))
        if ending in STYLES:
            return tuple(sorted(set(_in_style(raw.decode("utf-8-sig")))))
        if ending in XML or (ending not in INERT and MARKUP.match(raw)):
            return tuple(sorted(set(_in_xml(raw))))
    except (UnicodeDecodeError, expat.ExpatError):
        return ("noe som ikke kan leses",)
    return ()


def in_page(raw: bytes, *, with_attributes: bool = False) -> list[str]:
    """What is active in a page that is written in Markdown, as CommonMark reads it. The build looks at what MkDocs makes of it.

    `with_attributes`: MkDocs is told to read `{: onclick="…" }` behind an element as attributes of it.
    """
    text = raw.decode("utf-8", "replace")
    with_attributes = with_attributes and bool(ATTRIBUTES.search(text))
    if not with_attributes and not MAY_BE_ACTIVE.search(text):
        return []
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table").disable("text_join")
    # What is no HTML to CommonMark may be some to others: only examples of code and what is escaped are text for sure.
    markdown.add_render_rule("text", lambda _, tokens, at, *__: tokens[at].content)
    markdown.add_render_rule("text_special", lambda _, tokens, at, *__: escape(tokens[at].content))
    markdown.validateLink = lambda _: True  # type: ignore[method-assign,assignment]  # to see the address
    tokens = markdown.parse(text)
    by_attributes = _in_attributes(tokens) if with_attributes else ()
    return sorted(
        {*in_html(markdown.renderer.render(tokens, markdown.options, {})), *by_attributes}
    )


def _in_attributes(tokens: Iterable[Token]) -> Iterator[str]:
    """What lists of attributes behind an element would do, but for those in an example of code."""
    for token in tokens:
        written = "".join(
            child.content or "\n" for child in token.children or () if child.type in TEXTS
        )
        for line in written.splitlines():
            for name, value in ATTRIBUTE.findall(line[line.find("{") :]) if "{" in line else ():
                # Only a link may lead elsewhere, and it does so by this one.
                tag = "a" if name.lower() == "href" else "img"
                yield from _in_element(tag, {name.lower(): value.strip("\"'")}, "")


def leads_astray(address: str) -> bool:
    """Whether an address that a page links to is none of the web's."""
    scheme = SCHEME.match(UNSEEN.sub("", address).lower())
    return bool(scheme) and scheme[1] not in ("http", "https")  # type: ignore[index]


def in_html(text: str) -> list[str]:
    """What is active in a page, or in a part of one."""
    if CONTROL.search(text):
        return ["et kontrolltegn"]
    # A part of a page stands in one with a doctype, and a file without one is read in another way.
    readings = {text, text if DOCTYPE.match(text) else f"<!doctype html>{text}"}
    in_full = bool(IS_LOOKED_THROUGH.search(text))
    return sorted(
        {words for reading in readings for words in _in_reading(reading, in_full=in_full)}
    )


def _in_reading(text: str, *, in_full: bool) -> Iterator[str]:
    root = LexborHTMLParser(text).root
    if root is None:
        return
    for node in root.traverse() if in_full else root.css(MAY_ASK):
        if node.tag:
            yield from _in_element(
                node.tag.lower(),
                {name.lower(): value or "" for name, value in node.attributes.items()},
                node.text() if node.tag == "style" else "",
            )


def _in_xml(raw: bytes) -> Iterator[str]:
    words: list[str] = []
    styles: list[str] = []
    within: list[str] = []

    def starts(name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rpartition(":")[2].lower()
        within.append(tag)
        values = {key.lower(): value for key, value in attributes.items()}
        # A browser goes by the namespace and not by the letters before it.
        values |= {
            key.rpartition(":")[2]: value
            for key, value in values.items()
            if not key.startswith("xmlns")
        }
        words.extend(_in_element(tag, values, ""))

    def ends(_: str) -> None:
        within.pop()

    def is_text(text: str) -> None:
        if within[-1:] == ["style"]:
            styles.append(text)

    def declares(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "").lower() not in UTF_8:
            words.append("en annen tegnkoding enn UTF-8")

    def says(target: str, _: str) -> None:
        words.append(f"en instruks («{target}»)")

    def names(*_: object) -> None:
        words.append("egne navn på tekster («ENTITY»)")

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = starts, ends
    parser.CharacterDataHandler, parser.XmlDeclHandler = is_text, declares
    parser.ProcessingInstructionHandler, parser.EntityDeclHandler = says, names
    parser.Parse(raw, True)  # noqa: FBT003 – expat's own
    yield from words
    yield from _in_style("".join(styles))


def _in_element(tag: str, attributes: Mapping[str, str], style: str) -> Iterator[str]:
    if tag in ELEMENTS:
        yield f"elementet «{tag}»"
    if tag == "meta":
        yield from _in_meta(attributes)
    yield from _in_style(f"{style}\n{attributes.get('style', '')}")
    for name, value in attributes.items():
        if name.startswith("on") or name == "srcdoc":
            yield f"attributtet «{name}»"
        elif SCRIPT.search(UNSEEN.sub("", value).lower()):
            yield f"et program i «{name}»"
        elif name in ADDRESSES and any(_is_active(a, tag, name) for a in _addresses(name, value)):
            yield f"en adresse i «{name}» som kan kjøre noe eller henter fra et annet sted"
        elif "url(" in value.lower():
            yield from _in_style(value)


def _in_meta(attributes: Mapping[str, str]) -> Iterator[str]:
    asked = attributes.get("http-equiv", "").strip().lower()
    if asked and asked not in HARMLESS_META:
        yield f"«meta» med «{asked}»"
    charset = (
        attributes.get("charset", "")
        or attributes.get("content", "").lower().partition("charset=")[2]
    )
    if charset.strip(" \"';").lower() not in UTF_8:
        yield "en annen tegnkoding enn UTF-8"


def _in_style(style: str) -> Iterator[str]:
    plain = STYLE_ESCAPE.sub(_unescaped, style).lower()
    for match in STYLE_ADDRESS.finditer(re.sub(r"/\*.*?\*/", "", plain, flags=re.DOTALL)):
        for address in re.split(r"[\"'\s,]+", match[1] or match[2] or ""):
            if not FONT.match(address) and _is_active(address, "style", "src"):
                yield "en stil som henter fra et annet sted"


def _unescaped(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else 0
    return chr(number) if 0 < number < 0x110000 else match[2] or ""


def _addresses(name: str, value: str) -> list[str]:
    return re.split(r"[\s,]+", value) if name in SEVERAL else [value]


def _is_active(address: str, tag: str, name: str) -> bool:
    """Whether an address runs something, or is fetched from another host without anybody asking for it."""
    plain = UNSEEN.sub("", address).lower().replace("\\", "/")
    scheme = SCHEME.match(plain)
    if tag in LINKS and name in ("href", "xlink:href", "cite"):
        return bool(scheme) and scheme[1] not in LINK_SCHEMES  # type: ignore[index]
    return (bool(scheme) and not PICTURE.match(plain)) or plain.startswith("//")
