"""Changes the files of a plan, so that each is replaced completely or not at all, and nobody's change is lost.

`repo` reads them; this is the only place where they are written. What is made of them is written by `disk.write`.
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

from tiltak.disk import sync_folder, write, written_beside
from tiltak.problems import UsageError, refusal

if TYPE_CHECKING:
    from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has another way, and nobody uses it here yet
    fcntl = None

SHOWN_LINES = 20  # of what somebody else changed


def replace(
    root: Path,
    before: Mapping[str, bytes],
    changed: Mapping[str, bytes | None],
    still_right: Callable[[], None] = lambda: None,
) -> None:
    """Write the changed files; None takes one away. `before` is what was read: a file that somebody has saved since is not touched.

    All contents lie on the disk before the first file is replaced, so a full disk changes nothing. Two that
    write at once wait for each other, so that the second one sees what the first one wrote; `still_right`
    may look at the other files then, and raise.
    """
    targets = {name: _target(root, name) for name in sorted(changed)}
    ready: list[tuple[str, Path, Path]] = []
    with one_at_a_time(root):
        try:
            still_right()
            for name, target in targets.items():
                with _told(name, "Ingenting er endret."):
                    _still_as_read(target, name, before.get(name))
                    content = changed[name]
                    if content is not None:
                        ready.append((name, written_beside(target, content), target))
            for name, target in targets.items():
                if changed[name] is None:
                    with _told(name, "Ingenting er endret."):
                        target.unlink()
            for name, temporary, target in ready:
                with _told(name, "Filene før den i alfabetet kan være skrevet."):
                    temporary.replace(target)
            for folder in {target.parent for target in targets.values()}:
                sync_folder(folder)
        finally:
            for _, temporary, _ in ready:
                temporary.unlink(missing_ok=True)


def put_folder(root: Path, name: str, contents: Mapping[str, bytes]) -> None:
    """Write a folder that is not there yet, or empty, with all its files or not at all."""
    target = _target(root, name)
    # Beside what is read, and on the same disk; what a killed process has left of it is nobody's.
    beside = f".{name.replace('/', '-')}."
    with one_at_a_time(root), _told(name, "Ingenting er skrevet."):
        for left in root.glob(f"{beside}*.tmp"):
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        if target.is_dir() and not any(target.iterdir()):
            target.rmdir()
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
def one_at_a_time(root: Path) -> Iterator[None]:
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
    unshown = (
        [f"  … og {len(differing) - SHOWN_LINES} linjer til"]
        if len(differing) > SHOWN_LINES
        else []
    )
    return "\n".join(["Dette har de endret:", *differing[:SHOWN_LINES], *unshown])
