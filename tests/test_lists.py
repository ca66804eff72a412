"""Lists of measures as units really send them: what is read from each shape, and what is told of the rest."""

from __future__ import annotations

import io
import unicodedata
import warnings
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.commandline import ran
from tiltak.model.numbers import following, number_of
from tiltak.problems import UsageError
from tiltak.read.load import load
from tiltak.read.plan_files import worktree
from tiltak.sheets import csvfiles, headings, tabular, textlist, workbook
from tiltak.sheets.grid import Grid, readable
from tiltak.sheets.outline import Deadline, Outline
from tiltak.sheets.responsible import Responsible, perhaps_one

HEAD = ["Nr", "Tiltak", "Ansvarlig", "Frist"]


def book(*sheets: tuple[str, list[Any]], merge: str = "") -> bytes:
    """A workbook with these sheets; `merge`: the areas of the first one, «A2:A4 C2:C4»."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets:
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    for area in merge.split():
        made.worksheets[0].merge_cells(area)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def rewritten(raw: bytes, change: dict[bytes, bytes]) -> bytes:
    """The same workbook with other bytes in its parts."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(new, "w") as copy:
        for name in old.namelist():
            part = old.read(name)
            for before, after in change.items():
                part = part.replace(before, after)
            copy.writestr(name, part)
    return new.getvalue()


def outlined(*sheets: tuple[str, list[Any]], merge: str = "") -> Outline:
    return tabular.from_grids(workbook.read(book(*sheets, merge=merge)))


def areas(outline: Outline) -> list[tuple[Any, str]]:
    return [(item.number, item.focus_area) for item in outline.items]


# ---------------------------------------------------------------------------------- what a workbook claims

SIX = [HEAD, *([n, f"Tiltak {n}", "Eiendom", "2027"] for n in range(1, 7))]


CLAIMED = [f'<dimension ref="{size}"/>' for size in ("A1", "A1:C4", "A1:B7", "A1:Z400", "B2:XFD1048576")]  # fmt: skip


@pytest.mark.parametrize("claimed", [*CLAIMED, ""])
def test_a_workbook_is_read_whole_whatever_size_it_claims(claimed):
    raw = rewritten(book(("Ark1", SIX)), {b'<dimension ref="A1:D7"/>': claimed.encode()})
    assert b'ref="A1:D7"/>' not in zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml")
    items = tabular.from_grids(workbook.read(raw)).items
    assert [(i.owner, i.deadlines[0].due) for i in items] == [("Eiendom", "2027")] * 6


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    b"http://schemas.openxmlformats.org/drawingml/2006/main": b"http://purl.oclc.org/ooxml/drawingml/main",
}  # fmt: skip


def test_strict_open_xml_is_read_like_any_other_without_a_word_of_the_library():
    raw = rewritten(book(("Ark1", SIX)), STRICT)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(tabular.from_grids(workbook.read(raw)).items) == 6


def test_formulas_hidden_rows_and_hidden_sheets_are_told():
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.title = "Ark1"
    for row in (HEAD, [1, "Buss", "=A1", 2027], [2, "Sykkel", "#REF!", 2027]):
        page.append(row)
    page["C3"].data_type = "e"
    page.row_dimensions[3].hidden = True
    gone = made.create_sheet("Gammelt")
    gone.append(HEAD)
    gone.append([9, "Nei", "Ingen", 2020])
    gone.sheet_state = "hidden"
    content = io.BytesIO()
    made.save(content)
    found = tabular.from_grids(workbook.read(content.getvalue()))
    assert [(i.number, i.owner) for i in found.items] == [(1, ""), (2, "")]
    assert found.notes == (
        "Arket «Gammelt» er skjult og er ikke lest.",
        "«Ark1», celle C2: formelen har ikke noe resultat, og «Ansvarlig» er ikke tatt med. Skriv selve verdien i cellen.",
        "«Ark1», celle C3: formelen har ikke noe resultat, og «Ansvarlig» er ikke tatt med. Skriv selve verdien i cellen.",
        "Arket «Ark1»: disse radene er skjult i arket, men er tatt med: 3.",
    )


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Skifte ut_x000D_ oljekjeler", "Skifte ut\n oljekjeler"),
        ("Linje_x000D_\nto", "Linje\nto"),
        ("Park_x000B_og vei", "Park\nog vei"),
        ("med_x0002_tegn", "medtegn"),
        ("Skifte_x000d_ut", "Skifte\nut"),
        ("Park_x0009_nord", "Park\tnord"),
        ("_x000D_Park_x000D_", "\nPark\n"),
        ("_x005F_x000D_ bokstavelig", "_x000D_ bokstavelig"),
    ],
)
def test_the_signs_of_a_workbook_never_become_text(written, text):
    raw = rewritten(book(("Ark1", [["TEKST"]])), {b"TEKST": written.encode()})
    assert workbook.read(raw)[0].rows == ((text,),)


def test_a_number_keeps_the_decimals_that_its_cell_shows():
    made = openpyxl.Workbook()
    made.worksheets[0].append([1.1, 1.1, 2.0, 2.0, 4.01])
    for at, shape in enumerate(("General", "0.00", "General", "0.0", "0.00"), 1):
        made.worksheets[0].cell(1, at).number_format = shape
    content = io.BytesIO()
    made.save(content)
    assert workbook.read(content.getvalue())[0].rows == (("1.1", "1.10", "2", "2.0", "4.01"),)


# ------------------------------------------------------------------------- merged cells, areas and headings


def test_a_merged_cell_holds_for_all_its_rows():
    rows = [
        ["Innsatsområde", *HEAD],
        ["Klima", 1, "Kjeler", "Eiendom", 2027],
        [None, 2, "Lading", None, None],
        ["Natur", 3, "Elver", "Plan", "løpende"],
    ]
    found = outlined(("Ark1", rows), merge="A2:A3 D2:D3 E2:E3")
    assert [(i.focus_area, i.owner, i.deadlines[0].due) for i in found.items] == [
        ("Klima", "Eiendom", "2027"), ("Klima", "Eiendom", "2027"), ("Natur", "Plan", "løpende"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "merge"),
    [
        (["Innsatsområde 1: Klima"], ["Innsatsområde 2: Natur"], "A2:D2 A5:D5"),
        (["1. Klima"], ["2. Natur"], ""),
        ([None, "Klima"], [None, "Natur"], ""),
        ([None, "Satsingsområde: Klima"], [None, "Satsingsområde: Natur"], ""),
        ([None, None, None, None, "Klima"], [None, None, None, None, "Natur"], ""),
    ],
)
def test_a_row_that_is_only_a_heading_is_the_area_of_those_below(first, second, merge):
    rows = [
        HEAD, first, [1, "Kjeler", "Eiendom", 2027], [2, "Lading", "Eiendom", 2027],
        second, [3, "Elver", "Plan", 2027], ["Sum", None, None, None], ["* Krever midler"],
    ]  # fmt: skip
    found = outlined(("Ark1", rows), merge=merge)
    assert areas(found) == [(1, "Klima"), (2, "Klima"), (3, "Natur")]
    assert sum("lest som innsatsområder" in note for note in found.notes) == 1
    assert sum("er en sum eller en merknad" in note for note in found.notes) == 2


