"""What became of deadlines: late, due in the period, passed, and what comes."""

from __future__ import annotations

from tiltak.judge.status import Judgement
from tiltak.past.report import Report
from tiltak.reports import parts, prose
from tiltak.reports.blocks import Bullets, Column, Section, Span, Text, text
from tiltak.reports.sections.changes import told_promises
from tiltak.words.ended import run_out_since
from tiltak.words.language import Words, capital
from tiltak.words.overview import coming_stretch, stretch_noun


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
        return Section("forsinket", title, parts.nothing(words))
    return Section("forsinket", title, (Bullets(tuple(_delay(j, report, say) for j in delayed)),))


def _delay(judged: Judgement, report: Report, say: Words) -> Text:
    entry = judged.verdict.entry
    pieces: list[str | Span] = [
        parts.measure_span(judged.measure, say),
        f" {judged.measure.title}. ",
        say.why(judged, report.plan),
    ]
    reason = entry.reason if entry else ""
    # `why` names the reason itself where the owner said that the deadline would not be met.
    if judged.verdict.rule != "off_track" or not reason:
        pieces += [" ", parts.reason_words(reason, say)]
    if entry and entry.note:
        pieces += [" ", *prose.line(entry.note)]
    if source := parts.source_words(entry, report, say):
        pieces += [" ", source]
    return text(*pieces)


def due(report: Report, say: Words) -> Section:
    """Every deadline that fell in the period, its last day included, and what became of it."""
    title = say._("Frister med siste dag i perioden")
    if report.is_cut_short:
        noun = stretch_noun(report, say)
        title = say._("Frister med siste dag i {noun}").format(noun=noun)
    reached, missed = say._("Meldt nådd"), say._("Ikke meldt nådd")
    return parts.measure_section(
        "gikk-ut",
        title,
        say._("Ingen frister hadde siste dag i perioden."),
        [(deadline.judged.measure, deadline) for deadline in report.summary.due_in_period],
        say,
        (Column(say._("Milepæl"), 4), lambda _, d: d.state.milestone.title),
        (Column(say._("Ansvarlig"), 3), lambda m, _: capital(parts.owner_name(m, report, say))),
        (Column(say._("Frist"), 3), lambda _, d: capital(say.by(d.due))),
        (Column(say._("Status for milepælen"), 3), lambda _, d: reached if d.kept else missed),
    )


def passed(report: Report, say: Words) -> Section:
    none = say._("Ingen frister har gått ut uten at noen har sagt hvordan det gikk.")
    if report.summary.on_last_day or report.is_cut_short:
        none = say._(
            "Ingen frister gikk ut før denne dagen uten at noen har sagt hvordan det gikk."
        )
    return parts.measure_section(
        "gatt-ut",
        say._("Frister som har gått ut uten svar"),
        none,
        [(judged.measure, state) for judged, state in report.summary.passed_unreported],
        say,
        (Column(say._("Milepæl"), 4), lambda _, state: state.milestone.title),
        (Column(say._("Ansvarlig"), 3), lambda m, _: capital(parts.owner_name(m, report, say))),
        (Column(say._("Frist"), 3), lambda _, state: capital(parts.deadline_words(state, say))),
        (
            Column(say._("Siden fristen"), 2, number=True),
            lambda _, s: say._("fristen har ingen dato") if s.days is None else say.roughly(s.days),
        ),
        intro=say._(
            "Fristen er ute, og ingen har sagt om løftet ble holdt. Det kan likevel være gjort."
        ),
    )


def coming(report: Report, say: Words) -> Section:
    if report.period.of_plan:
        title = say._("Frister etter {day}").format(day=say.date(report.day))
        none = say._("Planperioden er over.")
        intro = run_out_since(report.summary, report.period.end, say)
    else:
        title, stretch = say._("Frister framover"), coming_stretch(report, say)
        none = say._("{stretch} er det ingen frister.").format(stretch=stretch)
        intro = say._("{stretch} skal dette være nådd:").format(stretch=stretch)
    return parts.measure_section(
        "framover",
        title,
        none,
        [(deadline.measure, deadline) for deadline in report.summary.due_next],
        say,
        (Column(say._("Milepæl"), 4), lambda _, deadline: deadline.milestone.title),
        (Column(say._("Frist"), 3), lambda _, deadline: say.date(deadline.due)),
        (Column(say._("Ansvarlig"), 3), lambda m, _: parts.owner_name(m, report, say)),
        intro=intro,
    )
