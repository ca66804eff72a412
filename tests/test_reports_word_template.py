"""A municipality's own Word template: its page and its styles, and an answer in Norwegian where it will not do."""

from __future__ import annotations

import re
import zipfile
from contextlib import nullcontext, suppress
from functools import cache
from io import BytesIO

import docx as library
import pytest
from docx.enum.style import WD_STYLE_TYPE as TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from tests.commandline import ran
from tests.reportplan import ROOT, harbour, made
from tiltak.problems import UsageError
from tiltak.reports import docx
from tiltak.reports.word_template import MOST_XML, REQUIRED, open_template

LETTERHEAD = "Prøve kommune"


@cache
def template(*, lacking: str = "", font: str = "") -> bytes:
    """A template of an invented municipality, with a letterhead, wide margins and styles of its own."""
    word = library.Document()
    page = word.sections[0]
    page.page_width, page.left_margin, page.right_margin = Cm(21), Cm(4), Cm(3)
    page.header.paragraphs[0].text = LETTERHEAD
    page.footer.paragraphs[0].text = "Postboks 1"
    word.styles["Heading 1"].font.name = "Georgia"
    word.styles["Normal"].font.name = font or None
    word.styles["Normal"].paragraph_format.line_spacing = 1.5
    word.styles.add_style("Ingress", TYPE.PARAGRAPH).font.size = Pt(13)
    word.add_paragraph("Skriv saken her")
    if lacking:
        word.styles[lacking].delete()
    return saved(word)


def saved(word: library.document.Document) -> bytes:
    file = BytesIO()
    word.save(file)
    return file.getvalue()


@cache
def reported(font: str) -> library.document.Document:
    document = made(harbour(), "2021-Q2", short=True)
    return library.Document(BytesIO(docx.docx(document, template(font=font))))


@pytest.fixture(scope="module")
def report() -> library.document.Document:
    return library.Document(BytesIO(docx.docx(made(harbour(), "2021-Q2"), template())))


@pytest.mark.slow
def test_report_has_the_page_of_the_template_and_none_of_its_text(report):
    assert report.sections[0].left_margin == pytest.approx(Cm(4), rel=0.01)
    assert report.sections[0].header.paragraphs[0].text == LETTERHEAD
    assert [p.text for p in report.sections[0].footer.paragraphs] == ["Postboks 1"]
    assert "Skriv saken her" not in [p.text for p in report.paragraphs]


def test_styles_of_the_template_stand_and_ours_fill_in(report):
    assert report.styles["Heading 1"].font.name == "Georgia"
    used = {p.style.name for p in report.paragraphs}
    assert "Ingress" in used
    assert "Lead" not in used
    assert "Note" in used


def test_a_caption_goes_with_what_it_is_of_whatever_the_template_says_of_its_style(report):
    captions = [p for p in report.paragraphs if p.style.name == "Caption"]
    assert captions
    assert not report.styles["Caption"].paragraph_format.keep_with_next
    assert all(p.paragraph_format.keep_with_next for p in captions)


def test_tables_are_as_wide_as_the_text_of_the_template(report):
    for table in report.tables:
        assert sum(c.width for c in table.rows[0].cells) == pytest.approx(Cm(14), abs=Cm(0.1))


@pytest.mark.parametrize(("font", "letters"), [("", 5.5), ("Verdana", 5.5), ("Arial", 6.2)])
def test_no_word_of_a_table_is_divided_on_a_narrow_page(font, letters):
    letter, margins = Cm(1) / letters, Cm(0.3)  # at 8.5 points
    for table in reported(font).tables:
        for row in table.rows:
            for cell in row.cells:
                longest = max(map(len, cell.text.split()), default=0)
                assert cell.width >= longest * letter + margins, cell.text


def test_a_usual_font_leaves_more_of_a_table_to_the_column_that_says_most():
    def longest(font: str) -> int:
        return max(cell.width for cell in reported(font).tables[0].rows[0].cells)

    assert longest("Arial") > longest("Verdana")


def test_lines_of_a_table_stand_close_whatever_the_template_says_of_text(report):
    assert report.styles["Table text"].paragraph_format.line_spacing == 1


