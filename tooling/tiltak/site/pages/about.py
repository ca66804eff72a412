"""What it all rests on: sources, open data and the statement about accessibility, the search and the handbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tiltak.data import VERSION, calendars, feeds
from tiltak.data.datasets import Dataset
from tiltak.data.documentation import documentation
from tiltak.data.topics import Topic, file_path, topics
from tiltak.harmless import web_address
from tiltak.judge.decisions import Followed
from tiltak.judge.money import amounts
from tiltak.judge.summary import Summary
from tiltak.model.indicators import Indicator
from tiltak.model.numbers import Number
from tiltak.model.plan import Measure, Plan
from tiltak.model.source import Document, Source
from tiltak.site import accessibility, findable
from tiltak.site.handbook import around
from tiltak.site.pages.page import adopted_by
from tiltak.site.render import HANDBOOK_IS_IN, render
from tiltak.site.view import Page, Site, View
from tiltak.words.language import Words
from tiltak.words.measures import proposed
from tiltak.words.overview import money_unknown
from tiltak.words.publishing import publisher_rows


def search_page(view: View) -> Page:
    """A page with one field; the words looked for stand in its address."""
    say = view.words
    return Page(
        view,
        "sok",
        say._("Søk"),
        "search",
        "search.html",
        lambda: {"index": findable.INDEX},
        description=view.in_plan(say._("Søk i alle sidene om {plan}.")),
        searched=False,
    )


def handbook_page(content: str, parts: Sequence[tuple[str, str]], uri: str, site: Site) -> str:
    """A page that MkDocs has made of Markdown, as it stands in the frame."""
    heading, end, body = content.partition("</h1>")
    return render(
        "handbook.html",
        site.words,
        HANDBOOK_IS_IN,
        heading=Markup(heading + end) if end else "",  # noqa: S704 – MkDocs made it
        content=Markup(body if end else content),  # noqa: S704 – the same
        parts=[(anchor, Markup(title)) for anchor, title in parts],  # noqa: S704 – the same
        book=around(uri, site),
    )


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in the files that rests on a document: which measure, what kind of statement, where."""

    number: Number
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


def _others(view: View, document: Document) -> tuple[list[Followed], list[Indicator]]:
    """The decisions and the figures that rest on a document."""

    def rests_on(sources: Iterable[Source | None]) -> bool:
        return any(s and _same(s.document, document.id, view.plan) for s in sources)

    return (
        [
            f
            for f in view.decisions
            if f.decision.title and rests_on([f.decision.source, *(e.source for e in f.entries)])
        ],
        [i for i in view.plan.indicators if rests_on(s for f in i.figures for s in f.sources)],
    )


def _same(cited: str, id: str, plan: Plan) -> bool:
    return cited in (id, f"{plan.id}/{id}")


def _cited(measure: Measure) -> Iterator[tuple[str, Source]]:
    if measure.reference:
        yield "reference", Source(measure.reference.document, measure.reference.section)
    yield from measure.sources.items()
    yield from (("entry", e.source) for e in measure.entries if e.source)
    yield from (("mention", m.source) for m in measure.mentions)
    for assessment in measure.assessments:
        yield from (
            ("assessment", s.source) for s in (assessment, assessment.reply) if s and s.source
        )
    for milestone in measure.milestones:
        if milestone.source:
            yield "milestone", milestone.source
        yield from (("milestone", m.source) for m in milestone.moved if m.source)
        yield from (("milestone", o.source) for o in milestone.occurrences if o.source)
    if measure.funding and measure.funding.source:
        yield "funding", measure.funding.source
    yield from (("funding", amount.source) for amount in amounts(measure))


