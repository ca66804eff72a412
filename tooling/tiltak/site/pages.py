"""Every page of the site, as pure functions. What a page says comes from `summary`, `changes` and `words`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from tiltak.data import calendars, feeds, shapes
from tiltak.data.datasets import Dataset, License
from tiltak.data.documentation import documentation
from tiltak.data.topics import Topic, file_path, topics
from tiltak.forms.editor import entry_address
from tiltak.judge.status import Judgement
from tiltak.judge.summary import ATTENTION, Deadline, counted, deadlines_in, summarise
from tiltak.model.periods import Period, last_ended
from tiltak.model.plan import Document, FocusArea, Measure, Plan, Source
from tiltak.past import changes, promises
from tiltak.read import schema
from tiltak.reports import html
from tiltak.reports.document import document
from tiltak.reports.sections import news
from tiltak.site import accessibility, findable, pictures, text
from tiltak.site.addresses import FRONT, measure_uri
from tiltak.site.handbook import around
from tiltak.site.render import render
from tiltak.site.view import Page, Site, View
from tiltak.words import measures as sentences
from tiltak.words.changes import change_sentences
from tiltak.words.harmless import web_address
from tiltak.words.history import CommitChapter, commit_chapters
from tiltak.words.overview import adopting_body

TROUBLED_SHOWN = 8
NEXT_SHOWN = 6
FORM_NAMES = {"docx": "Word", "xlsx": "Excel", "md": "Markdown"}
CHANGES_OPEN, CHANGES_SHOWN = 5, 12  # the rest of them is folded
MEASURES = "tiltak/"
SILENT = "missing_report"


def pages(site: Site, downloads: Sequence[Dataset] = ()) -> Iterator[Page]:
    """All pages, those of the front page's plan first."""
    for view in site.views:
        yield from plan_pages(view)
        yield from past_pages(view)
    if site.view:
        yield search(site.view)
        yield open_data(site.view, downloads)
        yield accessibility_page(site.view)


def plan_pages(view: View) -> Iterator[Page]:
    yield front(view)
    yield measures(view)
    yield from (measure(view, judged) for judged in view.summary.judgements)
    yield from (area(view, a, judged) for a, judged in view.summary.by_focus_area())
    yield units(view)
    yield from (unit(view, id) for id in view.shown_units)
    yield development(view)
    yield timeline(view)
    yield goal_posts(view)
    yield reports(view)
    yield from (report(view, period) for period in view.periods)
    yield sources(view)


def past_pages(view: View) -> Iterator[Page]:
    """The pages that show the plan at a day, for the end of each period."""
    for period in view.periods:
        then = view.at(period)
        yield front(then)
        yield measures(then)
        yield from (area(then, a, judged) for a, judged in then.summary.by_focus_area())
        yield units(then)
        yield from (unit(then, id) for id in then.shown_units)
        if view.has_past_measures:
            yield from (measure(then, judged) for judged in then.summary.judgements)


def moments(view: View, part: str | None, here: str = "") -> list[tuple[str, str]]:
    """Name and page of each day that a page can be seen on: now, and the end of each period.

    From a page that only exists now (`part` is None, `here` its own address) the past days lead to the overview.
    """
    say, plan = view.site.words, view.plan
    name = say._("Ved slutten av {period}")
    if part is None:
        name = say._("Oversikten ved slutten av {period}")
    elif part.startswith(MEASURES) and not view.has_past_measures:
        part = ""
    now = here if part is None else f"{plan.id}/{part}" if part else front_uri(view.now)
    return [(say._("Nå"), now)] + [
        (name.format(period=say.period(period)), f"{plan.id}/per/{period}/{part or FRONT}")
        for period in view.periods
    ]


def front_uri(view: View) -> str:
    """The front page of the newest plan is the site's; the others' stand in their folders."""
    is_sites = view.site.front is not None and view.plan.id == view.site.front.id
    return FRONT if is_sites and not view.then else f"{view.folder}/{FRONT}"


