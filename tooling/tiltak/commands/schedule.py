"""`tiltak schedule`: which reports are to be made now. The timer asks, and makes what it is told."""

from __future__ import annotations

import json
from typing import TextIO

import click

from tiltak.commands import _options
from tiltak.harmless import calling_nobody, one_line
from tiltak.judge import due_reports
from tiltak.judge.due_reports import Due
from tiltak.words.language import Words, words
from tiltak.workspace import Workspace


@click.command("schedule")
@_options.options(
    _options.format_option(
        "Tekst, JSON på én linje, eller én linje per rapport med tabulator mellom feltene.",
        "text",
        "json",
        "tsv",
    ),
    click.option(
        "--done",
        type=click.File(encoding="utf-8"),
        metavar="FIL",
        help="Navn på rapporter som er laget, ett på hver linje. «-» leser fra standard inn.",
    ),
    click.option(
        "--period", "name", metavar="PERIODE", help="Denne perioden, også før fristen er ute."
    ),
    _options.plan_options,
)
def command(
    shape: str, done: TextIO | None, name: str | None, plan_id: str | None, workspace: Workspace
) -> int:
    """Vis hvilke rapporter som skal lages nå: perioden og fristen for å registrere er over.

    Avslutter med 1 når en plan ikke kan leses. Rapportene fra de andre vises likevel.
    """
    done_already = frozenset(done.read().split()) if done else frozenset()
    due = _due(workspace, name, plan_id, done_already)
    rows = [_data(d, words()) for d in due]
    lost = [f for f in workspace.portfolio.unreadable if f.kind == "plan"]
    code = 0 if plan_id else _options.told_unreadable(workspace, lost)
    match shape:
        case "json":  # on one line: a workflow hands it on as an output
            click.echo(json.dumps(rows, ensure_ascii=False))
        case "tsv":
            for row in rows:
                click.echo("\t".join(row.values()))
        case _:
            lines = [f"{row['plan']}: {row['period']} ({row['name']})" for row in rows]
            none = "Ingen annen rapport skal lages nå." if code else "Ingen rapport skal lages nå."
            click.echo("\n".join(lines) or none)
    return code


def _due(
    workspace: Workspace, name: str | None, plan_id: str | None, done_already: frozenset[str]
) -> tuple[Due, ...]:
    if name:
        return (
            due_reports.asked_for(
                workspace.plan(plan_id), _options.typed_period(name), done_already
            ),
        )
    due = due_reports.reports_due(workspace.portfolio, workspace.today, done_already)
    if plan_id is None:
        return due
    plan = workspace.plan(plan_id)
    return tuple(report for report in due if report.plan == plan)


def _data(due: Due, say: Words) -> dict[str, str]:
    return {
        "plan": due.plan.id,
        "period": due.period.name,
        "name": due.name,
        "title": _title(due, say),
    }


def _title(due: Due, say: Words) -> str:
    """It becomes the message of a commit, and the title of a proposal and of a release."""
    title = say._("{plan}: rapport for {period}").format(
        plan=calling_nobody(one_line(due.plan.label)), period=say.period(due.period)
    )
    if due.edition == 1:
        return title
    return say._("{title}, utgave {n}").format(title=title, n=due.edition)