def test_headings_that_come_again_are_no_measure_and_may_stand_in_another_order():
    rows = [
        ["Handlingsdel 2026–2029: tiltak, ansvar og frister"], [], ["Klima"], HEAD, [1, "Kjeler", "Eiendom", 2027],
        ["Natur"], ["Nr", "Tiltak", "Frist", "Ansvarlig"], [2, "Elver", 2028, "Plan"], HEAD, [3, "Kanter", "Park", 2029],
    ]  # fmt: skip
    found = outlined(("Ark1", rows))
    assert [(i.number, i.owner, i.deadlines[0].due) for i in found.items] == [
        (1, "Eiendom", "2027"), (2, "Plan", "2028"), (3, "Park", "2029"),
    ]  # fmt: skip


def test_headings_in_two_rows_are_read_together():
    rows = [
        ["Nr", "Tiltak", "Ansvar", None, "Frist"],
        [None, None, "Hovedansvar", "Medvirkende", None],
        [1, "Kjeler", "Eiendom", "Plan", 2027],
    ]
    (item,) = outlined(("Ark1", rows), merge="A1:A2 B1:B2 C1:D1").items
    assert (item.owner, item.contributors, item.deadlines[0].due) == ("Eiendom", ("Plan",), "2027")


def test_a_title_over_two_rows_is_one_measure_with_two_deadlines():
    rows = [HEAD, [1, "Kjeler", "Eiendom", "31.12.2026"], [None, None, "Plan", "30.06.2027"]]
    for merge in ("A2:A3 B2:B3", ""):
        found = outlined(("Ark1", rows), merge=merge)
        (item,) = found.items
        assert (item.owner, item.contributors) == ("Eiendom", ("Plan",))
        assert [each.due for each in item.deadlines] == ["2026-12-31", "2027-06-30"]
        assert "lest sammen med tiltaket over («30.06.2027 – Plan»)" in found.notes[0]


def test_a_sheet_for_each_area_is_read_and_others_are_told():
    found = outlined(
        ("Forside", [["Klimaplan"]]),
        ("Klima og energi", [HEAD, [1, "Kjeler", "Eiendom", 2027]]),
        ("Natur", [["Oversikt"], HEAD, [2, "Elver", "Plan", 2027]]),
        ("Ark4", [HEAD, [3, "Kanter", "Park", 2027]]),
    )
    assert areas(found) == [(1, "Klima og energi"), (2, "Natur"), (3, "")]
    assert "Disse arkene har ingen tabell med tiltak og er ikke lest: «Forside»." in found.notes


def test_a_number_that_comes_again_stops_nothing():
    found = outlined(("Ark1", [HEAD, [1, "Kjeler"], [2, "Lading"], [1, "Elver"]]))
    assert [i.number for i in found.items] == [1, 2, 3]
    assert "«Ark1», celle B4: «1» er brukt før. Det har fått nummer 3." in found.notes


@pytest.mark.parametrize(
    ("headings_of_areas", "numbers"),
    [
        (("Klima", "Natur"), ["1-1", "1-2", "2-1", "2-2"]),
        (("Innsatsområde 3: Klima", "Innsatsområde 4: Natur"), ["3-1", "3-2", "4-1", "4-2"]),
        (("B. Klima", "C. Natur"), ["B-1", "B-2", "C-1", "C-2"]),
    ],
)
def test_numbers_that_begin_anew_in_each_area_have_the_sign_of_the_area_before_them(
    headings_of_areas, numbers
):
    first, second = headings_of_areas
    rows = [
        ["Innsatsområde", *HEAD],
        *([first, number, f"Klimatiltak {number}"] for number in (1, 2)),
        *([second, number, f"Naturtiltak {number}"] for number in (1, 2)),
    ]
    sheet = outlined(("Ark1", rows))
    assert [(str(i.number), i.focus_area) for i in sheet.items] == [
        (number, area) for number, area in zip(numbers, ["Klima"] * 2 + ["Natur"] * 2, strict=True)
    ]
    assert f"{numbers[0]} er tiltak 1 i «Klima», og {numbers[3]} er tiltak 2 i «Natur»" in "".join(
        sheet.notes
    )
    lines = f"# {first}\n1. Kutte\n2. Lade\n# {second}\n1. Måle\n2. Slå\n"
    assert [str(item.number) for item in textlist.from_text(lines).items] == numbers


PROGRESS = ["Nr", "Tiltak", "Frist", "Framdrift"]


def test_a_sheet_that_says_more_of_the_measures_of_another_makes_no_measures():
    said = ("Framdrift", [PROGRESS, [1, "Kjeler", "juni 2028", "I gang"], [2, "Lading", "", ""]])
    listed = (
        "Tiltak",
        [HEAD, [1, "Kjeler", "Eiendom", "2027"], [2, "Lading", "Plan", ""], [3, "Buss", "", ""]],
    )
    for sheets in ((said, listed), (listed, said)):
        found = outlined(*sheets)
        assert [(i.number, i.focus_area) for i in found.items] == [(1, ""), (2, ""), (3, "")]
        assert [d.due for d in found.items[0].deadlines] == ["2027", "juni 2028"]
        assert set(found.notes) == {
            "Arket «Framdrift»: Kolonnen «Framdrift» er ikke tatt med.",
            "Arket «Framdrift»: radene har samme numre og titler som i «Tiltak», og er lest sammen med dem.",
        }


def test_rows_of_one_number_and_title_are_one_measure_and_others_are_not():
    rows = [[1, "Kjeler", "Eiendom", "2027"], [1, "Kjeler", "Plan", "2028"], [1, "Lading", "", ""]]
    found = outlined(("Ark1", [HEAD, *rows]))
    assert [(i.number, i.title, i.contributors) for i in found.items] == [
        (1, "Kjeler", ("Plan",)), (2, "Lading", ()),
    ]  # fmt: skip
    assert [d.due for d in found.items[0].deadlines] == ["2027", "2028"]
    assert found.notes[0] == (
        "Arket «Ark1»: disse radene har samme nummer og tittel som tiltaket over, og er lest sammen med det: 3."
    )
    in_areas = [
        (area, [HEAD, [1, "Kompetanse", "", ""], [2, f"Om {area}", "", ""]])
        for area in ("Klima", "Natur")
    ]
    assert [i.title for i in outlined(*in_areas).items].count("Kompetanse") == 2


