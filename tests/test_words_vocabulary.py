"""One word for one thing: what the glossary says is never said, is said nowhere that a reader or a coordinator looks."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.sources import nodes_of
from tests.test_words_catalogues import texts_of_today
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
    nodes = nodes_of(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    explained = {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in nodes:
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


@pytest.mark.slow
def test_no_key_or_rule_stands_in_a_public_sentence():
    named = [
        (location, text)
        for message in texts_of_today()
        for location, _ in message.locations
        if not location.startswith("schema/")
        for text in ([message.id] if isinstance(message.id, str) else message.id)
        if KEY.search(re.sub(r"\{\w+\}", "", text))
    ]
    assert named == []


# Sentences that readers did not understand, or took for more than is known, and what is said instead.
REWRITTEN = [
    ("siste dag planen er rapportert for", "Status per {date}. Etter det er planen ikke fulgt opp her."),
    ("Slik det var / Nå", "Se en tidligere dato"),
    ("er meldt stanset", "Ingen tiltak står som stanset, forsinket, usikre eller på vent."),
    ("frister er passert", "{n} frister har gått ut, og ingen har sagt om de ble holdt"),
    ("dager over frist", "Ingen har sagt om fristen ble holdt. Det kan likevel være gjort."),
    ("den ansvarlige foreslått og", "den ansvarlige bare foreslått. Ingen har bekreftet det."),
    ("Regelen heter", "Hvorfor denne statusen?"),
    ("bygger på meldingen", "Statusen bygger på opplysningen for {date}."),
    ("Lovet og ventet", "Milepæler og frister"),
    ("{days} dager igjen, utsatt", "ikke gått ut ennå"),
    ("Og ett til", "Listen viser {n} av {total}."),
    ("«Kanskje» betyr", "i runden eller før den ({date})"),
    ("Hvordan det står til", "Status for milepælen"),
    ("Endringer i opplysningene", "Endringslogg"),
    ("Tiltaket ligger i filen", "Siter og del"),
    ("Skylder melding", "Har ikke meldt status for"),
    ("Der ingen kilde navngir en ansvarlig", "Her ser du hvem som har ansvar for hva."),
    ("Hver kolonne viser", "Hver søyle viser statusen ved slutten av en periode"),
    ("Hvert tegn fører", "Trykk på et tegn for å se tiltaket slik det sto da."),
    ("Prikken viser fristen", "● frist nå · ○ første frist · ✓ nådd"),
    ("planen er rapportert for, den nyeste", "Rapportene om planen, én for hver periode."),
    ("Alt på disse sidene er hentet", "Hva opplysningene bygger på, hva vi har valgt selv, og hva ingen kilde sier."),
    ("Ingen sider passer helt", "Fant ikke akkurat det. Her er noe som ligner: {n} treff."),
    ("Søket her leter", "Dette feltet søker bare i listen."),
    ("prøvene besto", "Testet {day}: Alle de {n} testene besto."),
    ("Fristen er passert, og ingen", "Fristen er ute, og ingen har sagt om løftet ble holdt."),
    ("Det er ikke kommet melding om", "{n} tiltak"),
    ("regnes ut av faste regler på dagen rapporten", "Statusen følger av faste regler"),
    ("Den skriver ingen selv", "Ingen skriver statusen selv."),
    ("uten nye grep", "Holder neste frist?"),
    ("Legg til: ", "Ny statusmelding"),
    ("Lagret i filen på denne", "Lagret på denne maskinen, men ikke publisert."),
    ("Flytt «Rapportert til og med»", "avslutter perioden"),
    ("og planen er halvveis", "halve planperioden er gått eller den første fristen er ute."),
    ("Da vet alle at tiltaket er fulgt opp", "Da vet alle at dere har sett på det."),
    ("Planen følges ikke lenger enn", "Planen er fulgt opp til {day}. Ingen får påminnelse."),
    ("Kan noe ikke tas med", "Er noe feil, får du vite i hvilken celle."),
    ("venter på et vedtak om penger, eller", "viser ingen kilde om det er bevilget penger"),
    ("Det sier ikke at ingenting", "Det betyr ikke at ingenting er gjort."),
]  # fmt: skip


@pytest.mark.parametrize(("gone", "instead"), REWRITTEN)
def test_a_sentence_that_was_misread_is_said_otherwise(gone, instead):
    assert [where for where, text in texts("nb") if gone in text] == []
    assert [where for where, text in texts("nb") if instead in text] != []
