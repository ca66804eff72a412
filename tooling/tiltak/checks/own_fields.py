"""What a plan adds of its own: fields of its measures with their values, and words for its statuses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from tiltak.checks.context import Context, choose
from tiltak.model.own import OwnField
from tiltak.problems import Code, Problem, either
from tiltak.read import fields, schema
from tiltak.read.schema import FORMATS

TAKEN_FIELD = Code(
    "taken-field",
    "Feltet finnes fra før",
    "Et eget felt kan ikke hete det samme som et felt som alle planer har. Ingen ville visst hvilket som menes.",
    "fields:\n  - {id: owner, title: Eier, form: text}\n",
    "fields:\n  - {id: eier, title: Eier, form: text}\n",
    "plan",
)
UNKNOWN_FIELD = Code(
    "unknown-own-field",
    "Planen har ikke dette feltet",
    "Et eget felt må stå i planfilen med navn og hva det inneholder, ellers vet ingen hva verdien betyr.",
    "fields: {prio: hoy}\n",
    "fields: {prioritet: hoy}\n",
)
OWN_VALUE = Code(
    "own-field-value",
    "Verdien passer ikke i feltet",
    "Planfilen sier hva et eget felt inneholder: en tekst, et tall, en dato, en liste eller ett av noen valg.",
    "fields: {prioritet: 1}\n",
    "fields: {prioritet: hoy}\n",
)


REPEATED_WORD = Code(
    "repeated-word",
    "To statuser heter det samme",
    "Leseren ser bare ordet. Heter to statuser det samme, vet ingen hvilken som menes.",
    "words:\n  statuses:\n    - {status: planning, title: Pågår}\n",
    "words:\n  statuses:\n    - {status: planning, title: Forberedes}\n",
    "plan",
)


def repeated_word(context: Context) -> Iterator[Problem]:
    """Both words of a status that has two, and each of the words that two statuses have."""
    for plan in context.plans:
        named = {choice.value: choice.title for choice in schema.choices("verdict")}
        titles = named | {word.status: word.title for word in plan.words.statuses}
        for index, word in enumerate(plan.words.statuses):
            place = context.document(plan.path).place("words", "statuses", index, "title")
            if sum(word.status == other.status for other in plan.words.statuses) > 1:
                yield REPEATED_WORD(
                    f"Statusen «{named[word.status]}» har fått mer enn ett ord.",
                    place,
                    hint="Ta bort ett av dem. En status har ett ord.",
                )
            elif word.title.casefold() in (
                title.casefold() for status, title in titles.items() if status != word.status
            ):
                yield REPEATED_WORD(
                    f"En annen status heter også «{word.title}».",
                    place,
                    hint="Gi hver status sitt eget ord.",
                )


def taken_field(context: Context) -> Iterator[Problem]:
    taken = fields.of("measure")
    for plan in context.plans:
        for index, field in enumerate(plan.fields):
            if field.id in taken:
                yield TAKEN_FIELD(
                    f"Alle tiltak har et felt som heter «{field.id}». Det er «{taken[field.id].title}».",
                    context.document(plan.path).place("fields", index, "id"),
                    hint=f"Gi feltet «{field.title}» et annet kortnavn.",
                )


def own_values(context: Context) -> Iterator[Problem]:
    """What stands in a measure's own fields and is not what the plan says of them."""
    for plan, _, document in context.measures():
        own = {field.id: field for field in plan.fields}
        unread = fields.OWN in context.gaps(plan.path).fields
        for key, value in (document.value.get(fields.OWN) or {}).items():
            place = document.place(fields.OWN, key)
            if key not in own and not unread:
                advice = choose(key, own) if own else "Planen har ingen egne felter."
                yield UNKNOWN_FIELD(
                    f"Planen har ikke noe felt som heter «{key}».", place, hint=advice
                )
            elif key in own and not _validator(own[key]).is_valid(value):
                yield OWN_VALUE(
                    f"«{_written(value)}» kan ikke stå i feltet «{own[key].title}».",
                    place,
                    hint=_wanted(own[key]),
                )


def _written(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _wanted(field: OwnField) -> str:
    if field.choices:
        return f"Velg {schema.listed({c.id: c.title for c in field.choices})}."
    form = dict(fields.declared("plan", "fields", 0, "form").choices)[field.form]
    return f"Planen sier at feltet skal ha {form}. " + either(
        "Rett verdien, eller «form» i planfilen.", "Rett verdien."
    )


@cache
def _validator(field: OwnField) -> Any:
    import jsonschema_rs

    written = fields.measure_schema((field,))
    definition = written["properties"][fields.OWN]["properties"][field.id]
    return jsonschema_rs.validator_for(
        {**definition, "$defs": written["$defs"]}, validate_formats=True, formats=dict(FORMATS)
    )
