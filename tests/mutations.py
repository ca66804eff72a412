"""Real files, and the ways in which a file can go wrong, for Hypothesis."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from tiltak.read import schema_problems, yaml_lines
from tiltak.read.load import kind_of

ROOT = Path(__file__).parents[1]


@cache
def real_files() -> dict[str, str]:
    """Path → text of every plan, measure and unit file in the repository."""
    files = [*ROOT.glob("measures/*/*.yml"), *ROOT.glob("plans/**/*.yml")]
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(files)
        if kind_of(path.relative_to(ROOT).as_posix())
    }


def real_series() -> dict[str, str]:
    """Path → text of the figures of every indicator in the repository."""
    files = sorted(ROOT.glob("plans/*/indicators/*.csv"))
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in files}


@cache
def real_values() -> tuple[tuple[str, Any], ...]:
    """Kind and JSON value of every real file."""
    return tuple(
        (kind_of(path), yaml_lines.parse(text, path)[0].value)
        for path, text in real_files().items()
    )


STRANGE: list[Any] = [
    None, True, False, 0, -1, 1, 10**14, 1.5, "", " ", "x", "X Y", "a\nb", "slug\n", "2020-12-31", "2020-12-31\n",
    "2021-02-29", "0000-01-01", "1899-12-31", "2100-01-01", "20201231", "2020-W53-4", 2020, "høsten 2020", "31.12.2020", "2020-09-01/2020-10-31", "løpende", "2020-13", "–", "planning",
    "Planlegges", "yearly", "yearly\n", "FREQ=YEARLY", "FREQ=YEARLY;BYDAY=XX", "plan", "plan#", "plan#a\nb", "https://x",
    "https://x y", "http:/x", "javascript:alert(1)", "x" * 61, "x" * 201, "å" * 4001, [], {}, [None], [[]], ["a", "a"], [1, 1.0],
    [True, 1], "https://[x", "https://å.no", "2020-12-31T00:00", {"a": 1}, {"date": "2020-12-31"}, {"X": None},
]  # fmt: skip


def replaced(container: Any, turn: Iterator[int]) -> Iterator[None]:
    """Puts strange values in place of each part of a value, one at a time, and in the end the part again.

    Each part gets every third of them, and the next part the next third: fields of a kind get them all.
    """
    keys: Iterable[Any] = ()
    if isinstance(container, dict):
        keys = list(container)
    elif isinstance(container, list):
        keys = range(len(container))
    for key in keys:
        part = container[key]
        for strange in STRANGE[next(turn) % 3 :: 3]:
            container[key] = strange
            yield
        container[key] = part
        yield from replaced(part, turn)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, Any]:
    """A real file's value after one to three faults."""
    kind, value = draw(st.sampled_from(real_values()))
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        containers = [c for c in _containers(value) if c]
        if not containers:
            break
        container = draw(st.sampled_from(containers))
        keys = list(container) if isinstance(container, dict) else list(range(len(container)))
        key = draw(st.sampled_from(keys))
        match draw(st.sampled_from(["replace", "remove", "rename", "repeat"])):
            case "replace":
                container[key] = copy.deepcopy(draw(st.sampled_from(STRANGE)))
            case "remove":
                del container[key]
            case "rename" if isinstance(container, dict):
                container[draw(st.sampled_from(["x", "status", "date", "into", "done"]))] = (
                    container.pop(key)
                )
            case _ if isinstance(container, list):
                container.append(copy.deepcopy(container[key]))
    return kind, value


@st.composite
def one_fault(draw: st.DrawFn, path: str) -> Any:
    """The value of a real file with one of its parts replaced by something strange, or taken out."""
    value = copy.deepcopy(yaml_lines.parse(real_files()[path], path)[0].value)
    container = draw(st.sampled_from([c for c in _containers(value) if c]))
    keys = list(container) if isinstance(container, dict) else list(range(len(container)))
    key = draw(st.sampled_from(keys))
    if draw(st.integers(0, 3)):
        container[key] = copy.deepcopy(draw(st.sampled_from(STRANGE)))
    else:
        del container[key]
    return value


@st.composite
def altered(draw: st.DrawFn) -> tuple[str, Any]:
    """Path and value of a real file that somebody has changed in one place, and that is still in order."""
    path = draw(st.sampled_from(sorted(real_files())))
    value = copy.deepcopy(yaml_lines.parse(real_files()[path], path)[0].value)
    container = draw(st.sampled_from([c for c in _containers(value) if c]))
    keys = list(container) if isinstance(container, dict) else list(range(len(container)))
    key = draw(st.sampled_from(keys))
    match draw(st.sampled_from(["date", "date", "words", "remove", "repeat", "turn"])):
        case "date" if isinstance(container[key], str) and DATE.fullmatch(container[key]):
            container[key] = draw(st.dates(date(2019, 6, 1), date(2026, 12, 31))).isoformat()
        case "words" if isinstance(container[key], str):
            container[key] += draw(st.sampled_from(["x", " og mer", "-2"]))
        case "repeat" if isinstance(container, list):
            container.insert(key, copy.deepcopy(container[key]))
        case "turn" if isinstance(container, list):
            container.reverse()
        case "remove":
            del container[key]
    assume(schema_problems.validator(kind_of(path)).is_valid(value))
    return path, value


DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _containers(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value, *(c for inner in value.values() for c in _containers(inner))]
    if isinstance(value, list):
        return [value, *(c for inner in value for c in _containers(inner))]
    return []


@st.composite
def mutated_text(draw: st.DrawFn) -> tuple[str, bytes]:
    """Path and bytes of a real file after cuts, repeats and strange bytes."""
    path, text = draw(st.sampled_from(sorted(real_files().items())))
    raw = text.encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 40)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=8))
        match draw(st.sampled_from(["cut", "insert", "repeat", "swap"])):
            case "cut":
                raw = raw[:start] + raw[end:]
            case "insert":
                raw = raw[:start] + piece + raw[start:]
            case "repeat":
                raw = raw[:end] + raw[start:end] * draw(st.integers(1, 3)) + raw[end:]
            case _:
                raw = raw[:start] + piece + raw[end:]
    return path, raw


PIECES = [
    b"\t", b"\r\n", b"\r", b"\n", b"\xef\xbb\xbf", b"\xe6", b"\x00", b"\x85", "\u2028".encode(), "\u00a0".encode(), b": ",
    b"- ", b"[", b"]", b"{", b"}", b'"', b"'", b"|\n", b">\n", b"&a ", b"*a", b"!t ", b"%", b"---\n", b"...\n", b"<<: ", b"? ",
    b"#", b"null", b"true", b"2021-02-30", b"1.0e999", b"<<<<<<< HEAD\n", b"phase: ", b"date: ", b"done: ", b"repeat: yearly\n",
]  # fmt: skip
