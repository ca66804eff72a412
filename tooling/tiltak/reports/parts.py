"""Small parts that the sections of a report share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from tiltak.judge.status import MilestoneState
from tiltak.model.plan import Entry, Measure
from tiltak.model.when import When
from tiltak.past.report import Report
from tiltak.reports.blocks import Block, Column, Paragraph, Section, Span, Table, Text, text
from tiltak.words import measures
from tiltak.words.language import Words

EMPTY = "empty"  # the role of the sentence of a section that has nothing to show


def nothing(words: str) -> tuple[Block, ...]:
    """What stands in a section that has nothing to show."""
    return (Paragraph(text(words), EMPTY),)


def verdict_text(verdict: str, say: Words) -> Text:
    return text(Span(say.label("verdict", verdict), verdict=verdict))


def measure_span(measure: Measure, say: Words, *, linked: bool = True) -> Span:
    name = say._("Tiltak {number}").format(number=measure.number)
    return Span(name, strong=True, measure=measure.number if linked else None)


A = TypeVar("A")
# A column, and its cell in a row: of the measure and what the row tells of it.
MeasureColumn = tuple[Column, Callable[[Measure, A], str | Text]]


def measure_table(
    caption: str,
    things: Iterable[tuple[Measure, A]],
    say: Words,
    *columns: MeasureColumn[A],
    headed: bool = True,
) -> Table:
    """A row for each thing, with the number and title of its measure first."""
    rows = (
        (
            text(number_span(measure)),
            text(measure.title),
            *(_as_text(cell(measure, thing)) for _, cell in columns),
        )
        for measure, thing in things
    )
    named = Column(say._("Nr."), 0), Column(say._("Tiltak"), 4)
    return Table(caption, (*named, *(c for c, _ in columns)), tuple(rows), headed=headed)


def measure_section(
    id: str,
    title: str,
    empty: str,
    things: Sequence[tuple[Measure, A]],
    say: Words,
    *columns: MeasureColumn[A],
    intro: str = "",
) -> Section:
    """A table of measures under its heading, or the sentence that says that there is nothing to show."""
    if not things:
        return Section(id, title, nothing(empty))
    introduced = (Paragraph(text(intro), "intro"),) if intro else ()
    return Section(id, title, (*introduced, measure_table(title, things, say, *columns)))


def _as_text(content: str | Text) -> Text:
    return text(content) if isinstance(content, str) else content


def number_span(measure: Measure) -> Span:
    return Span(str(measure.number), measure=measure.number)


def numbers_text(measures: Iterable[Measure]) -> Text:
    """«1, 2, 5», each leading to its card."""
    parts: list[str | Span] = []
    for measure in measures:
        parts += [", "] if parts else []
        parts.append(number_span(measure))
    return text(*parts)


def unit_name(id: str, report: Report) -> str:
    """A unit's name on the day of the report."""
    return report.portfolio.unit_name(id, report.day) if id else ""


def owner_name(measure: Measure, report: Report, say: Words) -> str:
    return measures.owner_name(measure, report.portfolio, report.day, say)


def reason_words(reason: str, say: Words) -> str:
    if not reason:
        return say._("Ingen kilde oppgir årsaken.")
    return say._("Årsak: {reason}.").format(reason=say.label("reason", reason).lower())


def date_or(time: When | None, otherwise: str, say: Words) -> str:
    return say.date(time) if time else otherwise


def source_words(entry: Entry | None, report: Report, say: Words) -> str:
    if entry is None or entry.source is None:
        return ""
    return say._("Kilde: {source}.").format(source=say.source(report.plan, entry.source))


def deadline_words(state: MilestoneState, say: Words) -> str:
    """The deadline of a milestone; of a recurring one that was missed several times, all of them."""
    if len(state.passed) > 1:
        return say.listed(say.date(day) for day in state.passed)
    return measures.deadline(state, say)
