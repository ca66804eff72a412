"""The pages of the handbook as a test reads them, and its commands as a reader types them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from io import BytesIO, TextIOWrapper
from pathlib import Path

import openpyxl
import pytest

from tests.gitfolder import AS_ONESELF, GitFolder
from tests.trees import ROOT
from tiltak import cli

FOLDER = ROOT / "docs" / "haandbok"
TODAY = date(2021, 1, 15)
FORM = "I skjemaet"
MISTAKES = "Vanlige feil"

PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
FENCE = re.compile(r"(?ms)^( *)```(\w+)\n(.*?)\n\1```$")


@dataclass(frozen=True)
class Block:
    """A fenced block, without the indentation it has in a list; `above` is the text since the block before it."""

    language: str
    text: str
    above: str


@dataclass(frozen=True)
class Page:
    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def sections(self) -> dict[str, str]:
        """Heading → what stands below it; what stands above the first has no name."""
        first, *rest = re.split(r"(?m)^## (.+)$", self.text)
        return {"": first} | dict(zip(rest[::2], rest[1::2], strict=True))

    def section(self, heading: str) -> str:
        return self.sections.get(heading, "")

    @cached_property
    def pictures(self) -> list[tuple[str, str]]:
        """Each picture as (what it shows, where it lies)."""
        return PICTURE.findall(self.text)

    @cached_property
    def quotes(self) -> set[str]:
        """What stands in block quotes: the messages of the form."""
        return set(re.findall(r"(?m)^ *> (.+)$", self.text))

    def blocks(self, heading: str | None = None) -> list[Block]:
        text = self.text if heading is None else self.section(heading)
        found, end = [], 0
        for match in FENCE.finditer(text):
            indent, language, inside = match.groups()
            lines = [line.removeprefix(indent) for line in inside.split("\n")]
            found.append(Block(language, "\n".join(lines), text[end : match.start()]))
            end = match.end()
        return found


def pages() -> list[Page]:
    return [Page(path) for path in sorted(FOLDER.glob("*.md"))]


def page(name: str) -> Page:
    return Page(FOLDER / f"{name}.md")


# What a reader types


def run(folder: Path, command: str, day: date = TODAY) -> subprocess.CompletedProcess[str]:
    """A line of a page in a terminal, on the day that the examples speak of."""
    program, *words = shlex.split(command, comments=True)
    # A page may tell to change one's settings: they are a file here, and never the null device.
    settings = folder.with_name(f"{folder.name}.gitconfig")
    env = {**AS_ONESELF, "GIT_CONFIG_GLOBAL": str(settings), "TILTAK_TODAY": day.isoformat()}
    if program == "tiltak":
        return _in_this_process(folder, words, env)
    return subprocess.run(
        [program, *words],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def _in_this_process(
    folder: Path, words: list[str], env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """What `tiltak` does and says, without the time that a program of its own takes to start."""
    out, err = (TextIOWrapper(BytesIO(), encoding="utf-8") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(folder)
        for name, value in env.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            cli.main(words)
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    return subprocess.CompletedProcess(["tiltak", *words], int(str(ended.value.code)), *texts)


def said(done: subprocess.CompletedProcess[str]) -> str:
    """What stands in the terminal afterwards."""
    return (done.stdout + done.stderr).strip("\n")


SHEET = "rehabilitering.xlsx"
EXPORT = f"tiltak export --owner rehabiliteringsseksjonen --output {SHEET}"


def fill_in(book: Path, cells: Mapping[str, date | str], number: int = 14) -> None:
    """What a unit does with its workbook: write in the row of a measure on the sheet «Status»."""
    opened = openpyxl.load_workbook(book)
    sheet = opened["Status"]
    headings = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == number)
    for heading, value in cells.items():
        row[headings.index(heading)].value = value
    opened.save(book)


FILLED_IN: Mapping[str, date | str] = {
    "Dato": date(2020, 12, 31),
    "Fase": "Pågår",
    "Begrunnelse": "Eksempel: Lokalene på K46 er ferdig bygd om.",
}


def committed(folder: Path) -> Path:
    """The folder as a git repository, with everything recorded and published."""
    made = GitFolder(folder)
    made.commit({})
    published = _published(folder)
    if not published.exists():
        made.git("init", "--quiet", "--bare", str(published))
        made.git("remote", "add", "origin", str(published))
    made.git("push", "--quiet", "--set-upstream", "origin", "main")
    return folder


def committed_again(made: Path, folder: Path) -> Path:
    """The same two repositories once more, cheaper than made anew."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    shutil.copytree(_published(made), _published(folder))
    settings = folder / ".git/config"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(str(_published(made)), str(_published(folder))), "utf-8")
    return folder


def _published(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-published.git")


NEW_PLAN = (
    'tiltak init friluftsliv --title "Plan for friluftsliv 2021–2024" --municipality Prøvekommunen '
    "--start 2021 --end 2024"
)


def with_a_new_plan(folder: Path) -> Path:
    """The folder `friluftsliv` has a plan that nobody has filled in."""
    done = run(folder, NEW_PLAN)
    assert done.returncode == 0, said(done)
    return folder / "friluftsliv"


FIGURES = "tall.csv"


def with_figures(folder: Path) -> None:
    """The folder has a file with figures from somebody who keeps statistics."""
    (folder / FIGURES).write_text("År;Gruppe;Antall\n2019;Stavanger;6\n", encoding="utf-8")


def with_a_closed_quarter(folder: Path) -> Path:
    """2020-Q4 has been reported, and cannot be changed in silence."""
    done = run(committed(folder), "tiltak report 2020-Q4 --close --by kommunestyret")
    assert done.returncode == 0, said(done)
    GitFolder(folder).commit({})
    return folder
