"""The few kinds of formatting that a text in a file may have, as blocks: bold, italics, lists, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiltak.harmless import web_address
from tiltak.model.plan import Measure, Plan
from tiltak.read.fields import PROSE
from tiltak.reports.blocks import Bullets, Paragraph, Span, Text, text
from tiltak.words import fields, formatting
from tiltak.words.language import Words

if TYPE_CHECKING:
    from markdown_it.token import Token


def plain_fields(of: Measure | Plan, plan: Plan, place: str, say: Words) -> list[tuple[str, Text]]:
    """Name and value of each plain field that a place shows; only sentences may have formatting."""
    return [
        (title, line(words_shown) if field.form == PROSE else text(words_shown))
        for field, title, words_shown in fields.rows(of, plan, place, say)
    ]


def blocks(source: str, role: str = "") -> tuple[Paragraph | Bullets, ...]:
    """Split a text into paragraphs and lists. Markup that is not allowed, such as HTML, stays as typed."""
    parts: list[Paragraph | Bullets] = []
    items: list[Text] = []
    depth = 0
    for token in formatting.tokens(source):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
            if not depth:
                parts.append(Bullets(tuple(items)))
                items = []
        elif token.type == "inline":
            content = _spans(token.children or [])
            if depth:
                items.append(content)
            else:
                parts.append(Paragraph(content, role))
    return tuple(parts)


def line(source: str) -> Text:
    """A text on one line: its paragraphs after one another."""
    spans: list[Span] = []
    for block in blocks(source):
        for content in (block.content,) if isinstance(block, Paragraph) else block.items:
            spans += [Span(" "), *content] if spans else content
    return tuple(spans)


def _spans(tokens: list[Token]) -> Text:
    spans: list[Span] = []
    strong = emphasis = 0
    link = ""
    for token in tokens:
        match token.type:
            case "strong_open":
                strong += 1
            case "strong_close":
                strong -= 1
            case "em_open":
                emphasis += 1
            case "em_close":
                emphasis -= 1
            case "link_open":
                link = web_address(str(token.attrGet("href") or ""))
            case "link_close":
                link = ""
            case "softbreak" | "hardbreak":
                spans.append(Span(" "))
            case _ if token.content:
                spans.append(Span(token.content, bool(strong), bool(emphasis), link))
    return tuple(spans)
