"""The form on the git host: made from the schema, and what comes back is text and nothing but text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tests.ci import gh
from tests.ci.runner import Event, GitHub
from tests.commandline import Ran, ran
from tests.gitfolder import run_git
from tests.trees import copy_of_the_small_plan
from tiltak.edit import write
from tiltak.forms import issue
from tiltak.problems import UsageError
from tiltak.read import plan_files, yaml_lines
from tiltak.read.load import load

ROOT = Path(__file__).parents[1]
MO_CENTRES = "measures/rus-2019/14-mo-sentre.yml"
TODAY = "2021-02-01"

ANSWERS = {
    "Tiltak": "rus-2019/14 Mottaks- og oppfølgingssentre for unge og for voksne",
    "Fase": "På vent",
    "Begrunnelse": "Lokalene har ikke fått penger.",
    "Dato": "31.12.2020",
    "Tillit til fristene": "_No response_",
    "Årsak": "Finansiering",
    "Slått sammen med": "_No response_",
    "Kilde": "rus-2019/hop-2021 – Handlings- og økonomiplan 2021–2024, kapittel 9 Helse og velferd",
    "Sted i kilden": "9.10",
}


def body(**changes: str) -> str:
    """The issue as GitHub writes it."""
    answers = ANSWERS | {key.replace("_", " "): value for key, value in changes.items()}
    return "\n\n".join(f"### {heading}\n\n{answer}" for heading, answer in answers.items())


# The form


def test_the_form_in_the_repository_is_the_one_the_schema_and_the_files_give():
    portfolio = load(plan_files.worktree(ROOT).texts).portfolio
    assert (ROOT / issue.PATH).read_text(encoding="utf-8") == issue.issue_form(portfolio), (
        f"run `tiltak forms issue > {issue.PATH}`"
    )


def test_a_fault_that_is_reported_is_not_taken_for_a_status():
    """`form.yml` runs for an issue that begins with the heading «Tiltak»."""
    begins = "startsWith(github.event.issue.body, '### Tiltak')"
    assert begins in (ROOT / ".github/workflows/form.yml").read_text(encoding="utf-8")
    for path, first in {"status.yml": "Tiltak", "feil.yml": "Hva gjorde du?"}.items():
        form, problems = yaml_lines.parse((ROOT / issue.PATH).with_name(path).read_bytes(), path)
        assert not problems
        assert (
            next(part["attributes"]["label"] for part in form.value["body"] if "id" in part)
            == first
        )


@pytest.mark.slow
def test_the_form_is_what_the_git_host_takes():
    checked = subprocess.run(
        [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema",
         "vendor.github-issue-forms", ROOT / issue.PATH],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_headings_of_the_form_are_those_that_are_read():
    document, problems = yaml_lines.parse((ROOT / issue.PATH).read_bytes(), "")
    assert not problems
    fields = [part for part in document.value["body"] if part["type"] != "markdown"]
    assert [field["attributes"]["label"] for field in fields] == issue.headings() == list(ANSWERS)


# What is filled in


def test_a_filled_in_form_is_words_for_tiltak_set():
    filled = issue.filled_in(body())
    assert filled.measure == "rus-2019/14"
    assert filled.words == (
        "phase=På vent",
        "note=Lokalene har ikke fått penger.",
        "date=31.12.2020",
        "reason=Finansiering",
        "source=hop-2021#9.10",
    )
    assert issue.filled_in(body().replace("\n", "\r\n")) == filled


def test_nothing_new_is_its_own_answer():
    filled = issue.filled_in(body(Fase="Ingenting nytt", Årsak="_No response_"))
    assert "unchanged=true" in filled.words
    assert not [word for word in filled.words if word.startswith("phase")]


def test_a_heading_in_the_free_text_is_part_of_the_text():
    sly = "Se her.\n\n### Fase\n\nFullført\n\n### Tiltak\n\nrus-2019/1\n\n### Dato\n\n1.1.2020\n\n### Sted i kilden\n\n1"
    assert issue.filled_in(body(Begrunnelse=sly)).words == (
        "phase=På vent",
        f"note={sly}",
        "date=31.12.2020",
        "reason=Finansiering",
        "source=hop-2021#9.10",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "overskriften «Tiltak»"),
        ("### Tiltak\n\nrus-2019/14", "overskriften «Fase»"),
        (body(Tiltak="### Begrunnelse"), "hvilket tiltak"),
        (body().replace("### Dato", "Dato"), "overskriften «Dato»"),
        (body(Tiltak="tiltak 14"), "hvilket tiltak"),
        (body(Tiltak="../../etc/passwd"), "hvilket tiltak"),
        (body(Dato="_No response_"), "Fyll ut «Dato»"),
        (body(Kilde="annen-plan/dok – Noe"), "samme plan"),
        (body(Kilde="_No response_"), "men ikke «Kilde»"),
        ("x" * 70_000, "for lang"),
    ],
)
def test_what_is_no_filled_in_form_is_refused_in_plain_words(text, words):
    with pytest.raises(UsageError, match=words):
        issue.filled_in(text)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text):
    for whole in (text, body(Begrunnelse=text), body(Dato=text), body(Tiltak=text)):
        try:
            filled = issue.filled_in(whole)
        except UsageError:
            continue
        assert filled.measure.startswith("rus-2019/")


@given(st.text(max_size=200))
def test_an_answer_shows_what_was_written_as_text_only(text):
    lines = issue.refusal(text).splitlines()
    fence = next(line for line in lines if line.startswith("~~~"))
    assert fence.removesuffix("text") not in text
    assert fence.removesuffix("text") in lines


# The command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_the_small_plan(tmp_path / "planer")


def filed_as(text: Any, folder: Path) -> list[str]:
    """The words of the command line for an issue with this text."""
    event = folder.parent / "event.json"
    event.write_text(json.dumps({"issue": {"number": 3, "body": text}}), encoding="utf-8")
    return ["forms", "apply", "--event", str(event), "--answer", str(folder.parent / "svar.md")]


@pytest.fixture
def apply(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[Any], Ran]:
    return lambda text: ran(capsys, folder, *filed_as(text, folder))


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_form_becomes_a_status_and_touches_nothing_else(folder, apply):
    before = everything(folder)
    done = apply(body())
    assert done.code == 0, done.out + done.err
    assert "sendt videre som et forslag" in (folder.parent / "svar.md").read_text(encoding="utf-8")
    after = everything(folder)
    assert [path for path in after if after[path] != before[path]] == [MO_CENTRES]
    added = (
        "  - date: 2020-12-31\n    phase: paused\n    reason: funding\n    note: >-\n"
        "      Lokalene har ikke fått penger.\n    source: hop-2021#9.10\n"
    )
    old = before[MO_CENTRES].decode("utf-8")
    assert after[MO_CENTRES].decode("utf-8") == old.replace("status:\n", f"status:\n{added}", 1)


def reported(folder: Path, entry: str) -> None:
    """Measure 14 has another message already."""
    path = folder / MO_CENTRES
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status:\n", f"status:\n{entry}", 1), encoding="utf-8")


def test_the_answer_tells_what_the_check_warns_of_and_what_was_corrected(folder, apply):
    plan = folder / "plans/rus-2019/plan.yml"
    assert "followed_through:\n  date: 2020-12-31\n" in plan.read_text(encoding="utf-8")
    done = apply(body(Dato="20.01.2021"))
    assert done.code == 0, done.out + done.err
    answer = (folder.parent / "svar.md").read_text(encoding="utf-8")
    assert "sendt videre som et forslag" in answer
    assert "\n    Meldingen gjelder 20.01.2021, men planen er fulgt bare til og med 31.12.2020. Meldingen vises ikke.\n" in answer  # fmt: skip
    assert "followed_through" not in answer
    done = apply(body(Dato="20.01.2021", Begrunnelse="Nå er det rettet."))
    assert done.code == 0, done.out + done.err
    assert "\n    Det stod alt en melding for 20.01.2021. Den er rettet." in done.out


def test_what_a_source_says_is_not_overwritten_by_one_who_does_not_name_it(folder, apply):
    entry = "  - date: 2020-12-31\n    phase: in_progress\n    source: hop-2021#9\n"
    reported(folder, entry)
    before = everything(folder)
    form = {"Kilde": "_No response_", "Sted_i_kilden": "_No response_"}
    done = apply(body(**form))
    assert done.code == 1
    assert everything(folder) == before
    assert "Det står alt en melding for 31.12.2020, med kilden «Handlings- og" in done.out
    assert "Skriv en annen dag, eller fyll ut «Kilde»." in done.out
    assert apply(body(Dato="30.12.2020", **form)).code == 0
    assert apply(body()).code == 0  # another place in the source is another voice
    assert entry in (folder / MO_CENTRES).read_text(encoding="utf-8")


HOSTILE = {
    "Dato": ["$(touch x)", "2020-12-31; rm -rf .", "--help", "2099-01-01", "\x1b" * 50_000],
    "Fase": ["`id`", "completed\nowner=k46", "--root=/"],
    "Tiltak": ["rus-2019/999 x", "annen/1 x", "rus-2019/0 x"],
    "Årsak": ["'; DROP TABLE tiltak; --", "Annet enn det som finnes"],
    "Slått sammen med": ["14", "-1", "alt", "1, " * 16_000],
    "Begrunnelse": [
        "<script>alert(1)</script>",
        "[trykk](javascript:alert(1))",
        "=cmd|'/c calc'!A1",
        "Ring 51 23 45 67 eller skriv til ola.nordmann@example.com",
        "\u202eskjult",
        "_No response_",
        "\ud800",  # half a character, which JSON can hold and a file cannot
        "\x00",
        "x" * 50_000,
    ],
    "Sted i kilden": ["\ud800", "x" * 500],
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("heading", "text"), [(heading, text) for heading, texts in HOSTILE.items() for text in texts]
)
def test_a_hostile_form_changes_nothing_and_is_answered(folder, apply, heading, text):
    before = everything(folder)
    done = apply(body(**{heading.replace(" ", "_"): text}))
    assert done.code == 1, done.out + done.err
    assert everything(folder) == before
    answer = (folder.parent / "svar.md").read_text(encoding="utf-8")
    assert answer.startswith("Takk for meldingen. Den kan ikke tas inn slik den står:")
    assert len(answer) < gh.LONGEST_BODY
    assert "Traceback" not in done.err


def test_an_answer_is_as_long_as_a_git_host_takes_and_keeps_the_advice():
    answer = issue.refusal("\n".join(["«" + "\x1b" * 60_000 + "» er ikke en dato. Skriv en."] * 99))
    assert len(answer) < gh.LONGEST_BODY
    assert answer.count("er ikke en dato. Skriv en.\n") == issue.MOST_LINES
    assert "\n… og 49 til.\n" in answer


@pytest.mark.parametrize("text", [None, 3, [], {"body": "x"}])
def test_an_event_without_a_text_is_answered(folder, apply, text):
    assert apply(text).code == 1


@pytest.mark.parametrize("name", ["issue", "apply"])
def test_the_help_is_norwegian_to_the_end(capsys, name):
    out = ran(capsys, None, "forms", name, "--help").out
    assert out.startswith(f"Bruk: tiltak forms {name} [VALG]")
    assert "Vis denne hjelpen." in out
    assert "[required]" not in out


@pytest.mark.parametrize("text", [None, ""])
def test_an_empty_form_is_called_empty(folder, apply, text):
    assert "Skjemaet er tomt." in apply(text).out


@pytest.mark.parametrize(
    "text",
    [
        "Ferdig.\n    owner: k46\nstatus: []\nnumber: 1",
        "---\nnumber: 1\n...",
        "# bare en kommentar",
        "- date: 2020-01-01\n  phase: completed",
        "| \n > &anker *anker !!python/object {a: [b",
        "'en' \"to\" \\n \\u0041 `tre` ~~~ ```",
        "Linje\r\nmed\r\nWindows",
    ],
)
def test_text_that_is_yaml_becomes_text_in_one_field(folder, apply, text):
    old = yaml_lines.parse((folder / MO_CENTRES).read_bytes(), "")[0].value
    assert apply(body(Begrunnelse=text)).code == 0
    new, problems = yaml_lines.parse((folder / MO_CENTRES).read_bytes(), "")
    assert not problems
    entry, *rest = new.value["status"]
    assert {**new.value, "status": rest} == old
    assert entry["note"].split() == text.split()


def test_a_place_of_several_lines_is_one_line_of_text():
    filled = issue.filled_in(body(Sted_i_kilden="9.10\nowner: k46"))
    assert filled.words[-1] == "source=hop-2021#9.10 owner: k46"


def test_text_that_only_looks_dangerous_is_kept_as_it_is(folder, apply):
    harmless = "Kostnaden er $(1000) kr; `test` && mer. ${HOME} --flagg"
    assert apply(body(Begrunnelse=harmless)).code == 0
    assert harmless in (folder / MO_CENTRES).read_text(encoding="utf-8").replace("\n      ", " ")


# The workflow


@pytest.fixture
def github(tmp_path, snapshot) -> GitHub:
    return GitHub(tmp_path / "github", TODAY, snapshot)


def filed(host: GitHub, text: str) -> Event:
    """Somebody opens or edits issue 3."""
    known = {"number": 3, "state": "open", "title": "Status: ", "labels": [], "body": text}
    host.remember(issues=[known])
    payload = {"issue": known, "repository": {"default_branch": "main"}}
    return Event("issues", "refs/heads/main", payload)


def test_a_form_becomes_one_pull_request_and_an_edited_one_renews_it(github):
    github.run("form.yml", filed(github, body()))
    (pull,) = github.state["pulls"]
    assert (pull["headRefName"], pull["baseRefName"]) == ("skjema-3", "main")
    changed = run_git(github.bare, "diff", "--name-only", "main", "skjema-3")
    assert changed == MO_CENTRES
    assert "sendt videre" in github.state["comments"][0]["body"]
    github.run("form.yml", filed(github, body(Fase="Pågår")))
    assert len(github.state["pulls"]) == 1
    assert "phase: in_progress" in run_git(github.bare, "diff", "main", "skjema-3")
    assert "phase: paused" not in run_git(github.bare, "diff", "main", "skjema-3")


def test_a_form_that_is_edited_into_one_that_cannot_be_taken_closes_its_proposal(github):
    github.run("form.yml", filed(github, body()))
    github.run("form.yml", filed(github, body(Dato="31.12.2099")))
    (pull,) = github.state["pulls"]
    assert pull["state"] == "closed"
    (answer,) = (c["body"] for c in github.state["comments"] if c["issue"] == 3)
    assert "som ikke har vært ennå" in answer  # one answer, which is put right
    github.run("form.yml", filed(github, body()))
    assert [p["state"] for p in github.state["pulls"]] == ["closed", "open"]


def test_a_proposal_of_somebody_else_with_the_same_branch_is_not_ours(github):
    github.run("form.yml", filed(github, body(Dato="31.12.2099")))
    theirs = {"number": 9, "state": "open", "headRefName": "skjema-3", "isCrossRepository": True, "reviewDecision": ""}  # fmt: skip
    github.remember(pulls=[theirs])
    github.run("form.yml", filed(github, body()))
    first, ours = github.state["pulls"]
    assert (first["state"], ours["state"]) == ("open", "open")
    assert not ours["isCrossRepository"]


APPROVED = {"reviewDecision": "APPROVED"}


def reviewed(*reviews: str) -> dict[str, Any]:
    """Where the host asks for no review it decides nothing: «kari APPROVED», «ola COMMENTED»."""
    parts = [review.split() for review in reviews]
    return {"reviews": [{"author": {"login": who}, "state": state} for who, state in parts]}


REVIEWED = reviewed("kari APPROVED", "kari COMMENTED", "ola CHANGES_REQUESTED")


# More than are looked at; the host tells of the newest first.
OTHERS = [{"number": n, "state": "open", "headRefName": f"annet-{n}"} for n in range(2000, 3000)]


@pytest.mark.parametrize(
    "why",
    ["approved", "reviewed", "one of two", "among many", "by another", "without an address", "called main"],
)  # fmt: skip
def test_what_was_approved_or_changed_by_another_is_not_replaced(github, why):
    github.run("form.yml", filed(github, body()))
    (pull,) = github.state["pulls"]
    if why == "approved":
        github.remember(pulls=[pull | APPROVED])
    elif why == "reviewed":
        github.remember(pulls=[pull | REVIEWED])
    elif why == "one of two":
        github.remember(pulls=[pull | APPROVED, pull | {"number": 8, "baseRefName": "annen"}])
    elif why == "among many":
        github.remember(pulls=[*OTHERS, pull | APPROVED])
    else:
        clone = github.clone()
        run_git(clone, "switch", "--quiet", "skjema-3")
        committer = {"GIT_COMMITTER_EMAIL": ""} if why == "without an address" else {}
        run_git(clone, "commit", "--quiet", "--allow-empty", "--message", "Rettet", **committer)
        # Git takes a tag of this name for the branch, where it is not told which is meant.
        tags = ["HEAD:refs/tags/origin/main"] if why == "called main" else []
        run_git(clone, "push", "--quiet", "origin", "HEAD:skjema-3", *tags)
    before = github.commit_of("skjema-3")
    (job,) = github.run("form.yml", filed(github, body(Fase="Pågår")))["form"]
    assert job.result == "success", job.log
    assert github.commit_of("skjema-3") == before
    (answer,) = (c["body"] for c in github.state["comments"] if c["issue"] == 3)
    assert "alt godkjent eller endret av noen andre" in answer


@pytest.mark.parametrize("approved", [APPROVED, REVIEWED])
def test_what_was_approved_is_not_closed_by_the_one_who_filled_in_the_form(github, approved):
    github.run("form.yml", filed(github, body()))
    (pull,) = github.state["pulls"]
    github.remember(pulls=[pull | approved])
    github.run("form.yml", filed(github, body(Dato="31.12.2099")))
    assert github.state["pulls"][0]["state"] == "open"


def test_what_is_no_longer_approved_is_replaced(github):
    github.run("form.yml", filed(github, body()))
    (pull,) = github.state["pulls"]
    reviews = reviewed("kari APPROVED", "kari CHANGES_REQUESTED", "ola COMMENTED")
    github.remember(pulls=[pull | reviews])
    before = github.commit_of("skjema-3")
    github.run("form.yml", filed(github, body(Fase="Pågår")))
    assert github.commit_of("skjema-3") != before


def test_what_cannot_be_taken_is_answered_in_the_issue_and_goes_nowhere_else(github):
    hostile = body(Fase="$(touch /tmp/x)`id`")
    (job,) = github.run("form.yml", filed(github, hostile))["form"]
    assert job.result == "success", job.log
    assert "$(touch" not in "".join(re.findall(r"(?m)^\$ .*$", job.log))
    assert github.state["pulls"] == []
    (comment,) = github.state["comments"]
    assert "kan ikke tas inn" in comment["body"]
    assert run_git(github.bare, "branch", "--list", "skjema-*") == ""


@pytest.mark.parametrize("text", ["Hei, jeg lurer på noe.", "", "### Noe annet"])
def test_an_ordinary_issue_is_left_alone(github, text):
    (job,) = github.run("form.yml", filed(github, text))["form"]
    assert job.result == "skipped"
    assert github.state["comments"] == []


@pytest.mark.parametrize("around", ["k: {}\n", "k: [{}]\n"])
@given(text=st.text("ab?:#[]{}&,'\"-\t ", min_size=1, max_size=8))
@example(text="a\tb")
def test_other_readers_of_yaml_than_ours_read_what_is_written(around, text):
    """The git host has a reader of its own; this is the one of PyYAML in Python, which knows less than libyaml."""
    written = around.format(write.scalar(text, flow="[" in around))
    events = yaml.parse(written, Loader=yaml.SafeLoader)
    assert [e.value for e in events if isinstance(e, yaml.ScalarEvent)] == ["k", text]
