"""File texts → portfolio and problems. Knows nothing of folders, git or the clock.

    portfolio, problems = load({"plans/units.yml": "...", "measures/rus-2019/14-mo.yml": "..."})

The tree of today and the tree of any past commit are the same thing here. A file with an error is one
problem and never the end: the other files still load.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from tiltak.harmless import one_line
from tiltak.model import plan as model
from tiltak.model import when
from tiltak.model.assessments import Assessment, Reply
from tiltak.model.decisions import Decision, FollowUp
from tiltak.model.indicators import Figure, Indicator
from tiltak.model.numbers import IN_FILE_NAME, Number, number_of, of_file_name
from tiltak.model.recurrence import MAX_DEADLINES, repeated
from tiltak.model.relations import LINKS, called, id_of
from tiltak.model.source import Document, Source
from tiltak.model.when import Undated, When, in_file
from tiltak.problems import Code, Place, Problem, in_order
from tiltak.read import fields, schema_problems, series, yaml_lines

if TYPE_CHECKING:
    from cattrs import Converter

UNITS = "plans/units.yml"
PLAN = re.compile(r"plans/([a-z0-9-]+)/plan\.yml")
# The record of a period; those of an older kind lie in no folder of their own.
CLOSED = re.compile(r"plans/([a-z0-9-]+)/closed/([0-9]{4}(?:-[HTQ][1-4])?)(?:/record)?\.yml")
MEASURE = re.compile(rf"measures/([a-z0-9-]+)/({IN_FILE_NAME})-[a-z0-9-]+\.yml")
INDICATOR = re.compile(r"plans/([a-z0-9-]+)/indicators/([a-z0-9-]+)\.yml")
DECISION = re.compile(r"plans/([a-z0-9-]+)/decisions/([a-z0-9-]+)\.yml")
SERIES = re.compile(r"plans/([a-z0-9-]+)/indicators/([a-z0-9-]+)\.csv")
# Where only the files above above have a meaning: a file here with another name is a slip.
PLAN_LIKE = re.compile(
    r"plans/([^/]+|.*/plan\.[^/]*|.*/indicators/.*|.*/decisions/.*)", re.IGNORECASE
)

KINDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "measure": MEASURE,
        "plan": PLAN,
        "closed": CLOSED,
        "indicator": INDICATOR,
        "series": SERIES,
        "decision": DECISION,
    }
)
LONGEST_TITLE = 200  # characters of a file that has not passed the schema

Built = TypeVar("Built")


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file after parsing: what kind it is, its document with marks, and what its text is made into."""

    kind: str
    document: yaml_lines.YamlDocument
    valid: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """A portfolio, what is wrong with the files it came from, and the parsed files by path.

    Unpacks as `portfolio, problems = load(texts)`.
    """

    portfolio: model.Portfolio
    problems: list[Problem]
    files: dict[str, Parsed] = field(default_factory=dict)

    def __iter__(self) -> Any:
        return iter((self.portfolio, self.problems))

    @property
    def plan_ids(self) -> frozenset[str]:
        """Of the plans that are there, also those that cannot be read."""
        plans = {plan.id for plan in self.portfolio.plans}
        return frozenset(plans | {file.plan_id for file in self.portfolio.unreadable})


def kind_of(path: str) -> str:
    """What kind of file a path names: units or one of `KINDS`, or empty for a file that is none of them."""
    if path == UNITS:
        return "units"
    return next((kind for kind, pattern in KINDS.items() if pattern.fullmatch(path)), "")


def load(texts: Mapping[str, str | bytes], refused: Iterable[str] = ()) -> Loaded:
    """Parse, validate against the schemas and build. Rules across files are `checks`' business.

    `refused`: the paths of files that are there, but whose text nobody could get.
    """
    files: dict[str, Parsed] = {}
    problems: list[Problem] = []
    without_content = list(refused)
    for path in sorted(texts):
        kind = kind_of(path)
        if not kind:
            misplaced = misplaced_file(path)
            without_content += [path] if misplaced else []
            problems += misplaced
            continue
        parsed, problems_in_file = parse_file(kind, path, texts[path])
        files[path] = parsed
        problems += problems_in_file
    files = bounded(files)
    return Loaded(portfolio_of(files, without_content), in_order(problems), files)


