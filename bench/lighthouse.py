"""Lighthouse on the front page and on the largest page of a measure, as it sees them on a phone.

`python -m bench.lighthouse [--site FOLDER]`; without a folder the site of the plan in this repository is built.
Lighthouse and Chromium are installed when they are not there. Its mobile profile is used as it is: a slow phone,
simulated, on a slow network. The pages are served compressed, as static hosts serve them; Lighthouse is told to
report errors to nobody. A busy machine can only take points away: the best of three runs counts.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
SETUP = ROOT / "tooling/setup"
LIGHTHOUSE = ROOT / ".venv/lighthouse/node_modules/lighthouse/cli/index.js"
LIMITS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
COMPRESSED = (".html", ".css", ".js", ".json", ".svg")
RUNS = 3


class Handler(SimpleHTTPRequestHandler):
    """A static host in short: files, and texts compressed for those who can take them."""

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def send_head(self) -> BinaryIO | BytesIO | None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        takes = "gzip" in self.headers.get("Accept-Encoding", "")
        if not (path.is_file() and takes and path.suffix in COMPRESSED):
            return super().send_head()
        content = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def report(address: str, chromium: str) -> dict[str, Any]:
    """What Lighthouse says of a page in one run."""
    said = subprocess.run(
        [
            BIN / "node", LIGHTHOUSE, address, "--output=json", "--quiet", "--no-enable-error-reporting",
            "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
        ],
        env={**os.environ, "CHROME_PATH": chromium, "CI": "1"}, stdout=subprocess.PIPE, check=True,
    ).stdout  # fmt: skip
    result: dict[str, Any] = json.loads(said)
    return result


def scores(reports: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The best of each category, 0–100."""
    return {
        name: round(100 * max(r["categories"][name]["score"] or 0 for r in reports))
        for name in LIMITS
    }


def failings(result: dict[str, Any]) -> Iterator[str]:
    """What took points, with Lighthouse's own words."""
    for name in LIMITS:
        for ref in result["categories"][name]["auditRefs"]:
            audit = result["audits"][ref["id"]]
            if ref["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{name}: {audit['title']} {audit.get('displayValue', '')}".rstrip()


def measured(name: str, address: str, chromium: str) -> bool:
    """Print the scores of a page; whether they are what is promised."""
    reports = [report(address, chromium) for _ in range(RUNS)]
    best_scores = scores(reports)
    print(f"  {name:<28}" + "   ".join(f"{key} {score}" for key, score in best_scores.items()))
    kept = all(best_scores[key] >= limit for key, limit in LIMITS.items())
    if not kept:
        for line in dict.fromkeys(failings(reports[-1])):
            print(f"    {line}")
    return kept


def pages(site: Path) -> list[str]:
    """The front page, and the largest page of a measure of today."""
    measures = site.glob("*/tiltak/*.html")
    return [
        "index.html",
        max(measures, key=lambda p: p.stat().st_size).relative_to(site).as_posix(),
    ]


def main(arguments: Sequence[str] = ()) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, help="a site that is built already")
    asked = parser.parse_args(arguments)
    subprocess.run([SETUP / "lighthouse.sh"], check=True)
    browser = subprocess.run([SETUP / "chromium.sh"], check=True, stdout=subprocess.PIPE, text=True)
    with tempfile.TemporaryDirectory() as folder:
        site = asked.site or Path(folder)
        if not asked.site:
            build = [BIN / "tiltak", "build", "--root", ROOT, "--output", site]
            subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        with serving(site) as url:
            kept = [measured(page, f"{url}/{page}", browser.stdout.strip()) for page in pages(site)]
    print("  at least " + ", ".join(f"{key} {limit}" for key, limit in LIMITS.items()))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
