"""`tiltak set`: what a coordinator types, and what the file and the screen say afterwards."""

from __future__ import annotations

import unicodedata

import pytest

from tests.commandline import ran, write_files
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tiltak.edit import typed

PATH = "measures/p/01-a.yml"
MILESTONES = "\n  - {id: apning, title: Åpnet, baseline: 2021-06-30, due: 2021-06-30}"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-03-01")
    return write_files(
        tmp_path,
        {
            "plans/p/plan.yml": PLAN,
            "plans/units.yml": UNITS,
            PATH: measure(1, milestones=MILESTONES) + "# slutt\n",
            "measures/p/02-b.yml": measure(2),
        },
    )


@pytest.fixture
def run(folder, capsys):
    return lambda *arguments: ran(capsys, folder, "set", *arguments)


def text_of(folder, path=PATH):
    return (folder / path).read_text(encoding="utf-8")


def test_a_status_is_written_and_shown(run, folder):
    code, out, _ = run("1", "phase=in_progress", "note=I gang.")
    assert code == 0
    assert "+  - date: 2021-03-01" in out
    assert f"Skrevet: {PATH}" in out
    assert (
        text_of(folder)
        == measure(1, milestones=MILESTONES).replace(
            "status: []",
            "status:\n  - date: 2021-03-01\n    phase: in_progress\n    note: >-\n      I gang.",
        )
        + "# slutt\n"
    )


def test_another_deadline_is_a_correction_until_git_or_an_adoption_shows_the_first(run, folder):
    due = ("1", "milestone", "apning", "due=30.9.2021")
    adoption = "adoption: {date: 2020-01-01, body: havn}\n"
    write_files(folder, {"plans/p/plan.yml": PLAN.replace("focus_areas", f"{adoption}focus_areas")})
    assert "Fristen er flyttet" in run(*due, "--dry-run")[1]
    write_files(folder, {"plans/p/plan.yml": PLAN})
    assert "så ingen frist er flyttet" in run(*due)[1]
    assert "{id: apning, title: Åpnet, baseline: 2021-09-30, due: 2021-09-30}" in text_of(folder)
    GitFolder(folder).commit({})
    assert "Fristen er flyttet" in run("1", "milestone", "apning", "due=31.12.2021")[1]


def test_norwegian_words_do_as_well(run, folder):
    assert run("p/1", "Fase=pågår", "dato=28.2.2021", "ansvarlig=Havna")[0] == 0
    assert "  - date: 2021-02-28\n    phase: in_progress\n" in text_of(folder)
    assert "owner: havn\n" in text_of(folder)


def test_a_deadline_that_was_moved_before_it_came_here_is_moved_again(run, folder):
    path = folder / PATH
    text = text_of(folder).replace("baseline: 2021-06-30", "baseline: 2020-12-31")
    path.write_text(text, encoding="utf-8")
    assert run("1", "milestone", "apning", "due=31.12.2021", "reason=funding").code == 0
    assert run("1", "milestone", "apning", "due=2022-06-30", "date=2021-02-01").code == 0
    assert "baseline: 2020-12-31" in text_of(folder)
    assert "due: 2022-06-30" in text_of(folder)
    assert "from: 2021-06-30" in text_of(folder)
    path.write_text(text, encoding="utf-8")
    assert run("1", "milestone", "apning", "due=2020-12-31").code == 0  # back to where it was


def test_a_rehearsal_writes_nothing(run, folder):
    before = text_of(folder)
    code, out, _ = run("1", "phase=in_progress", "--dry-run")
    assert code == 0
    assert "+    phase: in_progress" in out
    assert text_of(folder) == before


