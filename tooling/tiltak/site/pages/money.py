"""What is known of the money."""

from __future__ import annotations

from tiltak.judge.money import amounts, money
from tiltak.site.view import Page, View
from tiltak.words.money import sum_tables


def money_page(view: View) -> Page:
    """The sums with what they do not know, what each measure got or waits for, and where that stands."""
    say, sums = view.words, money(view.plan)
    return Page(
        view,
        f"{view.plan.id}/penger",
        say._("Penger"),
        "measures",
        "money.html",
        lambda: {
            "sums": sums,
            "tables": list(sum_tables(sums, view.site.portfolio, view.summary.day, say)),
            "with_amounts": [m for m in view.plan.measures if amounts(m)],
            "without_amounts": [m for m in view.plan.measures if m.funding and not amounts(m)],
            "amounts": amounts,
        },
        description=view.in_plan(say._("Pengene til {plan}, med kilde for hvert beløp.")),
    )
