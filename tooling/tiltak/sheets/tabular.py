"""The measures of a spreadsheet as units really make them: titles above, merged cells, rows and sheets for areas,
headings that come again.

from_grids(workbook.read(raw)) → Outline(items, notes)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tiltak.edit import typed
from tiltak.model import numbers
from tiltak.model.numbers import Number
from tiltak.problems import UsageError
from tiltak.read import schema
from tiltak.sheets import headings, outline
from tiltak.sheets.grid import FIRST_ROWS, Grid, letters
from tiltak.sheets.headings import Column
from tiltak.sheets.responsible import (
    SHARED,
    Parts,
    Responsible,
    about_parts,
    may_be_several,
    not_taken_in,
)
from tiltak.sheets.tables import NEW_MILESTONE

MOST_MERGED = 200_000  # cells that get the text of the one they are merged with
NUMBER = re.compile(r"(?:tiltak(?:snr\.?)?\s*)?(\S+?)\s*[.):–-]?", re.IGNORECASE)
SUM = re.compile(r"(sum|totalt?|i alt|til ?sammen|samlet|samla)\b.{0,30}", re.IGNORECASE)
FOOTNOTE = re.compile(
    r"[*†]|(merk|merknad|kilde|kjelde|note|fotnote|forklaring)\s*:", re.IGNORECASE
)
AREA = re.compile(
    r"(?:innsats|satsn?ings|fokus|tema|hoved|hovud|del|mål)?(?:område|tema|kapittel)\b\s*((?:\d+(?:\.\d+)*|[A-Z])\b)?\s*[:.–-]*\s*(\S.*)",
    re.IGNORECASE,
)
# «I» and a short word in capitals («IT og digitalisering») are signs only with a mark after them.
NUMBERED_AREA = re.compile(
    r"(\d+(?:\.\d+)*(?=[.):\s])|[A-Z](?=[.):])|[A-HJ-Z](?=\s)|[IVX]{2,4}(?=[.):]))[.):]?\s+(\S.*)"
)
LONGEST_AREA = 80
ANY_SHEET = re.compile(r"(ark|sheet|tabell|table)\s*\d*|\d+", re.IGNORECASE)
POINT = re.compile(r"\s*(?:[•·▪◦‣*–—-]\s|\(?(?:\d{1,2}|[a-z])[.)]\s)")
UNIT_FIELDS = ("owner", "contributors")
SAID_AGAIN = ("due", *UNIT_FIELDS, "summary")
# What holds for its own row only, however its cell is merged.
TEXTS = ("number", "title", "summary")
# What the columns are called where a person is told of them.
CALLED = {
    "number": "Nr.", "title": "Tiltak", "summary": "Sammendrag", "kind": "Type", "focus_area": "Innsatsområde",
    "owner": "Ansvarlig", "contributors": "Medvirkende", "due": "Frist", "section": "Kapittel", "target_group": "Målgruppe",
}  # fmt: skip


@dataclass(slots=True)
class _Row:
    """A measure as its row has it, and the rows below that go on with it. The texts of each cell by its field."""

    grid: Grid
    index: int
    columns: Mapping[str, Column]
    texts: dict[str, str]
    area: str  # as the heading above it has it
    more: list[dict[str, str]] = field(default_factory=list)
    helping: str = ""  # the role that its column gives those who contribute

    def __post_init__(self) -> None:
        column = self.columns.get("contributors")
        # «Medansvarlige (enheter)»
        if column and re.fullmatch(r"medansvar\w*(?: \w+)?", headings.plain(column.heading)):
            self.helping = SHARED

    def place(self, key: str) -> str:
        return self.grid.place(self.index, self.columns[key].index)

    @property
    def called(self) -> tuple[str, str]:
        """What makes two rows one measure: its number and its title."""
        return self.texts.get("number", "").casefold(), self.texts["title"].casefold()

    @property
    def about(self) -> dict[str, str]:
        """What more than one row may say of a measure."""
        return {key: self.texts[key] for key in SAID_AGAIN if key in self.texts}

    def add(self, other: _Row) -> None:
        """Take in what a row of another sheet says of the same measure."""
        if other.helping != self.helping and other.all("contributors"):
            self.helping = "" if self.all("contributors") else other.helping
        self.more += [other.about, *other.more]

    def all(self, key: str) -> list[str]:
        texts = (row.get(key, "") for row in (self.texts, *self.more))
        return list(dict.fromkeys(text for text in texts if text))


def from_grids(grids: Iterable[Grid]) -> outline.Outline:
    """Every sheet with a heading that says which column holds the measures."""
    filled = [grid for grid in grids if any(cell.strip() for row in grid.rows for cell in row)]
    sheets = _lists([sheet for grid in filled if (sheet := _Sheet.of(grid))])
    if not sheets:
        raise UsageError(
            "Fant ingen overskrift i regnearket som sier hvor tiltakene står. Kall kolonnen «Tiltak» eller «Tittel». "
            f"De andre kan hete {', '.join(name for key, name in CALLED.items() if key != 'title')}."
        )
    notes = [doubt for grid in filled for doubt in grid.doubts]
    if unread := [grid.title for grid in filled if not any(s.grid is grid for s in sheets)]:
        notes.append(
            f"Disse arkene har ingen tabell med tiltak og er ikke lest: {outline.listed(unread)}."
        )
    for sheet in sheets:
        sheet.read()
    lists = _with_what_others_say(sheets)
    for sheet in sheets:
        sheet.tell_of_rows(title_is_area=len(lists) > 1 and sheet in lists)
        notes += sheet.notes
    rows = [row for sheet in lists for row in sheet.rows]
    if not rows:
        raise UsageError("Det står ingen tiltak under overskriften i regnearket.")
    responsible = Responsible(text for row in rows for key in UNIT_FIELDS for text in row.all(key))
    items = [_item(row, responsible, notes) for row in rows]
    items, about_numbers = outline.numbered(items, [row.texts.get("number", "") for row in rows])
    return outline.outlined(items, notes + about_numbers)


def _lists(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    """Without the sheets in which measures are only named, where another sheet has them: «Tiltak som svarer»."""
    surely = [s for s in sheets if s.columns["title"].sure or "number" in s.columns]
    return surely or list(sheets)


def _with_what_others_say(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    """The sheets that list measures. One whose every row is in a larger one says more of the measures there."""
    lists = sorted(
        sheets, key=lambda sheet: (-len({r.called for r in sheet.rows}), -len(sheet.columns))
    )
    kept: list[_Sheet] = []
    for sheet in lists:
        called = {row.called for row in sheet.rows}
        of = next((k for k in kept if called and called <= {row.called for row in k.rows}), None)
        if of is None or not all(number for number, _ in called):
            kept.append(sheet)
            continue
        by_name = {row.called: row for row in of.rows}
        for row in sheet.rows:
            by_name[row.called].add(row)
        sheet.notes.append(
            f"{sheet.grid.name}: radene har samme numre og titler som i «{of.grid.title}», og er lest sammen med dem."
        )
    return [sheet for sheet in sheets if sheet in kept]


@dataclass(slots=True)
class _Sheet:
    """A sheet that is read: the row of its headings, what each column holds, and what was found in it."""

    grid: Grid
    heading: int
    columns: Mapping[str, Column]
    # The cells under the first one of a merged area, with its text.
    below: Mapping[tuple[int, int], str]
    wide: frozenset[tuple[int, int]]  # the cells that are merged with those beside them
    rows: list[_Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    last_full: int = 0  # the last row with more than one cell: what stands below it is no heading
    begins_with_area: bool = False  # the first row says no more than a title, though most say more
    again: list[int] = field(default_factory=list)  # the rows that say more of the measure above
    levels: frozenset[str] = frozenset()  # «1» where there is a «1.1»
    # The rows that are read as areas, as a person is told.
    areas: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, grid: Grid) -> _Sheet | None:
        candidates = [
            (index, headings.columns(row)) for index, row in enumerate(grid.rows[:FIRST_ROWS])
        ]
        with_title = [(index, columns) for index, columns in candidates if "title" in columns]
        if not with_title:
            return None
        index, columns = max(
            with_title,
            key=lambda c: (len(c[1]), sum(column.sure for column in c[1].values()), -c[0]),
        )
        merged = _within(grid)
        below = {
            (row, left): grid.rows[top][left]
            for top, left, bottom, _ in merged
            for row in range(top + 1, bottom + 1)
        }
        wide = frozenset((top, left) for top, left, _, right in merged if right > left)
        sizes = [sum(bool(cell.strip()) for cell in row) for row in grid.rows]
        title = columns["title"].index
        titled = [
            size
            for row, size in zip(grid.rows[index + 1 :], sizes[index + 1 :], strict=True)
            if title < len(row) and row[title].strip()
        ]
        sheet = cls(
            grid, index, columns, below, wide,
            last_full=max((at for at, size in enumerate(sizes) if size > 1), default=0),
            begins_with_area=titled[:1] == [1] and 2 * sum(size > 1 for size in titled) > len(titled),
        )  # fmt: skip
        sheet._find_numbers()
        if "number" in sheet.columns:
            at = sheet.columns["number"].index
            sheet.levels = levels_above(row[at] for row in grid.rows if at < len(row))
        return sheet

    def _find_numbers(self) -> None:
        """Numbers often stand in the first column without a heading."""
        first = [
            row[0].strip() for row in self.grid.rows[self.heading + 1 :] if row and row[0].strip()
        ]
        used = {column.index for column in self.columns.values()}
        is_free = 0 not in used and not self.grid.rows[self.heading][0].strip()
        how_many = sum(bool(number_in(text)) for text in first)
        if "number" not in self.columns and is_free and 2 * how_many > len(first):
            self.columns = {**self.columns, "number": Column(0, "", sure=True)}

    def read(self) -> None:
        """Take the rows below the headings."""
        self._tell_of_columns()
        area = self.grid.area
        for index in range(self.heading + 1, len(self.grid.rows)):
            area = self._take(index, area)

    def tell_of_rows(self, *, title_is_area: bool) -> None:
        """How the rows were read. `title_is_area`: others have measures too, so the sheet's name says which."""
        if self.areas:
            self.notes.append(
                f"{self.grid.name}: disse radene er lest som innsatsområder: {', '.join(self.areas)}."
            )
        elif (
            title_is_area
            and not any(row.area for row in self.rows)
            and "focus_area" not in self.columns
            and not ANY_SHEET.fullmatch(self.grid.title)
        ):
            self.notes.append(f"{self.grid.name}: navnet på arket er lest som innsatsområdet.")
            for row in self.rows:
                row.area = self.grid.title
        if self.again:
            self.notes.append(
                f"{self.grid.name}: disse radene har samme nummer og tittel som tiltaket over, og er lest sammen med det: {', '.join(map(str, self.again))}."
            )
        hidden_rows = [row.index + 1 for row in self.rows if row.index in self.grid.hidden_rows]
        if hidden_rows:
            self.notes.append(
                f"{self.grid.name}: disse radene er skjult i arket, men er tatt med: {', '.join(map(str, hidden_rows))}."
            )

    def _take(self, index: int, area: str) -> str:
        """Take one row, and return the area that holds for those below."""
        row = self.grid.rows[index]
        own = [cell.strip() for cell in row if cell.strip()]
        if not own:
            return area
        if self._is_heading(index, row):
            return area
        texts = self._texts(index)
        number = texts.get("number", "").rstrip(". ")
        is_level = len(own) == 2 and texts.get("title") and number in self.levels
        if is_level or self._is_area(index, row, own):
            self.areas.append(f"«{outline.beginning(own[-1])}» ({self._row_place(index)})")
            return own[-1]
        if SUM.fullmatch(own[0]) or (len(own) == 1 and FOOTNOTE.match(own[0])):
            return self._left_out(index, "er en sum eller en merknad", area)
        has_title, goes_on = (
            bool(texts.get("title")),
            (index, self.columns["title"].index) in self.below,
        )
        if has_title and not goes_on:
            row_read = _Row(self.grid, index, self.columns, texts, area)
            if self.rows and number and row_read.called == self.rows[-1].called:
                self.rows[-1].more.append(row_read.about)
                self.again.append(index + 1)
            else:
                self.rows.append(row_read)
            self._tell_of_formulas(index)
            return area
        about = [key for key in SAID_AGAIN if self._own(index, key)]
        if (
            self.rows
            and self.rows[-1].grid is self.grid
            and about
            and (goes_on or not texts.get("number"))
        ):
            more = {key: self._own(index, key) for key in about}
            self.rows[-1].more.append(more)
            what = " – ".join(outline.beginning(text) for text in more.values())
            self.notes.append(
                f"{self._row_place(index)}: raden har ingen tittel og er lest sammen med tiltaket over («{what}»)."
            )
            return area
        return self._left_out(index, "har ingen tittel", area)

    def _left_out(self, index: int, why: str, area: str) -> str:
        cells = " – ".join(cell.strip() for cell in self.grid.rows[index] if cell.strip())
        self.notes.append(
            f"{self._row_place(index)}: raden {why} og er ikke tatt med («{outline.beginning(cells)}»)."
        )
        return area

    def _row_place(self, index: int) -> str:
        """The first cell of a row that has something in it."""
        row = self.grid.rows[index]
        return self.grid.place(index, next(at for at, cell in enumerate(row) if cell.strip()))

    def _own(self, index: int, key: str) -> str:
        """What stands in a cell of the row itself."""
        column = self.columns.get(key)
        row = self.grid.rows[index]
        text = row[column.index] if column and column.index < len(row) else ""
        return "\n".join(
            line for line in (" ".join(part.split()) for part in text.split("\n")) if line
        )

    def _texts(self, index: int) -> dict[str, str]:
        """The cells of a row by what they hold; one that is merged with those above has their text."""
        texts = {}
        for key, column in self.columns.items():
            text = self._own(index, key)
            if not text and key not in TEXTS:
                text = self.below.get((index, column.index), "").strip()
            if text:
                texts[key] = text
        if "title" in texts:  # the empty row of our own workbook is of the measure above
            texts["title"] = texts["title"].removesuffix(NEW_MILESTONE)
        return texts

    def _is_heading(self, index: int, row: Sequence[str]) -> bool:
        """Whether the headings come again, or go on in a second row; what they say holds from there on."""
        columns = {key: column for key, column in headings.columns(row).items() if column.sure}
        cells = [cell for cell in row if cell.strip()]
        above = self.grid.rows[self.heading]
        same = sum(a.strip() == b.strip() != "" for a, b in zip(row, above, strict=False))
        if ("title" in columns and len(cells) == len(columns) > 1) or same == len(cells):
            self.columns = {
                **self.columns,
                **{k: c for k, c in columns.items() if k in self.columns or "title" in columns},
            }
            return True
        if index == self.heading + 1 and len(cells) == len(columns) and "number" not in columns:
            self.columns = {**self.columns, **columns}
            return True
        return False

    def _is_area(self, index: int, row: Sequence[str], own: Sequence[str]) -> bool:
        """Whether a row with a single text is a heading for those below."""
        if len(own) != 1 or "focus_area" in self.columns or index >= self.last_full:
            return False
        text, at = own[0], next(at for at, cell in enumerate(row) if cell.strip())
        if (
            len(text) > LONGEST_AREA
            or text.endswith(".")
            or SUM.fullmatch(text)
            or FOOTNOTE.match(text)
        ):
            return False
        if at == self.columns["title"].index and "\n" not in text:
            return bool(AREA.match(text)) or (index, at) in self.wide or self.begins_with_area
        said_again = {self.columns[key].index for key in SAID_AGAIN if key in self.columns}
        return not re.fullmatch(r"[\W\d]*", text) and at not in said_again

    def _tell_of_columns(self) -> None:
        guessed = [
            f"«{column.heading}» som «{CALLED[key]}»"
            for key, column in self.columns.items()
            if not column.sure
        ]
        if guessed:
            self.notes.append(f"{self.grid.name}: usikkert, men lest slik: {', '.join(guessed)}.")
        row = self.grid.rows[self.heading]
        used = {column.index for column in self.columns.values()}
        others = [
            f"«{' '.join(row[at].split())}»" if at < len(row) and row[at].strip() else letters(at)
            for at in range(max(map(len, self.grid.rows)))
            if at not in used
            and any(
                at < len(below) and below[at].strip()
                for below in self.grid.rows[self.heading + 1 :]
            )
        ]
        if others:
            whose = "Kolonnen" if len(others) == 1 else "Kolonnene"
            self.notes.append(f"{self.grid.name}: {whose} {', '.join(others)} er ikke tatt med.")

    def _tell_of_formulas(self, index: int) -> None:
        for key, column in self.columns.items():
            if (index, column.index) in self.grid.uncalculated:
                self.notes.append(
                    f"{self.grid.place(index, column.index)}: formelen har ikke noe resultat, og «{CALLED[key]}» er ikke tatt med. Skriv selve verdien i cellen."
                )


