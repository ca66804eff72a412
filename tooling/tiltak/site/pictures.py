"""Which pictures the pages show, drawn by `charts` from what the page's view knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tiltak.charts import verdicts
from tiltak.charts.canvas import Chart
from tiltak.charts.card import CardText, measure_card, plan_card
from tiltak.charts.figures import Series, chart_of, series_of, small_charts
from tiltak.charts.timeline import timeline_of_measure, timeline_of_plan
from tiltak.judge.status import Judgement
from tiltak.judge.summary import Summary, last_heard
from tiltak.model.indicators import Indicator
from tiltak.model.periods import Period
from tiltak.past.development import Stretch
from tiltak.past.punctuality import by_period as answers_by_period
from tiltak.site.view import View
from tiltak.words import measures, seen
from tiltak.words.language import Words, capital
from tiltak.words.publishing import sender


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
        seen.then_and_now(first if len(stretches) > 1 else None, newest, say),
        [(say.short_period(stretch.period), stretch.summary.counts) for stretch in stretches],
        say,
    )


@dataclass(frozen=True, slots=True)
class Hearing:
    """A picture of whom was heard of, and what it is drawn from: rows with a number for each word of `scale`."""

    chart: Chart
    scale: str
    rows: Sequence[tuple[str, verdicts.Counts]]


def heard_over_time(view: View) -> Hearing | None:
    """When the measures had last been heard of at the end of each period."""
    summaries = [stretch.summary for stretch in view.course if stretch.ended]
    if not summaries:
        return None
    columns = [(summary.period, last_heard(summary.judgements)) for summary in summaries]
    title = seen.newly_heard(summaries[-1], view.words)
    return _over_time("hort-perioder", title, columns, "freshness", view.words)


def heard_by_area(view: View) -> Hearing | None:
    say, newest = view.words, newest_ended(view)
    rows = [(a.label, last_heard(judged)) for a, judged in newest.by_focus_area()] if newest else []
    return _by("hort-omrader", seen.never_heard(rows, say), rows, say) if rows else None


def heard_by_owner(view: View) -> Hearing | None:
    say, newest = view.words, newest_ended(view)
    if not newest:
        return None
    owned = sorted(newest.by_owner().items(), key=lambda owner: -len(owner[1]))
    units = [last_heard(judged) for unit, judged in owned if unit]
    title = seen.newly_heard_units(units, newest.period, say)
    rows = [(_owner(view, judged), last_heard(judged)) for _, judged in owned]
    return _by("hort-enheter", title, rows, say) if units else None


def told_in_time(view: View) -> Hearing | None:
    """Who reported in time and who late, for each period whose round the plan was here for."""
    columns = list(answers_by_period(view.punctuality).items())
    if not columns:
        return None
    title = seen.in_time(*columns[-1], view.words)
    return _over_time("meldt-i-tide", title, columns, "answer", view.words)


def newest_ended(view: View) -> Summary | None:
    return next((s.summary for s in reversed(view.course) if s.ended), None)


def _by(name: str, title: str, rows: Sequence[tuple[str, verdicts.Counts]], say: Words) -> Hearing:
    return Hearing(verdicts.bars(name, title, rows, say, "freshness"), "freshness", rows)


def _over_time(
    name: str, title: str, columns: Sequence[tuple[Period, verdicts.Counts]], scale: str, say: Words
) -> Hearing:
    short = [(say.short_period(period), counts) for period, counts in columns]
    rows = [(capital(say.period(period)), counts) for period, counts in columns]
    return Hearing(verdicts.shares(name, title, short, say, scale), scale, rows)


def _owner(view: View, judgements: Sequence[Judgement]) -> str:
    """Who is responsible for some measures with the same owner, and whether anybody has confirmed it."""
    say, owner = view.words, judgements[0].measure.owner
    if not owner:
        return say._("Uten ansvarlig")
    unconfirmed = not any(judged.measure.owner_confirmed for judged in judgements)
    return say.with_mark(view.unit_name(owner), proposed=unconfirmed)


def timeline(view: View) -> Chart:
    """Every milestone of the plan that has a date."""
    say, summary, span = view.words, view.summary, (view.plan.start, view.plan.end)
    title = seen.of_plan_timeline(summary, say)
    return timeline_of_plan("tidslinje", title, span, summary.day, summary.judgements, say)


def measure_timeline(view: View, judged: Judgement) -> Chart | None:
    """The entries and milestones of one measure, None where it has no entry and no milestone with a date."""
    say = view.words
    if not judged.measure.entries and not any(m.due or m.done for m in judged.milestones):
        return None

    def draw(name: str) -> Chart:
        title = seen.of_measure_timeline(judged, say)
        return timeline_of_measure(name, title, view.plan, view.summary.day, judged, say)

    return _once(view, f"tidslinje-{judged.measure.number}", draw)


def figures(view: View, indicator: Indicator) -> Chart | None:
    """The figures of an indicator, None where none has a time to be drawn at."""
    return _once(view, f"tall-{indicator.id}", lambda _: chart_of(indicator, view.plan, view.words))


def _once(view: View, name: str, draw: Callable[[str], Chart | None]) -> Chart | None:
    """A picture that pages and files share; one of a past day stands on one page."""
    if view.then:
        return draw(name)
    if name not in view.drawn:
        view.drawn[name] = draw(name)
    return view.drawn[name]


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
    yield from (
        partial(_chart_of, view, draw)
        for draw in (heard_over_time, heard_by_area, heard_by_owner, told_in_time)
    )
    if any(judged.milestones for judged in view.summary.judgements):
        yield partial(timeline, view)
    for judged in view.summary.judgements:
        yield partial(measure_timeline, view, judged)


def _chart_of(view: View, draw: Callable[[View], Hearing | None]) -> Chart | None:
    drawn = draw(view)
    return drawn.chart if drawn else None
