"""The figures: what tells how it goes with what the plan is about."""

from __future__ import annotations

from functools import partial

from tiltak.judge.indicators import differing, standings
from tiltak.judge.summary import counted
from tiltak.model.goals import in_levels
from tiltak.model.indicators import Indicator
from tiltak.site import pictures
from tiltak.site.addresses import figures_path
from tiltak.site.view import Page, View


def indicators_page(view: View) -> Page:
    """Every indicator with its newest figures, by what it speaks of."""
    say = view.words
    return Page(
        view,
        f"{view.plan.id}/tall",
        say._("Tall"),
        "indicators",
        "indicators.html",
        lambda: {
            "standings": {i.id: standings(i, view.site.today) for i in view.plan.indicators},
            "pictures": {i.id: pictures.figures(view, i) for i in view.plan.indicators},
            "meaning": pictures.meaning_of_figures(view),
        },
        description=view.in_plan(say._("Tallene som sier noe om det {plan} handler om.")),
    )


def indicator_page(view: View, indicator: Indicator) -> Page:
    """All figures of an indicator, with their sources and what has been revised."""
    say = view.words
    return Page(
        view,
        f"{view.plan.id}/tall/{indicator.id}",
        indicator.title,
        "indicators",
        "indicator.html",
        lambda: {
            "indicator": indicator,
            "standings": standings(indicator, view.site.today),
            "differing": differing(indicator),
            "vintages": view.vintages(indicator),
            "picture": pictures.figures(view, indicator),
            "file": lambda ending: figures_path(view.plan.id, indicator.id, ending),
        },
        description=say._("{title}, med kilde for hvert tall.").format(title=indicator.title),
        edit_path=indicator.path,
    )


def goals_page(view: View) -> Page:
    """What the plan shall lead to: its goals, the goals of its focus areas, and what tells how it goes."""
    say, summary = view.words, view.summary
    return Page(
        view,
        f"{view.plan.id}/maal",
        say._("Mål"),
        "indicators",
        "goals.html",
        lambda: {
            "areas": [(area, judged) for area, judged in summary.by_focus_area() if area.goal],
            "counted": counted,
            "goals": [
                (goal, level, [j for j in summary.judgements if j.measure in serving])
                for goal, level in in_levels(view.plan.goals)
                for serving in [view.plan.serving(goal.id)]
            ],
            "small_figures": partial(pictures.small_figures, view),
            "meaning": pictures.meaning_of_figures(view),
        },
        description=view.in_plan(say._("Målene i {plan}, og tallene som sier noe om dem.")),
    )
