"""The figures of an indicator: a column for each time, or a bar for each group.

No line joins two figures, so none can be drawn across a break or a year without a figure. What is from before the
plan was adopted is drawn as an outline. An indicator has one large picture, or small ones that stand several abreast.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tiltak.charts.canvas import (
    ACCENT,
    FAINT,
    INK,
    LETTERS,
    PAPER,
    SMALL,
    WIDTH,
    Canvas,
    Chart,
    add_element,
    blank_canvas,
    clipped_text,
)
from tiltak.judge.indicators import is_starting_point
from tiltak.model.indicators import Figure, Indicator
from tiltak.model.plan import Plan
from tiltak.words import indicators
from tiltak.words.language import Words

ALIKE = 5  # groups whose largest figures differ by less share one scale
MOST_TIMES = 30  # columns that can stand side by side; the table has the others


@dataclass(frozen=True, slots=True)
class Size:
    """How large a picture is drawn: its width, the height of the tallest column, its letters, a bar and the way to the next."""

    width: int
    plot: int
    letters: int
    small: int
    bar: int
    step: int

    @property
    def line(self) -> int:
        return self.small + 1


LARGE = Size(WIDTH, 84, LETTERS, SMALL, 16, 42)
LITTLE = Size(200, 34, 11, 10, 5, 20)  # three abreast on a sheet of paper


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn of an indicator: the figures with a value and a year, of times that were over on a day."""

    indicator: Indicator
    figures: tuple[Figure, ...]
    until: date
    plan: Plan
    say: Words

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(g for g in self.indicator.groups if self.of_group(g))

    def of_group(self, group: str) -> tuple[Figure, ...]:
        return tuple(f for f in self.figures if f.group == group)

    @property
    def years(self) -> range:
        own = [_year(f) or 0 for f in self.figures]
        last = max([*own, *_decided(self.indicator)])
        return range(max(min(own), last - MOST_TIMES + 1), last + 1)

    @property
    def is_of_one_time(self) -> bool:
        return len({_year(f) for f in self.figures}) == 1 and not self.indicator.target

    def largest(self, group: str) -> float:
        stated = (float(f.value or 0) for f in self.of_group(group))
        return max(0.0, *stated, *_decided(self.indicator, group).values())

    @property
    def has_one_scale(self) -> bool:
        largest = [self.largest(group) for group in self.groups]
        return max(largest) <= ALIKE * min(largest)

    def top(self, group: str) -> float:
        """What the tallest column that there is room for stands for."""
        shared = self.groups if self.has_one_scale else (group,)
        return max(map(self.largest, shared)) or 1

    def name(self, group: str) -> str:
        """What a picture of a group alone is called: columns of another scale are not compared with its."""
        own_scale = self.say._("{group} (egen skala)").format(group=group)
        return own_scale if group and not self.has_one_scale else group

    @property
    def broken_years(self) -> set[int]:
        """The years before which a break is drawn."""
        return {b.since.first.year for b in self.indicator.breaks} & set(self.years[1:])

    def meaning(self) -> tuple[str, ...]:
        """What the eye cannot know of the marks."""
        sentences = []
        if self.indicator.target:
            sentences.append(self.say._("Strek: måltallet, og hva som er vedtatt underveis."))
        if any(is_starting_point(figure, self.plan) for figure in self.figures):
            sentences.append(
                self.say._("Uten farge: fra før planen ble vedtatt, eller fra samme tid.")
            )
        if self.broken_years:
            sentences.append(self.say._("Brudd: tallene før og etter kan ikke sammenlignes."))
        return tuple(sentences)


def series_of(
    indicator: Indicator, plan: Plan, say: Words, until: date = date.max
) -> Series | None:
    """None where there is nothing to draw."""
    drawn = [f for f in indicator.until(until) if f.value is not None and _year(f) is not None]
    return Series(indicator, tuple(drawn), until, plan, say) if drawn else None


def chart_of(indicator: Indicator, plan: Plan, say: Words, until: date = date.max) -> Chart | None:
    """The picture of an indicator, by the figures of times that were over on a day; None where there is none to draw."""
    series = series_of(indicator, plan, say, until)
    if not series:
        return None
    return _bar_chart(series) if series.is_of_one_time else _column_chart(series)


