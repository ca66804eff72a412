"""Files of the site that are no pages: data and schemas. Path → bytes, made when asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from tiltak import data, schema
from tiltak.site.view import Site, View

File = tuple[str, Callable[[], bytes]]


def files(site: Site) -> Iterator[File]:
    yield from schemas()
    for plan in site.plans:
        yield from plan_files(View(site, plan, site.today))


def schemas() -> Iterator[File]:
    """The schemas as they are written: what an editor reads, and anyone who checks our data."""
    for path in sorted(schema.folder().glob("*.schema.json")):
        yield f"schema/{path.name}", path.read_bytes


def plan_files(view: View) -> Iterator[File]:
    folder = f"data/{view.plan.id}"
    yield (
        f"{folder}/status.json",
        lambda: _json(data.status_data(view.summary, view.site.portfolio, view.site.words)),
    )


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
