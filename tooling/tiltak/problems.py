"""What is wrong in somebody's data, as a value: code, level, words, advice and place."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from hashlib import sha256
from itertools import groupby
from typing import TypeVar
from urllib.parse import quote

from tiltak.harmless import one_line, printable

Made = TypeVar("Made")


class Level(StrEnum):
    """How bad it is: an error stops the publishing of the plan, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the files: path from the repository's root, line and column counted from 1 (0 = the whole file)."""

    path: str
    line: int = 0
    column: int = 0
    # The way to the value inside the file, ("status", 0, "phase"): forms and spreadsheets find their field by it.
    keys: tuple[str | int, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `message` says what is there, `hint` what to do about it, both in Norwegian.

    `form_message` and `form_hint` say the same to who fills in a form or a spreadsheet, and sees no file.
    """

    code: str
    message: str
    place: Place
    hint: str = ""
    level: Level = Level.ERROR
    form_message: str = ""
    form_hint: str = ""

    @property
    def in_form(self) -> str:
        return " ".join(filter(None, (self.form_message, self.form_hint)))

    def as_dict(self) -> dict[str, str | int]:
        """The contract of `tiltak check --format json`."""
        return {
            "code": self.code,
            "level": self.level.value,
            "message": self.message,
            "hint": self.hint,
            "path": self.place.path,
            "line": self.place.line,
            "column": self.place.column,
        }


EITHER = re.compile(r"⟨([^|⟨⟩]*)\|([^|⟨⟩]*)⟩")


def either(to_files: str, to_forms: str) -> str:
    """A part of a sentence in two wordings: to who writes files, and to who fills in a form."""
    return f"⟨{to_files}|{to_forms}⟩"


def for_files(words: str) -> str:
    """Words with `either` in them, to who writes files.

    >>> for_files("Skriv dagen i ⟨«done»|«Nådd»⟩.")
    'Skriv dagen i «done».'
    """
    return EITHER.sub(r"\1", words)


def for_forms(words: str) -> str:
    """The same to who fills in a form.

    >>> for_forms("Skriv dagen i ⟨«done»|«Nådd»⟩.")
    'Skriv dagen i «Nådd».'
    """
    return EITHER.sub(r"\2", words)


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem, explained in Norwegian. It stands beside what finds it, which calls it to tell of a problem.

    `wrong` and `right` take the place of the fields they name in a file of the kind `example`
    («measure», «plan», «units»). Where `example` is empty they are words: what is wrong is no field.
    """

    code: str
    title: str
    why: str
    wrong: str
    right: str
    example: str = "measure"
    level: Level = Level.ERROR

    def __call__(self, message: str, place: Place, hint: str = "") -> Problem:
        """A problem, said with `either` where files and forms have words of their own."""
        return Problem(
            self.code,
            for_files(message),
            place,
            for_files(hint),
            self.level,
            for_forms(message),
            for_forms(hint),
        )


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By place, then code, the same on every run; the same problem said twice is said once."""
    return sorted(set(problems), key=lambda p: (p.place, p.code, p.message, p.hint, p.level))


MAX_OF_ONE_FILE = 100


TOO_MANY_PROBLEMS = Code(
    "too-many-problems",
    "Filen har flere feil enn dem som vises",
    "For hver fil vises de første hundre. Ofte er det én feil tidlig i filen som gir mange.",
    "En fil med flere hundre feil.",
    "Rett de første, og kjør sjekken igjen.",
    "",
)


def capped(problems: Iterable[Problem]) -> list[Problem]:
    """Sort the problems, and cut the list of each file; a problem at its end counts those left out."""
    capped_problems: list[Problem] = []
    for path, of_file in groupby(in_order(problems), key=lambda p: p.place.path):
        listed = list(of_file)
        capped_problems += listed[:MAX_OF_ONE_FILE]
        if unlisted := listed[MAX_OF_ONE_FILE:]:
            capped_problems.append(
                replace(
                    TOO_MANY_PROBLEMS(
                        f"Filen har minst {len(unlisted)} feil til, som ikke er vist.",
                        Place(path),
                        hint="Rett de første og kjør sjekken igjen. Ofte er det én feil som gir mange.",
                    ),
                    level=Level.ERROR if has_errors(unlisted) else Level.WARNING,
                )
            )
    return capped_problems


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(p.level is Level.ERROR for p in problems)


# A line with one of these is not shown: what it holds must not spread to a log that everybody can read.
PRIVATE = frozenset({"national-id", "day-of-birth", "email-address", "phone-number"})
LEVEL_WORDS = {Level.ERROR: "feil", Level.WARNING: "advarsel"}


def as_text(problems: Iterable[Problem], texts: Mapping[str, str | bytes]) -> str:
    """For people: each problem with its source line and a `^` under the place.

    measures/rus-2019/14-mo.yml:8:13: feil: Innsatsområdet «tidlig» finnes ikke. [unknown-focus-area]
        8 | focus_area: tidlig
          |             ^
          Mente du «tidlig-innsats»?
    """
    lines: dict[str, list[str]] = {}
    blocks = []
    listed = list(problems)
    private = {(p.place.path, p.place.line) for p in listed if p.code in PRIVATE}
    for problem in listed:
        place = problem.place
        head = f"{place}: {LEVEL_WORDS[problem.level]}: {problem.message} [{problem.code}]"
        block = [printable(head)]
        if place.line and place.path in texts and (place.path, place.line) not in private:
            if place.path not in lines:
                lines[place.path] = LINE_END.split(_decoded(texts[place.path]))
            block += _pointed_at(lines[place.path], place)
        if problem.hint:
            block.append(f"      {printable(problem.hint)}")
        blocks.append("\n".join(block))
    return "\n\n".join(blocks)


# None of the others that splitlines() knows: columns would move.
LINE_END = re.compile(r"\r\n|\r|\n")


def _decoded(text: str | bytes) -> str:
    decoded = text if isinstance(text, str) else text.decode("utf-8", errors="replace")
    return decoded.removeprefix("\ufeff")


SHOWN_COLUMNS = 120


def _pointed_at(lines: list[str], place: Place) -> list[str]:
    if place.line > len(lines):
        return []
    written = lines[place.line - 1]
    line, column = printable(written), len(printable(written[: place.column - 1])) + 1
    number = f"{place.line:>5}"
    start = max(0, column - SHOWN_COLUMNS + 20)
    quoted_lines = [f"{number} | {line[start : start + SHOWN_COLUMNS]}"]
    if place.column:
        quoted_lines.append(f"{' ' * len(number)} | {' ' * (column - 1 - start)}^")
    return quoted_lines


def as_json(problems: Iterable[Problem]) -> str:
    rows = [json.dumps(p.as_dict(), ensure_ascii=False) for p in problems]
    return "[\n  " + ",\n  ".join(rows) + "\n]" if rows else "[]"


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands that GitHub shows on the changed lines of a pull request.

    Escapes as GitHub's own toolkit does (actions/toolkit, packages/core/src/command.ts), so that
    no text from a file can start a command of its own.
    """
    return "\n".join(
        f"::{p.level.value} file={_property(p.place.path)},line={max(p.place.line, 1)},"
        f"col={max(p.place.column, 1)},title={_property(p.code)}::"
        f"{_data(_whole(p))}"
        for p in problems
    )


def _whole(problem: Problem) -> str:
    return " ".join(filter(None, (problem.message, problem.hint)))


def _data(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(problems: Iterable[Problem], titles: Mapping[str, str]) -> str:
    """SARIF 2.1.0, which code hosts read as the result of an analysis. `titles`: what each code means."""
    listed = list(problems)
    results = [
        {
            "ruleId": p.code,
            "level": p.level.value,
            "message": {"text": _whole(p)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(p.place.path)},
                        "region": {
                            "startLine": max(p.place.line, 1),
                            "startColumn": max(p.place.column, 1),
                        },
                    }
                }
            ],
        }
        for p in listed
    ]
    driver = {
        "name": "tiltak",
        "rules": [
            {"id": code, "shortDescription": {"text": titles.get(code, code)}}
            for code in sorted({p.code for p in listed})
        ],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


SEVERITY = {Level.ERROR: "major", Level.WARNING: "minor"}


def as_gitlab(problems: Iterable[Problem]) -> str:
    """A Code Quality report, which GitLab shows on the merge request."""
    rows = [
        {
            "check_name": p.code,
            "description": _whole(p),
            "severity": SEVERITY[p.level],
            # Tells the same problem in two runs from a new one.
            "fingerprint": sha256(repr((p.code, p.place, p.message)).encode()).hexdigest(),
            "location": {"path": p.place.path, "lines": {"begin": max(p.place.line, 1)}},
        }
        for p in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


# What a disk or a folder says no with: nobody's bug, and the person can do something about it.
REFUSALS = {
    errno.ENOSPC: "disken er full",
    errno.EDQUOT: "disken er full",
    errno.EROFS: "disken kan bare leses",
    errno.EACCES: "du har ikke tilgang",
    errno.EPERM: "du har ikke tilgang",
    errno.ENOENT: "mappen eller filen finnes ikke",
    errno.ENOTDIR: "noe på veien dit er ikke en mappe",
    errno.EISDIR: "det er en mappe",
    errno.EEXIST: "det ligger noe der fra før",
    errno.ENAMETOOLONG: "navnet er for langt",
    errno.EFBIG: "filen er større enn det er lov til her",
    errno.EIO: "disken svarer med en feil",
    errno.ESTALE: "disken på nettet svarer ikke",
    errno.EBUSY: "den er i bruk",
    errno.ELOOP: "lenkene går i ring",
}


def refusal(error: OSError) -> str:
    """Why the machine would not read or write, in Norwegian where we know the word."""
    return REFUSALS.get(error.errno or 0, str(error.strerror))


LEAST_BEGINNING = 3  # letters that say which word is meant


def nearest(word: str, words: Iterable[str], named: Callable[[str], str] = "«{}»".format) -> str:
    """Suggest the word most like a misspelt one, or the only one that begins so («Mente du «…»?»); empty if there is none."""
    listed = list(words)
    matches = get_close_matches(word, listed, 1) or get_close_matches(word.lower(), listed, 1)
    if not matches and len(word) >= LEAST_BEGINNING:
        beginning_so = [w for w in listed if w.lower().startswith(word.lower())]
        matches = beginning_so if len(beginning_so) == 1 else []
    return f"Mente du {named(matches[0])}?" if matches else ""


@dataclass(frozen=True, slots=True)
class Lost:
    """A part of many that could not be made, and the words of the program that failed."""

    name: str
    why: str
    refused: bool = False

    def __str__(self) -> str:
        if self.refused:
            return f"{self.name} er ikke med på nettstedet: {self.why}"
        return f"{self.name} kunne ikke lages ({self.why}). Resten er laget. Meld gjerne fra om dette til dem som lager Tiltak."


def made_or_lost(name: str, make: Callable[[], Made], lost: list[Lost]) -> Made | None:
    """One part of many. What fails costs that part and a sentence, never the rest."""
    try:
        return make()
    except OSError:
        raise  # the machine's, and it will not be better at the next part
    except RefusedContent as error:
        lost.append(Lost(name, str(error), refused=True))
        return None
    except Exception as error:  # noqa: BLE001 – whatever it is, it is told, and the other parts are made
        words = one_line(str(error)) or type(error).__name__
        lost.append(Lost(name, words[:MAX_WHY]))
        return None


MAX_WHY = 200


class RefusedContent(Exception):
    """What somebody has written must not be published."""


class UsageError(Exception):
    """What a person asked for cannot be done; one clean line in Norwegian, exit 2. It may be said with `either`."""

    exit_code = 2

    def __str__(self) -> str:
        return for_files(super().__str__())

    @property
    def in_form(self) -> str:
        return for_forms(super().__str__())


class UnreadableError(UsageError):
    """What was asked for is there, but its file cannot be read: a problem in the data, exit 1."""

    exit_code = 1
