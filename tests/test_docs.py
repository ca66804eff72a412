"""Pages that are made from the code, and pages that speak of it, are in step with it."""

from __future__ import annotations

import dataclasses
import doctest
import functools
import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tiltak.checks import catalogue
from tiltak.model import assessments, decisions, indicators, own, paper, plan
from tiltak.read import schema
from tiltak.words import glossary

ROOT = Path(__file__).parents[1]
README = (ROOT / "docs/dev/README.md").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("page", "made"),
    [
        (catalogue.FOR_COORDINATORS, catalogue.for_coordinators),
        (catalogue.FOR_DEVELOPERS, catalogue.for_developers),
        (glossary.PAGE, glossary.page),
    ],
    ids=["coordinators", "developers", "words"],
)
def test_generated_page_is_in_step(page, made, expected):
    """`make docs` writes it."""
    expected(ROOT / page, made())


def test_the_page_of_words_explains_every_list_of_values():
    lists = {name for name, found in schema.raw("common")["$defs"].items() if "oneOf" in str(found)}
    assert {chapter.name for chapter in glossary.CHAPTERS} == lists
    text = glossary.page()
    for name in lists:
        assert [c.title for c in schema.choices(name) if f"{c.title} |" not in text] == []


# -------------------------------------------------------------------------------- the glossary

MODELS = (paper, plan, assessments, decisions, indicators, own)
GLOSSARY = ROOT / "docs/dev/glossary.md"
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| `(\w+)\.(\w+)` \|$", re.MULTILINE)


def fields(kind: str) -> list[tuple[str, str]]:
    """Every key a file of a kind may have, as `milestones[].moved[].from`, with its Norwegian name."""

    def walk(node: Any, path: tuple[str | int, ...], shown: str) -> Iterator[tuple[str, str]]:
        node = schema.resolved(kind, node)
        for key, inner in node.get("properties", {}).items():
            here = f"{shown}.{key}" if shown else key
            yield here, schema.field_title(kind, *path, key)
            yield from walk(inner, (*path, key), here)
        if "items" in node:
            yield from walk(node["items"], (*path, 0), f"{shown}[]")
        if isinstance(node.get("additionalProperties"), dict):
            yield from walk(node["additionalProperties"], (*path, "x"), f"{shown}.*")

    return list(walk(schema.bundled(kind), (), ""))


def test_the_glossary_has_every_key_with_its_norwegian_and_its_python_name():
    chapters = GLOSSARY.read_text(encoding="utf-8").split("\n## ")
    rows = {
        kind: ROW.findall(text)
        for kind, text in zip(schema.KINDS, chapters[1 : 1 + len(schema.KINDS)], strict=True)
    }
    for kind in schema.KINDS:
        assert [(key, name) for key, name, _, _ in rows[kind]] == fields(kind)
        for key, _, owner, attribute in rows[kind]:
            declared = {
                field.name
                for field in dataclasses.fields(
                    next(getattr(m, owner) for m in MODELS if hasattr(m, owner))
                )
            }
            assert attribute in declared, f"{key}: {owner} has no {attribute}"


# ------------------------------------------------------------------------------------- the map


PAGES = sorted((ROOT / "docs/dev").rglob("*.md"))
PACKAGE = ROOT / "tooling/tiltak"
# A path may be written from the top, from the package, or from the folder that the page is about.
BASES = (
    ROOT,
    PACKAGE,
    ROOT / "tooling",
    ROOT / "tests",
    ROOT / "docs",
    ROOT / "tooling/browser",
    PACKAGE / "forms",
)
SUFFIX = r"\.(?:py|js|mjs|json|sh|css|typ|html|svg|md|yml|lock|po|toml)"
A_PATH = re.compile(rf"`([\w.{{}},/-]+{SUFFIX}|[\w.-]+(?:/[\w.-]+)*/)`")
# Of a site or of a plan, not of this repository.
ELSEWHERE = {
    "data/index.json",
    "datapackage.json",
    "sok.json",
    "tilgjengelighet.html",
    "index.md",
    "ok/",
}


