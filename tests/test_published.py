"""Nothing that a site shows is unchecked: messages in git, names of files, pages, settings, reports and notes."""

from __future__ import annotations

import bz2
import gzip
import os
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.commandline import ran
from tests.gitfolder import run_git
from tests.trees import base, short_plan, write
from tiltak import active
from tiltak.checks.catalogue import for_coordinators
from tiltak.problems import Level
from tiltak.workspace import NOW, open_workspace

pytestmark = pytest.mark.slow

CONFIG = "site_name: Prøve\nuse_directory_urls: false\ntheme: {name: material, font: false}\nplugins: [{tiltak: {reports: [md]}}]\n"
SETTINGS = CONFIG.splitlines()
ID = "01819010001"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write({**short_plan(), "mkdocs.yml": CONFIG, "docs/om.md": "# Om planen\n"}, tmp_path)
    run_git(tmp_path, "init", "--quiet")
    commit(tmp_path, "Planen slik den er vedtatt")
    return tmp_path


def commit(root: Path, message: str) -> None:
    run_git(root, "add", "--all")
    run_git(root, "commit", "--quiet", "--allow-empty", "--message", message)


def test_a_plan_without_personal_data_is_in_order(root, capsys):
    assert ran(capsys, root, "check").code == 0


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/index.md", f"# Om\n\nSpør {ID[:6]}\u2011{ID[6:]}\n"),
        ("docs/mer/side.md", "kari @ example.no\n"),
        ("docs/tall.csv", "navn,nummer\nKari,412-34-567\n"),
        ("mkdocs.yml", "site_name: Ring 412 34 567\ntheme: material\nplugins: [tiltak]\n"),
        ("plans/rus/closed/2020-Q4.json", f'{{"note": "{ID}"}}\n'),
        ("plans/rus/closed/2020-Q4/rapport.html", "<p>kari@<b>example.no</b></p>\n"),
        ("plans/rus/notat.yml", "note: kari@example.no\n"),
        (f"measures/rus/03-{ID}.yml", ""),
        ("measures/rus/03-ring-41234567.yml", ""),
        (f"docs/bilder/{ID}.png", ""),
        ("docs/kari@example.no.md", "# Kari\n"),
    ],
)
def test_what_is_published_is_checked(root, capsys, path, text):
    measure = base()["measures/rus/01-eksempel.yml"].replace("number: 1", "number: 3")
    write({path: text or measure}, root)
    told = ran(capsys, root, "check")
    assert told.code == 1
    assert any(code in told.out for code in ("national-id", "email-address", "phone-number"))
    built = ran(capsys, root, "build", "--output", str(root / "ut"))
    assert (built.code, "ville vist personopplysninger" in built.err) == (2, True)
    assert not (root / "ut").exists()


@pytest.mark.parametrize(
    "of_the_repository", ["", f"Ring 412 34 568, født {ID}, kari@example.no.\n"]
)
def test_pages_of_another_version_of_tiltak_have_its_examples_and_no_more(root, of_the_repository):
    page = for_coordinators().replace("# Feilmeldinger\n", "# Feilkoder\n", 1)
    pages = {
        "docs/feilmeldinger.md": page + of_the_repository,
        "docs/haandbok/tall.md": f"# Tall\n\nSpør plan@fjordvik.example.\n{of_the_repository}",
        "docs/vakt.md": "Ring 412 34 567, spør plan@fjordvik.example.\n",  # in a page of their own it is somebody's
    }
    write(pages, root)
    problems = open_workspace(root, NOW, date(2021, 2, 1)).problems
    refused = Counter(p.place.path for p in problems if p.level is Level.ERROR)
    in_pages_of_tiltak = 3 if of_the_repository else 0
    assert refused == Counter(
        {
            "docs/feilmeldinger.md": in_pages_of_tiltak,
            "docs/haandbok/tall.md": in_pages_of_tiltak,
            "docs/vakt.md": 2,
        }
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/side.markdown", "# Om\n\nkari@example.no\n"),
        ("docs/kari.vcf", "TEL:+4741234567\n"),
        ("docs/LES", "kari@example.no på"),
        ("docs/lang.txt", "x" * 1_000_100 + "\nkari@example.no\n"),
        ("docs/lengre.txt", "x" * 5_000_100),
        ("plans/rus/closed/2020-Q4/rapport.md", f"Født {ID}\n"),
    ],
)
def test_a_text_is_looked_through_whatever_it_is_called_and_however_long(root, path, text):
    write({path: text}, root)
    problems = open_workspace(root, NOW, date(2021, 2, 1)).problems
    assert [p.place.path for p in problems if p.level is Level.ERROR] == [path]


