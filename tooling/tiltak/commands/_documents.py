"""How a command gives away a document: in a folder, in every form that was asked for, or on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from tiltak import disk
from tiltak.problems import Lost, UsageError, made_or_lost
from tiltak.reports import docx, pdf
from tiltak.reports.blocks import Manuscript
from tiltak.reports.writers import ONLY_AS_FILES, as_bytes
from tiltak.words.languages import LANGUAGES

M = TypeVar("M", bound=Manuscript)
EVERY_FORM = "all"
output_option = click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Mappen filene skrives i. Uten den vises dokumentet på skjermen, i en tekstform som du velger med --format.",
)
language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Språket i dokumentet. Uten valget: planens eget. Planens tekster blir stående som de er skrevet.",
)
template_option = click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Kommunens egen Word-mal (.docx). Dokumentet får sidene, bunnteksten og stilene i malen.",
)


def refuse_lone_template(template: Path | None, output: Path | None, shape: str) -> None:
    """A template is for Word files, and those are written in a folder."""
    if template and (output is None or shape not in {"docx", EVERY_FORM}):
        raise UsageError("--template hører sammen med --output, og med Word (--format docx).")


def refuse_on_screen(output: Path | None, shape: str) -> None:
    """What only a folder has room for, before anything is made."""
    if output is None and shape == EVERY_FORM:
        raise UsageError("Oppgi mappen med --output, eller velg én form med --format.")
    if output is None and shape in ONLY_AS_FILES:
        raise UsageError("Denne formen kan ikke vises på skjermen. Oppgi mappen med --output.")


def give(
    content: M,
    stem: str,
    shape: str,
    output: Path | None,
    writers: Mapping[str, Callable[[M], str | bytes]],
    template: Path | None = None,
) -> int:
    """Put a document on the screen, or in a folder in every form that was asked for; return the exit code.

    What is no text was refused before: `refuse_on_screen`. Word's is in the municipality's template, which is looked at now.
    """
    if output is None:
        click.echo(writers[shape](content), nl=False)
        return 0
    shapes = writers if shape == EVERY_FORM else (shape,)
    files: dict[str, Callable[[], bytes]] = {
        f"{stem}.{s}": partial(_written, writers[s], content) for s in shapes
    }
    if "pdf" in shapes and (signs := pdf.unshown(content)):
        named = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in signs[:10])
        click.echo(
            f"PDF-en viser □ i stedet for tegn som skriften ikke har: {named}. Skriv heller med ord.",
            err=True,
        )
    if template:
        files[f"{stem}.docx"] = partial(bytes, docx.docx(content, template.read_bytes()))
    return write(output, files)


def _written(write: Callable[[M], str | bytes], content: M) -> bytes:
    return as_bytes(write(content))


def write(output: Path, files: Mapping[str, Callable[[], bytes]]) -> int:
    """Write each file that can be made, and tell of the others."""
    lost: list[Lost] = []
    for name, make in files.items():
        path = output / name
        content = made_or_lost(str(path), make, lost)
        if content is not None:
            disk.write(path, content)
            click.echo(path)
    for part in lost:
        click.echo(str(part), err=True)
    return 1 if lost else 0
