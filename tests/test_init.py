"""`tiltak init`: a repository for another municipality, that works at once and depends on the package."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.commandline import ran
from tests.test_house_rules import ROOT
from tiltak import __version__
from tiltak.commands import asking
from tiltak.edit import layout, outline
from tiltak.edit.grid import Grid
from tiltak.load import kind_of
from tiltak.repo import worktree

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
    assert f"tiltak=={__version__}" in (target / "requirements.txt").read_text(encoding="utf-8")


def test_questions_give_the_same_as_options(target, tmp_path, capsys, monkeypatch):
    answers = ["Klimaplan", "Øyvik kommune", "i fjor", "2024", "2027", "2", "Transport; Bygg"]
    monkeypatch.setattr(asking, "can_ask", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(answers) + "\n"))
    code, out, _ = ran(capsys, None, "init", str(target))
    assert code == 0, out
    assert "er ikke en dato" in out
    other = tmp_path / "annen"
    made(
        capsys, other, "--focus-area", "Transport", "--focus-area", "Bygg", "--calendar", "tertial"
    )
    assert worktree(other).texts == worktree(target).texts


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
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "plan.xlsx")
    code, out, _ = made(capsys, target, "--from", str(tmp_path / "plan.xlsx"))
    assert code == 0, out
    assert "«Sheet», celle E4: fristen «ved behov» er ikke en dato" in out
    assert ran(capsys, target, "check").code == 0
    text = (target / "measures/klimaplan/01-gratis-buss.yml").read_text(encoding="utf-8")
    assert "owner: samferdsel\n" in text
    assert "baseline: 2025-12-31\n    due: 2025-12-31\n    precision: year\n" in text
    assert "samferdsel:\n    kind: internal" in (target / "plans/units.yml").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"Bare tekst", "Fant ingen nummererte tiltak"),
        ("a.txt", b"1. En\n1. To\n", "to ganger i listen: 1"),
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
    (item,) = outline.from_text(f"1. {words}").items
    assert len(item.title) <= 120
    assert item.title.endswith("…")
    assert item.summary == words.strip()


def test_headings_are_known_in_several_spellings():
    rows = (("Tiltak nr.", "Hva", "Hovedansvar:"), ("1", "A", "B"))
    (item,) = outline.from_grids([Grid("Ark", rows, "{title}")]).items
    assert (item.number, item.title, item.owner) == (1, "A", "B")


# ------------------------------------------------------------------------------------------ CI files


def pinned(folder: Path) -> set[str]:
    found = set()
    for path in folder.glob("*.yml"):
        found |= set(re.findall(r"uses: (\S+@\S+)", path.read_text(encoding="utf-8")))
    return found


def test_the_actions_are_the_ones_the_project_itself_uses(target, capsys):
    made(capsys, target)
    used = pinned(target / ".github/workflows")
    assert used
    assert used <= pinned(ROOT / ".github/workflows")


def test_the_workflows_pass_the_linters(target, capsys):
    made(capsys, target)
    workflows = sorted(str(p) for p in (target / ".github/workflows").glob("*.yml"))
    tools = Path(sys.executable).parent
    commands: list[list[str | Path]] = [
        [tools / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows],
        [
            tools / "check-jsonschema",
            "--builtin-schema",
            "vendor.gitlab-ci",
            target / ".gitlab-ci.yml",
        ],
        [
            tools / "check-jsonschema",
            "--builtin-schema",
            "vendor.dependabot",
            target / ".github/dependabot.yml",
        ],
        [tools / "zizmor", "--offline", "--quiet", target / ".github/workflows"],
    ]
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=target)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_handbook_shows_commands_that_work(target, capsys):
    made(capsys, target)
    text = (target / "docs/haandbok/index.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(status:.*?)```", text, re.DOTALL)
    assert example
    path = next((target / "measures/klimaplan").glob("01-*.yml"))
    path.write_text(
        path.read_text(encoding="utf-8").replace("status: []\n", example[1]), encoding="utf-8"
    )
    assert ran(capsys, target, "check").code == 0
    assert ran(capsys, target, "set", "1", "phase=pågår", "note=Klart.").code == 0


# --------------------------------------------------------------------------------------------- the wheel


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """`tiltak` from the built wheel in an environment of its own; the libraries it needs are lent to it."""
    folder = tmp_path_factory.mktemp("wheel")
    tools = Path(sys.executable).parent
    subprocess.run(
        [tools / "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    (wheel,) = folder.glob("*.whl")
    python = folder / "venv/bin/python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True
    )
    (site,) = (folder / "venv/lib").glob("python*/site-packages")
    lent = next(p for p in sys.path if p.endswith("site-packages"))
    (site / "lent.pth").write_text(lent + "\n", encoding="utf-8")
    return folder / "venv/bin"


def test_a_new_repository_works_with_the_installed_package(installed, target):
    environment = {
        "PATH": f"{installed}:{os.environ['PATH']}",
        "HOME": str(target.parent),
        "LC_ALL": "C.UTF-8",
        "TILTAK_TODAY": "2025-03-01",
    }

    def tiltak(*arguments: str, inside: Path) -> str:
        done = subprocess.run(
            [installed / "tiltak", *arguments],
            cwd=inside,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = subprocess.run(
        [installed / "python", "-c", "import tiltak; print(tiltak.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    ).stdout
    assert str(installed.parent) in where
    tiltak("init", str(target), *OPTIONS, "--focus-area", "Transport", inside=target.parent)
    assert "Alt er i orden" in tiltak("check", inside=target)
    tiltak("fmt", "--check", inside=target)
    tiltak("set", "1", "phase=in_progress", inside=target)
    tiltak("build", inside=target)
    pages = [p.read_text(encoding="utf-8") for p in (target / "build/site").rglob("*.html")]
    assert any("Det første tiltaket" in page for page in pages)
    tiltak("report", "latest", "--output", "rapport", inside=target)
    assert {p.suffix for p in (target / "rapport").iterdir()} >= {".pdf", ".docx", ".html", ".md"}
    tiltak("export", inside=target)
    assert "Ingenting å endre" in tiltak("import", "klimaplan.xlsx", inside=target)
