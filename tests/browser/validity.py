"""Is it HTML? html-validate says, with the rules of `htmlvalidate.json` and nothing from the network."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.need import NPM
from tests.node import NODE

CONFIG = Path(__file__).with_name("htmlvalidate.json")
PROGRAM = NPM / "html-validate/bin/html-validate.mjs"


def html_problems(*targets: Path, ignore: Sequence[str] = ()) -> list[str]:
    """`path:line:column rule: what is wrong` for each problem in these pages or folders of pages."""
    with TemporaryDirectory() as folder:
        outcome = Path(folder) / "outcome.json"  # what it prints is cut off where it is long
        result = subprocess.run(
            [
                *(NODE, PROGRAM),
                *("--config", str(CONFIG), "--formatter", f"json={outcome}", "--ext", "html"),
                *targets,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if not outcome.is_file():
            raise RuntimeError(f"html-validate did not run: {result.stderr or result.stdout}")
        pages = json.loads(outcome.read_text("utf-8"))
    return [
        f"{page['filePath']}:{found['line']}:{found['column']} {found['ruleId']}: {found['message']}"
        for page in pages
        for found in page["messages"]
        if found["ruleId"] not in ignore
    ]
