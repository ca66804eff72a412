"""Spreadsheets out and in: what is left alone, what is taken in, what is a conflict and what is refused."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date, datetime
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from tests.commandline import done, ran, write_files
from tests.examples import tries
from tests.gitfolder import UNITS
from tests.layouts import MEASURES, laid_out
from tests.office import needed, saved_as
from tests.test_edit import value_of
from tests.trees import base
from tiltak.commands import _asking
from tiltak.commands._options import open_workspace
from tiltak.edit import typed
from tiltak.judge.status import judge
from tiltak.read.load import load
from tiltak.sheets import csvfiles, merge, tables, tabular, workbook
from tiltak.sheets.grid import Grid
from tiltak.sheets.intake import taken
from tiltak.words.language import words

PLAN = """\
title: Plan for prøving
municipality: Prøve kommune
period: {start: 2019-01-01, end: 2023-12-31}
adoption: {body: styret, date: 2019-06-17}
calendar: quarter
focus_areas: [{id: omrade, title: Område}, {id: annet, title: "Annet, og mer"}]
documents: [{id: plan, title: Planen}, {id: arsrapport, title: Årsrapport}]
"""
MORE_UNITS = (
    UNITS
    + """\
  styret: {kind: political, names: [{name: Styret}]}
  nabo: {kind: external, names: [{name: "Sandnes, Time og Sola"}]}
"""
)
ONE = """\
number: 1
title: Senter for unge  # kort
focus_area: omrade
kind: establish
owner: havn
# Hvorfor: se kapittel 2.
contributors: [by, nabo]
status:
  - date: 2020-11-01
    phase: in_progress
    note: >-
      I gang.
milestones:
  - id: apning
    title: Åpnet
    baseline: 2021-12-31
    due: 2021-12-31
    precision: year
  - id: messe
    title: Messe
    due: 2019-12-31
    repeat: yearly
"""
TWO = """\
number: 2
title: Senter for voksne
focus_area: annet
kind: establish
owner: by
status: []
"""
VALUE = {
    "number": 1,
    "title": "Senter",
    "focus_area": "omrade",
    "kind": "establish",
    "owner": "havn",
    "contributors": ["nabo"],
    "status": [{"date": "2020-11-01", "phase": "in_progress", "note": "I gang, og godt i rute."}],
}
PATHS = {1: "measures/p/01-a.yml", 2: "measures/p/02-b.yml"}
FILES = {"plans/p/plan.yml": PLAN, "plans/units.yml": MORE_UNITS, PATHS[1]: ONE, PATHS[2]: TWO}
TODAY = "2021-03-01"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", TODAY)
    return write_files(tmp_path / "plan", FILES)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The workbook of these files, which each test that writes in it takes a copy of."""
    target = tmp_path_factory.mktemp("exported") / "ark.xlsx"
    root = write_files(target.parent / "plan", FILES)
    done(root, TODAY, "export", "--output", str(target))
    return target


@pytest.fixture
def book(folder, exported, tmp_path):
    return Path(shutil.copy(exported, tmp_path))


def headings_of(table: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in table[1]}


@lru_cache(maxsize=2)
def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def fill(book: Path, sheet: str, number: int | str, milestone: str = "", **cells: Any) -> None:
    """Write into the cells of a row, found by its number (and short name) and the columns' headings."""
    fill_rows(book, (sheet, number, milestone, cells))


def fill_rows(book: Path, *rows: tuple[str, int | str, str, dict[str, Any]]) -> None:
    """Write into several rows at once: a workbook takes longer to open and to save than a test to run."""
    workbook = opened(book.read_bytes())
    before = []
    for sheet, number, milestone, cells in rows:
        table = workbook[sheet]
        headings = headings_of(table)
        row = next(
            r for r in range(2, table.max_row + 1)
            if table.cell(r, 1).value == number and (not milestone or table.cell(r, 3).value == milestone)
        )  # fmt: skip
        for title, value in cells.items():
            cell = table.cell(row, headings[title.replace("_", " ")])
            before.append((cell, cell.value, cell.number_format))
            cell.value = value
    workbook.save(book)
    for cell, value, form in reversed(
        before
    ):  # the next test opens what was given out, not what was filled in
        cell.value, cell.number_format = value, form


def cell_under(book: Path, sheet: str, heading: str) -> str:
    """The first cell under a heading, as `F2`: a column may come before it some day."""
    workbook = openpyxl.load_workbook(io.BytesIO(book.read_bytes()), read_only=True)
    first = next(workbook[sheet].iter_rows(max_row=1))
    return f"{get_column_letter([cell.value for cell in first].index(heading) + 1)}2"


def place(book: Path, sheet: str, heading: str) -> str:
    """That cell as a message names it."""
    return f"«{sheet}», celle {cell_under(book, sheet, heading)}, «{heading}»"


def text_of(folder, number=1):
    return (folder / PATHS[number]).read_text(encoding="utf-8")


def take_in(folder, capsys, book, *options):
    return ran(capsys, folder, "import", str(book), *options)


# -------------------------------------------------------------------------------------- what is given out


def test_the_workbook_has_help_choices_and_locked_cells(book):
    workbook = openpyxl.load_workbook(book)
    assert workbook.sheetnames == ["Veiledning", "Valg", "Status", "Milepæler", "Opplysninger"]
    assert workbook["Valg"].sheet_state == "veryHidden"
    status = workbook["Status"]
    assert status.protection.sheet
    headings = headings_of(status)
    assert status.cell(2, headings["Tiltak"]).protection.locked
    assert not status.cell(2, headings["Fase"]).protection.locked
    lists = [v for v in status.data_validations.dataValidation if v.type == "list"]
    assert any(cell_under(book, "Status", "Fase") in str(v.sqref) for v in lists)
    words = [c.value for column in workbook["Valg"].iter_cols() for c in column]
    guide = [str(c.value) for row in workbook["Veiledning"].iter_rows() for c in row]
    assert any("er det planen har lovet, og ikke enhetens egen tekst" in line for line in guide)
    assert "Ingenting nytt" in words
    assert "Fullført" in words
    assert "in_progress" not in words


def test_nothing_new_can_be_chosen_only_where_something_was_reported_before(book):
    workbook = openpyxl.load_workbook(book)
    status = workbook["Status"]
    of_row = {}
    for row in (2, 3):
        cell = get_column_letter(headings_of(status)["Fase"]) + str(row)
        (rule,) = [v for v in status.data_validations.dataValidation if cell in v.sqref]
        of_row[row] = [c.value for (c,) in workbook["Valg"][rule.formula1.split("!")[1]]]
    assert of_row[2] == ["Ingenting nytt", *of_row[3]]
    assert "Pågår" in of_row[3]