def test_a_sheet_that_only_names_measures_is_told_where_another_lists_them():
    decided = ("Vedtak", [["Vedtak", "Tiltak som svarer"], ["Punkt 1", "1; 2"]])
    found = outlined(("Ark1", [HEAD, [1, "Kjeler", "Eiendom", "2027"]]), decided)
    assert [i.title for i in found.items] == ["Kjeler"]
    assert found.notes == ("Disse arkene har ingen tabell med tiltak og er ikke lest: «Vedtak».",)


def test_one_number_that_is_there_twice_is_no_numbering_that_begins_anew():
    rows = [
        ["Innsatsområde", *HEAD],
        ["Klima", 1, "Kutte"],
        ["Klima", 2, "Lade"],
        ["Natur", 2, "Måle"],
    ]
    assert [item.number for item in outlined(("Ark1", rows)).items] == [1, 2, 3]


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ([1.8, 1.9, 1.1, 1.11], ["1.8", "1.9", "1.10", "1.11"]),
        ([4.01, 4.09, 4.1, 4.11], ["4.01", "4.09", "4.10", "4.11"]),
        ([1.1, 1.9, 2.1, 2.2], ["1.1", "1.9", "2.1", "2.2"]),
    ],
)
def test_a_zero_that_a_spreadsheet_takes_away_is_put_back_and_told(written, numbers):
    earlier = [[1.1, "Eldre"]] if written[0] == 1.8 else []
    rows = [HEAD, *earlier, *([number, f"Tiltak {number}"] for number in written)]
    sheet = outlined(("Ark1", rows))
    assert [str(item.number) for item in sheet.items][len(earlier) :] == numbers
    assert any("tar bort nullen" in note for note in sheet.notes) == (
        written != [1.1, 1.9, 2.1, 2.2]
    )


@pytest.mark.parametrize(
    ("written", "number"),
    [("05.jan", "5.1"), ("12.des", "12.12"), ("2026-01-05", "5.1"), ("5.1", "5.1"), ("1.2.26", "1.2.26"), ("J-05", "J-05")],
)  # fmt: skip
def test_a_number_that_a_spreadsheet_took_for_a_day_is_read_as_it_was_and_told(written, number):
    sheet = outlined(("Ark1", [HEAD, [written, "Kutte"], ["", "Lade"]]))
    assert [str(item.number) for item in sheet.items] == [
        number,
        str(following([number_of(number)])),
    ]
    assert any("gjør slike numre til datoer" in note for note in sheet.notes) == (written != number)


@pytest.mark.parametrize(
    ("heading", "area"),
    [
        ("IT og digitalisering", "IT og digitalisering"),
        ("NAV og bolig", "NAV og bolig"),
        ("I skolen", "I skolen"),
        ("B Styrking", "Styrking"),
        ("IV. Samarbeid", "Samarbeid"),
        ("2.1 Natur", "Natur"),
    ],
)
def test_only_the_sign_of_an_area_is_taken_from_its_name(heading, area):
    assert tabular.area_named(heading) == area


def test_the_count_that_a_spreadsheet_keeps_for_a_day_is_read_as_the_day_and_told():
    rows = [
        HEAD,
        [1, "Kutte", "Plan", 45657],
        [2, "Lade", "Plan", "46022"],
        [3, "Måle", "Plan", 12345],
    ]
    sheet = outlined(("Ark1", rows))
    assert [d.due for i in sheet.items for d in i.deadlines] == ["2024-12-31", "2025-12-31", ""]
    told = [note for note in sheet.notes if "tall for en dato" in note]
    assert told[0].startswith("«Ark1», celle D2: «45657»")
    assert "31.12.2024" in told[0]
    assert len(told) == 2


def test_a_text_with_points_keeps_its_lines():
    rows = [
        ["Nr", "Tiltak", "Beskrivelse"],
        [1, "Kartlegge:\n- elver\n- bekker", "Vi skal:\n\n- måle\n- bytte"],
    ]
    (item,) = outlined(("Ark1", rows)).items
    assert item.title == "Kartlegge:"
    assert item.summary == "- elver\n- bekker\nVi skal:\n- måle\n- bytte"


OWN = ["1.1", "1.2", "1.10", "2.1", "3b", "C01.1", "4.01", "K-05"]


def test_the_numbers_of_the_plan_stay_as_they_are():
    rows = [
        HEAD,
        ["1", "Klima"],
        *([number, f"Tiltak {number}", "Eiendom"] for number in OWN),
        ["?", "Til slutt", "Plan"],
    ]
    found = outlined(("Ark1", rows))
    assert [str(i.number) for i in found.items[:-1]] == OWN
    assert {i.focus_area for i in found.items} == {"Klima"}
    assert "«Ark1», celle B11: «?» er ikke et nummer." in found.notes[-1]
    text = "1 Klima\n1.1 Kjeler\n1.2. Lading\n2. Natur\nTiltak 2.1: Elver\n3b) Kanter\nTiltak C01.1 Skoler\n"
    listed = textlist.from_text(text)
    assert [(str(i.number), i.title, i.focus_area) for i in listed.items] == [
        ("1.1", "Kjeler", "Klima"), ("1.2", "Lading", "Klima"), ("2.1", "Elver", "Natur"), ("3b", "Kanter", "Natur"), ("C01.1", "Skoler", "Natur"),
    ]  # fmt: skip


def test_the_comma_that_norwegian_excel_writes_for_a_point_is_one():
    sheet = outlined(("Ark1", [["Nr", "Tiltak", "Frist"], ["1", "Klima", ""], ["1,1", "Kjeler", "2027"], ["1,2", "Lading", ""]]))  # fmt: skip
    assert [(str(i.number), i.focus_area) for i in sheet.items] == [
        ("1.1", "Klima"),
        ("1.2", "Klima"),
    ]


def test_numbers_in_a_first_column_without_heading_are_numbers():
    found = outlined(
        ("Ark1", [["", "Tiltak", "Ansvarlig"], [3, "Kjeler", "Eiendom"], [7, "Elver", "Plan"]])
    )
    assert [i.number for i in found.items] == [3, 7]


@pytest.mark.parametrize("merge", ["A2:XFD1048576", "A1:A1048576", "C1:D1048576"])
def test_a_merged_area_that_claims_everything_asks_for_nothing(merge):
    raw = book(("Ark1", [HEAD, [1, "Kjeler", "Eiendom", 2027]]), merge="A1:A2")
    grids = workbook.read(rewritten(raw, {b"A1:A2": merge.encode()}))
    assert len(tabular.from_grids(grids).items) == 1


# -------------------------------------------------------------------------------------------- headings

