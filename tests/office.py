"""LibreOffice without a screen: opens a report as a reader would, and prints it to PDF."""

from __future__ import annotations

import subprocess
from pathlib import Path

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


def as_pdf(program: str, report: Path, folder: Path) -> Path:
    """The report as LibreOffice prints it. A profile of its own keeps two runs apart."""
    profile = (folder / "profile").resolve().as_uri()
    subprocess.run(
        [
            program, "--headless", "--norestore", f"-env:UserInstallation={profile}",
            "--convert-to", "pdf", "--outdir", str(folder), str(report),
        ],
        capture_output=True,
        check=True,
        timeout=240,
    )  # fmt: skip
    return folder / f"{report.stem}.pdf"
