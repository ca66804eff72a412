"""Reminders that are sent: by a real mail server and to a real channel, each once whatever happens on the way."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from openpyxl import load_workbook

from tests.commandline import Ran, ran, write_files
from tests.gitfolder import PLAN
from tests.mailbox import Mailbox
from tests.test_judge_reminders import ONE_DEADLINE, measure
from tiltak.mail import delivery
from tiltak.mail.addresses import EXAMPLE
from tiltak.mail.ledger import SENT, Ledger

UNITS = """\
units:
  by: {kind: internal, names: [{name: Byen}]}
  havn: {kind: internal, names: [{name: Havna}], parents: [{unit: by}]}
  brygge: {kind: internal, names: [{name: Brygga}], parents: [{unit: havn}]}
"""
ADDRESSES = """\
havn: [post@havn.example, vakt@havn.example]
by: post@by.example
koordinator: plan@kommunen.example
"""
DAY = "2021-06-21"
DECISION = "title: Samle tjenestene\nkind: audit\nbody: by\ntext: Samle dem.\nunit: havn\ndue: 2021-06-15\n"
SILENT = "  - {date: 2020-12-31, phase: in_progress}"


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    posted: list[dict[str, Any]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 – the base class calls it so
            return

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("TILTAK_WEBHOOK", f"http://127.0.0.1:{server.server_port}/hook")
    yield posted
    server.shutdown()
    server.server_close()


def files(*measures: str) -> dict[str, str]:
    texts = {
        "plans/p/plan.yml": PLAN,
        "plans/units.yml": UNITS,
        "mkdocs.yml": "site_name: Planer\nsite_url: https://planer.example/tiltak/\nuse_directory_urls: false\n"
        "plugins: [{tiltak: {editor: {backend: gitlab, repo: kommunen/planer}}}]\n",
    }
    return texts | {f"measures/p/{n:02}-x.yml": text for n, text in enumerate(measures, 1)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The harbour has a passed deadline and has not reported, the quay has no address, and one measure no owner."""
    top = tmp_path / "planer"
    top.mkdir()
    return write_files(
        top,
        files(
            measure(1, ONE_DEADLINE),
            measure(2, status=SILENT),
            measure(3, ONE_DEADLINE, owner="brygge"),
            measure(4, ONE_DEADLINE, owner=""),
        ),
    )


@pytest.fixture
def addresses(tmp_path: Path) -> Path:
    path = tmp_path / "adresser.yml"
    path.write_text(ADDRESSES)
    return path


def remind(capsys: Any, folder: Path, addresses: Path, *more: str, code: int = 0) -> Ran:
    told = ran(capsys, folder, "remind", "--as-of", DAY, "--addresses", str(addresses), *more)
    assert told.code == code, told
    return told


def test_each_unit_gets_one_mail_and_never_the_same_again(folder, addresses, mailbox, capsys):
    out = remind(capsys, folder, addresses, "--send").out
    assert sorted(map(sorted, mailbox.recipients)) == [
        ["plan@kommunen.example"],
        ["post@havn.example", "vakt@havn.example"],
        ["post@havn.example", "vakt@havn.example"],
    ]
    assert "Sendt til Havna.\n" in out
    assert "Sendt til Brygga, ved Havna.\n" in out
    assert "@" not in out
    again = remind(capsys, folder, addresses, "--send").out
    assert again.endswith("ingenting å sende i dag.\n")
    saturday = remind(capsys, folder, addresses, "--send", "--as-of", "2021-06-26").out
    assert "Det er helg eller helligdag." in saturday
    assert saturday.endswith("tidligst 28. juni 2021.\n")
    assert len(mailbox.mails) == 3


def harbours_mail(mailbox: Mailbox) -> EmailMessage:
    return next(mail for mail in mailbox.mails if "Til Havna" in text_of(mail))


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return body.get_content()


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body
    return body.get_content()


def test_mail_says_what_by_when_where_and_how_to_answer(folder, addresses, mailbox, capsys):
    remind(capsys, folder, addresses, "--send")
    mail = harbours_mail(mailbox)
    assert mail["Subject"] == "Én frist er gått ut: Plan for prøving"
    assert mail["Reply-To"] == "plan@kommunen.example"
    form = "https://planer.example/tiltak/rediger/#/collections/p/entries/01-x"
    page = "https://planer.example/tiltak/p/tiltak/1.html"
    for text in (text_of(mail), html_of(mail)):
        assert "«A» skulle vært nådd innen 15. juni 2021" in text
        assert form in text
        assert page in text
        assert "regnearket som ligger ved" in text
    (answer,) = [part for part in html_of(mail).split('"') if part.startswith("mailto:")]
    written = urlsplit(answer.replace("&amp;", "&"))
    assert unquote(written.path) == "plan@kommunen.example"
    assert parse_qs(written.query)["subject"] == ["Ikke vårt: tiltak 1 i Plan for prøving"]


