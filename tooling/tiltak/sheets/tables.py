"""The measures of a plan as tables that a unit fills in: one row a measure to report on, one row a milestone,
one row a measure whose facts can be changed. Beside them the plan's figures and decisions, to read.

A table knows nothing of file formats. `workbook` and `csvfiles` write and read it, `merge` makes edits of it.
Each row carries its base: what the cells said when they were handed out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from tiltak.edit import shape as shapes
from tiltak.edit import typed
from tiltak.edit.change import norwegian_date
from tiltak.edit.draft import slug
from tiltak.judge.as_of import judged_day
from tiltak.judge.decisions import Followed, followed
from tiltak.judge.reminders import owed
from tiltak.judge.status import Judgement, judge
from tiltak.model.indicators import Indicator
from tiltak.model.numbers import Number
from tiltak.model.plan import Measure, Plan, Portfolio
from tiltak.model.relations import relations
from tiltak.model.when import When, in_file
from tiltak.problems import UsageError
from tiltak.read import fields, schema
from tiltak.read.fields import SHEET, declared
from tiltak.read.yaml_lines import Path
from tiltak.words import decisions
from tiltak.words import relations as relation_words
from tiltak.words.language import words
from tiltak.words.measures import with_role

STATUS, MILESTONES, FACTS = "status", "milestones", "facts"
FIGURES, DECISIONS = "figures", "decisions"
TEXT, PROSE, DATE, CHOICE, LIST, NUMBER_FORM = "text", "prose", "date", "choice", "list", "number"
ENTRIES = "entries"  # in the base of a row to report on: what was reported when it was handed out
LOCKED = "locked"  # in the base of every row: marks of the cells that only tell
UNCHANGED = "unchanged"
ANSWER = "answer"
NOT_OURS, UNKNOWN = "Ikke vårt", "Vet ikke"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """`path`: where the value stands in a measure's file, or in an entry or milestone of it; empty where it goes nowhere.

    Locked columns only tell. Hidden ones can be written in too, but a unit seldom needs them.

    `new`: workbooks that were handed out before there was such a column have none, and are taken in all the same.
    """

    key: str
    title: str
    form: str = TEXT
    locked: bool = False
    hidden: bool = False
    path: Path = ()
    choices: tuple[str, ...] = ()  # the words to choose from
    strict: bool = True  # nothing but the choices will do
    help: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as text by the key of their column."""

    number: Number
    milestone: str
    cells: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)  # in the base only
    # Where its column has more.
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def choices_of(self, column: SheetColumn) -> tuple[str, ...]:
        return self.choices.get(column.key, column.choices)


@dataclass(frozen=True, slots=True)
class SheetTable:
    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[Row, ...]
    elsewhere: str = ""  # of a table that is only to be read: where what it shows is changed

    @property
    def file_name(self) -> str:
        return f"{slug(self.title)}.csv"

    @property
    def editable(self) -> tuple[SheetColumn, ...]:
        return tuple(column for column in self.columns if not column.locked)

    def base(self, row: Row, plan_id: str) -> str:
        """Write the base that travels with a row: its measure, the texts of its open cells, a mark for each locked one."""
        texts = {c.key: row.cells[c.key] for c in self.editable if row.cells[c.key]}
        locked = {c.key: mark(comparable(row.cells[c.key], c)) for c in self.columns if c.locked}
        base = {
            "plan": plan_id,
            "number": row.number,
            "milestone": row.milestone,
            **row.extra,
            "cells": texts,
            LOCKED: locked,
        }
        return json.dumps({k: v for k, v in base.items() if v != ""}, ensure_ascii=False)


Values = Mapping[Number, Mapping[str, Any]]  # a measure's file by its number


