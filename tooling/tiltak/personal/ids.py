"""National identity numbers, D-numbers and aid numbers: the day of birth and five digits, whose last two are reckoned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from operator import mul

from tiltak.personal.around import is_other
from tiltak.personal.digits import LONGEST_BETWEEN, Group, Groups, adding_up
from tiltak.personal.folding import LOOK_BACK

# A pattern begins with the sign that it begins at, and looks behind that one: so `re` passes over all else at once.
MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
DAY_IN_WORDS = re.compile(
    rf"([0-9](?<![0-9][0-9])[0-9]?)\.?[ \t]*({'|'.join(MONTHS)})[a-z]{{0,6}}\.?[ \t]*(?:[0-9]{{2}})?([0-9]{{2}})\b(.{{0,{40}}}?)(?<![0-9])([0-9]{{5}})(?![0-9])",
    re.IGNORECASE,
)
SIGNS_BETWEEN = re.compile(r"[^\w\n]{1,5}")
DAY_IN_DIGITS = re.compile(
    r"([0-9](?<![0-9][0-9])[0-9])[./-]?([0-9]{2})[./-]?(?:19|20)?([0-9]{2})(?![0-9])([^0-9]{2,40})([0-9]{2} ?[0-9]{3})(?![0-9])"
)
DAY_BEHIND = re.compile(
    r"([0-9](?<![0-9][0-9])[0-9]{4})(?![0-9])([^0-9]{2,40})([0-9]{2})[./-]([0-9]{2})[./-](?:19|20)?([0-9]{2})(?![0-9])"
)
LINKING = (
    r"(?:og|så|samt|pluss|x|p|strek|bindestrek|skråstrek|med|har|de|på|slutter|ender|resten|deretter|p\.?[ ]?nr|pers\.?nr|personnr|personnummer(?:et)?|pnr|fnr|nr|"
    r"siste|fem|sifre(?:ne)?|siffer|nummer(?:et)?|er|født)"
)
WORDS_BETWEEN = re.compile(rf"[\s,.:;()#*|-]*(?:{LINKING}\b[\s,.:;()#*|=-]*){{1,6}}", re.IGNORECASE)
BORN = re.compile(r"(?<![^\W_])(?:født|f[.:]|fødsels|fnr|pnr|p\.?nr|pers(?:on)?\.?nr|personnummer|d-?nummer|ident)", re.IGNORECASE)  # fmt: skip
SPELLED_OUT = re.compile(
    r"[0-9](?<![0-9][0-9])(?<![0-9][ .-][0-9])(?:(?: ?[.-] ?| {1,2})[0-9]){10}(?![ .-]?[0-9])"
)
TORN_OFF = re.compile(
    r"[0-9](?<![0-9][0-9])(?<![0-9][ .,-][0-9])(?:[ -][0-9]{5}[ -][0-9]{5}|[0-9]{9}[ -][0-9]|[0-9]{4}[ -][0-9]{5}[ -][0-9])(?![ .,-]?[0-9])"
)
ACCOUNT = [4, 2, 5]
IN_A_TABLE = re.compile(r"[^\w\s.,/:()-]")


def national_ids(folded: str, groups: Groups) -> Iterator[tuple[int, int]]:
    for first, last in adding_up(groups, 11, 13, most=6):
        start, end = groups.starts[first], groups.ends[last]
        lengths = groups.lengths[first : last + 1]
        if (
            lengths[0] > 1
            and _is_written_id("".join(groups.digits[first : last + 1]), lengths)
            and _are_one_number(groups.parts(first, last + 1 - first))
            and not (lengths == ACCOUNT and is_other(folded, start, end))
        ):
            yield start, end
    yield from _in_two_parts(folded, groups)
    for pattern in (SPELLED_OUT, TORN_OFF):
        for match in pattern.finditer(folded):
            if is_national_id(re.sub(r"\D", "", match[0])):
                yield match.span()


def _are_one_number(parts: list[Group]) -> bool:
    """Behind the day of birth anything may stand; elsewhere what parts the digits of a number, and not of a table."""
    count = len(parts[0].digits)
    for part in parts[1:]:
        in_the_day = count < 6
        if in_the_day and (len(part.digits) == 1 or IN_A_TABLE.search(part.joined or "")):
            return False
        count += len(part.digits)
    return True


def _is_written_id(digits: str, lengths: list[int]) -> bool:
    if len(digits) == 11:
        return is_national_id(digits)
    # With the year in full: 15.08.1985 12345 and 15081985 12345.
    in_full = lengths in ([2, 2, 4, 5], [8, 5], [2, 2, 4, 3, 2])
    # The year first: 1985-08-15 12345 and 19850815 12345.
    year_first = lengths in ([4, 2, 2, 5], [8, 5])
    return (in_full and is_national_id(digits[:4] + digits[6:])) or (
        year_first and is_national_id(digits[6:8] + digits[4:6] + digits[2:4] + digits[8:])
    )


def _in_two_parts(folded: str, groups: Groups) -> Iterator[tuple[int, int]]:
    """The day of birth, a few words, and the five last digits. «Sakene 018190 og 10001» are two numbers."""
    for start, end, between, numbers in _days_and_five_digits(folded, groups):
        is_named = bool(BORN.search(folded, max(0, start - LOOK_BACK), end))
        parted = is_named or WORDS_BETWEEN.fullmatch(between) or SIGNS_BETWEEN.fullmatch(between)
        if parted and any(map(is_national_id, numbers)) and (is_named or not is_other(folded, start, end)):  # fmt: skip
            yield start, end


def _days_and_five_digits(folded: str, groups: Groups) -> Iterator[tuple[int, int, str, list[str]]]:
    both_lengths = enumerate(pairwise(groups.lengths))
    for at in [at for at, both in both_lengths if both in ((6, 5), (5, 6))]:
        before, after = groups.parts(at, 2)
        if after.start - before.end <= LONGEST_BETWEEN:
            day, last = (before, after) if len(before.digits) == 6 else (after, before)
            # «pnr. 10001, født 018190»: the other way round, it must be said.
            between = folded[day.end : last.start] if day is before else ""
            yield before.start, after.end, between, [day.digits + last.digits]
    for match in DAY_IN_DIGITS.finditer(folded):
        yield *match.span(), match[4], ["".join(match.group(1, 2, 3, 5)).replace(" ", "")]
    for match in DAY_BEHIND.finditer(folded):  # it must be said, as above
        yield *match.span(), "", ["".join(match.group(3, 4, 5, 1))]
    for match in DAY_IN_WORDS.finditer(folded):
        date_, month, year, between, five = match.groups()
        number = MONTHS.index(month.casefold()) + 1
        numbers = [f"{int(date_):02}{number + added:02}{year}{five}" for added in ADDED]
        yield *match.span(), between, numbers


WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))


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
    numbers = [*map(int, digits)]
    return all(sum(map(mul, weights, numbers)) % 11 == 0 for weights in WEIGHTS)
