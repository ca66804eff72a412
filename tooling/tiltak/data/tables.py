"""The rows of the CSV files, whose columns are those of their schemas."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from io import StringIO
from typing import Any

from tiltak.data import shapes
from tiltak.data.documentation import file_schema
from tiltak.judge.money import amounts
from tiltak.judge.summary import Summary, nearest_deadline
from tiltak.model.indicators import Indicator
from tiltak.model.plan import Measure, Milestone, Plan, Portfolio
from tiltak.model.source import Source
from tiltak.past.development import Stretch
from tiltak.past.history import History
from tiltak.past.provenance import provenance
from tiltak.past.vintages import Vintages
from tiltak.read.fields import DATA
from tiltak.words.language import Words
from tiltak.words.measures import with_role
from tiltak.words.unreadable import cannot_be_read

Row = dict[str, Any]
DELIMITER = ";"


def measure_rows(summary: Summary, portfolio: Portfolio, say: Words) -> Iterator[Row]:
    for judged in summary.judgements:
        measure = judged.measure
        yield {
            **shapes.measure_data(judged, summary.plan, portfolio, say),
            "plan": summary.plan.id,
            "as_of": summary.day,
            "focus_area_name": summary.plan.focus_area_title(measure.focus_area),
            "contributors": " ".join(measure.taking_part),
            "roles": "; ".join(with_role(each.unit, each.role) for each in measure.roles),
            "unconfirmed": " ".join(measure.unconfirmed),
            "verdict_name": say.label("verdict", judged.verdict.value),
            "timeliness": judged.timeliness.state,
            "timeliness_days": judged.timeliness.days,
            **shapes.ends("next_deadline", nearest_deadline(judged)),
            **{f"deadlines_{name}": n for name, n in asdict(judged.deadlines).items()},
            "freshness": judged.freshness.state,
            **shapes.ends("reported_for", judged.freshness.reported_for),
            **shapes.field_columns(measure, DATA, summary.plan),
        }
    for file in summary.unreadable_measures:
        yield defaultdict(
            str,
            plan=summary.plan.id,
            as_of=summary.day,
            number=file.number,
            title=file.title,
            verdict_name=cannot_be_read(say),
            path=file.path,
        )


def entry_rows(summary: Summary, say: Words, past: History | None = None) -> Iterator[Row]:
    """With `past` each line says when git first had the entry; empty where it is not committed yet."""
    for judged in summary.judgements:
        registered = provenance(past.of(judged.measure.id)).entries if past else ()
        commits = {r.entry: r.first for r in registered if r.first}
        for entry in judged.measure.entries:
            yield {
                **shapes.record(entry, summary.plan, say),
                **_heading(summary, judged.measure),
                "recorded_on": commits[entry].recorded_on if entry in commits else "",
                **_source_cells(entry.source),
            }


def milestone_rows(summary: Summary) -> Iterator[Row]:
    for judged in summary.judgements:
        for state in judged.milestones:
            milestone = state.milestone
            yield {
                **shapes.milestone_data(state),
                **_heading(summary, judged.measure),
                "as_of": summary.day,
                "milestone": milestone.id,
                "milestone_title": milestone.title,
                "times_moved": len(milestone.moved),
                "reason": milestone.moved[0].reason if milestone.moved else "",
                **_source_cells(_source_of_deadline(milestone)),
            }


def amount_rows(summary: Summary) -> Iterator[Row]:
    for judged in summary.judgements:
        for amount in amounts(judged.measure):
            yield {
                **asdict(amount),
                **_heading(summary, judged.measure),
                **_source_cells(amount.source),
            }


def _source_of_deadline(milestone: Milestone) -> Source | None:
    """Where the deadline of now is from: a move has a source of its own."""
    sources = (move.source for move in milestone.moved[:1])
    return next(sources, None) or milestone.source


def verdict_rows(course: Iterable[Stretch], say: Words) -> Iterator[Row]:
    for stretch in course:
        for judged in stretch.summary.judgements if stretch.ended else ():
            yield {
                **_heading(stretch.summary, judged.measure),
                "period": stretch.period.name,
                "end": stretch.period.end,
                "verdict": judged.verdict.value,
                "verdict_name": say.label("verdict", judged.verdict.value),
                "rule": judged.verdict.rule,
                "phase": judged.phase,
                "confidence": judged.confidence,
                "reported_in_period": judged.freshness.state == "this_period",
                "freshness": judged.freshness.state,
            }


def figure_rows(
    plan: Plan, vintages: Callable[[Indicator], Vintages], only: Indicator | None = None
) -> Iterator[Row]:
    """The figures of all indicators of a plan, or of only one."""
    for indicator in [only] if only else plan.indicators:
        for figure in indicator.figures:
            yield {
                **shapes.figure_data(figure, vintages(indicator)),
                "plan": plan.id,
                "indicator": indicator.id,
                "indicator_title": indicator.title,
                "unit": indicator.unit,
            }


def _heading(summary: Summary, measure: Measure) -> Row:
    """What a row tells of its measure; some tables show no more than its number and title."""
    named = shapes.by_name(measure, "number", "title", "focus_area", "owner", "owner_confirmed")
    return {"plan": summary.plan.id, **named}


def _source_cells(source: Source | None) -> Row:
    return {
        "source_document": source.document if source else "",
        "source_place": source.place if source else "",
    }


def csv_bytes(schema_name: str, rows: Iterable[Row], more: Iterable[str] = ()) -> bytes:
    """The columns of the schema in its order, and `more`; a row may know more than the table shows."""
    columns = [*file_schema(schema_name)["items"]["properties"], *more]
    cells = ([shapes.cell(row[column]) for column in columns] for row in rows)
    return csv_text([columns, *cells]).encode()


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    r"""The one kind of CSV that Tiltak writes, so that Norwegian Excel shows columns and letters as they are: semicolons,
    and the mark by which Excel knows UTF-8. `shapes.cell` gives numbers their comma.

    >>> csv_text([["by", "andel"], ["Bodø", "3,5"]])
    '\ufeffby;andel\nBodø;3,5\n'
    """
    file = StringIO()
    csv.writer(file, delimiter=DELIMITER, lineterminator="\n").writerows(rows)
    return f"\ufeff{file.getvalue()}"
