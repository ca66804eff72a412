"""`tiltak codeowners`: who approves a change, for the git host, from `code_owner` in units.yml and plan.yml."""

from __future__ import annotations

from pathlib import Path

import click

from tiltak.commands import _options
from tiltak.edit import save
from tiltak.edit.owners import with_rules
from tiltak.model.plan import Portfolio
from tiltak.problems import UsageError
from tiltak.read import git
from tiltak.workspace import Workspace

PLACES = (".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS", "CODEOWNERS")


@click.command("codeowners")
@_options.options(
    click.option(
        "--output",
        metavar="FIL",
        type=click.Path(dir_okay=False, path_type=Path),
        help=f"Filen som skrives. Standard er den som finnes, ellers {PLACES[0]}.",
    ),
    click.option(
        "--check",
        is_flag=True,
        help="Skriv ingenting. Avslutt med 1 når filen ikke er som den skal.",
    ),
    _options.workspace_option,
)
def command(output: Path | None, *, check: bool, workspace: Workspace) -> int:
    """Skriv CODEOWNERS av feltet «code_owner» i plans/units.yml og plan.yml. Deres egne linjer i filen blir stående."""
    top, prefix = _top(workspace)
    target = (
        output.resolve()
        if output
        else next((top / p for p in PLACES if (top / p).is_file()), top / PLACES[0])
    )
    before = target.read_bytes() if target.is_file() else None
    try:
        text = (before or b"").decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(
            f"{target} er ikke lagret som UTF-8. Lagre den på nytt, og prøv igjen."
        ) from None
    after = with_rules(text, workspace.portfolio, prefix).encode("utf-8")
    if after == (before or b""):
        click.echo(f"{target} er som den skal." if before else _nothing(workspace.portfolio))
        return 0
    if check:
        click.echo(f"{target} er ikke som den skal. Kjør «tiltak codeowners».")
        return 1
    if not target.is_relative_to(top):
        raise UsageError(
            f"{target} ligger utenfor {top}. Filen må ligge i repoet for at git-verten skal lese den."
        )
    name = target.relative_to(top).as_posix()
    save.replace(top, {} if before is None else {name: before}, {name: after})
    click.echo(f"Skrevet: {name}")
    return 0


def _nothing(portfolio: Portfolio) -> str:
    """Why there is no rule to write."""
    named = [unit.name for unit in portfolio.units.values() if unit.code_owner]
    if not named:
        return "Ingen enhet eller plan har «code_owner». Ingenting å skrive."
    return (
        f"«code_owner» er fylt ut for {', '.join(named)}, men ingen tiltak har en ansvarlig enhet "
        "som er en av dem eller hører til en av dem. Ingenting å skrive."
    )


def _top(workspace: Workspace) -> tuple[Path, str]:
    """The top of the git repository and the plan folder's place in it: the host reads paths from the top."""
    try:
        repository = workspace.repository
    except git.NoRepository:
        return workspace.root, ""
    return repository.git.top, repository.prefix
