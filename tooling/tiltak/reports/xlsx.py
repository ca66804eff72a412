"""A report as a workbook for those who calculate: real dates, filters, and one flat sheet for pivot tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from tiltak.harmless import FORMULA_STARTS
from tiltak.judge.money import amounts
from tiltak.judge.status import Judgement
from tiltak.judge.summary import Summary, nearest_deadline
from tiltak.model.plan import UnreadableFile
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
    return (
        _measures(document, say),
        _milestones(document, say),
        *_amounts(document, say),
        *_assessments(document, say),
        *_followed_up(document, say),
        *_figures(document, say),
        _changes(document, say),
        _pivot(document, say),
    )


def _cross(book: Workbook, document: ReportDocument, say: Words) -> None:
    """Status by owner, counted by Excel itself from the sheet of measures: it follows what is changed there."""
    summary = document.report.summary
    portfolio, day = document.report.portfolio, document.report.day
    counts = Counter(
        (
            measures.owner_name(j.measure, portfolio, day, say) if j.measure.owner else "",
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
    more = fields_for("measure", REPORT, report.plan)
    fields = (
        Field(say._("Nr."), 6),
        Field(say._("Tiltak"), 42),
        Field(say._("Innsatsområde"), 30),
        Field(say._("Ansvarlig"), 28),
        Field(say._("Ansvarlig bekreftet"), 12),
        Field(say._("Status"), 20),
        Field(say._("Hvorfor"), 48),
        Field(say._("Fase"), 16),
        Field(say._("Tillit"), 14),
        Field(say._("Siste opplysning"), 14),
        Field(say._("Årsak"), 18),
        Field(say._("Merknad"), 48),
        Field(say._("Nærmeste frist"), 14),
        Field(say._("Dager etter fristen"), 12),
        Field(say._("Dager flyttet"), 12),
        Field(say._("Finansiering"), 22),
        *(Field(say.from_schema(field.title), 28) for field in more),
    )

    def row(j: Judgement) -> tuple[Value, ...]:
        m = j.measure
        return (
            m.number,
            m.title,
            report.plan.focus_area_title(m.focus_area),
            measures.owner_name(m, report.portfolio, report.day, say) if m.owner else None,
            say._("ja") if m.owner_confirmed else say._("nei"),
            say.label("verdict", j.verdict.value),
            say.why(j, report.plan),
            say.label("phase", j.phase) if j.phase else None,
            say.label("confidence", j.confidence) if j.confidence else None,
            _time(j.freshness.reported_for, say),
            say.label("reason", j.entry.reason) if j.entry and j.entry.reason else None,
            (j.entry.note or None) if j.entry else None,
            _time(nearest_deadline(j), say),
            j.timeliness.days if j.timeliness.state == "late" else None,
            j.slip_days or None,
            say.label("funding_decision", m.funding.decision) if m.funding else None,
            *(_cell(field, m.extra.get(field.key), say) for field in more),
        )

    def unreadable_row(unread: UnreadableFile) -> tuple[Value, ...]:
        why = unreadable([unread], say)
        cells = (unread.number, unread.title, None, None, None, cannot_be_read(say), why)
        return cells + (None,) * (len(fields) - len(cells))

    rows = (
        *(row(j) for j in report.summary.judgements),
        *(unreadable_row(file) for file in report.summary.unreadable_measures),
    )
    return Sheet(say._("Tiltak"), "Tiltak", fields, rows)


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
    fields = (
        Field(say._("Nr."), 6),
        Field(say._("Tiltak"), 42),
        Field(say._("Milepæl"), 42),
        Field(say._("Gjentas"), 16),
        Field(say._("Første frist"), 14),
        Field(say._("Frist"), 14),
        Field(say._("Nådd"), 14),
        Field(say._("Dager etter fristen"), 12),
        Field(say._("Dager flyttet"), 12),
        Field(say._("Status for milepælen"), 24),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            j.measure.number,
            j.measure.title,
            m.milestone.title,
            say.label("repeat", m.milestone.repeat) if m.milestone.repeat else None,
            _time(m.milestone.baseline, say),
            _time(m.due, say),
            _time(m.done, say),
            m.days if m.state == "late" else None,
            m.slip_days,
            measures.milestone_state(m, say),
        )
        for j in document.report.summary.judgements
        for m in j.milestones
    )
    return Sheet(say._("Milepæler"), "Milepaeler", fields, rows)


def _amounts(document: ReportDocument, say: Words) -> tuple[Sheet, ...]:
    """Each amount as a number to add up; no sheet where none is known."""
    fields = (
        Field(say._("Nr."), 6),
        Field(say._("Tiltak"), 42),
        Field(say._("Hva slags beløp"), 16),
        Field(say._("Budsjettår"), 12),
        Field(say._("Kroner"), 16),
        Field(say._("Hvor nøyaktig tallet er"), 14),
        Field(say._("Budsjett"), 36),
        Field(say._("Merknad"), 42),
        Field(say._("Kilde"), 42),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            measure.number,
            measure.title,
            say.label("amount_kind", of.kind),
            of.year,
            of.kroner,
            say.label("figure_precision", of.precision) if of.precision else None,
            of.budget or None,
            of.note or None,
            say.source(document.report.plan, of.source),
        )
        for measure in document.report.plan.measures
        for of in amounts(measure)
    )
    return (Sheet(say._("Beløp"), "Belop", fields, rows),) if rows else ()


def _assessments(document: ReportDocument, say: Words) -> tuple[Sheet, ...]:
    """What others than the owner say, beside what the owner replies; no sheet where nobody has assessed anything."""
    report = document.report
    fields = (
        Field(say._("Nr."), 6),
        Field(say._("Tiltak"), 42),
        Field(say._("Hvem som vurderer"), 28),
        Field(say._("Tid"), 14),
        Field(say._("Vurdering"), 24),
        Field(say._("Begrunnelse"), 42),
        Field(say._("Kilde"), 42),
        Field(say._("Svar fra den ansvarlige"), 42),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            j.measure.number,
            j.measure.title,
            assessments.assessor(of, report.portfolio),
            _time(of.date, say),
            say.label(assessments.OF_MEASURE, of.verdict),
            of.note or None,
            say.source(report.plan, of.source) if of.source else None,
            of.reply.note if of.reply else None,
        )
        for j in report.summary.judgements
        for of in j.measure.assessments
    )
    return (Sheet(say._("Vurderinger"), "Vurderinger", fields, rows),) if rows else ()


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


def _figures(document: ReportDocument, say: Words) -> tuple[Sheet, ...]:
    """Every figure of a time that was over on the day, to count with; no sheet where there is none."""
    plan, day = document.report.plan, document.report.day
    fields = (
        Field(say._("Indikator"), 42),
        Field(say._("Gruppe"), 24),
        Field(say._("Periode"), 16),
        Field(say._("Tall"), 12),
        Field(say._("Nøyaktighet"), 14),
        Field(say._("Enhet"), 24),
        Field(say._("Kilde"), 48),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            indicator.title,
            figure.group or None,
            indicators.time(figure, say),
            float(figure.value) if figure.value is not None else None,
            say.label("figure_precision", figure.precision) if figure.precision else None,
            indicator.unit,
            "; ".join(say.source(plan, source) for source in figure.sources),
        )
        for indicator in plan.indicators
        for figure in indicator.until(day)
    )
    return (Sheet(say._("Tall"), "Tall", fields, rows),) if rows else ()


def _changes(document: ReportDocument, say: Words) -> Sheet:
    report = document.report
    fields = (
        Field(say._("Nr."), 6),
        Field(say._("Tiltak"), 42),
        Field(say._("Endring"), 100),
    )
    rows = tuple(
        (c.measure.number, c.measure.title, change_sentence(c, report.portfolio, report.plan, say))
        for c in without_mentions(report.changes.items if report.changes else ())
    )
    return Sheet(say._("Endringer"), "Endringer", fields, rows)


def _pivot(document: ReportDocument, say: Words) -> Sheet:
    """One row for each measure in this period and the one before, to be counted and crossed at will."""
    fields = (
        Field(say._("Periode"), 12),
        Field(say._("Dag"), 14),
        Field(say._("Nr."), 6),
        Field(say._("Tiltak"), 42),
        Field(say._("Innsatsområde"), 30),
        Field(say._("Ansvarlig"), 28),
        Field(say._("Type tiltak"), 18),
        Field(say._("Status"), 20),
        Field(say._("Fase"), 16),
        Field(say._("Tillit"), 14),
        Field(say._("Frister"), 16),
        Field(say._("Sist hørt"), 22),
        Field(say._("Antall"), 8),
    )
    moments = [s for s in (document.report.previous, document.report.summary) if s]
    rows = tuple(_pivot_row(j, s, document, say) for s in moments for j in s.judgements)
    return Sheet(say._("Pivot"), "Pivot", fields, rows)


def _pivot_row(
    judged: Judgement, summary: Summary, document: ReportDocument, say: Words
) -> tuple[Value, ...]:
    measure = judged.measure
    portfolio = document.report.portfolio
    unknown = say._("ikke oppgitt")
    return (
        summary.period.name,
        summary.day,
        measure.number,
        measure.title,
        document.report.plan.focus_area_title(measure.focus_area),
        measures.owner_name(measure, portfolio, summary.day, say) if measure.owner else unknown,
        measures.kind(measure, say),
        say.label("verdict", judged.verdict.value),
        say.label("phase", judged.phase) if judged.phase else unknown,
        say.label("confidence", judged.confidence) if judged.confidence else unknown,
        measures.timeliness_named(judged, say),
        say.label("freshness", judged.freshness.state),
        1,
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
