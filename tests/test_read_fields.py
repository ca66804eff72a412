"""A field is declared once: whatever the schema says of where it is shown is so, and nothing else."""

from __future__ import annotations

import copy
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from itertools import zip_longest
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from tests.examples import tries
from tests.trees import CASES, EXAMPLE, plan
from tests.trees import FILES as PLAN_FILES
from tiltak.charts.verdicts import bars
from tiltak.commands import show
from tiltak.data.datasets import datasets
from tiltak.edit.typed import Reader
from tiltak.forms.fields import Choices
from tiltak.forms.fields import form as form_of
from tiltak.judge import closing
from tiltak.judge.summary import summarise
from tiltak.model.colour import DARK_GROUNDS, ENOUGH, weakest
from tiltak.model.periods import period
from tiltak.model.plan import Plan, Portfolio
from tiltak.past.changes import changes
from tiltak.past.development import development
from tiltak.past.promises import Broken, gone_measures
from tiltak.past.report import report
from tiltak.read import fields, load, schema, yaml_lines
from tiltak.reports import cards, csv, xlsx
from tiltak.reports.as_json import document_data
from tiltak.reports.document import ReportDocument, document
from tiltak.reports.look import look_of
from tiltak.sheets.tables import tables
from tiltak.site import findable
from tiltak.site.look import FONTS, stylesheet
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Page, Site
from tiltak.words.changes import change_sentence
from tiltak.words.language import words
from tiltak.words.plan_changes import plan_sentence

SAY = words()
TODAY = date(2021, 2, 15)
DECISION = "plans/rus/decisions/brua.yml"
FILES = PLAN_FILES | {"decision": DECISION}

# ------------------------------------------------------------------------------ two files of each kind


@cache
def full() -> dict[str, Any]:
    """Path → value of a plan in which a measure and the plan itself use every field."""
    texts = plan((CASES / "checks" / "ok" / "full.yml").read_text(encoding="utf-8"))
    values = {path: yaml_lines.parse(text, path)[0].value for path, text in texts.items()}
    values[EXAMPLE]["number"] = 1
    values[FILES["plan"]] |= WHOLE_PLAN
    values[DECISION] = WHOLE_DECISION
    return values


WHOLE_DECISION: dict[str, Any] = {
    "title": "Brua",
    "kind": "audit",
    "body": "bystyret",
    "date": "2019-06-17",
    "case": "43/18",
    "text": "Bygg brua.",
    "source": "plan#1",
    "unit": "helsehuset",
    "due": "2020-06-30",
    "measures": [1],
    "unconfirmed": ["due"],
    "entries": [{"date": "2020-06-01", "state": "in_progress", "note": "I gang."}],
    "assessments": [
        {"date": "2020-06-01", "assessor": "bystyret", "verdict": "partly", "note": "Halve brua."}
    ],
}


