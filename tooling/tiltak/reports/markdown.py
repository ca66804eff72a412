"""A report as Markdown (CommonMark with tables), for a repository, an issue or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tiltak.harmless import as_typed
from tiltak.read.schema import choice
from tiltak.reports import blocks


def markdown(document: blocks.Manuscript) -> str:
    """The whole report; every text from a file is escaped, so that it shows as it was written."""
    lines = [f"# {as_typed(document.title)}", as_typed(document.subtitle)]
    lines += [as_typed(document.case)] if document.case else []
    for section in document.paper:
        lines += _section(section, 2, document)
    lines += _facts(document.facts)
    for section in document.annex:
        lines += _section(section, 2, document)
    return "\n\n".join(filter(None, lines)) + "\n"


def _section(section: blocks.Section, level: int, document: blocks.Manuscript) -> Iterable[str]:
    yield f"{'#' * level} {as_typed(section.title)}"
    for block in section.blocks:
        yield from _block(block, level + 1, document)
    for inner in section.sections:
        yield from _section(inner, level + 1, document)


def _block(block: blocks.Block, level: int, document: blocks.Manuscript) -> Iterable[str]:
    match block:
        case blocks.Paragraph():
            words = line_start(_text(block.content, document))
            yield f"*{words}*" if block.role == "note" and _is_plain(block.content) else words
        case blocks.Bullets():
            yield "\n".join(f"- {line_start(_text(item, document))}" for item in block.items)
        case blocks.Facts():
            yield from _facts(block)
        case blocks.Table():
            yield _table(block, document)
        case blocks.Picture() | blocks.Pictures():
            pass  # one file without pictures; the table beside it says the same
        case blocks.Card():
            yield f'<a id="tiltak-{block.number}"></a>'
            yield f"{'#' * level} {block.number}. {as_typed(block.title)}"
            yield f"**{_verdict(block.verdict, block.verdict_label)}**"
            for inner in block.blocks:
                yield from _block(inner, level, document)


def _facts(facts: blocks.Facts) -> Iterable[str]:
    if facts.rows:
        yield "\n".join(f"- {as_typed(name)}: {_text(value)}" for name, value in facts.rows)


def _table(table: blocks.Table, document: blocks.Manuscript) -> str:
    rows = [
        "| " + " | ".join(as_typed(c.title) for c in table.columns) + " |",
        "|" + "|".join("---:" if c.number else "---" for c in table.columns) + "|",
        *("| " + " | ".join(_text(cell, document) for cell in row) + " |" for row in table.rows),
    ]
    return "\n".join(rows)


def _text(content: blocks.Text, document: blocks.Manuscript | None = None) -> str:
    return "".join(_span(span, document) for span in content)


def _span(span: blocks.Span, document: blocks.Manuscript | None) -> str:
    if span.verdict:
        return _verdict(span.verdict, span.text)
    shown_text = as_typed(span.text)
    core = shown_text.strip()
    if core and (span.strong or span.emphasis):
        mark = "**" if span.strong else "*"
        shown_text = shown_text.replace(core, f"{mark}{core}{mark}", 1)
    if document and span.measure in document.carded:
        return f"[{shown_text}](#tiltak-{span.measure})"
    return f"[{shown_text}](<{_address(span.link)}>)" if span.link else shown_text


def _verdict(verdict: str, label: str) -> str:
    return f"{choice('verdict', verdict).symbol} {as_typed(label)}"


def _is_plain(content: blocks.Text) -> bool:
    return not any(span.strong or span.emphasis or span.link for span in content)


def line_start(words: str) -> str:
    r"""Escaped text that begins a paragraph, without what would begin a list, a rule or a heading there.

    >>> line_start("31. mars")
    '31\\. mars'
    """
    # A slash would begin a quick action on GitLab.
    bulleted = re.sub(r"^(\s*)([-+](?=\s|$)|-(?=-)|=|/)", r"\1\\\2", words)
    return re.sub(r"^(\s*\d+)([.)])(?=\s|$)", r"\1\\\2", bulleted)


def _address(link: str) -> str:
    return re.sub(r"[<>\s\\]", lambda m: f"%{ord(m[0]):02X}", link)
