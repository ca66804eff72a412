"""The plan as a whole on a day: the front page, its focus areas and units."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any, TypeVar

from tiltak.judge.money import has_money, money
from tiltak.judge.progress import progress
from tiltak.judge.status import ATTENTION, NOT_HEARD, Judgement
from tiltak.judge.summary import (
    ALWAYS_SAID,
    Deadline,
    counted,
    deadlines_in,
    summarise,
)
from tiltak.model.periods import Period, last_ended
from tiltak.model.plan import FocusArea, Measure, Unit
from tiltak.past import changes
from tiltak.past.promises import moved_promises
from tiltak.past.punctuality import Punctuality
from tiltak.site import pictures, text
from tiltak.site.pages.page import adopted_by, front_uri
from tiltak.site.pages.reports import report_forms
from tiltak.site.view import Page, View
from tiltak.words.changes import may_be_older
from tiltak.words.decisions import late, states
from tiltak.words.language import Words, capital, signed
from tiltak.words.measures import goal, of_each, owner_name

T = TypeVar("T")
TROUBLED_SHOWN = 8
NEXT_SHOWN = 6
CHANGES_OPEN, CHANGES_SHOWN = 5, 12  # the rest of them is folded
SILENT = "missing_report"
PASSED = "deadline_passed"


def front_page(view: View) -> Page:
    """What a reader must know in one minute."""
    summary, say = view.summary, view.words
    uri, site = front_uri(view), view.now.site
    newest = view.then or next(iter(view.periods), None)
    since = since_last(view)
    counts, before = shown_counts(view, since)
    totals = of_each(counts, sum(counts.values()), say, incomplete=bool(view.plan.incomplete))
    purpose, summary_rest = first_sentence(" ".join(view.plan.summary.split()))
    return Page(
        view,
        uri,
        view.plan.title,
        "front",
        "front.html",
        lambda: {
            "told": totals,
            "older": may_be_older(since, say) if since else "",
            "purpose": purpose,
            "purpose_rest": summary_rest,
            "tiles": [
                (verdict, n, change_in_words(n - before.get(verdict, 0)) if before else "")
                for verdict, n in counts.items()
                if n or verdict == ALWAYS_SAID
            ],
            "progress": progress(summary),
            "followed": states(view.decisions, say),
            "followed_late": late(view.decisions, say),
            "adoption": adopted_by(view),
            "areas": [(a, js, counted(js)) for a, js in summary.by_focus_area()],
            "unused": [v for v, n in counts.items() if not n and v != ALWAYS_SAID],
            "strip": pictures.strip(view, counts),
            **attention(view),
            "changed_period": view.broken.period,
            "changed": tuple(reversed(view.broken.silent or ())),
            "decided": tuple(reversed(view.broken.decided)),
            "gone": [g for g in view.broken.gone if not (g.removed and g.removed.decision)],
            "corrected": () if view.then else view.corrections,
            "delivered": delivered(view, view.then) if view.then else None,
            "changes_open": CHANGES_OPEN,
            "changes_shown": CHANGES_SHOWN,
            "since": since,
            "coming": coming(view),
            "newest": newest,
            "forms": report_forms(view, newest) if newest else [],
            "other_plans": [
                (plan, front_uri(site.view_of(plan)))
                for plan in site.plans
                if plan.id != view.plan.id
            ],
        },
        description=f"{totals} {say.judged_day(summary.judged_day)}",
        edit_path=view.plan.path,
        part="",
    )


def shown_counts(
    view: View, since: changes.Changes | None
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """How many measures have each verdict, and how many had it a period before, none where nothing is compared.

    What was known at the end of a closed period is what its report said: those numbers are never reckoned anew.
    """
    report_numbers = view.delivered_numbers(view.then) if view.then and view.known_on else {}
    if report_numbers:
        return report_numbers["counts"], (report_numbers["previous"] or {}).get("counts", {})
    return view.summary.counts, since.before.counts if since else {}


def change_in_words(number: int) -> str:
    return signed(number) if number else "±0"


def delivered(view: View, of: Period) -> dict[str, Any] | None:
    """What the closed report of a past period said, and what has been corrected since: on each view of that day."""
    record, numbers = view.record(of), view.delivered_numbers(of)
    if record is None:
        return None
    return {
        "record": record,
        "said": of_each(numbers["counts"], numbers["total"], view.words),
        "corrected": [c for c in view.corrections if record.period in c.periods],
    }


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence of a text, and what follows it.

    >>> first_sentence("Planen gjelder kl. 9. Den er ny.")
    ('Planen gjelder kl. 9.', 'Den er ny.')
    """
    first, _, following = re.sub(r"([.!?]) (?=[A-ZÆØÅ])", r"\1\n", text, count=1).partition("\n")
    return first, following


