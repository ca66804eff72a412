"""What pages may do that this machine serves, and by which name they may be asked for."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING

from tiltak.forms.proxy import NOT_HERE, asked_for
from tiltak.site.look import POLICY

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

NO_SCRIPT = "script-src 'none'; object-src 'none'"  # for a picture that is opened as a page


def guarded(inner: WSGIApplication, own_name: str) -> WSGIApplication:
    """The site with the policy that it is published with, for those who ask for this machine by its own name.

    A page elsewhere may give its own name this machine's address, and would read a site that is not published yet.
    """

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if not _is_own(str(environ.get("HTTP_HOST", "")), own_name):
            start(f"{HTTPStatus.FORBIDDEN.value} Forbidden", [("Content-Type", "text/plain")])
            return [NOT_HERE.encode()]
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[..., None]:
            begun.append((status, headers))
            return lambda _: None

        answer = inner(environ, begin)
        status, headers = begun[-1]
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        if "html" in kind:
            content = b"".join(answer)
            if close := getattr(answer, "close", None):
                close()
            answer, headers = [content], [*headers, (POLICY_HEADER, policy_of(content, status))]
        elif "xml" in kind:
            headers = [*headers, (POLICY_HEADER, NO_SCRIPT)]
        start(status, headers)
        return answer

    return application


POLICY_HEADER = "Content-Security-Policy"


def policy_of(page: bytes, status: str) -> str:
    """The site's own policy, and leave for the one script that MkDocs puts before the end of a page to reload it."""
    before = page.rpartition(b"</body>")[0] or page
    _, tag, script = before.removesuffix(b"</script>").rpartition(b"<script>")
    if not tag or not status.startswith("200") or not before.endswith(b"</script>"):
        return POLICY
    digest = b64encode(hashlib.sha256(script).digest()).decode()
    return POLICY.replace("script-src 'self'", f"script-src 'self' 'sha256-{digest}'")


def _is_own(host: str, own_name: str) -> bool:
    """A number cannot be pointed elsewhere, as a name can."""
    name = asked_for(host)
    with suppress(ValueError):
        return bool(ip_address(name))
    return name in ("localhost", own_name.lower())
