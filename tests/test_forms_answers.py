"""What the form thinks of the answers before they are sent (tooling/browser/form/answers.js), against what the check says of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.node import node
from tests.trees import base, changed
from tiltak.checks.context import Context
from tiltak.checks.reports import missing_reason
from tiltak.edit import change, splice, typed, write
from tiltak.edit.shape import of
from tiltak.forms import fields
from tiltak.forms.fields import Choices
from tiltak.read.load import load

FORM_SOURCES = Path(__file__).parents[1] / "tooling/browser/form"
TODAY = date(2023, 12, 31)
PLAN = load(base()).portfolio.plans[0]
FORM = {f["name"]: f for f in fields.form("measure", Choices(load(base()).portfolio, PLAN))}


# A Map goes through JSON as its pairs.
CALLED = """(name, ...given) => {
    const value = ours[name](...given);
    return value instanceof Map ? [...value] : value;
}"""


@pytest.fixture(scope="module")
def answers() -> Iterator[Any]:
    """`answers("unexplained", …)`: a function of answers.js by its name."""
    with node(FORM_SOURCES / "answers.js", CALLED) as ask:
        yield ask


@pytest.mark.parametrize(
    ("local", "done", "following"),
    [
        (True, "Ingenting er publisert.", "sendt inn og godkjent"),
        (False, "Planen er ikke endret ennå.", "når noen har godkjent den"),
    ],
)
def test_a_save_says_what_is_done_and_what_follows(local, done, following):
    with node(FORM_SOURCES / "words.js", "ours.outcome") as outcome:
        first, second = outcome(local)
    assert done in first
    assert following in second


def test_a_message_that_was_added_and_left_empty_is_asked_for(answers):
    asked = dict(answers("complaints", FORM["status"], [{}]))
    assert asked[".0.date"] == "Fyll ut «Dato»."
    full = [{"date": "2020-12-31", "phase": "in_progress"}]
    assert answers("complaints", FORM["status"], full) == []


DAYS = st.dates(date(2019, 1, 1), date(2023, 12, 31)).map(str)
ENTRY = st.fixed_dictionaries(
    {"date": DAYS},
    optional={
        "phase": st.sampled_from(["not_started", "planning", "in_progress"]),
        "reason": st.just("funding"),
        "note": st.just("Lokalene mangler."),
    },
)


def told(entry: dict[str, str]) -> dict[str, Any]:
    return entry if "phase" in entry else {**entry, "unchanged": True}


@given(st.lists(ENTRY.map(told), max_size=5), st.lists(DAYS, max_size=2))
def test_the_form_asks_for_a_reason_exactly_where_the_check_does(answers, entries, promises):
    entries.sort(key=lambda entry: entry["date"], reverse=True)
    milestones = [
        {"id": f"m{i}", "title": "Noe", "baseline": day, "due": day}
        for i, day in enumerate(promises)
    ]
    text = "\n".join(
        write.group_lines({"status": entries, "milestones": milestones}, of("measure"), 0)
    )
    found = missing_reason(Context(load(changed(f"{text}\n")), TODAY))
    refused = {problem.place.keys[1] for problem in found}
    asked = {
        index
        for index, entry in enumerate(entries)
        for needs in [answers("unexplained", FORM["status"], entries, index, promises)["needs"]]
        if not all(entry.get(name) for name in needs)
    }
    assert asked == refused


def test_a_problem_in_the_file_is_found_again_in_the_form(answers):
    status = [{}, {"date": "2020-01-01"}, {"date": "2021-01-01", "note": "Ny"}]

    def place(name: str, value: Any, *keys: str | int) -> str:
        return str(answers("placeOf", FORM[name], value, keys))

    # In the file the newest stands first, and the empty one is not there.
    assert place("status", status, 0, "date") == ".2.date"
    assert place("status", status, 1) == ".1"
    assert place("status", status, 7, "date") == ""
    assert place("title", "Et tiltak") == ""
    moved = [{"id": "a"}, {"id": "b", "moved": [{"date": "2020-01-01"}]}]
    assert place("milestones", moved, 1, "moved", 0, "from") == ".1.moved.0.from"
    assert place("milestones", moved, 1, "unknown") == ".1"
    assert place("funding", {"decision": "pending"}, "source") == ".source"


@given(
    st.dates(date(1999, 1, 1), date(2030, 12, 31)).map(str) | st.sampled_from(["2020-02-29", "2021-06-30", "2020-12-31"]),
    st.sampled_from(["month", "quarter", "half_year", "year", "circa", "day"]),
)  # fmt: skip
def test_a_day_fits_a_period_where_the_command_says_so(answers, day, precision):
    assert answers("fits", day, precision) == typed.fits(day, precision)


def test_a_unit_is_found_by_its_name(answers):
    (units,) = fields.form("units", Choices(load(base()).portfolio))
    value = [{"__name": "helsehuset"}, {"__name": "nav", "names": [{"name": "NAV"}]}]
    assert answers("placeOf", units, value, ["nav", "names", 0, "name"]) == ".1.names.0.name"
    assert answers("placeOf", units, value, ["politiet"]) == ""


@pytest.mark.parametrize(
    ("day", "words"),
    [("2020-12-31", "torsdag 31. desember 2020"), ("2020-02-30", ""), ("", ""), ("2020", "")],
)
def test_a_chosen_day_is_said_in_words(answers, day, words):
    assert answers("spokenDay", day) == words


# A new milestone


MOVES = next(f for f in fields.form("measure", Choices(load(base()).portfolio, PLAN)) if f["name"] == "milestones")["item"]["moves"]  # fmt: skip
NEW = st.lists(
    st.one_of(
        st.tuples(st.just("due"), DAYS),
        st.tuples(st.just("baseline"), DAYS),
        st.tuples(st.just("repeat"), st.just("yearly")),
        st.tuples(st.just("note"), st.just("Noe")),
    ),
    max_size=4,
    unique_by=lambda answer: answer[0],
).filter(lambda given: "repeat" not in dict(given) or "baseline" not in dict(given))


@given(NEW, st.none() | st.dates(date(2023, 12, 1), date(2024, 1, 31)))
def test_a_new_milestone_is_put_on_record_as_the_command_line_does_it(answers, given_, adopted):
    moves = {**MOVES, "adopted": adopted and adopted.isoformat()}
    value: dict[str, Any] = {}
    for name, answer in [("title", "Noe"), *given_]:
        value = answers("withPromise", moves, value, {**value, name: answer}, TODAY.isoformat())
    wanted = {"title": "Noe", **dict(given_)}
    plan = change.milestone({}, "ny", wanted, TODAY, adopted)
    (added,) = plan.edits
    assert isinstance(added, splice.Add)
    assert {"id": "ny", **value} == added.value


def test_the_first_deadline_follows_until_it_is_saved_or_said_otherwise(answers):
    def then(before: dict[str, Any], **given: str) -> Any:
        return answers("withPromise", MOVES, before, {**before, **given}, TODAY.isoformat())

    value = then(then({"title": "Noe"}, due="2024-06-30"), due="2024-12-31")
    assert value["baseline"] == "2024-12-31"
    assert then(then(value, baseline="2024-01-31"), due="2025-12-31")["baseline"] == "2024-01-31"
    assert "baseline" not in then(value, repeat="yearly")
    assert then(then(value, repeat="yearly"), repeat="")["baseline"] == "2024-12-31"


def test_a_first_deadline_alone_is_answered_with_what_to_do(answers):
    asked = dict(answers("complaints", FORM["milestones"], [{"id": "a", "title": "Noe", "baseline": "2024-06-30"}]))  # fmt: skip
    assert asked == {".0.due": "Fyll ut «Frist nå»."}
    (why,) = [r["form"] for r in FORM["milestones"]["item"]["rules"] if "form" in r]
    assert "skriver du samme dato her" in why


# Names


def test_a_unit_may_not_take_the_name_of_another(answers):
    (units,) = fields.form("units", Choices(load(base()).portfolio))
    k46 = {"__name": "k46", "kind": "internal", "names": [{"name": "K46"}]}
    new = {"__name": "k46", "kind": "internal", "names": [{"name": "Ny"}]}
    assert answers("complaints", units, [k46, new]) == [
        [".1.__name", "Kortnavnet «k46» er brukt av «K46». Velg et annet."]
    ]
    assert answers("complaints", units, [k46, {**new, "__name": "k47"}]) == []


def test_a_name_of_the_wrong_form_is_answered_with_the_right_one(answers):
    wrong = dict(answers("complaints", FORM["milestones"], [{"id": "Én to", "title": "Noe"}]))
    assert wrong[".0.id"].startswith("Bruk bare små bokstaver a–z, tall og bindestrek.")


def test_a_number_that_is_used_is_told_in_a_new_measure_only(answers):
    number = {"type": "number", "taken": {"1": "Et tiltak", "2": ""}, "next": 3}
    first = "Nummer 1 er brukt (Et tiltak). Det neste ledige er 3."
    assert answers("complaints", number, 1, "", {"fresh": True}) == [["", first]]
    assert answers("complaints", number, 2, "", {"fresh": True}) == [
        ["", "Nummer 2 er brukt. Det neste ledige er 3."]
    ]
    assert answers("complaints", number, 3, "", {"fresh": True}) == []
    assert answers("complaints", number, 1, "", {"fresh": False}) == []


def test_what_has_only_prose_is_named_by_its_beginning(answers):
    plan = {f["name"]: f for f in fields.form("plan", Choices(load(base()).portfolio, PLAN))}
    long = "Kommunen skal følge opp planen hvert år og melde tilbake til utvalget om arbeidet."
    point = plan["resolution"]["item"]
    assert answers("itemName", point, {"point": 1, "text": "Planen er vedtatt."}) == (
        "1. Planen er vedtatt."
    )
    assert answers("itemName", point, {"point": 2, "text": long}) == (
        "2. Kommunen skal følge opp planen hvert år og melde tilbake …"
    )
    assert answers("itemName", plan["goals"]["item"], {"id": "maal", "text": "God hjelp."}) == (
        "God hjelp."
    )
    assert answers("itemName", point, {}) == ""
    assert plan["allowed_addresses"]["one"] == "Tillatt postadresse"
