"""What counts as personal data, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.no import fodselsnummer

from tiltak.checks.privacy import problems_in, without_personal_data
from tiltak.personal.find import EMAIL, NATIONAL_ID, PHONE, personal_data
from tiltak.personal.ids import is_national_id
from tiltak.problems import Place, Problem, as_text
from tiltak.read import yaml_lines


def with_control_digits(nine: str) -> str:
    """The eleven digits that begin with nine given ones; empty where no control digit fits."""
    first = fodselsnummer.calc_check_digit1(nine)
    second = fodselsnummer.calc_check_digit2(nine + first) if len(first) == 1 else "10"
    return nine + first + second if len(second) == 1 else ""


# Made up: the month of every one is 80 too high, as in the tax administration's test population.
ID = with_control_digits("018190123") or with_control_digits("018190124")
D_NUMBER = with_control_digits("418190123") or with_control_digits("418190124")
assert ID
assert D_NUMBER


def codes(text: str, allowed: tuple[str, ...] = ()) -> list[str]:
    return [found.code for found in personal_data(text, allowed)]


@pytest.mark.parametrize("digits", [ID, D_NUMBER])
@pytest.mark.parametrize(
    "shape", ["{0}{1}", "{0} {1}", "{0}-{1}", "{0}\n      {1}", "{0}\u00a0{1}", "født {0}{1}."]
)
def test_national_identity_numbers_are_found_however_they_are_written(digits, shape):
    assert codes(shape.format(digits[:6], digits[6:])) == [NATIONAL_ID]


def test_a_number_with_a_wrong_control_digit_is_none():
    assert codes(f"sak {ID[:10]}{(int(ID[10]) + 1) % 10}") == []


@pytest.mark.slow
@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_a_number_is_one_only_with_both_control_digits(digits):
    if is_national_id(digits):
        assert with_control_digits(digits[:9]) == digits


@pytest.mark.parametrize(
    "text",
    [
        "kari.nordmann@example.no",
        "Skriv til kari@stavanger.kommune.no.",
        "<kari+post@example.org>",
        "[post](mailto:kari@example.no)",
        "kari (at) example.no",
        "kari[krøllalfa]example.no",
    ],
)
def test_e_mail_addresses_are_found(text):
    assert codes(text) == [EMAIL]


@pytest.mark.parametrize(
    "text",
    [
        "tlf. 51 50 70 90",
        "tlf. 51507090",
        "tlf.:4123 4567",
        "mob 412 34 567",
        "+47 412 34 567",
        "0047 41234567",
        "+4741234567",
        "51.50.70.90",
        "Ring 51 50\n      70 90 i dag",
        "(51\u00a050\u00a070\u00a090)",
        "+46 8 123 456 78",
    ],
)
def test_phone_numbers_are_found(text):
    assert codes(text) == [PHONE]


@pytest.mark.parametrize(
    "text",
    [
        "sak 26/19",
        "sak 2019/41234567",
        "PS 41/2019 og 42/2019",
        "2020-12-31",
        "31.12.2020",
        "20201231",
        "fra 2019 til 2023",
        "2019–2023",
        "2019 2020 2021",
        "45 000 000 kroner",
        "45000000 kroner",
        "kr 45000000",
        "41234567,50",
        "41234567 innbyggere",
        "1 234 567",
        "971 045 698",
        "organisasjonsnummer 964 965 226",
        "https://example.no/sak/41234567",
        "https://example.no/sak?id=41234567&a=51507090",
        "kapittel 2.2.4 og 9.10",
        "9.6, 9.10, 9.14",
        "ISBN 978-82-12-34567-8",
        "konto 1234.56.78901",
        "v41234567",
        "@kommunen/rehabilitering",
        "12 34 56 78",
        "2020-11-01\n    due: 2021-12-31",
        "ord@ord",
    ],
)
def test_what_only_looks_like_it_is_let_through(text):
    assert codes(text) == []


def test_a_public_address_is_allowed_in_any_spelling():
    allowed = ("Postmottak@example.no", "+47 51 50 70 90")
    assert codes("postmottak@example.no, 51507090 og 51 50 70 90", allowed) == []
    assert codes("kari@example.no, 51507091", allowed) == [EMAIL, PHONE]


def test_an_identity_number_is_never_allowed():
    assert codes(ID, (ID,)) == [NATIONAL_ID]


@pytest.mark.parametrize("text", [ID, "kari.nordmann@example.no", "412 34 567"])
def test_what_is_found_is_never_said_in_full(text):
    (found,) = personal_data(text)
    assert found.text == text
    assert len(found.masked.replace("…", "").replace("@", "")) <= 4


def test_problems_that_repeat_the_text_do_not_repeat_the_number():
    problem = Problem("unknown-unit", f"Enheten «{ID}» finnes ikke.", Place("a.yml", 1, 1))
    assert ID not in without_personal_data(problem).message


def test_the_line_that_holds_it_is_not_shown():
    text = f"owner: {ID}\n"
    document, _ = yaml_lines.parse(text, "a.yml")
    found = [*problems_in(document, ()), Problem("unknown-unit", "Ukjent.", Place("a.yml", 1, 8))]
    shown = as_text(found, {"a.yml": text})
    assert "a.yml:1:8" in shown
    assert ID[2:] not in shown
