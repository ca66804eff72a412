"""Periods that are closed: what is written down, what the check then refuses, and the report made anew."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commandline import done, ran
from tests.gitfolder import PLAN, UNITS, GitFolder, measure, run_git
from tiltak import __version__
from tiltak.checks import privacy
from tiltak.commands import _closing
from tiltak.edit import save
from tiltak.judge import anchoring, closing, prints
from tiltak.model.periods import period
from tiltak.model.plan import ChainStart, Closing, Entry, Plan, Redaction
from tiltak.model.source import Source
from tiltak.model.when import on
from tiltak.personal.find import PHONE, Found, personal_data
from tiltak.read import load, plan_files, repo, schema, schema_problems, yaml_lines
from tiltak.reports import as_json
from tiltak.reports.writers import WRITERS
from tiltak.words import publishing
from tiltak.words.language import words as in_norwegian
from tiltak.words.publishing import not_held_words
from tiltak.workspace import NOW, open_workspace

pytestmark = pytest.mark.slow

A, B = "measures/p/01-a.yml", "measures/p/02-b.yml"
ADOPTED = PLAN + "adoption: {body: havn, date: 2020-01-01}\n"
OLD = "{date: 2020-12-31, phase: planning}"
NEW = "{date: 2021-03-31, phase: in_progress, note: I gang}"
FOLDER = "plans/p/closed/2021-Q1"
RECORD = f"{FOLDER}/record.yml"
NUMBERS = f"{FOLDER}/p-2021-Q1.json"


def test_figures_stay_those_of_the_record_where_a_text_is_taken_out_of_them():
    def plan_with(group: str) -> Plan:
        series = "plans/p/indicators/turer"
        rows = f"period;group;value;sources\n2020;{group};5;plan\n2020;alle;7;plan\n"
        texts = {"plans/units.yml": UNITS, "plans/p/plan.yml": ADOPTED, A: measure(1)}
        described = {f"{series}.yml": "title: Turer\nunit: turer\n", f"{series}.csv": rows}
        return load.load(texts | described).portfolio.plans[0]

    kept, renewed = before_and_after_redaction(plan_with("Kari"), plan_with("noen"))
    differences = [[d.name for d in closing.figure_differences(p)] for p in (kept, renewed)]
    assert differences == [["figures"], []]


def test_a_decision_stays_that_of_the_record_where_a_text_is_taken_out_of_it():
    def plan_with(name: str) -> Plan:
        said = f"[{{date: 2021-03-01, assessor: havn, verdict: partly, note: {name} sier det}}]"
        decision = f"title: Brua\nkind: audit\nbody: havn\ntext: Spør {name}\nassessments: {said}\n"
        texts = {"plans/units.yml": UNITS, "plans/p/plan.yml": ADOPTED, A: measure(1)}
        return load.load(texts | {"plans/p/decisions/brua.yml": decision}).portfolio.plans[0]

    kept, renewed = before_and_after_redaction(plan_with("Kari"), plan_with("noen"))
    names = [{d.field for d in closing.decision_held_differences(p)} for p in (kept, renewed)]
    assert names == [{"text", "assessments"}, set()]


def before_and_after_redaction(before: Plan, after: Plan) -> tuple[Plan, Plan]:
    """What is left of a plan, by the record as it was and by the one that is written anew."""
    record = closing.record(before, period("2021-Q1"))
    mark = {"2021-Q1": Redaction(date(2021, 5, 1), "Navn")}
    new = anchoring.anew(replace(before, closings=(record,)), after, mark, {"2021-Q1": {}})
    kept, renewed = (replace(after, closings=records) for records in ((record,), new))
    return kept, renewed


def test_a_record_is_written_anew_only_with_what_took_the_place_of_what_is_gone():
    """Also where more is there than before: what came in the middle takes no other's place."""

    def plan_with(*milestones: tuple[str, str], notes: tuple[str, ...], **fields: str) -> Plan:
        listed = ", ".join(f"{{id: {id}, title: {title}}}" for id, title in milestones)
        entries = ", ".join(f"{{date: 2021-0{i + 1}-28, phase: in_progress, note: {note}}}" for i, note in enumerate(notes))  # fmt: skip
        text = measure(1, f"[{entries}]", milestones=f"[{listed}]", **fields)
        texts = {"plans/units.yml": UNITS, "plans/p/plan.yml": ADOPTED, A: text}
        return load.load(texts).portfolio.plans[0]

    before = plan_with(("a", "Kari"), ("b", "Apning"), notes=("Kari", "Rolig"), summary="Av Kari.")
    cleaned = plan_with(("a", "X"), ("b", "Apning"), notes=("X", "Rolig"), summary="Av X.")
    kept, renewed = before_and_after_redaction(before, cleaned)
    names = [[d.name for d in closing.held_differences(p)] for p in (kept, renewed)]
    assert names == [["milestone a", "summary"], []]
    assert [bool(closing.differences(p)) for p in (kept, renewed)] == [True, False]

    more = plan_with(("n", "Ny"), ("a", "X"), ("b", "Apning"), notes=("X", "Ny", "Rolig"), summary="Av X.", target_group="Unge")  # fmt: skip
    _, renewed = before_and_after_redaction(before, more)
    assert closing.held_differences(renewed) == ()
    prints_of = renewed.closings[0].holdings[1]
    assert set(prints_of) == set(kept.closings[0].holdings[1])
    assert renewed.closings[0].entries[1][0] in map(prints.fingerprint, before.measures[0].entries)


