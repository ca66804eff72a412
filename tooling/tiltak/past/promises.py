"""Promises that were changed: by decision, told by the files themselves, or in silence, as only git shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tiltak.judge.summary import Summary, gone
from tiltak.model.numbers import Number, number_of
from tiltak.model.plan import (
    DecidedOfPlan,
    Measure,
    Milestone,
    Move,
    Plan,
    Portfolio,
    Reference,
    Removed,
    Revised,
    Revision,
)
from tiltak.model.when import When, days_moved, in_file
from tiltak.past.changes import Change, differences
from tiltak.past.history import Adoption, ChangedPeriod, History, Past, numbered
from tiltak.read.commits import Commit

DEADLINE_KINDS = (
    "milestone_moved",
    "milestone_baseline",
    "milestone_removed",
    "milestone_reopened",
)
# Of a milestone these change a promise, whether it has a deadline or not.
MILESTONE_KINDS = (
    "milestone_removed",
    "milestone_renamed",
    "milestone_repeat",
    "milestone_proposed",
)
PROMISED_FIELDS = ("title", "summary", "kind", "owner", "reference", "decided")


@dataclass(frozen=True, slots=True)
class PromiseChange:
    """A promise that was changed in a commit (None = not recorded yet).

    `change` is of a deadline, of a milestone's title or of one of `PROMISED_FIELDS`. `record` is what the file
    itself tells of it, then or later: a move, a decision, or that it had been rendered wrongly. A change without
    one was made in silence.
    """

    change: Change
    commit: Commit | None
    record: Move | Revised | None = None

    @property
    def silent(self) -> bool:
        return self.record is None

    @property
    def of_deadline(self) -> bool:
        return self.change.kind in DEADLINE_KINDS

    @property
    def milestone_id(self) -> str:
        return self.change.milestone.id if self.change.milestone else ""


def promise_changes(past: Past, adoption: Adoption | None = None) -> tuple[PromiseChange, ...]:
    """Every time somebody changed what a measure had promised, oldest first, told by the files or not.

    A deadline or a text set where there was none is a new promise and changes nothing that was promised.
    """
    changed = []
    newest = past.last_known
    unused = list(newest.revised) if newest else []
    # What was promised once is not made a proposal by who changes it next.
    confirmed: set[str] = set()
    for commit, before, after in _versions_since(past, adoption):
        confirmed |= _confirmed_fields(before)
        for change in differences(before, after) if before else ():
            if _was_promised(change, confirmed):
                record = _move_of(change, newest) or _revised_of(change, unused)
                changed.append(PromiseChange(change, commit, record))
                if isinstance(record, Revised) and record.field != "due":
                    unused.remove(record)  # one decision explains one change
    return tuple(changed)


def _versions_since(
    past: Past, adoption: Adoption | None
) -> Iterator[tuple[Commit | None, Measure | None, Measure]]:
    """Each readable version after the adoption, with the one it took the place of, also across a removal."""
    before = _adopted_measure(past.id, adoption)
    for step, _, version in past.versions():
        if version and not (adoption and step.commit and step.commit.id in adoption.drafts):
            after = numbered(version, past.id)
            yield step.commit, before, after
            before = after


def _adopted_measure(id: str, adoption: Adoption | None) -> Measure | None:
    return adoption.plan.measure(number_of(id.rpartition("/")[2])) if adoption else None


def _confirmed_fields(measure: Measure | None) -> set[str]:
    """What a measure promises besides its milestones, and nobody says is only a proposal."""
    if measure is None:
        return set()
    stated = (field for field in PROMISED_FIELDS if getattr(measure, field))
    return set(stated).difference(measure.unconfirmed)


def _was_promised(change: Change, confirmed: Collection[str]) -> bool:
    if change.kind in MILESTONE_KINDS:
        return True
    if change.kind in DEADLINE_KINDS:
        return change.date_before is not None
    return change.field in confirmed and bool(change.value_before)


def as_promised(plan: Plan, past: History | None) -> Plan:
    """The plan with each `baseline` as the record has it: nobody changes a first promise by writing another one."""
    if past is None:
        return plan
    adoption = past.adopted.get(plan.id)
    measures = tuple(
        _with_first_deadlines(measure, first_deadlines(past.of(measure.id), adoption))
        for measure in plan.measures
    )
    return plan if measures == plan.measures else replace(plan, measures=measures, as_filed=plan)


def promised_in(portfolio: Portfolio, past: History | None) -> Portfolio:
    """The same for all plans."""
    return replace(portfolio, plans=tuple(as_promised(plan, past) for plan in portfolio.plans))


def first_deadlines(past: Past, adoption: Adoption | None = None) -> dict[str, When]:
    """The deadline that each milestone was first promised with, by its id: as adopted, or as it first came in."""
    adopted = _adopted_measure(past.id, adoption)
    versions = [after for _, _, after in _versions_since(past, adoption)]
    wrong = past.last_known.revised if past.last_known else ()
    first: dict[str, When] = {}
    for m in adopted.milestones if adopted else ():
        _promise_first(first, m.id, m.baseline or m.due, wrong)
    for m in (m for version in versions for m in version.milestones):
        # Of one that had been moved already, the deadline is not what was first promised.
        _promise_first(first, m.id, m.baseline or (None if m.moved else m.due), wrong)
    return first


def _promise_first(
    first: dict[str, When], id: str, deadline: When | None, revised: Iterable[Revised]
) -> None:
    """Keep the first deadline of a milestone, unless it was rendered wrongly."""
    if deadline and id not in first and not any(_corrects(r, id, deadline) for r in revised):
        first[id] = deadline


def _with_first_deadlines(measure: Measure, first: Mapping[str, When]) -> Measure:
    milestones = tuple(
        replace(m, baseline=first[m.id])
        if m.id in first and first[m.id] not in (m.baseline, None if m.baseline else m.due)
        else m
        for m in measure.milestones
    )
    return measure if milestones == measure.milestones else replace(measure, milestones=milestones)


def _move_of(change: Change, newest: Measure | None) -> Move | None:
    """The file's own record of a move: made in the same commit, or later and for that very deadline."""
    if change.kind != "milestone_moved":
        return None
    id = change.milestone.id if change.milestone else ""
    told_later = next((m.moved for m in newest.milestones if m.id == id), ()) if newest else ()
    exact = (m for m in (*change.moves, *told_later) if m.previous == change.date_before)
    unsaid = (m for m in change.moves if m.previous is None)
    return next(exact, None) or next(unsaid, None)


