"""What differs from before: news, milestones reached, promises moved and reworded."""

from __future__ import annotations

from collections.abc import Iterator

from tiltak.model.plan import DecidedOfPlan
from tiltak.past.changes import without_mentions
from tiltak.past.promises import (
    DecidedChange,
    GoneMeasure,
    MovedPromise,
    PromiseChange,
)
from tiltak.past.report import Report
from tiltak.reports import parts, prose
from tiltak.reports.blocks import Block, Bullets, Column, Paragraph, Section, Text, text
from tiltak.words.changes import change_sentences
from tiltak.words.language import Words, capital
from tiltak.words.overview import compared_with
from tiltak.words.promises import (
    changed_period,
    decided_change,
    decided_of_plan,
    gone_measure,
    promise_change,
    reasons,
)


def changed(report: Report, say: Words) -> Section:
    title = say._("Hva er endret")
    promises = (
        *(text(changed_period(c, say)) for c in filter(None, [report.plan_period_changed])),
        *(_item_of_plan(c, report, say) for c in report.decided_of_plan_in_period),
        *(_decided_item(c, report, say) for c in report.decided_in_period if not c.move),
        *(_promise_item(changed, report, say) for changed in report.silent_in_period),
        *(_gone_item(gone, say) for gone in report.gone_in_period),
    )
    if report.changes is None:
        incomparable = _incomparable(report, say)
        if not promises:
            return Section("endringer", title, parts.nothing(incomparable))
        return Section("endringer", title, (Paragraph(text(incomparable)), Bullets(promises)))
    since = compared_with(report.changes.before, report, say)
    all_in_doubt = report.changes.may_be_older and not promises
    items = (
        *(
            text(parts.measure_span(measure, say), f" {measure.title}. ", " ".join(sentences))
            for measure, items_of_measure in report.changes.by_measure()
            if (
                sentences := change_sentences(
                    without_mentions(items_of_measure),
                    report.portfolio,
                    report.plan,
                    say,
                    doubt_told=all_in_doubt,
                )
            )
        ),
        *promises,
    )
    if not items:
        words = say._("Ingenting er endret siden {day}.").format(day=since)
        return Section("endringer", title, parts.nothing(words))
    intro = say._("Dette er endret siden {day}:")
    if all_in_doubt:
        intro = say._("Dette kan være endret siden {day}, eller før:")
    head = Paragraph(text(intro.format(day=since)), "intro")
    return Section("endringer", title, (head, Bullets(items)))


def _incomparable(report: Report, say: Words) -> str:
    if report.state in ("not_begun", "not_reported"):
        return say._(
            "Planen er ikke fulgt lenger enn i forrige rapport. Ingenting kan være endret."
        )
    if report.plan.adopted:
        return say._(
            "Dette er den første perioden etter at planen ble vedtatt. Det er ingenting å sammenligne med."
        )
    return say._("Dette er den første perioden i planen. Det er ingenting å sammenligne med.")


def reached(report: Report, say: Words) -> Section:
    milestones = report.news.of("milestone_reached") if report.news else ()
    return parts.measure_section(
        "nadd",
        say._("Milepæler som er nådd"),
        say._("Ingen milepæler er meldt nådd i perioden."),
        [
            (c.measure, (c.milestone, c.date_after))
            for c in milestones
            if c.milestone and c.date_after
        ],
        say,
        (Column(say._("Milepæl"), 4), lambda _, of: of[0].title),
        (Column(say._("Nådd"), 2), lambda _, of: capital(say.at(of[1]))),
    )


def moved(report: Report, say: Words) -> Section:
    title = say._("Frister som er flyttet siden vedtaket")
    blocks: list[Block] = [*_told_moves(report, title, say), *_untold_moves(report, say)]
    if not blocks:
        blocks += parts.nothing(say._("Ingen frister er flyttet."))
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
        return Section("skrevet-om", title, parts.nothing(words))
    intro = say._("Dette er endret uten at tiltaket selv forteller det:")
    items = tuple(_promise_item(change, report, say) for change in changed)
    return Section("skrevet-om", title, (Paragraph(text(intro), "intro"), Bullets(items)))