def attention(view: View) -> dict[str, Any]:
    """What is known to be wrong, one by one; those that nobody reports on are gathered by owner."""
    summary = view.summary
    silent = summary.with_verdict(SILENT)
    # A deadline that passed in silence is told with the others, whatever the word for its measure is.
    trouble = [value for value in ATTENTION if value not in (SILENT, PASSED)]
    passed = summary.passed_unreported
    moved = moved_promises(summary, view.broken)
    return {
        "troubled": [j for j in summary.attention if j.verdict.value in trouble],
        "moves": sum(not m.only_reopened and not m.by_decision for m in moved),
        "trouble": trouble,
        "troubled_shown": TROUBLED_SHOWN,
        "passed": passed,
        "passed_deadlines": deadlines_in(passed),
        "money": money(view.plan) if has_money(view.plan) else None,
        "waiting": summary.funding_pending,
        "money_unknown": summary.funding_unknown,
        "silent": silent,
        "silent_owners": silent_owners(view, silent),
        "proposed": sum(j.measure.owner_proposed for j in silent),
    }


def silent_owners(view: View, silent: Sequence[Judgement]) -> list[tuple[str, str, int]]:
    """Id and name of each owner, and how many of its measures nobody reports on, the most first.

    A unit that is only proposed for some of them stands for those by itself.
    """
    owners = Counter((j.measure.owner, owner_of(view, j.measure)) for j in silent)
    return [(id, name, number) for (id, name), number in owners.most_common()]


def owner_of(view: View, measure: Measure) -> str:
    portfolio, say = view.site.portfolio, view.words
    return capital(owner_name(measure, portfolio, view.summary.day, say))


def since_last(view: View) -> changes.Changes | None:
    """What has happened since the end of the period before the newest one that is over."""
    if view.then:
        changed = view.own_stretch.changes
        return changed if changed.before.adopted else None
    newest = last_ended(view.summary.day, view.plan.calendar)
    before = summarise(view.plan, newest.previous().end)
    return changes.changes(before, view.summary) if before.adopted else None


def coming(view: View) -> list[tuple[str, list[Deadline]]]:
    """The next milestones, whenever they fall due, by what is said of the day."""
    summary, say = view.summary, view.words
    # At the end of a day that is over, its own deadlines are no longer ahead.
    is_over = view.then or summary.judged_day.stopped_by
    first = summary.day + timedelta(days=1) if is_over else summary.day
    due = summary.due_between(first, view.plan.end)[:NEXT_SHOWN]
    return [(day, list(deadlines)) for day, deadlines in groupby(due, lambda d: say.by(d.due))]


# Focus areas and units


def area_page(view: View, area: FocusArea, judged: tuple[Judgement, ...]) -> Page:
    say = view.words
    return Page(
        view,
        f"{view.folder}/omraader/{area.id}",
        area.title,
        "measures",
        "area.html",
        lambda: {"area": area, "judged": judged, "counts": counted(judged)},
        description=text.plain(f"{say.measures(len(judged))}. {goal(area, say)}".strip()),
        edit_path=view.plan.path,
        part=f"omraader/{area.id}",
    )