def _revised_of(change: Change, unused: Iterable[Revised]) -> Revised | None:
    """The file's own record that this very value was changed by decision, or had been rendered wrongly."""
    if change.kind in ("milestone_moved", "milestone_baseline", "milestone_proposed"):
        id = change.milestone.id if change.milestone else ""
        return next((r for r in unused if _corrects(r, id, change.date_before)), None)
    field, before = _field_and_value(change)
    return next((r for r in unused if r.field == field and _alike(r.previous, before)), None)


def _corrects(revised: Revised, milestone_id: str, deadline: When | None) -> bool:
    """Whether that deadline of a milestone is said to have been rendered wrongly here."""
    if revised.field != "due" or revised.milestone != milestone_id or deadline is None:
        return False
    wrong = in_file(" ".join(revised.previous.split()))
    return isinstance(wrong, When) and wrong.last == deadline.last


def _field_and_value(change: Change) -> tuple[str, str]:
    """A promise as a file names it that a decision has changed: which field, and what stood there before."""
    match change.kind, change.value_before:
        case "milestone_renamed", _:
            return "milestones", change.text_before
        case (("milestone_removed" | "milestone_repeat"), _) if change.milestone:
            return "milestones", change.milestone.title
        case "field", Reference(section=section):
            return change.field, section
    return change.field, change.text_before