def spread(path: str) -> list[str]:
    """`a/{b,c}.py` → `a/b.py`, `a/c.py`"""
    braces = re.search(r"\{([^}]*)\}", path)
    if not braces:
        return [path]
    before, after = path[: braces.start()], path[braces.end() :]
    return [whole for part in braces[1].split(",") for whole in spread(before + part + after)]


@functools.cache
def file_names() -> set[str]:
    tops = ("tooling", "tests", "bench", "schema", ".github")
    return {path.name for top in tops for path in (ROOT / top).rglob("*")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_developer_page_names_is_there(page):
    names = file_names()
    named = {p for text in A_PATH.findall(page.read_text("utf-8")) for p in spread(text)}
    lost = {
        path
        for path in named - ELSEWHERE
        if not any((base / path).exists() for base in (*BASES, page.parent))
        and ("/" in path or path not in names)
    }
    assert not lost


def rooms() -> dict[str, set[str]]:
    """Every room of the package, with the modules inside it."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        room, *rest = path.relative_to(PACKAGE).with_suffix("").parts
        if room not in {"__init__", "__main__"}:
            module = "/".join(rest).removesuffix("/__init__")
            found.setdefault(room, set()).update({module} - {"", "__init__", "pages", "sections"})
    return found


def test_every_room_and_module_is_on_the_map():
    """A room or a module that was added, moved or taken away changes its row in `docs/dev/README.md`."""
    chapter = README.partition("\n## Rooms\n")[2].partition("\n## ")[0]
    rows = re.findall(r"(?m)^\| `(\w+)` \| [^|]+ \|([^|]*)\|$", chapter)
    assert {room: set(re.findall(r"`([^`]+)`", cell)) for room, cell in rows} == rooms()


def test_rooms_stand_on_the_map_in_the_order_of_imports():
    layers = next(
        contract["layers"]
        for contract in PYPROJECT["tool"]["importlinter"]["contracts"]
        if contract["id"] == "layers"
    )
    assert len(layers) <= 14, "a new room stands beside one that is there"
    order = [room for layer in layers for room in layer.split(" | ") if room != "__main__"]
    chapter = README.partition("\n## Rooms\n")[2].partition("\n## ")[0]
    assert re.findall(r"(?m)^\| `(\w+)` \|", chapter) == order


WITH_EXAMPLES = [
    p for p in sorted(PACKAGE.rglob("*.py")) if re.search(r"(?m)^ +>>> ", p.read_text("utf-8"))
]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_an_example_in_a_docstring_gives_what_it_says(path):
    names = path.relative_to(PACKAGE.parent).with_suffix("").parts
    module = importlib.import_module(".".join(names).removesuffix(".__init__"))
    outcome = doctest.testmod(module)
    assert outcome.attempted
    assert not outcome.failed


def test_every_make_target_that_a_page_names_is_there():
    targets = set(re.findall(r"(?m)^([\w-]+):", (ROOT / "Makefile").read_text("utf-8")))
    pages = [*PAGES, *ROOT.glob("*.md")]
    named = {
        n for page in pages for n in re.findall(r"[`\n]make ([a-z-]+)", page.read_text("utf-8"))
    }
    assert named <= targets


def test_links_between_developer_pages_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs/dev").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


# -------------------------------------------------------------------------------- pictures in git


def test_every_picture_in_the_docs_is_shown_on_a_page():
    """Git keeps a picture for ever; `make screenshots` puts those that nobody reads into build/."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {
        (page.parent / address).resolve()
        for page in pages
        for address in re.findall(r"!\[[^]]*\]\(([^)]+\.png)\)", page.read_text("utf-8"))
    }
    assert set((ROOT / "docs").rglob("*.png")) == shown