def tables(
    plan: Plan, portfolio: Portfolio, values: Values, day: date, owner: str = ""
) -> tuple[SheetTable, ...]:
    """The tables of a plan, or of the measures that one unit is responsible for, as they stand on a day.

    Three to fill in, then those to read that have something to show.
    """
    names = Names(plan, portfolio)
    own = {n: v for n, v in sorted(values.items()) if not owner or v.get("owner") == owner}
    shown_on = judged_day(plan, day).day
    judged = {m.number: judge(m, plan, shown_on) for m in plan.measures if m.number in own}
    asked = {
        reminder.measure.number: reminder.period.end.isoformat()
        for message in owed(plan, day)
        for reminder in message.of("silent")
        if reminder.period
    }
    others = _other_measures(plan, portfolio, day)
    to_fill_in = (
        _status(own, names, judged, asked, plan),
        _milestones(own, names),
        _facts(own, names, others),
    )
    indicators = [i for i in plan.indicators if not owner or own.keys() & set(i.measures)]
    decided = [
        of
        for of in followed(plan, day)
        if not owner or owner == of.decision.unit or own.keys() & set(of.decision.measures)
    ]
    to_read = _figures(indicators, plan), _decisions(decided, plan, portfolio, day)
    return (*to_fill_in, *(table for table in to_read if table.rows))


class Names:
    """Words for the ids and codes of a plan, each standing for one thing only."""

    def __init__(self, plan: Plan, portfolio: Portfolio) -> None:
        self.units = _told_apart({u.id: u.name for u in portfolio.units.values()})
        self.areas = _told_apart({a.id: a.title for a in plan.focus_areas})
        self.measure = shapes.of_measures(plan)
        self.own = fields.own_fields(plan.fields)
        self.documents = tuple(d.id for d in plan.documents)
        self.revisions = tuple(r.id for r in plan.revisions)

    def of(self, path: Path) -> Mapping[str, str]:
        """Id or code → word for a field, empty for a field that is free text."""
        name = path[-1] if isinstance(path[-1], str) else path[-2]
        if name in ("owner", "contributors"):
            return self.units
        if name == "focus_area":
            return self.areas
        definition = self.measure.at(*path).resolved
        choices = [choice for choice in definition.get("oneOf", ()) if "const" in choice]
        return {c["const"]: str(c.get("title", c["const"])) for c in choices}


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Two units with the same name get their ids behind it."""
    often = Counter(name.casefold() for name in names.values())
    return {
        id: f"{name} ({id})" if often[name.casefold()] > 1 else name for id, name in names.items()
    }


def text_of(value: Any, names: Mapping[str, str]) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    if value is True:
        return "ja"
    if isinstance(value, list):
        return "; ".join(text_of(item, names) for item in value)
    return names.get(value, value) if isinstance(value, str) else str(value)


def fingerprint(entries: Any) -> str:
    """Hash a list of entries, to see whether it has changed since it was handed out."""
    written = json.dumps(entries, ensure_ascii=False, sort_keys=True)
    return sha256(written.encode()).hexdigest()[:16]


def tidy(text: str) -> str:
    """Strip what spreadsheet programs change unasked: line ends and surrounding space."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def comparable(text: str, column: SheetColumn) -> str:
    """Normalise a cell for comparison: a spreadsheet writes dates its own way."""
    if column.form == DATE and text:
        try:
            return str(typed.when(text))
        except UsageError:
            return text
    if column.form == NUMBER_FORM and (number := decimal_in(text)) is not None:
        return str(number)
    return " ".join(text.split()) if column.form == LIST else text


def decimal_in(text: str) -> float | None:
    """The number in a cell, None where it says something else."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def mark(text: str) -> str:
    """Hash a cell's text, to see whether it has changed since it was handed out."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:6]


BASE_TITLE = "Grunnlag (skal ikke endres)"
NUMBER = SheetColumn("number", "Nr.", locked=True)
MEASURE = SheetColumn("measure", "Tiltak", locked=True)


