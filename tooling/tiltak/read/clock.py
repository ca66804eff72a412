"""The only place that asks what day it is."""

from __future__ import annotations

import os
from datetime import date, datetime

from tiltak.model.plan import OSLO
from tiltak.model.when import Impossible, When, read
from tiltak.problems import UsageError


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
    """A day that a person typed; UsageError with advice where it is none, or more than one."""
    try:
        stated = read(text)
    except Impossible:
        stated = None
    if isinstance(stated, When) and stated.is_day and not stated.guessed:
        return stated.last
    raise UsageError(
        f"«{text}» er ikke en dato. Skriv en bestemt dag, for eksempel 2020-12-31 eller 31.12.2020."
    )
