"""What stands beside the times of a text, where each time is an `@`: which words change nothing, and which make it another time.

`when` asks; whether a text has a time, and which, is known there.
"""

from __future__ import annotations

import re

from tiltak.model import wording

_MOVED = (
    r"(?:uts[ae]tt|utsatte|utsettes|utsetjast|flytt(?:a|et|es|ast)|forleng(?:a|et|es|ast)|forskj[øo]vet|forskuva|forskyves|forskyvast|"
    r"utvid(?:a|et|es|ast)|endr(?:a|et|es|ast)|framskynd(?:a|et))"
)
_NEW = r"(?:ny|nytt|revidert|justert|oppdatert|endra|endret|gjeldende|gjeldande) (?:\w*frist|\w*dato|tidspunkt|mål)(?: er)?"
_FIRST = r"(?:opprinneleg|opprinnelige?|opphaveleg|opphavleg|først|tidligere|tidlegare)"
_EXPECTED = r"(?:planlagt|planlagd|forventet|forventa|venta|antatt|estimert|trolig|truleg)"
_START = (
    rf"(?:{_EXPECTED} )?(?:fra|(?:opp)?start(?:e[rs]|ar|ast)?(?: opp)?|oppstart(?:es|ast)|byrjar|begynner|igangsett(?:es|ast|ing)|"
    r"igangsetjast)"
)
_FIRST_TIME = r"(?:første|fyrste) g[ao]ng(?:en)?"
_END = r"(?:ferdig|ferdigstilt|ferdigstilles|slutt|avsluttes|avsluttet)"
_EACH = rf"(?:{wording.EACH_YEAR}|{wording.EVERY_OTHER_YEAR})"
_GOES_ON = rf"\b(?:(?:fort)?løp[ae]nde|kontinuerl[ie]g|pågå\w*|vedvarende|{'|'.join(wording.REPEATED.values())}|(?:hver|kvar) \w+|g[ao]ng(?:er|ar)?)\b"
# What is done or is to be done, without a word of when.
PASSIVE = r"(?!avklar|avvent|utset|forsky|forskuv|flytt|forleng|endr|utvid|igang|påbegyn|innle|\w*start)[a-zæøå]{3,}(?:es|as|ast)"
# Words that do not change which days are meant.
_FRAME = (
    r"\b(?:(?:man|mån|tirs|tys|ons|tors|fre|lør|laur|søn|sun)dag|innen|senest|i løpet|i laupet|iløpet|ila|løpet|før utgangen|utgangen|"
    r"(?:ny|søknads?|høring[s]?|\w*s)?frist(?:en)?|klart?|på plass|i bruk|(?<!@ )til og med|ferdig(?:stilt)?|gjennom|ved|i|på|per|pr|av|den|års?slutt|"
    r"hele|heile|ut|året|(?:års)?budsjettet|(?:budsjett|plan|kalender|drifts|rekneskaps|regnskaps)året|tidsrom(?:met)?|\w*perioden?|mot|utover(?= @)|"
    r"skal (?:være|vere)|oppstart og ferdig|(?:til )?(?:politisk )?behandling|til(?= @)(?<!@ til)|måned|månad|"
    # who decides it
    r"(?!\w*(?:m\d\d|ber)møte)\w*møtet?|(?:kommunestyre|bystyre|fylkesting|formannskap|\w*(?:utval|styre|råd))\w*(?: for [a-zæøå]+(?:,? og [a-zæøå]+)?)?|"
    rf"{PASSIVE})(?![\w§])[.:]?"
)
# What makes years that stand after it the time of it.
_BEFORE_YEARS = (
    r"\b(?:i|innen|senest|av|ila|til|på|per|ferdig|klart?|på plass|i bruk|[a-zæøå]{3,}(?:es|as|ast))[:,-]? @|"
    r"(?:ing|ing[ae]n?|ingar|inger|sjon|sjonen|else|elsen|elsar|elser|vedtak|møte|arbeid|bygg)\b.*@"
)
_DEADLINE = r"\b(?:innen|senest)(?: i| i løpet| løpet| ut\w+| av| den| \w*perioden)* @"
# Words after which the time beside them is another one, or none; of plans that have years in their names; of what is done.
_DONE = r"\b(?:sendt|nådd|gjort|utført|laget|laga|[a-zæøå]{3,}(?:ført|gynt|(?<!budsjet)(?<!i)tet|att|eke|ent|ert|let|ket|gd|get|tilt|levert|starta|avslutta|stansa|ferdig))\b"
_ANOTHER_TIME = (
    r"\b(?:etter|tidligst|tidlegast|eller|ikke|ikkje|uten|utan|ingen|siden|sidan|årlig|årleg|annethvert|påske|jul|\w*ferien|neste|forrige|førre|"
    rf"{_FIRST}|{_MOVED}|hø?p|øp|\w*økonomiplan\w*|handlings(?:program|plan)|(?:19|20)\d\d|(?:års)?budsjett(?:et)?|før|hver\w*|kvar\w*|annakvart|"
    r"primo|medio|ultimo|tidlig|sent|begynn\w*|byrj\w*|uke|veke|skoleår|vinter|årsskifte|kvartal|tertial|halvår|[dmqthsw]\d[\d-]*)\b"
)
# What a text about a year may say that makes it no deadline of what stands there.
_OTHERWISE = (
    r"\b(?:avheng\w*|forutsatt|føresett|dersom|hvis|viss|når|kun|bare|berre|\w*budsjett\w*|"
    r"\w*valge?t?|\w*val|jf|jfr|se|sjå|kr|mill|kostnad\w*|tilsk(?:ot|udd)\w*|sak|nr|fase|trinn|del|delvis|tiltak|mål|"
    r"(?:mellom|middels|kort|lang)\w*|løpende|løpande|kontinuerlig|kontinuerleg|avklar\w*|vurder\w*|i år)\b|\d"
)
# All until the time that the others became: «utsatt fra @ til», «opprinnelig @, nå».
_UNTIL_MOVED = (
    rf".*\b(?:{_MOVED}\b(?:[^@]*\bfra\b[^@]*@ (?:til|to)\b|(?![^@]*\bfra\b))|{_NEW}\b)|"
    rf".*\b{_FIRST}\b.*@[^@]*[,;:.-] ?(?:nå|no|ny|nytt|deretter|så)\b"
)
_AFTER = (
    rf"(?<=@),? ?(?:(?:med forbehold|med atterhald|forutsatt|føresett|under (?:forutsetning|føresetnad)|dersom|hvis|viss|når|avheng\w+)\b[^@]*|"
    rf"og (?:utover|framover|fremover|vidare|videre)|-*[→>]|(?:og )?(?:deretter|så|dernest|etterpå|siden|sidan) {_EACH})$"
)
_FROM = rf"{_START}:?(?: i| på| den)? ?@"
_ONLY = rf"(?:(?:{_EACH},? ?-? ?)?{_FIRST_TIME}|{_START}|{_EXPECTED}):?(?: i| på| den)? ?@"
# What makes the words beside «løpende» or «etter behov» more than who, where and with whom.
_NOT_SILENT = (
    rf"{_ANOTHER_TIME}|{_OTHERWISE}|{_DONE}|{_GOES_ON}|^(?:til|fra|frå)\b|\b(?:{'|'.join(wording.MONTHS)}|(?:vår|somm[ae]r|høst|haust)\w*|tertial\w*|"
    r"innen|innan|senest|seinast|inntil|fram|frem|framover|fremover|deretter|så|nå|no|men|unntatt|unnateke|bortsett|utgår|utgått|avlyst|stans\w*|"
    r"ferdig\w*|slutt\w*|avslutt\w*|\w*start\w*|igang\w*|påbegyn\w*|behov\w*|trong|uavklar\w*|forespør\w*|førespur\w*|\w*g[ao]ng\w*|pågå\w*|aldri|kansk\w*|trolig|truleg|mulig\w*|mogleg\w*)\b"
)


