"""Decisions that a plan must answer: resolutions, budget decisions, amendments and what an audit found."""

from __future__ import annotations

from dataclasses import dataclass, field

from tiltak.model.assessments import Assessment
from tiltak.model.numbers import Number
from tiltak.model.source import Source
from tiltak.model.when import When


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is said of how a decision was followed up. `state` is empty where only something is told of it."""

    date: When
    note: str
    state: str = ""
    said_by: str = "owner"
    correction: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that was decided or found, in own words, and what became of it; `entries` stand newest first.

    `kind`: resolution, budget, amendment or audit. `body` is the unit it came from, `unit` the one that must follow
    it up, `measures` the numbers of those that answer it.
    """

    id: str
    plan_id: str
    title: str
    kind: str
    body: str
    text: str
    date: When | None = None
    case: str = ""
    source: Source | None = None
    unit: str = ""
    due: When | None = None
    measures: tuple[Number, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    entries: tuple[FollowUp, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    path: str = field(default="", compare=False)
