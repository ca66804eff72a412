"""How the tests of accessibility went, as the site's statement tells it: `make accessibility`.

A test belongs to a topic by its marker: `@pytest.mark.accessibility("keyboard")`. Reports come here from
every worker, with the topic among their properties.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

import pytest

import tiltak
from tests.browser import browser as chromium
from tests.browser import validity
from tests.browser.kinds import KINDS, WIDTHS
from tiltak.read import clock
from tiltak.site import accessibility
from tiltak.site.accessibility import Result, TopicOutcome
from tiltak.words.language import words

TOPIC = "accessibility"
WHOLE_RUNS = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
PASSED, FAILED, NOT_RUN = "passed", "failed", "skipped"


class Outcomes:
    """A plugin of pytest. A run that was broken off leaves the file as it was."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.topics: dict[str, str] = {}
        self.phases: dict[str, set[str]] = defaultdict(set)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        topic = dict(report.user_properties).get(TOPIC)
        if topic:
            self.topics[report.nodeid] = str(topic)
            self.phases[report.nodeid].add(report.outcome)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        if exitstatus in WHOLE_RUNS and self.topics:
            self.path.write_text(accessibility.as_json(self.tested()), encoding="utf-8")

    def tested(self) -> Result:
        return Result(
            day=clock.today(),
            version=tiltak.__version__,
            look=accessibility.fingerprint(),
            tools=(_axe(), _html_validate(), _browser()),
            rules=chromium.AXE_RULES,
            kinds=len(KINDS),
            widths=WIDTHS,
            outcomes=tuple(self.outcomes()),
        )

    def outcomes(self) -> list[TopicOutcome]:
        counts = {topic: Counter[str]() for topic in accessibility.topics(words())}
        for test, topic in self.topics.items():
            counts[topic][worst(self.phases[test])] += 1
        return [
            TopicOutcome(topic, found[PASSED], found[FAILED], found[NOT_RUN])
            for topic, found in counts.items()
        ]


def worst(phases: set[str]) -> str:
    """A test passed where its preparation, its call and its end did."""
    return next(outcome for outcome in (FAILED, NOT_RUN, PASSED) if outcome in phases)


def _axe() -> str:
    source = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    found = re.search(r"axe v([\d.]+)", source)
    assert found
    return f"axe-core {found[1]}"


def _html_validate() -> str:
    about = validity.PACKAGE / "package.json"
    if not about.is_file():
        return "html-validate"
    return f"html-validate {json.loads(about.read_text('utf-8'))['version']}"


def _browser() -> str:
    path = chromium.chromium_path()
    if path is None:
        return "Chromium"
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"[\d.]+", said)
    return f"Chromium {found[0]}" if found else "Chromium"
