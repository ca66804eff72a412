"""What differs between two moments of a plan, as data. Words and pages are made of it elsewhere.

A moment is a portfolio and a day: two days of the same files (what happened), two revisions of the
files on the same day (what was learnt), or both. `differences` needs no day: it compares what two
versions of a measure say, which is what a commit did.

Nothing that differs is left out: what the files say of a day that does not count yet is told as not
`counted`, and a law in the tests holds that files with other data always give a change.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import zip_longest
from operator import attrgetter
from typing import Any

from tiltak.judge.as_of import as_of
from tiltak.judge.status import Judgement
from tiltak.judge.summary import Summary
from tiltak.model.numbers import Number
from tiltak.model.plan import (
    Decided,
    Entry,
    Funding,
    Measure,
    Mention,
    Milestone,
    Move,
    Occurrence,
    Plan,
    Portfolio,
    Unit,
    values,
)
from tiltak.model.when import When, days_between


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in one measure. `kind` says which, and which of the other fields are filled.

    added, removed: the measure itself. file_added, file_removed: one of several files with its number.
    verdict: `before` and `after` judgements.
    entry_added, entry_changed, entry_removed: `entry_before`, `entry_after` or both.
    mention_added: `mention`.
    milestone_added, milestone_removed: `milestone`.
    milestone_moved: `date_before`, `date_after`, and in `moves` what the file itself tells of it, newest first.
    milestone_explained: one of `moves`, which the file tells of only now.
    milestone_baseline: the first promise itself: `date_before`, `date_after`.
    milestone_reached: deadline in `date_before`, reached on `date_after`. milestone_reopened: no longer reached.
    milestone_missed: the deadline that has passed in `date_before`.
    milestone_renamed: `text_before`, `text_after`. milestone_changed: names of its other fields in `text_after`.
    order: names of the lists that only stand in another order, in `text_after`. mentions: some were taken out.
    field: any other of its fields. Its name in `field`, its values in `value_before`, `value_after`, and as texts.

    `counted` is false for what lies after the day that the plan is judged on, and moves no verdict.
    """

    kind: str
    measure: Measure
    before: Judgement | None = None
    after: Judgement | None = None
    milestone: Milestone | None = None
    date_before: When | None = None
    date_after: When | None = None
    text_before: str = ""
    text_after: str = ""
    field: str = ""
    value_before: Any = None
    value_after: Any = None
    moves: tuple[Move, ...] = ()
    entry_before: Entry | None = None
    entry_after: Entry | None = None
    mention: Mention | None = None
    counted: bool = True
    earlier: Milestone | None = None  # of milestone_changed: the milestone as it was

    @property
    def name(self) -> str:
        """What programs call it: the field that differs, or the kind."""
        return self.field or self.kind

    @property
    def days(self) -> int | None:
        """By how many days a deadline was moved or missed, None where either end is not known to the day."""
        return days_between(self.date_before, self.date_after)

    @property
    def unplaced(self) -> bool:
        """Whether it may be of the stretch between the two days or of the time before it: «2020» seen in December."""
        if self.before is None or self.after is None or (time := self._time()) is None:
            return False
        first, last = self.before.day + timedelta(days=1), self.after.day
        return time.touches(first, last) and not time.within(first, last)

    def _time(self) -> When | None:
        """When that was so which is told of, as far as a file says it."""
        if self.kind == "verdict" and self.after and (entry := self.after.verdict.entry):
            return entry.date
        if self.kind == "milestone_reached":
            return self.date_after
        if self.kind == "milestone_added" and self.milestone:
            return self.milestone.promised
        item = self.entry_after or self.mention or next(iter(self.moves), None)
        return item.date if item else None