def small_charts(series: Series) -> Iterator[Chart]:
    """The same as small pictures, one for each group, or for a time and all its groups; each says what it is of."""
    name, title = f"indikator-{series.indicator.id}", series.indicator.title
    for number, group in enumerate([None] if series.is_of_one_time else series.groups, 1):
        lines = textwrap.wrap(title, 31, max_lines=2, placeholder="…")
        named = clipped_text(series.name(group or ""), LITTLE.width, LITTLE.small)
        head = LITTLE.line * (len(lines) + bool(named)) + 2
        drawn = series.figures if group is None else series.of_group(group)
        height = head + (
            _height_of_bars(drawn, LITTLE) if group is None else _height(series, LITTLE)
        )
        canvas = blank_canvas(f"{name}-{number}", height, LITTLE.width)
        for row, line in enumerate(lines, 1):
            canvas.text(0, LITTLE.line * row, line, LITTLE.letters, font_weight="bold")
        if named:
            canvas.text(0, LITTLE.line * (len(lines) + 1), named, LITTLE.small)
        if group is None:
            _bars(canvas, series, head, LITTLE)
        else:
            _panel(canvas, series, group, head, LITTLE)
        heard = f"{title}. {group}" if group else title
        yield canvas.chart(heard, description(series.indicator, drawn, series.say))


def _decided(indicator: Indicator, group: str | None = None) -> dict[int, float]:
    """What was decided that a figure should be, by year: the target and the way to it, of one group or whichever has one."""
    target = indicator.target
    if not target or group not in (None, target.group):
        return {}
    return {point.by.last.year: float(point.value) for point in target.decided}


def _year(figure: Figure) -> int | None:
    """The year a figure is drawn at; None for a stretch of several, which has no place on the axis."""
    when = figure.when
    return when.last.year if when and when.first.year == when.last.year else None


def _column_chart(series: Series) -> Chart:
    """The groups below each other."""
    say, size = series.say, LARGE
    meaning = [*series.meaning()]
    if not series.has_one_scale:
        meaning.append(say._("Hver gruppe har sin egen skala."))
    named = size.letters if any(series.groups) else 0
    panel = named + _height(series, size)
    foot = (size.small + 4) * len(meaning)
    canvas = blank_canvas(f"indikator-{series.indicator.id}", panel * len(series.groups) + foot + 2)
    for row, group in enumerate(series.groups):
        if group:
            words = clipped_text(group, size.width)
            canvas.text(0, row * panel + size.letters, words, font_weight="bold")
        _panel(canvas, series, group, row * panel + named, size)
    _foot(canvas, meaning)
    return _with_words(canvas, series)


def _height(series: Series, size: Size) -> int:
    """Of the columns of a group, with the numbers above them and the years below."""
    return _head(series, size) + size.plot + size.line * 2


def _head(series: Series, size: Size) -> int:
    """What stands above the tallest column: its number, and above that where the series breaks."""
    return size.line * (2 if series.indicator.breaks else 1) + 8


def _panel(canvas: Canvas, series: Series, group: str, y: float, size: Size) -> None:
    """The columns of a group, from `y` downwards."""
    years, per_unit = series.years, size.plot / series.top(group)
    slot, floor = size.width / len(years), y + _head(series, size) + size.plot
    canvas.line((0, floor), (size.width, floor))
    for index, year in enumerate(years):
        own = [f for f in series.of_group(group) if _year(f) == year]
        _column(canvas, series, own, (index * slot, slot, floor), per_unit, size)
        if index % max(1, round(34 / slot)) == 0:
            # Half of a year's letters, which may not stand outside of the picture.
            half = max(size.small * 1.2, slot / 2)
            middle = min(max((index + 0.5) * slot, half), size.width - half)
            _faint(canvas, middle, floor + size.line + 3, str(year), size=size.small)
    for year, value in _decided(series.indicator, group).items():
        if year in years:
            x, mark = years.index(year) * slot, floor - max(value, 0) * per_unit
            canvas.line((x + 1, mark), (x + slot - 1, mark), stroke=INK, css="t-c-today")
            written = indicators.number(Decimal(str(value)), series.say)
            canvas.text(x + slot / 2, mark - 4, written, size.small, text_anchor="middle")
    word, free_until = series.say._("brudd"), math.inf
    room = len(word) * size.small * 0.6
    for x in sorted((years.index(year) * slot for year in series.broken_years), reverse=True):
        style = {"stroke": INK, "css": "t-c-today", "stroke_dasharray": "3 3"}
        canvas.line((x, y + 4), (x, floor), **style)
        is_last = x > size.width * 0.8
        place, anchor = (x - 3, "end") if is_last else (x + 3, "start")
        begins = place - room if is_last else place
        # Of breaks close together one has the word: two would run into each other.
        if begins + room < free_until:
            canvas.text(place, y + size.small, word, size.small, text_anchor=anchor)
            free_until = begins


