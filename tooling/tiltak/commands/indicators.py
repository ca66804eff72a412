"""`tiltak indicators`: the figures that tell how it goes with what a plan is about."""

from __future__ import annotations

import click

from tiltak.commands import _options
from tiltak.commands._tables import print_table, print_words
from tiltak.data.shapes import indicator_data
from tiltak.judge.indicators import standings
from tiltak.model.plan import Plan
from tiltak.past.history import History
from tiltak.words import indicators
from tiltak.words.language import Words, words
from tiltak.workspace import Workspace


@click.command("indicators")
@_options.format_option("Tabell eller JSON.", "text", "json")
@_options.shared_options
def command(shape: str, plan_id: str | None, workspace: Workspace) -> int:
    """Vis tallene som hører til planene, og hva de kan sammenlignes med."""
    plans, code = _options.plans_asked_for(workspace, plan_id)
    if shape == "json":
        past = workspace.history_or_none() or History({})
        listed = [indicator_data(i, past.figures_of(i)) for plan in plans for i in plan.indicators]
        _options.print_json(listed)
    else:
        for plan in plans:
            _print_table(plan, workspace, words())
    return code


def _print_table(plan: Plan, workspace: Workspace, say: Words) -> None:
    print_words(plan.title, "bold")
    if not plan.indicators:
        print_words(say._("Planen har ingen indikatorer."))
        return
    rows = [
        (
            "" if number else indicator.title,
            group.group,
            indicators.standing(group, indicator, plan, say),
        )
        for indicator in plan.indicators
        for number, group in enumerate(standings(indicator, workspace.today))
    ]
    print_table(("Indikator", "Gruppe", "Siste tall"), rows)
