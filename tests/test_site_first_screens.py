"""What stands first on a page: how it goes, what is left, and in which edition it is cited."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html import unescape

from tests.reportplan import real
from tests.trees import base, tree
from tiltak.judge.summary import summarise
from tiltak.model.plan import Portfolio
from tiltak.read import load
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words.language import words
from tiltak.words.measures import reached_and_left

TODAY = date(2021, 2, 15)
MEASURE = """\
number: 1
title: Et eksempel
focus_area: tidlig-innsats
kind: establish
owner: helsehuset
status: [{date: 2020-12-31, phase: in_progress, source: plan}]
milestones:
  - {id: plan, title: Planen er klar, baseline: 2020-06-30, due: 2020-06-30, done: 2020-06-12}
  - {id: hus, title: Huset er bygd, baseline: 2021-12-31, due: 2022-06-30, moved: [{date: 2020-11-01, from: 2021-12-31, reason: funding}]}
"""


@cache
def pages_of_one() -> dict[str, str]:
    texts = base() | tree(MEASURE)
    return said(load.load(texts).portfolio, rev="f" * 40)


@cache
def pages_of_the_plan() -> dict[str, str]:
    return said(real())


def said(portfolio: Portfolio, rev: str = "") -> dict[str, str]:
    """The words of the pages that this file asks about, by address."""
    site = Site(portfolio, TODAY, words(), rev=rev, recorded_on=TODAY if rev else None)
    wanted = re.compile(
        r"\w[\w-]+/(tiltak(/(1|3|37))?|enheter/helsehuset|omraader/bolig|vedtak|per/2020-Q4/index)"
    )
    return {p.uri: plain(p.body()) for p in all_pages(site) if wanted.fullmatch(p.uri)}


def plain(html: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def test_a_measure_says_first_what_is_done_and_what_is_left():
    first = pages_of_one()["rus/tiltak/1"].partition("Hvorfor denne statusen?")[0]
    assert "Gjort Planen er klar: nådd 12. juni 2020" in first
    assert re.search(r"Gjenstår Huset er bygd: 30\. juni 2022, .*utsatt", first)
    assert "Hørt fra Ja" in first


def test_what_nobody_has_told_of_is_not_said_to_be_left():
    first = pages_of_the_plan()["rus-2019/tiltak/3"].partition("Hvorfor denne statusen?")[0]
    assert "Ingen har fortalt hvordan det går." in first
    assert "Ikke meldt nådd En enklere mal for individuell plan i CosDoc" in first
    assert "Gjenstår" not in first


def test_what_the_verdict_rests_on_is_not_told_a_second_time():
    """The sentence says which deadline passed; how many did stands among the facts."""
    plan, say = real().plans[0], words()
    for judged in summarise(plan, TODAY).judgements:
        resting_on = judged.verdict.milestone
        _, left = reached_and_left(judged)
        assert resting_on not in left
        counting = [m for m in judged.milestones if m.state not in ("done", "no_longer_counts")]
        assert len(left) == len(counting) - (resting_on is not None)
        if resting_on:
            assert resting_on.milestone.title in say.why(judged, plan)
    first = pages_of_the_plan()["rus-2019/tiltak/37"].partition("Hvorfor denne statusen?")[0]
    assert first.count("Markering 31. august") == 1
    assert "Frister To gått ut uten svar" in first


def test_a_table_names_its_sources_by_their_short_names_and_says_the_whole_ones():
    plan, say = real().plans[0], words()
    short = [document.short_title for document in plan.documents]
    assert all(short)
    assert len({*short}) == len(short)
    site = Site(real(), TODAY, say)
    (body,) = [p.body() for p in all_pages(site) if p.uri == "rus-2019/loftene"]
    names = re.findall(r'class="t-source"[^>]* title="([^"]+)">([^<]+)<', body)
    assert names
    assert {unescape(name).partition(",")[0] for _, name in names} <= {*short}
    assert {unescape(name).split(", ")[0] for name, _ in names} <= {
        document.title.split(", ")[0] for document in plan.documents
    }


def test_a_unit_says_first_how_its_measures_stand():
    assert (
        "Helsehuset Det ene tiltaket pågår. Ansvarlig for"
        in pages_of_one()["rus/enheter/helsehuset"]
    )


def test_a_focus_area_says_by_which_names_it_is_called_elsewhere():
    page = pages_of_the_plan()["rus-2019/omraader/bolig"]
    assert page.startswith("Innsatsområde · i listene: «Bolig» Hjelp til å bo")
    assert "I planen heter området «Oppfølging i bolig»." in page


def test_the_decisions_say_first_how_many_are_followed_up():
    first, _, rest = pages_of_the_plan()["rus-2019/vedtak"].partition(" Vedtak ")
    told = dict(re.findall(r"([A-ZÆØÅ][^\d.]*) (\d+)", first))
    assert told
    for state, number in told.items():
        assert rest.count(f"Oppfølging: {state}") == int(number), state


def test_the_front_page_says_how_deadlines_and_hearing_changed():
    portfolio = load.load(base() | tree(MEASURE)).portfolio

    def front(day: date) -> str:
        pages = all_pages(Site(portfolio, day, words()))
        return next(plain(page.body()) for page in pages if page.uri == "index")

    assert "Én nådd, én ikke gått ut ennå. Endring: nådd +1, ikke gått ut ennå −1." in front(
        date(2020, 7, 15)
    )
    assert "Endring fra runden før: +2." in front(TODAY)


def test_a_past_period_says_first_what_happened_and_what_must_be_decided():
    first = pages_of_the_plan()["rus-2019/per/2020-Q4/index"].partition("Slik står det til")[0]
    assert re.search(
        r"Hva skjedde Nytt om \w+ tiltak \. Alt som er nytt, kan ha skjedd før\. Må", first
    )
    assert re.search(
        r"Må avgjøres eller avklares For \w+ tiltak viser ingen kilde om det er bevilget penger",
        first,
    )


def test_that_news_may_be_older_stands_once():
    assert pages_of_the_plan()["rus-2019/per/2020-Q4/index"].count("kan ha skjedd før") == 1


def test_a_list_names_what_a_yes_is_about():
    site = Site(load.load(base() | tree(MEASURE)).portfolio, TODAY, words())
    (body,) = [p.body() for p in all_pages(site) if p.uri == "rus/tiltak"]
    assert re.search(r'data-label="Hørt fra">Ja<', body)


def test_an_edition_without_a_host_is_cited_by_its_whole_name_and_its_file():
    page = pages_of_one()["rus/tiltak/1"]
    assert f"{'f' * 40} measures/rus/01-eksempel.yml" in page
    assert "git show" not in page
    assert "Uten fast adresse Siter teksten over: den sier hvilken plan og hvilken dag" in page
    assert "Uten fast adresse" in pages_of_the_plan()["rus-2019/tiltak/1"]  # no edition either