def _column(key: str, path: Path, names: Names, form: str, **more: Any) -> SheetColumn:
    """An editable column with the schema's own name, help and words."""
    shape = names.measure.at(*path)
    words = tuple(names.of(path).values())
    details = {"title": shape.title, "help": shape.help, "choices": words, **more}
    if path[-1] == "source":
        details |= {"choices": names.documents, "strict": False}
    return SheetColumn(key, form=form, path=path, **details)


ENTRY_FORMS = {
    "date": DATE, "phase": CHOICE, "reason": CHOICE, "note": PROSE,
    "confidence": CHOICE, "into": TEXT, "correction": PROSE, "source": TEXT,
}  # fmt: skip
SELDOM_REPORTED = frozenset({"confidence", "into", "correction", "source"})


def _status(
    values: Values,
    names: Names,
    judged: Mapping[Number, Judgement],
    asked: Mapping[Number, str],
    plan: Plan,
) -> SheetTable:
    """One row to fill in for each measure, beside what was reported last and what the public reads.

    `asked`: the day of the round, for those that nobody has reported on in it. It stands in the row already.
    """
    phases = names.of(("status", 0, "phase"))
    unchanged = shapes.of("measure").at("status", 0, UNCHANGED).title
    columns = [
        NUMBER,
        MEASURE,
        SheetColumn("dues", "Frister", locked=True),
        SheetColumn("shown", "Nettstedet sier nå", PROSE, locked=True),
        SheetColumn("last", "Sist hørt", locked=True),
        SheetColumn("last_note", "Siste begrunnelse", PROSE, locked=True),
    ]
    for key, form in ENTRY_FORMS.items():
        more: dict[str, Any] = {"hidden": key in SELDOM_REPORTED}
        if key == "phase":
            more |= {"choices": (unchanged, *phases.values())}
        columns.append(_column(key, ("status", 0, key), names, form, **more))
    columns.append(
        SheetColumn(ANSWER, "Kan ikke melde", CHOICE, choices=(NOT_OURS, UNKNOWN), help=ANSWER_HELP)
    )
    return SheetTable(
        STATUS,
        "Status",
        tuple(columns),
        tuple(
            _status_row(n, v, phases, judged.get(n), asked.get(n, ""), plan)
            for n, v in values.items()
        ),
    )


ANSWER_HELP = (
    "Hører tiltaket hjemme hos andre, eller vet dere ikke hvordan det står til? Skriv gjerne mer i "
    "«Begrunnelse». Svaret går til den som følger planen, og blir ikke offentlig."
)


def _status_row(
    number: Number,
    value: Mapping[str, Any],
    phases: Mapping[str, str],
    judged: Judgement | None,
    asked: str,
    plan: Plan,
) -> Row:
    entries = value.get("status") or []
    carrying = next((at for at, entry in enumerate(entries) if "phase" in entry), None)
    last, last_note = "Ingen har meldt status", ""
    if carrying is not None:
        since = entries[: carrying + 1]
        said_for = norwegian_date(since[0]["date"], since[0].get("precision", ""))
        confirmed = ", ingenting nytt" if carrying else ""
        last = f"{said_for}: {phases.get(since[-1]['phase'], since[-1]['phase'])}{confirmed}"
        last_note = next((str(entry["note"]) for entry in since if "note" in entry), "")
    cells = {
        "number": str(number),
        "measure": str(value.get("title", "")),
        "dues": _dues(judged) if judged else "",
        "shown": _shown(judged, plan) if judged else "",
        "last": last,
        "last_note": last_note,
        **dict.fromkeys((*ENTRY_FORMS, ANSWER), ""),
        "date": asked,
    }
    # «Ingenting nytt» says that what was reported still holds.
    choices = {"phase": tuple(phases.values())} if carrying is None else {}
    return Row(number, "", cells, {ENTRIES: fingerprint(entries)}, choices)


def _dues(judged: Judgement) -> str:
    """The deadlines that are still to be met, one a line."""
    say = words()
    return "\n".join(
        f"{state.milestone.title}: {say.date(state.due)}"
        for state in judged.milestones
        if state.is_open and state.due
    )


