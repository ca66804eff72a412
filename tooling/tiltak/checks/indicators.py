"""The figures of indicators: what they belong to, and what cannot be so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tiltak.checks.context import Context, choose
from tiltak.model.indicators import Indicator
from tiltak.model.plan import Plan
from tiltak.problems import Code, Place, Problem
from tiltak.read.load import INDICATOR, SERIES, time_named

LONE_SERIES = Code(
    "lone-series",
    "Tallene og beskrivelsen av dem hører sammen",
    "En indikator er to filer med samme navn: beskrivelsen (.yml) og tallene (.csv). Den ene uten den andre vises ikke.",
    "Bare filen plans/rus-2019/indicators/overdose.csv.",
    "Både overdose.yml og overdose.csv i mappen.",
    "",
)


def lone_series(context: Context) -> Iterator[Problem]:
    paths = {p for p in context.loaded.files if INDICATOR.fullmatch(p) or SERIES.fullmatch(p)}
    for path in sorted(paths):
        stem, _, ending = path.rpartition(".")
        other = f"{stem}.{'csv' if ending == 'yml' else 'yml'}"
        if other not in paths:
            lacking = "tallene" if ending == "yml" else "beskrivelsen"
            yield LONE_SERIES(
                f"Det finnes ingen fil med {lacking}⟨: {other}|⟩.",
                Place(path),
                hint="Legg til filen, eller slett denne.",
            )


UNKNOWN_SUBJECT = Code(
    "unknown-subject",
    "Indikatoren sier noe om et mål, område eller tiltak som ikke finnes",
    "Indikatoren vises på sidene til det den sier noe om. Da må det stå i planen.",
    "speaks_of: {measures: [99]}\n",
    "speaks_of: {measures: [2]}\n",
    "indicator",
)


def unknown_subject(context: Context) -> Iterator[Problem]:
    for plan, indicator in _indicators(context):
        place = context.document(indicator.path).place
        gaps = context.gaps(plan.path).fields
        for key, title, named, ids in (
            ("goals", "Målet", indicator.goals, [g.id for g in plan.goals]),
            ("focus_areas", "Innsatsområdet", indicator.focus_areas, [a.id for a in plan.focus_areas]),
            ("measures", "Tiltaket", indicator.measures, sorted(context.numbers.get(plan.id, ()))),
        ):  # fmt: skip
            there_are = set(ids)
            for index, id in enumerate(named):
                if id not in there_are and key not in gaps:
                    yield UNKNOWN_SUBJECT(
                        f"{title} «{id}» finnes ikke i planen.",
                        place("speaks_of", key, index),
                        hint=choose(str(id), map(str, ids)) if ids else "Planen har ingen.",
                    )


UNKNOWN_TIME = Code(
    "unknown-time",
    "Perioden kan ikke leses",
    "Uten en tid vet ingen hvor i rekken tallet hører hjemme. Skriv et år, en måned, et kvartal eller en årstid.",
    "period;value;sources\nfør krigen;4;plan#1.5.3\n",
    "period;value;sources\n2018;4;plan#1.5.3\n",
    "series",
)


def unknown_time(context: Context) -> Iterator[Problem]:
    hint = "Skriv for eksempel 2018, 2018-11, 2018-Q4 eller høsten 2018."
    for _, indicator in _indicators(context):
        written = context.document(indicator.path)
        times: dict[tuple[str | int, ...], str | int] = {
            ("breaks", index, "from"): b["from"]
            for index, b in enumerate(written.value.get("breaks", ()))
        }
        if target := written.value.get("target"):
            times["target", "period"] = target["period"]
            way = enumerate(target.get("path", ()))
            times |= {("target", "path", index, "period"): w["period"] for index, w in way}
        for path, time in times.items():
            if time_named(time) is None:
                yield UNKNOWN_TIME(f"«{time}» er ikke en tid.", written.place(*path), hint=hint)
        rows = context.document(indicator.figures_path) if indicator.figures else None
        for index, figure in enumerate(indicator.figures):
            if rows and figure.period and figure.when is None:
                place = rows.place("figures", index, "period")
                yield UNKNOWN_TIME(f"«{figure.period}» er ikke en tid.", place, hint=hint)


REPEATED_FIGURE = Code(
    "repeated-figure",
    "Samme tall står to ganger",
    "To linjer for samme periode og gruppe fra samme kilde kan ikke begge være riktige. Sier to kilder ulike ting, har hver sin linje.",
    "period;value;sources\n2018;4;plan#1.5.3\n2018;5;plan#1.5.3\n",
    "period;value;sources\n2018;4;plan#1.5.3\n2018;5;arsrapport-2020\n",
    "series",
)


def repeated_figure(context: Context) -> Iterator[Problem]:
    for _, indicator in _indicators(context):
        seen = set()
        for index, figure in enumerate(indicator.figures):
            if figure.key in seen:
                yield REPEATED_FIGURE(
                    f"{figure.period} {figure.group}".strip() + " står to ganger fra samme kilde.",
                    context.document(indicator.figures_path).place("figures", index, "period"),
                    hint="Behold det riktige tallet, og slett det andre.",
                )
            seen.add(figure.key)


TARGET_PATH = Code(
    "target-path",
    "Delmålet kan ikke stå der",
    "Veien til et måltall går framover. To verdier for samme periode kan ikke begge være vedtatt, og et delmål er før målet.",
    "target: {value: 0, period: 2025, path: [{period: 2026, value: 3}]}\n",
    "target: {value: 0, period: 2025, path: [{period: 2023, value: 3}]}\n",
    "indicator",
)


def target_path(context: Context) -> Iterator[Problem]:
    for _, indicator in _indicators(context):
        written = context.document(indicator.path)
        target = written.value.get("target", {})
        end, taken = time_named(target.get("period", "")), set[date]()
        for index, waypoint in enumerate(target.get("path", ())):
            by = time_named(waypoint["period"])
            if end is None or by is None:  # «unknown-time» says so
                continue
            if by.last >= end.last or by.last in taken:
                why = (
                    "står to ganger"
                    if by.last in taken
                    else f"er ikke før målet i {target['period']}"
                )
                yield TARGET_PATH(
                    f"Delmålet for {waypoint['period']} {why}.",
                    written.place("target", "path", index, "period"),
                    hint="Rett perioden, eller slett delmålet.",
                )
            taken.add(by.last)


def _indicators(context: Context) -> Iterator[tuple[Plan, Indicator]]:
    return (
        (plan, indicator)
        for plan in context.plans
        for indicator in plan.indicators
        if context.loaded.files[indicator.path].valid
    )
