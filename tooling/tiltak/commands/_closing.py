"""What `tiltak report PERIOD --close` and `--verify` do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import click

from tiltak import __version__
from tiltak.commands import _timestamp
from tiltak.commands._options import open_workspace
from tiltak.edit import save
from tiltak.judge import closing, prints
from tiltak.judge.rounds import round_of
from tiltak.judge.summary import reported_periods
from tiltak.model.periods import Period, period
from tiltak.model.plan import ChainStart, Closing, Plan, Portfolio
from tiltak.past.history import History
from tiltak.past.report import Report
from tiltak.problems import UsageError, has_errors, nearest
from tiltak.read import schema
from tiltak.reports import as_json
from tiltak.reports.document import ReportDocument, document
from tiltak.reports.look import OURS, Look, look_of
from tiltak.reports.writers import WRITERS, file_stem, written
from tiltak.words.language import words
from tiltak.words.publishing import not_held_words
from tiltak.workspace import NOW, Moment, Workspace, adopted_at

# Beside the record: git on Windows would else change the ends of lines, and with them the checksums.
ATTRIBUTES = {".gitattributes": b"* -text\n"}


def as_closed(workspace: Workspace, record: Closing) -> Workspace:
    """The files and the day of a closed report."""
    return open_workspace(workspace.root, Moment(as_of=record.closed_on, rev=record.revision))


def content_of(report: Report, record: Closing, look: Look = OURS) -> ReportDocument:
    """The report as it is delivered: its cover names the record."""
    return document(replace(report, closing=record), words(report.plan.language), look)


@dataclass(frozen=True, slots=True)
class Closed:
    """What was written, and the tag if one was asked for."""

    record: Closing
    folder: str
    tag: str = ""


def close(
    workspace: Workspace, plan: Plan, periods: Sequence[Period], by: str, *, tag: bool = False
) -> Iterator[Closed]:
    """Write down what is delivered for each period, the oldest first; no report about it is changed in silence then."""
    revision = _ready(workspace)
    who = _who(by, plan, workspace.portfolio)
    # By its revision: the folder has more than that as soon as the first period is closed.
    at_revision = open_workspace(workspace.root, Moment(as_of=workspace.today, rev=revision))
    past = at_revision.history()
    for each in periods:
        closed = _closed(at_revision, plan, each, who, revision, past, tag=tag)
        yield closed
        plan = replace(plan, closings=(*plan.closings, closed.record))


def _closed(  # noqa: PLR0913 – everything that a record says
    workspace: Workspace,
    plan: Plan,
    period: Period,
    who: str,
    revision: str,
    past: History,
    *,
    tag: bool,
) -> Closed:
    report = workspace.report(plan, period, past)
    _refuse_unfinished(report)
    drafted = replace(
        closing.record(plan, period),
        as_of=report.day,
        closed_on=workspace.today,
        closed_by=who,
        revision=revision,
        program=program(),
        timestamp=_timestamp.authority_of(plan),
        afterwards=past.begun[plan.id].recorded_on > period.end,
        **_link(workspace, plan, past),
    )
    content = content_of(report, drafted, look_of(plan, workspace.content))
    files = {f"{file_stem(content)}.{form}": written(content, form) for form in WRITERS}
    record = replace(drafted, files={name: prints.checksum(of) for name, of in files.items()})
    text = closing.as_yaml(record).encode("utf-8")
    written_with = {**ATTRIBUTES, **files, closing.RECORD: text}
    if address := record.timestamp:
        written_with[closing.TIMESTAMP] = _timestamp.asked(workspace, plan, address, text)
    folder, name = closing.folder_of(plan, period.name), f"report/{plan.id}/{period.name}"
    if tag:
        # Before the files: where the tag cannot be set, nothing has been written.
        subject = words()._("Rapporten for {period}").format(period=words().period(period))
        repository = workspace.repository
        if not repository.has_set_tag(name, revision):  # a run that was killed may have
            repository.tag(name, revision, f"{plan.label}: {subject}")
    save.put_folder(workspace.root, folder, written_with)
    placed = replace(record, path=f"{folder}/{closing.RECORD}", checksum=prints.checksum(text))
    return Closed(placed, folder, name if tag else "")


def periods_to_close(plan: Plan, today: date) -> tuple[Period, ...]:
    """Those of the calendar that are over, and the time to report in them too; the oldest first."""
    return tuple(
        p
        for p in reported_periods(plan, today)
        if not plan.closing(p.name) and round_of(plan, p, today).is_over
    )


@cache
def program() -> str:
    """The version of Tiltak and of its code: between two releases the same number stands for many programs."""
    package, rules = Path(__file__).parents[1], schema.folder()
    code = {
        path.relative_to(top).as_posix(): path.read_bytes()
        for top, kind in ((package, "*.py"), (package, "*.po"), (rules, "*.schema.json"))
        for path in top.rglob(kind)
    }
    # A letter stands first: after a plus, twelve digits would be a telephone number.
    return f"{__version__}+g{closing.short(closing.chain_digest(code))}"


def _who(by: str, plan: Plan, portfolio: Portfolio) -> str:
    """Who closes: a unit, or who publishes where that is none of the units; never a person."""
    if by and plan.publisher and by == plan.publisher.name:
        return by
    unit = next((u.id for u in portfolio.units.values() if by in {u.id, u.name}), "")
    if unit:
        return unit
    if not by:
        raise UsageError("Skriv hvilken enhet som avslutter perioden, med --by ENHET.")
    raise UsageError(
        f"Enheten «{by}» finnes ikke. {nearest(by, portfolio.units) or 'Enhetene står i plans/units.yml.'}"
    )


def _link(workspace: Workspace, plan: Plan, past: History) -> Mapping[str, Any]:
    """What binds a record to the one before it; the first to the plan as it was adopted."""
    if before := closing.before(plan, None):
        return {"previous": before.checksum}
    repository = workspace.repository
    adopted = adopted_at(repository, plan)
    revision = adopted or past.begun[plan.id].id
    texts = repository.texts_at(revision).texts
    folders = f"plans/{plan.id}/", f"measures/{plan.id}/"
    digest = closing.chain_digest({n: t for n, t in texts.items() if n.startswith(folders)})
    start = ChainStart(revision, digest, bool(adopted), plan.adopted_on, plan.adopted_by)
    return {"start": start, "previous": digest}


def _refuse_unfinished(report: Report) -> None:
    """UsageError where the period is closed already, or cannot be closed yet."""
    name = report.period.name
    if report.plan.closing(name):
        raise UsageError(
            f"{name} er alt avsluttet. Er noe feil, rettes meldingen, med forklaring i feltet «correction»."
        )
    if report.state != "ended":
        raise UsageError(
            f"{name} kan ikke avsluttes: perioden er ikke over, eller planen er ikke fulgt så langt."
        )


def _ready(workspace: Workspace) -> str:
    """The revision that is reported; UsageError where these files cannot be what was delivered."""
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
    yield f"Skrevet: {closed.folder}/"
    if closed.tag:
        yield f"Merket i git: {closed.tag}"
    yield f"{closed.record.period} er avsluttet. Registrer filene i git, så gjelder det for alle."


def close_all(workspace: Workspace, plan: Plan, by: str, *, tag: bool) -> None:
    """Close every period that can be, and tell of each; they are recorded in git together."""
    periods = periods_to_close(plan, workspace.today)
    if not periods:
        raise UsageError("Ingen periode er klar til å avsluttes: alle som er over, er avsluttet.")
    for closed in close(workspace, plan, periods, by, tag=tag):
        click.echo(f"{closed.record.period}: {closed.folder}/")
    click.echo("Registrer filene i git, så gjelder det for alle.")


# Afterwards


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at a record found: `wrong` is empty where the report is the one that was delivered.

    `notes` tell what could not be looked at, and why.
    """

    record: Closing
    wrong: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> Iterator[str]:
        record = self.record
        if self.wrong:
            yield f"Rapporten for {record.period} stemmer ikke."
        else:
            yield (
                f"Rapporten for {record.period} er den samme som ble avsluttet {record.closed_on:%d.%m.%Y} "
                f"(revisjon {record.revision[:9]}, kontrollsum {record.checksum})."
            )
        yield from self.wrong
        yield from self.notes


