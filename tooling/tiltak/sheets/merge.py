"""Compares the tables that came back with what was handed out and with what the files say now.

An unchanged cell is left alone, even if somebody has changed the file since. A changed cell is taken in when the
file still has the value that was handed out; otherwise the cell is a conflict. Each cell that cannot be taken in
is reported, and the others go on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tiltak.edit import change, draft, typed
from tiltak.edit.change import Planned
from tiltak.model import numbers
from tiltak.model.numbers import Number, number_of
from tiltak.model.plan import Plan
from tiltak.model.when import When, in_file
from tiltak.problems import UsageError, nearest
from tiltak.read.yaml_lines import Path
from tiltak.sheets import tables
from tiltak.sheets.grid import FIRST_ROWS, Grid

FEWEST_HEADINGS = 3  # fewer are no row of headings, but cells that happen to say the same
LISTED = 12  # choices that are read out; more stand in the cell's own list


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cell that was refused, or that conflicts with the file; `where` is its place in the sheet."""

    where: str
    number: Number
    words: str
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that somebody changed."""

    where: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Group:
    """Cells of a measure that are taken in together or not at all. `make` turns the file's values into edits."""

    number: Number
    cells: tuple[Cell, ...]
    make: Callable[[Mapping[str, Any]], Planned]
    fields: Mapping[str, str]  # the key of each open column → what its cell in this row is called

    def where(self, keys: Path = ()) -> str:
        """Name the cell that a field of the file came from; the group's first cell if none did."""
        named = (self.fields[str(key)] for key in reversed(keys) if key in self.fields)
        return next(named, f"{self.cells[0].where}, «{self.cells[0].title}»")


@dataclass(frozen=True, slots=True)
class Question:
    """What a unit answers instead of a report, with what else stands in the row. For the coordinator, and for no file."""

    number: Number
    answer: Cell
    beside: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A row of somebody's own with a number that no measure has: the values of its file, and where they stand."""

    where: str
    values: Mapping[str, Any]
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Merged:
    """The groups that can be taken in, the cells that cannot, what is new, and what the coordinator has to find out."""

    groups: list[Group] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    new: list[NewMeasure] = field(default_factory=list)

    def add(self, outcome: Group | LeftOut | Question | NewMeasure) -> None:
        match outcome:
            case NewMeasure():
                self.new.append(outcome)
            case Group():
                self.groups.append(outcome)
            case Question():
                self.questions.append(outcome)
            case LeftOut():
                self.left_out.append(outcome)


@dataclass(frozen=True, slots=True)
class Now:
    """The plan as it is when the tables come back."""

    plan: Plan
    names: tables.Names
    reader: typed.Reader
    values: tables.Values
    today: date
    # The day of the message in the same workbook.
    reported: Mapping[Number, date] = field(default_factory=dict)
    drafts: frozenset[Number] = frozenset()  # the measures in which nothing is promised yet


class RefusedCell(Exception):
    """A cell that cannot be taken in; its words go to the person."""

    def __init__(
        self, column: tables.SheetColumn | None, words: str, *, conflict: bool = False
    ) -> None:
        self.column = column
        self.words = words
        self.conflict = conflict


