"""The numbers: one function writes each, and every page, file and terminal takes it from here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tiltak.judge.as_of import JudgedDay, judged_day
from tiltak.judge.rounds import Round, asks_no_more, in_force_from, round_of, round_on
from tiltak.judge.status import (
    ATTENTION,
    FINAL_PHASES,
    HEARD,
    NOT_HEARD,
    Deadlines,
    Judgement,
    MilestoneState,
    judge,
)
from tiltak.model.numbers import Number
from tiltak.model.periods import Period, between, last_ended, of_calendar
from tiltak.model.plan import (
    FocusArea,
    Measure,
    Milestone,
    Plan,
    Portfolio,
    Removed,
    UnreadableFile,
)
from tiltak.model.recurrence import deadlines
from tiltak.model.when import When
from tiltak.read import schema

ALWAYS_SAID = (
    "completed"  # that nothing is finished is news too; other words that count nothing are left out
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A milestone that falls due, with the measure it belongs to."""

    judged: Judgement
    milestone: Milestone
    due: When

    @property
    def measure(self) -> Measure:
        return self.judged.measure


@dataclass(frozen=True, slots=True)
class RunOut:
    """A deadline that ran out, and whether what was promised is reported as reached."""

    judged: Judgement
    state: MilestoneState
    due: When
    kept: bool


def all_deadlines(judgements: Iterable[Judgement]) -> Deadlines:
    """What became of all deadlines of some measures."""
    return sum((j.deadlines for j in judgements), Deadlines())