def moved_to(text: str) -> str:
    """What brackets say that moves the time before them, empty where they move none: «2026 (utsatt til 2027)»."""
    match = re.search(rf"\(((?:{_MOVED}|ny frist)\b[^()]*)\)", text)
    return match[1] if match else ""


def without_frame(text: str) -> str:
    """Without the words that change nothing: `innen utgangen av @` → `@`; from one time to another is `@ til @`."""
    text = re.sub(r"\bmellom @ og @", "@ til @", text)
    text = re.sub(rf"{_START}:?(?: i)? @,? (?:og |- )?{_END}:?(?: i)? @", "@ til @", text)
    text = " ".join(re.sub(_FRAME, " ", text).split())
    return re.sub(r"\bfra (?=@ ?(?:til|-|/))|^til (?=@)", "", text).strip(" .,;:").lstrip("- ")


def after_moving(frame: str) -> str:
    """What a text says after its words for a moved time, empty where it has none: «utsatt fra @ til @» → « @»."""
    match = re.match(_UNTIL_MOVED, frame)
    return frame[match.end() :] if match else ""


def names(bare: str, frame: str, *, whole_years: bool) -> bool:
    """Whether the one time of a text is the time of what stands beside it."""
    if re.search(_GOES_ON, bare) and re.search(_FROM, bare):
        return False
    text = re.sub(_AFTER, "", bare).strip(" .,;:-")
    if text == "@" or re.fullmatch(_ONLY, text):
        return True
    words = re.sub(rf"{_EACH},? ?-? ?{_FIRST_TIME}(?=[^@]*@)", "", text)
    if re.search(_ANOTHER_TIME, words):
        return False
    if re.search(_DEADLINE, frame):
        return True
    if re.search(_DONE, words):
        return False
    if not whole_years:
        return True
    return bool(
        not re.search(_OTHERWISE, words) and text.endswith("@") and re.search(_BEFORE_YEARS, frame)
    )


def may_go_on(plain: str) -> bool:
    """Whether a text has a word for what goes on or comes back."""
    return bool(re.search(_GOES_ON, plain))


def is_start(frame: str) -> bool:
    """Whether a text says nothing but from when: `oppstart i @`."""
    return bool(re.fullmatch(rf"(?:med )?{_FROM}", frame))


def is_silent(words: str) -> bool:
    """Whether words say nothing of when, so that they change nothing beside words for what has no date: «i samråd med NAV»."""
    return bool(
        re.fullmatch(r"[a-zæøå][a-zæøå/&.' -]*", words) and not re.search(_NOT_SILENT, words)
    )


def is_work_in_steps(bare: str) -> bool:
    """Whether each of some times has words of its own: `kartlegging @, bygging @`."""
    *steps, after = bare.split("@")
    all_named = all(re.search(r"[a-zæøå]{4}", step) for step in steps)
    joined = all(re.match(r"[,;.]| og | -|, ", step) for step in steps[1:])
    return bool(
        all_named
        and joined
        and not after
        and not any(re.search(words, bare) for words in (_ANOTHER_TIME, _DONE, _OTHERWISE))
    )
