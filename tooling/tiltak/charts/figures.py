"""The figures of an indicator: a column for each time, or a bar for each group.

No line joins two figures, so none can be drawn across a break or a year without a figure. What is from before the
plan was adopted is drawn as an outline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from tiltak.charts.canvas import (
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

ACCENT = "#1f5d8c"
PLOT, HEAD, FOOT = 84, 34, 22  # heights of a panel's columns, of what stands above and below them
BAR, STEP = 16, 42
ALIKE = 5  # groups whose largest figures differ by less share one scale
Look = tuple[Plan, Words]
MOST_TIMES = 30  # columns that can stand side by side; the table has the others


def chart_of(indicator: Indicator, plan: Plan, say: Words, until: date = date.max) -> Chart | None:
    """The picture of an indicator, by the figures of times that were over on a day; None where there is none to draw."""
    drawn = [f for f in indicator.until(until) if f.value is not None and _year(f) is not None]
    years = sorted({_year(f) or 0 for f in drawn})
    if not drawn:
        return None
    if len(years) == 1 and not indicator.target:
        return _bars(indicator, drawn, until, plan, say)
    last = max([years[-1], *_decided(indicator)])
    first = max(years[0], last - MOST_TIMES + 1)
    return _columns(indicator, drawn, range(first, last + 1), until, plan, say)


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


def _columns(
    indicator: Indicator, drawn: Sequence[Figure], years: range, until: date, plan: Plan, say: Words
) -> Chart:
    groups = [g for g in indicator.groups if any(f.group == g for f in drawn)]
    largest = {
        g: max(
            *(float(f.value or 0) for f in drawn if f.group == g),
            *_decided(indicator, g).values(),
            0.0,
        )
        for g in groups
    }
    shared = max(largest.values()) <= ALIKE * min(largest.values())
    panel = HEAD + PLOT + FOOT
    lines = SMALL + 4 if indicator.target else 0  # of what the marks mean
    canvas = blank_canvas(f"indikator-{indicator.id}", panel * len(groups) + SMALL + 6 + lines)
    slot = WIDTH / len(years)
    for row, group in enumerate(groups):
        floor = row * panel + HEAD + PLOT
        if len(groups) > 1 or group:
            canvas.text(0, row * panel + LETTERS, clipped_text(group, WIDTH), font_weight="bold")
        top = (max(largest.values()) if shared else largest[group]) or 1
        canvas.line((0, floor), (WIDTH, floor))
        for index, year in enumerate(years):
            own = [f for f in drawn if f.group == group and _year(f) == year]
            _column(canvas, own, (index * slot, slot), floor, top, (plan, say))
            if index % max(1, round(34 / slot)) == 0:
                _faint(canvas, (index + 0.5) * slot, floor + 15, str(year))
        for year, value in _decided(indicator, group).items():
            if year in years:
                x, y = years.index(year) * slot, floor - max(value, 0) / top * PLOT
                canvas.line((x + 1, y), (x + slot - 1, y), stroke=INK, css="t-c-today")
                sentence = indicators.number(Decimal(str(value)), say)
                canvas.text(x + slot / 2, y - 4, sentence, SMALL, text_anchor="middle")
        for broken in indicator.breaks:
            if broken.since.first.year in years[1:]:
                x = years.index(broken.since.first.year) * slot
                canvas.line(
                    (x, floor - PLOT - 8),
                    (x, floor),
                    stroke=INK,
                    css="t-c-today",
                    stroke_dasharray="3 3",
                )
                canvas.text(x + 3, floor - PLOT - 8, say._("brudd"), SMALL)
    own_scales = "" if shared else say._("Hver gruppe har sin egen skala.")
    if indicator.target:
        meaning = say._("Strek: måltallet, og hva som er vedtatt underveis.")
        _faint(canvas, 0, canvas.height - 4 - lines, meaning, "start")
    _foot(canvas, drawn, plan, say, own_scales)
    return canvas.chart(indicators.seen(indicator, until, say), description(indicator, drawn, say))


def _column(
    canvas: Canvas,
    own: Sequence[Figure],
    at: tuple[float, float],
    floor: float,
    tallest: float,
    look: Look,
) -> None:
    """What was so in a year, at an x with a width; side by side where sources differ."""
    (x, slot), (plan, say) = at, look
    if not own:
        _faint(canvas, x + slot / 2, floor - 4, "–")
    width = (slot * 0.72) / max(len(own), 1)
    for number, figure in enumerate(own):
        assert figure.value is not None
        height = max(float(figure.value), 0) / tallest * PLOT
        left = x + slot * 0.14 + number * width
        _piece(
            canvas,
            (left, floor - height, width - 2, height),
            before=is_starting_point(figure, plan),
        )
        canvas.text(
            left + width / 2, floor - height - 4, indicators.number(figure.value, say), SMALL, text_anchor="middle"
        )  # fmt: skip


def _bars(
    indicator: Indicator, drawn: Sequence[Figure], until: date, plan: Plan, say: Words
) -> Chart:
    """One time only: its groups below each other."""
    canvas = blank_canvas(f"indikator-{indicator.id}", STEP * len(drawn) + SMALL + 6)
    top = max(float(f.value or 0) for f in drawn) or 1
    for row, figure in enumerate(drawn):
        assert figure.value is not None
        y = row * STEP
        canvas.text(
            0, y + LETTERS, clipped_text(figure.group or indicators.time(figure, say), WIDTH - 60)
        )
        canvas.text(
            WIDTH, y + LETTERS, indicators.number(figure.value, say), text_anchor="end", font_weight="bold"
        )  # fmt: skip
        width = max(float(figure.value), 0) / top * (WIDTH - 2)
        _piece(canvas, (1, y + LETTERS + 5, width, BAR), before=is_starting_point(figure, plan))
    _foot(canvas, drawn, plan, say)
    return canvas.chart(indicators.seen(indicator, until, say), description(indicator, drawn, say))


def _foot(canvas: Canvas, drawn: Sequence[Figure], plan: Plan, say: Words, more: str = "") -> None:
    """What the eye cannot know."""
    outlined = any(is_starting_point(figure, plan) for figure in drawn)
    meaning = say._("Omriss: fra før vedtaket eller samme tid.") if outlined else ""
    _faint(canvas, 0, canvas.height - 4, f"{meaning} {more}".strip(), "start")


def _piece(canvas: Canvas, box: tuple[float, float, float, float], *, before: bool) -> None:
    """A column or a bar at x, y with a width and a height."""
    x, y, width, height = box
    add_element(
        canvas.root, "rect", x=x, y=y, width=max(width, 1.0), height=max(height, 1.0),
        css="t-c-before" if before else "t-c-figure",
        fill=PAPER if before else ACCENT, stroke=ACCENT, stroke_width=1.5,
    )  # fmt: skip


def _faint(canvas: Canvas, x: float, y: float, words: str, anchor: str = "middle") -> None:
    canvas.text(x, y, words, SMALL, text_anchor=anchor, css="t-c-faint", fill=FAINT)


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
