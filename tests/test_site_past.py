"""Past days on the site: what was known then, what we know now, and which of the two a reader sees."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tests.test_data_datasets import all_schemas, faults
from tests.test_site_view import dead_links
from tiltak.judge.summary import summarise
from tiltak.model.periods import period
from tiltak.past.editions import editions_of_periods
from tiltak.past.promises import broken, promised_in
from tiltak.site import files, view
from tiltak.site.addresses import path_of
from tiltak.site.frame import Frames
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Page, Site
from tiltak.words.language import words
from tiltak.workspace import NOW, Moment, open_workspace

TODAY = date(2021, 8, 20)
A, B, C, BROKEN, OLD = (f"measures/p/0{n}-x.yml" for n in (1, 2, 3, 4, 8))
ADOPTED = PLAN + "adoption: {body: havn, date: 2020-01-01}\n"
MILESTONE = "[{{id: m, title: Kai, baseline: 2021-06-30, due: {}}}]"
ENTRY = "[{date: 2021-03-31, phase: in_progress, note: I gang}]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A plan that came in late in 2020, and was changed in May 2021, after the first quarter was reported."""
    folder = GitFolder(tmp_path_factory.mktemp("arkiv") / "planer")
    plan = {"plans/p/plan.yml": ADOPTED, "plans/units.yml": UNITS}
    first = measure(
        1, title="Gammel tittel", owner="havn", milestones=MILESTONE.format("2021-06-30")
    )
    there = {
        A: first,
        B: measure(2, title="Skal bort"),
        BROKEN: measure(4),
        OLD: measure(8, title="Flyttes"),
    }
    folder.commit({**plan, **there}, "2020-12-01")
    folder.commit({BROKEN: "number: 4\ntitle: [x\n", "measures/p/Tiltak 5.yml": ""}, "2021-04-20")
    second = measure(1, title="Ny tittel", owner="by", milestones=MILESTONE.format("2022-06-30"))
    folder.commit(
        {
            A: second,
            B: None,
            C: measure(3, ENTRY, title="Ny"),
            BROKEN: measure(4),
            "measures/p/Tiltak 5.yml": None,
            OLD: None,
            OLD.replace("8", "9"): measure(9, title="Flyttes"),
        },
        "2021-05-15",
    )
    return folder


@pytest.fixture(scope="module")
def site(folder):
    workspace = open_workspace(folder.path, NOW, TODAY)
    past = workspace.history(editions_of_periods(workspace.portfolio, TODAY))
    return Site(promised_in(workspace.portfolio, past), TODAY, words(), history=past)


@pytest.fixture(scope="module")
def pages(site) -> dict[str, Page]:
    return {page.uri: page for page in all_pages(site)}


def framed(page: Page, site: Site):
    return Frames(site).of(page.view, page, page.uri, page.title)


def test_the_frame_of_a_page_is_the_same_whatever_page_came_before_it(site, pages):
    frames = Frames(site)
    framed_after_others = [frames.of(p.view, p, p.uri, p.title) for p in pages.values()]
    assert framed_after_others == [framed(page, site) for page in pages.values()]
    assert len({(frame.seen, frame.other) for frame in framed_after_others}) > 3


def test_the_past_is_first_what_was_known_then(pages):
    then, now = pages["p/per/2021-Q1/tiltak"], pages["p/per/2021-Q1/vi-vet-naa/tiltak"]
    assert {"Gammel tittel", "Skal bort"} <= set(re.findall(r">([^<>]+)<", then.body()))
    assert "Ny tittel" not in then.body()
    assert "Ny tittel" in now.body()
    assert "Skal bort" not in now.body()
    assert "p/per/2021-Q1/tiltak/3" not in pages
    assert "I gang" in pages["p/per/2021-Q1/vi-vet-naa/tiltak/3"].body()


def test_owner_and_deadline_are_those_of_then(pages):
    then = pages["p/per/2021-Q1/tiltak/1"].body()
    assert "Havna" in then
    assert "30. juni 2022" not in then
    now = pages["p/per/2021-Q1/vi-vet-naa/tiltak/1"].body()
    assert "Byen" in now
    assert "30. juni 2022" in now


