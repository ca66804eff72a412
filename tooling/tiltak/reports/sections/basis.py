"""What a report rests on: who has been heard of, corrections, method and documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tiltak.harmless import web_address
from tiltak.judge.closing import FigureDifference
from tiltak.judge.decisions import decisions
from tiltak.judge.prints import DESCRIBED, MILESTONE
from tiltak.judge.status import Judgement
from tiltak.model.periods import period
from tiltak.model.plan import Measure
from tiltak.past.punctuality import ANSWERS
from tiltak.past.report import Report
from tiltak.read import schema
from tiltak.read.fields import held_field
from tiltak.reports import parts, prose
from tiltak.reports.blocks import (
    Block,
    Bullets,
    Column,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    text,
)
from tiltak.words import decisions as decisions_words
from tiltak.words import indicators
from tiltak.words.changes import held_name, revised_field
from tiltak.words.language import Words, capital
from tiltak.words.measures import open_until


def silent(report: Report, say: Words) -> Section:
    """Who has not told how it goes, by unit; those with most first."""
    title = say._("Tiltak uten noe nytt i perioden")
    silent_ones, none = report.summary.not_reported, say._("ingen")
    owed: dict[tuple[str, str], list[Judgement]] = {}
    for judged in silent_ones:
        name = capital(parts.owner_name(judged.measure, report, say))
        owed.setdefault((name, parts.date_or(judged.newest_told, none, say)), []).append(judged)
    if not owed:
        everything = parts.nothing(say._("Det er kommet noe nytt om alle tiltakene."))
        return Section("uten-melding", title, (*everything, *_punctuality(report, say)))
    columns = (
        Column(say._("Ansvarlig"), 3),
        Column(say._("Antall"), 0, number=True),
        Column(say._("Tiltak"), 3),
        Column(say._("Siste opplysning"), 2),
    )
    numbers: Counter[str] = Counter()
    for (name, _), judgements in owed.items():
        numbers[name] += len(judgements)
    rows = tuple(
        (
            text(name),
            text(str(len(judgements))),
            parts.numbers_text(j.measure for j in judgements),
            text(newest),
        )
        for (name, newest), judgements in sorted(
            owed.items(), key=lambda o: (-numbers[o[0][0]], o[0][0].casefold(), -len(o[1]))
        )
    )
    table = Table(
        say._("Tiltak uten noe nytt i perioden, etter ansvarlig"), columns, rows, headed=True
    )
    reporting = report.summary.round
    blocks: list[Block] = [table]
    if report.is_cut_short:
        blocks.insert(0, Paragraph(text(say.judged_day(report.summary.judged_day)), "intro"))
    elif not reporting.is_over:
        blocks.insert(0, Paragraph(text(open_until(reporting, say)), "intro"))
    if words := say.sentence(
        "For ett av dem vet vi ikke hvem som skal melde: den ansvarlige er bare foreslått.",
        "For {n} av dem vet vi ikke hvem som skal melde: den ansvarlige er bare foreslått.",
        sum(j.measure.owner_proposed for j in silent_ones),
    ):
        blocks.append(Paragraph(text(words), "note"))
    return Section("uten-melding", title, (*blocks, *_punctuality(report, say)))


def _punctuality(report: Report, say: Words) -> Iterator[Block]:
    """Who reported in time and who late, where the plan was here when the period ended."""
    if not report.punctuality:
        return
    columns = (
        Column(say._("Ansvarlig"), 3),
        *(Column(say.label("answer", state), 1, number=True) for state in ANSWERS),
        Column(say._("Dager, median"), 1, number=True),
    )
    rows = tuple(
        (
            text(parts.unit_name(of_unit.unit, report) or say._("Foreslått")),
            *(text(str(of_unit.count(state))) for state in ANSWERS),
            text("–" if of_unit.median_days is None else say.figures(of_unit.median_days)),
        )
        for of_unit in report.punctuality
    )
    yield Table(say._("Punktlighet i perioden, etter ansvarlig"), columns, rows, headed=True)


def corrections(report: Report, say: Words) -> Section:
    title = say._("Rettelser til tidligere rapporter")
    items = [
        _corrected(measure, say, say._("opplysning for {date}").format(date=say.date(e.date)), e.correction)
        for measure, e in report.corrected_entries
    ]  # fmt: skip
    items += [
        _corrected(measure, say, revised_field(revised, say), revised.correction)
        for measure, revised in report.corrected_renderings
    ]
    items += [
        text(
            f"{decisions_words.title(decision, say)}, {say.date(entry.date)}: ",
            *prose.line(entry.correction),
        )
        for decision, entry in report.corrected_decisions
    ]
    items += [
        text(
            f"{indicator.title}, {indicators.figure_named(figure, say)}: ",
            *prose.line(figure.correction),
        )
        for indicator, figure in report.corrected_figures
    ]
    items += [
        text(f"{report.plan.label}: ", *prose.line(each.correction))
        for each in report.corrected_plan
    ]
    items += _untold(report, say)
    if not items:
        return Section(
            "rettelser", title, parts.nothing(say._("Ingen tidligere opplysninger er rettet."))
        )
    return Section("rettelser", title, (Bullets(tuple(items)),))


def _corrected(measure: Measure, say: Words, what: str, why: str) -> Text:
    return text(parts.measure_span(measure, say), f" {measure.title}, {what}: ", *prose.line(why))


def _untold(report: Report, say: Words) -> Iterator[Text]:
    for difference in report.untold_differences:
        measure = report.plan.measure(difference.of)
        assert measure
        id = difference.name.removeprefix(MILESTONE)
        milestone = next((m.title for m in measure.milestones if m.id == id), id)
        what = held_name(difference.name, milestone, report.plan, say)
        yield _corrected(measure, say, what, _nobody_said(difference.period, say))
    for field in dict.fromkeys(difference.field for difference in report.untold_of_plan):
        closed = report.untold_of_plan[0].period
        title = say.from_schema(held_field("plan", field, report.plan).title)
        yield text(f"{report.plan.label}, {title}: {_nobody_said(closed, say)}")
    by_id = {decision.id: decision for decision in decisions(report.plan)}
    for id, day, reported in dict.fromkeys(
        (d.of, d.date, d.period) for d in report.untold_decisions
    ):
        title = decisions_words.title(by_id[id], say) if id in by_id else id
        yield text(f"{title}, {say.date(day)}: {_nobody_said(reported.name, say)}")
    for id, field, closed in dict.fromkeys(
        (d.of, d.field, d.period) for d in report.untold_of_decisions
    ):
        title = decisions_words.title(by_id[id], say) if id in by_id else id
        what = f"{title}, {say.field('decision', field)}" if field else title
        yield text(f"{what}: {_nobody_said(closed, say)}")
    # Of figures that are gone a record does not tell which they were.
    for sentence in dict.fromkeys(_untold_figure(d, report, say) for d in report.untold_figures):
        yield text(sentence)


def _untold_figure(difference: FigureDifference, report: Report, say: Words) -> str:
    indicator = report.plan.indicator(difference.indicator)
    if difference.figure:
        what = indicators.figure_named(difference.figure, say)
    elif difference.name in DESCRIBED:
        what = say.field("indicator", difference.name)
    else:
        what = say._("Tall")
    title = indicator.title if indicator else difference.indicator
    return f"{title}, {what}: {_nobody_said(difference.period, say)}"


def _nobody_said(closed: str, say: Words) -> str:
    sentence = say._("ikke som i rapporten for {period}. Ingen har sagt hvorfor.")
    return sentence.format(period=say.period(period(closed)))


def method(report: Report, say: Words) -> Section:
    rows = tuple(
        (parts.verdict_text(value, say), text(say.definition("verdict", value)))
        for value in schema.values("verdict")
    )
    columns = (Column(say._("Status"), 2), Column(say._("Betydning"), 5))
    definitions = Table(say._("Hva statusordene betyr"), columns, rows)
    paragraphs = tuple(Paragraph(text(p)) for p in _method_words(say))
    sources = Bullets(tuple(_document(d.id, report, say) for d in report.plan.documents))
    inner = Section("kilder", say._("Kilder"), (sources,))
    return Section("metode", say._("Metode og definisjoner"), (*paragraphs, definitions), (inner,))


def _method_words(say: Words) -> tuple[str, ...]:
    return (
        say._(
            "Rapporten er laget av filene som beskriver planen og tiltakene. Ingen tall er skrevet inn for hånd. "
            "Statusen følger av faste regler på dagen rapporten gjelder: den første regelen som passer, avgjør."
        ),
        say._(
            "Ved hver opplysning om fase og tillit står det hvem som sier det: den ansvarlige selv, et dokument "
            "eller andre som har vurdert arbeidet. Frister regnes ut."
        ),
        say._(
            "Oppgir en kilde bare år, halvår eller måned, regnes siste dag som frist, og rapporten viser ikke datoen "
            "mer nøyaktig enn kilden gjør."
        ),
    )


def _document(id: str, report: Report, say: Words) -> Text:
    source = report.plan.document(id)
    assert source
    details = [source.publisher] if source.publisher else []
    if source.date:
        details.append(say.date(source.date))
    tail = f" ({', '.join(details)})." if details else "."
    return text(Span(source.title, link=web_address(source.url)), tail)
