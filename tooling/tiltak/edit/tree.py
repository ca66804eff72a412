"""Where everything in a YAML text stands: a tree of nodes with the offsets they begin and end at.

Built on the same event stream as `yaml_lines`, which has read the text first and vouches for it: no
alias, no tag, one document, at most twenty levels. Offsets count characters in the text as it is, with
its own line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from tiltak.read.yaml_lines import LOADER, Path

SCALAR, MAPPING, LIST = "scalar", "mapping", "list"


@dataclass(frozen=True, slots=True)
class Node:
    """A value in the text. `end` is where its last visible character ends, comments not counted."""

    kind: str
    start: int
    end: int
    flow: bool = False  # written with brackets
    style: str = ""  # of a scalar: ' " | > or empty for plain
    pairs: tuple[tuple[Node, Node], ...] = ()
    items: tuple[Node, ...] = ()
    name: str = ""  # of a key: its text

    @property
    def is_block(self) -> bool:
        """A mapping or list that is written with line breaks and indentation."""
        return self.kind != SCALAR and not self.flow

    @property
    def children(self) -> tuple[tuple[int, Node], ...]:
        """Where each child begins (a pair with its key, an item with its value) and the value itself."""
        if self.kind == MAPPING:
            return tuple((key.start, value) for key, value in self.pairs)
        return tuple((item.start, item) for item in self.items)

    def value_of(self, name: str) -> Node | None:
        return next((value for key, value in self.pairs if key.name == name), None)

    def at(self, path: Path) -> Node | None:
        """The node of a path like ("status", 0, "note"), None where the text has no such thing."""
        node: Node | None = self
        for step in path:
            if node is None:
                return None
            if isinstance(step, str):
                node = node.value_of(step)
            else:
                node = node.items[step] if step < len(node.items) else None
        return node


@dataclass(frozen=True, slots=True)
class Comment:
    """A `# …` with its place. `alone`: nothing but space stands before it on its line."""

    start: int
    column: int
    text: str
    alone: bool


def nodes(text: str) -> Node:
    """The tree of a text that `yaml_lines.parse` has accepted."""
    events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
    for event in events:
        if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            return _node(event, events, text)
    raise AssertionError("a document has a root")


def _node(event: Any, events: Iterator[Any], text: str) -> Node:
    start: int = event.start_mark.index
    if type(event) is yaml.ScalarEvent:
        return Node(
            SCALAR, start, _scalar_end(event, text), style=event.style or "", name=event.value
        )
    flow = bool(event.flow_style)
    children: list[Node] = []
    ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    while type(following := next(events)) not in ends:
        children.append(_node(following, events, text))
    end = following.end_mark.index if flow else children[-1].end
    if type(event) is yaml.SequenceStartEvent:
        return Node(LIST, start, end, flow, items=tuple(children))
    return Node(
        MAPPING, start, end, flow, pairs=tuple(zip(children[::2], children[1::2], strict=True))
    )


def _scalar_end(event: Any, text: str) -> int:
    start: int = event.start_mark.index
    end: int = event.end_mark.index
    if event.style not in ("|", ">"):
        return end
    # The parser counts the empty lines after a block text as part of it.
    return start + len(text[start:end].rstrip(" \t\r\n"))


def scalars(node: Node) -> Iterator[Node]:
    """Every key and every single value, in the order of the text."""
    if node.kind == SCALAR:
        yield node
    for key, value in node.pairs:
        yield key
        yield from scalars(value)
    for item in node.items:
        yield from scalars(item)


COMMENT = re.compile(r"(?:^|(?<=[\s,\[\]{}]))#[^\r\n]*")
LINE_BREAK = re.compile(r"\r|\n|$")


def comments(text: str, root: Node) -> tuple[Comment, ...]:
    """Return every comment in order; a `#` inside a text is no comment."""
    comments: list[Comment] = []
    begin = 0
    for node in scalars(root):
        comments += _comments_between(text, begin, node.start)
        if node.style in ("|", ">"):  # `note: >-  # why`
            header_end = line_end(text, node.start)
            comments += _comments_between(text, node.start, header_end)
        begin = node.end
    return (*comments, *_comments_between(text, begin, len(text)))


def _comments_between(text: str, begin: int, end: int) -> Iterator[Comment]:
    for match in COMMENT.finditer(text, begin, end):
        line_start = line_begin(text, match.start())
        before = text[line_start : match.start()]
        yield Comment(match.start(), len(before), match[0].rstrip(), alone=not before.strip(" \t"))


def line_begin(text: str, offset: int) -> int:
    """Where the line of an offset begins."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line of an offset ends, its line break not counted."""
    line_break = LINE_BREAK.search(text, offset)
    assert line_break
    return line_break.start()


def next_line(text: str, offset: int) -> int:
    """Where the line after that of an offset begins; the length of the text for its last line."""
    end = line_end(text, offset)
    return end + 2 if text.startswith("\r\n", end) else min(end + 1, len(text))


def column(text: str, offset: int) -> int:
    """How many characters stand before an offset on its line."""
    return offset - line_begin(text, offset)
