"""`tiltak new`: options, questions, and what is refused."""

from __future__ import annotations

import io

import pytest

from tests.commandline import ran, write_files
from tests.gitfolder import PLAN, UNITS, measure
from tiltak.commands import _asking
from tiltak.edit import draft

HEADER = "# yaml-language-server: $schema=../../schema/measure.schema.json\n"
OPTIONS = ("--title", "Åpen dag", "--focus-area", "omrade", "--kind", "Etablere")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-03-01")
    removed = "removed: [{number: 4, title: Borte, date: 2020-01-01}]\n"
    return write_files(
        tmp_path,
        {
            "plans/p/plan.yml": PLAN + removed,
            "plans/units.yml": UNITS,
            "measures/p/03-a.yml": HEADER + measure(3),
        },
    )


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Mottaks- og oppfølgingssentre", "mottaks-og-oppfolgingssentre"),
        ("Årlig ære på øya: 100 %", "arlig-aere-pa-oya-100"),
        ("Café «Très»", "cafe-tres"),
        ("???", "tiltak"),
        (
            "Et ganske langt navn som må kortes ned et sted",
            "et-ganske-langt-navn-som-ma-kortes-ned",
        ),
        ("A" * 60, "a" * 40),
        ("Aux", "aux-x"),
        ("COM1", "com1-x"),
        ("Nul utslipp", "nul-utslipp"),
    ],
)
def test_a_file_is_named_after_its_title(title, slug):
    assert draft.slug(title) == slug


def test_a_measure_from_options_gets_the_next_free_number(folder, capsys):
    code, out, _ = ran(
        capsys, folder, "new", *OPTIONS, "--owner", "Havna", "--section", "2.2", "--point", "7"
    )
    assert code == 0
    assert (folder / "measures/p/05-apen-dag.yml").read_text(encoding="utf-8") == (
        HEADER + "number: 5\ntitle: Åpen dag\n"
        'reference: {document: plan, section: "2.2", point: 7}\n'
        "focus_area: omrade\nkind: establish\nowner: havn\nstatus: []\n"
    )
    assert "Skrevet: measures/p/05-apen-dag.yml" in out
    assert ran(capsys, folder, "fmt", "--check").out.count("05-apen-dag") == 0


@pytest.mark.parametrize(
    ("extra", "code", "said"),
    [
        (("--number", "3"), 2, "Nummer 3 er brukt i planen. Det neste ledige er 5."),
        (("--number", "4"), 2, "Nummer 4 er brukt"),
        (("--number", "fem"), 2, "kan ikke være et nummer"),
        (("--focus-area", "omraade"), 1, "Mente du «omrade»?"),
        (("--kind", "lage"), 1, "kan ikke være «lage»"),
        (("--point", "3"), 2, "--section"),
        (("--title", "=SUM(A1)"), 1, "formel"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(folder, capsys, extra, code, said):
    result = ran(capsys, folder, "new", *OPTIONS, *extra)
    assert result.code == code
    assert said in result.err
    assert [p.name for p in (folder / "measures/p").iterdir()] == ["03-a.yml"]


def test_without_a_terminal_nobody_is_asked(folder, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, _, err = ran(capsys, folder, "new", "--title", "Åpen dag")
    assert (code, err) == (2, "tiltak: Det mangler --focus-area, --kind.\n")


def test_questions_are_asked_again_until_the_answer_can_be_used(folder, capsys, monkeypatch):
    answers = [
        "",
        "Åpen dag",
        "ni",
        "3",
        "9",
        "x",
        "",
        "1",
        "Forbedre",
        "",
        "Alle kan komme.",
        "2.2",
    ]
    monkeypatch.setattr(_asking, "can_ask", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(answers) + "\n"))
    code, out, _ = ran(capsys, folder, "new")
    assert code == 0
    assert "Svaret kan ikke være tomt." in out
    assert "«ni» kan ikke være et nummer." in out
    assert "Nummer 3 er brukt i planen. Det neste ledige er 5." in out
    assert "«x» er ikke på listen." in out
    assert "Svaret kan ikke være tomt. Skriv tallet foran det du velger." in out
    assert (folder / "measures/p/09-apen-dag.yml").read_text(encoding="utf-8") == (
        HEADER + "number: 9\ntitle: Åpen dag\nsummary: >-\n  Alle kan komme.\n"
        'reference: {document: plan, section: "2.2"}\n'
        "focus_area: omrade\nkind: improve\nstatus: []\n"
    )


def test_walking_away_from_the_questions_writes_nothing(folder, capsys, monkeypatch):
    monkeypatch.setattr(_asking, "can_ask", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("Åpen dag\n"))
    code, _, err = ran(capsys, folder, "new")
    assert code == 130
    assert err.endswith("tiltak: Avbrutt.\n")
    assert [p.name for p in (folder / "measures/p").iterdir()] == ["03-a.yml"]
