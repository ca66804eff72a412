"""How a measure stands on a day. Pure: the day is an argument, and every verdict names its rule.

Four dimensions that are never mixed: phase and confidence are reported, timeliness and freshness are
computed. The verdict is the one word a reader sees: `RULES` are tried in order, the first answer wins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from tiltak.model.periods import Period, of_calendar
from tiltak.model.plan import Entry, Measure, Mention, Milestone, Move, Plan

DUE_SOON_DAYS = 30
FINAL_PHASES = ("completed", "stopped", "merged")


@dataclass(frozen=True, slots=True)
class Clock:
    """The day that counts, and why it stands there: empty, `reported_through` or `plan_end`."""

    day: date
    stopped_by: str = ""


def clock(plan: Plan, day: date) -> Clock:
    """A closed plan's clock stands: nothing becomes years overdue because nobody turned the page."""
    limits = [(plan.end, "plan_end")]
    if plan.reported_through:
        limits.append((plan.reported_through, "reported_through"))
    limit, why = min(limits)
    return Clock(limit, why) if day > limit else Clock(day)


def as_of(measure: Measure, day: date) -> Measure:
    """The measure as it was true at the end of a day: later entries, moves and promises do not exist.

    Newest first, also where the file has another order: a verdict must not hang on how lines were pasted.
    """
    return _changed(
        measure,
        entries=_newest_first(measure.entries, day),
        mentions=_newest_first(measure.mentions, day),
        milestones=tuple(
            _milestone_as_of(m, day)
            for m in measure.milestones
            if m.promised is None or m.promised <= day
        ),
    )


Whole = TypeVar("Whole", Measure, Milestone)


def _changed(whole: Whole, **parts: Any) -> Whole:
    """The same value where nothing is another: most of what was true yesterday is true today."""
    if all(getattr(whole, name) == part for name, part in parts.items()):
        return whole
    return replace(whole, **parts)


Dated = TypeVar("Dated", Entry, Mention, Move)


def _newest_first(dated: Iterable[Dated], until: date) -> tuple[Dated, ...]:
    return tuple(sorted((d for d in dated if d.date <= until), key=lambda d: d.date, reverse=True))


def _milestone_as_of(milestone: Milestone, day: date) -> Milestone:
    moves = _newest_first(milestone.moved, date.max)
    later = [move for move in moves if move.date > day]
    return _changed(
        milestone,
        due=_due_before(milestone, moves, later[-1]) if later else milestone.due,
        moved=moves[len(later) :],
        done=milestone.done if milestone.done and milestone.done <= day else None,
        occurrences=tuple(o for o in milestone.occurrences if o.done <= day),
    )


def _due_before(milestone: Milestone, moves: Sequence[Move], move: Move) -> date | None:
    """The deadline that a move did away with; None where no source states it."""
    return move.previous or (milestone.baseline if move is moves[-1] else None)


# Milestones


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """A milestone on a day.

    `state`: done, late, due_soon, upcoming or no_deadline. `days` past the deadline when late, until it
    when it lies ahead. `slip_days`: from baseline to today's deadline, None where no baseline is known.
    `missed`: deadlines of a recurring milestone that passed without being met, oldest first.
    """

    milestone: Milestone
    state: str
    due: date | None = None
    done: date | None = None
    days: int = 0
    slip_days: int | None = None
    missed: tuple[date, ...] = ()

    @property
    def passed(self) -> tuple[date, ...]:
        """The deadlines that have gone by since it became late, oldest first: more than one where it comes back."""
        if self.state != "late" or self.due is None:
            return ()
        return tuple(day for day in self.missed if day >= self.due) or (self.due,)


def milestone_state(milestone: Milestone, day: date, plan_end: date) -> MilestoneState:
    """Where a milestone (already trimmed by `as_of`) stands at the end of a day."""
    slip = None
    if milestone.baseline and milestone.due:
        slip = (milestone.due - milestone.baseline).days
    if milestone.repeat:
        return _recurring_state(milestone, day, plan_end, slip)
    if milestone.done:
        return MilestoneState(milestone, "done", milestone.due, milestone.done, slip_days=slip)
    return replace(_open_state(milestone, milestone.due, day), slip_days=slip)


def _open_state(milestone: Milestone, due: date | None, day: date) -> MilestoneState:
    if due is None:
        return MilestoneState(milestone, "no_deadline")
    ahead = (due - day).days
    if ahead < 0:
        return MilestoneState(milestone, "late", due, days=-ahead)
    return MilestoneState(
        milestone, "due_soon" if ahead <= DUE_SOON_DAYS else "upcoming", due, days=ahead
    )


