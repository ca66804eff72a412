"""What is said of files that could not be taken in: how many, and which."""

from __future__ import annotations

from collections.abc import Sequence

from tiltak.model.plan import UnreadableFile
from tiltak.words.language import Words


def cannot_be_read(say: Words) -> str:
    """What stands in the place of a status."""
    return say._("Kan ikke leses")


def file_named(file: UnreadableFile, say: Words) -> str:
    """«tiltak 14 «MO-sentre» (measures/rus-2019/14-mo.yml)», or the path alone where it has no number."""
    if file.number is None:
        return file.path
    number = say._("tiltak {number}").format(number=file.number)
    title = f" {say.quoted(file.title)}" if file.title else ""
    return f"{number}{title} ({file.path})"


def unreadable(files: Sequence[UnreadableFile], say: Words, most: int | None = None) -> str:
    """How many measures and other files could not be taken in, and which; empty where there are none.

    `most`: how many of each are named.
    """
    measures = [file for file in files if file.kind == "measure"]
    others = [file for file in files if file.kind != "measure"]
    sentences = (
        say.sentence(
            "ett tiltak kan ikke leses og er ikke regnet med: {list}.",
            "{n} tiltak kan ikke leses og er ikke regnet med: {list}.",
            len(measures),
            list=_named(measures, say, most),
        ),
        say.sentence(
            "én annen fil kan ikke leses, og det som står i den, mangler: {list}.",
            "{n} andre filer kan ikke leses, og det som står i dem, mangler: {list}.",
            len(others),
            list=_named(others, say, most),
        ),
    )
    return " ".join(filter(None, sentences))


def _named(files: Sequence[UnreadableFile], say: Words, most: int | None) -> str:
    names = [file_named(file, say) for file in files[:most]]
    if unnamed := len(files) - len(names):
        names.append(say.spelled("ett til", "{n} til", unnamed))
    return say.listed(names)
