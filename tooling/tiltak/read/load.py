"""File texts → portfolio and problems. Knows nothing of folders, git or the clock.

    portfolio, problems = load({"plans/units.yml": "...", "measures/rus-2019/14-mo.yml": "..."})

The tree of today and the tree of any past commit are the same thing here. A file with an error is one
problem and never the end: the other files still load.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tiltak.model.plan import (
    Closing,
    Document,
    Entry,
    Event,
    Fingerprint,
    FocusArea,
    Funding,
    Goal,
    Measure,
    Mention,
    Milestone,
    Move,
    Neighbour,
    Occurrence,
    Plan,
    Portfolio,
    Reference,
    Removed,
    ResolutionPoint,
    Source,
    Unit,
    UnitName,
    UnitParent,
)
from tiltak.problems import Place, Problem, in_order
from tiltak.read import schema, yaml_lines
from tiltak.read.migrations import MIGRATIONS, Migration, migrated

UNITS = "plans/units.yml"
PLAN = re.compile(r"plans/([a-z0-9-]+)/plan\.yml")
CLOSED = re.compile(r"plans/([a-z0-9-]+)/closed/([0-9]{4}(?:-[HTQ][1-4])?)\.yml")
MEASURE = re.compile(r"measures/([a-z0-9-]+)/([0-9]{1,4})-[a-z0-9-]+\.yml")
# Where only the two files above have a meaning: a file here with another name is a slip.
PLAN_LIKE = re.compile(r"plans/([^/]+|.*/plan\.[^/]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file after parsing: what kind it is, its document with marks, and what its text is made into."""

    kind: str
    document: yaml_lines.Document
    valid: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """A portfolio, what is wrong with the files it came from, and the parsed files by path.

    Unpacks as `portfolio, problems = load(texts)`.
    """

    portfolio: Portfolio
    problems: list[Problem]
    files: dict[str, Parsed] = field(default_factory=dict)

    def __iter__(self) -> Any:
        return iter((self.portfolio, self.problems))


def kind_of(path: str) -> str:
    """What kind of file a path names: measure, plan, units, closed, or empty for a file that is none of them."""
    if path == UNITS:
        return "units"
    if CLOSED.fullmatch(path):
        return "closed"
    if PLAN.fullmatch(path):
        return "plan"
    return "measure" if MEASURE.fullmatch(path) else ""


NO_MIGRATIONS: Mapping[str, Migration] = {}


def load(texts: Mapping[str, str | bytes], *, past: bool = False) -> Loaded:
    """Parse, validate against the schemas and build. Rules across files are `checks`' business.

    `past`: the texts are of an older revision, and may be written for an older schema.
    """
    files: dict[str, Parsed] = {}
    problems: list[Problem] = []
    for path in sorted(texts):
        kind = kind_of(path)
        if not kind:
            problems += _misplaced(path)
            continue
        parsed, found = parse_file(kind, path, texts[path], MIGRATIONS if past else NO_MIGRATIONS)
        files[path] = parsed
        problems += found
    return Loaded(portfolio_of(files), in_order(problems), files)


def parse_file(
    kind: str,
    path: str,
    text: str | bytes,
    migrations: Mapping[str, Migration] = NO_MIGRATIONS,
) -> tuple[Parsed, list[Problem]]:
    """One file, parsed and checked against its schema (with `migrations`: or against an older one)."""
    document, problems = yaml_lines.parse(text, path)
    if document.value is None:
        return Parsed(kind, document, valid=False), problems
    if not isinstance(document.value, dict):
        found = "en liste" if isinstance(document.value, list) else "bare én verdi"
        problems.append(
            Problem(
                "not-a-mapping",
                f"Filen inneholder {found}, men skal ha felter som «title: …».",
                document.place(),
                hint="Sammenlign med et tiltak som virker.",
            )
        )
        return Parsed(kind, document, valid=False), problems
    if migrations and not schema.is_valid(kind, document.value):
        rewritten = migrated(kind, document.value, migrations)
        if schema.is_valid(kind, rewritten):
            return Parsed(kind, replace(document, value=rewritten), valid=True), problems
    from_schema = schema.problems_in(kind, document)
    return Parsed(kind, document, valid=not from_schema), [*problems, *from_schema]


