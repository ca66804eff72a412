"""What differs in the plan's own file and in the units, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from tiltak.model.periods import period
from tiltak.model.plan import Closing, Event, Goal, Portfolio, ResolutionPoint, Unit
from tiltak.past.changes import PlanEdit, UnitEdit
from tiltak.words.changes import field_names, quoted_label
from tiltak.words.language import Words

# The plan itself, and the units
PLAN_PATHS = {
    "start": ("period", "start"),
    "end": ("period", "end"),
    "period_note": ("period", "note"),
    "adopted_by": ("adoption", "body"),
    "adopted_on": ("adoption", "date"),
    "adoption_source": ("adoption", "source"),
}
SHORT_FIELDS = ("title", "short_title", "municipality")
DATE_FIELDS = ("start", "end", "adopted_on", "reported_through")
TOLD_IN_FULL = (
    *SHORT_FIELDS, *DATE_FIELDS, "adopted_by", "grace_days", "silent_after_months", "calendar",
)  # fmt: skip


def plan_sentence(edit: PlanEdit, portfolio: Portfolio, say: Words) -> str:
    """A difference in what the plan's own file says, or in which periods have been closed."""
    if edit.field == "closings":
        return _of_list(say._("Avsluttede perioder"), edit, say)
    name = _plan_field(edit.field, say)
    if isinstance(edit.before, tuple):
        return _of_list(name, edit, say)
    if edit.field not in TOLD_IN_FULL:
        return say._("Endret: {fields}.").format(fields=name.lower())
    return say._("{field} er endret fra {before} til {after}.").format(
        field=name,
        before=_plan_value(edit.field, edit.before, portfolio, say),
        after=_plan_value(edit.field, edit.after, portfolio, say),
    )


def _plan_field(field: str, say: Words) -> str:
    path = PLAN_PATHS.get(field, (field,))
    name = say.field("plan", *path)
    if len(path) == 1:
        return name
    return f"{say.field('plan', path[0])}, {name.lower()}"


def _plan_value(field: str, value: Any, portfolio: Portfolio, say: Words) -> str:
    if not value and value != 0:
        return say._("ikke oppgitt")
    match field:
        case "adopted_by":
            return portfolio.unit_name(value)
        case "grace_days":
            return say.days(value)
        case "silent_after_months":
            return say.plural("{n} måned", "{n} måneder", value)
        case "calendar":
            return quoted_label("calendar", value, say)
    return say.date(value) if field in DATE_FIELDS else say.quoted(value)


def _of_list(name: str, edit: PlanEdit, say: Words) -> str:
    """What was put in, taken out and changed in one of the plan's lists."""
    before, after = (_by_name(items, say) for items in (edit.before, edit.after))
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
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(_item_name(item, say), []).append(item)
    return found


def _item_name(item: Any, say: Words) -> str:
    match item:
        case Closing():
            return say.period(period(item.period))
        case ResolutionPoint():
            return say._("punkt {point}").format(point=item.point)
        case Event():
            return say.date(item.date, item.precision)
        case Goal():
            return say.quoted(item.text)
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
    if rest := [name for name in names if name != "names" or before.name == after.name]:
        told = field_names("units", " ".join(rest), say, "units", edit.id)
        parts.append(say._("Endret for {unit}: {fields}.").format(unit=after.name, fields=told))
    return " ".join(parts)
