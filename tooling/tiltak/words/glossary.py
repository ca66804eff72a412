"""The words of the files and of the site, explained: `docs/haandbok/ordene.md`, made from the schemas by `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiltak import disk
from tiltak.read.schema import field_schema, field_title, form_help, options, raw, resolved

PAGE = Path("docs/haandbok/ordene.md")

INTRO = """\
# Hva betyr ordene?

Denne siden er laget av reglene som programmet selv bruker. Det første du møter som leser, er tiltakets **status**.
Ingen skriver statusen selv. Den regnes ut fra **fasen**, **tilliten til fristene** og datoene.

Noen ord bruker vi overalt på samme måte. En **rapport** er det kommunestyret får for en periode. En **statusmelding** er
det en enhet sender om et tiltak, og en **opplysning** er noe som er lest ut av et dokument. **Første frist** er den som
ble lovet først. **Gått ut** er en frist som er forbi; **uten svar** når ingen har sagt om den ble holdt. **Foreslått** er
det ingen kilde sier, og som vi selv har satt opp. **Ikke kjent** er penger som ingen kilde forteller om; **venter på
vedtak** er penger noen skal bestemme over.

Skriver du [rett i filen](rett-i-filen.md), bruker du ordet i kolonnen «I filen». Ellers velger du ordet fra en liste.
"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A list of values in `common.schema.json`. `computed`: nobody writes them, so their keys are of no use."""

    name: str
    computed: bool = False


CHAPTERS = (
    Chapter("verdict", computed=True),
    Chapter("phase"),
    Chapter("confidence"),
    Chapter("said_by"),
    Chapter("reason"),
    Chapter("timeliness", computed=True),
    Chapter("freshness", computed=True),
    Chapter("heard", computed=True),
    Chapter("answer", computed=True),
    Chapter("kind"),
    Chapter("funding_decision"),
    Chapter("amount_kind"),
    Chapter("precision"),
    Chapter("repeat"),
    Chapter("calendar"),
    Chapter("unit_kind"),
    Chapter("better"),
    Chapter("figure_precision"),
    Chapter("decision_kind"),
    Chapter("decision_state"),
    Chapter("assessed"),
)

# Fields that the handbook and the messages of the check speak of, by file and path.
FIELDS: tuple[tuple[str, *tuple[str | int, ...]], ...] = (
    ("measure", "owner"),
    ("measure", "contributors"),
    ("measure", "unconfirmed"),
    ("measure", "focus_area"),
    ("measure", "status"),
    *(
        ("measure", "status", 0, name)
        for name in ("date", "phase", "unchanged", "confidence", "reason", "into", "note", "said_by", "correction", "source")
    ),
    ("measure", "milestones"),
    *(
        ("measure", "milestones", 0, name)
        for name in ("baseline", "due", "moved", "done", "repeat", "occurrences")
    ),
    ("plan", "followed_through"),
    ("plan", "silent_after_months"),
    ("plan", "allowed_addresses"),
)  # fmt: skip


def page() -> str:
    """The whole page."""
    return "\n".join(
        [INTRO, *(line for chapter in CHAPTERS for line in _chapter(chapter)), *_fields()]
    )


def _chapter(chapter: Chapter) -> Iterator[str]:
    definition = raw("common")["$defs"][chapter.name]
    yield f"## {definition['title']}\n"
    if advice := form_help(definition):
        yield f"{advice}\n"
    yield from _table(_option(option, chapter) for option in options(definition))


def _option(option: Mapping[str, Any], chapter: Chapter) -> dict[str, str]:
    symbol = f"{option['x-symbol']} " if "x-symbol" in option else ""
    return {
        "Ord": f"{symbol}{option['title']}",
        "I filen": "" if chapter.computed else f"`{option['const']}`",
        "Det betyr": form_help(option),
    }


def _fields() -> Iterator[str]:
    yield "## Noen felter\n"
    yield from _table(_field(*path) for path in FIELDS)


def _field(kind: str, *path: str | int) -> dict[str, str]:
    field = field_schema(kind, *path)
    return {
        "Felt": field_title(kind, *path),
        "I filen": f"`{path[-1]}`",
        "Det betyr": form_help(field) or form_help(resolved(kind, field)),
    }


def _table(rows: Iterable[dict[str, str]]) -> Iterator[str]:
    """The rows under their headings; a column with nothing in it is left out."""
    listed = list(rows)
    headings = [name for name in listed[0] if any(row[name] for row in listed)]
    yield _row(headings)
    yield _row("---" for _ in headings)
    for row in listed:
        yield _row(row[name] for name in headings)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main(root: Path) -> None:
    """Write the page."""
    disk.write(root / PAGE, page().encode())


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else "."))