def _within(grid: Grid) -> list[tuple[int, int, int, int]]:
    """The merged areas inside the cells that are there, as many as a plan can have."""
    areas, cells = [], 0
    for top, left, bottom, right in grid.merged:
        if top < len(grid.rows) and left < len(grid.rows[top]):
            last = min(bottom, len(grid.rows) - 1)
            cells += last - top + 1
            if cells > MOST_MERGED:
                break
            areas.append((top, left, last, right))
    return areas


def levels_above(written: Iterable[str]) -> frozenset[str]:
    """The whole numbers under which others are counted: «1» for «1.1» and «1.2»."""
    parts = (
        re.match(r"(?:tiltak\s*)?(\d{1,4})[.,]\d", text.strip(), re.IGNORECASE) for text in written
    )
    return frozenset(part[1] for part in parts if part)


def number_in(text: str) -> Number | None:
    """«2.1» in «2.1.», «Tiltak 2.1» and «2,1» (as Norwegian Excel saves it), None for what is no number."""
    match = NUMBER.fullmatch(re.sub(r"(?<=\d),(?=\d)", ".", " ".join(text.split())))
    return numbers.typed(match[1]) if match else None


def area_named(text: str) -> str:
    """«Klima» of «Innsatsområde 1: Klima» and of «1. Klima»."""
    match = _area(text)
    return match[2] if match else " ".join(text.split())


