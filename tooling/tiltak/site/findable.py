"""What the search looks through: each page of today with the texts that it is found by. `sok.js` does the looking."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace

from tiltak.harmless import upright
from tiltak.judge.decisions import Followed
from tiltak.judge.status import Judgement
from tiltak.model.assessments import Assessment
from tiltak.model.indicators import Indicator
from tiltak.model.plan import FocusArea, Measure, Milestone, Plan, Unit
from tiltak.model.relations import RELATED
from tiltak.model.source import Document
from tiltak.read.fields import SEARCH
from tiltak.site.addresses import decisions_uri, measure_uri
from tiltak.site.text import bare
from tiltak.site.view import Page, Site, View
from tiltak.words import decisions as decision_words
from tiltak.words import relations
from tiltak.words.fields import rows

INDEX = "sok.json"
# A measure comes first among pages that fit as well; the handbook, which is for those who write, after all others.
MEASURE, PART, OTHER, HANDBOOK = 2.0, 1.5, 1.0, 0.01


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """Something that can be found. `label` says what it is; `text` has a line for each text; `url` is from the root."""

    url: str
    title: str
    label: str
    text: str
    weight: float = OTHER


def index(entries: Iterable[SearchEntry], plans: Iterable[Plan], language: str) -> str:
    """The file that the search page reads."""
    same = [
        [word.strip() for word in group.split(",")] for plan in plans for group in plan.search_words
    ]
    pages = [astuple(entry) for entry in entries]
    content = {"language": language, "same": same, "pages": pages}
    return upright(json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def entries(site: Site, pages: Iterable[Page]) -> Iterator[SearchEntry]:
    """Every page of today, every document that a plan rests on, and every decision it must answer."""
    of_plans = {uri: entry for view in site.views for uri, entry in _of_plan(view)}
    for page in pages:
        if page.view.then is None and page.searched:
            yield of_plans.get(page.uri) or _entry(
                site, page.uri, page.title, "", [page.description]
            )
    for plan in site.plans:
        yield from (_document(site, plan, document) for document in plan.documents)
    for view in site.views:
        yield from (_decision(view, followed) for followed in view.decisions)


def _of_plan(view: View) -> Iterator[tuple[str, SearchEntry]]:
    """The pages that are found by more than their title and description, by their uri."""
    site, plan = view.site, view.plan
    for judged in view.summary.judgements:
        uri = measure_uri(plan.id, judged.measure.number)
        yield uri, _measure(view, uri, judged)
    for area in plan.focus_areas:
        uri = f"{plan.id}/omraader/{area.id}"
        yield uri, _area(site, plan, uri, area)
    for unit in site.portfolio.units.values():
        uri = f"{plan.id}/enheter/{unit.id}"
        yield uri, _unit(view, uri, unit)
    for indicator in plan.indicators:
        uri = f"{plan.id}/tall/{indicator.id}"
        yield uri, _indicator(site, uri, indicator)
    uri = f"{plan.id}/om-dataene"
    yield uri, _entry(site, uri, site.words._("Om dataene"), plan.label, list(_about(plan)))


def _about(plan: Plan) -> Iterator[str]:
    """What is told of the data: our choices, what is missing, and both sides of a conflict."""
    yield from (*plan.choices, *plan.not_found)
    for conflict in plan.conflicts:
        yield conflict.about
        yield from (side.text for side in conflict.sides)
        yield conflict.note


def _measure(view: View, uri: str, judged: Judgement) -> SearchEntry:
    measure, say = judged.measure, view.words
    names = [view.unit_name(id) for id in (measure.owner, *measure.taking_part) if id]
    names += [each.role for each in measure.roles]
    plans = [view.plan.label] if len(view.site.plans) > 1 else []
    number = say._("Tiltak {number}").format(number=measure.number)
    label = " · ".join([number, *plans, say.label("verdict", judged.verdict.value)])
    # What is only to be read together would make every search for the one find the other.
    bound = (r for r in view.relations_of(measure) if r.field != RELATED)
    others = relations.lines(bound, view.plan.id, say)
    fields = [words_shown for _, _, words_shown in rows(measure, view.plan, SEARCH, view.words)]
    texts = [*_texts(measure), *fields, *names, *map(": ".join, others.items())]
    return _entry(view.site, uri, measure.title, label, texts, MEASURE)


def _texts(measure: Measure) -> Iterator[str]:
    yield measure.summary
    for entry in measure.entries:
        yield from (entry.note, entry.correction)
    for stone in measure.milestones:
        yield from _stone_texts(stone)
    yield from (mention.note for mention in measure.mentions)
    yield from _assessment_texts(measure.assessments)
    if measure.funding:
        yield measure.funding.note
        yield from (text for a in measure.funding.amounts for text in (a.budget, a.note))
    if measure.reference:
        yield measure.reference.amended


def _assessment_texts(assessments: Iterable[Assessment]) -> Iterator[str]:
    for assessment in assessments:
        yield from (assessment.note, assessment.reply.note if assessment.reply else "")


def _stone_texts(stone: Milestone) -> Iterator[str]:
    yield from (stone.title, stone.note)
    yield from (move.note for move in stone.moved)
    yield from (occurrence.note for occurrence in stone.occurrences)


def _area(site: Site, plan: Plan, uri: str, area: FocusArea) -> SearchEntry:
    texts = [area.goal, area.short_title, area.adopted_title]
    return _entry(site, uri, area.title, site.words.of(plan)._("Innsatsområde"), texts, PART)


def _unit(view: View, uri: str, unit: Unit) -> SearchEntry:
    texts = [*(name.name for name in unit.names), unit.note]
    return _entry(view.site, uri, view.unit_name(unit.id), view.words._("Enhet"), texts, PART)


def _indicator(site: Site, uri: str, indicator: Indicator) -> SearchEntry:
    texts = [indicator.unit, indicator.definition, *indicator.groups, *indicator.notes]
    texts += [of.note for of in indicator.breaks]
    return _entry(site, uri, indicator.title, site.words._("Tall"), texts)


def _decision(view: View, followed: Followed) -> SearchEntry:
    decision, say = followed.decision, view.words
    texts = [decision.text, view.unit_name(decision.body) if decision.body else "", decision.case]
    texts += [text for e in followed.entries for text in (e.note, e.correction)]
    texts += _assessment_texts(followed.assessments)
    uri, label = decisions_uri(view.plan.id), say.label("decision_kind", decision.kind)
    entry = _entry(view.site, uri, decision_words.title(decision, say), label, texts)
    return replace(entry, url=f"{entry.url}#{decision.id}")


def _document(site: Site, plan: Plan, document: Document) -> SearchEntry:
    texts = [document.publisher, document.note]
    entry = _entry(site, f"{plan.id}/om-dataene", document.title, site.words._("Dokument"), texts)
    return replace(entry, url=f"{entry.url}#dokument-{document.id}")


def _entry(
    site: Site, uri: str, title: str, label: str, texts: Sequence[str], weight: float = OTHER
) -> SearchEntry:
    text = "\n".join(bare(text) for text in texts if text)
    return SearchEntry(site.path(uri), title, label, text, weight)
