"""Pictures: every number is drawn and said, hostile words stay words, and the same input gives the same dots."""

from __future__ import annotations

import re
import struct
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from tiltak.charts import verdicts
from tiltak.charts.canvas import PAPER, WIDTH, Chart
from tiltak.charts.timeline import APART, AWAY, timeline_of_measure, timeline_of_plan
from tiltak.judge.summary import summarise
from tiltak.model.plan import Plan, Portfolio
from tiltak.read import schema
from tiltak.read.load import load
from tiltak.site import pictures
from tiltak.site.view import Site
from tiltak.words import measures
from tiltak.words.language import words

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


HEAD = """
number: 1
title: Tiltak
focus_area: a
kind: recurring
"""
ENTRIES = """
status:
  - {date: 2020-11-20, unchanged: true}
  - {date: 2020-11-02, phase: in_progress}
  - {date: 2019-12-31, precision: year, phase: planning}
  - {date: 2021-06-01, phase: completed}
"""
FAIR = """
  - id: m
    title: Messe
    due: 2019-12-31
    precision: year
    repeat: yearly
    occurrences: [{done: 2019-12-31, precision: year}]
"""
MARKING = "  - {id: k, title: Markering, due: 2019-08-31, repeat: yearly}\n"
DAY = date(2020, 12, 31)


def plan(measure: str = MEASURE) -> Plan:
    texts = {"plans/p/plan.yml": PLAN, "measures/p/1-a.yml": measure}
    loaded = load(texts)
    assert loaded.problems == []
    return loaded.portfolio.plans[0]


def counts(**some: int) -> dict[str, int]:
    return dict.fromkeys(schema.values("verdict"), 0) | some


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(chart.svg)  # noqa: S314 – what we drew ourselves


def all_words(chart: Chart) -> list[str]:
    return [node.text or "" for node in drawn(chart).iter(f"{SVG}text")]


def milestones(measure: str = MEASURE, day: date = DAY) -> Chart:
    summary = summarise(plan(measure), day)
    span = (summary.plan.start, summary.plan.end)
    return timeline_of_plan("t", "Milepæler", span, summary.day, summary.judgements, SAY)


def one(measure: str, day: date = DAY) -> Chart | None:
    """The picture on the page of the plan's only measure."""
    (view,) = Site(Portfolio((plan(measure),)), day, SAY).views
    return pictures.measure_timeline(view, view.summary.judgements[0])


def shown(measure: str, day: date = DAY) -> Chart:
    chart = one(measure, day)
    assert chart
    return chart


def marks(chart: Chart) -> list[tuple[float, str, str]]:
    """Place, verdict and sign of each mark, in the order in which they are drawn."""
    nodes = list(drawn(chart))
    found = []
    for node, after in zip(nodes, [*nodes[1:], ET.Element("end")], strict=True):
        if node.tag == f"{SVG}circle" and "t-c-ring" not in node.get("class", ""):
            signed = after.get("text-anchor") == "middle" and after.get("x") == node.get("cx")
            colour = node.get("class", "").split()[0].removeprefix("t-c-")
            found.append((float(node.get("cx", 0)), colour, after.text or "" if signed else ""))
    return found


def exact(day: date) -> float:
    """Where a day stands on the axis of the plan's five years."""
    return 8 + (day - date(2019, 1, 1)).days / 1825 * 384


def place(day: date) -> object:
    """The same as it is written in the picture."""
    return pytest.approx(exact(day), abs=0.01)


def test_bar_is_parted_by_verdict_with_number_and_symbol():
    chart = verdicts.bars("b", "Status", [("Bolig", counts(completed=3, delayed=1))], SAY)
    assert {"Bolig", "4", "✓ 3", "▲ 1", "Fullført", "Forsinket"} <= set(all_words(chart))
    assert chart.description == "Bolig: tre er fullført og ett er forsinket."


def test_length_of_a_part_is_its_share_of_the_longest_bar():
    rows = [("A", counts(completed=1, delayed=3)), ("B", counts(completed=2))]
    pieces = list(drawn(verdicts.bars("b", "Status", rows, SAY)).iter(f"{SVG}rect"))
    widths = [float(piece.get("width", 0)) for piece in pieces[:3]]
    assert widths == [98.5, 298.5, 198.5]


