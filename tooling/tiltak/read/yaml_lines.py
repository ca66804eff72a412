"""YAML text → JSON values, with the line and column of every value, and nothing that surprises.

Built on PyYAML's event stream and not on its loaders, which recurse (26 kB of nested brackets end
the process) and turn `no` into False and `2024-02-31` into an exception. What comes out is JSON:
strings, whole and decimal numbers, true, false, null, lists and mappings with text keys. Dates stay
text. Anchors, aliases, tags and a second document are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import yaml

from tiltak.problems import Place, Problem

Path = tuple[str | int, ...]
Mark = tuple[int, int]  # line, column, counted from 1

MAX_BYTES = 1_000_000
MAX_VALUES = 100_000  # a megabyte of «1,» is half a million: four seconds and 180 MB
MAX_DEPTH = 20
MAX_DIGITS = 15
MAX_REPEATED = 100

# Characters that nobody can see, that end a line for one program and not for the next, or that a
# terminal, a Word file or a browser takes for a command.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
CONFLICT = re.compile(r"^(<<<<<<<|>>>>>>>) ", re.MULTILINE)
HARD_INDENT = re.compile(r"^ *\u00a0", re.MULTILINE)
DIRECTIVE = re.compile(r"^%", re.MULTILINE)

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

INTEGER = re.compile(r"[-+]?[0-9]+")
DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(slots=True)
class Document:
    """A parsed file: its value, and where each value and each key stands.

    `written`: the numbers as they stand in the file: 2.10 and 007 are read as 2.1 and 7.
    `text`: the file itself, comments too; empty where its bytes are no text.
    """

    path: str
    value: Any = None
    values: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    written: dict[Path, str] = field(default_factory=dict)
    text: str = ""

    def place(self, *path: str | int) -> Place:
        """The place of a value, or of the nearest enclosing one that stands in the file."""
        for end in range(len(path), -1, -1):
            if mark := self.values.get(path[:end]):
                return Place(self.path, *mark, path)
        return Place(self.path, keys=path)

    def key_place(self, *path: str | int) -> Place:
        """The place of a key (of its value where it is an item of a list)."""
        mark = self.keys.get(path)
        return Place(self.path, *mark, path) if mark else self.place(*path)

    def place_of(self, offset: int) -> Place:
        """The place of a character of the text, in the value that it belongs to."""
        line = self.text.count("\n", 0, offset) + 1
        mark = line, offset - self.text.rfind("\n", 0, offset)
        begun = [(at, path) for path, at in self.values.items() if at <= mark]
        return Place(self.path, *mark, max(begun)[1] if begun else ())

    def texts(self) -> Iterator[tuple[Path, str]]:
        """Every value that is a text, with its path."""
        return _texts(self.value, ())


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))


def decode(raw: str | bytes, path: str) -> tuple[str, list[Problem]]:
    """The text of a file, and what is wrong with its bytes. A text that cannot be read comes back empty."""
    if len(raw) > MAX_BYTES:
        return "", [
            Problem("too-large", "Filen er større enn 1 MB. Den blir ikke lest.", Place(path),
                    hint="En tiltaksfil er vanligvis på noen få kB. Er det lagt inn noe som hører hjemme et annet sted?")
        ]  # fmt: skip
    if isinstance(raw, bytes):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            column = error.start - raw.rfind(b"\n", 0, error.start)
            return "", [
                Problem("not-utf8", "Filen er ikke lagret som UTF-8. Dette tegnet kan ikke leses.",
                        Place(path, line, column),
                        hint="Åpne filen i et redigeringsprogram og lagre den med tegnkodingen UTF-8. Da blir æ, ø og å riktige.")
            ]  # fmt: skip
    else:
        text = raw
    if text.startswith("\ufeff"):
        return text[1:], [
            Problem("byte-order-mark", "Filen begynner med et usynlig merke (BOM).", Place(path, 1, 1),
                    hint="Lagre filen som «UTF-8» og ikke som «UTF-8 med BOM». «tiltak fmt» retter det også.")
        ]  # fmt: skip
    return text, []


def parse(raw: str | bytes, path: str) -> tuple[Document, list[Problem]]:
    """One YAML file, read strictly. `Document.value` is None where nothing could be read."""
    text, problems = decode(raw, path)
    document = Document(path, text=text)
    if not text and problems:
        return document, problems
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.append(
            Problem("windows-line-ends", "Filen har linjeskift fra Windows.", Place(path, line),
                    hint="Lagre med linjeskift av typen LF. «tiltak fmt» retter det også.")
        )  # fmt: skip
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if refusal := _unreadable(text, path):
        return document, [*problems, refusal]
    try:
        _Builder(document, problems).build(yaml.parse(text, Loader=LOADER))
    except _Refused as refused:
        return Document(path, text=text), [*problems, refused.problem]
    except yaml.YAMLError as error:
        return Document(path, text=text), [*problems, _syntax_problem(error, path, text)]
    if document.value is None:
        problems.append(
            Problem("empty-file", "Filen er tom.", Place(path),
                    hint="Lag et nytt tiltak med «tiltak new», eller slett filen hvis den ikke skal være her.")
        )  # fmt: skip
    return document, problems


def _unreadable(text: str, path: str) -> Problem | None:
    """What makes a whole text unfit to be parsed, with words that say more than a parser would."""
    if found := CONTROL.search(text):
        return Problem("control-character", f"Her står et usynlig kontrolltegn (U+{ord(found[0]):04X}).",
                       _place_of(found.start(), text, path),
                       hint="Slett ordene rundt og skriv dem på nytt. Tegnet følger gjerne med når tekst limes inn fra et annet program.")  # fmt: skip
    if found := CONFLICT.search(text):
        return Problem("merge-conflict", "Filen har merker etter to endringer som git ikke klarte å slå sammen.",
                       _place_of(found.start(), text, path),
                       hint="Velg hvilken av de to tekstene som skal gjelde, og slett linjene som begynner med <<<<<<<, ======= og >>>>>>>.")  # fmt: skip
    if found := HARD_INDENT.search(text):
        return Problem("hard-space", "Linjen er rykket inn med harde mellomrom, som YAML ikke regner som innrykk.",
                       _place_of(found.end() - 1, text, path),
                       hint="Slett innrykket og skriv det på nytt med mellomromstasten.")  # fmt: skip
    if found := DIRECTIVE.search(text):
        return Problem("yaml-directive", "Linjen begynner med %, som er en beskjed til YAML.",
                       _place_of(found.start(), text, path),
                       hint="Slett linjen. Skal prosenttegnet stå i en tekst, så rykk inn linjen.")  # fmt: skip
    return None


def _place_of(offset: int, text: str, path: str) -> Place:
    return Place(path, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


@dataclass(slots=True)
class _Builder:
    document: Document
    problems: list[Problem]

    def build(self, events: Iterator[Any]) -> None:
        stack: list[
            list[Any]
        ] = []  # [container, its path, pending key]; our own stack, no recursion
        documents = 0
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._refuse_marks(event)
                self._scalar(event, stack)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._refuse_marks(event)
                container: Any = {} if kind is yaml.MappingStartEvent else []
                path = self._add(container, event.start_mark, stack)
                stack.append([container, path, None])
                if len(stack) > MAX_DEPTH:
                    raise self._refused(event, "too-deep", f"Filen har mer enn {MAX_DEPTH} nivåer inni hverandre.",
                                        "Et tiltak trenger aldri mer enn fem. Se etter klammer som er åpnet og ikke lukket.")  # fmt: skip
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
            elif kind is yaml.AliasEvent:
                raise self._refused(event, "alias", f"Her brukes en henvisning i YAML (*{event.anchor}).",
                                    "Henvisninger er ikke tillatt. Skriv teksten fullt ut.")  # fmt: skip
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise self._refused(event, "several-documents", "Filen har en ny start («---») midt i.",
                                        "Ett tiltak i hver fil: fjern linjen med «---», eller del filen i to.")  # fmt: skip

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor:
            raise self._refused(event, "alias", f"Her brukes et anker i YAML (&{event.anchor}).",
                                "Ankere er ikke tillatt. Skriv teksten uten & foran, eller sett anførselstegn rundt.")  # fmt: skip
        if event.tag:
            raise self._refused(event, "yaml-tag", f"Her brukes en merkelapp i YAML ({event.tag}).",
                                "Merkelapper er ikke tillatt. Skriv teksten uten ! foran, eller sett anførselstegn rundt.")  # fmt: skip

    def _refused(self, event: Any, code: str, message: str, hint: str) -> _Refused:
        mark = event.start_mark
        return _Refused(
            Problem(code, message, Place(self.document.path, mark.line + 1, mark.column + 1), hint)
        )

    def _scalar(self, event: Any, stack: list[list[Any]]) -> None:
        if event.style == '"' and (
            found := CONTROL.search(event.value)
        ):  # written as "\\e" or "\\0"
            raise self._refused(event, "control-character", f"Teksten inneholder et usynlig kontrolltegn (U+{ord(found[0]):04X}), skrevet med omvendt skråstrek.",
                                "Slett den omvendte skråstreken og tegnet etter, eller bruk enkle anførselstegn.")  # fmt: skip
        if stack and type(stack[-1][0]) is dict and stack[-1][2] is None:
            self._key(event, stack[-1])
            return
        value = _resolved(event)
        path = self._add(value, event.start_mark, stack)
        if type(value) in (int, float):
            self.document.written.setdefault(path, event.value)

    def _key(self, event: Any, frame: list[Any]) -> None:
        container, path, _ = frame
        key = event.value
        mark = (event.start_mark.line + 1, event.start_mark.column + 1)
        where = (*path, key)
        if key in container and len(self.problems) < MAX_REPEATED:
            first = self.document.keys[where]
            self.problems.append(
                Problem("duplicate-key", f"«{key}» står to ganger, første gang på linje {first[0]}.",
                        Place(self.document.path, *mark),
                        hint="Behold den riktige og slett den andre. Bare én av dem ville blitt lest.")
            )  # fmt: skip
        # A group under a repeated key is not kept; the marks of the first one are.
        self.document.keys.setdefault(where, mark)
        frame[2] = key

    def _add(self, value: Any, start: Any, stack: list[list[Any]]) -> Path:
        mark = (start.line + 1, start.column + 1)
        if not stack:
            path: Path = ()
            self.document.value = value
        else:
            frame = stack[-1]
            container, parent, key = frame
            if type(container) is list:
                path = (*parent, len(container))
                container.append(value)
            elif key is None:
                raise _Refused(
                    Problem("not-a-text-key", "Her står en liste eller gruppe der det skulle stått et feltnavn.",
                            Place(self.document.path, *mark),
                            hint="Begynner linjen med [ eller {? Sett anførselstegn rundt hele teksten.")
                )  # fmt: skip
            else:
                path = (*parent, key)
                container.setdefault(key, value)
                frame[2] = None
        self.document.values.setdefault(path, mark)
        if len(self.document.values) > MAX_VALUES:
            raise _Refused(
                Problem("too-large", "Filen har mer enn 100 000 verdier. Resten blir ikke lest.", Place(self.document.path, *mark),
                        hint="En tiltaksfil har vanligvis noen få titalls. Er det lagt inn noe som hører hjemme et annet sted?")
            )  # fmt: skip
        return path


def _resolved(event: Any) -> Any:
    """The JSON value of a scalar after the core schema of YAML 1.2; anything else is text."""
    value: str = event.value
    if not event.implicit[0]:
        return value
    if value in WORDS:
        return WORDS[value]
    if INTEGER.fullmatch(value) and len(value) <= MAX_DIGITS:
        return int(value)
    if DECIMAL.fullmatch(value) and len(value) <= MAX_DIGITS and isfinite(number := float(value)):
        # 1.0e999 is no number that JSON knows; to JSON Schema 14.0 is the whole number 14.
        return int(number) if number.is_integer() else number
    return value


SYNTAX = (
    ("cannot start any token", "Her står et tegn som YAML ikke tillater i starten av en verdi.",
     "Sett anførselstegn rundt tekst som begynner med @, ` eller %."),
    ("mapping values are not allowed", "Her står et kolon YAML ikke forstår.",
     'Sett anførselstegn rundt teksten hvis den inneholder kolon og mellomrom: title: "Rus: et eksempel". Se også på innrykket.'),
    ("could not find expected ':'", "Det mangler et kolon, eller teksten er ikke rykket inn.",
     "Skriv «felt: verdi». Har en tekst gått over på ny linje, må den rykkes inn under feltet."),
    ("did not find expected key", "Innrykket stemmer ikke, eller et anførselstegn mangler.",
     "Linjer som hører sammen, skal begynne like langt inne. Se på linjen over også."),
    ("did not find expected '-' indicator", "Innrykket i listen stemmer ikke.",
     "Hvert punkt i en liste begynner med bindestrek, og alle bindestrekene skal stå under hverandre."),
    ("did not find expected ',' or", "En liste eller gruppe i klammer er ikke lukket.",
     "Sjekk at hver [ har en ] og hver { en }, og at det er komma mellom verdiene."),
    ("did not find expected node content", "Her mangler en verdi.",
     "Se etter et komma eller en klamme for mye."),
    ("unexpected end of stream", "Her er et anførselstegn åpnet, men ikke lukket.",
     "Sett et anførselstegn til på slutten av teksten."),
    ("block sequence entries are not allowed", "Her står et listepunkt der det ikke kan stå.",
     "En liste skal begynne på linjen under feltnavnet, rykket inn."),
    ("found unknown escape character", "Her står en omvendt skråstrek som YAML ikke forstår.",
     "Bruk enkle anførselstegn ('…') rundt teksten."),
    ("invalid Unicode character escape", "Her står en omvendt skråstrek som YAML ikke forstår.",
     "Bruk enkle anførselstegn ('…') rundt teksten."),
    ("expected alphabetic or numeric character", "Her begynner en tekst med * eller &, som betyr noe annet i YAML.",
     "Sett anførselstegn rundt hele teksten."),
    ("expected comment or line break", "Etter > eller | kan det ikke stå tekst på samme linje.",
     "Begynn teksten på linjen under, rykket inn under feltet."),
    ("expected <document start>", "Her kommer noe etter at filen ser ut til å være slutt.",
     "Se på linjen over: er et anførselstegn lukket for tidlig, eller står det «...» på en egen linje?"),
)  # fmt: skip

# Faults whose cause stands where the text, the list or the group was opened, not where the file ends.
OPENED = ("while scanning a quoted scalar", "while parsing a flow sequence", "while parsing a flow mapping")  # fmt: skip
NO_SPACE = re.compile(r"^\s*(?:- )?[a-z_]+:(?=[^\s:/])")


def _syntax_problem(error: yaml.YAMLError, path: str, text: str) -> Problem:
    words = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    mark = getattr(error, "problem_mark", None)
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
    lines = text.split("\n")
    if tab := _tab(lines, place, words):
        return Problem("tab", "Linjen er rykket inn med tabulator.", tab,
                       hint="YAML tillater ikke tabulator som innrykk. Bruk mellomrom.")  # fmt: skip
    if own := _common_slip(lines, place, words):
        return own
    for number in (place.line - 1, place.line):  # the fault is found on the line after it, too
        if 0 < number <= len(lines) and (found := NO_SPACE.match(lines[number - 1])):
            return Problem("yaml-syntax", "Det mangler et mellomrom etter kolon.", Place(path, number, found.end() + 1),
                           hint="Skriv «felt: verdi», med mellomrom etter kolon.")  # fmt: skip
    opened = getattr(error, "context_mark", None)
    if opened and getattr(error, "context", "") in OPENED and "escape" not in words:
        place = Place(path, opened.line + 1, opened.column + 1)
    for known, message, hint in SYNTAX:
        if known in words:
            return Problem("yaml-syntax", message, place, hint)
    return Problem("yaml-syntax", f"Filen er ikke gyldig YAML: {words}.", place,
                   hint="Sammenlign med et tiltak som virker. Se på innrykk, kolon og anførselstegn.")  # fmt: skip


def _common_slip(lines: list[str], place: Place, words: str) -> Problem | None:
    """Two slips that happen to everybody, and that a parser's words do not help with."""
    if "expected key" not in words or not 0 < place.line <= len(lines):
        return None
    line = lines[place.line - 1]
    above = lines[place.line - 2].rstrip() if place.line > 1 else ""
    if line.lstrip().startswith("- ") and above.endswith("[]"):
        return Problem("yaml-syntax", "Listen er tom ([]), men på linjen under kommer et punkt i den.",
                       Place(place.path, place.line - 1, len(above) - 1),
                       hint="Slett [] her, og la punktene stå rykket inn under feltet.")  # fmt: skip
    if {'"', "'"} & set(line[: place.column - 1]):
        return Problem("yaml-syntax", "Teksten fortsetter etter at anførselstegnet er lukket.", place,
                       hint="Bruk « og » inni teksten, eller sett anførselstegnene rundt hele.")  # fmt: skip
    return None


def _tab(lines: list[str], place: Place, words: str) -> Place | None:
    """The tab that is to blame: in the indentation of the line, or at the very place of the fault."""
    if not 0 < place.line <= len(lines):
        return None
    line = lines[place.line - 1]
    indentation = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" in indentation:
        return Place(place.path, place.line, line.index("\t") + 1)
    return (
        place if "tab character" in words or line[place.column - 1 : place.column] == "\t" else None
    )
