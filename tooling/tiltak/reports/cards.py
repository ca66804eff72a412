"""One measure on a card: its status and why, who, the deadlines, the newest report."""

from __future__ import annotations

from tiltak.judge.status import Judgement, MilestoneState
from tiltak.model.assessments import Assessment, Reply
from tiltak.model.plan import Measure
from tiltak.past.report import Report
from tiltak.read.fields import CARD
from tiltak.reports import prose
from tiltak.reports.blocks import Bullets, Card, Column, Facts, Paragraph, Span, Table, Text, text
from tiltak.reports.parts import date_or, deadline_words, owner_name, source_words
from tiltak.words import measures, money
from tiltak.words.assessments import OF_MEASURE, replied
from tiltak.words.assessments import assessed as assessed_by
from tiltak.words.language import Words, capital
from tiltak.words.measures import deadlines_of, heard, last_entries, milestone_state
from tiltak.words.relations import part_of

Inside = Paragraph | Bullets | Facts | Table


def card(judged: Judgement, report: Report, say: Words) -> Card:
    measure = judged.measure
    why = say.why(judged, report.plan)
    blocks: list[Inside] = [
        Paragraph(text(why)),
        *prose.blocks(measure.summary),
        facts(judged, report, say),
    ]
    if judged.milestones:
        blocks.append(milestones(judged, say))
    blocks += newest_entry(judged, why, report, say)
    if measure.assessments:
        blocks += assessments(measure, report, say)
    if measure.mentions:
        blocks += mentions(measure, report, say)
    label = say.label("verdict", judged.verdict.value)
    return Card(measure.number, measure.title, judged.verdict.value, label, tuple(blocks))


def facts(judged: Judgement, report: Report, say: Words) -> Facts:
    measure = judged.measure
    contributors = measures.contributors(measure, report.portfolio, report.day, say)
    rows = (
        (say._("Del av"), text(part_of(measure, report.plan, say))),
        (say._("Ansvarlig"), text(capital(owner_name(measure, report, say)))),
        (say._("Medvirkende"), text(contributors)),
        (say._("Frister"), text(capital(deadlines_of([judged], say)))),
        (say._("Hørt fra"), text(capital(heard(judged, report.summary.round, say)))),
        (say._("Finansiering"), _funding(measure, say)),
        (say._("Sted i planen"), text(capital(place_in_plan(measure, say)))),
        *prose.plain_fields(measure, report.plan, CARD, say),
    )
    return Facts(tuple((name, value) for name, value in rows if value))


def _funding(measure: Measure, say: Words) -> Text:
    if measure.funding is None:
        return ()
    label = say.label("funding_decision", measure.funding.decision)
    listed = [money.amount(of, say) for of in measure.funding.amounts]
    note = prose.line(measure.funding.note)
    if not listed and not note:
        return text(label)
    return text(" ".join(f"{part}." for part in (label, *listed)), " " if note else "", *note)


def place_in_plan(measure: Measure, say: Words) -> str:
    reference = measure.reference
    if reference is None:
        return ""
    if reference.point is None:
        return say._("kapittel {section}").format(section=reference.section)
    return say._("kapittel {section}, punkt {point}").format(
        section=reference.section, point=reference.point
    )


def milestones(judged: Judgement, say: Words) -> Table:
    columns = (
        Column(say._("Milepæl"), 4),
        Column(say._("Første frist"), 2),
        Column(say._("Frist"), 2),
        Column(say._("Status for milepælen"), 2),
    )
    rows = tuple(
        (
            text(_title(m, say)),
            text(date_or(m.milestone.baseline, say._("ikke oppgitt"), say)),
            text(deadline_words(m, say)),
            text(milestone_state(m, say)),
        )
        for m in judged.milestones
    )
    caption = say._("Milepæler for tiltak {number}").format(number=judged.measure.number)
    return Table(caption, columns, rows, headed=True)


def _title(state: MilestoneState, say: Words) -> str:
    milestone = state.milestone
    if not milestone.repeat:
        return milestone.title
    return f"{milestone.title} ({say.label('repeat', milestone.repeat)})"


def newest_entry(judged: Judgement, why: str, report: Report, say: Words) -> list[Inside]:
    """What was last said of the work, but for what the card has said as its `why`, and the note and source of it."""
    entry = judged.entry
    if entry is None:
        return []
    sentences = [say.entry(recent, report.plan) for recent in last_entries(judged)]
    head = " ".join(sentence for sentence in sentences if sentence not in why)
    note = prose.blocks(entry.note)
    if not head and note:
        head = say._("Merknad:")
    parts: list[Inside] = [Paragraph(text(Span(head, strong=True)), "intro")] if head else []
    parts += note
    # What was read out of a document names it already.
    if entry.said_by == "owner" and (source := source_words(entry, report, say)):
        parts.append(Paragraph(text(source), "note"))
    return parts


def assessments(measure: Measure, report: Report, say: Words) -> list[Inside]:
    """What others than the owner say of it, and what the owner answers."""
    head = Span(say._("Vurderinger fra andre:"), strong=True)
    items = tuple(assessed(of, OF_MEASURE, report, say) for of in measure.assessments)
    return [Paragraph(text(head), "intro"), Bullets(items)]


def assessed(of: Assessment, scale: str, report: Report, say: Words) -> Text:
    """One assessment, what it rests on, and the owner's reply."""
    parts: list[str | Span] = [assessed_by(of, scale, report.portfolio, say) + " "]
    parts += [*_ground(of, report, say), replied(of, say) + " "]
    return text(*parts, *(_ground(of.reply, report, say) if of.reply else ()))


def _ground(of: Assessment | Reply, report: Report, say: Words) -> list[Span]:
    source = say._("Kilde: {source}.").format(source=say.source(report.plan, of.source))
    return [*prose.line(of.note), Span(f" {source} " if of.source else " ")]


def mentions(measure: Measure, report: Report, say: Words) -> list[Inside]:
    """Documents that speak of the matter without telling how far the measure has come."""
    items = tuple(
        text(
            f"{capital(say.at(m.date))}: ",
            *prose.line(m.note),
            Span(" " + say._("Kilde: {source}.").format(source=say.source(report.plan, m.source))),
        )
        for m in measure.mentions
    )
    head = Span(say._("Omtalt, men ikke som status:"), strong=True)
    return [Paragraph(text(head), "intro"), Bullets(items)]
