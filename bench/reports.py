"""How long the reports take: every form together, beside the data alone. `python -m bench.reports`

CPU time of whole processes, the best of some runs: a busy machine must not decide.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 7
LIMIT = 3.0  # all forms may take this many times what the data takes


def cpu_seconds(form: str, folder: str) -> float:
    """What one `tiltak report` of the plan in this repository costs."""
    tiltak = Path(sys.executable).parent / "tiltak"
    before = os.times()
    subprocess.run(
        [tiltak, "report", "2020-Q4", "--plan", "rus-2019", "--format", form, "--output", folder],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = os.times()
    return (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )


def main() -> int:
    forms = ("json", "md", "html", "pdf", "docx", "xlsx", "csv", "all")
    with tempfile.TemporaryDirectory() as folder:
        best = {form: min(cpu_seconds(form, folder) for _ in range(RUNS)) for form in forms}
    for form, seconds in best.items():
        print(f"{form:<6}{seconds:7.2f} s {seconds / best['json']:6.1f} x json")
    ratio = best["all"] / best["json"]
    print(f"all forms: {ratio:.1f} times the data alone; the limit is {LIMIT:.1f}")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
