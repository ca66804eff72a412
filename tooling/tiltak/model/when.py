"""A time as people state it: a day, «våren 2019», «innen 2027», 2027-T2. Never more exact than it was written.

`read` understands what stands in Norwegian plans, budgets and spreadsheets. What has more than one
reading is not understood: a question is better than a wrong date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, lru_cache

from tiltak.model import guesses
from tiltak.model.periods import PARTS, containing

MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip
LONGEST = 120  # characters; what is longer is a sentence about something
EARLIEST_YEAR, LATEST_YEAR = 1900, 2099
LONGEST_TIME = 8  # words
DEADLINE_WORDS = {"innen", "innan", "senest", "seinast"}
LONGEST_PLAN = 12  # years that «2024-27» may mean
# The parts of a year that have a name: precision → (first month, last month).
AUGUST = 8  # a school year begins on its first day
SEASONS = {"spring": (1, 6), "summer": (6, 8), "autumn": (7, 12)}
# The same as `periods.LETTERS`, by the word for the precision.
PRECISION_OF = {"": "year", "H": "half_year", "T": "tertial", "Q": "quarter"}


class Impossible(ValueError):
    """A text that has the form of a date, of a day or a month that no calendar has."""


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A stretch of days in which something was or shall be so, first and last day included.

    `precision` names its shape: `day`, `month`, `quarter`, `tertial`, `half_year`, `spring`, `summer`,
    `autumn`, `year`, `school_year` or `span`; `circa` is a day that nobody states exactly.
    `written` is the text it was read from, where that was no plain date. `proposed`: no source states it.
    `guessed`: the text says something else too, or says it in misspelt words.
    """

    last: date
    first: date
    precision: str = "day"
    written: str = field(default="", compare=False)
    proposed: bool = field(default=False, compare=False)
    guessed: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise Impossible(f"{self.first} er etter {self.last}.")

    def __str__(self) -> str:
        """As a program reads it: the day, or the first and the last day of a stretch."""
        return self.last.isoformat() if self.first == self.last else f"{self.first}/{self.last}"

    @property
    def is_day(self) -> bool:
        return self.first == self.last and self.precision == "day"

    def ending(self, day: date) -> When:
        """The same time of another year or month: «2020» that ends on 31.12.2021 is «2021»."""
        return replace(self._ending(day), proposed=self.proposed)

    def _ending(self, day: date) -> When:
        if (day.month, day.day) == (self.last.month, self.last.day) and self.first.day <= 28:
            first = self.first.replace(year=day.year - (self.last.year - self.first.year))
            return When(day, first, self.precision)
        if self.precision in ("month", *PRECISION_OF.values()):
            return of_precision(day, self.precision)
        stretch = self.last - self.first
        return When(day, day - stretch, "span" if stretch else self.precision)

    def within(self, first: date, last: date) -> bool:
        """Whether all of it lies in a stretch of days, so that it is sure to belong there."""
        return first <= self.first and self.last <= last

    def touches(self, first: date, last: date) -> bool:
        """Whether some of it lies in a stretch of days, so that it may belong there."""
        return self.first <= last and first <= self.last


@dataclass(frozen=True, slots=True)
class Undated:
    """Words for a time that is no date: `ongoing` (løpende), `yearly`, `when_needed` or `undecided`."""

    kind: str
    written: str


def on(day: date) -> When:
    return When(day, day)


def days_between(earlier: When | None, later: When | None) -> int | None:
    """From one day to another, None where either is not known to the day: a count would say too much."""
    if earlier and later and earlier.is_day and later.is_day:
        return (later.last - earlier.last).days
    return None


def days_moved(first: When | None, now: When | None) -> int | None:
    """By how many days a time was moved: 0 where it stands, None where nobody knows how far."""
    return 0 if first and first == now else days_between(first, now)


def of_precision(day: date, precision: str) -> When:
    """The time of a date in a file with the precision beside it; the date is the last day of it.

    A date that is not the last day of what its precision names still ends it, so that nothing moves.
    """
    if precision == "month":
        return When(day, day.replace(day=1), precision)
    letter = next((letter for letter, word in PRECISION_OF.items() if word == precision), None)
    if letter is not None:
        return When(day, containing(day, letter).start, precision)
    if precision in SEASONS:
        return When(day, min(day, date(day.year, SEASONS[precision][0], 1)), precision)
    if precision == "school_year":
        return When(day, date(day.year - (day.month < AUGUST), AUGUST, 1), precision)
    return When(day, day, precision or "day")


