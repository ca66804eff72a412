"""The past of every measure: what each commit of the mainline did to it, in one pass.

A measure is known by its plan and number: a renamed file is the same measure, a removed one has an end. A
file that could not be read at some commit is a step of its own, and hides nothing before or after it.
What comes out is data; `changes` says what differs, `words.history` says it in words.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from tiltak.model.indicators import Figure, Indicator
from tiltak.model.numbers import Number, number_of, of_file_name
from tiltak.model.plan import Measure, Plan
from tiltak.past.editions import Edition, EditionAsked, editions, kinds_of_blobs, trees
from tiltak.past.vintages import Vintages
from tiltak.problems import Problem
from tiltak.read.commits import Approval, Commit, Doubt, Touched
from tiltak.read.load import (
    MEASURE,
    PLAN,
    SERIES,
    Loaded,
    Parsed,
    figures_of,
    kind_of,
    measure_of,
    parse_file,
)
from tiltak.read.repo import Repository

Log = Iterable[tuple[Commit, Sequence[Touched]]]
FOLLOWED = ("measure", "series")  # kinds of files whose every version is read
Contents = Callable[[Sequence[str]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of a measure that got another value."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Step:
    """What one commit did to one measure; `commit` is None for what is not recorded yet.

    `kind`: created, returned (after a removal), changed, removed, or unreadable. A measure that is created
    or returns has it whole in `measure`, a change has its `edits`, an unreadable file its `problems`.
    `mended`: nobody could read the file before this commit; a change may then have no edits.
    """

    kind: str
    commit: Commit | None
    measure: Measure | None = None
    edits: tuple[Edit, ...] = ()
    problems: tuple[Problem, ...] = ()
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """The steps of one measure, oldest first, and what it is after the last of them (None = removed)."""

    id: str
    steps: tuple[Step, ...]
    now: Measure | None

    def unreadable_times(self) -> Iterator[tuple[Step, Step | None]]:
        """Each step after which nobody could read its file, and the one that ended that; None where none has."""
        for number, step in enumerate(self.steps):
            if step.kind == "unreadable":
                later = (s for s in self.steps[number:] if s.kind != "unreadable")
                yield step, next(later, None)

    def versions(self) -> Iterator[tuple[Step, Measure | None, Measure | None]]:
        """Each step with the measure before and after it."""
        before: Measure | None = None
        for step in self.steps:
            after = replay(before, step)
            yield step, before, after
            before = after

    def until(self, was_known: Callable[[Commit | None], bool]) -> Past:
        """The steps of the commits that were known, and what the measure was after the last of them."""
        steps = tuple(step for step in self.steps if was_known(step.commit))
        if len(steps) == len(self.steps):
            return self
        measure: Measure | None = None
        for step in steps:
            measure = replay(measure, step)
        return Past(self.id, steps, measure)

    @property
    def id_then(self) -> str:
        """The id that it had after the last of its steps."""
        return self.last_known.id if self.last_known else self.id

    @property
    def last_known(self) -> Measure | None:
        """The measure as it last was, also where it has been removed."""
        if self.now:
            return self.now
        readable = [after for _, _, after in self.versions() if after]
        return readable[-1] if readable else None


@dataclass(frozen=True, slots=True)
class Adoption:
    """A plan as it was adopted. `drafts` are the commits up to then: what they changed broke no promise."""

    plan: Plan
    drafts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChangedPeriod:
    """The first and last day of a plan, as decided and as they are; the same where somebody put them back.

    `commit` made them what they are; it is None where that is not recorded yet.
    """

    adopted: tuple[date, date]
    now: tuple[date, date]
    commit: Commit | None

    @property
    def put_back(self) -> bool:
        return self.adopted == self.now


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A measure that got another id in a commit (None = not recorded yet)."""

    former: str
    id: str
    commit: Commit | None


