"""What others than the owner make of a measure or a decision, and what the owner answers."""

from __future__ import annotations

from dataclasses import dataclass

from tiltak.model.source import Source
from tiltak.model.when import When


@dataclass(frozen=True, slots=True)
class Reply:
    """What the owner answers an assessor."""

    date: When
    note: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """How far an assessor, a unit or a role, says that something has come. It stands beside the owner's own word.

    `verdict` is a phase of a measure or a state of a decision, or says that nobody can tell, or that it no longer
    applies.
    """

    date: When
    assessor: str
    verdict: str
    note: str = ""
    source: Source | None = None
    reply: Reply | None = None
