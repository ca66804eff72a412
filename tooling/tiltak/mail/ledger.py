"""What was sent, a line each, so that nobody gets the same twice and a crash costs nobody a mail.

A sending is written down before it is handed over and again when it was taken: one that was begun and not taken
may have gone out or not. It is sent again with the same Message-ID, by which mail systems know a second copy.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tiltak.problems import UsageError

BEGUN, SENT, REFUSED = "begun", "sent", "refused"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The file of JSON lines, and what it said when it was opened: the newest state by key, and its day."""

    path: Path
    states: Mapping[str, tuple[str, date]]

    @classmethod
    def opened(cls, path: Path) -> Ledger:
        lines = path.read_bytes().split(b"\n") if path.is_file() else []
        states = {}
        for number, line in enumerate(lines, 1):
            if record := _record(line):
                states[record[0]] = record[1:]
            elif line and number < len(lines):  # a last line without its end was cut off by a crash
                raise UsageError(
                    f"{path}, linje {number}: dette er ingen linje om en sending. Ta bort linjen, eller bruk en annen fil med --sent."
                )
        return cls(path, states)

    def sent_on(self, key: str) -> date | None:
        state, day = self.states.get(key, (BEGUN, None))
        return day if state == SENT else None

    def is_uncertain(self, key: str) -> bool:
        return key in self.states and self.states[key][0] == BEGUN

    def note(self, key: str, state: str, day: date) -> None:
        """Add a line, and return when it is on the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"key": key, "state": state, "day": day.isoformat()})
        with self.path.open("ab+") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
            if file.read(1) not in (b"", b"\n"):
                file.seek(0)
                content = file.read()
                end = content.rfind(b"\n") + 1
                if _record(content[end:]):
                    file.write(b"\n")
                else:
                    file.truncate(end)
            file.write(line.encode("ascii") + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _record(line: bytes) -> tuple[str, str, date] | None:
    """Its key, state and day."""
    try:
        record = json.loads(line)
        return record["key"], record["state"], date.fromisoformat(record["day"])
    except (ValueError, KeyError, TypeError):
        return None
