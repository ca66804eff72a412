"""What `tiltak serve` and `tiltak edit` answer: the policy of the published site, and only under a name of this machine."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode

import pytest
from mkdocs.livereload import LiveReloadServer

from tiltak.site.look import POLICY
from tiltak.site.served import NO_SCRIPT, guarded

POLICY_HEADER = "Content-Security-Policy"
PAGE = b"<html><body><script>alert(1)</script></body></html>"


def answer(kind, content, host="127.0.0.1:8000", own_name="127.0.0.1", status="200 OK"):
    def site(_environ, start):
        start(status, [("Content-Type", kind)])
        return [content[:20], content[20:]]

    begun = []

    def begin(status, headers, _error=None, /):
        begun.append((status, dict(headers)))
        return begun.append

    body = b"".join(guarded(site, own_name)({"HTTP_HOST": host}, begin))
    return begun[-1][0], begun[-1][1], body


def with_reloading(page: bytes) -> bytes:
    """The page as MkDocs' server sends it."""
    return LiveReloadServer._inject_js_into_html(object.__new__(LiveReloadServer), page, 1)


@pytest.mark.parametrize("page", [PAGE, b"<p>uten slutt<script>alert(1)</script>", b""])
def test_only_the_script_that_reloads_the_page_may_run(page):
    sent = with_reloading(page)
    _, headers, body = answer("text/html", sent)
    assert body == sent
    (digest,) = re.findall(r"'sha256-([^']+)'", headers[POLICY_HEADER])
    scripts = re.findall(rb"<script>(.*?)</script>", sent, re.DOTALL)
    assert [hashlib.sha256(s).digest() == b64decode(digest) for s in scripts] == [
        b"livereload" in s for s in scripts
    ]
    assert re.sub(r" 'sha256-[^']+'", "", headers[POLICY_HEADER]) == POLICY


def test_a_page_that_says_not_found_runs_nothing():
    assert answer("text/html", PAGE, status="404 Not Found")[1][POLICY_HEADER] == POLICY


def test_a_picture_opened_as_a_page_runs_nothing_and_a_script_may_work():
    assert answer("image/svg+xml", b"<svg/>")[1][POLICY_HEADER] == NO_SCRIPT
    assert POLICY_HEADER not in answer("text/javascript", b"1")[1]


@pytest.mark.parametrize(
    ("host", "own_name", "code"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 200),
        ("localhost:8000", "127.0.0.1", 200),
        ("[::1]:8000", "::1", 200),
        ("10.0.0.7", "0.0.0.0", 200),  # noqa: S104 – what somebody types
        ("plan.kommune.example", "plan.kommune.example", 200),
        ("evil.example", "127.0.0.1", 403),
        ("127.0.0.1.evil.example", "127.0.0.1", 403),
        ("evil.example", "0.0.0.0", 403),  # noqa: S104 – the same
        ("[::1", "127.0.0.1", 403),
        ("[::1].evil.example:8000", "127.0.0.1", 403),
        ("evil.example@127.0.0.1", "127.0.0.1", 403),
        ("127.0.0.1/evil.example", "127.0.0.1", 403),
        ("", "127.0.0.1", 403),
    ],
)
def test_a_name_that_somebody_else_can_point_here_is_refused(host, own_name, code):
    status, _, body = answer("text/html", b"hemmelig", host, own_name)
    assert (int(status.split()[0]), b"hemmelig" in body) == (code, code == 200)
