"""Feeds that a reader of feeds can follow: valid, escaped, and the same for the same data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import trees
from tests.trees import texts_of_the_plan
from tiltak.data import feeds
from tiltak.data.topics import Addresses, plain
from tiltak.judge.summary import summarise
from tiltak.past.development import development
from tiltak.read import load
from tiltak.words.language import words

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 22)
HERE = Addresses(
    "index.html", lambda number: f"rus/tiltak/{number}.html", decisions="rus/vedtak.html"
)
THERE = replace(HERE, site="https://plan.example.no/")


def tree(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 – what we have just written ourselves


@pytest.fixture(scope="module")
def real():
    return load.load(texts_of_the_plan()).portfolio


def made(portfolio, today=TODAY, addresses=HERE, language="nb") -> dict[str, bytes]:
    plan = portfolio.plans[0]
    summary, course = summarise(plan, today), development(plan, today)
    return dict(feeds.feeds(portfolio, summary, course, words(language), addresses))


@pytest.fixture(scope="module")
def ours(real):
    return made(real)


def parsed(content: bytes) -> feedparser.FeedParserDict:
    found = feedparser.parse(content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def of_measures(content: bytes) -> list[feedparser.FeedParserDict]:
    return [e for e in parsed(content).entries if e.title.startswith("Tiltak ")]


def small(measure: str):
    """The small plan with a measure changed."""
    texts = {path: text.encode() for path, text in trees.changed(measure).items()}
    return load.load(texts).portfolio


def test_plan_focus_areas_and_units_have_a_feed_each(real, ours):
    plan = real.plan("rus-2019")
    assert "data/rus-2019/changes.xml" in ours
    for area in plan.focus_areas:
        assert f"data/rus-2019/focus-areas/{area.id}/changes.xml" in ours
    assert "data/rus-2019/units/rehabiliteringsseksjonen/changes.xml" in ours


def test_each_measure_has_a_feed_of_what_happened_to_it_and_nothing_else(real, ours):
    whole = {e.id for e in of_measures(ours["data/rus-2019/changes.xml"])}
    own = {
        m.number: parsed(ours[f"data/rus-2019/measures/{m.number}/changes.xml"]).entries
        for m in real.plan("rus-2019").measures
    }
    assert {e.id for entries in own.values() for e in entries} == whole
    assert own[14]
    assert all(e.title.startswith("Tiltak 14: ") for e in own[14])
    assert not {e.id for e in own[14]} & {e.id for e in own[2]}


def test_every_feed_is_one(real):
    for path, content in made(real, addresses=THERE).items():
        found = parsed(content)
        assert found.feed.title.startswith("Endringer i ")
        assert found.feed.links[0].href == f"https://plan.example.no/{path}"
        assert found.feed.author == "The Tiltak authors"
        assert found.feed.language == "nb"
        for entry in found.entries:
            assert entry.id.startswith("urn:uuid:")
            assert entry.updated.endswith("T12:00:00+00:00")
            decided = "" if entry.title.startswith("Tiltak ") else "vedtak.html#"
            assert entry.link.startswith(f"https://plan.example.no/rus/{decided or 'tiltak/'}")


def test_feeds_of_focus_areas_share_the_plans_entries_among_them(ours):
    whole = [e.id for e in of_measures(ours["data/rus-2019/changes.xml"])]
    parts = [
        e.id
        for path, content in ours.items()
        if "/focus-areas/" in path
        for e in parsed(content).entries
    ]
    assert sorted(parts) == sorted(whole)


@pytest.mark.slow
def test_no_id_twice_within_a_feed_and_feeds_have_their_own(ours):
    found = [parsed(content) for content in ours.values()]
    assert len({feed.feed.id for feed in found}) == len(found)
    for feed in found:
        ids = [entry.id for entry in feed.entries]
        assert len(set(ids)) == len(ids)


def test_newest_stands_first_and_dates_the_feed(ours):
    found = parsed(ours["data/rus-2019/changes.xml"])
    days = [entry.updated for entry in found.entries]
    assert days == sorted(days, reverse=True)
    assert found.feed.updated == days[0]


def test_the_day_it_is_built_changes_nothing(real, ours):
    assert made(real, date(2021, 1, 1)) == ours


def test_dates_do_not_follow_the_clock_while_a_period_is_under_way(real):
    assert made(real, date(2020, 11, 14)) == made(real, date(2020, 11, 20))


def test_nobody_is_told_of_what_comes_later(real):
    for day in (date(2019, 7, 1), date(2020, 2, 1)):
        for entry in parsed(made(real, day)["data/rus-2019/changes.xml"]).entries:
            assert entry.updated[:10] <= day.isoformat()


def test_before_the_plan_there_is_nothing_to_tell(real):
    assert not parsed(made(real, date(2019, 1, 1))["data/rus-2019/changes.xml"]).entries


def test_entry_says_what_happened(ours):
    found = parsed(ours["data/rus-2019/changes.xml"])
    (entry,) = [e for e in found.entries if "14:" in e.title and e.updated >= "2020-09"]
    assert "flyttet" in entry.content[0].value
    assert entry.tags[0].term == "tidlig-innsats"


def test_what_became_of_a_decision_is_told_in_the_feeds_of_the_plan_and_of_its_unit(ours):
    (entry,) = [
        e
        for e in parsed(ours["data/rus-2019/changes.xml"]).entries
        if e.title == "Funn fra revisjon: Samle rusverntjenestene mer"
    ]
    assert "Lest ut av Handlings- og økonomiplan 2021–2024" in entry.content[0].value
    assert "under arbeid" in entry.content[0].value
    assert entry.link == "../../rus/vedtak.html#samle-rusverntjenestene"

    text = "date: 2020-03-01\nunit: helsehuset\ndue: 2020-05-31\nentries:\n  - {date: 2020-04-10, state: in_progress, note: I gang.}\n"
    texts = trees.changed("owner: helsehuset\n")
    texts |= trees.changed(text, "decision").items() - trees.base().items()
    portfolio = load.load({path: text.encode() for path, text in texts.items()}).portfolio
    found = made(portfolio, date(2020, 6, 30))
    of_plan = parsed(found["data/rus/changes.xml"]).entries
    told = [(e.updated[:10], e.content[0].value) for e in of_plan if "#et-vedtak" in e.link]
    assert {e.id for e in of_plan if "#et-vedtak" in e.link} <= {
        e.id for e in parsed(found["data/rus/units/helsehuset/changes.xml"]).entries
    }
    (second, first) = told
    assert second[0] == "2020-06-01"
    assert "Skulle vært fulgt opp innen 31. mai 2020. Ingen har sagt at det er gjort." in second[1]
    assert first[0] == "2020-03-01"
    assert "Nytt å følge opp, fra Bystyret 1. mars 2020." in first[1]


def test_relative_links_lead_to_the_measure(ours):
    content = ours["data/rus-2019/units/k46/changes.xml"]
    links = [e.get("href") for e in tree(content).iter() if e.tag.endswith("}link")]
    assert links[0] == "changes.xml"
    assert "../../../../rus/tiltak/14.html" in links


def test_silence_is_dated_to_the_day_it_became_one():
    portfolio = small("status: [{date: 2020-02-10, phase: in_progress}]\nmilestones: []\n")
    plan = portfolio.plans[0]
    told = feeds.news(development(plan, date(2021, 6, 1)), portfolio, plan, words())
    assert told[0].day == date(2021, 2, 11)
    assert "«ukjent»" in told[0].sentences[0]


HOSTILE = '<script>alert(1)</script> & "]]>" <b onclick="x()">{{ 7*7 }}</b>'


def test_texts_from_files_are_text():
    portfolio = small(
        f"title: '{HOSTILE}'\n"
        "status: [{date: 2020-02-10, phase: paused, reason: other, note: '" + HOSTILE + "'}]\n"
        f"milestones: [{{id: x, title: '{HOSTILE}', due: 2020-03-01}}]\n"
    )
    assert portfolio.plans[0].measures, "the hostile measure must be read"
    (content,) = [
        c for path, c in made(portfolio, date(2020, 6, 1)).items() if path.count("/") == 2
    ]
    entries = tree(content).findall("{http://www.w3.org/2005/Atom}entry")
    assert entries
    for entry in entries:
        html = entry.findtext("{http://www.w3.org/2005/Atom}content") or ""
        assert "<script" not in html
        assert "<b " not in html
        title = entry.findtext("{http://www.w3.org/2005/Atom}title") or ""
        assert "<script>alert(1)</script>" in title  # a title is plain text, and shown as it stands
    assert b"<script" not in content


@given(st.text())
def test_any_text_can_stand_in_xml(text):
    element = ET.Element("a")
    element.text = plain(text)
    assert (tree(ET.tostring(element)).text or "") == plain(text)


def test_other_language(real):
    found = parsed(made(real, language="en")["data/rus-2019/changes.xml"])
    assert found.feed.language == "en"
    assert found.feed.title == "Changes in Ruspolitisk handlingsplan"
