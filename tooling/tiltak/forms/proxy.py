"""The editor on this machine's own files: /rediger/ and what it asks for, in front of another WSGI application.

Speaks the small protocol of Decap's proxy backend, so that no account and no Node is needed. Reads and
writes the plan's files only, checks every save before it is written, and listens to no other web page.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import mimetypes
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tiltak.edit import save
from tiltak.edit.proposal import Proposal, proposed
from tiltak.edit.saving import saved
from tiltak.forms.editor import FOLDER, LOCAL, editor_files, program
from tiltak.problems import UsageError
from tiltak.read import git, plan_files, repo
from tiltak.read.load import kind_of, load
from tiltak.words.language import words

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

API = f"/{FOLDER}/api"
MAX_BODY = 4_000_000
MOST_DIGITS = 9  # of the length of a body
NOT_HERE = "Skjemaet kan bare brukes fra denne maskinen."
KEY = "nokkel"  # in the address that is printed
HEADER = "HTTP_X_TILTAK_NOKKEL"  # where key.js puts it: it is sent to no other program on this machine, as a cookie would be
COOKIE = "lesing"  # lets pages be read, and nothing be saved
NO_KEY = "Åpne hele adressen som «tiltak edit» skrev i terminalen. Uten nøkkelen i den kan andre brukere av maskinen lagre her."
MANY = 20  # more than a person mends at a time
OUR_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})

Params = Mapping[str, Any]


class RefusedRequest(Exception):
    """What was asked for is not done; the words are shown in the form."""

    def __init__(
        self,
        message: str,
        status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
        problems: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.answer = {"error": message, "problems": list(problems)}


def address(server: str, key: str) -> str:
    """What the person at this machine opens."""
    return f"{server}/{FOLDER}/?{KEY}={key}"


def editing(
    inner: WSGIApplication, root: Path, today: Callable[[], date], key: str, pages: str = ""
) -> WSGIApplication:
    """`inner` with the editor in front of it, for those who have the key: others may use this machine too.

    `pages`: where the page of a measure is, from the top of the site, with {plan} and {number}.
    """
    files = Files(root, today, pages)

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        start = _unframed(start)
        if path == API:
            return _api(files, environ, start, key)
        # A site that is not published yet is nobody else's to read either.
        if not _our_name(environ):
            return _answer(start, HTTPStatus.FORBIDDEN, NOT_HERE.encode(), "text/plain")
        if path == f"/{FOLDER}/" and _is(environ.get("QUERY_STRING"), f"{KEY}={key}"):
            start = _with_cookie(start, key)
        elif not _may_read(environ, key):
            return _answer(start, HTTPStatus.FORBIDDEN, NO_KEY.encode(), "text/plain")
        if path == f"/{FOLDER}":
            return _answer(
                start, HTTPStatus.FOUND, b"", "text/plain", [("Location", f"/{FOLDER}/")]
            )
        if path.startswith(f"/{FOLDER}/"):
            return _page(files, path.removeprefix("/"), environ, start)
        if "\0" in path:  # which no file has in its name, and MkDocs does not expect
            return _answer(start, HTTPStatus.NOT_FOUND, b"Finnes ikke.", "text/plain")
        return inner(environ, start)

    return application


def _unframed(start: StartResponse) -> StartResponse:
    """No page elsewhere may show ours in a frame of its own, and lead a click astray."""

    def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        framed = ("X-Frame-Options", "DENY"), ("Content-Security-Policy", "frame-ancestors 'none'")
        return start(status, [*headers, *framed], *more)

    return started


def _with_cookie(start: StartResponse, key: str) -> StartResponse:
    """Whoever came with the key may read the site's other pages too, which cannot be asked for with a header."""
    cookie = f"{COOKIE}={_for_reading(key)}; Path=/; HttpOnly; SameSite=Strict"
    return lambda status, headers, *more: start(status, [*headers, ("Set-Cookie", cookie)], *more)


# What the browser asks for