WHOLE_PLAN: dict[str, Any] = {
    "short_title": "Rusplanen",
    "summary": "Planen skal hjelpe flere.",
    "incomplete": "Vedlegget er ikke kjent.",
    "publisher": {"name": "Kommunen", "official": True},
    "licence": {"name": "NLOD 2.0"},
    "paper": {"cases": [{"report": "2020-Q4", "case": "1/21"}]},
    "followed_through": {"date": "2020-12-31", "by": "Kommunen", "why": "Ingen følger den."},
    "reported_through": "2020-12-31",
    "silent_after_months": 12,
    "grace_days": 30,
    "goals": [{"id": "hjelp", "text": "Flere skal få hjelp."}],
    "revised": [{"field": "title", "from": "Rusplan", "decision": "revisjon-2020"}],
    "revisions": [{"id": "revisjon-2020", "date": "2020-06-22", "case": "52/20"}],
    "resolution": [{"point": 1, "text": "Planen vedtas."}],
    "events": [{"date": "2020-03-12", "note": "Samfunnet stenges ned."}],
    "language": "nb",
    "search_words": ["narkotika, rusmidler"],
    "conflicts": [{"about": "Antallet", "sides": [{"text": "To."}, {"text": "Tre."}]}],
    "choices": ["Planen følges hvert kvartal."],
    "not_found": ["Budsjettet for 2021."],
    "corrections": [{"date": "2021-01-20", "correction": "Navnet var feil gjengitt."}],
    "removed": [{"number": 9, "title": "Et gammelt tiltak", "date": "2020-01-01"}],
    "predecessor": {"title": "Forrige rusplan"},
    "successor": {"title": "Neste rusplan"},
    "allowed_addresses": ["post@eksempel.no"],
    "timestamp_authority": "https://tid.example.no",
    "answer_columns": ["Tiltak = Hvilket tiltak?"],
    "code_owner": "@kommunen/stab",
}
# What each field is changed to.
OTHER: dict[str, dict[str, Any]] = {
    "measure": {
        "number": 3,
        "title": "Zebratittel",
        "summary": "Zebrasammendrag.",
        "target_group": "Zebraer",
        "caveat": "Zebraforbehold.",
        "reference": {"document": "plan", "section": "9.9", "amended": "Zebraendring."},
        "decided": {"text": "Zebraordlyd."},
        "focus_area": "bolig",
        "kind": "improve",
        "owner": "bystyret",
        "contributors": ["helsehuset"],
        "roles": [{"unit": "bystyret", "role": "zebra"}],
        "unconfirmed": [],
        "sources": {"owner": "arsrapport-2020#9"},
        "weight": 5,
        "goals": [],
        "fields": {"prioritet": "lav"},
        "related": [],
        "part_of": 9,
        "depends_on": [],
        "continues": [],
        "supersedes": [],
        "status": [
            {"date": "2020-12-30", "phase": "paused", "reason": "staffing", "note": "Zebranotat."}
        ],
        "mentions": [{"date": "2020-06-01", "note": "Zebraomtale.", "source": "plan"}],
        "assessments": [
            {
                "date": "2020-06-01",
                "assessor": "bystyret",
                "verdict": "lapsed",
                "note": "Zebravurdering.",
            }
        ],
        "revised": [{"field": "owner", "from": "bystyret", "decision": "revisjon-2020"}],
        "milestones": [{"id": "zebra", "title": "Zebramilepæl", "due": "2021-03-01"}],
        "funding": {"decision": "granted", "note": "Zebrapenger."},
    },
    "plan": {
        "title": "Zebraplan",
        "short_title": "Zebra",
        "municipality": "Zebra kommune",
        "summary": "Zebrasammendrag.",
        "incomplete": "Zebravedlegget.",
        "publisher": {"name": "Zebraforlaget", "official": True},
        "licence": {"name": "Zebralisensen"},
        "paper": {"cases": [{"report": "2020-Q4", "proposal": ["Zebravedtak."]}]},
        "period": {"start": "2018-01-01", "end": "2024-12-31", "note": "Zebraperiode."},
        "adoption": {"body": "helsehuset", "date": "2019-06-18"},
        "revisions": [{"id": "revisjon-2020", "date": "2020-06-22", "case": "zebra"}],
        "revised": [{"field": "title", "from": "Zebraplan", "decision": "revisjon-2020"}],
        "resolution": [{"point": 2, "text": "Zebravedtak."}],
        "calendar": "year",
        "unconfirmed": ["calendar"],
        "followed_through": {"date": "2020-11-30", "by": "Zebra", "why": "Zebragrunn."},
        "reported_through": "2020-11-30",
        "silent_after_months": 1,
        "grace_days": 1,
        "goals": [{"id": "zebra", "text": "Zebramål."}],
        "fields": [{"id": "prioritet", "title": "Zebrafelt", "form": "text"}],
        "words": {
            "statuses": [{"status": "completed", "title": "Zebraferdig", "colour": "#1f5f4a"}]
        },
        "focus_areas": [
            {"id": "tidlig-innsats", "title": "Zebraområde"},
            {"id": "bolig", "title": "Bolig"},
        ],
        "documents": [
            {"id": "plan", "title": "Zebradokument"},
            {"id": "arsrapport-2020", "title": "Årsrapport 2020"},
        ],
        "events": [{"date": "2020-03-12", "note": "Zebrahendelse."}],
        "language": "nn",
        "search_words": ["zebra, hest"],
        "conflicts": [{"about": "Zebraen", "sides": [{"text": "To."}, {"text": "Tre."}]}],
        "choices": ["Zebravalg."],
        "not_found": ["Zebrabudsjett."],
        "corrections": [{"date": "2021-01-20", "correction": "Zebraen var feil gjengitt."}],
        "removed": [{"number": 8, "title": "Zebratiltak", "date": "2020-01-01"}],
        "predecessor": {"title": "Forrige zebraplan"},
        "successor": {"title": "Neste zebraplan"},
        "allowed_addresses": ["zebra@eksempel.no"],
        "timestamp_authority": "https://zebra.example.no",
        "answer_columns": ["Tiltak = Hvilken zebra?"],
        "code_owner": "@kommunen/zebra",
    },
    "decision": {
        "title": "Zebrabrua",
        "kind": "budget",
        "body": "helsehuset",
        "date": "2019-06-18",
        "case": "44/18",
        "text": "Bygg zebrabrua.",
        "source": "arsrapport-2020#9",
        "unit": "bystyret",
        "due": "2020-07-31",
        "measures": [3],
        "unconfirmed": ["unit"],
        "entries": [{"date": "2020-06-01", "state": "done", "note": "Zebramelding."}],
        "assessments": [
            {"date": "2020-06-01", "assessor": "bystyret", "verdict": "lapsed", "note": "Zebra."}
        ],
    },
}


