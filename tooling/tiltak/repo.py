"""Reading the files: today's folder. The only module that touches the file system or git."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tiltak.problems import Place, Problem, UsageError
from tiltak.yaml_lines import MAX_BYTES

FOLDERS = ("measures", "plans")
SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Tree:
    """The texts of a plan repository by path from its root (`/` between parts), and what could not be read."""

    texts: dict[str, bytes]
    problems: list[Problem] = field(default_factory=list)


def find_root(start: Path) -> Path:
    """The nearest folder upwards that has `plans/` in it; UsageError where there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "plans").is_dir():
            return folder
    raise UsageError(
        f"Fant ingen planer i {start} eller mappene over. Stå i mappen som har «plans» og «measures» i seg, "
        "eller oppgi den med --root."
    )


def worktree(root: Path) -> Tree:
    """Every YAML file under `measures/` and `plans/` as it lies on disk, saved or not in git."""
    root = root.resolve()
    texts: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in _yaml_files(root):
        name = path.relative_to(root).as_posix()
        try:
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                problems.append(
                    Problem(
                        "symlink",
                        "Filen er en snarvei ut av mappen. Den blir ikke lest.",
                        Place(name),
                        hint="Legg selve filen her i stedet for en snarvei.",
                    )
                )
                continue
            with path.open("rb") as file:
                texts[name] = file.read(
                    MAX_BYTES + 1
                )  # one byte over the limit is enough to say so
        except OSError as error:
            problems.append(
                Problem(
                    "unreadable",
                    f"Filen kan ikke leses: {error.strerror}.",
                    Place(name),
                    hint="Se på filens rettigheter, og om snarveien peker på en fil som finnes.",
                )
            )
    return Tree(texts, problems)


def _yaml_files(root: Path) -> Iterator[Path]:
    for top in FOLDERS:
        # Folders that are links are not followed: they could lead out of the tree, or round in it.
        for folder, _, names in os.walk(root / top, followlinks=False):
            for name in sorted(names):
                if name.endswith(SUFFIXES) and not name.startswith("."):
                    yield Path(folder, name)
