"""Taking in what tables brought: all of it where that is right, else group by group, so that one wrong cell
stops nothing but itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tiltak.edit import plain
from tiltak.edit.proposal import Proposal, proposed
from tiltak.edit.splice import edited
from tiltak.problems import Problem, UsageError
from tiltak.read import yaml_lines
from tiltak.read.load import Loaded
from tiltak.read.yaml_lines import Path
from tiltak.sheets.merge import Group, Told


@dataclass(frozen=True, slots=True)
class Taken:
    """The files as they would be, what is in them, and what was left out."""

    proposal: Proposal
    groups: tuple[Group, ...]
    notes: tuple[tuple[int, str], ...]  # by measure
    told: tuple[Told, ...]


@dataclass(slots=True)
class _Draft:
    """The files so far."""

    before: Mapping[str, bytes]
    changed: dict[str, bytes]
    groups: list[Group]
    notes: list[tuple[int, str]]
    told: list[Told]

    def with_group(self, group: Group, path: str) -> tuple[bytes, tuple[str, ...]]:
        """The file with a group in it too; UsageError where that cannot be."""
        raw = self.changed.get(path, self.before[path])
        value = yaml_lines.parse(raw, path)[0].value
        planned = group.make(value)
        return edited("measure", raw.decode("utf-8"), planned.edits).encode("utf-8"), planned.notes

    def take(self, group: Group, path: str, raw: bytes, notes: Iterable[str]) -> None:
        self.changed[path] = raw
        self.groups.append(group)
        self.notes += [(group.number, plain.said(note)) for note in notes]

    def refuse(self, group: Group, words: str, keys: Path = ()) -> None:
        self.told.append(Told(group.where(keys), group.number, words))


def taken(
    groups: Iterable[Group],
    paths: Mapping[int, str],
    loaded: Loaded,
    before: Mapping[str, bytes],
    today: date,
) -> Taken:
    """Everything that can be taken in. `paths`: the file of each measure."""
    listed = list(groups)
    draft = _Draft(before, {}, [], [], [])
    for group in listed:
        _take(draft, group, paths[group.number])
    proposal = proposed(loaded, before, draft.changed, today)
    if proposal.errors:
        draft = _one_by_one(listed, paths, loaded, before, today, _to_blame(proposal))
        proposal = proposed(loaded, before, draft.changed, today)
    return Taken(proposal, tuple(draft.groups), tuple(draft.notes), tuple(draft.told))


def _take(
    draft: _Draft,
    group: Group,
    path: str,
    wrong: Callable[[bytes], Problem | None] = lambda _: None,
) -> None:
    """One more group, unless it cannot be spliced in or `wrong` says what the file would then be wrong about."""
    try:
        raw, notes = draft.with_group(group, path)
    except UsageError as error:
        draft.refuse(group, plain.said(str(error)))
        return
    if problem := wrong(raw):
        draft.refuse(group, plain.plainly(problem), problem.place.keys)
    else:
        draft.take(group, path, raw, notes)


def _to_blame(proposal: Proposal) -> set[str]:
    """The changed files that have errors; all of them where an error shows in another file."""
    wrong = {problem.place.path for problem in proposal.errors}
    return wrong if wrong <= proposal.changed.keys() else set(proposal.changed)


def _one_by_one(
    groups: list[Group],
    paths: Mapping[int, str],
    loaded: Loaded,
    before: Mapping[str, bytes],
    today: date,
    suspects: set[str],
) -> _Draft:
    """The files without suspicion at once, then each group of the others with the checks in between."""
    draft = _Draft(before, {}, [], [], [])
    for group in groups:
        if paths[group.number] not in suspects:
            _take(draft, group, paths[group.number])
    for group in groups:
        path = paths[group.number]
        if path in suspects:

            def wrong(raw: bytes, path: str = path) -> Problem | None:
                changed = {**draft.changed, path: raw}
                return next(iter(proposed(loaded, before, changed, today).errors), None)

            _take(draft, group, path, wrong)
    return draft
