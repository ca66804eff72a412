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

from tiltak.problems import Code, Place, Problem
from tiltak.read.yaml_syntax import CONTROL, CONTROL_CHARACTER, syntax_problem, unreadable

Path = tuple[str | int, ...]
Mark = tuple[int, int]  # line, column, counted from 1

MAX_BYTES = 1_000_000
MAX_VALUES = 15_000  # a value that no schema allows costs up to 40 kB until it is told
MAX_DEPTH = 20
MAX_DIGITS = 15
MAX_REPEATED = 100

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

INTEGER = re.compile(r"[-+]?[0-9]+")
DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(slots=True)
class YamlDocument:
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


TOO_LARGE = Code(
    "too-large",
    "Filen er for stor",
    "Et tiltak er noen få kB. En fil på mer enn 1 MB er noe annet: et bilde, et dokument eller et uhell.",
    "En fil på 50 MB.",
    "Et tiltak på noen få kB, med lenke til dokumentet.",
    "",
)
NOT_UTF8 = Code(
    "not-utf8",
    "Filen har feil tegnkoding",
    "Uten UTF-8 blir æ, ø og å uleselige for andre. Velg UTF-8 når du lagrer.",
    "En fil lagret som Latin-1, ANSI eller UTF-16.",
    "Den samme filen lagret som UTF-8.",
    "",
)
BYTE_ORDER_MARK = Code(
    "byte-order-mark",
    "Filen begynner med et usynlig merke",
    "Noen programmer setter et merke (BOM) først i filen. Det hører ikke hjemme i UTF-8. Kommandoen «tiltak fmt» tar det bort.",
    "En fil lagret som «UTF-8 med BOM».",
    "Den samme filen lagret som «UTF-8».",
    "",
)


def decode(raw: str | bytes, path: str) -> tuple[str, list[Problem]]:
    """The text of a file, and what is wrong with its bytes. A text that cannot be read comes back empty."""
    if len(raw) > MAX_BYTES:
        return "", [
            TOO_LARGE("Filen er større enn 1 MB. Den blir ikke lest.", Place(path),
                    hint="En tiltaksfil er vanligvis på noen få kB. Er det lagt inn noe som hører hjemme et annet sted?")
        ]  # fmt: skip
    if isinstance(raw, bytes):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            column = error.start - raw.rfind(b"\n", 0, error.start)
            return "", [
                NOT_UTF8("Filen er ikke lagret som UTF-8. Dette tegnet kan ikke leses.",
                        Place(path, line, column),
                        hint="Åpne filen i et redigeringsprogram og lagre den med tegnkodingen UTF-8. Da blir æ, ø og å riktige.")
            ]  # fmt: skip
    else:
        text = raw
    if text.startswith("\ufeff"):
        return text[1:], [
            BYTE_ORDER_MARK("Filen begynner med et usynlig merke (BOM).", Place(path, 1, 1),
                    hint="Lagre filen som «UTF-8» og ikke som «UTF-8 med BOM». «tiltak fmt» retter det også.")
        ]  # fmt: skip
    return text, []


WINDOWS_LINE_ENDS = Code(
    "windows-line-ends",
    "Filen har linjeskift fra Windows",
    "Med to slags linjeskift viser git at alle linjer er endret, også når ingen er det. Kommandoen «tiltak fmt» retter det.",
    "En fil lagret med linjeskift av typen CRLF.",
    "Den samme filen med linjeskift av typen LF.",
    "",
)
EMPTY_FILE = Code(
    "empty-file",
    "Filen er tom",
    "En tom fil er som regel et tiltak som noen begynte på. Fyll den ut, eller slett den.",
    "En fil uten innhold.",
    "En fil med alle feltene et tiltak må ha.",
    "",
)


def parse(raw: str | bytes, path: str) -> tuple[YamlDocument, list[Problem]]:
    """One YAML file, read strictly. `YamlDocument.value` is None where nothing could be read."""
    text, problems = decode(raw, path)
    document = YamlDocument(path, text=text)
    if not text and problems:
        return document, problems
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.append(
            WINDOWS_LINE_ENDS("Filen har linjeskift fra Windows.", Place(path, line),
                    hint="Lagre med linjeskift av typen LF. «tiltak fmt» retter det også.")
        )  # fmt: skip
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if refusal := unreadable(text, path):
        return document, [*problems, refusal]
    try:
        _Builder(document, problems).build(yaml.parse(text, Loader=LOADER))
    except _Refused as refused:
        return YamlDocument(path, text=text), [*problems, refused.problem]
    except yaml.YAMLError as error:
        return YamlDocument(path, text=text), [*problems, syntax_problem(error, path, text)]
    if document.value is None:
        problems.append(
            EMPTY_FILE("Filen er tom.", Place(path),
                    hint="Lag et nytt tiltak med «tiltak new», eller slett filen hvis den ikke skal være her.")
        )  # fmt: skip
    return document, problems


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


