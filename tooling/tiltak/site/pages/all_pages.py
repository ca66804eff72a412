"""Every page of the site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial

from tiltak.data.datasets import Dataset
from tiltak.judge.money import has_money
from tiltak.site.pages import over_time
from tiltak.site.pages.about import accessibility_page, open_data_page, search_page, sources_page
from tiltak.site.pages.comparison import comparison_page, comparisons_page
from tiltak.site.pages.decisions import decisions_page
from tiltak.site.pages.indicators import goals_page, indicator_page, indicators_page
from tiltak.site.pages.measures import (
    gone_page,
    measure_page,
    measures_page,
    renumbered_page,
    unreadable_page,
)
from tiltak.site.pages.money import money_page
from tiltak.site.pages.plan import area_page, front_page, unit_page, unit_parts, units_page
from tiltak.site.pages.reports import report_page, reports_page
from tiltak.site.view import Page, Site, View


def all_pages(site: Site, downloads: Sequence[Dataset] = ()) -> Iterator[Page]:
    """All pages, those of the front page's plan first."""
    for view in site.views:
        yield from plan_pages(view)
        yield from past_pages(view)
    if site.view:
        yield search_page(site.view)
        yield open_data_page(site.view, downloads)
        yield accessibility_page(site.view)


def plan_pages(view: View) -> Iterator[Page]:
    yield front_page(view)
    yield measures_page(view)
    yield from (measure_page(view, judged) for judged in view.summary.judgements)
    yield from (unreadable_page(view, f, number) for number, f in view.unreadable_pages.items())
    yield from (gone_page(view, gone) for gone in view.broken.gone)
    yield from (renumbered_page(view, n, measure) for n, measure in view.renumbered.items())
    yield from (area_page(view, a, judged) for a, judged in view.summary.by_focus_area())
    yield from _of_units(view)
    yield over_time.development_page(view)
    yield over_time.hearing_page(view)
    yield over_time.timeline_page(view)
    yield over_time.promises_page(view)
    yield over_time.goal_posts_page(view)
    yield comparisons_page(view)
    yield from (comparison_page(view, earlier, later) for earlier, later in view.pairs)
    if has_money(view.plan):
        yield money_page(view)
    if view.decisions:
        yield decisions_page(view)
    if view.plan.indicators:
        yield indicators_page(view)
        yield from (indicator_page(view, indicator) for indicator in view.plan.indicators)
    if view.plan.indicators or any(measure.goals for measure in view.plan.measures):
        yield goals_page(view)
    yield reports_page(view)
    yield over_time.corrections_page(view)
    yield over_time.all_changes_page(view)
    yield from (report_page(view, period) for period in view.reported)
    yield sources_page(view)


def past_pages(view: View) -> Iterator[Page]:
    """The pages that show the plan at a day, for the end of each period: by what was known then, and by what is known now."""
    for then in view.past_views:
        yield front_page(then)
        yield measures_page(then)
        yield from (area_page(then, a, judged) for a, judged in then.summary.by_focus_area())
        yield from _of_units(then)
        if then.has_measures:
            yield from (measure_page(then, judged) for judged in then.summary.judgements)
            yield from (unreadable_page(then, f, n) for n, f in then.unreadable_pages.items())


def _of_units(view: View) -> Iterator[Page]:
    parts = cache(partial(unit_parts, view))
    yield units_page(view, parts)
    yield from (unit_page(view, id, parts) for id in view.shown_units)
