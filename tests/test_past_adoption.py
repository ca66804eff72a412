"""What was promised stands: whatever somebody changes after the adoption is told everywhere."""

from __future__ import annotations

import json
import re
from collections import UserDict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from tests.commandline import ran
from tests.examples import tries
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tests.test_data_datasets import faults, registry  # noqa: F401 – a fixture
from tiltak.data.datasets import datasets
from tiltak.data.feeds import feeds
from tiltak.data.topics import Addresses
from tiltak.past.promises import first_deadlines
from tiltak.site import pictures
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words.language import words
from tiltak.workspace import Moment, open_workspace

pytestmark = pytest.mark.slow

A, B = "measures/p/01-a.yml", "measures/p/02-b.yml"
TODAY = date(2021, 7, 1)
PROMISED = {
    "title": "Kaia rustes opp",
    "summary": "Kaia skal rustes opp for alle båter.",
    "kind": "establish",
    "owner": "havn",
    "reference": '{document: plan, section: "2.1"}',
    "decided": "{text: Kaia skal rustes opp innen 2022.}",
    "milestones": "[{id: kai, title: Kaia er åpnet, baseline: 2022-06-30, due: 2022-06-30}]",
}
CHANGED = {
    "title": "Kaia vurderes",
    "summary": "Kaia kan rustes opp for noen båter.",
    "kind": "assess",
    "owner": "by",
    "reference": '{document: plan, section: "3.3"}',
    "decided": "{text: Kaia kan rustes opp innen 2023.}",
    "renamed": "[{id: kai, title: Kaia er vurdert, baseline: 2022-06-30, due: 2022-06-30}]",
    "baseline": "[{id: kai, title: Kaia er åpnet, baseline: 2023-03-31, due: 2022-06-30}]",
    "due": "[{id: kai, title: Kaia er åpnet, baseline: 2022-06-30, due: 2023-03-31}]",
    "overwritten": "[{id: kai, title: Kaia er åpnet, baseline: 2023-03-31, due: 2023-03-31}]",
    "proposed": "[{id: kai, title: Kaia er åpnet, baseline: 2022-06-30, due: 2022-06-30, unconfirmed: [due]}]",
    "removed": "[]",
}


ADOPTED = PLAN + "adoption: {body: by, date: 2020-01-01}\n"
SHORTER = PLAN.replace("end: 2023-12-31", "end: 2022-12-31")


def after(what: str) -> dict[str, str]:
    return PROMISED | {what if what in PROMISED else "milestones": CHANGED[what]}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", TODAY.isoformat())
    folder = GitFolder(tmp_path)
    folder.write({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS, B: measure(2)})
    return folder


def site_of(folder) -> Site:
    workspace = open_workspace(folder.path, Moment(), TODAY).as_promised()
    return Site(workspace.portfolio, TODAY, words(), history=workspace.history())


class Shown(UserDict[str, Any]):
    """What stands on each page of a site, made when it is asked for."""

    def __getitem__(self, uri: str) -> str:
        return self.data[uri].body()


def pages(site) -> Shown:
    return Shown({page.uri: page for page in all_pages(site)})


def data(site) -> dict[str, bytes]:
    view = site.views[0]
    made = datasets(
        site.portfolio,
        view.summary,
        view.course,
        site.words,
        broken=view.broken,
        eyes=view.four_eyes,
    )
    return {file.name: file.content for file in made}


def feed(site) -> str:
    view = site.views[0]
    addresses = Addresses("index.html", lambda number: f"p/tiltak/{number}.html")
    made = feeds(site.portfolio, view.summary, view.course, site.words, addresses, view.broken)
    return dict(made)["data/p/changes.xml"].decode()


