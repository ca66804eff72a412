"""What a report says, in order. Formats only set it; every number comes from `summary` and `changes`.

The long report always has every section, and an empty one says so in a sentence: the reader can see that
nothing was left out. The short one leaves empty sections out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tiltak import schema, story
from tiltak.changes import Change
from tiltak.model import Entry, Measure
from tiltak.reports import prose
from tiltak.reports.blocks import (
    Block,
    Bullets,
    Card,
    Column,
    Facts,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    text,
)
from tiltak.reports.report import Report
from tiltak.reports.sentences import adopting_body, coming_stretch, overview, sentence
from tiltak.status import Judgement, MilestoneState
from tiltak.summary import MovedDeadline, counted
from tiltak.words import Words


@dataclass(frozen=True, slots=True)
class Document:
    """A report in words. `facts` and the first section are the cover; `report` holds the numbers."""

    title: str
    subtitle: str
    language: str
    author: str
    facts: Facts
    sections: tuple[Section, ...]
    report: Report
    short: bool = False

    def has_cards(self) -> bool:
        return any(section.id == "tiltak" for section in self.sections)


def document(report: Report, say: Words, *, short: bool = False) -> Document:
    """The long report, or the two pages of the short one."""
    makers = SHORT if short else LONG
    if report.state == "not_adopted":
        makers = (overview_section, method)
    sections = tuple(maker(report, say) for maker in makers)
    if short:
        sections = tuple(s for s in sections if not _is_empty(s))
    return Document(
        title=report.plan.title,
        subtitle=say._("Status for {period}").format(period=say.period(report.period)),
        language=say.language,
        author=report.plan.municipality,
        facts=cover(report, say),
        sections=sections,
        report=report,
        short=short,
    )


EMPTY = "empty"  # the role of the sentence of a section that has nothing to show


def _is_empty(section: Section) -> bool:
    return any(isinstance(b, Paragraph) and b.role == EMPTY for b in section.blocks)


def nothing(words: str) -> tuple[Block, ...]:
    return (Paragraph(text(words), EMPTY),)


# The cover


def cover(report: Report, say: Words) -> Facts:
    plan = report.plan
    rows = [
        (say._("Plan"), text(plan.title)),
        (say._("Kommune"), text(plan.municipality)),
    ]
    if plan.adopted_on:
        rows.append(
            (
                say._("Vedtatt"),
                text(
                    say._("{date} av {body}").format(
                        date=say.date(plan.adopted_on), body=adopting_body(report)
                    )
                ),
            )
        )
    rows += [
        (say._("Periode"), text(sentence(say.period(report.period)))),
        (say._("Tallene gjelder"), text(say.date(report.day))),
    ]
    if report.revision:
        rows.append((say._("Utgave av dataene"), text(report.revision)))
    return Facts(tuple(rows))


# The sections


def overview_section(report: Report, say: Words) -> Section:
    paragraphs = tuple(Paragraph(text(p), "lead") for p in overview(report, say))
    return Section("sammendrag", say._("Sammendrag"), paragraphs)


def totals(report: Report, say: Words) -> Section:
    return Section(
        "tall",
        say._("Status i tall"),
        (_totals_table(report, say), _focus_area_table(report, say)),
    )


def _totals_table(report: Report, say: Words) -> Table:
    now, before = report.summary, report.previous
    columns = [Column(say._("Status"), 3), Column(say.short_date(now.day), 1, number=True)]
    if before:
        columns += [
            Column(say.short_date(before.day), 1, number=True),
            Column(say._("Endring"), 1, number=True),
        ]
    rows = [
        (
            verdict_text(verdict, say),
            *_counts(n, before.counts[verdict] if before else None),
        )
        for verdict, n in now.counts.items()
    ]
    rows.append((text(say._("Alle tiltak")), *_counts(now.total, before.total if before else None)))
    caption = (
        say._("Tiltak etter status, med forrige periode ved siden av")
        if before
        else say._("Tiltak etter status")
    )
    return Table(caption, tuple(columns), tuple(rows), total=True)


def _counts(now: int, before: int | None) -> tuple[Text, ...]:
    if before is None:
        return (text(str(now)),)
    return text(str(now)), text(str(before)), text(signed(now - before))


def signed(number: int) -> str:
    """A change: «+2», «−3», and «0» for none."""
    return f"+{number}" if number > 0 else str(number).replace("-", "−")


def _focus_area_table(report: Report, say: Words) -> Table:
    shown = [verdict for verdict, n in report.summary.counts.items() if n]
    columns = (
        Column(say._("Innsatsområde"), 3),
        *(Column(say.label("verdict", verdict), 1, number=True) for verdict in shown),
        Column(say._("Alle"), 1, number=True),
    )
    rows = [
        (
            text(area.title),
            *(text(str(counted(judged)[verdict])) for verdict in shown),
            text(str(len(judged))),
        )
        for area, judged in report.summary.by_focus_area()
    ]
    counts = report.summary.counts
    rows.append(
        (
            text(say._("Hele planen")),
            *(text(str(counts[verdict])) for verdict in shown),
            text(str(report.summary.total)),
        )
    )
    return Table(say._("Tiltak etter innsatsområde og status"), columns, tuple(rows), total=True)


def changed(report: Report, say: Words) -> Section:
    title = say._("Hva er endret")
    if report.changes is None:
        return Section("endringer", title, nothing(_incomparable(report, say)))
    since = say.date(report.changes.before.day)
    # A mention without a status is no news of how far the work has come.
    news = (c for c in report.changes.items if c.kind != "mention_added")
    by_measure = groupby(news, key=lambda c: c.measure)
    items = tuple(_changes_of(measure, list(items), report, say) for measure, items in by_measure)
    if not items:
        return Section(
            "endringer", title, nothing(say._("Ingenting er endret siden {day}.").format(day=since))
        )
    head = Paragraph(text(say._("Endret siden {day}:").format(day=since)))
    return Section("endringer", title, (head, Bullets(items)))


def _incomparable(report: Report, say: Words) -> str:
    if report.state in ("not_begun", "not_reported"):
        return say._(
            "Planen er ikke fulgt lenger enn i forrige rapport. Ingenting kan være endret."
        )
    return say._(
        "Dette er den første perioden etter at planen ble vedtatt. Det er ingenting å sammenligne med."
    )


def _changes_of(measure: Measure, items: Iterable[Change], report: Report, say: Words) -> Text:
    sentences = story.sentences(items, report.portfolio, report.plan, say)
    return text(measure_span(measure, say), f" {measure.title}. ", " ".join(sentences))


def reached(report: Report, say: Words) -> Section:
    title = say._("Milepæler som er nådd")
    found = report.changes.of("milestone_reached") if report.changes else ()
    if not found:
        return Section("nadd", title, nothing(say._("Ingen milepæler er meldt nådd i perioden.")))
    rows = tuple(
        (
            *measure_cells(c.measure),
            text(c.milestone.title if c.milestone else ""),
            text(
                sentence(say.reached(c.milestone, c.date_after))
                if c.milestone and c.date_after
                else ""
            ),
        )
        for c in found
    )
    columns = (*measure_columns(say), Column(say._("Milepæl"), 4), Column(say._("Nådd"), 2))
    return Section("nadd", title, (Table(title, columns, rows),))


def delays(report: Report, say: Words) -> Section:
    title = say._("Forsinkede tiltak")
    found = report.summary.with_verdict("delayed")
    if not found:
        return Section(
            "forsinket", title, nothing(say._("Ingen tiltak er forsinket etter det som er meldt."))
        )
    items: list[Block] = [
        Bullets(
            tuple(
                text(
                    measure_span(j.measure, say),
                    f" {j.measure.title}. ",
                    say.why(j, report.plan),
                    " ",
                    _reason(j, say),
                    _source(j.entry, report, say),
                )
                for j in found
            )
        )
    ]
    return Section("forsinket", title, tuple(items))


def _reason(judged: Judgement, say: Words) -> str:
    entry = judged.verdict.entry or judged.entry
    if judged.verdict.rule == "off_track" and entry and entry.reason:
        return ""  # the reason already stands in `why`
    if entry and entry.reason:
        return say._("Årsak: {reason}.").format(reason=say.label("reason", entry.reason).lower())
    return say._("Ingen kilde oppgir årsaken.")


def _source(entry: Entry | None, report: Report, say: Words) -> str:
    if entry is None or entry.source is None:
        return ""
    return " " + say._("Kilde: {source}.").format(source=say.source(report.plan, entry.source))


def passed(report: Report, say: Words) -> Section:
    title = say._("Frister som er passert uten melding")
    found = report.summary.passed_unreported
    if not found:
        return Section(
            "passert",
            title,
            nothing(say._("Ingen frister er passert uten at noen har meldt om dem.")),
        )
    intro = Paragraph(
        text(
            say._(
                "Fristen er passert, og ingen har meldt om det som var lovet, ble nådd. Det kan være gjort."
            )
        )
    )
    return Section("passert", title, (intro, _late_table(title, found, say)))


def _late_table(
    caption: str, found: Iterable[tuple[Judgement, MilestoneState]], say: Words
) -> Table:
    columns = (
        *measure_columns(say),
        Column(say._("Milepæl"), 4),
        Column(say._("Frist"), 2),
        Column(say._("Siden"), 2, number=True),
    )
    rows = tuple(
        (
            *measure_cells(j.measure),
            text(m.milestone.title),
            text(say.date(m.due, m.milestone.precision) if m.due else ""),
            text(say.days(m.days)),
        )
        for j, m in found
    )
    return Table(caption, columns, rows)


def moved(report: Report, say: Words) -> Section:
    title = say._("Frister som er flyttet siden vedtaket")
    found = report.summary.moved
    if not found:
        return Section("flyttet", title, nothing(say._("Ingen frister er flyttet.")))
    columns = (
        *measure_columns(say),
        Column(say._("Milepæl"), 3),
        Column(say._("Først lovet"), 2),
        Column(say._("Frist nå"), 2),
        Column(say._("Flyttet"), 2, number=True),
        Column(say._("Årsak"), 2),
    )
    rows = tuple(_moved_row(m, say) for m in found)
    return Section("flyttet", title, (Table(title, columns, rows),))


def _moved_row(moved: MovedDeadline, say: Words) -> tuple[Text, ...]:
    milestone = moved.milestone
    newest = moved.moves[0] if moved.moves else None
    return (
        *measure_cells(moved.measure),
        text(milestone.title),
        text(
            say.date(milestone.baseline, milestone.precision)
            if milestone.baseline
            else say._("ikke oppgitt")
        ),
        text(
            say.date(milestone.due, milestone.precision) if milestone.due else say._("ingen frist")
        ),
        text(say.days(moved.days) if moved.days is not None else say._("ukjent")),
        text(
            say.label("reason", newest.reason)
            if newest and newest.reason
            else say._("ikke oppgitt")
        ),
    )


def decisions(report: Report, say: Words) -> Section:
    title = say._("Trenger en avgjørelse")
    found = report.summary.decisions
    if not found:
        return Section(
            "avgjorelser", title, nothing(say._("Ingen tiltak venter på en avgjørelse."))
        )
    rows = tuple(
        (
            *measure_cells(j.measure),
            verdict_text(j.verdict.value, say),
            text(sentence(say.listed(_decision(reason, say) for reason in reasons))),
        )
        for j, reasons in found
    )
    columns = (
        *measure_columns(say),
        Column(say._("Status"), 2),
        Column(say._("Det som må avgjøres"), 4),
    )
    return Section("avgjorelser", title, (Table(title, columns, rows),))


def _decision(reason: str, say: Words) -> str:
    match reason:
        case "paused":
            return say._("om arbeidet skal tas opp igjen")
        case "off_track":
            return say._("hva som skal til for å holde fristen, eller ny frist")
    return say._("penger til tiltaket")


def coming(report: Report, say: Words) -> Section:
    title = say._("Frister framover")
    stretch = coming_stretch(report, say)
    found = report.summary.due_next
    if not found:
        return Section(
            "framover",
            title,
            nothing(say._("{stretch} er det ingen frister.").format(stretch=stretch)),
        )
    columns = (
        *measure_columns(say),
        Column(say._("Milepæl"), 4),
        Column(say._("Frist"), 2),
        Column(say._("Ansvarlig"), 3),
    )
    rows = tuple(
        (
            *measure_cells(d.measure),
            text(d.milestone.title),
            text(say.date(d.due, d.milestone.precision)),
            text(owner_name(d.measure, report, say)),
        )
        for d in found
    )
    intro = Paragraph(text(say._("{stretch} skal dette være nådd:").format(stretch=stretch)))
    return Section("framover", title, (intro, Table(title, columns, rows)))


def silent(report: Report, say: Words) -> Section:
    title = say._("Tiltak uten melding i perioden")
    owing = {j.measure.number for j in report.summary.not_reported}
    if not owing:
        return Section("uten-melding", title, nothing(say._("Alle som skulle melde, har meldt.")))
    columns = (
        Column(say._("Ansvarlig"), 3),
        Column(say._("Antall"), 1, number=True),
        Column(say._("Tiltak"), 3),
        Column(say._("Siste melding"), 3),
    )
    rows = []
    for owner, judged in report.summary.by_owner().items():
        owed = [j for j in judged if j.measure.number in owing]
        if owed:
            rows.append(
                (
                    text(unit_name(owner, report) or say._("Ikke oppgitt")),
                    text(str(len(owed))),
                    numbers_text([j.measure for j in owed]),
                    text(_newest(owed, say)),
                )
            )
    blocks: list[Block] = [
        Table(say._("Tiltak uten melding i perioden, etter ansvarlig"), columns, tuple(rows))
    ]
    unconfirmed = len(report.summary.unconfirmed_owners)
    if unconfirmed:
        blocks.append(
            Paragraph(
                text(
                    sentence(
                        say.spelled(
                            "for ett tiltak er ansvarlig enhet foreslått og ikke bekreftet av planens eier.",
                            "for {n} tiltak er ansvarlig enhet foreslått og ikke bekreftet av planens eier.",
                            unconfirmed,
                        )
                    )
                ),
                "note",
            )
        )
    return Section("uten-melding", title, tuple(blocks))


def _newest(judged: Iterable[Judgement], say: Words) -> str:
    entries = [j.entry for j in judged if j.entry]
    if not entries:
        return say._("ingen")
    newest = max(entries, key=lambda e: e.date)
    return say.date(newest.date, newest.precision)


def corrections(report: Report, say: Words) -> Section:
    title = say._("Rettelser til tidligere rapporter")
    found = report.summary.corrections
    if not found:
        return Section("rettelser", title, nothing(say._("Ingen tidligere meldinger er rettet.")))
    items = tuple(
        text(
            measure_span(j.measure, say),
            f" {j.measure.title}, ",
            say._("melding for {date}: ").format(date=say.date(e.date, e.precision)),
            *prose.line(e.correction),
        )
        for j, e in found
    )
    return Section("rettelser", title, (Bullets(items),))


def cards(report: Report, say: Words) -> Section:
    sections = tuple(
        Section(
            f"omrade-{area.id}",
            area.title,
            (
                *(prose.blocks(area.goal, "note") if area.goal else ()),
                *(card(j, report, say) for j in judged),
            ),
        )
        for area, judged in report.summary.by_focus_area()
        if judged
    )
    return Section("tiltak", say._("Alle tiltak"), (), sections)


def card(judged: Judgement, report: Report, say: Words) -> Card:
    """One measure with its status, why, who, deadlines and newest report."""
    measure = judged.measure
    facts = [
        (say._("Ansvarlig"), text(owner_name(measure, report, say))),
        (
            say._("Medvirkende"),
            text(say.listed(unit_name(u, report) for u in measure.contributors)),
        ),
        (say._("Frister"), text(sentence(say.timeliness(judged)))),
        (
            say._("Finansiering"),
            text(
                say.label("funding_decision", measure.funding.decision) if measure.funding else ""
            ),
        ),
        (say._("Sted i planen"), text(_reference(measure, say))),
    ]
    blocks: list[Paragraph | Bullets | Facts | Table] = [
        Paragraph(text(say.why(judged, report.plan)), "why"),
        *prose.blocks(measure.summary),
        Facts(tuple(row for row in facts if row[1])),
    ]
    if judged.milestones:
        blocks.append(_milestones(judged, say))
    if judged.entry:
        blocks += _entry(judged.entry, report, say)
    return Card(
        measure.number,
        measure.title,
        judged.verdict.value,
        say.label("verdict", judged.verdict.value),
        tuple(blocks),
    )


def _reference(measure: Measure, say: Words) -> str:
    reference = measure.reference
    if reference is None:
        return ""
    if reference.point is None:
        return say._("kapittel {section}").format(section=reference.section)
    return say._("kapittel {section}, punkt {point}").format(
        section=reference.section, point=reference.point
    )


def _milestones(judged: Judgement, say: Words) -> Table:
    columns = (
        Column(say._("Milepæl"), 4),
        Column(say._("Først lovet"), 2),
        Column(say._("Frist"), 2),
        Column(say._("Hvordan det står til"), 3),
    )
    rows = tuple(
        (
            text(m.milestone.title),
            text(_day(m.milestone.baseline, m.milestone.precision, say)),
            text(_day(m.due, m.milestone.precision, say)),
            text(sentence(milestone_words(m, say))),
        )
        for m in judged.milestones
    )
    caption = say._("Milepæler for tiltak {number}").format(number=judged.measure.number)
    return Table(caption, columns, rows)


def _day(day: date | None, precision: str, say: Words) -> str:
    return say.date(day, precision) if day else "–"


def milestone_words(state: MilestoneState, say: Words) -> str:
    """Where a milestone stands, in a few words for a table."""
    match state.state:
        case "late":
            return say._("{days} over frist").format(days=say.days(state.days))
        case "done" if state.done:
            return say._("nådd {day}").format(day=say.date(state.done))
        case "done":
            return say._("alle frister er passert")
        case "due_soon" | "upcoming" if state.days == 0:
            return say._("forfaller denne dagen")
        case "due_soon" | "upcoming":
            return say._("{days} igjen").format(days=say.days(state.days))
    return say._("ingen frist oppgitt")


def _entry(entry: Entry, report: Report, say: Words) -> list[Paragraph | Bullets]:
    what = say._("ingenting nytt") if entry.unchanged else say.label("phase", entry.phase).lower()
    head = say._("Siste melding, {date}: {what}.").format(
        date=say.date(entry.date, entry.precision), what=what
    )
    reason = (
        " " + say._("Årsak: {reason}.").format(reason=say.label("reason", entry.reason).lower())
        if entry.reason
        else ""
    )
    blocks: list[Paragraph | Bullets] = [Paragraph(text(Span(head + reason, strong=True)))]
    blocks += prose.blocks(entry.note)
    if entry.source:
        blocks.append(
            Paragraph(
                text(say._("Kilde: {source}").format(source=say.source(report.plan, entry.source))),
                "note",
            )
        )
    return blocks


def method(report: Report, say: Words) -> Section:
    definitions = Table(
        say._("Hva statusordene betyr"),
        (Column(say._("Status"), 2), Column(say._("Betydning"), 5)),
        tuple(
            (verdict_text(value, say), text(say.definition("verdict", value)))
            for value in schema.values("verdict")
        ),
    )
    sources = Bullets(tuple(_document_line(d.id, report, say) for d in report.plan.documents))
    return Section(
        "metode",
        say._("Metode og definisjoner"),
        (
            *(Paragraph(text(p)) for p in _method_words(say)),
            definitions,
        ),
        (Section("kilder", say._("Kilder"), (sources,)),),
    )


def _method_words(say: Words) -> tuple[str, ...]:
    return (
        say._(
            "Rapporten er laget av filene som beskriver planen og tiltakene. Ingen tall er skrevet inn for hånd. "
            "Statusen regnes ut av faste regler på dagen rapporten gjelder: den første regelen som passer, avgjør."
        ),
        say._(
            "Et tiltak er meldt i perioden når det finnes en statusmelding som gjelder en dag i den. "
            "Fase og tillit er det den ansvarlige som melder. Frister og rapportering regnes ut."
        ),
        say._(
            "Oppgir en kilde bare år, halvår eller måned, regnes siste dag som frist, og rapporten viser ikke datoen mer "
            "nøyaktig enn kilden gjør."
        ),
    )


def _document_line(id: str, report: Report, say: Words) -> Text:
    found = report.plan.document(id)
    assert found
    details = [found.publisher] if found.publisher else []
    if found.date:
        details.append(say.date(found.date, found.precision))
    tail = f" ({', '.join(details)})" if details else ""
    return text(Span(found.title, link=found.url), tail, ".")


# Small parts


def verdict_text(verdict: str, say: Words) -> Text:
    return text(Span(say.label("verdict", verdict), verdict=verdict))


def measure_span(measure: Measure, say: Words) -> Span:
    return Span(
        say._("Tiltak {number}").format(number=measure.number), strong=True, measure=measure.number
    )


def measure_columns(say: Words) -> tuple[Column, ...]:
    return Column(say._("Nr."), 1), Column(say._("Tiltak"), 4)


def measure_cells(measure: Measure) -> tuple[Text, Text]:
    return text(Span(str(measure.number), measure=measure.number)), text(measure.title)


def numbers_text(measures: Iterable[Measure]) -> Text:
    """«1, 2, 5», each leading to its card."""
    parts: list[str | Span] = []
    for measure in measures:
        parts += [", "] if parts else []
        parts.append(Span(str(measure.number), measure=measure.number))
    return text(*parts)


def unit_name(id: str, report: Report) -> str:
    return report.portfolio.unit_name(id, report.day) if id else ""


def owner_name(measure: Measure, report: Report, say: Words) -> str:
    if not measure.owner:
        return say._("ikke oppgitt")
    name = unit_name(measure.owner, report)
    return name if measure.owner_confirmed else say._("{unit} (foreslått)").format(unit=name)


Maker = Callable[[Report, Words], Section]

LONG: tuple[Maker, ...] = (
    overview_section,
    totals,
    changed,
    reached,
    delays,
    passed,
    moved,
    decisions,
    coming,
    silent,
    corrections,
    cards,
    method,
)
SHORT: tuple[Maker, ...] = (overview_section, totals, reached, delays, passed, decisions, coming)
