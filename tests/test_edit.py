"""Splices: the lines of a field change, everything else stays byte for byte."""

from __future__ import annotations

import difflib
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import tries
from tests.layouts import ENTRY, MEASURES, PROSE, TEXT, laid_out
from tiltak.edit import change, tree, typed, write
from tiltak.edit import shape as shapes
from tiltak.edit.change import Planned
from tiltak.edit.layout import laid_out as laid_out_by_fmt
from tiltak.edit.splice import Add, Drop, Edit, Put, edited
from tiltak.model import when
from tiltak.problems import UsageError
from tiltak.read import yaml_lines
from tiltak.read.yaml_syntax import CONTROL

MEASURE = """\
# yaml-language-server: $schema=../../schema/measure.schema.json
number: 14
title: Mottakssenter   # kort
reference: {document: plan, section: "2.2.4", point: 14}
focus_area: tidlig-innsats
kind: 'establish'
# Foreslått av staben.
owner: rehabiliteringsseksjonen
unconfirmed: [owner]
status:
  # Fra økonomiplanen.
  - date: 2020-11-01
    phase: in_progress
    # Hvorfor: se kapittel 9.
    note: >-
      Bygges på K46.
    source: hop-2021#9.10
  - date: 2019-06-17
    phase: planning
milestones:
  - id: mo-ung
    title: I gang
    baseline: 2020-12-31
    due: 2021-12-31
    precision: year
"""


def value_of(text: str):
    return yaml_lines.parse(text, "")[0].value


def changed_lines(old: str, new: str) -> list[str]:
    """`["-due: 2021", "+due: 2022"]`: what a reviewer sees."""
    return [
        line
        for line in difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]


def diff(edits: list[Edit], text: str = MEASURE) -> list[str]:
    return changed_lines(text, edited("measure", text, edits))


# ------------------------------------------------------------------------------------ single values


def test_a_new_key_stands_where_the_schema_has_it():
    assert diff([Put(("status", 0, "confidence"), "at_risk")]) == ["+    confidence: at_risk"]
    lines = edited("measure", MEASURE, [Put(("status", 0, "confidence"), "at_risk")]).splitlines()
    assert lines[lines.index("    confidence: at_risk") - 1] == "    phase: in_progress"


def test_a_long_text_is_folded():
    text = "Ett ord til. " * 20
    new = edited("measure", MEASURE, [Put(("status", 1, "note"), text.strip())])
    added = [line[1:] for line in changed_lines(MEASURE, new)]
    assert added[0] == "    note: >-"
    assert all(len(line) <= 98 for line in added)
    assert value_of(new)["status"][1]["note"] == text.strip()


# -------------------------------------------------------------------------------------------- lists


def test_an_item_stands_first_and_above_the_comment_of_the_next():
    assert diff([Add(("status",), 0, {"date": "2021-06-30", "phase": "completed"})]) == [
        "+  - date: 2021-06-30",
        "+    phase: completed",
    ]
    new = edited(
        "measure", MEASURE, [Add(("status",), 0, {"date": "2021-06-30", "phase": "completed"})]
    )
    assert new.index("2021-06-30") < new.index("# Fra økonomiplanen.") < new.index("2020-11-01")


@pytest.mark.parametrize("written", ["status: []", "status:", "status: [ ]"])
def test_an_empty_list_is_filled(written):
    text = f"title: x\n{written} # ingen ennå\nfunding:\n  decision: pending\n"
    new = edited(
        "measure", text, [Add(("status",), 0, {"date": "2021-06-30", "phase": "planning"})]
    )
    assert new.splitlines()[1].split() == ["status:", "#", "ingen", "ennå"]
    assert new.splitlines()[2:4] == ["  - date: 2021-06-30", "    phase: planning"]


def test_windows_line_ends_and_byte_order_mark_are_kept():
    text = "\ufeff" + MEASURE.replace("\n", "\r\n")
    new = edited(
        "measure", text, [Add(("status",), 0, {"date": "2021-06-30", "phase": "completed"})]
    )
    assert new.count("\r\n") == new.count("\n") == text.count("\n") + 2
    assert new.startswith("\ufeff# yaml")