@pytest.mark.parametrize("adopted", ["tag", "recorded"])
@pytest.mark.parametrize("what", [*CHANGED, "period"])
def test_a_change_of_what_was_promised_is_told_everywhere(folder, capsys, what, adopted, registry):  # noqa: F811
    folder.commit({A: measure(1, "[]", **PROMISED)})
    if adopted == "tag":
        folder.git("tag", "adopted/p")
    of_plan = what == "period"
    changed = {"plans/p/plan.yml": SHORTER} if of_plan else {A: measure(1, "[]", **after(what))}
    commit = folder.commit(changed, "2021-06-15", "Rydding")
    site = site_of(folder)
    shown, here = pages(site), f"Registrert 15. juni 2021 ({commit[:9]})"
    for uri in ("index", *([] if of_plan else ["p/tiltak/1"]), "p/maalstolper", "p/endringer"):
        assert here in shown[uri], uri
    assert "Rydding" not in "".join(shown.values())
    assert of_plan or "Rydding" in ran(capsys, folder.path, "history", "1").out
    assert here not in shown["p/tiltak/2"]
    assert here not in shown["p/per/2021-Q1/index"]
    assert here in feed(site)
    for name in ("report", "history"):
        arguments = ("2021-Q2", "--format=md") if name == "report" else ()
        assert here in " ".join(ran(capsys, folder.path, name, *arguments).out.split()), name
    report = ran(capsys, folder.path, "report", "2021-Q2", "--format=md").out
    assert here in report.partition("# Hva er endret")[2].partition("\n## ")[0]
    promises = json.loads(data(site)["promises.json"])
    assert not faults(promises, "promises", registry)
    told = [promises["period"]] if of_plan else promises["changed"]
    assert {c["commit"] for c in told} == {commit}
    history = json.loads(ran(capsys, folder.path, "history", "--format=json").out)
    numbers = json.loads(ran(capsys, folder.path, "report", "2021-Q2", "--format=json").out)
    assert history["changed_promises"] == numbers["changed_promises"] == promises["changed"]
    assert history["changed_period"] == numbers["changed_period"] == promises["period"]
    assert (promises["period"] is not None) is of_plan


@pytest.mark.parametrize("adopted", ["tag", "recorded"])
def test_an_overwritten_baseline_is_nowhere_what_was_first_promised(folder, capsys, adopted):
    folder.commit({A: measure(1, "[]", **PROMISED)})
    if adopted == "tag":
        folder.git("tag", "adopted/p")
    folder.commit({A: measure(1, "[]", **after("overwritten"))}, "2021-06-15")
    site = site_of(folder)
    files, shown = data(site), pages(site)
    assert "2022-06-30;2023-03-31" in files["milestones.csv"].decode()
    (kai,) = json.loads(files["measures.json"])["measures"][0]["milestones"]
    assert (kai["baseline"], kai["slip_days"]) == ("2022-06-30", 274)
    for uri in ("p/tiltak/1", "p/tidslinje"):
        row = shown[uri].partition('data-label="Første frist">')[2].partition("</td>")[0]
        assert "30. juni 2022" in row, uri
    drawn = pictures.measure_timeline(site.views[0], site.views[0].summary.judgements[0])
    assert drawn
    assert "30. juni 2022" in drawn.description
    for command in ("status", "show"):
        named = ("1",) if command == "show" else ()
        told = json.loads(ran(capsys, folder.path, command, *named, "--format=json").out)
        (kai,) = (told["measures"][0] if command == "status" else told)["milestones"]
        assert (kai["baseline"], kai["slip_days"]) == ("2022-06-30", 274)
    report = ran(capsys, folder.path, "report", "2021-Q2", "--format=md").out
    assert "| 30. juni 2022 | 31. mars 2023 | omtrent ni måneder |" in report


