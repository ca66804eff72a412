"""How a measure stands on a day. Pure: the day is an argument, and every verdict names its rule.

Four dimensions that are never mixed: phase and confidence are reported, timeliness and freshness are
computed. The verdict is the one word a reader sees: `RULES` are tried in order, the first answer wins.
"""

from __future__ import annotations

from bisect import bisect, bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import chain

from dateutil.relativedelta import relativedelta

from tiltak.judge.as_of import as_of
from tiltak.judge.assessments import differing
from tiltak.judge.rounds import Round, round_on
from tiltak.model.assessments import Assessment
from tiltak.model.periods import Period, of_calendar
from tiltak.model.plan import Entry, Measure, Milestone, Plan
from tiltak.model.recurrence import deadlines, met_deadlines, passed_before
from tiltak.model.texts import marked, marked_pair
from tiltak.model.when import When, days_between, days_moved, on

DUE_SOON_DAYS = 30
FINAL_PHASES = ("completed", "stopped", "merged")
GIVEN_UP = ("stopped", "merged")  # final without what was promised
# Whoever reports one of these after a deadline says with it that what was promised is not reached.
UNREACHED_PHASES = ("not_started", "planning", "in_progress", "paused")
# Whoever reports one of these says that the measure is there: what was promised by then ought to be reached.
IN_PLACE = ("in_operation", "completed")
# How far each phase has come; who goes from a higher number to a lower one takes a step back.
PROGRESS = {
    "not_started": 0,
    "planning": 1,
    "in_progress": 2,
    "paused": 2,
    "in_operation": 3,
    "completed": 3,
}


# Milestones


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """A milestone on a day.

    `state`: done, late, due_soon, upcoming, no_deadline, or no_longer_counts for an open deadline of a
    measure that is completed, stopped or merged. `days` past the deadline when late, until it
    when it lies ahead. `slip_days`: from the deadline that was last decided to today's. Both are None where a
    time is not known to the day.
    `missed`: deadlines of a recurring milestone that passed without being met, oldest first.
    `kept`: how many deadlines were met. `unsaid`: those of `passed` that nobody has spoken of since.
    `given_up`: those that had passed unmet when the measure was stopped or merged. `on_last_day`: the deadline is
    over with the day itself, so that it has run out and is not broken yet.
    """

    milestone: Milestone
    state: str
    due: When | None = None
    done: When | None = None
    days: int | None = 0
    slip_days: int | None = None
    missed: tuple[When, ...] = ()
    kept: int = 0
    unsaid: tuple[When, ...] = ()
    given_up: tuple[When, ...] = ()
    on_last_day: bool = False

    @property
    def said_late(self) -> bool:
        """Whether somebody's word says that a deadline was not kept."""
        return len(self.unsaid) < len(self.passed)

    @property
    def is_open(self) -> bool:
        """Whether there is a deadline that is still to be met, also one that has passed."""
        return self.state in ("late", "due_soon", "upcoming")

    @property
    def put_off(self) -> bool:
        """Whether the deadline ends later than the one that was last decided, by however much."""
        decided, now = self.milestone.decided_due, self.milestone.due
        return bool(decided and now and decided.last < now.last)

    @property
    def passed(self) -> tuple[When, ...]:
        """The deadlines that have gone by since it became late, oldest first: more than one where it comes back."""
        if self.state != "late" or self.due is None:
            return ()
        return self.missed[bisect_left(self.missed, self.due) :] or (self.due,)


def milestone_states(then: Measure, day: date, plan_end: date) -> tuple[MilestoneState, ...]:
    """Where the milestones of a measure (already trimmed by `as_of`) stand; what is said of it beside them is left out."""
    carrying = _carrying(then.entries)
    final = carrying if carrying and carrying.phase in FINAL_PHASES else None
    return tuple(milestone_state(m, day, plan_end, final) for m in then.milestones)


def _carrying(entries: Iterable[Entry]) -> Entry | None:
    """The newest entry with a phase; one that says «nothing new» has none."""
    return next((entry for entry in entries if entry.phase), None)


