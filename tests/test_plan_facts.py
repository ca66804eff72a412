"""What the real plan's files say is what the documents say, in places where they once said more, less or otherwise.

Each line names the document and the place. Documents: the plan, its annex, the audit of 2018, the yearly report of
2019, and the budget plan 2021–2024 (HØP).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.reportplan import real
from tiltak.data.datasets import datasets
from tiltak.judge.summary import summarise
from tiltak.past.development import development
from tiltak.words.language import words

ROOT = Path(__file__).parents[1]
LAST_DAY = date(2020, 12, 31)


@cache
def plan() -> Any:  # each line asks for something else of it
    return real().plan("rus-2019")


def measure(number: int) -> Any:
    return next(m for m in plan().measures if m.number == number)


def milestone(number: int, id: str) -> Any:
    return next(m for m in measure(number).milestones if m.id == id)


def due(number: int, id: str) -> str:
    return str(milestone(number, id).due or "")


def caveat(number: int) -> str:
    return str(measure(number).extra.get("caveat", ""))


def notes(number: int) -> str:
    """All that is told of a measure's work, as a status or not."""
    return " ".join(said.note for said in (*measure(number).entries, *measure(number).mentions))


def source(of: Any) -> str:
    return f"{of.source.document}#{of.source.place}"


def point(number: int) -> Any:
    return next(p for p in plan().resolution if p.point == number)


def phases(number: int) -> list[tuple[str, str]]:
    return [(str(e.date), e.phase) for e in measure(number).entries]


def decision(id: str) -> Any:
    return next(d for d in plan().decisions if d.id == id)


IN_THE_BUDGET_PLAN = (
    "2020-09-01/2020-10-31"  # written after 1 September (9.11) and before November 2020 (9.16)
)
IN_THE_PLAN = "2019-01-01/2019-06-17"  # it tells of spring 2019, and was adopted on 17 June

