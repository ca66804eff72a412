"""What differs in the plan's own file and in the units, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from tiltak.model.goals import Goal
from tiltak.model.periods import period
from tiltak.model.plan import (
    Closing,
    Conflict,
    Event,
    Plan,
    PlanCorrection,
    Portfolio,
    ResolutionPoint,
    RevisedPlan,
    Revision,
    Unit,
)
from tiltak.past.changes import PlanEdit, UnitEdit
from tiltak.read.fields import declared
from tiltak.words.changes import field_names
from tiltak.words.fields import edited
from tiltak.words.language import Words

# The plan itself, and the units
PLAN_PATHS = {
    "start": ("period", "start"),
    "end": ("period", "end"),
    "period_note": ("period", "note"),
    "adopted_by": ("adoption", "body"),
    "adopted": ("adoption", "date"),
    "adoption_source": ("adoption", "source"),
    "adoption_revision": ("adoption", "revision"),
}


def plan_sentence(edit: PlanEdit, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    """A difference in what the plan's own file says, or in which periods have been closed."""
    if edit.field == "closings":
        return _of_list(say._("Avsluttede perioder"), edit, say)
    path = PLAN_PATHS.get(edit.field, (edit.field,))
    field = declared("plan", *path)
    if isinstance(edit.before, tuple) or isinstance(edit.after, tuple):
        # None: the field was missing.
        return _of_list(say.from_schema(field.title), edit, say)
    if len(path) > 1:
        title = f"{say.field('plan', path[0])}, {say.from_schema(field.title).lower()}"
        field = replace(field, title=title)
    return edited(field, edit.before, edit.after, portfolio, plan, say)


def _of_list(name: str, edit: PlanEdit, say: Words) -> str:
    """What was put in, taken out and changed in one of the plan's lists."""
    before, after = (_by_name(items or (), say) for items in (edit.before, edit.after))
    parts = [
        text.format(items=say.listed(names))
        for text, names in (
            (say._("lagt til {items}"), [n for n in after if n not in before]),
            (say._("tatt bort {items}"), [n for n in before if n not in after]),
            (say._("endret {items}"), [n for n in after if before.get(n, after[n]) != after[n]]),
        )
        if names
    ]
    if not parts:
        return say._("Rekkefølgen er endret: {fields}.").format(fields=name.lower())
    return f"{name}: {', '.join(parts)}."


def _by_name(items: Iterable[Any], say: Words) -> dict[str, list[Any]]:
    """The items of a list by what a person would call them."""
    by_name: dict[str, list[Any]] = {}
    for item in items:
        by_name.setdefault(_item_name(item, say), []).append(item)
    return by_name


def _item_name(item: Any, say: Words) -> str:
    match item:
        case Closing():
            return say.period(period(item.period))
        case ResolutionPoint():
            return say._("punkt {point}").format(point=item.point)
        case Event() | Revision() | PlanCorrection():
            return say.date(item.date)
        case RevisedPlan():
            return say.quoted(item.previous)
        case Goal():
            return say.quoted(item.text)
        case Conflict():
            return say.quoted(item.about)
        case str():
            return item
    return say.quoted(item.title)


def unit_sentence(edit: UnitEdit, say: Words) -> str:
    """A unit that came, went or changed."""
    before, after = edit.before, edit.after
    if before is None or after is None:
        text = say._("Ny enhet: {unit}.") if after else say._("Enheten {unit} er tatt ut.")
        return text.format(unit=(after or before).name)  # type: ignore[union-attr]  # one of the two is there
    parts = []
    if before.name != after.name:
        parts.append(
            say._("Enheten {before} heter nå {after}.").format(before=before.name, after=after.name)
        )
    names = [f.name for f in fields(Unit) if getattr(before, f.name) != getattr(after, f.name)]
    if other_names := [name for name in names if name != "names" or before.name == after.name]:
        field_list = field_names("units", " ".join(other_names), say, "units", edit.id)
        parts.append(
            say._("Endret for {unit}: {fields}.").format(unit=after.name, fields=field_list)
        )
    return " ".join(parts)
