"""A time as people state it: a day, «våren 2019», «innen 2027», 2027-T2. Never more exact than it was written.

`read` understands what stands in Norwegian plans, budgets and spreadsheets. What has more than one
reading is not understood: a question is better than a wrong date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from tiltak.model import beside, undated, wording
from tiltak.model.periods import PARTS, containing

LONGEST = 120  # characters; what is longer is a sentence about something
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
    if period and re.fullmatch(_PLAN_PERIOD, plain):
        return When(period[1], period[0], "span", text)
    spelt = wording.spelt(plain)
    for words in dict.fromkeys((plain, spelt)):
        if kind := undated.kind(words) or _goes_on(words):
            return Undated(kind, text)
    when = _stated(plain)
    if spelt != plain and (not when or when.guessed) and (meant := _stated(spelt)):
        when = replace(meant, guessed=True)
    if when is None or plain == when.last.isoformat():
        return when
    return replace(when, written=text.strip())


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


_PLAN_PERIOD = r"(?:i |hele |heile |gjennom |innen |innan )?(?:(?:utgangen|utgongen|slutten) av )?(?:plan)?perioden"
_SEASON_OF = {"1": "spring", "2": "summer", "3": "autumn"}
# The parts of what has three: ten days of a month, as bookkeeping has it, and four months of a year.
_THIRDS = {"primo": 0, "tidlig": 0, "medio": 1, "ultimo": 2, "sent": 2}
_A_TIME = (
    r"(?:\b(før|primo|medio|ultimo|tidlig|sent)(?: av| i| på)?(?: året)? )?"
    r"(?<![\w§])(?:([a-z])([\d-]*)§|(?<![.,/']))((?:19|20)\d\d)(?![\w§]|[.,/]\d)"
)
_TWO_TIMES = r"@(?:,(?= og))? ?(til og med|til|-|/|&|,|og) ?@"


def _plain(text: str) -> str:
    """Lower case, one kind of dash and blank, without brackets that stand beside a number."""
    text = re.sub("[\u2010-\u2015\u2212]", "-", text.replace("\u00ad", "").casefold())
    if moved := beside.moved_to(text):
        return _tidy(moved)
    if alone := re.fullmatch(r"\(([^()]*)\)", text.strip()):
        return _tidy(alone[1])
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
    outside = _tidy(re.sub(r"\([^()]*\)", " ", text))
    inside = " ".join(re.findall(r"\(([^()]*)\)", text))
    for words in (_tidy(f"{outside} {inside}"), _tidy(f"{inside} {outside}"), _tidy(inside)):
        try:
            around, exact = _stated(outside), _stated(words)
        except Impossible:
            continue
        if around and exact and not exact.guessed and exact.within(around.first, around.last):
            return words
        if around is None and exact and exact.is_day and words == _tidy(inside):
            return words
    return ""


def _goes_on(plain: str) -> str:
    """The kind of what goes on from a time, which is no deadline of it: «årlig fra 2026», «oppstart i mai 2026, deretter løpende»."""
    words = plain.split() if re.search(r"\d", plain) and beside.may_go_on(plain) else []
    for at in range(1, len(words)):
        before, after = " ".join(words[:at]), " ".join(words[at:])
        for kind, start in (
            (undated.going_on(before), after),
            (undated.going_on(after), before.rstrip(",.;-")),
        ):
            if kind and beside.is_start(_framed(wording.in_one_spelling(start))) and _stated(start):
                return kind
    return ""


def _framed(text: str) -> str:
    """A text in one spelling with an `@` for each time."""
    return re.sub(
        _A_TIME, lambda match: "innen @" if match[1] == "før" or match[2] == "b" else "@", text
    )


def _stated(plain: str) -> When | None:
    """The time in a text without undated words; guessed where other words stand beside it."""
    text = wording.in_one_spelling(plain)
    frame = _framed(text)
    try:
        times = [_time(*match.groups()) for match in re.finditer(_A_TIME, text)]
    except Impossible:
        if re.fullmatch(r"@|@\W*(?:\w+ )?@", beside.without_frame(frame)):
            raise
        return None
    if not times or None in times:
        return None
    if moved := beside.after_moving(frame):
        times = times[len(times) - moved.count("@") :]
    when = _among_words(moved or frame, [time for time in times if time])
    return replace(when, guessed=True) if when and moved else when


def _among_words(frame: str, times: list[When]) -> When | None:
    """Which time a text states whose times are marked with `@`."""
    bare, times = _joined(beside.without_frame(frame), times)
    if not times:
        return None
    first, last = times[0], times[-1]
    if bare == "@":
        return first
    if bare == "ca @":
        return replace(first, precision="circa") if first.is_day else first
    if len(times) == 1:
        whole_years = (first.first.month, first.last.month) == (1, 12)
        is_time = beside.names(bare, frame, whole_years=whole_years)
        return replace(first, guessed=True) if is_time else None
    span = _span(first, last)
    return replace(span, guessed=True) if span and beside.is_work_in_steps(bare) else None


def _joined(frame: str, times: list[When]) -> tuple[str, list[When]]:
    """With one time for each two that are a stretch: «@ til @», and «@ og @» where nothing lies between them."""
    times = [*times]
    while match := re.search(_TWO_TIMES, frame):
        at = frame.count("@", 0, match.start())
        first, last = times[at : at + 2]
        span = _span(first, last)
        is_list = match[1] in ("og", ",", "&")
        if not span or (is_list and last.first - first.last > timedelta(days=1)):
            break
        if match[1] == "/" and last == _of_kind("", "", first.last.year + 1):
            span = replace(span, guessed=True)  # «2026/27» is two years, or a school year
        times[at : at + 2] = [span]
        frame = f"{frame[: match.start()]}@{frame[match.end() :]}"
    return frame, times


def _span(first: When, last: When) -> When | None:
    if first.first <= last.first and first.last < last.last:
        return When(last.last, first.first, "span")
    return None


def _time(which: str | None, kind: str | None, number: str, year: str) -> When | None:
    """The time of one form of `wording`, and of a word such as «medio» before it."""
    when = _of_kind(kind or "", number, int(year))
    if which == "før":
        if when.is_day:
            return on(when.last - timedelta(days=1))
        return _of_kind("", "", int(year) - 1) if not kind else None
    if which in _THIRDS:
        third = _THIRDS[which]
        if kind == "m":
            first, last = ((1, 10), (11, 20), (21, when.last.day))[third]
            when = When(when.last.replace(day=last), when.last.replace(day=first), "span")
            return replace(when, guessed=which in ("tidlig", "sent"))
        if not kind:
            when = _months(int(year), 4 * third + 1, 4 * third + 4, "span")
            return replace(when, guessed=True)  # few agree on how much of a year that is
    return when if not which or kind == "s" else None


def _of_kind(kind: str, number: str, year: int) -> When:
    match kind:
        case "":
            return _months(year, 1, 12, "year")
        case "d" | "b":
            month, day = map(int, number.split("-"))
            try:
                last = date(year, month, day)
            except ValueError:
                raise Impossible(f"{day}.{month}.{year} finnes ikke i kalenderen.") from None
            return on(last) if kind == "d" else When(last, date(year, 1, 1), "span")
        case "m":
            return _months(year, int(number), int(number), "month")
        case "s":
            season = _SEASON_OF[number]
            return _months(year, *SEASONS[season], season)
        case "w":
            return _week(int(number), year)
        case "k":
            return When(date(year + 1, AUGUST - 1, 31), date(year, AUGUST, 1), "school_year")
        case "v":
            return When(date(year + 1, 3, 31), date(year, 12, 1), "span")
        case "n":
            return When(date(year + 1, 1, 1), date(year, 12, 31), "span")
    return _part(int(number), kind.upper(), year)


def _part(number: int, letter: str, year: int) -> When:
    if number > PARTS[letter]:
        raise Impossible(f"Et år har ikke {number} slike deler.")
    months = 12 // PARTS[letter]
    return _months(year, (number - 1) * months + 1, number * months, PRECISION_OF[letter])


def _months(year: int, first: int, last: int, precision: str) -> When:
    if not 1 <= first <= last <= 12:
        raise Impossible(f"Måned {max(first, last)} finnes ikke.")
    return When(date(year, last, monthrange(year, last)[1]), date(year, first, 1), precision)


def _week(week: int, year: int) -> When:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise Impossible(f"Uke {week} finnes ikke i {year}.") from None
    return When(monday + timedelta(days=6), monday, "span")