# What is said of whom, by which document, and what is to be read in the files.
VALUES: dict[str, tuple[Callable[[], object], object]] = {
    # --- the documents and the plan as a whole
    "HØP has no date: 9.11 and 9.16 give the two months in which it was written": (
        lambda: str(plan().document("hop-2021").date), IN_THE_BUDGET_PLAN),
    "the yearly report is known by its year": (
        lambda: plan().document("arsrapport-2019").date.precision, "year"),
    "the plan itself tells of the time before its adoption, and of no day": (
        lambda: {str(e.date) for m in plan().measures for e in m.entries if e.source.document == "plan"},
        {IN_THE_PLAN}),
    "no source knows of a rhythm of reports": (lambda: "calendar" in plan().unconfirmed, True),
    "we stopped following it, and say so": (
        lambda: (plan().followed_through.date, plan().followed_through.by), (LAST_DAY, "The Tiltak authors")),
    "it is not published by the municipality": (
        lambda: (plan().publisher.official, plan().publisher.name), (False, "The Tiltak authors")),
    "the council wrote the three goals (annex, 1.1)": (
        lambda: [bool(g.amended) for g in plan().goals], [True] * 3),
    "the names of the focus areas as the plan has them (headings 2.1–2.6)": (
        lambda: [a.adopted_title for a in plan().focus_areas],
        ["Recovery-orientert praksis og kompetanse", "Tidlig innsats - behandling – samhandling",
         "Sosial inkludering, arbeid og aktivitet", "Oppfølging i bolig",
         "Tilbud til brukere med samtidig ruslidelser og psykiske lidelser",
         "Forebygging av overdoser og overdosedødsfall"]),
    "resolution 3 asks of money, and HØP chapter 9 is silent on these": (
        lambda: source(point(3).follow_up[0]), "hop-2021#9"),
    "resolution 1: the changes are in the plan but for two words (1.9, 3)": (
        lambda: (point(1).follow_up[0].state, source(point(1).follow_up[0])), ("partly", "plan#1.9, 3")),
    "resolution 4 was answered with a time for one plan (HØP 9.6)": (
        lambda: (str(decision("felles-plan").due), source(decision("felles-plan").entries[0])),
        ("2020-01-01/2021-12-31", "hop-2021#9.6")),
    "promises of the plan without a number (1.1, 1.3.3, 1.6, 1.7, 2.1.1, 2.2.2, 2.3.2)": (
        lambda: {d.id: d.source.place for d in plan().decisions
                 if d.source.document == "plan" and d.kind == "resolution" and not d.case and d.id != "felles-plan"},
        {"alkohol-paa-hjemmebesoek": "2.2.2", "behov-i-aktiv-rus": "2.3.2", "foelge-opp-brukerplan": "2.2.2",
         "lhbti-planen": "1.3.3", "organisering-av-rustjenesten": "1.7", "tilskuddsprosjekter": "1.6",
         "tiltak-for-de-yngste": "1.1, 2.2.1", "traumeopplaering": "2.1.1"}),
    "what the audit found, and the recommendation that the plan quotes (1.7)": (
        lambda: {d.id for d in plan().decisions if d.body == "rogaland-revisjon"},
        {"bestiller-og-utforer", "individuell-plan", "maal-og-evaluering", "samle-rusverntjenestene"}),
    "the case numbers that the plan gives (2.2.2, 2.2.4)": (
        lambda: {d.case for d in plan().decisions if d.case}, {"26/19", "43/18"}),
    # --- who
    "2.2.2 names the staff for the agreement with the fire service only": (
        lambda: measure(15).owner_confirmed, False),
    "6 is the one measure whose owner a source names (HØP 9.3)": (
        lambda: [m.number for m in plan().measures if m.owner_confirmed], [6]),
    "the audit tells 22's services apart from Rehabiliteringsseksjonen": (lambda: measure(22).owner, ""),
    "one of the four user organisations stands behind 18, and three others do (HØP 9.6, 9.10)": (
        lambda: set(measure(18).contributors),
        {"rehabiliteringsseksjonen", "bo-og-aktivitet-psykisk-helse", "nabokommunene", "helse-stavanger", "nav",
         "a-larm", "crux", "mental-helse-sandnes", "mental-helse-ungdom"}),
    "the plan says spesialisthelsetjenesten of 4, 13, 15 and 35, which is more than Helse Stavanger (1.8)": (
        lambda: [n for n in (4, 13, 15, 35) if "spesialisthelsetjenesten" not in measure(n).contributors], []),
    "and Helse Stavanger is named where a source does: 13 (HØP 9.14), 16 (2.3.1), 18": (
        lambda: [m.number for m in plan().measures if "helse-stavanger" in m.contributors], [13, 16, 18]),
    "Rehabiliteringsseksjonen works on 13 (yearly report)": (
        lambda: "rehabiliteringsseksjonen" in measure(13).contributors, True),
    "20 names the services of miljøterapeutisk enhet too (2.4.1)": (
        lambda: "miljoterapeutisk-enhet" in measure(20).contributors, True),
    "33 speaks of housing in both fields, 31 of what Stasjonen does (2.6.2)": (
        lambda: (measure(33).contributors, measure(31).contributors), (("bo-og-aktivitet-psykisk-helse",), ("stasjonen",))),
    "14: the organisations stand in 2.2.4": (lambda: str(measure(14).sources["contributors"].place), "2.2.2, 2.2.4"),
    "35: the partners stand in 2.6.4 too": (lambda: str(measure(35).sources["contributors"].place), "2.6.1, 2.6.4"),
    "20: HØP 9.10 names Rehabiliteringsseksjonen": (lambda: measure(20).entries[0].source.place, "9.10, 9.14"),
    "10 is about youth (2.2.4), and 22 about services of miljøterapeutisk enhet": (
        lambda: [measure(n).contributors for n in (10, 22)], [("oppvekst-utdanning",), ("miljoterapeutisk-enhet",)]),
    "Oppvekst og utdanning begins in 2019 with the youngest (1.1, 2.2.1)": (
        lambda: (decision("tiltak-for-de-yngste").unit, str(decision("tiltak-for-de-yngste").due)),
        ("oppvekst-utdanning", "2019-01-01/2019-12-31")),
    "bystyret adopted the plan, and had that name": (lambda: real().unit_name("kommunestyret", plan().adopted.last), "Bystyret"),
    "the kind of 16, 19, 31 and 32 is a reading": (
        lambda: [m.number for m in plan().measures if "kind" in m.unconfirmed], [16, 19, 31, 32]),
    # --- what is said of the work
    "6 promised to join, and the municipality has (HØP 9.3); that it lasts nobody says": (
        lambda: phases(6), [(IN_THE_BUDGET_PLAN, "completed")]),
    "25 is prioritised (HØP 9.1), which is no beginning": (
        lambda: [phase for _, phase in phases(25)], ["planning", "planning"]),
    "8 and 17: their documents do not tie the post and the fair to the measure": (
        lambda: [(bool(measure(n).entries), len(measure(n).mentions)) for n in (8, 17)], [(False, 1)] * 2),
    "what was so at the adoption is no status: one rule for all": (
        lambda: {n: phases(n) for n in (7, 8, 22, 23, 34, 35, 36, 37)},
        {n: [] for n in (7, 8, 22, 23, 34, 35, 36, 37)}),
    "the fair of 2019 is not counted as held": (lambda: milestone(17, "messe").occurrences, ()),
    "no source says whether the two reviews of 7, 22, 23 and 38 have money": (
        lambda: {n: measure(n).funding.decision for n in (7, 22, 23, 38)},
        dict.fromkeys((7, 22, 23, 38), "unknown")),
    "27: HØP does not tie the money of 9.6 to those with a history of violence": (lambda: measure(27).funding, None),
    "ten million kroner, of no budget and no year (2.5.2)": (
        lambda: [(a.kind, a.kroner, a.year) for a in measure(25).funding.amounts], [("granted", 10_000_000, None)]),
    # --- by when
    "the plan says every year of the LAR overview, and not from when": (
        lambda: (due(11, "lar-oversikt"), milestone(11, "lar-oversikt").unconfirmed), ("2020-01-01/2020-12-31", ("due",))),
    "nor of the fair": (lambda: milestone(17, "messe").unconfirmed, ("due",)),
    "BrukerPlan: the latest one is of November 2018 (1.1, 1.5.6)": (
        lambda: (due(11, "brukerplan"), milestone(11, "brukerplan").source.place), ("2020-01-01/2020-12-31", "1.1, 1.5.6, 2.2.4")),
    "15: spring 2019 (2.2.2)": (
        lambda: (milestone(15, "kontaktpersoner").due.precision, due(15, "kontaktpersoner")), ("spring", "2019-01-01/2019-06-30")),
    "1: HØP 9.10 gives a new year and no source the first one": (
        lambda: (due(1, "program-ferdig"), milestone(1, "program-ferdig").baseline, milestone(1, "program-ferdig").moved[0].reason),
        ("2021-01-01/2021-12-31", None, "pandemic")),
    "14: the plan said 2020 (2.2.2), HØP 9.10 says 2021 and no reason": (
        lambda: (str(milestone(14, "mo-ung").baseline), due(14, "mo-ung"), milestone(14, "mo-ung").moved[0].reason),
        ("2020-01-01/2020-12-31", "2021-01-01/2021-12-31", "")),
    "20 and 26: decisions in 2021 (HØP 9.14)": (
        lambda: [due(n, "beslutning") for n in (20, 26)], ["2021-01-01/2021-12-31"] * 2),
    "3: the council named a template and a gathering, without a date (2.1.4)": (
        lambda: [due(3, id) for id in ("mal", "dialogsamling")], ["", ""]),
    "18: an evaluation when the project is over, which is no date (2.3.4)": (lambda: due(18, "vurdering"), ""),
    "5: nobody tells when the days for staff were or will be": (lambda: due(5, "fagdager"), ""),
    "37: 31 August is a day (2.6.4)": (lambda: milestone(37, "markering").due.is_day, True),
}  # fmt: skip


