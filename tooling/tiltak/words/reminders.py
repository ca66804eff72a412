"""What a unit is reminded of, in words: as a letter, and all letters as one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tiltak.harmless import as_typed
from tiltak.judge.due_reports import period_due
from tiltak.judge.reminders import KINDS, DecisionReminder, Message, Reminder
from tiltak.judge.summary import Summary
from tiltak.model.periods import Period
from tiltak.model.plan import Plan, Portfolio
from tiltak.words import decisions
from tiltak.words.language import Words, capital
from tiltak.words.measures import heard_of


def letter(message: Message, plan: Plan, portfolio: Portfolio, say: Words) -> str:
    """One message as plain text: to whom, what about, and what to do."""
    blocks = [
        say._("Til: {unit}").format(unit=addressee(message, portfolio, say))
        + "\n"
        + say._("Emne: {subject}").format(subject=subject(message, plan, say)),
        *paragraphs(message, plan, say),
    ]
    return "\n\n".join(blocks) + "\n"


def paragraphs(message: Message, plan: Plan, say: Words) -> list[str]:
    """What a message says, from the greeting on."""
    listed = [
        "\n".join([heading, *(f"- {line(r, message, say)}" for r in reminders)])
        for heading, reminders in parts(message, say)
    ]
    return [say._("Hei!"), opening(message, plan, say), *listed, *closing((message,), say)]


def as_markdown(messages: tuple[Message, ...], plan: Plan, portfolio: Portfolio, say: Words) -> str:
    """All messages as one document, for an issue; empty where nobody is to be reminded."""
    blocks: list[str] = []
    for message in messages:
        blocks.append(f"## {as_typed(addressee(message, portfolio, say))}")
        blocks.append(as_typed(opening(message, plan, say)))
        for heading, reminders in parts(message, say):
            blocks += [
                f"### {as_typed(heading)}",
                "\n".join(f"- {as_typed(line(r, message, say))}" for r in reminders),
            ]
    blocks += map(as_typed, closing(messages, say))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def round_as_markdown(
    summary: Summary, portfolio: Portfolio, say: Words, report_address: str = ""
) -> str:
    """Which units have answered in the round, as a list that is ticked off, and what comes when it is over.

    `report_address` is where the newest report that is due has been proposed or delivered.
    """
    answered = [
        f"- [{'x' if share.heard == share.owns else ' '}] "
        + as_typed(
            say._("{unit}: {heard} av {total}").format(
                unit=owner(share.unit, portfolio, summary.day, say),
                heard=share.heard,
                total=share.owns,
            )
        )
        for share in summary.shares
    ]
    blocks = [
        f"## {as_typed(summary.plan.label)}",
        as_typed(heard_of(summary.judgements, summary, say)),
        "\n".join(answered),
    ]
    period, due = summary.round.period, period_due(summary.plan, summary.day)
    if due and report_address:
        words = say._("Rapporten for {period} er laget:").format(period=say.period(due))
        blocks.append(f"{as_typed(words)} <{report_address}>")
    if summary.plan.closing(period.name):
        blocks.append(as_typed(say._("Perioden er avsluttet.")))
    elif due == period and report_address:
        blocks.append(_how_to_close(say._("Når den er levert, avslutter du perioden:"), period))
    elif summary.round.is_over or all(share.heard == share.owns for share in summary.shares):
        advice = say._("Neste steg er rapporten. Når den er levert, avslutter du perioden:")
        blocks.append(_how_to_close(advice, period))
    return "\n\n".join(blocks) + "\n\n"


def _how_to_close(advice: str, period: Period) -> str:
    return f"{as_typed(advice)} `tiltak report {period.name} --close --by ENHET`"


def owner(unit: str, portfolio: Portfolio, day: date, say: Words) -> str:
    return portfolio.unit_name(unit, day) if unit else say._("ikke oppgitt")


def addressee(message: Message, portfolio: Portfolio, say: Words) -> str:
    if not message.unit:
        return say._("den som følger planen, fordi ingen ansvarlig er oppgitt")
    return portfolio.unit_name(message.unit, message.day)


def subject(message: Message, plan: Plan, say: Words) -> str:
    """What is asked for, and by when, first: a phone shows the first words of it."""
    asked = []
    if silent := message.of("silent"):
        reporting = silent[0]
        assert reporting.period
        asked.append(
            say._("meld status innen {day}").format(day=_last_day(reporting, say))
            if reporting.by >= message.day
            else say._("status for {period} mangler").format(period=say.period(reporting.period))
        )
    if late := len(message.of("late")) + len(message.decisions_of("late")):
        asked.append(say.spelled("én frist er gått ut", "{n} frister er gått ut", late))
    if soon := len(message.of("due_soon")) + len(message.decisions_of("due_soon")):
        asked.append(say.spelled("én frist nærmer seg", "{n} frister nærmer seg", soon))
    return f"{capital(', '.join(asked))}: {plan.label}"


def opening(message: Message, plan: Plan, say: Words) -> str:
    measures = {r.measure.number: r.measure for r in message.reminders}
    subjects = []
    if measures:
        subjects.append(say.spelled("ett tiltak", "{n} tiltak", len(measures)))
    if count := len(message.decisions):
        subjects.append(say.spelled("én sak", "{n} saker", count))
    about = say.listed(subjects)
    if not message.unit:
        text = say._("Dette gjelder {subjects} i {plan} der ingen ansvarlig er oppgitt.")
        return text.format(subjects=about, plan=plan.label)
    text = say._("Dette gjelder {subjects} i {plan} som dere står oppført som ansvarlig for.")
    text = text.format(subjects=about, plan=plan.label)
    confirmed = [m.owner_confirmed for m in measures.values()]
    confirmed += ["unit" not in r.followed.decision.unconfirmed for r in message.decisions]
    if not all(confirmed):
        text += " " + say._("Ansvaret er bare foreslått. Si fra hvis det hører hjemme hos andre.")
    return text


def parts(
    message: Message, say: Words
) -> Iterator[tuple[str, tuple[Reminder | DecisionReminder, ...]]]:
    """Each kind of reminder under its heading."""
    for kind in KINDS:
        if reminders_of_kind := message.lines_of(kind):
            yield heading(reminders_of_kind[0], say), reminders_of_kind
    for kind in KINDS:
        if decisions_of_kind := message.decisions_of(kind):
            yield heading_of_decisions(kind, say), decisions_of_kind


def heading_of_decisions(kind: str, say: Words) -> str:
    if kind == "late":
        return say._(
            "Saker der fristen har gått ut. Er de fulgt opp? Hvis ikke: si hva som gjenstår."
        )
    return say._("Saker der fristen nærmer seg")


def heading(reminder: Reminder, say: Words) -> str:
    match reminder.kind:
        case "late":
            return say._(
                "Frister som har gått ut. Er det gjort? Hvis ikke: oppgi årsak og ny frist."
            )
        case "due_soon":
            return say._("Frister som nærmer seg")
    assert reminder.period
    text = (
        say._("Status for {period} er ikke meldt. Siste dag var {day}.")
        if reminder.by < reminder.judged.day
        else say._("Status for {period}. Meld den innen {day}.")
    )
    return text.format(period=say.period(reminder.period), day=_last_day(reminder, say))


def _last_day(reminder: Reminder, say: Words) -> str:
    return say.with_mark(say.date(reminder.by), proposed=reminder.proposed)


def line(reminder: Reminder | DecisionReminder, message: Message, say: Words) -> str:
    if isinstance(reminder, DecisionReminder):
        return _line_of_decision(reminder, say)
    text, report = _line_of_measure(reminder, say), message.report_asked_for_at(reminder)
    return f"{text} {_report_too(report, say)}" if report else text


def _report_too(report: Reminder, say: Words) -> str:
    assert report.period
    text = (
        say._("Status for {period} er heller ikke meldt.")
        if report.by < report.judged.day
        else say._("Meld også status for {period} innen {day}.")
    )
    return text.format(period=say.period(report.period), day=_last_day(report, say))


def _named(reminder: Reminder | DecisionReminder, say: Words) -> str:
    if isinstance(reminder, DecisionReminder):
        return decisions.in_short(reminder.followed.decision, say)
    measure = reminder.measure
    return say._("Tiltak {number}, {title}").format(number=measure.number, title=measure.title)


def _line_of_measure(reminder: Reminder, say: Words) -> str:
    measure, head = reminder.measure, _named(reminder, say)
    if measure.owner_proposed:
        head = say._("{measure} (ansvaret er foreslått)").format(measure=head)
    match reminder.kind, reminder.milestone:
        case "late", state if state:
            return f"{head}: {say.late(state)}"
        case "due_soon", state if state and state.due:
            text = say._("{measure}: «{milestone}» skal være nådd {by}. {left}")
            title, by, left = state.milestone.title, say.by(state.due), _left(state.days, say)
            return text.format(measure=head, milestone=title, by=by, left=left).strip()
    return f"{head}. {sentence_about_newest(reminder, say)}"


def _line_of_decision(reminder: DecisionReminder, say: Words) -> str:
    decision, head = reminder.followed.decision, _named(reminder, say)
    if decision.unit and "unit" in decision.unconfirmed:
        head = say._("{measure} (ansvaret er foreslått)").format(measure=head)
    stands = decisions.state(reminder.followed, say)
    if reminder.kind == "late":  # which says that the deadline has passed
        return f"{head}: {stands}."
    by = say.with_mark(say.by(reminder.by), proposed="due" in decision.unconfirmed)
    return say._("{decision}: skal være fulgt opp {by}. {stands}.").format(
        decision=head, by=by, stands=stands
    )


def to_form(reminder: Reminder | DecisionReminder, say: Words) -> str:
    """What the link to the form is called."""
    if isinstance(reminder, DecisionReminder):
        return say._("Meld hva som er gjort")
    return say._("Meld status for tiltak {number}").format(number=reminder.measure.number)


def to_page(reminder: Reminder | DecisionReminder, say: Words) -> str:
    """What the link to the site's page is called."""
    if isinstance(reminder, DecisionReminder):
        return say._("Se saken på nettstedet")
    return say._("Se tiltak {number} på nettstedet").format(number=reminder.measure.number)


