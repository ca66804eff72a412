"""Phone numbers. Norwegian ones have eight digits and begin with 2–9."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache
from itertools import pairwise

from tiltak.personal.around import (
    CALLED_BEHIND_DIGITS,
    MANY,
    is_called,
    is_other,
    says_another_kind,
    says_who_answers,
    words_before,
)
from tiltak.personal.digits import Group, Groups
from tiltak.personal.folding import LOOK_BACK

GROUPINGS = (
    [8], [2, 2, 2, 2], [3, 2, 3], [4, 4], [3, 5], [5, 3], [2, 3, 3], [3, 3, 2], [4, 2, 2], [2, 4, 2], [2, 2, 4],
)  # fmt: skip
SIGNED = re.compile(r"\+(?=[0-9])")
WITH_A_COUNTRY = ("00", "47")
ROUND = "000"  # 25000000 is an amount
MOST_GROUPS = 8  # of a foreign number; a Norwegian one has fewer
OF_A_MOBILE = ([2, 6], [6, 2], [1, 7], [7, 1], [1, 2, 2, 3], [1, 3, 4])
DIGIT_BY_DIGIT = re.compile(
    r"[2-9](?<![0-9][0-9])(?<![0-9][ .-][0-9])(?:([ -])[0-9])(?:\1[0-9]){6}(?![ .,-]?[0-9])"
)
YEARS = re.compile(r"(?:19|20)[0-9]{2}")
LINK = re.compile(r"https?://[^\s<>()\]]+", re.IGNORECASE)
TO_CALL = re.compile(r"(?:wa\.me|api\.whatsapp\.com|signal\.me|t\.me)/", re.IGNORECASE)
IN_AN_ADDRESS = re.compile(r"\.(?:no|com|org)/\S*\Z")  # spleis.no/41234567
IN_A_CELL = re.compile(r"[0-9][;|\t]\Z")
# Kari41234567 and 41234567kveld, where a mobile phone is meant; «v41234567», «41234567ab» and «DSC41234567» are much else.
WORD_IN_FRONT = re.compile(r"(?<![^\W_])(?![a-f]+\0*\Z)(?:[A-ZÆØÅa-zæøå][a-zæøå]{2,}){1,3}\0*\Z")
WORD_BEHIND = re.compile(r"\0*(?![0-9a-f]+(?![^\W_]))[A-ZÆØÅa-zæøå][a-zæøå]{2,}(?![^\W\d_])")
ONE_MORE = r"[2-9](?:[0-9]{7}|[0-9]{2} [0-9]{2} [0-9]{3}|[0-9](?: [0-9]{2}){3})"
ANOTHER = re.compile(rf"[/,-]{ONE_MORE}(?![0-9])")
PART_OF_A_CASE_NUMBER = re.compile(r"(?<=[0-9/][.,/:_-])")
BEHIND_ANOTHER = re.compile(rf"(?<![0-9]){ONE_MORE}[/,-]\Z")
MORE_OF_A_WORD = re.compile(r"\0*[^\W_]")
MORE_OF_A_NUMBER = re.compile(r"(?!\.0(?![0-9]))[.,/:-][0-9]")


def phone_numbers(folded: str, groups: Groups) -> Iterator[tuple[int, int]]:
    links = iter([m.span() for m in LINK.finditer(folded) if not TO_CALL.search(folded, *m.span())])
    link = next(links, (len(folded), len(folded)))
    behind = 0
    for at in _where_one_may_begin(folded, groups):
        start = groups.starts[at]
        while link[1] <= start:
            link = next(links, (len(folded), len(folded)))
        is_figure = groups.in_series[at] and not (
            _with_sign(folded, start) < start or is_called(folded, start)
        )
        is_other = at < behind or is_figure or link[0] <= start
        count = 0 if is_other else _groups_of_number(folded, groups, at)
        if count:
            yield _with_sign(folded, start), groups.ends[at + count - 1]
            behind = at + count
    for match in DIGIT_BY_DIGIT.finditer(folded):
        digits = re.sub(r"\D", "", match[0])
        if list(digits) != sorted(digits):  # «2 3 4 5 6 7 8 9» counts
            yield match.span()


def _where_one_may_begin(folded: str, groups: Groups) -> list[int]:
    """The groups that are worth a look: of a text that is full of digits, few are."""
    with_sign = [match.end() for match in SIGNED.finditer(folded)]
    signed = set(with_sign).intersection(groups.starts) if with_sign else ()
    return [
        at
        for at, (count, digits, start) in enumerate(
            zip(groups.of_phone, groups.digits, groups.starts, strict=True)
        )
        if count or digits.startswith(WITH_A_COUNTRY) or start in signed
    ]


def _groups_of_number(folded: str, groups: Groups, at: int) -> int:
    """How many groups from this one are a phone number, 0 where they are none."""
    head, start = groups.digits[at], groups.starts[at]
    signed = folded[start - 1 : start] == "+"
    if signed or head.startswith("00"):
        number = groups.parts(at, MOST_GROUPS)
        count = _foreign(number, signed=signed)
        if count and _stands_alone(folded, groups, at, count):
            return count if signed or not _counts_something(folded, number[:count]) else 0
    if signed:
        return 0
    after_country = head in ("47", "0047") and groups.joined[at + 1 : at + 2] not in ([], [None])
    for begin in (at, at + 1) if after_country else (at,):
        if _is_domestic(folded, groups, begin, at):
            number = groups.parts(begin, groups.of_phone[begin])
            if not (_is_years(number) if begin > at else _counts_something(folded, number)):
                return begin - at + len(number)
    if len(head) in (10, 12) and head[:-8] in ("47", "0047") and head[-8] in "23456789":
        return 1 if _stands_alone(folded, groups, at, 1) else 0
    return 0


def _is_domestic(folded: str, groups: Groups, at: int, first: int) -> bool:
    """Whether the eight digits from `at` on are a Norwegian number. `first`: where it begins, the country's number included."""
    count = groups.of_phone[at]
    behind = at + count
    shape = count and _shape(
        tuple(groups.lengths[at:behind]), tuple(groups.joined[at + 1 : behind])
    )
    if not shape:
        return False
    # What few numbers pass is asked first.
    if shape == LISTED:
        return _is_listed(folded, groups, at, first) and _stands_alone(
            folded, groups, first, behind - first
        )
    return _stands_alone(folded, groups, first, behind - first) and _is_grouped_as_one(
        folded, groups, at, first
    )