def footer(view: View) -> list[tuple[str, str]]:
    """Title and page of what stands at the foot of every page."""
    say = view.site.words
    return [(say._("Åpne data"), "aapne-data"), (say._("Tilgjengelighet"), "tilgjengelighet")]


def menu(view: View) -> list[tuple[str, str, str]]:
    """Section, title and page of each entry in the menu."""
    say, folder = view.site.words, view.folder
    return [
        ("front", say._("Oversikt"), front_uri(view)),
        ("measures", say.in_context("meny", "Tiltak"), f"{folder}/tiltak"),
        ("development", say._("Utvikling"), f"{view.plan.id}/utvikling"),
        ("reports", say._("Rapporter"), f"{view.plan.id}/rapporter"),
        ("units", say._("Enheter"), f"{folder}/enheter"),
        ("sources", say._("Om dataene"), f"{view.plan.id}/om-dataene"),
        *(("handbook", page.title, page.uri) for page in view.site.handbook[:1]),
        ("search", say._("Søk"), "sok"),
    ]


def _page(  # noqa: PLR0913 – everything that a page is
    view: View,
    uri: str,
    title: str,
    section: str,
    template: str,
    values: Callable[[], Mapping[str, Any]],
    *,
    description: str = "",
    edit_path: str = "",
    part: str | None = None,
) -> Page:
    say = view.site.words

    def body() -> str:
        return render(
            template,
            say,
            view=view,
            site=view.site,
            plan=view.plan,
            summary=view.summary,
            to=view.links(uri),
            title=title,
            edit=view.site.edit(edit_path),
            sentences=sentences,
            told_changes=lambda changed: told_changes(view, changed),
            **values(),
        )

    return Page(uri, title, description or text.plain(title), section, view, body, edit_path, part)


# The plan as a whole


def front(view: View) -> Page:
    """What a reader must know in one minute."""
    summary, say = view.summary, view.site.words
    uri = front_uri(view)
    newest = view.then or next(iter(view.periods), None)
    told = sentences.summing_up(summary, say)
    return _page(
        view,
        uri,
        view.plan.title,
        "front",
        "front.html",
        lambda: {
            "told": told,
            "adoption": adopted_by(view),
            "areas": [(a, js, counted(js)) for a, js in summary.by_focus_area()],
            "bars": pictures.area_bars(view),
            "unused": [verdict for verdict, n in summary.counts.items() if not n],
            "strip": pictures.strip(view),
            **attention(view),
            "changes_open": CHANGES_OPEN,
            "changes_shown": CHANGES_SHOWN,
            "since": since_last(view),
            "coming": coming(view),
            "newest": newest,
            "forms": report_forms(view, newest) if newest else [],
            "other_plans": [p for p in view.site.plans if p is not view.plan],
        },
        description=f"{told} {say.clock(summary.clock)}",
        part="",
    )


def attention(view: View) -> dict[str, Any]:
    """What is known to be wrong, one by one; those that nobody reports on are gathered by owner."""
    summary = view.summary
    silent = summary.with_verdict(SILENT)
    trouble = [value for value in ATTENTION if value != SILENT]
    passed = [(j, m) for j, m in summary.passed_unreported if j.verdict.value not in trouble]
    return {
        "troubled": [j for j in summary.attention if j.verdict.value != SILENT],
        "trouble": trouble,
        "troubled_shown": TROUBLED_SHOWN,
        "passed": passed,
        "passed_deadlines": deadlines_in(passed),
        "waiting": summary.funding_pending,
        "silent": silent,
        "silent_owners": silent_owners(view, silent),
        "proposed": sum(not j.measure.owner_confirmed for j in silent),
    }