def not_ours(reminder: Reminder | DecisionReminder, say: Words) -> str:
    """What the link is called that says that it belongs to somebody else."""
    if isinstance(reminder, DecisionReminder):
        return say._("Saken er ikke vår")
    return say._("Tiltak {number} er ikke vårt").format(number=reminder.measure.number)


def _left(days: int | None, say: Words) -> str:
    if days is None:
        return ""
    if not days:
        return say._("Det er i dag.")
    return say._("Det er {days} til.").format(days=say.days(days))


def sentence_about_newest(reminder: Reminder, say: Words) -> str:
    entry = reminder.judged.entry
    if entry is None:
        return say._("Det er aldri meldt status.")
    return say._("Det siste som er sagt, gjelder {date}.").format(date=say.date(entry.date))


def closing(messages: Iterable[Message], say: Words) -> tuple[str, ...]:
    """That no news is an answer too, which it is where something has been reported before."""
    is_answer = any(r.judged.entry for message in messages for r in message.reminders)
    text = say._("Er det ikke noe nytt, meld det også. Da vet alle at dere har sett på det.")
    return (text,) if is_answer else ()


def titles_waiting(message: Message, say: Words) -> str:
    """What the unit has said is not its own, while nobody has answered; empty where there is nothing."""
    return "; ".join(dict.fromkeys(_named(reminder, say) for reminder in message.waiting))


def waiting(message: Message, say: Words) -> str:
    text = say._(
        "Dere har svart at dette ikke er deres: {subjects}. Det venter på svar fra den som følger planen."
    )
    titles = titles_waiting(message, say)
    return text.format(subjects=titles) if titles else ""


def how_to_answer(*, has_form: bool, has_workbook: bool, say: Words) -> str:
    """The ways there are to answer a mail, the quickest first."""
    ways = []
    if has_form:
        ways.append(say._("Bruk lenken ved hvert punkt."))
    if has_workbook:
        ways.append(
            say._("Fyll ut regnearket som ligger ved, og send det tilbake.")
            if not ways
            else say._("Eller fyll ut regnearket som ligger ved, og send det tilbake.")
        )
    ways.append(say._("En setning som svar på denne e-posten holder også."))
    return " ".join(ways)
