"""The card of each measure, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable

from tiltak.judge.status import Judgement
from tiltak.model.plan import FocusArea, Measure
from tiltak.model.relations import among_wholes
from tiltak.past.report import Report
from tiltak.reports import prose
from tiltak.reports.blocks import Block, Column, Paragraph, Section, Table, text
from tiltak.reports.cards import card, place_in_plan
from tiltak.reports.parts import MeasureColumn, measure_section, owner_name
from tiltak.words.language import Words, capital
from tiltak.words.measures import deadlines_of, goal
from tiltak.words.relations import part_of
from tiltak.words.unreadable import cannot_be_read


def measures(report: Report, say: Words) -> Section:
    """Every measure: on a card by focus area, or a row in one table where nobody has ever told of it."""
    sections = tuple(
        Section(
            f"omrade-{area.id}",
            area.title,
            (
                *_adopted_title(area, say),
                *prose.blocks(goal(area, say), "note"),
                *(card(j, report, say) for j in told_of),
            ),
        )
        for area, judged in report.summary.by_focus_area()
        if (told_of := [j for j in _with_parts_below(judged) if j.newest_told])
    )
    untold = tuple(j for j in _with_parts_below(report.summary.judgements) if not j.newest_told)
    if untold:
        sections = (*sections, _untold(untold, report, say))
    return Section("tiltak", say._("Alle tiltak"), _unreadable(report, say), sections)


def _with_parts_below(judgements: Iterable[Judgement]) -> list[Judgement]:
    return sorted(judgements, key=lambda judged: among_wholes(judged.measure))


def _untold(judgements: tuple[Judgement, ...], report: Report, say: Words) -> Section:
    wholes: tuple[MeasureColumn[Judgement], ...] = ()
    if any(judged.measure.part_of is not None for judged in judgements):
        wholes = ((Column(say._("Del av"), 3), lambda m, _: part_of(m, report.plan, say)),)
    return measure_section(
        "ikke-fortalt",
        say._("Tiltak som ingen har fortalt noe om"),
        "",
        [(judged.measure, judged) for judged in judgements],
        say,
        *wholes,
        (Column(say._("Ansvarlig"), 3), lambda m, _: capital(owner_name(m, report, say))),
        (Column(say._("Frister"), 3), lambda _, judged: capital(deadlines_of([judged], say))),
        (Column(say._("Sted i planen"), 2), lambda m, _: capital(place_in_plan(m, say))),
        (Column(say._("Omtalt i"), 3), lambda m, _: _mentioned_in(m, report, say)),
    )


def _mentioned_in(measure: Measure, report: Report, say: Words) -> str:
    sources = dict.fromkeys(say.source(report.plan, m.source) for m in measure.mentions)
    return "; ".join(sources)


def _adopted_title(area: FocusArea, say: Words) -> tuple[Block, ...]:
    if not area.adopted_title:
        return ()
    called = say._("I planen heter området {name}.").format(name=say.quoted(area.adopted_title))
    return (Paragraph(text(called), "note"),)


def _unreadable(report: Report, say: Words) -> tuple[Block, ...]:
    """The measures that have no card, because nobody could read their files."""
    if not report.plan.unreadable:
        return ()
    columns = (
        Column(say._("Nr."), 0),
        Column(say._("Tiltak"), 4),
        Column(say._("Status"), 2),
        Column(say._("Fil"), 4),
    )
    rows = tuple(
        (
            text("" if file.number is None else str(file.number)),
            text(file.title),
            text(cannot_be_read(say)),
            text(file.path),
        )
        for file in report.plan.unreadable
    )
    title = say._("Filer som ikke kan leses")
    return (Table(title, columns, rows, headed=True),)
