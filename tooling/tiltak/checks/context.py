"""What the checks look at, and how they word days, choices and names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tiltak.model.numbers import Number, of_file_name
from tiltak.model.plan import Measure, Plan, Unit
from tiltak.model.when import When
from tiltak.problems import Problem, nearest
from tiltak.read.load import MEASURE, PLAN, Loaded
from tiltak.read.salvage import NO_GAPS, Gaps, Salvaged, salvaged, unit_ids
from tiltak.read.yaml_lines import YamlDocument


@dataclass(frozen=True)
class Context:
    """What the checks look at: everything that can be read, and the day that counts as today.

    `loaded` is what stands in the files, `salvaged_files` what can be built of it. `decided`: the day on which these files
    are to be decided, where they are a proposal.
    """

    loaded: Loaded
    today: date
    decided: date | None = None

    def lies_ahead(self, day: date) -> bool:
        """Whether nothing can be told of a day yet. A proposal may tell of the day on which it is decided."""
        return day > self.today and day != self.decided

    @cached_property
    def salvaged_files(self) -> Salvaged:
        return salvaged(self.loaded)

    @property
    def plans(self) -> tuple[Plan, ...]:
        return self.salvaged_files.portfolio.plans

    @cached_property
    def plan_ids(self) -> set[str]:
        """Plans that have a file, also one that did not load."""
        return {m[1] for path in self.loaded.files if (m := PLAN.fullmatch(path))}

    @cached_property
    def numbers(self) -> Mapping[str, set[Number]]:
        """Measure numbers by plan, also of files that did not load."""
        by_plan: dict[str, set[Number]] = {}
        for path in self.loaded.files:
            if match := MEASURE.fullmatch(path):
                by_plan.setdefault(match[1], set()).add(of_file_name(match[2]))
        return by_plan

    @property
    def units(self) -> Mapping[str, Unit]:
        return self.salvaged_files.portfolio.units

    @cached_property
    def unit_ids(self) -> frozenset[str] | None:
        """None where their file cannot be read and no unit can be called unknown."""
        return unit_ids(self.loaded)

    def document(self, path: str) -> YamlDocument:
        """The file as it was built: the places in it are those of the model's lists."""
        return self.salvaged_files.files[path].document

    def written(self, path: str) -> YamlDocument:
        return self.loaded.files[path].document

    def gaps(self, path: str) -> Gaps:
        return self.salvaged_files.gaps.get(path, NO_GAPS)

    def measures(self) -> Iterator[tuple[Plan, Measure, YamlDocument]]:
        for plan in self.plans:
            for measure in plan.measures:
                yield plan, measure, self.document(measure.path)


Check = Callable[[Context], Iterable[Problem]]


def day_shown(time: When | date) -> str:
    """A time as the file has it: «31.12.2020», «høsten 2027», «01.09.2020–31.10.2020»."""
    if isinstance(time, date):
        return f"{time:%d.%m.%Y}"
    if time.written and time.written != str(time):
        return time.written
    return (
        day_shown(time.last)
        if time.first == time.last
        else f"{day_shown(time.first)}–{day_shown(time.last)}"
    )


def choose(word: str, names: Iterable[str]) -> str:
    listed = sorted(names)
    return nearest(word, listed) or f"Velg mellom: {', '.join(listed)}."
