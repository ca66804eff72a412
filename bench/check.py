"""`tiltak check` beside `check-jsonschema` on the same files, and on a thousand and ten thousand measures.

Both are run as whole commands, taking turns, so that whatever else the machine does hits both. Tiltak has
more to do: it also reads the plan and the units, and holds every rule between files.
"""

from __future__ import annotations

import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
TURNS = 7
PER_PLAN = 500  # a plan's numbers end at 9999, so ten thousand measures are twenty plans


def main() -> None:
    measures = sorted(ROOT.glob("measures/rus-2019/*.yml"))
    ours: list[Path | str] = [BIN / "tiltak", "check", "--root", ROOT]
    theirs: list[Path | str] = [
        BIN / "check-jsonschema",
        "--schemafile",
        ROOT / "schema/measure.schema.json",
        *measures,
    ]
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(TURNS)]
    tiltak, reference = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"the {len(measures)} measures, median of {TURNS} runs in turn")
    print(
        f"  tiltak check      {tiltak:6.2f} s   (with the plan, the units and the rules between files)"
    )
    print(f"  check-jsonschema  {reference:6.2f} s   (the measures alone)")
    print(f"  tiltak takes {tiltak / reference:.2f} times as long\n")
    print("generated measures        time   each     memory")
    for count in (1_000, 10_000):
        with tempfile.TemporaryDirectory() as folder:
            generate(Path(folder), count)
            taken = seconds([BIN / "tiltak", "check", "--root", folder])
        # The largest child so far: sizes only grow from one row to the next.
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"  {count:>6}            {taken:8.2f} s {taken / count * 1000:5.2f} ms {memory:7.0f} MB"
        )


def seconds(command: Sequence[Path | str]) -> float:
    start = time.perf_counter()
    ended = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise SystemExit(
            f"{command[0]} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}"
        )
    return time.perf_counter() - start


def generate(folder: Path, count: int) -> None:
    """The real measures over and over, with new numbers, in as many plans as are needed."""
    texts = [path.read_text("utf-8") for path in sorted(ROOT.glob("measures/rus-2019/*.yml"))]
    plan = (ROOT / "plans/rus-2019/plan.yml").read_text("utf-8")
    names = ["rus-2019", *(f"plan-{n}" for n in range(2, count // PER_PLAN + 1))]
    write(folder / "plans/units.yml", (ROOT / "plans/units.yml").read_text("utf-8"))
    for name in names:
        write(folder / f"plans/{name}/plan.yml", plan)
        for number in range(1, PER_PLAN + 1):
            text = re.sub(r"(?m)^number: .*", f"number: {number}", texts[(number - 1) % len(texts)])
            write(folder / f"measures/{name}/{number:03}-tiltak.yml", text)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
