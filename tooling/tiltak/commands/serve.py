"""`tiltak serve`: the site while you write."""

from __future__ import annotations

from pathlib import Path

import click

from tiltak.commands import _options
from tiltak.commands._trust import trust_option, trusted_config
from tiltak.read import plan_files


@click.command("serve")
@_options.options(
    click.option(
        "--address",
        default="127.0.0.1:8000",
        show_default=True,
        help="Adressen nettstedet vises på.",
    ),
    trust_option,
    _options.root_option,
)
def command(address: str, trust: bool, root: Path) -> None:  # noqa: FBT001 – click calls by keyword
    """Vis nettstedet, og bygg det på nytt hver gang en fil lagres."""
    from tiltak.site import plugin

    top = plan_files.find_root(root)
    config = trusted_config(top, trust=trust)
    plugin.serve_site(config, address)
