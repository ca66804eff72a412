"""What pages are made from, and that nothing there leads astray."""

from __future__ import annotations

import posixpath
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.utils.templates import url_filter

from tests.gitfolder import PLAN, UNITS, measure
from tests.trees import texts_of_the_plan
from tiltak.charts.canvas import Chart
from tiltak.charts.figures import chart_of
from tiltak.charts.timeline import timeline_of_measure
from tiltak.judge.summary import of_period
from tiltak.model.numbers import number_of
from tiltak.model.periods import period
from tiltak.past import development
from tiltak.past.changes import changes
from tiltak.past.report import report
from tiltak.read import load
from tiltak.site import files, pictures, view
from tiltak.site.addresses import Links, path_of
from tiltak.site.cards import cards
from tiltak.site.findable import entries
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.pages.over_time import all_changes_page, promises_page
from tiltak.site.pages.plan import front_page
from tiltak.site.plugin import way_to
from tiltak.site.text import bare
from tiltak.site.view import Site
from tiltak.words.language import words

ROOT = Path(__file__).parents[1]
URIS = ["index", "sok", "p/index", "p/tiltak", "p/tiltak/1", "p/per/2020-Q4/tiltak/1", "pq/tiltak"]
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def portfolio():
    return load.load(texts_of_the_plan()).portfolio


@pytest.fixture
def site(portfolio):
    return Site(portfolio, TODAY, words())


def dead_links(made: list) -> set[str]:
    """Links between pages that lead to none of them."""
    known = {path_of(page.uri, folders=False) for page in made}
    known |= {path for page in made if page.uri == "index" for path, _ in cards(page.view)}
    led_to = {
        posixpath.normpath(posixpath.join(posixpath.dirname(page.uri), link))
        for page in made
        for link in re.findall(r'href="([^"#?:]+\.html)', page.body())
    }
    return led_to - known


@pytest.mark.slow
@pytest.mark.parametrize("limit", [0, 5000])
def test_no_page_leads_to_one_that_is_not_made(site, monkeypatch, limit):
    """A very large plan has no pages of single measures at past days, and its overviews know that."""
    monkeypatch.setattr(view, "PAST_MEASURES", limit)
    made = list(all_pages(site))
    past = [page for page in made if "/per/" in page.uri and "/tiltak/" in page.uri]
    assert bool(past) == (limit > 0)
    assert not dead_links(made)


def test_report_made_from_the_course_is_the_one_that_the_command_writes(portfolio, site):
    (plan,) = portfolio.plans
    for ended in site.views[0].periods:
        written = report(portfolio, plan, ended, TODAY, broken=site.views[0].broken)
        assert site.views[0].report(ended) == written


def test_past_view_has_the_numbers_of_the_period(portfolio, site):
    then = site.views[0].at(period("2019-Q4"))
    assert then.summary == of_period(portfolio.plans[0], period("2019-Q4"), site.today)
    assert then.now is site.views[0]


def test_each_two_ends_of_periods_are_compared_once(site, monkeypatch):
    """The pages of development, the data files and the comparison of neighbours share what was found."""
    compared: list[tuple[int, int]] = []

    def counted(before, after, asked=None):
        compared.append((id(before), id(after)))
        return changes(before, after, asked)

    for module in (development, view):
        monkeypatch.setattr(module, "changes", counted)
    for of_plan in site.views:
        assert of_plan.course
        for earlier, later in of_plan.pairs:
            of_plan.compared(earlier, later)
    assert compared
    assert len(compared) == len(set(compared))


def test_front_page_says_when_nothing_has_changed(site):
    then = site.views[0].at(period("2020-Q3"))
    assert not then.now.stretch(period("2020-Q3")).changes
    assert words()._("Ingenting er endret.") in front_page(then).body()


def test_the_search_finds_decisions_and_figures_by_what_is_said_of_them(site, portfolio):
    by_url = {entry.url: entry for entry in entries(site, all_pages(site))}
    plan = portfolio.plan("rus-2019")
    finding = by_url["rus-2019/vedtak.html#bestiller-og-utforer"]
    assert finding.label == "Funn fra revisjon"
    assert "Byfjord har prøvd det ut" in finding.text
    for indicator in plan.indicators:
        entry = by_url[f"rus-2019/tall/{indicator.id}.html"]
        assert all(bare(note) in entry.text for note in indicator.notes)


def test_neighbours_are_the_numbers_beside(site):
    measures = site.views[0].plan.measures
    assert site.views[0].neighbours(measures[0]) == (None, measures[1])
    assert site.views[0].neighbours(measures[7]) == (measures[6], measures[8])
    assert site.views[0].neighbours(measures[-1]) == (measures[-2], None)


def test_a_merger_is_told_on_both_pages():
    merged = "[{date: 2020-03-31, phase: merged, into: 2, note: Slås sammen}]"
    files = {
        "plans/units.yml": UNITS,
        "plans/p/plan.yml": PLAN,
        "measures/p/01-a.yml": measure(
            1,
            merged,
            milestones="[{id: a, title: Kai, due: 2020-02-29}, {id: b, title: Bru, due: 2021-12-31}]",
        ),
        "measures/p/02-b.yml": measure(2),
    }
    site = Site(load.load(files).portfolio, date(2020, 12, 31), words())
    pages = {page.uri: page for page in all_pages(site)}
    into = pages["p/tiltak/2"].body()
    assert (
        "Tiltak 1 («Tiltak 1») ble slått sammen med dette, meldt for 31. mars 2020. "
        "Fristene der: én gått ut og ikke holdt, én teller ikke lenger."
    ) in into
    assert 'href="2.html"' in pages["p/tiltak/1"].body().split("Hvorfor denne statusen?")[0]


