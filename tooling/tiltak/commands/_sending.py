"""Sends reminders: each once, whatever stops it on the way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from functools import partial, wraps
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from urllib.error import HTTPError

import click

from tiltak.commands._options import MeasureValues, file_option, measure_values, reading
from tiltak.commands._trust import has_form
from tiltak.edit.save import one_at_a_time
from tiltak.forms.editor import entry_address
from tiltak.judge import reminders
from tiltak.judge.reminders import DecisionReminder, Message, Reminder
from tiltak.judge.workdays import is_workday, workday_from
from tiltak.mail import addresses, delivery, letters
from tiltak.mail.addresses import COORDINATOR, AddressBook, Recipients, coordinator, recipients
from tiltak.mail.delivery import MailServer
from tiltak.mail.ledger import BEGUN, REFUSED, SENT, Ledger
from tiltak.model.decisions import Decision
from tiltak.model.plan import Measure, Plan
from tiltak.problems import UsageError
from tiltak.read.plan_files import settings_of
from tiltak.sheets import tables, workbook
from tiltak.sheets.questions import is_unanswered
from tiltak.site.addresses import decisions_uri, measure_uri, path_of
from tiltak.words import reminders as reminder_words
from tiltak.words.language import Words, words
from tiltak.workspace import Workspace

CHANNEL = "#"  # stands in a key where a unit does


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for: whether to send, with which addresses, and where it is recorded.

    `questions` is the coordinator's list of what units have said is not their own.
    """

    really: bool
    addresses: Path | None
    sent: Path | None
    questions: Path | None


def sending_options(function: Any) -> Any:
    """The options of a sending, as one `sending`."""

    @click.option(
        "--send",
        is_flag=True,
        help="Send meldingene med e-post (TILTAK_SMTP) og til en kanal (TILTAK_WEBHOOK). Uten dette vises bare hva som ville blitt sendt.",
    )
    @file_option("Hvem som har hvilken adresse. Filen skal ligge utenfor repoet.", "--addresses")
    @file_option("Hva som er sendt. Standard er ved siden av adressene.", "--sent")
    @file_option(
        "Listen fra «tiltak import --questions». Ingen blir minnet om det de har svart «Ikke vårt» om, før du har krysset av for det.",
        "--questions",
    )
    @wraps(function)
    def with_sending(
        *args: Any,
        send: bool,
        addresses: Path | None,
        sent: Path | None,
        questions: Path | None,
        **others: Any,
    ) -> Any:
        return function(*args, sending=Asked(send, addresses, sent, questions), **others)

    return with_sending


@dataclass(frozen=True, slots=True)
class Sending:
    """A message, the key it is recorded under, and whom it reaches; `recipients` is None where nobody has an address."""

    key: str
    message: Message
    recipients: Recipients | None


