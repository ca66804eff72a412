"""`python -m bench.pairs`: two edits at once, from the command line, the form and a spreadsheet. No change is lost without a word.

Both read what is there before either writes, as far as that can be arranged: they wait for one another before they start.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path

from bench.kills import MEASURE, TODAY, handed_out, plan_folder
from tiltak import cli
from tiltak.forms import proxy
from tiltak.problems import UsageError
from tiltak.read import plan_files
from tiltak.read.schema import field_title

SAVED, TOLD, FAILED = 0, 1, 2
Save = Callable[[], int]  # whether it was saved or told of
Edit = Callable[
    [Path, str], Save
]  # the plan, the key to write → what saves, with what was read before


def typed(root: Path, *arguments: str) -> int:
    try:
        cli.main([*arguments, "--root", str(root)])
    except SystemExit as ended:
        return {0: SAVED, 1: TOLD, 2: TOLD}.get(int(ended.code or 0), FAILED)
    return FAILED


def by_command(root: Path, key: str) -> Save:
    return lambda: typed(root, "set", "1", f"{key}={words(key)}")


def by_sheet(root: Path, key: str) -> Save:
    sheet = root.parent / f"sheet-{os.getpid()}"
    handed_out(root, sheet, field_title("measure", key), words(key))
    return lambda: typed(root, "import", str(sheet), "--yes")


def by_form(root: Path, key: str) -> Save:
    desk = proxy.Files(root, lambda: date.fromisoformat(TODAY))
    text = plan_files.worktree(root).texts[MEASURE].decode()
    lines = [f"{key}: {words(key)}" if line.startswith(f"{key}: ") else line for line in text.splitlines()]  # fmt: skip
    if key == "summary" and not any(line.startswith("summary: ") for line in lines):
        lines.insert(next(n for n, line in enumerate(lines) if line.startswith("title:")) + 1, f"summary: {words(key)}")  # fmt: skip

    def save() -> int:
        try:
            desk.save({"dataFiles": [{"path": MEASURE, "raw": "\n".join(lines) + "\n"}], "base": {MEASURE: text}})  # fmt: skip
        except (proxy.RefusedRequest, UsageError):
            return TOLD
        return SAVED

    return save


def words(key: str) -> str:
    return f"Skrevet i {key}"


EDITS: dict[str, Edit] = {"command": by_command, "form": by_form, "sheet": by_sheet}
WAYS = {f"{one} and {other}": (EDITS[one], EDITS[other]) for one, other in product(EDITS, repeat=2)}


def at_once(root: Path, edits: tuple[Edit, Edit]) -> list[int]:
    """Run two edits of one file, of its title and its summary, in a process each; what each was answered."""
    read, write = os.pipe()
    children = []
    for edit, key in zip(edits, ("title", "summary"), strict=True):
        child = os.fork()
        if not child:
            code = FAILED
            try:
                silence = os.open(os.devnull, os.O_WRONLY)
                os.dup2(silence, 1)
                os.dup2(silence, 2)
                os.environ["TILTAK_TODAY"] = TODAY
                save = edit(root, key)
                os.close(write)
                os.read(read, 1)  # until the other is there too
                code = save()
            finally:
                os._exit(code)
        children.append(child)
    os.close(read)
    os.close(write)
    return [os.WEXITSTATUS(os.waitpid(child, 0)[1]) for child in children]


def lost(root: Path, codes: list[int]) -> str:
    """What is wrong: a change that was answered «saved» and is not there, or an answer that is none."""
    text = (root / MEASURE).read_text(encoding="utf-8")
    for key, code in zip(("title", "summary"), codes, strict=True):
        if code == FAILED:
            return f"{key}: no answer"
        if (code == SAVED) != (words(key) in text):
            return f"{key}: {'saved, and gone' if code == SAVED else 'refused, and written'}"
    return ""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20)
    asked = parser.parse_args(arguments or [])
    dice, outcomes, wrong = random.Random(1), Counter[str](), 0  # noqa: S311 – a die
    with tempfile.TemporaryDirectory() as folder:
        root = plan_folder(Path(folder))
        text = (root / MEASURE).read_text(encoding="utf-8")
        for _ in range(asked.pairs):
            way = dice.choice(list(WAYS))
            (root / MEASURE).write_text(text, encoding="utf-8")
            codes = at_once(root, WAYS[way])
            if why := lost(root, codes):
                wrong += 1
                print(f"  {way}: {why}")
            outcomes[f"{way}: {'both kept' if codes == [SAVED, SAVED] else 'one told of the other'}"] += 1  # fmt: skip
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:>5} {outcome}")
    print(f"{asked.pairs} pairs, {wrong} lost")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