def portfolio_of(files: Mapping[str, Parsed]) -> Portfolio:
    """Build from the files that are valid; the others have their problems and are left out."""
    units: dict[str, Unit] = {}
    plans: list[Plan] = []
    measures: dict[str, list[Measure]] = {}
    closings: dict[str, list[Closing]] = {}
    for path, parsed in sorted(files.items()):
        if not parsed.valid:
            continue
        value = parsed.document.value
        if parsed.kind == "units":
            units = {id: _unit(id, raw) for id, raw in value["units"].items()}
        elif parsed.kind == "measure":
            measure = measure_of(path, parsed)
            measures.setdefault(measure.plan_id, []).append(measure)
        elif match := CLOSED.fullmatch(path):
            closings.setdefault(match[1], []).append(_closing(value))
    for path, parsed in sorted(files.items()):
        if parsed.valid and parsed.kind == "plan":
            match = PLAN.fullmatch(path)
            assert match
            own = sorted(measures.get(match[1], []), key=lambda m: (m.number, m.path))
            plan = _plan(match[1], path, parsed.document.value, tuple(own))
            plans.append(replace(plan, closings=tuple(closings.get(plan.id, ()))))
    return Portfolio(tuple(plans), units)


def _misplaced(path: str) -> list[Problem]:
    if path.startswith("measures/"):
        return [
            Problem(
                "file-name",
                "Filnavnet følger ikke mønsteret measures/<plan>/<nummer>-<kortnavn>.yml.",
                Place(path),
                hint="Bruk små bokstaver a–z, tall og bindestrek, og skriv æ, ø og å som ae, o og a. For eksempel 14-mo-senter.yml.",
            )
        ]
    if PLAN_LIKE.fullmatch(path):
        return [
            Problem(
                "file-name",
                "Filen blir ikke lest: den heter verken plans/units.yml eller plans/<plan>/plan.yml.",
                Place(path),
                hint="Gi filen et av disse navnene, eller flytt den inn i mappen til planen. Mappen heter som planens kortnavn: små bokstaver a–z, tall og bindestrek.",
            )
        ]
    return []


# From JSON values that the schema has accepted to the model. No checks here: they are done.


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _must(value: Any) -> date:
    return date.fromisoformat(value)


def source_of(value: Any) -> Source | None:
    """`hop-2021#9.10` → Source("hop-2021", "9.10")."""
    if not value:
        return None
    document, _, place = value.partition("#")
    return Source(document, place)


def _unit(id: str, raw: dict[str, Any]) -> Unit:
    return Unit(
        id,
        raw["kind"],
        tuple(
            UnitName(
                n["name"],
                _day(n.get("from")),
                n.get("precision", "day"),
                source_of(n.get("source")),
            )
            for n in raw["names"]
        ),
        tuple(
            UnitParent(
                p["unit"],
                _day(p.get("from")),
                p.get("precision", "day"),
                source_of(p.get("source")),
            )
            for p in raw.get("parents", [])
        ),
        raw.get("note", ""),
        raw.get("code_owner", ""),
    )


def measure_of(path: str, parsed: Parsed) -> Measure:
    """The measure that a valid file describes; its plan is the folder it lies in."""
    match = MEASURE.fullmatch(path)
    assert match
    document = parsed.document
    raw = document.value
    reference = raw.get("reference")
    funding = raw.get("funding")
    sources = {k: s for k, v in raw.get("sources", {}).items() if (s := source_of(v))}
    return Measure(
        plan_id=match[1],
        number=raw["number"],
        title=raw["title"],
        focus_area=raw["focus_area"],
        kind=raw["kind"],
        summary=raw.get("summary", ""),
        reference=reference
        and Reference(
            reference["document"],
            reference["section"],
            reference.get("point"),
            reference.get("amended", ""),
        ),
        owner=raw.get("owner", ""),
        contributors=tuple(raw.get("contributors", ())),
        unconfirmed=tuple(raw.get("unconfirmed", ())),
        sources=sources,
        related=tuple(raw.get("related", ())),
        entries=tuple(_entry(e, document.place("status", i)) for i, e in enumerate(raw["status"])),
        mentions=tuple(
            Mention(_must(m["date"]), m["note"], _source(m["source"]), m.get("precision", "day"))
            for m in raw.get("mentions", ())
        ),
        milestones=tuple(
            _milestone(m, document.place("milestones", i))
            for i, m in enumerate(raw.get("milestones", ()))
        ),
        funding=funding
        and Funding(funding["decision"], funding.get("note", ""), source_of(funding.get("source"))),
        path=path,
    )


def _source(value: str) -> Source:
    source = source_of(value)
    assert source
    return source


def _entry(raw: dict[str, Any], place: Place) -> Entry:
    return Entry(
        date=_must(raw["date"]),
        phase=raw.get("phase", ""),
        unchanged=raw.get("unchanged", False),
        precision=raw.get("precision", "day"),
        confidence=raw.get("confidence", ""),
        reason=raw.get("reason", ""),
        into=raw.get("into"),
        note=raw.get("note", ""),
        correction=raw.get("correction", ""),
        source=source_of(raw.get("source")),
        place=place,
    )


