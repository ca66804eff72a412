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


def promises_page(view: View) -> Page:
    """What became of each promise: kept, passed, moved, waiting for money, or never given a deadline."""
    say, summary = view.site.words, view.summary
    return page_from(
        view,
        f"{view.plan.id}/loftene",
        say._("Løftene"),
        "development",
        "promises.html",
        lambda: {
            "kept": [(j, m) for j in summary.judgements for m in j.milestones if m.kept or m.done],
            "passed": summary.late,
            "moved": _moved_by_kind(promises.moved_promises(summary, view.broken)),
            "waiting": summary.funding_pending,
            "undated": [j for j in summary.judgements if not any(m.due for m in j.milestones)],
        },
        description=say._("Hva det er blitt av hvert løfte i {plan}.").format(plan=view.plan.label),
    )


def _moved_by_kind(
    moved: tuple[promises.MovedPromise, ...],
) -> dict[str, list[promises.MovedPromise]]:
    """Promises that the adopting body moved, that were moved with a reason, and without one."""
    kinds: dict[str, list[promises.MovedPromise]] = {"decided": [], "explained": [], "silent": []}
    for promise in moved:
        kind = "explained" if promise.explained else "silent"
        kinds["decided" if promise.by_decision else kind].append(promise)
    return kinds


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
            "reworded": view.broken.untold_by(moved),
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
