"""The scripts of the site and the form are what tooling/browser gives, and carry the licences of what is in them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.need import need_npm
from tests.node import NODE
from tiltak.forms.editor import STATIC
from tiltak.site.look import ASSETS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tooling/tiltak"
FREE = r"(MIT|ISC|BSD-\d-Clause|0BSD|Apache-2\.0|WTFPL)\b"


@pytest.mark.node
def test_built_anew_they_are_the_same_and_no_other_script_lies_between_them(tmp_path):
    need_npm("no script was built anew.")
    subprocess.run([NODE, ROOT / "tooling/browser/build.mjs", tmp_path], check=True)
    built = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*") if path.is_file()}
    changed = [name for name, path in built.items() if not same(path, PACKAGE / name)]
    assert changed == [], "run `make browser`"
    scripts = {path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.js")}
    assert scripts == {name for name in built if name.suffix == ".js"}


def same(built: Path, committed: Path) -> bool:
    return committed.is_file() and built.read_bytes() == committed.read_bytes()


@pytest.mark.parametrize(
    ("path", "some"),
    [
        (STATIC / "licences.txt", {"decap-cms-core", "react", "yaml"}),
        (ASSETS / "sok.js", {"minisearch", "@orama/stemmers"}),
    ],
)
def test_every_package_in_them_has_a_licence_that_lets_it_be_passed_on(path, some):
    notices = path.read_text(encoding="utf-8").partition("*/")[0]
    heads = re.findall(r"(?m)^(\S+) \d+\.\d+\.\d+\S*: (.+)$", notices)
    packages = dict(heads)
    assert some <= packages.keys()
    assert [name for name, licence in heads if not re.search(FREE, licence)] == []