@dataclass(frozen=True)
class History:
    """The pasts of all measures by id, the commit with which each plan first came in, each plan as adopted,
    and the commits that leave in doubt when something was known. `figures` are those of indicators, by `<plan>/<id>`.

    `editions` are those that were asked for. `numbers` has the place of each commit in the mainline.
    `renumbered`: the measures that got another number, in the order in which they did.
    `plan_files`: the commits that wrote or removed each plan's own file, with its blob, the oldest first.
    `dropped_drafts`: the plans that are gone and had promised nobody anything.
    """

    pasts: Mapping[str, Past]
    begun: Mapping[str, Commit] = field(default_factory=dict)
    adopted: Mapping[str, Adoption] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    editions: Mapping[EditionAsked, Edition] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    renumbered: tuple[Renumbered, ...] = ()
    figures: Mapping[str, Vintages] = field(default_factory=dict)
    plan_files: Mapping[str, Sequence[tuple[Commit, str]]] = field(default_factory=dict)
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    changed_periods: Mapping[str, ChangedPeriod] = field(default_factory=dict)
    dropped_drafts: frozenset[str] = frozenset()

    def approval(self, commit: Commit | None) -> Approval | None:
        return self.approvals.get(commit.id) if commit else None

    def figures_of(self, indicator: Indicator) -> Vintages:
        """What the figures of an indicator were said to be."""
        return self.figures.get(f"{indicator.plan_id}/{indicator.id}", Vintages())

    def of(self, measure_id: str) -> Past:
        return self.pasts.get(measure_id, Past(measure_id, (), None))

    def numbers_of(self, plan_id: str) -> Iterator[Number]:
        """Every number that a measure of a plan has had, here or earlier."""
        return (
            number_of(id.rpartition("/")[2]) for id in self.pasts if id.startswith(f"{plan_id}/")
        )

    def until(self, edition: Edition) -> History:
        """What was known when an edition was the newest: nothing that was recorded after it."""

        def was_known(commit: Commit | None) -> bool:
            return commit is not None and self.numbers[commit.id] <= edition.number

        pasts = {id: past.until(was_known) for id, past in self.pasts.items()}
        by_id = {past.id_then: past for past in pasts.values() if past.steps}
        periods = {id: c for id, c in self.changed_periods.items() if was_known(c.commit)}
        return replace(self, pasts=by_id, changed_periods=periods)

    def present_id(self, id: str, drafts: Collection[str] = ()) -> str:
        """What a measure is called now that once had an id; what commits in `drafts` renumbered was so by then."""
        for step in self.renumbered:
            if step.former == id and not (step.commit and step.commit.id in drafts):
                id = step.id
        return id

    def removed(self, plan_id: str) -> Sequence[Past]:
        """The measures of a plan that were there once and are not now."""
        return self._removed.get(plan_id, ())

    @cached_property
    def _removed(self) -> Mapping[str, Sequence[Past]]:
        """By plan, found once for all: a site of many plans asks for each of them."""
        by_plan: dict[str, list[Past]] = {}
        for id, past in self.pasts.items():
            if past.now is None and past.last_known:
                by_plan.setdefault(id.rpartition("/")[0], []).append(past)
        return by_plan


def with_adoptions(past: History, adopted: Mapping[str, Adoption]) -> History:
    """The history with each plan as it was adopted, its measures by the numbers that they have now."""
    now = {id: replace(a, plan=_as_numbered_now(a, past)) for id, a in adopted.items()}
    return replace(past, adopted=now)


def _as_numbered_now(adoption: Adoption, past: History) -> Plan:
    if not past.renumbered:
        return adoption.plan
    measures = (
        numbered(measure, past.present_id(measure.id, adoption.drafts))
        for measure in adoption.plan.measures
    )
    return replace(adoption.plan, measures=tuple(measures))


def numbered(measure: Measure, id: str) -> Measure:
    """The measure with the number that an id gives it."""
    number = number_of(id.rpartition("/")[2])
    return measure if measure.number == number else replace(measure, number=number)