def with_value(kind: str, key: str, value: Any) -> dict[str, Any]:
    """The values of all files, with another value of one field."""
    return with_values(kind, {key: value})


def with_values(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    files = copy.deepcopy(full())
    files[FILES[kind]] |= values
    return files


def loaded(files: dict[str, Any]) -> Portfolio:
    texts = {path: json.dumps(value, ensure_ascii=False) for path, value in files.items()}
    found = load.load(texts)
    assert not found.problems, found.problems
    return found.portfolio


# ------------------------------------------------------------------------------ the places


def the_report(portfolio: Portfolio) -> ReportDocument:
    numbers = report(
        portfolio,
        portfolio.plans[0],
        period("2020-Q4"),
        TODAY,
        "",
        Broken((), gone_measures(portfolio.plans[0])),
    )
    return document(numbers, SAY)


@dataclass(frozen=True)
class Made:
    """Files, and what is made of them once for all the places that show it."""

    files: dict[str, Any]

    @cached_property
    def portfolio(self) -> Portfolio:
        return loaded(self.files)

    @cached_property
    def report(self) -> ReportDocument:
        return the_report(self.portfolio)

    @cached_property
    def site(self) -> Site:
        return Site(self.portfolio, TODAY, SAY)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return tuple(all_pages(self.site))


def page(made: Made) -> Iterator[str]:
    """The pages of measures as they stand today: a field must be there, whatever those of a past day show."""
    now = (p for p in made.pages if "/per/" not in p.uri)
    yield from (p.body() for p in now if "/tiltak/" in p.uri)


def pages(made: Made) -> Iterator[str]:
    """Those of few folders first: the comparisons and the past say what they say, and are many."""
    for p in sorted(made.pages, key=lambda page: page.uri.count("/")):
        if "/tiltak/" not in p.uri and p.uri != "aapne-data":
            yield p.body()


def card(made: Made) -> Iterator[str]:
    numbers, say = made.report.report, made.report.say
    yield "".join(str(cards.card(j, numbers, say)) for j in numbers.summary.judgements)


def measures_of_the_report(made: Made) -> Iterator[str]:
    yield str(xlsx.sheets(made.report, made.report.say)) + csv.csv(made.report)


def the_report_itself(made: Made) -> Iterator[str]:
    written = made.report
    yield f"{written.title}{written.publisher}{written.facts}{written.sections}"


def the_report_and_its_numbers(made: Made) -> Iterator[str]:
    yield from the_report_itself(made)
    yield str(document_data(made.report))


def sheet(made: Made) -> Iterator[str]:
    values = {v["number"]: v for path, v in made.files.items() if path.startswith("measures/")}
    filled = tables(made.portfolio.plans[0], made.portfolio, values, date(2021, 3, 1))
    yield str([(table.columns, [row.cells for row in table.rows]) for table in filled])


def search(made: Made) -> Iterator[str]:
    found = findable.entries(made.site, made.pages)
    yield str([entry for entry in found if "/tiltak/" in entry.url])


def shown(made: Made) -> Iterator[str]:
    summary = summarise(made.portfolio.plans[0], TODAY)
    say = SAY.of(summary.plan)
    yield str([show.lines(j, summary, made.portfolio, say) for j in summary.judgements])


def data(made: Made) -> Iterator[str]:
    the_plan = made.portfolio.plans[0]
    say = SAY.of(the_plan)
    written = datasets(
        made.portfolio, summarise(the_plan, TODAY), development(the_plan, TODAY), say
    )
    yield "".join(d.content.decode() for d in written if d.name != "changes.json")


# Piece by piece, so that two that differ in the first need not be written to the end.
Place = Callable[[Made], Iterator[str]]
PLACES: dict[str, dict[str, Place]] = {
    "measure": {
        "page": page,
        "card": card,
        "report": measures_of_the_report,
        "sheet": sheet,
        "search": search,
        "show": shown,
        "data": data,
    },
    "plan": {"page": pages, "report": the_report_itself, "data": data},
    "decision": {"page": pages, "report": the_report_and_its_numbers, "data": data},
}


def text_of(place: Place, made: Made) -> str:
    return "".join(place(made))


def test_every_place_has_a_law():
    assert {kind: tuple(places) for kind, places in PLACES.items()} == dict(fields.PLACES)


def differs(kind: str, place: str, after: Made) -> bool:
    """Whether a place says something else of these files than of the full example."""
    pairs = zip_longest(PLACES[kind][place](after), said_now(kind)[place])
    return any(now != then for now, then in pairs)


@cache
def said_now(kind: str) -> dict[str, tuple[str, ...]]:
    """What each place says of the full example."""
    made = Made(full())
    return {name: tuple(place(made)) for name, place in PLACES[kind].items()}


FIELDS = [(kind, key) for kind in PLACES for key in schema.bundled(kind)["properties"]]


@pytest.mark.parametrize(("kind", "key"), FIELDS)
def test_a_field_is_shown_where_its_declaration_says(kind, key):
    after = Made(with_value(kind, key, OTHER[kind][key]))
    assert [place for place in fields.of(kind)[key].show if not differs(kind, place, after)] == []


@pytest.mark.parametrize(
    ("kind", "place"), [(kind, place) for kind, places in PLACES.items() for place in places]
)
def test_a_field_is_shown_nowhere_else(kind, place):
    """All that a place does not show is changed at once: what it says stays the same."""
    others = {
        key: OTHER[kind][key]
        for key, declared in fields.of(kind).items()
        if place not in declared.show
    }
    assert not differs(kind, place, Made(with_values(kind, others))), sorted(others)


def test_a_field_that_is_shown_nowhere_says_why():
    for kind, key in FIELDS:
        declared = fields.of(kind)[key]
        assert bool(declared.show) != bool(declared.why_not_shown), (kind, key)


# ------------------------------------------------------------------------------ what was reported stands


def reported(files: dict[str, Any]) -> Plan:
    """The plan with a period closed that rests on all of it."""
    the_plan = loaded(files).plans[0]
    return replace(the_plan, closings=(closing.record(the_plan, period("2020-Q4")),))


def not_as_reported(closed: Plan, files: dict[str, Any]) -> set[str]:
    """The fields of measures that are not as a closed report has them."""
    now = replace(loaded(files).plans[0], closings=closed.closings)
    entries = {"status"} if closing.differences(now) else set()
    return entries | {difference.field for difference in closing.held_differences(now)}


IN_REPORTS = {"card", "report"}


@pytest.mark.parametrize("key", schema.bundled("measure")["properties"])
def test_what_a_delivered_report_shows_of_a_measure_is_held_or_says_why_not(key):
    declared = fields.of("measure")[key]
    assert not declared.why_not_held or IN_REPORTS & set(declared.show)
    if key == "number":
        return  # a measure that is gone is another matter
    is_held = IN_REPORTS & set(declared.show) and not declared.why_not_held
    name = {"fields": "prioritet"}.get(key, key)
    changed = with_value("measure", key, OTHER["measure"][key])
    assert not_as_reported(reported(full()), changed) == ({name} if is_held else set())


@pytest.mark.parametrize("key", schema.bundled("measure")["properties"])
def test_what_is_filled_in_later_is_no_change_of_a_report(key):
    without, first_held = copy.deepcopy(full()), ("title", "owner", "kind", "focus_area", "status")
    if key in (*first_held, *schema.bundled("measure")["required"]):
        return
    del without[EXAMPLE][key]
    assert not_as_reported(reported(without), full()) == set()


@pytest.mark.parametrize("key", schema.bundled("plan")["properties"])
def test_what_a_delivered_report_shows_of_the_plan_is_held_or_says_why_not(key):
    declared = fields.of("plan")[key]
    assert not declared.why_not_held or "report" in declared.show
    is_held = "report" in declared.show and not declared.why_not_held
    closed = reported(full())

    def of_plan(files: dict[str, Any]) -> set[str]:
        now = replace(loaded(files).plans[0], closings=closed.closings)
        return {difference.field for difference in closing.plan_differences(now)}

    changed = with_value("plan", key, OTHER["plan"][key])
    if key == "corrections":
        assert of_plan(changed) == set()  # it is what explains
        assert of_plan(with_value("plan", key, [])) == {key}
        return
    assert of_plan(changed) == ({key} if is_held else set())
    changed[FILES["plan"]]["corrections"] += OTHER["plan"]["corrections"]
    assert of_plan(changed) == set()


EXPLAINED = {"date": "2021-01-20", "note": "Rettet.", "correction": "Zebraen var feil gjengitt."}


def of_decisions(closed: Plan, files: dict[str, Any]) -> set[str]:
    """The fields of decisions that are not as a closed report has them, where nothing says why."""
    now = replace(loaded(files).plans[0], closings=closed.closings)
    entries = {"entries" for d in closing.decision_differences(now) if not d.corrected}
    return entries | {difference.field for difference in closing.decision_held_differences(now)}


@pytest.mark.parametrize("key", schema.bundled("decision")["properties"])
def test_what_a_delivered_report_shows_of_a_decision_is_held_or_says_why_not(key):
    declared, closed = fields.of("decision")[key], reported(full())
    assert not declared.why_not_held or "report" in declared.show
    is_held = "report" in declared.show and not declared.why_not_held
    changed = with_value("decision", key, OTHER["decision"][key])
    assert of_decisions(closed, changed) == ({key} if is_held else set())
    if key != "entries":
        changed[DECISION]["entries"] = [EXPLAINED, *changed[DECISION]["entries"]]
        assert of_decisions(closed, changed) == set()


@pytest.mark.parametrize("key", schema.bundled("decision")["properties"])
def test_what_is_filled_in_later_of_a_decision_is_no_change_of_a_report(key):
    without = copy.deepcopy(full())
    if key not in (*schema.bundled("decision")["required"], "entries"):
        without[DECISION].pop("unconfirmed")
        without[DECISION].pop(key, None)
        assert of_decisions(reported(without), full()) == set()


def test_one_more_measure_that_answers_and_one_more_assessor_are_no_change_of_a_report():
    files = copy.deepcopy(full())
    files[DECISION]["measures"].append(3)
    other = OTHER["decision"]["assessments"][0] | {"assessor": "helsehuset"}
    files[DECISION]["assessments"].append(other)
    assert of_decisions(reported(full()), files) == set()


def test_what_assessors_had_said_of_a_point_of_the_resolution_is_held():
    files = copy.deepcopy(full())
    (point,) = files[FILES["plan"]]["resolution"]
    point["assessments"] = WHOLE_DECISION["assessments"]
    closed = reported(files)
    assert of_decisions(closed, files) == set()
    point["assessments"] = OTHER["decision"]["assessments"]
    assert of_decisions(closed, files) == {"assessments"}
    point["follow_up"] = [EXPLAINED]
    assert of_decisions(closed, files) == set()


def test_a_decision_that_is_gone_is_missed_though_nothing_was_said_of_it():
    silent = with_value("decision", "entries", [])
    gone = {path: values for path, values in silent.items() if path != DECISION}
    now = replace(loaded(gone).plans[0], closings=reported(silent).closings)
    assert list(closing.decision_held_differences(now)) == [
        closing.HeldDifference("brua", "", "2020-Q4")
    ]


@pytest.mark.parametrize("key", ["documents", "goals", "focus_areas", "removed", "resolution"])
def test_one_more_thing_in_a_list_of_the_plan_is_no_change_of_a_report(key):
    more = {
        "id": "ny",
        "title": "Ny",
        "text": "Ny.",
        "number": 77,
        "date": "2020-01-01",
        "point": 7,
    }
    names = schema.bundled("plan")["properties"][key]["items"]["properties"]
    item = {name: content for name, content in more.items() if name in names}
    changed = with_value("plan", key, [*full()[FILES["plan"]][key], item])
    now = replace(loaded(changed).plans[0], closings=reported(full()).closings)
    assert closing.plan_differences(now) == ()


def test_a_field_that_is_added_is_held_where_a_report_shows_it_and_its_declaration_does_not_say_no(
    declare,
):
    def different(definition: dict[str, Any], first: Any, second: Any, **now: Any) -> set[str]:
        declare("measure", zebra=definition)
        closed = reported(with_value("measure", "zebra", first))
        declare("measure", zebra=definition | now)
        return not_as_reported(closed, with_value("measure", "zebra", second))

    for definition, first, second, _ in NEW_FIELDS.values():
        assert different(definition, first, second) == {"zebra"}
        assert different(definition, first, first) == set()
    text, first, second, _ = NEW_FIELDS["text"]
    assert different(text | {"x-show": ["page", "data"]}, first, second) == set()
    assert different(text | {"x-why-not-held": "Et valg."}, first, second) == set()
    # What a report showed stays what it was, wherever the field is shown now.
    assert different(text, first, first, **{"x-show": ["page"]}) == set()
    assert different(text, first, second, **{"x-show": ["page"]}) == {"zebra"}


# ------------------------------------------------------------------------------ a field that is new

EVERYWHERE = {"x-show": [*dict.fromkeys(place for places in PLACES.values() for place in places)]}
COMMON = "common.schema.json#/$defs/"
NEW_FIELDS: dict[str, tuple[dict[str, Any], Any, Any, str]] = {
    "text": ({"$ref": f"{COMMON}text"}, "Unge", "Zebraer", "Zebraer"),
    "prose": ({"$ref": f"{COMMON}prose"}, "For unge.", "For **zebraer**.", "zebraer"),
    "number": ({"type": "integer"}, 3, 4321, "4321"),
    "date": ({"$ref": f"{COMMON}date"}, "2020-01-01", "2023-04-05", "2023"),
    "choice": ({"$ref": f"{COMMON}calendar"}, "quarter", "tertial", "tertial"),
    "own choice": (
        {"oneOf": [{"const": "a", "title": "Alfa"}, {"const": "b", "title": "Zebra"}]},
        "a",
        "b",
        "ebra",
    ),
    "texts": (
        {"type": "array", "items": {"$ref": f"{COMMON}text"}},
        ["Unge"],
        ["Unge", "Zebraer"],
        "Zebraer",
    ),
}


def forget_schemas() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("tiltak.") and not name.startswith("tiltak.words.catal"):
            for value in vars(module).values():
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()


@pytest.fixture
def declare(monkeypatch) -> Iterator[Callable[..., None]]:
    """Puts fields into a schema by their keys, as if its file said so; all other schemas are read anew."""
    real = schema.raw

    def declared(kind: str, **definitions: dict[str, Any]) -> None:
        changed = copy.deepcopy(real(kind))
        for key, definition in definitions.items():
            named = {"title": "Sebrafelt", "description": "Et felt.", **EVERYWHERE, **definition}
            changed["properties"][key] = named
        monkeypatch.setattr(schema, "raw", lambda name: changed if name == kind else real(name))
        forget_schemas()

    yield declared
    monkeypatch.undo()
    forget_schemas()


def key_of(form: str) -> str:
    return f"zebra_{form.replace(' ', '_')}"


@pytest.mark.parametrize("kind", fields.MODEL)
def test_fields_that_are_added_to_the_schema_are_shown_everywhere_and_their_changes_are_told(
    kind, declare
):
    declare(kind, **{key_of(form): definition for form, (definition, *_) in NEW_FIELDS.items()})
    for form, (_, first, second, said) in NEW_FIELDS.items():
        before, after = (Made(with_value(kind, key_of(form), value)) for value in (first, second))
        old, new = before.portfolio, after.portfolio
        for name, place in PLACES[kind].items():
            said_after = text_of(place, after)
            assert text_of(place, before) != said_after, (form, name)
            assert said in said_after, (form, name)
        told = changes(summarise(old.plans[0], TODAY), summarise(new.plans[0], TODAY))
        sentences = [change_sentence(c, new, new.plans[0], SAY) for c in told.items]
        sentences += [plan_sentence(e, new, new.plans[0], SAY) for e in told.plan_edits]
        assert len(sentences) == 1, (form, sentences)
        sentence = sentences[0]
        assert "sebrafelt" in sentence.lower()
        assert form == "prose" or said.lower() in sentence.lower(), form


def test_a_field_that_is_added_has_a_column_in_both_csv_files(declare):
    declare("measure", zebra_field=NEW_FIELDS["text"][0])
    files = with_value("measure", "zebra_field", "Zebraer")
    portfolio = loaded(files)
    tables = {d.name: d.content.decode() for d in datasets(
        portfolio, summarise(portfolio.plans[0], TODAY), development(portfolio.plans[0], TODAY), SAY
    )}  # fmt: skip
    for text in (tables["measures.csv"], csv.csv(the_report(portfolio))):
        assert "fields.zebra_field" in text.splitlines()[0]
        assert "Zebraer" in text


@pytest.mark.parametrize("place", fields.PLACES["measure"])
def test_a_field_is_left_out_where_its_declaration_does_not_name_a_place(place, declare):
    others = [name for name in fields.PLACES["measure"] if name != place]
    declare("measure", zebra_field={**NEW_FIELDS["text"][0], "x-show": others})
    files = with_value("measure", "zebra_field", "Zebraer")
    assert "Zebraer" not in text_of(PLACES["measure"][place], Made(files))


def test_only_sentences_are_formatted(declare):
    for form, formatted in (("text", False), ("prose", True)):
        declare("measure", zebra_field=NEW_FIELDS[form][0])
        made = Made(with_value("measure", "zebra_field", "For **zebraer**"))
        for place in ("page", "card"):
            assert ("**zebraer**" in text_of(PLACES["measure"][place], made)) != formatted


@pytest.mark.parametrize("kind", PLACES)
def test_fields_that_are_added_are_asked_for_in_the_form(kind, declare):
    titled = {
        key_of(form): {**definition, "title": f"Sebrafelt, {form}"}
        for form, (definition, *_) in NEW_FIELDS.items()
    }
    declare(kind, **titled)
    portfolio = loaded(full())
    asked = form_of(kind, Choices(portfolio, portfolio.plans[0]))
    labels = {field["name"]: field["label"] for field in asked}
    for key, definition in titled.items():
        assert labels[key] == definition["title"]


@pytest.mark.parametrize("form", NEW_FIELDS)
def test_a_field_that_is_added_goes_out_in_the_spreadsheet_and_comes_back(form, declare):
    definition, value, _, _ = NEW_FIELDS[form]
    declare("measure", zebra_field=definition)
    files = with_value("measure", "zebra_field", value)
    portfolio = loaded(files)
    _, _, facts, *_ = tables(portfolio.plans[0], portfolio, {1: files[EXAMPLE]}, date(2021, 3, 1))
    (row,) = facts.rows
    read = Reader(portfolio.plans[0], portfolio).value(("zebra_field",), row.cells["zebra_field"])
    assert read == value


# ------------------------------------------------------------------------------ a field of the plan's own

WORD = st.text("abdefgijklmnoprstuvyæøå", min_size=6, max_size=14)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": WORD,
    "prose": WORD,
    "number": st.integers(1111, 9999),
    "date": st.dates(date(2031, 1, 1), date(2098, 12, 31)).map(str),
    "choice": st.just("b"),
    "texts": st.lists(WORD, min_size=1, max_size=3, unique=True),
}


