"""A report as a Word document: real heading styles, tables with headers that repeat, a table of contents."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from tiltak.charts.canvas import Chart
from tiltak.model.colour import shades
from tiltak.reports import blocks
from tiltak.reports.look import OURS, Look, Mark
from tiltak.reports.word_template import keep_parts_of_a_page, names_in, open_template
from tiltak.words import languages

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.shared import Length
    from docx.text.paragraph import Paragraph as WordParagraph

FONT = "Calibri"
INK = "191919"
ACCENT = "1F3F5F"
QUIET = "4A4F55"
LINK = "0B4F8A"
LINE = "B9BFC5"
# Of a table's text, for words of wide letters; a font that is not here may be as wide as Verdana.
LETTERS_IN_A_CM = {FONT: 6.8, "Times New Roman": 6.8, "Arial": 6.2}
FEWEST_LETTERS_IN_A_CM = 5.2
PICTURE_WIDTH_CM, SMALL_PICTURE_WIDTH_CM, MARK_HEIGHT_CM = 11.5, 5.1, 1.6
MADE = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip file can hold; the same for every part


def docx(document: blocks.Manuscript, template: bytes = b"") -> bytes:
    """The document as Word reads it, in the municipality's own template where there is one; the same bytes every time."""
    return with_fixed_times(_Writer(document, template).written())


def with_fixed_times(package: bytes) -> bytes:
    """A zip file whose parts all carry the same time, in the order they had."""
    fixed = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, MADE)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0  # else the writing machine's
            new.writestr(part, old.read(name))
    return fixed.getvalue()


