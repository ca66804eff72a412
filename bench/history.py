"""The full history of 1,000 measures over 2,000 commits, beside what git and parsing alone must take.

`python -m bench.history [--measures N] [--commits N]`. Seconds are those of the processor, our own and git's
together, so that a busy machine does not count; the two are timed by turns in one run, and the best of each
counts.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.repositories import make
from tiltak.past.history import history
from tiltak.read import yaml_lines
from tiltak.read.load import kind_of
from tiltak.read.repo import repository

ROUNDS = 3


def bare(folder: Path) -> int:
    """One listing, one stream of contents, each distinct content parsed once; nothing is made of it."""
    listed = subprocess.run(
        ["git", "log", "--first-parent", "-m", "--raw", "-z", "--no-abbrev", "--no-renames",
         "--format=", "--", "measures", "plans"],
        cwd=folder, capture_output=True, check=True,
    ).stdout.split(b"\0")  # fmt: skip
    blobs = {}
    for meta, path in zip(listed[::2], listed[1::2], strict=False):
        blob = meta.split(b" ")[3]
        if kind_of(path.decode()) == "measure" and blob.strip(b"0"):
            blobs[blob] = path
    stream = subprocess.run(
        ["git", "cat-file", "--batch", "--buffer"],
        cwd=folder, input=b"\n".join(blobs) + b"\n", capture_output=True, check=True,
    ).stdout  # fmt: skip
    at = 0
    for path in blobs.values():
        end = stream.index(b"\n", at)
        size = int(stream[at:end].rpartition(b" ")[2])
        yaml_lines.parse(stream[end + 1 : end + 1 + size], path.decode())
        at = end + size + 2
    return len(blobs)


def steps_of_history(folder: Path) -> int:
    """What `tiltak history` and the site ask for."""
    repo = repository(folder)
    recorded = history(repo.log(), repo.contents)
    return sum(len(past.steps) for past in recorded.pasts.values())


def seconds() -> float:
    """Of the processor, in this process and those it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def timed(function: Callable[[Path], object], folder: Path) -> float:
    gc.collect()
    start = seconds()
    function(folder)
    return seconds() - start


def status(folder: Path, *options: str) -> float:
    """What `tiltak status` takes from its start to its end."""
    command = [sys.executable, "-m", "tiltak", "status", "--format=json", *options]
    environment = {**os.environ, "TILTAK_TODAY": "2028-01-01"}

    def run(where: Path) -> None:
        subprocess.run(command, cwd=where, check=True, stdout=subprocess.DEVNULL, env=environment)

    return min(timed(run, folder) for _ in range(ROUNDS))


def memory(folder: Path) -> tuple[float, float]:
    """Megabytes that are kept of the history, and what is needed on top of that while it is made."""
    repo = repository(folder)
    tracemalloc.start()
    recorded = history(repo.log(), repo.contents)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del recorded
    return kept / 1e6, (peak - kept) / 1e6


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measures", type=int, default=1000)
    parser.add_argument("--commits", type=int, default=2000)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as top:
        folder = make(Path(top, "stor"), asked.measures, asked.commits)
        print(f"{asked.measures} measures, {asked.commits} commits")
        pairs = [(timed(bare, folder), timed(steps_of_history, folder)) for _ in range(ROUNDS)]
        least, ours = (min(column) for column in zip(*pairs, strict=True))
        print(f"  git log, git cat-file and parsing   {least:6.2f} s")
        print(f"  full history of every measure       {ours:6.2f} s   {ours / least:.2f} times")
        small = make(Path(top, "liten"), 1, 2, changed=1)
        for option in ("--as-of=2023-06-30", "--known-on=2023-06-30"):
            start_up, took = status(small, option), status(folder, option)
            print(
                f"  tiltak status {option:<22}{took:6.2f} s   {took - start_up:.2f} s more than for one measure"
            )
        quarter = make(Path(top, "kort"), asked.measures, asked.commits // 4)
        for commits, where in ((asked.commits // 4, quarter), (asked.commits, folder)):
            kept, more = memory(where)
            print(
                f"  memory over {commits:>5} commits            {kept:6.1f} MB kept, {more:.1f} MB more at most"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
