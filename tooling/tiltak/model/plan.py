"""The plan, its measures and its units as plain frozen values. Nothing here judges or reads files.

Allowed values (phase, kind, reason …) are `str`: they stand in `schema/common.schema.json`, once.
A `When` is a time of the plan's, as exact as its source; a `datetime.date` means the end of that day in Europe/Oslo.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tiltak.model.assessments import Assessment
from tiltak.model.decisions import Decision
from tiltak.model.goals import Goal, within
from tiltak.model.indicators import Indicator
from tiltak.model.numbers import Number
from tiltak.model.own import NO_OWN_WORDS, OwnField, OwnWords
from tiltak.model.paper import Paper
from tiltak.model.periods import Period, PlanPeriod, whole_plan
from tiltak.model.source import Document, Source
from tiltak.model.when import When
from tiltak.problems import Place

OSLO = ZoneInfo("Europe/Oslo")
Value = str | int | tuple[str | int, ...]  # of a field that only the schema knows


@dataclass(frozen=True, slots=True)
class Reference:
    """Where the adopted words of a measure stand."""

    document: str
    section: str
    point: int | None = None
    amended: str = ""

    @property
    def place(self) -> str:
        """The spot as a document's list of places has it: «2.2.4 punkt 14»."""
        return f"{self.section} punkt {self.point}" if self.point else self.section


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of a measure: the text, its fingerprint where the text may not be copied, or both."""

    text: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody reported about a measure for one day.

    `phase` is empty for an entry that only says «checked, nothing new» (`unchanged`).
    """

    date: When
    phase: str = ""
    unchanged: bool = False
    confidence: str = ""
    reason: str = ""
    into: Number | None = None
    note: str = ""
    said_by: str = "owner"
    correction: str = ""
    source: Source | None = None
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that speaks of the theme but not of how far this measure has come. Not a report."""

    date: When
    note: str
    source: Source


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that was moved, known from `date` on. `previous` is None where no source states it.

    `decision`: the id of the revision of the plan that moved it, empty where the adopting body did not.
    """

    date: When
    previous: When | None = None
    reason: str = ""
    decision: str = ""
    note: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a recurring milestone was carried out."""

    done: When
    note: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A promise with a date. `baseline` was promised first, `due` is promised now.

    With `repeat` it comes back: `due` is the first deadline and `occurrences` the times it was done.
    `undated` are the words that stand in place of a deadline: «løpende».
    """

    id: str
    title: str
    baseline: When | None = None
    due: When | None = None
    undated: str = ""
    promised: When | None = None
    moved: tuple[Move, ...] = ()
    done: When | None = None
    repeat: str = ""
    occurrences: tuple[Occurrence, ...] = ()
    note: str = ""
    source: Source | None = None
    unconfirmed: tuple[str, ...] = ()
    place: Place = field(default=Place(""), compare=False)

    @property
    def decided_due(self) -> When | None:
        """The deadline that was last decided: where the newest decided move put it, else the first one."""
        put_at = self.due
        for move in self.moved:
            if move.decision:
                return put_at
            put_at = move.previous
        return self.baseline


@dataclass(frozen=True, slots=True)
class Revised:
    """A promise of a measure that stands otherwise than before: `previous` is what stood in `field`.

    A revision of the plan changed it (`decision`), or it was rendered wrongly here (`correction`): then the plan
    has promised the same all along. `milestone` is the one whose deadline was wrong.
    """

    field: str
    previous: str
    decision: str = ""
    correction: str = ""
    date: When | None = None
    source: Source | None = None
    milestone: str = ""


@dataclass(frozen=True, slots=True)
class RevisedPlan:
    """What a revision changed in the plan itself: `previous` is what stood in `field`, with the `id` of the thing in a list."""

    field: str
    previous: str
    decision: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class DecidedOfPlan:
    """What a revision changed in the plan itself."""

    revision: Revision
    revised: RevisedPlan