class _Writer:
    """Walks through a document and writes it with python-docx, which builds by adding to an open file."""

    def __init__(self, document: blocks.Manuscript, template: bytes = b"") -> None:
        import docx as library

        self.document = document
        self.say = document.say
        self.word: Word = open_template(template) if template else library.Document()
        theirs = names_in(self.word) if template else {}
        page = self.word.sections[0]
        if not template:
            keep_parts_of_a_page(self.word)
            _set_page(page)
        self.text_width = _text_width(page)
        # A template has its own look.
        look = OURS if template else document.look
        _set_styles(self.word, document.language, theirs, self.text_width, look)
        # By id: python-docx looks through every style each time it is given a name.
        self.style_ids = {style.name: style.style_id for style in self.word.styles}
        self.style_ids |= {ours: self.style_ids[name] for ours, name in theirs.items()}
        self.bookmarks = 0
        self.mark = look.mark
        in_a_cm = LETTERS_IN_A_CM.get(self.word.styles["Normal"].font.name, FEWEST_LETTERS_IN_A_CM)
        self.letters = round(self.text_width.cm * in_a_cm)

    def written(self) -> bytes:
        self._properties()
        self._footer()
        self._front()
        file = BytesIO()
        self.word.save(file)
        return file.getvalue()

    # Around the text

    def _properties(self) -> None:
        properties = self.word.core_properties
        made_at = datetime.combine(self.document.made_on, time(12))
        properties.title = _clean(f"{self.document.title}. {self.document.subtitle}")
        properties.subject = _clean(self.document.subtitle)
        properties.author = _clean(self.document.publisher)
        properties.last_modified_by = _clean(self.document.publisher)
        properties.language = languages.tag(self.document.language)
        properties.keywords = ", ".join(self.document.keywords)
        properties.comments = ""
        properties.created = properties.modified = made_at
        properties.revision = 1

    def _footer(self) -> None:
        """The plan and the page's number, where the template has no footer of its own."""
        content = self.word.sections[0].footer
        footer = content.paragraphs[0] if content.paragraphs else content.add_paragraph()
        if any(p.text.strip() or len(p._p) > 1 for p in content.paragraphs) or content.tables:  # noqa: SLF001 – a field or picture has no text
            return
        self._style(footer, "Footer")
        footer.add_run(_clean(self.document.footer) + "\t")
        before, _, behind = self.say._("Side {page} av {pages}").partition("{page}")
        between, _, after = behind.partition("{pages}")
        footer.add_run(before)
        _field(footer, "PAGE", "1")
        footer.add_run(between)
        _field(footer, "NUMPAGES", "1")
        footer.add_run(after)

    def _front(self) -> None:
        """The paper stands first, and then what it rests on, what the annex has, and the annex."""
        if self.mark:
            self._mark(self.mark)
        if self.document.published_by:
            self._add(self.document.published_by, "Note")
        self._add(self.document.title, "Title")
        self._add(self.document.subtitle, "Subtitle")
        if self.document.case:
            self._add(self.document.case, "Normal")
        for section in self.document.paper:
            # Two pages have no room for a picture below the table that says the same.
            drawn = tuple(b for b in section.blocks if not isinstance(b, blocks.Picture))
            self._section(replace(section, blocks=drawn), 1)
        if self.document.short:
            return
        # The empty line below a table that ends at the foot of a page would be a page of its own.
        below = self.word.paragraphs[-1]
        if not below.text:
            below._p.getparent().remove(below._p)  # noqa: SLF001 – python-docx has no other way
        contents = self._add(self.say._("Innhold"), "TOC Heading")
        contents.paragraph_format.page_break_before = True
        self._contents()
        self._facts(self.document.facts)
        for section in self.document.annex:
            self._section(section, 1)

    def _mark(self, mark: Mark) -> None:
        from docx.shared import Cm

        width = min(Cm(mark.width_at(MARK_HEIGHT_CM)), self.text_width)
        shape = self.word.add_picture(BytesIO(mark.png), width=width)
        shape._inline.docPr.set("descr", _clean(mark.words))  # noqa: SLF001 – as for a picture

    def _contents(self) -> None:
        """Every section, with a link to it and the number of its page."""
        for section in self.document.sections:
            paragraph = self._add("", "TOC 1")
            _link(paragraph, _anchored(section.id), _clean(section.title))
            paragraph.add_run("\t")
            # Only the program that sets the pages knows the number: it fills it in when it opens the file.
            _field(paragraph, f"PAGEREF {_anchor(section.id)} \\h", "", renewed=True)

    # The text

    def _add(self, words_shown: str, style: str) -> WordParagraph:
        paragraph = self.word.add_paragraph()
        self._style(paragraph, style)
        if words_shown:
            paragraph.add_run(_clean(words_shown))
        return paragraph

    def _style(self, paragraph: WordParagraph, name: str) -> None:
        paragraph._p.style = self.style_ids[name]  # noqa: SLF001 – see `style_ids`

    def _section(self, section: blocks.Section, level: int) -> WordParagraph:
        heading = self._heading(section.title, level, section.id)
        # What stands above a card goes with it to the next page.
        carded = any(isinstance(block, blocks.Card) for block in section.blocks)
        for block in section.blocks:
            self._block(block, level + 1, keep=carded)
        for inner in section.sections:
            self._section(inner, level + 1)
        return heading

    def _heading(self, title: str, level: int, bookmark: str) -> WordParagraph:
        heading = self._add("", f"Heading {level}")
        self.bookmarks += 1
        _bookmark(heading, _anchor(bookmark), self.bookmarks, _clean(title))
        return heading

    def _block(self, block: blocks.Block, level: int, *, keep: bool = False) -> None:
        match block:
            case blocks.Paragraph():
                style = {"lead": "Lead", "note": "Note"}.get(block.role, "Normal")
                paragraph = self._paragraph(block.content, style)
                paragraph.paragraph_format.keep_with_next = keep or block.role == "intro" or None
            case blocks.Bullets():
                for item in block.items:
                    self._paragraph(item, "List Bullet")
            case blocks.Facts():
                self._facts(block)
            case blocks.Table():
                self._table(block)
            case blocks.Picture():
                self._picture(block)
            case blocks.Pictures():
                self._pictures(block)
            case blocks.Card():
                self._heading(f"{block.number}. {block.title}", level, f"tiltak-{block.number}")
                label = self._add("", "Normal")
                label.paragraph_format.keep_with_next = True
                self._span(label, blocks.Span(block.verdict_label, verdict=block.verdict))
                for inner in block.blocks:
                    self._block(inner, level)
                self._keep_together(label)

    def _keep_together(self, first: WordParagraph) -> None:
        """From this paragraph on, all that is written so far stays on one page."""
        following = first._p.itersiblings("{*}p", "{*}tbl")  # noqa: SLF001 – python-docx has no way from one to the next
        *paragraphs, _ = [p for e in following for p in e.iter(_qualified("w:p"))] or [None]
        for paragraph in paragraphs:
            properties = paragraph.get_or_add_pPr()
            properties.keepNext_val = properties.keepLines_val = True

    def _paragraph(self, content: blocks.Text, style: str) -> WordParagraph:
        paragraph = self._add("", style)
        self._text(paragraph, content)
        return paragraph

    def _facts(self, facts: blocks.Facts) -> None:
        from docx.shared import Pt

        for row in facts.rows:
            name, value = row
            paragraph = self._add("", "Fact")
            run = paragraph.add_run(_clean(name) + ":")
            run._r.style = self.style_ids["Fact name"]  # noqa: SLF001 – see `style_ids`
            paragraph.add_run("\t")
            self._text(paragraph, value)
            if row is facts.rows[-1]:
                paragraph.paragraph_format.space_after = Pt(8)

    def _table(self, table: blocks.Table) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
        from docx.shared import Length

        if not table.headed:
            self._caption(table.caption)
        grid = self.word.add_table(rows=1 + len(table.rows), cols=len(table.columns))
        grid._tbl.tblStyle_val = self.style_ids["Report"]  # noqa: SLF001 – see `style_ids`
        grid.autofit = False
        _describe_table(grid, _clean(table.caption), has_total=table.total)
        widths = [
            Length(int(self.text_width * s)) for s in blocks.column_shares(table, self.letters)
        ]
        # The grid itself, for programs that lay out by it and not by the cells.
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = width
        head = [(blocks.Span(c.title),) for c in table.columns]
        for y, (row, content) in enumerate(zip(grid.rows, [head, *table.rows], strict=True)):
            _row_rules(row, is_header=y == 0)
            cells = zip(row.cells, content, table.columns, widths, strict=True)
            for cell, spans, column, width in cells:
                cell.width = width
                paragraph = cell.paragraphs[0]
                self._style(paragraph, "Table text")
                if column.number:
                    paragraph.alignment = ALIGN.RIGHT
                self._text(paragraph, spans)
        self._add("", "After table")

    def _picture(self, picture: blocks.Picture) -> None:
        from docx.shared import Cm

        self._picture_title(picture.chart.title)
        width = min(Cm(PICTURE_WIDTH_CM), self.text_width)
        self._draw(self.word.add_paragraph(), picture.chart, width)

    def _pictures(self, pictures: blocks.Pictures) -> None:
        """Pictures in a line flow as words do, so that a narrow page has fewer abreast."""
        from docx.shared import Cm

        self._picture_title(pictures.title)
        if pictures.note:
            self._add(pictures.note, "Note").paragraph_format.keep_with_next = True
        line = self.word.add_paragraph()
        for chart in pictures.charts:
            self._draw(line, chart, min(Cm(SMALL_PICTURE_WIDTH_CM), self.text_width))
            line.add_run("   ")

    def _picture_title(self, title: str) -> None:
        self._caption(title).runs[0].bold = True

    def _caption(self, words_shown: str) -> WordParagraph:
        """A caption stays with what it is of, whatever a template says of its style."""
        caption = self._add(words_shown, "Caption")
        caption.paragraph_format.keep_with_next = True
        return caption

    @staticmethod
    def _draw(paragraph: WordParagraph, chart: Chart, width: int) -> None:
        drawing = paragraph.add_run().add_picture(BytesIO(chart.png()), width=width)._inline  # noqa: SLF001 – python-docx has no other way to a text for those who do not see it
        drawing.docPr.set("descr", _clean(chart.description))
        # Unless it is said that there is none, LibreOffice leaves a third of a centimetre on each side.
        for side in "LR":
            drawing.set(f"dist{side}", "0")

    def _text(self, paragraph: WordParagraph, content: blocks.Text) -> None:
        for span in content:
            self._span(paragraph, span)

    def _span(self, paragraph: WordParagraph, span: blocks.Span) -> None:
        from docx.shared import RGBColor

        words_shown = _clean(span.text)
        if span.verdict:
            choice = self.say.choice("verdict", span.verdict)
            run = paragraph.add_run(f"{choice.symbol}\N{NO-BREAK SPACE}{words_shown}")
            run.bold = True
            run.font.color.rgb = RGBColor.from_string(choice.colour_light[1:].upper())
        elif span.link:
            _link(
                paragraph,
                _addressed(paragraph, span.link),
                words_shown,
                self.style_ids["Hyperlink"],
            )
        elif span.section or span.measure in self.document.carded:
            anchor = _anchored(span.section or f"tiltak-{span.measure}")
            _link(paragraph, anchor, words_shown, self.style_ids["Hyperlink"])
        else:
            run = paragraph.add_run(words_shown)
            run.bold = span.strong or None
            run.italic = span.emphasis or None


