"""The schemas: their labels, and two validators that must say the same: ours, and the reference."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import count

import jsonschema
import pytest
from hypothesis import example, given

from tests.mutations import STRANGE, mutated, real_values, replaced
from tests.trees import CASES
from tiltak.judge import status
from tiltak.model.plan import Entry
from tiltak.problems import nearest
from tiltak.read import schema, schema_problems, yaml_lines

# --------------------------------------------------------------------------------- the validators


@cache
def reference(kind: str) -> jsonschema.Draft202012Validator:
    """The reference validator of JSON Schema in Python, which ours must agree with."""
    # `$` is the end of the text in JSON Schema; in Python a line end may still follow it.
    written = json.loads(
        json.dumps(schema.bundled(kind)),
        object_hook=lambda node: (
            {**node, "pattern": node["pattern"][:-1] + r"\Z"}
            if str(node.get("pattern", "")).endswith("$")
            else node
        ),
    )
    formats = jsonschema.FormatChecker()
    formats.checkers = dict(jsonschema.Draft202012Validator.FORMAT_CHECKER.checkers)
    for name, has_it in schema.FORMATS.items():
        formats.checks(name)(lambda text, has_it=has_it: not isinstance(text, str) or has_it(text))
    return jsonschema.Draft202012Validator(written, format_checker=formats)


def same_verdict(kind: str, value: object) -> None:
    breaches = schema_problems.breaches(kind, value, 10_000)
    wrong_places = {tuple(error.absolute_path) for error in reference(kind).iter_errors(value)}
    assert {breach.path for breach in breaches} == wrong_places
    assert schema_problems.validator(kind).is_valid(value) == (not wrong_places)


@pytest.mark.parametrize(("kind", "value"), real_values())
def test_both_validators_accept_every_real_file(kind, value):
    assert schema_problems.breaches(kind, value, 1) == []
    assert list(reference(kind).iter_errors(value)) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", schema.KINDS)
def test_both_validators_find_the_same_places_wrong_in_every_field(kind):
    full = yaml_lines.parse(FULL[kind], "x.yml")[0].value
    turn = count()
    for key, part in full.items():
        # A file with little else: the reference reads all of it each time.
        few = {
            name: full[name]
            for name in full
            if name in (key, *schema.raw(kind).get("required", ()))
        }
        for _ in replaced(part, turn):
            same_verdict(kind, few)
        for strange in STRANGE[next(turn) % 3 :: 3]:
            same_verdict(kind, few | {key: strange})


FULL = {
    "measure": (CASES / "checks" / "ok" / "full.yml").read_text(encoding="utf-8"),
    "plan": """
        title: Plan
        short_title: Plan
        municipality: Kommune
        paper:
          logo: logo.svg
          logo_text: Kommunen
          colour: "#1f5f4a"
          font: {name: Skrift, regular: skrift.ttf, bold: skrift-fet.ttf}
          cases: [{report: 2020-Q4, case: 12/21, date: 2021-02-03, place: Sted, proposal: [Tekst]}]
        publisher: {name: Kommunen, official: true, organisation_number: "123456785", contact: "https://eksempel.no/post"}
        licence: {name: NLOD 2.0, url: "https://data.norge.no/nlod/no/2.0", attribution: Kommunen}
        paper: {logo: logo.svg, logo_text: Tekst, colour: "#1f5f4a", font: {name: Georgia, regular: a.ttf, bold: b.ttf}, cases: [{report: 2020-Q4, case: 1/21, date: 2021-02-03, place: Sted, proposal: [Tekst]}]}
        summary: Tekst
        incomplete: Tekst
        period: {start: 2019-01-01, end: 2023-12-31, note: Tekst}
        adoption: {body: bystyret, date: 2019-06-17, source: plan#1, revision: 0123456789abcdef0123456789abcdef01234567}
        revisions: [{id: revisjon, body: bystyret, date: 2020-06-22, case: 52/20, note: Tekst, period: {start: 2019-01-01, end: 2023-12-31}, source: plan}]
        revised: [{field: goals, id: maal, from: Tekst, decision: revisjon}]
        resolution: [{point: 1, text: Tekst, source: plan, follow_up: [{date: 2019-12-31, precision: year, state: partly, note: Tekst, correction: Tekst, source: plan}], assessments: [{date: 2020-12-31, assessor: revisjon, verdict: partly, note: Tekst, source: plan, reply: {date: 2020-12-31, note: Tekst, source: plan}}]}]
        calendar: quarter
        unconfirmed: [calendar]
        followed_through: {date: 2020-12-31, by: Kommunen, why: Tekst}
        reported_through: 2020-12-31
        fields: [{id: prioritet, title: Prioritet, help: Tekst, form: choice, choices: [{id: hoy, title: Høy}, {id: lav, title: Lav}], show: [page, data]}]
        words: {statuses: [{status: delayed, title: Bak skjema, colour: "#8c3200"}], focus_area: Satsingsområde}
        silent_after_months: 12
        grace_days: 30
        timestamp_authority: "https://eksempel.no/tsa"
        answer_columns: ["Tiltak = Hvilket tiltak?"]
        code_owner: "@a/stab"
        language: nn
        search_words: ["narkotika, rusmidler"]
        goals: [{id: a, text: Tekst, amended: Tekst, source: plan}, {id: b, text: Tekst, parent: a}]
        focus_areas: [{id: a, title: Navn, short_title: N, adopted_title: Navn i planen, goal: Tekst, source: plan}]
        documents: [{places: ["1"], id: plan, title: Plan, publisher: P, date: 2019-06-17, precision: day, url: "https://eksempel.no", note: Tekst}]
        events: [{date: 2019-12-31, note: Tekst}]
        conflicts: [{about: Antall, sides: [{text: To, source: plan}, {text: Tre}], note: Tekst}]
        choices: [Tekst]
        not_found: [Tekst]
        corrections: [{date: 2021-01-01, correction: Navnet var feil gjengitt., source: plan}]
        removed: [{number: 9, title: Tiltak, date: 2020-01-01, decision: revisjon, note: Tekst, source: plan}]
        predecessor: {title: Gammel, plan: gammel, url: "https://eksempel.no/gammel", note: Tekst, source: plan}
        successor: {title: Ny}
        allowed_addresses: [post@eksempel.no]
        """,
    "units": """
        units:
          helse: {kind: internal, names: [{name: Helse, from: 2020-01-01, precision: year, source: rus/plan}], note: Tekst}
          hus: {kind: external, names: [{name: Huset}], parents: [{unit: helse, from: 2020-01-01, precision: circa, source: rus/plan}], code_owner: "@a/b"}
        """,
    "indicator": """
        title: Overdoser
        unit: personer
        better: down
        definition: Tekst
        measured_by: Registeret
        speaks_of: {goals: [a], focus_areas: [b], measures: [1]}
        unconfirmed: [better]
        breaks: [{from: 2018, note: Tekst, source: plan}]
        small_numbers: Tekst
        notes: [Tekst]
        target: {value: 3.5, period: 2023, group: Alle, path: [{value: 4, period: 2021}], source: plan}
        """,
    "decision": """
        title: Vedtaket
        kind: audit
        body: revisjonen
        date: 2018-02-21
        case: 12/25
        text: Tekst
        source: plan
        unit: helse
        due: 2021-12-31
        measures: [1]
        unconfirmed: [unit]
        entries: [{date: 2020, state: done, note: Tekst, said_by: document, correction: Tekst, source: plan}]
        assessments: [{date: 2021, assessor: revisjonen, verdict: done, note: Tekst, source: plan, reply: {date: 2021, note: Tekst, source: plan}}]
        """,
}


def test_the_full_examples_use_every_field():
    for kind in schema.KINDS:
        used = set(re.findall(r"\b([a-z_0-9]+):", FULL[kind]))
        assert {
            key for node in nodes(schema.raw(kind)) for key in node.get("properties", {})
        } <= used


@given(mutated())
@example(("measure", {"number": 1.0}))
@example(("measure", {"related": [True, 1]}))
@example(("measure", {"milestones": [{"done": "2020-12-31\n"}]}))
@example(("closed", {"entries": {"13": None}}))
@example(("measure", None))
def test_both_validators_find_the_same_places_wrong(broken):
    same_verdict(*broken)


@given(mutated())
def test_what_is_invalid_is_told_and_what_is_valid_is_not(broken):
    kind, value = broken
    document = yaml_lines.YamlDocument("x.yml", value, {(): (1, 1)})
    assert bool(schema_problems.problems_in(kind, document)) != schema_problems.validator(
        kind
    ).is_valid(value)


@pytest.mark.parametrize("kind", schema.KINDS)
def test_schemas_are_schemas_and_say_what_they_mean(kind):
    jsonschema.Draft202012Validator.check_schema(schema.raw(kind))
    assert "common.schema.json" not in str(schema.bundled(kind))
    for node in nodes(schema.bundled(kind)):
        if "x-message" in node:
            assert node["x-hint"].endswith((".", "?"))


def nodes(node: object) -> list[dict[str, str]]:
    if isinstance(node, dict):
        return [node, *(n for inner in node.values() for n in nodes(inner))]
    return [n for inner in node for n in nodes(inner)] if isinstance(node, list) else []


@pytest.mark.parametrize("kind", schema.KINDS)
def test_every_field_has_a_norwegian_name(kind):
    """A field whose name is its key would be shown to a coordinator as «focus_area»."""

    def untitled(node: object, path: tuple[str | int, ...]) -> list[str]:
        node = schema.resolved(kind, node)
        if not isinstance(node, dict):
            return []
        found = []
        for key, inner in node.get("properties", {}).items():
            name = schema.field_title(kind, *path, key)
            if name == key and key not in SAME_IN_NORWEGIAN:
                found.append("/".join(map(str, (*path, key))))
            found += untitled(inner, (*path, key))
        if "items" in node:
            found += untitled(node["items"], (*path, 0))
        if isinstance(node.get("additionalProperties"), dict):
            found += untitled(node["additionalProperties"], (*path, "x"))
        return found

    assert untitled(schema.bundled(kind), ()) == []


SAME_IN_NORWEGIAN: set[str] = set()


# ------------------------------------------------------------------------------ allowed values


def test_every_verdict_has_a_rule_a_label_a_symbol_and_colours():
    assert set(status.OUTCOMES) == set(schema.values("verdict"))
    symbols = [choice.symbol for choice in schema.choices("verdict")]
    assert len(set(symbols)) == len(symbols)
    for choice in schema.choices("verdict"):
        assert choice.title
        assert choice.description.endswith(".")
        assert choice.symbol
        for colour in (choice.colour_light, choice.colour_dark):
            assert re.fullmatch(r"#[0-9a-f]{6}", colour)


def test_every_phase_is_a_verdict_with_the_same_label_or_a_shorter_one():
    for phase in schema.choices("phase"):
        assert phase.value in schema.values("verdict")
        assert schema.label("verdict", phase.value).split()[0] == phase.title.split()[0]


@pytest.mark.parametrize(
    ("name", "computed"),
    [
        (
            "timeliness",
            {
                "on_schedule",
                "due_soon",
                "late",
                "slipped",
                "all_done",
                "no_deadline",
                "no_longer_counts",
            },
        ),
        ("freshness", {"this_period", "unclear", "older", "never"}),
    ],
)
def test_what_is_computed_has_a_label(name, computed):
    assert set(schema.values(name)) == computed


def test_an_unknown_value_is_shown_as_it_is_written():
    """A revision of last year may use a word that the schema no longer knows."""
    assert schema.label("phase", "half_done") == "half_done"


def test_phase_and_confidence_values_exist_in_the_model_only_as_text():
    assert Entry.__dataclass_fields__["phase"].type == "str"


# ------------------------------------------------------------------------------ nearest words


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("focus_aera", "Mente du «focus_area»?"),
        ("Tittel", "Mente du «title»?"),
        ("foc", "Mente du «focus_area»?"),
        ("st", ""),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_nearest_known_word(word, hint):
    assert nearest(word, ["title", "focus_area", "status"]) == hint