@dataclass(frozen=True, slots=True)
class PlanEdit:
    """One field of the plan itself that differs."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class UnitEdit:
    """A unit that differs: None before a new one, and after one that was taken out."""

    id: str
    before: Unit | None
    after: Unit | None


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences of a plan between two moments, and what they did to the totals."""

    plan: Plan
    before: Summary
    after: Summary
    items: tuple[Change, ...]
    plan_edits: tuple[PlanEdit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items or self.plan_edits)

    def of(self, *kinds: str) -> tuple[Change, ...]:
        return tuple(c for c in self.items if c.kind in kinds)

    @property
    def may_be_older(self) -> bool:
        """Whether all that changed may have happened before: no measure has anything that is surely new."""
        return bool(self.items) and len(self.unplaced) == len(self.by_measure())

    @property
    def unplaced(self) -> tuple[Measure, ...]:
        """The measures of which something is told that may be of this time or of the time before."""
        return tuple(m for m, items in self.by_measure() if any(c.unplaced for c in items))

    @property
    def placed(self) -> Changes:
        """Without what may belong to the time before: the news of a period is news of one period only."""
        return replace(self, items=tuple(c for c in self.items if not c.unplaced))

    def by_measure(self) -> tuple[tuple[Measure, tuple[Change, ...]], ...]:
        """Each measure that differs with its changes, by number."""
        changes_of: dict[Number, list[Change]] = {}
        for change in self.items:
            changes_of.setdefault(change.measure.number, []).append(change)
        return tuple((items[0].measure, tuple(items)) for items in changes_of.values())

    @property
    def count_changes(self) -> dict[str, int]:
        """Verdict → how many more (or fewer) measures have it now; only those that changed."""
        after = self.after.counts
        return {
            verdict: after[verdict] - count
            for verdict, count in self.before.counts.items()
            if after[verdict] != count
        }


def changes(before: Summary, after: Summary, asked: tuple[date, date] | None = None) -> Changes:
    """Compare two summaries of the same plan, measure by measure, in the order of their numbers.

    `asked`: the days that were asked about, where the clock of a closed plan may stand before them.
    A measure whose file cannot be read on one side is neither new nor gone.
    """
    old, new = _by_number(before), _by_number(after)
    old_numbers, new_numbers = old.keys() - _unread(after), new.keys() - _unread(before)
    items: list[Change] = []
    for number in sorted(old_numbers | new_numbers):
        for then, now in zip_longest(old.get(number, ()), new.get(number, ())):
            # Where two files have the same number, one that comes or goes is not the measure itself.
            shared = number in old and number in new
            if then is None:
                kind = "file_added" if shared else "added"
                items.append(Change(kind, now.measure, after=now))
            elif now is None:
                kind = "file_removed" if shared else "removed"
                items.append(Change(kind, then.measure, before=then))
            else:
                items += _between(then, now, asked)
    edits = tuple(_plan_edits(before.plan, after.plan))
    return Changes(after.plan, before, after, tuple(items), edits)


def _unread(summary: Summary) -> set[Number]:
    """The numbers of measures that only have a file that cannot be read."""
    named = {file.number for file in summary.unreadable_measures if file.number is not None}
    return named - {judged.measure.number for judged in summary.judgements}


def _by_number(summary: Summary) -> dict[Number, list[Judgement]]:
    """Judged measures by number, all of them where somebody has used a number twice."""
    judgements: dict[Number, list[Judgement]] = {}
    for judged in summary.judgements:
        judgements.setdefault(judged.measure.number, []).append(judged)
    return judgements


def _between(then: Judgement, now: Judgement, asked: tuple[date, date] | None) -> Iterator[Change]:
    if then.verdict.value != now.verdict.value:
        yield Change("verdict", now.measure, then, now)
    for change in _of_files(then, now, asked):
        yield replace(change, before=then, after=now)
    yield from _missed(then, now)


def _of_files(then: Judgement, now: Judgement, asked: tuple[date, date] | None) -> list[Change]:
    """What differs on the days that count, and then what only the days asked about or the whole files show."""
    differing_items = list(differences(then.measure, now.measure))
    wider = [(then.in_file, now.in_file)] if then.in_file != now.in_file else []
    if asked and asked != (then.day, now.day):
        wider.insert(0, (as_of(then.in_file, asked[0]), as_of(now.in_file, asked[1])))
    for earlier_view, later_view in wider:
        more = [
            left
            for c in differences(earlier_view, later_view)
            if (left := _untold(c, differing_items))
        ]
        if not more:
            continue
        differing_items = [
            c for c in differing_items if not any(_says_more(wide, c) for wide in more)
        ]
        on_the_day = list(differences(as_of(then.in_file, now.day), now.measure))
        differing_items += [replace(c, counted=_counts(c, on_the_day)) for c in more]
    return differing_items