def record_of(workspace: Workspace, plan: Plan, name: str) -> Closing:
    """The record of a closed period; UsageError where there is none."""
    if record := plan.closing(name):
        return record
    for path in (
        f"{closing.folder_of(plan, name)}/{closing.RECORD}",
        f"{closing.folder_of(plan, name)}.yml",
    ):
        if path in workspace.loaded.files:
            raise UsageError(_cannot_be_read(path))
    closed = ", ".join(c.period for c in closing.in_order(plan.closings)) or "ingen"
    raise UsageError(f"{name} er ikke avsluttet. Avsluttede perioder: {closed}.")


def _cannot_be_read(path: str) -> str:
    return f"{path} kan ikke leses. Kjør «tiltak check» og rett det den finner."


def verify(workspace: Workspace, plan: Plan, record: Closing) -> Verified:
    """Hold what was delivered against its record, walk the chain, and make the report anew where that can be done."""
    wrong = [*_changed_files(workspace, plan, record)]
    ordered = closing.in_order(plan.closings)
    earlier = ordered[: ordered.index(record) + 1]
    broken = closing.broken_links(plan)
    wrong += [f"Kjeden er brutt ved {c.period}: {BROKEN}" for c in earlier if c in broken]
    stamp = _stamp(workspace, plan, record)
    wrong += stamp.wrong
    if record.redacted:
        return Verified(record, tuple(wrong), (*stamp.notes, *_redacted(record)))
    anew = _anew(workspace, plan, record)
    return Verified(record, (*wrong, *anew.wrong), (*stamp.notes, *anew.notes))


