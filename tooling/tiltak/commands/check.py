"""`tiltak check`: everything that is wrong, in one run."""

from __future__ import annotations

from pathlib import Path

import click

from tiltak import problems, terminal
from tiltak.checks import catalogue, mainline
from tiltak.commands import _options

FORMATS = ("text", "json", "github", "gitlab", "sarif")


@click.command("check")
@_options.format_option("Hvordan funnene skrives ut.", *FORMATS)
@click.option("--explain", "code", metavar="KODE", help="Forklar en kode fra en melding.")
@click.option(
    "--published",
    metavar="REVISJON",
    help="Det som sist var publisert. Det er en feil om hovedlinjen har mistet det.",
)
@_options.rev_option
@_options.root_option
def command(
    shape: str, code: str | None, published: str | None, rev: str | None, root: Path
) -> int:
    """Se etter feil i alle planer og tiltak. Avslutter med 1 når det er feil.

    Med --rev sjekkes filene slik de var i en eldre utgave, på dagen den ble registrert.
    """
    if code is not None:
        click.echo(_explained(code))
        return 0
    workspace = _options.open_workspace(root, _options.asked_moment(None, rev, None))
    lost = mainline.lost_mainline(workspace.repository, published) if published else ()
    apart = (
        *workspace.personal_data_delivered,
        *workspace.active_pages,
        *workspace.untold_changes,
        *lost,
    )
    found_problems = problems.capped((*workspace.problems, *apart))
    match shape:
        case "json":
            click.echo(problems.as_json(found_problems))
        case "github":
            if found_problems:
                click.echo(problems.as_github(found_problems), file=terminal.for_the_runner())
            click.echo(_closing_line(found_problems, len(workspace.loaded.files)))
        case "gitlab":
            click.echo(problems.as_gitlab(found_problems))
        case "sarif":
            click.echo(problems.as_sarif(found_problems, catalogue.titles()))
        case _:
            if found_problems:
                click.echo(problems.as_text(found_problems, workspace.tree.texts) + "\n")
                click.echo(
                    f"«tiltak check --explain {found_problems[0].code}» forklarer koden i klammer."
                )
            click.echo(_closing_line(found_problems, len(workspace.loaded.files)))
    return 1 if problems.has_errors(found_problems) else 0


def _explained(code: str) -> str:
    explanations = {kind.code: kind for kind in catalogue.explained()}
    if code in explanations:
        return catalogue.for_the_screen(explanations[code])
    near = problems.nearest(code, explanations) or "Se «Feilmeldinger» i håndboken."
    raise problems.UsageError(f"Koden «{code}» finnes ikke. {near}")


def _closing_line(found_problems: list[problems.Problem], files: int) -> str:
    errors = sum(p.level is problems.Level.ERROR for p in found_problems)
    warnings = len(found_problems) - errors
    read = f"{files} {'fil' if files == 1 else 'filer'} sjekket"
    if not found_problems:
        return f"{read}. Alt er i orden."
    parts = []
    if errors:
        parts.append(f"{errors} feil")
    if warnings:
        parts.append(f"{warnings} {'advarsel' if warnings == 1 else 'advarsler'}")
    return f"{read}: {' og '.join(parts)}."
