"""The numbers of a report: all in all, over time and by focus area."""

from __future__ import annotations

from collections.abc import Sequence

from tiltak.charts.verdicts import bars
from tiltak.judge.progress import progress
from tiltak.judge.summary import ALWAYS_SAID, Summary, counted
from tiltak.past.report import Report
from tiltak.reports.blocks import Column, Paragraph, Picture, Section, Table, Text, text
from tiltak.reports.parts import verdict_text
from tiltak.words.language import Words, signed
from tiltak.words.measures import progress as progress_words
from tiltak.words.overview import overview
from tiltak.words.seen import by_area, then_and_now


def summary(report: Report, say: Words) -> Section:
    """What can be read aloud; what must be decided and what comes have sections of their own."""
    lead, *others = map(text, overview(report, say)[:4])
    paragraphs = (Paragraph(lead, "lead"), *map(Paragraph, others))
    return Section("sammendrag", say._("Sammendrag"), paragraphs)


def totals(report: Report, say: Words) -> Section:
    """How many measures have each status, beside the period before."""
    before = report.previous
    caption = say._("Tiltak etter status")
    if before and report.period.of_plan:
        caption = say._("Tiltak etter status, med starten av planen ved siden av")
    elif before:
        caption = say._("Tiltak etter status, med forrige periode ved siden av")
    titles = [say.short_date(s.day) for s in (before, report.summary) if s]
    table = by_verdict(caption, titles, report.summary, before, say)
    drawn = (_picture_of_periods(report, say),) if report.summary.total else ()
    return Section("tall", say._("Status i tall"), (table, *drawn))


def pace(report: Report, say: Words) -> Section:
    """The share of the plan's time that is gone beside the share that is delivered."""
    paragraph = Paragraph(text(progress_words(progress(report.summary), say)))
    return Section("framdrift", say._("Framdrift"), (paragraph,))


def focus_areas(report: Report, say: Words) -> Section:
    """The same numbers, by focus area."""
    drawn = (_picture_of_focus_areas(report, say),) if report.summary.total else ()
    title = say._("Status i hvert innsatsområde")
    return Section("omrader", title, (_by_focus_area(report, say), *drawn))


def _picture_of_periods(report: Report, say: Words) -> Picture:
    rows = [(say.date(s.day), s.counts) for s in (report.previous, report.summary) if s]
    title = then_and_now(report.previous, report.summary, say)
    return Picture(bars("status", title, rows, say))


def _picture_of_focus_areas(report: Report, say: Words) -> Picture:
    rows = [(area.title, counted(judged)) for area, judged in report.summary.by_focus_area()]
    title = by_area(rows, report.summary.counts, say)
    return Picture(bars("innsatsomrader", title, rows, say))


def by_verdict(
    caption: str, titles: Sequence[str], now: Summary, before: Summary | None, say: Words
) -> Table:
    """How many measures have each verdict, after what it was before where there is something to compare with; `titles` in that order."""
    columns = [Column(say._("Status"), 3), *(Column(title, 0, number=True) for title in titles)]
    if before:
        columns.append(Column(say._("Endring"), 0, number=True))
    rows = [
        (
            verdict_text(verdict, say),
            *number_and_change(n, before.counts[verdict] if before else None),
        )
        for verdict, n in now.counts.items()
        if n or (before and before.counts[verdict]) or verdict == ALWAYS_SAID
    ]
    rows.append(
        (
            text(say._("Alle tiltak")),
            *number_and_change(now.total, before.total if before else None),
        )
    )
    return Table(caption, tuple(columns), tuple(rows), total=True)


def number_and_change(now: int, before: int | None) -> tuple[Text, ...]:
    """The cells of what a number was, of what it is, and of how much more that is."""
    if before is None:
        return (text(str(now)),)
    return text(str(before)), text(str(now)), text(signed(now - before))


MOST_COLUMNS = 6  # of statuses beside one another on a sheet of paper


def _by_focus_area(report: Report, say: Words) -> Table:
    """A column for each status that occurs; in words where those would be too many."""
    rows = [(area.title, counted(judged)) for area, judged in report.summary.by_focus_area()]
    rows.append((say._("Hele planen"), report.summary.counts))
    occurring = [verdict for verdict, n in report.summary.counts.items() if n]
    name, total = Column(say._("Innsatsområde"), 3), Column(say._("Alle"), 0, number=True)
    if len(occurring) <= MOST_COLUMNS:
        columns = [
            name,
            *(Column(say.label("verdict", v), 0, number=True) for v in occurring),
            total,
        ]
        cells = [tuple(text(str(counts[v])) for v in occurring) for _, counts in rows]
    else:
        columns = [name, Column(say._("Status"), 6), total]
        cells = [(text(", ".join(say.verdict_clauses(counts))),) for _, counts in rows]
    return Table(
        say._("Tiltak etter innsatsområde og status"),
        tuple(columns),
        tuple(
            (text(title), *middle, text(str(sum(counts.values()))))
            for (title, counts), middle in zip(rows, cells, strict=True)
        ),
        total=True,
    )