def test_a_text_that_is_not_looked_through_to_its_end_is_left_out(root, capsys):
    long = {"docs/lang.csv": "x" * 5_000_100, "docs/lengre.md": "# Om\n\n" + "ord " * 1_300_000}
    pages = {"docs/om.md": "# Om\n\n[tall](lang.csv) og [mer](lengre.md)\n"}
    write({**long, **pages}, root)
    (root / "docs/film.png").write_bytes(b"\x89PNG" + b"\0" * 5_000_100)  # is no text
    built = ran(capsys, root, "build", "--output", str(root / "ut"))
    assert built.code == 1
    for path in long:
        assert built.err.count(f"{path} er ikke med på nettstedet: dette er en tekst på mer enn 5 MB") == 1  # fmt: skip
        assert f"docs/om.md: lenken «{Path(path).name}» fører ikke til noe" in built.err
    names = {path.name for path in (root / "ut").iterdir()}
    assert {"om.html", "film.png"} <= names
    assert not names & {"lang.csv", "lengre.html", "lengre.md"}


@pytest.mark.parametrize("excluded", ["", "exclude_docs: |\n  utkast.md\n"])
def test_what_no_site_shows_is_looked_through_as_it_lies_in_the_open(root, capsys, excluded):
    config = root / "mkdocs.yml"
    config.write_text(f"{config.read_text()}{excluded}")
    write({"docs/utkast.md": "# Om\n\nSpør kari@example.no\n"}, root)
    told = ran(capsys, root, "check")
    assert (told.code, "docs/utkast.md:3:6: feil" in told.out) == (1, True)


def test_what_is_left_out_by_the_settings_is_not_told_as_left_out(root, capsys):
    config = root / "mkdocs.yml"
    config.write_text(f"{config.read_text()}exclude_docs: |\n  evil.html\n  lang.txt\n")
    write({"docs/evil.html": "<script>alert(1)</script>\n", "docs/lang.txt": "x" * 5_000_100}, root)
    built = ran(capsys, root, "build", "--output", str(root / "ut"))
    assert "er ikke med på nettstedet:" not in built.err


def test_pages_in_a_folder_that_only_an_inherited_file_names_are_looked_through(root, capsys):
    write(
        {
            "felles.yml": "docs_dir: sider\n",
            "mkdocs.yml": f"INHERIT: felles.yml\n{CONFIG}",
            "sider/om.md": "# Om\n\nSpør kari@example.no\n",
            "sider/annet.md": "# Annet\n\nSpør post@fjordvik.example\n",
            "sider/ring-41234567.md": "# Kari\n",
        },
        root,
    )
    plan = root / "plans/rus/plan.yml"
    plan.write_text(plan.read_text() + "allowed_addresses: [post@fjordvik.example]\n")
    (root / "sider/bilde.png").write_bytes(b"\x89PNG\0 41234567")
    built = ran(capsys, root, "build", "--trust", "--output", str(root / "ut"))
    assert built.code == 1
    for path in ("sider/om.md", "sider/ring-41234567.md"):
        assert f"{path} er ikke med på nettstedet: " in built.err
    names = {path.name for path in (root / "ut").iterdir()}
    assert {"annet.html", "bilde.png"} <= names
    assert not names & {"om.html", "ring-41234567.html"}


@pytest.mark.parametrize(
    ("path", "raw", "setting"),
    [
        ("sider/om.md", b"kari@example.no\n", "docs_dir: sider"),
        ("docs/.kontakt.txt", b"kari@example.no\n", 'exclude_docs: "!.kontakt.txt"'),
        ("docs/kontakt.vcf", "Bodø 412\xa034\xa0567\n".encode("latin-1"), ""),
        ("docs/kontakt.vcf", "Bodø 41234567\n".encode("utf-16"), ""),
        ("docs/les.txt", b"%PDF kari@example.no\n", ""),
        ("docs/bilde.png", b"%PDF kari@example.no\n", ""),
        ("docs/c.bin", b"\xff 41234567", ""),
        ("docs/kort.vcf", b"EMAIL;ENCODING=QUOTED-PRINTABLE:kari=40exam=\n=70le.no\n", ""),
        ("docs/svar.eml", b"Content-Transfer-Encoding: quoted-printable\n\n412=2034=20567\n", ""),
    ],
)
def test_all_that_mkdocs_publishes_is_looked_through_whatever_its_encoding(
    root, path, raw, setting
):
    config = root / "mkdocs.yml"
    config.write_text(f"{config.read_text()}{setting}\n")
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_bytes(raw)
    problems = open_workspace(root, NOW, date(2021, 2, 1)).problems
    assert [p.place.path for p in problems if p.level is Level.ERROR] == [path]