@pytest.fixture(scope="module")
def folder_once(tmp_path_factory):
    folder = GitFolder(tmp_path_factory.mktemp("once") / "arkiv")
    plan = {"plans/p/plan.yml": ADOPTED, "plans/units.yml": UNITS}
    folder.commit({**plan, A: measure(1, f"[{NEW}, {OLD}]"), B: measure(2)}, "2021-03-20", "Første")
    return folder


@pytest.fixture(scope="module")
def closed_once(folder_once, tmp_path_factory):
    folder = folder_once.copied_to(tmp_path_factory.mktemp("closed") / "arkiv")
    done(folder.path, "2021-04-01", "report", "2021-Q1", "--close", "--by=havn")
    folder.commit({}, "2021-04-02", "Første kvartal avsluttet")
    return folder


@pytest.fixture
def folder(folder_once, tmp_path, monkeypatch):
    """A plan with reports for the two last quarters, on the day after the second."""
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    return folder_once.copied_to(tmp_path / "arkiv")


@pytest.fixture
def closed(closed_once, tmp_path, monkeypatch):
    """The same plan with its first quarter closed."""
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    return closed_once.copied_to(tmp_path / "arkiv")


def codes(folder, capsys) -> list[tuple[str, str]]:
    done = ran(capsys, folder.path, "check", "--format=json")
    return [(p["code"], p["path"]) for p in json.loads(done.out)]


# ------------------------------------------------------------------------------ what is written down


def records(folder) -> tuple[Closing, ...]:
    loaded = load.load(plan_files.worktree(folder.path).texts)
    assert not loaded.problems
    return loaded.portfolio.plans[0].closings


def test_what_was_delivered_is_the_same_in_a_clone_with_line_ends_of_windows(
    closed, tmp_path, monkeypatch, capsys
):
    windows = tmp_path / "windows"
    run_git(closed.path, "-c", "core.autocrlf=true", "clone", "--quiet", ".", str(windows))
    run_git(windows, "config", "core.autocrlf", "true")
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-02")
    assert b"\r\n" in (windows / A).read_bytes()
    kept = {path.name for path in (windows / FOLDER).iterdir()}
    assert all(
        (windows / FOLDER / name).read_bytes() == (closed.path / FOLDER / name).read_bytes()
        for name in kept
    )
    assert ran(capsys, windows, "report", "2021-Q1", "--verify").code == 0
    told = json.loads(ran(capsys, windows, "check", "--format=json").out)
    assert {problem["code"] for problem in told} == {"windows-line-ends"}


def test_record_says_what_was_delivered_when_and_by_whom(closed):
    (record,) = records(closed)
    assert (record.period, record.as_of, record.closed_on, record.closed_by) == ("2021-Q1", date(2021, 3, 31), date(2021, 4, 1), "havn")  # fmt: skip
    numbers = json.loads((closed.path / NUMBERS).read_text(encoding="utf-8"))
    assert record.revision == closed.git("rev-parse", "HEAD~1") == numbers["rev"]
    assert {number: [f.date for f in known] for number, known in record.entries.items()} == {
        1: [date(2021, 3, 31), date(2020, 12, 31)]
    }


def test_every_form_is_delivered_and_has_its_checksum_in_the_record(closed):
    (record,) = records(closed)
    delivered = {p.name: p.read_bytes() for p in (closed.path / FOLDER).glob("p-*")}
    assert {name.rpartition(".")[2] for name in delivered} == set(WRITERS)
    assert {name: prints.checksum(content) for name, content in delivered.items()} == record.files


def test_chain_begins_with_the_plan_as_it_was_adopted(folder, capsys):
    adopted = folder.git("rev-parse", "HEAD")
    folder.git("tag", "adopted/p")
    folder.commit({B: measure(2, title="Et annet navn")}, "2021-03-25")
    assert ran(capsys, folder.path, "report", "2020-Q4", "--close", "--by=havn").code == 0
    folder.commit({}, "2021-04-01")
    assert ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=by").code == 0
    first, second = closing.in_order(records(folder))
    assert first.start is not None
    assert (first.start.revision, first.start.adopted, first.start.body) == (adopted, True, "havn")
    texts = repo.repository(folder.path).texts_at(adopted).texts
    own = {n: t for n, t in texts.items() if n != "plans/units.yml"}
    assert first.previous == first.start.sha256 == closing.chain_digest(own)
    before = (folder.path / "plans/p/closed/2020-Q4/record.yml").read_bytes()
    assert second.previous == prints.checksum(before)
    assert second.start is None


def test_cover_names_the_record_and_how_it_is_verified(closed, capsys):
    text = (closed.path / f"{FOLDER}/p-2021-Q1.md").read_text(encoding="utf-8")
    assert "1. april 2021 av Havna" in text
    assert "tiltak report 2021-Q1 --plan p --verify" in text
    assert not re.search("[0-9a-f]{40}", text)


@pytest.mark.parametrize(
    ("begun", "afterwards"), [("2020-12-20", False), ("2020-12-31", False), ("2021-01-01", True)]
)
def test_report_of_a_period_before_the_plan_came_here_says_that_it_was_made_afterwards(
    tmp_path, capsys, monkeypatch, begun, afterwards
):
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/p/plan.yml": ADOPTED, "plans/units.yml": UNITS}
    folder.commit({**plan, A: measure(1, f"[{OLD}]")}, begun)
    assert ran(capsys, folder.path, "report", "2020-Q4", "--close", "--by=havn").code == 0
    (record,) = records(folder)
    text = (folder.path / "plans/p/closed/2020-Q4/p-2020-Q4.md").read_text(encoding="utf-8")
    assert (record.afterwards, "Laget i ettertid" in text) == (afterwards, afterwards)