def with_own_field(field: dict[str, Any], value: Any) -> dict[str, Any]:
    files = copy.deepcopy(full())
    files[FILES["plan"]]["fields"] = [field]
    files[EXAMPLE]["fields"] = {field["id"]: value} if value is not None else {}
    return files


@pytest.mark.slow
@tries(12)
@given(form=st.sampled_from(sorted(VALUES)), title=WORD, word=WORD, data=st.data())
def test_a_field_of_a_plan_of_its_own_is_found_in_every_place(form, title, word, data):
    field = {"id": "eget-felt", "title": f"Q{title}", "form": form}
    if form == "choice":
        field["choices"] = [{"id": "a", "title": "Alfa"}, {"id": "b", "title": word}]
    value = data.draw(VALUES[form])
    without, files = with_own_field(field, None), with_own_field(field, value)
    made = Made(files)
    old, new = loaded(without), made.portfolio
    the_plan = new.plans[0]
    said = {"choice": word, "date": str(value)[:4]}.get(form) or str(
        value[0] if form == "texts" else value
    )
    for name, place in PLACES["measure"].items():
        # What programs read has the key of a choice, as it has those of the schema.
        shown = text_of(place, made)
        assert (said in shown) or (form == "choice" and "'b'" in shown), name

    told = changes(summarise(old.plans[0], TODAY), summarise(the_plan, TODAY))
    (sentence,) = (change_sentence(c, new, the_plan, SAY) for c in told.items)
    assert field["title"].lower() in sentence.lower()

    asked = form_of("measure", Choices(new, the_plan))
    (group,) = (f["fields"] for f in asked if f["name"] == "fields")
    assert [f["label"] for f in group] == [field["title"]]

    _, _, facts, *_ = tables(the_plan, new, {1: files[EXAMPLE]}, TODAY)
    reader = Reader(the_plan, new)
    assert reader.value(("fields", "eget-felt"), facts.rows[0].cells["eget-felt"]) == value