def replay(before: Measure | None, step: Step) -> Measure | None:
    """The measure after a step. All steps in turn give the present state."""
    match step.kind:
        case "removed":
            return None
        case "changed":
            assert before
            return replace(before, **{edit.field: edit.after for edit in step.edits})
        case "unreadable":
            return before
    return step.measure


def history(log: Log, contents: Contents, asked: Collection[EditionAsked] = ()) -> History:
    """Walk the mainline once. Each distinct content is parsed once, and forgotten after its last use.

    What the editions `asked` for need is parsed in the same walk, and once.
    """
    commits = deque((commit, tuple(touched)) for commit, touched in log)
    trees_asked = trees(commits, asked)
    uses = Counter(
        t.blob for _, touched in commits for t in touched if t.blob and kind_of(t.path) in FOLLOWED
    )
    kinds = kinds_of_blobs(trees_asked.values())
    reader = _Reader(
        iter(contents([*uses, *(blob for blob in kinds if blob not in uses)])), uses, kinds
    )
    walk = _Walk()
    begun: dict[str, Commit] = {}
    numbers: dict[str, int] = {}
    figures: dict[str, Vintages] = {}
    plan_files: dict[str, list[tuple[Commit, str]]] = {}
    while commits:  # what has been told is forgotten, so that the list shrinks as the story grows
        commit, touched = commits.popleft()
        numbers[commit.id] = len(numbers)
        for file in touched:
            if match := PLAN.fullmatch(file.path) or MEASURE.fullmatch(file.path):
                begun.setdefault(match[1], commit)
            if match := PLAN.fullmatch(file.path):
                plan_files.setdefault(match[1], []).append((commit, file.blob))
        files = {}
        for file in touched:  # in their order, as contents stream by
            if match := SERIES.fullmatch(file.path):
                id = f"{match[1]}/{match[2]}"
                figures[id] = figures.get(id, Vintages()).after(reader.figures(file), commit)
            elif MEASURE.fullmatch(file.path):
                files[file.path] = reader.file(file)
        walk.take(commit, files)
    return History(
        walk.pasts(),
        begun,
        editions=editions(trees_asked, reader.all_parsed()),
        numbers=numbers,
        figures=figures,
        renumbered=tuple(walk.renumbered),
        plan_files=plan_files,
    )


def of_folder(
    repository: Repository, loaded: Loaded, asked: Collection[EditionAsked] = ()
) -> History:
    """The history of the files as they lie in the folder, with what is not recorded yet."""
    past = history(repository.log(), repository.contents, asked)
    return with_unrecorded(past, loaded, repository.uncommitted())


def with_unrecorded(past: History, loaded: Loaded, uncommitted: Collection[str]) -> History:
    """The history with a step more for each measure that a file in the folder changes: not recorded yet."""
    now: dict[str, list[_File]] = {
        _id_by_name(path): [] for path in uncommitted if MEASURE.fullmatch(path)
    }
    for path in sorted(loaded.files):
        if loaded.files[path].kind == "measure":
            problems = tuple(p for p in loaded.problems if p.place.path == path)
            file = _file(path, loaded.files[path], problems)
            if path in uncommitted or file.id in now:
                now.setdefault(file.id, []).append(file)
    pasts, renumbered = dict(past.pasts), list(past.renumbered)
    gone = {id: past.of(id).now for id, files in now.items() if not files}
    came = {id: _readable(files) for id, files in now.items() if not past.of(id).steps}
    for former, id in renumbered_pairs(gone, came).items():
        pasts[id] = replace(pasts.pop(former), id=id)
        renumbered.append(Renumbered(former, id, None))
        del now[former]
    for id, files in now.items():
        old = pasts.get(id, Past(id, (), None))
        step = _step(
            None,
            files,
            old.now,
            old.steps[-1] if old.steps else None,
            was_read=bool(old.last_known),
            was_there=bool(old.now),
        )
        if step:
            pasts[id] = Past(id, (*old.steps, step), replay(old.now, step))
    figures = dict(_figures_now(past, loaded, uncommitted))
    return replace(past, pasts=pasts, renumbered=tuple(renumbered), figures=figures)


