"""What `make test` puts on a machine is said first, and an installer's words are kept."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def setup(tmp_path: Path) -> Path:
    """The scripts in a folder of their own, on a machine where we are root and apt-get is a stand-in."""
    folder = tmp_path / "tooling" / "setup"
    shutil.copytree(ROOT / "tooling" / "setup", folder)
    for name, lines in {"id": "echo 0", "apt-get": 'echo "apt-get $*"; [ "$1" = update ]'}.items():
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
        program.chmod(0o755)
    return folder


def run(script: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{script.parents[2] / 'bin'}:/usr/bin:/bin"
    return subprocess.run(
        [script, *arguments],
        env={"PATH": path, "HOME": str(script.parent), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_goes_outside_the_folder_is_said_before_anything_is_installed(setup):
    missing = {"TILTAK_CHROMIUM": "/none", "TILTAK_SOFFICE": "/none"}
    words = run(setup / "announce.sh", **missing).stdout
    assert words.startswith("• missing: Chromium; LibreOffice's Writer and Calc;")
    assert "as root" in words
    first = re.search(r"(?m)^test: (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert first
    assert first[1] == "announce"


def test_nothing_is_said_where_nothing_is_missing(setup):
    there = {"TILTAK_CHROMIUM": "/bin/sh", "TILTAK_SOFFICE": "/bin/sh"}
    assert run(setup / "announce.sh", **there).stdout == ""


def test_a_failed_installation_names_the_log_with_all_that_was_said(setup, tmp_path):
    failed = run(setup / "apt.sh", "office", "libreoffice-writer-nogui")
    assert failed.returncode == 1
    assert "build/office.log" in failed.stderr
    log = (tmp_path / "build" / "office.log").read_text(encoding="utf-8")
    assert log.splitlines() == [
        "apt-get update -qq",
        "apt-get install -qq -y --no-install-recommends libreoffice-writer-nogui",
    ]
