"""What differs between two moments: as data, in sentences, and as `tiltak changes` prints it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import schema_values
from tests.commandline import ran
from tests.examples import tries
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tests.mutations import altered, real_files
from tiltak.judge.as_of import as_of
from tiltak.judge.status import judge
from tiltak.judge.summary import summarise
from tiltak.model.numbers import Number
from tiltak.model.plan import Entry, Measure, Milestone, Move, Plan, Portfolio
from tiltak.model.when import of_precision, on
from tiltak.past.changes import (
    Change,
    Changes,
    PlanEdit,
    UnitEdit,
    changes,
    differences,
    unit_edits,
)
from tiltak.read import load, schema, schema_problems
from tiltak.read.fields import declared
from tiltak.words.changes import change_sentence, change_sentences
from tiltak.words.fields import edited
from tiltak.words.language import words
from tiltak.words.plan_changes import plan_sentence, unit_sentence
from tiltak.words.rewording import rewording, side_by_side

SAY = words()
A = "measures/p/01-a.yml"


def loaded(*measures: str, plan: str = PLAN) -> Plan:
    texts = {f"measures/p/{n:02}-x.yml": text for n, text in enumerate(measures, 1)}
    portfolio, problems = load.load({**texts, "plans/p/plan.yml": plan, "plans/units.yml": UNITS})
    assert not problems
    return portfolio.plans[0]


def between(before: Plan, after: Plan, day: str, later: str | None = None) -> Changes:
    first, second = date.fromisoformat(day), date.fromisoformat(later or day)
    return changes(summarise(before, first), summarise(after, second))


def kinds(found: Changes) -> list[tuple[Number, str]]:
    return [(c.measure.number, c.kind) for c in found.items]


def said(before: str, after: str, day: str = "2021-06-30") -> list[str]:
    """What is said of a measure that changed from one text to another."""
    plan = loaded(after)
    portfolio = load.load({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS}).portfolio
    found = between(loaded(before), plan, day)
    return list(change_sentences(found.items, portfolio, plan, SAY))


def milestones(*written: str) -> str:
    return measure(milestones=f"[{', '.join(written)}]")


KAI = "{id: kai, title: Kaien er bygd, due: 2021-06-01}"

# ------------------------------------------------------------------------------ as data


def test_the_same_files_on_the_same_day_do_not_differ():
    plan = loaded(milestones(KAI), measure(2))
    found = between(plan, plan, "2021-07-01")
    assert (found.items, found.plan_edits, found.count_changes) == ((), (), {})


def test_two_days_of_the_same_files_tell_what_happened():
    text = measure(
        status="[{date: 2021-02-01, phase: in_progress}, {date: 2020-12-31, phase: planning}]",
        milestones="[{id: kai, title: Kai, due: 2021-03-01}, {id: lys, title: Lys, due: 2021-06-01, done: 2021-02-10}]",
    )
    plan = loaded(text)
    assert kinds(between(plan, plan, "2020-12-31", "2021-03-02")) == [
        (1, "verdict"),
        (1, "entry_added"),
        (1, "milestone_reached"),
        (1, "milestone_missed"),
    ]


def test_new_and_removed_measures_stand_by_number():
    found = between(loaded(measure(1), measure(3)), loaded(measure(2), measure(3)), "2021-01-01")
    assert kinds(found) == [(1, "removed"), (2, "added")]
    assert found.count_changes == {}


def test_effect_on_the_totals():
    found = between(
        loaded(measure(1), measure(2)),
        loaded(measure(1, "[{date: 2021-01-01, phase: in_progress}]"), measure(2), measure(3)),
        "2021-01-01",
    )
    assert found.count_changes == {"in_progress": 1}
    assert (found.before.total, found.after.total) == (2, 3)


def test_deadline_that_moved_carries_what_the_file_tells_of_it():
    before = loaded(milestones(KAI))
    told = KAI.replace("2021-06-01}", "2021-09-01, moved: [{date: 2021-05-01, from: 2021-06-01, reason: legal}]}")  # fmt: skip
    (move,) = between(before, loaded(milestones(told)), "2021-05-20").items
    assert (move.kind, move.days, [m.reason for m in move.moves]) == (
        "milestone_moved",
        92,
        ["legal"],
    )
    silent = KAI.replace("2021-06-01", "2021-09-01")
    (move,) = between(before, loaded(milestones(silent)), "2021-05-20").items
    assert (move.days, move.moves) == (92, ())


def test_each_time_something_recurring_was_done_is_told():
    text = "{id: dag, title: Dagen, due: 2020-06-01, repeat: yearly, occurrences: [%s]}"
    before = loaded(milestones(text % ""))
    after = loaded(milestones(text % "{done: 2021-05-30}, {done: 2020-05-30}"))
    found = between(before, after, "2021-06-30")
    assert [c.date_after for c in found.of("milestone_reached")] == [
        on(date(2020, 5, 30)),
        on(date(2021, 5, 30)),
    ]


def test_change_of_the_plan_itself_is_told():
    longer = PLAN.replace("2023-12-31", "2025-12-31")
    found = between(loaded(measure()), loaded(measure(), plan=longer), "2021-01-01")
    assert [(e.field, e.before, e.after) for e in found.plan_edits] == [
        ("end", date(2023, 12, 31), date(2025, 12, 31))
    ]


def test_changes_by_measure_keep_their_order():
    before = loaded(measure(1, owner="havn"), measure(2, owner="havn"))
    after = loaded(measure(1, owner="by", title="Ny"), measure(2, owner="by"))
    grouped = between(before, after, "2021-01-01").by_measure()
    assert [(m.number, [c.field for c in items]) for m, items in grouped] == [
        (1, ["title", "owner"]),
        (2, ["owner"]),
    ]


# ------------------------------------------------------------------------------ in sentences


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        (
            measure(),
            measure(status="[{date: 2021-06-01, phase: paused, reason: funding, note: Nei}]"),
            ["Status er endret fra «ukjent» til «på vent». Meldt som «på vent» 1. juni 2021. Årsak: finansiering."],
        ),
        (
            measure(status="[{date: 2021-05-01, phase: in_progress}]"),
            measure(status="[{date: 2021-06-01, unchanged: true}, {date: 2021-05-01, phase: in_progress}]"),
            ["Ny statusmelding for 1. juni 2021: ingenting nytt."],
        ),
        (measure(), measure(owner="havn"), ["Ansvarlig er endret fra ikke oppgitt til Havna."]),
        (
            measure(contributors="[havn]"),
            measure(contributors="[by, havn]"),
            ["Medvirkende er endret fra Havna til Byen og Havna."],
        ),
        (
            measure(owner="havn", unconfirmed="[owner]"),
            measure(owner="havn", unconfirmed="[kind]"),
            ["Ikke lenger bare foreslått: ansvarlig. Nå bare foreslått: type tiltak."],
        ),
        (measure(), measure(title="Nytt"), ["Tittelen er endret fra «Tiltak 1» til «Nytt»."]),
        (measure(), measure(kind="improve"), ["Type tiltak er endret fra «etablere» til «forbedre»."]),
        (
            measure(funding="{decision: pending}"),
            measure(funding="{decision: pending, note: Venter}"),
            ["Endret: finansiering."],
        ),
        (
            measure(),
            measure(mentions="[{date: 2021-05-31, precision: month, note: Nevnt, source: plan}]"),
            ["Ny omtale uten status, mai 2021."],
        ),
        (
            milestones(KAI),
            milestones(KAI.replace("2021-06-01", "2021-05-15")),
            ["Fristen for «Kaien er bygd» er flyttet fra 1. juni 2021 til 15. mai 2021, 17 dager tidligere. Filen forteller ikke at den er flyttet, og ingen årsak er oppgitt."],
        ),
        (
            milestones(KAI),
            milestones(KAI.replace(", due: 2021-06-01", "")),
            ["Status er endret fra «frist gått ut» til «ukjent». Ingen har fortalt hvordan det går.",
             "«Kaien er bygd» har ikke lenger noen frist. Filen forteller ikke at den er flyttet, og ingen årsak er oppgitt."],
        ),
        (
            milestones(KAI.replace(", due: 2021-06-01", "")),
            milestones(KAI.replace("2021", "2022")),
            ["«Kaien er bygd» har fått fristen 1. juni 2022."],
        ),
        (
            milestones(KAI.replace("}", ", done: 2021-05-30}")),
            milestones(KAI),
            ["Vises nå som «frist gått ut», før som «ukjent». «Kaien er bygd» skulle vært nådd innen 1. juni 2021. Per 30. juni 2021 var det 29 dager siden. Ingen har sagt om fristen ble holdt. Det kan likevel være gjort.",
             "«Kaien er bygd» var ført som nådd. Det er tatt bort."],
        ),
    ],
)  # fmt: skip
def test_sentence(before, after, sentences):
    assert said(before, after) == sentences


def test_days_are_not_counted_where_the_source_gives_only_a_year():
    year = "{id: kai, title: Kai, due: 2021-12-31, precision: year}"
    (sentence,) = said(milestones(year), milestones(year.replace("2021", "2022")))
    assert sentence.startswith("Fristen for «Kai» er flyttet fra 2021 til 2022. ")


def test_every_kind_of_change_has_a_sentence():
    """Nothing falls through to a field's name: every difference that can be found can be said."""
    new_year = on(date(2021, 1, 1))
    entry = Entry(new_year, "planning")
    moved = Move(new_year)
    first = Milestone("kai", "Kai", new_year, new_year)
    old = Measure("p", 1, "A", "omrade", "establish", milestones=(first, Milestone("x", "X")))
    news = [
        replace(first, due=on(date(2022, 1, 1))),
        replace(first, baseline=None, title="Kaia", note="n", moved=(moved,)),
        replace(first, baseline=on(date(2021, 2, 1)), done=new_year),
        replace(first, due=of_precision(new_year.last, "year"), repeat="yearly", source=None),
    ]
    variants = [replace(old, milestones=(m,)) for m in news]
    variants += [
        replace(old, entries=(entry,)),
        replace(old, title="B", summary="s", related=("p/2",)),
    ]
    plan = loaded(measure())
    portfolio = load.load({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS}).portfolio
    for new in variants:
        for one, other in ((old, new), (new, old)):
            for change in differences(one, other):
                sentence = change_sentence(change, portfolio, plan, SAY)
                assert sentence.endswith(".")
                assert "{" not in sentence


