"""`tiltak fingerprint`: what stands in a measure's file for an adopted text that may not be copied there."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from tiltak.commands import _options
from tiltak.model.texts import fingerprint
from tiltak.problems import UsageError


@click.command("fingerprint")
@click.argument("file", metavar="FIL", type=click.File("r", encoding="utf-8"))
@click.option(
    "--measure", "number", metavar="NUMMER", help="Sammenlign med den vedtatte teksten i tiltaket."
)
@_options.plan_option
@_options.root_option
def command(file: TextIO, number: str | None, plan_id: str | None, root: Path) -> int:
    """Regn ut avtrykket av en vedtatt tekst, til feltet «decided» i et tiltak.

    FIL har bare den vedtatte teksten om tiltaket; «-» leser det som skrives inn. Linjeskift og mellomrom
    betyr ingenting. Med --measure avsluttes det med 1 når teksten ikke er den samme.
    """
    try:
        sha256 = fingerprint(file.read())
    except UnicodeDecodeError:
        raise UsageError(f"{file.name} er ikke skrevet i UTF-8.") from None
    if number is None:
        click.echo(f"decided:\n  sha256: {sha256}")
        return 0
    workspace = _options.open_workspace(root)
    plan, path = workspace.measure_file(number, plan_id)
    measure = next((measure for measure in plan.measures if measure.path == path), None)
    decided = measure.decided if measure else None
    if decided is None:
        raise UsageError(f"Tiltak {number} har ingen vedtatt tekst.")
    same = sha256 == (fingerprint(decided.text) if decided.text else decided.sha256)
    click.echo("Teksten er den som ble vedtatt." if same else "Teksten er en annen.")
    return 0 if same else 1
