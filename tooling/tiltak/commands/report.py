"""`tiltak report 2020-Q4`: what the council gets, in every form."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from tiltak.commands import _closing
from tiltak.commands._options import (
    moment_options,
    open_workspace,
    options,
    plan_option,
    root_option,
    told_unreadable,
    typed_period,
)
from tiltak.edit import save
from tiltak.judge.summary import latest_period
from tiltak.model.periods import Period
from tiltak.model.plan import Plan
from tiltak.problems import Lost, UsageError, made_or_lost
from tiltak.reports.document import ReportDocument, document
from tiltak.reports.writers import WRITERS, file_stem, written
from tiltak.words.language import words
from tiltak.words.languages import LANGUAGES
from tiltak.workspace import Moment, Workspace


@click.command("report")
@click.argument("name", metavar="PERIODE")
@options(
    click.option(
        "--format",
        "shape",
        type=click.Choice((*WRITERS, "all")),
        default="all",
        help="Hvilken form. Standard er alle.",
    ),
    click.option(
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        help="Mappen filene skrives i. Uten den vises rapporten på skjermen, i en tekstform som du velger med --format.",
    ),
    click.option("--short", is_flag=True, help="Bare det viktigste, på to sider."),
    click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        default="nb",
        help="Språket i rapporten. Planens egne tekster blir stående som de er skrevet.",
    ),
    click.option(
        "--close",
        "action",
        flag_value="close",
        help="Avslutt perioden: skriv ned det som er rapportert, i plans/<plan>/closed/.",
    ),
    click.option(
        "--verify",
        "action",
        flag_value="verify",
        help="Lag en avsluttet rapport på nytt av samme utgave, og se om den er den samme.",
    ),
    click.option("--tag", is_flag=True, help="Sett også en merkelapp i git. Sammen med --close."),
    plan_option,
    moment_options,
    root_option,
)
def command(  # noqa: PLR0913, PLR0917 – one argument for each thing that can be typed
    name: str,
    shape: str,
    output: Path | None,
    short: bool,  # noqa: FBT001 – click calls by keyword
    language: str,
    action: str | None,
    tag: bool,  # noqa: FBT001 – the same
    plan_id: str | None,
    moment: Moment,
    root: Path,
) -> int:
    """Skriv rapporten for en periode. PERIODE er 2020, 2020-H1, 2020-T2, 2020-Q4 eller latest.

    Avslutter med 1 når noe av planen ikke kan leses. Rapporten sier da hva som mangler.
    """
    workspace = open_workspace(root, moment)
    if tag and action != "close":
        raise UsageError("--tag hører sammen med --close.")
    if action:
        _closing.refuse_moment(moment)
        plan = workspace.plan(plan_id)
        chosen = _period(name, plan, workspace)
        failed, workspace = _closing.act(action, workspace, plan, chosen, tag=tag)
        if failed or output is None:
            return failed
    code = told_unreadable(workspace, workspace.plan(plan_id).unreadable)
    content = document_for(workspace, name, plan_id, language, short=short)
    shapes = list(WRITERS) if shape == "all" else [shape]
    if output is None:
        click.echo(_for_the_screen(content, shapes), nl=False)
        return code
    output.mkdir(parents=True, exist_ok=True)
    lost: list[Lost] = []
    for form in shapes:
        path = output / f"{file_stem(content)}.{form}"
        content_of_file = made_or_lost(str(path), partial(written, content, form), lost)
        if content_of_file is not None:
            save.write(path, content_of_file)
            click.echo(path)
    for part in lost:
        click.echo(str(part), err=True)
    return 1 if lost else code


def document_for(
    workspace: Workspace,
    name: str,
    plan_id: str | None,
    language: str = "nb",
    *,
    short: bool = False,
) -> ReportDocument:
    """The document a person asked for."""
    plan = workspace.plan(plan_id)
    period = _period(name, plan, workspace)
    report = workspace.report(plan, period, workspace.history_or_none())
    return document(report, words(language), short=short)


def _period(name: str, plan: Plan, workspace: Workspace) -> Period:
    if name == "latest":
        return latest_period(plan, workspace.today)
    return typed_period(name)


def _for_the_screen(content: ReportDocument, shapes: list[str]) -> str:
    if len(shapes) > 1:
        raise UsageError("Oppgi mappen med --output, eller velg én form med --format.")
    text = WRITERS[shapes[0]](content)
    if isinstance(text, bytes):
        raise UsageError("Denne formen kan ikke vises på skjermen. Oppgi mappen med --output.")
    return text
