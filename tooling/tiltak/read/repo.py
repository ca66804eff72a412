"""Reading the plans' files: as they lie in today's folder, and as they were at any commit.

The only module that talks to git, through GitPython: list arguments, `-z`, an environment that says where, and git's own words when
it fails. One process lists, one process gives contents; never one for each commit or file.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from tiltak.harmless import one_line
from tiltak.model.plan import OSLO
from tiltak.personal import personal_data
from tiltak.problems import Code, Place, Problem, UsageError, refusal
from tiltak.read.yaml_lines import MAX_BYTES

FOLDERS = ("measures", "plans")
SUFFIXES = (".yml", ".yaml")
FILE_MODES = ("100644", "100755")
LINK_MODE = "120000"
# No program that the repository's own settings name is ever run by a command that reads.
SAFELY = (
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "safe.bareRepository=explicit",
    "-c", "core.pager=cat", "-c", "diff.external=", "-c", "log.showSignature=false", "-c", "log.showRoot=true", "-c", "advice.graftFileDeprecated=false",
)  # fmt: skip
# For what compares contents: as they are recorded, and nothing of what `.gitmodules` says.
AS_RECORDED = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
# What `git pull` writes where it merges the published main line into one's own copy of it.
PULLED = re.compile(
    r"Merge (?:branch '(?:main|master|trunk)' of \S.*|remote-tracking branch '\S+/(?:main|master|trunk)')(?: into (?:main|master|trunk))?"
)
PROMISOR = re.compile(r"^remote\.(.+)\.promisor true$", re.MULTILINE)
# What a fetch or a push would run where the repository's own settings name it.
RUN_BY_SENDING = re.compile(
    r"core\.(?:sshcommand|gitproxy|askpass|alternaterefscommand)|credential\..*|remote\..*\.(?:uploadpack|receivepack|vcs)|remote\.-.*|push\.gpgsign"
    r"|gc\.recentobjectshook",
    re.DOTALL,
)
FULL_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
LAST_SECOND = 253_402_200_000  # in the year 9999; a broken clock may say more, and Python cannot


@dataclass(frozen=True, slots=True)
class Tree:
    """The texts of a plan repository by path from its root (`/` between parts), and what could not be read."""

    texts: dict[str, bytes]
    problems: list[Problem] = field(default_factory=list)


def find_root(start: Path) -> Path:
    """The nearest folder upwards that has `plans/` in it; UsageError where there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "plans").is_dir():
            return folder
    raise UsageError(
        f"Fant ingen planer i {start} eller mappene over. Stå i mappen som har «plans» og «measures» i seg, "
        "eller oppgi den med --root."
    )


def worktree(root: Path) -> Tree:
    """Every YAML file under `measures/` and `plans/` as it lies on disk, saved or not in git."""
    root = root.resolve()
    texts: dict[str, bytes] = {}
    problems: list[Problem] = []
    for top in FOLDERS:
        for path in _files(root / top, problems, root, _is_read):
            name = _name(path, root)
            try:
                texts[name] = _read(path)
            except OSError as error:
                problems.append(_unreadable(name, error))
    return Tree(texts, problems)


TEXTS = (".md", ".txt", ".html", ".htm", ".svg", ".json", ".csv", ".xml", ".js", ".css", *SUFFIXES)


def published(root: Path) -> Tree:
    """The other texts that a site shows: `docs/`, the configuration and what was reported. Links are problems there too."""
    root = root.resolve()
    texts: dict[str, bytes] = {}
    problems: list[Problem] = []
    paths = [
        root / "mkdocs.yml",
        *_files(root / "docs", problems, root, _is_shown),
        *root.glob("plans/*/closed/*.json"),
        *root.glob("plans/*/closed/*/*.json"),
    ]
    for path in paths:
        if path.suffix.lower() in TEXTS and path.is_file() and not path.is_symlink():
            try:
                texts[_name(path, root)] = _read(path)
            except OSError as error:
                problems.append(_unreadable(_name(path, root), error))
        elif path.is_file():
            texts[_name(path, root)] = b""  # only its name can say something
    return Tree(texts, problems)


def _is_shown(path: str) -> bool:
    return not path.rpartition("/")[2].startswith(".")


def content_of(root: Path, path: str) -> bytes | None:
    """One file that is not among those that are read, by its path from the root; None where there is none.

    What is a link is not followed, as in `worktree`.
    """
    file = root / path
    if any((root / part).is_symlink() for part in (path, *map(str, Path(path).parents))):
        return None
    return file.read_bytes() if file.is_file() else None


