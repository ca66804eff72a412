"""An invented plan in which everything that a report can tell of has happened once."""

from __future__ import annotations

from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from tests.trees import texts_of_the_plan
from tiltak.model import periods
from tiltak.model.plan import Portfolio
from tiltak.past.promises import Broken, gone_measures
from tiltak.past.report import report
from tiltak.read import load
from tiltak.reports.document import ReportDocument, document
from tiltak.reports.look import OURS, Look
from tiltak.words.language import words

ROOT = Path(__file__).parents[1]
TODAY = date(2021, 8, 15)
REVISION = "0123456789abcdef0123456789abcdef01234567"

PLAN = """\
title: Havneplan 2020–2023
short_title: Havneplanen
municipality: Prøve kommune
publisher: {name: Prøve havnevesen, official: true, organisation_number: "123456785", contact: "https://example.org/"}
licence: {name: NLOD 2.0, url: "https://data.norge.no/nlod/no/2.0", attribution: Prøve havnevesen}
period: {start: 2020-01-01, end: 2023-12-31}
adoption: {body: tinget, date: 2020-02-10, source: plan}
calendar: quarter
focus_areas:
  - {id: kai, title: Kai og brygge, goal: Båtene ligger **trygt**.}
  - {id: vann, title: Rent vann}
documents:
  - {id: plan, title: Planen, publisher: Prøve kommune, date: 2020-02-10, url: "https://example.org/plan?a=1&b=2"}
  - {id: brev, title: Brev fra havna, date: 2021-06-30}
"""

UNITS = """\
units:
  tinget: {kind: political, names: [{name: Kommunestyret}]}
  havn:
    kind: internal
    names:
      - {name: Havn og hav, from: 2021-06-01}
      - {name: Havna}
  vann: {kind: internal, names: [{name: Vannverket}]}
"""


def _measure(number: int, title: str, area: str, rest: str) -> str:
    return f"number: {number}\ntitle: {title}\nfocus_area: {area}\nkind: establish\n{rest}\n"


