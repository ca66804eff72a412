"""The page about accessibility says what the result says, and no more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.browser.outcomes import TOPIC, Outcomes
from tests.reportplan import PLAN, TODAY, harbour
from tiltak.site import accessibility
from tiltak.site.accessibility import Result, TopicOutcome, fingerprint
from tiltak.site.pages.about import accessibility_page
from tiltak.site.pages.page import footer_of
from tiltak.site.view import Site
from tiltak.words.language import words
from tiltak.words.languages import LANGUAGES

ROOT = Path(__file__).parents[1]
GOOD = Result(
    day=date(2021, 3, 1),
    version="9.8.7",
    look=fingerprint(),
    tools=("axe-core 1.2.3", "html-validate 4.5.6"),
    rules=("wcag2a", "wcag22aa"),
    kinds=11,
    widths=(320, 1280),
    outcomes=(TopicOutcome("axe", 22), TopicOutcome("keyboard", 1)),
)


def text(tested: Result | None, language: str = "nb", plan: str = PLAN, repo_url: str = "") -> str:
    site = Site(harbour(plan), TODAY, words(language), repo_url=repo_url, tested=tested)
    assert site.view
    body = accessibility_page(site.view).body()
    return re.sub(r"\s+", " ", body)


def test_a_good_result_is_told_with_its_day_and_tools():
    page = text(GOOD)
    assert "Testet 1. mars 2021: Alle de 23 testene besto." in page
    assert "Alle 22 besto" in page
    assert "Én test besto" in page
    assert "axe-core 1.2.3 og html-validate 4.5.6" in page
    assert "Tiltak 9.8.7" in page
    assert "<code>wcag22aa</code>" in page
    assert "Sidene er endret" not in page


def test_a_failure_and_a_test_that_was_not_run_are_told():
    bad = replace(GOOD, outcomes=(TopicOutcome("axe", 20, 2), TopicOutcome("keyboard", 0, 0, 3)))
    page = text(bad)
    assert "20 av 25 tester besto, 2 feilet, og 3 ble ikke kjørt." in page
    assert "<strong>2 av 22 feilet</strong>" in page
    assert "<strong>3 av 3 ble ikke kjørt</strong>" in page
    assert "besto</td>" not in page
    assert "Alle de" not in page


def test_a_topic_that_no_test_was_found_for_has_not_passed():
    page = text(replace(GOOD, outcomes=(TopicOutcome("axe", 22), TopicOutcome("motion"))))
    assert "Ingen tester" in page


def test_a_result_of_another_look_is_told_as_that():
    assert "Sidene er endret etter at de ble testet." in text(replace(GOOD, look="0" * 64))


def test_no_result_is_not_tested():
    page = text(None)
    assert "Nettstedet er ikke testet" in page
    assert "besto" not in page
    assert "axe" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_tested_and_what_the_law_asks_stand_there_whatever_the_result(language):
    for tested in (GOOD, None):
        page = text(tested, language)
        assert "uustatus.no" in page
        assert page.count("<section") >= 3


def test_problems_are_told_to_an_address_that_the_plan_has_and_to_no_other():
    assert "https://example.org/" in text(GOOD)  # what the publisher of the plan gives as contact
    plan = PLAN + "allowed_addresses: [postmottak@prove.example]\n"
    page = text(GOOD, plan=plan, repo_url="https://git.example/planer")
    assert 'href="mailto:postmottak@prove.example"' in page
    assert 'href="https://git.example/planer"' in page
    assert "Ta kontakt med" not in page
    assert "javascript" not in text(GOOD, repo_url="javascript:alert(1)")


def report(test: str, topic: str, outcome: Any) -> pytest.TestReport:
    properties = [(TOPIC, topic)] if topic else []
    return pytest.TestReport(
        test, ("", 0, ""), {}, outcome, None, "call", user_properties=properties
    )


def test_a_run_becomes_the_result_that_the_page_tells(tmp_path):
    run = Outcomes(tmp_path / "result.json")
    for found in [
        *(report("a", "axe", phase) for phase in ("passed", "passed", "passed")),
        *(report("b", "axe", phase) for phase in ("passed", "passed", "failed")),
        report("c", "axe", "skipped"),
        report("d", "zoom", "passed"),
        report("e", "", "failed"),
    ]:
        run.pytest_runtest_logreport(found)
    run.pytest_sessionfinish(exitstatus=2)
    assert accessibility.read(run.path) is None
    run.pytest_sessionfinish(exitstatus=1)
    read = accessibility.read(run.path)
    assert read
    assert read == run.tested()
    assert {o.topic: o for o in read.outcomes if o.total} == {
        "axe": TopicOutcome("axe", 1, 1, 1),
        "zoom": TopicOutcome("zoom", 1),
    }
    assert "2 av 4 tester besto, 1 feilet, og 1 ble ikke kjørt." in text(read)


def test_every_topic_has_tests_and_every_test_a_topic_that_is_told():
    marked = {
        topic
        for path in (ROOT / "tests" / "browser").glob("test_*.py")
        for topic in re.findall(r'mark\.accessibility\("([\w-]+)"\)', path.read_text("utf-8"))
    }
    assert marked == set(accessibility.topics(words()))


def test_every_page_leads_to_the_statement():
    site = Site(harbour(), TODAY, words())
    assert site.view
    assert "tilgjengelighet" in {target for _, target in footer_of(site.view)}
