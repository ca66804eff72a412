"""Personal data in a text: national identity numbers, e-mail addresses, phone numbers, however they are written.

    personal_data("Ring Kari på 412 34 567", allowed=()) → [Found("phone-number", 13, 23, "412 34 567")]

Looks once through a text, whatever stands in it, and stops after `MOST`: who has a hundred need not be told of more.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice, pairwise
from urllib.parse import unquote

NATIONAL_ID, EMAIL, PHONE = "national-id", "email-address", "phone-number"
MOST = 100
FEWEST_DIGITS = 8  # of a number that is written with digits alone
MOST_REMEMBERED = 10_000  # signs of a stretch


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


# SHA-1 and SHA-256 as records and git write them: digits of one are nobody's number.
CHECKSUM = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{40}(?:[0-9a-f]{24})?(?![0-9A-Za-z])")


def personal_data(text: str, allowed: Collection[str] = ()) -> list[Found]:
    """What identifies a person, in the order of the text. `allowed`: addresses and phone numbers that are public.

    Delivered reports say the same in every format and period, and a file is looked through before and after a change:
    what a stretch of text has, is remembered.
    """
    public = frozenset(map(bare, allowed))
    listed: list[Found] = []
    count = Counter[str]()
    start = 0
    for stretch in CUT.split(text):
        look_through = _spans if len(stretch) <= MOST_REMEMBERED else _spans.__wrapped__
        for code, first, last in look_through(stretch, public):
            count[code] += 1
            if count[code] <= MOST:
                at = slice(start + first, start + last)
                listed.append(Found(code, at.start, at.stop, text[at]))
        start += len(stretch) + 1
    return listed


@lru_cache(maxsize=10_000)
def _spans(stretch: str, public: frozenset[str]) -> tuple[tuple[str, int, int], ...]:
    folded = _without_markup(stretch if stretch.isascii() else stretch.translate(FOLDED))
    folded = CHECKSUM.sub(lambda match: "x" * len(match[0]), folded)
    taken = bytearray(len(folded))
    spans: list[tuple[str, int, int]] = []
    groups = _groups(folded)
    typed = _typed_as_digits(folded)
    typed_groups = _groups(typed) if typed != folded else []
    rows = list(_rows_of_words(folded))
    if sum(len(group.digits) for group in groups) < FEWEST_DIGITS:
        groups = []
    for code, of_code in (
        (EMAIL, _emails(folded)),
        (NATIONAL_ID, _national_ids(folded, groups) if groups else ()),
        (NATIONAL_ID, _national_ids(typed, typed_groups) if typed_groups else ()),
        (NATIONAL_ID, _in_words(folded, rows, is_national_id)),
        (PHONE, _phone_numbers(folded, groups) if groups else ()),
        (PHONE, _called_numbers(typed, typed_groups)),
        (PHONE, _in_words(folded, rows, _is_phone)),
    ):
        new = (span for span in of_code if not any(taken[slice(*span)]))
        private = (
            at for at in new if code == NATIONAL_ID or bare(stretch[slice(*at)]) not in public
        )
        for start, end in islice(private, MOST):
            taken[start:end] = b"\1" * (end - start)
            spans.append((code, start, end))
    return tuple(sorted(spans, key=lambda span: span[1]))


def bare(address: str) -> str:
    """An address or number without what may be written in several ways."""
    folded = address.translate(FOLDED).replace(UNSEEN, "")
    if mail := EMAIL_ADDRESS.fullmatch(folded.strip()):
        domain = DOT_IN_WORDS.sub(".", re.sub(r"\s", "", mail["domain"]))
        return f"{mail['local']}@{domain}".casefold()
    digits = re.sub(r"\D", "", folded)
    return digits[-8:] if len(digits) in (10, 12) and digits[:-8] in ("47", "0047") else digits


# One spelling for what people write in many. As long as the text itself, so that a place in one is the place in both.

UNSEEN = "\0"  # soft hyphens, joiners, marks above letters: nobody sees where they stand


class _Folding(dict[int, str]):
    def __missing__(self, point: int) -> str:
        character = chr(point)
        wide = unicodedata.normalize("NFKC", character)
        kind = unicodedata.category(character)
        digit = unicodedata.digit(character, None)
        if digit is not None:
            folded = str(digit)
        elif kind == "Pd" or character in "\u2212\u2043\u02d7":
            folded = "-"
        elif kind == "Zs":
            folded = " "
        elif kind in ("Cf", "Mn", "Me"):
            folded = UNSEEN
        elif character in "\u2024\uff61\u3002\u00b7\u2022":
            folded = "."
        else:
            folded = wide if len(wide) == 1 else character
        self[point] = folded
        return folded


FOLDED = _Folding()


# What a browser or a reader of Markdown does not see: emphasis, escapes, tags and comments, but for those with something
# in them that may be somebody's; and characters written by their numbers.
TAGS = r"/?(?:b|i|u|em|strong|span|wbr|code|br|p|a|small|sup|sub)\b"
MARKUP = re.compile(
    r"[*`]+|(?<=[0-9A-Za-z])_{2,}|_{2,}(?=[0-9A-Za-z])|\\(?=[.@_-])"
    rf"|<(?![^<>]{{0,90}}(?:@|%40|[0-9]{{5}}|tel:))(?:{TAGS}[^<>]{{0,80}}|!--[^<>]{{0,80}}--)>"
    r"|&(?:#[0-9]{1,6}|#x[0-9a-f]{1,5}|nbsp|shy|commat|period|ensp|emsp|thinsp|minus|lowbar|ndash|mdash|hyphen|dash|zwnj|zwj);|%40|%20|%2e",
    re.IGNORECASE,
)

# Breaks that nothing can be written across: before a tag that is seen; before a value of JSON, and after a sentence,
# where only plain signs stand before. A tag may be broken across lines, hence no `<` there, and no digit or address after
# which the next line may go on.
PLAIN = r"\s!-%'-/:;=>?A-Z\[-~ÆØÅæøåéèêäöü«»–"
CUT = re.compile(
    rf"\n(?:(?=[ \t]*<(?!{TAGS}|!--))|(?<=[{PLAIN}0-9@&]{{90}}\n)(?=[ \t]*[\"{{}}\[\]])|(?<=[{PLAIN}]{{89}}[.!?|;\"]\n))",
    re.IGNORECASE,
)


def _without_markup(folded: str) -> str:
    """What is visible, as long as the text: what is not seen gives way to `UNSEEN`."""
    return MARKUP.sub(_visible, folded)


def _visible(markup: re.Match[str]) -> str:
    written = markup[0]
    visible = ""
    if written[0] == "&":
        visible = html.unescape(written).translate(FOLDED)[:1]
    elif written[0] == "%":
        visible = unquote(written)
    elif written[:3].lower() == "<br":
        visible = " "
    elif written[0] in "*`_" and not markup.string[markup.start() - 1 : markup.start()].isalnum():
        visible = (
            " " * len(written) if markup.string[markup.start() - 1 : markup.start()] != "@" else ""
        )
    return visible.ljust(len(written), UNSEEN)


# Where a line is broken: the next one may be a comment, or a line of a list.
BREAK = r"[ \t]*\r?\n[ \t]*(?:#+[ \t]*)?"


# E-mail addresses

BLANK = r"[ \t]?\0*"
AT = (
    rf"(?:[\"'\0]*{BLANK}@{{1,2}}\0*(?:[ \t]|{BREAK})?|[ \t_]?[\[({{<] ?(?:@|at|a|æt|på|hos|alfa|krøll-?alfa|alfakrøll|snabel-?a) ?[\])}}>][ \t_]?"
    r"|[ \t][-|/\"']at[-|/\"'][ \t]"
    r"|[ \t-](?:krøll-?alfa|alfakrøll|snabel-?a)[ \t-]|[ \t]at[ \t])"
)
# A comma or blanks by mistake, where what follows can only be the end of an address. «@kari. De sa» is none.
USUAL = "no|com|org|net|eu|info|se|dk|fi|is|uk|nu|name"
DOT = (
    rf"(?:\0*\.{{1,2}}\0*|(?-i:(?:,|[ \t]?\.[ \t]?)(?=(?:{USUAL})\b))"
    r"|[ \t]?[\[({<] ?(?:\.|dot|punktum|prikk) ?[\])}>][ \t]?|[ \t](?:dot|punktum)[ \t])"
)
DOT_IN_WORDS = re.compile(r"[\[({<]? ?(?:\.|dot|punktum|prikk) ?[\])}>]?", re.IGNORECASE)
NAME = r"[^\W_](?:[\w\0-]{0,62}[^\W_])?"
ENDING = re.compile(rf"\.(?:{USUAL}|de)\Z", re.IGNORECASE)
EMAIL_ADDRESS = re.compile(
    rf"(?<![^\W_])(?<![.+%-])(?<![^\W_]\0)(?P<local>[^\W_](?:[\w.+%\0-]{{0,62}}[^\W_])?)(?P<at>{AT})"
    rf"(?P<domain>{NAME}(?:{DOT}{NAME}){{0,6}}(?P<dot>{DOT})[a-z][a-z\0]{{1,24}})(?![^\W_])",
    re.IGNORECASE,
)


# «kari_at_example.no» may be the name of much else.
IN_A_NAME = re.compile(
    rf"(?<![^\W_])[^\W_]{{1,40}}([_-])at\1[^\W_]{{1,40}}\1dot\1(?:{USUAL})(?![^\W_])",
    re.IGNORECASE,
)


# Each address has one of these.
AT_SOMEWHERE = re.compile(
    r"@|[\[({<] ?(?:at|a|æt|på|hos|alfa|krøll-?alfa|alfakrøll|snabel-?a) ?[\])}>]|[-|/\"'_]at[-|/\"'_]"
    r"|krøll|alfak|snabel|[ \t]at[ \t][\w\0-]+[ \t]?(?:[.,\[({<]|dot|punktum)",
    re.IGNORECASE,
)


def _emails(folded: str) -> Iterator[tuple[int, int]]:
    if not AT_SOMEWHERE.search(folded):
        return
    for match in IN_A_NAME.finditer(folded):
        yield match.span()
    for match in EMAIL_ADDRESS.finditer(folded):
        if _is_address(folded, match):
            yield match.span()


NAME_WITH_A_DOT = re.compile(r"[^\W\d_]{2,}(?:[._][^\W\d_]{2,})+")
SAID_TO_BE_MAIL = re.compile(r"(?:e-?post(?:adresse)?|mail)[ \t]*:?[ \t]*\Z", re.IGNORECASE)


def _is_address(folded: str, match: re.Match[str]) -> bool:
    at = match["at"].casefold()
    if (
        at.strip(" \t_") == "at"
    ):  # «sier at example.no», which is a clause; «kari AT example.no» is none
        in_words = match["dot"].strip().casefold() in ("dot", "punktum")
        marked = "AT" in match["at"] and not match["local"].isupper()
        before = folded[max(0, match.start() - LOOK_BACK) : match.start()]
        named = NAME_WITH_A_DOT.fullmatch(match["local"]) or SAID_TO_BE_MAIL.search(before)
        return in_words or bool((marked or named) and ENDING.search(match["domain"]))
    # «punkt (a) første.ledd» is no address; «kari (a) example.no» is.
    return not ("(a)" in at and " " in at) or bool(ENDING.search(match["domain"]))


# Numbers: groups of digits, and what stands between them

DIGITS = re.compile(r"[0-9](?:\0*[0-9])*")
BETWEEN = re.compile(rf"[ \t\0]*[.,/:()_-]?[ \t\0]*(?:[(-][ \t\0]*)?|[-.]?{BREAK}(?:-[ \t]*)?")
LONGEST_BETWEEN = 40


@dataclass(slots=True)
class _Group:
    """Digits in a row. `joined`: what parts them from the group before, where the two may be one number."""

    start: int
    end: int
    digits: str
    joined: str | None
    in_series: bool = False  # 50 46 42 42 39 38 are no phone


def _groups(folded: str) -> list[_Group]:
    groups: list[_Group] = []
    end = -1
    for match in DIGITS.finditer(folded):
        joined = None
        if end >= 0 and match.start() - end <= LONGEST_BETWEEN:
            between = folded[end : match.start()]
            joined = between if BETWEEN.fullmatch(between) else None
        groups.append(_Group(match.start(), match.end(), match[0].replace(UNSEEN, ""), joined))
        end = match.end()
    _mark_series(groups)
    return groups


def _mark_series(groups: list[_Group]) -> None:
    """Of groups of the same length with a blank between: more than a phone number has, and not whole ones either."""
    first = 0
    for at in range(1, len(groups) + 1):
        here = groups[at] if at < len(groups) else None
        length, row = len(groups[first].digits), at - first
        if not here or here.joined != " " or len(here.digits) != length:
            if length in (2, 4) and row * length > 8 and row * length % 8:
                for group in groups[first:at]:
                    group.in_series = True
            first = at


# Letters that are taken for digits, and digits in words

DIGITS_AND_LETTERS = re.compile(
    r"(?<![^\W_])(?=[A-Za-z]{0,5}[0-9])(?=[0-9]*[A-Za-z])[0-9OoIlZSB]+(?![^\W_])"
)
TAKEN_FOR = str.maketrans("OoIlZSB", "0011258")


def _typed_as_digits(folded: str) -> str:
    """The text with a digit for each letter that looks like one: 4l2 34 56O."""
    return DIGITS_AND_LETTERS.sub(lambda match: match[0].translate(TAKEN_FOR), folded)


def _called_numbers(typed: str, groups: list[_Group]) -> Iterator[tuple[int, int]]:
    """Only behind «tlf» and its like: «B12 345 67» is much else."""
    called = {match.end() for match in CALLED_HERE.finditer(typed)} if groups else set()
    for at, group in enumerate(groups):
        count = _groups_of_number(typed, groups, at) if group.start in called else 0
        if count:
            yield _with_sign(typed, group.start), groups[at + count - 1].end


UNITS = {"null": 0, "en": 1, "én": 1, "ein": 1, "ett": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7, "åtte": 8, "ni": 9}  # fmt: skip
TENS = {"ti": 10, "elleve": 11, "tolv": 12, "tretten": 13, "fjorten": 14, "femten": 15, "seksten": 16, "sytten": 17, "atten": 18, "nitten": 19}  # fmt: skip
TWENTIES = {"tjue": 20, "tyve": 20, "tretti": 30, "tredve": 30, "førti": 40, "femti": 50, "seksti": 60, "sytti": 70, "åtti": 80, "nitti": 90}  # fmt: skip
ALONE = {**UNITS, **TENS, **TWENTIES}
TO_A_HUNDRED = {
    **{word: f"{number}" for word, number in ALONE.items()},
    **{f"{ten}{unit}": f"{tens + ones}" for ten, tens in TWENTIES.items() for unit, ones in UNITS.items() if ones},
    **{f"{unit}og{ten}": f"{tens + ones}" for ten, tens in TWENTIES.items() for unit, ones in UNITS.items() if ones},
}  # fmt: skip
NUMBER_WORD = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(ALONE)})[^\W\d_]*", re.IGNORECASE
)  # or what begins as one
HUNDRED = re.compile(r"(.+)hundre(?:og)?(.*)")
BETWEEN_WORDS = re.compile(r"(?:[ \t]*[ \t,-][ \t]*|[ \t]*\r?\n[ \t#]*)(?:[0-9]+[ \t-]+){0,4}")
BEFORE_WORDS, AFTER_WORDS = re.compile(r"(?:[0-9]+[ \t-]+){1,4}\Z"), re.compile(r"(?:[ \t-]+[0-9]+){1,4}")  # fmt: skip


@dataclass(slots=True)
class _Words:
    """Numbers in words, in a row. `joined`: the same, where «åtti seks» is 86."""

    start: int
    end: int
    digits: str
    joined: str
    count: int = 1
    last: str = ""

    def add(self, word: str, number: str, between: str, end: int) -> None:
        digits = re.sub(r"\D", "", between)
        tens = self.last in TWENTIES and UNITS.get(word, 0) > 0 and not digits
        joined = self.joined[:-1] + number if tens else self.joined + digits + number
        self.joined, self.digits = joined[:12], f"{self.digits}{digits}{number}"[:12]
        self.end, self.count, self.last = end, self.count + 1, word


def _digits_of(word: str) -> str:
    """«førtien» is 41, «firehundreogtolv» 412; nothing for what is no number."""
    if "hundre" in word and len(word) < LONGEST_BETWEEN and (parts := HUNDRED.fullmatch(word)):
        hundreds, below_hundred = UNITS.get(parts[1], 0), TO_A_HUNDRED.get(parts[2] or "null", "")
        return f"{hundreds}{below_hundred:0>2}" if hundreds and below_hundred else ""
    return TO_A_HUNDRED.get(word, "")


def _rows_of_words(folded: str) -> Iterator[_Words]:
    """Numbers in words, or partly in words, with nothing but blanks between: «fire én to tre fire fem seks sju»."""
    row: _Words | None = None
    for match in NUMBER_WORD.finditer(folded):
        word = match[0].casefold()
        number = _digits_of(word)
        if row and not (number and BETWEEN_WORDS.fullmatch(folded, row.end, match.start())):
            if row.count > 1:
                yield row
            row = None
        if number and row:
            row.add(word, number, folded[row.end : match.start()], match.end())
        elif number:
            row = _Words(match.start(), match.end(), number, number, last=word)
    if row and row.count > 1:
        yield row


def _in_words(
    folded: str, rows: Iterable[_Words], is_one: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    for row in rows:
        yield from _of_row(folded, row, is_one)


def _of_row(folded: str, row: _Words, is_one: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    before = BEFORE_WORDS.search(folded[max(0, row.start - LOOK_BACK) : row.start])
    after = AFTER_WORDS.match(folded, row.end, row.end + LOOK_BACK)
    first, last = (re.sub(r"\D", "", part[0]) if part else "" for part in (before, after))
    for words in (row.digits, row.joined):
        for lead, tail in (("", ""), (first, last), (first, ""), ("", last)):
            if len(words) <= 11 and is_one(lead + words + tail):
                start = row.start - (len(before[0]) if before and lead else 0)
                yield start, after.end() if after and tail else row.end
                return


def _is_phone(digits: str) -> bool:
    """Not years («tjue nitten tjue tjuetre»), and no counting («to tre fire …»)."""
    years = YEARS.match(digits) and YEARS.match(digits, 4)
    return len(digits) == 8 and digits[0] in "23456789" and not years and [*digits] != sorted(digits)  # fmt: skip


# National identity numbers

# A pattern begins with the sign that it begins at, and looks behind that one: so `re` passes over all else at once.
MONTHS = ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember")  # fmt: skip
DAY_IN_WORDS = re.compile(
    rf"([0-9](?<![0-9][0-9])[0-9]?)\.?[ \t]*({'|'.join(MONTHS)})[ \t]*(?:[0-9]{{2}})?([0-9]{{2}})\b(.{{0,{40}}}?)(?<![0-9])([0-9]{{5}})(?![0-9])",
    re.IGNORECASE,
)
SIGNS_BETWEEN = re.compile(r"[^\w\n]{1,5}")
DAY_IN_DIGITS = re.compile(
    r"([0-9](?<![0-9][0-9])[0-9])[./-]?([0-9]{2})[./-]?(?:19|20)?([0-9]{2})(?![0-9])([^0-9]{2,40})([0-9]{5})(?![0-9])"
)
WORDS_BETWEEN = re.compile(
    r"[\s,.:;()#*|-]*(?:(?:og|så|med|har|de|på|slutter|ender|pers\.?nr|personnr|personnummer(?:et)?|pnr|fnr|nr|siste|fem|sifre(?:ne)?|er|født)\b"
    r"[\s,.:;()#*|=-]*){1,6}",
    re.IGNORECASE,
)
SPELLED_OUT = re.compile(r"[0-9](?<![0-9][0-9])(?<![0-9][ .-][0-9])(?:[ .-] ?[0-9]){10}(?![ .-]?[0-9])")  # fmt: skip
TORN_OFF = re.compile(
    r"[0-9](?<![0-9][0-9])(?<![0-9][ .,-][0-9])(?:[ -][0-9]{5}[ -][0-9]{5}|[0-9]{9}[ -][0-9]|[0-9]{4}[ -][0-9]{5}[ -][0-9])(?![ .,-]?[0-9])"
)
ACCOUNT = [4, 2, 5]


def _national_ids(folded: str, groups: list[_Group]) -> Iterator[tuple[int, int]]:
    for first, group in enumerate(groups):
        length = len(group.digits)
        if not 2 <= length <= 11 or (length < 11 and not _goes_on(groups, first)):
            continue
        digits, lengths = "", []
        for other in groups[first : first + 6]:
            if digits and (other.joined is None or len(other.digits) < 2):
                break
            digits += other.digits
            lengths.append(len(other.digits))
            if len(digits) >= 11:
                if lengths != ACCOUNT and _is_written_id(digits, lengths):
                    yield group.start, other.end
                if len(digits) > 11 or lengths[-1:] != [4]:
                    break
    yield from _in_two_parts(folded, groups)
    for pattern in (SPELLED_OUT, TORN_OFF):
        for match in pattern.finditer(folded):
            if is_national_id(re.sub(r"\D", "", match[0])):
                yield match.span()


def _goes_on(groups: list[_Group], at: int) -> bool:
    """Whether the group after this one may be a part of the same number."""
    return at + 1 < len(groups) and groups[at + 1].joined is not None


def _is_written_id(digits: str, lengths: list[int]) -> bool:
    if len(digits) == 11:
        return is_national_id(digits)
    # With the year in full: 15.08.1985 12345 and 15081985 12345.
    in_full = lengths in ([2, 2, 4, 5], [8, 5], [2, 2, 4, 3, 2])
    # The year first: 1985-08-15 12345.
    year_first = lengths == [4, 2, 2, 5]
    return (in_full and is_national_id(digits[:4] + digits[6:])) or (
        year_first and is_national_id(digits[6:8] + digits[4:6] + digits[2:4] + digits[8:])
    )


def _in_two_parts(folded: str, groups: list[_Group]) -> Iterator[tuple[int, int]]:
    """The day of birth, a few words, and the five last digits."""
    for before, after in pairwise(groups):
        is_near = after.start - before.end <= LONGEST_BETWEEN
        if len(after.digits) == 5 and len(before.digits) == 6 and after.joined is None and is_near:
            words = folded[before.end : after.start]
            parted = WORDS_BETWEEN.fullmatch(words) or SIGNS_BETWEEN.fullmatch(words)
            if parted and is_national_id(before.digits + after.digits):
                yield before.start, after.end
    for match in DAY_IN_DIGITS.finditer(folded):
        if WORDS_BETWEEN.fullmatch(match[4]) and is_national_id("".join(match.group(1, 2, 3, 5))):
            yield match.span()
    for match in DAY_IN_WORDS.finditer(folded):
        day, month, year, words, last = match.groups()
        number = MONTHS.index(month.casefold()) + 1
        if (WORDS_BETWEEN.fullmatch(words) or SIGNS_BETWEEN.fullmatch(words)) and any(
            is_national_id(f"{int(day):02}{number + added:02}{year}{last}") for added in ADDED
        ):
            yield match.span()


WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))


# Aid numbers and made-up persons for tests add this to the month.
ADDED = (0, 40, 65, 80)


def is_national_id(digits: str) -> bool:
    """Whether this is a national identity number, D-number or aid number: its date and its control digits are right."""
    if len(digits) != 11:
        return False
    day, month = int(digits[:2]), int(digits[2:4])
    # D-numbers add 40 to the day; aid numbers and made-up persons for tests add 40, 65 or 80 to the month. An aid
    # number of the health services, which begins with 8 or 9, says no date.
    if day < 80 and not (1 <= day % 40 <= 31 and any(1 <= month - added <= 12 for added in ADDED)):
        return False
    return all(
        (11 - sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11)
        % 11
        == int(digits[len(weights)])
        for weights in WEIGHTS
    )


# Phone numbers. Norwegian ones have eight digits and begin with 2–9.

GROUPINGS = (
    [8], [2, 2, 2, 2], [3, 2, 3], [4, 4], [3, 5], [5, 3], [2, 3, 3], [3, 3, 2], [4, 2, 2], [2, 4, 2], [2, 2, 4],
)  # fmt: skip
DIGIT_BY_DIGIT = re.compile(
    r"[2-9](?<![0-9][0-9])(?<![0-9][ .-][0-9])(?:([ -])[0-9])(?:\1[0-9]){6}(?![ .,-]?[0-9])"
)
CALLED_BY = r"(?:(?:tlf|tel|telefon|mob|mobil)\.?(?:[ \t]?(?:nr|nummer))?|ring|sms|nummer|phone)"
CALLED = re.compile(rf"{CALLED_BY}\Z", re.IGNORECASE)
CALLED_HERE = re.compile(rf"{CALLED_BY}[ \t.:]{{0,20}}\+?(?=[0-9])", re.IGNORECASE)
COUNTED = re.compile(
    r"(?:\b(?:kr|kroner|nok|eur|euro|usd|dollar|beløp|sum)\.?:?|[€$£])[ \t]*\Z", re.IGNORECASE
)
# What eight digits with blanks may be instead, by the word before them.
LISTED = re.compile(
    r"(?:\b(?:uke|antall|tall|avdeling|plan|bydel|kap|side|avsnitt|punkt|paragraf|gnr|bnr|tiltak|sak|saks?|arkiv|journal|jnr|lnr|løpe|ref|dokument|"
    r"faktura|kunde|ordre|prosjekt|konto|org|kid|isbn|issn|art|vare|serie|lisens|postnr|målepunkt)[a-zæøå]*\.?(?:[ -]?(?:nr|nummer|id)\.?)?|§+)[ \t]*[:#]?[ \t]*\Z",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"[ \t]*(?:,-|%|(?:kr|kroner|nok|mill\w*|mrd|milliard\w*|tonn|kilo|kg|innbygger\w*|person\w*|prosent|euro|eur|usd|dollar|"
    r"m2|m²|m3|km|kvm|meter|kvadratmeter|dekar|daa|stk|[kmgt]wh|årsverk\w*|bruker\w*|barn|elev\w*|bolig\w*|time\w*|"
    r"besøk\w*|plass\w*|enhet\w*|liter|poeng|dager|reiser|kilometer)\b|[€$£])",
    re.IGNORECASE,
)
YEARS = re.compile(r"(?:19|20)[0-9]{2}")
LINK = re.compile(r"https?://[^\s<>()\]]+", re.IGNORECASE)
TO_CALL = re.compile(r"(?:wa\.me|api\.whatsapp\.com|signal\.me|t\.me)/", re.IGNORECASE)
NAMED = re.compile(r"(?<![^\W_])[A-ZÆØÅ][a-zæøå]+\Z")  # Kari41234567
ANOTHER = re.compile(
    r"/[2-9](?:[0-9]{7}|[0-9]{2} [0-9]{2} [0-9]{3}|[0-9](?: [0-9]{2}){3})(?![0-9])"
)
LOOK_BACK = 40


def _phone_numbers(folded: str, groups: list[_Group]) -> Iterator[tuple[int, int]]:
    links = iter([m.span() for m in LINK.finditer(folded) if not TO_CALL.search(folded, *m.span())])
    link = next(links, (len(folded), len(folded)))
    at = 0
    while at < len(groups):
        start = groups[at].start
        while link[1] <= start:
            link = next(links, (len(folded), len(folded)))
        is_figure = groups[at].in_series and not (
            _with_sign(folded, start) < start or _is_called(folded, start)
        )
        is_other = is_figure or link[0] <= start
        count = 0 if is_other else _groups_of_number(folded, groups, at)
        if count:
            yield _with_sign(folded, start), groups[at + count - 1].end
        at += count or 1
    for match in DIGIT_BY_DIGIT.finditer(folded):
        digits = re.sub(r"\D", "", match[0])
        if list(digits) != sorted(digits):  # «2 3 4 5 6 7 8 9» counts
            yield match.span()


def _groups_of_number(folded: str, groups: list[_Group], at: int) -> int:
    """How many groups from this one are a phone number, 0 where they are none."""
    head = groups[at].digits
    signed = folded[groups[at].start - 1 : groups[at].start] == "+"
    if signed or head.startswith("00"):
        count = _foreign(groups, at, signed=signed)
        number = groups[at : at + count]
        if count and _stands_alone(folded, groups, at, count):
            return count if signed or not _counts_something(folded, number) else 0
    if signed:
        return 0
    after_country = head in ("47", "0047") and any(
        g.joined is not None for g in groups[at + 1 : at + 2]
    )
    for begin in (at, at + 1) if after_country else (at,):
        count = _domestic(folded, groups, begin, groups[at].start)
        total = begin - at + count
        if not count or not _stands_alone(folded, groups, at, total):
            continue
        if begin > at or not _counts_something(folded, groups[at : at + total]):
            return total
    if len(head) in (10, 12) and head[:-8] in ("47", "0047") and head[-8] in "23456789":
        return 1 if _stands_alone(folded, groups, at, 1) else 0
    return 0


def _domestic(folded: str, groups: list[_Group], at: int, start: int) -> int:
    """How many groups from `at` on are a Norwegian number. `start`: where it begins, the country's number included."""
    head = groups[at].digits if at < len(groups) else ""
    if head[:1] not in set("23456789") or (len(head) != 8 and not _goes_on(groups, at)):
        return 0
    if [len(group.digits) for group in groups[at : at + 3]] == [3, 2, 3]:
        signs = [group.joined for group in groups[at + 1 : at + 3]]
        if signs[0] in ("/", ",", ":") and signs[1] == signs[0]:
            return 3
    lengths: list[int] = []
    for group in groups[at : at + 5]:
        if lengths and (group.joined is None or not _parts_a_phone(group.joined)):
            break
        lengths.append(len(group.digits))
        if sum(lengths) >= 8:
            break
    grouped_by_thousands = lengths == [2, 3, 3] and "-" not in (groups[at + 1].joined or "")
    parts = groups[at : at + len(lengths)]
    right = lengths in GROUPINGS and not grouped_by_thousands
    if right and not (len(parts) == 3 and _is_dated(parts)):
        return len(lengths)
    # Behind «tlf» or «ring», eight digits are a number however they are grouped.
    return len(lengths) if sum(lengths) == 8 and _is_called(folded, start) else 0