def test_a_plan_that_has_not_begun_does_not_take_the_front_page():
    later = PLAN.replace("2020-01-01", "2024-01-01").replace("2023-12-31", "2027-12-31")
    files = {"plans/units.yml": UNITS, "plans/p/plan.yml": PLAN, "plans/q/plan.yml": later}
    portfolio = load.load(files).portfolio
    for day, front in ((date(2023, 12, 31), "p"), (date(2024, 1, 1), "q"), (date(2019, 1, 1), "q")):
        shown = Site(portfolio, day, words()).front
        assert shown
        assert shown.id == front


def test_related_goes_both_ways(site):
    today = site.views[0]
    pairs = {(m.number, r.number) for m in today.plan.measures for r in today.related(m)}
    named = {
        (m.number, number_of(id.rpartition("/")[2]))
        for m in today.plan.measures
        for id in m.related
    }
    assert named
    assert named <= pairs
    assert {(there, here) for here, there in named} <= pairs


NAMES = st.sampled_from(["a", "b", "ab", "tiltak", "index.html"])
PATHS = st.lists(NAMES, max_size=4).map("/".join)


@given(here=PATHS.filter(bool), path=PATHS, folder=st.booleans())
def test_way_to_a_file_is_the_relative_path(here, path, folder):
    start = posixpath.dirname(f"{here}.html")
    wanted = f"{path}/" if folder and path else path
    # A folder is linked to with its slash, a file never has the name of a folder that a page lies in.
    if not wanted.endswith("/") and f"{start}/".startswith(f"{wanted}/"):
        return
    way = Links(here, "", "", "", folders=False).file(wanted)
    assert posixpath.normpath(posixpath.join(start, way)) == posixpath.normpath(wanted or ".")
    assert way.endswith("/") == (wanted.endswith("/") or not wanted)


def test_the_promises_show_the_words_that_stand_in_place_of_a_deadline():
    stone = "[{id: a, title: Drift, due: løpende}]"
    files = {"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS}
    files |= {
        "measures/p/01-a.yml": measure(1, milestones=stone),
        "measures/p/02-b.yml": measure(2),
    }
    tree = {name: text.encode() for name, text in files.items()}
    page = promises_page(Site(load.load(tree).portfolio, TODAY, words()).views[0]).body()
    assert page.count("I stedet for en frist står det «løpende».") == 1
    assert page.count("Ingen kilde oppgir en frist.") == 1


def test_the_page_of_all_changes_has_what_the_feed_tells_folded_by_period(portfolio):
    seen = Site(portfolio, TODAY, words()).views[0]
    page = all_changes_page(seen)
    body = page.body()
    shown = " ".join(bare(body).split())
    assert seen.news
    assert all(" ".join(s.split()) in shown for item in seen.news for s in item.sentences)
    periods = [item.period for item in seen.news]
    assert re.findall(r'<summary id="([^"]+)"', body) == [
        p.name for p in sorted(set(periods), key=lambda p: p.end, reverse=True)
    ]
    assert (body.count("<details open>"), body.count("<script")) == (1, 0)
    feed = dict(files.subscriptions(seen))[f"data/{seen.plan.id}/changes.xml"].decode()
    assert f'{page.uri}.html" rel="alternate"' in feed


@given(
    st.sampled_from(URIS),
    st.sampled_from([*URIS, "https://example.org/a", "a/ø æ.css"]),
    st.booleans(),
)
def test_the_frame_leads_where_the_filter_of_mkdocs_does(here, target, folders):
    at = path_of(here, folders=folders)
    path = path_of(target, folders=folders) if target in URIS else target
    context: Any = {"page": SimpleNamespace(url=at), "base_url": "."}
    # The folder of the site itself is written with its slash, as in the text of a page.
    slash = "" if path else "/"
    assert way_to(context, path) == url_filter(context, path) + slash


def test_a_picture_that_a_page_and_a_file_show_is_drawn_once(site, monkeypatch):
    drawn: list[str] = []

    def timeline(name, *more):
        drawn.append(name)
        return timeline_of_measure(name, *more)

    def chart(indicator, *more):
        drawn.append(indicator.id)
        return chart_of(indicator, *more)

    monkeypatch.setattr(pictures, "timeline_of_measure", timeline)
    monkeypatch.setattr(pictures, "chart_of", chart)
    with_pictures = ("measure.html", "indicator.html", "indicators.html")
    for page in all_pages(site):
        if page.view.then is None and page.template in with_pictures:
            page.values()
    for today in site.views:
        list(files.figures(today, []))
    assert len(drawn) > 20
    assert len(drawn) == len(set(drawn))


@pytest.mark.parametrize(
    ("height", "scale"), [(300, 2), (16_000, 2), (16_001, 1.9999), (43_600, 0.734)]
)
def test_a_picture_of_many_measures_is_not_higher_than_programs_open(height, scale):
    picture = Chart("tidslinje", "Tidslinje", "", "<svg/>", 416, height)
    assert files.scale_of(picture) == pytest.approx(scale, abs=0.0005)
    assert files.scale_of(picture) * height <= 32_000


def test_the_picture_of_the_plan_is_drawn_no_higher(site, monkeypatch):
    monkeypatch.setattr(files, "HIGHEST", 700)
    made = {
        path: make for path, make in files.figures(site.views[0], []) if "tidslinje.png" in path
    }
    ((_, make),) = made.items()
    assert int.from_bytes(make()[20:24]) <= 701