def _clean(words_shown: str) -> str:
    return words_shown.translate(blocks.CONTROLS)


# What python-docx leaves to the XML


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name.replace("_", ":", 1)), value)
    return element


def _field(paragraph: WordParagraph, instruction: str, text: str, *, renewed: bool = False) -> None:
    """Add a field, such as a page number, with a text that stands there until Word updates it."""
    begin = _element("w:fldChar", w_fldCharType="begin", **({"w_dirty": "true"} if renewed else {}))
    code = _element("w:instrText", xml_space="preserve")
    code.text = instruction
    for part in (begin, code, _element("w:fldChar", w_fldCharType="separate")):
        paragraph.add_run()._r.append(part)  # noqa: SLF001 – python-docx knows no fields
    paragraph.add_run(text)
    paragraph.add_run()._r.append(_element("w:fldChar", w_fldCharType="end"))  # noqa: SLF001 – the same


def _anchor(id: str) -> str:
    """A bookmark's name: Word allows forty letters, digits and underscores."""
    return ("t_" + re.sub(r"[^0-9A-Za-z]", "_", id))[:40]


def _bookmark(paragraph: WordParagraph, name: str, number: int, text: str) -> None:
    paragraph._p.append(_element("w:bookmarkStart", w_id=str(number), w_name=name))  # noqa: SLF001 – python-docx knows no bookmarks
    paragraph.add_run(text)
    paragraph._p.append(_element("w:bookmarkEnd", w_id=str(number)))  # noqa: SLF001 – the same


