"""Which pictures the pages show, drawn by `charts` from what the page's view knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from tiltak.charts import verdicts
from tiltak.charts.canvas import Chart
from tiltak.charts.card import CardText, measure_card, plan_card
from tiltak.charts.figures import Series, chart_of, series_of, small_charts
from tiltak.charts.timeline import timeline_of_measure, timeline_of_plan
from tiltak.judge.status import Judgement
from tiltak.model.indicators import Indicator
from tiltak.past.development import Stretch
from tiltak.site.view import View
from tiltak.words import measures
from tiltak.words.publishing import sender
from tiltak.words.seen import of_measure_timeline, of_plan_timeline, then_and_now


def strip(view: View, counts: Mapping[str, int]) -> Chart:
    """All measures in one line, parted by verdict: a picture of the numbers that stand below it."""
    return verdicts.strip("alle", view.plan.label, counts, view.words)


def card(view: View, judged: Judgement | None = None) -> Chart:
    """What stands beside a link to the plan, or to one of its measures, where somebody shares it."""
    description = card_words(view, judged)
    if judged:
        verdict = view.words.choice("verdict", judged.verdict.value)
        return measure_card(f"kort-{judged.measure.number}", description, verdict)
    return plan_card("kort", description, view.summary.counts, view.words)


def card_size(judged: Judgement | None) -> tuple[int, int]:
    """How many dots wide and high it is: a plan may have a thousand measures, and each has one."""
    return (600, 315) if judged else (1200, 630)


def card_words(view: View, judged: Judgement | None = None) -> CardText:
    summary, say = view.summary, view.words
    if judged:
        return CardText(
            f"{sender(view.plan, say)} · {view.plan.label}",
            f"{judged.measure.number} {judged.measure.title}",
            f"{say.label('verdict', judged.verdict.value)}. {say.why(judged, view.plan)}",
            say.judged_day(summary.judged_day),
        )
    return CardText(
        sender(view.plan, say),
        view.plan.title,
        measures.summing_up(summary, say),
        say.judged_day(summary.judged_day),
    )


def shares(view: View, stretches: Sequence[Stretch]) -> Chart:
    """How the measures were shared between the verdicts at the end of each period."""
    say = view.words
    first, newest = stretches[0].summary, stretches[-1].summary
    return verdicts.shares(
        "fordeling",
        then_and_now(first if len(stretches) > 1 else None, newest, say),
        [(say.short_period(stretch.period), stretch.summary.counts) for stretch in stretches],
        say,
    )


def timeline(view: View) -> Chart:
    """Every milestone of the plan that has a date."""
    say, summary = view.words, view.summary
    title = of_plan_timeline(summary, say)
    return timeline_of_plan("tidslinje", title, _span(view), summary.day, summary.judgements, say)


def measure_timeline(view: View, judged: Judgement) -> Chart | None:
    """The entries and milestones of one measure, None where it has no entry and no milestone with a date."""
    say = view.words
    if not judged.measure.entries and not any(m.due or m.done for m in judged.milestones):
        return None
    name, title = f"tidslinje-{judged.measure.number}", of_measure_timeline(judged, say)
    return timeline_of_measure(name, title, view.plan, view.summary.day, judged, say)


def figures(view: View, indicator: Indicator) -> Chart | None:
    """The figures of an indicator, None where none has a time to be drawn at."""
    return chart_of(indicator, view.plan, view.words)


def small_figures(view: View, indicators: Sequence[Indicator]) -> tuple[Chart, ...]:
    """Small pictures of what indicators count, one for each group, to stand beside each other."""
    return tuple(chart for series in _drawn(view, indicators) for chart in small_charts(series))


def meaning_of_figures(view: View) -> str:
    """What the eye cannot know of the pictures of all figures."""
    drawn = _drawn(view, view.plan.indicators)
    return " ".join(dict.fromkeys(sentence for series in drawn for sentence in series.meaning()))


def _drawn(view: View, indicators: Sequence[Indicator]) -> Iterator[Series]:
    series = (series_of(indicator, view.plan, view.words) for indicator in indicators)
    yield from filter(None, series)


def charts(view: View) -> Iterator[Callable[[], Chart | None]]:
    """What draws the pictures of the pages of today that can be taken along, but for those of indicators."""
    ended = [stretch for stretch in view.course if stretch.ended]
    if ended:
        yield partial(shares, view, ended)
    if any(judged.milestones for judged in view.summary.judgements):
        yield partial(timeline, view)
    for judged in view.summary.judgements:
        yield partial(measure_timeline, view, judged)


def _span(view: View) -> tuple[date, date]:
    return view.plan.start, view.plan.end
