"""The measures of a report as CSV: a header, one measure a line."""

from __future__ import annotations

from typing import Any

from tiltak.data import shapes
from tiltak.data.tables import csv_text
from tiltak.judge.status import Judgement
from tiltak.model.plan import UnreadableFile
from tiltak.read.fields import REPORT
from tiltak.reports.document import ReportDocument
from tiltak.words.assessments import OF_MEASURE, assessed
from tiltak.words.language import Words
from tiltak.words.unreadable import cannot_be_read, unreadable


def csv(document: ReportDocument) -> str:
    """One line for each measure; the keys are those of the JSON file."""
    say = document.say
    summary = document.report.summary
    rows = [row(judged, document, say) for judged in summary.judgements]
    rows += [unreadable_row(unread, document, say) for unread in summary.unreadable_measures]
    columns = [*COLUMNS, *shapes.column_names(REPORT, document.report.plan)]
    return csv_text(
        [columns, *([shapes.cell(cells.get(key)) for key in columns] for cells in rows)]
    )


COLUMNS = (
    "plan",
    "period",
    "as_of",
    "number",
    "title",
    "focus_area",
    "kind",
    "owner",
    "owner_name",
    "owner_confirmed",
    "unconfirmed",
    "verdict",
    "verdict_label",
    "why",
    "phase",
    "confidence",
    "timeliness",
    "timeliness_days",
    "freshness",
    "reported_for_from",
    "reported_for",
    "slip_days",
    "funding",
    "reason",
    "note",
    "source",
    "assessments",
    "part_of",
)


def unreadable_row(unread: UnreadableFile, document: ReportDocument, say: Words) -> dict[str, Any]:
    """A measure that nobody could read; all other columns are empty."""
    report = document.report
    return {
        "plan": report.plan.id,
        "period": report.period.name,
        "as_of": report.day.isoformat(),
        "number": unread.number,
        "title": unread.title,
        "verdict_label": cannot_be_read(say),
        "why": unreadable([unread], say),
    }


def row(judged: Judgement, document: ReportDocument, say: Words) -> dict[str, Any]:
    """Flatten a measure to the columns of the CSV."""
    report = document.report
    data = shapes.measure_data(judged, report.plan, report.portfolio, say)
    entry = data["entry"] or {}
    flat = {
        "plan": report.plan.id,
        "period": report.period.name,
        "as_of": report.day.isoformat(),
        "verdict_label": say.label("verdict", judged.verdict.value),
        "timeliness": data["timeliness"]["state"],
        "timeliness_days": data["timeliness"]["days"],
        "freshness": data["freshness"]["state"],
        "unconfirmed": " ".join(judged.measure.unconfirmed),
        **shapes.ends("reported_for", judged.freshness.reported_for),
        "reason": entry.get("reason"),
        "note": entry.get("note"),
        "source": (entry.get("source") or {}).get("text"),
        "part_of": judged.measure.part_of,
        "assessments": " ".join(
            assessed(of, OF_MEASURE, report.portfolio, say) for of in judged.measure.assessments
        ),
    }
    columns = {key: flat[key] if key in flat else data[key] for key in COLUMNS}
    return columns | shapes.field_columns(judged.measure, REPORT, report.plan)
