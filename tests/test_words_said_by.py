"""Nothing that was read out of a document is called reported, on any page or in any report."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from tests.everywhere import everything
from tests.trees import texts_of_the_plan
from tiltak.judge.summary import reported_periods
from tiltak.model.plan import Portfolio
from tiltak.past.report import report
from tiltak.read import load
from tiltak.reports import markdown
from tiltak.reports.document import document
from tiltak.reports.writers import WRITERS
from tiltak.site.pages.over_time import promise_rows
from tiltak.site.view import Site
from tiltak.words.language import words

ROOT = Path(__file__).parents[1]
SAY = words()
TODAY = date(2021, 2, 15)
# Says that somebody reported something. That nobody has is another matter («ingen har meldt»).
REPORTED = re.compile(
    r"(?<!ikke )(?<!har )[Mm]eldt (som|av den|for\b|status|\d|ca\.)|[Ss]ist rapportert|meldte"
)

TAG = re.compile("<[^>]*>")


@cache
def real() -> Portfolio:
    return load.load(texts_of_the_plan()).portfolio


@cache
def real_texts() -> dict[str, str]:
    return all_texts(real())


def all_texts(portfolio: Portfolio) -> dict[str, str]:
    """Every page and report of a plan as a reader sees them, by what they are called."""
    plan = portfolio.plans[0]
    texts = {
        name: TAG.sub("", text) for name, text in everything(portfolio, "2020-Q4", TODAY).items()
    }
    for period in reported_periods(plan, TODAY):
        for short in (False, True):
            made = document(report(portfolio, plan, period, TODAY), SAY, short=short)
            texts[f"{period}{' short' if short else ''}"] = markdown.markdown(made)
    return texts


def test_every_status_of_the_plan_was_read_and_names_where():
    entries = [e for m in real().plans[0].measures for e in m.entries]
    assert entries
    assert {(e.said_by, bool(e.source)) for e in entries} == {("document", True)}


@pytest.mark.slow
def test_what_was_read_is_nowhere_called_reported():
    said = {
        name: [shown[max(0, m.start() - 60) : m.end() + 30] for m in REPORTED.finditer(shown)]
        for name, shown in real_texts().items()
        if name != "aapne-data"  # the names of fields and values, of any plan
    }
    assert {name: phrases for name, phrases in said.items() if phrases} == {}


@pytest.mark.slow
def test_a_deadline_that_nobody_speaks_of_is_gone_and_not_late():
    texts = "\n".join(real_texts().values())
    assert "gått ut uten svar" in texts.lower()
    assert not re.findall(r".{40}gått ut for \d+ dag\w* siden og ikke holdt", texts, re.IGNORECASE)


@pytest.mark.slow
def test_work_that_goes_on_has_been_hindered_and_does_not_go_on_because_of_it():
    texts = "\n".join(real_texts().values())
    assert "pågår. Dette har hindret arbeidet: pandemi." in texts
    assert "pågår. Årsak" not in texts


@pytest.mark.slow
def test_what_may_be_older_is_not_told_as_the_news_of_a_quarter():
    texts = real_texts()
    assert "Dette er endret siden" not in texts["2020-Q4"]
    assert "Dette kan være endret siden 30. september 2020, eller før:" in texts["2020-Q4"]
    assert "Kan være endret siden 30. september 2020, eller før" in texts["index"]
    assert (
        "forskjellen fra det som var kjent 30. september 2020. Alt som er nytt, kan ha skjedd før."
        in texts["index"]
    )
    for name in ("rus-2019/sammenlign/2020-Q3/2020-Q4", "rus-2019/per/2020-Q4/index"):
        before_the_numbers = texts[name].partition("Slik står det til")[0].partition("Tallene")[0]
        assert "Alt som er nytt, kan ha skjedd før." in before_the_numbers, name
    assert "hørt fra 0 av 38 tiltak" in texts["index"]
    assert "Åtte tiltak er omtalt i runden eller i tiden før den." in texts["index"]
    assert "Endring fra runden før: ±0." in texts["index"]
    assert "I runden eller før den (september–oktober 2020)" in texts["rus-2019/tiltak/1"]


@pytest.mark.slow
def test_a_count_of_deadlines_says_how_many_of_them_are_our_own_proposal():
    assert (
        "er ikke brutt før dagen er over. Tre av fristene er bare foreslått."
        in real_texts()["2020-Q4"]
    )


@pytest.mark.slow
def test_the_front_page_denies_no_delay_that_a_source_tells_of():
    front = real_texts()["index"]
    assert re.search(r"på vent\. Men \w+ frister er flyttet siden vedtaket\.", front)


@pytest.mark.slow
def test_the_law_would_see_it():
    plan = real().plans[0]
    reported = tuple(
        replace(m, entries=tuple(replace(e, said_by="owner") for e in m.entries))
        for m in plan.measures
    )
    texts = all_texts(replace(real(), plans=(replace(plan, measures=reported),)))
    said = {name for name, text in texts.items() if REPORTED.search(text)}
    assert {f"report.{form}" for form in WRITERS} - {"json", "csv"} <= said
    assert {"rus-2019/tiltak/14", "2020-Q4", "data/rus-2019/changes.xml", "terminal"} <= said


@pytest.mark.parametrize(
    ("said_by", "begins"),
    [("document", "Lest ut av "), ("assessor", "Vurdert i "), ("owner", "Meldt for ")],
)
def test_a_sentence_says_whose_word_it_is(said_by, begins):
    plan = real().plans[0]
    (entry, *_) = plan.measures[0].entries
    sentence = SAY.entry(replace(entry, said_by=said_by), plan)
    assert sentence.startswith(begins)
    assert (plan.documents[0].title in sentence or "2021" in sentence) or said_by == "owner"


def test_every_measure_has_a_promise_on_the_page_of_promises_and_the_kept_one_is_kept():
    view = Site(real(), TODAY, SAY).views[0]
    rows = list(promise_rows(view))
    assert {row.measure.number for row in rows} == {m.number for m in view.plan.measures}
    (kept,) = (row for row in rows if row.outcome == "holdt")
    assert (str(kept.measure.number), kept.sources[0].document) == ("6", "hop-2021")
    ahead = {str(row.measure.number) for row in rows if row.outcome == "ikke-forfalt"}
    last_day = {str(row.measure.number) for row in rows if row.outcome == "gar-ut"}
    assert {"3", "20", "26"} <= ahead
    assert "8" in last_day  # of 2020, on the day to which the plan was followed
    # The two that were moved are told as moved, and not once more.
    assert [str(r.measure.number) for r in rows].count("1") == 1


@pytest.mark.slow
def test_a_document_says_what_rests_on_it_though_no_measure_does():
    page = real_texts()["rus-2019/om-dataene"]
    _, _, audit = page.partition("det er eldre enn planen og sier ikke noe om status")
    assert "Vedtak og funn som bygger på dokumentet: Ordningen med bestiller og utfører" in audit
    assert "Tall fra dokumentet:" in audit
    assert "Ingen opplysninger her er hentet fra dokumentet" not in page


@pytest.mark.slow
def test_the_page_of_the_data_shows_both_sides_our_choices_and_what_was_not_found():
    plan, page = real().plans[0], " ".join(unescape(real_texts()["rus-2019/om-dataene"]).split())
    sides = [side.text.strip() for conflict in plan.conflicts for side in conflict.sides]
    assert len(sides) > 20
    for text in (*sides, *plan.not_found, *(choice.replace("**", "") for choice in plan.choices)):
        assert text in page
    assert page.count("Ingen adresse på nettet er kjent.") == len(plan.documents) == 4


@pytest.mark.slow
def test_no_proposal_is_marked_twice_in_one_breath():
    assert not [uri for uri, text in real_texts().items() if "(foreslått) (" in text or "(foreslått))" in text]  # fmt: skip
