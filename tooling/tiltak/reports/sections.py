"""The sections of a report, in the order in which they are read; each says what it has in words or in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tiltak.charts.figures import chart_of
from tiltak.charts.verdicts import verdict_bars
from tiltak.harmless import web_address
from tiltak.judge.decisions import followed
from tiltak.judge.indicators import standings
from tiltak.judge.money import amounts
from tiltak.judge.money import money as money_of
from tiltak.judge.progress import progress
from tiltak.judge.status import Judgement
from tiltak.judge.summary import ALWAYS_SAID, Summary, counted, nearest_deadline
from tiltak.model.plan import FocusArea, Measure
from tiltak.past.changes import without_mentions
from tiltak.past.promises import DecidedChange, GoneMeasure, MovedPromise, PromiseChange
from tiltak.past.punctuality import ANSWERS
from tiltak.past.report import Report
from tiltak.read import schema
from tiltak.reports import prose
from tiltak.reports.blocks import (
    Block,
    Bullets,
    Column,
    Paragraph,
    Picture,
    Section,
    Span,
    Table,
    Text,
    text,
)
from tiltak.reports.cards import card, place_in_plan
from tiltak.reports.parts import (
    deadline_words,
    measure_cells,
    measure_columns,
    measure_span,
    nothing,
    numbers_text,
    owner_name,
    reason_words,
    source_words,
    unit_name,
    verdict_text,
)
from tiltak.words import decisions as decisions_words
from tiltak.words import indicators as figures
from tiltak.words import money as money_words
from tiltak.words.assessments import OF_DECISION, OF_MEASURE, otherwise
from tiltak.words.changes import change_sentences
from tiltak.words.language import Words, capital, signed
from tiltak.words.measures import deadlines, goal, open_until
from tiltak.words.measures import progress as progress_words
from tiltak.words.money import SumTable
from tiltak.words.overview import coming_stretch, overview
from tiltak.words.promises import decided_change, gone_measure, promise_change, reasons
from tiltak.words.unreadable import cannot_be_read


def summary(report: Report, say: Words) -> Section:
    """What can be read aloud; what must be decided and what comes have sections of their own."""
    paragraphs = tuple(Paragraph(text(p), "lead") for p in overview(report, say)[:4])
    return Section("sammendrag", say._("Sammendrag"), paragraphs)


def totals(report: Report, say: Words) -> Section:
    """How many measures have each status, beside the period before."""
    before = report.previous
    caption = say._("Tiltak etter status")
    if before:
        caption = say._("Tiltak etter status, med forrige periode ved siden av")
    titles = [say.short_date(s.day) for s in (report.summary, before) if s]
    table = by_verdict(caption, titles, report.summary, before, say)
    drawn = (_picture_of_periods(report, say),) if report.summary.total else ()
    return Section("tall", say._("Status i tall"), (table, *drawn))


def pace(report: Report, say: Words) -> Section:
    """The share of the plan's time that is gone beside the share that is delivered."""
    said = Paragraph(text(progress_words(progress(report.summary), say)))
    return Section("framdrift", say._("Framdrift"), (said,))


def focus_areas(report: Report, say: Words) -> Section:
    """The same numbers, by focus area."""
    drawn = (_picture_of_focus_areas(report, say),) if report.summary.total else ()
    title = say._("Status i hvert innsatsområde")
    return Section("omrader", title, (_by_focus_area(report, say), *drawn))


def _picture_of_periods(report: Report, say: Words) -> Picture:
    moments = [s for s in (report.summary, report.previous) if s]
    rows = [(say.date(s.day), s.counts) for s in moments]
    return Picture(verdict_bars("status", say._("Tiltakene etter status"), rows, say))


def _picture_of_focus_areas(report: Report, say: Words) -> Picture:
    rows = [(area.label, counted(judged)) for area, judged in report.summary.by_focus_area()]
    return Picture(verdict_bars("innsatsomrader", say._("Status i hvert innsatsområde"), rows, say))


def by_verdict(
    caption: str, titles: Sequence[str], now: Summary, before: Summary | None, say: Words
) -> Table:
    """How many measures have each verdict, and before where there is something to compare with; `titles` in that order."""
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
    """The cells of a number, of what it was, and of how much more that is."""
    if before is None:
        return (text(str(now)),)
    return text(str(now)), text(str(before)), text(signed(now - before))


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


