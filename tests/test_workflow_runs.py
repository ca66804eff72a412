"""The workflows run: their own command lines, in clean clones, with the rights they are given."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ci.expressions import evaluate
from tests.ci.runner import REPOSITORY, ROOT, WORKFLOWS, Event, GitHub, Job, read
from tests.gitfolder import run_git

MO_CENTRES = "measures/rus-2019/14-mo-sentre.yml"
OTHER = "measures/rus-2019/18-jaeren-recovery-college.yml"
TODAY = "2021-02-01"


@pytest.fixture
def github(tmp_path, snapshot) -> GitHub:
    return GitHub(tmp_path / "github", TODAY, snapshot)


def green(*jobs: Job) -> None:
    for job in jobs:
        assert job.result == "success", job.log


def replace_in(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# ------------------------------------------------------------------------- a pull request


NEWS = """status:
  - date: 2020-12-20
    phase: paused
    reason: staffing
    note: Prosjektlederen har sluttet, og stillingen lyses ut på nytt.
"""


def break_form(folder: Path, form: str) -> None:
    with (folder / "tooling/tiltak/reports/writers.py").open("a", encoding="utf-8") as file:
        file.write(
            f'\n\ndef _broken(_):\n    raise RuntimeError("x")\n\n\nWRITERS["{form}"] = _broken\n'
        )
    run_git(folder, "commit", "--all", "--quiet", "--message", "Et format mangler")


def report_news(folder: Path) -> None:
    replace_in(folder, MO_CENTRES, "status:\n", NEWS)


def propose(host: GitHub, change, number: int = 7) -> Event:
    """Opens pull request `number`, or pushes more to it; the event that GitHub then sends."""
    folder = host.clone()
    head = f"refs/pull/{number}/head"
    opened = [p for p in host.state["pulls"] if p["number"] == number]
    if opened:
        run_git(folder, "pull", "--quiet", "--no-rebase", "origin", head)
    change(folder)
    sha = host.push(folder, head)
    merged = host.clone()
    run_git(merged, "fetch", "--quiet", "origin", head)
    run_git(merged, "merge", "--quiet", "--no-ff", "--no-edit", "FETCH_HEAD")
    run_git(merged, "push", "--quiet", "--force", "origin", f"HEAD:refs/pull/{number}/merge")
    others = [p for p in host.state["pulls"] if p["number"] != number]
    pull = {"number": number, "state": "open", "headRefOid": sha, "baseRefName": "main"}
    host.remember(pulls=[*others, pull])
    return Event("pull_request", f"refs/pull/{number}/merge", {"pull_request": {"number": number}})


def checked(host: GitHub, number: int = 7) -> Event:
    """The event that GitHub sends when check.yml has run for a pull request."""
    (pull,) = [p for p in host.state["pulls"] if p["number"] == number]
    run = {
        "id": 1,
        "event": "pull_request",
        "head_sha": pull["headRefOid"],
        "html_url": "https://prove.example/runs/1",
    }
    return Event("workflow_run", payload={"workflow_run": run})


def move_on_main(host: GitHub) -> None:
    folder = host.clone()
    replace_in(folder, OTHER, "status:\n", NEWS)
    host.push(folder, "refs/heads/main")


def test_check_is_green_on_main(github):
    (job,) = github.run("check.yml", Event("push"))["check"]
    green(job)
    assert "Alt er i orden." in job.log
    assert job.summary == ""


def test_check_says_in_the_summary_what_a_proposal_changes(github):
    event = propose(github, report_news)
    (job,) = github.run("check.yml", event, {"check"})["check"]
    green(job)
    assert "**14. " in job.summary
    assert "lyses ut på nytt" in job.summary


def test_check_leaves_out_what_came_to_main_meanwhile(github):
    propose(github, report_news)
    move_on_main(github)
    event = propose(github, lambda folder: None)
    (job,) = github.run("check.yml", event, {"check"})["check"]
    green(job)
    assert "**14. " in job.summary
    assert "**18. " not in job.summary


def test_check_marks_the_line_and_fails_but_still_shows_the_changes(github):
    def wrong(folder):
        report_news(folder)
        replace_in(folder, MO_CENTRES, "owner: rehabiliteringsseksjonen", "owner: brannvesenet")

    (job,) = github.run("check.yml", propose(github, wrong), {"check"})["check"]
    assert job.result == "failure"
    assert f"::error file={MO_CENTRES},line=" in job.log
    assert "**14. " in job.summary


PREPARED = """\
name: Gjør klart Tiltak
description: Er gjort.
inputs: {check: {description: Om planene skal sjekkes}}
runs: {using: composite, steps: [{run: tiltak --version, shell: bash}]}
"""


def test_a_runner_that_others_wrote_reads_check_as_the_stand_in_does(github, tmp_path):
    """act, with this machine as the runner; making `tiltak` ready is what it leaves out."""
    propose(github, report_news)
    folder = github.clone()
    run_git(folder, "fetch", "--quiet", "origin", "refs/pull/7/merge")
    run_git(folder, "checkout", "--quiet", "-B", "forslag", "FETCH_HEAD")
    (folder / "action.yml").write_text(PREPARED)
    (tmp_path / "event.json").write_text('{"pull_request": {"number": 7}}')
    done = subprocess.run(
        [
            Path(sys.executable).with_name("act"), "pull_request", "--job", "check",
            "--workflows", ".github/workflows/check.yml", "--eventpath", tmp_path / "event.json",
            "--platform", "ubuntu-24.04=-self-hosted", "--env", f"TILTAK_TODAY={TODAY}",
        ],
        cwd=folder, env=os.environ | {"PATH": f"{github.bin}:{os.environ['PATH']}", "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Alt er i orden." in done.stdout
    assert "**14. " in done.stdout.partition("Summary - ")[2]


def comments(host: GitHub) -> list[str]:
    return [comment["body"] for comment in host.state["comments"]]


def test_comment_holds_the_changes(github):
    propose(github, report_news)
    green(*github.run("comment.yml", checked(github))["comment"])
    (body,) = comments(github)
    assert body.startswith("<!-- tiltak-endringer -->\n")
    assert "**14. " in body
    assert "| Status | ▶ Pågår | **❚ På vent** |" in body
    assert "lyses ut på nytt" in body


def test_comment_leads_to_the_pages_of_the_proposal_but_not_to_those_of_a_copy(github):
    event = propose(github, report_news)
    green(*github.run("check.yml", event, {"preview"})["preview"])
    green(*github.run("comment.yml", checked(github))["comment"])
    (body,) = comments(github)
    assert "Pakk ut [arkivet](https://prove.example/runs/1/artifacts/500)" in body
    (page,) = re.findall("Siden slik den blir: `(.+)`", body)
    page_of_it = (github.folder / "forslag" / page).read_text(encoding="utf-8")
    assert "stillingen lyses ut på nytt" in page_of_it
    github.remember(pulls=[github.state["pulls"][0] | {"isCrossRepository": True}])
    green(*github.run("comment.yml", checked(github))["comment"])
    (body,) = comments(github)
    assert "lyses ut på nytt" in body
    assert "arkivet" not in body


def test_comment_is_updated_and_not_repeated(github):
    propose(github, report_news)
    github.remember(comments=[
        {"id": n, "issue": 7, "user": {"login": "kari", "type": "User"},
         "body": "<!-- tiltak-endringer --> Jeg heter ikke bot."}
        for n in range(40)
    ])  # fmt: skip
    green(*github.run("comment.yml", checked(github))["comment"])
    propose(github, lambda folder: replace_in(folder, MO_CENTRES, "på nytt.", "i mars."))
    green(*github.run("comment.yml", checked(github))["comment"])
    *others, ours = comments(github)
    assert len(others) == 40
    assert set(others) == {"<!-- tiltak-endringer --> Jeg heter ikke bot."}
    assert "lyses ut i mars" in ours


def test_each_proposal_has_its_own_comment(github):
    for number in (7, 8):
        propose(github, report_news, number)
        green(*github.run("comment.yml", checked(github, number))["comment"])
    assert [comment["issue"] for comment in github.state["comments"]] == [7, 8]


def test_comment_shows_what_the_proposal_changes_and_not_what_came_to_main_since(github):
    propose(github, report_news)
    move_on_main(github)
    green(*github.run("comment.yml", checked(github))["comment"])
    (body,) = comments(github)
    assert "**14. " in body
    assert "**18. " not in body


def test_nothing_of_a_proposal_is_run_with_the_right_to_comment(github):
    """Code, action and settings of the proposal are all hostile; main's are the ones that run."""

    def hostile(folder):
        report_news(folder)
        for name in (
            "tooling/tiltak/__main__.py",
            "tooling/tiltak/cli.py",
            "tooling/tiltak/read/clock.py",
        ):
            (folder / name).write_text("raise SystemExit('owned')\n")
        (folder / "Makefile").write_text("setup:\n\ttouch /tmp/owned\n")
        (folder / "action.yml").write_text("runs: {using: composite, steps: []}\n")
        (folder / ".gitattributes").write_text("* filter=owned\n")

    event = propose(github, hostile)
    assert (
        github.run("check.yml", event, {"check"})["check"][0].result == "failure"
    )  # without rights, it does
    (job,) = github.run("comment.yml", checked(github))["comment"]
    green(job)
    assert "owned" not in job.log
    assert len(comments(github)) == 1
    assert run_git(job.folder, "rev-parse", "HEAD") == github.commit_of("main")
    assert run_git(job.folder, "status", "--porcelain") == "?? kommentar.md"


