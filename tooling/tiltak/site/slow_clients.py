"""Whoever opens a connection and sends nothing, or a sign at a time, does not hold a thread for ever."""

from __future__ import annotations

import io
import socket
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SECONDS = 30.0  # for a request as a whole, and for the answer


class _InTime(io.RawIOBase):
    """What a connection sends, until the time is up."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        super().__init__()
        self.connection, self.seconds = connection, seconds
        self.until = monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self.connection.settimeout(max(self.until - monotonic(), 0.001))
        count = self.connection.recv_into(buffer)
        self.connection.settimeout(self.seconds)
        return count


def impatient(handler: Any, seconds: float = SECONDS) -> Any:
    """The same class of a handler of requests, which hangs up on who takes longer."""

    class Impatient(handler):  # type: ignore[misc]  # the class of a server that is made elsewhere
        timeout = seconds

        def setup(self) -> None:
            super().setup()
            self.rfile = io.BufferedReader(_InTime(self.connection, seconds))

        def handle(self) -> None:
            try:
                super().handle()
            except (TimeoutError, ConnectionError):
                self.close_connection = True

    return Impatient
