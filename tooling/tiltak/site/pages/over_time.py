"""The plan over time: periods, milestones, and promises that have moved."""

from __future__ import annotations

from tiltak.data import feeds
from tiltak.past import promises
from tiltak.site import pictures
from tiltak.site.pages.page import page_from
from tiltak.site.view import Page, View


def development_page(view: View) -> Page:
    """What stood at the end of each period: all measures together, and each of them."""
    say = view.site.words
    stretches = [s for s in view.course if s.ended]
    found = [{j.measure.number: j for j in s.summary.judgements} for s in stretches]
    used = [v for v in view.summary.counts if any(s.summary.counts[v] for s in stretches)]
    return page_from(
        view,
        f"{view.plan.id}/utvikling",
        say._("Utvikling"),
        "development",
        "development.html",
        lambda: {
            "stretches": stretches,
            "rows": [(m, [then.get(m.number) for then in found]) for m in view.plan.measures],
            "used": used,
            "shares": pictures.shares(view, stretches),
        },
        description=say._("Status for hvert tiltak i {plan}, periode for periode.").format(
            plan=view.plan.label
        ),
    )


def timeline_page(view: View) -> Page:
    """Every milestone on one axis, and in a table."""
    say = view.site.words
    return page_from(
        view,
        f"{view.plan.id}/tidslinje",
        say._("Tidslinje"),
        "development",
        "timeline.html",
        lambda: {
            "picture": pictures.timeline(view),
            "states": [(j, m) for j in view.summary.judgements for m in j.milestones],
        },
        description=say._(
            "Alle milepæler i {plan}: første frist, frist nå og hva som er nådd."
        ).format(plan=view.plan.label),
    )


def goal_posts_page(view: View) -> Page:
    """Promises that have moved, and whether anybody said why."""
    say = view.site.words
    moved = promises.moved_promises(view.summary, view.broken)
    return page_from(
        view,
        f"{view.plan.id}/maalstolper",
        say._("Flyttede frister"),
        "development",
        "goal_posts.html",
        lambda: {
            "posts": [p for p in moved if not p.by_decision],
            "decided": view.broken.decided,
            "reworded": [c for c in view.broken.silent or () if not c.of_deadline],
            "gone": view.broken.gone,
        },
        description=say._("Hvert løfte i {plan} som er flyttet siden det ble gitt.").format(
            plan=view.plan.label
        ),
    )


def corrections_page(view: View) -> Page:
    """What closed reports say that is not so; the list grows and is never emptied."""
    say = view.site.words
    return page_from(
        view,
        f"{view.plan.id}/rettelser",
        say._("Rettelser"),
        "reports",
        "corrections.html",
        lambda: {"feed": f"data/{view.plan.id}/{feeds.CORRECTIONS}"},
        description=say._(
            "Hva som har stått feil i rapportene om {plan}, og hva som er riktig."
        ).format(plan=view.plan.label),
    )
