"""Editions of the files: all plans as they were after one commit, for days that somebody asks about.

A site shows how each period stood by what was known then. All those editions come of the one walk that tells
the history: a listing says which files there were, and each content is parsed once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tiltak.judge.rounds import round_of
from tiltak.judge.summary import reported_periods
from tiltak.model.periods import Period
from tiltak.model.plan import Measure, Plan, Portfolio
from tiltak.problems import Problem
from tiltak.read.commits import Commit, Touched
from tiltak.read.load import Parsed, bounded, kind_of, measure_of, misplaced_file, portfolio_of

ParsedByBlob = Mapping[str, tuple[Parsed, list[Problem]]]


@dataclass(frozen=True, slots=True)
class EditionAsked:
    """Which edition: that of a commit of the mainline; where it is not there, the newest at the end of a day."""

    day: date
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """All plans as the files had them after a commit. `number` is the commit's place in the mainline."""

    commit: Commit
    number: int
    portfolio: Portfolio


@dataclass(frozen=True, slots=True)
class Tree:
    """Which content each file had after a commit."""

    commit: Commit
    number: int
    blobs: Mapping[str, str]


def asked_for_periods(plan: Plan, today: date) -> dict[Period, EditionAsked]:
    """By period that is over: when it stood firm what was known of it.

    That is when it was closed, or when the last day to report had gone. One that was closed afterwards never
    was known in its time, and of one that can still be reported we know what the files say now.
    """
    asked = {p: _asked_for(plan, p, today) for p in reported_periods(plan, today)}
    return {period: edition for period, edition in asked.items() if edition}


def editions_of_periods(portfolio: Portfolio, today: date) -> set[EditionAsked]:
    """The editions of all periods of all plans: many plans share them."""
    return {asked for plan in portfolio.plans for asked in asked_for_periods(plan, today).values()}


def _asked_for(plan: Plan, period: Period, today: date) -> EditionAsked | None:
    if record := plan.closing(period.name):
        return None if record.afterwards else EditionAsked(record.closed_on, record.revision)
    reporting = round_of(plan, period, today)
    return EditionAsked(reporting.until) if reporting.is_over else None


def trees(
    log: Sequence[tuple[Commit, Sequence[Touched]]], asked: Collection[EditionAsked]
) -> dict[EditionAsked, Tree]:
    """The files of each edition; none for a day before the first commit."""
    numbers = {commit.id: number for number, (commit, _) in enumerate(log)} if asked else {}
    days = [commit.recorded_on for commit, _ in log]
    wanted: dict[int, list[EditionAsked]] = {}
    for question in asked:
        until_then = sum(day <= question.day for day in days)  # they never run backwards
        number = numbers.get(question.commit, until_then - 1)
        wanted.setdefault(number, []).append(question)
    blobs: dict[str, str] = {}
    answers: dict[EditionAsked, Tree] = {}
    for number, (commit, touched) in enumerate(log if wanted else ()):
        for file in touched:
            if file.blob:
                blobs[file.path] = file.blob
            else:
                blobs.pop(file.path, None)
        if number in wanted:
            answers |= dict.fromkeys(wanted[number], Tree(commit, number, dict(blobs)))
    return answers


def kinds_of_blobs(trees_asked: Iterable[Tree]) -> dict[str, tuple[str, str]]:
    """Blob → the kind and the path of a file that has it, for all that the editions need."""
    return {
        blob: (kind_of(path), path)
        for tree in trees_asked
        for path, blob in tree.blobs.items()
        if kind_of(path)
    }


def editions(
    answers: Mapping[EditionAsked, Tree], parsed: ParsedByBlob
) -> dict[EditionAsked, Edition]:
    """What the files of each edition are made into. A measure that stands in many editions is built once."""
    built: dict[tuple[str, int], Measure] = {}

    def build(path: str, file: Parsed) -> Measure:
        key = path, id(file)
        if key not in built:
            built[key] = measure_of(path, file)
        return built[key]

    by_number: dict[int, Edition] = {}
    for tree in answers.values():
        if tree.number not in by_number:
            files = {path: parsed[blob][0] for path, blob in tree.blobs.items() if kind_of(path)}
            misplaced = [path for path in tree.blobs.keys() - files if misplaced_file(path)]
            portfolio = portfolio_of(bounded(files), misplaced, build)
            by_number[tree.number] = Edition(tree.commit, tree.number, portfolio)
    return {question: by_number[tree.number] for question, tree in answers.items()}