def _is_dated(parts: list[_Group]) -> bool:
    """2020 11 12 and 9999-12-31."""
    at_the_end = 4 in (len(parts[0].digits), len(parts[-1].digits))
    signs = "".join(group.joined or "" for group in parts[1:])
    return any(YEARS.fullmatch(g.digits) for g in parts) or (
        at_the_end and bool({*"-."} & {*signs})
    )


def _foreign(groups: list[_Group], at: int, *, signed: bool) -> int:
    """A plus or two noughts, the country, and seven digits or more."""
    digits, best = "", 0
    for count, group in enumerate(groups[at : at + 8], 1):
        if digits and (group.joined is None or not _parts_a_phone(group.joined)):
            break
        digits += group.digits
        national = digits if signed else digits[2:]
        if 9 <= len(national) <= 15 and national[:1] != "0":
            best = count
    return best


def _parts_a_phone(between: str) -> bool:
    """Blanks, a hyphen or a dot; a line break of a folded text. Other signs only as in 412/34/567: see `_domestic`."""
    return bool(re.fullmatch(r"\0* {0,3}\0*|[ \t\0]?[._-][ \t\0]?|[ \t]*\([ \t]*|[ \t]*\)[ \t]*", between)) or "\n" in between  # fmt: skip


def _is_called(folded: str, start: int) -> bool:
    """«ring», «tlf.» or its like stands before."""
    return bool(CALLED.search(folded[max(0, start - LOOK_BACK) : start].rstrip(" \t.:")))


