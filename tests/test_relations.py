"""How measures hang together: parts, what they wait for, what they continue, on both sides and across plans."""

from __future__ import annotations

from datetime import date

import pytest

from tests.commandline import ran, write_files
from tests.gitfolder import PLAN, UNITS, measure
from tests.test_site_view import dead_links
from tiltak.checks.rules import all_problems
from tiltak.judge.summary import summarise
from tiltak.model.relations import relations
from tiltak.read.load import load
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words.language import words

TODAY = date(2021, 3, 1)
LATE = "\n  - {date: 2021-02-01, phase: in_progress, confidence: off_track, reason: staffing, note: Ingen er ansatt.}"
FILES = {
    "plans/units.yml": UNITS,
    "plans/p/plan.yml": PLAN,
    "plans/q/plan.yml": PLAN.replace("Plan for prøving", "Den andre planen"),
    "measures/p/01-brygge.yml": measure(1, title="Brygge"),
    "measures/p/1.1-fundament.yml": measure('"1.1"', title="Fundament", part_of="1", owner="havn"),
    "measures/p/1.2-dekke.yml": measure('"1.2"', title="Dekke", part_of="1", owner="by", depends_on='["1.1", q/7]', continues="[q/8]"),
    "measures/q/07-penger.yml": measure(7, LATE, title="Penger"),
    "measures/q/08-forprosjekt.yml": measure(8, title="Forprosjekt", supersedes="[7]", related="[p/1]"),
}  # fmt: skip


@pytest.fixture(scope="module")
def site():
    return Site(load(FILES).portfolio, TODAY, words())


@pytest.fixture(scope="module")
def pages(site):
    return {page.uri: page for page in all_pages(site)}


def test_the_files_are_in_order():
    assert not [p for p in all_problems(load(FILES), TODAY) if p.level == "error"]


def test_every_relation_is_seen_from_both_sides(site):
    held = relations(site.portfolio)
    said = {(id, r.field, r.other.id) for id, own in held.items() for r in own if not r.backwards}
    heard = {(r.other.id, r.field, id) for id, own in held.items() for r in own if r.backwards}
    assert said == heard
    assert len(said) == 7


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


def test_who_waits_for_what_is_late_is_warned(pages):
    sentence = "Venter på tiltak 7 Penger, som har status «Forsinket»."
    assert sentence in pages["p/tiltak/1.2"].body()
    assert sentence not in pages["p/tiltak/1.1"].body()


def test_parts_have_their_own_owner_and_count_once_each(site, pages):
    summary = summarise(site.portfolio.plan("p"), TODAY)
    assert summary.total == sum(summary.counts.values()) == 3
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
