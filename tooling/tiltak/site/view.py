"""What a page is made from: the site, a plan on a day, and the page itself. Plain frozen values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from tiltak.goalposts import Broken, broken
from tiltak.history import History
from tiltak.model import Measure, Plan, Portfolio
from tiltak.periods import Period
from tiltak.site.addresses import Links
from tiltak.summary import Summary, reported_periods, summarise
from tiltak.words import Words


@dataclass(frozen=True, slots=True)
class Handbook:
    """A page of the handbook, which MkDocs makes from `docs/`."""

    title: str
    uri: str


@dataclass(frozen=True)
class Site:
    """All plans on a day, in one language, and where their files are edited.

    `report_forms`: the endings of the files that each report is offered in.
    `history`: what git knows, None where it cannot be read.
    `edit_url`: the address of a file in the git host's editor with `{path}` in it, empty where none is known.
    `url`: the site's own address, empty where it may lie anywhere.
    """

    portfolio: Portfolio
    today: date
    words: Words
    name: str = "Tiltak"
    rev: str = ""
    edit_url: str = ""
    repo_url: str = ""
    url: str = ""
    folders: bool = False
    handbook: tuple[Handbook, ...] = ()
    front_plan: str = ""
    history: History | None = None
    report_forms: tuple[str, ...] = ()

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The newest plan first."""
        return tuple(sorted(self.portfolio.plans, key=lambda p: (p.start, p.id), reverse=True))

    @property
    def front(self) -> Plan | None:
        """The plan of the front page: the one asked for, else the newest."""
        chosen = self.portfolio.plan(self.front_plan) if self.front_plan else None
        return chosen or next(iter(self.plans), None)

    @cached_property
    def view(self) -> View | None:
        """The front page's plan today; None where there is no plan."""
        return View(self, self.front, self.today) if self.front else None

    def edit(self, path: str) -> str:
        return self.edit_url.replace("{path}", path) if self.edit_url and path else ""


@dataclass(frozen=True)
class View:
    """A plan on a day, and the folder its pages lie in.

    `then`: the period whose end the pages show, None for the pages of today.
    """

    site: Site
    plan: Plan
    day: date
    then: Period | None = None
    folder: str = field(init=False)

    def __post_init__(self) -> None:
        folder = f"{self.plan.id}/per/{self.then}" if self.then else self.plan.id
        object.__setattr__(self, "folder", folder)

    @property
    def now(self) -> View:
        """The same plan on the day of the site's other pages."""
        return View(self.site, self.plan, self.site.today) if self.then else self

    @cached_property
    def summary(self) -> Summary:
        return summarise(self.plan, self.day, self.then)

    @cached_property
    def broken(self) -> Broken:
        """What became of the plan's promises, apart from what the files tell."""
        return broken(self.plan, self.site.history)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods that have a report, the newest first."""
        return tuple(reversed(reported_periods(self.plan, self.site.today)))

    def links(self, here: str) -> Links:
        return Links(here, self.plan.id, self.folder, self.site.folders)

    def unit_name(self, id: str) -> str:
        """The unit's name on the day the page speaks of."""
        return self.site.portfolio.unit_name(id, self.summary.day)

    def related(self, measure: Measure) -> tuple[Measure, ...]:
        """Measures that this one names, and those that name it."""
        numbers = set(measure.related) | {
            m.number for m in self.plan.measures if measure.number in m.related
        }
        numbers |= {e.into for e in measure.entries if e.into}
        return tuple(m for m in self.plan.measures if m.number in numbers)


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `body` makes its HTML when it is asked for, so that ten thousand do not lie in memory.

    `section` is the entry of the menu it belongs to. `part` is its path within the view's folder where
    the same page exists for other days, empty for the front page.
    """

    uri: str
    title: str
    description: str
    section: str
    view: View
    body: Callable[[], str]
    edit_path: str = ""
    part: str | None = None
