"""The numbers of a report for programs: `report.json`, and what a closed period keeps.

Keys are documented in docs/dev/reports.md. Dates are ISO 8601, an unknown value is null.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tiltak.data import VERSION, shapes
from tiltak.judge.decisions import followed
from tiltak.judge.money import money
from tiltak.judge.prints import MILESTONE
from tiltak.judge.progress import progress
from tiltak.judge.summary import Summary, counted
from tiltak.model.numbers import Number
from tiltak.model.when import When, on
from tiltak.past.promises import Broken
from tiltak.past.report import Report
from tiltak.reports.document import ReportDocument
from tiltak.words.language import Words
from tiltak.words.overview import overview


def json_text(document: ReportDocument) -> str:
    return json.dumps(document_data(document), ensure_ascii=False, indent=2) + "\n"


def document_data(document: ReportDocument) -> dict[str, Any]:
    """Everything the report counts and lists, in the order of the report."""
    report = document.report
    say = document.say
    summary = report.summary
    return {
        "version": VERSION,
        "kind": "report",
        "plan": report.plan.id,
        "title": report.plan.title,
        "municipality": report.plan.municipality,
        "about": shapes.about_data(report.plan, say),
        "period": {
            "name": report.period.name,
            "label": say.period(report.period),
            "start": report.period.start.isoformat(),
            "end": report.period.end.isoformat(),
        },
        "state": report.state,
        "as_of": report.day.isoformat(),
        "clock": summary.judged_day.stopped_by or None,
        "rev": report.revision or None,
        "summary": list(overview(report, say)),
        "total": summary.total,
        "counts": summary.counts,
        "totals": shapes.totals_data(summary),
        "progress": shapes.progress_data(progress(summary)),
        "money": shapes.money_data(money(report.plan)),
        "indicators": [
            shapes.indicator_data(replace(i, figures=i.until(report.day)), report.vintages(i))
            for i in report.plan.indicators
        ],
        "followed_up": [
            shapes.decision_data(f, report.portfolio) for f in followed(report.plan, report.day)
        ],
        "unreadable": shapes.unreadable_data(report.plan),
        "previous": _totals(report.previous) if report.previous else None,
        "focus_areas": [
            {"id": area.id, "title": area.title, "total": len(j), "counts": counted(j)}
            for area, j in summary.by_focus_area()
        ],
        "changes": _changes(report, say),
        **_lists(report, say),
        "measures": [
            {
                **shapes.measure_text(j.measure, report.plan, say),
                **shapes.measure_data(j, report.plan, report.portfolio, say),
                "assessments": shapes.assessments_data(j),
            }
            for j in summary.judgements
        ],
    }


def _changes(report: Report, say: Words) -> list[dict[str, Any]] | None:
    """None where there is nothing to compare with."""
    if report.changes is None:
        return None
    return [shapes.change_data(c, report.portfolio, report.plan, say) for c in report.changes.items]


def _totals(summary: Summary) -> dict[str, Any]:
    return {
        "period": summary.period.name,
        "as_of": summary.day.isoformat(),
        "total": summary.total,
        "counts": summary.counts,
    }


def _silent(broken: Broken) -> list[dict[str, Any]] | None:
    """None where git's history was not at hand."""
    if broken.silent is None:
        return None
    return [
        {
            "measure": moved.change.measure.number,
            "milestone": moved.milestone_id,
            **shapes.silent_move_data(moved),
        }
        for moved in broken.silent
        if moved.of_deadline
    ]


def _changed_promises(report: Report, say: Words) -> list[dict[str, Any]] | None:
    """Of deadlines, of words and of owners; None where git's history was not at hand."""
    if report.broken.silent is None:
        return None
    return [
        shapes.promise_change_data(changed, report.portfolio, report.plan, say)
        for changed in report.broken.silent
    ]


def _lists(report: Report, say: Words) -> dict[str, Any]:
    summary = report.summary
    return {
        "delayed": [j.measure.number for j in summary.with_verdict("delayed")],
        "passed_unreported": [
            {"measure": j.measure.number, **shapes.milestone_data(m)}
            for j, m in summary.passed_unreported
        ],
        "due_in_period": [
            {
                "measure": deadline.judged.measure.number,
                "milestone": deadline.state.milestone.id,
                **shapes.ends("due", deadline.due),
                "kept": deadline.kept,
            }
            for deadline in summary.due_in_period
        ],
        "moved": [shapes.promise_data(promise, report.plan, say) for promise in report.moved],
        "silent_moves": _silent(report.broken),
        "changed_promises": _changed_promises(report, say),
        "changed_period": shapes.changed_period_data(report.broken.period, say),
        "decided_changes": [
            shapes.decided_change_data(c, report.portfolio, report.plan, say)
            for c in report.broken.decided
        ],
        "removed_measures": [shapes.gone_measure_data(g, say) for g in report.broken.gone],
        "decisions": [
            {"measure": j.measure.number, "needs": list(reasons)}
            for j, reasons in summary.decisions
        ],
        "assessed_otherwise": [j.measure.number for j in summary.assessed_otherwise],
        "funding_unknown": [j.measure.number for j in summary.funding_unknown],
        "due_next": [
            {"measure": d.measure.number, "milestone": d.milestone.id, **shapes.ends("due", d.due)}
            for d in summary.due_next
        ],
        "not_reported": [j.measure.number for j in summary.not_reported],
        "corrections": list(_corrections(report)),
    }


def _corrections(report: Report) -> Iterator[dict[str, Any]]:
    """What is put right of measures, as it was reported and as the plan was rendered, of decisions and of figures."""

    def row(
        kind: str, id: Number | str, field: str, time: When | None, why: str, **before: str
    ) -> dict[str, Any]:
        return {kind: id, "field": field, **shapes.ends("date", time), **before, "text": why}

    for measure, entry in report.corrected_entries:
        yield row("measure", measure.number, "status", entry.date, entry.correction)
    for measure, of in report.corrected_renderings:
        before = of.previous
        yield row("measure", measure.number, of.field, of.date, of.correction, before=before)
    for decision, answer in report.corrected_decisions:
        yield row("decision", decision.id, "entries", answer.date, answer.correction)
    for indicator, figure in report.corrected_figures:
        yield row("indicator", indicator.id, "figures", figure.when, figure.correction)
    for of_plan in report.corrected_plan:
        yield row("plan", report.plan.id, "plan", on(of_plan.date), of_plan.correction)
    yield from _untold(report)


def _untold(report: Report) -> Iterator[dict[str, Any]]:
    """What an earlier report says otherwise, and nobody has said why."""
    rows: list[tuple[str, Number | str, str, When | None, str]] = [
        (
            "measure",
            d.of,
            d.name if d.name.startswith(MILESTONE) else d.field,
            None,
            d.period,
        )
        for d in report.untold_differences
    ]
    rows += [("plan", report.plan.id, d.field, None, d.period) for d in report.untold_of_plan]
    rows += [
        ("decision", d.of, "entries", on(d.date), d.period.name) for d in report.untold_decisions
    ]
    rows += [
        ("decision", d.of, d.field or "entries", None, d.period) for d in report.untold_of_decisions
    ]
    rows += [
        (
            "indicator",
            d.indicator,
            d.name or "figures",
            d.figure.when if d.figure else None,
            d.period,
        )
        for d in report.untold_figures
    ]
    for kind, id, field, time, reported in dict.fromkeys(rows):
        ends = shapes.ends("date", time)
        yield {kind: id, "field": field, **ends, "text": None, "period": reported}
