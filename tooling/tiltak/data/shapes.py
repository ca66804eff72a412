"""Plain data for programs: what `--format json` prints and what the site serves under /data/.

Keys follow the schema's words. Dates are ISO 8601, days are whole numbers, an unknown value is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from tiltak.data import VERSION
from tiltak.harmless import FORMULA_STARTS
from tiltak.judge.decisions import Followed
from tiltak.judge.money import Money, Sums, amounts, money
from tiltak.judge.prints import said_of_plan
from tiltak.judge.progress import Progress, progress
from tiltak.judge.rounds import Round
from tiltak.judge.status import Judgement, MilestoneState
from tiltak.judge.summary import Summary
from tiltak.model.assessments import Assessment, Reply
from tiltak.model.decisions import FollowUp
from tiltak.model.indicators import Figure, Indicator
from tiltak.model.plan import Measure, Plan, Portfolio
from tiltak.model.relations import LINKS, RELATED, called
from tiltak.model.source import Source
from tiltak.model.when import When
from tiltak.past.changes import Change, Changes, UnitEdit
from tiltak.past.history import ChangedPeriod, History, Past
from tiltak.past.origins import Origin, Origins
from tiltak.past.promises import DecidedChange, GoneMeasure, MovedPromise, PromiseChange
from tiltak.past.provenance import Timing, provenance, timing
from tiltak.past.punctuality import ANSWERS, Punctuality
from tiltak.past.vintages import Vintages
from tiltak.read.commits import Approval, Commit, Doubt
from tiltak.read.fields import DATA, fields_for, held_fields
from tiltak.read.fields import of as of_kind
from tiltak.read.load import DATED
from tiltak.words.changes import change_sentence
from tiltak.words.history import commit_chapters
from tiltak.words.language import Words
from tiltak.words.plan_changes import plan_sentence, unit_sentence
from tiltak.words.promises import changed_period, decided_change, gone_measure, moved_promise
from tiltak.words.recorded import approving_units, doubt_sentence
from tiltak.words.rewording import reworded


def status_data(
    summary: Summary, portfolio: Portfolio, words: Words, rev: str | None = None
) -> dict[str, Any]:
    """The contract of `tiltak status --format json`."""
    return {
        "version": VERSION,
        "plan": summary.plan.id,
        "title": summary.plan.title,
        "as_of": summary.day.isoformat(),
        "clock": summary.judged_day.stopped_by or None,
        "period": summary.period.name,
        "round": round_data(summary.round),
        "rev": rev,
        "total": summary.total,
        "counts": summary.counts,
        "totals": totals_data(summary),
        "progress": progress_data(progress(summary)),
        "money": money_data(money(summary.plan)),
        "unreadable": unreadable_data(summary.plan),
        "measures": [measure_data(j, summary.plan, portfolio, words) for j in summary.judgements],
    }


def round_data(reporting: Round) -> dict[str, Any]:
    """Which period `heard` speaks of: from when until when it is to be reported on, and whether that is over."""
    return {
        "period": reporting.period.name,
        "opens": reporting.opens.isoformat(),
        "until": reporting.until.isoformat(),
        "over": reporting.is_over,
        "proposed": reporting.proposed,
    }


def punctuality_data(of_unit: Punctuality) -> dict[str, Any]:
    return {
        "unit": of_unit.unit or None,
        "period": of_unit.period.name,
        **{state: of_unit.count(state) for state in ANSWERS},
        "median_days": of_unit.median_days,
    }


def totals_data(summary: Summary) -> dict[str, dict[str, int]]:
    """The deadlines of the whole plan by what became of them, and its measures by whether they were heard of."""
    return {"deadlines": asdict(summary.deadlines), "heard": summary.heard}


def progress_data(of: Progress) -> dict[str, Any]:
    """How much of the plan's time is gone, and how much is delivered. No days: a plan's sources often name years only."""
    inner = ("days", "days_over", "incomplete")
    counts = {key: value for key, value in asdict(of).items() if key not in inner}
    percents = {"time_percent": of.time_percent, "delivered_percent": of.delivered_percent}
    return {**counts, **percents}


def money_data(of: Money) -> dict[str, Any]:
    """The sums of a plan and its parts, each with how many measures it does not know of."""
    return {
        "total": _sums_data(of.total),
        "years": [{"year": y.year, "sums": _sums_data(y.sums)} for y in of.years],
        "focus_areas": [{"id": a.id, "sums": _sums_data(sums)} for a, sums in of.areas],
        "goals": [{"id": g.id, "sums": _sums_data(sums)} for g, sums in of.goals],
        "owners": [
            {"owner": o.owner or None, "owner_confirmed": o.confirmed, "sums": _sums_data(o.sums)}
            for o in of.owners
        ],
    }


def _sums_data(sums: Sums) -> list[dict[str, Any]]:
    return [
        {
            **by_name(of_kind, "kind", "kroner", "precision"),
            "known": of_kind.stated,
            "unknown": of_kind.unknown,
        }
        for of_kind in sums
    ]


def by_name(of: Any, *names: str) -> dict[str, Any]:
    """Values as JSON has them, by the names that the model has; what is not filled in is null."""
    values = ((name, getattr(of, name)) for name in names)
    return {name: list(v) if isinstance(v, tuple) else None if v == "" else v for name, v in values}


def unreadable_data(plan: Plan) -> list[dict[str, Any]]:
    """The files of a plan that could not be taken in, and that no total counts."""
    return [by_name(file, "path", "kind", "number", "title") for file in plan.unreadable]


def measure_data(
    judged: Judgement, plan: Plan, portfolio: Portfolio, words: Words
) -> dict[str, Any]:
    """One measure on a day, with its verdict and why."""
    measure = judged.measure
    return {
        **by_name(measure, "id", "number", "title", "focus_area", "kind", "owner"),
        "owner_name": portfolio.unit_name(measure.owner, judged.day) if measure.owner else None,
        "owner_confirmed": measure.owner_confirmed,
        **by_name(judged, "phase", "confidence"),
        "verdict": judged.verdict.value,
        "rule": judged.verdict.rule,
        "why": words.why(judged, plan),
        "timeliness": by_name(judged.timeliness, "state", "days"),
        "freshness": {
            "state": judged.freshness.state,
            **ends("reported_for", judged.freshness.reported_for),
            "age_days": judged.freshness.age_days,
        },
        "deadlines": asdict(judged.deadlines),
        "heard": judged.heard,
        "entry": record(judged.entry, plan, words),
        "milestones": [milestone_data(m) for m in judged.milestones],
        "slip_days": judged.slip_days,
        "funding": measure.funding.decision if measure.funding else None,
        "amounts": record(amounts(measure), plan, words),
        "path": measure.path,
    }


# The names of two fields of the model are words of Python in the files.
KEYS = MappingProxyType({"previous": "from", "since": "from"})
# Times whose first day cannot be called `<key>_from`, which would be read as something else.
SAID_FIRST = ("from", "to")


def decision_data(of: Followed, portfolio: Portfolio) -> dict[str, Any]:
    """The contract of `tiltak decisions --format json`, one decision on a day."""
    decision = of.decision
    day = decision.date.last if decision.date else None
    return {
        **by_name(decision, "id", "kind", "title", "text", "body"),
        "body_name": portfolio.unit_name(decision.body, day) if decision.body else None,
        **ends("date", decision.date),
        "case": decision.case or None,
        "source": decision.source and str(decision.source),
        "unit": decision.unit or None,
        **ends("due", decision.due),
        "status": of.state or None,
        "overdue": of.overdue,
        **by_name(decision, "measures", "unconfirmed"),
        "entries": [follow_up_data(entry) for entry in of.entries],
        "assessments": assessments_data(of),
    }


def assessments_data(of: Followed | Judgement) -> list[dict[str, Any]]:
    """What assessors had said of a decision or a measure on a day, and where that is not what was last said."""
    assessments = of.assessments if isinstance(of, Followed) else of.measure.assessments
    return [
        {
            **_ground(assessment),
            "assessor": assessment.assessor,
            "verdict": assessment.verdict,
            "reply": assessment.reply and _ground(assessment.reply),
            "differs": assessment in of.assessed_otherwise,
        }
        for assessment in assessments
    ]


def follow_up_data(entry: FollowUp) -> dict[str, Any]:
    return {
        **ends("date", entry.date),
        "status": entry.state or None,
        "note": entry.note,
        "said_by": entry.said_by,
        "source": entry.source and str(entry.source),
    }


def _ground(of: Assessment | Reply) -> dict[str, Any]:
    """When something was said, in which words, and where."""
    return {
        **ends("date", of.date),
        "note": of.note or None,
        "source": of.source and str(of.source),
    }


def indicator_data(indicator: Indicator, vintages: Vintages) -> dict[str, Any]:
    """The contract of `tiltak indicators --format json`, one indicator."""
    target = indicator.target
    return {
        **by_name(indicator, "id", "title", "unit", "better", "definition", "measured_by"),
        "speaks_of": by_name(indicator, "goals", "focus_areas", "measures"),
        "unconfirmed": list(indicator.unconfirmed),
        "breaks": [
            {"from": b.since.written, "note": b.note, "source": b.source and str(b.source)}
            for b in indicator.breaks
        ],
        **by_name(indicator, "small_numbers", "notes"),
        "target": target
        and {
            "value": _plain_number(target.value),
            "period": target.by.written,
            "group": target.group or None,
            "path": [
                {"period": w.by.written, "value": _plain_number(w.value)} for w in target.path
            ],
            "source": target.source and str(target.source),
        },
        "values": [figure_data(figure, vintages) for figure in indicator.figures],
    }


def figure_data(figure: Figure, vintages: Vintages) -> dict[str, Any]:
    """One figure, since when it was known to be so, and what it was said to be before."""
    return {
        "period": figure.period or None,
        **ends("time", figure.when),
        "group": figure.group or None,
        "value": _plain_number(figure.value),
        **by_name(figure, "precision", "as_printed", "note"),
        "source": "; ".join(map(str, figure.sources)),
        "sources": list(map(str, figure.sources)),
        "known_since": iso(vintages.known_since(figure)),
        "earlier": [
            {
                "value": vintage.figure and _plain_number(vintage.figure.value),
                "known_since": iso(vintage.known_since),
            }
            for vintage in vintages.earlier(figure)
        ],
    }


def _plain_number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def record(value: Any, plan: Plan, words: Words) -> Any:
    """A value of the model as JSON has it, by the names of its fields. What is not filled in is null."""
    match value:
        case "":
            return None
        case date() | When():
            return iso(value)
        case Mapping():
            return {str(key): record(inner, plan, words) for key, inner in value.items()}
        case tuple():
            return [record(item, plan, words) for item in value]
        case Source():
            text = words.source(plan, value)
            return {"document": value.document, "place": value.place or None, "text": text}
    if not is_dataclass(value):
        return value
    model: type = type(value)
    data: dict[str, Any] = {}
    for name in _field_names(model):
        inner = getattr(value, name)
        key = KEYS.get(name, name)
        data |= ends(key, inner) if _is_time(model, name) else {key: record(inner, plan, words)}
    if model in DATED:
        times = (getattr(value, name) for name in _field_names(model) if _is_time(model, name))
        data["precision"] = precision(next(filter(None, times), None))
    return data


def ends(key: str, time: When | None) -> dict[str, str | None]:
    """Both ends of a time: its last day by its own name, and the first one beside it.

    >>> ends("due", None), ends("from", None)
    ({'due_from': None, 'due': None}, {'from_first': None, 'from': None})
    """
    first = f"{key}_first" if key in SAID_FIRST else f"{key}_from"
    return {first: iso(time and time.first), key: iso(time)}


@cache
def _field_names(model: type) -> tuple[str, ...]:
    """Without those that say where in a file the value stands."""
    return tuple(field.name for field in fields(model) if field.compare)


def precision(time: When | None) -> str | None:
    return time.precision if time else None


@cache
def _is_time(model: type, name: str) -> bool:
    return any(f.name == name and str(f.type).startswith("When") for f in fields(model))


def milestone_data(state: MilestoneState) -> dict[str, Any]:
    milestone = state.milestone
    return {
        **by_name(milestone, "id", "title"),
        **ends("baseline", milestone.baseline),
        **ends("decided_due", milestone.decided_due),
        **ends("due", state.due),
        "precision": precision(milestone.due or milestone.baseline),
        "undated": milestone.undated or None,
        **ends("done", state.done),
        "repeat": milestone.repeat or None,
        **by_name(state, "state", "days", "slip_days"),
        "missed_from": [iso(due.first) for due in state.missed],
        "missed": [iso(due) for due in state.missed],
        "unconfirmed": list(milestone.unconfirmed),
    }


def measure_text(measure: Measure, plan: Plan, words: Words) -> dict[str, Any]:
    """What a measure's file says apart from its status: title, summary, reference, sources."""
    return {
        **by_name(measure, "id", "number", "title", "summary"),
        "reference": record(measure.reference, plan, words),
        "contributors": list(measure.taking_part),
        "roles": [by_name(each, "unit", "role") for each in measure.roles],
        **by_name(measure, "unconfirmed", "goals"),
        "related": [called(id, measure.plan_id) for id in measure.related],
        "part_of": measure.part_of,
        **{key: list(getattr(measure, key)) for key in LINKS if key != RELATED},
        "fields": plain_fields(measure, plan),
    }


