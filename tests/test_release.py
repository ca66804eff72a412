"""A release is what its tag, the version and the changelog agree on."""

from __future__ import annotations

import hashlib
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from packaging.version import Version

from tests.ci.runner import WORKFLOWS, read
from tiltak import __version__

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "tooling/setup/release.sh"
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
PAGES = [path.read_text(encoding="utf-8") for path in ROOT.glob("docs/haandbok/*.md")]
SECTIONS = re.findall(r"(?m)^## \[(\d+\.\d+\.\d+)\] - (\S+)$", CHANGELOG)


def release(tag: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, tag, folder], capture_output=True, text=True, check=False, timeout=120
    )


def test_the_changelog_has_the_version_on_top_and_the_newest_first():
    headings = re.findall(r"(?m)^## (.+)$", CHANGELOG)
    assert headings[0] == "[Unreleased]"
    assert len(headings) == 1 + len(SECTIONS)
    assert SECTIONS[0][0] == __version__
    versions = [Version(version) for version, _ in SECTIONS]
    days = [date.fromisoformat(day) for _, day in SECTIONS]
    assert versions == sorted(set(versions), reverse=True)
    assert days == sorted(days, reverse=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    answer = release(f"v{__version__}", folder)
    assert answer.returncode == 0, answer.stderr
    return folder


@pytest.mark.slow
def test_the_handbook_names_the_package_of_this_version():
    named = [name for page in PAGES for name in re.findall(r"tiltak-([0-9.]+)-py3", page)]
    assert named
    assert {*named} == {__version__}


@pytest.mark.slow
def test_a_release_has_the_package_its_checksums_and_its_section(folder):
    packages = {f"tiltak-{__version__}-py3-none-any.whl", f"tiltak-{__version__}.tar.gz"}
    packages.add("requirements.lock")
    assert {path.name for path in folder.iterdir()} == packages | {"SHA256SUMS", "notes.md"}
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    checksums = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
    assert checksums == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in packages
    }
    notes = (folder / "notes.md").read_text(encoding="utf-8")
    assert notes in CHANGELOG
    assert "## [" not in notes


@pytest.mark.slow
def test_the_same_commit_gives_the_same_bytes(folder, tmp_path):
    assert release(f"v{__version__}", tmp_path).returncode == 0
    sums = [(f / "SHA256SUMS").read_text(encoding="utf-8") for f in (folder, tmp_path)]
    assert sums[0] == sums[1]


@pytest.mark.parametrize("tag", ["v0.0.1", __version__, f"v{__version__}.1", "main"])
def test_a_tag_of_another_version_is_refused(tag, tmp_path):
    answer = release(tag, tmp_path)
    assert answer.returncode == 1
    assert tag in answer.stderr
    assert not list(tmp_path.iterdir())


def test_the_workflow_gives_out_what_the_script_builds():
    steps = [s for job in read(WORKFLOWS / "release.yml")["jobs"].values() for s in job["steps"]]
    commands = "\n".join(step["run"] for step in steps if "run" in step)
    assert 'tooling/setup/release.sh "$GITHUB_REF_NAME"' in commands
    attested = [s["with"] for s in steps if "attest" in s.get("uses", "")]
    assert attested == [{"subject-checksums": "dist/SHA256SUMS"}]
    assert "dist/requirements.lock dist/SHA256SUMS --verify-tag" in commands
    handed_on = [s["with"] for s in steps if "load-artifact" in s.get("uses", "")]
    assert {(each["name"], each["path"]) for each in handed_on} == {("dist", "dist")}
    assert len(handed_on) == 2
