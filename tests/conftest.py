"""What every test may use: expected results in files, and one flag that renews them.

A test that compares with a file asks for the fixture `expected`:

    expected(folder / "name.out", text)     # fails with the difference, or writes the file with --renew

Look at the difference in git before you commit what was renewed.
"""

from __future__ import annotations

import gc
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.ci import ready
from tests.ci.runner import as_it_lies, compile_once
from tests.cost import Cost
from tests.examples import ORDINARY

if TYPE_CHECKING:
    from tests.mailbox import Mailbox

# Many Pythons are started, and each test module is compiled with its asserts rewritten: that is done once and kept,
# also where the environment says to write no bytecode beside the sources.
sys.pycache_prefix = str(Path(__file__).parents[1] / "build/bytecode")
sys.dont_write_bytecode = False
os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Tests write small files and throw them away, and what is tested waits until each is on the disk: in memory that costs
# a tenth. Not where there is little of it, as in many containers, or where no program may be started from it.
MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3  # noqa: S108 – pytest makes a folder of its own in it
if (
    "TMPDIR" not in os.environ
    and MEMORY.is_dir()
    and shutil.disk_usage(MEMORY).free > ROOM
    and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
):
    tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)

# As `tiltak` itself does: what was read lives on, and looking for garbage in it takes time.
gc.set_threshold(100_000, 50, 100)

# A machine may be busy: how long an example takes is no finding. Each run tries the same examples, so that
# a red test tells of a change and not of luck: forty do that, and before a commit ten of them.
# `--hypothesis-profile=search` looks for new ones, and far.
settings.register_profile("tiltak", deadline=None, derandomize=True, max_examples=ORDINARY)
settings.register_profile("quick", settings.get_profile("tiltak"), max_examples=ORDINARY // 4)
settings.register_profile("search", deadline=None, max_examples=ORDINARY * 10)
settings.load_profile("tiltak")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew",
        action="store_true",
        help="write what is expected (*.out and generated pages) anew, instead of comparing",
    )
    parser.addoption(
        "--accessibility",
        type=Path,
        metavar="FILE",
        help="write how the tests of accessibility went, for the statement on the site",
    )
    parser.addoption("--cost", action="store_true", help="show the processor time of each file")


# A clone of the repository, the package installed, a site built, all schemas read anew.
SLOW_FIXTURES = {"snapshot", "installed", "site_dir", "hostile_site", "declare"}
NOT_QUICK = {"slow", "browser", "office", "node", "network"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by what a test uses, so that `make quick` runs the rest and forgets none."""
    for item in items:
        if SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
        if not NOT_QUICK & {mark.name for mark in item.iter_markers()}:
            item.add_marker("quick")


def pytest_collection_finish() -> None:
    """What was imported and collected is never garbage."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_report_to_serializable(report: pytest.CollectReport | pytest.TestReport) -> None:
    """A worker keeps the names that lead to a test to itself: nobody asks for them, and to send them takes time."""
    if isinstance(report, pytest.TestReport):
        report.keywords = {}


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--accessibility")
    if path and not hasattr(config, "workerinput"):  # the workers' reports come to us
        from tests.browser.outcomes import Outcomes

        config.pluginmanager.register(Outcomes(path))
    if config.getoption("--cost"):
        config.pluginmanager.register(Cost())


@pytest.fixture(scope="session")
def renew(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--renew"))


@pytest.fixture(scope="session", autouse=True)
def programs_kept_ready() -> Iterator[None]:
    yield
    ready.end()


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of this repository, committed or not, in a repository with one commit."""
    clone = as_it_lies(tmp_path_factory.mktemp("snapshot") / "clone")
    compile_once(clone)
    return clone


@pytest.fixture
def expected(renew: bool) -> Callable[[Path, str], None]:
    """Compares a text with a file; with --renew it writes the file."""

    def compare(path: Path, text: str) -> None:
        if renew:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path} is missing: look at the result and run pytest --renew"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def no_http() -> Iterator[str]:
    """The address of a server that takes a connection and answers what is no HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"hva er dette?\r\n")

        Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A real mail server that `tiltak remind --send` sends with."""
    from tests.mailbox import serving

    with serving() as (box, port):
        monkeypatch.setenv("TILTAK_SMTP", f"127.0.0.1:{port}")
        monkeypatch.setenv("TILTAK_MAIL_FROM", "tiltak@kommunen.example")
        yield box