def followed_up(report: Report, say: Words) -> Section:
    """What was decided or found, how far it had come when the last period ended, and how far now.

    What the plan itself was changed to when it was adopted stands with its measures.
    """
    title, plan = say._("Oppfølging av vedtak"), report.plan
    now = [f for f in followed(plan, report.day) if f.decision.kind != "amendment"]
    if not now:
        return Section("vedtak", title, nothing(say._("Ingen vedtak er ført opp.")))
    before = report.previous
    then = {f.decision.id: f for f in followed(plan, before.day)} if before else {}
    columns = [Column(say._("Vedtak"), 4), Column(say._("Fra"), 3)]
    columns += [Column(say.short_date(before.day), 2)] if before else []
    columns += [Column(say.short_date(report.day), 2), Column(say._("Tiltak"), 1)]
    rows = []
    for item in now:
        measures = [m for n in item.decision.measures if (m := plan.measure(n))]
        earlier = then.get(item.decision.id)
        cells = [text(decisions_words.in_short(item.decision, say))]
        cells.append(text(decisions_words.origin(item.decision, report.portfolio, say)))
        if before:
            cells.append(text(decisions_words.state(earlier, say) if earlier else "–"))
        cells += [text(decisions_words.state(item, say)), numbers_text(measures) or text("–")]
        rows.append(tuple(cells))
    caption = say._("Vedtak og revisjonsfunn, og hva som er sagt om oppfølgingen")
    return Section("vedtak", title, (Table(caption, tuple(columns), tuple(rows), headed=True),))


def indicators(report: Report, say: Words) -> Section:
    """The newest figure of each group of each indicator that was there on the day, and its picture."""
    plan = report.plan
    columns = (
        Column(say._("Indikator"), 3),
        Column(say._("Gruppe"), 2),
        Column(say._("Siste tall"), 4),
    )
    rows = [
        (
            text(indicator.title),
            text(group.group),
            text(figures.standing(group, indicator, plan, say)),
        )
        for indicator in plan.indicators
        for group in standings(indicator, report.day)
        if group.newest
    ]
    title = say._("Tall som sier noe om målene")
    if not rows:
        return Section(
            "indikatorer", title, nothing(say._("Ingen kilde har tall fra denne tiden."))
        )
    intro = say._("Ingen av tallene viser hva planen har ført til.")
    caption = say._("Siste tall for hver indikator")
    drawn = (chart_of(indicator, plan, say, report.day) for indicator in plan.indicators)
    return Section(
        "indikatorer",
        title,
        (
            Paragraph(text(intro), "intro"),
            Table(caption, columns, tuple(rows), headed=True),
            *(Picture(chart) for chart in drawn if chart),
        ),
    )


def changed(report: Report, say: Words) -> Section:
    title = say._("Hva er endret")
    promises = (
        *(_decided_item(c, report, say) for c in report.decided_in_period if not c.move),
        *(_promise_item(changed, report, say) for changed in report.silent_in_period),
        *(_gone_item(gone, say) for gone in report.gone_in_period),
    )
    if report.changes is None:
        incomparable = _incomparable(report, say)
        if not promises:
            return Section("endringer", title, nothing(incomparable))
        return Section("endringer", title, (Paragraph(text(incomparable)), Bullets(promises)))
    since = say.date(report.changes.before.day)
    items = (
        *(
            text(measure_span(measure, say), f" {measure.title}. ", " ".join(sentences))
            for measure, items_of_measure in report.changes.by_measure()
            if (
                sentences := change_sentences(
                    without_mentions(items_of_measure), report.portfolio, report.plan, say
                )
            )
        ),
        *promises,
    )
    if not items:
        words = say._("Ingenting er endret siden {day}.").format(day=since)
        return Section("endringer", title, nothing(words))
    head = Paragraph(text(say._("Dette er endret siden {day}:").format(day=since)), "intro")
    return Section("endringer", title, (head, Bullets(items)))


def _incomparable(report: Report, say: Words) -> str:
    if report.state in ("not_begun", "not_reported"):
        return say._(
            "Planen er ikke fulgt lenger enn i forrige rapport. Ingenting kan være endret."
        )
    return say._(
        "Dette er den første perioden etter at planen ble vedtatt. Det er ingenting å sammenligne med."
    )


