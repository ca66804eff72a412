"""Decisions that are followed up: whom and what they name, and when."""

from __future__ import annotations

from collections.abc import Iterator

from tiltak.checks.context import Context, choose, day_shown
from tiltak.problems import Code, Problem, nearest

UNKNOWN_IN_DECISION = Code(
    "unknown-in-decision",
    "Vedtaket nevner en enhet eller et tiltak som ikke finnes",
    "Et vedtak følges opp av enheter fra plans/units.yml og tiltak i planen. Ellers finner ingen fram til dem.",
    "unit: helsehust\n",
    "unit: helsehuset\n",
    "decision",
)


def unknown_in_decision(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        numbers = context.numbers.get(plan.id, set())
        for decision in plan.decisions:
            place = context.document(decision.path).place
            for key, id in (("body", decision.body), ("unit", decision.unit)):
                if id and context.unit_ids is not None and id not in context.unit_ids:
                    yield UNKNOWN_IN_DECISION(
                        f"Enheten «{id}» finnes ikke ⟨i plans/units.yml|i listen over enheter⟩.",
                        place(key),
                        hint=nearest(id, context.unit_ids) or "Legg den til der.",
                    )
            for index, number in enumerate(decision.measures):
                if number not in numbers:
                    yield UNKNOWN_IN_DECISION(
                        f"Tiltak {number} finnes ikke i planen.",
                        place("measures", index),
                        hint=choose(str(number), map(str, numbers)),
                    )


DECISION_ENTRY = Code(
    "decision-entry",
    "Oppfølgingen har en dato som ikke kan stemme",
    "Den nyeste meldingen står øverst, og ingen melding kan gjelde en dag som ikke har vært.",
    "entries:\n  - {date: 2099-01-01, state: done, note: Gjort.}\n",
    "entries:\n  - {date: 2020-01-01, state: done, note: Gjort.}\n",
    "decision",
)


def decision_entry(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        for decision in plan.decisions:
            place = context.document(decision.path).place
            for index, entry in enumerate(decision.entries):
                if context.lies_ahead(entry.date.first):
                    yield DECISION_ENTRY(
                        f"Meldingen gjelder {day_shown(entry.date)}, som ikke har vært ennå.",
                        place("entries", index, "date"),
                        hint="Skriv dagen det ble gjort.",
                    )
                elif index and decision.entries[index - 1].date.last < entry.date.last:
                    yield DECISION_ENTRY(
                        f"Meldingen fra {day_shown(entry.date)} står under en eldre.",
                        place("entries", index, "date"),
                        hint="Flytt den nyeste øverst.",
                    )
