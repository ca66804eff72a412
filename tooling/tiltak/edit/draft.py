"""A new measure: its number, its file name and its text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from tiltak.edit import shape as shapes
from tiltak.edit import write
from tiltak.model.numbers import Number, in_file_name, of_file_name
from tiltak.model.plan import Plan
from tiltak.read.load import MEASURE

NORWEGIAN = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a", "–": "-", "—": "-"}
)
LONGEST_SLUG = 40
# Names that Windows keeps for devices, whatever follows after the dot.
OF_WINDOWS = re.compile(r"con|prn|aux|nul|(?:com|lpt)\d")
LANGUAGE_SERVER = "# yaml-language-server:"


def slug(title: str) -> str:
    """The part of a file name that says what it is about.

    >>> slug("Mottaks- og oppfølgingssentre for unge")
    'mottaks-og-oppfolgingssentre-for-unge'
    """
    plain = unicodedata.normalize("NFKD", title.translate(NORWEGIAN))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    words = [word for word in re.split(r"[^a-z0-9]+", ascii_only) if word]
    joined = ""
    for word in words:
        longer = f"{joined}-{word}" if joined else word
        if joined and len(longer) > LONGEST_SLUG:
            break
        joined = longer[:LONGEST_SLUG]
    return f"{joined}-x" if OF_WINDOWS.fullmatch(joined) else joined or "tiltak"


def measure_path(plan_id: str, number: Number, title: str) -> str:
    return f"measures/{plan_id}/{in_file_name(number)}-{slug(title)}.yml"


def used_numbers(plan: Plan, paths: Iterable[str]) -> set[Number]:
    """Return every number in use, also by files that do not load and by removed measures."""
    files = {of_file_name(m[2]) for p in paths if (m := MEASURE.fullmatch(p)) and m[1] == plan.id}
    return files | {gone.number for gone in plan.removed}


def header(texts: Mapping[str, bytes], plan_id: str) -> str:
    """The line by which editors find the schema, as the plan's other measures have it."""
    for path in sorted(texts):
        if path.startswith(f"measures/{plan_id}/"):
            first = texts[path].split(b"\n", 1)[0].decode("utf-8", errors="replace").rstrip("\r")
            if first.startswith(LANGUAGE_SERVER):
                return first + "\n"
    return ""


def measure_text(value: Mapping[str, Any], first_line: str = "") -> str:
    """Write the file of a new measure, with an empty `status`."""
    values = {"status": [], **value}
    return first_line + "\n".join(write.group_lines(values, shapes.of("measure"), 0)) + "\n"
