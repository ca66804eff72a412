"""How measures hang together, seen from both sides and across plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tiltak.model.numbers import Number, number_of
from tiltak.model.plan import Measure, Portfolio

PART_OF, RELATED, DEPENDS_ON, INTO = "part_of", "related", "depends_on", "into"
# The fields with the ids of other measures.
LINKS = (DEPENDS_ON, "continues", "supersedes", RELATED)


@dataclass(frozen=True, slots=True)
class Relation:
    """What a measure says of another one; `backwards` where the other one says it."""

    field: str
    other: Measure
    backwards: bool = False


def called(id: str, plan_id: str) -> Number | str:
    """What a plan calls a measure: its number in the plan's own, its id in another.

    >>> called("rus/14", "rus"), called("14", "rus"), called("helse/14", "rus")
    (14, 14, 'helse/14')
    """
    other_plan, _, number = id.rpartition("/")
    return number_of(number) if other_plan in ("", plan_id) else id


def id_of(named: Number | str, plan_id: str) -> str:
    """The id of a measure that a plan calls so."""
    return str(named) if "/" in str(named) else f"{plan_id}/{named}"


def said_of(measure: Measure) -> Iterator[tuple[str, str]]:
    """The field and the id of each measure that this one names."""
    if measure.part_of is not None:
        yield PART_OF, id_of(measure.part_of, measure.plan_id)
    if measure.entries and measure.entries[0].into is not None:
        yield INTO, id_of(measure.entries[0].into, measure.plan_id)
    for field in LINKS:
        yield from ((field, id) for id in getattr(measure, field))


def among_wholes(measure: Measure) -> tuple[Number, bool, Number]:
    """Where a measure stands in a list by number: a part right below what it is part of."""
    parent = measure.number if measure.part_of is None else measure.part_of
    return parent, measure.part_of is not None, measure.number


def relations(portfolio: Portfolio) -> Mapping[str, tuple[Relation, ...]]:
    """By the id of a measure, both ways; what a measure says itself stands first."""
    measures = {measure.id: measure for measure in portfolio.measures()}
    forwards: dict[str, list[Relation]] = {}
    backwards: dict[str, list[Relation]] = {}
    for measure in portfolio.measures():
        for field, id in said_of(measure):
            if other := measures.get(id):
                forwards.setdefault(measure.id, []).append(Relation(field, other))
                backwards.setdefault(id, []).append(Relation(field, measure, backwards=True))
    return {id: (*forwards.get(id, ()), *backwards.get(id, ())) for id in {**forwards, **backwards}}
