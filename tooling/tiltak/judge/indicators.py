"""How an indicator stands on a day: the newest figure of each group, and what it may be compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tiltak.model.indicators import Break, Figure, Indicator
from tiltak.model.plan import Plan


@dataclass(frozen=True, slots=True)
class Standing:
    """A group on a day. `newest` are the figures of its newest time: several where sources differ, none where nothing is known.

    `before` is the figure of the time before it, and `change` by how much the newest differs from it: None where
    the two cannot be compared, because of the `breaks` between them, because sources differ or know no exact
    figure, or because the numbers are small.
    """

    group: str
    newest: tuple[Figure, ...]
    before: Figure | None = None
    breaks: tuple[Break, ...] = ()
    change: Decimal | None = None


def standings(indicator: Indicator, day: date) -> tuple[Standing, ...]:
    """Every group of an indicator, by the figures of times that were over on a day."""
    stated = [f for f in indicator.until(day) if f.value is not None]
    return tuple(
        _standing(indicator, group, [f for f in stated if f.group == group])
        for group in indicator.groups
    )


def _standing(indicator: Indicator, group: str, figures: Sequence[Figure]) -> Standing:
    # A group whose figures are of overlapping times is compared all the same by their last days.
    if not figures:
        return Standing(group, ())
    newest = _of_last_day(figures)
    earlier = _of_last_day([f for f in figures if f.when and f.when.last < _last(newest[0])])
    if not earlier:
        return Standing(group, newest)
    now, before = newest[0], earlier[0]
    assert now.when
    assert before.when
    breaks = indicator.breaks_between(before.when, now.when)
    comparable = len(newest) == len(earlier) == 1 and not (now.precision or before.precision)
    if breaks or indicator.small_numbers or not comparable:
        return Standing(group, newest, before, breaks)
    assert now.value is not None
    assert before.value is not None
    return Standing(group, newest, before, change=now.value - before.value)


def _of_last_day(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    last = max(map(_last, figures), default=date.min)
    return tuple(figure for figure in figures if _last(figure) == last)


def _last(figure: Figure) -> date:
    return figure.when.last if figure.when else date.min


def is_starting_point(figure: Figure, plan: Plan) -> bool:
    """Whether a figure is of a time that began before the plan was adopted, so that it can be no effect of it."""
    return bool(figure.when and figure.when.first < (plan.adopted_on or plan.start))


def differing(indicator: Indicator) -> tuple[tuple[Figure, ...], ...]:
    """The figures of the same time and group that sources do not agree on."""
    by_time: dict[tuple[str, str], list[Figure]] = {}
    for figure in indicator.figures:
        by_time.setdefault((figure.period, figure.group), []).append(figure)
    return tuple(tuple(same) for same in by_time.values() if len(same) > 1)