@pytest.mark.parametrize("fact", VALUES)
def test_the_files_hold_the_fact(fact):
    value, expected = VALUES[fact]
    assert value() == expected


# What a text says that it once left out, and what it once said and no source does.
TEXTS: dict[str, tuple[Callable[[], str], tuple[str, ...], tuple[str, ...]]] = {
    # --- the plan as a whole
    "goal 2: free of drugs is the council's word (1.1)": (
        lambda: plan().goals[1].text, ("rusfrie",), ("ut av rusen",)),
    "resolution 1: goals, 1.9, 2.2.2 and ten measures (annex)": (
        lambda: point(1).text, ("målene", "1.9", "ideelle", "2.2.2", "2, 3, 6, 7, 11, 14, 15, 16, 19 og 38"), ()),
    "resolution 4: further measures, that work as one service": (
        lambda: point(4).text, ("flere tiltak", "virker som én samlet tjeneste"), ()),
    "resolution 3: what is missing among the sources is told with the silence": (
        lambda: point(3).follow_up[0].note, ("Budsjettabellene er ikke blant kildene", "Housing First", "2020–2023"), ()),
    "2.2.1: also those of 16 to 18 years": (lambda: plan().summary, ("mellom 16 og 18 år",), ()),
    "2.3.3: taking part in society": (lambda: plan().focus_area("inkludering").goal, ("deltakelse i samfunnet",), ("aktivt liv",)),
    "events that the documents tell of (2.5.1, 1.1.2; yearly report; HØP 9.1, 9.2, 9.10, 9.12)": (
        lambda: " ".join(e.note for e in plan().events),
        ("felles med planen for psykisk helsearbeid", "samme styringsgruppe", "Stavanger Boligbygg", "Nye Stavanger ble etablert",
         "K46 ble en avdeling", "Pandemien", "blir avviklet", "bostedsløse har økt", "nedgang fra 2010 til 2016"), ()),
    "what the documents disagree about": (
        lambda: " ".join(c.about for c in plan().conflicts),
        ("senteret for unge (tiltak 14)", "dør av overdose", "tabell 1", "bofellesskap", "nye bofellesskap",
         "bostedsløsheten", "plan mot overdoser", "Hvem senteret for unge er for", "Teksten i tiltak 7", "følger opp revisjonen",
         "opplæringen i recovery"), ()),
    "the plan of 2016–2017 against overdoses came before it too (1.1)": (
        lambda: plan().predecessor.note, ("overdoser for 2016–2017",), ()),
    "what was our choice": (
        lambda: " ".join(plan().choices),
        ("Rytmen", "Tolv måneder", "Fasen", "Hva som regnes som status", "Datoen for det planen selv forteller",
         "Ansvarlig, medvirkende og type", "Fristen for det som gjøres hvert år", "Tiltak som henger sammen", "Tall som ikke er tatt med"), ()),
    "what was looked for and not found": (
        lambda: " ".join(plan().not_found),
        ("saksnummer for vedtaket", "2020–2023", "Årsrapporten for 2020", "2021, 2022 og 2023", "legemiddelassistert", "adresse på nettet"), ()),
    "3 and 20 speak of the audit as the plan does": (
        lambda: plan().document("revisjon-2018").note, ("tiltak 3 og 20",), ()),
    "HØP: what gives its two months": (lambda: plan().document("hop-2021").note, ("har ingen dato", "9.11", "9.16", "foreslår"), ()),
    "1.7 names numbers of an earlier version": (lambda: plan().document("plan").note, ("20, 24 og 25", "2.5.3"), ()),
    # --- units
    "another municipality, another council (resolution 4)": (
        lambda: real().units["kommunestyret"].note, ("et annet organ", "Bystyret vedtok planen"), ()),
    "also private ones with an agreement (1.8)": (
        lambda: real().units["spesialisthelsetjenesten"].note, ("private ideelle", "Helse Vest"), ()),
    # --- the measures
    "1: all services, not all people (2.1.4)": (
        lambda: measure(1).title, ("for virksomheter innen rus og psykisk helse",), ("alle som arbeider",)),
    "1: leaders follow up together with colleagues with experience (2.1.2)": (
        lambda: measure(1).summary, ("sammen med medarbeidere som har egen erfaring",), ()),
    "2: the group sets limits and requirements (2.1.4)": (
        lambda: measure(2).summary, ("rammene", "kravene"), ("bli enig om",)),
    "3: CosDoc+ is late, and is not the template (HØP 9.5)": (lambda: notes(3), ("CosDoc+ er utsatt", "sier ikke om det gjelder malen"), ()),
    "4: trauma is promised, and tied to no plan of competence (2.1.1)": (
        lambda: measure(4).summary, ("Handlingsplanen varsler også", "knytter den ikke til"), ("Planen peker blant annet",)),
    "5: HØP 9.2 makes it easier for more next of kin": (
        lambda: notes(5), ("legge til rette for at flere pårørende", "sjekklister"), ("må gi flere", "Det er et annet arbeid")),
    "5: the days are shared (1.3.5)": (lambda: milestone(5, "fagdager").note, ("utviklingshemming",), ()),
    "6: coordinated in 2020 and into 2021, and no longer that anybody says (HØP 9.3)": (
        lambda: notes(6), ("sluttet seg til", "2020 og inn i 2021", "sier ikke om det varer"), ("varig",)),
    "7: the case (2.2.4), and who thinks what (2.2.2)": (
        lambda: measure(7).summary, ("sak 43/18", "siden 2016", "Planen regner det som"), ("Evaluering viser at det når unge som trenger oppfølging, og trolig",)),
    "8: from 2020 has two readings (2.2.2)": (
        lambda: milestone(8, "ordinaer-drift").note, ("opphører fra 2020", "1. januar 2020", "ingen skal regnes som sen"), ()),
    "12: can be hard to find housing for (HØP 9.2)": (
        lambda: notes(12), ("kan være vanskelig", "kjøper mer heldøgns omsorg"), ("som det er vanskelig",)),
    "13: what is decided when (HØP 9.14)": (lambda: notes(13), ("i slutten av 2020", "første kvartal 2021"), ()),
    "14: two bodies, and work towards (2.2.2, yearly report)": (
        lambda: notes(14), ("vedtok i januar 2019 et arbeid som skal gjøre", "sak 26/19", "er tenkt til stede", "Det er også vedtatt et senter for voksne", "en del av tjenestene i Rehabiliteringsseksjonen", "Målet er at det er ferdig"),
        ("starte omgjøringen", "skal være ferdig", "skal være til stede")),
    "15: what the plan says, not what was left (2.2.2)": (
        lambda: notes(15), ("skal de sette sammen felles team", "skal være på plass den våren"), ("gjensto",)),
    "15: for one agreement (2.2.2)": (lambda: caveat(15), ("bare for avtalen med brannvesenet",), ()),
    "16: many, not most (2.3.2)": (lambda: measure(16).summary, ("Mange av",), ("De fleste",)),
    "16: Veiviserprosjektet, and the needs (2.3.1, 2.3.2)": (
        lambda: notes(16) + caveat(16), ("Veiviserprosjektet", "noe over 80", "behovet hos brukerne"), ()),
    "17: the fair may be another (yearly report)": (
        lambda: notes(17), ("Fyll dagene", "sier ikke at messen følger opp", "eller at frivillige organisasjoner og brukere var der"), ()),
    "21: the occupancy of 2017 (2.4.2)": (lambda: measure(21).summary, ("2017", "variert"), ("ledige", "i perioder")),
    "23: considered, not decided; case 95/17 (2.4.2, 2.4.4)": (
        lambda: measure(23).title + caveat(23), ("Mulig", "sak 95/17"), ()),
    "38: considered, not decided (2.6.4)": (lambda: measure(38).title, ("Mulig",), ()),
    "25: prioritised, and no word of a beginning (HØP 9.1)": (lambda: notes(25), ("blir prioritert", "sier ikke når det begynte"), ()),
    "26: the OBS team was evaluated, a doctor comes in 2021 (HØP 9.14)": (
        lambda: notes(26), ("evaluering av sju oppsøkende team", "legeundersøkelser"), ()),
    "26: the plan will look at it (2.5.2)": (lambda: measure(26).summary, ("vil også se på",), ("De skal lære",)),
    "27: money is proposed, and whom Småhusene takes (HØP 9.6; plan 2.4.1)": (
        lambda: notes(27), ("foreslår penger", "Småhusene", "utagerende", "sier ikke noe om brukere med voldshistorie"), ()),
    "28: why satellites are something else (HØP 9.6)": (lambda: notes(28), ("satellittleiligheter", "et annet tilbud"), ()),
    "31: one thing, two words (2.6.2)": (
        lambda: measure(31).summary, ("hjerte- og lungeredning, det som kalles kameratredning",), ("og informasjon om kameratredning",)),
    "31: the yearly report is why the owner is proposed": (lambda: caveat(31), ("årsrapporten for 2019", "Ingen av kildene sier"), ()),
    "32: so too": (lambda: caveat(32), ("Typen er et forslag", "årsrapporten for 2019"), ()),
    "33: so too": (lambda: caveat(33), ("årsrapporten for 2019",), ()),
    "35: can lead to it (2.6.2)": (lambda: measure(35).summary, ("kan føre til",), ()),
    "35: the prison and Stasjonen (2.6.1); legevakten (HØP 9.18)": (
        lambda: notes(35) + caveat(35), ("Stavanger fengsel har tatt i bruk", "Stasjonen gir de innsatte", "9.18"), ()),
    "36: particularly, not most (2.6.2)": (lambda: measure(36).summary, ("særlig sårbare",), ("mest",)),
    "37: held every year, nothing says that it was dropped (2.6.2)": (
        lambda: notes(37), ("hvert år arrangerer", "ingenting tyder på at de er falt bort"), ()),
}  # fmt: skip