@pytest.mark.parametrize("at", ["file", "folder"])
def test_closing_that_was_killed_leaves_nothing_and_is_done_again(folder, capsys, monkeypatch, at):
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for name, value in (("user.name", "P"), ("user.email", "p@example.org")):
        folder.git("config", name, value)
    close = "report", "2021-Q1", "--close", "--by=havn", "--tag"
    with monkeypatch.context() as patch:
        patch.setattr(save, "write", killed) if at == "file" else patch.setattr(
            Path, "rename", killed
        )
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)  # nothing is tidied up by the dead
        ran(capsys, folder.path, *close)
    assert folder.git("tag") == "report/p/2021-Q1"
    assert [*folder.path.glob(".plans-p-closed-2021-Q1.*.tmp")]
    assert not (folder.path / FOLDER).exists()
    assert ran(capsys, folder.path, *close).code == 0
    assert not [*folder.path.glob(".plans*")]
    assert records(folder)


def test_only_a_unit_closes_a_period(folder, capsys):
    for by, words in [((), "Skriv hvilken enhet"), (("--by=Kari",), "Enheten «Kari» finnes ikke")]:
        told = ran(capsys, folder.path, "report", "2021-Q1", "--close", *by)
        assert (told.code, words in told.err) == (2, True)
    assert ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=Havna").code == 0
    assert records(folder)[0].closed_by == "havn"


def test_publisher_that_is_no_unit_closes_too(folder, capsys):
    """Who puts a plan together that is not its own does not close in the name of its owner."""
    publisher = ADOPTED + "publisher: {name: De som la inn planen, official: false}\n"
    folder.commit({"plans/p/plan.yml": publisher}, "2021-03-25")
    by = "--by=De som la inn planen"
    assert ran(capsys, folder.path, "report", "2021-Q1", "--close", by).code == 0
    assert records(folder)[0].closed_by == "De som la inn planen"
    text = (folder.path / f"{FOLDER}/p-2021-Q1.md").read_text(encoding="utf-8")
    assert "1. april 2021 av De som la inn planen" in text


def test_chain_begins_at_the_revision_that_the_plan_names(folder, capsys):
    adopted = folder.git("rev-parse", "HEAD")
    named = ADOPTED.replace("date: 2020-01-01}", f'date: 2020-01-01, revision: "{adopted}"}}')
    folder.commit({"plans/p/plan.yml": named, B: measure(2, title="Et annet navn")}, "2021-03-25")
    assert ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=havn").code == 0
    start = records(folder)[0].start
    assert start is not None
    assert (start.revision, start.adopted) == (adopted, True)


def test_record_of_an_older_kind_is_read_verified_and_built_on(folder, capsys, monkeypatch):
    """One file with the numbers and one with the checksum, side by side."""
    numbers = ran(capsys, folder.path, "report", "2021-Q1", "--format=json").out
    (entry, _) = (
        load.load(plan_files.worktree(folder.path).texts).portfolio.plans[0].measures[0].entries
    )
    old = Closing("2021-Q1", date(2021, 3, 31), date(2021, 4, 1), "", folder.git("rev-parse", "HEAD"), prints.checksum(numbers), "0.1.0", entries={1: (prints.fingerprint(entry),)})  # fmt: skip
    files = {f"{FOLDER}.json": numbers, f"{FOLDER}.yml": closing.as_yaml(old)}
    folder.commit(files, "2021-04-02")
    assert records(folder) == (old,)
    told = ran(capsys, folder.path, "report", "2021-Q1", "--verify")
    assert (told.code, "er den samme som ble avsluttet 01.04.2021" in told.out) == (0, True)
    assert "viser ikke om dette er endret siden: annet om tiltakene enn det som er sagt" in told.out
    folder.write({A: measure(1, f"[{NEW}, {OLD.replace('planning', 'in_progress')}]")})
    assert codes(folder, capsys) == []  # it holds the entries of its period alone
    folder.write({A: measure(1, f"[{OLD}]")})
    assert codes(folder, capsys) == [("removed-after-closing", A)]
    folder.write({A: measure(1, f"[{NEW}, {OLD}]")})
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-01")
    assert ran(capsys, folder.path, "report", "2021-Q2", "--close", "--by=havn").code == 0
    assert closing.in_order(records(folder))[1].previous == prints.checksum(files[f"{FOLDER}.yml"])
    assert ran(capsys, folder.path, "report", "all", "--verify").code == 0


def test_tag_is_annotated_and_points_at_what_was_reported(folder, capsys):
    head = folder.git("rev-parse", "HEAD")
    for name, value in (("user.name", "P"), ("user.email", "p@example.org")):
        folder.git("config", name, value)
    done = ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=havn", "--tag")
    assert "Merket i git: report/p/2021-Q1" in done.out
    assert folder.git("cat-file", "-t", "report/p/2021-Q1") == "tag"
    assert folder.git("rev-parse", "report/p/2021-Q1^{commit}") == head


