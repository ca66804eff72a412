"""A site is replaced whole or not at all, and what cannot be made costs itself."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest

from tests.commandline import ran
from tests.killing import killed_at_every_line
from tests.trees import base, short_plan, write
from tiltak import disk
from tiltak.charts.canvas import Chart
from tiltak.problems import UsageError
from tiltak.reports import writers
from tiltak.site import cards, files, findable, handbook, output, pictures, plugin
from tiltak.site.output import MARKER, refuse_foreign, replacing

pytestmark = pytest.mark.slow

CONFIG = """
site_name: Prøve
use_directory_urls: false
theme: {name: material, language: nb, font: false}
plugins: [{tiltak: {reports: [md, csv]}}]
"""


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    root = tmp_path / "plans-folder"
    (root / "docs").mkdir(parents=True)
    return write({**short_plan(), "mkdocs.yml": CONFIG}, root)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def write_site(target: Path, *words: str) -> None:
    with replacing(target) as new:
        for number, word in enumerate(words):
            (new / f"side-{number}.html").write_text(word)


def left_beside(target: Path) -> list[str]:
    return [path.name for path in target.parent.iterdir() if path != target]


# The folder


def test_a_site_takes_the_place_of_the_old_one(tmp_path):
    target = tmp_path / "site"
    write_site(target, "gammel", "gammel")
    write_site(target, "ny")
    assert contents(target).keys() == {MARKER, "side-0.html"}
    assert (target / "side-0.html").read_text() == "ny"
    assert not left_beside(target)


def test_a_build_that_fails_leaves_the_old_site(tmp_path):
    target = tmp_path / "site"
    write_site(target, "gammel")
    before = contents(target)

    def fail_halfway() -> None:
        with replacing(target) as new:
            (new / "side-0.html").write_text("halv")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert contents(target) == before
    assert not left_beside(target)


@pytest.mark.parametrize("exchanges", [True, False], ids=["in one step", "file by file"])
def test_a_build_killed_at_any_line_leaves_a_site_and_what_it_left_is_swept(
    tmp_path, monkeypatch, exchanges
):
    target = tmp_path / "site"
    if not exchanges:
        monkeypatch.setattr(output, "_exchange", lambda *_: (_ for _ in ()).throw(OSError()))
    write_site(target, "gammel", "gammel", "gammel")
    words: set[str] = set()
    runs = 0
    step = 1 if exchanges else 5
    for _ in killed_at_every_line(lambda: write_site(target, "ny", "ny", "ny"), output, step=step):
        words = {path.read_text() for path in target.glob("*.html")}
        assert words in ([{"gammel"}, {"ny"}] if exchanges else [{"gammel"}, {"ny"}, {"gammel", "ny"}])  # fmt: skip
        assert len(list(target.glob("*.html"))) == 3
        runs += 1
        write_site(target, "gammel", "gammel", "gammel")
    assert runs > (30 if exchanges else 15)
    assert words == {"ny"}
    write_site(target, "ny")
    assert not left_beside(target)


def test_what_another_build_is_writing_is_not_swept(tmp_path):
    target = tmp_path / "site"
    with replacing(target) as first:
        (first / "a.html").write_text("a")
        write_site(target, "andre")
        assert (first / "a.html").exists()
    assert (target / "a.html").exists()


def test_hidden_files_in_a_web_folder_stay(tmp_path):
    target = tmp_path / "site"
    write_site(target, "gammel")
    (target / ".well-known").mkdir()
    (target / ".well-known/x.txt").write_text("deres")
    (target / ".git").write_text("gitdir: et annet sted")
    write_site(target, "ny")
    assert (target / ".well-known/x.txt").read_text() == "deres"
    assert (target / ".git").read_text() == "gitdir: et annet sted"


def test_file_by_file_replaces_folders_by_files_and_files_by_folders(tmp_path, monkeypatch):
    monkeypatch.setattr(output, "_exchange", lambda *_: (_ for _ in ()).throw(OSError()))
    target = tmp_path / "site"
    with replacing(target) as new:
        (new / "a").mkdir()
        (new / "a/b.html").write_text("gammel")
        (new / "c").write_text("gammel")
    with replacing(target) as new:
        (new / "a").write_text("ny")
        (new / "c").mkdir()
        (new / "c/d.html").write_text("ny")
    assert {path: text for path, text in contents(target).items() if path != MARKER} == {
        "a": b"ny",
        "c/d.html": b"ny",
    }


@pytest.mark.parametrize("folder", [".github", "reports", "hvor/som/helst", "measures", "plans/ny"])
def test_a_folder_that_is_not_a_site_is_never_replaced(tmp_path, folder):
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "noe.yml").write_text("deres")
    with pytest.raises(UsageError, match="Kan ikke bygge"):
        refuse_foreign(tmp_path / folder, tmp_path)


@pytest.mark.parametrize("made_by", [".git/", ".git", "plans/rus/plan.yml"])
@pytest.mark.parametrize("link", ["ut", "ut/rapport", "ut/rapport/a.csv"])
def test_nothing_is_written_through_a_link_of_an_archive(tmp_path, link, made_by):
    """It may have come with a proposal; a link around the archive is whoever made it's own."""
    archive, outside = tmp_path / "arkiv", tmp_path / "utenfor"
    (archive / made_by).parent.mkdir(parents=True)
    (archive / made_by).mkdir() if made_by.endswith("/") else (archive / made_by).touch()
    (outside / "rapport").mkdir(parents=True)
    (outside / "a.csv").write_text("deres")
    target = archive / "ut/rapport/a.csv"
    (archive / link).parent.mkdir(parents=True, exist_ok=True)
    (archive / link).symlink_to(outside / "a.csv" if link.endswith(".csv") else outside)
    before = contents(outside)
    with pytest.raises(UsageError, match="er en lenke til et annet sted"):
        disk.write(target, b"nytt")
    with pytest.raises(UsageError, match="er en lenke til et annet sted"):
        refuse_foreign(target.parent if link != "ut/rapport/a.csv" else target, archive)
    assert contents(outside) == before
    (tmp_path / "vei").symlink_to(archive)
    disk.write(tmp_path / "vei/fri/a.csv", b"nytt")
    assert (archive / "fri/a.csv").read_bytes() == b"nytt"


