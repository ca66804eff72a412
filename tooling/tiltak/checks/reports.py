"""Status entries and the plan's period: dates that can be true, reasons, and reports about closed periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tiltak.checks.context import Context, day_shown
from tiltak.judge import closing, prints
from tiltak.judge.decisions import decisions, of_their_own, point_id
from tiltak.judge.status import IN_PLACE, is_step_back
from tiltak.model.decisions import Decision
from tiltak.model.numbers import Number
from tiltak.model.plan import Entry, Measure, Plan
from tiltak.model.when import When
from tiltak.problems import Code, Level, Place, Problem
from tiltak.read.fields import OWN, held_field, of
from tiltak.read.schema import listed, named, named_in_plan, words_of
from tiltak.read.yaml_lines import YamlDocument

MISSING_REASON = Code(
    "missing-reason",
    "Meldingen mangler årsak eller begrunnelse",
    "Den som leser, skal få vite hvorfor. Det gjelder når tiltaket er på vent, stanset "
    "eller ute av rute, når det går et skritt tilbake (fra «i drift» til «pågår»), og når arbeidet ikke er i gang etter at planen er halvveis eller den første fristen er gått ut.",
    "status:\n  - date: 2020-12-31\n    phase: paused\n",
    "status:\n  - date: 2020-12-31\n    phase: paused\n    reason: funding\n    note: Det kom ikke penger i budsjettet for 2021.\n",
)
NOT_BEGUN = ("not_started", "planning")
EXPLAINED_BY = ("reason", "note")


def missing_reason(context: Context) -> Iterator[Problem]:
    """A step back from what was in place needs a reason, and so does not started or planning past the plan's midpoint or the first promise."""
    for plan, measure, document in context.measures():
        baselines = [m.baseline for m in measure.milestones if m.baseline]
        gaps, of_plan = context.gaps(measure.path), context.gaps(plan.path)
        first = None if "milestones" in gaps.fields else min(baselines, default=None)
        phases_before = _phases_before(measure.entries)
        for i, entry in enumerate(measure.entries):
            carrying = next((j for j, e in enumerate(measure.entries[i:], i) if e.phase), i)
            lost = not entry.phase and ("status",) in gaps.parts
            if lost or any(gaps.under("status", j) for j in range(i, carrying + 1)):
                continue
            last_phase = measure.entries[carrying]
            explained = [
                e for e in (entry, last_phase) if all(getattr(e, key) for key in EXPLAINED_BY)
            ]
            before = phases_before[i] if phases_before[i] in IN_PLACE else ""
            before = before if is_step_back(before, entry.phase) else ""
            if explained or not (before or last_phase.phase in NOT_BEGUN):
                continue
            if before:
                words = words_of("phase")
                because = f"det er et skritt tilbake fra «{words[before].lower()}» til «{words[entry.phase].lower()}»"
            elif entry.date.last > plan.midpoint and "period" not in of_plan.fields:
                because = f"arbeidet er ikke i gang, og planen er mer enn halvveis ({day_shown(plan.midpoint)})"
            elif first and entry.date.last > first.last:
                because = f"arbeidet er ikke i gang, og den første fristen er gått ut ({day_shown(first)})"
            else:
                continue
            lacking = next(key for key in EXPLAINED_BY if not getattr(entry, key))
            yield _missing_reason(entry, because, document.place("status", i, lacking))


def _phases_before(entries: Sequence[Entry]) -> dict[int, str]:
    """Index of an entry → the phase that was said last before its day."""
    newest_first = sorted(range(len(entries)), key=lambda i: entries[i].date.last, reverse=True)
    before, phase = {}, ""
    for index in reversed(newest_first):
        before[index] = phase
        phase = entries[index].phase or phase
    return before


def _missing_reason(entry: Entry, because: str, place: Place) -> Problem:
    lacking = " og ".join(
        word
        for word, there in (
            ("årsak⟨ (reason)|⟩", entry.reason),
            ("begrunnelse⟨ (note)|⟩", entry.note),
        )
        if not there
    )
    return MISSING_REASON(
        f"Meldingen mangler {lacking}: {because}.",
        place,
        hint=f"Skriv hvorfor. Årsak velges fra listen: {listed(words_of('reason'))}.",
    )


