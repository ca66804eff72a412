"""Runs a workflow file: its jobs in clean clones, its steps in bash, its `gh` against a GitHub in a file.

Only what our workflows use is understood; anything else stops the test.
"""

from __future__ import annotations

import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ci import gh, ready
from tests.ci.expressions import as_text, evaluate, filled
from tests.gitfolder import run_git
from tests.trees import of_the_small_plan
from tiltak.read import yaml_lines

ROOT = Path(__file__).parents[2]
WORKFLOWS = ROOT / ".github" / "workflows"
REPOSITORY = "prove/tiltak"
# Tiltak as it stands in the job's own clone, with the libraries of the test's environment.
FROM_THE_CLONE = f'PYTHONPATH="$GITHUB_WORKSPACE/tooling" exec "{sys.executable}" -m tiltak "$@"'
NO_WORKFLOW_RUNS = ("tests/", "bench/", "docs/pictures/", "docs/dev/")
ZERO: dict[str, list[Any]] = {
    "pulls": [],
    "comments": [],
    "artifacts": [],
    "issues": [],
    "labels": [],
    "releases": [],
    "calls": [],
}


def of_the_clone() -> str:
    """The lines of shell that run Tiltak of the job's own clone: where that is the same as here, it is kept ready."""
    here, there = f'"{ROOT}/tooling/tiltak"', '"$GITHUB_WORKSPACE/tooling/tiltak"'
    same = f"diff --recursive --brief --exclude=__pycache__ {here} {there} >/dev/null"
    return f"if {same}; then {ready.line(Path(sys.executable))}; fi\n{FROM_THE_CLONE}"


def read(path: Path) -> dict[str, Any]:
    document, problems = yaml_lines.parse(path.read_bytes(), path.name)
    assert not problems, problems
    value: dict[str, Any] = document.value
    return value


def as_it_lies(folder: Path) -> Path:
    """The files of this repository as the first commit on `main`, with what is not committed yet.

    Without what was before: part of the plan is left out, and nobody has taken a measure or a closed period away.
    With a few measures of the real plan, and without what no workflow runs: every test checks this out more than once.
    Its site has reports in two forms: what the others hold is tested where they are written.
    """
    run_git(ROOT, "init", "--quiet", "--template=", "--initial-branch=main", str(folder))
    listed = run_git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file() and not name.startswith(NO_WORKFLOW_RUNS) and of_the_small_plan(name):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    settings = folder / "mkdocs.yml"
    settings.write_text(with_few_reports(settings.read_text(encoding="utf-8")), encoding="utf-8")
    run_git(folder, "add", "--all")
    run_git(folder, "commit", "--quiet", "--allow-empty", "--message", "Slik det ligger nå")
    return folder


def with_few_reports(settings: str) -> str:
    """A configuration of the site, with reports as pages and as CSV only."""
    every, few = "  - tiltak\n", "  - tiltak: {reports: [html, csv]}\n"
    assert every in settings
    return settings.replace(every, few)


def compile_once(clone: Path) -> None:
    """Compile Tiltak in a clone so that `use_compiled` can lend it to others, where the text is the same."""
    by_text = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(clone / "tooling", quiet=2, invalidation_mode=by_text)


def use_compiled(folder: Path, clone: Path) -> None:
    """Let a clone read, and write, the bytecode of another one."""
    link = _bytecode_of(folder)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)  # of a test in a folder that had this name, and is gone
    link.symlink_to(_bytecode_of(clone), target_is_directory=True)


def _bytecode_of(clone: Path) -> Path:
    return Path(f"{sys.pycache_prefix}{clone.resolve()}", "tooling")


@dataclass(frozen=True)
class Event:
    """What made a workflow run: the ref it runs for, and what `github.event` and `inputs` hold."""

    name: str
    ref: str = "refs/heads/main"
    payload: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Job:
    """A job that has run, or was passed over."""

    name: str
    result: str = "skipped"
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""
    summary: str = ""
    folder: Path = Path()