def test_reworded_text_is_shown_with_a_few_words_around():
    before = (
        "Havna skal få en ny kai som store skip kan bruke hele året, og den skal ha lys på natten."
    )
    after = before.replace("hele året,", "om sommeren,")
    pieces = rewording(before, after)
    assert [(p.kind, p.text) for p in pieces] == [
        ("gap", "…"),
        ("same", "store skip kan bruke"),
        ("removed", "hele året,"),
        ("added", "om sommeren,"),
        ("same", "og den skal ha"),
        ("gap", "…"),
    ]


@given(
    st.lists(st.sampled_from(["ab", "c", "d"]), max_size=40),
    st.lists(st.sampled_from(["ab", "c", "d"]), max_size=40),
)
def test_two_texts_side_by_side_are_whole_and_share_what_is_not_marked(old, new):
    sides = side_by_side(" ".join(old), " ".join(new))
    for side, text in zip(sides, (old, new), strict=True):
        assert " ".join(piece.text for piece in side).split() == text
    unmarked = [" ".join(p.text for p in side if p.kind == "same").split() for side in sides]
    if any(p.kind != "same" for side in sides for p in side):
        assert unmarked[0] == unmarked[1]


def test_what_differs_is_marked_where_the_eye_would_have_to_look_for_it():
    long = "Lederne skal følge den opp i egen avdeling, og hele eller deler av den er tenkt som læring på nett i året som kommer"
    was, right = side_by_side(long, long.replace("avdeling, og", "avdeling, sammen med andre, og"))
    assert [p.text for p in was if p.kind == "removed"] == []
    assert [p.text for p in right if p.kind == "added"] == ["sammen med andre,"]
    assert {p.kind for side in side_by_side("våren 2019", "høsten 2019") for p in side} == {"same"}