@pytest.mark.slow
@tries(4, phases=[Phase.generate])
@given(word=WORD, area=st.sampled_from(["Satsingsområde", "Temaområde"]))
def test_the_words_of_a_plan_of_its_own_are_found_in_every_place(word, area):
    own = {value: f"Q{word} {order}" for order, value in enumerate(schema.values("verdict"))}
    files = copy.deepcopy(full())
    statuses = [{"status": value, "title": title} for value, title in own.items()]
    files[FILES["plan"]]["words"] = {"statuses": statuses, "focus_area": area}
    made = Made(files)
    portfolio = made.portfolio
    the_plan = portfolio.plans[0]
    judged = next(j for j in summarise(the_plan, TODAY).judgements if j.measure.path == EXAMPLE)
    for name, place in PLACES["measure"].items():
        shown = text_of(place, made)
        assert own[judged.verdict.value] in shown, name

    say = SAY.of(the_plan)
    assert say.label("phase", "planning") == own["planning"]
    assert say._("Status i hvert innsatsområde") == f"Status i hvert {area.lower()}"
    assert say._("Innsatsområdene") == f"{area}ne"
    asked = form_of("measure", Choices(portfolio, the_plan))
    assert area in [field["label"] for field in asked]
    choices = json.dumps(asked, ensure_ascii=False)
    assert all(own[value] in choices for value in schema.values("phase"))
    reader = Reader(the_plan, portfolio)
    assert reader.value(("status", 0, "phase"), own["paused"].upper()) == "paused"


