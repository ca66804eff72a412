"""What a test cannot do without: where it is missing, the test is skipped locally and fails in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

NPM = Path(__file__).parents[1] / "tooling/browser/node_modules"


def need(there: object, complaint: str) -> None:
    if there:
        return
    if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
        pytest.fail(complaint)
    pytest.skip(complaint)


def need_npm(complaint: str) -> None:
    need(NPM.is_dir(), f"NO NPM PACKAGES: {complaint} tooling/setup/node.sh installs them.")