def test_tag_is_signed_where_git_is_set_to_sign(folder, capsys, tmp_path):
    key = tmp_path / "nokkel"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    signers = tmp_path / "signers"
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    signers.write_text(f"prove@example.org {public}", encoding="utf-8")
    for name, value in (
        ("user.name", "P"),
        ("user.email", "prove@example.org"),
        ("gpg.format", "ssh"),
        ("user.signingKey", str(key)),
        ("gpg.ssh.allowedSignersFile", str(signers)),
        ("tag.gpgSign", "true"),
    ):
        folder.git("config", name, value)
    done = ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=havn", "--tag")
    assert (done.code, "Merket i git: report/p/2021-Q1" in done.out) == (0, True)
    assert "-----BEGIN SSH SIGNATURE-----" in folder.git("cat-file", "tag", "report/p/2021-Q1")
    folder.git("verify-tag", "report/p/2021-Q1")


def test_tag_that_is_taken_leaves_nothing_behind(folder, capsys):
    folder.git("tag", "report/p/2021-Q1")
    folder.commit({B: measure(2, title="Et annet navn")}, "2021-03-25")
    done = ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=havn", "--tag")
    assert (done.code, "finnes i git fra før" in done.err) == (2, True)
    assert not (folder.path / "plans/p/closed").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2021-Q2", "--close", "--by=havn"], "perioden er ikke over"),
        (["2021-Q1", "--close", "--rev=HEAD"], "gjelder filene nå"),
        (["2021-Q1", "--verify", "--as-of=2021-01-01"], "gjelder filene nå"),
        (["2021-Q1", "--tag"], "--tag hører sammen med --close"),
        (["2021-Q1", "--verify"], "2021-Q1 er ikke avsluttet. Avsluttede perioder: ingen."),
    ],
)
def test_what_cannot_be_closed_is_refused(folder, capsys, arguments, words):
    done = ran(capsys, folder.path, "report", *arguments)
    assert done.code == 2
    assert words in done.err


def test_all_periods_are_closed_at_once_and_registered_together(folder, capsys, monkeypatch):
    """The oldest first, each with the link to the one before it, though git knows none of them yet."""
    monkeypatch.setenv(
        "TILTAK_TODAY", "2021-04-30"
    )  # the time to report for the first quarter runs
    done = ran(capsys, folder.path, "report", "all", "--close", "--by=havn")
    names = ["2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4"]
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[:4] == [f"{name}: plans/p/closed/{name}/" for name in names]
    folder.commit({}, "2021-04-30")
    assert [c.period for c in closing.in_order(records(folder))] == names
    assert codes(folder, capsys) == []
    told = ran(capsys, folder.path, "report", "all", "--verify")
    assert (told.code, told.out.count("er den samme som ble avsluttet 30.04.2021")) == (0, 4)
    again = ran(capsys, folder.path, "report", "all", "--close", "--by=havn")
    assert (again.code, "alle som er over, er avsluttet" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("path", "text"),
    [(RECORD, "schema: ["), (f"{FOLDER}.yml", "["), *((path, None) for path in (RECORD, f"{FOLDER}.yml", FOLDER, "plans/p/closed"))],
)  # fmt: skip
def test_a_record_that_cannot_be_read_is_no_period_that_was_never_closed(
    folder, capsys, path, text
):
    """It is broken, or a link."""
    lies_at = folder.path / path
    lies_at.parent.mkdir(parents=True, exist_ok=True)
    if text:
        folder.write({path: text})
    else:
        lies_at.symlink_to(folder.path / "plans")
    told = ran(capsys, folder.path, "report", "all", "--verify")
    assert told.code == 1
    assert told.out == f"p: {path} kan ikke leses. Kjør «tiltak check» og rett det den finner.\n"


def test_period_is_closed_once(closed, capsys):
    done = ran(capsys, closed.path, "report", "2021-Q1", "--close", "--by=havn")
    assert (done.code, "er alt avsluttet" in done.err) == (2, True)


def test_what_is_not_committed_cannot_be_closed(folder, capsys):
    folder.write({A: measure(1, f"[{OLD}]")})
    done = ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=havn")
    assert (done.code, f"ikke registrert i git ennå ({A})" in done.err) == (2, True)


def test_files_with_errors_cannot_be_closed(folder, capsys):
    folder.commit({B: measure(2, owner="finnesikke")})
    done = ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=havn")
    assert (done.code, "Filene har feil" in done.err) == (2, True)


def test_record_is_left_alone_by_fmt(closed, capsys):
    before = (closed.path / RECORD).read_bytes()
    assert ran(capsys, closed.path, "fmt").code == 0
    assert (closed.path / RECORD).read_bytes() == before


# ------------------------------------------------------------------------------ what the check then refuses

CORRECTED = NEW.replace("}", ", correction: Arbeidet kom i gang først i april}").replace("in_progress", "planning")  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([NEW, OLD], []),
        ([NEW.replace("I gang", "Godt i gang"), OLD], ["changed-after-closing"]),
        ([NEW.replace("in_progress", "planning"), OLD], ["changed-after-closing"]),
        ([CORRECTED, OLD], []),
        ([OLD], ["removed-after-closing"]),
        ([NEW.replace("2021-03-31", "2021-03-30"), OLD], ["changed-after-closing", "removed-after-closing"]),
        ([CORRECTED.replace("2021-03-31", "2021-03-30"), OLD], []),
        (["{date: 2021-04-01, phase: in_progress}", NEW, OLD], []),
        ([NEW, "{date: 2021-02-01, phase: planning}", OLD], ["changed-after-closing"]),
        ([NEW, "{date: 2021-02-01, phase: planning, correction: Kom for sent}", OLD], []),
        # A quarter that is not closed: the report of a later one rests on it all the same.
        ([NEW, OLD.replace("planning", "paused, reason: other, note: Ingen")], ["changed-after-closing"]),
        ([NEW], ["removed-after-closing"]),
    ],
)  # fmt: skip
def test_report_about_a_closed_period_is_not_changed_in_silence(closed, capsys, entries, found):
    closed.write({A: measure(1, f"[{', '.join(entries)}]")})
    assert sorted(codes(closed, capsys)) == [(code, A) for code in found]


