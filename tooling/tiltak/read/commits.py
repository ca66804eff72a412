"""What git says of a commit, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tiltak.harmless import one_line
from tiltak.personal.find import personal_data

# What `git pull` writes where it merges the published main line into one's own copy of it.
PULLED = re.compile(
    r"Merge (?:branch '(?:main|master|trunk)' of \S.*|remote-tracking branch '\S+/(?:main|master|trunk)')(?: into (?:main|master|trunk))?"
)
# What the hosts and people write at the end of a message.
APPROVED_BY = re.compile(
    r"^(?:Approved|Reviewed)-by:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE | re.IGNORECASE
)
NOT_SHOWN = "(meldingen vises ikke: den har opplysninger om en person i seg)"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the mainline.

    `recorded_on` is the day it counts from, in Europe/Oslo: never earlier than that of the commit before it,
    also where a clock ran backwards. `claimed_on` is what its own clock said, where that day has not been yet.
    `merged` is the second parent of a merge.
    """

    id: str
    recorded_on: date
    subject: str
    claimed_on: date | None = None
    merged: str = ""

    @property
    def swaps_the_mainline(self) -> bool:
        """Whether a pull put the puller's own commits first and the published ones second («foxtrot»)."""
        return bool(self.merged and PULLED.fullmatch(self.subject))

    @property
    def may_be_shown(self) -> bool:
        """Whether its message is free of a person's data, the part below the subject too."""
        return self.subject != NOT_SHOWN

    @property
    def short_id(self) -> str:
        return self.id[:9]


@dataclass(frozen=True, slots=True)
class Approval:
    """Whether another than its author looked at a commit of the mainline.

    `approvers` are those that its message names, as they stand there: for finding a unit, never to be shown.
    """

    approvers: tuple[str, ...] = ()
    seen_by_another: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A commit after which nobody can say for sure what was known from `since` until it was recorded.

    It claims a day that has not been, or it swapped the mainline: what was published from `since` on came second.
    """

    commit: Commit
    since: date


@dataclass(frozen=True, slots=True)
class Touched:
    """A file that a commit left with another content; `blob` is empty where it was removed."""

    path: str
    blob: str = ""


@lru_cache(maxsize=10_000)  # a history is walked by the check, by the pages and by the reports
def shown_subject(subject: str, body: str = "") -> str:
    """What may be told of a commit's message, which anybody may have written: `NOT_SHOWN` where it has a person's data."""
    printable = one_line(subject)
    return NOT_SHOWN if any(map(personal_data, {subject, printable, body})) else printable
