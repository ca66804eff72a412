"""What points at something else: focus areas, units, documents, other measures."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import Any, TypeVar

from tiltak.checks.context import Context, choose
from tiltak.judge.rounds import asks_no_more
from tiltak.model.numbers import Number, number_of
from tiltak.model.plan import Measure, Plan
from tiltak.model.relations import LINKS, called, id_of
from tiltak.model.source import Source
from tiltak.problems import Code, Level, Place, Problem, nearest
from tiltak.read.load import DECISION, INDICATOR, SERIES, UNITS
from tiltak.read.schema import named, named_in_plan

UNKNOWN_FOCUS_AREA = Code(
    "unknown-focus-area",
    "Innsatsområdet finnes ikke i planen",
    "Innsatsområdene står i planfilen. Tiltaket ville ikke kommet med noe sted.",
    "focus_area: tidlig\n",
    "focus_area: tidlig-innsats\n",
)


def unknown_focus_area(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        if (
            "focus_area" in context.gaps(measure.path).fields
            or "focus_areas" in context.gaps(plan.path).fields
        ):
            continue
        if not plan.focus_area(measure.focus_area):
            area_ids = [a.id for a in plan.focus_areas]
            yield UNKNOWN_FOCUS_AREA(
                f"Innsatsområdet «{measure.focus_area}» finnes ikke i planen.",
                document.place("focus_area"),
                hint=choose(measure.focus_area, area_ids),
            )


UNKNOWN_GOAL = Code(
    "unknown-goal",
    "Målet finnes ikke i planen",
    "Målene står i planfilen. Tiltaket ville ikke kommet med under noe mål. Et mål som er en del av et annet, står under det i listen.",
    "goals: [helse]\n",
    "goals: [hjelp]\n",
)


def unknown_goal(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        goals = {goal.id for goal in plan.goals}
        if "goals" in context.gaps(plan.path).fields:
            continue
        for index, id in enumerate(measure.goals):
            if id not in goals:
                yield UNKNOWN_GOAL(
                    f"Målet «{id}» finnes ikke i planen.",
                    document.place("goals", index),
                    hint=choose(id, goals) if goals else "Planen har ingen mål.",
                )
    for plan in context.plans:
        above: set[str] = set()
        for index, goal in enumerate(plan.goals):
            if goal.parent and goal.parent not in above:
                yield UNKNOWN_GOAL(
                    f"Målet «{goal.parent}» står ikke over «{goal.id}» i planen.",
                    context.document(plan.path).place("goals", index, "parent"),
                    hint=choose(goal.parent, above)
                    if above
                    else "Det øverste målet i listen er ikke en del av et annet.",
                )
            above.add(goal.id)


UNKNOWN_UNIT = Code(
    "unknown-unit",
    "Enheten finnes ikke",
    "Alle enheter står i plans/units.yml med kortnavn og navn. Er enheten ny, føres den opp der.",
    "owner: helsehust\n",
    "owner: helsehuset\n",
)


def unknown_unit(context: Context) -> Iterator[Problem]:
    unit_ids = context.unit_ids
    if unit_ids is None:
        return
    for _, measure, document in context.measures():
        for unit, where in _units_of(measure):
            if unit and unit not in unit_ids:
                yield _unknown_unit(unit, document.place(*where), unit_ids)
    for plan in context.plans:
        for body, where in _bodies(plan):
            if body and body not in unit_ids:
                yield _unknown_unit(
                    body, context.document(plan.path).place(*where, "body"), unit_ids
                )
    for id, described in context.units.items():
        for index, parent in enumerate(described.parents):
            if parent.unit not in unit_ids:
                place = context.document(UNITS).place("units", id, "parents", index, "unit")
                yield _unknown_unit(parent.unit, place, unit_ids)


def _units_of(measure: Measure) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The units that a measure names, and where its file does."""
    yield measure.owner, ("owner",)
    yield from ((unit, ("contributors", at)) for at, unit in enumerate(measure.contributors))
    yield from ((each.unit, ("roles", at, "unit")) for at, each in enumerate(measure.roles))


