"""Money in words: what an amount is, and what a sum does not know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal

from tiltak.judge.money import Money, MoneySum, OwnerSums, Sums, wanted
from tiltak.model.plan import Amount, Measure, Portfolio
from tiltak.words.language import Words

MILLION, HUNDRED_THOUSAND = 1_000_000, 100_000


def kroner(amount: int, say: Words, precision: str = "") -> str:
    r"""«2,5 mill. kr», «omtrent 850 000 kr»: never rounded.

    >>> from tiltak.words.language import words
    >>> kroner(2_500_000, words()), kroner(12_345_678, words(), "about").replace("\xa0", " ")
    ('2,5 mill. kr', 'omtrent 12 345 678 kr')
    """
    text, number = say._("{number} kr"), Decimal(amount)
    if amount >= MILLION and not amount % HUNDRED_THOUSAND:
        text, number = say._("{number} mill. kr"), number / MILLION
    in_kroner = text.format(number=format_decimal(number, locale=say.locale))
    return f"{say.label('figure_precision', precision)} {in_kroner}" if precision else in_kroner


def amount(of: Amount, say: Words) -> str:
    """«Bevilget for 2021: 2,5 mill. kr», without the year where no source gives it."""
    kind, much = say.label("amount_kind", of.kind), kroner(of.kroner, say, of.precision)
    if of.year is None:
        text = say._("{kind}, uten budsjettår: {amount}")
    else:
        text = say._("{kind} for {year}: {amount}")
    sentence = text.format(kind=kind, year=of.year, amount=much)
    return f"{sentence} ({of.budget})" if of.budget else sentence


def figure(of: MoneySum, say: Words) -> str:
    """The sum alone; says so where no amount is known."""
    if of.kroner is None:
        return say._("Ikke kjent")
    return kroner(of.kroner, say, of.precision)


def unknown(of: MoneySum, say: Words) -> str:
    """«for 30 av 38 tiltak er beløpet ukjent»; empty where it is known of all."""
    if not of.unknown:
        return ""
    return say._("for {unknown} av {total} tiltak er beløpet ukjent").format(
        unknown=of.unknown, total=of.total
    )


def sum_words(of: MoneySum, say: Words) -> str:
    """«Bevilget: 12 mill. kr; for 30 av 38 tiltak er beløpet ukjent»."""
    if not of.total:
        return say._("Ingen tiltak")
    kind = say.label("amount_kind", of.kind)
    if not of.stated:
        return say._("{kind}: ingen beløp er kjent").format(kind=kind)
    sentence = say._("{kind}: {amount}").format(kind=kind, amount=figure(of, say))
    return "; ".join(filter(None, (sentence, unknown(of, say))))


def in_all(of: Money, say: Words) -> str:
    """The sums of a whole plan, a sentence each."""
    return " ".join(f"{sum_words(of_kind, say)}." for of_kind in of.total if of_kind.total)


def asked(measure: Measure, say: Words) -> str:
    """What somebody must decide: the amounts and the budget years, or that no source gives them."""
    listed = [amount(of, say) for of in wanted(measure)]
    if not listed:
        return say._("Ingen kilde oppgir beløpet.")
    return " ".join(f"{sentence}." for sentence in listed)


@dataclass(frozen=True, slots=True)
class SumTable:
    """The sums of the parts of a plan: what the parts are, and a row for each with its sums."""

    id: str
    title: str
    part: str
    rows: tuple[tuple[str, Sums], ...]


def sum_tables(
    of: Money, portfolio: Portfolio, day: date, say: Words
) -> Iterator[tuple[SumTable, tuple[str, ...]]]:
    """Every table of sums with the kinds that are its columns; units of which nothing is known have no row."""
    kinds = tuple(of_kind.kind for of_kind in of.total)
    areas = [(area.title, sums) for area, sums in of.areas]
    yield (
        SumTable(
            "omraader",
            say._("Beløp etter innsatsområde"),
            say._("Innsatsområde"),
            (*areas, (say._("Hele planen"), of.total)),
        ),
        kinds,
    )
    dated = any(y.year for y in of.years)
    years = [(str(y.year or say._("uten budsjettår")), y.sums) for y in of.years if dated]
    goals = [(goal.text, sums) for goal, sums in of.goals if any(s.total for s in sums)]
    owners = [
        (_owner(o, portfolio, day, say), o.sums) for o in of.owners if any(s.stated for s in o.sums)
    ]
    for id, title, part, rows in (
        ("aar", say._("Beløp etter budsjettår"), say._("Budsjettår"), years),
        ("maal", say._("Beløp etter mål"), say._("Mål"), goals),
        ("enheter", say._("Beløp etter hvem som er ansvarlig"), say._("Ansvarlig"), owners),
    ):
        if rows:
            yield SumTable(id, title, part, tuple(rows)), kinds


def cell(sums: Sums, kind: str, say: Words) -> str:
    """A sum in a table: «10 mill. kr, ukjent for 5 av 6 tiltak»."""
    of = next((of_kind for of_kind in sums if of_kind.kind == kind), None)
    if of is None or not of.total:
        return "–"
    if not of.stated or not of.unknown:
        return figure(of, say)
    return say._("{amount}, ukjent for {unknown} av {total} tiltak").format(
        amount=figure(of, say), unknown=of.unknown, total=of.total
    )


def _owner(of: OwnerSums, portfolio: Portfolio, day: date, say: Words) -> str:
    if not of.owner:
        return say._("Ikke oppgitt")
    return say.with_mark(portfolio.unit_name(of.owner, day), proposed=not of.confirmed)