def test_a_file_that_could_not_be_read_then_is_told_of_then_alone(pages, site):
    then, now = pages["p/per/2021-Q1/tiltak"], pages["p/per/2021-Q1/vi-vet-naa/tiltak"]
    assert framed(then, site).unreadable == (
        "To tiltak kan ikke leses og er ikke regnet med: tiltak 4 (measures/p/04-x.yml) og measures/p/Tiltak 5.yml."
    )
    assert "tiltak 4" in then.body().split('id="uleselige"')[1]
    assert "kan ikke leses" in pages["p/per/2021-Q1/tiltak/4"].body()
    assert framed(now, site).unreadable == ""
    assert 'id="uleselige"' not in now.body()


def test_each_page_says_which_of_the_two_it_is_and_leads_to_the_other(pages, site):
    then = framed(pages["p/per/2021-Q1/tiltak/1"], site)
    assert (
        then.seen
        == "Du ser planen slik det var kjent 30. april 2021, da fristen for å melde var ute."
    )
    assert then.other
    assert (then.other.title, then.other.url) == (
        "Slik vi vet det nå",
        "p/per/2021-Q1/vi-vet-naa/tiltak/1.html",
    )
    now = framed(pages["p/per/2021-Q1/vi-vet-naa/tiltak/1"], site)
    assert now.seen == "Du ser planen slik den var da, etter det vi vet nå."
    assert now.other
    assert (now.other.title, now.other.url) == (
        "Slik det var kjent da",
        "p/per/2021-Q1/tiltak/1.html",
    )
    assert now.title.endswith("(31. mars 2021, slik vi vet det nå)")
    assert now.now == then.now == "p/tiltak/1.html"


def test_what_is_only_in_one_of_the_two_leads_to_the_overview_of_the_other(pages, site):
    other = framed(pages["p/per/2021-Q1/tiltak/2"], site).other
    assert other
    assert other.url == "p/per/2021-Q1/vi-vet-naa/index.html"
    moments = {m.title: m.url for m in framed(pages["p/tiltak/3"], site).moments}
    assert moments["Ved slutten av andre kvartal 2021"] == "p/per/2021-Q2/tiltak/3.html"
    assert moments["Oversikten ved slutten av første kvartal 2021"] == "p/per/2021-Q1/index.html"
    gone = {m.title: m.url for m in framed(pages["p/tiltak/2"], site).moments}
    assert gone["Ved slutten av første kvartal 2021"] == "p/per/2021-Q1/tiltak/2.html"


def test_days_before_the_first_commit_have_one_view_and_say_so(pages, site):
    then = framed(pages["p/per/2020-Q2/index"], site)
    assert then.other is None
    assert then.seen == (
        "Du ser planen slik den var da, etter det vi vet nå. "
        "Planen kom inn i Tiltak 1. desember 2020, så dette er satt sammen i ettertid."
    )
    assert not any("2020-Q2/vi-vet-naa" in uri for uri in pages)
    known = framed(pages["p/per/2020-Q4/index"], site)
    assert "30. januar 2021" in known.seen


def test_no_link_of_a_past_day_is_dead(pages, site):
    made = list(pages.values())
    assert not dead_links(made)
    known = {path_of(uri, folders=False) for uri in pages}
    for page in made:
        around = framed(page, site)
        ways = [*around.moments, *around.menu, *filter(None, (around.other, around.between))]
        assert around.between
        assert around.between.url == "p/endringer.html"
        assert {way.url for way in ways} <= known


def test_parts_are_the_pages_that_other_days_may_have(pages):
    for page in pages.values():
        if page.part is not None:
            assert page.part in page.view.parts
    for seen in {page.view.folder: page.view for page in pages.values()}.values():
        own = {page.part for page in pages.values() if page.view is seen and page.part is not None}
        assert own == seen.parts


