"""What `tiltak build` writes, on the real plan and on plans made here."""

from __future__ import annotations

import gzip
import json
import re
import struct
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest

from tests import trees
from tests.windows import not_for_windows
from tiltak import cli
from tiltak.data.packages import CSVW

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
CONFIG = """
site_name: Prøve
use_directory_urls: false
theme: {name: material, language: nb, font: false}
plugins: [{tiltak: {reports: [md, csv]}}]
"""


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    return with_settings(trees.copy_of_the_small_plan(tmp_path))


@pytest.fixture
def one_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan with one measure, on a day after which nobody is asked for more."""
    monkeypatch.setenv("TILTAK_TODAY", "2020-12-31")
    (tmp_path / "docs").mkdir()
    return trees.write(trees.base(), tmp_path)


def run(*args: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(args))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def with_settings(folder: Path) -> Path:
    """A folder of plans, with a configuration and a place for pages of its own."""
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(CONFIG)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real plan built as it is, for those who only read the site."""
    folder = with_settings(trees.copy_of_the_plan(tmp_path_factory.mktemp("plans")))
    own = "# Økonomi\n\nSe [her](finnes-ikke.md), [der](#ikke-der) og [oppe](#okonomi).\n"
    (folder / "docs/egen.md").write_text(own, encoding="utf-8")
    with redirect_stderr(StringIO()) as told, redirect_stdout(StringIO()) as said:
        assert run("build", "--root", str(folder), "--output", str(folder / "ut")) == 0
    (folder / "said.txt").write_text(said.getvalue(), encoding="utf-8")
    (folder / "told.txt").write_text(told.getvalue(), encoding="utf-8")
    return folder / "ut"


def test_a_link_on_a_page_of_our_own_that_leads_nowhere_is_told(site: Path):
    assert (site.parent / "told.txt").read_text("utf-8").splitlines() == [
        "docs/egen.md: lenken «finnes-ikke.md» fører ikke til noe på nettstedet.",
        "docs/egen.md: lenken «#ikke-der» fører ikke til noe på nettstedet.",
    ]
    assert 'id="okonomi"' in (site / "egen.html").read_text("utf-8")


def test_who_builds_a_site_without_an_address_is_told_what_it_costs(site: Path):
    assert "site_url" not in (site.parent / "mkdocs.yml").read_text("utf-8")
    last = (site.parent / "said.txt").read_text("utf-8").splitlines()[-1]
    assert last.startswith("Skriv adressen nettstedet får, i mkdocs.yml (site_url: https://…).")


def test_every_file_of_a_site_can_be_on_windows(site: Path):
    names = [path.relative_to(site).as_posix() for path in site.rglob("*")]
    assert len(names) > 100
    assert not_for_windows(names) == []
    wrong = ["a/b:c.html", "aux.html", "a./b", "A/x", "a/X", "x" * 161]
    assert not_for_windows([*wrong, "a/b.html", "auxiliar.html"]) == wrong


def test_a_site_has_only_files_that_its_own_frame_asks_for(site: Path):
    assert [folder.name for folder in (site / "assets").iterdir()] == ["tiltak"]


def test_pages_say_the_language_of_the_site_whatever_the_theme_is_told(one_measure: Path):
    site = built(one_measure, "plugins: [{tiltak: {language: en, reports: []}}]")
    for name in ("index.html", "404.html"):
        assert '<html lang="en"' in (site / name).read_text("utf-8")


def test_every_measure_has_a_page_and_the_data_agrees(site: Path):
    status = json.loads((site / "data/rus-2019/measures.json").read_text())
    for measure in status["measures"]:
        page = (site / f"rus-2019/tiltak/{measure['number']}.html").read_text()
        assert measure["why"] in page
    front = (site / "index.html").read_text()
    assert "Status per 31. desember 2020" in front


def test_as_of_an_earlier_day_shows_that_day(plans: Path):
    output = plans / "ut"
    assert run("build", "--root", str(plans), "--output", str(output), "--as-of", "2019-12-31") == 0
    front = (output / "index.html").read_text()
    assert "Status per 31. desember 2019" in front
    assert "slik den var 31. desember 2019, etter det vi vet nå." in front


@pytest.mark.parametrize(("setting", "asked", "front"), [("rus", "", "rus"), ("rus", "ny", "ny")])
def test_the_front_page_is_of_the_plan_asked_for(tmp_path: Path, setting, asked, front):
    older = trees.base()
    newer = {
        path.replace("/rus/", "/ny/"): text.replace("start: 2019", "start: 2020")
        for path, text in older.items()
    }
    trees.write(older | newer, tmp_path)
    (tmp_path / "docs").mkdir()
    plugins = f"plugins: [{{tiltak: {{reports: [], plan: '{setting}'}}}}]"
    (tmp_path / "mkdocs.yml").write_text(f"{CONFIG.partition('plugins')[0]}{plugins}\n")
    run(
        "build",
        "--root",
        str(tmp_path),
        "--output",
        str(tmp_path / "ut"),
        *(["--plan", asked] if asked else []),
    )
    assert f'href="{front}/tiltak.html"' in (tmp_path / "ut/index.html").read_text()


