"""Rules that one file's schema cannot see: across files, across dates, and in the texts.

Each check is a small function that yields problems; `CHECKS` is the list. Nothing raises for bad data
and nothing stops at the first problem. Of a file that the schema refuses, the right parts are looked at too
(`salvage`); what is missing there has its own problem already, and nothing is concluded from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from dateutil.relativedelta import relativedelta

from tiltak.checks import privacy
from tiltak.harmless import FORMULA_STARTS
from tiltak.judge import closing
from tiltak.judge.status import FREQUENCIES, deadlines
from tiltak.model.plan import Entry, Measure, Milestone, Plan, Source, Unit
from tiltak.problems import Level, Place, Problem, in_order
from tiltak.read.load import MEASURE, PLAN, UNITS, Loaded
from tiltak.read.salvage import Gaps, Salvaged, salvaged, unit_ids
from tiltak.read.schema import choices, nearest
from tiltak.read.yaml_lines import Document


@dataclass(frozen=True)
class Context:
    """What the checks look at: everything that can be read, and the day that counts as today.

    `loaded` is what stands in the files, `known` what can be built of it.
    """

    loaded: Loaded
    today: date

    @cached_property
    def known(self) -> Salvaged:
        return salvaged(self.loaded)

    @property
    def plans(self) -> tuple[Plan, ...]:
        return self.known.portfolio.plans

    @cached_property
    def plan_ids(self) -> set[str]:
        """Plans that have a file, also one that did not load."""
        return {m[1] for path in self.loaded.files if (m := PLAN.fullmatch(path))}

    @cached_property
    def numbers(self) -> Mapping[str, set[int]]:
        """Measure numbers by plan, also of files that did not load."""
        found: dict[str, set[int]] = {}
        for path in self.loaded.files:
            if match := MEASURE.fullmatch(path):
                found.setdefault(match[1], set()).add(int(match[2]))
        return found

    @property
    def units(self) -> Mapping[str, Unit]:
        return self.known.portfolio.units

    @cached_property
    def unit_ids(self) -> frozenset[str] | None:
        """None where their file cannot be read and no unit can be called unknown."""
        return unit_ids(self.loaded)

    def document(self, path: str) -> Document:
        """The file as it was built: the places in it are those of the model's lists."""
        return self.known.files[path].document

    def written(self, path: str) -> Document:
        return self.loaded.files[path].document

    def gaps(self, path: str) -> Gaps:
        return self.known.gaps_in(path)

    def measures(self) -> Iterator[tuple[Plan, Measure, Document]]:
        for plan in self.plans:
            for measure in plan.measures:
                yield plan, measure, self.document(measure.path)


Check = Callable[[Context], Iterable[Problem]]
Node = TypeVar("Node", int, str)


def all_problems(loaded: Loaded, today: date) -> list[Problem]:
    """Everything that is wrong: what loading found and what the checks find, in the order of the files."""
    context = Context(loaded, today)
    # Where the schema has spoken, no rule says the same once more; what is unsafe is told all the same.
    spoken = {problem.place for problem in loaded.problems}
    found = [
        problem
        for check in CHECKS
        for problem in check(context)
        if problem.place not in spoken
        or check in OF_TEXTS
        or problem.place.path not in context.known.gaps
    ]
    return in_order(privacy.without_personal_data(p) for p in (*loaded.problems, *found))


# Plans and files


def missing_plan(context: Context) -> Iterator[Problem]:
    for path in context.loaded.files:
        if (match := MEASURE.fullmatch(path)) and match[1] not in context.plan_ids:
            yield Problem(
                "missing-plan",
                f"Tiltaket ligger i planen «{match[1]}», men plans/{match[1]}/plan.yml finnes ikke.",
                Place(path),
                hint=nearest(match[1], context.plan_ids)
                or "Flytt filen til riktig plan, eller lag planfilen.",
            )


def number_and_file_name(context: Context) -> Iterator[Problem]:
    for path, parsed in context.loaded.files.items():
        match = MEASURE.fullmatch(path)
        if not match or not isinstance(parsed.document.value, dict):
            continue
        number = parsed.document.value.get("number")
        if type(number) is int and number != int(match[2]):
            yield Problem(
                "number-mismatch",
                f"Tiltaket har nummer {number}, men filnavnet begynner med {match[2]}.",
                parsed.document.place("number"),
                hint="Rett nummeret eller gi filen nytt navn. Nummeret skal være det samme som i den vedtatte planen.",
            )