def test_measure_with_a_report_cannot_just_go(closed, capsys):
    closed.write({A: None})
    assert codes(closed, capsys) == [("removed-after-closing", "plans/p/plan.yml")]
    gone = ADOPTED + "removed: [{number: 1, title: Tiltak 1, date: 2021-04-01}]\n"
    closed.write({"plans/p/plan.yml": gone})
    assert codes(closed, capsys) == []


def test_measure_that_cannot_be_read_has_its_own_problem_only(closed, capsys):
    closed.write({A: "gal: ["})
    assert {code for code, _ in codes(closed, capsys)} == {"yaml-syntax"}


def test_check_needs_no_history(closed, capsys, tmp_path):
    clone = tmp_path / "grunn"
    run_git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{closed.path}", str(clone))
    (clone / A).write_text(measure(1, f"[{OLD}]"))
    done = ran(capsys, clone, "check", "--format=json")
    assert [p["code"] for p in json.loads(done.out)] == ["removed-after-closing"]


def test_correction_is_in_the_next_report_and_not_in_the_one_after(closed, capsys, monkeypatch):
    def reported(name: str) -> list[str]:
        out = ran(capsys, closed.path, "report", name, "--format=json").out
        return [c["date"] for c in json.loads(out)["corrections"]]

    june = "{date: 2021-06-30, phase: in_progress}"
    closed.commit({A: measure(1, f"[{june}, {CORRECTED}, {OLD}]")}, "2021-06-30")
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-01")
    assert reported("2021-Q2") == ["2021-03-31"]
    assert ran(capsys, closed.path, "report", "2021-Q2", "--close", "--by=havn").code == 0
    closed.commit({}, "2021-07-02")
    monkeypatch.setenv("TILTAK_TODAY", "2021-10-01")
    assert reported("2021-Q3") == []
    assert reported("2021-Q2") == ["2021-03-31"]
    assert codes(closed, capsys) == []
    # What has been corrected and reported is closed again: a second change needs a word of its own.
    again = CORRECTED.replace("I gang", "Ikke i gang")
    closed.write({A: measure(1, f"[{june}, {again}, {OLD}]")})
    assert codes(closed, capsys) == [("changed-after-closing", A)]
    explained = again.replace("først i april", "først i mai")
    closed.write({A: measure(1, f"[{june}, {explained}, {OLD}]")})
    assert codes(closed, capsys) == []
    assert reported("2021-Q3") == ["2021-03-31"]


# ------------------------------------------------------------------------------ what was delivered stands


@pytest.mark.parametrize("history", [True, False])
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("p-2021-Q1.pdf", b"%PDF", "record-changed"),
        ("p-2021-Q1.json", None, "record-missing"),
        ("p-2021-Q1.csv", b"", "record-changed"),
    ],
)
def test_delivered_file_that_is_changed_or_gone_stops_the_check(
    closed, capsys, tmp_path, name, content, code, history
):
    if not history:
        clone = tmp_path / "grunn"
        run_git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{closed.path}", str(clone))
        closed = GitFolder(clone)
    closed.write({f"{FOLDER}/{name}": content})
    assert codes(closed, capsys) == [(code, f"{FOLDER}/{name}")]
    told = ran(capsys, closed.path, "report", "2021-Q1", "--verify")
    assert (told.code, name in told.out) == (1, True)


def test_the_check_looks_through_what_was_delivered_and_a_build_only_where_it_is_changed(
    closed, monkeypatch
):
    def stricter(text, allowed=()):
        """The rules of a later version: they find what those of the day of closing did not."""
        at = text.find("I gang")
        return [Found(PHONE, at, at + 6, "I gang")] if at >= 0 else []

    monkeypatch.setattr(privacy, "personal_data", stricter)

    def refused_by(name: str) -> set[str]:
        workspace = open_workspace(closed.path, NOW, date(2021, 4, 3))
        return {p.place.path for p in getattr(workspace, name) if p.code == PHONE}

    texts = {f"{FOLDER}/p-2021-Q1.{form}" for form in ("csv", "html", "json", "md")}
    assert (refused_by("problems"), refused_by("personal_data_delivered")) == ({A}, texts)
    (closed.path / NUMBERS).write_text("I gang")
    assert refused_by("problems") == {A, *texts}  # the record is doubted, and all that it holds


@pytest.mark.parametrize("committed", [True, False])
def test_newest_record_that_is_changed_or_gone_stops_the_check(closed, capsys, committed):
    text = (closed.path / RECORD).read_text(encoding="utf-8")
    for content, code in [
        (text.replace('"havn"', '"by"'), "record-changed"),
        (None, "record-missing"),
    ]:
        closed.write({RECORD: content})
        if committed:
            closed.commit({}, "2021-05-01")
        assert (code, RECORD) in codes(closed, capsys)


def test_a_file_that_is_swapped_with_its_checksum_in_the_newest_record_stops_the_check(
    closed, capsys
):
    forged, pdf = b"%PDF-1.7 forged", f"{FOLDER}/p-2021-Q1.pdf"
    text = (closed.path / RECORD).read_text(encoding="utf-8")
    swapped = text.replace(
        prints.checksum((closed.path / pdf).read_bytes()), prints.checksum(forged)
    )
    assert swapped != text
    (closed.path / pdf).write_bytes(forged)
    closed.commit({RECORD: swapped}, "2021-05-01")
    assert codes(closed, capsys) == [("record-changed", RECORD)]


