"""The files that anybody may download, each with a schema in `schema/data/` that documents it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any

from tiltak.data import VERSION, shapes, tables
from tiltak.data.corrections import Correction
from tiltak.data.documentation import file_schema
from tiltak.judge.closing import in_order
from tiltak.judge.decisions import followed
from tiltak.judge.money import money
from tiltak.judge.progress import progress
from tiltak.judge.status import Judgement
from tiltak.judge.summary import Summary, counted, unit_ids
from tiltak.model.indicators import Indicator
from tiltak.model.plan import Closing, Licence, Plan, Portfolio, Unit
from tiltak.model.when import When
from tiltak.past.development import KnownChanges, Stretch
from tiltak.past.history import History
from tiltak.past.promises import NOTHING_BROKEN, Broken, moved_promises
from tiltak.past.provenance import FourEyes
from tiltak.past.punctuality import Punctuality
from tiltak.past.vintages import Vintages
from tiltak.read.fields import DATA
from tiltak.words.language import Words

INDEX = "data/index.json"
SCHEMAS = "schema/data"
MEDIA_TYPES = {"json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class Dataset:
    """A file of a plan. `path` is from the site's root, `schema` the name of the schema without ending."""

    path: str
    schema: str
    plan: str
    as_of: date
    content: bytes
    licence: Licence | None = None

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.path.rpartition(".")[2]]

    @property
    def schema_path(self) -> str:
        return f"{SCHEMAS}/{self.schema}.schema.json"


def datasets(  # noqa: PLR0913 – everything that is known of a plan
    portfolio: Portfolio,
    summary: Summary,
    course: Sequence[Stretch],
    say: Words,
    *,
    rev: str | None = None,
    broken: Broken = NOTHING_BROKEN,
    corrected: Sequence[Correction] = (),
    vintages: Callable[[Indicator], Vintages] = lambda _: Vintages(),
    in_time: Sequence[Punctuality] = (),
    eyes: FourEyes | None = None,
    past: History | None = None,
) -> tuple[Dataset, ...]:
    """Every data file of a plan: as it stands on a day, and how it has developed until then."""
    contents: dict[str, dict[str, Any] | Iterable[tables.Row]] = {
        "plan.json": plan_data(summary, portfolio, say, eyes),
        "measures.json": measures(summary, portfolio, say, rev),
        "measures.csv": tables.measure_rows(summary, portfolio, say),
        "entries.csv": tables.entry_rows(summary, say, past),
        "milestones.csv": tables.milestone_rows(summary),
        "amounts.csv": tables.amount_rows(summary),
        "verdicts.json": verdicts(summary, course, say),
        "verdicts.csv": tables.verdict_rows(course, say),
        "changes.json": changes(summary, course, portfolio, say),
        "promises.json": promises(summary, portfolio, broken, say),
        "corrections.json": corrections(summary, corrected),
        "decisions.json": decisions(summary, portfolio),
        "indicators.json": indicators(summary, vintages),
        "figures.csv": tables.figure_rows(summary.plan, vintages),
        "punctuality.json": punctuality(summary, in_time),
    }
    if in_time:
        contents["punctuality.csv"] = (
            {"plan": summary.plan.id, **shapes.punctuality_data(of_unit)} for of_unit in in_time
        )
    return tuple(_dataset(summary, name, content) for name, content in contents.items())


def _dataset(
    summary: Summary, name: str, content: dict[str, Any] | Iterable[tables.Row]
) -> Dataset:
    """A file with its schema, which has the same name; that of a table beside a JSON is called a table."""
    plan, stem = summary.plan, name.partition(".")[0]
    if isinstance(content, dict):
        schema, raw = stem, _json(stem, content)
    else:
        schema = f"{stem}-table" if stem in ("measures", "verdicts", "punctuality") else stem
        raw = tables.csv_bytes(
            schema, content, shapes.column_names(DATA, plan) if stem == "measures" else ()
        )
    return Dataset(f"data/{plan.id}/{name}", schema, plan.id, summary.day, raw, plan.licence)


