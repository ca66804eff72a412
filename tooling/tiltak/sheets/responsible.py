"""Who is responsible, as it stands in a cell of a plan: one unit or several, nobody, in a list, with who helps.

Responsible(["Eiendom", "Eiendom/Plan", "Plan"]).units("Eiendom/Plan") → ("Eiendom", "Plan")
"""

from __future__ import annotations

import re
from collections.abc import Iterable

NOBODY = re.compile(
    r"[-–—?.\s/]*|(ikke|ikkje) (avklart|bestemt|fastsatt|fastsett|satt|sett|angitt|oppgitt|kjent|tildelt)|uavklart|ukjent|ukjend|"
    r"(må |skal )?avklar(es|ast)( senere| seinere| seinare| nærmere)?|ingen|tbd|n/?a|vet ikke|veit ikkje|ubesatt|x+|"
    r"(må |skal )?avgjøres senere|under avklaring|ledig",
    re.IGNORECASE,
)
BULLET = r"(?:[•·▪◦‣*●○■□–—-]\s+|[•·▪◦‣●○■□]|\(?\d{1,2}[.)]\s+|\(?[a-z]\)\s+)"
AT_BULLET = re.compile(rf"(?:^|(?<=\s)){BULLET}(?=\S)", re.IGNORECASE)
WITH = re.compile(
    r"\s*[(,]?\s*\b(?:i|med)?\s*(?:samarbeid|samarbeide|samråd|dialog|bistand fra|støtte fra|hjelp fra)\s*(?:med)?\b[:\s]*|\s*[(,]?\s*\b(?:sammen|saman|i lag) med\s+",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\s*(?:[,/&+]|\s(?:og|samt|-|–)\s)\s*")


class Responsible:
    """Reads the cells of a list; what stands alone in one of them is the name of a unit in the others too."""

    def __init__(self, cells: Iterable[str]) -> None:
        parts = {part for cell in cells for part in _parts(cell)}
        self.names = {name.casefold() for name in parts if not BETWEEN.search(name)}

    def units(self, text: str) -> tuple[str, ...]:
        """The units of a cell, the first of them responsible; none where it says nobody."""
        units: dict[str, str] = {}
        for part in _parts(text):
            for name in self._names_in(part):
                units.setdefault(name.casefold(), name)
        return tuple(units.values())

    def _names_in(self, part: str) -> list[str]:
        """A comma, a slash or «og» parts units where each of them stands alone elsewhere; it may also stand in a name."""
        pieces = [piece for piece in BETWEEN.split(part) if piece]
        if len(pieces) > 1 and all(piece.casefold() in self.names for piece in pieces):
            return pieces
        return [part]


def may_be_several(name: str) -> bool:
    """Whether the name of a unit looks as if it were of more than one."""
    return bool(re.search(r"\S\s*[/&+]\s*\S|,| og .* og | – ", name))


def _parts(text: str) -> list[str]:
    """The cell at semicolons, at line ends and at bullets, without those that say nobody."""
    parts = []
    for line in _lines(text):
        points = AT_BULLET.sub("\0", line) if AT_BULLET.match(line.lstrip()) else line
        for part in re.split(r";|\0", points):
            owner, *helpers = WITH.split(part, maxsplit=1)
            for name in (owner, *helpers):
                tidy = " ".join(name.split()).strip(" ,")
                if helpers:
                    tidy = tidy.strip("() ")
                if not NOBODY.fullmatch(tidy):
                    parts.append(tidy)
    return parts


def _lines(text: str) -> list[str]:
    """The lines of a cell. One that begins in the middle of a name goes on from the one before."""
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and (
            re.match(r"\s*(?:og|samt|i samarbeid)\b|\s*[/&(,]", line)
            or re.search(r"([,/&-]|\bog)\s*$", lines[-1])
        ):
            lines[-1] += f" {line}"
        elif line.strip():
            lines.append(line)
    return lines
