"""The day on which somebody was born: with the place, the unit or the name beside it, it says who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiltak.personal.folding import LOOK_BACK
from tiltak.personal.ids import MONTHS

MONTH = (
    rf"(?:0?[1-9]|1[0-2])(?:[ \t]?[./-][ \t]?|[ \t])|(?:{'|'.join(MONTHS)})[a-z]{{0,6}}[.,]?[ \t]"
)
DAY = (
    rf"(?:(?:0?[1-9]|[12][0-9]|3[01])(?:[ \t]?[./-][ \t]?|[ \t])(?:{MONTH})(?:19|20)?[0-9]{{2}}"
    r"|(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-[0-3][0-9]|[0-3][0-9](?:0[1-9]|1[0-2])(?:19|20)?[0-9]{2})(?![0-9]|[.,/-][0-9])"
)
BORN = r"(?<![^\W_])(?:født|fødd|f\.?[ ]?dato|fødselsda(?:to|g)(?:en)?|f\.)(?![^\W\d_])"
BORN_ON = re.compile(
    rf"{BORN}(?:[\s\0]*(?:den|er|var|[:=(])){{0,2}}[\s\0]*(?P<day>{DAY})", re.IGNORECASE
)
# Of many, and of what is no person: «barn født 1.1.2020 eller senere», «planen ble født 15. juni 2019».
MANY = re.compile(
    r"(?:barn|barna|elev(?:er|ene)|unge|ungdom(?:mer)?|personer|innbyggere|alle|de|dem|dere|kull(?:et)?|pkt\.|punkt|bokstav|litra|gutter|jenter|menn|kvinner"
    r"|(?:plan|ide|prosjekt|tiltak|ordning|tilbud)[a-zé]{0,4})(?:,? (?:som|er|ble|var|blir)){0,2},?[ \t]+\Z",
    re.IGNORECASE,
)
OR_LATER = re.compile(
    r"\)?[ \t]*(?:(?:eller|og|eller[ ]?/[ ]?og)[ \t](?:senere|seinere|tidligere|før|etter)|til|t\.?[ ]?o\.?[ ]?m|[-–][ \t]?[0-9])",
    re.IGNORECASE,
)


def days_of_birth(folded: str) -> Iterator[tuple[int, int]]:
    for match in BORN_ON.finditer(folded):
        before = folded[max(0, match.start() - LOOK_BACK) : match.start()]
        if not MANY.search(before) and not OR_LATER.match(folded, match.end()):
            yield match.span("day")
