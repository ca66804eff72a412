"""Every code a problem can have, explained once: what it means, why it matters, a wrong and a right example.

`docs/feilmeldinger.md` (for coordinators) and `docs/dev/checks.md` (for developers) are written from this,
and tests run every example that is YAML: the wrong one must give the code, the right one must not.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill, indent

from tiltak.problems import LEVEL_WORDS, Level


@dataclass(frozen=True, slots=True)
class Explained:
    """A code with its explanation, in Norwegian.

    `wrong` and `right` take the place of the fields they name in a file of the kind `example`
    («measure», «plan», «units»). Where `example` is empty they are words: what is wrong is no field.
    """

    code: str
    title: str
    why: str
    wrong: str
    right: str
    example: str = "measure"
    level: Level = Level.ERROR


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    explained: tuple[Explained, ...]


UNREADABLE = Chapter(
    "Filen kan ikke leses",
    (
        Explained(
            "yaml-syntax",
            "Filen følger ikke reglene for YAML",
            "Programmet forstår ikke hvor ett felt slutter og det neste begynner. Oftest mangler et anførselstegn, "
            "et mellomrom etter kolon eller riktig innrykk. Meldingen peker på linjen der det stopper; se også på linjen over.",
            "title: Rus: et eksempel\n",
            'title: "Rus: et eksempel"\n',
        ),
        Explained(
            "tab",
            "Linjen er rykket inn med tabulator",
            "YAML tillater bare mellomrom som innrykk. På skjermen ser en tabulator ut som mellomrom.",
            "status:\n\t- date: 2020-12-31\n\t  phase: planning\n",
            "status:\n  - date: 2020-12-31\n    phase: planning\n",
        ),
        Explained(
            "hard-space",
            "Linjen er rykket inn med harde mellomrom",
            "Et hardt mellomrom ser ut som et vanlig, men er et annet tegn. Det følger gjerne med når tekst limes inn "
            "fra Word eller en nettside.",
            "funding:\n\u00a0\u00a0decision: pending\n",
            "funding:\n  decision: pending\n",
        ),
        Explained(
            "control-character",
            "Teksten har et usynlig kontrolltegn",
            "Tegnet kan ikke ses, men ødelegger linjetall, nettsider og rapporter. Det følger gjerne med når tekst limes "
            "inn fra en PDF. Slett ordet og skriv det på nytt.",
            'title: "Boliger\\u2028med bemanning"\n',
            "title: Boliger med bemanning\n",
        ),
        Explained(
            "merge-conflict",
            "To endringer er ikke slått sammen",
            "To personer endret samme sted, og git vet ikke hvem som har rett. Velg teksten som skal gjelde, og slett "
            "linjene med <<<<<<<, ======= og >>>>>>>.",
            "<<<<<<< HEAD\nkind: establish\n=======\nkind: improve\n>>>>>>> forslag\n",
            "kind: improve\n",
        ),
        Explained(
            "duplicate-key",
            "Samme felt står to ganger",
            "Bare ett av feltene ville blitt lest, og ingen ville sett hvilket.",
            "kind: establish\nkind: improve\n",
            "kind: establish\n",
        ),
        Explained(
            "not-a-text-key",
            "Et feltnavn er en liste eller gruppe",
            "Linjen begynner med [ eller {, og YAML tror at det er et feltnavn. Sett anførselstegn rundt teksten.",
            "funding:\n  [decision]: pending\n",
            "funding:\n  decision: pending\n",
        ),
        Explained(
            "alias",
            "Filen bruker ankere eller henvisninger",
            "I YAML betyr & og * at en tekst hentes fra et annet sted i filen. Det gjør filen vanskelig å lese og kan "
            "brukes til å lage enorme data. Skriv teksten fullt ut, eller sett anførselstegn rundt.",
            "title: &navn Et eksempel\n",
            "title: Et eksempel\n",
        ),
        Explained(
            "yaml-tag",
            "Filen bruker merkelapper",
            "I YAML betyr ! at verdien skal tolkes på en egen måte. Sett anførselstegn rundt tekst som begynner med !.",
            "title: !viktig Et eksempel\n",
            'title: "!viktig Et eksempel"\n',
        ),
        Explained(
            "yaml-directive",
            "Linjen begynner med prosenttegn",
            "En linje som begynner med %, er en beskjed til YAML og ikke en tekst.",
            "%YAML 1.1\nkind: establish\n",
            "kind: establish\n",
        ),
        Explained(
            "several-documents",
            "Filen har en ny start midt i",
            "Tre bindestreker alene på en linje betyr at en ny fil begynner. Hvert tiltak har sin egen fil.",
            "kind: establish\n---\nkind: improve\n",
            "kind: establish\n",
        ),
        Explained(
            "too-deep",
            "For mange nivåer inni hverandre",
            "Et tiltak har aldri mer enn fem nivåer. Mange nivåer kommer av klammer som er åpnet og aldri lukket.",
            f"title: {'[' * 25}x{']' * 25}\n",
            "title: Et eksempel\n",
        ),
        Explained(
            "empty-file",
            "Filen er tom",
            "En tom fil er som regel et tiltak som noen begynte på. Fyll den ut, eller slett den.",
            "En fil uten innhold.",
            "En fil med alle feltene et tiltak må ha.",
            "",
        ),
        Explained(
            "not-a-mapping",
            "Filen inneholder ikke felter",
            "En fil i Tiltak består av felter: et navn, kolon og en verdi.",
            "En fil med bare en liste eller en tekst.",
            "En fil med felter som «number: 14» og «title: …».",
            "",
        ),
        Explained(
            "not-utf8",
            "Filen har feil tegnkoding",
            "Uten UTF-8 blir æ, ø og å uleselige for andre. Velg UTF-8 når du lagrer.",
            "En fil lagret som Latin-1, ANSI eller UTF-16.",
            "Den samme filen lagret som UTF-8.",
            "",
        ),
        Explained(
            "byte-order-mark",
            "Filen begynner med et usynlig merke",
            "Noen programmer setter et merke (BOM) først i filen. Det hører ikke hjemme i UTF-8. Kommandoen «tiltak fmt» tar det bort.",
            "En fil lagret som «UTF-8 med BOM».",
            "Den samme filen lagret som «UTF-8».",
            "",
        ),
        Explained(
            "windows-line-ends",
            "Filen har linjeskift fra Windows",
            "Med to slags linjeskift viser git at alle linjer er endret, også når ingen er det. Kommandoen «tiltak fmt» retter det.",
            "En fil lagret med linjeskift av typen CRLF.",
            "Den samme filen med linjeskift av typen LF.",
            "",
        ),
        Explained(
            "too-large",
            "Filen er for stor",
            "Et tiltak er noen få kB. En fil på mer enn 1 MB er noe annet: et bilde, et dokument eller et uhell.",
            "En fil på 50 MB.",
            "Et tiltak på noen få kB, med lenke til dokumentet.",
            "",
        ),
        Explained(
            "unreadable",
            "Filen kan ikke åpnes",
            "Du har ikke tilgang, eller det er ikke en vanlig fil.",
            "En fil som bare en annen bruker kan lese.",
            "En fil som alle kan lese.",
            "",
        ),
        Explained(
            "symlink",
            "Filen er en snarvei",
            "En snarvei kan peke på noe som ikke hører til planen, og som ikke skal bli synlig for andre. Derfor blir ingen snarveier fulgt.",
            "En snarvei til en fil i en annen mappe.",
            "Selve filen.",
            "",
        ),
        Explained(
            "too-many-problems",
            "Filen har flere feil enn dem som vises",
            "For hver fil vises de første hundre. Ofte er det én feil tidlig i filen som gir mange.",
            "En fil med flere hundre feil.",
            "Rett de første, og kjør sjekken igjen.",
            "",
        ),
    ),
)

FIELDS = Chapter(
    "Felter og verdier",
    (
        Explained(
            "unknown-key",
            "Feltet finnes ikke",
            "Et felt som ingen kjenner, blir ikke lest. Oftest er det en skrivefeil.",
            "ovner: helsehuset\n",
            "owner: helsehuset\n",
        ),
        Explained(
            "missing-key",
            "Et felt mangler",
            "Noen felter må alltid være med, ellers kan tiltaket ikke vises.",
            "milestones:\n  - title: Senteret åpner\n",
            "milestones:\n  - id: apning\n    title: Senteret åpner\n",
        ),
        Explained(
            "wrong-type",
            "Verdien er av feil slag",
            "Her skulle det stått en tekst, et tall, en liste eller en gruppe. Et kapittelnummer uten anførselstegn blir "
            "lest som et tall, og da blir 2.10 til 2.1.",
            "reference: {document: plan, section: 2.10}\n",
            'reference: {document: plan, section: "2.10"}\n',
        ),
        Explained(
            "unknown-value",
            "Verdien er ikke en av dem som kan brukes",
            "Feltet har en fast liste med verdier. Meldingen viser dem alle, med det norske ordet i parentes.",
            "status:\n  - date: 2020-12-31\n    phase: pågår\n",
            "status:\n  - date: 2020-12-31\n    phase: in_progress\n",
        ),
        Explained(
            "empty-value",
            "Feltet er tomt",
            "Et felt uten innhold sier ingenting. Fyll det ut, eller slett hele linjen.",
            'summary: ""\n',
            "summary: Kommunen skal åpne et senter for unge.\n",
        ),
        Explained(
            "bad-date",
            "Datoen kan ikke brukes",
            "Datoer skrives år-måned-dag med to sifre for måned og dag. Dagen må finnes, og året må være mellom 1900 og 2099.",
            "status:\n  - date: 2021-02-29\n    phase: in_progress\n",
            "status:\n  - date: 2021-02-28\n    phase: in_progress\n",
        ),
        Explained(
            "bad-format",
            "Verdien er skrevet på en måte som ikke kan brukes",
            "Kortnavn skrives med små bokstaver a–z, tall og bindestrek, og en tittel står på én linje.",
            "owner: Helsehuset Stavanger\n",
            "owner: helsehuset\n",
        ),
        Explained(
            "bad-address",
            "Nettadressen kan ikke brukes",
            "En adresse må være hel og begynne med https:// for at lenken skal virke.",
            "successor:\n  title: Ny plan\n  url: www.stavanger.kommune.no\n",
            "successor:\n  title: Ny plan\n  url: https://www.stavanger.kommune.no\n",
            "plan",
        ),
        Explained(
            "too-long",
            "Teksten er for lang",
            "Titler og kortnavn må få plass i tabeller og figurer. Flytt detaljer til sammendraget.",
            f"title: {'Et senter ' * 13}til\n",
            "title: Et senter til\n",
        ),
        Explained(
            "repeated-item",
            "Samme verdi står to ganger i en liste",
            "Det er som regel en feil fra liming. Slett den ene.",
            "contributors: [helsehuset, helsehuset]\n",
            "contributors: [helsehuset]\n",
        ),
        Explained(
            "out-of-range",
            "Tallet er for stort eller for lite",
            "Se etter en skrivefeil i tallet.",
            "related: [0]\n",
            "related: [2]\n",
        ),
        Explained(
            "bad-combination",
            "Felter som ikke kan stå sammen",
            "En melding har enten en fase eller «unchanged: true». Et tiltak som er slått sammen, sier hvilket tiltak det "
            "gikk inn i. En milepæl som gjentas, har «occurrences» og ikke «done».",
            "status:\n  - date: 2020-12-31\n    phase: in_progress\n    unchanged: true\n",
            "status:\n  - date: 2020-12-31\n    phase: in_progress\n",
        ),
        Explained(
            "schema",
            "Filen stemmer ikke med skjemaet",
            "Noe er annerledes enn skjemaet sier, uten at Tiltak har en bedre forklaring. Sammenlign med et tiltak som virker.",
            "En fil som bryter en regel uten egen forklaring.",
            "En fil som følger skjemaet.",
            "",
        ),
    ),
)

NUMBERS = Chapter(
    "Numre, kortnavn og filnavn",
    (
        Explained(
            "file-name",
            "Filnavnet følger ikke mønsteret",
            "Tiltak finner et tiltak på navnet: mappen er planen, og tallet først er nummeret. En fil med et annet navn blir ikke lest.",
            "measures/rus-2019/Tiltak 14.yml",
            "measures/rus-2019/14-mo-senter.yml",
            "",
        ),
        Explained(
            "missing-plan",
            "Planen tiltaket ligger i, finnes ikke",
            "Mappen som tiltaket ligger i, må ha samme navn som en mappe under plans/ med filen plan.yml.",
            "measures/rus-2091/14-mo-senter.yml",
            "measures/rus-2019/14-mo-senter.yml",
            "",
        ),
        Explained(
            "number-mismatch",
            "Nummeret og filnavnet er ulike",
            "Nummeret i filen og tallet først i filnavnet skal være det samme, ellers blandes to tiltak.",
            "number: 7\n",
            "number: 1\n",
        ),
        Explained(
            "duplicate-number",
            "To tiltak har samme nummer",
            "Et nummer er navnet på ett tiltak i alle rapporter. To kan ikke dele det.",
            "14-mo-senter.yml og 14-senter-for-unge.yml i samme mappe.",
            "14-mo-senter.yml og 15-senter-for-unge.yml.",
            "",
        ),
        Explained(
            "removed-number",
            "Nummeret tilhørte et tiltak som er tatt ut",
            "Et nummer brukes aldri om igjen. Ellers ville eldre rapporter handle om noe annet enn de sier.",
            "removed:\n  - {number: 1, title: Et gammelt tiltak, date: 2020-06-30}\n",
            "removed:\n  - {number: 9, title: Et gammelt tiltak, date: 2020-06-30}\n",
            "plan",
        ),
        Explained(
            "duplicate-id",
            "To har samme kortnavn",
            "Kortnavnet er det andre felter viser til. Er det to, vet ingen hvilket som menes.",
            "milestones:\n  - {id: apning, title: Senteret åpner}\n  - {id: apning, title: Nettsiden åpner}\n",
            "milestones:\n  - {id: apning, title: Senteret åpner}\n  - {id: nettside, title: Nettsiden åpner}\n",
        ),
    ),
)

REFERENCES = Chapter(
    "Henvisninger",
    (
        Explained(
            "unknown-focus-area",
            "Innsatsområdet finnes ikke i planen",
            "Innsatsområdene står i planfilen. Tiltaket ville ikke kommet med noe sted.",
            "focus_area: tidlig\n",
            "focus_area: tidlig-innsats\n",
        ),
        Explained(
            "unknown-unit",
            "Enheten finnes ikke",
            "Alle enheter står i plans/units.yml med kortnavn og navn. Er enheten ny, føres den opp der.",
            "owner: helsehust\n",
            "owner: helsehuset\n",
        ),
        Explained(
            "unit-circle",
            "Enheter hører under hverandre i ring",
            "En enhet kan ikke høre under seg selv, heller ikke gjennom andre.",
            "units:\n"
            "  bystyret: {kind: political, names: [{name: Bystyret}]}\n"
            "  helsehuset: {kind: internal, names: [{name: Helsehuset}], parents: [{unit: stab}]}\n"
            "  stab: {kind: internal, names: [{name: Staben}], parents: [{unit: helsehuset}]}\n",
            "units:\n"
            "  bystyret: {kind: political, names: [{name: Bystyret}]}\n"
            "  helsehuset: {kind: internal, names: [{name: Helsehuset}], parents: [{unit: stab}]}\n"
            "  stab: {kind: internal, names: [{name: Staben}]}\n",
            "units",
        ),
        Explained(
            "unknown-document",
            "Dokumentet står ikke i planfilen",
            "En kilde som ingen kan slå opp, er ingen kilde. Dokumentene føres opp under «documents» i plan.yml.",
            "status:\n  - date: 2020-12-31\n    phase: in_progress\n    source: arsrapport\n",
            "status:\n  - date: 2020-12-31\n    phase: in_progress\n    source: arsrapport-2020\n",
        ),
        Explained(
            "unknown-measure",
            "Tiltaket det vises til, finnes ikke",
            "Nummeret må tilhøre et tiltak i samme plan.",
            "related: [99]\n",
            "related: [2]\n",
        ),
        Explained(
            "own-number",
            "Tiltaket viser til seg selv",
            "Skriv nummeret på et annet tiltak, eller slett linjen.",
            "related: [1]\n",
            "related: [2]\n",
        ),
        Explained(
            "merge-circle",
            "Tiltak er slått sammen i ring",
            "Når 1 går inn i 2 og 2 går inn i 1, finnes det ikke lenger noe tiltak arbeidet fortsetter i.",
            "Tiltak 1 er slått sammen med tiltak 2, og tiltak 2 med tiltak 1.",
            "Tiltak 1 er slått sammen med tiltak 2, og tiltak 2 pågår.",
            "",
        ),
    ),
)

STATUS = Chapter(
    "Statusmeldinger",
    (
        Explained(
            "missing-reason",
            "Meldingen mangler årsak eller begrunnelse",
            "Den som leser, skal få vite hvorfor. Det gjelder når tiltaket er på vent, avsluttet uten å være gjennomført "
            "eller ute av rute, og når arbeidet ikke er i gang etter at planen er halvveis eller den første fristen er passert.",
            "status:\n  - date: 2020-12-31\n    phase: paused\n",
            "status:\n  - date: 2020-12-31\n    phase: paused\n    reason: funding\n    note: Det kom ikke penger i budsjettet for 2021.\n",
        ),
        Explained(
            "changed-after-closing",
            "Meldingen er endret etter at perioden ble avsluttet",
            "Rapporten for en avsluttet periode er levert. Den som har lest den, må få vite at noe var feil. Skriv derfor i "
            "feltet «correction» hva som var feil, og hvorfor det rettes nå. Det samme gjelder en melding som først kommer "
            "etter at perioden er avsluttet. Rettelsen står i neste rapport.",
            "Meldingen for 31.12.2020 får en annen fase etter at 2020-Q4 ble avsluttet.",
            "Meldingen får en annen fase, og feltet «correction» sier at prosjektet sto stille i desember.",
            "",
        ),
        Explained(
            "removed-after-closing",
            "Meldingen er slettet etter at perioden ble avsluttet",
            "En melding som har stått i en rapport, kan ikke forsvinne. Var den feil, skrives en ny melding for samme "
            "periode, med hva som var feil i feltet «correction». Er hele tiltaket tatt ut, føres det opp under «removed» i "
            "plan.yml.",
            "Meldingen for 31.12.2020 slettes etter at 2020-Q4 ble avsluttet.",
            "En ny melding for 31.12.2020 sier i «correction» hva som var feil i den gamle.",
            "",
        ),
        Explained(
            "future-date",
            "Datoen har ikke vært ennå",
            "En melding forteller hva som har skjedd. Det som skal skje, er en milepæl med frist.",
            "status:\n  - date: 2031-12-31\n    phase: completed\n",
            "status:\n  - date: 2020-12-31\n    phase: in_progress\n"
            "milestones:\n  - {id: apning, title: Senteret åpner, baseline: 2021-12-31, due: 2021-12-31}\n",
        ),
        Explained(
            "entry-before-plan",
            "Meldingen er fra før planen begynner",
            "En statusmelding sier hvordan det går med det planen lovet. Se etter en skrivefeil i årstallet. Er datoen riktig, er dette bare en påminnelse.",
            "status:\n  - date: 2002-12-31\n    phase: in_progress\n",
            "status:\n  - date: 2020-12-31\n    phase: in_progress\n",
            level=Level.WARNING,
        ),
        Explained(
            "entry-order",
            "Meldingene står i feil rekkefølge",
            "Den nyeste står øverst, slik at den som åpner filen, ser den først. Kommandoen «tiltak fmt» ordner rekkefølgen.",
            "status:\n  - {date: 2019-12-31, phase: planning}\n  - {date: 2020-12-31, phase: in_progress}\n",
            "status:\n  - {date: 2020-12-31, phase: in_progress}\n  - {date: 2019-12-31, phase: planning}\n",
        ),
        Explained(
            "unchanged-without-phase",
            "«Ingenting nytt» uten noe å vise til",
            "Den første meldingen må si hvilken fase tiltaket er i. Først etterpå kan en melding si at ingenting er nytt.",
            "status:\n  - {date: 2020-12-31, unchanged: true}\n",
            "status:\n  - {date: 2020-12-31, phase: planning}\n",
        ),
        Explained(
            "after-reported-through",
            "Det som er meldt, vises ikke ennå",
            "Planen er rapportert til og med en dag, og tallene stopper der. Flytt «reported_through» i plan.yml når "
            "perioden er rapportert.",
            "reported_through: 2020-06-30\n",
            "reported_through: 2020-12-31\n",
            "plan",
            Level.WARNING,
        ),
        Explained(
            "open-milestone",
            "Tiltaket er fullført, men en milepæl er ikke nådd",
            "Da sier filen to ting. Før opp dagen milepælen ble nådd, eller velg en annen fase.",
            "status:\n  - {date: 2020-12-31, phase: completed}\n"
            "milestones:\n  - {id: apning, title: Senteret åpner, due: 2020-12-31}\n",
            "status:\n  - {date: 2020-12-31, phase: completed}\n"
            "milestones:\n  - {id: apning, title: Senteret åpner, due: 2020-12-31, done: 2020-12-01}\n",
            level=Level.WARNING,
        ),
        Explained(
            "unconfirmed-missing",
            "Et tomt felt står som ikke bekreftet",
            "Listen «unconfirmed» sier hvilke felter som er et forslag. Da må feltet ha en verdi.",
            "unconfirmed: [owner]\n",
            "owner: helsehuset\nunconfirmed: [owner]\n",
        ),
        Explained(
            "period-order",
            "Planperioden slutter før den begynner",
            "Se etter en skrivefeil i årstallet.",
            "period: {start: 2019-01-01, end: 2013-12-31}\n",
            "period: {start: 2019-01-01, end: 2023-12-31}\n",
            "plan",
        ),
    ),
)

MILESTONES = Chapter(
    "Milepæler og frister",
    (
        Explained(
            "due-before-plan",
            "Fristen er før planen begynner",
            "En plan kan ikke love noe for en tid som er over. Se etter en skrivefeil i årstallet.",
            "milestones:\n  - {id: apning, title: Senteret åpner, baseline: 2012-12-31, due: 2021-12-31}\n",
            "milestones:\n  - {id: apning, title: Senteret åpner, baseline: 2021-12-31, due: 2021-12-31}\n",
        ),
        Explained(
            "done-before-plan",
            "Milepælen er nådd før planen begynner",
            "Det som var gjort før planen, hører hjemme i sammendraget. Se ellers etter en skrivefeil i årstallet.",
            "milestones:\n  - {id: apning, title: Senteret åpner, due: 2020-12-31, done: 2010-10-01}\n",
            "milestones:\n  - {id: apning, title: Senteret åpner, due: 2020-12-31, done: 2020-10-01}\n",
        ),
        Explained(
            "baseline-mismatch",
            "Første frist er flyttet med",
            "Feltet «baseline» er fristen som sto før alle flyttinger, og den endres aldri. Den kan ikke være en frist som kom til ved en flytting. Ble fristen flyttet før planen kom inn i Tiltak, kan den eldste flyttingen begynne ved en annen dato.",
            "milestones:\n  - id: apning\n    title: Senteret åpner\n    baseline: 2021-12-31\n    due: 2021-12-31\n"
            "    moved:\n      - {date: 2020-11-01, from: 2020-12-31, reason: pandemic}\n",
            "milestones:\n  - id: apning\n    title: Senteret åpner\n    baseline: 2020-12-31\n    due: 2021-12-31\n"
            "    moved:\n      - {date: 2020-11-01, from: 2020-12-31, reason: pandemic}\n",
        ),
        Explained(
            "moved-without-due",
            "Fristen er flyttet, men ikke til noen dato",
            "En frist som er flyttet, har en ny dato. Den står i «due».",
            "milestones:\n  - id: apning\n    title: Senteret åpner\n    moved:\n      - {date: 2020-11-01, reason: pandemic}\n",
            "milestones:\n  - id: apning\n    title: Senteret åpner\n    due: 2021-12-31\n    moved:\n      - {date: 2020-11-01, reason: pandemic}\n",
        ),
        Explained(
            "bad-repeat",
            "Regelen for gjentakelse virker ikke",
            "Regelen må gi datoer, og den første må være den som står i «due».",
            "milestones:\n  - id: mote\n    title: Møte med brukerrådet\n    due: 2020-03-15\n    repeat: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n",
            "milestones:\n  - id: mote\n    title: Møte med brukerrådet\n    due: 2020-03-15\n    repeat: yearly\n",
        ),
    ),
)

TEXTS = Chapter(
    "Tekster",
    (
        Explained(
            "html",
            "Teksten inneholder HTML",
            "Alle kan foreslå en tekst, og den havner på nettstedet. Derfor er HTML ikke tillatt. Du kan bruke **halvfet**, *kursiv*, lister og lenker.",
            "summary: Et <b>viktig</b> tiltak.\n",
            "summary: Et **viktig** tiltak.\n",
        ),
        Explained(
            "unsafe-link",
            "Lenken kan ikke brukes",
            "En lenke må være en hel adresse som begynner med https://, http:// eller mailto:. Andre adresser kan kjøre kode hos den som leser.",
            "summary: Se [rapporten](javascript:alert(1)).\n",
            "summary: Se [rapporten](https://www.stavanger.kommune.no).\n",
        ),
        Explained(
            "invisible-characters",
            "Teksten har usynlige tegn",
            "Noen tegn snur leseretningen eller gjemmer bokstaver, slik at teksten leses som noe annet enn den er. Skriv teksten på nytt.",
            'summary: "Frist\\u200ben er i år."\n',
            "summary: Fristen er i år.\n",
        ),
        Explained(
            "formula",
            "Teksten begynner som en formel",
            "Når teksten havner i et regneark, blir den regnet ut. Begynn teksten med et ord.",
            'summary: "=HYPERLINK(0)"\n',
            "summary: Lenken står i årsrapporten.\n",
        ),
    ),
)

PRIVACY = Chapter(
    "Personopplysninger",
    (
        Explained(
            "national-id",
            "Teksten har et fødselsnummer eller D-nummer",
            "Filene er offentlige, og det som er lagret i git, blir liggende i historikken. Derfor stopper sjekken alle tall som "
            "er gyldige fødselsnumre og D-numre, også i kommentarer. Er nummeret alt lagret i git, må det fjernes derfra også.",
            "summary: Avtalt med 01819012365 i mai.\n",
            "summary: Avtalt med brukeren i mai.\n",
        ),
        Explained(
            "email-address",
            "Teksten har en e-postadresse",
            "Planen navngir enheter og roller, ikke personer. Et offentlig postmottak kan føres opp under «allowed_addresses» i "
            "plan.yml og kan da stå i tekstene.",
            "summary: Spør kari.nordmann@example.no.\n",
            "summary: Spør Helsehuset.\n",
        ),
        Explained(
            "phone-number",
            "Teksten har et telefonnummer",
            "Et nummer til en person skal ikke stå i planen. Et offentlig nummer kan føres opp under «allowed_addresses» i plan.yml. "
            "Er det et beløp, skriv kroner etter; er det et saksnummer, skriv året og skråstrek foran.",
            "summary: Ring 412 34 567.\n",
            "summary: Ring vakttelefonen.\n",
        ),
    ),
)

CHAPTERS = (UNREADABLE, FIELDS, NUMBERS, REFERENCES, STATUS, MILESTONES, TEXTS, PRIVACY)


def explained() -> tuple[Explained, ...]:
    """Every code, in the order in which they are shown."""
    return tuple(one for chapter in CHAPTERS for one in chapter.explained)


def titles() -> dict[str, str]:
    return {one.code: one.title for one in explained()}


# The two pages

FOR_COORDINATORS = Path("docs/feilmeldinger.md")
FOR_DEVELOPERS = Path("docs/dev/checks.md")

INTRO = """\
# Feilmeldinger