def silent_owners(view: View, silent: Sequence[Judgement]) -> list[tuple[str, str, int]]:
    """Id and name of each owner, and how many of its measures nobody reports on, the most first."""
    nobody = view.site.words._("Ikke oppgitt")
    return [
        (id, view.unit_name(id) if id else nobody, number)
        for id, number in Counter(j.measure.owner for j in silent).most_common()
    ]


def adopted_by(view: View) -> str:
    """How and when the plan was adopted, in a sentence."""
    body = adopting_body(view.site.portfolio, view.plan)
    return sentences.adoption(view.plan, body, view.site.words)


def since_last(view: View) -> changes.Changes | None:
    """What has happened since the end of the period before the newest one that is over."""
    if view.then:
        changed = view.now.stretch(view.then).changes
        return changed if changed.before.adopted else None
    newest = last_ended(view.summary.day, view.plan.calendar)
    before = summarise(view.plan, newest.previous().end)
    return changes.changes(before, view.summary) if before.adopted else None


def told_changes(
    view: View, changed: changes.Changes
) -> tuple[tuple[Measure, tuple[str, ...]], ...]:
    """Each measure that differs, with what is said of it; mentions alone are no news."""
    plan, portfolio, say = view.plan, view.site.portfolio, view.site.words
    told = (
        (measure, change_sentences(news(found), portfolio, plan, say))
        for measure, found in changed.by_measure()
    )
    return tuple((measure, lines) for measure, lines in told if lines)


def coming(view: View) -> list[tuple[str, list[Deadline]]]:
    """The next milestones, whenever they fall due, by what is said of the day."""
    summary, say = view.summary, view.site.words
    due = summary.due_between(summary.day, view.plan.end)[:NEXT_SHOWN]
    return [
        (day, list(found))
        for day, found in groupby(due, lambda d: say.by(d.due, d.milestone.precision))
    ]


def measures(view: View) -> Page:
    """All measures in one table; filters work on the table that stands there."""
    say, owning = view.site.words, view.summary.by_owner()
    return _page(
        view,
        f"{view.folder}/tiltak",
        say._("Alle tiltak"),
        "measures",
        "measures.html",
        lambda: {
            "verdicts": [
                (value, say.label("verdict", value))
                for value, number in view.summary.counts.items()
                if number
            ],
            "other_verdicts": [
                (value, say.label("verdict", value))
                for value, number in view.summary.counts.items()
                if not number
            ],
            "areas": [(area.id, area.label) for area in view.plan.focus_areas],
            "owners": owners(view),
            "other_owners": [
                (id, view.unit_name(id)) for id in view.site.portfolio.units if id not in owning
            ],
            "kinds": [(value, say.label("kind", value)) for value in schema.values("kind")],
            "moments": _moments_from(view, f"{view.folder}/tiltak", "tiltak"),
        },
        description=say._("{n} i {plan}, med status, ansvarlig og frister.").format(
            n=say.measures(view.summary.total), plan=view.plan.label
        ),
        part="tiltak",
    )


def _moments_from(view: View, uri: str, part: str) -> list[tuple[str, str, bool]]:
    to = view.links(uri)
    return [(name, to.page(target), target == uri) for name, target in moments(view, part)]


def owners(view: View) -> list[tuple[str, str]]:
    """Id and name of every owner, by name."""
    found = [(id, view.unit_name(id)) for id in view.summary.by_owner() if id]
    return sorted(found, key=lambda pair: pair[1].casefold())


# One measure


def measure(view: View, judged: Judgement) -> Page:
    """Everything that is known about a measure, and why it has its verdict."""
    found, say = judged.measure, view.site.words
    why = say.why(judged, view.plan)
    return _page(
        view,
        measure_uri(view.folder, found.number),
        found.title,
        "measures",
        "measure.html",
        lambda: {
            "judged": judged,
            "measure": found,
            "area": view.plan.focus_area(found.focus_area),
            "why": why,
            "form": form_address(view, found),
            "picture": pictures.measure_timeline(view, judged),
            "chapters": chapters(view, found),
            "related": view.related(found),
            "neighbours": view.neighbours(found),
        },
        description=text.plain(
            f"{say.label('verdict', judged.verdict.value)}. {why} {found.summary}"
        ),
        edit_path=found.path,
        part=f"{MEASURES}{found.number}",
    )