@given(st.lists(st.sampled_from("abc"), max_size=30), st.lists(st.sampled_from("abc"), max_size=30))
def test_every_piece_of_a_rewording_stands_in_the_text_it_is_said_to(before, after):
    old, new = " ".join(before), " ".join(after)
    pieces = rewording(old, new)
    assert all(p.text in old for p in pieces if p.kind in ("same", "removed"))
    assert all(p.text in new for p in pieces if p.kind in ("same", "added"))
    assert any(p.kind in ("removed", "added") for p in pieces) == (before != after)


# ------------------------------------------------------------------------------ laws of time

DAYS = st.dates(date(2020, 1, 1), date(2023, 12, 31))
TIMES = st.builds(on, DAYS)
PHASES = st.sampled_from(["not_started", "planning", "in_progress", "completed", "in_operation"])
ENTRIES = st.builds(Entry, TIMES, PHASES, confidence=st.sampled_from(["", "on_track", "at_risk"]))


@st.composite
def dated_measures(draw) -> Measure:
    """A measure whose file is in order: newest first, and each move from where the one before it led."""
    entries = sorted(draw(st.lists(ENTRIES, max_size=5)), key=lambda e: e.date, reverse=True)
    made = []
    for id in draw(st.lists(st.sampled_from("abc"), unique=True)):
        dues = draw(st.lists(TIMES, min_size=1, max_size=4))
        moved_on = sorted(draw(st.lists(TIMES, min_size=len(dues) - 1, max_size=len(dues) - 1)))
        moves = tuple(Move(day, due) for day, due in zip(moved_on, dues, strict=False))
        done = draw(st.one_of(st.none(), TIMES))
        promised = draw(st.one_of(st.none(), TIMES))
        made.append(
            Milestone(id, id, dues[0], dues[-1], moved=moves[::-1], done=done, promised=promised)
        )
    return Measure(
        "p", 1, "A", "omrade", "establish", entries=tuple(entries), milestones=tuple(made)
    )


