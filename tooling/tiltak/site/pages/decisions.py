"""What the plan must answer: decisions, amendments and audits, and what became of them."""

from __future__ import annotations

from itertools import groupby

from tiltak.judge.decisions import Followed
from tiltak.read import schema
from tiltak.site.addresses import decisions_uri
from tiltak.site.view import Page, View
from tiltak.words.decisions import late, overdue, states


def decisions_page(view: View) -> Page:
    """Every decision by its kind, with what was last said of it."""
    say = view.words
    return Page(
        view,
        decisions_uri(view.plan.id),
        say._("Oppfølging av vedtak"),
        "sources",
        "decisions.html",
        lambda: {
            "kinds": by_kind(view.decisions),
            "states": states(view.decisions, say),
            "late": late(view.decisions, say),
            "overdue": overdue(view.decisions),
        },
        description=view.in_plan(
            say._("Vedtakene og revisjonsfunnene som {plan} svarer på, og hva som er gjort.")
        ),
    )


def by_kind(followed: tuple[Followed, ...]) -> list[tuple[str, list[Followed]]]:
    """In the order of the schema; a kind that nothing is of is left out."""
    order = schema.values("decision_kind").index
    sorted_by_kind = sorted(followed, key=lambda f: order(f.decision.kind))
    return [(kind, list(own)) for kind, own in groupby(sorted_by_kind, lambda f: f.decision.kind)]
