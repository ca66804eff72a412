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
from typing import Any

from tiltak import yaml_lines
from tiltak.edit.shape import INDENT, WIDTH, Shape

NOT_PRINTED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def scalar(value: Any, *, flow: bool = False, quote: str = "") -> str:
    """A single value on one line: plain where that reads back right, else in quotes.

    >>> scalar("Rus: et eksempel")
    '"Rus: et eksempel"'
    """
    if value is None:
        return "null" if flow else ""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    candidates = {"": value, "'": "'" + value.replace("'", "''") + "'"}
    wanted = candidates.get(quote)
    if wanted is not None and "\n" not in value and _reads_as(wanted, value, flow=flow):
        return str(wanted)
    return double_quoted(value)


def double_quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return NOT_PRINTED.sub(lambda m: f"\\u{ord(m[0]):04x}", escaped)


def _reads_as(written: str, value: str, *, flow: bool) -> bool:
    text = f"k: [{written}]\n" if flow else f"k: {written}\n"
    document, problems = yaml_lines.parse(text, "")
    return not problems and document.value == {"k": [value] if flow else value}


def on_one_line(value: Any, shape: Shape) -> str:
    """Any value within brackets."""
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{scalar(k, flow=True)}: {on_one_line(v, shape.key(k))}"
            for k, v in ordered(value, shape)
        )
        return f"{{{inner}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(on_one_line(v, shape.item()) for v in value)}]"
    return (
        double_quoted(value)
        if shape.is_quoted and isinstance(value, str)
        else scalar(value, flow=True)
    )


def ordered(value: Mapping[str, Any], shape: Shape) -> list[tuple[str, Any]]:
    return sorted(value.items(), key=lambda pair: shape.rank(pair[0]))


def after_key(
    value: Any, shape: Shape, column: int, key_length: int, comment: str = ""
) -> list[str]:
    """What stands after `key:` – the rest of its line, then the lines below it.

    `column` is the key's own; `comment` is one that must stand on the key's line.
    """
    tail = f"  {comment}" if comment else ""
    if isinstance(value, Mapping) and value and not _fits(value, shape, column, key_length):
        return [tail, *mapping_lines(value, shape, column + INDENT)]
    if _is_list(value) and value and not _fits(value, shape, column, key_length):
        return [tail, *list_lines(value, shape, column + INDENT)]
    if isinstance(value, Mapping) or _is_list(value):
        return [f" {on_one_line(value, shape)}{tail}"]
    if isinstance(value, str) and (shape.is_prose or "\n" in value):
        folded = block_text(value, column + INDENT)
        if folded:
            return [f" {folded[0]}{tail}", *folded[1:]]
    written = double_quoted(value) if shape.is_quoted and isinstance(value, str) else scalar(value)
    return [f" {written}{tail}" if written else tail]


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _fits(value: Any, shape: Shape, column: int, key_length: int) -> bool:
    """Whether a group or list goes on its key's line: only single values in it, and room enough."""
    inner = value.values() if isinstance(value, Mapping) else value
    if isinstance(value, Mapping) and not shape.on_one_line:
        return False
    if any(isinstance(v, Mapping) or _is_list(v) for v in inner):
        return False
    if isinstance(value, Mapping) and any(shape.key(k).is_prose for k in value):
        return False
    return column + key_length + 2 + len(on_one_line(value, shape)) <= WIDTH


def mapping_lines(value: Mapping[str, Any], shape: Shape, column: int) -> list[str]:
    lines: list[str] = []
    for key, inner in ordered(value, shape):
        lines += pair_lines(key, inner, shape.key(key), column)
    return lines


def pair_lines(key: str, value: Any, shape: Shape, column: int) -> list[str]:
    """`key: value` at a column, over as many lines as it takes."""
    name = scalar(key)
    first, *rest = after_key(value, shape, column, len(name))
    return [f"{' ' * column}{name}:{first}", *rest]


def list_lines(value: Iterable[Any], shape: Shape, column: int) -> list[str]:
    return [line for item in value for line in item_lines(item, shape.item(), column)]


def item_lines(value: Any, shape: Shape, column: int) -> list[str]:
    """`- value` at a column, over as many lines as it takes."""
    dash = f"{' ' * column}- "
    if isinstance(value, Mapping) and value:
        first, *rest = mapping_lines(value, shape, column + INDENT)
        return [dash + first.lstrip(" "), *rest]
    if _is_list(value) and value:
        return [dash + on_one_line(value, shape)]
    if isinstance(value, Mapping) or _is_list(value):
        return [dash + on_one_line(value, shape)]
    return [dash + (scalar(value) or "null")]


def block_text(text: str, column: int, *, literal: bool = False) -> list[str] | None:
    """A text as `>-` folded at the width, or as `|-`; None where neither gives the same text back."""
    candidates = (_literal, _folded) if literal or _looks_laid_out(text) else (_folded, _literal)
    for candidate in candidates:
        lines = candidate(text, column)
        if lines and _block_reads_as(lines, text):
            return lines
    return None


def _looks_laid_out(text: str) -> bool:
    """Lines that are lines on purpose (a list of points), short enough to stand as they are."""
    return "\n" in text and all(len(line) <= WIDTH for line in text.split("\n"))


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
