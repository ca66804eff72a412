"""`tiltak forms`: the form on the git host, and what to do with a filled-in one."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tiltak.commands import set as setting
from tiltak.commands import writing
from tiltak.commands.workspace import measure_file, open_workspace, options, root_option
from tiltak.edit import plain, save, splice
from tiltak.forms import issue
from tiltak.problems import UsageError


class Commands(click.Group):
    """The two commands, listed in Norwegian."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 – click's signature
        with formatter.section("Kommandoer"):
            formatter.write_dl([(n, c.get_short_help_str(80)) for n, c in self.commands.items()])


@click.group("forms", cls=Commands)
def command() -> None:
    """Skjemaet på git-verten, for dem som ikke kan endre filer selv."""


@command.command("issue")
@root_option
def issue_form(root: Path) -> None:
    """Skriv ut skjemaet (.github/ISSUE_TEMPLATE/status.yml) etter filene slik de er nå."""
    workspace = open_workspace(root)
    click.echo(issue.issue_form(workspace.portfolio), nl=False)


@command.command("apply")
@options(
    click.option(
        "--event",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        required=True,
        help="Filen med hendelsen fra git-verten (JSON).",
    ),
    click.option(
        "--answer",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Filen svaret til innsenderen skrives til (Markdown).",
    ),
    root_option,
)
def apply(event: Path, answer: Path | None, root: Path) -> int:
    """Ta inn et utfylt skjema. Avslutter med 1 når det ikke kan tas inn; svaret sier hvorfor."""
    try:
        filled = issue.filled_in(_body(event))
        refused = _take(filled, root)
        said = issue.refusal(refused) if refused else issue.thanks(filled.measure)
    except UsageError as error:
        refused = str(error)
        said = issue.refusal(refused)
    if answer:
        answer.write_text(said, encoding="utf-8")
    click.echo(said, nl=False)
    return 1 if refused else 0


def _body(event: Path) -> str:
    try:
        text = json.loads(event.read_text(encoding="utf-8"))["issue"]["body"]
    except (ValueError, KeyError, TypeError, RecursionError):
        text = None
    if not isinstance(text, str):
        raise UsageError("Hendelsen inneholder ingen sak.")
    return text


def _take(filled: issue.FilledIn, root: Path) -> str:
    """Write what was filled in; the reasons why not, or nothing when it is done."""
    asked = setting.parsed(filled.words)
    workspace = open_workspace(root)
    plan, path = measure_file(workspace, filled.measure, None)
    value = workspace.loaded.files[path].document.value
    if not isinstance(value, dict):
        return "Filen til tiltaket kan ikke leses. Meld fra til den som har ansvaret for planen."
    planned = setting.plan_of(asked, value, plan, workspace)
    text = splice.edited("measure", workspace.tree.texts[path].decode("utf-8"), planned.edits)
    proposal = writing.propose(workspace, {path: text.encode("utf-8")})
    if not proposal.changed:
        return "Planen sier dette alt."
    if proposal.errors:
        return "\n".join(plain.plainly(p) for p in proposal.errors)
    save.replace(workspace.root, proposal.before, proposal.changed)
    return ""