@pytest.mark.parametrize("fact", TEXTS)
def test_the_text_says_what_the_document_does(fact):
    text, says, never = TEXTS[fact]
    shown = text()
    assert [part for part in says if part not in shown] == []
    assert [part for part in never if part in shown] == []


def test_goals_are_told_as_goals_and_not_as_results():
    assert [a.goal for a in plan().focus_areas if not re.search(r"\bskal\b", a.goal)] == []


def test_what_a_reader_must_know_stands_in_no_comment():
    """The first line of a file names its schema; the file of the units says how it is used."""
    comments = {
        path.name: [line for line in path.read_text("utf-8").splitlines()[1:] if line.lstrip().startswith("#")]
        for path in (*ROOT.glob("measures/rus-2019/*.yml"), *ROOT.glob("plans/rus-2019/**/*.yml"))
        if "closed" not in path.parts
    }  # fmt: skip
    assert len(comments) > 38
    assert {name: lines for name, lines in comments.items() if lines} == {}


# Measures that a source names together, or that a document treats as one.
TOGETHER = [
    (35, 12),
    (35, 13),
    (29, 19),
    (4, 1),
    (4, 30),
    (4, 33),
    (21, 12),
    (21, 27),
    (20, 26),
    (25, 28),
    (3, 35),
]


