"""What other repositories take from here, as they take it: the action and the hooks, really installed."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.ci.expressions import as_text, evaluate, filled
from tests.ci.runner import ROOT, read
from tests.gitfolder import PLAN, UNITS, GitFolder, measure, run_git
from tiltak.read import yaml_lines

BIN = Path(sys.executable).parent
ACTION = read(ROOT / "action.yml")


@pytest.fixture
def plans(tmp_path) -> GitFolder:
    """A repository that has plans and no tool."""
    folder = GitFolder(tmp_path / "kommunen")
    folder.commit(
        {
            "plans/prove/plan.yml": PLAN,
            "plans/units.yml": UNITS,
            "measures/prove/01-en.yml": measure(owner="havn"),
        }
    )
    return folder


# ----------------------------------------------------------------------------------- the action


def run_action(
    folder: Path, action: Path, given: Mapping[str, str], temp: Path
) -> subprocess.CompletedProcess[str]:
    """The steps of action.yml in a row, each with what the ones before put on the path."""
    inputs = {k: as_text(v["default"]) for k, v in ACTION["inputs"].items()} | dict(given)
    assert set(inputs) == set(ACTION["inputs"])
    contexts = {"inputs": inputs}
    on_path = temp / "path"
    on_path.touch()
    done = subprocess.CompletedProcess[str]([], 0, "", "")
    for step in ACTION["runs"]["steps"]:
        if not evaluate(step.get("if", "true"), contexts):
            continue
        assert step["shell"] == "bash"
        env = {k: as_text(filled(v, contexts)) for k, v in step.get("env", {}).items()}
        added = on_path.read_text().split()
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=folder,
            env={
                **{k: os.environ[k] for k in ("HOME", "LANG") if k in os.environ},
                **{
                    k: v
                    for k, v in os.environ.items()
                    if k.startswith(("PIP_", "SSL_", "REQUESTS_"))
                },
                "PATH": ":".join([*reversed(added), "/usr/local/bin:/usr/bin:/bin"]),
                "PYTHON": sys.executable,
                # Libraries are lent: tests/test_init_package.py installs them from a lock file,
                # and every run of our own CI begins with the same `make`.
                "PYTHONPATH": sysconfig.get_path("purelib"),
                "PIP_NO_COMPILE": "1",
                "GITHUB_ACTION_PATH": str(action),
                "GITHUB_PATH": str(on_path),
                **env,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            break
    return done


@pytest.mark.network
def test_action_installs_tiltak_and_checks_the_plans_of_another_repository(
    tmp_path, snapshot, plans
):
    ready = run_action(plans.path, snapshot, {"check": "false"}, tmp_path)
    assert ready.returncode == 0, ready.stderr

    checked = run_action(plans.path, snapshot, {}, tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "Alt er i orden." in checked.stdout

    plans.write({"measures/prove/01-en.yml": measure(owner="brannvesen")})
    wrong = run_action(tmp_path, snapshot, {"root": str(plans.path)}, tmp_path)
    assert wrong.returncode == 1
    assert "::error file=measures/prove/01-en.yml,line=" in wrong.stdout


def test_action_says_what_it_takes():
    for name, text in ACTION["inputs"].items():
        assert text["description"].endswith("."), name
    used = {n for n in ACTION["inputs"] if f"inputs.{n}" in (ROOT / "action.yml").read_text()}
    assert used == set(ACTION["inputs"])


# ------------------------------------------------------------------------------------ the hooks


CONFIG = """\
repos:
  - repo: {repository}
    rev: {rev}
    hooks:
      - id: tiltak-fmt
      - id: tiltak-check
"""


def pre_commit(
    *arguments: str, folder: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    return subprocess.run(
        [BIN / "pre-commit", *arguments],
        env=kept | environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_hooks_are_as_pre_commit_wants_them():
    told = pre_commit("validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
    assert told.returncode == 0, told.stdout


def test_hooks_are_commands_that_exist():
    from tiltak.cli import COMMANDS

    hooks, problems = yaml_lines.parse((ROOT / ".pre-commit-hooks.yaml").read_bytes(), "hooks")
    assert not problems
    for hook in hooks.value:
        program, command = hook["entry"].split()
        assert program == "tiltak"
        assert command in COMMANDS
        assert hook["id"] == f"tiltak-{command}"


@pytest.mark.network
def test_hooks_stop_a_commit_with_an_error_and_lay_out_the_files(tmp_path, snapshot, plans):
    rev = run_git(snapshot, "rev-parse", "HEAD")
    plans.write({".pre-commit-config.yaml": CONFIG.format(repository=snapshot, rev=rev)})
    # pre-commit makes an environment and installs Tiltak in it. Its libraries are lent: tests/test_init_package.py installs those.
    home = {
        "PRE_COMMIT_HOME": str(tmp_path / "hooks"),
        "PIP_NO_COMPILE": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # «no» is what pip calls off
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }
    pre_commit("install", "--install-hooks", folder=plans.path, **home)
    name = "measures/prove/01-en.yml"

    def commit(text: str) -> str:
        """What git says to a person who commits this text; "" when it takes it."""
        plans.write({name: text})
        plans.git("add", "--all")
        try:
            plans.git("commit", "--quiet", "--message", "Endring", **home)
        except AssertionError as refused:
            return str(refused)
        return ""

    wrong = commit(measure(owner="brannvesen"))
    assert "Sjekk planer og tiltak" in wrong
    assert f"{name}:" in wrong
    assert "brannvesen" in wrong

    newest_last = "[{date: 2020-02-01, phase: planning}, {date: 2020-03-01, phase: in_progress}]"
    assert "Rettet: measures/prove/01-en.yml" in commit(measure(status=newest_last))
    laid_out = (plans.path / name).read_text(encoding="utf-8")
    assert laid_out.index("2020-03-01") < laid_out.index("2020-02-01")
    assert commit(laid_out) == ""
