"""Changes to a YAML text that touch the lines of one field and nothing else.

    edited("measure", text, [Put(("owner",), "k46"), Add(("status",), 0, {"date": …})])

Comments, order, quoting and line ends of everything else stay as they are. What comes out has been read
back: it holds the values asked for, and every other value as before.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from tiltak.edit import shape as shapes
from tiltak.edit import tree, write
from tiltak.edit.shape import Shape
from tiltak.edit.tree import LIST, MAPPING, Node
from tiltak.problems import UsageError
from tiltak.read import yaml_lines
from tiltak.read.yaml_lines import Path

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Put:
    """A key gets a value; it is written in the schema's place where it was missing."""

    path: Path
    value: Any


@dataclass(frozen=True, slots=True)
class Add:
    """A list gets one more item at an index; the list is made where it was missing."""

    path: Path
    index: int
    value: Any


@dataclass(frozen=True, slots=True)
class Drop:
    """A key and its value go, and the comments above it stay; an item of a list goes with its comments."""

    path: Path


Edit = Put | Add | Drop


def edited(kind: str, text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made in turn; UsageError for a layout that cannot be spliced."""
    bom, text = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    file_shape = shapes.of(kind)
    value = _value_of(text)
    for edit in edits:
        wanted = _applied(value, edit)
        if wanted == value:
            continue
        text = _Splicer(text, value, file_shape).splice(edit)
        value = _value_of(text)
        if value != wanted:
            raise _refused()
    return bom + text


def _value_of(text: str) -> Any:
    return yaml_lines.parse(text, "")[0].value


def _refused() -> UsageError:
    return UsageError(
        "Filen er skrevet på en måte som ikke kan endres uten å røre resten. Ingenting er endret. "
        "Kjør «tiltak fmt» på filen først, og prøv igjen."
    )


def _applied(value: Any, edit: Edit) -> Any:
    """The same edit made to the values: what the text must read as afterwards."""
    changed = copy.deepcopy(value)
    holder = changed
    *way, last = edit.path
    for step in way:
        if isinstance(step, str) and holder.get(step) is None:
            holder[step] = {}
        holder = holder[step]
    match edit:
        case Put(value=new):
            holder[last] = new
        case Add(index=index, value=new):
            if holder.get(last) is None:
                holder[last] = []
            holder[last].insert(index, new)
        case Drop():
            if isinstance(last, int):
                del holder[last]
            else:
                holder.pop(last, None)
    return changed


class _Splicer:
    """Makes one edit in one text. Offsets refer to the text before the edit."""

    def __init__(self, text: str, value: Any, shape: Shape) -> None:
        self.text = text
        self.value = value
        self.shape = shape
        self.root = tree.nodes(text)
        self.comments = tree.comments(text, self.root)
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def splice(self, edit: Edit) -> str:
        match edit:
            case Put():
                return self._put(edit.path, edit.value)
            case Add():
                return self._add(edit)
            case Drop():
                return (
                    self._drop_item(edit)
                    if isinstance(edit.path[-1], int)
                    else self._drop(edit.path)
                )

    def _with(self, begin: int, end: int, replacement: str) -> str:
        return self.text[:begin] + replacement + self.text[end:]

    def _joined(self, lines: Sequence[str]) -> str:
        return self.newline.join(lines)

    # Where things stand

    def _key(self, path: Path) -> Node:
        holder = self.root.at(path[:-1])
        assert holder
        return next(key for key, _ in holder.pairs if key.name == path[-1])

    def _in_flow(self, path: Path) -> bool:
        """Whether something around the value is written with brackets."""
        return any((n := self.root.at(path[:end])) and n.flow for end in range(len(path)))

    def _has_comments(self, begin: int, end: int) -> bool:
        return any(begin <= c.start < end for c in self.comments)

    def _region_begin(self, child_start: int, floor: int) -> int:
        """The line where a child begins, with the comment lines right above it."""
        begin = tree.line_begin(self.text, child_start)
        for comment in reversed(self.comments):
            line = tree.line_begin(self.text, comment.start)
            if (
                comment.start < begin
                and comment.alone
                and line >= floor
                and tree.next_line(self.text, line) == begin
                and comment.column <= tree.column(self.text, child_start)
            ):
                begin = line
        return begin

    def _region_end(self, end: int, column: int, ceiling: int) -> int:
        """The line after a child: past a comment on its last line, and past comment lines further in."""
        following = tree.next_line(self.text, end)
        for comment in self.comments:
            if following <= comment.start < ceiling and comment.alone:
                if comment.column <= column:
                    break
                following = tree.next_line(self.text, comment.start)
        return following

    def _column(self, path: Path) -> int:
        """The column of the keys or dashes of a block group."""
        node = self.root.at(path)
        assert node
        if node.kind == MAPPING:
            return tree.column(self.text, node.pairs[0][0].start)
        return tree.column(self.text, node.start)

    def _ceiling(self, path: Path) -> int:
        """Where the next thing after a value's own group begins: its comments cannot reach past that."""
        offset = self.root.at(path)
        assert offset
        later = [
            n.start
            for n in tree.scalars(self.root)
            if n.start >= offset.end and n.start > offset.start
        ]
        return min(later, default=len(self.text))

    # Put

    def _put(self, path: Path, value: Any) -> str:
        node = self.root.at(path)
        if node is None:
            return self._insert_key(path, value)
        key = self._key(path)
        if self._in_flow(path):
            return self._replace_in_flow(node, value, path)
        if isinstance(value, list) and node.kind == LIST and not node.flow and value:
            return self._merge_list(path, value)
        if isinstance(value, dict | list) and self._has_comments(node.start, node.end):
            raise _refused()
        return self._replace(key, node, value, path)

    def _replace(self, key: Node, node: Node, value: Any, path: Path) -> str:
        shape = self.shape.at(*path)
        begin = key.end + self.text[key.end :].index(":") + 1
        line_end = tree.line_end(self.text, node.end)
        behind = self.text[node.end : line_end].strip()
        header = ""
        if node.style in ("|", ">"):
            header = next((c.text for c in self.comments if node.start < c.start < node.end), "")
        elif self._has_comments(begin, node.start):
            raise _refused()
        written = self._in_old_quotes(node, value, shape)
        if written is not None:
            new = (f" {written}" if written else "") + (f"  {header}" if header else "")
            return self._with(begin, node.end, new)
        lines = write.after_key(
            value,
            shape,
            tree.column(self.text, key.start),
            len(key.name),
            write.Remarks(tail=behind or header),
        )
        return self._with(begin, line_end if behind else node.end, self._joined(lines))

    def _in_old_quotes(self, node: Node, value: Any, shape: Shape) -> str | None:
        """A single value in the quotes that its predecessor had; None for what takes several lines."""
        if isinstance(value, dict | list):
            return None
        if isinstance(value, str) and (shape.is_prose or "\n" in value):
            return None
        if isinstance(value, str) and (shape.is_quoted or (node.style == '"' and _by_choice(node))):
            return write.double_quoted(value)
        return write.scalar(value, quote="'" if node.style == "'" and _by_choice(node) else "")

    def _replace_in_flow(self, node: Node, value: Any, path: Path) -> str:
        if self._has_comments(node.start, node.end):
            raise _refused()
        shape = self.shape.at(*path)
        gap = "" if self.text[node.start - 1 : node.start] in (" ", "[", "{") else " "
        quoted = node.style == '"' and isinstance(value, str) and _by_choice(node)
        new = write.double_quoted(value) if quoted else write.on_one_line(value, shape)
        return self._with(node.start, node.end, gap + new)

    def _insert_key(self, path: Path, value: Any) -> str:
        *above, name = path
        assert isinstance(name, str)
        holder = self.root.at(tuple(above))
        if holder is None:
            return self._insert_key(tuple(above), {name: value})
        if holder.kind != MAPPING or not holder.pairs:
            return self._put(tuple(above), {name: value})
        shape = self.shape.at(*above)
        before = [
            (key, inner) for key, inner in holder.pairs if shape.rank(key.name) <= shape.rank(name)
        ]
        if holder.flow:
            return self._insert_pair_in_flow(holder, before, name, value, shape)
        column = tree.column(self.text, holder.pairs[0][0].start)
        lines = write.pair_lines(name, value, shape.key(name), column)
        if not before:
            first = holder.pairs[0][0].start
            return self._with(
                first, first, self._joined(lines).lstrip(" ") + self.newline + " " * column
            )
        _, last = before[-1]
        ceiling = next(
            (k.start for k, _ in holder.pairs if k.start > last.start and k.start >= last.end), None
        )
        end = self._region_end(last.end, column, ceiling or self._ceiling(tuple(above)))
        return self._insert_lines(end, lines)

    def _insert_lines(self, offset: int, lines: Sequence[str]) -> str:
        """Whole lines at the beginning of a line, or after a last line that has no line break."""
        if offset == len(self.text) and not self.text.endswith(("\n", "\r")):
            return self.text + self.newline + self._joined(lines)
        return self._with(offset, offset, self._joined(lines) + self.newline)

    def _insert_pair_in_flow(
        self, holder: Node, before: Sequence[tuple[Node, Node]], name: str, value: Any, shape: Shape
    ) -> str:
        written = f"{write.scalar(name, flow=True)}: {write.on_one_line(value, shape.key(name))}"
        if before:
            end = before[-1][1].end
            return self._with(end, end, f", {written}")
        first = holder.pairs[0][0].start
        return self._with(first, first, f"{written}, ")

    # Lists

    def _add(self, edit: Add) -> str:
        node = self.root.at(edit.path)
        if node is None or node.kind != LIST or not node.items:
            return self._put(edit.path, [edit.value])
        shape = self.shape.at(*edit.path)
        if node.flow:
            return self._add_in_flow(node, edit, shape)
        column = self._column(edit.path)
        lines = write.item_lines(edit.value, shape.item(), column)
        begin, end = self._item_region(edit.path, min(edit.index, len(node.items) - 1))
        return self._insert_lines(begin if edit.index < len(node.items) else end, lines)

    def _add_in_flow(self, node: Node, edit: Add, shape: Shape) -> str:
        written = write.on_one_line(edit.value, shape.item())
        if edit.index >= len(node.items):
            end = node.items[-1].end
            return self._with(end, end, f", {written}")
        begin = node.items[edit.index].start
        before = self.text[tree.line_begin(self.text, begin) : begin]
        gap = self.newline + before if not before.strip() else " "
        return self._with(begin, begin, f"{written},{gap}")

    def _item_region(self, path: Path, index: int) -> tuple[int, int]:
        """The lines of an item of a block list, its comments with it."""
        node = self.root.at(path)
        assert node
        column = self._column(path)
        dash = self._dash(node, index, column)
        floor = tree.next_line(self.text, node.items[index - 1].end) if index else 0
        key = self._key(path) if isinstance(path[-1], str) else None
        if not index and key:
            floor = tree.next_line(self.text, key.end)
        begin = self._region_begin(dash, floor)
        more = index + 1 < len(node.items)
        ceiling = self._dash(node, index + 1, column) if more else self._ceiling(path)
        return begin, self._region_end(node.items[index].end, column, ceiling)

    def _dash(self, node: Node, index: int, column: int) -> int:
        """Where the dash of an item stands: on the item's line or, rarely, above it."""
        floor = node.items[index - 1].end if index else node.start
        if index == 0:
            return node.start
        offset = tree.line_begin(self.text, node.items[index].start)
        while offset > floor and self.text[offset + column : offset + column + 1] != "-":
            offset = tree.line_begin(self.text, offset - 1)
        return offset + column

    def _drop_item(self, edit: Drop) -> str:
        *above, index = edit.path
        node = self.root.at(tuple(above))
        assert node
        assert isinstance(index, int)
        if len(node.items) == 1:
            return self._put(tuple(above), [])
        if node.flow:
            raise _refused()
        begin, end = self._item_region(tuple(above), index)
        return self._with(begin, end, "")

    def _merge_list(self, path: Path, wanted: list[Any]) -> str:
        """Change the items of a block list; only the items that differ are touched."""
        node = self.root.at(path)
        assert node
        old = self.value
        for step in path:
            old = old[step]
        if any(isinstance(v, dict | list) for v in [*old, *wanted]):
            raise _refused()
        matcher = SequenceMatcher(
            None, [str(v) for v in old], [str(v) for v in wanted], autojunk=False
        )
        column = self._column(path)
        text = self.text
        for tag, i1, i2, j1, j2 in reversed(matcher.get_opcodes()):
            if tag == "equal":
                continue
            lines = [
                line
                for v in wanted[j1:j2]
                for line in write.item_lines(v, self.shape.at(*path).item(), column)
            ]
            new = self._joined(lines) + self.newline if lines else ""
            if i1 == i2:
                begin, end = self._item_region(path, min(i1, len(old) - 1))
                begin = end = begin if i1 < len(old) else end
            else:
                begin = tree.line_begin(text, self._dash(node, i1, column))
                end = tree.next_line(text, node.items[i2 - 1].end)
                if any(c.alone and begin < c.start < end for c in self.comments):
                    raise _refused()
            text = text[:begin] + new + text[end:]
        return text

    # Drop

    def _drop(self, path: Path) -> str:
        holder, node, key = self.root.at(path[:-1]), self.root.at(path), self._key(path)
        assert holder
        assert node
        if len(holder.pairs) == 1:
            raise _refused()
        index = next(i for i, (k, _) in enumerate(holder.pairs) if k is key)
        if holder.flow:
            begin, end = key.start, node.end
            if index:
                begin = holder.pairs[index - 1][1].end
            else:
                end = holder.pairs[1][0].start
            if self._has_comments(begin, end):
                raise _refused()
            return self._with(begin, end, "")
        if any(c.alone and key.start < c.start < node.end for c in self.comments):
            raise _refused()
        if index == 0:  # it may stand behind a dash
            following = holder.pairs[1][0].start
            if self._has_comments(tree.next_line(self.text, node.end), following):
                raise _refused()
            return self._with(key.start, following, "")
        begin = tree.line_begin(self.text, key.start)
        return self._with(begin, tree.next_line(self.text, node.end), "")


def _by_choice(node: Node) -> bool:
    """Whether the quotes of a value were somebody's choice: it would have read the same without."""
    return write.scalar(node.name) == node.name