def test_the_answer_that_is_not_ours_becomes_a_question(folder, addresses, mailbox, capsys):
    """The mail that the link of the reminder writes, and one that says it in its own words."""
    write_files(folder, {"plans/p/decisions/samle.yml": DECISION})
    remind(capsys, folder, addresses, "--send")
    links = [part for part in html_of(harbours_mail(mailbox)).split('"') if "mailto:" in part]
    fields = [parse_qs(urlsplit(link.replace("&amp;", "&")).query) for link in links]
    letters = [(f"SV: {field['subject'][0]}", f"{field['body'][0]}Brygga") for field in fields]
    letters.append(("SV: Plan for prøving", "Tiltak 2 er ikke vårt.\n"))
    listed = folder.parent / "sporsmal.md"
    for subject, text in letters:
        mail = EmailMessage()
        mail["Subject"] = subject
        mail.set_content(text)
        answer = folder.parent / "nav.eml"
        answer.write_bytes(bytes(mail))
        told = ran(capsys, folder, "import", str(answer), "--yes", "--questions", str(listed))
        assert told.code == 0, told
    assert listed.read_text(encoding="utf-8").splitlines() == [
        "- [ ] Tiltak 1, Tiltak 1 (Havna): «Ikke vårt». Begrunnelse: «Tiltaket «Tiltak 1» er ikke vårt ansvar. Det hører hjemme hos: Brygga» (e-posten)",
        "- [ ] Samle tjenestene (Havna): «Ikke vårt». Begrunnelse: ««Samle tjenestene» er ikke vårt ansvar. Det hører hjemme hos: Brygga» (e-posten)",
        "- [ ] E-posten «Plan for prøving»: «Tiltak 2 er ikke vårt.»",
    ]


def test_nobody_is_reminded_of_what_waits_for_the_coordinators_answer(
    folder, addresses, mailbox, channel, capsys
):
    more = {
        "measures/p/05-x.yml": measure(5, ONE_DEADLINE),
        "plans/p/decisions/samle.yml": DECISION,
    }
    write_files(folder, more)
    listed = folder.parent / "sporsmal.md"
    options = ("--send", "--questions", str(listed))
    lines = [
        "- [ ] Tiltak 1, Tiltak 1 (Havna): «Ikke vårt». Begrunnelse: «Bygg» (e-posten)",
        "- [ ] Samle tjenestene (Havna): «Ikke vårt» (e-posten)",
        "- [ ] Tiltak 3, Tiltak 3 (Brygga): «Ikke vårt» (e-posten)",
        "- [ ] Tiltak 4, Tiltak 4 (Havna): «Ikke vårt» (e-posten)",  # who owned it then
    ]
    listed.write_text("\n".join(lines), encoding="utf-8")
    out = remind(capsys, folder, addresses, *options).out
    waits = "har svart «Ikke vårt» og venter på svar fra deg"
    assert f"Havna {waits}: Tiltak 1, Tiltak 1; Samle tjenestene." in out
    assert f"Brygga, ved Havna {waits}: Tiltak 3, Tiltak 3." in out
    assert len(mailbox.mails) == 2  # the harbour's other measure, and the one that nobody owns
    mail = harbours_mail(mailbox)
    for text in (text_of(mail), html_of(mail)):
        assert text.count("«A» skulle vært nådd") == 1
        assert "Tiltak 5, Tiltak 5" in text
        said = "Dere har svart at dette ikke er deres: Tiltak 1, Tiltak 1; Samle tjenestene."
        assert said in text
    assert "Tiltak 3" not in channel[0]["text"]
    mailbox.mails.clear()
    listed.write_text("\n".join(lines).replace("[ ]", "[x]"), encoding="utf-8")
    assert waits not in remind(capsys, folder, addresses, *options).out
    (mail,) = mailbox.mails  # the quay was not asked yet
    assert "Tiltak 3, Tiltak 3" in text_of(mail)


