"""How git is called: through GitPython, with list arguments, `-z`, an environment that says where, and git's own words when it fails."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from tiltak.harmless import one_line
from tiltak.problems import UsageError

# No program that the repository's own settings name is ever run by a command that reads.
SAFELY = (
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "safe.bareRepository=explicit",
    "-c", "core.pager=cat", "-c", "diff.external=", "-c", f"diff.orderFile={os.devnull}", "-c", "log.showSignature=false", "-c", "log.showRoot=true", "-c", "advice.graftFileDeprecated=false",
)  # fmt: skip
# What a fetch or a push would run or write to where the repository's own settings name it.
RUN_BY_SENDING = re.compile(
    r"core\.(?:sshcommand|gitproxy|askpass|alternaterefscommand)|credential\..*|remote\..*\.(?:uploadpack|receivepack|vcs)|remote\.-.*|push\.gpgsign"
    r"|gc\.recentobjectshook|http\..*(?:cookiefile|savecookies)|push\.recursesubmodules|hook\..*",
    re.DOTALL,
)
OWN_SCOPES = ("local", "worktree")
SERVERS = "https:http:ssh:git"  # never a folder: its settings could name programs too
MAX_SHOWN = 60


class GitError(UsageError):
    """Git could not do what was asked; carries git's own words."""


class NoRepository(GitError):
    """The folder is in no git repository, or there is no git: what needs no history can go on."""


@dataclass(frozen=True, slots=True)
class Git:
    """Git for one repository: every call of it passes here."""

    top: Path
    common_dir: Path
    runner: Any = field(repr=False)  # git.Git, whose library is imported when it is needed

    def tried(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        istream: IO[bytes] | None = None,
    ) -> tuple[int, bytes, str]:
        """The exit code of a call, what it wrote, and what it said of errors."""
        status, out, errors = self.runner.execute(
            ["git", *SAFELY, *arguments],
            env=env,
            istream=istream,
            with_extended_output=True,
            with_exceptions=False,
            stdout_as_string=False,
            strip_newline_in_stdout=False,
        )
        return status, out, decoded(errors)

    def run(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        istream: IO[bytes] | None = None,
    ) -> bytes:
        """What a call wrote; GitError with git's own words where it failed."""
        status, out, errors = self.tried(*arguments, env=env, istream=istream)
        if status != 0:
            name = next(a for a in arguments if not a.startswith("-"))
            raise GitError(in_one_line(name, errors))
        return out

    def started(self, *arguments: str, istream: IO[bytes] | None = None) -> Any:
        """A process under way, to be read from and then passed to `finish`."""
        return self.runner.execute(["git", *SAFELY, *arguments], istream=istream, as_process=True)

    def lacks_contents(self) -> bool:
        """Whether this is a clone that git fetches more of when it is asked for (partial clone)."""
        return any((self.common_dir / "objects" / "pack").glob("*.promisor"))

    def protocols(self) -> str:
        """What git may fetch lacking contents by: nothing, where the repository itself names a program for that.

        Never from a folder (`file`): its settings could name programs too.
        """
        if not self.lacks_contents():
            return "none"
        return "none" if self.names_a_program() else SERVERS

    def names_a_program(self) -> bool:
        """Whether the repository's own settings name something that a fetch or a push would run."""
        listed = self.runner.execute(["git", *SAFELY, "config", "--list", "--name-only", "--show-scope", "-z"])  # fmt: skip
        settings = iter(listed.split("\0"))
        own = (name for scope, name in zip(settings, settings, strict=False) if scope in OWN_SCOPES)
        return any(map(RUN_BY_SENDING.fullmatch, own))


