"""Who is responsible, as it stands in a cell of a plan: one unit or several, nobody, in a list, with who helps.

Responsible(["Eiendom", "Eiendom/Plan", "Plan"]).units("Eiendom/Plan") → ("Eiendom", "Plan")
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tiltak.sheets.outline import beginning, listed

NOBODY = re.compile(
    r"[-–—?.\s/]*|(ikke|ikkje) (avklart|bestemt|fastsatt|fastsett|satt|sett|angitt|oppgitt|kjent|tildelt)|uavklart|ukjent|ukjend|"
    r"(må |skal )?avklar(es|ast)( senere| seinere| seinare| nærmere)?|ingen|tbd|n/?a|vet ikke|veit ikkje|ubesatt|x+|"
    r"(må |skal )?avgjøres senere|under avklaring|ledig",
    re.IGNORECASE,
)
BULLET = r"(?:[•·▪◦‣*●○■□–—-]\s+|[•·▪◦‣●○■□]|\(?\d{1,2}[.)]\s+|\(?[a-z]\)\s+)"
AT_BULLET = re.compile(rf"(?:^|(?<=\s)){BULLET}(?=\S)", re.IGNORECASE)
WITH = re.compile(
    r"\s*[(,]?\s*\b(?:i|med)?\s*(?:(?:tett|nært|nær) )?(?:samarbeid|samarbeide|samspill|samspel|samråd|dialog|(?:bistand|støtte|hjelp|bidrag) (?:fra|frå))\s*(?:med)?\b[:\s]*|\s*[(,]?\s*\b(?:sammen|saman|i lag) med\s+|"
    r"(?:^|[\s,;.(]+)(?:bidrar|bidreg|medansvar(?:lige?)?|medvirkende|medverkande|samarbeidspartnere?|støttes av)\s*:\s*",
    re.IGNORECASE,
)
LED_BY = re.compile(r"\s*\b(?:(?:hoved|hovud)?ansvar(?:lige?|leg)?|eier)\s*:\s*", re.IGNORECASE)
# What a unit does beyond being responsible or contributing: no field holds it.
DOES = r"medansvar(?:lig|leg)?|(?:prosjekt|vei|rett)?(?:leder|leiar)|prosjekt(?:eier|eigar)|koordinator|rådgiv[ea]r|pådriv[ea]r|utfør[ea]r|bestill[ea]r|finansiør"
ROLE = re.compile(
    rf"\s*\((?:{DOES}|(?:hoved|hovud)?ansvar(?:lig|leg)?|hoved|eier|bidrar|bidragsyter|medvirkende|støtte)\)",
    re.IGNORECASE,
)
ROLE_OF_ITS_OWN = re.compile(rf"\(({DOES})\)|\b(medansvar(?:lige?)?)\s*:", re.IGNORECASE)
AND_OTHERS = re.compile(
    r"[\s,]*\b(?:m\. ?fl\.?|mfl\.?|og andre|med flere|med fleire)$", re.IGNORECASE
)
# What stands between names and never in one.
APART = re.compile(r"\s+[/|+→]\s+|\s*[|→\\]\s*")
# «Avd. B og C» is Avd. B and Avd. C.
LETTERED = re.compile(r"(\D+ )([A-ZÆØÅ]|\d{1,2})((?:(?:, ?| og | & |/)(?:[A-ZÆØÅ]|\d{1,2}))+)")
BETWEEN = re.compile(r"\s*(?:[,/&+]|\s(?:og|samt|-|–)\s)\s*")


class Responsible:
    """Reads the cells of a list; what stands alone in one of them is the name of a unit in the others too."""

    def __init__(self, cells: Iterable[str]) -> None:
        parts = {part for cell in cells for part in _parts(cell)}
        self.written = {name.casefold() for name in parts}
        self.names = {name.casefold() for name in parts if not BETWEEN.search(name)}

    def units(self, text: str) -> tuple[str, ...]:
        """The units of a cell, the first of them responsible; none where it says nobody."""
        units: dict[str, str] = {}
        for part in _parts(text):
            for name in self._names_in(part):
                one_form = name.rstrip(".") if name.rstrip(".").casefold() in self.written else name
                units.setdefault(one_form.casefold(), one_form)
        return tuple(units.values())

    def _names_in(self, part: str) -> list[str]:
        """A comma, a slash or «og» parts units where each of them stands alone elsewhere; it may also stand in a name."""
        if lettered := LETTERED.fullmatch(part):
            signs = (lettered[2], *re.findall(r"[A-ZÆØÅ]|\d+", lettered[3]))
            return [lettered[1] + sign for sign in signs]
        pieces = [piece for piece in BETWEEN.split(part) if piece]
        if len(pieces) > 1 and all(piece.casefold() in self.names for piece in pieces):
            return pieces
        return [part]


def not_taken_in(text: str) -> Iterator[str]:
    """A sentence for what a cell says that no field holds: others whom it does not name, and roles."""
    if any(AND_OTHERS.search(part.strip()) for part in re.split(r"[;\n]", text)):
        yield f"«m.fl.» sier ikke hvem, og er ikke tatt med («{beginning(text)}»)."
    roles = [match[1] or match[2] for match in ROLE_OF_ITS_OWN.finditer(text)]
    if roles:
        named = "rollen" if len(roles) == 1 else "rollene"
        yield f"{named} {listed(roles)} er ikke tatt med («{beginning(text)}»). Skriv det i sammendraget."


def may_be_several(name: str) -> bool:
    """Whether the name of a unit looks as if it were of more than one."""
    return bool(re.search(r"\S\s*[/&+]\s*\S|,| og .* og | – ", name))


def _parts(text: str) -> list[str]:
    """The cell at semicolons, at line ends and at bullets, without those that say nobody."""
    parts = []
    for written in _lines(text):
        line = ROLE.sub("", LED_BY.sub("", written))
        points = AT_BULLET.sub("\0", line) if AT_BULLET.match(line.lstrip()) else line
        for part in re.split(r";|\0", points):
            owner, *helpers = WITH.split(part, maxsplit=1)
            for name in (
                *APART.split(owner),
                *(h for helper in helpers for h in APART.split(helper)),
            ):
                tidy = AND_OTHERS.sub("", " ".join(name.split()).strip(" ,"))
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