def _is_grouped_as_one(folded: str, groups: Groups, at: int, first: int) -> bool:
    behind = at + groups.of_phone[at]
    digits, lengths = tuple(groups.digits[at:behind]), groups.lengths[at:behind]
    if len(digits) == 3 and _is_day("".join(digits)):
        return False
    is_usual = _is_usually_grouped(digits, tuple(groups.joined[at:behind]))
    # Behind «tlf» or «ring», eight digits are a number however they are grouped.
    return (is_usual and not _is_in_a_row_of_figures(groups, at, lengths)) or is_called(
        folded, groups.starts[first], groups.ends[behind - 1]
    )


@lru_cache(maxsize=1000)  # a number that is allowed may stand there often
def _is_usually_grouped(digits: tuple[str, ...], joined: tuple[str | None, ...]) -> bool:
    parts = [Group(0, 0, *part) for part in zip(digits, joined, strict=True)]
    lengths = [*map(len, digits)]
    grouped_by_thousands = lengths == [2, 3, 3] and "-" not in (joined[1] or "")
    as_a_mobile = lengths in OF_A_MOBILE and digits[0][0] in "49" and joined[1] == " "
    is_other = (
        (len(parts) == 3 and _is_dated(parts))
        or _counts_up(parts)
        or "(" in (joined[-1] or "")  # 4523 (2345)
    )
    return ((lengths in GROUPINGS and not grouped_by_thousands) or as_a_mobile) and not is_other


