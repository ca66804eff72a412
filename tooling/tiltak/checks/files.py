"""Numbers, short names and file names: each measure is found by one of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tiltak.checks.context import Context
from tiltak.model.numbers import folded, following, number_of, of_file_name
from tiltak.model.plan import Measure
from tiltak.problems import Code, Place, Problem, either, nearest
from tiltak.read.load import MEASURE
from tiltak.read.yaml_lines import YamlDocument

MISSING_PLAN = Code(
    "missing-plan",
    "Planen tiltaket ligger i, finnes ikke",
    "Mappen som tiltaket ligger i, må ha samme navn som en mappe under plans/ med filen plan.yml.",
    "measures/rus-2091/14-mo-senter.yml",
    "measures/rus-2019/14-mo-senter.yml",
    "",
)


def missing_plan(context: Context) -> Iterator[Problem]:
    for path in context.loaded.files:
        if (match := MEASURE.fullmatch(path)) and match[1] not in context.plan_ids:
            yield MISSING_PLAN(
                f"Tiltaket ligger i planen «{match[1]}», men plans/{match[1]}/plan.yml finnes ikke.",
                Place(path),
                hint=nearest(match[1], context.plan_ids)
                or "Flytt filen til riktig plan, eller lag planfilen.",
            )


NUMBER_MISMATCH = Code(
    "number-mismatch",
    "Nummeret og filnavnet er ulike",
    "Nummeret i filen og tallet først i filnavnet skal være det samme, ellers blandes to tiltak.",
    "number: 7\n",
    "number: 1\n",
)


def number_and_file_name(context: Context) -> Iterator[Problem]:
    for path, parsed in context.loaded.files.items():
        match = MEASURE.fullmatch(path)
        if not match or not isinstance(parsed.document.value, dict):
            continue
        number = parsed.document.value.get("number")
        if (
            not isinstance(number, bool)
            and isinstance(number, int | str)
            and number_of(number) != of_file_name(match[2])
        ):
            yield NUMBER_MISMATCH(
                f"Tiltaket har nummer {number}, men filnavnet begynner med {match[2]}.",
                parsed.document.place("number"),
                hint="Rett nummeret eller gi filen nytt navn. Nummeret skal være det samme som i den vedtatte planen.",
            )


DUPLICATE_NUMBER = Code(
    "duplicate-number",
    "To tiltak har samme nummer",
    "Et nummer er navnet på ett tiltak i alle rapporter. To kan ikke dele det.",
    "14-mo-senter.yml og 14-senter-for-unge.yml i samme mappe.",
    "14-mo-senter.yml og 15-senter-for-unge.yml.",
    "",
)


def duplicate_number(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        numbered = [m for m in plan.measures if "number" not in context.gaps(m.path).fields]
        sharing: dict[str, list[Measure]] = {}
        for measure in numbered:
            sharing.setdefault(folded(measure.number), []).append(measure)
        used = context.numbers.get(plan.id, set()) | {m.number for m in numbered}
        used |= {gone.number for gone in plan.removed}
        for measure in numbered:
            other = next((m for m in sharing[folded(measure.number)] if m is not measure), None)
            if other:  # in both files: nobody knows which of them was first
                yield DUPLICATE_NUMBER(
                    f"Nummer {measure.number} er brukt av «{other.title}» også{either(f', i {other.path}', '')}.",
                    context.document(measure.path).place("number"),
                    hint=f"Hvert tiltak har sitt eget nummer. Det neste ledige er {following(used)}.",
                )


REMOVED_NUMBER = Code(
    "removed-number",
    "Nummeret tilhørte et tiltak som er tatt ut",
    "Et nummer brukes aldri om igjen. Ellers ville eldre rapporter handle om noe annet enn de sier.",
    "removed:\n  - {number: 1, title: Et gammelt tiltak, date: 2020-06-30}\n",
    "removed:\n  - {number: 9, title: Et gammelt tiltak, date: 2020-06-30}\n",
    "plan",
)


def removed_number(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        for gone in plan.removed:
            if (
                folded(gone.number) == folded(measure.number)
                and "number" not in context.gaps(measure.path).fields
            ):
                yield REMOVED_NUMBER(
                    f"Nummer {measure.number} tilhørte «{gone.title}», som er tatt ut av planen.",
                    document.place("number"),
                    hint="Et nummer brukes aldri om igjen. Gi tiltaket et nytt nummer.",
                )


DUPLICATE_ID = Code(
    "duplicate-id",
    "To har samme kortnavn",
    "Kortnavnet er det andre felter viser til. Er det to, vet ingen hvilket som menes.",
    "milestones:\n  - {id: apning, title: Senteret åpner}\n  - {id: apning, title: Nettsiden åpner}\n",
    "milestones:\n  - {id: apning, title: Senteret åpner}\n  - {id: nettside, title: Nettsiden åpner}\n",
)


def repeated_id(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        document = context.document(plan.path)
        for key in ("goals", "focus_areas", "documents", "revisions", "fields"):
            yield from _repeated((i.id for i in getattr(plan, key)), document, key)
    for _, measure, document in context.measures():
        yield from _repeated((m.id for m in measure.milestones), document, "milestones")


def _repeated(ids: Iterable[str], document: YamlDocument, key: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, id in enumerate(ids):
        if id in seen:
            yield DUPLICATE_ID(
                f"Kortnavnet «{id}» er brukt to ganger.",
                document.place(key, index, "id"),
                hint="Gi den ene et annet kortnavn.",
            )
        seen.add(id)