def _counts(change: Change, on_the_day: Iterable[Change]) -> bool:
    return change.kind == "order" or _untold(change, on_the_day) is None


def _untold(change: Change, told_changes: Iterable[Change]) -> Change | None:
    """What of a change has not been told; of one that lists fields, those that have not."""
    said_here = _said(change)
    alike = [c for c in told_changes if _said(c) == said_here]
    if change.kind not in LISTS_OF_FIELDS:
        return None if alike else change
    names = {name for c in alike for name in c.text_after.split()}
    left = [name for name in change.text_after.split() if name not in names]
    return replace(change, text_after=" ".join(left)) if left else None


def _said(change: Change) -> tuple[object, ...]:
    """A change without what differs from one view of the same file to the next, and without the fields that it lists."""
    text = "" if change.kind in LISTS_OF_FIELDS else change.text_after
    return (*SAID_ALIKE(change), change.milestone and change.milestone.id, text)


def _says_more(wide: Change, narrow: Change) -> bool:
    """A report or a milestone that got a date beyond the day is changed; it only seems to have gone."""
    if wide.kind == "entry_changed":
        return (narrow.kind == "entry_removed" and narrow.entry_before == wide.entry_before) or (
            narrow.kind == "entry_added" and narrow.entry_after == wide.entry_after
        )
    same = wide.milestone and narrow.milestone and wide.milestone.id == narrow.milestone.id
    return bool(same) and (wide.kind, narrow.kind) == ("milestone_reached", "milestone_reopened")


def without_mentions(items: Iterable[Change]) -> Iterator[Change]:
    """A document that speaks of the matter is no news of how far the work has come."""
    return (change for change in items if change.kind != "mention_added")


LISTS_OF_FIELDS = ("order", "milestone_changed")
NOT_ALIKE = ("measure", "milestone", "text_after", "counted", "earlier")
SAID_ALIKE = attrgetter(*(f.name for f in fields(Change) if f.name not in NOT_ALIKE))


def _missed(then: Judgement, now: Judgement) -> Iterator[Change]:
    late = {m.milestone.id for m in then.milestones if m.state == "late"}
    for state in now.milestones:
        if state.state == "late" and state.milestone.id not in late:
            yield Change(
                "milestone_missed", now.measure, then, now, state.milestone, date_before=state.due
            )


def _plan_edits(before: Plan, after: Plan) -> Iterator[PlanEdit]:
    for name, old, new in differing(before, after):
        if name not in ("id", "measures"):
            yield PlanEdit(name, old, new)


def differing(
    before: Measure | Plan | Milestone | Entry, after: Measure | Plan | Milestone | Entry
) -> Iterator[tuple[str, Any, Any]]:
    """The name of each field that differs, and both its values."""
    old, new = values(before), values(after)
    for name in dict.fromkeys([*new, *old]):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def unit_edits(before: Portfolio, after: Portfolio) -> tuple[UnitEdit, ...]:
    """Units that differ, by id. They belong to all plans."""
    ids = sorted(before.units.keys() | after.units.keys())
    edits = (UnitEdit(id, before.units.get(id), after.units.get(id)) for id in ids)
    return tuple(edit for edit in edits if edit.before != edit.after)


# Two versions of a measure


def differences(old: Measure, new: Measure) -> Iterator[Change]:
    """What a measure says now and did not say before: reports, promises, words."""
    if old == new:
        return  # as most measures do from one period to the next
    for entry_before, entry_after in paired_entries(old.entries, new.entries):
        kind = "entry_changed" if entry_before and entry_after else "entry_added"
        yield Change(
            kind if entry_after else "entry_removed",
            new,
            entry_before=entry_before,
            entry_after=entry_after,
        )
    for mention in _more(old.mentions, new.mentions):
        yield Change("mention_added", new, mention=mention)
    yield from differences_of_milestones(old, new)
    yield from _of_fields(old, new)