def _files(
    folder: Path, problems: list[Problem], root: Path, wanted: Callable[[str], bool]
) -> Iterator[Path]:
    """Every file under a folder whose path from the root is wanted; what stands in the way goes to `problems`.

    What is a link is not followed: it could lead out of the tree, or round in it, or to a file of this
    machine that no message must show.
    """

    def unreadable(error: OSError) -> None:
        problems.append(_unreadable(_name(error.filename, root), error))

    if folder.is_symlink():
        problems.append(_link(_name(folder, root)))
        return
    if not folder.exists():
        return
    for inner, folders, names in os.walk(folder, onerror=unreadable):
        paths = [
            path
            for path in (Path(inner, name) for name in sorted(names))
            if wanted(_name(path, root))
        ]
        links = [path for path in (*paths, *(Path(inner, f) for f in folders)) if path.is_symlink()]
        problems.extend(_link(_name(link, root)) for link in links)
        yield from (path for path in paths if path not in links)


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise OSError(0, "ikke en vanlig fil")  # a pipe or a device would be waited for, for ever
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)  # one byte over the limit is enough to say so


def _name(path: Path | str, root: Path) -> str:
    """The path from the root. A name that is no UTF-8 is made one that can be shown."""
    name = Path(path).relative_to(root).as_posix()
    return os.fsencode(name).decode("utf-8", errors="replace")


SYMLINK = Code(
    "symlink",
    "Filen er en snarvei",
    "En snarvei kan peke på noe som ikke hører til planen, og som ikke skal bli synlig for andre. Derfor blir ingen snarveier fulgt.",
    "En snarvei til en fil i en annen mappe.",
    "Selve filen.",
    "",
)


def _link(name: str) -> Problem:
    return SYMLINK(
        "Dette er en snarvei til en annen fil eller mappe. Den blir ikke lest.",
        Place(name),
        hint="Legg selve filen her i stedet for en snarvei.",
    )


UNREADABLE = Code(
    "unreadable",
    "Filen kan ikke åpnes",
    "Du har ikke tilgang, eller det er ikke en vanlig fil.",
    "En fil som bare en annen bruker kan lese.",
    "En fil som alle kan lese.",
    "",
)


def _unreadable(name: str, error: OSError) -> Problem:
    return UNREADABLE(
        f"Filen kan ikke leses: {refusal(error)}.",
        Place(name),
        hint="Se på rettighetene til filen og mappen den ligger i.",
    )


# Git


class GitError(UsageError):
    """Git could not do what was asked; carries git's own words."""


class NoRepository(GitError):
    """The folder is in no git repository, or there is no git: what needs no history can go on."""