def _page(
    files: Files, path: str, environ: WSGIEnvironment, start: StartResponse
) -> Iterable[bytes]:
    name = f"{path}index.html" if path.endswith("/") else path
    content = files.file(name)
    if content is None:
        return _answer(start, HTTPStatus.NOT_FOUND, b"Finnes ikke.", "text/plain")
    guessed = {".js": "text/javascript", ".json": "application/json"}.get(Path(name).suffix)
    kind = guessed or mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {} if Path(name).suffix in OF_THE_PLAN else _kept(content)
    if "ETag" in headers and environ.get("HTTP_IF_NONE_MATCH") == headers["ETag"]:
        return _answer(start, HTTPStatus.NOT_MODIFIED, b"", kind, headers.items())
    body = content if environ["REQUEST_METHOD"] != "HEAD" else b""
    return _answer(start, HTTPStatus.OK, body, kind, headers.items())


OF_THE_PLAN = frozenset({".html", ".json"})  # no browser keeps these


@cache
def _kept(content: bytes) -> dict[str, str]:
    """The browser keeps the program, and asks each time whether it is still the same."""
    return {"Cache-Control": "no-cache", "ETag": f'"{hashlib.sha256(content).hexdigest()}"'}


def _api(files: Files, environ: WSGIEnvironment, start: StartResponse, key: str) -> Iterable[bytes]:
    try:
        _ours(environ, key)
        asked = _body(environ)
        answer = files.answer(str(asked.get("action", "")), asked.get("params") or {})
        status = HTTPStatus.OK
    except RefusedRequest as refused:
        answer, status = refused.answer, refused.status
    except UsageError as error:
        answer, status = {"error": error.in_form}, HTTPStatus.CONFLICT
    content = json.dumps(answer, ensure_ascii=False).encode("utf-8")
    return _answer(start, status, content, "application/json")