def _shown(judged: Judgement, plan: Plan) -> str:
    """What the measure's public page says: the verdict, and why."""
    say = words().of(plan)
    return f"{say.label('verdict', judged.verdict.value)}. {say.why(judged, plan)}"


MILESTONE_FORMS = {"title": TEXT, "due": DATE, "done": DATE}
MOVE_FORMS = {"date": DATE, "reason": CHOICE, "decision": TEXT, "source": TEXT, "note": PROSE}
SELDOM_MOVED = frozenset({"date", "decision", "source"})
MOVE_TITLES = {
    "date": "Dagen fristen ble flyttet",
    "reason": "Årsak til flytting",
    "decision": "Vedtak",
    "note": "Begrunnelse",
    "source": "Kilde",
}
MOVE_HELP = {
    "date": "Står cellen tom, gjelder datoen i statusmeldingen for tiltaket i det samme regnearket, og ellers dagen i dag.",
    "reason": "Fylles ut når fristen flyttes.",
    "decision": "Kortnavnet til vedtaket, når det vedtakende organet selv har flyttet fristen.",
    "note": "Hvorfor fristen flyttes, eller en merknad om at noe som gjentas, er gjennomført.",
}


def _milestones(values: Values, names: Names) -> SheetTable:
    columns = [
        NUMBER,
        MEASURE,
        SheetColumn("id", "Kortnavn", locked=True, hidden=True),
        SheetColumn(
            "baseline",
            shapes.of("measure").at("milestones", 0, "baseline").title,
            DATE,
            locked=True,
        ),
        SheetColumn("unconfirmed", PROPOSED, locked=True),
        SheetColumn(
            "repeat", shapes.of("measure").at("milestones", 0, "repeat").title, locked=True
        ),
    ]
    for key, form in MILESTONE_FORMS.items():
        columns.append(_column(key, ("milestones", 0, key), names, form))
    for key, form in MOVE_FORMS.items():
        if key == "decision" and not names.revisions:
            continue
        more: dict[str, Any] = {
            "title": MOVE_TITLES[key],
            "hidden": key in SELDOM_MOVED,
            "new": key == "date",
        }
        if key in MOVE_HELP:
            more["help"] = MOVE_HELP[key]
        if key == "decision":
            more |= {"choices": names.revisions}
        columns.append(_column(key, ("milestones", 0, "moved", 0, key), names, form, **more))
    rows = tuple(
        _milestone_row(number, value, milestone)
        for number, value in values.items()
        for milestone in (*(value.get("milestones") or ()), {})  # and one to fill in
    )
    return SheetTable(MILESTONES, "Milepæler", tuple(columns), rows)


def _proposed(value: Mapping[str, Any], *path: str | int) -> str:
    """Which fields of a measure or of something in it no source states, in words."""
    return _titles("measure", path, value.get("unconfirmed") or ())


def _titles(kind: str, path: Path, names: Iterable[str]) -> str:
    return ", ".join(shapes.of(kind).at(*path, name).title for name in names)


NEW_MILESTONE = " – ny milepæl"  # behind the measure's title in a row that is still empty


def _milestone_row(number: Number, value: Mapping[str, Any], milestone: Mapping[str, Any]) -> Row:
    repeat = str(milestone.get("repeat", ""))
    cells = {
        "number": str(number),
        "measure": str(value.get("title", "")) + ("" if milestone else NEW_MILESTONE),
        "id": str(milestone.get("id", "")),
        "baseline": _time(milestone, "baseline"),
        "unconfirmed": _proposed(milestone, "milestones", 0),
        "repeat": schema.label("repeat", repeat) if repeat else "",
        "title": text_of(milestone.get("title"), {}),
        "due": _time(milestone, "due"),
        "done": _time({**milestone, "precision": ""}, "done"),
        **dict.fromkeys(MOVE_FORMS, ""),
    }
    return Row(number, cells["id"], cells)


