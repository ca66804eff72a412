"""What every command needs first: the folder, the files of a moment, the plan and the day."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from tiltak.checks.rules import numbers_there_are
from tiltak.model.periods import Period, UnknownPeriod, period
from tiltak.model.plan import Plan, Portfolio
from tiltak.past.history import History, history, of_folder
from tiltak.problems import UsageError
from tiltak.read import clock, load, repo
from tiltak.read.load import MEASURE
from tiltak.read.schema import nearest

root_option = click.option(
    "--root",
    metavar="MAPPE",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Mappen med planer og tiltak. Standard er mappen du står i.",
)
plan_option = click.option(
    "--plan", "plan_id", metavar="PLAN", help="Kortnavnet på planen, når det er flere."
)
as_of_option = click.option(
    "--as-of", metavar="DATO", help="Slik det var ved slutten av denne dagen."
)
rev_option = click.option(
    "--rev", metavar="REVISJON", help="Det filene sa i en commit, en gren eller en merkelapp i git."
)
known_on_option = click.option(
    "--known-on", metavar="DATO", help="Det filene sa ved slutten av denne dagen, etter git."
)


def format_option(words: str, *shapes: str) -> Callable[[Any], Any]:
    """`--format`, which the command gets as `shape`; the first one is what comes without it."""
    return click.option(
        "--format", "shape", type=click.Choice(shapes), default=shapes[0], help=words
    )


def options(*decorators: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several click options as one decorator, shown in the order given."""

    def decorate(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


@dataclass(frozen=True, slots=True)
class Moment:
    """Which day is asked about, and when the files said so; by default today and the folder as it lies."""

    as_of: date | None = None
    rev: str = ""
    known_on: date | None = None


NOW = Moment()


def moment_options(function: Any) -> Any:
    """`--as-of`, `--rev` and `--known-on`, which the command gets as one argument `moment`."""

    @functools.wraps(function)
    def with_moment(
        *arguments: Any, as_of: str | None, rev: str | None, known_on: str | None, **others: Any
    ) -> Any:
        return function(*arguments, moment=asked_moment(as_of, rev, known_on), **others)

    return options(as_of_option, rev_option, known_on_option)(with_moment)


def asked_moment(as_of: str | None, rev: str | None, known_on: str | None) -> Moment:
    """The moment that a person typed; UsageError where it is none."""
    if rev is not None and known_on is not None:
        raise UsageError(
            "Velg enten --rev eller --known-on. Begge sier hvilken utgave av filene det gjelder."
        )
    if rev is not None:
        repo.refuse_strange_revision(rev)
    known = clock.day(known_on) if known_on is not None else None
    if known and known > clock.today():
        raise UsageError(f"{known:%d.%m.%Y} har ikke vært ennå. Ingen vet hva filene sier da.")
    return Moment(clock.day(as_of) if as_of is not None else None, rev or "", known)


def typed_period(name: str) -> Period:
    """The period that a person typed; UsageError with advice where it is none."""
    try:
        return period(name)
    except UnknownPeriod as error:
        raise UsageError(str(error)) from None


@dataclass(frozen=True, slots=True)
class Workspace:
    """The files of a moment, loaded, and the day that counts as today."""

    root: Path
    tree: repo.Tree
    loaded: load.Loaded
    today: date
    commit: repo.Commit | None = None

    @property
    def portfolio(self) -> Portfolio:
        return self.loaded.portfolio

    @property
    def rev(self) -> str | None:
        """The commit that says what these files say; None for what is not recorded yet, or has no git."""
        return self.commit.id if self.commit else repo.recorded_as(self.root)

    def history(self) -> History:
        """What every commit up to these files did, and what is not recorded yet; GitError without a whole history."""
        repository = repo.repository(self.root)
        if self.commit:
            return history(repository.log(self.commit.id), repository.contents)
        return of_folder(repository, self.loaded)

    def history_or_none(self) -> History | None:
        """For what can be told without it, and says what it does not know."""
        try:
            return self.history()
        except repo.GitError:
            return None

    def adopted(self, plan: Plan) -> Plan | None:
        """The plan as it was adopted: what the tag `adopted/<plan>` points at, None without such a tag."""
        repository = repo.repository(self.root)
        commit = repository.tagged(f"adopted/{plan.id}")
        if commit is None:
            return None
        then = load.load(repository.texts_at(commit).texts)
        return then.portfolio.plan(plan.id)

    def plan(self, id: str | None) -> Plan:
        """The plan a person named, or the only one there is."""
        plans = self.portfolio.plans
        if id is None and len(plans) == 1:
            return plans[0]
        ids = [p.id for p in plans]
        if not ids:
            raise UsageError("Ingen plan kunne leses. Kjør «tiltak check» og rett det den finner.")
        if id is None:
            raise UsageError(f"Det er flere planer her: {', '.join(ids)}. Velg én med --plan.")
        found = self.portfolio.plan(id)
        if not found:
            raise UsageError(
                f"Planen «{id}» finnes ikke. {nearest(id, ids) or 'Planene er: ' + ', '.join(ids) + '.'}"
            )
        return found


def open_workspace(root: Path, moment: Moment = NOW) -> Workspace:
    """Read and load the files of a moment.

    The day that counts is the one asked for. For an older edition of the files it is the day they were
    known: what we believed on 15 January about 15 January, unless `as_of` asks about another day.
    """
    top = repo.find_root(root)
    commit = _commit(top, moment)
    if commit is None:
        tree, day = repo.worktree(top), clock.today()
    else:
        tree, day = repo.repository(top).texts_at(commit.id), moment.known_on or commit.recorded_on
    return Workspace(top, tree, load.load(tree.texts), moment.as_of or day, commit)


def _commit(top: Path, moment: Moment) -> repo.Commit | None:
    if moment.rev:
        return repo.repository(top).commit(moment.rev)
    if moment.known_on:
        return repo.repository(top).revision_on(moment.known_on)
    return None


def measure_file(workspace: Workspace, number: str, plan_id: str | None) -> tuple[Plan, str]:
    """The plan and the path of the measure a person named as «14» or «rus-2019/14», also one that is not valid."""
    named, _, digits = number.rpartition("/")
    plan = workspace.plan(named or plan_id)
    if not digits.isdecimal():
        raise UsageError(
            f"«{number}» er ikke et tiltaksnummer. Skriv for eksempel 14 eller {plan.id}/14."
        )
    paths = {
        int(match[2]): path
        for path in workspace.tree.texts
        if (match := MEASURE.fullmatch(path)) and match[1] == plan.id
    }
    if int(digits) not in paths:
        raise UsageError(
            f"Tiltak {int(digits)} finnes ikke i {plan.id}. {numbers_there_are(paths)}"
        )
    return plan, paths[int(digits)]