def test_verdicts_that_do_not_occur_are_not_in_the_legend():
    chart = verdicts.bars("b", "Status", [("A", counts(paused=1))], SAY)
    assert "På vent" in all_words(chart)
    assert "Fullført" not in all_words(chart)


@pytest.mark.parametrize("rows", [[], [("Tomt", counts())]])
def test_nothing_to_show_is_drawn_without_failing(rows):
    chart = verdicts.bars("b", "Status", rows, SAY)
    assert drawn(chart).tag == f"{SVG}svg"


def test_only_what_was_heard_of_is_drawn_whole():
    """What is not known is an outline, and what came late or may be older is paler than what came in time."""
    rows = [("A", {"in_time": 1, "late": 2, "not_heard": 3})]
    chart = verdicts.bars("b", "Meldt", rows, SAY, "answer")
    first_three = list(drawn(chart).iter(f"{SVG}rect"))[:3]
    assert [piece.get("class") for piece in first_three] == [
        "t-c-figure",
        "t-c-partly",
        "t-c-unknown",
    ]
    assert chart.description == "A: 1 meldt i tide, 2 for sent og 3 ikke hørt fra."


def test_columns_of_shares_are_equally_high():
    columns = [("2020-Q1", counts(completed=1)), ("2020-Q2", counts(completed=1, delayed=3))]
    pieces = drawn(verdicts.shares("s", "Fordeling", columns, SAY)).iter(f"{SVG}rect")
    by_column: dict[str, float] = {}
    for piece in pieces:
        if float(piece.get("width", 0)) > 100:
            x = piece.get("x", "")
            by_column[x] = by_column.get(x, 0) + float(piece.get("height", 0)) + 1.5
    assert set(by_column.values()) == {verdicts.SHARE_HEIGHT}


def test_moved_milestone_has_a_ring_a_dot_and_a_line_between():
    dots = list(drawn(milestones()).iter(f"{SVG}circle"))
    ring = next(dot for dot in dots if "t-c-ring" in dot.get("class", ""))
    dot = dots[dots.index(ring) + 1]
    assert float(dot.get("cx", 0)) > float(ring.get("cx", 0))


def test_milestones_say_in_words_what_the_picture_shows():
    told = milestones().description
    assert "første frist innen 31. desember 2020, frist innen 31. desember 2021" in told
    assert "nådd 1. mai 2020" in told
    assert "gått ut for omtrent 18 måneder siden, uten svar" in told
    assert "Uten dato" not in told


def test_reached_and_missed_are_told_apart_by_sign_and_not_by_colour_alone():
    assert {"✓", "!"} <= set(all_words(milestones()))


def test_name_of_a_year_stands_in_the_middle_of_it():
    names = {t.text: float(t.get("x", 0)) for t in drawn(milestones()).iter(f"{SVG}text")}
    for year in (2021, 2023):
        assert names[str(year)] == pytest.approx(exact(date(year, 7, 2)), abs=0.2)


def test_name_of_a_year_stays_in_the_part_that_can_be_seen():
    early = f"{MEASURE}  - {{id: e, title: Før, due: 2018-08-01, done: 2018-08-01}}\n"
    first = next(t for t in drawn(milestones(early)).iter(f"{SVG}text") if t.text == "2018")
    assert 8 < float(first.get("x", 0)) < 8 + 384 / 5.4 / 2
    late = f"{MEASURE}  - {{id: e, title: Før, due: 2018-12-01, done: 2018-12-01}}\n"
    assert "2018" not in all_words(milestones(late))  # no room for the name of a month


def test_axis_of_many_years_names_some_of_them():
    far = f"{MEASURE}  - {{id: f, title: Fjern, due: 2099-12-31}}\n"
    chart = milestones(far)
    names = [t for t in drawn(chart).iter(f"{SVG}text") if t.get("class") == "t-c-faint"]
    assert 2 < len(names) < 20
    assert all(0 <= float(t.get("x", 0)) <= WIDTH for t in names)