def form_address(view: View, found: Measure) -> str:
    """The way from a measure's page to its form, empty where the site has none."""
    if not view.site.has_form:
        return ""
    folder, anchor = entry_address(view.plan.id, found.path).split("#", 1)
    return f"{view.links(measure_uri(view.folder, found.number)).file(folder)}#{anchor}"


def chapters(view: View, found: Measure) -> tuple[CommitChapter, ...]:
    """What each commit did to a measure, the newest first; nothing where git's history is out of reach."""
    past = view.site.history
    if past is None or view.then:
        return ()
    begun = past.begun.get(view.plan.id)
    return commit_chapters(
        past.of(found.id), view.plan, view.site.portfolio, begun, view.site.words
    )


# Focus areas and units


def area(view: View, area: FocusArea, judged: tuple[Judgement, ...]) -> Page:
    say = view.site.words
    return _page(
        view,
        f"{view.folder}/omraader/{area.id}",
        area.title,
        "measures",
        "area.html",
        lambda: {"area": area, "judged": judged, "counts": counted(judged)},
        description=text.plain(f"{say.measures(len(judged))}. {area.goal}"),
        part=f"omraader/{area.id}",
    )


@dataclass(frozen=True, slots=True)
class UnitPart:
    """What a unit owns, contributes to, and owes a report on."""

    id: str
    name: str
    owns: tuple[Judgement, ...]
    contributes: tuple[Judgement, ...]
    owes: tuple[Judgement, ...]


def unit_part(view: View, id: str) -> UnitPart:
    summary = view.summary
    return UnitPart(
        id,
        view.unit_name(id),
        tuple(j for j in summary.judgements if j.measure.owner == id),
        tuple(j for j in summary.judgements if id in j.measure.contributors),
        tuple(j for j in summary.not_reported if j.measure.owner == id),
    )


def units(view: View) -> Page:
    say = view.site.words
    return _page(
        view,
        f"{view.folder}/enheter",
        say._("Enheter"),
        "units",
        "units.html",
        lambda: {
            "parts": sorted(
                (unit_part(view, id) for id in view.shown_units),
                key=lambda p: (-len(p.owns), p.name.casefold()),
            ),
            "ownerless": view.summary.by_owner().get("", ()),
        },
        description=say._("Hvem som har ansvar for hva i {plan}.").format(plan=view.plan.label),
        part="enheter",
    )


def unit(view: View, id: str) -> Page:
    found = view.site.portfolio.units[id]
    return _page(
        view,
        f"{view.folder}/enheter/{id}",
        view.unit_name(id),
        "units",
        "unit.html",
        lambda: {
            "unit": found,
            "part": unit_part(view, id),
            "children": [
                child
                for child in view.site.portfolio.units.values()
                if child.parent_on(view.summary.day) == id and child.id in view.shown_units
            ],
            "shown": view.shown_units,
        },
        edit_path="plans/units.yml",
        part=f"enheter/{id}",
    )


# Over time


def development(view: View) -> Page:
    """What stood at the end of each period: all measures together, and each of them."""
    say = view.site.words
    stretches = [s for s in view.course if s.ended]
    found = [{j.measure.number: j for j in s.summary.judgements} for s in stretches]
    used = [v for v in view.summary.counts if any(s.summary.counts[v] for s in stretches)]
    return _page(
        view,
        f"{view.plan.id}/utvikling",
        say._("Utvikling"),
        "development",
        "development.html",
        lambda: {
            "stretches": stretches,
            "rows": [(m, [then.get(m.number) for then in found]) for m in view.plan.measures],
            "used": used,
            "shares": pictures.shares(view, stretches),
        },
        description=say._("Status for hvert tiltak i {plan}, periode for periode.").format(
            plan=view.plan.label
        ),
    )