@pytest.mark.slow
def test_the_same_template_gives_the_same_bytes():
    document = made(harbour(), "2021-Q2", short=True)
    mine = template()
    assert docx.docx(document, mine) == docx.docx(document, mine)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_template_that_lacks_a_style_is_refused_with_what_to_do(name):
    document = made(harbour(), "2019-Q4", short=True)
    with pytest.raises(UsageError, match=f"mangler disse stilene: «{name}».*lagre den igjen"):
        docx.docx(document, template(lacking=name))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"{\\rtf1}", b"\xd0\xcf\x11\xe0", b"<html>"])
def test_a_file_that_is_no_word_document_is_refused(content):
    document = made(harbour(), "2019-Q4", short=True)
    with pytest.raises(UsageError, match=r"lagre den som \.docx"):
        docx.docx(document, content)


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NOTE = b"""<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:id="1"><w:p><w:r><w:t>Ring Kari</w:t></w:r></w:p></w:footnote></w:footnotes>"""
HYPERLINK, IMAGE, ATTACHED, OBJECT, FOOTNOTES = (
    f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    for kind in ("hyperlink", "image", "attachedTemplate", "oleObject", "footnotes")
)


def test_names_texts_and_links_of_the_template_stay_behind():
    word = library.Document(BytesIO(template()))
    hidden = word.add_paragraph("Avtalt").runs[0]
    word.add_comment(hidden, text="Ring Kari", author="Kari Prøve")
    before = OxmlElement("w:sectPrChange")
    before.set(qn("w:author"), "Kari Prøve")
    word.sections[0]._sectPr.append(before)
    inserted = OxmlElement("w:ins")
    inserted.set(qn("w:author"), "Kari Prøve")
    word.sections[0].header.paragraphs[0]._p.append(inserted)
    word.part.relate_to("file://tjener/logo.png", IMAGE, is_external=True)
    note = Part(PackURI("/word/footnotes.xml"), f"{WORD}.footnotes+xml", NOTE, word.part.package)
    word.part.relate_to(note, FOOTNOTES)
    word.settings.element.append(OxmlElement("w:footnotePr"))
    word.settings.element.append(OxmlElement("w:attachedTemplate"))
    word.part._settings_part.relate_to("file://tjener/mal.dotm", ATTACHED, is_external=True)
    written = docx.docx(made(harbour(), "2019-Q4", short=True), saved(word))
    with zipfile.ZipFile(BytesIO(written)) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
        assert not [name for name in package.namelist() if "comments" in name or "custom" in name]
    for gone in (b"Kari", b"tjener", b"attachedTemplate", b"footnotePr"):
        assert gone not in everything


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("https://eksempel.example/logo.png", IMAGE),
        ("file://tjener/ark.xlsx", OBJECT),
        ("file://tjener/program.exe", HYPERLINK),
        ("javascript:x", HYPERLINK),
    ],
)
def test_a_letterhead_that_fetches_from_elsewhere_is_refused(target, kind):
    word = library.Document(BytesIO(template()))
    word.sections[0].header.part.relate_to(target, kind, is_external=True)
    with pytest.raises(UsageError, match="Malen h"):
        open_template(saved(word))


@pytest.mark.parametrize(
    "pieces", [['INCLUDEPICTURE "https://a.example/x.png"'], ["DDE", "AUTO c:"]]
)
def test_a_field_that_fetches_is_refused_however_it_is_parted(pieces):
    word = library.Document(BytesIO(template()))
    for piece in pieces:
        instruction = OxmlElement("w:instrText")
        instruction.text = piece
        word.sections[0].footer.paragraphs[0].add_run()._r.append(instruction)
    with pytest.raises(UsageError, match="Malen henter noe"):
        open_template(saved(word))


NAMESPACES = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def with_letterhead(xml: str) -> bytes:
    """The template with a piece of XML in its header as it is written, whatever a library would make of it."""
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(template())) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            put = f"</w:t><r {NAMESPACES}>{xml}</r><w:t>".encode()
            new.writestr(name, old.read(name).replace(LETTERHEAD.encode(), put))
    return content.getvalue()


