"""Clocks that run ahead and pulls that swap the mainline: told, and refused where they are published."""

from __future__ import annotations

import pytest

from tests.commandline import ran
from tests.gitfolder import PLAN, UNITS, GitFolder, measure

FILES = {
    "plans/p/plan.yml": PLAN,
    "plans/units.yml": UNITS,
    "measures/p/01-x.yml": measure(owner="havn"),
}
IN_TIME = measure(status="[{date: 2021-03-31, phase: in_progress}]", owner="havn")


@pytest.fixture(autouse=True)
def a_day_that_does_not_move(monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2026-06-01")


@pytest.fixture
def folder(tmp_path):
    made = GitFolder(tmp_path / "kari")
    made.commit(FILES, "2021-01-10", "planen")
    return made


def pulled(folder, tmp_path) -> GitFolder:
    """Kari publishes in April. Ola, on an old copy, commits in September and pulls."""
    folder.git("clone", "--quiet", ".", str(tmp_path / "ola"))
    folder.commit({"measures/p/01-x.yml": IN_TIME}, "2021-04-12", "i tide")
    ola = GitFolder(tmp_path / "ola")
    ola.commit({"README": "x\n"}, "2021-09-01", "skrivefeil")
    ola.git("pull", "--quiet", "--no-rebase", "--no-edit", GIT_COMMITTER_DATE="2021-09-01T12:00Z")
    return ola


def test_a_commit_from_the_future_is_told_and_makes_nothing_late(folder, capsys):
    folder.commit({"README": "x\n"}, "2090-01-01", "gal klokke")
    folder.commit({"measures/p/01-x.yml": IN_TIME}, "2021-04-12", "i tide")
    check = ran(capsys, folder.path, "check")
    assert check.code == 0
    assert "er fra 01.01.2090, men i dag er det" in check.out
    assert "[future-commit]" in check.out
    story = ran(capsys, folder.path, "history").out
    assert "Meldinger som er registrert for sent\n  Ingen." in story
    assert "Klokken gikk feil da endringen" in story
    known = ran(capsys, folder.path, "status", "--known-on", "2026-06-01", "--format", "json").out
    assert '"phase": "in_progress"' in known


def test_a_swapped_mainline_is_told_with_the_days_in_doubt(folder, tmp_path, capsys):
    ola = pulled(folder, tmp_path)
    check = ran(capsys, ola.path, "check")
    assert (check.code, "[swapped-mainline]" in check.out) == (0, True)
    assert "fra 10.01.2021 til 01.09.2021" in check.out
    story = ran(capsys, ola.path, "history").out
    assert "fra 10. januar 2021 til 1. september 2021" in story


@pytest.mark.slow
def test_what_was_published_must_stay_on_the_mainline_and_the_advice_mends_it(
    folder, tmp_path, capsys
):
    ola = pulled(folder, tmp_path)
    published = folder.git("rev-parse", "HEAD")
    check = ran(capsys, ola.path, "check", "--published", published)
    assert (check.code, "[lost-mainline]" in check.out) == (1, True)
    swapped = ola.git("rev-parse", "HEAD")
    for command in (("checkout", "-B", "main", published[:9]), ("merge", "--no-ff", swapped)):
        assert f"«git {' '.join(command)}»" in check.out
        extra = ("--no-edit",) if command[0] == "merge" else ()
        ola.git(*command, *extra, GIT_COMMITTER_DATE="2021-09-02T12:00Z")
    ola.git("merge-base", "--is-ancestor", swapped, "HEAD")  # it can be pushed without force
    for before in (published, swapped):  # whether the swapped one was pushed or not
        mended = ran(capsys, ola.path, "check", "--published", before)
        assert (mended.code, "mainline" in mended.out) == (0, False), mended.out
    story = ran(capsys, ola.path, "history").out
    assert "Meldinger som er registrert for sent\n  Ingen." in story


def test_a_history_that_was_written_anew_is_told(folder, capsys):
    check = ran(capsys, folder.path, "check", "--published", "1" * 40)
    assert (check.code, "finnes ikke i historikken lenger" in check.out) == (1, True)


@pytest.mark.parametrize("published", ["HEAD", "HEAD~1", "0" * 40])
def test_an_ordinary_push_is_in_order(folder, capsys, published):
    folder.commit({"measures/p/01-x.yml": IN_TIME}, "2021-04-12", "i tide")
    assert ran(capsys, folder.path, "check", "--published", published).code == 0
