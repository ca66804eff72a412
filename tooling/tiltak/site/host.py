"""Where a change stands on the git host, for those whose addresses are known."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tiltak.harmless import web_address
from tiltak.read.repo import Commit

# By the kind of host: the way to a commit and to a proposal. Gitea's are Forgejo's.
COMMIT = {"github": "commit/", "gitlab": "-/commit/", "forgejo": "commit/"}
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
    kind = KNOWN.get(urlsplit(repo_url).hostname or "", kind)
    if commit is None or not commit.may_be_shown or kind not in COMMIT or not web_address(repo_url):
        return ""
    base = repo_url.rstrip("/").removesuffix(".git")
    proposal = TAKEN_IN.fullmatch(commit.subject)
    if proposal and kind in PROPOSAL:
        return f"{base}/{PROPOSAL[kind]}{proposal[1] or proposal[2]}"
    return f"{base}/{COMMIT[kind]}{commit.id}"
