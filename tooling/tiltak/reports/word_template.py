"""The municipality's own Word template: its page, header, footer and styles, and none of its text.

It may come from anybody, and the report goes to everybody: nothing of it runs or fetches, and no name that Word
keeps behind the text comes along.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from tiltak.problems import UsageError

if TYPE_CHECKING:
    from docx.document import Document as Word

MOST_BYTES = 60_000_000  # of a template when it is unpacked
MOST_XML = 10_000_000  # of what is not a picture: a reader of XML takes twenty times as much memory
MOST_PARTS = 1_000
# By the last word of a relation's type: what makes a page. The rest is text, notes, comments, names, macros and earlier templates.
OF_A_PAGE = {"officeDocument", "core-properties", "styles", "numbering", "settings", "webSettings", "fontTable", "theme", "header", "footer"}  # fmt: skip
RUNS = {"oleObject", "package", "control", "activeXControlBinary", "aFChunk"}
# Fields that fetch or ask a machine for something, by their first word; the older ones wherever they stand.
FETCHES = re.compile(
    r"\b(?:dde|include(?:picture|text)?\b|import|macrobutton)|(?:^|\n)\s*(?:link|rd|database|embed|control|addin|htmlactivex)\b",
    re.IGNORECASE,
)
LEADS_AWAY = re.compile(
    r"(?:^|\n)\s*hyperlink\b(?!\s*(?:\\|\"?\s*(?:https?:|mailto:|#)))", re.IGNORECASE
)
XML_START = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
STYLED_BY = re.compile(r"(?:\burl\s*\(|@import)\s*(?![\s\"']*(?:#|data:))", re.IGNORECASE)
HARMLESS_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
RUNS_SOMETHING = "Malen har et innebygd objekt i toppteksten eller bunnteksten. Sett inn et vanlig bilde i stedet, og lagre den igjen."
FETCHES_SOMETHING = (
    "Malen henter noe fra en annen fil eller et nettsted i det øyeblikket rapporten åpnes. "
    "Sett inn selve bildet eller teksten i stedet for lenken eller feltet, og lagre den igjen."
)
OF_SETTINGS = ("attachedTemplate", "mailMerge", "docVars", "saveThroughXslt", "attachedSchema", "footnotePr", "endnotePr")  # fmt: skip
# Our styles, and the names that a Norwegian template may have for them, the first that is there.
STAND_INS: Mapping[str, tuple[str, ...]] = {
    "Lead": ("Ingress",),
    "Note": ("Merknad",),
    "Fact": ("Opplysning",),
    "Fact name": ("Opplysningsnavn",),
    "Table text": ("Tabelltekst",),
    "Report": ("Rapporttabell",),
    "TOC 1": ("toc 1",),
}
# What a report cannot do without, and what Word calls it in Norwegian.
REQUIRED = {
    "Heading 1": "Overskrift 1",
    "Heading 2": "Overskrift 2",
    "List Bullet": "Punktliste",
}


def open_template(content: bytes) -> Word:
    """The template without its text. Refuses a file that is no Word document, or lacks a style."""
    import docx as library

    try:
        _refuse_large(content)
        word = library.Document(BytesIO(content))
        _leave_out_the_text(word)
        _leave_out_what_is_no_page(word)
    except UsageError:
        raise
    except Exception as error:  # a damaged archive fails in every way there is
        raise UsageError(
            "Malen er ikke et Word-dokument. Åpne den i Word, og lagre den som .docx (ikke .dotx, .docm eller .doc)."
        ) from error
    if missing := [name for name in REQUIRED if name not in word.styles]:
        named = ", ".join(f"«{name}» ({REQUIRED[name]})" for name in missing)
        raise UsageError(
            f"Malen mangler disse stilene: {named}. Bruk hver av dem én gang i malen, og lagre den igjen."
        )
    return word


def _leave_out_the_text(word: Word) -> None:
    body = word.element.body
    for part in list(body):
        if part is not body.sectPr:
            body.remove(part)


def _refuse_large(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = package.infolist()
        too_large = sum(part.file_size for part in parts) > MOST_BYTES or len(parts) > MOST_PARTS
        xml = [] if too_large else [part for part in parts if _is_xml(package, part)]
        if too_large or sum(part.file_size for part in xml) > MOST_XML:
            raise UsageError(
                "Malen er for stor. Den kan være på høyst 60 MB når den er pakket ut, og 10 MB uten bildene."
            )


def _is_xml(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """By what stands in it: its name may say that it is a picture."""
    with package.open(part) as stream:
        return b"<" in stream.read(100)[:20] or part.filename.endswith((".xml", ".rels"))


def keep_parts_of_a_page(word: Word) -> None:
    """Take out what says where the template comes from: its thumbnail, the program it was made with, its data."""
    for owner in (word.part.package, word.part):
        for id, relation in list(owner.rels.items()):
            if relation.reltype.rpartition("/")[2] not in OF_A_PAGE:
                owner.rels.pop(id)


def _leave_out_what_is_no_page(word: Word) -> None:
    """Take out comments, names, macros and earlier templates; refuse what runs or is fetched in a header or a style."""
    from docx.opc.part import XmlPart

    package, settings = word.part.package, word.settings
    keep_parts_of_a_page(word)
    for element in list(settings.element):
        if element.tag.rpartition("}")[2] in OF_SETTINGS:
            settings.element.remove(element)
    for part in package.iter_parts():
        if isinstance(part, XmlPart):
            _forget_who_changed(part.element)
        for id, relation in list(part.rels.items()):
            kind = relation.reltype.rpartition("/")[2]
            if kind == "attachedTemplate":
                part.rels.pop(id)
            elif kind in RUNS:
                raise UsageError(RUNS_SOMETHING)
            elif relation.is_external and not (
                kind == "hyperlink" and HARMLESS_LINK.match(relation.target_ref)
            ):
                raise UsageError(FETCHES_SOMETHING)
        if XML_START.match(part.blob):
            _Reading().of(part.blob)


def _forget_who_changed(root: Any) -> None:
    """Take out how a page and its styles were before a tracked change, and the name of whoever changed any of it."""
    for element in list(root.iter("{*}*")):
        if element.tag.endswith("PrChange"):
            element.getparent().remove(element)
        for name in [key for key in element.attrib if key.endswith("}author")]:
            element.set(name, "")


class _Reading:
    """Reads a part as Word does, and refuses what fetches: prefixes, quotes, references and encodings may be any."""

    def __init__(self) -> None:
        self.around: list[str] = []  # the elements that are open
        self.instructions = ""

    def of(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.CharacterDataHandler = self.text
        parser.EndElementHandler = lambda _: self.around.pop()
        parser.Parse(content, True)  # noqa: FBT003 – the library's own signature
        _refuse(FETCHES.search(self.instructions) or LEADS_AWAY.search(self.instructions))

    def doctype(self, name: str, _: object, __: object, has_entities: int) -> None:
        _refuse(name != "svg" or has_entities)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        self.around.append(local)
        _refuse(local == "script")
        if not attributes:
            return
        named = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if "instr" in named or named.get("fldCharType") == "begin":
            self.instructions += f"\n{named.get('instr', '')}\n"
        if local in ("a", "shape") and HARMLESS_LINK.match(named.get("href", "")):
            del named["href"]
        addresses = (named.get(key, "#") for key in ("src", "href"))
        _refuse(not all(a.startswith(("#", "data:")) for a in addresses))
        _refuse(any(map(STYLED_BY.search, attributes.values())))

    def text(self, words: str) -> None:
        if self.around[-1] in ("instrText", "delInstrText"):
            self.instructions += words
        elif self.around[-1] == "style":
            _refuse(STYLED_BY.search(words))


def _refuse(fetches: object) -> None:
    if fetches:
        raise UsageError(FETCHES_SOMETHING)


def names_in(word: Word) -> dict[str, str]:
    """Our name of each style that the template has, and the name it has there."""
    there = {str(style.name) for style in word.styles}
    names = {name: name for name in there}
    for ours, theirs in STAND_INS.items():
        if ours not in there and (stand_in := next((t for t in theirs if t in there), "")):
            names[ours] = stand_in
    return names