def timeline(view: View) -> Page:
    """Every milestone on one axis, and in a table."""
    say = view.site.words
    return _page(
        view,
        f"{view.plan.id}/tidslinje",
        say._("Tidslinje"),
        "development",
        "timeline.html",
        lambda: {
            "picture": pictures.timeline(view),
            "states": [(j, m) for j in view.summary.judgements for m in j.milestones],
        },
        description=say._(
            "Alle milepæler i {plan}: først lovet, frist nå og hva som er nådd."
        ).format(plan=view.plan.label),
    )


def goal_posts(view: View) -> Page:
    """Promises that have moved, and whether anybody said why."""
    say, past = view.site.words, view.site.history
    return _page(
        view,
        f"{view.plan.id}/maalstolper",
        say._("Flyttede frister"),
        "development",
        "goal_posts.html",
        lambda: {
            "posts": promises.goal_posts(view.summary, past.pasts if past else None),
            "gone": view.broken.gone,
        },
        description=say._("Hvert løfte i {plan} som er flyttet siden det ble gitt.").format(
            plan=view.plan.label
        ),
    )


# Reports


def reports(view: View) -> Page:
    """Every period in every form, the newest first."""
    say = view.site.words
    return _page(
        view,
        f"{view.plan.id}/rapporter",
        say._("Rapporter"),
        "reports",
        "reports.html",
        lambda: {
            "periods": [(p, view.stretch(p).summary, report_forms(view, p)) for p in view.periods]
        },
        description=say._("Rapportene om {plan}, én for hver periode.").format(
            plan=view.plan.label
        ),
    )


def report(view: View, period: Period) -> Page:
    """The council's report as a page, and the same in every form."""
    say = view.site.words
    return _page(
        view,
        report_uri(view, period),
        say._("Rapport for {period}").format(period=say.period(period)),
        "reports",
        "report.html",
        lambda: report_values(view, period),
        description=sentences.summing_up(view.at(period).summary, say),
    )


def report_uri(view: View, period: Period) -> str:
    return f"{view.plan.id}/rapporter/{period}"


def report_values(view: View, period: Period) -> dict[str, Any]:
    """What a report's page shows. The site has pages for the measures: no cards."""
    then = view.at(period).links(report_uri(view, period))
    content = document(view.report(period), view.site.words, cards=False)
    earlier, later = period.previous(), period.next()
    return {
        # `reports.html` escapes what it sets
        "content": Markup(html.fragment(content, link_to=then.measure)),  # noqa: S704
        "contents": [(section.id, section.title) for section in content.sections],
        "forms": report_forms(view, period),
        "then_measures": then.measures(),
        "earlier": earlier if earlier in view.periods else None,
        "later": later if later in view.periods else None,
    }


def report_forms(view: View, period: Period) -> list[tuple[str, str]]:
    """Name and path of each file a report can be had in."""
    folder = f"{view.plan.id}/rapporter"
    return [
        (FORM_NAMES.get(form, form.upper()), f"{folder}/{view.plan.id}-{period}.{form}")
        for form in view.site.report_forms
    ]


def search(view: View) -> Page:
    """A page with one field; the words looked for stand in its address."""
    say = view.site.words
    return _page(
        view,
        "sok",
        say._("Søk"),
        "search",
        "search.html",
        lambda: {"index": findable.INDEX},
        description=say._("Søk i alle sidene om {plan}.").format(plan=view.plan.label),
    )


def handbook(content: str, parts: Sequence[tuple[str, str]], uri: str, site: Site) -> str:
    """A page that MkDocs has made of Markdown, as it stands in the frame."""
    heading, end, rest = content.partition("</h1>")
    return render(
        "handbook.html",
        site.words,
        heading=Markup(heading + end) if end else "",  # noqa: S704 – MkDocs made it
        content=Markup(rest if end else content),  # noqa: S704 – the same
        parts=[(anchor, Markup(title)) for anchor, title in parts],  # noqa: S704 – the same
        book=around(uri, site),
    )