def without_after(whole: Measure, day: date) -> Measure:
    """What the file would have held, had it been written at the end of a day."""

    def then(milestone: Milestone) -> Milestone:
        dues = [*(m.previous for m in reversed(milestone.moved)), milestone.due]
        moves = tuple(m for m in milestone.moved if m.date.last <= day)
        done = milestone.done if milestone.done and milestone.done.last <= day else None
        return replace(milestone, due=dues[len(moves)], moved=moves, done=done)

    return replace(
        whole,
        entries=tuple(e for e in whole.entries if e.date.last <= day),
        milestones=tuple(
            then(m) for m in whole.milestones if m.promised is None or m.promised.last <= day
        ),
    )


@given(dated_measures(), DAYS)
def test_as_of_never_sees_the_future(whole, day):
    plan = loaded()
    assert judge(whole, plan, day) == judge(without_after(whole, day), plan, day)


@pytest.mark.slow
@given(dated_measures(), DAYS)
def test_as_of_a_day_after_everything_is_now(whole, day):
    written = without_after(whole, day)
    assert as_of(written, day) == written


@pytest.mark.slow
@given(st.lists(dated_measures(), max_size=4), DAYS, st.integers(0, 1200))
def test_counts_add_up_on_every_day_and_changes_explain_them(measures, day, later):
    numbered = tuple(replace(m, number=n) for n, m in enumerate(measures, 1))
    plan = replace(loaded(), measures=numbered)
    found = changes(summarise(plan, day), summarise(plan, day + timedelta(days=later)))
    for summary in (found.before, found.after):
        assert sum(summary.counts.values()) == summary.total == len(measures)
    effect = dict.fromkeys(found.before.counts, 0)
    for change in found.of("verdict"):
        assert change.before
        assert change.after
        effect[change.before.verdict.value] -= 1
        effect[change.after.verdict.value] += 1
    assert {verdict: n for verdict, n in effect.items() if n} == found.count_changes


@pytest.mark.slow
@given(dated_measures(), dated_measures())
def test_measures_without_differences_say_the_same(one, other):
    assert bool(list(differences(one, other))) == (one != other)


# ------------------------------------------------------------------------------ nothing is left out


@pytest.mark.slow
@given(altered(), st.sampled_from([date(2020, 6, 30), date(2021, 6, 30), date(2026, 11, 24)]))
def test_files_with_other_data_always_give_a_change_and_the_same_data_none(one, day):
    path, value = one
    before = real_ones()
    text = json.dumps(value, ensure_ascii=False)
    parsed, problems = load.parse_file(load.kind_of(path), path, text)
    assert not problems
    after = load.portfolio_of({**before.files, path: parsed})
    found: list[Change | PlanEdit | UnitEdit] = [*unit_edits(before.portfolio, after)]
    for old, new in zip(before.portfolio.plans, after.plans, strict=True):
        told = changes(summarise(old, day), summarise(new, day))
        found += [*told.items, *told.plan_edits]
    assert bool(found) == (before.portfolio != after)
    for item in found:
        assert sentence_of(item, after)


@cache
def real_ones() -> load.Loaded:
    return load.load(real_files())


def sentence_of(item: Change | PlanEdit | UnitEdit, portfolio: Portfolio) -> str:
    match item:
        case PlanEdit():
            return plan_sentence(item, portfolio, portfolio.plans[0], SAY)
        case UnitEdit():
            return unit_sentence(item, SAY)
    return change_sentence(item, portfolio, portfolio.plans[0], SAY)


