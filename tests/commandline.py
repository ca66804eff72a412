"""Running `tiltak` in a test as it is run in a terminal: exit code, output, complaints."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from tests.trees import write
from tiltak import cli


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def ran(capsys: pytest.CaptureFixture[str], root: Path | None, *arguments: str) -> Ran:
    capsys.readouterr()
    where = ["--root", str(root)] if root else []
    with pytest.raises(SystemExit) as ended:
        cli.main([*arguments, *where])
    told = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return Ran(ended.value.code, told.out, told.err)


def done(root: Path, today: str, *arguments: str) -> None:
    """Run a command that must succeed on a day, for a fixture that several tests share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TILTAK_TODAY", today)
        result = CliRunner().invoke(cli.tiltak, [*arguments, "--root", str(root)])
    assert (result.exit_code, result.stderr) == (0, ""), result.output


def write_files(root: Path, files: dict[str, str]) -> Path:
    return write(files, root)
