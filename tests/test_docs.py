"""Pages that are made from the code, and pages that speak of it, are in step with it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tiltak.checks import catalogue
from tiltak.model import plan
from tiltak.read import schema
from tiltak.words import glossary

ROOT = Path(__file__).parents[1]


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
    rows = {kind: ROW.findall(text) for kind, text in zip(schema.KINDS, chapters[1:4], strict=True)}
    for kind in schema.KINDS:
        assert [(key, name) for key, name, _, _ in rows[kind]] == fields(kind)
        for key, _, owner, attribute in rows[kind]:
            declared = {field.name for field in dataclasses.fields(getattr(plan, owner))}
            assert attribute in declared, f"{key}: {owner} has no {attribute}"


# ------------------------------------------------------------------------------------- the map


def test_every_file_on_the_map_is_there():
    text = (ROOT / "docs/dev/README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tooling|tests|bench|schema|docs)/[\w./-]*)`", text))
    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_links_between_developer_pages_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs/dev").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
