"""Two periods side by side: how the plan stood at the end of each, and what differs."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from tiltak.model.periods import Period
from tiltak.site.pages.page import front_uri
from tiltak.site.view import Page, View
from tiltak.words.changes import may_be_older
from tiltak.words.plan_changes import plan_sentence


def comparisons_page(view: View) -> Page:
    """The way to each two periods, the newest first."""
    say = view.words
    return Page(
        view,
        f"{view.plan.id}/sammenlign",
        say._("Sammenlign perioder"),
        "development",
        "comparisons.html",
        lambda: {
            "choices": [
                (later, [(earlier, comparison_uri(view, earlier, later)) for earlier, _ in pairs])
                for later, pairs in groupby(view.pairs, itemgetter(1))
            ],
        },
        description=view.in_plan(say._("To perioder i {plan} side ved side.")),
    )


def comparison_page(view: View, earlier: Period, later: Period) -> Page:
    """Totals, measures and the plan itself at the end of two periods."""
    say = view.words
    names = {"earlier": say.period(earlier), "later": say.period(later)}
    return Page(
        view,
        comparison_uri(view, earlier, later),
        say._("{later} sammenlignet med {earlier}").format(**names),
        "development",
        "comparison.html",
        lambda: _values(view, earlier, later),
        searched=False,
        description=say._(
            "Hva som er forskjellig ved slutten av {earlier} og slutten av {later}."
        ).format(**names),
    )


def _values(view: View, earlier: Period, later: Period) -> dict[str, object]:
    compared, sides = view.compared(earlier, later), (view.first_of(earlier), view.first_of(later))
    before, after = compared.before, compared.after
    rows = sides[1].told_changes(compared)
    here = comparison_uri(view, earlier, later)
    pairs = [(a, b) for a, b in view.pairs if (a == earlier) != (b == later)]
    return {
        "sides": [(side, front_uri(side), known_by(side), side.links(here)) for side in sides],
        "counts": [
            (value, before.counts[value], after.counts[value])
            for value in after.counts
            if before.counts[value] or after.counts[value]
        ],
        "before": before,
        "after": after,
        "rows": [
            (measure, before.judgement(measure.number), after.judgement(measure.number), lines)
            for measure, lines in rows
        ],
        "same": after.total - sum(after.judgement(m.number) is not None for m, _ in rows),
        "older": may_be_older(compared, view.words),
        "of_plan": [
            plan_sentence(edit, sides[1].site.portfolio, sides[1].plan, view.words)
            for edit in compared.plan_edits
            if edit.field != "closings"
        ],
        "others": [(a, b, comparison_uri(view, a, b)) for a, b in pairs],
    }


def known_by(view: View) -> str:
    """By what knowledge one of the two sides is shown."""
    say = view.words
    if view.known_on:
        return say._("slik det var kjent {day}").format(day=say.date(view.known_on))
    return say._("etter det vi vet nå")


def comparison_uri(view: View, earlier: Period, later: Period) -> str:
    return f"{view.plan.id}/sammenlign/{earlier}/{later}"