def reached(report: Report, say: Words) -> Section:
    title = say._("Milepæler som er nådd")
    milestones = report.news.of("milestone_reached") if report.news else ()
    if not milestones:
        return Section("nadd", title, nothing(say._("Ingen milepæler er meldt nådd i perioden.")))
    columns = (*measure_columns(say), Column(say._("Milepæl"), 4), Column(say._("Nådd"), 2))
    rows = tuple(
        (
            *measure_cells(c.measure),
            text(c.milestone.title),
            text(capital(say.at(c.date_after))),
        )
        for c in milestones
        if c.milestone and c.date_after
    )
    return Section("nadd", title, (Table(title, columns, rows, headed=True),))


def delays(report: Report, say: Words) -> Section:
    title = say._("Forsinkede tiltak")
    delayed = report.summary.with_verdict("delayed")
    if not delayed:
        words = say._("Ingen tiltak er meldt forsinket.")
        if moves := len(_told_promises(report)):
            words += " " + capital(
                say.spelled(
                    "Én frist er flyttet siden vedtaket.",
                    "{n} frister er flyttet siden vedtaket.",
                    moves,
                )
            )
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
        Column(say._("Status for milepælen"), 2),
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


def moved(report: Report, say: Words) -> Section:
    title = say._("Frister som er flyttet siden vedtaket")
    blocks: list[Block] = [*_told_moves(report, title, say), *_untold_moves(report, say)]
    if not blocks:
        blocks += nothing(say._("Ingen frister er flyttet."))
    if report.broken.silent is None:
        words = say._(
            "Historikken for filene var ikke tilgjengelig da rapporten ble laget. "
            "Frister som er endret uten at det er ført opp, kan derfor ikke vises."
        )
        blocks.append(Paragraph(text(words), "note"))
    return Section("flyttet", title, tuple(blocks))


def reworded(report: Report, say: Words) -> Section:
    """Promises that are no deadlines, changed in the files without a word."""
    title = say._("Løfter som er skrevet om")
    changed = _silent(report, of_deadline=False)
    if not changed:
        words = say._("Ingen løfter er skrevet om uten at det er fortalt.")
        return Section("skrevet-om", title, nothing(words))
    intro = say._("Dette er endret uten at tiltaket selv forteller det:")
    items = tuple(_promise_item(change, report, say) for change in changed)
    return Section("skrevet-om", title, (Paragraph(text(intro), "intro"), Bullets(items)))


def _silent(report: Report, *, of_deadline: bool) -> tuple[PromiseChange, ...]:
    return tuple(c for c in report.broken.silent or () if c.of_deadline == of_deadline)


def _told_promises(report: Report) -> list[MovedPromise]:
    return [p for p in report.moved if not p.only_reopened and not p.by_decision]


def _told_moves(report: Report, title: str, say: Words) -> Iterator[Block]:
    """How far each promise has moved in all, apart from what was decided, and then that."""
    if decided := report.broken.decided:
        intro = say._("Dette har organet som vedtok planen, selv endret etterpå:")
        yield Paragraph(text(intro), "intro")
        yield Bullets(tuple(_decided_item(change, report, say) for change in decided))
    moves = _told_promises(report)
    if not moves:
        return
    columns = (
        *measure_columns(say),
        Column(say._("Milepæl"), 4),
        Column(say._("Første frist"), 2),
        Column(say._("Frist nå"), 2),
        Column(say._("Flyttet"), 0, number=True),
        Column(say._("Årsak"), 2),
    )
    rows = tuple(_moved_row(m, say) for m in moves)
    yield Table(title, columns, rows, headed=True)


def _untold_moves(report: Report, say: Words) -> Iterator[Block]:
    """What only git shows, and the measures that were taken out."""
    if silently := _silent(report, of_deadline=True):
        intro = say._("Dette er endret uten at tiltaket selv forteller det:")
        yield Paragraph(text(intro), "intro")
        yield Bullets(tuple(_promise_item(changed, report, say) for changed in silently))
    if report.broken.gone:
        yield Paragraph(text(say._("Disse tiltakene er tatt ut av planen:")), "intro")
        yield Bullets(tuple(_gone_item(gone, say) for gone in report.broken.gone))


def _promise_item(changed: PromiseChange, report: Report, say: Words) -> Text:
    measure = changed.change.measure
    said = promise_change(changed, report.portfolio, report.plan, say, whole=True)
    return text(measure_span(measure, say), f" {measure.title}. ", said)