def test_a_mark_that_leads_elsewhere_is_nobodys(tmp_path):
    (tmp_path / "mappe").mkdir()
    (tmp_path / "mappe/noe.txt").write_text("deres")
    (tmp_path / "mappe" / MARKER).symlink_to(__file__)
    with pytest.raises(UsageError, match="er ikke «tiltak build» som har laget den"):
        refuse_foreign(tmp_path / "mappe", tmp_path)


def test_a_file_is_no_folder_and_an_empty_folder_is_free(tmp_path):
    (tmp_path / "fil").write_text("deres")
    with pytest.raises(UsageError, match="en fil og ikke en mappe"):
        refuse_foreign(tmp_path / "fil", tmp_path)
    with pytest.raises(UsageError, match="en fil og ikke en mappe"):
        refuse_foreign(tmp_path / "fil/under/site", tmp_path)
    (tmp_path / "tom").mkdir()
    refuse_foreign(tmp_path / "tom", tmp_path)
    refuse_foreign(tmp_path / "ny/mappe", tmp_path)


# What cannot be made


def built(capsys, plans: Path, *, code: int) -> tuple[Path, str]:
    target = plans / "ut"
    result = ran(capsys, plans, "build", "--output", str(target))
    assert result.code == code, result.err
    return target, result.err


def fail(*_, **__):
    raise RuntimeError("skriften mangler\net tegn")


def test_a_report_that_cannot_be_made_costs_that_report(plans, capsys, monkeypatch):
    (plans / "mkdocs.yml").write_text(CONFIG.replace("csv", "pdf"))
    monkeypatch.setitem(writers.WRITERS, "pdf", fail)
    site, err = built(capsys, plans, code=1)
    assert re.search(r"rapporter/rus-\S+\.pdf kunne ikke lages \(skriften mangler et tegn\)", err)
    assert not list(site.rglob("*.pdf"))
    (some, *_) = (site / "rus/rapporter").glob("*.md")
    page = some.with_name(some.name.removeprefix("rus-")).with_suffix(".html").read_text()
    assert "PDF kunne ikke lages" in page
    assert '.pdf"' not in page
    assert f'{some.name}"' in page
    assert "Noe mangler på nettstedet" in page


def test_a_page_that_cannot_be_made_costs_that_page(plans, capsys, monkeypatch):
    monkeypatch.setattr(pictures, "measure_timeline", fail)
    site, err = built(capsys, plans, code=1)
    assert "rus/tiltak/1.html kunne ikke lages" in err
    assert "Denne siden kunne ikke lages" in (site / "rus/tiltak/1.html").read_text()
    assert "Denne siden kunne ikke lages" not in (site / "index.html").read_text()


def test_a_search_that_cannot_be_made_costs_the_search(plans, capsys, monkeypatch):
    monkeypatch.setattr(findable, "index", fail)
    site, err = built(capsys, plans, code=1)
    assert f"{findable.INDEX} kunne ikke lages" in err
    assert not (site / findable.INDEX).exists()
    assert (site / "rus/tiltak/1.html").exists()


