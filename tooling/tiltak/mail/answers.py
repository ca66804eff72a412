"""A mail that somebody answered with, as a mail program saves it: the workbooks in it, its subject, and what was written above the quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html import unescape
from typing import Any, cast

from tiltak.harmless import one_line
from tiltak.problems import UsageError

# Where a mail program begins to repeat what is answered.
QUOTE = re.compile(
    r"^(>|-{3,} ?(Opprinnelig|Original)|_{10,}$|(Fra|Frå|From): |.{0,200}\b(skrev|skreiv|wrote)\b.{0,80}:$)"
)
TAGS = re.compile(r"<[^<>]*>")
REPLIED = re.compile(r"((re|sv|vs|fwd?): *)*", re.IGNORECASE)  # what programs put before a subject
UNSEEN = re.compile(r"<(/?)(?:style|head)\b[^<>]*>", re.IGNORECASE)
MOST_WORKBOOKS = 10
MAX_HEADER = 10_000  # characters: the library takes a longer one apart in the square of its length
UNREADABLE = "Filen er ingen mail som kan leses. Lagre mailen på nytt, eller ta regnearket ut av den og gi det alene."


class _Limited(policy.EmailPolicy):
    def header_fetch_parse(self, name: str, value: str) -> Any:
        if len(value) > MAX_HEADER:
            raise UsageError(UNREADABLE)
        return super().header_fetch_parse(name, value)


@dataclass(frozen=True, slots=True)
class Answer:
    """`subject` is without the «SV:» and «Re:» before it."""

    workbooks: tuple[bytes, ...] = ()
    text: str = ""
    subject: str = ""


def read(raw: bytes) -> Answer:
    """The answer in a mail; empty where the bytes are no mail. UsageError where it is damaged or swollen."""
    try:
        mail = cast("EmailMessage", BytesParser(EmailMessage, policy=_Limited()).parsebytes(raw))
        text = "\n".join(_above_the_quote(_text(mail))).strip()
        workbooks = tuple(_workbooks(mail))
        subject = REPLIED.sub("", one_line(str(mail["Subject"] or "")), count=1)
    except Exception as error:  # what is no mail fails in every way there is
        raise UsageError(UNREADABLE) from error
    if len(workbooks) > MOST_WORKBOOKS:
        raise UsageError(f"Mailen har mer enn {MOST_WORKBOOKS} regneark ved seg.")
    return Answer(workbooks, text, subject)


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
    content = body.get_payload(decode=True)
    assert isinstance(content, bytes)
    try:
        text = content.decode(body.get_content_charset("utf-8"), "replace")
    except LookupError:  # a name that nobody knows; the letters of A to Z are right all the same
        text = content.decode("latin-1")
    return unescape(TAGS.sub("", _seen(text))) if body.get_content_subtype() == "html" else text


def _seen(text: str) -> str:
    """HTML without its styles and its head."""
    kept, at, inside = [], 0, False
    for tag in UNSEEN.finditer(text):
        if not inside:
            kept.append(text[at : tag.start()])
        inside, at = not tag[1], tag.end()
    return "".join([*kept, "" if inside else text[at:]])


def _above_the_quote(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if QUOTE.match(line.strip()):
            return
        yield line.rstrip()