def test_what_was_overwritten_before_a_closing_is_not_called_changed_after_it(folder, capsys):
    folder.commit({A: measure(1, "[]", **PROMISED)})
    folder.git("tag", "adopted/p")
    folder.commit({A: measure(1, "[]", **after("overwritten"))}, "2021-02-15")
    closed = ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=havn")
    assert closed.code == 0, closed.err
    folder.commit({}, "2021-04-15")
    report = ran(capsys, folder.path, "report", "2021-Q2", "--format=md").out
    assert "Kaia er åpnet" in report
    assert "Ingen har sagt hvorfor" not in report


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("due", "Fristen var 30.06.2022 og er nå 31.03.2023."),
        ("baseline", "Første frist var 30.06.2022 og er nå 31.03.2023."),
        ("removed", "Milepælen «Kaia er åpnet» er tatt bort"),
        ("proposed", "Fristen for «Kaia er åpnet» var lovet, og ble gjort om til et forslag"),
        ("gone", "Tiltak 1, «Kaia rustes opp», er tatt ut"),
    ],
)
def test_the_check_tells_of_a_deadline_until_the_file_does_or_it_is_put_back(
    folder, capsys, what, said, recorded
):
    promised = measure(1, "[]", **PROMISED)
    folder.commit({A: promised})
    changed = {A: None if what == "gone" else measure(1, "[]", **after(what))}
    if recorded:
        folder.commit(changed, "2021-06-15")
    else:
        folder.write(changed)
    check = ran(capsys, folder.path, "check")
    assert (check.code, check.out.count("[untold-")) == (0, 1)
    assert said in check.out
    assert ("15.06.2021" in check.out) is recorded
    folder.write({A: promised})
    assert "[untold-" not in ran(capsys, folder.path, "check").out
    moved = "{date: 2021-06-15, from: 2022-06-30, reason: pandemic}"
    told = CHANGED["due"].replace("}]", f", moved: [{moved}]}}]")
    folder.write({A: measure(1, "[]", **(PROMISED | {"milestones": told}))})
    assert "[untold-" not in ran(capsys, folder.path, "check").out


def test_a_plan_that_ends_earlier_than_it_was_adopted_for_is_told_until_a_decision_is(
    folder, capsys
):
    folder.commit({A: measure(1, "[]", **PROMISED)})
    folder.git("tag", "adopted/p")
    folder.commit({"plans/p/plan.yml": SHORTER})
    check = ran(capsys, folder.path, "check").out
    assert (
        "for 01.01.2020–31.12.2023, og gjelder nå 01.01.2020–31.12.2022. [untold-period]" in check
    )
    decided = "revisions: [{id: rev, date: 2021-06-01, case: 52/21}]\n"
    folder.write({"plans/p/plan.yml": SHORTER + decided})
    assert "[untold-period]" in ran(capsys, folder.path, "check").out
    decided = decided.replace("}]", ", period: {start: 2020-01-01, end: 2022-12-31}}]")
    folder.write({"plans/p/plan.yml": SHORTER + decided})
    assert "[untold-period]" not in ran(capsys, folder.path, "check").out
    assert "Planen ble vedtatt for" not in (shown := pages(site_of(folder)))["p/maalstolper"]
    assert (
        "Planperioden er etter vedtaket 1. januar 2020 til 31. desember 2022."
        in shown["p/om-dataene"]
    )
    folder.write({"plans/p/plan.yml": PLAN.replace("2023-12-31", "2021-12-31") + decided})
    assert (
        "for 01.01.2020–31.12.2022, og gjelder nå 01.01.2020–31.12.2021. [untold-period]"
        in ran(capsys, folder.path, "check").out
    )


@pytest.mark.parametrize("recorded", [True, False])
def test_a_period_that_is_put_back_has_been_changed_all_the_same(folder, capsys, recorded):
    folder.commit({A: measure(1, "[]", **PROMISED)})
    folder.commit({"plans/p/plan.yml": SHORTER}, "2021-06-15")
    folder.write({"plans/p/plan.yml": PLAN})
    commit = folder.commit({}, "2021-06-20") if recorded else ""
    assert "[untold-period]" not in ran(capsys, folder.path, "check").out
    put_back = "Planperioden har vært endret, men er nå som den ble vedtatt, 1. januar 2020 til 31. desember 2023."
    day = f"Registrert 20. juni 2021 ({commit[:9]})" if recorded else "Ikke registrert ennå"
    shown = pages(site_of(folder))
    for uri in ("index", "p/maalstolper"):
        assert f"{put_back} {day}" in shown[uri], uri