def _anchored(id: str) -> Any:
    return _element("w:hyperlink", w_anchor=_anchor(id), w_history="1")


def _addressed(paragraph: WordParagraph, address: str) -> Any:
    from docx.opc.constants import RELATIONSHIP_TYPE

    id = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    return _element("w:hyperlink", r_id=id, w_history="1")


def _link(paragraph: WordParagraph, link: Any, text: str, style_id: str = "") -> None:
    run = paragraph.add_run(text)._r  # noqa: SLF001 – python-docx knows no links
    if style_id:
        run.style = style_id
    link.append(run)
    paragraph._p.append(link)  # noqa: SLF001 – the same


def _row_rules(row: Any, *, is_header: bool) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 – python-docx knows no repeated headers
    properties.append(_element("w:cantSplit"))
    if is_header:
        properties.append(_element("w:tblHeader"))


def _describe_table(table: Any, caption: str, *, has_total: bool) -> None:
    """Alternative text, and which rows and columns are headings."""
    properties = table._tbl.tblPr  # noqa: SLF001 – python-docx knows no alternative text of tables
    for look in properties.findall(_qualified("w:tblLook")):
        properties.remove(look)
    properties.append(
        _element(
            "w:tblLook",
            w_val="06E0" if has_total else "06A0",
            w_firstRow="1",
            w_lastRow="1" if has_total else "0",
            w_firstColumn="1",
            w_lastColumn="0",
            w_noHBand="1",
            w_noVBand="1",
        )
    )
    properties.append(_element("w:tblCaption", w_val=caption))
    properties.append(_element("w:tblDescription", w_val=caption))


def _qualified(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(tag))


# Styles


def _text_width(page: Any) -> Length:
    from docx.shared import Cm, Length

    margins = [Cm(2) if m is None else m for m in (page.left_margin, page.right_margin)]
    return Length((page.page_width or Cm(21)) - sum(margins))


def _set_page(page: Any) -> None:
    from docx.shared import Cm

    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.6)


def _set_styles(
    word: Word, language: str, theirs: Mapping[str, str], width: Length, look: Look
) -> None:
    """The look, all of it in styles: whoever wants another changes the styles and not the text.

    `theirs`: the styles that a template has already, which stay as they are.
    """
    styles = word.styles
    for element in styles.element.iter(_qualified("w:lang")):
        element.set(_qualified("w:val"), languages.tag(language))
    accent = shades(look.colour)[0][1:].upper() if look.colour else ACCENT
    link = accent if look.colour else LINK
    font = look.font or FONT
    _set_headings(styles, theirs, font, accent)
    _add_text_styles(styles, theirs, font, link)
    _set_distances(styles, theirs, width)
    if "Report" not in theirs:
        _add_table_style(styles)


