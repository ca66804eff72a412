"""One spelling for what people write in many: signs, blanks, digits of other scripts, markup.

As long as the text itself, so that a place in one is the place in both.
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

UNSEEN = "\0"  # soft hyphens, joiners, marks above letters: nobody sees where they stand


class _Folding(dict[int, str]):
    def __missing__(self, point: int) -> str:
        character = chr(point)
        wide = unicodedata.normalize("NFKC", character)
        kind = unicodedata.category(character)
        digit = unicodedata.digit(character, None)
        if digit is not None:
            folded = str(digit)
        elif kind == "Pd" or character in "\u2212\u2043\u02d7":
            folded = "-"
        elif kind == "Zs":
            folded = " "
        elif kind in ("Cf", "Mn", "Me"):
            folded = UNSEEN
        elif kind in ("Zl", "Zp"):
            folded = "\n"
        elif character in "\u2024\u2025\u2026\u2027\u2219\u22c5\uff61\u3002\u00b7\u2022":
            folded = "."
        elif character == "\u2044":
            folded = "/"
        elif character in "\u201a\u3001\uff64":
            folded = ","
        elif kind in ("Pi", "Pf") or character == "\u201e":  # «at» and “@”
            folded = '"'
        elif kind in ("Ps", "Pe") and not character.isascii():
            folded = "(" if kind == "Ps" else ")"
        else:
            folded = wide if len(wide) == 1 else character
        self[point] = folded
        return folded


FOLDED = _Folding()


# What a browser or a reader of Markdown does not see: emphasis, escapes, tags and comments, but for those with something
# in them that may be somebody's; and characters written by their numbers.
TAGS = r"/?(?:b|i|u|em|strong|span|wbr|code|br|p|a|small|sup|sub)\b"
MARKUP = re.compile(
    r"[*`]+|(?<=[0-9A-Za-z])_{2,}|(?<!_)_{2,}(?=[0-9A-Za-z])|\\(?=[.@_-])"
    rf"|<(?![^<>]{{0,90}}(?:@|%40|[0-9]{{5}}|tel:))(?:{TAGS}[^<>]{{0,80}}|!--[^<>]{{0,80}}--)>"
    r"|&(?:#[0-9]{1,6}|#x[0-9a-f]{1,5}|nbsp|shy|commat|period|ensp|emsp|thinsp|minus|lowbar|ndash|mdash|hyphen|dash|zwnj|zwj);|%40|%20|%2e",
    re.IGNORECASE,
)

# Breaks that nothing can be written across: before a tag that is seen; before a value of JSON, and after a sentence,
# where only plain signs stand before. A tag may be broken across lines, hence no `<` there, and no digit or address after
# which the next line may go on.
PLAIN = r"\s!-%'-/:;=>?A-Z\[-~ÆØÅæøåéèêäöü«»–"
CUT = re.compile(
    rf"\n(?:(?=[ \t]*<(?!{TAGS}|!--))|(?<=[{PLAIN}0-9@&]{{90}}\n)(?=[ \t]*[\"{{}}\[\]])|(?<=[{PLAIN}]{{89}}[.!?|;\"]\n))",
    re.IGNORECASE,
)


def without_markup(folded: str) -> str:
    """What is visible, as long as the text: what is not seen gives way to `UNSEEN`."""
    return MARKUP.sub(_visible, folded)


def _visible(markup: re.Match[str]) -> str:
    written = markup[0]
    visible = ""
    if written[0] == "&":
        visible = html.unescape(written).translate(FOLDED)[:1]
    elif written[0] == "%":
        visible = unquote(written)
    elif written[:3].lower() == "<br":
        visible = " "
    elif written[0] in "*`_" and not markup.string[markup.start() - 1 : markup.start()].isalnum():
        visible = (
            " " * len(written) if markup.string[markup.start() - 1 : markup.start()] != "@" else ""
        )
    return visible.ljust(len(written), UNSEEN)


# Where a line is broken: the next one may be a comment, or a line of a list.
LOOK_BACK = 40  # signs, for the words before something
BREAK = r"[ \t]*\r?\n[ \t]*(?:#+[ \t]*)?"


# Digits that are nobody's: SHA-1 and SHA-256 as records and git write them, an account as banks abroad write it, hours.
OF_NOBODY = re.compile(
    r"(?<![0-9A-Za-z.])(?:[0-9a-f]{40}(?:[0-9a-f]{24})?|NO[0-9]{2}(?: ?[0-9]{4}){2} ?[0-9]{3}"
    r"|[0-2][0-9][.:][0-5][0-9] ?[-–] ?[0-2][0-9][.:][0-5][0-9])(?![0-9A-Za-z])"
)


def folded(text: str) -> str:
    """What a reader sees, without the digits that are nobody's."""
    visible = without_markup(text if text.isascii() else text.translate(FOLDED))
    return OF_NOBODY.sub(lambda match: "x" * len(match[0]), visible)