def test_a_period_that_is_deleted_is_not_closed_again(closed, capsys, monkeypatch):
    shutil.rmtree(closed.path / FOLDER)
    changed = measure(1, f"[{NEW.replace('I gang', 'Godt i gang')}, {OLD}]")
    closed.commit({A: changed}, "2021-05-01")
    monkeypatch.setenv("TILTAK_TODAY", "2021-05-02")
    assert codes(closed, capsys) == [("record-missing", RECORD)]
    refused = ran(capsys, closed.path, "report", "2021-Q1", "--close", "--by=havn")
    assert (refused.code, "Filene har feil." in refused.err) == (2, True)
    assert not (closed.path / FOLDER).exists()


@pytest.mark.parametrize("old_one_is_gone", [True, False])
def test_a_history_that_was_written_anew_is_told_when_a_report_is_verified(
    closed, capsys, old_one_is_gone
):
    closed.git("checkout", "--quiet", "--orphan", "ny")
    closed.commit({}, "2021-04-03", "Alt på nytt")
    if old_one_is_gone:
        closed.git("branch", "--quiet", "-D", "main")
        closed.git("reflog", "expire", "--expire=now", "--all")
        closed.git("gc", "--quiet", "--prune=now")
    assert codes(closed, capsys) == []  # the check asks no history, which may lawfully be another
    verified = ran(capsys, closed.path, "report", "2021-Q1", "--verify")
    assert "Enten er historikken skrevet om siden, eller så er ikke alt hentet." in verified.out


def test_record_that_is_changed_or_gone_breaks_those_after_it_without_history(
    closed, capsys, monkeypatch, tmp_path
):
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-01")
    assert ran(capsys, closed.path, "report", "2021-Q2", "--close", "--by=havn").code == 0
    closed.commit({}, "2021-07-02")
    clone = tmp_path / "grunn"
    run_git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{closed.path}", str(clone))
    shallow, second = GitFolder(clone), FOLDER.replace("Q1", "Q2")
    assert codes(shallow, capsys) == []
    told = ran(capsys, clone, "report", "all", "--verify")
    assert (told.code, told.out.count("for det trengs historikken")) == (0, 2)
    text = (clone / RECORD).read_text(encoding="utf-8")
    shallow.write({RECORD: text.replace('"havn"', '"by"')})
    assert codes(shallow, capsys) == [("record-chain", f"{second}/record.yml")]
    assert ran(capsys, clone, "report", "2021-Q2", "--verify").code == 1
    shallow.write({path.relative_to(clone).as_posix(): None for path in (clone / FOLDER).iterdir()})
    assert codes(shallow, capsys) == [("record-chain", f"{second}/record.yml")]
    assert ran(capsys, clone, "report", "all", "--verify").code == 1


ASSESSED = "[{date: 2021-02-28, assessor: by, verdict: paused, note: Lite er gjort}]"
REPLY = "{date: 2021-03-05, note: Vi er i gang, source: plan#7}"
REPLIED = ASSESSED.replace("}]", f", source: plan#1, reply: {REPLY}}}]")
MILESTONE = "[{{id: m, title: Apning, baseline: 2021-01-31, due: {}, moved: [{{date: {}, from: 2021-01-31, reason: other}}]}}]"


@pytest.mark.parametrize(
    ("before", "after", "held"),
    [
        ({}, {}, True),
        ({}, {"title": "Et annet navn"}, False),
        ({"owner": "havn"}, {"owner": "by"}, False),
        ({"milestones": "[{id: m, title: Apning, due: 2021-01-31}]"}, {"milestones": "[]"}, False),
        (
            {"milestones": "[{id: m, title: Apning, due: 2021-01-31}]"},
            {"milestones": "[{id: m, title: Apning, due: 2021-02-28}]"},
            False,
        ),
        (  # what happened after the period is no change of it
            {"milestones": "[{id: m, title: Apning, baseline: 2021-01-31, due: 2021-01-31}]"},
            {"milestones": MILESTONE.format("2021-06-30", "2021-04-01")},
            True,
        ),
        (
            {"milestones": "[{id: m, title: Apning, baseline: 2021-01-31, due: 2021-01-31}]"},
            {"milestones": MILESTONE.format("2021-06-30", "2021-02-15")},
            False,
        ),
        ({}, {"assessments": ASSESSED}, True),  # an assessor may come after the report
        ({"assessments": ASSESSED}, {"assessments": ASSESSED.replace("paused", "planning")}, False),
        ({"assessments": ASSESSED}, {}, False),
        ({"assessments": REPLIED}, {"assessments": REPLIED.replace("Vi er", "Alle er")}, False),
        ({"assessments": REPLIED}, {"assessments": REPLIED.replace("plan#1", "plan#2")}, False),
        ({"assessments": REPLIED}, {"assessments": REPLIED.replace("plan#7", "plan#8")}, False),
        ({"assessments": REPLIED}, {"assessments": ASSESSED}, False),
        ({"assessments": ASSESSED}, {"assessments": REPLIED}, True),  # what comes later is news
    ],
)
def test_what_else_a_closed_report_rests_on_is_corrected_openly(
    folder, capsys, before, after, held
):
    folder.commit({A: measure(1, f"[{NEW}, {OLD}]", **before)}, "2021-03-25")
    assert ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=havn").code == 0
    folder.commit({}, "2021-04-02")
    folder.write({A: measure(1, f"[{NEW}, {OLD}]", **after)})
    assert [code for code, _ in codes(folder, capsys)] == (
        [] if held else ["changed-after-closing"]
    )
    told = "{date: 2021-04-01, unchanged: true, correction: Det var feil}"
    folder.write({A: measure(1, f"[{told}, {NEW}, {OLD}]", **after)})
    # The report is corrected; a deadline that moved has its own line, or it moved in silence.
    in_silence = "milestones" in after and "moved" not in after["milestones"]
    assert codes(folder, capsys) == ([("untold-change", A)] if in_silence else [])


