"""`tiltak serve`: the site while you write."""

from __future__ import annotations

from pathlib import Path

import click

from tiltak.commands._options import config_file, options, root_option
from tiltak.read import repo


@click.command("serve")
@options(
    click.option(
        "--address",
        default="127.0.0.1:8000",
        show_default=True,
        help="Adressen nettstedet vises på.",
    ),
    root_option,
)
def command(address: str, root: Path) -> None:
    """Vis nettstedet, og bygg det på nytt hver gang en fil lagres."""
    from tiltak.site import plugin

    plugin.serve_site(config_file(repo.find_root(root)), address)
