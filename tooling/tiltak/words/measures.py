"""What is said of a measure and its milestones, the same on a page, in a report, a picture and the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tiltak.judge.progress import Progress, percent
from tiltak.judge.rounds import Round
from tiltak.judge.status import Deadlines, Judgement, MilestoneState
from tiltak.judge.summary import Deadline, RunOut, Summary, all_deadlines
from tiltak.model.plan import Entry, FocusArea, Measure, Plan, Portfolio
from tiltak.model.relations import called
from tiltak.words.language import Words, capital, signed


def summing_up(summary: Summary, say: Words) -> str:
    """The plan in one sentence: «Av 38 tiltak er ett i drift, elleve pågår, og 26 har ukjent status.»"""
    return of_each(summary.counts, summary.total, say, incomplete=bool(summary.plan.incomplete))


def of_each(
    by_verdict: Mapping[str, int], total: int, say: Words, *, incomplete: bool = False
) -> str:
    """How many measures have each verdict: of a plan as it is judged now, or as a report was delivered."""
    counts = {verdict: n for verdict, n in by_verdict.items() if n}
    if not counts:
        return say._("Planen har ingen tiltak.")
    if len(counts) == 1:
        ((verdict, n),) = counts.items()
        subject = say.spelled("Det ene tiltaket", "Alle de {n} tiltakene", n)
        if incomplete:
            subject = say.spelled("Det ene kjente tiltaket", "Alle de {n} kjente tiltakene", n)
        return say.verdict_clause(verdict, subject, n) + "."
    return say._("{total}: {list}.").format(
        total=say.measures(total), list=say.clauses(say.verdict_clauses(counts))
    )


def progress(of: Progress, say: Words) -> str:
    """«40 prosent av planens tid er gått. 2 av 38 tiltak er fullført eller i drift (5 prosent).»"""
    gone = _time_gone(of, say)
    if not of.total:
        return f"{gone} {say._('Planen har ingen tiltak.')}"
    if of.incomplete:
        share = say.plural(
            "{n} av {total} kjente tiltak er fullført eller i drift.",
            "{n} av {total} kjente tiltak er fullført eller i drift.",
            of.delivered, total=of.total,
        )  # fmt: skip
    else:
        share = say.plural(
            "{n} av {total} tiltak er fullført eller i drift ({percent} prosent).",
            "{n} av {total} tiltak er fullført eller i drift ({percent} prosent).",
            of.delivered, total=of.total, percent=of.delivered_percent,
        )  # fmt: skip
    unknown = say.sentence(
        "For ett tiltak er det ikke kjent.", "For {n} tiltak er det ikke kjent.", of.unknown
    )
    weighted = say._("Tiltakene teller etter vekten de har i planen.") if of.weighted else ""
    return " ".join(filter(None, (gone, share, unknown, weighted)))


def progress_in_short(of: Progress, say: Words) -> str:
    """As `progress`; where much may be delivered that nobody has told of, without a share.

    «40 prosent av planens tid er gått. 1 av 38 tiltak er fullført eller i drift, 30 kan være det.»
    """
    if of.incomplete or not of.unknown:
        return progress(of, say)
    delivered = say.plural(
        "{n} av {total} tiltak er fullført eller i drift, {unknown} kan være det.",
        "{n} av {total} tiltak er fullført eller i drift, {unknown} kan være det.",
        of.delivered, total=of.total, unknown=of.unknown,
    )  # fmt: skip
    return f"{_time_gone(of, say)} {delivered}"


def _time_gone(of: Progress, say: Words) -> str:
    return say._("{percent} prosent av planens tid er gått.").format(percent=of.time_percent)


def owner_name(measure: Measure, portfolio: Portfolio, day: date, say: Words) -> str:
    """Who is responsible on a day, and whether anybody has confirmed it: «Helsehuset (foreslått)»."""
    if not measure.owner:
        return say._("ikke oppgitt")
    return proposed(portfolio.unit_name(measure.owner, day), measure, "owner", say)


def contributors(measure: Measure, portfolio: Portfolio, day: date, say: Words) -> str:
    """Who takes part on a day, and whether anybody has confirmed it."""
    names = say.listed(
        with_role(portfolio.unit_name(id, day), measure.role(id)) for id in measure.taking_part
    )
    return proposed(names, measure, "contributors", say)


def with_role(name: str, role: str) -> str:
    """«NAV (veileder)»."""
    return f"{name} ({role})" if role else name


def kind(measure: Measure, say: Words) -> str:
    """What sort of promise it is, and whether anybody has confirmed it."""
    return proposed(say.label("kind", measure.kind), measure, "kind", say)


def proposed(words_shown: str, holder: Measure | Plan, field: str, say: Words) -> str:
    """A value as it is said, marked where no source states it: «Helsehuset (foreslått)»."""
    return say.with_mark(words_shown, proposed=field in holder.unconfirmed)


def round_day(day: date, reporting: Round, say: Words) -> str:
    """A day that follows from the plan's rhythm, marked where the rhythm is our own: «30. januar 2021 (foreslått)»."""
    return say.with_mark(say.date(day), proposed=reporting.proposed)