CLOSED_PLAN = (
    PLAN + "followed_through: {date: 2021-03-31, by: Rådgiver, why: Stillingen er borte.}\n"
)
TOLD = "{date: 2021-03-31, phase: planning}"


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            measure(status=f"[{TOLD}]"),
            measure(status=f"[{{date: 2021-05-01, phase: in_progress}}, {TOLD}]"),
            "Ny statusmelding for 1. mai 2021: pågår.",
        ),
        (
            measure(status="[{date: 2021-03-31, phase: planning, note: Tegnes}]"),
            measure(status="[{date: 2021-04-30, phase: planning, note: Tegnes}]"),
            "Opplysningen for 31. mars 2021 er endret. Den gjelder nå 30. april 2021.",
        ),
        (
            milestones(KAI),
            milestones(KAI.replace("}", ", done: 2021-05-30}")),
            "«Kaien er bygd» er nådd 30. mai 2021.",
        ),
        (
            milestones(KAI),
            milestones(KAI, "{id: lys, title: Lys, due: 2022-01-01, promised: 2021-05-01}"),
            "Ny milepæl: «Lys», med frist 1. januar 2022.",
        ),
        (
            measure(),
            measure(mentions="[{date: 2021-05-31, note: Nevnt, source: plan}]"),
            "Ny omtale uten status, 31. mai 2021.",
        ),
    ],
)  # fmt: skip
def test_what_lies_after_the_day_the_plan_is_reported_for_is_told_with_a_note(
    before, after, sentence
):
    plan = loaded(after, plan=CLOSED_PLAN)
    found = between(loaded(before, plan=CLOSED_PLAN), plan, "2021-07-01")
    portfolio = load.load({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS}).portfolio
    lines = change_sentences(found.of(*(c.kind for c in found.items if not c.counted)), portfolio, plan, SAY)  # fmt: skip
    assert lines == (f"{sentence} Teller ikke med: planen ble fulgt til og med 31. mars 2021.",)


def test_note_says_which_day_stands_in_the_way():
    after = measure(status="[{date: 2024-05-01, phase: in_progress}]")
    assert said(measure(), after, "2024-06-01") == [
        "Ny statusmelding for 1. mai 2024: pågår. Teller ikke med: planperioden sluttet 31. desember 2023."
    ]
    assert said(measure(), after, "2021-06-30") == [
        "Ny statusmelding for 1. mai 2024: pågår. Teller ikke med: dette gjelder etter 30. juni 2021."
    ]


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        (
            milestones(KAI.replace("}", ", moved: [{date: 2021-01-01, from: 2020-06-01, reason: legal}]}")),
            milestones(KAI),
            ["Endret for milepælen «Kaien er bygd»: flyttinger av fristen."],
        ),
        (
            measure(),
            milestones(KAI.replace("}", ", moved: [{date: 2021-01-01, from: 2020-06-01, reason: legal}], done: 2021-05-30}")),
            [
                "Ny milepæl: «Kaien er bygd», med frist 1. juni 2021.",
                "Det er ført opp at fristen for «Kaien er bygd» ble flyttet fra 1. juni 2020. Årsak: regelverk.",
                "«Kaien er bygd» er nådd 30. mai 2021.",
            ],
        ),
        (
            milestones("{id: a, title: A}", "{id: b, title: B}"),
            milestones("{id: b, title: B}", "{id: a, title: A}"),
            ["Rekkefølgen er endret: milepæler."],
        ),
        (
            measure(mentions="[{date: 2021-05-31, note: Nevnt, source: plan}]"),
            measure(),
            ["Endret: omtale uten status."],
        ),
    ],
)  # fmt: skip
def test_what_is_easily_overlooked_is_told(before, after, sentences):
    assert said(before, after) == sentences


def test_second_file_with_a_number_is_told_of_too():
    one, other = measure(1), measure(1, title="Dobbelt")
    found = between(loaded(one), loaded(one, other), "2021-06-30")
    assert kinds(found) == [(1, "file_added")]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ("focus_areas: [{id: omrade, title: Havet}]", "Innsatsområder: lagt til «Havet», tatt bort «Område»."),
        ("summary: Ny tekst", "Endret: om planen."),
        ("short_title: Havna", "Kort tittel er endret fra ikke oppgitt til «Havna»."),
        ("goals: [{id: a, text: Trygg kai}]", "Mål: lagt til «Trygg kai»."),
        ("removed: [{number: 9, title: Bro, date: 2021-01-01, note: Nei}]", "Tiltak som er tatt ut: lagt til «Bro»."),
        ("calendar: tertial", "Rapporteringsrytme er endret fra «kvartal» til «tertial»."),
    ],
)  # fmt: skip
def test_everything_the_plan_says_is_compared(changed, sentence):
    key = changed.split(":")[0]
    kept = "".join(line for line in PLAN.splitlines(keepends=True) if not line.startswith(key))
    portfolio = load.load({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS}).portfolio
    found = between(loaded(measure()), loaded(measure(), plan=f"{kept}{changed}\n"), "2021-01-01")
    assert [plan_sentence(edit, portfolio, found.plan, SAY) for edit in found.plan_edits] == [
        sentence
    ]