def _figures_now(
    past: History, loaded: Loaded, uncommitted: Collection[str]
) -> Iterator[tuple[str, Vintages]]:
    """The figures as recorded, and after them what is not recorded yet."""
    yield from past.figures.items()
    for path in uncommitted:
        if match := SERIES.fullmatch(path):
            id, parsed = f"{match[1]}/{match[2]}", loaded.files.get(path)
            figures = figures_of(parsed) if parsed else ()
            yield id, past.figures.get(id, Vintages()).after(figures, None)


def renumbered_pairs(
    gone: Mapping[str, Measure | None], came: Mapping[str, Measure | None]
) -> dict[str, str]:
    """Former id → id: a measure that goes and one that comes in the same commit are one where only they share a title."""
    formers, laters = _by_title(gone), _by_title(came)
    return {
        formers[title][0]: laters[title][0]
        for title in formers.keys() & laters.keys()
        if len(formers[title]) == len(laters[title]) == 1
    }


def _by_title(measures: Mapping[str, Measure | None]) -> dict[tuple[str, str], list[str]]:
    """Ids by plan and title, without those that nobody can read."""
    ids: dict[tuple[str, str], list[str]] = {}
    for id, measure in measures.items():
        if measure:
            ids.setdefault((measure.plan_id, measure.title.casefold()), []).append(id)
    return ids


@dataclass(frozen=True, slots=True)
class _File:
    """A measure's file at some commit: what it says, or why nobody can tell."""

    id: str
    measure: Measure | None
    problems: tuple[Problem, ...]


def _file(path: str, parsed: Parsed, problems: Iterable[Problem]) -> _File:
    if parsed.valid:
        measure = measure_of(path, parsed)
        return _File(measure.id, measure, ())
    # The same content may stand at another path; the problems are shown at this one.
    moved = (replace(p, place=replace(p.place, path=path)) for p in problems)
    return _File(_id_by_name(path), None, tuple(moved))


def _id_by_name(path: str) -> str:
    match = MEASURE.fullmatch(path)
    assert match
    return f"{match[1]}/{of_file_name(match[2])}"


@dataclass(slots=True)
class _Reader:
    """Parses contents as they stream by, in the order in which they are first used.

    What `kinds` has (blob → kind and path) is not forgotten after its last use.
    """

    contents: Iterator[bytes]
    uses: Counter[str]
    kinds: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parsed: dict[str, tuple[Parsed, list[Problem]]] = field(default_factory=dict)

    def file(self, touched: Touched) -> _File | None:
        return _file(touched.path, *self._parsed(touched)) if touched.blob else None

    def figures(self, touched: Touched) -> tuple[Figure, ...]:
        """The figures in a file; none where it was removed, or nobody could read it."""
        return figures_of(self._parsed(touched)[0]) if touched.blob else ()

    def _parsed(self, touched: Touched) -> tuple[Parsed, list[Problem]]:
        path, blob = touched.path, touched.blob
        if blob not in self.parsed:
            self.parsed[blob] = parse_file(kind_of(path), path, next(self.contents))
        parsed = self.parsed[blob]
        self.uses[blob] -= 1
        if not self.uses[blob]:
            del self.uses[blob]
            if blob not in self.kinds:
                del self.parsed[blob]
        return parsed

    def all_parsed(self) -> Mapping[str, tuple[Parsed, list[Problem]]]:
        """All that is kept, when every measure has been read: the other files come last in the stream."""
        for blob, (kind, path) in self.kinds.items():
            if blob not in self.parsed:
                self.parsed[blob] = parse_file(kind, path, next(self.contents))
        return self.parsed


