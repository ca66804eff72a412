"""The files for download: they hold to their schemas, and their numbers are those of the summary."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from referencing import Registry, Resource

from tests.trees import texts_of_the_plan
from tiltak.data import shapes
from tiltak.data.datasets import Dataset, dataset_index, datasets
from tiltak.data.documentation import documentation
from tiltak.judge.summary import reported_periods, summarise
from tiltak.model.periods import period as period_named
from tiltak.past.development import development
from tiltak.past.punctuality import Answer, Punctuality
from tiltak.read import load, schema
from tiltak.words.language import words
from tiltak.words.languages import LANGUAGES

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def portfolio():
    return load.load(texts_of_the_plan()).portfolio


@pytest.fixture(scope="module")
def plan(portfolio):
    return portfolio.plan("rus-2019")


def files_of(portfolio, plan, day):
    in_time = [
        Punctuality("k46", period_named("2020-Q4"), (Answer("in_time", 12), Answer("late", 40)))
    ]
    return datasets(
        portfolio, summarise(plan, day), development(plan, day), words(), in_time=in_time
    )


@pytest.fixture(scope="module")
def files(portfolio, plan):
    return {d.name: d for d in files_of(portfolio, plan, TODAY)}


@pytest.fixture(scope="module")
def registry():
    return all_schemas()


def all_schemas() -> Registry:
    paths = schema.folder().rglob("*.schema.json")
    return Registry().with_resources(
        (path.as_uri(), Resource.from_contents(json.loads(path.read_text("utf-8"))))
        for path in paths
    )


def content(dataset: Dataset) -> Any:
    text = dataset.content.decode("utf-8-sig")
    return json.loads(text) if dataset.name.endswith(".json") else in_csv(text)


def in_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def faults(value: Any, name: str, registry: Registry) -> list[str]:
    uri = (schema.folder() / "data" / f"{name}.schema.json").as_uri()
    validator = jsonschema.Draft202012Validator({"$ref": uri}, registry=registry)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


NAMES = (
    "plan.json", "measures.json", "measures.csv", "entries.csv", "milestones.csv", "amounts.csv",
    "verdicts.json", "verdicts.csv", "changes.json", "promises.json", "corrections.json", "decisions.json", "indicators.json", "figures.csv",
    "punctuality.json", "punctuality.csv",
)  # fmt: skip


def test_these_are_the_files(files):
    assert tuple(files) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_file_holds_to_its_schema(files, registry, name):
    value = content(files[name])
    assert value
    assert not faults(value, files[name].schema, registry)


@pytest.mark.slow
@pytest.mark.parametrize("day", [date(2018, 5, 1), date(2019, 6, 17), date(2019, 8, 1)])
def test_files_of_an_early_day_hold_to_their_schemas_too(portfolio, plan, registry, day):
    for dataset in files_of(portfolio, plan, day):
        assert not faults(content(dataset), dataset.schema, registry), dataset.path


@pytest.mark.parametrize("name", [n for n in NAMES if n.endswith(".json")])
def test_schema_notices_a_field_that_is_gone(files, registry, name):
    value = content(files[name])
    del value["version"]
    assert faults(value, files[name].schema, registry)


@pytest.mark.parametrize("name", [n for n in NAMES if n.endswith(".json")])
def test_json_file_names_its_schema(files, name):
    dataset = files[name]
    there = (Path("/") / dataset.path).parent / content(dataset)["$schema"]
    assert there.resolve() == Path("/") / dataset.schema_path
    assert (ROOT / dataset.schema_path).is_file()


def test_index_lists_every_file_with_its_size(files, registry):
    value = json.loads(dataset_index(files.values(), words()))
    assert not faults(value, "index", registry)
    assert {f["path"]: f["bytes"] for f in value["files"]} == {
        f"rus-2019/{name}": len(d.content) for name, d in files.items()
    }
    for file in value["files"]:
        assert (ROOT / "data" / file["schema"]).resolve().is_file()


# The numbers are those of the summary


def test_counts_are_the_summarys(files, plan):
    summary = summarise(plan, TODAY)
    for name in ("plan.json", "measures.json"):
        found = content(files[name])
        assert found["counts"] == summary.counts
        assert found["total"] == summary.total == sum(found["counts"].values())


def test_tables_have_a_line_for_each(files, plan):
    summary = summarise(plan, TODAY)
    periods = reported_periods(plan, TODAY)
    assert len(content(files["measures.csv"])) == summary.total
    assert len(content(files["entries.csv"])) == sum(
        len(j.measure.entries) for j in summary.judgements
    )
    assert len(content(files["milestones.csv"])) == sum(
        len(j.milestones) for j in summary.judgements
    )
    assert len(content(files["verdicts.csv"])) == summary.total * len(periods)


def test_each_periods_verdicts_add_up_to_its_counts(files, plan):
    found = content(files["verdicts.json"])
    assert [p["name"] for p in found["periods"]] == [p.name for p in reported_periods(plan, TODAY)]
    for place, period in enumerate(found["periods"]):
        then = [measure["verdicts"][place] for measure in found["measures"]]
        assert {verdict: then.count(verdict) for verdict in period["counts"]} == period["counts"]


def test_table_and_json_tell_the_same_verdicts(files):
    told = content(files["verdicts.json"])
    by_period = {
        (period["name"], str(measure["number"])): measure["verdicts"][place]
        for place, period in enumerate(told["periods"])
        for measure in told["measures"]
    }
    rows = content(files["verdicts.csv"])
    assert {(row["period"], row["number"]): row["verdict"] for row in rows} == by_period


def test_measures_are_those_of_the_status_command(files, portfolio, plan):
    status = shapes.status_data(summarise(plan, TODAY), portfolio, words())
    found = content(files["measures.json"])
    for told, measure in zip(status["measures"], found["measures"], strict=True):
        for key in told.keys() - {"milestones"}:
            assert measure[key] == told[key]


def test_every_change_lies_between_its_days(files):
    periods = content(files["changes.json"])["periods"]
    assert [p["since"] for p in periods[:-1]] == [p["until"] for p in periods[1:]]
    assert sum(len(p["changes"]) for p in periods) > 0


def test_development_ends_where_the_clock_stands(plan):
    course = development(plan, TODAY)
    assert course[-1].summary.day == date(2020, 12, 31)
    assert all(stretch.ended for stretch in course)


def test_development_has_a_period_under_way(plan):
    course = development(plan, date(2020, 2, 3))
    assert course[-1].period.name == "2020-Q1"
    assert not course[-1].ended
    assert course[-1].summary.day == date(2020, 2, 3)


def test_nothing_has_developed_before_the_plan(plan):
    assert development(plan, date(2019, 1, 1)) == ()


# Tables as text


@pytest.mark.parametrize("text", ["=1+1", "+47", "-x", "@SUM(A1)"])
def test_no_cell_begins_a_formula(text):
    assert shapes.cell(text) == f"'{text}"


def test_numbers_stay_numbers():
    assert [shapes.cell(v) for v in (-30, 0, True, None, date(2020, 12, 31))] == [
        "-30", "0", "true", "", "2020-12-31",
    ]  # fmt: skip


@given(st.text())
def test_a_cell_is_one_line(text):
    assert len(shapes.cell(text).splitlines()) <= 1


def test_a_measure_is_one_line_of_json(files):
    lines = files["measures.json"].content.decode().splitlines()
    assert sum(line.startswith('{"id"') for line in lines) == 38


# Documentation


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*NAMES, "index.json"])
def test_every_field_is_documented(files, name, language):
    schema_name = files[name].schema if name in files else "index"
    told = documentation(schema_name, (), words(language))
    assert told.title
    assert told.description
    groups = {group.id for group in told.groups}
    for group in told.groups:
        for field in group.fields:
            assert field.title, field.name
            assert not field.group or field.group in groups


@pytest.mark.parametrize("name", [n for n in NAMES if n.endswith(".csv")])
def test_columns_are_documented_in_their_order(files, name):
    header = files[name].content.decode("utf-8-sig").splitlines()[0].split(";")
    first, *rest = documentation(files[name].schema, (), words()).groups
    assert [field.name for field in first.fields] == header
    assert not rest


def test_documented_field_leads_to_what_it_holds():
    told = documentation("measures", (), words())
    fields = {(group.id, field.name): field for group in told.groups for field in group.fields}
    assert fields["", "measures[]"].group == "measure"
    assert fields["measure", "reference.section"].title == "Kapittel"
    assert fields["measure", "verdict"].values[0] == ("completed", "Fullført")
    assert fields["measure", "milestones[]"].group == "milestone"
    assert fields["milestone", "moved[]"].group == "move"


def test_license_is_the_one_of_the_data_license():
    text = (ROOT / "DATA-LICENSE.md").read_text("utf-8")
    terms = load.load(texts_of_the_plan()).portfolio.plans[0].licence
    assert terms
    assert terms.name in text
    assert terms.url in text
    assert terms.attribution in text
