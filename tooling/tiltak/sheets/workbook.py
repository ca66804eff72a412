"""The tables as an Excel workbook, and back: locked and open cells, choices in words, help."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from tiltak.judge.rounds import asks_no_more, round_on
from tiltak.model.plan import Plan
from tiltak.problems import UsageError
from tiltak.sheets import tables
from tiltak.sheets.grid import Grid, readable
from tiltak.sheets.limits import TOO_MUCH, size_of
from tiltak.words.language import words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

HELP, CHOICES = "Veiledning", "Valg"
WIDTHS = {tables.PROSE: 50, tables.DATE: 12, tables.CHOICE: 22, tables.LIST: 30}
WIDTHS_OF = {
    "number": 5,
    "measure": 32,
    "dues": 28,
    "shown": 36,
    "id": 16,
    "repeat": 13,
    "into": 14,
    "title": 36,
}
LINE_HEIGHT, TALLEST = 15, 400  # points; a spreadsheet takes no row above 409
# A year in a cell for dates is kept as the day with that number: 2020 becomes 12.07.1905.
FIRST_DAY, YEARS = dt.datetime(1899, 12, 30), range(1900, 2101)  # noqa: DTZ001 – the format has no zone

GUIDE = """\
Slik bruker du regnearket
Du kan skrive i de gule cellene. De grå cellene er låst og er der for at du skal se hva som er meldt før.
Du trenger ikke fylle ut alt: celler du ikke rører, blir stående som de er.
Det som sjelden trengs, ligger i skjulte kolonner. Merk kolonnene på begge sider, høyreklikk, og velg «Vis».

Status
Fyll ut én rad for hvert tiltak du vil melde noe om. Dato og fase må med. Datoen er dagen meldingen gjelder: ofte står den siste dagen i perioden der fra før.
Er ingenting nytt, velg «Ingenting nytt» som fase. Det er også en melding: den viser at noen har sett etter. Er det aldri meldt noe, velger du hvilken fase tiltaket er i.
Hører tiltaket hjemme hos andre, eller vet dere ikke hvordan det står til, velg det under «Kan ikke melde».
Det svaret går til den som følger planen, og blir ikke offentlig.
Tillit til fristene, sammenslåing, rettelse og kilde ligger i skjulte kolonner etter «Begrunnelse».
Et tiltak som er på vent, stanset eller ute av rute, må ha årsak og begrunnelse.
Skriv også hvorfor hvis arbeidet ikke er i gang, og halve planperioden er gått eller den første fristen er ute.

Milepæler
Er milepælen nådd, skriv datoen under «Nådd». Er fristen flyttet, skriv den nye datoen under «Frist nå».
Den første fristen blir stående. Skriv hvorfor den er flyttet.
Den siste raden for hvert tiltak er tom. Der kan du føre opp en ny milepæl: skriv hva den heter, under «Milepæl», og fristen under «Frist nå».

Opplysninger
Tittel, sammendrag, type tiltak og ansvarlig er det planen har lovet, og ikke enhetens egen tekst. Rett det bare når det er ført feil.
Retter du noe her, er det et forslag til den som koordinerer planen. Blir det tatt inn uten et vedtak, viser nettstedet at løftet er endret.
Under «Bare foreslått» står det som ingen kilde oppgir. Er det riktig, eller er det galt, si det til den som koordinerer planen.

Etterpå
Send regnearket til den som koordinerer planen. Er noe feil, får du vite i hvilken celle.
Skriv aldri navn, telefonnummer eller e-postadresse til personer: alt her blir offentlig.
"""


def written(
    handed_out: Sequence[tables.SheetTable], plan: Plan, day: dt.date, recipient: str = ""
) -> bytes:
    """The workbook, for a unit by its name or for all. The same tables on the same day give the same bytes."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": plan.title, "created": dt.datetime(day.year, day.month, day.day)})  # noqa: DTZ001 – the format has no zone
    formats = _formats(book)
    guide = [GUIDE.strip(), *(f"{t.title}\n{t.elsewhere}" for t in handed_out if t.elsewhere)]
    _help(book, plan, occasion(plan, day, recipient), "\n\n".join(guide), formats)
    choices = book.add_worksheet(CHOICES)
    ranges: dict[tuple[str, ...], str] = {}
    for table in handed_out:
        for column in table.editable:
            for words_of_row in [row.choices_of(column) for row in table.rows]:
                if words_of_row and words_of_row not in ranges:
                    ranges[words_of_row] = _choice_range(choices, words_of_row, len(ranges))
    choices.very_hidden()
    for table in handed_out:
        _sheet(book, table, plan, ranges, formats)
    book.close()
    return stream.getvalue()