def _time(milestone: Mapping[str, Any], key: str) -> str:
    """A time as a cell has it: a day as a day, and what is known less exactly in words."""
    written, precision = milestone.get(key) or "", milestone.get("precision", "")
    stated = in_file(written, precision) if written else None
    if isinstance(stated, When) and stated.is_day:
        return str(stated)
    if isinstance(stated, When) and not stated.written:
        return norwegian_date(written, precision)
    return text_of(written, {})


FACT_PATHS: Mapping[str, Path] = {
    "title": ("title",), "summary": ("summary",), "focus_area": ("focus_area",), "kind": ("kind",),
    "owner": ("owner",), "contributors": ("contributors",), "decision": ("funding", "decision"),
    "funding_note": ("funding", "note"), "funding_source": ("funding", "source"),
}  # fmt: skip
FACT_FORMS = {
    "summary": PROSE, "focus_area": CHOICE, "kind": CHOICE, "owner": CHOICE, "contributors": LIST,
    "decision": CHOICE, "funding_note": PROSE,
}  # fmt: skip
PLAIN_FORMS = {
    fields.PROSE: PROSE,
    fields.DATE: DATE,
    fields.TIME: DATE,
    fields.CHOICE: CHOICE,
    fields.TEXTS: LIST,
}
FACT_TITLES = {
    "funding_note": "Merknad om finansiering",
    "funding_source": "Kilde for finansiering",
}


PROPOSED = "Bare foreslått"  # the fields of a measure that no source states


def _other_measures(plan: Plan, portfolio: Portfolio, day: date) -> dict[Number, str]:
    """How each measure hangs together with others, a line for each kind of relation."""

    def judged(measure: Measure) -> Judgement | None:
        of_plan = portfolio.plan(measure.plan_id)
        return judge(measure, of_plan, judged_day(of_plan, day).day) if of_plan else None

    say, related = words().of(plan), relations(portfolio)
    return {
        m.number: "\n".join(map(": ".join, relation_words.lines(listed, plan.id, say).items()))
        for m in plan.measures
        if (listed := relation_words.on_a_day(m, related.get(m.id, ()), judged))
    }


def _facts(values: Values, names: Names, others: Mapping[Number, str]) -> SheetTable:
    columns = [NUMBER]
    paths = {
        **FACT_PATHS,
        **{field.key: (field.key,) for field in fields.fields_for("measure", SHEET)},
        **{f.key: (fields.OWN, f.key) for f in names.own.values() if SHEET in f.show},
    }
    for key, path in paths.items():
        more: dict[str, Any] = {"title": FACT_TITLES[key]} if key in FACT_TITLES else {}
        field = names.own.get(key) or declared("measure", *path)
        form = FACT_FORMS.get(key) or PLAIN_FORMS.get(field.form, TEXT)
        columns.append(_column(key, path, names, form, **more))
        if key == "contributors":  # beside the last of what can be only proposed
            columns.append(SheetColumn("roles", declared("measure", "roles").title, locked=True))
            columns.append(SheetColumn("unconfirmed", PROPOSED, locked=True))
    columns.append(SheetColumn("others", "Andre tiltak", PROSE, locked=True))
    rows = tuple(
        Row(
            n,
            "",
            {
                "number": str(n),
                "roles": "; ".join(
                    with_role(text_of(of["unit"], names.units), of["role"])
                    for of in v.get("roles", ())
                ),
                "unconfirmed": _proposed(v),
                "others": others.get(n, ""),
                **{k: text_of(_at(v, p), names.of(p)) for k, p in paths.items()},
            },
        )
        for n, v in values.items()
    )
    return SheetTable(FACTS, "Opplysninger", tuple(columns), rows)