def _alike(before: str, after: str) -> bool:
    """Whether two texts say the same, however their lines are broken."""
    return before.split() == after.split()


@dataclass(frozen=True, slots=True)
class DecidedChange:
    """A promise that a revision of the plan changed: a deadline, a field of a measure, or the measure itself.

    `move` has its milestone and the deadline it set in `milestone` and `put_at`.
    """

    revision: Revision
    measure: Measure
    milestone: Milestone | None = None
    move: Move | None = None
    put_at: When | None = None
    revised: Revised | None = None
    removed: Removed | None = None


def decided_changes(plan: Plan) -> tuple[DecidedChange, ...]:
    """Every promise that was changed by decision, the oldest decision first: the files tell, git need not."""
    changes = [change for measure in plan.measures for change in _decided_of(measure, plan)]
    for removed in plan.removed:
        if revision := plan.revision(removed.decision):
            gone = Measure(plan.id, removed.number, removed.title, "", "")
            changes.append(DecidedChange(revision, gone, removed=removed))
    return tuple(sorted(changes, key=lambda c: (c.revision.date, c.measure.number)))


def _decided_of(measure: Measure, plan: Plan) -> Iterator[DecidedChange]:
    for milestone in measure.milestones:
        put_at = milestone.due
        for move in milestone.moved:
            if revision := plan.revision(move.decision):
                yield DecidedChange(revision, measure, milestone, move, put_at)
            put_at = move.previous
    for revised in measure.revised:
        if revision := plan.revision(revised.decision):
            yield DecidedChange(revision, measure, revised=revised)


@dataclass(frozen=True, slots=True)
class GoneMeasure:
    """A measure that was taken out: what the plan tells of it, and what git shows.

    `measure` is as it last was; without git only its number and title are known. `removed` is None where it went
    without a word, `commit` where git does not show it or it is not recorded yet. `milestones` are the
    promises that fell with it.
    """

    measure: Measure
    removed: Removed | None = None
    commit: Commit | None = None
    milestones: tuple[Milestone, ...] = ()

    @property
    def number(self) -> Number:
        return self.measure.number

    @property
    def title(self) -> str:
        return self.measure.title

    @property
    def silent(self) -> bool:
        return self.removed is None

    @property
    def day(self) -> date | None:
        """The day it went, by what the plan tells of it or else by git; None where it is not recorded yet."""
        if self.removed:
            return self.removed.date
        return self.commit.recorded_on if self.commit else None


@dataclass(frozen=True, slots=True)
class Broken:
    """What became of a plan's promises, apart from what the measures' own files tell.

    `silent` are changes of promises that no file tells of, the oldest first; None where git's history is not
    at hand and nobody can know. `adopted` is the plan as it was adopted, None where nothing says. `decided` are
    the changes that the adopting body decided, `decided_of_plan` those of the plan itself: no promise was broken by
    them. `period` is set where the plan lasts otherwise than adopted, and no decision since says so.
    """

    silent: tuple[PromiseChange, ...] | None = None
    gone: tuple[GoneMeasure, ...] = ()
    adopted: Plan | None = None
    decided: tuple[DecidedChange, ...] = ()
    period: ChangedPeriod | None = None
    decided_of_plan: tuple[DecidedOfPlan, ...] = ()

    def of(self, measure_id: str) -> tuple[PromiseChange, ...]:
        """The silent changes of one measure."""
        return tuple(c for c in self.silent or () if c.change.measure.id == measure_id)

    def decided_of(self, measure_id: str) -> tuple[DecidedChange, ...]:
        """What was decided of one measure."""
        return tuple(c for c in self.decided if c.measure.id == measure_id)

    def untold_by(self, posts: Iterable[MovedPromise]) -> tuple[PromiseChange, ...]:
        """The silent changes that no list of moved deadlines has: of a text, or of a measure that is gone."""
        in_posts = [change for post in posts for change in post.silent]
        return tuple(c for c in self.silent or () if c not in in_posts)

    def until(self, day: date) -> Broken:
        """What had been recorded at the end of a day."""
        silent = self.silent and tuple(
            c for c in self.silent if c.commit and c.commit.recorded_on <= day
        )
        recorded = self.period and self.period.commit
        return replace(
            self,
            period=self.period if recorded and recorded.recorded_on <= day else None,
            silent=silent,
            gone=tuple(g for g in self.gone if g.day and g.day <= day),
            decided=tuple(c for c in self.decided if c.revision.date <= day),
            decided_of_plan=tuple(c for c in self.decided_of_plan if c.revision.date <= day),
        )


