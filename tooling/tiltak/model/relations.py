"""How measures hang together, seen from both sides and across plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tiltak.model.plan import Measure, Portfolio

LINKS = ("depends_on", "continues", "supersedes")  # fields with the ids of other measures
PART_OF, DEPENDS_ON = "part_of", "depends_on"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a measure says of another one; `backwards` where the other one says it."""

    field: str
    other: Measure
    backwards: bool = False


def said_of(measure: Measure) -> Iterator[tuple[str, str]]:
    """The field and the id of each measure that this one names."""
    if measure.part_of is not None:
        yield PART_OF, f"{measure.plan_id}/{measure.part_of}"
    for field in LINKS:
        yield from ((field, id) for id in getattr(measure, field))


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
