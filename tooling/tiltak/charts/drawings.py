"""Pictures of a plan: drawn once as SVG, and the same picture as PNG where a format asks for it.

A picture carries nothing that words beside it do not say; `description` says it in one text. Colours
stand in the drawing as the schema's light ones and carry class names, so that a page's stylesheet can
set the dark ones. Drawn 400 wide, so that the letters can still be read on a phone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from textwrap import wrap
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tiltak.judge.status import Judgement, MilestoneState, deadlines
from tiltak.model.plan import Entry, Milestone
from tiltak.read import schema
from tiltak.read.schema import Choice
from tiltak.words.language import Words

if TYPE_CHECKING:
    import typst

WIDTH = 400
LETTERS = 13  # font size of labels
SMALL = 11
FONT = "Noto Sans, DejaVu Sans, Arial, sans-serif"
INK, FAINT, PAPER = "#1c2833", "#5b6672", "#ffffff"
LINE = "#c9d1d9"
ACCENT = "#0e4a5a"

ON_COLOUR: dict[str, object] = {
    "text_anchor": "middle",
    "css": "t-c-paper",
    "fill": PAPER,
    "font_weight": "bold",
}

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its title and, in `description`, all that it shows, in words."""

    name: str
    title: str
    description: str
    svg: str
    width: int
    height: int

    def png(self, scale: float = 3.0) -> bytes:
        """The same picture in dots, `scale` for each unit of the drawing; the same bytes everywhere."""
        return _raster(self.svg, scale)


# Drawing


@dataclass(frozen=True, slots=True)
class _Canvas:
    name: str
    height: float
    root: ET.Element

    def rectangle(self, x: float, y: float, width: float, height: float, verdict: Choice) -> None:
        """A piece in a verdict's colour."""
        _add(
            self.root,
            "rect",
            x=x,
            y=y,
            width=width,
            height=height,
            css=f"t-c-{verdict.value}",
            fill=verdict.colour_light,
        )

    def line(self, start: tuple[float, float], end: tuple[float, float], **style: object) -> None:
        """A line; faint where nothing else is said."""
        _add(
            self.root,
            "line",
            x1=start[0],
            y1=start[1],
            x2=end[0],
            y2=end[1],
            **{"css": "t-c-line", "stroke": LINE, "stroke_width": 1, **style},
        )

    def path(self, drawn: str, **style: object) -> None:
        """Many lines in one element: a picture may have a thousand rows."""
        _add(self.root, "path", d=drawn, **style)

    def circle(self, x: float, y: float, radius: float, **style: object) -> None:
        _add(self.root, "circle", cx=x, cy=y, r=radius, **style)

    def text(self, x: float, y: float, words: str, size: float = LETTERS, **style: object) -> None:
        """Words in ink, from `x` to the right, where nothing else is said."""
        node = _add(
            self.root, "text", x=x, y=y, font_size=size, **{"css": "t-c-ink", "fill": INK, **style}
        )
        node.text = words

    def chart(self, title: str, description: str) -> Chart:
        label, told = ET.Element("title"), ET.Element("desc")
        label.text, told.text = title, description
        self.root.insert(0, label)
        self.root.insert(1, told)
        svg = ET.tostring(self.root, encoding="unicode")
        return Chart(self.name, title, description, svg, WIDTH, math.ceil(self.height))


def _canvas(name: str, height: float) -> _Canvas:
    root = ET.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {WIDTH} {math.ceil(height)}",
        "class": "t-chart",
        "role": "img",
        "font-family": FONT,
    })  # fmt: skip
    return _Canvas(name, height, root)


def _add(parent: ET.Element, tag: str, **attributes: object) -> ET.Element:
    """An element; `stroke_width` is written `stroke-width`, and `css` is its class."""
    named = {
        key.replace("css", "class").replace("_", "-"): value for key, value in attributes.items()
    }
    return ET.SubElement(parent, tag, {key: _number(value) for key, value in named.items()})