def only_proposed(deadlines: Sequence[Deadline | RunOut], say: Words) -> str:
    """How many of the deadlines that ran out no source states; empty where every one is stated."""
    return say.sentence(
        "én av fristene er bare foreslått.",
        "{n} av fristene er bare foreslått.",
        sum(deadline.due.proposed for deadline in deadlines),
    )


def goal(area: FocusArea, say: Words) -> str:
    """What a focus area is to reach, told as a goal and not as how it is; empty where nobody says."""
    return say._("Mål: {goal}").format(goal=area.goal) if area.goal else ""


def adoption(plan: Plan, body: str, say: Words) -> str:
    """«Vedtatt av bystyret 17. juni 2019.», empty where nobody says."""
    if not plan.adopted:
        return ""
    if not body:
        return say._("Vedtatt {day}.").format(day=say.at(plan.adopted))
    return say._("Vedtatt av {body} {day}.").format(body=body, day=say.at(plan.adopted))


def last_said(judged: Judgement, plan: Plan, say: Words) -> str:
    """What was last said of the work, by whom and of when, and that nothing is new since."""
    if judged.carrying is None:
        return say._("ingen opplysninger")
    return " ".join(say.entry(entry, plan) for entry in last_entries(judged))


def last_entries(judged: Judgement) -> list[Entry]:
    """The newest entry, after the one that still says how far the work is where the newest has nothing new."""
    newest = [judged.entry] if judged.entry else []
    carrying = judged.carrying
    return [carrying, *newest] if carrying and carrying not in newest else newest


def deadlines_of(judgements: Sequence[Judgement], say: Words) -> str:
    """What became of the deadlines of some measures: «to ikke gått ut ennå (én går ut denne dagen)»."""
    count = all_deadlines(judgements)
    last_day = sum(len(judged.on_last_day) for judged in judgements)
    if not last_day:
        return deadlines(count, say)
    words = say._("går ut denne dagen")  # no date: «2026» is no 31 December
    if last_day < count.ahead:
        words = say.spelled("én går ut denne dagen", "{n} går ut denne dagen", last_day)
    return deadlines(count, say, f" ({words})")


def deadlines(count: Deadlines, say: Words, of_ahead: str = "") -> str:
    """What became of the deadlines, those that are none left out: «to nådd, én ikke gått ut ennå»."""
    kept, ahead, late = count.kept, count.ahead, count.passed_late
    unknown, not_counting = count.passed_unknown, count.not_counting
    parts = (
        (kept, say.spelled("én nådd", "{n} nådd", kept)),
        (ahead, say.spelled("én ikke gått ut ennå", "{n} ikke gått ut ennå", ahead) + of_ahead),
        (late, say.spelled("én gått ut og ikke holdt", "{n} gått ut og ikke holdt", late)),
        (unknown, say.spelled("én gått ut uten svar", "{n} gått ut uten svar", unknown)),
        (
            not_counting,
            say.spelled("én teller ikke lenger", "{n} teller ikke lenger", not_counting),
        ),
    )
    return ", ".join(words for number, words in parts if number) or say._("ingen frister satt")


def deadlines_changed(count: Deadlines, before: Deadlines, say: Words) -> str:
    """How the numbers of `deadlines` differ from those of another day: «Endring: nådd +1, ikke gått ut ennå −1.»."""
    differences = (
        (say._("nådd"), count.kept - before.kept),
        (say._("ikke gått ut ennå"), count.ahead - before.ahead),
        (say._("gått ut og ikke holdt"), count.passed_late - before.passed_late),
        (say._("gått ut uten svar"), count.passed_unknown - before.passed_unknown),
    )
    changed = ", ".join(f"{name} {signed(n)}" for name, n in differences if n)
    return say._("Endring: {list}.").format(list=changed or "±0")


def reasons(measure: Measure) -> list[str]:
    """Why it does not go as it should: what was said last, and of each move of a deadline."""
    moves = (move for stone in measure.milestones for move in stone.moved)
    reasons_given = [
        *(entry.reason for entry in measure.entries[:1]),
        *(move.reason for move in moves),
    ]
    return [reason for reason in dict.fromkeys(reasons_given) if reason]