NOT_A_MAPPING = Code(
    "not-a-mapping",
    "Filen inneholder ikke felter",
    "En fil i Tiltak består av felter: et navn, kolon og en verdi.",
    "En fil med bare en liste eller en tekst.",
    "En fil med felter som «number: 14» og «title: …».",
    "",
)


def parse_file(kind: str, path: str, text: str | bytes) -> tuple[Parsed, list[Problem]]:
    """One file, parsed and checked against its schema."""
    parse = series.parse if kind == "series" else yaml_lines.parse
    document, problems = parse(text, path)
    if document.value is None:
        return Parsed(kind, document, valid=False), problems
    if not isinstance(document.value, dict):
        kind_of_value = "en liste" if isinstance(document.value, list) else "bare én verdi"
        problems.append(
            NOT_A_MAPPING(
                f"Filen inneholder {kind_of_value}, men skal ha felter som «title: …».",
                document.place(),
                hint="Sammenlign med et tiltak som virker.",
            )
        )
        return Parsed(kind, document, valid=False), problems
    refusals = schema_problems.problems_in(kind, document)
    if not refusals and kind in ("plan", "measure"):
        refusals = list(_too_much(document))
    return Parsed(kind, document, valid=not refusals), [*problems, *refusals]


PLAN_TOO_LONG = Code(
    "plan-too-long",
    "Planen varer for lenge",
    "En plan kan vare i førti år. Nettstedet har sider for hver periode i planen, og en plan fra 1900 til 2100 ville hatt tusenvis.",
    "period: {start: 1900-01-01, end: 2099-12-31}\n",
    "period: {start: 2019-01-01, end: 2023-12-31}\n",
    "plan",
)
TOO_MANY_MILESTONES = Code(
    "too-many-milestones",
    "Tiltaket har for mange milepæler",
    "Et tiltak kan ha hundre milepæler. Har det flere, er det flere tiltak, eller en milepæl som gjentas.",
    "Et tiltak med 120 milepæler.",
    "Et tiltak med noen få milepæler, eller én milepæl med «repeat».",
    "",
)
TOO_MANY_FOCUS_AREAS = Code(
    "too-many-focus-areas",
    "Planen har for mange innsatsområder",
    "En plan kan ha to hundre innsatsområder. Nettstedet har sider for hvert av dem i hver periode. Har planen flere, er tiltakene kanskje skrevet som innsatsområder.",
    "En plan med 250 innsatsområder.",
    "En plan med noen få innsatsområder.",
    "",
)
MAX_YEARS = 40
MAX_MILESTONES = 100
MAX_FOCUS_AREAS = 200


def _too_much(document: yaml_lines.YamlDocument) -> Iterator[Problem]:
    """What a schema allows and no plan has; a stranger's file could make every command slow with it."""
    value = document.value
    period, milestones = value.get("period"), value.get("milestones", ())
    areas = value.get("focus_areas", ())
    if period and int(period["end"][:4]) - int(period["start"][:4]) >= MAX_YEARS:
        yield PLAN_TOO_LONG(
            f"Planen varer fra {period['start'][:4]} til {period['end'][:4]}. Den kan vare i {MAX_YEARS} år.",
            document.place("period"),
            hint="Se om et årstall er skrevet feil.",
        )
    if len(milestones) > MAX_MILESTONES:
        yield TOO_MANY_MILESTONES(
            f"Tiltaket har {len(milestones)} milepæler. Det kan ha {MAX_MILESTONES}.",
            document.place("milestones"),
            hint="Del tiltaket, eller skriv én milepæl med «repeat» for det som kommer igjen.",
        )
    if len(areas) > MAX_FOCUS_AREAS:
        yield TOO_MANY_FOCUS_AREAS(
            f"Planen har {len(areas)} innsatsområder. Den kan ha {MAX_FOCUS_AREAS}.",
            document.place("focus_areas"),
            hint="Se om tiltakene er skrevet som innsatsområder.",
        )


def bounded(files: Mapping[str, Parsed]) -> dict[str, Parsed]:
    """The same files; a measure with more deadlines in its plan than anybody can follow is not valid."""
    ends = {
        match[1]: date.fromisoformat(parsed.document.value["period"]["end"])
        for path, parsed in files.items()
        if parsed.valid and (match := PLAN.fullmatch(path))
    }
    endless = {
        path: replace(parsed, valid=False)
        for path, parsed in files.items()
        if parsed.valid
        and (match := MEASURE.fullmatch(path))
        and match[1] in ends
        and has_too_many_times(parsed.document.value, ends[match[1]])
    }
    return {**files, **endless}