NOTHING_BROKEN = Broken()


def broken(plan: Plan, past: History | None) -> Broken:
    """What became of a plan's promises until now. It hangs on no day: a site with a hundred reports asks once."""
    if past is None:
        return Broken(
            None,
            gone_measures(plan),
            decided=decided_changes(plan),
            decided_of_plan=plan.decided_of_plan,
        )
    adoption = past.adopted.get(plan.id)
    ids = dict.fromkeys(
        [*(measure.id for measure in plan.measures), *(gone.id for gone in past.removed(plan.id))]
    )
    changed = [c for id in ids for c in promise_changes(past.of(id), adoption) if c.silent]
    changed.sort(key=lambda c: c.commit.recorded_on if c.commit else date.max)
    adopted = adoption.plan if adoption else None
    return Broken(
        tuple(changed),
        gone_measures(plan, past),
        adopted,
        decided_changes(plan),
        past.changed_periods.get(plan.id),
        plan.decided_of_plan,
    )


def gone_measures(plan: Plan, past: History | None = None) -> tuple[GoneMeasure, ...]:
    """Measures that were taken out of a plan, by number: those the plan tells of, and those only git knows."""
    by_number = {
        removed.number: GoneMeasure(
            Measure(plan.id, removed.number, removed.title, "", ""), removed
        )
        for removed in gone(plan)
    }
    for measure_past in past.removed(plan.id) if past else ():
        last = measure_past.last_known
        assert last
        removed = by_number[last.number].removed if last.number in by_number else None
        first = first_deadlines(measure_past, past.adopted.get(plan.id)) if past else {}
        last = _with_first_deadlines(last, first)
        promised = tuple(m for m in last.milestones if not m.done and not m.repeat)
        by_number[last.number] = GoneMeasure(last, removed, measure_past.steps[-1].commit, promised)
    here = {measure.number for measure in plan.measures}
    return tuple(by_number[number] for number in sorted(by_number.keys() - here))


@dataclass(frozen=True, slots=True)
class MovedPromise:
    """A milestone that is not where it was promised to be, with all that is known of its moves.

    `baseline_from`: `tag` (the plan as it was adopted), `history` (the file's baseline before somebody
    changed it), `file`, or empty where nothing says what was first promised. `moves` are those the file
    tells of, newest first; `silent` are the changes in git that it does not.
    """

    measure: Measure
    milestone: Milestone  # as it is, or as it last was
    present: bool
    baseline: When | None
    baseline_from: str
    moves: tuple[Move, ...] = ()
    silent: tuple[PromiseChange, ...] = ()
    taken_out: Revised | None = None  # the decision that took the milestone out

    @property
    def due(self) -> When | None:
        return self.milestone.due if self.present else None

    @property
    def days(self) -> int | None:
        """How far in all, without what was decided; None where either end is not known to the day."""
        return days_moved(self.baseline if self.by_decision else self.decided, self.due)

    @property
    def decided(self) -> When | None:
        """The deadline that was last decided: in a revision of the plan, else at first."""
        by_revision = self.present and any(move.decision for move in self.moves)
        return self.milestone.decided_due if by_revision else self.baseline

    @property
    def by_decision(self) -> bool:
        """Whether the adopting body decided all that has become of it: then nobody has slipped."""
        if self.silent or not self.present:
            return self.taken_out is not None and not self.silent
        return self._told_from_the_start and all(move.decision for move in self.moves)

    @property
    def _told_from_the_start(self) -> bool:
        return bool(self.moves) and self.moves[-1].previous in (None, self.baseline)

    @property
    def stands_elsewhere(self) -> bool:
        """Whether there is a deadline now that is not the first one."""
        return bool(self.due and self.baseline and self.due != self.baseline)

    @property
    def only_reopened(self) -> bool:
        """Whether it was reached once and is not now, and its deadline stands where it stood."""
        changed = {moved.change.kind for moved in self.silent}
        return (
            self.present
            and not (self.stands_elsewhere or self.moves)
            and changed == {"milestone_reopened"}
        )

    @property
    def has_moved(self) -> bool:
        return bool(self.stands_elsewhere or self.moves or self.silent or not self.present)

    @property
    def explained(self) -> bool:
        """Whether every move has a reason or was decided, and none was made in silence or before there was a record."""
        if self.silent:
            return False
        return self._told_from_the_start and all(m.reason or m.decision for m in self.moves)


