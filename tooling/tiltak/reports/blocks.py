"""The parts a report is made of. They say what stands there; each format decides how it looks."""

from __future__ import annotations

from dataclasses import dataclass, field

from tiltak.charts.canvas import Chart

# What YAML can hold behind an escape, and neither XML nor a font knows: shown as a space.
CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF], " ")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text. Every string may come from a file and is escaped by the format that sets it.

    `measure`: the text stands for this measure and leads to its card, where there is one.
    `verdict`: the text is the label of this verdict; formats may add its symbol and colour.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""
    measure: int | None = None
    verdict: str = ""


Text = tuple[Span, ...]


def text(*parts: str | Span) -> Text:
    """Text of strings and spans.

    >>> text("Tiltak ", Span("14", measure=14))[1].measure
    14
    """
    return tuple(Span(part) if isinstance(part, str) else part for part in parts if part)


def plain(content: Text) -> str:
    return "".join(span.text for span in content)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`role`: `lead` is what is read aloud, `intro` stays with what it introduces, `note` stands beside the
    matter, `empty` says that a section has nothing to show; else it is empty.
    """

    content: Text
    role: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are, two columns."""

    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`weight`: how wide it is beside the others, 0 for as wide as its text. Numbers stand to the right."""

    title: str
    weight: int = 1
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`caption` says what the table shows, for those who see it and for those who hear it.

    The first column names the row. `total`: the last row adds the others up. `headed`: the heading above says
    what the caption says, so that only those who hear the page need it.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    total: bool = False
    headed: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing; its `description` says in words all that it shows."""

    chart: Chart


@dataclass(frozen=True, slots=True)
class Card:
    """One measure with all that is known about it; a heading of its own, one level below its section."""

    number: int
    title: str
    verdict: str
    verdict_label: str
    blocks: tuple[Paragraph | Bullets | Facts | Table, ...]


Block = Paragraph | Bullets | Facts | Table | Picture | Card


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it. Levels follow from the nesting, so none is ever skipped."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = field(default=())
