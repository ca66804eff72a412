"""An empty workbook for the measures of a new plan: every column that `tiltak init --from` reads, with help in the cells."""

from __future__ import annotations

import io

from tiltak.read import schema
from tiltak.sheets.tabular import CALLED

ROWS = 300
WIDTHS = {"title": 40, "summary": 60, "number": 8, "section": 12}
# What the schema cannot say of a list.
HELP = {
    "number": "Slik planen skriver det: 14, 1.1, 3b. Står cellen tom, får tiltaket det neste ledige.",
    "summary": "Hva tiltaket går ut på, med egne ord.",
    "focus_area": "Delen av planen som tiltaket hører til. Skriv det samme navnet på alle tiltakene i delen.",
    "owner": "En enhet, aldri en person. Er det flere, skriver du semikolon mellom dem: den første er ansvarlig.",
    "contributors": "Andre enheter som skal bidra, med semikolon mellom.",
    "due": "Slik planen skriver det: 31.12.2027, høsten 2027, innen 2. kvartal 2027, løpende.",
    "section": "Kapitlet der den vedtatte teksten står, for eksempel 2.2.4.",
}


def empty() -> bytes:
    """The workbook. Cells are text, so that no program makes a number of 1.10 or a day of a month."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Tiltak")
    heading = book.add_format({"bold": True, "bg_color": "#2b4a63", "font_color": "#ffffff"})
    cell = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    kinds = [choice.title for choice in schema.choices("kind")]
    for index, (key, title) in enumerate(CALLED.items()):
        sheet.set_column(index, index, WIDTHS.get(key, 24), cell)
        sheet.write_string(0, index, title, heading)
        rule = {"input_title": title, "input_message": help_of(key)[:255]}
        allowed = {"validate": "list", "source": kinds} if key == "kind" else {"validate": "any"}
        sheet.data_validation(0, index, ROWS, index, {**rule, **allowed, "ignore_blank": True})
    sheet.freeze_panes(1, 2)
    book.close()
    return stream.getvalue()


def help_of(key: str) -> str:
    return (
        HELP.get(key)
        or schema.form_help(schema.field_schema("measure", key))
        or schema.form_help(schema.resolved("measure", schema.field_schema("measure", key)))
    )