def area_sign(text: str) -> str:
    """«1» of «Innsatsområde 1: Klima» and of «1. Klima», nothing where the heading has none."""
    match = _area(text)
    return (match[1] or "") if match else ""


def _area(text: str) -> re.Match[str] | None:
    flat = " ".join(text.split())
    return AREA.fullmatch(flat) or NUMBERED_AREA.fullmatch(flat)


def _item(row: _Row, responsible: Responsible, notes: list[str]) -> outline.Item:
    texts = row.texts
    title, below_title = _title(texts["title"])
    parts = responsible.divided(row.all("owner"), row.all("contributors"), row.helping)
    helping = responsible.divided((), row.all("contributors")).contributors
    _tell_of_units(row, responsible.divided(row.all("owner"), ()), helping, notes)
    area = texts.get("focus_area") or row.area
    return outline.Item(
        number_in(texts.get("number", "")) or 0,
        title,
        "\n".join(filter(None, (below_title, *row.all("summary")))),
        area_named(area),
        parts.owner.unit,
        parts.contributors,
        " ".join(texts.get("section", "").split()),
        _deadlines(row, notes),
        _kind(row, notes),
        " ".join(texts.get("target_group", "").split()),
        area_sign(area),
        {key: row.place(key) for key in row.columns},
        parts.roles,
    )


