"""A GitLab on this machine: runs the jobs of .gitlab-ci.yml in bash against an API that keeps what it is told."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.ci.runner import ROOT, read

PIPELINE = read(ROOT / ".gitlab-ci.yml")
JOB_TOKEN, PROJECT_TOKEN = "job-token", "project-token"


@dataclass
class State:
    packages: dict[str, int] = field(default_factory=dict)
    releases: list[dict[str, str]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """The few calls our pipeline makes, each with the token it may be made with."""

    state: State

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        wanted = parse_qs(address.query)["labels"]
        assert address.path == "/projects/1/issues"
        self.expect("PRIVATE-TOKEN", PROJECT_TOKEN)
        self.answer(200, [i for i in reversed(self.state.issues) if i["labels"] == wanted])

    def do_PUT(self) -> None:
        match self.path.split("/")[3:]:
            case ["packages", "generic", "rapport", release, file]:
                self.expect("JOB-TOKEN", JOB_TOKEN)
                self.state.packages[f"{release}/{unquote(file)}"] = len(self.body())
            case ["issues", number]:
                self.expect("PRIVATE-TOKEN", PROJECT_TOKEN)
                (issue,) = [i for i in self.state.issues if i["iid"] == int(number)]
                change = self.form()
                if event := change.pop("state_event", None):
                    issue["state"] = {"close": "closed", "reopen": "opened"}[event]
                issue |= change
        self.answer(200, {})

    def do_POST(self) -> None:
        match self.path.split("/")[3:]:
            case ["releases"]:
                self.expect("JOB-TOKEN", JOB_TOKEN)
                self.state.releases.append(self.form())
            case ["issues"]:
                self.expect("PRIVATE-TOKEN", PROJECT_TOKEN)
                new = self.form()
                number = 1 + len(self.state.issues)
                labels = [new.pop("labels")]
                self.state.issues.append(
                    {"iid": number, "state": "opened", "labels": labels, **new}
                )
            case ["issues", _, "notes"]:
                self.expect("PRIVATE-TOKEN", PROJECT_TOKEN)
                self.state.notes.append(self.form()["body"])
        self.answer(201, {})

    def expect(self, header: str, token: str) -> None:
        if self.headers.get(header) != token:
            self.answer(401, {})

    def body(self) -> bytes:
        if self.headers.get("Expect"):
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return self.rfile.read(int(self.headers["Content-Length"]))

    def form(self) -> dict[str, str]:
        return {k: v[0] for k, v in parse_qs(self.body().decode()).items()}

    def answer(self, code: int, value: Any) -> None:
        self.send_response(code)
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, *_: Any) -> None:
        """Nothing: a test's output is the job's."""


@contextmanager
def serving() -> Iterator[tuple[str, State]]:
    """The address of the API, and what it keeps."""
    state = State()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Mine", (Handler,), {"state": state}))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", state
    finally:
        server.shutdown()
        server.server_close()


def runs(job: str, variables: Mapping[str, str]) -> bool:
    """Whether a rule of the job holds, of the kinds we use: `$A == "b" && $C != ""`."""
    rules = PIPELINE[job].get("rules", PIPELINE["workflow"]["rules"])
    return any(all(_holds(part, variables) for part in r["if"].split(" && ")) for r in rules)


def _holds(comparison: str, variables: Mapping[str, str]) -> bool:
    match = re.fullmatch(r"\$(\w+) (==|!=) (?:\"(.*)\"|\$(\w+))", comparison)
    assert match, comparison
    other = match[3] if match[4] is None else variables.get(match[4], "")
    return (variables.get(match[1], "") == other) == (match[2] == "==")


def run(
    job: str, clone: Path, programs: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """The script of a job in a clone, after the set-up: `tiltak` is on the path already."""
    path = f"{programs}:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(PIPELINE[job]["script"])],
        cwd=clone,
        env={
            "PATH": path,
            "HOME": str(clone.parent),
            "LANG": "C.UTF-8",
            "CI": "true",
            "PYTHONPYCACHEPREFIX": os.environ["PYTHONPYCACHEPREFIX"],  # see `use_compiled`
            "GITHUB_WORKSPACE": str(clone),  # what the stand-in for `tiltak` goes by
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )
