"""Milestones and deadlines: what their dates say of each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dateutil.relativedelta import relativedelta

from tiltak.checks.context import Context, day_shown
from tiltak.judge.status import IN_PLACE, UNREACHED_PHASES
from tiltak.model.plan import Milestone, Plan
from tiltak.model.recurrence import FREQUENCIES, MAX_DEADLINES, deadlines
from tiltak.model.when import on
from tiltak.problems import Code, Level, Problem
from tiltak.read.load import has_too_many_times
from tiltak.read.schema import listed, named, words_of
from tiltak.read.yaml_lines import YamlDocument

OPEN_MILESTONE = Code(
    "open-milestone",
    "Tiltaket er på plass, men en milepæl er ikke nådd",
    "Når et tiltak er fullført, er alle milepælene nådd. Når det er i drift, er de nådd som skulle være det til da. "
    "Ellers sier filen to ting. Før opp dagen milepælen ble nådd, eller velg en annen fase.",
    "status:\n  - {date: 2020-12-31, phase: completed}\n"
    "milestones:\n  - {id: apning, title: Senteret åpner, due: 2020-12-31}\n",
    "status:\n  - {date: 2020-12-31, phase: completed}\n"
    "milestones:\n  - {id: apning, title: Senteret åpner, due: 2020-12-31, done: 2020-12-01}\n",
    level=Level.WARNING,
)


def open_milestone(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        phases = [entry.phase for entry in measure.entries if entry.phase]
        gaps = context.gaps(measure.path)
        phase = phases[0] if phases else ""
        if phase not in IN_PLACE or "status" in gaps.fields:
            continue
        told_on = max(entry.date.last for entry in measure.entries)
        for i, milestone in enumerate(measure.milestones):
            passed = milestone.due is not None and milestone.due.last < told_on
            is_owed = not milestone.done and not milestone.repeat
            if is_owed and (phase == "completed" or passed) and not gaps.under("milestones", i):
                yield OPEN_MILESTONE(
                    f"Tiltaket er meldt {words_of('phase')[phase].lower()}, men milepælen «{milestone.title}» er ikke ført som nådd.",
                    document.place("milestones", i),
                    hint=f"Skriv dagen milepælen ble nådd, i {named('milestones', i, 'done')}, eller velg en annen fase.",
                )


ALL_REACHED = Code(
    "all-reached",
    "Alle milepæler er nådd, men tiltaket er ikke meldt ferdig",
    "Kanskje er tiltaket fullført eller i drift. Da melder den ansvarlige det. Gjenstår noe, kan det være en ny milepæl.",
    "status:\n  - {date: 2020-12-31, phase: in_progress}\n"
    "milestones:\n  - {id: apning, title: Senteret åpner, due: 2020-12-31, done: 2020-12-01}\n",
    "status:\n  - {date: 2020-12-31, phase: completed}\n"
    "milestones:\n  - {id: apning, title: Senteret åpner, due: 2020-12-31, done: 2020-12-01}\n",
    level=Level.WARNING,
)


def all_reached(context: Context) -> Iterator[Problem]:
    """A question and no verdict: nobody but the owner knows whether something is left to do."""
    for _, measure, document in context.measures():
        phases = [entry.phase for entry in measure.entries if entry.phase]
        gaps = context.gaps(measure.path)
        unsure = {"status", "milestones"} & set(gaps.fields)
        if unsure or not measure.milestones or phases[:1] not in [[p] for p in UNREACHED_PHASES]:
            continue
        if all(milestone.done for milestone in measure.milestones):
            phase_title = words_of("phase")[phases[0]].lower()
            yield ALL_REACHED(
                f"Alle milepæler er nådd, men tiltaket er meldt som «{phase_title}».",
                document.place("status", 0),
                hint="Er tiltaket fullført eller i drift? Da melder den ansvarlige det.",
            )


DUE_BEFORE_PLAN = Code(
    "due-before-plan",
    "Fristen er før planen begynner",
    "En plan kan ikke love noe for en tid som er over. Se etter en skrivefeil i årstallet.",
    "milestones:\n  - {id: apning, title: Senteret åpner, baseline: 2012-12-31, due: 2021-12-31}\n",
    "milestones:\n  - {id: apning, title: Senteret åpner, baseline: 2021-12-31, due: 2021-12-31}\n",
)
DUE_AFTER_PLAN = Code(
    "due-after-plan",
    "Fristen er etter at planen slutter",
    "Ingen følger opp en frist her etter at planperioden er over. Se etter en skrivefeil i årstallet. "
    "Er fristen riktig, fører du opp dokumentet som sier det, eller vedtaket som flyttet den.",
    "milestones:\n  - {id: apning, title: Senteret åpner, baseline: 2032-12-31, due: 2032-12-31}\n",
    "milestones:\n  - {id: apning, title: Senteret åpner, baseline: 2032-12-31, due: 2032-12-31, source: plan#1}\n",
    level=Level.WARNING,
)
DONE_BEFORE_PLAN = Code(
    "done-before-plan",
    "Milepælen er nådd før planen begynner",
    "Det som var gjort før planen, hører hjemme i sammendraget. Se ellers etter en skrivefeil i årstallet.",
    "milestones:\n  - {id: apning, title: Senteret åpner, due: 2020-12-31, done: 2010-10-01}\n",
    "milestones:\n  - {id: apning, title: Senteret åpner, due: 2020-12-31, done: 2020-10-01}\n",
)


def milestone_dates(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        for i, milestone in enumerate(measure.milestones):
            yield from _milestone_dates(plan, milestone, document, i)
            if not context.gaps(measure.path).under("milestones", i):
                yield from _moved_dates(milestone, document, i)


def _milestone_dates(
    plan: Plan, milestone: Milestone, document: YamlDocument, i: int
) -> Iterator[Problem]:
    start = day_shown(plan.start)
    for key, day in (("baseline", milestone.baseline), ("due", milestone.due)):
        if day and day.last < plan.start:
            yield DUE_BEFORE_PLAN(
                f"Fristen {day_shown(day)} er før planperioden begynner ({start}).",
                document.place("milestones", i, key),
                hint="Se etter feil i årstallet.",
            )
    is_beyond = milestone.due and milestone.due.first > plan.end >= plan.start
    if milestone.due and is_beyond and not milestone.done and not _says_why(milestone):
        yield DUE_AFTER_PLAN(
            f"Fristen {day_shown(milestone.due)} er etter at planperioden slutter ({day_shown(plan.end)}).",
            document.place("milestones", i, "due"),
            hint=f"Se etter feil i årstallet. Er fristen riktig, skriv hvor det står, i {named('milestones', i, 'source')}.",
        )
    if milestone.done and milestone.done.last < plan.start:
        yield DONE_BEFORE_PLAN(
            f"Milepælen er ført som nådd {day_shown(milestone.done)}, før planperioden begynner ({start}).",
            document.place("milestones", i, "done"),
            hint="Se etter feil i årstallet. Det som var gjort før planen, hører hjemme i sammendraget.",
        )
    for n, occurrence in enumerate(milestone.occurrences):
        if occurrence.done.last < plan.start:
            yield DONE_BEFORE_PLAN(
                f"Gjennomføringen {day_shown(occurrence.done)} er før planperioden begynner ({start}).",
                document.place("milestones", i, "occurrences", n, "done"),
                hint="Se etter feil i årstallet.",
            )


def _says_why(milestone: Milestone) -> bool:
    """Whether a document or a decision is named for the deadline that holds now."""
    move = milestone.moved[0] if milestone.moved else None
    return bool(milestone.source or (move and (move.source or move.decision)))


BASELINE_MISMATCH = Code(
    "baseline-mismatch",
    "Første frist er flyttet med",
    "Feltet «baseline» er fristen som sto før alle flyttinger, og den endres aldri. Den kan ikke være en frist som kom til ved en flytting. Ble fristen flyttet før planen kom inn i Tiltak, kan den eldste flyttingen begynne ved en annen dato.",
    "milestones:\n  - id: apning\n    title: Senteret åpner\n    baseline: 2021-12-31\n    due: 2021-12-31\n"
    "    moved:\n      - {date: 2020-11-01, from: 2020-12-31, reason: pandemic}\n",
    "milestones:\n  - id: apning\n    title: Senteret åpner\n    baseline: 2020-12-31\n    due: 2021-12-31\n"
    "    moved:\n      - {date: 2020-11-01, from: 2020-12-31, reason: pandemic}\n",
)
MOVED_WITHOUT_DUE = Code(
    "moved-without-due",
    "Fristen er flyttet, men ikke til noen dato",
    "En frist som er flyttet, har en ny dato. Den står i «due».",
    "milestones:\n  - id: apning\n    title: Senteret åpner\n    moved:\n      - {date: 2020-11-01, reason: pandemic}\n",
    "milestones:\n  - id: apning\n    title: Senteret åpner\n    due: 2021-12-31\n    moved:\n      - {date: 2020-11-01, reason: pandemic}\n",
)


def _moved_dates(milestone: Milestone, document: YamlDocument, i: int) -> Iterator[Problem]:
    if milestone.moved:
        *newer, oldest = milestone.moved
        # A deadline that was moved before the plan came into Tiltak has no record of it: the oldest move need
        # not begin at the baseline. But a baseline that it was put off to has been moved along.
        first, put_off = milestone.baseline, {milestone.due, *(move.previous for move in newer)}
        if first and oldest.previous and first > oldest.previous and first in put_off:
            yield BASELINE_MISMATCH(
                f"Første frist⟨ (baseline)|⟩ er {day_shown(first)}, en dato fristen fikk først etter at den ble flyttet fra {day_shown(oldest.previous)}.",
                document.place("milestones", i, "baseline"),
                hint="Første frist er den som sto før alle flyttinger. Den endres aldri.",
            )
        if milestone.due is None and not milestone.undated:
            yield MOVED_WITHOUT_DUE(
                "Fristen er ført som flyttet, men det står ikke hva den er nå.",
                document.place("milestones", i),
                hint=f"Skriv fristen som gjelder nå, i {named('milestones', i, 'due')}.",
            )


BAD_REPEAT = Code(
    "bad-repeat",
    "Regelen for gjentakelse virker ikke",
    "Regelen må gi datoer, og den første må være den som står i «due».",
    "milestones:\n  - id: mote\n    title: Møte med brukerrådet\n    due: 2020-03-15\n    repeat: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n",
    "milestones:\n  - id: mote\n    title: Møte med brukerrådet\n    due: 2020-03-15\n    repeat: yearly\n",
)


TOO_MANY_TIMES = Code(
    "too-many-times",
    "Milepælene gjentas for mange ganger",
    "Hver gang en milepæl gjentas, er en frist som skal holdes. Tusen frister på ett tiltak er ikke til å følge.",
    "milestones:\n  - {id: a, title: Møte, due: 2019-01-07, repeat: FREQ=WEEKLY}\n  - {id: b, title: Møte, due: 2019-01-07, repeat: FREQ=WEEKLY}\n  - {id: c, title: Møte, due: 2019-01-07, repeat: FREQ=WEEKLY}\n  - {id: d, title: Møte, due: 2019-01-07, repeat: FREQ=WEEKLY}\n",
    "milestones:\n  - id: mote\n    title: Møte med brukerrådet\n    due: 2019-12-31\n    repeat: yearly\n",
)


def too_many_times(context: Context) -> Iterator[Problem]:
    """No command follows such a measure: see `read.load.bounded`."""
    for plan, _, document in context.measures():
        knows_end = "period" not in context.gaps(plan.path).fields
        if knows_end and has_too_many_times(document.value, plan.end):
            yield TOO_MANY_TIMES(
                f"Milepælene i tiltaket har minst {MAX_DEADLINES} frister i planperioden.",
                document.place("milestones"),
                hint="Gjenta sjeldnere, for eksempel hvert kvartal eller hvert år.",
            )


def bad_repeat(context: Context) -> Iterator[Problem]:
    for plan, measure, document in context.measures():
        for i, milestone in enumerate(measure.milestones):
            if not milestone.repeat or milestone.repeat in FREQUENCIES:
                continue
            first = milestone.due or on(plan.start)
            until = first.last + relativedelta(years=8)
            dates = deadlines(replace(milestone, due=first), until)
            if not dates:
                yield BAD_REPEAT(
                    f"«{milestone.repeat}» gir ingen datoer.",
                    document.place("milestones", i, "repeat"),
                    hint=f"Bruk et av ordene {listed(words_of('repeat'))}, eller en regel etter RFC 5545.",
                )
            elif milestone.due and dates[0] != milestone.due:
                yield BAD_REPEAT(
                    f"Etter regelen «{milestone.repeat}» er den første fristen {day_shown(dates[0])}, men {named('milestones', i, 'due')} er {day_shown(milestone.due)}.",
                    document.place("milestones", i, "due"),
                    hint=f"Skriv den første fristen i {named('milestones', i, 'due')}, eller rett regelen.",
                )
