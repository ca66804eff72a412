"""The parts a report is made of. They say what stands there; each format decides how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tiltak.charts.canvas import Chart
from tiltak.model.numbers import Number
from tiltak.reports.look import OURS, Look
from tiltak.words.language import Words

# What YAML can hold behind an escape, and neither XML nor a font knows: shown as a space.
CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF], " ")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text. Every string may come from a file and is escaped by the format that sets it.

    `measure`: the text stands for this measure and leads to its card, where there is one.
    `section`: the text leads to the section of this id.
    `verdict`: the text is the label of this verdict; formats may add its symbol and colour.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""
    measure: Number | None = None
    section: str = ""
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


def column_shares(table: Table, letters: int) -> tuple[float, ...]:
    """How much of a line of so many letters each column takes: none is narrower than its longest word.

    >>> word = Table("", (Column("Nr.", 0), Column("Tiltak", 3), Column("Frist", 1)), ())
    >>> [round(share, 2) for share in column_shares(word, 40)]
    [0.15, 0.64, 0.21]
    """
    columns = range(len(table.columns))
    cells = [[c.title, *(plain(row[x]) for row in table.rows)] for x, c in enumerate(table.columns)]
    needed = [
        PADDING
        + min(
            LONGEST,
            max(len(part) for cell in cells[x] for part in _unbroken(cell, fits=not c.weight)),
        )
        for x, c in enumerate(table.columns)
    ]
    widths = [float(n) for n in needed]
    weighted = [x for x in columns if table.columns[x].weight]
    while weighted:
        left = letters - sum(widths[x] for x in columns if x not in weighted)
        total = sum(table.columns[x].weight for x in weighted)
        tight = [x for x in weighted if left * table.columns[x].weight / total < needed[x]]
        if not tight:
            for x in weighted:
                widths[x] = left * table.columns[x].weight / total
            break
        weighted = [x for x in weighted if x not in tight]
    return tuple(width / sum(widths) for width in widths)


PADDING, LONGEST = 3, 24  # in letters; a longer word may be divided


def _unbroken(cell: str, *, fits: bool) -> list[str]:
    """What of a cell may not be divided: its words, or all of it where the column is as wide as its text."""
    return [cell] if fits else cell.split() or [""]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing; its `description` says in words all that it shows."""

    chart: Chart


@dataclass(frozen=True, slots=True)
class Pictures:
    """Small drawings that belong together, as many abreast as there is room for; each says in itself what it is of.

    `note` tells what the eye cannot know of the marks; a format without pictures leaves it out.
    """

    title: str
    charts: tuple[Chart, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One measure with all that is known about it; a heading of its own, one level below its section."""

    number: Number
    title: str
    verdict: str
    verdict_label: str
    blocks: tuple[Paragraph | Bullets | Facts | Table, ...]


Block = Paragraph | Bullets | Facts | Table | Picture | Pictures | Card


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it. Levels follow from the nesting, so none is ever skipped."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """A document in words, ready to be set. `facts` tell what it rests on.

    `paper` stands first, `annex` after it and what the document rests on. A `short` one is its paper alone.
    `publisher` is a name and `published_by` a sentence for the cover; both are empty where nobody is configured.
    `made_on` and `keywords` go with the file, `footer` at the bottom of each page. `look` is the municipality's own,
    and `case` says in which case the document is handed in, where and when.
    """

    title: str
    subtitle: str
    say: Words  # the language, as the plan speaks it
    publisher: str
    published_by: str
    facts: Facts
    paper: tuple[Section, ...]
    annex: tuple[Section, ...]
    made_on: date
    keywords: tuple[str, ...]
    footer: str
    short: bool = False
    look: Look = OURS
    case: str = ""
    carded: frozenset[Number] = field(init=False)  # the numbers of the measures that have a card

    def __post_init__(self) -> None:
        numbers = (card.number for section in self.sections for card in _cards(section))
        object.__setattr__(self, "carded", frozenset(numbers))

    @property
    def language(self) -> str:
        return self.say.language

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.paper + self.annex


def _cards(section: Section) -> Iterator[Card]:
    yield from (block for block in section.blocks if isinstance(block, Card))
    for inner in section.sections:
        yield from _cards(inner)
