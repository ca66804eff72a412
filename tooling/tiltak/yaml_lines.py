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
from typing import Any

import yaml

from tiltak.problems import Place, Problem

Path = tuple[str | int, ...]
Mark = tuple[int, int]  # line, column, counted from 1

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_DIGITS = 15

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
    """A parsed file: its value, and where each value and each key stands."""

    path: str
    value: Any = None
    values: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)

    def place(self, *path: str | int) -> Place:
        """The place of a value, or of the nearest enclosing one that stands in the file."""
        for end in range(len(path), -1, -1):
            if mark := self.values.get(path[:end]):
                return Place(self.path, *mark)
        return Place(self.path)

    def key_place(self, *path: str | int) -> Place:
        """The place of a key (of its value where it is an item of a list)."""
        mark = self.keys.get(path)
        return Place(self.path, *mark) if mark else self.place(*path)


def decode(raw: str | bytes, path: str) -> tuple[str, list[Problem]]:
    """The text of a file, and what is wrong with its bytes. A text that cannot be read comes back empty."""
    if len(raw) > MAX_BYTES:
        size = f"{len(raw) / 1e6:.1f}".replace(".", ",")
        return "", [
            Problem("too-large", f"Filen er på {size} MB. Grensen er 1 MB.", Place(path),
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
    document = Document(path)
    if not text and problems:
        return document, problems
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.append(
            Problem("windows-line-ends", "Filen har linjeskift fra Windows.", Place(path, line),
                    hint="Lagre med linjeskift av typen LF. «tiltak fmt» retter det også.")
        )  # fmt: skip
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        _Builder(document, problems).build(yaml.parse(text, Loader=LOADER))
    except _Refused as refused:
        return Document(path), [*problems, refused.problem]
    except yaml.YAMLError as error:
        return Document(path), [*problems, _syntax_problem(error, path, text)]
    if document.value is None:
        problems.append(
            Problem("empty-file", "Filen er tom.", Place(path),
                    hint="Lag et nytt tiltak med «tiltak new», eller slett filen hvis den ikke skal være her.")
        )  # fmt: skip
    return document, problems


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
        if event.tag and not event.implicit_tag:
            raise self._refused(event, "yaml-tag", f"Her brukes en merkelapp i YAML ({event.tag}).",
                                "Merkelapper er ikke tillatt. Skriv teksten uten ! foran, eller sett anførselstegn rundt.")  # fmt: skip

    def _refused(self, event: Any, code: str, message: str, hint: str) -> _Refused:
        mark = event.start_mark
        return _Refused(
            Problem(code, message, Place(self.document.path, mark.line + 1, mark.column + 1), hint)
        )

    def _scalar(self, event: Any, stack: list[list[Any]]) -> None:
        if stack and type(stack[-1][0]) is dict and stack[-1][2] is None:
            self._key(event, stack[-1])
        else:
            self._add(_resolved(event), event.start_mark, stack)

    def _key(self, event: Any, frame: list[Any]) -> None:
        container, path, _ = frame
        key = event.value
        mark = (event.start_mark.line + 1, event.start_mark.column + 1)
        if key in container:
            first = self.document.keys[(*path, key)]
            self.problems.append(
                Problem("duplicate-key", f"«{key}» står to ganger, første gang på linje {first[0]}.",
                        Place(self.document.path, *mark),
                        hint="Behold den riktige og slett den andre. Bare én av dem ville blitt lest.")
            )  # fmt: skip
        else:
            self.document.keys[(*path, key)] = mark
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
    if DECIMAL.fullmatch(value) and len(value) <= MAX_DIGITS:
        return float(value)
    return value


SYNTAX = (
    ("cannot start any token", "Her står et tegn som YAML ikke tillater i starten av en verdi.",
     "Bruk mellomrom og ikke tabulator i starten av linjer, og sett anførselstegn rundt tekst som begynner med @, ` eller %."),
    ("mapping values are not allowed", "Her står et kolon YAML ikke forstår.",
     'Sett anførselstegn rundt teksten hvis den inneholder kolon og mellomrom: title: "Rus: et eksempel". Se også på innrykket.'),
    ("could not find expected ':'", "Det mangler et kolon etter feltnavnet.",
     "Skriv «felt: verdi». Har en tekst gått over på ny linje, må den rykkes inn under feltet."),
    ("did not find expected key", "Innrykket stemmer ikke, eller et anførselstegn mangler.",
     "Linjer som hører sammen, skal begynne like langt inne. Se på linjen over også."),
    ("did not find expected '-' indicator", "Innrykket i listen stemmer ikke.",
     "Hvert punkt i en liste begynner med bindestrek, og alle bindestrekene skal stå under hverandre."),
    ("did not find expected ',' or", "En liste eller gruppe i klammer er ikke lukket.",
     "Sjekk at hver [ har en ] og at det er komma mellom verdiene."),
    ("did not find expected node content", "Her mangler en verdi.",
     "Se etter et komma eller en klamme for mye."),
    ("unexpected end of stream", "Filen slutter midt i en tekst.",
     "Et anførselstegn eller en klamme er åpnet og ikke lukket."),
    ("block sequence entries are not allowed", "Her står et listepunkt der det ikke kan stå.",
     "En liste skal begynne på linjen under feltnavnet, rykket inn."),
    ("found unknown escape character", "Her står en omvendt skråstrek som YAML ikke forstår.",
     "Bruk enkle anførselstegn ('…') rundt teksten."),
    ("control characters are not allowed", "Filen inneholder et usynlig kontrolltegn.",
     "Slett tegnet. Det følger gjerne med når tekst limes inn fra et annet program."),
    ("special characters are not allowed", "Filen inneholder et usynlig kontrolltegn.",
     "Slett tegnet. Det følger gjerne med når tekst limes inn fra et annet program."),
    ("undefined alias", "Her brukes en henvisning i YAML (*).",
     "Sett anførselstegn rundt tekst som begynner med en stjerne."),
)  # fmt: skip


def _syntax_problem(error: yaml.YAMLError, path: str, text: str) -> Problem:
    words = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    mark = getattr(error, "problem_mark", None)
    position = getattr(error, "position", None)
    if mark is not None:
        place = Place(path, mark.line + 1, mark.column + 1)
    elif isinstance(position, int):
        before = text[:position]
        place = Place(path, before.count("\n") + 1, position - before.rfind("\n"))
    else:
        place = Place(path)
    lines = text.splitlines()
    if place.line and place.line <= len(lines) and "\t" in lines[place.line - 1]:
        return Problem("tab", "Linjen inneholder en tabulator.",
                       Place(path, place.line, lines[place.line - 1].index("\t") + 1),
                       hint="YAML tillater ikke tabulator som innrykk. Bruk mellomrom.")  # fmt: skip
    for known, message, hint in SYNTAX:
        if known in words:
            return Problem("yaml-syntax", message, place, hint)
    return Problem("yaml-syntax", f"Filen er ikke gyldig YAML: {words}.", place,
                   hint="Sammenlign med et tiltak som virker. Se på innrykk, kolon og anførselstegn.")  # fmt: skip