@pytest.mark.parametrize(("number", "other"), TOGETHER)
def test_measures_that_hang_together_are_linked(number, other):
    assert f"rus-2019/{other}" in measure(number).related


def verdicts_from(first: date, last: date) -> dict[date, dict[int, str]]:
    """The verdict of each measure as days go by, as if we had followed the plan to its end."""
    followed_on = replace(plan(), followed_through=None)
    days = [first + timedelta(days=n) for n in range(0, (last - first).days, 9)]
    return {
        day: {int(str(j.measure.number)): j.verdict.value for j in summarise(followed_on, day).judgements}
        for day in days
    }  # fmt: skip


@pytest.mark.slow
def test_nobody_is_late_on_any_day_for_no_source_says_so():
    verdicts = verdicts_from(plan().start, plan().end)
    assert [(day, of) for day, of in verdicts.items() if "delayed" in of.values()] == []
    after_spring = (of for day, of in verdicts.items() if day > date(2019, 6, 30))
    assert {of[15] for of in after_spring} == {"deadline_passed"}


def test_what_is_known_of_a_year_ages_from_its_beginning_and_hangs_on_no_single_day():
    around = verdicts_from(date(2020, 11, 15), date(2021, 2, 15))
    assert {by[n] for by in around.values() for n in (31, 32, 33)} == {"missing_report"}
    assert {by[n] for by in around.values() for n in (1, 13, 14, 18, 20, 26)} == {"in_progress"}


