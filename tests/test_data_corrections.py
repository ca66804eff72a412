"""«Rettelser»: what closed reports say that is not so, on its page, in its feed, in the data. Never emptied."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import partial
from typing import Any

import feedparser
import pytest

from tests.commandline import ran
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tiltak.data.corrections import Correction
from tiltak.judge.prints import checksum
from tiltak.model.periods import period
from tiltak.reports.as_json import document_data
from tiltak.reports.document import ReportDocument, document
from tiltak.reports.markdown import markdown
from tiltak.reports.writers import WRITERS
from tiltak.site import files
from tiltak.site.pages.about import sources_page
from tiltak.site.pages.over_time import corrections_page
from tiltak.site.pages.plan import front_page
from tiltak.site.pages.reports import report_page, reports_page
from tiltak.site.view import Site, View
from tiltak.words.language import words
from tiltak.workspace import NOW, open_workspace

pytestmark = pytest.mark.slow

A, B = "measures/p/01-a.yml", "measures/p/02-b.yml"
ADOPTED = PLAN + "adoption: {body: havn, date: 2021-01-01}\n"
SAID = "{date: 2021-03-31, phase: in_progress, note: I gang}"
RIGHT = "{date: 2021-03-31, phase: in_progress, note: Nesten i gang, correction: Arbeidet kom i gang i april}"
AGAIN = RIGHT.replace("i april", "i mai").replace("Nesten i gang", "Ikke i gang")
STONE = "[{{id: m, title: Apning, baseline: 2021-02-28, due: {}}}]"
HOST = "https://github.com/kommune/planer"


@pytest.fixture
def closed(tmp_path, monkeypatch, capsys):
    """A plan with its first quarter closed on 1 April 2021."""
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/p/plan.yml": ADOPTED, "plans/units.yml": UNITS}
    stone = {"owner": "havn", "milestones": STONE.format("2021-02-28")}
    folder.commit({**plan, A: measure(1, f"[{SAID}]", **stone), B: measure(2)}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    return folder


def close(folder: GitFolder, capsys, name: str, day: str) -> None:
    done = ran(capsys, folder.path, "report", name, "--close", "--by=havn")
    assert (done.code, done.err) == (0, "")
    folder.commit({}, day)


def view(folder: GitFolder, *, history: bool = True, today: date = date(2021, 8, 1)) -> View:
    workspace = open_workspace(folder.path, NOW, today).as_promised()
    (only,) = Site(
        workspace.portfolio,
        today,
        words(),
        history=workspace.history() if history else None,
        report_forms=tuple(WRITERS),
        delivered=partial(type(workspace).delivered, workspace),
        repo_url=HOST,
    ).views
    return only


def told(corrections: tuple[Correction, ...]) -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    return [(c.key, c.before, c.after, c.why, c.periods) for c in corrections]


OLD = "31. mars 2021: pågår. I gang"
NEW = "31. mars 2021: pågår. Nesten i gang"
WHY = "Arbeidet kom i gang i april"
KEPT = {"owner": "havn", "milestones": STONE.format("2021-02-28")}


def test_nothing_is_corrected_where_nothing_has_changed(closed):
    closed.commit({B: measure(2, "[{date: 2021-06-30, phase: planning}]")}, "2021-07-01")
    seen = view(closed)
    assert seen.corrections == ()
    assert "Ingenting er rettet." in corrections_page(seen).body()
    assert "siden rapporten ble levert" not in report_page(seen, period("2021-Q1")).body()


def test_corrected_entry_tells_what_was_said_what_is_right_why_when_and_where(closed):
    commit = closed.commit({A: measure(1, f"[{RIGHT}]", **KEPT)}, "2021-05-03")
    seen = view(closed)
    assert told(seen.corrections) == [("status", OLD, NEW, WHY, ("2021-Q1",))]
    (correction,) = seen.corrections
    assert (correction.day, correction.commit and correction.commit.id) == (
        date(2021, 5, 3),
        commit,
    )
    for page in (corrections_page(seen), report_page(seen, period("2021-Q1"))):
        body = page.body()
        assert all(
            said in body for said in (OLD, NEW, WHY, "3. mai 2021", f"{HOST}/commit/{commit}")
        )
        assert re.search(rf", riktig<.*<dt>Hvorfor</dt><dd>{WHY}.*, i rapporten<", body, re.DOTALL)
    report = report_page(seen, period("2021-Q1")).body()
    assert "Én rettelse siden rapporten ble levert: tiltak 1</summary>" in report
    assert "rettelser" in reports_page(seen).body()
    assert "Én rettelse av det som sto her" in front_page(seen).body()


def test_list_is_never_emptied_and_the_newest_stands_first(closed, capsys, monkeypatch):
    closed.commit({A: measure(1, f"[{RIGHT}]", **KEPT)}, "2021-05-03")
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-01")
    close(closed, capsys, "2021-Q2", "2021-07-01")
    closed.commit({A: measure(1, f"[{AGAIN}]", **KEPT)}, "2021-07-20")
    newest = (
        "status",
        NEW,
        "31. mars 2021: pågår. Ikke i gang",
        "Arbeidet kom i gang i mai",
    )
    both = told(view(closed).corrections)
    assert both == [(*newest, ("2021-Q1", "2021-Q2")), ("status", OLD, NEW, WHY, ("2021-Q1",))]
    without = told(view(closed, history=False).corrections)
    assert [why for *_, why, _ in without] == ["Arbeidet kom i gang i mai", WHY]


@pytest.mark.parametrize("history", [True, False])
@pytest.mark.parametrize(
    ("key", "fields", "before", "after"),
    [
        ("title", {"title": "Et annet navn", **KEPT}, "Tiltak 1", "Et annet navn"),
        ("owner", {**KEPT, "owner": "by"}, "Havna", "Byen"),
        (
            "milestone m",
            {**KEPT, "milestones": STONE.format("2021-03-15")},
            "Apning: første frist 28. februar 2021, frist nå 28. februar 2021",
            "Apning: første frist 28. februar 2021, frist nå 15. mars 2021",
        ),
        ("milestone m", {"owner": "havn"}, "Apning: første frist 28. februar 2021, frist nå 28. februar 2021", "ikke oppgitt"),
    ],
)  # fmt: skip
def test_what_else_a_closed_report_rests_on_is_told_with_and_without_a_word_of_it(
    closed, key, fields, before, after, history
):
    commit = closed.commit({A: measure(1, f"[{SAID}]", **fields)}, "2021-05-03")
    seen = view(closed, history=history)
    assert told(seen.corrections) == [(key, before, after, "", ("2021-Q1",))]
    assert "Ingen har sagt hvorfor." in corrections_page(seen).body()
    if history:
        assert [c.commit and c.commit.id for c in seen.corrections] == [commit]
    else:
        assert "Git-historikken var ikke tilgjengelig" in corrections_page(seen).body()
    why = "{date: 2021-05-03, unchanged: true, correction: Det sto feil}"
    closed.commit({A: measure(1, f"[{why}, {SAID}]", **fields)}, "2021-05-04")
    assert told(view(closed, history=history).corrections) == [
        (key, before, after, "Det sto feil", ("2021-Q1",))
    ]


@pytest.mark.parametrize("history", [True, False])
def test_one_thing_put_right_is_one_correction_however_many_places_explain_it(closed, history):
    """The measure says what it rendered wrongly, and the entry of the closed report has the correction it must have."""
    explained = SAID.replace("}", ", correction: Fristen var 15. mars}")
    revised = "[{field: due, milestone: m, from: 2021-02-28, correction: Planen sier 15. mars, date: 2021-05-03, source: plan#2}]"
    stone = "[{id: m, title: Apning, baseline: 2021-03-15, due: 2021-03-15}]"
    files = measure(1, f"[{explained}]", owner="havn", milestones=stone, revised=revised)
    closed.commit({A: files}, "2021-05-03")
    (correction,) = view(closed, history=history).corrections
    assert (correction.key, correction.periods) == ("milestone m", ("2021-Q1",))
    assert "første frist 15. mars 2021" in correction.after
    assert correction.why == "Planen sier 15. mars Fristen var 15. mars"
    assert correction.source
    assert correction.source.place == "2"


def test_measure_that_went_without_a_word_is_told_and_one_that_the_plan_tells_of_is_none(closed):
    closed.commit({B: None}, "2021-05-03")
    assert told(view(closed).corrections) == [
        ("measure", "Tiltak 2", "Tatt ut av planen", "", ("2021-Q1",))
    ]
    gone = ADOPTED + "removed: [{number: 2, title: Tiltak 2, date: 2021-05-03}]\n"
    closed.commit({"plans/p/plan.yml": gone}, "2021-05-04")
    assert view(closed).corrections == ()


def test_what_is_not_in_git_yet_says_so(closed):
    closed.write({A: measure(1, f"[{RIGHT}]", **KEPT)})
    seen = view(closed)
    assert [c.recorded for c in seen.corrections] == [False]
    assert "Ikke registrert ennå" in corrections_page(seen).body()


def test_feed_and_data_have_every_correction(closed):
    closed.commit({A: measure(1, f"[{RIGHT}]", title="Et annet navn", **KEPT)}, "2021-05-03")
    seen = view(closed)
    made = dict(files.subscriptions(seen))
    feed = feedparser.parse(made["data/p/corrections.xml"])
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["Tiltak 1: Et annet navn"] * 2
    assert all(said in feed.entries[0].content[0].value for said in (OLD, NEW, WHY))
    assert len({entry.id for entry in feed.entries}) == 2
    (data,) = (d for d in files.downloads(seen.site, []) if d.name == "corrections.json")
    rows = json.loads(data.content)["corrections"]
    assert [(row["field"], row["before"], row["after"]) for row in rows] == [
        (c.key, c.before, c.after) for c in seen.corrections
    ]
    assert {row["recorded_on"] for row in rows} == {"2021-05-03"}


def test_what_an_older_program_did_not_tell_is_no_correction(closed):
    folder = closed.path / "plans/p/closed/2021-Q1"
    path, record = folder / "p-2021-Q1.json", folder / "record.yml"
    before = path.read_bytes()
    numbers = json.loads(before)
    for reported in numbers["measures"]:
        del reported["kind"]
        for milestone in reported["milestones"]:
            del milestone["repeat"]
    path.write_text(json.dumps(numbers), encoding="utf-8")
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace(checksum(before), checksum(path.read_bytes())), encoding="utf-8")
    assert view(closed).corrections == ()


DECISION = "plans/p/decisions/brua.yml"
ASKED = "title: Brua\nkind: audit\nbody: havn\ntext: Bygg brua\nentries:"
POINT = "resolution:\n  - {point: 1, text: Bygg brua, follow_up: %s}\n"
TOLD = "{date: 2021-02-28, state: in_progress, note: I gang}"
PUT_RIGHT = TOLD.replace("in_progress", "partly").replace("I gang", "Halve brua")
BOTH_SAID = (
    "28. februar 2021: under arbeid. I gang",
    "28. februar 2021: delvis fulgt opp. Halve brua",
)
SILENT = "Ingen kilde forteller hva som er gjort"


@pytest.mark.parametrize(
    ("own_file", "before", "after", "words_before", "words_after", "problem"),
    [
        (True, [TOLD], [PUT_RIGHT], *BOTH_SAID, "changed-after-closing"),
        (False, [], [PUT_RIGHT], SILENT, BOTH_SAID[1], "changed-after-closing"),
        (False, [TOLD, PUT_RIGHT], [TOLD], *reversed(BOTH_SAID), "removed-after-closing"),
    ],
    ids=["changed", "added", "removed"],
)
def test_what_is_said_of_a_decision_is_held_as_what_is_said_of_a_measure(
    tmp_path, monkeypatch, capsys, own_file, before, after, words_before, words_after, problem
):
    def said(entries: list[str]) -> dict[str, str | None]:
        listed = f"[{', '.join(entries)}]"
        own, of_plan = (f"{ASKED} {listed}\n", "") if own_file else ("", POINT % listed)
        return {"plans/p/plan.yml": ADOPTED + of_plan, **({DECISION: own} if own else {})}

    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    folder.commit({"plans/units.yml": UNITS, A: measure(1), **said(before)}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    monkeypatch.setenv("TILTAK_TODAY", "2021-06-03")
    later = "{date: 2021-05-31, note: Senere}"  # of a day that no closed report rests on
    folder.commit(said([later, *before]), "2021-06-01")
    assert ran(capsys, folder.path, "check").code == 0
    assert view(folder).corrections == ()

    folder.commit(said(after), "2021-06-02")
    checked = ran(capsys, folder.path, "check")
    assert (checked.code, problem in checked.err + checked.out) == (1, True)
    assert told(view(folder).corrections) == [
        ("entries", words_before, words_after, "", ("2021-Q1",))
    ]
    untold = ", 28. februar 2021: ikke som i rapporten for første kvartal 2021. Ingen har sagt"
    assert untold in drafted(folder, "2021-Q2")
    id = "brua" if own_file else "vedtak-1"
    assert untold_in_json(folder, "2021-Q2") == [("decision", id, "entries", "2021-Q1")]
    explained = [entry.replace("}", f", correction: {WHY}}}") for entry in after]
    folder.commit(said(explained), "2021-06-03")
    assert ran(capsys, folder.path, "check").code == 0
    seen = view(folder)
    (correction,) = seen.corrections
    shown = (correction.title, words_before, words_after, WHY, "Tidligst 1. april 2021")
    assert all(words in corrections_page(seen).body() for words in shown)
    (data,) = (d for d in files.downloads(seen.site, []) if d.name == "corrections.json")
    (row,) = json.loads(data.content)["corrections"]
    assert (row["measure"], row["decision"]) == (None, id)
    feed = feedparser.parse(dict(files.subscriptions(seen))["data/p/corrections.xml"])
    assert [entry.title for entry in feed.entries] == [correction.title]
    assert f"{correction.title}, 28. februar 2021: {WHY}" in drafted(folder, "2021-Q2")
    assert untold_in_json(folder, "2021-Q2") == []
    closed_twice_more(folder, capsys, monkeypatch)
    assert told(view(folder).corrections) == told(seen.corrections)


@pytest.mark.parametrize("of", ["measure", "decision"])
def test_what_is_put_right_after_a_period_is_told_in_its_report_and_in_the_next(
    tmp_path, monkeypatch, capsys, of
):
    """The report has what is right already, and so must say why it is not as the one before it."""

    def said(*entries: str) -> dict[str, str | None]:
        listed = f"[{', '.join(entries)}]"
        if of == "measure":
            return {A: measure(1, listed)}
        return {A: measure(1), DECISION: f"{ASKED} {listed}\n"}

    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    before = SAID if of == "measure" else TOLD
    plan = {"plans/units.yml": UNITS, "plans/p/plan.yml": ADOPTED}
    folder.commit({**plan, **said(before)}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-20")
    late = before.replace("2021-03-31", "2021-07-10").replace("2021-02-28", "2021-07-10")
    late = late.replace("}", f", correction: {WHY}}}")
    folder.commit(said(late, before), "2021-07-15")
    assert WHY in drafted(folder, "2021-Q2")
    close(folder, capsys, "2021-Q2", "2021-07-20")
    assert WHY in drafted(folder, "2021-Q3")


@pytest.mark.parametrize("own_file", [True, False])
def test_what_an_assessor_had_said_of_a_decision_stands_beside_what_is_said_now(
    tmp_path, monkeypatch, capsys, own_file
):
    def said(*verdicts: str) -> dict[str, str | None]:
        listed = ", ".join(
            f"{{date: 2021-0{3 - i}-28, assessor: by, verdict: {verdict}, note: Lite}}"
            for i, verdict in enumerate(reversed(verdicts), 1)
        )
        point = f"resolution: [{{point: 1, text: Bygg brua, assessments: [{listed}]}}]\n"
        own = f"{ASKED} []\nassessments: [{listed}]\n"
        plan = ADOPTED + ("" if own_file else point)
        return {"plans/p/plan.yml": plan, **({DECISION: own} if own_file else {})}

    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    folder.commit({"plans/units.yml": UNITS, A: measure(1), **said("partly")}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    folder.commit(said("done", "partly"), "2021-06-01")  # another assessor is no correction
    assert view(folder).corrections == ()
    folder.commit(said("lapsed"), "2021-06-02")
    (row,) = view(folder).corrections
    assert (row.key, row.what, row.decision) == (
        "assessments", "Vurderinger fra andre", "brua" if own_file else "vedtak-1",
    )  # fmt: skip
    assert row.before == "Vurdert av Byen for 28. februar 2021: delvis fulgt opp. Lite"
    assert row.after.startswith("Vurdert av Byen for 28. februar 2021: ")
    assert row.before != row.after
    checked = ran(capsys, folder.path, "check")
    assert (checked.code, "[changed-after-closing]" in checked.out) == (1, True)
    told_of = row.decision
    assert untold_in_json(folder, "2021-Q2") == [("decision", told_of, "assessments", "2021-Q1")]


def test_a_reply_to_an_assessor_of_a_decision_is_held_and_one_that_comes_later_is_news(
    tmp_path, monkeypatch, capsys
):
    def said(reply: str) -> dict[str, str | None]:
        of = f"date: 2021-02-28, assessor: by, verdict: partly, source: plan#1{reply}"
        return {DECISION: f"{ASKED} []\nassessments: [{{{of}}}]\n"}

    monkeypatch.setenv("TILTAK_TODAY", "2021-07-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/units.yml": UNITS, "plans/p/plan.yml": ADOPTED, A: measure(1)}
    folder.commit({**plan, **said("")}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    reply = ", reply: {date: 2021-03-05, note: Halve brua}"
    folder.commit(said(reply), "2021-04-02")
    assert ran(capsys, folder.path, "check").code == 0
    assert view(folder).corrections == ()
    close(folder, capsys, "2021-Q2", "2021-07-01")
    folder.commit(said(reply.replace("Halve", "Hele")), "2021-07-02")
    assert "[changed-after-closing]" in ran(capsys, folder.path, "check").out
    (row,) = view(folder).corrections
    assert (row.key, row.periods) == ("assessments", ("2021-Q2",))
    assert row.before.endswith("Svar fra den ansvarlige, 5. mars 2021: Halve brua")
    assert row.after.endswith("Svar fra den ansvarlige, 5. mars 2021: Hele brua")


WHOLE = "title: Brua\nkind: audit\nbody: havn\ndate: 2020-05-01\ncase: 1/20\ntext: Bygg brua\nsource: plan#1\nunit: havn\ndue: 2022-06-30\nmeasures: [1]\n"


@pytest.mark.parametrize(
    ("line", "other", "words_before", "words_after"),
    [
        ("title: Brua", "title: Kaia", "Brua", "Kaia"),
        ("kind: audit", "kind: amendment", "Funn fra revisjon", "Endring i vedtaket"),
        ("body: havn", "body: by", "Havna", "Byen"),
        ("date: 2020-05-01", "date: mai 2020", "1. mai 2020", "mai 2020"),
        ("case: 1/20", "case: 2/20", "1/20", "2/20"),
        ("text: Bygg brua", "text: Tegn brua", "Bygg brua", "Tegn brua"),
        ("source: plan#1", "source: plan#2", "1", "2"),
        ("unit: havn", "unit: by", "Havna", "Byen"),
        ("due: 2022-06-30", "due: 2023-06-30", "30. juni 2022", "30. juni 2023"),
        ("measures: [1]", "measures: [2]", "1", "2"),
    ],
)
def test_what_a_decision_says_in_a_closed_report_is_corrected_openly(
    tmp_path, monkeypatch, capsys, line, other, words_before, words_after
):
    key, asked = line.partition(":")[0], WHOLE.replace(line, other)
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/units.yml": UNITS, "plans/p/plan.yml": ADOPTED, A: measure(1), B: measure(2)}
    folder.commit({**plan, DECISION: WHOLE}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    assert ran(capsys, folder.path, "check").code == 0
    monkeypatch.setenv("TILTAK_TODAY", "2021-06-03")
    folder.commit({DECISION: asked}, "2021-06-01")
    checked = ran(capsys, folder.path, "check")
    assert (checked.code, checked.out.count("[changed-after-closing]")) == (1, 1)
    assert "i vedtaket «brua» er endret etter at 2021-Q1 ble avsluttet" in checked.out
    (row,) = view(folder).corrections
    assert (row.decision, row.key, row.why, row.periods) == ("brua", key, "", ("2021-Q1",))
    assert (row.before.endswith(words_before), row.after.endswith(words_after)) == (True, True)
    untold = f"{row.title}, {row.what}: ikke som i rapporten for første kvartal 2021. Ingen har sagt hvorfor."
    assert untold in drafted(folder, "2021-Q2")
    assert untold_in_json(folder, "2021-Q2") == [("decision", "brua", key, "2021-Q1")]

    why = f"{{date: 2021-06-02, note: Rettet, correction: {WHY}}}"
    folder.commit({DECISION: f"{asked}entries: [{why}]\n"}, "2021-06-02")
    assert ran(capsys, folder.path, "check").code == 0
    seen = view(folder)
    assert [(c.key, c.why) for c in seen.corrections] == [(key, WHY)]
    body = corrections_page(seen).body()
    assert all(words in body for words in (words_after, WHY))
    feed = feedparser.parse(dict(files.subscriptions(seen))["data/p/corrections.xml"])
    assert [WHY in entry.content[0].value for entry in feed.entries] == [True]
    second = drafted(folder, "2021-Q2")
    assert (untold in second, WHY in second) == (False, True)
    closed_twice_more(folder, capsys, monkeypatch)
    assert told(view(folder).corrections) == told(seen.corrections)
    # What is wrong once more wants a correction of its own.
    folder.commit({DECISION: f"{WHOLE}entries: [{why}]\n"}, "2021-11-01")
    assert "[changed-after-closing]" in ran(capsys, folder.path, "check").out


def test_a_decision_that_went_without_a_word_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/units.yml": UNITS, "plans/p/plan.yml": ADOPTED, A: measure(1), B: measure(2)}
    folder.commit({**plan, DECISION: WHOLE}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    folder.commit({DECISION: None}, "2021-06-01")
    assert "[removed-after-closing]" in ran(capsys, folder.path, "check").out
    assert told(view(folder).corrections) == [
        ("entries", SILENT, "Tatt ut av planen", "", ("2021-Q1",))
    ]
    untold = "brua: ikke som i rapporten for første kvartal 2021. Ingen har sagt hvorfor."
    assert untold in drafted(folder, "2021-Q2")
    assert untold_in_json(folder, "2021-Q2") == [("decision", "brua", "entries", "2021-Q1")]


def closed_twice_more(folder: GitFolder, capsys, monkeypatch) -> None:
    """A report that tells of a correction, and one after it."""
    for period_name, day in (("2021-Q2", "2021-07-10"), ("2021-Q3", "2021-10-10")):
        monkeypatch.setenv("TILTAK_TODAY", day)
        close(folder, capsys, period_name, day)


SERIES = "plans/p/indicators/turer"
FIGURES = "period;group;value;sources;correction\n2019;barn;5;plan;\n2020;barn;10;plan;\n2020;voksne;3;plan;\n"
DESCRIBED = "title: Turer\nunit: turer\n"


@pytest.mark.parametrize(
    ("before", "after", "key", "words_before", "words_after", "problem"),
    [
        ("2020;barn;10;plan;", "2020;barn;12;plan;", "figure 2020 barn plan", "10", "12", "changed"),
        ("2020;barn;10;plan;", "2020;barn;;plan;", "figure 2020 barn plan", "10", "ikke kjent", "changed"),
        (
            "2020;barn;10;plan;", "2020;barn;10;plan#2;", "figure 2020 barn plan", "10", "Tatt ut av planen",
            "removed",
        ),
    ],
    ids=["value", "unknown", "removed"],
)  # fmt: skip
def test_figures_of_a_closed_report_are_held_as_what_is_said_of_a_measure(
    tmp_path, monkeypatch, capsys, before, after, key, words_before, words_after, problem
):
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/units.yml": UNITS, "plans/p/plan.yml": ADOPTED, A: measure(1)}
    folder.commit({**plan, f"{SERIES}.yml": DESCRIBED, f"{SERIES}.csv": FIGURES}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    monkeypatch.setenv("TILTAK_TODAY", "2021-06-03")
    # A figure that comes later is no correction, and neither is another way to write the same one.
    later = FIGURES.replace(";3;", ";3,0;") + "2020;eldre;7;plan;\n2021;barn;8;plan;\n"
    folder.commit({f"{SERIES}.csv": later}, "2021-06-01")
    assert ran(capsys, folder.path, "check").code == 0
    assert view(folder).corrections == ()

    folder.commit({f"{SERIES}.csv": later.replace(before, after)}, "2021-06-02")
    checked = ran(capsys, folder.path, "check")
    assert (checked.code, f"{problem}-after-closing" in checked.out) == (1, True)
    assert told(view(folder).corrections) == [(key, words_before, words_after, "", ("2021-Q1",))]
    what = "Tall" if problem == "removed" else "2020, barn"
    untold = f"Turer, {what}: ikke som i rapporten for første kvartal 2021. Ingen har sagt hvorfor."
    assert untold in drafted(folder, "2021-Q2")
    assert "Ingen har sagt hvorfor" not in drafted(folder, "2021-Q1")
    (row,) = corrected_in_json(folder, "2021-Q2")
    assert (row["indicator"], row["field"], row["text"]) == ("turer", "figures", None)
    assert (row["period"], row["date"]) == (
        "2021-Q1",
        None if problem == "removed" else "2020-12-31",
    )
    assert corrected_in_json(folder, "2021-Q1") == []
    folder.commit({f"{SERIES}.csv": later.replace(before, f"{after}{WHY}")}, "2021-06-03")
    assert ran(capsys, folder.path, "check").code == 0
    seen = view(folder)
    (correction,) = seen.corrections
    shown = ("Turer", "2020, barn, i rapporten", words_before, words_after, WHY)
    assert all(words in corrections_page(seen).body() for words in shown)
    (data,) = (d for d in files.downloads(seen.site, []) if d.name == "corrections.json")
    (row,) = json.loads(data.content)["corrections"]
    assert (row["measure"], row["indicator"], row["why"]) == (None, "turer", WHY)
    feed = feedparser.parse(dict(files.subscriptions(seen))["data/p/corrections.xml"])
    assert [entry.title for entry in feed.entries] == [correction.title]
    second = drafted(folder, "2021-Q2")
    assert f"Turer, 2020, barn: {WHY}" in second
    assert untold not in second
    assert [row["text"] for row in corrected_in_json(folder, "2021-Q2")] == [WHY]
    closed_twice_more(folder, capsys, monkeypatch)
    assert told(view(folder).corrections) == told(seen.corrections)


@pytest.mark.parametrize(
    ("described", "key", "words_before", "words_after"),
    [
        (DESCRIBED.replace("Turer", "Flere turer"), "title", "Turer", "Flere turer"),
        (DESCRIBED.replace("unit: turer", "unit: prosent"), "unit", "turer", "prosent"),
        (f"{DESCRIBED}better: down\n", "better", "ikke oppgitt", "Lavere er bedre"),
        (
            f"{DESCRIBED}target: {{value: 9, period: '2022'}}\n", "target",
            "ikke oppgitt", "9 turer innen utgangen av 2022.",
        ),
    ],
)  # fmt: skip
def test_what_a_closed_report_counts_is_held_and_told_with_both(
    tmp_path, monkeypatch, capsys, described, key, words_before, words_after
):
    folder = with_series(tmp_path, monkeypatch, capsys)
    folder.write({f"{SERIES}.yml": described})
    checked = ran(capsys, folder.path, "check")
    assert (checked.code, "changed-after-closing" in checked.out) == (1, True)
    assert told(view(folder).corrections) == [(key, words_before, words_after, "", ("2021-Q1",))]
    assert untold_in_json(folder, "2021-Q2") == [("indicator", "turer", key, "2021-Q1")]
    (counted,) = view(folder).corrections
    assert f"Turer, {counted.what}: ikke som i rapporten" in drafted(folder, "2021-Q2").replace(
        "Flere turer", "Turer"
    )
    # A figure that says why explains what is counted otherwise, and nothing else of it is asked.
    folder.write({f"{SERIES}.csv": FIGURES.replace(";3;plan;", f";3;plan;{WHY}")})
    assert ran(capsys, folder.path, "check").code == 0
    assert told(view(folder).corrections) == [(key, words_before, words_after, WHY, ("2021-Q1",))]


def test_a_series_that_is_gone_is_told(tmp_path, monkeypatch, capsys):
    folder = with_series(tmp_path, monkeypatch, capsys)
    folder.write({f"{SERIES}.yml": None, f"{SERIES}.csv": None})
    checked = ran(capsys, folder.path, "check")
    assert (checked.code, "removed-after-closing" in checked.out) == (1, True)
    assert untold_in_json(folder, "2021-Q2") == [("indicator", "turer", "figures", "2021-Q1")]


def with_series(tmp_path, monkeypatch, capsys) -> GitFolder:
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/units.yml": UNITS, "plans/p/plan.yml": ADOPTED, A: measure(1)}
    folder.commit({**plan, f"{SERIES}.yml": DESCRIBED, f"{SERIES}.csv": FIGURES}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    return folder


WITH_FIELDS = ADOPTED + "fields: [{id: vekt, title: Tyngde, form: text}]\n"
ASSESSED = "[{date: 2021-02-28, assessor: by, verdict: %s, note: Lite er gjort}]"
REPLY = "{{date: 2021-03-05, note: {}}}"
REPLIED = (
    f"[{{{{date: 2021-02-28, assessor: by, verdict: paused, source: plan{{}}, reply: {REPLY}}}}}]"
)
SOURCED = "{kind: granted, year: 2021, kroner: %s, source: plan}"


@pytest.mark.parametrize(
    ("field", "before", "after", "key", "what", "words_before", "words_after"),
    [
        ("summary", "Kort.", "Lang.", "summary", "Sammendrag", "Kort.", "Lang."),
        ("target_group", "Unge", "Eldre", "target_group", "Målgruppe", "Unge", "Eldre"),
        ("contributors", "[by]", "[havn]", "contributors", "Medvirkende", "By", "Havn"),
        (
            "roles", "[{unit: by, role: pådriver}]", "[{unit: by, role: veileder}]", "roles",
            "Medvirkende med rolle", "Byen (pådriver)", "Byen (veileder)",
        ),
        (
            "funding", f"{{decision: granted, amounts: [{SOURCED % 1000}]}}",
            f"{{decision: granted, amounts: [{SOURCED % 2000}]}}", "funding", "Finansiering",
            "Bevilget for 2021: 1\u00a0000 kr", "Bevilget for 2021: 2\u00a0000 kr",
        ),
        (
            "assessments", ASSESSED % "paused", ASSESSED % "planning", "assessments", "Vurderinger fra andre",
            "Vurdert av Byen for 28. februar 2021: på vent. Lite er gjort", "planlegges. Lite",
        ),
        (
            "assessments", REPLIED.format("#1", "Vi er i gang"), REPLIED.format("#2", "Alle er i gang"), "assessments",
            "Vurderinger fra andre", "Kilde: Planen, 1. Svar fra den ansvarlige, 5. mars 2021: Vi er i gang",
            "Kilde: Planen, 2. Svar fra den ansvarlige, 5. mars 2021: Alle er i gang",
        ),
        ("fields", "{vekt: Stor}", "{vekt: Liten}", "vekt", "Tyngde", "Stor", "Liten"),
    ],
)  # fmt: skip
def test_what_else_a_closed_report_shows_of_a_measure_is_told_with_both(
    tmp_path, monkeypatch, capsys, field, before, after, key, what, words_before, words_after
):
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/units.yml": UNITS, "plans/p/plan.yml": WITH_FIELDS}
    folder.commit({**plan, A: measure(1, **{field: before})}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    assert view(folder).corrections == ()
    folder.commit({A: measure(1, **{field: after})}, "2021-06-01")
    (row,) = view(folder).corrections
    assert (row.key, row.what, row.why) == (key, what, "")
    assert words_before in row.before
    assert words_after in row.after
    assert f"{what}: ikke som i rapporten for første kvartal 2021." in drafted(folder, "2021-Q2")
    told_why = f"[{{date: 2021-06-01, unchanged: true, correction: {WHY}}}]"
    folder.commit({A: measure(1, told_why, **{field: after})}, "2021-06-02")
    assert WHY in drafted(folder, "2021-Q2")
    assert [(c.key, c.why) for c in view(folder).corrections if c.key == key] == [(key, WHY)]
    # A record of an older kind knows nothing of it, and nobody is said to have changed anything.
    record = folder.path / "plans/p/closed/2021-Q1/record.yml"
    text = record.read_text(encoding="utf-8").splitlines(keepends=True)
    record.write_text(
        "".join(r for r in text if f'"{key.removesuffix("s")}' not in r), encoding="utf-8"
    )
    assert all(c.key != key for c in view(folder).corrections)


@pytest.mark.parametrize(
    ("field", "before", "after", "stood"),
    [
        ("title", "Kaia", "Brygga", "Kaia"),
        ("summary", "Kort.", "Lang.", "Kort."),
        ("kind", "establish", "assess", "establish"),
        ("owner", "havn", "by", "havn"),
        ("reference", "{document: plan, section: '1'}", "{document: plan, section: '2'}", "'1'"),
        ("milestones", STONE.format("2021-06-30"), "[]", "Apning"),
    ],
)
def test_what_the_adopting_body_changes_after_a_report_is_no_correction_of_it(
    tmp_path, monkeypatch, capsys, field, before, after, stood
):
    def decided_on(day: str) -> dict[str, str | None]:
        revision = f"revisions: [{{id: ny, date: {day}, source: plan}}]\n"
        revised = f"[{{field: {field}, from: {stood}, decision: ny}}]"
        changed = measure(1, **{field: after, "revised": revised})
        return {"plans/p/plan.yml": ADOPTED + revision, A: changed}

    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/units.yml": UNITS, "plans/p/plan.yml": ADOPTED}
    folder.commit({**plan, A: measure(1, **{field: before})}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    monkeypatch.setenv("TILTAK_TODAY", "2021-06-02")
    folder.commit(decided_on("2021-05-20"), "2021-06-01")
    assert ran(capsys, folder.path, "check").code == 0
    assert view(folder).corrections == ()
    assert untold_in_json(folder, "2021-Q2") == []
    # What was decided before the report says that the report was wrong.
    folder.commit(decided_on("2021-03-20"), "2021-06-02")
    assert "[changed-after-closing]" in ran(capsys, folder.path, "check").out
    assert len(view(folder).corrections) == 1
    assert len(untold_in_json(folder, "2021-Q2")) == 1


GOAL = "[{{id: a, text: {}}}]"
AREA = "[{{id: omrade, title: {}, goal: {}}}]"


@pytest.mark.parametrize(
    ("key", "before", "after", "field", "stood"),
    [
        ("title", "Havneplan", "Kaiplan", "field: title", "Havneplan"),
        ("short_title", "Havn", "Kai", "field: short_title", "Havn"),
        ("goals", GOAL.format("Fisk"), GOAL.format("Båter"), "field: goals, id: a", "Fisk"),
        ("goals", GOAL.format("Fisk"), "[]", "field: goals, id: a", "Fisk"),
        (
            "focus_areas", AREA.format("Havn", "Fisk"), AREA.format("Kai", "Fisk"),
            "field: focus_areas, id: omrade", "Havn",
        ),
        (
            "focus_areas", AREA.format("Havn", "Fisk"), AREA.format("Havn", "Båter"),
            "field: focus_area_goals, id: omrade", "Fisk",
        ),
    ],
)  # fmt: skip
def test_what_the_adopting_body_changes_in_the_plan_itself_is_no_correction_of_a_report(
    tmp_path, monkeypatch, capsys, key, before, after, field, stood
):
    def plan_with(content: str, more: str = "") -> dict[str, str | None]:
        rows = [row for row in ADOPTED.splitlines() if not row.startswith(f"{key}:")]
        return {"plans/p/plan.yml": "\n".join([*rows, f"{key}: {content}", more])}

    def decided(day: str, was: str = stood) -> dict[str, str | None]:
        revisions = f"revisions: [{{id: ny, date: {day}, case: 1/21}}]\n"
        revised = f"revised: [{{{field}, from: {was}, decision: ny}}]\n"
        return plan_with(after, revisions + revised)

    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    folder.commit({"plans/units.yml": UNITS, A: measure(1), **plan_with(before)}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    monkeypatch.setenv("TILTAK_TODAY", "2021-06-02")
    folder.commit(decided("2021-05-20"), "2021-06-01")
    checked = ran(capsys, folder.path, "check")
    assert (checked.code, checked.out) == (0, "4 filer sjekket. Alt er i orden.\n")
    seen = view(folder)
    assert seen.corrections == ()
    assert untold_in_json(folder, "2021-Q2") == []
    assert f"er endret etter vedtak. Før: {stood}." in sources_page(seen).body()
    decision = f"er endret etter vedtak. Før: {stood}. Vedtatt av Havna 20. mai 2021, sak 1/21."
    (item,) = (row for row in drafted(folder, "2021-Q2").splitlines() if decision in row)
    assert item.startswith(f"- {seen.plan.label}: ")
    assert decision not in drafted(folder, "2021-Q3")
    feed = feedparser.parse(dict(files.subscriptions(seen))["data/p/changes.xml"])
    (entry,) = (e for e in feed.entries if decision in e.content[0].value)
    assert entry.title == seen.plan.title
    # What was decided before the report says that the report was wrong, and so does what no decision has changed.
    for wrong in (decided("2021-03-20"), decided("2021-05-20", "Noe annet"), plan_with(after)):
        folder.commit(wrong, "2021-06-02")
        is_gone = after == "[]" and wrong == decided("2021-05-20", "Noe annet")
        assert ("[changed-after-closing]" in ran(capsys, folder.path, "check").out) != is_gone
        assert len(view(folder).corrections) == (not is_gone)


def test_what_comes_between_two_reports_is_no_correction_of_the_second(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/units.yml": UNITS, "plans/p/plan.yml": ADOPTED}
    folder.commit({**plan, A: measure(1)}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    named = "[{date: 2021-05-20, note: Nevnt, source: plan}]"
    folder.commit({A: measure(1, mentions=named)}, "2021-06-01")
    closed_twice_more(folder, capsys, monkeypatch)
    assert ran(capsys, folder.path, "check").code == 0
    assert view(folder).corrections == ()


@pytest.mark.parametrize(
    ("line", "other", "key", "what", "words_before", "words_after"),
    [
        ("title: Havneplanen", "title: Kaiplanen", "title", "Tittel", "Havneplanen", "Kaiplanen"),
        ("goals: [{id: a, text: Mer fisk}]", "goals: [{id: a, text: Flere båter}]", "goals", "Mål", "Mer fisk", "Flere båter"),
        (
            "adoption: {body: havn, date: juni 2019}", "adoption: {body: havn, date: mai 2019}", "adoption",
            "Vedtak", "juni 2019", "mai 2019",
        ),
    ],
)  # fmt: skip
def test_what_a_closed_report_shows_of_the_plan_itself_is_corrected_openly(
    tmp_path, monkeypatch, capsys, line, other, key, what, words_before, words_after
):
    def plan_with(line: str) -> dict[str, str]:
        name = line.partition(":")[0]
        kept = [row for row in ADOPTED.splitlines() if not row.startswith(f"{name}:")]
        return {"plans/p/plan.yml": "\n".join([*kept, line, ""])}

    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    folder.commit({"plans/units.yml": UNITS, A: measure(1), **plan_with(line)}, "2021-03-20")
    close(folder, capsys, "2021-Q1", "2021-04-01")
    assert ran(capsys, folder.path, "check").code == 0
    folder.commit(plan_with(other), "2021-06-01")
    checked = ran(capsys, folder.path, "check")
    assert (checked.code, checked.out.count("[changed-after-closing]")) == (1, 1)
    (row,) = view(folder).corrections
    assert (row.of_plan, row.key, row.what, row.why, row.periods) == (
        True,
        key,
        what,
        "",
        ("2021-Q1",),
    )
    assert (words_before in row.before, words_after in row.after) == (True, True)
    untold = f"{what}: ikke som i rapporten for første kvartal 2021. Ingen har sagt hvorfor."
    assert untold in drafted(folder, "2021-Q2")
    assert untold_in_json(folder, "2021-Q2") == [("plan", "p", key, "2021-Q1")]

    corrected = f"{plan_with(other)['plans/p/plan.yml']}corrections: [{{date: 2021-06-02, correction: {WHY}}}]\n"
    folder.commit({"plans/p/plan.yml": corrected}, "2021-06-02")
    assert ran(capsys, folder.path, "check").code == 0
    seen = view(folder)
    assert [(c.key, c.why) for c in seen.corrections] == [(key, WHY)]
    body = corrections_page(seen).body()
    assert all(words in body for words in (words_before, words_after, WHY))
    feed = feedparser.parse(dict(files.subscriptions(seen))["data/p/corrections.xml"])
    assert [WHY in entry.content[0].value for entry in feed.entries] == [True]
    second = drafted(folder, "2021-Q2")
    assert (untold in second, WHY in second) == (False, True)
    closed_twice_more(folder, capsys, monkeypatch)
    assert told(view(folder).corrections) == told(seen.corrections)
    assert WHY not in drafted(folder, "2021-Q4")
    # What is wrong once more wants a correction of its own.
    folder.commit({"plans/p/plan.yml": corrected.replace(other, line)}, "2021-11-01")
    assert "[changed-after-closing]" in ran(capsys, folder.path, "check").out


def test_report_that_did_not_keep_what_was_said_of_decisions_is_corrected_by_the_entry(closed):
    folder = closed.path / "plans/p/closed/2021-Q1"
    path, record = folder / "p-2021-Q1.json", folder / "record.yml"
    before, text = path.read_bytes(), record.read_text(encoding="utf-8")
    numbers = json.loads(before)
    del numbers["followed_up"]
    path.write_text(json.dumps(numbers), encoding="utf-8")
    text = text.replace(checksum(before), checksum(path.read_bytes()))
    record.write_text(text.replace("decisions: {}\n", ""), encoding="utf-8")
    corrected = PUT_RIGHT.replace("}", f", correction: {WHY}}}")
    closed.write({DECISION: f"{ASKED} [{corrected}]\n"})
    seen = view(closed)
    assert told(seen.corrections) == [("entries", "", BOTH_SAID[1], WHY, ("2021-Q1",))]
    body = report_page(seen, period("2021-Q1")).body()
    assert "Se rapporten" in body
    assert "Én rettelse siden rapporten ble levert: «Brua»</summary>" in body


def test_report_tells_of_every_kind_of_correction_and_builds_on_an_earlier_one(closed):
    revised = "[{field: title, from: Tiltak 1, correction: Planen sier noe annet, date: 2021-05-02, source: plan}]"
    closed.commit(
        {
            A: measure(1, f"[{RIGHT}]", **KEPT, title="Tiltak én", revised=revised),
            B: measure(2, owner="by"),
        },
        "2021-05-03",
    )
    told_in = {name: drafted(closed, name) for name in ("2021-Q1", "2021-Q2")}
    _, _, corrected = told_in["2021-Q2"].partition("## Rettelser til tidligere rapporter\n")
    corrected, _, _ = corrected.partition("\n## ")
    for said in (
        f"opplysning for 31. mars 2021: {WHY}",
        "Tiltak én, Tittel: Planen sier noe annet",
        "Tiltak 2, Ansvarlig: ikke som i rapporten for første kvartal 2021. Ingen har sagt hvorfor.",
    ):
        assert said in corrected
    assert untold_in_json(closed, "2021-Q2") == [("measure", 2, "owner", "2021-Q1")]
    assert "Forrige avsluttede rapport: 2021-Q1" in told_in["2021-Q2"]
    assert "Forrige avsluttede rapport" not in told_in["2021-Q1"]
    (row,) = (c for c in view(closed).corrections if c.key == "title")
    assert (row.before, row.after) == ("Tiltak 1", "Tiltak én")
    assert "Planen sier noe annet" in row.why


def drafted(folder: GitFolder, name: str) -> str:
    return markdown(report_of(folder, name))


def report_of(folder: GitFolder, name: str) -> ReportDocument:
    workspace = open_workspace(folder.path, NOW, date(2021, 8, 1))
    report = workspace.report(workspace.plan("p"), period(name), workspace.history())
    return document(report, words())


def corrected_in_json(folder: GitFolder, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = document_data(report_of(folder, name))["corrections"]
    return rows


def untold_in_json(folder: GitFolder, name: str) -> list[tuple[str, Any, str, str]]:
    """What is otherwise and nobody has explained: the kind and id of what, its field and the report that says it."""
    return [
        (*next(iter(row.items())), row["field"], row["period"])
        for row in corrected_in_json(folder, name)
        if row["text"] is None
    ]