LISTED, PARTED = "listed", "parted"


@lru_cache(maxsize=1000)
def _shape(lengths: tuple[int, ...], between: tuple[str, ...]) -> str:
    """What parts the digits of a number; nothing for what no phone is written with."""
    if between and [*lengths] in GROUPINGS and len({*between}) == 1:
        sign = between[0].strip(" ")
        if sign in LIST_SIGNS and between[0] in (sign, " / "):
            return LISTED
    return PARTED if all(map(_parts_a_phone, between)) else ""


def _is_listed(folded: str, groups: Groups, at: int, first: int) -> bool:
    """412/34/567, and 4802/2917, which is much else where nobody is called."""
    behind = at + groups.of_phone[at]
    start, end = groups.starts[first], groups.ends[behind - 1]
    lengths, sign = groups.lengths[at:behind], (groups.joined[at + 1] or "").strip(" ")
    alone = lengths == [3, 2, 3] and sign not in (folded[start - 1 : start], folded[end : end + 1])
    if not (alone or is_called(folded, start, end)):
        return False
    parts = groups.parts(at, behind - at)
    return not _counts_up(parts) and not _is_day("".join(part.digits for part in parts))


def _is_in_a_row_of_figures(groups: Groups, at: int, lengths: list[int]) -> bool:
    """The middle of 23 456 789 24 567 890."""
    behind_thousands = at > 0 and groups.lengths[at - 1] == 3
    return groups.joined[at] == " " and (
        lengths == [3, 3, 2] or (lengths == [3, 2, 3] and behind_thousands)
    )


def _counts_up(parts: list[Group]) -> bool:
    """21 22 23 24, 20-30-40-50 and 4005 4006, or ages: 20-24 25-29."""
    numbers = [int(group.digits) for group in parts]
    signs = [(group.joined or "").strip() for group in parts[1:]]
    spans = len(parts) == 4 and signs[0] == signs[2] == "-" != signs[1]
    steps = {second - first for first, second in pairwise(numbers)}
    evenly = len(steps) == 1 and 0 < steps.pop() <= 10
    postal = len(parts) == 2 and signs == ["-"] and parts[0].digits[:2] == parts[1].digits[:2]
    return evenly or ((spans or postal) and numbers == sorted(numbers))


def _is_dated(parts: list[Group]) -> bool:
    """2020 11 12 and 9999-12-31."""
    at_the_end = 4 in (len(parts[0].digits), len(parts[-1].digits))
    signs = "".join(group.joined or "" for group in parts[1:])
    return any(YEARS.fullmatch(g.digits) for g in parts) or (
        at_the_end and bool({*"-."} & {*signs})
    )


def _foreign(groups: list[Group], *, signed: bool) -> int:
    """A plus or two noughts, the country, and seven digits or more."""
    digits, best = "", 0
    for count, group in enumerate(groups, 1):
        behind_the_country = signed and count == 2 and group.joined in ("/", ":")
        if (
            digits
            and not behind_the_country
            and (group.joined is None or not _parts_a_phone(group.joined))
        ):
            break
        digits += group.digits
        national = digits if signed else digits[2:]
        if 9 <= len(national) <= 15 and national[:1] != "0":
            best = count
    return best


PARTS_A_PHONE = re.compile(
    r"[._-]?\s*\n[^\w]*|\0* {0,3}\0*|[ \t\0]{0,3}([^\w\s/,:;|+=*%&#()\[\]<>€$£§]|_)\1{0,3}[ \t\0]{0,3}|[ \t]*[(\[][ \t]*|[ \t]*[)\]][ \t]*"
)
LIST_SIGNS = ("\t", "/", ",", ":", ";", "|", "+", "=")