def read(text: str, period: tuple[date, date] | None = None) -> When | Undated | None:
    """The time that a text states, None where it states none or can be read in two ways.

    `period` is the plan's, for «i planperioden». Raises Impossible for a day or a month that does not exist.

    >>> read("1. kvartal 2027").last
    datetime.date(2027, 3, 31)
    """
    if len(text) > LONGEST:
        return None
    plain = _plain(text)
    if moved := guesses.moved_to(text.casefold()):
        return _guess(moved, text)
    if period and re.fullmatch(
        r"(?:i |hele |heile |gjennom |innen |innan )?(?:(?:utgangen|utgongen|slutten) av )?(?:plan)?perioden",
        plain,
    ):
        return When(period[1], period[0], "span", text)
    if kind := _undated(plain):
        return Undated(kind, text)
    when = _stated(plain)
    if when is None:
        return _guess(plain, text)
    return when if plain == when.last.isoformat() else replace(when, written=text.strip())


def _guess(plain: str, written: str) -> When | Undated | None:
    """What a text that states no time as it stands was probably meant to say."""
    for meant in guesses.meant(plain):
        if kind := _undated(meant):
            return Undated(kind, written)
        with suppress(Impossible):
            if when := _stated(meant):
                return replace(when, written=written.strip(), guessed=True)
    when = _alone_among_words(guesses.spelt(plain))
    return replace(when, written=written.strip(), guessed=True) if when else None


def _alone_among_words(plain: str) -> When | None:
    """The one time that a text has among other words; None where it has several, or words that make it another."""
    words = plain.split()
    times: list[tuple[When, list[str]]] = []
    at = 0
    while at < len(words):
        end, when = _longest_time(words, at)
        if when:
            times.append((when, words[at:end]))
            del words[at:end]
        else:
            at += 1
    if len(times) != 1 or guesses.says_otherwise(" ".join(words)):
        return None
    [(when, stated)] = times
    whole_years = (when.first.month, when.last.month) == (1, 12)
    # What stands beside years may name a part of them.
    return None if whole_years and not DEADLINE_WORDS & {*stated} else when


def _longest_time(words: list[str], start: int) -> tuple[int, When | None]:
    for end in range(min(start + LONGEST_TIME, len(words)), start, -1):
        text = " ".join(words[start:end]).strip(" .,;:-()")
        with suppress(Impossible):
            if re.search(r"\d\d\b", text) and (when := _stated(text)):
                return end, when
    return start, None


@lru_cache(maxsize=4096)
def in_file(written: str | int, precision: str = "") -> When | Undated | None:
    """The time that a field of a file states, None where it states none.

    `precision` is what stands beside it; it speaks of a plain date and of nothing else.

    >>> in_file("2020-12-31", "year") == in_file(2020) == in_file("i løpet av 2020")
    True
    """
    text = written if isinstance(written, str) else str(int(written))
    if text != " ".join(text.split()):
        return None
    try:
        stated = read(text)
    except Impossible:
        return None
    if isinstance(stated, When) and text == stated.last.isoformat():
        return of_precision(stated.last, precision)
    if isinstance(stated, Undated) and not re.search("[a-zæøå]", stated.written.casefold()):
        return None
    return stated


def is_time(written: object) -> bool:
    """Whether a field of a file can have this text as a time."""
    return isinstance(written, str | int) and isinstance(in_file(written), When)


def is_deadline(written: object) -> bool:
    """Whether a field of a file can have this text as a deadline: a time, or words such as «løpende»."""
    return isinstance(written, str | int) and in_file(written) is not None


def last_day(written: object) -> str:
    """The last day of what a field of a file states, to sort by; words that state none as they are."""
    stated = in_file(written) if isinstance(written, str | int) else None
    return stated.last.isoformat() if isinstance(stated, When) else str(written or "")


