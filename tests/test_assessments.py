"""What others say stands beside what the owner says: neither is changed by the other, and a difference is told."""

from __future__ import annotations

from csv import DictReader
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest

from tests.trees import plan
from tiltak.judge.summary import Summary, summarise
from tiltak.model.periods import period
from tiltak.model.plan import Portfolio
from tiltak.past.changes import changes
from tiltak.past.promises import Broken
from tiltak.past.report import report
from tiltak.read.load import load
from tiltak.reports.csv import csv
from tiltak.reports.document import document
from tiltak.reports.markdown import markdown
from tiltak.reports.xlsx import xlsx
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words.assessments import OF_MEASURE, otherwise
from tiltak.words.changes import change_sentence
from tiltak.words.language import words

SAY = words()
HEAD = "number: 1\ntitle: Et eksempel\nfocus_area: bolig\nkind: establish\nowner: helsehuset\n"
SAID = "status: [{date: 2020-06-30, phase: completed, note: Gjort.}]\n"
ASSESSED = """assessments:
  - date: 2020-09-01
    assessor: bystyret
    verdict: unverifiable
    note: Ingen har talt.
    reply: {date: 2020-11-01, note: Vi teller nå.}
"""
DECISION = """#: plans/rus/decisions/samle.yml
title: Samle tjenestene
kind: audit
body: bystyret
text: Samle dem.
entries: [{date: 2019-09-01, state: done, note: Samlet.}]
assessments: [{date: 2020-09-01, assessor: bystyret, verdict: partly, source: arsrapport-2020#4}]
"""
BEFORE_IT, BEFORE_REPLY, AFTER = date(2020, 8, 31), date(2020, 10, 31), date(2020, 12, 31)


def portfolio(text: str) -> Portfolio:
    loaded = load(plan(HEAD + text))
    assert not loaded.problems, loaded.problems
    return loaded.portfolio


def summary(text: str, day: date) -> Summary:
    return summarise(portfolio(text).plans[0], day)


@pytest.mark.parametrize("verdict", ["unverifiable", "lapsed", "stopped", "not_started"])
def test_an_assessment_changes_nothing_that_is_reckoned(verdict):
    without, assessed = (
        summary(SAID + more, AFTER) for more in ("", ASSESSED.replace("unverifiable", verdict))
    )
    assert assessed.counts == without.counts
    assert assessed.heard == without.heard
    (plain, *_), (judged, *_) = without.judgements, assessed.judgements
    measure = replace(judged.measure, assessments=())
    assert replace(judged, measure=measure, in_file=plain.in_file) == plain
    assert judged.verdict == plain.verdict


def test_the_assessment_and_the_reply_are_there_from_their_days_on():
    of = {
        day: summary(SAID + ASSESSED, day).judgements[0] for day in (BEFORE_IT, BEFORE_REPLY, AFTER)
    }
    assert of[BEFORE_IT].measure.assessments == ()
    assert of[BEFORE_REPLY].measure.assessments[0].reply is None
    assert of[AFTER].measure.assessments[0].reply
    assert [bool(judged.assessed_otherwise) for judged in of.values()] == [False, True, True]


def test_who_agrees_in_the_end_is_not_told_of_and_stands_all_the_same():
    agreed = "  - {date: 2020-03-01, assessor: bystyret, verdict: lapsed, note: Nei.}\n"
    newest = ASSESSED.replace("unverifiable", "completed") + agreed
    judged = summary(SAID + newest, AFTER).judgements[0]
    assert judged.assessed_otherwise == ()
    assert len(judged.measure.assessments) == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (SAID, "Vurdert av Bystyret for 1. september 2020: kan ikke etterprøves. Sist sagt om arbeidet: fullført."),
        ("status: []\n", "Vurdert av Bystyret for 1. september 2020: kan ikke etterprøves. Ingen andre har sagt hvor langt arbeidet er kommet."),
    ],
)  # fmt: skip
def test_a_difference_is_said_with_both_sides(said, sentence):
    there = portfolio(said + ASSESSED)
    judged = summarise(there.plans[0], AFTER).judgements[0]
    assert otherwise(judged.assessed_otherwise, judged.phase, OF_MEASURE, there, SAY) == sentence


def test_both_sides_stand_on_the_page_the_front_page_and_in_the_report():
    there = portfolio(SAID + ASSESSED + DECISION)
    bodies = {page.uri: page.body() for page in all_pages(Site(there, AFTER, SAY))}
    front = next(
        body for uri, body in bodies.items() if uri.endswith("index") and "vurdert" in body
    )
    the_plan = there.plans[0]
    numbers = report(there, the_plan, period("2020-Q4"), AFTER, "", Broken((), ()))
    written = markdown(document(numbers, SAY))
    own, others, reply = "Gjort.", "Ingen har talt.", "Vi teller nå."
    assert all(text in bodies["rus/tiltak/1"] for text in (own, others, reply, "fullført"))
    assert "Ett tiltak er vurdert annerledes av andre" in front
    assert "kan ikke etterprøves" in front
    assert "Delvis fulgt opp".lower() in bodies["rus/vedtak"]
    assert "Den ansvarlige har ikke svart." in bodies["rus/vedtak"]
    assert all(text in written for text in (others, reply, "Vurdert annerledes av andre", "delvis fulgt opp"))  # fmt: skip


def test_both_sides_stand_in_the_workbook_and_the_assessment_in_the_csv():
    there = portfolio(SAID + ASSESSED)
    numbers = report(there, there.plans[0], period("2020-Q4"), AFTER, "", Broken((), ()))
    made = document(numbers, SAY)
    (_, row) = openpyxl.load_workbook(BytesIO(xlsx(made)))["Vurderinger"].values
    assert row[2] == "Bystyret"
    assert {"Kan ikke etterprøves", "Ingen har talt.", "Vi teller nå."} <= set(row)
    line = next(DictReader(StringIO(csv(made).removeprefix("\ufeff")), delimiter=";"))
    assert line["assessments"] == "Vurdert av Bystyret for 1. september 2020: kan ikke etterprøves."


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        ("", ASSESSED, ["Ny vurdering. Vurdert av Bystyret for 1. september 2020: kan ikke etterprøves."]),
        (ASSESSED, "", ["En vurdering er tatt bort. Den sa: Vurdert av Bystyret for 1. september 2020: kan ikke etterprøves."]),
        (ASSESSED, ASSESSED.replace("unverifiable", "lapsed"), ["Vurderingen fra Bystyret for 1. september 2020 er endret fra «kan ikke etterprøves» til «gjelder ikke lenger»."]),
        (ASSESSED.rpartition("    reply")[0], ASSESSED, ["Den ansvarlige har svart på vurderingen fra Bystyret for 1. september 2020."]),
        (ASSESSED, ASSESSED.replace("talt", "målt"), ["Det er endret hva vurderingen fra Bystyret for 1. september 2020 bygger på."]),
    ],
)  # fmt: skip
def test_what_has_changed_is_told(before, after, sentences):
    there = portfolio(SAID + after)
    told = changes(summary(SAID + before, AFTER), summarise(there.plans[0], AFTER))
    assert [change_sentence(c, there, there.plans[0], SAY) for c in told.items] == sentences
