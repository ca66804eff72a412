"""Takes in the groups that tables brought. All at once if the checks pass; otherwise one by one, so that a wrong
cell is the only one left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from types import MappingProxyType

from tiltak.edit import draft as drafts
from tiltak.edit.proposal import Proposal, proposed
from tiltak.edit.splice import edited
from tiltak.model.numbers import Number
from tiltak.model.plan import Plan
from tiltak.problems import UsageError, for_forms
from tiltak.read import yaml_lines
from tiltak.read.load import Loaded
from tiltak.read.yaml_lines import Path
from tiltak.sheets.merge import Group, LeftOut, NewMeasure

NO_FILES: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Taken:
    """The files as they would be, the groups that are in them, and the cells that were left out."""

    proposal: Proposal
    groups: tuple[Group, ...]
    notes: tuple[tuple[Number, str], ...]  # by measure
    left_out: tuple[LeftOut, ...]


@dataclass(slots=True)
class _Draft:
    """The files with the groups taken in so far."""

    loaded: Loaded
    before: Mapping[str, bytes]
    today: date
    changed: dict[str, bytes]
    groups: list[Group] = field(default_factory=list)
    notes: list[tuple[Number, str]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def proposed(self, tried: Mapping[str, bytes] = NO_FILES) -> Proposal:
        """What the checks say of the files as they would be, with those that are tried."""
        return proposed(self.loaded, self.before, {**self.changed, **tried}, self.today)

    def with_group(self, group: Group, path: str) -> tuple[bytes, tuple[str, ...]]:
        """The file with a group in it too; UsageError where that cannot be."""
        raw = self.changed.get(path, self.before[path])
        value = yaml_lines.parse(raw, path)[0].value
        planned = group.make(value)
        return edited("measure", raw.decode("utf-8"), planned.edits).encode("utf-8"), planned.notes

    def take(self, group: Group, path: str, raw: bytes, notes: Iterable[str]) -> None:
        self.changed[path] = raw
        self.groups.append(group)
        self.notes += [(group.number, for_forms(note)) for note in notes]

    def refuse(self, group: Group, words: str, keys: Path = ()) -> None:
        self.left_out.append(LeftOut(group.where(keys), group.number, words))


def begun(
    new: Iterable[NewMeasure], plan: Plan, loaded: Loaded, before: Mapping[str, bytes], today: date
) -> tuple[dict[str, bytes], list[NewMeasure], list[LeftOut]]:
    """The files of the new measures that the checks accept, those measures, and the rows that were left out."""
    drafted: dict[str, tuple[NewMeasure, bytes]] = {}
    left_out: list[LeftOut] = []
    header = drafts.header(before, plan.id)
    for measure in new:
        path = drafts.measure_path(plan.id, measure.values["number"], measure.values["title"])
        if path in before or path in drafted:
            left_out.append(LeftOut(measure.where, 0, "Filen finnes fra før."))
        else:
            drafted[path] = measure, drafts.measure_text(measure.values, header).encode("utf-8")
    files = {path: text for path, (_, text) in drafted.items()}
    if not files or not proposed(loaded, before, files, today).errors:
        return files, [measure for measure, _ in drafted.values()], left_out
    # One by one only where the checks refuse something.
    files, accepted = {}, []
    for path, (measure, text) in drafted.items():
        tried = files | {path: text}
        if errors := proposed(loaded, before, tried, today).errors:
            left_out.append(LeftOut(measure.where, 0, errors[0].in_form))
        else:
            files = tried
            accepted.append(measure)
    return files, accepted, left_out


def taken(
    groups: Iterable[Group],
    paths: Mapping[Number, str],
    loaded: Loaded,
    before: Mapping[str, bytes],
    today: date,
    files: Mapping[str, bytes] = NO_FILES,
) -> Taken:
    """Take in every group that the checks accept. `paths` has the file of each measure, `files` those that are new."""
    listed = list(groups)
    draft = _Draft(loaded, before, today, dict(files))
    for group in listed:
        _take(draft, group, paths[group.number])
    proposal = draft.proposed()
    if proposal.errors:
        draft = _Draft(loaded, before, today, dict(files))
        _one_by_one(draft, listed, paths, _to_blame(proposal))
        proposal = draft.proposed()
    return Taken(proposal, tuple(draft.groups), tuple(draft.notes), tuple(draft.left_out))


def _take(draft: _Draft, group: Group, path: str) -> None:
    """Take in a group unless it cannot be spliced."""
    try:
        raw, notes = draft.with_group(group, path)
    except UsageError as error:
        draft.refuse(group, error.in_form)
    else:
        draft.take(group, path, raw, notes)


def _to_blame(proposal: Proposal) -> set[str]:
    """The changed files that have errors; all of them where an error shows in another file."""
    wrong = {problem.place.path for problem in proposal.errors}
    return wrong if wrong <= proposal.changed.keys() else set(proposal.changed)


def _one_by_one(
    draft: _Draft, groups: list[Group], paths: Mapping[Number, str], suspects: set[str]
) -> None:
    """Take in the groups of all other files at once, then those of the suspects, one of each file a round.

    So the checks run as often as the file with the most groups has them, however many files there are.
    """
    waiting: defaultdict[str, list[Group]] = defaultdict(list)
    for group in groups:
        if paths[group.number] in suspects:
            waiting[paths[group.number]].append(group)
        else:
            _take(draft, group, paths[group.number])
    for of_each_file in zip_longest(*waiting.values()):
        together = zip(waiting, of_each_file, strict=True)
        _take_round(draft, {path: group for path, group in together if group})


def _take_round(draft: _Draft, groups: Mapping[str, Group]) -> None:
    """Take in at most one group of each file: those that bring an error are refused, with its words."""
    tried: dict[str, tuple[Group, bytes, tuple[str, ...]]] = {}
    for path, group in groups.items():
        try:
            tried[path] = group, *draft.with_group(group, path)
        except UsageError as error:
            draft.refuse(group, error.in_form)
    while brought := draft.proposed({path: raw for path, (_, raw, _) in tried.items()}).errors:
        first = {problem.place.path: problem for problem in reversed(brought)}
        if len(tried) > 1 and not first.keys() & tried.keys():  # it shows in another file
            for path, (group, _, _) in tried.items():
                _take_round(draft, {path: group})
            return
        for path in [path for path in tried if path in first or len(tried) == 1]:
            group, _, _ = tried.pop(path)
            problem = first.get(path, brought[0])
            draft.refuse(group, problem.in_form, problem.place.keys)
    for path, (group, raw, notes) in tried.items():
        draft.take(group, path, raw, notes)