`tiltak check` leser alle planer og tiltak og sier fra om det som er galt. Den samme sjekken kjører når
du [sender inn en endring](haandbok/etter-innsending.md). En melding ser slik ut:

```text
measures/rus-2019/14-mo-sentre.yml:8:13: feil: Innsatsområdet «tidlig» finnes ikke i planen. [unknown-focus-area]
    8 | focus_area: tidlig
      |             ^
      Mente du «tidlig-innsats»?
```

Først står filen, linjen og tegnet på linjen. Så kommer det som er galt, linjen slik den er, og hva du
kan gjøre. Ordet i klammer er koden. Den står som overskrift på denne siden.

En **feil** må rettes før planen kan vises. En **advarsel** er noe du bør se på.

Eksemplene viser hvordan det står i filen. [Ordene](haandbok/ordene.md) forteller hva feltene heter i skjemaet.

## Finn koden
"""

DEVELOPERS_INTRO = """\
# Checks

What `tiltak check` can say, in the order of the Norwegian page [Feilmeldinger](../feilmeldinger.md).
Written by `make docs` from `tooling/tiltak/checks/catalogue.py`; a test holds it in step.

A new check is five things:

1. a function in `checks.py` that yields problems, added to `CHECKS`; a rule inside one file belongs in `schema/` with an `x-message` and an `x-hint`;
2. an entry in `catalogue.py` with a wrong and a right example, which a test runs;
3. a case in `tests/cases/checks/err/`, and one in `ok/` for what must still pass;
4. `pytest --renew tests/test_checks.py` and `make docs`, and a look at the difference;
5. a line in the changelog.

