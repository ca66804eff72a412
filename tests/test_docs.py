"""Pages that are made from the code, and pages that speak of it, are in step with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiltak import catalogue

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("page", "made"),
    [
        (catalogue.FOR_COORDINATORS, catalogue.for_coordinators),
        (catalogue.FOR_DEVELOPERS, catalogue.for_developers),
    ],
    ids=["coordinators", "developers"],
)
def test_generated_page_is_in_step(page, made, expected):
    """`make docs` writes it."""
    expected(ROOT / page, made())