BY_HEADING = {
    "number": "Nr. | # | Nummer på tiltak | Tiltaksnr | Tiltak nr. | Løpenr. | Tiltaks-\nnr.",
    "title": "Tiltak | TILTAK: | Tiltaksformulering | Tiltaket | Namn på tiltaket | Hva skal gjøres? | Kva skal gjerast? | Aktivitet | Tiltak/aktivitet | Konkrete tiltak | Tiltak (nye uthevet)",
    "summary": "Beskrivelse | Skildring | Samandrag | Beskrivelse av tiltaket | Nærmere beskrivelse | Innhald | Om tiltaket | Tiltaket består av",
    "focus_area": "Innsatsområde | Satsingsområde | Satsningsområder | Tema | Fokusområde | Hovudområde",
    "owner": "Ansvarlig | ANSVAR | Ansvarleg eining | Ansvarlig\nenhet | Ansvarlig  enhet* | Hovudansvar | Hvem | Kven har ansvaret? | Tiltakseigar | Ansvarlig (hovedansvar uthevet) | Ansv. | Ansvarlig/deltakere | Ansvarlig avd.",
    "contributors": "Medvirkende | Medverkande | Samarbeidspartnarar | Samarbeid med | Andre involverte | Andre som bidrar | Hvem skal delta? | Medansvarlege",
    "due": "Frist | Frist for gjennomføring | Når? | Tidsplan/frist | Tidsperspektiv | Gjennomføres innen | Når skal det vere ferdig? | Framdrift | FRIST\n(kvartal) | Planlagt gjennomført | Gjennomføringsår",
    "target_group": "Målgruppe | Målgruppa | Hvem er tiltaket for",
    "section": "Kapittel | Kap. | Sidetall",
}  # fmt: skip


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("key", BY_HEADING)
def test_a_heading_is_known_by_what_it_means(key, form):
    names = [name.strip(" ") for name in unicodedata.normalize(form, BY_HEADING[key]).split("|")]
    assert {name: [*headings.columns([name])] for name in names} == {name: [key] for name in names}


@pytest.mark.parametrize(
    "heading",
    ["Status", "Evaluering av tiltak", "Oppstart", "Kostnad", "Mål", "Indikator", "Kommentar til frist", "Klimaplan 2026–2029", "Vedtatt i kommunestyret 12. juni"],
)  # fmt: skip
def test_a_heading_that_means_something_else_is_no_column_of_ours(heading):
    assert headings.columns([heading]) == {}


def test_a_guess_is_told_as_one_and_a_column_not_taken_in_too():
    rows = [
        ["Tiltak", "Ansvar for oppfølgingen", "Kostnad", "Frist"],
        ["Kjeler", "Eiendom", "2 mill.", "2027"],
    ]
    assert outlined(("Ark1", rows)).notes == (
        "Arket «Ark1»: usikkert, men lest slik: «Ansvar for oppfølgingen» som «Ansvarlig».",
        "Arket «Ark1»: Kolonnen «Kostnad» er ikke tatt med.",
    )


def test_a_guessed_deadline_is_told_as_one_in_a_table_and_in_a_list():
    said = "fristen «desmber 2026» er usikker, men lest som 01.12.2026 til 31.12.2026."
    in_table = outlined(("Ark1", [["Tiltak", "Frist"], ["Kjeler", "desmber 2026"]]))
    in_list = textlist.from_text("1. Kjeler. Frist: desmber 2026")
    for outline in (in_table, in_list):
        assert outline.items[0].deadlines == (Deadline("desmber 2026"),)
        assert len(outline.notes) == 1
        assert outline.notes[0].endswith(said)


def test_a_heading_without_a_mark_is_the_area_of_what_is_counted_under_it():
    outline = textlist.from_text(
        "6 Rus og psykisk helse\n6.1 Rusteam - ansvarleg: Helse - frist: 31.12.2025\n"
        "6.2 Bustader, ansvarleg: Plan, frist: 2027\n7 Oppvekst\n7.1 Tilbod\nHelsing oss i kommunen"
    )
    assert [(i.title, i.focus_area, i.owner) for i in outline.items] == [
        ("Rusteam", "Rus og psykisk helse", "Helse"),
        ("Bustader", "Rus og psykisk helse", "Plan"),
        ("Tilbod", "Oppvekst", ""),
    ]
    assert outline.notes == (
        "Linje 1, «6 Rus og psykisk helse», er lest som et innsatsområde.",
        "Linje 4, «7 Oppvekst», er lest som et innsatsområde.",
        "Den siste linjen, «Helsing oss i kommunen», er lest som tekst til tiltak 7.1.",
    )


@pytest.mark.parametrize("heading", ["Ansvarlig", "Medvirkende"])
def test_a_comma_in_the_name_of_a_unit_is_told_under_every_heading(heading):
    notes = outlined(("Ark1", [["Tiltak", heading], ["Kjeler", "Plan, miljø"]])).notes
    assert [note.partition(": ")[2] for note in notes] == [
        "«Plan, miljø» er lest som navnet på én enhet. Er det flere, skriv semikolon mellom dem."
    ]


def test_two_forms_of_a_name_are_one_name():
    names = ["Helse på hjul", "Grønne områder"]
    forms = [unicodedata.normalize(form, name) for name in names for form in ("NFC", "NFD")]
    forms += ["Grøn\u00adne områder", "Helse\u00a0på hjul", "\ufeffHelse på\u200b hjul"]
    assert {readable(name) for name in forms} == set(names)


