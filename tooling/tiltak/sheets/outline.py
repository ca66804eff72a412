"""A plan's measures as somebody has them already: a spreadsheet, or a numbered list in a text file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tiltak.edit import typed
from tiltak.problems import UsageError
from tiltak.sheets.grid import FIRST_ROWS, Grid, letters

LONGEST_TITLE = 120
LONGEST_TEXT = 4000
LONGEST_LIST = 4_000_000
MOST_ITEMS = 2000
_Unnumbered = tuple[int, str, str]  # which item, its place, and what stands for a number
SHOWN = 60  # letters of a line that a note quotes

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
# «3 Utlån», «3)Utlån»: a measure where its number is the next one
FOLLOWING = re.compile(r"\s{0,8}(\d{1,4})(?:[.):–-]|\s)\s*([A-ZÆØÅ].*)")
# «3a. Utlån», «3.1 Utlån», «5 Utlån» after 2: perhaps a measure
ALMOST = re.compile(r"\s{0,8}(\d{1,4}(?:\.\d+)*[a-zæøå]?)[.):–-]*\s*[A-ZÆØÅ].*")
NUMBER = re.compile(r"(?:tiltak\s*)?(\d{1,4})\s*[.):–-]?", re.IGNORECASE)
HEADING = re.compile(r"#{1,6}\s+(\S.*)|innsatsområde\s*\d*\s*[:.–-]\s*(\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """A measure as the list has it."""

    number: int
    title: str
    summary: str = ""
    focus_area: str = ""
    owner: str = ""
    contributors: tuple[str, ...] = ()
    section: str = ""
    due: str = ""
    unread_due: str = ""  # what stands as its deadline and is none that is understood


@dataclass(frozen=True, slots=True)
class Outline:
    """The measures of a list, and notes on the lines that could not be used."""

    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()


def from_text(text: str) -> Outline:
    """`1. First measure`, with `# Focus area` above and more text below where the list has it."""
    if len(text) > LONGEST_LIST:
        raise UsageError("Listen er for lang til å være tiltakene i en plan. Den blir ikke lest.")
    items: list[Item] = []
    below_each: list[list[str]] = []  # the lines below each measure
    notes: list[str] = []
    area, below = "", False  # whether the lines belong to the measure above them
    for at, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if heading := HEADING.match(line):
            area, below = (heading[1] or heading[2]).strip(), False
        elif numbered := _numbered(line, items[-1].number + 1 if items else 1):
            items.append(Item(*numbered, focus_area=area))
            below_each.append([])
            below = True
        elif line.strip() and below:
            below_each[-1].append(line.strip())
            if ALMOST.fullmatch(line):
                notes.append(
                    f"Linje {at}, «{_beginning(line)}», er lest som tekst til tiltak {items[-1].number}. Er det et tiltak, må det ha et eget nummer med punktum etter."
                )
        elif line.strip():
            notes.append(
                f"Linje {at}, «{_beginning(line)}», hører ikke til et tiltak og er ikke tatt med."
            )
    if not items:
        raise UsageError(
            "Fant ingen nummererte tiltak i filen. Skriv ett på hver linje: «1. Navnet på tiltaket»."
        )
    with_texts = [
        replace(item, summary=" ".join(lines))
        for item, lines in zip(items, below_each, strict=True)
    ]
    return _whole(with_texts, notes)


def _numbered(line: str, expected: int) -> tuple[int, str] | None:
    """The number and title of a measure; without a mark after the number only where it is the next one."""
    if match := NUMBERED.match(line):
        return int(match[1] or match[3]), (match[2] or match[4]).strip()
    if (match := FOLLOWING.fullmatch(line)) and int(match[1]) == expected:
        return expected, match[2].strip()
    return None


def _beginning(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


def from_grids(grids: Iterable[Grid]) -> Outline:
    """The first sheet with a heading that says which column holds the measures."""
    sheets = [grid for grid in grids if any(cell.strip() for row in grid.rows for cell in row)]
    for grid in sheets:
        for index, row in enumerate(grid.rows[:FIRST_ROWS]):
            columns = _columns(row)
            if "title" in columns:
                others = [f"«{other.title}»" for other in sheets if other is not grid]
                notes = (
                    [f"Bare arket «{grid.title}» er lest. Ikke lest: {', '.join(others)}."]
                    if others
                    else []
                )
                return _items(grid, index, columns, notes)
    raise UsageError(
        "Fant ingen overskrift i regnearket som sier hvor tiltakene står. Kall kolonnen «Tiltak» eller «Tittel». "
        "De andre kan hete Nr., Sammendrag, Innsatsområde, Ansvarlig, Frist og Kapittel."
    )


def _columns(row: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(row):
        plain = re.sub(r"\([^()]*\)|[.:*]", "", cell).strip().casefold()
        for key, names in HEADINGS.items():
            if plain in names:
                columns.setdefault(key, index)
    return columns


def _items(grid: Grid, headings: int, columns: dict[str, int], notes: list[str]) -> Outline:
    items: list[Item] = []
    unnumbered: list[_Unnumbered] = []
    notes += _columns_left_out(grid, headings, columns)
    for index in range(headings + 1, len(grid.rows)):
        row = grid.rows[index]
        cells = {k: " ".join(row[at].split()) for k, at in columns.items() if at < len(row)}
        place = grid.place(index, columns["title"])
        if not cells.get("title"):
            if rest := " – ".join(filter(None, cells.values())):
                notes.append(
                    f"{place}: raden har ingen tittel og er ikke tatt med («{_beginning(rest)}»)."
                )
            continue
        number = NUMBER.fullmatch(cells.get("number", ""))
        if not number:
            unnumbered.append((len(items), place, cells.get("number", "")))
        owner, *others = _units(row[columns["owner"]] if cells.get("owner") else "")
        if others:
            notes.append(
                f"{grid.place(index, columns['owner'])}: «{owner}» er ansvarlig, og {_listed(others)} er medvirkende."
            )
        item = Item(
            int(number[1]) if number else 0,
            cells["title"],
            cells.get("summary", ""),
            cells.get("focus_area", ""),
            owner,
            tuple(others),
            cells.get("section", ""),
        )
        if re.search(r"\w", cells.get("due", "")):
            try:
                item = replace(item, due=typed.deadline(cells["due"]))
            except UsageError:
                item = replace(item, unread_due=cells["due"])
                notes.append(
                    f"{grid.place(index, columns['due'])}: fristen «{cells['due']}» er ikke forstått. Den står som merknad på milepælen, uten dato."
                )
        items.append(item)
    if not items:
        raise UsageError("Det står ingen tiltak under overskriften i regnearket.")
    notes += _number(items, unnumbered)
    return _whole(items, notes)


def _columns_left_out(grid: Grid, headings: int, columns: dict[str, int]) -> list[str]:
    """The columns with something in them that no heading is known for, or whose heading another has too."""
    row = grid.rows[headings]
    others = [
        f"«{row[at].strip()}»" if at < len(row) and row[at].strip() else letters(at)
        for at in range(max(map(len, grid.rows)))
        if at not in columns.values()
        and any(at < len(below) and below[at].strip() for below in grid.rows[headings + 1 :])
    ]
    whose = "Kolonnen" if len(others) == 1 else "Kolonnene"
    return [f"{whose} {', '.join(others)} er ikke tatt med."] if others else []


def _units(text: str) -> list[str]:
    """«Kultur; Park og vei» are two, one on each line too. A comma may stand in a name."""
    units: dict[str, str] = {}
    for part in re.split(r"[;\n]", text):
        if name := " ".join(part.split()):
            units.setdefault(name.casefold(), name)
    return list(units.values()) or [""]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"«{name}»" for name in names)


def _number(items: list[Item], unnumbered: list[_Unnumbered]) -> list[str]:
    """The measures without a number get those after the highest; with a note unless no row has anything for a number."""
    following = max(item.number for item in items) + 1
    tell = len(unnumbered) < len(items) or any(text for _, _, text in unnumbered)
    notes = []
    for number, (at, place, text) in enumerate(unnumbered, following):
        items[at] = replace(items[at], number=number)
        why = f"«{text}» er ikke et helt tall" if text else "tiltaket har ikke nummer"
        notes.append(f"{place}: {why}. Det har fått nummer {number}.")
    return notes if tell else []


def _with_short_title(item: Item) -> Item:
    """Shorten a long title to its beginning, and put the full text in the summary."""
    title, summary = item.title, item.summary
    if len(title) > LONGEST_TITLE:
        full_text = f"{title} {summary}".strip()
        title = title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"
        summary = full_text
    if len(summary) > LONGEST_TEXT:
        summary = summary[: LONGEST_TEXT - 1].rsplit(" ", 1)[0] + "…"
    return replace(item, title=title, summary=summary)


def _whole(items: Iterable[Item], notes: list[str]) -> Outline:
    """The list as it is used; what is missing or cut in it is noted."""
    short = [_with_short_title(item) for item in items]
    numbers = [item.number for item in short]
    if len(numbers) > MOST_ITEMS:
        raise UsageError(f"Listen har flere enn {MOST_ITEMS} tiltak. Ta en del av gangen.")
    twice = sorted(n for n, times in Counter(numbers).items() if times > 1)
    if twice:
        raise UsageError(
            f"Disse numrene står to ganger i listen: {', '.join(map(str, twice))}. Hvert tiltak har sitt eget nummer."
        )
    notes += [
        f"Teksten til tiltak {item.number} er kortet ned til {LONGEST_TEXT} tegn."
        for item in short
        if item.summary.endswith("…") and len(item.summary) >= LONGEST_TEXT - LONGEST_TITLE
    ]
    if gaps := _gaps(numbers):
        notes.append(
            f"Disse numrene er ikke i listen: {gaps}. Se etter i planen om noe er falt ut."
        )
    return Outline(tuple(short), tuple(notes))


def _gaps(numbers: Sequence[int]) -> str:
    """The numbers from 1 up that are missing: «3, 5–7»."""
    gaps, last = [], 0
    for number in sorted(numbers):
        if number - last > 1:
            first, end = last + 1, number - 1
            gaps.append(str(first) if first == end else f"{first}–{end}")
        last = number
    return ", ".join(gaps)
