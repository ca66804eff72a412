"""All measures in a list, and each of them on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tiltak.forms.editor import entry_address
from tiltak.judge.status import Judgement
from tiltak.model.numbers import Number
from tiltak.model.plan import Measure, Plan, UnreadableFile
from tiltak.model.relations import INTO, PART_OF, RELATED
from tiltak.past.promises import GoneMeasure
from tiltak.read import schema
from tiltak.read.fields import CHOICE, PAGE, TEXTS, Field, fields_for
from tiltak.site import pictures, text
from tiltak.site.addresses import measure_uri
from tiltak.site.pages.page import MEASURES, owners, unit_names
from tiltak.site.view import Page, View
from tiltak.words.history import CommitChapter, commit_chapters
from tiltak.words.language import capital
from tiltak.words.measures import last_said, reasons
from tiltak.words.promises import gone_measure
from tiltak.words.relations import grouped, warnings
from tiltak.words.unreadable import unreadable

Choices = tuple[list[tuple[str, str]], list[tuple[str, str]]]
Filter = tuple[str, str, str, list[tuple[str, str]], list[tuple[str, str]]]


def measures_page(view: View) -> Page:
    """All measures in one table; filters work on the table that stands there."""
    say = view.words
    return Page(
        view,
        f"{view.folder}/tiltak",
        say._("Alle tiltak"),
        "measures",
        "measures.html",
        lambda: {
            "filters": [*filters(view), *filters_by_fields(view)],
            "field_marks": {m.number: field_marks(m, view.plan) for m in view.plan.measures},
            "unreadable_pages": view.unreadable_pages,
            "gone": view.broken.gone,
        },
        description=say._("{n} i {plan}, med status, ansvarlig og frister.").format(
            n=say.measures(view.summary.total), plan=view.plan.label
        ),
        part="tiltak",
    )


def filters(view: View) -> list[Filter]:
    """What the list can be filtered by: what some measure has, and what an address may still ask for."""
    say, judged = view.words, view.summary.judgements
    measures = [j.measure for j in judged]

    def of_schema(name: str, values: Iterable[str]) -> Choices:
        used = set(values)
        pairs = [(value, say.label(name, value)) for value in schema.values(name)]
        return [p for p in pairs if p[0] in used], [p for p in pairs if p[0] not in used]

    owning = owners(view)
    others = [pair for pair in unit_names(view, "owner").items() if pair not in owning]
    helping = {id for m in measures for id in m.taking_part}
    deciding = [m.funding.decision for m in measures if m.funding]
    return [
        ("status", "verdict", say._("Status"), *of_schema("verdict", (j.verdict.value for j in judged))),
        ("frist", "deadline", say._("Frister"), *of_schema("timeliness", (j.timeliness.state for j in judged))),
        ("hoert", "heard", say._("Hørt fra"), *of_schema("heard", (j.heard for j in judged))),
        ("penger", "money", say._("Penger"), *of_schema("funding_decision", deciding)),
        ("arsak", "reason", say._("Årsak"), *of_schema("reason", (r for m in measures for r in reasons(m)))),
        ("omraade", "area", say._("Innsatsområde"), [(a.id, a.label) for a in view.plan.focus_areas], []),
        ("ansvarlig", "owner", say._("Ansvarlig"), owning, others),
        ("medvirkende", "contributors", say._("Medvirkende"), [u for u in unit_names(view, "contributors").items() if u[0] in helping], []),
        ("type", "kind", say._("Type tiltak"), *of_schema("kind", (m.kind for m in measures))),
    ]  # fmt: skip


def filters_by_fields(view: View) -> Iterator[Filter]:
    """As `filters`, of the plain fields with choices or a list, such as the themes that a plan has of its own."""
    say = view.words
    for key, field in _filtering(view.plan):
        used = {value for m in view.plan.measures for value in _values(m, field)}
        pairs = [(value, say.from_schema(word)) for value, word in field.choices]
        if field.form == TEXTS:
            pairs = [(_mark(text), text) for text in sorted(used, key=_in_order)]
            used = {value for value, _ in pairs}
        now, rare = [p for p in pairs if p[0] in used], [p for p in pairs if p[0] not in used]
        yield f"felt-{field.key}", key, say.from_schema(field.title), now, rare


def field_marks(measure: Measure, plan: Plan) -> dict[str, str]:
    """What the row of a measure carries for `filters_by_fields`."""
    return {key: " ".join(map(_mark, _values(measure, field))) for key, field in _filtering(plan)}


def _filtering(plan: Plan) -> list[tuple[str, Field]]:
    declared = fields_for("measure", PAGE, plan)
    return [(f"own{n}", field) for n, field in enumerate(declared) if field.form in (CHOICE, TEXTS)]


def _values(measure: Measure, field: Field) -> tuple[str, ...]:
    content = measure.extra.get(field.key, ())
    return tuple(map(str, content if isinstance(content, tuple) else (content,)))


def _mark(text: str) -> str:
    return "_".join(text.split())  # a row has its values with spaces between


def _in_order(text: str) -> tuple[int, str]:
    """«3 God helse» stands before «11 Bærekraftige byer»."""
    number = re.match(r"[0-9]{1,4}", text)
    return int(number[0]) if number else 0, text.casefold()


# One measure


def unreadable_page(view: View, file: UnreadableFile, number: Number) -> Page:
    """What stands in the place of a measure that nobody can read."""
    say = view.words
    name = say._("Tiltak {number} kan ikke leses").format(number=number)
    return Page(
        view,
        measure_uri(view.folder, number),
        file.title or name,
        "measures",
        "unreadable.html",
        lambda: {"said": unreadable([file], say)},
        description=name,
        edit_path=file.path,
        part=f"{MEASURES}{number}",
    )


def measure_page(view: View, judged: Judgement) -> Page:
    """Everything that is known about a measure, and why it has its verdict."""
    measure, say = judged.measure, view.words
    why = say.why(judged, view.plan)
    listed = view.relations_of(measure)
    return Page(
        view,
        measure_uri(view.folder, measure.number),
        measure.title,
        "measures",
        "measure.html",
        lambda: {
            "judged": judged,
            "measure": measure,
            "area": view.plan.focus_area(measure.focus_area),
            "why": why,
            "last_said": capital(last_said(judged, view.plan, say)),
            "form": form_address(view, measure),
            "picture": pictures.measure_timeline(view, judged),
            "chapters": chapters(view, measure),
            "changed": view.broken.of(measure.id),
            "decided": view.broken.decided_of(measure.id),
            "related": view.related(measure),
            "merged": [r for r in listed if r.field == INTO],
            "relations": grouped((r for r in listed if r.field not in (RELATED, INTO)), say),
            "has_parts": any(r.field == PART_OF and r.backwards for r in listed),
            "waiting": list(warnings(judged, listed, view.judged, say)),
            "neighbours": view.neighbours(measure),
        },
        description=text.plain(
            f"{say.label('verdict', judged.verdict.value)}. {why} {measure.summary}"
        ),
        edit_path=measure.path,
        part=f"{MEASURES}{measure.number}",
        judged=None if view.then else judged,
    )


def gone_page(view: View, gone: GoneMeasure) -> Page:
    """A measure that was taken out keeps its page: what was promised, when and why it went."""
    say, measure = view.words, gone.measure
    sentence = gone_measure(gone, say)
    return Page(
        view,
        measure_uri(view.folder, gone.number),
        gone.title,
        "measures",
        "gone.html",
        lambda: {
            "gone": gone,
            "measure": measure,
            "said": sentence,
            "area": view.plan.focus_area(measure.focus_area),
            "chapters": chapters(view, measure),
            "changed": view.broken.of(measure.id),
            "decided": view.broken.decided_of(measure.id),
        },
        description=text.plain(sentence),
        part=f"{MEASURES}{gone.number}",
    )


def renumbered_page(view: View, former: Number, measure: Measure) -> Page:
    """What stands at the address of a measure that has got another number."""
    say = view.words
    sentence = say._("Tiltak {former} har fått nummer {number}").format(
        former=former, number=measure.number
    )
    return Page(
        view,
        measure_uri(view.folder, former),
        sentence,
        "measures",
        "renumbered.html",
        lambda: {"measure": measure},
        part=f"{MEASURES}{former}",
        searched=False,
    )


def form_address(view: View, measure: Measure) -> str:
    """The way from a measure's page to its form, empty where the site has none."""
    if not view.site.has_form:
        return ""
    folder, anchor = entry_address(view.plan.id, measure.path).split("#", 1)
    return f"{view.links(measure_uri(view.folder, measure.number)).file(folder)}#{anchor}"


def chapters(view: View, measure: Measure) -> tuple[CommitChapter, ...]:
    """What each commit did to a measure, the newest first; nothing where git's history is out of reach."""
    past = view.site.history
    if past is None or view.then:
        return ()
    site = view.site
    return commit_chapters(past.of(measure.id), past, view.plan, site.portfolio, view.words)