def milestone_state(
    milestone: Milestone, day: date, plan_end: date, final: Entry | None = None
) -> MilestoneState:
    """Where a milestone (already trimmed by `as_of`) stands at the end of a day.

    `final`: the entry from which on its measure owes nothing more.
    """
    state = _running_state(milestone, day, plan_end)
    if final is None or state.due is None or not state.is_open:
        return state
    ended = final.date.last
    missed = state.missed[: passed_before(state.missed, ended)]
    broken = missed or ((state.due,) if state.due.last < ended else ())
    given_up = broken if final.phase in GIVEN_UP else ()
    return replace(state, state="no_longer_counts", days=0, missed=missed, given_up=given_up)


def _running_state(milestone: Milestone, day: date, plan_end: date) -> MilestoneState:
    slip = days_moved(milestone.decided_due, milestone.due)
    if milestone.repeat:
        return _recurring_state(milestone, day, plan_end, slip)
    if milestone.done:
        kept = int(milestone.due is not None)
        return MilestoneState(
            milestone, "done", milestone.due, milestone.done, slip_days=slip, kept=kept
        )
    return replace(_open_state(milestone, milestone.due, day), slip_days=slip)


def _open_state(milestone: Milestone, due: When | None, day: date) -> MilestoneState:
    """A deadline has passed when the last day it may mean has."""
    if due is None:
        return MilestoneState(milestone, "no_deadline")
    if due.last < day and due.proposed:
        return MilestoneState(milestone, "no_deadline")  # nobody is late for what nobody promised
    if due.last < day:
        return MilestoneState(milestone, "late", due, days=days_between(due, on(day)))
    soon = (due.last - day).days <= DUE_SOON_DAYS
    ahead = days_between(on(day), due)
    state = "due_soon" if soon else "upcoming"
    return MilestoneState(milestone, state, due, days=ahead, on_last_day=due.last == day)


def _recurring_state(
    milestone: Milestone, day: date, plan_end: date, slip: int | None
) -> MilestoneState:
    done = [o.done for o in milestone.occurrences]
    newest = max(done, default=None)
    if milestone.due is None:
        return MilestoneState(milestone, "no_deadline", done=newest, slip_days=slip)
    dues = deadlines(milestone, plan_end)
    if not dues:  # the first one lies behind the plan's end
        return replace(_open_state(milestone, milestone.due, day), done=newest, slip_days=slip)
    met = met_deadlines(dues, done)
    passed = passed_before(dues, day)
    # Nobody has missed what nobody promised.
    missed = [] if milestone.due.proposed else [i for i in range(passed) if i not in met]
    # Late since the first deadline that went by after the newest one that was met, on time or ahead of it:
    # what has been taken up again is missed once, and late no more.
    late = missed[bisect(missed, max(met, default=-1)) :]
    ahead = (i for i in range(passed, len(dues)) if i not in met)
    current = next(chain(late, ahead), None)
    if current is not None:
        state = _open_state(milestone, dues[current], day)
    elif met:
        state = MilestoneState(milestone, "done", dues[max(met)])
    else:
        state = MilestoneState(milestone, "no_deadline")
    times = tuple(map(dues.__getitem__, missed))
    return replace(state, done=newest, slip_days=slip, missed=times, kept=len(met))