def _recurring_state(
    milestone: Milestone, day: date, plan_end: date, slip: int | None
) -> MilestoneState:
    done = [o.done for o in milestone.occurrences]
    newest = max(done, default=None)
    if milestone.due is None:
        return MilestoneState(milestone, "no_deadline", done=newest, slip_days=slip)
    due_days = deadlines(milestone, plan_end)
    if not due_days:  # the first one lies behind the plan's end
        return replace(_open_state(milestone, milestone.due, day), done=newest, slip_days=slip)
    met = _met(due_days, done, exact=milestone.precision in ("day", "circa"))
    missed = tuple(d for d in due_days if d < day and d not in met)
    # Late since the first deadline that went by after the newest one that was met, on time or ahead of it:
    # what has been taken up again is missed once, and late no more.
    since = max(met, default=date.min)
    due = next((d for d in due_days if since < d < day), None)
    due = due or next((d for d in due_days if d >= day and d not in met), None)
    state = (
        _open_state(milestone, due, day) if due else MilestoneState(milestone, "done", due_days[-1])
    )
    return replace(state, done=newest, slip_days=slip, missed=missed)


FREQUENCIES = {
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "half_yearly": "FREQ=MONTHLY;INTERVAL=6",
    "yearly": "FREQ=YEARLY",
    "every_other_year": "FREQ=YEARLY;INTERVAL=2",
}
MAX_DEADLINES = 1000


def deadlines(milestone: Milestone, until: date) -> tuple[date, ...]:
    """Every deadline of a recurring milestone up to a day, by RFC 5545; empty where none is dated."""
    if milestone.due is None or not milestone.repeat:
        return ()
    return _deadlines(milestone.repeat, milestone.due, until)


@cache
def _deadlines(repeat: str, first: date, until: date) -> tuple[date, ...]:
    found: list[date] = []
    try:
        for moment in rrulestr(recurrence(repeat, first), dtstart=_noon(first)):
            if moment.date() > until or len(found) == MAX_DEADLINES:
                break
            found.append(moment.date())
    except (ValueError, LookupError):  # dateutil's answers to BYDAY=XX and BYDAY=60MO
        return ()  # `checks.bad_repeat` has told it
    return tuple(found)


def recurrence(repeat: str, first: date) -> str:
    """The RFC 5545 rule of a plain word.

    The RFC skips months without a 31st and years without 29 February; a deadline does not: it falls on
    the last day there is.
    """
    rule = FREQUENCIES.get(repeat)
    if rule is None:
        return repeat
    if "YEARLY" in rule:
        leap_day = (first.month, first.day) == (2, 29)
        return f"{rule};BYMONTH=2;BYMONTHDAY=-1" if leap_day else rule
    if (first + timedelta(days=1)).day == 1:
        return f"{rule};BYMONTHDAY=-1"
    if first.day > 28:
        days = ",".join(str(day) for day in range(28, first.day + 1))
        return f"{rule};BYMONTHDAY={days};BYSETPOS=-1"
    return rule


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 – a calendar day, no zone


def _met(due_days: Sequence[date], done: Iterable[date], *, exact: bool) -> set[date]:
    """The deadlines that were met. Each time it was done counts for one of its two neighbours that is unmet.

    A deadline on a day («31 August», `exact`) takes what was done nearest to it: two days late is late and
    not a year early. A deadline that stands for a stretch («every year») takes what was done in the stretch.
    """
    met: set[date] = set()
    for day in sorted(done):
        after = bisect_left(due_days, day)
        neighbours = [i for i in (after, after - 1) if 0 <= i < len(due_days)]
        if exact:
            neighbours.sort(key=lambda i: abs(due_days[i] - day))
        if unmet := [due_days[i] for i in neighbours if due_days[i] not in met]:
            met.add(unmet[0])
    return met


# The judgement


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Where the deadlines stand: a value of the schema's `timeliness`, days and the milestone it speaks of."""

    state: str
    days: int = 0
    milestone: MilestoneState | None = None


@dataclass(frozen=True, slots=True)
class Freshness:
    """When the newest report was for: a value of the schema's `freshness`, its day and its age in days."""

    state: str
    reported_for: date | None = None
    age_days: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one word, the rule that gave it, and the entry or milestone it rests on."""

    value: str
    rule: str
    entry: Entry | None = None
    milestone: MilestoneState | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A measure on a day. `measure` is already trimmed to what was true then."""

    measure: Measure
    day: date
    phase: str
    confidence: str
    entry: Entry | None
    milestones: tuple[MilestoneState, ...]
    timeliness: Timeliness
    freshness: Freshness
    silent: bool
    verdict: Verdict

    @property
    def deadlines_count(self) -> bool:
        """A measure that is completed, stopped or merged has no deadlines left to break."""
        return self.phase not in FINAL_PHASES

    @property
    def slip_days(self) -> int:
        """The longest stretch by which one of the measure's deadlines has been moved, in days."""
        return max((m.slip_days or 0 for m in self.milestones), default=0)


