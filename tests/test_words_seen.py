"""The titles of pictures: each says what is seen, and is true of the numbers that are drawn."""

from __future__ import annotations

import re
from datetime import date

from tests.reportplan import real
from tiltak.charts.figures import chart_of
from tiltak.judge.summary import counted, summarise
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words import seen
from tiltak.words.language import words
from tiltak.words.measures import deadlines_of

SAY = words()
RUS = next(plan for plan in real().plans if plan.id == "rus-2019")
NOW, BEFORE = (summarise(RUS, day) for day in (date(2020, 12, 31), date(2020, 9, 30)))
NOBODY = dict.fromkeys(NOW.counts, 0)


def test_the_title_says_how_most_measures_stand_and_how_that_was():
    n, before = NOW.counts["missing_report"], BEFORE.counts["missing_report"]
    assert n == max(NOW.counts.values())
    assert seen.then_and_now(BEFORE, NOW, SAY) == (
        f"{n} av 38 tiltak har ukjent status 31. desember 2020 (30. september 2020: {before} av 38)"
    )


def test_the_title_of_the_areas_names_those_that_have_most():
    areas = [(area.title, counted(judged)) for area, judged in NOW.by_focus_area()]
    name, most = max(areas, key=lambda area: area[1]["missing_report"])
    title = seen.by_area(areas, NOW.counts, SAY)
    assert f"flest i {name} ({most['missing_report']} av {sum(most.values())})" in title


def test_areas_that_have_as_many_are_no_winners():
    same = NOBODY | {"delayed": 1}
    alike = [(name, same) for name in "abc"]
    assert seen.by_area(alike, NOBODY | {"delayed": 3}, SAY) == "3 av 3 tiltak er forsinket"


def test_an_area_that_has_all_of_them_is_no_comparison():
    areas = [("a", NOBODY | {"delayed": 2}), ("b", NOBODY)]
    title = seen.by_area(areas, NOBODY | {"delayed": 2}, SAY)
    assert title == "2 av 2 tiltak er forsinket, alle i a"


def test_a_picture_of_figures_says_the_newest_of_them_first():
    deaths = next(i for i in RUS.indicators if i.id == "overdosedodsfall")
    drawn = chart_of(deaths, RUS, SAY)
    assert drawn
    assert drawn.title == "Dødsfall av overdose. Stavanger: 4 dødsfall i 2018"


def test_a_deadline_that_ends_on_the_day_says_so_where_it_is_counted():
    last = {
        d.judged.measure.number
        for d in NOW.due_in_period
        if d.due.last == NOW.day and d.state.is_open
    }
    told = {
        j.measure.number for j in NOW.judgements if "går ut denne dagen" in deadlines_of([j], SAY)
    }
    assert told == last
    assert told


def test_what_is_so_of_all_figures_of_an_indicator_is_said_once():
    """«Det er fra før planen ble vedtatt.» stood after each of thirty figures, one below the other."""
    pages = all_pages(Site(real(), date(2021, 2, 15), words()))
    body = next(page for page in pages if page.uri == "rus-2019/tall").body()
    lists = re.findall(
        r'<ul class="t-plain-list">.*?</ul>(?:\s*<p class="t-meta">[^<]*)?', body, re.DOTALL
    )
    ages = re.compile(r"(?:Det|Tallene) er fra (?:før|tiden da) planen ble vedtatt\.")
    assert any(text.count("<li>") > 1 for text in lists)
    for text in lists:
        groups, told = text.count("<li>"), ages.findall(text)
        assert groups == 1 or len(told) < groups, text