def about_data(plan: Plan, words: Words) -> dict[str, Any]:
    """What a report shows of the plan itself and is held once it is delivered, by the keys of its file."""
    adoption = {
        "body": plan.adopted_by,
        **ends("date", plan.adopted),
        "precision": precision(plan.adopted),
        "source": record(plan.adoption_source, plan, words),
    }
    said_of = {**said_of_plan(plan), "adoption": adoption if plan.adopted else None}
    keys = held_fields("plan", plan)
    return {k: record(said_of.get(k), plan, words) for k in of_kind("plan") if k in keys}


def plain_fields(of: Measure | Plan, plan: Plan) -> dict[str, Any]:
    """The fields that only the schema or the plan knows, by their keys in the file; those that are filled in."""
    declared = fields_for("plan", DATA) if of is plan else fields_for("measure", DATA, plan)
    values = {f.key: of.extra[f.key] for f in declared if f.key in of.extra}
    return {key: list(v) if isinstance(v, tuple) else v for key, v in values.items()}


def column_names(place: str, plan: Plan) -> list[str]:
    """The columns of a table for the fields that only the schema or the plan knows: `fields.target_group`."""
    return [f"fields.{field.key}" for field in fields_for("measure", place, plan)]


def field_columns(measure: Measure, place: str, plan: Plan) -> dict[str, Any]:
    """The cells below `column_names`."""
    values = (measure.extra.get(field.key) for field in fields_for("measure", place, plan))
    cells = ("; ".join(map(str, v)) if isinstance(v, tuple) else v for v in values)
    return dict(zip(column_names(place, plan), cells, strict=True))


