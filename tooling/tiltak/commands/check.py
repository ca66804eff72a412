"""`tiltak check`: everything that is wrong, in one run."""

from __future__ import annotations

from pathlib import Path

import click

from tiltak import problems, terminal
from tiltak.checks import catalogue
from tiltak.commands._options import asked_moment, open_workspace, rev_option, root_option

FORMATS = ("text", "json", "github", "gitlab", "sarif")


@click.command("check")
@click.option(
    "--format",
    "shape",
    type=click.Choice(FORMATS),
    default="text",
    help="Hvordan funnene skrives ut.",
)
@click.option("--explain", "code", metavar="KODE", help="Forklar en kode fra en melding.")
@rev_option
@root_option
def command(shape: str, code: str | None, rev: str | None, root: Path) -> int:
    """Se etter feil i alle planer og tiltak. Avslutter med 1 når det er feil.

    Med --rev sjekkes filene slik de var i en eldre utgave, på dagen den ble registrert.
    """
    if code is not None:
        click.echo(_explained(code))
        return 0
    workspace = open_workspace(root, asked_moment(None, rev, None))
    found = problems.capped(workspace.problems)
    match shape:
        case "json":
            click.echo(problems.as_json(found))
        case "github":
            if found:
                click.echo(problems.as_github(found), file=terminal.for_the_runner())
            click.echo(_closing_line(found, len(workspace.loaded.files)))
        case "gitlab":
            click.echo(problems.as_gitlab(found))
        case "sarif":
            click.echo(problems.as_sarif(found, catalogue.titles()))
        case _:
            if found:
                click.echo(problems.as_text(found, workspace.tree.texts) + "\n")
                click.echo(f"«tiltak check --explain {found[0].code}» forklarer koden i klammer.")
            click.echo(_closing_line(found, len(workspace.loaded.files)))
    return 1 if problems.has_errors(found) else 0


def _explained(code: str) -> str:
    known = {kind.code: kind for kind in catalogue.explained()}
    if code in known:
        return catalogue.for_the_screen(known[code])
    near = problems.nearest(code, known) or "Se «Feilmeldinger» i håndboken."
    raise problems.UsageError(f"Koden «{code}» finnes ikke. {near}")


def _closing_line(found: list[problems.Problem], files: int) -> str:
    errors = sum(p.level is problems.Level.ERROR for p in found)
    warnings = len(found) - errors
    read = f"{files} {'fil' if files == 1 else 'filer'} sjekket"
    if not found:
        return f"{read}. Alt er i orden."
    parts = []
    if errors:
        parts.append(f"{errors} feil")
    if warnings:
        parts.append(f"{warnings} {'advarsel' if warnings == 1 else 'advarsler'}")
    return f"{read}: {' og '.join(parts)}."
