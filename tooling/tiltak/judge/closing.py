"""Periods that are closed: what was reported, and that nobody changes it in silence afterwards.

A closed period leaves two files: `plans/<plan>/closed/<period>.json`, the report's numbers as they were, and a
record beside it (`.yml`) with the revision, the checksum of those numbers and a fingerprint of every status
entry that speaks of the period. The fingerprints need no git: a check can hold the entries of today against them
in any clone. What is different must say so itself (`correction`), and comes in the next report.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tiltak.model.periods import Period, period
from tiltak.model.plan import Closing, Entry, Fingerprint, Measure, Plan

# Names in the fingerprint, by the model's. They stay as they are when a field gets another name, and a field
# without a value is left out, so that a new field changes no old fingerprint.
FINGERPRINTED = {
    "date": "date",
    "phase": "phase",
    "unchanged": "unchanged",
    "precision": "precision",
    "confidence": "confidence",
    "reason": "reason",
    "into": "into",
    "note": "note",
    "correction": "correction",
    "source": "source",
}
LENGTH = 16  # hexadecimal digits: it shows a change, the whole report has its own checksum


def fingerprint(entry: Entry) -> Fingerprint:
    """Hash an entry's content and its correction, kept with its day in the record of a closed period."""
    time = entry.date
    exact = f"{time.precision} {time.first}" if time.precision == "span" else time.precision
    values = {
        **{field: getattr(entry, field) for field in FINGERPRINTED if field != "precision"},
        "date": time.last,
        "precision": "" if time.is_day else exact,
    }
    content = {name: str(values[field]) for field, name in FINGERPRINTED.items() if values[field]}
    written = json.dumps(content, ensure_ascii=False, sort_keys=True)
    correction = _digest(entry.correction)[:LENGTH] if entry.correction else ""
    return Fingerprint(entry.date.last, _digest(written)[:LENGTH], correction)


def checksum(report: str) -> str:
    """Of the report's numbers, as they are written."""
    return _digest(report)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# What has been reported


@dataclass(frozen=True, slots=True)
class Book:
    """The entries as they were last reported, by the number of the measure, for the days that are closed."""

    periods: tuple[Period, ...]
    entries: Mapping[int, tuple[Fingerprint, ...]]

    def closed(self, day: date) -> Period | None:
        """The shortest closed period that contains a day; None if there is none."""
        containing = [p for p in self.periods if day in p]
        return min(containing, key=lambda p: (p.end - p.start, p.start), default=None)


def book(plan: Plan) -> Book:
    """All records of a plan, in the order in which they were made: a later one knows better."""
    entries: dict[int, tuple[Fingerprint, ...]] = {}
    periods: list[Period] = []
    for closing in in_order(plan.closings):
        closed = period(closing.period)
        periods.append(closed)
        for number in {*entries, *closing.entries}:
            restated = number in closing.restated
            kept = (f for f in entries.get(number, ()) if not restated and f.date not in closed)
            entries[number] = (*kept, *closing.entries.get(number, ()))
    return Book(tuple(periods), entries)