def cell(value: Any) -> str:
    """A value in a table: on one line, none that a spreadsheet would calculate, and a number with the comma without
    which Norwegian Excel makes a day of it.

    >>> cell("=1+1"), cell(None), cell(True), cell(13.5)
    ("'=1+1", '', 'true', '13,5')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value).replace(".", ",")
    text = " ".join(str(value).split())
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def without_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same mapping without keys that have no value; for files where size counts."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def iso(time: When | date | None) -> str | None:
    """A day, or the last day of a time."""
    day = time.last if isinstance(time, When) else time
    return day.isoformat() if day else None


# Changes and history


def changes_data(
    changes: Changes, portfolio: Portfolio, say: Words, origins: Origins | None = None
) -> dict[str, Any]:
    """What differs in a plan between two moments: the contract of `tiltak changes --format json`, for one plan."""
    counts = {
        verdict: {"before": before, "after": changes.after.counts[verdict]}
        for verdict, before in changes.before.counts.items()
    }
    return {
        "plan": changes.plan.id,
        "title": changes.plan.title,
        "before": {"as_of": changes.before.day.isoformat(), "total": changes.before.total},
        "after": {"as_of": changes.after.day.isoformat(), "total": changes.after.total},
        "counts": counts,
        "plan_changes": [
            {
                "field": edit.field,
                "before": record(edit.before, changes.plan, say),
                "after": record(edit.after, changes.plan, say),
                "text": plan_sentence(edit, portfolio, changes.plan, say),
            }
            for edit in changes.plan_edits
        ],
        "changes": [
            change_data(c, portfolio, changes.plan, say, origins.of(c) if origins else None)
            for c in changes.items
        ],
    }


def change_data(
    change: Change, portfolio: Portfolio, plan: Plan, say: Words, origin: Origin | None = None
) -> dict[str, Any]:
    """One difference; keys without a value are left out."""
    milestone = change.milestone
    full = {
        "measure": change.measure.number,
        "title": change.measure.title,
        "kind": change.name,
        "text": change_sentence(change, portfolio, plan, say),
        "verdict_before": change.before.verdict.value if change.before else None,
        "verdict_after": change.after.verdict.value if change.after else None,
        "milestone": milestone.id if milestone else None,
        **ends("date_before", change.date_before),
        **ends("date_after", change.date_after),
        "days": change.days,
        "moves": record(change.moves, plan, say),
        "text_before": change.text_before,
        "text_after": change.text_after,
        "entry_before": record(change.entry_before, plan, say),
        "entry_after": record(change.entry_after, plan, say),
        "reworded": [{"kind": p.kind, "text": p.text} for p in reworded(change)],
        "recorded": commit_data(origin.commit) if origin else None,
        "timing": timing_data(origin.timing) if origin and origin.timing else None,
        "silent": origin.silent or None if origin else None,
        "counted": None if change.counted else False,
    }
    return without_empty(full)


def unit_edit_data(edit: UnitEdit, say: Words) -> dict[str, Any]:
    """A unit that differs; `kind` is added, removed or changed."""
    kind = "changed" if edit.before and edit.after else "added" if edit.after else "removed"
    return {"unit": edit.id, "kind": kind, "text": unit_sentence(edit, say)}


def commit_data(commit: Commit | None) -> dict[str, Any]:
    """Where something stands in git; without an id it is not recorded yet."""
    if commit is None:
        return {"commit": None, "recorded_on": None, "message": None}
    return {
        "commit": commit.id,
        "recorded_on": commit.recorded_on.isoformat(),
        "message": commit.subject,
    }


def doubt_data(doubt: Doubt, say: Words) -> dict[str, Any]:
    """A commit that leaves in doubt what was known: from which day, and why."""
    return {
        **commit_data(doubt.commit),
        "claimed_on": iso(doubt.commit.claimed_on),
        "since": doubt.since.isoformat(),
        "text": doubt_sentence(doubt, say),
    }


def timing_data(timing: Timing) -> dict[str, Any]:
    return by_name(timing, "state", "days")


def promise_data(post: MovedPromise, plan: Plan, say: Words) -> dict[str, Any]:
    """A promise that moved: how far in all, what the file says of it, and what only git shows."""
    return {
        "measure": post.measure.number,
        "milestone": post.milestone.id,
        "title": post.milestone.title,
        "present": post.present,
        "text": moved_promise(post, say),
        # `baseline_from` says who says it, in this file.
        "baseline_first": iso(post.baseline and post.baseline.first),
        "baseline": iso(post.baseline),
        "baseline_from": post.baseline_from or None,
        **ends("due", post.due),
        "precision": precision(post.due or post.baseline),
        "days": post.days,
        **ends("decided", post.decided),
        **by_name(post, "by_decision", "explained"),
        "moves": record(post.moves, plan, say),
        "silent": [silent_move_data(moved) for moved in post.silent],
    }


def silent_move_data(moved: PromiseChange) -> dict[str, Any]:
    return {
        "kind": moved.change.kind,
        **ends("from", moved.change.date_before),
        **ends("to", moved.change.date_after),
        "precision": precision(moved.change.date_after or moved.change.date_before),
        "days": moved.change.days,
        **commit_data(moved.commit),
    }


def promise_change_data(
    changed: PromiseChange, portfolio: Portfolio, plan: Plan, say: Words
) -> dict[str, Any]:
    """A promise that somebody changed without a word: what it was and what it is, and where that stands in git."""
    change = {"reworded": [], **change_data(changed.change, portfolio, plan, say)}
    return {**change, **commit_data(changed.commit)}


def changed_period_data(changed: ChangedPeriod | None, say: Words) -> dict[str, Any] | None:
    """That a plan lasts otherwise than it was adopted for; null where it does not."""
    if changed is None:
        return None
    days = {"adopted": changed.adopted, "now": changed.now}
    ends_of = {
        name: dict(zip(("start", "end"), map(iso, span), strict=True))
        for name, span in days.items()
    }
    return {**ends_of, "text": changed_period(changed, say), **commit_data(changed.commit)}


def decided_change_data(
    change: DecidedChange, portfolio: Portfolio, plan: Plan, say: Words
) -> dict[str, Any]:
    """A promise that the adopting body changed, and the decision by which it did."""
    revision = change.revision
    return {
        "measure": change.measure.number,
        "title": change.measure.title,
        "kind": "deadline" if change.move else "removed" if change.removed else "field",
        "field": change.revised.field if change.revised else None,
        "milestone": change.milestone.id if change.milestone else None,
        **_before(change),
        **ends("to", change.put_at),
        "text": decided_change(change, portfolio, plan, say),
        "decision": revision.id,
        "date": revision.date.isoformat(),
        "body": revision.body or plan.adopted_by or None,
        "case": revision.case or None,
        "source": record(revision.source, plan, say),
    }


def _before(change: DecidedChange) -> dict[str, str | None]:
    """The text or the deadline that was there before."""
    if change.revised:
        return {"from_first": None, "from": change.revised.previous}
    return ends("from", change.move.previous if change.move else None)


def gone_measure_data(gone: GoneMeasure, say: Words) -> dict[str, Any]:
    """A measure that was taken out; `removed_on` is null where the plan does not tell of it."""
    return {
        "measure": gone.number,
        "title": gone.title,
        "text": gone_measure(gone, say),
        "removed_on": iso(gone.removed.date) if gone.removed else None,
        "milestones": [m.id for m in gone.milestones],
        **commit_data(gone.commit),
    }


def _approval_data(approval: Approval | None, portfolio: Portfolio) -> dict[str, Any]:
    """Which units approved a change, and whether another than its author saw it; null where it is not recorded yet."""
    return {
        "approved_by": list(approving_units(approval, portfolio)) if approval else [],
        "seen_by_another": approval.seen_by_another if approval else None,
    }


def history_data(
    past: Past, history: History, plan: Plan, portfolio: Portfolio, say: Words
) -> dict[str, Any]:
    """The story of one measure: the contract of `tiltak history 14 --format json`. Newest first."""
    begun = history.begun.get(plan.id)
    measure = past.last_known
    return {
        "version": VERSION,
        "id": past.id,
        "title": measure.title if measure else None,
        "present": past.now is not None,
        "events": [
            {
                "kind": chapter.kind,
                **commit_data(chapter.commit),
                "text": list(chapter.sentences),
                "changes": [change_data(c, portfolio, plan, say) for c in chapter.changes],
                **_approval_data(chapter.approval, portfolio),
            }
            for chapter in commit_chapters(past, history, plan, portfolio, say)
        ],
        "entries": [
            {
                **record(r.entry, plan, say),
                "recorded": commit_data(r.first),
                "changed": [commit_data(c) for c in r.changed],
                "timing": timing_data(timing(r, plan, begun)),
            }
            for r in provenance(past).entries
        ],
    }