# The judgement


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Where the deadlines stand: a value of the schema's `timeliness`, days and the milestone it speaks of."""

    state: str
    days: int | None = 0
    milestone: MilestoneState | None = None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What became of a measure's deadlines: arithmetic, whatever anybody reports or leaves unsaid.

    A milestone that comes back has one for each time, of those ahead only the next. `passed_late`: somebody
    has said that it was not kept. `passed_unknown`: nobody has said anything, and it may have been kept.
    `not_counting`: still open when the measure was completed, or not due when it was stopped or merged.
    """

    kept: int = 0
    ahead: int = 0
    passed_late: int = 0
    passed_unknown: int = 0
    not_counting: int = 0

    @property
    def passed(self) -> int:
        return self.passed_late + self.passed_unknown

    def __add__(self, other: Deadlines) -> Deadlines:
        return Deadlines(*(getattr(self, f) + getattr(other, f) for f in Deadlines.__slots__))


NOT_HEARD = ("not_heard", "never")
HEARD = ("in_round", "open", *NOT_HEARD)


@dataclass(frozen=True, slots=True)
class Freshness:
    """When the newest report was for: a value of the schema's `freshness`, its time and, where that is a day, its age."""

    state: str
    reported_for: When | None = None
    age_days: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one word, the rule that gave it with its sentence, and the entry or milestone it rests on."""

    value: str
    rule: str
    sentence: str
    entry: Entry | None = None
    milestone: MilestoneState | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A measure on a day, and the verdict that follows.

    `measure` is trimmed to what was true then, `in_file` is all that its file says of any day. `heard_time`: the
    newest time of the round of which anything is told; `heard_perhaps`: it may as well be of the time beside it.
    """

    measure: Measure
    day: date
    phase: str
    confidence: str
    entry: Entry | None
    milestones: tuple[MilestoneState, ...]
    timeliness: Timeliness
    freshness: Freshness
    silent: bool
    deadlines: Deadlines
    heard: str
    heard_time: When | None
    heard_perhaps: bool
    in_file: Measure = field(compare=False)
    verdict: Verdict = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "verdict", verdict(self))

    @property
    def carrying(self) -> Entry | None:
        return _carrying(self.measure.entries)

    @property
    def straddles(self) -> bool:
        """Whether what was last said may speak of the period, or of the time before it."""
        return self.freshness.state == "unclear"

    @property
    def stepped_back_from(self) -> str:
        """The phase that was reported before, where the newest one is a step back."""
        return stepped_back_from(self.measure.entries, self.carrying) if self.carrying else ""

    @property
    def reached(self) -> tuple[When, ...]:
        return reached(self.measure)

    @property
    def newest_told(self) -> When | None:
        return newest_told(self.measure)

    @property
    def all_reached_but_going_on(self) -> bool:
        """Whether every milestone is reached and the work is still said to go on: it may be done."""
        going_on = self.phase in UNREACHED_PHASES
        return going_on and self.timeliness.state == "all_done"

    @property
    def assessed_otherwise(self) -> tuple[Assessment, ...]:
        """The assessors whose last word is not what was last said of the work."""
        return differing(self.measure.assessments, self.phase)

    @property
    def on_last_day(self) -> tuple[MilestoneState, ...]:
        return tuple(m for m in self.milestones if m.is_open and m.on_last_day)

    @property
    def slip_days(self) -> int | None:
        """The longest stretch by which a deadline was put off, in days; None where one is not known to the day."""
        if any(m.put_off and m.slip_days is None for m in self.milestones):
            return None
        return max((m.slip_days or 0 for m in self.milestones), default=0)


def judge(
    measure: Measure,
    plan: Plan,
    day: date,
    period: Period | None = None,
    reporting: Round | None = None,
) -> Judgement:
    """Judge a measure at the end of a day, reported or not in a period (default: the one the day lies in).

    `reporting`: the round in which it was heard of or not (default: the one the day belongs to).

    The last day of a closed plan is the caller's matter: pass `judged_day(plan, today).day`.
    """
    then = as_of(measure, day)
    carrying = _carrying(then.entries)
    newest = then.entries[0] if then.entries else None
    states = milestone_states(then, day, plan.end)
    spoken_of, warned_of = _spoken_of(then.entries), _warned_of(states, then.entries)
    milestones = tuple(replace(s, unsaid=_unsaid(s, spoken_of, warned_of)) for s in states)
    asked = reporting or round_on(plan, day)
    until = asked.answered_until
    heard_time, heard_perhaps = _told_since(
        asked.period.start, then if until == day else as_of(measure, until)
    )
    return Judgement(
        measure=then,
        day=day,
        phase=carrying.phase if carrying else "",
        confidence=carrying.confidence if carrying else "",
        entry=newest,
        milestones=milestones,
        timeliness=timeliness(milestones),
        freshness=freshness(newest_told(then), day, period or of_calendar(day, plan.calendar)),
        silent=_is_silent(then, carrying, day, plan.silent_after_months),
        deadlines=counted_deadlines(milestones),
        heard=heard(heard_time, then, carrying, asked),
        heard_time=heard_time,
        heard_perhaps=heard_perhaps,
        in_file=measure,
    )


