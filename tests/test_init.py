"""`tiltak init`: a repository for another municipality, that works at once and depends on the package."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import tomllib
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from tests.ci.runner import ROOT, WORKFLOWS
from tests.commandline import ran
from tests.gitfolder import run_git
from tests.test_workflows import follows_schema, zizmor
from tiltak import cli
from tiltak.commands import _asking
from tiltak.commands.init import origin, shared
from tiltak.edit import layout
from tiltak.forms import issue
from tiltak.model.plan import Plan
from tiltak.read.load import kind_of, load
from tiltak.read.plan_files import worktree
from tiltak.sheets import headings, tabular, textlist
from tiltak.sheets.grid import Grid

OPTIONS = (
    "--title",
    "Klimaplan",
    "--municipality",
    "Øyvik kommune",
    "--start",
    "2024",
    "--end",
    "2027",
)


@pytest.fixture
def target(tmp_path, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2025-03-01")
    return tmp_path / "ny"


def made(capsys, target, *extra):
    return ran(capsys, None, "init", str(target), *OPTIONS, *extra)


def test_what_a_list_says_hides_and_turns_nothing_in_what_is_said_of_it(target, tmp_path, capsys):
    list_file = tmp_path / "liste.csv"
    list_file.write_text("Nr.,Tiltak,\u202eabc\u2066\nx\u202e1,Bygge turvei,9\n", encoding="utf-8")
    code, out, _ = made(capsys, target, "--from", str(list_file))
    assert code == 0
    assert "«[U+202E]abc[U+2066]» er ikke tatt med" in out
    assert "«x[U+202E]1» er ikke et nummer" in out
    assert not {"\u202e", "\u2066"} & set(out)


def test_a_new_repository_is_in_order_and_in_the_one_shape(target, capsys):
    code, out, _ = made(
        capsys, target, "--focus-area", "Transport", "--focus-area", "Bygg & anlegg"
    )
    assert code == 0, out
    assert ran(capsys, target, "check") == (0, "3 filer sjekket. Alt er i orden.\n", "")
    for path, raw in worktree(target).texts.items():
        assert layout.formatted(kind_of(path), raw, path) == (raw.decode(), [])
    plan = (target / "plans/klimaplan/plan.yml").read_text(encoding="utf-8")
    assert "start: 2024-01-01\n  end: 2027-12-31" in plan
    assert "id: bygg-anlegg\n    title: Bygg & anlegg" in plan


def test_a_dash_in_the_name_parts_the_short_name(target, capsys):
    made(capsys, target, "--title", "Klimaplan 2024–2027")
    assert (target / "plans/klimaplan-2024-2027/plan.yml").is_file()


def test_questions_give_the_same_as_options(target, tmp_path, capsys, monkeypatch):
    answers = [
        "Klimaplan", "Øyvik kommune", "i fjor", "2024", "2027", "2", "Transport; Bygg",
        "Øyvik kommune", "", "post@oyvik.example", "NLOD 2.0", "https://plan.example.no/",
    ]  # fmt: skip
    monkeypatch.setattr(_asking, "can_ask", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(answers) + "\n"))
    code, out, _ = ran(capsys, None, "init", str(target))
    assert code == 0, out
    assert "er ikke en dato" in out
    other = tmp_path / "annen"
    made(
        capsys, other, "--focus-area", "Transport", "--focus-area", "Bygg", "--calendar", "tertial",
        "--publisher", "Øyvik kommune", "--contact", "post@oyvik.example",
        "--licence", "nlod 2.0", "--site-url", "https://plan.example.no/",
    )  # fmt: skip
    assert (other / "mkdocs.yml").read_text() == (target / "mkdocs.yml").read_text()
    assert ran(capsys, target, "check").code == 0
    assert worktree(other).texts == worktree(target).texts


def test_a_calendar_is_called_by_its_norwegian_name_too(target, capsys):
    assert made(capsys, target, "--calendar", "Halvår").code == 0
    (plan,) = target.glob("plans/*/plan.yml")
    assert "calendar: half_year" in plan.read_text("utf-8")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2024", "2024-01-01"),
        ("2024-H2", "2024-07-01"),
        ("2024-Q2", "2024-04-01"),
        ("2024-05", "2024-05-01"),
        ("15.3.2024", "2024-03-15"),
    ],
)
def test_a_plan_begins_on_the_first_day_of_what_was_said(target, capsys, said, day):
    assert made(capsys, target, "--start", said).code == 0
    assert f"start: {day}\n" in (target / "plans/klimaplan/plan.yml").read_text(encoding="utf-8")


def test_a_folder_that_is_used_is_left_alone(target, capsys):
    target.mkdir()
    (target / "notat.txt").write_text("mitt", encoding="utf-8")
    code, _, err = made(capsys, target)
    assert code == 2
    assert "ikke tom" in err
    assert [p.name for p in target.iterdir()] == ["notat.txt"]


@pytest.mark.parametrize(
    ("extra", "code", "said"),
    [
        (("--end", "2023"), 1, "slutter før den begynner"),
        (("--end", "snart"), 2, "er ikke en dato"),
        (("--start", "2026-13"), 2, "er ikke en dato"),
        (("--end", "2028-00"), 2, "er ikke en dato"),
        (("--end", "31.02.2028"), 2, "er ikke en dato"),
        (("--id", "Klima Plan"), 2, "Kortnavnet"),
        (("--title", "=1+1"), 1, "formel"),
        (("--municipality", "Ring 412 34 567"), 1, "telefonnummer"),
        (("--calendar", "uke"), 2, "quarter"),
    ],
)
def test_answers_that_cannot_be_used_make_nothing(target, capsys, extra, code, said):
    result = made(capsys, target, *extra)
    assert result.code == code
    assert said in result.err
    assert not target.exists()


def test_without_a_terminal_nobody_is_asked(target, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert ran(capsys, None, "init", str(target)).err == (
        "tiltak: Det mangler --title, --municipality, --start, --end.\n"
    )


def test_names_that_mean_something_in_yaml_or_markdown_stay_names(target, capsys):
    title = 'Plan: «X» #1 "{{ y }}" [a]'
    assert ran(capsys, None, "init", str(target), *OPTIONS, "--title", title, "--id", "x").code == 0
    assert ran(capsys, target, "check").code == 0
    assert title in (target / "README.md").read_text(encoding="utf-8")


# ----------------------------------------------------------------------------------- measures in a list

LIST = """\
Klimaplan 2024