# Words that do not change which days are meant, from the front of a text.
_LEADING = re.compile(
    r"(?:(?:mandag|måndag|tirsdag|tysdag|onsdag|torsdag|fredag|lørdag|laurdag|søndag|sundag|senest|seinest|seinast|[a-zæøå]*frist|klar|klart|på plass|i bruk|til og med|t\.o\.m|tom|ferdig|innen|innan|før utgangen av|i løpet av|i løpet|i laupet av|ila\.?|iløpet av|"
    r"gjennom|ved|i|på|per|pr\.?|den|året|år|(?:års)?budsjettet|(?:budsjett|plan|kalender|drifts|rekneskaps|regnskaps)året|høsten i|utgangen av|"
    r"utgongen av|utg\.? ?av|utg\.|utløpet av|slutten av året|årsslutt|tidlig|tidleg|sent|seint|tidlig på|sent på|(?!\w*(?:ar|mars|april|mai|juni|juli|august|ber)møte)\w*møtet?|oppstart og ferdig|"
    r"til(?= \d{1,2}[./])|"
    r"årene|åra|[a-zæøå]*perioden|mot|(?:skole|skule|semester)start(?= (?:høsten|hausten|våren))|tidsrommet|ferdigstilles|ferdigstillast|gjennomføres|gjennomførast|sluttføres|"
    r"skal være ferdig|skal vere ferdig|(?:ferdigstilt|gjennomført|fullført) (?:innen|innan)|"
    r"ut|hele|heile|(?:til )?(?:politisk )?behandling|(?!avklar|avvent|utset|forsky|forskuv|flytt|forleng|endr|utvid|igang|påbegyn|innle|[a-zæøå]*start)[a-zæøå]{3,}(?:es|as|ast)|"
    # who decides it
    r"(?:kommunestyre|bystyre|fylkesting|formannskap|[a-zæøå]*(?:utval|styre|råd))[a-zæøå]*(?: for [a-zæøå]+(?:,? og [a-zæøå]+)?)?|utover(?= (?:vår|sommer|sommar|høst|haust)))\b:?\.? ?|"
    # what shall be done by then, where it is no beginning, no part and nothing that is done again
    r"(?!.*\b(?:opp)?start|.*\b(?:årlig|årleg|hver|hvert|kvar|kvart|etter|delvis|ikke|ikkje|fase|trinn|del|avklar\w*)\b)"
    r"[a-zæøå][a-zæøå ,-]{1,60} (?=(?:innen|innan|senest|seinast|seinest|før|ferdig|klar|klart|på plass|i bruk|[a-zæøå]{3,}(?:es|as|ast))\b))"
)
_YEAR = r"((?:19|20)\d\d)"
# Of a month or a year: beginning, middle, end. The three groups are the first in what uses it.
_THIRD = r"(?:(begynnelsen|begynninga|starten|byrjinga|primo)|(midten|midt|medio)|(slutten|slutt|ultimo))(?: av| i)?"
_ORDINALS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4,
    "første": 1, "fyrste": 1, "andre": 2, "annet": 2, "tredje": 3, "fjerde": 4, "siste": 0,
}  # fmt: skip
_PARTS = {
    "kvartal": "Q", "kvart": "Q", "kvt": "Q", "kv": "Q", "q": "Q", "k": "Q",
    "tertial": "T", "tert": "T", "t": "T",
    "halvår": "H", "halvdel": "H", "halvdel av": "H", "h": "H", "halvdel av året": "H",
}  # fmt: skip
_PART_WORD = r"(kvartal|kvart\.?|kvt\.?|kv\.?|tertial|tert\.?|halvår|halvdel(?: av)?(?: året)?)"
_ORDINAL = r"([1-9]|i{1,3}|iv|første|fyrste|andre|annet|tredje|fjerde|siste)"
_SEASON_WORDS = {
    "vår": "spring", "våren": "spring", "vårhalvåret": "spring", "vårsemesteret": "spring",
    "sommer": "summer", "sommeren": "summer", "sommar": "summer", "sommaren": "summer",
    "høst": "autumn", "høsten": "autumn", "haust": "autumn", "hausten": "autumn",
    "høsthalvåret": "autumn", "høstsemesteret": "autumn", "haustsemesteret": "autumn",
}  # fmt: skip
_UNDATED = {
    "ongoing": r"(?:fort)?l[øo]pande|(?:fort)?l[øo]pende|kontinuerlig|kontinuerleg|hele (?:plan)?perioden|heile (?:plan)?perioden|"
    r"pågående|pågåande|permanent|fast|i drift|vedvarende|hele tiden|alltid|gjennom hele planperioden|"
    r"(?:i |gjennom |innen |innan |i hele |gjennom hele |i løpet av |i laupet av |ila\.? )?(?:(?:utgangen|utgongen|slutten|utløpet) av )?planperioden|"
    r"(?:innen |innan )?planperiodens (?:slutt|utløp)|løp\.?|fortl\.?|kont\.?|pågår|i gang|døgnkontinuerlig|(?:løpende|løpande|kontinuerlig|kontinuerleg) (?:gjennom|hele|heile) (?:hele |heile )?året|"
    r"(?:fort)?(?:løpende|løpande|kontinuerlig|kontinuerleg) (?:i|gjennom|ut) (?:hele |heile )?(?:plan)?perioden|(?:pågår |skjer |gjøres |foregår |føregår )?(?:fort)?(?:løpende|løpande|kontinuerlig|kontinuerleg)(?: [a-zæøå]+)?(?: i (?:hele |heile )?(?:plan)?perioden)?",
    "yearly": r"(?:(?:senest |innen )?\d{1,2}\. ?[a-zæøå]+,? )?(?:årlig|årleg|hvert år|kvart år|årvisst)(?: (?:i|innen|på) [a-zæøå]+)?|"
    r"(?:årlig|årleg),? (?:innen|innan|før) \d{1,2}\. ?[a-zæøå]+|[a-zæøå]+ (?:hvert|kvart) år|(?:årlig|årleg|hvert år|kvart år),? (?:i|ved|under|etter|før|innen|innan|med|som)(?: [a-zæøå]+){1,5}|(?:hver|kvar) (?:vår|høst|haust|sommer|sommar|vinter)|(?:årlig|årleg|årvis) [a-zæøå]+|(?:én|en|ein|to|tre|fire) (?:gang|gong)(?:er|ar)? (?:i året|per år|pr\.? år|årlig|årleg)",
    "when_needed": r"(?:etter|ved|etter ved) behov(?: og [a-zæøå]+| i (?:hele |heile )?planperioden)?|(?:når|ved) behov(?:et)? oppst(?:år|and)|når det er behov|når det trengs|ved anledning",
    "undecided": r"(?:ikke|ikkje) (?:avklart|fastsatt|fastsett|bestemt|satt|sett|tidfestet|tidfesta|tidsfestet|tidsfesta)(?: (?:enda|endå|ennå|enno))?|uavklart|(?:må )?avklar(?:es|ast)(?: [a-zæøå]+){0,6}|"
    r"(?:på )?(?:kort|mellomlang|middels|lang) sikt|kortsiktig|langsiktig|asap|ved (?:neste )?rullering(?: av planen)?|"
    r"når (?:midler|penger|ressurser|finansiering(?:en)?) (?:foreligger|er på plass|er avklart|tillater det)|"
    r"(?:kommer|kjem) (?:tilbake|attende)(?: til)?|under avklaring|uten frist|utan frist|straks|umiddelbart|på sikt|avventes|avventer|n\.a|"
    r"settes senere|snarest|snarest mulig|snarast|snarast mogleg|snarast råd|så snart som mulig|ingen frist|ingen|tbd|n/?a|-+|–+|—+|\?+|\.+|ukjent",
}


