"""What can still be known of a file that the schema refuses.

A coordinator should not mend one error only to meet the next. So the parts that are wrong are cut out, the
rest is built as if they had never stood there, and `Gaps` says what is missing: a check that would reason
from what is not there must ask it, so that no second problem is caused by the first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tiltak.model.numbers import of_file_name
from tiltak.model.plan import Portfolio
from tiltak.read import schema_problems
from tiltak.read.load import MEASURE, UNITS, Loaded, Parsed, portfolio_of
from tiltak.read.yaml_lines import Path, YamlDocument

MOST_FAULTS = 100  # a file with more of them is not worth the time
MOST_ROUNDS = 6  # a date cut out of an entry leaves an entry without a date, and so on upwards


@dataclass(frozen=True, slots=True)
class Gaps:
    """Which top-level fields are not whole, and which parts (by their path in what is left) lost something.

    `wrong` are the values that the schema refuses, by their path in the file as it is written.
    """

    fields: frozenset[str] = frozenset()
    parts: frozenset[Path] = frozenset()
    wrong: frozenset[Path] = frozenset()

    def refused(self, path: Path) -> bool:
        """Whether a place in the file lies within a value that the schema refuses."""
        return any(path[:end] in self.wrong for end in range(1, len(path) + 1))

    def under(self, *path: str | int) -> bool:
        """Whether something is missing in a part, or in anything inside it."""
        return any(part[: len(path)] == path for part in self.parts)


NO_GAPS = Gaps()


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A portfolio of all files that can be read at all, their documents as they were built, and the gaps."""

    portfolio: Portfolio
    files: Mapping[str, Parsed]
    gaps: Mapping[str, Gaps] = field(default_factory=dict)


# What a file is built with where it does not say. Every one of them is a gap.
MISSING: dict[str, dict[str, Any]] = {
    "measure": {"number": 0, "title": "", "focus_area": "", "kind": "", "status": []},
    "plan": {
        "title": "",
        "municipality": "",
        "period": {"start": "1900-01-01", "end": "2099-12-31"},
        "calendar": "quarter",
        "focus_areas": [],
        "documents": [],
    },
    "units": {"units": {}},
}


def salvaged(loaded: Loaded) -> Salvaged:
    """The same as was loaded, and with it the right parts of the files that were left out."""
    files, gaps = dict(loaded.files), {}
    for path, parsed in loaded.files.items():
        if not parsed.valid and parsed.kind in MISSING and (rescued := _rescued(path, parsed)):
            files[path], gaps[path] = rescued
    if not gaps:
        return Salvaged(loaded.portfolio, files)
    return Salvaged(portfolio_of(files), files, gaps)


def _rescued(path: str, parsed: Parsed) -> tuple[Parsed, Gaps] | None:
    document, kind = parsed.document, parsed.kind
    if not isinstance(document.value, dict):
        # Nothing is known of a plan that cannot be read, but its measures can be looked at by themselves.
        return _completed(path, kind, YamlDocument(document.path, {})) if kind == "plan" else None
    gaps = Gaps()
    for turn in range(MOST_ROUNDS):
        faults = schema_problems.faults(kind, document.value, MOST_FAULTS)
        if faults is None:
            return None
        incomplete = faults.incomplete - gaps.parts
        fields = {str(where[0]) for where in faults.wrong | incomplete if where} | faults.missing
        gaps = replace(gaps, fields=gaps.fields | fields, parts=gaps.parts | incomplete)
        if not turn:
            gaps = replace(gaps, wrong=faults.wrong)
        if not faults.wrong:
            return _completed(path, kind, document, gaps)
        document, parts = without(document, faults.wrong, gaps.parts)
        gaps = replace(gaps, parts=frozenset(parts))
    return None


def _completed(
    path: str, kind: str, document: YamlDocument, gaps: Gaps = NO_GAPS
) -> tuple[Parsed, Gaps]:
    """The document with what its kind cannot be built without."""
    empty = MISSING[kind]
    if kind == "measure" and (match := MEASURE.fullmatch(path)):
        empty = {**empty, "number": of_file_name(match[2])}
    missing = empty.keys() - document.value.keys()
    completed = replace(document, value={**empty, **document.value})
    return Parsed(kind, completed, valid=True), replace(gaps, fields=gaps.fields | missing)


def without(
    document: YamlDocument, wrong: Collection[Path], parts: Collection[Path] = ()
) -> tuple[YamlDocument, set[Path]]:
    """A copy without some of its values, each of the others with its place; and the parts that lost something.

    >>> document = YamlDocument("a.yml", {"status": ["wrong", "right"]}, {("status", 1): (3, 5)})
    >>> smaller, parts = without(document, [("status", 0)])
    >>> smaller.value, str(smaller.place("status", 0)), parts
    ({'status': ['right']}, 'a.yml:3:5', {('status',)})
    """
    copy, lost = YamlDocument(document.path, text=document.text), set[Path]()

    def without_parts(value: Any, old: Path, new: Path) -> Any:
        for marks, moved in ((document.values, copy.values), (document.keys, copy.keys)):
            if old in marks:
                moved[new] = marks[old]
        if old in parts:
            lost.add(new)
        if isinstance(value, dict):
            without_wrong: Any = {
                k: without_parts(v, (*old, k), (*new, k))
                for k, v in value.items()
                if (*old, k) not in wrong
            }
        elif isinstance(value, list):
            right = [(i, v) for i, v in enumerate(value) if (*old, i) not in wrong]
            without_wrong = [
                without_parts(v, (*old, i), (*new, n)) for n, (i, v) in enumerate(right)
            ]
        else:
            return value
        if len(without_wrong) < len(value):
            lost.add(new)
        return without_wrong

    copy.value = without_parts(document.value, (), ())
    return copy, lost


def unit_ids(loaded: Loaded) -> frozenset[str] | None:
    """Every unit that the file names, also those that are not right; None where nobody can know them all."""
    parsed = loaded.files.get(UNITS)
    if parsed is None:
        return frozenset()
    named = parsed.document.value.get("units") if isinstance(parsed.document.value, dict) else None
    return frozenset(map(str, named)) if isinstance(named, dict) else None
