"""What a plan has of its own: fields of its measures, and words for its statuses and focus areas."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnChoice:
    """An allowed value of a plan's own field, and its word."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field that a plan gives its measures. `show`: the places, all of them where none is named."""

    id: str
    title: str
    form: str
    help: str = ""
    choices: tuple[OwnChoice, ...] = ()
    show: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusWord:
    """What a plan calls a status, and the phase of the same name; its colour where it has one of its own."""

    status: str
    title: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a plan calls its statuses and its focus areas, where that is not what all plans say."""

    statuses: tuple[StatusWord, ...] = ()
    focus_area: str = ""


NO_OWN_WORDS = OwnWords()
