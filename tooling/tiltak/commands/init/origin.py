"""Where a new repository gets Tiltak from: an address that always gives the same bytes.

installed_from() → Origin("tiltak @ git+https://git.example/tiltak@<commit>")
of("tiltak-0.2.0-py3-none-any.whl") → Origin("./tiltak-… --hash=sha256:…", {"tiltak-…": b"…"})
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.requirements import InvalidRequirement, Requirement

from tiltak.problems import UsageError

# What pip holds the file to that it installs.
HASH_OPTION = re.compile(r"(?P<requirement>.+?)(?:[ ]+--hash=sha256:[0-9a-f]{64})+")
HASH_NAME = re.compile(r"(?:md5|sha\d+)=")
HASH_IN_ADDRESS = re.compile(r"sha256=[0-9a-f]{64}")
COMMIT = re.compile(r".+@[0-9a-f]{40}")
PATH = re.compile(r"\./\S+")


@dataclass(frozen=True, slots=True)
class Origin:
    """A line for requirements.txt, empty where nobody knows; `files` is what it needs beside it."""

    line: str
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def is_fixed(self) -> bool:
        """Whether pip gets the same bytes for ever: by a checksum, or by a commit of git."""
        option = HASH_OPTION.fullmatch(self.line)
        try:
            requirement = Requirement(option["requirement"] if option else self.line)
        except InvalidRequirement:
            return bool(option and PATH.fullmatch(option["requirement"]))
        parts = urlsplit(requirement.url or "")
        if "+" in parts.scheme:  # pip looks at no checksum of what a version control gives
            return parts.scheme.startswith("git+") and bool(COMMIT.fullmatch(parts.path))
        # pip goes by the first that is named.
        named = [part for part in parts.fragment.split("&") if HASH_NAME.match(part)]
        return bool(option) or (len(named) == 1 and bool(HASH_IN_ADDRESS.fullmatch(named[0])))


def of(package: str) -> Origin:
    """What a person typed. A file on this machine comes along, as no runner can reach it here."""
    if len(package.splitlines()) != 1 or not package.strip():
        raise UsageError("--package må være én linje, for eksempel tiltak @ git+https://…")
    file = Path(package)
    return _file(file) if file.is_file() else Origin(package.strip())


def installed_from() -> Origin:
    """What this program was installed from, as pip has noted it (PEP 610).

    Never a bare name and number: in a registry where nobody owns the name, anybody may take it.
    """
    try:
        noted = metadata.distribution("tiltak").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return Origin("")
    return _noted(json.loads(noted)) if noted else Origin("")


def _noted(note: dict[str, dict[str, dict[str, str]]]) -> Origin:
    address = str(note["url"])
    if version := note.get("vcs_info"):
        return Origin(f"tiltak @ {version['vcs']}+{address}@{version['commit_id']}")
    parts = urlsplit(address)
    if "archive_info" not in note:
        return Origin("")  # a folder of this machine
    if parts.scheme == "file":
        file = Path(unquote(parts.path))
        return _file(file) if file.is_file() else Origin("")
    checksum = note["archive_info"].get("hashes", {}).get("sha256")
    return Origin(f"tiltak @ {address} --hash=sha256:{checksum}" if checksum else "")


def _file(file: Path) -> Origin:
    content = file.read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    return Origin(f"./{file.name} --hash=sha256:{checksum}", {file.name: content})
