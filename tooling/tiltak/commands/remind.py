"""`tiltak remind`: what each unit is to be reminded of, ready to send, and sent where that is asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from tiltak import disk
from tiltak.commands import _options
from tiltak.commands._sending import Asked, send, sending_options
from tiltak.data import VERSION
from tiltak.data.shapes import ends, iso
from tiltak.judge import reminders
from tiltak.judge.as_of import judged_day
from tiltak.judge.reminders import DecisionReminder, Message, Reminder
from tiltak.judge.rounds import asks_no_more
from tiltak.judge.summary import summarise
from tiltak.model.plan import Plan, Portfolio
from tiltak.problems import UsageError
from tiltak.words import reminders as reminder_words
from tiltak.words.language import Words, words
from tiltak.workspace import Workspace


@click.command("remind")
@_options.options(
    _options.format_option(
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
    click.option(
        "--report",
        "report_address",
        default="",
        metavar="ADRESSE",
        help="Hvor rapporten som skal lages nå, er foreslått eller gitt ut. --all --format md lenker til den.",
    ),
    sending_options,
    _options.shared_options,
)
def command(  # noqa: PLR0913, PLR0917 – one argument for each thing that can be typed
    shape: str,
    everything: bool,  # noqa: FBT001 – click calls by keyword
    output: Path | None,
    report_address: str,
    sending: Asked,
    plan_id: str | None,
    workspace: Workspace,
) -> int:
    """Vis hvem som skal minnes om hva i dag. Ingenting blir sendt uten --send. Avslutter med 1 når noe ikke kan leses."""
    plan = workspace.plan(plan_id)
    code = _options.told_unreadable(workspace, plan.unreadable)
    if sending.addresses and shape == "text" and not everything and not output:
        return code | send(workspace, plan, sending)
    if sending.really:
        raise UsageError(
            "--send trenger adressene: skriv --addresses FIL. Det kan ikke brukes sammen med --all, --format eller --output."
        )
    asked = reminders.owed if everything else reminders.messages
    messages = asked(plan, workspace.today)
    say = words()
    if output:
        if shape != "text":
            raise UsageError("--output skriver én tekstfil til hver enhet. Ta bort --format.")
        for message in messages:
            path = output / f"{message.unit or 'uten-ansvarlig'}.txt"
            disk.write(
                path, reminder_words.letter(message, plan, workspace.portfolio, say).encode("utf-8")
            )
            click.echo(path)
        return code
    match shape:
        case "json":
            payload = as_data(messages, plan, workspace.today, workspace.portfolio)
            _options.print_json(payload)
        case "md":
            if everything and messages:
                summary = summarise(plan, workspace.today)
                text = reminder_words.round_as_markdown(
                    summary, workspace.portfolio, say, report_address
                )
                click.echo(text, nl=False)
            click.echo(
                reminder_words.as_markdown(messages, plan, workspace.portfolio, say), nl=False
            )
        case _ if messages:
            letters = (reminder_words.letter(m, plan, workspace.portfolio, say) for m in messages)
            click.echo(f"\n{'-' * 72}\n\n".join(letters), nl=False)
        case _:
            click.echo(nobody(plan, workspace.today, say))
    return code


def nobody(plan: Plan, day: date, say: Words) -> str:
    """Why there is nothing to send."""
    if asks_no_more(plan, day):
        stopped = say.date(judged_day(plan, day).day)
        text = say._("Planen er fulgt opp til {day}. Ingen får påminnelse.")
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
                "decisions": [_decision_data(r) for r in message.decisions],
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
        "proposed": reminder.proposed,
        "owner_confirmed": reminder.measure.owner_confirmed,
    }


def _decision_data(reminder: DecisionReminder) -> dict[str, Any]:
    decision = reminder.followed.decision
    return {
        "kind": reminder.kind,
        "decision": decision.id,
        "title": decision.title,
        **ends("due", reminder.by),
        "proposed": "due" in decision.unconfirmed,
        "unit_confirmed": "unit" not in decision.unconfirmed,
    }