class GitHub:
    """A repository on a host: `self.bare` is its git, `self.state` all else it remembers."""

    def __init__(
        self,
        folder: Path,
        today: str,
        repository: Path,
        workflows: Path = WORKFLOWS,
        tiltak: str = "",
    ) -> None:
        """`repository`: what its main is from the start. `tiltak`: the line of shell that runs it, if not the clone's."""
        self.folder = folder
        self.source = repository
        self.workflows = workflows
        self.today = today
        self.variables: dict[str, str] = {}
        self.secrets: dict[str, str] = {}  # of the environment that a job names
        self.bare = folder / "origin.git"
        self.bin = folder / "bin"
        self.pages: Path | None = None
        self._made = 0
        self.bin.mkdir(parents=True)
        self._state_file.write_text(json.dumps(ZERO))
        # From a folder git links to the objects that are there already.
        only_main = ("--bare", "--single-branch", "--branch=main", "--no-tags")
        run_git(folder, "clone", "--quiet", *only_main, str(repository), str(self.bare))
        hook = self.bare / "hooks" / "pre-receive"
        # Who pushes from a job must have been given the right to.
        hook.write_text(
            '#!/bin/sh\n[ -z "$GITHUB_ACTIONS" ] && exit 0\n'
            'case " $GH_TOKEN " in *" contents:write "*) ;; *) echo "403" >&2; exit 1 ;; esac\n'
        )
        hook.chmod(0o755)
        self._program("gh", f'exec "{sys.executable}" "{gh.__file__}" "$@"')
        self._program("tiltak", tiltak or of_the_clone())

    def _program(self, name: str, line: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{line}\n")
        path.chmod(0o755)

    @property
    def _state_file(self) -> Path:
        return self.folder / "github.json"

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._state_file.read_text(encoding="utf-8"))
        return found

    def remember(self, **changes: Any) -> None:
        self._state_file.write_text(json.dumps(self.state | changes), encoding="utf-8")

    def clone(self) -> Path:
        self._made += 1
        folder = self.folder / f"clone-{self._made}"
        run_git(self.folder, "clone", "--quiet", str(self.bare), str(folder))
        use_compiled(folder, self.source)
        return folder

    def push(self, folder: Path, ref: str) -> str:
        """Everything in a clone as one more commit on a ref; its id."""
        run_git(folder, "add", "--all")
        run_git(folder, "commit", "--quiet", "--allow-empty", "--message", "Endring")
        run_git(folder, "push", "--quiet", "--force", "origin", f"HEAD:{ref}")
        return run_git(folder, "rev-parse", "HEAD")

    def commit_of(self, ref: str) -> str:
        return run_git(self.bare, "rev-parse", ref)

    # -------------------------------------------------------------------------------- running

    def run(self, workflow: str, event: Event, only: Collection[str] = ()) -> dict[str, list[Job]]:
        """Every job of a workflow (or only some) by its id, once for each row of its matrix."""
        text = read(self.workflows / workflow)
        assert event.name in text["on"], f"{workflow} does not listen to {event.name}"
        done: dict[str, list[Job]] = {}
        for id, job in text["jobs"].items():
            if only and id not in only:
                continue
            needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
            contexts = self._contexts(event) | {
                "needs": {n: {"outputs": done[n][0].outputs} for n in needs}
            }
            ready = all(j.result == "success" for n in needs for j in done[n])
            if not ready or not evaluate(as_text(job.get("if", "true")), contexts):
                done[id] = [Job(id)]
                continue
            done[id] = [
                _Running(self, text, id, contexts | {"matrix": row}, event).run()
                for row in _rows(job, contexts)
            ]
        return done

    def _contexts(self, event: Event) -> dict[str, Any]:
        return {
            "github": {
                "event_name": event.name,
                "event": event.payload,
                "ref": event.ref,
                "ref_name": event.ref.removeprefix("refs/heads/"),
                "repository": REPOSITORY,
            },
            "inputs": event.inputs,
            "vars": self.variables,
        }