@dataclass(frozen=True, slots=True)
class UnitPart:
    """What a unit owns and contributes to, and of what it owns: what the round has not heard of.

    `owes` where the round is over, `open_still` where it is not, `proposed` where nobody has confirmed that the
    unit is responsible. `children`: the units that are parts of it. `in_time`: when it reported, as it is known today.
    """

    unit: Unit
    name: str
    owns: tuple[Judgement, ...]
    contributes: tuple[Judgement, ...]
    owes: tuple[Judgement, ...]
    children: tuple[Unit, ...]
    in_time: tuple[Punctuality, ...]

    @property
    def id(self) -> str:
        return self.unit.id

    @property
    def open_still(self) -> tuple[Judgement, ...]:
        return tuple(j for j in self.owns if j.heard == "open")

    @property
    def proposed(self) -> tuple[Judgement, ...]:
        return tuple(j for j in self.owns if j.heard in NOT_HEARD and not j.measure.owner_confirmed)

    @property
    def heard(self) -> int:
        return sum(j.heard == "in_round" for j in self.owns)

    @property
    def owner_only_proposed(self) -> bool:
        """Whether nobody has confirmed that it is responsible for anything."""
        return not any(j.measure.owner_confirmed for j in self.owns)

    @property
    def contributor_only_proposed(self) -> bool:
        """The same of what it takes part in."""
        return all("contributors" in j.measure.unconfirmed for j in self.contributes)

    @property
    def guesses(self) -> int:
        """In how many measures nobody has confirmed that the unit has a part."""
        return sum(not j.measure.owner_confirmed for j in self.owns) + sum(
            "contributors" in j.measure.unconfirmed for j in self.contributes
        )


Parts = Callable[[], Mapping[str, UnitPart]]


def unit_parts(view: View) -> Mapping[str, UnitPart]:
    """The part of each unit that has a page, by its id: measures and units are looked through once for all of them."""
    summary, portfolio = view.summary, view.site.portfolio
    owned = summary.by_owner()
    contributed = _gathered((id, j) for j in summary.judgements for id in j.measure.taking_part)
    owed = _gathered((j.measure.owner, j) for j in summary.owed)
    units = [portfolio.units[id] for id in view.shown_units]
    children = _gathered((unit.parent_on(summary.day), unit) for unit in units)
    in_time = _gathered((p.unit, p) for p in (() if view.then else view.punctuality))
    return {
        unit.id: UnitPart(
            unit,
            view.unit_name(unit.id),
            owned.get(unit.id, ()),
            tuple(contributed[unit.id]),
            tuple(owed[unit.id]),
            tuple(children[unit.id]),
            tuple(in_time[unit.id]),
        )
        for unit in units
    }


def _gathered(pairs: Iterable[tuple[str, T]]) -> Mapping[str, Sequence[T]]:
    by_unit: dict[str, list[T]] = defaultdict(list)
    for unit, item in pairs:
        by_unit[unit].append(item)
    return by_unit


def units_page(view: View, parts: Parts) -> Page:
    say = view.words
    return Page(
        view,
        f"{view.folder}/enheter",
        say._("Enheter"),
        "units",
        "units.html",
        lambda: {
            "parts": sorted(parts().values(), key=lambda p: (-len(p.owns), p.name.casefold())),
            "ownerless": view.summary.by_owner().get("", ()),
        },
        description=view.in_plan(say._("Hvem som har ansvar for hva i {plan}.")),
        part="enheter",
    )


def unit_page(view: View, id: str, parts: Parts) -> Page:
    return Page(
        view,
        f"{view.folder}/enheter/{id}",
        view.unit_name(id),
        "units",
        "unit.html",
        lambda: {"part": parts()[id], "told": _told(parts()[id].owns, view.words)},
        edit_path="plans/units.yml",
        part=f"enheter/{id}",
    )


def _told(owns: Sequence[Judgement], say: Words) -> str:
    return of_each(counted(owns), len(owns), say) if owns else ""
