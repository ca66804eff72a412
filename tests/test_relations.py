"""How measures hang together: parts, what they wait for, what they continue, on both sides and across plans."""

from __future__ import annotations

import re
from csv import reader
from datetime import date

import pytest

from tests.commandline import ran, write_files
from tests.gitfolder import PLAN, UNITS, measure
from tests.test_site_view import dead_links
from tiltak.checks.rules import all_problems
from tiltak.judge.summary import summarise
from tiltak.model.goals import in_levels
from tiltak.model.numbers import Number
from tiltak.model.periods import of_calendar
from tiltak.model.relations import relations
from tiltak.past.report import report
from tiltak.read.load import load
from tiltak.reports.csv import csv
from tiltak.reports.document import document
from tiltak.reports.markdown import markdown
from tiltak.reports.xlsx import sheets
from tiltak.sheets.tables import tables
from tiltak.site.findable import entries
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words.language import words

TODAY = date(2021, 3, 1)
LATE = "\n  - {date: 2021-02-01, phase: in_progress, confidence: off_track, reason: staffing, note: Ingen er ansatt.}"
MERGED = "\n  - {{date: 2021-02-01, phase: merged, into: {}, note: Samme arbeid.}}"
GOALS = """
goals:
  - {id: kysten, text: En levende kyst.}
  - {id: havna, text: En havn for alle., parent: kysten}
  - {id: byen, text: En by ved sjøen.}
  - {id: brygga, text: En trygg brygge., parent: havna}
"""
FILES = {
    "plans/units.yml": UNITS,
    "plans/p/plan.yml": PLAN + GOALS,
    "plans/q/plan.yml": PLAN.replace("Plan for prøving", "Den andre planen"),
    "measures/p/01-brygge.yml": measure(1, title="Brygge", goals="[brygga, havna]"),
    "measures/p/1.1-fundament.yml": measure('"1.1"', title="Fundament", part_of="1", owner="havn", goals="[havna]"),
    "measures/p/1.2-dekke.yml": measure('"1.2"', title="Dekke", part_of="1", owner="by", depends_on='["1.1", q/7]', continues="[q/8]"),
    "measures/q/07-penger.yml": measure(7, LATE, title="Penger"),
    "measures/q/08-forprosjekt.yml": measure(8, title="Forprosjekt", supersedes="[7]", related="[p/1]"),
    "measures/p/02-rydding.yml": measure(2, MERGED.format("q/8"), title="Rydding", milestones="[{id: a, title: Ryddet, due: 2021-12-31}]"),
    "measures/q/09-skilt.yml": measure(9, MERGED.format("8"), title="Skilt"),
}  # fmt: skip


@pytest.fixture(scope="module")
def site():
    return Site(load(FILES).portfolio, TODAY, words())


@pytest.fixture(scope="module")
def pages(site):
    return {page.uri: page for page in all_pages(site)}


def test_the_files_are_in_order():
    assert not [p for p in all_problems(load(FILES), TODAY) if p.level == "error"]


def test_goals_stand_in_levels_and_count_the_measures_of_those_below_once(site, pages):
    plan = site.portfolio.plan("p")
    assert [(goal.id, level) for goal, level in in_levels(plan.goals)] == [
        ("kysten", 0), ("havna", 1), ("brygga", 2), ("byen", 0),
    ]  # fmt: skip
    served = {goal.id: [str(m.number) for m in plan.serving(goal.id)] for goal in plan.goals}
    assert served == {"kysten": ["1", "1.1"], "havna": ["1", "1.1"], "brygga": ["1"], "byen": []}
    body = pages["p/maal"].body()
    for goal, level, counted, listed in (
        ("kysten", "h3", "2 tiltak:", 0), ("havna", "h4", "2 tiltak:", 2), ("brygga", "h5", "1 tiltak:", 1),
    ):  # fmt: skip
        of_goal = re.search(rf'<{level} id="{goal}">.*?(?=<h[1-6] )', body + "<h1 ", re.DOTALL)
        assert of_goal
        assert f"<p>{counted}" in of_goal[0]
        assert of_goal[0].count("<li>") == listed
        assert 'href="omraader/' in of_goal[0]


@pytest.mark.parametrize("parent", ["havna", "byen", "finnes-ikke"])
def test_a_goal_is_part_of_one_that_stands_before_it(parent):
    plan = FILES["plans/p/plan.yml"].replace(
        "havn for alle., parent: kysten", f"havn for alle., parent: {parent}"
    )
    (problem,) = [
        p
        for p in all_problems(load(FILES | {"plans/p/plan.yml": plan}), TODAY)
        if p.level == "error"
    ]
    assert (problem.code, problem.place.keys) == ("unknown-goal", ("goals", 1, "parent"))


def test_every_relation_is_seen_from_both_sides(site):
    held = relations(site.portfolio)
    said = {(id, r.field, r.other.id) for id, own in held.items() for r in own if not r.backwards}
    heard = {(r.other.id, r.field, id) for id, own in held.items() for r in own if r.backwards}
    assert said == heard
    assert len(said) == 9


