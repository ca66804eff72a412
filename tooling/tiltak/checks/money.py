"""Amounts of money that would be counted twice."""

from __future__ import annotations

from collections.abc import Iterator

from tiltak.checks.context import Context
from tiltak.judge.money import WANTED, amounts
from tiltak.model.plan import Amount
from tiltak.problems import Code, Problem

REPEATED_AMOUNT = Code(
    "repeated-amount",
    "Samme beløp står to ganger",
    "Beløpene legges sammen. To bevilgninger for samme år må derfor komme fra hvert sitt budsjett, og det som er bedt om eller foreslått for et år, kan bare stå én gang.",
    "funding:\n  decision: granted\n  amounts:\n"
    "    - {kind: granted, year: 2021, kroner: 2000000, source: plan}\n"
    "    - {kind: granted, year: 2021, kroner: 2500000, source: arsrapport-2020}\n",
    "funding:\n  decision: granted\n  amounts:\n"
    "    - {kind: granted, year: 2021, kroner: 2500000, source: arsrapport-2020}\n",
)


def repeated_amount(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        seen = set()
        for index, amount in enumerate(amounts(measure)):
            if _which(amount) in seen:
                year = f"for {amount.year}" if amount.year else "uten budsjettår"
                yield REPEATED_AMOUNT(
                    f"Det står to beløp av samme slag {year}.",
                    document.place("funding", "amounts", index, "kind"),
                    hint="Behold det som gjelder, eller skriv hvilket budsjett hvert av dem hører til.",
                )
            seen.add(_which(amount))


def _which(amount: Amount) -> tuple[str, int | None, str]:
    """Which amount it is: a newer proposal stands in place of an older one, whatever the budget."""
    budget = "" if amount.kind in WANTED else amount.budget
    return amount.kind, amount.year, budget