@pytest.mark.parametrize(
    "xml",
    [
        "<instrText>&#73;NCLUDEPICTURE x</instrText>",
        "<instrText>INCLUDE<![CDATA[PICTURE x]]></instrText>",
        "<instrText>INCLUDE<!-- -->PICTURE x</instrText>",
        "<instrText>D<?x y?>DE x</instrText>",
        "<w:fldSimple w:instr='INCLUDETEXT x'/>",
        '<w:fldSimple w:instr = "&#x49;NCLUDETEXT x"/>',
        "<instrText> LINK Excel.Sheet.12 x</instrText>",
        "<instrText>DATABASE x</instrText>",
        "<instrText>RD x</instrText>",
        '<instrText>HYPERLINK "javascript:x"</instrText>',
        '<instrText> HYPERLINK  "file:////tjener/x"</instrText>',
        '<pict><v:shape><v:imagedata src="https://a.example/x.png"/></v:shape></pict>',
        '<pict><v:shape><v:fill o:href="//a.example/x.png"/></v:shape></pict>',
        '<pict><v:shape style="background:url(https://a.example/x.png)"/></pict>',
    ],
)
def test_what_fetches_is_refused_however_it_is_written(xml):
    with pytest.raises(UsageError, match="Malen henter noe"):
        open_template(with_letterhead(xml))


@pytest.mark.parametrize(
    "xml",
    [
        "<instrText>PAGE \\* MERGEFORMAT</instrText>",
        '<instrText> HYPERLINK  "https://kommunen.example/link"</instrText>',
        '<instrText>HYPERLINK \\l "rd"</instrText>',
        '<pict><v:shape href="https://kommunen.example"/></pict>',
    ],
)
def test_ordinary_fields_of_a_letterhead_stay(xml):
    open_template(with_letterhead(xml))


@pytest.mark.parametrize(
    ("svg", "fetches"),
    [
        ('<svg><image href="https://a.example/x.png"/></svg>', True),
        ("<svg><style>@import 'https://a.example/x.css'</style></svg>", True),
        ('<!DOCTYPE svg [<!ENTITY x "y">]><svg>&x;</svg>', True),
        ('<!DOCTYPE svg><svg><use href="#x"/><rect fill="url(#y)"/></svg>', False),
    ],
)
def test_a_drawing_in_a_letterhead_fetches_nothing(svg, fetches):
    word = library.Document(BytesIO(template()))
    package = word.part.package
    picture = Part(PackURI("/word/media/x.svg"), "image/svg+xml", svg.encode(), package)
    word.sections[0].header.part.relate_to(picture, IMAGE)
    with pytest.raises(UsageError, match="Malen henter noe") if fetches else nullcontext():
        open_template(saved(word))


def test_what_a_letter_is_merged_with_stays_behind():
    word = library.Document(BytesIO(template()))
    for name in ("mailMerge", "docVars"):
        word.settings.element.append(OxmlElement(f"w:{name}"))
    again = saved(open_template(saved(word)))
    with zipfile.ZipFile(BytesIO(again)) as package:
        settings = package.read("word/settings.xml")
    assert not re.search(rb"mailMerge|docVars", settings)


def test_links_of_a_letterhead_to_the_web_stay():
    word = library.Document(BytesIO(template()))
    word.sections[0].header.part.relate_to("https://kommunen.example", HYPERLINK, is_external=True)
    again = open_template(saved(word))
    assert [r.target_ref for r in again.sections[0].header.part.rels.values()] == [
        "https://kommunen.example"
    ]


def test_a_small_file_that_unpacks_to_much_is_refused():
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/styles.xml", b" " * (MOST_XML + 1))
    with pytest.raises(UsageError, match="for stor"):
        open_template(content.getvalue())


def test_a_damaged_file_is_refused_wherever_it_is_damaged():
    good = template()
    for at in range(60, len(good), len(good) // 40):
        damaged = good[:at] + b"\xff\x00\xff" + good[at + 3 :]
        with suppress(UsageError):
            open_template(damaged)


@pytest.mark.slow
def test_command_writes_in_the_template_and_says_what_it_goes_with(tmp_path, capsys):
    mine, folder = tmp_path / "mal.docx", tmp_path / "rapport"
    mine.write_bytes(template())
    asked = ("report", "2020-Q4", "--short", "--template", str(mine))
    code, _, err = ran(capsys, ROOT, *asked)
    assert code == 2
    assert "--template hører sammen med --output" in err
    assert ran(capsys, ROOT, *asked, "--format", "docx", "--output", str(folder)).code == 0
    written = library.Document(str(folder / "rus-2019-2020-Q4-kort.docx"))
    assert written.sections[0].left_margin == pytest.approx(Cm(4), rel=0.01)
