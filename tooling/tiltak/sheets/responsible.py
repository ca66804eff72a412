"""Who is responsible, as it stands in a cell of a plan: one unit or several, nobody, in a list, with who helps.

Responsible(["Eiendom", "Eiendom/Plan", "Plan"]).units("Eiendom/Plan") → ("Eiendom", "Plan")
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from tiltak.sheets.outline import beginning, listed

NOBODY = re.compile(
    r"[-–—?.\s/]*|(ikke|ikkje) (avklart|bestemt|fastsatt|fastsett|satt|sett|angitt|oppgitt|kjent|tildelt)( (enda|endå|ennå|enno))?|uavklart|ukjent|ukjend|"
    r"(må |skal )?avklar(es|ast)\b.*|ingen|tbd|n[./]?a\.?|vakant|vet ikke|veit ikkje|ubesatt|x+|"
    r"(må |skal )?avgjøres senere|under avklaring|ledig|(ikke|ikkje) relevant|ingen ansvar(lig|leg)|utgår|\((ikke|ikkje) \w+\)",
    re.IGNORECASE,
)
BULLET = r"(?:[•·▪◦‣*●○■□–—-]\s+|[•·▪◦‣●○■□]|\(?\d{1,2}[.)]\s+|\(?[a-z]\)\s+)"
AT_BULLET = re.compile(rf"(?:^|(?<=\s)){BULLET}(?=\S)", re.IGNORECASE)
WITH = re.compile(
    r"\s*[(,]?\s*\b(?:i|med)?\s*(?:(?:tett|nært|nær) )?(?:samarbeid|samarbeide|samspill|samspel|samråd|dialog|(?:bistand|støtte|hjelp|bidrag) (?:fra|frå))\s*(?:med)?\b[:\s]*|\s*[(,]?\s*\b(?:sammen|saman|i lag) med\s+|\s+(?:m/|smn?\.)\s*|"
    r"(?:^|[\s,;.(]+)(?:bidrar|bidreg|medansvar(?:lige?|lege?)?|medvirkende|medverkande|samarbeidspartnere?|støttes av)\s*:\s*",
    re.IGNORECASE,
)
LED_BY = re.compile(
    r"\s*\b(?:(?:hoved|hovud)?ansvar(?:lige?|leg)?|eier)\s*:\s*|^(?:et )?samarbeid mellom\s+",
    re.IGNORECASE,
)
SHARED = "medansvarlig"  # the role of those who answer for a measure beside the first
LEADS = r"(?:hoved|hovud)?ansvar(?:lig|leg)?|hoved|eier|eigar"
HELPS = r"bidrar|bidreg|bidragsyter|bidragsytar|medvirkende|medverkande|støtte|bistår|deltar"
DOES = r"medansvar(?:lig|leg)?|(?:prosjekt|vei|rett)?(?:leder|leiar)|prosjekt(?:eier|eigar)|koordinator|(?:koordiner|samordn|finansier)(?:er|ar|ende|ande)|sekretariat|følger opp|følgjer opp|rådgiv(?:ende|ande)|rådgiv[ea]r|pådriv[ea]r|utfør[ea]r|bestill[ea]r|finansiør"
ROLE = re.compile(rf"\s*\(({DOES}|{LEADS}|{HELPS})\)", re.IGNORECASE)
# Around a role while its cell is taken apart.
MARKED = re.compile("\x02(.*?)\x03")
# A role ends what a unit is called.
AFTER_ROLE = re.compile(r"(?<=\x03)\s*(?:[,/&+]|\b(?:og|samt)\b)")
AND_OTHERS = re.compile(
    r"[\s,]*\b(?:m\. ?fl\.?|mfl\.?|og andre|med flere|med fleire)$", re.IGNORECASE
)
UNIT_KINDS = "avdeling|avd|seksjon|enhet|eining|virksomhet|verksemd|tjeneste|teneste|etat|sektor|kontor|kommunalområde"
# What says that a unit is not certain: «Plan (?)».
DOUBT = re.compile(r"^\s*\?+\s*|\s*(?:\(\?+\)|\?+)\s*$")
# What stands between names and never in one.
APART = re.compile(r"\s+[/|+→]\s+|\s*[|→\\]\s*")
# «Avd. B og C» is Avd. B and Avd. C.
LETTERED = re.compile(r"(\D+ )([A-ZÆØÅ]|\d{1,2})((?:(?:, ?| og | & |/)(?:[A-ZÆØÅ]|\d{1,2}))+)")
BETWEEN = re.compile(r"\s*(?:[,/&+]|\s(?:og|samt|-|–)\s)\s*")


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as a cell names it. `helps`: it contributes to what others are responsible for."""

    unit: str
    role: str = ""
    helps: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """Who answers for a measure, those who contribute, and the roles that some of them have."""

    owner: Named
    contributors: tuple[str, ...]
    roles: Mapping[str, str]


