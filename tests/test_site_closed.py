"""The report of a closed period on the site: the one that was delivered, whatever the files say since."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.commandline import done, ran
from tests.examples import tries
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tiltak.data.datasets import plan_data
from tiltak.judge.prints import checksum
from tiltak.model.periods import period
from tiltak.past.editions import editions_of_periods
from tiltak.problems import RefusedContent, UsageError
from tiltak.reports.html import MAIN_BEGINS, MAIN_ENDS
from tiltak.reports.writers import WRITERS
from tiltak.site import files
from tiltak.site.frame import seen_by
from tiltak.site.pages.plan import front_page
from tiltak.site.pages.reports import report_files, report_page, reports_page
from tiltak.site.view import Site, View
from tiltak.words import publishing
from tiltak.words.language import words
from tiltak.workspace import NOW, open_workspace

A, B = "measures/p/01-a.yml", "measures/p/02-b.yml"
ADOPTED = PLAN + "adoption: {body: havn, date: 2020-01-01}\n"
ENTRY = "{date: 2021-03-31, phase: in_progress, note: I gang}"
FOLDER = "plans/p/closed/2021-Q1"
QUARTER = period("2021-Q1")


@pytest.fixture(scope="module")
def closed_once(tmp_path_factory):
    folder = GitFolder(tmp_path_factory.mktemp("once") / "arkiv")
    plan = {"plans/p/plan.yml": ADOPTED, "plans/units.yml": UNITS}
    folder.commit({**plan, A: measure(1, f"[{ENTRY}]"), B: measure(2)}, "2021-03-20")
    done(folder.path, "2021-04-01", "report", "2021-Q1", "--close", "--by=havn")
    folder.commit({}, "2021-04-02")
    return folder


@pytest.fixture
def closed(closed_once, tmp_path, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    return closed_once.copied_to(tmp_path / "arkiv")


def view(
    folder: GitFolder, today: date = date(2021, 8, 1), *, whatever_the_record_was: bool = False
) -> View:
    workspace = open_workspace(folder.path, NOW, today)
    delivered = workspace.delivered if whatever_the_record_was else workspace.publishable
    past = workspace.history(editions_of_periods(workspace.portfolio, today))
    site = Site(workspace.portfolio, today, words(), report_forms=tuple(WRITERS), delivered=delivered, history=past)  # fmt: skip
    (only,) = site.views
    return only


def published(folder: GitFolder) -> dict[str, bytes]:
    """The files of the period's report, by name."""
    makers = {path.rpartition("/")[2]: make for path, make in files.reports(view(folder))}
    return {name: make() for name, make in makers.items() if "2021-Q1" in name}


def delivered(folder: GitFolder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder.path / FOLDER).glob("p-*")}


