"""`tiltak serve`, as a process of its own: a file is saved, and the page that is open shows it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.browser import HOST
from tests.browser.expecting import expect
from tests.reportplan import MEASURES, PLAN, UNITS
from tests.trees import write

CONFIG = """
site_name: Havn
use_directory_urls: false
theme: {name: material, language: nb, font: false}
plugins: [{tiltak: {reports: []}}]
"""
CRANE = "measures/havn/04-forsinket.yml"
LONG = 90_000  # milliseconds: a machine may be busy


@pytest.fixture
def files(tmp_path: Path) -> Path:
    texts = {"plans/havn/plan.yml": PLAN, "plans/units.yml": UNITS, "mkdocs.yml": CONFIG}
    texts |= {f"measures/havn/{name}.yml": text for name, text in MEASURES.items()}
    (tmp_path / "docs").mkdir()
    return write(texts, tmp_path)


@pytest.fixture
def open_page(files: Path, page: Page) -> Iterator[Callable[[str], Page]]:
    """`open_page(path)` → the page, served by `tiltak serve` for as long as the test runs."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        address = f"{HOST}:{free.getsockname()[1]}"
    command = [str(Path(sys.executable).with_name("tiltak")), "serve", "--address", address]
    with ExitStack() as stack:
        log = stack.enter_context((files / "serve.log").open("wb"))
        process = subprocess.Popen(
            command,
            cwd=files,
            stdout=log,
            stderr=log,
            env={**os.environ, "TILTAK_TODAY": "2021-08-15"},
        )
        stack.callback(process.wait)
        stack.callback(process.terminate)

        def open_it(path: str) -> Page:
            for _ in range(LONG // 250):
                if process.poll() is not None:
                    break
                with socket.socket() as there:
                    if there.connect_ex((HOST, int(address.rpartition(":")[2]))) == 0:
                        page.goto(f"http://{address}/{path}", timeout=LONG)
                        return page
                page.wait_for_timeout(250)
            pytest.fail((files / "serve.log").read_text("utf-8"), pytrace=False)

        yield open_it


def test_a_saved_file_is_shown_without_a_click(open_page, files, watch):
    page = open_page("havn/tiltak/4.html")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Ny kran")
    saved = (files / CRANE).read_text("utf-8").replace("Ny kran", "Ny og større kran")
    (files / CRANE).write_text(saved, encoding="utf-8")
    expect(heading).to_have_text("Ny og større kran", timeout=LONG)
    watch.forgive()  # the request that waits for a change is broken off when the server ends


def test_a_file_broken_while_writing_is_told_and_the_mended_one_shown(open_page, files, watch):
    page = open_page("havn/tiltak.html")
    table = page.locator("#tiltak")
    expect(table).to_contain_text("Ny kran")
    whole = (files / CRANE).read_text("utf-8")
    (files / CRANE).write_text(whole + "title: [", encoding="utf-8")
    expect(table).not_to_contain_text("Ny kran", timeout=LONG)
    (files / CRANE).write_text(whole.replace("Ny kran", "Hel kran"), encoding="utf-8")
    expect(table).to_contain_text("Hel kran", timeout=LONG)
    assert "04-forsinket.yml" in (files / "serve.log").read_text("utf-8")
    watch.forgive()  # the same