# ------------------------------------------------------------------------------ made anew


def test_closed_report_is_made_anew_byte_for_byte_on_a_second_clone(
    closed, capsys, tmp_path, monkeypatch
):
    closed.commit({A: measure(1, f"[{CORRECTED}, {OLD}]"), B: None}, "2021-05-01")
    clone = tmp_path / "en annen æøå"
    run_git(tmp_path, "clone", "--quiet", str(closed.path), str(clone))
    monkeypatch.setenv("TILTAK_TODAY", "2024-01-01")
    done = ran(capsys, clone, "report", "2021-Q1", "--verify")
    assert (done.code, "er den samme som ble avsluttet 01.04.2021" in done.out) == (0, True)
    written = []
    for where in (closed.path, clone):
        output = tmp_path / where.name.replace(" ", "-") / "ut"
        shapes = ("--format=json", "--format=pdf", "--format=md")
        for shape in shapes:
            assert (
                ran(
                    capsys, where, "report", "2021-Q1", "--verify", shape, f"--output={output}"
                ).code
                == 0
            )
        written.append({p.name: p.read_bytes() for p in output.iterdir()})
    assert written[0] == written[1]
    assert written[0]["p-2021-Q1.json"] == (clone / NUMBERS).read_bytes()


def test_report_of_a_history_that_was_written_anew_stands_and_that_is_said(closed, capsys):
    closed.git("checkout", "--quiet", "--orphan", "ny")
    closed.commit({}, "2021-05-01")
    done = ran(capsys, closed.path, "report", "2021-Q1", "--verify")
    assert (done.code, "er den samme som ble avsluttet 01.04.2021" in done.out) == (0, True)
    assert "Enten er historikken skrevet om siden, eller så er ikke alt hentet." in done.out
    assert ran(capsys, closed.path, "check").code == 0


def test_numbers_that_were_changed_afterwards_are_found(closed, capsys):
    path = closed.path / NUMBERS
    path.write_text(path.read_text(encoding="utf-8").replace('"planning": 0', '"planning": 1'), encoding="utf-8")  # fmt: skip
    done = ran(capsys, closed.path, "report", "2021-Q1", "--verify")
    assert (done.code, "er endret etter at perioden ble avsluttet" in done.out) == (1, True)
    path.unlink()
    assert "er borte" in ran(capsys, closed.path, "report", "2021-Q1", "--verify").out


def test_record_that_points_at_another_revision_is_found(closed, capsys):
    other = closed.commit({B: measure(2, f"[{NEW}]")}, "2021-04-03")
    path = closed.path / RECORD
    record = path.read_text(encoding="utf-8")
    path.write_text(record.replace(closed.git("rev-parse", "HEAD~2"), other), encoding="utf-8")
    done = ran(capsys, closed.path, "report", "2021-Q1", "--verify")
    assert done.code == 1
    assert "blir en annen når den lages på nytt" in done.out
    assert "Dette er ulikt: rev" in done.out
    assert "measures" in done.out


def test_program_is_no_telephone_number_whatever_its_code(monkeypatch):
    monkeypatch.setattr(closing, "chain_digest", lambda _: "4912" * 16)
    assert personal_data(_closing.program.__wrapped__()) == []


def test_program_with_the_same_number_and_other_code_may_word_a_report_otherwise(
    closed, capsys, monkeypatch
):
    (record,) = records(closed)
    assert re.fullmatch(rf"{re.escape(__version__)}\+g[0-9a-f]{{12}}", record.program)
    monkeypatch.setattr(as_json, "json_text", lambda _: "{}")
    verify = closed.path, "report", "2021-Q1", "--verify"
    same = ran(capsys, *verify)
    assert (same.code, "stemmer ikke" in same.out) == (1, True)
    monkeypatch.setattr(_closing, "program", lambda: f"{__version__}+0123456789ab")
    other = ran(capsys, *verify)
    assert (other.code, f"laget med Tiltak {record.program}" in other.out) == (0, True)


# ------------------------------------------------------------------------------ laws

ENTRIES = st.builds(
    Entry,
    st.builds(on, st.dates(date(2020, 1, 1), date(2021, 12, 31))),
    st.sampled_from(["planning", "in_progress"]),
    note=st.sampled_from(["", "a", "b"]),
    correction=st.sampled_from(["", "feil"]),
    source=st.one_of(st.none(), st.builds(Source, st.sampled_from(["plan", "hop"]))),
)


def plan_with(*lists: list[Entry]) -> Plan:
    texts = {f"measures/p/{n:02}-x.yml": measure(n) for n in range(1, len(lists) + 1)}
    plan = load.load({**texts, "plans/p/plan.yml": PLAN}).portfolio.plans[0]
    measures = (
        replace(m, entries=tuple(entries)) for m, entries in zip(plan.measures, lists, strict=True)
    )
    return replace(plan, measures=tuple(measures))


