"""Pictures of the real pages, for the README and the docs: `make screenshots`.

    docs/pictures/<page>-<phone or desktop>.png

The site is built anew from the files as they are. A person looks at what comes out.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.browser import ROOT, launch, serving
from tests.browser.kinds import KINDS

FOLDER = ROOT / "docs" / "pictures"
PAGES = {
    "front": KINDS["front"],
    "list": KINDS["measures"],
    "measure": KINDS["measure"],
    "matrix": f"{KINDS['development']}#matrise",
    "report": KINDS["report"],
}
WINDOWS = {"phone": (390, 844), "desktop": (1280, 900)}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as site:
        subprocess.run(
            [Path(sys.executable).parent / "tiltak", "build", "--output", site],
            check=True,
            cwd=ROOT,
        )
        with serving(Path(site)) as address, sync_playwright() as playwright:
            browser = launch(playwright)
            for window, (width, height) in WINDOWS.items():
                page = browser.new_page(
                    viewport={"width": width, "height": height}, reduced_motion="reduce"
                )
                for name, path in PAGES.items():
                    page.goto(f"{address}/{path}")
                    picture = FOLDER / f"{name}-{window}.png"
                    page.screenshot(path=picture)
                    print(picture.relative_to(ROOT))
            browser.close()


if __name__ == "__main__":
    main()
