"""Where every page lies, and the way from one page to another. Links are relative: any host, any folder.

A page's `uri` is its path without ending: `index`, `rus-2019/tiltak/14`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from tiltak.model.numbers import Number

FRONT = "index"


def path_of(uri: str, *, folders: bool) -> str:
    """The address of a page from the site's root, as `use_directory_urls` has it.

    >>> path_of("rus-2019/tiltak/14", folders=False)
    'rus-2019/tiltak/14.html'
    >>> path_of("rus-2019/tiltak/14", folders=True)
    'rus-2019/tiltak/14/'
    """
    if not folders:
        return f"{uri}.html"
    return uri.removesuffix(FRONT) if posixpath.basename(uri) == FRONT else f"{uri}/"


@dataclass(frozen=True, slots=True)
class Links:
    """The ways out of one page.

    `folder` holds the pages of the plan, or of the plan at a past day; `measures_folder` those of its measures.
    """

    here: str
    plan_folder: str
    folder: str
    measures_folder: str
    folders: bool

    def page(self, uri: str, anchor: str = "", query: Mapping[str, str] | None = None) -> str:
        """The way to any page of the site."""
        address = self.file(path_of(uri, folders=self.folders))
        if query:
            address += f"?{urlencode(query)}"
        return f"{address}#{anchor}" if anchor else address

    def file(self, path: str) -> str:
        """The way to a file that is no page: data, a schema, a stylesheet."""
        return way_from(path_of(self.here, folders=self.folders), path)

    # The pages of a plan

    def measures(self, **filters: str) -> str:
        """The list of all measures, filtered where the reader's browser can do that."""
        return self.page(f"{self.folder}/tiltak", query=filters)

    def measure(self, number: Number, anchor: str = "") -> str:
        return self.page(measure_uri(self.measures_folder, number), anchor)

    def focus_area(self, id: str) -> str:
        return self.page(f"{self.folder}/omraader/{id}")

    def unit(self, id: str) -> str:
        return self.page(f"{self.folder}/enheter/{id}")

    def units(self) -> str:
        return self.page(f"{self.folder}/enheter")

    def report(self, period: str) -> str:
        return self.page(f"{self.plan_folder}/rapporter/{period}")

    def reports(self) -> str:
        return self.page(f"{self.plan_folder}/rapporter")

    def decisions(self) -> str:
        return self.page(decisions_uri(self.plan_folder))

    def decision(self, id: str) -> str:
        return self.page(decisions_uri(self.plan_folder), id)

    def goal(self, id: str) -> str:
        return self.page(f"{self.plan_folder}/maal", id)

    def money(self) -> str:
        return self.page(f"{self.plan_folder}/penger")

    def indicators(self) -> str:
        return self.page(f"{self.plan_folder}/tall")

    def indicator(self, id: str) -> str:
        return self.page(f"{self.plan_folder}/tall/{id}")

    def chart(self, name: str, ending: str) -> str:
        return self.file(chart_path(self.plan_folder, name, ending))

    def sources(self, anchor: str = "") -> str:
        return self.page(f"{self.plan_folder}/om-dataene", anchor)

    def document(self, id: str) -> str:
        return self.sources(f"dokument-{id.rpartition('/')[2]}")

    def open_data(self) -> str:
        return self.page("aapne-data")


def way_from(file: str, path: str) -> str:
    """The way from one file of the site to another; both paths are from its root."""
    return _way(file.rpartition("/")[0], path)


@lru_cache(maxsize=8192)  # all pages of a folder have the same menu
def _way(start: str, path: str) -> str:
    """`posixpath.relpath` for paths that are clean already, in a fraction of the time: a list has thousands.

    >>> _way("rus-2019/tiltak", "rus-2019/enheter.html")
    '../enheter.html'
    """
    up = ""
    while start and not path.startswith(f"{start}/"):
        start = start[: max(start.rfind("/"), 0)]
        up += "../"
    return (up + (path[len(start) + 1 :] if start else path)) or "./"


def card_path(plan_id: str, number: Number | None = None, ending: str = "png") -> str:
    """What shows a plan or a measure elsewhere: the picture beside a link to it, or the page to frame (`html`)."""
    return f"{plan_id}/kort.{ending}" if number is None else f"{plan_id}/kort/{number}.{ending}"


def chart_path(plan_id: str, name: str, ending: str) -> str:
    """A picture of a page as a file: SVG or PNG."""
    return f"data/{plan_id}/charts/{name}.{ending}"


def figures_path(plan_id: str, indicator_id: str, ending: str) -> str:
    """A file of an indicator: its figures as CSV, its picture as SVG or PNG."""
    return f"data/{plan_id}/indicators/{indicator_id}.{ending}"


def decisions_uri(folder: str) -> str:
    return f"{folder}/vedtak"


def measure_uri(folder: str, number: Number | str) -> str:
    return f"{folder}/tiltak/{number}"