def _plain(text: str) -> str:
    """Lower case, one kind of dash and blank, without brackets that stand beside a number."""
    text = re.sub("[\u2010-\u2015\u2212]", "-", text.replace("\u00ad", "").casefold())
    if ends := re.fullmatch(
        r"(?:[a-zæøå]+ )*(?:plan)?period(?:en|ens)(?: slutt| utløp)? ?\((.*\d.*)\)", text.strip()
    ):
        return _tidy(ends[1])
    if re.search(r"\d[^()]*\(|\([^()]*\).*\d", text):
        return _bracketed(text) or _tidy(re.sub(r"\([^()]*\)", " ", text))
    return _tidy(text)


def _tidy(text: str) -> str:
    text = re.sub(r"\b(innen|innan|senest|seinast|før)(?=\d)", r"\1 ", text)
    return re.sub(r"\s+", " ", text).strip(" \t.,;:*•") or "-"


def _bracketed(text: str) -> str:
    """What brackets say more exactly of the time beside them, empty where they say none: «2028 (1. halvår)»."""
    beside = _tidy(re.sub(r"\([^()]*\)", " ", text))
    inside = " ".join(re.findall(r"\(([^()]*)\)", text))
    for words in (_tidy(f"{beside} {inside}"), _tidy(f"{inside} {beside}"), _tidy(inside)):
        try:
            around, exact = _stated(beside), _stated(words)
        except Impossible:
            continue
        if around and exact and exact.within(around.first, around.last):
            return words
        if around is None and exact and exact.is_day and words == _tidy(inside):
            return words
    return ""


