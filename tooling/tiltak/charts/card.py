"""The picture that stands beside a link to the plan or a measure where somebody shares it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from xml.etree import ElementTree as ET

from tiltak.charts.canvas import (
    FAINT,
    LETTERS,
    PAPER,
    SMALL,
    WIDTH,
    Canvas,
    Chart,
    add_element,
    blank_canvas,
)
from tiltak.charts.verdicts import BAR, Counts, parted_bar
from tiltak.read.schema import Choice
from tiltak.words.language import Words

ACCENT = "#0e4a5a"
CARD = 210  # with the width: the 1200 × 630 dots that services show a link with
MARGIN = 24


@dataclass(frozen=True, slots=True)
class CardText:
    """The words of a card, from the top down."""

    eyebrow: str
    title: str
    sentence: str
    day: str

    def __str__(self) -> str:
        return f"{self.title}. {self.sentence} {self.day}"


def plan_card(name: str, card: CardText, counts: Counts, say: Words) -> Chart:
    """The plan, how it goes in a sentence and a bar, and the day."""
    inner = WIDTH - 2 * MARGIN
    unit = inner / (sum(counts.values()) or 1)
    return _card(name, card, lambda canvas: parted_bar(canvas, 0, counts, unit, say))


def measure_card(name: str, card: CardText, verdict: Choice) -> Chart:
    """One measure with its verdict, why it has it, and the day."""

    def draw(canvas: Canvas) -> None:
        canvas.rectangle(0, 0, WIDTH - 2 * MARGIN, BAR, verdict)
        canvas.sign(
            WIDTH / 2 - MARGIN, BAR - 7, f"{verdict.symbol} {verdict.title}", LETTERS, verdict
        )

    return _card(name, card, draw)


def _card(name: str, card: CardText, draw_bar: Callable[[Canvas], None]) -> Chart:
    canvas = blank_canvas(name, CARD)
    add_element(canvas.root, "rect", x=0, y=0, width=WIDTH, height=CARD, fill=PAPER)
    add_element(canvas.root, "rect", x=0, y=0, width=WIDTH, height=7, fill=ACCENT)
    _fitted(canvas, (20, 16), card.eyebrow, (LETTERS,), fill=FAINT)
    y = _fitted(canvas, (38, 52), card.title, (24, 20, 17, 14, 12), font_weight="bold")
    _fitted(canvas, (y + 6, 142 - y), card.sentence, (16, 14, 12, 10, 8))
    canvas.root.append(moved := ET.Element("g", {"transform": f"translate({MARGIN} 154)"}))
    draw_bar(replace(canvas, root=moved))
    _fitted(canvas, (184, 16), card.day, (SMALL, 9), fill=FAINT)
    return canvas.chart(card.title, str(card))


def _fitted(
    canvas: Canvas, place: tuple[float, float], words: str, sizes: Sequence[float], **style: object
) -> float:
    """A text in the largest letters that fit in a `place` from the top and so high; gives where it ends."""
    top, height = place
    letter = 0.5 if "font_weight" in style else 0.41  # how wide to how high, in pictures of dots
    fits = {
        size: (wrap(words, int((WIDTH - 2 * MARGIN) / (size * letter))), size * 1.28)
        for size in sizes
    }
    size = next(
        (s for s, (wrapped, step) in fits.items() if len(wrapped) * step <= height), sizes[-1]
    )
    lines, step = fits[size]
    fitting = lines[: max(int(height / step), 1)]
    for number, line in enumerate(fitting, 1):
        more = " …" if number == len(fitting) < len(lines) else ""
        canvas.text(MARGIN, top + number * step - size * 0.28, line + more, size, **style)
    return top + len(fitting) * step