def test_a_layout_that_cannot_be_spliced_is_refused():
    text = "contributors: [a, # om a\n  b]\nstatus: []\n"
    with pytest.raises(UsageError, match="tiltak fmt"):
        edited("measure", text, [Put(("contributors",), ["b"])])


def test_an_item_goes_with_its_comments():
    assert diff([Drop(("status", 0))])[0] == "-  # Fra økonomiplanen."
    assert (
        value_of(edited("measure", MEASURE, [Drop(("status", 0))]))["status"]
        == value_of(MEASURE)["status"][1:]
    )
    both = edited("measure", MEASURE, [Drop(("status", 1)), Drop(("milestones", 0))])
    assert value_of(both)["milestones"] == []


# --------------------------------------------------------------------------------------------- laws


def comments_of(text: str) -> list[str]:
    return [c.text for c in tree.comments(text, tree.nodes(text))]


def visible(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def try_edit(text: str, edit: Edit) -> str | None:
    """None where the layout is refused; what is not refused must be right."""
    try:
        return edited("measure", text, [edit])
    except UsageError:
        return None


@pytest.mark.slow
@tries(60)
@given(st.data())
def test_a_new_entry_only_adds_lines(data):
    value = data.draw(MEASURES)
    text = data.draw(laid_out(value))
    index = data.draw(st.integers(0, len(value["status"])))
    new = edited("measure", text, [Add(("status",), index, data.draw(ENTRY))])
    gone = [line for line in changed_lines(text, new) if line.startswith("-")]
    # A list within brackets is one line; everywhere else nothing goes.
    assert len(gone) <= 1
    assert not gone or re.match(r'-["\s]*status', gone[0])
    assert comments_of(new) == comments_of(text)


@pytest.mark.slow
@tries(60)
@given(st.data())
def test_a_value_that_is_put_leaves_every_other_line_alone(data):
    value = data.draw(MEASURES)
    text = data.draw(laid_out(value))
    key, strategy = data.draw(
        st.sampled_from([("title", TEXT), ("summary", PROSE), ("owner", TEXT), ("kind", TEXT)])
    )
    new_value = data.draw(strategy)
    new = edited("measure", text, [Put((key,), new_value)])
    assert value_of(new) == {**value, key: new_value}
    node = tree.nodes(text).at((key,))
    own = text[: node.end if node else 0].count("\n") + 1
    for tag, i1, i2, _, _ in difflib.SequenceMatcher(
        None, text.splitlines(), new.splitlines(), autojunk=False
    ).get_opcodes():
        if tag in ("replace", "delete"):
            assert node
            first = text[: node.start].count("\n")
            assert first - 1 <= i1 <= i2 <= own
    assert sorted(comments_of(new)) == sorted(comments_of(text))


@pytest.mark.slow
@tries(60)
@given(st.data())
def test_an_edit_of_a_tidy_file_leaves_it_tidy(data):
    value = data.draw(MEASURES)
    text = laid_out_by_fmt("measure", data.draw(laid_out(value)))
    key, strategy = data.draw(
        st.sampled_from([("title", TEXT), ("summary", PROSE), ("owner", TEXT)])
    )
    edits: list[Edit] = [
        Put((key,), data.draw(strategy)),
        Add(("status",), 0, {**data.draw(ENTRY), "date": "2024-01-01"}),
    ]
    new = edited("measure", text, edits)
    assert laid_out_by_fmt("measure", new) == new


@pytest.mark.slow
@tries(60)
@given(st.data())
def test_what_is_added_and_dropped_again_leaves_no_trace(data):
    value = data.draw(MEASURES.filter(lambda m: "owner" not in m))
    text = data.draw(laid_out(value))
    between = edited("measure", text, [Put(("owner",), "k46")])
    after = try_edit(between, Drop(("owner",)))
    assert after is None or after.rstrip() == text.rstrip()


@given(st.text(max_size=200).filter(lambda text: not CONTROL.search(text)))
def test_any_text_can_be_written_and_read_back(text):
    written = write.pair_lines("summary", text, shapes.of("measure").key("summary"), 0)
    read, problems = yaml_lines.parse("\n".join(written) + "\n", "")
    assert not problems
    assert read.value == {"summary": text}


# ---------------------------------------------------------------------------------- what is reported

TODAY = date(2021, 7, 1)


def after(planned: Planned, text: str = MEASURE) -> str:
    return edited("measure", text, planned.edits)


def report(text: str = MEASURE, **fields):
    return after(change.report(value_of(text), fields, TODAY), text)


def test_a_report_without_a_date_is_for_today():
    assert value_of(report(phase="completed"))["status"][0] == {
        "date": "2021-07-01",
        "phase": "completed",
    }


def test_an_older_report_stands_under_the_newer_ones_and_says_so():
    planned = change.report(value_of(MEASURE), {"phase": "planning", "date": "2020-01-01"}, TODAY)
    assert [e["date"] for e in value_of(after(planned))["status"]] == [
        "2020-11-01",
        "2020-01-01",
        "2019-06-17",
    ]
    assert "nyere" in planned.notes[0]


def test_a_report_for_a_day_that_has_one_corrects_it():
    new = report(date="2020-11-01", phase="completed")
    assert changed_lines(MEASURE, new) == ["-    phase: in_progress", "+    phase: completed"]


def test_another_source_for_the_same_day_is_another_report():
    new = value_of(report(date="2020-11-01", phase="completed", source="arsrapport-2020"))
    assert [e["date"] for e in new["status"]] == ["2020-11-01", "2020-11-01", "2019-06-17"]


def test_nothing_new_is_an_entry_of_its_own():
    assert changed_lines(MEASURE, report(unchanged=True)) == [
        "+  - date: 2021-07-01",
        "+    unchanged: true",
    ]


def test_a_phase_takes_the_place_of_nothing_new():
    text = report(unchanged=True)
    assert value_of(report(text, phase="completed"))["status"][0] == {
        "date": "2021-07-01",
        "phase": "completed",
    }


def test_nothing_new_does_not_take_the_place_of_a_phase():
    with pytest.raises(UsageError, match="sier mer enn"):
        report(unchanged=True, date="2020-11-01")


def test_a_report_needs_a_phase_and_is_told_the_last_one():
    with pytest.raises(UsageError, match="phase=in_progress"):
        report(note="Hei")


def test_a_field_without_a_value_goes():
    assert changed_lines(MEASURE, report(date="2020-11-01", note=None)) == [
        "-    note: >-",
        "-      Bygges på K46.",
    ]


def milestone(id: str = "mo-ung", text: str = MEASURE, adopted: date | None = None, **fields):
    return after(change.milestone(value_of(text), id, fields, TODAY, adopted), text)


@pytest.mark.parametrize(
    ("note", "kept"),
    [("Listen sier «3 kvartla 2026» om fristen.", False), ("Listen sier «3 kvartla 2026».", True)],
)
def test_the_note_of_an_unread_deadline_goes_when_the_deadline_is_set(note, kept):
    text = f"number: 1\nmilestones:\n  - id: frist\n    title: Ferdig\n    note: {note}\n"
    new = value_of(milestone("frist", text, due="2026-Q3"))["milestones"][0]
    assert new["due"] == "2026-Q3"
    assert new.get("note", "") == (note if kept else "")
    renamed = value_of(milestone("frist", text, title="Gjort"))["milestones"][0]
    assert renamed["note"] == note


def test_a_milestone_is_reached():
    assert changed_lines(MEASURE, milestone(done="2021-06-20")) == ["+    done: 2021-06-20"]


def test_a_moved_deadline_is_on_record_and_the_first_promise_stays():
    new = milestone(due="2022-06-30", reason="staffing", note="Sluttet.")
    assert changed_lines(MEASURE, new) == [
        "-    due: 2021-12-31",
        "+    due: 30.06.2022",
        "+    moved:",
        "+      - date: 2021-07-01",
        "+        from: 2021-12-31",
        "+        reason: staffing",
        "+        note: >-",
        "+          Sluttet.",
    ]


def test_a_deadline_at_the_end_of_a_year_stays_as_exact_as_it_was():
    assert value_of(milestone(due="2022-12-31"))["milestones"][0]["precision"] == "year"


def test_a_deadline_moved_twice_in_a_day_has_moved_once():
    new = value_of(milestone(text=milestone(due="2022-06-30"), due="2022-12-31"))["milestones"][0]
    assert new["moved"] == [{"date": "2021-07-01", "from": "2021-12-31"}]
    assert new["due"] == "31.12.2022"


def test_a_move_taken_back_on_the_same_day_was_none():
    assert milestone(text=milestone(due="2022-12-31"), due="2021-12-31") == MEASURE
    twice = MEASURE.replace(
        "    precision: year\n",
        "    precision: year\n    moved:\n      # om den første\n      - date: 2020-11-01\n        from: 2020-12-31\n",
    )
    assert milestone(text=milestone(text=twice, due="2022-12-31"), due="2021-12-31") == twice


def test_a_milestone_that_comes_back_gets_one_more_time():
    text = "milestones:\n  - id: messe\n    title: Messe\n    due: 2019-12-31\n    repeat: yearly\n"
    assert changed_lines(text, milestone("messe", text, done="2020-09-01", note="Holdt.")) == [
        "+    occurrences:",
        "+      - done: 2020-09-01",
        "+        note: >-",
        "+          Holdt.",
    ]


def test_an_unknown_milestone_is_not_made_by_a_slip():
    with pytest.raises(UsageError, match="Mente du «mo-ung»"):
        milestone("mo-ungg", done="2021-06-20")


def test_a_new_milestone_has_its_first_promise_and_the_day_it_was_given():
    new = value_of(milestone("ny", title="Ny", due="2022-12-31", adopted=date(2019, 6, 17)))
    assert new["milestones"][1] == {
        "id": "ny",
        "title": "Ny",
        "baseline": "2022-12-31",
        "due": "2022-12-31",
        "promised": "2021-07-01",
    }


# ----------------------------------------------------------------------------------- what was typed


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2020-12-31", "2020-12-31", ""),
        ("31.12.2020", "2020-12-31", ""),
        ("1. 2. 2020", "2020-02-01", ""),
        ("31.12.20", "2020-12-31", ""),
        ("31. desember 2020", "2020-12-31", ""),
        ("1 Mai 2020", "2020-05-01", ""),
        ("5. des. 2020", "2020-12-05", ""),
        ("2020-02", "2020-02-29", "month"),
        ("2020-Q3", "2020-09-30", "quarter"),
        ("2020-h1", "2020-06-30", "half_year"),
        ("2020", "2020-12-31", "year"),
        ("2020-T1", "2020-04-30", "tertial"),
        ("innen utgangen av 2. tertial 2027", "2027-08-31", "tertial"),
        ("våren 2019", "2019-06-30", "spring"),
        ("høsten 2027", "2027-12-31", "autumn"),
        ("skoleåret 2026/27", "2027-07-31", "school_year"),
        ("ca. 1. november 2020", "2020-11-01", "circa"),
        ("1. december 2020", "2020-12-01", ""),
    ],
)
def test_dates_as_people_write_them(text, day, precision):
    assert (str(typed.when(text).last), typed.when(text).precision) == (day, precision or "day")
    assert when.in_file(typed.time(text)) == typed.when(text)


@pytest.mark.parametrize(
    "text",
    [
        "31. februar 2020",
        "1. ju 2020",
        "1. vinter 2020",
        "31. 2020",
        "2020-02-30",
        "31.13.2020",
        "31.12.200",
        "i går",
        "løpende",
        "20",
        "0000",
        "",
    ],
)
def test_what_is_no_date_is_told_how_to_write_one(text):
    with pytest.raises(UsageError, match="2020-12-31"):
        typed.when(text)
