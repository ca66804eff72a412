"""Personal data in a text: national identity numbers, e-mail addresses, phone numbers.

    personal_data("Ring Kari på 412 34 567", allowed=()) → [Found("phone-number", 13, 23, "412 34 567")]

What is found is never said in full: a message in a public log would spread it further.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from stdnum.no import fodselsnummer

from tiltak.problems import Code, Place, Problem
from tiltak.read.schema import named_in_plan
from tiltak.read.yaml_lines import YamlDocument

NATIONAL_ID, EMAIL, PHONE = "national-id", "email-address", "phone-number"

# A gap inside a number: a space of some kind, or the line break of a folded text.
GAP = r"(?:[ \t\u00a0\u202f]|[ \t]*\r?\n[ \t]*)"
DIGIT_BEFORE = r"(?<![\w])(?<![\d/][.,/–-])"
DIGIT_AFTER = r"(?![\w])(?![.,/–-]\d)"

EMAIL_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+%-]{1,64}(?:@|\s?[\[(](?:at|krøllalfa|alfakrøll)[\])]\s?)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}(?![\w-])",
    re.IGNORECASE,
)
# 010190 12345, 01.01.90-12345, 01019012345
ELEVEN_DIGITS = re.compile(
    rf"{DIGIT_BEFORE}\d\d[. ]?\d\d[. ]?\d\d(?:[.:–-]|{GAP})?\d\d\d{GAP}?\d\d{DIGIT_AFTER}"
)
# Norwegian numbers have eight digits and begin with 2–9.
GROUPED = "|".join(
    (
        r"[2-9]\d{7}",
        rf"[2-9]\d{GAP}\d\d{GAP}\d\d{GAP}\d\d",
        rf"[2-9]\d\d{GAP}\d\d{GAP}\d\d\d",
        rf"[2-9]\d\d\d{GAP}\d{{4}}",
        r"[2-9]\d\.\d\d\.\d\d\.\d\d",
    )
)
PHONE_NUMBER = re.compile(rf"{DIGIT_BEFORE}(?:(?:\+|00)47{GAP}?)?(?:{GROUPED}){DIGIT_AFTER}")
FOREIGN_NUMBER = re.compile(rf"(?<![\w+])\+(?!47)[1-9]\d{{0,2}}(?:{GAP}?-?\d){{7,12}}(?!\w)")
YEARS = re.compile(r"(?:19|20)\d\d\s+(?:19|20)\d\d")
ADDRESS = re.compile(r"https?://[^\s<>()\]]+", re.IGNORECASE)
MONEY_BEFORE = re.compile(r"(?:kr|kroner|nok)\.?\s*$", re.IGNORECASE)
MONEY_AFTER = re.compile(
    r"\s*(?:,-|kr\b|kroner|nok\b|mill|mrd|tonn|innbygger|personer)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of text that seems to identify a person."""

    code: str
    start: int
    end: int
    text: str

    @property
    def masked(self) -> str:
        """Enough to find it by, too little to use."""
        if self.code == EMAIL:
            return f"{self.text[0]}…@…"
        return f"{self.text[:2]}…"


def problems_in(document: YamlDocument, allowed: Collection[str]) -> Iterator[Problem]:
    """Everything in a file that identifies a person, comments included, each at its place."""
    text = document.text
    told: set[str] = set()
    for found in personal_data(text, allowed):
        told.add(_bare(found.text))
        yield _problem(found, document.place_of(found.start))
    if "\\" not in text:
        return
    for path, value in document.texts():  # written with escapes, it does not stand in the text
        for found in personal_data(value, allowed):
            if _bare(found.text) not in told:
                yield _problem(found, document.place(*path))


def without_personal_data(problem: Problem) -> Problem:
    """The same problem, also where its words repeat what stands in the file."""
    return replace(
        problem,
        message=_masked(problem.message),
        form_message=_masked(problem.form_message),
    )


def _masked(words: str) -> str:
    for found in reversed(personal_data(words)):
        words = words[: found.start] + found.masked + words[found.end :]
    return words


NATIONAL_ID_FOUND = Code(
    "national-id",
    "Teksten har et fødselsnummer eller D-nummer",
    "Filene er offentlige, og det som er lagret i git, blir liggende i historikken. Derfor stopper sjekken alle tall som "
    "er gyldige fødselsnumre og D-numre, også i kommentarer. Er nummeret alt lagret i git, må det fjernes derfra også.",
    "summary: Avtalt med 01819012365 i mai.\n",
    "summary: Avtalt med brukeren i mai.\n",
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
    "Er det et beløp, skriv kroner etter; er det et saksnummer, skriv året og skråstrek foran.",
    "summary: Ring 412 34 567.\n",
    "summary: Ring vakttelefonen.\n",
)


