"""A report as HTML: a page of its own that asks nobody for anything, or the part a site puts in its own page."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape
from pathlib import Path

from tiltak.harmless import upright
from tiltak.model import colour
from tiltak.model.numbers import Number
from tiltak.read import schema
from tiltak.reports import blocks
from tiltak.reports.look import Look
from tiltak.words.language import Words

Linker = Callable[[Number], str]
# What a site shows of a delivered page stands between them.
MAIN_BEGINS, MAIN_ENDS = '<main id="innhold">\n', "</main>\n"
STYLE = Path(__file__).with_name("report.css")
# How each part, each card and the list of contents begin and end, as this module has always written them.
PART = re.compile(r'<section id="(?P<anchor>[^"]*)">\n<h2>(?P<title>.*?)</h2>\n')
CARD = re.compile(
    r'(<article class="card" id="[^"]*">\n)(<h\d>.*?</h\d>)\n<p>(.*?)</p>\n(.*?)(</article>\n)',
    re.DOTALL,
)
CONTENTS = re.compile(r"<nav aria-label=.*?</nav>\n", re.DOTALL)


def page(document: blocks.Manuscript) -> str:
    """A whole page in one file: readable without a network, on paper, in the dark and aloud."""
    say = document.say
    title = f"{document.title}. {document.subtitle}"
    contents = "".join(
        f'<li><a href="#{escape(s.id)}">{escape(s.title)}</a></li>' for s in document.sections
    )
    linker = _to_card(document)
    # The paper stands first: who opens the report on a phone reads what must be decided before anything else.
    paper, annex = (
        "".join(_section(section, 2, linker) for section in part)
        for part in (document.paper, document.annex)
    )
    return upright(
        "<!doctype html>\n"
        f'<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<link rel="icon" href="data:,">\n'  # else a browser asks the host for one
        f"<title>{escape(title)}</title>\n"
        f"<style>\n{STYLE.read_text('utf-8')}{verdict_colours(say)}{_own_style(document.look)}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#innhold">{escape(say._("Hopp til innholdet"))}</a>\n'
        f"<header>\n{_mark(document.look)}<h1>{escape(document.title)}</h1>\n"
        f"<p>{escape(document.subtitle)}</p>\n{_case(document)}</header>\n"
        f"{MAIN_BEGINS}{paper}{_facts(document.facts, None)}"
        f'<nav aria-label="{escape(say._("Innhold"))}">\n<ol>{contents}</ol>\n</nav>\n'
        f"{annex}{MAIN_ENDS}</body>\n</html>\n"
    )


def _own_style(look: Look) -> str:
    """The municipality's colour, lighter in the dark, and its font where the reader has it."""
    style = ""
    if look.colour:
        light, dark = colour.shades(look.colour)
        style += f":root {{ --link: {light}; }}\nh1, h2 {{ color: var(--link); }}\n"
        style += (
            f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --link: {dark}; }} }}\n"
        )
    if look.font:
        style += f'body {{ font-family: "{look.font}", system-ui, sans-serif; }}\n'
    return style


def _mark(look: Look) -> str:
    if look.mark is None:
        return ""
    width, height = look.mark.size
    picture = b64encode(look.mark.png).decode()
    return (
        f'<img class="mark" src="data:image/png;base64,{picture}" alt="{escape(look.mark.words)}" '
        f'width="{width}" height="{height}">\n'
    )


def _case(document: blocks.Manuscript) -> str:
    return f"<p>{escape(document.case)}</p>\n" if document.case else ""


def fragment(document: blocks.Manuscript, link_to: Linker | None = None) -> str:
    """The sections alone. `link_to` gives the address of a measure's own page; else its card in the report."""
    linker = link_to or _to_card(document)
    return _case(document) + "".join(_section(section, 2, linker) for section in document.sections)


def contents_of(content: str) -> list[tuple[str, str]]:
    """The anchor and the title of each part of a report that is HTML already."""
    return [(part["anchor"], unescape(part["title"])) for part in PART.finditer(content)]


def in_the_paper(delivered: str) -> list[str]:
    """The anchors of what a delivered page has before its list of contents: its paper of two pages."""
    paper = CONTENTS.split(delivered, maxsplit=1)[0]
    return [anchor for anchor, _title in contents_of(paper)]


def folded(content: str, unfolded: Iterable[str]) -> str:
    """A report for a long page: its parts are folded, but for those named, and so is each card, below its status.

    Nothing is taken away but the list of contents, which the page has above. What has another form is left as it is.
    """
    content = CONTENTS.sub("", content)
    content = CARD.sub(r"\1<details><summary>\2 \3</summary>\n\4</details>\5", content)
    return "".join(_folded_parts(content, set(unfolded)))


def _folded_parts(content: str, unfolded: set[str]) -> Iterator[str]:
    begins = [part.start() for part in PART.finditer(content)]
    yield content[: begins[0]] if begins else content
    for start, end in zip(begins, [*begins[1:], len(content)], strict=True):
        part_html = content[start:end]
        part = PART.match(part_html)
        inner, closed, after = part_html.rpartition("</section>\n")
        if part is None or not closed or part["anchor"] in unfolded:
            yield part_html
            continue
        heading = f"<h2>{part['title']}</h2>"
        yield part_html[: part.start("title") - len("<h2>")]
        yield f"<details><summary>{heading}</summary>\n{inner[part.end() :]}</details>{closed}{after}"