def has_too_many_times(measure: Mapping[str, Any], until: date) -> bool:
    """Whether the milestones in the file of a measure come back `MAX_DEADLINES` times up to a day."""
    rules = [
        (milestone["repeat"], when_of(milestone["due"], milestone.get("precision", "")))
        for milestone in measure.get("milestones", ())
        if milestone.get("repeat") and milestone.get("due")
    ]
    times = (len(repeated(rule, due, until)) for rule, due in rules if isinstance(due, When))
    return sum(times) >= MAX_DEADLINES


def portfolio_of(
    files: Mapping[str, Parsed],
    without_content: Iterable[str] = (),
    build: Callable[[str, Parsed], model.Measure] | None = None,
) -> model.Portfolio:
    """Build from the files that are valid; the others are named as unreadable, as those `without_content` are.

    `build` makes a measure of a file; whoever has many portfolios of the same files gives one that remembers.
    """
    build = build or measure_of
    refused = {path: parsed for path, parsed in files.items() if not parsed.valid}
    unreadable = tuple(
        _unreadable(path, refused.get(path)) for path in sorted({*refused, *without_content})
    )
    units: dict[str, model.Unit] = {}
    plans: list[model.Plan] = []
    measures: dict[str, list[model.Measure]] = {}
    closings: dict[str, list[model.Closing]] = {}
    indicators: dict[str, list[Indicator]] = {}
    decisions: dict[str, list[Decision]] = {}
    for path, parsed in sorted(files.items()):
        if not parsed.valid:
            continue
        value = parsed.document.value
        if parsed.kind == "units":
            named = value["units"].items()
            units = {id: _built(model.Unit, {**raw, "id": id}) for id, raw in named}
        elif parsed.kind == "measure":
            measure = build(path, parsed)
            measures.setdefault(measure.plan_id, []).append(measure)
        elif match := DECISION.fullmatch(path):
            raw = {**value, "id": match[2], "plan_id": match[1], "path": path}
            decisions.setdefault(match[1], []).append(_built(Decision, raw))
        elif match := INDICATOR.fullmatch(path):
            figures = files.get(f"{path.removesuffix('.yml')}.csv")
            indicators.setdefault(match[1], []).append(indicator_of(path, parsed, figures))
        elif match := CLOSED.fullmatch(path):
            closings.setdefault(match[1], []).append(_closing(path, parsed.document))
    for path, parsed in sorted(files.items()):
        if parsed.valid and parsed.kind == "plan":
            match = PLAN.fullmatch(path)
            assert match
            own = sorted(measures.get(match[1], []), key=lambda m: (m.number, m.path))
            plan = _plan(match[1], path, parsed.document.value)
            closed = tuple(closings.get(plan.id, ()))
            lacking = tuple(file for file in unreadable if file.plan_id in ("", plan.id))
            by_name = attrgetter("id")
            plans.append(
                replace(
                    plan,
                    measures=tuple(own),
                    closings=closed,
                    indicators=tuple(sorted(indicators.get(plan.id, ()), key=by_name)),
                    decisions=tuple(sorted(decisions.get(plan.id, ()), key=by_name)),
                    unreadable=lacking,
                )
            )
    return model.Portfolio(tuple(plans), units, unreadable)


def _unreadable(path: str, parsed: Parsed | None) -> model.UnreadableFile:
    """What is left of a file that cannot be built, or (without `parsed`) that was never opened."""
    named = MEASURE.fullmatch(path)
    folder, _, inside = path.partition("/")
    plan_id = inside.partition("/")[0] if "/" in inside else ""
    value = parsed.document.value if parsed else None
    title = value.get("title") if isinstance(value, dict) else None
    in_measures = folder == "measures" and path.lower().endswith((".yml", ".yaml"))
    return model.UnreadableFile(
        path,
        kind_of(path) or ("measure" if in_measures else ""),
        plan_id,
        of_file_name(named[2]) if named else None,
        one_line(title)[:LONGEST_TITLE] if isinstance(title, str) else "",
    )


