"""Writes files so that each is replaced completely or not at all, even in a power cut.

`repo` reads the plan's files; this is the only place where files are written. `replace` is for files that
people change, `write` for what is made of them.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from tiltak.problems import UsageError, refusal

if TYPE_CHECKING:
    from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has another way, and nobody uses it here yet
    fcntl = None

SHOWN_LINES = 20  # of what somebody else changed


def write(target: Path, content: bytes) -> None:
    """Write one file that nobody edits, such as a report. The old one stays until the new one is complete."""
    target = target.resolve()
    if target.exists() and not target.is_file():  # a pipe or a device: there is nothing beside it
        target.write_bytes(content)
        return
    temporary = _written_beside(target, content)
    try:
        temporary.replace(target)
        sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


def replace(
    root: Path,
    before: Mapping[str, bytes],
    changed: Mapping[str, bytes],
    still_right: Callable[[], None] = lambda: None,
) -> None:
    """Write the changed files. `before` is what was read: a file that somebody has saved since is not touched.

    All contents lie on the disk before the first file is replaced, so a full disk changes nothing. Two that
    write at once wait for each other, so that the second one sees what the first one wrote; `still_right`
    may look at the other files then, and raise.
    """
    targets = {name: _target(root, name) for name in sorted(changed)}
    ready: list[tuple[str, Path, Path]] = []
    with _one_at_a_time(root):
        try:
            still_right()
            for name, target in targets.items():
                with _told(name, "Ingenting er endret."):
                    _still_as_read(target, name, before.get(name))
                    ready.append((name, _written_beside(target, changed[name]), target))
            for name, temporary, target in ready:
                with _told(name, "Filene før den i alfabetet kan være skrevet."):
                    temporary.replace(target)
            for folder in {target.parent for target in targets.values()}:
                sync_folder(folder)
        finally:
            for _, temporary, _ in ready:
                temporary.unlink(missing_ok=True)


def put_folder(root: Path, name: str, contents: Mapping[str, bytes]) -> None:
    """Write a folder that is not there yet, with all its files or not at all."""
    target = _target(root, name)
    # Beside what is read, and on the same disk; what a killed process has left of it is nobody's.
    beside = f".{name.replace('/', '-')}."
    with _one_at_a_time(root), _told(name, "Ingenting er skrevet."):
        for left in root.glob(f"{beside}*.tmp"):
            shutil.rmtree(left)
        if target.exists():
            raise UsageError(f"{name} finnes fra før. Ingenting er skrevet.")
        new = root / f"{beside}{secrets.token_hex(4)}.tmp"
        try:
            new.mkdir()
            for file, content in contents.items():
                write(new / file, content)
            target.parent.mkdir(parents=True, exist_ok=True)
            new.rename(target)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        sync_folder(target.parent)


@contextlib.contextmanager
def _one_at_a_time(root: Path) -> Iterator[None]:
    """Lock the folder for the block. The system releases the lock when the process ends, even if it is killed."""
    with contextlib.ExitStack() as locks:
        with contextlib.suppress(OSError):  # a disk of the network may have no locks
            if fcntl is not None:
                descriptor = os.open(root, os.O_RDONLY)
                locks.callback(os.close, descriptor)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _told(name: str, after: str) -> Iterator[None]:
    """Turn an OSError into a UsageError of one line."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{name} kan ikke skrives: {refusal(error)}. {after}") from None


def _target(root: Path, name: str) -> Path:
    """Return the path to write. Links are refused, as in reading: they lead out of the plan."""
    target = root.resolve()
    for part in Path(name).parts:
        target /= part
        if part in {"..", os.sep} or target.is_symlink():
            raise UsageError(f"{name} er en snarvei til et annet sted. Den blir ikke endret.")
    return target


def _still_as_read(target: Path, name: str, read: bytes | None) -> None:
    try:
        now: bytes | None = target.read_bytes()
    except FileNotFoundError:
        now = None
    if now != read:
        raise UsageError(
            f"{name} er endret av noen andre i mellomtiden. Ingenting er skrevet. Prøv igjen.\n"
            + what_they_did(name, read, now)
        )


def what_they_did(name: str, read: bytes | None, now: bytes | None) -> str:
    """Quote the lines that somebody else changed."""
    if now is None:
        return "Filen er borte."
    if read is None:
        return "Filen er laget av noen andre."
    old, new = (raw.decode("utf-8", "replace").splitlines() for raw in (read, now))
    lines = list(unified_diff(old, new, name, name, n=0, lineterm=""))[2:]
    differing = [f"  {line}" for line in lines if not line.startswith("@@")]
    rest = (
        [f"  … og {len(differing) - SHOWN_LINES} linjer til"]
        if len(differing) > SHOWN_LINES
        else []
    )
    return "\n".join(["Dette har de endret:", *differing[:SHOWN_LINES], *rest])


def _written_beside(target: Path, content: bytes) -> Path:
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