# What it all rests on


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in the files that rests on a document: which measure, what kind of statement, where."""

    number: int
    title: str
    what: str
    place: str


def citations(view: View, document: Document) -> list[Citation]:
    """Every statement about a measure that cites a document, by measure."""
    return [
        Citation(m.number, m.title, what, source.place)
        for m in (j.measure for j in view.summary.judgements)
        for what, source in _cited(m)
        if _same(source.document, document.id, view.plan)
    ]


def _same(cited: str, id: str, plan: Plan) -> bool:
    return cited in (id, f"{plan.id}/{id}")


def _cited(measure: Measure) -> Iterator[tuple[str, Source]]:
    if measure.reference:
        yield "reference", Source(measure.reference.document, measure.reference.section)
    for source in measure.sources.values():
        yield "field", source
    yield from (("entry", e.source) for e in measure.entries if e.source)
    yield from (("mention", m.source) for m in measure.mentions)
    for milestone in measure.milestones:
        if milestone.source:
            yield "milestone", milestone.source
        yield from (("milestone", m.source) for m in milestone.moved if m.source)
        yield from (("milestone", o.source) for o in milestone.occurrences if o.source)
    if measure.funding and measure.funding.source:
        yield "funding", measure.funding.source


def sources(view: View) -> Page:
    """What comes from where, what nobody has confirmed, and what is missing."""
    say = view.site.words
    return _page(
        view,
        f"{view.plan.id}/om-dataene",
        say._("Om dataene"),
        "sources",
        "sources.html",
        lambda: {
            "documents": [(d, _by_measure(citations(view, d))) for d in view.plan.documents],
            "adoption": adopted_by(view),
            "unconfirmed": [j.measure for j in view.summary.judgements if j.measure.unconfirmed],
        },
        description=say._("Hvor opplysningene om {plan} kommer fra, og hva som mangler.").format(
            plan=view.plan.label
        ),
        edit_path=view.plan.path,
    )


def _by_measure(found: list[Citation]) -> dict[int, list[Citation]]:
    grouped: dict[int, list[Citation]] = {}
    for citation in found:
        grouped.setdefault(citation.number, []).append(citation)
    return grouped


def open_data(view: View, downloads: Sequence[Dataset]) -> Page:
    """What can be downloaded and followed, each file with what stands in it."""
    say = view.site.words
    return _page(
        view,
        "aapne-data",
        say._("Åpne data"),
        "data",
        "open_data.html",
        lambda: {
            "version": shapes.VERSION,
            "license": License(),
            "plans": [
                (v.plan, [d for d in downloads if d.plan == v.plan.id], _topics(v))
                for v in view.site.views
            ],
            "documented": {d.schema: documentation(d.schema, say) for d in downloads},
        },
        description=say._("Filer som kan lastes ned og brukes fritt, med skjema for hver."),
    )


def _topics(view: View) -> list[tuple[Topic, str, str]]:
    """What can be followed, with the feed and the calendar of each."""
    plan = view.plan
    return [
        (topic, file_path(plan, topic, feeds.NAME), file_path(plan, topic, calendars.NAME))
        for topic in topics(view.summary, view.site.portfolio)
    ]


def accessibility_page(view: View) -> Page:
    """What was tested with which result, what was not, and where to tell of a problem."""
    site, say = view.site, view.site.words
    told = accessibility.summing_up(site.tested, say)
    return _page(
        view,
        "tilgjengelighet",
        say._("Tilgjengelighet"),
        "accessibility",
        "accessibility.html",
        lambda: {
            "told": told,
            "tested": site.tested,
            "topics": accessibility.topics(say),
            "addresses": view.plan.allowed_addresses,
            "repo": web_address(site.repo_url),
        },
        description=told,
    )
