"""What the tests have shown about accessibility, on which day and for which look of the site.

`make accessibility` writes the result beside this module, and it follows the package. A site says what
stands there and no more: a test that failed or was not run is told, and so is a look that has changed since.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tiltak.site import look
from tiltak.site.render import TEMPLATES
from tiltak.words.language import Words

RESULT = Path(__file__).with_name("accessibility.json")


@dataclass(frozen=True, slots=True)
class TopicOutcome:
    """How the tests of one topic went."""

    topic: str
    passed: int = 0
    failed: int = 0
    not_run: int = 0

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.not_run


@dataclass(frozen=True, slots=True)
class Result:
    """One run of the tests. `look` is the fingerprint of what was looked at; `tools` are names and versions."""

    day: date
    version: str
    look: str
    tools: tuple[str, ...]
    rules: tuple[str, ...]
    kinds: int
    widths: tuple[int, ...]
    outcomes: tuple[TopicOutcome, ...]

    @property
    def all(self) -> TopicOutcome:
        return TopicOutcome(
            "",
            sum(o.passed for o in self.outcomes),
            sum(o.failed for o in self.outcomes),
            sum(o.not_run for o in self.outcomes),
        )

    @property
    def stale(self) -> bool:
        return self.look != fingerprint()


def fingerprint() -> str:
    """Of everything that decides how a page looks and works, but for what stands in the plan."""
    assets = (content for _, content in look.assets().values())
    digest = hashlib.sha256(b"\0".join(assets))
    for folder in (TEMPLATES / "site", TEMPLATES / "theme"):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def read(path: Path = RESULT) -> Result | None:
    """The result that follows the package; None where nothing was tested."""
    if not path.is_file():
        return None
    raw: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return Result(
        day=date.fromisoformat(raw["day"]),
        version=raw["version"],
        look=raw["look"],
        tools=tuple(raw["tools"]),
        rules=tuple(raw["rules"]),
        kinds=raw["kinds"],
        widths=tuple(raw["widths"]),
        outcomes=tuple(TopicOutcome(**outcome) for outcome in raw["outcomes"]),
    )


def as_json(tested: Result) -> str:
    return json.dumps(asdict(tested), default=str, ensure_ascii=False, indent=2) + "\n"


def topics(say: Words) -> dict[str, tuple[str, str]]:
    """What is tested, and how, by topic."""
    return {
        "axe": (
            say._("Regler som et program kan teste"),
            say._(
                "axe-core på hver sidetype, på telefon, nettbrett og stor skjerm; reglene om farger også i mørke farger"
            ),
        ),
        "html": (say._("Gyldig HTML"), say._("html-validate på alle sidene")),
        "keyboard": (
            say._("Tastatur"),
            say._("Alt kan nås og brukes uten mus, og det synes hvor du er"),
        ),
        "no-script": (say._("Uten JavaScript"), say._("Sidene sier det samme")),
        "zoom": (
            say._("Forstørring til 400 prosent"),
            say._(
                "Siden må ikke rulles sidelengs, bare en bred tabell i sin egen ramme, og ingenting blir dekket av noe annet"
            ),
        ),
        "spacing": (
            say._("Mer luft i teksten"),
            say._("Større avstand mellom bokstaver, ord og linjer kutter ingenting"),
        ),
        "colours": (
            say._("Farger og kontrast"),
            say._(
                "Kontrasten i lyse og mørke farger, tre typer fargeblindhet, og at farge aldri står alene"
            ),
        ),
        "forced-colours": (
            say._("Leserens egne farger"),
            say._("Statusene kan leses når leserens maskin bestemmer fargene"),
        ),
        "motion": (
            say._("Bevegelse"),
            say._("Ingenting beveger seg for den som har bedt om å slippe det"),
        ),
    }


def summing_up(tested: Result | None, say: Words) -> str:
    """The result in one sentence."""
    if tested is None:
        return say._(
            "Nettstedet er ikke testet: Det følger ikke noe testresultat med denne utgaven av Tiltak."
        )
    results, day = tested.all, say.date(tested.day)
    if results.passed == results.total:
        return say._("Testet {day}: Alle de {n} testene besto.").format(day=day, n=results.total)
    return say._(
        "Testet {day}: {passed} av {n} tester besto, {failed} feilet, og {missing} ble ikke kjørt."
    ).format(
        day=day,
        passed=results.passed,
        n=results.total,
        failed=results.failed,
        missing=results.not_run,
    )