WITH_ADDRESS = "site_url: https://planer.example/\n"


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ("site_name: Planer\n", "for nettstedet har ingen adresse"),
        (f"{WITH_ADDRESS}plugins: [tiltak]\n", "for det er ikke slått på"),
        (f"{WITH_ADDRESS}plugins: {{tiltak: {{reports: [csv]}}}}\n", "for det er ikke slått på"),
    ],
)
def test_mails_without_a_link_to_the_form_are_told_of_before_they_are_sent(
    settings, why, folder, addresses, mailbox, capsys
):
    assert "ingen lenke" not in remind(capsys, folder, addresses).out
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    said = remind(capsys, folder, addresses).out
    assert f"Meldingene får ingen lenke til skjemaet, {why}" in said
    remind(capsys, folder, addresses, "--send")
    for text in (text_of(harbours_mail(mailbox)), html_of(harbours_mail(mailbox))):
        assert "Bruk lenken" not in text
        assert "rediger/" not in text
        assert "Fyll ut regnearket som ligger ved" in text
        assert ("https://planer.example/" in text) == (WITH_ADDRESS in settings)


def test_passed_deadlines_come_before_what_is_not_reported(tmp_path, addresses, mailbox, capsys):
    top = tmp_path / "to"
    top.mkdir()
    write_files(
        top, files(measure(1, status=SILENT), measure(2, "  - {id: a, title: A, due: 2021-04-05}"))
    )
    ran(capsys, top, "remind", "--as-of", "2021-04-06", "--addresses", str(addresses), "--send")
    (mail,) = mailbox.mails
    assert mail["Subject"] == (
        "Meld status innen 30. april 2021, én frist er gått ut: Plan for prøving"
    )
    assert parsedate_to_datetime(mail["Date"]).tzinfo
    text = text_of(mail)
    assert text.index("Frister som har gått ut") < text.index("Meld den innen 30. april 2021")


def test_workbook_of_the_unit_is_attached(folder, addresses, mailbox, capsys):
    remind(capsys, folder, addresses, "--send")
    (attached,) = harbours_mail(mailbox).iter_attachments()
    assert attached.get_filename() == "p-havn.xlsx"
    book = load_workbook(BytesIO(attached.get_content()))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"Tiltak 1", "Tiltak 2"} <= cells
    assert "Tiltak 3" not in cells


def test_who_stands_above_gets_a_copy_of_what_was_not_answered_in_time(
    tmp_path, addresses, mailbox, capsys
):
    top = tmp_path / "taus"
    top.mkdir()
    write_files(top, files(measure(1, status=SILENT)))
    ran(capsys, top, "remind", "--as-of", "2021-05-03", "--addresses", str(addresses), "--send")
    (mail,) = mailbox.mails
    assert mail["Cc"] == "post@by.example"
    assert mail["Subject"] == "Status for første kvartal 2021 mangler: Plan for prøving"


def test_who_can_be_reminded_is_though_a_measure_cannot_be_read(
    folder, addresses, mailbox, channel, capsys
):
    (folder / "measures/p/04-x.yml").write_text("number: [4\n")
    told = remind(capsys, folder, addresses, "--send", code=1)
    assert "tiltak 4 (measures/p/04-x.yml)" in told.err
    assert len(mailbox.mails) == 2
    assert len(channel) == 1
    again = remind(capsys, folder, addresses, "--send", code=1)
    assert (len(mailbox.mails), len(channel)) == (2, 1)
    assert "measures/p/04-x.yml" in again.err


@pytest.mark.parametrize(
    "more",
    [(), ("--all",), ("--format", "json"), ("--format", "md", "--all"), ("--output", "ut")],
)
def test_a_measure_that_cannot_be_read_is_told_however_one_asks(more, folder, capsys, monkeypatch):
    monkeypatch.chdir(folder.parent)
    ways = ran(capsys, folder, "remind", "--as-of", DAY, *more)
    (folder / "measures/p/04-x.yml").write_text("number: [4\n")
    told = ran(capsys, folder, "remind", "--as-of", DAY, *more)
    assert (ways.code, ways.err, told.code) == (0, "", 1)
    assert "tiltak 4 (measures/p/04-x.yml)" in told.err
    assert "Havna" in told.out or "havn.txt" in told.out


def test_without_send_it_says_what_it_would_do(folder, addresses, mailbox, channel, capsys):
    out = remind(capsys, folder, addresses).out
    assert "Ville sendt til Havna: Én frist er gått ut: Plan for prøving\n" in out
    assert not mailbox.mails
    assert not channel
    assert not addresses.with_suffix(".sendt.jsonl").exists()