def test_a_broken_file_is_told_and_the_rest_is_built(plans: Path, capsys):
    (plans / "measures/rus-2019/07-tett-pa.yml").write_text("number: [")
    assert run("build", "--root", str(plans), "--output", str(plans / "ut")) == 1
    assert "07-tett-pa.yml" in capsys.readouterr().err
    said = "Ett tiltak kan ikke leses og er ikke regnet med: tiltak 7 "
    for page in ("index", "rus-2019/tiltak", "rus-2019/tiltak/7", "rus-2019/tiltak/10", "sok"):
        assert said in (plans / f"ut/{page}.html").read_text(), page
    assert "Tiltak 7 kan ikke leses" in (plans / "ut/rus-2019/tiltak/7.html").read_text()
    assert '<a href="tiltak/7.html">tiltak 7 ' in (plans / "ut/rus-2019/tiltak.html").read_text()
    unread = json.loads((plans / "ut/data/rus-2019/measures.json").read_text())["unreadable"]
    assert [file["number"] for file in unread] == [7]


@pytest.mark.parametrize(
    ("path", "content", "page", "said"),
    [
        ("measures/rus/01-eksempel.yml", "number: [", "rus/tiltak/1", "Tiltak 1 kan ikke leses"),
        ("docs/side.md", "# Side\n\n<script>1</script>\n", "side", "kunne ikke lages"),
    ],
)
def test_mkdocs_ends_with_1_where_a_file_has_errors(one_measure: Path, path, content, page, said):
    """MkDocs itself would end with 0 whatever a plugin warns of."""
    (one_measure / "mkdocs.yml").write_text(CONFIG)
    site = one_measure / "ut"
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    assert subprocess.run(build, cwd=one_measure, check=False).returncode == 0
    (one_measure / path).write_text(content)
    told = subprocess.run(build, cwd=one_measure, check=False, capture_output=True, text=True)
    assert told.returncode == 1
    assert "Det er feil i filene." in told.stdout + told.stderr
    assert said in (site / f"{page}.html").read_text()


@pytest.mark.parametrize("output", [".", "plans", "measures/rus-2019", "docs/ut"])
def test_a_folder_that_holds_the_plans_is_never_emptied(plans: Path, output: str, capsys):
    assert run("build", "--root", str(plans), "--output", str(plans / output)) == 2
    assert "Kan ikke bygge" in capsys.readouterr().err
    assert (plans / "plans/rus-2019/plan.yml").exists()


def test_open_data_page_leads_to_every_data_file_feed_and_calendar(site: Path):
    page = (site / "aapne-data.html").read_text()
    linked = set(re.findall(r'href="((?:data|schema)/[^"]+)"', page))
    made = {
        path.relative_to(site).as_posix() for path in (site / "data").rglob("*") if path.is_file()
    }
    # The pages lead to their own pictures, figures and feeds, and datapackage.json names the tables.
    of_pages = ("/indicators/", "/charts/", "/measures/", CSVW)
    made = {path for path in made if not any(part in path for part in of_pages)}
    assert {link for link in linked if link.startswith("data/")} == made
    assert all((site / link).is_file() for link in linked)
    index = json.loads((site / "data/index.json").read_text())
    for file in index["files"]:
        assert (site / "data" / file["path"]).stat().st_size == file["bytes"]
        assert (site / "data" / file["schema"]).resolve().is_file()


def test_every_page_names_the_feed(site: Path):
    page = (site / "rus-2019/tiltak/14.html").read_text()
    named = re.findall(r'type="application/atom\+xml" title="[^"]+" href="([^"]+)"', page)
    assert named == [
        "../../data/rus-2019/measures/14/changes.xml",
        "../../data/rus-2019/changes.xml",
    ]
    assert all((site / "rus-2019/tiltak" / feed).resolve().is_file() for feed in named)


def test_focus_areas_and_units_lead_to_their_feed_and_calendar(site: Path):
    for page in ("omraader/bolig.html", "enheter/k46.html"):
        path = site / "rus-2019" / page
        found = re.findall(
            r'href="([^"]+/(?:changes\.xml|milestones\.ics))" type', path.read_text()
        )
        assert [link.rpartition("/")[2] for link in found] == ["changes.xml", "milestones.ics"]
        assert all((path.parent / link).resolve().is_file() for link in found)


# Links to the site, and from it to where a measure is changed