def verdict(judged: Judgement) -> Verdict:
    """What the first rule that holds says. Every phase has one, so there is always an answer."""
    answers = ((rule, rule.when(judged)) for rule in RULES)
    rule, rests_on = next((rule, answer) for rule, answer in answers if answer)
    milestone = rests_on if isinstance(rests_on, MilestoneState) else None
    no_deadline = not any(state.is_open for state in judged.milestones)
    sentence = rule.undated if rule.undated and no_deadline else rule.sentence
    return Verdict(rule.outcome.value, rule.name, sentence, rule.entry(judged), milestone)


def timeliness(milestones: Sequence[MilestoneState]) -> Timeliness:
    """The most pressing thing to say: late before due soon, before moved, before on schedule."""
    for state in ("late", "due_soon"):
        pressing = [m for m in milestones if m.state == state]
        if pressing:
            first = min(pressing, key=_deadline)
            return Timeliness(state, first.days, first)
    ahead = [m for m in milestones if m.state == "upcoming"]
    moved = [m for m in ahead if m.put_off]
    if moved:
        longest = max(moved, key=lambda m: m.slip_days or 0)
        return Timeliness("slipped", longest.slip_days, longest)
    if ahead:
        first = min(ahead, key=_deadline)
        return Timeliness("on_schedule", first.days, first)
    if milestones and all(m.state == "done" for m in milestones):
        return Timeliness("all_done")
    if any(m.state == "no_longer_counts" for m in milestones):
        return Timeliness("no_longer_counts")
    return Timeliness("no_deadline")


def _deadline(state: MilestoneState) -> date:
    assert state.due
    return state.due.last


def _unsaid(state: MilestoneState, spoken_of: date, warned_of: date | None) -> tuple[When, ...]:
    """The deadlines that have passed and that nobody has spoken of, neither afterwards nor as about to break."""
    return tuple(d for d in state.passed if d.last >= spoken_of and d.last != warned_of)


def _spoken_of(entries: Sequence[Entry]) -> date:
    """The day from which nobody has said that the work is not done: what passed before it is spoken of."""
    after, phase = date.min, ""
    for entry in reversed(entries):  # oldest first; «nothing new» repeats the phase before it
        phase = entry.phase or phase
        if phase in UNREACHED_PHASES:
            after = max(after, entry.date.first)
    return after


def _warned_of(states: Sequence[MilestoneState], entries: Sequence[Entry]) -> date | None:
    """The deadline of which the newest phase says that it will not be kept: the next one, as seen from there."""
    carrying = _carrying(entries)
    if carrying is None or carrying.confidence != "off_track":
        return None
    dues = (due.last for state in states for due in state.passed)
    return min((due for due in dues if due >= carrying.date.last), default=None)


def counted_deadlines(milestones: Iterable[MilestoneState]) -> Deadlines:
    """Count by what became of them; each deadline stands in one place."""
    return sum(map(_deadlines_of, milestones), Deadlines())


def _deadlines_of(state: MilestoneState) -> Deadlines:
    if state.state == "no_longer_counts":
        open_ones = {*state.missed, *((state.due,) if state.due else ())}
        given_up = len(state.given_up)
        return Deadlines(state.kept, passed_late=given_up, not_counting=len(open_ones) - given_up)
    unknown = len(state.unsaid)
    passed = state.missed or state.passed
    return Deadlines(
        state.kept,
        ahead=int(state.state in ("due_soon", "upcoming")),
        passed_late=len(passed) - unknown,
        passed_unknown=unknown,
    )


def heard(time: When | None, measure: Measure, carrying: Entry | None, reporting: Round) -> str:
    """Whether a measure was heard of in a round; one that is over has said all that it is to say.

    `time`: the newest of which anything is told in the round.
    """
    if time or (carrying and carrying.phase in FINAL_PHASES):
        return "in_round"
    if not reporting.is_over:
        return "open"
    return "not_heard" if times_told(measure) else "never"