def in_order(closings: Iterable[Closing]) -> tuple[Closing, ...]:
    return tuple(sorted(closings, key=lambda c: (c.closed_on, period(c.period).end, c.period)))


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that is not as it was reported. `kind`: added, changed or removed; `entry` is None where it is gone.

    `corrected`: the measure says itself what was wrong, and has not said so in an earlier report.
    """

    kind: str
    number: int
    date: date
    period: Period
    entry: Entry | None = None
    corrected: bool = False


def differences(plan: Plan) -> tuple[Difference, ...]:
    """List how the entries of closed periods differ from what was reported, by number, newest first."""
    reported = book(plan)
    listed: list[Difference] = []
    for number in sorted({*reported.entries, *(m.number for m in plan.measures)}):
        earlier = reported.entries.get(number, ())
        listed += _of_measure(number, plan.measure(number), earlier, reported)
    return tuple(listed)


def _of_measure(
    number: int, measure: Measure | None, fingerprints: tuple[Fingerprint, ...], reported: Book
) -> list[Difference]:
    left = list(fingerprints)
    earlier_corrections = {f.correction for f in fingerprints}
    new: list[tuple[Entry, Period]] = []
    for entry in measure.entries if measure else ():
        closed = reported.closed(entry.date.last)
        if closed and fingerprint(entry) in left:
            left.remove(fingerprint(entry))
        elif closed:
            new.append((entry, closed))
    listed = []
    for entry, closed in new:
        before = next((f for f in left if f.date == entry.date.last), None)
        if before:
            left.remove(before)
        fresh = bool(entry.correction) and fingerprint(entry).correction not in earlier_corrections
        kind = "changed" if before else "added"
        listed.append(Difference(kind, number, entry.date.last, closed, entry, fresh))
    for gone in left:
        closed = reported.closed(gone.date)
        assert closed
        # Its place can be taken only by an entry about the same period that says why.
        excused = any(d.corrected and d.period == closed for d in listed)
        listed.append(Difference("removed", number, gone.date, closed, None, excused))
    return sorted(listed, key=lambda d: d.date, reverse=True)


def corrections(plan: Plan, reported: Period) -> tuple[tuple[Measure, Entry], ...]:
    """What the report of a period must tell was corrected: entries that say so, and that no report of an earlier
    period has told of. Newest first.
    """
    earlier = (c for c in plan.closings if period(c.period).end < reported.end)
    earlier_entries = book(replace(plan, closings=tuple(earlier))).entries
    fresh = [
        (measure, entry)
        for measure in plan.measures
        for entry in measure.entries
        if entry.correction and fingerprint(entry) not in earlier_entries.get(measure.number, ())
    ]
    return tuple(sorted(fresh, key=lambda pair: (-pair[1].date.last.toordinal(), pair[0].number)))


# Closing one more


def record(plan: Plan, closed: Period) -> Closing:
    """What is remembered of the entries; the caller fills in what is known of the report."""
    restated = tuple(sorted({d.number for d in differences(plan) if d.date not in closed}))
    before = book(plan)
    entries = {}
    for measure in plan.measures:
        spoken = [
            fingerprint(entry)
            for entry in measure.entries
            if entry.date.last in closed
            or (measure.number in restated and before.closed(entry.date.last))
        ]
        if spoken or measure.number in restated:
            entries[measure.number] = tuple(spoken)
    return Closing(closed.name, closed.end, closed.end, entries=entries, restated=restated)


def path_of(plan: Plan, closed: str, suffix: str) -> str:
    """`plans/rus-2019/closed/2020-Q4.yml`"""
    return f"plans/{plan.id}/closed/{closed}.{suffix}"


def as_yaml(closing: Closing) -> str:
    return "\n".join(_yaml_lines(closing)) + "\n"


def _yaml_lines(closing: Closing) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../../../schema/closed.schema.json"
    yield "# Skrevet av «tiltak report --close». Endres ikke for hånd: en rettelse står i meldingen den gjelder."
    yield f"period: {closing.period}" if "-" in closing.period else f'period: "{closing.period}"'
    yield f"as_of: {closing.as_of}"
    yield f"closed_on: {closing.closed_on}"
    yield f'revision: "{closing.revision}"'
    yield f'sha256: "{closing.sha256}"'
    yield f'program: "{closing.program}"'
    yield "entries:" if closing.entries else "entries: {}"
    for number, fingerprints in sorted(closing.entries.items()):
        yield f"  {number}:" if fingerprints else f"  {number}: []"
        for f in fingerprints:
            yield f"    - {f.date} {f.content} {f.correction}".rstrip()
    if closing.restated:
        yield f"restated: [{', '.join(map(str, closing.restated))}]"
