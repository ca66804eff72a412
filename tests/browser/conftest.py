"""Fixtures for what a reader meets: the built site, a Chromium, and a page that is watched."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import browser as chromium
from tests.browser import validity
from tests.browser.outcomes import TOPIC
from tests.need import need, need_npm

NO_CHROMIUM = (
    "NO CHROMIUM: nothing was tested in a browser. tooling/setup/chromium.sh says how to get one."
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by what a test uses, so that `-m "not browser"` misses none."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker("browser")
        if "html_problems" in fixtures:
            item.add_marker("node")
        for marker in item.iter_markers("accessibility"):
            item.user_properties.append((TOPIC, marker.args[0]))


@pytest.fixture(scope="session")
def site_dir(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The real site, built once by whichever worker comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder, outcome = shared / "site", shared / "site.json"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not outcome.exists():
            command = [
                str(Path(sys.executable).parent / "tiltak"),
                "build",
                "--output",
                str(folder),
            ]
            build = subprocess.run(
                command, cwd=chromium.ROOT, capture_output=True, text=True, check=False
            )
            outcome.write_text(json.dumps([build.returncode, build.stdout + build.stderr]))
    exit_code, output = json.loads(outcome.read_text())
    if exit_code != 0:
        pytest.fail(f"tiltak build ended with {exit_code}:\n{output}", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def site_url(site_dir: Path) -> str:
    return chromium.serving(site_dir)


@pytest.fixture
def serve() -> Callable[[Path], str]:
    """`serve(folder)` → its address."""
    return chromium.serving


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    need(chromium.chromium_path(), NO_CHROMIUM)
    with sync_playwright() as playwright:
        running = chromium.launch(playwright)
        yield running
        running.close()


@pytest.fixture
def new_context(browser: Browser, watch: chromium.Watch) -> Iterator[Callable[..., BrowserContext]]:
    """`new_context(java_script_enabled=False, …)`: a watched window with Playwright's options."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = chromium.open_context(browser, options)
        watch.attach(context)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        watch.close(context)
        context.close()


@pytest.fixture
def watch() -> Iterator[chromium.Watch]:
    """What the page did behind the reader's back; fails any test that does not `forgive()` it."""
    seen = chromium.Watch()
    yield seen
    if seen.complaints() and not seen.forgiven:
        pytest.fail("\n".join(seen.complaints()), pytrace=False)


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[dict[str, chromium.Window]]:
    """The windows that tests of a module share, by their options."""
    opened: dict[str, chromium.Window] = {}
    yield opened
    for window in opened.values():
        window.context.close()


@pytest.fixture
def shared_page(
    browser: Browser, windows: dict[str, chromium.Window], watch: chromium.Watch
) -> Iterator[Callable[..., Page]]:
    """`shared_page(java_script_enabled=False, …)`: a watched page that tests with the same options share.

    For a test that goes to a page, looks, and leaves nothing behind. It costs a fifth of a window of its own.
    `of`: those that leave the same behind share a window among themselves.
    """
    used: list[chromium.Window] = []

    def find(of: str = "", **options: object) -> Page:
        name = of + repr(sorted(options.items()))
        if name not in windows:
            windows[name] = chromium.Window.opened(browser, options)
        used.append(windows[name])
        return windows[name].ready()

    yield find
    complaints = [text for window in used for text in window.complaints()]
    if complaints and not watch.forgiven:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def form_page(shared_page: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """`form_page(viewport=…)`: a shared page for the form, and for what a reader leaves behind, which forgets it afterwards.

    The form opens in little more than half the time where the browser has its program already.
    """
    used: list[Page] = []

    def find(of: str = "", **options: object) -> Page:
        page = shared_page(of, **options)
        chromium.leave(page)
        used.append(page)
        return page

    yield find
    for page in used:
        chromium.leave(page)


@pytest.fixture
def clocked_page(form_page: Callable[..., Page]) -> Page:
    """A page for the form, shared by those that set its clock: no later page in it has the time of day."""
    return form_page("clock")


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context().new_page()


@pytest.fixture
def page_without_js(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def axe() -> Callable[..., list[chromium.Violation]]:
    return chromium.axe


@pytest.fixture(scope="session")
def looks() -> set[str]:
    """What was found to have enough contrast on some page: `axe(page, looks=looks)` does not ask again."""
    return set()


@pytest.fixture
def html_problems() -> Callable[..., list[str]]:
    need_npm("no HTML was validated.")
    return validity.html_problems