@pytest.mark.parametrize("recorded", [True, False])
def test_a_plan_that_gets_another_name_is_missed_until_it_is_back(folder, capsys, recorded):
    folder.commit({"plans/p/plan.yml": ADOPTED, A: measure(1, "[]", **PROMISED)})
    for part in ("plans", "measures"):
        folder.git("mv", f"{part}/p", f"{part}/q")
    folder.write({A.replace("/p/", "/q/"): measure(1, "[]", **after("overwritten"))})
    if recorded:
        folder.commit({}, "2021-06-15")
    check = ran(capsys, folder.path, "check").out
    assert check.count("[untold-removal]") == 1
    day = " 15.06.2021 (" if recorded else " nå,"
    assert f"plans/p/plan.yml: advarsel: Planen «p» er borte{day}" in check
    for part in ("plans", "measures"):
        folder.git("mv", f"{part}/q", f"{part}/p")
    assert "Planen «p» er borte" not in ran(capsys, folder.path, "check").out


@pytest.mark.parametrize("recorded", [True, False])
def test_a_plan_that_was_taken_away_stands_with_what_it_promised_and_says_why(
    folder, capsys, recorded
):
    folder.commit({"plans/p/plan.yml": ADOPTED, A: measure(1, "[]", **PROMISED)})
    folder.git("rm", "-rq", "plans/p", "measures/p")
    if recorded:
        folder.commit({}, "2021-06-15")
    (advice,) = re.findall(r"«git (checkout .+?)»", ran(capsys, folder.path, "check").out)
    folder.git(*advice.split())
    stopped = (
        "followed_through: {date: 2021-06-14, by: Bystyret, why: Slått sammen med naboplanen}\n"
    )
    folder.commit({"plans/p/plan.yml": ADOPTED + stopped}, "2021-06-16")
    assert "[untold-" not in ran(capsys, folder.path, "check").out
    site = site_of(folder)
    assert PROMISED["title"] in pages(site)["p/tiltak/1"]
    # tests/test_site_ended.py: every page says it
    assert site.views[0].outcome.startswith("Det sier Bystyret: Slått sammen med naboplanen")


TOLD = "[{date: 2021-05-02, phase: in_progress}]"


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize(
    ("commits", "tag", "is_missed"),
    [
        ([{A: measure(1, "[]", **PROMISED)}], "", False),
        ([{A: measure(1, TOLD, **PROMISED)}], "", True),  # somebody has followed it
        ([{}], "adopted/p", True),
        # Nor is it a draft again because somebody takes the line away.
        ([{"plans/p/plan.yml": ADOPTED}, {"plans/p/plan.yml": PLAN}], "", True),
    ],
    ids=["draft", "followed", "tagged", "adopted"],
)
def test_a_draft_that_was_dropped_owes_nothing(folder, capsys, commits, tag, is_missed, recorded):
    for files in commits:
        folder.commit(files)
    if tag:
        folder.git("tag", tag)
    folder.git("rm", "-rq", "--ignore-unmatch", "plans/p", "measures/p")
    if recorded:
        folder.commit({}, "2021-06-15")
    check = ran(capsys, folder.path, "check").out
    assert ("Planen «p» er borte" in check) == is_missed


def test_what_the_owner_says_of_a_broken_deadline_stands_beside_it(folder, capsys):
    late = "[{id: kai, title: Kaia er åpnet, baseline: 2021-03-31, due: 2021-03-31}]"
    why = "Muren måtte støpes på nytt."
    entry = f"[{{date: 2021-05-02, phase: in_progress, confidence: off_track, reason: pandemic, note: {why}}}]"
    folder.commit({A: measure(1, entry, **(PROMISED | {"milestones": late}))})
    passed = "«Kaia er åpnet» skulle vært nådd innen 31. mars 2021."
    shown = pages(site_of(folder))["p/tiltak/1"]
    ruling = shown.partition('<section class="t-ruling')[2].partition("</section>")[0]
    assert passed in ruling
    assert "Årsak: pandemi." in ruling
    assert why in shown
    report = ran(capsys, folder.path, "report", "2021-Q2", "--format=md").out
    assert any(passed in line and f"Årsak: pandemi. {why}" in line for line in report.splitlines())
    status = json.loads(ran(capsys, folder.path, "status", "--format=json").out)["measures"][0]
    assert status["verdict"] == "delayed"
    assert status["why"].startswith(passed)
    assert (status["entry"]["reason"], status["entry"]["note"]) == ("pandemic", why)


