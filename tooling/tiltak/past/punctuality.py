"""Whether status reports came in time, by unit and period. Only what git has recorded counts.

A period counts once its round is over, where the plan was here before the period ended. Nobody is late by a
rhythm that no source states. What was recorded
about the days before that came here afterwards: it is neither in time nor late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from tiltak.judge.as_of import as_of
from tiltak.judge.rounds import Round, round_of
from tiltak.judge.status import FINAL_PHASES, times_reached
from tiltak.judge.summary import reported_periods
from tiltak.model.periods import Period
from tiltak.model.plan import Measure, Plan
from tiltak.model.when import When
from tiltak.past.history import History, Past
from tiltak.past.provenance import first_recorded, provenance
from tiltak.read import schema
from tiltak.read.commits import Commit

ANSWERS = schema.values("answer")


@dataclass(frozen=True, slots=True)
class Answer:
    """How a measure was reported on for a period, one of `ANSWERS`; `days` from the period's end until it was."""

    state: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Punctuality:
    """The answers of one unit for one period. `unit` is empty where nobody has confirmed who is responsible."""

    unit: str
    period: Period
    answers: tuple[Answer, ...]

    def count(self, state: str) -> int:
        return sum(answer.state == state for answer in self.answers)

    @property
    def median_days(self) -> int | None:
        """From the end of the period until a report was recorded: the middle one, of two the shorter; None of none."""
        days = [answer.days for answer in self.answers if answer.days is not None]
        return median_low(days) if days else None


def punctuality(plan: Plan, past: History | None, today: date) -> tuple[Punctuality, ...]:
    """By period, the newest first, and unit; nothing where no history can be read."""
    begun = past.begun.get(plan.id) if past else None
    if past is None or begun is None:
        return ()
    rounds = [round_of(plan, p, today) for p in reversed(reported_periods(plan, today))]
    rounds = [
        r for r in rounds if r.is_over and not r.proposed and begun.recorded_on <= r.period.end
    ]
    answers: dict[tuple[Period, str], list[Answer]] = {}
    for measure in plan.measures if rounds else ():
        steps = past.of(measure.id).steps
        came = steps[0].commit if steps else None
        recorded = _recorded(measure, past.of(measure.id))
        unit = measure.owner if measure.owner_confirmed else ""
        for reporting in rounds:
            if came and came.recorded_on <= reporting.period.end:
                for answer in _answer(measure, recorded, reporting, begun):
                    answers.setdefault((reporting.period, unit), []).append(answer)
    return tuple(
        Punctuality(unit, period, tuple(of_unit))
        for (period, unit), of_unit in sorted(
            answers.items(), key=lambda a: (-a[0][0].end.toordinal(), a[0][1])
        )
    )


def by_period(listed: Iterable[Punctuality]) -> dict[Period, dict[str, int]]:
    """How many measures were reported on in time, late and not at all, the oldest period first."""
    counts: dict[Period, dict[str, int]] = {}
    for of_unit in sorted(listed, key=lambda of_unit: of_unit.period.end):
        of_period = counts.setdefault(of_unit.period, dict.fromkeys(ANSWERS, 0))
        for state in ANSWERS:
            of_period[state] += of_unit.count(state)
    return counts


def in_period(listed: Iterable[Punctuality], period: Period) -> tuple[Punctuality, ...]:
    return tuple(of_unit for of_unit in listed if of_unit.period == period)


def _recorded(measure: Measure, past: Past) -> tuple[tuple[When, date], ...]:
    """Each time of which anything is told of a measure, with the day on which it was recorded."""
    entries = ((r.entry.date, r.first) for r in provenance(past).entries)
    milestones = first_recorded(past)
    reached = (
        (time, milestones.get((milestone.id, time)))
        for milestone in measure.milestones
        for time in times_reached(milestone)
    )
    return tuple((time, commit.recorded_on) for time, commit in (*entries, *reached) if commit)


def _answer(
    measure: Measure, recorded: tuple[tuple[When, date], ...], reporting: Round, begun: Commit
) -> Iterator[Answer]:
    """The answer of a measure; none where nothing was asked for, or where it came in here afterwards."""
    period = reporting.period
    since_start = [(time, day) for time, day in recorded if time.last >= period.start]
    own = [(time, day) for time, day in since_start if time.last <= period.end]
    in_time = [
        day
        for time, day in since_start
        if time.last >= begun.recorded_on and day <= reporting.until
    ]
    late = [day for time, day in own if time.last >= begun.recorded_on and day > reporting.until]
    if in_time:
        yield Answer("in_time", max(0, (min(in_time) - period.end).days))
    elif late:
        yield Answer("late", (min(late) - period.end).days)
    elif not own and not _is_final(measure, period.start - timedelta(days=1)):
        yield Answer("not_heard")


def _is_final(measure: Measure, day: date) -> bool:
    carrying = next((e for e in as_of(measure, day).entries if e.phase), None)
    return carrying is not None and carrying.phase in FINAL_PHASES