def _rows(job: Mapping[str, Any], contexts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if "strategy" not in job:
        yield {}
        return
    ((name, values),) = job["strategy"]["matrix"].items()
    for value in filled(values, contexts):
        yield {name: value}


class _Running:
    """One job on one machine."""

    def __init__(
        self, host: GitHub, workflow: Mapping[str, Any], id: str, contexts: Any, event: Event
    ) -> None:
        self.host, self.workflow, self.event = host, workflow, event
        self.text = workflow["jobs"][id]
        self.job = Job(id, "success")
        self.steps: dict[str, Any] = {}
        rights = self.text.get("permissions", workflow["permissions"])
        token = " ".join(f"{what}:{right}" for what, right in rights.items())
        secrets = host.secrets if "environment" in self.text else {}
        self.contexts = contexts | {"steps": self.steps, "secrets": secrets}
        self.contexts["github"] = contexts["github"] | {"token": token}
        host._made += 1
        self.temp = host.folder / f"job-{host._made}"
        self.workspace = self.temp / "workspace"
        self.workspace.mkdir(parents=True)
        self.job.folder = self.workspace

    def run(self) -> Job:
        assert self.workflow["defaults"] == {"run": {"shell": "bash"}}
        for step in self.text["steps"]:
            condition = as_text(step.get("if", ""))
            in_any_case = "cancelled()" in condition or "always()" in condition
            go_on = self.job.result == "success" or in_any_case
            if go_on and evaluate(condition or "true", self.contexts):
                self._step(step)
        for name, value in self.text.get("outputs", {}).items():
            self.job.outputs[name] = as_text(filled(value, self.contexts))
        self.job.summary = self._file("summary").read_text(encoding="utf-8")
        return self.job

    def _file(self, name: str) -> Path:
        path = self.temp / name
        path.touch()
        return path

    def _step(self, step: Mapping[str, Any]) -> None:
        if "uses" in step:
            self._use(
                step["uses"],
                {k: filled(v, self.contexts) for k, v in step.get("with", {}).items()},
                step,
            )
        else:
            self._bash(step)

    def _use(self, action: str, given: Mapping[str, Any], step: Mapping[str, Any]) -> None:
        name = action.partition("@")[0]
        match name:
            case "actions/checkout":
                assert given == {"fetch-depth": 0, "persist-credentials": False}
                self._check_out()
            case "./":
                # What it does is run for real in test_action_*; here `tiltak` is on the path already.
                assert given == {"check": False}
                assert (self.workspace / "action.yml").is_file()
            case "./.github/actions/tiltak":
                # A repository that has Tiltak from a package; test_init installs it for real.
                assert given == {}
                assert (self.workspace / name / "action.yml").is_file()
            case "actions/upload-pages-artifact":
                self.host.pages = self.host.folder / "pages"
                shutil.rmtree(self.host.pages, ignore_errors=True)
                shutil.copytree(self.workspace / given["path"], self.host.pages)
            case "actions/upload-artifact":
                # Each run of a test is run 1.
                name, kept = given["name"], self.host.state["artifacts"]
                artifact = {"id": 500 + len(kept), "run": 1, "name": name}
                shutil.copytree(self.workspace / given["path"], self.host.folder / name)
                self.host.remember(artifacts=[*kept, artifact])
            case "actions/deploy-pages":
                self._need("pages:write")
                self._need("id-token:write")
                self.steps[step["id"]] = {"outputs": {"page_url": "https://prove.example/tiltak/"}}
            case _:
                raise AssertionError(f"unknown action: {name}")

    def _need(self, permission: str) -> None:
        assert permission in self.contexts["github"]["token"].split()

    def _check_out(self) -> None:
        """All branches and tags, and the ref of the event, as actions/checkout does."""
        assert {"contents:read", "contents:write"} & set(self.contexts["github"]["token"].split())
        git = self.workspace
        run_git(self.temp, "clone", "--quiet", "--no-checkout", str(self.host.bare), str(git))
        if self.event.ref.startswith("refs/heads/"):
            branch = self.event.ref.removeprefix("refs/heads/")
            run_git(git, "checkout", "--quiet", "-B", branch, f"refs/remotes/origin/{branch}")
        else:
            run_git(git, "fetch", "--quiet", "origin", self.event.ref)
            run_git(git, "checkout", "--quiet", "--detach", "FETCH_HEAD")
        use_compiled(git, self.host.source)

    def _bash(self, step: Mapping[str, Any]) -> None:
        output = self._file("output")
        output.write_text("")
        env = {
            name: as_text(filled(value, self.contexts))
            for name, value in (self.text.get("env", {}) | step.get("env", {})).items()
        }
        assert "${{" not in step["run"]
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.workspace,
            env=self._environment() | env,
            capture_output=True,
            text=True,
            check=False,
        )
        self.job.log += f"$ {step['run']}\n{done.stdout}{done.stderr}"
        if done.returncode:
            self.job.result = "failure"
        if "id" in step:
            lines = output.read_text(encoding="utf-8").splitlines()
            self.steps[step["id"]] = {"outputs": dict(line.split("=", 1) for line in lines)}

    def _event_file(self) -> Path:
        path = self._file("event.json")
        path.write_text(json.dumps(self.event.payload), encoding="utf-8")
        return path

    def _environment(self) -> dict[str, str]:
        """What GitHub sets, and nothing of the machine the test runs on but git and the shell."""
        laid_out = self.workspace if (self.workspace / ".git").exists() else self.host.bare
        sha = run_git(laid_out, "rev-parse", "HEAD")
        return {
            "PATH": f"{self.host.bin}:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.temp),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": self.event.name,
            "GITHUB_EVENT_PATH": str(self._event_file()),
            "GITHUB_OUTPUT": str(self._file("output")),
            "GITHUB_REF_NAME": self.event.ref.removeprefix("refs/heads/"),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_RUN_ID": "1",
            "GITHUB_SERVER_URL": "https://prove.example",
            "GITHUB_SHA": sha,
            "GITHUB_STEP_SUMMARY": str(self._file("summary")),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            "FAKE_GITHUB": str(self.host._state_file),
            "GIT_CONFIG_NOSYSTEM": "1",
            "TILTAK_TODAY": self.host.today,
        } | {k: os.environ[k] for k in ("TMPDIR", "PYTHONPYCACHEPREFIX") if k in os.environ}
