"""The municipality's own: mark, colour, font and case from plan.yml, on paper, in Word and on the site."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import docx as library
import mkdocs
import pikepdf
import pypdfium2
import pytest
from coloraide import Color
from docx.shared import RGBColor

from tests.commandline import done, ran
from tests.reportplan import PLAN, REVISION, harbour, made
from tests.test_reports_word_template import template
from tests.trees import ROOT, base, write
from tiltak.checks.paper import problems_in_files
from tiltak.model import colour
from tiltak.read import load
from tiltak.reports import docx, html, markdown, pdf
from tiltak.reports.look import Mark, look_of
from tiltak.site import look as site_look

LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" width="200" height="100">
<script>alert(1)</script><rect width="200" height="100" fill="#1f5f4a"/></svg>"""
FONT = Path(mkdocs.__file__).parent / "themes/readthedocs/css/fonts/fontawesome-webfont.ttf"
PAPER = """\
paper:
  logo: logo.svg
  logo_text: Prøve kommunes merke
  colour: "#1f5f4a"
  font: {name: Georgia, regular: skrift.ttf}
  cases:
    - report: 2021-Q2
      case: 12/21
      date: 2021-08-20
      place: Prøvestad
      proposal: [Tinget tar **rapporten** til orientering., Tinget ber om en ny frist for krana.]
"""
FILES = {
    "plans/havn/paper/logo.svg": LOGO,
    "plans/havn/paper/skrift.ttf": FONT.read_bytes(),
}


@pytest.fixture(scope="module")
def report():
    portfolio = harbour(PLAN + PAPER)
    plan = portfolio.plans[0]
    return made(portfolio, "2021-Q2", look=look_of(plan, FILES.get))


@pytest.mark.slow
def test_a_word_file_has_the_mark_the_colour_the_font_and_the_case(report):
    word = library.Document(BytesIO(docx.docx(report)))
    assert word.styles["Heading 1"].font.color.rgb == RGBColor(0x1F, 0x5F, 0x4A)
    assert word.styles["Normal"].font.name == word.styles["Heading 1"].font.name == "Georgia"
    said = [p.text for p in word.paragraphs]
    assert "Sak 12/21. Prøvestad, 20. august 2021." in said
    headings = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[0] == "Forslag til vedtak"
    assert "2. Tinget ber om en ny frist for krana." in said
    first = word.inline_shapes[0]
    assert first._inline.docPr.get("descr") == "Prøve kommunes merke"
    assert first.width / first.height == pytest.approx(2, rel=0.01)


@pytest.mark.slow
def test_a_template_goes_before_the_look_of_the_plan(report):
    word = library.Document(BytesIO(docx.docx(report, template())))
    assert word.styles["Heading 1"].font.name == "Georgia"
    assert not [s for s in word.inline_shapes if "merke" in s._inline.docPr.get("descr")]
    assert "Sak 12/21. Prøvestad, 20. august 2021." in [p.text for p in word.paragraphs]


@pytest.mark.slow
def test_a_pdf_has_them_too(report):
    written = pdf.pdf(report)
    said = pypdfium2.PdfDocument(written)[0].get_textpage().get_text_range()
    assert "Sak 12/21. Prøvestad, 20. august 2021." in said
    with pikepdf.open(BytesIO(written)) as opened:
        first = opened.pages[0]
        assert len(first.get_images()) == 1
        fonts = {str(font.BaseFont) for font in first.Resources.Font.values()}
    assert any("FontAwesome" in font for font in fonts)


@pytest.mark.slow
def test_the_paper_of_two_pages_shows_no_revision(report):
    """A council's paper has no signs of git's in it; the annex names the revision."""
    pages = [
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.pdf(report))
    ]
    revision = re.compile(r"\b[0-9a-f]{8,}\b")
    assert not [revision.findall(page) for page in pages[:2] if revision.search(page)]
    assert any(REVISION[:8] in page for page in pages[2:])


@pytest.mark.slow
def test_with_mark_case_and_proposal_the_paper_still_has_two_pages(report):
    third = pypdfium2.PdfDocument(pdf.pdf(report))[2].get_textpage().get_text_range()
    assert third.startswith("Innhold")


@pytest.mark.slow
def test_a_pdf_is_the_same_each_time(report):
    assert pdf.pdf(report) == pdf.pdf(report)


def test_a_page_has_the_mark_in_dots_and_nothing_that_runs(report):
    page = html.page(report)
    assert 'alt="Prøve kommunes merke"' in page
    assert "<script" not in page
    assert "--link: #1f5f4a" in page
    assert "Sak 12/21" in markdown.markdown(report)


def test_a_plan_that_says_nothing_has_no_mark():
    page = html.page(made(harbour(), "2021-Q2"))
    assert "<img" not in page
    assert "Forslag til vedtak" not in page