def test_a_colour_of_a_plan_of_its_own_is_that_of_the_status_wherever_it_is_shown():
    files = copy.deepcopy(full())
    files[FILES["plan"]]["words"] = {
        "statuses": [{"status": "delayed", "title": "Bak skjema", "colour": "#1f5f4a"}]
    }
    the_plan = loaded(files).plans[0]
    own, others = SAY.of(the_plan).choice("verdict", "delayed"), SAY.choice("verdict", "delayed")
    assert (own.title, own.colour_light, own.symbol) == ("Bak skjema", "#1f5f4a", others.symbol)
    assert weakest(own.colour_dark, DARK_GROUNDS) >= ENOUGH
    look = look_of(the_plan, lambda _: None)
    style = stylesheet({name: name for name in FONTS}, {the_plan.id: look})
    assert f':root[data-plan="{the_plan.id}"]{{--v-delayed:#1f5f4a}}' in style
    assert "--v-completed:#1f5f4a" not in style
    chart = bars("a", "A", [("A", dict.fromkeys(schema.values("verdict"), 1))], SAY.of(the_plan))
    assert "#1f5f4a" in chart.svg
    assert "Bak skjema" in chart.svg


def test_a_field_of_a_plan_of_its_own_stands_only_where_the_plan_says():
    field = {"id": "eget-felt", "title": "Eget", "form": "text", "show": ["page", "data"]}
    made = Made(with_own_field(field, "Zebraer"))
    shown = {name for name, place in PLACES["measure"].items() if "Zebraer" in text_of(place, made)}
    assert shown == {"page", "data"}