# ------------------------------------------------------------------------------------------- who is responsible


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("-", ()), ("–", ()), ("?", ()), ("Ikke avklart", ()), ("ikkje fastsett", ()), ("Avklares", ()), ("N/A", ()), ("Ingen", ()),
        ("• Eiendom\n• Plan", ("Eiendom", "Plan")), ("- Eiendom\n- Plan", ("Eiendom", "Plan")),
        ("1. Eiendom 2. Plan", ("Eiendom", "Plan")), ("a) Plan b) Eiendom", ("Plan", "Eiendom")),
        ("Eiendom; Plan", ("Eiendom", "Plan")), ("Eiendom, Plan", ("Eiendom", "Plan")), ("Eiendom/Plan", ("Eiendom", "Plan")),
        ("Eiendom og Plan", ("Eiendom", "Plan")), ("Eiendom & Plan", ("Eiendom", "Plan")), ("Eiendom + Plan", ("Eiendom", "Plan")),
        ("Eiendom – Plan", ("Eiendom", "Plan")), ("Eiendom (i samarbeid med Plan)", ("Eiendom", "Plan")),
        ("Plan sammen med NAV", ("Plan", "NAV")), ("Helse, oppvekst og velferd", ("Helse, oppvekst og velferd",)),
        ("Avd. A / Avd. B og C i samarbeid med D", ("Avd. A", "Avd. B", "Avd. C", "D")), ("Sone 1, 2 og 4", ("Sone 1", "Sone 2", "Sone 4")),
        ("Helse og mestring / Barn og unge", ("Helse og mestring", "Barn og unge")), ("Plan | NAV", ("Plan", "NAV")),
        ("Plan (ansvarlig), Eiendom (bidragsyter)", ("Plan", "Eiendom")), ("Ansvarlig: Plan. Bidrar: NAV", ("Plan", "NAV")),
        ("Hovedansvar: Plan, medansvar: NAV", ("Plan", "NAV")), ("Kultur i tett samarbeid med NAV", ("Kultur", "NAV")),
        ("Kultur, med støtte frå NAV", ("Kultur", "NAV")), ("Ikke avklart / Plan", ("Plan",)), ("Eiendom.", ("Eiendom",)),
        ("Plan m.fl.", ("Plan",)), ("Plan, Eiendom m. fl.", ("Plan", "Eiendom")), ("Barn og unge", ("Barn og unge",)),
        ("NAV (veileder)", ("NAV",)), ("Plan (leder); NAV (medansvarlig)", ("Plan", "NAV")), ("Bidrar: NAV", ("NAV",)), ("Plan\nBidrar: NAV", ("Plan", "NAV")),
        ("Ikke avklart ennå", ()), ("Avklares i budsjett", ()), ("n.a.", ()), ("Vakant", ()), ("Samarbeid mellom Plan og Eiendom", ("Plan", "Eiendom")),
        ("Kultur m/ Plan", ("Kultur", "Plan")), ("Kultur sm. NAV", ("Kultur", "NAV")), ("NAV (bistår)", ("NAV",)), ("Plan/NAV/Eiendom", ("Plan/NAV/Eiendom",)),
        ("Ikke relevant", ()), ("Ingen ansvarlig", ()), ("(ikke satt)", ()), ("Utgår", ()), ("Plan (?)", ("Plan",)), ("?? Plan", ("Plan",)),
        ("Plan/-", ("Plan",)), ("Eiendom –\nPlan", ("Eiendom", "Plan")), ("Plan:", ("Plan",)), ("Plan (sør)", ("Plan (sør)",)),
        ("Kultur og\nidrett", ("Kultur og idrett",)), ("Eiendom/Skole", ("Eiendom/Skole",)), ("Avdeling 2. tjeneste", ("Avdeling 2. tjeneste",)),
    ],
)  # fmt: skip
def test_who_is_responsible_is_read_from_a_cell(cell, units):
    assert Responsible(["Eiendom", "Plan", cell]).units(cell) == units


def test_others_whom_a_cell_does_not_name_are_told():
    sheet = outlined(
        ("Ark1", [HEAD, [1, "Kutte", "Plan m.fl.", 2027], [2, "Lade", "Plan (?)", 2027], [3, "Gå", "??", 2027]])
    )  # fmt: skip
    assert sheet.notes == (
        "«Ark1», celle C2: «m.fl.» sier ikke hvem, og er ikke tatt med («Plan m.fl.»).",
        "«Ark1», celle C3: spørsmålstegnet i «Plan (?)» er ikke tatt med.",
    )


@pytest.mark.parametrize(
    ("owner", "helpers", "answers_for_it", "roles"),
    [
        ("Plan; Eiendom", "", "Plan", {"Eiendom": "medansvarlig"}),
        ("Eiendom/Plan", "NAV", "Eiendom", {"Plan": "medansvarlig", "NAV": ""}),
        ("Plan i samarbeid med NAV", "", "Plan", {"NAV": ""}),
        ("Plan. Medansvar: NAV (veileder)", "", "Plan", {"NAV": "veileder"}),
        ("Hovedansvar: Plan, medansvar: NAV", "", "Plan", {"NAV": "medansvarlig"}),
        ("NAV (bidrar); Plan (hovedansvarlig)", "", "Plan", {"NAV": ""}),
        ("Plan (ansvarlig), Eiendom (bidragsyter)", "", "Plan", {"Eiendom": ""}),
        ("Plan", "NAV (Pådriver), Eiendom", "Plan", {"NAV": "pådriver", "Eiendom": ""}),
        ("Plan; NAV", "NAV (koordinator)", "Plan", {"NAV": "medansvarlig"}),
        ("-", "NAV (veileder)", "", {"NAV": "veileder"}),
        ("Helse (koordinerer)", "", "Helse", {}),
        (
            "Helse (koordinerer), skoler og barnehager",
            "",
            "Helse",
            {"skoler og barnehager": "medansvarlig"},
        ),
        ("Vei (samordnar) og Vann (finansierer)", "", "Vei", {"Vann": "finansierer"}),
        (
            "Helse (sekretariat) / Vei",
            "Vann (følger opp), Natur (rådgivende)",
            "Helse",
            {"Vei": "medansvarlig", "Vann": "følger opp", "Natur": "rådgivende"},
        ),
        ("Helse (sør), Helse (nord)", "", "Helse (sør), Helse (nord)", {}),
    ],
)
def test_who_answers_for_it_who_takes_part_and_in_which_role(owner, helpers, answers_for_it, roles):
    parts = Responsible(["Eiendom", "Plan", "NAV", owner]).divided([owner], [helpers])
    assert parts.owner.unit == answers_for_it
    assert {unit: parts.roles.get(unit, "") for unit in parts.contributors} == roles


def test_roles_of_a_list_are_kept_and_that_of_who_answers_for_it_is_told():
    cell = "Plan (prosjektleder)\nMedansvar: NAV (veileder)"
    sheet = outlined(("Ark1", [HEAD, [1, "Kutte", cell, 2027], [2, "Lade", "NAV (bidrar)", 2027]]))
    assert [(i.owner, i.roles) for i in sheet.items] == [("Plan", {"NAV": "veileder"}), ("NAV", {})]
    assert [note for note in sheet.notes if "rolle" in note or "er ansvarlig" in note] == [
        "«Ark1», celle C2: «Plan» er ansvarlig, og «NAV» er veileder.",
        "«Ark1», celle C2: rollen «prosjektleder» til «Plan», som er ansvarlig, er ikke tatt med. Skriv det i sammendraget.",
    ]
    found = textlist.from_text(
        "1. Kutte. Ansvarlig: Plan. Medvirkende: NAV (veileder), Kultur m.fl.\n2. Lade. Ansvarlig: NAV\n3. Ta bussen. Ansvarlig: Kultur"
    )
    assert [i.contributors for i in found.items] == [("NAV", "Kultur"), (), ()]
    assert [dict(i.roles) for i in found.items] == [{"NAV": "veileder"}, {}, {}]
    cell = "NAV (veileder), Kultur m.fl"
    assert found.notes == (f"Linje 1: «m.fl.» sier ikke hvem, og er ikke tatt med («{cell}»).",)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Medansvarlig", "medansvarlig"), ("Medansvarlege", "medansvarlig"), ("Medansvarlige enheter", "medansvarlig"),
        ("Medansvar\n(enheter)", "medansvarlig"), ("Medvirkende", ""), ("Medansvarlige og andre involverte", ""),
    ],
)  # fmt: skip
def test_a_column_gives_a_role_to_those_who_have_none_of_their_own(heading, role):
    sheet = outlined(
        ("Ark1", [[*HEAD, heading], [1, "Kutte", "Plan", 2027, "NAV; Kultur (veileder)"], [2, "Lade", "NAV", 2027, ""]])
    )  # fmt: skip
    assert sheet.items[0].contributors == ("NAV", "Kultur")
    assert sheet.items[0].roles == {"Kultur": "veileder"} | ({"NAV": role} if role else {})