def moved_promises(summary: Summary, broken: Broken | None = None) -> tuple[MovedPromise, ...]:
    """Every promise that has moved, the longest way first.

    By what the files say; with `broken` also by what git shows and the files do not, and by what was promised
    when the plan was adopted.
    """
    broken = broken or Broken()
    silent: dict[str, list[PromiseChange]] = {}
    for change in broken.silent or ():
        if change.of_deadline:
            silent.setdefault(change.change.measure.id, []).append(change)
    moved = [
        promise
        for judged in summary.judgements
        for promise in _of_measure(
            judged.measure,
            {m.id for m in judged.in_file.milestones},
            silent.get(judged.in_file.id, ()),
            broken.adopted.measure(judged.in_file.number) if broken.adopted else None,
        )
    ]
    return tuple(sorted(moved, key=lambda p: (-abs(p.days or 0), p.measure.number, p.milestone.id)))


def _of_measure(
    measure: Measure,
    present: Collection[str],
    silent: Sequence[PromiseChange],
    then: Measure | None,
) -> Iterator[MovedPromise]:
    """`measure` as it was on the day; `present` are the milestones that its file has, of any day."""
    here = {m.id: m for m in measure.milestones}
    adopted = {m.id: m for m in then.milestones} if then else {}
    removed = {
        moved.milestone_id: moved.change.milestone
        for moved in silent
        if moved.change.kind == "milestone_removed" and moved.change.milestone
    }
    for id, milestone in {**adopted, **removed, **here}.items():
        if id in present and id not in here:
            continue  # promised only after the day
        own = tuple(moved for moved in silent if moved.milestone_id == id)
        baseline, source = _baseline(milestone, adopted.get(id), own, measure.revised)
        moves = milestone.moved if id in here else ()
        taken_out = None if id in here else _taken_out(milestone, measure)
        promise = MovedPromise(
            measure, milestone, id in here, baseline, source, moves, own, taken_out
        )
        if promise.has_moved:
            yield promise


def _taken_out(milestone: Milestone, measure: Measure) -> Revised | None:
    of_milestones = (r for r in measure.revised if r.field == "milestones")
    return next((r for r in of_milestones if _alike(r.previous, milestone.title)), None)


def _baseline(
    milestone: Milestone,
    adopted: Milestone | None,
    silent: Iterable[PromiseChange],
    revised: Iterable[Revised],
) -> tuple[When | None, str]:
    """What was first promised, and who says so; what was rendered wrongly never was."""
    promised = (adopted.baseline or adopted.due) if adopted else None
    if promised and not any(_corrects(r, milestone.id, promised) for r in revised):
        return promised, "tag"
    for moved in silent:
        if moved.change.kind == "milestone_baseline":
            return moved.change.date_before, "history"
    return milestone.baseline, "file" if milestone.baseline else ""