def test_what_is_no_text_is_left_alone(root):
    for name, raw in {"a.png": b"\x89PNG\0 41234567", "b.pdf": b"%PDF-1.4 41234567"}.items():
        (root / "docs" / name).write_bytes(raw)
    problems = open_workspace(root, NOW, date(2021, 2, 1)).problems
    assert not [p for p in problems if p.level is Level.ERROR]


HIDDEN = {
    "packed": gzip.compress(b"kari@example.no"),
    "packed otherwise": bz2.compress(b"kari@example.no"),
    "of a mainframe": "Ring Kari på 41234567\n".encode("cp500"),
    "of a mail": b"Content-Transfer-Encoding: base64\n\na2FyaUBleGFtcGxlLm5v\n",
}
READ = {
    "of Windows": "Bodø – «Å»\r\n".encode("cp1252"),
    "of Word": "Bodø – ’Å’\r\n".encode("utf-16"),
    "without a mark": "Bodø – ’Å’\r\n".encode("utf-16-le"),
    "of Unix": "Bodø – ’Å’ 😀\f\n".encode(),
    "empty": b"",
}


@pytest.mark.parametrize("how", HIDDEN | READ)
def test_what_hides_what_it_says_is_told_of(root, capsys, how):
    (root / "docs/liste.dat").write_bytes((HIDDEN | READ)[how])
    told = ran(capsys, root, "check")
    assert (told.code, "docs/liste.dat: advarsel" in told.out) == (0, how in HIDDEN)


def test_an_archive_is_told_of_by_its_own_name_too(root, capsys):
    with zipfile.ZipFile(root / "docs/liste.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("liste.txt", "kari@example.no " * 50)
    told = ran(capsys, root, "check")
    assert (told.code, "docs/liste.zip: advarsel" in told.out) == (0, True)


@pytest.mark.parametrize("who", [f"Kari {ID}", "kari(a)example.no", "412.34.567"])
def test_a_message_with_personal_data_is_refused_and_never_shown(root, capsys, who):
    file = root / "measures/rus/02-annet.yml"
    file.write_text(file.read_text().replace("bolig", "tidlig-innsats"))
    commit(root, f"Flyttet etter telefon fra {who}")
    assert ran(capsys, root, "check").code == 1
    shown = ran(capsys, root, "history", "2")
    assert shown.code == 0
    assert "meldingen vises ikke" in shown.out
    for word in who.split():
        assert word not in shown.out or word == "Kari"
    commit(root, "Noe annet")
    later = ran(capsys, root, "check")
    assert (later.code, "commit-message" in later.out) == (0, True)


def test_a_message_that_a_proposal_brings_is_refused(root, capsys):
    run_git(root, "switch", "--quiet", "--create", "forslag")
    commit(root, "Ring 412 34 567\n\nog kari@example.no")
    run_git(root, "switch", "--quiet", "-")
    commit(root, "Imens")
    run_git(root, "merge", "--quiet", "--no-ff", "--message", "Slått sammen", "forslag")
    assert ran(capsys, root, "check").code == 1


def test_a_message_may_name_what_the_plan_allows(root, capsys):
    plan = root / "plans/rus/plan.yml"
    plan.write_text(plan.read_text() + "allowed_addresses: [post@fjordvik.example]\n")
    commit(root, "Svar fra post@fjordvik.example")
    assert ran(capsys, root, "check").code == 0
    commit(root, "Svar fra kari@fjordvik.example")
    assert ran(capsys, root, "check").code == 1


@pytest.mark.parametrize("name", ["pw.txt", "mappe"])
def test_a_link_in_the_pages_is_refused(root, capsys, tmp_path_factory, name):
    outside = tmp_path_factory.mktemp("utenfor")
    (outside / "hemmelig.txt").write_text("hemmelig")
    (root / "docs" / name).symlink_to(outside / "hemmelig.txt" if "." in name else outside)
    told = ran(capsys, root, "check")
    assert (told.code, "symlink" in told.out) == (1, True)
    built = ran(capsys, root, "build", "--output", str(root / "ut"))
    assert built.code == 1
    assert not list((root / "ut").rglob("hemmelig.txt"))
    assert not (root / "ut" / name).exists()


ELSEWHERE = ("docs/pw.txt", "docs/mappe", "mkdocs.yml", "plans/rus/closed/2020-Q4/a.html", "plans/rus/closed/2020-Q4", "plans/rus/closed", "plans/annen")  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_link_is_told_of_and_what_it_leads_to_is_not(root, capsys, tmp_path_factory, name):
    outside = tmp_path_factory.mktemp("utenfor")
    write({"closed/2020-Q4/hemmelig-41234567.html": "kari@example.no", "a.txt": "kari@example.no"}, outside)  # fmt: skip
    link = root / name
    link.unlink(missing_ok=True)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside / "a.txt" if "." in name else outside)
    told = ran(capsys, root, "check")
    assert (told.code, f"{name}: feil" in told.out, "symlink" in told.out) == (1, True, True)
    assert not re.search("hemmelig|kari|email-address|phone-number", told.out)