def _set_headings(styles: Any, theirs: Mapping[str, str], font: str, accent: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE as TYPE
    from docx.shared import Pt

    for name, size, before in (
        ("Title", 20, 4),
        ("Heading 1", 13.5, 8),
        ("Heading 2", 12, 14),
        ("Heading 3", 11, 14),
        ("TOC Heading", 13.5, 0),
    ):
        if name in theirs:
            continue
        style = styles[name] if name in styles else styles.add_style(name, TYPE.PARAGRAPH)
        _set_font(style, font, size, accent)
        style.font.bold = True
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = True
    if theirs:
        return
    for border in styles["Title"].element.findall(f".//{_qualified('w:pBdr')}"):
        border.getparent().remove(border)


def _add_text_styles(styles: Any, theirs: Mapping[str, str], font: str, link: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE as TYPE
    from docx.shared import Pt, RGBColor

    if not theirs:
        styles["Normal"].font.name = font
        styles["Normal"].font.size = Pt(9.5)
    for name, size, colour in (
        ("Subtitle", 13, INK),
        ("Caption", 8.5, QUIET),
        ("Footer", 8.5, QUIET),
        ("Lead", 10, INK),
        ("Note", 8.5, QUIET),
        ("Fact", 9.5, INK),
        ("Table text", 8.5, INK),
        ("After table", 4, INK),
        ("TOC 1", 9.5, INK),
    ):
        if name in theirs:
            continue
        if name in styles:
            _set_font(styles[name], font, size, colour)
            styles[name].font.bold = styles[name].font.italic = False
            continue
        style = styles.add_style(name, TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor.from_string(colour)
    for name, colour in (("Fact name", QUIET), ("Hyperlink", link)):
        if name not in theirs:
            style = styles.add_style(name, TYPE.CHARACTER)
            style.font.color.rgb = RGBColor.from_string(colour)
            style.font.underline = name == "Hyperlink" or None


def _set_distances(styles: Any, theirs: Mapping[str, str], width: Length) -> None:
    """Space, indents and tabs."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm, Pt

    after = {"Normal": 5, "Fact": 2, "Table text": 0, "After table": 0, "TOC 1": 2}
    ours = {
        name: styles[name].paragraph_format for name in (*after, "Footer") if name not in theirs
    }
    for name, points in after.items():
        if name in ours:
            ours[name].space_after = Pt(points)
    if "Normal" in ours:
        ours["Normal"].line_spacing = 1.05
    if "Table text" in ours:
        ours["Table text"].line_spacing = 1.0
    if fact := ours.get("Fact"):
        fact.left_indent, fact.first_line_indent = Cm(3.6), Cm(-3.6)
        fact.tab_stops.add_tab_stop(Cm(3.6))
    if contents := ours.get("TOC 1"):
        contents.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    if footer := ours.get("Footer"):
        footer.tab_stops.clear_all()
        footer.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)


def _set_font(style: Any, font: str, size: float, colour: str) -> None:
    from docx.shared import Pt, RGBColor

    style.font.name = font
    style.font.size = Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    # The template names its theme's fonts too, and those would win.
    fonts = style.element.rPr.rFonts
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(_qualified(f"w:{attribute}"), None)


def _add_table_style(styles: Any) -> None:
    """Lines between rows, a stronger one under the header and over the total."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    styles.element.append(
        parse_xml(
            f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Report">
  <w:name w:val="Report"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="nil"/><w:bottom w:val="single" w:sz="4" w:color="{LINE}"/>
      <w:insideH w:val="single" w:sz="4" w:color="{LINE}"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="34" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>
      <w:bottom w:w="34" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/></w:rPr>
    <w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="10" w:color="191919"/></w:tcBorders></w:tcPr>
  </w:tblStylePr>
  <w:tblStylePr w:type="lastRow">
    <w:rPr><w:b/></w:rPr>
    <w:tcPr><w:tcBorders><w:top w:val="single" w:sz="10" w:color="191919"/></w:tcBorders></w:tcPr>
  </w:tblStylePr>
</w:style>"""
        )
    )
