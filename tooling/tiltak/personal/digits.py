"""Groups of digits, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, starmap
from typing import NamedTuple

from tiltak.personal.folding import BREAK, UNSEEN

DIGITS = re.compile(r"([0-9](?:\0*[0-9])*)")
# One sign, however often, with or without blanks; brackets; a new line of a text, a comment or a list.
BETWEEN = re.compile(
    rf"[ \t\0]*(?P<sign>[^\w\s]|_)?(?:(?P=sign))*[ \t\0]*(?:[(\[\"'-][ \t\0]*)?|[^\w\s]?(?:{BREAK}){{1,2}}(?:-[ \t]*)?"
)
LONGEST_BETWEEN = 40


class Group(NamedTuple):
    """Digits in a row. `joined`: what parts them from the group before, where the two may be one number."""

    start: int
    end: int
    digits: str
    joined: str | None


@dataclass(slots=True)
class Groups:
    """The groups of a text, in columns: of a text that is full of digits there is one for each other sign."""

    starts: list[int]
    ends: list[int]
    digits: list[str]
    joined: list[str | None]
    lengths: list[int]
    in_series: bytearray  # 50 46 42 42 39 38 are no phone
    of_phone: list[int]  # how many groups, each one first, have as many digits as a Norwegian phone
    totals: list[int]  # how many digits stand before each, and in all
    rows: list[int]  # a new number where one number cannot go on

    def parts(self, first: int, count: int) -> list[Group]:
        at = slice(first, first + count)
        columns = (self.starts[at], self.ends[at], self.digits[at], self.joined[at])
        return [*starmap(Group, zip(*columns, strict=True))]


def groups_of(folded: str) -> Groups:
    parts = DIGITS.split(folded)  # what stands between, digits, what stands between …
    ends = [*accumulate(map(len, parts))]
    digits = [part.replace(UNSEEN, "") for part in parts[1::2]] if UNSEEN in folded else parts[1::2]
    between = parts[2:-1:2]
    may_join = {signs: signs if _may_join(signs) else None for signs in set(between)}
    joined = [None, *map(may_join.get, between)][: len(digits)]
    lengths = [*map(len, digits)]
    groups = Groups(
        starts=ends[:-1:2],
        ends=ends[1::2],
        digits=digits,
        joined=joined,
        lengths=lengths,
        in_series=_in_series(digits, lengths, joined),
        of_phone=[0] * len(digits),
        totals=[*accumulate(lengths, initial=0)],
        rows=[*accumulate([signs is None for signs in joined])],
    )
    for first, last in adding_up(groups, 8, most=5):
        if digits[first][0] not in "01":
            groups.of_phone[first] = last - first + 1
    return groups


def _may_join(between: str) -> bool:
    return len(between) <= LONGEST_BETWEEN and bool(BETWEEN.fullmatch(between))


def adding_up(groups: Groups, *sizes: int, most: int) -> list[tuple[int, int]]:
    """The first and the last of at most so many groups that may be one number, and have one of these numbers of digits."""
    totals, rows = groups.totals, groups.rows
    behind = dict(zip(totals, range(-1, len(rows)), strict=True))
    return sorted(
        [
            (first, last)
            for size in sizes
            for first, last in enumerate(map(behind.get, [total + size for total in totals]))
            if last is not None and last - first < most and rows[first] == rows[last]
        ]
    )


def _in_series(
    digits: Sequence[str], lengths: Sequence[int], joined: Sequence[str | None]
) -> bytearray:
    """Of groups of the same length with a blank between: more than a phone number has, and not whole ones either."""
    marked = bytearray(len(digits))
    breaks = [at for at in range(1, len(digits)) if joined[at] != " " or lengths[at - 1] != lengths[at]]  # fmt: skip
    for first, end in pairwise([0, *breaks, len(digits)]):
        row, length = end - first, lengths[first] if digits else 0
        if length in (2, 4) and row * length > 8:
            has_phones = length == 2 and (row * 2 % 8 == 0 or (row == 5 and digits[first] == "47"))
            if not has_phones and not any(group[0] == "0" for group in digits[first:end]):
                marked[first:end] = b"\1" * row
    return marked


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
