"""A small file cannot ask for much: what a spreadsheet claims of itself counts for nothing."""

from __future__ import annotations

import io
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formula.translate import Translator

from tests.trees import base, write
from tiltak.commands.init import start
from tiltak.problems import UsageError
from tiltak.sheets import csvfiles, limits, tabular, textlist, workbook
from tiltak.sheets.outline import Item

TILTAK = Path(sys.executable).with_name("tiltak")


def book(rows: Iterable[str], before: str = "", texts: str = "") -> bytes:
    """A workbook with these rows of XML in its one sheet."""
    made = openpyxl.Workbook()
    made.create_sheet("Status")["A1"] = "Tiltak"
    kept, written = io.BytesIO(), io.BytesIO()
    made.save(kept)
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name == "xl/worksheets/sheet2.xml":
                main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                with new.open(name, "w", force_zip64=True) as part:
                    part.write(f'<worksheet xmlns="{main}">{before}<sheetData>'.encode())
                    for row in rows:
                        part.write(row.encode())
                    part.write(b"</sheetData></worksheet>")
            else:
                new.writestr(name, old.read(name))
        if texts:
            new.writestr("xl/sharedStrings.xml", texts)
    return written.getvalue()


def named(raw: bytes, times: int) -> bytes:
    """The same workbook with its sheet under so many names more."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/workbook.xml":
                sheet = re.search(rb'<sheet [^>]*name="Status"[^>]*/>', content)
                assert sheet
                more = (
                    sheet[0]
                    .replace(b"Status", b"S%d" % n)
                    .replace(b'sheetId="2"', b'sheetId="%d"' % (n + 9))
                    for n in range(times)
                )
                content = content.replace(sheet[0], sheet[0] + b"".join(more))
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def changed(raw: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The same workbook with other words in one of its parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:  # fmt: skip
        for name in before.namelist():
            content = before.read(name)
            assert name != part or old in content
            after.writestr(name, content.replace(old, new, 1) if name == part else content)
    return written.getvalue()


def beside(xml: str) -> bytes:
    """A workbook with this beside the cells of its sheet."""
    return changed(book([]), "xl/worksheets/sheet2.xml", b"</sheetData>", b"</sheetData>" + xml.encode())  # fmt: skip


def cell(address: str, value: str = "x") -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


MONSTERS = {
    "a row far down": lambda: book([f'<row r="999999999999">{cell("A999999999999")}</row>']),
    "a cell far down": lambda: book([f"<row>{cell('A999999999')}</row>"]),
    "a size that is claimed, and a cell in the last row": lambda: book(
        [f'<row r="1048576">{cell("A1048576")}</row>'], '<dimension ref="A1:XFD1048576"/>'
    ),
    "rows with the last column only": lambda: book(
        f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 20_002)
    ),
    "millions of cells": lambda: book(
        "<row>" + "<c><v>1</v></c>" * 10_000 + "</row>" for _ in range(300)
    ),
    "millions of empty cells": lambda: book(
        "<row>" + "<c/>" * 10_000 + "</row>" for _ in range(300)
    ),
    "millions of texts": lambda: book(
        [], texts="<sst>" + "<si><t>a</t></si>" * 1_500_000 + "</sst>"
    ),
    "texts within texts": lambda: book(
        [], texts="<sst>" + "<si>" * 200_000 + "</si>" * 200_000 + "</sst>"
    ),
    "a long text": lambda: book([f"<row>{cell('A1', 'a' * 70_000_000)}</row>"]),
    "one sheet under many names": lambda: named(
        book(f"<row>{cell(f'A{n}')}</row>" for n in range(1, 2_000)), 2_000
    ),
    "one sheet of empty rows under some names": lambda: named(book(["<row/>" * 500_000]), 90),
    "a sheet of far rows among many": lambda: named(
        book([f'<row r="40000">{cell("J40000")}</row>']), 90
    ),
    "one sheet under two names": lambda: named(book([f"<row>{cell('A1')}</row>"]), 2),
    "an element of many attributes": lambda: book(
        ["<row " + " ".join(f'a{n}="1"' for n in range(200_000)) + "/>"]
    ),
    "a number format without an end": lambda: changed(
        book([f"<row>{cell('A1')}</row>"]),
        "xl/styles.xml",
        b"<fonts",
        b'<numFmts count="1"><numFmt numFmtId="164" formatCode="%s"/></numFmts><fonts'
        % (b"[h" * 500_000),
    ),
    "areas of a rule": lambda: beside('<conditionalFormatting sqref="%s"/>' % ("A1 " * 1_000_000)),
    "areas of rules": lambda: beside(f'<conditionalFormatting sqref="{"A1 " * 900}"/>' * 900),
    "lists of choices": lambda: beside(
        "<dataValidations>%s</dataValidations>"
        % ('<dataValidation sqref="A1 B2"><formula1>"a,b"</formula1></dataValidation>' * 100_000)
    ),
    "merged areas": lambda: beside(
        "<mergeCells>%s</mergeCells>" % ('<mergeCell ref="A1:XFD1048576"/>' * 200_000)
    ),
    "widths": lambda: book([], "<cols>%s</cols>" % ('<col min="1" max="9"/>' * 500_000)),
    "an entity": lambda: book(
        [], texts='<!DOCTYPE a [<!ENTITY b "c">]><sst><si><t>&b;</t></si></sst>'
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", MONSTERS)
def test_a_monster_is_refused_in_little_time_and_memory(tmp_path, kind):
    root = write(base(), tmp_path / "planer")
    (tmp_path / "x.xlsx").write_bytes(MONSTERS[kind]())

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        resource.setrlimit(resource.RLIMIT_DATA, (400_000_000, 400_000_000))

    for command in (
        ["import", tmp_path / "x.xlsx", "--dry-run", "--root", root],
        ["init", tmp_path / "ny", "--from", tmp_path / "x.xlsx", "--title", "A", "--municipality", "B", "--start", "2020", "--end", "2024"],
    ):  # fmt: skip
        done = subprocess.run([TILTAK, *command], capture_output=True, text=True, check=False, preexec_fn=little)  # fmt: skip
        assert done.returncode == 2, done.stderr
        assert "blir ikke lest" in done.stderr
        assert "Traceback" not in done.stderr


def test_only_cells_that_are_there_are_read():
    """A sheet may claim to be large, and have a style in its last cell, as real ones do."""
    rows = [f'<row r="2">{cell("B2", "verdi")}<c r="XFD2" s="0"/></row>', '<row r="1048576"/>']
    (_, grid) = workbook.read(book(rows, '<dimension ref="A1:XFD1048576"/>'))
    assert grid.rows == (("", ""), ("", "verdi"))


def test_a_formula_that_many_cells_share_is_not_written_out_for_each(monkeypatch):
    def written_out(*_: object) -> str:
        raise AssertionError("a formula of 20 kB for each of 20,000 cells")

    monkeypatch.setattr(Translator, "translate_formula", written_out)
    shared = '<f t="shared" ref="B2:B3" si="0">1+1</f>'
    rows = (
        f'<row r="2">{cell("A2")}<c r="B2">{shared}<v>2</v></c></row>',
        '<row r="3"><c r="B3"><f t="shared" si="0"/></c><c r="C3"><v>3</v></c></row>',
    )
    (_, grid) = workbook.read(book(rows))
    assert grid.rows == (("", "", ""), ("x", "2", ""), ("", "", "3"))
    assert grid.uncalculated == {(2, 1)}


def test_a_day_that_no_calendar_has_is_no_warning_of_a_library(recwarn):
    dated = changed(
        book(['<row><c s="1"><v>1e300</v></c></row>']),
        "xl/styles.xml",
        b"</cellXfs>",
        b'<xf numFmtId="14"/></cellXfs>',
    )
    (_, grid) = workbook.read(dated)
    assert grid.uncalculated == {(0, 0)}
    assert [warning for warning in recwarn if "date" in str(warning.message)] == []


@pytest.mark.slow
def test_a_workbook_of_a_large_plan_is_read():
    rows = (
        f'<row r="{n}">' + "".join(cell(f"{limits_column(c)}{n}") for c in range(30)) + "</row>"
        for n in range(1, 3001)
    )
    (_, grid) = workbook.read(book(rows))
    assert len(grid.rows) == 3000
    assert len(grid.rows[0]) == 30


def limits_column(index: int) -> str:
    from tiltak.sheets.grid import letters

    return letters(index)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [(";" * 100 + "\n") * 120_000, ";" * 12_000_000, "\n" * 12_000_000, "a\n" * 1_000_000],
    ids=["wide and long", "one row", "empty rows", "long"],
)
def test_a_text_file_with_too_many_cells_is_refused(text):
    with pytest.raises(UsageError, match="for mange rader"):
        csvfiles.read({"x.csv": text.encode()})


def test_a_heading_of_brackets_is_read_once():
    grid = csvfiles.read({"x.csv": ("(" * 500_000 + ";Tiltak\n;Et tiltak\n").encode()})
    assert tabular.from_grids(grid).items[0].title == "Et tiltak"


@pytest.mark.slow
def test_a_list_is_read_once_however_long_the_text_below_a_measure_is():
    lines = ["1. Et tiltak", *["tekst under det"] * 45_000]
    listed = textlist.from_text("\n".join(lines))
    assert listed.items[0].summary.startswith("tekst under det tekst")
    with pytest.raises(UsageError, match="for lang"):
        textlist.from_text("a" * (textlist.LONGEST_LIST + 1))
    with pytest.raises(UsageError, match="for lang"):
        textlist.from_text("1. Et tiltak\n" + "x\n" * 1_000_000)
    with pytest.raises(UsageError, match=r"flere enn \d+ tiltak"):
        textlist.from_text("\n".join(f"{n}. Tiltak" for n in range(1, 45_000)))


def test_units_with_one_short_name_get_numbers():
    items = tuple(Item(n, "a", owner="Å" + "!" * n) for n in range(1, 2000))
    owners = start.Answers("a", "A", "B", "2020-01-01", "2020-12-31", "year", (), items).owners
    assert len(set(owners.values())) == len(items)
    assert list(owners.values())[:3] == ["a", "a-2", "a-3"]


def test_a_picture_in_a_workbook_is_no_obstacle():
    raw = io.BytesIO(book([f"<row>{cell('A1')}</row>"]))
    with zipfile.ZipFile(raw, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n" + bytes(1000))
    assert limits.size_of(raw.getvalue()).rows == 1
