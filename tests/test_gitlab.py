"""The pipeline for GitLab does the same as the workflows for GitHub."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.ci import gitlab
from tests.ci.runner import GitHub
from tests.gitfolder import run_git

MERGE_REQUEST = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_DEFAULT_BRANCH": "main"}
MAIN = {"CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "main"}
PROJECT = "https://gitlab.example/by/planer"
NEWS = """status:
  - date: 2020-12-20
    phase: paused
    reason: staffing
    note: Prosjektlederen har sluttet.
"""


@dataclass
class GitLab:
    clone: Path
    bin: Path
    address: str
    state: gitlab.State

    def run(self, job: str, today: str, **variables: str) -> str:
        given = {
            "TILTAK_TODAY": today,
            "CI_API_V4_URL": self.address,
            "CI_PROJECT_ID": "1",
            "CI_PROJECT_URL": PROJECT,
            "CI_JOB_TOKEN": gitlab.JOB_TOKEN,
            "CI_COMMIT_SHA": run_git(self.clone, "rev-parse", "HEAD"),
            "TILTAK_PERIOD": "",
            "TILTAK_PLAN": "",
            "TILTAK_TOKEN": "",
            **variables,
        }
        for left in ("open.md", "today.md"):
            (self.clone / left).unlink(missing_ok=True)  # each job has its own clone
        done = gitlab.run(job, self.clone, self.bin, given)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def host(tmp_path, snapshot) -> Iterator[GitLab]:
    github = GitHub(tmp_path / "git", "", snapshot)
    with gitlab.serving() as (address, state):
        yield GitLab(github.clone(), github.bin, address, state)


def test_every_job_is_run_below():
    jobs = {name for name, job in gitlab.PIPELINE.items() if "script" in job}
    assert jobs == {"kontroll", "endringer", "pages", "hele-nettstedet", "rapport", "påminnelser"}
    assert gitlab.PIPELINE["default"]["before_script"][0] == 'make --directory "$TILTAK_HOME" setup'
    assert gitlab.PIPELINE["variables"]["GIT_DEPTH"] == 0


@pytest.mark.parametrize(
    ("variables", "jobs"),
    [
        (MERGE_REQUEST, {"kontroll", "endringer"}),
        (
            MAIN | {"CI_PIPELINE_SOURCE": "push"},
            {"kontroll", "pages", "hele-nettstedet", "påminnelser"},
        ),
        (
            MAIN | {"CI_PIPELINE_SOURCE": "schedule"},
            {"kontroll", "pages", "hele-nettstedet", "rapport", "påminnelser"},
        ),
        (
            MAIN | {"CI_PIPELINE_SOURCE": "web", "TILTAK_PERIOD": "2020-Q4"},
            {"kontroll", "pages", "hele-nettstedet", "rapport", "påminnelser"},
        ),
        ({"CI_COMMIT_BRANCH": "gren", "CI_DEFAULT_BRANCH": "main"}, set()),
    ],
)
def test_jobs_run_when_they_should(variables, jobs):
    all_jobs = [name for name, job in gitlab.PIPELINE.items() if "script" in job]
    assert {name for name in all_jobs if gitlab.runs(name, variables)} == jobs


def test_a_job_that_is_red_keeps_none_of_a_later_stage_from_running():
    """GitLab begins no stage after one with a red job, but for jobs that say so or wait for named jobs alone."""
    first, *_ = gitlab.PIPELINE["stages"]
    later = [
        job
        for job in gitlab.PIPELINE.values()
        if isinstance(job, dict) and job.get("stage", first) != first and "needs" not in job
    ]
    assert len(later) == 3
    assert {rule.get("when") for job in later for rule in job["rules"]} == {"always"}


def test_what_a_merge_request_runs_knows_no_secret():
    for job in ("kontroll", "endringer"):
        assert "TOKEN" not in json.dumps(gitlab.PIPELINE[job])


def test_merge_request_is_checked_and_its_changes_shown(host):
    before = run_git(host.clone, "rev-parse", "HEAD")
    path = host.clone / "measures/rus-2019/14-mo-sentre.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("status:\n", NEWS, 1), "utf-8")
    run_git(host.clone, "commit", "--quiet", "--all", "--message", "Endring")
    assert "Alt er i orden." in host.run("kontroll", "2021-02-01")
    assert json.loads((host.clone / "gl-code-quality.json").read_text()) == []
    job = "https://gitlab.example/jobs/7"
    shown = host.run(
        "endringer", "2021-02-01", CI_MERGE_REQUEST_DIFF_BASE_SHA=before, CI_JOB_URL=job
    )
    assert "på vent" in shown
    (link,) = re.findall(rf"Siden slik den blir: {job}/artifacts/file/(\S+)", shown)
    assert "Prosjektlederen har sluttet." in (host.clone / link).read_text(encoding="utf-8")
    assert (host.clone / "endringer.txt").read_text(encoding="utf-8") == shown


def test_wrong_merge_request_fails_and_says_where(host):
    path = host.clone / "measures/rus-2019/14-mo-sentre.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("owner: rehabiliteringsseksjonen", "owner: brannvesen"), "utf-8")
    with pytest.raises(AssertionError, match="brannvesen"):
        host.run("kontroll", "2021-02-01")
    (found,) = json.loads((host.clone / "gl-code-quality.json").read_text())
    assert found["location"]["path"] == "measures/rus-2019/14-mo-sentre.yml"


def test_site_is_built_where_gitlab_looks_for_it(host):
    host.run("pages", "2021-02-01")
    assert "Ruspolitisk" in (host.clone / "public" / "index.html").read_text(encoding="utf-8")


def test_site_with_a_fault_is_published_and_the_next_job_is_red(host):
    host.run("hele-nettstedet", "2021-02-01")
    path = host.clone / "measures/rus-2019/14-mo-sentre.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("owner: rehabiliteringsseksjonen", "owner: brannvesen"), "utf-8")
    host.run("pages", "2021-02-01")
    assert (host.clone / "public/index.html").is_file()
    assert "mangler.txt" in gitlab.PIPELINE["pages"]["artifacts"]["paths"]
    with pytest.raises(AssertionError, match="Noe mangler på nettstedet"):
        host.run("hele-nettstedet", "2021-02-01")


def test_report_is_released_with_its_files_once(host):
    (host.clone / "mangler.txt").write_text(
        "Noe mangler på nettstedet."
    )  # as the job before it leaves it
    host.run("rapport", "2021-02-01")
    (release,) = host.state.releases
    assert release["tag_name"] == "rapport-rus-2019-2020-Q4"
    assert release["name"] == "Ruspolitisk handlingsplan: rapport for fjerde kvartal 2020"
    assert release["ref"] == run_git(host.clone, "rev-parse", "HEAD")
    for file, size in host.state.packages.items():
        assert size > 0
        assert f"/packages/generic/rapport/{file})" in release["description"]
    assert "rapport-rus-2019-2020-Q4/rus-2019-2020-Q4.pdf" in host.state.packages

    run_git(host.clone, "tag", release["tag_name"])
    host.run("rapport", "2021-02-08")
    assert len(host.state.releases) == 1


def test_a_plan_that_cannot_be_read_makes_the_job_red_and_costs_no_other_its_report(host):
    (host.clone / "plans/bolig-2019").mkdir()
    (host.clone / "plans/bolig-2019/plan.yml").write_text("id: [bolig", "utf-8")
    with pytest.raises(AssertionError, match=r"mangler: plans/bolig-2019/plan\.yml"):
        host.run("rapport", "2021-02-01")
    (release,) = host.state.releases
    assert release["tag_name"] == "rapport-rus-2019-2020-Q4"


def test_a_plan_with_personal_data_makes_the_job_red_and_costs_no_other_its_report(host):
    plan = (host.clone / "plans/rus-2019/plan.yml").read_text("utf-8")
    (host.clone / "plans/bolig-2019").mkdir()  # before the other in each list
    text = plan.replace("title: Ruspolitisk", "title: Boligsosial") + "# Ring 412 34 567\n"
    (host.clone / "plans/bolig-2019/plan.yml").write_text(text, "utf-8")
    with pytest.raises(AssertionError) as red:
        host.run("rapport", "2021-02-01")
    assert "filene har personopplysninger" in str(red.value)
    _, _, named = str(red.value).partition(
        "Disse rapportene er ikke gitt ut. Det står over hvorfor.\n"
    )
    assert (
        named.split("\n")[0].strip() == "Boligsosial handlingsplan: rapport for fjerde kvartal 2020"
    )
    assert "Ruspolitisk" not in named
    (release,) = host.state.releases
    assert release["tag_name"] == "rapport-rus-2019-2020-Q4"
    released = (host.clone / "utgitt.tsv").read_text("utf-8").splitlines()
    assert [row.split("\t")[2] for row in released] == ["rapport-rus-2019-2020-Q4"]


def issue(host: GitLab) -> dict[str, Any]:
    (only,) = host.state.issues
    return dict(only)


def test_reminders_are_one_issue_that_is_kept_up(host):
    states = [
        ("2020-03-20", "opened"),
        ("2020-04-01", "opened"),
        ("2021-06-01", "closed"),
        ("2020-12-24", "opened"),
    ]
    for day, state in states:
        for source in ("schedule", "push"):  # an answer that came in reminds nobody
            host.run(
                "påminnelser", day, TILTAK_TOKEN=gitlab.PROJECT_TOKEN, CI_PIPELINE_SOURCE=source
            )
            assert issue(host)["state"] == state
    assert issue(host)["title"] == "Påminnelser"
    assert len(host.state.notes) == 2
    assert "Status for første kvartal 2020" in host.state.notes[0]


def test_issue_leads_to_the_report_and_is_closed_by_it(host):
    """Once closed, it waits for a day of reminding."""
    name = "rapport-rus-2019-2020-Q1"
    given = {"TILTAK_TOKEN": gitlab.PROJECT_TOKEN, "CI_PIPELINE_SOURCE": "schedule"}
    row = f"rus-2019\t2020-Q1\t{name}\tRuspolitisk handlingsplan: rapport for første kvartal 2020\n"
    (host.clone / "utgitt.tsv").write_text(row, encoding="utf-8")  # as the job before it leaves it
    for day in ("2020-05-03", "2020-05-04"):
        host.run("påminnelser", day, **given)
    assert f"<{PROJECT}/-/releases/{name}>" in issue(host)["description"]
    assert issue(host)["state"] == "closed"
    (host.clone / "utgitt.tsv").write_text("")  # the job has nothing more to release
    run_git(host.clone, "tag", name)
    host.run("påminnelser", "2020-05-05", **given)
    assert f"<{PROJECT}/-/releases/{name}>" in issue(host)["description"]
    assert issue(host)["state"] == "closed"


def test_a_measure_that_cannot_be_read_makes_the_job_red_and_costs_nobody_a_reminder(host):
    path = host.clone / "measures/rus-2019/14-mo-sentre.yml"
    path.write_text(path.read_text("utf-8").replace("number: 14", "number: [14"), "utf-8")
    for day in ("2020-04-01", "2021-06-01"):
        for token in ("", gitlab.PROJECT_TOKEN):
            with pytest.raises(AssertionError, match="tt tiltak kan ikke leses"):
                host.run("påminnelser", day, TILTAK_TOKEN=token, CI_PIPELINE_SOURCE="schedule")
    assert "Status for første kvartal 2020" in issue(host)["description"]
    assert issue(host)["state"] == "opened"


def test_a_plan_that_cannot_be_read_makes_the_job_red_and_costs_no_other_its_reminders(host):
    (host.clone / "plans/bolig-2019").mkdir()
    (host.clone / "plans/bolig-2019/plan.yml").write_text("id: [bolig", "utf-8")
    for token in ("", gitlab.PROJECT_TOKEN):
        with pytest.raises(AssertionError, match=r"plans/bolig-2019/plan\.yml kan ikke leses"):
            host.run("påminnelser", "2020-04-01", TILTAK_TOKEN=token, CI_PIPELINE_SOURCE="schedule")
    assert "Status for første kvartal 2020" in issue(host)["description"]


def test_reminders_without_a_token_are_only_shown(host):
    told = host.run("påminnelser", "2020-04-01")
    assert "Status for første kvartal 2020" in told
    assert "TILTAK_TOKEN mangler" in told
    assert host.state.issues == []
