"""`make bench`: every benchmark in this folder, one after the other; `python -m bench check` runs one."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench


def names() -> list[str]:
    """The modules of this folder that have something to measure."""
    return [m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_")]


def main(asked: list[str]) -> int:
    """0 where all that is promised is kept; a benchmark that has a limit says so by what it returns."""
    kept = True
    for name in asked or names():
        module = importlib.import_module(f"bench.{name}")
        if run := getattr(module, "main", None):
            print(f"\n{name}: {(module.__doc__ or '').splitlines()[0]}\n", flush=True)
            kept &= not run()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
