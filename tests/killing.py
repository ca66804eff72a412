"""A piece of work that is killed at one line after another, until it is done."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import ModuleType


def killed_at_every_line(
    work: Callable[[], object], *modules: ModuleType, step: int = 1
) -> Iterator[bool]:
    """Run the work in a process of its own again and again, and kill it each time `step` lines of these modules later.

    Gives back whether it was killed, after each run; the last one was not.
    """
    files = {module.__file__ for module in modules}
    lines = 0
    while True:
        child = os.fork()
        if child == 0:
            left = lines

            def trace(frame, event, _):
                nonlocal left
                if frame.f_code.co_filename not in files:
                    return None
                if event == "line":
                    if not left:
                        os.kill(os.getpid(), signal.SIGKILL)
                    left -= 1
                return trace

            sys.settrace(trace)
            with suppress(BaseException):
                work()
            os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        yield killed
        if not killed:
            return
        lines += step