def test_a_unit_gets_its_own_measures_only(folder, tmp_path, capsys):
    target = tmp_path / "havn.xlsx"
    assert ran(capsys, folder, "export", "--owner", "Havna", "-o", str(target)).code == 0
    rows = list(openpyxl.load_workbook(target)["Status"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [1]


@pytest.mark.slow
def test_a_workbook_of_ours_begins_a_plan_with_each_measure_once(book):
    """`tiltak init --from`: the sheets of status and milestones tell of the measures in «Opplysninger»."""
    _, _, facts, *_ = workbook.read(book.read_bytes())
    listed = tabular.from_grids(workbook.read(book.read_bytes()))
    assert [str(item.number) for item in listed.items] == [
        row[0] for row in facts.rows[1:] if row[0]
    ]


def test_the_same_day_gives_the_same_bytes(folder, tmp_path, capsys):
    for name in ("a.xlsx", "b.xlsx"):
        ran(capsys, folder, "export", "-o", str(tmp_path / name))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_workbook_that_somebody_may_have_filled_in_is_not_overwritten(folder, capsys, book):
    before = book.read_bytes()
    code, _, err = ran(capsys, folder, "export", "-o", str(book))
    assert code == 2
    assert "finnes alt" in err
    assert book.read_bytes() == before


def test_a_workbook_is_called_what_it_is(folder, tmp_path, capsys):
    code, _, err = ran(capsys, folder, "export", "-o", str(tmp_path / "ark.ods"))
    assert code == 2
    assert "slutter på .xlsx" in err
    assert not (tmp_path / "ark.ods").exists()


@pytest.mark.parametrize(
    ("owner", "said"),
    [("Havnen", "Mente du «Havna»?"), ("Styret", "har ikke ansvaret for noe tiltak")],
)
def test_a_unit_without_measures_is_told(folder, capsys, owner, said):
    code, _, err = ran(capsys, folder, "export", "--owner", owner)
    assert code == 2
    assert said in err


# ---------------------------------------------------------------------------------------- what comes back


def test_nothing_filled_in_changes_nothing(folder, capsys, book):
    assert take_in(folder, capsys, book, "--yes") == (0, "Ingenting å endre.\n", "")
    assert (text_of(folder), text_of(folder, 2)) == (ONE, TWO)


def test_a_status_is_taken_in(folder, capsys, book):
    fill(
        book,
        "Status",
        1,
        Dato=date(2021, 2, 28),
        Fase="Fullført",
        Begrunnelse="Åpnet.",
        Kilde="arsrapport#3",
    )
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 0, out
    assert "1. Senter for unge" in out
    for heading, value in (("Dato", "28.02.2021"), ("Fase", "Fullført")):
        cell = cell_under(book, "Status", heading)
        assert f"{heading}: «{value}»  («Status», celle {cell})" in out
    entry = "  - date: 2021-02-28\n    phase: completed\n    note: >-\n      Åpnet.\n    source: arsrapport#3\n"
    assert text_of(folder) == ONE.replace("status:\n", "status:\n" + entry)


def test_nothing_new_is_a_report_too(folder, capsys, book):
    fill(book, "Status", 1, Dato="1.3.2021", Fase="Ingenting nytt")
    assert take_in(folder, capsys, book, "--yes").code == 0
    assert "  - date: 2021-03-01\n    unchanged: true\n" in text_of(folder)
    assert "Meldt for 1. mars 2021: ingenting nytt." in ran(capsys, folder, "show", "1").out
    book.unlink()
    assert ran(capsys, folder, "export", "-o", str(book)).code == 0
    status = openpyxl.load_workbook(book)["Status"]
    assert (
        status[cell_under(book, "Status", "Sist hørt")].value == "01.03.2021: Pågår, ingenting nytt"
    )
    assert status[cell_under(book, "Status", "Siste begrunnelse")].value == "I gang."


def test_the_day_of_the_round_stands_where_a_report_is_owed(folder, capsys, book):
    days = openpyxl.load_workbook(book)["Status"]
    heard, owed = (days[cell_under(book, "Status", "Dato").replace("2", row)].value for row in "23")
    assert (heard, owed) == (None, datetime(2020, 12, 31))  # noqa: DTZ001 – a cell has no zone
    assert take_in(folder, capsys, book, "--yes") == (0, "Ingenting å endre.\n", "")
    fill(book, "Status", 2, Fase="Pågår")
    assert "  Dato: «31.12.2020»  (" in take_in(folder, capsys, book, "--yes").out
    assert "status:\n  - date: 2020-12-31\n    phase: in_progress\n" in text_of(folder, 2)


def test_the_day_of_the_round_is_no_day_of_a_moved_deadline(folder, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-15")
    sheet = tmp_path / "ark.xlsx"
    assert ran(capsys, folder, "export", "--output", str(sheet)).code == 0
    fill(
        sheet, "Milepæler", 1, "apning", Frist_nå=date(2022, 6, 30), Årsak_til_flytting="Bemanning"
    )
    assert take_in(folder, capsys, sheet, "--yes").code == 0
    assert "moved:\n      - date: 2021-04-15\n" in text_of(folder)


def test_taking_in_twice_is_taking_in_once(folder, capsys, book):
    moved = {"Frist nå": date(2022, 6, 30), "Årsak til flytting": "Bemanning"}
    fill_rows(
        book,
        ("Status", 1, "", {"Dato": "2021-02-28", "Fase": "Fullført"}),
        ("Milepæler", 1, "apning", moved),
        ("Milepæler", 1, "messe", {"Nådd": "2020-09-01"}),
        ("Opplysninger", 1, "", {"Tittel": "Nytt navn", "Medvirkende": "Byen"}),
    )
    assert take_in(folder, capsys, book, "--yes").code == 0
    once = text_of(folder)
    assert take_in(folder, capsys, book, "--yes") == (0, "Ingenting å endre.\n", "")
    assert text_of(folder) == once


def test_facts_change_in_their_lines(folder, capsys, book):
    fill(
        book,
        "Opplysninger",
        1,
        Tittel="Nytt navn",
        Ansvarlig="Byen",
        Medvirkende="Sandnes, Time og Sola",
    )
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 0
    for field in ("Tittel", "Ansvarlig"):
        assert f"«{field}» er noe planen har lovet. Er planen vedtatt, viser nettstedet" in out
    assert "«Medvirkende» er noe" not in out
    assert text_of(folder) == ONE.replace("Senter for unge", "Nytt navn").replace(
        "owner: havn", "owner: by"
    ).replace("[by, nabo]", "[nabo]")


@pytest.mark.slow
def test_another_word_for_the_same_is_no_change_and_no_conflict(folder, capsys, book):
    fill(book, "Opplysninger", 1, Innsatsområde="omrade", Ansvarlig="HAVN", Medvirkende="by; nabo")
    assert take_in(folder, capsys, book, "--yes") == (0, "Ingenting å endre.\n", "")
    theirs = ONE.replace("focus_area: omrade", "focus_area: annet").replace("[by, nabo]", "[by]")
    write_files(folder, {PATHS[1]: theirs})
    assert take_in(folder, capsys, book, "--yes") == (0, "Ingenting å endre.\n", "")
    fill(book, "Opplysninger", 1, Innsatsområde="annet")
    assert take_in(folder, capsys, book, "--yes") == (0, "Ingenting å endre.\n", "")
    assert text_of(folder) == theirs


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Styret, by", "[styret, by]"),
        ("Sandnes, Time og Sola; Byen", "[nabo, by]"),
        ("Sandnes, Time og Sola", "[nabo]"),
        ("Styret,Byen\nnabo", "[styret, by, nabo]"),
    ],
)
def test_a_comma_parts_units_where_it_can_mean_nothing_else(folder, capsys, book, typed, value):
    fill(book, "Opplysninger", 1, Medvirkende=typed)
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 0, out
    assert text_of(folder) == ONE.replace("[by, nabo]", value)


def test_a_comma_that_could_mean_more_is_asked_about(folder, capsys, book):
    fill(book, "Opplysninger", 1, Medvirkende="Sandnes, Time og Sola, Byen")
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    assert "Skriv semikolon mellom enhetene" in out
    assert text_of(folder) == ONE


def test_warnings_are_shown_before_anybody_is_asked(folder, capsys, book, monkeypatch):
    plan = (
        PLAN.rstrip("\n")
        + "\nfollowed_through: {date: 2020-12-31, by: Rådgiver, why: Stillingen er borte.}\n"
    )
    write_files(folder, {"plans/p/plan.yml": plan})
    fill(book, "Status", 1, Dato="2021-02-28", Fase="Fullført")
    out = take_in(folder, capsys, book, "--dry-run").out
    warned = "Merk:\n  Tiltak 1: Meldingen gjelder 28.02.2021, men planen er fulgt bare til og med 31.12.2020."
    assert warned in out
    assert "followed_through" not in out
    monkeypatch.setattr(_asking, "can_ask", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("j\n"))
    out = take_in(folder, capsys, book).out
    assert out.index(warned) < out.index("Skrive endringene")
    assert out.count("28.02.2021, men planen") == 1


def test_a_moved_deadline_is_on_record(folder, capsys, book):
    fill(
        book,
        "Milepæler",
        1,
        "apning",
        Frist_nå=date(2022, 6, 30),
        Årsak_til_flytting="Bemanning",
        Begrunnelse="Sluttet.",
    )
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 0, out
    assert "Fristen er flyttet fra 2021 til 30.06.2022" in out
    assert "from: 2021-12-31\n        reason: staffing" in text_of(folder)
    assert "baseline: 2021-12-31" in text_of(folder)


@pytest.mark.parametrize(
    ("status", "moved", "day"),
    [
        ({}, {}, "2021-03-01"),
        ({"Dato": date(2020, 12, 31), "Fase": "Pågår"}, {}, "2020-12-31"),
        (
            {"Dato": date(2020, 12, 31), "Fase": "Pågår"},
            {"Dagen_fristen_ble_flyttet": date(2020, 11, 15)},
            "2020-11-15",
        ),
    ],
)
def test_a_deadline_was_moved_when_the_round_says_and_not_when_it_comes_in(
    folder, capsys, book, status, moved, day
):
    """A round comes in after its period: the report of that period must tell of what was moved in it."""
    if status:
        fill(book, "Status", 1, **status)
    fill(
        book,
        "Milepæler",
        1,
        "apning",
        Frist_nå=date(2022, 6, 30),
        Årsak_til_flytting="Bemanning",
        **moved,
    )
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 0, out
    assert f"- date: {day}\n        from: 2021-12-31\n        reason: staffing" in text_of(folder)


def test_a_workbook_from_before_the_day_of_a_move_is_taken_in(folder, capsys, book):
    opened = openpyxl.load_workbook(book)
    sheet = opened["Milepæler"]
    sheet.delete_cols(headings_of(sheet)["Dagen fristen ble flyttet"])
    opened.save(book)
    fill(book, "Milepæler", 1, "apning", Frist_nå=date(2022, 6, 30), Årsak_til_flytting="Bemanning")
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 0, out
    assert "reason: staffing" in text_of(folder)


def test_a_quarter_is_a_date_as_a_person_writes_it(folder, capsys, book):
    fill(book, "Status", 1, Dato="4. kvartal 2020", Fase="Pågår")
    fill(book, "Milepæler", 1, "apning", Frist_nå="1. kvartal 2022")
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 0, out
    assert "  - date: 4. kvartal 2020\n    phase: in_progress\n" in text_of(folder)
    due = load_milestone(folder).due
    assert (due.first, due.last, due.precision) == (date(2022, 1, 1), date(2022, 3, 31), "quarter")


@pytest.mark.parametrize("cell", [{"Frist_nå": "desmber 2022"}, {"Frist_nå": "f.o.m. mai 2022"}])
def test_a_guessed_deadline_is_told_before_it_is_taken_in(folder, capsys, book, cell):
    fill(book, "Milepæler", 1, "apning", **cell)
    out = take_in(folder, capsys, book, "--dry-run").out
    assert f"Fristen «{cell['Frist_nå']}» er usikker, men lest som " in out


def load_milestone(folder):
    return open_workspace(folder).plan(None).measures[0].milestones[0]


def shown_headings(book, sheet):
    """The headings of the columns that a person sees, and of those among them that can be written in."""
    table: Any = openpyxl.load_workbook(book)[sheet]
    # A run of columns that look alike is kept under the first of them.
    looks = sorted((d.min, d.max, d.hidden) for d in table.column_dimensions.values())
    hidden = {n for first, last, is_hidden in looks if is_hidden for n in range(first, last + 1)}
    seen = [cell for cell in table[1] if cell.column not in hidden]
    is_open = [c.value for c in seen if not table.cell(2, c.column).protection.locked]
    return [cell.value for cell in seen], is_open


def test_a_unit_sees_the_columns_it_needs_and_has_the_others(book):
    seen, is_open = shown_headings(book, "Status")
    assert seen[:6] == [
        "Nr.", "Tiltak", "Frister", "Nettstedet sier nå", "Sist hørt", "Siste begrunnelse"
    ]  # fmt: skip
    assert is_open == seen[6:] == ["Dato", "Fase", "Årsak", "Begrunnelse", "Kan ikke melde"]
    there = headings_of(openpyxl.load_workbook(book)["Status"])
    assert {"Tillit til fristene", "Slått sammen med", "Rettelse", "Kilde"} <= there.keys()
    assert shown_headings(book, "Milepæler")[1] == [
        "Milepæl", "Frist nå", "Nådd", "Årsak til flytting", "Begrunnelse"
    ]  # fmt: skip


def test_the_deadlines_and_what_the_public_reads_stand_beside_what_is_asked_for(book, folder):
    row = dict(
        zip(
            *openpyxl.load_workbook(book)["Status"].iter_rows(max_row=2, values_only=True),
            strict=True,
        )
    )
    assert "Åpnet: 2021" in row["Frister"]
    site = ran_show(folder)
    assert row["Nettstedet sier nå"].split(". ")[0] in site
    assert row["Nettstedet sier nå"].split(". ", 1)[1] in site


def ran_show(folder):
    """What `tiltak show` says of the first measure, which is what its page says."""
    workspace = open_workspace(folder)
    plan = workspace.plan(None)
    judged = judge(plan.measures[0], plan, date(2021, 3, 1))
    say = words()
    return f"{say.label('verdict', judged.verdict.value)} {say.why(judged, plan)}"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Kan ikke melde": "Ikke vårt"}, "«Ikke vårt»"),
        ({"Kan ikke melde": "Vet ikke", "Begrunnelse": "Ny her."}, "«Vet ikke». Begrunnelse: «Ny her.»"),
        ({"Kan ikke melde": "Parkens?"}, "«Parkens?»"),
        ({"Begrunnelse": "Ikke vårt, hører til Byen."}, "«Ikke vårt, hører til Byen.»"),
        ({"Fase": "ikke vårt", "Dato": "2021-02-28"}, "«ikke vårt». Dato: «28.02.2021»"),
        (
            {"Kan ikke melde": "Ikke vårt", "Dato": "2021-02-28", "Fase": "Pågår"},
            "«Ikke vårt». Dato: «28.02.2021». Fase: «Pågår»",
        ),
    ],
)  # fmt: skip
def test_not_ours_is_a_question_to_the_coordinator_and_no_public_text(
    folder, capsys, book, tmp_path, cells, said
):
    fill(book, "Status", 1, **cells)
    fill(book, "Status", 2, Dato="2021-02-28", Fase="Fullført", Begrunnelse="Åpnet.")
    kept = tmp_path / "sporsmal.md"
    kept.write_text("- [x] Et svar fra før\n", encoding="utf-8")
    for _ in range(2):  # a second time adds nothing
        code, out, _ = take_in(folder, capsys, book, "--yes", "--questions", str(kept))
        assert code == 0, out
        assert "Spørsmål til deg som følger planen." in out
    assert text_of(folder) == ONE
    assert "phase: completed" in text_of(folder, 2)
    first, line = kept.read_text(encoding="utf-8").splitlines()
    assert first == "- [x] Et svar fra før"
    assert line.startswith(f"- [ ] Tiltak 1, Senter for unge (Havna): {said} («Status», celle ")


