"""The municipality's own Word template: its page, header, footer and styles, and none of its text."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from tiltak.problems import UsageError

if TYPE_CHECKING:
    from docx.document import Document as Word

MOST_BYTES = 200_000_000  # of a template when it is unpacked
# Our styles, and the names that a Norwegian template may have for them, the first that is there.
STAND_INS: Mapping[str, tuple[str, ...]] = {
    "Lead": ("Ingress",),
    "Note": ("Merknad",),
    "Fact": ("Opplysning",),
    "Fact name": ("Opplysningsnavn",),
    "Table text": ("Tabelltekst",),
    "Report": ("Rapporttabell",),
    "TOC 1": ("toc 1",),
}
# What a report cannot do without, and what Word calls it in Norwegian.
REQUIRED = {
    "Heading 1": "Overskrift 1",
    "Heading 2": "Overskrift 2",
    "List Bullet": "Punktliste",
}


def open_template(content: bytes) -> Word:
    """The template without its text. Refuses a file that is no Word document, or lacks a style."""
    import docx as library

    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            too_large = sum(part.file_size for part in package.infolist()) > MOST_BYTES
        if too_large:
            raise UsageError(
                "Malen er for stor. Den kan være på høyst 200 MB når den er pakket ut."
            )
        word = library.Document(BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise UsageError(
            "Malen er ikke et Word-dokument. Åpne den i Word, og lagre den som .docx (ikke .dotx, .docm eller .doc)."
        ) from error
    if missing := [name for name in REQUIRED if name not in word.styles]:
        named = ", ".join(f"«{name}» ({REQUIRED[name]})" for name in missing)
        raise UsageError(
            f"Malen mangler disse stilene: {named}. Bruk hver av dem én gang i malen, og lagre den igjen."
        )
    body = word.element.body
    for part in list(body):
        if part is not body.sectPr:
            body.remove(part)
    return word


def names_in(word: Word) -> dict[str, str]:
    """Our name of each style that the template has, and the name it has there."""
    there = {str(style.name) for style in word.styles}
    names = {name: name for name in there}
    for ours, theirs in STAND_INS.items():
        if ours not in there and (stand_in := next((t for t in theirs if t in there), "")):
            names[ours] = stand_in
    return names
