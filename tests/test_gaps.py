"""`tiltak gaps`: what is not told yet, counted and named, with a next step for each kind."""

from __future__ import annotations

import json

import pytest

from tests import trees
from tests.commandline import ran
from tiltak.judge.gaps import MEASURE, PLAN, measure_gaps, plan_gaps
from tiltak.read.load import load
from tiltak.words.gaps import measure_gap, plan_gap
from tiltak.words.language import words
from tiltak.words.languages import LANGUAGES

FULL = """\
summary: Noe nytt.
owner: helse
reference: {document: plan, section: "2.1"}
decided: {text: Noe skal bygges.}
milestones: [{id: a, title: Åpnet, due: 2021-06-30}]
status: [{date: 2020-06-01, phase: in_progress, source: plan}]
"""


def missing(measure: str) -> set[str]:
    texts = {path: text.encode() for path, text in trees.changed(measure).items()}
    loaded = load(texts)
    assert not [p for p in loaded.problems if p.level.value == "error"], loaded.problems
    return set(measure_gaps(loaded.portfolio.plans[0].measures[0]).missing)


def test_a_measure_that_tells_all_lacks_nothing():
    assert missing(FULL) == set()


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ("owner: helse\nunconfirmed: [owner]\n", {"owner_confirmed"}),
        ("milestones: []\n", {"deadline"}),
        ("status: []\n", {"status"}),
        ("status: [{date: 2020-06-01, phase: in_progress}]\n", {"source"}),
        ("status: [{date: 2020-06-01, phase: in_progress, said_by: document, source: plan}]\n", set()),
    ],
)  # fmt: skip
def test_what_is_taken_away_is_missing(change, lacks):
    kept = [line for line in FULL.splitlines() if line.split(":")[0] != change.split(":")[0]]
    assert missing("\n".join([*kept, change])) == lacks


@pytest.mark.parametrize("name", ["summary", "owner", "reference", "decided"])
def test_a_field_that_is_left_out_is_missing(name):
    kept = [line for line in FULL.splitlines() if line.split(":")[0] != name]
    files = trees.changed("\n".join([*kept, ""]))
    path = trees.EXAMPLE
    lines = [line for line in files[path].splitlines() if line.split(":")[0] != name]
    texts = {**files, path: "\n".join([*lines, ""])}
    plan = load({p: text.encode() for p, text in texts.items()}).portfolio.plans[0]
    keys = {"decided": {"adopted_text"}, "owner": {"owner", "owner_confirmed"}}
    assert set(measure_gaps(plan.measures[0]).missing) == keys.get(name, {name})


def test_each_gap_has_a_name_and_a_next_step_in_every_language():
    for language in LANGUAGES:
        say = words(language)
        for key, told in [*((k, measure_gap) for k in MEASURE), *((k, plan_gap) for k in PLAN)]:
            name, step = told(key, say)
            assert name
            assert step.endswith(".")


def test_table_and_json_say_the_same(tmp_path, capsys):
    root = trees.write(trees.base(), tmp_path)
    (data,) = json.loads(ran(capsys, root, "gaps", "--format", "json").out)
    plan = load({p: t.encode() for p, t in trees.base().items()}).portfolio.plans[0]
    own = plan_gaps(plan).own
    every = [own, *map(measure_gaps, plan.measures)]
    assert data["present"] == sum(gaps.present for gaps in every)
    assert data["expected"] == sum(gaps.expected for gaps in every)
    assert data["missing"] == list(own.missing)
    table = " ".join(ran(capsys, root, "gaps").out.split())
    assert f"{data['present']} av {data['expected']} opplysninger er på plass." in table
    say = words()
    for key in {key for measure in data["measures"] for key in measure["missing"]}:
        assert measure_gap(key, say)[0] in table
        assert measure_gap(key, say)[1] in table
    for key in data["missing"]:
        assert plan_gap(key, say)[1] in table
