"""`tiltak forms`: the form on the git host, and what to do with a filled-in one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tiltak import disk
from tiltak.commands import _options, _writing
from tiltak.edit import change, splice, typed
from tiltak.edit.asked import Asked, asked_for, edits_asked_for
from tiltak.edit.saving import saved
from tiltak.forms import issue
from tiltak.model.plan import Plan
from tiltak.problems import UsageError, for_forms
from tiltak.terminal import without_commands

if TYPE_CHECKING:
    from click.types import OptionHelpExtra


class FormsCommands(click.Group):
    """The two commands, listed in Norwegian."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        command = super().get_command(ctx, name)
        if command:
            command.context_class = type(ctx)  # whose help is Norwegian
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 – click's signature
        with formatter.section("Kommandoer"):
            formatter.write_dl([(n, c.get_short_help_str(80)) for n, c in self.commands.items()])


class Needed(click.Option):
    """An option whose help says itself that it is required: click says so in English."""

    def get_help_extra(self, ctx: click.Context) -> OptionHelpExtra:
        extra = super().get_help_extra(ctx)
        extra.pop("required", None)
        return extra


@click.group("forms", cls=FormsCommands)
def command() -> None:
    """Skjemaet på git-verten, for dem som ikke kan endre filer selv."""


@command.command("issue")
@_options.root_option
def issue_form(root: Path) -> None:
    """Skriv ut skjemaet (.github/ISSUE_TEMPLATE/status.yml) etter filene slik de er nå."""
    workspace = _options.open_workspace(root)
    click.echo(issue.issue_form(workspace.portfolio), nl=False)


@command.command("apply")
@_options.options(
    click.option(
        "--event",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        required=True,
        cls=Needed,
        help="Filen med hendelsen fra git-verten (JSON). Må oppgis.",
    ),
    click.option(
        "--answer",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Filen svaret til innsenderen skrives til (Markdown).",
    ),
    _options.root_option,
)
def apply(event: Path, answer: Path | None, root: Path) -> int:
    """Ta inn et utfylt skjema. Avslutter med 1 når det ikke kan tas inn; svaret sier hvorfor."""
    try:
        filled = issue.filled_in(_body(event))
        reply, code = issue.thanks(filled.measure) + _told(_take(filled, root)), 0
    except UsageError as error:
        reply, code = issue.refusal(error.in_form), 1
    reply = without_commands(reply)
    if answer:
        disk.write(answer, reply.encode("utf-8"))
    click.echo(reply, nl=False)
    return code


def _told(sentences: Sequence[str]) -> str:
    """What the sender should know, as text: what is indented is no markup."""
    lines = [f"    {line}" for line in issue.answerable(sentences)]
    return "\n".join(["\nDette bør du vite:\n", *lines, ""]) if lines else ""


def _body(event: Path) -> str:
    try:
        text = json.loads(event.read_text(encoding="utf-8"))["issue"]["body"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError("Hendelsen inneholder ingen sak.") from None
    if text is None or text == "":  # what the host gives for an issue without words
        raise UsageError("Skjemaet er tomt. Fyll det ut, og send det inn på nytt.")
    if not isinstance(text, str):
        raise UsageError("Hendelsen inneholder ingen sak.")
    return text


def _take(filled: issue.FilledIn, root: Path) -> list[str]:
    """Write what was filled in, and what is to be told about it; UsageError with the reasons why it cannot be."""
    workspace = _options.open_workspace(root)
    asked = asked_for(filled.words, workspace.portfolio.plans)
    plan, path = workspace.measure_file(filled.measure, None)
    value = workspace.loaded.files[path].document.value
    if not isinstance(value, dict):
        raise UsageError(
            "Filen til tiltaket kan ikke leses. Meld fra til den som har ansvaret for planen."
        )
    _refuse_to_overwrite(value, asked, plan)
    planned = edits_asked_for(asked, value, plan, workspace.portfolio, workspace.today)
    text = splice.edited("measure", workspace.tree.texts[path].decode("utf-8"), planned.edits)
    proposal = _writing.propose(workspace, {path: text.encode("utf-8")})
    if not proposal.changed:
        raise UsageError("Planen sier dette alt.")
    if proposal.errors:
        raise UsageError("\n".join(p.in_form for p in proposal.errors))
    saved(workspace.root, proposal, workspace.today)
    # The advice of a warning is for those who have the plan's files.
    return [
        *map(for_forms, planned.notes),
        *(warning.form_message for warning in proposal.warnings),
    ]


def _refuse_to_overwrite(value: Mapping[str, Any], asked: Asked, plan: Plan) -> None:
    """Refuse a message without a source for a day that already has an entry with one."""
    day = typed.time(asked.entry["date"])
    entries: list[Mapping[str, Any]] = value.get("status") or []
    entry = next((e for e in entries if change.same_time(e, {"date": day})), {})
    if "source" not in entry or "source" in asked.entry:
        return
    titles = {document.id: document.title for document in plan.documents}
    source = titles.get(entry["source"].partition("#")[0], entry["source"])
    raise UsageError(
        f"Det står alt en melding for {change.norwegian_date(day)}, med kilden «{source}». "
        "Den blir ikke rettet når skjemaet ikke oppgir en kilde. "
        f"Skriv en annen dag, eller fyll ut «{issue.SOURCE_HEADING}»."
    )