def deadlines_in(states: Iterable[tuple[Judgement, MilestoneState]]) -> int:
    """How many deadlines went by without a word: a milestone that comes back may have several."""
    return sum(len(state.unsaid) for _, state in states)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a unit's measures were heard of in the round; `unit` is empty where no owner is known."""

    unit: str
    heard: int
    owns: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A plan on a day, seen from a period. `judgements` stand by number."""

    plan: Plan
    judged_day: JudgedDay
    period: Period
    round: Round
    judgements: tuple[Judgement, ...]

    @property
    def day(self) -> date:
        """The day the numbers speak of."""
        return self.judged_day.day

    @property
    def total(self) -> int:
        return len(self.judgements)

    @property
    def counts(self) -> dict[str, int]:
        """Measures by verdict: every verdict has its key, and together they are all measures."""
        return counted(self.judgements)

    @property
    def shares(self) -> tuple[Share, ...]:
        """What each owner has answered in the round, who owes most first."""
        owns = Counter(j.measure.owner for j in self.judgements)
        heard = Counter(j.measure.owner for j in self.judgements if j.heard == "in_round")
        shares = (Share(unit, heard[unit], count) for unit, count in sorted(owns.items()))
        return tuple(sorted(shares, key=lambda share: share.heard - share.owns))

    @property
    def unreadable_measures(self) -> tuple[UnreadableFile, ...]:
        """Files of measures that nobody could judge: beside the total, never in it."""
        return tuple(file for file in self.plan.unreadable if file.kind == "measure")

    @property
    def deadlines(self) -> Deadlines:
        """What became of all deadlines of the plan."""
        return all_deadlines(self.judgements)

    @property
    def heard(self) -> dict[str, int]:
        """Measures by whether they were heard of in the round; together they are all measures."""
        return {value: sum(j.heard == value for j in self.judgements) for value in HEARD}

    def judgement(self, number: Number) -> Judgement | None:
        return next((j for j in self.judgements if j.measure.number == number), None)

    def with_verdict(self, *verdicts: str) -> tuple[Judgement, ...]:
        return tuple(j for j in self.judgements if j.verdict.value in verdicts)

    def by_focus_area(self) -> tuple[tuple[FocusArea, tuple[Judgement, ...]], ...]:
        """Every focus area of the plan in its order, also one without measures."""
        return tuple(
            (area, tuple(j for j in self.judgements if j.measure.focus_area == area.id))
            for area in self.plan.focus_areas
        )

    def by_owner(self) -> dict[str, tuple[Judgement, ...]]:
        """Judgements by the owner's id, in order of number of first measure; "" where no owner is known."""
        judgements: dict[str, list[Judgement]] = {}
        for judged in self.judgements:
            judgements.setdefault(judged.measure.owner, []).append(judged)
        return {owner: tuple(judged) for owner, judged in judgements.items()}

    @property
    def attention(self) -> tuple[Judgement, ...]:
        """What needs attention, the most serious first."""
        return tuple(
            sorted(
                self.with_verdict(*ATTENTION),
                key=lambda j: (ATTENTION.index(j.verdict.value), _late_since(j), j.measure.number),
            )
        )

    @property
    def reported(self) -> tuple[Judgement, ...]:
        """Those with a report for a day in the period."""
        return tuple(j for j in self.judgements if j.freshness.state == "this_period")

    @property
    def answered_in_grace(self) -> tuple[Judgement, ...]:
        """Those that were heard of in the round, but for no day of the period."""
        end = self.period.end
        return tuple(
            j
            for j in self.judgements
            if j.heard_time and j.heard_time.first > end and j.freshness.state != "this_period"
        )

    @property
    def not_reported(self) -> tuple[Judgement, ...]:
        """Those that were not heard of in the round, be it open or over."""
        return tuple(j for j in self.judgements if j.heard != "in_round")

    @property
    def owed(self) -> tuple[Judgement, ...]:
        """Those of `not_reported` whose owner owes a report: the round is over, and somebody has said who the owner is and when to report.

        Who has told of a later day has answered, if late.
        """
        if asks_no_more(self.plan, self.round.day) or self.round.proposed:
            return ()
        return tuple(
            j
            for j in self.not_reported
            if j.heard in NOT_HEARD
            and j.measure.owner_confirmed
            and not (j.newest_told and j.newest_told.last > self.round.until)
        )

    @property
    def never_reported(self) -> tuple[Judgement, ...]:
        return tuple(j for j in self.judgements if j.freshness.state == "never")

    @property
    def proposed_owners(self) -> tuple[Measure, ...]:
        measures = (j.measure for j in self.judgements)
        return tuple(m for m in measures if m.owner_proposed)

    @property
    def late(self) -> tuple[tuple[Judgement, MilestoneState], ...]:
        """Every milestone past its deadline without being reported reached, the longest first."""
        pairs = [(j, m) for j in self.judgements for m in j.milestones if m.state == "late"]
        return tuple(sorted(pairs, key=lambda pair: (_due(pair[1]), pair[0].measure.number)))

    @property
    def passed_unreported(self) -> tuple[tuple[Judgement, MilestoneState], ...]:
        """Milestones with a deadline that has passed and that nobody has spoken of since."""
        return tuple((j, m) for j, m in self.late if m.unsaid)

    @property
    def on_last_day(self) -> int:
        """How many deadlines are over with the day itself."""
        return sum(len(j.on_last_day) for j in self.judgements)

    @property
    def due_in_period(self) -> tuple[RunOut, ...]:
        """The deadlines that ran out in the period up to the day, its last day included; the earliest first.

        Each deadline stands in one period, whatever became of it.
        """
        end = min(self.day, self.period.end)
        run_out = (
            RunOut(j, m, due, _was_kept(m, due))
            for j in self.judgements
            for m in j.milestones
            for due in _all_deadlines(m, end)
            if self.period.start <= due.last <= end
        )
        return tuple(sorted(run_out, key=lambda d: (d.due.last, d.judged.measure.number)))

    def due_between(self, first: date, last: date) -> tuple[Deadline, ...]:
        """Open milestones that fall due in a stretch of days, the nearest first."""
        deadlines = [
            Deadline(j, m.milestone, due)
            for j in self.judgements
            for m in j.milestones
            for due in _open_deadlines(m, first, last, self.plan.end)
        ]
        return tuple(sorted(deadlines, key=lambda d: (d.due, d.measure.number, d.milestone.id)))

    @property
    def due_next(self) -> tuple[Deadline, ...]:
        """What falls due in the period after this one, and in what is left of this one after the day."""
        return self.due_between(self.day + timedelta(days=1), self.period.looks_ahead_to)

    @property
    def assessed_otherwise(self) -> tuple[Judgement, ...]:
        return tuple(j for j in self.judgements if j.assessed_otherwise)

    @property
    def funding_pending(self) -> tuple[Judgement, ...]:
        return tuple(j for j in self.judgements if _funding(j) == "pending")

    @property
    def funding_unknown(self) -> tuple[Judgement, ...]:
        """Measures that need money, where no source tells whether they got it: unknown is not waiting."""
        return tuple(j for j in self.judgements if _funding(j) == "unknown")

    @property
    def decisions(self) -> tuple[tuple[Judgement, tuple[str, ...]], ...]:
        """Measures that wait for somebody to decide, each with why: `paused`, `off_track` (reported as such) or `funding`."""
        undecided = ((j, tuple(_waits_for(j))) for j in self.judgements)
        return tuple((j, reasons) for j, reasons in undecided if reasons)

    @property
    def adopted(self) -> bool:
        """Whether the plan had been adopted on the day."""
        return self.day >= in_force_from(self.plan)


