"""What the adopting body itself has changed is no slip: it names its decision, and is counted apart everywhere."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.commandline import ran
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tests.test_data_datasets import faults, registry  # noqa: F401 – a fixture
from tests.test_past_adoption import data, feed, pages
from tests.trees import changed
from tiltak.checks.rules import all_problems
from tiltak.judge.summary import summarise
from tiltak.model.texts import fingerprint
from tiltak.past.promises import broken, moved_promises
from tiltak.read import load
from tiltak.site.view import Site
from tiltak.words.language import words
from tiltak.workspace import Moment, open_workspace

A, B, C = (f"measures/p/{name}.yml" for name in ("01-a", "02-b", "03-c"))
TODAY = date(2021, 7, 1)
ADOPTION = "adoption: {body: by, date: 2020-01-15}\n"
REVISED = """\
revisions:
  - {id: rev-2021, date: 2021-03-15, case: 52/21, source: plan#9}
removed:
  - {number: 3, title: Tiltak 3, date: 2021-03-15, decision: rev-2021, note: Havna er solgt.}
"""
BY_DECISION = "Vedtatt av Byen 15. mars 2021, sak 52/21"


def kai(title: str = "Kaia rustes opp", milestone: str = "", **fields: str) -> str:
    written = (
        f"{{id: kai, title: Kaia er åpnet, baseline: 2022-06-30, {milestone or 'due: 2022-06-30'}}}"
    )
    return measure(1, "[]", title=title, milestones=f"[{written}]", **fields)


MOVED = "due: 2023-06-30, moved: [{date: 2021-03-15, from: 2022-06-30, decision: rev-2021}]"
RETITLED = "[{field: title, from: Kaia rustes opp, decision: rev-2021}]"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A plan that its own body has revised: a deadline, a title, and a measure that went."""
    monkeypatch.setenv("TILTAK_TODAY", TODAY.isoformat())
    folder = GitFolder(tmp_path)
    plan = PLAN + ADOPTION
    folder.commit(
        {"plans/p/plan.yml": plan, "plans/units.yml": UNITS, A: kai(), B: measure(2), C: measure(3)}
    )
    folder.git("tag", "adopted/p")
    revised = kai("Kaia rives", MOVED, revised=RETITLED)
    folder.commit({"plans/p/plan.yml": plan + REVISED, A: revised, C: None}, "2021-03-20")
    return folder


def site_of(folder) -> Site:
    workspace = open_workspace(folder.path, Moment(), TODAY).as_promised()
    return Site(workspace.portfolio, TODAY, words(), history=workspace.history())


def told(capsys, folder, *arguments: str) -> str:
    return " ".join(ran(capsys, folder.path, *arguments).out.split())


@pytest.mark.slow
def test_what_was_decided_is_told_everywhere_with_its_decision(folder, capsys, registry):  # noqa: F811
    site = site_of(folder)
    shown = pages(site)
    for uri in ("index", "p/tiltak/1", "p/maalstolper", "p/om-dataene"):
        assert BY_DECISION in shown[uri], uri
    assert "Tre løfter er endret etter vedtak" in shown["index"]
    assert BY_DECISION not in shown["p/tiltak/2"]
    assert BY_DECISION not in shown["p/per/2020-Q4/index"]
    assert BY_DECISION in feed(site)
    assert BY_DECISION in told(capsys, folder, "history")
    report = told(capsys, folder, "report", "2021-Q1", "--format=md")
    assert BY_DECISION in report.partition("# Hva er endret")[2].partition(" ## ")[0]
    assert "Tre løfter er endret etter vedtak i kvartalet." in report
    promises = json.loads(data(site)["promises.json"])
    assert not faults(promises, "promises", registry)
    assert [(c["measure"], c["kind"], c["case"]) for c in promises["decided"]] == [
        (1, "deadline", "52/21"), (1, "field", "52/21"), (3, "removed", "52/21"),
    ]  # fmt: skip
    history = json.loads(ran(capsys, folder.path, "history", "--format=json").out)
    numbers = json.loads(ran(capsys, folder.path, "report", "2021-Q1", "--format=json").out)
    assert history["decided_changes"] == numbers["decided_changes"] == promises["decided"]


@pytest.mark.slow
def test_what_was_decided_is_no_slip_and_no_broken_promise(folder, capsys):
    site = site_of(folder)
    view = site.views[0]
    assert view.broken.silent == ()
    (post,) = moved_promises(view.summary, view.broken)
    assert (post.by_decision, post.days) == (True, 365)
    (kai,) = json.loads(data(site)["measures.json"])["measures"][0]["milestones"]
    assert (kai["baseline"], kai["decided_due"], kai["slip_days"]) == (
        "2022-06-30",
        "2023-06-30",
        0,
    )
    shown = pages(site)
    assert "flyttet etter vedtak" in shown["p/tiltak/1"]
    row = shown["p/tiltak/1"].partition('data-label="Første frist">')[2].partition("</td>")[0]
    assert "30. juni 2022" in row
    assert "Ingen frist er flyttet siden den først ble lovet." in shown["p/maalstolper"]
    report = told(capsys, folder, "report", "2021-Q2", "--format=md")
    assert "| 365 dager |" not in report
    assert "Flyttet etter vedtak." in told(capsys, folder, "history", "1")
    between = told(capsys, folder, "changes", "2021-01-31", "2021-04-30")
    assert "Flyttet etter vedtak." in between


def test_what_somebody_moves_after_the_decision_is_counted_from_it(folder, capsys):
    folder.commit(
        {A: kai("Kaia rives", MOVED.replace("2023-06-30", "2023-09-30"), revised=RETITLED)}
    )
    site = site_of(folder)
    view = site.views[0]
    (silent,) = view.broken.silent or ()
    assert silent.change.kind == "milestone_moved"
    (post,) = moved_promises(view.summary, view.broken)
    assert not post.by_decision
    assert "Trenger oppmerksomhet" in pages(site)["index"]


def test_one_decision_explains_one_change(folder):
    """Back to what was promised, and away from it again: only the first was decided."""
    for title in ("Kaia rustes opp", "Kaia vurderes"):
        folder.commit({A: kai(title, MOVED, revised=RETITLED)})
    silent = site_of(folder).views[0].broken.silent or ()
    assert [c.change.text_after for c in silent] == ["Kaia rustes opp", "Kaia vurderes"]


def test_a_slip_after_a_decision_is_reckoned_from_what_was_decided():
    moves = (
        "[{date: 2021-05-01, from: 2023-06-30, reason: legal},"
        " {date: 2021-03-15, from: 2022-06-30, decision: rev-2021}]"
    )
    text = kai(milestone=f"due: 2023-09-30, moved: {moves}")
    plan = load.load({"plans/p/plan.yml": PLAN + REVISED, A: text}).portfolio.plans[0]
    (post,) = moved_promises(summarise(plan, TODAY), broken(plan, None))
    assert (post.by_decision, post.explained, post.days) == (False, True, 92)
    assert post.decided
    assert post.decided.last == date(2023, 6, 30)


def test_a_milestone_that_a_decision_took_out_is_no_slip(folder):
    took_out = f"[{{field: milestones, from: Kaia er åpnet, decision: rev-2021}}, {RETITLED[1:]}"
    folder.commit({A: measure(1, "[]", title="Kaia rives", milestones="[]", revised=took_out)})
    view = site_of(folder).views[0]
    assert view.broken.silent == ()
    assert [p.by_decision for p in moved_promises(view.summary, view.broken)] == [True]


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("summary", "Kaia skal\n rustes opp.", "Kaia kan rustes opp."),
        ("kind", "establish", "assess"),
        ("owner", "havn", "by"),
        ("reference", '{document: plan, section: "2.1"}', '{document: plan, section: "3.3"}'),
    ],
)
def test_each_promised_field_can_be_changed_by_decision(folder, field, before, after):
    was = "2.1" if field == "reference" else " ".join(before.split())
    item = f'{{field: {field}, from: "{was}", decision: rev-2021}}'
    folder.commit({A: kai("Kaia rives", MOVED, revised=RETITLED, **{field: before})})
    folder.git("tag", "--force", "adopted/p")
    folder.commit({A: kai("Kaia rives", MOVED, revised=f"[{item}]", **{field: after})})
    assert site_of(folder).views[0].broken.silent == ()


