"""Milestones and status entries on an axis of time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from tiltak.charts.canvas import (
    FAINT,
    INK,
    LETTERS,
    LINE,
    ON_COLOUR,
    PAPER,
    SMALL,
    WIDTH,
    Canvas,
    Chart,
    blank_canvas,
    clipped_text,
    number_text,
)
from tiltak.charts.verdicts import draw_legend, placed_legend
from tiltak.judge.status import Judgement, MilestoneState
from tiltak.model.plan import Entry, Milestone, Plan
from tiltak.model.recurrence import deadlines
from tiltak.model.when import When
from tiltak.words.language import Words
from tiltak.words.measures import milestone_state, passed

# Milestones and entries on a time axis
EDGE = 8  # from the picture's side to the axis
HEAD = 22  # the years' own line
LINE_STEP, TRACK = 15, 10  # a line of a label, and how far upright lines reach from a row's middle
YEAR_NAME = 26  # how wide a year's name is
APART, AWAY = 12, 18  # marks of one row that stand closer are moved apart, and how far at most
MARKS = {"late": ("delayed", "!"), "done": ("completed", "✓")}  # state → its colour and its sign
AHEAD = ("in_progress", "")
NO_LONGER = ("not_started", "–")


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


def timeline_of_plan(
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


def timeline_of_measure(
    name: str, title: str, plan: Plan, day: date, judged: Judgement, say: Words
) -> Chart:
    """As `timeline` for one measure, with its status entries in the first row."""
    rows = [
        _milestone_row(state, state.milestone.title, "", _coming(state, judged.day, plan.end), say)
        for state in judged.milestones
        if state.due or state.done
    ]
    if judged.measure.entries:
        rows.insert(0, _entry_row(judged.measure.entries, plan, say))
    return _on_axis(name, title, (plan.start, plan.end), day, rows, say)


def _entry_row(entries: Sequence[Entry], plan: Plan, say: Words) -> _Row:
    """The entries (newest first, as `as_of` leaves them), each with the phase that it carries on."""
    marks_and_words = []
    for index, entry in enumerate(entries):
        phase = next((e.phase for e in entries[index:] if e.phase), "")
        choice = say.choice("verdict", phase or "missing_report")
        mark = _Mark(entry.date.last, choice.value, choice.symbol)
        marks_and_words.append((mark, _entry_words(entry, phase, plan, say)))
    marks_and_words.reverse()
    return _Row(
        say._("Sagt om arbeidet"),
        "\n".join(words for _, words in marks_and_words),
        tuple(mark for mark, _ in marks_and_words),
        radius=8,
        keyed=True,
    )


def _entry_words(entry: Entry, phase: str, plan: Plan, say: Words) -> str:
    if entry.said_by != "owner":
        return say.entry(entry, plan)
    when = say.at(entry.date)
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


def _coming(state: MilestoneState, day: date, plan_end: date) -> When | None:
    """The next deadline of a milestone that is not met, None where none lies ahead."""
    if state.state == "late":  # what has passed is in `due`, and nothing after it is met
        ahead = (due for due in deadlines(state.milestone, plan_end) if due.last >= day)
        return next(ahead, None)
    return state.due if state.is_open else None


def _milestone_row(
    state: MilestoneState, label: str, of: str, coming: When | None, say: Words
) -> _Row:
    milestone = state.milestone
    met, stands = [state.done] if state.done else [], state.done or state.due
    missed = state.missed or state.passed
    sentences = _once(state, say)
    if milestone.repeat:
        met, stands = sorted(o.done for o in milestone.occurrences), milestone.due
        sentences = _repeated(state, missed, coming, say)
    marks = [
        *(_Mark(time.last, *MARKS["done"]) for time in met),
        *(_Mark(due.last, *MARKS["late"]) for due in missed),
        *([_Mark(coming.last, *AHEAD)] if coming else []),
    ]
    if state.state == "no_longer_counts" and state.due:
        marks.append(_Mark(state.due.last, *NO_LONGER))
    first = milestone.baseline
    return _Row(
        label,
        f"{of}{say.quoted(milestone.title)}: {', '.join(filter(None, sentences))}.",
        tuple(sorted(marks, key=lambda mark: mark.day)),
        (first.last, stands.last) if first and stands and first != stands else None,
    )


def _once(state: MilestoneState, say: Words) -> list[str]:
    milestone = state.milestone
    return [
        _first_promised(milestone, state.due, say),
        say._("frist {when}").format(when=say.by(state.due)) if state.due else "",
        milestone_state(state, say),
    ]


def _first_promised(milestone: Milestone, stands: When | None, say: Words) -> str:
    """What was first promised, empty where that is what stands."""
    first = milestone.baseline
    if not first or first == stands:
        return ""
    return say._("første frist {when}").format(when=say.by(first))


def _repeated(
    state: MilestoneState, missed: Iterable[When], coming: When | None, say: Words
) -> list[str]:
    """Each time that it was done, no more exact than its source, each deadline missed, and the next one."""
    milestone = state.milestone
    done = sorted(milestone.occurrences, key=lambda occurrence: occurrence.done)
    times = say.listed(say.at(o.done) for o in done)
    gone = say.listed(say.at(day) for day in missed)
    return [
        _first_promised(milestone, milestone.due, say),
        say._("gjennomført {when}").format(when=times) if times else "",
        f"{passed(None, say, said_late=state.said_late)} {gone}" if gone else "",
        say._("neste frist {date}").format(date=say.by(coming)) if coming else "",
        milestone_state(state, say) if state.state == "no_longer_counts" else "",
    ]


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    def at(self, day: date) -> float:
        days = (self.last - self.first).days or 1
        inside = min(max(day, self.first), self.last)
        return EDGE + (inside - self.first).days / days * (WIDTH - 2 * EDGE)

    def years(self) -> Iterator[tuple[int, float, float]]:
        """Each year with where it begins and ends, as far as it can be seen; of many only some."""
        count = self.last.year - self.first.year + 1
        every = math.ceil(count * YEAR_NAME / (WIDTH - 2 * EDGE))
        for year in range(self.first.year, self.last.year + 1, every):
            yield year, self.at(date(year, 1, 1)), self.at(date(year + 1, 1, 1))


def _on_axis(
    name: str, title: str, span: tuple[date, date], day: date, rows: Sequence[_Row], say: Words
) -> Chart:
    days = [d for row in rows for d in (*(mark.day for mark in row.marks), *(row.moved or ()))]
    axis = _Axis(min(span[0], day, *days), max(span[1], day, *days))
    keys = {mark.verdict for row in rows if row.keyed for mark in row.marks}
    legend, legend_height = placed_legend([c for c in say.choices("verdict") if c.value in keys])
    labels = [_in_lines(row.label) for row in rows]
    middles, bottom = [], float(HEAD)
    for lines in labels:
        middles.append(bottom + len(lines) * LINE_STEP + 15)
        bottom += len(lines) * LINE_STEP + 28
    canvas = blank_canvas(name, bottom + legend_height)
    _grid(canvas, axis, day, middles)
    for row, lines, middle in zip(rows, labels, middles, strict=True):
        top = middle - 15 - len(lines) * LINE_STEP
        for number, line in enumerate(lines, 1):
            canvas.text(0, top + number * LINE_STEP - 1, line, LETTERS - 1)
        _marks(canvas, axis, middle, row, say)
    draw_legend(canvas, legend, bottom)
    return canvas.chart(title, "\n".join(row.words for row in rows))


def _in_lines(label: str) -> list[str]:
    """A label whole, in two lines where it is long; only what is longer still is cut."""
    room = int(WIDTH / ((LETTERS - 1) * 0.54))
    lines = wrap(label, room) or [""]
    return (
        [*lines[:1], clipped_text(" ".join(lines[1:]), WIDTH, LETTERS - 1)] if lines[1:] else lines
    )


def _grid(canvas: Canvas, axis: _Axis, day: date, middles: Sequence[float]) -> None:
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
    along = "".join(f"M{EDGE} {number_text(middle)}H{WIDTH - EDGE}" for middle in middles)
    canvas.path(_upright(uprights, pieces) + along, **faint)
    dashed = {"css": "t-c-today", "stroke": INK, "stroke_width": 1.5, "stroke_dasharray": "4 3"}
    canvas.path(_upright([axis.at(day)], pieces[1:]), **dashed)


def _upright(places: Iterable[float], pieces: Sequence[tuple[float, float]]) -> str:
    return "".join(
        f"M{number_text(x)} {number_text(top)}V{number_text(bottom)}"
        for x in places
        for top, bottom in pieces
    )


def _marks(canvas: Canvas, axis: _Axis, middle: float, row: _Row, say: Words) -> None:
    if row.moved and row.marks:
        verdict = say.choice("verdict", row.marks[-1].verdict)
        first, stands = map(axis.at, row.moved)
        edge = {"stroke": verdict.colour_light, "stroke_width": 2.5}
        css = f"t-c-s-{verdict.value}"
        canvas.line((first, middle), (stands, middle), css=css, **edge)
        canvas.circle(first, middle, 5, css=f"t-c-ring {css}", fill=PAPER, **edge)
    for x, mark in zip(_apart([axis.at(m.day) for m in row.marks]), row.marks, strict=True):
        choice = say.choice("verdict", mark.verdict)
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
    moved: list[float] = []
    for place in reversed(places):
        least = max(place - AWAY, float(EDGE))
        moved.append(max(min(place, moved[-1] - APART), least) if moved else place)
    return moved[::-1]
