"""`tiltak build`: the site."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from tiltak.commands._workspace import (
    Moment,
    Workspace,
    moment_options,
    open_workspace,
    options,
    plan_option,
    root_option,
)
from tiltak.past.history import History
from tiltak.problems import Level, UsageError, as_text
from tiltak.read import clock
from tiltak.read.repo import GitError
from tiltak.site import build


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

    material = material_of(open_workspace(root, moment), plan_id)
    config = config_file(material.root)
    guard(output, material.root)
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    plugin.build_site(config, output, material)
    errors = [p for p in material.problems if p.level is Level.ERROR]
    if errors:
        click.echo(as_text(errors, material.tree.texts) + "\n", err=True)
    click.echo(f"Nettstedet ligger i {output}.")
    return 1 if errors else 0


def material_of(workspace: Workspace, plan_id: str | None) -> build.Material:
    """The files of a moment as the site wants them; UsageError for a plan that is not among them."""
    return build.Material(
        root=workspace.root,
        tree=workspace.tree,
        loaded=workspace.loaded,
        day=workspace.today,
        checked_on=None if workspace.commit else clock.today(),
        rev=workspace.rev or "",
        plan_id=workspace.plan(plan_id).id if plan_id else "",
        past=_past(workspace),
    )


def _past(workspace: Workspace) -> History | None:
    """A site can be built without a history: its pages say that it is missing."""
    try:
        return workspace.history()
    except GitError:
        return None


def config_file(root: Path) -> Path:
    """MkDocs' own file, which says what the site is called and where it will lie."""
    found = root / "mkdocs.yml"
    if not found.is_file():
        raise UsageError(f"Fant ikke mkdocs.yml i {root}. Den sier hva nettstedet heter.")
    return found


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