YEAR = '"2020"'


def rendered_wrongly(field: str, before: str, *, milestone: str = "") -> str:
    of_milestone = f"milestone: {milestone}, " if milestone else ""
    return (
        f"{{field: {field}, {of_milestone}from: {before}, date: 2021-04-10,"
        " correction: Planen sier noe annet., source: plan#2.1}"
    )


@pytest.mark.slow
def test_what_was_rendered_wrongly_here_is_a_correction_and_no_changed_promise(
    folder,
    capsys,
    registry,  # noqa: F811
):
    put_right = f"[{rendered_wrongly('title', 'Kaia rives')}, {RETITLED[1:]}"
    commit = folder.commit({A: kai("Kaia vurderes", MOVED, revised=put_right)}, "2021-04-12")
    assert ran(capsys, folder.path, "check").code == 0
    site = site_of(folder)
    view = site.views[0]
    assert view.broken.silent == ()
    (row,) = view.corrections
    assert (row.before, row.after, row.why) == (
        "Kaia rives",
        "Kaia vurderes",
        "Planen sier noe annet.",
    )
    assert (row.day, row.commit and row.commit.id) == (date(2021, 4, 12), commit)
    shown = pages(site)
    for uri in ("p/rettelser", "p/tiltak/1"):
        assert "Planen sier noe annet." in shown[uri]
        assert "i rapporten" not in shown[uri].partition('id="rettet"')[2]
    assert "Én rettelse av det som sto her" in shown["index"]
    assert "uten at tiltaket forteller det" not in shown["index"]
    assert "Planen sier noe annet." in told(capsys, folder, "history").partition("Rettelser")[2]
    report = told(capsys, folder, "report", "2021-Q2", "--format=md")
    assert "skrevet om" not in report.partition("# Hva er endret")[2].partition(" ## ")[0]
    files = data(site)
    assert not faults(json.loads(files["measures.json"]), "measures", registry)
    assert not faults(json.loads(files["corrections.json"]), "corrections", registry)


