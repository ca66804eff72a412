"""Files of the site that are no pages: data, feeds, calendars and schemas. Path → bytes, made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from tiltak.charts.canvas import Chart, with_source
from tiltak.data import calendars, feeds, shapes
from tiltak.data.datasets import INDEX, Dataset, dataset_index, datasets
from tiltak.data.packages import CSVW, PACKAGE, CsvTable, csvw_metadata, data_package
from tiltak.data.tables import csv_bytes, figure_rows
from tiltak.data.topics import Addresses
from tiltak.judge.status import Judgement
from tiltak.model.indicators import Indicator
from tiltak.model.periods import Period
from tiltak.past.development import KnownChanges
from tiltak.problems import Lost, made_or_lost
from tiltak.read import schema
from tiltak.read.fields import DATA
from tiltak.reports import writers
from tiltak.reports.document import ReportDocument, document
from tiltak.reports.look import OURS
from tiltak.site import pictures
from tiltak.site.addresses import (
    FRONT,
    card_path,
    chart_path,
    decisions_uri,
    figures_path,
    measure_uri,
)
from tiltak.site.cards import cards
from tiltak.site.pages.reports import report_files, report_path
from tiltak.site.view import Site, View
from tiltak.words.publishing import sender

File = tuple[str, Callable[[], bytes]]
CHART_SCALE = 2.0  # a plan may have a thousand pictures
HIGHEST = 32_000  # dots: many programs open no higher picture, and that of a thousand measures took 800 MB to draw


def downloads(site: Site, lost: list[Lost]) -> tuple[Dataset, ...]:
    """The data files of every plan; the open data page tells of them."""
    all_files = (
        made_or_lost(f"data/{view.plan.id}/", partial(_datasets, view), lost) for view in site.views
    )
    return tuple(dataset for of_plan in all_files for dataset in of_plan or ())


def _datasets(view: View) -> tuple[Dataset, ...]:
    site = view.site
    rev = site.rev or None
    course = [replace(s, as_known=_known_changes(view, s.period)) for s in view.course]
    return datasets(
        site.portfolio, view.summary, course, view.words,
        rev=rev, broken=view.broken, corrected=view.corrections, vintages=view.vintages,
        in_time=view.punctuality, eyes=view.four_eyes, past=site.history,
    )  # fmt: skip


def _known_changes(view: View, period: Period) -> KnownChanges | None:
    """What differs from the period before by what was known then, where that is recorded of both."""
    earlier = period.previous()
    before, after = view.as_known(earlier), view.as_known(period)
    if not (before and before.known_on and after and after.known_on):
        return None
    compared = view.compared(earlier, period)
    return KnownChanges(before.known_on, after.known_on, after.site.portfolio, compared)


def files(site: Site, data: Sequence[Dataset], lost: list[Lost]) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file; one that cannot be made is told in `lost`."""
    for path, make in _files(site, data, lost):
        content = made_or_lost(path, make, lost)
        if content is not None:
            yield path, content


def _files(site: Site, data: Sequence[Dataset], lost: list[Lost]) -> Iterator[File]:
    yield from schemas()
    yield INDEX, partial(dataset_index, data, site.words)
    for dataset in data:
        yield dataset.path, partial(bytes, dataset.content)
    for view in site.views:
        subscribed = made_or_lost(f"data/{view.plan.id}/", partial(subscriptions, view), lost)
        for path, content in subscribed or ():
            yield path, partial(bytes, content)
        of_plan = [d for d in data if d.plan == view.plan.id]
        for parts in (reports(view), figures(view, lost), cards(view), _described(view, of_plan)):
            yield from _known(f"data/{view.plan.id}/", parts, lost)
        if site.url:  # a service that shows links asks for a whole address
            yield card_path(view.plan.id), partial(_card, view, None)
            for judged in view.summary.judgements:
                yield card_path(view.plan.id, judged.measure.number), partial(_card, view, judged)


def _known(name: str, parts: Iterator[File], lost: list[Lost]) -> Iterator[File]:
    """Which files there are, up to where that cannot be said."""
    while part := made_or_lost(name, partial(next, parts, None), lost):
        yield part


def _card(view: View, judged: Judgement | None) -> bytes:
    picture = pictures.card(view, judged)
    return picture.png(pictures.card_size(judged)[0] / picture.width)


