"""Hands mails to a mail server, and a text to a channel. Where they are, and the secrets, the environment says."""

from __future__ import annotations

import html
import json
import re
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from http.client import HTTPException
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from tiltak.mail.addresses import domain_of
from tiltak.problems import UsageError

TIMEOUT = 30  # seconds
IMPLICIT_TLS = 465


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    sender: str


def mail_server(environment: Mapping[str, str]) -> MailServer | None:
    """The server that TILTAK_SMTP names (`host` or `host:port`), and who sends: TILTAK_MAIL_FROM."""
    address = environment.get("TILTAK_SMTP", "")
    if not address:
        return None
    try:
        parts = urlsplit(f"//{address}")
        host, port = parts.hostname or "", parts.port or 587
    except ValueError:
        host, port = "", 0
    if not host:
        raise UsageError(
            "TILTAK_SMTP er ingen adresse til en e-posttjener, for eksempel smtp.kommunen.example:587."
        )
    sender = environment.get("TILTAK_MAIL_FROM", "")
    if not domain_of(sender):
        raise UsageError(
            "TILTAK_MAIL_FROM mangler eller er ingen e-postadresse: adressen som påminnelsene skal komme fra, uten navn foran."
        )
    user, password = (environment.get(f"TILTAK_SMTP_{name}", "") for name in ("USER", "PASSWORD"))
    return MailServer(host, port, user, password, sender)


def channel(environment: Mapping[str, str]) -> str:
    """The address of a channel that TILTAK_WEBHOOK names; empty where none is named."""
    address = environment.get("TILTAK_WEBHOOK", "")
    if address and not _may_be_posted_to(address):
        raise UsageError(
            "TILTAK_WEBHOOK er ingen adresse til en kanal. Den må begynne med https:// og ikke ha mellomrom i seg."
        )
    return address


def _may_be_posted_to(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))
    return encrypted and bool(host) and re.fullmatch(r"[!-~]+", address) is not None


@contextmanager
def connected(server: MailServer) -> Iterator[Callable[[EmailMessage], None]]:
    """`send(mail)` for as long as the block lasts; OSError where a mail was not taken by everybody it is for."""
    connections: list[smtplib.SMTP] = []

    def send(mail: EmailMessage) -> None:
        if not connections:
            connections.append(_connection(server))
        del mail["Date"]
        mail["Date"] = formatdate(localtime=True)
        try:
            refused = connections[0].send_message(mail)
        except (smtplib.SMTPServerDisconnected, ConnectionError):
            connections.clear()
            raise
        if refused:
            raise smtplib.SMTPRecipientsRefused(refused)

    try:
        yield send
    finally:
        for connection in connections:
            connection.close()


def _connection(server: MailServer) -> smtplib.SMTP:
    """Encrypted, unless the server is this machine."""
    context = ssl.create_default_context()
    if server.port == IMPLICIT_TLS:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        if not _is_this_machine(server.host):
            connection.starttls(context=context)
    if server.user:
        connection.login(server.user, server.password)
    return connection


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Unmoved(urllib.request.HTTPRedirectHandler):
    """Whoever answers with another address has not taken the text, and may name a machine that only we can reach."""

    def redirect_request(self, *_: Any) -> None:
        return None


def opener(address: str) -> urllib.request.OpenerDirector:
    """Asks this address and no other; a machine between us and the net gets nothing that is for this one."""
    is_here = _is_this_machine(urlsplit(address).hostname or "")
    around = [urllib.request.ProxyHandler({})] if is_here else []
    return urllib.request.build_opener(_Unmoved, *around)


def post(address: str, text: str) -> None:
    """Put a text (Markdown) in a channel: Slack and Mattermost take it as it is, Teams on a card. OSError if refused."""
    request = urllib.request.Request(  # noqa: S310 – `channel` has looked at the scheme
        address,
        data=json.dumps(_payload(urlsplit(address).hostname or "", text)).encode("utf-8"),
        headers={"Content-Type": "application/json", "User-Agent": "tiltak"},
    )
    try:
        with opener(address).open(request, timeout=TIMEOUT):
            pass
    except HTTPException as error:  # what answers there does not speak HTTP
        raise OSError(str(error)) from error


def _payload(host: str, text: str) -> dict[str, Any]:
    if host == "hooks.slack.com":  # where `<!channel>` calls everybody, and a backslash is no help
        return {"text": html.escape(text, quote=False)}
    if not host.endswith((".office.com", ".logic.azure.com", ".powerplatform.com")):
        return {"text": text}
    card = {
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": text, "wrap": True}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}