def duplicate_number(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        numbered = [m for m in plan.measures if "number" not in context.gaps(m.path).fields]
        same: dict[int, list[Measure]] = {}
        for measure in numbered:
            same.setdefault(measure.number, []).append(measure)
        used = context.numbers.get(plan.id, set()) | same.keys() | {r.number for r in plan.removed}
        for measure in numbered:
            other = next((m for m in same[measure.number] if m is not measure), None)
            if other:  # in both files: nobody knows which of them was first
                yield Problem(
                    "duplicate-number",
                    f"Nummer {measure.number} er brukt av «{other.title}» også, i {other.path}.",
                    context.document(measure.path).place("number"),
                    hint=f"Hvert tiltak har sitt eget nummer. Det neste ledige er {max(used) + 1}.",
                )


def removed_number(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        for gone in plan.removed:
            if gone.number == measure.number and "number" not in context.gaps(measure.path).fields:
                yield Problem(
                    "removed-number",
                    f"Nummer {measure.number} tilhørte «{gone.title}», som er tatt ut av planen.",
                    document.place("number"),
                    hint="Et nummer brukes aldri om igjen. Gi tiltaket et nytt nummer.",
                )


def repeated_id(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        document = context.document(plan.path)
        for key in ("goals", "focus_areas", "documents"):
            yield from _repeated((i.id for i in getattr(plan, key)), document, key)
    for _, measure, document in context.measures():
        yield from _repeated((m.id for m in measure.milestones), document, "milestones")


def _repeated(ids: Iterable[str], document: Document, key: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, id in enumerate(ids):
        if id in seen:
            yield Problem(
                "duplicate-id",
                f"Kortnavnet «{id}» er brukt to ganger.",
                document.place(key, index, "id"),
                hint="Gi den ene et annet kortnavn.",
            )
        seen.add(id)


def period_order(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        document = context.document(plan.path)
        if plan.end < plan.start:
            yield Problem(
                "period-order",
                "Planperioden slutter før den begynner.",
                document.place("period", "end"),
                hint="Se etter feil i årstallet.",
            )
        if plan.reported_through and plan.reported_through > context.today:
            yield Problem(
                "future-date",
                f"Planen er rapportert til og med {_shown(plan.reported_through)}, som ikke har vært ennå.",
                document.place("reported_through"),
                hint="Skriv siste dag det faktisk er rapportert for.",
            )


# References


def unknown_focus_area(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        if (
            "focus_area" in context.gaps(measure.path).fields
            or "focus_areas" in context.gaps(plan.path).fields
        ):
            continue
        if not plan.focus_area(measure.focus_area):
            known = [a.id for a in plan.focus_areas]
            yield Problem(
                "unknown-focus-area",
                f"Innsatsområdet «{measure.focus_area}» finnes ikke i planen.",
                document.place("focus_area"),
                hint=_choose(measure.focus_area, known),
            )


def unknown_unit(context: Context) -> Iterator[Problem]:
    known = context.unit_ids
    if known is None:
        return
    for _, measure, document in context.measures():
        if measure.owner and measure.owner not in known:
            yield _unknown_unit(measure.owner, document.place("owner"), known)
        for index, unit in enumerate(measure.contributors):
            if unit not in known:
                yield _unknown_unit(unit, document.place("contributors", index), known)
    for plan in context.plans:
        if plan.adopted_by and plan.adopted_by not in known:
            yield _unknown_unit(
                plan.adopted_by, context.document(plan.path).place("adoption", "body"), known
            )
    for id, described in context.units.items():
        for index, parent in enumerate(described.parents):
            if parent.unit not in known:
                place = context.document(UNITS).place("units", id, "parents", index, "unit")
                yield _unknown_unit(parent.unit, place, known)


def _unknown_unit(id: str, place: Place, known: Iterable[str]) -> Problem:
    return Problem(
        "unknown-unit",
        f"Enheten «{id}» finnes ikke i plans/units.yml.",
        place,
        hint=nearest(id, known)
        or "Legg enheten til i plans/units.yml, eller bruk et kortnavn som står der.",
    )


def unit_circle(context: Context) -> Iterator[Problem]:
    parents = {
        id: unit.parents[0].unit if unit.parents else None for id, unit in context.units.items()
    }
    for circle in _circles(parents):
        for id in circle:
            yield Problem(
                "unit-circle",
                f"«{id}» hører under seg selv.",
                context.document(UNITS).place("units", id, "parents"),
                hint="Følg feltet «parents» oppover og rett det leddet som peker nedover.",
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
        known = documents[plan.id]
        if measure.reference and measure.reference.document not in known:
            yield _unknown_document(
                measure.reference.document, document.place("reference", "document"), known
            )
        yield from _unknown_sources(context, measure.path, known)
    for plan in context.plans:
        if plan.id in documents:
            yield from _unknown_sources(context, plan.path, documents[plan.id])
    if UNITS in context.loaded.files:
        document = context.written(UNITS)
        for path, source in _sources(document.value):
            plan_id, _, id = source.document.rpartition("/")
            if plan_id in context.plan_ids - documents.keys() or context.gaps(UNITS).refused(path):
                continue  # the plan's list of documents is not known, or the schema has told it
            known = {f"{plan}/{d}" for plan, ids in documents.items() for d in ids}
            if f"{plan_id}/{id}" not in known:
                yield _unknown_document(source.document, document.place(*path), known)


def _unknown_sources(context: Context, path: str, known: set[str]) -> Iterator[Problem]:
    """By what is written: an entry that cannot be built has a source all the same."""
    document, gaps = context.written(path), context.gaps(path)
    for where, source in _sources(document.value):
        if source.document not in known and not gaps.refused(where):
            yield _unknown_document(source.document, document.place(*where), known)


def _sources(
    value: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Source]]:
    """Every `source` in a file, and those under `sources`, with their places."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and (key == "source" or path[-1:] == ("sources",)):
                document, _, spot = inner.partition("#")
                yield (*path, key), Source(document, spot)
            else:
                yield from _sources(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _sources(inner, (*path, index))


def _unknown_document(id: str, place: Place, known: Iterable[str]) -> Problem:
    return Problem(
        "unknown-document",
        f"Dokumentet «{id}» står ikke i planfilens liste.",
        place,
        hint=_choose(id, known) + " Et nytt dokument føres opp under «documents» i plan.yml.",
    )


def unknown_measure(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        known = context.numbers.get(plan.id, set())
        pointed = [
            (number, document.place("related", i)) for i, number in enumerate(measure.related)
        ]
        pointed += [
            (entry.into, document.place("status", i, "into"))
            for i, entry in enumerate(measure.entries)
            if entry.into is not None
        ]
        for number, place in pointed:
            if number not in known:
                yield Problem(
                    "unknown-measure",
                    f"Tiltak {number} finnes ikke i planen.",
                    place,
                    hint=numbers_there_are(known),
                )
            elif number == measure.number:
                yield Problem(
                    "own-number",
                    "Tiltaket viser til seg selv.",
                    place,
                    hint="Skriv nummeret på et annet tiltak, eller slett linjen.",
                )


def merge_circle(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        merged = {
            m.number: (m, m.entries[0].into)
            for m in plan.measures
            if m.entries
            and m.entries[0].into is not None
            and "status" not in context.gaps(m.path).fields
        }
        into = {number: target for number, (_, target) in merged.items()}
        for circle in _circles(into):
            if len(circle) == 1:
                continue  # `unknown_measure` says that it points at itself
            for index, number in enumerate(circle):
                order = [*circle[index:], *circle[:index], number]
                yield Problem(
                    "merge-circle",
                    f"Tiltakene er slått sammen i ring: {' → '.join(map(str, order))}.",
                    context.document(merged[number][0].path).place("status", 0, "into"),
                    hint="Ett av dem må være det arbeidet fortsetter i. Ta bort sammenslåingen der.",
                )


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


# Status


def entry_order(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        lists: list[tuple[str, list[date]]] = [
            ("status", [e.date for e in measure.entries]),
            ("mentions", [m.date for m in measure.mentions]),
        ]
        for key, days in lists:
            yield from _order(days, document, key)
        for i, milestone in enumerate(measure.milestones):
            yield from _order([m.date for m in milestone.moved], document, "milestones", i, "moved")
            yield from _order(
                [o.done for o in milestone.occurrences], document, "milestones", i, "occurrences"
            )


def _order(days: list[date], document: Document, *path: str | int) -> Iterator[Problem]:
    for index in range(1, len(days)):
        if days[index] > days[index - 1]:
            yield Problem(
                "entry-order",
                f"{_shown(days[index])} står under {_shown(days[index - 1])}, men er nyere.",
                document.place(*path, index),
                hint="Den nyeste skal stå øverst. «tiltak fmt» setter dem i rekkefølge.",
            )


def future_entry(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        for i, entry in enumerate(measure.entries):
            if entry.date > context.today:
                yield Problem(
                    "future-date",
                    f"Meldingen gjelder {_shown(entry.date)}, som ikke har vært ennå.",
                    document.place("status", i, "date"),
                    hint="En statusmelding gjelder i dag eller tidligere. Det som skal skje senere, er en milepæl.",
                )
        for i, mention in enumerate(measure.mentions):
            if mention.date > context.today:
                yield Problem(
                    "future-date",
                    f"Omtalen gjelder {_shown(mention.date)}, som ikke har vært ennå.",
                    document.place("mentions", i, "date"),
                    hint="Skriv dagen dokumentet er fra, eller dagen omtalen gjelder.",
                )
        for i, milestone in enumerate(measure.milestones):
            for n, move in enumerate(milestone.moved):
                if move.date > context.today:
                    yield Problem(
                        "future-date",
                        f"Fristen skal være flyttet {_shown(move.date)}, som ikke har vært ennå.",
                        document.place("milestones", i, "moved", n, "date"),
                        hint="«date» er dagen fristen ble flyttet. Den nye fristen står i «due».",
                    )
            if milestone.done and milestone.done > context.today:
                yield Problem(
                    "future-date",
                    f"Milepælen skal være nådd {_shown(milestone.done)}, som ikke har vært ennå.",
                    document.place("milestones", i, "done"),
                    hint="La «done» stå tom til milepælen er nådd. Når den ventes nådd, skrives i «due».",
                )
            for n, occurrence in enumerate(milestone.occurrences):
                if occurrence.done > context.today:
                    yield Problem(
                        "future-date",
                        f"Gjennomføringen gjelder {_shown(occurrence.done)}, som ikke har vært ennå.",
                        document.place("milestones", i, "occurrences", n, "done"),
                        hint="Før bare opp det som er gjort.",
                    )


def entry_before_plan(context: Context) -> Iterator[Problem]:
    """Most often a slip of the finger in the year; a source may still tell of how it was before."""
    for plan, measure, document in context.measures():
        start = min(filter(None, (plan.start, plan.adopted_on)))
        for i, entry in enumerate(measure.entries):
            if entry.date < start:
                yield Problem(
                    "entry-before-plan",
                    f"Meldingen gjelder {_shown(entry.date)}, før planen begynner ({_shown(start)}).",
                    document.place("status", i, "date"),
                    hint="Se etter feil i årstallet. Hvordan det var før planen, hører hjemme i sammendraget.",
                    level=Level.WARNING,
                )


def after_reported_through(context: Context) -> Iterator[Problem]:
    """Figures stop at that day: what is dated later is not shown yet."""
    for plan, measure, document in context.measures():
        last = plan.reported_through
        for day, what, path in _dated(measure) if last else ():
            if last and last < day <= context.today:
                yield Problem(
                    "after-reported-through",
                    f"{what[0].format(_shown(day))}, men planen er rapportert bare til og med {_shown(last)}. {what[1]} vises ikke ennå.",
                    document.place(*path),
                    level=Level.WARNING,
                    hint="Flytt «reported_through» i plan.yml fram når perioden er rapportert.",
                )


TOLD = "Meldingen gjelder {}", "Meldingen"
MOVED = "Fristen er flyttet {}", "Flyttingen"
REACHED = "Milepælen er nådd {}", "Det"
CARRIED_OUT = "Gjennomføringen gjelder {}", "Den"


def _dated(
    measure: Measure,
) -> Iterator[tuple[date, tuple[str, str], tuple[str | int, ...]]]:
    """What happened to a measure on a day: the day, how that is told, and where it stands."""
    for i, entry in enumerate(measure.entries):
        yield entry.date, TOLD, ("status", i, "date")
    for i, milestone in enumerate(measure.milestones):
        where = ("milestones", i)
        for n, move in enumerate(milestone.moved):
            yield move.date, MOVED, (*where, "moved", n, "date")
        if milestone.done:
            yield milestone.done, REACHED, (*where, "done")
        for n, occurrence in enumerate(milestone.occurrences):
            yield occurrence.done, CARRIED_OUT, (*where, "occurrences", n, "done")


def unchanged_without_phase(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        if "status" in context.gaps(measure.path).fields:
            continue
        if measure.entries and measure.entries[-1].unchanged:
            yield Problem(
                "unchanged-without-phase",
                "Meldingen sier «ingenting nytt», men det finnes ingen tidligere melding å vise til.",
                document.place("status", len(measure.entries) - 1),
                hint="Skriv hvilken fase tiltaket er i (phase) i stedet for «unchanged».",
            )


NOT_BEGUN = ("not_started", "planning")
EXPLAINED_BY = ("reason", "note")


def missing_reason(context: Context) -> Iterator[Problem]:
    """Not started or planning needs a reason past the plan's midpoint or past the measure's first baseline."""
    for plan, measure, document in context.measures():
        baselines = [m.baseline for m in measure.milestones if m.baseline]
        gaps, of_plan = context.gaps(measure.path), context.gaps(plan.path)
        first = None if "milestones" in gaps.fields else min(baselines, default=None)
        for i, entry in enumerate(measure.entries):
            if gaps.under("status", i) or ("status" in gaps.fields and not entry.phase):
                continue
            told = next((e for e in measure.entries[i:] if e.phase), entry)
            explained = [e for e in (entry, told) if all(getattr(e, key) for key in EXPLAINED_BY)]
            if told.phase not in NOT_BEGUN or explained:
                continue
            if entry.date > plan.midpoint and "period" not in of_plan.fields:
                because = f"planen er mer enn halvveis ({_shown(plan.midpoint)})"
            elif first and entry.date > first:
                because = f"den første fristen er passert ({_shown(first)})"
            else:
                continue
            lacking = next(key for key in EXPLAINED_BY if not getattr(entry, key))
            yield _missing_reason(entry, because, document.place("status", i, lacking))


def _missing_reason(entry: Entry, because: str, place: Place) -> Problem:
    lacking = " og ".join(
        word
        for word, there in (("årsak (reason)", entry.reason), ("begrunnelse (note)", entry.note))
        if not there
    )
    return Problem(
        "missing-reason",
        f"Meldingen mangler {lacking}: arbeidet er ikke i gang, og {because}.",
        place,
        hint=f"Skriv hvorfor arbeidet ikke er i gang. Årsak velges fra listen: {_listed('reason')}.",
    )


def changed_after_closing(context: Context) -> Iterator[Problem]:
    """A report about a closed period stands; what was wrong in it is corrected openly."""
    for plan in context.plans:
        for found in closing.differences(plan):
            measure = plan.measure(found.number)
            if found.corrected or _gone_for_a_reason(context, plan, found.number, measure):
                continue
            if found.entry is None:
                path = measure.path if measure else plan.path
                yield Problem(
                    "removed-after-closing",
                    f"Meldingen for {_shown(found.date)} i tiltak {found.number} er slettet etter at {found.period} ble avsluttet.",
                    context.document(path).place("status"),
                    hint="Hent meldingen tilbake. Var den feil, skrives en ny melding for samme periode, med hva som var feil i feltet «correction».",
                )
                continue
            what = "endret" if found.kind == "changed" else "lagt til"
            yield Problem(
                "changed-after-closing",
                f"Meldingen for {_shown(found.date)} er {what} etter at {found.period} ble avsluttet.",
                found.entry.place,
                hint="Skriv i feltet «correction» hva som var feil, og hvorfor det rettes nå. Rettelsen kommer med i neste rapport.",
            )


def _gone_for_a_reason(context: Context, plan: Plan, number: int, measure: Measure | None) -> bool:
    """The plan tells that the measure was taken out, or its reports cannot be read and have their own problems."""
    if measure:
        return "status" in context.gaps(measure.path).fields
    told = {removed.number for removed in plan.removed}
    return (
        number in told
        or number in context.numbers.get(plan.id, set())
        or "removed" in context.gaps(plan.path).fields
    )


def unconfirmed_but_missing(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        for i, name in enumerate(measure.unconfirmed):
            if not getattr(measure, name) and name not in context.gaps(measure.path).fields:
                yield Problem(
                    "unconfirmed-missing",
                    f"«{name}» står som ikke bekreftet, men feltet er tomt.",
                    document.place("unconfirmed", i),
                    hint="Fyll ut feltet, eller ta det ut av listen.",
                )


# Milestones


def open_milestone(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        phases = [entry.phase for entry in measure.entries if entry.phase]
        gaps = context.gaps(measure.path)
        if phases[:1] != ["completed"] or "status" in gaps.fields:
            continue
        for i, milestone in enumerate(measure.milestones):
            if not milestone.done and not milestone.repeat and not gaps.under("milestones", i):
                yield Problem(
                    "open-milestone",
                    f"Tiltaket er meldt fullført, men milepælen «{milestone.title}» er ikke ført som nådd.",
                    document.place("milestones", i),
                    hint="Skriv dagen milepælen ble nådd, i «done», eller velg en annen fase.",
                    level=Level.WARNING,
                )


def milestone_dates(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        for i, milestone in enumerate(measure.milestones):
            yield from _milestone_dates(plan, milestone, document, i)
            if not context.gaps(measure.path).under("milestones", i):
                yield from _moved_dates(milestone, document, i)


def _milestone_dates(
    plan: Plan, milestone: Milestone, document: Document, i: int
) -> Iterator[Problem]:
    start = _shown(plan.start)
    for key, day in (("baseline", milestone.baseline), ("due", milestone.due)):
        if day and day < plan.start:
            yield Problem(
                "due-before-plan",
                f"Fristen {_shown(day)} er før planperioden begynner ({start}).",
                document.place("milestones", i, key),
                hint="Se etter feil i årstallet.",
            )
    if milestone.done and milestone.done < plan.start:
        yield Problem(
            "done-before-plan",
            f"Milepælen er ført som nådd {_shown(milestone.done)}, før planperioden begynner ({start}).",
            document.place("milestones", i, "done"),
            hint="Se etter feil i årstallet. Det som var gjort før planen, hører hjemme i sammendraget.",
        )
    for n, occurrence in enumerate(milestone.occurrences):
        if occurrence.done < plan.start:
            yield Problem(
                "done-before-plan",
                f"Gjennomføringen {_shown(occurrence.done)} er før planperioden begynner ({start}).",
                document.place("milestones", i, "occurrences", n, "done"),
                hint="Se etter feil i årstallet.",
            )


def _moved_dates(milestone: Milestone, document: Document, i: int) -> Iterator[Problem]:
    if milestone.moved:
        *newer, oldest = milestone.moved
        # A deadline that was moved before the plan came into Tiltak has no record of it: the oldest move need
        # not begin at the baseline. But a baseline that it was put off to has been moved along.
        first, put_off = milestone.baseline, {milestone.due, *(move.previous for move in newer)}
        if first and oldest.previous and first > oldest.previous and first in put_off:
            yield Problem(
                "baseline-mismatch",
                f"Første frist (baseline) er {_shown(first)}, en dato fristen fikk først etter at den ble flyttet fra {_shown(oldest.previous)}.",
                document.place("milestones", i, "baseline"),
                hint="Første frist er den som sto før alle flyttinger. Den endres aldri.",
            )
        if milestone.due is None:
            yield Problem(
                "moved-without-due",
                "Fristen er ført som flyttet, men det står ikke hva den er nå.",
                document.place("milestones", i),
                hint="Skriv fristen som gjelder nå, i «due».",
            )


def bad_repeat(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        for i, milestone in enumerate(measure.milestones):
            if not milestone.repeat or milestone.repeat in FREQUENCIES:
                continue
            first = milestone.due or plan.start
            dates = deadlines(replace(milestone, due=first), first + relativedelta(years=8))
            if not dates:
                yield Problem(
                    "bad-repeat",
                    f"«{milestone.repeat}» gir ingen datoer.",
                    document.place("milestones", i, "repeat"),
                    hint=f"Bruk et av ordene {_listed('repeat')}, eller en regel etter RFC 5545.",
                )
            elif milestone.due and dates[0] != milestone.due:
                yield Problem(
                    "bad-repeat",
                    f"Etter regelen «{milestone.repeat}» er den første fristen {_shown(dates[0])}, men «due» er {_shown(milestone.due)}.",
                    document.place("milestones", i, "due"),
                    hint="Skriv den første fristen i «due», eller rett regelen.",
                )


# Texts

TAG = re.compile(r"<[/!?a-zA-Z][^>]*>?")
LINK = re.compile(r"\]\(\s*<?\s*([^)\s>]*)")
SAFE_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
# `data:` only before a media type: «Grunnlagsdata: 2019» is a sentence.
SCRIPT = re.compile(r"\b((java|vb)script\s*:|data\s*:\s*[a-z]+/[a-z0-9.+-]+\s*[;,])", re.IGNORECASE)
# Direction overrides and isolates, zero-width characters: they make a text read as something it is not.
INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
FORMULA_EXEMPT = {"code_owner", "allowed_addresses"}  # @group and +47 …


def unsafe_text(context: Context) -> Iterator[Problem]:
    """Texts that would be markup, a script, a formula or a disguise somewhere downstream."""
    for parsed in context.loaded.files.values():
        for path, text in parsed.document.texts():
            place = parsed.document.place(*path)
            if tag := TAG.search(text):
                yield Problem(
                    "html",
                    f"Teksten inneholder HTML: «{tag[0][:40]}».",
                    place,
                    hint="Skriv vanlig tekst. Du kan bruke **halvfet**, *kursiv*, lister og lenker.",
                )
            for link in LINK.findall(text):
                if not SAFE_LINK.match(link):
                    yield Problem(
                        "unsafe-link",
                        f"Lenken «{link[:60]}» kan ikke brukes.",
                        place,
                        hint="Skriv hele adressen. Den må begynne med https://, http:// eller mailto:.",
                    )
            if script := SCRIPT.search(LINK.sub(" ", text)):
                yield Problem(
                    "unsafe-link",
                    f"Teksten inneholder en adresse som kan kjøre kode: «{script[0][:40]}…».",
                    place,
                    hint="Ta den bort. Lenker må begynne med https://, http:// eller mailto:.",
                )
            if INVISIBLE.search(text):
                yield Problem(
                    "invisible-characters",
                    "Teksten inneholder usynlige tegn som kan endre hvordan den leses.",
                    place,
                    hint="Skriv teksten på nytt i stedet for å lime den inn.",
                )
            # A text may begin with a dash: it is a list then.
            if (
                text.startswith(FORMULA_STARTS)
                and text[0] != "-"
                and FORMULA_EXEMPT.isdisjoint(path)
            ):
                yield Problem(
                    "formula",
                    f"Teksten begynner med «{text[0]}» og ville blitt en formel i et regneark.",
                    place,
                    hint="Begynn teksten med et ord.",
                )


def personal_data(context: Context) -> Iterator[Problem]:
    """What identifies a person, in any text or comment. A plan allows the public addresses it names."""
    allowed = {plan.id: plan.allowed_addresses for plan in context.plans}
    of_all = [address for addresses in allowed.values() for address in addresses]
    for path, parsed in context.loaded.files.items():
        plan_id = path.split("/")[1]
        own = of_all if path == UNITS else allowed.get(plan_id, ())
        yield from privacy.problems_in(parsed.document, own)


def _shown(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _listed(name: str) -> str:
    return ", ".join(f"{choice.value} ({choice.title})" for choice in choices(name))


def _choose(word: str, known: Iterable[str]) -> str:
    listed = sorted(known)
    return nearest(word, listed) or f"Velg mellom: {', '.join(listed)}."


def numbers_there_are(numbers: Iterable[int]) -> str:
    """«Planen har tiltakene 1–38.»"""
    ordered = sorted(numbers)
    if not ordered:
        return "Planen har ingen tiltak."
    if len(ordered) == 1:
        return f"Planen har bare tiltak {ordered[0]}."
    return f"Planen har tiltakene {ordered[0]}–{ordered[-1]}."


OF_TEXTS: tuple[Check, ...] = (unsafe_text, personal_data)
CHECKS: tuple[Check, ...] = (
    missing_plan,
    number_and_file_name,
    duplicate_number,
    removed_number,
    repeated_id,
    period_order,
    unknown_focus_area,
    unknown_unit,
    unit_circle,
    unknown_document,
    unknown_measure,
    merge_circle,
    entry_order,
    future_entry,
    entry_before_plan,
    after_reported_through,
    unchanged_without_phase,
    missing_reason,
    changed_after_closing,
    unconfirmed_but_missing,
    open_milestone,
    milestone_dates,
    bad_repeat,
    unsafe_text,
    personal_data,
)