def closed_in_turn(plan: Plan, *names: str) -> Plan:
    for name in names:
        plan = replace(plan, closings=(*plan.closings, closing.record(plan, period(name))))
    return plan


@given(st.lists(ENTRIES, max_size=5), st.lists(ENTRIES, max_size=3))
def test_what_was_just_closed_does_not_differ(one, other):
    plan = closed_in_turn(plan_with(one, other), "2020", "2021-Q1", "2021-Q2")
    assert closing.differences(plan) == ()


@given(st.lists(ENTRIES, max_size=4), st.lists(ENTRIES, max_size=4))
def test_every_difference_that_a_closed_report_rests_on_is_found_and_no_other(before, after):
    plan = closed_in_turn(plan_with(before), "2021-Q1")
    changed = replace(plan, measures=plan_with(after).measures)
    until_then = [
        sorted(map(repr, (e for e in entries if e.date.last <= period("2021-Q1").end)))
        for entries in (before, after)
    ]
    assert bool(closing.differences(changed)) == (until_then[0] != until_then[1])


@given(st.lists(ENTRIES, max_size=4), st.lists(ENTRIES, max_size=4))
def test_closing_again_takes_up_what_was_corrected(before, after):
    plan = closed_in_turn(plan_with(before), "2021-Q1")
    changed = replace(plan, measures=plan_with(after).measures)
    later = replace(closing.record(changed, period("2021-Q2")), closed_on=date(2021, 7, 1))
    assert closing.differences(replace(changed, closings=(*plan.closings, later))) == ()


@given(st.lists(ENTRIES, max_size=5))
def test_record_is_read_back_as_it_was_written(entries):
    plan = plan_with(entries)
    record = replace(
        closing.record(plan, period("2021")),
        closed_by="havn",
        revision="0" * 40,
        program="1.0",
        files={"p-2021.json": prints.checksum("tall")},
        previous="1" * 64,
        start=ChainStart("2" * 40, "1" * 64, True, date(2020, 1, 1), "havn"),
        afterwards=True,
    )
    text = closing.as_yaml(record)
    assert schema_problems.problems_in("closed", yaml_lines.parse(text, "x.yml")[0]) == []
    texts = {"plans/p/plan.yml": PLAN, "plans/p/closed/2021/record.yml": text}
    assert load.load(texts).portfolio.plans[0].closings == (record,)


@pytest.mark.parametrize(
    ("older", "lacking"),
    [
        ({}, []),
        ({"figures": None}, ["figures"]),
        ({"decision_holdings": None}, ["decision_holdings"]),
        ({"plan": None}, ["plan"]),
        (
            {"holdings": {1: {"title": "0", "milestone m": "0"}}, "plan": None, "decisions": None},
            ["fields", "plan", "decisions"],
        ),
        ({"holdings": {}, "plan": None}, ["measures", "plan"]),
        ({"holdings": {1: {"assessment 2021-01-31 by": "0"}}}, ["replies"]),
        ({"decision_holdings": {"brua": {"assessment 2021-01-31 by": "0"}}}, ["replies"]),
        ({"holdings": {1: {"assessment 2021-01-31 by verdict": "0"}}}, []),
    ],
)
def test_what_an_older_record_does_not_hold_is_known(older, lacking):
    changed = replace(plan_with([]), measures=(replace(plan_with([]).measures[0], summary="Mer"),))
    record = replace(closing.record(changed, period("2021")), **older)
    assert list(prints.not_held(record)) == lacking
    assert bool(not_held_words(record, in_norwegian())) == bool(lacking)


def test_what_older_records_lack_is_told_once_when_all_are_verified(folder, capsys, monkeypatch):
    for name, today in (("2021-Q1", "2021-04-01"), ("2021-Q2", "2021-07-01")):
        monkeypatch.setenv("TILTAK_TODAY", today)
        assert ran(capsys, folder.path, "report", name, "--close", "--by=havn").code == 0
        folder.commit({}, today)
    assert "endret siden" not in ran(capsys, folder.path, "report", "all", "--verify").out
    monkeypatch.setattr(publishing, "not_held", lambda record: iter(["figures"]))
    done = ran(capsys, folder.path, "report", "all", "--verify")
    said = "Avslutningen viser ikke om dette er endret siden: tall over tid."
    assert (done.code, done.out.count(said)) == (0, 1)
    assert "p: 2021-Q1, 2021-Q2: Avsluttet med en eldre utgave av Tiltak." in done.out


def test_fingerprint_of_an_entry_stays_what_it_is():
    """A field that gets a new name, or a new one, must not change what old records remember."""
    entry = Entry(on(date(2020, 12, 31)), "in_progress", confidence="at_risk", reason="other", note="Æ", source=Source("hop", "2"))  # fmt: skip
    assert prints.fingerprint(entry).content == "3c89b03cd02bf336"
    assert (
        prints.fingerprint(Entry(on(date(2020, 12, 31)), unchanged=True)).content
        == "841b9a5e7fca3718"
    )


def test_schema_of_the_record_has_norwegian_names():
    for name, field in schema.raw("closed")["properties"].items():
        assert field.get("title"), name


def test_a_record_that_cannot_be_read_is_not_said_to_be_missing(folder, capsys):
    folder.write({"plans/p/closed/2020-Q4.yml": "gal: ["})
    told = ran(capsys, folder.path, "report", "2020-Q4", "--verify")
    assert told.code == 2
    assert "plans/p/closed/2020-Q4.yml kan ikke leses." in told.err
