"""The coordinator's list of what units answered instead of a report; it lies outside of the plan's folder.

A line of it is `- [ ] Tiltak 6, Ny park (Kultur): «Ikke vårt» …`, and is ticked off when the coordinator has answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tiltak.harmless import one_line
from tiltak.model.decisions import Decision
from tiltak.model.plan import Measure, Portfolio
from tiltak.sheets.tables import NOT_OURS
from tiltak.words.decisions import in_short
from tiltak.words.language import words

UNANSWERED = "- [ ] "


def subject(about: Measure | Decision, portfolio: Portfolio, day: date) -> str:
    """What a line begins with: the measure or the decision, and the unit that answered."""
    if isinstance(about, Measure):
        title, unit = f"Tiltak {about.number}, {one_line(about.title)}", about.owner
    else:
        title, unit = one_line(in_short(about, words())), about.unit
    return f"{title} ({portfolio.unit_name(unit, day) if unit else 'uten ansvarlig'})"


def is_unanswered(
    lines: Iterable[str], about: Measure | Decision, portfolio: Portfolio, day: date
) -> bool:
    """Whether the unit has said that this is not theirs, and the coordinator has not answered."""
    start = f"{UNANSWERED}{subject(about, portfolio, day)}: «{NOT_OURS}»"
    return any(line.startswith(start) for line in lines)
