"""E-mail addresses, with any sign or word for @ and for the dot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiltak.personal.folding import BREAK, LOOK_BACK

# Words that mean @ and nothing else, and those that mean much else: they need a sign on both sides.
AT_WORD = r"krøll-?alfa|alfa-?krøll|krøll|snabel(?:-?a)?|at-?tegn(?:et)?|att|ätt?|ætt?"
AT_MAYBE = r"@|at|a|æ|på|hos|alfa"
AT = (
    rf"(?:[\"'\0]*+(?:[ \t]?[\"'\0]*+|{BREAK})@(?:[ \t]?@)?\0*+[\"']?\0*+(?:[ \t]|{BREAK})?"
    rf"|[ \t_-]?[\[({{<] ?(?:{AT_WORD}|{AT_MAYBE}) ?[\])}}>][ \t_-]?"
    rf"|[ \t/-](?:{AT_WORD})[ \t/-]"
    r"|[ \t]?(?P<sign>[-|/\"'~=#+])at(?P=sign)[ \t]?|[ \t]_at_[ \t]"
    rf"|[ \t]{{1,2}}at\0*(?:[ \t]{{1,2}}|{BREAK}))"
)
# A comma, blanks or a new line by mistake, where what follows can only be the end of an address. «@kari. De sa» is none.
USUAL = "no|com|org|net|eu|info|se|dk|fi|is|uk|nu|name"
DOT_WORD = "dot|punktum|punkt|prikk"
DOT = (
    rf"(?:\0*\.{{1,2}}\0*|(?-i:(?:,[ \t]?|[/-]|[ \t]?\.[ \t]?|\.{BREAK}|{BREAK}\.)(?=(?:[a-z]{{2,20}}[ \t]?[.,][ \t]?)?(?:{USUAL})\b))"
    rf"|[ \t-]?[\[({{<] ?(?:\.|{DOT_WORD}) ?[\])}}>][ \t-]?|[ \t/](?:{DOT_WORD})[ \t/]|[ \t][-|/\"'~](?:dot|punktum)[-|/\"'~][ \t])"
)
DOT_IN_WORDS = re.compile(rf"[\[({{<]? ?(?:\.|{DOT_WORD}) ?[\])}}>]?", re.IGNORECASE)
MAIL_HOST = "gmail|hotmail|outlook|icloud|yahoo|protonmail"  # where «.com» is left out
NAME = r"[^\W_](?:[\w\0-]{0,62}[^\W_])?"
ENDING = re.compile(rf"[\W_](?:{USUAL}|de)\Z", re.IGNORECASE)
LOCAL = r"(?<![^\W_])(?<![.+%-])(?<![^\W_]\0)[^\W_](?:[\w.+%\0-]{0,62}[^\W_])?"
EMAIL_ADDRESS = re.compile(
    rf"(?P<local>{LOCAL})(?P<at>{AT})"
    rf"(?P<domain>{NAME}(?:-{BREAK}{NAME})?(?:{DOT}{NAME}){{0,6}}(?P<dot>{DOT})[a-z][a-z\0]{{1,24}}|{MAIL_HOST})(?![^\W_])",
    re.IGNORECASE,
)


IN_A_NAME_HERE = re.compile(r"[_-]at[_-]", re.IGNORECASE)
# «kari_at_example.no» may be the name of much else.
IN_A_NAME = re.compile(
    rf"(?<![^\W_])(?:[^\W_]{{1,40}}([_-])at\1[^\W_]{{1,40}}\1dot\1"
    rf"|[^\W\d_]{{2,40}}\.[^\W\d_]{{2,40}}[_-]at[_-](?:[^\W_]{{1,40}}[.-]){{1,4}})(?:{USUAL})(?![^\W_])",
    re.IGNORECASE,
)


# Where to look: each `AT` has this, few other words have it. A row of the sign is one place.
AT_HERE = re.compile(
    rf"@[@\0]*|[\[({{<] ?(?:{AT_WORD}|{AT_MAYBE}) ?[\])}}>]|[ \t|/\"'~=#+_-](?:{AT_WORD}|at)(?![^\W_])",
    re.IGNORECASE,
)
# Read from its end, so that it is looked for in one place: the same as `LOCAL` and signs behind it.
LOCAL_MIRRORED = re.compile(
    r"[\W_]{0,40}[^\W_](?:[\w.+%\0-]{0,62}[^\W_])?(?![^\W_])(?![.+%-])(?!\0[^\W_])"
)


def emails(folded: str) -> Iterator[tuple[int, int]]:
    if IN_A_NAME_HERE.search(folded):
        for match in IN_A_NAME.finditer(folded):
            yield match.span()
    mirrored = folded[::-1]
    for at in AT_HERE.finditer(folded):
        local = LOCAL_MIRRORED.match(mirrored, len(folded) - at.start())
        address = EMAIL_ADDRESS.match(folded, len(folded) - local.end()) if local else None
        if address and _is_address(folded, address):
            yield address.span()


NAME_WITH_A_DOT = re.compile(r"[^\W\d_]{2,}(?:[._][^\W\d_]{2,})+")
SAID_TO_BE_MAIL = re.compile(
    r"(?:e-?post\w{0,12}|mail)(?:[ \t](?:er|til|på))?[ \t]*:?[ \t]*\Z", re.IGNORECASE
)


# «alternativ (a) helse.no» is the first of several, and nobody's address.
ENUMERATED = re.compile(r"(?:alternativ|punkt|ledd|del|nivå|mål|spørsmål|vedlegg|kilde|gruppe|kategori|modell|tabell|figur)(?:et|en|a)?|bokstav|og|eller|se", re.IGNORECASE)  # fmt: skip
BEFORE_A_NAME = re.compile(r"se|følg|tagg|les|hilsen|fra|hos|på|av|og|til|med|i|oss", re.IGNORECASE)


def _is_address(folded: str, match: re.Match[str]) -> bool:
    at, ending = match["at"].casefold().strip(" \t\0"), ENDING.search(match["domain"])
    has_a_dot = NAME_WITH_A_DOT.fullmatch(match["local"])
    if match["local"] == "git" and at == "@":
        # The account that every host of git has, and nobody's.
        return False
    if match["sign"] or at == "_at_":
        # «kari -at- example.no», and no «mappe/at/fil.no» or «rett-at-sak.no».
        is_apart = match["sign"] == '"' or match["at"][0] + match["at"][-1] in ("  ", "\t\t")
        return bool(ending and (is_apart or has_a_dot))
    if at == "at":  # «sier at example.no», which is a clause; «kari AT example.no» is none
        dot = (match["dot"] or "").strip().casefold()
        in_words = dot in DOT_WORD.split("|")
        marked = "AT" in match["at"] and not match["local"].isupper()
        before = folded[max(0, match.start() - LOOK_BACK) : match.start()]
        ends_as_one = ending or not match["dot"]
        return in_words or bool(
            (marked or has_a_dot or SAID_TO_BE_MAIL.search(before)) and ends_as_one
        )
    if at == "@" and match["at"][0] in " \t\n\r" and match["at"][-1] == "@":
        # «følg @stavanger.kommune» and «se @helsedir.no» are names on the network.
        return bool(ending) and not BEFORE_A_NAME.fullmatch(match["local"])
    if at == "att":  # in Nynorsk «again»: «det kjem att her, no i haust»
        return bool(match["dot"] == "." and ending)
    if at in ("(a)", "(æ)") and " " in match["at"] and ENUMERATED.fullmatch(match["local"]):
        return False
    # «punkt (a) første.ledd» is no address; «kari (a) example.no» is.
    return bool(ending) or not (at in ("(a)", "(æ)") and " " in match["at"])
