"""What the project promises about itself: cheap imports, one clock, locks in step, nothing bound to one machine."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.sources import nodes_of
from tests.windows import not_for_windows

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tooling" / "tiltak"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

MAY_ASK_THE_CLOCK = {"read/clock.py"}
CLOCK = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "localtime"),
    ("time", "gmtime"),
}


def project_files() -> Iterator[Path]:
    """Every text file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in listed.split(b"\0"):
        path = ROOT / os.fsdecode(name)
        if name and path.is_file() and not path.is_symlink() and b"\0" not in path.read_bytes():
            yield path


def test_every_file_has_a_name_that_windows_can_have():
    """Else nobody there can clone the repository."""
    names = [path.relative_to(ROOT).as_posix() for path in project_files()]
    assert names
    assert not_for_windows(names) == []


def test_no_file_is_read_or_written_in_the_encoding_of_the_machine():
    """On Windows that is cp1252, and «ø» in a path or a text becomes two letters."""
    vague = re.compile(r"\.read_text\(\)|\.write_text\([^,()]*\)|\bopen\([^(),]+, \"[rwa]\"\)")
    assert [
        path.name for path in PACKAGE.rglob("*.py") if vague.search(path.read_text("utf-8"))
    ] == []


# --------------------------------------------------------------------------- the way of imports


def test_import_tiltak_is_cheap():
    """`import tiltak` brings in nothing but the standard library: `tiltak --help` must be quick.

    Which of our own modules may import which is for `make lint` to say.
    """
    script = (
        "import sys; before = set(sys.modules); import tiltak;"
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    )
    names = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert set(names) - sys.stdlib_module_names == {"tiltak"}


def test_a_module_has_one_subject():
    """What is longer than 700 lines holds several, and is cut by them."""
    lines = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {path: count for path, count in lines.items() if count > 700} == {}


# --------------------------------------------------------------------------------------- clock


def clock_calls(source: str) -> list[str]:
    """`["3: date.today"]` for each place that asks what time it is."""
    return sorted(
        f"{node.lineno}: {ast.unparse(node)}"
        for node in nodes_of(source)
        if isinstance(node, ast.Attribute)
        and any(node.attr == asked for _, asked in CLOCK)
        and (ast.unparse(node.value).rpartition(".")[2], node.attr) in CLOCK
    )


def test_clock_calls_are_found():
    source = "import datetime as dt\nfrom time import time\nnow = dt.datetime.now()\ndate.today\n"
    assert clock_calls(source) == ["3: dt.datetime.now", "4: date.today"]


def test_today_is_an_argument():
    askers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if clock_calls(path.read_text(encoding="utf-8"))
    }
    assert askers <= MAY_ASK_THE_CLOCK


# ------------------------------------------------------------------------------------- browser


def test_no_test_waits_for_a_script_that_the_policy_of_the_pages_forbids():
    """Playwright's `wait_for_function` evaluates a string again and again; `expect` and `wait_for_url` do not."""
    forbidden = "wait_for_" + "function"
    found = [
        p.name for p in (ROOT / "tests").rglob("*.py") if forbidden + "(" in p.read_text("utf-8")
    ]
    assert not found


# -------------------------------------------------------------------------------------- markers

# What takes long for its fixtures is marked for them in tests/conftest.py.
# `tiltak` as a program, one run after the other; or a site built.
SLOW = re.compile(r"from tests\.handbook import .*\brun\b|\brun\([^)]*\"build\"")


def test_slow_files_are_marked():
    sources = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "tests").glob("test_*.py")}
    slow = {name for name, source in sources.items() if SLOW.search(source)}
    marked = {name for name, source in sources.items() if "pytestmark = pytest.mark.slow" in source}
    assert {"test_handbook.py", "test_site_build.py"} <= slow
    assert slow <= marked, f"`make quick` would run them: {sorted(slow - marked)}"


def test_no_law_says_how_many_examples_it_tries_whatever_is_run():
    """Else `make quick` tries them all, and a search no more than that: `tries` keeps the proportion."""
    own, set_by_itself = {"conftest.py", "examples.py"}, "max_" + "examples"
    paths = (p for p in (ROOT / "tests").rglob("*.py") if p.name not in own)
    assert [p.name for p in paths if set_by_itself in p.read_text("utf-8")] == []


# --------------------------------------------------------------------------------------- locks


def pinned(lock: str) -> dict[str, set[Version]]:
    """Name → the versions a lock file holds, one for each range of Pythons."""
    found: dict[str, set[Version]] = {}
    for name, version in re.findall(r"(?m)^([\w.-]+)==(\S+)", (ROOT / lock).read_text()):
        found.setdefault(canonicalize_name(name), set()).add(Version(version))
    return found


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PYPROJECT["project"]["dependencies"]),
        ("requirements.lock", PYPROJECT["build-system"]["requires"]),
        ("requirements-dev.lock", PYPROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PYPROJECT["dependency-groups"]["dev"]),
    ],
)
def test_lock_is_in_step_with_the_ranges(lock, wanted):
    versions = pinned(lock)
    stale = [
        text
        for text in wanted
        if not (found := versions.get(canonicalize_name(Requirement(text).name)))
        or not all(Requirement(text).specifier.contains(version) for version in found)
    ]
    assert not stale, f"{lock} is behind pyproject.toml, run `make lock`: {stale}"


