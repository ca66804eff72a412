"""What `tiltak check` finds: case files, the catalogue's own examples, and the rules that need a closer look.

A case is a file in cases/checks/err/ (or ok/) with what `tiltak check` says about it beside it (.out):
drop a file, run `pytest --renew tests/test_checks.py`, look at the difference.
"""

from __future__ import annotations

import ast
import json
import re
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.mutations import one_fault, real_files, real_series
from tests.sources import nodes_of
from tests.trees import CASES, base, changed, plan
from tiltak import problems
from tiltak.checks import catalogue, references, rules
from tiltak.checks.texts import INVISIBLE
from tiltak.read import schema
from tiltak.read.load import Loaded, kind_of, load, parse_file

TODAY = date(2021, 3, 1)
PACKAGE = Path(problems.__file__).parent
ERRORS = sorted((CASES / "checks" / "err").glob("*.yml"))
FINE = sorted((CASES / "checks" / "ok").glob("*.yml"))


def found_in(files: dict[str, str], today: date = TODAY) -> list[problems.Problem]:
    return problems.capped(rules.all_problems(load(files), today))


def codes(files: dict[str, str], today: date = TODAY) -> set[str]:
    return {problem.code for problem in found_in(files, today)}


# ---------------------------------------------------------------------------------- case files