FILE_NAME = Code(
    "file-name",
    "Filnavnet følger ikke mønsteret",
    "Tiltak finner et tiltak på navnet: mappen er planen, og tallet først er nummeret. En fil med et annet navn blir ikke lest.",
    "measures/rus-2019/Tiltak 14.yml",
    "measures/rus-2019/14-mo-senter.yml",
    "",
)


def misplaced_file(path: str) -> list[Problem]:
    """What is wrong with the place of a file that is none of ours by its name."""
    if path.startswith("measures/"):
        return [
            FILE_NAME(
                "Filnavnet følger ikke mønsteret measures/<plan>/<nummer>-<kortnavn>.yml.",
                Place(path),
                hint="Bruk små bokstaver a–z, tall og bindestrek, og skriv æ, ø og å som ae, o og a. For eksempel 14-mo-senter.yml.",
            )
        ]
    if PLAN_LIKE.fullmatch(path):
        return [
            FILE_NAME(
                "Filen blir ikke lest: den heter verken plans/units.yml eller plans/<plan>/plan.yml.",
                Place(path),
                hint="Gi filen et av disse navnene, eller flytt den inn i mappen til planen. Mappen heter som planens kortnavn: små bokstaver a–z, tall og bindestrek.",
            )
        ]
    return []


# From JSON values that the schema has accepted to the model. No checks here: they are done.


def measure_of(path: str, parsed: Parsed) -> model.Measure:
    """The measure that a valid file describes; its plan is the folder it lies in."""
    match = MEASURE.fullmatch(path)
    assert match
    document = parsed.document

    def placed(name: str) -> list[dict[str, Any]]:
        items = enumerate(document.value.get(name, ()))
        return [{**item, "place": document.place(name, index)} for index, item in items]

    lists = {name: placed(name) for name in ("status", "milestones")}
    for entry in lists["status"]:
        if "into" in entry:
            entry["into"] = called(str(entry["into"]), match[1])
    links = {
        key: [id_of(named, match[1]) for named in names]
        for key in LINKS
        if (names := document.value.get(key))
    }
    more = {
        **links,
        "plan_id": match[1],
        "path": path,
        "extra": fields.measure_values(document.value),
    }
    return _built(model.Measure, {**document.value, **lists, **more})


def _plan(id: str, path: str, raw: Mapping[str, Any]) -> model.Plan:
    adoption = {"body": "", "date": None, "source": None, "revision": "", **raw.get("adoption", {})}
    flat = {
        "start": raw["period"]["start"],
        "end": raw["period"]["end"],
        "period_note": raw["period"].get("note", ""),
        "adopted_by": adoption["body"],
        "adopted": adoption["date"],
        "adoption_source": adoption["source"],
        "adoption_revision": adoption["revision"],
    }
    return _built(
        model.Plan,
        {**raw, **flat, "id": id, "path": path, "extra": fields.plain_values("plan", raw)},
    )


def indicator_of(path: str, parsed: Parsed, figures: Parsed | None) -> Indicator:
    """The indicator that a valid file describes, with its figures where their file can be read."""
    match = INDICATOR.fullmatch(path)
    assert match
    value = parsed.document.value
    more = {
        "id": match[2],
        "plan_id": match[1],
        "path": path,
        "breaks": [
            {**b, "since": time} for b in value.get("breaks", ()) if (time := time_named(b["from"]))
        ],
        "target": _target(value.get("target")),
    }
    built = _built(Indicator, {**value, **value.get("speaks_of", {}), **more})
    return replace(built, figures=figures_of(figures) if figures else ())