def _anew(workspace: Workspace, plan: Plan, record: Closing) -> Verified:
    """Whether the report is the same when it is made again, where that can be done."""
    try:
        lines = tuple(_differences(workspace, plan, record, _made_anew(workspace, plan, record)))
    except UsageError as error:
        if not record.files:
            raise
        note = f"Rapporten er ikke laget på nytt, for det trengs historikken: {error}"
        return Verified(record, (), (note,))
    if not lines or record.program == program() or not record.files:
        return Verified(record, lines)
    return Verified(record, (), lines)  # another version may word the same in another way


def _stamp(workspace: Workspace, plan: Plan, record: Closing) -> Verified:
    """What an authority says of when the record was made; it is asked no more."""
    if not record.timestamp:
        return Verified(record, ())
    answer = workspace.delivered(record, closing.TIMESTAMP)
    content = workspace.delivered(record, closing.RECORD)
    if answer is None or content is None:
        return Verified(record, ("Tidsstempelet er borte.",))
    try:
        when = _timestamp.stamped_at(workspace, plan, answer, content)
    except UsageError as error:
        return Verified(record, (), (f"Tidsstempelet er ikke kontrollert: {error}",))
    if when is None:
        return Verified(record, ("Tidsstempelet gjelder ikke denne avslutningen.",))
    return Verified(record, (), (f"Tidsstemplet {when:%d.%m.%Y kl. %H.%M} av {record.timestamp}.",))


def _redacted(record: Closing) -> Iterator[str]:
    """That the report is no longer all that was delivered; it cannot be made anew without what was taken out."""
    for redaction in record.redacted:
        when = f"{redaction.on:%d.%m.%Y}: {redaction.reason}"
        if not redaction.cleaned and not redaction.removed:
            yield f"Kontrollsummene er regnet på nytt, for noe ble tatt ut av en tidligere rapport {when}."
            continue
        yield f"Noe ble tatt ut av rapporten {when}."
        if redaction.removed:
            yield f"Disse filene er fjernet: {', '.join(redaction.removed)}."


BROKEN = "en avslutning før den mangler, eller er endret."