def _of_fields(old: Measure, new: Measure) -> Iterator[Change]:
    reordered = []
    for name, before, after in differing(old, new):
        if _reordered(before, after):
            reordered.append("status" if name == "entries" else name)
        elif name not in ("entries", "mentions", "milestones"):
            texts = _as_text(before), _as_text(after)
            change = Change("field", new, text_before=texts[0], text_after=texts[1])
            yield replace(change, field=name, value_before=before, value_after=after)
    if _more(new.mentions, old.mentions):
        yield Change("mentions", new)
    if reordered:
        yield Change("order", new, text_after=" ".join(reordered))


def _reordered(old: Any, new: Any) -> bool:
    of_lists = isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new)
    return of_lists and Counter(old) == Counter(new)


def _as_text(value: Any) -> str:
    """A value as one text, empty for a group of values."""
    match value:
        case Funding():
            return value.decision
        case Decided():
            return value.text or value.sha256
        case tuple():
            return " ".join(map(str, value))
        case str() | int() | date() | When():
            return str(value)
    return ""


def _more(old: Sequence[Any], new: Sequence[Any]) -> Sequence[Any]:
    """What a list has now that it did not have, or not as often."""
    return () if old == new else tuple((Counter(new) - Counter(old)).elements())


def differences_of_milestones(old: Measure, new: Measure) -> Iterator[Change]:
    """Of all differences those of promises: whoever asks for no others need not wait for them."""
    if old.milestones == new.milestones:
        return
    before = _by_id(old.milestones)
    for key, milestone in _by_id(new.milestones).items():
        was = before.pop(key, None)
        if was is None:
            yield Change("milestone_added", new, milestone=milestone, date_after=milestone.due)
            yield from _of_new_milestone(new, milestone)
        elif was != milestone:
            yield from _of_milestone(new, was, milestone)
    for gone in before.values():
        yield Change("milestone_removed", new, milestone=gone, date_before=gone.due)


def _by_id(milestones: Iterable[Milestone]) -> dict[tuple[str, int], Milestone]:
    """Milestones by id; somebody may have used one twice."""
    by_id: dict[tuple[str, int], Milestone] = {}
    seen: Counter[str] = Counter()
    for milestone in milestones:
        by_id[milestone.id, seen[milestone.id]] = milestone
        seen[milestone.id] += 1
    return by_id


def _of_new_milestone(measure: Measure, milestone: Milestone) -> Iterator[Change]:
    """A milestone may be promised, moved and reached, all since the first of the two moments."""
    change = Change("", measure, milestone=milestone)
    for move in reversed(milestone.moved):
        yield replace(change, kind="milestone_explained", moves=(move,))
    yield from _of_done(change, Milestone(milestone.id, milestone.title), milestone)


# These differences have a kind of their own.
TOLD_OF_MILESTONES = (
    "id",
    "title",
    "baseline",
    "due",
    "undated",
    "moved",
    "done",
    "occurrences",
    "repeat",
    "unconfirmed",
)


def _of_milestone(measure: Measure, was: Milestone, now: Milestone) -> Iterator[Change]:
    change = Change("", measure, milestone=now)
    new_moves = tuple(move for move in now.moved if move not in was.moved)
    if was.due != now.due:
        yield replace(
            change, kind="milestone_moved", date_before=was.due, date_after=now.due, moves=new_moves
        )
    else:
        for move in new_moves:
            yield replace(change, kind="milestone_explained", moves=(move,))
    if was.baseline != now.baseline:
        yield replace(
            change, kind="milestone_baseline", date_before=was.baseline, date_after=now.baseline
        )
    yield from _of_done(change, was, now)
    if was.title != now.title:
        yield replace(change, kind="milestone_renamed", text_before=was.title, text_after=now.title)
    if _became_proposed(was, now):
        yield replace(change, kind="milestone_proposed", date_before=was.due)
    if was.repeat and was.repeat != now.repeat:
        yield replace(change, kind="milestone_repeat", text_after="repeat", earlier=was)
    other = [name for name, _, _ in differing(was, now) if name not in TOLD_OF_MILESTONES]
    other += ["repeat"] if now.repeat and not was.repeat else []
    other += (
        ["unconfirmed"]
        if was.unconfirmed != now.unconfirmed and not _became_proposed(was, now)
        else []
    )
    other += ["undated"] if was.due == now.due and was.undated != now.undated else []
    other += ["moved"] if _rewritten(was.moved, now.moved) else []
    other += ["occurrences"] if list(was.occurrences) != _known(was, now) else []
    if other:
        yield replace(change, kind="milestone_changed", text_after=" ".join(other), earlier=was)