def _with_sign(folded: str, start: int) -> int:
    return start - 1 if folded[start - 1 : start] == "+" else start


def _stands_alone(folded: str, groups: list[_Group], at: int, count: int) -> bool:
    """Not a part of a longer word, a case number, a decimal or an amount."""
    start, end = groups[at].start, groups[at + count - 1].end
    before, after = folded[max(0, start - LOOK_BACK) : start], folded[end : end + 2]
    is_in_a_word = re.search(r"[^\W_]\0*\Z", before) and not CALLED.search(before)
    is_named = count == 1 and folded[start] in "49" and NAMED.search(before)
    if is_in_a_word and (not is_named or LISTED.search(before)):
        return False
    if re.search(r"[0-9/][.,/:_-]\Z", before):
        return False
    return bool(ANOTHER.match(folded, end)) or not re.match(r"\0*[^\W_]|[.,/:-][0-9]", after)


def _counts_something(folded: str, number: list[_Group]) -> bool:
    """Eight digits that are a day (20201231), two years, a number in a journal or an amount."""
    start, end = number[0].start, number[-1].end
    before = folded[max(0, start - LOOK_BACK) : start]
    together = "".join(group.digits for group in number)
    if len(number) < 3 and YEARS.match(together) and (len(number) == 1 or YEARS.match(number[-1].digits) or together[:2] == "20"):  # fmt: skip
        return True
    return bool(
        (_is_day(together) and len(number) == 1)
        or COUNTED.search(before)
        or LISTED.search(before)
        or UNIT.match(folded, end)
    )


def _is_day(digits: str) -> bool:
    for year, month, day in ((0, 4, 6), (4, 2, 0)):
        try:
            hit = date(int(digits[year : year + 4]), int(digits[month : month + 2]), int(digits[day : day + 2]))  # fmt: skip
        except ValueError:
            continue
        if 1900 <= hit.year <= 2100:
            return True
    return False