CHANGED_AFTER_CLOSING = Code(
    "changed-after-closing",
    "Meldingen er endret etter at perioden ble avsluttet",
    "Rapporten for en avsluttet periode er levert. Den som har lest den, må få vite at noe var feil. Skriv derfor i "
    "feltet «correction» hva som var feil, og hvorfor det rettes nå. Det samme gjelder en melding som først kommer "
    "etter at perioden er avsluttet. Rettelsen står i neste rapport.",
    "Meldingen for 31.12.2020 får en annen fase etter at 2020-Q4 ble avsluttet.",
    "Meldingen får en annen fase, og feltet «correction» sier at prosjektet sto stille i desember.",
    "",
)
REMOVED_AFTER_CLOSING = Code(
    "removed-after-closing",
    "Meldingen er slettet etter at perioden ble avsluttet",
    "En melding som har stått i en rapport, kan ikke forsvinne. Var den feil, skrives en ny statusmelding for samme "
    "periode, med hva som var feil i feltet «correction». Er hele tiltaket tatt ut, føres det opp under «removed» i "
    "plan.yml.",
    "Meldingen for 31.12.2020 slettes etter at 2020-Q4 ble avsluttet.",
    "En ny statusmelding for 31.12.2020 sier i «correction» hva som var feil i den gamle.",
    "",
)


AFTER_CLOSING = frozenset({CHANGED_AFTER_CLOSING.code, REMOVED_AFTER_CLOSING.code})


def changed_after_closing(context: Context) -> Iterator[Problem]:
    """A report about a closed period stands; what was wrong in it is corrected openly."""
    for plan in context.plans:
        for difference in closing.differences(plan):
            measure = plan.measure(difference.of)
            if difference.corrected or _gone_for_a_reason(context, plan, difference.of, measure):
                continue
            if difference.entry is None:
                path = measure.path if measure else plan.path
                yield REMOVED_AFTER_CLOSING(
                    f"Meldingen for {day_shown(difference.date)} i tiltak {difference.of} er slettet etter at {difference.period} ble avsluttet.",
                    context.document(path).place("status"),
                    hint=f"Hent meldingen tilbake. Var den feil, skrives en ny statusmelding for samme periode, med hva som var feil i feltet {named('status', 0, 'correction')}.",
                )
                continue
            what = "endret" if difference.kind == "changed" else "lagt til"
            yield CHANGED_AFTER_CLOSING(
                f"Meldingen for {day_shown(difference.entry.date)} er {what} etter at {difference.period} ble avsluttet.",
                difference.entry.place,
                hint=f"Skriv i feltet {named('status', 0, 'correction')} hva som var feil, og hvorfor det rettes nå. Rettelsen kommer med i neste rapport.",
            )


def decision_after_closing(context: Context) -> Iterator[Problem]:
    """What was said of a decision stands as firmly as what was said of a measure."""
    correct = "Skriv i feltet «correction» hva som var feil, og hvorfor det rettes nå."
    for plan in context.plans:
        by_id = {decision.id: decision for decision in decisions(plan)}
        for difference in closing.decision_differences(plan):
            decision = by_id.get(difference.of)
            own_file = f"plans/{plan.id}/decisions/{difference.of}.yml"
            has_own = own_file in context.loaded.files
            gaps = context.gaps(own_file if has_own else plan.path).fields
            unreadable = (has_own and not decision) or gaps & {"entries", "resolution"}
            if difference.corrected or unreadable:
                continue
            document = context.document(decision.path if decision else plan.path)
            if difference.entry is None or decision is None:
                yield REMOVED_AFTER_CLOSING(
                    f"Meldingen for {day_shown(difference.date)} om vedtaket «{difference.of}» er slettet etter at {difference.period} ble avsluttet.",
                    document.place(),
                    hint=f"Hent meldingen tilbake. Var den feil, skrives en ny melding om vedtaket. {correct}",
                )
                continue
            path = _path_of(decision, plan)
            what = "endret" if difference.kind == "changed" else "lagt til"
            yield CHANGED_AFTER_CLOSING(
                f"Meldingen for {day_shown(difference.entry.date)} om vedtaket «{decision.id}» er {what} etter at {difference.period} ble avsluttet.",
                document.place(*path, decision.entries.index(difference.entry)),
                hint=f"{correct} Rettelsen kommer med i neste rapport.",
            )