# ------------------------------------------------------------------------------ every field, used by anybody or not


def test_a_field_named_by_a_clause_is_not_what_has_changed():
    portfolio = load.load({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS}).portfolio
    field = declared("measure", "status", 0, "said_by")
    assert edited(field, "owner", "document", portfolio, portfolio.plans[0], SAY) == (
        "Endret: hvem som sier det, fra «meldt av den ansvarlige» til «lest ut av et dokument»."
    )


KEYS = {
    "measure": [
        key
        for key in schema.bundled("measure")["properties"]
        # A measure with another number is another measure; a plan says which `fields` are: see `test_read_fields`.
        if key not in ("number", "fields")
    ],
    "plan": [*schema.bundled("plan")["properties"]],
}
# A few keys at a time share what every file has besides: it takes long to make one up.
TOGETHER = [(kind, keys[first::6]) for kind, keys in KEYS.items() for first in range(6)]
SAYS_NOTHING = re.compile(r"|Opplysningen for .* er endret\.|Endret: \.")
LATER = date(2026, 1, 1)  # later than all that is generated, so that everything counts


@st.composite
def changed_in(draw: st.DrawFn, kind: str, before: dict[str, Any], key: str) -> dict[str, Any]:
    """A file with another value of one field than the one before, or without it."""
    shape = schema.bundled(kind)
    after = dict(before)
    if key in shape["required"] or draw(st.booleans()):
        others = schema_values.of(kind, shape["properties"][key])
        after[key] = draw(others.filter(lambda value: value != before[key]))
    else:
        del after[key]
    assert schema_problems.validator(kind).is_valid(after)
    return after


def read(kind: str, value: Any) -> Portfolio:
    """A small plan with such a file."""
    path = {"measure": A, "plan": "plans/p/plan.yml"}[kind]
    base = {"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS, A: measure()}
    return load.load({**base, path: json.dumps(value, ensure_ascii=False)}).portfolio


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "keys"), TOGETHER)
def test_any_changed_field_is_told(kind, keys):
    compared = set()

    @tries(8)
    @given(st.data())
    def every_key_is_told(data):
        before = data.draw(schema_values.whole(kind))
        assert schema_problems.validator(kind).is_valid(before)
        old = read(kind, before)
        summary = summarise(old.plans[0], LATER)
        for key in keys:
            new = read(kind, data.draw(changed_in(kind, before, key)))
            if old == new:  # written in two ways, and the same: `precision: day`, and nothing
                continue
            compared.add(key)
            told = changes(summary, summarise(new.plans[0], LATER))
            items: list[Change | PlanEdit | UnitEdit] = [*told.items, *told.plan_edits]
            sentences = [sentence_of(item, new) for item in items]
            assert sentences, key
            assert not [text for text in sentences if SAYS_NOTHING.fullmatch(text)]

    every_key_is_told()
    assert compared == {*keys}


