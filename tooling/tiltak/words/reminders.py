"""What a unit is reminded of, in words: as a letter, and all letters as one document."""

from __future__ import annotations

from collections.abc import Iterator

from tiltak.harmless import as_typed
from tiltak.judge.reminders import KINDS, Message, Reminder
from tiltak.model.plan import Plan, Portfolio
from tiltak.words.language import Words


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
        "\n".join([heading, *(f"- {line(r, say)}" for r in reminders)])
        for heading, reminders in parts(message, say)
    ]
    return [say._("Hei!"), opening(message, plan, say), *listed, closing(say)]


def as_markdown(messages: tuple[Message, ...], plan: Plan, portfolio: Portfolio, say: Words) -> str:
    """All messages as one document, for an issue; empty where nobody is to be reminded."""
    blocks: list[str] = []
    for message in messages:
        blocks.append(f"## {as_typed(addressee(message, portfolio, say))}")
        blocks.append(as_typed(opening(message, plan, say)))
        for heading, reminders in parts(message, say):
            blocks += [
                f"### {as_typed(heading)}",
                "\n".join(f"- {as_typed(line(r, say))}" for r in reminders),
            ]
    return "\n\n".join([*blocks, as_typed(closing(say))]) + "\n" if blocks else ""


def addressee(message: Message, portfolio: Portfolio, say: Words) -> str:
    if not message.unit:
        return say._("den som følger planen, fordi ingen ansvarlig er oppgitt")
    return portfolio.unit_name(message.unit, message.day)


def subject(message: Message, plan: Plan, say: Words) -> str:
    """What is asked for, as short as a list of mails shows it: «Plan: én frist er gått ut og …»."""
    asked = []
    if late := message.of("late"):
        asked.append(say.spelled("én frist er gått ut", "{n} frister er gått ut", len(late)))
    if soon := message.of("due_soon"):
        asked.append(say.spelled("én frist nærmer seg", "{n} frister nærmer seg", len(soon)))
    if silent := message.of("silent"):
        reporting = silent[0]
        assert reporting.period
        asked.append(
            say._("meld status innen {day}").format(day=_last_day(reporting, say))
            if reporting.by >= message.day
            else say._("status for {period} mangler").format(period=say.period(reporting.period))
        )
    return f"{plan.label}: {say.listed(asked)}"


def opening(message: Message, plan: Plan, say: Words) -> str:
    measures = {r.measure.number: r.measure for r in message.reminders}
    if not message.unit:
        return say.spelled(
            "Dette gjelder ett tiltak i {plan} der ingen ansvarlig er oppgitt.",
            "Dette gjelder {n} tiltak i {plan} der ingen ansvarlig er oppgitt.",
            len(measures),
            plan=plan.label,
        )
    text = say.spelled(
        "Dette gjelder ett tiltak i {plan} som dere står oppført som ansvarlig for.",
        "Dette gjelder {n} tiltak i {plan} som dere står oppført som ansvarlig for.",
        len(measures),
        plan=plan.label,
    )
    if not all(m.owner_confirmed for m in measures.values()):
        text += " " + say._("Ansvaret er bare foreslått. Si fra hvis det hører hjemme hos andre.")
    return text


def parts(message: Message, say: Words) -> Iterator[tuple[str, tuple[Reminder, ...]]]:
    """Each kind of reminder under its heading."""
    for kind in KINDS:
        if reminders_of_kind := message.of(kind):
            yield heading(reminders_of_kind[0], say), reminders_of_kind


def heading(reminder: Reminder, say: Words) -> str:
    match reminder.kind:
        case "late":
            return say._(
                "Frister som har gått ut. Er det gjort? Hvis ikke: oppgi årsak og ny frist."
            )
        case "due_soon":
            return say._("Frister som nærmer seg")
    assert reminder.period
    if reminder.by < reminder.judged.day:
        return say._("Status for {period} er ikke meldt. Siste dag var {day}.").format(
            period=say.period(reminder.period), day=_last_day(reminder, say)
        )
    return say._("Status for {period}. Meld den innen {day}.").format(
        period=say.period(reminder.period), day=_last_day(reminder, say)
    )


def _last_day(reminder: Reminder, say: Words) -> str:
    return say.with_mark(say.date(reminder.by), proposed=reminder.proposed)


def line(reminder: Reminder, say: Words) -> str:
    measure = reminder.measure
    head = say._("Tiltak {number}, {title}").format(number=measure.number, title=measure.title)
    if measure.owner and not measure.owner_confirmed:
        head = say._("{measure} (ansvaret er foreslått)").format(measure=head)
    match reminder.kind, reminder.milestone:
        case "late", state if state:
            return f"{head}: {say.late(state)}"
        case "due_soon", state if state and state.due:
            return (
                say._("{measure}: «{milestone}» skal være nådd {by}. {left}")
                .format(
                    measure=head,
                    milestone=state.milestone.title,
                    by=say.by(state.due),
                    left=_left(state.days, say),
                )
                .strip()
            )
    return f"{head}. {sentence_about_newest(reminder, say)}"


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


def closing(say: Words) -> str:
    return say._("Er det ikke noe nytt, meld det også. Da vet alle at dere har sett på tiltaket.")


def how_to_answer(*, has_form: bool, has_workbook: bool, say: Words) -> str:
    """The ways there are to answer a mail, the quickest first."""
    ways = []
    if has_form:
        ways.append(say._("Bruk lenken ved tiltaket."))
    if has_workbook:
        ways.append(
            say._("Fyll ut regnearket som ligger ved, og send det tilbake.")
            if not ways
            else say._("Eller fyll ut regnearket som ligger ved, og send det tilbake.")
        )
    ways.append(say._("En setning som svar på denne e-posten holder også."))
    return " ".join(ways)