def test_both_locks_hold_the_same_versions():
    use, develop = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert {name: develop.get(name) for name in use} == use


def test_build_requirements_stand_in_both_places():
    assert PYPROJECT["build-system"]["requires"] == PYPROJECT["dependency-groups"]["build"]


# ------------------------------------------------------------------------------------ machines

# A file must hold on every machine, so none may name a folder of somebody's machine. None may name a
# package host either: the project installs from whatever index its user has configured.
# In pieces, so that this file does not contain them; each begins with a letter of its own, which is found quickly.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"/(?<![\w.-]/)(?:wo" + r"rk|fa" + r"rm|ro" + r"ot)/",
            r"\.\./sha" + "red",
            r"\.lib" + "rary",
            "before-" + "stop",
            "pypi" + r"\.org",
            "pythonhosted" + r"\.org",
            "npmjs" + r"\.(?:org|com)",
            "deb" + r"\.debian\.org",
            "/simple" + "/",
        ]
    )
)


def test_no_file_names_a_machine_or_a_package_host():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in project_files()
        if FORBIDDEN.search(text := path.read_bytes().decode("utf-8", "replace"))
        for number, line in enumerate(text.splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert not found, (
        "Files must not name machines or package hosts: the project installs from whatever index "
        "its user has configured.\n" + "\n".join(found)
    )


@pytest.mark.parametrize(
    "line",
    [
        "see .." + "/shared/x",
        "cd /wo" + "rk/main",
        "https://py" + "pi.org/p/x",
        "(/ro" + "ot/x)",
        "a\n/ro" + "ot/x",
    ],
)
def test_forbidden_words_are_found(line):
    assert FORBIDDEN.search(line)


def test_ordinary_words_are_not_forbidden():
    assert not FORBIDDEN.search("docs/work/plan, the root / of it, shared notes, a library")


# --------------------------------------------------------------------------------------- names

# Names that say nothing of what they hold; docs/dev/style.md has better ones.
VAGUE = {"found", "given", "held", "known", "made", "one", "rest", "said", "shown", "told", "whole"}


def vague_names(source: str) -> list[str]:
    """`["3: found"]` for each variable, argument or function with such a name."""
    places = [
        (int(getattr(node, "lineno", 0)), name)
        for node in nodes_of(source)
        for name in (
            getattr(node, "id", "") if isinstance(getattr(node, "ctx", None), ast.Store) else "",
            getattr(node, "arg", "") if isinstance(node, ast.arg) else "",
            getattr(node, "name", "") if isinstance(node, ast.FunctionDef | ast.MatchAs) else "",
        )
        if name in VAGUE
    ]
    return [f"{line}: {name}" for line, name in sorted(places)]


def test_vague_names_are_found():
    source = (
        "def told(one):\n    found = x.known(made=1)\n    for whole in found: ...\n    held.a = 1\n"
    )
    assert vague_names(source) == ["1: one", "1: told", "2: found", "3: whole"]


def test_a_variable_says_what_it_holds():
    vague = [
        f"{path.relative_to(PACKAGE)}:{place}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for place in vague_names(path.read_text(encoding="utf-8"))
    ]
    assert not vague


# --------------------------------------------------------------------------------------- unused

# What a library calls by this name.
CALLED_BY_LIBRARIES = {
    "emit", "formatter_class", "list_commands", "read_source", "readinto", "redirect_request", "writelines",
}  # fmt: skip


def unused_names(sources: list[str], others: list[str]) -> list[str]:
    """Functions, classes, their fields and constants that stand once in all sources and other files: where they are made."""
    written = Counter(word for text in (*sources, *others) for word in re.findall(r"\w+", text))
    defined = {
        name
        for source in sources
        for node in nodes_of(source)
        for name in (
            *([node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else ()),
            *(_assigned(node) if isinstance(node, ast.Module | ast.ClassDef) else ()),
        )
    }
    return sorted(name for name in defined if written[name] == 1 and not name.startswith("__"))


def _assigned(block: ast.Module | ast.ClassDef) -> Iterator[str]:
    for statement in block.body:
        targets = getattr(statement, "targets", None) or [getattr(statement, "target", block)]
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            yield from (
                n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)
            )


def test_unused_names_are_found():
    source = "USED, LEFT = 1, 2\nclass A:\n    a: int\n    b: int = USED\ndef f(): A().a\n"
    assert unused_names([source], ["{{ f() }}"]) == ["LEFT", "b"]


@pytest.mark.slow
def test_nothing_is_kept_that_nobody_uses():
    """What only a test calls is of no use either."""
    files = [path for path in sorted(PACKAGE.rglob("*.*")) if path.is_file()]
    sources = [path.read_text(encoding="utf-8") for path in files if path.suffix == ".py"]
    others = [p.read_text(encoding="utf-8") for p in files if p.suffix in {".html", ".j2", ".typ"}]
    hooks = re.compile(r"on_(config|files|page_content|env|post_page|post_build|serve)")  # MkDocs
    unused = set(unused_names(sources, others)) - CALLED_BY_LIBRARIES
    assert {name for name in unused if not hooks.fullmatch(name)} == set()
