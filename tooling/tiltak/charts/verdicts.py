"""How many measures have each verdict, or each word of another scale: bars, a strip, and columns over time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tiltak.charts.canvas import (
    FAINT,
    LETTERS,
    SMALL,
    WIDTH,
    Canvas,
    Chart,
    blank_canvas,
    clipped_text,
)
from tiltak.read.schema import Choice
from tiltak.words.language import Words

Counts = Mapping[str, int]

# Verdicts
BAR, GAP, LABEL = 22, 14, 18


def bars(
    name: str, title: str, rows: Sequence[tuple[str, Counts]], say: Words, scale: str = "verdict"
) -> Chart:
    """A bar for each row, parted by the words of `scale`; all bars have the length of the longest one as measure.

    Each part carries its number and the word's symbol where there is room; the legend below names
    every word that occurs.
    """
    used = _used(scale, rows, say)
    legend, legend_height = placed_legend(used)
    step = LABEL + BAR + GAP
    canvas = blank_canvas(name, len(rows) * step + legend_height)
    longest = max((sum(counts.values()) for _, counts in rows), default=0) or 1
    for index, (label, counts) in enumerate(rows):
        top = index * step
        total = sum(counts.values())
        canvas.text(0, top + LABEL - 5, clipped_text(label, WIDTH - 40, LETTERS - 1), LETTERS - 1)
        canvas.text(WIDTH, top + LABEL - 5, str(total), text_anchor="end", font_weight="bold")
        parted_bar(canvas, top + LABEL, counts, WIDTH / longest, say, scale)
    draw_legend(canvas, legend, len(rows) * step)
    return canvas.chart(title, " ".join(_row_words(label, c, say, scale) for label, c in rows))


def _used(scale: str, rows: Sequence[tuple[str, Counts]], say: Words) -> list[Choice]:
    return [c for c in say.choices(scale) if any(counts[c.value] for _, counts in rows)]


def _parts(
    counts: Counts, unit: float, say: Words, scale: str = "verdict"
) -> Iterator[tuple[Choice, int, float, float]]:
    """Each word that occurs, how often, and where its part of a bar begins and how wide it is."""
    x = 0.0
    for choice in say.choices(scale):
        if number := counts[choice.value]:
            yield choice, number, x, number * unit
            x += number * unit


def parted_bar(
    canvas: Canvas, y: float, counts: Counts, unit: float, say: Words, scale: str = "verdict"
) -> None:
    for choice, number, x, width in _parts(counts, unit, say, scale):
        # The white edge tells two parts from each other where their colours do not.
        canvas.rectangle(x, y, max(width - 1.5, 1.0), BAR, choice)
        if width >= 34:
            words = f"{choice.symbol} {number}".strip()
            canvas.sign(x + width / 2, y + BAR - 7, words, LETTERS - 1, choice)
        elif width >= 12:
            canvas.sign(x + width / 2 - 0.75, y + BAR - 7, str(number), LETTERS - 1, choice)


def _row_words(label: str, counts: Counts, say: Words, scale: str = "verdict") -> str:
    clauses = (
        say.verdict_clauses(counts)
        if scale == "verdict"
        else [f"{counts[c.value]} {c.title.lower()}" for c in say.choices(scale) if counts[c.value]]
    )
    return f"{label}: {say.listed(clauses) or say.measures(0)}."


Placed = tuple[Choice, float, float]  # a key of a legend, and where it stands


def placed_legend(used: Sequence[Choice]) -> tuple[list[Placed], float]:
    """Where each key stands, and how high the legend is."""
    placed: list[Placed] = []
    x, y = 0.0, 8.0
    for choice in used:
        width = 30 + len(choice.title) * 7
        if x and x + width > WIDTH:
            x, y = 0.0, y + 20
        placed.append((choice, x, y))
        x += width
    return placed, y + 22 if used else 0


def draw_legend(canvas: Canvas, keys: Iterable[Placed], top: float) -> None:
    for choice, x, below in keys:
        y = top + below
        canvas.rectangle(x, y, 14, 14, choice)
        canvas.sign(x + 7, y + 11, choice.symbol, SMALL, choice)
        canvas.text(x + 19, y + 11.5, choice.title, LETTERS - 1)


STRIP = 8


def strip(name: str, title: str, counts: Counts, say: Words) -> Chart:
    """One bar without words, as wide as its place: for beside numbers that say the same."""
    canvas = blank_canvas(name, STRIP)
    total = sum(counts.values()) or 1
    for choice, _, x, width in _parts(counts, (WIDTH + 1) / total, say):
        canvas.rectangle(x, 0, max(width - 1, 1.0), STRIP, choice)
    canvas.root.attrib |= {"class": "t-strip", "preserveAspectRatio": "none", "aria-hidden": "true"}
    del canvas.root.attrib["role"]
    return canvas.chart(title, _row_words(title, counts, say))


SHARE_HEIGHT = 180
AXIS_LINE = 13  # a period and its year stand below each other


def shares(
    name: str, title: str, columns: Sequence[tuple[str, Counts]], say: Words, scale: str = "verdict"
) -> Chart:
    """Columns side by side, one for each period: how the measures were shared between the words of `scale`."""
    used = _used(scale, columns, say)
    legend, legend_height = placed_legend(used)
    canvas = blank_canvas(name, SHARE_HEIGHT + 26 + AXIS_LINE + legend_height)
    slot = WIDTH / max(len(columns), 1)
    # Names that would touch are left out; the table beside has them all.
    every = math.ceil(48 / slot)
    for index, (label, counts) in enumerate(columns):
        left = index * slot
        total = sum(counts.values()) or 1
        y = float(SHARE_HEIGHT)
        for choice in used:
            if not (number := counts[choice.value]):
                continue
            height = number / total * SHARE_HEIGHT
            y -= height
            canvas.rectangle(left + 2, y + 1, slot - 4, max(height - 1.5, 1.0), choice)
            if height >= 16 and slot >= 22:
                middle = y + height / 2 + 4
                canvas.sign(left + slot / 2, middle, str(number), LETTERS - 1, choice)
        if index % every == 0:
            for line, words in enumerate(filter(None, label.rpartition(" ")[::2])):
                canvas.text(
                    left + slot / 2, SHARE_HEIGHT + 15 + line * AXIS_LINE, words, SMALL,
                    text_anchor="middle", css="t-c-faint", fill=FAINT,
                )  # fmt: skip
    draw_legend(canvas, legend, SHARE_HEIGHT + 26 + AXIS_LINE)
    return canvas.chart(title, " ".join(_row_words(label, c, say, scale) for label, c in columns))