def test_a_day_without_a_run_costs_nobody_a_mail(folder, addresses, mailbox, capsys):
    ran(capsys, folder, "remind", "--as-of", "2021-06-24", "--addresses", str(addresses), "--send")
    assert len(mailbox.mails) == 3
    ran(capsys, folder, "remind", "--as-of", "2021-06-25", "--addresses", str(addresses), "--send")
    assert len(mailbox.mails) == 3


def test_address_that_is_refused_is_told_and_stops_nobody_else(folder, addresses, mailbox, capsys):
    mailbox.refused = "plan@kommunen.example"
    told = remind(capsys, folder, addresses, "--send", code=1)
    assert "e-posttjeneren tar ikke imot adressen" in told.err
    assert "@" not in told.out + told.err
    assert len(mailbox.mails) == 2
    mailbox.refused = ""
    remind(capsys, folder, addresses, "--send")
    assert len(mailbox.mails) == 3


@pytest.mark.slow
def test_server_that_does_not_answer_is_told(folder, addresses, monkeypatch, capsys):
    monkeypatch.setenv("TILTAK_SMTP", "127.0.0.1:1")
    monkeypatch.setenv("TILTAK_MAIL_FROM", "tiltak@kommunen.example")
    told = remind(capsys, folder, addresses, "--send", code=1)
    assert told.err.count("tjenesten svarer ikke") == 3


def test_channel_gets_the_day_once(folder, addresses, channel, capsys):
    remind(capsys, folder, addresses, "--send")
    remind(capsys, folder, addresses, "--send")
    (posted,) = channel
    assert posted["text"].startswith("## ")
    assert "Havna" in posted["text"]


def test_channel_is_asked_once_in_a_round_that_somebody_opens_late(
    folder, addresses, channel, capsys
):
    """The channel of the second quarter's round; on the day itself nobody is to be reminded."""
    remind(capsys, folder, addresses, "--as-of", "2021-07-07", "--send")
    (posted,) = channel
    assert "### Status for andre kvartal 2021" in posted["text"]
    remind(capsys, folder, addresses, "--as-of", "2021-07-08", "--send")
    assert len(channel) == 1


def test_channel_on_this_machine_is_reached_without_what_leads_to_the_net(
    folder, addresses, channel, monkeypatch, capsys
):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    remind(capsys, folder, addresses, "--send")
    assert channel


def test_channel_that_answers_no_http_is_told(folder, addresses, no_http, monkeypatch, capsys):
    monkeypatch.setenv("TILTAK_WEBHOOK", f"{no_http}hook")
    told = remind(capsys, folder, addresses, "--send", code=1)
    assert "Ikke sendt til kanalen: tjenesten svarer ikke" in told.err


def test_channel_that_leads_elsewhere_has_taken_nothing(folder, addresses, monkeypatch, capsys):
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(302)
            self.send_header("Location", "/annet")
            self.end_headers()

        def do_GET(self) -> None:
            asked.append(self.path)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 – the base class calls it so
            return

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("TILTAK_WEBHOOK", f"http://127.0.0.1:{server.server_port}/hook")
    told = remind(capsys, folder, addresses, "--send", code=1)
    server.shutdown()
    server.server_close()
    assert "Ikke sendt til kanalen" in told.err
    assert asked == ["/hook"]


def test_slack_is_told_no_names_of_its_own():
    payload = delivery._payload("hooks.slack.com", "<!channel> & <https://a.example|her>")
    assert payload == {"text": "&lt;!channel&gt; &amp; &lt;https://a.example|her&gt;"}


def test_nobody_has_an_address(folder, tmp_path, mailbox, capsys):
    path = tmp_path / "tom.yml"
    path.write_text("by: []\n")
    told = remind(capsys, folder, path, "--send", code=1)
    assert "Ingen adresse for Havna" in told.err
    assert not mailbox.mails


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("havna: a@b.example\n", "Mente du «havn»?"),
        ("havn: Kari Nordmann\n", "linje 1: «havn» har noe som ikke er en e-postadresse"),
        ("havn: a@b.example\nkari@b.example: koordinator\n", "linje 2: Linjen begynner ikke med"),
        ("havn: a@b.example\nKari Nordmann: a@b.example\n", "linje 2: Linjen begynner ikke med"),
        ("kari@b.example: x\nkari@b.example: x\n", "linje 2: Linjen kan ikke leses"),
        ("havn: &kari@b.example a@b.example\n", "linje 1: Linjen kan ikke leses"),
        ("havn: !kari@b.example x\n", "linje 1: Linjen kan ikke leses"),
        ("havn: 12\n", "ikke er en e-postadresse"),
        ('havn: "a@b.example\\r\\nBcc: x@y.example"\n', "kan ikke leses"),
        ('havn: "a@b.example\\nBcc: x@y.example"\n', "ikke er en e-postadresse"),
        ("havn: a@b.example, c@d.example\n", "ikke er en e-postadresse"),
        ("- havn\n", "ikke en liste over enheter"),
        ("havn: [\n", "kan ikke leses"),
    ],
)
def test_file_of_addresses_that_is_wrong_is_told(content, words, folder, tmp_path, capsys):
    path = tmp_path / "feil.yml"
    path.write_text(content)
    told = remind(capsys, folder, path, code=2).err
    assert words in told
    assert "@" not in told.replace(EXAMPLE, "")
    assert "Kari" not in told


