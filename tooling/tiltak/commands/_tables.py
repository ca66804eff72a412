"""What a command prints for people to look through. Square brackets in a word are a part of it, and no style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def print_words(words: str, style: str = "") -> None:
    """A sentence, broken between words where the terminal is narrow."""
    from rich.console import Console
    from rich.text import Text

    Console().print(Text(words, style=style))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns under bold headings; the one with numbers of measures stands to the right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading == "Nr." else "left")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)