# ------------------------------------------------------------------------------ on the command line


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-01")
    folder = GitFolder(tmp_path)
    plan = {"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS}
    folder.commit(
        {**plan, A: measure(status="[{date: 2020-12-31, phase: planning}]")}, "2021-01-05"
    )
    folder.git("tag", "start")
    folder.commit(
        {A: measure(status="[{date: 2021-03-31, phase: in_progress}, {date: 2020-12-31, phase: planning}]")},
        "2021-06-01",
    )  # fmt: skip
    return folder


def asked(folder, capsys, *arguments: str):
    done = ran(capsys, folder.path, "changes", *arguments, "--format=json")
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def test_revisions_are_compared_on_the_same_day(folder, capsys):
    found = asked(folder, capsys, "start", "HEAD")
    assert (found["from"]["as_of"], found["to"]["as_of"]) == ("2021-07-01", "2021-07-01")
    assert found["from"]["rev"] == folder.git("rev-parse", "start")
    assert [c["kind"] for c in found["plans"][0]["changes"]] == ["verdict", "entry_added"]


def test_late_report_is_called_late(folder, capsys):
    found = asked(folder, capsys, "start", "HEAD")
    entry = found["plans"][0]["changes"][1]
    assert entry["timing"] == {"state": "late", "days": 32}
    assert entry["recorded"]["commit"] == folder.git("rev-parse", "HEAD")
    text = ran(capsys, folder.path, "changes", "start", "HEAD").out
    assert (
        "Ny statusmelding for 31. mars 2021: pågår. Registrert 1. juni 2021, 32 dager for sent."
        in text
    )


def test_days_are_compared_by_what_the_files_say_now(folder, capsys):
    found = asked(folder, capsys, "2020-12-31", "2021-03-31")
    assert (found["from"]["as_of"], found["to"]["as_of"]) == ("2020-12-31", "2021-03-31")
    assert [c["kind"] for c in found["plans"][0]["changes"]] == ["verdict", "entry_added"]


def test_days_are_compared_by_what_was_known_when_that_is_asked(folder, capsys):
    found = asked(folder, capsys, "2020-12-31", "2021-03-31", "--known-on=2021-05-01")
    assert found["plans"][0]["changes"] == []
    assert found["to"]["rev"] == folder.git("rev-parse", "start")


@pytest.mark.parametrize(
    ("arguments", "days"),
    [
        (["2021-Q1"], ("2020-12-31", "2021-03-31")),
        (["2020-Q4", "2021-Q1"], ("2020-12-31", "2021-03-31")),
        (["2020", "2021-T1"], ("2020-12-31", "2021-04-30")),
        (["2021-06-01"], ("2021-06-01", "2021-07-01")),
        (["start"], ("2021-07-01", "2021-07-01")),
        (["start", "HEAD", "--as-of=2021-02-01"], ("2021-02-01", "2021-02-01")),
    ],
)
def test_moments_may_be_named_in_many_ways(folder, capsys, arguments, days):
    found = asked(folder, capsys, *arguments)
    assert (found["from"]["as_of"], found["to"]["as_of"]) == days


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2021-13-01"], "er ikke en dato"),
        (["2021-Q7"], "er ikke en periode"),
        (["finnesikke"], "finnes ikke her"),
        (["HEAD..start"], "kan ikke brukes som revisjon"),
        (["start", "--plan=q"], "Planen «q» finnes ikke"),
        ([], "Det mangler FRA"),
    ],
)
def test_moment_that_cannot_be_is_refused(folder, capsys, arguments, words):
    done = ran(capsys, folder.path, "changes", *arguments)
    assert done.code == 2
    assert words in done.err


def test_file_that_cannot_be_read_is_neither_new_nor_gone(folder, capsys):
    folder.commit({A: "gal: ["}, "2021-06-10")
    found = asked(folder, capsys, "start", "HEAD")
    assert found["plans"][0]["changes"] == []
    assert found["to"]["unreadable"] == [A]
    assert f"{A} kunne ikke leses" in ran(capsys, folder.path, "changes", "start").out


def test_plan_on_one_side_alone_is_all_new(folder, capsys):
    new = {
        "plans/q/plan.yml": PLAN.replace("prøving", "noe nytt"),
        "measures/q/01-a.yml": measure(),
    }
    folder.commit(new, "2021-06-10")
    found = asked(folder, capsys, "start", "HEAD")
    assert [(p["plan"], len(p["changes"])) for p in found["plans"]] == [("p", 2), ("q", 1)]
    assert [p["plan"] for p in asked(folder, capsys, "start", "--plan=q")["plans"]] == ["q"]


