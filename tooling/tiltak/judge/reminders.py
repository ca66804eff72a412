"""Who is to be reminded of what on a day. Pure; nothing is sent from here.

A milestone, and a decision that is to be followed up, is called to mind 30 and 7 days before its deadline and on the workday before it, 1 and 7 days
after, then every 30 days. A measure that nobody reported on is called to mind when its round opens, a week before the last day, the
day after it, then every 30 days until the next round opens. A message comes on a workday, and a unit gets at
most one in five days: what falls in between waits for the next one, and is told as it stands then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import itemgetter

from tiltak.judge.as_of import as_of
from tiltak.judge.decisions import CLOSED_STATES, Followed, decisions, followed, on_day
from tiltak.judge.rounds import Round, asks_no_more, in_force_from, round_of, round_on
from tiltak.judge.status import (
    DUE_SOON_DAYS,
    FINAL_PHASES,
    Judgement,
    MilestoneState,
    judge,
    milestone_states,
)
from tiltak.judge.workdays import is_workday, workday_from, workday_until
from tiltak.model.decisions import Decision
from tiltak.model.numbers import Number
from tiltak.model.periods import Period, between
from tiltak.model.plan import Measure, Milestone, Plan
from tiltak.model.recurrence import deadlines
from tiltak.model.when import When

DAYS_BEFORE = (30, 7)  # and on the last workday before it
DAYS_AFTER = (1, 7)
THEN_EVERY = 30
DAYS_LEFT_OF_ROUND = 7
QUIET_DAYS = 5


# A measure's number, and a milestone's id or nothing for its report; no number, and the id of a decision.
Key = tuple[Number | None, str]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing that a unit owes: `due_soon` and `late` have a `milestone`, `silent` has a `period`.

    `by`: the deadline of the milestone, or the last day to register a report for the period in time.
    """

    kind: str
    judged: Judgement
    by: date
    milestone: MilestoneState | None = None
    period: Period | None = None
    proposed: bool = False  # `by` follows from a rhythm that no source states

    @property
    def measure(self) -> Measure:
        return self.judged.measure

    @property
    def key(self) -> Key:
        return self.measure.number, self.milestone.milestone.id if self.milestone else ""


@dataclass(frozen=True, slots=True)
class DecisionReminder:
    """A decision that a unit must follow up: its deadline is `due_soon`, or `late`."""

    kind: str
    followed: Followed
    by: When

    @property
    def key(self) -> Key:
        return None, self.followed.decision.id


@dataclass(frozen=True, slots=True)
class Message:
    """What one unit is told on a day; `unit` is empty where no owner is known.

    `waiting`: what it has said is not its own, and nobody has answered yet.
    """

    unit: str
    day: date
    reminders: tuple[Reminder, ...]
    decisions: tuple[DecisionReminder, ...] = ()
    waiting: tuple[Reminder | DecisionReminder, ...] = ()

    def setting_aside(self, waits: Callable[[Measure | Decision], bool]) -> Message:
        """The message without what waits for an answer to the unit."""
        reminders = tuple(r for r in self.reminders if not waits(r.measure))
        decided = tuple(r for r in self.decisions if not waits(r.followed.decision))
        waiting: tuple[Reminder | DecisionReminder, ...] = (
            *(r for r in self.reminders if r not in reminders),
            *(r for r in self.decisions if r not in decided),
        )
        return replace(self, reminders=reminders, decisions=decided, waiting=waiting)

    def of(self, kind: str) -> tuple[Reminder, ...]:
        return tuple(r for r in self.reminders if r.kind == kind)

    def decisions_of(self, kind: str) -> tuple[DecisionReminder, ...]:
        return tuple(r for r in self.decisions if r.kind == kind)

    def lines_of(self, kind: str) -> tuple[Reminder, ...]:
        """The reminders of a kind that have a line of their own: a report is asked for where a deadline of its measure is told."""
        with_deadline = {r.measure.number for r in self.reminders if r.milestone}
        return tuple(
            r for r in self.of(kind) if r.milestone or r.measure.number not in with_deadline
        )

    def report_asked_for_at(self, reminder: Reminder) -> Reminder | None:
        """The report that the line of a deadline asks for: that of its measure, at the first of its deadlines."""
        of_measure = [r for r in self.reminders if r.measure.number == reminder.measure.number]
        is_first_of_several = reminder is of_measure[0] and reminder.milestone
        return of_measure[-1] if is_first_of_several and of_measure[-1].kind == "silent" else None

    @property
    def keys(self) -> set[Key]:
        return {r.key for r in self.reminders} | {r.key for r in self.decisions}