def test_two_columns_of_others_give_no_role_that_only_one_of_them_has():
    rows = [[1, "Kutte", "Plan", "NAV"], [2, "Lade", "NAV", "Kultur"]]
    others = [[1, "Kutte", "Kultur"]]
    sheet = outlined(
        ("Tiltak", [["Nr.", "Tiltak", "Ansvarlig", "Medvirkende"], *rows]),
        ("Svar", [["Nr.", "Tiltak", "Medansvarlig"], *others]),
    )
    assert sheet.items[0].contributors == ("NAV", "Kultur")
    assert sheet.items[0].roles == {}


def test_a_name_that_may_be_several_is_told():
    found = outlined(
        ("Ark1", [HEAD, [1, "Kjeler", "Helse/Skole", 2027], [2, "Lading", "Park og vei", 2027]])
    )
    assert found.notes == (
        "«Ark1», celle C2: «Helse/Skole» er lest som navnet på én enhet. Er det flere, skriv semikolon mellom dem.",
    )


@pytest.mark.parametrize(
    ("row", "title", "summary"),
    [
        (["Nr.", "Tiltak", "Hva skal gjøres?"], "Tiltak", "Hva skal gjøres?"),
        (["Kva skal gjerast", "Tiltaksnamn"], "Tiltaksnamn", "Kva skal gjerast"),
        (["Tiltak", "Aktivitet", "Ansvarlig"], "Tiltak", "Aktivitet"),
        (["Hva skal vi gjøre?", "Tittel", "Beskrivelse"], "Tittel", "Beskrivelse"),
        (["Hva skal gjøres?", "Ansvarlig"], "Hva skal gjøres?", ""),
    ],
)
def test_what_shall_be_done_is_about_a_measure_that_has_a_title_beside_it(row, title, summary):
    columns = headings.columns(row)
    assert columns["title"].heading == title
    assert columns["summary"].heading == summary if summary else "summary" not in columns


@pytest.mark.parametrize(
    "alike",
    [
        ("Plan og utvikling", "Avd. plan og utvikling"),
        ("Eiendom", "Eiendomsavdelingen"),
        ("Kultur & idrett", "Seksjon for kultur og idrett"),
        ("Teknisk", "Teknisk etat", "Etat for teknisk"),
    ],
)
def test_names_that_differ_in_the_kind_of_unit_only_may_be_one(alike):
    assert perhaps_one(["NAV", *alike, "Avdeling", "Helse og omsorg"]) == (alike,)


# ------------------------------------------------------------------------------------------------ text files

TABLE = "Nr;Tiltak;Ansvarlig;Frist\r\n1;Bytte kjeler på skolene;Eiendom;2027\r\n2;Ladepunkter på Øya;Park og vei;2027\r\n"


@pytest.mark.parametrize(
    "above",
    ["", "Klimaplan, natur, energi og transport, 2026\r\n\r\n", '"Handlingsdel, tiltak"\r\n', "Tiltaksplan\tVersjon 3\r\n", "sep=;\r\n"],
)  # fmt: skip
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_what_stands_above_a_table_does_not_hide_what_parts_its_cells(above, delimiter):
    above = above.replace("sep=;", f"sep={delimiter}")
    raw = (above + TABLE.replace(";", delimiter)).encode()
    found = tabular.from_grids(csvfiles.read({"x.csv": raw}))
    assert [(i.title, i.owner) for i in found.items] == [
        ("Bytte kjeler på skolene", "Eiendom"), ("Ladepunkter på Øya", "Park og vei"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("utf-16-le", ""), ("utf-16-be", ""), ("cp1252", ""),
        ("cp850", "MS-DOS"), ("mac_roman", "Macintosh"),
    ],
)  # fmt: skip
def test_norwegian_letters_come_out_right_whatever_excel_saved_them_as(encoding, told):
    text = TABLE.replace("\r\n", "\r") if encoding == "mac_roman" else TABLE
    found = tabular.from_grids(csvfiles.read({"x.csv": text.encode(encoding)}))
    assert [i.title for i in found.items] == ["Bytte kjeler på skolene", "Ladepunkter på Øya"]
    assert [told in note for note in found.notes] == [True] * bool(told)


def test_quotes_of_windows_are_no_letters_of_ms_dos():
    text = "Tiltak\r\n’Grønn’ by – Bob’s plan\r\n"
    assert csvfiles.decoded(text.encode("cp1252")) == (text, "")


def test_letters_that_are_lost_are_told():
    raw = TABLE.replace("Øya", "\ufffdya").encode()
    assert (
        "1 tegn i filen kunne ikke leses"
        in tabular.from_grids(csvfiles.read({"x.csv": raw})).notes[0]
    )


# ------------------------------------------------------------------------------------------ Markdown and Word

MARKDOWN = """\
# Handlingsplan

Vedtatt 12. desember 2025.

## Innsatsområde: Klima

1. **Skifte ut oljekjeler.** Ansvarlig: Eiendom. Frist: 31.12.2026
2. __Ladepunkter__ ved [skolene](https://eksempel.no)
   - ansvarlig: Park; Plan
   - frist: 2027
   - måle bruken
   - sette opp skilt
### Tiltak 4: Sykkelvei
Tekst under.
## Natur
* 5. Punktliste
- [ ] 6. Avkryssing
A. Styrking
7. Elver
"""


