"""A whole round of an invented plan, as its page in the handbook says it: every line that the page types is run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests import handbook
from tests.commandline import write_files
from tests.gitfolder import PLAN
from tests.mailbox import Mailbox
from tests.test_sheets import fill
from tiltak.commands._options import open_workspace
from tiltak.forms import proxy
from tiltak.read import plan_files

pytestmark = pytest.mark.slow

OWNERS = {1: "havn", 2: "skole", 3: "helse", 4: "park", 5: "idrett", 6: "kultur", 7: "bibliotek"}
BY_FORM = (1, 2, 3)
OPENS, LATER, A_WEEK_LEFT, TOO_LATE = (
    date(2021, 1, 4), date(2021, 1, 11), date(2021, 1, 22), date(2021, 2, 1)
)  # fmt: skip
UNITS = "units:\n  kommunedirektoren: {kind: internal, names: [{name: Kommunedirektøren}]}\n" + "".join(
    f"  {unit}: {{kind: internal, names: [{{name: {unit.capitalize()}}}], parents: [{{unit: kommunedirektoren}}]}}\n"
    for unit in OWNERS.values()
)  # fmt: skip


def path_of(number: int) -> str:
    return f"measures/p/{number:02}-x.yml"


def measure(number: int, owner: str) -> str:
    return (
        f"number: {number}\ntitle: Tiltak {number}\nfocus_area: omrade\nkind: establish\nowner: {owner}\n"
        "status:\n  - date: 2020-09-30\n    phase: in_progress\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "plan"
    root.mkdir()
    texts = {path_of(number): measure(number, owner) for number, owner in OWNERS.items()}
    write_files(root, {"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS, **texts})
    addresses = "".join(f"{unit}: post@{unit}.example\n" for unit in OWNERS.values())
    (tmp_path / "adresser.yml").write_text(
        f"{addresses}kommunedirektoren: post@leder.example\nkoordinator: plan@kommunen.example\n"
    )
    return handbook.committed(root)


def typed(heading: str) -> list[str]:
    blocks = handbook.page("hele-runden").blocks(heading)
    return [line for block in blocks for line in block.text.splitlines()]


@pytest.fixture
def carried_out(folder: Path) -> Callable[[str, date], str]:
    def carry_out(heading: str, day: date) -> str:
        answers = []
        for line in typed(heading):
            done = handbook.run(folder, line, day)
            assert done.returncode == 0, (line, handbook.said(done))
            answers.append(handbook.said(done))
        return "\n".join(answers)

    return carry_out


def answer_in_the_form(root: Path, number: int) -> None:
    """What the form of a measure saves."""
    before = plan_files.worktree(root).texts[path_of(number)].decode()
    entry = "status:\n  - date: 2020-12-31\n    phase: completed\n    note: Levert.\n"
    files = {"dataFiles": [{"path": path_of(number), "raw": before.replace("status:\n", entry)}]}
    proxy.Files(root, lambda: LATER).save({**files, "base": {path_of(number): before}})


def attached(mailbox: Mailbox, unit: str, to: Path) -> Path:
    """The workbook in the mail that a unit got."""
    to_unit = [f"post@{unit}.example"]
    of_unit = [m for m, r in zip(mailbox.mails, mailbox.recipients, strict=True) if r == to_unit]
    (part,) = of_unit[0].iter_attachments()
    load_workbook(BytesIO(part.get_content()))
    to.write_bytes(part.get_content())
    return to


def test_a_round_from_the_first_mail_to_the_paper(folder, mailbox, carried_out):
    beside = folder.parent
    said = carried_out("Dagen runden åpner", OPENS)
    assert said.count("Ville sendt til ") == said.count("Sendt til ") == len(OWNERS)
    assert sorted(mailbox.recipients) == sorted(
        [f"post@{unit}.example"] for unit in OWNERS.values()
    )

    for number in BY_FORM:
        answer_in_the_form(folder, number)
    by_mail = attached(mailbox, "park", beside / "park.xlsx")
    fill(by_mail, "Status", 4, Dato="4. kvartal 2020", Fase="Pågår", Begrunnelse="Bestilt.")
    answer = EmailMessage()
    answer.set_content("Her er det fra oss.\n")
    answer.add_attachment(
        by_mail.read_bytes(), maintype="application", subtype="octet-stream", filename="svar.xlsx"
    )
    (beside / "svar.eml").write_bytes(bytes(answer))
    fill(attached(mailbox, "idrett", beside / "svar.xlsx"), "Status", 5, Dato="31.12.2020", Fase="Ingenting nytt")  # fmt: skip
    fill(
        attached(mailbox, "kultur", beside / "ikke-vart.xlsx"), "Status", 6,
        **{"Kan ikke melde": "Ikke vårt", "Begrunnelse": "Det er Park som gjør dette."},
    )  # fmt: skip
    said = carried_out("Når svarene kommer", LATER)
    assert said.count("Skrevet: ") == 3  # two workbooks, and the owner that the coordinator found
    listed = (beside / "sporsmal.md").read_text(encoding="utf-8")
    assert listed.startswith("- [ ] Tiltak 6, Tiltak 6 (Kultur): «Ikke vårt». Begrunnelse: «Det er")

    mailbox.mails.clear()
    mailbox.recipients.clear()
    again = "En uke før siste dag, og dagen etter"
    carried_out(again, A_WEEK_LEFT)
    silent = [["post@bibliotek.example"], ["post@park.example"]]
    assert sorted(mailbox.recipients) == silent
    answer_in_the_form(folder, 6)  # the unit that it belongs to
    mailbox.recipients.clear()
    carried_out(again, TOO_LATE)
    assert mailbox.recipients == [["post@bibliotek.example", "post@leder.example"]]

    carried_out("Når runden er over", TOO_LATE)
    issue = handbook.said(handbook.run(folder, "tiltak remind --all --format md", TOO_LATE))
    assert "Perioden er avsluttet." in issue
    assert "Neste steg er rapporten." not in issue
    carried_out("Papiret", TOO_LATE)
    (written,) = (folder / "plans").rglob("closed/2020-Q4/*.docx")
    document = Document(str(written))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    paper = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    assert "Bestilt." in paper
    assert "Bibliotek" in paper
    assert "Park som gjør dette" not in paper
    plan = open_workspace(folder).plan(None)
    assert [m.number for m in plan.measures if m.owner == "park"] == [4, 6]
    assert not any("Ikke vårt" in m.read_text(encoding="utf-8") for m in folder.rglob("*.yml"))