KINDS = ("late", "due_soon", "silent")  # the order in which a message tells them


def messages(plan: Plan, day: date) -> tuple[Message, ...]:
    """The messages of a day, one for each unit that is to have one, by the unit's id."""
    keys = {key for _, then, about in _told(plan, day) if then == day for key in about}
    return _grouped(plan, day, keys)


def unsent(
    plan: Plan, day: date, sent_on: Callable[[str, date], date | None]
) -> tuple[tuple[date, Message], ...]:
    """The messages of the last days that nobody has sent, with the day each belongs to, as they stand now.

    A unit that nobody has asked in the open round, because somebody began to send in the middle of it, is asked on the
    next workday. A unit has one message at most, and none within the quiet days after the last that it was sent.
    What is settled meanwhile is not asked for. A mail tells all that became worth telling until it was sent, also what
    would have waited for the next one. What was missed is sent on a workday, and days off take none of its last days.
    """
    if not is_workday(day):
        return ()
    quiet_since = day - timedelta(days=QUIET_DAYS - 1)
    since = workday_until(quiet_since)
    reporting = round_on(plan, day)
    by_unit: defaultdict[str, dict[date, dict[Key, date]]] = defaultdict(dict)
    for unit, then, keys in _told(plan, day):
        by_unit[unit][then] = keys
    waiting: list[tuple[date, Message]] = []
    for unit, keys_by_day in sorted(by_unit.items()):
        sent = {then: sent_on(unit, then) for then in keys_by_day}
        last_sent = max(filter(None, sent.values()), default=date.min)
        untold = {
            then: {key for key, triggered_on in keys.items() if triggered_on > last_sent}
            for then, keys in keys_by_day.items()
        }
        due = {then for then in untold if since <= then <= day and untold[then] and not sent[then]}
        due |= _unasked(keys_by_day, reporting, day, last_sent)
        if due and last_sent < quiet_since:
            about = {key for then in untold if then in due or then > day for key in untold[then]}
            waiting += [(max(due), message) for message in _grouped(plan, day, about)]
    return tuple(sorted(waiting, key=itemgetter(0)))


def _unasked(
    keys_by_day: Mapping[date, Mapping[Key, date]], reporting: Round, day: date, last_sent: date
) -> set[date]:
    """The days of the open round on which a unit was to be asked for reports, where no mail has asked for any."""
    asked_on = {
        then: [on for (number, id), on in keys.items() if number is not None and not id]
        for then, keys in keys_by_day.items()
        if reporting.opens <= then <= day
    }
    is_asked = any(on <= last_sent for days in asked_on.values() for on in days)
    if is_asked or not reporting.is_open:
        return set()
    return {then for then, days in asked_on.items() if days}


def owed(plan: Plan, day: date) -> tuple[Message, ...]:
    """List everything each unit owes on a day, including what it is not reminded of today."""
    keys: set[Key] = {
        (measure.number, id)
        for measure in plan.measures
        for id in ("", *(m.id for m in measure.milestones))
    }
    keys |= {(None, decision.id) for decision in decisions(plan)}
    return _grouped(plan, day, keys)


