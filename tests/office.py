"""LibreOffice without a screen: opens a report as a reader would, and prints it to PDF."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def soffice() -> str | None:
    """Where LibreOffice is; None where there is none."""
    found = subprocess.run(
        [ROOT / "tooling" / "setup" / "office.sh", "--find"],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or None


MISSING = "NO LIBREOFFICE: no file was opened in it. tooling/setup/office.sh says how to get one."


def needed() -> str:
    """LibreOffice for a test that cannot do without: skipped where there is none, an error in CI."""
    found = soffice()
    if found is None:
        if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


def as_pdf(program: str, report: Path, folder: Path) -> Path:
    """The report as LibreOffice prints it."""
    return saved_as(program, "pdf", folder, report)[0]


def saved_as(program: str, kind: str, folder: Path, *files: Path) -> list[Path]:
    """Files as LibreOffice saves them, started once. A profile of its own keeps two runs apart."""
    profile = (folder / "profile").resolve().as_uri()
    subprocess.run(
        [
            program, "--headless", "--norestore", f"-env:UserInstallation={profile}",
            "--convert-to", kind, "--outdir", str(folder), *map(str, files),
        ],
        capture_output=True,
        check=True,
        timeout=240,
    )  # fmt: skip
    return [folder / f"{file.stem}.{kind}" for file in files]
