"""Promises that git knows of and the files do not tell: a deadline somebody changed, a measure somebody took out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tiltak.checks.context import day_shown
from tiltak.model.numbers import Number
from tiltak.model.plan import Milestone, Plan
from tiltak.model.when import When
from tiltak.past.history import ChangedPeriod, History
from tiltak.past.promises import Broken, PromiseChange, broken
from tiltak.problems import Code, Level, Place, Problem
from tiltak.read.commits import Commit
from tiltak.read.load import Loaded
from tiltak.read.schema import named, named_in_plan

UNTOLD_CHANGE = Code(
    "untold-change",
    "En frist er endret, og filen forteller det ikke",
    "Den som leser, skal få vite hva som først ble lovet, og hvorfor det er endret. Tiltaksside, forside og rapport sier at "
    "fristen er endret i det stille, til filen forteller det.",
    "Fristen er flyttet fra 2026 til 2027, uten noen linje under «moved».",
    "Flyttingen står under «moved», med dag og årsak.",
    "",
    Level.WARNING,
)
UNTOLD_REMOVAL = Code(
    "untold-removal",
    "Et tiltak er tatt ut, og planen forteller det ikke",
    "Et tiltak som er vedtatt, kan ikke bare bli borte. Tas det ut, føres det opp under «removed» i planfilen, med dagen og hvorfor. "
    "Det samme gjelder en hel plan: en mappe som får et annet navn, er en annen plan, og ingen ser hva den første lovet. En plan som noen har "
    "bestemt seg for å gå bort fra, blir stående og sier i «followed_through» hvem som sluttet å følge den, når og hvorfor. "
    "Et utkast som aldri ble vedtatt, og som ingen har meldt noe om, kan slettes.",
    "Filen til tiltak 6 er slettet.",
    "Tiltak 6 står under «removed» i plan.yml.",
    "",
    Level.WARNING,
)

UNTOLD_PERIOD = Code(
    "untold-period",
    "Planperioden er en annen enn den som ble vedtatt",
    "Når perioden er over, spør ingen etter tiltakene lenger. Har det vedtakende organet endret perioden, føres vedtaket opp "
    "under «revisions» i plan.yml, med den nye perioden.",
    "Planen ble vedtatt for 2019–2023, og varer nå bare ut 2021.",
    "Perioden er som den ble vedtatt, eller et vedtak under «revisions» har den nye perioden i «period».",
    "",
    Level.WARNING,
)


def problems_in(loaded: Loaded, past: History) -> Iterator[Problem]:
    """Only what a line in the file can tell: where no council decided it, a text, a kind or an owner has no such line.

    A warning that nothing true can answer would be answered with a `correction` that is none; pages and reports tell.
    """
    yield from _gone_plans(loaded, past)
    for plan in loaded.portfolio.plans:
        promises = broken(plan, past)
        if promises.period and not promises.period.put_back:
            yield _period(plan, promises.period, loaded)
        yield from _changed(plan, promises, loaded)
        for gone in promises.gone:
            if gone.silent:
                yield UNTOLD_REMOVAL(
                    f"Tiltak {gone.number}, «{gone.title}», er tatt ut{_recorded(gone.commit)}, uten at planen forteller det.",
                    Place(plan.path),
                    hint=f"Før det opp under {named_in_plan('removed')} med nummer, tittel, dag og hvorfor, eller hent filen tilbake.",
                )


def _gone_plans(loaded: Loaded, past: History) -> Iterator[Problem]:
    """Plans that were here once: under another name of the folder, nobody would know what they promised."""
    here = loaded.plan_ids | past.dropped_drafts
    for id, versions in past.plan_files.items():
        commit, blob = versions[-1]
        if id not in here:
            before = "HEAD" if blob else f"{commit.id[:9]}~1"
            yield UNTOLD_REMOVAL(
                f"Planen «{id}» er borte{_recorded(None if blob else commit)}, og med den alt den lovet.",
                Place(f"plans/{id}/plan.yml"),
                hint=f"Hent mappene tilbake med «git checkout {before} -- plans/{id} measures/{id}». Er det bestemt at planen ikke skal følges lenger, "
                f"føres det opp under {named_in_plan('followed_through')}: siste dag, hvem og hvorfor. Skal den hete noe annet, endres tittelen: mappene beholder navnet.",
            )


def _period(plan: Plan, changed: ChangedPeriod, loaded: Loaded) -> Problem:
    return UNTOLD_PERIOD(
        f"Planen ble vedtatt for {_from_to(*changed.adopted)}, og gjelder nå {_from_to(*changed.now)}.",
        loaded.files[plan.path].document.place("period"),
        hint=f"Sett perioden tilbake. Er den endret ved vedtak, føres vedtaket opp under {named_in_plan('revisions')}, med {named('revisions', 0, 'period', kind='plan')}.",
    )


def _from_to(start: date, end: date) -> str:
    return f"{day_shown(start)}–{day_shown(end)}"


def _changed(plan: Plan, promises: Broken, loaded: Loaded) -> Iterator[Problem]:
    """Of each deadline what it was before the first change, where it is not that again."""
    first: dict[tuple[Number, str, str], PromiseChange] = {}
    for promise in promises.silent or ():
        key = promise.change.measure.number, promise.milestone_id, promise.change.kind
        first.setdefault(key, promise)
    for (number, id, _), promise in first.items():
        if measure := plan.measure(number):
            now = next((m for m in measure.milestones if m.id == id), None)
            index = measure.milestones.index(now) if now else 0
            place = loaded.files[measure.path].document.place("milestones", index)
            yield from _of_milestone(promise, now, place)


def _of_milestone(promise: PromiseChange, now: Milestone | None, place: Place) -> Iterator[Problem]:
    match promise.change.kind, now:
        case "milestone_removed", None:
            yield _removed(promise, place)
        case "milestone_moved", Milestone(due=due):
            yield from _moved(promise, due, place)
        case "milestone_baseline", Milestone(baseline=baseline):
            yield from _moved(promise, baseline, place)
        case "milestone_proposed", Milestone(title=title, unconfirmed=(_, *_)):
            yield UNTOLD_CHANGE(
                f"Fristen for «{title}» var lovet, og ble gjort om til et forslag{_recorded(promise.commit)}.",
                place,
                hint=f"Ta bort {named('milestones', 0, 'unconfirmed')}. Var fristen gjengitt feil her, føres det opp under {named('revised')}.",
            )
        case "milestone_repeat", Milestone(title=title, repeat=repeat):
            if promise.change.earlier and repeat != promise.change.earlier.repeat:
                yield UNTOLD_CHANGE(
                    f"«{title}» skulle gjentas på en annen måte. Det ble endret{_recorded(promise.commit)}.",
                    place,
                    hint=f"Sett {named('milestones', 0, 'repeat')} tilbake. Har det vedtakende organet endret det, føres vedtaket opp under {named('revised')}.",
                )


def _removed(promise: PromiseChange, place: Place) -> Problem:
    title = promise.change.milestone.title if promise.change.milestone else ""
    return UNTOLD_CHANGE(
        f"Milepælen «{title}» er tatt bort{_recorded(promise.commit)}, uten at tiltaket forteller det.",
        place,
        hint=f"Sett den inn igjen. Har det vedtakende organet tatt den bort, føres vedtaket opp under {named('revised')}.",
    )


def _moved(promise: PromiseChange, now: When | None, place: Place) -> Iterator[Problem]:
    before = promise.change.date_before
    if before is None or before == now:
        return
    of_baseline = promise.change.kind == "milestone_baseline"
    yield UNTOLD_CHANGE(
        f"{'Første frist' if of_baseline else 'Fristen'} var {day_shown(before)} og er nå {day_shown(now) if now else 'borte'}. "
        f"Den ble endret{_recorded(promise.commit)}, uten at tiltaket forteller det.",
        place,
        hint=f"Sett den tilbake: Første frist endres aldri. Var den gjengitt feil her, føres det opp under {named('revised')}."
        if of_baseline
        else f"Før opp flyttingen under {named('milestones', 0, 'moved')} med dag og årsak, eller sett fristen tilbake.",
    )


def _recorded(commit: Commit | None) -> str:
    return f" {commit.recorded_on:%d.%m.%Y} ({commit.short_id})" if commit else " nå"
