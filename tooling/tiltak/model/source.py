"""Where a fact comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: `document` is an id in the plan's `documents`, `place` a spot in it."""

    document: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.document}#{self.place}" if self.place else self.document
