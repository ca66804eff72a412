"""`tiltak build`: the site."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tiltak.checks.privacy import PRIVATE
from tiltak.commands import _options
from tiltak.commands._trust import trust_option, trusted_config
from tiltak.harmless import printable
from tiltak.problems import Level, UnreadableError, UsageError, as_text
from tiltak.read.plan_files import settings_of
from tiltak.site.output import refuse_foreign, replacing
from tiltak.workspace import Workspace


@click.command("build")
@_options.options(
    click.option(
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        default="build/site",
        show_default=True,
        help="Mappen nettstedet skrives til. Et nettsted som ligger der, byttes ut når det nye er ferdig.",
    ),
    trust_option,
    _options.shared_options,
)
def command(
    output: Path,
    trust: bool,  # noqa: FBT001 – click calls by keyword
    plan_id: str | None,
    workspace: Workspace,
) -> int:
    """Bygg nettstedet. Avslutter med 1 når det er feil i dataene; det som kan leses, blir bygget likevel.

    Står det personopplysninger i filene, blir ingenting bygget. Leverte rapporter ble sett gjennom da perioden ble
    avsluttet, og kopieres; «tiltak check» ser gjennom dem igjen.
    """
    from tiltak.site import plugin

    front_plan = workspace.plan(plan_id).id if plan_id else ""
    config = trusted_config(workspace.root, trust=trust)
    refuse_foreign(output, workspace.root)
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    unreadable = _options.told_unreadable(workspace, workspace.portfolio.unreadable)
    errors = [p for p in workspace.problems_to_mend if p.level is Level.ERROR]
    if errors:
        click.echo(as_text(errors, workspace.tree.texts) + "\n", err=True)
    if any(problem.code in PRIVATE for problem in errors):
        raise UsageError(
            "Nettstedet er ikke bygget: det ville vist personopplysninger. Ta dem bort først."
        )
    if not workspace.portfolio.plans and any(
        f.kind == "plan" for f in workspace.portfolio.unreadable
    ):
        raise UnreadableError(
            f"Nettstedet er ikke bygget: ingen plan kan leses. {workspace.to_mend} Et nettsted som ligger i {output}, er som det var."
        )
    with replacing(output) as folder, dead_links() as dead:
        lost = plugin.build_site(config, folder, workspace, front_plan)
    for page, link in dead:
        click.echo(f"docs/{page}: lenken «{link}» fører ikke til noe på nettstedet.", err=True)
    for part in lost:
        click.echo(str(part), err=True)
    if unreadable or errors or lost:
        click.echo(f"Nettstedet i {output} er bygget av det som kan leses. Rett feilene over.")
        return 1
    click.echo(f"Nettstedet ligger i {output}.")
    if not settings_of(workspace.root).get("site_url"):
        click.echo(
            "Skriv adressen nettstedet får, i mkdocs.yml (site_url: https://…). Uten den har strømmer og kalendere ikke hele lenker, og mange programmer følger dem ikke."
        )
    return 0


# What MkDocs says, in English and as a log, of a link between pages of our own that leads nowhere.
DEAD_LINK = re.compile(r"Doc file '(?P<page>[^']+)' contains a link '(?P<link>[^']+)'")


@contextmanager
def dead_links() -> Iterator[list[tuple[str, str]]]:
    """The pages in `docs/` with links that lead nowhere, known when the site is built."""
    links: list[tuple[str, str]] = []

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if match := DEAD_LINK.search(record.getMessage()):
                links.append((printable(match["page"]), printable(match["link"])))

    log, heard = logging.getLogger("mkdocs.structure.pages"), Heard()
    level = log.level
    log.addHandler(heard)
    log.setLevel(logging.INFO)  # MkDocs only informs of an anchor that is not there
    try:
        yield links
    finally:
        log.removeHandler(heard)
        log.setLevel(level)
