"""What every command needs first: the folder, the files, the plan and the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from tiltak import clock, load, repo
from tiltak.model import Plan, Portfolio
from tiltak.problems import UsageError
from tiltak.schema import nearest

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Mappen med planer og tiltak. Standard er mappen du står i.",
)
plan_option = click.option(
    "--plan", "plan_id", metavar="PLAN", help="Kortnavnet på planen, når det er flere."
)
as_of_option = click.option(
    "--as-of", metavar="DATO", help="Slik det var ved slutten av denne dagen."
)


def options(*decorators: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several click options as one decorator, shown in the order given."""

    def decorate(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


@dataclass(frozen=True, slots=True)
class Workspace:
    """The files of a moment, loaded, and the day that counts as today."""

    root: Path
    tree: repo.Tree
    loaded: load.Loaded
    today: date

    @property
    def portfolio(self) -> Portfolio:
        return self.loaded.portfolio

    def plan(self, id: str | None) -> Plan:
        """The plan a person named, or the only one there is."""
        plans = self.portfolio.plans
        if id is None and len(plans) == 1:
            return plans[0]
        ids = [p.id for p in plans]
        if not ids:
            raise UsageError("Ingen plan kunne leses. Kjør «tiltak check» og rett det den finner.")
        if id is None:
            raise UsageError(f"Det er flere planer her: {', '.join(ids)}. Velg én med --plan.")
        found = self.portfolio.plan(id)
        if not found:
            raise UsageError(
                f"Planen «{id}» finnes ikke. {nearest(id, ids) or 'Planene er: ' + ', '.join(ids) + '.'}"
            )
        return found


def open_workspace(root: Path) -> Workspace:
    """Read and load the files of today."""
    top = repo.find_root(root)
    tree = repo.worktree(top)
    return Workspace(top, tree, load.load(tree.texts), clock.today())