DUPLICATE_KEY = Code(
    "duplicate-key",
    "Samme felt står to ganger",
    "Bare ett av feltene ville blitt lest, og ingen ville sett hvilket.",
    "kind: establish\nkind: improve\n",
    "kind: establish\n",
)
NOT_A_TEXT_KEY = Code(
    "not-a-text-key",
    "Et feltnavn er en liste eller gruppe",
    "Linjen begynner med [ eller {, og YAML tror at det er et feltnavn. Sett anførselstegn rundt teksten.",
    "funding:\n  [decision]: pending\n",
    "funding:\n  decision: pending\n",
)
TOO_DEEP = Code(
    "too-deep",
    "For mange nivåer inni hverandre",
    "Et tiltak har aldri mer enn fem nivåer. Mange nivåer kommer av klammer som er åpnet og aldri lukket.",
    f"title: {'[' * 25}x{']' * 25}\n",
    "title: Et eksempel\n",
)
ALIAS = Code(
    "alias",
    "Filen bruker ankere eller henvisninger",
    "I YAML betyr & og * at en tekst hentes fra et annet sted i filen. Det gjør filen vanskelig å lese og kan "
    "brukes til å lage enorme data. Skriv teksten fullt ut, eller sett anførselstegn rundt.",
    "title: &navn Et eksempel\n",
    "title: Et eksempel\n",
)
SEVERAL_DOCUMENTS = Code(
    "several-documents",
    "Filen har en ny start midt i",
    "Tre bindestreker alene på en linje betyr at en ny fil begynner. Hvert tiltak har sin egen fil.",
    "kind: establish\n---\nkind: improve\n",
    "kind: establish\n",
)
YAML_TAG = Code(
    "yaml-tag",
    "Filen bruker merkelapper",
    "I YAML betyr ! at verdien skal tolkes på en egen måte. Sett anførselstegn rundt tekst som begynner med !.",
    "title: !viktig Et eksempel\n",
    'title: "!viktig Et eksempel"\n',
)


@dataclass(slots=True)
class _Builder:
    document: YamlDocument
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
                    raise self._refused(event, TOO_DEEP, f"Filen har mer enn {MAX_DEPTH} nivåer inni hverandre.",
                                        "Et tiltak trenger aldri mer enn fem. Se etter klammer som er åpnet og ikke lukket.")  # fmt: skip
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
            elif kind is yaml.AliasEvent:
                raise self._refused(event, ALIAS, f"Her brukes en henvisning i YAML (*{event.anchor}).",
                                    "Henvisninger er ikke tillatt. Skriv teksten fullt ut.")  # fmt: skip
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise self._refused(event, SEVERAL_DOCUMENTS, "Filen har en ny start («---») midt i.",
                                        "Ett tiltak i hver fil: fjern linjen med «---», eller del filen i to.")  # fmt: skip

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor:
            raise self._refused(event, ALIAS, f"Her brukes et anker i YAML (&{event.anchor}).",
                                "Ankere er ikke tillatt. Skriv teksten uten & foran, eller sett anførselstegn rundt.")  # fmt: skip
        if event.tag:
            raise self._refused(event, YAML_TAG, f"Her brukes en merkelapp i YAML ({event.tag}).",
                                "Merkelapper er ikke tillatt. Skriv teksten uten ! foran, eller sett anførselstegn rundt.")  # fmt: skip

    def _refused(self, event: Any, code: Code, message: str, hint: str) -> _Refused:
        mark = event.start_mark
        return _Refused(
            code(message, Place(self.document.path, mark.line + 1, mark.column + 1), hint)
        )

    def _scalar(self, event: Any, stack: list[list[Any]]) -> None:
        if event.style == '"' and (control := CONTROL.search(event.value)):
            # Written as "\\e" or "\\0".
            raise self._refused(event, CONTROL_CHARACTER, f"Teksten inneholder et usynlig kontrolltegn (U+{ord(control[0]):04X}), skrevet med omvendt skråstrek.",
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
                DUPLICATE_KEY(f"«{key}» står to ganger, første gang på linje {first[0]}.",
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
                    NOT_A_TEXT_KEY("Her står en liste eller gruppe der det skulle stått et feltnavn.",
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
                TOO_LARGE("Filen har mer enn 15 000 verdier. Den blir ikke lest.", Place(self.document.path, *mark),
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