MEASURES = {
    "01-fullfort": _measure(1, "Nye fortøyningsringer", "kai", """\
summary: Ringene på **indre** kai byttes. Se [planen](https://example.org/plan).
reference: {document: plan, section: "2.1", point: 1}
owner: havn
contributors: [vann]
status:
  - {date: 2021-05-20, phase: completed, note: Alle ringene er byttet., source: "brev#s. 2"}
  - {date: 2021-03-01, phase: in_progress, source: plan}
milestones:
  - {id: ringer, title: Ringene er byttet, baseline: 2021-04-30, due: 2021-04-30, done: 2021-05-20, source: plan}"""),
    "02-drift": _measure(2, "Vakt på kaia", "kai", """\
owner: havn
status:
  - {date: 2021-06-30, unchanged: true, source: brev}
  - {date: 2020-09-01, phase: in_operation, source: plan}"""),
    "03-frist": _measure(3, "Lys på moloen", "kai", """\
owner: havn
status:
  - {date: 2021-06-30, phase: in_progress, confidence: on_track, source: brev}
milestones:
  - {id: lys, title: Lyset er tent, baseline: 2021-08-31, due: 2021-08-31}
  - {id: mast, title: Masta er satt opp, baseline: 2021-07-15, due: 2021-07-15}"""),
    "04-forsinket": _measure(4, "Ny kran", "kai", """\
owner: havn
unconfirmed: [owner]
status:
  - {date: 2021-06-15, phase: in_progress, reason: staffing, note: Kranføreren sluttet., source: "brev#3"}
milestones:
  - {id: kran, title: Krana er i bruk, baseline: 2021-03-31, due: 2021-05-31, precision: month,
     moved: [{date: 2021-02-01, from: 2021-03-31, reason: dependency, source: brev}]}"""),
    "05-ute-av-rute": _measure(5, "Flytebrygge for alle", "kai", """\
owner: havn
status:
  - {date: 2021-06-20, phase: in_progress, confidence: off_track, reason: funding, note: Anbudene var for dyre.}
milestones:
  - {id: brygge, title: Brygga er åpnet, baseline: 2021-12-31, due: 2021-12-31}"""),
    "06-usikkert": _measure(6, "Ryddig opplag", "kai", """\
owner: havn
status:
  - {date: 2021-06-20, phase: in_progress, confidence: at_risk}"""),
    "07-vent": _measure(7, "Målestasjon", "vann", """\
owner: vann
status:
  - {date: 2021-04-12, phase: paused, reason: legal, note: Konsesjonen mangler.}"""),
    "08-stoppet": _measure(8, "Badeplass i indre havn", "vann", """\
owner: vann
status:
  - {date: 2021-01-15, phase: stopped, reason: reprioritised, note: Kommunestyret valgte kaia.}"""),
    "09-slatt-sammen": _measure(9, "Lykt ytterst", "kai", """\
owner: havn
status:
  - {date: 2021-01-15, phase: merged, into: 3}"""),
    "10-ikke-startet": _measure(10, "Nytt renseanlegg", "vann", """\
owner: vann
status:
  - {date: 2021-06-30, phase: not_started}
funding: {decision: pending, note: Avhenger av neste økonomiplan., source: plan}"""),
    "11-taus": _measure(11, "Kart over utslipp", "vann", """\
owner: vann
unconfirmed: [owner]
status: []
mentions:
  - {date: 2021-03-01, note: Brevet nevner kartet uten å si hvor langt det er kommet., source: brev}
milestones:
  - {id: kart, title: Kartet er tegnet, baseline: 2020-12-31, due: 2020-12-31, precision: year}"""),
    "12-arlig": _measure(12, "Strandrydding", "vann", """\
status:
  - {date: 2020-06-01, phase: in_operation}
milestones:
  - {id: rydding, title: Strendene er ryddet, due: 2020-05-31, repeat: yearly, occurrences: [{done: 2020-05-20}]}"""),
    "13-planlegges": _measure(13, "Samarbeid med nabohavna", "kai", """\
owner: havn
status:
  - {date: 2021-06-30, phase: planning}
  - date: 2021-03-31
    phase: in_progress
    correction: Meldt som pågår. Det riktige var at det planlegges.
milestones:
  - {id: avtale, title: Avtalen er signert, baseline: 2021-06-30, due: 2021-09-30,
     moved: [{date: 2021-06-10, from: 2021-06-30}]}"""),
}  # fmt: skip


def harbour(plan: str = PLAN, **measures: str) -> Portfolio:
    """The invented plan; measures by name replace its own or are added, an empty text removes one."""
    texts = {"plans/havn/plan.yml": plan, "plans/units.yml": UNITS}
    chosen = {**MEASURES, **measures}
    texts |= {f"measures/havn/{name}.yml": text for name, text in chosen.items() if text}
    loaded = load.load({path: text.encode() for path, text in texts.items()})
    assert not loaded.problems, loaded.problems
    return loaded.portfolio


@cache
def real() -> Portfolio:
    """The plans of this repository."""
    return load.load(texts_of_the_plan()).portfolio


def made(
    portfolio: Portfolio,
    period: str,
    today: date = TODAY,
    *,
    short: bool = False,
    promises: Broken | None = None,
    look: Look = OURS,
) -> ReportDocument:
    """A report; with `promises` that git shows, else none of them changed in silence."""
    plan = portfolio.plans[0]
    known = promises or Broken((), gone_measures(plan))
    years = plan.whole_period
    asked = years if period == years.name else periods.period(period)
    numbers = report(portfolio, plan, asked, today, REVISION, known)
    return document(numbers, words(), look, short=short)


def digests() -> dict[str, str]:
    """What tells whether a report is the same bytes, by its form."""
    from tiltak.reports.writers import WRITERS, written

    document = made(harbour(), "2021-Q2")
    return {form: sha256(written(document, form)).hexdigest() for form in WRITERS}
