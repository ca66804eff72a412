"""Saves a proposal that was checked a moment ago, unless others have saved something that breaks it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tiltak.edit import save
from tiltak.edit.proposal import Proposal, proposed
from tiltak.problems import UsageError
from tiltak.read import plan_files
from tiltak.read.load import load


def saved(root: Path, proposal: Proposal, today: date) -> None:
    """Write a proposal. UsageError if its files have changed since, or other changes have made it wrong."""

    def still_right() -> None:
        now = plan_files.worktree(root).texts
        if now == proposal.before:
            return
        again = proposed(load(now), now, proposal.changed, today)
        untouched = all(now.get(path) == proposal.before.get(path) for path in proposal.changed)
        if untouched and again.errors:
            raise UsageError(
                f"Noen andre har lagret i mellomtiden, og nå går ikke dette: {again.errors[0].message} "
                "Ingenting er skrevet. Prøv igjen."
            )

    save.replace(root, proposal.before, proposal.changed, still_right)
