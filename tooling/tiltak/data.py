"""Plain data for programs: what `--format json` prints and what the site serves under /data/.

Keys follow the schema's words. Dates are ISO 8601, days are whole numbers, an unknown value is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tiltak.model import Entry, Measure, Plan, Portfolio, Source
from tiltak.status import Judgement, MilestoneState
from tiltak.summary import Summary
from tiltak.words import Words

VERSION = 1  # of the shape of the data; raised when a key is removed or changes its meaning


def status_data(
    summary: Summary, portfolio: Portfolio, words: Words, rev: str | None = None
) -> dict[str, Any]:
    """The contract of `tiltak status --format json`."""
    return {
        "version": VERSION,
        "plan": summary.plan.id,
        "title": summary.plan.title,
        "as_of": summary.day.isoformat(),
        "clock": summary.clock.stopped_by or None,
        "period": summary.period.name,
        "rev": rev,
        "total": summary.total,
        "counts": summary.counts,
        "measures": [measure_data(j, summary.plan, portfolio, words) for j in summary.judgements],
    }


def measure_data(
    judged: Judgement, plan: Plan, portfolio: Portfolio, words: Words
) -> dict[str, Any]:
    """One measure on a day, with its verdict and why."""
    measure = judged.measure
    entry = judged.entry
    return {
        "id": measure.id,
        "number": measure.number,
        "title": measure.title,
        "focus_area": measure.focus_area,
        "kind": measure.kind,
        "owner": measure.owner or None,
        "owner_name": portfolio.unit_name(measure.owner, judged.day) if measure.owner else None,
        "owner_confirmed": measure.owner_confirmed,
        "phase": judged.phase or None,
        "confidence": judged.confidence or None,
        "verdict": judged.verdict.value,
        "rule": judged.verdict.rule,
        "why": words.why(judged, plan),
        "timeliness": {"state": judged.timeliness.state, "days": judged.timeliness.days},
        "freshness": {
            "state": judged.freshness.state,
            "reported_for": iso(judged.freshness.reported_for),
            "age_days": judged.freshness.age_days if judged.freshness.reported_for else None,
        },
        "entry": entry_data(entry, plan, words) if entry else None,
        "milestones": [milestone_data(m) for m in judged.milestones],
        "slip_days": judged.slip_days,
        "funding": measure.funding.decision if measure.funding else None,
        "path": measure.path,
    }


def entry_data(entry: Entry, plan: Plan, words: Words) -> dict[str, Any]:
    return {
        "date": entry.date.isoformat(),
        "precision": entry.precision,
        "phase": entry.phase or None,
        "unchanged": entry.unchanged,
        "confidence": entry.confidence or None,
        "reason": entry.reason or None,
        "into": entry.into,
        "note": entry.note or None,
        "correction": entry.correction or None,
        "source": source_data(entry.source, plan, words),
    }


def source_data(source: Source | None, plan: Plan, words: Words) -> dict[str, Any] | None:
    if source is None:
        return None
    return {
        "document": source.document,
        "place": source.place or None,
        "text": words.source(plan, source),
    }


def milestone_data(state: MilestoneState) -> dict[str, Any]:
    milestone = state.milestone
    return {
        "id": milestone.id,
        "title": milestone.title,
        "baseline": iso(milestone.baseline),
        "due": iso(state.due),
        "precision": milestone.precision,
        "done": iso(state.done),
        "repeat": milestone.repeat or None,
        "state": state.state,
        "days": state.days,
        "slip_days": state.slip_days,
        "missed": [d.isoformat() for d in state.missed],
    }


def measure_text(measure: Measure) -> dict[str, Any]:
    """What a measure's file says apart from its status: title, summary, reference, sources."""
    reference = measure.reference
    return {
        "id": measure.id,
        "number": measure.number,
        "title": measure.title,
        "summary": measure.summary or None,
        "reference": reference
        and {
            "document": reference.document,
            "section": reference.section,
            "point": reference.point,
            "amended": reference.amended or None,
        },
        "contributors": list(measure.contributors),
        "unconfirmed": list(measure.unconfirmed),
        "related": list(measure.related),
    }


def without_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same mapping without keys that have no value; for files where size counts."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