def test_no_upright_line_runs_through_a_label():
    chart = shown(f"{HEAD}{ENTRIES}milestones:{FAIR}{MARKING}")
    lines = [
        sorted((float(top), float(bottom)))
        for path in drawn(chart).iter(f"{SVG}path")
        for top, bottom in re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)", path.get("d", ""))
    ]
    labels = [t for t in drawn(chart).iter(f"{SVG}text") if t.get("x") == "0"]
    assert len(labels) == 3
    assert lines
    for label in labels:
        y = float(label.get("y", 0))
        assert not [line for line in lines if line[0] < y + 3 and line[1] > y - 10]


def test_lines_lie_beneath_all_that_is_written():
    tags = [node.tag.removeprefix(SVG) for node in drawn(milestones())]
    names_of_years = 5
    assert tags.index("path") <= 2 + names_of_years
    assert "path" not in tags[tags.index("circle") :]


def test_colours_have_classes_and_nothing_is_styled_in_place():
    for node in drawn(shown(f"{HEAD}{ENTRIES}milestones:{FAIR}{MARKING}")).iter():
        assert node.get("style") is None
        if node.get("fill", "none") != "none" or node.get("stroke"):
            assert node.get("class", "").startswith("t-c-")
        if node.get("stroke") == PAPER:
            assert "t-c-halo" in node.get("class", "")  # dark paper has another colour


def test_long_title_of_a_milestone_takes_two_lines_and_is_not_cut():
    title = "Beslutning, plan og gjennomføring etter forslaget fra prosjektgruppen i kommunen"
    chart = milestones(f'{MEASURE}  - {{id: t, title: "{title}", due: 2021-12-31}}\n')
    assert title in " ".join(all_words(chart))
    assert title not in all_words(chart)
    assert not any("…" in words for words in all_words(chart))


def test_measure_shows_its_entries_in_the_colour_and_with_the_sign_of_their_phase():
    found = marks(shown(f"{HEAD}{ENTRIES}"))
    assert [(verdict, sign) for _, verdict, sign in found] == [
        ("planning", "◔"),
        ("in_progress", "▶"),
        ("in_progress", "▶"),  # nothing new: the phase before it
    ]
    assert found[0][0] == place(date(2019, 12, 31))
    assert found[2][0] == place(date(2020, 11, 20))


def test_entries_of_the_same_month_are_drawn_in_order_and_apart():
    (_, older, newer) = (x for x, _, _ in marks(shown(f"{HEAD}{ENTRIES}")))
    assert newer - older == pytest.approx(APART)


