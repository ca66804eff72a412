"""What `tiltak report PERIOD --close` and `--verify` do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import click

from tiltak import __version__
from tiltak.commands._options import open_workspace
from tiltak.edit import save
from tiltak.judge import closing
from tiltak.model.periods import Period
from tiltak.model.plan import Closing, Plan
from tiltak.past.report import Report
from tiltak.problems import UsageError, has_errors
from tiltak.read import repo
from tiltak.reports import as_json
from tiltak.reports.document import document
from tiltak.words.language import words
from tiltak.workspace import NOW, Moment, Workspace


def act(
    action: str, workspace: Workspace, plan: Plan, period: Period, *, tag: bool
) -> tuple[int, Workspace]:
    """Close or verify a period, report the result, and return its exit code with the files of the closed report."""
    if action == "close":
        closed = close(workspace, plan, period, tag=tag)
        click.echo("\n".join(closing_lines(closed)))
        return 0, as_closed(workspace, closed.record)
    verified = verify(workspace, plan, period)
    click.echo(verdict(verified))
    return (1 if verified.differences else 0), as_closed(workspace, verified.record)


def as_closed(workspace: Workspace, record: Closing) -> Workspace:
    """The files and the day of a closed report."""
    return open_workspace(workspace.root, Moment(as_of=record.closed_on, rev=record.revision))


@dataclass(frozen=True, slots=True)
class Closed:
    """What was written, and the tag if one was asked for."""

    record: Closing
    paths: tuple[str, ...]
    tag: str = ""


def close(workspace: Workspace, plan: Plan, period: Period, *, tag: bool = False) -> Closed:
    """Write down what is reported for a period; from then on no report about it is changed in silence."""
    report = workspace.report(plan, period, workspace.history())
    revision = _ready(workspace, report)
    text = as_json.json_text(document(report, words()))
    record = replace(
        closing.record(plan, period),
        as_of=report.day,
        closed_on=workspace.today,
        revision=revision,
        sha256=closing.checksum(text),
        program=__version__,
    )
    name = f"report/{plan.id}/{period.name}"
    if tag:
        # Before the files: where the tag cannot be set, nothing has been written.
        subject = words()._("Rapporten for {period}").format(period=words().period(period))
        repository = workspace.repository
        if not repository.has_set_tag(name, revision):  # a run that was killed may have
            repository.tag(name, revision, f"{plan.label}: {subject}")
    files = {
        closing.path_of(plan, period.name, "json"): text.encode("utf-8"),
        closing.path_of(plan, period.name, "yml"): closing.as_yaml(record).encode("utf-8"),
    }
    # What a run that was killed has written already is the same, and is no hindrance.
    written = {path: repo.text_of(workspace.root, path) for path in files}
    before = {path: raw for path, raw in files.items() if written[path] == raw.decode("utf-8")}
    save.replace(workspace.root, before, files)
    return Closed(record, tuple(files), name if tag else "")


def _ready(workspace: Workspace, report: Report) -> str:
    """The revision that is reported; UsageError where the period cannot be closed yet."""
    name = report.period.name
    if report.plan.closing(name):
        raise UsageError(
            f"{name} er alt avsluttet. Er noe feil, rettes meldingen, med forklaring i feltet «correction»."
        )
    if report.state != "ended":
        raise UsageError(
            f"{name} kan ikke avsluttes: perioden er ikke over, eller planen er ikke rapportert så langt."
        )
    if workspace.commit:
        raise UsageError(
            "Bare filene slik de ligger i mappen nå, kan avsluttes. Ta bort --rev eller --known-on."
        )
    uncommitted = workspace.repository.uncommitted()
    if uncommitted:
        raise UsageError(
            f"Noe er ikke registrert i git ennå ({', '.join(uncommitted[:3])}{' …' if len(uncommitted) > 3 else ''}). "
            "Registrer det først, så rapporten kan lages på nytt av akkurat disse filene."
        )
    if has_errors(workspace.problems):
        raise UsageError("Filene har feil. Kjør «tiltak check» og rett dem før perioden avsluttes.")
    assert workspace.rev
    return workspace.rev


def closing_lines(closed: Closed) -> Iterator[str]:
    for path in closed.paths:
        yield f"Skrevet: {path}"
    if closed.tag:
        yield f"Merket i git: {closed.tag}"
    yield f"{closed.record.period} er avsluttet. Registrer filene i git, så gjelder det for alle."


# Afterwards


@dataclass(frozen=True, slots=True)
class Verified:
    """The result of making a closed report again. `differences` is empty if it has the same bytes."""

    record: Closing
    differences: tuple[str, ...]


def verify(workspace: Workspace, plan: Plan, period: Period) -> Verified:
    """Make a closed report again from its revision, and compare it with the numbers that were kept."""
    record = plan.closing(period.name)
    if record is None:
        path = closing.path_of(plan, period.name, "yml")
        if path in workspace.loaded.files:
            raise UsageError(f"{path} kan ikke leses. Kjør «tiltak check» og rett det den finner.")
        closed = ", ".join(c.period for c in closing.in_order(plan.closings)) or "ingen"
        raise UsageError(f"{period.name} er ikke avsluttet. Avsluttede perioder: {closed}.")
    then = as_closed(workspace, record)
    report = then.report(then.plan(plan.id), period, then.history())
    anew = as_json.json_text(document(report, words()))
    kept = repo.text_of(workspace.root, closing.path_of(plan, period.name, "json"))
    return Verified(record, tuple(_differences(record, kept, anew)))


def _differences(record: Closing, kept: str | None, anew: str) -> Iterator[str]:
    if kept is None:
        yield "Filen med rapportens tall er borte."
    elif closing.checksum(kept) != record.sha256:
        yield "Filen med rapportens tall er endret etter at perioden ble avsluttet."
    if closing.checksum(anew) == record.sha256:
        return
    yield "Rapporten blir en annen når den lages på nytt av samme utgave."
    if record.program != __version__:
        yield f"Den ble laget med Tiltak {record.program}. Dette er {__version__}. Prøv med den første."
    if kept is not None and (fields := _fields_that_differ(kept, anew)):
        yield f"Dette er ulikt: {', '.join(fields)}."


def _fields_that_differ(kept: str, anew: str) -> list[str]:
    try:
        old: Any = json.loads(kept)
    except ValueError:
        return []
    new = json.loads(anew)
    if not isinstance(old, dict):
        return []
    return [key for key in {**old, **new} if old.get(key) != new.get(key)]


def verdict(verified: Verified) -> str:
    record = verified.record
    if verified.differences:
        return "\n".join((f"Rapporten for {record.period} stemmer ikke.", *verified.differences))
    return (
        f"Rapporten for {record.period} er den samme som ble avsluttet {record.closed_on:%d.%m.%Y} "
        f"(revisjon {record.revision[:9]}, sha256 {record.sha256})."
    )


def refuse_moment(moment: Moment) -> None:
    """A closed report has its own day and revision."""
    if moment != NOW:
        raise UsageError(
            "--close og --verify gjelder filene nå. Ta bort --as-of, --rev og --known-on."
        )