def test_whatever_part_cannot_be_made_costs_that_part(plans, capsys, monkeypatch):
    """All at once: whatever one of them takes along, the others are still told of."""
    write(
        {
            "mkdocs.yml": CONFIG.replace("[md, csv]", "[md, pdf, docx, xlsx], editor: {backend: github, repo: a/b}"),
            "docs/om.md": "# Om\n",
            "plans/rus/indicators/dod.yml": "title: Overdoser\nunit: overdoser\n",
            "plans/rus/indicators/dod.csv": "period;value;sources\n2019;3;plan#1\n",
        },
        plans,
    )  # fmt: skip
    site, _ = built(capsys, plans, code=0)
    (site / "fra-den-gamle.txt").write_text("x")
    for where, maker in (
        (Chart, "png"), (files, "figure_rows"), (pictures, "figures"), (cards, "card_path"), (files, "data_package"), (files, "subscriptions"),
        (findable, "index"), (plugin, "editor_files"), (handbook, "with_sizes"), (plugin, "handbook_page"),
    ):  # fmt: skip
        monkeypatch.setattr(where, maker, fail)
    for form in ("pdf", "docx", "xlsx"):
        monkeypatch.setitem(writers.WRITERS, form, fail)
    site, err = built(capsys, plans, code=1)
    lost = (
        r"data/rus/charts/\S+\.png", r"data/rus/indicators/dod\.csv", r"data/rus/indicators/dod\.svg", "data/rus/", "data/rus/datapackage.json", findable.INDEX,
        "rediger/", "docs/om.md", "om.html", r"rus/rapporter/\S+\.pdf", r"rus/rapporter/\S+\.docx", r"rus/rapporter/\S+\.xlsx",
    )  # fmt: skip
    assert [name for name in lost if not re.search(rf"^{name} kunne ikke lages \(skriften mangler et tegn\)", err, re.MULTILINE)] == []  # fmt: skip
    assert "Denne siden kunne ikke lages" in (site / "om.html").read_text()
    assert "Noe mangler på nettstedet" in (site / "index.html").read_text()
    assert "Et eksempel" in (site / "rus/tiltak/1.html").read_text()
    assert list((site / "rus/rapporter").glob("*.md"))
    assert not (site / "fra-den-gamle.txt").exists()


@pytest.mark.parametrize("folders", ["false", "true"])
def test_a_file_of_docs_at_an_address_of_the_site_is_told_of(plans, capsys, folders):
    settings = plans / "mkdocs.yml"
    settings.write_text(CONFIG.replace("urls: false", f"urls: {folders}"))
    site = plans / "site"
    assert ran(capsys, plans, "build", "--output", str(site)).code == 0
    alone = contents(site)
    wrong = {
        "README.md": "siden «",
        "rus/tiltak/1.md": "siden «Et eksempel» har den adressen",
        "sok.json": "«sok.json» er nettstedets egen",
        "data/rus/plan.json": "«data/rus/plan.json»",
        "rus/rapporter": "«rus/rapporter»",
        "data/rus/measures.csv/mer.txt": "«data/rus/measures.csv»",
    }
    write(dict.fromkeys((f"docs/{name}" for name in wrong), "# Noe annet\n"), plans)
    told = ran(capsys, plans, "build", "--output", str(site))
    assert told.code == 1
    for name, ours in wrong.items():
        assert f"docs/{name} er ikke med på nettstedet: {ours}" in told.err
    assert contents(site).keys() == alone.keys()


@pytest.mark.parametrize(
    "maker", ["plugin.Frames", "plugin.all_pages", "plugin._handbook", "pictures.card_words"]
)
def test_a_site_that_cannot_be_made_leaves_the_old_one(plans, capsys, monkeypatch, maker):
    # Only a site with an address has words for its cards.
    write({"mkdocs.yml": CONFIG + "site_url: https://example.no/\n"}, plans)
    site, _ = built(capsys, plans, code=0)
    before = contents(site)
    monkeypatch.setattr(f"tiltak.site.{maker}", fail)
    built(capsys, plans, code=3)
    assert contents(site) == before


def test_where_no_plan_can_be_read_the_old_site_stays(plans, capsys):
    site, _ = built(capsys, plans, code=0)
    before = contents(site)
    (plans / "plans/rus/plan.yml").write_text("title: [\n")
    _, err = built(capsys, plans, code=1)
    assert "ingen plan kan leses" in err
    assert contents(site) == before


@pytest.mark.parametrize(
    "change",
    [
        {"measures/rus/02-kopi.yml": ("number: 1\n", "")},
        {"measures/rus/01-eksempel.yml": (r"focus_area: .*", "focus_area: finnes-ikke")},
    ],
    ids=["two of one number", "an area that is not there"],
)
def test_a_faulty_plan_has_a_whole_site_with_all_its_reports(plans, capsys, change):
    built(capsys, plans, code=0)
    text = base()["measures/rus/01-eksempel.yml"]
    for path, (old, new) in change.items():
        (plans / path).write_text(re.sub(old, new or old, text))
    with warnings.catch_warnings(action="error", category=DeprecationWarning):
        site, err = built(capsys, plans, code=1)  # MkDocs warns of a page that replaces another
    assert "kunne ikke lages" not in err
    forms = {path.stem: {p.suffix for p in path.parent.glob(f"{path.stem}.*")} for path in (site / "rus/rapporter").glob("rus-*.md")}  # fmt: skip
    assert forms
    assert all({".md", ".csv"} <= endings for endings in forms.values())


def test_a_form_of_a_report_that_cannot_be_made_costs_that_form(plans, capsys, monkeypatch):
    monkeypatch.setitem(writers.WRITERS, "docx", fail)
    target = plans / "rapport"
    result = ran(capsys, plans, "report", "2020", "--output", str(target))
    assert result.code == 1
    assert result.err.count("kunne ikke lages (skriften mangler et tegn)") == 1
    assert {path.suffix for path in target.iterdir()} == {f".{form}" for form in writers.WRITERS} - {".docx"}  # fmt: skip