def decision_held_after_closing(context: Context) -> Iterator[Problem]:
    """What a decision says, and what assessors had said of it, is corrected as openly as what is said of its follow-up."""
    for plan in context.plans:
        by_id = {decision.id: decision for decision in of_their_own(plan)}
        for difference in closing.decision_held_differences(plan):
            own_file = f"plans/{plan.id}/decisions/{difference.of}.yml"
            field, decision = difference.field, by_id.get(difference.of)
            if decision is None:
                if own_file not in context.loaded.files:
                    yield REMOVED_AFTER_CLOSING(
                        f"Vedtaket «{difference.of}» var med i rapporten for {difference.period}, og er borte.",
                        context.document(plan.path).place(),
                        hint=f"Hent filen tilbake: {own_file}.",
                    )
                continue
            gaps = context.gaps(decision.path)
            if gaps.fields & {field, "resolution"} or gaps.under(field):
                continue
            yield CHANGED_AFTER_CLOSING(
                f"{named(field, kind='decision')} i vedtaket «{decision.id}» er endret etter at {difference.period} ble avsluttet, og rapporten bygger på det som sto der.",
                context.document(decision.path).place(*_path_of(decision, plan, field)),
                hint="Skriv en melding om vedtaket som sier i feltet «correction» hva som er endret, og hvorfor.",
            )


def _path_of(decision: Decision, plan: Plan, field: str = "entries") -> tuple[str | int, ...]:
    """Where a field of a decision stands: in a file of its own, or with a point of the plan's resolution."""
    points = (point_id(point) for point in plan.resolution)
    index = next((i for i, id in enumerate(points) if id == decision.id), None)
    if index is None:
        return (field,)
    return "resolution", index, {"entries": "follow_up"}.get(field, field)


def held_after_closing(context: Context) -> Iterator[Problem]:
    """Title, owner and milestones that a closed report rests on are corrected as openly as its messages."""
    for plan in context.plans:
        for difference in closing.held_differences(plan):
            number, measure = difference.of, plan.measure(difference.of)
            if measure is None:
                if not _gone_for_a_reason(context, plan, number, None):
                    yield REMOVED_AFTER_CLOSING(
                        f"Tiltak {number} var med i rapporten for {difference.period}, og er borte.",
                        context.document(plan.path).place(),
                        hint="Hent tiltaket tilbake, eller før det opp under «removed» i plan.yml.",
                    )
                continue
            document, gaps = context.document(measure.path), context.gaps(measure.path)
            field = difference.field
            if field in gaps.fields or gaps.under(field):
                continue
            if field == "milestones":
                what = f"Milepælen «{difference.name.removeprefix(prints.MILESTONE)}»"
            else:
                own = f"«{held_field('measure', field, plan).title}»"
                what = named(field) if field in of("measure") else own
            where = (field,) if field in of("measure") else (OWN, field)
            yield CHANGED_AFTER_CLOSING(
                f"{what} er endret etter at {difference.period} ble avsluttet, og rapporten bygger på det som sto der.",
                document.place(*where),
                hint=f"Skriv en melding som sier i feltet {named('status', 0, 'correction')} hva som er endret, og hvorfor.",
            )


def plan_after_closing(context: Context) -> Iterator[Problem]:
    """What a closed report shows of the plan itself is corrected in the plan's own file."""
    for plan in context.plans:
        gaps = context.gaps(plan.path)
        for difference in closing.plan_differences(plan):
            if difference.field in gaps.fields or gaps.under(difference.field):
                continue
            yield CHANGED_AFTER_CLOSING(
                f"{named(difference.field, kind='plan')} er endret etter at {difference.period} ble avsluttet, og rapporten viser det som sto der.",
                context.document(plan.path).place(difference.field),
                hint=f"Skriv under {named('corrections', kind='plan')} hva som var feil, og hvorfor det er rettet. Rettelsen kommer med i neste rapport. "
                f"Har organet som vedtok planen, endret det selv, føres vedtaket opp under {named('revised', kind='plan')}.",
            )


