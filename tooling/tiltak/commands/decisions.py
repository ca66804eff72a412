"""`tiltak decisions`: what was decided, and what became of it."""

from __future__ import annotations

import click

from tiltak.commands import _options
from tiltak.data.shapes import decision_data
from tiltak.judge.decisions import followed
from tiltak.words import decisions
from tiltak.words.language import words
from tiltak.workspace import Workspace


@click.command("decisions")
@_options.format_option("Tabell eller JSON.", "text", "json")
@_options.shared_options
def command(shape: str, plan_id: str | None, workspace: Workspace) -> int:
    """Vis vedtak og revisjonsfunn som følges opp, og hva som er gjort."""
    plans, code = _options.plans_asked_for(workspace, plan_id)
    listed = [item for plan in plans for item in followed(plan, workspace.today)]
    say, portfolio = words(), workspace.portfolio
    if shape == "json":
        data = [decision_data(item, portfolio) for item in listed]
        _options.print_json(data)
        return code
    for item in listed:
        origin = decisions.origin(item.decision, portfolio, say)
        click.echo(f"{decisions.title(item.decision, say)} ({origin})")
        click.echo(f"  {decisions.state(item, say)}.")
    return code