def _problem(found: Found, place: Place) -> Problem:
    if found.code == NATIONAL_ID:
        return NATIONAL_ID_FOUND(
            f"Her står det som ser ut som et fødselsnummer eller D-nummer ({found.masked}).",
            place,
            hint="Ta det bort nå. Alt som lagres i git, blir liggende der. Er det alt lagret, må det også "
            "fjernes fra historikken: si fra til den som har ansvaret for nettstedet.",
        )
    if found.code == EMAIL:
        return EMAIL_FOUND(
            f"Her står en e-postadresse ({found.masked}).",
            place,
            hint="Skriv enheten eller rollen i stedet. Er det et offentlig postmottak, kan adressen føres opp "
            f"under {named_in_plan('allowed_addresses')}.",
        )
    return PHONE_FOUND(
        f"Her står det som ser ut som et telefonnummer ({found.masked}).",
        place,
        hint=f"Ta det bort. Er det et offentlig nummer, kan det føres opp under {named_in_plan('allowed_addresses')}. "
        "Er det et beløp eller et saksnummer, skriv det med enhet eller skråstrek: 45 000 000 kroner, sak 2019/123.",
    )


def personal_data(text: str, allowed: Collection[str] = ()) -> list[Found]:
    """What identifies a person, in the order of the text. `allowed`: addresses and phone numbers that are public."""
    public = {_bare(address) for address in allowed}
    taken: list[Found] = []
    for found in (*_emails(text), *_national_ids(text), *_phone_numbers(text)):
        overlaps = any(found.start < other.end and other.start < found.end for other in taken)
        if not overlaps and (found.code == NATIONAL_ID or _bare(found.text) not in public):
            taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def _bare(address: str) -> str:
    """An address or number without what may be written in several ways."""
    if "@" in address:
        return address.strip().casefold()
    digits = re.sub(r"\D", "", address)
    return digits[-8:] if len(digits) in (10, 12) and digits[:-8] in ("47", "0047") else digits


def _emails(text: str) -> Iterator[Found]:
    for match in EMAIL_ADDRESS.finditer(text):
        yield Found(EMAIL, match.start(), match.end(), match[0])


def _national_ids(text: str) -> Iterator[Found]:
    for match in ELEVEN_DIGITS.finditer(text):
        if is_national_id(re.sub(r"\D", "", match[0])):
            yield Found(NATIONAL_ID, match.start(), match.end(), match[0])


def is_national_id(digits: str) -> bool:
    """A national identity number, D-number or aid number whose control digits and date are right.

    `fodselsnummer.validate` asks what day it is; a number is no less a number before its birthday.
    """
    if digits[9] != fodselsnummer.calc_check_digit1(digits):
        return False
    if digits[10] != fodselsnummer.calc_check_digit2(digits):
        return False
    day, month = int(digits[:2]), int(digits[2:4])
    if day >= 80:  # an aid number of the health services says no date
        return True
    # D-numbers add 40 to the day; aid numbers and made-up persons for tests add 40, 65 or 80 to the month.
    return 1 <= day % 40 <= 31 and any(1 <= month - added <= 12 for added in (0, 40, 65, 80))


def _phone_numbers(text: str) -> Iterator[Found]:
    links = [match.span() for match in ADDRESS.finditer(text)]
    for pattern in (PHONE_NUMBER, FOREIGN_NUMBER):
        for match in pattern.finditer(text):
            inside_link = any(begin <= match.start() < end for begin, end in links)
            if not inside_link and not _counts_something(text, match):
                yield Found(PHONE, match.start(), match.end(), match[0])


def _counts_something(text: str, match: re.Match[str]) -> bool:
    """Eight digits that are a day (20201231), two years or an amount (45000000 kroner)."""
    if match[0].startswith(("+", "00")):
        return False
    return (
        _is_day(match[0])
        or bool(YEARS.fullmatch(match[0]))
        or bool(MONEY_BEFORE.search(text, max(0, match.start() - 10), match.start()))
        or bool(MONEY_AFTER.match(text, match.end()))
    )


def _is_day(digits: str) -> bool:
    try:
        return (
            len(digits) == 8
            and 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
        )
    except ValueError:
        return False
