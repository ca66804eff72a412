"""What makes the pages and reports of a plan its municipality's own, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PaperFont:
    """A font by its name, and its files where they lie beside the plan."""

    name: str
    regular: str = ""
    bold: str = ""


@dataclass(frozen=True, slots=True)
class PaperCase:
    """The case in which a report is handed in: its number, when and where, and what is proposed, point for point."""

    report: str
    case: str = ""
    date: date | None = None
    place: str = ""
    proposal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """What makes pages and reports the municipality's own. Files are named as in the folder `paper` beside the plan."""

    logo: str = ""
    logo_text: str = ""
    colour: str = ""
    font: PaperFont | None = None
    cases: tuple[PaperCase, ...] = ()

    @property
    def files(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """Where in the plan's file each file is named, and its name."""
        font = self.font or PaperFont("")
        named = (
            (("logo",), self.logo),
            (("font", "regular"), font.regular),
            (("font", "bold"), font.bold),
        )
        return tuple((keys, name) for keys, name in named if name)

    def case(self, report: str) -> PaperCase | None:
        return next((case for case in self.cases if case.report == report), None)