def test_measures_areas_and_labels_of_a_list_in_markdown():
    found = textlist.from_text(MARKDOWN)
    assert [(i.number, i.title, i.focus_area, i.owner) for i in found.items] == [
        (1, "Skifte ut oljekjeler", "Klima", "Eiendom"), (2, "Ladepunkter ved skolene", "Klima", "Park"),
        (4, "Sykkelvei", "Klima", ""), (5, "Punktliste", "Natur", ""), (6, "Avkryssing", "Natur", ""), (7, "Elver", "Styrking", ""),
    ]  # fmt: skip
    assert [[d.due for d in i.deadlines] for i in found.items[:2]] == [["2026-12-31"], ["2027"]]
    assert found.items[1].contributors == ("Plan",)
    assert found.items[1].summary == "- måle bruken\n- sette opp skilt"
    assert "Linje 18, «A. Styrking», er lest som et innsatsområde." in found.notes


def test_a_table_in_markdown_is_read_as_a_spreadsheet():
    text = (
        "# Plan\n\nInnledning.\n\n## Klima\n\n| Nr | Tiltak | Ansvarleg | Frist |\n|:--|---|:-:|--:|\n"
        "| 1 | **Kjeler** | Eiendom<br>Plan | våren 2027 |\n\n## Natur\n\nNr|Tiltak|Ansvar\n--|--|--\n2|Elver \\| bekker|Plan\n"
    )
    found = textlist.from_text(text)
    assert [(i.number, i.title, i.focus_area, i.owner, i.contributors) for i in found.items] == [
        (1, "Kjeler", "Klima", "Eiendom", ("Plan",)), (2, "Elver | bekker", "Natur", "Plan", ()),
    ]  # fmt: skip
    assert (
        found.notes[0]
        == "Det som står utenfor tabellene, er ikke lest (én linje). Det første er «Innledning.»."
    )


def word(build: Any) -> bytes:
    document = docx.Document()
    build(document)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def test_tables_of_a_word_document_belong_to_the_heading_above_them():
    def build(document: Any) -> None:
        for area, rows in (
            ("Klima", [["1", "Kjeler", "Eiendom", "2027"]]),
            ("Natur", [["2", "Elver", "Plan", "løpende"]]),
        ):
            document.add_heading(f"Innsatsområde: {area}", 2)
            table = document.add_table(0, 4)
            for row in (HEAD, *rows):
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text

    found = textlist.from_word(word(build))
    assert [(i.number, i.focus_area, i.owner, i.deadlines[0].due) for i in found.items] == [
        (1, "Klima", "Eiendom", "2027"), (2, "Natur", "Plan", "løpende"),
    ]  # fmt: skip


def test_a_numbered_list_in_a_word_document_is_a_list():
    def build(document: Any) -> None:
        document.add_heading("Klima", 1)
        document.add_paragraph("1. Kjeler. Ansvarlig: Eiendom")
        document.add_paragraph("2. Lading")

    found = textlist.from_word(word(build))
    assert [(i.title, i.focus_area, i.owner) for i in found.items] == [
        ("Kjeler", "Klima", "Eiendom"), ("Lading", "Klima", ""),
    ]  # fmt: skip


HEADED = """\
# 2 Handlingsdel
## 2.1 Oppvekst
### 2.1.1 Gratis frukt
Alle elever får frukt.

Ansvarlig: Skole
Frist: 2027
### Tiltak 2.1.2 Trygg skolevei
Frist: våren 2028
## 2.2 Møteplasser
Ansvarlig: Kultur
1. Åpent bibliotek
2. Turkart
## 2.3 Natur
Ansvarlig: Plan
### Fjerne gjerder
Frist: 2029
# 3 Økonomi
Ansvaret er delt.
"""


def test_a_heading_that_says_who_or_when_is_a_measure_and_one_with_others_below_it_an_area():
    found = textlist.from_text(HEADED)
    assert [(str(i.number), i.title, i.focus_area, i.owner) for i in found.items] == [
        ("2.1.1", "Gratis frukt", "Oppvekst", "Skole"), ("2.1.2", "Trygg skolevei", "Oppvekst", ""),
        ("1", "Åpent bibliotek", "Møteplasser", ""), ("2", "Turkart", "Møteplasser", ""),
        ("2.1.3", "Fjerne gjerder", "Natur", ""),
    ]  # fmt: skip
    assert [d.due for i in found.items for d in i.deadlines] == ["2027", "våren 2028", "2029"]
    assert found.items[0].summary == "Alle elever får frukt."


def test_numbered_headings_are_measures_where_nothing_else_is():
    text = "# 1 Bakgrunn\nTekst.\n# 2 Tiltak\n## 2.1 Klima\n### 2.1.1 Kjeler\nBytte ut.\n### 2.1.2 Lading\n# 3 Penger\n"
    found = textlist.from_text(text)
    assert [(str(i.number), i.title, i.focus_area, i.summary) for i in found.items] == [
        ("2.1.1", "Kjeler", "Klima", "Bytte ut."), ("2.1.2", "Lading", "Klima", ""),
    ]  # fmt: skip
    assert found.notes[0] == "Overskriftene med numre er lest som tiltak."
    with pytest.raises(UsageError, match="nummererte tiltak"):
        textlist.from_text("# 1 Bakgrunn\nTekst.\n# 2 Penger\n")


def test_measures_beside_the_tables_are_read_where_they_say_who_or_when():
    text = (
        "## 1 Klima\n### 1.1 Kjeler\nAnsvarlig: Eiendom\n## 2 Natur\nTabellen viser resten.\n\n"
        "|Nr|Tiltak|Frist|\n|--|--|--|\n|2.1|Elver|2027|\n\n1. Les planen\n## 3 Vann\n3.1 Brønner. Frist: 2026\n"
    )
    found = textlist.from_text(text)
    assert [(str(i.number), i.title, i.focus_area) for i in found.items] == [
        ("1.1", "Kjeler", "Klima"), ("2.1", "Elver", "Natur"), ("3.1", "Brønner", "Vann"),
    ]  # fmt: skip
    assert found.notes == (
        "Det som står utenfor tabellene, er ikke lest (2 linjer). Det første er «Tabellen viser resten.».",
    )


CHANGED = """<w:r><w:t xml:space="preserve">Leik og læring </w:t></w:r>
<w:del w:id="1" w:author="K"><w:r><w:delText>ute</w:delText></w:r></w:del>
<w:ins w:id="2" w:author="K"><w:r><w:t>i nærmiljøet</w:t></w:r></w:ins>"""
IN_A_FIELD = (
    "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>Kutte utslipp</w:t></w:r></w:sdtContent></w:sdt>"
)
WITH_A_NOTE = '<w:r><w:t>Ta vare på myr</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r>'


