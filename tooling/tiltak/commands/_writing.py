"""What every command that writes does: show the change, refuse it with its problems, or write it whole."""

from __future__ import annotations

import click

from tiltak import problems
from tiltak.edit.proposal import Proposal, proposed
from tiltak.edit.saving import saved
from tiltak.harmless import printable
from tiltak.workspace import Workspace

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Vis hva som ville blitt endret, og skriv ingenting."
)


def propose(workspace: Workspace, changed: dict[str, bytes]) -> Proposal:
    return proposed(workspace.loaded, workspace.tree.texts, changed, workspace.today)


def refuse(proposal: Proposal) -> int:
    """Show why a change is not written."""
    click.echo(problems.as_text(proposal.errors, proposal.texts) + "\n", err=True)
    click.echo("Ingenting er endret. Rett det over, og prøv igjen.", err=True)
    return 1


def write(
    workspace: Workspace, proposal: Proposal, *, dry_run: bool = False, seen: bool = False
) -> int:
    """Show a change that has passed the checks, and write it unless it is a rehearsal.

    `seen`: the person has already seen the change and its warnings, in other words.
    """
    if not seen:
        _show(proposal)
    if dry_run:
        click.echo("Ingenting er skrevet (--dry-run).")
        return 0
    saved(workspace.root, proposal, workspace.today)
    for path in sorted(proposal.changed):
        click.echo(f"Skrevet: {path}")
    if proposal.remaining:
        click.echo(
            f"Filen har fortsatt {proposal.remaining} feil fra før. «tiltak check» viser dem."
        )
    return 0


def _show(proposal: Proposal) -> None:
    for line in proposal.diff():
        click.echo(_coloured(line))
    if proposal.warnings:
        click.echo("\n" + problems.as_text(proposal.warnings, proposal.texts))
    click.echo()


def _coloured(line: str) -> str:
    """Colours where the terminal has them; control characters from a file are shown by their numbers."""
    text = printable(line)
    if line.startswith(("+++", "---", "@@")):
        return click.style(text, dim=True)
    if line.startswith(("+", "-")):
        return click.style(text, fg="green" if line[0] == "+" else "red")
    return text