@pytest.mark.parametrize("options", [["--dry-run"], []], ids=["rehearsed", "refused"])
def test_the_list_of_questions_is_not_written_when_the_import_is_not(
    folder, capsys, book, tmp_path, monkeypatch, options
):
    monkeypatch.setattr(_asking, "can_ask", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    fill(book, "Status", 1, **{"Kan ikke melde": "Ikke vårt"})
    fill(book, "Status", 2, Dato="2021-02-28", Fase="Fullført")
    kept = tmp_path / "sporsmal.md"
    _, out, _ = take_in(folder, capsys, book, "--questions", str(kept), *options)
    assert "Spørsmål til deg som følger planen." in out
    assert "Ingenting er skrevet" in out
    assert not kept.exists()


def test_a_list_of_questions_does_not_lie_in_the_public_folder(folder, capsys, book):
    fill(book, "Status", 1, **{"Kan ikke melde": "Ikke vårt"})
    inside = folder / "sporsmal.md"
    code, _, err = take_in(folder, capsys, book, "--yes", "--questions", str(inside))
    assert code == 2
    assert "utenfor mappen med planen" in err
    assert not inside.exists()


def test_a_workbook_from_before_that_column_is_taken_in(folder, capsys, book):
    fill(book, "Status", 1, Dato="2021-02-28", Fase="Fullført")
    reshaped(book, "Status", without("Kan ikke melde"))
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 0, out
    assert "phase: completed" in text_of(folder)


@pytest.mark.slow
def test_a_new_milestone_is_written_in_the_empty_row(folder, capsys, book):
    last = {
        "number": 1,
        "Milepæl": "Årsfest på kaia",
        "Frist nå": date(2022, 6, 30),
    }
    fill_new_milestone(book, **last)
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 0, out
    written = value_of(text_of(folder))["milestones"][-1]
    assert written == {
        "id": "arsfest-pa-kaia",
        "title": "Årsfest på kaia",
        "baseline": "2022-06-30",
        "due": "2022-06-30",
        "promised": "2021-03-01",
    }
    assert take_in(folder, capsys, book, "--yes") == (0, "Ingenting å endre.\n", "")
    fill_new_milestone(book, **{**last, "Frist nå": date(2023, 1, 1)})
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    assert "Tiltaket har alt en milepæl som heter «Årsfest på kaia»." in out
    fill_new_milestone(book, number=2, **{"Frist nå": date(2023, 1, 1)})
    assert "Skriv hva den nye milepælen heter" in take_in(folder, capsys, book, "--yes").out


def fill_new_milestone(book, number, **cells):
    opened = openpyxl.load_workbook(book)
    table = opened["Milepæler"]
    row = max(r for r in range(2, table.max_row + 1) if table.cell(r, 1).value == number)
    assert str(table.cell(row, 2).value).endswith(" – ny milepæl")
    for title, value in cells.items():
        table.cell(row, headings_of(table)[title]).value = value
    opened.save(book)


def answered(book, *, html=False):
    """A mail as a person answers one: a line or two, the workbook, and what was asked below."""
    mail = EmailMessage()
    mail["Subject"] = "SV: Plan for prøving: meld status"
    text = "Hei!\nTiltak 2 kjenner vi ikke til.\n\nDen 1. mars 2021 skrev Tiltak:\n> Hei!\n"
    if html:
        mail.set_content(
            f"<p>{'<br>'.join(text.splitlines())}</p>".replace("<br>", "\n<br>"), subtype="html"
        )
    else:
        mail.set_content(text)
    if book:
        mail.add_attachment(
            book.read_bytes(),
            maintype="application",
            subtype="octet-stream",  # as most programs send it
            filename="Svar på æra.xlsx",
        )
    return bytes(mail)


@pytest.mark.parametrize("html", [False, True])
def test_a_mail_that_came_back_is_taken_in_as_it_is(folder, capsys, book, tmp_path, html):
    fill(book, "Status", 1, Dato="2021-02-28", Fase="Fullført")
    mail = tmp_path / "SV.eml"
    mail.write_bytes(answered(book, html=html))
    code, out, _ = take_in(folder, capsys, mail, "--yes")
    assert code == 0, out
    assert "  Tiltak 2 kjenner vi ikke til.\n" in out
    assert "skrev Tiltak" not in out
    assert "phase: completed" in text_of(folder)
    assert "kjenner vi ikke" not in text_of(folder) + text_of(folder, 2)


def test_a_mail_without_a_workbook_tells_what_it_says(folder, capsys, tmp_path):
    mail = tmp_path / "SV.eml"
    mail.write_bytes(answered(None))
    code, out, err = take_in(folder, capsys, mail, "--yes")
    assert code == 2
    assert "Tiltak 2 kjenner vi ikke til." in out
    assert "E-posten har ikke noe regneark fra «tiltak export» som vedlegg." in err
    assert "Før inn det som står i den, i skjemaet (tiltak edit) eller med «tiltak set»." in err


COLUMNS = """\
answer_columns:
  - "Tiltak = Hvilket tiltak gjelder det?"
  - Fase = Hvordan går det?
  - Begrunnelse = Hva er gjort?
  - Kan ikke melde = Er det ikke deres?
"""
EXPORT = """\
Svar på skjemaet;;;;;
Id;Sendt;Hvilket tiltak gjelder det?;Hvordan går det?;Hva er gjort?;Er det ikke deres?
1;2021-01-15 13:22;p/1 Senter for unge;Fullført;Åpnet.;
2;2021-01-16 09:00;senter for voksne;;Spør Havna.;Ikke vårt
3;2021-01-17 09:00;99;Pågår;Hei;
4;2021-01-18 09:00;2. Senter for voksne;Ferdig;;
"""


def test_an_export_of_another_form_service_is_taken_in(folder, capsys, tmp_path):
    write_files(folder, {"plans/p/plan.yml": PLAN + COLUMNS})
    (tmp_path / "svar.csv").write_text(EXPORT, encoding="utf-8")
    code, out, _ = take_in(folder, capsys, tmp_path / "svar.csv", "--yes")
    assert code == 1
    assert "  Tiltak 2, Senter for voksne (Byen): «Ikke vårt». Begrunnelse: «Spør Havna.»" in out
    assert "svar.csv, linje 5: «99» er ikke et tiltak i planen." in out
    assert "svar.csv, linje 6, «Fase» (tiltak 2): «Ferdig» er ikke et av valgene." in out
    entry = "  - date: 2020-12-31\n    phase: completed\n    note: >-\n      Åpnet.\n"
    assert text_of(folder) == ONE.replace("status:\n", "status:\n" + entry)
    assert text_of(folder, 2) == TWO
    assert "Skrevet" not in take_in(folder, capsys, tmp_path / "svar.csv", "--yes").out


def test_an_export_of_a_form_that_no_plan_names_is_not_guessed_at(folder, capsys, tmp_path):
    (tmp_path / "svar.csv").write_text(EXPORT, encoding="utf-8")
    code, _, err = take_in(folder, capsys, tmp_path / "svar.csv", "--yes")
    assert code == 2
    assert "mangler grunnlaget" in err


@pytest.mark.office
def test_a_workbook_that_libreoffice_saved_is_taken_in(folder, capsys, book, tmp_path):
    program = needed()
    fill(book, "Status", 1, Dato="31.12.2020", Fase="I drift", Begrunnelse="Åpnet på Ås.")
    fill(book, "Milepæler", 1, "apning", Frist_nå=date(2022, 6, 30), Årsak_til_flytting="Bemanning")
    (tmp_path / "lagret").mkdir()
    (saved,) = saved_as(program, "xlsx", tmp_path / "lagret", book)
    code, out, _ = take_in(folder, capsys, saved, "--yes")
    assert code == 0, out
    assert "date: 2020-12-31\n    phase: in_operation\n" in text_of(folder)
    assert "due: 30.06.2022\n" in text_of(folder)


def test_it_asks_before_it_writes(folder, capsys, book, monkeypatch):
    fill(book, "Opplysninger", 1, Tittel="Nytt navn")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, out, err = take_in(folder, capsys, book)
    assert code == 2
    assert "«Senter for unge» → «Nytt navn»" in out
    assert "--yes" in err
    monkeypatch.setattr(_asking, "can_ask", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("kanskje\nn\n"))
    code, out, _ = take_in(folder, capsys, book)
    assert "Svar j for ja" in out
    assert "Ingenting er skrevet." in out
    assert text_of(folder) == ONE
    monkeypatch.setattr("sys.stdin", io.StringIO("j\n"))
    assert take_in(folder, capsys, book).code == 0
    assert "Nytt navn" in text_of(folder)


# --------------------------------------------------------------------------------- conflicts and refusals


def test_two_workbooks_from_the_same_base_merge(folder, capsys, book, tmp_path):
    other = tmp_path / "annen.xlsx"
    other.write_bytes(book.read_bytes())
    fill(book, "Opplysninger", 1, Tittel="Nytt navn")
    fill(book, "Status", 1, Dato="2021-02-28", Fase="Fullført")
    fill(other, "Opplysninger", 1, Ansvarlig="Byen")
    fill(
        other,
        "Status",
        2,
        Dato="2021-02-28",
        Fase="Planlegges",
        Årsak="Finansiering",
        Begrunnelse="Venter.",
    )
    assert take_in(folder, capsys, book, "--yes").code == 0
    assert take_in(folder, capsys, other, "--yes").code == 0
    assert "title: Nytt navn" in text_of(folder)
    assert "owner: by" in text_of(folder)
    assert "phase: completed" in text_of(folder)
    assert "phase: planning" in text_of(folder, 2)


def test_a_cell_whose_value_changed_meanwhile_is_a_conflict_with_both_values(folder, capsys, book):
    fill(book, "Opplysninger", 1, Tittel="Mitt navn", Ansvarlig="Byen")
    write_files(folder, {PATHS[1]: ONE.replace("Senter for unge", "Deres navn")})
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    assert (
        f"{place(book, 'Opplysninger', 'Tittel')} (tiltak 1): I arket står det «Mitt navn», men i filen står det nå «Deres navn»."
        in out
    )
    assert "stod det «Senter for unge»" in out
    assert "title: Deres navn" in text_of(folder)
    assert "owner: by" in text_of(folder)  # the cell beside it is no conflict


def test_a_report_on_a_measure_that_somebody_reported_on_meanwhile_is_a_conflict(
    folder, capsys, book
):
    fill(book, "Status", 1, Dato="2021-02-28", Fase="Fullført")
    theirs = ONE.replace("status:\n", "status:\n  - {date: 2021-01-15, phase: in_operation}\n")
    write_files(folder, {PATHS[1]: theirs})
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    assert "15.01.2021: I drift" in out
    assert "fase «Fullført»" in out
    assert text_of(folder) == theirs


def test_a_change_of_what_nobody_touched_is_no_conflict(folder, capsys, book):
    theirs = ONE.replace("Senter for unge", "Deres navn")
    write_files(folder, {PATHS[1]: theirs})
    assert take_in(folder, capsys, book, "--yes").out == "Ingenting å endre.\n"
    assert text_of(folder) == theirs


@pytest.mark.parametrize(
    ("sheet", "milestone", "cells", "heading", "said"),
    [
        ("Status", "", {"Fase": "Fullført", "Dato": ""}, "Dato", "Datoen mangler"),
        ("Status", "", {"Dato": "2021-02-28", "Begrunnelse": "x"}, "Fase", "Fasen mangler"),
        ("Status", "", {"Dato": "i fjor", "Fase": "Fullført"}, "Dato", "er ikke en dato"),
        ("Status", "", {"Dato": "2021-04-01", "Fase": "Fullført"}, "Dato", "som ikke har vært ennå"),
        ("Status", "", {"Dato": "2021-02-28", "Fase": "Ferdig"}, "Fase", "«Ferdig» er ikke et av valgene. Velg mellom: Ingenting nytt, Ikke startet,"),
        ("Status", "", {"Dato": "2021-02-28", "Fase": "Slått sammen", "Slått sammen med": "to"}, "Slått sammen med", "kan ikke være et nummer"),
        ("Status", "", {"Dato": "2021-02-28", "Fase": "Pågår", "Begrunnelse": "Ring 412 34 567"}, "Begrunnelse", "telefonnummer"),
        ("Status", "", {"Dato": "2021-02-28", "Fase": "Slått sammen"}, "Slått sammen med", "hvilket tiltak"),
        ("Status", "", {"Dato": "2021-02-28", "Fase": "På vent"}, "Årsak", "må ha årsak og begrunnelse. Legg til det som mangler: «Årsak» med"),
        ("Status", "", {"Dato": "2021-02-28", "Fase": "Pågår", "Kilde": "avisen"}, "Kilde", "føres opp under «Dokumenter» i opplysningene om planen"),
        ("Milepæler", "apning", {"Nådd": "2022-01-01"}, "Nådd", "som ikke har vært ennå"),
        ("Milepæler", "apning", {"Årsak til flytting": "Bemanning"}, "Frist nå", "nye fristen"),
        ("Opplysninger", "", {"Ansvarlig": "Havnen"}, "Ansvarlig", "Mente du «Havna»?"),
        ("Opplysninger", "", {"Tittel": ""}, "Tittel", "mangler"),
        ("Opplysninger", "", {"Sammendrag": "Ring 412 34 567"}, "Sammendrag", "telefonnummer (41…)"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_taken_in_is_told_and_the_rest_is_written(
    folder, capsys, book, sheet, milestone, cells, heading, said
):
    fill_rows(
        book,
        (sheet, 1, milestone, cells),
        ("Opplysninger", 1, "", {"Type tiltak": "Forbedre"}),
        ("Opplysninger", 2, "", {"Tittel": "Godt navn"}),
    )
    code, out, err = take_in(folder, capsys, book, "--yes")
    assert code == 1, err
    assert f"  {place(book, sheet, heading)} (tiltak 1): " in out
    assert said in out
    assert text_of(folder) == ONE.replace("establish", "improve")
    assert "Godt navn" in text_of(folder, 2)


@pytest.mark.parametrize(
    ("sheet", "milestone", "cells", "heading"),
    [
        ("Status", "", {"Sist hørt": "30.11.2020: Fullført"}, "Sist hørt"),
        ("Milepæler", "apning", {"Første frist": date(2023, 1, 1)}, "Første frist"),
    ],
)  # fmt: skip
def test_what_is_written_in_a_locked_cell_is_told(
    folder, capsys, book, sheet, milestone, cells, heading
):
    """A sheet is locked without a password, and other programs do not ask."""
    fill(book, sheet, 1, milestone, **cells)
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    assert f"  {place(book, sheet, heading)} (tiltak 1): Cellen er låst" in out
    assert text_of(folder) == ONE


@pytest.fixture
def with_more_to_read(folder, tmp_path, capsys):
    """The export of a plan with figures and a decision that only the harbour has to do with."""
    beside = {
        "indicators/plasser.yml": "title: Plasser\nunit: plasser\nspeaks_of: {measures: [1]}\n",
        "indicators/plasser.csv": "period;value;sources\n2019;6,80;plan\n2020;;arsrapport\n",
        "decisions/rapport.yml": "title: Rapport til styret\nkind: audit\nbody: styret\ndate: 2019-06-17\n"
        "text: Skriv en.\nunit: havn\ndue: 2021-01-15\nunconfirmed: [due]\n",
    }
    write_files(folder, {f"plans/p/{path}": text for path, text in beside.items()})
    assert ran(capsys, folder, "export", "--output", str(tmp_path / "ark.xlsx")).code == 0
    return tmp_path / "ark.xlsx"


def test_figures_and_decisions_are_there_to_be_read(folder, capsys, with_more_to_read, tmp_path):
    book = openpyxl.load_workbook(with_more_to_read)
    figures, decided = book["Tall"], book["Vedtak"]
    under = headings_of(figures)
    rows = [[row[under[h] - 1].value for h in ("Periode", "Verdi")]
            for row in figures.iter_rows(min_row=2)]  # fmt: skip
    assert rows == [["2019", 6.8], ["2020", "ikke kjent"]]
    row = {heading: decided.cell(2, at).value for heading, at in headings_of(decided).items()}
    assert row["Vedtak"] == "Rapport til styret"
    assert (row["Følges opp av"], row["Frist"]) == ("Havna", datetime(2021, 1, 15))  # noqa: DTZ001
    assert "Fristen 15. januar 2021 (foreslått) er gått ut" in str(row["Hvor langt det er kommet"])
    assert (row["Bare foreslått"], row["Fil"]) == ("Frist", "plans/p/decisions/rapport.yml")
    assert "«Tall» er bare til å lese." in str(list(book["Veiledning"].values))
    assert take_in(folder, capsys, with_more_to_read).out == "Ingenting å endre.\n"
    others = tmp_path / "by.xlsx"
    assert ran(capsys, folder, "export", "--owner", "by", "-o", str(others)).code == 0
    assert {"Tall", "Vedtak"}.isdisjoint(openpyxl.load_workbook(others).sheetnames)


def test_what_is_written_where_there_is_only_to_read_is_told(folder, capsys, with_more_to_read):
    fill(with_more_to_read, "Tall", "Plasser", Verdi=7)
    reshaped(with_more_to_read, "Vedtak", lambda table: table.append(["Enda et vedtak"]))
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    code, out, _ = take_in(folder, capsys, with_more_to_read, "--yes")
    assert code == 1
    assert "«Verdi»: Cellen er låst, og det som er skrevet i den («7»), er ikke tatt med." in out
    assert "Tallene rettes i filen i kolonnen «Fil», eller tas inn med «tiltak import FIL" in out
    assert "«Vedtak», celle A3: Raden er ny" in out
    assert "Vedtakene rettes i skjemaet («tiltak edit»)" in out
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


@pytest.mark.parametrize(
    ("sheet", "milestone", "locked", "cells", "heading", "said"),
    [
        ("Status", "", {"Nr.": 2}, {"Dato": "2021-02-28", "Fase": "Fullført"}, "Nr.", "Raden viser tiltak 2, men grunnlaget hører til tiltak 1."),
        ("Opplysninger", "", {"Nr.": 7}, {"Tittel": "Nytt navn"}, "Nr.", "Raden viser tiltak 7, men grunnlaget hører til tiltak 1."),
        ("Milepæler", "apning", {"Kortnavn": "messe"}, {"Nådd": "2021-02-28"}, "Nr.", "Raden viser milepælen «messe», men grunnlaget hører til milepælen «apning»."),
    ],
)  # fmt: skip
def test_a_row_that_shows_another_measure_than_its_base_is_not_taken_in(
    folder, capsys, book, sheet, milestone, locked, cells, heading, said
):
    """What a careless sort gives: the hidden column stayed where it was."""
    fill(book, sheet, 1, milestone, **cells, **locked)
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    assert f"  {place(book, sheet, heading)} (tiltak 1): {said}" in out
    assert out.count("(tiltak 1)") == 1
    assert text_of(folder) == ONE


def test_a_locked_cell_that_was_emptied_or_is_of_an_older_export_is_no_matter(
    folder, capsys, book, monkeypatch
):
    fill(book, "Status", 1, Sist_hørt=None)
    assert take_in(folder, capsys, book).code == 0
    book.unlink()
    with monkeypatch.context() as older:
        older.setattr(tables, "LOCKED", "slik det var før")
        assert ran(capsys, folder, "export", "--output", str(book)).code == 0
    fill(book, "Status", 1, Sist_hørt="Fullført")
    assert take_in(folder, capsys, book).code == 0


def test_a_formula_that_no_program_has_reckoned_is_told_and_empties_nothing(folder, capsys, book):
    fill(book, "Opplysninger", 1, Sammendrag='="Ny "&"tekst"', Tittel="=A1")
    fill(book, "Opplysninger", 2, Tittel="Godt navn")
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    for heading in ("Tittel", "Sammendrag"):
        where = place(book, "Opplysninger", heading)
        assert f"{where} (tiltak 1): Cellen har en formel uten resultat" in out
    assert text_of(folder) == ONE
    assert "Godt navn" in text_of(folder, 2)


@pytest.mark.parametrize(
    ("sheet", "milestone", "cells", "first", "others"),
    [
        ("Status", "", {"Dato": "2021-02-28", "Fase": "Fullført", "Begrunnelse": "=A1"}, "Begrunnelse", ""),
        ("Status", "", {"Dato": "=A1", "Fase": "=A2", "Begrunnelse": "Åpnet."}, "Dato", "«Fase»"),
        ("Milepæler", "apning", {"Frist nå": date(2022, 6, 30), "Begrunnelse": "=A1"}, "Begrunnelse", ""),
    ],
)  # fmt: skip
def test_a_row_with_a_formula_without_a_result_is_not_taken_in_by_half(
    folder, capsys, book, sheet, milestone, cells, first, others
):
    fill(book, sheet, 1, milestone, **cells)
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    where = place(book, sheet, first)
    assert f"{where} (tiltak 1): Cellen har en formel uten resultat, og ingenting i raden" in out
    assert out.count("(tiltak 1)") == 1
    assert others in out
    assert text_of(folder) == ONE


def test_a_date_that_is_less_exact_than_a_day_is_shown_as_what_it_becomes(folder, capsys, book):
    fill(book, "Status", 1, Dato="2020", Fase="Pågår")
    out = take_in(folder, capsys, book, "--dry-run").out
    assert "Dato: «2020»" in out


def test_a_year_in_a_cell_for_dates_is_that_year(folder, capsys, book):
    """Excel keeps the number 2020 and shows it as the day with that number, 12.07.1905."""
    fill(book, "Status", 1, Dato=2020, Fase="Pågår")
    fill(book, "Status", 2, Dato=date(2020, 12, 30), Fase="Fullført")
    cell = openpyxl.load_workbook(book)["Status"][cell_under(book, "Status", "Dato")]
    assert (cell.number_format, cell.value) == ("dd.mm.yyyy", datetime(1905, 7, 12))  # noqa: DTZ001
    out = take_in(folder, capsys, book, "--dry-run").out
    assert "Dato: «2020»" in out
    assert "Dato: «30.12.2020»" in out


def test_a_measure_that_is_gone_is_told(folder, capsys, book):
    fill(book, "Opplysninger", 2, Tittel="Nytt navn")
    (folder / PATHS[2]).unlink()
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    assert "Tiltak 2 finnes ikke lenger" in out


def add_row(book: Path, sheet: str, **cells: Any) -> None:
    """Write a row of one's own below the others."""
    workbook = openpyxl.load_workbook(book)
    columns = headings_of(workbook[sheet])
    row = max(r for r in range(1, workbook[sheet].max_row + 1) if workbook[sheet].cell(r, 1).value)
    for heading, value in cells.items():
        workbook[sheet].cell(row + 1, columns[heading.replace("_", " ")]).value = value
    workbook.save(book)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Nr.": 3, "Tittel": "Mitt eget"}, "mangler «Innsatsområde» og «Type tiltak»"),
        ({"Tittel": "Mitt eget"}, "nummeret mangler"),
        ({"Nr.": 1, "Tittel": "Mitt eget"}, "tiltak 1 finnes fra før"),
        ({"Nr.": "tre", "Tittel": "Mitt eget"}, "«tre» kan ikke være et nummer"),
    ],
)
def test_a_row_of_ones_own_that_is_no_measure_is_told(folder, capsys, book, cells, told):
    add_row(book, "Opplysninger", **{"Tittel": ""} | cells)
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    assert "«Opplysninger», celle" in out
    assert "Raden er" in out
    assert told in out


def test_a_measure_of_a_new_row_is_shown_and_made(folder, capsys, book):
    known = openpyxl.load_workbook(book)["Opplysninger"]
    columns = headings_of(known)
    area, kind = (known.cell(2, columns[name]).value for name in ("Innsatsområde", "Type tiltak"))
    add_row(
        book, "Opplysninger",
        **{"Nr.": "3b", "Tittel": "Nye benker", "Innsatsområde": area, "Type tiltak": kind, "Ansvarlig": "Styret"},
    )  # fmt: skip
    fill(book, "Opplysninger", 2, Tittel="Nytt navn")
    shown = take_in(folder, capsys, book, "--dry-run").out
    assert "Nytt tiltak 3b. Nye benker" in shown
    assert "Ansvarlig: «Styret»" in shown
    code, out, err = take_in(folder, capsys, book, "--yes")
    assert (code, err) == (0, ""), out
    (made,) = (folder / Path(PATHS[1]).parent).glob("3b-*.yml")
    assert made.name == "3b-nye-benker.yml"
    assert "owner: styret" in made.read_text("utf-8")
    assert "title: Nytt navn" in text_of(folder, 2)


def test_two_new_rows_of_one_number_are_one_measure_and_the_other_is_told(folder, capsys, book):
    known = openpyxl.load_workbook(book)["Opplysninger"]
    columns = headings_of(known)
    area, kind = (known.cell(2, columns[name]).value for name in ("Innsatsområde", "Type tiltak"))
    row = {"Nr.": "3b", "Tittel": "Nye benker", "Innsatsområde": area, "Type tiltak": kind}
    other = row | {"Tittel": "Nye lykter"}
    for cells in (row, row, other):
        add_row(book, "Opplysninger", **cells)
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    assert out.count("Nytt tiltak 3b. Nye benker") == 1
    assert "Filen finnes fra før." in out
    (made,) = (folder / Path(PATHS[1]).parent).glob("3b-*.yml")
    assert made.name == "3b-nye-benker.yml"


def reshaped(book, sheet, change):
    workbook = openpyxl.load_workbook(book)
    change(workbook[sheet])
    workbook.save(book)


def without(title):
    return lambda table: table.delete_cols(headings_of(table)[title])


def renamed(title, new):
    def change(table):
        table.cell(1, headings_of(table)[title]).value = new

    return change


def emptied(table):
    table.delete_rows(1, table.max_row)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without(tables.BASE_TITLE), "Den skjulte kolonnen «Grunnlag (skal ikke endres)» mangler. Ingenting er tatt med herfra."),
        (renamed("Dato", "Dag"), "Kolonnen «Dato» mangler eller har fått et annet navn. Ingenting er tatt med herfra."),
        (without("Kilde"), "Kolonnen «Kilde» mangler eller har fått et annet navn. Ingenting er tatt med herfra."),
        (lambda table: table.delete_rows(1), "Finner ikke raden med overskriftene. Ingenting er tatt med herfra."),
        (emptied, "Her er det tomt. Ingenting er tatt med herfra."),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_read_is_told_and_the_others_are_taken_in(
    folder, capsys, book, change, said
):
    fill_rows(
        book,
        ("Status", 1, "", {"Dato": "2021-02-28", "Fase": "Fullført"}),
        ("Opplysninger", 2, "", {"Tittel": "Godt navn"}),
    )
    reshaped(book, "Status", change)
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    assert f"  Arket «Status»: {said}" in out
    assert "Datoen mangler" not in out
    assert text_of(folder) == ONE
    assert "Godt navn" in text_of(folder, 2)


def test_a_sheet_of_facts_without_a_column_gives_the_others(folder, capsys, book):
    fill(book, "Opplysninger", 1, Tittel="Godt navn", Type_tiltak="Forbedre")
    reshaped(book, "Opplysninger", without("Type tiltak"))
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 1
    assert "Arket «Opplysninger»: Kolonnen «Type tiltak» mangler" in out
    assert text_of(folder) == ONE.replace("Senter for unge", "Godt navn")


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.insert_rows(1, 2),
        renamed(tables.BASE_TITLE, "Grunnlag"),
        lambda table: setattr(table, "title", "Havna"),
    ],
)
def test_a_row_above_the_headings_and_other_names_are_understood(folder, capsys, book, change):
    fill(book, "Status", 1, Dato="2021-02-28", Fase="Fullført")
    reshaped(book, "Status", change)
    code, out, _ = take_in(folder, capsys, book, "--yes")
    assert code == 0, out
    assert "phase: completed" in text_of(folder)


