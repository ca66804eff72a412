"""Where a change stands on the git host, for those whose addresses are known."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from tiltak.harmless import web_address
from tiltak.read.commits import Commit

# By the kind of host: the way to a commit and to a proposal. Gitea's are Forgejo's.
COMMIT = {"github": "commit/", "gitlab": "-/commit/", "forgejo": "commit/"}
EDITION = {"github": "tree/", "gitlab": "-/tree/", "forgejo": "src/commit/"}  # files too
PROPOSAL = {"github": "pull/", "forgejo": "pulls/"}
KNOWN = {"github.com": "github", "gitlab.com": "gitlab", "codeberg.org": "forgejo"}
# What the hosts write in the message of a proposal that is taken in: merged, or squashed into one commit.
TAKEN_IN = re.compile(r"Merge pull request (?:'.*' \()?#([0-9]+)\b.*|.* \(#([0-9]+)\)")


def change_address(repo_url: str, kind: str, commit: Commit | None) -> str:
    """The page of the proposal that brought a change, else of its commit; empty where no page is known.

    The page shows the whole message, so there is no way to one that is not fit to be shown.

    >>> from datetime import date
    >>> change_address("https://github.com/a/b", "", Commit("1f", date(2021, 1, 1), "Nye frister (#12)"))
    'https://github.com/a/b/pull/12'
    """
    base, kind = _base(repo_url, kind)
    if commit is None or not commit.may_be_shown or not base:
        return ""
    proposal = TAKEN_IN.fullmatch(commit.subject)
    if proposal and kind in PROPOSAL:
        return f"{base}/{PROPOSAL[kind]}{proposal[1] or proposal[2]}"
    return f"{base}/{COMMIT[kind]}{commit.id}"


def edition_address(repo_url: str, kind: str, rev: str, path: str) -> str:
    """A file or folder as it is in one edition, for ever; empty where no page is known.

    >>> edition_address("https://gitlab.com/a/b", "", "1f", "plans")
    'https://gitlab.com/a/b/-/tree/1f/plans'
    """
    base, kind = _base(repo_url, kind)
    return f"{base}/{EDITION[kind]}{rev}/{quote(path)}" if base and rev else ""


def _base(repo_url: str, kind: str) -> tuple[str, str]:
    """The address of the repository without its ending, empty where its pages are not known, and the kind of host."""
    kind = KNOWN.get(urlsplit(repo_url).hostname or "", kind)
    has_pages = kind in COMMIT and web_address(repo_url)
    return repo_url.rstrip("/").removesuffix(".git") if has_pages else "", kind
