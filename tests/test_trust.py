"""Somebody else's proposal is data: its configuration runs nothing here unless somebody says that it may."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commandline import ran
from tests.trees import short_plan, write

CONFIG = "site_name: Prøve\nuse_directory_urls: false\ntheme: {name: material, font: false}\n"
HOOK = "from pathlib import Path\nPath(__file__).with_name('KJORT').write_text('ja')\n"
PLUGIN = "plugins: [{tiltak: {reports: [md]}}]\n"
HOSTILE = {
    "hooks": f"{CONFIG}{PLUGIN}hooks: [krok.py]\n",
    "a tag": f"{CONFIG}{PLUGIN}extra: {{a: !!python/object/apply:os.system ['touch KJORT']}}\n",
    "a theme": f"{CONFIG.replace('font: false', 'font: false, custom_dir: tema')}{PLUGIN}",
    "another file": f"INHERIT: annen.yml\n{CONFIG}{PLUGIN}",
    "a plugin": f"{CONFIG}plugins: [tiltak, {{macros: {{}}}}]\n",
    "snippets": f"{CONFIG}{PLUGIN}markdown_extensions: [{{pymdownx.snippets: {{base_path: /}}}}]\n",
    "what MkDocs merges": f"{CONFIG}{PLUGIN}<<: {{hooks: [krok.py]}}\n",
    "a merged theme": f"{CONFIG.replace('font: false', '<<: {custom_dir: tema}')}{PLUGIN}",
    "a module": f"{CONFIG}{PLUGIN}markdown_extensions: [antigravity]\n",
    "a class of a module": f"{CONFIG}{PLUGIN}markdown_extensions: ['krok:Noe']\n",
    "settings of a module": f"{CONFIG}{PLUGIN}mdx_configs: {{krok: {{a: 1}}}}\n",
    "plans elsewhere": f"{CONFIG}plugins: [{{tiltak: {{root: ..}}}}]\n",
    "an alias": f"{CONFIG}{PLUGIN}extra: {{a: &a [1], b: *a}}\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write({**short_plan(), "krok.py": HOOK, "docs/om.md": "# Om\n", "annen.yml": "hooks: [krok.py]\n"}, tmp_path)  # fmt: skip


@pytest.mark.parametrize(
    "command", [["build", "--output"], ["serve", "--address"], ["edit", "--port"]]
)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_configuration_that_runs_or_fetches_something_is_refused(root, capsys, command, kind):
    write({"mkdocs.yml": HOSTILE[kind]}, root)
    value = {"--output": str(root / "ut"), "--address": "127.0.0.1:1", "--port": "1"}[command[1]]
    told = ran(capsys, root, *command, value)
    assert told.code == 2
    assert "--trust" in told.err
    assert not (root / "KJORT").exists()
    assert not (root / "ut").exists()


@pytest.mark.parametrize(
    "folder", ["/", "..", ".", ".git", ".git/logs", "plans", "measures/rus", "lenke", "[docs]"]
)
def test_pages_lie_in_a_folder_of_their_own_whoever_is_trusted(root, capsys, folder):
    (root / "lenke").symlink_to(root / "plans")
    write({"mkdocs.yml": f"docs_dir: {folder}\n{CONFIG}{PLUGIN}", ".git/logs/HEAD": "kari"}, root)
    told = ran(capsys, root, "build", "--trust", "--output", str(root / "ut"))
    assert (told.code, "«docs_dir»" in told.err) == (2, True)
    assert not (root / "ut").exists()


@pytest.mark.slow
def test_what_is_ours_may_run(root, capsys):
    write({"mkdocs.yml": HOSTILE["hooks"]}, root)
    assert ran(capsys, root, "build", "--trust", "--output", str(root / "ut")).code == 0
    assert (root / "KJORT").exists()


@pytest.mark.slow
def test_an_ordinary_configuration_asks_for_nothing(root, capsys):
    extensions = "markdown_extensions: [tables, {toc: {permalink: true}}, markdown.extensions.extra, pymdownx.details]\n"
    write({"mkdocs.yml": CONFIG + PLUGIN + extensions}, root)
    assert ran(capsys, root, "build", "--output", str(root / "ut")).code == 0
