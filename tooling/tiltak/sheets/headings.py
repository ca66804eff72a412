"""What the columns of a spreadsheet hold, by headings as people write them in bokmål and nynorsk.

columns(["Tiltaksnr.", "Hva skal gjøres?", "Hovudansvar"]) → number in 0, title in 1, owner in 2
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tiltak.sheets.grid import readable

LONGEST = 60  # letters of a heading: what is longer is a text about something
MOST_WORDS = 7

# What a column holds → headings that mean it and nothing else, as `plain` makes them.
NAMES = {
    "number": """nr | nummer | nummer på tiltak | nr på tiltak | tiltak nr | tiltaksnr | tiltaksnummer | tiltak nummer | # | løpenr | løpenummer | id | tiltaks id |
        tiltak id | pkt | ref nr""",
    "title": """tittel | tiltak | tiltaket | navn | namn | tiltaksnavn | tiltaksnamn | navn på tiltak | navn på tiltaket | hva |
        kva | hva skal gjøres | kva skal gjerast | kva skal vi gjere | hva skal vi gjøre | hva gjør vi | kva gjer vi |
        tiltak aktivitet | aktivitet | aktivitetar | aktiviteter | handling | handlinger | handlingar | oppdrag |
        tiltak i planen | overskrift | tiltakstittel | tiltaksformulering | konkrete tiltak | konkret tiltak | oppgave | oppgåve | oppfølging""",
    "summary": """sammendrag | samandrag | beskrivelse | beskriving | skildring | innhold | innhald | tekst | omtale | forklaring |
        utdyping | beskrivelse av tiltak | beskrivelse av tiltaket | tiltaksbeskrivelse | tiltaksomtale | nærmere beskrivelse |
        hva går tiltaket ut på | kva går tiltaket ut på | skildring av tiltaket | kort beskrivelse | detaljer |
       om tiltaket | tiltaket består av | tiltaket består i""",
    "kind": "type | type tiltak | tiltakstype | slag",
    "focus_area": """innsatsområde | innsatsområder | innsatsområdenavn | område | satsingsområde | satsingsområder | satsningsområde |
        satsingsområdet | tema | temaområde | kapittelnavn | kapittelnamn | fokusområde | hovedområde | hovudområde | delområde |
        innsatsfelt | kategori | målområde | strategi | hovedtema""",
    "owner": """ansvarlig | ansv | ansvarleg | ansvar | eier | eigar | ansvarlig enhet | ansvarleg eining | ansvarlig avdeling |
        ansvarleg avdeling | hovedansvar | hovudansvar | hovedansvarlig | hovudansvarleg | ansvarlig for gjennomføring |
        ansvarleg for gjennomføring | tiltakseier | tiltakseigar | tiltaksansvarlig | tiltaksansvarleg | ansvarlig virksomhet |
        ansvarlig tjeneste | hvem | kven | hvem gjør det | kven gjer det | hvem har ansvar | hvem har ansvaret | kven har ansvar |
        kven har ansvaret | ansvarlig sektor | ansvarlig seksjon | ansvarsområde | ansvarlig etat | enhet | eining | utfører |
        ansvarlig kommunalområde | ansvarshavende""",
    "contributors": """medvirkende | medverkande | bidragsytere | bidragsytarar | samarbeidspartnere | samarbeidspartnarar |
        samarbeidspartner | samarbeid | samarbeid med | i samarbeid med | deltakere | deltakarar | andre involverte | involverte |
        involverer | medansvarlig | medansvarleg | støtte | øvrige aktører | andre som bidrar | andre som bidreg | hvem skal delta | kven skal delta | aktører | partnere""",
    "due": """frist | fristen | dato | ferdig | når | tidsfrist | tidspunkt | tid | tidsplan | tidsramme | tidsperspektiv |
        frist for gjennomføring | gjennomføringsfrist | gjennomføringstid | ferdig innen | ferdig innan | sluttdato | slutt |
        innen | innan | framdrift | fremdrift | framdriftsplan | fremdriftsplan | når skal det gjøres | når skal det gjerast |
        når skal det være ferdig | når skal det vere ferdig | gjennomføres | gjennomføring | ferdigstilles | ferdigstillelse |
        ferdigstilling | frist for ferdigstillelse | leveres | periode | tidsrom | frist dato | årstall | gjennomført innen |
        skal være ferdig | planlagt gjennomført | gjennomføringsår | planlagt ferdig | tidsfrist for gjennomføring""",
    "section": "kapittel | punkt | sted i planen | stad i planen | avsnitt | kap | side | sidetall | sidetal | referanse",
    "target_group": "målgruppe | målgruppa | målgruppen | målgrupper | for hvem | hvem er tiltaket for | kven er tiltaket for | for kven",
}
KEYS = {name.strip(): key for key, names in NAMES.items() for name in names.split("|")}

# Words that make a heading mean a column where it is none of the above, the first that fits.
LIKELY = (
    ("number", r"tiltaks?n(umme)?r|løpen(umme)?r"),
    ("owner", r"^(hovedansvar|hovudansvar|ansvar)(?!.*samarbeid)"),
    ("contributors", r"medvirk|medverk|bidragsyt|samarbeid|samhandl|deltak|involver|medansvar|støttes? av"),
    ("owner", r"ansvar|\b(eier|eigar)\b|utfør(er|es av)"),
    ("due", r"frist|ferdig|gjennomføres|\binnen\b|\bnår\b|tidspunkt|tidsplan|tidsram|gjennomføringsperiode|fr[ae]mdrift|sluttdato"),
    ("focus_area", r"innsatsområd|satsn?ingsområd|fokusområd|temaområd"),
    ("summary", r"beskriv|skildr|sam[ma]+endrag|samandrag|utdyp|nærmere om"),
    ("title", r"^tiltak\b|\btiltak(et)?$|^aktivitet|^hva skal|^kva skal"),
)  # fmt: skip
NO_COLUMN_OF_OURS = re.compile(
    r"\b(status|evaluering|resultat|effekt|indikator|måloppnåelse|kommentar|merknad|opps?tart|start|startdato)"
)


@dataclass(frozen=True, slots=True)
class Column:
    """`sure`: whether the heading means this and nothing else."""

    index: int
    heading: str
    sure: bool


def plain(heading: str) -> str:
    r"""A heading without case, brackets, signs and line breaks.

    >>> plain("Ansvarlig\nenhet* (navn):")
    'ansvarlig enhet'
    """
    text = re.sub(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]", " ", readable(heading)).casefold()
    text = re.sub(r"(?<=\w)-\s*\n\s*", "", text)  # «Ansvar-⏎lig»
    return " ".join(re.sub(r"[^\w#]+", " ", text).split())


def columns(row: Sequence[str]) -> dict[str, Column]:
    """What each column holds: by the heading that means it, else by one that is likely to."""
    names = [plain(cell) if len(cell) <= LONGEST else "" for cell in row]
    titles = [index for index, name in enumerate(names) if KEYS.get(name) == "title"]
    # «Hva skal gjøres» is what a measure is called, but beside «Tittel» it is what it is about.
    described = {at for at in titles if names[at].startswith(("hva ", "kva "))}
    if not 0 < len(described) < len(titles):
        described = set(titles[1:])
    taken: dict[str, Column] = {}
    for sure in (True, False):
        for index, name in enumerate(names):
            key = KEYS.get(name, "") if sure else likely(name)
            if index in described:
                key = "" if sure else "summary"
            used = any(column.index == index for column in taken.values())
            if key and key not in taken and not used:
                taken[key] = Column(index, " ".join(row[index].split()), sure)
    return taken


def likely(name: str) -> str:
    """What a heading probably means, empty where nothing does."""
    if not name or len(name.split()) > MOST_WORDS or NO_COLUMN_OF_OURS.search(name):
        return ""
    return next((key for key, words in LIKELY if re.search(words, name)), "")