def figures(view: View, lost: list[Lost]) -> Iterator[File]:
    """The pictures of the pages, and the figures of each indicator with its picture: to take along, and to link to."""
    for draw in pictures.charts(view):
        chart = made_or_lost(f"data/{view.plan.id}/charts", draw, lost)
        if chart is None:
            continue
        yield from _taken_along(view, chart, partial(chart_path, view.plan.id, chart.name))
    for indicator in view.plan.indicators:
        path = partial(figures_path, view.plan.id, indicator.id)
        yield path("csv"), partial(_figures_csv, view, indicator)
        picture = made_or_lost(path("svg"), partial(pictures.figures, view, indicator), lost)
        if picture:
            yield from _taken_along(view, picture, path)


def _figures_csv(view: View, indicator: Indicator) -> bytes:
    return csv_bytes("figures", figure_rows(view.plan, view.vintages, indicator))


def _taken_along(view: View, chart: Chart, path: Callable[[str], str]) -> Iterator[File]:
    plan, say = view.plan, view.words
    source = f"{plan.label}. {say.judged_day(view.summary.judged_day)} {sender(plan, say)}."
    picture = with_source(chart, source)
    yield path("svg"), partial(picture.svg.encode)
    yield path("png"), partial(picture.png, scale_of(picture))


def scale_of(picture: Chart) -> float:
    """How many dots a unit of a picture is; fewer where there would be too many of them above each other."""
    return min(CHART_SCALE, HIGHEST / picture.height)


def _described(view: View, data: Sequence[Dataset]) -> Iterator[File]:
    """The plan's tables as the standards for open data describe them."""
    folder, say = f"data/{view.plan.id}/", view.words
    more = tuple(shapes.column_names(DATA, view.plan))
    tables = [
        CsvTable(
            d.path.removeprefix(folder), d.schema, more if d.schema == "measures-table" else ()
        )
        for d in data
        if d.media_type == "text/csv"
    ]
    tables += [CsvTable(f"indicators/{i.id}.csv", "figures") for i in view.plan.indicators]
    yield folder + PACKAGE, partial(data_package, view.plan, tables, say)
    for table in tables:
        yield f"{folder}{table.path}{CSVW}", partial(csvw_metadata, table, say)


def reports(view: View) -> Iterator[File]:
    """Every report in every form; one that was delivered is copied, and never made anew."""
    for period in view.reported if view.site.report_forms else ():
        if record := view.record(period):
            for name in record.files:
                yield report_path(view, name), partial(view.delivered, record, name)
            continue
        content = cache(partial(_document, view, period))
        for file in report_files(view, period):
            yield file.path, partial(_written, partial(content, short=file.short), file.form)


def _document(view: View, period: Period, *, short: bool) -> ReportDocument:
    site = view.site
    return document(
        view.report(period), view.words, site.looks.get(view.plan.id, OURS), short=short
    )


def _written(content: Callable[[], ReportDocument], form: str) -> bytes:
    return writers.written(content(), form)


def schemas() -> Iterator[File]:
    """The schemas as they are written: what an editor reads, and anyone who checks our data."""
    for path in sorted(schema.folder().rglob("*.schema.json")):
        yield f"schema/{path.relative_to(schema.folder()).as_posix()}", path.read_bytes


def subscriptions(view: View) -> list[tuple[str, bytes]]:
    """Feeds and calendars of a plan."""
    site, plan = view.site, view.plan
    front = FRONT if plan is site.front else f"{plan.id}/{FRONT}"
    addresses = Addresses(
        site.path(front),
        lambda number: site.path(measure_uri(plan.id, number)),
        site.url,
        site.path(decisions_uri(plan.id)),
        site.path(f"{plan.id}/endringer"),
    )
    return [
        *feeds.feeds(
            site.portfolio,
            view.summary,
            view.course,
            view.words,
            addresses,
            view.broken,
            items=view.news,
        ),
        feeds.corrections_feed(
            view.corrections,
            plan,
            view.words,
            addresses,
            site.path(f"{plan.id}/rettelser"),
        ),
        *calendars.calendars(site.portfolio, view.summary, view.words, addresses),
    ]
