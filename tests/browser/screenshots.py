"""Pictures of the real pages, to look at after a change: `make screenshots`.

    build/pictures/<page>-<phone or desktop>.png

The one that the README shows goes into docs/pictures. The site is built anew from the files as they are. A person looks at what comes out.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.browser import ROOT, launch, serving
from tests.browser.kinds import KINDS

FOLDER = ROOT / "build" / "pictures"
IN_README = ROOT / "docs" / "pictures" / "front-desktop.png"
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
        address = serving(Path(site))
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for window, (width, height) in WINDOWS.items():
                page = browser.new_page(
                    viewport={"width": width, "height": height}, reduced_motion="reduce"
                )
                for name, path in PAGES.items():
                    page.goto(f"{address}/{path}")
                    file = f"{name}-{window}.png"
                    picture = IN_README if file == IN_README.name else FOLDER / file
                    page.screenshot(path=picture)
                    print(picture.relative_to(ROOT))
            browser.close()


if __name__ == "__main__":
    main()