def test_two_days_can_be_compared_without_git(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-01")
    for name, text in {"plans/p/plan.yml": PLAN, A: measure(status="[{date: 2021-03-31, phase: planning}]")}.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    done = ran(capsys, tmp_path, "changes", "2021-Q1")
    assert "Status er endret fra «ukjent» til «planlegges»." in done.out
    assert "ligger ikke i et git-arkiv" in ran(capsys, tmp_path, "changes", "HEAD").err


def test_markdown_shows_a_hostile_text_as_it_was_typed(folder, capsys):
    folder.write({A: measure(title="'<img src=x> @alle [a](b) `c` | d'")})
    shown = ran(capsys, folder.path, "changes", "HEAD", "--format=md").out
    assert r"\<img src=x\>" in shown
    assert "@alle" not in shown
    assert r"\[a\](b) \`c\` \| d" in shown


@pytest.mark.parametrize(
    ("settings", "page"),
    [("", "p/tiltak/1/index.html"), ("use_directory_urls: false\n", "p/tiltak/1.html")],
)
def test_each_changed_measure_leads_to_its_page_in_a_site_of_the_proposal(
    folder, capsys, settings, page
):
    folder.write({A: measure(title="Nytt navn"), "mkdocs.yml": f"site_name: x\n{settings}"})
    address = f"https://vert.example/filer/{page}"
    pages = ("--pages", "https://vert.example/filer/")
    shown = ran(capsys, folder.path, "changes", "HEAD", "--format=md", *pages).out
    assert shown.count(f"[Siden slik den blir]({address})") == 1
    text = ran(capsys, folder.path, "changes", "HEAD", *pages).out
    assert f"  Siden slik den blir: {address}\n" in text
    assert "Siden slik" not in ran(capsys, folder.path, "changes", "HEAD").out
    archive = ("--archive", "https://vert.example/2")
    shown = ran(capsys, folder.path, "changes", "HEAD", "--format=md", *archive).out
    assert "Pakk ut [arkivet](https://vert.example/2) for å se" in shown
    assert shown.count(f"Siden slik den blir: `{page}`") == 1
    text = ran(capsys, folder.path, "changes", "HEAD", *archive).out
    assert f"  Siden slik den blir: {page}\n" in text
    assert "Pakk ut https://vert.example/2 for å se" in text


def test_text_from_a_file_cannot_steer_the_terminal(folder, capsys):
    folder.write({A: measure(title='"rød \\e[31m skrift"')})
    assert "\x1b" not in ran(capsys, folder.path, "changes", "HEAD").out
    assert "\x1b" not in ran(capsys, folder.path, "history", "1").out


def test_report_beyond_the_day_of_the_plan_is_not_nothing(folder, capsys):
    folder.commit({"plans/p/plan.yml": CLOSED_PLAN}, "2021-06-10")
    folder.git("tag", "closed")
    folder.commit({A: measure(status="[{date: 2021-06-15, phase: completed}, {date: 2021-03-31, phase: in_progress}, {date: 2020-12-31, phase: planning}]")}, "2021-06-20")  # fmt: skip
    (change,) = asked(folder, capsys, "closed", "HEAD")["plans"][0]["changes"]
    assert (change["kind"], change["counted"]) == ("entry_added", False)
    for shape in ("text", "md"):
        shown = ran(capsys, folder.path, "changes", "closed", "HEAD", f"--format={shape}").out
        assert "Ny statusmelding for 15. juni 2021: fullført. Teller ikke med: planen ble fulgt til og med 31. mars 2021." in shown  # fmt: skip
        assert "Ingenting er endret" not in shown


def test_days_beyond_the_day_of_the_plan_are_not_nothing_either(folder, capsys):
    folder.commit({"plans/p/plan.yml": CLOSED_PLAN, A: measure(status="[{date: 2021-06-15, phase: completed}]")})  # fmt: skip
    (change,) = asked(folder, capsys, "2021-05-01", "2021-06-30")["plans"][0]["changes"]
    assert (change["kind"], change["counted"]) == ("entry_added", False)


def test_change_of_a_unit_is_told(folder, capsys):
    folder.commit({"plans/units.yml": UNITS.replace("[{name: Byen}]", "[{name: Bydrift, from: 2021-06-01}, {name: Byen}]")})  # fmt: skip
    assert asked(folder, capsys, "start")["units"] == [
        {"unit": "by", "kind": "changed", "text": "Enheten Byen heter nå Bydrift."}
    ]
    for shape in ("text", "md"):
        shown = ran(capsys, folder.path, "changes", "HEAD~1", f"--format={shape}").out
        assert "Enheten Byen heter nå Bydrift." in shown


@pytest.mark.parametrize("broken", ["plans/p/plan.yml", "plans/units.yml"])
def test_plan_or_units_that_cannot_be_read_are_neither_new_nor_gone(folder, capsys, broken):
    folder.commit({broken: "gal: ["}, "2021-06-10")
    folder.commit({broken: PLAN if "plan.yml" in broken else UNITS}, "2021-06-11")
    found = asked(folder, capsys, "HEAD~1", "HEAD")
    assert found["from"]["unreadable"] == [broken]
    assert not [c for plan in found["plans"] for c in plan["changes"]]
    assert found["units"] == []
    shown = ran(capsys, folder.path, "changes", "HEAD~1").out
    assert f"{broken} kunne ikke leses" in shown
    assert "Ingenting er endret i planen" not in shown


def test_new_plan_without_measures_is_not_nothing(folder, capsys):
    folder.commit({"plans/q/plan.yml": PLAN.replace("prøving", "noe nytt")})
    shown = ran(capsys, folder.path, "changes", "start", "--plan=q").out
    assert "Planen er ny." in shown
    assert "Ingenting" not in shown