def dataset_index(files: Iterable[Dataset], say: Words) -> bytes:
    """The list of all data files of a site, for programs."""
    return _json(
        "index",
        {
            "version": VERSION,
            "files": [
                {
                    "path": file.path.removeprefix("data/"),
                    "title": say.from_schema(file_schema(file.schema)["title"]),
                    "description": say.from_schema(file_schema(file.schema)["description"]),
                    "media_type": file.media_type,
                    "bytes": len(file.content),
                    "schema": f"../{file.schema_path}",
                    "plan": file.plan,
                    "as_of": file.as_of.isoformat(),
                    "license": file.licence and asdict(file.licence),
                }
                for file in files
            ],
        },
        up="../",
    )


# The files


def plan_data(
    summary: Summary, portfolio: Portfolio, say: Words, eyes: FourEyes | None = None
) -> dict[str, Any]:
    """What belongs to the plan as a whole."""
    plan = summary.plan
    recorded = partial(shapes.record, plan=plan, words=say)

    def own(*names: str) -> dict[str, Any]:
        return {name: recorded(getattr(plan, name)) for name in names}

    return {
        "version": VERSION,
        **own("id", "title", "short_title", "municipality", "summary"),
        "period": {
            "start": plan.start.isoformat(),
            "end": plan.end.isoformat(),
            "note": plan.period_note or None,
        },
        "adoption": plan.adopted_on
        and {
            "body": plan.adopted_by,
            "body_name": portfolio.unit_name(plan.adopted_by, plan.adopted_on),
            **shapes.ends("date", plan.adopted),
            "source": recorded(plan.adoption_source),
        },
        **own("revisions", "revised", "resolution", "calendar", "unconfirmed"),
        "closed": [_closed(record) for record in in_order(plan.closings)],
        **own("followed_through", "silent_after_months", "grace_days"),
        "as_of": summary.day.isoformat(),
        "clock": summary.judged_day.stopped_by or None,
        "round": shapes.round_data(summary.round),
        "total": summary.total,
        "counts": summary.counts,
        "totals": shapes.totals_data(summary),
        "progress": shapes.progress_data(progress(summary)),
        "money": shapes.money_data(money(plan)),
        "unreadable": shapes.unreadable_data(plan),
        "four_eyes": eyes and asdict(eyes),
        **own("language", "search_words", "goals"),
        "focus_areas": [
            {**recorded(area), "total": len(judged), "counts": counted(judged)}
            for area, judged in summary.by_focus_area()
        ],
        "documents": recorded(plan.documents),
        "units": [
            _unit(id, portfolio.units.get(id), summary.day) for id in unit_ids(portfolio, plan)
        ],
        **own("events", "conflicts", "choices", "not_found"),
        **own("corrections", "removed", "predecessor", "successor"),
        "fields": shapes.plain_fields(plan, plan),
        "own_fields": recorded(plan.fields),
        "own_words": recorded(plan.words),
        "publisher": recorded(plan.publisher),
        "license": recorded(plan.licence),
    }


def _closed(record: Closing) -> dict[str, Any]:
    """A link of the chain; the last one is its head."""
    return {
        "period": record.period,
        "closed_on": record.closed_on.isoformat(),
        "closed_by": record.closed_by or None,
        "sha256": record.checksum,
        "previous": record.previous or None,
    }


def _unit(id: str, unit: Unit | None, day: date) -> dict[str, Any]:
    """A unit with all its names; one that units.yml does not know is its id."""
    return {
        "id": id,
        "kind": unit.kind if unit else None,
        "name": unit.name_on(day) if unit else id,
        "names": [{"name": n.name, **_since(n.since)} for n in (unit.names if unit else ())],
        "parents": [{"unit": p.unit, **_since(p.since)} for p in (unit.parents if unit else ())],
    }


def _since(time: When | None) -> dict[str, str | None]:
    return {**shapes.ends("from", time), "precision": shapes.precision(time)}


def measures(summary: Summary, portfolio: Portfolio, say: Words, rev: str | None) -> dict[str, Any]:
    """Everything about every measure: what `tiltak status` tells, and all that stands in the files."""
    status = shapes.status_data(summary, portfolio, say, rev)
    full = [
        {**status_of_measure, **_whole(judged, summary.plan, say)}
        for status_of_measure, judged in zip(status["measures"], summary.judgements, strict=True)
    ]
    return {**status, "measures": full}


