"""A new repository as its owners have it: with the package that was built, not with this checkout."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import handbook
from tests.ci import ready
from tests.ci.runner import ROOT, Event, GitHub, Job, read
from tests.gitfolder import run_git
from tests.test_forms_issue import body, filed
from tests.test_init import LIST, OPTIONS
from tests.test_workflow_runs import checked, green, propose, replace_in
from tiltak.read.load import load
from tiltak.read.plan_files import worktree

TODAY = "2025-03-01"
FIRST = "measures/klimaplan/01-gratis-buss.yml"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [Path(sys.executable).parent / "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """`tiltak` from the built wheel in an environment of its own; the libraries it needs are lent to it."""
    folder = wheel.parent
    made_by_uv(
        folder / "venv", "--no-deps", "--offline", "--no-config", "--compile-bytecode", wheel
    )
    (site,) = (folder / "venv/lib").glob("python*/site-packages")
    lent = next(p for p in sys.path if p.endswith("site-packages"))
    (site / "lent.pth").write_text(lent + "\n", encoding="utf-8")
    return folder / "venv/bin"


def made_by_uv(folder: Path, *packages: str | Path) -> None:
    """An environment with these packages."""
    uv = Path(sys.executable).with_name("uv")
    python = folder / "bin/python"
    for words in (
        ("venv", "--no-config", "--python", sys.executable, folder),
        ("pip", "install", "--python", python, *packages),
    ):
        subprocess.run([uv, "--quiet", *words], check=True)


def tiltak(installed: Path, *arguments: str, inside: Path, today: str = TODAY) -> str:
    done = subprocess.run(
        [installed / "tiltak", *arguments],
        cwd=inside,
        env={
            "PATH": f"{installed}:{os.environ['PATH']}",
            "HOME": str(inside.parent),
            "LC_ALL": "C.UTF-8",
            "TILTAK_TODAY": today,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_package_is_the_one_that_was_built(installed):
    where = subprocess.run(
        [installed / "python", "-c", "import tiltak; print(tiltak.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    ).stdout
    assert str(installed.parent) in where


def numbered_list(folder: Path) -> Path:
    path = folder / "liste.txt"
    path.write_text(LIST, encoding="utf-8")
    return path


def spreadsheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (
        ["Nr.", "Tiltak", "Innsatsområde", "Ansvarlig", "Frist"],
        [1, "Gratis buss", "Transport", "Samferdsel", 2025],
        [2, "Solceller på skolene", "Bygg", "Eiendom", "31.12.2026"],
    ):
        book.worksheets[0].append(row)
    book.save(folder / "plan.xlsx")
    return folder / "plan.xlsx"


@pytest.mark.parametrize("source", [numbered_list, spreadsheet])
def test_a_new_repository_works_with_the_installed_package(installed, tmp_path, source):
    target = tmp_path / "ny"
    tiltak(
        installed, "init", str(target), *OPTIONS, "--from", str(source(tmp_path)), inside=tmp_path
    )
    assert "Alt er i orden" in tiltak(installed, "check", inside=target)
    tiltak(installed, "fmt", "--check", inside=target)
    assert "som de skal" in tiltak(installed, "schema", inside=target)
    tiltak(installed, "set", "1", "phase=in_progress", inside=target)
    tiltak(installed, "build", inside=target)
    pages = [p.read_text(encoding="utf-8") for p in (target / "build/site").rglob("*.html")]
    assert any("Gratis buss" in page for page in pages)
    assert (target / "build/site/haandbok/bilder/endre-status-fase.png").is_file()
    tiltak(installed, "report", "latest", "--output", "rapport", inside=target)
    assert {p.suffix for p in (target / "rapport").iterdir()} >= {".pdf", ".docx", ".html", ".md"}
    tiltak(installed, "export", inside=target)
    assert "Ingenting å endre" in tiltak(installed, "import", "klimaplan.xlsx", inside=target)


# ------------------------------------------------------------------------------------ from files to paper


def book(path: Path, sheets: Mapping[str, list[list[Any]]], merged: str = "") -> None:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merged:
            sheet.merge_cells(merged)
    made.save(path)


def lists_of_the_units(folder: Path) -> None:
    """Four spreadsheets of a plan that is made up, each as a unit would send it."""
    book(
        folder / "samferdsel.xlsx",
        {
            "Ark1": [
                ["Plan for eit levande Fjordvik, del 1"],
                [],
                ["Innsatsområde", "Tiltaksnr.", "Hva skal gjøres?", "Ansvarlig\nenhet", "Frist for\ngjennomføring"],
                ["Trygg skoleveg", "1.1", "Ny gangveg langs elva", "Samferdsel", "innen 2027"],
                [None, "1.2", "Lys ved bussholdeplassene", "Samferdsel", "2. tertial 2027"],
                [None, "1.10", "Sykkelkart", "Samferdsel; Kultur og idrett", "våren 2028"],
            ]
        },
        merged="A4:A6",
    )  # fmt: skip
    (folder / "oppvekst.csv").write_bytes(
        (
            "Nr;Tiltak;Innsatsområde;Hovudansvar;Frist;Målgruppe\r\n"
            "2.1;Leksehjelp på skulane;Oppvekst;Skule;skoleåret 2026/27;Ungdom\r\n"
            "2.1.1;Leksehjelp på Øvre skule;Oppvekst;Skule;31/12/2026;Ungdom\r\n"
            "2.2;Foreldremøte kvart halvår;Oppvekst;Skule;løpende;\r\n"
        ).encode("cp1252")
    )
    headings = ["Nr.", "Tiltak", "Ansvarleg", "Når"]
    book(
        folder / "kultur.xlsx",
        {
            "Idrett": [headings, ["3.1", "Ny badebrygge", "Kultur og idrett", "31.12.2026"]],
            "Kunst": [headings, ["3.2", "Utstilling i rådhuset", "-", "desember 2027"]],
        },
    )
    book(
        folder / "klima.xlsx",
        {
            "Tiltak": [
                ["Tiltak", "Nummer", "Frist", "Ansvar"],
                ["Innsatsområde 4: Klima", None, None, None],
                ["Skifte ut oljekjeler", "4.01", "Q4 2027", "Eiendom"],
                ["Energirådgjeving", "4.02", "etter behov", "Eiendom"],
                ["Sum", None, None, None],
            ]
        },
    )


def test_a_plan_goes_from_spreadsheets_to_site_and_report_by_the_steps_of_the_page(
    installed, tmp_path
):
    page = handbook.page("fra-filene")
    steps = re.findall(r"(?m)^(\d+)\. ", page.section("De tolv stegene"))
    assert len(steps) == 12
    lists_of_the_units(tmp_path)
    told, inside = "", tmp_path
    for block in re.findall(r"```sh\n(.*?)```", page.text, re.DOTALL):
        for line in block.strip().splitlines():
            program, *words = shlex.split(line)
            if program == "cd":
                inside /= words[0]
            elif program == "git":  # who one is stands in a file of this test, and nowhere else
                own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
                own["GIT_CONFIG_GLOBAL"] = str(tmp_path / "gitconfig")
                subprocess.run([program, *words], cwd=inside, env=own, check=True)
            else:
                told += tiltak(installed, *words, inside=inside, today="2026-11-27")
    assert "10 tiltak som utkast" in told
    assert "raden er en sum eller en merknad" in told
    plan = load(worktree(inside).texts).portfolio.plans[0]
    dues = {str(m.number): m.milestones[0].due for m in plan.measures}
    assert {number: due and (due.written or str(due)) for number, due in dues.items()} == {
        "1.1": "innen 2027", "1.2": "2. tertial 2027", "1.10": "våren 2028",
        "2.1": "skoleåret 2026/27", "2.1.1": "2026-12-31", "2.2": None,
        "3.1": "2026-12-31", "3.2": "desember 2027", "4.01": "Q4 2027", "4.02": None,
    }  # fmt: skip
    assert {str(m.number): m.owner for m in plan.measures if not m.owner} == {"3.2": ""}
    assert [a.title for a in plan.focus_areas] == [
        "Trygg skoleveg",
        "Oppvekst",
        "Idrett",
        "Kunst",
        "Klima",
    ]
    site = inside / "build/site" / plan.id
    part = (site / "tiltak/2.1.1.html").read_text(encoding="utf-8")
    assert "Del av" in part
    assert "Leksehjelp på skulane" in part
    reports = {path.suffix: path for path in (tmp_path / "rapport").iterdir()}
    assert {".pdf", ".docx", ".html", ".md"} <= reports.keys()
    assert "Ny gangveg langs elva" in reports[".md"].read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------ its workflows


@pytest.fixture(scope="module")
def started(installed, tmp_path_factory) -> Path:
    """The new repository with its first commit."""
    folder = tmp_path_factory.mktemp("started")
    target = folder / "ny"
    source = str(spreadsheet(folder))
    tiltak(installed, "init", str(target), *OPTIONS, "--from", source, inside=folder)
    run_git(target, "init", "--quiet", "--initial-branch=main")
    run_git(target, "add", ".")
    run_git(target, "commit", "--quiet", "--message", "Planen slik den er vedtatt")
    return target


@pytest.fixture
def github(tmp_path, started, installed) -> GitHub:
    line = ready.line(installed / "python")
    return GitHub(tmp_path / "github", TODAY, started, started / ".github/workflows", line)


def only(jobs: Mapping[str, list[Job]], name: str) -> Job:
    (job,) = jobs[name]
    green(job)
    return job


def test_a_proposal_is_checked_and_its_changes_are_told_in_words(github):
    event = propose(
        github,
        lambda folder: replace_in(
            folder, FIRST, "status: []\n", "status:\n  - {date: 2025-02-28, phase: in_progress}\n"
        ),
    )
    summary = only(github.run("check.yml", event, {"check"}), "check").summary
    assert "**1. Gratis buss**" in summary
    only(github.run("comment.yml", checked(github)), "comment")
    (comment,) = github.state["comments"]
    assert "Pågår" in comment["body"]


def test_main_becomes_a_site(github):
    jobs = github.run("site.yml", Event("push"))
    only(jobs, "build")
    only(jobs, "deploy")
    assert github.pages
    assert (github.pages / "index.html").is_file()


def test_a_period_becomes_a_report(github):
    event = Event("workflow_dispatch", inputs={"period": "2024-T3", "deliver": "utgivelse"})
    only(github.run("report.yml", event), "release")
    (release,) = github.state["releases"]
    assert release["name"] == "rapport-klimaplan-2024-T3"
    assert {Path(name).suffix for name in release["files"]} >= {".pdf", ".docx", ".xlsx"}


def test_what_is_open_is_called_to_mind(github):
    only(github.run("remind.yml", Event("schedule")), "remind")
    (issue,) = github.state["issues"]
    assert "Gratis buss" in issue["body"]


def test_a_filled_in_form_becomes_a_pull_request(github):
    text = body(
        Tiltak="klimaplan/1 Gratis buss", Dato="28.02.2025", Kilde="klimaplan/plan – Klimaplan"
    )
    only(github.run("form.yml", filed(github, text)), "form")
    assert run_git(github.bare, "diff", "--name-only", "main", "skjema-3") == FIRST
    assert len(github.state["pulls"]) == 1


def test_a_new_measure_comes_into_the_form(github, installed):
    only(github.run("renew.yml", Event("push")), "renew")
    assert github.state["pulls"] == []
    folder = github.clone()
    tiltak(
        installed, "new", "--title", "Sykkelvei", "--focus-area", "Transport", "--kind", "establish",
        inside=folder,
    )  # fmt: skip
    github.push(folder, "refs/heads/main")
    for _ in range(2):  # a second time renews the same proposal
        only(github.run("renew.yml", Event("push")), "renew")
    (pull,) = github.state["pulls"]
    assert (pull["headRefName"], pull["baseRefName"]) == ("vedlikehold", "main")
    changed = run_git(github.bare, "diff", "main", "vedlikehold")
    assert "klimaplan/3 Sykkelvei" in changed
    approved, before = [pull | {"reviewDecision": "APPROVED"}], github.commit_of("vedlikehold")
    github.remember(pulls=approved)
    only(github.run("renew.yml", Event("push")), "renew")  # what is approved is left as it is
    assert (github.state["pulls"], github.commit_of("vedlikehold")) == (approved, before)
    only_here, *_ = run_git(folder, "ls-files", "measures/klimaplan/*sykkelvei.yml").split()
    run_git(folder, "rm", "--quiet", only_here)
    run_git(folder, "commit", "--quiet", "--message", "Uten sykkelvei")
    github.push(folder, "refs/heads/main")
    only(github.run("renew.yml", Event("push")), "renew")  # nothing is left to propose
    assert github.state["pulls"] == approved  # what is approved is not closed either
    github.remember(pulls=[pull])
    only(github.run("renew.yml", Event("push")), "renew")
    (pull,) = github.state["pulls"]
    assert pull["state"] == "closed"


# -------------------------------------------------------------------------------- its own requirements


@pytest.mark.network
def test_its_action_installs_what_requirements_txt_says(started, tmp_path):
    """The libraries from the registry, Tiltak from the file that `init` was in.

    uv puts the libraries there, from its cache and by the hashes of the same list, and pip finds that none lacks:
    that pip installs the list too is what every run of our own CI begins with.
    """
    target = tmp_path / "ny"
    shutil.copytree(started, target)
    made_by_uv(
        tmp_path / "tiltak", "--require-hashes", "--requirements", target / "requirements.lock"
    )
    done = run_action(target, tmp_path)
    assert done.returncode == 0, done.stderr
    on_path = Path((tmp_path / "path").read_text().strip())
    assert "Alt er i orden" in tiltak(on_path, "check", inside=target)
    # Another wheel under the same name is refused.
    (name,) = target.glob("*.whl")
    name.write_bytes(name.read_bytes() + b"x")
    done = run_action(target, tmp_path)
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr


def test_its_action_says_when_nobody_knows_where_tiltak_is(started, tmp_path):
    target = tmp_path / "ny"
    shutil.copytree(started, target)
    (target / "requirements.txt").write_text("# her\n\n", encoding="utf-8")
    done = run_action(target, tmp_path)
    assert done.returncode == 1
    assert "::error file=requirements.txt::" in done.stdout


def run_action(target: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    (step,) = read(target / ".github/actions/tiltak/action.yml")["runs"]["steps"]
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=target,
        env={
            **{k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "REQUESTS_"))},
            "HOME": str(tmp_path),
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "PIP_NO_COMPILE": "1",
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_PATH": str(tmp_path / "path"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
