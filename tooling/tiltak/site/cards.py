"""The small pages that others show in a frame on theirs: a plan, or one measure, with how it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from tiltak.harmless import upright
from tiltak.judge.status import Judgement
from tiltak.site import look, pictures
from tiltak.site.addresses import card_path, measure_uri, way_from
from tiltak.site.pages.page import front_uri
from tiltak.site.render import render
from tiltak.site.view import View


def cards(view: View) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Path and content of each; they have the stylesheet of the site, and no script."""
    assets = {what: path for what, (path, _) in look.assets(view.site.looks).items()}
    yield card_path(view.plan.id, ending="html"), partial(_card, view, assets)
    for judged in view.summary.judgements:
        path = card_path(view.plan.id, judged.measure.number, "html")
        yield path, partial(_card, view, assets, judged)


def _card(view: View, assets: Mapping[str, str], judged: Judgement | None = None) -> bytes:
    site, plan = view.site, view.plan
    number = judged.measure.number if judged else None
    here = card_path(plan.id, number, "html")
    mark = look.shown_mark(plan.id, site.looks)
    page = front_uri(view) if number is None else measure_uri(plan.id, number)
    content = render(
        "card.html",
        view.words,
        plan.language,
        view=view,
        plan=plan,
        judged=judged,
        told=pictures.card_words(view, judged),
        strip=pictures.strip(view, view.summary.counts),
        policy=look.POLICY,
        mark=mark,
        mark_address=way_from(here, assets[mark.asset]) if mark else "",
        style=way_from(here, assets["style"]),
        icon=way_from(here, assets["icon"]),
        page=way_from(here, site.path(page)),
    )
    return upright(content).encode()