def _silent(report: Report, *, of_deadline: bool) -> tuple[PromiseChange, ...]:
    return tuple(c for c in report.broken.silent or () if c.of_deadline == of_deadline)


def told_promises(report: Report) -> list[MovedPromise]:
    return [p for p in report.moved if not p.only_reopened and not p.by_decision]


def _told_moves(report: Report, title: str, say: Words) -> Iterator[Block]:
    """How far each promise has moved in all, apart from what was decided, and then that."""
    if decided := report.broken.decided:
        intro = say._("Dette har organet som vedtok planen, selv endret etterpå:")
        yield Paragraph(text(intro), "intro")
        yield Bullets(tuple(_decided_item(change, report, say) for change in decided))
    none = say._("ikke oppgitt")
    if moves := told_promises(report):
        yield parts.measure_table(
            title,
            [(promise.measure, promise) for promise in moves],
            say,
            (Column(say._("Milepæl"), 4), lambda _, promise: promise.milestone.title),
            (
                Column(say._("Første frist"), 3),
                lambda _, promise: parts.date_or(promise.baseline, none, say),
            ),
            (Column(say._("Frist nå"), 3), lambda _, promise: _deadline_now(promise, say)),
            (Column(say._("Flyttet"), 0, number=True), lambda _, promise: _how_far(promise, say)),
            (Column(say._("Årsak"), 2), lambda _, promise: reasons(promise, say)),
        )


def _untold_moves(report: Report, say: Words) -> Iterator[Block]:
    """What only git shows, and the measures that were taken out."""
    if report.broken.period:
        yield Paragraph(text(changed_period(report.broken.period, say)))
    if silently := _silent(report, of_deadline=True):
        intro = say._("Dette er endret uten at tiltaket selv forteller det:")
        yield Paragraph(text(intro), "intro")
        yield Bullets(tuple(_promise_item(changed, report, say) for changed in silently))
    if report.broken.gone:
        yield Paragraph(text(say._("Disse tiltakene er tatt ut av planen:")), "intro")
        yield Bullets(tuple(_gone_item(gone, say) for gone in report.broken.gone))


def _promise_item(changed: PromiseChange, report: Report, say: Words) -> Text:
    measure = changed.change.measure
    sentence = promise_change(changed, report.portfolio, report.plan, say, in_full=True)
    return text(parts.measure_span(measure, say), f" {measure.title}. ", sentence)


def _decided_item(change: DecidedChange, report: Report, say: Words) -> Text:
    sentence = decided_change(change, report.portfolio, report.plan, say)
    # A measure that was taken out has no card to lead to.
    number = (
        parts.measure_span(change.measure, say, linked=False)
        if change.removed
        else parts.measure_span(change.measure, say)
    )
    return text(number, f" {change.measure.title}. ", sentence)


def _item_of_plan(change: DecidedOfPlan, report: Report, say: Words) -> Text:
    sentence = decided_of_plan(change, report.portfolio, report.plan, say)
    return text(f"{report.plan.label}: ", sentence)


def _gone_item(gone: GoneMeasure, say: Words) -> Text:
    return text(
        parts.measure_span(gone.measure, say, linked=False),
        f" {gone.title}. ",
        *prose.line(gone_measure(gone, say)),
    )


def _how_far(promise: MovedPromise, say: Words) -> str:
    """«omtrent 16 måneder», «31 dager tidligere»; where it is, if nobody knows by how many days it moved."""
    if promise.days is None:
        return say._("til {due}").format(due=say.date(promise.due)) if promise.due else "–"
    far = say.roughly(abs(promise.days))
    return say._("{days} tidligere").format(days=far) if promise.days < 0 else far


def _deadline_now(promise: MovedPromise, say: Words) -> str:
    if not promise.present:
        return say._("tatt ut")
    return parts.date_or(promise.due, say._("ingen frist"), say)
