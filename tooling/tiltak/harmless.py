"""What a text from a file may not do to a reader: command a terminal, hide, turn the text after it, calculate in
a spreadsheet, or lead to anything but the web.

`tiltak check` refuses most of it. What shows a text asks here all the same, because it must hold without the check.
"""

from __future__ import annotations

import re

# What makes a spreadsheet read a cell as a formula, also when the cell comes from a text file.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Embeddings, overrides and isolates of direction. Right-to-left letters need none of them, and HTML has
# elements for it: https://www.w3.org/International/questions/qa-bidi-unicode-controls
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
WEB = re.compile(r"https?://", re.IGNORECASE)


def printable(text: str) -> str:
    r"""The text on one line with its spaces kept. What a terminal would obey or nobody would see is shown by its number:
    control characters, escape sequences, marks of direction, tags, halves of characters.

    >>> printable("\tHavn\x1b[2J og \u202eby")
    ' Havn[U+001B][2J og [U+202E]by'
    """
    return "".join(
        c if c.isprintable() else " " if c.isspace() else f"[U+{ord(c):04X}]" for c in text
    )


def one_line(text: str) -> str:
    r"""As `printable`, with one space for any number of spaces and line ends: for words in a sentence.

    >>> one_line(" Havn\r\n\x07 og  by\n")
    'Havn [U+0007] og by'
    """
    return printable(" ".join(text.split()))


def upright(text: str) -> str:
    """The text without the invisible signs that turn the direction of what stands after it.

    >>> upright("Havn \u202eog by")
    'Havn og by'
    """
    return TURNING.sub("", text)


def web_address(address: str) -> str:
    """The address where it leads to the web, else nothing: `javascript:` and its kin are no links.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    return address if WEB.match(address) else ""
