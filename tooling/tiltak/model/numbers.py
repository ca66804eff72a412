"""What a plan calls a measure: 14, 1.1, 3b, C01.1, K-05.

A number of digits alone is an `int`, as it always was; any other is a `Label`. They sort among each other as a
reader counts: 2, 2.1, 2.2, 2.10, 3, 3b, A1. Two that differ in small and capital letters alone are the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

LONGEST = 20
RIGHT_FORM = "Bruk bare bokstavene a–z, sifre, punktum og bindestrek, og minst ett siffer, for eksempel 14, 1.1 eller 3b."
# At least one digit, and something that is none; the same pattern stands in `schema/common.schema.json`.
LABEL = r"(?=[A-Za-z.-]*[0-9])(?=[0-9]*[A-Za-z.-])[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*"
NUMBER = re.compile(rf"[0-9]{{1,4}}|(?=.{{1,{LONGEST}}}$){LABEL}")
# In the name of a file a hyphen ends the number, so a hyphen of its own is written as «_»: K_05-sykkelvei.yml.
IN_FILE_NAME = (
    r"[0-9]{1,4}|(?=[A-Za-z._]*[0-9])(?=[0-9]*[A-Za-z._])[0-9A-Za-z]+(?:[._][0-9A-Za-z]+)*"
)


class Label(str):
    """A number that is not of digits alone."""

    __slots__ = ()

    def __lt__(self, other: Any) -> bool:
        return _order(self) < _order(other)

    def __gt__(self, other: Any) -> bool:
        return _order(self) > _order(other)

    def __le__(self, other: Any) -> bool:
        return _order(self) <= _order(other)

    def __ge__(self, other: Any) -> bool:
        return _order(self) >= _order(other)


Number = int | Label


def _order(number: Any) -> tuple[list[tuple[int, int, str]], str]:
    runs = re.findall(r"[0-9]+|[A-Za-z]+", str(number))
    # Digits are compared by how many and which they are: a file may have more than `int` takes.
    counted = [
        (0, len(digits := run.lstrip("0")), digits) if run.isdecimal() else (1, 0, run.casefold())
        for run in runs
    ]
    return counted, str(number)


def number_of(written: str | int) -> Number:
    """The number that a valid file, an id or an address holds."""
    text = str(written)
    return int(text) if text.isdecimal() and len(text) <= LONGEST else Label(text)


def typed(text: str, in_plan: Iterable[Number] = ()) -> Number | None:
    """The number that somebody typed, as the plan writes it where it is `in_plan`; None for what is no number."""
    if not NUMBER.fullmatch(text):
        return None
    number = number_of(text)
    return next((own for own in in_plan if folded(own) == folded(number)), number)


def folded(number: Number) -> str:
    """What two numbers have in common that are the same: «3b» and «3B» would be one file on many machines."""
    return str(number).casefold()


def in_file_name(number: Number) -> str:
    """How the name of a measure's file begins."""
    return f"{number:02}" if isinstance(number, int) else number.replace("-", "_")


def of_file_name(beginning: str) -> Number:
    return number_of(beginning.replace("_", "-"))


def following(used: Iterable[Number]) -> Number:
    """The number after the highest one, counted as that one is: 15 after 14, 2.11 after 2.10."""
    highest = max(used, default=0)
    if isinstance(highest, int):
        return highest + 1
    if len(highest) <= LONGEST and (ends := re.fullmatch(r"(.*?)([0-9]+)", highest)):
        return Label(f"{ends[1]}{int(ends[2]) + 1:0{len(ends[2])}}")
    return following({number for number in used if isinstance(number, int)})
