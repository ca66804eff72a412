"""The only place that asks what day it is."""

from __future__ import annotations

import os
import re
from datetime import date, datetime

from tiltak.model.plan import OSLO
from tiltak.problems import UsageError

# As in the schema: a year outside these is a slip of the fingers, and arithmetic near 1 and 9999 breaks.
WRITTEN = re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")


def today() -> date:
    """Today in Europe/Oslo, or the day in the environment variable TILTAK_TODAY (to rebuild a past run)."""
    asked = os.environ.get("TILTAK_TODAY")
    return day(asked) if asked else _real_today()


def latest() -> date:
    """The last day that can have been: to rebuild a past run does not make later commits false."""
    return max(today(), _real_today())


def _real_today() -> date:
    return datetime.now(OSLO).date()  # noqa: TID251 – the one place that may ask


def day(text: str) -> date:
    """A date that a person typed; UsageError with advice where it is none."""
    message = f"«{text}» er ikke en dato. Skriv år-måned-dag, for eksempel 2020-12-31."
    if not WRITTEN.fullmatch(text):  # fromisoformat also reads 20201231 and 2020-W53-4
        raise UsageError(message)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(message) from None
