"""Groups of digits, and what stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

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


def groups_of(folded: str) -> list[Group]:
    groups: list[Group] = []
    end = -1
    for match in DIGITS.finditer(folded):
        joined = None
        if end >= 0 and match.start() - end <= LONGEST_BETWEEN:
            between = folded[end : match.start()]
            joined = between if BETWEEN.fullmatch(between) else None
        groups.append(Group(match.start(), match.end(), match[0].replace(UNSEEN, ""), joined))
        end = match.end()
    _mark_series(groups)
    return groups


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


def goes_on(groups: list[Group], at: int) -> bool:
    """Whether the group after this one may be a part of the same number."""
    return at + 1 < len(groups) and groups[at + 1].joined is not None


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
