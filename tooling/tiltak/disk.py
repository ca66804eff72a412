"""Writes a file completely or not at all, even in a power cut: beside the old one, then in its place."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from tiltak.problems import UsageError


def refuse_link(target: Path) -> None:
    """A link beside plans may have come with them, and lead anywhere; those around an archive are the reader's own."""
    steps = [target.absolute(), *target.absolute().parents]
    for step in steps:
        if step.is_symlink() and any(map(_is_archive, step.parents)):
            raise UsageError(
                f"Kan ikke skrive til {target}: {step} er en lenke til et annet sted. Slett lenken, eller velg en annen mappe."
            )


def _is_archive(folder: Path) -> bool:
    """Cloned, or unpacked from a file that somebody sent."""
    return (folder / ".git").exists() or any(folder.glob("plans/*/plan.yml"))


def write(target: Path, content: bytes) -> None:
    """Write one file that nobody else changes meanwhile, such as a report. The old one stays until the new one is complete.

    Raises UsageError where the way to it leads through a link in an archive of plans.
    """
    refuse_link(target)
    target = target.resolve()
    if target.exists() and not target.is_file():  # a pipe or a device: there is nothing beside it
        target.write_bytes(content)
        return
    temporary = written_beside(target, content)
    try:
        temporary.replace(target)
        sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


def written_beside(target: Path, content: bytes) -> Path:
    """Write the content to a temporary file in the same folder, and sync it to the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # The leading dot keeps it out of what is read, should a crash leave it behind.
    temporary = target.with_name(f".{target.name[-100:]}.{secrets.token_hex(4)}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with open(descriptor, "wb") as file:  # noqa: PTH123 – a descriptor, not a path
            if target.exists():
                temporary.chmod(target.stat().st_mode & 0o7777)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def sync_folder(folder: Path) -> None:
    """The new name itself must be on the disk too; not every system can do this."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