def _ours(environ: WSGIEnvironment, key: str) -> None:
    """Only the form itself may ask: no other web page, no other name for this machine, and no other user of it.

    A page elsewhere can make a browser post here (so the type must be JSON, which it may not send unasked),
    and can give its own name this machine's address (so the name must be one of ours).
    """
    origin = environ.get("HTTP_ORIGIN")
    kind = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    if environ["REQUEST_METHOD"] != "POST":
        raise RefusedRequest("Her svarer vi bare på POST.", HTTPStatus.METHOD_NOT_ALLOWED)
    if (
        not _our_name(environ)
        or (origin is not None and origin != f"http://{environ.get('HTTP_HOST', '')}")
        or environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin"
    ):
        raise RefusedRequest(NOT_HERE, HTTPStatus.FORBIDDEN)
    if not _is(environ.get(HEADER), key):
        raise RefusedRequest(NO_KEY, HTTPStatus.FORBIDDEN)
    if kind != "application/json":
        raise RefusedRequest("Forespørselen må være JSON.", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _our_name(environ: WSGIEnvironment) -> bool:
    """Whether the browser asked for this machine by a name that no page elsewhere can take."""
    return asked_for(str(environ.get("HTTP_HOST", ""))) in OUR_HOSTS


# urlsplit of Python 3.11 reads «[::1].example» as ::1.
HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^][:@/?#\\\s]+)(?::[0-9]{1,5})?", re.IGNORECASE)


def asked_for(host: str) -> str:
    """The name of a machine in the header `Host`, empty where none is written as it should be."""
    match = HOST.fullmatch(host)
    return match["name"].strip("[]").lower() if match else ""


def _for_reading(key: str) -> str:
    """What the key cannot be found from."""
    return hmac.digest(key.encode(), COOKIE.encode(), "sha256").hex()


def _may_read(environ: WSGIEnvironment, key: str) -> bool:
    try:
        cookie = SimpleCookie(str(environ.get("HTTP_COOKIE", "")))
    except CookieError:
        return False
    return COOKIE in cookie and _is(cookie[COOKIE].value, _for_reading(key))


def _is(sent: object, secret: str) -> bool:
    return hmac.compare_digest(str(sent or "").encode(), secret.encode())


def _body(environ: WSGIEnvironment) -> dict[str, Any]:
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or len(length) > MOST_DIGITS or int(length) > MAX_BODY:
        raise RefusedRequest("Forespørselen er for stor.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        asked = json.loads(environ["wsgi.input"].read(int(length)))
    except (ValueError, RecursionError, OSError):  # nonsense, or it did not come in time
        asked = None
    if not isinstance(asked, dict) or not isinstance(asked.get("params") or {}, dict):
        raise RefusedRequest("Forespørselen kan ikke leses.", HTTPStatus.BAD_REQUEST)
    return asked


def _answer(
    start: StartResponse,
    status: HTTPStatus,
    content: bytes,
    kind: str,
    headers: Iterable[tuple[str, str]] = (),
) -> list[bytes]:
    basic = {
        "Content-Type": f"{kind}; charset=utf-8",
        "Content-Length": str(len(content)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    start(f"{status.value} {status.phrase}", list((basic | dict(headers)).items()))
    return [content]


# What it gets


@dataclass(frozen=True, slots=True)
class Files:
    """The plan's files on this machine, as the form reads, saves, takes back and sends them in."""

    root: Path
    today: Callable[[], date]
    pages: str = ""

    def file(self, name: str) -> bytes | None:
        """A file under /rediger/. The program is there without a look at the plan's files."""
        if name in program():
            return program()[name]
        texts = tuple(plan_files.worktree(self.root).texts.items())
        recorded = repo.recorded_in(self.root)
        return _all_files(texts, recorded, self.today(), self.pages).get(name)

    def answer(self, action: str, params: Params) -> Any:
        match action:
            case "info":
                return {"repo": self.root.name, "publish_modes": ["simple"], "type": "local_fs"}
            case "entriesByFolder":
                return self.folder(_text(params, "folder"), _text(params, "extension"))
            case "entriesByFiles":
                return [self.entry(_text(file, "path")) for file in _list(params, "files")]
            case "getEntry":
                return self.entry(_text(params, "path"))
            case "persistEntry":
                return self.save(params)
            case "unsent":
                return self.unsent()
            case "takeBack":
                return self.take_back([_own(str(path)) for path in _list(params, "paths")])
            case "sendIn":
                return self.send_in()
            case "getMedia":
                return []
            case "getDeployPreview":
                return None
        raise RefusedRequest("Dette kan ikke gjøres i skjemaet på denne maskinen.")

    def folder(self, folder: str, extension: str) -> list[dict[str, Any]]:
        texts = plan_files.worktree(self.root).texts
        inside = [
            p for p in texts if p.rpartition("/")[0] == folder and p.endswith(f".{extension}")
        ]
        return [_entry(path, texts[path]) for path in inside]

    def entry(self, path: str) -> dict[str, Any]:
        return _entry(path, plan_files.worktree(self.root).texts.get(path))

    def save(self, params: Params) -> dict[str, Any]:
        """Write what was changed, all of it or nothing; Refused with the problems it would bring.

        What a person should look at all the same comes back as warnings.
        """
        if _list(params, "assets"):
            raise RefusedRequest("Skjemaet tar ikke imot filer.")
        files = _list(params, "dataFiles")
        changed = {_own(_text(file, "path")): _text(file, "raw").encode("utf-8") for file in files}
        tree = plan_files.worktree(self.root)
        base = params.get("base")
        for path in changed:
            is_new = not isinstance(base, dict) or base.get(path) is None
            read = None if is_new else _text(base, path).encode("utf-8")
            if tree.texts.get(path) != read:
                raise RefusedRequest(
                    "Filen er endret et annet sted i mellomtiden. Last siden på nytt, og gjør endringen om igjen. "
                    + " ".join(save.what_they_did(path, read, tree.texts.get(path)).split()),
                    HTTPStatus.CONFLICT,
                )
        proposal = self._written(tree.texts, changed)
        warnings = [problem.in_form for problem in proposal.warnings[:MANY]]
        return {"message": "lagret", "warnings": warnings}

    def _written(self, texts: Mapping[str, bytes], changed: Mapping[str, bytes | None]) -> Proposal:
        proposal = proposed(load(texts), texts, changed, self.today())
        if proposal.errors:
            raise _refused(proposal)
        saved(self.root, proposal, self.today())
        return proposal

    def unsent(self) -> dict[str, Any]:
        """Which files are saved here and not sent in; without git there is nowhere to send them."""
        try:
            repository = repo.repository(self.root)
        except git.NoRepository:
            return {"canSend": False, "paths": []}
        return {"canSend": True, "paths": list(repository.uncommitted())}

    def take_back(self, paths: Sequence[str]) -> dict[str, Any]:
        """Put files back to what was sent in last; a file that was not there then goes."""
        texts = plan_files.worktree(self.root).texts
        repository = repo.repository(self.root)
        head = repository.head()
        self._written(
            texts, {path: repository.content_at(head, path) if head else None for path in paths}
        )
        return self.unsent()

    def send_in(self) -> dict[str, Any]:
        """Record what is saved as one change, and send it to the server as a proposal where there is one."""
        repository = repo.repository(self.root)
        texts = plan_files.worktree(self.root).texts
        contents = {path: texts.get(path) for path in repository.uncommitted(texts)}
        if not contents:
            raise RefusedRequest("Det er ikke noe som ikke er sendt inn.", HTTPStatus.CONFLICT)
        draft = repository.drafted(contents, _message(contents))
        branch, reply = "", ""
        if repository.remote():
            branch = f"forslag/{self.today():%Y-%m-%d}-{draft[:7]}"
            reply = repository.send(draft, branch)
        repository.take_in(draft, contents)
        links = ADDRESS.findall(reply)
        return {**self.unsent(), "branch": branch, "link": links[0] if links else ""}


ADDRESS = re.compile(r"https://[^\s<>\"']+")  # where the git host says that the proposal goes on


def _message(paths: Iterable[str]) -> str:
    """The subject of what is sent in: roles and numbers only, since it can never be taken back.

    >>> _message(["measures/rus-2019/14-mo.yml", "measures/rus-2019/3-a.yml", "plans/units.yml"])
    'Oppdater rus-2019 14 og 3, units'
    """
    numbers: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.removesuffix(".yml").rpartition("/")
        kind, _, plan = folder.partition("/")
        numbers.setdefault(plan or name, []).extend(
            [name.partition("-")[0].replace("_", "-")] if kind == "measures" else []
        )
    subject = "Oppdater " + ", ".join(
        f"{plan} {listed}".strip()
        for plan, listed in ((p, words().listed(n)) for p, n in numbers.items())
    )
    return subject if len(subject) <= MAX_SUBJECT else f"Oppdater {len(list(paths))} filer"


MAX_SUBJECT = 72


@lru_cache(maxsize=1)  # the page asks for three of them in a row
def _all_files(
    texts: tuple[tuple[str, bytes], ...], recorded: frozenset[str], today: date, pages: str
) -> dict[str, bytes]:
    by_path = dict(texts)
    host = replace(LOCAL, pages=pages)
    return editor_files(load(by_path).portfolio, host, today, by_path, recorded)


def _entry(path: str, raw: bytes | None) -> dict[str, Any]:
    checksum = None if raw is None else hashlib.sha256(raw).hexdigest()
    text = None if raw is None else raw.decode("utf-8", errors="replace")
    return {"data": text, "file": {"path": path, "id": checksum}}


def _own(path: str) -> str:
    """Return the path if it is a plan's file; nothing else may be written."""
    if not kind_of(path):
        raise RefusedRequest(
            "Skjemaet lagrer bare tiltak, planer og enheter.", HTTPStatus.FORBIDDEN
        )
    return path


def _refused(proposal: Proposal) -> RefusedRequest:
    """Word a refusal, with the keys of the field for each problem in the files themselves."""
    ours = {p.code for p in proposal.errors if p.place.path in proposal.changed}
    problems: list[dict[str, Any]] = [
        {
            "path": p.place.path,
            "keys": p.place.keys if p.place.path in proposal.changed else (),
            "words": p.in_form,
        }
        for p in proposal.errors[:MANY]
        # The other measure of that number says the same, seen from there.
        if p.place.path in proposal.changed or p.code != "duplicate-number" or p.code not in ours
    ]
    return RefusedRequest(" ".join(p["words"] for p in problems[:3]), problems=problems)


def _text(params: Any, key: str) -> str:
    text = params.get(key) if isinstance(params, dict) else None
    if not isinstance(text, str) or SURROGATE.search(text):
        raise RefusedRequest(f"Forespørselen mangler «{key}».", HTTPStatus.BAD_REQUEST)
    return text


SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which no file can hold


def _list(params: Params, key: str) -> list[Any]:
    items = params.get(key) or []
    if not isinstance(items, list):
        raise RefusedRequest(f"«{key}» skulle vært en liste.", HTTPStatus.BAD_REQUEST)
    return items
