"""`tiltak fmt`: one shape for all files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from tiltak import problems
from tiltak.commands import _options
from tiltak.edit import layout, save
from tiltak.problems import Problem, UsageError
from tiltak.read import schema
from tiltak.read.load import kind_of
from tiltak.workspace import Workspace


@click.command("fmt")
@click.argument("files", nargs=-1, metavar="[FIL …]", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Skriv ingenting. Avslutt med 1 når noe bør rettes.")
@_options.workspace_option
def command(files: tuple[Path, ...], *, check: bool, workspace: Workspace) -> int:
    """Gi alle filer samme form. Innholdet og kommentarene er de samme etterpå.

    Feltene får rekkefølgen fra skjemaet, den nyeste meldingen kommer øverst, og lange tekster brytes likt.
    Uten FIL gjelder det alle planer, tiltak, enheter, vedtak og beskrivelser av tall.
    """
    changed, in_the_way = _formatted(workspace, _asked_for(workspace, files))
    if in_the_way:
        click.echo(problems.as_text(in_the_way, workspace.tree.texts) + "\n", err=True)
    if not check:
        save.replace(workspace.root, workspace.tree.texts, changed)
    for path in sorted(changed):
        click.echo(f"{'Bør rettes' if check else 'Rettet'}: {path}")
    click.echo(_closing_line(len(changed), len({p.place.path for p in in_the_way}), check=check))
    return 1 if in_the_way or (check and changed) else 0


def _asked_for(workspace: Workspace, files: Iterable[Path]) -> list[str]:
    all_paths = [path for path in workspace.tree.texts if kind_of(path) in schema.KINDS]
    if not files:
        return all_paths
    asked = []
    for file in files:
        path = file.resolve()
        name = (
            path.relative_to(workspace.root).as_posix()
            if path.is_relative_to(workspace.root)
            else ""
        )
        if name not in all_paths:
            raise UsageError(
                f"{file} er ikke en fil med en plan, et tiltak, enheter, et vedtak eller en beskrivelse av tall i {workspace.root}."
            )
        asked.append(name)
    return asked


def _formatted(
    workspace: Workspace, paths: Iterable[str]
) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the files whose content changes, and the problems of those that cannot be read."""
    changed: dict[str, bytes] = {}
    in_the_way: list[Problem] = []
    for path in paths:
        raw = workspace.tree.texts[path]
        text, problems = layout.formatted(kind_of(path), raw, path)
        in_the_way += problems
        if text is not None and text.encode("utf-8") != raw:
            changed[path] = text.encode("utf-8")
    return changed, in_the_way


def _closing_line(changed: int, unreadable: int, *, check: bool) -> str:
    parts = []
    if changed and check:
        parts.append(f"{_files(changed)} har ikke fast form. «tiltak fmt» retter det.")
    elif changed:
        parts.append(f"{_files(changed)} rettet.")
    if unreadable:
        parts.append(f"{_files(unreadable)} kan ikke leses og er ikke rørt.")
    return " ".join(parts) or "Alle filer har fast form."


def _files(number: int) -> str:
    return f"{number} {'fil' if number == 1 else 'filer'}"
