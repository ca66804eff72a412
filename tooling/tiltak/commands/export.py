"""`tiltak export`: the measures as a workbook or text files that a unit can fill in."""

from __future__ import annotations

from pathlib import Path

import click

from tiltak import disk
from tiltak.commands import _options
from tiltak.edit import save, typed
from tiltak.problems import UsageError, nearest, refusal
from tiltak.sheets import csvfiles, tables, workbook
from tiltak.workspace import Workspace


@click.command("export")
@_options.options(
    _options.format_option("Regneark, eller en mappe med tekstfiler.", "xlsx", "csv"),
    click.option(
        "--owner", metavar="ENHET", help="Bare tiltakene som denne enheten har ansvaret for."
    ),
    click.option(
        "--output",
        "-o",
        metavar="FIL",
        type=click.Path(path_type=Path),
        help="Hvor det skrives. Standard er planens navn i mappen du står i.",
    ),
    _options.plan_options,
)
def command(
    shape: str, owner: str | None, output: Path | None, plan_id: str | None, workspace: Workspace
) -> int:
    """Hent ut tiltakene til et regneark som kan fylles ut og tas inn igjen med «tiltak import»."""
    plan = workspace.plan(plan_id)
    unit = _unit(workspace, owner) if owner else ""
    code = _options.told_unreadable(workspace, plan.unreadable)
    values = _options.measure_values(workspace, plan)
    handed_out = tables.tables(plan, workspace.portfolio, values, workspace.today, unit)
    recipient = workspace.portfolio.unit_name(unit, workspace.today) if unit else ""
    count = len(handed_out[0].rows)
    if not count:
        raise UsageError(
            f"{workspace.portfolio.unit_name(unit)} har ikke ansvaret for noe tiltak i planen."
            if unit
            else "Planen har ingen tiltak å hente ut."
        )
    name = "-".join(filter(None, (plan.id, unit)))
    if shape == "xlsx":
        target = output or Path(f"{name}.xlsx")
        if target.suffix.lower() != ".xlsx":
            raise UsageError(
                f"{target} må ha et navn som slutter på .xlsx. Skal det være tekstfiler, skriv --format csv."
            )
        _write(target, workbook.written(handed_out, plan, workspace.today, recipient))
    else:
        target = output or Path(name)
        occasion = workbook.occasion(plan, workspace.today, recipient)
        files = csvfiles.written(handed_out, plan)
        to_read = filter(None, (table.elsewhere for table in handed_out))
        files[csvfiles.ABOUT] = csvfiles.about(plan, (*occasion, *to_read))
        if target.exists():
            for file, content in files.items():
                _write(target / file, content)
        else:
            folder = target.resolve()
            folder.parent.mkdir(parents=True, exist_ok=True)
            save.put_folder(folder.parent, folder.name, files)
    click.echo(
        f"Skrev {count} tiltak til {target}. Ta det utfylte inn igjen med «tiltak import {target}»."
    )
    return code


def _unit(workspace: Workspace, owner: str) -> str:
    names = {unit.id: unit.name for unit in workspace.portfolio.units.values()}
    id = typed.by_name(owner, names)
    if id not in names:
        raise UsageError(
            f"Enheten «{owner}» finnes ikke. {nearest(owner, [*names, *names.values()]) or 'Enhetene står i plans/units.yml.'}"
        )
    return id


def _write(target: Path, content: bytes) -> None:
    if target.exists():  # somebody may have filled it in
        raise UsageError(
            f"{target} finnes alt. Flytt eller slett den, eller velg et annet navn med --output."
        )
    try:
        disk.write(target, content)
    except OSError as error:
        raise UsageError(
            f"{target} kan ikke skrives: {refusal(error)}. Er filen åpen i et annet program?"
        ) from None