@pytest.mark.parametrize(
    ("inside", "title", "notes"),
    [
        (CHANGED, "Leik og læring i nærmiljøet", ("Dokumentet har sporede endringer. De er lest som om de er godtatt.",)),
        (IN_A_FIELD, "Kutte utslipp", ()),
        (WITH_A_NOTE, "Ta vare på myr", ("Dokumentet har fotnoter. De er ikke lest.",)),
    ],
)  # fmt: skip
def test_changes_fields_and_notes_of_a_word_document_lose_nothing_in_silence(inside, title, notes):
    def build(document: Any) -> None:
        table = document.add_table(0, 4)
        for row in (HEAD, ["1", "", "Oppvekst", "2028"], ["2", "Svømmehall", "Kultur", "2030"]):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        paragraph = table.rows[1].cells[1].paragraphs[0]._p
        for element in parse_xml(f"<w:p {nsdecls('w')}>{inside}</w:p>"):
            paragraph.append(element)
        if inside == CHANGED:
            properties = table.rows[2]._tr.get_or_add_trPr()
            properties.append(parse_xml(f'<w:del {nsdecls("w")} w:id="3" w:author="K"/>'))

    found = textlist.from_word(word(build))
    assert found.items[0].title == title
    assert found.notes == notes
    assert len(found.items) == (1 if inside == CHANGED else 2)


def test_what_is_no_word_document_is_one_line():
    with pytest.raises(UsageError, match=r"Lagre det på nytt som \.docx"):
        textlist.from_word(b"PK nei")


# --------------------------------------------------------------------------------- one bad row stops nothing


@pytest.fixture
def made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    monkeypatch.setenv("TILTAK_TODAY", "2026-03-01")

    def make(name: str, raw: bytes) -> tuple[Path, int, str]:
        (tmp_path / name).write_bytes(raw)
        options = (
            "--title",
            "Klimaplan",
            "--municipality",
            "Prøvekommunen",
            "--start",
            "2026",
            "--end",
            "2029",
        )
        ny = tmp_path / "ny"
        done = ran(capsys, None, "init", str(ny), *options, "--from", str(tmp_path / name))
        return ny, done.code, done.out + done.err

    return make


BAD = {
    # what stands in a cell → the heading above it, and what is said
    "Ring 21 35 46 57": ("Beskrivelse", "«Sammendrag» er ikke tatt med. Her står det som ser ut som et telefonnummer"),
    "Åpent for 👨‍👩‍👧": ("Beskrivelse", "«Sammendrag» er ikke tatt med. Teksten inneholder usynlige tegn"),
    "+ 3 årsverk": ("Beskrivelse", "«Sammendrag» er ikke tatt med. Teksten begynner med «+»"),
    "31.12.2019": ("Frist", "fristen er ikke tatt med som dato, men står som merknad på milepælen. Fristen 31.12.2019 er før"),
    "@ tiltak": ("Tiltak", "raden er ikke tatt med. Teksten begynner med «@»"),
    "@Drift": ("Ansvarlig", "«Ansvarlig» er ikke tatt med. Teksten begynner med «@»"),
    "@Klima": ("Innsatsområde", "«Innsatsområde» er ikke tatt med. Teksten begynner med «@»"),
}  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_one_bad_cell_is_told_by_its_place_and_stops_nothing(made, capsys, text):
    heading, said = BAD[text]
    titles = ["Nr", "Tiltak", "Beskrivelse", "Innsatsområde", "Ansvarlig", "Frist"]
    good = ["1", "Kjeler", "Bytte ut.", "Natur", "Eiendom", "2027"]
    bad = [
        text if title == heading else cell
        for title, cell in zip(titles, ["2", *good[1:]], strict=True)
    ]
    raw = book(("Ark1", [titles, bad, good]))
    folder, code, out = made("plan.xlsx", raw)
    assert code == 0, out
    assert f"«Ark1», celle {'ABCDEF'[titles.index(heading)]}2: {said}" in out
    assert ran(capsys, folder, "check").code == 0
    numbers = [m.number for m in load(worktree(folder).texts).portfolio.measures()]
    assert numbers == ([1] if heading == "Tiltak" else [1, 2])


def test_a_deadline_after_the_plan_is_taken_in_and_told_by_its_place(made):
    rows = [["Nr", "Tiltak", "Frist"], ["1", "Kjeler", "31.12.2072"], ["2", "Lading", "2029"]]
    _, code, out = made("plan.xlsx", book(("Ark1", rows)))
    assert code == 0, out
    said = "Fristen 31.12.2072 er etter at planperioden slutter (31.12.2029). Se etter feil i årstallet."
    assert [line for line in out.splitlines() if "etter at" in line] == [
        f"  «Ark1», celle C2: {said} Er fristen riktig, skriv hvor det står, i «Kilde for fristen»."
    ]


@pytest.mark.parametrize(
    ("written", "repeat", "due"),
    [
        ("Årlig", "yearly", "2026"), ("kvart år.", "yearly", "2026"), ("en gang i året", "yearly", "2026"), ("hvert halvår", "half_yearly", "2026-H1"),
        ("To ganger i året", "half_yearly", "2026-H1"), ("kvartalsvis", "quarterly", "2026-Q1"), ("Månedlig", "monthly", "2026-01"),
        ("annethvert år", "every_other_year", "2026"), ("årlig i oktober", "", "årlig i oktober"), ("løpende", "", "løpende"),
    ],
)  # fmt: skip
def test_what_comes_back_is_promised_in_each_period_from_the_first_of_the_plan(
    made, capsys, written, repeat, due
):
    rows = [["Nr", "Tiltak", "Frist"], ["1", "Kjeler", written], ["2", "Lading", "2029"]]
    folder, code, out = made("plan.xlsx", book(("Ark1", rows)))
    assert code == 0, out
    assert ("som gjentas" in out) == bool(repeat)
    assert ran(capsys, folder, "check").out == "4 filer sjekket. Alt er i orden.\n"
    milestone = load(worktree(folder).texts).portfolio.plans[0].measures[0].milestones[0]
    assert milestone.repeat == repeat
    assert (str(milestone.due.written) if milestone.due else milestone.undated) == due
    assert milestone.baseline is None
    assert milestone.unconfirmed == (("due",) if repeat == "every_other_year" else ())


def test_what_is_wrong_in_the_answers_still_stops_it(made, tmp_path, capsys):
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    done = ran(
        capsys, None, "init", str(tmp_path / "ny"), "--title", "Plan", "--municipality", "Ring 412 34 567",
        "--start", "2026", "--end", "2029", "--from", str(tmp_path / "a.csv"),
    )  # fmt: skip
    assert done.code == 1
    assert not (tmp_path / "ny").exists()


def test_a_date_cell_typed_as_a_year_and_a_grid_without_doubts():
    made = openpyxl.Workbook()
    made.worksheets[0].append([datetime(1905, 7, 19)])  # noqa: DTZ001 – the format has no zone
    content = io.BytesIO()
    made.save(content)
    assert workbook.read(content.getvalue())[0].rows == (("2027",),)
    assert Grid("A", (), "").doubts == ()
