from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commandline import ran
from tests.examples import tries
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tiltak.model.plan import Entry, Measure, Plan
from tiltak.model.when import on
from tiltak.past import history as history_module
from tiltak.past.editions import EditionAsked
from tiltak.past.history import History, Past, history, with_unrecorded
from tiltak.past.provenance import Registration, Timing, provenance, timing
from tiltak.read import load, plan_files
from tiltak.read.commits import Commit, Touched
from tiltak.read.repo import repository

CASES = Path(__file__).parent / "cases" / "history"


@pytest.fixture
def folder(tmp_path):
    return GitFolder(tmp_path)


def told(folder: GitFolder) -> History:
    """The history of a folder, with what is not committed."""
    found = repository(folder.path)
    past = history(found.log(), found.contents)
    loaded = load.load(plan_files.worktree(folder.path).texts)
    return with_unrecorded(past, loaded, found.uncommitted())


def kinds(past: Past) -> list[str]:
    return [step.kind for step in past.steps]


Texts = Mapping[str, str | None]


def of_texts(commits: Sequence[Texts]) -> History:
    """The history of commits given as texts by path (None = removed), one a day from 1 January 2021."""
    blobs: dict[str, str] = {}
    log = []
    for number, texts in enumerate(commits, 1):
        commit = Commit(f"{number:040}", date(2021, 1, number), f"nummer {number}")
        for text in texts.values():
            if text is not None:
                blobs[f"blob of {text}"] = text
        touched = [
            Touched(path, "" if text is None else f"blob of {text}") for path, text in texts.items()
        ]
        log.append((commit, touched))
    return history(log, lambda ids: (blobs[id].encode() for id in ids))


# ------------------------------------------------------------------------------ cases that are folders


def steps(case: Path) -> Iterator[Path]:
    return iter(sorted(p for p in case.iterdir() if p.is_dir()))


def become_commits(case: Path, folder: GitFolder) -> None:
    """Each numbered folder is a commit: COMMIT says when, why and which files go. `now` is not committed."""
    folder.write({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS})
    for step in steps(case):
        lines = (step / "COMMIT").read_text().splitlines()
        gone = {line.removeprefix("- "): None for line in lines if line.startswith("- ")}
        files = {
            p.relative_to(step).as_posix(): p.read_text()
            for p in step.rglob("*")
            if p.is_file() and p.name != "COMMIT"
        }
        if step.name == "now":
            folder.write({**files, **gone})
        else:
            folder.commit({**files, **gone}, lines[0], lines[1])


