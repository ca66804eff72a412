"""What a text from a file may not do to a reader: command a terminal, hide, turn the text after it, calculate in
a spreadsheet, set Markdown, or lead to anything but the web.

`tiltak check` refuses most of it. What shows a text asks here all the same, because it must hold without the check.
"""

from __future__ import annotations

import re

# What makes a spreadsheet read a cell as a formula, also when the cell comes from a text file.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Embeddings, overrides and isolates of direction. Right-to-left letters need none of them, and HTML has
# elements for it: https://www.w3.org/International/questions/qa-bidi-unicode-controls
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Letters and marks without a form.
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# They choose the form of the sign before them, or say something to a machine alone; emoji have the last two of the second row.
VARIANTS = frozenset(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0)))
)
UNSEEN = FILLERS | VARIANTS
WEB = re.compile(r"https?://", re.IGNORECASE)

# What GitHub, GitLab, Gitea and Forgejo take for a call in any Markdown: people and groups (@), issues and
# merge requests (#, !, GH-, an address), epics, snippets, milestones and labels (&, $, %, ~), emoji (:).
# They look at what a reader sees, so that a backslash does not help; a word joiner, which nobody sees, does.
CALL = re.compile(
    r"(?<![A-Za-z0-9_])@(?=\w)|[#!&$](?=\d)|[%~](?=[\w\"])|:(?=[a-z+-][\w+-]*:)|\bGH-(?=\d)"
    r"|/(?:issues|pull|pulls|merge_requests|work_items|epics|milestones?)/(?=\d)",
    re.IGNORECASE,
)


class _Signs(dict[int, str]):
    """What is printed for each sign: thought of once, as every text of every page asks."""

    def __missing__(self, number: int) -> str:
        sign = chr(number)
        if not sign.isprintable() or sign in UNSEEN:
            sign = " " if sign.isspace() else f"[U+{number:04X}]"
        self[number] = sign
        return sign


_SIGNS = _Signs()


def printable(text: str) -> str:
    r"""The text on one line with its spaces kept. What a terminal would obey or nobody would see is shown by its number:
    control characters, escape sequences, marks of direction, tags, halves of characters.

    >>> printable("\tHavn\x1b[2J og \u202eby")
    ' Havn[U+001B][2J og [U+202E]by'
    """
    return text.translate(_SIGNS)


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
    # Through a whole page `in` looks faster than an expression does, and than `replace`.
    for sign in TURNING:
        if sign in text:
            text = text.replace(sign, "")
    return text


def web_address(address: str) -> str:
    """The address where it leads to the web, else nothing: `javascript:` and its kin are no links.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    return address if WEB.match(address) else ""


def calling_nobody(words: str) -> str:
    r"""The text with a sign that nobody sees in all that a git host would take for a call, also where it is no Markdown:
    in a commit's message, «Closes #1» closes an issue.

    >>> calling_nobody("@all, fixes #12") == "@\N{WORD JOINER}all, fixes #\N{WORD JOINER}12"
    True
    """
    return CALL.sub("\\g<0>\N{WORD JOINER}", words)


def as_typed(words: str) -> str:
    r"""Text that stands in Markdown as it was typed: no markup, no HTML, no table cell, one line.

    It lands in comments, issues and pull requests too, where it must not ping anybody or close anything.

    >>> as_typed("*a* | <b>")
    '\\*a\\* \\| \\<b\\>'
    >>> as_typed("@all, fixes #12") == "@\N{WORD JOINER}all, fixes \\#\N{WORD JOINER}12"
    True
    """
    flat = calling_nobody(" ".join(words.splitlines()))
    return re.sub(r"([\\`*_\[\]<>|~&#])", r"\\\1", flat)
