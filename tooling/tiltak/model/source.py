"""Where a fact comes from, and the documents that there are."""

from __future__ import annotations

from dataclasses import dataclass

from tiltak.model.when import When


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: `document` is an id in the plan's `documents`, `place` a spot in it."""

    document: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.document}#{self.place}" if self.place else self.document


@dataclass(frozen=True, slots=True)
class Document:
    """A public document that facts are taken from."""

    id: str
    title: str
    short_title: str = ""
    publisher: str = ""
    date: When | None = None
    url: str = ""
    places: tuple[str, ...] = ()
    note: str = ""
