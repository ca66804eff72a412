"""A real mail server in a thread, and the mails that it was given."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial
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
    box, started = Mailbox(), Queue[tuple[int, Callable[[], object]]]()
    connections: list[SMTP] = []

    def connected() -> SMTP:
        connections.append(SMTP(box))
        return connections[-1]

    async def serve() -> None:
        loop, is_over = asyncio.get_running_loop(), asyncio.Event()
        async with await loop.create_server(connected, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            started.put((port, partial(loop.call_soon_threadsafe, is_over.set)))
            await is_over.wait()
            for connection in connections:
                if connection.transport:
                    connection.transport.close()

    # In a thread of its own: the browser of other tests has a loop in this one.
    thread = Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    port, end = started.get(timeout=30)
    yield box, port
    end()
    thread.join()
