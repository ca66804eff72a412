"""`tiltak remind`: what each unit is to be reminded of, ready to send. Nothing is sent from here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from tiltak import disk
from tiltak.commands._options import (
    format_option,
    moment_options,
    open_workspace,
    options,
    plan_option,
    root_option,
)
from tiltak.data import VERSION
from tiltak.data.shapes import iso
from tiltak.harmless import as_typed
from tiltak.judge import reminders
from tiltak.judge.as_of import judged_day
from tiltak.judge.reminders import KINDS, Message, Reminder
from tiltak.judge.rounds import asks_no_more
from tiltak.model.plan import Plan, Portfolio
from tiltak.problems import UsageError
from tiltak.words.language import Words, words
from tiltak.workspace import Moment


@click.command("remind")
@options(
    format_option(
        "Én melding til hver enhet som tekst, alle i ett Markdown-dokument, eller JSON.",
        "text",
        "md",
        "json",
    ),
    click.option(
        "--all",
        "everything",
        is_flag=True,
        help="Alt enhetene har åpent, ikke bare det de skal minnes om denne dagen.",
    ),
    click.option(
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        help="Mappen meldingene skrives i, én fil til hver enhet.",
    ),
    plan_option,
    moment_options,
    root_option,
)
def command(
    shape: str,
    everything: bool,  # noqa: FBT001 – click calls by keyword
    output: Path | None,
    plan_id: str | None,
    moment: Moment,
    root: Path,
) -> None:
    """Vis hvem som skal minnes om hva i dag. Ingenting blir sendt."""
    workspace = open_workspace(root, moment)
    plan = workspace.plan(plan_id)
    asked = reminders.owed if everything else reminders.messages
    messages = asked(plan, workspace.today)
    say = words()
    if output:
        if shape != "text":
            raise UsageError("--output skriver én tekstfil til hver enhet. Ta bort --format.")
        output.mkdir(parents=True, exist_ok=True)
        for message in messages:
            path = output / f"{message.unit or 'uten-ansvarlig'}.txt"
            disk.write(path, letter(message, plan, workspace.portfolio, say).encode("utf-8"))
            click.echo(path)
        return
    match shape:
        case "json":
            payload = as_data(messages, plan, workspace.today, workspace.portfolio)
            click.echo(json.dumps(payload, ensure_ascii=False, indent=2))
        case "md":
            click.echo(as_markdown(messages, plan, workspace.portfolio, say), nl=False)
        case _ if messages:
            letters = (letter(m, plan, workspace.portfolio, say) for m in messages)
            click.echo(f"\n{'-' * 72}\n\n".join(letters), nl=False)
        case _:
            click.echo(nobody(plan, workspace.today, say))


# A message in words


def letter(message: Message, plan: Plan, portfolio: Portfolio, say: Words) -> str:
    """One message as plain text: to whom, what about, and what to do."""
    blocks = [
        say._("Til: {unit}").format(unit=addressee(message, portfolio, say))
        + "\n"
        + say._("Emne: {subject}").format(subject=subject(message, plan, say)),
        say._("Hei!"),
        opening(message, plan, say),
    ]
    for heading, lines in parts(message, say):
        blocks.append("\n".join([heading, *(f"- {line}" for line in lines)]))
    return "\n\n".join([*blocks, closing(say)]) + "\n"


def as_markdown(messages: tuple[Message, ...], plan: Plan, portfolio: Portfolio, say: Words) -> str:
    """All messages as one document, for an issue; empty where nobody is to be reminded."""
    blocks: list[str] = []
    for message in messages:
        blocks.append(f"## {as_typed(addressee(message, portfolio, say))}")
        blocks.append(as_typed(opening(message, plan, say)))
        for heading, lines in parts(message, say):
            blocks += [
                f"### {as_typed(heading)}",
                "\n".join(f"- {as_typed(line)}" for line in lines),
            ]
    return "\n\n".join([*blocks, as_typed(closing(say))]) + "\n" if blocks else ""


def addressee(message: Message, portfolio: Portfolio, say: Words) -> str:
    if not message.unit:
        return say._("den som følger planen, fordi ingen ansvarlig er oppgitt")
    return portfolio.unit_name(message.unit, message.day)


def subject(message: Message, plan: Plan, say: Words) -> str:
    count = say.spelled("én påminnelse", "{n} påminnelser", len(message.reminders))
    return f"{plan.label}: {count}"


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


def parts(message: Message, say: Words) -> Iterator[tuple[str, list[str]]]:
    """Each kind of reminder under its heading."""
    for kind in KINDS:
        if reminders_of_kind := message.of(kind):
            yield heading(reminders_of_kind[0], say), [line(r, say) for r in reminders_of_kind]


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
            period=say.period(reminder.period), day=say.date(reminder.by)
        )
    return say._("Status for {period}. Meld den innen {day}.").format(
        period=say.period(reminder.period), day=say.date(reminder.by)
    )


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


def nobody(plan: Plan, day: date, say: Words) -> str:
    """Why there is nothing to send."""
    if asks_no_more(plan, day):
        stopped = say.date(judged_day(plan, day).day)
        text = say._("Planen følges ikke lenger enn til {day}. Ingen skal minnes om noe.")
        return text.format(day=stopped)
    return say._("Ingen skal minnes om noe {day}.").format(day=say.date(day))


# A message as data


def as_data(
    messages: tuple[Message, ...], plan: Plan, day: date, portfolio: Portfolio
) -> dict[str, Any]:
    return {
        "version": VERSION,
        "plan": plan.id,
        "day": day.isoformat(),
        "clock": judged_day(plan, day).stopped_by or None,
        "messages": [
            {
                "unit": message.unit or None,
                "unit_name": portfolio.unit_name(message.unit, day) if message.unit else None,
                "reminders": [_reminder_data(r) for r in message.reminders],
            }
            for message in messages
        ],
    }


def _reminder_data(reminder: Reminder) -> dict[str, Any]:
    state = reminder.milestone
    return {
        "kind": reminder.kind,
        "measure": reminder.measure.number,
        "title": reminder.measure.title,
        "milestone": state.milestone.id if state else None,
        "by": iso(reminder.by),
        "days": state.days if state else None,
        "period": reminder.period.name if reminder.period else None,
        "owner_confirmed": reminder.measure.owner_confirmed,
    }
