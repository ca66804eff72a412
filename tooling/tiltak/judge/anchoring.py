"""The records of closed periods made anew, where a text is taken out of a plan and of what was delivered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from tiltak.judge.closing import as_yaml, in_order
from tiltak.judge.decisions import decisions, of_their_own
from tiltak.judge.prints import (
    checksum,
    decision_holdings,
    field_of,
    figure_prints,
    fingerprint,
    holdings,
    plan_holdings,
)
from tiltak.model.decisions import Decision
from tiltak.model.indicators import Indicator
from tiltak.model.numbers import Number
from tiltak.model.periods import period
from tiltak.model.plan import Closing, Fingerprint, Measure, Plan, Redaction


def anew(
    before: Plan,
    after: Plan,
    taken_out: Mapping[str, Redaction],
    files: Mapping[str, Mapping[str, str]],
) -> tuple[Closing, ...]:
    """The records that change where a text is taken out of a plan and of what was delivered, in the order of the chain.

    `taken_out` and `files` are by the period: what was taken out of it, and the checksums of what is left.
    Whatever else a record says stays; each later one gets the checksum of the one before it.
    """
    new: list[Closing] = []
    link, day = "", date.min
    for record in in_order(before.closings):
        day = max(day, period(record.period).end, record.as_of)
        anchored = replace(
            record,
            files=files.get(record.period, record.files),
            previous=link or record.previous,
            entries=_entries_anew(record, before, after),
            holdings=_holdings_anew(record, before, after, day),
            plan=record.plan
            and _digests_anew(record.plan, plan_holdings(before), plan_holdings(after)),
            decisions=_decisions_anew(record, before, after),
            decision_holdings=_by_id_anew(
                record.decision_holdings,
                of_their_own(before),
                of_their_own(after),
                decision_holdings,
                day,
            ),
            figures=_by_id_anew(
                record.figures,
                before.indicators,
                after.indicators,
                figure_prints,
                day,
            ),
        )
        redaction = taken_out.get(record.period)
        link = ""
        if redaction or anchored != record:
            marks = taken_out.values()
            own = redaction or replace(next(iter(marks)), cleaned=(), removed=())
            # Its timestamp is of the record as it was.
            anchored = replace(anchored, redacted=(*record.redacted, own), timestamp="")
            anchored = replace(anchored, checksum=checksum(as_yaml(anchored)))
            link = anchored.checksum
            new.append(anchored)
    return tuple(new)


def _entries_anew(
    record: Closing, before: Plan, after: Plan
) -> Mapping[Number, tuple[Fingerprint, ...]]:
    return {
        number: _prints_anew(prints, before.measure(number), after.measure(number))
        for number, prints in record.entries.items()
    }


def _decisions_anew(
    record: Closing, before: Plan, after: Plan
) -> Mapping[str, tuple[Fingerprint, ...]] | None:
    if record.decisions is None:
        return None
    old, new = ({d.id: d for d in decisions(plan)} for plan in (before, after))
    return {
        id: _prints_anew(prints, old.get(id), new.get(id))
        for id, prints in record.decisions.items()
    }


def _prints_anew(
    prints: tuple[Fingerprint, ...], old: Measure | Decision | None, new: Measure | Decision | None
) -> tuple[Fingerprint, ...]:
    then, now_said = ([fingerprint(e) for e in of.entries] if of else [] for of in (old, new))
    now = _paired(then, now_said)
    return tuple(now.get(f, f) for f in prints)


def _holdings_anew(
    record: Closing, before: Plan, after: Plan, day: date
) -> Mapping[Number, Mapping[str, str]]:
    changed = dict(record.holdings)
    for number, names in record.holdings.items():
        old, new = before.measure(number), after.measure(number)
        if old and new and old != new:
            changed[number] = _digests_anew(names, holdings(old, day), holdings(new, day))
    return changed


ById = TypeVar("ById", Decision, Indicator)


def _by_id_anew(
    digests: Mapping[str, Mapping[str, str]] | None,
    before: Iterable[ById],
    after: Iterable[ById],
    prints: Callable[[ById, date], dict[str, str]],
    day: date,
) -> Mapping[str, Mapping[str, str]] | None:
    if digests is None:
        return None
    changed = dict(digests)
    new = {each.id: each for each in after}
    for old in before:
        if old.id in changed and old.id in new:
            then, now = prints(old, day), prints(new[old.id], day)
            changed[old.id] = _digests_anew(changed[old.id], then, now)
    return changed


def _digests_anew(
    digests: Mapping[str, str], then: Mapping[str, str], now: Mapping[str, str]
) -> dict[str, str]:
    """Each with its new name and content where it was what the files said before."""
    renamed = {(name, then[name]): (name, now[name]) for name in then.keys() & now.keys()}
    for kind in {_list_of(name) for name in then.keys() - now.keys()}:
        old, new = (
            [item for item in a.items() if item[0] not in b and _list_of(item[0]) == kind]
            for a, b in ((then, now), (now, then))
        )
        renamed |= _paired(old, new)
    return dict(renamed.get(item, item) for item in digests.items())


def _list_of(name: str) -> str:
    """The field of an item; empty of a figure, whose name is its sum alone."""
    return field_of(name) if " " in name else ""


Print = TypeVar("Print", Fingerprint, tuple[str, str])


def _paired(then: Sequence[Print], now: Sequence[Print]) -> dict[Print, Print]:
    """What stood there with what took its place, in the same order; what is the same is no part of it.

    Where more came than went, nobody can tell which is which, and the check asks of those that are otherwise.
    """
    before, after = set(then), set(now)
    gone = [p for p in then if p not in after]
    new = [p for p in now if p not in before]
    return dict(zip(gone, new, strict=True)) if len(gone) == len(new) else {}
