"""The words that a page is cited by, and the way to say that something on it is wrong."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from tiltak.harmless import web_address
from tiltak.judge.as_of import JudgedDay
from tiltak.model.plan import Plan
from tiltak.words.language import Words
from tiltak.words.publishing import sender

SHOWN_OF_REVISION = 12


def citation(
    title: str, plan: Plan, day: JudgedDay, rev: str, recorded_on: date | None, say: Words
) -> str:
    """What, of which plan, by whom, of which day and in which edition of the data."""
    named = title if title == plan.title else f"{say.quoted(title)}. {plan.title}"
    parts = [f"{named}. {sender(plan, say)}.", say.judged_day(day)]
    if rev and recorded_on:
        edition = say._("Utgave {edition} av dataene, {day}.")
        parts.append(edition.format(edition=rev[:SHOWN_OF_REVISION], day=say.date(recorded_on)))
    return " ".join(parts)


def contact_address(contact: str, subject: str) -> str:
    """What a link to a contact leads to; empty where it is neither a mailbox nor a web address.

    >>> contact_address("post@byen.no", "Feil på siden")
    'mailto:post@byen.no?subject=Feil%20p%C3%A5%20siden'
    """
    if web_address(contact):
        return contact
    is_mailbox = "@" in contact and not any(c in ' <>"?&' for c in contact)
    return f"mailto:{contact}?subject={quote(subject)}" if is_mailbox else ""
