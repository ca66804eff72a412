"""A proposed revision: a branch, as the paper on which the adopting body decides it."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.commandline import ran
from tests.examples import tries
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tests.strategies import SOME_DAY, plans
from tiltak.judge.summary import summarise
from tiltak.model.plan import Portfolio
from tiltak.past.changes import changes
from tiltak.past.revising import DEADLINE, FATE, OTHER, OWNER, WORDING, ProposedRevision
from tiltak.read.commits import Commit
from tiltak.reports.blocks import Bullets, Table, plain
from tiltak.reports.revision import case_document
from tiltak.words.language import words

A, B, C, D, E = (f"measures/p/0{n}-x.yml" for n in range(1, 6))
PLAN_FILE = "plans/p/plan.yml"
TODAY, DECIDED = "2021-02-01", "2021-03-15"
REVISION = """\
revisions:
  - {id: rev-2021, date: 2021-03-15, case: 52/21}
removed:
  - {number: 3, title: Tiltak 3, date: 2021-03-15, decision: rev-2021, note: Havna er solgt.}
"""


def kai(milestone: str, **fields: str) -> str:
    written = f"{{id: kai, title: Kaia er åpnet, baseline: 2022-06-30, {milestone}}}"
    return measure(1, "[]", milestones=f"[{written}]", **fields)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> GitFolder:
    """A plan of four measures, and a branch that touches each of them and brings a fifth."""
    folder = GitFolder(tmp_path_factory.mktemp("revise") / "plan")
    folder.commit({
        PLAN_FILE: PLAN, "plans/units.yml": UNITS,
        A: kai("due: 2022-06-30", owner="havn"), B: measure(2), C: measure(3, owner="havn"),
        D: measure(4, summary="Det skal bygges."),
    })  # fmt: skip
    folder.git("switch", "--quiet", "--create", "forslag")
    moved = "due: 2023-06-30, moved: [{date: 2021-03-15, from: 2022-06-30, decision: rev-2021}]"
    merged = f"[{{date: {DECIDED}, phase: merged, into: 1, note: Samme arbeid.}}]"
    stopped = f"[{{date: {DECIDED}, phase: stopped, reason: other, note: Ikke lenger behov.}}]"
    folder.commit({
        PLAN_FILE: PLAN + REVISION, A: kai(moved, owner="by"), B: measure(2, merged), C: None,
        D: measure(4, stopped, summary="Det skal vurderes."), E: measure(5, owner="havn", title="Ny kai"),
    }, "2021-01-20")  # fmt: skip
    folder.git("switch", "--quiet", "main")
    return folder


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILTAK_TODAY", TODAY)


def section(paper: str, title: str) -> str:
    return " ".join(paper.partition(f"\n## {title}\n")[2].partition("\n## ")[0].split())


def paper(capsys, folder: GitFolder, *options: str, branch: str = "forslag", code: int = 0) -> str:
    said = ran(capsys, folder.path, "revise", branch, "--decided", DECIDED, "--format=md", *options)
    assert (said.code, said.err) == (code, "")
    return said.out


def test_the_paper_says_what_becomes_of_each_measure_and_what_is_said_before_and_after(
    made, capsys
):
    text = paper(capsys, made)
    fates = section(text, "Tiltak som kommer, går, stanses eller slås sammen")
    assert "| 2 | Tiltak 2 | Slås sammen med tiltak 1 | Samme arbeid. |" in fates
    assert "| 3 | Tiltak 3 | Tas ut | Havna er solgt. |" in fates
    assert "| 4 | Tiltak 4 | Stanses | Ikke lenger behov. |" in fates
    assert "| 5 | Ny kai | Nytt tiltak | Ansvarlig: Havna. |" in fates
    deadlines = section(text, "Frister som endres")
    assert "| 30. juni 2022 | 30. juni 2023 | Flyttet etter vedtak. |" in deadlines
    assert "| 1 | Tiltak 1 | ansvarlig | Havna | Byen |" in section(text, "Ansvar som endres")
    wording = section(text, "Ordlyd som endres")
    assert "| Det skal bygges. | Det skal vurderes. |" in wording
    assert "Dette er et forslag. Det er ikke vedtatt." in text
    assert "Forslaget endrer fem tiltak." in text


def test_the_totals_are_those_of_both_sides_on_the_day_of_the_decision(made, capsys):
    totals = section(paper(capsys, made), "Hva forslaget gjør med tallene")
    assert "Slått sammen | 0 | 1 | +1 |" in totals
    assert "Stanset | 0 | 1 | +1 |" in totals
    assert "| Alle tiltak | 4 | 4 | 0 |" in totals


def test_a_day_to_come_is_no_problem_where_it_is_that_of_the_decision(made, capsys):
    assert "uten feil" in section(paper(capsys, made), "Feil i forslaget")
    other_day = ran(capsys, made.path, "revise", "forslag", "--decided=2021-03-16", "--format=md")
    assert other_day.code == 1
    problems = section(other_day.out, "Feil i forslaget")
    assert f"{PLAN_FILE}:8:" in problems
    assert "Vedtaket er datert 15.03.2021, som ikke har vært ennå." in problems
    assert "har ikke ført opp et vedtak datert 16. mars 2021" in other_day.out


def test_what_the_mainline_took_in_later_is_no_part_of_the_proposal(made, capsys, tmp_path):
    folder = made.copied_to(tmp_path / "copy")
    before = section(paper(capsys, folder), "Andre endringer")
    folder.commit({B: measure(2, title="Nytt navn på hovedgrenen")}, "2021-01-25")
    folder.commit({"README.md": "Om arkivet"}, "2021-01-26")
    text = paper(capsys, folder)
    assert "Nytt navn på hovedgrenen" not in text
    assert section(text, "Andre endringer") == before
    assert "Planens filer er endret én gang etter at forslaget ble laget." in text


def test_a_file_of_the_branch_that_cannot_be_read_is_named(made, capsys, tmp_path):
    folder = made.copied_to(tmp_path / "copy")
    folder.git("switch", "--quiet", "forslag")
    folder.commit({B: "number: [\n"}, "2021-01-26")
    folder.git("switch", "--quiet", "main")
    said = ran(capsys, folder.path, "revise", "forslag", "--decided", DECIDED, "--format=md")
    assert said.code == 1
    assert B in said.err
    assert B in section(said.out, "Sammendrag").replace("\\", "")
    assert B in section(said.out, "Feil i forslaget").replace("\\", "")


@pytest.mark.slow
def test_every_form_is_written_and_every_language(made, capsys, tmp_path):
    said = ran(
        capsys, made.path, "revise", "forslag", "--decided", DECIDED, "--output", str(tmp_path)
    )
    assert said.code == 0
    assert {p.suffix for p in tmp_path.glob(f"p-forslag-{DECIDED}.*")} == {
        ".md", ".html", ".docx", ".pdf",
    }  # fmt: skip
    assert "This is a proposal. It has not been adopted." in paper(capsys, made, "--language=en")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("main",), "Alt i «main» er med i «HEAD» fra før."),
        (("ingen-slik",), "finnes ikke her"),
        (("forslag", "--base=--upload-pack=x"), "kan ikke brukes som revisjon"),
        (("forslag", "--plan=q"), "Planen «q» fantes ikke"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(made, capsys, arguments, complaint):
    said = ran(capsys, made.path, "revise", *arguments, "--decided", DECIDED, "--format=md")
    assert said.code == 2
    assert complaint in said.err
    assert len(said.err.splitlines()) == 1


def test_who_stands_on_the_branch_names_what_it_was_made_from(made, capsys, tmp_path):
    folder = made.copied_to(tmp_path / "copy")
    from_main = paper(capsys, folder)
    folder.git("switch", "--quiet", "forslag")
    assert paper(capsys, folder, "--base=main") == from_main


@pytest.mark.slow
@tries(25)
@given(before=plans(), after=plans(), day=SOME_DAY)
def test_every_change_stands_in_the_paper_once(before, after, day):
    compared = changes(summarise(before, day), summarise(after, day))
    portfolio = Portfolio((after,), {})
    commit = Commit("a" * 40, day, "Endring")
    proposed = ProposedRevision(portfolio, portfolio, compared, (), day, commit, commit, 0, ())
    sections = {s.id: s for s in case_document(proposed, words()).sections}
    for id, kind in (
        ("tiltak-endres", FATE), ("frister", DEADLINE), ("ansvar", OWNER), ("ordlyd", WORDING)
    ):  # fmt: skip
        rows = [block.rows for block in sections[id].blocks if isinstance(block, Table)]
        in_rows = [plain(row[0]) for row in (rows[0] if rows else ())]
        assert in_rows == [str(change.measure.number) for change in proposed.of(kind)]
    rest = [block.items for block in sections["andre"].blocks if isinstance(block, Bullets)]
    named = {span.measure for item in (rest[0] if rest else ()) for span in item} - {None}
    told_with_a_verdict = {
        c.measure.number for c in proposed.of(OTHER) if c.kind == "entry_added"
    } & {c.measure.number for c in proposed.of(FATE)}
    assert named | told_with_a_verdict >= {c.measure.number for c in proposed.of(OTHER)}
    verdicts, deadlines = (b for b in sections["tall"].blocks if isinstance(b, Table))
    assert [plain(cell) for cell in verdicts.rows[-1][1:3]] == [
        str(compared.before.total), str(compared.after.total),
    ]  # fmt: skip
    passed = [sum(int(plain(row[side])) for row in deadlines.rows[2:4]) for side in (1, 2)]
    assert passed == [compared.before.deadlines.passed, compared.after.deadlines.passed]
