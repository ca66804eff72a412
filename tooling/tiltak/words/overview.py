"""The summary of a report: sentences that a person can read aloud in a meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tiltak.harmless import one_line
from tiltak.judge.money import money
from tiltak.judge.status import NOBODY_SAID, Judgement
from tiltak.judge.summary import Summary, deadlines_in
from tiltak.model.numbers import Number
from tiltak.model.periods import Period
from tiltak.model.plan import Plan, Portfolio
from tiltak.past.changes import Change
from tiltak.past.report import Report
from tiltak.read import schema
from tiltak.words.changes import body_name, step_back
from tiltak.words.ended import ended, run_out_since, who_stopped
from tiltak.words.language import Words, capital
from tiltak.words.measures import heard_of, only_proposed
from tiltak.words.money import in_all
from tiltak.words.unreadable import unreadable


def overview(report: Report, say: Words) -> tuple[str, ...]:
    """The paragraphs: what it is, how it stands, what is new, the deadlines, what comes."""
    if report.state == "not_adopted":
        return (occasion(report, say),)
    parts = (
        [
            about(report, say),
            ended(report.plan, report.today, say),
            who_stopped(report.plan, report.today, report.portfolio, say),
            unreadable(report.plan.unreadable, say),
            occasion(report, say),
            put_together_later(report, say),
        ],
        standing(report, say),
        [*reporting(report, say), *news(report, say)],
        deadlines(report, say),
        [
            decisions(report, say),
            money_unknown(report.summary, say),
            money_known(report.plan, say),
            coming(report, say),
        ],
    )
    return tuple(" ".join(filter(None, part)) for part in parts if any(part))


def about(report: Report, say: Words) -> str:
    """Which plan, who adopted it and how large it is."""
    plan = report.plan
    size = say.spelled("ett tiltak", "{n} tiltak", report.summary.total)
    if plan.incomplete:
        size = say._("{size} som er kjent her").format(size=size)
    text = say._("{plan} har {size}.")
    if plan.adopted:
        text = say._("{plan} ble vedtatt av {body} {date} og har {size}.")
    sentence = text.format(
        plan=plan.label,
        body=adopting_body(report.portfolio, plan),
        date=say.at(plan.adopted) if plan.adopted else "",
        size=size,
    )
    return f"{sentence} {one_line(plan.incomplete)}".rstrip()


def adopting_body(portfolio: Portfolio, plan: Plan) -> str:
    """The body that adopted the plan, by its name on that day, as it stands within a sentence."""
    return body_name(portfolio, plan.adopted_by, plan.adopted_on)


def occasion(report: Report, say: Words) -> str:
    """Which period and which day, and why not another."""
    period, day = say.period(report.period), say.date(report.day)
    match report.state:
        case "not_adopted":
            text = say._(
                "{plan} ble vedtatt {adopted}. Det var derfor ingenting å rapportere {day}."
            )
        case "not_begun":
            text = say._("Rapporten gjelder {period}, som ikke er begynt. Den viser status {day}.")
        case "not_reported":
            text = say._(
                "Rapporten gjelder {period}, men planen er bare fulgt til og med {day}. "
                "Den viser derfor status den dagen."
            )
        case "under_way":
            text = say._("Rapporten gjelder {period}, som ikke er over. Den viser status {day}.")
        case _ if report.summary.judged_day.stopped_by:
            about_period = say._("Rapporten gjelder {period}.").format(period=period)
            return f"{about_period} {say.judged_day(report.summary.judged_day)}"
        case _:
            text = say._("Rapporten gjelder {period} og viser status {day}.")
    adopted = say.at(report.plan.adopted or report.plan.start)
    return text.format(plan=report.plan.label, adopted=adopted, period=period, day=day)


def put_together_later(report: Report, say: Words) -> str:
    """That nothing was reported in the time of the period; empty where it was."""
    if not report.put_together_later or not report.came_in:
        return ""
    return say._(
        "Planen kom inn i Tiltak {day}, etter at perioden var over. Rapporten er satt sammen i ettertid."
    ).format(day=say.date(report.came_in))


def standing(report: Report, say: Words) -> list[str]:
    """How many measures have each verdict, and what silence means."""
    counts = {verdict: n for verdict, n in report.summary.counts.items() if n}
    if not counts:
        return []
    if len(counts) == 1:
        ((verdict, n),) = counts.items()
        subject = say.spelled("tiltaket", "alle de {n} tiltakene", n)
        sentences = [capital(say.verdict_clause(verdict, subject, n)) + "."]
    else:
        listed = say.clauses(say.verdict_clauses(counts))
        sentences = [say._("Slik fordeler tiltakene seg: {list}.").format(list=listed)]
    if "missing_report" in counts:
        sentences.append(
            say._(
                "Statusen er ukjent når ingen har fortalt hvordan det går, eller når det siste som er sagt, er mer "
                "enn {months} gammelt. Det betyr ikke at ingenting er gjort."
            ).format(months=say.months(report.plan.silent_after_months))
        )
    return sentences


def reporting(report: Report, say: Words) -> list[str]:
    """How many told how it went in the period, and how many did not."""
    if report.state in ("not_begun", "not_reported"):
        return []
    if not (report.period.of_plan or report.summary.round.is_over) and report.summary.heard["open"]:
        return [heard_of(report.summary.judgements, report.summary, say)]
    heard_of_now, silent = len(report.summary.reported), len(report.summary.not_reported)
    noun = stretch_noun(report, say)
    in_grace = len(report.summary.answered_in_grace)
    unclear = any(j.straddles for j in report.summary.judgements)
    if not (heard_of_now or in_grace or unclear):
        return [say._("I {noun} er det ikke kommet noe nytt om tiltakene.").format(noun=noun)]
    reported = Counter(_told_by(j, report.period) for j in report.summary.reported)
    counts = (
        (reported["owner"], say._("I {noun} er det meldt status for {told}.")),
        (reported["document"], say._("Dokumentene sier noe om {told} i {noun}.")),
        (
            reported["milestone"],
            say._("For {told} er det meldt at en milepæl er nådd i {noun}, men ikke status."),
        ),
    )
    sentences = [
        sentence.format(noun=noun, told=say.spelled("ett tiltak", "{n} tiltak", number))
        for number, sentence in counts
        if number
    ]
    if in_grace:
        sentences.append(
            say.sentence(
                "Om ett tiltak er det sagt noe etter {noun}, men innen siste dag for å melde.",
                "Om {n} tiltak er det sagt noe etter {noun}, men innen siste dag for å melde.",
                in_grace,
                noun=noun,
            )
        )
    if silent:
        sentences.append(
            say._("Det er ikke kommet noe nytt om {silent}.").format(
                silent=say.spelled("ett tiltak", "{n} tiltak", silent)
            )
        )
    return sentences


def _told_by(judged: Judgement, period: Period) -> str:
    """Who told of a measure in a period: its owner, a document, or nobody, where only a milestone was reached."""
    entry = judged.entry
    if entry is None or not entry.date.within(period.start, period.end):
        return "milestone"
    return "owner" if entry.said_by == "owner" else "document"


def stretch_noun(report: Report, say: Words) -> str:
    """What the period is called once it has been named, and of a whole plan where nobody knows what came after."""
    noun = say.period_noun(report.period)
    if report.is_cut_short:
        return say._("{noun} til og med {day}").format(noun=noun, day=say.date(report.day))
    return noun


def compared_with(before: Summary, report: Report, say: Words) -> str:
    """The day since which a report tells what is new: «30. september 2020», «vedtaket 17. juni 2019»."""
    day = say.date(before.day)
    if report.period.of_plan and before.day == report.plan.adopted_on:
        return say._("vedtaket {date}").format(date=day)
    return day


def news(report: Report, say: Words) -> list[str]:
    """What differs from the period before."""
    if report.news is None:
        return []
    verdicts = report.news.of("verdict")
    changed = [c for c in verdicts if c.after and c.after.verdict.rule not in NOBODY_SAID]
    fallen_silent = sum(bool(c.after and c.after.verdict.rule == "silent") for c in verdicts)
    since, noun = compared_with(report.news.before, report, say), say.period_noun(report.period)
    if report.period.of_plan:  # it may be older than its adoption
        noun = say._("tiden etter {day}").format(day=since)
    if not changed:
        sentence = say._("Ingen tiltak har fått ny status siden {day}.")
        if report.unplaced:
            sentence = say._("Det er ikke sikkert at noe tiltak har fått ny status siden {day}.")
        sentences = [sentence.format(day=since)]
    else:
        head = say.spelled(
            "Ett tiltak har fått ny status siden {day}",
            "{n} tiltak har fått ny status siden {day}",
            len(changed),
            day=since,
        )
        sentences = [f"{capital(head)}: {say.clauses(_outcomes(changed, say))}."]
    sentences.append(
        say.sentence(
            "For ett tiltak er den siste opplysningen nå for gammel til å vise status.",
            "For {n} tiltak er den siste opplysningen nå for gammel til å vise status.",
            fallen_silent,
        )
    )
    if back := [(c, phase) for c in report.news.of("entry_added") if (phase := step_back(c))]:
        steps = (
            say._("{measure}, før «{phase}»").format(
                measure=named(c.measure.number, c.measure.title, say),
                phase=say.label("phase", phase).lower(),
            )
            for c, phase in back
        )
        sentences.append(say._("Et skritt tilbake: {list}.").format(list=say.listed(steps)))
    reached = len(report.news.of("milestone_reached"))
    sentences += (
        say.sentence("én milepæl er nådd.", "{n} milepæler er nådd.", reached),
        say.sentence(
            "for ett tiltak er det fortalt noe som kan gjelde {noun} eller tiden før.",
            "for {n} tiltak er det fortalt noe som kan gjelde {noun} eller tiden før.",
            len(report.unplaced),
            noun=noun,
        ),
    )
    return sentences


MOST_NAMED = 3  # kinds of news; a longer sentence with titles in it cannot be read aloud


def _outcomes(changed: Iterable[Change], say: Words) -> list[str]:
    """«tiltak 6 («Bedre alkovett») er i drift», «fem pågår»: one clause for each verdict they have now."""
    by_verdict: dict[str, list[Change]] = {}
    for change in changed:
        assert change.after
        by_verdict.setdefault(change.after.verdict.value, []).append(change)
    named_alone = len(by_verdict) <= MOST_NAMED
    return [
        say.verdict_clause(
            verdict, _subject(by_verdict[verdict], say, alone=named_alone), len(by_verdict[verdict])
        )
        for verdict in schema.values("verdict")
        if verdict in by_verdict
    ]


def _subject(changed: Sequence[Change], say: Words, *, alone: bool) -> str:
    if len(changed) > 1 or not alone:
        return say.number(len(changed))
    return named(changed[0].measure.number, changed[0].measure.title, say)


def named(number: Number, title: str, say: Words) -> str:
    return say._("tiltak {number} («{title}»)").format(number=number, title=title)


def _on_last_day(summary: Summary, run_out: int, say: Words) -> str:
    """That some of the deadlines that ran out are over with the day itself; empty where none is."""
    day = say.date(summary.day)
    if summary.on_last_day < run_out:
        return say.sentence(
            "én av dem går ut {day} og er ikke brutt før dagen er over.",
            "{n} av dem går ut {day} og er ikke brutt før dagen er over.",
            summary.on_last_day,
            day=day,
        )
    return say.sentence(
        "fristen går ut {day} og er ikke brutt før dagen er over.",
        "alle går ut {day} og er ikke brutt før dagen er over.",
        summary.on_last_day,
        day=day,
    )


def deadlines(report: Report, say: Words) -> list[str]:
    """What is delayed, what has passed in silence, and what was moved."""
    summary, noun = report.summary, stretch_noun(report, say)
    run_out, passed = summary.due_in_period, deadlines_in(summary.passed_unreported)
    delayed = _delayed(summary, say)
    reached = sum(deadline.kept for deadline in run_out)
    moves = report.news.of("milestone_moved") if report.news else ()
    moved = [c for c in moves if not c.moves or not all(move.decision for move in c.moves)]
    silent = sum(change.of_deadline for change in report.silent_in_period)
    since = run_out_since(summary, report.period.end, say) if report.is_cut_short else ""
    return [
        delayed,
        say.sentence(
            "Én frist har gått ut uten at noen har sagt om den ble holdt.",
            "{n} frister har gått ut uten at noen har sagt om de ble holdt.",
            passed,
        ),
        say.sentence(
            "én frist hadde siste dag i {noun}. Meldt nådd: {kept}.",
            "{n} frister hadde siste dag i {noun}. Meldt nådd: {kept}.",
            len(run_out),
            noun=noun,
            kept=say.spelled("én", "{n}", reached),
        ),
        _on_last_day(summary, len(run_out), say),
        only_proposed(run_out, say),
        ""
        if delayed or passed or run_out or since
        else say._("Ingen frister har gått ut uten at det som var lovet, er nådd."),
        say.sentence(
            "én frist er flyttet i {noun}.",
            "{n} frister er flyttet i {noun}.",
            len(moved),
            noun=noun,
        ),
        say.sentence(
            "Ett løfte er endret etter vedtak i {noun}.",
            "{n} løfter er endret etter vedtak i {noun}.",
            len(report.decided_in_period),
            noun=noun,
        ),
        say.sentence(
            "én frist er endret i {noun} uten at tiltaket forteller det.",
            "{n} frister er endret i {noun} uten at tiltakene forteller det.",
            silent,
            noun=noun,
        ),
        say.sentence(
            "Ett løfte er skrevet om i {noun}, og tiltaket forteller det ikke.",
            "{n} løfter er skrevet om i {noun}, og tiltakene forteller det ikke.",
            len(report.silent_in_period) - silent,
            noun=noun,
        ),
        since,
    ]


def _delayed(summary: Summary, say: Words) -> str:
    """How many measures are delayed, and which where it is one; empty where none is."""
    delayed = summary.with_verdict("delayed")
    if not delayed:
        return ""
    subject = say.spelled("ett tiltak", "{n} tiltak", len(delayed))
    if len(delayed) == 1:
        measure = delayed[0].measure
        subject = named(measure.number, measure.title, say)
    return f"{capital(say.verdict_clause('delayed', subject, len(delayed)))}."


def decisions(report: Report, say: Words) -> str:
    """How many measures wait for somebody to decide."""
    waiting = report.summary.decisions
    if all(reasons == ("funding",) for _, reasons in waiting):
        return say.sentence(
            "Ett tiltak venter på en avgjørelse om penger.",
            "{n} tiltak venter på en avgjørelse om penger.",
            len(waiting),
        )
    return say.sentence(
        "Ett tiltak venter på en avgjørelse.", "{n} tiltak venter på en avgjørelse.", len(waiting)
    )


def money_unknown(summary: Summary, say: Words) -> str:
    """How many measures need money that no source tells of."""
    return say.sentence(
        "For ett tiltak viser ingen kilde om det er bevilget penger.",
        "For {n} tiltak viser ingen kilde om det er bevilget penger.",
        len(summary.funding_unknown),
    )


def money_known(plan: Plan, say: Words) -> str:
    """The sums of the plan, with what they do not know; empty where no amount is known."""
    sums = money(plan)
    return in_all(sums, say) if sums.any_known else ""


def coming(report: Report, say: Words) -> str:
    """What falls due next."""
    if report.period.of_plan:
        return ""
    due = report.summary.due_next
    stretch = coming_stretch(report, say)
    if not due:
        return say._("{stretch} er det ingen frister.").format(stretch=stretch)
    return say.spelled(
        "{stretch} er det én frist, {first}.",
        "{stretch} er det {n} frister, den første {first}.",
        len(due),
        stretch=stretch,
        first=say.date(due[0].due),
    )


def coming_stretch(report: Report, say: Words) -> str:
    """The days that `Summary.due_next` looks at: the next period, or up to its end."""
    following = report.period.next()
    if report.day == report.period.end:
        return say._("I {period}").format(period=say.period(following))
    return say._("Fram til {day}").format(day=say.date(following.end))
