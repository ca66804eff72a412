"""What a field holds, in words: its name and form are the schema's, so that a new field needs no sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tiltak.model.plan import Funding, Measure, Plan, Portfolio
from tiltak.model.when import When
from tiltak.read.fields import CHOICE, DATE, PROSE, Field, fields_for
from tiltak.words.language import Words


def touched(title: str, say: Words) -> str:
    """That a field has changed, where its values are too long to say."""
    return say._("Endret: {fields}.").format(fields=title.lower())


def edited(
    field: Field, before: Any, after: Any, portfolio: Portfolio, plan: Plan, say: Words
) -> str:
    """That a field has got another value, with both values where they are short to say."""
    title = say.from_schema(field.title)
    said = [named(field, held, portfolio, plan, say) for held in (before, after)]
    if field.form == PROSE or not all(said) or said[0] == said[1]:
        return touched(title, say)
    return say._("{field} er endret fra {before} til {after}.").format(
        field=title, before=said[0], after=said[1]
    )


def rows(of: Measure | Plan, place: str, say: Words) -> Iterator[tuple[Field, str, str]]:
    """The plain fields that a place shows and that say something: the field, its name and its value in words."""
    kind = "measure" if isinstance(of, Measure) else "plan"
    for field in fields_for(kind, place):
        if said := value(field, of.extra.get(field.key), say):
            yield field, say.from_schema(field.title), said


def value(field: Field, held: Any, say: Words) -> str:
    """The value of a plain field as a reader sees it; empty where there is none, or a group of values."""
    match held:
        case str() if field.form == CHOICE:
            return say.from_schema(dict(field.choices).get(held, held))
        case str() if field.form == DATE:
            return say.date(date.fromisoformat(held))
        case str():
            return held
        case date() | When():
            return say.date(held)
        case tuple():
            return say.listed(map(str, held))
        case int():
            return say.figures(held)
    return ""


def quoted(field: Field, held: Any, say: Words) -> str:
    """The value inside a sentence; empty for a group of values."""
    match field.key, held:
        case _, None | "" | ():
            return say._("ikke oppgitt")
        case "grace_days", int():
            return say.days(held)
        case "silent_after_months", int():
            return say.plural("{n} måned", "{n} måneder", held)
        case "funding", Funding():
            return say.quoted(say.label("funding_decision", held.decision).lower())
        case _, str() if field.form != DATE:
            said = value(field, held, say)
            return say.quoted(said.lower() if field.form == CHOICE else said)
    return value(field, held, say)


def named(field: Field, held: Any, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    """As `quoted`, with the name of a unit or an area in place of its id."""
    if held and field.key in ("owner", "contributors", "body"):
        return say.listed(
            portfolio.unit_name(id) for id in (held if isinstance(held, tuple) else (held,))
        )
    if held and field.key == "focus_area":
        held = plan.focus_area_title(held)
    return quoted(field, held, say)
