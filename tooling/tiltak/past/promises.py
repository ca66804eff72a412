"""Promises that were moved: what the files tell of it themselves, and what only git shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tiltak.judge.summary import Summary, gone
from tiltak.model.plan import Measure, Milestone, Move, Plan, Removed
from tiltak.model.when import When, days_moved
from tiltak.past.changes import Change, differences_of_milestones
from tiltak.past.history import History, Past
from tiltak.read.repo import Commit

KINDS = ("milestone_moved", "milestone_baseline", "milestone_removed", "milestone_reopened")


@dataclass(frozen=True, slots=True)
class PromiseChange:
    """A promise that was changed in a commit (None = not recorded yet).

    `change` is one of `KINDS`. `move` is the file's own record of it, made then or later; a change without
    one was made in silence.
    """

    change: Change
    commit: Commit | None
    move: Move | None = None

    @property
    def silent(self) -> bool:
        return self.move is None

    @property
    def milestone_id(self) -> str:
        assert self.change.milestone
        return self.change.milestone.id


def promise_changes(past: Past) -> tuple[PromiseChange, ...]:
    """Every time somebody changed what a measure had promised, oldest first, told by the files or not.

    A deadline set where there was none is a new promise and no move.
    """
    found = []
    told_now = {m.id: m.moved for m in past.now.milestones} if past.now else {}
    for step, before, after in past.versions():
        if before is None or after is None:
            continue
        for change in differences_of_milestones(before, after):
            if change.kind in KINDS and change.milestone and change.date_before:
                told = told_now.get(change.milestone.id, ())
                found.append(PromiseChange(change, step.commit, _told_of(change, told)))
    return tuple(found)


def _told_of(change: Change, told_now: Iterable[Move]) -> Move | None:
    """The file's own record of a move: made in the same commit, or later and for that very deadline."""
    if change.kind != "milestone_moved":
        return None
    exact = (m for m in (*change.moves, *told_now) if m.previous == change.date_before)
    unsaid = (m for m in change.moves if m.previous is None)
    return next(exact, None) or next(unsaid, None)


@dataclass(frozen=True, slots=True)
class GoneMeasure:
    """A measure that was taken out: what the plan tells of it, and what git shows.

    `told` is None where it went without a word, `commit` where git does not show it or it is not recorded
    yet. `milestones` are the promises that fell with it.
    """

    number: int
    title: str
    told: Removed | None = None
    commit: Commit | None = None
    milestones: tuple[Milestone, ...] = ()

    @property
    def silent(self) -> bool:
        return self.told is None


@dataclass(frozen=True, slots=True)
class Broken:
    """What became of a plan's promises, apart from what the measures' own files tell.

    `silent` are changes of promises that no file tells of, the oldest first; None where git's history is not
    at hand and nobody can know. `adopted` is the plan as it was adopted, None where nothing says.
    """

    silent: tuple[PromiseChange, ...] | None = None
    gone: tuple[GoneMeasure, ...] = ()
    adopted: Plan | None = None


def broken(plan: Plan, past: History | None) -> Broken:
    """The same for every day that is asked about, so a site with a hundred reports asks once."""
    if past is None:
        return Broken(None, gone_measures(plan))
    ids = dict.fromkeys(measure.id for measure in plan.measures)
    moves = [m for id in ids for m in promise_changes(past.of(id)) if m.silent]
    moves.sort(key=lambda m: m.commit.recorded_on if m.commit else date.max)
    return Broken(tuple(moves), gone_measures(plan, past), past.adopted.get(plan.id))


def gone_measures(plan: Plan, past: History | None = None) -> tuple[GoneMeasure, ...]:
    """Measures that were taken out of a plan, by number: those the plan tells of, and those only git knows."""
    found = {told.number: GoneMeasure(told.number, told.title, told) for told in gone(plan)}
    for one in past.removed(plan.id) if past else ():
        last = one.last_known
        assert last
        told = found[last.number].told if last.number in found else None
        promised = tuple(m for m in last.milestones if not m.done and not m.repeat)
        found[last.number] = GoneMeasure(
            last.number, last.title, told, one.steps[-1].commit, promised
        )
    here = {measure.number for measure in plan.measures}
    return tuple(found[number] for number in sorted(found.keys() - here))


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

    @property
    def due(self) -> When | None:
        return self.milestone.due if self.present else None

    @property
    def days(self) -> int | None:
        """How far in all, None where either end is not known to the day."""
        return days_moved(self.baseline, self.due)

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
        """Whether every move has a reason, none was made in silence, and none before there was a record of it."""
        if not self.moves or self.silent:
            return False
        from_the_start = self.moves[-1].previous in (None, self.baseline)
        return from_the_start and all(m.reason for m in self.moves)


def moved_promises(summary: Summary, known: Broken | None = None) -> tuple[MovedPromise, ...]:
    """Every promise that has moved, the longest way first.

    By what the files say; with `known` also by what git shows and the files do not, and by what was promised
    when the plan was adopted.
    """
    known = known or Broken()
    silent: dict[str, list[PromiseChange]] = {}
    for change in known.silent or ():
        silent.setdefault(change.change.measure.id, []).append(change)
    found = [
        promise
        for judged in summary.judgements
        for promise in _of_measure(
            judged.measure,
            {m.id for m in judged.in_file.milestones},
            silent.get(judged.in_file.id, ()),
            known.adopted.measure(judged.in_file.number) if known.adopted else None,
        )
    ]
    return tuple(sorted(found, key=lambda p: (-abs(p.days or 0), p.measure.number, p.milestone.id)))


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
        baseline, source = _baseline(milestone, adopted.get(id), own)
        moves = milestone.moved if id in here else ()
        promise = MovedPromise(measure, milestone, id in here, baseline, source, moves, own)
        if promise.has_moved:
            yield promise


def _baseline(
    milestone: Milestone, adopted: Milestone | None, silent: Iterable[PromiseChange]
) -> tuple[When | None, str]:
    """What was first promised, and who says so."""
    if adopted and (promised := adopted.baseline or adopted.due):
        return promised, "tag"
    for moved in silent:
        if moved.change.kind == "milestone_baseline":
            return moved.change.date_before, "history"
    return milestone.baseline, "file" if milestone.baseline else ""
