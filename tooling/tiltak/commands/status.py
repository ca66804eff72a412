"""`tiltak status`: how every measure of a plan stands on a day."""

from __future__ import annotations

import click

from tiltak.commands import _options
from tiltak.commands._tables import print_table, print_words
from tiltak.data import shapes
from tiltak.judge.summary import Summary, summarise
from tiltak.model.plan import Portfolio
from tiltak.read.schema import choice
from tiltak.words import measures
from tiltak.words.ended import ended
from tiltak.words.language import Words, words
from tiltak.words.measures import owner_name
from tiltak.words.unreadable import cannot_be_read
from tiltak.workspace import Workspace


@click.command("status")
@_options.format_option("Tabell eller JSON.", "text", "json")
@_options.shared_options
def command(shape: str, plan_id: str | None, workspace: Workspace) -> int:
    """Vis status for alle tiltak, plan for plan. Avslutter med 1 når noe ikke kan leses. Med JSON gjelder svaret én plan."""
    workspace = workspace.as_promised()
    plans = workspace.portfolio.plans
    if plan_id or shape == "json" or len(plans) < 2:
        plans = (workspace.plan(plan_id),)
    code = _options.told_unreadable(workspace, [file for plan in plans for file in plan.unreadable])
    for order, plan in enumerate(plans):
        summary, say = summarise(plan, workspace.today), words().of(plan)
        if shape == "json":
            _options.print_json(
                shapes.status_data(summary, workspace.portfolio, say, workspace.rev)
            )
            continue
        if order:
            click.echo()
        _print_table(summary, workspace.portfolio, say)
    return code


def _print_table(summary: Summary, portfolio: Portfolio, say: Words) -> None:
    print_words(summary.plan.title, "bold")
    print_words(say.judged_day(summary.judged_day))
    if over := ended(summary.plan, summary.round.day, say):
        print_words(over)
    rows = []
    for judged in summary.judgements:
        measure = judged.measure
        verdict = choice("verdict", judged.verdict.value)
        rows.append(
            (
                str(measure.number),
                measure.title,
                owner_name(measure, portfolio, summary.day, say),
                f"{verdict.symbol} {say.label('verdict', verdict.value)}",
                measures.timeliness(judged, say),
            )
        )
    for file in summary.unreadable_measures:
        number = "" if file.number is None else str(file.number)
        rows.append((number, file.title or file.path, "", cannot_be_read(say), ""))
    print_table(("Nr.", "Tiltak", "Ansvarlig", "Status", "Frister"), rows)
    counts = [
        f"{say.label('verdict', verdict).lower()} {count}"
        for verdict, count in summary.counts.items()
        if count
    ]
    if left_out := len(summary.unreadable_measures):
        counts.append(f"{cannot_be_read(say).lower()} {left_out}")
    print_words(f"{say.measures(summary.total)}: {', '.join(counts)}.")
    print_words(f"Frister: {measures.deadlines_of(summary.judgements, say)}.")
    print_words(measures.heard_of(summary.judgements, summary, say))
