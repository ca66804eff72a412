"""A real mail server in a thread, and the mails that it was given."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from queue import Queue
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP


@dataclass
class Mailbox:
    """Takes mail as a mail system does: a second copy with the same Message-ID is not shown again."""

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refused: str = ""

    async def handle_RCPT(  # noqa: N802 – the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address == self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 – the library's name
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"

    def copies(self) -> Counter[str]:
        return Counter(mail["Message-ID"] for mail in self.mails)


@contextmanager
def serving() -> Iterator[tuple[Mailbox, int]]:
    """The mailbox and its port."""
    box, loop, ports = Mailbox(), asyncio.new_event_loop(), Queue[int]()

    def serve() -> (
        None
    ):  # in a thread of its own: the browser of other tests has a loop in this one
        server = loop.run_until_complete(loop.create_server(lambda: SMTP(box), "127.0.0.1", 0))
        ports.put(server.sockets[0].getsockname()[1])
        loop.run_forever()
        server.close()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield box, ports.get(timeout=30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
