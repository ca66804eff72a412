"""Fingerprints of what a closed report rests on: short sums that show a change and give nothing away.

They stand in the records for ever. So what is hashed keeps its form: a new field without a value changes no sum.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from tiltak.judge.as_of import as_of
from tiltak.judge.assessments import assessed_until
from tiltak.model.assessments import Assessment
from tiltak.model.decisions import Decision, FollowUp
from tiltak.model.indicators import Figure, Indicator
from tiltak.model.plan import (
    Closing,
    Entry,
    Fingerprint,
    Measure,
    Milestone,
    Plan,
    PlanCorrection,
    values,
)
from tiltak.model.source import Source
from tiltak.model.when import When
from tiltak.read.fields import of as fields_of

# Names in the fingerprint, which are those of the model. A field that gets another name there keeps its name here, and
# one without a value is left out, so that a new field changes no old fingerprint.
FINGERPRINTED = (
    "date", "phase", "unchanged", "precision", "confidence", "reason", "into", "note", "said_by", "correction",
    "source", "state",
)  # fmt: skip
LENGTH = 16  # hexadecimal digits: it shows a change, the whole report has its own checksum


def fingerprint(entry: Entry | FollowUp) -> Fingerprint:
    """Hash an entry's content and its correction, kept with its day in the record of a closed period."""
    time = entry.date
    exact = f"{time.precision} {time.first}" if time.precision == "span" else time.precision
    values = {
        **{field: getattr(entry, field, "") for field in FINGERPRINTED},
        "date": time.last,
        "precision": "" if time.is_day else exact,
        "said_by": "" if entry.said_by == "owner" else entry.said_by,
    }
    content = {name: str(values[name]) for name in FINGERPRINTED if values[name]}
    written = json.dumps(content, ensure_ascii=False, sort_keys=True)
    correction = checksum(entry.correction)[:LENGTH] if entry.correction else ""
    return Fingerprint(entry.date.last, checksum(written)[:LENGTH], correction)


FIRST_HELD = ("title", "owner", "kind", "focus_area")  # hashed where they are empty too
OF_THEIR_OWN = ("entries", "milestones", "assessments")  # hashed by the functions beside
MILESTONE = "milestone "
ASSESSMENT = "assessment "


def field_of(name: str) -> str:
    """The key of the field that a name in a record is of.

    >>> field_of("milestone apning"), field_of("funding 4f5e6a7b"), field_of("title")
    ('milestones', 'funding', 'title')
    """
    key, _, item = name.partition(" ")
    return {"milestone": "milestones", "assessment": "assessments"}.get(key, key) if item else key


def holdings(measure: Measure, day: date) -> dict[str, str]:
    """Hash what else can be said of a measure on a day: by the name of the field, with what tells an item of a list apart."""
    then = as_of(measure, day)
    said_of = {k: v for k, v in values(then).items() if k not in OF_THEIR_OWN}
    # What was decided about money is news when it comes; what was said to be granted or spent is not.
    said_of["funding"] = then.funding.amounts if then.funding else ()
    contents = {name: said_of.pop(name) for name in FIRST_HELD}
    contents |= {f"{MILESTONE}{m.id}": _milestone(m) for m in then.milestones}
    hashes = {name: checksum(text)[:LENGTH] for name, text in contents.items()}
    return hashes | _assessed(then.assessments) | _hashes(said_of)


def _assessed(assessments: Iterable[Assessment]) -> dict[str, str]:
    """Each part by itself, and verdict and note as one, as a record of an older kind has them."""
    prints: dict[str, str] = {}
    for a in assessments:
        name = f"{ASSESSMENT}{a.date.last} {a.assessor}"
        parts = {"verdict": a.verdict, "note": a.note, "source": a.source, "reply": a.reply}
        prints[name] = checksum(json.dumps([a.verdict, a.note]))[:LENGTH]
        prints |= {f"{name} {part}": digest for part, digest in _hashes(parts).items()}
    return prints


def of_an_older_kind(name: str) -> bool:
    """Whether a name in a record is that of an assessment without what it rests on and what was replied.

    >>> of_an_older_kind("assessment 2020-12-31 revisjon"), of_an_older_kind("assessment 2020-12-31 revisjon reply")
    (True, False)
    """
    return name.startswith(ASSESSMENT) and name.count(" ") == 2


def decision_holdings(decision: Decision, day: date) -> dict[str, str]:
    """The same of a decision. A point of the resolution, which has no title, is held of the plan but for what assessors say."""
    said_of = (
        {key: getattr(decision, key) for key in fields_of("decision")} if decision.title else {}
    )
    for key in OF_THEIR_OWN:
        said_of.pop(key, None)
    answering = {f"measures {number}": _hashed(number) for number in said_of.pop("measures", ())}
    return _assessed(assessed_until(decision.assessments, day)) | _hashes(said_of) | answering


