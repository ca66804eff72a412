"""A mail that somebody answered with, as a mail program saves it: the workbooks in it, and what was written above the quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html import unescape

# Where a mail program begins to repeat what is answered.
QUOTE = re.compile(
    r"^(>|-{3,} ?(Opprinnelig|Original)|_{10,}$|(Fra|Frå|From): |.{0,200}\b(skrev|skreiv|wrote)\b.{0,80}:$)"
)
TAGS = re.compile(r"<(style|head)\b.*?</\1>|<[^<>]*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    workbooks: tuple[bytes, ...]
    text: str


def read(raw: bytes) -> Answer:
    """The answer in a mail; empty where the bytes are no mail."""
    mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)
    return Answer(tuple(_workbooks(mail)), "\n".join(_above_the_quote(_text(mail))).strip())


def _workbooks(mail: EmailMessage) -> Iterator[bytes]:
    for part in mail.walk():
        name = part.get_filename() or ""
        content = part.get_payload(decode=True)
        if name.lower().endswith(".xlsx") and isinstance(content, bytes):
            yield content


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    text = str(body.get_content())
    return unescape(TAGS.sub("", text)) if body.get_content_subtype() == "html" else text


def _above_the_quote(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if QUOTE.match(line.strip()):
            return
        yield line.rstrip()