@pytest.mark.parametrize("case", sorted(p.name for p in CASES.iterdir()))
def test_story(case, folder, capsys, expected, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2022-07-01")
    become_commits(CASES / case, folder)
    first = folder.git("rev-list", "--max-parents=0", "HEAD")
    outputs = {
        "story.out": ["history", "1"],
        "overview.out": ["history"],
        "changes.md": ["changes", first, "--format=md"],
    }
    for name, arguments in outputs.items():
        done = ran(capsys, folder.path, *arguments)
        assert (done.code, done.err) == (0, "")
        shown = done.out.replace(first, "FIRST")
        expected(CASES / case / name, re.sub(r"\b[0-9a-f]{9}\b", "·" * 9, shown))


# ------------------------------------------------------------------------------ what it is built on


A, B = "measures/p/01-a.yml", "measures/p/02-b.yml"


def test_each_content_is_read_and_parsed_once(monkeypatch):
    asked: list[str] = []
    parsed: list[bytes] = []
    genuine = load.parse_file

    def counted(kind, path, text):
        parsed.append(text)
        return genuine(kind, path, text)

    monkeypatch.setattr(history_module, "parse_file", counted)
    one, other = measure(), measure(title="Nytt")
    commits = [Commit(str(n), date(2021, 1, 1), "") for n in range(5)]
    blobs = {"1": one.encode(), "2": other.encode()}
    log = [
        (commits[0], [Touched(A, "1")]),
        (commits[1], [Touched(A, "2")]),
        (commits[2], [Touched(A, "1")]),
        (commits[3], [Touched(A), Touched("measures/p/001-a.yml", "1")]),
        (commits[4], [Touched("measures/p/001-a.yml", "2")]),
    ]

    def contents(ids):
        asked.extend(ids)
        return (blobs[id] for id in ids)

    days = [EditionAsked(date(2021, 1, 1), str(n)) for n in (0, 1, 2)]
    for editions in ([], days):
        asked.clear()
        parsed.clear()
        told = history(log, contents, editions)
        assert kinds(told.of("p/1")) == ["created", "changed", "changed", "changed"]
        assert asked == ["1", "2"]
        assert parsed == [one.encode(), other.encode()]
        assert list(told.editions) == editions


def test_only_measures_are_read(folder):
    folder.commit({"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS, A: measure()})
    asked: list[str] = []
    found = repository(folder.path)

    def contents(ids):
        asked.extend(ids)
        return found.contents(ids)

    history(found.log(), contents)
    assert asked == [folder.git("rev-parse", f"HEAD:{A}")]


def test_plan_begins_with_its_first_file_readable_or_not():
    past = of_texts([{"README.md": "x"}, {"plans/q/plan.yml": "[]"}, {A: "gal: ["}, {A: measure()}])
    assert {id: c.subject for id, c in past.begun.items()} == {"q": "nummer 2", "p": "nummer 3"}


def test_number_decides_and_not_the_name_of_the_file():
    """The check complains of a number that differs from the file's name; the history follows the number."""
    past = of_texts([{A: measure(1)}, {A: measure(7)}, {A: measure(1)}])
    assert kinds(past.of("p/1")) == ["created", "removed", "returned"]
    assert kinds(past.of("p/7")) == ["created", "removed"]


def test_copy_before_the_move_is_one_measure():
    copy = "measures/p/01-z.yml"
    past = of_texts([{A: measure()}, {copy: measure(title="Nytt")}, {A: None}])
    steps = past.of("p/1").steps
    assert [(s.kind, s.commit.subject) for s in steps if s.commit] == [
        ("created", "nummer 1"),
        ("changed", "nummer 3"),
    ]


def test_file_that_could_never_be_read_has_a_story_too():
    past = of_texts([{A: "gal: ["}, {A: None}]).of("p/1")
    assert kinds(past) == ["unreadable", "removed"]
    assert past.now is None
    assert past.steps[0].problems[0].place.path == A


def test_unreadable_content_at_another_path_is_reported_there():
    moved = "measures/p/001-a.yml"
    past = of_texts([{A: "gal: ["}, {A: None, moved: "gal: ["}]).of("p/1")
    assert [s.problems[0].place.path for s in past.steps] == [A, moved]


def test_file_that_still_cannot_be_read_is_no_news():
    """Git may only have changed its mode, or somebody another line of it."""
    broken = "number: 1\ntitle: [x\n"
    past = of_texts([{A: measure()}, {A: broken}, {A: f"{broken}# mer\n"}, {A: measure()}]).of(
        "p/1"
    )
    assert kinds(past) == ["created", "unreadable", "changed"]


def test_measure_that_is_unreadable_now_is_still_known_as_it_was():
    past = of_texts([{A: measure(title="Kjent")}, {A: "gal: ["}]).of("p/1")
    assert past.now
    assert past.now.title == "Kjent"


def test_unknown_measure_has_an_empty_past():
    assert of_texts([]).of("p/99") == Past("p/99", (), None)


# ------------------------------------------------------------------------------ not recorded yet


def test_what_is_not_committed_is_the_last_step(folder):
    folder.commit({"plans/p/plan.yml": PLAN, A: measure(), B: measure(2)})
    folder.write({A: measure(title="Nytt"), B: None, "measures/p/03-c.yml": measure(3)})
    past = told(folder)
    assert {id: [(s.kind, s.commit is None) for s in p.steps] for id, p in past.pasts.items()} == {
        "p/1": [("created", False), ("changed", True)],
        "p/2": [("created", False), ("removed", True)],
        "p/3": [("created", True)],
    }
    assert past.of("p/2").now is None


def test_file_that_cannot_be_read_yet_is_reported(folder):
    folder.commit({"plans/p/plan.yml": PLAN, A: measure()})
    folder.write({A: "gal: ["})
    assert kinds(told(folder).of("p/1")) == ["created", "unreadable"]


def test_rename_that_is_not_committed_is_nothing(folder):
    folder.commit({"plans/p/plan.yml": PLAN, A: measure()})
    folder.write({A: None, "measures/p/001-a.yml": measure()})
    assert kinds(told(folder).of("p/1")) == ["created"]


def test_clean_folder_has_nothing_unrecorded(folder):
    folder.commit({"plans/p/plan.yml": PLAN, A: measure()})
    found = repository(folder.path)
    assert told(folder) == history(found.log(), found.contents)


# ------------------------------------------------------------------------------ who recorded what, and when


def entries(*written: str) -> str:
    return measure(status=f"[{', '.join(written)}]")


FIRST = "{date: 2020-12-31, phase: planning, note: Tegnes}"
SECOND = "{date: 2021-01-01, phase: in_progress}"


def registered(past: Past) -> list[tuple[str, str, list[str]]]:
    return [
        (str(r.entry.date), r.first.subject if r.first else "", [c.subject for c in r.changed if c])
        for r in provenance(past).entries
    ]


def test_entry_is_recorded_by_the_commit_that_brought_it():
    past = of_texts([{A: entries(FIRST)}, {A: entries(SECOND, FIRST)}]).of("p/1")
    assert registered(past) == [("2021-01-01", "nummer 2", []), ("2020-12-31", "nummer 1", [])]


def test_entry_that_is_rewritten_keeps_the_day_it_was_recorded():
    later = FIRST.replace("Tegnes", "Ble tegnet")
    moved = later.replace("2020-12-31", "2020-12-30")
    past = of_texts([{A: entries(FIRST)}, {A: entries(later)}, {A: entries(moved)}]).of("p/1")
    assert registered(past) == [("2020-12-30", "nummer 1", ["nummer 2", "nummer 3"])]


def test_entry_keeps_its_day_through_a_rename_and_an_unreadable_version():
    other = "measures/p/001-a.yml"
    past = of_texts([{A: entries(FIRST)}, {A: None, other: entries(FIRST)}, {other: "gal: ["}, {other: entries(SECOND, FIRST)}])  # fmt: skip
    assert registered(past.of("p/1")) == [
        ("2021-01-01", "nummer 4", []),
        ("2020-12-31", "nummer 1", []),
    ]


def test_field_and_date_tell_which_commit_wrote_them():
    def with_due(due: str, owner: str) -> str:
        return measure(owner=owner, milestones=f"[{{id: kai, title: Kai, due: {due}}}]")

    past = of_texts(
        [{A: with_due("2021-06-01", "havn")}, {A: with_due("2021-06-01", "by")}, {A: with_due("2021-09-01", "by")}]
    ).of("p/1")  # fmt: skip
    known = provenance(past)
    fields = {name: commit.subject for name, commit in known.fields.items() if commit}
    assert (fields["title"], fields["owner"]) == ("nummer 1", "nummer 2")
    dates = {key: commit.subject for key, commit in known.milestones.items() if commit}
    assert (dates["kai", "title"], dates["kai", "due"]) == ("nummer 1", "nummer 3")


def the_plan(text: str = PLAN) -> Plan:
    found = load.load({"plans/p/plan.yml": text}).portfolio.plan("p")
    assert found
    return found


def commit_of(day: str) -> Commit:
    return Commit("", date.fromisoformat(day), "")


@pytest.mark.parametrize(
    ("entry", "recorded", "changed", "state"),
    [
        ("2021-03-31", "2021-04-30", {}, Timing("in_time")),  # 30 days after the quarter's end
        ("2021-03-31", "2021-05-01", {}, Timing("late", 1)),
        ("2021-01-02", "2021-04-30", {}, Timing("in_time")),  # the period counts, not the day
        ("2021-03-31", "2021-05-30", {"quarter": "tertial"}, Timing("in_time")),
        ("2021-03-31", "2021-05-31", {"quarter": "tertial"}, Timing("late", 1)),
        ("2021-03-31", "2021-04-01", {"calendar": "grace_days: 0\ncalendar"}, Timing("late", 1)),
        ("2021-03-31", "2021-03-31", {"calendar": "grace_days: 0\ncalendar"}, Timing("in_time")),
        ("2020-12-31", "2022-01-01", {}, Timing("backfilled")),  # older than the plan is here
        ("2021-01-01", "2022-01-01", {}, Timing("late", 246)),
        (
            "2021-03-31",
            "2021-05-01",
            {"calendar": "unconfirmed: [calendar]\ncalendar"},
            Timing("no_deadline"),
        ),
    ],
)
def test_late_is_after_the_period_and_the_grace(entry, recorded, changed, state):
    text = PLAN
    for word, instead in changed.items():
        text = text.replace(word, instead)
    registration = Registration(Entry(on(date.fromisoformat(entry))), commit_of(recorded))
    assert timing(registration, the_plan(text), commit_of("2021-01-01")) == state


def test_what_is_not_committed_is_neither_late_nor_in_time(folder):
    folder.commit({"plans/p/plan.yml": PLAN, A: measure()}, "2021-01-15")
    folder.write({A: entries("{date: 2021-01-20, phase: planning}")})
    past = told(folder)
    registration = provenance(past.of("p/1")).entries[0]
    assert registration.first is None
    assert timing(registration, the_plan(), past.begun["p"]) == Timing("unrecorded")


# ------------------------------------------------------------------------------ laws


@st.composite
def texts_of_commits(draw) -> list[Texts]:
    """Files that come, change, break, swap names and numbers, and go."""
    paths = [
        "measures/p/01-a.yml",
        "measures/p/01-b.yml",
        "measures/p/002-c.yml",
        "measures/q/1-d.yml",
    ]
    says = st.one_of(
        st.none(),
        st.just("gal: ["),
        st.builds(
            lambda number, title, status: measure(number, status, title=title),
            st.integers(1, 3),
            st.sampled_from(["En", "To"]),
            st.sampled_from(["[]", f"[{FIRST}]", f"[{SECOND}, {FIRST}]", f"[{SECOND}]"]),
        ),
    )
    commits: list[Texts] = []
    there: set[str] = set()
    for changed in draw(
        st.lists(st.dictionaries(st.sampled_from(paths), says, max_size=3), max_size=8)
    ):
        commit = {path: text for path, text in changed.items() if text is not None or path in there}
        there = {p for p in there | set(commit) if commit.get(p, "") is not None}
        commits.append(commit)
    return commits


def at_the_end(commits: Sequence[Texts]) -> load.Loaded:
    texts: dict[str, str] = {}
    for commit in commits:
        for path, text in commit.items():
            texts.pop(path, None)
            if text is not None:
                texts[path] = text
    return load.load(texts)


@pytest.mark.slow
@given(texts_of_commits())
@tries(75)
def test_replaying_every_step_gives_the_present_state(commits):
    found = of_texts(commits)
    loaded = at_the_end(commits)
    unreadable = {p for p, parsed in loaded.files.items() if not parsed.valid}
    now: dict[str, Measure] = {}
    for path in sorted(loaded.files):
        if path not in unreadable:
            present = load.measure_of(path, loaded.files[path])
            now.setdefault(present.id, present)
    replayed = {}
    for id, past in found.pasts.items():
        state = None
        for _, _, after in past.versions():
            state = after
        assert state == past.now
        if state:
            replayed[id] = state
    assert {id: replayed.get(id) for id in now} == now
    # What is there besides can only be what an unreadable file last said.
    assert len(replayed) - len(now) <= len(unreadable)


@given(texts_of_commits())
@tries(25)
def test_history_of_a_part_is_a_part_of_the_history(commits):
    whole = of_texts(commits)
    for length in range(len(commits)):
        part = of_texts(commits[:length])
        for id, past in part.pasts.items():
            later = whole.of(whole.present_id(id, part.numbers))
            assert later.steps[: len(past.steps)] == past.steps


@given(texts_of_commits())
def test_every_entry_has_one_registration(commits):
    for past in of_texts(commits).pasts.values():
        if past.now:
            assert tuple(r.entry for r in provenance(past).entries) == past.now.entries