@pytest.mark.parametrize("state", ["closed", "moved on"])
def test_proposal_that_is_closed_or_has_moved_on_gets_no_comment(github, state):
    propose(github, report_news)
    event = checked(github)
    if state == "closed":
        github.remember(pulls=[github.state["pulls"][0] | {"state": "closed"}])
    else:
        propose(github, lambda folder: replace_in(folder, MO_CENTRES, "på nytt.", "i mars."))
    green(*github.run("comment.yml", event)["comment"])
    assert comments(github) == []


def write_many(folder: Path, words: str, count: int = 40, title: str = "Nytt") -> None:
    for number in range(100, 100 + count):
        path = folder / f"measures/rus-2019/{number}-nytt.yml"
        path.write_text(
            f"number: {number}\ntitle: {title}\nsummary: {words}\n"
            "focus_area: tidlig-innsats\nkind: establish\nstatus: []\n"
        )


def test_changes_too_long_for_a_comment_are_pointed_at(github):
    folder = github.clone()
    write_many(folder, "Noe.")
    github.push(folder, "refs/heads/main")
    words = " ".join(f"Ny setning {n}." for n in range(150))
    propose(github, lambda folder: write_many(folder, words))
    green(*github.run("comment.yml", checked(github))["comment"])
    (body,) = comments(github)
    assert body.startswith("<!-- tiltak-endringer -->\n")
    assert "https://prove.example/runs/1" in body
    assert len(body) < 300