A message says what is there, the hint says what to do, and the place is as near as the file allows.
Nothing raises for bad data and nothing stops at the first problem.
Of a file that the schema refuses, `salvage.py` builds what is right, and the checks run on that.
A check that concludes from what is not there asks `context.gaps(path)` first, so that no second problem is caused by the first; a law in `tests/test_checks.py` holds that for one fault in any real file.

"""


def for_coordinators() -> str:
    parts = [INTRO, *map(_contents, CHAPTERS)]
    for chapter in CHAPTERS:
        parts.append(f"\n## {chapter.title}\n")
        parts += [_entry(one) for one in chapter.explained]
    return "".join(parts)


def _contents(chapter: Chapter) -> str:
    codes = ", ".join(f"[{one.code}](#{one.code})" for one in chapter.explained)
    return f"\n**{chapter.title}:** {codes}\n"


def _entry(one: Explained) -> str:
    level = f" ({LEVEL_WORDS[one.level].capitalize()}.)" if one.level is Level.WARNING else ""
    return (
        f"\n### {one.code}\n\n**{one.title}.**{level} {one.why}\n\n"
        f"Galt:\n\n{_fenced(one, one.wrong)}\nRiktig:\n\n{_fenced(one, one.right)}"
    )


def _fenced(one: Explained, text: str) -> str:
    shown = _shown(text)
    return f"```yaml\n{shown}```\n" if one.example else f"> {shown}\n"


def _shown(text: str) -> str:
    """What cannot be seen is shown as dots and arrows, as editors do."""
    return text.replace("\u00a0", "·").replace("\t", "→")


def for_the_screen(one: Explained) -> str:
    """The same entry in a terminal."""
    wrong, right = (indent(_shown(text).strip("\n"), "    ") for text in (one.wrong, one.right))
    return f"{one.code}: {one.title}\n\n{fill(one.why, 88)}\n\nGalt:\n{wrong}\n\nRiktig:\n{right}"


def for_developers() -> str:
    rows = [
        f"| [`{one.code}`](../feilmeldinger.md#{one.code}) | {one.level.value} | {one.title} |\n"
        for one in explained()
    ]
    return f"{DEVELOPERS_INTRO}| code | level | in Norwegian |\n|---|---|---|\n{''.join(rows)}"


def main(root: Path) -> None:
    """Write both pages."""
    (root / FOR_COORDINATORS).write_text(for_coordinators(), encoding="utf-8")
    (root / FOR_DEVELOPERS).write_text(for_developers(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else "."))
