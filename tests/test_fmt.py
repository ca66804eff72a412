"""`tiltak fmt` on a folder."""

from __future__ import annotations

import pytest

from tests.commandline import ran, write_files
from tests.gitfolder import PLAN, UNITS
from tests.trees import base, write
from tiltak.read.load import load

UNTIDY = "\ufefftitle: a\r\nnumber: 1\r\nfocus_area: omrade\r\nstatus: []\r\nkind: establish\r\n"
TIDY = "number: 1\ntitle: a\nfocus_area: omrade\nkind: establish\nstatus: []\n"


@pytest.fixture
def folder(tmp_path):
    return write_files(
        tmp_path,
        {
            "plans/p/plan.yml": PLAN,
            "plans/units.yml": UNITS,
            "measures/p/01-a.yml": UNTIDY,
            "measures/p/02-b.yml": TIDY.replace("1", "2"),
        },
    )


def text_of(folder, path="measures/p/01-a.yml"):
    return (folder / path).read_bytes().decode()


def test_an_untidy_file_is_put_right_and_named(folder, capsys):
    code, out, _ = ran(capsys, folder, "fmt", str(folder / "measures/p/01-a.yml"))
    assert (code, out) == (0, "Rettet: measures/p/01-a.yml\n1 fil rettet.\n")
    assert text_of(folder) == TIDY


def test_check_writes_nothing_and_ends_with_1(folder, capsys):
    code, out, _ = ran(capsys, folder, "fmt", "--check")
    assert code == 1
    assert "Bør rettes: measures/p/01-a.yml" in out
    assert text_of(folder) == UNTIDY


def test_a_tidy_folder_is_left_alone(folder, capsys):
    assert ran(capsys, folder, "fmt").code == 0
    code, out, _ = ran(capsys, folder, "fmt", "--check")
    assert (code, out) == (0, "Alle filer har fast form.\n")


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_put_right(folder, capsys):
    write_files(folder, {"measures/p/02-b.yml": "number: [\n"})
    code, out, err = ran(capsys, folder, "fmt")
    assert code == 1
    assert "measures/p/02-b.yml:" in err
    assert "1 fil kan ikke leses og er ikke rørt." in out
    assert text_of(folder) == TIDY
    assert text_of(folder, "measures/p/02-b.yml") == "number: [\n"


def test_a_file_that_is_none_of_the_plans_is_wrong_use(folder, capsys):
    write_files(folder, {"notes.yml": "a: 1\n"})
    code, _, err = ran(capsys, folder, "fmt", str(folder / "notes.yml"))
    assert code == 2
    assert "notes.yml er ikke en fil med" in err


def test_decisions_and_descriptions_of_figures_are_laid_out_with_their_comments(tmp_path, capsys):
    decision, figures = "plans/rus/decisions/samle.yml", "plans/rus/indicators/dod.yml"
    entries = "entries:\n  # eldst\n  - {date: 2019-01-01, note: Nevnt.}\n  - {date: 2020-06-01, state: done, note: Samlet.}\n"
    given = {
        decision: f"kind: audit\ntitle: Samle\nbody: bystyret\ntext: Samle dem.\n{entries}",
        figures: "unit: personer\ntitle: Døde\n",
        figures.replace(".yml", ".csv"): "period;value;sources\n2018;4;plan\n",
    }
    write(base() | given, tmp_path)
    assert ran(capsys, tmp_path, "fmt").code == 0
    assert (tmp_path / figures).read_text("utf-8") == "title: Døde\nunit: personer\n"
    laid_out = (tmp_path / decision).read_text("utf-8")
    assert laid_out.startswith("title: Samle\nkind: audit\n")
    newest, oldest = laid_out.index("2020-06-01"), laid_out.index("2019-01-01")
    assert newest < laid_out.index("# eldst") < oldest
    (decided,) = load(base() | given | {decision: laid_out}).portfolio.plans[0].decisions
    assert [entry.note for entry in decided.entries] == ["Samlet.", "Nevnt."]