def _milestone(raw: dict[str, Any], place: Place) -> Milestone:
    return Milestone(
        id=raw["id"],
        title=raw["title"],
        baseline=_day(raw.get("baseline")),
        due=_day(raw.get("due")),
        precision=raw.get("precision", "day"),
        promised=_day(raw.get("promised")),
        moved=tuple(
            Move(
                _must(m["date"]),
                _day(m.get("from")),
                m.get("precision", "day"),
                m.get("reason", ""),
                m.get("note", ""),
                source_of(m.get("source")),
            )
            for m in raw.get("moved", ())
        ),
        done=_day(raw.get("done")),
        repeat=raw.get("repeat", ""),
        occurrences=tuple(
            Occurrence(
                _must(o["done"]),
                o.get("precision", "day"),
                o.get("note", ""),
                source_of(o.get("source")),
            )
            for o in raw.get("occurrences", ())
        ),
        note=raw.get("note", ""),
        source=source_of(raw.get("source")),
        place=place,
    )


def _closing(raw: dict[str, Any]) -> Closing:
    return Closing(
        period=raw["period"],
        as_of=_must(raw["as_of"]),
        closed_on=_must(raw["closed_on"]),
        revision=raw["revision"],
        sha256=raw["sha256"],
        program=raw["program"],
        entries={
            int(number): tuple(_fingerprint(text) for text in texts)
            for number, texts in raw["entries"].items()
        },
        restated=tuple(raw.get("restated", ())),
    )


def _fingerprint(text: str) -> Fingerprint:
    day, content, *correction = text.split(" ")
    return Fingerprint(_must(day), content, "".join(correction))


def _event(raw: dict[str, Any]) -> Event:
    return Event(
        _must(raw["date"]), raw["note"], raw.get("precision", "day"), source_of(raw.get("source"))
    )


def _neighbour(raw: dict[str, Any] | None) -> Neighbour | None:
    if raw is None:
        return None
    return Neighbour(
        raw["title"],
        raw.get("plan", ""),
        raw.get("url", ""),
        raw.get("note", ""),
        source_of(raw.get("source")),
    )


def _plan(id: str, path: str, raw: dict[str, Any], measures: tuple[Measure, ...]) -> Plan:
    adoption = raw.get("adoption", {})
    optional = {key: raw[key] for key in ("silent_after_months", "grace_days") if key in raw}
    return Plan(
        id=id,
        title=raw["title"],
        municipality=raw["municipality"],
        start=_must(raw["period"]["start"]),
        end=_must(raw["period"]["end"]),
        calendar=raw["calendar"],
        focus_areas=tuple(
            FocusArea(
                a["id"],
                a["title"],
                a.get("short_title", ""),
                a.get("goal", ""),
                source_of(a.get("source")),
            )
            for a in raw["focus_areas"]
        ),
        documents=tuple(
            Document(
                d["id"],
                d["title"],
                d.get("publisher", ""),
                _day(d.get("date")),
                d.get("precision", "day"),
                d.get("url", ""),
                d.get("note", ""),
            )
            for d in raw["documents"]
        ),
        short_title=raw.get("short_title", ""),
        summary=raw.get("summary", ""),
        period_note=raw["period"].get("note", ""),
        adopted_by=adoption.get("body", ""),
        adopted_on=_day(adoption.get("date")),
        adoption_source=source_of(adoption.get("source")),
        resolution=tuple(
            ResolutionPoint(
                r["point"],
                r["text"],
                source_of(r.get("source")),
                tuple(_event(e) for e in r.get("follow_up", ())),
            )
            for r in raw.get("resolution", ())
        ),
        reported_through=_day(raw.get("reported_through")),
        goals=tuple(
            Goal(g["id"], g["text"], source_of(g.get("source"))) for g in raw.get("goals", ())
        ),
        events=tuple(_event(e) for e in raw.get("events", ())),
        removed=tuple(
            Removed(
                r["number"],
                r["title"],
                _must(r["date"]),
                r.get("note", ""),
                source_of(r.get("source")),
            )
            for r in raw.get("removed", ())
        ),
        predecessor=_neighbour(raw.get("predecessor")),
        successor=_neighbour(raw.get("successor")),
        allowed_addresses=tuple(raw.get("allowed_addresses", ())),
        measures=measures,
        path=path,
        **optional,
    )
