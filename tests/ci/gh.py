"""A `gh` that speaks to a GitHub in a JSON file, with the few commands our workflows use.

It is run as a program. Like the real one it refuses what the token does not allow: GH_TOKEN holds the
permissions of the job, `contents:write pull-requests:write`. A command it does not know is an error.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import jq

Record = dict[str, Any]
PAGE = 30  # comments come in pages; without --paginate the first is all there is


def main(arguments: list[str]) -> None:
    path = Path(os.environ["FAKE_GITHUB"])
    state = json.loads(path.read_text(encoding="utf-8"))
    state["calls"].append(arguments)
    words = [a for a in arguments[:2] if not a.startswith("-")]
    command = COMMANDS.get(" ".join(words)) or COMMANDS.get(words[0])
    if command is None:
        raise SystemExit(f"gh: unknown command: {arguments}")
    command(state, *options(arguments))
    path.write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")


FLAGS = {"--paginate", "--silent", "--force"}


def options(arguments: list[str]) -> tuple[list[str], dict[str, str]]:
    """What stands free, and what follows an option."""
    free, named = [], {}
    rest = iter(arguments)
    for word in rest:
        if word in FLAGS:
            named[word] = "true"
        elif word.startswith("--"):
            name, given, value = word.partition("=")
            named[name] = value if given else next(rest)
        else:
            free.append(word)
    return free, named


def need(permission: str) -> None:
    if permission not in os.environ.get("GH_TOKEN", "").split():
        raise SystemExit(f"gh: HTTP 403: Resource not accessible by integration ({permission})")


def show(value: Any, named: dict[str, str]) -> None:
    """Filtered as gh filters: texts as they are, everything else as JSON."""
    found = jq.compile(named["--jq"]).input_value(value).all() if "--jq" in named else [value]
    for one in found:
        sys.stdout.write((one if isinstance(one, str) else json.dumps(one)) + "\n")


LONGEST_TITLE, LONGEST_BODY, LONGEST_NOTES = 256, 65_536, 125_000


def at_most(signs: int, text: str) -> str:
    if len(text) > signs:
        raise SystemExit(f"gh: body is too long (maximum is {signs} characters)")
    return text


def text_of(named: dict[str, str], option: str) -> str:
    longest = LONGEST_NOTES if option == "--notes-file" else LONGEST_BODY
    return at_most(longest, Path(named[option]).read_text(encoding="utf-8"))


# -------------------------------------------------------------------------------- pull requests


NOT_REVIEWED = {"reviewDecision": "", "reviews": [], "isCrossRepository": False}


def pr_list(state: Record, _free: list[str], named: dict[str, str]) -> None:
    assert named["--state"] == "open"
    fields = named["--json"].split(",")
    found = [
        p | {"url": f"https://prove.example/pull/{p['number']}"}
        for p in state["pulls"]
        if p["state"] == "open" and named.get("--head") in (None, p.get("headRefName"))
    ]
    show(
        [
            {field: (NOT_REVIEWED | pull)[field] for field in fields}
            for pull in found[: int(named["--limit"])]
        ],
        named,
    )


def pr_comment(state: Record, free: list[str], named: dict[str, str]) -> None:
    need("pull-requests:write")
    add_comment(state, int(free[2]), text_of(named, "--body-file"))


def pr_create(state: Record, _free: list[str], named: dict[str, str]) -> None:
    need("pull-requests:write")
    state["pulls"].append(
        {
            "number": 100 + len(state["pulls"]),
            "state": "open",
            "headRefName": named["--head"],
            "baseRefName": named["--base"],
            "headRefOid": "",
            "isCrossRepository": False,
            "reviewDecision": "",
            "title": at_most(LONGEST_TITLE, named["--title"]),
            "body": text_of(named, "--body-file"),
        }
    )


def pr_close(state: Record, free: list[str], named: dict[str, str]) -> None:
    need("pull-requests:write")
    (pull,) = [p for p in state["pulls"] if p["number"] == int(free[2])]
    pull["state"] = "closed"
    add_comment(state, pull["number"], named["--comment"])


def add_comment(state: Record, number: int, body: str) -> None:
    at_most(LONGEST_BODY, body)
    state["comments"].append(
        {
            "id": 1000 + len(state["comments"]),
            "issue": number,
            "user": {"login": "github-actions[bot]", "type": "Bot"},
            "body": body,
        }
    )


def api(state: Record, free: list[str], named: dict[str, str]) -> None:
    _repos, _owner, _name, *where = free[1].split("/")
    match where, named.get("--method", "GET"):
        case ["issues", number, "comments"], "GET":
            found = [c for c in state["comments"] if c["issue"] == int(number)]
            show(found if "--paginate" in named else found[:PAGE], named)
        case ["actions", "runs", run, "artifacts"], "GET":
            need("actions:read")
            show({"artifacts": [a for a in state["artifacts"] if a["run"] == int(run)]}, named)
        case ["issues", "comments", id], "PATCH":
            need("pull-requests:write")
            (comment,) = [c for c in state["comments"] if c["id"] == int(id)]
            name, _, file = named["--field"].partition("=@")
            comment[name] = at_most(LONGEST_BODY, Path(file).read_text(encoding="utf-8"))
        case _:
            raise SystemExit(f"gh: unknown call: {free} {named}")


# ----------------------------------------------------------------------------- releases, issues


def release_create(state: Record, free: list[str], named: dict[str, str]) -> None:
    need("contents:write")
    name, files = free[2], [Path(file) for file in free[3:]]
    if name in {release["name"] for release in state["releases"]}:
        raise SystemExit(f"gh: a release with the same tag name already exists: {name}")
    state["releases"].append(
        {
            "name": name,
            "title": at_most(LONGEST_TITLE, named["--title"]),
            "target": named["--target"],
            "latest": named.get("--latest", "true"),
            "notes": text_of(named, "--notes-file"),
            "files": {file.name: file.stat().st_size for file in files},
        }
    )


def issue_list(state: Record, _free: list[str], named: dict[str, str]) -> None:
    fields = named["--json"].split(",")
    found = [
        issue
        for issue in reversed(state["issues"])  # the newest first
        if named["--state"] in ("all", issue["state"].lower())
        and named["--label"] in issue["labels"]
    ]
    chosen = found[: int(named["--limit"])]
    show([{field: issue[field] for field in fields} for issue in chosen], named)


def label_create(state: Record, free: list[str], named: dict[str, str]) -> None:
    need("issues:write")
    if free[2] in state["labels"] and "--force" not in named:
        raise SystemExit(f"gh: label with name {free[2]!r} already exists")
    state["labels"].append(free[2])


def issue_create(state: Record, _free: list[str], named: dict[str, str]) -> None:
    need("issues:write")
    if named["--label"] not in state["labels"]:
        raise SystemExit(f"gh: could not add label: {named['--label']!r} not found")
    state["issues"].append(
        {
            "number": 200 + len(state["issues"]),
            "state": "OPEN",
            "title": at_most(LONGEST_TITLE, named["--title"]),
            "labels": [named["--label"]],
            "body": text_of(named, "--body-file"),
        }
    )


def issue_change(state: Record, free: list[str], named: dict[str, str]) -> None:
    need("issues:write")
    (issue,) = [i for i in state["issues"] if i["number"] == int(free[2])]
    match free[1]:
        case "edit":
            issue["body"] = text_of(named, "--body-file")
        case "close":
            issue["state"] = "CLOSED"
            if "--comment" in named:
                add_comment(state, issue["number"], named["--comment"])
        case "reopen":
            issue["state"] = "OPEN"
        case "comment":
            add_comment(state, issue["number"], text_of(named, "--body-file"))


COMMANDS = {
    "pr list": pr_list,
    "pr comment": pr_comment,
    "pr create": pr_create,
    "pr close": pr_close,
    "api": api,
    "release create": release_create,
    "issue list": issue_list,
    "issue create": issue_create,
    "issue edit": issue_change,
    "issue close": issue_change,
    "issue reopen": issue_change,
    "issue comment": issue_change,
    "label create": label_create,
}

if __name__ == "__main__":
    main(sys.argv[1:])
