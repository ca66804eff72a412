"""All that a command prints goes through here, whoever wrote the words: nothing in them commands a machine.

A runner of workflows reads its commands out of the log (`::error::` at the start of a line, `##[` anywhere in
it), a terminal obeys escape sequences. Words that people read are made printable where they are put into a
sentence (`harmless`); this holds for what was forgotten there, for texts of many lines, and for a traceback.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from collections.abc import Iterator
from typing import IO, Any, cast

from tiltak.harmless import printable

# What .NET, in which GitHub's runner is written, takes away at the start of a line, and signs nobody sees.
BLANK = r"(?:[^\S\r\n]|[\u180e\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1b\x7f])"
COMMAND = re.compile(rf"(?P<start>(?:\A|(?<=[\r\n])){BLANK}*:)(?=:)|(?P<old>##(?:vso)?)(?=\[)")
OPENING = re.compile(rf"{BLANK}*:?")
# Those that a command sets itself. None of them hides what follows, as «\x1b[8m» does.
COLOURS = re.compile("(\x1b\\[(?:[0-2]|3[12])m)")
KEPT = "\n\r\t"
CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")  # but for blanks and ends of lines


def without_commands(text: str) -> str:
    r"""The text with a blank in everything that a runner would take for a command.

    >>> without_commands("a\n  ::error::b ##[add-mask]c")
    'a\n  : :error::b ## [add-mask]c'
    """
    return COMMAND.sub(lambda mark: f"{mark[0]} ", text)


def without_escapes(text: str) -> str:
    r"""The text with its colours, and every other sign that a terminal would obey shown by its number.

    >>> without_escapes("\x1b[31mrød\x1b[0m \x1b]0;tittel\x07")
    '\x1b[31mrød\x1b[0m [U+001B]]0;tittel[U+0007]'
    """
    if text.isprintable():
        return text
    parts = COLOURS.split(text)
    parts[::2] = ["".join(c if c in KEPT else printable(c) for c in part) for part in parts[::2]]
    return "".join(parts)


def without_controls(text: str) -> str:
    r"""The text with every control character shown by its number, and all else exact: what a pipe gets.

    >>> without_controls("\x1b]0;tittel\x07 og \xadmer\n")
    '[U+001B]]0;tittel[U+0007] og \xadmer\n'
    """
    return CONTROLS.sub(lambda sign: printable(sign[0]), text)


class Guarded:
    """A stream as it was, but for what is written to it."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self._line = (
            ""  # what decides whether the next words are at the start of a line, or in a mark
        )

    def write(self, text: str) -> int:
        harmless = without_commands(self._line + text)[len(self._line) :]
        ending = re.split(r"[\r\n]", self._line + text)[-1]
        self._line = ending if OPENING.fullmatch(ending) else f"x{ending[-5:]}"
        self.stream.write(
            without_escapes(harmless) if self.stream.isatty() else without_controls(harmless)
        )
        return len(text)

    def writelines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Everything printed in the block is guarded, but for what goes to a file: a file is data, and stays exact."""
    with contextlib.ExitStack() as guards:
        if not _is_file(sys.stdout):
            guards.enter_context(contextlib.redirect_stdout(cast("IO[str]", Guarded(sys.stdout))))
        if not _is_file(sys.stderr):
            guards.enter_context(contextlib.redirect_stderr(cast("IO[str]", Guarded(sys.stderr))))
        yield


def for_the_runner() -> IO[str]:
    """The stream on which a command to the runner may be printed: only ours, with every word in it escaped."""
    return cast("IO[str]", getattr(sys.stdout, "stream", sys.stdout))


def _is_file(stream: IO[str]) -> bool:
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError, AttributeError):
        return False
