"""What the form thinks of the answers before they are sent (tooling/browser/form/answers.js), against what the check says of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.node import node
from tests.trees import base, changed
from tiltak.checks.context import Context
from tiltak.checks.reports import missing_reason
from tiltak.edit import change, splice, write
from tiltak.edit.shape import of
from tiltak.forms import fields
from tiltak.forms.fields import Choices
from tiltak.model import when
from tiltak.model.when import Undated, When
from tiltak.read import schema
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
        (True, "ikke publisert.", "når den er godkjent"),
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
        "phase": st.sampled_from(schema.values("phase")),
        "reason": st.just("funding"),
        "note": st.just("Lokalene mangler."),
    },
)


def told(entry: dict[str, str]) -> dict[str, Any]:
    if "phase" not in entry:
        return {**entry, "unchanged": True}
    return {**entry, "into": 2} if entry["phase"] == "merged" else entry


# The newest message confirms a whole one; the oldest lacks its reason.
@example(
    entries=[
        {"date": "2022-01-01", "unchanged": True},
        {"date": "2019-01-01", "phase": "not_started"},
        {"date": "2019-01-01", "phase": "paused"},
    ],
    promises=[],
)
# The schema wants a reason for each pause, the check for a step back.
@example(
    entries=[
        {"date": "2019-01-01", "phase": "paused"},
        {"date": "2019-01-01", "phase": "completed"},
    ],
    promises=[],
)
@given(entries=st.lists(ENTRY.map(told), max_size=5), promises=st.lists(DAYS, max_size=2))
def test_the_form_asks_for_a_reason_exactly_where_the_check_does(answers, entries, promises):
    entries.sort(key=lambda entry: entry["date"], reverse=True)
    milestones = [
        {"id": f"m{i}", "title": "Noe", "baseline": day, "due": day}
        for i, day in enumerate(promises)
    ]
    text = "\n".join(
        write.group_lines({"status": entries, "milestones": milestones}, of("measure"), 0)
    )
    loaded = load(changed(f"{text}\n"))
    # What the schema refuses by itself is not checked further, whatever the form asks of it.
    invalid = {p.place.keys[1] for p in loaded.problems if p.place.keys[:1] == ("status",)}
    refused = {p.place.keys[1] for p in missing_reason(Context(loaded, TODAY))}
    asked = {
        index
        for index, entry in enumerate(entries)
        for needs in [answers("unexplained", FORM["status"], entries, index, promises)["needs"]]
        if not all(entry.get(name) for name in needs)
    }
    assert asked - invalid == refused - invalid


def test_a_move_is_explained_by_its_reason_or_by_a_decision(answers):
    (moved,) = (f for f in FORM["milestones"]["item"]["fields"] if f["name"] == "moved")
    move = {"date": "2020-12-15", "from": "2020-12-31"}
    assert answers("lacksReason", moved, move)
    assert not answers("lacksReason", moved, {**move, "reason": "funding"})
    assert not answers("lacksReason", moved, {**move, "decision": "rev-2021"})
    assert not answers("lacksReason", FORM["status"], {"date": "2020-12-15"})


def test_a_step_back_says_what_it_leaves(answers):
    entries = [
        {"date": "2021-02-01", "phase": "paused"},
        {"date": "2021-01-01", "phase": "in_operation"},
    ]
    asked = answers("unexplained", FORM["status"], entries, 0)
    assert asked == {
        "needs": ["reason", "note"], "why": "Må fylles ut: det er et skritt tilbake fra «i drift»."
    }  # fmt: skip


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


TIMES = [
    "2020-12-31", "31.12.2020", "1. 2. 2020", "ca. 1. november 2020", "2020-09-01/2020-10-31", "2020", "innen 2027",
    "innen utgangen av 2027", "2020-02", "desember 2026", "des. 2026", "2027-Q1", "2027-T2", "2027-H2", "1. kvartal 2027",
    "2. tertial 2027", "1. halvår 2027", "våren 2019", "sommeren 2020", "høsten 2027", "skoleåret 2026/27", "2026-27",
    "2026/27", "2026–2028", "innen desember 2026",
]  # fmt: skip


@pytest.mark.parametrize("written", TIMES)
def test_the_form_sorts_a_time_by_its_last_day(answers, written):
    assert answers("lastDay", written) == when.last_day(written)
    assert answers("complaints", {"type": "when", "name": "due"}, written) == []


def test_what_has_no_time_has_no_last_day_and_what_is_no_day_is_refused(answers):
    assert [answers("lastDay", written) for written in ("løpende", "", None)] == ["", "", ""]
    for written in ("31.02.2027", "2027-02-31"):
        assert answers("complaints", {"type": "when", "name": "due"}, written)


def test_a_day_beside_a_precision_is_written_so_that_it_stays_a_day(answers):
    """The other dates of the milestone are no more exact than they were, and the new one is no less."""
    opened = {"baseline": "2020-12-31", "due": "2020-12-31", "precision": "year"}
    moved = answers(
        "withMove", MOVES, opened, {**opened, "due": "2022-06-30"}, opened, "2020-11-01"
    )
    assert moved["due"] == "30.06.2022"
    edits = change.milestone(
        {"milestones": [{"id": "a", **opened}]}, "a", {"due": "2022-06-30"}, date(2020, 11, 1), None
    ).edits
    assert splice.Put(("milestones", 0, "due"), moved["due"]) in edits
    kept = load_when({**opened, **moved})
    assert [str(time) for time in kept] == ["2020-01-01/2020-12-31", "2022-06-30"]


DUES = DAYS | st.sampled_from(["høsten 2023", "2023", "2024-Q1"])


@given(
    DUES,
    DUES | st.none(),
    DUES,
    st.sampled_from([None, ["7"], ["8"], []]),
    st.sampled_from(["month", None]),
)
def test_another_deadline_is_a_move_or_a_correction_as_the_command_line_has_it(
    answers, due, baseline, other, recorded, precision
):
    """A measure that git does not have has promised nothing yet: what it says is corrected."""
    opened = {"id": "a", "title": "Noe", "due": due, "baseline": baseline, "precision": precision}
    opened = {key: value for key, value in opened.items() if value}
    held = {} if recorded is None else {"recorded": recorded}
    moves = answers("movesOf", {**MOVES, **held}, 7)
    is_draft = recorded is not None and "7" not in recorded
    day = date(2020, 11, 1)
    value = answers("withMove", moves, opened, {**opened, "due": other}, opened, day.isoformat())
    if other == due or when.in_file(due, precision or "") == when.in_file(other):
        return
    planned = change.milestone(
        {"milestones": [opened]}, "a", {"due": other}, day, None, is_draft=is_draft
    )
    written = {edit.path[2]: edit for edit in planned.edits}
    assert ("moved" in value) == ("moved" in written) == (not is_draft)
    assert when.in_file(value["due"]) == when.in_file(other)
    has_one_promise = baseline in {due, None}
    assert value.get("baseline") == (value["due"] if is_draft and has_one_promise else baseline)
    if baseline:
        assert ("baseline" in written) == (value["baseline"] != baseline)


def test_news_is_dated_as_its_round_until_that_is_closed_and_never_before_the_promise(answers):
    of_round = {"name": "4. kvartal 2020", "day": "2020-12-31", "closed": ""}
    today = "2021-01-15"
    assert answers("newsDay", of_round, today) == "2020-12-31"
    assert answers("newsDay", of_round | {"closed": "2020-09-30"}, today) == "2020-12-31"
    assert answers("newsDay", of_round | {"closed": "2020-12-31"}, today) == today
    assert answers("moveDay", MOVES, {"promised": "2021-01-10"}, "2020-12-31") == "2021-01-10"
    moved = {"promised": "2020-06-01", "moved": [{"date": "2021-01-05", "from": "2021-06-30"}]}
    assert answers("moveDay", MOVES, moved, "2020-12-31") == "2021-01-05"
    assert answers("moveDay", MOVES, {}, "2020-12-31") == "2020-12-31"


def load_when(milestone: dict[str, str]) -> list[When | Undated | None]:
    return [when.in_file(milestone[key], milestone["precision"]) for key in ("baseline", "due")]


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
        st.tuples(st.just("due"), DAYS | st.sampled_from(["høsten 2023", "løpende", "2023"])),
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


@pytest.mark.parametrize(
    ("typed", "answer", "refused"),
    [("6,8", 6.8, False), ("6.8", 6.8, False), ("−3", -3, False), ("6", 6, False), ("6,", "6,", True), ("seks", "seks", True)],
)  # fmt: skip
def test_a_number_with_decimals_is_taken_as_people_type_it(answers, typed, answer, refused):
    spec = {"type": "number", "decimals": True}
    assert answers("typedNumber", spec, typed) == answer
    assert bool(answers("complaints", spec, answer)) == refused
