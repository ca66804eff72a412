"""What assessors had said until a day, and where it is not what was last said of the work itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tiltak.model.assessments import Assessment


def assessed_until(assessments: Iterable[Assessment], day: date) -> tuple[Assessment, ...]:
    """The assessments that were made until a day, newest first, with the replies that were given until then."""
    until_day = (_with_reply_until(a, day) for a in assessments if a.date.last <= day)
    return tuple(sorted(until_day, key=lambda a: a.date.last, reverse=True))


def _with_reply_until(assessment: Assessment, day: date) -> Assessment:
    reply = assessment.reply
    return replace(assessment, reply=None) if reply and reply.date.last > day else assessment


def differing(assessments: Iterable[Assessment], own_verdict: str) -> tuple[Assessment, ...]:
    """What each assessor said last, where that is not `own_verdict`, what is said of the work. `assessments` stand newest first."""
    last: dict[str, Assessment] = {}
    for assessment in assessments:
        last.setdefault(assessment.assessor, assessment)
    return tuple(assessment for assessment in last.values() if assessment.verdict != own_verdict)