def judge(measure: Measure, plan: Plan, day: date, period: Period | None = None) -> Judgement:
    """Judge a measure at the end of a day, reported or not in a period (default: the one the day lies in).

    The clock of a closed plan is the caller's: pass `clock(plan, today).day`.
    """
    then = as_of(measure, day)
    carrying = next((e for e in then.entries if e.phase), None)
    newest = then.entries[0] if then.entries else None
    milestones = tuple(milestone_state(m, day, plan.end) for m in then.milestones)
    base = Judgement(
        measure=then,
        day=day,
        phase=carrying.phase if carrying else "",
        confidence=carrying.confidence if carrying else "",
        entry=newest,
        milestones=milestones,
        timeliness=timeliness(milestones),
        freshness=freshness(newest, day, period or of_calendar(day, plan.calendar)),
        silent=_is_silent(newest, carrying, day, plan.silent_after_months),
        verdict=Verdict("missing_report", "never_reported"),
    )
    return replace(base, verdict=verdict(base, carrying))


def timeliness(milestones: Sequence[MilestoneState]) -> Timeliness:
    """The most pressing thing to say: late before due soon, before moved, before on schedule."""
    late = [m for m in milestones if m.state == "late"]
    if late:
        worst = max(late, key=lambda m: m.days)
        return Timeliness("late", worst.days, worst)
    soon = [m for m in milestones if m.state == "due_soon"]
    if soon:
        first = min(soon, key=lambda m: m.days)
        return Timeliness("due_soon", first.days, first)
    ahead = [m for m in milestones if m.state == "upcoming"]
    moved = [m for m in ahead if (m.slip_days or 0) > 0]
    if moved:
        longest = max(moved, key=lambda m: m.slip_days or 0)
        return Timeliness("slipped", longest.slip_days or 0, longest)
    if ahead:
        first = min(ahead, key=lambda m: m.days)
        return Timeliness("on_schedule", first.days, first)
    if milestones and all(m.state == "done" for m in milestones):
        return Timeliness("all_done")
    return Timeliness("no_deadline")


def freshness(newest: Entry | None, day: date, period: Period) -> Freshness:
    if newest is None:
        return Freshness("never")
    state = "this_period" if newest.date in period else "older"
    return Freshness(state, newest.date, (day - newest.date).days)


def _is_silent(newest: Entry | None, carrying: Entry | None, day: date, months: int) -> bool:
    """Silence is never green: a report that is too old counts as none, unless nothing more is to be told."""
    if newest is None or carrying is None:
        return True
    return carrying.phase not in FINAL_PHASES and _months_later(newest.date, months) < day


@cache
def _months_later(day: date, months: int) -> date:
    return day + relativedelta(months=months)


Rule = Callable[[Judgement, Entry | None], Verdict | None]


def missing_report(judged: Judgement, carrying: Entry | None) -> Verdict | None:
    """Nobody has reported, or the newest report is older than the plan allows."""
    if carrying is None:
        return Verdict("missing_report", "never_reported")
    return Verdict("missing_report", "silent", judged.entry) if judged.silent else None


def _reported_as(phase: str) -> Rule:
    def rule(judged: Judgement, carrying: Entry | None) -> Verdict | None:
        return Verdict(phase, phase, carrying) if judged.phase == phase else None

    rule.__name__ = phase
    rule.__doc__ = f"The newest phase reported is `{phase}`."
    return rule


def late_milestone(judged: Judgement, carrying: Entry | None) -> Verdict | None:
    """A deadline has passed without the milestone being reached."""
    if judged.timeliness.state != "late":
        return None
    return Verdict("delayed", "late_milestone", carrying, judged.timeliness.milestone)


def off_track(judged: Judgement, carrying: Entry | None) -> Verdict | None:
    """The owner says that the next deadline will not be met."""
    return Verdict("delayed", "off_track", carrying) if judged.confidence == "off_track" else None


def at_risk(judged: Judgement, carrying: Entry | None) -> Verdict | None:
    """The owner says that the next deadline may be missed."""
    return Verdict("at_risk", "at_risk", carrying) if judged.confidence == "at_risk" else None


RULES: tuple[Rule, ...] = (
    missing_report,
    _reported_as("merged"),
    _reported_as("stopped"),
    _reported_as("completed"),
    _reported_as("in_operation"),
    _reported_as("paused"),
    late_milestone,
    off_track,
    at_risk,
    _reported_as("in_progress"),
    _reported_as("planning"),
    _reported_as("not_started"),
)


def verdict(judged: Judgement, carrying: Entry | None) -> Verdict:
    """The first rule that answers. Every phase has one, so there is always an answer."""
    for rule in RULES:
        if answer := rule(judged, carrying):
            return answer
    return Verdict("missing_report", "never_reported")
