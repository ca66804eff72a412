"""Hands mails to a mail server, and a text to a channel. Where they are, and the secrets, the environment says."""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from http.client import HTTPException
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

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
    if not sender:
        raise UsageError("TILTAK_MAIL_FROM mangler: adressen som påminnelsene skal komme fra.")
    user, password = (environment.get(f"TILTAK_SMTP_{name}", "") for name in ("USER", "PASSWORD"))
    return MailServer(host, port, user, password, sender)


def channel(environment: Mapping[str, str]) -> str:
    """The address of a channel that TILTAK_WEBHOOK names; empty where none is named."""
    address = environment.get("TILTAK_WEBHOOK", "")
    parts = urlsplit(address)
    if address and parts.scheme != "https" and not _is_this_machine(parts.hostname or ""):
        raise UsageError("TILTAK_WEBHOOK må begynne med https://.")
    return address


@contextmanager
def connected(server: MailServer) -> Iterator[Callable[[EmailMessage], None]]:
    """`send(mail)` for as long as the block lasts; OSError where a mail was not taken by everybody it is for."""
    connections: list[smtplib.SMTP] = []

    def send(mail: EmailMessage) -> None:
        if not connections:
            connections.append(_connection(server))
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


def post(address: str, text: str) -> None:
    """Put a text (Markdown) in a channel: Slack and Mattermost take it as it is, Teams on a card. OSError if refused."""
    request = urllib.request.Request(  # noqa: S310 – `channel` has looked at the scheme
        address,
        data=json.dumps(_payload(urlsplit(address).hostname or "", text)).encode("utf-8"),
        headers={"Content-Type": "application/json", "User-Agent": "tiltak"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
            pass
    except HTTPException as error:  # what answers there does not speak HTTP
        raise OSError(str(error)) from error


def _payload(host: str, text: str) -> dict[str, Any]:
    if not host.endswith((".office.com", ".logic.azure.com", ".powerplatform.com")):
        return {"text": text}
    card = {
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": text, "wrap": True}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}