def _target(written: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The target of an indicator and the way to it, without what has no time that can be read."""
    by = time_named(written["period"]) if written else None
    if not written or not by:
        return None
    way = [{**w, "by": time} for w in written.get("path", ()) if (time := time_named(w["period"]))]
    return {**written, "by": by, "path": sorted(way, key=lambda w: w["by"].last)}


def figures_of(parsed: Parsed) -> tuple[Figure, ...]:
    """The figures in a file, none where it is not valid."""
    rows = parsed.document.value["figures"] if parsed.valid else ()
    return tuple(
        _built(
            Figure, {"period": "", "value": None, **row, "when": time_named(row.get("period", ""))}
        )
        for row in rows
    )


def time_named(written: str | int) -> When | None:
    """The time that a period names, None where it names none or one that does not exist."""
    time = when.in_file(written)
    return time if isinstance(time, When) else None


def _closing(path: str, document: yaml_lines.YamlDocument) -> model.Closing:
    checksum = hashlib.sha256(document.text.encode("utf-8")).hexdigest()
    return _built(model.Closing, {**document.value, "path": path, "checksum": checksum})


def source_of(value: str) -> Source:
    """`hop-2021#9.10` → Source("hop-2021", "9.10")."""
    document, _, place = value.partition("#")
    return Source(document, place)


def _fingerprint(text: str) -> model.Fingerprint:
    day, content, *correction = text.split(" ")
    return model.Fingerprint(date.fromisoformat(day), content, "".join(correction))


# The dates that a `precision` in the same mapping speaks of; `from` of a move is a deadline as `due` is.
DATED: Mapping[type, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys((model.Entry, model.Mention, model.Move, model.Revised), ("date",)),
        **dict.fromkeys((Document, model.Event, model.Answer), ("date",)),
        **dict.fromkeys((FollowUp, Assessment, Reply), ("date",)),
        model.Occurrence: ("done",),
        model.Milestone: ("baseline", "due"),
        Decision: ("date", "due"),
        model.UnitName: ("from",),
        model.UnitParent: ("from",),
    }
)


def when_of(written: str | int | When, precision: str = "") -> When | Undated:
    """The time that a file states; the schema has seen to it that it can be read."""
    stated = written if isinstance(written, When) else in_file(written, precision)
    assert stated, written
    return stated


def _timed(values: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Values of a file with times in place of dates and the `precision` beside them."""
    precision = values.get("precision", "")
    timed: dict[str, Any] = {
        key: when_of(values[key], precision) for key in keys if values.get(key)
    }
    proposed = values.get("unconfirmed") or ()
    for key in ("baseline", "due"):
        # Where the first deadline is a proposal, so is today's that repeats it.
        if isinstance(time := timed.get(key), When) and (
            key in proposed or ("baseline" in proposed and time == timed.get("baseline"))
        ):
            timed[key] = replace(time, proposed=True)
    if isinstance(words := timed.get("due"), Undated):
        timed |= {"due": None, "undated": words.written}
    if moves := values.get("moved"):
        timed["moved"] = [
            {**move, "from": when_of(move["from"], precision)} if move.get("from") else move
            for move in moves
        ]
    return {**values, **timed}


def _built(kind: type[Built], values: Mapping[str, Any]) -> Built:
    built: Built = _converter().structure(values, kind)
    return built


def _builder(
    kind: type, converter: Converter, renamed: Mapping[str, Any]
) -> Callable[[Mapping[str, Any], Any], Any]:
    from cattrs.gen import make_dict_structure_fn

    build: Callable[[Mapping[str, Any], Any], Any] = make_dict_structure_fn(
        kind, converter, **renamed
    )
    return lambda values, of: build(_timed(values, DATED.get(kind, ())), of)


@cache
def _converter() -> Converter:
    """Builds the model's classes from mappings: a key is the field of the same name, but for those renamed here."""
    from cattrs import Converter, override

    converter = Converter(detailed_validation=False)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    converter.register_structure_hook(Decimal, lambda number, _: Decimal(str(number)))
    converter.register_structure_hook(When, lambda time, _: when_of(time))
    converter.register_structure_hook(Source, lambda text, _: source_of(text))
    converter.register_structure_hook(model.Fingerprint, lambda text, _: _fingerprint(text))
    converter.register_structure_hook(Place, lambda place, _: place)
    converter.register_structure_hook(model.Value, lambda value, _: value)
    for kind in (Number, Number | None):
        converter.register_structure_hook(
            kind, lambda number, _: None if number is None else number_of(number)
        )
    renamed: dict[type, dict[str, Any]] = {
        model.ChainStart: {"on": override(rename="date")},
        model.Redaction: {"on": override(rename="date")},
        model.Measure: {"entries": override(rename="status")},
        model.Move: {"previous": override(rename="from")},
        model.Revised: {"previous": override(rename="from")},
        model.RevisedPlan: {"previous": override(rename="from")},
        model.UnitName: {"since": override(rename="from")},
        model.UnitParent: {"since": override(rename="from")},
    }
    for kind in (*renamed, *DATED):
        converter.register_structure_hook(kind, _builder(kind, converter, renamed.get(kind, {})))
    return converter
