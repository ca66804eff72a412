"""Takes a text out of everything that is published and delivered, and leaves a mark in its place.

The law may demand that something is forgotten, also in a report that was delivered. What is left says that
something was taken out, when and why; the checksums are those of what is left, from the first record that had it
to the last.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tiltak.checks import records
from tiltak.judge import closing, prints
from tiltak.judge.anchoring import anew
from tiltak.model.plan import Closing, Plan, Redaction
from tiltak.problems import UsageError
from tiltak.read import load
from tiltak.workspace import Workspace

REASON = re.compile(r"[\w][\w .-]*")  # what may stand in any YAML text, also inside brackets
SHORTEST = 3  # characters: what is shorter stands in every second word


@dataclass(frozen=True, slots=True)
class Redacted:
    """What is to be written and taken away, by path, and the records that have another checksum."""

    mark: str
    before: Mapping[str, bytes]
    changed: Mapping[str, bytes]
    removed: tuple[str, ...]
    records: tuple[Closing, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """The text that is looked for, and the mark that takes its place; line ends and indents count as one space."""

    words: tuple[str, ...]
    mark: str

    def pattern(self, written: Callable[[str], str] = re.escape) -> re.Pattern[str]:
        """`written`: how a word may stand in a kind of file, as a pattern."""
        return re.compile(r"\s+".join(written(word) for word in self.words))

    def stands_in(self, text: str) -> bool:
        return self.pattern().search(text) is not None

    def taken_out(self, text: str, written: Callable[[str], str] = re.escape) -> str:
        return self.pattern(written).sub(lambda _: self.mark, text)


def redact(workspace: Workspace, text: str, reason: str, today: date) -> Redacted:
    """What taking a text out of all files and records comes to; UsageError where it cannot be done."""
    if len(text.strip()) < SHORTEST:
        raise UsageError(f"Skriv minst {SHORTEST} tegn av teksten som skal tas ut.")
    if not REASON.fullmatch(reason):
        raise UsageError(
            "Skriv hvorfor med --reason, i bokstaver, tall, mellomrom og bindestreker."
        )
    plans = workspace.portfolio.plans
    if any(problem.level == "error" for problem in records.problems_in(plans, workspace.delivered)):
        raise UsageError(
            "Det som er levert, stemmer ikke med avslutningene. Kjør «tiltak check» og rett det først. "
            "Ble «tiltak redact» avbrutt midt i, ta filene tilbake («git restore .») og kjør den på nytt."
        )
    wanted = _Text(tuple(text.split()), f"(tatt ut {today:%d.%m.%Y} – {reason})")
    before = workspace.tree.texts | workspace.published.texts
    changed = dict(_texts(before, wanted))
    after = load.load({**workspace.tree.texts, **changed})
    had = {(p.code, p.place.path) for p in workspace.loaded.problems}
    broken = (p for p in after.problems if p.level == "error" and (p.code, p.place.path) not in had)
    if first := next(broken, None):
        raise UsageError(
            f"Teksten står et sted der den ikke kan tas ut slik: {first.place.path}, linje {first.place.line}. "
            "Rett filen for hånd, og prøv igjen."
        )
    removed: list[str] = []
    new_records: list[Closing] = []
    for plan in plans:
        own = _Delivery(workspace, plan, wanted, Redaction(today, reason))
        then = after.portfolio.plan(plan.id)
        assert then
        anchored = anew(plan, then, own.taken_out, own.files)
        before |= own.before | {r.path: workspace.tree.texts[r.path] for r in anchored}
        changed |= own.changed | {r.path: closing.as_yaml(r).encode("utf-8") for r in anchored}
        stamped = {record.period for record in plan.closings if record.timestamp}
        removed += own.removed
        removed += [
            f"{closing.folder_name(r)}/{closing.TIMESTAMP}" for r in anchored if r.period in stamped
        ]
        new_records += anchored
    if not changed and not removed:
        raise UsageError("Teksten står ikke i noen av filene.")
    return Redacted(wanted.mark, before, changed, tuple(removed), tuple(new_records))


def _texts(texts: Mapping[str, bytes], wanted: _Text) -> Iterator[tuple[str, bytes]]:
    """The files of the plan and the pages that have the text, without it; delivered files are no such."""
    for path, raw in texts.items():
        if "/closed/" in path:
            continue
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if wanted.stands_in(text):
            yield path, wanted.taken_out(text).encode("utf-8")


class _Delivery:
    """What becomes of the delivered files of a plan."""

    def __init__(self, workspace: Workspace, plan: Plan, wanted: _Text, mark: Redaction) -> None:
        self.before: dict[str, bytes] = {}
        self.changed: dict[str, bytes] = {}
        self.removed: list[str] = []
        self.taken_out: dict[str, Redaction] = {}
        self.files: dict[str, dict[str, str]] = {}
        for record in plan.closings:
            contents = {name: workspace.delivered(record, name) or b"" for name in record.files}
            if any(_stands_in(name, content, wanted) for name, content in contents.items()):
                self._take_out(record, contents, wanted, mark)

    def _take_out(
        self, record: Closing, contents: Mapping[str, bytes], wanted: _Text, mark: Redaction
    ) -> None:
        folder, files = closing.folder_name(record), dict(record.files)
        cleaned, removed = [], []
        for name, content in contents.items():
            form = name.rpartition(".")[2]
            if form in FORMS and not _stands_in(name, content, wanted):
                continue
            clean = FORMS[form].clean(content.decode("utf-8"), wanted) if form in FORMS else ""
            # What is set as pages or packed has the same text; it cannot be taken out of them.
            if not clean or _stands_in(name, clean.encode("utf-8"), wanted):
                removed.append(name)
                self.removed.append(f"{folder}/{name}")
                del files[name]
                continue
            cleaned.append(name)
            self.before[f"{folder}/{name}"] = content
            self.changed[f"{folder}/{name}"] = clean.encode("utf-8")
            files[name] = prints.checksum(clean)
        self.files[record.period] = files
        self.taken_out[record.period] = replace(
            mark, cleaned=tuple(sorted(cleaned)), removed=tuple(sorted(removed))
        )


def _stands_in(name: str, content: bytes, wanted: _Text) -> bool:
    form = FORMS.get(name.rpartition(".")[2])
    if form is None:
        return False
    text = content.decode("utf-8")
    return any(wanted.stands_in(readable) for readable in form.readable(text))


# The forms whose text can be read and written


@dataclass(frozen=True, slots=True)
class _Form:
    """`readable` gives what a reader sees of a file, `clean` the file without a text."""

    readable: Callable[[str], Iterator[str]]
    clean: Callable[[str, _Text], str]


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)


def _json_clean(text: str, wanted: _Text) -> str:
    def clean(value: Any) -> Any:
        match value:
            case str():
                return wanted.taken_out(value)
            case dict():
                return {key: clean(inner) for key, inner in value.items()}
            case list():
                return [clean(inner) for inner in value]
        return value

    return json.dumps(clean(json.loads(text)), ensure_ascii=False, indent=2) + "\n"


def _html_shown(text: str) -> Iterator[str]:
    """With tags as nothing and as a space: a word may be marked up, and so may be each of several."""
    yield html.unescape(re.sub(r"<[^>]*>", "", text))
    yield html.unescape(re.sub(r"<[^>]*>", " ", text))
    yield html.unescape(text)  # what stands in an attribute


def _in_markup(word: str) -> str:
    """Each sign as itself, with a backslash, or by its name: as HTML and Markdown may have it."""
    return "".join(rf"(?:\\?{re.escape(sign)}|{re.escape(html.escape(sign))})" for sign in word)


FORMS = {
    "json": _Form(lambda text: _strings(json.loads(text)), _json_clean),
    "html": _Form(_html_shown, lambda text, wanted: wanted.taken_out(text, _in_markup)),
    "md": _Form(
        lambda text: iter([text, html.unescape(re.sub(r"\\(.)", r"\1", text))]),
        lambda text, wanted: wanted.taken_out(text, _in_markup),
    ),
    "csv": _Form(
        lambda text: iter([text.replace('""', '"')]),
        lambda text, wanted: wanted.taken_out(text, lambda w: re.escape(w.replace('"', '""'))),
    ),
}
