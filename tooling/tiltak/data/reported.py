"""What closed reports say, by their own numbers, beside the same of today's files.

A report is read as JSON and never made anew. What an older program did not keep is None or missing, and nothing is
compared with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tiltak.data import shapes
from tiltak.judge.closing import freshly_explained, in_order
from tiltak.judge.decisions import amendment_id, on_day
from tiltak.judge.money import amounts
from tiltak.judge.prints import MILESTONE, checksum, decision_holdings, field_of
from tiltak.judge.status import Judgement
from tiltak.judge.summary import summarise
from tiltak.model.assessments import Assessment, Reply
from tiltak.model.decisions import Decision, FollowUp
from tiltak.model.indicators import Figure, Indicator, Target, Waypoint
from tiltak.model.numbers import Number, number_of
from tiltak.model.periods import period
from tiltak.model.plan import Amount, Closing, Plan, Portfolio
from tiltak.model.source import Source
from tiltak.model.when import When
from tiltak.past.development import Stretch
from tiltak.read.fields import Field, held_field
from tiltak.read.load import source_of, time_named
from tiltak.words.assessments import OF_DECISION, OF_MEASURE, assessed, replied
from tiltak.words.fields import value
from tiltak.words.language import Words, capital
from tiltak.words.money import amount

STATUS = "status"
FIELDS = ("title", "owner", "kind", "focus_area")
OF_ENTRY = (
    "date_from", "date", "precision", "phase", "unchanged", "confidence", "reason", "into", "note", "said_by",
)  # fmt: skip
OF_MILESTONE = (
    "title", "baseline_from", "baseline", "due_from", "due", "precision", "done_from", "done", "repeat",
)  # fmt: skip

Delivered = Callable[[Closing, str], bytes | None]


@dataclass(frozen=True, slots=True)
class ClosedReport:
    """A closed report by its own numbers, and the measures as today's files have them on its day.

    `decisions` is what it said of each decision, and `indicators` of each series; None where an older program did
    not keep that. `about` is what it showed of the plan itself.
    """

    record: Closing
    measures: Mapping[Number, Mapping[str, Any]]
    corrections: Sequence[Mapping[str, Any]]
    now: Mapping[Number, Judgement]
    decisions: Mapping[str, Mapping[str, Any]] | None = None
    indicators: Mapping[str, Mapping[str, Any]] | None = None
    about: Mapping[str, Any] = field(default_factory=dict)

    def facts_of(self, number: Number) -> Mapping[str, Any]:
        """What the report rests on, by the name of the field or the milestone; empty where it has no such measure."""
        return facts(self.measures[number]) if number in self.measures else {}


def closed_reports(
    plan: Plan, course: Sequence[Stretch], delivered: Delivered
) -> Iterator[ClosedReport]:
    """Those whose numbers are still what was delivered; of the others the check tells."""
    judged = {stretch.period.name: stretch.summary for stretch in course}
    for record in in_order(plan.closings):
        name = f"{plan.id}-{record.period}.json" if record.files else f"{record.period}.json"
        content = delivered(record, name)
        if content is None or checksum(content) != record.files.get(name, record.sha256):
            continue
        numbers = json.loads(content)
        summary = judged.get(record.period)
        if summary is None or summary.day != record.as_of:
            summary = summarise(plan, record.as_of, period(record.period))
        yield ClosedReport(
            record,
            {number_of(m["number"]): m for m in numbers["measures"]},
            numbers.get("corrections") or (),
            {j.measure.number: j for j in summary.judgements},
            {d["id"]: d for d in numbers["followed_up"] if not _is_of_measure(d)}
            if "followed_up" in numbers
            else None,
            {i["id"]: i for i in numbers["indicators"]} if "indicators" in numbers else None,
            numbers.get("about", {}),
        )


def _is_of_measure(decision: Mapping[str, Any]) -> bool:
    """Whether it is what the resolution changed in a measure, which is compared with the measure."""
    return decision["id"] in map(amendment_id, decision["measures"])


def figure_key(data: Mapping[str, Any]) -> str:
    """Which figure it is, whatever its value."""
    return " ".join(["figure", data["period"] or "", data["group"] or "", *data["sources"]])


def figure_of(data: Mapping[str, Any]) -> Figure:
    """A figure as JSON has it."""
    value = None if data["value"] is None else Decimal(str(data["value"]))
    period, group = data["period"] or "", data["group"] or ""
    when = when_of({**data, "precision": "span"}, "time") if data["time"] else None
    return Figure(period, value, (), group, when, data["precision"] or "")


def described_in(data: Mapping[str, Any], indicator: Indicator) -> Indicator:
    """A series as a report describes it: its title, its unit, what is better and where it was to be."""
    target = data.get("target")
    aimed = target and Target(
        Decimal(str(target["value"])),
        _named(target["period"]),
        target["group"] or "",
        tuple(Waypoint(Decimal(str(w["value"])), _named(w["period"])) for w in target["path"]),
    )
    title, unit, better = (str(data[name] or "") for name in ("title", "unit", "better"))
    return replace(indicator, title=title, unit=unit, better=better, target=aimed)


def _named(period: str) -> When:
    time = time_named(period)
    assert time, period
    return time


def facts(measure: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared of a measure in a closed report, by the name of the field or the milestone."""
    compared: dict[str, Any] = {name: measure[name] for name in FIELDS if name in measure}
    compared[STATUS] = of_entry(measure.get("entry"))
    for milestone in measure.get("milestones") or ():
        compared[f"{MILESTONE}{milestone['id']}"] = {
            k: milestone[k] for k in OF_MILESTONE if k in milestone
        }
    return compared