def test_themes_and_goals_that_a_plan_has_of_its_own_filter_its_measures():
    goals = ["11 Bærekraftige byer", "3 God helse"]
    files = with_own_field({"id": "fn-mal", "title": "FNs bærekraftsmål", "form": "texts"}, goals)
    choices = [{"id": "klima", "title": "Klima"}, {"id": "helse", "title": "Helse"}]
    tema = {"id": "tema", "title": "Tema", "form": "choice", "choices": choices}
    files[FILES["plan"]]["fields"].append(tema)
    files[EXAMPLE]["fields"]["tema"] = "klima"
    pages = all_pages(Site(loaded(files), TODAY, SAY))
    (body,) = (page.body() for page in pages if page.uri == "rus/tiltak")
    for id, title, boxes, row in (
        ("fn-mal", "FNs bærekraftsmål", ["3_God_helse", "11_Bærekraftige_byer"], "11_Bærekraftige_byer 3_God_helse"),
        ("tema", "Tema", ["klima", "helse"], "klima"),
    ):  # fmt: skip
        group = re.search(rf'data-key="(own[0-9]+)" data-name="felt-{id}"><summary>{title}<', body)
        assert group
        assert re.findall(rf'name="felt-{id}" value="([^"]+)"', body) == boxes
        assert f' data-{group[1]}="{row}"' in body


def test_a_plan_without_fields_of_its_own_is_not_asked_for_any():
    files = copy.deepcopy(full())
    del files[FILES["plan"]]["fields"], files[EXAMPLE]["fields"]
    portfolio = loaded(files)
    asked = form_of("measure", Choices(portfolio, portfolio.plans[0]))
    assert "fields" not in [field["name"] for field in asked]
