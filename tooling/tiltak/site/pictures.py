"""Which pictures the pages show, drawn by `charts` from what the page's view knows."""

from __future__ import annotations

from collections.abc import Sequence

from tiltak import charts
from tiltak.charts import Chart
from tiltak.development import Stretch
from tiltak.site import sentences
from tiltak.site.view import View
from tiltak.status import Judgement
from tiltak.summary import counted


def strip(view: View) -> Chart:
    """All measures in one line, parted by verdict: a picture of the numbers that stand below it."""
    return charts.strip("alle", view.plan.label, view.summary.counts, view.site.words)


def card(view: View) -> Chart:
    """What stands beside a link to the plan where somebody shares it."""
    return charts.card("kort", card_words(view), view.summary.counts)


def card_words(view: View) -> charts.Told:
    summary, say = view.summary, view.site.words
    return charts.Told(
        view.plan.municipality,
        view.plan.title,
        sentences.summing_up(summary, say),
        say.clock(summary.clock),
    )


def area_bars(view: View) -> Chart:
    """The focus areas, each parted by verdict."""
    say = view.site.words
    return charts.verdict_bars(
        "innsatsomraader",
        say._("Tiltakene i hvert innsatsområde etter status"),
        [(area.title, counted(judged)) for area, judged in view.summary.by_focus_area()],
        say,
    )


def shares(view: View, stretches: Sequence[Stretch]) -> Chart:
    """How the measures were shared between the verdicts at the end of each period."""
    say = view.site.words
    return charts.shares(
        "fordeling",
        say._("Slik har tiltakene fordelt seg på status ved slutten av hver periode"),
        [(stretch.period.name, stretch.summary.counts) for stretch in stretches],
        say,
    )


def timeline(view: View) -> Chart:
    """Every milestone of the plan that has a date."""
    say = view.site.words
    title = say._("Alle milepæler med dato")
    return _milestones(view, "tidslinje", title, view.summary.judgements)


def measure_timeline(view: View, judged: Judgement) -> Chart | None:
    """The milestones of one measure, None where none of them has a date."""
    if not any(m.due or m.done for m in judged.milestones):
        return None
    say = view.site.words
    title = say._("Milepælene til tiltak {number}").format(number=judged.measure.number)
    return _milestones(view, f"milepaeler-{judged.measure.number}", title, (judged,))


def _milestones(view: View, name: str, title: str, judged: Sequence[Judgement]) -> Chart:
    span = (view.plan.start, view.plan.end)
    return charts.timeline(name, title, span, view.summary.day, judged, view.site.words)
