"""A report as PDF/UA-1: tagged, with bookmarks, language and title, its fonts inside, the same bytes everywhere."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unicodedata import category

from tiltak.model import colour
from tiltak.model.numbers import Number
from tiltak.reports import blocks
from tiltak.reports.look import Look, Mark
from tiltak.words import languages
from tiltak.words.language import Words

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).with_name("report.typ")
LETTERS = 118  # of a table's text on a line
# Typst's words for a missing glyph, in the text and in a picture.
NO_GLYPH = ("could not be displayed", "missing codepoints")
UNSHOWN = "□"  # for a character that no font has: the reader sees that something stands there


def pdf(document: blocks.Manuscript) -> bytes:
    """Set the document with Typst. Text goes in as JSON, so none of it is read as markup."""
    import typst

    shape = _text_of(document)
    typed = shape.translate(_replacements(shape))
    moment = datetime.combine(document.made_on, time(12), UTC)
    # A mark that one font has may have no place above a letter of another: that is only known when it is set.
    # A font of the plan's own that cannot set the text gives way to ours.
    ours = replace(document.look, faces=())
    *attempts, last = [
        (look, _without(typed, taken))
        for look in ((document.look, ours) if document.look.faces else (ours,))
        for taken in (lambda _: False, lambda c: category(c).startswith("M"), lambda _: True)
    ]
    for look, kept in attempts:
        try:
            return _set(kept, moment, look)
        except typst.TypstError as error:
            if not any(words in str(error) for words in NO_GLYPH):
                raise
    return _set(last[1], moment, last[0])


def unshown(document: blocks.Manuscript) -> str:
    """The characters of the document that no font of ours has, each once: on paper a box stands in their place."""
    return "".join(map(chr, _replacements(_text_of(document))))


def _text_of(document: blocks.Manuscript) -> str:
    """The document as report.typ reads it, as JSON, with words for the signs that only a colour tells apart."""
    shape = json.dumps(_clean(_shape(document)), ensure_ascii=False)
    return shape.translate(_signs(document.say))


def _signs(say: Words) -> dict[int, str]:
    """Signs that people give a status by, in words: paper may have no colour, and our fonts have no picture."""
    meanings = {
        "🟢🟩": say._("(grønn)"),
        "🟡🟨": say._("(gul)"),
        "🟠🟧": say._("(oransje)"),
        "🔴🟥": say._("(rød)"),
        "🔵🟦": say._("(blå)"),
        "👍": say._("(tommel opp)"),
        "👎": say._("(tommel ned)"),
        "✅": "✓",
        "❌": "✗",
        "\ufe0f": "",  # asks for the sign before it in colours
    }
    return {ord(sign): meaning for signs, meaning in meanings.items() for sign in signs}


def _without(shape: str, taken: Callable[[str], bool]) -> str:
    """The text with a box for each unusual character that is to be taken out."""
    return shape.translate({ord(c): UNSHOWN for c in set(shape) - KNOWN if taken(c)})


def _set(shape: str, moment: datetime, look: Look) -> bytes:
    press = _press(look.faces)
    compiled = press.compiler.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"report": shape, "mark": _as_drawing(look.mark), "font": press.family},
        pdf_standards=["ua-1"],
        timestamp=moment,
    )
    assert isinstance(compiled, bytes)
    return compiled


def _clean(value: Any) -> Any:
    """Without control characters, which have no glyph anywhere."""
    match value:
        case str():
            return value.translate(blocks.CONTROLS)
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {key: _clean(item) for key, item in value.items()}
    return value


def _as_drawing(mark: Mark | None) -> str:
    """A picture in dots inside a drawing: Typst takes its input as text."""
    if mark is None:
        return ""
    width, height = mark.size
    data = b64encode(mark.png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )


@dataclass(frozen=True)
class _Press:
    """What sets a document. `family`: the font of the plan's own files, empty where they hold none.

    `folder` has those files for as long as they may be read.
    """

    compiler: typst.Compiler
    family: str
    folder: TemporaryDirectory[str]


@cache
def _press(faces: tuple[tuple[str, bytes], ...] = ()) -> _Press:
    """Only the fonts that come with Typst and the plan's own; a system's would change the bytes from machine to machine."""
    import typst

    folder = TemporaryDirectory()
    for name, content in faces:
        Path(folder.name, name).write_bytes(content)

    def fonts(*, embedded: bool) -> typst.Fonts:
        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=embedded, font_paths=[folder.name]
        )

    own = fonts(embedded=False).families() if faces else []
    return _Press(typst.Compiler(font_paths=fonts(embedded=True)), own[0] if own else "", folder)


# Latin with its accents, and the dashes that our own texts use: nobody need look these up.
KNOWN = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) | set("–’…−")


def _replacements(shape: str) -> dict[int, str]:
    """What to set for characters that no font of ours has: PDF/UA refuses a document with a missing glyph."""
    unusual = "".join(sorted(set(shape) - KNOWN))
    if _has_glyphs(unusual):
        return {}
    return {ord(c): UNSHOWN for c in unusual if not _has_glyphs(c)}


@cache
def _has_glyphs(characters: str) -> bool:
    import typst

    probe = b'#set document(title: "x"); #set text(font: ("Libertinus Serif", "New Computer Modern Math", "DejaVu Sans Mono")); #sys.inputs.c'
    try:
        _press().compiler.compile(
            probe, format="pdf", sys_inputs={"c": characters}, pdf_standards=["ua-1"]
        )
    except typst.TypstError:
        return False
    return True


def _shape(document: blocks.Manuscript) -> dict[str, Any]:
    """The document as report.typ reads it."""
    say = document.say
    made_on = document.made_on
    targets = _targets(document.sections)
    return {
        "colour": colour.shades(document.look.colour)[0] if document.look.colour else "",
        "mark": document.look.mark.words if document.look.mark else "",
        "case": document.case,
        "title": document.title,
        "subtitle": document.subtitle,
        "author": [document.publisher] if document.publisher else [],
        "published-by": document.published_by,
        "description": document.subtitle,
        "keywords": list(document.keywords),
        "date": [made_on.year, made_on.month, made_on.day],
        "lang": document.language,
        "region": languages.region(document.language),
        "short": document.short,
        "footer": document.footer,
        "page-words": say._("Side {page} av {pages}"),
        "contents": say._("Innhold"),
        "facts": _block(document.facts, targets),
        "paper": [_section(s, targets) for s in document.paper],
        "annex": [_section(s, targets) for s in document.annex],
        "verdicts": {
            c.value: {"symbol": c.symbol, "colour": c.colour_light} for c in say.choices("verdict")
        },
    }


Targets = Mapping[Number, blocks.Card]


def _targets(sections: Iterable[blocks.Section]) -> dict[Number, blocks.Card]:
    """Choose the card that links to a measure lead to. A faulty plan may have two of one number, or none.

    Typst refuses a label that stands twice, and a link to a label that does not stand at all.
    """
    targets: dict[Number, blocks.Card] = {}
    for section in sections:
        for block in section.blocks:
            if isinstance(block, blocks.Card):
                targets.setdefault(block.number, block)
        for number, card in _targets(section.sections).items():
            targets.setdefault(number, card)
    return targets


def _section(section: blocks.Section, targets: Targets) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "blocks": [_block(b, targets) for b in section.blocks],
        "sections": [_section(s, targets) for s in section.sections],
    }


def _block(block: blocks.Block, targets: Targets) -> dict[str, Any]:
    match block:
        case blocks.Paragraph():
            content = _text(block.content, targets)
            return {"kind": "paragraph", "role": block.role, "content": content}
        case blocks.Bullets():
            return {"kind": "bullets", "items": [_text(item, targets) for item in block.items]}
        case blocks.Facts():
            rows = [{"name": n, "value": _text(v, targets)} for n, v in block.rows]
            return {"kind": "facts", "rows": rows}
        case blocks.Table():
            shares = blocks.column_shares(block, LETTERS)
            return {
                "kind": "table",
                "caption": block.caption,
                "total": block.total,
                "headed": block.headed,
                "columns": [
                    {"title": column.title, "share": share, "number": column.number}
                    for column, share in zip(block.columns, shares, strict=True)
                ],
                "rows": [[_text(cell, targets) for cell in row] for row in block.rows],
            }
        case blocks.Picture():
            of = block.chart
            return {"kind": "picture", "svg": of.svg, "title": of.title, "alt": of.description}
        case blocks.Pictures():
            drawn = [{"svg": c.svg, "alt": f"{c.title}. {c.description}"} for c in block.charts]
            return {"kind": "pictures", "title": block.title, "charts": drawn, "note": block.note}
        case blocks.Card():
            return {
                "kind": "card",
                "id": _label(block.number) if targets.get(block.number) is block else "",
                "number": block.number,
                "title": block.title,
                "verdict": block.verdict,
                "label": block.verdict_label,
                "blocks": [_block(b, targets) for b in block.blocks],
            }


def _label(number: Number) -> str:
    return f"tiltak-{number}"


def _text(content: blocks.Text, targets: Targets) -> list[dict[str, Any]]:
    return [_span(span, targets) for span in content]


def _span(span: blocks.Span, targets: Targets) -> dict[str, Any]:
    shape: dict[str, Any] = {"text": span.text}
    if span.verdict:
        shape["verdict"] = span.verdict
    if span.strong:
        shape["strong"] = True
    if span.emphasis:
        shape["emphasis"] = True
    if span.link:
        shape["link"] = span.link
    elif span.section:
        shape["target"] = span.section
    elif span.measure is not None and span.measure in targets:
        shape["target"] = _label(span.measure)
    return shape
