"""What was decided, said by others and measured beside the measures: decisions, assessments, figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from operator import attrgetter

from tiltak.charts.figures import series_of, small_charts
from tiltak.judge.decisions import followed
from tiltak.judge.indicators import standings
from tiltak.model.indicators import Indicator
from tiltak.model.plan import Plan
from tiltak.past.report import Report
from tiltak.reports.blocks import Column, Paragraph, Pictures, Section, Table, text
from tiltak.reports.parts import measure_span, nothing, numbers_text
from tiltak.words import decisions as decisions_words
from tiltak.words import indicators as figures
from tiltak.words.assessments import OF_DECISION, OF_MEASURE, otherwise
from tiltak.words.language import Words

# Columns before bars: those that stand abreast are as high as each other.
HEIGHT = attrgetter("is_of_one_time")


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
    newest = [
        (indicator, group)
        for indicator in plan.indicators
        for group in standings(indicator, report.day)
        if group.newest
    ]
    rows = [
        (
            text(indicator.title),
            text(group.group),
            text(figures.standing(group, indicator, plan, say, all_alike=True)),
        )
        for indicator, group in newest
    ]
    title = say._("Tall som sier noe om målene")
    if not rows:
        return Section(
            "indikatorer", title, nothing(say._("Ingen kilde har tall fra denne tiden."))
        )
    ages = figures.ages([group for _, group in newest], plan, say)
    intro = f"{say._('Ingen av tallene viser hva planen har ført til.')} {ages}".rstrip()
    caption = say._("Siste tall for hver indikator")
    drawn = {
        i.id: series for i in plan.indicators if (series := series_of(i, plan, say, report.day))
    }
    pictures = [
        Pictures(heading, tuple(chain.from_iterable(map(small_charts, together))))
        for heading, own in _by_subject(plan, say)
        if (together := sorted((drawn[i.id] for i in own if i.id in drawn), key=HEIGHT))
    ]
    meaning = dict.fromkeys(words for series in drawn.values() for words in series.meaning())
    pictures[:1] = [replace(first, note=" ".join(meaning)) for first in pictures[:1]]
    table = Table(caption, columns, tuple(rows), headed=True)
    places = Table(
        say._("Hvor tallene står"),
        (Column(say._("Indikator"), 3), Column(say._("Kilde"), 6)),
        tuple(
            (text(i.title), text("; ".join(say.source(plan, source) for source in sources)))
            for i in plan.indicators
            if (sources := i.sources_until(report.day))
        ),
    )
    return Section(
        "indikatorer", title, (Paragraph(text(intro), "intro"), table, *pictures, places)
    )


def _by_subject(plan: Plan, say: Words) -> Iterator[tuple[str, list[Indicator]]]:
    """Each indicator once: with the first goal that it speaks of, else with the first focus area."""
    goal, area = say._("Mål: {goal}"), say._("Innsatsområde: {area}")
    titles = {g.id: goal.format(goal=g.text) for g in plan.goals}
    titles |= {a.id: area.format(area=a.title) for a in plan.focus_areas}
    left = list(plan.indicators)
    for subject, title in titles.items():
        own = [i for i in left if next(iter((*i.goals, *i.focus_areas)), None) == subject]
        if own:
            yield title, own
        left = [i for i in left if i not in own]
    if left:
        yield say._("Andre tall"), left


def assessments(report: Report, say: Words) -> Section:
    """What assessors say of measures and decisions where that is not what was last said of the work."""
    title = say._("Vurdert annerledes av andre")
    columns = (Column(say._("Gjelder"), 3), Column(say._("Vurdering"), 6))
    rows = [
        (
            text(measure_span(j.measure, say, linked=False), f" {j.measure.title}"),
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
