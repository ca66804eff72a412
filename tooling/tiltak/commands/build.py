"""`tiltak build`: the site."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from tiltak.commands._options import (
    config_file,
    moment_options,
    open_workspace,
    options,
    plan_option,
    root_option,
)
from tiltak.problems import Level, UsageError, as_text
from tiltak.workspace import Moment


@click.command("build")
@options(
    click.option(
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        default="build/site",
        show_default=True,
        help="Mappen nettstedet skrives til. Det som ligger der, blir borte.",
    ),
    plan_option,
    moment_options,
    root_option,
)
def command(output: Path, plan_id: str | None, moment: Moment, root: Path) -> int:
    """Bygg nettstedet. Avslutter med 1 når det er feil i dataene; det som kan leses, blir bygget likevel."""
    from tiltak.site import plugin

    workspace = open_workspace(root, moment)
    front_plan = workspace.plan(plan_id).id if plan_id else ""
    config = config_file(workspace.root)
    guard(output, workspace.root)
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    plugin.build_site(config, output, workspace, front_plan)
    errors = [p for p in workspace.problems_to_mend if p.level is Level.ERROR]
    if errors:
        click.echo(as_text(errors, workspace.tree.texts) + "\n", err=True)
    click.echo(f"Nettstedet ligger i {output}.")
    return 1 if errors else 0


def guard(output: Path, root: Path) -> None:
    """Building empties the folder first: never one that holds the plans."""
    if root.resolve().is_relative_to(output.resolve()):
        raise UsageError(
            f"Kan ikke bygge i {output}: mappen ville blitt tømt, og planene ligger der."
        )
    for kept in ("plans", "measures", "schema", "docs", ".git"):
        if output.resolve().is_relative_to((root / kept).resolve()):
            raise UsageError(
                f"Kan ikke bygge i {output}: mappen ville blitt tømt, og {kept} ligger der."
            )
