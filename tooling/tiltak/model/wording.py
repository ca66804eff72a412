"""The words of a time in one spelling: «Innan utg. av fyrste kv. -27» → «innen utgangen av q1§2027».

What has no year of its own takes that of its neighbour: «1. og 2. kvartal 2027» → «q1§2027 og q2§2027».
Only texts are made here; `when` reads them. A time is a letter, its numbers and its year: `d03-31` a day, `m03` a month,
`q1` a quarter, `t1` a tertial, `h1` a half-year, `s1`–`s3` a season, `w12` a week, `k`, `v` and `n` a school year, a winter and
the turn of a year that begin in it, `b06-30` all of the year until that day. A year alone is a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache, lru_cache

MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip
# What Excel in English writes.
_ENGLISH = {
    "january": "m01", "february": "m02", "march": "m03", "may": "m05", "june": "m06",
    "july": "m07", "oct": "m10", "october": "m10", "dec": "m12", "december": "m12",
}  # fmt: skip
# The words of a time that are long enough to be known by a part of their letters.
LONG_MONTHS = ("januar", "februar", "august", "september", "oktober", "november", "desember")
SPELT = (
    *LONG_MONTHS,
    "kvartal", "tertial", "halvår", "halvdel", "våren", "sommer", "sommeren", "sommar", "sommaren",
    "høsten", "haust", "hausten", "utgangen", "utgongen", "begynnelsen", "slutten", "midten", "årsskiftet",
    "skoleåret", "skuleåret", "planperioden", "første", "fyrste", "andre", "tredje", "fjerde",
    "løpende", "løpande", "kontinuerlig", "kontinuerleg", "årlig", "årleg", "sommerferien", "sommarferien", "innen", "innan", "senest", "seinast",
)  # fmt: skip
LIKENESS = 0.8
# How often something comes back, in words that say no more than that.
_TIMES_A_YEAR = r"(?:gang|gong)(?:er|ar)? (?:i året|årlig|årleg|(?:per|pr\.?|hvert|kvart) år)"
EACH_YEAR = r"(?:årlig|årleg|årvisst?|(?:hvert|kvart) år)"
EVERY_OTHER_YEAR = (
    r"(?:(?:annet|anna) ?(?:hvert|kvart) år|(?:hvert|kvart) (?:annet|anna|andre|2\.) år)"
)
REPEATED = {
    "monthly": r"(?:hver|kvar) (?:måned|månad)|(?:måned|månad)(?:lig|leg)",
    "quarterly": r"(?:hvert|kvart) kvartal|kvartalsvis",
    "half_yearly": rf"(?:hvert|kvart) halvår|halvår(?:lig|leg)|(?:to|2) {_TIMES_A_YEAR}",
    "yearly": rf"{EACH_YEAR}|(?:én|en|ein|1) {_TIMES_A_YEAR}",
    "every_other_year": EVERY_OTHER_YEAR,
}
SOMETIMES_A_YEAR = rf"(?:minst |minimum )?(?:\d|én|en|ein|to|tre|fire) {_TIMES_A_YEAR}"
LONGEST_PLAN = 12  # years that «2024-27» may mean
_LETTERS = {"aa": "å", "oe": "ø", "ae": "æ"}
_ORDINALS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4,
    "første": 1, "fyrste": 1, "andre": 2, "annet": 2, "anna": 2, "tredje": 3, "fjerde": 4,
}  # fmt: skip
_LAST = {"q": 4, "t": 3, "h": 2}
_ORDINAL = r"(?:[1-9]|i{1,3}|iv|første|fyrste|andre|annet|anna|tredje|fjerde|siste)"
_YEAR = r"((?:19|20)\d\d)"
_SOME_YEAR = r"'?((?:19|20)\d\d|\d\d)"
_TIME = r"(?:[bd]\d\d-\d\d|[mqthsw]\d{1,2})"
JOINED = r" ?(?:til og med|til|tom|og|-|/) ?"
_ENDS = r"(?!\d|[.,/]\d)"


# Spellings of one word or two, each as the rest of this module has it.
@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"\b(?:{spellings})(?![a-zæøå])\.?"), word)
        for spellings, word in (
            ("innan", "innen"),
            ("seinast|seinest", "senest"),
            (r"fr[aå] og med|f\. ?o\. ?m|fom|frå", "fra"),
            (r"t\. ?o\. ?m|tom", "til og med"),
            ("utgongen|utgang|utgong|utg|utløpet", "utgangen"),
            (r"kvartalet|kvart(?! år)|kvt|kv", "kvartal"),
            (r"tertialet|tertialrapport\w*|tert", "tertial"),
            (r"halvåret|halvdel(?:en)?(?: av året| av)?", "halvår"),
            (r"v(?=-\d)|(?:se[i]?n ?)?vår(?:en|halvåret|semesteret)?", "s1"),
            (r"(?:se[i]?n ?)?somm[ea]r(?:en)?", "s2"),
            (r"(?:se[i]?n ?)?(?:høst|haust)(?:en|halvåret|semesteret)?", "s3"),
            ("årets slutt", "utgangen"),
            (r"vinter(?:en|sesongen)?", "vinter"),
            (
                r"(?:barnehage- og )?(?:skole|skule|barnehage|bhg\.? ?|studie) ?år(?:et|ene|a)?",
                "skoleår",
            ),
            (r"årsskifte(?:t)?|nyttår", "årsskifte"),
            ("veke|u", "uke"),
            ("begynnelsen|begynninga|starten|byrjinga", "primo"),
            ("midten|midt", "medio"),
            ("slutten|slutt", "ultimo"),
            ("ca|cirka|omtrent|omlag|om lag|rundt|omkring|kring", "ca"),
            ("tidleg", "tidlig"),
            (r"(?:året|år|årene|åra) (?=(?:19|20)\d\d)", ""),
            ("seint", "sent"),
            (r"(?:st\.?|sankt|sanct) ?hans(?:aften|aftan)?|jonsok", "d06-24"),
            ("olsok", "d07-29"),
            ("(?:grunnlov|nasjonal)s?dag(?:en)?", "d05-17"),
            ("julaften|julaftan|jolaftan|julekvelden", "d12-24"),
            ("nyttårsaften|nyttårsaftan", "d12-31"),
            (r",? ?(?:kl|klokka|klokken)\.? ?\d\d?(?:[.:]\d\d)?", ""),
        )
    )


def spelt(plain: str) -> str:
    """With one word of a time for each that is nearly one; what is near two months is left as it is."""
    return re.sub(r"[a-zæøå]{5,}", lambda match: _nearest(match[0]), plain)


@lru_cache(maxsize=4096)
def _nearest(word: str) -> str:
    if word in SPELT:
        return word
    with_letters = word
    for written, letter in _LETTERS.items():
        with_letters = with_letters.replace(written, letter)
    near = get_close_matches(with_letters, SPELT, n=2, cutoff=LIKENESS)
    return near[0] if (near and not set(near) <= set(LONG_MONTHS)) or len(near) == 1 else word


# A plan says few times and says them often, and one text is asked about in parts.
@lru_cache(maxsize=4096)
def in_one_spelling(plain: str) -> str:
    """A text in lower case with each time of it in the form that `when` reads.

    >>> in_one_spelling("innan 2. kv. -27"), in_one_spelling("mars/april 2027"), in_one_spelling("fra 1/3-27")
    ('innen q2§2027', 'm03§2027/m04§2027', 'fra d03-01§2027')
    """
    text = re.sub(
        r"(?<=[a-zæøå]{3})(?=\d)|(?<=\d)(?=[a-zæøå]{3})|(?<=[a-zæøå]\.)(?=\w)|[@§]", " ", plain
    )
    text = re.sub(
        r"(?<!inn[ea]n )(?<!før )(?<!til )\bjul(?=-\d)|(?<=\d[. ])jul\b|(?<=\d\. )jul\b",
        "juli",
        text,
    )
    for spellings, word in _words():
        text = spellings.sub(word, text)
    text = re.sub(r"\b[a-z]{3,9}\b\.?(?: måned| månad)?", _month, text)
    text = " ".join(text.split())
    for form, meaning in _forms():
        text = form.sub(meaning, text)
    return " ".join(text.split())


def _month(match: re.Match[str]) -> str:
    """`m01` for «januar» and «jan.»; «jul» is Christmas too."""
    word = match[0].removesuffix(" måned").removesuffix(" månad").rstrip(".")
    if word in _ENGLISH:
        return _ENGLISH[word]
    numbers = (n for n, name in enumerate(MONTHS, 1) if name.startswith(word) and word != "jul")
    return next((f"m{number:02}" for number in numbers), match[0])


def _full(year: str) -> str:
    """2027 for «2027» and «27», 1999 for «99»."""
    return year if len(year) == len("2027") else f"{'20' if int(year) < 70 else '19'}{year}"


def _part(ordinal: str, unit: str) -> str:
    letter = {"k": "q"}.get(unit[0], unit[0])
    return f"{letter}{_ORDINALS.get(ordinal, ordinal) if ordinal != 'siste' else _LAST[letter]}"


def _day(day: str, month: str, year: str = "") -> str:
    return f"d{int(month):02}-{int(day):02}" + (f"§{_full(year)}" if year else "")


def _two_years(match: re.Match[str]) -> str:
    """«2026-28» is three years, «2026-12» a month, «2026-13» the month that does not exist."""
    first, blank, mark, last = match.groups()
    short = len(last) == len("27")
    if mark == "-" and short and not blank and int(last) <= len(MONTHS):
        return f"m{last}§{first}"
    if not short or 0 < int(_full(last)) - int(first) <= LONGEST_PLAN:
        return f"{first} {mark} {_full(last)}"
    return f"m{last}§{first}" if mark == "-" else match[0]


def _from_year_to_next(match: re.Match[str]) -> str:
    letter = {"v": "v", "å": "n"}.get(match[1][0], "k")
    follows = int(_full(match[3])) == int(_full(match[2])) + 1
    return f"{letter}§{_full(match[2])}" if follows else match[0]


_UNIT = r"(kvartal|tertial|halvår)"


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]:
    return tuple(
        (re.compile(form), meaning)
        for form, meaning in (
            (
                r"\b(?:før|innen) s2(?! ?[/-] ?[a-z])|\b(?:før|innen|til) somm[ae]rferien\b",
                "b06-30",
            ),
            (r"\b(?:før|innen|til) jul\b", "b12-24"),
            # days in numbers
            (rf"\b{_YEAR}-?w(\d\d)\b", r"w\2§\1"),
            (
                rf"(?<![\d.,-]){_YEAR}([-./])(\d\d)\2(\d\d)(?!\d)(?:[t ]\d\d:[\d:.]+z?)?",
                lambda m: _day(m[4], m[3], m[1]),
            ),
            (
                rf"(?<![\d.,/-]){_YEAR}(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)",
                lambda m: _day(m[3], m[2], m[1]),
            ),
            (
                (
                    rf"(?<![\d.,/])(\d\d?)(?:\. ?(\d\d?)(?:\. ?-?| ?-| (?=\d{{4}}))|/ ?(\d\d?)(?:/| ?-| )|,(\d\d?),)"
                    rf"{_SOME_YEAR}{_ENDS}(?: \d\d:[\d:.]+)?"
                ),
                lambda m: _day(m[1], m[2] or m[3] or m[4], m[5]),
            ),
            (rf"(?<![\d.,/-])(\d\d?)-(\d\d?)-{_YEAR}{_ENDS}", lambda m: _day(m[1], m[2], m[3])),
            # days, weeks and parts of a year by name, and those that take the name of the next
            (
                rf"(?<![\w.,/-])(\d\d?)\.?(?={JOINED}\d\d?[. ]{{0,2}}m(\d\d)\b)",
                lambda m: _day(m[1], m[2]),
            ),
            (r"(?<![\w.,])(\d\d?)[. ]{0,2}m(\d\d)\b", lambda m: _day(m[1], m[2])),
            (
                rf"(?<![\d.,/-])(\d\d?)\.(\d\d?)\.(?={JOINED}d\d\d-\d\d§)",
                lambda m: _day(m[1], m[2]),
            ),
            (rf"\b({_ORDINAL})\.?(?={JOINED}{_ORDINAL}\.? ?{_UNIT})", r"\1. \2"),
            (
                rf"(?<![\d.,])\b({_ORDINAL})\.? ?{_UNIT}(?! ?[1-4]\b)(?: av| i)?",
                lambda m: _part(m[1], m[2]),
            ),
            (rf"\b{_UNIT} ?([1-9])\b", lambda m: _part(m[2], m[1])),
            (r"\b([qthk])\.? ?([1-9])\b", lambda m: _part(m[2], m[1])),
            (rf"\b([1-9])([qthk])(?=\b|{_SOME_YEAR}\b)", lambda m: _part(m[1], m[2])),
            (r"\buke ?(\d\d?)( ?- ?)(\d\d?)\b", r"w\1\2w\3"),
            (r"\buke ?(\d\d?)\b(?! ?\.)", r"w\1"),
            (
                rf"(?<![\w.,/])(?<!d\d\d-)(\d\d?)[/.-]{_YEAR}{_ENDS}",
                lambda m: f"m{int(m[1]):02}§{m[2]}",
            ),
            # two years
            (
                rf"\b(skoleår|vinter|årsskifte) {_SOME_YEAR} ?[/-] ?{_SOME_YEAR}\b",
                _from_year_to_next,
            ),
            (
                rf"(?<=k§\d\d\d\d)( ?(?:-|og|til) ?){_SOME_YEAR}[/-]{_SOME_YEAR}\b",
                lambda m: m[1] + _from_year_to_next(m),
            ),
            (rf"(?<![\d§.,/-]){_YEAR}( ?)([-/]) ?{_SOME_YEAR}{_ENDS}", _two_years),
            # the year of each
            (r"(?<=\bi )'(\d\d)\b", r"20\1"),
            (
                (
                    rf"\b({_TIME})(?:[ ,./]{{0,2}}-?|,? ?- |,? (?:av|i) )"
                    rf"(?:{_YEAR}{_ENDS}|(?:(?<=-)|(?='))'?(\d\d)\b(?![.,]\d)|(\d\d)\b(?= *(?:[^\w .]|\.?$|og |til )))"
                ),
                lambda m: f"{m[1]}§{_full(m[2] or m[3] or m[4])}",
            ),
            (rf"\b({_TIME})(?={JOINED}{_TIME}§(\d\d\d\d))", r"\1§\2"),
            (rf"(?<![\w§.,/-]){_YEAR}[ ,:./-]{{0,3}}({_TIME})(?![\d§-])", r"\2§\1"),
            (
                rf"\b(?:før|innen) s2§{_YEAR}|\b(?:før|innen|til) somm[ae]rferien,? {_YEAR}",
                r"b06-30§\1\2",
            ),
        )
    )
