"""What texts from files may not do to a reader: turn the text after them, or lead to anything but the web.

`tiltak check` refuses both. What shows a text asks here all the same, because it must hold without the check.
"""

from __future__ import annotations

import re

# Embeddings, overrides and isolates of direction. Right-to-left letters need none of them, and HTML has
# elements for it: https://www.w3.org/International/questions/qa-bidi-unicode-controls
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
WEB = re.compile(r"https?://", re.IGNORECASE)


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


def one_line(text: str) -> str:
    """A text from a file as it can stand in a terminal: one line, nothing that steers the cursor."""
    return re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()
