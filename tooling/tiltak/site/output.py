"""The folder a site is written to: made beside the old one, and put in its place when it is whole.

Whoever looks sees the old site or the new one, also where the build is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from tiltak import disk
from tiltak.problems import UsageError

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:
    fcntl = None

MARKER = ".tiltak-nettsted"
MARKER_TEXT = (
    "Denne mappen er laget av «tiltak build». Alt i den byttes ut når nettstedet bygges på nytt.\n"
)
OURS = ("plans", "measures", "schema", "docs", ".git")


def refuse_foreign(output: Path, root: Path) -> None:
    """A build replaces the folder: never one with the plans in it, nor one that somebody else has filled."""
    disk.refuse_link(output)
    target = output.resolve()
    if root.resolve().is_relative_to(target):
        raise UsageError(f"Kan ikke bygge i {output}: planene ligger der og ville blitt borte.")
    for folder in OURS:
        if target.is_relative_to((root / folder).resolve()):
            raise UsageError(
                f"Kan ikke bygge i {output}: {folder} ligger der og ville blitt borte."
            )
    if any(step.exists() and not step.is_dir() for step in (target, *target.parents)):
        raise UsageError(f"Kan ikke bygge i {output}: det er en fil og ikke en mappe.")
    marker = target / MARKER
    is_ours = marker.is_file() and not marker.is_symlink()
    if target.is_dir() and _visible(target) and not is_ours:
        raise UsageError(
            f"Kan ikke bygge i {output}: mappen er ikke tom, og det er ikke «tiltak build» som har laget den. "
            "Velg en annen mappe. Er det et gammelt nettsted, slett mappen først."
        )


def _visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


@contextlib.contextmanager
def replacing(output: Path) -> Iterator[Path]:
    """A new folder to write to, which takes the place of `output` when the block ends well."""
    target = output.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    # The leading dot keeps a web server from showing it.
    new = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        new.mkdir()
    except PermissionError:  # the web folder may be ours, and the one it lies in not
        new = Path(tempfile.mkdtemp())
    with contextlib.ExitStack() as locks:
        locks.callback(shutil.rmtree, new, ignore_errors=True)
        _hold(new, locks)
        yield new
        (new / MARKER).write_text(MARKER_TEXT, encoding="utf-8")
        _keep_hidden(target, new)
        _put(new, target)


def _hold(folder: Path, locks: contextlib.ExitStack) -> bool:
    """Whether the folder is ours alone now; it is until `locks` ends, or the process does."""
    if fcntl is None:
        return False
    descriptor = os.open(folder, os.O_RDONLY)
    locks.callback(os.close, descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sweep(target: Path) -> None:
    """Remove what builds that were killed have left; what another build is writing now is held by it."""
    for folder in target.parent.glob(f".{target.name}.*.tmp"):
        with contextlib.ExitStack() as locks, contextlib.suppress(OSError):
            if _hold(folder, locks):
                shutil.rmtree(folder, ignore_errors=True)


def _keep_hidden(target: Path, new: Path) -> None:
    """`.git`, `.well-known` and their like in the web folder are not of the site, and stay."""
    if not target.is_dir():
        return
    for path in target.iterdir():
        if path.name.startswith(".") and not (new / path.name).exists():
            if path.is_dir() and not path.is_symlink():
                shutil.copytree(path, new / path.name, symlinks=True)
            else:
                shutil.copy2(path, new / path.name, follow_symlinks=False)


def _put(new: Path, target: Path) -> None:
    try:
        if target.exists():
            new.chmod(target.stat().st_mode & 0o7777)
            _exchange(new, target)  # the old site is in `new` now, and is removed there
        else:
            new.rename(target)
    except OSError:  # a system that cannot, or a folder that is a disk of its own
        target.mkdir(exist_ok=True)
        _file_by_file(new, target)
    disk.sync_folder(target.parent)


def _exchange(path: Path, other: Path) -> None:
    """Two folders change names in one step; OSError where the system has no such step."""
    if os.name == "nt":
        raise OSError
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(path), os.fsencode(other)
    if sys.platform == "darwin":
        result = libc.renamex_np(*names, ctypes.c_uint(2))  # RENAME_SWAP
    elif hasattr(libc, "renameat2"):
        here = ctypes.c_int(-100)  # AT_FDCWD
        result = libc.renameat2(here, names[0], here, names[1], ctypes.c_uint(2))  # RENAME_EXCHANGE
    else:
        raise OSError
    if result:
        raise OSError(ctypes.get_errno(), "exchange")


def _file_by_file(new: Path, target: Path) -> None:
    """The slow way: each file is replaced whole, the pages after what they show, and what is gone is removed last."""
    new_paths = sorted(
        (path.relative_to(new) for path in new.rglob("*") if not path.is_dir()),
        key=lambda path: (path.suffix == ".html", path),
    )
    for path in new_paths:
        for step in [*reversed(path.parents)][1:]:
            if (target / step).is_symlink() or (target / step).is_file():
                (target / step).unlink()
        if (target / path).is_symlink():
            (target / path).unlink()
        elif (target / path).is_dir():
            shutil.rmtree(target / path)
        disk.write(target / path, (new / path).read_bytes())
    wanted = {*new_paths, *(parent for path in new_paths for parent in path.parents)}
    for path in sorted(target.rglob("*"), reverse=True):
        name = path.relative_to(target)
        if name not in wanted and not name.parts[0].startswith("."):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