def _formats(book: Workbook) -> dict[str, Any]:
    base = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#c8c8c8"}
    return {
        "head": book.add_format(
            {**base, "bold": True, "bg_color": "#2b4a63", "font_color": "#ffffff"}
        ),
        "locked": book.add_format({**base, "bg_color": "#eeeeee"}),
        "locked_date": book.add_format({**base, "bg_color": "#eeeeee", "num_format": "dd.mm.yyyy"}),
        "open": book.add_format(
            {**base, "bg_color": "#fff9dc", "locked": False, "num_format": "@"}
        ),
        "open_date": book.add_format(
            {**base, "bg_color": "#fff9dc", "locked": False, "num_format": "dd.mm.yyyy"}
        ),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "bold": book.add_format({"bold": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def occasion(plan: Plan, day: dt.date, recipient: str) -> Iterator[str]:
    """When it was made, for whom, and which round it is an answer to."""
    yield f"Hentet ut {day:%d.%m.%Y}" + (f" til {recipient}" if recipient else "")
    reporting = round_on(plan, day)
    if not asks_no_more(plan, day):
        say = words()
        period = say.period(reporting.period)
        until = say.with_mark(f"{reporting.until:%d.%m.%Y}", proposed=reporting.proposed)
        yield f"Gjelder {period}. Siste dag for å melde er {until}."


def _help(
    book: Workbook, plan: Plan, occasion: Iterable[str], guide: str, formats: dict[str, Any]
) -> None:
    sheet = book.add_worksheet(HELP)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 110)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    sheet.write_string(0, 0, plan.title, formats["title"])
    row = 1
    for line in occasion:
        sheet.write_string(row, 0, line)
        row += 1
    row += 1
    for paragraph in guide.split("\n\n"):
        heading, *lines = paragraph.splitlines()
        sheet.write_string(row, 0, heading, formats["bold"])
        for line in lines:
            sheet.write_string(row, 1, line, formats["text"])
            row += 1
        row += 1
    for name, heading in (
        ("phase", "Fase"),
        ("confidence", "Tillit til fristene"),
        ("reason", "Årsak"),
    ):
        sheet.write_string(row, 0, heading, formats["title"])
        row += 1
        for choice in words().of(plan).choices(name):
            sheet.write_string(row, 0, choice.title, formats["bold"])
            sheet.write_string(row, 1, choice.help, formats["text"])
            row += 1
        row += 1
    sheet.protect("", {"format_columns": True})


def _choice_range(sheet: Worksheet, words: Sequence[str], index: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    for row, word in enumerate(words):
        sheet.write_string(row, index, word)
    first = xl_rowcol_to_cell(0, index, row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(len(words) - 1, index, row_abs=True, col_abs=True)
    return f"={CHOICES}!{first}:{last}"


def _sheet(
    book: Workbook,
    table: tables.SheetTable,
    plan: Plan,
    ranges: dict[tuple[str, ...], str],
    formats: dict[str, Any],
) -> None:
    sheet = book.add_worksheet(table.title)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, _width(column), None, {"hidden": column.hidden})
        sheet.write_string(0, index, column.title, formats["head"])
        if column.help or not column.locked:
            _guard(sheet, index, column, table.rows, ranges)
    base = len(table.columns)
    sheet.set_column(base, base, 10, None, {"hidden": True})
    sheet.write_string(0, base, tables.BASE_TITLE, formats["head"])
    for number, row in enumerate(table.rows, 1):
        sheet.set_row(number, _height(table, row.cells))
        for index, column in enumerate(table.columns):
            _cell(sheet, number, index, column, row.cells[column.key], formats)
        sheet.write_string(number, base, table.base(row, plan.id), formats["locked"])
    sheet.set_row(0, 2 * LINE_HEIGHT + 3)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _width(column: tables.SheetColumn) -> int:
    return WIDTHS_OF.get(column.key) or WIDTHS.get(column.form, 24)


def _height(table: tables.SheetTable, cells: Mapping[str, str]) -> int:
    """Room for the fullest cell of a row: not every program finds out by itself."""
    lines = (
        sum(len(wrap(line, _width(column))) or 1 for line in cells[column.key].split("\n"))
        for column in table.columns
        if not column.hidden
    )
    return min(max(lines) * LINE_HEIGHT + 3, TALLEST)


def _cell(
    sheet: Worksheet,
    row: int,
    index: int,
    column: tables.SheetColumn,
    text: str,
    formats: dict[str, Any],
) -> None:
    style = formats[
        ("locked" if column.locked else "open") + ("_date" if column.form == tables.DATE else "")
    ]
    if not text:
        sheet.write_blank(row, index, None, style)
    elif column.key == "number" and text.isdecimal():
        sheet.write_number(row, index, int(text), style)
    elif column.form == tables.NUMBER_FORM and (number := tables.decimal_in(text)) is not None:
        sheet.write_number(row, index, number, style)
    elif column.form == tables.DATE and (day := _day(text)):
        sheet.write_datetime(row, index, day, style)
    else:
        sheet.write_string(row, index, text, style)


def _day(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time())
    except ValueError:
        return None


def _guard(
    sheet: Worksheet,
    index: int,
    column: tables.SheetColumn,
    rows: Sequence[tables.Row],
    ranges: dict[tuple[str, ...], str],
) -> None:
    """The drop-down list of a column, and the help that shows when a cell is chosen."""
    first = 1
    for choices, alike in groupby(rows, lambda row: row.choices_of(column)):
        rule: dict[str, Any] = {"validate": "any"}
        if choices and column.form != tables.LIST:
            rule = {
                "validate": "list",
                "source": ranges[choices],
                "show_error": column.strict,
                "error_title": "Velg fra listen",
                "error_message": f"{column.title}: bruk et av valgene i listen."[:255],
            }
        if column.help:
            rule |= {"input_title": column.title[:32], "input_message": column.help[:255]}
        last = first + len(tuple(alike)) - 1
        sheet.data_validation(first, index, last, index, rule)
        first = last + 1


# Reading


def read(raw: bytes) -> list[Grid]:
    """Every sheet that people see as a grid of texts; UsageError for what is no workbook of ours."""
    size = size_of(raw)
    # Only as far as the cells that are there: the library would fill in what a sheet says that it has.
    reach = {"min_row": 1, "max_row": size.rows, "min_col": 1, "max_col": size.columns}
    try:
        with warnings.catch_warnings():
            # What the library does not keep is nothing that is read here, and it says so in English.
            warnings.simplefilter("ignore")
            sheets = _sheets(as_the_library_knows_it(raw))
            parts = {title: sheet._worksheet_path for title, sheet in sheets.items()}  # noqa: SLF001 – it has no other name
            grids = [
                _grid(title, list(sheet.iter_rows(**reach)), size.formulas[parts[title]])
                for title, sheet in sheets.items()
                if title not in (HELP, CHOICES)
            ]
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001 – a library that opens strangers' files fails in every way there is
        raise UsageError(
            f"Regnearket kan ikke åpnes ({type(error).__name__}). Lagre den på nytt som .xlsx, og prøv igjen."
        ) from None
    hidden = {title for title, sheet in sheets.items() if sheet.sheet_state != "visible"}
    seen = [grid for grid in grids if grid.title not in hidden]
    about_hidden = tuple(
        f"Arket «{t}» er skjult og er ikke lest." for t in sorted(hidden - {CHOICES})
    )
    return [
        replace(
            grid,
            title=readable(grid.title),
            doubts=about_hidden if grid is seen[0] else (),
            merged=tuple(size.merged[parts[grid.title]]),
            hidden_rows=frozenset(size.hidden[parts[grid.title]]),
        )
        for grid in seen
    ]


# «Strict Open XML» is the same with other names for its namespaces.
STRICT = b"http://purl.oclc.org/ooxml/"
NAMESPACES = (
    (rb"http://purl\.oclc\.org/ooxml/officeDocument/(relationships|extendedProperties|customProperties|docPropsVTypes|math|sharedTypes|bibliography|customXml)",
     rb"http://schemas.openxmlformats.org/officeDocument/2006/\1"),
    (rb"http://purl\.oclc\.org/ooxml/([a-zA-Z]+)/(main|chart|diagram|picture|spreadsheetDrawing|wordprocessingDrawing|chartDrawing)",
     rb"http://schemas.openxmlformats.org/\1/2006/\2"),
)  # fmt: skip


def as_the_library_knows_it(raw: bytes) -> bytes:
    """A workbook that was saved as «Strict Open XML» with the names that others have; any other as it is."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if not any(
            STRICT in archive.read(name) for name in archive.namelist() if name == "xl/workbook.xml"
        ):
            return raw
        translated = io.BytesIO()
        with zipfile.ZipFile(translated, "w") as copy:
            for name in archive.namelist():
                part = archive.read(name)
                if name.endswith((".xml", ".rels")):
                    for strict, transitional in NAMESPACES:
                        part = re.sub(strict, transitional, part)
                copy.writestr(name, part)
    return translated.getvalue()


def _sheets(raw: bytes) -> Mapping[str, Any]:
    """The sheets by title, with the results of their formulas: the library would write out a shared one for each cell."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    # One part of the file under many names would be read as many times.
    sheets: list[Any] = list(book.worksheets)
    if len({sheet._worksheet_path for sheet in sheets}) < len(sheets):  # noqa: SLF001 – nothing public says it
        raise UsageError(TOO_MUCH)
    return {sheet.title: sheet for sheet in sheets}


def _grid(
    title: str, rows: Sequence[tuple[Any, ...]], formulas: Container[tuple[int, int]]
) -> Grid:
    """`formulas`: the cells that have one. One that no program has reckoned has no result."""
    uncalculated = frozenset(
        (row, column)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if (cell.value is None and (row, column) in formulas) or cell.data_type == "e"
    )
    texts = tuple(tuple(map(_text, row)) for row in rows)
    return Grid(title, texts, "«{title}», celle {column}{row}", uncalculated=uncalculated)


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, dt.datetime):
        typed = value - FIRST_DAY
        if typed == dt.timedelta(typed.days) and typed.days in YEARS:
            return str(typed.days)
        return _as_shown(value.date(), cell.number_format)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number_as_shown(value, cell.number_format)
    return readable(_unescaped(str(value)))


def _number_as_shown(number: float, number_format: str) -> str:
    """A number with the decimals that its cell shows: 1.10 is the tenth, and 1.1 the first."""
    if decimals := re.fullmatch(r"0\.(0+)", number_format):
        return f"{number:.{len(decimals[1])}f}"
    return str(int(number)) if number == int(number) else str(number)


ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def _unescaped(text: str) -> str:
    """The text that a workbook writes with `_x000D_` for a line end; other signs of control are left out.

    `_x005F_` is an underscore that is none of these.
    """

    def sign(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character.isprintable() or character.isspace() else ""

    return ESCAPED.sub(sign, text)


QUARTER = re.compile(
    r"(?:q|kv?\.?|kvartal)[\s\"\\]*([1-4])|([1-4])[\s\"\\.]*(?:q\b|kv)", re.IGNORECASE
)
NOT_CODES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def _as_shown(day: dt.date, number_format: str) -> str:
    """A date no more exact than its cell shows it: «des.26» is a month, and «2027» a year.

    Excel makes a day of what is typed, the first one of it, and keeps in the format how it was meant.
    """
    codes = NOT_CODES.sub("", number_format).lower()
    if set("dhs") & set(codes) or not set("my") & set(codes):
        return day.isoformat()
    if "m" in codes:
        return f"{day:%Y-%m}"
    quarter = QUARTER.search(number_format)
    return f"{day.year}-Q{quarter[1] or quarter[2]}" if quarter else str(day.year)
