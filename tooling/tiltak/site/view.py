"""What a page is made from: the site, a plan on a day, and the page itself. Plain frozen values."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from tiltak import active
from tiltak.charts.canvas import Chart
from tiltak.data.corrections import Correction, corrections
from tiltak.data.feeds import News, news
from tiltak.judge.closing import folder_name
from tiltak.judge.decisions import Followed, followed
from tiltak.judge.prints import checksum
from tiltak.judge.rounds import asks_no_more, in_force_from
from tiltak.judge.status import Judgement
from tiltak.judge.summary import Summary, reported_periods, summarise, unit_ids
from tiltak.model.indicators import Indicator
from tiltak.model.numbers import Number, number_of
from tiltak.model.periods import Period, period
from tiltak.model.plan import Closing, Measure, Plan, Portfolio, UnreadableFile
from tiltak.model.relations import INTO, RELATED, Relation, relations
from tiltak.past.changes import Changes, changes, without_mentions
from tiltak.past.development import Stretch, development, stretch_of
from tiltak.past.editions import Edition, EditionAsked, asked_for_periods
from tiltak.past.history import History
from tiltak.past.promises import Broken, broken, promised_in
from tiltak.past.provenance import FourEyes, four_eyes
from tiltak.past.punctuality import Punctuality, punctuality
from tiltak.past.report import Report, of_stretch
from tiltak.past.vintages import Vintages
from tiltak.problems import RefusedContent, UsageError
from tiltak.read import plan_files
from tiltak.read.commits import Commit
from tiltak.reports.look import Look
from tiltak.site import text
from tiltak.site.accessibility import Result
from tiltak.site.addresses import Links, path_of
from tiltak.site.host import change_address, edition_address
from tiltak.site.render import render
from tiltak.words.changes import change_sentences
from tiltak.words.ended import result, who_stopped
from tiltak.words.language import Words
from tiltak.words.publishing import published_by
from tiltak.words.relations import on_a_day

PAST_MEASURES = 5000  # pages of single measures at past days
PAIRS = 300  # pages that show two periods side by side


@dataclass(frozen=True, slots=True)
class Handbook:
    """A page of the handbook, which MkDocs makes from `docs/`."""

    title: str
    uri: str


@dataclass(frozen=True)
class Site:
    """All plans on a day, in one language, and where their files are edited.

    `report_forms`: the endings of the files that each report is offered in.
    `lost`: the paths of files that could not be made; its pages say so.
    `tested`: what the tests have shown about accessibility, None where they were not run.
    `history`: what git knows, None where it cannot be read.
    `has_form`: whether the form at /rediger/ is part of the site, or stands in front of it.
    `rev` and `recorded_on`: the edition of the files and its day, where git knows them.
    `edit_url`: the address of a file in the git host's editor with `{path}` in it, empty where none is known.
    `host`: the kind of git host at `repo_url`, as the form's settings name it.
    `known_on`: the day of the edition of the files, where somebody asked for another than the newest.
    `as_of`: the day that counts as today, where it is another than that of the files.
    `delivered`: a file that was delivered with a closed period, None where it is gone.
    `looks`: the look of each plan by its id.
    `url`: the site's own address, empty where it may lie anywhere.
    """

    portfolio: Portfolio
    today: date
    words: Words
    name: str = "Tiltak"
    rev: str = ""
    recorded_on: date | None = None
    known_on: date | None = None
    as_of: date | None = None
    edit_url: str = ""
    has_form: bool = False
    repo_url: str = ""
    host: str = ""
    url: str = ""
    folders: bool = False
    handbook: tuple[Handbook, ...] = ()
    front_plan: str = ""
    history: History | None = None
    report_forms: tuple[str, ...] = ()
    tested: Result | None = None
    lost: frozenset[str] = frozenset()
    delivered: Callable[[Closing, str], bytes | None] = lambda *_: None
    looks: Mapping[str, Look] = field(default_factory=dict)

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """The newest plan first; of those that begin together, the one with most measures."""
        newest = sorted(
            self.portfolio.plans, key=lambda p: (p.start, len(p.measures), p.id), reverse=True
        )
        return tuple(newest)

    @cached_property
    def front(self) -> Plan | None:
        """The plan of the front page: the one asked for, else the newest that has begun."""
        chosen = self.portfolio.plan(self.front_plan) if self.front_plan else None
        begun = (plan for plan in self.plans if in_force_from(plan) <= self.today)
        return chosen or next(begun, None) or next(iter(self.plans), None)

    def as_known(self, edition: Edition) -> Site:
        """The same site with the plans of an edition, and what was recorded up to it."""
        return self._as_known(edition.number)

    @cached_property
    def _as_known(self) -> Callable[[int], Site]:
        assert self.history
        by_number = {edition.number: edition for edition in self.history.editions.values()}

        @cache
        def site_of(number: int) -> Site:
            assert self.history
            past = self.history.until(by_number[number])
            return replace(
                self, portfolio=promised_in(by_number[number].portfolio, past), history=past
            )

        return site_of

    @cached_property
    def relations(self) -> Mapping[str, tuple[Relation, ...]]:
        """How the measures of all plans hang together."""
        return relations(self.portfolio)

    @cached_property
    def views(self) -> tuple[View, ...]:
        """Each plan today, the newest first. What a view has reckoned is kept there for all pages and files."""
        return tuple(View(self, plan, self.today) for plan in self.plans)

    def view_of(self, plan: Plan) -> View:
        return self._view_of[plan.id]

    @cached_property
    def _view_of(self) -> Mapping[str, View]:
        return {view.plan.id: view for view in self.views}

    @property
    def view(self) -> View | None:
        """The front page's plan today; None where there is no plan."""
        return self.view_of(self.front) if self.front else None

    def change(self, commit: Commit | None) -> str:
        """The address of a change on the git host, empty where none is known."""
        return change_address(self.repo_url, self.host, commit)

    def in_this_edition(self, path: str) -> str:
        """The address of a file or folder as it is now, for ever; empty where none is known."""
        return edition_address(self.repo_url, self.host, self.rev, path)

    def path(self, uri: str) -> str:
        """Where a page lies, from the site's root."""
        return path_of(uri, folders=self.folders)

    def address(self, uri: str) -> str:
        """The whole address of a page."""
        return self.whole_address(self.path(uri))

    def whole_address(self, path: str) -> str:
        """The whole address of a path of the site; empty where the site may lie anywhere."""
        return f"{self.url.rstrip('/')}/{path}" if self.url else ""

    def edit(self, path: str) -> str:
        return self.edit_url.replace("{path}", path) if self.edit_url and path else ""