@lru_cache(maxsize=1000)
def _parts_a_phone(between: str) -> bool:
    """Blanks, hyphens, dots; a line break of a folded text. Other signs only as in 412/34/567."""
    return bool(PARTS_A_PHONE.fullmatch(between))


def called_numbers(typed: str, groups: Groups) -> Iterator[tuple[int, int]]:
    """Only behind «tlf» and its like: «B12 345 67» is much else."""
    called_behind = {match.start() for match in CALLED_BEHIND_DIGITS.finditer(typed)}
    for at in _where_one_may_begin(typed, groups):
        if groups.digits[at][0] == "1":
            continue
        start = groups.starts[at]
        may_be_called = not called_behind.isdisjoint(groups.ends[at : at + MOST_GROUPS])
        if may_be_called or is_called(typed, start):
            count = _groups_of_number(typed, groups, at)
            if count and is_called(typed, start, end := groups.ends[at + count - 1]):
                yield _with_sign(typed, start), end


def is_phone(digits: str) -> bool:
    """Not years («tjue nitten tjue tjuetre»), and no counting («to tre fire …»)."""
    years = YEARS.match(digits) and YEARS.match(digits, 4)
    return len(digits) == 8 and digits[0] in "23456789" and not years and [*digits] != sorted(digits)  # fmt: skip


def _with_sign(folded: str, start: int) -> int:
    return start - 1 if folded[start - 1 : start] == "+" else start


def _stands_alone(folded: str, groups: Groups, at: int, count: int) -> bool:
    """Not a part of a longer word, a case number, a decimal or an amount."""
    start, end = groups.starts[at], groups.ends[at + count - 1]
    before, after = words_before(folded, start), folded[end : end + LOOK_BACK]
    if PART_OF_A_CASE_NUMBER.match(folded, start) and not BEHIND_ANOTHER.search(before[-13:]):
        return False
    if before.rstrip("\0")[-1:].isalnum() and not (
        says_who_answers(before)
        or (_may_be_a_mobile(groups.digits[at], before) and WORD_IN_FRONT.search(before))
    ):
        return False
    is_broken = "\n" in folded[start:end]
    if is_broken and IN_A_CELL.search(before):
        return False
    if "/" in before and (IN_AN_ADDRESS.search(before) or before[-1:] == after[:1] == "/"):
        return False
    if MORE_OF_A_WORD.match(after):
        return bool(WORD_BEHIND.match(after) and _may_be_a_mobile(groups.digits[at], before))
    return bool(ANOTHER.match(folded, end)) or not MORE_OF_A_NUMBER.match(after)


def _may_be_a_mobile(digits: str, before: str) -> bool:
    return digits[0] in "49" and not says_another_kind(before)


def _counts_something(folded: str, number: list[Group]) -> bool:
    """Eight digits that are a day (20201231), two years, a number in a journal or an amount."""
    start, end = number[0].start, number[-1].end
    if len(number) == 1 and (
        _is_day(number[0].digits)
        or number[0].digits.endswith(ROUND)
        or folded[max(0, start - 1) : start] == "#"
        or MANY.match(folded, end)
    ):
        return not is_called(folded, start)
    return _is_years(number) or is_other(folded, start, end)


def _is_years(number: list[Group]) -> bool:
    together = "".join(group.digits for group in number)
    if len(number) > 2 or not YEARS.match(together):
        return False
    return len(number) == 1 or bool(YEARS.match(number[-1].digits)) or together[:2] == "20"


@lru_cache(maxsize=1000)
def _is_day(digits: str) -> bool:
    for year, month, day in ((0, 4, 6), (4, 2, 0)):
        if "1900" <= digits[year : year + 4] <= "2100":
            with suppress(ValueError):
                return bool(date(int(digits[year : year + 4]), int(digits[month : month + 2]), int(digits[day : day + 2])))  # fmt: skip
    return False
