"""Excel: types, filters, frozen headers and a sheet to pivot, read back by openpyxl."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from tests.reportplan import harbour, made, real
from tiltak.reports import xlsx
from tiltak.reports.blocks import Table, plain

LISTS = ("Tiltak", "Milepæler", "Endringer", "Pivot")


@pytest.fixture(scope="module")
def book() -> Workbook:
    return openpyxl.load_workbook(BytesIO(xlsx.xlsx(made(harbour(), "2021-Q2"))))


def rows(book: Workbook, sheet: str) -> list[dict[str, object]]:
    header, *values = book[sheet].values
    return [dict(zip(map(str, header), row, strict=True)) for row in values]


def day(cell: object) -> date:
    assert isinstance(cell, datetime)
    return cell.date()


def test_sheets_stand_in_order(book):
    assert book.sheetnames == ["Sammendrag", *LISTS, "Status per enhet"]


@pytest.mark.parametrize("sheet", LISTS)
def test_list_has_filters_and_a_header_that_stays(book, sheet):
    found = book[sheet]
    (table,) = found.tables.values()
    assert table.ref == found.dimensions
    assert table.autoFilter.ref == found.dimensions
    assert found.freeze_panes in {"C2", "A2"}
    assert found.print_title_rows == "$1:$1"


@pytest.mark.parametrize("sheet", LISTS)
def test_list_is_flat(book, sheet):
    assert not book[sheet].merged_cells.ranges
    header = [cell.value for cell in book[sheet][1]]
    assert all(header)
    assert len(header) == len(set(header))


def test_dates_are_dates_and_numbers_are_numbers(book):
    lamp = next(r for r in rows(book, "Milepæler") if r["Milepæl"] == "Lyset er tent")
    assert day(lamp["Frist"]) == date(2021, 8, 31)
    crane = next(r for r in rows(book, "Tiltak") if r["Nr."] == 4)
    assert day(crane["Siste opplysning"]) == date(2021, 6, 15)
    by_number = {r["Nr."]: r for r in rows(book, "Tiltak")}
    assert (by_number[12]["Dager etter fristen"], by_number[13]["Dager flyttet"]) == (30, 92)
    # A deadline of «mai 2021» has no day to sort by and none to count from.
    crane = by_number[4]
    assert (crane["Nærmeste frist"], crane["Dager etter fristen"], crane["Dager flyttet"]) == (
        "mai 2021",
        None,
        None,
    )


def test_date_is_shown_as_norwegians_write_it(book):
    cells = [c for row in book["Milepæler"].iter_rows(min_row=2) for c in row if c.is_date]
    assert {cell.number_format for cell in cells} == {"dd.mm.yyyy"}


def test_pivot_sheet_has_each_measure_in_both_periods(book):
    found = rows(book, "Pivot")
    assert {(r["Periode"], r["Nr."]) for r in found} == {
        (period, number) for period in ("2021-Q1", "2021-Q2") for number in range(1, 14)
    }
    assert all(value is not None for row in found for value in row.values())
    assert sum(int(str(r["Antall"])) for r in found) == 26


def test_change_is_told_in_words(book):
    told = [str(r["Endring"]) for r in rows(book, "Endringer") if r["Nr."] == 1]
    assert told[0].startswith("Status er endret fra «pågår» til «fullført».")


def test_workbook_without_comparison_has_an_empty_list_of_changes():
    first = openpyxl.load_workbook(BytesIO(xlsx.xlsx(made(harbour(), "2020-Q1"))))
    assert first["Endringer"].max_row == 1
    assert {r["Periode"] for r in rows(first, "Pivot")} == {"2020-Q1"}


def test_properties_say_what_the_file_is(book):
    assert book.properties.title == "Havneplan 2020–2023. Status for andre kvartal 2021"
    assert day(book.properties.created) == date(2021, 8, 15)


@pytest.mark.slow
def test_charts_are_excels_own_and_follow_the_numbers_beside_them():
    content = xlsx.xlsx(made(real(), "2020-Q4", date(2026, 11, 1)))
    front: Any = openpyxl.load_workbook(BytesIO(content))["Sammendrag"]
    by_status, by_area = front._charts
    assert not front._images
    before, now = by_status.series
    numbers, were = (
        [cell.value for (cell,) in front[s.val.numRef.f.split("!")[1]]] for s in (now, before)
    )
    assert sum(numbers) == sum(were) == 38
    assert numbers != were
    assert by_area.grouping == "stacked"
    drawn = [cell.value for s in by_area.series for (cell,) in front[s.val.numRef.f.split("!")[1]]]
    assert sum(drawn) == 38


def test_a_table_in_words_keeps_its_picture(book):
    front: Any = book["Sammendrag"]
    assert len(front._images) == 1


def test_status_by_owner_is_counted_by_the_workbook_itself(tmp_path):
    content = xlsx.xlsx(made(harbour(), "2021-Q2"))
    shown = openpyxl.load_workbook(BytesIO(content), data_only=True)
    sheet: Any = shown["Status per enhet"]
    head, *counted = sheet.values
    assert head[0] == "Ansvarlig"
    assert head[-1] == "Alle"
    assert all(sum(row[1:-1]) == row[-1] for row in counted)
    of_measures = [(r["Ansvarlig"] or "ikke oppgitt", r["Status"]) for r in rows(shown, "Tiltak")]
    for owner, *numbers, _ in counted:
        told = [of_measures.count((owner, verdict)) for verdict in head[1:-1]]
        assert numbers == told, owner
    formulas = openpyxl.load_workbook(BytesIO(content))["Status per enhet"]
    assert formulas["B2"].value.startswith("=SUMPRODUCT(--(Tiltak[Ansvarlig]=$A2)")


@pytest.mark.slow
def test_figures_and_decisions_have_sheets_of_their_own():
    told = made(real(), "2020-Q4", date(2026, 11, 1))
    book = openpyxl.load_workbook(BytesIO(xlsx.xlsx(told)))
    head, *rows = book["Tall"].values
    figures = [f for i in told.report.plan.indicators for f in i.until(told.report.day)]
    assert len(rows) == len(figures) > 100
    of_column = {title: [row[x] for row in rows] for x, title in enumerate(head)}
    assert of_column["Tall"] == [f.value for f in figures]
    assert all(of_column["Kilde"])
    chapter = told.section("vedtak")
    assert chapter
    (table,) = (block for block in chapter.blocks if isinstance(block, Table))
    assert list(book["Vedtak"].values) == [
        tuple(column.title for column in table.columns),
        *(tuple(plain(cell) for cell in row) for row in table.rows),
    ]