def test_a_milestone_in_the_data_names_the_document_that_says_when_it_is_due_now():
    summary, course = summarise(plan(), LAST_DAY), development(plan(), LAST_DAY)
    (table,) = (
        f for f in datasets(real(), summary, course, words()) if f.name.endswith("milestones.csv")
    )
    rows = {(row["number"], row["milestone"]): row
            for row in csv.DictReader(StringIO(table.content.decode("utf-8-sig")), delimiter=";")}  # fmt: skip
    moved = rows["14", "mo-ung"]
    assert (moved["due"], moved["precision"]) == ("2021-12-31", "year")
    assert (moved["source_document"], moved["source_place"]) == ("hop-2021", "9.10")
    undated = rows["5", "fagdager"]
    assert (undated["due"], undated["precision"]) == ("", "")


def test_no_decision_without_a_deadline_in_a_source_has_one():
    assert {d.id: str(d.due) for d in plan().decisions if d.due} == {
        "felles-plan": "2020-01-01/2021-12-31",  # HØP 9.6
        "organisering-av-rustjenesten": "2023-01-01/2023-12-31",  # in the plan period, 1.7
        "tiltak-for-de-yngste": "2019-01-01/2019-12-31",  # 1.1, 2.2.1
        "traumeopplaering": "2023-01-01/2023-12-31",  # the same, 2.1.1
    }
