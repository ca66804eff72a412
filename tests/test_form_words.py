"""What the check and the editing say to who fills in a form: no key, no code and no YAML, and fields by their names."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_checks import ERRORS, found_in
from tests.trees import plan
from tiltak.edit import change
from tiltak.problems import UsageError, either, for_files, for_forms
from tiltak.read import schema
from tiltak.read.load import kind_of

TODAY = date(2021, 3, 1)
# What only a person who writes files can do wrong: no form and no spreadsheet gets there.
OF_FILES = {
    "alias", "duplicate-key", "file-name", "merge-conflict", "missing-plan", "not-a-mapping",
    "number-mismatch", "several-documents", "tab", "unknown-key", "wrong-type", "yaml-directive",
    "yaml-syntax", "yaml-tag", "control-character", "empty-file", "hard-space", "not-a-text-key", "too-deep",
}  # fmt: skip
YAML_TALK = re.compile(
    r"\b(yaml|linjen|linjer|anførselstegn|innrykk\w*|rykk inn|bindestrek foran|kolon|nøkkel|true|false|"
    r"tiltak fmt|planfil\w*|\w+\.yml)\b|\[\]",
    re.IGNORECASE,
)


def keys_in(node: object) -> set[str]:
    """Every key that a schema knows, and every code."""
    if isinstance(node, list):
        return set().union(*map(keys_in, node))
    if not isinstance(node, dict):
        return set()
    own = {
        *node.get("properties", ()),
        *([node["const"]] if isinstance(node.get("const"), str) else ()),
    }
    return own.union(*map(keys_in, node.values()))


WORDS = set().union(*(keys_in(schema.bundled(kind)) for kind in schema.KINDS))
WORDS -= {"data"}  # a place where a field is shown; «data:…» in a message is an address


def in_code(words: str) -> set[str]:
    """Keys and codes that stand in words as they would in a file or on the command line."""
    marked = re.findall(r"«([a-z_]+):[^»]*»|\(([a-z_]+)\)|\b([a-z_]+)=", words)
    compound = re.findall(r"\b[a-z]+_[a-z_]+\b", words)
    return {word for found in (*marked, compound) for word in found} & WORDS


@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
def test_a_problem_is_told_in_the_words_of_a_form(path):
    for problem in found_in(plan(path.read_text(encoding="utf-8"))):
        told = f"{problem.message} {problem.hint}"
        assert "⟨" not in told + problem.in_form
        if problem.code in OF_FILES:
            continue
        assert in_code(problem.in_form) == set(), problem.in_form
        quoted_nothing = re.sub("«[^»]*»", "", problem.in_form)
        assert not YAML_TALK.search(quoted_nothing), problem.in_form
        *_, key = ["", *(step for step in problem.place.keys if isinstance(step, str))]
        if f"«{key}»" in told and key in WORDS:
            kind = kind_of(problem.place.path)
            assert kind
            way = problem.place.keys
            title = schema.field_title(kind, *way[: len(way) - way[::-1].index(key)])
            assert f"«{title}»" in problem.in_form, problem.in_form


def test_the_rules_between_fields_are_told_in_the_words_of_a_form():
    for kind in schema.KINDS:
        said = re.findall(
            r'"x-(?:message|hint)": "((?:[^"\\]|\\.)*)"',
            json.dumps(schema.raw(kind), ensure_ascii=False),
        )
        for words in said:
            assert in_code(for_forms(words)) == set(), words
            assert not YAML_TALK.search(for_forms(words)), words
            assert not re.search(r"«[a-z_]+»", for_forms(words)), words
            # What stands for a key is the name of a field or of a value.
            for title in re.findall(r"⟨«[a-z_]+[^»]*»\|«([^»]+)»⟩", words):
                assert f'"title": "{title}"' in json.dumps(schema.bundled(kind), ensure_ascii=False)


@pytest.mark.parametrize(
    ("value", "fields", "typed", "form"),
    [
        (
            {}, {}, "Meldingen mangler fase. Skriv for eksempel phase=in_progress.",
            "Meldingen mangler fase. Skriv for eksempel «Pågår» som fase.",
        ),
        (
            {"status": [{"date": "2020-12-31", "phase": "paused"}]}, {"date": "2021-02-01"},
            "Meldingen mangler fase. Sist ble det sagt «På vent»: skriv phase=paused hvis det fortsatt gjelder.",
            "Meldingen mangler fase. Sist ble det sagt «På vent»: skriv «På vent» som fase hvis det fortsatt gjelder.",
        ),
    ],
)  # fmt: skip
def test_a_report_that_cannot_be_is_told_to_both(value, fields, typed, form):
    with pytest.raises(UsageError) as caught:
        change.report(value, fields, TODAY)
    assert (str(caught.value), caught.value.in_form) == (typed, form)


@pytest.mark.parametrize(
    ("held", "fields", "typed", "form"),
    [
        (
            {"due": "2021-12-31"}, {"reason": "funding"},
            "«reason» hører til en flytting av fristen. Skriv også den nye fristen: due=…",
            "«Årsak» hører til en flytting av fristen. Skriv også den nye fristen i «Frist nå».",
        ),
        (
            {"repeat": "yearly"}, {"done": "2021-02-01", "due": "2021-12-31"},
            "Milepælen gjentas. Skriv bare done=, precision=, note= og source= for én gang den er gjennomført, og resten for seg: due.",
            "Milepælen gjentas. Skriv bare «Gjennomført», «Hvor nøyaktig datoen er», «Merknad» og «Kilde» for én gang den er gjennomført, og resten for seg: frist nå.",
        ),
    ],
)  # fmt: skip
def test_a_milestone_that_cannot_be_is_told_to_both(held, fields, typed, form):
    with pytest.raises(UsageError) as caught:
        change.milestone({"milestones": [{"id": "a", **held}]}, "a", fields, TODAY, None)
    assert (str(caught.value), caught.value.in_form) == (typed, form)


def test_a_field_is_called_what_it_is_called_there():
    assert for_forms(schema.named("status", 0, "note")) == "«Begrunnelse»"
    assert for_forms(schema.named("funding", "note")) == "«Merknad»"
    assert (
        for_forms(schema.named_in_plan("followed_through"))
        == "«Fulgt til og med» i opplysningene om planen"
    )


@given(
    st.text(),
    st.text(st.characters(exclude_characters="⟨|⟩")),
    st.text(st.characters(exclude_characters="⟨|⟩")),
)
def test_words_without_a_choice_are_the_same_to_both(words, left, right):
    before = words.replace("⟨", "")
    assert for_files(before) == for_forms(before) == before
    assert for_files(either(left, right)) == left
    assert for_forms(either(left, right)) == right