@pytest.mark.slow
def test_a_sheet_of_ones_own_is_told_unless_it_is_empty(folder, capsys, book):
    workbook = openpyxl.load_workbook(book)
    workbook.create_sheet("Ark1")
    workbook.save(book)
    assert take_in(folder, capsys, book) == (0, "Ingenting å endre.\n", "")
    reshaped(book, "Ark1", lambda table: table.append(["Husk å ringe byen"]))
    code, out, _ = take_in(folder, capsys, book)
    assert code == 1
    assert "Arket «Ark1»: Dette er ikke fra «tiltak export»." in out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"tekst", "ikke et regneark"),
        ("a.xls", b"\xd0\xcf", "Excel-arbeidsbok"),
        ("a.csv", b"a;b\n1;2\n", "mangler grunnlaget"),
        ("a.csv", b"", "mangler grunnlaget"),
        ("a.csv", b'a;"b\n', "mangler grunnlaget"),
    ],
)
def test_a_file_that_is_none_of_ours_is_one_clean_line(
    folder, capsys, tmp_path, name, content, said
):
    (tmp_path / name).write_bytes(content)
    code, _, err = take_in(folder, capsys, tmp_path / name, "--yes")
    assert code == 2
    assert said in err
    assert err.count("\n") == 1


def test_a_workbook_without_the_base_is_told_to_be_fetched_again(folder, capsys, tmp_path):
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["Nr.", "Tiltak"])
    workbook.save(tmp_path / "a.xlsx")
    code, _, err = take_in(folder, capsys, tmp_path / "a.xlsx", "--yes")
    assert code == 2
    assert "Hent den ut på nytt" in err