@dataclass(frozen=True)
class View:
    """A plan on a day, and the folder its pages lie in.

    `then`: the period whose end the pages show, None for the pages of today. `known_on`: the day whose
    edition of the files they are made from, None for what we know now. `present`: the same plan today.
    """

    site: Site
    plan: Plan
    day: date
    then: Period | None = None
    known_on: date | None = None
    present: View | None = None

    @property
    def words(self) -> Words:
        """The language of the site as the plan speaks it."""
        return self.site.words.of(self.plan)

    @cached_property
    def folder(self) -> str:
        if self.then is None:
            return self.plan.id
        folder = f"{self.plan.id}/per/{self.then}"
        return folder if self is self.now.first_of(self.then) else f"{folder}/vi-vet-naa"

    @property
    def now(self) -> View:
        """The same plan on the day of the site's other pages."""
        return self.present or self

    @cached_property
    def summary(self) -> Summary:
        return self.own_stretch.summary if self.then else summarise(self.plan, self.day)

    @cached_property
    def outcome(self) -> str:
        """Who stopped following the plan and why, and how it stood when its clock stopped."""
        site = self.site
        stopped = who_stopped(self.plan, site.today, site.portfolio, site.words)
        return f"{stopped} {result(self.summary, site.today, site.words)}".strip()

    @cached_property
    def own_stretch(self) -> Stretch:
        """What became of the period whose end the pages show."""
        assert self.then
        if self.known_on:
            return stretch_of(self.plan, self.then, self.known_on)
        return self.now.stretch(self.then)

    @cached_property
    def course(self) -> tuple[Stretch, ...]:
        """How the plan has developed until today, the oldest period first."""
        return development(self.plan, self.site.today)

    def stretch(self, period: Period) -> Stretch:
        """What became of a period that is over."""
        return self._stretches[period]

    @cached_property
    def _stretches(self) -> Mapping[Period, Stretch]:
        return {stretch.period: stretch for stretch in self.course}

    @cached_property
    def shown_units(self) -> tuple[str, ...]:
        """Units with a part in the plan, as owner or contributor or as the body that adopted it: by these files."""
        if self.then and not self.known_on:
            return self.now.shown_units
        ids = {*unit_ids(self.site.portfolio, self.plan), self.plan.adopted_by}
        return tuple(id for id in self.site.portfolio.units if id in ids)

    @cached_property
    def broken(self) -> Broken:
        """What became of the plan's promises, apart from what the files tell; by what was recorded on a past day."""
        if self.then and not self.known_on:
            return self.now.broken.until(self.day)
        return broken(self.plan, self.site.history)

    def indicators_of(self, kind: str, id: str | int) -> Sequence[Indicator]:
        """The indicators that speak of a goal, a focus area or a measure (`goals`, `focus_areas`, `measures`)."""
        return self.now._speaking.get((kind, id), ())  # noqa: SLF001 – the same class

    @cached_property
    def _speaking(self) -> Mapping[tuple[str, str | int], Sequence[Indicator]]:
        by_subject: dict[tuple[str, str | int], list[Indicator]] = {}
        for indicator in self.plan.indicators:
            for kind in ("goals", "focus_areas", "measures"):
                for id in getattr(indicator, kind):
                    by_subject.setdefault((kind, id), []).append(indicator)
        return by_subject

    @cached_property
    def decisions(self) -> tuple[Followed, ...]:
        """What was decided, and what became of it until the day."""
        return followed(self.plan, self.summary.day)

    def decisions_of(self, number: Number) -> Sequence[Followed]:
        """The decisions that a measure answers, but for what changed the measure itself."""
        return self.now._answered.get(number, ())  # noqa: SLF001 – the same class

    @cached_property
    def _answered(self) -> Mapping[Number, Sequence[Followed]]:
        answered: dict[Number, list[Followed]] = {}
        for decision in self.decisions:
            for number in (
                decision.decision.measures if decision.decision.kind != "amendment" else ()
            ):
                answered.setdefault(number, []).append(decision)
        return answered

    def vintages(self, indicator: Indicator) -> Vintages:
        """What the figures of an indicator were said to be, as far as git tells."""
        history = self.site.history
        return history.figures_of(indicator) if history else Vintages()

    @cached_property
    def news(self) -> tuple[News, ...]:
        """All that has changed in the plan, the newest first: what its feed tells and its page of changes shows."""
        return news(self.course, self.site.portfolio, self.plan, self.words, self.broken)

    @cached_property
    def four_eyes(self) -> FourEyes | None:
        """How many changes only their author has seen; None where git cannot be asked or nothing was changed."""
        eyes = four_eyes(self.plan, self.site.history) if self.site.history else None
        return eyes if eyes and eyes.changes else None

    @cached_property
    def punctuality(self) -> tuple[Punctuality, ...]:
        """Who reported in time and who late, as it is known today."""
        return punctuality(self.now.plan, self.site.history, self.site.today)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods that have a report, the newest first."""
        return tuple(reversed(reported_periods(self.plan, self.site.today)))

    @cached_property
    def reported(self) -> tuple[Period, ...]:
        """The periods whose report is published: those of the calendar, and all that were closed."""
        closed = {period(c.period) for c in self.plan.closings if c.files}
        return tuple(sorted({*self.periods, *closed}, key=lambda p: (p.end, p.start), reverse=True))

    def record(self, period: Period) -> Closing | None:
        """The record of a period whose report was delivered: that report is published, and no other."""
        record = self.now.plan.closing(period.name)
        return record if record and record.files else None

    @property
    def last_closed(self) -> Closing | None:
        """The record of the newest report that was delivered."""
        records = (self.record(p) for p in self.reported)
        return next(filter(None, records), None)

    def period_name(self, name: str) -> str:
        return self.words.period(period(name))

    def delivered(self, record: Closing, name: str) -> bytes:
        """A delivered file as it was delivered; UsageError where it is not."""
        content = self.site.delivered(record, name)
        if content is None or checksum(content) != record.files[name]:
            raise UsageError(
                f"{folder_name(record)}/{name} er borte eller endret etter at perioden ble avsluttet. Den blir ikke publisert."
            )
        if plan_files.is_too_long(Path(name), content):
            raise RefusedContent(plan_files.TOO_LONG)
        if words := active.in_file(name, content):
            raise RefusedContent(f"her er {words[0]}.")
        return content

    def delivered_numbers(self, of: Period) -> Mapping[str, Any]:
        """How it went by the report that was delivered; empty where none was."""
        return self.now._numbers_of(of)  # noqa: SLF001 – the same class

    @cached_property
    def _numbers_of(self) -> Callable[[Period], Mapping[str, Any]]:
        @cache  # asked for by each page that speaks of the period
        def numbers_of(of: Period) -> Mapping[str, Any]:
            record = self.record(of)
            if record is None:
                return {}
            numbers = json.loads(self.delivered(record, f"{self.plan.id}-{of}.json"))
            return {name: numbers[name] for name in ("counts", "total", "previous")}

        return numbers_of

    @cached_property
    def drawn(self) -> dict[str, Chart | None]:
        """The pictures of today that pages and files share, by their names: each is drawn once."""
        return {}

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """What was reported and is not so, the newest first: the same on any day."""
        if self.then:
            return self.now.corrections
        site = self.site
        return corrections(
            self.plan, site.portfolio, self.course, site.history, site.delivered, self.words
        )

    # The past

    def at(self, period: Period) -> View:
        """The plan at the end of a period that is over, by what we know now."""
        return self._past[period]

    @cached_property
    def _past(self) -> Mapping[Period, View]:
        return {p: View(self.site, self.plan, p.end, p, present=self) for p in self.periods}

    def as_known(self, period: Period) -> View | None:
        """The same by what was known when the period was closed or its grace ended; None where nothing was."""
        return self._known.get(period)

    @cached_property
    def _known(self) -> Mapping[Period, View]:
        asked = asked_for_periods(self.plan, self.site.today) if self.site.history else {}
        views = ((period, self._as_known(period, asked[period])) for period in asked)
        return {period: view for period, view in views if view}

    def _as_known(self, period: Period, asked: EditionAsked) -> View | None:
        edition = self.site.history.editions.get(asked) if self.site.history else None
        if not edition:
            return None
        site = self.site.as_known(edition)
        plan = site.portfolio.plan(self.plan.id)
        return View(site, plan, period.end, period, asked.day, self) if plan else None

    def first_of(self, period: Period) -> View:
        """What the past shows first: what was known then, where anything was."""
        return self.as_known(period) or self.at(period)

    @cached_property
    def pairs(self) -> tuple[tuple[Period, Period], ...]:
        """The periods that are shown side by side, the newest first; of very many only those that are near, or a year apart."""
        ended = self.periods
        pairs = [(earlier, later) for n, later in enumerate(ended) for earlier in ended[n + 1 :]]
        if len(pairs) <= PAIRS:
            return tuple(pairs)
        return tuple(
            (earlier, later)
            for earlier, later in pairs
            if earlier == later.previous() or earlier.end == _year_before(later.end)
        )

    def compared(self, earlier: Period, later: Period) -> Changes:
        """What differs between the ends of two periods, each by what was known then where anything was."""
        before, after = self.first_of(earlier).summary, self.first_of(later).summary
        own = self.stretch(later).changes
        compared = own if own.before is before and own.after is after else changes(before, after)
        return replace(compared, items=tuple(c for c in compared.items if c.counted))

    @property
    def other(self) -> View | None:
        """The same day seen the other way, by what was known then or by what we know now."""
        if not self.then:
            return None
        return self.now.at(self.then) if self.known_on else self.now.as_known(self.then)

    @property
    def past_views(self) -> Iterator[View]:
        """Each past day that has pages, the newest first; each view of it."""
        for ended in self.periods:
            yield self.first_of(ended)
            if other := self.first_of(ended).other:
                yield other

    @property
    def put_together_later(self) -> date | None:
        """The day the plan came in here, where the pages show a day before anything was recorded."""
        past = self.now.site.history
        begun = past.begun.get(self.plan.id) if past else None
        return begun.recorded_on if self.then and begun and begun.recorded_on > self.day else None

    def told_changes(self, changed: Changes) -> tuple[tuple[Measure, tuple[str, ...]], ...]:
        """Each measure that differs, with what is said of it; mentions alone are no news."""
        plan, portfolio, say = self.plan, self.site.portfolio, self.words
        doubt_told = changed.may_be_older
        by_measure = (
            (
                measure,
                change_sentences(
                    without_mentions(items), portfolio, plan, say, doubt_told=doubt_told
                ),
            )
            for measure, items in changed.by_measure()
        )
        return tuple((measure, lines) for measure, lines in by_measure if lines)

    def report(self, period: Period) -> Report:
        """The numbers of a period's report, as `tiltak report` finds them."""
        site = self.site
        of_period = of_stretch(
            site.portfolio, self.stretch(period), site.today, site.rev, self.broken
        )
        return of_period.with_history(site.history, site.recorded_on, self.now.punctuality)

    @property
    def asks_no_more(self) -> bool:
        """Whether nobody is asked for anything today: on the pages of past days too."""
        return asks_no_more(self.now.plan, self.site.today)

    @property
    def published_by(self) -> str:
        return published_by(self.plan, self.site.recorded_on, self.words)

    @cached_property
    def has_past_measures(self) -> bool:
        """Whether each measure has a page for each past day; a very large plan only has the overviews."""
        if self.present:
            return self.present.has_past_measures
        past = len(self.periods) + len(self._known)
        return len(self.plan.measures) * past <= PAST_MEASURES

    @cached_property
    def parts(self) -> frozenset[str]:
        """The pages that this view has, of those that other days may have too: their paths in its folder."""
        numbers = {*self.numbered, *self.unreadable_pages} if self.has_measures else set()
        if not self.then:
            numbers |= {gone.number for gone in self.broken.gone} | self.renumbered.keys()
        return frozenset(
            [
                *("", "tiltak", "enheter"),
                *(f"omraader/{area.id}" for area in self.plan.focus_areas),
                *(f"enheter/{id}" for id in self.shown_units),
                *(f"tiltak/{number}" for number in numbers),
            ]
        )

    @property
    def has_measures(self) -> bool:
        return not self.then or self.has_past_measures

    def leads_to(self, number: Number) -> bool:
        """Whether there is a page for the links of this view to a measure."""
        return f"tiltak/{number}" in (self if self.has_measures else self.now).parts

    def links(self, here: str) -> Links:
        measures = self if self.has_measures else self.now
        return Links(here, self.plan.id, self.folder, measures.folder, self.site.folders)

    def in_plan(self, sentence: str) -> str:
        """A sentence with the plan's name where it says `{plan}`."""
        return sentence.format(plan=self.plan.label)

    def unit_name(self, id: str) -> str:
        """The unit's name on the day the page speaks of."""
        return self.site.portfolio.unit_name(id, self.summary.day)

    def related(self, measure: Measure) -> tuple[Measure, ...]:
        """Measures that this one names, and those that name it, of this plan and then of others."""
        numbers = {*self.named_by(measure), *self.naming.get(measure.number, ())}
        own = tuple(m for n in sorted(numbers) for m in self.numbered.get(n, ()))
        related = (r.other for r in self.relations_of(measure) if r.field == RELATED)
        others = {other.id: other for other in related if other.plan_id != self.plan.id}
        return (*own, *others.values())

    def named_by(self, measure: Measure) -> Iterator[Number]:
        """The numbers of the plan's measures that one is related to."""
        for plan_id, _, number in (id.rpartition("/") for id in measure.related):
            if plan_id == self.plan.id:
                yield number_of(number)

    def relations_of(self, measure: Measure) -> tuple[Relation, ...]:
        return on_a_day(measure, self.site.relations.get(measure.id, ()), self.judged)

    def merged_into(self, measure: Measure) -> tuple[Judgement, ...]:
        """The measures whose work goes on in this one."""
        merged = (r.other for r in self.relations_of(measure) if r.field == INTO and r.backwards)
        return tuple(judged for other in merged if (judged := self.judged(other)))

    def judged(self, measure: Measure) -> Judgement | None:
        """How a measure stands, also one of another plan; none of those on a past day."""
        if measure.plan_id == self.plan.id:
            return self.summary.judgement(measure.number)
        plan = None if self.then else self.site.portfolio.plan(measure.plan_id)
        return self.site.view_of(plan).summary.judgement(measure.number) if plan else None

    def neighbours(self, measure: Measure) -> tuple[Measure | None, Measure | None]:
        """The measures before and after, by number."""
        measures, number = self.plan.measures, measure.number
        before = bisect_left(measures, number, key=attrgetter("number"))
        after = bisect_right(measures, number, key=attrgetter("number"))
        return (
            measures[before - 1] if before else None,
            measures[after] if after < len(measures) else None,
        )

    @cached_property
    def unreadable_pages(self) -> Mapping[Number, UnreadableFile]:
        """Number → the file that cannot be read, where no other file has the number."""
        files = ((file.number, file) for file in self.summary.unreadable_measures)
        return {n: file for n, file in files if n is not None and n not in self.numbered}

    @cached_property
    def renumbered(self) -> Mapping[Number, Measure]:
        """A number that no measure has any longer → the measure that had it."""
        past = self.site.history
        measures = {measure.id: measure for measure in self.plan.measures}
        present = (
            {step.former: past.present_id(step.former) for step in past.renumbered} if past else {}
        )
        return {
            number_of(former.rpartition("/")[2]): measures[id]
            for former, id in present.items()
            if former not in measures and id in measures
        }

    @cached_property
    def numbered(self) -> Mapping[Number, Sequence[Measure]]:
        """Number → measure; several where two files have the same one."""
        return {n: tuple(own) for n, own in groupby(self.plan.measures, attrgetter("number"))}

    @cached_property
    def naming(self) -> Mapping[Number, Sequence[Number]]:
        """Number of a measure → the numbers of those that name it as related."""
        naming: dict[Number, list[Number]] = {}
        for measure in self.plan.measures:
            for number in self.named_by(measure):
                naming.setdefault(number, []).append(measure.number)
        return naming


def _year_before(day: date) -> date:
    """The same end of a period in the year before: none of them is a leap day."""
    return day.replace(year=day.year - 1)


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `values` are worked out when its HTML is asked for, so that ten thousand do not lie in memory.

    `section` is the entry of the menu it belongs to. `part` is its path within the view's folder where
    the same page exists for other days, empty for the front page. `searched`: whether the search finds it.
    `judged`: the measure that it is about, as it stands today.
    """

    view: View
    uri: str
    title: str
    section: str
    template: str
    values: Callable[[], Mapping[str, Any]]
    _: KW_ONLY
    description: str = ""
    edit_path: str = ""
    part: str | None = None
    searched: bool = True
    judged: Judgement | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "description", self.description or text.plain(self.title))

    def body(self) -> str:
        view = self.view
        return render(
            self.template,
            view.words,
            view.plan.language,
            view=view,
            site=view.site,
            plan=view.plan,
            summary=view.summary,
            to=view.links(self.uri),
            title=self.title,
            edit=view.site.edit(self.edit_path),
            told_changes=view.told_changes,
            **self.values(),
        )
