"""The form at /rediger/ on a copy of the real files: serving it, pressing its buttons, and what that did to the files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import unified_diff
from functools import cache
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from playwright.sync_api import Locator, Page

from tests.browser.browser import HOST
from tests.browser.expecting import expect
from tests.trees import ROOT
from tiltak.checks import rules
from tiltak.forms import proxy
from tiltak.problems import Level
from tiltak.read import plan_files
from tiltak.read.load import load

TODAY = date(2021, 1, 15)
KEY = "hemmelig"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 – the base class calls it so
        return


def no_site(environ, start):
    start("404 Not Found", [("Content-Type", "text/plain")])
    return [b""]


@cache
def server() -> WSGIServer:
    """Stays, as those of `serving` do, and is the same for all folders: so the browser keeps the program of the form."""
    made = make_server(HOST, 0, no_site, Server, Quiet)
    Thread(target=made.serve_forever, daemon=True).start()
    return made


def editing(root: Path, pages: str = "") -> str:
    """The form on the files of a folder, from now on; gives its address."""
    server().set_app(proxy.editing(no_site, root, lambda: TODAY, KEY, pages))
    return proxy.address(f"http://{HOST}:{server().server_port}", KEY)


# What a person does


def unfold(page: Page) -> None:
    """Open what stands folded away below the report and the deadlines."""
    page.evaluate(
        """() => document.querySelectorAll('.tiltak-plan, .tiltak-report > details, .tiltak-deadlines > details')
            .forEach(fold => { fold.open = true; })"""
    )


def choose_phase(report: Locator, phase: str) -> None:
    report.get_by_role("radio", name=phase, exact=True).check()


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True).first


def save(page: Page) -> None:
    page.get_by_role("button", name="Lagre", exact=True).click()


def saved(page: Page) -> None:
    save(page)
    expect(page.get_by_text("Endringene er lagret")).to_be_visible()


# What came of it


def told(page: Page) -> Locator:
    """What the page says of a save, until something else is done."""
    return page.locator("#tiltak-told")


def texts_of(root: Path) -> dict[str, str]:
    return {path: text.decode("utf-8") for path, text in plan_files.worktree(root).texts.items()}


def changed_lines(files: Path, before: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Path → the lines that differ from the real file, or from what was there `before`, with + or - in front."""
    known = texts_of(ROOT) if before is None else before
    found = {}
    for path, text in texts_of(files).items():
        lines = unified_diff(known.get(path, "").splitlines(), text.splitlines(), n=0, lineterm="")
        changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
        if changed:
            found[path] = changed
    return found


def errors(files: Path) -> list[str]:
    found = rules.all_problems(load(plan_files.worktree(files).texts), TODAY)
    return [p.message for p in found if p.level is Level.ERROR]
