"""`tiltak schema`: the schemas for editors that complete and check as one writes."""

from __future__ import annotations

from pathlib import Path

import click

from tiltak.commands import _options
from tiltak.edit import save
from tiltak.read import plan_files, schema

FOLDER = "schema"


@click.command("schema")
@_options.root_option
def command(root: Path) -> None:
    """Skriv skjemaene ut i mappen «schema», så VS Code og andre programmer kan hjelpe til mens du skriver.

    Kjør kommandoen på nytt når du har tatt i bruk en ny utgave av Tiltak. Mappen hører ikke hjemme i git.
    """
    top = plan_files.find_root(root)
    written = write(top)
    click.echo(
        f"Skrevet: {', '.join(written)}" if written else f"Skjemaene i {FOLDER} er som de skal."
    )


def texts() -> dict[str, bytes]:
    """The package's schemas by their paths in a repository."""
    files = schema.folder().glob("*.schema.json")
    return {f"{FOLDER}/{path.name}": path.read_bytes() for path in files}


def write(top: Path) -> list[str]:
    """Write the package's schemas under `top`; return the files that changed."""
    wanted = texts()
    present = {name: (top / name).read_bytes() for name in wanted if (top / name).is_file()}
    new = {name: raw for name, raw in sorted(wanted.items()) if present.get(name) != raw}
    save.replace(top, {name: present[name] for name in new if name in present}, new)
    return list(new)
