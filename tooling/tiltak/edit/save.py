"""Writing files: each is replaced whole or not at all, whenever the power goes.

`repo` reads the plan's files; this is where they are written.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from tiltak.problems import UsageError, refusal


def replace(root: Path, before: Mapping[str, bytes], changed: Mapping[str, bytes]) -> None:
    """Write the changed files. `before` is what was read: a file that somebody has saved since is not touched.

    All contents lie on the disk before the first file is replaced, so a full disk changes nothing.
    """
    targets = {name: _target(root, name) for name in sorted(changed)}
    ready: list[tuple[str, Path, Path]] = []
    try:
        for name, target in targets.items():
            with _told(name, "Ingenting er endret."):
                _still_as_read(target, name, before.get(name))
                ready.append((name, _written_beside(target, changed[name]), target))
        for name, temporary, target in ready:
            with _told(name, "Filene før den i alfabetet kan være skrevet."):
                temporary.replace(target)
        for folder in {target.parent for target in targets.values()}:
            _sync_folder(folder)
    finally:
        for _, temporary, _ in ready:
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _told(name: str, after: str) -> Iterator[None]:
    """What the disk refuses is the person's to know, in one line."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{name} kan ikke skrives: {refusal(error)}. {after}") from None


def _target(root: Path, name: str) -> Path:
    """The file itself where the name is a link inside the tree."""
    target = (root / name).resolve()
    if not target.is_relative_to(root.resolve()):
        raise UsageError(f"{name} er en snarvei ut av mappen. Den blir ikke endret.")
    return target


def _still_as_read(target: Path, name: str, read: bytes | None) -> None:
    try:
        now: bytes | None = target.read_bytes()
    except FileNotFoundError:
        now = None
    if now != read:
        raise UsageError(
            f"{name} er endret av noen andre i mellomtiden. Ingenting er skrevet. Prøv igjen."
        )


def _written_beside(target: Path, content: bytes) -> Path:
    """The new content in a file of its own in the same folder, safe on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # The leading dot keeps it out of what is read, should a crash leave it behind.
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
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


def _sync_folder(folder: Path) -> None:
    """The new name itself must be on the disk too; not every system can do this."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