# -------------------------------------------------------------------------------------------- text files


def rewritten(path, change, encoding="utf-8-sig", delimiter=";"):
    """What a spreadsheet program saves after somebody changed a cell."""
    rows = list(
        csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";")
    )
    change(rows)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8-sig", ";"), ("cp1252", ";"), ("utf-8", ","), ("utf-8", "\t")],
)
def test_text_files_go_out_and_in(folder, capsys, tmp_path, encoding, delimiter):
    target = tmp_path / "ut"
    assert ran(capsys, folder, "export", "--format", "csv", "-o", str(target)).code == 0
    assert "\nGjelder " in (target / "les-meg.md").read_text(encoding="utf-8")
    assert sorted(p.name for p in target.iterdir()) == [
        "les-meg.md",
        "milepaeler.csv",
        "opplysninger.csv",
        "status.csv",
    ]
    assert take_in(folder, capsys, target, "--yes").out == "Ingenting å endre.\n"

    def change(rows):
        rows[1][rows[0].index("Tittel")] = "Årlig øl & æra"

    rewritten(target / "opplysninger.csv", change, encoding, delimiter)
    assert take_in(folder, capsys, target / "opplysninger.csv", "--yes").code == 0
    assert "title: Årlig øl & æra  # kort" in text_of(folder)