def sources_page(view: View) -> Page:
    """What comes from where, what nobody has confirmed, and what is missing."""
    say = view.words
    return Page(
        view,
        f"{view.plan.id}/om-dataene",
        say._("Om dataene"),
        "sources",
        "sources.html",
        lambda: {
            "documents": [
                (d, _by_measure(citations(view, d)), _others(view, d)) for d in view.plan.documents
            ],
            "adoption": adopted_by(view),
            "publisher": tuple(publisher_rows(view.plan, say)),
            "eyes": view.four_eyes,
            "unknown": tuple(_unknown(view.summary, say)),
            "reckoned": tuple(_reckoned(view.plan, say)),
            "names_of": lambda kind, file: _names(kind, file.unconfirmed, say),
            "proposed": [
                (j.measure, names)
                for j in view.summary.judgements
                if (names := _proposed(j.measure, say))
            ],
        },
        description=view.in_plan(
            say._("Hvor opplysningene om {plan} kommer fra, og hva som mangler.")
        ),
        edit_path=view.plan.path,
    )


def _proposed(measure: Measure, say: Words) -> list[str]:
    """The fields of a measure that no source states, and the milestones whose deadlines none does."""
    return _names("measure", measure.unconfirmed, say) + [
        say._("fristen for «{milestone}»").format(milestone=stone.title)
        for stone in measure.milestones
        if stone.unconfirmed
    ]


def _names(kind: str, fields: Iterable[str], say: Words) -> list[str]:
    return [say.field(kind, name).lower() for name in fields]


def _unknown(summary: Summary, say: Words) -> Iterator[str]:
    """What nobody tells, as sentences; what is the case for no measure is left out."""
    judged = summary.judgements
    sentences = (
        say.sentence(
            "Om ett tiltak har ingen fortalt hvordan det går.",
            "Om {n} tiltak har ingen fortalt hvordan det går.",
            len(summary.never_reported),
        ),
        say.sentence(
            "For ett tiltak er den ansvarlige bare foreslått.",
            "For {n} tiltak er den ansvarlige bare foreslått.",
            len(summary.proposed_owners),
        ),
        say.sentence(
            "For ett tiltak er ingen oppgitt som ansvarlig.",
            "For {n} tiltak er ingen oppgitt som ansvarlig.",
            sum(not j.measure.owner for j in judged),
        ),
        say.sentence(
            "For ett tiltak har ingen satt en frist.",
            "For {n} tiltak har ingen satt en frist.",
            sum(j.timeliness.state == "no_deadline" for j in judged),
        ),
        money_unknown(summary, say),
    )
    return filter(None, sentences)


def _reckoned(plan: Plan, say: Words) -> Iterator[str]:
    """How it is reckoned, where the plan's own file does not say why, or marks the rhythm as proposed."""
    if plan.choices and "calendar" not in plan.unconfirmed:
        return
    yield say._("Planen følges etter denne rytmen: {calendar}.").format(
        calendar=proposed(say.label("calendar", plan.calendar), plan, "calendar", say)
    )
    if plan.choices:
        return
    yield say._(
        "Er det siste som er sagt om et tiltak, mer enn {months} gammelt, er statusen ukjent."
    ).format(months=say.months(plan.silent_after_months))


def _by_measure(citations: list[Citation]) -> dict[Number, list[Citation]]:
    grouped: dict[Number, list[Citation]] = {}
    for citation in citations:
        grouped.setdefault(citation.number, []).append(citation)
    return grouped


def open_data_page(view: View, downloads: Sequence[Dataset]) -> Page:
    """What can be downloaded and followed, each file with what stands in it."""
    say = view.words
    return Page(
        view,
        "aapne-data",
        say._("Åpne data"),
        "data",
        "open_data.html",
        lambda: {
            "version": VERSION,
            "plans": [
                (v.plan, [d for d in downloads if d.plan == v.plan.id], _topics(v))
                for v in view.site.views
            ],
            "documented": {
                d.schema: documentation(d.schema, view.site.plans, say) for d in downloads
            },
        },
        description=say._("Filer som kan lastes ned, med skjema for hver."),
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
    site, say = view.site, view.words
    summing_up = accessibility.summing_up(site.tested, say)
    return Page(
        view,
        "tilgjengelighet",
        say._("Tilgjengelighet"),
        "accessibility",
        "accessibility.html",
        lambda: {
            "told": summing_up,
            "tested": site.tested,
            "topics": accessibility.topics(say),
            "contact": view.plan.publisher.contact if view.plan.publisher else "",
            "addresses": view.plan.allowed_addresses,
            "repo": web_address(site.repo_url),
        },
        description=summing_up,
    )
