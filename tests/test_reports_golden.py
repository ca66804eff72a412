"""Whole reports as they were last looked at. `pytest --renew` writes them anew; look at the difference in git."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.reportplan import harbour, made, real
from tiltak.reports.document import ReportDocument
from tiltak.reports.writers import WRITERS, file_stem

FOLDER = Path(__file__).parent / "golden" / "report"
LATER = date(2026, 11, 1)

# The revision that stands in them is an invented one, so no commit changes them.
REPORTS: dict[str, Callable[[], ReportDocument]] = {
    "havn-2021-Q2": lambda: made(harbour(), "2021-Q2"),
    "havn-2021-Q2-kort": lambda: made(harbour(), "2021-Q2", short=True),
    "havn-2019-Q4": lambda: made(harbour(), "2019-Q4"),
    "havn-2020-Q1": lambda: made(harbour(), "2020-Q1"),
    "havn-2022-Q1": lambda: made(harbour(), "2022-Q1"),
    "rus-2019-2020-Q4": lambda: made(real(), "2020-Q4", LATER),
    "rus-2019-2020-Q4-kort": lambda: made(real(), "2020-Q4", LATER, short=True),
    "rus-2019-2019": lambda: made(real(), "2019", LATER),
    "rus-2019-2019-2023-kort": lambda: made(real(), "2019-2023", LATER, short=True),
    "havn-2020-2023": lambda: made(harbour(), "2020-2023", LATER),
}
FORMS = {"havn-2021-Q2": ("md", "html", "json", "csv")}
EXPECTED = [(name, form) for name in REPORTS for form in FORMS.get(name, ("md",))]


@pytest.mark.parametrize(("name", "form"), EXPECTED)
def test_report_is_the_one_that_was_looked_at(name, form, expected):
    document = REPORTS[name]()
    written = WRITERS[form](document)
    assert isinstance(written, str)
    assert file_stem(document) == name
    expected(FOLDER / f"{name}.{form}", written)


def test_no_file_is_left_that_nothing_expects(renew):
    wanted = {f"{name}.{form}" for name, form in EXPECTED}
    stale = [path for path in FOLDER.iterdir() if path.name not in wanted]
    if renew:
        for path in stale:
            path.unlink()
    assert not [path for path in stale if path.exists()]