def _to_card(document: blocks.Manuscript) -> Linker:
    return lambda number: f"#tiltak-{number}" if number in document.carded else ""


def _section(section: blocks.Section, level: int, linker: Linker | None) -> str:
    inner = "".join(_block(block, level + 1, linker) for block in section.blocks)
    inner += "".join(_section(s, level + 1, linker) for s in section.sections)
    return (
        f'<section id="{escape(section.id)}">\n<h{level}>{escape(section.title)}</h{level}>\n'
        f"{inner}</section>\n"
    )


def _block(block: blocks.Block, level: int, linker: Linker | None) -> str:
    match block:
        case blocks.Paragraph():
            role = f' class="{escape(block.role)}"' if block.role else ""
            return f"<p{role}>{_text(block.content, linker)}</p>\n"
        case blocks.Bullets():
            items = "".join(f"<li>{_text(item, linker)}</li>\n" for item in block.items)
            return f"<ul>\n{items}</ul>\n"
        case blocks.Facts():
            return _facts(block, linker)
        case blocks.Table():
            return _table(block, linker)
        case blocks.Picture():
            chart = block.chart
            return f"<figure><figcaption>{escape(chart.title)}</figcaption>{chart.svg}</figure>\n"
        case blocks.Pictures():
            drawn = "".join(f"<div>{chart.svg}</div>" for chart in block.charts)
            title = f"<figcaption>{escape(block.title)}</figcaption>"
            note = f'<p class="note">{escape(block.note)}</p>' if block.note else ""
            return f'<figure class="pictures">{title}{note}<div>{drawn}</div></figure>\n'
        case blocks.Card():
            inner = "".join(_block(b, level, linker) for b in block.blocks)
            return (
                f'<article class="card" id="tiltak-{block.number}">\n'
                f"<h{level}>{block.number}. {escape(block.title)}</h{level}>\n"
                f"<p>{_verdict(block.verdict, block.verdict_label)}</p>\n{inner}</article>\n"
            )


def _facts(facts: blocks.Facts, linker: Linker | None) -> str:
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{_text(value, linker)}</dd>\n" for name, value in facts.rows
    )
    return f"<dl>\n{rows}</dl>\n"


def _table(table: blocks.Table, linker: Linker | None) -> str:
    head = "".join(_heading("col", escape(c.title), _number(c.number)) for c in table.columns)
    rows = list(_rows(table, linker))
    hidden = ' class="aloud"' if table.headed else ""
    foot = f"<tfoot>\n{rows.pop()}</tfoot>\n" if table.total and rows else ""
    # On a narrow screen each row is a card, in which a measure's number and title are one heading.
    measures = all(span.measure is not None for row in table.rows for span in row[0])
    kind = "cards measures" if measures else "cards"
    return (
        # A wide table scrolls by itself, and a keyboard can reach it to do so.
        f'<div class="wide" role="region" aria-label="{escape(table.caption)}" tabindex="0">\n'
        f'<table class="{kind}">\n<caption{hidden}>{escape(table.caption)}</caption>\n'
        f"<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{''.join(rows)}</tbody>\n{foot}</table>\n</div>\n"
    )


def _rows(table: blocks.Table, linker: Linker | None) -> Iterable[str]:
    for row in table.rows:
        first, *others = row
        cells = "".join(
            f'<td{_number(column.number)} data-label="{escape(column.title)}">{_text(cell, linker)}</td>'
            for column, cell in zip(table.columns[1:], others, strict=True)
        )
        yield f"<tr>{_heading('row', _text(first, linker))}{cells}</tr>\n"


def _heading(scope: str, words_shown: str, attributes: str = "") -> str:
    """A heading of a column or a row; one without words heads nothing."""
    if not words_shown:
        return "<td></td>"
    return f'<th scope="{scope}"{attributes}>{words_shown}</th>'


def _number(is_number: bool) -> str:  # noqa: FBT001 – one column's property, not an option
    return ' class="number"' if is_number else ""


def _text(content: blocks.Text, linker: Linker | None) -> str:
    return "".join(_span(span, linker) for span in content)


def _span(span: blocks.Span, linker: Linker | None) -> str:
    if span.verdict:
        return _verdict(span.verdict, span.text)
    shown_text = escape(span.text)
    if span.strong:
        shown_text = f"<strong>{shown_text}</strong>"
    if span.emphasis:
        shown_text = f"<em>{shown_text}</em>"
    if span.measure is not None and linker and (address := linker(span.measure)):
        return f'<a href="{escape(address)}">{shown_text}</a>'
    address = f"#{span.section}" if span.section else span.link
    return f'<a href="{escape(address)}">{shown_text}</a>' if address else shown_text


def _verdict(verdict: str, label: str) -> str:
    symbol = schema.choice("verdict", verdict).symbol
    return (
        f'<span class="verdict verdict-{escape(verdict)}">'
        f'<span aria-hidden="true">{escape(symbol)}</span> {escape(label)}</span>'
    )


def verdict_colours(say: Words) -> str:
    """The colours of the statuses as CSS, for light and dark."""
    light = dark = ""
    for choice in say.choices("verdict"):
        light += f".verdict-{choice.value} {{ color: {choice.colour_light}; }}\n"
        dark += f".verdict-{choice.value} {{ color: {choice.colour_dark}; }}\n"
    return f"{light}@media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n"
