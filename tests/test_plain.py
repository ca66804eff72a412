"""What the check says, in the words of a form: no key and no code is left in it."""

from __future__ import annotations

import re

import pytest

from tests.test_checks import ERRORS, found_in
from tests.trees import plan
from tiltak.edit import plain

# What only a person who writes files can do wrong: no form and no spreadsheet gets there.
OF_FILES = {
    "alias", "duplicate-key", "file-name", "merge-conflict", "missing-plan", "not-a-mapping",
    "number-mismatch", "several-documents", "tab", "unknown-key", "wrong-type", "yaml-directive",
    "yaml-syntax", "yaml-tag",
}  # fmt: skip
KEYS = set(plain.titles("measure"))
CODES = set(plain.codes())


@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
def test_no_key_and_no_code_is_left(path):
    for problem in found_in(plan(path.read_text(encoding="utf-8"))):
        if problem.code in OF_FILES:
            continue
        words = plain.plainly(problem)
        named = set(re.findall(r"«([a-z_]+)(?::[^»]*)?»|\(([a-z_]+)\)|\b([a-z_]+)=", words))
        assert {word for found in named for word in found} & KEYS == set(), words
        assert set(re.findall(r"\b[a-z]+_[a-z_]+\b", words)) & (KEYS | CODES) == set(), words


@pytest.mark.parametrize(
    ("words", "plainly"),
    [
        (
            "«confidence» (tillit til fristene) kan ikke være «bra». Velg mellom: on_track (I rute).",
            "«Tillit til fristene» kan ikke være «bra». Velg mellom: I rute.",
        ),
        ("Meldingen mangler årsak (reason).", "Meldingen mangler årsak."),
        ("Skriv «unchanged: true».", "Skriv «Ingenting nytt»."),
        ("Siste melding sier «paused».", "Siste melding sier «På vent»."),
        ("Skriv phase=paused.", "Skriv «På vent» som fase."),
        ("Skriv også den nye fristen: due=…", "Skriv også den nye fristen: «Frist nå»"),
        ("Flytt «reported_through» i plan.yml.", "Flytt «Rapportert til og med» i opplysningene om planen."),
        ("Senteret (nytt) åpnet, se «dette» (gjerne).", "Senteret (nytt) åpnet, se «dette» (gjerne)."),
    ],
)  # fmt: skip
def test_words_of_files_become_words_of_forms(words, plainly):
    assert plain.said(words) == plainly


def test_a_field_is_called_what_it_is_called_there():
    assert plain.said("«note»", at=("status", 0)) == "«Begrunnelse»"
    assert plain.said("«note»", at=("funding",)) == "«Merknad»"
    assert plain.said("«note»", at=("milestones", 0, "moved", 0)) == "«Begrunnelse»"
