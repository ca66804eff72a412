"""`tiltak set 14 phase=completed`: change a status, a milestone or a field without opening the file."""

from __future__ import annotations

import click

from tiltak.commands import _options, _writing
from tiltak.edit import splice
from tiltak.edit.asked import asked_for, edits_asked_for
from tiltak.problems import as_text, for_files
from tiltak.workspace import Workspace

EXAMPLES = """\b
Eksempler:
  tiltak set 14 phase=completed date=2021-06-30 note="Senteret åpnet." source=arsrapport-2021
  tiltak set 14 unchanged
  tiltak set 3,5,8 unchanged
  tiltak set 14 milestone mo-ung done=2021-12-20
  tiltak set 14 milestone mo-ung due=2022-06-30 reason=staffing note="Prosjektleder sluttet."
  tiltak set 14 owner=rehabiliteringsseksjonen

Feltene i en statusmelding: date, phase, confidence, reason, into, note, correction, source, precision.
Uten date gjelder meldingen i dag. Et felt uten verdi (reason=) blir tatt bort."""


@click.command("set", epilog=EXAMPLES)
@click.argument("numbers", metavar="NUMMER")
@click.argument("words", nargs=-1, metavar="FELT=VERDI …")
@_options.options(_writing.dry_run_option, _options.plan_options)
def command(
    numbers: str,
    words: tuple[str, ...],
    *,
    dry_run: bool,
    plan_id: str | None,
    workspace: Workspace,
) -> int:
    """Endre et tiltak, eller det samme i flere: 3,5,8. Bare linjene til feltene du nevner, blir rørt.

    Feil blir ikke skrevet. Er det feil i ett av flere tiltak, blir ingen av dem endret.
    """
    asked = asked_for(words, workspace.portfolio.plans)
    changed: dict[str, bytes] = {}
    notes: list[str] = []
    for number in _listed(numbers):
        plan, path = workspace.measure_file(number, plan_id)
        document = workspace.loaded.files[path].document
        if not isinstance(document.value, dict):
            own = [p for p in workspace.loaded.problems if p.place.path == path]
            click.echo(as_text(own, workspace.tree.texts) + "\n", err=True)
            click.echo("Filen kan ikke leses, og derfor ikke endres. Rett den først.", err=True)
            return 1
        planned = edits_asked_for(
            asked, document.value, plan, workspace.portfolio, workspace.today,
            is_draft=bool(asked.of_milestone) and workspace.is_draft(plan, path),
        )  # fmt: skip
        text = splice.edited("measure", workspace.tree.texts[path].decode("utf-8"), planned.edits)
        changed[path] = text.encode("utf-8")
        notes += planned.notes
    proposal = _writing.propose(workspace, changed)
    if not proposal.changed:
        click.echo("Ingenting å endre: filen sier dette alt.")
        return 0
    if proposal.errors:
        return _writing.refuse(proposal)
    for note in dict.fromkeys(notes):
        click.echo(for_files(note))
    return _writing.write(workspace, proposal, dry_run=dry_run)


def _listed(numbers: str) -> list[str]:
    """«3,5,8» and «klimaplan/3,5,8» are three measures of one plan."""
    plan, slash, own_number = numbers.rpartition("/")
    listed = [number.strip() for number in own_number.split(",") if number.strip()]
    return [f"{plan}{slash}{number}" for number in dict.fromkeys(listed)] or [numbers]