def heard(judged: Judgement, reporting: Round, say: Words) -> str:
    """Whether it was heard of in the round: «åpen til 30. januar 2021»."""
    time = say.date(judged.heard_time) if judged.heard_time else ""
    match judged.heard:
        case "open":
            day = round_day(reporting.until, reporting, say)
            return say._("runden er åpen til {date}").format(date=day)
        case "in_round" if judged.heard_perhaps:  # what was last said may be older than the round
            return say._("i runden eller før den ({date})").format(date=time)
        case "in_round" if judged.heard_time and judged.heard_time.last > judged.day:
            return say._("ja ({date})").format(date=time)
        case "in_round":
            return say._("ja")
        case "never":
            return say._("aldri hørt fra")
    return say._("ikke hørt fra for {period}").format(period=say.period(reporting.period))


def merged_here(judged: Judgement, plan: Plan, say: Words) -> str:
    """What a measure that was merged into this one brought along, told on the page of this one."""
    assert judged.verdict.entry
    return say._(
        "Tiltak {number} («{title}») ble slått sammen med dette, meldt for {date}. Fristene der: {deadlines}."
    ).format(
        number=called(judged.measure.id, plan.id),
        title=judged.measure.title,
        date=say.date(judged.verdict.entry.date),
        deadlines=deadlines(judged.deadlines, say),
    )


def heard_of(judgements: Sequence[Judgement], summary: Summary, say: Words) -> str:
    """How many measures were heard of in the round, and until when it is open: «Runden for første kvartal 2021: …»."""
    heard_from, reporting = _surely_heard(judgements), summary.round
    sentence = say._("Runden for {period}: hørt fra {heard} av {total} tiltak ({share} prosent).")
    if summary.plan.incomplete:
        sentence = say._("Runden for {period}: hørt fra {heard} av {total} kjente tiltak.")
    sentence = sentence.format(
        period=say.period(reporting.period),
        heard=heard_from,
        total=len(judgements),
        share=percent(heard_from, len(judgements)) if judgements else 0,
    )
    unclear = say.sentence(
        "ett tiltak er omtalt i runden eller i tiden før den.",
        "{n} tiltak er omtalt i runden eller i tiden før den.",
        sum(j.heard_perhaps for j in judgements),
    )
    still_open = "" if heard_from == len(judgements) else open_until(reporting, say)
    return " ".join(filter(None, (sentence, unclear, still_open)))


def _surely_heard(judgements: Iterable[Judgement]) -> int:
    """How many were heard of in the round itself: what may be older is no news of it."""
    return sum(j.heard == "in_round" and not j.heard_perhaps for j in judgements)


def heard_changed(now: Sequence[Judgement], before: Sequence[Judgement], say: Words) -> str:
    """How many more measures were heard of than in the round before."""
    more = _surely_heard(now) - _surely_heard(before)
    return say._("Endring fra runden før: {change}.").format(change=signed(more) if more else "±0")


def open_until(reporting: Round, say: Words) -> str:
    """When a round opens, until when it is open, or when it was over."""
    text, day = say._("Runden åpner {date}."), reporting.opens
    if reporting.is_over:
        text, day = say._("Siste dag var {date}."), reporting.until
    elif reporting.is_open:
        text, day = say._("Runden er åpen til {date}."), reporting.until
    return text.format(date=round_day(day, reporting, say))


def milestone(state: MilestoneState, say: Words) -> str:
    """Where a milestone stands, with how far it was moved: «gått ut for 366 dager siden, uten svar, utsatt 365 dager»."""
    return ", ".join(filter(None, (milestone_state(state, say), _moved(state, say))))


def reached_and_left(judged: Judgement) -> tuple[list[MilestoneState], list[MilestoneState]]:
    """What is done of a measure's milestones, and what is left of them beside the one that the verdict tells of."""
    counting = [state for state in judged.milestones if state.state != "no_longer_counts"]
    reached = [state for state in counting if state.state == "done"]
    left = (state for state in counting if state.state != "done")
    return reached, [state for state in left if state != judged.verdict.milestone]


def deadline_and_state(state: MilestoneState, say: Words) -> str:
    """«2021, ikke gått ut ennå, utsatt»; what says its own day, or has none, is told once."""
    stands = milestone(state, say)
    if state.state == "done" or not state.due or (_falls_due(state) and not state.on_last_day):
        return stands
    return f"{say.date(state.due)}, {stands}"