def _column(
    canvas: Canvas,
    series: Series,
    own: Sequence[Figure],
    at: tuple[float, float, float],
    per_unit: float,
    size: Size,
) -> None:
    """What was so in a year, from an x with a width and a floor; side by side where sources differ."""
    x, slot, floor = at
    if not own:
        _faint(canvas, x + slot / 2, floor - 4, "–", size=size.small)
    width = (slot * 0.72) / max(len(own), 1)
    for number, figure in enumerate(own):
        assert figure.value is not None
        height = max(float(figure.value), 0) * per_unit
        left = x + slot * 0.14 + number * width
        _piece(canvas, (left, floor - height, width - 2, height), series, figure)
        written = indicators.number(figure.value, series.say)
        place = left + width / 2, floor - height - 4
        canvas.text(*place, written, size.small, text_anchor="middle")


def _bar_chart(series: Series) -> Chart:
    """One time only: its groups below each other."""
    height = _height_of_bars(series.figures, LARGE) + LARGE.small + 6
    canvas = blank_canvas(f"indikator-{series.indicator.id}", height)
    _bars(canvas, series, 0, LARGE)
    _foot(canvas, series.meaning())
    return _with_words(canvas, series)


def _height_of_bars(figures: Sequence[Figure], size: Size) -> int:
    return size.step * len(figures)


def _bars(canvas: Canvas, series: Series, y: float, size: Size) -> None:
    """A bar for each figure, from `y` downwards."""
    top = max(float(f.value or 0) for f in series.figures) or 1
    for row, figure in enumerate(series.figures):
        assert figure.value is not None
        below = y + row * size.step + size.letters
        words = figure.group or indicators.time(figure, series.say)
        room = size.width - size.letters * 4.5
        canvas.text(0, below, clipped_text(words, room, size.letters), size.letters)
        written = indicators.number(figure.value, series.say)
        style = {"text_anchor": "end", "font_weight": "bold"}
        canvas.text(size.width, below, written, size.letters, **style)
        width = max(float(figure.value), 0) / top * (size.width - 2)
        _piece(canvas, (1, below + 4, width, size.bar), series, figure)


def _with_words(canvas: Canvas, series: Series) -> Chart:
    indicator, say = series.indicator, series.say
    heard = description(indicator, series.figures, say)
    return canvas.chart(indicators.seen(indicator, series.until, say), heard)


def _foot(canvas: Canvas, sentences: Sequence[str]) -> None:
    """What the eye cannot know, a line for each sentence."""
    for above, sentence in enumerate(reversed(sentences)):
        _faint(canvas, 0, canvas.height - 4 - above * (SMALL + 4), sentence, "start")


def _piece(
    canvas: Canvas, box: tuple[float, float, float, float], series: Series, figure: Figure
) -> None:
    """A column or a bar at x, y with a width and a height."""
    x, y, width, height = box
    before = is_starting_point(figure, series.plan)
    add_element(
        canvas.root, "rect", x=x, y=y, width=max(width, 1.0), height=max(height, 1.0),
        css="t-c-before" if before else "t-c-figure",
        fill=PAPER if before else ACCENT, stroke=ACCENT, stroke_width=1.5,
    )  # fmt: skip


def _faint(
    canvas: Canvas, x: float, y: float, words: str, anchor: str = "middle", size: float = SMALL
) -> None:
    canvas.text(x, y, words, size, text_anchor=anchor, css="t-c-faint", fill=FAINT)


def description(indicator: Indicator, drawn: Sequence[Figure], say: Words) -> str:
    """What is drawn in words, a line for each group."""
    return "\n".join(_lines(indicator, drawn, say))


def _lines(indicator: Indicator, drawn: Sequence[Figure], say: Words) -> Iterator[str]:
    for group in indicator.groups:
        sentence = say.listed(
            say._("{value} {when}").format(
                value=indicators.figure(f, say),
                when=say.at(f.when) if f.when else indicators.time(f, say),
            )
            for f in drawn
            if f.group == group
        )
        if sentence:
            yield f"{group}: {sentence}." if group else f"{sentence}."
    for broken in indicator.breaks:
        yield say._("Brudd fra {when}: {why}").format(when=say.date(broken.since), why=broken.note)
