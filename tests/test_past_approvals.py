"""Who approved a change is told by unit, never by name, and what only its author saw is a number."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.commandline import ran
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tests.test_past_adoption import data, pages, site_of

pytestmark = pytest.mark.slow

A = "measures/p/01-a.yml"
OWNED = UNITS.replace(
    "havn: {kind: internal,", 'havn: {kind: internal, code_owner: "@kommunen/havn",'
)
OTHER = {"GIT_AUTHOR_NAME": "Kari Nordmann", "GIT_AUTHOR_EMAIL": "kari@example.org"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", date(2021, 7, 1).isoformat())
    folder = GitFolder(tmp_path)
    folder.commit({"plans/p/plan.yml": PLAN, "plans/units.yml": OWNED, A: measure(1)})
    folder.git("tag", "adopted/p")
    return folder


def seen(folder, capsys) -> list[tuple[list[str], bool | None]]:
    told = json.loads(ran(capsys, folder.path, "history", "1", "--format=json").out)
    return [(event["approved_by"], event["seen_by_another"]) for event in told["events"]]


@pytest.mark.parametrize(
    ("trailer", "expected"),
    [
        ("Approved-by: @kommunen/havn", (["havn"], True)),
        ("reviewed-by: Kari Nordmann <kari@example.org> (@Kommunen/Havn)", (["havn"], True)),
        ("Reviewed-by: Kari Nordmann", ([], True)),
        ("Reviewed-by: Prøve <prove@example.org>", ([], False)),
        ("Takk til alle.", ([], False)),
    ],
)
def test_an_approval_in_the_message_is_told_by_unit(folder, capsys, trailer, expected):
    folder.commit({A: measure(1, title="Ny")}, "2021-06-15", f"Ny tittel\n\n{trailer}")
    assert seen(folder, capsys) == [expected, ([], False)]
    by_name, by_unit = "Kari", "Godkjent av Havna."
    site = site_of(folder)
    for said in (pages(site)["p/tiltak/1"], ran(capsys, folder.path, "history", "1").out):
        assert by_name not in said
        assert (by_unit in said) is bool(expected[0])
        assert ("Godkjent av en annen" in said) is (expected == ([], True))
    eyes = json.loads(data(site)["plan.json"])["four_eyes"]
    assert eyes == {"changes": 1, "unseen": int(not expected[1])}


@pytest.mark.parametrize("by_another", [True, False])
def test_who_takes_in_a_proposal_of_another_has_seen_it(folder, capsys, by_another):
    folder.git("checkout", "--quiet", "-b", "forslag")
    folder.commit({A: measure(1, title="Ny")}, "2021-06-14", "Ny tittel")
    folder.git("checkout", "--quiet", "main")
    folder.git(
        "merge", "--quiet", "--no-ff", "-m", "Merge pull request #12 from kommunen/forslag", "forslag",
        GIT_COMMITTER_DATE="2021-06-15T12:00:00+02:00", **(OTHER if by_another else {}),
    )  # fmt: skip
    assert seen(folder, capsys)[0] == ([], by_another)
    view = site_of(folder).views[0]
    assert view.four_eyes
    assert (view.four_eyes.changes, view.four_eyes.unseen) == (1, int(not by_another))
    page = pages(view.site)["p/om-dataene"]
    assert "Hvem som har sett endringene" in page


def test_a_message_that_names_a_person_is_not_shown(folder, capsys):
    folder.commit({A: measure(1, title="Ny")}, "2021-06-15", "Avtalt med Kari, tlf. 91 23 45 67")
    shown = pages(site_of(folder))
    told = ran(capsys, folder.path, "history", "1").out
    assert not any("91 23 45 67" in text for text in (*shown.values(), told))
