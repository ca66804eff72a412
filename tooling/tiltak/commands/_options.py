"""What most commands share: the options for the folder, the plan and the moment, and how they are read."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from tiltak import workspace
from tiltak.model.numbers import Number
from tiltak.model.periods import Period, UnknownPeriod, period
from tiltak.model.plan import Plan, UnreadableFile
from tiltak.problems import UsageError, refusal
from tiltak.read import clock, repo
from tiltak.words.language import words
from tiltak.words.unreadable import unreadable
from tiltak.workspace import NOW, Moment, Workspace

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


def moment_options(function: Any) -> Any:
    """`--as-of`, `--rev` and `--known-on`, which the command gets as one argument `moment`."""

    @functools.wraps(function)
    def with_moment(
        *arguments: Any, as_of: str | None, rev: str | None, known_on: str | None, **others: Any
    ) -> Any:
        return function(*arguments, moment=asked_moment(as_of, rev, known_on), **others)

    return options(as_of_option, rev_option, known_on_option)(with_moment)


def workspace_option(function: Any) -> Any:
    """`--root`, which the command gets as `workspace`: the folder opened as it lies, or at the moment asked about."""

    @functools.wraps(function)
    def with_workspace(*arguments: Any, root: Path, moment: Moment = NOW, **others: Any) -> Any:
        return function(*arguments, workspace=open_workspace(root, moment), **others)

    return root_option(with_workspace)


plan_options = options(plan_option, workspace_option)
shared_options = options(plan_option, moment_options, workspace_option)


def asked_moment(as_of: str | None, rev: str | None, known_on: str | None) -> Moment:
    """The moment that a person typed; UsageError where it is none."""
    if rev is not None and known_on is not None:
        raise UsageError(
            "Velg enten --rev eller --known-on. Begge sier hvilken utgave av filene det gjelder."
        )
    if rev is not None:
        repo.refuse_strange_revision(rev)
    last_day = clock.day(known_on) if known_on is not None else None
    if last_day and last_day > clock.today():
        raise UsageError(f"{last_day:%d.%m.%Y} har ikke vært ennå. Ingen vet hva filene sier da.")
    return Moment(clock.day(as_of) if as_of is not None else None, rev or "", last_day)


def file_option(words: str, *names: str) -> Callable[[Any], Any]:
    """A file that somebody names, or the environment: `--sent` is TILTAK_SENT there."""
    return click.option(
        *names,
        metavar="FIL",
        envvar=f"TILTAK_{names[0].lstrip('-').upper()}",
        type=click.Path(dir_okay=False, path_type=Path),
        help=words,
    )


def print_json(value: Any) -> None:
    """What a command has for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """UsageError where the machine will not let a file that a person named be read."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path} kan ikke leses: {refusal(error)}.") from None


def typed_period(name: str) -> Period:
    """The period that a person typed; UsageError with advice where it is none."""
    try:
        return period(name)
    except UnknownPeriod as error:
        raise UsageError(str(error)) from None


def open_workspace(root: Path, moment: Moment = NOW) -> Workspace:
    """The folder a person named at the moment they asked about, seen from today."""
    return workspace.open_workspace(root, moment, clock.today(), clock.latest())


def plans_asked_for(workspace: Workspace, plan_id: str | None) -> tuple[list[Plan], int]:
    """The plan a person named, else all of them, and the exit code where files of them could not be read: that is said."""
    plans = [workspace.plan(plan_id)] if plan_id else list(workspace.portfolio.plans)
    return plans, told_unreadable(workspace, [file for plan in plans for file in plan.unreadable])


def told_unreadable(workspace: Workspace, files: Sequence[UnreadableFile]) -> int:
    """Say on stderr which files could not be read, and return the exit code that follows."""
    if not files:
        return 0
    click.echo(f"{unreadable(files, words())} {workspace.to_mend}", err=True)
    return 1


MeasureValues = dict[Number, dict[str, Any]]


def measure_values(workspace: Workspace, plan: Plan) -> MeasureValues:
    """What the files of a plan say, by number, without those that cannot be read."""
    files = {n: workspace.loaded.files[path] for n, path in workspace.measure_paths(plan).items()}
    return {number: file.document.value for number, file in files.items() if file.valid}
