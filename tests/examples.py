"""How many examples a law tries that needs more or fewer of them than others."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

ORDINARY, FEWEST = 40, 5


def tries(count: int, **more: Any) -> settings:
    """`count` examples where other laws try forty: a quarter of them in `make quick`, ten times as many in a search."""
    in_proportion = count * settings().max_examples // ORDINARY
    return settings(max_examples=max(in_proportion, min(count, FEWEST)), **more)
