"""Periods that are closed: what was reported, and that nobody changes it in silence afterwards.

A closed period leaves a folder, `plans/<plan>/closed/<period>/`: the files as they were delivered, and a record
(`record.yml`) with the revision, the checksum of each file, that of the record before it, and fingerprints of
what the report rests on. They need no git: a check can hold the files of today against them in any clone. What is
different must say so itself (`correction`), and comes in the next report.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from tiltak.judge.decisions import decisions, of_their_own
from tiltak.judge.prints import (
    DESCRIBED,
    checksum,
    correction_name,
    decision_holdings,
    field_of,
    figure_correction,
    figure_name,
    figure_prints,
    fingerprint,
    holdings,
    of_an_older_kind,
    plan_holdings,
)
from tiltak.model.decisions import Decision, FollowUp
from tiltak.model.indicators import Figure, Indicator
from tiltak.model.numbers import Number
from tiltak.model.periods import Period, period
from tiltak.model.plan import (
    ChainStart,
    Closing,
    Entry,
    Fingerprint,
    Measure,
    Plan,
    PlanCorrection,
    Reference,
    Revised,
    RevisedPlan,
)
from tiltak.read import fields

# What has been reported


Of = TypeVar("Of")  # the number of a measure, or the id of a decision
Said = TypeVar("Said", Entry, FollowUp)
YEARS = timedelta(days=1000)  # longer than any period


@dataclass(frozen=True, slots=True)
class Book:
    """The entries as they were last reported, by the number of the measure, for the days that are closed."""

    covered: tuple[tuple[Period, date], ...]
    entries: Mapping[Number, tuple[Fingerprint, ...]]

    def closed(self, day: date) -> Period | None:
        """The shortest closed period that contains a day, else the first whose report rests on it."""
        resting = [closed for closed, since in self.covered if since <= day <= closed.end]
        return min(
            resting,
            key=lambda p: (p.end - p.start, p.start) if day in p else (p.end - day + YEARS, p.end),
            default=None,
        )


def book(plan: Plan) -> Book:
    """All records of a plan, in the order in which they were made: a later one knows better."""
    entries: dict[Number, tuple[Fingerprint, ...]] = {}
    covered: list[tuple[Period, date]] = []
    for closing in in_order(plan.closings):
        closed, since = period(closing.period), covered_since(closing)
        covered.append((closed, since))
        for number in {*entries, *closing.entries}:
            restated = number in closing.restated
            unchanged = (
                f
                for f in entries.get(number, ())
                if not restated and not since <= f.date <= closed.end
            )
            entries[number] = (*unchanged, *closing.entries.get(number, ()))
    return Book(tuple(covered), entries)


def covered_since(closing: Closing) -> date:
    """The first day whose entries a record holds: a record of an older kind holds those of its period alone."""
    return date.min if closing.holdings else period(closing.period).start


# The chain


def in_order(closings: Iterable[Closing]) -> tuple[Closing, ...]:
    """In the order of the chain; records of an older kind, and those whose link is broken, by the day of closing."""
    by_day = sorted(closings, key=lambda c: (c.closed_on, period(c.period).end, c.period))
    ordered = [closing for closing in by_day if not closing.previous]
    left = [closing for closing in by_day if closing.previous]
    while left:
        closing = next((c for c in left if follows(c, ordered[-1] if ordered else None)), left[0])
        left.remove(closing)
        ordered.append(closing)
    return tuple(ordered)


def follows(closing: Closing, before: Closing | None) -> bool:
    """Whether a record names the one before it, the first of all the plan as it was adopted."""
    if before:
        return closing.previous == before.checksum
    return closing.start is not None and closing.previous == closing.start.sha256


def before(plan: Plan, record: Closing | None) -> Closing | None:
    """The link before a record; the newest of all where there is no record yet."""
    others = in_order(c for c in plan.closings if record is None or c.period != record.period)
    if record and record.previous:
        return next((c for c in others if c.checksum == record.previous), None)
    return others[-1] if others else None


def newest_before(plan: Plan, reported: Period) -> Closing | None:
    """What the report of a period will build on if it is closed as things are: a record of an earlier period."""
    return before(_closed_before(plan, reported), None)


def broken_links(plan: Plan) -> tuple[Closing, ...]:
    """Records that name another record before them than the one that is there."""
    ordered = in_order(plan.closings)
    pairs = zip(ordered, (None, *ordered), strict=False)
    return tuple(
        closing for closing, before in pairs if closing.previous and not follows(closing, before)
    )


def chain_digest(files: Mapping[str, bytes]) -> str:
    """One checksum of many files, the names with them: what the first record builds on."""
    return checksum(json.dumps({name: checksum(files[name]) for name in sorted(files)}))


SHORT = 12  # hexadecimal digits that a person is asked to compare


def short(digest: str) -> str:
    return digest[:SHORT]


@dataclass(frozen=True, slots=True)
class Difference(Generic[Of, Said]):
    """An entry that is not as it was reported. `kind`: added, changed or removed; `entry` is None where it is gone.

    `of` is the number of the measure or the id of the decision. `corrected`: its file says itself what was wrong,
    and has not said so in an earlier report.
    """

    kind: str
    of: Of
    date: date
    period: Period
    entry: Said | None = None
    corrected: bool = False


def differences(plan: Plan) -> tuple[Difference[Number, Entry], ...]:
    """List how the entries of closed periods differ from what was reported, by number, newest first."""
    reported = book(plan)
    listed: list[Difference[Number, Entry]] = []
    for number in sorted({*reported.entries, *(m.number for m in plan.measures)}):
        earlier = reported.entries.get(number, ())
        measure = plan.measure(number)
        entries = measure.entries if measure else ()
        of_measure = _of_entries(number, entries, earlier, reported.closed)
        listed += of_measure if measure else of_measure[:1]  # a measure that is gone is gone once
    return tuple(listed)


def decision_differences(plan: Plan) -> tuple[Difference[str, FollowUp], ...]:
    """List how what is said of decisions differs from the newest record that has it, by id, newest first."""
    if not (newest_and_day := _newest_with("decisions", plan)):
        return ()
    newest, day = newest_and_day
    reported = newest.decisions or {}
    now = {d.id: d.entries for d in decisions(plan)}

    def closed(spoken_of: date) -> Period | None:
        return period(newest.period) if spoken_of <= day else None

    return tuple(
        difference
        for id in sorted({*reported, *now})
        for difference in _of_entries(id, now.get(id, ()), reported.get(id, ()), closed)
    )


def _newest_with(part: str, plan: Plan) -> tuple[Closing, date] | None:
    """The newest record that holds what was said of decisions, or figures, and the last day that it holds."""
    day, newest = date.min, None
    for closing in in_order(plan.closings):
        day = max(day, closing.as_of)
        if getattr(closing, part) is not None:
            newest = closing, day
    return newest


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """What a closed report says of a series and is not so. `name`: a field, `figures`, or empty where the series is gone.

    `figure` is None where it is gone, or a field is otherwise. `corrected`: the file says why, and no earlier report
    has told it; of a figure the one that is changed, else any of the series.
    """

    indicator: str
    name: str
    period: str
    figure: Figure | None = None
    corrected: bool = False


def figure_differences(plan: Plan) -> Iterator[FigureDifference]:
    """List how the series are not as the newest record has them. A figure that came later is no difference."""
    if not (newest_and_day := _newest_with("figures", plan)):
        return
    newest, day = newest_and_day
    indicators = {indicator.id: indicator for indicator in plan.indicators}
    for id, prints in (newest.figures or {}).items():
        indicator = indicators.get(id)
        if indicator is None:
            yield FigureDifference(id, "", newest.period)
            continue
        fresh = {figure_name(f) for f in freshly_corrected(indicator.figures, prints)}
        figures = {figure_name(figure): figure for figure in indicator.figures}
        now = figure_prints(indicator, day)
        for name, digest in prints.items():
            if now.get(name, "").partition(" ")[0] != digest.partition(" ")[0]:
                figure = figures.get(name)
                corrected = name in fresh if figure else bool(fresh)
                field = name if name in DESCRIBED else "figures"
                yield FigureDifference(id, field, newest.period, figure, corrected)


def freshly_corrected(figures: Iterable[Figure], prints: Mapping[str, str]) -> list[Figure]:
    """Those that say why they are otherwise, in words that the record with these prints has not."""
    earlier = {digest.partition(" ")[2] for digest in prints.values()}
    return [f for f in figures if f.correction and figure_correction(f) not in earlier]


def _of_decisions(plan: Plan, day: date) -> dict[str, tuple[Fingerprint, ...]]:
    """What had been said of each decision on a day, hashed."""
    by_id = {
        d.id: tuple(fingerprint(entry) for entry in d.entries if entry.date.last <= day)
        for d in decisions(plan)
    }
    return {id: prints for id, prints in by_id.items() if prints}


def _of_entries(
    of: Of,
    entries: Sequence[Said],
    fingerprints: tuple[Fingerprint, ...],
    closed_on: Callable[[date], Period | None],
) -> list[Difference[Of, Said]]:
    left = list(fingerprints)
    earlier_corrections = {f.correction for f in fingerprints}
    new: list[tuple[Said, Period]] = []
    for entry in entries:
        closed = closed_on(entry.date.last)
        if closed and fingerprint(entry) in left:
            left.remove(fingerprint(entry))
        elif closed:
            new.append((entry, closed))
    listed: list[Difference[Of, Said]] = []
    for entry, closed in new:
        before = next((f for f in left if f.date == entry.date.last), None)
        if before:
            left.remove(before)
        fresh = bool(entry.correction) and fingerprint(entry).correction not in earlier_corrections
        kind = "changed" if before else "added"
        listed.append(Difference(kind, of, entry.date.last, closed, entry, fresh))
    for gone in left:
        closed = closed_on(gone.date)
        assert closed
        # Its place can be taken only by an entry about the same period that says why.
        excused = any(d.corrected and d.period == closed for d in listed)
        listed.append(Difference("removed", of, gone.date, closed, None, excused))
    return sorted(listed, key=lambda d: d.date, reverse=True)


@dataclass(frozen=True, slots=True)
class HeldDifference(Generic[Of]):
    """What a closed report rests on and is not as it was, by its name in the record, which is empty where all of it is gone.

    `of` is the number of the measure or the id of the decision.
    """

    of: Of
    name: str
    period: str

    @property
    def field(self) -> str:
        return field_of(self.name)


def held_differences(plan: Plan) -> tuple[HeldDifference[Number], ...]:
    """List what the newest record holds of a measure and is not so, without a new correction. What came later is no difference."""
    newest: dict[Number, tuple[str, Mapping[str, str]]] = {}
    day = date.min
    for closing in in_order(plan.closings):
        day = max(day, closing.as_of)
        newest |= {number: (closing.period, names) for number, names in closing.holdings.items()}
    reported = book(plan).entries
    listed: list[HeldDifference[Number]] = []
    for number, (closed, names) in sorted(newest.items()):
        measure = plan.measure(number)
        if measure is None:
            if not reported.get(number):
                listed.append(HeldDifference(number, "", closed))
            continue
        earlier = {f.correction for f in reported.get(number, ())}
        if any(e.correction and fingerprint(e).correction not in earlier for e in measure.entries):
            continue
        later = decided_since(measure, plan, day)
        now = holdings(before_decisions(measure, later), day)
        listed += [
            HeldDifference(number, name, closed)
            for name, digest in names.items()
            if now.get(name) != digest and not decided_out(name, now, later)
        ]
    return tuple(listed)


def decided_since(measure: Measure, plan: Plan, day: date) -> list[Revised]:
    """What the adopting body has changed after a day, the newest first: what a report of the day says was right then."""
    dated = [(plan.revision(revised.decision), revised) for revised in measure.revised]
    later = [(r.date, revised) for r, revised in dated if r and r.date > day]
    return [revised for _, revised in sorted(later, key=lambda pair: pair[0], reverse=True)]


def before_decisions(measure: Measure, later: Iterable[Revised]) -> Measure:
    """The measure with what stood there; deadlines have days of their own, and say so."""
    for revised in later:
        stands = getattr(measure, revised.field, None)
        if isinstance(stands, str):
            before: dict[str, Any] = {revised.field: revised.previous}
            measure = replace(measure, **before)
        elif isinstance(stands, Reference):
            measure = replace(measure, reference=replace(stands, section=revised.previous))
    return measure


def decided_out(name: str, now: Collection[str], later: Iterable[Revised]) -> bool:
    """Whether something of a closed report is a milestone that the adopting body has taken out since."""
    is_gone = field_of(name) == "milestones" and name not in now
    return is_gone and any(revised.field == "milestones" for revised in later)


def decision_held_differences(plan: Plan) -> Iterator[HeldDifference[str]]:
    """The same of decisions, by id; a point of the resolution that is gone is one of the differences of the plan itself."""
    if not (newest_and_day := _newest_with("decision_holdings", plan)):
        return
    newest, day = newest_and_day
    by_id = {decision.id: decision for decision in of_their_own(plan)}
    for id, names in sorted((newest.decision_holdings or {}).items()):
        reported, decision = (newest.decisions or {}).get(id, ()), by_id.get(id)
        if decision is None:
            if "title" in names and not reported:
                yield HeldDifference(id, "", newest.period)
        elif not freshly_explained(decision, reported):
            now = decision_holdings(decision, day)
            for name, digest in names.items():
                if now.get(name) != digest:
                    yield HeldDifference(id, name, newest.period)


def freshly_explained(decision: Decision, reported: Iterable[Fingerprint]) -> list[FollowUp]:
    """What is said of a decision and says what was wrong, in words that are not among those that were reported."""
    earlier = {f.correction for f in reported}
    return [
        e for e in decision.entries if e.correction and fingerprint(e).correction not in earlier
    ]


def plan_differences(plan: Plan) -> tuple[PlanDifference, ...]:
    """List what the newest record holds of the plan itself and is not so, where the plan says of no new correction."""
    if not (newest_and_day := _newest_with("plan", plan)):
        return ()
    newest, day = newest_and_day
    if freshly_told(plan, newest):
        return ()
    otherwise = otherwise_of_plan(newest, plan, day)
    return tuple(PlanDifference(name, newest.period) for name in otherwise)


def otherwise_of_plan(record: Closing, plan: Plan, day: date) -> Iterator[str]:
    """The names in a record of what the plan itself no longer says, unless the adopting body has changed it after a day."""
    now, later = plan_holdings(plan_before_decisions(plan, day)), _decided_of_plan(plan, day)
    decided_on = {f"{LISTS[of.field][0]} {of.id}" for of in later if of.id}
    for name, digest in (record.plan or {}).items():
        if now.get(name) != digest and (name in now or name not in decided_on):
            yield name


# A field that a decision has changed in a list of the plan: the list, and the text of its item.
LISTS = MappingProxyType(
    {
        "goals": ("goals", "text"),
        "focus_areas": ("focus_areas", "title"),
        "focus_area_goals": ("focus_areas", "goal"),
    }
)


def plan_before_decisions(plan: Plan, day: date) -> Plan:
    """The plan with what stood there before what the adopting body has changed in it after a day."""
    for revised in _decided_of_plan(plan, day):
        list_name, text = LISTS.get(revised.field, (revised.field, ""))
        before: Any = revised.previous
        if text:
            before = tuple(
                replace(item, **{text: revised.previous}) if item.id == revised.id else item
                for item in getattr(plan, list_name)
            )
        plan = replace(plan, **{list_name: before})
    return plan


def _decided_of_plan(plan: Plan, day: date) -> list[RevisedPlan]:
    """The newest first."""
    later = [change for change in plan.decided_of_plan if change.revision.date > day]
    later.sort(key=lambda change: change.revision.date, reverse=True)
    return [change.revised for change in later]


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """What a closed report shows of the plan itself and is not as it was, by its name in the record."""

    name: str
    period: str

    @property
    def field(self) -> str:
        return field_of(self.name)


def freshly_told(plan: Plan, record: Closing | None) -> list[PlanCorrection]:
    """The corrections of the plan itself that a record has not."""
    in_record = (record.plan if record else None) or {}
    return [c for c in plan.corrections if correction_name(c) not in in_record]


def corrections_of_plan(plan: Plan, reported: Period) -> list[PlanCorrection]:
    """The same of what was said of the plan itself, as no earlier report has told."""
    newest_and_day = _newest_with("plan", _closed_before(plan, reported))
    return freshly_told(plan, newest_and_day[0] if newest_and_day else None)


def corrections(plan: Plan, reported: Period, today: date) -> tuple[tuple[Measure, Entry], ...]:
    """What the report of a period must tell was corrected: entries that say so, and that no report of an earlier
    period has told of. Newest first.
    """
    earlier = _closed_before(plan, reported)
    in_records, until = book(earlier).entries, _put_right_until(earlier, reported, today)
    fresh = [
        (measure, entry)
        for measure in plan.measures
        for entry in _not_told(measure.entries, in_records.get(measure.number, ()), until)
    ]
    return tuple(sorted(fresh, key=lambda pair: (-pair[1].date.last.toordinal(), pair[0].number)))


def corrections_of_decisions(
    plan: Plan, reported: Period, today: date
) -> tuple[tuple[Decision, FollowUp], ...]:
    """The same of decisions: what is said of them and says what was wrong."""
    earlier = _closed_before(plan, reported)
    newest_and_day = _newest_with("decisions", earlier)
    in_records = (newest_and_day[0].decisions if newest_and_day else None) or {}
    until = _put_right_until(earlier, reported, today)
    fresh = [
        (decision, entry)
        for decision in decisions(plan)
        for entry in _not_told(decision.entries, in_records.get(decision.id, ()), until)
    ]
    return tuple(sorted(fresh, key=lambda pair: (-pair[1].date.last.toordinal(), pair[0].id)))


def _closed_before(plan: Plan, reported: Period) -> Plan:
    """The plan with the records of earlier periods alone."""
    earlier = tuple(c for c in plan.closings if period(c.period).comes_before(reported))
    return replace(plan, closings=earlier)


def _put_right_until(earlier: Plan, reported: Period, today: date) -> date:
    """The last day on which something was put right that a report must tell.

    Where a report was delivered before it, it has what is right already, whatever day that was, and must say why. A
    record holds what was said until its period ended, so that the next report tells it too.
    """
    return today if earlier.closings else min(reported.end, today)


def _not_told(
    entries: Iterable[Said], in_records: Collection[Fingerprint], until: date
) -> Iterator[Said]:
    """Those that say what was wrong, and that no record has."""
    for entry in entries:
        if entry.correction and entry.date.last <= until and fingerprint(entry) not in in_records:
            yield entry


def corrections_of_figures(plan: Plan, reported: Period) -> Iterator[tuple[Indicator, Figure]]:
    """The same of figures: those that say why they are otherwise, as no earlier report has told."""
    newest_and_day = _newest_with("figures", _closed_before(plan, reported))
    reported_prints = (newest_and_day[0].figures if newest_and_day else None) or {}
    for indicator in plan.indicators:
        prints = reported_prints.get(indicator.id, {})
        for figure in freshly_corrected(indicator.until(reported.end), prints):
            yield indicator, figure


def corrected_renderings(
    plan: Plan, reported: Period, made_on: date
) -> tuple[tuple[Measure, Revised], ...]:
    """Where the plan was rendered wrongly here, as no report of an earlier period could tell. Newest first.

    One that was put right on the day of a closing is told again: the day does not say which came first.
    """
    earlier = (c.closed_on for c in plan.closings if period(c.period).comes_before(reported))
    since = max(earlier, default=date.min)
    fresh = [
        (measure, revised, revised.date.last)
        for measure in plan.measures
        for revised in measure.revised
        if revised.correction and revised.date and since <= revised.date.last <= made_on
    ]
    newest_first = sorted(fresh, key=lambda c: (-c[2].toordinal(), c[0].number))
    return tuple((measure, revised) for measure, revised, _ in newest_first)


# Closing one more


def record(plan: Plan, closed: Period) -> Closing:
    """What is remembered of the entries; the caller fills in what is known of the report."""
    restated = tuple(sorted({d.of for d in differences(plan) if d.date > closed.end}))
    before = book(plan)
    held_on = max([closed.end, *(c.as_of for c in plan.closings)])
    entries = {}
    for measure in plan.measures:
        spoken = [
            fingerprint(entry)
            for entry in measure.entries
            if entry.date.last <= closed.end
            or (measure.number in restated and before.closed(entry.date.last))
        ]
        if spoken or measure.number in restated:
            entries[measure.number] = tuple(spoken)
    return Closing(
        closed.name,
        closed.end,
        closed.end,
        entries=entries,
        holdings={m.number: _held(holdings(m, held_on), "measure", plan) for m in plan.measures},
        plan=_held(plan_holdings(plan), "plan", plan),
        decisions=_of_decisions(plan, held_on),
        decision_holdings={
            d.id: _held(decision_holdings(d, held_on), "decision", plan) for d in of_their_own(plan)
        },
        figures={i.id: figure_prints(i, held_on) for i in plan.indicators},
        restated=restated,
    )


def _held(prints: Mapping[str, str], kind: str, plan: Plan) -> dict[str, str]:
    """Those of what a report shows, by the declaration of the field."""
    keys = fields.held_fields(kind, plan)
    return {
        name: digest
        for name, digest in prints.items()
        if field_of(name) in keys and not of_an_older_kind(name)
    }


def folder_of(plan: Plan, closed: str) -> str:
    """`plans/rus-2019/closed/2020-Q4`"""
    return f"plans/{plan.id}/closed/{closed}"


def folder_name(closing: Closing) -> str:
    """Where the delivered files of a record lie."""
    return closing.path.rpartition("/")[0]


RECORD = "record.yml"
TIMESTAMP = "record.tsr"  # what an authority answered, in the form of RFC 3161
CERTIFICATES = "timestamp.pem"  # beside plan.yml: the roots that its answers are verified with


def as_yaml(closing: Closing) -> str:
    return "\n".join(_yaml_lines(closing)) + "\n"


def _yaml_lines(closing: Closing) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../../../../schema/closed.schema.json"
    yield "# Skrevet av «tiltak report --close». Endres ikke for hånd: en rettelse står i meldingen den gjelder."
    yield f"period: {closing.period}" if "-" in closing.period else f'period: "{closing.period}"'
    yield f"as_of: {closing.as_of}"
    yield f"closed_on: {closing.closed_on}"
    if closing.closed_by:
        yield f"closed_by: {json.dumps(closing.closed_by, ensure_ascii=False)}"
    if closing.afterwards:
        yield "afterwards: true"
    yield f'revision: "{closing.revision}"'
    if closing.sha256:
        yield f'sha256: "{closing.sha256}"'
    yield f'program: "{closing.program}"'
    if closing.files:
        yield "files:"
        yield from (f'  {name}: "{digest}"' for name, digest in sorted(closing.files.items()))
    if closing.previous:
        yield f'previous: "{closing.previous}"'
    if closing.start:
        yield from _start(closing.start)
    yield from _held_lines(closing)
    if closing.restated:
        yield f"restated: [{', '.join(map(json.dumps, closing.restated))}]"
    yield from _vouched_and_redacted(closing)


def _held_lines(closing: Closing) -> Iterator[str]:
    """The fingerprints."""
    yield from _prints("entries", closing.entries)
    if closing.holdings:
        yield from _digests("holdings", closing.holdings)
    if closing.plan is not None:
        yield "plan:" if closing.plan else "plan: {}"
        yield from (f'  "{what}": "{digest}"' for what, digest in closing.plan.items())
    if closing.decisions is not None:
        yield from _prints("decisions", closing.decisions)
    for name in ("decision_holdings", "figures"):
        if (digests := getattr(closing, name)) is not None:
            yield from _digests(name, digests)


def _prints(name: str, by_key: Mapping[Any, tuple[Fingerprint, ...]]) -> Iterator[str]:
    yield f"{name}:" if by_key else f"{name}: {{}}"
    for key, fingerprints in sorted(by_key.items()):
        yield f"  {key}:" if fingerprints else f"  {key}: []"
        for f in fingerprints:
            yield f"    - {f.date} {f.content} {f.correction}".rstrip()


def _digests(name: str, by_key: Mapping[Any, Mapping[str, str]]) -> Iterator[str]:
    yield f"{name}:" if by_key else f"{name}: {{}}"
    for key, digests in sorted(by_key.items()):
        yield f"  {key}:" if digests else f"  {key}: {{}}"
        yield from (f'    "{what}": "{digest}"' for what, digest in digests.items())


def _vouched_and_redacted(closing: Closing) -> Iterator[str]:
    if closing.timestamp:
        yield f"timestamp: {json.dumps(closing.timestamp, ensure_ascii=False)}"
    if closing.redacted:
        yield "redacted:"
    for redaction in closing.redacted:
        yield f"{REDACTED}{redaction.on}"
        yield f"    reason: {json.dumps(redaction.reason, ensure_ascii=False)}"
        for name, names in (("cleaned", redaction.cleaned), ("removed", redaction.removed)):
            if names:
                yield f"    {name}: [{', '.join(names)}]"


REDACTED = "  - date: "


def redactions(record: bytes) -> int:
    """How often something was taken out of what a record is of, by the text of the record."""
    return sum(line.startswith(REDACTED.encode()) for line in record.splitlines())


def _start(start: ChainStart) -> Iterator[str]:
    yield "start:"
    if start.adopted:
        yield "  adopted: true"
    if start.on:
        yield f"  date: {start.on}"
    if start.body:
        yield f'  body: "{start.body}"'
    yield f'  revision: "{start.revision}"'
    yield f'  sha256: "{start.sha256}"'