@dataclass(frozen=True, slots=True)
class Amount:
    """Money for a measure in a budget year, in whole kroner. `year` is None where no source gives one.

    `kind`: granted, asked_for, proposed or spent. `budget` names the budget or the accounts it belongs to.
    """

    kind: str
    kroner: int
    source: Source
    year: int | None = None
    precision: str = ""
    budget: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    """What has been decided about money for a measure, and the amounts that sources give."""

    decision: str
    note: str = ""
    source: Source | None = None
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """What a unit does in a measure that another answers for, as the plan calls it."""

    unit: str
    role: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a plan, as its file says now. Entries, mentions and moves stand newest first.

    `extra` holds the fields that only the schema or the plan knows.
    """

    plan_id: str
    number: Number
    title: str
    focus_area: str
    kind: str
    summary: str = ""
    reference: Reference | None = None
    decided: Decided | None = None
    owner: str = ""
    contributors: tuple[str, ...] = ()  # without those that have a role
    roles: tuple[Role, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    goals: tuple[str, ...] = ()
    part_of: Number | None = None
    related: tuple[str, ...] = ()  # ids of measures, as the next three
    depends_on: tuple[str, ...] = ()
    continues: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    mentions: tuple[Mention, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    revised: tuple[Revised, ...] = ()
    funding: Funding | None = None
    extra: Mapping[str, Value] = field(default_factory=dict)
    path: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        return f"{self.plan_id}/{self.number}"

    @property
    def taking_part(self) -> tuple[str, ...]:
        """The units that contribute, with a role or without."""
        return tuple(dict.fromkeys((*self.contributors, *(each.unit for each in self.roles))))

    def role(self, unit: str) -> str:
        return next((each.role for each in self.roles if each.unit == unit), "")

    @property
    def weight(self) -> int:
        """How much it counts beside the other measures; one where the plan gives no weights."""
        weight = self.extra.get("weight", 1)
        return weight if isinstance(weight, int) else 1

    @property
    def owner_confirmed(self) -> bool:
        return bool(self.owner) and not self.owner_proposed

    @property
    def owner_proposed(self) -> bool:
        """Whether somebody is named and nobody has confirmed it: that nobody is named at all is another matter."""
        return bool(self.owner) and "owner" in self.unconfirmed


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who answers for what is published of a plan. `official`: the plan's owner, or somebody on its behalf."""

    name: str
    official: bool = False
    organisation_number: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Licence:
    """On which terms the texts about a plan may be used, and whose name goes with them."""

    name: str
    url: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class FocusArea:
    """`adopted_title`: its name in the adopted plan, where ours is another."""

    id: str
    title: str
    short_title: str = ""
    adopted_title: str = ""
    goal: str = ""
    source: Source | None = None

    @property
    def label(self) -> str:
        """The name that fits in a figure."""
        return self.short_title or self.title


