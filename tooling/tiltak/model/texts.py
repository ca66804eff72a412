"""Texts for readers that stand in a table, and are put into the reader's language where they are shown."""

from __future__ import annotations

import hashlib
from unicodedata import normalize

SOFT_HYPHEN = "\u00ad"


def fingerprint(text: str) -> str:
    r"""SHA-256 of what a text says, however its lines are broken and its letters are coded.

    >>> fingerprint("Kaia skal\n  rustes opp.") == fingerprint("Kaia skal rustes opp.")
    True
    """
    words = normalize("NFC", text).replace(SOFT_HYPHEN, "").split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def marked(text: str) -> str:
    """The text itself; `make messages` looks for this name, so the catalogues have the text."""
    return text


def marked_pair(singular: str, plural: str) -> tuple[str, str]:
    """As `marked`, for a text with a singular and a plural."""
    return singular, plural
