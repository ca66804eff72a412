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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tiltak.edit import save
from tiltak.edit.proposal import Proposal, proposed
from tiltak.edit.saving import saved
from tiltak.forms.editor import FOLDER, LOCAL, editor_files
from tiltak.problems import UsageError
from tiltak.read import repo
from tiltak.read.load import kind_of, load

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

API = f"/{FOLDER}/api"
MAX_BODY = 4_000_000
NOT_HERE = "Skjemaet kan bare brukes fra denne maskinen."
KEY = "nokkel"  # in the address that is printed, and afterwards in a cookie
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
    inner: WSGIApplication, root: Path, today: Callable[[], date], key: str
) -> WSGIApplication:
    """`inner` with the editor in front of it, for those who have the key: others may use this machine too."""
    desk = Desk(root, today)

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        start = _unframed(start)
        if path == API:
            return _api(desk, environ, start, key)
        # A site that is not published yet is nobody else's to read either.
        if not _our_name(environ):
            return _answer(start, HTTPStatus.FORBIDDEN, NOT_HERE.encode(), "text/plain")
        if environ.get("QUERY_STRING") == f"{KEY}={key}":
            # Out of the address, so that it does not stay in what the browser remembers.
            kept = f"{KEY}={key}; Path=/; HttpOnly; SameSite=Strict"
            return _answer(
                start,
                HTTPStatus.FOUND,
                b"",
                "text/plain",
                [("Location", path), ("Set-Cookie", kept)],
            )
        if not _has_key(environ, key):
            return _answer(start, HTTPStatus.FORBIDDEN, NO_KEY.encode(), "text/plain")
        if path == f"/{FOLDER}":
            return _answer(
                start, HTTPStatus.FOUND, b"", "text/plain", [("Location", f"/{FOLDER}/")]
            )
        if path.startswith(f"/{FOLDER}/"):
            return _page(desk, path.removeprefix("/"), environ, start)
        return inner(environ, start)

    return application


def _unframed(start: StartResponse) -> StartResponse:
    """No page elsewhere may show ours in a frame of its own, and lead a click astray."""

    def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        framed = ("X-Frame-Options", "DENY"), ("Content-Security-Policy", "frame-ancestors 'none'")
        return start(status, [*headers, *framed], *more)

    return started


# What the browser asks for


def _page(desk: Desk, path: str, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    name = f"{path}index.html" if path.endswith("/") else path
    content = desk.files().get(name)
    if content is None:
        return _answer(start, HTTPStatus.NOT_FOUND, b"Finnes ikke.", "text/plain")
    guessed = {".js": "text/javascript", ".json": "application/json"}.get(Path(name).suffix)
    kind = guessed or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _answer(
        start, HTTPStatus.OK, content if environ["REQUEST_METHOD"] != "HEAD" else b"", kind
    )


def _api(desk: Desk, environ: WSGIEnvironment, start: StartResponse, key: str) -> Iterable[bytes]:
    try:
        _ours(environ, key)
        asked = _body(environ)
        answer = desk.answer(str(asked.get("action", "")), asked.get("params") or {})
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
    if not _has_key(environ, key):
        raise RefusedRequest(NO_KEY, HTTPStatus.FORBIDDEN)
    if kind != "application/json":
        raise RefusedRequest("Forespørselen må være JSON.", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _our_name(environ: WSGIEnvironment) -> bool:
    """Whether the browser asked for this machine by a name that no page elsewhere can take."""
    try:
        return urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname in OUR_HOSTS
    except ValueError:
        return False


def _has_key(environ: WSGIEnvironment, key: str) -> bool:
    try:
        cookie = SimpleCookie(str(environ.get("HTTP_COOKIE", "")))
    except CookieError:
        return False
    given = cookie[KEY].value if KEY in cookie else ""
    return hmac.compare_digest(given.encode(), key.encode())


def _body(environ: WSGIEnvironment) -> dict[str, Any]:
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > MAX_BODY:
        raise RefusedRequest("Forespørselen er for stor.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        asked = json.loads(environ["wsgi.input"].read(int(length)))
    except (ValueError, RecursionError):
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
    start(
        f"{status.value} {status.phrase}",
        [
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            *headers,
        ],
    )
    return [content]


# What it gets


@dataclass(frozen=True, slots=True)
class Desk:
    """The plan's files on this machine, as the form reads and saves them."""

    root: Path
    today: Callable[[], date]

    def files(self) -> dict[str, bytes]:
        return _files(tuple(repo.worktree(self.root).texts.items()))

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
            case "getMedia":
                return []
            case "getDeployPreview":
                return None
        raise RefusedRequest("Dette kan ikke gjøres i skjemaet på denne maskinen.")

    def folder(self, folder: str, extension: str) -> list[dict[str, Any]]:
        texts = repo.worktree(self.root).texts
        inside = [
            p for p in texts if p.rpartition("/")[0] == folder and p.endswith(f".{extension}")
        ]
        return [_entry(path, texts[path]) for path in inside]

    def entry(self, path: str) -> dict[str, Any]:
        return _entry(path, repo.worktree(self.root).texts.get(path))

    def save(self, params: Params) -> dict[str, Any]:
        """Write what was changed, all of it or nothing; Refused with the problems it would bring.

        What a person should look at all the same comes back as warnings.
        """
        if _list(params, "assets"):
            raise RefusedRequest("Skjemaet tar ikke imot filer.")
        files = _list(params, "dataFiles")
        changed = {_own(_text(file, "path")): _text(file, "raw").encode("utf-8") for file in files}
        tree = repo.worktree(self.root)
        base = params.get("base")
        for path in changed:
            read = base.get(path) if isinstance(base, dict) else None
            if tree.texts.get(path) != _raw(read):
                raise RefusedRequest(
                    "Filen er endret et annet sted i mellomtiden. Last siden på nytt, og gjør endringen om igjen. "
                    + " ".join(save.what_they_did(path, _raw(read), tree.texts.get(path)).split()),
                    HTTPStatus.CONFLICT,
                )
        proposal = proposed(load(tree.texts), tree.texts, changed, self.today())
        if proposal.errors:
            raise _refused(proposal)
        saved(self.root, proposal, self.today())
        warnings = [problem.in_form for problem in proposal.warnings[:MANY]]
        return {"message": "lagret", "warnings": warnings}


@lru_cache(maxsize=1)  # the page asks for ten of them in a row
def _files(texts: tuple[tuple[str, bytes], ...]) -> dict[str, bytes]:
    by_path = dict(texts)
    return editor_files(load(by_path).portfolio, LOCAL, by_path)


def _entry(path: str, raw: bytes | None) -> dict[str, Any]:
    checksum = None if raw is None else hashlib.sha256(raw).hexdigest()
    text = None if raw is None else raw.decode("utf-8", errors="replace")
    return {"data": text, "file": {"path": path, "id": checksum}}


def _raw(text: Any) -> bytes | None:
    return None if text is None else str(text).encode("utf-8")


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