def _undated(plain: str) -> str:
    """The kind of a time that is no date; «pågår, løpende» says one kind twice."""
    without_remarks = re.sub(r" ?\([^()]*\)", "", plain)
    of_parts = {_undated_kind(part) for part in without_remarks.split(", ")}
    return of_parts.pop() if len(of_parts) == 1 else _undated_kind(without_remarks)


def _undated_kind(words: str) -> str:
    return next((kind for kind, form in _UNDATED.items() if re.fullmatch(form, words)), "")


def _stated(plain: str) -> When | None:
    """The time in a text without undated words, tried from the most exact form to the least."""
    for shape, build in _shapes():
        if (match := shape.fullmatch(plain)) and (when := build(match)):
            return when
    if span := _between(plain):
        return span
    if match := _LEADING.match(plain):
        return _stated(plain[match.end() :].strip()) if match.end() < len(plain) else None
    return None


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], When | None]], ...]:
    """The forms a time can have and what each means, the most exact first; the first that fits counts."""
    forms: tuple[tuple[str, Callable[[re.Match[str]], When | None]], ...] = (
        # days
        (rf"{_YEAR}-(\d\d)-(\d\d)(?:[t ][\d:.]+z?)?", lambda m: _day(m[1], m[2], m[3])),
        (rf"{_YEAR}([./])(\d\d)\2(\d\d)", lambda m: _day(m[1], m[3], m[4])),
        (
            r"(\d{1,2})\. ?(\d{1,2})(?:\. ?| )(\d{4}|\d\d)(?: [\d:.]+)?",
            lambda m: _day(m[3], m[2], m[1]),
        ),
        (r"(\d{1,2})/ ?(\d{1,2})(?:/| ?-| )(\d{4}|\d\d)", lambda m: _day(m[3], m[2], m[1])),
        (r"(\d{1,2})-(\d{1,2})-(\d{4})", lambda m: _day(m[3], m[2], m[1])),
        (r"(\d{1,2})\. ?(\d{1,2}) ?-(\d{4}|\d\d)", lambda m: _day(m[3], m[2], m[1])),
        (
            r"(\d{1,2})\.? ?([a-z]{3,9})\.?,? ?-?(\d{4}|\d\d)(?:,? (?:kl|klokka|klokken)\.? ?[\d:.]+)?",
            _named_day,
        ),
        # months
        (rf"{_YEAR}-(0\d|1\d|[3-9]\d)", _iso_month),
        (r"(\d{1,2})(?:/|\.|-)((?:19|20)\d\d)", lambda m: _month(m[2], m[1])),
        (r"([a-z]{3,9})\.?(?: måned| månad)?,? ?[-/.]?'?(\d{4}|\d\d)", _named_month),
        (rf"{_YEAR}(?:,| -)? ([a-z]{{3,9}})\.?", lambda m: _month_called(m[1], m[2])),
        (rf"{_THIRD} ([a-z]{{3,9}})\.?,? -?'?(\d{{4}}|\d\d)", _third_of_month),
        (rf"utgangen av ([a-z]{{3,9}})\.? {_YEAR}", _named_month),
        # parts of a year
        (rf"{_YEAR}[-, ./]{{0,3}}([qht])([1-4])", lambda m: _part(m[1], m[3], m[2].upper())),
        (r"([qhtk])\.? ?([1-4])[- ./]*'?(\d{4}|\d\d)", lambda m: _part(m[3], m[2], _PARTS[m[1]])),
        (r"([1-4])([qhkt])[- ./]*'?(\d{4}|\d\d)", lambda m: _part(m[3], m[1], _PARTS[m[2]])),
        (
            rf"{_ORDINAL}\.? ?{_PART_WORD}\.?(?: av)?(?: i)?[ ,/-]*'?(\d{{4}}|\d\d)",
            lambda m: _part(m[3], m[1], _PARTS[m[2].rstrip(".")]),
        ),
        (
            rf"{_PART_WORD} ?([1-4])(?: i |[ ,/.-]*){_YEAR}",
            lambda m: _part(m[3], m[2], _PARTS[m[1].rstrip(".")]),
        ),
        (
            rf"{_YEAR}[ ,:-]+{_PART_WORD} ?([1-4])",
            lambda m: _part(m[1], m[3], _PARTS[m[2].rstrip(".")]),
        ),
        (
            rf"{_YEAR}[ ,:-]+{_ORDINAL}\.? ?{_PART_WORD}",
            lambda m: _part(m[1], m[2], _PARTS[m[3].rstrip(".")]),
        ),
        (
            rf"(?:tidlig |tidleg |sen ?|sein ?|for|sent |seint )?({'|'.join(_SEASON_WORDS)})[ -]*'?(\d{{4}}|\d\d)",
            lambda m: _season_of(m[2], m[1]),
        ),
        (rf"{_YEAR}[ ,-]+({'|'.join(_SEASON_WORDS)})", lambda m: _season_of(m[1], m[2])),
        (
            rf"(?:slutten|begynnelsen|starten|midten|løpet) av ({'|'.join(_SEASON_WORDS)}) (\d{{4}})",
            lambda m: _season_of(m[2], m[1]),
        ),
        (
            r"vinter(?:en|sesongen)? (\d{4}|\d\d)[/-](\d{4}|\d\d)",
            lambda m: _next_year(m, (12, 1), (3, 31)),
        ),
        (
            r"(?:årsskiftet|årsskifte|nyttår) (\d{4}|\d\d)[/-](\d{4}|\d\d)",
            lambda m: _next_year(m, (12, 31), (1, 1)),
        ),
        (
            rf"(?:før|innen|innan|til) (sommeren|sommerferien|sommaren|sommarferien|jul) {_YEAR}",
            _before,
        ),
        (rf"(?:uke|veke|u)\.? ?(\d{{1,2}})(?: i |[ ,/-]*){_YEAR}", _week),
        (
            rf"(?:uke|veke|u)\.? ?(\d{{1,2}}) ?- ?(\d{{1,2}})(?:[ ,/]+| i ){_YEAR}",
            lambda m: _between(f"uke {m[1]} {m[3]} - uke {m[2]} {m[3]}"),
        ),
        (rf"{_YEAR}-?w(\d\d)", lambda m: _stated(f"uke {m[2]} {m[1]}")),
        # years
        (r"(?:ca|cirka|omtrent|omlag|om lag|rundt|omkring|kring)\.? (.+)", _circa),
        (
            rf"(?:{_THIRD}|(tidlig|tidleg)|(sent|seint))(?: i)?(?: året)? {_YEAR}",
            _part_of_year,
        ),
        (
            r"(?:skole|skule|barnehage|studie)år(?:et)? (\d{4}|\d\d)[/-](\d{4}|\d\d)",
            lambda m: _next_year(m, (AUGUST, 1), (AUGUST - 1, 31), "school_year"),
        ),
        (
            r"(?:skole|skule|barnehage|studie)år(?:ene|a) (\d{4})/\d\d ?(?:-|og) ?\d{4}/(\d\d)",
            lambda m: When(date(_year(m[2]), AUGUST - 1, 31), date(int(m[1]), AUGUST, 1), "span"),
        ),
        (rf"{_YEAR}/(\d\d)", _two_year_number),
        (rf"{_YEAR} ?- ?(\d\d)", _two_year_number),
        (rf"{_YEAR}[/-]{_YEAR}", _years),
        (
            rf"(?:årsslutt|årets slutt|slutten av året|utgangen av året|utgang|utgong|utg\.?|året|år) {_YEAR}",
            lambda m: _whole_year(m[1]),
        ),
        (r"før (\d{1,2}\..+)", _day_before),
        (rf"før {_YEAR}", lambda m: _whole_year(int(m[1]) - 1)),
        (rf"{_YEAR}", lambda m: _whole_year(m[1])),
    )
    return tuple((re.compile(form), meaning) for form, meaning in forms)