# Transport
1. Gratis buss
2) Sykkelvei: fra sentrum
   til stasjonen
## Bygg
Tiltak 7: Solceller på skolene
"""


def test_a_numbered_list_becomes_drafts(target, capsys, tmp_path):
    (tmp_path / "liste.txt").write_text(LIST, encoding="utf-8")
    code, out, _ = made(capsys, target, "--from", str(tmp_path / "liste.txt"))
    assert code == 0, out
    assert "3 tiltak som utkast" in out
    assert ran(capsys, target, "check").code == 0
    assert (target / "measures/klimaplan/02-sykkelvei-fra-sentrum.yml").read_text(
        encoding="utf-8"
    ) == (
        "# yaml-language-server: $schema=../../schema/measure.schema.json\n"
        'number: 2\ntitle: "Sykkelvei: fra sentrum"\nsummary: >-\n  til stasjonen\n'
        "focus_area: transport\nkind: establish\nunconfirmed: [kind]\nstatus: []\n"
    )


def test_a_spreadsheet_becomes_drafts_with_units_and_deadlines(target, capsys, tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Handlingsplan", None],
        ["Nr.", "Tiltak (navn)", "Innsatsområde", "Ansvarlig", "Frist"],
        [1, "Gratis buss", "Transport", "Samferdsel", 2025],
        [2, "Solceller", "Bygg", "Eiendom", "ved behov"],
        [3, "x" * 130, "Bygg", "Eiendom", "31.12.2026"],
        [4, "Sykkelparkering", "Transport", "Samferdsel", "Når pengene kommer"],
        [5, "Ladestasjoner", "Transport", "Samferdsel", "–"],
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "plan.xlsx")
    code, out, _ = made(capsys, target, "--from", str(tmp_path / "plan.xlsx"))
    assert code == 0, out
    assert "«Sheet», celle E6: fristen «Når pengene kommer» er ikke forstått" in out
    assert out.count("er ikke forstått") == 1
    assert (
        "Enheter laget av kolonnen «Ansvarlig»: Samferdsel, Eiendom. Er noe av dette en person"
        in out
    )
    assert ran(capsys, target, "check").code == 0
    text = (target / "measures/klimaplan/01-gratis-buss.yml").read_text(encoding="utf-8")
    assert "owner: samferdsel\n" in text
    assert 'due: "2025"\n' in text
    assert 'baseline: "2025"\n' in text
    files = {p.name[:2]: p.read_text("utf-8") for p in target.glob("measures/klimaplan/*.yml")}
    assert "due: ved behov\n" in files["02"]
    assert "baseline" not in files["02"]
    assert "note: >-\n      Listen sier «Når pengene kommer» om fristen.\n" in files["04"]
    assert "milestones" not in files["05"]
    assert "samferdsel:\n    kind: internal" in (target / "plans/units.yml").read_text(
        encoding="utf-8"
    )


WRITTEN = {
    # what stands as a deadline → what it means; empty where nobody can know, and the words are kept
    "2026-27": "2026-01-01/2027-12-31",
    "2027-28": "2027-01-01/2028-12-31",
    "2026-13": "",
    "2026-00": "",
    "2026-99": "",
    "31.02.2027": "",
    "desember 2026": "2026-12-01/2026-12-31",
    "1. kvartal 2027": "2027-01-01/2027-03-31",
    "2. halvår 2027": "2027-07-01/2027-12-31",
    "høsten 2027": "2027-07-01/2027-12-31",
    "innen 2027": "2027-01-01/2027-12-31",
    "31/12/2026": "2026-12-31",
    "2. tertial 2027": "2027-05-01/2027-08-31",
    "2027-T2": "2027-05-01/2027-08-31",
    "skoleåret 2026/27": "2026-08-01/2027-07-31",
    "Løpende": "Løpende",
    "Etter behov": "Etter behov",
    "når pengene kommer": "",
}


def test_deadlines_of_a_list_are_kept_as_they_stand(target, capsys, tmp_path):
    rows = [f"{n};Tiltak {n};{text}" for n, text in enumerate(WRITTEN, 1)]
    (tmp_path / "liste.csv").write_text("\n".join(["Nr;Tiltak;Frist", *rows]), encoding="utf-8")
    code, out, _ = made(capsys, target, "--from", str(tmp_path / "liste.csv"))
    assert code == 0, out
    assert ran(capsys, target, "check").code == 0
    milestones = [m.milestones[0] for m in load(worktree(target).texts).portfolio.measures()]
    said = [str(m.due) if m.due else m.undated for m in milestones]
    assert dict(zip(WRITTEN, said, strict=True)) == WRITTEN
    for text, milestone in zip(WRITTEN, milestones, strict=True):
        assert WRITTEN[text] or f"«{text}»" in milestone.note
    assert out.count("er ikke forstått") == list(WRITTEN.values()).count("")


SHOWN = {
    # the format of a cell → the deadline that a date in it means
    "mmm.yy": "2026-10-01/2026-10-31",
    "mmm-yy": "2026-10-01/2026-10-31",
    "mmmm yyyy": "2026-10-01/2026-10-31",
    "mm/yyyy": "2026-10-01/2026-10-31",
    "[$-414]mmmm yyyy;@": "2026-10-01/2026-10-31",
    "yyyy": "2026-01-01/2026-12-31",
    "mmmm": "2026-10-01/2026-10-31",
    "yyyy\\-mm": "2026-10-01/2026-10-31",
    '"innen" mmm yyyy': "2026-10-01/2026-10-31",
    "dd.mm": "2026-10-01",
    "mm:ss": "2026-10-01",
    '"Q"4 yyyy': "2026-10-01/2026-12-31",
    '4". kvartal "yyyy': "2026-10-01/2026-12-31",
    "dd.mm.yyyy": "2026-10-01",
    "d. mmmm yyyy": "2026-10-01",
    "dd.mm.yyyy hh:mm": "2026-10-01",
}


def test_a_date_is_no_more_exact_than_its_cell_shows_it(target, capsys, tmp_path):
    """Excel makes the first day of what is typed: a promise of «2026» was late on 2 January 2026."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Nr", "Tiltak", "Frist"])
    for number, shape in enumerate(SHOWN, 1):
        book.worksheets[0].append([number, f"Tiltak {number}", datetime(2026, 10, 1)])  # noqa: DTZ001
        book.worksheets[0].cell(number + 1, 3).number_format = shape
    book.save(tmp_path / "plan.xlsx")
    code, out, _ = made(capsys, target, "--from", str(tmp_path / "plan.xlsx"))
    assert code == 0, out
    dues = [m.milestones[0].due for m in load(worktree(target).texts).portfolio.measures()]
    assert dict(zip(SHOWN, map(str, dues), strict=True)) == SHOWN


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"Bare tekst", "Fant ingen nummererte tiltak"),
        ("a.csv", b"a;b\n1;2\n", "Fant ingen overskrift"),
        ("a.csv", b"Tiltak;Frist\n", "ingen tiltak under overskriften"),
        ("a.pdf", b"%PDF", "Lagre listen som"),
    ],
)
def test_a_list_that_cannot_be_used_is_told(target, capsys, tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    code, _, err = made(capsys, target, "--from", str(tmp_path / name))
    assert code == 2
    assert said in err
    assert not target.exists()


def test_a_long_text_becomes_a_title_and_a_summary():
    words = "Kommunen skal " + "arbeide videre med dette " * 10
    (item,) = textlist.from_text(f"1. {words}").items
    assert len(item.title) <= 120
    assert item.title.endswith("…")
    assert item.summary == words.strip()


def test_a_number_without_a_mark_is_a_measure_where_it_is_the_next():
    text = "1. Gratis buss\n2) Sykkelvei\n3 Utlån\n   av 4 sykler\n4)Bibliotek\n"
    found = textlist.from_text(text)
    assert [(i.number, i.title, i.summary) for i in found.items] == [
        (1, "Gratis buss", ""), (2, "Sykkelvei", ""), (3, "Utlån", "av 4 sykler"), (4, "Bibliotek", ""),
    ]  # fmt: skip
    assert found.notes == ()


def test_lines_that_may_be_measures_and_those_that_belong_to_none_are_told():
    text = (
        "Klimaplan\n# Transport\n1. Gratis buss\n1a. Sykkelvei\n6 Utlån\n"
        "# Bygg\nVi bygger grønt.\n3. Solceller\n"
    )
    found = textlist.from_text(text)
    assert [(i.number, i.title, i.summary) for i in found.items] == [
        (1, "Gratis buss", ""), ("1a", "Sykkelvei", "6 Utlån"), (3, "Solceller", ""),
    ]  # fmt: skip
    assert found.notes == (
        "Linje 1, «Klimaplan», hører ikke til et tiltak og er ikke tatt med.",
        "Linje 5, «6 Utlån», er lest som tekst til tiltak 1a. Er det et tiltak, må det ha et eget nummer med punktum etter.",
        "Linje 7, «Vi bygger grønt.», hører ikke til et tiltak og er ikke tatt med.",
    )


def sheet(*rows):
    return Grid("Ark", rows, "«{title}», celle {column}{row}")


def test_nothing_in_a_spreadsheet_is_lost_unseen():
    rows = (
        ("Nr.", "Tiltak", "Kostnad", "Ansvarlig"),
        ("1", "Gratis buss", "", "Samferdsel"),
        ("3", "", "", "Eiendom"),
        ("3a", "Solceller", "1 mill.", "Eiendom"),
        ("", "Sykkelvei", "", ""),
        ("6", "Utlån", "", "Kultur; Park og vei\nkultur"),
        ("", "", "", ""),
    )
    found = tabular.from_grids([sheet(*rows), Grid("Notater", (("x",),), ""), Grid("Tomt", (), "")])
    assert [(i.number, i.title, i.owner, i.contributors) for i in found.items] == [
        (1, "Gratis buss", "Samferdsel", ()), ("3a", "Solceller", "Eiendom", ()),
        (7, "Sykkelvei", "", ()), (6, "Utlån", "Kultur", ("Park og vei",)),
    ]  # fmt: skip
    assert found.notes == (
        "Disse arkene har ingen tabell med tiltak og er ikke lest: «Notater».",
        "Arket «Ark»: Kolonnen «Kostnad» er ikke tatt med.",
        "«Ark», celle A3: raden har ingen tittel og er ikke tatt med («3 – Eiendom»).",
        "«Ark», celle D6: «Kultur» er ansvarlig, og «Park og vei» er medansvarlig.",
        "«Ark», celle B5: tiltaket har ikke nummer. Det har fått nummer 7.",
    )


def test_a_list_without_numbers_is_counted():
    found = tabular.from_grids([sheet(("Tiltak",), ("A",), ("B",))])
    assert [i.number for i in found.items] == [1, 2]
    assert found.notes == ()


def test_a_text_that_is_cut_is_told():
    found = tabular.from_grids([sheet(("Tiltak", "Tekst"), ("A", "ord " * 2000))])
    assert found.notes == ("Teksten til tiltak 1 er kortet ned til 4000 tegn.",)


def areas_of(target):
    files = sorted((target / "measures/klimaplan").glob("*.yml"))
    return [re.findall("focus_area: (.*)", f.read_text(encoding="utf-8"))[0] for f in files]


def test_measures_without_a_focus_area_get_a_general_one_and_capitals_make_no_other(
    target, capsys, tmp_path
):
    (tmp_path / "plan.csv").write_text(
        "Tiltak;Innsatsområde;Ansvarlig\nA;Turstier;Kultur; \nB;turstier;kultur\nC;;Park\nD;;Avd. kultur\n",
        encoding="utf-8",
    )
    code, out, _ = made(capsys, target, "--from", str(tmp_path / "plan.csv"))
    assert code == 0, out
    assert areas_of(target) == ["turstier", "turstier", "hele-planen", "hele-planen"]
    assert "ligger under «Hele planen»: 3, 4." in out
    plan = (target / "plans/klimaplan/plan.yml").read_text(encoding="utf-8")
    assert plan.count("turstier") == 1
    assert "Enheter laget av kolonnen «Ansvarlig»: Kultur, Park, Avd. kultur." in out
    assert "Er «Kultur», «Avd. kultur» samme enhet? De er 2 enheter i planen." in out
    assert ran(capsys, target, "check").code == 0


def test_a_list_without_focus_areas_says_where_the_measures_went(target, tmp_path, capsys):
    (tmp_path / "liste.txt").write_text("1. A\n2. B\n", encoding="utf-8")
    source = ("--from", str(tmp_path / "liste.txt"))
    out = made(capsys, target, "--focus-area", "Bygg", "--focus-area", "Transport", *source).out
    assert areas_of(target) == ["hele-planen", "hele-planen"]
    assert "Listen sier ikke hvilket innsatsområde" in out
    other = target.with_name("annen")
    out = made(capsys, other, "--focus-area", "Bygg", *source).out
    assert areas_of(other) == ["bygg", "bygg"]
    assert "Hele planen" not in out


def test_several_units_for_a_measure_are_one_owner_and_contributors(target, capsys, tmp_path):
    (tmp_path / "plan.csv").write_text(
        'Tiltak,Ansvarlig\nA,Kultur; Park og vei\nB,"Kultur, miljø og næring"\n', encoding="utf-8"
    )
    code, out, _ = made(capsys, target, "--from", str(tmp_path / "plan.csv"))
    assert code == 0, out
    assert "plan.csv, linje 2: «Kultur» er ansvarlig, og «Park og vei» er medansvarlig." in out
    assert "Kultur, Park og vei, «Kultur, miljø og næring»." in out
    text = (target / "measures/klimaplan/01-a.yml").read_text(encoding="utf-8")
    assert "owner: kultur\nroles:\n  - unit: park-og-vei\n    role: medansvarlig\n" in text
    assert ran(capsys, target, "check").code == 0


def test_headings_are_known_in_several_spellings():
    rows = (("Tiltak nr.", "Hva", "Hovedansvar:"), ("1", "A", "B"))
    (item,) = tabular.from_grids([Grid("Ark", rows, "{title}")]).items
    assert (item.number, item.title, item.owner) == (1, "A", "B")


# ------------------------------------------------------------------------------- what comes along


def test_the_workflows_are_the_ones_the_project_itself_uses(target, capsys):
    """All but the tests of the tool itself; what differs is how `tiltak` is made ready."""
    made(capsys, target)
    ours = {path.name for path in WORKFLOWS.glob("*.yml")} - {"test.yml", "release.yml"}
    assert {path.name for path in (target / ".github/workflows").iterdir()} == ours
    for name in ours:
        lines = (WORKFLOWS / name).read_text(encoding="utf-8").splitlines()
        new = (target / ".github/workflows" / name).read_text(encoding="utf-8").splitlines()
        own = {"        uses: ./", "        with:", "          check: false"}
        assert set(lines) - set(new) <= own
        assert set(new) - set(lines) == {"        uses: ./.github/actions/tiltak"}


def test_every_library_is_pinned_with_its_checksum(target, capsys):
    made(capsys, target)
    text = (target / "requirements.lock").read_text(encoding="utf-8")
    ours = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert text.partition("attrs==")[2] == ours.partition("attrs==")[2]
    assert "make lock" not in text
    action = (target / ".github/actions/tiltak/action.yml").read_text(encoding="utf-8")
    assert "--require-hashes --requirement requirements.lock" in action
    assert "--no-deps --no-build-isolation --requirement requirements.txt" in action


def test_the_pipeline_takes_tiltak_from_the_package(target, capsys):
    made(capsys, target)
    text = (target / ".gitlab-ci.yml").read_text(encoding="utf-8")
    ours = (ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8")
    assert "TILTAK_HOME" in ours
    assert "TILTAK_HOME" not in text
    assert "pip install --quiet --require-hashes --requirement requirements.lock" in text
    assert "--no-deps --no-build-isolation --requirement requirements.txt" in text
    jobs = re.compile(r"(?m)^(?=kontroll:)")
    assert jobs.split(text)[1] == jobs.split(ours)[1]


def test_a_wheel_carries_what_is_handed_on():
    """pyproject.toml puts the same files into the package as `shared.SHARED` names."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    included = build["build"]["targets"]["wheel"]["force-include"]
    shown_by_the_site = {"docs/haandbok", "docs/feilmeldinger.md"}
    assert set(included) - {"schema"} - shown_by_the_site == set(shared.SHARED)
    for name in shared.SHARED:
        assert included[name] == f"tiltak/templates/shared/{name}"


@pytest.mark.slow
def test_what_comes_along_passes_the_linters(target, capsys):
    made(capsys, target)
    workflows = sorted((target / ".github/workflows").glob("*.yml"))
    action = target / ".github/actions/tiltak/action.yml"
    for kind, paths in (
        ("github-workflows", workflows),
        ("github-actions", [action]),
        ("gitlab-ci", [target / ".gitlab-ci.yml"]),
        ("dependabot", [target / ".github/dependabot.yml"]),
        ("github-issue-forms", [target / issue.PATH]),
    ):
        followed = follows_schema(kind, *paths)
        assert followed.exit_code == 0, followed.output
    config = str(ROOT / ".github/zizmor.yml")
    told = zizmor("--config", config, target)
    assert told.returncode == 0, told.stdout


def test_the_form_for_those_outside_has_the_measures_of_the_list(target, capsys, tmp_path):
    (tmp_path / "liste.txt").write_text(LIST, encoding="utf-8")
    made(capsys, target, "--from", str(tmp_path / "liste.txt"))
    form = (target / issue.PATH).read_text(encoding="utf-8")
    assert "klimaplan/7 Solceller på skolene" in form
    assert ran(capsys, target, "forms", "issue").out == form


def test_editors_get_the_schemas_of_the_package_and_git_no_copy(target, capsys):
    made(capsys, target)
    settings = json.loads((target / ".vscode/settings.json").read_text(encoding="utf-8"))
    for schema in settings["yaml.schemas"]:
        assert (target / schema).is_file()
    for path in worktree(target).texts:
        first = (target / path).read_text(encoding="utf-8").splitlines()[0]
        schema = first.partition("$schema=")[2]
        assert (target / path).parent.joinpath(schema).is_file()
    run_git(target, "init", "--quiet")
    assert "schema" not in run_git(target, "ls-files", "--others", "--exclude-standard").split("/")
    assert ran(capsys, target, "schema").out == "Skjemaene i schema er som de skal.\n"
    (target / "schema/plan.schema.json").write_text("{}", encoding="utf-8")
    assert ran(capsys, target, "schema").out == "Skrevet: schema/plan.schema.json\n"
    assert ran(capsys, target, "schema").out == "Skjemaene i schema er som de skal.\n"


def test_rules_for_who_approves_go_into_the_file_that_is_there(target, capsys):
    made(capsys, target)
    units = target / "plans/units.yml"
    text = units.read_text(encoding="utf-8")
    units.write_text(
        text.replace(
            "  kommunedirektoren:\n", "  kommunedirektoren:\n    code_owner: '@oyvik/stab'\n"
        ),
        encoding="utf-8",
    )
    assert ran(capsys, target, "set", "1", "owner=Kommunedirektøren").code == 0
    assert ran(capsys, target, "codeowners").out == "Skrevet: CODEOWNERS\n"
    assert "@oyvik/stab" in (target / "CODEOWNERS").read_text(encoding="utf-8")


COMMIT = "0123456789abcdef0123456789abcdef01234567"
CHECKSUM = "0" * 64


def requirement(folder: Path) -> list[str]:
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_no_name_is_installed_that_anybody_may_take(target, capsys):
    """A checkout is installed from a folder, which no runner can reach."""
    out = made(capsys, target).out
    assert requirement(target) == []
    readme = (target / "README.md").read_text(encoding="utf-8")
    for text in (out, readme):
        assert "requirements.txt" in text
        assert "sier ikke hvor Tiltak hentes fra" in text


@pytest.mark.parametrize(
    ("package", "warned"),
    [
        (f"tiltak @ git+https://git.example/tiltak@{COMMIT}", False),
        (f"tiltak @ https://git.example/tiltak.whl --hash=sha256:{CHECKSUM}", False),
        ("tiltak @ git+https://git.example/tiltak@main", True),
        ("tiltak==1.2.3", True),
    ],
)
def test_an_address_that_may_change_is_warned_of(target, capsys, package, warned):
    out = made(capsys, target, "--package", package).out
    assert requirement(target) == [package]
    assert ("kan bli et annet program senere" in out) == warned


@pytest.mark.parametrize(
    "line",
    [
        f"tiltak @ git+https://git.example/t@main#sha256={CHECKSUM}",
        f"tiltak @ git+https://git.example/t@main#egg=t@{COMMIT}",
        f"tiltak @ git+https://git.example/t@{COMMIT[:12]}",
        f"tiltak @ hg+https://hg.example/t@main#sha256={CHECKSUM}",
        f"tiltak @ https://git.example/t.whl?sha256={CHECKSUM}",
        f"tiltak @ https://git.example/t.whl#md5=abc&sha256={CHECKSUM}",
        f"tiltak @ https://git.example/t.whl#sha256=bad&sha256={CHECKSUM}",
        f"tiltak @ https://git.example/t.whl#sha256={CHECKSUM[:-1]}",
        f"tiltak @ https://git.example/t.whl#md5={CHECKSUM[:32]}",
        f"tiltak==0.2.0 # sha256:{CHECKSUM}",
        f"tiltak==0.2.0 # --hash=sha256:{CHECKSUM}",
        f"tiltak==0.2.0 --hash=sha256:{CHECKSUM[:-1]}",
        f"-r https://git.example/r.txt#sha256:{CHECKSUM}",
        f"-r https://git.example/r.txt --hash=sha256:{CHECKSUM}",
        f"https://git.example/t@{COMMIT}",
        "",
    ],
)
def test_what_only_looks_like_a_commit_or_a_checksum_fixes_nothing(line):
    assert not origin.Origin(line).is_fixed


@pytest.mark.parametrize(
    "line",
    [
        f"tiltak @ git+ssh://git@git.example/t@{COMMIT}#subdirectory=a",
        f"tiltak @ https://git.example/t.whl#egg=t&sha256={CHECKSUM}",
        f"tiltak==0.2.0 --hash=sha256:{CHECKSUM} --hash=sha256:{CHECKSUM}",
        f"./tiltak-1-py3-none-any.whl --hash=sha256:{CHECKSUM}",
    ],
)
def test_a_commit_or_a_checksum_that_pip_holds_to_fixes_the_program(line):
    assert origin.Origin(line).is_fixed


def test_a_package_in_a_file_comes_along_with_its_checksum(target, tmp_path, capsys, monkeypatch):
    (tmp_path / "tiltak-1-py3-none-any.whl").write_bytes(b"wheel")
    monkeypatch.chdir(tmp_path)
    out = made(capsys, target, "--package", "tiltak-1-py3-none-any.whl").out
    checksum = hashlib.sha256(b"wheel").hexdigest()
    assert requirement(target) == [f"./tiltak-1-py3-none-any.whl --hash=sha256:{checksum}"]
    assert (target / "tiltak-1-py3-none-any.whl").read_bytes() == b"wheel"
    assert "kan bli et annet program" not in out
    assert made(capsys, tmp_path / "to", "--package", "a\nb").code == 2


@pytest.mark.parametrize(
    ("note", "line"),
    [
        (
            {"url": "https://git.example/t.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"tiltak @ git+https://git.example/t.git@{COMMIT}",
        ),
        (
            {"url": "https://git.example/t.whl", "archive_info": {"hashes": {"sha256": CHECKSUM}}},
            f"tiltak @ https://git.example/t.whl --hash=sha256:{CHECKSUM}",
        ),
        ({"url": "https://git.example/t.whl", "archive_info": {}}, ""),
        ({"url": "file:///borte.whl", "archive_info": {}}, ""),
        ({"url": "file:///her", "dir_info": {"editable": True}}, ""),
        (None, ""),  # from a registry: a name and a number
    ],
)
def test_the_line_is_what_this_program_was_installed_from(monkeypatch, note, line):
    class Installed:
        def read_text(self, _: str) -> str | None:
            return json.dumps(note) if note else None

    monkeypatch.setattr("importlib.metadata.distribution", lambda _: Installed())
    assert origin.installed_from() == origin.Origin(line)
    assert origin.installed_from().is_fixed == bool(line)


def site_with(target: Path, own: str, text: str) -> Path:
    """The site of a new repository that has a page of its own in the handbook."""
    page = target / "docs/haandbok" / own
    page.parent.mkdir()
    page.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [Path(sys.executable).with_name("mkdocs"), "build", "--strict"],
        cwd=target,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target / "build/site"


@pytest.mark.slow
def test_the_site_of_a_new_repository_has_the_handbook_and_its_own_pages(target, capsys):
    made(capsys, target)
    site = site_with(
        target, "hos-oss.md", "# Slik gjør vi det\n\nSe [Endre status](endre-status.md).\n"
    )
    names = {path.stem for path in (ROOT / "docs/haandbok").glob("*.md")}
    assert {path.stem for path in (site / "haandbok").glob("*.html")} == names | {"hos-oss"}
    page = (site / "haandbok/endre-status.html").read_text(encoding="utf-8")
    assert 'href="hos-oss.html">Slik gjør vi det</a>' in page
    for picture in re.findall(r'src="(bilder/[^"]+)"', page):
        assert (site / "haandbok" / picture).is_file()
    assert (site / "feilmeldinger.html").is_file()
    assert_nobody_elses_voice(site)


def assert_nobody_elses_voice(site: Path) -> None:
    """Pages and files name no author, no licence and no municipality but its own."""
    # The first page of the handbook says whose plan its pictures show.
    pages = set(site.rglob("*.html")) - {site / "haandbok/index.html"}
    assert len(pages) > 40
    files = [*site.glob("data/klimaplan/**/*.xml"), *site.glob("data/klimaplan/**/*.json")]
    assert files
    for path in (*pages, *files):
        text = path.read_text(encoding="utf-8")
        theirs = re.search(
            "<author|name=.author|Creative Commons|CC BY|NLOD|Tiltak authors|Stavanger", text
        )
        assert not theirs, (path, theirs)
    package = json.loads((site / "data/klimaplan/datapackage.json").read_text(encoding="utf-8"))
    assert not {"licenses", "contributors"} & package.keys()
    plan = json.loads((site / "data/klimaplan/plan.json").read_text(encoding="utf-8"))
    assert (plan["publisher"], plan["license"]) == (None, None)


@pytest.mark.slow
def test_a_page_of_the_sites_own_takes_the_place_of_ours(target, capsys):
    made(capsys, target)
    site = site_with(target, "index.md", "# Vår håndbok\n")
    assert "Vår håndbok" in (site / "haandbok/index.html").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------ beside another plan


@pytest.fixture(scope="module")
def two_plans(tmp_path_factory):
    """A folder whose plan is nearly over, a second plan beside it, and the plan that comes after the first."""
    folder = tmp_path_factory.mktemp("planer") / "p"
    listed = folder.parent / "liste.csv"
    listed.write_text(
        "Nr;Tiltak;Ansvarlig;Frist;Innsatsområde\n"
        "1.1;Ny brygge;Kultur;31.12.2026;Bad\n"
        "1.2;Skilt;Park;våren 2026;Tur\n"
        "2.1;Kart;Park;;Tur\n",
        encoding="utf-8",
    )
    second = folder.parent / "ny.csv"
    second.write_text(
        "Nr;Tiltak;Ansvarlig\n1;Solceller;KULTUR\n2;Ladere;Eiendom\n", encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TILTAK_TODAY", "2026-11-27")

        def run(*arguments: str) -> str:
            result = CliRunner().invoke(cli.tiltak, [*arguments])
            assert result.exit_code == 0, result.output
            return result.output

        first = [
            "--title",
            "Turplan 2023",
            "--municipality",
            "Øyvik",
            "--start",
            "2023",
            "--end",
            "2026",
        ]
        run("init", str(folder), *first, "--from", str(listed), "--publisher", "Øyvik")
        root = ["--root", str(folder)]
        run("set", "1.1", "phase=fullført", "note=Ferdig.", *root)
        run("set", "2.1", "depends_on=1.1", *root)
        units = folder / "plans/units.yml"
        units.write_text(units.read_text(encoding="utf-8") + "# slutt\n", encoding="utf-8")
        told = [
            run("init", str(folder), "--plan", *years, *more)
            for years, more in (
                (
                    ("--title", "Klimaplan", "--start", "2027", "--end", "2030"),
                    ("--from", str(second)),
                ),
                (
                    ("--title", "Turplan 2027", "--start", "2027", "--end", "2030"),
                    ("--after", "turplan-2023"),
                ),
            )
        ]
    return folder, told


def plan_in(folder: Path, id: str) -> Plan:
    found = load(worktree(folder).texts).portfolio.plan(id)
    assert found
    return found


def test_a_second_plan_uses_the_units_that_are_there(two_plans):
    folder, (told, _) = two_plans
    assert "Laget planen «Klimaplan» med 2 tiltak" in told
    assert "Enheter laget av kolonnen «Ansvarlig»: Eiendom." in told
    units = (folder / "plans/units.yml").read_text(encoding="utf-8")
    assert units.count("name: Kultur") == 1
    assert "# slutt" in units
    plan = plan_in(folder, "klimaplan")
    assert [m.owner for m in plan.measures] == ["kultur", "eiendom"]
    assert plan.municipality == "Øyvik"


def test_what_is_not_delivered_continues_in_the_plan_that_comes_after(two_plans):
    folder, (_, told) = two_plans
    assert "Laget planen «Turplan 2027» med 2 tiltak" in told
    before, after = plan_in(folder, "turplan-2023"), plan_in(folder, "turplan-2027")
    assert before.successor
    assert after.predecessor
    assert (before.successor.plan, after.predecessor.plan) == (after.id, before.id)
    assert after.publisher == before.publisher
    assert after.focus_areas == before.focus_areas
    assert [(str(m.number), m.continues) for m in after.measures] == [
        ("1.2", ("turplan-2023/1.2",)),
        ("2.1", ("turplan-2023/2.1",)),
    ]
    signs, maps = after.measures
    assert signs.unconfirmed == ("number", "kind", "owner")
    assert (signs.milestones, signs.entries) == ((), ())
    assert maps.depends_on == ("turplan-2023/1.1",)


def test_a_folder_with_two_plans_is_in_order(two_plans, capsys, monkeypatch):
    folder, _ = two_plans
    monkeypatch.setenv("TILTAK_TODAY", "2026-11-27")
    code, out, _ = ran(capsys, folder, "check")
    assert (code, " feil" in out) == (0, False), out
    for path, raw in worktree(folder).texts.items():
        assert layout.formatted(kind_of(path), raw, path) == (raw.decode(), [])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "Skriv --plan for å legge en ny ved siden av"),
        (("--plan", "--id", "klimaplan"), "Planen «klimaplan» finnes fra før"),
        (("--after", "gammel"), "Planen «gammel» finnes ikke"),
        (("--after", "klimaplan", "--from", "pyproject.toml"), "Velg enten --from eller --after"),
    ],
)
def test_what_a_second_plan_cannot_be_is_told(two_plans, capsys, more, said):
    folder, _ = two_plans
    years = ("--title", "Ny", "--start", "2027", "--end", "2030")
    code, _, err = ran(capsys, None, "init", str(folder), *years, *more)
    assert (code, said in err) == (2, True), err


def test_a_second_plan_needs_a_first(tmp_path, capsys):
    years = ("--title", "Ny", "--start", "2027", "--end", "2030")
    code, _, err = ran(capsys, None, "init", str(tmp_path), "--plan", *years)
    assert code == 2
    assert "plan" in err


# ------------------------------------------------------------------------------ an empty workbook


def test_the_empty_workbook_has_every_column_with_help_and_comes_back_as_measures(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("TILTAK_TODAY", "2025-03-01")
    path = tmp_path / "tiltak.xlsx"
    code, out, _ = ran(capsys, None, "init", str(path), "--template")
    assert (code, f"Skrevet: {path}" in out) == (0, True)
    opened = openpyxl.load_workbook(path)
    (sheet,) = opened.worksheets
    shown = [cell.value for cell in sheet[1]]
    assert {columns_meant(str(title)) for title in shown} == set(headings.NAMES)
    helped = {
        next(iter(rule.sqref.ranges)).min_col
        for rule in sheet.data_validations.dataValidation
        if rule.prompt
    }
    assert helped == set(range(1, len(shown) + 1))
    filled = {
        "Nr.": "1.10", "Tiltak": "Gratis buss", "Sammendrag": "Bussen blir gratis.", "Type": "Videreføre",
        "Innsatsområde": "Transport", "Ansvarlig": "Samferdsel", "Medvirkende": "Skole; Kultur",
        "Frist": "høsten 2026", "Kapittel": "2.2", "Målgruppe": "Alle",
    }  # fmt: skip
    assert list(filled) == shown
    for column, text in enumerate(filled.values(), 1):
        sheet.cell(2, column).value = text
    opened.save(path)
    target = tmp_path / "ny"
    code, out, _ = made(capsys, target, "--from", str(path))
    assert (code, "1 tiltak som utkast" in out) == (0, True), out
    (measure,) = load(worktree(target).texts).portfolio.plans[0].measures
    assert (str(measure.number), measure.title, measure.kind) == ("1.10", "Gratis buss", "continue")
    assert (measure.owner, measure.contributors) == ("samferdsel", ("skole", "kultur"))
    assert measure.reference
    assert measure.reference.section == "2.2"
    assert measure.extra["target_group"] == "Alle"
    assert measure.milestones[0].due
    assert measure.milestones[0].due.written == "høsten 2026"
    assert measure.unconfirmed == ()
    assert ran(capsys, None, "init", str(path), "--template").code == 2
    assert ran(capsys, None, "init", str(tmp_path / "tiltak"), "--template").code == 2


def columns_meant(title: str) -> str:
    return headings.KEYS[headings.plain(title)]
