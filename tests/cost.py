"""Processor time by test file, the dearest first: `pytest --cost`.

Wall time depends on what else the machine does; processor time hardly does.
A program that a test starts is counted in the test that waits for it to end,
so a browser that all tests of a worker share, and the Tiltak that is kept ready for workflows, are counted in
the worker's last test.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator

import pytest

SHOWN = 20
COST = "milliseconds"


def spent() -> float:
    """Seconds of processor time: this process and the programs it has started and waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Cost:
    def __init__(self) -> None:
        self._until_now = spent()
        self._by_file: Counter[str] = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Give each part of a test (setup, call, teardown) what has been spent since the part before it."""
        report = yield
        now = spent()
        report.user_properties.append((COST, round(1000 * (now - self._until_now))))
        self._until_now = now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._by_file[report.location[0]] += int(str(dict(report.user_properties)[COST]))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("processor time by file")
        total = (f"all {len(self._by_file)} files", self._by_file.total())
        for name, milliseconds in [*self._by_file.most_common(SHOWN), total]:
            terminalreporter.write_line(f"{milliseconds / 1000:7.1f} s  {name}")
