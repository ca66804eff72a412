"""What of Markdown a text from a file may use: bold, italics, links and lists. Everything else is as it was typed."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

NUMBERED = re.compile(r"^(\s*(?:[-+*]\s+)*(\d{1,9}))([.)])(?=\s|$)", re.MULTILINE)


def html(text: str) -> str:
    """The text as HTML, not yet cleaned."""
    rendered: str = _parser().render(without_dates_as_lists(text))
    return rendered


def tokens(text: str) -> list[Token]:
    return _parser().parse(without_dates_as_lists(text))


def without_dates_as_lists(text: str) -> str:
    r"""Only what is counted from one and goes on to two is a numbered list; «31. august» begins a sentence.

    >>> without_dates_as_lists("31. august hvert år")
    '31\\. august hvert år'
    """
    matches = list(NUMBERED.finditer(text))
    numbers = [int(match[2]) for match in matches]
    counted: set[int] = set()
    for index, number in enumerate(numbers):
        follows = index - 1 in counted and number == numbers[index - 1] + 1
        begins = number == 1 and numbers[index + 1 : index + 2] == [2]
        if follows or begins:
            counted.add(index)
    for index in reversed([i for i in range(len(matches)) if i not in counted]):
        at = matches[index].start(3)
        text = f"{text[:at]}\\{text[at:]}"
    return text


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(["emphasis", "link", "list", "escape", "newline"])