def test_what_changed_before_the_adoption_broke_no_promise(folder):
    folder.commit({A: measure(1, "[]", **PROMISED)})
    folder.commit(
        {A: measure(1, "[]", **(after("title") | {"milestones": CHANGED["overwritten"]}))}
    )
    folder.git("tag", "adopted/p")
    assert json.loads(data(site_of(folder))["promises.json"])["changed"] == []
    history = open_workspace(folder.path, Moment(), TODAY).history()
    adopted = first_deadlines(history.of("p/1"), history.adopted["p"])
    assert {id: deadline.last for id, deadline in adopted.items()} == {"kai": date(2023, 3, 31)}


def test_the_revision_that_the_plan_names_is_its_adoption(folder):
    folder.commit({A: measure(1, "[]", **PROMISED)})
    adopted = folder.commit({A: measure(1, "[]", **after("title"))})
    adoption = f"adoption: {{body: by, date: 2021-01-15, revision: {adopted}}}\n"
    folder.commit({"plans/p/plan.yml": PLAN + adoption})
    assert json.loads(data(site_of(folder))["promises.json"])["changed"] == []


@pytest.mark.parametrize("known", [True, False])
def test_a_revision_that_is_not_here_is_a_problem(folder, capsys, known):
    adopted = folder.commit({A: measure(1, "[]", **PROMISED)}) if known else "a" * 40
    adoption = f"adoption: {{body: by, date: 2021-01-15, revision: {adopted}}}\n"
    folder.commit({"plans/p/plan.yml": PLAN + adoption})
    assert ("[unknown-adoption]" in ran(capsys, folder.path, "check").out) is not known


def test_an_owner_that_nobody_had_confirmed_was_never_promised(folder):
    folder.commit({A: measure(1, "[]", **PROMISED, unconfirmed="[owner]")})
    folder.commit({A: measure(1, "[]", **after("owner"))})
    assert json.loads(data(site_of(folder))["promises.json"])["changed"] == []


def test_what_was_promised_once_is_not_made_a_proposal_before_it_is_changed(folder):
    folder.commit({A: measure(1, "[]", **PROMISED)})
    folder.commit({A: measure(1, "[]", **PROMISED, unconfirmed="[owner]")})
    folder.commit({A: measure(1, "[]", **after("owner"), unconfirmed="[owner]")})
    (changed,) = json.loads(data(site_of(folder))["promises.json"])["changed"]
    assert (changed["text_before"], changed["text_after"]) == ("havn", "by")


@pytest.mark.parametrize("now", ["", ", repeat: every_other_year"])
def test_what_was_to_come_back_and_does_so_more_seldom_is_told(folder, capsys, now):
    def meeting(repeat: str) -> str:
        milestones = f"[{{id: mote, title: Møtet er holdt, due: 2021-05-31{repeat}}}]"
        return measure(1, "[]", **(PROMISED | {"milestones": milestones}))

    folder.commit({A: meeting(", repeat: yearly")})
    folder.commit({A: meeting(now)}, "2021-06-15")
    shown = pages(site_of(folder))
    for uri in ("index", "p/tiltak/1", "p/maalstolper"):
        assert "Endret for milepælen «Møtet er holdt»: gjentas («hvert år» →" in shown[uri], uri
    assert "[untold-change]" in ran(capsys, folder.path, "check").out
    folder.write({A: meeting(", repeat: yearly")})
    assert "[untold-" not in ran(capsys, folder.path, "check").out