def _decided_item(change: DecidedChange, report: Report, say: Words) -> Text:
    said = decided_change(change, report.portfolio, report.plan, say)
    # A measure that was taken out has no card to lead to.
    number = _number(change.measure, say) if change.removed else measure_span(change.measure, say)
    return text(number, f" {change.measure.title}. ", said)


def _number(measure: Measure, say: Words) -> Span:
    return Span(say._("Tiltak {number}").format(number=measure.number), strong=True)


def _gone_item(gone: GoneMeasure, say: Words) -> Text:
    return text(
        _number(gone.measure, say), f" {gone.title}. ", *prose.line(gone_measure(gone, say))
    )


def _moved_row(promise: MovedPromise, say: Words) -> tuple[Text, ...]:
    due = say.date(promise.due) if promise.due else say._("ingen frist")
    return (
        *measure_cells(promise.measure),
        text(promise.milestone.title),
        text(say.date(promise.baseline) if promise.baseline else say._("ikke oppgitt")),
        text(due if promise.present else say._("tatt ut")),
        text(say.days(promise.days) if promise.days is not None else say._("ukjent")),
        text(reasons(promise, say)),
    )


def assessments(report: Report, say: Words) -> Section:
    """What assessors say of measures and decisions where that is not what was last said of the work."""
    title = say._("Vurdert annerledes av andre")
    columns = (Column(say._("Gjelder"), 3), Column(say._("Vurdering"), 6))
    rows = [
        (
            text(_number(j.measure, say), f" {j.measure.title}"),
            text(otherwise(j.assessed_otherwise, j.phase, OF_MEASURE, report.portfolio, say)),
        )
        for j in report.summary.assessed_otherwise
    ]
    rows += [
        (
            text(decisions_words.in_short(f.decision, say)),
            text(otherwise(f.assessed_otherwise, f.state, OF_DECISION, report.portfolio, say)),
        )
        for f in followed(report.plan, report.day)
        if f.assessed_otherwise
    ]
    if not rows:
        return Section("vurderinger", title, nothing(say._("Ingen har vurdert noe annerledes.")))
    return Section("vurderinger", title, (Table(title, columns, tuple(rows), headed=True),))


def decisions(report: Report, say: Words) -> Section:
    """What somebody must decide or find out, who answers for it, and the next deadline."""
    title = say._("Trenger en avgjørelse")
    needed = (
        *((j, _needed(j, reasons, say)) for j, reasons in report.summary.decisions),
        *((j, _money_unknown(j, say)) for j in report.summary.funding_unknown),
    )
    if not needed:
        words = say._("Ingen tiltak venter på en avgjørelse.")
        return Section("avgjorelser", title, nothing(words))
    columns = (
        *measure_columns(say),
        Column(say._("Det som må avgjøres"), 8),
        Column(say._("Ansvarlig"), 3),
        Column(say._("Frist"), 1),
    )
    rows = tuple(
        (
            *measure_cells(j.measure),
            what,
            text(capital(owner_name(j.measure, report, say))),
            text(_next_deadline(j, say)),
        )
        for j, what in needed
    )
    return Section("avgjorelser", title, (Table(title, columns, rows, headed=True),))


def _next_deadline(judged: Judgement, say: Words) -> str:
    due = nearest_deadline(judged)
    return say.date(due) if due else say._("ingen frist")


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
    columns = (*measure_columns(say), Column(say._("Beløp"), 4), Column(say._("Kilde"), 4))
    rows = (
        (
            *measure_cells(measure),
            text(money_words.amount(of, say)),
            text(say.source(report.plan, of.source)),
        )
        for measure in report.plan.measures
        for of in amounts(measure)
    )
    return Table(say._("Alle beløp, med kilde"), columns, tuple(rows))


def _needed(judged: Judgement, reasons: tuple[str, ...], say: Words) -> Text:
    sentences = " ".join(_decision(reason, say) for reason in reasons)
    if "funding" not in reasons:
        return text(sentences)
    return text(f"{sentences} {money_words.asked(judged.measure, say)}", *_funding_note(judged))


def _decision(reason: str, say: Words) -> str:
    match reason:
        case "paused":
            return say._("Om arbeidet skal tas opp igjen.")
        case "off_track":
            return say._("Hva som skal til for å holde fristen, eller en ny frist.")
    return say._("Penger til tiltaket.")


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
        Column(say._("Frist"), 2),
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


