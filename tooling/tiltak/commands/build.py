"""`tiltak build`: the site."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from tiltak.commands.workspace import as_of_option, options, plan_option, root_option
from tiltak.problems import Level, UsageError, as_text
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
    as_of_option,
    root_option,
)
def command(output: Path, plan_id: str | None, as_of: str | None, root: Path) -> int:
    """Bygg nettstedet. Avslutter med 1 når det er feil i dataene; det som kan leses, blir bygget likevel."""
    from tiltak.site import plugin

    material = build.read(root, as_of or "", plan_id or "")
    if plan_id and not material.loaded.portfolio.plan(plan_id):
        raise UsageError(f"Planen «{plan_id}» finnes ikke.")
    config = config_file(material.root)
    guard(output, material.root)
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    plugin.build_site(config, output, material)
    errors = [p for p in material.problems() if p.level is Level.ERROR]
    if errors:
        click.echo(as_text(errors, material.texts) + "\n", err=True)
    click.echo(f"Nettstedet ligger i {output}.")
    return 1 if errors else 0


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
