"""A report as a workbook for those who calculate: real dates, filters, and one flat sheet for pivot tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from tiltak.harmless import FORMULA_STARTS
from tiltak.judge.money import amounts
from tiltak.judge.status import MilestoneState, Timeliness
from tiltak.judge.summary import nearest_deadline
from tiltak.model.indicators import Figure
from tiltak.model.plan import Amount, Measure, UnreadableFile
from tiltak.model.when import When
from tiltak.past.changes import without_mentions
from tiltak.read import schema
from tiltak.read.fields import DATE, NUMBER, REPORT, fields_for
from tiltak.read.fields import Field as PlainField
from tiltak.reports.blocks import Facts, Picture, Table, plain
from tiltak.reports.document import ReportDocument
from tiltak.words import assessments, fields, indicators, measures
from tiltak.words.changes import change_sentence
from tiltak.words.language import Words
from tiltak.words.overview import overview
from tiltak.words.relations import part_of
from tiltak.words.unreadable import cannot_be_read, unreadable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a sheet: its heading and its width in letters."""

    title: str
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that is one table: a header, then one row for each thing."""

    name: str
    table: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]


A = TypeVar("A")
B = TypeVar("B")
# Its heading, its width in letters, and the cell of a row: of the measure and what the row tells of it.
Column = tuple[str, int, Callable[[A, B], Value]]
MAY_BE_MISSING = ("Belop", "Vurderinger", "Tall")  # where there is nothing to list


def xlsx(document: ReportDocument) -> bytes:
    """Write the workbook. The same document gives the same bytes."""
    from xlsxwriter import Workbook

    file = BytesIO()
    book = Workbook(
        file,
        {
            "in_memory": True,
            # Text is text: a title may begin with «=», and an address is no link unless we say so.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    made_at = datetime.combine(document.report.made_on, time(12))
    book.set_properties(
        {
            "title": f"{document.title}. {document.subtitle}",
            "subject": document.subtitle,
            "author": document.publisher,
            "created": made_at,
        }
    )
    say = document.say
    _front(book, document, say)
    for sheet in sheets(document, say):
        _write(book, sheet)
    if document.report.summary.judgements:
        _cross(book, document, say)
    book.close()
    return file.getvalue()


def sheets(document: ReportDocument, say: Words) -> tuple[Sheet, ...]:
    """The lists in their order."""
    lists = (
        _measures(document, say),
        _milestones(document, say),
        _amounts(document, say),
        _assessments(document, say),
        *_followed_up(document, say),
        _figures(document, say),
        _changes(document, say),
        _pivot(document, say),
    )
    return tuple(sheet for sheet in lists if sheet.rows or sheet.table not in MAY_BE_MISSING)


def _sheet(name: str, table: str, things: Iterable[tuple[A, B]], *columns: Column[A, B]) -> Sheet:
    """A row for each pair of things, with a cell for each column."""
    fields = tuple(Field(title, width) for title, width, _ in columns)
    rows = tuple(tuple(cell(a, b) for _, _, cell in columns) for a, b in things)
    return Sheet(name, table, fields, rows)


def _number_and_title(say: Words) -> tuple[Column[Measure, object], Column[Measure, object]]:
    """The columns that name a measure."""
    return (
        (say._("Nr."), 6, lambda measure, _: measure.number),
        (say._("Tiltak"), 42, lambda measure, _: measure.title),
    )


def _cross(book: Workbook, document: ReportDocument, say: Words) -> None:
    """Status by owner, counted by Excel itself from the sheet of measures: it follows what is changed there."""
    summary = document.report.summary
    counts = Counter(
        (
            _owner(j.measure, document, document.report.day, say),
            say.label("verdict", j.verdict.value),
        )
        for j in summary.judgements
    )
    owners = sorted({owner for owner, _ in counts}, key=lambda name: (not name, name))
    verdicts = [say.label("verdict", v) for v, n in summary.counts.items() if n]
    from xlsxwriter.utility import xl_col_to_name

    sheet = book.add_worksheet(say._("Status per enhet"))
    formats = _formats(book)
    sheet.set_column(0, 0, 42)
    sheet.set_column(1, len(verdicts) + 1, 16)
    for x, title in enumerate((say._("Ansvarlig"), *verdicts, say._("Alle"))):
        sheet.write_string(0, x, title, formats["head"])
    owner_column, verdict_column = (
        f"Tiltak[{title}]" for title in (say._("Ansvarlig"), say._("Status"))
    )
    for y, owner in enumerate(owners, 1):
        _write_cell(sheet, y, 0, owner or say._("ikke oppgitt"), formats)
        wanted = f"$A{y + 1}" if owner else '""'
        for x, verdict in enumerate(verdicts, 1):
            heading = f"{xl_col_to_name(x)}$1"
            both = f"--({owner_column}={wanted}),--({verdict_column}={heading})"
            sheet.write_formula(
                y, x, f"=SUMPRODUCT({both})", formats["number"], counts[owner, verdict]
            )
        sheet.write_formula(
            y,
            len(verdicts) + 1,
            f"=SUMPRODUCT(--({owner_column}={wanted}))",
            formats["number"],
            sum(counts[owner, verdict] for verdict in verdicts),
        )
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _measures(document: ReportDocument, say: Words) -> Sheet:
    report = document.report
    sheet = _sheet(
        say._("Tiltak"),
        "Tiltak",
        ((j.measure, j) for j in report.summary.judgements),
        *_number_and_title(say),
        (say._("Innsatsområde"), 30, lambda m, _: report.plan.focus_area_title(m.focus_area)),
        (say._("Ansvarlig"), 28, lambda m, _: _owner(m, document, report.day, say) or None),
        (
            say._("Ansvarlig bekreftet"),
            12,
            lambda m, _: say._("ja") if m.owner_confirmed else say._("nei"),
        ),
        (say._("Status"), 20, lambda _, j: say.label("verdict", j.verdict.value)),
        (say._("Hvorfor"), 48, lambda _, j: say.why(j, report.plan)),
        (say._("Fase"), 16, lambda _, j: _label("phase", j.phase, say)),
        (say._("Tillit"), 14, lambda _, j: _label("confidence", j.confidence, say)),
        (say._("Siste opplysning"), 14, lambda _, j: _time(j.freshness.reported_for, say)),
        (say._("Årsak"), 18, lambda _, j: _label("reason", j.entry.reason if j.entry else "", say)),
        (say._("Merknad"), 48, lambda _, j: (j.entry.note or None) if j.entry else None),
        (say._("Nærmeste frist"), 14, lambda _, j: _time(nearest_deadline(j), say)),
        (say._("Dager etter fristen"), 12, lambda _, j: _days_late(j.timeliness)),
        (say._("Dager flyttet"), 12, lambda _, j: j.slip_days or None),
        (say._("Finansiering"), 22, lambda m, _: _funding(m, say)),
        *_wholes(document, say),
        *(_plain_column(field, say) for field in fields_for("measure", REPORT, report.plan)),
    )

    def unreadable_row(unread: UnreadableFile) -> tuple[Value, ...]:
        why = unreadable([unread], say)
        cells = (unread.number, unread.title, None, None, None, cannot_be_read(say), why)
        return cells + (None,) * (len(sheet.fields) - len(cells))

    unread = map(unreadable_row, report.summary.unreadable_measures)
    return replace(sheet, rows=(*sheet.rows, *unread))


def _wholes(document: ReportDocument, say: Words) -> tuple[Column[Measure, object], ...]:
    """What a measure is part of; no column in a plan without parts."""
    plan = document.report.plan
    if not any(measure.part_of is not None for measure in plan.measures):
        return ()
    return ((say._("Del av"), 42, lambda m, _: part_of(m, plan, say) or None),)


def _owner(measure: Measure, document: ReportDocument, day: date, say: Words) -> str:
    portfolio = document.report.portfolio
    return measures.owner_name(measure, portfolio, day, say) if measure.owner else ""


def _label(kind: str, value: str, say: Words) -> str | None:
    return say.label(kind, value) if value else None


def _days_late(of: Timeliness | MilestoneState) -> int | None:
    return of.days if of.state == "late" else None


def _funding(measure: Measure, say: Words) -> str | None:
    return _label("funding_decision", measure.funding.decision if measure.funding else "", say)


def _plain_column(field: PlainField, say: Words) -> Column[Measure, object]:
    return say.from_schema(field.title), 28, lambda m, _: _cell(field, m.extra.get(field.key), say)


def _time(time: When | None, say: Words) -> Value:
    """A day to sort by and count with; what is not known to the day is words."""
    if time is None:
        return None
    return time.last if time.is_day and not time.proposed else say.date(time)


def _cell(field: PlainField, content: Any, say: Words) -> Value:
    """A plain field: a number to count with, a day to sort by, and other values in words."""
    if field.form == DATE and content:
        return date.fromisoformat(content)
    return content if field.form == NUMBER else fields.value(field, content, say) or None


def _milestones(document: ReportDocument, say: Words) -> Sheet:
    return _sheet(
        say._("Milepæler"),
        "Milepaeler",
        ((j.measure, m) for j in document.report.summary.judgements for m in j.milestones),
        *_number_and_title(say),
        (say._("Milepæl"), 42, lambda _, m: m.milestone.title),
        (say._("Gjentas"), 16, lambda _, m: _label("repeat", m.milestone.repeat, say)),
        (say._("Første frist"), 14, lambda _, m: _time(m.milestone.baseline, say)),
        (say._("Frist"), 14, lambda _, m: _time(m.due, say)),
        (say._("Nådd"), 14, lambda _, m: _time(m.done, say)),
        (say._("Dager etter fristen"), 12, lambda _, m: _days_late(m)),
        (say._("Dager flyttet"), 12, lambda _, m: m.slip_days),
        (say._("Status for milepælen"), 24, lambda _, m: measures.milestone_state(m, say)),
    )


def _amounts(document: ReportDocument, say: Words) -> Sheet:
    """Each amount as a number to add up."""
    plan = document.report.plan
    return _sheet(
        say._("Beløp"),
        "Belop",
        ((measure, of) for measure in plan.measures for of in amounts(measure)),
        *_number_and_title(say),
        (say._("Hva slags beløp"), 16, lambda _, of: say.label("amount_kind", of.kind)),
        (say._("Budsjettår"), 12, lambda _, of: of.year),
        (say._("Kroner"), 16, lambda _, of: of.kroner),
        (say._("Hvor nøyaktig tallet er"), 14, lambda _, of: _precision(of, say)),
        (say._("Budsjett"), 36, lambda _, of: of.budget or None),
        (say._("Merknad"), 42, lambda _, of: of.note or None),
        (say._("Kilde"), 42, lambda _, of: say.source(plan, of.source)),
    )


def _precision(of: Amount | Figure, say: Words) -> str | None:
    return _label("figure_precision", of.precision, say)


def _assessments(document: ReportDocument, say: Words) -> Sheet:
    """What others than the owner say, beside what the owner replies."""
    report = document.report
    verdict = assessments.OF_MEASURE
    return _sheet(
        say._("Vurderinger"),
        "Vurderinger",
        ((j.measure, of) for j in report.summary.judgements for of in j.measure.assessments),
        *_number_and_title(say),
        (say._("Hvem som vurderer"), 28, lambda _, of: assessments.assessor(of, report.portfolio)),
        (say._("Tid"), 14, lambda _, of: _time(of.date, say)),
        (say._("Vurdering"), 24, lambda _, of: say.label(verdict, of.verdict)),
        (say._("Begrunnelse"), 42, lambda _, of: of.note or None),
        (say._("Kilde"), 42, lambda _, of: say.source(report.plan, of.source) or None),
        (say._("Svar fra den ansvarlige"), 42, lambda _, of: of.reply.note if of.reply else None),
    )


def _followed_up(document: ReportDocument, say: Words) -> tuple[Sheet, ...]:
    """The chapter about decisions, as the report has it; no sheet where none is to be followed up."""
    section = document.section("vedtak")
    tables = [block for block in section.blocks if isinstance(block, Table)] if section else []
    return tuple(
        Sheet(
            say._("Vedtak"),
            "Vedtak",
            tuple(Field(column.title, 12 * column.weight) for column in table.columns),
            tuple(tuple(plain(cell) for cell in row) for row in table.rows),
        )
        for table in tables
    )


def _figures(document: ReportDocument, say: Words) -> Sheet:
    """Every figure of a time that was over on the day, to count with."""
    plan, day = document.report.plan, document.report.day
    return _sheet(
        say._("Tall"),
        "Tall",
        ((indicator, of) for indicator in plan.indicators for of in indicator.until(day)),
        (say._("Indikator"), 42, lambda indicator, _: indicator.title),
        (say._("Gruppe"), 24, lambda _, of: of.group or None),
        (say._("Periode"), 16, lambda _, of: indicators.time(of, say)),
        (say._("Tall"), 12, lambda _, of: None if of.value is None else float(of.value)),
        (say._("Nøyaktighet"), 14, lambda _, of: _precision(of, say)),
        (say._("Enhet"), 24, lambda indicator, _: indicator.unit),
        (say._("Kilde"), 48, lambda _, of: "; ".join(say.source(plan, s) for s in of.sources)),
    )


def _changes(document: ReportDocument, say: Words) -> Sheet:
    report = document.report
    changes = without_mentions(report.changes.items if report.changes else ())
    return _sheet(
        say._("Endringer"),
        "Endringer",
        ((change.measure, change) for change in changes),
        *_number_and_title(say),
        (
            say._("Endring"),
            100,
            lambda _, c: change_sentence(c, report.portfolio, report.plan, say),
        ),
    )


def _pivot(document: ReportDocument, say: Words) -> Sheet:
    """One row for each measure in this period and the one before, to be counted and crossed at will."""
    plan = document.report.plan
    moments = [s for s in (document.report.previous, document.report.summary) if s]
    unknown = say._("ikke oppgitt")
    return _sheet(
        say._("Pivot"),
        "Pivot",
        ((j, summary) for summary in moments for j in summary.judgements),
        (say._("Periode"), 12, lambda _, summary: summary.period.name),
        (say._("Dag"), 14, lambda _, summary: summary.day),
        (say._("Nr."), 6, lambda j, _: j.measure.number),
        (say._("Tiltak"), 42, lambda j, _: j.measure.title),
        (say._("Innsatsområde"), 30, lambda j, _: plan.focus_area_title(j.measure.focus_area)),
        (say._("Ansvarlig"), 28, lambda j, s: _owner(j.measure, document, s.day, say) or unknown),
        (say._("Type tiltak"), 18, lambda j, _: measures.kind(j.measure, say)),
        (say._("Status"), 20, lambda j, _: say.label("verdict", j.verdict.value)),
        (say._("Fase"), 16, lambda j, _: _label("phase", j.phase, say) or unknown),
        (say._("Tillit"), 14, lambda j, _: _label("confidence", j.confidence, say) or unknown),
        (say._("Frister"), 16, lambda j, _: measures.timeliness_named(j, say)),
        (say._("Sist hørt"), 22, lambda j, _: say.label("freshness", j.freshness.state)),
        (say._("Antall"), 8, lambda *_: 1),
    )


# Writing


def _front(book: Workbook, document: ReportDocument, say: Words) -> None:
    """The first sheet: what it is, the summary, the totals."""
    sheet = book.add_worksheet(say._("Sammendrag"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 48)  # a focus area's whole name
    sheet.set_column(1, 9, 16)
    title = book.add_format({"bold": True, "font_size": 18, "font_color": "#1f3f5f"})
    quiet = book.add_format({"font_color": "#4a4f55"})
    lead = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, document.title, title)
    sheet.write_string(1, 0, document.subtitle, quiet)
    y = _write_facts(sheet, document.facts, 3, quiet) + 1
    y = _write_paragraphs(sheet, overview(document.report, say), y, lead) + 1
    for section in filter(None, (document.section("tall"), document.section("omrader"))):
        table, pictures = section.blocks[0], section.blocks[1:]
        assert isinstance(table, Table)
        first, y = y + 1, _write_block_table(book, sheet, table, y)
        for picture in pictures:
            assert isinstance(picture, Picture)
            # A table in words has no numbers to draw.
            if all(column.number for column in table.columns[1:]):
                y = _write_chart(book, sheet, table, first, picture, y + 2, say)
            else:
                y = _write_picture(sheet, picture, y + 2)
        y += 2
    _print_on_one_width(sheet, document)


def _write_facts(sheet: Worksheet, facts: Facts, y: int, quiet: Any) -> int:
    for name, value in facts.rows:
        sheet.write_string(y, 0, name, quiet)
        sheet.write_string(y, 1, plain(value))
        y += 1
    return y


LETTERS_IN_A_LINE = 125
LINE_POINTS = 15
A4, A3 = 9, 8  # Excel's numbers for paper


def _write_paragraphs(sheet: Worksheet, paragraphs: Iterable[str], y: int, lead: Any) -> int:
    for words_shown in paragraphs:
        sheet.merge_range(y, 0, y, 6, "", lead)
        sheet.write_string(y, 0, words_shown, lead)
        sheet.set_row(y, LINE_POINTS * (1 + len(words_shown) // LETTERS_IN_A_LINE) + 6)
        y += 1
    return y


def _write_block_table(book: Workbook, sheet: Worksheet, table: Table, y: int) -> int:
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    head_right = book.add_format(
        {"bold": True, "bottom": 2, "text_wrap": True, "valign": "top", "align": "right"}
    )
    strong = book.add_format({"bold": True, "top": 1})
    note = book.add_format({"font_color": "#4a4f55"})
    sheet.write_string(y, 0, table.caption, note)
    y += 1
    for x, column in enumerate(table.columns):
        sheet.write_string(y, x, column.title, head_right if column.number else head)
    for row in table.rows:
        y += 1
        is_total = table.total and row is table.rows[-1]
        for x, content in enumerate(row):
            cell_text = plain(content)
            look = strong if is_total else None
            if table.columns[x].number:
                sheet.write_number(y, x, int(cell_text.replace("−", "-")), look)
            else:
                sheet.write_string(y, x, _with_symbol(content), look)
    return y


PICTURE_SCALE = 2.0


def _write_picture(sheet: Worksheet, picture: Picture, y: int) -> int:
    chart = picture.chart
    look = {
        "image_data": BytesIO(chart.png(PICTURE_SCALE)),
        "description": chart.description,
        "x_scale": 1 / PICTURE_SCALE,
        "y_scale": 1 / PICTURE_SCALE,
    }
    sheet.insert_image(y, 0, f"{chart.name}.png", look)
    points = chart.height * 0.75
    return y + int(points // LINE_POINTS) + 1


CHART_WIDTH, ROW_DOTS = 720, 20
BEFORE = "#b9bfc5"  # the colour of what was before


def _write_chart(  # noqa: PLR0913, PLR0917 – where it takes its numbers, and where it stands
    book: Workbook, sheet: Worksheet, table: Table, head: int, picture: Picture, y: int, say: Words
) -> int:
    """A chart of Excel's own, which follows the numbers of the table above it; its total is no bar."""
    first, last = head + 1, head + len(table.rows) - 1
    by_verdict = bool(table.rows[0][0][0].verdict)
    colours = {say.label("verdict", c.value): c.colour_light for c in say.choices("verdict")}
    bars = book.add_chart({"type": "bar", **({} if by_verdict else {"subtype": "stacked"})})
    titles = [column.title for column in table.columns]
    # Of a table by status: how it was, and how it is; then the difference, and of one by area the sum.
    compared = range(1, min(3, len(titles)) if by_verdict else len(titles) - 1)
    for x in compared:
        series: dict[str, Any] = {
            "name": [sheet.name, head, x],
            "categories": [sheet.name, first, 0, last, 0],
            "values": [sheet.name, first, x, last, x],
            "fill": {"color": BEFORE if by_verdict else colours[titles[x]]},
        }
        if by_verdict and x == compared[-1]:
            series["points"] = [
                {"fill": {"color": colours[row[0][0].text]}} for row in table.rows[:-1]
            ]
        bars.add_series(series)
    bars.set_title({"name": picture.chart.title, "name_font": {"size": 12, "bold": True}})
    bars.set_y_axis({"reverse": True})
    bars.set_x_axis({"num_format": "0", "major_gridlines": {"visible": True}})
    bars.set_legend({"position": "bottom"})
    rows = 5 + len(table.rows) * 3 // 2
    bars.set_size({"width": CHART_WIDTH, "height": rows * ROW_DOTS})
    sheet.insert_chart(y, 0, bars, {"description": picture.chart.description})
    return y + rows