def silent(report: Report, say: Words) -> Section:
    """Who has not told how it goes, by unit; those with most first."""
    title = say._("Tiltak uten noe nytt i perioden")
    silent_ones = report.summary.not_reported
    owed: dict[tuple[str, str], list[Judgement]] = {}
    for judged in silent_ones:
        name = capital(owner_name(judged.measure, report, say))
        owed.setdefault((name, _newest(judged, say)), []).append(judged)
    if not owed:
        everything = nothing(say._("Det er kommet noe nytt om alle tiltakene."))
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
            numbers_text(j.measure for j in judgements),
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
    if not reporting.is_over:
        blocks.insert(0, Paragraph(text(open_until(reporting, say)), "intro"))
    if unconfirmed := sum(not j.measure.owner_confirmed for j in silent_ones):
        words = say.spelled(
            "For ett av dem vet vi ikke hvem som skal melde: den ansvarlige er bare foreslått.",
            "For {n} av dem vet vi ikke hvem som skal melde: den ansvarlige er bare foreslått.",
            unconfirmed,
        )
        blocks.append(Paragraph(text(words), "note"))
    return Section("uten-melding", title, (*blocks, *_punctuality(report, say)))


def _punctuality(report: Report, say: Words) -> Iterator[Block]:
    """Who reported in time and who late, where the plan was here when the period ended."""
    if not report.punctuality:
        return
    columns = (
        Column(say._("Ansvarlig"), 3),
        Column(say._("I tide"), 1, number=True),
        Column(say._("For sent"), 1, number=True),
        Column(say._("Ikke hørt fra"), 1, number=True),
        Column(say._("Dager, median"), 1, number=True),
    )
    rows = tuple(
        (
            text(unit_name(of_unit.unit, report) or say._("Foreslått")),
            *(text(str(of_unit.count(state))) for state in ANSWERS),
            text("–" if of_unit.median_days is None else say.figures(of_unit.median_days)),
        )
        for of_unit in report.punctuality
    )
    yield Table(say._("Punktlighet i perioden, etter ansvarlig"), columns, rows, headed=True)


def _newest(judged: Judgement, say: Words) -> str:
    return say.date(judged.entry.date) if judged.entry else say._("ingen")


def corrections(report: Report, say: Words) -> Section:
    title = say._("Rettelser til tidligere rapporter")
    corrected = report.summary.corrections
    if not corrected:
        return Section(
            "rettelser", title, nothing(say._("Ingen tidligere opplysninger er rettet."))
        )
    items = tuple(
        text(
            measure_span(j.measure, say),
            f" {j.measure.title}, ",
            say._("opplysning for {date}: ").format(date=say.date(e.date)),
            *prose.line(e.correction),
        )
        for j, e in corrected
    )
    return Section("rettelser", title, (Bullets(items),))


def measures(report: Report, say: Words) -> Section:
    """Every measure: on a card by focus area, or a row in one table where nobody has ever told of it."""
    sections = tuple(
        Section(
            f"omrade-{area.id}",
            area.title,
            (
                *_adopted_title(area, say),
                *prose.blocks(goal(area, say), "note"),
                *(card(j, report, say) for j in with_entries),
            ),
        )
        for area, judged in report.summary.by_focus_area()
        if (with_entries := [j for j in judged if j.entry])
    )
    untold = tuple(j for j in report.summary.judgements if not j.entry)
    if untold:
        sections = (*sections, _untold(untold, report, say))
    return Section("tiltak", say._("Alle tiltak"), _unreadable(report, say), sections)


def _untold(judgements: tuple[Judgement, ...], report: Report, say: Words) -> Section:
    title = say._("Tiltak som ingen har fortalt noe om")
    columns = (
        *measure_columns(say),
        Column(say._("Ansvarlig"), 3),
        Column(say._("Frister"), 3),
        Column(say._("Sted i planen"), 2),
        Column(say._("Omtalt i"), 3),
    )
    rows = tuple(
        (
            *measure_cells(j.measure),
            text(capital(owner_name(j.measure, report, say))),
            text(capital(deadlines(j.deadlines, say))),
            text(capital(place_in_plan(j.measure, say))),
            text(_mentioned_in(j.measure, report, say)),
        )
        for j in judgements
    )
    return Section("ikke-fortalt", title, (Table(title, columns, rows, headed=True),))


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
    columns = (*measure_columns(say), Column(say._("Status"), 2), Column(say._("Fil"), 4))
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


def method(report: Report, say: Words) -> Section:
    rows = tuple(
        (verdict_text(value, say), text(say.definition("verdict", value)))
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