def _title(text: str) -> tuple[str, str]:
    """The title on one line, and the points below it, which belong to the summary."""
    lines = text.split("\n")
    points = next((at for at, line in enumerate(lines) if at and POINT.match(line)), len(lines))
    return " ".join(lines[:points]), "\n".join(lines[points:])


def _tell_of_units(row: _Row, parts: Parts, helping: Iterable[str], notes: list[str]) -> None:
    notes += [f"{row.place('owner')}: {sentence}" for sentence in about_parts(parts)]
    owners = () if parts.contributors else (parts.owner.unit,)
    named = [("owner", unit) for unit in owners] + [("contributors", unit) for unit in helping]
    notes += [
        f"{row.place(key)}: «{unit}» er lest som navnet på én enhet. Er det flere, skriv semikolon mellom dem."
        for key, unit in named
        if may_be_several(unit)
    ]
    notes += [
        f"{row.place(key)}: {sentence}"
        for key in UNIT_FIELDS
        for text in row.all(key)
        for sentence in not_taken_in(text)
    ]


def _deadlines(row: _Row, notes: list[str]) -> tuple[outline.Deadline, ...]:
    deadlines = [outline.deadline(text) for text in row.all("due") if re.search(r"\w", text)]
    notes += [f"{row.place('due')}: {each.about}" for each in deadlines if each.about]
    return tuple(dict.fromkeys(deadlines))


def _kind(row: _Row, notes: list[str]) -> str:
    text = row.texts.get("kind", "")
    kinds = {choice.value: choice.title for choice in schema.choices("kind")}
    kind = typed.by_name(text, kinds)
    if text and kind not in kinds:
        notes.append(
            f"{row.place('kind')}: «{outline.beginning(text)}» er ikke en av typene og er ikke tatt med. Velg mellom: {', '.join(kinds.values())}."
        )
    return kind if kind in kinds else ""