@dataclass(frozen=True, slots=True)
class Post:
    """What one run sends with: where to, what is recorded, and what mkdocs.yml says of the site.

    `questions`: the lines of the coordinator's list.
    """

    workspace: Workspace
    plan: Plan
    addresses: AddressBook
    ledger: Ledger
    settings: Mapping[str, Any]
    questions: Sequence[str]

    def unsent(self, sent_on: Callable[[str, date], date | None]) -> list[tuple[date, Message]]:
        """What nobody has sent, without what a unit waits for an answer about."""
        portfolio, today = self.workspace.portfolio, self.workspace.today

        def waits(about: Measure | Decision) -> bool:
            return is_unanswered(self.questions, about, portfolio, today)

        unsent = reminders.unsent(self.plan, today, sent_on)
        return [(day, message.setting_aside(waits)) for day, message in unsent]

    def sendings(self) -> list[Sending]:
        plan, portfolio = self.plan, self.workspace.portfolio
        waiting = self.unsent(lambda unit, day: self.ledger.sent_on(_key(plan, unit, day)))
        return [
            Sending(
                _key(plan, message.unit, day),
                message,
                recipients(message, plan, portfolio, self.addresses),
            )
            for day, message in waiting
        ]

    def once(self, key: str, name: str, hand_over: Callable[[], None]) -> int:
        """Hand something over and record it, and return the exit code. What was begun and not recorded is told."""
        if self.ledger.is_uncertain(key):
            click.echo(
                f"{name}: forrige gang stanset det midt i. Det sendes igjen med samme id, så ingen får det to ganger der e-postsystemet kjenner igjen kopier."
            )
        today = self.workspace.today
        self.ledger.note(key, BEGUN, today)
        try:
            hand_over()
        except OSError as error:
            self.ledger.note(key, REFUSED, today)
            click.echo(f"Ikke sendt til {name}: {_why(error)}", err=True)
            return 1
        self.ledger.note(key, SENT, today)
        click.echo(f"Sendt til {name}.")
        return 0

    def mails(
        self, sendings: Iterable[Sending], sender: str, say: Words
    ) -> Iterator[tuple[Sending, EmailMessage]]:
        """The mail of each sending that reaches somebody, one after the other."""
        plan, portfolio = self.plan, self.workspace.portfolio
        answers = next(iter(coordinator(plan, self.addresses)), sender)
        ways, values = self._ways(answers), measure_values(self.workspace, plan)
        for sending in sendings:
            if sending.recipients:
                attached = self._workbook(sending.message, values)
                mail = letters.mail(sending.message, plan, portfolio, say, ways, attached)
                letters.address(mail, sending.key, sender, sending.recipients, answers)
                yield sending, mail

    @property
    def site(self) -> str:
        return str(self.settings.get("site_url") or "").rstrip("/")

    def _ways(self, answers: str) -> letters.Ways:
        site = self.site
        folders = bool(self.settings.get("use_directory_urls", True))
        paths = self.workspace.measure_paths(self.plan)
        leads_to_form = bool(site) and has_form(self.settings)

        def form(reminder: Reminder | DecisionReminder) -> str:
            if isinstance(reminder, DecisionReminder):
                return entry_address(f"{self.plan.id}-decisions", reminder.followed.decision.path)
            return entry_address(self.plan.id, paths[reminder.measure.number])

        def page(reminder: Reminder | DecisionReminder) -> str:
            if isinstance(reminder, DecisionReminder):
                uri, anchor = decisions_uri(self.plan.id), reminder.followed.decision.id
                return f"{path_of(uri, folders=folders)}#{anchor}"
            return path_of(measure_uri(self.plan.id, reminder.measure.number), folders=folders)

        return letters.Ways(
            form=lambda reminder: f"{site}/{form(reminder)}" if leads_to_form else "",
            page=lambda reminder: f"{site}/{page(reminder)}" if site else "",
            answers=answers,
        )

    def _workbook(self, message: Message, values: MeasureValues) -> bytes:
        if not message.unit or not message.reminders:
            return b""
        unit, plan, workspace = message.unit, self.plan, self.workspace
        handed_out = tables.tables(plan, workspace.portfolio, values, workspace.today, unit)
        recipient = workspace.portfolio.unit_name(unit, workspace.today)
        return workbook.written(handed_out, plan, workspace.today, recipient)

    def name(self, sending: Sending) -> str:
        """Whom a sending reaches, without addresses: what a job prints is often public."""
        name = reminder_words.addressee(sending.message, self.workspace.portfolio, words())
        via = sending.recipients.via if sending.recipients else None
        if via is None:
            return name
        if not via:
            return f"{name}, ved den som følger planen"
        return f"{name}, ved {self.workspace.portfolio.unit_name(via, sending.message.day)}"


