"""The few kinds of formatting that a text in a file may have, as blocks: bold, italics, lists, tables, links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tiltak import formatting
from tiltak.harmless import web_address
from tiltak.model.plan import Measure, Plan
from tiltak.read.fields import PROSE
from tiltak.reports.blocks import Bullets, Column, Paragraph, Span, Table, Text, plain, text
from tiltak.words import fields
from tiltak.words.language import Words

if TYPE_CHECKING:
    from markdown_it.token import Token


def plain_fields(of: Measure | Plan, plan: Plan, place: str, say: Words) -> list[tuple[str, Text]]:
    """Name and value of each plain field that a place shows; only sentences may have formatting."""
    return [
        (title, line(words_shown) if field.form == PROSE else text(words_shown))
        for field, title, words_shown in fields.rows(of, plan, place, say)
    ]


def blocks(source: str, role: str = "") -> tuple[Paragraph | Bullets | Table, ...]:
    """Split a text into paragraphs, lists and tables. Markup that is not allowed, such as HTML, stays as typed."""
    parts: list[Paragraph | Bullets | Table] = []
    items: list[Text] = []
    depth = 0
    for part in formatting.parts(formatting.tokens(source)):
        token = part[0]
        if token.type == formatting.TABLE:
            parts.append(_table(part))
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
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


def _table(tokens: Sequence[Token]) -> Table:
    head, *rows = (
        tuple(_spans(cell.children or []) for cell in row) for row in formatting.table_rows(tokens)
    )
    right = [formatting.stands_right(t) for t in tokens if t.type == "th_open"]
    # As wide as its words are long, but no column of sentences takes all.
    columns_of_cells = zip(head, *rows, strict=True)
    weights = [min(40, max(len(plain(cell)) for cell in cells)) for cells in columns_of_cells]
    columns = tuple(
        Column(plain(title), weight, number)
        for title, weight, number in zip(head, weights, right, strict=True)
    )
    caption = ", ".join(column.title for column in columns if column.title)
    return Table(caption, columns, tuple(rows), headed=True)


def line(source: str) -> Text:
    """A text on one line: its paragraphs after one another, and a table as what its rows say."""
    spans: list[Span] = []
    for block in blocks(source):
        for content in _contents(block):
            spans += [Span(" "), *content] if spans else content
    return tuple(spans)


def _contents(block: Paragraph | Bullets | Table) -> Sequence[Text]:
    match block:
        case Paragraph():
            return (block.content,)
        case Bullets():
            return block.items
        case Table():
            return [sentence for row in block.rows if (sentence := _said(row, block))]


def _said(row: Sequence[Text], table: Table) -> Text:
    """One row in words, each cell after what it is: «År: 2019, Antall: 4.»"""
    spans: list[Span] = []
    for column, cell in zip(table.columns, row, strict=True):
        title = f"{column.title}: " if column.title else ""
        spans += [*text(", " if spans else "", title), *cell] if cell else []
    return (*spans, Span(".")) if spans else ()


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