def _became_proposed(was: Milestone, now: Milestone) -> bool:
    """Whether a deadline is no longer said to be promised, so that nobody is late. Of what comes back the rule stands."""
    return bool(set(now.unconfirmed) - set(was.unconfirmed)) and not now.repeat


def _known(was: Milestone, now: Milestone) -> list[Occurrence]:
    """The occurrences of days that were told of before; those of other days are told one by one."""
    days = {o.done for o in was.occurrences}
    return [o for o in now.occurrences if o.done in days]


def _rewritten(was: Sequence[Any], now: Sequence[Any]) -> bool:
    """Whether a list lost something or got another order; what was put in is told by itself."""
    return list(was) != [item for item in now if item in was]


def _of_done(change: Change, was: Milestone, now: Milestone) -> Iterator[Change]:
    known_days = {o.done for o in was.occurrences}
    for occurrence in reversed(now.occurrences):
        if occurrence.done not in known_days:
            yield replace(change, kind="milestone_reached", date_after=occurrence.done)
    if now.done and now.done != was.done:
        yield replace(change, kind="milestone_reached", date_before=now.due, date_after=now.done)
    elif was.done and not now.done:
        yield replace(change, kind="milestone_reopened", date_before=was.done)


# Which report became which


def paired_entries(
    before: Sequence[Entry], after: Sequence[Entry]
) -> list[tuple[Entry | None, Entry | None]]:
    """Which entry became which: new ones have nothing before them, removed ones nothing after them.

    Only those that differ are told, newest first. An entry stays itself while its day or its words do.
    """
    if before == after:
        return []
    pairs = same_entries(before, after)
    pairs_that_differ: list[tuple[Entry | None, Entry | None]] = []
    matched = {old for _, old in pairs}
    by_new = dict(pairs)
    for index, entry in enumerate(after):
        old = before[by_new[index]] if index in by_new else None
        if old != entry:
            pairs_that_differ.append((old, entry))
    pairs_that_differ += [
        (entry, None) for index, entry in enumerate(before) if index not in matched
    ]
    return sorted(pairs_that_differ, key=lambda pair: (pair[1] or pair[0]).date, reverse=True)  # type: ignore[union-attr]  # one of the two is there


def same_entries(before: Sequence[Entry], after: Sequence[Entry]) -> list[tuple[int, int]]:
    """(index after, index before) of entries that are the same report: equal, of the same day, or redated."""
    left_before, left_after = list(range(len(before))), list(range(len(after)))
    pairs: list[tuple[int, int]] = []
    for same in (lambda entry: entry, attrgetter("date"), _its_words):
        by_key: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for old in left_before:
            by_key[same(before[old])].append(old)
        matches = {
            new: by_key[key].popleft()
            for new in left_after
            if (key := same(after[new])) is not None and by_key[key]
        }
        pairs += matches.items()
        left_after = [new for new in left_after if new not in matches]
        matched = set(matches.values())
        left_before = [old for old in left_before if old not in matched]
    return pairs


def _its_words(entry: Entry) -> Hashable:
    """What two entries of other days share that are one; None, which is shared with nobody, where it has no words."""
    return WORDS_OF_ENTRY(entry) if entry.note else None


WORDS_OF_ENTRY = attrgetter(*(f.name for f in fields(Entry) if f.compare and f.name != "date"))