def figure_after_closing(context: Context) -> Iterator[Problem]:
    """The figures of a closed report, and what they count, stand as firmly as its messages."""
    for plan in context.plans:
        indicators = {indicator.id: indicator for indicator in plan.indicators}
        for difference in closing.figure_differences(plan):
            path = f"plans/{plan.id}/indicators/{difference.indicator}"
            files = [context.loaded.files.get(f"{path}.{ending}") for ending in ("yml", "csv")]
            if difference.corrected or any(file and not file.valid for file in files):
                continue
            indicator = indicators.get(difference.indicator)
            if indicator is None:
                yield REMOVED_AFTER_CLOSING(
                    f"Tallene «{difference.indicator}» var med i rapporten for {difference.period}, og er borte.",
                    context.document(plan.path).place(),
                    hint="Hent begge filene tilbake. Skal tallene ikke følges lenger, blir de stående uten nye linjer.",
                )
                continue
            figure, field = difference.figure, difference.name
            why = f"Skriv i kolonnen {named('figures', 0, 'correction', kind='series')} hva som var feil, eller hvorfor kilden har et annet tall nå."
            document = context.document(indicator.figures_path if figure else indicator.path)
            if not figure and field == "figures":
                yield REMOVED_AFTER_CLOSING(
                    f"Et tall i «{indicator.title}» er slettet etter at {difference.period} ble avsluttet.",
                    document.place(),
                    hint=f"Hent linjen tilbake. Har en annen linje tatt plassen: {why}",
                )
                continue
            where = ("figures", indicator.figures.index(figure)) if figure else (field,)
            what = "Tallet" if figure else f"Feltet {named(field, kind='indicator')}"
            yield CHANGED_AFTER_CLOSING(
                f"{what} er endret etter at {difference.period} ble avsluttet, og rapporten bygger på det som sto der.",
                document.place(*where),
                hint=why,
            )


def _gone_for_a_reason(
    context: Context, plan: Plan, number: Number, measure: Measure | None
) -> bool:
    """The plan tells that the measure was taken out, or its reports cannot be read and have their own problems."""
    if measure:
        return "status" in context.gaps(measure.path).fields
    told_numbers = {removed.number for removed in plan.removed}
    return (
        number in told_numbers
        or number in context.numbers.get(plan.id, set())
        or "removed" in context.gaps(plan.path).fields
    )


FUTURE_DATE = Code(
    "future-date",
    "Datoen har ikke vært ennå",
    "En melding forteller hva som har skjedd. Det som skal skje, er en milepæl med frist.",
    "status:\n  - date: 2031-12-31\n    phase: completed\n",
    "status:\n  - date: 2020-12-31\n    phase: in_progress\n"
    "milestones:\n  - {id: apning, title: Senteret åpner, baseline: 2021-12-31, due: 2021-12-31}\n",
)