def _bodies(plan: Plan) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The bodies that adopted and revised a plan, and where the file names them."""
    yield plan.adopted_by, ("adoption",)
    yield from ((r.body, ("revisions", index)) for index, r in enumerate(plan.revisions))


def _unknown_unit(id: str, place: Place, unit_ids: Iterable[str]) -> Problem:
    return UNKNOWN_UNIT(
        f"Enheten «{id}» finnes ikke ⟨i plans/units.yml|i listen over enheter⟩.",
        place,
        hint=nearest(id, unit_ids)
        or "Legg enheten til ⟨i plans/units.yml|i listen over enheter⟩, eller bruk et kortnavn som står der.",
    )


WITHOUT_OWNER = Code(
    "without-owner",
    "Tiltaket har ingen ansvarlig",
    "Ingen blir spurt om et tiltak som ingen har ansvaret for, og det kommer ikke med hos noen enhet. Sier ingen kilde hvem det er, kan du foreslå noen: feltet «unconfirmed» sier at det er et forslag.",
    "Tiltak 1 har ingen ansvarlig, og de fleste andre tiltakene i planen har.",
    "Alle tiltak i planen har en ansvarlig.",
    "",
    Level.WARNING,
)


def without_owner(context: Context) -> Iterator[Problem]:
    """Told while somebody could be asked, and where most measures of the plan say who is to be asked."""
    for plan in context.plans:
        ownerless = [
            m for m in plan.measures if not m.owner and "owner" not in context.gaps(m.path).fields
        ]
        if 2 * len(ownerless) < len(plan.measures) and not asks_no_more(plan, context.today):
            for measure in ownerless:
                yield WITHOUT_OWNER(
                    f"Tiltak {measure.number} har ingen ansvarlig.",
                    context.document(measure.path).place("number"),
                    hint=f"Skriv enheten i {named('owner')}. Oppgir ingen kilde den, føres feltet opp under {named('unconfirmed')}.",
                )


OWNER_CONTRIBUTES = Code(
    "owner-contributes",
    "Den ansvarlige står også som medvirkende",
    "Medvirkende er de andre enhetene som skal bidra. Står den ansvarlige der også, blir den talt to ganger.",
    "owner: helsehuset\ncontributors: [helsehuset]\n",
    "owner: helsehuset\ncontributors: [bystyret]\n",
    level=Level.WARNING,
)


def owner_contributes(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        if measure.owner in measure.contributors:
            yield OWNER_CONTRIBUTES(
                f"«{measure.owner}» står både som ansvarlig og som medvirkende.",
                document.place("contributors", measure.contributors.index(measure.owner)),
                hint=f"Ta enheten bort fra {named('contributors')}.",
            )


UNIT_TWICE = Code(
    "unit-twice",
    "En enhet er medvirkende to ganger",
    "Medvirkende med rolle står for seg, de andre i listen uten roller. Står en enhet to ganger, vet ingen hvilken rolle den har.",
    "owner: helsehuset\ncontributors: [bystyret]\nroles: [{unit: bystyret, role: pådriver}]\n",
    "owner: helsehuset\nroles: [{unit: bystyret, role: pådriver}]\n",
    level=Level.WARNING,
)


def unit_twice(context: Context) -> Iterator[Problem]:
    """Told at each place but the first that has a role, which says most."""
    for _, measure, document in context.measures():
        with_role = [each.unit for each in measure.roles]
        for at, unit in enumerate(measure.contributors):
            if unit in with_role:
                yield UNIT_TWICE(
                    f"«{unit}» står som medvirkende både med og uten rolle.",
                    document.place("contributors", at),
                    hint=f"Ta enheten bort fra {named('contributors')}.",
                )
        for at, unit in enumerate(with_role):
            if unit in with_role[:at]:
                yield UNIT_TWICE(
                    f"«{unit}» står to ganger med rolle.",
                    document.place("roles", at, "unit"),
                    hint="Skriv rollene sammen, og ta bort den ene.",
                )


UNIT_CIRCLE = Code(
    "unit-circle",
    "Enheter hører under hverandre i ring",
    "En enhet kan ikke høre under seg selv, heller ikke gjennom andre.",
    "units:\n"
    "  bystyret: {kind: political, names: [{name: Bystyret}]}\n"
    "  helsehuset: {kind: internal, names: [{name: Helsehuset}], parents: [{unit: stab}]}\n"
    "  stab: {kind: internal, names: [{name: Staben}], parents: [{unit: helsehuset}]}\n",
    "units:\n"
    "  bystyret: {kind: political, names: [{name: Bystyret}]}\n"
    "  helsehuset: {kind: internal, names: [{name: Helsehuset}], parents: [{unit: stab}]}\n"
    "  stab: {kind: internal, names: [{name: Staben}]}\n",
    "units",
)


def unit_circle(context: Context) -> Iterator[Problem]:
    parents = {
        id: unit.parents[0].unit if unit.parents else None for id, unit in context.units.items()
    }
    for circle in _circles(parents):
        for id in circle:
            yield UNIT_CIRCLE(
                f"«{id}» hører under seg selv.",
                context.document(UNITS).place("units", id, "parents"),
                hint=f"Følg feltet {named('units', id, 'parents', kind='units')} oppover og rett det leddet som peker nedover.",
            )


UNKNOWN_DOCUMENT = Code(
    "unknown-document",
    "Dokumentet står ikke i planfilen",
    "En kilde som ingen kan slå opp, er ingen kilde. Dokumentene føres opp under «documents» i plan.yml.",
    "status:\n  - date: 2020-12-31\n    phase: in_progress\n    source: arsrapport\n",
    "status:\n  - date: 2020-12-31\n    phase: in_progress\n    source: arsrapport-2020\n",
)


def unknown_document(context: Context) -> Iterator[Problem]:
    documents = {
        plan.id: {d.id for d in plan.documents}
        for plan in context.plans
        if "documents" not in context.gaps(plan.path).fields
    }
    for plan, measure, document in context.measures():
        if plan.id not in documents:
            continue
        of_plan = documents[plan.id]
        if measure.reference and measure.reference.document not in of_plan:
            yield _unknown_document(
                measure.reference.document, document.place("reference", "document"), of_plan
            )
        yield from _unknown_sources(context, measure.path, of_plan)
    for plan in context.plans:
        if plan.id in documents:
            yield from _unknown_sources(context, plan.path, documents[plan.id])
    for file in context.loaded.files:
        match = INDICATOR.fullmatch(file) or SERIES.fullmatch(file) or DECISION.fullmatch(file)
        if match and match[1] in documents and context.loaded.files[file].valid:
            yield from _unknown_sources(context, file, documents[match[1]])
    if UNITS in context.loaded.files:
        document = context.written(UNITS)
        for path, source in _sources(document.value):
            plan_id, _, id = source.document.rpartition("/")
            if plan_id in context.plan_ids - documents.keys() or context.gaps(UNITS).refused(path):
                continue  # the plan's list of documents is not known, or the schema has told it
            known_ids = {f"{plan}/{d}" for plan, ids in documents.items() for d in ids}
            if f"{plan_id}/{id}" not in known_ids:
                yield _unknown_document(source.document, document.place(*path), known_ids)


def _unknown_sources(context: Context, path: str, documents: set[str]) -> Iterator[Problem]:
    """By what is written: an entry that cannot be built has a source all the same."""
    document, gaps = context.written(path), context.gaps(path)
    for where, source in _sources(document.value):
        if source.document not in documents and not gaps.refused(where):
            yield _unknown_document(source.document, document.place(*where), documents)


def _sources(
    value: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Source]]:
    """Every `source` in a file, and those under `sources`, with their places."""
    items = value.items() if isinstance(value, dict) else ()
    for key, inner in enumerate(value) if isinstance(value, list) else items:
        if isinstance(inner, str) and (key == "source" or path[-1:] == ("sources",)):
            document, _, spot = inner.partition("#")
            yield (*path, key), Source(document, spot)
        else:
            yield from _sources(inner, (*path, key))


def _unknown_document(id: str, place: Place, documents: Iterable[str]) -> Problem:
    return UNKNOWN_DOCUMENT(
        f"Dokumentet «{id}» står ikke ⟨i planfilens liste|i planens liste over dokumenter⟩.",
        place,
        hint=f"{choose(id, documents)} Et nytt dokument føres opp under {named_in_plan('documents')}.",
    )


UNKNOWN_PLACE = Code(
    "unknown-place",
    "Stedet finnes ikke i dokumentet",
    "Henvisningen skal føre til den vedtatte teksten. Har dokumentet en liste over steder («places» i plan.yml), må stedet stå der.",
    "Et tiltak viser til kapittel 4.9.9 i et dokument med stedene 2.1 og 2.2.",
    "Tiltaket viser til kapittel 2.2.",
    "",
)


def unknown_place(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        if "reference" in context.gaps(measure.path).fields:
            continue
        reference = measure.reference
        named_document = plan.document(reference.document) if reference else None
        if not reference or not named_document or not named_document.places:
            continue
        places = named_document.places
        points = f"{reference.section} punkt "
        has_points = any(place.startswith(points) for place in places)
        if (reference.place if has_points else reference.section) not in places:
            yield UNKNOWN_PLACE(
                f"Stedet «{reference.place}» finnes ikke i {named_document.title}.",
                document.place("reference", "section"),
                hint=nearest(reference.place, places)
                or f"Stedene i dokumentet står under {named_in_plan('documents')}.",
            )


UNKNOWN_DECISION = Code(
    "unknown-decision",
    "Vedtaket står ikke i planfilen",
    "Det som er endret etter vedtak, regnes ikke som et brutt løfte. Da må alle kunne se hvilket vedtak det er. Vedtakene føres opp under «revisions» i plan.yml.",
    "removed:\n  - {number: 9, title: Et gammelt tiltak, date: 2020-06-30, decision: revisjon-2021}\n",
    "revisions:\n  - {id: revisjon-2020, date: 2020-06-22, case: 52/20}\n"
    "removed:\n  - {number: 9, title: Et gammelt tiltak, date: 2020-06-30, decision: revisjon-2020}\n",
    "plan",
)


UNPROVEN_DECISION = Code(
    "unproven-decision",
    "Vedtaket har verken saksnummer eller kilde",
    "Det som er endret etter vedtak, regnes ikke som et brutt løfte. Da må alle kunne slå opp vedtaket.",
    "revisions:\n  - {id: revisjon-2020, date: 2020-06-22}\n",
    "revisions:\n  - {id: revisjon-2020, date: 2020-06-22, case: 52/20}\n",
    "plan",
    Level.WARNING,
)


def unproven_decision(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        for index, revision in enumerate(plan.revisions):
            if not revision.case and not revision.source:
                yield UNPROVEN_DECISION(
                    f"Vedtaket «{revision.id}» har verken saksnummer eller kilde.",
                    context.document(plan.path).place("revisions", index),
                    hint=f"Skriv saksnummeret i {named('revisions', 0, 'case', kind='plan')}, eller hvor vedtaket står, i {named('revisions', 0, 'source', kind='plan')}.",
                )


def unknown_decision(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        if "revisions" in context.gaps(plan.path).fields:
            continue
        decisions = [revision.id for revision in plan.revisions]
        for path in (plan.path, *(measure.path for measure in plan.measures)):
            document = context.document(path)
            for where, decision in _decisions(document.value):
                if decision not in decisions:
                    yield UNKNOWN_DECISION(
                        f"Vedtaket «{decision}» står ikke blant de vedtatte endringene i planen.",
                        document.place(*where),
                        hint=nearest(decision, decisions)
                        or f"Før opp vedtaket under {named_in_plan('revisions')}, med dato og saksnummer.",
                    )


def _decisions(value: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where a file names a decision: of another change, of a measure that was taken out, of a move."""
    lists: dict[tuple[str | int, ...], Iterable[Mapping[str, Any]]] = {
        (key,): value.get(key, ()) for key in ("revised", "removed")
    }
    for i, milestone in enumerate(value.get("milestones", ())):
        lists["milestones", i, "moved"] = milestone.get("moved", ())
    for where, items in lists.items():
        for index, item in enumerate(items):
            if "decision" in item:
                yield (*where, index, "decision"), item["decision"]