@dataclass(slots=True)
class _Walk:
    """What the files say after each commit, and the steps so far."""

    ids: dict[str, str] = field(default_factory=dict)  # path → the measure it holds
    files: dict[str, dict[str, _File]] = field(default_factory=dict)  # measure → path → file
    now: dict[str, Measure] = field(default_factory=dict)  # as it last could be read, until it goes
    ever_read: set[str] = field(default_factory=set)  # measures that could ever be read
    steps: dict[str, list[Step]] = field(default_factory=dict)
    renumbered: list[Renumbered] = field(default_factory=list)

    def take(self, commit: Commit, changed: Mapping[str, _File | None]) -> None:
        was_there: dict[str, bool] = {}
        for path, file in changed.items():
            before = self.ids.pop(path, None)
            if before:
                was_there.setdefault(before, True)
                del self.files[before][path]
            if file:
                # A file that cannot be read is still the measure that it was.
                id = before if before and not file.measure else file.id
                was_there.setdefault(id, bool(self.files.get(id)))
                self.ids[path] = id
                self.files.setdefault(id, {})[path] = file
        for former in self._renumber(commit, was_there):
            del was_there[former]
        for id, present in was_there.items():
            files = [self.files[id][path] for path in sorted(self.files.get(id, ()))]
            now = self.now.get(id)
            last = self.steps[id][-1] if id in self.steps else None
            was_read = id in self.ever_read
            step = _step(commit, files, now, last, was_read=was_read, was_there=present)
            if step:
                self.steps.setdefault(id, []).append(step)
            if measure := _readable(files):
                self.now[id] = measure
                self.ever_read.add(id)
            elif not files:
                self.now.pop(id, None)

    def _renumber(self, commit: Commit, was_there: Mapping[str, bool]) -> Collection[str]:
        """Let measures that got another number keep their past; the ids that they had."""
        gone = {id: self.now.get(id) for id in was_there if not self.files.get(id)}
        came = {
            id: _readable(self.files[id].values())
            for id in was_there
            if self.files.get(id) and id not in self.steps
        }
        pairs = renumbered_pairs(gone, came) if gone and came else {}
        for former, id in pairs.items():
            self.steps[id], self.now[id] = self.steps.pop(former), self.now.pop(former)
            self.ever_read = self.ever_read - {former} | {id}
            self.renumbered.append(Renumbered(former, id, commit))
        return pairs.keys()

    def pasts(self) -> dict[str, Past]:
        return {id: Past(id, tuple(steps), self.now.get(id)) for id, steps in self.steps.items()}


def _readable(files: Iterable[_File]) -> Measure | None:
    # Where two files have the same number, the first by name: as `Plan.measure` does.
    return next((file.measure for file in files if file.measure), None)


def _step(
    commit: Commit | None,
    files: Sequence[_File],
    now: Measure | None,
    last: Step | None,
    *,
    was_read: bool,
    was_there: bool,
) -> Step | None:
    """From the measure as it is `now` to what its files say; None where nothing was changed.

    `last` is the step before. `was_read`: the measure could be read at some time. `was_there`: it had a file until
    this commit.
    """
    unread = last if last and last.kind == "unreadable" else None
    if measure := _readable(files):
        mended = unread is not None
        if now is None:
            return Step("returned" if was_read else "created", commit, measure, mended=mended)
        edits = tuple(_edits(now, measure))
        return Step("changed", commit, edits=edits, mended=mended) if edits or mended else None
    if files:
        problems = tuple(p for f in files for p in f.problems)
        # A file that still cannot be read for the same reason is no news: git may only have changed its mode.
        news = unread is None or unread.problems != problems
        return Step("unreadable", commit, problems=problems) if news else None
    return Step("removed", commit) if was_there else None


MEASURE_FIELDS = tuple(f.name for f in fields(Measure) if f.compare)


def _edits(before: Measure, after: Measure) -> Iterator[Edit]:
    for name in MEASURE_FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Edit(name, old, _shared(old, new))


def _shared(old: Any, new: Any) -> Any:
    """The new value with equal parts taken from the old one: a list that grew by one is kept once."""
    if not isinstance(old, tuple) or not isinstance(new, tuple):
        return new
    return tuple(next((o for o in old if o == item), item) for item in new)
