"""Hypothesis strategies for the many ways in which people lay out the same YAML."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from hypothesis import strategies as st

from tiltak.read import schema

WORDS = st.sampled_from(
    [
        "Senteret",
        "er",
        "åpnet",
        "for",
        "unge",
        "–",
        "sak 26/19",
        "100 %",
        "(nytt)",
        "#3",
        "og: så",
        "«ja»",
        "it's",
        '"sitat"',
        "- nei",
        "[1]",
        "{x}",
        "a#b",
        "50,5",
        "null",
        "2.2",
    ]
)
TEXT = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
PROSE = st.one_of(
    st.lists(WORDS, min_size=1, max_size=40).map(" ".join),
    st.lists(TEXT, min_size=2, max_size=4).map("\n".join),
    st.lists(TEXT, min_size=2, max_size=3).map("\n\n".join),
)
DAY = st.dates(dt.date(2019, 1, 1), dt.date(2023, 12, 31)).map(str)
SLUG = st.sampled_from(["k46", "politiet", "rehabiliteringsseksjonen", "helse-stavanger"])
SOURCE = st.sampled_from(["plan", "plan#2.2.4", "hop-2021#9.6, 9.10", "plan#vedlegg: Tabell"])


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def group(required: dict[str, Any], **fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=fields)


def newest_first(items: list[dict[str, Any]], key: str = "date") -> list[dict[str, Any]]:
    return sorted(items, key=lambda item: str(item[key]), reverse=True)


ENTRY = group(
    {"date": DAY, "phase": st.sampled_from(schema.values("phase")[:5])},
    note=PROSE,
    source=SOURCE,
    precision=st.sampled_from(schema.values("precision")),
)
MOVE = group({"date": DAY}, **{"from": DAY}, note=PROSE)
MILESTONE = group(
    {"title": TEXT},
    due=DAY,
    done=st.none(),
    note=PROSE,
    moved=st.lists(MOVE, max_size=2).map(newest_first),
)


def _numbered(milestones: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": f"m-{number}", **m} for number, m in enumerate(milestones)]


MEASURES = group(
    {
        "number": st.integers(1, 99),
        "title": TEXT,
        "focus_area": SLUG,
        "kind": st.sampled_from(schema.values("kind")),
        "status": st.lists(ENTRY, max_size=3).map(newest_first),
    },
    summary=PROSE,
    reference=group(
        {"document": st.just("plan"), "section": st.sampled_from(["2.2", "2.2.4"])},
        point=st.integers(1, 40),
    ),
    owner=SLUG,
    contributors=st.lists(SLUG, unique=True, max_size=4),
    roles=st.lists(group({"unit": SLUG, "role": TEXT}), min_size=1, max_size=2),
    related=st.lists(st.integers(1, 40), unique=True, max_size=3),
    milestones=st.lists(MILESTONE, max_size=3).map(_numbered),
    funding=group({"decision": st.just("pending")}, note=PROSE),
)


@st.composite
def laid_out(draw: st.DrawFn, value: dict[str, Any], *, comments: bool = True) -> str:
    """A text that reads as the value: any order of keys, indentation, quotes, brackets, comments and line ends."""
    layout = _Layout(draw, comments=comments)
    text = "\n".join(
        [*layout.comment_lines(0), *layout.mapping(value, 0), *layout.comment_lines(0)]
    )
    text += "\n" if draw(st.booleans()) else ""
    return text.replace("\n", "\r\n") if draw(st.integers(0, 4)) == 0 else text


class _Layout:
    def __init__(self, draw: st.DrawFn, *, comments: bool) -> None:
        self.draw = draw
        self.comments = comments
        self.count = 0

    def chance(self, one_in: int) -> bool:
        return self.draw(st.integers(1, one_in)) == 1

    def a_comment(self) -> str:
        self.count += 1
        return self.draw(
            st.sampled_from(["# merk {}", "#{}", "# kommentar: {} 'x", '# «{}" [', "# - {}"])
        ).format(self.count)

    def comment_lines(self, indent: int) -> list[str]:
        lines = []
        if self.comments and self.chance(5):
            lines += [" " * indent + self.a_comment() for _ in range(self.draw(st.integers(1, 2)))]
        if self.chance(12):
            lines.insert(0, "")
        return lines

    def tail(self) -> str:
        return f" {self.a_comment()}" if self.comments and self.chance(8) else ""

    def mapping(self, value: dict[str, Any], indent: int) -> list[str]:
        keys = self.draw(st.permutations(list(value))) if self.chance(2) else list(value)
        lines: list[str] = []
        for number, key in enumerate(keys):
            if number:
                lines += self.comment_lines(indent)
            name = json.dumps(key) if self.chance(15) else key
            lines += self.after(f"{' ' * indent}{name}:", value[key], indent)
        return lines

    def after(self, head: str, value: Any, indent: int) -> list[str]:
        if isinstance(value, dict) and value and not self.chance(4):
            deeper = indent + self.draw(st.sampled_from([2, 2, 4, 3]))
            return [head + self.tail(), *self.comment_lines(deeper), *self.mapping(value, deeper)]
        if isinstance(value, list) and value and not self.chance(3):
            return [
                head + self.tail(),
                *self.sequence(value, indent + self.draw(st.sampled_from([0, 2, 4]))),
            ]
        if isinstance(value, dict | list):
            return [f"{head} {self.flow(value)}{self.tail()}"]
        return self.single(head, value, indent)

    def sequence(self, items: list[Any], indent: int) -> list[str]:
        lines: list[str] = []
        for item in items:
            lines += self.comment_lines(indent)
            dash = " " * indent + "-"
            if isinstance(item, dict) and item:
                if self.chance(10):
                    lines += [dash, *self.mapping(item, indent + 3)]
                else:
                    first, *rest = self.mapping(item, indent + 2)
                    lines += [f"{dash} {first.lstrip(' ')}", *rest]
            else:
                lines.append(f"{dash} {self.flow(item)}{self.tail()}")
        return lines

    def flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{k}: {self.flow(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(v) for v in value) + "]"
        return json.dumps(value, ensure_ascii=False)

    def single(self, head: str, value: Any, indent: int) -> list[str]:
        if value is None:
            return [head + self.draw(st.sampled_from(["", " null", " ~"])) + self.tail()]
        if isinstance(value, str):
            return self.text(head, value, indent)
        return [f"{head} {json.dumps(value)}{self.tail()}"]

    def text(self, head: str, value: str, indent: int) -> list[str]:
        pad = " " * (indent + self.draw(st.sampled_from([1, 2, 2, 2, 4])))
        style = self.draw(st.sampled_from(["plain", "plain", "block", "block", "'", '"']))
        if style == "block":
            mark = self.draw(st.sampled_from(["|-", ">-"]))
            body = (
                value.split("\n")
                if mark == "|-"
                else re.sub(r"\n+", lambda m: m[0] + "\n", value).split("\n")
            )
            if not any(line.startswith(" ") for line in body):
                return [
                    f"{head} {mark}{self.tail()}",
                    *(pad + line if line else "" for line in body),
                ]
        if style == "'" and "\n" not in value:
            return [f"{head} '{value.replace(chr(39), chr(39) * 2)}'{self.tail()}"]
        if (
            style == "plain"
            and value.replace("-", "").replace(" ", "").isalpha()
            and value[0] not in "-–"
            and value != "null"
        ):
            words = value.split(" ")
            if len(words) > 2 and self.chance(4):
                return [f"{head} {words[0]}", pad + " ".join(words[1:])]
            return [f"{head} {value}{self.tail()}"]
        return [f"{head} {json.dumps(value, ensure_ascii=False)}{self.tail()}"]
