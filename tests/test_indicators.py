"""Indicators: figures from files to words, what may be compared, and what a figure was said to be before."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.commandline import ran
from tests.examples import tries
from tests.gitfolder import PLAN, UNITS, GitFolder
from tests.reportplan import made, real
from tests.trees import ROOT, base, texts_of_the_plan, write
from tiltak.charts.figures import chart_of, series_of, small_charts
from tiltak.commands.indicators import command
from tiltak.data.shapes import indicator_data
from tiltak.judge.indicators import (
    Expected,
    differing,
    expected,
    is_starting_point,
    standings,
)
from tiltak.model.indicators import Figure, Indicator
from tiltak.model.plan import Plan
from tiltak.model.source import Source
from tiltak.past.history import History, history
from tiltak.past.vintages import Vintages
from tiltak.read.commits import Commit, Touched
from tiltak.read.load import load, time_named
from tiltak.reports.blocks import Table, plain
from tiltak.sheets import csvfiles, figures
from tiltak.site.pages.indicators import goals_page, indicator_page, indicators_page
from tiltak.site.pages.money import money_page
from tiltak.site.view import Site
from tiltak.words import indicators
from tiltak.words.language import words

SAY = words()
DAY = date(2023, 12, 31)
FOLDER = "plans/rus/indicators"


def indicator(series: str, description: str = "title: Overdoser\nunit: overdoser\n") -> Indicator:
    loaded = load(base() | {f"{FOLDER}/dod.yml": description, f"{FOLDER}/dod.csv": series})
    assert not loaded.problems, loaded.problems
    found = loaded.portfolio.plans[0].indicator("dod")
    assert found
    return found


def plan() -> Plan:
    return load(base()).portfolio.plans[0]


def real_plan() -> Plan:
    return load(texts_of_the_plan()).portfolio.plans[0]


# ---------------------------------------------------------------------------------- the files


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("4", "4"),
        ("6,8", "6.8"),
        ("6.8", "6.8"),
        ("1 950", "1950"),
        ("1\u00a0950,5", "1950.5"),
        ("−3", "-3"),
        ("0", "0"),
    ],
)
def test_a_number_is_read_as_people_write_it(written, value):
    figure = indicator(f"period;value;sources\n2018;{written};plan\n").figures[0]
    assert figure.value == Decimal(value)


def test_an_empty_cell_is_unknown_and_not_zero():
    unknown = indicator("period;value;sources\n2018;;plan\n")
    assert unknown.figures[0].value is None
    assert indicators.figure(unknown.figures[0], SAY) == "ikke kjent"
    assert standings(unknown, DAY)[0].newest == ()
    assert chart_of(unknown, plan(), SAY) is None


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_excel_saves_is_read(delimiter, mark):
    rows = [
        ["Periode", "Gruppe", "Verdi", "Kilder"],
        ["2018", "Alle", "4", "plan#1 | arsrapport-2020#2"],
    ]
    figure = indicator(mark + "\r\n".join(delimiter.join(row) for row in rows)).figures[0]
    assert (figure.period, figure.group, figure.value) == ("2018", "Alle", Decimal(4))
    assert figure.sources == (Source("plan", "1"), Source("arsrapport-2020", "2"))


def test_a_series_that_cannot_be_read_is_named():
    files = {
        f"{FOLDER}/dod.yml": "title: T\nunit: u\n",
        f"{FOLDER}/dod.csv": "hva;er;dette\n1;2;3\n",
    }
    loaded = load(base() | files)
    assert {p.code for p in loaded.problems} == {"series-heading"}
    assert [f.path for f in loaded.portfolio.plans[0].unreadable] == [f"{FOLDER}/dod.csv"]


# --------------------------------------------------------------------------- what may be compared

YEARS = "period;value;sources\n2016;676;plan\n2018;861;plan\n"


def test_a_figure_is_compared_with_the_one_before_it():
    (standing,) = standings(indicator(YEARS), DAY)
    assert standing.change == 185
    assert "185 mer enn i 2016" in indicators.standing(standing, indicator(YEARS), plan(), SAY)


@pytest.mark.parametrize(
    "more",
    [
        "breaks:\n  - {from: 2018, note: Flere ble talt.}\n",
        "breaks:\n  - {from: 2017, note: Flere ble talt.}\n",
        "small_numbers: Ett år sier lite.\n",
    ],
)
def test_nothing_is_compared_across_a_break_or_of_small_numbers(more):
    broken = indicator(YEARS, "title: Overdoser\nunit: personer\n" + more)
    (standing,) = standings(broken, DAY)
    assert standing.change is None
    assert "mer enn" not in indicators.standing(standing, broken, plan(), SAY)


@pytest.mark.parametrize(
    "series",
    [
        "period;value;sources;precision\n2016;676;plan;about\n2018;861;plan;\n",
        "period;value;sources\n2016;676;plan\n2018;861;plan\n2018;860;arsrapport-2020\n",
    ],
)
def test_nothing_is_compared_where_a_figure_is_not_sure(series):
    assert standings(indicator(series), DAY)[0].change is None


def test_two_sources_that_differ_are_both_told():
    two = indicator("period;value;sources\n2018;17;plan#1.6\n2018;16;plan#vedlegg\n")
    assert [f.value for f in differing(two)[0]] == [17, 16]
    said = indicators.standing(standings(two, DAY)[0], two, plan(), SAY)
    assert "17 eller 16" in said
    assert "Kildene sier ikke det samme." in said


def test_a_figure_of_a_time_that_is_not_over_is_not_the_newest():
    (standing,) = standings(indicator(YEARS), date(2018, 6, 30))
    assert standing.newest[0].value == 676


def test_what_began_before_the_adoption_is_a_starting_point():
    figures = indicator("period;value;sources\n2018;1;plan\n2019;2;plan\n2020;3;plan\n").figures
    assert [is_starting_point(f, plan()) for f in figures] == [True, True, False]


YEARLY = st.dictionaries(st.integers(2010, 2022), st.integers(0, 500), min_size=1, max_size=8)


@pytest.mark.slow
@tries(50)
@given(YEARLY, st.sets(st.integers(2010, 2022), max_size=3))
def test_no_sentence_and_no_picture_joins_figures_across_a_break(values, breaks):
    rows = "".join(f"{year};{value};plan\n" for year, value in sorted(values.items()))
    more = "".join(f"  - {{from: {year}, note: Ny måte.}}\n" for year in sorted(breaks))
    one = indicator(
        "period;value;sources\n" + rows,
        "title: T\nunit: personer\n" + (f"breaks:\n{more}" if more else ""),
    )
    (standing,) = standings(one, DAY)
    newest, *earlier = sorted(values, reverse=True)
    broken = bool(earlier) and any(earlier[0] < year <= newest for year in breaks)
    assert (standing.change is None) == (broken or not earlier)
    series = series_of(one, plan(), SAY)
    large = chart_of(one, plan(), SAY)
    assert series
    assert large
    for drawn in (large, *small_charts(series)):
        assert "<path" not in drawn.svg
        assert "polyline" not in drawn.svg
        assert drawn.svg.count("<rect") == len(values)
        nodes = ET.fromstring(drawn.svg).iter("{http://www.w3.org/2000/svg}line")  # noqa: S314 – what we drew ourselves
        slanted = [n for n in nodes if n.get("x1") != n.get("x2") and n.get("y1") != n.get("y2")]
        assert slanted == []


def test_breaks_close_together_share_one_word_and_each_has_its_line():
    rows = "".join(f"{year};{year - 2000};plan\n" for year in range(2010, 2020))
    for years, words_in_small in (((2013, 2014), 1), ((2018, 2019), 1), ((2012, 2018), 2)):
        breaks = "".join(f"  - {{from: {year}, note: Ny måte.}}\n" for year in years)
        about = f"title: T\nunit: personer\nbreaks:\n{breaks}"
        series = series_of(indicator(f"period;value;sources\n{rows}", about), plan(), SAY)
        assert series
        for drawn in small_charts(series):
            assert drawn.svg.count(">brudd<") == words_in_small
            assert drawn.svg.count("stroke-dasharray") == len(years)


def test_no_year_stands_outside_of_a_picture():
    years = "".join(f"{year};1;plan\n" for year in range(2009, 2019))
    drawn = series_of(indicator(f"period;value;sources\n{years}"), plan(), SAY)
    assert drawn
    (small,) = small_charts(drawn)
    nodes = ET.fromstring(small.svg).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314 – what we drew ourselves
    places = [float(n.get("x", 0)) for n in nodes if re.fullmatch("20[0-9]{2}", n.text or "")]
    assert len(places) > 3
    half = 12  # of four digits
    assert min(places) >= half
    assert max(places) <= small.width - half


def test_small_pictures_are_one_for_each_group_and_say_where_the_scale_is_another():
    series = "period;group;value;sources\n2018;By;1;plan\n2019;By;2;plan\n2018;Land;90;plan\n2019;Land;80;plan\n"
    drawn = series_of(indicator(series), plan(), SAY)
    assert drawn
    small = list(small_charts(drawn))
    assert [chart.title for chart in small] == ["Overdoser. By", "Overdoser. Land"]
    assert [chart.description for chart in small] == [
        "By: 1 i 2018 og 2 i 2019.",
        "Land: 90 i 2018 og 80 i 2019.",
    ]
    assert ["(egen skala)" in chart.svg for chart in small] == [True, True]
    assert len({chart.name for chart in small}) == 2
    alike = series_of(indicator(series.replace("90", "9").replace("80", "8")), plan(), SAY)
    assert alike
    assert not any("egen skala" in chart.svg for chart in small_charts(alike))


# ------------------------------------------------------------------------------------- targets

TARGET = "title: T\nunit: personer\nbetter: down\ntarget: {value: 2, period: 2023, source: plan}\n"
TO_TARGET = "period;value;sources\n2018;12;plan\n2020;{};plan\n2021;{};plan\n"


def towards(earlier: int, newest: int, more: str = "", description: str = TARGET) -> str:
    """What is said of the newest figure on the way from 12 to 2."""
    series = TO_TARGET.format(earlier, newest)
    one = indicator(series, description + more)
    return indicators.standing(standings(one, DAY)[0], one, plan(), SAY)


def test_a_figure_stands_beside_what_an_even_way_to_the_target_gives():
    one = indicator(TO_TARGET.format(9, 7), TARGET)
    even = expected(standings(one, DAY)[0], one, plan())
    assert even
    assert not even.is_decided
    assert round(even.value, 1) == Decimal("6.0")
    assert "skulle det vært 6" in towards(9, 7)


def test_what_was_decided_on_the_way_goes_before_an_even_way():
    way = TARGET.replace("2023,", "2023, path: [{period: 2021, value: 10}],")
    one = indicator(TO_TARGET.format(9, 7), way)
    assert expected(standings(one, DAY)[0], one, plan()) == Expected(Decimal(10), is_decided=True)
    drawn = chart_of(one, plan(), SAY)
    assert drawn
    assert drawn.svg.count("<rect") == 3  # the marks of what was decided are no figures
    assert "polyline" not in drawn.svg


AWAY = "Det er lenger fra måltallet enn før."


@pytest.mark.parametrize(
    ("earlier", "newest", "is_told"),
    [(7, 9, True), (9, 7, False), (1, 2, False), (7, 7, False)],
)
def test_a_figure_that_moves_away_from_its_target_is_told(earlier, newest, is_told):
    assert (AWAY in towards(earlier, newest)) == is_told


@pytest.mark.parametrize(
    "more",
    [
        "breaks:\n  - {from: 2021, note: Ny måte.}\n",
        "small_numbers: Ett år sier lite.\n",
        "unconfirmed: [better]\n",
        "unconfirmed: [target]\n",
    ],
)
def test_nothing_moves_away_across_a_break_of_small_numbers_or_by_a_guess(more):
    assert AWAY not in towards(7, 9, more)
    if "unconfirmed" not in more:
        assert "like stor endring" not in towards(7, 9, more)


def test_no_direction_is_given_where_no_source_says_what_is_good():
    assert AWAY not in towards(7, 9, description=TARGET.replace("better: down\n", ""))


# ---------------------------------------------------------------------------------- vintages


def told(*series: str) -> Vintages:
    """The vintages of a file that was each of the texts in turn, a day for each commit."""
    path = f"{FOLDER}/dod.csv"
    log = [
        (
            Commit(f"{number:040}", date(2024, 1, number + 1), ""),
            [Touched(path, f"{number}" if text else "")],
        )
        for number, text in enumerate(series)
    ]
    contents = [text.encode() for text in series if text]
    past = history(log, lambda _: iter(contents))
    return past.figures_of(indicator(YEARS))


def test_a_revised_figure_keeps_what_it_was_said_to_be():
    vintages = told(
        YEARS, YEARS.replace("861", "850"), YEARS.replace("861", "850") + "2019;900;plan\n"
    )
    figure = indicator(YEARS.replace("861", "850")).figures[1]
    assert vintages.known_since(figure) == date(2024, 1, 2)
    assert [(v.figure and v.figure.value, v.known_since) for v in vintages.earlier(figure)] == [
        (Decimal(861), date(2024, 1, 1))
    ]
    assert vintages.known_since(indicator(YEARS).figures[0]) == date(2024, 1, 1)


@pytest.mark.slow
def test_the_page_of_an_indicator_says_what_was_revised_and_what_is_not_recorded_yet():
    loaded = load(texts_of_the_plan())
    (view,) = Site(loaded.portfolio, DAY, SAY).views
    of_plan = replace(indicator(YEARS.replace("861", "850")), plan_id=view.plan.id)
    key = f"{of_plan.plan_id}/{of_plan.id}"
    recorded = told(YEARS, YEARS.replace("861", "850"))
    typed = told(YEARS).after(of_plan.figures, None)
    for vintages, line in (
        (recorded, "Før 2. januar 2024: 861."),
        (typed, "Før: 861. Endringen er ikke registrert ennå."),
        (told(YEARS.replace("861", "850")), ""),
    ):
        site = Site(loaded.portfolio, DAY, SAY, history=History({}, figures={key: vintages}))
        page = BeautifulSoup(indicator_page(site.views[0], of_plan).body(), "lxml")
        lines = [of.text for of in page.select("td.t-num > .t-muted") if "Før" in of.text]
        assert lines == ([line] if line else [])


def test_a_figure_that_was_taken_out_and_came_back_has_three_vintages():
    figure = indicator(YEARS).figures[0]
    assert [v.figure is None for v in told(YEARS, "", YEARS).of(figure)] == [False, True, False]


@tries(30)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_a_vintage_is_what_the_newest_commit_before_it_said(values):
    vintages = told(*(f"period;value;sources\n2018;{value};plan\n" for value in values))
    figure = Figure("2018", None, (Source("plan"),), when=time_named("2018"))
    for number, value in enumerate(values):
        day = date(2024, 1, number + 1)
        known = [v for v in vintages.of(figure) if v.known_since and v.known_since <= day]
        assert known[-1].figure
        assert known[-1].figure.value == value


# ------------------------------------------------------------------------------ the real plan


def test_the_real_figures_say_what_the_sources_say():
    data = {i.id: indicator_data(i, Vintages()) for i in real_plan().indicators}
    deaths = {
        v["period"]: (v["value"], v["sources"])
        for v in data["overdosedodsfall"]["values"]
        if v["group"] == "Stavanger"
    }
    assert {year: deaths[year][0] for year in ("2016", "2017", "2018")} == {
        "2016": 13,
        "2017": 5,
        "2018": 4,
    }
    assert [source.partition("#")[0] for source in deaths["2016"][1]] == ["plan", "arsrapport-2019"]
    breaks = {b["from"] for i in data.values() if "BrukerPlan" in i["title"] for b in i["breaks"]}
    assert breaks == {"2015", "2018"}


def test_every_real_figure_has_a_source_that_the_plan_lists():
    plan = real_plan()
    for one in plan.indicators:
        for figure in one.figures:
            assert figure.sources
            assert all(plan.document(source.document) for source in figure.sources), figure


@pytest.mark.slow
def test_every_figure_and_amount_on_a_page_stands_beside_its_source():
    (view,) = Site(load(texts_of_the_plan()).portfolio, DAY, SAY).views
    told = 0
    for one in view.plan.indicators:
        page = BeautifulSoup(indicator_page(view, one).body(), "lxml")
        rows = page.select("tbody tr")
        assert len(rows) == len(one.figures)
        assert all(row.select('td:last-child a[href*="#dokument-"]') for row in rows), one.id
        told += len(rows)
    assert told > 100
    for page_of in (indicators_page, goals_page):
        drawn = BeautifulSoup(page_of(view).body(), "lxml").select("section:has(svg)")
        assert drawn
        assert all(section.select('.t-meta a[href*="#dokument-"]') for section in drawn)
    money = BeautifulSoup(money_page(view).body(), "lxml")
    amounts = money.select("section:has(#belop) li, section:has(#uten-belop) li")
    assert amounts
    assert all(of.select('a[href*="#dokument-"]') for of in amounts)


def test_every_indicator_whose_figures_a_report_tells_is_told_with_its_sources():
    section = made(real(), "2020-Q4", date(2026, 11, 1)).section("indikatorer")
    assert section
    told, places = (block for block in section.blocks if isinstance(block, Table))
    source_of = {plain(name): plain(source) for name, source in places.rows}
    assert {plain(row[0]) for row in told.rows} == source_of.keys()
    assert "1.5.3 tabell 1" in source_of["Dødsfall av overdose"]
    assert "Årsrapport 2019" in source_of["Dødsfall av overdose"]
    assert all(source_of.values())


def test_indicators_are_printed_for_programs():
    listed = {i["id"]: i for i in printed_for_programs("--plan", "rus-2019")}
    deaths = listed["overdosedodsfall"]
    assert [type(deaths[key]) for key in ("id", "title", "unit", "better")] == [str] * 4
    assert deaths["speaks_of"].keys() == {"goals", "focus_areas", "measures"}
    assert deaths["target"] is None
    told = {v["period"]: v for v in deaths["values"] if v["group"] == "Stavanger"}
    assert [told[year]["value"] for year in ("2016", "2017", "2018")] == [13, 5, 4]
    for year in ("2016", "2017"):
        assert re.fullmatch("plan#.+; arsrapport-2019#.+", told[year]["source"])
    for value in deaths["values"]:
        assert {"period", "group", "value", "source", "known_since"} <= value.keys()
    breaks = {b["from"] for id, i in listed.items() if "brukerplan" in id for b in i["breaks"]}
    assert breaks == {"2015", "2018"}


@pytest.mark.slow
@pytest.mark.parametrize(("known_on", "value"), [("2021-01-20", 12), ("2021-02-20", 14)])
def test_the_vintage_of_a_day_is_printed_and_stands_in_the_report(
    tmp_path, capsys, known_on, value
):
    folder = GitFolder(tmp_path)
    about = {"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS}
    about["plans/p/indicators/tall.yml"] = "title: Tall\nunit: personer\n"
    series = "period;value;sources\n2018;{};plan\n"
    folder.commit(about | {"plans/p/indicators/tall.csv": series.format(12)}, "2021-01-15", "Tall")
    folder.commit({"plans/p/indicators/tall.csv": series.format(14)}, "2021-02-15", "Rettet")
    asked = ["--format", "json", "--known-on", known_on, "--root", str(tmp_path)]
    (listed,) = json.loads(CliRunner().invoke(command, asked).stdout)
    assert [v["value"] for v in listed["values"]] == [value]
    of_day = ("--format", "json", "--known-on", known_on)
    report = json.loads(ran(capsys, tmp_path, "report", "2021-Q1", *of_day).out)
    assert report["indicators"] == [listed]
    assert listed["values"][0]["known_since"] == f"{known_on[:8]}15"


def printed_for_programs(*options: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(command, ["--format", "json", "--root", str(ROOT), *options])
    listed: list[dict[str, Any]] = json.loads(done.stdout)
    return listed


# ------------------------------------------------------------------------------- figures that come in

OFFICE = "Statistikk fra registeret;;;\nÅr;Kommune;Antall;Fylke\n2018;Alle;4;X\n2019;Alle;6,5;X\n2020;Alle;:;X\nfør;Alle;3;X\n"
HELD = "period;group;value;sources;precision;as_printed;note\n2018;Alle;5;plan;about;fem;Husk\n2017;Alle;5,0;plan;;;\n"


def given_by_an_office(text: str, source: str = "plan") -> figures.Intake:
    return figures.taken_in(HELD, csvfiles.read({"tall.csv": text.encode("cp1252")}), source)


def test_figures_of_an_office_revise_and_add_and_tell_what_was_left_out():
    intake = given_by_an_office(OFFICE)
    assert intake.text.splitlines()[1:] == [
        "2018;Alle;4;plan;;;Husk",
        "2017;Alle;5,0;plan;;;",
        "2019;Alle;6,5;plan;;;",
    ]
    told = "\n".join(intake.left_out)
    assert "kolonnen «Fylke» er ikke tatt med" in told
    assert "tall.csv, linje 5: «:» er ikke et tall." in told
    assert "tall.csv, linje 6: «før» er ikke en periode." in told


def test_figures_that_are_there_already_change_nothing():
    once = given_by_an_office(OFFICE)
    again = figures.taken_in(once.text, csvfiles.read({"t.csv": OFFICE.encode()}), "plan")
    assert again.text == once.text
    assert given_by_an_office("Periode;Gruppe;Verdi\n2017;Alle;5\n").text == HELD


def test_a_figure_without_a_source_is_not_taken_in():
    intake = given_by_an_office(OFFICE, "")
    assert intake.text == HELD
    assert any("kilden mangler" in words for words in intake.left_out)


def test_two_numbers_for_the_same_are_not_chosen_between():
    intake = given_by_an_office("Periode;Gruppe;Verdi\n2019;Alle;6\n2019;Alle;7\n")
    assert intake.text == HELD
    assert ["to ganger med ulike tall" in words for words in intake.left_out] == [True, True]


@pytest.mark.parametrize(
    "held",
    [
        "foo;bar\n1;2\n",
        "period;period;value;sources\n",
        "period;value;sources;note\n1;2;p;bl\xe5\n",
        "\x00",
    ],
)
def test_figures_are_not_put_into_a_file_that_cannot_be_read(tmp_path, capsys, held):
    write(base() | {"plans/rus/indicators/tall.yml": "title: Tall\nunit: stk\n"}, tmp_path)
    file = tmp_path / "plans/rus/indicators/tall.csv"
    file.write_bytes(held.encode("latin-1"))
    (tmp_path / "inn.csv").write_text("period;value\n2018;4\n", encoding="utf-8")
    told = ran(capsys, tmp_path, "import", str(tmp_path / "inn.csv"), "--indicator", "tall", "--source", "plan", "--yes")  # fmt: skip
    assert (told.code, "tall.csv kan ikke leses" in told.err) == (2, True)
    assert file.read_bytes() == held.encode("latin-1")
