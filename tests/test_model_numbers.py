"""What a plan calls its measures: in files, in addresses, on the command line, in spreadsheets and in reports."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commandline import ran
from tests.examples import tries
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tests.test_data_datasets import all_schemas, content, faults
from tests.trees import base
from tiltak.checks.rules import all_problems
from tiltak.data.datasets import datasets
from tiltak.edit import draft, typed, write
from tiltak.judge.summary import summarise
from tiltak.model import numbers
from tiltak.model.numbers import Label, number_of
from tiltak.model.periods import period
from tiltak.past.development import development
from tiltak.past.report import report
from tiltak.problems import Level
from tiltak.read import schema
from tiltak.read.load import MEASURE, load
from tiltak.read.yaml_lines import parse
from tiltak.reports.document import document
from tiltak.reports.writers import WRITERS
from tiltak.sheets import csvfiles, merge, tables, workbook
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words.language import words

AS_READ = [
    "2",
    "2.1",
    "2.2",
    "2.10",
    "3",
    "3a",
    "3b",
    "4.01",
    "4.1",
    "10",
    "A1",
    "A3",
    "C01.1",
    "K-05",
]
NUMBERS = st.integers(1, 9999) | st.from_regex(
    schema.raw("common")["$defs"]["measure_number"]["pattern"], fullmatch=True
).filter(lambda text: len(text) <= numbers.LONGEST).map(Label)
TODAY = date(2021, 3, 1)


@given(st.permutations(AS_READ))
@tries(20)
def test_numbers_stand_in_the_order_in_which_a_reader_counts(mixed):
    assert [str(n) for n in sorted(map(numbers.number_of, mixed))] == AS_READ


@pytest.mark.slow
@given(NUMBERS, NUMBERS, NUMBERS)
def test_the_order_is_one(a, b, c):
    assert (a < b) + (b < a) + (a == b) == 1
    assert (a <= b) == (not b < a)
    if a < b < c:
        assert a < c


@pytest.mark.slow
@given(NUMBERS)
def test_a_number_is_the_same_in_a_file_its_name_and_on_the_command_line(number):
    path = draft.measure_path("rus", number, "Et eksempel")
    match = MEASURE.fullmatch(path)
    assert match
    assert numbers.of_file_name(match[2]) == number
    document, problems = parse(f"number: {write.scalar(number)}\n", "")
    assert not problems
    assert numbers.number_of(document.value["number"]) == number
    assert type(document.value["number"]) is (int if isinstance(number, int) else str)
    assert numbers.typed(str(number).upper(), [number]) == number


@pytest.mark.parametrize(
    ("used", "following"),
    [([], 1), ([3, 14], 15), ([Label("2.1"), Label("2.10"), 1], "2.11"), ([Label("4.09")], "4.10"), ([2, Label("3b")], 3)],
)  # fmt: skip
def test_the_next_number_is_counted_as_the_highest_one_is(used, following):
    assert numbers.following(used) == following


@pytest.mark.parametrize(
    "text", ["", "æ1", "1/2", "1..2", "-1", "1.", "A", "12345", "1 a", "x" * 20 + "1"]
)
def test_what_is_no_number_is_none(text):
    assert numbers.typed(text) is None


LABELLED = {"1.1": "Brygge", "1.2": "Skilt", "1.10": "Kart", "3b": "Toalett", "K-05": "Sykkelvei"}


def labelled(number: str, title: str) -> tuple[str, str]:
    more = {"related": '["1.10"]'} if number == "1.1" else {}
    said = {
        "3b": "{date: 2021-01-10, phase: merged, into: '1.2'}",
        "1.10": "{date: 2020-12-01, phase: in_progress, note: I gang.}",
    }
    status = f"\n  - {said[number]}" if number in said else "[]"
    path = draft.measure_path("p", Label(number), title)
    return path, measure(f'"{number}"', status, title=title, owner="havn", **more)


@pytest.fixture(scope="module")
def files():
    adopted = "adoption: {body: by, date: 2020-01-10}\n"
    removed = 'removed: [{number: "1.3", title: Borte, date: 2020-06-01}]\n'
    return {
        "plans/p/plan.yml": PLAN + adopted + removed,
        "plans/units.yml": UNITS,
        **dict(labelled(number, title) for number, title in LABELLED.items()),
    }


@pytest.fixture(scope="module")
def site(files):
    return Site(load(files).portfolio, TODAY, words())


def test_the_plan_is_in_order_as_it_is_written(files):
    loaded = load(files)
    assert not [p for p in all_problems(loaded, TODAY) if p.level == "error"]
    assert [str(m.number) for m in loaded.portfolio.plans[0].measures] == list(LABELLED)
    assert "measures/p/K_05-sykkelvei.yml" in files


def test_pages_have_the_number_in_address_text_and_links(site):
    made = {page.uri: page.body for page in all_pages(site)}
    body = made["p/tiltak/1.1"]()
    assert "Tiltak 1.1" in body
    assert 'href="1.10.html"' in body
    assert "1.10" in made["p/tiltak/1.2"]() or "3b" in made["p/tiltak/1.2"]()
    listed = re.findall(r'<td class="t-num" data-value="([^"]+)">', made["p/tiltak"]())
    assert listed == list(LABELLED)


def test_open_data_holds_to_its_schemas(site):
    (plan,) = site.plans
    registry = all_schemas()
    made = datasets(site.portfolio, summarise(plan, TODAY), development(plan, TODAY), words())
    for dataset in made:
        assert not faults(content(dataset), dataset.schema, registry), dataset.path
    measures = json.loads(next(d for d in made if d.name == "measures.json").content)["measures"]
    assert [measure["number"] for measure in measures] == list(LABELLED)
    assert measures[0]["id"] == "p/1.1"


def test_reports_have_the_number(site):
    (plan,) = site.plans
    made = document(report(site.portfolio, plan, period("2020-Q4"), TODAY), words())
    for shape in ("md", "html"):
        text = WRITERS[shape](made)
        text = text.decode() if isinstance(text, bytes) else text
        assert 'id="tiltak-1.10"' in text
        assert "1.10. Kart" in text
        assert "K-05" in text


@pytest.mark.parametrize("kind", [workbook, csvfiles])
def test_a_sheet_goes_out_and_comes_in_with_its_numbers(files, kind):
    loaded = load(files)
    (plan,) = loaded.portfolio.plans
    values: tables.Values = {
        numbers.number_of(f.document.value["number"]): f.document.value
        for f in loaded.files.values()
        if f.kind == "measure"
    }
    made = tables.tables(plan, loaded.portfolio, values, date(2021, 3, 1))
    assert [row.cells["number"] for row in made[0].rows] == list(LABELLED)
    out = kind.written(made, plan, TODAY) if kind is workbook else kind.written(made, plan)
    reader, names = typed.Reader(plan, loaded.portfolio), tables.Names(plan, loaded.portfolio)
    back = merge.merged(kind.read(out), made, merge.Now(plan, names, reader, values, TODAY))
    assert not back.left_out
    assert not back.groups


@pytest.fixture
def folder(tmp_path, files, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-03-01")
    git = GitFolder(tmp_path / "labelled")
    git.commit(files, "2021-01-15")
    return git


def test_commands_take_the_number_as_it_is_written(folder, capsys):
    def run(*arguments):
        return ran(capsys, folder.path, *arguments)

    assert run("set", "k-05", "phase=in_progress", "note=I gang.")[0] == 0
    assert "phase: in_progress" in (folder.path / "measures/p/K_05-sykkelvei.yml").read_text()
    code, _, err = run("set", "1.2", "related=1.10,k-05")
    assert code == 0, err
    text = (folder.path / "measures/p/1.2-skilt.yml").read_text()
    assert 'related: ["1.10", K-05]' in text
    assert "1.10. Kart" in run("show", "1.10").out
    assert "1.1. Brygge" in run("history", "p/1.1").out
    told = run("show", "2.1")
    assert "Tiltak 2.1 finnes ikke i p. Planen har tiltakene 1.1–K-05." in told.err
    made = run("new", "--title", "Ny", "--focus-area", "omrade", "--kind", "Etablere", "--owner", "Havna", "--number", "2.1")  # fmt: skip
    assert made.code == 0, made.err
    assert 'number: "2.1"\n' in (folder.path / "measures/p/2.1-ny.yml").read_text()
    data = json.loads(run("show", "1.1", "--format", "json").out)
    assert data["number"] == "1.1"


def test_two_numbers_that_would_be_one_file_are_told():
    files = {
        "measures/rus/3b-en.yml": measure('"3b"', focus_area="bolig"),
        "measures/rus/3B-to.yml": measure('"3B"', focus_area="bolig"),
    }
    found = all_problems(load(base() | files), TODAY)
    assert [p.code for p in found].count("duplicate-number") == 2


@pytest.mark.parametrize("written", ["9" * 5_000, "a" + "9" * 5_000])
def test_a_number_of_more_digits_than_python_reads_is_told(written):
    path = "measures/rus/01-eksempel.yml"
    text = base()[path].replace("number: 1\n", f"number: {written}\n")
    found = all_problems(load(base() | {path: text}), TODAY)
    assert {p.place.path for p in found if p.level is Level.ERROR} == {path}
    assert sorted([number_of(written), number_of("2"), number_of("1")])[:2] == [1, 2]


def test_a_number_without_quotes_is_told_how_to_be_written():
    files = {"measures/rus/1.10-en.yml": measure("1.10", focus_area="bolig")}
    problem = next(p for p in load(base() | files).problems)
    assert (problem.code, problem.hint) == ("wrong-type", 'Sett anførselstegn rundt: "1.10".')
