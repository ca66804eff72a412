"""`tiltak redact`: what the law wants forgotten is taken out, and the mark stays."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import suppress

import click

from tiltak.commands import _options
from tiltak.edit import redaction, save
from tiltak.edit.redaction import Redacted
from tiltak.read.git import GitError
from tiltak.workspace import Workspace


@click.command("redact")
@click.argument("text", metavar="TEKST")
@click.option(
    "--reason", required=True, metavar="GRUNN", help="Hvorfor teksten tas ut. Det blir stående."
)
@click.option("--check", is_flag=True, help="Skriv ingenting. Vis hva som ville blitt tatt ut.")
@_options.workspace_option
def command(text: str, *, reason: str, check: bool, workspace: Workspace) -> int:
    """Ta en tekst ut av filene og av rapporter som er levert, og sett et merke der den sto.

    Merket sier når teksten ble tatt ut, og hvorfor. Kontrollsummene regnes på nytt. En levert fil som
    teksten ikke kan tas ut av (PDF, Word, Excel), blir fjernet.
    """
    redacted = redaction.redact(workspace, text, reason, workspace.today)
    if not check:
        there = {name: workspace.content(name) or b"" for name in redacted.removed}
        gone = dict.fromkeys(redacted.removed)
        save.replace(workspace.root, {**redacted.before, **there}, {**redacted.changed, **gone})
    click.echo("\n".join(_done(redacted, check=check)))
    if not check:
        click.echo("\n".join(_what_remains(workspace, text, redacted)))
    return 0


def _done(redacted: Redacted, *, check: bool) -> Iterator[str]:
    records = {record.path for record in redacted.records}
    for path in sorted(redacted.changed.keys() - records):
        yield f"{'Tas ut av' if check else 'Tatt ut av'}: {path}"
    for path in redacted.removed:
        yield f"{'Fjernes' if check else 'Fjernet'}: {path}"
    for path in sorted(records):
        yield f"{'Får ny kontrollsum' if check else 'Ny kontrollsum'}: {path}"
    yield f"{'Merket blir' if check else 'Merket er'}: {redacted.mark}"


def _what_remains(workspace: Workspace, text: str, redacted: Redacted) -> Iterator[str]:
    """Where the text still stands, and the commands for each; nobody but people can do that."""
    yield ""
    yield "Teksten står fortsatt andre steder. Dette må gjøres for hånd:"
    yield "1. Se over endringene med «git diff», og registrer dem. Skriv ikke teksten i meldingen."
    commits = 0
    with suppress(GitError):
        commits = workspace.repository.commits_that_touched(text)
    yield f"2. Ta den ut av historikken i git ({commits} endringer har satt den inn eller tatt den ut):"
    yield f"   echo {shlex.quote(f'{text}==>{redacted.mark}')} > ../tatt-ut.txt"
    yield "   git filter-repo --replace-text ../tatt-ut.txt --replace-message ../tatt-ut.txt"
    for path in redacted.removed:
        yield f"   git filter-repo --force --invert-paths --path {shlex.quote(path)}"
    yield "   git push --force --all && git push --force --tags"
    yield "   rm ../tatt-ut.txt"
    yield "3. Slett alle andre kloner og avgreninger, og hent dem på nytt. En gammel klon kan legge teksten inn igjen."
    yield "4. Be git-verten om å slette gamle endringer, pull requests og mellomlagre."
    yield "5. Bygg nettstedet på nytt, og be om å få slettet det i nettarkiver og søkemotorer."
    yield "6. Rapporter på papir, i saksarkivet og i e-post må tas ut der de ligger."
