"""Is it HTML? html-validate says, with the rules of `htmlvalidate.json` and nothing from the network."""

from __future__ import annotations

import json
from pathlib import Path

from tests.need import NPM
from tests.node import node

PACKAGE = NPM / "html-validate"
CONFIG = Path(__file__).with_name("htmlvalidate.json")
# Its command line makes the rules ready anew for each page, which takes two fifths of its time.
VALIDATE = """(config, paths) => {
    class OneConfig extends ours.StaticConfigLoader {
        getConfigFor() { return this.ready ??= super.getConfigFor(); }
    }
    const validator = new ours.HtmlValidate(new OneConfig(config));
    return paths.flatMap(path => validator.validateFileSync(path).results);
}"""


def html_problems(folder: Path) -> list[str]:
    """`path:line:column rule: what is wrong` for each problem in the pages of a folder."""
    paths = sorted(map(str, folder.rglob("*.html")))
    with node(PACKAGE / "dist/esm/index.js", VALIDATE) as ask:
        pages = ask(json.loads(CONFIG.read_text("utf-8")), paths)
    return [
        f"{page['filePath']}:{problem['line']}:{problem['column']} {problem['ruleId']}: {problem['message']}"
        for page in pages
        for problem in page["messages"]
    ]