def _all_deadlines(state: MilestoneState, until: date) -> Iterable[When]:
    """Every deadline of a milestone up to a day, kept or not."""
    milestone = state.milestone
    return deadlines(milestone, until) or ([milestone.due] if milestone.due else [])


def _was_kept(state: MilestoneState, due: When) -> bool:
    """Whether what was promised for a deadline that has run out is reported as reached."""
    if not state.milestone.repeat:
        return state.done is not None
    still_open = state.due is not None and due >= state.due and state.state != "done"
    return due not in state.missed and not still_open


def _due(state: MilestoneState) -> date:
    return state.due.last if state.due else date.max


def _late_since(judged: Judgement) -> date:
    """The last day of the oldest deadline that was not kept; after all others where none has passed."""
    state = judged.timeliness
    return _due(state.milestone) if state.state == "late" and state.milestone else date.max


def _funding(judged: Judgement) -> str:
    funding = judged.measure.funding
    return funding.decision if funding else ""


def _waits_for(judged: Judgement) -> Iterator[str]:
    if judged.verdict.value == "paused":
        yield "paused"
    if judged.verdict.rule == "off_track":
        yield "off_track"
    if _funding(judged) == "pending" and judged.phase not in FINAL_PHASES:
        yield "funding"


def _open_deadlines(
    state: MilestoneState, first: date, last: date, plan_end: date
) -> Iterable[When]:
    if not state.is_open:
        return []
    if state.milestone.repeat:
        dues = deadlines(state.milestone, min(last, plan_end))
        return [d for d in dues if d.last >= first and (state.due is None or d >= state.due)]
    return [state.due] if state.due and first <= state.due.last <= last else []


def last_heard(judgements: Iterable[Judgement]) -> dict[str, int]:
    """Judgements by when the measure was last heard of, every word for it with its key."""
    counts = Counter(judged.freshness.state for judged in judgements)
    return {value: counts[value] for value in schema.values("freshness")}


def counted(judgements: Iterable[Judgement]) -> dict[str, int]:
    """Judgements by verdict, every verdict with its key, in the order in which they are shown."""
    counts = Counter(judged.verdict.value for judged in judgements)
    return {value: counts[value] for value in schema.values("verdict")}


def summarise(
    plan: Plan, day: date, period: Period | None = None, today: date | None = None
) -> Summary:
    """A plan at the end of a day. A closed plan is judged on its last day; see `judged_day`.

    `today`: the day on which it is seen, where that is later: by then more rounds are over.

    `period` is the one that «reported this period» is measured against; by default the one of the
    plan's calendar that the day lies in.
    """
    stopped = judged_day(plan, day)
    seen_from = period or of_calendar(stopped.day, plan.calendar)
    seen_on = today or day
    reporting = round_of(plan, period, seen_on) if period else round_on(plan, seen_on)
    return Summary(
        plan,
        stopped,
        seen_from,
        reporting,
        tuple(judge(m, plan, stopped.day, seen_from, reporting) for m in plan.measures),
    )


def of_period(plan: Plan, period: Period, today: date | None = None) -> Summary:
    """A plan at the end of a period; today where the period is not over, or where the clock stands."""
    return summarise(plan, min(period.end, today) if today else period.end, period, today)


def reported_periods(plan: Plan, today: date) -> tuple[Period, ...]:
    """The periods of the plan's calendar from its adoption to where its clock stands, oldest first."""
    return tuple(between(in_force_from(plan), judged_day(plan, today).day, plan.calendar))


def latest_period(plan: Plan, today: date) -> Period:
    """The newest period that is over and can be reported."""
    return last_ended(judged_day(plan, today).day, plan.calendar)


def gone(plan: Plan) -> tuple[Removed, ...]:
    """Measures taken out of the plan, by number."""
    return tuple(sorted(plan.removed, key=lambda r: r.number))


def unit_ids(portfolio: Portfolio, plan: Plan) -> tuple[str, ...]:
    """Units that own or contribute to a measure of the plan, by name."""
    used = {m.owner for m in plan.measures if m.owner}
    used |= {unit for m in plan.measures for unit in m.taking_part}
    return tuple(sorted(used, key=lambda id: portfolio.unit_name(id).casefold()))


def nearest_deadline(judged: Judgement) -> When | None:
    """The first deadline that is still to be met, also one that has passed."""
    return min((m.due for m in judged.milestones if m.due and m.is_open), default=None)