def _number(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _clipped(words: str, width: float, size: float = LETTERS) -> str:
    """A text cut to fit; the whole of it stands in the words beside the picture."""
    room = int(width / (size * 0.54))
    return words if len(words) <= room else words[: max(room - 1, 1)].rstrip() + "…"


# Verdicts

BAR, GAP, LABEL = 22, 14, 18


def verdict_bars(name: str, title: str, rows: Sequence[tuple[str, Counts]], say: Words) -> Chart:
    """A bar for each row, parted by verdict; all bars have the scale of the longest one.

    Each part carries its number and the verdict's symbol where there is room; the legend below names
    every verdict that occurs.
    """
    used = [c for c in schema.choices("verdict") if any(counts[c.value] for _, counts in rows)]
    legend, legend_height = _legend(used, say)
    step = LABEL + BAR + GAP
    canvas = _canvas(name, len(rows) * step + legend_height)
    longest = max((sum(counts.values()) for _, counts in rows), default=0) or 1
    for index, (label, counts) in enumerate(rows):
        top = index * step
        total = sum(counts.values())
        canvas.text(0, top + LABEL - 5, _clipped(label, WIDTH - 40))
        canvas.text(WIDTH, top + LABEL - 5, str(total), text_anchor="end", font_weight="bold")
        _parted(canvas, top + LABEL, counts, WIDTH / longest)
    for choice, x, y in legend:
        _key(canvas, choice, x, len(rows) * step + y, say)
    return canvas.chart(title, " ".join(_row_words(label, c, say) for label, c in rows))


def _parts(counts: Counts, unit: float) -> Iterator[tuple[Choice, int, float, float]]:
    """Each verdict that occurs, how often, and where its part of a bar begins and how wide it is."""
    x = 0.0
    for choice in schema.choices("verdict"):
        if number := counts[choice.value]:
            yield choice, number, x, number * unit
            x += number * unit


def _parted(canvas: _Canvas, y: float, counts: Counts, unit: float) -> None:
    for choice, number, x, width in _parts(counts, unit):
        # The white edge tells two parts from each other where their colours do not.
        canvas.rectangle(x, y, max(width - 1.5, 1.0), BAR, choice)
        if width >= 34:
            _on(canvas, x + width / 2, y + BAR - 7, f"{choice.symbol} {number}")
        elif width >= 12:
            _on(canvas, x + width / 2 - 0.75, y + BAR - 7, str(number))


def _on(canvas: _Canvas, x: float, y: float, words: str) -> None:
    canvas.text(x, y, words, LETTERS - 1, **ON_COLOUR)


def _row_words(label: str, counts: Counts, say: Words) -> str:
    parts = [say.verdict_clause(v, say.number(n), n) for v, n in counts.items() if n]
    return f"{label}: {say.listed(parts) or say.measures(0)}."


def _legend(used: Sequence[Choice], say: Words) -> tuple[list[tuple[Choice, float, float]], float]:
    """Where each key stands, and how high the legend is."""
    placed: list[tuple[Choice, float, float]] = []
    x, y = 0.0, 8.0
    for choice in used:
        width = 30 + len(say.label("verdict", choice.value)) * 7
        if x and x + width > WIDTH:
            x, y = 0.0, y + 20
        placed.append((choice, x, y))
        x += width
    return placed, y + 22 if used else 0


def _key(canvas: _Canvas, choice: Choice, x: float, y: float, say: Words) -> None:
    canvas.rectangle(x, y, 14, 14, choice)
    canvas.text(x + 7, y + 11, choice.symbol, SMALL, **ON_COLOUR)
    canvas.text(x + 19, y + 11.5, say.label("verdict", choice.value), LETTERS - 1)


STRIP = 8


def strip(name: str, title: str, counts: Counts, say: Words) -> Chart:
    """One bar without words, as wide as its place: for beside numbers that say the same."""
    canvas = _canvas(name, STRIP)
    total = sum(counts.values()) or 1
    for choice, _, x, width in _parts(counts, (WIDTH + 1) / total):
        canvas.rectangle(x, 0, max(width - 1, 1.0), STRIP, choice)
    canvas.root.attrib |= {
        "class": "t-strip",
        "preserveAspectRatio": "none",
        "aria-hidden": "true",
    }
    del canvas.root.attrib["role"]
    return canvas.chart(title, _row_words(title, counts, say))


CARD = 210  # with the width: the 1200 × 630 dots that services show a link with
MARGIN = 24


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a card, from the top down."""

    eyebrow: str
    title: str
    sentence: str
    day: str

    def __str__(self) -> str:
        return f"{self.title}. {self.sentence} {self.day}"


def card(name: str, told: Told, counts: Counts) -> Chart:
    """A picture to show a link with: the plan, how it goes in a sentence and a bar, and the day."""
    canvas = _canvas(name, CARD)
    inner = WIDTH - 2 * MARGIN
    _add(canvas.root, "rect", x=0, y=0, width=WIDTH, height=CARD, fill=PAPER)
    _add(canvas.root, "rect", x=0, y=0, width=WIDTH, height=7, fill=ACCENT)
    _fitted(canvas, (20, 16), told.eyebrow, (LETTERS,), fill=FAINT)
    y = _fitted(canvas, (38, 52), told.title, (24, 20, 17, 14, 12), font_weight="bold")
    _fitted(canvas, (y + 6, 142 - y), told.sentence, (16, 14, 12, 10, 8))
    canvas.root.append(moved := ET.Element("g", {"transform": f"translate({MARGIN} 154)"}))
    _parted(replace(canvas, root=moved), 0, counts, inner / (sum(counts.values()) or 1))
    _fitted(canvas, (184, 16), told.day, (SMALL, 9), fill=FAINT)
    return canvas.chart(told.title, str(told))


def _fitted(
    canvas: _Canvas,
    place: tuple[float, float],
    words: str,
    sizes: Sequence[float],
    **style: object,
) -> float:
    """A text in the largest letters that fit in a `place` from the top and so high; gives where it ends."""
    top, height = place
    letter = 0.5 if "font_weight" in style else 0.41  # how wide to how high, in pictures of dots
    fits = {
        size: (wrap(words, int((WIDTH - 2 * MARGIN) / (size * letter))), size * 1.28)
        for size in sizes
    }
    size = next((s for s, (found, step) in fits.items() if len(found) * step <= height), sizes[-1])
    lines, step = fits[size]
    shown = lines[: max(int(height / step), 1)]
    for number, line in enumerate(shown, 1):
        more = " …" if number == len(shown) < len(lines) else ""
        canvas.text(MARGIN, top + number * step - size * 0.28, line + more, size, **style)
    return top + len(shown) * step


SHARE_HEIGHT = 180


def shares(name: str, title: str, columns: Sequence[tuple[str, Counts]], say: Words) -> Chart:
    """Columns side by side, one for each period: how the measures were shared between the verdicts."""
    used = [c for c in schema.choices("verdict") if any(counts[c.value] for _, counts in columns)]
    legend, legend_height = _legend(used, say)
    canvas = _canvas(name, SHARE_HEIGHT + 26 + legend_height)
    slot = WIDTH / max(len(columns), 1)
    every = math.ceil(
        48 / slot
    )  # names that would touch are left out; the table beside has them all
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
                _on(canvas, left + slot / 2, y + height / 2 + 4, str(number))
        if index % every == 0:
            canvas.text(
                left + slot / 2,
                SHARE_HEIGHT + 16,
                label,
                SMALL,
                text_anchor="middle",
                css="t-c-faint",
                fill=FAINT,
            )
    for choice, x, y in legend:
        _key(canvas, choice, x, SHARE_HEIGHT + 26 + y, say)
    return canvas.chart(title, " ".join(_row_words(label, c, say) for label, c in columns))


# Milestones and entries on a time axis

EDGE = 8  # from the picture's side to the axis
HEAD = 22  # the years' own line
LINE_STEP, TRACK = 15, 10  # a line of a label, and how far upright lines reach from a row's middle
YEAR_NAME = 26  # how wide a year's name is
APART, AWAY = 12, 18  # marks of one row that stand closer are moved apart, and how far at most
MARKS = {"late": ("delayed", "!"), "done": ("completed", "✓")}  # state → its colour and its sign
AHEAD = ("in_progress", "")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A dot at a day, in the colour of a verdict, with a sign in it."""

    day: date
    verdict: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands on one line of the axis, and the same in words.

    `moved`: from the deadline that was promised first to the one that took its place. `keyed`: the
    colours stand in the legend.
    """

    label: str
    words: str
    marks: tuple[_Mark, ...]
    moved: tuple[date, date] | None = None
    radius: float = 6
    keyed: bool = False


def timeline(
    name: str,
    title: str,
    span: tuple[date, date],
    day: date,
    judged: Iterable[Judgement],
    say: Words,
) -> Chart:
    """Milestones by measure: a ring where the deadline first stood, a dot where it stands, ✓ where it is met.

    A line between ring and dot is the way the deadline has moved. A recurring milestone has a mark for
    each time that it was done or missed. The upright line of dashes is the day the picture speaks of.
    The description has a line for each row.
    """
    rows = [
        _milestone_row(
            state,
            f"{of.measure.number}  {state.milestone.title}",
            say._("Tiltak {number}").format(number=of.measure.number) + ", ",
            _coming(state, of.day, span[1]),
            say,
        )
        for of in judged
        for state in of.milestones
        if state.due or state.done
    ]
    return _on_axis(name, title, span, day, rows, say)


def measure_timeline(
    name: str, title: str, span: tuple[date, date], day: date, judged: Judgement, say: Words
) -> Chart:
    """As `timeline` for one measure, with its status entries in the first row."""
    rows = [
        _milestone_row(state, state.milestone.title, "", _coming(state, judged.day, span[1]), say)
        for state in judged.milestones
        if state.due or state.done
    ]
    if judged.measure.entries:
        rows.insert(0, _entry_row(judged.measure.entries, say))
    return _on_axis(name, title, span, day, rows, say)


def _entry_row(entries: Sequence[Entry], say: Words) -> _Row:
    """The entries (newest first, as `as_of` leaves them), each with the phase that it carries on."""
    told = []
    for index, entry in enumerate(entries):
        phase = next((e.phase for e in entries[index:] if e.phase), "")
        choice = schema.choice("verdict", phase or "missing_report")
        mark = _Mark(entry.date, choice.value, choice.symbol)
        told.append((mark, _entry_words(entry, phase, say)))
    told.reverse()
    return _Row(
        say._("Statusmeldinger"),
        "\n".join(words for _, words in told),
        tuple(mark for mark, _ in told),
        radius=8,
        keyed=True,
    )


def _entry_words(entry: Entry, phase: str, say: Words) -> str:
    when = say.at(entry.date, entry.precision)
    if entry.into is not None:
        return say._("Meldt {date}: arbeidet fortsetter i tiltak {number}.").format(
            date=when, number=entry.into
        )
    if not phase:
        return say._("Meldt {date}: ingenting nytt.").format(date=when)
    text = (
        say._("Meldt {date}: ingenting nytt, fortsatt «{phase}».")
        if entry.unchanged
        else say._("Meldt som «{phase}» {date}.")
    )
    return text.format(date=when, phase=say.label("phase", phase).lower())


def _coming(state: MilestoneState, day: date, plan_end: date) -> date | None:
    """The next deadline of a milestone that is not met, None where none lies ahead."""
    if state.state == "late":  # what has passed is in `due`, and nothing after it is met
        ahead = (due for due in deadlines(state.milestone, plan_end) if due >= day)
        return next(ahead, None)
    return None if state.state == "done" else state.due


def _milestone_row(
    state: MilestoneState, label: str, of: str, coming: date | None, say: Words
) -> _Row:
    milestone = state.milestone
    met, stands = [state.done] if state.done else [], state.done or state.due
    missed = state.missed or state.passed
    told = _once(state, say)
    if milestone.repeat:
        met, stands = sorted(o.done for o in milestone.occurrences), milestone.due
        told = _repeated(state, missed, coming, say)
    marks = [
        *(_Mark(day, *MARKS["done"]) for day in met),
        *(_Mark(day, *MARKS["late"]) for day in missed),
        *([_Mark(coming, *AHEAD)] if coming else []),
    ]
    first = milestone.baseline
    return _Row(
        label,
        f"{of}{say.quoted(milestone.title)}: {', '.join(filter(None, told))}.",
        tuple(sorted(marks, key=lambda mark: mark.day)),
        (first, stands) if first and stands and first != stands else None,
    )


def _once(state: MilestoneState, say: Words) -> list[str]:
    milestone = state.milestone
    return [
        _first_promised(milestone, state.due, say),
        say._("frist {when}").format(when=say.by(state.due, milestone.precision))
        if state.due
        else "",
        say._("nådd {when}").format(when=say.date(state.done)) if state.done else "",
        say._("{days} over frist").format(days=say.days(state.days))
        if state.state == "late"
        else "",
    ]


def _first_promised(milestone: Milestone, stands: date | None, say: Words) -> str:
    """What was first promised, empty where that is what stands."""
    first = milestone.baseline
    if not first or first == stands:
        return ""
    return say._("først lovet {when}").format(when=say.by(first, milestone.precision))


def _repeated(
    state: MilestoneState, missed: Iterable[date], coming: date | None, say: Words
) -> list[str]:
    """Each time that it was done, no more exact than its source, each deadline missed, and the next one."""
    milestone = state.milestone
    done = sorted(milestone.occurrences, key=lambda occurrence: occurrence.done)
    times = say.listed(say.at(o.done, o.precision) for o in done)
    passed = say.listed(say.by(day, milestone.precision) for day in missed)
    return [
        _first_promised(milestone, milestone.due, say),
        say._("gjennomført {when}").format(when=times) if times else "",
        say._("ikke meldt gjennomført {when}").format(when=passed) if passed else "",
        say._("neste frist {date}").format(date=say.by(coming, milestone.precision))
        if coming
        else "",
    ]


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    def at(self, day: date) -> float:
        whole = (self.last - self.first).days or 1
        inside = min(max(day, self.first), self.last)
        return EDGE + (inside - self.first).days / whole * (WIDTH - 2 * EDGE)

    def years(self) -> Iterator[tuple[int, float, float]]:
        """Each year with where it begins and ends, as far as it can be seen; of many only some."""
        count = self.last.year - self.first.year + 1
        every = math.ceil(count * YEAR_NAME / (WIDTH - 2 * EDGE))
        for year in range(self.first.year, self.last.year + 1, every):
            yield year, self.at(date(year, 1, 1)), self.at(date(year + 1, 1, 1))


def _on_axis(
    name: str,
    title: str,
    span: tuple[date, date],
    day: date,
    rows: Sequence[_Row],
    say: Words,
) -> Chart:
    shown = [d for row in rows for d in (*(mark.day for mark in row.marks), *(row.moved or ()))]
    axis = _Axis(min(span[0], day, *shown), max(span[1], day, *shown))
    keys = {mark.verdict for row in rows if row.keyed for mark in row.marks}
    legend, legend_height = _legend([c for c in schema.choices("verdict") if c.value in keys], say)
    labels = [_in_lines(row.label) for row in rows]
    middles, bottom = [], float(HEAD)
    for lines in labels:
        middles.append(bottom + len(lines) * LINE_STEP + 15)
        bottom += len(lines) * LINE_STEP + 28
    canvas = _canvas(name, bottom + legend_height)
    _grid(canvas, axis, day, middles)
    for row, lines, middle in zip(rows, labels, middles, strict=True):
        top = middle - 15 - len(lines) * LINE_STEP
        for number, line in enumerate(lines, 1):
            canvas.text(0, top + number * LINE_STEP - 1, line, LETTERS - 1)
        _marks(canvas, axis, middle, row)
    for choice, x, y in legend:
        _key(canvas, choice, x, bottom + y, say)
    return canvas.chart(title, "\n".join(row.words for row in rows))


def _in_lines(label: str) -> list[str]:
    """A label whole, in two lines where it is long; only what is longer still is cut."""
    room = int(WIDTH / ((LETTERS - 1) * 0.54))
    lines = wrap(label, room) or [""]
    return [*lines[:1], _clipped(" ".join(lines[1:]), WIDTH, LETTERS - 1)] if lines[1:] else lines


def _grid(canvas: _Canvas, axis: _Axis, day: date, middles: Sequence[float]) -> None:
    """The years and the day, in pieces: no line runs through a label."""
    years = list(axis.years())
    some = years[-1][0] - years[0][0] >= len(years)
    style = {"text_anchor": "middle", "css": "t-c-faint", "fill": FAINT}
    for year, left, right in years:
        # A year of which little can be seen has no room for its name, unless those beside it are left out.
        if some or right - left >= YEAR_NAME * 0.9:
            middle = min(max((left + right) / 2, YEAR_NAME / 2), WIDTH - YEAR_NAME / 2)
            canvas.text(middle, 15, str(year), SMALL, **style)
    uprights = [*(left for _, left, _ in years), float(WIDTH - EDGE)]
    pieces = [(0.0, HEAD - 2.0), *((middle - TRACK, middle + TRACK) for middle in middles)]
    faint = {"css": "t-c-line", "stroke": LINE, "stroke_width": 1, "fill": "none"}
    along = "".join(f"M{EDGE} {_number(middle)}H{WIDTH - EDGE}" for middle in middles)
    canvas.path(_upright(uprights, pieces) + along, **faint)
    dashed = {"css": "t-c-today", "stroke": INK, "stroke_width": 1.5, "stroke_dasharray": "4 3"}
    canvas.path(_upright([axis.at(day)], pieces[1:]), **dashed)


def _upright(places: Iterable[float], pieces: Sequence[tuple[float, float]]) -> str:
    return "".join(
        f"M{_number(x)} {_number(top)}V{_number(bottom)}" for x in places for top, bottom in pieces
    )


def _marks(canvas: _Canvas, axis: _Axis, middle: float, row: _Row) -> None:
    if row.moved and row.marks:
        verdict = schema.choice("verdict", row.marks[-1].verdict)
        first, stands = map(axis.at, row.moved)
        edge = {"stroke": verdict.colour_light, "stroke_width": 2.5}
        css = f"t-c-s-{verdict.value}"
        canvas.line((first, middle), (stands, middle), css=css, **edge)
        canvas.circle(first, middle, 5, css=f"t-c-ring {css}", fill=PAPER, **edge)
    for x, mark in zip(_apart([axis.at(m.day) for m in row.marks]), row.marks, strict=True):
        choice = schema.choice("verdict", mark.verdict)
        canvas.circle(
            x,
            middle,
            row.radius,
            # The edge tells a mark from the one that it overlaps.
            css=f"t-c-{choice.value} t-c-halo",
            fill=choice.colour_light,
            stroke=PAPER,
            stroke_width=1.5,
        )
        if mark.sign:
            canvas.text(x, middle + 4, mark.sign, SMALL - 1, **ON_COLOUR)


def _apart(places: Sequence[float]) -> list[float]:
    """Places in order, moved so far to the left that signs beside each other can be read, and no further."""
    found: list[float] = []
    for place in reversed(places):
        least = max(place - AWAY, float(EDGE))
        found.append(max(min(place, found[-1] - APART), least) if found else place)
    return found[::-1]


# In dots


def _raster(svg: str, scale: float) -> bytes:
    """Typst draws the SVG (its renderer is resvg), with the fonts that it brings along and no other."""
    compiled = _compiler().compile(
        b"#set page(width: auto, height: auto, margin: 0pt)\n"
        b'#set text(size: 1pt)\n#image(bytes(sys.inputs.svg), format: "svg")\n',
        format="png",
        ppi=96 * scale,  # a unit of SVG is a 96th of an inch
        sys_inputs={"svg": svg},
    )
    pages = compiled if isinstance(compiled, list) else [compiled]
    assert isinstance(pages[0], bytes)
    return pages[0]


@cache
def _compiler() -> typst.Compiler:
    import typst

    return typst.Compiler(
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    )
