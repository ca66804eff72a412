"""`tiltak report 2020-Q4`: what the council gets, in every form."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from tiltak.commands import _closing, _documents, _options
from tiltak.harmless import calling_nobody, one_line
from tiltak.judge.summary import latest_period
from tiltak.model.periods import Period
from tiltak.model.plan import Closing, Plan
from tiltak.problems import UsageError, as_text
from tiltak.reports.document import ReportDocument, document
from tiltak.reports.look import look_of
from tiltak.reports.writers import WRITERS, file_stem
from tiltak.words.language import words
from tiltak.workspace import Moment, Workspace

EVERY = "all"  # what is closed or verified where no single period is meant


@click.command("report")
@click.argument("name", metavar="PERIODE")
@_options.options(
    click.option(
        "--format",
        "shape",
        type=click.Choice((*WRITERS, _documents.EVERY_FORM)),
        default=_documents.EVERY_FORM,
        help="Hvilken form. Standard er alle.",
    ),
    _documents.output_option,
    click.option("--short", is_flag=True, help="Bare det viktigste, på to sider."),
    _documents.template_option,
    _documents.language_option,
    click.option(
        "--close",
        "action",
        flag_value="close",
        help="Avslutt perioden: skriv ned det som er levert, i plans/<plan>/closed/. Sammen med --by. PERIODE kan være all: alle som er over, den eldste først.",
    ),
    click.option(
        "--verify",
        "action",
        flag_value="verify",
        help="Se om en avsluttet rapport er den samme som ble levert. PERIODE kan være all.",
    ),
    click.option(
        "--by",
        default="",
        metavar="ENHET",
        help="Enheten som avslutter perioden. Sammen med --close.",
    ),
    click.option("--tag", is_flag=True, help="Sett også en merkelapp i git. Sammen med --close."),
    _options.plan_option,
    _options.moment_options,
    _options.root_option,
)
def command(  # noqa: PLR0913, PLR0917 – one argument for each thing that can be typed
    name: str,
    shape: str,
    output: Path | None,
    short: bool,  # noqa: FBT001 – click calls by keyword
    template: Path | None,
    language: str | None,
    action: str | None,
    by: str,
    tag: bool,  # noqa: FBT001 – the same
    plan_id: str | None,
    moment: Moment,
    root: Path,
) -> int:
    """Skriv rapporten for en periode. PERIODE er 2020, 2020-H1, 2020-T2, 2020-Q4 eller latest.

    Planens egne år, for eksempel 2019-2023, gir sluttrapporten når planperioden er over.
    Er det flere planer, skrives rapporten for hver av dem i mappen som --output navngir.
    Avslutter med 1 når noe av planen ikke kan leses. Rapporten sier da hva som mangler.
    Står det personopplysninger i filene, blir ingen rapport laget.
    """
    workspace = _options.open_workspace(root, moment)
    if tag and action != "close":
        raise UsageError("--tag hører sammen med --close.")
    if by and action != "close":
        raise UsageError("--by hører sammen med --close.")
    _documents.refuse_lone_template(template, None if action else output, shape)
    if action:
        _closing.refuse_moment(moment)
        return _closed(action, name, workspace, plan_id, by, tag=tag, shape=shape, output=output)
    _documents.refuse_on_screen(output, shape)
    # A folder has room for the reports of all plans, the screen for one.
    every_plan = output is not None and plan_id is None and len(workspace.portfolio.plans) > 1
    ids = [plan.id for plan in workspace.portfolio.plans] if every_plan else [plan_id]
    plans = [workspace.plan(id) for id in ids]
    codes = [_options.told_unreadable(workspace, plan.unreadable) for plan in plans]
    if private := workspace.personal_data_of(plans):
        click.echo(as_text(private, workspace.tree.texts) + "\n", err=True)
        raise UsageError(
            "Rapporten er ikke laget: filene har personopplysninger. Ta dem bort først."
        )
    contents = [document_for(workspace, name, id, language, short=short) for id in ids]
    for content in contents:
        stem = file_stem(content)
        codes.append(_documents.give(content, stem, shape, output, WRITERS, template))
    return max(codes)


def _closed(  # noqa: PLR0913 – one argument for each thing that can be typed
    action: str,
    name: str,
    workspace: Workspace,
    plan_id: str | None,
    by: str,
    *,
    tag: bool,
    shape: str,
    output: Path | None,
) -> int:
    """Close or verify a period, and write the files as they were delivered where a folder is named."""
    if name == EVERY and action == "verify":
        plans = (workspace.plan(plan_id),) if plan_id else workspace.portfolio.plans
        return _closing.verify_all(workspace, plans)
    plan = workspace.plan(plan_id)
    if name == EVERY:
        _closing.close_all(workspace, plan, by, tag=tag)
        return 0
    period = _period(name, plan, workspace)
    if period.of_plan:
        raise UsageError(
            f"{period} er hele planperioden, og den kan ikke avsluttes. "
            "Avslutt periodene hver for seg, eller skriv all for alle som er over."
        )
    if action == "close":
        (closed,) = _closing.close(workspace, plan, (period,), by, tag=tag)
        click.echo("\n".join(_closing.closing_lines(closed)))
        record, code = closed.record, 0
    else:
        verified = _closing.verify(
            workspace, plan, _closing.record_of(workspace, plan, period.name)
        )
        click.echo("\n".join((*verified.lines, *_closing.not_held_lines([verified.record]))))
        record, code = verified.record, 1 if verified.wrong else 0
    if code or output is None:
        return code
    if not record.files:
        workspace = _closing.as_closed(workspace, record)
        content = document_for(workspace, name, plan_id)
        return _documents.give(content, file_stem(content), shape, output, WRITERS)
    names = [n for n in record.files if shape in {_documents.EVERY_FORM, n.rpartition(".")[2]}]
    return _documents.write(output, {n: partial(_delivered, workspace, record, n) for n in names})


def _delivered(workspace: Workspace, record: Closing, name: str) -> bytes:
    content = workspace.delivered(record, name)
    assert content is not None  # it has just been written, or verified
    return content


def document_for(
    workspace: Workspace,
    name: str,
    plan_id: str | None,
    language: str | None = None,
    *,
    short: bool = False,
) -> ReportDocument:
    """The document a person asked for."""
    plan = workspace.plan(plan_id)
    period = _period(name, plan, workspace)
    report = workspace.report(plan, period, workspace.history_or_none())
    look = look_of(plan, workspace.content)
    return document(report, words(language or plan.language), look, short=short)


def _period(name: str, plan: Plan, workspace: Workspace) -> Period:
    if name == "latest":
        return latest_period(plan, workspace.today)
    if name == plan.whole_period.name:
        return _ended(plan, workspace)
    try:
        return _options.typed_period(name)
    except UsageError as error:
        label = calling_nobody(one_line(plan.label))
        years = f"Hele planperioden til {label} er {plan.whole_period}."
        raise UsageError(f"{error} {years}") from None


def _ended(plan: Plan, workspace: Workspace) -> Period:
    """The whole of a plan that is over; UsageError where it is not."""
    period = plan.whole_period
    if workspace.today < period.end:
        raise UsageError(
            f"Planperioden {period} er ikke over før {period.end:%d.%m.%Y}. "
            "Skriv rapporten for en kortere periode, for eksempel latest."
        )
    return period