def _with_symbol(content: Any) -> str:
    return "".join(
        f"{schema.choice('verdict', s.verdict).symbol} {s.text}" if s.verdict else s.text
        for s in content
    )


def _write(book: Workbook, sheet: Sheet) -> None:
    worksheet = book.add_worksheet(sheet.name)
    formats = _formats(book)
    for x, field in enumerate(sheet.fields):
        worksheet.set_column(x, x, field.width)
        worksheet.write_string(0, x, field.title, formats["head"])
    worksheet.set_row(0, 2 * LINE_POINTS)
    for y, row in enumerate(sheet.rows, 1):
        worksheet.set_row(y, LINE_POINTS * _lines(row, sheet.fields))
        for x, value in enumerate(row):
            _write_cell(worksheet, y, x, value, formats)
    if sheet.rows:
        worksheet.add_table(
            0,
            0,
            len(sheet.rows),
            len(sheet.fields) - 1,
            {
                "name": sheet.table,
                "style": "Table Style Light 1",
                "columns": [
                    {"header": f.title, "header_format": formats["head"]} for f in sheet.fields
                ],
            },
        )
    worksheet.freeze_panes(1, 2 if sheet.fields[0].width < 10 else 0)
    worksheet.set_landscape()
    worksheet.set_paper(A3)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    worksheet.set_footer("&L&A&R&P / &N")