@pytest.mark.parametrize("order", ["utf-16", "utf-16-be"])
def test_a_text_file_that_excel_calls_unicode_text_is_taken_in(folder, capsys, tmp_path, order):
    target = tmp_path / "ut"
    ran(capsys, folder, "export", "--format", "csv", "-o", str(target))
    mark = "\ufeff" if order == "utf-16-be" else ""

    def change(rows):
        rows[1][rows[0].index("Tittel")] = "Årlig øl"
        rows[0][0] = mark + rows[0][0]

    rewritten(target / "opplysninger.csv", change, order, "\t")
    (target / "opplysninger.csv").rename(target / "opplysninger.txt")
    code, out, _ = take_in(folder, capsys, target, "--yes")
    assert code == 0, out
    assert "title: Årlig øl  # kort" in text_of(folder)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: [row.pop() for row in rows], "Den skjulte kolonnen"),
        (lambda rows: rows.clear(), "Her er det tomt."),
    ],
)
def test_a_text_file_that_cannot_be_read_is_told(folder, capsys, tmp_path, change, said):
    target = tmp_path / "ut"
    ran(capsys, folder, "export", "--format", "csv", "-o", str(target))
    rewritten(target / "status.csv", change)
    code, out, _ = take_in(folder, capsys, target, "--yes")
    assert code == 1
    assert f"  Filen status.csv: {said}" in out