def plan_holdings(plan: Plan) -> dict[str, str]:
    """The same of the plan itself."""
    adoption = (plan.adopted_by, plan.adopted, plan.adoption_source)
    return _hashes({**said_of_plan(plan), "adoption": adoption if any(adoption) else ()})


def said_of_plan(plan: Plan) -> dict[str, Any]:
    """By the key of the field. Where a document lies is not what it says, and how a point went is held with decisions."""
    return {
        **{key: content for key, content in values(plan).items() if key in fields_of("plan")},
        "documents": tuple(replace(d, url="", places=(), note="") for d in plan.documents),
        "resolution": tuple(replace(p, follow_up=(), assessments=()) for p in plan.resolution),
    }


def correction_name(correction: PlanCorrection) -> str:
    """By which a record knows a correction of the plan itself."""
    (name,) = _hashes({"corrections": (correction,)})
    return name


def _hashes(said_of: Mapping[str, Any]) -> dict[str, str]:
    """What is filled in. Of a list of things each is hashed, so that one more is no change of those that were there."""
    hashes: dict[str, str] = {}
    for name, content in said_of.items():
        if isinstance(content, tuple) and any(map(is_dataclass, content)):
            for item in content:
                digest = _hashed(_plain(item))
                known_by = (getattr(item, key, None) for key in ("id", "number", "point"))
                hashes[f"{name} {next(filter(None, known_by), digest)}"] = digest
        elif content not in EMPTY:
            hashes[name] = _hashed(_plain(content))
    return hashes


EMPTY: tuple[Any, ...] = (None, "", (), {})


def _plain(content: Any) -> Any:
    match content:
        case When():
            return _time(content)
        case Source() | date():
            return str(content)
        case tuple():
            return [_plain(item) for item in content]
        case Mapping():
            return {key: _plain(item) for key, item in content.items()}
    if is_dataclass(content):
        parts = {f.name: getattr(content, f.name) for f in fields(content) if f.compare}
        return {name: _plain(part) for name, part in parts.items() if part not in (*EMPTY, False)}
    return content


def _milestone(milestone: Milestone) -> str:
    """What a milestone promised and how it went, as it is hashed; dates as they are written."""
    content: list[Any] = [milestone.title, milestone.repeat]
    content += [_time(when) for when in (milestone.baseline, milestone.due, milestone.done)]
    content += [[_time(m.date), _time(m.previous), m.reason] for m in milestone.moved]
    content += [[_time(occurrence.done)] for occurrence in milestone.occurrences]
    return json.dumps(content, ensure_ascii=False)


def _time(when: When | None) -> str:
    return f"{when.first} {when.last} {when.precision}" if when else ""


DESCRIBED = ("title", "unit", "better", "target")
# Of a record, besides that of measures.
PARTS = ("plan", "decisions", "decision_holdings", "figures")


def not_held(record: Closing) -> Iterator[str]:
    """What a record of an older kind has no prints of, so that it does not show whether that was changed since.

    `measures`: all but what was said of the work; `fields`: all but that and what records of measures held first;
    `replies`: what assessments rest on, and what was replied to them.
    """
    names = {field_of(name) for prints in record.holdings.values() for name in prints}
    if record.plan is None and not names:
        yield "measures"
    elif record.plan is None and names <= {*FIRST_HELD, *OF_THEIR_OWN}:
        yield "fields"
    yield from (part for part in PARTS if getattr(record, part) is None)
    assessed = (*record.holdings.values(), *(record.decision_holdings or {}).values())
    if any(of_an_older_kind(name) for prints in assessed for name in prints):
        yield "replies"


def figure_prints(indicator: Indicator, day: date) -> dict[str, str]:
    """Hash what a report of a day says of a series: what is counted, and by which figure it is its value and its correction."""
    target = indicator.target
    aimed = f"{target.value.normalize()} {_time(target.by)} {target.group}" if target else ""
    described = (indicator.title, indicator.unit, indicator.better, aimed)
    prints = {name: _hashed(text) for name, text in zip(DESCRIBED, described, strict=True)}
    return prints | {figure_name(f): _figure_print(f) for f in indicator.until(day)}


def figure_name(figure: Figure) -> str:
    return _hashed([figure.period, figure.group, *map(str, figure.sources)])


def _figure_print(figure: Figure) -> str:
    value = "" if figure.value is None else str(figure.value.normalize())
    return f"{_hashed([value, figure.precision])} {figure_correction(figure)}".rstrip()


def figure_correction(figure: Figure) -> str:
    return _hashed(figure.correction) if figure.correction else ""


def _hashed(content: Any) -> str:
    return checksum(json.dumps(content, ensure_ascii=False))[:LENGTH]


def checksum(content: str | bytes) -> str:
    """Of a delivered file or of a record, as it is written."""
    return hashlib.sha256(
        content.encode("utf-8") if isinstance(content, str) else content
    ).hexdigest()