class Responsible:
    """Reads the cells of a list; what stands alone in one of them is the name of a unit in the others too."""

    def __init__(self, cells: Iterable[str]) -> None:
        parts = {MARKED.sub("", part.unit) for cell in cells for part in _parts(cell)}
        self.written = {name.casefold() for name in parts}
        self.names = {name.casefold() for name in parts if not BETWEEN.search(name)}

    def units(self, text: str) -> tuple[str, ...]:
        """The units of a cell, the first of them responsible; none where it says nobody."""
        return tuple(each.unit for each in self._named(text))

    def divided(self, owners: Iterable[str], helpers: Iterable[str], helping: str = "") -> Parts:
        """Who is responsible by some cells, and who contributes by them and by others, with the roles they have.

        `helping`: the role of those in the cells of the others who have none of their own.
        """
        named = [each for text in owners for each in self._named(text)]
        named.sort(key=lambda each: not re.fullmatch(LEADS, each.role, re.IGNORECASE))
        owner = named[0] if named else Named("")
        others = [
            each if each.helps else replace(each, role=each.role or SHARED) for each in named[1:]
        ]
        others += [
            replace(each, role=each.role or helping)
            for text in helpers
            for each in self._named(text)
        ]
        roles: dict[str, str] = {}
        for each in others:
            if each.unit != owner.unit:
                roles[each.unit] = roles.get(each.unit) or _kept(each.role)
        return Parts(owner, tuple(roles), {unit: role for unit, role in roles.items() if role})

    def _named(self, text: str) -> list[Named]:
        units: dict[str, Named] = {}
        for part in _parts(text):
            for written in self._names_in(part.unit):
                name = MARKED.sub("", written)
                one_form = name.rstrip(".") if name.rstrip(".").casefold() in self.written else name
                role = MARKED.search(written)
                named = Named(one_form, role[1] if role else part.role, part.helps)
                units.setdefault(one_form.casefold(), named)
        return list(units.values())

    def _names_in(self, part: str) -> list[str]:
        """A comma, a slash or «og» parts units where each of them stands alone elsewhere; it may also stand in a name."""
        if lettered := LETTERED.fullmatch(part):
            signs = (lettered[2], *re.findall(r"[A-ZÆØÅ]|\d+", lettered[3]))
            return [lettered[1] + sign for sign in signs]
        pieces = [piece for piece in BETWEEN.split(part) if piece]
        if len(pieces) > 1 and all(
            MARKED.sub("", piece).casefold() in self.names for piece in pieces
        ):
            return pieces
        return [part]


def not_taken_in(text: str) -> Iterator[str]:
    """A sentence for what a cell says that no field holds: others whom it does not name."""
    if any(AND_OTHERS.search(part.strip()) for part in re.split(r"[;\n]", text)):
        yield f"«m.fl.» sier ikke hvem, og er ikke tatt med («{beginning(text)}»)."
    if "?" in text and not NOBODY.fullmatch(text.strip()):
        yield f"spørsmålstegnet i «{beginning(text)}» er ikke tatt med."


def about_parts(parts: Parts) -> Iterator[str]:
    """A sentence for how a cell was shared out, and for the role of who is responsible, which no field holds."""
    by_role: dict[str, list[str]] = {}
    for unit in parts.contributors:
        by_role.setdefault(parts.roles.get(unit, "medvirkende"), []).append(unit)
    others = ", ".join(f"{listed(units)} er {role}" for role, units in by_role.items())
    if others:
        yield f"«{parts.owner.unit}» er ansvarlig, og {others}."
    if re.fullmatch(DOES, parts.owner.role, re.IGNORECASE):
        yield f"rollen «{parts.owner.role}» til «{parts.owner.unit}», som er ansvarlig, er ikke tatt med. Skriv det i sammendraget."


def _kept(role: str) -> str:
    """The role as it is kept: nothing for what every contributor does."""
    if re.fullmatch(rf"{HELPS}|{LEADS}", role, re.IGNORECASE):
        return ""
    return (
        SHARED if re.fullmatch(r"medansvar(?:lige?|lege?)?", role, re.IGNORECASE) else role.lower()
    )


def may_be_several(name: str) -> bool:
    """Whether the name of a unit looks as if it were of more than one."""
    return bool(re.search(r"\S\s*[/&+]\s*\S|,| og .* og | – ", name))


def perhaps_one(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Names that differ only in what kind of unit they say it is.

    >>> perhaps_one(["Plan og utvikling", "NAV", "Avd. plan og utvikling"])
    (('Plan og utvikling', 'Avd. plan og utvikling'),)
    """
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(_without_kind(name), []).append(name)
    return tuple(tuple(several) for several in alike.values() if len(several) > 1)


def _without_kind(name: str) -> str:
    words = " ".join(re.sub(r"[^\w&]+", " ", name.casefold()).replace("&", " og ").split())
    core = re.sub(rf"^(?:{UNIT_KINDS})(?:en|a|et|n)?\b(?: for)? ?", "", words)
    return re.sub(rf"(?<=\w)s? ?(?:{UNIT_KINDS})(?:en|a|et|n)?$", "", core).strip() or words


def _parts(text: str) -> list[Named]:
    """The cell at semicolons, at line ends and at bullets, without those that say nobody; roles still marked."""
    parts = []
    for written in _lines(text):
        line = ROLE.sub("\x02\\1\x03", LED_BY.sub("", written))
        line = AFTER_ROLE.sub(";", line)
        points = AT_BULLET.sub("\0", line) if AT_BULLET.match(line.lstrip()) else line
        for part in re.split(r";|\0", points):
            helping = WITH.search(part)
            responsible = part[: helping.start()] if helping else part
            named = [Named(name) for name in APART.split(responsible)]
            if helping:
                role = SHARED if "medansvar" in helping[0].casefold() else ""
                named += [
                    Named(name, role, helps=True) for name in APART.split(part[helping.end() :])
                ]
            for each in named:
                certain = DOUBT.sub("", " ".join(each.unit.split()))
                tidy = AND_OTHERS.sub("", certain.strip(" ,:/–—-"))
                if helping:
                    tidy = tidy.strip("() ")
                if not NOBODY.fullmatch(MARKED.sub("", tidy)):
                    parts.append(replace(each, unit=tidy))
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
