r"""The measures of a list in a text file, in Markdown or in a Word document: numbered lines, headings, tables.

from_text("# Transport\n1. Gratis buss. Ansvarlig: Samferdsel") → Outline(items, notes)
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tiltak.model import numbers
from tiltak.model.numbers import Number
from tiltak.problems import UsageError
from tiltak.sheets import headings, tabular
from tiltak.sheets.grid import Grid, readable
from tiltak.sheets.outline import (
    Item,
    Outline,
    beginning,
    deadline,
    numbered,
    outlined,
    refuse_more_than_most,
)
from tiltak.sheets.responsible import Responsible, about_parts, not_taken_in

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import _Cell

LONGEST_LIST = 4_000_000
MOST_LINES = 50_000  # each is tried as a heading, a measure and a label
# «1. Buss», «* 5. Buss», «- [ ] 6. Buss», «### Tiltak 4: Buss»
BEFORE = r"(?:\s{0,8}(?:[-*+•]\s+)?(?:\[[ xX]?\]\s+)?)"
NUMBER = r"\d{1,4}(?:\.\d{1,3})*[a-zæøå]?|[A-Z]{1,3}-?\d{1,3}(?:\.\d{1,3})*"
NUMBERED = re.compile(
    rf"{BEFORE}(?:#{{1,6}}\s+(?=tiltak))?(?:tiltak\s+)?({NUMBER})\s*[.):–-]\s+(\S.*)|\s{{0,8}}(?:#{{1,6}}\s+)?tiltak\s+({NUMBER})\s+(\S.*)|\s{{0,8}}(\d{{1,4}}(?:\.\d{{1,3}})+)\s+([A-ZÆØÅ].*)",
    re.IGNORECASE,
)
# «3 Utlån», «3)Utlån»: a measure where its number is the next one
FOLLOWING = re.compile(r"\s{0,8}(\d{1,4})(?:[.):–-]|\s)\s*([A-ZÆØÅ].*)")
# «3a. Utlån», «3.1 Utlån», «5 Utlån» after 2: perhaps a measure
ALMOST = re.compile(r"\s{0,8}(\d{1,4}(?:\.\d+)*[a-zæøå]?)[.):–-]*\s*[A-ZÆØÅ].*")
HEADING = re.compile(
    r"#{1,6}\s+(\S.*)|((?:innsats|satsn?ings)område\s*\d*\s*[:.–-]\s*\S.*)|(kapittel\s+\d+\S*\s+\S.*)|([A-Z]\.\s+\S[^.]*)",
    re.IGNORECASE,
)
# A heading, and the number that it may begin with: «### 2.1.3 Trygg skolevei»
NUMBERED_HEADING = re.compile(
    rf"(#{{1,6}})\s+(?:tiltak\s+)?(?:({NUMBER})\s*[.):–-]?\s+)?(\S.*)", re.IGNORECASE
)
SAYS_A_MEASURE = ("owner", "due")  # what a label under a heading or a number makes it a measure by
Block = str | tuple[tuple[str, ...], ...]
LABELS = (
    "ansvarlig(?: enhet)?|ansvarleg(?: eining)?|ansvar|hovedansvar|hovudansvar|eier|frist|tidsfrist|gjennomføringsfrist|"
    "medvirkende|medverkande|samarbeidspartnere?|målgruppe|sammendrag|beskrivelse"
)
LABEL = re.compile(rf"(?:(?<=[\s(*_–-])|^)({LABELS})[*_]*\s*:[*_]*\s*", re.IGNORECASE)
POINT = re.compile(r"\s*(?:[•·▪*+–—-]|\(?[a-z]\))\s+")
TABLE_RULE = re.compile(r"\s*\|?(\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*")
MARKS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
# What a Word document may have → what is said of it.
TOLD = {
    "*[self::w:ins or self::w:del or self::w:moveTo]": "Dokumentet har sporede endringer. De er lest som om de er godtatt.",
    "*[self::w:footnoteReference or self::w:endnoteReference]": "Dokumentet har fotnoter. De er ikke lest.",
    "w:commentReference": "Dokumentet har kommentarer. De er ikke lest.",
    "w:txbxContent": "Dokumentet har tekstbokser. De er ikke lest.",
}
LINK = re.compile(r"!?\[([^\[\]]{1,200})\]\([^()\s]{1,500}\)")


def from_text(text: str) -> Outline:
    """`1. First measure`, with `# Focus area` above and more text below where the list has it; or tables of them."""
    if len(text) > LONGEST_LIST or len(text.splitlines()) > MOST_LINES:
        raise UsageError("Listen er for lang til å være tiltakene i en plan. Den blir ikke lest.")
    lines = readable(text).split("\n")
    tables, others = _tables(lines)
    return _read(others, tables)


def from_word(raw: bytes) -> Outline:
    """The paragraphs and tables of a Word document; a heading above a table is the area of its measures."""
    lines: list[tuple[int, str]] = []
    tables: list[Grid] = []
    area = ""
    notes, blocks = _opened(raw)
    for at, block in enumerate(blocks, 1):
        if isinstance(block, str):
            lines.append((at, block))
            if heading := HEADING.fullmatch(block):
                area = next(filter(None, heading.groups()))
        else:
            title = f"Tabell {len(tables) + 1}"
            tables.append(
                Grid(title, block, "«{title}», rad {row}", sheet_pattern="{title}", area=area)
            )
    outline = _read(lines, tables)
    return replace(outline, notes=(*notes, *outline.notes))


def _opened(raw: bytes) -> tuple[list[str], list[Block]]:
    """What of a document is read in another way than it looks, and its blocks in their order."""
    import docx

    try:
        document = docx.Document(io.BytesIO(raw))
        body = document.element.body
        notes = [about for what, about in TOLD.items() if body.xpath(f".//{what}")]
        _accept_changes(body)
        return notes, list(_blocks(document))
    except Exception as error:  # noqa: BLE001 – a library that opens strangers' files fails in every way there is
        raise UsageError(
            f"Dokumentet kan ikke åpnes ({type(error).__name__}). Lagre det på nytt som .docx, og prøv igjen."
        ) from None


def _accept_changes(body: BaseOxmlElement) -> None:
    """What was taken out by a tracked change goes; what was put in, or stands in a field of a form, is plain text."""
    for gone in body.xpath(".//w:tr[w:trPr/w:del] | .//w:del | .//w:moveFrom | .//w:sdtPr"):
        gone.getparent().remove(gone)
    for around in body.xpath(
        ".//w:ins | .//w:moveTo | .//w:sdtContent | .//w:sdt | .//w:smartTag | .//w:fldSimple"
    ):
        for inner in around:
            around.addprevious(inner)
        around.getparent().remove(around)


def _blocks(document: Document) -> Iterable[Block]:
    """The paragraphs as lines and the tables as rows, in the order of the document."""
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield tuple(tuple(_cell_texts(row.cells)) for row in block.rows)
        else:
            style = str(block.style.name if block.style else "")
            level = re.fullmatch(r"(?:Heading|Overskrift) (\d)", style)
            yield readable(f"{'#' * int(level[1])} {block.text}" if level else block.text)


def _cell_texts(cells: Sequence[_Cell]) -> Iterable[str]:
    """The texts of a row; a cell that goes over several columns is there several times, and has its text once."""
    seen: set[int] = set()
    for cell in cells:
        yield "" if id(cell._tc) in seen else readable(cell.text)  # noqa: SLF001 – nothing else tells that it is the same
        seen.add(id(cell._tc))  # noqa: SLF001 – see above


def _tables(lines: Sequence[str]) -> tuple[list[Grid], list[tuple[int, str]]]:
    """The Markdown tables, and the lines that belong to none, with their numbers."""
    tables: list[Grid] = []
    others: list[tuple[int, str]] = []
    area, at = "", 0
    while at < len(lines):
        if "|" in lines[at] and at + 1 < len(lines) and TABLE_RULE.fullmatch(lines[at + 1]):
            end = at + 2
            while end < len(lines) and "|" in lines[end]:
                end += 1
            body = [lines[at], *lines[at + 2 : end]]
            numbers = (at + 1, *range(at + 3, end + 1))
            rows = tuple(tuple(_cells(line)) for line in body)
            tables.append(
                Grid(
                    f"Tabellen i linje {at + 1}", rows, "Linje {row}", numbers,
                    sheet_pattern="{title}", area=area,
                )
            )  # fmt: skip
            at = end
            continue
        if heading := HEADING.fullmatch(lines[at]):
            area = next(filter(None, heading.groups()))
        others.append((at + 1, lines[at]))
        at += 1
    return tables, others


def _cells(line: str) -> list[str]:
    inside = line.strip().removeprefix("|")
    cells = re.split(r"(?<!\\)\|", inside)
    if cells and not cells[-1].strip():
        cells.pop()
    return [_bare(re.sub(r"<br\s*/?>", "\n", cell).replace("\\|", "|")).strip() for cell in cells]


def _bare(text: str) -> str:
    """The text without bold and links."""
    return MARKS.sub(r"\2", LINK.sub(r"\1", text))


@dataclass(slots=True)
class _Measure:
    """A measure of the list, and the lines below it, those of a point together. `fields`: what a label such as «Ansvarlig:» says."""

    number: Number
    title: str
    area: str
    place: str
    points: list[list[str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    at: set[int] = field(default_factory=set)  # its lines in the list

    @property
    def is_labelled(self) -> bool:
        return any(key in self.fields for key in SAYS_A_MEASURE)

    def add(self, text: str) -> None:
        """A line below; a point begins a line of its own, anything else goes on."""
        if not self.points or POINT.match(text):
            self.points.append([])
        self.points[-1].append(text.strip())

    def labelled(self, text: str) -> str:
        """Keep what labels say, and return the text before the first of them."""
        before, *labelled = LABEL.split(text)
        for label, value in zip(labelled[::2], labelled[1::2], strict=True):
            key = headings.columns([label])
            name = next(iter(key), "summary")
            content = value.strip(" .;,()*_–—-")
            self.fields.setdefault(name, content + ")" * (content.count("(") - content.count(")")))
        return before.strip(" .,;*_(–—-") if labelled else text


def _read(lines: Sequence[tuple[int, str]], tables: Sequence[Grid]) -> Outline:
    """The measures of the tables, and those of the lines: beside tables only where it says who is responsible or when."""
    measures, notes = _measures(lines)
    if not any("title" in headings.columns(row) for grid in tables for row in grid.rows[:1]):
        return _outline(measures, notes)
    in_tables = tabular.from_grids(tables)
    beside = [measure for measure in measures if measure.is_labelled]
    taken = {at for measure in beside for at in measure.at}
    outside = [
        text
        for at, text in lines
        if text.strip() and at not in taken and not HEADING.fullmatch(text)
    ]
    about = (
        f"Det som står utenfor tabellene, er ikke lest ({_counted(len(outside))}). Det første er «{beginning(outside[0])}»."
        if outside
        else ""
    )
    in_tables = replace(in_tables, notes=tuple(filter(None, (about, *in_tables.notes))))
    return _together(in_tables, _outline(beside, [])) if beside else in_tables


def _together(in_tables: Outline, beside: Outline) -> Outline:
    """The measures of tables and of lines as one list, in the order of their numbers."""
    items = [*in_tables.items, *beside.items]
    with_numbers, about_numbers = numbered(items, [str(item.number) for item in items])
    return Outline(
        tuple(sorted(with_numbers, key=lambda item: item.number)),
        (*in_tables.notes, *beside.notes, *about_numbers),
    )


def _counted(lines: int) -> str:
    return "én linje" if lines == 1 else f"{lines} linjer"


def _deepest(by_heading: dict[int, tuple[Number, str]]) -> dict[int, tuple[Number, str]]:
    """Those whose number has most levels: «2.1.1» where there is one, and never «1» or «2» alone."""
    depth = max((str(number).count(".") for number, _ in by_heading.values()), default=0)
    return {
        at: called
        for at, called in by_heading.items()
        if depth and str(called[0]).count(".") == depth
    }


def _measure_headings(
    lines: Sequence[tuple[int, str]], *, labelled: bool = True
) -> dict[int, tuple[Number, str]]:
    """Line → number and title of each heading that is a measure: labels below it say who is responsible or when, and
    neither a heading of a lower level nor a numbered line comes before the next one. 0 where it has no number.

    `labelled`: False where a number is enough.
    """
    by_line: dict[int, tuple[Number, str]] = {}
    open_at, level, labels = 0, 0, _Measure(0, "", "", "")
    title: tuple[Number, str] = (0, "")
    for at, line in [*lines, (0, "# -")]:
        if heading := NUMBERED_HEADING.fullmatch(line):
            says_so = labels.is_labelled if labelled else title[0]
            if open_at and says_so and len(heading[1]) <= level:
                by_line[open_at] = title
            number = numbers.typed(heading[2]) if heading[2] else None
            title = (
                (number, _bare(heading[3]))
                if number
                else (0, _bare(line[len(heading[1]) :]).strip())
            )
            open_at, level, labels = at, len(heading[1]), _Measure(0, "", "", "")
        elif NUMBERED.match(line):
            open_at = 0
        else:
            labels.labelled(_bare(line))
    return by_line


def _measures(lines: Sequence[tuple[int, str]]) -> tuple[list[_Measure], list[str]]:
    """The measures of the lines, and notes on how they were read; numbered headings where nothing else is one."""
    measures, notes = _measures_among(lines, _measure_headings(lines))
    if not measures and (by_number := _deepest(_measure_headings(lines, labelled=False))):
        measures, notes = _measures_among(lines, by_number)
        notes.insert(0, "Overskriftene med numre er lest som tiltak.")
    return measures, notes


def _measures_among(
    lines: Sequence[tuple[int, str]], by_heading: dict[int, tuple[Number, str]]
) -> tuple[list[_Measure], list[str]]:
    measures: list[_Measure] = []
    notes: list[str] = []
    levels = tabular.levels_above(text for _, text in lines)
    last = max((at for at, line in lines if line.strip()), default=0)
    area, below = "", False  # whether the lines belong to the measure above them
    for at, line in lines:
        expected = numbers.following({measures[-1].number}) if measures else 1
        numbering = by_heading.get(at) or _numbered(line, expected, levels)
        if numbering and at not in by_heading and str(numbering[0]) in levels:
            area, below = f"{numbering[0]}. {_bare(numbering[1])}", False
            notes.append(f"Linje {at}, «{beginning(line)}», er lest som et innsatsområde.")
        elif numbering:
            measure = _Measure(numbering[0], "", area, f"Linje {at}", at={at})
            measure.title = measure.labelled(_bare(numbering[1]))
            measures.append(measure)
            refuse_more_than_most(len(measures))  # before what stands below them is read
            below = True
        elif heading := HEADING.fullmatch(line):
            text = next(filter(None, heading.groups()))
            area, below = _bare(text), False
            if not line.startswith("#"):
                notes.append(f"Linje {at}, «{beginning(line)}», er lest som et innsatsområde.")
        elif line.strip() and below:
            measures[-1].at.add(at)
            _add_below(measures[-1], line)
            if at == last and not POINT.match(line) and not LABEL.search(_bare(line)):
                notes.append(
                    f"Den siste linjen, «{beginning(line)}», er lest som tekst til tiltak {measures[-1].number}."
                )
            elif ALMOST.fullmatch(line):
                notes.append(
                    f"Linje {at}, «{beginning(line)}», er lest som tekst til tiltak {measures[-1].number}. Er det et tiltak, må det ha et eget nummer med punktum etter."
                )
        elif line.strip():
            notes.append(
                f"Linje {at}, «{beginning(line)}», hører ikke til et tiltak og er ikke tatt med."
            )
    return measures, notes


def _outline(measures: Sequence[_Measure], notes: list[str]) -> Outline:
    if not measures:
        raise UsageError(
            "Fant ingen nummererte tiltak i filen. Skriv ett på hver linje: «1. Navnet på tiltaket»."
        )
    responsible = Responsible(
        m.fields[key] for m in measures for key in tabular.UNIT_FIELDS if key in m.fields
    )
    items, about_numbers = numbered(
        [_item(measure, responsible) for measure in measures],
        [str(m.number or "") for m in measures],
    )
    notes += [
        f"{measure.place}: {sentence}"
        for measure in measures
        for sentence in about_parts(responsible.divided([measure.fields.get("owner", "")], ()))
    ]
    notes += [
        f"{measure.place}: {sentence}"
        for measure in measures
        for key in tabular.UNIT_FIELDS
        for sentence in not_taken_in(measure.fields.get(key, ""))
    ]
    notes += [
        f"{measure.place}: {each.about}"
        for measure, item in zip(measures, items, strict=True)
        for each in item.deadlines
        if each.about
    ]
    return outlined(items, notes + about_numbers)


def _add_below(measure: _Measure, line: str) -> None:
    text = measure.labelled(_bare(line))
    if re.search(r"\w", text):
        measure.add(text)


def _numbered(line: str, expected: Number, levels: Collection[str]) -> tuple[Number, str] | None:
    """The number and title of a measure or an area; without a mark after the number only where it is the next one,
    or others are counted under it.
    """
    if match := NUMBERED.match(line):
        number = numbers.typed(match[1] or match[3] or match[5])
        return (number, (match[2] or match[4] or match[6]).strip()) if number else None
    if (match := FOLLOWING.fullmatch(line)) and (
        match[1] in levels or numbers.typed(match[1]) == expected
    ):
        return int(match[1]), match[2].strip()
    return None


def _item(measure: _Measure, responsible: Responsible) -> Item:
    fields = measure.fields
    parts = responsible.divided([fields.get("owner", "")], [fields.get("contributors", "")])
    return Item(
        measure.number,
        measure.title,
        "\n".join(filter(None, (fields.get("summary", ""), *map(" ".join, measure.points)))),
        tabular.area_named(measure.area),
        parts.owner.unit,
        parts.contributors,
        deadlines=(deadline(fields["due"]),) if fields.get("due") else (),
        target_group=fields.get("target_group", ""),
        area_sign=tabular.area_sign(measure.area),
        places={"title": measure.place},
        roles=parts.roles,
    )
