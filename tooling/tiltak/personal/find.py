"""Personal data in a text: national identity numbers, days of birth, e-mail addresses, phone numbers, however they are written.

    personal_data("Ring Kari på 412 34 567", allowed=()) → [Found("phone-number", 13, 23, "412 34 567")]

Looks once through a text, whatever stands in it, and stops after `MOST`: who has a hundred need not be told of more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from tiltak.personal.births import days_of_birth
from tiltak.personal.digits import groups_of, typed_as_digits
from tiltak.personal.emails import DOT_IN_WORDS, EMAIL_ADDRESS, emails
from tiltak.personal.folding import CUT, FOLDED, UNSEEN, folded
from tiltak.personal.ids import is_national_id, national_ids
from tiltak.personal.number_words import in_words, rows_of_words
from tiltak.personal.phones import called_numbers, is_phone, phone_numbers

NATIONAL_ID, BIRTH, EMAIL, PHONE = "national-id", "day-of-birth", "email-address", "phone-number"
MOST = 100
FEWEST_DIGITS = 8  # of a number that is written with digits alone
MOST_REMEMBERED = 20_000  # signs of a stretch: a figure with its drawing fits


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
    text = folded(stretch)
    taken = bytearray(len(text))
    spans: list[tuple[str, int, int]] = []
    groups = groups_of(text)
    typed = typed_as_digits(text)
    typed_groups = groups_of(typed) if typed != text else None
    rows = list(rows_of_words(text))
    has_digits = sum(groups.lengths) >= FEWEST_DIGITS
    for code, of_code in (
        (EMAIL, emails(text)),
        (NATIONAL_ID, national_ids(text, groups) if has_digits else ()),
        (NATIONAL_ID, national_ids(typed, typed_groups) if typed_groups else ()),
        (NATIONAL_ID, in_words(text, rows, is_national_id)),
        (BIRTH, days_of_birth(text)),
        (PHONE, phone_numbers(text, groups) if has_digits else ()),
        (PHONE, called_numbers(typed, typed_groups) if typed_groups else ()),
        (PHONE, in_words(text, rows, is_phone)),
    ):
        new = (span for span in of_code if not any(taken[slice(*span)]))
        private = (
            at for at in new if code == NATIONAL_ID or bare(stretch[slice(*at)]) not in public
        )
        for start, end in islice(private, MOST):
            taken[start:end] = b"\1" * (end - start)
            spans.append((code, start, end))
    return tuple(sorted(spans, key=lambda span: span[1]))


@lru_cache(maxsize=1_000)  # what is allowed may stand there often
def bare(address: str) -> str:
    """An address or number without what may be written in several ways."""
    spelled = address.translate(FOLDED).replace(UNSEEN, "")
    if mail := EMAIL_ADDRESS.fullmatch(spelled.strip()):
        domain = DOT_IN_WORDS.sub(".", re.sub(r"\s", "", mail["domain"]))
        return f"{mail['local']}@{domain}".casefold()
    digits = re.sub(r"\D", "", spelled)
    return digits[-8:] if len(digits) in (10, 12) and digits[:-8] in ("47", "0047") else digits
