"""What is known of the money: amounts added up, and beside each sum for how many measures it is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tiltak.model.goals import Goal
from tiltak.model.plan import Amount, FocusArea, Measure, Plan
from tiltak.read import schema

GRANTED = "granted"
WANTED = ("asked_for", "proposed")  # what somebody has yet to decide


@dataclass(frozen=True, slots=True)
class MoneySum:
    """The amounts of one kind for some measures: `stated` of `total` have one. Of the others nobody knows.

    `kroner` is None where no amount is known, which is not nothing.
    """

    kind: str
    kroner: int | None
    stated: int
    total: int
    precision: str = ""

    @property
    def unknown(self) -> int:
        return self.total - self.stated


Sums = tuple[MoneySum, ...]


@dataclass(frozen=True, slots=True)
class YearSums:
    """The sums of a budget year, of the kinds that it has; `year` is None for amounts without one."""

    year: int | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class OwnerSums:
    """The sums of what a unit is responsible for, `confirmed` or only proposed; `owner` is empty where none is known."""

    owner: str
    confirmed: bool
    sums: Sums


@dataclass(frozen=True, slots=True)
class Money:
    """The money of a plan. Every part has the kinds that the plan has, what was granted always among them.

    A measure that serves several goals stands with each of them.
    """

    total: Sums
    years: tuple[YearSums, ...]
    areas: tuple[tuple[FocusArea, Sums], ...]
    goals: tuple[tuple[Goal, Sums], ...]
    owners: tuple[OwnerSums, ...]

    @property
    def any_known(self) -> bool:
        return any(of_kind.stated for of_kind in self.total)


def money(plan: Plan) -> Money:
    """The sums of a plan, of its years, focus areas and goals, and of those who are responsible."""
    measures = plan.measures
    there = {GRANTED, *(amount.kind for m in measures for amount in amounts(m))}
    kinds = [kind for kind in schema.values("amount_kind") if kind in there]
    of_owner: dict[tuple[str, bool], list[Measure]] = {}
    for measure in measures:
        of_owner.setdefault((measure.owner, measure.owner_confirmed), []).append(measure)
    return Money(
        sums(measures, kinds),
        tuple(_years(measures, kinds)),
        tuple((a, sums([m for m in measures if m.focus_area == a.id], kinds)) for a in plan.focus_areas),
        tuple((g, sums(plan.serving(g.id), kinds)) for g in plan.goals),
        tuple(OwnerSums(*owner, sums(own, kinds)) for owner, own in of_owner.items()),
    )  # fmt: skip


def has_money(plan: Plan) -> bool:
    """Whether anything is told of money for any measure."""
    return any(measure.funding for measure in plan.measures)


def amounts(measure: Measure) -> tuple[Amount, ...]:
    return measure.funding.amounts if measure.funding else ()


def wanted(measure: Measure) -> tuple[Amount, ...]:
    """What is asked for or proposed, and not decided yet."""
    return tuple(amount for amount in amounts(measure) if amount.kind in WANTED)


def sums(measures: Sequence[Measure], kinds: Iterable[str]) -> Sums:
    """A sum for each kind, whatever the year."""
    return tuple(_sum(kind, [(m, amounts(m)) for m in measures]) for kind in kinds)


def _years(measures: Sequence[Measure], kinds: Sequence[str]) -> Iterable[YearSums]:
    years = {amount.year for m in measures for amount in amounts(m)}
    for year in sorted(years, key=lambda year: (year is None, year or 0)):
        of_year = [(m, tuple(a for a in amounts(m) if a.year == year)) for m in measures]
        there = {amount.kind for _, own in of_year for amount in own}
        yield YearSums(year, tuple(_sum(kind, of_year) for kind in kinds if kind in there))


def _sum(kind: str, of: Sequence[tuple[Measure, Sequence[Amount]]]) -> MoneySum:
    with_amount = [
        (measure, own)
        for measure, all_kinds in of
        if (own := [a for a in all_kinds if a.kind == kind]) or _got_nothing(measure, kind)
    ]
    added = [amount for _, own in with_amount for amount in own]
    kroner = sum(amount.kroner for amount in added) if with_amount else None
    return MoneySum(kind, kroner, len(with_amount), len(of), _precision(added))


def _got_nothing(measure: Measure, kind: str) -> bool:
    """Whether it is known that nothing was granted."""
    funding = measure.funding
    return kind == GRANTED and funding is not None and funding.decision == "declined"


def _precision(added: Iterable[Amount]) -> str:
    """How exact a sum is: as its least exact part, `about` where those differ."""
    inexact = {amount.precision for amount in added} - {""}
    return inexact.pop() if len(inexact) == 1 else "about" if inexact else ""