def test_many_entries_stay_near_their_days():
    days = [date(2019 + n // 12, n % 12 + 1, 15) for n in range(24)]
    lines = "".join(f"  - {{date: {day}, phase: in_progress}}\n" for day in days)
    places = [x for x, _, _ in marks(shown(f"{HEAD}status:\n{lines}"))]
    assert places == sorted(places)
    for x, day in zip(places, days, strict=True):
        assert exact(day) - AWAY - 0.01 <= x <= exact(day) + 0.01


def test_entries_are_said_in_words_no_more_exact_than_their_source():
    assert shown(f"{HEAD}{ENTRIES}").description.splitlines() == [
        "Meldt som «planlegges» i 2019.",
        "Meldt som «pågår» 2. november 2020.",
        "Meldt 20. november 2020: ingenting nytt, fortsatt «pågår».",
    ]


def test_legend_names_the_phases_that_occur_and_no_others():
    words = all_words(shown(f"{HEAD}{ENTRIES}"))
    assert {"Sagt om arbeidet", "Pågår", "Planlegges"} <= set(words)
    assert "Fullført" not in words  # reported after the day of the picture


def test_merged_measure_says_where_the_work_goes_on():
    entry = "status: [{date: 2020-05-01, phase: merged, into: 2, note: Se der.}]"
    texts = {"plans/p/plan.yml": PLAN, "measures/p/1-a.yml": HEAD + entry}
    measure = load(texts).portfolio.plans[0]
    judged = summarise(measure, DAY).judgements[0]
    chart = timeline_of_measure("t", "T", measure, DAY, judged, SAY)
    assert chart.description == "Meldt 1. mai 2020: arbeidet fortsetter i tiltak 2."


@pytest.mark.parametrize(
    ("measure", "title"),
    [
        (
            f"{HEAD}{ENTRIES}milestones:{FAIR}",
            "Tiltak 1: pågår. Frister: én nådd, én ikke gått ut ennå (går ut denne dagen)",
        ),
        (f"{HEAD}{ENTRIES}", "Tiltak 1: pågår"),
        (
            f"{HEAD}status: []\nmilestones:{FAIR}",
            "Tiltak 1: ukjent. Frister: én nådd, én ikke gått ut ennå (går ut denne dagen)",
        ),
        (f"{HEAD}status: []\nmilestones: [{{id: u, title: Uten dato}}]", None),
    ],
)
def test_measure_has_a_picture_where_it_has_something_with_a_date(measure, title):
    chart = one(measure)
    assert (chart.title if chart else None) == title


def test_timeline_of_the_plan_shows_milestones_only():
    chart = milestones(f"{HEAD}{ENTRIES}milestones:{FAIR}")
    assert "Sagt om arbeidet" not in all_words(chart)
    assert "Meldt" not in chart.description


def test_recurring_milestone_has_a_mark_for_each_time():
    assert marks(milestones(f"{HEAD}status: []\nmilestones:{FAIR}")) == [
        (place(date(2019, 12, 31)), "completed", "✓"),
        (place(date(2020, 12, 31)), "in_progress", ""),
    ]
    assert marks(milestones(f"{HEAD}status: []\nmilestones:\n{MARKING}")) == [
        (place(date(2019, 8, 31)), "delayed", "!"),
        (place(date(2020, 8, 31)), "delayed", "!"),
        (place(date(2021, 8, 31)), "in_progress", ""),
    ]


def test_recurring_milestone_is_said_time_by_time():
    fair, marking = milestones(
        f"{HEAD}status: []\nmilestones:\n{FAIR}{MARKING}"
    ).description.splitlines()
    assert fair == ("Tiltak 1, «Messe»: gjennomført i 2019, neste frist innen utgangen av 2020.")
    assert marking == (
        "Tiltak 1, «Markering»: gått ut uten svar 31. august 2019 og 31. august 2020, "
        "neste frist innen 31. august 2021."
    )


def test_time_that_was_missed_stays_after_it_was_taken_up_again():
    again = MARKING.replace("}", ", occurrences: [{done: 2020-08-31}]}")
    chart = milestones(f"{HEAD}status: []\nmilestones:\n{again}")
    assert [sign for _, _, sign in marks(chart)] == ["!", "✓", ""]
    assert "gjennomført 31. august 2020, gått ut uten svar 31. august 2019" in (chart.description)


def test_recurring_milestone_without_more_deadlines_has_no_dot():
    last = FAIR.replace("2019-12-31", "2023-12-31")
    judged = summarise(plan(f"{HEAD}status: []\nmilestones:{last}"), date(2023, 12, 31)).judgements
    (state,) = judged[0].milestones
    assert measures.milestone(state, SAY) == "nådd i 2023"
    chart = milestones(f"{HEAD}status: []\nmilestones:{last}", date(2023, 12, 31))
    assert [sign for _, _, sign in marks(chart)] == ["✓"]
    assert chart.description == "Tiltak 1, «Messe»: gjennomført i 2023."


def test_first_promise_of_a_recurring_milestone_leads_to_its_first_deadline():
    moved = MARKING.replace("due:", "baseline: 2019-03-31, due:")
    chart = milestones(f"{HEAD}status: []\nmilestones:\n{moved}")
    ring = next(c for c in drawn(chart).iter(f"{SVG}circle") if "t-c-ring" in c.get("class", ""))
    (way,) = drawn(chart).iter(f"{SVG}line")
    assert float(ring.get("cx", 0)) == place(date(2019, 3, 31))
    assert float(way.get("x2", 0)) == place(date(2019, 8, 31))
    assert "første frist innen 31. mars 2019, gått ut uten svar" in chart.description


def test_hostile_words_stay_words():
    chart = milestones()
    assert any('<b>&" {{x}}' in text for text in all_words(chart))
    assert "<b>" not in chart.svg


def test_long_label_is_cut_in_the_picture_and_whole_in_the_words():
    label = "Et veldig langt navn på et innsatsområde " * 4
    chart = verdicts.bars("b", "Status", [(label, counts(completed=1))], SAY)
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
    assert chart.png(2) is png  # and it is drawn once