def test_who_softens_it_after_the_correction_is_told_of(folder):
    put_right = f"[{rendered_wrongly('title', 'Kaia rives')}, {RETITLED[1:]}"
    folder.commit({A: kai("Kaia vurderes", MOVED, revised=put_right)}, "2021-04-12")
    folder.commit({A: kai("Kaia omtales", MOVED, revised=put_right)}, "2021-05-12")
    view = site_of(folder).views[0]
    assert [c.change.text_after for c in view.broken.silent or ()] == ["Kaia omtales"]
    assert [row.after for row in view.corrections] == ["Kaia vurderes"]


@pytest.mark.parametrize("tagged", [True, False])
def test_a_deadline_that_was_rendered_wrongly_was_never_promised(tmp_path, monkeypatch, tagged):
    monkeypatch.setenv("TILTAK_TODAY", TODAY.isoformat())
    folder = GitFolder(tmp_path)

    def kai(due: str, revised: str = "[]") -> str:
        promised = f"[{{id: kai, title: Kaia er åpnet, due: {due}, precision: year}}]"
        return measure(1, "[]", milestones=promised, revised=revised)

    folder.commit({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS, A: kai("2020-12-31")})
    if tagged:
        folder.git("tag", "adopted/p")
    right = f"[{rendered_wrongly('due', YEAR, milestone='kai')}]"
    folder.commit({A: kai("2021-12-31", right)}, "2021-04-12")
    view = site_of(folder).views[0]
    assert view.broken.silent == ()
    assert moved_promises(view.summary, view.broken) == ()
    assert [(row.before, row.after) for row in view.corrections] == [("2020", "2021")]
    folder.commit({A: kai("2022-12-31", right)}, "2021-05-12")
    view = site_of(folder).views[0]
    (post,) = moved_promises(view.summary, view.broken)
    assert post.baseline
    assert post.baseline.last == date(2021, 12, 31)


TEXT = "Kaia skal\n  rustes opp\n  for alle båter."


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "sha256", "both"])
def test_an_adopted_text_that_is_changed_is_a_goal_post_and_a_problem(folder, capsys, form):
    softer = "Kaia kan rustes opp for alle båter."
    adopted = " ".join(TEXT.split())
    was, now = (
        {
            "text": f"{{text: {text}}}",
            "sha256": f"{{sha256: {fingerprint(text)}}}",
            "both": f"{{text: {text}, sha256: {fingerprint(text)}}}",
        }[form]
        for text in (adopted, softer)
    )
    folder.commit({A: kai("Kaia rives", MOVED, revised=RETITLED, decided=was)})
    folder.git("tag", "--force", "adopted/p")
    assert ran(capsys, folder.path, "check").code == 0
    folder.commit({A: kai("Kaia rives", MOVED, revised=RETITLED, decided=now)}, "2021-06-15")
    (silent,) = site_of(folder).views[0].broken.silent or ()
    assert silent.change.field == "decided"
    assert "Den vedtatte teksten er endret." in told(capsys, folder, "history")
    checked = ran(capsys, folder.path, "check")
    assert (checked.code, "[decided-changed]" in checked.out) == (1, True)
    before = fingerprint(adopted) if form == "sha256" else adopted
    for decided, stands in (("Kaia males.", False), (before, True)):
        by_decision = f"[{{field: decided, from: {decided}, decision: rev-2021}}]"
        folder.commit({A: kai("Kaia rives", MOVED, revised=by_decision, decided=now)}, "2021-06-16")
        assert ("[decided-changed]" not in ran(capsys, folder.path, "check").out) is stands


def test_the_fingerprint_of_a_text_is_made_by_a_command(folder, capsys, tmp_path):
    file = tmp_path / "vedtatt.txt"
    file.write_text(TEXT, encoding="utf-8")
    made = ran(capsys, folder.path, "fingerprint", str(file)).out
    assert made == f"decided:\n  sha256: {fingerprint(TEXT)}\n"
    folder.commit({A: kai() + made})
    assert ran(capsys, folder.path, "fingerprint", str(file), "--measure=1").code == 0
    file.write_text(TEXT.replace("skal", "kan"), encoding="utf-8")
    assert ran(capsys, folder.path, "fingerprint", str(file), "--measure=1").code == 1
    assert fingerprint(TEXT) in pages(site_of(folder))["p/tiltak/1"]


def test_a_decision_by_another_body_is_told_with_its_name():
    texts = changed(
        "revisions: [{id: r, body: helsehuset, date: 2020-06-22, case: 52/20}]\n", "plan"
    )
    assert all_problems(load.load(texts), TODAY) == []