def _whole(judged: Judgement, plan: Plan, say: Words) -> dict[str, Any]:
    measure = judged.measure
    recorded = partial(shapes.record, plan=plan, words=say)
    return {
        **shapes.measure_text(measure, plan, say),
        **{name: recorded(getattr(measure, name)) for name in ("sources", "entries", "mentions")},
        "assessments": [
            {**recorded(a), "differs": a in judged.assessed_otherwise} for a in measure.assessments
        ],
        "revised": recorded(measure.revised),
        "decided": recorded(measure.decided),
        "milestones": [
            {**recorded(state.milestone), **shapes.milestone_data(state)}
            for state in judged.milestones
        ],
        "funding_note": recorded(measure.funding.note) if measure.funding else None,
        "funding_source": recorded(measure.funding.source) if measure.funding else None,
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
                "as_known": _as_known(stretch.as_known, say),
            }
            for stretch in reversed(course)
        ],
    }


def _as_known(then: KnownChanges | None, say: Words) -> dict[str, Any] | None:
    """The same by what was known at the end of each of the two; null where nothing was recorded then."""
    if then is None:
        return None
    return {
        "known_before": then.before_on.isoformat(),
        "known": then.on.isoformat(),
        "changes": [
            shapes.change_data(change, then.portfolio, then.changes.plan, say)
            for change in then.changes.items
        ],
    }


def promises(summary: Summary, portfolio: Portfolio, broken: Broken, say: Words) -> dict[str, Any]:
    """What has become of what was promised: deadlines that moved, promises that changed, measures that went.

    `changed` is null where git's history is not at hand and nobody can know.
    """
    plan = summary.plan
    return {
        **_head(summary),
        "moved": [shapes.promise_data(p, plan, say) for p in moved_promises(summary, broken)],
        "changed": broken.silent
        and [shapes.promise_change_data(c, portfolio, plan, say) for c in broken.silent],
        "period": shapes.changed_period_data(broken.period, say),
        "removed": [shapes.gone_measure_data(gone, say) for gone in broken.gone],
        "decided": [shapes.decided_change_data(c, portfolio, plan, say) for c in broken.decided],
    }


def corrections(summary: Summary, corrected: Iterable[Correction]) -> dict[str, Any]:
    """What closed reports say that is not so, the newest first."""
    return {
        **_head(summary),
        "corrections": [
            {
                "measure": c.number,
                "decision": c.decision or None,
                "indicator": c.indicator or None,
                "title": c.title,
                "field": c.key,
                **shapes.by_name(c, "what", "before", "after", "why", "periods"),
                **shapes.commit_data(c.commit),
            }
            for c in corrected
        ],
    }


def decisions(summary: Summary, portfolio: Portfolio) -> dict[str, Any]:
    """What was decided, and what had become of it on the day."""
    listed = [shapes.decision_data(item, portfolio) for item in followed(summary.plan, summary.day)]
    return {**_head(summary), "decisions": listed}


def indicators(summary: Summary, vintages: Callable[[Indicator], Vintages]) -> dict[str, Any]:
    """The figures that belong to a plan, whenever they are from."""
    listed = [shapes.indicator_data(i, vintages(i)) for i in summary.plan.indicators]
    return {**_head(summary), "indicators": listed}


def punctuality(summary: Summary, in_time: Iterable[Punctuality]) -> dict[str, Any]:
    """How many measures were reported on in time, late or not at all, by unit and period, the newest first."""
    return {**_head(summary), "units": [shapes.punctuality_data(of_unit) for of_unit in in_time]}


# As text


def _json(schema_name: str, value: Mapping[str, Any], up: str = "../../") -> bytes:
    """One key or one item on a line: short enough for ten thousand measures, and a diff shows which changed."""
    content = {"$schema": f"{up}{SCHEMAS}/{schema_name}.schema.json", **value}
    lines = ",\n".join(f"{_compact(key)}: {_lines(item)}" for key, item in content.items())
    return f"{{\n{lines}\n}}\n".encode()


def _lines(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_compact, value)) + "\n]"
    return _compact(value)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
