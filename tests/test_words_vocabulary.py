"""One word for one thing: what the glossary says is never said, is said nowhere that a reader or a coordinator looks."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tiltak.words import catalogues

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tooling/tiltak"


# What the headings of other people's spreadsheets may be called.
AS_OTHERS_WRITE = PACKAGE / "sheets/headings.py"


def never() -> list[tuple[str, str, str]]:
    """Each pattern of the glossary's tables: the language, the word that is said instead, and the pattern."""
    section = (ROOT / "docs/dev/glossary.md").read_text("utf-8")
    table = section.partition("## One word for one thing")[2].partition("\n## ")[0]
    own = re.findall(r"(?m)^\| ([^|`\n]+) \| [^|`\n]+ \| (`.*`) \|$", table)
    others = re.findall(r"(?m)^\| [^|`\n]+ \| (nn|en) \| ([^|`\n]+) \| (`.*`) \|$", table)
    return [
        (language, word, pattern.replace("\\|", "|"))
        for language, word, patterns in (*(("nb", *row) for row in own), *others)
        for pattern in re.findall(r"`([^`]+)`", patterns)
    ]


@cache
def texts(language: str) -> tuple[tuple[str, str], ...]:
    """Where a text stands, and the text: of pages, reports, forms, sheets, commands, schemas and the handbook.

    In another language it is what the catalogue says for them.
    """
    if language != "nb":
        return tuple(
            (f"{language}: {message.id}", text)
            for message in catalogues.read(language)
            if message.id and message.string
            for text in ([message.string] if isinstance(message.string, str) else message.string)
        )
    return tuple(
        (str(path.relative_to(ROOT)), text)
        for path, found in (
            *((path, constants(path)) for path in PACKAGE.rglob("*.py") if path != AS_OTHERS_WRITE),
            *((path, strings(json.loads(path.read_text("utf-8")))) for path in schemas()),
            *((path, [path.read_text("utf-8")]) for path in whole_files()),
        )
        for text in found
    )


def schemas() -> Iterable[Path]:
    return (ROOT / "schema").rglob("*.json")


def whole_files() -> Iterator[Path]:
    yield from (PACKAGE / "templates").rglob("*.html")
    yield from (PACKAGE / "templates/mail").glob("*.txt")
    yield from (PACKAGE / "templates/init").rglob("*.j2")
    yield from (ROOT / "tooling/browser").glob("[efs]*/*.js")
    yield from (ROOT / "docs/haandbok").glob("*.md")
    yield ROOT / "docs/feilmeldinger.md"
    yield ROOT / ".github/ISSUE_TEMPLATE/status.yml"


def constants(path: Path) -> Iterator[str]:
    """The texts in a module, without what explains the code."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    explained = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in explained
        ):
            yield node.value


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def test_the_glossary_has_the_words_that_were_several():
    words = {word for language, word, _ in never() if language == "nb"}
    assert {"rapport", "statusmelding", "første frist", "kapittel", "foreslått", "ukjent"} <= words


def test_each_language_has_its_words_and_uses_them():
    for language in ("nn", "en"):
        words = [word for of, word, _ in never() if of == language]
        assert words
        said = " ".join(text for _, text in texts(language)).lower()
        assert not [word for word in words if word not in said]


@pytest.mark.parametrize(("language", "word", "pattern"), never())
def test_a_thing_has_one_word(language, word, pattern):
    said = [f"{where}: {text[:100]}" for where, text in texts(language) if re.search(pattern, text)]
    assert said == [], f"say «{word}»"


# A key of a file, a value of the schema or the name of a rule, as a reader would see it.
KEY = re.compile(r"\b[a-z]+_[a-z_]+\b")


def test_no_key_or_rule_stands_in_a_public_sentence():
    named = [
        (location, text)
        for message in catalogues.extracted()
        for location, _ in message.locations
        if not location.startswith("schema/")
        for text in ([message.id] if isinstance(message.id, str) else message.id)
        if KEY.search(re.sub(r"\{\w+\}", "", text))
    ]
    assert named == []