def _lines(row: tuple[Value, ...], fields: tuple[Field, ...]) -> int:
    """How many lines the fullest cell needs; a spreadsheet need not work it out when it opens the file."""
    return max(
        -(-len(value) // field.width) if isinstance(value, str) and value else 1
        for value, field in zip(row, fields, strict=True)
    )


def _formats(book: Workbook) -> dict[str, Any]:
    cell = {"valign": "top", "bottom": 1, "bottom_color": "#d5d9dd"}
    return {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2}),
        "text": book.add_format({**cell, "text_wrap": True}),
        # The mark that keeps a text a text when somebody edits the cell.
        "quoted": book.add_format({**cell, "text_wrap": True, "quote_prefix": True}),
        "date": book.add_format({**cell, "num_format": "dd.mm.yyyy", "align": "left"}),
        "number": book.add_format(cell),
        "name": book.add_format({**cell, "align": "left"}),  # the number of a measure is its name
    }


def _write_cell(sheet: Worksheet, y: int, x: int, value: Value, formats: dict[str, Any]) -> None:
    match value:
        case None:
            sheet.write_blank(y, x, None, formats["text"])
        case str():
            look = "quoted" if value.startswith(FORMULA_STARTS) else "text"
            sheet.write_string(y, x, value, formats[look])
        case date():
            sheet.write_datetime(y, x, datetime.combine(value, time()), formats["date"])
        case int() | float():
            sheet.write_number(y, x, value, formats["number" if x else "name"])


def _print_on_one_width(sheet: Worksheet, document: ReportDocument) -> None:
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    label = document.report.plan.label.replace("&", "&&")
    sheet.set_footer(f"&L{label}&R&P / &N")