def _day(year: str | int, month: str | int, day: str | int) -> When:
    try:
        return on(date(_year(year), int(month), int(day)))
    except ValueError:
        raise Impossible(
            f"{int(day)}.{int(month)}.{_year(year)} finnes ikke i kalenderen."
        ) from None


def _year(written: str | int) -> int:
    """2027 for «2027» and «27», 1999 for «99»."""
    year = int(written)
    if len(str(written)) <= 2:
        year += 2000 if year < 70 else 1900
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Impossible(f"Året {year} kan ikke brukes. Det må være mellom 1900 og 2099.")
    return year


def _months(year: int, first: int, last: int, precision: str) -> When:
    if not 1 <= first <= last <= 12:
        raise Impossible(f"Måned {max(first, last)} finnes ikke.")
    return When(date(year, last, monthrange(year, last)[1]), date(year, first, 1), precision)


def _month(year: str | int, month: str | int) -> When:
    return _months(_year(year), int(month), int(month), "month")


# What Excel in English writes.
_ENGLISH = {
    "january": "januar", "february": "februar", "march": "mars", "may": "mai", "june": "juni",
    "july": "juli", "oct": "oktober", "october": "oktober", "dec": "desember", "december": "desember",
}  # fmt: skip


def _month_number(word: str) -> int:
    """1 for «januar» and «jan», 0 for what is no month."""
    short = word.rstrip(".")
    short = _ENGLISH.get(short, short)
    numbers = (n for n, name in enumerate(MONTHS, 1) if name.startswith(short))
    return next(numbers, 0) if len(short) >= 3 else 0