def _told_since(start: date, measure: Measure) -> tuple[When | None, bool]:
    """The newest time since the round's period began of which anything is told, and whether it may lie before that.

    `measure` as it was true on the round's last day, or on the day that it has come to. The days of grace are days
    of the round, also in the report of the period, which speaks of its last day. What is told of a day after the
    round was over is no word in it. Who reports that a milestone is reached has told how it goes.
    """
    times = [t for t in times_told(measure) if start <= t.last]
    sure = [time for time in times if start <= time.first]
    return max(sure or times, default=None), bool(times) and not sure


def times_told(measure: Measure) -> tuple[When, ...]:
    """The times of which anybody has told anything: those of the entries, and when milestones were reached."""
    return (*(entry.date for entry in measure.entries), *reached(measure))


def newest_told(measure: Measure) -> When | None:
    """The newest time of which anybody has told anything."""
    return max(times_told(measure), default=None)


def reached(measure: Measure) -> tuple[When, ...]:
    """When milestones were reached, also those that come back."""
    return tuple(day for milestone in measure.milestones for day in times_reached(milestone))


def times_reached(milestone: Milestone) -> tuple[When, ...]:
    once = (milestone.done,) if milestone.done else ()
    return (*once, *(occurrence.done for occurrence in milestone.occurrences))


def stepped_back_from(entries: Sequence[Entry], entry: Entry) -> str:
    """The phase before an entry, where that had come farther; entries stand newest first."""
    older = entries[entries.index(entry) + 1 :]
    before = next((e.phase for e in older if e.phase), "")
    return before if is_step_back(before, entry.phase) else ""


def is_step_back(before: str, after: str) -> bool:
    """Whether a phase had come farther than the one after it."""
    return PROGRESS.get(after, len(PROGRESS)) < PROGRESS.get(before, 0)


def freshness(time: When | None, day: date, period: Period) -> Freshness:
    """`time`: the newest one of which anybody has told anything."""
    if time is None:
        return Freshness("never")
    if time.within(period.start, period.end):
        state = "this_period"
    else:
        state = "unclear" if time.touches(period.start, period.end) else "older"
    return Freshness(state, time, days_between(time, on(day)))


def _is_silent(measure: Measure, carrying: Entry | None, day: date, months: int) -> bool:
    """Silence is never green: a report that is too old counts as none, unless nothing more is to be told.

    It ages from the first day that it may speak of: of «2019» nobody knows that it was true in December.
    """
    if carrying is None:
        return True
    newest = max(time.first for time in (measure.entries[0].date, *reached(measure)))
    return carrying.phase not in FINAL_PHASES and months_later(newest, months) < day


