"""A plan's measures as somebody has them already: a spreadsheet, or a numbered list in a text file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tiltak.edit import typed
from tiltak.edit.grid import Grid
from tiltak.problems import UsageError

LONGEST_TITLE = 120
LONGEST_TEXT = 4000

# Heading → what the column holds. Compared without case, dots and what stands in brackets.
HEADINGS = {
    "number": ("nr", "nummer", "tiltak nr", "tiltaksnummer", "#"),
    "title": ("tittel", "tiltak", "navn", "tiltaksnavn", "hva"),
    "summary": ("sammendrag", "beskrivelse", "innhold", "tekst", "omtale"),
    "focus_area": ("innsatsområde", "område", "satsingsområde", "tema", "kapittelnavn"),
    "owner": ("ansvarlig", "ansvar", "eier", "ansvarlig enhet", "hovedansvar"),
    "due": ("frist", "dato", "ferdig", "når", "tidsfrist"),
    "section": ("kapittel", "punkt", "sted i planen"),
}
NUMBERED = re.compile(
    r"\s{0,8}(?:tiltak\s+)?(\d{1,4})\s*[.):–-]\s+(\S.*)|\s{0,8}tiltak\s+(\d{1,4})\s+(\S.*)",
    re.IGNORECASE,
)
HEADING = re.compile(r"#{1,6}\s+(\S.*)|innsatsområde\s*\d*\s*[:.–-]\s*(\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """A measure as the list has it."""

    number: int
    title: str
    summary: str = ""
    focus_area: str = ""
    owner: str = ""
    section: str = ""
    due: str = ""
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The measures, and what in the list could not be used."""

    items: tuple[Item, ...]
    told: tuple[str, ...] = ()


def from_text(text: str) -> Outline:
    """`1. First measure`, with `# Focus area` above and more text below where the list has it."""
    items: list[Item] = []
    area = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        heading, numbered = HEADING.match(line), NUMBERED.match(line)
        if heading:
            area = (heading[1] or heading[2]).strip()
        elif numbered:
            number, words = numbered[1] or numbered[3], numbered[2] or numbered[4]
            items.append(Item(int(number), words.strip(), focus_area=area))
        elif line.strip() and items:
            items[-1] = replace(items[-1], summary=f"{items[-1].summary} {line.strip()}".strip())
    if not items:
        raise UsageError(
            "Fant ingen nummererte tiltak i filen. Skriv ett på hver linje: «1. Navnet på tiltaket»."
        )
    return _in_order(Outline(tuple(_with_short_title(item) for item in items)))


def from_grids(grids: Iterable[Grid]) -> Outline:
    """The first sheet with a heading that says which column holds the measures."""
    for grid in grids:
        for index, row in enumerate(grid.rows[:20]):
            columns = _columns(row)
            if "title" in columns:
                return _in_order(_items(grid, index + 1, columns))
    raise UsageError(
        "Fant ingen overskrift i regnearket som sier hvor tiltakene står. Kall kolonnen «Tiltak» eller «Tittel». "
        "De andre kan hete Nr., Sammendrag, Innsatsområde, Ansvarlig, Frist og Kapittel."
    )


def _columns(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        plain = re.sub(r"\(.*?\)|[.:*]", "", cell).strip().casefold()
        for key, names in HEADINGS.items():
            if plain in names:
                found.setdefault(key, index)
    return found


def _items(grid: Grid, first: int, columns: dict[str, int]) -> Outline:
    items: list[Item] = []
    told: list[str] = []
    for index in range(first, len(grid.rows)):
        row = grid.rows[index]
        cells = {k: " ".join(row[at].split()) for k, at in columns.items() if at < len(row)}
        if not cells.get("title"):
            continue
        number = re.sub(r"\D", "", cells.get("number", ""))
        item = Item(
            int(number) if number else len(items) + 1,
            cells["title"],
            cells.get("summary", ""),
            cells.get("focus_area", ""),
            cells.get("owner", ""),
            cells.get("section", ""),
        )
        if cells.get("due"):
            try:
                day = typed.when(cells["due"])
                item = replace(item, due=day.day, precision=day.precision)
            except UsageError:
                told.append(
                    f"{grid.place(index, columns['due'])}: fristen «{cells['due']}» er ikke en dato og er ikke tatt med."
                )
        items.append(_with_short_title(item))
    if not items:
        raise UsageError("Det står ingen tiltak under overskriften i regnearket.")
    return Outline(tuple(items), tuple(told))


def _with_short_title(item: Item) -> Item:
    """A long text becomes the summary, and its beginning the title."""
    title, summary = item.title, item.summary
    if len(title) > LONGEST_TITLE:
        whole = f"{title} {summary}".strip()
        title = title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"
        summary = whole
    if len(summary) > LONGEST_TEXT:
        summary = summary[: LONGEST_TEXT - 1].rsplit(" ", 1)[0] + "…"
    return replace(item, title=title, summary=summary)


def _in_order(outline: Outline) -> Outline:
    numbers = [item.number for item in outline.items]
    twice = sorted({n for n in numbers if numbers.count(n) > 1})
    if twice:
        raise UsageError(
            f"Disse numrene står to ganger i listen: {', '.join(map(str, twice))}. Hvert tiltak har sitt eget nummer."
        )
    return outline