@pytest.mark.parametrize("name", ["docs/ror.txt", "docs/ror.md", "plans/rus/closed/2020-Q4/ror"])
def test_a_pipe_is_told_of_and_waited_for_by_nobody(root, capsys, name):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(root / name)
    told = ran(capsys, root, "check")
    assert (told.code, f"{name}: feil" in told.out) == (1, True)
    assert ran(capsys, root, "build", "--output", str(root / "ut")).code == 1
    assert not list((root / "ut").rglob("ror*"))


ACTIVE_FILES = {
    "docs/side.md": "# Side\n\nHemmelig tekst <script>alert(1)</script>\n",
    "docs/evil.html": "<p>x<script>alert(1)</script>\n",
    "docs/e.svg": '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>\n',
    "docs/mer/evil.js": "alert(1)\n",
    # what MkDocs is told to read, and CommonMark does not
    "docs/merket.md": '# Merket\n\n[x](om.md){: onclick="alert(1)" }\n',
}


def test_what_would_run_something_is_told_at_its_place_and_left_out_of_the_site(
    root, capsys, monkeypatch
):
    write({**ACTIVE_FILES, "docs/rent.svg": "<svg/>\n"}, root)
    config = root / "mkdocs.yml"
    config.write_text(config.read_text() + "markdown_extensions: [attr_list]\n")
    told = ran(capsys, root, "check")
    assert told.code == 1
    assert "docs/side.md:3:17: feil: Her er elementet «script». [active-content]" in told.out
    assert told.out.count("[active-content]") == len(ACTIVE_FILES)
    monkeypatch.setattr(active, "in_page", None)  # the build reads what is made of each page, once
    built = ran(capsys, root, "build", "--output", str(root / "ut"))
    assert built.code == 1
    for path in ACTIVE_FILES:
        assert f"{path} er ikke med på nettstedet" in built.err
    assert [p.name for p in (root / "ut").rglob("*") if "evil" in p.name or p.name == "e.svg"] == []
    for page in ("side", "merket"):
        text = (root / "ut" / f"{page}.html").read_text()
        assert not re.search("Hemmelig|alert|onclick", text)
    assert (root / "ut/rent.svg").exists()
    assert (root / "ut/om.html").exists()


BAD_SETTINGS = (
    'repo_url: "javascript://x/%0aalert(1)//"',
    "edit_uri: 'data:text/html,1'",
    "site_url: 'ftp://x/'",
    "docs_dir: plans",
    "docs_dir: ../annet",
    "theme: readthedocs",
    "theme: {name: mkdocs}",
    "theme: {name: material, language: bokmål}",
    "theme:",
)


@pytest.mark.parametrize("setting", BAD_SETTINGS)
def test_what_no_site_can_be_made_of_is_told_by_the_check_as_by_the_build(root, capsys, setting):
    config, key = root / "mkdocs.yml", setting.partition(":")[0]
    others = [line for line in SETTINGS if not line.startswith(f"{key}:")]
    config.write_text("\n".join([*others, setting, ""]))
    for command in (["build", "--output", str(root / "ut")], ["serve", "--trust"]):
        told = ran(capsys, root, *command)
        assert (told.code, f"mkdocs.yml, «{key}»:" in told.err) == (2, True)
    told = ran(capsys, root, "check")
    assert (told.code, "[site-settings]" in told.out) == (1, True)
    assert f"mkdocs.yml:{len(others) + 1}" in told.out


@pytest.mark.parametrize(
    "settings",
    [
        "theme: {name: material, language: nn, font: false}",
        "theme: {<<: {name: material}, font: false}",
        "INHERIT: felles.yml",  # says the theme
        "extra: {a: &a [1]}\ntheme: *a",
        "theme: {name: !ENV TEMA}",
        "- ingenting",
    ],
)
def test_what_only_mkdocs_can_read_is_left_to_it(root, capsys, settings):
    (root / "mkdocs.yml").write_text(f"{settings}\n")
    assert "site-settings" not in ran(capsys, root, "check").out


def test_a_theme_that_is_said_elsewhere_is_read_when_mkdocs_has_read_it(root, capsys):
    write({"felles.yml": "\n".join(SETTINGS), "mkdocs.yml": "INHERIT: felles.yml\ntheme: {name: readthedocs}\n"}, root)  # fmt: skip
    told = ran(capsys, root, "build", "--trust", "--output", str(root / "ut"))
    assert (told.code, "mkdocs.yml, «theme»:" in told.err) == (2, True)