@cache
def found_in_case(path: Path) -> tuple[problems.Problem, ...]:
    return tuple(found_in(plan(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
def test_what_is_wrong_is_told(path, expected):
    files = plan(path.read_text(encoding="utf-8"))
    found = found_in_case(path)
    assert found
    expected(path.with_suffix(".out"), problems.as_text(found, files) + "\n")


@pytest.mark.parametrize("path", FINE, ids=lambda path: path.stem)
def test_what_is_right_passes(path):
    files = plan(path.read_text(encoding="utf-8"))
    assert problems.as_text(found_in(files), files) == ""


def test_no_result_is_left_from_a_case_that_is_gone(renew):
    stale = [p for p in (CASES / "checks").rglob("*.out") if not p.with_suffix(".yml").is_file()]
    if renew:
        for path in stale:
            path.unlink()
    assert renew or not stale


def test_every_code_has_a_case_of_its_own():
    named = {path.stem.split("--")[0] for path in ERRORS}
    wanted = {kind.code for kind in catalogue.explained() if kind.example or kind.code in IN_WORDS}
    assert wanted - named == set()


# A case file can show these though no single field is to blame; the others are bytes, links and devices,
# which tests/test_cli.py makes.
IN_WORDS = {
    "empty-file", "not-a-mapping", "file-name", "missing-plan", "duplicate-number", "merge-circle",
    "changed-after-closing", "removed-after-closing",
}  # fmt: skip


# ------------------------------------------------------------------------------- the catalogue


@pytest.mark.parametrize(
    "one", [one for one in catalogue.explained() if one.example], ids=lambda one: one.code
)
def test_examples_of_the_catalogue_are_true(one):
    wrong = [p for p in found_in(with_report(one.wrong, one.example)) if p.code == one.code]
    assert wrong
    assert {p.level for p in wrong} == {one.level}
    assert codes(with_report(one.right, one.example)) == set()


def with_report(text: str, kind: str) -> dict[str, str]:
    return changed(text, kind)


def test_a_code_is_explained_once():
    all_codes = [kind.code for kind in catalogue.explained()]
    assert sorted(all_codes) == sorted(set(all_codes))


@cache
def nodes_of_sources() -> dict[Path, tuple[ast.AST, ...]]:
    """Of those that can make a problem: who calls `Code` or `Problem` has the word in the text."""
    texts = {path: path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    return {
        path: nodes_of(text)
        for path, text in texts.items()
        if re.search(r"\b(?:Code|Problem)\b", text)
    }


def is_call_of(name: str, node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and is_name(name, node.func)


def is_name(name: str, node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def test_every_explanation_stands_in_a_file_that_tells_the_problem():
    explained = set()
    for path, nodes in nodes_of_sources().items():
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        for node in nodes:
            if isinstance(node, ast.Assign) and is_call_of("Code", node.value):
                assert isinstance(node.value, ast.Call)
                name = ast.unparse(node.targets[0])
                told = (is_name(name, part) for call in calls for part in (call.func, *call.args))
                assert any(told), f"{path.name}: {name} is told nowhere in its file"
                explained.add(ast.literal_eval(node.value.args[0]))
    assert explained == {kind.code for kind in catalogue.explained()}


def test_no_problem_is_told_without_a_code_that_is_explained():
    """`Code` alone makes problems; the schema names a code where it has words of its own for a rule."""
    by_hand = [
        path.name
        for path, nodes in nodes_of_sources().items()
        for node in nodes
        if is_call_of("Problem", node)
    ]
    assert by_hand == ["problems.py"]
    named = {
        c
        for kind in schema.KINDS
        for c in re.findall(r'"x-code": "([a-z-]+)"', json.dumps(schema.raw(kind)))
    }
    assert named
    assert named <= {kind.code for kind in catalogue.explained()}


# ---------------------------------------------------------------------------- closer looks


def test_a_file_with_hundreds_of_faults_shows_the_first_hundred():
    found = found_in(changed("related:\n" + "  - x\n" * 150))
    assert len(found) == 101
    assert found[-1].code == "too-many-problems"
    assert "minst 51 feil" in found[-1].message


def test_a_broken_file_is_no_unknown_measure():
    assert codes(plan("number: 1\n") | {"measures/rus/02-annet.yml": RELATED_TO_1}) == {
        "missing-key"
    }


RELATED_TO_1 = (
    "number: 2\ntitle: Et annet\nfocus_area: bolig\nkind: continue\nstatus: []\nrelated: [1]\n"
)


def test_a_broken_list_of_units_makes_no_unit_unknown():
    units = "units:\n  helsehuset: {}\n  bystyret: {kind: political, names: [{name: Bystyret}]}\n"
    files = changed("owner: helsehuset\n")
    assert codes(files | {"plans/units.yml": units}) == {"missing-key"}
    assert codes(changed("units: nei\n", "units")) == {"wrong-type"}


def test_a_missing_list_of_units_makes_every_unit_unknown():
    files = {path: text for path, text in base().items() if path != "plans/units.yml"}
    assert codes(files) == {"unknown-unit"}


def test_merging_thousands_of_measures_takes_one_step_each():
    """A chain through all of them, and one that closes it: every measure is named once."""
    n = 3000
    into = {i: i + 1 for i in range(1, n)}
    assert list(references._circles(into)) == []
    assert [len(c) for c in references._circles(into | {n: 1})] == [n]


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2020, 12, 31), date(2030, 1, 1)])
def test_files_that_are_in_order_today_are_so_on_every_later_day(day):
    files = plan((CASES / "checks" / "ok" / "full.yml").read_text(encoding="utf-8"))
    later = max(day, TODAY)
    assert codes(files, later) == set()


# ------------------------------------------------------------- everything that can be known at once


@pytest.mark.slow
@given(st.data())
def test_one_fault_in_a_real_file_is_not_told_as_two(data):
    """Everything else is in order there, so what the rules say beside the schema would be its echo."""
    path = data.draw(st.sampled_from(sorted(real_files())))
    value = data.draw(one_fault(path))
    parsed, found = parse_file(kind_of(path), path, json.dumps(value, ensure_ascii=False))
    assume(not parsed.valid and isinstance(parsed.document.value, dict))
    whole = real_ones()
    loaded = Loaded(whole.portfolio, found, {**whole.files, path: parsed})
    echoes = {p.code for p in rules.all_problems(loaded, date(2026, 11, 24))}
    assert echoes - {p.code for p in found} <= TOLD_BY_THE_TEXT


# A strange value may be unsafe too, whatever the schema says of it.
# Signs of Arabic, Syriac and Kaithi that stand around a number, and are seen.
AROUND_A_NUMBER = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)


def test_a_sign_that_formats_and_is_not_seen_is_no_part_of_a_text():
    formats = {chr(point) for point in range(0x110000) if category(chr(point)) == "Cf"}
    assert not [f"U+{ord(c):04X}" for c in formats - AROUND_A_NUMBER if not INVISIBLE.search(c)]
    # Unicode keeps these for signs without a form; the last stands where a picture was.
    assert all(map(INVISIBLE.search, "\ufff0\ufff8\u2065\U000e0fff\ufffc"))
    assert not INVISIBLE.search("".join(AROUND_A_NUMBER) + "Ærlig 😀\ufe0f – «så»")


def test_the_form_of_an_emoji_is_chosen_behind_its_sign_and_nowhere_else():
    for emoji in (
        "☎\ufe0f",
        "❤\ufe0e",
        "3\ufe0f\u20e3",
        "#\ufe0f\u20e3",
        "\u2139\ufe0f",
        "©\ufe0f",
        "☝🏽",
    ):
        assert not INVISIBLE.search(f"Ring {emoji} nå"), emoji
    for hidden in ("Fris\ufe0ften", "Frist \ufe0fen", "\ufe0fFrist", "☎\ufe0f\ufe0f", "å\ufe0e"):
        assert INVISIBLE.search(hidden), ascii(hidden)


TOLD_BY_THE_TEXT = {"unsafe-link", "formula", "html", "invisible-characters"}


@cache
def real_ones() -> Loaded:
    return load(real_files() | real_series())


def test_a_plan_that_cannot_be_read_hides_nothing_of_its_measures():
    files = changed("owner: helsehus\nstatus: [{date: 2031-01-01, phase: in_progress}]\n")
    files["plans/rus/plan.yml"] = "gal: ["
    assert codes(files) == {"yaml-syntax", "unknown-unit", "future-date"}


# ----------------------------------------------------------------------- how a message is said


def test_every_message_has_a_place_advice_and_a_full_stop():
    for problem in chain.from_iterable(map(found_in_case, ERRORS)):
        assert problem.place.path, problem
        assert problem.hint, problem
        assert (
            problem.message[0] == "«"
            or problem.message[0].isupper()
            or problem.message[0].isdigit()
        ), problem
        assert problem.message[-1] == ".", problem
        assert problem.hint[-1] in ".?", problem
        assert "  " not in problem.message + problem.hint, problem
