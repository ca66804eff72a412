"""Files of this project that a new repository gets too: the workflows and the editor's settings.

They are written once. What differs is how `tiltak` is made ready: here from the checkout, there from the package.
"""

from __future__ import annotations

import re
from pathlib import Path

SHARED = (
    *(
        f".github/workflows/{name}.yml"
        for name in ("check", "comment", "form", "remind", "renew", "report", "site")
    ),
    ".gitlab-ci.yml",
    ".vscode/extensions.json",
    ".vscode/settings.json",
)
FROM_THE_PACKAGE = (
    ("uses: ./\n        with:\n          check: false\n", "uses: ./.github/actions/tiltak\n"),
    (
        """    - make --directory "$TILTAK_HOME" setup
    - TILTAK_HOME=$(realpath "$TILTAK_HOME")
    - export PATH="$TILTAK_HOME/.venv/bin:$PATH"
""",
        """    - python3 -m venv .venv
    - .venv/bin/pip install --quiet --requirement requirements.txt
    - export PATH="$PWD/.venv/bin:$PATH"
""",
    ),
)
# A line of ours that says nothing to those who have the tool from a package.
TOOL_LINE = re.compile(r"^  TILTAK_HOME: .*\n", re.MULTILINE)


def folder() -> Path:
    """Where the shared files lie: inside the installed package, or at the top of a checkout."""
    packaged = Path(__file__).parents[2] / "templates" / "shared"
    return packaged if packaged.is_dir() else Path(__file__).parents[4]


def files() -> dict[str, str]:
    """The workflows and the editor's settings of this project, with `tiltak` from the package."""
    return {name: _from_the_package((folder() / name).read_text("utf-8")) for name in SHARED}


def _from_the_package(text: str) -> str:
    for ours, theirs in FROM_THE_PACKAGE:
        text = text.replace(ours, theirs)
    return TOOL_LINE.sub("", text)