def _part(year: str | int, ordinal: str, letter: str) -> When:
    number = int(ordinal) if ordinal.isdigit() else _ORDINALS[ordinal] or PARTS[letter]
    if number > PARTS[letter]:
        raise Impossible(f"Et år har ikke {number} slike deler.")
    months = 12 // PARTS[letter]
    return _months(_year(year), (number - 1) * months + 1, number * months, PRECISION_OF[letter])


def _whole_year(year: str | int) -> When:
    return _months(_year(year), 1, 12, "year")


def _named_day(match: re.Match[str]) -> When | None:
    number = _month_number(match[2])
    return _day(match[3], number, match[1]) if number else None


def _named_month(match: re.Match[str]) -> When | None:
    if re.match(r"jul '?\d", match[0]):  # Christmas, or July
        return None
    return _month_called(match[2], match[1])


def _month_called(year: str, word: str) -> When | None:
    number = _month_number(word)
    return _month(year, number) if number else None


def _third_of_month(match: re.Match[str]) -> When | None:
    """«medio mai 2027», «midten av mai 2027»: ten days of it, as bookkeeping has it."""
    month = _month_called(match[5], match[4])
    if not month:
        return None
    first, last = ((1, 10), (11, 20), (21, month.last.day))[_third(match)]
    return When(month.last.replace(day=last), month.last.replace(day=first), "span")


def _part_of_year(match: re.Match[str]) -> When:
    """«midten av 2027», «primo 2027»: four months of it; «tidlig i 2027» is no more exact than half."""
    if match[4] or match[5]:
        months = (1, 6) if match[4] else (7, 12)
    else:
        months = ((1, 4), (5, 8), (9, 12))[_third(match)]
    return _months(_year(match[6]), *months, "span")


def _third(match: re.Match[str]) -> int:
    """0 for the beginning, 1 for the middle, 2 for the end."""
    return next(third for third in range(3) if match[third + 1])


def _season_of(year: str, word: str) -> When:
    season = _SEASON_WORDS[word]
    return _months(_year(year), *SEASONS[season], season)


