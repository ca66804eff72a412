"""Playwright's `expect`, which waits for an element before it judges it.

As long as what is expected is not so, Playwright's own describes the page for its complaint, the whole of it where the
element is missing or hidden, each time that it looks (since 1.60, https://github.com/microsoft/playwright/issues/41098).
That was half of what it cost to save the form. To wait for an element describes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, cast

from playwright import sync_api
from playwright.sync_api import Error, Locator

if TYPE_CHECKING:
    from playwright.sync_api._generated import LocatorAssertions

judging = sync_api.expect  # noqa: TID251 – the others take ours
LONGEST = 20_000  # milliseconds: a machine may be busy, and how long a page takes is no finding

# What to wait for, where it is not an element that is there.
STATES: dict[str, Literal["attached", "detached", "visible", "hidden"]] = {
    "to_be_visible": "visible",
    "to_be_hidden": "hidden",
    "not_to_be_visible": "hidden",
    "not_to_be_attached": "detached",
}
TEXT = {"to_have_text", "to_contain_text"}
MANY = {"to_have_count", "not_to_have_count"}  # describe nothing


def expect(locator: Locator) -> LocatorAssertions:
    return cast("LocatorAssertions", _Patient(locator))


class _Patient:
    def __init__(self, locator: Locator) -> None:
        self._locator = locator

    def __getattr__(self, name: str) -> Callable[..., None]:
        return partial(self._judged, name)

    def _judged(self, name: str, *asked: Any, timeout: float = LONGEST, **more: Any) -> None:
        __tracebackhide__ = True
        if name not in MANY:
            # What is wrong is for the judgement to say.
            with suppress(Error):
                self._with(name, asked).wait_for(
                    state=STATES.get(name, "attached"), timeout=timeout
                )
        getattr(judging(self._locator), name)(*asked, timeout=timeout, **more)

    def _with(self, name: str, asked: tuple[Any, ...]) -> Locator:
        """With its text, so that it is not judged before it has it."""
        text = asked[0] if name in TEXT else None
        return self._locator.filter(has_text=text) if isinstance(text, str) else self._locator