@pytest.mark.parametrize("status", ["[]", "[{date: 2021-02-01, phase: in_progress}]"])
def test_a_report_says_what_a_measure_is_part_of_and_lists_it_below_that(status):
    files = {path: text.replace("status: []", f"status: {status}") for path, text in FILES.items()}
    files["measures/p/03-lys.yml"] = measure(3, status, title="Lys", part_of="1", owner="by")
    portfolio = load(files).portfolio
    plan = portfolio.plans[0]
    say = words()
    written = document(report(portfolio, plan, of_calendar(TODAY, "quarter"), TODAY), say)
    text = markdown(written)
    listed = re.findall(
        r"^(?:\| |#### )(\S+?)\.? (?:\| )?(Brygge|Lys|Fundament|Dekke)\b", text, re.MULTILINE
    )
    assert listed[-4:] == [("1", "Brygge"), ("1.1", "Fundament"), ("1.2", "Dekke"), ("3", "Lys")]
    assert text.count("Del av") >= 1
    assert text.count("1 Brygge") == 3
    of_sheet = next(sheet for sheet in sheets(written, say) if sheet.table == "Tiltak")
    at = [field.title for field in of_sheet.fields].index("Del av")
    parts = {str(row[0]): row[at] for row in of_sheet.rows}
    assert parts == {"1": None, "2": None, "3": "1 Brygge", "1.1": "1 Brygge", "1.2": "1 Brygge"}
    header, *rows = reader(csv(written).lstrip("\ufeff").splitlines(), delimiter=";")
    whole_of = {row[header.index("number")]: row[header.index("part_of")] for row in rows}
    assert whole_of == {"1": "", "2": "", "3": "1", "1.1": "1", "1.2": "1"}


@pytest.mark.parametrize(
    ("uri", "heading", "link"),
    [
        ("p/tiltak/1.2", "Del av", "1.html"),
        ("p/tiltak/1", "Deler", "1.2.html"),
        ("p/tiltak/1.2", "Venter på", "../../q/tiltak/7.html"),
        ("q/tiltak/7", "Ventes på av", "../../p/tiltak/1.2.html"),
        ("p/tiltak/1.1", "Ventes på av", "1.2.html"),
        ("q/tiltak/8", "Fortsetter i", "../../p/tiltak/1.2.html"),
        ("q/tiltak/7", "Erstattes av", "8.html"),
    ],
)
def test_a_page_names_the_other_measure_under_what_it_is_to_it(pages, uri, heading, link):
    body = pages[uri].body()
    below = body[body.index(f"<h3>{heading}</h3>") :]
    assert f'href="{link}"' in below[: below.index("</ul>")]


@pytest.mark.parametrize(
    ("uri", "link"),
    [("q/tiltak/8", "../../p/tiltak/1.html"), ("p/tiltak/1", "../../q/tiltak/8.html")],
)
def test_what_belongs_together_across_plans_is_told_on_both_sides(pages, uri, link):
    body = pages[uri].body()
    below = body[body.index('<h2 id="beslektet">') :]
    assert f'href="{link}"' in below[: below.index("</ul>")]


def test_each_plan_shows_the_way_to_the_others_after_its_own_numbers(pages):
    for uri, way, label in (
        ("index", "q/index.html", "Den andre"),
        ("q/index", "../index.html", "Plan for"),
    ):
        body = pages[uri].body()
        below = body[body.index('<h2 id="status">') :]
        assert f'<a href="{way}">Se også: {label}' in below


@pytest.mark.parametrize(
    ("uri", "sentence", "link"),
    [
        ("p/tiltak/2", "arbeidet fortsetter i tiltak q/8", "../../q/tiltak/8.html"),
        ("q/tiltak/8", "Tiltak p/2 («Rydding») ble slått sammen med dette, meldt for 1. februar 2021. Fristene der: én teller ikke lenger.", "../../p/tiltak/2.html"),
        ("q/tiltak/9", "arbeidet fortsetter i tiltak 8", "8.html"),
        ("q/tiltak/8", "Tiltak 9 («Skilt») ble slått sammen med dette", "9.html"),
    ],
)  # fmt: skip
def test_a_merger_is_told_on_both_pages_also_across_plans(pages, uri, sentence, link):
    top = pages[uri].body().split('<dl class="t-facts')[0]
    assert sentence in top
    assert f'href="{link}"' in top


def test_a_merger_that_is_yet_to_come_is_not_told():
    before = Site(load(FILES).portfolio, date(2021, 1, 31), words())
    bodies = {page.uri: page.body() for page in all_pages(before)}
    assert "Skilt" in bodies["q/tiltak/9"]
    assert not [uri for uri, body in bodies.items() if "slått sammen med" in body]


def test_a_ring_of_mergers_goes_through_other_plans():
    ring = {"measures/q/08-forprosjekt.yml": measure(8, MERGED.format("p/2"), title="Forprosjekt")}
    rings = [p for p in all_problems(load(FILES | ring), TODAY) if p.code == "merge-circle"]
    assert [p.message for p in rings] == [
        "Tiltakene er slått sammen i ring: 2 → q/8 → 2.",
        "Tiltakene er slått sammen i ring: 8 → p/2 → 8.",
    ]