def send(workspace: Workspace, plan: Plan, asked: Asked) -> int:
    """Send what the last days ask for and nobody has sent, or say what would be sent; return the exit code."""
    assert asked.addresses
    with reading(asked.addresses):
        raw = asked.addresses.read_bytes()
    address_book = addresses.read(raw, asked.addresses.name, workspace.portfolio)
    server = delivery.mail_server(os.environ)
    channel = delivery.channel(os.environ)
    if asked.really and not server and not channel:
        raise UsageError(
            "Ingen e-posttjener er oppgitt. Sett TILTAK_SMTP og TILTAK_MAIL_FROM, eller TILTAK_WEBHOOK for en kanal."
        )
    path = asked.sent or asked.addresses.with_suffix(".sendt.jsonl")
    path.parent.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(path.parent):
        settings = settings_of(workspace.root)
        ledger = Ledger.opened(path)
        post = Post(workspace, plan, address_book, ledger, settings, _lines(asked.questions))
        all_sendings = post.sendings()
        for sending in all_sendings:
            _tell_what_waits(post, sending)
        sendings = [sending for sending in all_sendings if sending.message.keys]
        if not sendings:
            click.echo(f"{plan.label}: ingenting å sende i dag.{_day_off(workspace.today)}")
        elif not post.site:
            click.echo(
                "Meldingene får ingen lenke til skjemaet, for nettstedet har ingen adresse. Skriv den i «site_url» i mkdocs.yml når dere har den."
            )
        elif not has_form(post.settings):
            click.echo(
                "Meldingene får ingen lenke til skjemaet, for det er ikke slått på («editor» i mkdocs.yml). Enhetene svarer med regnearket som ligger ved, eller med en e-post."
            )
        if not asked.really:
            return _foretold(post, sendings)
        code = 0
        if server:
            code |= _by_mail(post, sendings, server)
        if channel:
            code |= _to_channel(post, channel)
        return code


def _tell_what_waits(post: Post, sending: Sending) -> None:
    titles = reminder_words.titles_waiting(sending.message, words())
    if titles:
        click.echo(
            f"{post.name(sending)} har svart «Ikke vårt» og venter på svar fra deg: {titles}. Kryss av i listen når du har svart."
        )


def _foretold(post: Post, sendings: Iterable[Sending]) -> int:
    code = 0
    for sending in sendings:
        if sending.recipients is None:
            code |= _unreachable(post, sending)
        else:
            subject = reminder_words.subject(sending.message, post.plan, words())
            click.echo(f"Ville sendt til {post.name(sending)}: {subject}")
    return code


def _unreachable(post: Post, sending: Sending) -> int:
    click.echo(
        f"Ingen adresse for {post.name(sending)}, for noen over, eller for «{COORDINATOR}». Legg den til i filen med adresser.",
        err=True,
    )
    return 1


def _by_mail(post: Post, sendings: Sequence[Sending], server: MailServer) -> int:
    code, say = 0, words()
    for sending in sendings:
        if sending.recipients is None:
            code |= _unreachable(post, sending)
    with delivery.connected(server) as hand_over:
        for sending, mail in post.mails(sendings, server.sender, say):
            code |= post.once(sending.key, post.name(sending), partial(hand_over, mail))
    return code


def _to_channel(post: Post, channel: str) -> int:
    """All that the channel was not told yet as one text, for those who follow the plan together."""
    plan, today = post.plan, post.workspace.today
    days = (today - timedelta(days=n) for n in range((today - plan.start).days + 1))
    posted = next((day for day in days if post.ledger.sent_on(_key(plan, CHANNEL, day))), None)
    waiting = post.unsent(lambda _, day: posted if posted and posted >= day else None)
    messages = tuple(message for _, message in waiting if message.keys)
    if not messages:
        return 0
    text = reminder_words.as_markdown(messages, plan, post.workspace.portfolio, words())
    return post.once(_key(plan, CHANNEL, today), "kanalen", partial(delivery.post, channel, text))


def _key(plan: Plan, unit: str, day: date) -> str:
    return f"{plan.id}/{unit or '-'}/{day.isoformat()}"


def _why(error: OSError) -> str:
    """The reason without addresses, which servers repeat in what they answer."""
    if isinstance(error, SMTPRecipientsRefused):
        return "e-posttjeneren tar ikke imot adressen"
    if isinstance(error, SMTPResponseException):
        return f"e-posttjeneren svarte {error.smtp_code}"
    if isinstance(error, HTTPError):
        return f"tjenesten svarte {error.code}"
    return "tjenesten svarer ikke"


def _lines(path: Path | None) -> list[str]:
    """The lines of the coordinator's list, which begins with the first question."""
    if path is None or not path.exists():
        return []
    with reading(path):
        return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _day_off(day: date) -> str:
    if is_workday(day):
        return ""
    following = words().date(workday_from(day))
    return f" Det er helg eller helligdag. Påminnelser går på arbeidsdager, neste gang tidligst {following}."
