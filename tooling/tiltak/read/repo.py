"""The plans' files as they were at any commit: which commits there are, what they changed, and what the files said.

One process lists, one process gives contents; never one for each commit or file.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO
from uuid import uuid4

from tiltak.harmless import one_line
from tiltak.model.plan import OSLO
from tiltak.problems import Problem, UsageError
from tiltak.read.commits import APPROVED_BY, Approval, Commit, Doubt, Touched, shown_subject
from tiltak.read.git import (
    SERVERS,
    Git,
    GitError,
    as_lines,
    as_stream,
    decoded,
    finish,
    git_of,
    in_one_line,
    lacking,
    quotable,
    tokens,
)
from tiltak.read.plan_files import FOLDERS, Tree, is_read, refused_link, worktree
from tiltak.read.yaml_lines import MAX_BYTES

FILE_MODES = ("100644", "100755")
LINK_MODE = "120000"
# For what compares contents: as they are recorded, and nothing of what `.gitmodules` says.
AS_RECORDED = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
PROMISOR = re.compile(r"^remote\.(.+)\.promisor true$", re.MULTILINE)
FULL_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
IS_A_FOLDER = "transport 'file' not allowed"  # what git says of a server that is none
LAST_SECOND = 253_402_200_000  # in the year 9999; a broken clock may say more, and Python cannot


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository that a folder lies in, seen from that folder: paths begin at `root`.

    The mainline is the chain of first parents from a commit: what had been taken in, in that order.
    """

    root: Path
    prefix: str  # of the folder inside the repository: "" or "some/folder/"
    git: Git
    today: date = date.max
    # What git has said of a commit, which never changes.
    _mainlines: dict[str, tuple[Commit, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _commits: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    # Which commit

    def head(self) -> str | None:
        """The commit that is checked out, None before the first one."""
        return self._verified("HEAD")

    def resolve(self, rev: str) -> str:
        """The full id of the commit that a person named: an id, a branch, a tag, `HEAD~3`."""
        if commit := self.named(rev):
            return commit
        raise UsageError(
            f"Revisjonen «{quotable(rev)}» finnes ikke her. Skriv en commit, en gren eller en merkelapp (tag) som git kjenner."
        )

    def named(self, rev: str) -> str | None:
        """The full id of a commit, None where it is not here."""
        refuse_strange_revision(rev)
        self._refuse_shallow()
        asked = rev not in self._commits and FULL_ID.fullmatch(rev)
        missing = asked and self.git.tried("cat-file", "-e", rev)[0] != 0
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
        status, out, _ = self.git.tried("merge-base", self.resolve(rev), self.resolve(other_rev))
        return self.commit(out.decode().strip()) if status == 0 else None

    def newer(self, rev: str, than: str) -> int:
        """How many commits of a mainline have changed our files since another commit."""
        between = f"{self.resolve(than)}..{self.resolve(rev)}"
        counted = self.git.run(
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

    def leads_to_head(self, rev: str) -> bool:
        """Whether a commit is a part of the history of what is checked out, and not only still lying in the archive."""
        id = self.named(rev)
        return id is not None and self.git.tried("merge-base", "--is-ancestor", id, "HEAD")[0] == 0

    def tagged(self, name: str) -> str | None:
        """The commit that a tag points at, None where there is no such tag."""
        return self._verified(f"refs/tags/{name}")

    def revision_on(self, day: date) -> Commit:
        """The newest commit of the mainline at the end of a day in Europe/Oslo."""
        # Never git's own reading of dates: a bare date there takes the hour of now.
        commits = self.mainline()
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
        kind = self.git.tried("cat-file", "-t", f"refs/tags/{name}")[1].strip()
        return kind == b"tag" and self.tagged(name) == commit

    def tag(self, name: str, commit: str, message: str) -> None:
        """An annotated tag, signed where git is set to sign; UsageError where the name is taken."""
        if self.tagged(name):
            raise UsageError(f"Merkelappen «{name}» finnes i git fra før.")
        self.git.run("tag", "--annotate", f"--message={message}", name, commit)

    def drafted(self, contents: Mapping[str, bytes | None], message: str) -> str:
        """A commit with files on top of what is checked out (None: without that file), on no branch yet; its id.

        Made without the index of the folder, and without the filters and hooks that the settings may name.
        """
        head = self.head()
        index = {"GIT_INDEX_FILE": str(self.git.common_dir / f"draft-{uuid4().hex}")}
        try:
            if head:
                self.git.run("read-tree", head, env=index)
            self.git.run("update-index", *self._entries(contents), env=index)
            tree = self.git.run("write-tree", env=index).decode().strip()
        finally:
            Path(index["GIT_INDEX_FILE"]).unlink(missing_ok=True)
        parents = ("-p", head) if head else ()
        return self.git.run("commit-tree", tree, *parents, "-m", message).decode().strip()

    def take_in(self, draft: str, contents: Mapping[str, bytes | None]) -> None:
        """Check out a draft that lies on top of what is checked out; the files are as it has them."""
        git_dir = self.git.run("rev-parse", "--absolute-git-dir").decode().strip()
        index = {"GIT_INDEX_FILE": str(Path(git_dir) / "index")}
        self.git.run(
            "update-ref", "HEAD", draft, self.git.run("rev-parse", f"{draft}^").decode().strip()
        )
        self.git.run("update-index", *self._entries(contents), env=index)

    def _entries(self, contents: Mapping[str, bytes | None]) -> Iterator[str]:
        for path, raw in contents.items():
            if raw is None:
                yield from ("--force-remove", f"{self.prefix}{path}")
                continue
            with as_stream(raw) as stream:
                blob = self.git.run("hash-object", "-w", "--stdin", istream=stream).decode().strip()
            yield from ("--add", "--cacheinfo", f"100644,{blob},{self.prefix}{path}")

    def remote(self) -> str:
        """The server that the branch comes from, or the only one there is; empty where there is none."""
        branch = self.git.tried("symbolic-ref", "--short", "HEAD")[1].decode().strip()
        of_branch = self.git.tried("config", f"branch.{branch}.remote")[1].decode().strip()
        return of_branch or next(iter(self.git.run("remote").decode().split()), "")

    def send(self, commit: str, branch: str) -> str:
        """Send a commit to the server as a branch of its own; what the server says to that."""
        remote = self.remote()
        by_hand = f"Skriv selv: git push {remote} {commit[:12]}:refs/heads/{branch}"
        if self.git.names_a_program():
            raise GitError(
                f"Innstillingene i dette arkivet nevner programmer eller filer som git ville brukt. {by_hand}"
            )
        status, _, reply = self.git.tried(
            "push", "--quiet", remote, f"{commit}:refs/heads/{branch}",
            env={"GIT_ALLOW_PROTOCOL": SERVERS, "LC_ALL": "C"},
        )  # fmt: skip
        if IS_A_FOLDER in reply:
            raise GitError(
                f"«{remote}» er en mappe, og Tiltak sender bare til en tjener. {by_hand}"
            )
        if status != 0:
            raise GitError(in_one_line("push", reply))
        return reply

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
        return len(self.git.run("log", "--all", f"-S{text}", "--format=%H", *AS_RECORDED).split())

    def content_at(self, rev: str, path: str) -> bytes | None:
        """One file of any kind at a commit; None where there is none."""
        refuse_strange_revision(rev)
        status, out, _ = self.git.tried("cat-file", "blob", f"{rev}:{self.prefix}{path}")
        if status == 0:
            return out
        earlier = self._before_the_move() if not self._listed(rev) else None
        return earlier.content_at(rev, path) if earlier else None

    def _listed(self, rev: str) -> bytes:
        return self.git.run("ls-tree", "-r", "-z", "--full-tree", rev, "--", *self._folders())

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
            if mode == LINK_MODE and is_read(path):
                problems.append(refused_link(path))
            elif mode in FILE_MODES and is_read(path):
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
        if self.git.tried("rev-parse", "--verify", "--quiet", f"{commit.id}^1")[0] != 0:
            return None
        came = {(file.path, file.blob) for file in touched if file.blob}
        listed = self.git.run(
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
        with as_lines(blobs) as asked:
            process = self.git.started("cat-file", "--batch", "--buffer", istream=asked)
            stream = process.stdout
            count = len(blobs)
            del blobs  # of a long history the list is long, and each header names its blob again
            for _ in range(count):
                header = stream.readline().split()
                if len(header) != 3:
                    raise GitError(lacking(header[0].decode()[:9] if header else "filene"))
                yield _limited(stream, int(header[2]))
                stream.read(1)
            finish(process)

    def _fetch_missing(self, blobs: Iterable[str]) -> None:
        """In a clone without contents (`--filter=blob:none`): fetch all that lack in one go, where git would ask for each."""
        if not self.git.lacks_contents():
            return
        listed = self.git.tried("config", "--get-regexp", r"^remote\..*\.promisor$")[1].decode()
        remote = next(iter(PROMISOR.findall(listed)), "")
        objects = self.git.run(
            "rev-list", "--objects", "--missing=print", "--all", "HEAD", "--", *self._folders()
        )
        missing = {line[1:].decode() for line in objects.split(b"\n") if line.startswith(b"?")}
        wanted = sorted(missing & set(blobs))
        if not (remote and wanted):
            return
        with as_lines(wanted) as asked:
            process = self.git.started(
                "-c", "fetch.negotiationAlgorithm=noop", "-c", "maintenance.auto=false", "-c", "gc.auto=0",
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no",
                "--filter=blob:none", "--stdin", remote, istream=asked,
            )  # fmt: skip
            errors = one_line(decoded(process.stderr.read()))
        if process.proc.wait() != 0:
            raise GitError(
                f"Arkivet er hentet uten innholdet i filene (partial clone), og resten lot seg ikke hente fra «{quotable(remote)}». "
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
        status, listed, _ = self.git.tried("rev-list", "HEAD^1..HEAD")
        new = set(listed.decode().split()) if status == 0 else {self.head()}
        log = self.git.run("log", "-z", "--no-color", "--encoding=UTF-8", "--format=%H%n%B", "HEAD")
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
        log = self.git.run(
            "log", "-z", "--no-color", "--no-show-signature", "--encoding=UTF-8", "--format=%H%x03%P%x03%ae%x03%B", tip
        )  # fmt: skip
        commits: dict[str, tuple[list[str], str, str]] = {}
        for entry in log.decode("utf-8", "replace").split("\0"):
            id, _, fields = entry.strip("\n").partition("\x03")
            if id:
                listed, address, body = fields.split("\x03", 2)
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
        process = self.git.started(
            "log", "--first-parent", "--diff-merges=first-parent", "--full-history", "--sparse",
            "--reverse", "-z", shape, *AS_RECORDED, "--no-abbrev", "--no-renames", "--no-color", "--no-show-signature", "--encoding=UTF-8",
            "--format=%x02%H%x03%ct%x03%P%x03%s%x03%b", rev, "--", *self._folders(),
        )  # fmt: skip
        commit: Commit | None = None
        touched: list[Touched] = []
        latest = 0
        pieces = tokens(process.stdout)
        for token in pieces:
            if token.startswith(b"\2"):
                if commit:
                    yield commit, tuple(touched)
                id, seconds, parents, subject, body = (
                    token[1:].decode("utf-8", "replace").split("\3", 4)
                )
                claimed = min(int(seconds or 0), LAST_SECOND)
                claimed_on = _moment(claimed).date()
                if claimed_on <= self.today:
                    # A clock that ran ahead says nothing of when this was known.
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
                path = self._from_root(next(pieces))
                if is_read(path):
                    touched.append(Touched(path, blob if mode in FILE_MODES else ""))
        finish(process)
        if commit:
            yield commit, tuple(touched)

    def _folders(self) -> list[str]:
        return [self.prefix + folder for folder in FOLDERS]

    def _from_root(self, name: bytes) -> str:
        return name.decode("utf-8", errors="replace")[len(self.prefix) :]

    def _verified(self, rev: str) -> str | None:
        """The commit that a revision names, None where it names none; GitError where git cannot tell."""
        if rev in self._commits:
            return rev
        if id := self._asked(rev):
            self._commits.add(id)
        return id

    def _asked(self, rev: str) -> str | None:
        if rev == "HEAD" or FULL_ID.fullmatch(rev):
            # No branch or tag is meant: one question will do.
            status, out, _ = self.git.tried("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}")
            if status == 0:
                return out.decode().strip()
        status, out, _ = self.git.tried("rev-parse", "--verify", "--quiet", rev)
        if status == 1:  # git's «there is none»; the rest is a repository it will not read
            return None
        if status == 0:
            self._refuse_two_meanings(rev)
            rev = out.decode().strip()
            status, out, _ = self.git.tried("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}")
            if status == 0:
                return out.decode().strip()
            if self.git.tried("cat-file", "-e", rev)[0] == 0:
                return None  # a file or a folder
            raise GitError(lacking(quotable(rev)))
        raise GitError(in_one_line("rev-parse", self.git.tried("rev-parse", "--verify", rev)[2]))

    def _refuse_two_meanings(self, rev: str) -> None:
        """Git takes the tag where a branch has the same name, and says so only to those who read its warnings."""
        refs = self.git.tried("show-ref", "--", f"heads/{rev}", f"tags/{rev}")[1].split(b"\n")[:-1]
        if len(refs) > 1:
            name = quotable(rev)
            raise UsageError(
                f"«{name}» er både en gren og en merkelapp. Skriv heads/{name} eller tags/{name}."
            )

    def _refuse_shallow(self) -> None:
        cut_off = self.git.common_dir / "shallow"
        if cut_off.is_file() and cut_off.read_bytes().strip():
            raise GitError(
                "Arkivet er hentet uten historikk (shallow clone). Hent resten med «git fetch --unshallow». "
                "I GitHub Actions: sett «fetch-depth: 0» på actions/checkout."
            )


def recorded_in(root: Path) -> frozenset[str]:
    """The files of a folder that the checked-out commit has; none without git."""
    try:
        head = repository(root).head()
        return _files_at(root.resolve(), head) if head else frozenset()
    except GitError:
        return frozenset()


@lru_cache(maxsize=1)  # the form asks for one file after the other
def _files_at(root: Path, commit: str) -> frozenset[str]:
    return frozenset(repository(root).blobs_at(commit)[0])


def repository(root: Path, today: date = date.max) -> Repository:
    """The git repository that a folder lies in; GitError where there is none.

    A commit that claims a day after `today` counts from the one before it.
    """
    root = root.resolve()
    git = git_of(root)
    inside = root.relative_to(git.top).as_posix()
    prefix = "" if inside == "." else f"{inside}/"
    return Repository(root, prefix, git, today)


def _parting(mainline: Sequence[Commit], other_mainline: Sequence[Commit]) -> Commit:
    """The last commit that two mainlines share; the first of `mainline` where they share none."""
    shared = {commit.id for commit in other_mainline}
    return next((commit for commit in reversed(mainline) if commit.id in shared), mainline[0])


def recorded_as(root: Path, texts: Mapping[str, bytes] | None = None) -> str | None:
    """The commit whose files are those of the folder, or the `texts` that were read there; None where something is not recorded yet, or without git."""
    try:
        repo = repository(root)
        return None if repo.uncommitted(texts) else repo.head()
    except GitError:
        return None


STRANGE = re.compile(r"^[-^]|[\x00-\x20\x7f]|\.\.|@\{(?!-?[0-9]+\}|u\}|upstream\}|push\})")


def refuse_strange_revision(rev: str) -> None:
    """Nothing that git would read as an option, a range, or a date of its own making."""
    if not rev or STRANGE.search(rev):
        raise UsageError(
            f"«{quotable(rev)}» kan ikke brukes som revisjon. Skriv en commit, en gren eller en merkelapp (tag). "
            "En dato oppgis med --known-on."
        )


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


def _limited(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(min(size, MAX_BYTES + 1))
    left = size - len(content)
    while left > 0 and (skipped := stream.read(min(left, 1 << 20))):
        left -= len(skipped)
    return content
