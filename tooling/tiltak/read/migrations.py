"""How a file from before a change of the schema is read after it.

The schema changes, the history does not: a file in an old commit still says what it said then. Each change
that makes old files invalid has one entry in `MIGRATIONS`, keyed by what changed. Only older revisions are
read this way; in today's files the check points at the place instead. docs/dev/time.md shows how an entry
is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Value = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Migration:
    """From the old shape of a kind of file (`measure`, `plan`, `units`) to today's.

    `rewrite` gets a copy that it may change, and leaves alone what does not have the old shape.
    """

    kind: str
    rewrite: Callable[[Value], None]


# Oldest first: each entry may count on what those before it have done. An entry is never removed.
MIGRATIONS: Mapping[str, Migration] = {}


def migrated(kind: str, value: Value, migrations: Mapping[str, Migration]) -> Value:
    """The value as today's schema would have it written."""
    copy: Value = _copied(value)
    for migration in migrations.values():
        if migration.kind == kind:
            migration.rewrite(copy)
    return copy


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value