def built(plans: Path, *settings: str) -> Path:
    """The site with more in its configuration: whole lines, or what `plugins:` is to be."""
    kept = (
        CONFIG
        if not any("plugins:" in line for line in settings)
        else CONFIG.partition("plugins")[0]
    )
    (plans / "mkdocs.yml").write_text("\n".join((kept, *settings)))
    assert run("build", "--root", str(plans), "--output", str(plans / "ut")) == 0
    return plans / "ut"


def tags(page: Path) -> dict[str, str]:
    found = re.findall(
        r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', page.read_text()
    )
    return dict(found)


REPOSITORY = "repo_url: https://github.com/kommunen/planer\nedit_uri: edit/main/docs/"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few measures of the real plan in a repository, as a site that knows its address and whom to write to."""
    folder = with_settings(trees.copy_of_the_small_plan(tmp_path_factory.mktemp("published")))
    plan = folder / "plans/rus-2019/plan.yml"
    named = plan.read_text("utf-8").replace(
        "  official: false\n", "  official: false\n  contact: post@planer.example\n", 1
    )
    plan.write_text(f"{named}allowed_addresses: [post@planer.example]\n", encoding="utf-8")
    for command in ("init -q", "add .", "-c user.name=a -c user.email=a@b.no commit -qm Planen"):
        subprocess.run(["git", *command.split()], cwd=folder, check=True)
    with redirect_stdout(StringIO()) as told:
        site = built(folder, "site_url: https://planer.example/rus/", REPOSITORY)
    assert "site_url" not in told.getvalue()
    return site


def test_a_page_is_cited_with_an_address_that_always_shows_the_same(published: Path):
    rev = subprocess.run(
        ["git", "rev-parse", "HEAD"],
        cwd=published.parent,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    for name, path in [
        ("index", "plans/rus-2019"),
        ("rus-2019/loftene", "measures/rus-2019"),
        ("rus-2019/tiltak/14", "measures/rus-2019/14-mo-sentre.yml"),
    ]:
        page = (published / f"{name}.html").read_text()
        cited = page[page.index('id="siter"') :]
        assert f"https://github.com/kommunen/planer/tree/{rev}/{path}" in cited, name
        assert f"https://planer.example/rus/{name}.html" in cited, name
        assert f"Utgave {rev[:12]} av dataene" in cited, name


ELSEWHERE = {
    "data/rus-2019/changes.xml": r'<link[^>]* href="([^"]+)"',
    "data/rus-2019/units/*/changes.xml": r'<link[^>]* href="([^"]+)"',
    "rus-2019/tiltak/14.html": r'<(?:meta property="og:(?:url|image)" content|link rel="canonical" href)="([^"]+)"',
    "sitemap.xml": r"<loc>([^<]+)</loc>",
}


@pytest.mark.parametrize("files", ELSEWHERE)
def test_what_is_read_away_from_the_site_has_whole_addresses(published: Path, files: str):
    """No reader of feeds or shared links knows where `../../` begins."""
    texts = [path.read_text("utf-8") for path in published.glob(files)]
    addresses = [address for text in texts for address in re.findall(ELSEWHERE[files], text)]
    assert addresses
    assert [a for a in addresses if not a.startswith("https://planer.example/rus/")] == []


def test_the_map_of_the_site_is_of_the_day_that_the_site_is_of(one_measure: Path):
    """Else another build of a past day is not the same to the byte."""
    site = built(one_measure, "site_url: https://planer.example/rus/")
    text = (site / "sitemap.xml").read_text("utf-8")
    assert set(re.findall("<lastmod>(.*?)</lastmod>", text)) == {"2020-12-31"}
    packed = gzip.GzipFile(site / "sitemap.xml.gz")
    assert packed.read().decode() == text
    assert packed.mtime == datetime(2020, 12, 31, tzinfo=UTC).timestamp()


def test_every_page_says_whom_to_tell_of_a_mistake_where_the_plan_does(published: Path, site: Path):
    for name in ("index", "rus-2019/tiltak/14", "rus-2019/loftene", "sok"):
        page = (published / f"{name}.html").read_text()
        assert "mailto:post@planer.example?subject=Feil%20p%C3%A5%20siden" in page, name
        assert "Meld fra om feil" not in (site / f"{name}.html").read_text(), name


def test_a_measure_has_a_picture_and_a_card_of_its_own(published: Path):
    said = tags(published / "rus-2019/tiltak/14.html")
    assert said["og:image"] == "https://planer.example/rus/rus-2019/kort/14.png"
    assert said["og:image:alt"].startswith(
        "14 Mottaks- og oppfølgingssentre for unge og for voksne. Pågår."
    )
    picture = (published / "rus-2019/kort/14.png").read_bytes()
    assert (said["og:image:width"], said["og:image:height"]) == ("600", "315")
    assert struct.unpack(">II", picture[16:24]) == (600, 315)
    page = (published / "rus-2019/tiltak/14.html").read_text()
    assert '&lt;iframe src="https://planer.example/rus/rus-2019/kort/14.html"' in page


def test_every_picture_of_a_page_can_be_taken_along_with_its_figures(site: Path):
    for name in (
        "rus-2019/utvikling",
        "rus-2019/hort-fra",
        "rus-2019/tidslinje",
        "rus-2019/tiltak/14",
    ):
        page = site / f"{name}.html"
        taken = re.findall(r'href="([^"]+)" download', page.read_text())
        files = [(page.parent / link).resolve() for link in taken]
        assert {file.suffix for file in files} == {".svg", ".png", ".csv"}, name
        assert all(file.stat().st_size for file in files)
        drawn = next(file for file in files if file.suffix == ".svg").read_text()
        (title,) = re.findall("<svg[^>]*><title>([^<]+)</title>", drawn)[:1]
        words = " ".join(re.findall("<text[^>]*>([^<]+)</text>", drawn))
        assert title in words
        assert "Ruspolitisk handlingsplan" in words
        assert "Status per 31. desember 2020" in words


def test_a_shared_link_has_a_picture_that_says_the_same_as_the_page(published: Path):
    site = published
    for name in ("index.html", "rus-2019/tiltak.html", "rus-2019/per/2019-Q4/index.html"):
        said = tags(site / name)
        assert said["og:image"] == "https://planer.example/rus/rus-2019/kort.png"
        assert said["og:image:alt"].startswith("Ruspolitisk handlingsplan 2019–2023. 6 tiltak: ")
        assert "Status per 31. desember 2020" in said["og:image:alt"]
        assert said["twitter:card"] == "summary_large_image"
        assert said["og:url"] == f"https://planer.example/rus/{name}"
        assert (said["og:type"], said["og:locale"]) == ("website", "nb_NO")
        assert said["og:title"]
        assert said["og:description"]
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    picture = (site / "rus-2019/kort.png").read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)


def test_a_site_without_an_address_offers_no_picture_that_nobody_could_fetch(site: Path):
    assert not (site / "rus-2019/kort.png").exists()
    assert not {"og:image", "og:url", "twitter:card"} & set(tags(site / "index.html"))


EDITOR = "plugins: [{tiltak: {reports: [csv], editor: {backend: gitlab, repo: kommunen/planer}}}]"
HOST = "repo_url: https://git.example/kommunen/planer\nedit_uri: edit/main/docs/"
AT_HOST = "https://git.example/kommunen/planer/edit/main/measures/rus/01-eksempel.yml"


def ways_to_change(page: Path) -> list[str]:
    (end,) = re.findall(r'<footer class="t-measure__end.*?</p>', page.read_text(), re.DOTALL)
    return re.findall(r'href="([^"]+)"', end.partition("<nav")[0])


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ((), []),
        ((HOST,), [AT_HOST]),
        ((EDITOR,), ["../../rediger/#/collections/rus/entries/01-eksempel"]),
        ((EDITOR, HOST), ["../../rediger/#/collections/rus/entries/01-eksempel", AT_HOST]),
    ],
    ids=["nowhere", "git host", "form", "both, the form first"],
)
def test_a_proposal_begins_in_the_form_else_at_the_git_host(one_measure: Path, settings, found):
    site = built(one_measure, *settings)
    assert ways_to_change(site / "rus/tiltak/1.html") == found
    assert (site / "rediger/index.html").exists() == (EDITOR in settings)
    areas, units = (
        sorted((site / "rus" / name).glob("*.html")) for name in ("omraader", "enheter")
    )
    of_plan = [site / "index.html", site / "rus/om-dataene.html", *areas]
    assert areas
    assert units
    files = [(page, "plans/rus/plan.yml") for page in of_plan]
    for page, path in (*files, *((page, "plans/units.yml") for page in units)):
        way = f'href="https://git.example/kommunen/planer/edit/main/{path}"'
        assert (way in page.read_text()) is (HOST in settings), page


def test_all_measures_are_fetched_without_a_script(published: Path):
    below = (published / "rus-2019/tiltak.html").read_text().partition("Last ned alle tiltak:")[2]
    for form in ("csv", "json"):
        (address,) = re.findall(f'href="([^"]*measures[.]{form})" download', below)
        assert (published / "rus-2019" / address).resolve().is_file()


def test_the_form_knows_the_address_that_a_measure_leads_to(one_measure: Path):
    site = built(one_measure, EDITOR)
    (way, *_) = ways_to_change(site / "rus/tiltak/1.html")
    _, collection, _, entry = way.partition("#/")[2].split("/")
    known = {
        c["name"]: c for c in json.loads((site / "rediger/config.json").read_text())["collections"]
    }
    assert (
        one_measure / known[collection]["folder"] / f"{entry}.{known[collection]['extension']}"
    ).is_file()
