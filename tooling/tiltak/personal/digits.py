"""Groups of digits, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from tiltak.personal.folding import BREAK, UNSEEN

DIGITS = re.compile(r"[0-9](?:\0*[0-9])*")
# One sign, however often, with or without blanks; brackets; a new line of a text, a comment or a list.
BETWEEN = re.compile(
    rf"[ \t\0]*(?P<sign>[^\w\s]|_)?(?:(?P=sign))*[ \t\0]*(?:[(\[\"'-][ \t\0]*)?|[^\w\s]?(?:{BREAK}){{1,2}}(?:-[ \t]*)?"
)
LONGEST_BETWEEN = 40


@dataclass(slots=True)
class Group:
    """Digits in a row. `joined`: what parts them from the group before, where the two may be one number."""

    start: int
    end: int
    digits: str
    joined: str | None
    in_series: bool = False  # 50 46 42 42 39 38 are no phone
    of_phone: int = 0  # how many groups, this one first, have as many digits as a Norwegian phone


def groups_of(folded: str) -> list[Group]:
    groups: list[Group] = []
    end = -1
    for match in DIGITS.finditer(folded):
        last, (start, end) = end, match.span()
        joined = folded[last:start] if last >= 0 and start - last <= LONGEST_BETWEEN else None
        if joined is not None and not _may_join(joined):
            joined = None
        groups.append(Group(start, end, match[0].replace(UNSEEN, ""), joined))
    _mark_series(groups)
    for first, last in adding_up(groups, 8, most=5):
        parts = groups[first : last + 1]
        if parts[0].digits[0] not in "01" and all(g.joined is not None for g in parts[1:]):
            parts[0].of_phone = len(parts)
    return groups


@lru_cache(maxsize=1000)
def _may_join(between: str) -> bool:
    return bool(BETWEEN.fullmatch(between))


def adding_up(groups: list[Group], *sizes: int, most: int) -> Iterator[tuple[int, int]]:
    """The first and the last of at most so many groups that have one of these numbers of digits together."""
    totals = list(accumulate([len(group.digits) for group in groups], initial=0))
    behind = dict(zip(totals, range(-1, len(groups)), strict=True))
    for first, before in enumerate(totals):
        for size in sizes:
            last = behind.get(before + size)
            if last is not None and last - first < most:
                yield first, last


def _mark_series(groups: list[Group]) -> None:
    """Of groups of the same length with a blank between: more than a phone number has, and not whole ones either."""
    first = 0
    for at in range(1, len(groups) + 1):
        here = groups[at] if at < len(groups) else None
        length, row = len(groups[first].digits), at - first
        if not here or here.joined != " " or len(here.digits) != length:
            figures = length == 4 or (
                row * 2 % 8 and not (row == 5 and groups[first].digits == "47")
            )
            if (
                length in (2, 4)
                and row * length > 8
                and figures
                and not any(group.digits[0] == "0" for group in groups[first:at])
            ):
                for group in groups[first:at]:
                    group.in_series = True
            first = at


# Letters that are taken for digits

# It begins with a sign that few texts are full of: most places are passed at once.
DIGITS_AND_LETTERS = re.compile(
    r"[0-9OoIlZSB](?<![^\W_][\s\S])(?:(?<=[0-9])|(?=[A-Za-z]{0,4}[0-9]))(?:(?<=[A-Za-z])|(?=[0-9]*[A-Za-z]))"
    r"[0-9OoIlZSB]*(?![^\W_])"
)
TAKEN_FOR = str.maketrans("OoIlZSB", "0011258")


def typed_as_digits(folded: str) -> str:
    """The text with a digit for each letter that looks like one: 4l2 34 56O."""
    return DIGITS_AND_LETTERS.sub(lambda match: match[0].translate(TAKEN_FOR), folded)