# What the hosts and people write at the end of a message.
APPROVED_BY = re.compile(
    r"^(?:Approved|Reviewed)-by:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the mainline.

    `recorded_on` is the day it counts from, in Europe/Oslo: never earlier than that of the commit before it,
    also where a clock ran backwards. `claimed_on` is what its own clock said, where that day has not been yet.
    `merged` is the second parent of a merge.
    """

    id: str
    recorded_on: date
    subject: str
    claimed_on: date | None = None
    merged: str = ""

    @property
    def swaps_the_mainline(self) -> bool:
        """Whether a pull put the puller's own commits first and the published ones second («foxtrot»)."""
        return bool(self.merged and PULLED.fullmatch(self.subject))

    @property
    def may_be_shown(self) -> bool:
        """Whether its message is free of a person's data, the part below the subject too."""
        return self.subject != NOT_SHOWN

    @property
    def short_id(self) -> str:
        return self.id[:9]


@dataclass(frozen=True, slots=True)
class Approval:
    """Whether another than its author looked at a commit of the mainline.

    `approvers` are those that its message names, as they stand there: for finding a unit, never to be shown.
    """

    approvers: tuple[str, ...] = ()
    seen_by_another: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A commit after which nobody can say for sure what was known from `since` until it was recorded.

    It claims a day that has not been, or it swapped the mainline: what was published from `since` on came second.
    """

    commit: Commit
    since: date


@dataclass(frozen=True, slots=True)
class Touched:
    """A file that a commit left with another content; `blob` is empty where it was removed."""

    path: str
    blob: str = ""


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository that a folder lies in, seen from that folder: paths begin at `root`.

    The mainline is the chain of first parents from a commit: what had been taken in, in that order.
    """

    root: Path
    prefix: str  # of the folder inside the repository: "" or "some/folder/"
    top: Path
    common_dir: Path
    git: Any = field(
        repr=False, compare=False
    )  # git.Git, whose library is imported when it is needed
    today: date = date.max
    # What git has said of a commit, which never changes.
    _mainlines: dict[str, tuple[Commit, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    # Which commit

    def head(self) -> str | None:
        """The commit that is checked out, None before the first one."""
        return self._verified("HEAD")

    def resolve(self, rev: str) -> str:
        """The full id of the commit that a person named: an id, a branch, a tag, `HEAD~3`."""
        if commit := self.named(rev):
            return commit
        raise UsageError(
            f"Revisjonen «{_short(rev)}» finnes ikke her. Skriv en commit, en gren eller en merkelapp (tag) som git kjenner."
        )

    def named(self, rev: str) -> str | None:
        """The full id of a commit, None where it is not here."""
        refuse_strange_revision(rev)
        self._refuse_shallow()
        missing = FULL_ID.fullmatch(rev) and self._tried("cat-file", "-e", rev)[0] != 0
        return None if missing else self._verified(rev)

    def commit(self, rev: str) -> Commit:
        """The commit a person named, with the day it was recorded on the mainline that leads to it."""
        return self.mainline(self.resolve(rev))[-1]

    def mainline(self, rev: str = "HEAD") -> tuple[Commit, ...]:
        """The commits that took something in, oldest first; none before the first one."""
        self._refuse_shallow()
        refuse_strange_revision(rev)
        id = self._verified(rev)
        if id is None:
            return ()
        if id not in self._mainlines:
            log = self._log(id, "--no-patch")
            self._mainlines[id] = tuple(commit for commit, _ in log)
        return self._mainlines[id]

    def doubts(self, rev: str = "HEAD") -> tuple[Doubt, ...]:
        """The commits that leave in doubt when something was known, oldest first."""
        commits = self.mainline(rev)
        return tuple(
            Doubt(
                commit,
                commit.recorded_on
                if commit.claimed_on
                else _parting(commits, self.mainline(commit.merged)).recorded_on,
            )
            for commit in commits
            if commit.claimed_on or commit.swaps_the_mainline
        )

    def parting(self, rev: str, other_rev: str) -> Commit | None:
        """The newest commit that both of two lead back to; None where they have no past in common."""
        status, out, _ = self._tried("merge-base", self.resolve(rev), self.resolve(other_rev))
        return self.commit(out.decode().strip()) if status == 0 else None

    def newer(self, rev: str, than: str) -> int:
        """How many commits of a mainline have changed our files since another commit."""
        between = f"{self.resolve(than)}..{self.resolve(rev)}"
        counted = self._run(
            "rev-list", "--count", "--first-parent", between, "--", *self._folders()
        )
        return int(counted)

    def keeps(self, published: str) -> bool:
        """Whether the mainline still has a commit that was published, or mends the pull that swapped it."""
        now = self.mainline()
        ids = {commit.id for commit in now}
        return published in ids or any(
            commit.swaps_the_mainline and commit.merged in ids
            for commit in self.mainline(published)
            if commit.id not in ids
        )

    def tagged(self, name: str) -> str | None:
        """The commit that a tag points at, None where there is no such tag."""
        return self._verified(f"refs/tags/{name}")

    def revision_on(self, day: date, rev: str = "HEAD") -> Commit:
        """The newest commit of the mainline at the end of a day in Europe/Oslo."""
        # Never git's own reading of dates: a bare date there takes the hour of now.
        commits = self.mainline(rev)
        until_then = [commit for commit in commits if commit.recorded_on <= day]
        if until_then:
            return until_then[-1]
        oldest = (
            f"Det eldste som er registrert i git, er fra {commits[0].recorded_on:%d.%m.%Y}."
            if commits
            else "Ingenting er registrert i git ennå."
        )
        raise UsageError(f"Ingenting var kjent {day:%d.%m.%Y}. {oldest}")

    def has_set_tag(self, name: str, commit: str) -> bool:
        """Whether the tag is an annotated one of this commit, as `tag` makes them."""
        kind = self._tried("cat-file", "-t", f"refs/tags/{name}")[1].strip()
        return kind == b"tag" and self.tagged(name) == commit

    def tag(self, name: str, commit: str, message: str) -> None:
        """An annotated tag, signed where git is set to sign; UsageError where the name is taken."""
        if self.tagged(name):
            raise UsageError(f"Merkelappen «{name}» finnes i git fra før.")
        self._run("tag", "--annotate", f"--message={message}", name, commit)

    def drafted(self, contents: Mapping[str, bytes | None], message: str) -> str:
        """A commit with files on top of what is checked out (None: without that file), on no branch yet; its id.

        Made without the index of the folder, and without the filters and hooks that the settings may name.
        """
        head = self.head()
        index = {"GIT_INDEX_FILE": str(self.common_dir / f"draft-{uuid4().hex}")}
        try:
            if head:
                self._run("read-tree", head, env=index)
            self._run("update-index", *self._entries(contents), env=index)
            tree = self._run("write-tree", env=index).decode().strip()
        finally:
            Path(index["GIT_INDEX_FILE"]).unlink(missing_ok=True)
        parents = ("-p", head) if head else ()
        return self._run("commit-tree", tree, *parents, "-m", message).decode().strip()

    def take_in(self, draft: str, contents: Mapping[str, bytes | None]) -> None:
        """Check out a draft that lies on top of what is checked out; the files are as it has them."""
        git_dir = self._run("rev-parse", "--absolute-git-dir").decode().strip()
        index = {"GIT_INDEX_FILE": str(Path(git_dir) / "index")}
        self._run("update-ref", "HEAD", draft, self._run("rev-parse", f"{draft}^").decode().strip())
        self._run("update-index", *self._entries(contents), env=index)

    def _entries(self, contents: Mapping[str, bytes | None]) -> Iterator[str]:
        for path, raw in contents.items():
            if raw is None:
                yield from ("--force-remove", f"{self.prefix}{path}")
                continue
            with _as_stream(raw) as stream:
                blob = self._run("hash-object", "-w", "--stdin", istream=stream).decode().strip()
            yield from ("--add", "--cacheinfo", f"100644,{blob},{self.prefix}{path}")

    def remote(self) -> str:
        """The server that the branch comes from, or the only one there is; empty where there is none."""
        branch = self._tried("symbolic-ref", "--short", "HEAD")[1].decode().strip()
        of_branch = self._tried("config", f"branch.{branch}.remote")[1].decode().strip()
        return of_branch or next(iter(self._run("remote").decode().split()), "")

    def send(self, commit: str, branch: str) -> str:
        """Send a commit to the server as a branch of its own; what the server says to that."""
        remote = self.remote()
        if _names_a_program(self.git):
            raise GitError(
                f"Innstillingene i dette arkivet nevner programmer som git ville startet. Skriv selv: git push {remote} {commit[:12]}:refs/heads/{branch}"
            )
        status, _, said = self._tried(
            "push", "--quiet", remote, f"{commit}:refs/heads/{branch}",
            env={"GIT_ALLOW_PROTOCOL": SERVERS},
        )  # fmt: skip
        if status != 0:
            raise GitError(_in_one_line("push", said))
        return said

    # What the files said

    def texts_at(self, rev: str) -> Tree:
        """Every YAML file under `measures/` and `plans/` at a commit: what `worktree()` would have read there."""
        refuse_strange_revision(rev)
        blobs, problems = self.blobs_at(rev)
        contents = self.contents(list(blobs.values()))
        return Tree(dict(zip(blobs, contents, strict=True)), problems)

    def contents_of(self, wanted: re.Pattern[str]) -> dict[str, set[bytes]]:
        """Every content that files with such names had on the mainline, by path."""
        blobs: dict[str, set[str]] = {}
        for _, touched in self.log():
            for file in touched:
                if file.blob and wanted.fullmatch(file.path):
                    blobs.setdefault(file.path, set()).add(file.blob)
        ids = sorted({blob for of_path in blobs.values() for blob in of_path})
        raw = dict(zip(ids, self.contents(ids), strict=True))
        return {path: {raw[blob] for blob in of_path} for path, of_path in blobs.items()}

    def commits_that_touched(self, text: str) -> int:
        """How many commits on any branch or tag put a text in or took it out, as far as it stands on one line."""
        self._refuse_shallow()
        return len(self._run("log", "--all", f"-S{text}", "--format=%H", *AS_RECORDED).split())

    def content_at(self, rev: str, path: str) -> bytes | None:
        """One file of any kind at a commit; None where there is none."""
        refuse_strange_revision(rev)
        status, out, _ = self._tried("cat-file", "blob", f"{rev}:{self.prefix}{path}")
        if status == 0:
            return out
        earlier = self._before_the_move() if not self._listed(rev) else None
        return earlier.content_at(rev, path) if earlier else None

    def _listed(self, rev: str) -> bytes:
        return self._run("ls-tree", "-r", "-z", "--full-tree", rev, "--", *self._folders())

    def blobs_at(self, rev: str) -> tuple[dict[str, str], list[Problem]]:
        """Path → blob of every YAML file that is read at a commit, and the links, which are not read."""
        listed = self._listed(rev)
        if not listed and (earlier := self._before_the_move()):
            return earlier.blobs_at(rev)
        blobs: dict[str, str] = {}
        problems: list[Problem] = []
        for line in listed.split(b"\0")[:-1]:
            meta, _, name = line.partition(b"\t")
            mode, _, blob = meta.decode().split(" ")
            path = self._from_root(name)
            if mode == LINK_MODE and _is_read(path):
                problems.append(_link(path))
            elif mode in FILE_MODES and _is_read(path):
                blobs[path] = blob
        return blobs, problems

    def log(self, rev: str = "HEAD") -> Iterator[tuple[Commit, tuple[Touched, ...]]]:
        """The mainline oldest first, each commit with the YAML files under `measures/` and `plans/` it changed.

        A merge changes what it brought in. A rename is a file removed and a file added. Plans that were moved here
        from another folder of the repository are followed there: they are the same files before and after.
        """
        waiting: list[tuple[Commit, tuple[Touched, ...]]] = []
        begun = False
        for commit, touched in self._log(rev, "--raw"):
            if begun:
                yield commit, touched
                continue
            waiting.append((commit, touched))
            if touched:
                begun = True
                earlier = self._moved_here(commit, touched) if len(waiting) > 1 else None
                if earlier:
                    yield from earlier.log(f"{commit.id}^1")
                    yield commit, touched
                else:
                    yield from waiting
        if not begun:
            yield from waiting

    def _before_the_move(self) -> Repository | None:
        """The folder that the plans were moved here from; None where they were here from the start."""
        for commit, touched in self._log("HEAD", "--raw"):
            if touched:
                return self._moved_here(commit, touched)
        return None

    def _moved_here(self, commit: Commit, touched: Sequence[Touched]) -> Repository | None:
        """The folder that most of the files of our first commit were taken out of in that very commit."""
        if self._tried("rev-parse", "--verify", "--quiet", f"{commit.id}^1")[0] != 0:
            return None
        came = {(file.path, file.blob) for file in touched if file.blob}
        listed = self._run(
            "diff-tree", "-r", "-z", "--no-renames", *AS_RECORDED, f"{commit.id}^1", commit.id
        )
        tokens = iter(listed.split(b"\0")[:-1])
        left: Counter[str] = Counter()
        for meta in tokens:
            path = next(tokens).decode("utf-8", errors="replace")
            _, _, blob, _, kind = meta.decode().split(" ")
            for file, content in came if kind == "D" else ():
                if content == blob and (path == file or path.endswith(f"/{file}")):
                    left[path.removesuffix(file)] += 1
        folder, number = next(iter(left.most_common(1)), ("", 0))
        return replace(self, prefix=folder) if number * 2 > len(came) else None

    def contents(self, blobs: Sequence[str]) -> Iterator[bytes]:
        """The content of each blob in the order asked for, through one process.

        Of a file over the limit, one byte more than the limit is kept: enough to say so.
        """
        if not blobs:
            return
        self._fetch_missing(blobs)
        with _as_lines(blobs) as asked:
            process = self._started("cat-file", "--batch", "--buffer", istream=asked)
            stream = process.stdout
            count = len(blobs)
            del blobs  # of a long history the list is long, and each header names its blob again
            for _ in range(count):
                header = stream.readline().split()
                if len(header) != 3:
                    name = header[0].decode()[:9] if header else "ingenting"
                    raise GitError(
                        f"Git har ikke innholdet i {name}. Arkivet er skadet eller ufullstendig: "
                        "Se hva «git fsck» sier, eller klon det på nytt."
                    )
                yield _limited(stream, int(header[2]))
                stream.read(1)
            _finish(process)

    def _fetch_missing(self, blobs: Iterable[str]) -> None:
        """In a clone without contents (`--filter=blob:none`): fetch all that lack in one go, where git would ask for each."""
        if not _lacks_contents(self.common_dir):
            return
        listed = self._tried("config", "--get-regexp", r"^remote\..*\.promisor$")[1].decode()
        remote = next(iter(PROMISOR.findall(listed)), "")
        objects = self._run(
            "rev-list", "--objects", "--missing=print", "--all", "HEAD", "--", *self._folders()
        )
        missing = {line[1:].decode() for line in objects.split(b"\n") if line.startswith(b"?")}
        wanted = sorted(missing & set(blobs))
        if not (remote and wanted):
            return
        with _as_lines(wanted) as asked:
            process = self._started(
                "-c", "fetch.negotiationAlgorithm=noop", "-c", "maintenance.auto=false", "-c", "gc.auto=0",
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no",
                "--filter=blob:none", "--stdin", remote, istream=asked,
            )  # fmt: skip
            errors = one_line(_text(process.stderr.read()))
        if process.proc.wait() != 0:
            raise GitError(
                f"Arkivet er hentet uten innholdet i filene (partial clone), og resten lot seg ikke hente fra «{_short(remote)}». "
                f"Git sier: {errors or 'ingenting'} Klon arkivet på nytt uten «--filter»."
            )

    def uncommitted(self, texts: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
        """YAML files under `measures/` and `plans/` whose content is not what is checked out: not recorded yet.

        `texts`: what was read of the folder, where somebody may have saved more since.

        Contents are compared here: `git status` would believe the index (sparse checkouts, files «assumed
        unchanged»), and run what the repository's own settings name (fsmonitor, filters).
        """
        there = worktree(self.root).texts if texts is None else texts
        head = self.head()
        recorded = self.blobs_at(head)[0] if head else {}
        changed = {
            path
            for path in there.keys() | recorded.keys()
            if path not in there or not _is_blob(there[path], recorded.get(path, ""))
        }
        return tuple(sorted(changed))

    def messages(self) -> Iterator[tuple[str, str, bool]]:
        """Short id and message of each commit that led here, the newest first, and whether it is one that is new here.

        New is what the checked out commit brought in: itself, or what it merged.
        """
        if self.head() is None:
            return
        status, listed, _ = self._tried("rev-list", "HEAD^1..HEAD")
        new = set(listed.decode().split()) if status == 0 else {self.head()}
        log = self._run("log", "-z", "--no-color", "--encoding=UTF-8", "--format=%H%n%B", "HEAD")
        for entry in log.decode("utf-8", "replace").split("\0"):
            id, _, message = entry.partition("\n")
            if id.strip():
                yield id.strip()[:9], message.strip(), id.strip() in new

    def approvals(self, rev: str = "HEAD") -> dict[str, Approval]:
        """Of each commit of the mainline, by id: approved in its message, or taken in by another than its author.

        GitLab writes `Approved-by`, and people write `Reviewed-by`; GitHub writes neither, but who merges is in git.
        """
        if (tip := self._verified(rev)) is None:
            return {}
        log = self._run(
            "log", "-z", "--no-color", "--no-show-signature", "--encoding=UTF-8", "--format=%H%x03%P%x03%ae%x03%B", tip
        )  # fmt: skip
        commits: dict[str, tuple[list[str], str, str]] = {}
        for entry in log.decode("utf-8", "replace").split("\0"):
            id, _, rest = entry.strip("\n").partition("\x03")
            if id:
                listed, address, body = rest.split("\x03", 2)
                commits[id] = listed.split(), address.casefold(), body
        approved = {}
        while tip in commits:
            parents, author, message = commits[tip]
            wrote = commits[parents[1]][1] if len(parents) > 1 and parents[1] in commits else author
            approvers = tuple(dict.fromkeys(APPROVED_BY.findall(message)))
            others = [who for who in approvers if wrote not in who.casefold()]
            approved[tip] = Approval(approvers, bool(others) or wrote != author)
            tip = parents[0] if parents else ""
        return approved

    # Git itself

    def _log(self, rev: str, shape: str) -> Iterator[tuple[Commit, tuple[Touched, ...]]]:
        refuse_strange_revision(rev)
        self._refuse_shallow()
        if self._verified(rev) is None:
            return
        # `-m` would obey `log.diffMerges`, which a reader may have set.
        # `--sparse` keeps the commits that changed no file of ours: they too say how far the clock had come.
        process = self._started(
            "log", "--first-parent", "--diff-merges=first-parent", "--full-history", "--sparse",
            "--reverse", "-z", shape, *AS_RECORDED, "--no-abbrev", "--no-renames", "--no-color", "--no-show-signature", "--encoding=UTF-8",
            "--format=%x02%H%x03%ct%x03%P%x03%s%x03%b", rev, "--", *self._folders(),
        )  # fmt: skip
        commit: Commit | None = None
        touched: list[Touched] = []
        latest = 0
        tokens = _tokens(process.stdout)
        for token in tokens:
            if token.startswith(b"\2"):
                if commit:
                    yield commit, tuple(touched)
                id, seconds, parents, subject, body = (
                    token[1:].decode("utf-8", "replace").split("\3", 4)
                )
                claimed = min(int(seconds or 0), LAST_SECOND)
                claimed_on = _moment(claimed).date()
                if (
                    claimed_on <= self.today
                ):  # a clock that ran ahead says nothing of when this was known
                    latest = max(latest, claimed)
                commit = Commit(
                    id,
                    min(_moment(latest or claimed).date(), self.today),
                    shown_subject(subject, body),
                    claimed_on if claimed_on > self.today else None,
                    parents.partition(" ")[2].partition(" ")[0],
                )
                touched = []
            else:
                _, mode, _, blob, _ = token.decode().lstrip("\n:").split(" ")
                path = self._from_root(next(tokens))
                if _is_read(path):
                    touched.append(Touched(path, blob if mode in FILE_MODES else ""))
        _finish(process)
        if commit:
            yield commit, tuple(touched)

    def _folders(self) -> list[str]:
        return [self.prefix + folder for folder in FOLDERS]

    def _from_root(self, name: bytes) -> str:
        return name.decode("utf-8", errors="replace")[len(self.prefix) :]

    def _verified(self, rev: str) -> str | None:
        """The commit that a revision names, None where it names none; GitError where git cannot tell."""
        if rev == "HEAD" or FULL_ID.fullmatch(
            rev
        ):  # no branch or tag is meant: one question will do
            status, out, _ = self._tried("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}")
            if status == 0:
                return out.decode().strip()
        status, out, _ = self._tried("rev-parse", "--verify", "--quiet", rev)
        if status == 1:  # git's «there is none»; the rest is a repository it will not read
            return None
        if status == 0:
            self._refuse_two_meanings(rev)
            rev = out.decode().strip()
            status, out, _ = self._tried("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}")
            if status == 0:
                return out.decode().strip()
            if self._tried("cat-file", "-e", rev)[0] == 0:
                return None  # a file or a folder
        raise GitError(_in_one_line("rev-parse", self._tried("rev-parse", "--verify", rev)[2]))

    def _refuse_two_meanings(self, rev: str) -> None:
        """Git takes the tag where a branch has the same name, and says so only to those who read its warnings."""
        refs = self._tried("show-ref", "--", f"heads/{rev}", f"tags/{rev}")[1].split(b"\n")[:-1]
        if len(refs) > 1:
            name = _short(rev)
            raise UsageError(
                f"«{name}» er både en gren og en merkelapp. Skriv heads/{name} eller tags/{name}."
            )

    def _refuse_shallow(self) -> None:
        cut_off = self.common_dir / "shallow"
        if cut_off.is_file() and cut_off.read_bytes().strip():
            raise GitError(
                "Arkivet er hentet uten historikk (shallow clone). Hent resten med «git fetch --unshallow». "
                "I GitHub Actions: sett «fetch-depth: 0» på actions/checkout."
            )

    def _tried(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        istream: IO[bytes] | None = None,
    ) -> tuple[int, bytes, str]:
        status, out, errors = self.git.execute(
            ["git", *SAFELY, *arguments],
            env=env,
            istream=istream,
            with_extended_output=True,
            with_exceptions=False,
            stdout_as_string=False,
            strip_newline_in_stdout=False,
        )
        return status, out, _text(errors)

    def _run(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        istream: IO[bytes] | None = None,
    ) -> bytes:
        status, out, errors = self._tried(*arguments, env=env, istream=istream)
        if status != 0:
            name = next(a for a in arguments if not a.startswith("-"))
            raise GitError(_in_one_line(name, errors))
        return out

    def _started(self, *arguments: str, istream: IO[bytes] | None = None) -> Any:
        return self.git.execute(["git", *SAFELY, *arguments], istream=istream, as_process=True)


def repository(root: Path, today: date = date.max) -> Repository:
    """The git repository that a folder lies in; GitError where there is none.

    A commit that claims a day after `today` counts from the one before it.
    """
    try:
        import git
        from git.exc import InvalidGitRepositoryError
    except ImportError:  # GitPython says so where it finds no git
        raise NoRepository(
            "Fant ikke programmet git, og uten det finnes ingen historikk. Installer git (git-scm.com)."
        ) from None
    root = root.resolve()
    try:
        opened = git.Repo(root, search_parent_directories=True)
    except InvalidGitRepositoryError:
        top, common_dir, runner = _named_by_environment(root)
    else:
        top = Path(opened.working_tree_dir or root).resolve()
        common_dir, runner = _common_dir(Path(opened.git_dir)), opened.git
    runner.update_environment(
        # None: with an index git would read files of the folder, through the filters that the settings name.
        GIT_INDEX_FILE=str(common_dir.resolve() / f"no-index-{uuid4().hex}"),
        GIT_ALLOW_PROTOCOL=_protocols(common_dir, runner),
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
    inside = root.relative_to(top).as_posix()
    prefix = "" if inside == "." else f"{inside}/"
    return Repository(root, prefix, top, common_dir, runner, today)


def _lacks_contents(common_dir: Path) -> bool:
    """Whether this is a clone that git fetches more of when it is asked for (partial clone)."""
    return any((common_dir / "objects" / "pack").glob("*.promisor"))


def _protocols(common_dir: Path, runner: Any) -> str:
    """What git may fetch lacking contents by: nothing, where the repository itself names a program for that.

    Never from a folder (`file`): its settings could name programs too.
    """
    if not _lacks_contents(common_dir):
        return "none"
    return "none" if _names_a_program(runner) else SERVERS


def _names_a_program(runner: Any) -> bool:
    """Whether the repository's own settings name something that a fetch or a push would run."""
    listed = runner.execute(["git", *SAFELY, "config", "--list", "--name-only", "--show-scope", "-z"])  # fmt: skip
    settings = iter(listed.split("\0"))
    own = (name for scope, name in zip(settings, settings, strict=False) if scope in OWN_SCOPES)
    return any(map(RUN_BY_SENDING.fullmatch, own))


OWN_SCOPES = ("local", "worktree")
SERVERS = "https:http:ssh:git"  # never a folder: its settings could name programs too


def _parting(mainline: Sequence[Commit], other_mainline: Sequence[Commit]) -> Commit:
    """The last commit that two mainlines share; the first of `one` where they share none."""
    shared = {commit.id for commit in other_mainline}
    return next((commit for commit in reversed(mainline) if commit.id in shared), mainline[0])


def _common_dir(git_dir: Path) -> Path:
    """Where a linked worktree has its objects; never what GIT_COMMON_DIR says of another repository."""
    pointer = git_dir / "commondir"
    return (git_dir / pointer.read_text().strip()).resolve() if pointer.is_file() else git_dir


def recorded_as(root: Path, texts: Mapping[str, bytes] | None = None) -> str | None:
    """The commit whose files are those of the folder, or the `texts` that were read there; None where something is not recorded yet, or without git."""
    try:
        repo = repository(root)
        return None if repo.uncommitted(texts) else repo.head()
    except GitError:
        return None


def _named_by_environment(root: Path) -> tuple[Path, Path, Any]:
    """The repository that GIT_DIR and GIT_WORK_TREE name, for a folder that has none above it."""
    from git import Git
    from git.exc import GitCommandError

    missing = NoRepository(
        f"{root} ligger ikke i et git-arkiv, og uten git finnes ingen historikk. Klon planens arkiv, "
        "eller kjør «git init» og registrer filene."
    )
    if not os.environ.get("GIT_DIR"):
        raise missing
    try:
        answer = Git(str(root)).execute(
            ["git", *SAFELY, "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir", "--git-common-dir"]
        )  # fmt: skip
    except GitCommandError:
        raise missing from None
    top, git_dir, common_dir = (Path(line) for line in _text(answer).splitlines())
    runner = Git(str(top))
    runner.update_environment(GIT_DIR=str(git_dir))
    return top.resolve(), common_dir, runner


STRANGE = re.compile(r"^[-^]|[\x00-\x20\x7f]|\.\.|@\{(?!-?[0-9]+\}|u\}|upstream\}|push\})")


def refuse_strange_revision(rev: str) -> None:
    """Nothing that git would read as an option, a range, or a date of its own making."""
    if not rev or STRANGE.search(rev):
        raise UsageError(
            f"«{_short(rev)}» kan ikke brukes som revisjon. Skriv en commit, en gren eller en merkelapp (tag). "
            "En dato oppgis med --known-on."
        )


SERIES = re.compile(r"plans/.*/indicators/[^/]*\.csv", re.IGNORECASE)


def _is_read(path: str) -> bool:
    """Whether a file is the plans' own: YAML under the two folders, and the figures of indicators."""
    folder, _, rest = path.partition("/")
    name = rest.rpartition("/")[2]
    ours = name.lower().endswith(SUFFIXES) or SERIES.fullmatch(path)
    return folder in FOLDERS and bool(ours) and not name.startswith(".")


def _is_blob(content: bytes, blob: str) -> bool:
    """Whether git would keep a content under a name, as it lies or with the line ends that git keeps."""
    kinds = {40: hashlib.sha1, 64: hashlib.sha256}
    if len(blob) not in kinds:
        return False
    shapes = (content, content.replace(b"\r\n", b"\n"))
    return any(
        kinds[len(blob)](b"blob %d\0" % len(shape) + shape, usedforsecurity=False).hexdigest()
        == blob
        for shape in shapes
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(OSLO)


def _short(word: str) -> str:
    """Make a typed word printable, and short enough to quote in an answer."""
    line = one_line(word)
    return line if len(line) <= MAX_SHOWN else f"{line[:MAX_SHOWN]}…"


MAX_SHOWN = 60


NOT_SHOWN = "(meldingen vises ikke: den har opplysninger om en person i seg)"


def shown_subject(subject: str, body: str = "") -> str:
    """What may be told of a commit's message, which anybody may have written: nothing, where it names a person's data."""
    printable = one_line(subject)
    return NOT_SHOWN if any(map(personal_data, {subject, printable, body})) else printable


def _tokens(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(1 << 16):
        *tokens, rest = (rest + chunk).split(b"\0")
        yield from tokens
    if rest:
        yield rest


@contextmanager
def _as_lines(ids: Iterable[str]) -> Iterator[IO[bytes]]:
    """Ids for a process to read, one a line."""
    with _as_stream("".join(f"{id}\n" for id in ids).encode()) as lines:
        yield lines


@contextmanager
def _as_stream(content: bytes) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as stream:
        stream.write(content)
        stream.seek(0)
        yield stream


def _limited(stream: IO[bytes], size: int) -> bytes:
    kept = stream.read(min(size, MAX_BYTES + 1))
    left = size - len(kept)
    while left > 0 and (skipped := stream.read(min(left, 1 << 20))):
        left -= len(skipped)
    return kept


def _finish(process: Any) -> None:
    errors = _text(process.stderr.read())
    if process.proc.wait() != 0:
        raise GitError(_in_one_line(process.args[len(SAFELY) + 1], errors))


def _in_one_line(command: str, errors: str) -> str:
    words = one_line(errors) or "ingenting"
    return f"Git klarte ikke «git {command}». Git sier: {words}"


def _text(words: str | bytes) -> str:
    return words if isinstance(words, str) else words.decode("utf-8", "replace")
