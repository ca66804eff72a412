"""`tiltak edit`: the form in the browser, on the files of this machine."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tiltak.commands import _options
from tiltak.commands._trust import trust_option, trusted_config
from tiltak.forms import proxy
from tiltak.read import clock, plan_files
from tiltak.read.plan_files import settings_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"


@click.command("edit")
@_options.options(
    click.option(
        "--port",
        type=click.IntRange(1, 65535),
        default=8000,
        show_default=True,
        help="Porten skjemaet vises på.",
    ),
    trust_option,
    _options.root_option,
)
def command(port: int, trust: bool, root: Path) -> None:  # noqa: FBT001 – click calls by keyword
    """Rediger tiltak i et skjema i nettleseren, uten konto. Bare den som har adressen med nøkkelen, når skjemaet."""
    from tiltak.site import plugin
    from tiltak.site.addresses import measure_uri, path_of

    top = plan_files.find_root(root)
    config = trusted_config(top, trust=trust)
    key = secrets.token_urlsafe(24)
    pages = path_of(
        measure_uri("{plan}", "{number}"), folders=settings_of(top).get("use_directory_urls", True)
    )
    editing = partial(proxy.editing, root=top, today=clock.today, key=key, pages=pages)
    address = proxy.address(f"http://{HOST}:{port}", key)

    def around(site: WSGIApplication) -> WSGIApplication:
        click.echo(f"Skjemaet: {address}  (avslutt med Ctrl+C)")
        return editing(site)

    click.echo("Bygger nettstedet først. Adressen til skjemaet kommer straks.")
    plugin.serve_site(config, f"{HOST}:{port}", around)