def test_a_drawing_fetches_nothing_and_one_that_cannot_be_drawn_is_left_out(tmp_path, monkeypatch):
    plan = harbour(PLAN + PAPER).plans[0]

    def mark_of(logo: bytes) -> Mark | None:
        return look_of(plan, lambda _: logo).mark

    assert mark_of(b"<svg") is None
    monkeypatch.chdir(tmp_path)
    drawn = mark_of(LOGO)
    assert drawn
    (tmp_path / "other.png").write_bytes(drawn.png)
    for address in (
        "other.png",
        "./other.png",
        tmp_path / "other.png",
        "https://example.org/a.png",
    ):
        fetching = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">
<image href="{address}" width="9" height="9"/></svg>"""
        assert mark_of(fetching.encode()) is None, address


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "finnes ikke"),
        (b"<html></html>", "annet innhold"),
        (b'<!DOCTYPE svg [<!ENTITY a "a">]><svg/>', "annet innhold"),
        (b" " * 2_000_001, "større enn 2 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(content, said):
    path = "plans/rus/plan.yml"
    loaded = load.load(base() | {path: base()[path] + "paper: {logo: logo.svg}\n"})
    (problem,) = problems_in_files(loaded, lambda _: content)
    assert said in problem.message
    assert problem.place.path == path


def test_check_tells_of_a_missing_file_and_of_a_colour(tmp_path, capsys):
    path = "plans/rus/plan.yml"
    write(base() | {path: base()[path] + 'paper: {logo: logo.png, colour: "#8fd0c0"}\n'}, tmp_path)
    code, out, err = ran(capsys, tmp_path, "check")
    assert code == 1
    assert "[paper-file]" in out + err
    assert "1,5 til 1" in out + err


@pytest.mark.parametrize("tint", ["#1f5f4a", "#8fd0c0", "#ffffff", "#000000", "#e4003a"])
def test_what_a_page_uses_can_be_read_on_light_and_on_dark(tint):
    for shade, grounds in zip(
        colour.shades(tint), (colour.LIGHT_GROUNDS, colour.DARK_GROUNDS), strict=True
    ):
        for ground in grounds:
            ratio = Color(shade).contrast(ground, method="wcag21")
            assert ratio == pytest.approx(colour.contrast(shade, ground), rel=1e-3)
            assert ratio >= 4.5


def test_grounds_are_those_of_the_stylesheet():
    style = (ROOT / "tooling/tiltak/site/assets/tiltak.css").read_text()
    tokens = dict(re.findall(r"--(paper|surface|sunken|accent-ink): light-dark\(([^)]*)\)", style))
    light, dark = zip(*(both.split(", ") for both in tokens.values()), strict=True)
    assert set(light) <= set(colour.LIGHT_GROUNDS)
    assert {c for c in dark if c != "#141d24"} <= set(colour.DARK_GROUNDS)
    assert colour.contrast("#141d24", "#18222a") < 1.2  # between the darkest and the lightest


def test_each_plan_of_a_site_has_its_own_look():
    plan = harbour(PLAN + PAPER).plans[0]
    made_assets = site_look.assets({"havn": look_of(plan, FILES.get)})
    style = made_assets["style"][1].decode()
    assert ':root[data-plan="havn"]{--accent:#1f5f4a' in style
    path = made_assets["havn-skrift.ttf"][0].rpartition("/")[2]
    assert f'src: url("{path}")' in style
    assert made_assets[site_look.mark_name("havn")][1].startswith(b"\x89PNG")
    assert "data-plan" not in site_look.assets()["style"][1].decode()


@pytest.mark.slow
def test_the_mark_stands_on_every_page_of_the_plan_and_in_its_reports(tmp_path):
    plan = base()["plans/rus/plan.yml"] + 'paper: {logo: logo.svg, colour: "#1f5f4a"}\n'
    config = "site_name: Prøve\ntheme: {name: material, language: nb, font: false}\nplugins: [{tiltak: {reports: [html]}}]\n"
    write(base() | {"plans/rus/plan.yml": plan, "mkdocs.yml": config}, tmp_path)
    write({"plans/rus/paper/logo.svg": LOGO}, tmp_path)
    (tmp_path / "docs").mkdir()
    site = tmp_path / "site"
    done(tmp_path, "2021-02-15", "build", "--output", str(site))
    pages = {p: p.read_text() for p in site.rglob("*.html") if not p.name.startswith("rus-")}
    assert len(pages) > 20
    marked = {
        p
        for p, said in pages.items()
        if 'data-plan="rus"' in said and 'alt="Eksempel kommune"' in said
    }
    assert set(pages) - marked == set()
    (style,) = site.rglob("tiltak.*.css")  # also that of the cards to frame
    assert all(style.name in said for said in pages.values())
    reports = [p.read_text() for p in site.rglob("rapporter/rus-*.html")]
    assert reports
    assert all("data:image/png" in report for report in reports)
