"""Values as text, in the style of the files: the shortest form that reads back as the same value.

title: Rus i media
section: "2.2"
contributors: [k46, politiet]
note: >-
  A longer text, folded at column 98.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from tiltak.edit.shape import INDENT, WIDTH, Shape
from tiltak.read import yaml_lines


@dataclass(frozen=True, slots=True)
class Remarks:
    """What people wrote around a value, and how: comments and the style of a long text. Children by key or index."""

    above: tuple[str, ...] = ()
    tail: str = ""
    below: tuple[str, ...] = ()  # after the last thing in a group
    style: str = ""  # | or > where the text was written so
    number: str = ""  # a number as it was written
    children: Mapping[str | int, Remarks] = field(default_factory=dict)

    def of(self, step: str | int) -> Remarks:
        return self.children.get(step, NONE)

    @property
    def inside(self) -> bool:
        """Whether there is a comment somewhere in the group."""
        return bool(self.below) or any(
            r.above or r.tail or r.inside for r in self.children.values()
        )


NONE = Remarks()
NOT_PRINTED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def scalar(value: Any, *, flow: bool = False, quote: str = "") -> str:
    """A single value on one line: plain where that reads back right, else in quotes.

    >>> scalar("Rus: et eksempel")
    '"Rus: et eksempel"'
    """
    if value is None:
        return "null" if flow else ""
    if isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, float):
        written = json.dumps(value)
        return written if "." in written else written.replace("e", ".0e")  # 1e+20 would be a text
    candidates = {"": value, "'": "'" + value.replace("'", "''") + "'"}
    wanted = candidates.get(quote)
    if wanted is not None and "\n" not in value and _reads_as(wanted, value, flow=flow):
        return str(wanted)
    return double_quoted(value)


def key(name: str) -> str:
    """The name of a field: plain where that reads back right, else in quotes."""
    document, problems = yaml_lines.parse(f"{name}: 1\n", "")
    return name if not problems and document.value == {name: 1} else double_quoted(name)


def double_quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return NOT_PRINTED.sub(lambda m: f"\\u{ord(m[0]):04x}", escaped)


def _reads_as(written: str, value: str, *, flow: bool) -> bool:
    # Other readers than ours take «?» within brackets for the mark of a key, and read no tab in what is not quoted.
    if written == value and ("\t" in value or (flow and "?" in value)):
        return False
    text = f"k: [{written}]\n" if flow else f"k: {written}\n"
    document, problems = yaml_lines.parse(text, "")
    return not problems and document.value == {"k": [value] if flow else value}


def on_one_line(value: Any, shape: Shape) -> str:
    """Any value within brackets."""
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{key(k)}: {on_one_line(v, shape.key(k))}" for k, v in ordered(value, shape)
        )
        return f"{{{inner}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(on_one_line(v, shape.item()) for v in value)}]"
    if shape.is_quoted and isinstance(value, str):
        return double_quoted(value)
    return scalar(value, flow=True)


def ordered(value: Mapping[str, Any], shape: Shape) -> list[tuple[str, Any]]:
    return sorted(value.items(), key=lambda pair: shape.rank(pair[0]))


def after_key(
    value: Any, shape: Shape, column: int, key_length: int, remarks: Remarks = NONE
) -> list[str]:
    """What stands after `key:` – the rest of its line, then the lines below it. `column` is the key's own."""
    tail = f"  {remarks.tail}" if remarks.tail else ""
    if is_group(value) and value:
        if remarks.inside or not fits(value, shape, column, key_length):
            return [tail, *group_lines(value, shape, column + INDENT, remarks)]
        return [f" {on_one_line(value, shape)}{tail}"]
    if isinstance(value, str) and (shape.is_prose or "\n" in value):
        lines = block_text(value, column + INDENT, remarks.style)
        if lines:
            return [f" {lines[0]}{tail}", *lines[1:]]
    written = remarks.number or _single(value, shape)
    return [f" {written}{tail}" if written else tail]


def _single(value: Any, shape: Shape) -> str:
    if is_group(value):
        return on_one_line(value, shape)
    return double_quoted(value) if shape.is_quoted and isinstance(value, str) else scalar(value)


def is_group(value: Any) -> bool:
    """A mapping or a list."""
    return isinstance(value, Mapping | Sequence) and not isinstance(value, str)


