"""How much a spreadsheet may hold before anything of it is believed: what it claims of itself counts for nothing.

A workbook of a thousand bytes can say that it has a million rows, and a library that fills them in takes all memory.
So the cells that are there are counted first, in a stream, and the library is asked for those alone.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from tiltak.problems import UsageError

MAX_BYTES = 20_000_000
MAX_UNPACKED = 60_000_000
MAX_ROWS = 50_000
MAX_CELLS = 500_000  # of a sheet, those between two that are filled in included
MAX_ELEMENTS = 600_000  # of sheets and their texts
MAX_ATTRIBUTES = 100  # of one element
MAX_FORMAT = 255  # of a number format, as in Excel: the library searches it from each of its signs
MAX_DEPTH = 50  # of elements in one another
MAX_SHEETS = 100
MAX_OTHER = 60_000  # styles, names and relations: read one by one by the library
MAX_BESIDE = 20_000  # widths, rules, lists of choices, merged areas beside the cells of sheets, and the areas they name: the same
CHUNK = 1 << 16
COLUMN = re.compile(r"([A-Z]{1,3})[0-9]*")
AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
TOO_MUCH = "Regnearket har for mange rader eller celler til å være fra en plan. Den blir ikke lest."


@dataclass(slots=True)
class Size:
    """How far the filled cells of the sheets reach, and by the name of a sheet's part what is merged and hidden in it,
    and which cells have a formula.

    A merged area is first row, first column, last row and last column; all count from 0.
    """

    rows: int = 1
    columns: int = 1
    merged: defaultdict[str, list[tuple[int, int, int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    hidden: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    formulas: defaultdict[str, set[tuple[int, int]]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.rows > MAX_ROWS or self.rows * self.columns > MAX_CELLS:
            raise UsageError(TOO_MUCH)


def size_of(raw: bytes) -> Size:
    """How far a workbook reaches; UsageError where it is none, or holds more than any plan's would."""
    if len(raw) > MAX_BYTES:
        raise UsageError("Filen er større enn 20 MB. Et regneark med tiltak er mye mindre.")
    size = Size()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            _refuse_swollen(sum(part.file_size for part in parts))
            counted = _Counter(size)
            for part in parts:
                counted.part(archive, part)
            counted.refuse_repeated()
    except UsageError:
        raise
    except Exception:  # noqa: BLE001 – a damaged archive fails in every way there is
        raise UsageError(
            "Filen er ikke et regneark av typen .xlsx. Lagre den som «Excel-arbeidsbok (.xlsx)»."
        ) from None
    return size


def _refuse_swollen(unpacked: int) -> None:
    if unpacked > MAX_UNPACKED:
        raise UsageError("Filen blir for stor når den pakkes ut. Den blir ikke lest.")


class _Counter:
    """Follows the parts of a workbook as the library does: rows and cells without an address follow the one before."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.elements = 0
        self.others = self.beside = 0
        self.bytes = 0
        self.names = 0
        self.longest = 0

    def part(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        self.is_sheet = self.is_texts = self.in_cells = False
        self.depth = self.row = self.column = 0
        before = self.elements
        self.name = part.filename
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.StartDoctypeDeclHandler = self.doctype
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                self.bytes += len(chunk)
                _refuse_swollen(self.bytes)
                try:
                    parser.Parse(chunk)
                except expat.ExpatError:  # a picture; or what the library will not read either
                    return
                if self.is_sheet:
                    self.longest = max(self.longest, self.elements - before)

    def refuse_repeated(self) -> None:
        """Each sheet is read as far as the largest reaches, and one part may stand under many names."""
        cells = self.names * self.size.rows * self.size.columns
        if cells > 2 * MAX_CELLS or self.names * self.longest > 8 * MAX_ELEMENTS:
            raise UsageError(TOO_MUCH)

    def doctype(self, *_: object) -> None:
        raise UsageError(
            "Regnearket har en del som ikke hører hjemme i en slik. Den blir ikke lest."
        )

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self.depth:
            self.is_sheet, self.is_texts = local == "worksheet", local == "sst"
        self.depth += 1
        self.elements += 1
        self.others += not (self.is_sheet or self.is_texts)
        if self.is_sheet and not self.in_cells:
            self.beside += 1 + len(attributes.get("sqref", "").split())
        self.in_cells = self.in_cells or local == "sheetData"
        self.names += local == "sheet" and "sheetId" in attributes
        if (
            self.elements > MAX_ELEMENTS
            or self.others > MAX_OTHER
            or self.beside > MAX_BESIDE
            or self.depth > MAX_DEPTH
            or self.names > MAX_SHEETS
            or len(attributes) > MAX_ATTRIBUTES
            or len(attributes.get("formatCode", "")) > MAX_FORMAT
        ):
            raise UsageError(TOO_MUCH)
        if self.is_sheet:
            self.cell(local, attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        if name.rpartition(":")[2] == "sheetData":
            self.in_cells = False

    def cell(self, name: str, attributes: Mapping[str, str]) -> None:
        address = attributes.get("r", "")
        match name:
            case "row":
                self.row = int(address) if address.isdecimal() else self.row + 1
                self.column = 0
                if attributes.get("hidden") in ("1", "true"):
                    self.size.hidden[self.name].add(self.row - 1)
            case "mergeCell":
                if area := AREA.fullmatch(attributes.get("ref", "")):
                    left, top, right, bottom = area.groups()
                    self.size.merged[self.name].append(
                        (int(top) - 1, _number(left) - 1, int(bottom) - 1, _number(right) - 1)
                    )
            case "c":
                letters = COLUMN.match(address := address.upper())
                self.column = _number(letters[1]) if letters else self.column + 1
                digits = address[len(letters[1]) :] if letters else ""
                self.row = int(digits) if digits.isdecimal() and digits else self.row
            case "v" | "is" | "f":
                self.size.reach(self.row, self.column)
                if name == "f":
                    self.size.formulas[self.name].add((self.row - 1, self.column - 1))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def refuse_large_text(name: str, text: str, delimiter: str) -> None:
    """The same for a text file: each delimiter and each line makes a cell."""
    cells = text.count(delimiter) + text.count("\n") + text.count("\r")
    if cells > 2 * MAX_CELLS or text.count("\n") > 4 * MAX_ROWS:
        raise UsageError(
            f"{name} har for mange rader eller celler til å være fra en plan. Den blir ikke lest."
        )