CHANGES = st.lists(
    st.sampled_from(
        [
            {A: measure(1, "[{date: 2021-03-31, phase: paused, reason: other, note: Nei}]")},
            {A: measure(1, f"[{ENTRY}]", title="Et annet navn", owner="by")},
            {A: None},
            {A: measure(1), B: measure(2, f"[{ENTRY}]")},
            {B: measure(2, milestones="[{id: m, title: Apning, baseline: 2021-01-31, due: 2021-01-31}]")},
            {"plans/p/plan.yml": ADOPTED.replace("Plan for prøving", "En annen plan")},
            {"plans/units.yml": UNITS.replace("Havna", "Kaia")},
        ]
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


@pytest.mark.slow
@tries(8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_published_report_is_the_delivered_one_whatever_is_changed_afterwards(closed, changes):
    before = delivered(closed)
    for number, change in enumerate(changes):
        there = {n: t for n, t in change.items() if t or (closed.path / n).exists()}
        closed.commit(there, f"2021-05-{number + 1:02}")
    assert published(closed) == delivered(closed) == before
    content = before["p-2021-Q1.html"].decode("utf-8")
    main = content.partition(MAIN_BEGINS)[2].rpartition(MAIN_ENDS)[0]
    paper, contents, annex = re.split(r"(<nav .*?</nav>\n)", main, flags=re.DOTALL)
    page = report_page(view(closed), QUARTER).body()
    assert paper + annex in unfolded(page)
    assert paper in page
    assert re.findall('<a href="(#.*?)">(.*?)</a>', contents) == re.findall(
        '<li><a href="(#.*?)">(.*?)</a>', page.partition('<div class="t-report">')[0]
    )


def unfolded(page: str) -> str:
    """The page without what folds it."""
    page = re.sub(r"<summary>(<h[45]>.*?</h[45]>) (<span.*)</summary>", r"\1\n<p>\2</p>", page)
    return re.sub("</?(details|summary)>", "", page)


@pytest.mark.slow
def test_past_of_a_closed_period_is_what_was_recorded_when_it_was_closed(closed):
    """Also where more was recorded on the same day, before the grace ended."""
    closed.commit({A: measure(1, f"[{ENTRY}]", title="Et annet navn")}, "2021-04-01T18:00:00+02:00")
    seen = view(closed)
    known = seen.as_known(QUARTER)
    assert known
    assert [m.title for m in known.plan.measures] == ["Tiltak 1", "Tiltak 2"]
    assert seen.plan.measures[0].title == "Et annet navn"
    assert "30. april" not in seen_by(known)
    assert "1. april 2021, da perioden ble avsluttet" in seen_by(known)
    assert "per/2021-Q1/tiltak.html" in report_page(seen, QUARTER).body()


def test_page_of_a_closed_period_keeps_the_delivered_figures_and_names_what_was_corrected(closed):
    said = "2 tiltak: ett pågår, og ett har ukjent status."
    assert said in front_page(view(closed).first_of(QUARTER)).body()
    corrected = (
        "{date: 2021-03-31, phase: completed, note: Ferdig, correction: Det var gjort alt da.}"
    )
    closed.commit({A: measure(1, f"[{corrected}]")}, "2021-05-01")
    seen = view(closed)
    for shown in (seen.as_known(QUARTER), seen.at(QUARTER)):
        assert shown
        page = front_page(shown).body().partition('id="levert"')[2].partition("</section>")[0]
        assert said in page
        assert "Det var gjort alt da." in page
        assert 'rapporter/2021-Q1.html"' in page
    assert 'id="levert"' not in front_page(seen).body()


def test_tiles_of_a_closed_period_are_those_of_the_report_that_was_delivered(closed):
    """A program that judges otherwise today does not change what was said then."""
    path, record = closed.path / FOLDER / "p-2021-Q1.json", closed.path / FOLDER / "record.yml"
    before = path.read_bytes()
    numbers = json.loads(before)
    numbers["counts"] |= {"in_progress": 0, "paused": 1}
    path.write_text(json.dumps(numbers), encoding="utf-8")
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace(checksum(before), checksum(path.read_bytes())), encoding="utf-8")
    seen = view(closed, whatever_the_record_was=True)
    assert tiles(seen.as_known(QUARTER)) == {"paused": 1, "missing_report": 1}
    assert tiles(seen.at(QUARTER)) == {"in_progress": 1, "missing_report": 1}


def tiles(shown: View | None) -> dict[str, int]:
    assert shown
    found = re.findall(
        r't-edge--(\w+)" [^>]+><span class="t-tile__number">(\d+)', front_page(shown).body()
    )
    return {verdict: int(number) for verdict, number in found if number != "0"}


def test_page_says_when_it_was_closed_by_whom_and_how_it_is_verified(closed):
    (record,) = view(closed).plan.closings
    page = report_page(view(closed), QUARTER).body()
    assert "ble avsluttet 1. april 2021 av Havna" in page
    assert record.checksum in page
    assert "tiltak report 2021-Q1 --plan p --verify" in page
    assert "Avsluttet 1. april 2021" in reports_page(view(closed)).body()


@pytest.mark.slow
def test_page_says_what_a_record_of_an_older_kind_does_not_show(closed, monkeypatch):
    said = "Avslutningen viser ikke om dette er endret siden: tall over tid."
    assert "endret siden:" not in report_page(view(closed), QUARTER).body()
    monkeypatch.setattr(publishing, "not_held", lambda record: iter(["figures"]))
    assert said in report_page(view(closed), QUARTER).body()


def test_page_of_a_report_that_was_made_afterwards_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TILTAK_TODAY", "2021-06-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/p/plan.yml": ADOPTED, "plans/units.yml": UNITS}
    folder.commit({**plan, A: measure(1, f"[{ENTRY}]")}, "2021-05-20")
    assert ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=havn").code == 0
    page = report_page(view(folder), QUARTER).body()
    (record,) = view(folder).plan.closings
    told = (
        "Planen kom inn i Tiltak etter at perioden var over. "
        f"Rapporten er satt sammen 1. juni 2021 av utgave {record.revision[:12]} av filene."
    )
    assert f"som den ble levert. {told}" in " ".join(page.split())
    assert page.count(told) == 2  # once of the page, once on the cover of what was delivered
    assert f"{told} Filene viser til: " in page


@pytest.mark.slow
def test_list_of_reports_sums_each_up_in_a_sentence_and_says_which_were_made_afterwards(
    closed_once, tmp_path, monkeypatch
):
    in_time = reports_page(view(closed_once)).body()
    assert "Avsluttet 1. april 2021</p>" in in_time
    assert "<p>2 tiltak: ett pågår, og ett har ukjent status.</p>" in in_time
    monkeypatch.setenv("TILTAK_TODAY", "2021-06-01")
    folder = GitFolder(tmp_path / "arkiv")
    plan = {"plans/p/plan.yml": ADOPTED, "plans/units.yml": UNITS}
    folder.commit({**plan, A: measure(1, f"[{ENTRY}]")}, "2021-05-20")
    done(folder.path, "2021-06-01", "report", "2021-Q1", "--close", "--by=havn")
    assert "Avsluttet 1. juni 2021, satt sammen i ettertid" in reports_page(view(folder)).body()


@pytest.mark.parametrize("content", [None, b"noe annet"])
def test_file_that_is_not_the_delivered_one_is_not_published(closed, content):
    closed.write({f"{FOLDER}/p-2021-Q1.html": content})
    made = dict(files.reports(view(closed)))
    with pytest.raises(UsageError, match="blir ikke publisert"):
        made["p/rapporter/p-2021-Q1.html"]()
    with pytest.raises(UsageError, match="blir ikke publisert"):
        report_page(view(closed), QUARTER).body()


@pytest.mark.parametrize(
    ("added", "code", "why"),
    [
        (b"<script>alert(1)</script>", "active-content", "script"),
        pytest.param(b"x" * 5_000_000, "too-large", "5 MB", marks=pytest.mark.slow),
    ],
)
def test_delivered_page_that_runs_something_or_is_not_looked_through_is_not_published(
    closed, added, code, why
):
    page = delivered(closed)["p-2021-Q1.html"]
    changed = page.replace(b"</main>", added + b"</main>")
    record = (closed.path / FOLDER / "record.yml").read_text()
    sums = record.replace(checksum(page), checksum(changed))
    closed.write({f"{FOLDER}/p-2021-Q1.html": changed, f"{FOLDER}/record.yml": sums})
    problems = open_workspace(closed.path, NOW, date(2021, 8, 1)).problems
    assert [p.place.path for p in problems if p.code == code] == [f"{FOLDER}/p-2021-Q1.html"]
    made = dict(files.reports(view(closed, whatever_the_record_was=True)))
    with pytest.raises(RefusedContent, match=why):
        made["p/rapporter/p-2021-Q1.html"]()
    assert made["p/rapporter/p-2021-Q1.md"]()


def test_record_that_was_changed_is_not_published(closed):
    record = (closed.path / FOLDER / "record.yml").read_text()
    for by in ("recorded", "not recorded"):
        closed.write({f"{FOLDER}/record.yml": re.sub("closed_by:.*", f"closed_by: {by}", record)})
        if by == "recorded":
            closed.commit({}, "2021-04-03")
        made = dict(files.reports(view(closed)))
        with pytest.raises(UsageError, match="blir ikke publisert"):
            made["p/rapporter/p-2021-Q1.pdf"]()


@pytest.mark.slow
def test_period_that_is_none_of_the_calendar_is_published_too(closed, capsys, monkeypatch):
    monkeypatch.setenv("TILTAK_TODAY", "2021-07-01")
    assert ran(capsys, closed.path, "report", "2021-H1", "--close", "--by=havn").code == 0
    made = {path for path, _ in files.reports(view(closed))}
    assert "p/rapporter/p-2021-H1.pdf" in made
    assert "første halvår 2021" in report_page(view(closed), period("2021-H1")).body()


def test_data_and_feed_name_the_head_of_the_chain(closed):
    seen = view(closed)
    record = (closed.path / FOLDER / "record.yml").read_bytes()
    (link,) = plan_data(seen.summary, seen.site.portfolio, seen.site.words)["closed"]
    assert (link["period"], link["sha256"]) == ("2021-Q1", checksum(record))
    feed = dict(files.subscriptions(seen))["data/p/changes.xml"].decode("utf-8")
    assert checksum(record) in feed


def test_the_two_pages_stand_first_among_the_files_of_a_report(closed):
    of_plan = view(closed)
    open_periods = [p for p in of_plan.reported if not of_plan.record(p)]
    assert open_periods
    for open_period in open_periods:
        first, *others = report_files(of_plan, open_period)
        assert (first.name, first.short) == ("Saksframlegg på to sider", True)
        assert first.path in dict(files.reports(of_plan))
        assert len(others) == len(WRITERS)