@cache
def months_later(day: date, months: int) -> date:
    return day + relativedelta(months=months)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value of the schema's `verdict`, and what it means in a text about several measures.

    `clause`: what it says of one measure and of several. `attention`: its place among what a reader must see
    first (1 is the gravest), or the reason why it is not among them.
    """

    value: str
    clause: tuple[str, str]
    attention: int | str


@dataclass(frozen=True, slots=True)
class Rule:
    """Where `when` holds, a measure gets `outcome`, and `sentence` tells the reader why.

    The fields of a sentence are those that `Words.why` fills. `when` may answer with the milestone that the
    verdict rests on, `entry` finds the entry. `undated` is the sentence where no deadline is open.
    """

    name: str
    outcome: Outcome
    when: Callable[[Judgement], bool | MilestoneState | None]
    sentence: str
    entry: Callable[[Judgement], Entry | None] = lambda judged: judged.carrying
    undated: str = ""


def _reported(
    phase: str, clause: tuple[str, str], attention: int | str, sentence: str = ""
) -> Rule:
    """The newest phase that was reported is this one, and that is the verdict."""
    words = sentence or marked("Meldt som «{phase}» {date}.")
    return Rule(
        phase, Outcome(phase, clause, attention), lambda judged: judged.phase == phase, words
    )


MISSING_REPORT = Outcome(
    "missing_report", marked_pair("{subject} har ukjent status", "{subject} har ukjent status"), 6
)
DELAYED = Outcome("delayed", marked_pair("{subject} er forsinket", "{subject} er forsinket"), 2)
DEADLINE_PASSED = Outcome(
    "deadline_passed",
    marked_pair("{subject} har en frist som er gått ut", "{subject} har frister som er gått ut"),
    3,
)
AT_RISK = Outcome("at_risk", marked_pair("{subject} er usikkert", "{subject} er usikre"), 4)
IN_OPERATION = Outcome(
    "in_operation",
    marked_pair("{subject} er i drift", "{subject} er i drift"),
    "what was promised is in place",
)
ON_ITS_WAY = "no deadline is broken and nobody says that one will be"
LATE = marked("«{milestone}» skulle vært nådd {by}.")
UNSAID = marked("Ingen har sagt om fristen ble holdt. Det kan likevel være gjort.")


def _oldest(judged: Judgement, *, said_late: bool) -> MilestoneState | None:
    """The milestone whose deadline passed first, of those that somebody has said to be late, or of the others."""
    late = [m for m in judged.milestones if m.state == "late" and m.said_late is said_late]
    return min(late, key=_deadline, default=None)


# Tried in order; the first one that holds gives the verdict. What is final comes first, then what somebody
# has said to be wrong: silence takes neither away. A deadline that passed in silence comes before silence alone.
RULES = (
    _reported(
        "merged",
        marked_pair(
            "{subject} er slått sammen med et annet tiltak",
            "{subject} er slått sammen med andre tiltak",
        ),
        "the work goes on elsewhere",
        marked("Meldt {date}: arbeidet fortsetter i tiltak {number}."),
    ),
    _reported("stopped", marked_pair("{subject} er stanset", "{subject} er stanset"), 1),
    _reported(
        "completed",
        marked_pair("{subject} er fullført", "{subject} er fullført"),
        "what was promised is done",
    ),
    Rule("late_milestone", DELAYED, lambda judged: _oldest(judged, said_late=True), LATE),
    Rule(
        "off_track",
        DELAYED,
        lambda judged: judged.confidence == "off_track",
        marked("Den ansvarlige meldte {date} at neste frist ikke holder."),
        undated=marked("Den ansvarlige meldte {date} at arbeidet er ute av rute."),
    ),
    Rule(
        "in_operation",
        IN_OPERATION,
        lambda judged: judged.phase == "in_operation" and not judged.silent,
        marked("Meldt som «{phase}» {date}."),
    ),
    Rule("deadline_passed", DEADLINE_PASSED, lambda judged: _oldest(judged, said_late=False), LATE),
    Rule(
        "milestone_without_status",
        MISSING_REPORT,
        lambda judged: not judged.phase and bool(judged.reached),
        marked("Det er meldt at en milepæl er nådd {newest}. Ingen har meldt status for tiltaket."),
    ),
    Rule(
        "never_reported",
        MISSING_REPORT,
        lambda judged: not judged.phase,
        marked("Ingen har fortalt hvordan det går."),
    ),
    Rule(
        "silent",
        MISSING_REPORT,
        lambda judged: judged.silent,
        marked("Siste opplysning gjelder {newest} og er mer enn {age} gammel."),
        entry=lambda judged: judged.entry,
    ),
    _reported("paused", marked_pair("{subject} er på vent", "{subject} er på vent"), 5),
    Rule(
        "at_risk",
        AT_RISK,
        lambda judged: judged.confidence == "at_risk",
        marked("Den ansvarlige meldte {date} at neste frist kan bli brutt."),
        undated=marked("Den ansvarlige meldte {date} at arbeidet kan komme ut av rute."),
    ),
    _reported("in_progress", marked_pair("{subject} pågår", "{subject} pågår"), ON_ITS_WAY),
    _reported("planning", marked_pair("{subject} planlegges", "{subject} planlegges"), ON_ITS_WAY),
    _reported(
        "not_started",
        marked_pair("{subject} er ikke startet", "{subject} er ikke startet"),
        ON_ITS_WAY,
    ),
)
# Time alone brings these about: nobody has said anything new.
NOBODY_SAID = ("silent", "deadline_passed")
OUTCOMES = {rule.outcome.value: rule.outcome for rule in RULES}


def attention(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The verdicts that a reader must see first, the gravest first."""
    places = {rule.outcome.attention: rule.outcome.value for rule in rules}
    return tuple(places[place] for place in sorted(p for p in places if isinstance(p, int)))


ATTENTION = attention(RULES)