@pytest.mark.parametrize(
    ("set_to", "words"),
    [
        ({}, "Ingen e-posttjener er oppgitt"),
        ({"TILTAK_SMTP": "a:b"}, "TILTAK_SMTP er ingen adresse"),
        ({"TILTAK_SMTP": "smtp.example"}, "TILTAK_MAIL_FROM mangler"),
        (
            {"TILTAK_SMTP": "smtp.example", "TILTAK_MAIL_FROM": "Tiltak <a@b.example>"},
            "uten navn foran",
        ),
        ({"TILTAK_WEBHOOK": "http://kanal.example/x"}, "må begynne med https"),
        ({"TILTAK_WEBHOOK": "http://127.0.0.1.kanal.example/x"}, "må begynne med https"),
        ({"TILTAK_WEBHOOK": "ftp://localhost/x"}, "må begynne med https"),
        ({"TILTAK_WEBHOOK": "https://[::1"}, "må begynne med https"),
        ({"TILTAK_WEBHOOK": "https://kanal.example/a b"}, "må begynne med https"),
    ],
)
def test_settings_that_are_wrong_are_told(set_to, words, folder, addresses, monkeypatch, capsys):
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    assert words in remind(capsys, folder, addresses, "--send", code=2).err


def test_send_wants_addresses(folder, capsys):
    assert "--addresses FIL" in ran(capsys, folder, "remind", "--send").err


@pytest.mark.slow
def test_line_that_was_cut_off_is_written_anew_and_one_without_its_end_counts(tmp_path):
    path, day = tmp_path / "sendt.jsonl", date(2021, 6, 21)
    Ledger.opened(path).note("p/havn", SENT, day)
    first = path.read_bytes()
    Ledger.opened(path).note("p/by", SENT, day)
    both = path.read_bytes()
    for end in range(len(first), len(both)):
        path.write_bytes(both[:end])
        cut_off = Ledger.opened(path)
        assert cut_off.sent_on("p/havn") == day
        assert (cut_off.sent_on("p/by") == day) == (end == len(both) - 1)
        cut_off.note("p/by", SENT, day)
        assert Ledger.opened(path).states == {"p/havn": (SENT, day), "p/by": (SENT, day)}


@pytest.mark.slow
def test_killed_at_any_moment_nobody_gets_two_and_nobody_none(tmp_path, mailbox):
    """Forty units; what a mail system knows as a second copy by its Message-ID is not a second mail."""
    units = "".join(
        f"  u{n}: {{kind: internal, names: [{{name: Enhet {n}}}]}}\n" for n in range(40)
    )
    texts = files(*(measure(n + 1, ONE_DEADLINE, owner=f"u{n}") for n in range(40)))
    top = tmp_path / "mange"
    top.mkdir()
    write_files(top, texts | {"plans/units.yml": f"units:\n{units}"})
    addresses = tmp_path / "adresser.yml"
    addresses.write_text("".join(f"u{n}: post@u{n}.example\n" for n in range(40)))
    command = [
        *(sys.executable, "-m", "tiltak", "remind", "--root", str(top), "--as-of", DAY),
        *("--addresses", str(addresses), "--send"),
    ]
    chance = random.Random(7)  # noqa: S311 – not for secrets
    kills = 0
    for _ in range(3):
        process = subprocess.Popen(
            command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        sent_before = len(mailbox.mails)
        until = time.monotonic() + 60
        while len(mailbox.mails) < sent_before + chance.randint(1, 6) and time.monotonic() < until:
            if process.poll() is not None:
                break
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
    assert kills
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    copies = mailbox.copies()
    assert len(copies) == 40
    assert {to for listed in mailbox.recipients for to in listed} == {
        f"post@u{n}.example" for n in range(40)
    }
    assert sum(copies.values()) - 40 <= kills  # the one that was on its way, and says so