def git_of(root: Path) -> Git:
    """Git for the repository that a folder lies in; NoRepository where there is none."""
    try:
        import git as library
        from git.exc import InvalidGitRepositoryError
    except ImportError:  # GitPython says so where it finds no git
        raise NoRepository(
            "Fant ikke programmet git, og uten det finnes ingen historikk. Installer git (git-scm.com)."
        ) from None
    try:
        repo = library.Repo(root, search_parent_directories=True)
    except (InvalidGitRepositoryError, AttributeError):
        # The latter where a bare one has settings with a condition on itself, which the library breaks on.
        top, common_dir, runner = _named_by_environment(root)
    else:
        top = Path(repo.working_tree_dir or root).resolve()
        common_dir, runner = _common_dir(Path(repo.git_dir)), repo.git
    git = Git(top, common_dir, runner)
    runner.update_environment(
        # None: with an index git would read files of the folder, through the filters that the settings name.
        GIT_INDEX_FILE=str(common_dir.resolve() / f"no-index-{uuid4().hex}"),
        GIT_ALLOW_PROTOCOL=git.protocols(),
        GIT_COMMON_DIR=str(common_dir.resolve()),
        GIT_WORK_TREE=str(top),
        GIT_OBJECT_DIRECTORY=str(common_dir.resolve() / "objects"),
        GIT_CONFIG_PARAMETERS="",
        GIT_CONFIG_COUNT="0",
        GIT_GRAFT_FILE=os.devnull,
        GIT_LITERAL_PATHSPECS="1",
        GIT_GLOB_PATHSPECS="0",
        GIT_NOGLOB_PATHSPECS="0",
        GIT_ICASE_PATHSPECS="0",
        GIT_NO_REPLACE_OBJECTS="1",  # what was recorded, not what somebody locally put in its place
        GIT_OPTIONAL_LOCKS="0",
        GIT_TERMINAL_PROMPT="0",
    )
    return git


def _common_dir(git_dir: Path) -> Path:
    """Where a linked worktree has its objects; never what GIT_COMMON_DIR says of another repository."""
    pointer = git_dir / "commondir"
    return (
        (git_dir / pointer.read_text("utf-8").strip()).resolve() if pointer.is_file() else git_dir
    )


def _named_by_environment(root: Path) -> tuple[Path, Path, Any]:
    """The repository that GIT_DIR and GIT_WORK_TREE name, for a folder that has none above it."""
    from git import Git as Runner
    from git.exc import GitCommandError

    missing = NoRepository(
        f"{root} ligger ikke i et git-arkiv, og uten git finnes ingen historikk. Klon planens arkiv, "
        "eller kjør «git init» og registrer filene."
    )
    if not os.environ.get("GIT_DIR"):
        raise missing
    try:
        answer = Runner(str(root)).execute(
            ["git", *SAFELY, "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir", "--git-common-dir"]
        )  # fmt: skip
    except GitCommandError:
        raise missing from None
    top, git_dir, common_dir = (Path(line) for line in decoded(answer).splitlines())
    runner = Runner(str(top))
    runner.update_environment(GIT_DIR=str(git_dir))
    return top.resolve(), common_dir, runner


def tokens(stream: IO[bytes]) -> Iterator[bytes]:
    tail = b""
    while chunk := stream.read(1 << 16):
        *tokens, tail = (tail + chunk).split(b"\0")
        yield from tokens
    if tail:
        yield tail


@contextmanager
def as_lines(ids: Iterable[str]) -> Iterator[IO[bytes]]:
    """Ids for a process to read, one a line."""
    with as_stream("".join(f"{id}\n" for id in ids).encode()) as lines:
        yield lines


@contextmanager
def as_stream(content: bytes) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as stream:
        stream.write(content)
        stream.seek(0)
        yield stream


def finish(process: Any) -> None:
    errors = decoded(process.stderr.read())
    if process.proc.wait() != 0:
        raise GitError(in_one_line(process.args[len(SAFELY) + 1], errors))


def in_one_line(command: str, errors: str) -> str:
    words = one_line(errors)
    return f"Git klarte ikke «git {command}»{f'. Git sier: {words}' if words else ', og sier ikke hvorfor.'}"


def lacking(name: str) -> str:
    return (
        f"Git har ikke innholdet i {name}. Arkivet er skadet eller ufullstendig, eller låner innhold fra et arkiv "
        "som er borte. Se hva «git fsck» sier, eller klon det på nytt."
    )


def quotable(word: str) -> str:
    """Make a typed word printable, and short enough to quote in an answer."""
    line = one_line(word)
    return line if len(line) <= MAX_SHOWN else f"{line[:MAX_SHOWN]}…"


def decoded(words: str | bytes) -> str:
    return words if isinstance(words, str) else words.decode("utf-8", "replace")