def _to_read(
    name: str, title: str, columns: Mapping[str, tuple[str, str]], rows: Iterable[Row], where: str
) -> SheetTable:
    """A table that is only to be read. `columns`: the heading and the form of each by its key; `where` it is changed."""
    elsewhere = (
        f"«{title}» er bare til å lese. Er noe feil, si det til den som koordinerer planen. {where}"
    )
    locked = (
        SheetColumn(key, heading, form, locked=True, help=elsewhere)
        for key, (heading, form) in columns.items()
    )
    return SheetTable(name, title, tuple(locked), tuple(rows), elsewhere)


FIGURE_COLUMNS = {
    "indicator": ("Tallrekke", PROSE), "name": ("Kortnavn", TEXT), "period": ("Periode", TEXT),
    "group": ("Gruppe", TEXT), "value": ("Verdi", NUMBER_FORM),
    "precision": ("Hvor nøyaktig tallet er", TEXT), "unit": ("Enhet", TEXT),
    "sources": ("Kilde", PROSE), "note": ("Merknad", PROSE), "file": ("Fil", PROSE),
}  # fmt: skip


def _figures(indicators: Iterable[Indicator], plan: Plan) -> SheetTable:
    say = words().of(plan)
    rows = (
        Row(
            0,
            f"{indicator.id} {at}",
            {
                "indicator": indicator.title,
                "name": indicator.id,
                "period": figure.period,
                "group": figure.group,
                # A decimal comma, as the Norwegian Excel reads it out of a text file.
                "value": say._("ikke kjent")
                if figure.value is None
                else f"{figure.value:f}".replace(".", ","),
                "precision": say.label("figure_precision", figure.precision)
                if figure.precision
                else "",
                "unit": indicator.unit,
                "sources": "; ".join(say.source(plan, source) for source in figure.sources),
                "note": figure.note,
                "file": indicator.figures_path,
            },
        )
        for indicator in indicators
        for at, figure in enumerate(indicator.figures)
    )
    where = "Tallene rettes i filen i kolonnen «Fil», eller tas inn med «tiltak import FIL --indicator KORTNAVN»."
    return _to_read(FIGURES, "Tall", FIGURE_COLUMNS, rows, where)


DECISION_COLUMNS = {
    "decision": ("Vedtak", PROSE), "origin": ("Vedtatt av", PROSE), "unit": ("Følges opp av", PROSE),
    "due": ("Frist", DATE), "measures": ("Tiltak som svarer", TEXT),
    "state": ("Hvor langt det er kommet", PROSE), "newest": ("Sagt sist", PROSE),
    "unconfirmed": (PROPOSED, TEXT), "file": ("Fil", PROSE),
}  # fmt: skip


def _decisions(
    listed: Iterable[Followed], plan: Plan, portfolio: Portfolio, day: date
) -> SheetTable:
    say = words().of(plan)

    def cells(of: Followed) -> dict[str, str]:
        due = of.decision.due
        return {
            "decision": decisions.in_short(of.decision, say),
            "origin": decisions.origin(of.decision, portfolio, say),
            "unit": portfolio.unit_name(of.decision.unit, day) if of.decision.unit else "",
            "due": "" if due is None else str(due) if due.is_day else say.date(due),
            "measures": "; ".join(map(str, of.decision.measures)),
            "state": decisions.state(of, say),
            "newest": decisions.said_of(of.newest, plan, say) if of.newest else "",
            "unconfirmed": _titles("decision", (), of.decision.unconfirmed),
            "file": of.decision.path,
        }

    rows = (Row(0, of.decision.id, cells(of)) for of in listed)
    where = "Vedtakene rettes i skjemaet («tiltak edit»), eller i filen i kolonnen «Fil»."
    return _to_read(DECISIONS, "Vedtak", DECISION_COLUMNS, rows, where)


def _at(value: Mapping[str, Any], path: Path) -> Any:
    node: Any = value
    for step in path:
        node = node.get(step) if isinstance(node, Mapping) else None
    return node


def by_key(rows: Iterable[Row]) -> dict[tuple[Number, str], Row]:
    return {(row.number, row.milestone): row for row in rows}
