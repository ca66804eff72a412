"""Tiltak kept ready: started once, it answers each call from a fork of itself.

To start Python and import Tiltak takes longer than most of what a workflow asks of it. This is run as a program:

    python ready.py serve SOCKET        # imports Tiltak, and ends with its standard input
    python ready.py ask SOCKET check …  # as `python -m tiltak check …`, with its own environment, folder and streams
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress
from functools import cache
from keyword import iskeyword
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import NoReturn

STARTED: list[subprocess.Popen[bytes]] = []


def end() -> None:
    """End all that were started, and wait for them, so that what they cost is counted."""
    while STARTED:
        STARTED.pop().communicate()


@cache
def line(python: Path) -> str:
    """The line of shell that runs the Tiltak of a Python, which is started now and ends with `end()`."""
    address = Path(tempfile.mkdtemp(), "socket")
    program = subprocess.Popen(
        [python, __file__, "serve", address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"LANG": "C.UTF-8"},
    )
    assert program.stdin
    assert program.stdout
    assert program.stdout.readline() == b"ready\n"
    STARTED.append(program)
    return f'exec "{python}" -I -S "{__file__}" ask "{address}" "$@"'


def serve(address: str) -> None:
    from tiltak.cli import COMMANDS

    for name in COMMANDS:
        importlib.import_module(f"tiltak.commands.{name}{'_' * iskeyword(name)}")
    for name in ("site.plugin", "reports.writers"):
        importlib.import_module(f"tiltak.{name}")
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as server, DefaultSelector() as waiting:
        server.bind(address)
        server.listen()
        waiting.register(server, EVENT_READ)
        waiting.register(sys.stdin, EVENT_READ)
        os.write(1, b"ready\n")
        while all(key.fileobj is server for key, _ in waiting.select()):
            connection, _ = server.accept()
            if os.fork() == 0:
                answer(connection)
            connection.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
    with suppress(ChildProcessError):
        while True:
            os.wait()


def answer(connection: socket.socket) -> NoReturn:
    """Be the one who asks: its streams, its folder and its environment."""
    from tiltak import cli

    code = 3
    try:
        text, streams, _, _ = socket.recv_fds(connection, 1 << 20, 3)
        asked = json.loads(text)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        streams_of_this = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 – to the end of it
        sys.stdin, sys.stdout, sys.stderr = streams_of_this
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        cli.main(asked["arguments"])
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:  # noqa: BLE001 – the outermost place
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.send(bytes([code]))
        os._exit(code)


def ask(address: str, arguments: list[str]) -> int:
    question = {
        "arguments": arguments,
        "folder": os.getcwd(),  # noqa: PTH109 – pathlib takes as long as all the rest
        "environment": dict(os.environ),
    }
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        socket.send_fds(connection, [json.dumps(question).encode()], [0, 1, 2])
        return (connection.recv(1) or b"\3")[0]


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        sys.exit(ask(sys.argv[2], sys.argv[3:]))
