"""What a text that states no time as it stands was probably meant to say: misspelt, moved, or with the work in front.

Only texts are made here. `when.read` reads them, and marks what it reads so as a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from itertools import product

# The words of a time that are long enough to be known by a part of their letters.
LONG_MONTHS = ("januar", "februar", "august", "september", "oktober", "november", "desember")
SPELT = (
    *LONG_MONTHS,
    "kvartal", "tertial", "halvår", "halvdel", "våren", "sommer", "sommeren", "sommar", "sommaren",
    "høsten", "haust", "hausten", "utgangen", "utgongen", "begynnelsen", "slutten", "midten", "årsskiftet",
    "skoleåret", "skuleåret", "planperioden", "første", "fyrste", "andre", "tredje", "fjerde",
    "løpende", "løpande", "kontinuerlig", "kontinuerleg", "årlig", "årleg", "innen", "innan", "senest", "seinast",
)  # fmt: skip
LIKENESS = 0.8
_LETTERS = {"aa": "å", "oe": "ø", "ae": "æ"}
_DAYS = {
    r"(?:st\.?|sankt|sanct) ?hans(?:aften|aftan)?|jonsok": "24.6.",
    r"olsok": "29.7.",
    r"grunnlovsdagen|nasjonaldagen|grunnlovsdag|nasjonaldag": "17.5.",
    r"julaften|julaftan|jolaftan|julekvelden": "24.12.",
    r"nyttårsaften|nyttårsaftan": "31.12.",
}
_MOVED = r"(?:utsett|utsatt|utsatte|utsettes|utsetjast|flytt(?:a|et|es|ast)|forleng(?:a|et|es|ast)|forskj[øo]vet|forskuva|forskyves|forskyvast|utvid(?:a|et|es|ast)|endr(?:a|et|es|ast)|framskynd(?:a|et))"
_EXPECTED = r"(?:planlagt|planlagd|forventet|forventa|venta|antatt|estimert|trolig|truleg)"
_START = rf"(?:{_EXPECTED} )?(?:f\.? ?o\.? ?m\.?|fr[aå](?: og med)?|(?:opp)?start(?:e[rs]|ar|ast)?(?: opp)?|oppstart(?:es|ast)|byrjar|begynner|igangsett(?:es|ast|ing)|igangsetjast|fyrste gong(?:en)?|første gang(?:en)?|første gong(?:en)?|fyrste gang)"
_EACH = r"(?:årlig|årleg|årvisst|hvert år|kvart år|annethvert år|annakvart år|hvert andre år|kvart andre år)"
# One form of a text and what it means: the first that can be read counts.
_FORMS = tuple(
    (re.compile(form), meaning)
    for form, meaning in (
        (r"(.*?)\b(\d{1,2}),(\d{1,2}),(\d{4}|\d\d)", r"\1\2.\3.\4"),
        (rf"(?:.*\b)?{_MOVED}(?: [a-zæøå]+)?(?: fr[aå] .+?)?(?: til| to):? (.+)", r"\1"),
        (rf"{_MOVED} (.+)", r"\1"),
        (
            r"(?:.+ )?(?:ny|nytt|revidert|justert|oppdatert|endra|endret|gjeldende|gjeldande) (?:[a-zæøå]*frist|[a-zæøå]*dato|tidspunkt|mål)(?: er)?:? (.+)",
            r"\1",
        ),
        (
            r"(?:opprinnelig|opprinneleg|opphavleg|opprinnelige|opphaveleg|først|tidligere|tidlegare)\b.+?[,;:.-] ?(?:nå|no|ny|nytt|deretter|så):? (.+)",
            r"\1",
        ),
        (
            rf"{_START}:? (?:i |på |den )?(.+?)(?: og (?:utover|framover|fremover|vidare|videre))?",
            r"\1",
        ),
        (rf"{_EXPECTED}:? (?:i )?(.+)", r"\1"),
        (
            r"(.+?\d),? (?:med forbehold|med atterhald|forutsatt|føresett|under (?:forutsetning|føresetnad)|dersom|hvis|viss|når|avheng[a-zæøå]+)\b\D*",
            r"\1",
        ),
        (r"(.+?),? ?(?:og (?:utover|framover|fremover|vidare|videre)|-*[→>])", r"\1"),
        (rf"{_EACH},? ?(?:-|med)? ?{_START}:? (?:i |på |den )?(.+)", r"\1"),
        (rf"(.+?),? (?:og )?(?:deretter|så|dernest|etterpå|siden|sidan) {_EACH}", r"\1"),
    )
)
# Words after which the time beside them is another one, or none; of plans that have years in their names; of what is done.
_NOT_THEN = (
    r"etter|tidligst|tidlegast|eller|ikke|ikkje|uten|utan|ingen|siden|sidan|opprinnelig|opphavleg|opprinneleg|"
    r"årlig|årleg|annethvert|påske|jul|neste|forrige|førre"
)
_PLANS = r"hø?p|øp|\w*økonomiplan\w*|handlings(?:program|plan)"
_DONE = r"sendt|nådd|gjort|laget|laga|[a-zæøå]{3,}(?:ført|gynt|(?<!budsjet)tet|att|eke|ent|ert|let|ket|gd|get|tilt|levert|starta|avslutta|stansa|ferdig)"
# What a text about a year may say that makes it no deadline of what stands there.
_OTHERWISE = re.compile(
    rf"\b(?:{_NOT_THEN}|{_PLANS}|{_DONE}|\w*budsjett\w*|avheng\w*|forutsatt|føresett|dersom|hvis|viss|når|kun|bare|berre|"
    r"\w*valge?t?|\w*val|jf|jfr|se|sjå|kr|mill|kostnad\w*|tilsk(?:ot|udd)\w*|sak|nr|fase|trinn|del|delvis|tiltak|mål|"
    r"(?:mellom|middels|kort|lang)\w*|løpende|løpande|kontinuerlig|kontinuerleg|avklar\w*|vurder\w*|hver|hvert|kvar|kvart|i år)\b"
)
_ANOTHER_TIME = re.compile(
    rf"\b(?:{_NOT_THEN}|{_PLANS}|{_DONE}|(?:års)?budsjett(?:et)?|før|hver\w*|kvar\w*|annakvart|"
    r"midt\w*|slutt\w*|begynn\w*|byrj\w*|primo|medio|ultimo|uke|veke)\b"
)
_ACTION = re.compile(
    r"(?:ing|inga|ingen|ingar|inger|sjon|sjonen|else|elsen|elsar|elser|vedtak|møte|arbeid|bygg)\b"
)
_BEFORE_TIME = re.compile(r"\b(?:i|innen|innan|ila|til|på|per)$")


def says_otherwise(words: str) -> bool:
    """Whether words beside a time may make it another time, or none."""
    return bool(_ANOTHER_TIME.search(words))


def meant(plain: str) -> Iterator[str]:
    """Texts in words the reader knows that may say what `plain` was meant to say, the nearest first.

    >>> list(meant("oppstart desmber 2026"))[:2]
    ['oppstart desember 2026', 'desember 2026']
    """
    text = _named_days(spelt(plain))
    if text != plain:
        yield text
    for form, meaning in _FORMS:
        if match := form.fullmatch(text):
            yield match.expand(meaning).strip(" .,;:-")
    yield from _years_in_a_row(text)
    if not _OTHERWISE.search(text):
        yield from _spans(text)
        yield from _after_words(text)


def moved_to(text: str) -> str:
    """What brackets say that moves the time before them, empty where they move none: «2026 (utsatt til 2027)»."""
    match = re.search(rf"\(((?:{_MOVED}|ny frist)\b[^()]*)\)", text)
    return match[1] if match else ""


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


def _named_days(text: str) -> str:
    for name, day in _DAYS.items():
        text = re.sub(rf"\b(?:{name}),? (?=(?:19|20)\d\d\b)", day, text)
    return text


def _years_in_a_row(text: str) -> Iterator[str]:
    """«2026 og 2027», «2026, 2027 og 2028»: a span where no year lacks."""
    if re.fullmatch(r"(?:i )?\d{4}(?:(?:, ?| og | & |, og )\d{4})+", text):
        years = [int(year) for year in re.findall(r"\d{4}", text)]
        if years == list(range(years[0], years[-1] + 1)):
            yield f"{years[0]}-{years[-1]}"


def _spans(text: str) -> Iterator[str]:
    """«kartlegging 2025, gjennomføring 2027»: from the first time to the last, where each has words of its own."""
    parts = re.split(r"[,;] ?(?:og |så |deretter )?| og ", text)
    if len(parts) > 1 and all(re.match(r"[a-zæøå].*\d", part) for part in parts):
        for first, last in product(_tails(parts[0]), _tails(parts[-1])):
            yield f"{first[1]} til {last[1]}"


def _after_words(text: str) -> Iterator[str]:
    """«rullering av trafikksikkerhetsplanen i 2028»: the time after what is done by then."""
    for words, time in _tails(text):
        is_done_by_then = _ACTION.search(words) or _BEFORE_TIME.search(words)
        if is_done_by_then and not _ANOTHER_TIME.search(words):
            yield time


def _tails(text: str) -> Iterator[tuple[str, str]]:
    """Each way to part a text in words and what comes after them, the fewest words first."""
    for blank in re.finditer(" ", text):
        words, time = text[: blank.start()], text[blank.end() :]
        if re.search(r"\d", words) or not re.search(r"\d", time):
            return
        yield words.rstrip(":,-"), time