def of_entry(entry: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {key: entry[key] for key in OF_ENTRY if key in entry} if entry else None


def same(key: str, reported_facts: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a report says what the files say. An older program did not tell of all that there is now."""
    reported, today = reported_facts.get(key), now.get(key)
    if key in FIELDS and key not in reported_facts:
        return True
    if isinstance(reported, dict) and isinstance(today, dict):
        return reported == {name: today.get(name) for name in reported}
    return bool(reported == today)


def facts_of(judged: Judgement, plan: Plan, say: Words) -> dict[str, Any]:
    """The same of a measure as the files have it now."""
    measure = judged.measure
    return facts(
        {
            **{name: getattr(measure, name) or None for name in FIELDS},
            "entry": shapes.record(judged.entry, plan, say),
            "milestones": [shapes.milestone_data(state) for state in judged.milestones],
        }
    )


def span_of(entry: Mapping[str, Any], key: str = "date") -> When:
    """The time of a decision, of what is said of it or by an assessor: both its ends."""
    first, last = (date.fromisoformat(entry[name]) for name in (f"{key}_from", key))
    return When(last, first, "day" if first == last else "span")


def when_of(of: Mapping[str, Any], key: str) -> When:
    """A time as JSON has it: both its ends, and one precision for all of a milestone but the day it was reached."""
    first, last = date.fromisoformat(of[f"{key}_from"]), date.fromisoformat(of[key])
    shape = "span" if key == "done" else str(of["precision"])
    return When(last, first, "day" if first == last and shape != "circa" else shape)


# What is said of decisions, in words


def all_said(entries: Sequence[Mapping[str, Any]], say: Words) -> str:
    silence = say._("Ingen kilde forteller hva som er gjort")
    return " ".join(_said(entry, say) for entry in entries) or silence


def _said(entry: Mapping[str, Any], say: Words) -> str:
    state = entry["status"]
    answer = say.label("decision_state", state).lower() if state else say._("omtalt")
    return f"{capital(say.date(span_of(entry)))}: {answer}. {entry['note']}"


def assessed_otherwise(
    report: ClosedReport,
    id: str,
    now: Sequence[Mapping[str, Any]],
    plan: Plan,
    portfolio: Portfolio,
    say: Words,
) -> Iterator[tuple[str, str]]:
    """What a report has of a decision's assessors where that is not so; what came later is no correction of it."""
    in_report = (report.decisions or {}).get(id, {}).get("assessments", ())
    if not all(any(_says_that_too(each, then) for each in now) for then in in_report):
        before, after = (
            " ".join(assessment(each, OF_DECISION, plan, portfolio, say) for each in of)
            for of in (in_report, now)
        )
        yield before, after or say._("ikke oppgitt")


def _says_that_too(now: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    """Whether an assessment is as it was reported, but for what was empty."""
    return all(now[key] == content for key, content in then.items() if content and key != "differs")


def decision_otherwise(
    report: ClosedReport,
    decision: Decision,
    known_texts: Collection[str],
    plan: Plan,
    portfolio: Portfolio,
    say: Words,
) -> Iterator[tuple[str, str, str, str]]:
    """What a report says of a decision by the name of the field, what is right, and why.

    `known_texts` are the corrections that reports had told of by then.
    """
    entries = on_day(decision, report.record.as_of).entries
    fresh = [e for e in entries if e.correction and e.correction not in known_texts]
    why = _reasons(fresh)
    if report.decisions is None:
        if fresh:
            answers = all_said([shapes.follow_up_data(entry) for entry in fresh], say)
            yield "entries", "", answers, why
        return
    before = report.decisions.get(decision.id, {}).get("entries", [])
    after = [shapes.follow_up_data(entry) for entry in entries]
    gone, new = ([e for e in a if e not in b] for a, b in ((before, after), (after, before)))
    if gone or new or fresh:
        yield (
            "entries",
            all_said(gone or before[:1], say),
            all_said(new or after[:1], say),
            why,
        )
    if decision.id in report.decisions:
        yield from _decision_says_otherwise(report, decision, plan, portfolio, say)


def _decision_says_otherwise(
    report: ClosedReport, decision: Decision, plan: Plan, portfolio: Portfolio, say: Words
) -> Iterator[tuple[str, str, str, str]]:
    """The same of what assessors had said of it, and of its own fields where the record holds them."""
    id, record = decision.id, report.record
    explained = freshly_explained(decision, (record.decisions or {}).get(id, ()))
    why = _reasons(explained)
    reported = (report.decisions or {})[id]
    now = shapes.decision_data(on_day(decision, record.as_of), portfolio)
    for stood, stands in assessed_otherwise(report, id, now["assessments"], plan, portfolio, say):
        yield "assessments", stood, stands, why
    prints, digests = decision_holdings(decision, record.as_of), record.decision_holdings or {}
    keys = (field_of(n) for n, digest in digests.get(id, {}).items() if prints.get(n) != digest)
    for key in dict.fromkeys(keys):
        if key != "assessments":
            field = held_field("decision", key, plan)
            stood, stands = (
                in_words(key, _with_its_source(data, plan, say), field, plan, portfolio, say)
                for data in (reported, now)
            )
            yield key, "" if stood == stands else stood, stands, why


def _reasons(corrected: Sequence[FollowUp]) -> str:
    """Why what was said of a decision is otherwise, each reason once."""
    return " ".join(dict.fromkeys(entry.correction for entry in corrected))


def _with_its_source(data: Mapping[str, Any], plan: Plan, say: Words) -> Mapping[str, Any]:
    return {**data, "source": data["source"] and say.source(plan, source_of(data["source"]))}


# Fields in words


def measure_now(judged: Judgement, plan: Plan, say: Words) -> dict[str, Any]:
    """What today's file says of a measure, as a report has it."""
    measure = judged.measure
    return {
        **shapes.measure_text(measure, plan, say),
        "amounts": shapes.record(amounts(measure), plan, say),
        "mentions": shapes.record(measure.mentions, plan, say),
        "assessments": shapes.assessments_data(judged),
    }


def in_words(
    key: str, data: Mapping[str, Any], field: Field, plan: Plan, portfolio: Portfolio, say: Words
) -> str:
    """A field of a measure, of a decision or of a plan as a report has it; empty where the report did not keep it."""
    by_key = {**data, **(data.get("fields") or {}), "funding": data.get("amounts")}
    content = by_key.get(key) or ()
    if key not in by_key:
        return say._("ikke oppgitt") if field.form and "fields" in data else ""
    match key:
        case "contributors":
            with_a_role = [each["unit"] for each in data.get("roles") or ()]
            content = [portfolio.unit_name(id) for id in content if id not in with_a_role]
        case "body" | "unit" if content:
            content = portfolio.unit_name(content)
        case "date" | "due" if content:
            content = say.date(span_of(data, key))
        case "roles":
            content = [f"{portfolio.unit_name(each['unit'])} ({each['role']})" for each in content]
        case "funding":
            content = [_amount(each, say) for each in content]
        case "assessments":
            content = [assessment(each, OF_MEASURE, plan, portfolio, say) for each in content]
    match content:
        case Mapping():
            return _item(content, say)
        case list():
            items = (_item(i, say) if isinstance(i, Mapping) else str(i) for i in content)
            return say.listed(items) or say._("ikke oppgitt")
        case ():
            return say._("ikke oppgitt")
    return value(field, content, say)


def assessment(
    data: Mapping[str, Any], scale: str, plan: Plan, portfolio: Portfolio, say: Words
) -> str:
    """What an assessor said, on what it rests, and what was replied, as a report has it."""
    of = Assessment(span_of(data), data["assessor"], data["verdict"])
    sentences = [assessed(of, scale, portfolio, say), *_ground(data, plan, say)]
    if reply := data.get("reply"):
        sentences.append(replied(replace(of, reply=Reply(span_of(reply), "")), say))
        sentences += _ground(reply, plan, say)
    return " ".join(sentences)


def _ground(data: Mapping[str, Any], plan: Plan, say: Words) -> Iterator[str]:
    if data["note"]:
        yield data["note"]
    if source := data.get("source"):
        yield say._("Kilde: {source}.").format(source=say.source(plan, source_of(source)))


def _amount(data: Mapping[str, Any], say: Words) -> str:
    """An amount with what else is said of it."""
    of = Amount(
        data["kind"], data["kroner"], Source(""), data.get("year"), data.get("precision") or ""
    )
    beside = (data.get("budget"), data.get("note"), (data.get("source") or {}).get("text"))
    return " – ".join(filter(None, (amount(of, say), *beside)))


def _item(data: Mapping[str, Any], say: Words) -> str:
    """One thing of a list, or a group of values: what a reader knows it by and what it says."""
    parts = []
    for key, content in data.items():
        if key == "date" and content:
            time = when_of(data, key) if "precision" in data else date.fromisoformat(content)
            parts.append(say.date(time))
        elif key == "source" and content:
            parts.append(content["text"])
        elif key not in NAMES_ONLY and isinstance(content, str | int) and content:
            parts.append(str(content))
    return " – ".join(parts)


# Keys, and what stands beside a time; of what is said of a plan no reader knows them.
NAMES_ONLY = ("id", "document", "date_from", "date", "precision", "parent")