@dataclass(frozen=True, slots=True)
class Back:
    """A row that came back: its texts by the key of their column, and what it was handed out with."""

    grid: Grid
    index: int
    table: tables.SheetTable
    columns: Mapping[str, int]
    base: Mapping[str, Any]

    @property
    def is_new(self) -> bool:
        """Whether somebody has written the row without anything having been handed out for it."""
        return "number" not in self.base

    @property
    def number(self) -> Number:
        return number_of(self.base["number"])

    @property
    def milestone(self) -> str:
        return str(self.base.get("milestone", ""))

    def text(self, column: tables.SheetColumn) -> str:
        """Return the cell's text, or the text that was handed out if the column is gone."""
        if column.key not in self.columns:
            return self.handed_out(column)
        row, at = self.grid.rows[self.index], self.columns[column.key]
        if (self.index, at) in self.grid.uncalculated:
            return self.handed_out(column)
        return tables.tidy(row[at]) if at < len(row) else ""

    def handed_out(self, column: tables.SheetColumn) -> str:
        return tables.tidy(str(self.base["cells"].get(column.key, "")))

    def out_of_place(self) -> str:
        """Say what is wrong if the row shows another measure or milestone than its base: the sheet was sorted in part."""
        number = self.cell("number")
        if number and number != str(self.number):
            row, base = f"tiltak {number}", f"tiltak {self.number}"
        elif (id := self.cell("id")) and id != self.milestone:
            row, base = f"milepælen «{id}»", f"milepælen «{self.milestone}»"
        else:
            return ""
        return f"Raden viser {row}, men grunnlaget hører til {base}. Kanskje er arket sortert uten at alle kolonnene fulgte med. Ingenting i raden er tatt med. Hent ut arket på nytt, og fyll ut raden der."

    def cell(self, key: str) -> str:
        column = next((column for column in self.table.columns if column.key == key), None)
        return self.text(column) if column and column.key in self.columns else ""

    def overwritten(self) -> Iterator[tables.SheetColumn]:
        """The locked cells in which somebody has written something; an older base has no marks of them."""
        marks = self.base.get(tables.LOCKED, {})
        for column in self.table.columns:
            text = self.text(column) if column.key in self.columns and column.key in marks else ""
            if text and tables.mark(tables.comparable(text, column)) != marks[column.key]:
                yield column

    def uncalculated(self) -> Iterator[tables.SheetColumn]:
        """The open cells with a formula and no result."""
        for column in self.table.editable:
            if (self.index, self.columns.get(column.key)) in self.grid.uncalculated:
                yield column

    def place(self, column: tables.SheetColumn) -> str:
        return self.grid.place(self.index, self.columns.get(column.key, 0))

    def named(self, column: tables.SheetColumn) -> str:
        """The place of a cell with the heading of its column."""
        return f"{self.place(column)}, «{column.title}»"

    def column(self, key: str) -> tables.SheetColumn:
        return next(column for column in self.table.columns if column.key == key)

    @property
    def names(self) -> dict[str, str]:
        return {column.key: self.named(column) for column in self.table.editable}


def as_said(text: str, column: tables.SheetColumn) -> str:
    """The text of a cell as a person would say it: days as Norwegians write them."""
    return change.norwegian_date(text) if column.form == tables.DATE else text


def plan_of(grids: Iterable[Grid]) -> str:
    """Return the id of the plan that the tables belong to. UsageError if there is none, or more than one."""
    plans = {str(base["plan"]) for grid in grids for base in bases_of(grid).values()}
    if not plans:
        raise UsageError(
            "Filen mangler grunnlaget som «tiltak export» legger ved. Hent den ut på nytt, og fyll ut den."
        )
    if len(plans) > 1:
        raise UsageError(
            f"Filen har tiltak fra flere planer: {', '.join(sorted(plans))}. Ta én plan om gangen."
        )
    return plans.pop()


def bases_of(grid: Grid) -> dict[int, Mapping[str, Any]]:
    """Map the index of each row to its base. The base is recognised by its content, not by its heading."""
    bases = {}
    for index, row in enumerate(grid.rows):
        base = next(filter(None, map(_base, reversed(row))), None)
        if base is not None:
            bases[index] = base
    return bases