@pytest.mark.parametrize("name", ["2020-Q4", "2021-Q1", "2021-Q2"])
def test_what_was_known_is_what_the_command_line_says_of_that_day(name, folder, site):
    """One walk of the history gives what a checkout of each edition would."""
    seen = site.views[0].as_known(period(name))
    moment = Moment(as_of=seen.day, known_on=seen.known_on)
    workspace = open_workspace(folder.path, moment, TODAY).as_promised()
    plan = workspace.plan("p")
    assert seen.summary == summarise(plan, seen.day, period(name), seen.known_on)
    assert (seen.plan, seen.site.portfolio) == (plan, workspace.portfolio)
    assert seen.site.portfolio.unreadable == workspace.portfolio.unreadable
    assert seen.broken == broken(plan, workspace.history())


def test_the_address_of_a_former_number_leads_to_the_measure(pages):
    assert pages["p/tiltak/8"].title == "Tiltak 8 har fått nummer 9"
    assert 'href="9.html"' in pages["p/tiltak/8"].body()
    assert "Flyttes" in pages["p/per/2021-Q1/tiltak/8"].body()
    assert "Nummer er endret fra 8 til 9." in pages["p/tiltak/9"].body()


def test_two_periods_stand_side_by_side_as_they_were_known(pages):
    body = pages["p/sammenlign/2021-Q1/2021-Q2"].body()
    told = " ".join(re.sub(r"<[^>]*>", " ", body).split())
    assert "Ved slutten av første kvartal 2021 , slik det var kjent 30. april 2021" in told
    assert "Ved slutten av andre kvartal 2021 , slik det var kjent 30. juli 2021" in told
    counts = re.findall(r'class="t-num([^"]*)" data-label="[^"]+">(\d+|–)</td>', body)
    assert ("", "0") in counts
    assert all(words == "" and number != "–" for words, number in counts)
    assert "Tittelen er endret fra «Gammel tittel» til «Ny tittel»." in told
    assert "Tiltaket er tatt ut av planen." in told
    assert 'href="../../per/2021-Q1/tiltak/2.html"' in body
    assert 'href="../../per/2021-Q2/tiltak/3.html"' in body
    # Nobody could read it then, so it is not new now.
    assert "Tiltak 4" not in told
    later = pages["p/sammenlign/2020-Q2/2020-Q3"].body()
    assert "etter det vi vet nå" in later
    assert "Fire tiltak er like." in later


def test_any_two_periods_have_a_page_and_of_very_many_only_the_near_ones(site, pages, monkeypatch):
    today = site.views[0]
    ended = len(today.periods)
    assert len(today.pairs) == ended * (ended - 1) / 2
    assert {f"p/sammenlign/{a}/{b}" for a, b in today.pairs} <= set(pages)
    monkeypatch.setattr(view, "PAIRS", 3)
    near = replace(site).views[0].pairs
    assert (period("2020-Q1"), period("2021-Q1")) in near
    assert (period("2020-Q4"), period("2021-Q1")) in near
    assert (period("2020-Q3"), period("2021-Q1")) not in near


def test_data_has_the_changes_as_they_were_known(site):
    file = next(d for d in files.downloads(site, []) if d.name == "changes.json")
    periods = {p["name"]: p for p in json.loads(file.content)["periods"]}
    known = periods["2021-Q2"]["as_known"]
    assert (known["known_before"], known["known"]) == ("2021-04-30", "2021-07-30")
    assert (2, "removed") in {(change["measure"], change["kind"]) for change in known["changes"]}
    assert periods["2020-Q3"]["as_known"] is None
    assert not faults(json.loads(file.content), "changes", all_schemas())


@pytest.mark.parametrize(
    ("as_of", "known_on", "said"),
    [
        (None, None, ""),
        (None, 4, "Nettstedet viser planen slik det var kjent 4. mai 2021."),
        (3, None, "Nettstedet viser planen slik den var 3. mai 2021, etter det vi vet nå."),
        (
            3,
            4,
            "Nettstedet viser planen slik den var 3. mai 2021, etter det som var kjent 4. mai 2021.",
        ),
    ],
)
def test_a_whole_site_of_a_past_day_says_so_on_every_page(as_of, known_on, said, site):
    days = [date(2021, 5, day) if day else None for day in (as_of, known_on)]
    of_the_day = replace(site, as_of=days[0], known_on=days[1])
    seen = Frames(of_the_day).of(of_the_day.view, None, "index", "")
    assert (seen.seen, seen.past) == (said, bool(said))