def test_a_refused_cell_of_a_text_file_is_called_by_its_line(folder, capsys, tmp_path):
    target = tmp_path / "ut"
    ran(capsys, folder, "export", "--format", "csv", "-o", str(target))
    rewritten(
        target / "opplysninger.csv",
        lambda rows: rows[2].__setitem__(rows[0].index("Ansvarlig"), "Ingen"),
    )
    code, out, _ = take_in(folder, capsys, target, "--yes")
    assert code == 1
    assert "opplysninger.csv, linje 3, «Ansvarlig» (tiltak 2):" in out


# -------------------------------------------------------------------------------------------------- laws


def merged_back(files, grids_of):
    """Out and in again, by way of a kind of file; the files as they would be."""
    loaded = load(files)
    plan = loaded.portfolio.plans[0]
    values: tables.Values = {1: loaded.files[PATHS[1]].document.value}
    made = tables.tables(plan, loaded.portfolio, values, date(2021, 3, 1))
    today = date(2023, 12, 31)
    now = merge.Now(
        plan,
        tables.Names(plan, loaded.portfolio),
        typed.Reader(plan, loaded.portfolio),
        values,
        today,
    )
    back = merge.merged(grids_of(made, plan), made, now)
    assert not back.left_out
    result = taken(back.groups, {1: PATHS[1]}, loaded, files, today)
    return result.proposal.changed