def test_a_measure_that_goes_and_comes_back_softer_is_told_of(folder):
    folder.commit({A: measure(1, "[]", **PROMISED)})
    folder.commit({A: None})
    folder.commit({A: measure(1, "[]", **after("title"))})
    (changed,) = json.loads(data(site_of(folder))["promises.json"])["changed"]
    assert (changed["text_before"], changed["text_after"]) == ("Kaia rustes opp", "Kaia vurderes")


def test_the_words_that_differ_are_marked_also_for_who_does_not_see_colours(folder):
    folder.commit({A: measure(1, "[]", **PROMISED)})
    folder.commit({A: measure(1, "[]", **after("summary"))})
    shown = pages(site_of(folder))["p/tiltak/1"]
    assert '<del><span class="t-hidden">Tatt bort: </span>skal<span' in shown
    assert '<ins><span class="t-hidden">Satt inn: </span>kan<span' in shown


@pytest.mark.parametrize("told", [True, False])
def test_a_removed_measure_keeps_its_page(folder, told):
    folder.commit({A: measure(1, "[]", **PROMISED)})
    gone = "removed: [{number: 1, title: Kai, date: 2021-06-10, note: Havna er solgt.}]\n"
    folder.commit({A: None, "plans/p/plan.yml": PLAN + (gone if told else "")}, "2021-06-15")
    site = site_of(folder)
    shown = pages(site)
    why = "Havna er solgt." if told else "Tiltaket er tatt ut, uten at planen forteller det."
    for uri in ("p/tiltak/1", "index", "p/maalstolper", "p/tiltak"):
        assert why in shown[uri], uri
    for promised in ("Kaia skal rustes opp for alle båter.", "30. juni 2022", "Kaia er åpnet"):
        assert promised in shown["p/tiltak/1"]
    assert 'href="p/tiltak/1.html"' in shown["index"]
    assert why in feed(site)
    assert "tatt ut" not in shown["p/per/2021-Q1/index"]


def test_a_measure_that_another_was_merged_into_leads_back_to_it(folder):
    folder.commit({A: measure(1, "[{date: 2021-02-01, phase: merged, into: 2}]")})
    assert 'href="1.html"><span class="t-number">1</span>' in pages(site_of(folder))["p/tiltak/2"]


@tries(10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(changes=["baseline", "gone"], tagged=0)
@given(
    changes=st.lists(st.sampled_from([*CHANGED, "gone"]), min_size=1, max_size=4),
    tagged=st.integers(0, 2),
)
def test_all_places_tell_of_the_same_changes(changes, tagged, capsys, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", TODAY.isoformat())
    with TemporaryDirectory() as name:
        folder = GitFolder(Path(name))
        folder.write({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS, B: measure(2)})
        folder.commit({A: measure(1, "[]", **PROMISED)})
        for number, what in enumerate(changes):
            if number == tagged:
                folder.git("tag", "adopted/p")
            text = None if what == "gone" else f"{measure(1, '[]', **after(what))}# {number}\n"
            if text is not None or (folder.path / A).exists():
                folder.commit({A: text}, f"2021-0{number + 2}-15", f"Endring {number}")
        site = site_of(folder)
        promises = json.loads(data(site)["promises.json"])
        history = json.loads(ran(capsys, folder.path, "history", "--format=json").out)
        assert history["changed_promises"] == promises["changed"]
        assert history["removed_measures"] == promises["removed"]
        assert history["goal_posts"] == promises["moved"]
        report = ran(capsys, folder.path, "report", "2021-Q2", "--format=md").out
        printed = " ".join(ran(capsys, folder.path, "history").out.split())
        shown = pages(site)
        measure_page, posts, told = shown["p/tiltak/1"], shown["p/maalstolper"], feed(site)
        for change in promises["changed"]:
            here = f"({change['commit'][:9]})"
            assert all(here in place for place in (measure_page, posts, told, report, printed))
        assert measure_page.count("<li>Tittelen er endret") >= sum(
            change["kind"] == "title" for change in promises["changed"]
        )
