"""Personal data in a file of the plan, and in what is said about one.

What is found is never said in full: a message in a public log would spread it further.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from tiltak.personal.find import BIRTH, EMAIL, NATIONAL_ID, PHONE, Found, bare, personal_data
from tiltak.problems import Code, Level, Place, Problem
from tiltak.read.schema import named_in_plan
from tiltak.read.yaml_lines import YamlDocument

PRIVATE = frozenset({NATIONAL_ID, BIRTH, EMAIL, PHONE})  # problems of what must not be published


def problems_in(document: YamlDocument, allowed: Collection[str]) -> Iterator[Problem]:
    """Everything in a file that identifies a person, comments included, each at its place."""
    text = document.text
    texts_told: set[str] = set()
    for item in personal_data(text, allowed):
        texts_told.add(bare(item.text))
        yield _problem(item, document.place_of(item.start))
    if "\\" not in text:
        return
    for path, value in document.texts():  # written with escapes, it does not stand in the text
        for item in personal_data(value, allowed):
            if bare(item.text) not in texts_told:
                yield _problem(item, document.place(*path))


LEADING_NUMBER = re.compile(r"[0-9]{1,4}[a-z]?[-_]")
# A repository may carry the pages of Tiltak as another version wrote them. Each example that a version has shown of what is
# found stays here, made up as it is: a page of that version would be refused without it.
PAGES_OF_TILTAK = ("docs/feilmeldinger.md", "docs/haandbok/")
# Those that are quoted stand in the history of Tiltak itself, where nobody can take them out.
QUOTED = frozenset({"91763402", "48022917"})
EXAMPLES = QUOTED | {
    "kari.nordmann@example.no",
    "plan@fjordvik.example",
    "01819012365",
    "41234567",
    "15061985",
}


def problems_in_name(path: str) -> Iterator[Problem]:
    """What the name of a file says: it is an address on the site."""
    for part in PurePosixPath(path).parts:
        words = LEADING_NUMBER.sub("", part, 1)
        for item in personal_data(words):
            problem = _problem(item, Place(path))
            of_the_name = {
                what: getattr(problem, what).replace("Her står", "I navnet på filen står", 1)
                for what in ("message", "form_message")
            }
            yield replace(problem, **of_the_name)


def problems_in_text(path: str, raw: bytes, allowed: Collection[str]) -> Iterator[Problem]:
    """The same in a file that is no YAML of ours, but is shown on the site."""
    text = _decoded(raw)
    examples = EXAMPLES if path.startswith(PAGES_OF_TILTAK) else ()
    for item in personal_data(text, allowed):
        if bare(item.text) in examples:
            continue
        line = text.count("\n", 0, item.start) + 1
        column = item.start - text.rfind("\n", 0, item.start)
        yield _problem(item, Place(path, line, column))


def _decoded(raw: bytes) -> str:
    """A text in whatever encoding: letters between the zeros of UTF-16, and one letter a byte where it is no UTF-8."""
    raw = raw.replace(b"\0", b"")
    if b"quoted-printable" in raw.lower():  # mails and cards say so: kari=40example.no
        raw = quopri.decodestring(raw)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


IN_COMMIT = Code(
    "commit-message",
    "En melding i git har personopplysninger",
    "Meldingene i git er offentlige og blir liggende. Nettstedet viser dem ikke når de har personopplysninger i seg, men den "
    "som henter arkivet, kan lese dem. Meldinger som er nye i forslaget, stopper sjekken; eldre er en advarsel.",
    "En melding som «Flyttet etter telefon fra kari.nordmann@example.no».",
    "En melding som «Flyttet etter melding fra Helsehuset».",
    "",
)


def problems_in_messages(
    messages: Iterable[tuple[str, str, bool]], allowed: Collection[str]
) -> Iterator[Problem]:
    """What the messages of commits say: id, message, and whether the commit is new."""
    for id, message, new in messages:
        for item in personal_data(message, {*allowed, *QUOTED})[:1]:
            problem = IN_COMMIT(
                f"Meldingen til commit {id} har det som ser ut som personopplysninger ({item.masked}).",
                Place(f"commit {id}"),
                hint="Skriv meldingen om før den sendes («git commit --amend»). Er den alt sendt, må historikken skrives om: "
                "si fra til den som har ansvaret for nettstedet.",
            )
            yield problem if new else replace(problem, level=Level.WARNING)


def without_personal_data(problem: Problem) -> Problem:
    """The same problem, also where its words repeat what stands in the file."""
    return replace(
        problem, message=_masked(problem.message), form_message=_masked(problem.form_message)
    )


def _masked(words: str) -> str:
    for item in reversed(personal_data(words)):
        words = words[: item.start] + item.masked + words[item.end :]
    return words


NATIONAL_ID_FOUND = Code(
    "national-id",
    "Teksten har et fødselsnummer eller D-nummer",
    "Filene er offentlige, og det som er lagret i git, blir liggende i historikken. Derfor stopper sjekken alle tall som "
    "er gyldige fødselsnumre og D-numre, også i kommentarer. Er nummeret alt lagret i git, må det fjernes derfra også.",
    "summary: Avtalt med 01819012365 i mai.\n",
    "summary: Avtalt med brukeren i mai.\n",
)
BIRTH_FOUND = Code(
    "day-of-birth",
    "Teksten har en fødselsdato",
    "Dagen noen er født, sier hvem det er, sammen med navnet, stedet eller enheten som står ved siden av. Om mange, som «barn født "
    "1. januar 2019 eller senere», kan det sies, og et årstall alene er ikke en fødselsdato.",
    "summary: Kari Nordmann, f. 15.06.1985, leder gruppen.\n",
    "summary: Helsehuset leder gruppen for dem som er født i 1985.\n",
)
EMAIL_FOUND = Code(
    "email-address",
    "Teksten har en e-postadresse",
    "Planen navngir enheter og roller, ikke personer. Et offentlig postmottak kan føres opp under «allowed_addresses» i "
    "plan.yml og kan da stå i tekstene.",
    "summary: Spør kari.nordmann@example.no.\n",
    "summary: Spør Helsehuset.\n",
)
PHONE_FOUND = Code(
    "phone-number",
    "Teksten har et telefonnummer",
    "Et nummer til en person skal ikke stå i planen. Et offentlig nummer kan føres opp under «allowed_addresses» i plan.yml. "
    "Er det et beløp, skriv kroner etter; er det et saksnummer, skriv året og skråstrek foran. Sier ordene bak at noen svarer "
    "der, er det et nummer, hvordan det enn er skrevet: «91 763 402 (mob)», «4802/2917 er mobilen min».",
    "summary: Ring 412 34 567.\n",
    "summary: Ring vakttelefonen.\n",
)


def _problem(item: Found, place: Place) -> Problem:
    if item.code == NATIONAL_ID:
        return NATIONAL_ID_FOUND(
            f"Her står det som ser ut som et fødselsnummer eller D-nummer ({item.masked}).",
            place,
            hint="Ta det bort nå. Alt som lagres i git, blir liggende der. Er det alt lagret, må det også "
            "fjernes fra historikken: si fra til den som har ansvaret for nettstedet.",
        )
    if item.code == BIRTH:
        return BIRTH_FOUND(
            f"Her står det som ser ut som en fødselsdato ({item.masked}).",
            place,
            hint="Ta den bort. Gjelder det mange, skriv hvem: «barn født 1. januar 2019 eller senere».",
        )
    if item.code == EMAIL:
        return EMAIL_FOUND(
            f"Her står en e-postadresse ({item.masked}).",
            place,
            hint="Skriv enheten eller rollen i stedet. Er det et offentlig postmottak, kan adressen føres opp "
            f"under {named_in_plan('allowed_addresses')}.",
        )
    return PHONE_FOUND(
        f"Her står det som ser ut som et telefonnummer ({item.masked}).",
        place,
        hint=f"Ta det bort. Er det et offentlig nummer, kan det føres opp under {named_in_plan('allowed_addresses')}. "
        "Er det et beløp eller et saksnummer, skriv det med enhet eller skråstrek: 45 000 000 kroner, sak 2019/123.",
    )
