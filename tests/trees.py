"""Small trees of files written as one text, so that a test or a case file shows everything at once.

    #: plans/rus/plan.yml
    title: …
    #: measures/rus/01-eksempel.yml
    number: 1

What stands before the first `#:` line is `measures/rus/01-eksempel.yml`. `plan(text)` puts the files into a
small plan that is in order, so that a text only has to say what is special about it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tiltak.read.plan_files import worktree

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "cases"
EXAMPLE = "measures/rus/01-eksempel.yml"
FILES = {"measure": EXAMPLE, "plan": "plans/rus/plan.yml", "units": "plans/units.yml"}
INDICATOR = {
    "indicator": ("plans/rus/indicators/overdoser.yml", "title: Overdoser\nunit: overdoser\n"),
    "series": ("plans/rus/indicators/overdoser.csv", "period;value;sources\n2018;4;plan#1.5.3\n"),
}
TOP_KEY = re.compile(r"^([a-z_]+):", re.MULTILINE)


def tree(text: str) -> dict[str, str]:
    """Path → text, in the order in which the files are written."""
    first, *rest = re.split(r"^#: (.+)\n", text, flags=re.MULTILINE)
    files = {EXAMPLE: first} if first.strip() or not rest else {}
    return files | dict(zip(rest[::2], rest[1::2], strict=True))


@cache
def base() -> dict[str, str]:
    return tree((CASES / "base.yml").read_text(encoding="utf-8"))


def short_plan() -> dict[str, str]:
    """The small plan over two years: a site has a page for each two of its periods."""
    return {
        path: text.replace("end: 2023-12-31", "end: 2020-12-31") for path, text in base().items()
    }


def plan(text: str) -> dict[str, str]:
    """The small plan with the files of a text in it."""
    return base() | tree(text)


def changed(text: str, kind: str = "measure") -> dict[str, str]:
    """The small plan where a text replaces the top-level fields it names in the measure, plan or units file.

    Of an `indicator`, too; the figures of a `series` are replaced whole.
    """
    if kind == "decision":
        head = "title: Et vedtak\nkind: audit\nbody: bystyret\ntext: Noe skal gjøres.\n"
        return base() | {"plans/rus/decisions/et-vedtak.yml": head + text}
    if kind in INDICATOR:
        description = (
            text if kind == "indicator" and "title:" in text else INDICATOR["indicator"][1]
        )
        description += text if kind == "indicator" and "title:" not in text else ""
        figures = text if kind == "series" else INDICATOR["series"][1]
        return base() | {INDICATOR["indicator"][0]: description, INDICATOR["series"][0]: figures}
    path = FILES[kind]
    named = set(TOP_KEY.findall(text))
    blocks = re.split(r"^(?=[a-z_]+:)", base()[path], flags=re.MULTILINE)
    kept = [block for block in blocks if not named.intersection(TOP_KEY.findall(block))]
    return base() | {path: "".join([*kept, text])}


def write(files: dict[str, str] | dict[str, bytes], root: Path) -> Path:
    """The files on disk."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


# The plan of this repository that tests speak of. The others beside it change nothing for them, and what is closed
# there neither: a test changes what it likes, and its reports are its own.
REAL_PLAN = "rus-2019"


def of_the_plan(path: str) -> bool:
    """Whether a file belongs to the real plan, or to no plan at all, and is none of a closed period."""
    folder, _, rest = path.partition("/")
    if rest.startswith(f"{REAL_PLAN}/closed/"):
        return False
    return (
        folder not in {"plans", "measures"} or "/" not in rest or rest.startswith(f"{REAL_PLAN}/")
    )


# Enough of it for what needs a plan and not this one: these measures speak of no other.
FEW_MEASURES = ("07-", "10-", "11-", "14-", "18-", "24-")


def of_the_small_plan(path: str) -> bool:
    """Whether a file belongs to the real plan with a few of its measures, or to no plan at all."""
    folder, _, rest = path.partition("/")
    inside = rest.removeprefix(f"{REAL_PLAN}/")
    if folder == "measures":
        return of_the_plan(path) and inside.startswith(FEW_MEASURES)
    return of_the_plan(path) and not (
        folder == "plans" and inside.startswith(("decisions/", "indicators/"))
    )


@cache
def texts_of_the_plan() -> dict[str, bytes]:
    """The real plan's files and the units, by their paths."""
    return {path: raw for path, raw in worktree(ROOT).texts.items() if of_the_plan(path)}


def copy_of_the_plan(folder: Path) -> Path:
    """The real plan's files in another folder."""
    return write(texts_of_the_plan(), folder)


def copy_of_the_small_plan(folder: Path) -> Path:
    """The real plan with a few of its measures, for a test that asks nothing of the others."""
    texts = texts_of_the_plan().items()
    return write({path: raw for path, raw in texts if of_the_small_plan(path)}, folder)
