"""What a field holds, in words: its name and form are the schema's, so that a new field needs no sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tiltak.model.plan import Funding, Measure, Plan, Portfolio
from tiltak.model.when import When
from tiltak.read.fields import CHOICE, DATE, PROSE, Field, fields_for
from tiltak.words.language import Words

# «Hvem som sier det» is a clause: «Hvem som sier det er endret» would say that who says so is changed.
CLAUSE = "Hv"


def touched(title: str, say: Words) -> str:
    """That a field has changed, where its values are too long to say."""
    return say._("Endret: {fields}.").format(fields=title.lower())


def edited(
    field: Field, before: Any, after: Any, portfolio: Portfolio, plan: Plan, say: Words
) -> str:
    """That a field has got another value, with both values where they are short to say."""
    title = say.from_schema(field.title)
    texts = [named(field, content, portfolio, plan, say) for content in (before, after)]
    if field.form == PROSE or not all(texts) or texts[0] == texts[1]:
        return touched(title, say)
    if field.title.startswith(CLAUSE):
        text, title = say._("Endret: {field}, fra {before} til {after}."), title.lower()
    else:
        text = say._("{field} er endret fra {before} til {after}.")
    return text.format(field=title, before=texts[0], after=texts[1])


def rows(
    of: Measure | Plan, plan: Plan, place: str, say: Words
) -> Iterator[tuple[Field, str, str]]:
    """The plain fields of a plan, or of a measure in it, that a place shows: the field, its name, its value in words."""
    declared = fields_for("plan", place) if of is plan else fields_for("measure", place, plan)
    for field in declared:
        if words_shown := value(field, of.extra.get(field.key), say):
            yield field, say.from_schema(field.title), words_shown


def value(field: Field, content: Any, say: Words) -> str:
    """The value of a plain field as a reader sees it; empty where there is none, or a group of values."""
    match content:
        case str() if field.form == CHOICE:
            return say.from_schema(dict(field.choices).get(content, content))
        case str() if field.form == DATE:
            return say.date(date.fromisoformat(content))
        case str():
            return content
        case date() | When():
            return say.date(content)
        case tuple():
            return say.listed(map(str, content))
        case int():
            return say.figures(content)
    return ""


def quoted(field: Field, content: Any, say: Words) -> str:
    """The value inside a sentence; empty for a group of values."""
    match field.key, content:
        case _, None | "" | ():
            return say._("ikke oppgitt")
        case "grace_days", int():
            return say.days(content)
        case "silent_after_months", int():
            return say.plural("{n} måned", "{n} måneder", content)
        case "funding", Funding():
            return say.quoted(say.label("funding_decision", content.decision).lower())
        case _, str() if field.form != DATE:
            words_shown = value(field, content, say)
            return say.quoted(words_shown.lower() if field.form == CHOICE else words_shown)
    return value(field, content, say)


def named(field: Field, content: Any, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    """As `quoted`, with the name of a unit or an area in place of its id."""
    if content and field.key in ("owner", "contributors", "body"):
        return say.listed(
            portfolio.unit_name(id)
            for id in (content if isinstance(content, tuple) else (content,))
        )
    if content and field.key == "roles":
        return say.listed(f"{portfolio.unit_name(each.unit)} ({each.role})" for each in content)
    if content and field.key == "focus_area":
        content = plan.focus_area_title(content)
    return quoted(field, content, say)
