"""What others make of measures and decisions: who says it, and when it can have been said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tiltak.checks.context import Context, day_shown
from tiltak.model.assessments import Assessment
from tiltak.problems import Code, Place, Problem, nearest


@dataclass(frozen=True, slots=True)
class _Assessed:
    """The assessments of one thing, whose it is, and where they stand in its file."""

    assessments: Sequence[Assessment]
    owner: str
    place: Callable[..., Place]


UNKNOWN_ASSESSOR = Code(
    "unknown-assessor",
    "Den som har vurdert, finnes ikke blant enhetene, eller har ansvaret selv",
    "En vurdering kommer fra andre enn den ansvarlige. Enheten eller rollen står i plans/units.yml, aldri navnet på en "
    "person. Det den ansvarlige selv mener, er en statusmelding eller et svar.",
    "assessments:\n  - {date: 2020-06-30, assessor: revisjonn, verdict: lapsed, note: Lagt ned.}\n",
    "assessments:\n  - {date: 2020-06-30, assessor: bystyret, verdict: lapsed, note: Lagt ned.}\n",
)


def unknown_assessor(context: Context) -> Iterator[Problem]:
    unit_ids = context.unit_ids
    for assessed in _all(context):
        for index, assessment in enumerate(assessed.assessments):
            id, place = assessment.assessor, assessed.place(index, "assessor")
            if unit_ids is not None and id not in unit_ids:
                yield UNKNOWN_ASSESSOR(
                    f"Enheten «{id}» finnes ikke ⟨i plans/units.yml|i listen over enheter⟩.",
                    place,
                    hint=nearest(id, unit_ids) or "Legg den til der.",
                )
            elif id == assessed.owner:
                yield UNKNOWN_ASSESSOR(
                    "Den som har vurdert, har også ansvaret.",
                    place,
                    hint="Før det opp som en statusmelding, eller som svar på det andre har vurdert.",
                )


ASSESSMENT_DATE = Code(
    "assessment-date",
    "Vurderingen eller svaret har en dato som ikke kan stemme",
    "Den nyeste vurderingen står øverst, ingen kan gjelde en dag som ikke har vært, og svaret kommer etter det som er "
    "vurdert.",
    "assessments:\n  - {date: 2099-06-30, assessor: bystyret, verdict: lapsed, note: Lagt ned.}\n",
    "assessments:\n  - {date: 2020-06-30, assessor: bystyret, verdict: lapsed, note: Lagt ned.}\n",
)


def assessment_date(context: Context) -> Iterator[Problem]:
    for assessed in _all(context):
        for index, assessment in enumerate(assessed.assessments):
            date, reply = assessment.date, assessment.reply
            if date.first > context.today:
                yield ASSESSMENT_DATE(
                    f"Vurderingen gjelder {day_shown(date)}, som ikke har vært ennå.",
                    assessed.place(index, "date"),
                    hint="Skriv dagen vurderingen gjelder.",
                )
            elif index and assessed.assessments[index - 1].date.last < date.last:
                yield ASSESSMENT_DATE(
                    f"Vurderingen fra {day_shown(date)} står under en eldre.",
                    assessed.place(index, "date"),
                    hint="Flytt den nyeste øverst.⟨ «tiltak fmt» setter dem i rekkefølge.|⟩",
                )
            if reply and (reply.date.first > context.today or reply.date.last < date.first):
                yield ASSESSMENT_DATE(
                    f"Svaret er datert {day_shown(reply.date)}, men vurderingen gjelder {day_shown(date)}."
                    if reply.date.last < date.first
                    else f"Svaret er datert {day_shown(reply.date)}, som ikke har vært ennå.",
                    assessed.place(index, "reply", "date"),
                    hint="Skriv dagen svaret ble gitt.",
                )


def _all(context: Context) -> Iterator[_Assessed]:
    def placed(path: str, *before: str | int) -> Callable[..., Place]:
        place = context.document(path).place
        return lambda *inside: place(*before, "assessments", *inside)

    for _, measure, _ in context.measures():
        yield _Assessed(measure.assessments, measure.owner, placed(measure.path))
    for plan in context.plans:
        for decision in plan.decisions:
            yield _Assessed(decision.assessments, decision.unit, placed(decision.path))
        for index, point in enumerate(plan.resolution):
            yield _Assessed(point.assessments, "", placed(plan.path, "resolution", index))