@pytest.mark.parametrize("typed_field", ["prioritet=høy", "fields.prioritet=hoy", "Prioritet=Høy"])
def test_a_field_of_the_plans_own_is_set_by_its_name(run, folder, typed_field):
    own = "fields: [{id: prioritet, title: Prioritet, form: choice, choices: [{id: hoy, title: Høy}, {id: lav, title: Lav}]}]\n"
    (folder / "plans/p/plan.yml").write_text(PLAN + own, encoding="utf-8")
    assert run("1", typed_field)[0] == 0
    assert "fields:\n  prioritet: hoy\n" in text_of(folder)
    assert run("1", "prioritet=middels")[0] == 1
    assert run("1", "prioritet=")[0] == 0
    assert "prioritet" not in text_of(folder)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["phase=paused"], "må ha årsak (reason) og begrunnelse (note)"),
        (["phase=ferdigstilt"], "kan ikke være «ferdigstilt»"),
        (["phase=in_progress", "date=2021-04-01"], "som ikke har vært ennå"),
        (
            ["phase=in_progress", "source=ukjent"],
            "Dokumentet «ukjent» står ikke i planfilens liste",
        ),
        (["owner=havnen"], "Mente du «havn»?"),
        (["owner=Kari Nordmann"], "Skriv aldri navn på personer."),
        (["unchanged"], "ingen tidligere melding"),
        (["milestone", "apning", "done=2022-01-01"], "som ikke har vært ennå"),
        (["title=<b>Fet</b>"], "inneholder HTML"),
    ],
)
def test_a_refused_edit_says_why_with_its_line_and_changes_nothing(run, folder, words, said):
    before = text_of(folder)
    code, _, err = run("1", *words)
    assert code == 1
    assert said in err
    assert f"{PATH}:" in err
    assert "Ingenting er endret" in err
    assert text_of(folder) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Hva skal endres?"),
        (["completed"], "Mente du phase=completed?"),
        (["fullført"], "Mente du phase=completed?"),
        (["noe helt annet"], "felt=verdi"),
        (["fase ferdig"], "felt=verdi"),
        (["phsae=completed"], "Mente du «phase»?"),
        (["number=3"], "Nummeret på et tiltak endres ikke"),
        (["status=completed"], "er en liste"),
        (["status=fullført"], "Mente du phase=completed?"),
        (["ingenting-nytt"], "Mente du unchanged?"),
        (["milestone", "apning", "grunn=bemanning"], "reason (årsak)"),
        (["funding=granted"], "funding.decision"),
        (["phase=completed", "phase=paused"], "oppgitt to ganger"),
        (["note=Bare tekst"], "mangler fase"),
        (["phase=completed", "date=i går"], "er ikke en dato"),
        (["milestone"], "kortnavnet på én milepæl"),
        (["milestone", "apning"], "Hva skal endres på milepælen"),
        (["milestone", "aapning", "done=2021-01-01"], "Mente du «apning»?"),
        (["milestone", "apning", "baseline=2022-01-01"], "endres aldri"),
        (["milestone", "apning", "reason=funding"], "due="),
        (["related=en"], "kan ikke være et nummer"),
        (["note", "=", "Hei"], "uten mellomrom rundt likhetstegnet: note="),
        (["title=Rød\x1b[31m"], "kontrolltegn (U+001B)"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_clean_line_and_changes_nothing(run, folder, words, said):
    before = text_of(folder)
    code, out, err = run("1", *words)
    assert code == 2
    assert said in err
    assert err.startswith("tiltak: ")
    assert err.count("\n") == 1
    assert not out
    assert text_of(folder) == before


def test_letters_of_two_signs_are_written_as_one(run, folder):
    assert run("1", "title=" + unicodedata.normalize("NFD", "På øya i Ålen")).code == 0
    assert "title: På øya i Ålen\n" in text_of(folder)
    units = {"a": "Helse på hjul"}
    assert typed.by_name(unicodedata.normalize("NFD", "helse på hjul"), units) == "a"


def test_an_unknown_measure_is_told_which_there_are(run, folder):
    code, _, err = run("3", "unchanged")
    assert code == 2
    assert "Planen har tiltakene 1–2" in err


@pytest.mark.parametrize("numbers", ["1,2", "1, 2,1", "p/1,2"])
def test_several_measures_get_the_same(run, folder, numbers):
    said = run(numbers, "phase=in_progress", "note=I gang.")
    assert said.code == 0
    assert said.out.count("Skrevet: ") == 2
    for path in (PATH, "measures/p/02-b.yml"):
        assert "phase: in_progress" in text_of(folder, path)
    assert run(numbers, "phase=in_progress", "note=I gang.").out.startswith("Ingenting å endre")


@pytest.mark.parametrize(
    ("numbers", "words", "code"),
    [("1,3", ["unchanged"], 2), ("1,2", ["milestone", "apning", "done=2021-02-01"], 2), ("1,2", ["phase=paused"], 1)],
)  # fmt: skip
def test_of_several_measures_all_are_changed_or_none(run, folder, numbers, words, code):
    before = [text_of(folder), text_of(folder, "measures/p/02-b.yml")]
    assert run(numbers, *words).code == code
    assert [text_of(folder), text_of(folder, "measures/p/02-b.yml")] == before


def test_another_files_error_does_not_stop_an_edit(run, folder):
    (folder / "measures/p/02-b.yml").write_text("number: [\n", encoding="utf-8")
    assert run("1", "phase=in_progress")[0] == 0


def test_an_error_that_was_there_before_is_told_and_does_not_stop_an_edit(run, folder):
    (folder / PATH).write_text(measure(1, owner="ukjent"), encoding="utf-8")
    code, out, _ = run("1", "phase=in_progress")
    assert code == 0
    assert "1 feil fra før" in out


def test_a_file_that_cannot_be_read_is_shown_with_its_problem(run, folder):
    (folder / PATH).write_text("number: 1\ntitle: [\n", encoding="utf-8")
    code, _, err = run("1", "phase=in_progress")
    assert code == 1
    assert f"{PATH}:" in err
    assert "kan ikke leses" in err


def test_saying_what_the_file_says_writes_nothing(run, folder):
    code, out, _ = run("1", "title=Tiltak 1")
    assert code == 0
    assert "Ingenting å endre" in out


def test_a_move_that_is_on_record_is_corrected(run, folder):
    run("1", "milestone", "apning", "due=2021-12-31", "reason=funding")
    code, out, err = run(
        "1", "milestone", "apning", "due=2021-12-31", "date=28.2.2021", "reason=bemanning"
    )
    assert code == 0, err
    assert "Den siste flyttingen er rettet." in out
    assert "moved: [{date: 2021-02-28, from: 2021-06-30, reason: staffing}]" in text_of(folder)


def test_a_moved_deadline_is_told(run, folder):
    code, out, _ = run("1", "milestone", "apning", "due=2021-12-31", "reason=funding")
    assert code == 0
    assert "Fristen er flyttet fra 30.06.2021 til 31.12.2021" in out
    assert "moved: [{date: 2021-03-01, from: 2021-06-30, reason: funding}]" in text_of(folder)
    assert "baseline: 2021-06-30" in text_of(folder)
