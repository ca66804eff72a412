"""`tiltak codeowners`: who approves, from the units."""

from __future__ import annotations

import pytest

from tests.commandline import ran, write_files
from tests.gitfolder import PLAN, GitFolder, measure

UNITS = """\
units:
  havn: {kind: internal, names: [{name: Havna}], parents: [{unit: by}]}
  by: {kind: internal, names: [{name: Byen}], code_owner: "@kommunen/by"}
  kai: {kind: internal, names: [{name: Kaia}], parents: [{unit: havn}], code_owner: "@kommunen/kai"}
  nabo: {kind: external, names: [{name: Naboen}]}
"""
RULES = (
    "# <tiltak>\n# Skrevet av «tiltak codeowners» fra plans/units.yml og plan.yml. Endres der, ikke her.\n"
    "/{0}measures/p/01-a.yml @kommunen/by\n/{0}measures/p/02-b.yml @kommunen/kai\n# </tiltak>\n"
)


@pytest.fixture
def folder(tmp_path):
    return write_files(
        tmp_path,
        {
            "plans/p/plan.yml": PLAN,
            "plans/units.yml": UNITS,
            "measures/p/01-a.yml": measure(1, owner="havn"),
            "measures/p/02-b.yml": measure(2, owner="kai"),
            "measures/p/03-c.yml": measure(3, owner="nabo"),
            "measures/p/04-d.yml": measure(4),
        },
    )


def test_a_measure_is_approved_by_its_unit_or_the_nearest_one_above(folder, capsys):
    assert ran(capsys, folder, "codeowners").out == "Skrevet: .github/CODEOWNERS\n"
    assert (folder / ".github/CODEOWNERS").read_text(encoding="utf-8") == RULES.format("")
    assert "er som den skal" in ran(capsys, folder, "codeowners").out


def test_the_plans_group_approves_what_no_unit_alone_answers_for(folder, capsys):
    """The host follows the last rule that fits: a measure whose owner has a group stays with it."""
    write_files(
        folder,
        {
            "plans/p/plan.yml": PLAN + 'code_owner: "@kommunen/stab"\n',
            "plans/q/plan.yml": PLAN + 'code_owner: "@kommunen/plan"\n',
        },
    )
    assert ran(capsys, folder, "codeowners").code == 0
    assert (folder / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()[2:-1] == [
        "/measures/p/ @kommunen/stab",
        "/measures/q/ @kommunen/plan",
        "/plans/p/ @kommunen/stab",
        "/plans/q/ @kommunen/plan",
        "/plans/units.yml @kommunen/stab @kommunen/plan",
        "/measures/p/01-a.yml @kommunen/by",
        "/measures/p/02-b.yml @kommunen/kai",
    ]


def test_rules_of_ones_own_stay(folder, capsys):
    own = "* @kommunen/alle\n"
    write_files(
        folder,
        {"CODEOWNERS": own + "\n# <tiltak>\n/gammel @x\n# </tiltak>\n/docs/ @kommunen/info\n"},
    )
    assert ran(capsys, folder, "codeowners").code == 0
    assert (folder / "CODEOWNERS").read_text(encoding="utf-8") == (
        own + "\n" + RULES.format("") + "/docs/ @kommunen/info\n"
    )


def test_check_tells_and_writes_nothing(folder, capsys):
    code, out, _ = ran(capsys, folder, "codeowners", "--check")
    assert code == 1
    assert "Kjør «tiltak codeowners»" in out
    assert not (folder / ".github").exists()


def test_paths_begin_at_the_top_of_the_repository(tmp_path, folder, capsys):
    git = GitFolder(tmp_path / "alt", "plan")
    git.write(
        {
            str(p.relative_to(folder)): p.read_text(encoding="utf-8")
            for p in folder.rglob("*.yml")
            if "alt" not in p.parts
        }
    )
    assert ran(capsys, git.path, "codeowners").code == 0
    assert (git.top / ".github/CODEOWNERS").read_text(encoding="utf-8") == RULES.format("plan/")


def test_without_groups_there_is_nothing_to_write(folder, capsys):
    write_files(
        folder, {"plans/units.yml": "units:\n  havn: {kind: internal, names: [{name: Havna}]}\n"}
    )
    assert "Ingenting å skrive" in ran(capsys, folder, "codeowners").out
    assert not (folder / ".github").exists()


def test_a_group_whose_unit_answers_for_no_measure_is_told_as_it_is(folder, capsys):
    units = UNITS.replace(', code_owner: "@kommunen/by"', "").replace(
        ', code_owner: "@kommunen/kai"', ""
    )
    write_files(folder, {"plans/units.yml": units})
    assert "Ingen enhet eller plan har" in ran(capsys, folder, "codeowners").out
    other = '  annen: {kind: internal, names: [{name: Annen}], code_owner: "@kommunen/annen"}\n'
    write_files(folder, {"plans/units.yml": units + other})
    out = ran(capsys, folder, "codeowners").out
    assert "Ingen enhet eller plan har" not in out
    assert "«code_owner» er fylt ut for Annen, men ingen tiltak" in out
    assert not (folder / ".github").exists()