def _grouped(plan: Plan, day: date, keys: set[Key]) -> tuple[Message, ...]:
    """Turn keys into reminders by owner, leaving out what is settled on the day.

    Where a unit is asked for a report, it is asked for all that it owes, and told all its deadlines that are near or passed.
    """
    if not _is_open(plan, day):
        return ()
    by_owner: defaultdict[str, list[Reminder]] = defaultdict(list)
    decided: defaultdict[str, list[DecisionReminder]] = defaultdict(list)
    numbers = {number for number, _ in keys}
    owners = {measure.owner for measure in plan.measures if measure.number in numbers}
    for measure in plan.measures:
        if measure.owner in owners:
            by_owner[measure.owner] += _open_reminders(measure, plan, day)
    asked_for_report = {
        owner
        for owner, owed_by_unit in by_owner.items()
        if any(r.kind == "silent" and r.key in keys for r in owed_by_unit)
    }
    for owner in owners - asked_for_report:
        by_owner[owner] = [r for r in by_owner[owner] if r.key in keys]
    for item in followed(plan, day):
        to_remind = _reminder_of_decision(item, plan, day)
        if to_remind and (to_remind.key in keys or item.decision.unit in asked_for_report):
            decided[item.decision.unit].append(to_remind)
    return tuple(
        Message(
            unit,
            day,
            tuple(sorted(by_owner[unit], key=_order)),
            tuple(sorted(decided[unit], key=lambda r: (KINDS.index(r.kind), r.by.last))),
        )
        for unit in sorted({*by_owner, *decided})
        if by_owner[unit] or decided[unit]
    )


def _order(reminder: Reminder) -> tuple[int, date, Number]:
    return KINDS.index(reminder.kind), reminder.by, reminder.measure.number


def _is_open(plan: Plan, day: date) -> bool:
    """A plan that is not adopted, over, or no longer followed reminds nobody."""
    return in_force_from(plan) <= day and not asks_no_more(plan, day)


def _open_reminders(measure: Measure, plan: Plan, day: date) -> Iterator[Reminder]:
    judged = judge(measure, plan, day)
    if judged.phase in FINAL_PHASES:
        return
    for state in judged.milestones if day <= plan.end else ():
        if state.due and state.state in ("late", "due_soon"):
            yield Reminder(state.state, judged, state.due.last, state)
    reporting = round_on(plan, day)
    if reporting.opens <= day and judged.heard != "in_round":
        yield Reminder(
            "silent", judged, reporting.until, None, reporting.period, reporting.proposed
        )


def _reminder_of_decision(item: Followed, plan: Plan, day: date) -> DecisionReminder | None:
    due = item.decision.due
    if due is None or item.state in CLOSED_STATES or day > plan.end:
        return None
    if item.overdue:
        return DecisionReminder("late", item, due)
    soon = (due.last - day).days <= DUE_SOON_DAYS
    return DecisionReminder("due_soon", item, due) if soon else None


# When


def _told(plan: Plan, day: date) -> Iterator[tuple[str, date, dict[Key, date]]]:
    """The messages of each unit for what was triggered up to a day: the unit, the day of the message, and what it is about.

    The last may wait for a later day.
    """
    if not _is_open(plan, day):
        return
    triggers: defaultdict[str, list[tuple[date, Key]]] = defaultdict(list)
    for measure in plan.measures:
        triggers[measure.owner] += triggers_of(measure, plan, day)
    for decision in decisions(plan):
        triggers[decision.unit] += _triggers_of_decision(decision, plan, day)
    for unit, own in triggers.items():
        for then, keys in _gathered(sorted(own, key=itemgetter(0))):
            yield unit, then, keys


def _gathered(triggers: Iterable[tuple[date, Key]]) -> Iterator[tuple[date, dict[Key, date]]]:
    """The days on which a unit gets a message, when its triggers are gathered: an earlier one decides when the next may come.

    Each with what it is about, and the last day that called it to mind.
    """
    message: date | None = None
    keys: dict[Key, date] = {}
    for triggered_on, key in triggers:
        if message is None or triggered_on > message:
            if message:
                yield message, keys
            earliest = message + timedelta(days=QUIET_DAYS) if message else triggered_on
            message, keys = workday_from(max(triggered_on, earliest)), {}
        keys[key] = triggered_on
    if message:
        yield message, keys


