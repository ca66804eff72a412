"""What a plan and its measures do not tell yet, and how much of it is there. A score counts; it says nothing of quality."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tiltak.model.plan import Measure, Plan

# What a reader expects to be told, in the order in which it is worth finding out: for a measure …
MEASURE: Mapping[str, Callable[[Measure], bool]] = {
    "owner": lambda measure: bool(measure.owner),
    "owner_confirmed": lambda measure: measure.owner_confirmed,
    "deadline": lambda measure: any(m.due or m.promised for m in measure.milestones),
    "status": lambda measure: bool(measure.entries),
    "source": lambda measure: all(entry.source for entry in measure.entries[:1]),
    "reference": lambda measure: measure.reference is not None,
    "adopted_text": lambda measure: measure.decided is not None,
    "summary": lambda measure: bool(measure.summary),
}
# … and for the plan itself.
PLAN: Mapping[str, Callable[[Plan], bool]] = {
    "publisher": lambda plan: plan.publisher is not None,
    "licence": lambda plan: plan.licence is not None,
    "adoption": lambda plan: plan.adopted_on is not None,
    "adoption_source": lambda plan: plan.adoption_source is not None,
    "addresses": lambda plan: all(document.url for document in plan.documents),
}


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing of a measure or a plan: keys of `MEASURE` or `PLAN`, and how many of them there are."""

    missing: tuple[str, ...]
    expected: int

    @property
    def present(self) -> int:
        return self.expected - len(self.missing)


@dataclass(frozen=True, slots=True)
class PlanGaps:
    """What a plan itself lacks, and each of its measures, with the sums of both."""

    own: Gaps
    measures: tuple[tuple[Measure, Gaps], ...]

    @property
    def present(self) -> int:
        return self.own.present + sum(gaps.present for _, gaps in self.measures)

    @property
    def expected(self) -> int:
        return self.own.expected + sum(gaps.expected for _, gaps in self.measures)


def measure_gaps(measure: Measure) -> Gaps:
    """A proposed owner is one gap, no owner two: nobody has confirmed it either."""
    return Gaps(
        tuple(key for key, is_told in MEASURE.items() if not is_told(measure)), len(MEASURE)
    )


def plan_gaps(plan: Plan) -> PlanGaps:
    own = Gaps(tuple(key for key, is_told in PLAN.items() if not is_told(plan)), len(PLAN))
    return PlanGaps(own, tuple((measure, measure_gaps(measure)) for measure in plan.measures))
