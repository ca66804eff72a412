"""The page about what is public names all of it, and nothing that is not there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import click
import jsonschema_rs
import pytest

from tests.commandline import ran
from tests.gitfolder import GitFolder
from tests.trees import REAL_PLAN, texts_of_the_plan
from tiltak.cli import COMMANDS, tiltak
from tiltak.data import VERSION
from tiltak.data.datasets import datasets
from tiltak.judge.summary import summarise
from tiltak.model.periods import of_calendar
from tiltak.past.development import development
from tiltak.past.punctuality import Punctuality
from tiltak.read.load import load
from tiltak.site.plugin import TiltakConfig
from tiltak.words.language import words

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/dev/api.md").read_text(encoding="utf-8")
DAY = "2021-02-01"


def table(heading: str) -> dict[str, list[str]]:
    """First cell → the words in code quotes in the second, of the last table under a heading."""
    chapter = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"(?m)^\| `([^`]+)` \|(.*)\|$", chapter)
    assert rows, heading
    return {name: re.findall(r"`([^`]+)`", cell) for name, cell in rows}


def commands() -> dict[str, click.Command]:
    context = click.Context(tiltak)
    named: dict[str, click.Command] = {}
    for name in COMMANDS:
        command = tiltak.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            named |= {f"tiltak {name} {inner}": c for inner, c in command.commands.items()}
        else:
            named[f"tiltak {name}"] = command
    return named


def without_arguments(typed: str) -> str:
    return re.sub(r" [\d-].*", "", typed)


def formats(command: click.Command) -> list[str]:
    for parameter in command.params:
        if "--format" in parameter.opts:
            assert isinstance(parameter.type, click.Choice)
            return list(parameter.type.choices)
    return []


def test_every_command_is_named_with_its_formats():
    assert table("Commands") == {name: formats(command) for name, command in commands().items()}


def test_every_command_that_writes_json_has_its_keys_named():
    documented = {without_arguments(name) for name in table("JSON from the commands")}
    assert documented == {n for n, c in commands().items() if "json" in formats(c)}


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """The real plan, and one commit in place of its history."""
    folder = GitFolder(tmp_path_factory.mktemp("plan"))
    folder.commit(dict(texts_of_the_plan()))
    return folder.path


@pytest.mark.parametrize(("command", "keys"), table("JSON from the commands").items())
def test_json_has_the_keys_that_are_named(command, keys, capsys, monkeypatch, tmp_path, root):
    monkeypatch.setenv("TILTAK_TODAY", DAY)
    asked = [*command.split()[1:], "--format", "json"]
    if any(option.name == "plan_id" for option in commands()[without_arguments(command)].params):
        asked += ["--plan", REAL_PLAN]
    if command == "tiltak check":
        root = tmp_path
        (tmp_path / "plans").mkdir()
        (tmp_path / "plans/units.yml").write_text("units: x\n", encoding="utf-8")
    answer = ran(capsys, root, *asked)
    value = json.loads(answer.out)
    if isinstance(value, list):
        value = value[0]
    else:
        assert value["version"] == VERSION
    assert list(value) == keys


def test_every_data_file_is_named_with_its_schema():
    portfolio, day = load(texts_of_the_plan()).portfolio, date.fromisoformat(DAY)
    plan = portfolio.plan(REAL_PLAN)
    assert plan
    of_unit = Punctuality("", of_calendar(day, plan.calendar), ())
    files = datasets(
        portfolio, summarise(plan, day), development(plan, day), words(), in_time=[of_unit]
    )
    written = {f"data/<plan>/{f.name}": [f"schema/data/{f.schema}.schema.json"] for f in files}
    index = {"data/index.json": ["schema/data/index.schema.json"]}
    assert table("Data files of a site") == index | written


def test_every_schema_is_named_and_is_there():
    named = {path for paths in table("Data files of a site").values() for path in paths}
    named |= {path for paths in table("Plan files").values() for path in paths}
    parts = {"schema/common.schema.json", "schema/data/shared.schema.json"}
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "schema").rglob("*.json")}
    assert named | parts == there


def test_options_of_the_plugin_are_named():
    line = next(line for line in PAGE.splitlines() if "`tiltak` plugin" in line)
    options = [name for name, _ in TiltakConfig._schema]
    assert re.findall(r"`([^`]+)`", line.partition("mkdocs.yml`:")[2]) == options


# The versions


@pytest.mark.parametrize(
    "path", sorted((ROOT / "schema").rglob("*.json")), ids=lambda path: path.name
)
def test_schema_bears_its_name_and_its_version(path):
    raw = json.loads(path.read_text(encoding="utf-8"))
    name = path.relative_to(ROOT / "schema").as_posix().removesuffix(".schema.json")
    stem, _, version = raw["x-id"].rpartition(":")
    assert stem == f"urn:tiltak:schema:{name.replace('/', ':')}"
    assert int(version) == VERSION if path.parent.name == "data" else int(version) >= 1
    assert "$id" not in raw, "references between the files would no longer be found"


def check_jsonschema(kind: str, path: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("check-jsonschema")
    schema = ROOT / "schema" / f"{kind}.schema.json"
    return subprocess.run(
        [program, "--schemafile", schema, path], capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_a_validator_of_others_resolves_the_schemas_from_their_folder(tmp_path):
    """What `$id` would break."""
    measure = ROOT / "measures/rus-2019/14-mo-sentre.yml"
    assert check_jsonschema("measure", measure).returncode == 0
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(
        measure.read_text(encoding="utf-8").replace("kind: ", "kind: un"), encoding="utf-8"
    )
    refused = check_jsonschema("measure", wrong)
    assert refused.returncode == 1
    assert "$.kind" in refused.stdout


def test_jsonschema_rs_resolves_the_schemas_from_their_folder():
    uri = (ROOT / "schema/data/verdicts.schema.json").as_uri()
    assert not jsonschema_rs.validator_for({"$ref": uri}).is_valid({"version": VERSION})


def test_json_has_one_version():
    shared = json.loads((ROOT / "schema/data/shared.schema.json").read_text(encoding="utf-8"))
    assert shared["$defs"]["version"]["const"] == VERSION
