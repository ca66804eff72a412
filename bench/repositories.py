"""Repositories made for measuring: many measures, many commits, always the same ones."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

PLAN = """\
title: Stor plan{name}
municipality: Prøve kommune
period: {{start: 2018-01-01, end: {end}}}
calendar: {calendar}
focus_areas:
{areas}documents: [{{id: plan, title: Planen}}]
"""
AREAS = 6
UNITS = "units:\n" + "".join(
    f"  enhet-{n}: {{kind: internal, names: [{{name: Enhet {n}}}]}}\n" for n in range(20)
)
FIRST_DAY = date(2018, 1, 1)
INDICATOR = """\
title: Indikator {number}
unit: personer
better: up
definition: Hvor mange personer som har fått hjelp i løpet av året.
speaks_of: {{measures: [{measure}]}}
breaks: [{{from: 2012, note: Flere ble med i tellingen.}}]
target: {{value: 5000, period: 2021, source: plan}}
"""
YEARS = range(1999, 2019)
PHASES = ("not_started", "planning", "in_progress", "in_operation")


@dataclass(frozen=True, slots=True)
class Shape:
    """How the measures are shared between plans, how long the plans last, and what day it is.

    There is one indicator for so many measures, or none.
    """

    per_plan: int
    last_day: date
    calendar: str
    today: date
    measures_per_indicator: int = 0

    @property
    def days(self) -> int:
        """From the first commit to the newest."""
        return (self.today - FIRST_DAY).days

    def plan(self, measure: int) -> str:
        """The plan of the nth measure; the first is `stor`."""
        number = measure // self.per_plan
        return f"stor-{number + 1}" if number else "stor"

    def path(self, measure: int) -> str:
        return f"measures/{self.plan(measure)}/{self.number(measure):04}-tiltak.yml"

    def number(self, measure: int) -> int:
        return measure % self.per_plan + 1

    def plans(self, measures: int) -> Iterator[tuple[str, str]]:
        """The path and the text of each plan."""
        areas = "".join(f"  - {{id: omrade-{n}, title: Område {n}}}\n" for n in range(AREAS))
        for first in range(0, measures, self.per_plan):
            id = self.plan(first)
            yield (
                f"plans/{id}/plan.yml",
                PLAN.format(
                    name=id.removeprefix("stor").replace("-", " "),
                    end=self.last_day,
                    calendar=self.calendar,
                    areas=areas,
                ),
            )

    def indicators(self, measures: int) -> Iterator[tuple[str, str]]:
        """The path and the text of what describes each indicator, and of its figures."""
        step = self.measures_per_indicator
        for first in range(0, measures, step) if step else ():
            about = f"plans/{self.plan(first)}/indicators/indikator-{first}"
            number = self.number(first)
            yield f"{about}.yml", INDICATOR.format(number=number, measure=number)
            rows = (f"{year};Alle;{first + year};plan\n" for year in YEARS)
            yield f"{about}.csv", "period;group;value;sources\n" + "".join(rows)


DECADE = Shape(
    per_plan=9999, last_day=date(2030, 12, 31), calendar="quarter", today=date(2028, 1, 1)
)


class Writer:
    """The files of a plan that grows: each change is a new entry, a moved deadline or a new owner."""

    def __init__(self, measures: int, seed: int = 1) -> None:
        self.random = random.Random(seed)  # noqa: S311 – the same repository every time, no secret
        self.entries: list[list[str]] = [[] for _ in range(measures)]
        self.moves: list[list[tuple[date, date]]] = [[] for _ in range(measures)]
        self.owners = [self.random.randrange(20) for _ in range(measures)]

    def change(self, number: int, day: date) -> None:
        what = self.random.random()
        if what < 0.7:
            phase = self.random.choice(PHASES)
            self.entries[number].insert(
                0,
                # A reason, for what has not begun by the plan's middle and for each step back needs one.
                f"  - date: {day}\n    phase: {phase}\n    confidence: on_track\n    reason: staffing\n"
                f"    note: >-\n      Arbeidet er fulgt opp, og møtet i uke {self.random.randrange(52)} gikk som ventet.\n"
                "    source: plan#2\n",
            )
            del self.entries[number][6:]  # about 1.5 kB each, however long the history
        elif what < 0.9:
            moves = self.moves[number]
            due = moves[0][1] if moves else FIRST_DAY + timedelta(days=1000)
            moves.insert(0, (due, due + timedelta(days=self.random.randrange(1, 90))))
        else:
            self.owners[number] = self.random.randrange(20)

    def text(self, number: int, shape: Shape) -> str:
        moves = self.moves[number]
        due = moves[0][1] if moves else FIRST_DAY + timedelta(days=1000)
        moved = "".join(
            f"      - {{date: {FIRST_DAY}, from: {before}, reason: other}}\n" for before, _ in moves
        )
        entries = "".join(self.entries[number])
        return (
            f"number: {shape.number(number)}\n"
            f"title: Tiltak nummer {number + 1} i den store planen\n"
            "summary: >-\n"
            + "  Dette er et sammendrag på noen linjer, slik et tiltak har det, med vanlige ord.\n"
            * 6
            + f"focus_area: omrade-{number % AREAS}\nkind: establish\nowner: enhet-{self.owners[number]}\n"
            f"contributors: [enhet-1, enhet-2]\nstatus:{' []' if not entries else ''}\n{entries}"
            "milestones:\n  - id: ferdig\n    title: Tiltaket er ferdig\n"
            f"    baseline: {FIRST_DAY + timedelta(days=1000)}\n    due: {due}\n"
            + (f"    moved:\n{moved}" if moved else "")
        )


def make(
    folder: Path, measures: int, commits: int, changed: int = 4, shape: Shape = DECADE
) -> Path:
    """A repository where every commit changes a few measures; the commits are spread over the days until now."""
    writer = Writer(measures)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", folder], check=True)
    importer = subprocess.Popen(
        ["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE
    )
    assert importer.stdin
    everything = {shape.path(n): writer.text(n, shape) for n in range(measures)}
    first = {
        **dict(shape.plans(measures)),
        **dict(shape.indicators(measures)),
        "plans/units.yml": UNITS,
        **everything,
    }
    importer.stdin.write(_commit(FIRST_DAY, first))
    for number in range(1, commits):
        day = FIRST_DAY + timedelta(days=number * shape.days // commits)
        touched = writer.random.sample(range(measures), changed)
        for measure in touched:
            writer.change(measure, day)
        importer.stdin.write(_commit(day, {shape.path(n): writer.text(n, shape) for n in touched}))
    importer.stdin.close()
    assert importer.wait() == 0
    subprocess.run(["git", "reset", "--quiet", "--hard"], cwd=folder, check=True)
    return folder


def _commit(day: date, files: dict[str, str]) -> bytes:
    seconds = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    parts = [
        b"commit refs/heads/main\n",
        f"committer Bench <bench@example.org> {seconds} +0000\ndata 6\nendret\n".encode(),
    ]
    for path, text in files.items():
        raw = text.encode()
        parts.append(f"M 100644 inline {path}\ndata {len(raw)}\n".encode() + raw + b"\n")
    return b"".join(parts)
