"""A message to a unit as a mail: text and HTML that say the same, a way to answer, and the unit's workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from tiltak.harmless import one_line
from tiltak.judge.reminders import DecisionReminder, Message, Reminder
from tiltak.mail.addresses import Recipients
from tiltak.model.decisions import Decision
from tiltak.model.plan import Measure, Plan, Portfolio
from tiltak.words import decisions, reminders
from tiltak.words.language import Words

TEMPLATES = Path(__file__).parents[1] / "templates" / "mail"
WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True, slots=True)
class Ways:
    """The addresses a mail leads to. `form` and `page` give "" where the site has no address, `form` also where it has no form.

    `answers` is where an answer goes: the plan's coordinator, or whoever sends.
    """

    form: Callable[[Reminder | DecisionReminder], str]
    page: Callable[[Reminder | DecisionReminder], str]
    answers: str


def mail(
    message: Message, plan: Plan, portfolio: Portfolio, say: Words, ways: Ways, workbook: bytes
) -> EmailMessage:
    """The mail without its addresses: subject, both texts, and the workbook unless it is empty."""
    mail = EmailMessage()
    mail["Subject"] = one_line(reminders.subject(message, plan, say))
    values = {
        "message": message,
        "plan": plan,
        "municipality": plan.municipality,
        "addressee": reminders.addressee(message, portfolio, say),
        "say": say,
        "_": say._,
        "words": reminders,
        "ways": ways,
        "not_ours": lambda reminder: _not_ours(reminder, plan, say, ways),
        "has_workbook": bool(workbook),
        "subject": mail["Subject"],
        "language": say.language,
    }
    mail.set_content(_template("reminder.txt").render(values))
    mail.add_alternative(_template("reminder.html").render(values), subtype="html")
    if workbook:
        maintype, subtype = WORKBOOK
        name = f"{plan.id}-{message.unit or 'uten-ansvarlig'}.xlsx"
        mail.add_attachment(workbook, maintype=maintype, subtype=subtype, filename=name)
    return mail


def address(
    mail: EmailMessage, key: str, sender: str, recipients: Recipients, answers: str
) -> None:
    """Put the addresses on a mail. The same key gives the same Message-ID, by which a second copy is known."""
    mail["From"] = sender
    mail["To"] = ", ".join(recipients.to)
    if recipients.copy:
        mail["Cc"] = ", ".join(recipients.copy)
    if answers != sender:
        mail["Reply-To"] = answers
    mail["Message-ID"] = (
        f"<{sha256(key.encode()).hexdigest()[:32]}@{Address(addr_spec=sender).domain}>"
    )
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers it


def _not_ours(reminder: Reminder | DecisionReminder, plan: Plan, say: Words, ways: Ways) -> str:
    """A mail that is written already: to the coordinator, that something belongs to somebody else."""
    if isinstance(reminder, DecisionReminder):
        subject = not_ours_subject(reminder.followed.decision, plan, say)
        title = decisions.in_short(reminder.followed.decision, say)
        text = say._("«{title}» er ikke vårt ansvar. Det hører hjemme hos: ").format(title=title)
    else:
        subject = not_ours_subject(reminder.measure, plan, say)
        text = say._("Tiltaket «{title}» er ikke vårt ansvar. Det hører hjemme hos: ").format(
            title=reminder.measure.title
        )
    return f"mailto:{quote(ways.answers)}?subject={quote(subject)}&body={quote(text)}"


def not_ours_subject(about: Measure | Decision, plan: Plan, say: Words) -> str:
    """The subject of that mail, by which it is known again when it has come."""
    if isinstance(about, Measure):
        return say._("Ikke vårt: tiltak {number} i {plan}").format(
            number=about.number, plan=plan.label
        )
    title = one_line(decisions.in_short(about, say))
    return say._("Ikke vårt: {title} i {plan}").format(title=title, plan=plan.label)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)
