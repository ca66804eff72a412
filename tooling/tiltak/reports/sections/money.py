"""What somebody must decide, and the money."""

from __future__ import annotations

from tiltak.judge.money import amounts
from tiltak.judge.money import money as money_of
from tiltak.judge.status import Judgement
from tiltak.judge.summary import nearest_deadline
from tiltak.past.report import Report
from tiltak.reports import prose
from tiltak.reports.blocks import Column, Paragraph, Section, Table, Text, text
from tiltak.reports.parts import date_or, measure_section, measure_table, nothing, owner_name
from tiltak.words import money as money_words
from tiltak.words.language import Words, capital
from tiltak.words.money import SumTable


def decisions(report: Report, say: Words) -> Section:
    """What somebody must decide or find out, who answers for it, and the next deadline."""
    needed = (
        *((j, _needed(j, reasons, say)) for j, reasons in report.summary.decisions),
        *((j, _money_unknown(j, say)) for j in report.summary.funding_unknown),
    )
    none = say._("ingen frist")
    return measure_section(
        "avgjorelser",
        say._("Må avgjøres eller avklares"),
        say._("Ingen tiltak venter på en avgjørelse."),
        [(judged.measure, (judged, what)) for judged, what in needed],
        say,
        (Column(say._("Det som må avgjøres eller avklares"), 8), lambda _, of: of[1]),
        (Column(say._("Ansvarlig"), 3), lambda m, _: capital(owner_name(m, report, say))),
        (Column(say._("Frist"), 3), lambda _, of: date_or(nearest_deadline(of[0]), none, say)),
    )


def _money_unknown(judged: Judgement, say: Words) -> Text:
    words = say._("Om det er bevilget penger. Ingen kilde viser det.")
    return text(words, *_funding_note(judged))


def _funding_note(judged: Judgement) -> Text:
    note = judged.measure.funding.note if judged.measure.funding else ""
    return text(" ", *prose.line(note)) if note else ()


def money(report: Report, say: Words) -> Section:
    """What is known of the money: the sums with what they do not know, and each amount with its source."""
    title, sums = say._("Penger"), money_of(report.plan)
    if not sums.any_known:
        return Section("penger", title, nothing(money_words.in_all(sums, say)))
    tables = money_words.sum_tables(sums, report.portfolio, report.day, say)
    return Section(
        "penger",
        title,
        (
            Paragraph(text(money_words.in_all(sums, say)), "intro"),
            *(_sum_table(table, kinds, say) for table, kinds in tables),
            _amounts(report, say),
        ),
    )


def _sum_table(table: SumTable, kinds: tuple[str, ...], say: Words) -> Table:
    columns = (Column(table.part, 3), *(Column(say.label("amount_kind", k), 3) for k in kinds))
    rows = (
        (text(name), *(text(money_words.cell(sums, kind, say)) for kind in kinds))
        for name, sums in table.rows
    )
    return Table(table.title, columns, tuple(rows))


def _amounts(report: Report, say: Words) -> Table:
    return measure_table(
        say._("Alle beløp, med kilde"),
        [(measure, of) for measure in report.plan.measures for of in amounts(measure)],
        say,
        (Column(say._("Beløp"), 4), lambda _, of: money_words.amount(of, say)),
        (Column(say._("Kilde"), 4), lambda _, of: say.source(report.plan, of.source)),
        headed=False,
    )


def _needed(judged: Judgement, reasons: tuple[str, ...], say: Words) -> Text:
    sentences = " ".join(_decision(reason, judged, say) for reason in reasons)
    if "funding" not in reasons:
        return text(sentences)
    return text(f"{sentences} {money_words.asked(judged.measure, say)}", *_funding_note(judged))


def _decision(reason: str, judged: Judgement, say: Words) -> str:
    match reason:
        case "paused":
            return say._("Om arbeidet skal tas opp igjen.")
        case "off_track" if not nearest_deadline(judged):
            return say._("Hva som skal til for å komme i rute.")
        case "off_track":
            return say._("Hva som skal til for å holde fristen, eller en ny frist.")
    return say._("Penger til tiltaket.")
