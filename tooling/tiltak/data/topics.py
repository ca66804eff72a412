"""What somebody can follow in a feed or a calendar: the whole plan, a focus area, or what a unit has to do with."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from tiltak.judge.decisions import decisions
from tiltak.judge.summary import Summary, unit_ids
from tiltak.model.decisions import Decision
from tiltak.model.numbers import Number
from tiltak.model.plan import Measure, Plan, Portfolio

Subject = Measure | Decision | Plan
NAMESPACE = uuid5(NAMESPACE_URL, "tiltak")
# What XML 1.0 cannot hold, however it is written.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Topic:
    """`path` is empty for the whole plan, else `focus-areas/<id>`, `units/<id>` or `measures/<number>`.

    `name` says which plan too; `part` is the focus area's or the unit's own name.
    """

    path: str
    name: str
    part: str
    numbers: frozenset[Number]
    decisions: frozenset[str] = frozenset()

    def __contains__(self, subject: Subject) -> bool:
        if isinstance(subject, Plan):
            return not self.path
        if isinstance(subject, Decision):
            return subject.id in self.decisions
        return subject.number in self.numbers


def topics(summary: Summary, portfolio: Portfolio, gone: Iterable[Measure] = ()) -> Iterator[Topic]:
    """The whole plan first, then focus areas in the plan's order, then units by name.

    A decision is of the plan and of the unit that must follow it up. Measures that are `gone` from the plan are still of the topics that they were of.
    """
    plan, measures = summary.plan, (*summary.plan.measures, *gone)
    every_decision = decisions(plan)
    yield Topic(
        "",
        plan.label,
        plan.label,
        frozenset(m.number for m in measures),
        frozenset(d.id for d in every_decision),
    )
    for area in plan.focus_areas:
        numbers = frozenset(m.number for m in measures if m.focus_area == area.id)
        yield Topic(f"focus-areas/{area.id}", f"{plan.label} – {area.title}", area.title, numbers)
    for id in unit_ids(portfolio, plan):
        numbers = frozenset(m.number for m in measures if id == m.owner or id in m.taking_part)
        name = portfolio.unit_name(id, summary.day)
        to_follow_up = frozenset(d.id for d in every_decision if d.unit == id)
        yield Topic(f"units/{id}", f"{plan.label} – {name}", name, numbers, to_follow_up)


def measure_topic(plan: Plan, measure: Measure) -> Topic:
    """One measure, for who follows no more than that."""
    name = f"{plan.label} – {measure.number} {measure.title}"
    return Topic(f"measures/{measure.number}", name, measure.title, frozenset([measure.number]))


def file_path(plan: Plan, topic: Topic, name: str) -> str:
    """`data/rus-2019/focus-areas/bolig/changes.xml`, from the site's root."""
    return posixpath.join("data", plan.id, topic.path, name)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the site's pages are. `site` is its address, empty where it may lie anywhere.

    `measure` gives the path of a measure's page from the site's root, `front` the one of the plan, `decisions` the one
    of its decisions, `changes` the one of all that has changed.
    """

    front: str
    measure: Callable[[Number], str]
    site: str = ""
    decisions: str = ""
    changes: str = ""

    def of(self, file: str, subject: Subject) -> str:
        """The way from a file to what the site says of a measure, a decision or the plan itself."""
        if isinstance(subject, Plan):
            return self.link(file, self.front)
        if isinstance(subject, Decision):
            return f"{self.link(file, self.decisions)}#{subject.id}"
        return self.link(file, self.measure(subject.number))

    def link(self, file: str, path: str) -> str:
        """The way from a file to a page: whole where the site knows its address, else relative."""
        if self.site:
            return f"{self.site.rstrip('/')}/{path}"
        way = posixpath.relpath(path or ".", posixpath.dirname(file) or ".")
        return f"{way}/" if path.endswith("/") else way


def identity(plan: Plan, *parts: str | int) -> UUID:
    """An id that stays the same when texts are corrected, the site moves or the page is built again."""
    return uuid5(NAMESPACE, "/".join(map(str, (plan.municipality, plan.id, *parts))))


def noon(day: date) -> datetime:
    """A moment for what has only a day: noon, which is the same day everywhere in Europe."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def plain(text: str) -> str:
    """A text on one line, without what XML and calendars cannot hold."""
    return " ".join(NOT_XML.sub("", text).split())
