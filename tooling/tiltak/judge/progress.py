"""How much of the plan's time is gone beside how much is delivered."""

from __future__ import annotations

from dataclasses import dataclass

from tiltak.judge.summary import Summary

DELIVERED = ("completed", "in_operation")
UNKNOWN = ("missing_report", "deadline_passed")  # may be delivered, and nobody has said so


@dataclass(frozen=True, slots=True)
class Progress:
    """Days of the plan that are over, and measures that are completed or in operation.

    `weight` is that of the `delivered`, out of `total_weight`; each measure weighs one where the plan says nothing.
    `unknown` are the measures of which nobody can say whether they are delivered.
    """

    days_over: int
    days: int
    delivered: int
    unknown: int
    total: int
    weight: int
    total_weight: int
    weighted: bool
    incomplete: bool = False  # the plan may have more measures

    @property
    def time_percent(self) -> int:
        return percent(self.days_over, self.days)

    @property
    def delivered_percent(self) -> int | None:
        """Whole percent of the weight; None where there is nothing to deliver, or nobody knows how much."""
        if self.incomplete or not self.total_weight:
            return None
        return percent(self.weight, self.total_weight)


def percent(part: int, total: int) -> int:
    """The nearest whole percent, but 0 only of nothing and 100 only of all.

    >>> [percent(part, 250) for part in (0, 1, 124, 249, 250)]
    [0, 1, 50, 99, 100]
    """
    nearest = round(100 * part / total)
    return nearest if part in (0, total) else min(max(nearest, 1), 99)


def progress(summary: Summary) -> Progress:
    """The plan at the end of the day that its numbers speak of."""
    plan, judgements = summary.plan, summary.judgements
    days = (plan.end - plan.start).days + 1
    over = (summary.day - plan.start).days + 1
    delivered = [j.measure for j in judgements if j.verdict.value in DELIVERED]
    return Progress(
        min(max(over, 0), days),
        days,
        len(delivered),
        sum(j.verdict.value in UNKNOWN for j in judgements),
        len(judgements),
        sum(measure.weight for measure in delivered),
        sum(j.measure.weight for j in judgements),
        any(j.measure.weight != 1 for j in judgements),
        bool(plan.incomplete),
    )