def test_who_waits_for_what_is_late_is_warned(pages):
    sentence = "Venter på tiltak 7 Penger, som har status «Forsinket»."
    assert sentence in pages["p/tiltak/1.2"].body()
    assert sentence not in pages["p/tiltak/1.1"].body()


def test_the_search_finds_a_measure_by_the_others_that_it_hangs_together_with(site, pages):
    text_of = {entry.url: entry.text for entry in entries(site, pages.values())}
    assert "Venter på: 1.1 Fundament; q/7 Penger" in text_of["p/tiltak/1.2.html"]
    assert "Ventes på av: p/1.2 Dekke" in text_of["q/tiltak/7.html"]
    assert "Brygge" not in text_of["q/tiltak/8.html"], "only to be read together"


def test_the_spreadsheet_tells_of_the_others_in_a_column_that_only_tells(site):
    plan = site.portfolio.plan("q")
    values: dict[Number, dict[str, str]] = {m.number: {} for m in plan.measures}
    for day, merged in (
        (TODAY, "\nSlått sammen med dette: p/2 Rydding; 9 Skilt"),
        (date(2021, 1, 31), ""),
    ):
        _, _, facts, *_ = tables(plan, site.portfolio, values, day)
        (column,) = (c for c in facts.columns if c.key == "others")
        assert column.locked
        told = {row.number: row.cells["others"] for row in facts.rows}
        assert told[8] == (
            "Erstatter: 7 Penger\nHenger sammen med: p/1 Brygge\nFortsetter i: p/1.2 Dekke" + merged
        )


def test_parts_have_their_own_owner_and_count_once_each(site, pages):
    summary = summarise(site.portfolio.plan("p"), TODAY)
    assert summary.total == sum(summary.counts.values()) == 4
    for uri in ("p/tiltak/1", "p/tiltak/1.1"):
        assert "regnes som ett tiltak hver i alle tall" in pages[uri].body()


def test_no_link_to_a_measure_leads_nowhere(pages):
    assert not {link for link in dead_links(list(pages.values())) if "/tiltak/" in link}


def test_the_terminal_says_it_too_and_takes_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", TODAY.isoformat())
    folder = write_files(tmp_path, FILES)
    out = ran(capsys, folder, "show", "p/1.2").out
    assert "Venter på:     1.1 Fundament; q/7 Penger" in out
    assert "som har status «Forsinket»." in out
    assert ran(capsys, folder, "set", "p/1", "depends_on=q/7").code == 0
    assert "depends_on: [q/7]" in (folder / "measures/p/01-brygge.yml").read_text()
    assert "Slått sammen med dette: p/2 Rydding; 9 Skilt" in ran(capsys, folder, "show", "q/8").out
    assert "1. februar 2021: Slått sammen med tiltak q/8" in ran(capsys, folder, "show", "p/2").out
    merger = ("phase=slått sammen", "date=01.03.2021", "note=Samme arbeid.")
    assert ran(capsys, folder, "set", "p/1.1", "into=q/7", *merger).code == 0
    assert "into: q/7" in (folder / "measures/p/1.1-fundament.yml").read_text()
    unknown = ran(capsys, folder, "set", "p/1", "into=q/99", *merger)
    assert "Tiltak 99 finnes ikke i «q»." in unknown.out + unknown.err
    refused = ran(capsys, folder, "set", "p/1", "depends_on=q/99")
    assert "Tiltak 99 finnes ikke i «q»." in refused.out + refused.err


def test_a_folder_gets_the_report_of_every_plan_and_the_screen_asks_which(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("TILTAK_TODAY", TODAY.isoformat())
    folder, reports = write_files(tmp_path / "plans", FILES), tmp_path / "reports"
    asked = ("report", "latest", "--format", "csv")
    assert ran(capsys, folder, *asked, "--output", str(reports)).code == 0
    assert {path.name.partition("-")[0] for path in reports.iterdir()} == {"p", "q"}
    refused = ran(capsys, folder, *asked)
    assert (refused.code, refused.out) == (2, "")
    assert "flere planer her: p, q" in refused.err
    assert "--plan p" in refused.err


def test_status_shows_every_plan_and_what_changes_or_sends_asks_which(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("TILTAK_TODAY", TODAY.isoformat())
    folder = write_files(tmp_path / "plans", FILES)
    both = ran(capsys, folder, "status")
    each = [ran(capsys, folder, "status", "--plan", id).out for id in ("p", "q")]
    assert (both.code, both.out) == (0, "\n".join(each))
    for asked in (
        ["status", "--format=json"],
        ["remind", "--all"],
        ["export", "-o", "ut.xlsx"],
        ["set", "1", "unchanged"],
    ):
        refused = ran(capsys, folder, *asked)
        assert (refused.code, refused.out) == (2, ""), asked
        assert "Det er flere planer her: p, q. Skriv hvilken du mener" in refused.err