def _changed_files(workspace: Workspace, plan: Plan, record: Closing) -> Iterator[str]:
    if not record.files:
        stored = _kept_numbers(workspace, plan, record)
        if stored is None:
            yield "Filen med rapportens tall er borte."
        elif prints.checksum(stored) != record.sha256:
            yield "Filen med rapportens tall er endret etter at perioden ble avsluttet."
    for name, digest in sorted(record.files.items()):
        content = workspace.delivered(record, name)
        if content is None:
            yield f"{name} er borte."
        elif prints.checksum(content) != digest:
            yield f"{name} er endret etter at perioden ble avsluttet."


def _kept_numbers(workspace: Workspace, plan: Plan, record: Closing) -> bytes | None:
    name = f"{plan.id}-{record.period}.json" if record.files else f"{record.period}.json"
    return workspace.delivered(record, name)


def _made_anew(workspace: Workspace, plan: Plan, record: Closing) -> str:
    """The report from the files of its revision, and from the records before it: those may be newer than the files."""
    if not workspace.repository.leads_to_head(record.revision):
        raise UsageError(
            f"Utgaven som rapporten ble laget av ({record.revision[:9]}), er ikke i historikken her. "
            "Enten er historikken skrevet om siden, eller så er ikke alt hentet."
        )
    then, ordered = as_closed(workspace, record), closing.in_order(plan.closings)
    earlier = ordered[: ordered.index(record)]
    closed = replace(then.plan(plan.id), closings=earlier)
    report = then.report(closed, period(record.period), then.history())
    return as_json.json_text(content_of(report, record))


def _differences(workspace: Workspace, plan: Plan, record: Closing, anew: str) -> Iterator[str]:
    digest = record.files.get(f"{plan.id}-{record.period}.json", record.sha256)
    if prints.checksum(anew) == digest:
        return
    yield "Rapporten blir en annen når den lages på nytt av samme utgave."
    if record.program != program():
        yield f"Den ble laget med Tiltak {record.program}. Dette er {program()}. Prøv med den første."
    stored = _kept_numbers(workspace, plan, record)
    if stored is not None and (fields := _fields_that_differ(stored, anew)):
        yield f"Dette er ulikt: {', '.join(fields)}."


def _fields_that_differ(stored: bytes, anew: str) -> list[str]:
    try:
        old: Any = json.loads(stored)
    except ValueError:
        return []
    new = json.loads(anew)
    if not isinstance(old, dict):
        return []
    return [key for key in {**old, **new} if old.get(key) != new.get(key)]


def verify_all(workspace: Workspace, plans: tuple[Plan, ...]) -> int:
    """Verify every record there is, in the order of the chain."""
    code = 0
    for plan in plans:
        for record in closing.in_order(plan.closings):
            verified = verify(workspace, plan, record)
            click.echo(f"{plan.id}: " + "\n".join(verified.lines))
            code = max(code, 1 if verified.wrong else 0)
        for line in not_held_lines(plan.closings):
            click.echo(f"{plan.id}: {line}")
        for path in (unread := _unread_records(workspace, plan)):
            click.echo(f"{plan.id}: {_cannot_be_read(path)}")
            code = 1
        if not (plan.closings or unread):
            click.echo(f"{plan.id}: Ingen periode er avsluttet.")
    return code


def _unread_records(workspace: Workspace, plan: Plan) -> list[str]:
    """What lies among the closed reports in the place of a record, and is none: broken, or a link."""
    paths = {*workspace.loaded.files, *(p.place.path for p in workspace.tree.problems)}
    folder = closing.folder_of(plan, "")
    return sorted(
        {path for path in paths if f"{path}/".startswith(folder)} - {c.path for c in plan.closings}
    )


def not_held_lines(records: Iterable[Closing]) -> Iterator[str]:
    """What records of an older kind cannot show, once for those that lack the same."""
    lacking: dict[str, list[str]] = {}
    for record in closing.in_order(records):
        lacking.setdefault(not_held_words(record, words()), []).append(record.period)
    yield from (f"{', '.join(names)}: {lines}" for lines, names in lacking.items() if lines)


def refuse_moment(moment: Moment) -> None:
    """A closed report has its own day and revision."""
    if moment != NOW:
        raise UsageError(
            "--close og --verify gjelder filene nå. Ta bort --as-of, --rev og --known-on."
        )
