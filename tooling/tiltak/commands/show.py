"""`tiltak show 14`: one measure with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import click

from tiltak.commands import _options
from tiltak.data import VERSION, shapes
from tiltak.judge.money import amounts
from tiltak.judge.status import Judgement, MilestoneState
from tiltak.judge.summary import Summary, summarise
from tiltak.model.assessments import Assessment, Reply
from tiltak.model.plan import Entry, Measure, Plan, Portfolio
from tiltak.model.relations import relations
from tiltak.problems import UnreadableError
from tiltak.read.fields import SHOW
from tiltak.read.schema import choice
from tiltak.words import measures, money
from tiltak.words import relations as relation_words
from tiltak.words.assessments import OF_MEASURE, assessed, replied
from tiltak.words.changes import why_moved
from tiltak.words.fields import rows
from tiltak.words.language import Words, words
from tiltak.words.measures import owner_name
from tiltak.words.relations import on_a_day, warnings
from tiltak.workspace import Workspace


@click.command("show")
@click.argument("number", metavar="NUMMER")
@_options.format_option("Tekst eller JSON.", "text", "json")
@_options.shared_options
def command(number: str, shape: str, plan_id: str | None, workspace: Workspace) -> None:
    """Vis ett tiltak med alt som hører til. NUMMER er tallet i planen, eller plan/nummer."""
    workspace = workspace.as_promised()
    plan, judged, summary = find(workspace, number, plan_id)
    say = words().of(plan)
    if shape == "json":
        payload = {
            "version": VERSION,
            **shapes.measure_text(judged.measure, plan, say),
            **shapes.measure_data(judged, plan, workspace.portfolio, say),
            "as_of": summary.day.isoformat(),
            "rev": workspace.rev,
            "entries": shapes.record(judged.measure.entries, plan, say),
        }
        _options.print_json(payload)
    else:
        click.echo("\n".join(lines(judged, summary, workspace.portfolio, say)))


def find(workspace: Workspace, number: str, plan_id: str | None) -> tuple[Plan, Judgement, Summary]:
    """The measure a person named as «14» or «rus-2019/14», judged on the day that counts."""
    plan, path = workspace.measure_file(number, plan_id)
    summary = summarise(plan, workspace.today)
    judged = next((j for j in summary.judgements if j.measure.path == path), None)
    if judged is None:
        raise UnreadableError(f"{path} kan ikke leses. {workspace.to_mend}")
    return plan, judged, summary


def lines(judged: Judgement, summary: Summary, portfolio: Portfolio, say: Words) -> list[str]:
    """What is told of a measure."""
    measure, plan = judged.measure, summary.plan
    verdict = choice("verdict", judged.verdict.value)
    text_lines = [
        f"{measure.number}. {measure.title}",
        "",
        f"{verdict.symbol} {say.label('verdict', verdict.value)}. {say.why(judged, plan)}",
        say.judged_day(summary.judged_day),
        "",
    ]
    facts = {
        "Ansvarlig": owner_name(measure, portfolio, summary.day, say),
        "Medvirkende": measures.contributors(measure, portfolio, summary.day, say),
        say._("Innsatsområde"): plan.focus_area_title(measure.focus_area),
        "Type tiltak": measures.kind(measure, say),
        "Sagt": measures.last_said(judged, plan, say),
        "Frister": measures.deadlines_of([judged], say),
        "Hørt fra": measures.heard(judged, summary.round, say),
        "Finansiering": say.label("funding_decision", measure.funding.decision)
        if measure.funding
        else "",
        "Beløp": ". ".join(money.amount(of, say) for of in amounts(measure)),
        **{title: heading for _, title, heading in rows(measure, summary.plan, SHOW, say)},
        "Fil": measure.path,
    }
    judged_of = partial(_judged, summary=summary, portfolio=portfolio)
    related = on_a_day(measure, relations(portfolio).get(measure.id, ()), judged_of)
    facts = {**relation_words.lines(related, plan.id, say), **facts}
    text_lines += [f"{name + ': ':<15}{value}" for name, value in facts.items() if value]
    text_lines += warnings(judged, related, judged_of, say)
    if measure.summary:
        text_lines += ["", measure.summary]
    if judged.milestones:
        width = max(len(m.milestone.id) for m in judged.milestones)
        text_lines += ["", "Milepæler (kortnavnet står først)"]
        text_lines += [_milestone(m, say, width) for m in judged.milestones]
    text_lines += ["", "Sagt om arbeidet"]
    text_lines += [line for e in measure.entries for line in _entry(e, plan, say)] or ["  Ingen."]
    if measure.assessments:
        text_lines += ["", say.field("measure", "assessments")]
        text_lines += [
            line for a in measure.assessments for line in _assessment(a, plan, portfolio, say)
        ]
    if measure.mentions:
        text_lines += ["", "Omtale uten status"]
        for mention in measure.mentions:
            text_lines += [
                f"  {say.date(mention.date)}: {mention.note}",
                f"    Kilde: {say.source(plan, mention.source)}",
            ]
    return text_lines


def _judged(other: Measure, summary: Summary, portfolio: Portfolio) -> Judgement | None:
    plan = portfolio.plan(other.plan_id)
    if plan is None or plan.id == summary.plan.id:
        return summary.judgement(other.number)
    return summarise(plan, summary.day).judgement(other.number)


def _assessment(
    assessment: Assessment, plan: Plan, portfolio: Portfolio, say: Words
) -> Iterator[str]:
    yield f"  {assessed(assessment, OF_MEASURE, portfolio, say)}"
    reply = assessment.reply
    yield from (f"    {line}" for line in _ground(assessment, plan, say))
    yield f"    {replied(assessment, say)}"
    yield from (f"      {line}" for line in _ground(reply, plan, say))


def _ground(of: Assessment | Reply | None, plan: Plan, say: Words) -> Iterator[str]:
    """What is said in words, and the source of it."""
    if of and of.note:
        yield of.note
    if of and of.source:
        yield f"Kilde: {say.source(plan, of.source)}"


def _milestone(state: MilestoneState, say: Words, width: int) -> str:
    milestone = state.milestone
    again = f" ({say.label('repeat', milestone.repeat)})" if milestone.repeat else ""
    parts = [f"  {milestone.id:<{width}}  {milestone.title}{again}:"]
    if state.due:
        parts.append(say.by(state.due))
    parts.append(
        f"– {measures.milestone(state, say)}" if state.due else measures.milestone(state, say)
    )
    if milestone.moved:
        parts[-1] += f". {why_moved(milestone.moved, say)}"
    return " ".join(parts)


def _entry(entry: Entry, plan: Plan, say: Words) -> list[str]:
    what = "ingenting nytt" if entry.unchanged else say.label("phase", entry.phase)
    if entry.into is not None:
        what += f" med tiltak {entry.into}"
    if entry.confidence:
        what += f", {say.label('confidence', entry.confidence).lower()}"
    lines = [f"  {say.date(entry.date)}: {what}"]
    if entry.reason:
        lines.append(f"    Årsak: {say.label('reason', entry.reason).lower()}")
    if entry.note:
        lines.append(f"    {entry.note}")
    if entry.source:
        lines.append(f"    Kilde: {say.source(plan, entry.source)}")
    return lines
