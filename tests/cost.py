"""Processor time by test file, the dearest first: `pytest --cost`.

Wall time depends on what else the machine does; processor time hardly does.
A program that a test starts, or that is kept ready for many (a browser, the Tiltak that workflows ask), is counted
in the tests that let it work. Where there is no `/proc`, it is counted in the test that waits for it to end.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

SHOWN = 20
PROCESSES = Path("/proc")
COST = "milliseconds"


def spent() -> float:
    """Seconds of processor time: this process and all programs below it, those that still run and those that ended."""
    if not PROCESSES.is_dir():
        return sum(os.times()[:4])
    return _ticks(str(os.getpid())) / os.sysconf("SC_CLK_TCK")


def _ticks(process: str) -> int:
    try:
        fields = (PROCESSES / process / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile, and its parent's figures have it
        return 0
    # Its own time in user and system mode, and that of the children it has waited for: proc(5), 14 to 17.
    return sum(map(int, fields[11:15])) + sum(map(_ticks, _children(process)))


def _children(process: str) -> Iterator[str]:
    for task in PROCESSES.glob(f"{process}/task/*/children"):
        with suppress(OSError):  # a thread that ended meanwhile takes no other's children with it
            yield from task.read_text().split()


class Cost:
    def __init__(self) -> None:
        self._until_now = spent()
        self._by_file: Counter[str] = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Give each part of a test (setup, call, teardown) what has been spent since the part before it."""
        report = yield
        # Less than before where a browser has ended, whose children nobody waited for.
        now = spent()
        report.user_properties.append((COST, round(1000 * max(0, now - self._until_now))))
        self._until_now = now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._by_file[report.location[0]] += int(str(dict(report.user_properties)[COST]))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("processor time by file")
        total = (f"all {len(self._by_file)} files", self._by_file.total())
        for name, milliseconds in [*self._by_file.most_common(SHOWN), total]:
            terminalreporter.write_line(f"{milliseconds / 1000:7.1f} s  {name}")