def future_decision(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        for i, revision in enumerate(plan.revisions):
            if context.lies_ahead(revision.date):
                yield FUTURE_DATE(
                    f"Vedtaket er datert {day_shown(revision.date)}, som ikke har vært ennå.",
                    context.document(plan.path).place("revisions", i, "date"),
                    hint="Før opp vedtaket når det er gjort.",
                )


def future_entry(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        for i, entry in enumerate(measure.entries):
            if context.lies_ahead(entry.date.last):
                yield FUTURE_DATE(
                    f"Meldingen gjelder {day_shown(entry.date)}, som ikke har vært ennå.",
                    document.place("status", i, "date"),
                    hint="En statusmelding gjelder i dag eller tidligere. Det som skal skje senere, er en milepæl.",
                )
        for i, mention in enumerate(measure.mentions):
            if context.lies_ahead(mention.date.last):
                yield FUTURE_DATE(
                    f"Omtalen gjelder {day_shown(mention.date)}, som ikke har vært ennå.",
                    document.place("mentions", i, "date"),
                    hint="Skriv dagen dokumentet er fra, eller dagen omtalen gjelder.",
                )
        for i, milestone in enumerate(measure.milestones):
            where = ("milestones", i)
            for n, move in enumerate(milestone.moved):
                if context.lies_ahead(move.date.last):
                    yield FUTURE_DATE(
                        f"Fristen skal være flyttet {day_shown(move.date)}, som ikke har vært ennå.",
                        document.place("milestones", i, "moved", n, "date"),
                        hint=f"{named(*where, 'moved', n, 'date')} er dagen fristen ble flyttet. Den nye fristen står i {named(*where, 'due')}.",
                    )
            if milestone.done and context.lies_ahead(milestone.done.last):
                yield FUTURE_DATE(
                    f"Milepælen skal være nådd {day_shown(milestone.done)}, som ikke har vært ennå.",
                    document.place("milestones", i, "done"),
                    hint=f"La {named(*where, 'done')} stå tom til milepælen er nådd. Når den ventes nådd, skrives i {named(*where, 'due')}.",
                )
            for n, occurrence in enumerate(milestone.occurrences):
                if context.lies_ahead(occurrence.done.last):
                    yield FUTURE_DATE(
                        f"Gjennomføringen gjelder {day_shown(occurrence.done)}, som ikke har vært ennå.",
                        document.place("milestones", i, "occurrences", n, "done"),
                        hint="Før bare opp det som er gjort.",
                    )


PERIOD_ORDER = Code(
    "period-order",
    "Planperioden slutter før den begynner",
    "Se etter en skrivefeil i årstallet.",
    "period: {start: 2019-01-01, end: 2013-12-31}\n",
    "period: {start: 2019-01-01, end: 2023-12-31}\n",
    "plan",
)


def period_order(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        document = context.document(plan.path)
        if plan.end < plan.start:
            yield PERIOD_ORDER(
                "Planperioden slutter før den begynner.",
                document.place("period", "end"),
                hint="Se etter feil i årstallet.",
            )
        if plan.followed_through and context.lies_ahead(plan.followed_through.date):
            yield FUTURE_DATE(
                f"Planen er fulgt til og med {day_shown(plan.followed_through.date)}, som ikke har vært ennå.",
                document.place("followed_through", "date"),
                hint="Skriv siste dag noen faktisk fulgte planen.",
            )


REPORTED_THROUGH = Code(
    "reported-through",
    "Feltet stopper ikke tallene lenger",
    "En plan som noen følger, vises slik den står i dag, også når en periode er avsluttet. Har noen sluttet å følge "
    "planen før den er over, sier «followed_through» når, hvem og hvorfor.",
    "reported_through: 2020-12-31\n",
    "followed_through:\n"
    "  date: 2020-12-31\n"
    "  by: Kommunedirektøren\n"
    "  why: Arbeidet går videre i planen for psykisk helse.\n",
    "plan",
    Level.WARNING,
)


def reported_through(context: Context) -> Iterator[Problem]:
    for plan in context.plans:
        if "reported_through" in plan.extra:
            yield REPORTED_THROUGH(
                f"{named_in_plan('reported_through')} stopper ikke tallene lenger.",
                context.document(plan.path).place("reported_through"),
                hint=f"Ta det bort. Har noen sluttet å følge planen, skriv {named_in_plan('followed_through')}.",
            )


ENTRY_BEFORE_PLAN = Code(
    "entry-before-plan",
    "Meldingen er fra før planen begynner",
    "En statusmelding sier hvordan det går med det planen lovet. Se etter en skrivefeil i årstallet. Er datoen riktig, er dette bare en påminnelse.",
    "status:\n  - date: 2002-12-31\n    phase: in_progress\n",
    "status:\n  - date: 2020-12-31\n    phase: in_progress\n",
    level=Level.WARNING,
)


def entry_before_plan(context: Context) -> Iterator[Problem]:
    """Most often a slip of the finger in the year; a source may still tell of how it was before."""
    for plan, measure, document in context.measures():
        start = min(plan.start, plan.adopted.first if plan.adopted else plan.start)
        for i, entry in enumerate(measure.entries):
            if entry.date.last < start:
                yield ENTRY_BEFORE_PLAN(
                    f"Meldingen gjelder {day_shown(entry.date)}, før planen begynner ({day_shown(start)}).",
                    document.place("status", i, "date"),
                    hint="Se etter feil i årstallet. Hvordan det var før planen, hører hjemme i sammendraget.",
                )


ENTRY_ORDER = Code(
    "entry-order",
    "Meldingene står i feil rekkefølge",
    "Den nyeste står øverst, slik at den som åpner filen, ser den først. Kommandoen «tiltak fmt» ordner rekkefølgen.",
    "status:\n  - {date: 2019-12-31, phase: planning}\n  - {date: 2020-12-31, phase: in_progress}\n",
    "status:\n  - {date: 2020-12-31, phase: in_progress}\n  - {date: 2019-12-31, phase: planning}\n",
)


def entry_order(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        lists: list[tuple[str, list[When]]] = [
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


def _order(days: list[When], document: YamlDocument, *path: str | int) -> Iterator[Problem]:
    for index in range(1, len(days)):
        if days[index].last > days[index - 1].last:
            yield ENTRY_ORDER(
                f"{day_shown(days[index])} står under {day_shown(days[index - 1])}, men er nyere.",
                document.place(*path, index),
                hint="Den nyeste skal stå øverst.⟨ «tiltak fmt» setter dem i rekkefølge.|⟩",
            )


UNCHANGED_WITHOUT_PHASE = Code(
    "unchanged-without-phase",
    "«Ingenting nytt» uten noe å vise til",
    "Den første meldingen må si hvilken fase tiltaket er i. Først etterpå kan en melding si at ingenting er nytt.",
    "status:\n  - {date: 2020-12-31, unchanged: true}\n",
    "status:\n  - {date: 2020-12-31, phase: planning}\n",
)


def unchanged_without_phase(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        if "status" in context.gaps(measure.path).fields:
            continue
        if measure.entries and measure.entries[-1].unchanged:
            yield UNCHANGED_WITHOUT_PHASE(
                "Meldingen sier «ingenting nytt», men det finnes ingen tidligere melding å vise til.",
                document.place("status", len(measure.entries) - 1),
                hint=f"Skriv hvilken fase tiltaket er i⟨ (phase)|⟩ i stedet for {named('status', 0, 'unchanged')}.",
            )


AFTER_FOLLOWED_THROUGH = Code(
    "after-followed-through",
    "Det som er meldt, vises ikke",
    "Noen har sluttet å følge planen, og tallene stopper der. Kommer det likevel meldinger, følges planen igjen.",
    "followed_through: {date: 2020-06-30, by: Rådgiver, why: Stillingen er borte.}\n",
    "followed_through: {date: 2020-12-31, by: Rådgiver, why: Stillingen er borte.}\n",
    "plan",
    Level.WARNING,
)


def after_followed_through(context: Context) -> Iterator[Problem]:
    """Figures stop at that day: what is dated later is not shown."""
    for plan, measure, document in context.measures():
        last = plan.followed_through.date if plan.followed_through else date.max
        for day, what, path in _dated(measure):
            if last < day.last <= context.today:
                yield AFTER_FOLLOWED_THROUGH(
                    f"{what[0].format(day_shown(day))}, men planen er fulgt bare til og med {day_shown(last)}. {what[1]} vises ikke.",
                    document.place(*path),
                    hint=f"Flytt dagen fram i {named_in_plan('followed_through')}, eller ta feltet bort når planen følges igjen.",
                )


TOLD = "Meldingen gjelder {}", "Meldingen"
MOVED = "Fristen er flyttet {}", "Flyttingen"
REACHED = "Milepælen er nådd {}", "Det"
CARRIED_OUT = "Gjennomføringen gjelder {}", "Den"


def _dated(measure: Measure) -> Iterator[tuple[When, tuple[str, str], tuple[str | int, ...]]]:
    """What happened to a measure: when, how that is told, and where it stands."""
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


UNCONFIRMED_MISSING = Code(
    "unconfirmed-missing",
    "Et tomt felt står som foreslått",
    "Listen «unconfirmed» sier hvilke felter som er et forslag. Da må feltet ha en verdi.",
    "unconfirmed: [owner]\n",
    "owner: helsehuset\nunconfirmed: [owner]\n",
)


def unconfirmed_but_missing(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        for i, name in enumerate(measure.unconfirmed):
            if not getattr(measure, name) and name not in context.gaps(measure.path).fields:
                yield UNCONFIRMED_MISSING(
                    f"{named(name)} står som foreslått, men feltet er tomt.",
                    document.place("unconfirmed", i),
                    hint="Fyll ut feltet, eller ta det ut av listen.",
                )