def triggers_of(measure: Measure, plan: Plan, until: date) -> Iterator[tuple[date, Key]]:
    """Each day up to `until` on which something in the measure became worth a reminder."""
    first = _first_trigger(plan, until)
    by_day: defaultdict[date, list[Milestone]] = defaultdict(list)
    for milestone in measure.milestones:
        for day in set(_candidates(milestone, plan, first, until)):
            by_day[day].append(milestone)
    for day, milestones in by_day.items():
        # Only those that may trigger: with all of them, the work is the square of how many there are.
        then = as_of(replace(measure, milestones=tuple(milestones)), day)
        yield from (
            (day, (measure.number, state.milestone.id))
            for state in milestone_states(then, day, plan.end)
            if _is_trigger(state, day)
        )
    for period in between(first, until - timedelta(days=1), plan.calendar):
        for day in _days_of_round(round_of(plan, period, until)):
            is_the_round = day <= until and round_on(plan, day).period == period
            if is_the_round and judge(measure, plan, day).heard != "in_round":
                yield day, (measure.number, "")


def _first_trigger(plan: Plan, until: date) -> date:
    """Messages of earlier years say nothing of today's: a plan of forty years is as quick as one of two."""
    return max(in_force_from(plan), date(until.year - 1, 1, 1))


def _triggers_of_decision(
    decision: Decision, plan: Plan, until: date
) -> Iterator[tuple[date, Key]]:
    if decision.due is None:
        return
    due, first = decision.due.last, _first_trigger(plan, until)
    expected = {"due_soon": _days_before(due), "late": _days_after(due, first, until)}
    for day in sorted(expected["due_soon"] | expected["late"]):
        if first <= day <= until and not (decision.date and day < decision.date.first):
            reminder = _reminder_of_decision(on_day(decision, day), plan, day)
            if reminder and day in expected[reminder.kind]:
                yield day, reminder.key


def _days_of_round(reporting: Round) -> Iterator[date]:
    """When a round is called to mind: the day it opens, around its last day, and while it is not answered."""
    yield workday_from(reporting.opens)
    before = workday_until(reporting.until - timedelta(days=DAYS_LEFT_OF_ROUND))
    if before > reporting.opens:
        yield before
    after = reporting.until + timedelta(days=1)
    while after <= reporting.day:
        yield workday_from(after)
        after += timedelta(days=THEN_EVERY)


def _days_before(due: date) -> set[date]:
    early = {workday_from(due - timedelta(days=n)) for n in DAYS_BEFORE}
    return early | {workday_until(due - timedelta(days=1))}


def _days_after(due: date, first: date, until: date) -> set[date]:
    """The days from about `first` up to `until`, and no more of them than that takes."""
    missing = max((first - due).days // THEN_EVERY - 1, 1)
    again = range(DAYS_AFTER[-1] + THEN_EVERY * missing, (until - due).days + 1, THEN_EVERY)
    return {workday_from(due + timedelta(days=n)) for n in (*DAYS_AFTER, *again)}


def _is_trigger(state: MilestoneState, day: date) -> bool:
    """Counted from the last day of the deadline, also where that is the end of a year."""
    if not state.due:
        return False
    if state.state == "due_soon":
        return day in _days_before(state.due.last)
    return state.state == "late" and day in _days_after(state.due.last, day, day)


def _candidates(milestone: Milestone, plan: Plan, first: date, until: date) -> Iterator[date]:
    """The days on which a milestone may trigger, whatever its deadline was then."""
    dues = {milestone.due, milestone.baseline, *(move.previous for move in milestone.moved)}
    dues |= set(deadlines(milestone, plan.end))
    for due in {due.last for due in dues if due}:
        days = _days_before(due) | _days_after(due, first, until)
        yield from (day for day in days if first <= day <= until)