ROUND = "Gjelder fjerde kvartal 2020. Siste dag for å melde er 30.01.2021."


@pytest.mark.parametrize(
    ("day", "recipient", "occasion"),
    [
        (date(2021, 1, 15), "Havna", ["Hentet ut 15.01.2021 til Havna", ROUND]),
        (date(2021, 1, 15), "", ["Hentet ut 15.01.2021", ROUND]),
        (date(2030, 1, 1), "Havna", ["Hentet ut 01.01.2030 til Havna"]),
    ],
)
def test_the_workbook_says_for_whom_it_is_and_which_round_it_answers(day, recipient, occasion):
    plan = load(base()).portfolio.plans[0]
    book = openpyxl.load_workbook(io.BytesIO(workbook.written((), plan, day, recipient)))
    title, *shown = (cell.value for cell in book[workbook.HELP]["A"])
    assert title == plan.title
    assert shown[: shown.index(None)] == occasion
    beside_csv = csvfiles.about(plan, workbook.occasion(plan, day, recipient)).decode()
    assert beside_csv == "\n\n".join([f"# {plan.title}", *occasion]) + "\n"


def as_workbook(made, plan):
    return workbook.read(workbook.written(made, plan, date(2021, 1, 1)))


def as_text_files(made, plan):
    return csvfiles.read(csvfiles.written(made, plan))


@pytest.mark.slow
@pytest.mark.parametrize("grids_of", [as_workbook, as_text_files])
@tries(30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_goes_out_and_comes_in_untouched_changes_nothing(grids_of, data):
    value = {**data.draw(MEASURES), "number": 1}
    text = data.draw(laid_out(value))
    files = {
        "plans/p/plan.yml": PLAN.encode(),
        "plans/units.yml": MORE_UNITS.encode(),
        PATHS[1]: text.encode(),
    }
    assume(load(files).files[PATHS[1]].valid)
    assert merged_back(files, grids_of) == {}


TYPED = {"title": "Tittel", "summary": "Sammendrag", "owner": "Ansvarlig", "kind": "Type tiltak"}
NEW = {"title": "Nytt navn", "summary": "Ny tekst.", "owner": "Byen", "kind": "Gjenta"}


@pytest.mark.slow
@tries(30)
@given(cells=st.sets(st.sampled_from(sorted(TYPED)), min_size=1), text=laid_out({**VALUE}))
def test_only_the_cells_that_were_changed_change(cells, text):
    def with_changes(made, plan):
        (grid,) = (g for g in as_workbook(made, plan) if g.title == "Opplysninger")
        row = list(grid.rows[1])
        for key in cells:
            row[grid.rows[0].index(TYPED[key])] = NEW[key]
        return [Grid(grid.title, (grid.rows[0], tuple(row)), grid.pattern)]

    files = {
        "plans/p/plan.yml": PLAN.encode(),
        "plans/units.yml": MORE_UNITS.encode(),
        PATHS[1]: text.encode(),
    }
    changed = merged_back(files, with_changes)
    values = {"title": "Nytt navn", "summary": "Ny tekst.", "owner": "by", "kind": "recurring"}
    assert value_of(changed[PATHS[1]].decode()) == {**VALUE, **{key: values[key] for key in cells}}
