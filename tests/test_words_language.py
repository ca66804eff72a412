"""Sentences that read naturally in each language, held against sentences written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tiltak.model.periods import period
from tiltak.model.when import When, in_file, of_precision, read
from tiltak.words import languages
from tiltak.words.language import words
from tiltak.words.languages import LANGUAGES

DAY = date(2020, 12, 31)


@pytest.mark.parametrize(
    ("precision", "nb", "nn", "en"),
    [
        ("day", "31. desember 2020", "31. desember 2020", "on 31 December 2020"),
        ("circa", "ca. 31. desember 2020", "ca. 31. desember 2020", "around 31 December 2020"),
        ("month", "i desember 2020", "i desember 2020", "in December 2020"),
        (
            "quarter",
            "i fjerde kvartal 2020",
            "i fjerde kvartal 2020",
            "in the fourth quarter of 2020",
        ),
        (
            "half_year",
            "i andre halvår 2020",
            "i andre halvår 2020",
            "in the second half of 2020",
        ),
        ("year", "i 2020", "i 2020", "in 2020"),
    ],
)
def test_when_something_was_so(precision, nb, nn, en):
    assert [words(language).at(of_precision(DAY, precision)) for language in LANGUAGES] == [
        nb,
        nn,
        en,
    ]


@pytest.mark.parametrize(
    ("precision", "nb", "nn", "en"),
    [
        ("day", "innen 31. desember 2020", "innan 31. desember 2020", "by 31 December 2020"),
        ("year", "innen utgangen av 2020", "innan utgangen av 2020", "by the end of 2020"),
    ],
)
def test_a_deadline(precision, nb, nn, en):
    assert [words(language).by(of_precision(DAY, precision)) for language in LANGUAGES] == [
        nb,
        nn,
        en,
    ]


@pytest.mark.parametrize(
    ("name", "nb", "nn", "en"),
    [
        ("2020-Q1", "første kvartal 2020", "første kvartal 2020", "the first quarter of 2020"),
        (
            "2020-T2",
            "andre tertial 2020",
            "andre tertial 2020",
            "the second four-month period of 2020",
        ),
        ("2020-H1", "første halvår 2020", "første halvår 2020", "the first half of 2020"),
        ("2020", "2020", "2020", "2020"),
    ],
)
def test_a_period(name, nb, nn, en):
    assert [words(language).period(period(name)) for language in LANGUAGES] == [nb, nn, en]


@pytest.mark.parametrize(
    ("number", "nb", "nn", "en"),
    [
        (0, "ingen", "ingen", "no"),
        (1, "ett", "eitt", "one"),
        (7, "sju", "sju", "seven"),
        (11, "elleve", "elleve", "eleven"),
        (13, "13", "13", "13"),
    ],
)
def test_a_count_in_running_text(number, nb, nn, en):
    assert [words(language).number(number) for language in LANGUAGES] == [nb, nn, en]


@pytest.mark.parametrize(
    ("number", "nb", "nn", "en"),
    [
        (1, "én måned", "éin månad", "one month"),
        (12, "tolv måneder", "tolv månader", "twelve months"),
    ],
)
def test_a_count_has_the_gender_of_what_is_counted(number, nb, nn, en):
    assert [words(language).months(number) for language in LANGUAGES] == [nb, nn, en]


@pytest.mark.parametrize(
    ("verdict", "number", "nb", "nn", "en"),
    [
        ("completed", 1, "ett er fullført", "eitt er fullført", "one is completed"),
        ("completed", 3, "tre er fullført", "tre er fullførte", "three are completed"),
        ("in_progress", 2, "to pågår", "to er i gang", "two are in progress"),
        (
            "missing_report",
            1,
            "ett har ukjent status",
            "eitt har ukjend status",
            "one has an unknown status",
        ),
        (
            "missing_report",
            4,
            "fire har ukjent status",
            "fire har ukjend status",
            "four have an unknown status",
        ),
    ],
)
def test_what_a_verdict_says(verdict, number, nb, nn, en):
    said = [
        words(language).verdict_clause(verdict, words(language).number(number), number)
        for language in LANGUAGES
    ]
    assert said == [nb, nn, en]


@pytest.mark.parametrize(
    ("items", "nb", "nn", "en"),
    [
        (["a"], "a", "a", "a"),
        (["a", "b", "c"], "a, b og c", "a, b og c", "a, b and c"),
    ],
)
def test_a_list(items, nb, nn, en):
    assert [words(language).listed(items) for language in LANGUAGES] == [nb, nn, en]


def test_a_day_in_a_table():
    assert [words(language).short_date(DAY) for language in LANGUAGES] == [
        "31.12.2020",
        "31.12.2020",
        "31 Dec 2020",
    ]


def test_braces_in_a_text_from_a_file_are_left_alone():
    assert words("en").quoted("{date} {0}") == "“{date} {0}”"


def test_a_language_is_named_as_word_and_typst_name_it():
    assert [languages.tag(language) for language in LANGUAGES] == ["nb-NO", "nn-NO", "en-GB"]
    assert [languages.region(language) for language in LANGUAGES] == ["no", "no", "gb"]


@pytest.mark.parametrize(
    ("written", "at", "by", "nn", "en"),
    [
        ("2020-T2", "i andre tertial 2020", "innen utgangen av andre tertial 2020", "i andre tertial 2020", "in the second four-month period of 2020"),
        ("våren 2019", "våren 2019", "innen utgangen av våren 2019", "våren 2019", "in spring 2019"),
        ("sommeren 2019", "sommeren 2019", "innen utgangen av sommeren 2019", "sommaren 2019", "in summer 2019"),
        ("høsten 2019", "høsten 2019", "innen utgangen av høsten 2019", "hausten 2019", "in autumn 2019"),
        ("skoleåret 2026/27", "i skoleåret 2026/27", "innen utgangen av skoleåret 2026/27", "i skuleåret 2026/27", "in the school year 2026/27"),
        ("2026-2028", "i tiden 2026–2028", "innen utgangen av 2028", "i tida 2026–2028", "in the period 2026–2028"),
        ("september–oktober 2020", "i tiden september–oktober 2020", "innen utgangen av oktober 2020", "i tida september–oktober 2020", "in the period September–October 2020"),
        ("desember 2026 til januar 2027", "i tiden desember 2026 – januar 2027", "innen utgangen av januar 2027", "i tida desember 2026 – januar 2027", "in the period December 2026 – January 2027"),
        ("medio mai 2027", "i tiden 11. mai – 20. mai 2027", "innen 20. mai 2027", "i tida 11. mai – 20. mai 2027", "in the period 11 May – 20 May 2027"),
    ],
)  # fmt: skip
def test_a_time_that_is_no_day(written, at, by, nn, en):
    when = read(written)
    assert isinstance(when, When)
    assert (words().at(when), words().by(when)) == (at, by)
    assert [words(language).at(when) for language in ("nn", "en")] == [nn, en]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2019, 6, 1), date(2019, 6, 30), "juni 2019"),
        (date(2019, 1, 1), date(2019, 12, 31), "2019"),
        (date(2026, 12, 1), date(2027, 1, 24), "1. desember 2026 – 24. januar 2027"),
    ],
)
def test_a_stretch_that_has_a_name_is_called_by_it(first, last, said):
    assert words().date(When(last, first, "span")) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Vinteren 2026/27", "vinteren 2026/27"), ("før jul 2027", "før jul 2027"), ("vår/sommer 2027", "vår/sommer 2027"),
        ("Medio mai 2027", "medio mai 2027"), ("uke 8–10 2027", "uke 8–10 2027"), ("Slutten av 2027", "slutten av 2027"),
        ("i perioden 2026–2029", "2026–2029"), ("Oppstart høst 2026, ferdig vår 2027", "juli 2026 – juni 2027"),
    ],
)  # fmt: skip
def test_a_stretch_that_its_plan_calls_by_a_name_keeps_it(written, said):
    time = in_file(written)
    assert isinstance(time, When)
    assert words().date(time) == said
    assert words("en").date(time) == words("en").date(replace(time, written=""))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (99, "99 dager"),
        (366, "ett år"),
        (488, "omtrent 16 måneder"),
        (1095, "tre år"),
    ],
)
def test_a_long_time_is_said_as_somebody_would_say_it(days, said):
    assert words().roughly(days) == said
