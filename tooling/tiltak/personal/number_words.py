"""Digits in words: «fire én to tre fire fem seks sju»."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tiltak.personal.digits import LONGEST_BETWEEN
from tiltak.personal.folding import LOOK_BACK

UNITS = {"null": 0, "en": 1, "én": 1, "ein": 1, "ett": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7, "åtte": 8, "ni": 9}  # fmt: skip
TENS = {"ti": 10, "elleve": 11, "tolv": 12, "tretten": 13, "fjorten": 14, "femten": 15, "seksten": 16, "sytten": 17, "atten": 18, "nitten": 19}  # fmt: skip
TWENTIES = {"tjue": 20, "tyve": 20, "tretti": 30, "tredve": 30, "førti": 40, "femti": 50, "seksti": 60, "sytti": 70, "åtti": 80, "nitti": 90}  # fmt: skip
ALONE = {**UNITS, **TENS, **TWENTIES}
TO_A_HUNDRED = {
    **{word: f"{number}" for word, number in ALONE.items()},
    **{f"{ten}{unit}": f"{tens + ones}" for ten, tens in TWENTIES.items() for unit, ones in UNITS.items() if ones},
    **{f"{unit}og{ten}": f"{tens + ones}" for ten, tens in TWENTIES.items() for unit, ones in UNITS.items() if ones},
}  # fmt: skip
LONGEST_IN_A_WORD = 3  # digits of one number: 412
NUMBER_WORD = re.compile(
    rf"(?=[AENTFSÅaenétfså])(?<![^\W\d_])(?:(?:{'|'.join(UNITS)}) ?hundre(?: og)? (?:{'|'.join(ALONE)})|{'|'.join(ALONE)})[^\W\d_]*",
    re.IGNORECASE,
)  # or what begins as one
EACH = re.compile("|".join(sorted(TO_A_HUNDRED, key=len, reverse=True)))
TOGETHER = re.compile(rf"(?:{EACH.pattern})++")
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

    @property
    def is_several(self) -> bool:
        return self.count > 1 or len(self.digits) > LONGEST_IN_A_WORD

    def add(self, word: str, number: str, between: str, end: int) -> None:
        digits = re.sub(r"\D", "", between)
        tens = self.last in TWENTIES and UNITS.get(word, 0) > 0 and not digits
        joined = self.joined[:-1] + number if tens else self.joined + digits + number
        self.joined, self.digits = joined[:12], f"{self.digits}{digits}{number}"[:12]
        self.end, self.count, self.last = end, self.count + 1, word


@lru_cache(maxsize=1_000)
def _digits_of(word: str) -> str:
    """«førtien» is 41, «firehundreogtolv» 412; nothing for what is no number."""
    if "hundre" in word and len(word) < LONGEST_BETWEEN and (parts := HUNDRED.fullmatch(word)):
        hundreds, below_hundred = UNITS.get(parts[1], 0), TO_A_HUNDRED.get(parts[2] or "null", "")
        return f"{hundreds}{below_hundred:0>2}" if hundreds and below_hundred else ""
    if word in TO_A_HUNDRED or not TOGETHER.fullmatch(word):
        return TO_A_HUNDRED.get(word, "")
    return "".join(TO_A_HUNDRED[number] for number in EACH.findall(word))  # «femsekssju»


def rows_of_words(folded: str) -> Iterator[_Words]:
    """Numbers in words, or partly in words, with nothing but blanks between: «fire én to tre fire fem seks sju»."""
    row: _Words | None = None
    for match in NUMBER_WORD.finditer(folded):
        word = match[0].casefold().replace(" ", "")
        number = _digits_of(word)
        if row and not (number and BETWEEN_WORDS.fullmatch(folded, row.end, match.start())):
            if row.is_several:
                yield row
            row = None
        if number and row:
            row.add(word, number, folded[row.end : match.start()], match.end())
        elif number:
            row = _Words(match.start(), match.end(), number, number, last=word)
    if row and row.is_several:
        yield row


def in_words(
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
