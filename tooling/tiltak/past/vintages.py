"""What each figure of an indicator was said to be, and since when: a revised figure keeps its earlier values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tiltak.model.indicators import Figure
from tiltak.model.source import Source
from tiltak.read.commits import Commit

Key = tuple[str, str, tuple[Source, ...]]


@dataclass(frozen=True, slots=True)
class Vintage:
    """What a figure was from a commit on; None where it was taken out. `commit` is None for what is not recorded yet."""

    figure: Figure | None
    commit: Commit | None

    @property
    def known_since(self) -> date | None:
        return self.commit.recorded_on if self.commit else None


@dataclass(frozen=True, slots=True)
class Vintages:
    """The vintages of each figure of a series, oldest first."""

    of_figures: Mapping[Key, Sequence[Vintage]] = field(default_factory=dict)

    def of(self, figure: Figure) -> Sequence[Vintage]:
        return self.of_figures.get(figure.key, ())

    def known_since(self, figure: Figure) -> date | None:
        """The day from which the figure was what it is; None where that is not recorded."""
        vintages = self.of(figure)
        return vintages[-1].known_since if vintages else None

    def earlier(self, figure: Figure) -> Sequence[Vintage]:
        """What it was said to be before, another value each time."""
        return self.of(figure)[:-1]

    def after(self, figures: Iterable[Figure], commit: Commit | None) -> Vintages:
        """The same after a commit that left the file with these figures."""
        now = {figure.key: figure for figure in figures}
        grown: dict[Key, Sequence[Vintage]] = dict(self.of_figures)
        for key in (*self.of_figures, *(key for key in now if key not in self.of_figures)):
            vintages = grown.get(key, ())
            before = vintages[-1].figure if vintages else None
            after = now.get(key)
            if _said(before) != _said(after):
                grown[key] = (*vintages, Vintage(after, commit))
        return Vintages(grown)


def _said(figure: Figure | None) -> tuple[object, ...] | None:
    """What counts as another figure: a new note does not make one."""
    return (figure.value, figure.precision) if figure else None