def fits(value: Any, shape: Shape, column: int, key_length: int) -> bool:
    """Whether a group or list goes on its key's line: only single values in it, and room enough."""
    inner = value.values() if isinstance(value, Mapping) else value
    if any(is_group(v) for v in inner):
        return False
    if isinstance(value, Mapping) and not _is_short(value, shape):
        return False
    return column + key_length + 2 + len(on_one_line(value, shape)) <= WIDTH


def _is_short(value: Mapping[str, Any], shape: Shape) -> bool:
    return shape.on_one_line and not any(shape.key(k).is_prose for k in value)


def group_lines(value: Any, shape: Shape, column: int, remarks: Remarks = NONE) -> list[str]:
    """A mapping or list over lines of its own, what is remarked at its end after it."""
    lines: list[str] = []
    if isinstance(value, Mapping):
        for name, inner in ordered(value, shape):
            lines += _remarked(column, remarks.of(name).above)
            lines += pair_lines(name, inner, shape.key(name), column, remarks.of(name))
    else:
        for index, item in enumerate(value):
            lines += item_lines(item, shape.item(), column, remarks.of(index))
    return lines + _remarked(column, remarks.below)


def _remarked(column: int, comments: Iterable[str]) -> list[str]:
    return [" " * column + comment for comment in comments]


def pair_lines(
    name: str, value: Any, shape: Shape, column: int, remarks: Remarks = NONE
) -> list[str]:
    """`key: value` at a column, over as many lines as it takes."""
    written = key(name)
    first, *others = after_key(value, shape, column, len(written), remarks)
    return [f"{' ' * column}{written}:{first}", *others]


def item_lines(value: Any, shape: Shape, column: int, remarks: Remarks = NONE) -> list[str]:
    """`- value` at a column, over as many lines as it takes, the comments about it above."""
    dash = " " * column + "- "
    tail = f"  {remarks.tail}" if remarks.tail else ""
    if not is_group(value) or not value or (not isinstance(value, Mapping) and not remarks.inside):
        written = "null" if value is None else _single(value, shape)
        return [*_remarked(column, remarks.above), f"{dash}{written}{tail}"]
    lines = group_lines(value, shape, column + INDENT, remarks)
    above = list(takewhile(lambda line: line.lstrip().startswith("#"), lines))
    first, *others = lines[len(above) :]
    comments = [*remarks.above, *(line.strip() for line in above)]
    return [*_remarked(column, comments), dash + first[column + INDENT :], *others]


def block_text(text: str, column: int, style: str = "") -> list[str] | None:
    """A text as `>-` folded at the width, or as `|-`; None where neither gives the same text back.

    A text of one line is always folded. One of several keeps the style it had; a new one is literal where
    its lines are short (a list of points).
    """
    has_short_lines = all(len(line) <= WIDTH for line in text.split("\n"))
    literal = "\n" in text and (style == "|" or (style != ">" and has_short_lines))
    candidates = (_literal, _folded) if literal else (_folded, _literal)
    for candidate in candidates:
        lines = candidate(text, column)
        if lines and _block_reads_as(lines, text):
            return lines
    return None


def _chomping(text: str) -> str:
    if text.endswith("\n\n") or text == "\n":
        return "+"
    return "" if text.endswith("\n") else "-"


def _folded(text: str, column: int) -> list[str]:
    pad = " " * column
    lines = [">" + _chomping(text)]
    for number, paragraph in enumerate(text.removesuffix("\n").split("\n")):
        if number:
            lines.append("")  # one line break in the text is an empty line here
        if paragraph:
            lines += [pad + line for line in wrapped(paragraph, WIDTH - column)]
    return lines


def _literal(text: str, column: int) -> list[str]:
    pad = " " * column
    return [
        "|" + _chomping(text),
        *(pad + line if line else "" for line in text.removesuffix("\n").split("\n")),
    ]


def _block_reads_as(lines: Sequence[str], text: str) -> bool:
    document, problems = yaml_lines.parse("k: " + "\n".join(lines) + "\n", "")
    return not problems and document.value == {"k": text}


def wrapped(text: str, width: int) -> list[str]:
    """A paragraph in lines. Breaks only at a single space, the one thing that folding gives back."""
    lines: list[str] = []
    line = ""
    for word in re.split(r"(?<=[^ \t]) (?=[^ \t])", text):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]