@dataclass(frozen=True, slots=True)
class Event:
    """Something the documents tell about the plan as a whole."""

    date: When
    note: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A decision that changes the plan after its adoption; without a `body` it is that of the adoption.

    `period` is set where it changes for how long the plan lasts.
    """

    id: str
    date: date
    body: str = ""
    case: str = ""
    note: str = ""
    period: PlanPeriod | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document says of something."""

    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that the documents disagree about: what each of them says, and which of it is followed here."""

    about: str
    sides: tuple[Claim, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a document tells of the follow-up of a point; `state` is empty where it does not say how far it has come."""

    date: When
    note: str
    state: str = ""
    correction: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class ResolutionPoint:
    """One point of the adopting body's resolution, with what the documents tell of its follow-up."""

    point: int
    text: str
    source: Source | None = None
    follow_up: tuple[Answer, ...] = ()
    assessments: tuple[Assessment, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanCorrection:
    """What a delivered report said wrongly of the plan itself, and why it is put right."""

    date: date
    correction: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A measure taken out of the plan; its number is never used again."""

    number: Number
    title: str
    date: date
    decision: str = ""
    note: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The plan before or after this one."""

    title: str
    plan: str = ""
    url: str = ""
    note: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """The last day that a plan was followed, where somebody stopped before its end: a unit or a role, and why."""

    date: date
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a closed period remembers of a status entry; `correction` is empty where it says of none."""

    date: date
    content: str
    correction: str = ""


@dataclass(frozen=True, slots=True)
class ChainStart:
    """What the first record builds on: the plan as the tag of its adoption has it, else as it first came in here.

    `sha256` is of all its files at `revision`. `adopted`: there was such a tag.
    """

    revision: str
    sha256: str
    adopted: bool = False
    on: date | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Redaction:
    """That something was taken out of what was delivered: when, why, and of which files.

    `cleaned` are the files that lie there without it, `removed` those that were taken out whole. Both are empty
    where only the checksums are others, because an earlier record is.
    """

    on: date
    reason: str
    cleaned: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closing:
    """The record of a period that has been reported and closed: by which files, and what was delivered.

    `entries` are fingerprints by the number of the measure; for those in `restated` they stand for all
    closed periods, not only this one. `holdings` are fingerprints of what else the report rests on, by name.
    `plan` are those of the plan itself, `decisions` and `figures` of what was said of each decision and of each series,
    `decision_holdings` of what else a decision says, `files` the checksums of what was delivered: a
    record of an older kind has none of them, and in `sha256` that of the report's numbers. The first builds on `start`.
    `afterwards`: the plan came here after the period was over, and nothing was delivered in its time.
    `timestamp` is the address of who said when the record was made; `checksum` is that of the record itself.
    """

    period: str
    as_of: date
    closed_on: date
    closed_by: str = ""
    revision: str = ""
    sha256: str = ""
    program: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    previous: str = ""
    start: ChainStart | None = None
    afterwards: bool = False
    entries: Mapping[Number, tuple[Fingerprint, ...]] = field(default_factory=dict)
    holdings: Mapping[Number, Mapping[str, str]] = field(default_factory=dict)
    plan: Mapping[str, str] | None = None
    decisions: Mapping[str, tuple[Fingerprint, ...]] | None = None
    decision_holdings: Mapping[str, Mapping[str, str]] | None = None
    figures: Mapping[str, Mapping[str, str]] | None = None
    restated: tuple[Number, ...] = ()
    timestamp: str = ""
    redacted: tuple[Redaction, ...] = ()
    path: str = field(default="", compare=False)
    checksum: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """A file that is there and could not be taken in, with what its name and its text still tell.

    `plan_id` is empty for the units, which belong to every plan; `number` is None where the name has none.
    """

    path: str
    kind: str
    plan_id: str = ""
    number: Number | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A public plan and everything that belongs to it as a whole, `extra` as for a measure."""

    id: str
    title: str
    municipality: str
    start: date
    end: date
    calendar: str
    focus_areas: tuple[FocusArea, ...]
    documents: tuple[Document, ...]
    unconfirmed: tuple[str, ...] = ()
    short_title: str = ""
    summary: str = ""
    language: str = "nb"
    search_words: tuple[str, ...] = ()  # words that mean the same: «narkotika, hasj, rusmidler»
    publisher: Publisher | None = None
    licence: Licence | None = None
    paper: Paper | None = None
    period_note: str = ""
    adopted_by: str = ""
    adopted: When | None = None
    adoption_source: Source | None = None
    adoption_revision: str = ""
    revisions: tuple[Revision, ...] = ()
    revised: tuple[RevisedPlan, ...] = ()
    resolution: tuple[ResolutionPoint, ...] = ()
    followed_through: Followed | None = None
    silent_after_months: int = 12
    grace_days: int = 30
    goals: tuple[Goal, ...] = ()
    events: tuple[Event, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    choices: tuple[str, ...] = ()
    fields: tuple[OwnField, ...] = ()
    words: OwnWords = NO_OWN_WORDS
    not_found: tuple[str, ...] = ()
    corrections: tuple[PlanCorrection, ...] = ()
    removed: tuple[Removed, ...] = ()
    predecessor: Neighbour | None = None
    successor: Neighbour | None = None
    allowed_addresses: tuple[str, ...] = ()
    closings: tuple[Closing, ...] = ()
    measures: tuple[Measure, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    decisions: tuple[Decision, ...] = ()
    extra: Mapping[str, Value] = field(default_factory=dict)
    path: str = field(default="", compare=False)
    unreadable: tuple[UnreadableFile, ...] = field(default=(), compare=False)
    # As its files say, where its first deadlines are read from what was recorded instead.
    as_filed: Plan | None = field(default=None, compare=False, repr=False)

    def paper_path(self, name: str) -> str:
        """Where a file lies that `paper` names."""
        return f"plans/{self.id}/paper/{name}"

    @property
    def label(self) -> str:
        return self.short_title or self.title

    @property
    def whole_period(self) -> Period:
        """All its days as a period that can be reported."""
        return whole_plan(self.start, self.end)

    @property
    def incomplete(self) -> str:
        """Why the plan may have more measures than are here; empty where all of them are."""
        return str(self.extra.get("incomplete", ""))

    @property
    def midpoint(self) -> date:
        return self.start + (self.end - self.start) / 2

    @property
    def adopted_on(self) -> date | None:
        """The last day on which it can have been adopted."""
        return self.adopted.last if self.adopted else None

    def closing(self, period: str) -> Closing | None:
        return next((c for c in self.closings if c.period == period), None)

    def measure(self, number: Number) -> Measure | None:
        return next((m for m in self.measures if m.number == number), None)

    def revision(self, id: str) -> Revision | None:
        return next((r for r in self.revisions if r.id == id), None)

    @property
    def decided_of_plan(self) -> tuple[DecidedOfPlan, ...]:
        """What revisions changed in the plan itself, the oldest first."""
        dated = ((self.revision(revised.decision), revised) for revised in self.revised)
        changes = [DecidedOfPlan(revision, revised) for revision, revised in dated if revision]
        return tuple(sorted(changes, key=lambda change: change.revision.date))

    def indicator(self, id: str) -> Indicator | None:
        return next((i for i in self.indicators if i.id == id), None)

    def document(self, id: str) -> Document | None:
        return next((d for d in self.documents if d.id == id), None)

    def goal(self, id: str) -> Goal | None:
        return next((g for g in self.goals if g.id == id), None)

    def serving(self, goal: str) -> tuple[Measure, ...]:
        """The measures that serve a goal or one that is part of it, each of them once."""
        goals = within(goal, self.goals)
        return tuple(measure for measure in self.measures if goals & set(measure.goals))

    def focus_area(self, id: str) -> FocusArea | None:
        return next((a for a in self.focus_areas if a.id == id), None)

    def focus_area_title(self, id: str) -> str:
        """The title of a focus area; its id where the plan does not know it."""
        area = self.focus_area(id)
        return area.title if area else id


def values(of: Measure | Plan | Milestone | Entry) -> dict[str, Any]:
    """What is compared, by the name of the field; what stands in `extra` by its own name."""
    named = {name: getattr(of, name) for name in COMPARED[type(of)]}
    extra = named.pop("extra", {})
    return {**named, **extra}


COMPARED = {
    kind: tuple(f.name for f in fields(kind) if f.compare)
    for kind in (Measure, Plan, Milestone, Entry)
}


@dataclass(frozen=True, slots=True)
class UnitName:
    """A name from a day on; `since` is None for the oldest name known."""

    name: str
    since: When | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class UnitParent:
    unit: str
    since: When | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the organisation, a political body or a partner, with its names and parents, newest first."""

    id: str
    kind: str
    names: tuple[UnitName, ...]
    parents: tuple[UnitParent, ...] = ()
    note: str = ""
    code_owner: str = ""

    @property
    def name(self) -> str:
        return self.names[0].name

    def name_on(self, day: date) -> str:
        """The name that was in use on a day (the oldest known one for days before every name)."""
        return _in_force(self.names, day).name

    def parent_on(self, day: date) -> str:
        """The id of the unit it belonged to on a day, empty where none is known."""
        return _in_force(self.parents, day).unit if self.parents else ""


Dated = TypeVar("Dated", UnitName, UnitParent)


def _in_force(dated: tuple[Dated, ...], day: date) -> Dated:
    return next((item for item in dated if item.since is None or item.since.last <= day), dated[-1])


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All plans and units of a repository at one moment."""

    plans: tuple[Plan, ...] = ()
    units: Mapping[str, Unit] = field(default_factory=dict)
    unreadable: tuple[UnreadableFile, ...] = ()

    def plan(self, id: str) -> Plan | None:
        return next((p for p in self.plans if p.id == id), None)

    def unit_name(self, id: str, day: date | None = None) -> str:
        """The name shown for a unit; its id where the unit is unknown."""
        unit = self.units.get(id)
        if unit is None:
            return id
        return unit.name if day is None else unit.name_on(day)

    def measures(self) -> Iterable[Measure]:
        return (measure for plan in self.plans for measure in plan.measures)
