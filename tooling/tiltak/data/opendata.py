"""The files that anybody may download, each with a schema in `schema/data/` that documents it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from io import StringIO
from typing import Any

from tiltak.data import shapes
from tiltak.judge.status import Judgement, MilestoneState
from tiltak.judge.summary import Summary, counted, unit_ids
from tiltak.model.plan import (
    Event,
    Measure,
    Move,
    Neighbour,
    Occurrence,
    Plan,
    Portfolio,
    Source,
    Unit,
)
from tiltak.past.development import Stretch
from tiltak.read import schema
from tiltak.words.language import Words

VERSION = shapes.VERSION
INDEX = "data/index.json"
SCHEMAS = "schema/data"
MEDIA_TYPES = {"json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class License:
    """On which terms the texts may be used, after DATA-LICENSE.md."""

    id: str = "CC-BY-4.0"
    url: str = "https://creativecommons.org/licenses/by/4.0/"
    attribution: str = "The Tiltak authors"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A file of a plan. `path` is from the site's root, `schema` the name of the schema without ending."""

    path: str
    schema: str
    plan: str
    as_of: date
    content: bytes

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.path.rpartition(".")[2]]

    @property
    def schema_path(self) -> str:
        return f"{SCHEMAS}/{self.schema}.schema.json"


def datasets(
    portfolio: Portfolio,
    summary: Summary,
    course: Sequence[Stretch],
    say: Words,
    rev: str | None = None,
) -> tuple[Dataset, ...]:
    """Every data file of a plan: as it stands on a day, and how it has developed until then."""
    plan = summary.plan

    def made(name: str, schema_name: str, content: bytes) -> Dataset:
        return Dataset(f"data/{plan.id}/{name}", schema_name, plan.id, summary.day, content)

    return (
        made("plan.json", "plan", _json("plan", plan_data(summary, portfolio, say))),
        made(
            "measures.json", "measures", _json("measures", measures(summary, portfolio, say, rev))
        ),
        made(
            "measures.csv",
            "measures-table",
            _csv("measures-table", measure_rows(summary, portfolio, say)),
        ),
        made("entries.csv", "entries", _csv("entries", entry_rows(summary))),
        made("milestones.csv", "milestones", _csv("milestones", milestone_rows(summary))),
        made("verdicts.json", "verdicts", _json("verdicts", verdicts(summary, course, say))),
        made("verdicts.csv", "verdicts-table", _csv("verdicts-table", verdict_rows(course, say))),
        made("changes.json", "changes", _json("changes", changes(summary, course, portfolio, say))),
    )


def index(files: Iterable[Dataset], say: Words) -> bytes:
    """The list of all data files of a site, for programs."""
    return _json(
        "index",
        {
            "version": VERSION,
            "license": asdict(License()),
            "files": [
                {
                    "path": file.path.removeprefix("data/"),
                    "title": say.from_schema(_schema(file.schema)["title"]),
                    "description": say.from_schema(_schema(file.schema)["description"]),
                    "media_type": file.media_type,
                    "bytes": len(file.content),
                    "schema": f"../{file.schema_path}",
                    "plan": file.plan,
                    "as_of": file.as_of.isoformat(),
                }
                for file in files
            ],
        },
        up="../",
    )


# The files