UNKNOWN_MEASURE = Code(
    "unknown-measure",
    "Tiltaket det vises til, finnes ikke",
    "Nummeret må tilhøre et tiltak i planen, eller i planen som står foran skråstreken.",
    "related: [99]\n",
    "related: [2]\n",
)
OWN_NUMBER = Code(
    "own-number",
    "Tiltaket viser til seg selv",
    "Skriv nummeret på et annet tiltak, eller slett linjen.",
    "related: [1]\n",
    "related: [2]\n",
)


def unknown_measure(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        pointed = [
            (id_of(entry.into, plan.id), document.place("status", i, "into"))
            for i, entry in enumerate(measure.entries)
            if entry.into is not None
        ]
        if measure.part_of is not None:
            pointed.append((id_of(measure.part_of, plan.id), document.place("part_of")))
        for field in LINKS:
            for i, id in enumerate(getattr(measure, field)):
                pointed.append((id, document.place(field, i)))
        for id, place in pointed:
            plan_id, _, number = id.rpartition("/")
            numbers = context.numbers.get(plan_id, set())
            if number_of(number) not in numbers:
                where = "planen" if plan_id == plan.id else f"«{plan_id}»"
                yield UNKNOWN_MEASURE(
                    f"Tiltak {number} finnes ikke i {where}.",
                    place,
                    hint=numbers_there_are(numbers),
                )
            elif id == measure.id:
                yield OWN_NUMBER(
                    "Tiltaket viser til seg selv.",
                    place,
                    hint="Skriv nummeret på et annet tiltak, eller ⟨slett linjen|la feltet stå tomt⟩.",
                )


PART_OF_PART = Code(
    "part-of-part",
    "En del har selv deler",
    "Et tiltak kan ha deler, men en del kan ikke selv ha deler. Da kunne ingen se hva som er helheten.",
    "Tiltak 1 er en del av tiltak 2, og tiltak 2 er en del av tiltak 3.",
    "Tiltak 1 og tiltak 2 er begge en del av tiltak 3.",
    "",
)


def part_of_part(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        parent = None if measure.part_of is None else plan.measure(measure.part_of)
        if parent and parent.part_of is not None and parent is not measure:
            yield PART_OF_PART(
                f"Tiltak {parent.number} er selv en del av tiltak {parent.part_of}.",
                document.place("part_of"),
                hint=f"Skriv tiltak {parent.part_of} her, eller ⟨slett linjen|la feltet stå tomt⟩.",
            )


def numbers_there_are(numbers: Iterable[Number]) -> str:
    """«Planen har tiltakene 1–38.»"""
    ordered = sorted(numbers)
    if not ordered:
        return "Planen har ingen tiltak."
    if len(ordered) == 1:
        return f"Planen har bare tiltak {ordered[0]}."
    return f"Planen har tiltakene {ordered[0]}–{ordered[-1]}."


MERGE_CIRCLE = Code(
    "merge-circle",
    "Tiltak er slått sammen i ring",
    "Når 1 går inn i 2 og 2 går inn i 1, finnes det ikke lenger noe tiltak arbeidet fortsetter i.",
    "Tiltak 1 er slått sammen med tiltak 2, og tiltak 2 med tiltak 1.",
    "Tiltak 1 er slått sammen med tiltak 2, og tiltak 2 pågår.",
    "",
)


def merge_circle(context: Context) -> Iterator[Problem]:
    merged = {
        m.id: m
        for _, m, _ in context.measures()
        if m.entries
        and m.entries[0].into is not None
        and "status" not in context.gaps(m.path).fields
    }
    into = {id: id_of(m.entries[0].into or "", m.plan_id) for id, m in merged.items()}
    for circle in _circles(into):
        if len(circle) == 1:
            continue  # `unknown_measure` says that it points at itself
        for index, id in enumerate(circle):
            plan_id = merged[id].plan_id
            order = [called(other, plan_id) for other in (*circle[index:], *circle[:index], id)]
            yield MERGE_CIRCLE(
                f"Tiltakene er slått sammen i ring: {' → '.join(map(str, order))}.",
                context.document(merged[id].path).place("status", 0, "into"),
                hint="Ett av dem må være det arbeidet fortsetter i. Ta bort sammenslåingen der.",
            )


Node = TypeVar("Node", bound=Hashable)


def _circles(following: Mapping[Node, Node | None]) -> Iterator[list[Node]]:
    """Each circle of a chain where everything has at most one to follow it; each step is taken once."""
    done: set[Node] = set()
    for start in following:
        chain: dict[Node, None] = {}
        node: Node | None = start
        while node is not None and node not in done and node not in chain:
            chain[node] = None
            node = following.get(node)
        if node is not None and node in chain:
            walked = list(chain)
            yield walked[walked.index(node) :]
        done |= chain.keys()


RELATION_CIRCLE = Code(
    "relation-circle",
    "Tiltak viser til hverandre i ring",
    "Venter 1 på 2, og 2 på 1, kan ingen av dem begynne. Det samme gjelder tiltak som fortsetter eller erstatter hverandre: ett av dem må komme først.",
    "Tiltak 1 venter på tiltak 2, og tiltak 2 venter på tiltak 1.",
    "Tiltak 1 venter på tiltak 2, og tiltak 2 venter ikke på noe.",
    "",
)
IN_CIRCLE = {
    "depends_on": "Tiltakene venter på hverandre",
    "continues": "Tiltakene fortsetter hverandre",
    "supersedes": "Tiltakene erstatter hverandre",
}
MOST_CIRCLES = 20  # of one kind; a stranger's files could have thousands


def relation_circle(context: Context) -> Iterator[Problem]:
    measures = {measure.id: measure for _, measure, _ in context.measures()}
    for field, sentence in IN_CIRCLE.items():
        following = {id: set(getattr(measure, field)) - {id} for id, measure in measures.items()}
        for circle in islice(_broken_up(following), MOST_CIRCLES):
            measure, named = measures[circle[0]], circle[1]
            order = " → ".join(str(called(id, measure.plan_id)) for id in circle)
            yield RELATION_CIRCLE(
                f"{sentence} i ring: {order}.",
                context.document(measure.path).place(field, getattr(measure, field).index(named)),
                hint="Ett av dem må komme først. Ta bort henvisningen der.",
            )


def _broken_up(following: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """A circle at a time, until none is left; each begins with its first measure and ends with it."""
    while True:
        try:
            TopologicalSorter(following).prepare()
        except CycleError as error:
            # The sorter names what comes first at the front: the way round that we point is the other one.
            *circle, _ = reversed(error.args[1])
            first = circle.index(min(circle))
            ordered = [*circle[first:], *circle[:first]]
            yield [*ordered, ordered[0]]
            following[ordered[0]].discard(ordered[1])
        else:
            return


UNKNOWN_PLAN = Code(
    "unknown-plan",
    "Planen det vises til, finnes ikke her",
    "Kortnavnet er navnet på mappen til en annen plan her. Ligger den et annet sted, skrives bare tittelen og adressen.",
    "successor: {title: Ny rusplan, plan: rus-2024}\n",
    "successor: {title: Ny rusplan, url: https://www.eksempel.no/rusplan}\n",
    "plan",
)


def unknown_plan(context: Context) -> Iterator[Problem]:
    """The plan before and the one after: another one of those that have a file here."""
    for plan in context.plans:
        for key, neighbour in (("predecessor", plan.predecessor), ("successor", plan.successor)):
            others = context.plan_ids - {plan.id}
            if neighbour and neighbour.plan and neighbour.plan not in others:
                yield UNKNOWN_PLAN(
                    f"Det finnes ingen annen plan her med kortnavnet «{neighbour.plan}».",
                    context.document(plan.path).place(key, "plan"),
                    hint=nearest(neighbour.plan, others)
                    or f"Ligger planen et annet sted, ta kortnavnet bort fra {named_in_plan(key)}.",
                )
