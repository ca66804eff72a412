"""One shape for every file: keys in the schema's order, the newest entry first, texts folded alike.

    formatted("measure", raw, path) → the text as it should look, and why a file could not be laid out

Comments go with what they stand above or beside; the ones before the first key stay on top. A file that
means something else afterwards, or has lost a comment, is never given back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from tiltak.edit import shape as shapes
from tiltak.edit import tree, write
from tiltak.edit.shape import Shape
from tiltak.edit.tree import LIST, MAPPING, Comment, Node
from tiltak.edit.write import Remarks
from tiltak.model.when import last_day
from tiltak.problems import Problem
from tiltak.read import yaml_lines
from tiltak.read.load import parse_file

LEADING_SPACE = re.compile(r"^[ \t\u00a0]+", re.MULTILINE)
TAB_STOP = 2


def formatted(kind: str, raw: bytes, path: str) -> tuple[str | None, list[Problem]]:
    """The file in the one shape; None, and what stands in the way, for one that cannot be read."""
    text, problems = _mended(raw, path)
    if problems:
        return None, problems
    return laid_out(kind, text), []


def _mended(raw: bytes, path: str) -> tuple[str, list[Problem]]:
    """The text without byte-order mark, Windows line ends and, where they are in the way, tabs."""
    text, problems = yaml_lines.decode(raw, path)
    if not text and problems:
        return "", problems
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    left = _in_the_way(text, path)
    with_spaces = LEADING_SPACE.sub(
        lambda space: space[0].replace("\u00a0", " ").expandtabs(TAB_STOP), text
    )
    if left and not _in_the_way(with_spaces, path):
        return with_spaces, []
    return text, left


def _in_the_way(text: str, path: str) -> list[Problem]:
    document, problems = yaml_lines.parse(text, path)
    if document.value is None or isinstance(document.value, dict):
        return problems
    return parse_file("measure", path, text)[1]


def laid_out(kind: str, text: str) -> str:
    """A readable text in the one shape."""
    shape = shapes.of(kind)
    root = tree.nodes(text)
    value = yaml_lines.parse(text, "")[0].value
    comments = tree.comments(text, root)
    header, remarks = _headed(_Attached(text).remarks(root, comments), root)
    value, remarks = _newest_first(value, remarks, shape)
    lines = [*header, *write.group_lines(value, shape, 0, remarks)]
    new = "\n".join(lines) + "\n"
    _hold(yaml_lines.parse(new, "")[0].value == value, "the values")
    comment_texts = Counter(c.text for c in tree.comments(new, tree.nodes(new)))
    _hold(comment_texts == Counter(c.text for c in comments), "the comments")
    return new


def _hold(true: object, what: str) -> None:
    """Our own promise: if it does not hold, that is our bug, and nothing may be written."""
    if not true:
        raise AssertionError(f"laying out changed {what}")


def _headed(remarks: Remarks, root: Node) -> tuple[tuple[str, ...], Remarks]:
    """What stands above the first key belongs to the file, and stays there when the keys change places."""
    if not root.pairs:
        return (), remarks
    first = root.pairs[0][0].name
    own = remarks.of(first)
    without = Remarks((), own.tail, own.below, own.style, own.number, own.children)
    return own.above, Remarks(below=remarks.below, children={**remarks.children, first: without})


def _newest_first(value: Any, remarks: Remarks, shape: Shape) -> tuple[Any, Remarks]:
    """Every list that is read from the newest in that order, its remarks with it. Equal days keep theirs."""
    if isinstance(value, dict):
        done = {k: _newest_first(v, remarks.of(k), shape.key(k)) for k, v in value.items()}
        children: dict[str | int, Remarks] = {k: r for k, (_, r) in done.items()}
        return {k: v for k, (v, _) in done.items()}, _with_children(remarks, children)
    if not isinstance(value, list):
        return value, remarks
    items = [_newest_first(v, remarks.of(i), shape.item()) for i, v in enumerate(value)]
    if shape.newest_by and all(isinstance(v, dict) for v, _ in items):
        items.sort(key=lambda pair: last_day(pair[0].get(shape.newest_by)), reverse=True)
    return [v for v, _ in items], _with_children(remarks, {i: r for i, (_, r) in enumerate(items)})


def _with_children(remarks: Remarks, children: dict[str | int, Remarks]) -> Remarks:
    return Remarks(
        remarks.above, remarks.tail, remarks.below, remarks.style, remarks.number, children
    )


class _Attached:
    """Which value each comment belongs to."""

    def __init__(self, text: str) -> None:
        self.text = text

    def remarks(self, node: Node, comments: Sequence[Comment]) -> Remarks:
        """The remarks inside a group, whose comments these are; its own `above` and `tail` are its holder's."""
        if not node.children:
            return self._of_single(node, comments)
        above: list[list[str]] = [[] for _ in node.children]
        tails: list[list[str]] = [[] for _ in node.children]
        inner: list[list[Comment]] = [[] for _ in node.children]
        below: list[str] = []
        for comment in comments:
            index = sum(start <= comment.start for start, _ in node.children) - 1
            where = self._place(node, index, comment)
            if where == "inside":
                inner[index].append(comment)
            elif where == "beside":
                tails[index].append(comment.text)
            elif where == "above":
                above[index].append(comment.text)
            elif index + 1 < len(above):
                above[index + 1].append(comment.text)
            else:
                below.append(comment.text)
        children: dict[str | int, Remarks] = {}
        for index, (step, value) in enumerate(_steps(node)):
            inside = self.remarks(value, inner[index])
            tail = [*tails[index], *filter(None, [inside.tail])]
            # A line has room for one comment; more of them go above it.
            lines = (*above[index], *inside.above, *tail[:-1])
            children[step] = Remarks(lines, "".join(tail[-1:]), inside.below, inside.style, inside.number, inside.children)  # fmt: skip
        return Remarks(below=tuple(below), children=children)

    def _of_single(self, node: Node, comments: Iterable[Comment]) -> Remarks:
        """A value without children: what is remarked inside it (`note: >-  # why`, `[ # none ]`)."""
        texts = [c.text for c in comments]
        style = node.style if node.style in ("|", ">") else ""
        number = ""
        if node.kind not in (LIST, MAPPING) and not node.style and NUMBER.fullmatch(node.name):
            number = node.name
        if style and texts:
            return Remarks(tuple(texts[:-1]), texts[-1], style=style, number=number)
        return Remarks(tuple(texts), style=style, number=number)

    def _place(self, node: Node, index: int, comment: Comment) -> str:
        """Where a comment stands in relation to the child that begins before it: above, beside, inside or after."""
        if index < 0:
            return "after"
        _, value = node.children[index]
        group = bool(value.children)
        if comment.start < value.start:  # between a key and its value
            if not value.is_block or not group:
                return "above"
            return "inside" if comment.alone else "beside"
        if comment.start < value.end:
            return "inside"
        same_line = not LINE_BREAK.search(self.text, value.end, comment.start)
        if same_line:
            return "inside" if value.is_block and group else "beside"
        deeper = comment.alone and comment.column > self._column(node)
        return "inside" if deeper and value.is_block and group else "after"

    def _column(self, node: Node) -> int:
        start = node.pairs[0][0].start if node.pairs else node.start
        return tree.column(self.text, start)


NUMBER = re.compile(f"{yaml_lines.INTEGER.pattern}|{yaml_lines.DECIMAL.pattern}")
LINE_BREAK = re.compile(r"[\r\n]")


def _steps(node: Node) -> list[tuple[str | int, Node]]:
    if node.kind == MAPPING:
        return [(key.name, value) for key, value in node.pairs]
    return list(enumerate(node.items))
