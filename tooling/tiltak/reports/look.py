"""The municipality's own look: its mark, its colour and its font, from `paper` in plan.yml and the files beside it."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from tiltak.charts.canvas import drawn_high
from tiltak.checks.paper import PNG_START
from tiltak.model.own import StatusWord
from tiltak.model.plan import Plan

MARK_DOTS = 400  # high: sharp on paper too


@dataclass(frozen=True, slots=True)
class Mark:
    """A picture in dots, and what it shows in words. A drawing is set in dots here, so that none is opened by a reader."""

    png: bytes
    words: str

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as the first chunk of a PNG has them."""
        width, height = struct.unpack(">II", self.png[16:24])
        return width, height

    def width_at(self, height: float) -> float:
        width, own_height = self.size
        return width * height / own_height


@dataclass(frozen=True, slots=True)
class Look:
    """How the municipality looks. `font` is a name; `faces` are the font's files, ordinary and bold, for what carries its font along."""

    colour: str = ""
    font: str = ""
    faces: tuple[tuple[str, bytes], ...] = ()  # each with its file's name
    mark: Mark | None = None
    statuses: tuple[StatusWord, ...] = ()  # those with a colour of their own


OURS = Look()  # where a municipality has said nothing


def look_of(plan: Plan, content: Callable[[str], bytes | None]) -> Look:
    """The look of a plan. `content` gives a file by its path; of a missing one the check tells."""
    coloured = tuple(word for word in plan.words.statuses if word.colour)
    paper = plan.paper
    if paper is None:
        return Look(statuses=coloured)
    font = paper.font
    names = (font.regular, font.bold) if font else ()
    faces = ((name, content(plan.paper_path(name))) for name in names if name)
    logo = content(plan.paper_path(paper.logo)) if paper.logo else None
    return Look(
        colour=paper.colour,
        font=font.name if font else "",
        faces=tuple((name, file) for name, file in faces if file),
        mark=_mark(logo, paper.logo_text or plan.municipality) if logo else None,
        statuses=coloured,
    )


def _mark(logo: bytes, words: str) -> Mark | None:
    """None for what cannot be drawn."""
    png = logo if logo.startswith(PNG_START) else drawn_high(logo, MARK_DOTS)
    return Mark(png, words) if png else None