def _falls_due(state: MilestoneState) -> bool:
    """Whether the day falls within the time that the deadline may mean."""
    return state.state == "due_soon" and not state.days


def _moved(state: MilestoneState, say: Words) -> str:
    """«utsatt 31 dager», «utsatt» where nobody knows by how many days, empty where it stands."""
    decided, now, days = state.milestone.decided_due, state.milestone.due, state.slip_days
    if not decided or not now or decided.last == now.last:
        return say._("flyttet etter vedtak") if decided != state.milestone.baseline else ""
    if days is None:
        return say._("utsatt") if state.put_off else say._("framskyndet")
    return (
        say._("utsatt {days}").format(days=say.roughly(days))
        if days > 0
        else say._("framskyndet {days}").format(days=say.roughly(-days))
    )


def milestone_state(state: MilestoneState, say: Words) -> str:
    """Where a milestone stands, in a few words: «nådd 31. mai 2021», «ikke gått ut ennå», «teller ikke lenger»."""
    match state.state:
        case "done" if state.done:
            return say._("nådd {day}").format(day=say.at(state.done))
        case "late":
            return passed(state.days, say, said_late=state.said_late)
        case "due_soon" if state.on_last_day:
            return say._("går ut denne dagen")
        case "due_soon" if state.due and _falls_due(state):
            return say._("forfaller {date}").format(date=say.at(state.due))
        case "due_soon":
            return say._("{days} igjen").format(days=say.days(state.days or 0))
        case "upcoming":
            return say._("ikke gått ut ennå")
        case "no_longer_counts":
            return _settled([state], say)
    return state.milestone.undated or say._("ingen frist satt")


def deadline(state: MilestoneState, say: Words) -> str:
    """The deadline, the words that stand in place of one («løpende»), or that nobody states it."""
    if state.due:
        return say.date(state.due)
    return state.milestone.undated or say._("ikke oppgitt")


def _settled(states: Sequence[MilestoneState], say: Words) -> str:
    """Of deadlines that are owed no more: those that had passed before that are counted as passed all the same."""
    if any(state.given_up for state in states):
        return say._("gått ut og ikke holdt")
    return say._("teller ikke lenger")


def passed(days: int | None, say: Words, *, said_late: bool) -> str:
    """How late it is, where somebody has said that it is; otherwise only that the deadline has gone."""
    if days is None:
        return say._("gått ut og ikke holdt") if said_late else say._("gått ut uten svar")
    late = (
        say._("gått ut for {days} siden og ikke holdt")
        if said_late
        else say._("gått ut for {days} siden, uten svar")
    )
    return late.format(days=say.roughly(days))


def timeliness(judged: Judgement, say: Words) -> str:
    """A measure's deadlines in a few words, for a table."""
    t = judged.timeliness
    due = say.short_date(t.milestone.due) if t.milestone and t.milestone.due else ""
    match t.state:
        case "late":
            return passed(t.days, say, said_late=bool(t.milestone and t.milestone.said_late))
        case "due_soon" if t.milestone and t.milestone.on_last_day:
            return say._("{date}, går ut denne dagen").format(date=due)
        case "due_soon":
            return say._("forfaller {date}").format(date=due)
        case "slipped" if t.days is None:
            return say._("frist {date}, flyttet").format(date=due)
        case "slipped":
            return say._("frist {date}, flyttet {days}").format(
                date=due, days=say.roughly(t.days or 0)
            )
        case "on_schedule":
            return say._("neste frist {date}").format(date=due)
    return timeliness_named(judged, say).lower()


def timeliness_named(judged: Judgement, say: Words) -> str:
    """Where a measure's deadlines stand, without days: a cell that can be filtered."""
    if judged.timeliness.state == "no_longer_counts":
        return capital(_settled(judged.milestones, say))
    return say.label("timeliness", judged.timeliness.state)


def cited(citations: Sequence[tuple[str, str]], say: Words) -> str:
    """What rests on a document: «sagt om arbeidet (9.10), milepæl (2.2.2)»."""
    names = {
        "reference": say._("vedtatt ordlyd"),
        "owner": say._("ansvarlig"),
        "contributors": say._("hvem som er med"),
        "entry": say._("sagt om arbeidet"),
        "mention": say._("omtale"),
        "assessment": say._("vurdering"),
        "milestone": say._("milepæl"),
        "funding": say._("finansiering"),
    }
    names_cited = dict.fromkeys(
        f"{names[what]} ({place})" if place else names[what] for what, place in citations
    )
    return ", ".join(names_cited)