def test_push_to_main_gets_no_comment(github):
    event = Event("workflow_run", payload={"workflow_run": {"event": "push"}})
    assert github.run("comment.yml", event)["comment"][0].result == "skipped"


# ------------------------------------------------------------------------------------ the site


def test_site_is_built_and_laid_out(github):
    done = github.run("site.yml", Event("push"))
    green(*done["build"], *done["deploy"])
    assert github.pages
    assert "Ruspolitisk handlingsplan" in (github.pages / "index.html").read_text(encoding="utf-8")


def test_site_with_a_fault_is_laid_out_without_it_and_the_run_is_red(github):
    """One file that is wrong and one form that cannot be made cost themselves."""
    folder = github.clone()
    replace_in(folder, MO_CENTRES, "owner: rehabiliteringsseksjonen", "owner: brannvesenet")
    break_form(folder, "csv")
    github.push(folder, "refs/heads/main")
    done = github.run("site.yml", Event("schedule"))
    assert [done[name][0].result for name in ("build", "deploy")] == ["success", "failure"]
    assert "::error file=measures/rus-2019/14-mo-sentre.yml" in done["build"][0].log
    assert ".csv kunne ikke lages" in done["build"][0].log
    assert "Nettstedet er lagt ut, men noe mangler" in done["deploy"][0].log
    assert github.pages
    assert "Ruspolitisk handlingsplan" in (github.pages / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("fault", ["a person", "our own"])
def test_site_that_must_not_or_cannot_be_built_is_not_laid_out(github, fault):
    folder = github.clone()
    if fault == "a person":
        replace_in(folder, MO_CENTRES, "number: 14", "# Ring 412 34 567\nnumber: 14")
    else:
        broken = folder / "tooling/tiltak/site/frame.py"
        broken.write_text("raise ZeroDivisionError\n", encoding="utf-8")
        run_git(folder, "commit", "--all", "--quiet", "--message", "Feil hos oss")
    github.push(folder, "refs/heads/main")
    done = github.run("site.yml", Event("schedule"))
    assert [done[name][0].result for name in ("build", "deploy")] == ["failure", "skipped"]
    assert github.pages is None


# ---------------------------------------------------------------------------------- the report

MONDAY = Event("schedule")


def by_hand(**inputs: str) -> Event:
    return Event("workflow_dispatch", inputs={"deliver": "utgivelse"} | inputs)


def test_report_that_is_due_is_released_once(github):
    done = github.run("report.yml", MONDAY)
    green(*done["due"], *done["release"])
    assert done["propose"][0].result == "skipped"
    (release,) = github.state["releases"]
    assert release["name"] == "rapport-rus-2019-2020-Q4"
    assert release["title"] == "Ruspolitisk handlingsplan: rapport for fjerde kvartal 2020"
    assert release["target"] == github.commit_of("main")
    assert release["latest"] == "false"
    assert "fjerde kvartal 2020" in release["notes"]
    for form in ("md", "html", "pdf", "docx", "xlsx", "csv", "json"):
        assert release["files"][f"rus-2019-2020-Q4.{form}"] > 0

    run_git(github.bare, "tag", release["name"], release["target"])  # as GitHub does
    again = github.run("report.yml", MONDAY)
    green(*again["due"])
    assert [again[name][0].result for name in ("release", "propose")] == ["skipped", "skipped"]
    assert len(github.state["releases"]) == 1


def test_report_with_a_form_that_cannot_be_made_is_released_without_it(github):
    folder = github.clone()
    break_form(folder, "pdf")
    github.push(folder, "refs/heads/main")
    done = github.run("report.yml", MONDAY)
    assert [done[name][0].result for name in ("due", "release")] == ["success", "failure"]
    (release,) = github.state["releases"]
    endings = {Path(name).suffix for name in release["files"]}
    assert endings == {".md", ".html", ".docx", ".xlsx", ".csv", ".json"}


@pytest.mark.parametrize("fault", ["a plan", "an owner"])
def test_a_fault_in_the_files_makes_the_run_red_and_costs_no_other_report(github, fault):
    folder = github.clone()
    if fault == "a plan":
        (folder / "plans/bolig-2019").mkdir()
        (folder / "plans/bolig-2019/plan.yml").write_text("id: [bolig", "utf-8")
        run_git(folder, "add", "plans")
    else:
        replace_in(folder, MO_CENTRES, "owner: rehabiliteringsseksjonen", "owner: brannvesenet")
    github.push(folder, "refs/heads/main")
    done = github.run("report.yml", MONDAY)
    assert [done[name][0].result for name in ("due", "faults")] == ["success", "failure"]
    assert ("mangler: plans/bolig-2019/plan.yml" in done["due"][0].log) == (fault == "a plan")
    (release,) = github.state["releases"]
    assert release["name"] == "rapport-rus-2019-2020-Q4"


def test_a_plan_with_personal_data_gets_no_report_and_costs_no_other_its_own(github):
    add_plan(github, "bolig-2019", "calendar: quarter", "calendar: quarter # Ring 412 34 567")
    done = github.run("report.yml", MONDAY)
    assert [job.result for job in (*done["faults"], *done["release"])] == [
        "failure",
        "failure",
        "success",
    ]
    assert "filene har personopplysninger" in done["release"][0].log
    (release,) = github.state["releases"]
    assert release["name"] == "rapport-rus-2019-2020-Q4"


def test_report_by_hand_is_of_the_period_asked_for_and_never_replaces_one(github):
    names = []
    for _ in range(2):
        (due,) = github.run("report.yml", by_hand(period="2020-T2"), only={"due"})["due"]
        green(due)
        (row,) = json.loads(due.outputs["due"])
        assert (row["plan"], row["period"]) == ("rus-2019", "2020-T2")
        names.append(row["name"])
        run_git(github.bare, "tag", row["name"], "main")  # as the release does
    assert names == ["rapport-rus-2019-2020-T2", "rapport-rus-2019-2020-T2.2"]


def test_report_of_no_period_stops_before_anything_is_written(github):
    done = github.run("report.yml", by_hand(period="kvartal 4"))
    assert done["due"][0].result == "failure"
    assert "er ikke en periode" in done["due"][0].log
    assert done["release"][0].result == "skipped"


def test_period_from_the_form_is_no_command(github):
    done = github.run("report.yml", by_hand(period="$(touch owned) 2020-Q4; touch owned"))
    assert done["due"][0].result == "failure"
    assert not (done["due"][0].folder / "owned").exists()


def test_report_can_be_proposed_and_is_then_not_made_again(github):
    github.variables["TILTAK_REPORT"] = "forslag"
    name = "rapport-rus-2019-2020-Q4"
    done = github.run("report.yml", MONDAY)
    green(*done["due"], *done["propose"])
    assert done["release"][0].result == "skipped"
    (pull,) = github.state["pulls"]
    assert (pull["headRefName"], pull["baseRefName"]) == (name, "main")
    assert "fjerde kvartal 2020" in pull["body"]
    changed = run_git(github.bare, "diff", "--name-only", "main", name).splitlines()
    assert f"reports/{name}/rus-2019-2020-Q4.pdf" in changed
    assert all(path.startswith(f"reports/{name}/") for path in changed)

    waiting = github.run("report.yml", MONDAY)
    assert waiting["propose"][0].result == "skipped"
    run_git(github.bare, "update-ref", "refs/heads/main", name)  # merged, and the branch removed
    run_git(github.bare, "update-ref", "-d", f"refs/heads/{name}")
    merged = github.run("report.yml", MONDAY)
    assert merged["due"][0].outputs["due"] == "[]"


HOOKS = ("pre-commit", "commit-msg", "post-checkout", "pre-push", "reference-transaction")


def test_a_hook_that_a_library_left_is_not_run_beside_the_token(github, tmp_path):
    ran = tmp_path / "ran"
    folder = github.clone()
    with (folder / "tooling/tiltak/reports/writers.py").open("a", encoding="utf-8") as file:
        file.write(
            f"\nfrom pathlib import Path\n\nfor _name in {HOOKS}:\n    _hook = Path('.git/hooks', _name)\n"
            f"    _hook.parent.mkdir(exist_ok=True)\n    _hook.write_text('#!/bin/sh\\n[ -z \"$GH_TOKEN\" ] || touch {ran}\\n')\n    _hook.chmod(0o755)\n"
        )
    run_git(folder, "commit", "--all", "--quiet", "--message", "En krok")
    github.push(folder, "refs/heads/main")
    github.variables["TILTAK_REPORT"] = "forslag"
    (job,) = github.run("report.yml", MONDAY)["propose"]
    green(job)
    assert all(next(job.folder.parent.rglob(f".git/hooks/{name}")).exists() for name in HOOKS)
    assert not ran.exists()


@pytest.mark.parametrize(
    ("chosen", "setting", "due", "runs"),
    [
        ("", "", "[1]", {"release"}),
        ("", "utgivelse", "[1]", {"release"}),
        ("", "forslag", "[1]", {"propose"}),
        ("forslag", "utgivelse", "[1]", {"propose"}),
        ("utgivelse", "forslag", "[1]", {"release"}),
        ("forslag", "", "[]", set()),
        ("", "", "[]", set()),
    ],
)
def test_choice_in_the_form_goes_before_the_setting(chosen, setting, due, runs):
    jobs = read(WORKFLOWS / "report.yml")["jobs"]
    contexts = {
        "inputs": {"deliver": chosen},
        "vars": {"TILTAK_REPORT": setting},
        "needs": {"due": {"outputs": {"due": due}}},
    }
    assert {n for n in ("release", "propose") if evaluate(jobs[n]["if"], contexts)} == runs


def add_plan(host: GitHub, id: str, old: str, new: str) -> None:
    """A second plan on main, like the first but for one text."""
    folder = host.clone()
    plan = (folder / "plans" / "rus-2019" / "plan.yml").read_text(encoding="utf-8")
    assert old in plan
    (folder / "plans" / id).mkdir()
    text = re.sub(r"(?m)^short_title: .*\n", "", plan).replace(old, new)
    (folder / "plans" / id / "plan.yml").write_text(text, encoding="utf-8")
    host.push(folder, "refs/heads/main")


def test_two_plans_with_two_calendars_get_a_report_each(github):
    add_plan(github, "helse-2019", "calendar: quarter", "calendar: tertial")
    (due,) = github.run("report.yml", MONDAY, only={"due"})["due"]
    green(due)
    assert [row["name"] for row in json.loads(due.outputs["due"])] == [
        "rapport-helse-2019-2020-T3",
        "rapport-rus-2019-2020-Q4",
    ]


def test_report_is_asked_for_every_week():
    """tests/test_judge_due_reports.py shows that a timer on Mondays makes every report of every calendar."""
    ((cron,),) = [[entry["cron"] for entry in read(WORKFLOWS / "report.yml")["on"]["schedule"]]]
    minute, hour, *rest = cron.split()
    assert rest == ["*", "*", "1"]
    assert 0 < int(minute) < 60  # on the hour GitHub has the longest queues
    assert int(hour) < 22  # the same day in Norway


# -------------------------------------------------------------------------------- the reminders


@pytest.fixture
def spring(tmp_path, snapshot) -> GitHub:
    """The day after the first quarter of 2020, when many have not reported."""
    return GitHub(tmp_path / "github", "2020-04-01", snapshot)


def issue(host: GitHub) -> dict[str, Any]:
    (only,) = host.state["issues"]
    return dict(only)


def test_reminders_become_an_issue_and_the_issue_is_kept_up(spring):
    green(*spring.run("remind.yml", Event("schedule"))["remind"])
    first = issue(spring)
    assert (first["title"], first["labels"]) == ("Påminnelser", ["påminnelser"])
    assert "Status for første kvartal 2020" in first["body"]
    assert "Runden for første kvartal 2020: hørt fra" in first["body"]
    assert "- [ ] Rehabiliteringsseksjonen: 0 av " in first["body"]
    assert comments(spring) == []  # the new issue is itself what the readers are told

    spring.today = "2020-04-02"
    green(*spring.run("remind.yml", Event("schedule"))["remind"])
    assert issue(spring)["number"] == first["number"]
    assert comments(spring) == []  # nobody is to be reminded twice in two days


def test_day_of_reminding_is_a_comment(spring):
    spring.today = "2020-03-20"
    green(*spring.run("remind.yml", Event("schedule"))["remind"])
    spring.today = "2020-04-01"
    green(*spring.run("remind.yml", Event("schedule"))["remind"])
    (told,) = comments(spring)
    assert "Status for første kvartal 2020" in told


def test_reminders_too_long_for_an_issue_are_pointed_at(spring):
    spring.remember(
        labels=["påminnelser"],
        issues=[{"number": 200, "state": "OPEN", "title": "Påminnelser", "labels": ["påminnelser"], "body": ""}],
    )  # fmt: skip
    folder = spring.clone()
    write_many(folder, "Noe.", 600, f"Lang {'tittel ' * 15}")
    spring.push(folder, "refs/heads/main")
    (job,) = spring.run("remind.yml", Event("schedule"))["remind"]
    green(job)
    for text in (issue(spring)["body"], *comments(spring)):
        assert text.startswith("Det er for mye til en sak.")
    assert len(comments(spring)) == 1
    assert "Lang tittel" in job.summary


def test_run_by_hand_or_for_an_answer_reminds_nobody_again(spring):
    for event in ("workflow_dispatch", "push"):
        green(*spring.run("remind.yml", Event(event))["remind"])
    issue(spring)
    assert comments(spring) == []


def test_issue_is_closed_when_nothing_is_open_and_opened_again(spring):
    for day, state in [("2020-04-01", "OPEN"), ("2021-06-01", "CLOSED"), ("2020-12-24", "OPEN")]:
        spring.today = day
        green(*spring.run("remind.yml", Event("schedule"))["remind"])
        assert issue(spring)["state"] == state


def test_issue_leads_to_the_report_that_is_proposed_or_released(spring):
    spring.today = "2020-05-04"
    name = "rapport-rus-2019-2020-Q1"
    pull = {"number": 100, "state": "open", "headRefName": name}
    copy = pull | {"number": 99, "isCrossRepository": True}
    released = f"https://prove.example/{REPOSITORY}/releases/tag/{name}"
    for change, address in [
        (lambda: spring.remember(pulls=[copy]), ""),
        (lambda: spring.remember(pulls=[copy, pull]), "https://prove.example/pull/100"),
        (lambda: run_git(spring.bare, "tag", name, "main"), released),
    ]:
        change()
        green(*spring.run("remind.yml", Event("workflow_dispatch"))["remind"])
        link = f"Rapporten for første kvartal 2020 er laget: <{address}>"
        assert (link in issue(spring)["body"]) == bool(address)
        assert ("Neste steg er rapporten." in issue(spring)["body"]) == (not address)


def test_issue_is_closed_by_the_report_and_opened_on_a_day_of_reminding(spring):
    green(*spring.run("remind.yml", Event("schedule"))["remind"])
    number = issue(spring)["number"]
    spring.today = TODAY
    spring.variables["TILTAK_REPORT"] = "forslag"
    green(*spring.run("report.yml", MONDAY)["propose"])
    (pull,) = spring.state["pulls"]
    assert pull["body"].endswith(f"\nCloses #{number}\n")  # which GitHub does when it is merged

    run_git(spring.bare, "update-ref", "-d", f"refs/heads/{pull['headRefName']}")
    green(*spring.run("report.yml", by_hand(period="2020-Q4"))["release"])
    released = f"https://prove.example/{REPOSITORY}/releases/tag/{pull['headRefName']}"
    assert comments(spring) == [f"Rapporten er gitt ut: {released}"]
    days = ("2020-05-05", "push"), ("2020-05-05", "schedule"), ("2020-12-24", "schedule")
    for (spring.today, event), state in zip(days, ("CLOSED", "CLOSED", "OPEN"), strict=True):
        green(*spring.run("remind.yml", Event(event))["remind"])
        assert issue(spring)["state"] == state


def test_no_issue_without_anything_to_say(github):
    """The plan is followed to the end of 2020 and no longer."""
    (job,) = github.run("remind.yml", Event("schedule"))["remind"]
    green(job)
    assert github.state["issues"] == []


def test_every_plan_has_its_reminders_in_the_issue(spring):
    add_plan(spring, "helse-2019", "title: Ruspolitisk", "title: Helsepolitisk")
    folder = spring.clone()
    measures = folder / "measures"
    (measures / "helse-2019").mkdir()
    name = "24-botilbud-for-kvinner.yml"
    (measures / "helse-2019" / name).write_bytes((measures / "rus-2019" / name).read_bytes())
    spring.push(folder, "refs/heads/main")
    green(*spring.run("remind.yml", Event("schedule"))["remind"])
    assert "Helsepolitisk" in issue(spring)["body"]
    assert "Ruspolitisk" in issue(spring)["body"]


def test_a_measure_that_cannot_be_read_makes_the_run_red_and_costs_nobody_a_reminder(spring):
    folder = spring.clone()
    replace_in(folder, MO_CENTRES, "number: 14", "number: [14")
    spring.push(folder, "refs/heads/main")
    for day, says in (("2020-04-01", True), ("2021-06-01", False)):
        spring.today = day
        (job,) = spring.run("remind.yml", Event("schedule"))["remind"]
        assert job.result == "failure"
        assert "ett tiltak kan ikke leses" in job.log.lower()
        assert "::error::Noe kan ikke leses" in job.log
        if says:
            assert "Status for første kvartal 2020" in issue(spring)["body"]
        assert issue(spring)["state"] == "OPEN"  # where nobody knows that all is in order


def test_a_plan_that_cannot_be_read_makes_the_run_red_and_costs_no_other_its_reminders(spring):
    add_plan(spring, "bolig-2019", "calendar: quarter", "calendar: [quarter")
    (job,) = spring.run("remind.yml", Event("schedule"))["remind"]
    assert job.result == "failure"
    assert "plans/bolig-2019/plan.yml kan ikke leses" in job.log
    assert "::error::Noe kan ikke leses" in job.log
    assert "Ruspolitisk" in issue(spring)["body"]


def test_mails_are_sent_once_from_a_job_and_recorded_without_addresses(spring, mailbox):
    spring.secrets = {
        "ADDRESSES": "koordinator: plan@kommunen.example",
        "TILTAK_SMTP": os.environ["TILTAK_SMTP"],
        "TILTAK_MAIL_FROM": "tiltak@kommunen.example",
    }
    (job,) = spring.run("mail.yml", Event("schedule"))["send"]
    assert job.result == "skipped"  # until somebody switches it on
    spring.variables = {"TILTAK_SEND": "ja"}
    mailbox.refused = "plan@kommunen.example"
    (job,) = spring.run("mail.yml", Event("schedule"))["send"]
    assert job.result == "failure"
    assert "Ikke sendt til " in job.log
    assert not list(job.folder.parent.rglob("adresser.yml"))
    mailbox.refused = ""
    green(*spring.run("mail.yml", Event("schedule"))["send"])
    sent = len(mailbox.mails)
    assert sent > 0
    folder = spring.clone()
    replace_in(folder, MO_CENTRES, "number: 14", "number: [14")
    spring.push(folder, "refs/heads/main")
    (job,) = spring.run("mail.yml", Event("workflow_dispatch"))["send"]
    assert (job.result, "tt tiltak kan ikke leses" in job.log) == ("failure", True)
    assert len(mailbox.mails) == sent
    recorded = run_git(spring.bare, "show", "sendt:sendt.jsonl")
    assert recorded.count('"sent"') == sent
    assert "@" not in recorded
    assert run_git(spring.bare, "ls-tree", "--name-only", "sendt") == "sendt.jsonl"


# ------------------------------------------------------------------------------- our own tools


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("a.b == 'x' && !cancelled()", True),
        ("(a.none || a.b || 'z') == 'x'", True),
        ("fromJSON(a.list)", [1]),
        ("a.b.c.d", ""),
        ("true", True),
    ],
)
def test_expressions_mean_what_they_mean_on_github(expression, value):
    assert evaluate(expression, {"a": {"b": "x", "list": "[1]"}}) == value


def test_unknown_context_stops_the_test():
    with pytest.raises(KeyError):
        evaluate("githib.token", {"github": {}})


def test_job_without_the_right_is_refused(github):
    """The stand-in for gh is as strict as the token."""
    refused = subprocess.run(
        [github.bin / "gh", "pr", "comment", "7", "--body-file", "x"],
        env={"FAKE_GITHUB": str(github.folder / "github.json"), "GH_TOKEN": "contents:read"},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refused.returncode == 1
    assert "pull-requests:write" in refused.stderr
