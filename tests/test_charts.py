"""Pictures: every number is drawn and said, hostile words stay words, and the same input gives the same dots."""

from __future__ import annotations

import struct
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from tiltak import charts, schema
from tiltak.load import load
from tiltak.model import Plan
from tiltak.summary import summarise
from tiltak.words import words

SVG = "{http://www.w3.org/2000/svg}"
SAY = words("nb")

PLAN = """
title: Plan
municipality: Kommune
period: {start: 2019-01-01, end: 2023-12-31}
calendar: quarter
focus_areas: [{id: a, title: Område}]
documents: [{id: plan, title: Planen}]
"""
MEASURE = """
number: 1
title: Tiltak
focus_area: a
kind: establish
status: []
milestones:
  - {id: m, title: "<b>&\\" {{x}}", baseline: 2020-12-31, due: 2021-12-31}
  - {id: d, title: Nådd, baseline: 2020-06-30, due: 2020-06-30, done: 2020-05-01}
  - {id: l, title: Sen, baseline: 2019-06-30, due: 2019-06-30}
  - {id: u, title: Uten dato}
"""


def plan() -> Plan:
    texts = {"plans/p/plan.yml": PLAN, "measures/p/1-a.yml": MEASURE}
    loaded = load(texts)
    assert loaded.problems == []
    return loaded.portfolio.plans[0]


def counts(**some: int) -> dict[str, int]:
    return dict.fromkeys(schema.values("verdict"), 0) | some


def drawn(chart: charts.Chart) -> ET.Element:
    return ET.fromstring(chart.svg)  # noqa: S314 – what we drew ourselves


def all_words(chart: charts.Chart) -> list[str]:
    return [node.text or "" for node in drawn(chart).iter(f"{SVG}text")]


def milestones() -> charts.Chart:
    summary = summarise(plan(), date(2020, 12, 31))
    span = (summary.plan.start, summary.plan.end)
    return charts.timeline("t", "Milepæler", span, summary.day, summary.judgements, SAY)


def test_bar_is_parted_by_verdict_with_number_and_symbol():
    chart = charts.verdict_bars("b", "Status", [("Bolig", counts(completed=3, delayed=1))], SAY)
    assert {"Bolig", "4", "✓ 3", "▲ 1", "Fullført", "Forsinket"} <= set(all_words(chart))
    assert chart.description == "Bolig: tre er fullført og ett er forsinket."


def test_length_of_a_part_is_its_share_of_the_longest_bar():
    rows = [("A", counts(completed=1, delayed=3)), ("B", counts(completed=2))]
    pieces = list(drawn(charts.verdict_bars("b", "Status", rows, SAY)).iter(f"{SVG}rect"))
    widths = [float(piece.get("width", 0)) for piece in pieces[:3]]
    assert widths == [98.5, 298.5, 198.5]


def test_verdicts_that_do_not_occur_are_not_in_the_legend():
    chart = charts.verdict_bars("b", "Status", [("A", counts(paused=1))], SAY)
    assert "På vent" in all_words(chart)
    assert "Fullført" not in all_words(chart)


@pytest.mark.parametrize("rows", [[], [("Tomt", counts())]])
def test_nothing_to_show_is_drawn_without_failing(rows):
    chart = charts.verdict_bars("b", "Status", rows, SAY)
    assert drawn(chart).tag == f"{SVG}svg"


def test_columns_of_shares_are_equally_high():
    columns = [("2020-Q1", counts(completed=1)), ("2020-Q2", counts(completed=1, delayed=3))]
    pieces = drawn(charts.shares("s", "Fordeling", columns, SAY)).iter(f"{SVG}rect")
    by_column: dict[str, float] = {}
    for piece in pieces:
        if float(piece.get("width", 0)) > 100:
            x = piece.get("x", "")
            by_column[x] = by_column.get(x, 0) + float(piece.get("height", 0)) + 1.5
    assert set(by_column.values()) == {charts.SHARE_HEIGHT}


def test_moved_milestone_has_a_ring_a_dot_and_a_line_between():
    dots = list(drawn(milestones()).iter(f"{SVG}circle"))
    ring = next(dot for dot in dots if "t-c-ring" in dot.get("class", ""))
    dot = dots[dots.index(ring) + 1]
    assert float(dot.get("cx", 0)) > float(ring.get("cx", 0))


def test_milestones_say_in_words_what_the_picture_shows():
    told = milestones().description
    assert "først lovet innen 31. desember 2020, frist innen 31. desember 2021" in told
    assert "nådd 1. mai 2020" in told
    assert "550 dager over frist" in told
    assert "Uten dato" not in told


def test_reached_and_missed_are_told_apart_by_sign_and_not_by_colour_alone():
    assert {"✓", "!"} <= set(all_words(milestones()))


def test_hostile_words_stay_words():
    chart = milestones()
    assert any('<b>&" {{x}}' in text for text in all_words(chart))
    assert "<b>" not in chart.svg


def test_long_label_is_cut_in_the_picture_and_whole_in_the_words():
    label = "Et veldig langt navn på et innsatsområde " * 4
    chart = charts.verdict_bars("b", "Status", [(label, counts(completed=1))], SAY)
    assert any(text.endswith("…") for text in all_words(chart))
    assert label in chart.description


def test_every_picture_has_a_title_and_a_description():
    found = [node.tag for node in drawn(milestones())][:2]
    assert found == [f"{SVG}title", f"{SVG}desc"]


def test_png_is_the_same_picture_in_the_same_bytes():
    chart = milestones()
    png = chart.png(2)
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == (chart.width * 2, chart.height * 2)
    assert chart.png(2) == png
