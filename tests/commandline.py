"""Running `tiltak` in a test as it is run in a terminal: exit code, output, complaints."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

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


def write_files(root: Path, files: dict[str, str]) -> Path:
    return write(files, root)
