"""Files of the site that are no pages: data, feeds, calendars and schemas. Path → bytes, made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from tiltak.data import calendars, feeds
from tiltak.data.datasets import INDEX, Dataset, dataset_index, datasets
from tiltak.data.topics import Addresses
from tiltak.read import schema
from tiltak.reports import writers
from tiltak.reports.document import document
from tiltak.site import pictures
from tiltak.site.addresses import FRONT, card_path, measure_uri, path_of
from tiltak.site.pages.reports import report_forms
from tiltak.site.view import Site, View

File = tuple[str, Callable[[], bytes]]


def downloads(site: Site) -> tuple[Dataset, ...]:
    """The data files of every plan; the open data page tells of them."""
    return tuple(
        dataset
        for view in site.views
        for dataset in datasets(
            site.portfolio, view.summary, view.course, site.words, site.rev or None
        )
    )


def files(site: Site, data: Sequence[Dataset]) -> Iterator[File]:
    yield from schemas()
    yield INDEX, partial(dataset_index, data, site.words)
    for dataset in data:
        yield dataset.path, partial(bytes, dataset.content)
    for view in site.views:
        for path, content in subscriptions(view):
            yield path, partial(bytes, content)
        yield from reports(view)
        if site.url:  # a service that shows links asks for a whole address
            yield card_path(view.plan.id), partial(_card, view)


def _card(view: View) -> bytes:
    return pictures.card(view).png()


def reports(view: View) -> Iterator[File]:
    """Every report in every form."""
    for period in view.periods if view.site.report_forms else ():
        content = document(view.report(period), view.site.words)
        for (_, path), form in zip(report_forms(view, period), view.site.report_forms, strict=True):
            yield path, partial(writers.written, content, form)


def schemas() -> Iterator[File]:
    """The schemas as they are written: what an editor reads, and anyone who checks our data."""
    for path in sorted(schema.folder().rglob("*.schema.json")):
        yield f"schema/{path.relative_to(schema.folder()).as_posix()}", path.read_bytes


def subscriptions(view: View) -> Iterator[tuple[str, bytes]]:
    """Feeds and calendars of a plan."""
    site, plan = view.site, view.plan
    front = FRONT if plan is site.front else f"{plan.id}/{FRONT}"
    addresses = Addresses(
        path_of(front, folders=site.folders),
        lambda number: path_of(measure_uri(plan.id, number), folders=site.folders),
        site.url,
    )
    yield from feeds.feeds(site.portfolio, view.summary, view.course, site.words, addresses)
    yield from calendars.calendars(site.portfolio, view.summary, site.words, addresses)
