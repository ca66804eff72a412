"""Figures that tell how it goes with what a plan is about, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tiltak.model.numbers import Number
from tiltak.model.source import Source
from tiltak.model.when import When


@dataclass(frozen=True, slots=True)
class Figure:
    """What sources say that a number was, for a time and a group.

    `period` is as written, and `when` the time it names: None where no source gives one. `value` is None where
    a source says that it is not known, which is never zero. `precision`: `about`, `at_least`, `at_most`, or empty.
    """

    period: str
    value: Decimal | None
    sources: tuple[Source, ...]
    group: str = ""
    when: When | None = None
    precision: str = ""
    as_printed: str = ""
    note: str = ""
    correction: str = ""

    @property
    def key(self) -> tuple[str, str, tuple[Source, ...]]:
        """Which figure it is, whatever its value; two sources may say different things of the same year."""
        return self.period, self.group, self.sources


@dataclass(frozen=True, slots=True)
class Break:
    """From a time on, figures cannot be compared with those before it."""

    since: When
    note: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Waypoint:
    """What a figure shall have been on the way to its target, where somebody has decided that."""

    value: Decimal
    by: When


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure shall have become at a time; `path` stands oldest first."""

    value: Decimal
    by: When
    group: str = ""
    path: tuple[Waypoint, ...] = ()
    source: Source | None = None

    @property
    def decided(self) -> tuple[Waypoint, ...]:
        """The way and the target itself, oldest first."""
        return (*self.path, Waypoint(self.value, self.by))


@dataclass(frozen=True, slots=True)
class Indicator:
    """A series of figures: what is counted, what it speaks of, and what a reader must know. Figures stand oldest first.

    `better` is `up`, `down` or empty. `small_numbers` says why one year says little; then no change is reckoned.
    """

    id: str
    plan_id: str
    title: str
    unit: str
    better: str = ""
    definition: str = ""
    measured_by: str = ""
    goals: tuple[str, ...] = ()
    focus_areas: tuple[str, ...] = ()
    measures: tuple[Number, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    breaks: tuple[Break, ...] = ()
    small_numbers: str = ""
    notes: tuple[str, ...] = ()
    target: Target | None = None
    figures: tuple[Figure, ...] = ()
    path: str = field(default="", compare=False)

    @property
    def figures_path(self) -> str:
        """Where its figures stand: beside its description."""
        return f"{self.path.removesuffix('.yml')}.csv"

    @property
    def groups(self) -> tuple[str, ...]:
        """Who is counted, in the order of the file."""
        return tuple(dict.fromkeys(figure.group for figure in self.figures))

    def of_group(self, group: str) -> tuple[Figure, ...]:
        return tuple(figure for figure in self.figures if figure.group == group)

    def breaks_between(self, earlier: When, later: When) -> tuple[Break, ...]:
        """The breaks after one time, up to another."""
        return tuple(b for b in self.breaks if earlier.last < b.since.first <= later.last)

    def until(self, day: date) -> tuple[Figure, ...]:
        """The figures of times that were over on a day; those without a time are of none."""
        return tuple(f for f in self.figures if f.when and f.when.last <= day)

    def sources_until(self, day: date) -> tuple[Source, ...]:
        """Where the figures of times that were over on a day stand, each place once."""
        return tuple(dict.fromkeys(source for f in self.until(day) for source in f.sources))

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.sources_until(date.max)