def plan_data(summary: Summary, portfolio: Portfolio, say: Words) -> dict[str, Any]:
    """What belongs to the plan as a whole."""
    plan = summary.plan

    def source(found: Source | None) -> dict[str, Any] | None:
        return shapes.source_data(found, plan, say)

    return {
        "version": VERSION,
        "id": plan.id,
        "title": plan.title,
        "short_title": plan.short_title or None,
        "municipality": plan.municipality,
        "summary": plan.summary or None,
        "period": {
            "start": plan.start.isoformat(),
            "end": plan.end.isoformat(),
            "note": plan.period_note or None,
        },
        "adoption": plan.adopted_on
        and {
            "body": plan.adopted_by,
            "body_name": portfolio.unit_name(plan.adopted_by, plan.adopted_on),
            "date": plan.adopted_on.isoformat(),
            "source": source(plan.adoption_source),
        },
        "resolution": [
            {
                "point": point.point,
                "text": point.text,
                "source": source(point.source),
                "follow_up": [_event(event, plan, say) for event in point.follow_up],
            }
            for point in plan.resolution
        ],
        "calendar": plan.calendar,
        "reported_through": shapes.iso(plan.reported_through),
        "silent_after_months": plan.silent_after_months,
        "grace_days": plan.grace_days,
        "as_of": summary.day.isoformat(),
        "clock": summary.clock.stopped_by or None,
        "total": summary.total,
        "counts": summary.counts,
        "goals": [{"id": g.id, "text": g.text, "source": source(g.source)} for g in plan.goals],
        "focus_areas": [
            {
                "id": area.id,
                "title": area.title,
                "short_title": area.short_title or None,
                "goal": area.goal or None,
                "source": source(area.source),
                "total": len(judged),
                "counts": counted(judged),
            }
            for area, judged in summary.by_focus_area()
        ],
        "documents": [
            {
                "id": document.id,
                "title": document.title,
                "publisher": document.publisher or None,
                "date": shapes.iso(document.date),
                "precision": document.precision,
                "url": document.url or None,
                "note": document.note or None,
            }
            for document in plan.documents
        ],
        "units": [
            _unit(id, portfolio.units.get(id), summary.day) for id in unit_ids(portfolio, plan)
        ],
        "events": [_event(event, plan, say) for event in plan.events],
        "removed": [
            {
                "number": gone.number,
                "title": gone.title,
                "date": gone.date.isoformat(),
                "note": gone.note or None,
                "source": source(gone.source),
            }
            for gone in plan.removed
        ],
        "predecessor": _neighbour(plan.predecessor, plan, say),
        "successor": _neighbour(plan.successor, plan, say),
        "license": asdict(License()),
    }


def _event(event: Event, plan: Plan, say: Words) -> dict[str, Any]:
    return {
        "date": event.date.isoformat(),
        "precision": event.precision,
        "note": event.note,
        "source": shapes.source_data(event.source, plan, say),
    }


def _unit(id: str, unit: Unit | None, day: date) -> dict[str, Any]:
    """A unit with all its names; one that units.yml does not know is its id."""
    return {
        "id": id,
        "kind": unit.kind if unit else None,
        "name": unit.name_on(day) if unit else id,
        "names": [
            {"name": name.name, "from": shapes.iso(name.since), "precision": name.precision}
            for name in (unit.names if unit else ())
        ],
        "parents": [
            {"unit": parent.unit, "from": shapes.iso(parent.since), "precision": parent.precision}
            for parent in (unit.parents if unit else ())
        ],
    }


def _neighbour(other: Neighbour | None, plan: Plan, say: Words) -> dict[str, Any] | None:
    if other is None:
        return None
    return {
        "title": other.title,
        "plan": other.plan or None,
        "url": other.url or None,
        "note": other.note or None,
        "source": shapes.source_data(other.source, plan, say),
    }


def measures(summary: Summary, portfolio: Portfolio, say: Words, rev: str | None) -> dict[str, Any]:
    """Everything about every measure: what `tiltak status` tells, and all that stands in the files."""
    status = shapes.status_data(summary, portfolio, say, rev)
    whole = [
        {**told, **_whole(judged, summary.plan, say)}
        for told, judged in zip(status["measures"], summary.judgements, strict=True)
    ]
    return {**status, "measures": whole}


def _whole(judged: Judgement, plan: Plan, say: Words) -> dict[str, Any]:
    measure = judged.measure
    funding = measure.funding
    return {
        **shapes.measure_text(measure),
        "sources": {key: shapes.source_data(s, plan, say) for key, s in measure.sources.items()},
        "entries": [shapes.entry_data(entry, plan, say) for entry in measure.entries],
        "mentions": [
            {
                "date": mention.date.isoformat(),
                "precision": mention.precision,
                "note": mention.note,
                "source": shapes.source_data(mention.source, plan, say),
            }
            for mention in measure.mentions
        ],
        "milestones": [_milestone(state, plan, say) for state in judged.milestones],
        "funding_note": (funding.note or None) if funding else None,
        "funding_source": shapes.source_data(funding.source, plan, say) if funding else None,
    }


def _milestone(state: MilestoneState, plan: Plan, say: Words) -> dict[str, Any]:
    milestone = state.milestone
    return {
        **shapes.milestone_data(state),
        "promised": shapes.iso(milestone.promised),
        "moved": [_move(move, plan, say) for move in milestone.moved],
        "occurrences": [_occurrence(done, plan, say) for done in milestone.occurrences],
        "note": milestone.note or None,
        "source": shapes.source_data(milestone.source, plan, say),
    }