def _base(text: str) -> Mapping[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        base = json.loads(text)
    except (ValueError, RecursionError):
        return None
    valid = (
        isinstance(base, dict)
        and isinstance(base.get("number"), int | str)
        and isinstance(base.get("cells"), dict)
        and isinstance(base.get(tables.LOCKED, {}), dict)
    )
    return base if valid and isinstance(base.get("plan"), str) else None


def merged(grids: Iterable[Grid], ours: Sequence[tables.SheetTable], now: Now) -> Merged:
    """Judge every row that came back against `ours`: the plan's tables as they would be handed out today."""
    result = Merged()
    came_back: list[Back] = []
    for grid in grids:
        recognised = _table_of(grid, ours)
        if isinstance(recognised, LeftOut):
            result.add(recognised)
        elif recognised:
            came_back += _rows(grid, *recognised, result)
    for row in filter(lambda row: row.is_new, came_back):
        result.add(_new_measure(row, now))
    came_back = [row for row in came_back if not row.is_new]
    now = replace(now, reported=dict(_reported(came_back)))
    current = {table.name: tables.by_key(table.rows) for table in ours}
    for row in came_back:
        _judge(row, row.table, current[row.table.name], now, result)
    return result


def _reported(rows: Iterable[Back]) -> Iterator[tuple[Number, date]]:
    """The measures that a message is filled in for, and its day."""
    for row in rows:
        if row.table.name == tables.STATUS and row.text(row.column("phase")):
            stated = in_file(row.text(row.column("date")))
            if isinstance(stated, When):
                yield row.number, stated.last


def _table_of(
    grid: Grid, ours: Sequence[tables.SheetTable]
) -> tuple[tables.SheetTable, int] | LeftOut | None:
    """Which table came back, and the row of its headings; or why it cannot be read, None for an empty sheet of theirs.

    It is known by its sheet's name or, where that has been changed, by its headings.
    """
    named = [t for t in ours if grid.title in (t.title, t.file_name)]
    if not any(cell.strip() for row in grid.rows for cell in row):
        return _unread(grid, "Her er det tomt.") if named else None
    likely = [(t, *_headings(grid, t)) for t in named or ours]
    table, headings, count = max(likely, key=lambda candidate: candidate[2])
    bases = bases_of(grid)
    if not named and not bases and count < len(table.editable or table.columns):
        return _unread(grid, "Dette er ikke fra «tiltak export».")
    if count < FEWEST_HEADINGS:
        return _unread(grid, "Finner ikke raden med overskriftene.")
    if not bases and tables.BASE_TITLE not in grid.rows[headings]:
        return _unread(grid, f"Den skjulte kolonnen «{tables.BASE_TITLE}» mangler.")
    return table, headings


def _unread(grid: Grid, why: str) -> LeftOut:
    words = f"{why} Ingenting er tatt med herfra. Er noe fylt ut her, må det hentes ut på nytt med «tiltak export» og fylles ut der."
    return LeftOut(grid.name, 0, words)


def _headings(grid: Grid, table: tables.SheetTable) -> tuple[int, int]:
    """The row among the first that has most of a table's headings, and how many."""
    titles = {column.title for column in table.columns}
    counts = [len(titles & {*map(str.strip, row)}) for row in grid.rows[:FIRST_ROWS]]
    return counts.index(max(counts)), max(counts)


NEW_ROWS = "Et nytt tiltak skriver du på en ny rad i «Opplysninger», og en ny milepæl i den tomme raden til tiltaket i «Milepæler»."


def _rows(grid: Grid, table: tables.SheetTable, headings: int, result: Merged) -> Iterator[Back]:
    there = [title.strip() for title in grid.rows[headings]]
    columns = {c.key: there.index(c.title) for c in table.columns if c.title in there}
    # A column that leads nowhere is not missed: workbooks that were handed out before it came lack it.
    gone = [f"«{c.title}»" for c in table.editable if c.key not in columns and c.path and not c.new]
    if gone:
        whose, taken = ("Kolonnen", "Den er") if len(gone) == 1 else ("Kolonnene", "De er")
        words = f"{whose} {', '.join(gone)} mangler eller har fått et annet navn. "
        if table.name != tables.FACTS:  # a row of these is taken in whole or not at all
            result.add(LeftOut(grid.name, 0, f"{words}Ingenting er tatt med herfra."))
            return
        result.add(LeftOut(grid.name, 0, f"{words}{taken} ikke tatt med."))
    bases = bases_of(grid)
    for index, row in enumerate(grid.rows):
        if index in bases and index != headings:
            yield Back(grid, index, table, columns, bases[index])
        elif index > headings and any(cell.strip() for cell in row):
            if table.name == tables.FACTS:
                yield Back(grid, index, table, columns, {"cells": {}})
                continue
            advice = table.elsewhere or NEW_ROWS
            words = (
                f"Raden er ny, eller den skjulte kolonnen «{tables.BASE_TITLE}» er endret. {advice}"
            )
            result.add(LeftOut(grid.place(index, 0), 0, words))


NEEDED = ("title", "focus_area", "kind")  # what the file of a measure cannot be without


def _new_measure(row: Back, now: Now) -> NewMeasure | LeftOut:
    """The measure of a new row in «Opplysninger», taken in whole or not at all."""
    number = numbers.typed(row.cell("number"))
    place = row.named(row.column("number"))
    if number is None:
        written = row.cell("number")
        why = f"«{written}» kan ikke være et nummer" if written else "nummeret mangler"
        return LeftOut(place, 0, f"Raden er ny, men {why}. {numbers.RIGHT_FORM}")
    if any(numbers.folded(used) == numbers.folded(number) for used in now.values):
        words = f"Raden er ny, eller den skjulte kolonnen «{tables.BASE_TITLE}» er endret, og tiltak {number} finnes fra før. Gi et nytt tiltak et nytt nummer. Skal tiltak {number} endres, gjør du det i raden som ble hentet ut."
        return LeftOut(place, 0, words)
    filled_in = [column for column in row.table.editable if row.text(column)]
    lacking = [row.column(key) for key in NEEDED if not row.text(row.column(key))]
    if lacking:
        titles = " og ".join(f"«{column.title}»" for column in lacking)
        words = (
            f"Raden er et nytt tiltak, men mangler {titles}. Fyll ut det, og ta inn arket på nytt."
        )
        return LeftOut(place, 0, words)
    values: dict[str, Any] = {"number": number}
    for column in filled_in:
        try:
            value = _value(column, row.text(column), now)
        except RefusedCell as refused:
            return LeftOut(row.named(column), 0, refused.words)
        *groups, key = map(str, column.path)
        inside = values
        for group in groups:
            inside = inside.setdefault(group, {})
        inside[key] = value
    return NewMeasure(place, values, tuple(_cell(row, column) for column in filled_in))


def _judge(
    row: Back,
    table: tables.SheetTable,
    rows: Mapping[tuple[Number, str], tables.Row],
    now: Now,
    result: Merged,
) -> None:
    if words := row.out_of_place():
        result.add(LeftOut(row.named(row.column("number")), row.number, words))
        return
    for column in row.overwritten():
        words = f"Cellen er låst, og det som er skrevet i den («{as_said(row.text(column), column)}»), er ikke tatt med. {table.elsewhere}".rstrip()
        result.add(LeftOut(row.named(column), row.number, words))
    if uncalculated := list(row.uncalculated()):
        for column, words in _without_result(uncalculated, table):
            result.add(LeftOut(row.named(column), row.number, words))
        if table.name != tables.FACTS:
            return
    changed = [c for c in table.editable if not _alike(c, row.text(c), row.handed_out(c), now)]
    if not changed:
        return
    current = rows.get((row.number, row.milestone))
    if current is None:
        gone = (
            f"Milepælen «{row.milestone}»"
            if row.milestone and row.number in now.values
            else f"Tiltak {row.number}"
        )
        result.add(
            LeftOut(
                row.named(changed[0]),
                row.number,
                f"{gone} finnes ikke lenger. Det du har skrevet, er ikke tatt med.",
            )
        )
        return
    judge = {tables.STATUS: _report, tables.MILESTONES: _milestone, tables.FACTS: _facts}[
        table.name
    ]
    try:
        for outcome in judge(row, changed, current, now):
            result.add(outcome)
    except RefusedCell as refused:
        result.add(_left_out(row, refused, changed[0]))


def _without_result(
    columns: list[tables.SheetColumn], table: tables.SheetTable
) -> Iterator[tuple[tables.SheetColumn, str]]:
    """What is said of formulas without a result: of each cell, or once of a row that is taken in whole or not at all."""
    advice = "Skriv selve verdien i cellen."
    if table.name == tables.FACTS:
        for column in columns:
            yield column, f"Cellen har en formel uten resultat og er ikke tatt med. {advice}"
        return
    others = ", ".join(f"«{column.title}»" for column in columns[1:])
    more = f" Det samme gjelder {others} i samme rad." if others else ""
    words = "Cellen har en formel uten resultat, og ingenting i raden er tatt med."
    yield columns[0], f"{words} {advice}{more}"


def _left_out(row: Back, refused: RefusedCell, column: tables.SheetColumn) -> LeftOut:
    return LeftOut(row.named(refused.column or column), row.number, refused.words, refused.conflict)


def _alike(column: tables.SheetColumn, text: str, other: str, now: Now) -> bool:
    """Whether two texts mean the same: the name of a unit and its short name do."""
    if tables.comparable(text, column) == tables.comparable(other, column):
        return True
    if not text or not other or column.form == tables.DATE:
        return False
    try:
        return bool(_value(column, text, now) == _value(column, other, now))
    except RefusedCell:
        return False


def _value(column: tables.SheetColumn, text: str, now: Now) -> Any:
    """Convert a cell to the value for the file; raise Refused if that cannot be done."""
    if not text:
        return None
    names = now.names.of(column.path)
    if column.form == tables.LIST:
        return [_named(column, part, names) for part in _parts(text, names)]
    if names and column.strict:
        return _named(column, text, names)
    try:
        return now.reader.value(column.path, text)
    except UsageError as error:
        raise RefusedCell(column, error.in_form) from None


def _parts(text: str, names: Mapping[str, str]) -> Iterator[str]:
    """A comma parts a list where all between the commas are names; it may also stand in one («Sandnes, Time og Sola»)."""
    for part in filter(None, map(str.strip, text.replace("\n", ";").split(";"))):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        is_name = typed.by_name(part, names) in names
        if not is_name and all(typed.by_name(piece, names) in names for piece in pieces):
            yield from pieces
        else:
            yield part


def _named(column: tables.SheetColumn, text: str, names: Mapping[str, str]) -> str:
    name = typed.by_name(text, names)
    if name not in names:
        words = column.choices or tuple(names.values())
        listed = f"Velg mellom: {', '.join(words)}." if len(words) <= LISTED else ""
        hint = nearest(text, words) or listed or "Skriv navnet slik det står i listen over enheter."
        if column.form == tables.LIST and "," in text:
            hint = f"Skriv semikolon mellom enhetene når det er flere. {hint}"
        raise RefusedCell(column, f"«{text}» er ikke et av valgene. {hint}")
    return name


def _three_way(row: Back, column: tables.SheetColumn, current: tables.Row, now: Now) -> bool:
    """Whether a changed cell is to be taken in: not when the file says so already. Refused for a conflict."""
    in_file = tables.tidy(current.cells[column.key])
    if _alike(column, in_file, row.text(column), now):
        return False
    if _alike(column, in_file, row.handed_out(column), now):
        return True
    mine, theirs, base = (
        as_said(text, column) for text in (row.text(column), in_file, row.handed_out(column))
    )
    before = f" Da arket ble hentet ut, stod det «{base}»." if base else ""
    words = f"I arket står det «{mine}», men i filen står det nå «{theirs}».{before}"
    raise RefusedCell(column, words, conflict=True)


def _facts(
    row: Back, changed: list[tables.SheetColumn], current: tables.Row, now: Now
) -> Iterator[Group | LeftOut]:
    """Each cell on its own."""
    for column in changed:
        try:
            if _three_way(row, column, current, now):
                yield _fact(row, column, _value(column, row.text(column), now))
        except RefusedCell as refused:
            yield _left_out(row, refused, column)


def _fact(row: Back, column: tables.SheetColumn, value: Any) -> Group:
    cells, where = (_cell(row, column),), {str(column.path[-1]): row.named(column)}
    return Group(
        row.number,
        cells,
        lambda value_of_file: change.field(value_of_file, column.path, value),
        where,
    )


def _cell(row: Back, column: tables.SheetColumn) -> Cell:
    before, after = (as_said(text, column) for text in (row.handed_out(column), row.text(column)))
    return Cell(row.place(column), column.title, before, after)


def _answer(row: Back, changed: Iterable[tables.SheetColumn]) -> tables.SheetColumn | None:
    """The cell that says why there is no report: in its own column, or where a person writes it instead."""
    for column in changed:
        text = row.text(column).casefold()
        begins = text.startswith((tables.NOT_OURS.casefold(), tables.UNKNOWN.casefold()))
        if text and (column.key == tables.ANSWER or (column.key in ("phase", "note") and begins)):
            return column
    return None


def _report(
    row: Back, changed: list[tables.SheetColumn], current: tables.Row, now: Now
) -> Iterator[Group | Question]:
    """The filled-in cells of a row are one entry, or a question to the coordinator.

    The day of the round stands in the row from the start, and counts once something else is filled in.
    """
    if answer := _answer(row, changed):
        beside = tuple(_cell(row, column) for column in changed if column is not answer)
        yield Question(row.number, _cell(row, answer), beside)
        return
    if not any(row.text(column) for column in changed):
        return
    fields: dict[str, Any] = {}
    for column in changed:
        text = row.text(column)
        if column.key == "phase" and text.casefold() == column.choices[0].casefold():
            fields[tables.UNCHANGED] = True
            continue
        fields[column.key] = _value(column, text, now)
    entries = now.values[row.number].get("status") or []
    day = row.column("date")
    if not row.text(day):
        raise RefusedCell(day, "Datoen mangler. Skriv dagen meldingen gjelder.")
    fields["date"] = _value(day, row.text(day), now)
    if "phase" not in fields and tables.UNCHANGED not in fields:
        raise RefusedCell(
            row.column("phase"), "Fasen mangler. Velg «Ingenting nytt» hvis alt er som før."
        )
    if any(all(entry.get(key) == value for key, value in fields.items()) for entry in entries):
        return
    if tables.fingerprint(entries) != row.base.get(tables.ENTRIES):
        written = "; ".join(f"{c.title.lower()} «{as_said(row.text(c), c)}»" for c in changed)
        words = f"Noen har meldt status siden arket ble hentet ut. I filen står det nå «{current.cells['last']}». I arket står det {written}."
        raise RefusedCell(changed[0], words, conflict=True)
    cells = tuple(
        Cell(row.place(column), column.title, "", as_said(row.text(column), column))
        for column in row.table.editable
        if column is day or column in changed
    )
    yield Group(
        row.number, cells, lambda measure: change.report(measure, fields, now.today), row.names
    )


def _milestone(
    row: Back, changed: list[tables.SheetColumn], current: tables.Row, now: Now
) -> Iterator[Group]:
    """The changed cells of a milestone: reached, moved, another title, or a new one."""
    if not row.milestone:
        yield from _new_milestone(row, changed, now)
        return
    milestone = next(
        m for m in now.values[row.number]["milestones"] if m.get("id") == row.milestone
    )
    fields: dict[str, Any] = {}
    about = [column for column in changed if column.path[2] == "moved"]
    facts = [column for column in changed if column not in about]
    for column in facts:
        if _already_carried_out(milestone, column, row) or not _three_way(
            row, column, current, now
        ):
            continue
        fields[column.key] = _value(column, row.text(column), now)
    takes_more = {"due"} | ({"done"} if "repeat" in milestone else set())
    if about and not takes_more & {column.key for column in facts}:
        raise RefusedCell(
            row.column("due"),
            f"«{about[0].title}» hører til en frist som flyttes. Skriv også den nye fristen.",
        )
    if not fields:
        return
    for column in about:
        fields[column.key] = _value(column, row.text(column), now)
    cells = tuple(_cell(row, column) for column in changed)
    adopted = now.plan.adopted_on
    # A round comes in after its period; what was moved in it was not moved on the day the workbook is read.
    day = min(now.reported.get(row.number, now.today), now.today)
    yield Group(
        row.number,
        cells,
        lambda value: change.milestone(
            value, row.milestone, fields, day, adopted, is_draft=row.number in now.drafts
        ),
        row.names,
    )


def _new_milestone(row: Back, changed: list[tables.SheetColumn], now: Now) -> Iterator[Group]:
    """What was filled in in the empty row of a measure."""
    fields = {column.key: _value(column, row.text(column), now) for column in changed}
    title = row.column("title")
    if not fields.get("title"):
        raise RefusedCell(title, f"Skriv hva den nye milepælen heter, under «{title.title}».")
    there = now.values[row.number].get("milestones") or ()
    same_title = [m for m in there if m.get("title") == fields["title"]]
    if any(all(m.get(key) == value for key, value in fields.items()) for m in same_title):
        return
    if same_title:
        words = (
            f"Tiltaket har alt en milepæl som heter «{row.text(title)}». Rett den i sin egen rad."
        )
        raise RefusedCell(title, words)
    short = draft.slug(row.text(title))
    taken = {m.get("id") for m in there}
    names = (short, *(f"{short}-{n}" for n in range(2, len(taken) + 3)))
    id = next(name for name in names if name not in taken)
    cells = tuple(_cell(row, column) for column in changed)
    yield Group(
        row.number,
        cells,
        lambda value: change.milestone(value, id, fields, now.today, now.plan.adopted_on),
        row.names,
    )


def _already_carried_out(
    milestone: Mapping[str, Any], column: tables.SheetColumn, row: Back
) -> bool:
    """A milestone that comes back shows no date of its own; what was taken in before is among its times."""
    done = [
        tables.comparable(str(o.get("done")), column) for o in milestone.get("occurrences") or ()
    ]
    return (
        "repeat" in milestone
        and column.key == "done"
        and tables.comparable(row.text(column), column) in done
    )
