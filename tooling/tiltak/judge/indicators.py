"""How an indicator stands on a day: the newest figure of each group, and what it may be compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tiltak.model.indicators import Break, Figure, Indicator, Target, Waypoint
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


@dataclass(frozen=True, slots=True)
class Expected:
    """What the newest figure of a group should have been: `is_decided`, or on a straight line to the next point that is."""

    value: Decimal
    is_decided: bool


def expected(standing: Standing, indicator: Indicator, plan: Plan) -> Expected | None:
    """None where there is no target, where the figure is of a time before the plan, and where a line would join what cannot be compared."""
    target, newest = _compared_with_target(standing, indicator, plan)
    if not target or not newest:
        return None
    time = newest.when
    assert time
    decided = {point.by.last: point.value for point in target.decided}
    if time.last in decided:
        return Expected(decided[time.last], is_decided=True)
    before, after = _start(standing, indicator, plan), None
    for point in target.decided:
        if point.by.last < time.last:
            before = point
        after = after or (point if point.by.last > time.last else None)
    if indicator.small_numbers or not before or not after:
        return None
    if indicator.breaks_between(before.by, after.by):
        return None
    gone = Decimal((time.last - before.by.last).days) / (after.by.last - before.by.last).days
    return Expected(before.value + (after.value - before.value) * gone, is_decided=False)


def moves_away(standing: Standing, indicator: Indicator, plan: Plan) -> bool:
    """Whether the newest figure is farther from a target that it has not met; only where a source says what is good."""
    target, newest = _compared_with_target(standing, indicator, plan)
    is_guessed = {"better", "target"} & {*indicator.unconfirmed}
    if not target or not newest or not standing.change or not indicator.better or is_guessed:
        return False
    assert newest.value is not None
    if indicator.better == "up":
        return standing.change < 0 and newest.value < target.value
    return standing.change > 0 and newest.value > target.value


def _compared_with_target(
    standing: Standing, indicator: Indicator, plan: Plan
) -> tuple[Target | None, Figure | None]:
    """The target of a group and its newest figure, where sources agree on one of a time after the adoption."""
    target = indicator.target
    newest = standing.newest[0] if len(standing.newest) == 1 else None
    if not target or target.group != standing.group:
        return None, None
    if not newest or not newest.when or is_starting_point(newest, plan):
        return target, None
    # A target that was set before a break is no target for what is counted after it.
    adopted = plan.adopted_on or plan.start
    is_broken = any(adopted < b.since.first <= newest.when.last for b in indicator.breaks)
    return target, None if is_broken else newest


def _start(standing: Standing, indicator: Indicator, plan: Plan) -> Waypoint | None:
    """The last figure of a group from before the adoption, where sources agree on it and it is exact."""
    earlier = [
        f
        for f in indicator.of_group(standing.group)
        if f.value is not None and is_starting_point(f, plan)
    ]
    last = _of_last_day(earlier)
    if len(last) != 1 or last[0].precision or last[0].value is None or not last[0].when:
        return None
    return Waypoint(last[0].value, last[0].when)


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