def _move(move: Move, plan: Plan, say: Words) -> dict[str, Any]:
    return {
        "date": move.date.isoformat(),
        "precision": move.precision,
        "from": shapes.iso(move.previous),
        "reason": move.reason or None,
        "note": move.note or None,
        "source": shapes.source_data(move.source, plan, say),
    }


def _occurrence(occurrence: Occurrence, plan: Plan, say: Words) -> dict[str, Any]:
    return {
        "done": occurrence.done.isoformat(),
        "precision": occurrence.precision,
        "note": occurrence.note or None,
        "source": shapes.source_data(occurrence.source, plan, say),
    }


def _head(summary: Summary) -> dict[str, Any]:
    return {
        "version": VERSION,
        "plan": summary.plan.id,
        "title": summary.plan.title,
        "as_of": summary.day.isoformat(),
    }


def verdicts(summary: Summary, course: Sequence[Stretch], say: Words) -> dict[str, Any]:
    """The verdict of every measure at the end of every period."""
    ended = [stretch for stretch in course if stretch.ended]
    then = [{j.measure.number: j.verdict.value for j in s.summary.judgements} for s in ended]
    return {
        **_head(summary),
        "periods": [
            {
                "name": stretch.period.name,
                "label": say.period(stretch.period),
                "start": stretch.period.start.isoformat(),
                "end": stretch.period.end.isoformat(),
                "total": stretch.summary.total,
                "counts": stretch.summary.counts,
            }
            for stretch in ended
        ],
        "measures": [
            {
                "number": measure.number,
                "title": measure.title,
                "verdicts": [period[measure.number] for period in then],
            }
            for measure in summary.plan.measures
        ],
    }


def changes(
    summary: Summary, course: Sequence[Stretch], portfolio: Portfolio, say: Words
) -> dict[str, Any]:
    """What changed in each period, the newest first."""
    return {
        **_head(summary),
        "periods": [
            {
                "name": stretch.period.name,
                "label": say.period(stretch.period),
                "since": stretch.changes.before.day.isoformat(),
                "until": stretch.summary.day.isoformat(),
                "changes": [
                    shapes.change_data(change, portfolio, summary.plan, say)
                    for change in stretch.changes.items
                ],
            }
            for stretch in reversed(course)
        ],
    }


# The tables


Row = dict[str, Any]


def measure_rows(summary: Summary, portfolio: Portfolio, say: Words) -> Iterator[Row]:
    for judged in summary.judgements:
        measure = judged.measure
        area = summary.plan.focus_area(measure.focus_area)
        yield {
            **shapes.measure_data(judged, summary.plan, portfolio, say),
            "plan": summary.plan.id,
            "as_of": summary.day,
            "focus_area_name": area.title if area else measure.focus_area,
            "contributors": " ".join(measure.contributors),
            "verdict_name": say.label("verdict", judged.verdict.value),
            "timeliness": judged.timeliness.state,
            "timeliness_days": judged.timeliness.days,
            "next_deadline": _next_deadline(judged),
            "freshness": judged.freshness.state,
            "reported_for": judged.freshness.reported_for,
        }


def _next_deadline(judged: Judgement) -> date | None:
    """The nearest deadline that is still to be met, also one that has passed."""
    open_days = [
        m.due for m in judged.milestones if m.due and m.state not in ("done", "no_deadline")
    ]
    return min(open_days, default=None)


def entry_rows(summary: Summary) -> Iterator[Row]:
    for judged in summary.judgements:
        for entry in judged.measure.entries:
            yield {
                **_heading(summary, judged.measure),
                "date": entry.date,
                "precision": entry.precision,
                "phase": entry.phase,
                "unchanged": entry.unchanged,
                "confidence": entry.confidence,
                "reason": entry.reason,
                "into": entry.into,
                "note": entry.note,
                "correction": entry.correction,
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
                "focus_area": judged.measure.focus_area,
                "owner": judged.measure.owner,
                "milestone": milestone.id,
                "milestone_title": milestone.title,
                "times_moved": len(milestone.moved),
                "reason": milestone.moved[0].reason if milestone.moved else "",
                **_source_cells(milestone.source),
            }


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
            }


def _heading(summary: Summary, measure: Measure) -> Row:
    return {"plan": summary.plan.id, "number": measure.number, "title": measure.title}


