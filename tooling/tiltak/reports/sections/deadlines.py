"""What became of deadlines: late, due in the period, passed, and what comes."""

from __future__ import annotations

from tiltak.judge.status import Judgement
from tiltak.past.report import Report
from tiltak.reports import prose
from tiltak.reports.blocks import (
    Bullets,
    Column,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    text,
)
from tiltak.reports.parts import (
    deadline_words,
    measure_cells,
    measure_columns,
    measure_span,
    nothing,
    owner_name,
    reason_words,
    source_words,
)
from tiltak.reports.sections.changes import told_promises
from tiltak.words.language import Words, capital
from tiltak.words.overview import coming_stretch


def delays(report: Report, say: Words) -> Section:
    title = say._("Forsinkede tiltak")
    delayed = report.summary.with_verdict("delayed")
    if not delayed:
        words = say._("Ingen tiltak er meldt forsinket.")
        moved = say.sentence(
            "Én frist er flyttet siden vedtaket.",
            "{n} frister er flyttet siden vedtaket.",
            len(told_promises(report)),
        )
        words = f"{words} {moved}".rstrip()
        return Section("forsinket", title, nothing(words))
    return Section("forsinket", title, (Bullets(tuple(_delay(j, report, say) for j in delayed)),))


def _delay(judged: Judgement, report: Report, say: Words) -> Text:
    entry = judged.verdict.entry
    parts: list[str | Span] = [
        measure_span(judged.measure, say),
        f" {judged.measure.title}. ",
        say.why(judged, report.plan),
    ]
    reason = entry.reason if entry else ""
    # `why` names the reason itself where the owner said that the deadline would not be met.
    if judged.verdict.rule != "off_track" or not reason:
        parts += [" ", reason_words(reason, say)]
    if entry and entry.note:
        parts += [" ", *prose.line(entry.note)]
    if source := source_words(entry, report, say):
        parts += [" ", source]
    return text(*parts)


def due(report: Report, say: Words) -> Section:
    """Every deadline that fell in the period, its last day included, and what became of it."""
    title = say._("Frister som gikk ut i perioden")
    run_out = report.summary.due_in_period
    if not run_out:
        return Section("gikk-ut", title, nothing(say._("Ingen frister gikk ut i perioden.")))
    columns = (
        *measure_columns(say),
        Column(say._("Milepæl"), 4),
        Column(say._("Ansvarlig"), 3),
        Column(say._("Frist"), 3),
        Column(say._("Status for milepælen"), 3),
    )
    rows = tuple(
        (
            *measure_cells(deadline.judged.measure),
            text(deadline.state.milestone.title),
            text(capital(owner_name(deadline.judged.measure, report, say))),
            text(capital(say.by(deadline.due))),
            text(say._("Meldt nådd") if deadline.kept else say._("Ikke meldt nådd")),
        )
        for deadline in run_out
    )
    return Section("gikk-ut", title, (Table(title, columns, rows, headed=True),))


def passed(report: Report, say: Words) -> Section:
    title = say._("Frister som har gått ut uten svar")
    overdue = report.summary.passed_unreported
    if not overdue:
        words = say._("Ingen frister har gått ut uten at noen har sagt hvordan det gikk.")
        return Section("gatt-ut", title, nothing(words))
    intro = say._(
        "Fristen er ute, og ingen har sagt om løftet ble holdt. Det kan likevel være gjort."
    )
    columns = (
        *measure_columns(say),
        Column(say._("Milepæl"), 4),
        Column(say._("Ansvarlig"), 3),
        Column(say._("Frist"), 2),
        Column(say._("Siden fristen"), 0, number=True),
    )
    rows = tuple(
        (
            *measure_cells(j.measure),
            text(m.milestone.title),
            text(capital(owner_name(j.measure, report, say))),
            text(capital(deadline_words(m, say))),
            text(say.days(m.days) if m.days is not None else say._("ukjent")),
        )
        for j, m in overdue
    )
    table = Table(title, columns, rows, headed=True)
    return Section("gatt-ut", title, (Paragraph(text(intro), "intro"), table))


def coming(report: Report, say: Words) -> Section:
    title = say._("Frister framover")
    stretch = coming_stretch(report, say)
    deadlines = report.summary.due_next
    if not deadlines:
        words = say._("{stretch} er det ingen frister.").format(stretch=stretch)
        return Section("framover", title, nothing(words))
    columns = (
        *measure_columns(say),
        Column(say._("Milepæl"), 4),
        Column(say._("Frist"), 3),
        Column(say._("Ansvarlig"), 3),
    )
    rows = tuple(
        (
            *measure_cells(d.measure),
            text(d.milestone.title),
            text(say.date(d.due)),
            text(owner_name(d.measure, report, say)),
        )
        for d in deadlines
    )
    intro = say._("{stretch} skal dette være nådd:").format(stretch=stretch)
    return Section(
        "framover",
        title,
        (Paragraph(text(intro), "intro"), Table(title, columns, rows, headed=True)),
    )