def _years(match: re.Match[str]) -> When | None:
    first, last = _year(match[1]), _year(match[2])
    return When(date(last, 12, 31), date(first, 1, 1), "span") if first < last else None


def _two_year_number(match: re.Match[str]) -> When | None:
    """«2026/27» and «2024-27», which is no month."""
    first, last = int(match[1]), _year(match[2])
    if 0 < last - first <= LONGEST_PLAN:
        return When(date(last, 12, 31), date(first, 1, 1), "span")
    if match[0][4] == "-":
        raise Impossible(f"Måned {match[2]} finnes ikke.")
    return None


def _next_year(
    match: re.Match[str], begins: tuple[int, int], ends: tuple[int, int], precision: str = "span"
) -> When | None:
    """From a month and day of one year to those of the year after, as «vinteren 2026/27» is."""
    first, last = _year(match[1]), _year(match[2])
    return When(date(last, *ends), date(first, *begins), precision) if last == first + 1 else None


def _week(match: re.Match[str]) -> When:
    week, year = int(match[1]), _year(match[2])
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise Impossible(f"Uke {week} finnes ikke i {year}.") from None
    return When(monday + timedelta(days=6), monday, "span")


def _before(match: re.Match[str]) -> When:
    """«før sommeren 2027», «før jul 2027»: from the start of the year until then."""
    year = _year(match[2])
    last = date(year, 6, 30) if match[1].startswith("somm") else date(year, 12, 24)
    return When(last, date(year, 1, 1), "span")


def _day_before(match: re.Match[str]) -> When | None:
    day = _stated(match[1])
    return on(day.last - timedelta(days=1)) if day and day.is_day else None


def _circa(match: re.Match[str]) -> When | None:
    about = _stated(match[1])
    if about is None:
        return None
    return replace(about, precision="circa") if about.is_day else about


def _iso_month(match: re.Match[str]) -> When | None:
    """«2026-12»; «2026-27» is left to the years, «2026-13» is no month."""
    month = int(match[2])
    return _month(match[1], month) if 1 <= month <= 12 else _two_year_number(match)


def _between(plain: str) -> When | None:
    """«mai-juni 2027», «2026 til 2028», «1. og 2. kvartal 2025»: from the first to the last of two times."""
    text = re.sub(rf"^mellom {_YEAR} og ", r"\1 til ", plain)
    text = re.sub(
        r"^(?:oppstart|start):?(?: i)? (.+?),? (?:og |- )?(?:ferdig|ferdigstilt|ferdigstilles|slutt|avsluttes|avsluttet):?(?: i)? (.+)",
        r"\1 til \2",
        text,
    )
    for mark in (" til og med ", " tom. ", " t.o.m. ", " til ", " - ", "-", "/", " og "):
        parts = [
            part.strip()
            for part in re.sub(r"^(?:fr[aå](?: og med)?|f\.o\.m\.|fom\.?) ", "", text).split(mark)
        ]
        if len(parts) != 2:
            continue
        last = _stated(parts[1])
        if last is None:
            continue
        first = _first_of(parts[0], parts[1], mark)
        if first and first.first <= last.first and first.last < last.last:
            return When(last.last, first.first, "span")
    return None


def _first_of(first: str, last: str, mark: str) -> When | None:
    """The first of two times, whose year or unit may stand with the last: «1. » of «1. og 2. kvartal 2025»."""
    both_short = re.search(r"\D\d\d$", first) and not re.search(r"\d{4}", last)
    if mark != " og " and (re.search(r"\d{4}", first) or both_short) and (stated := _stated(first)):
        return stated
    if re.fullmatch(r"(?:uke |veke )?\d{1,2}\.?|(?:første|fyrste|andre|tredje)", first):
        unit = re.fullmatch(r"(?:\d{1,2}\.?|\w+) ?([a-z]{3,}.*)", last)
        return _stated(f"{first} {unit[1]}") if unit else _with_year_of(first, last)
    return _with_year_of(first, last) if mark != " og " or not re.search(r"\d{4}", first) else None


def _with_year_of(first: str, last: str) -> When | None:
    year = re.search(r"(?:19|20)\d\d|(?<=\D)\d\d$", last)
    return _stated(f"{first} {year[0]}") if year else None