def _source_cells(source: Source | None) -> Row:
    return {
        "source_document": source.document if source else "",
        "source_place": source.place if source else "",
    }


# As text


def _json(schema_name: str, value: Mapping[str, Any], up: str = "../../") -> bytes:
    """One key or one item on a line: short enough for ten thousand measures, and a diff shows which changed."""
    whole = {"$schema": f"{up}{SCHEMAS}/{schema_name}.schema.json", **value}
    lines = ",\n".join(f"{_compact(key)}: {_lines(item)}" for key, item in whole.items())
    return f"{{\n{lines}\n}}\n".encode()


def _lines(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_compact, value)) + "\n]"
    return _compact(value)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _csv(schema_name: str, rows: Iterable[Row]) -> bytes:
    """The columns of the schema in its order; a row may know more than the table shows."""
    columns = list(_schema(schema_name)["items"]["properties"])
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([shapes.cell(row[column]) for column in columns] for row in rows)
    return file.getvalue().encode()


@cache
def _schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = schema.raw(f"data/{name}")
    return found


# What stands in them


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a file. `name` is its path within the group: `reference.section`, `measures[]`.

    `group` leads to the group that describes what the field holds, empty where it is a single value.
    `values`: the allowed values with their words, where there are only some.
    """

    name: str
    title: str
    description: str = ""
    group: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together; the first group of a file is the file itself, with an empty id."""

    id: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Documentation:
    """What a reader of the open data page is told about a file."""

    title: str
    description: str
    groups: tuple[Group, ...]


def documentation(schema_name: str, say: Words) -> Documentation:
    """A file's documentation, made from its schema."""
    whole = _schema(schema_name)
    first = whole["items"] if whole["type"] == "array" else whole
    groups: list[Group] = []
    waiting = [("", schema_name, first)]
    while waiting:
        id, home, node = waiting.pop(0)
        found = list(_fields(node, home, say))
        groups.append(
            Group(id, say.from_schema(node.get("title", "")), tuple(field for field, _ in found))
        )
        known = {group.id for group in groups} | {id for id, _, _ in waiting}
        for field, target in found:
            if field.group and field.group not in known and target:
                known.add(field.group)
                waiting.append((field.group, *target))
    return Documentation(
        say.from_schema(whole["title"]), say.from_schema(whole["description"]), tuple(groups)
    )


Target = tuple[str, dict[str, Any]]


def _fields(
    node: Mapping[str, Any], home: str, say: Words, prefix: str = ""
) -> Iterator[tuple[Field, Target | None]]:
    for key, item in node.get("properties", {}).items():
        if key == "$schema":
            continue
        many = item.get("type") == "array"
        chain = list(_chain(item["items"] if many else item, home))
        where, group, holds = chain[-1]
        own = [(home, "", item)] if many else chain
        described = Field(
            f"{prefix}{key}{'[]' if many else ''}",
            say.from_schema(_first("title", own)),
            # The common definitions speak to those who write the files, in bokmål only.
            say.from_schema(_first("description", [c for c in own if not c[0].startswith("../")])),
            group if "properties" in holds else "",
            _values(holds, say),
        )
        yield described, (where, holds) if described.group else None
        if "properties" in holds and not group:
            yield from _fields(holds, where, say, f"{described.name}.")


def _chain(node: Mapping[str, Any], home: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """A schema node and what it refers to, in turn: the schema each is written in, its id, and itself."""
    yield home, "", dict(node)
    node = next((option for option in node.get("anyOf", ()) if "$ref" in option), node)
    if "$ref" in node:
        file, _, path = node["$ref"].partition("#/")
        home = file.removesuffix(".schema.json") or home
        target: Any = schema.raw(home[3:]) if home.startswith("../") else _schema(home)
        for step in path.split("/"):
            target = target[step]
        found = list(_chain(target, home))
        where, group, holds = found[-1]
        yield from found[:-1]
        yield where, group or path.rpartition("/")[2], holds


def _first(key: str, chain: Iterable[tuple[str, str, Mapping[str, Any]]]) -> str:
    return next((str(node[key]) for _, _, node in chain if key in node), "")


def _values(holds: Mapping[str, Any], say: Words) -> tuple[tuple[str, str], ...]:
    return tuple(
        (choice["const"], say.from_schema(choice["title"]))
        for choice in holds.get("oneOf", ())
        if "title" in choice
    )
