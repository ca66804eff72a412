"""Texts for readers that stand in a table, and are put into the reader's language where they are shown."""

from __future__ import annotations


def marked(text: str) -> str:
    """The text itself; `make messages` looks for this name, so the catalogues have the text."""
    return text


def marked_pair(singular: str, plural: str) -> tuple[str, str]:
    """As `marked`, for a text with a singular and a plural."""
    return singular, plural
