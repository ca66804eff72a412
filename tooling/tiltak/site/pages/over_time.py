"""The plan over time: periods, milestones, and promises that have moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tiltak.data import feeds
from tiltak.judge.progress import DELIVERED
from tiltak.judge.status import Judgement, MilestoneState
from tiltak.judge.summary import Summary
from tiltak.model.periods import Period
from tiltak.model.plan import Measure, Plan
from tiltak.model.source import Source
from tiltak.past import promises
from tiltak.past.development import Stretch
from tiltak.read.commits import Commit
from tiltak.site import pictures
from tiltak.site.pages.page import owners
from tiltak.site.view import Page, View
from tiltak.words.language import Words
from tiltak.words.measures import deadline_and_state, milestone_state
from tiltak.words.money import asked
from tiltak.words.promises import moved_promise

Row = tuple[Measure, list[Judgement | None]]
PERIODS_ON_A_PHONE = 12  # signs that can be hit, side by side


def development_page(view: View) -> Page:
    """What stood at the end of each period: all measures together, and each of them."""
    say = view.words
    stretches = [s for s in view.course if s.ended]
    changing, unchanged = measures_over_time(view.plan, stretches)
    used = [v for v in view.summary.counts if any(s.summary.counts[v] for s in stretches)]
    return Page(
        view,
        f"{view.plan.id}/utvikling",
        say._("Utvikling"),
        "development",
        "development.html",
        lambda: {
            "stretches": stretches,
            "rows": changing or unchanged,
            "unchanged_rows": unchanged if changing else (),
            "fitting": PERIODS_ON_A_PHONE,
            "used": used,
            "shares": pictures.shares(view, stretches) if stretches else None,
        },
        description=view.in_plan(say._("Status for hvert tiltak i {plan}, periode for periode.")),
    )


def measures_over_time(plan: Plan, stretches: Sequence[Stretch]) -> tuple[list[Row], list[Row]]:
    """How each measure stood at each of the ends: those whose status has changed, and those that have had one only."""
    judged_then = [{j.measure.number: j for j in s.summary.judgements} for s in stretches]
    changing: list[Row] = []
    unchanged: list[Row] = []
    for measure in plan.measures:
        judgements = [then.get(measure.number) for then in judged_then]
        verdicts = {judged.verdict.value if judged else "" for judged in judgements}
        (changing if len(verdicts) > 1 else unchanged).append((measure, judgements))
    return changing, unchanged


def hearing_page(view: View) -> Page:
    """Of how much of the plan anything was told: over time, by focus area and owner, and whether it came in time."""
    say = view.words
    area, period = say._("Innsatsområde"), say._("Periode")
    parts = (
        (say._("Periode for periode"), period, "verdicts.csv", pictures.heard_over_time),
        (say._("I hvert innsatsområde"), area, "measures.csv", pictures.heard_by_area),
        (say._("Hos hver ansvarlig"), say._("Ansvarlig"), "measures.csv", pictures.heard_by_owner),
        (say._("Meldt i tide"), period, "punctuality.csv", pictures.told_in_time),
    )
    return Page(
        view,
        f"{view.plan.id}/hort-fra",
        say._("Hørt fra"),
        "development",
        "hearing.html",
        lambda: {
            "newest": pictures.newest_ended(view),
            "parts": [
                (title, rows_are, file, hearing)
                for title, rows_are, file, draw in parts
                if (hearing := draw(view))
            ],
        },
        description=view.in_plan(say._("Hvor mange tiltak i {plan} noen har fortalt om, og når.")),
    )


def timeline_page(view: View) -> Page:
    """Every milestone on one axis, and in a table."""
    say = view.words
    return Page(
        view,
        f"{view.plan.id}/tidslinje",
        say._("Tidslinje"),
        "development",
        "timeline.html",
        lambda: {
            "picture": pictures.timeline(view),
            "states": [(j, m) for j in view.summary.judgements for m in j.milestones],
        },
        description=view.in_plan(
            say._("Alle milepæler i {plan}: første frist, frist nå og hva som er nådd.")
        ),
    )


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise and what became of it: `outcome_words` in ours, `note` in the plan's."""

    outcome: str
    measure: Measure
    outcome_words: str = ""
    note: str = ""
    sources: tuple[Source, ...] = ()
    commits: tuple[Commit, ...] = ()


# The outcomes that are told in the colour and with the sign of a verdict.
VERDICT_OF = {"holdt": "completed", "gatt-ut": "deadline_passed"}


def promises_page(view: View) -> Page:
    """What became of each promise: kept, passed, moved, waiting for money, still ahead, or never given a deadline."""
    say = view.words
    names = {
        "holdt": say._("Holdt"),
        "gatt-ut": say._("Fristen er gått ut"),
        "flyttet-vedtak": say._("Flyttet etter vedtak"),
        "flyttet-arsak": say._("Flyttet, med oppgitt årsak"),
        "flyttet-stille": say._("Flyttet uten full forklaring"),
        "venter": say._("Venter på penger"),
        "gar-ut": say._("Går ut denne dagen"),
        "ikke-forfalt": say._("Ikke gått ut ennå"),
        "uten-frist": say._("Uten frist"),
        "teller-ikke": say._("Teller ikke lenger"),
    }
    rows = sorted(promise_rows(view), key=lambda r: [*names].index(r.outcome))
    numbers = Counter(row.outcome for row in rows)
    areas, units = {r.measure.focus_area for r in rows}, {r.measure.owner for r in rows}
    return Page(
        view,
        f"{view.plan.id}/loftene",
        say._("Løftene"),
        "development",
        "promises.html",
        lambda: {
            "names": names,
            "verdict_of": VERDICT_OF,
            "outcomes": [(id, name, numbers[id]) for id, name in names.items()],
            "rows": rows,
            "order": {measure.number: n for n, measure in enumerate(view.plan.measures)},
            "choices_of": {
                "outcome": [(id, name) for id, name in names.items() if numbers[id]],
                "area": [(a.id, a.label) for a in view.plan.focus_areas if a.id in areas],
                "owner": [(id, name) for id, name in owners(view) if id in units],
            },
        },
        description=view.in_plan(say._("Hva det er blitt av hvert løfte i {plan}.")),
    )


# What is told of a milestone that was neither kept nor moved, and whose deadline has not passed.
AS_IT_STANDS = {
    "due_soon": "ikke-forfalt",
    "upcoming": "ikke-forfalt",
    "no_longer_counts": "teller-ikke",
}


def promise_rows(view: View) -> Iterator[PromiseRow]:
    """Each promise as often as something became of it: one may have been kept once and have passed since."""
    say, summary = view.words, view.summary
    for judged, state in _milestones(summary):
        if state.kept or state.done:
            yield _milestone_row("holdt", judged, state, _kept(state, say))
    for judged, state in summary.late:
        yield _milestone_row("gatt-ut", judged, state, say.late(state))
    moved = promises.moved_promises(summary, view.broken)
    for post in moved:
        yield PromiseRow(
            _way_of_moving(post),
            post.measure,
            moved_promise(post, say),
            sources=tuple(move.source for move in post.moves if move.source),
            commits=tuple(change.commit for change in post.silent if change.commit),
        )
    for judged in summary.funding_pending:
        funding = judged.measure.funding
        assert funding
        sources = (funding.source,) if funding.source else ()
        needed = asked(judged.measure, say)
        yield PromiseRow("venter", judged.measure, needed, funding.note, sources)
    moved_already = {(post.measure.number, post.milestone.id) for post in moved}
    for judged, state in _milestones(summary):
        outcome = "gar-ut" if state.on_last_day else AS_IT_STANDS.get(state.state)
        is_new = (judged.measure.number, state.milestone.id) not in moved_already
        if outcome and state.due and (state.on_last_day or is_new):
            stands = f"{state.milestone.title}: {deadline_and_state(state, say)}."
            yield _milestone_row(outcome, judged, state, stands)
    for judged in summary.judgements:
        if any(state.due for state in judged.milestones):
            continue
        if judged.verdict.value in DELIVERED:
            entry = judged.verdict.entry
            sources = (entry.source,) if entry and entry.source else ()
            words = say.why(judged, view.plan)
            yield PromiseRow("holdt", judged.measure, words, sources=sources)
        else:
            yield PromiseRow("uten-frist", judged.measure, _without_deadline(judged, say))


def _without_deadline(judged: Judgement, say: Words) -> str:
    """The words that stand in place of a deadline («løpende»), or that there are none."""
    undated = dict.fromkeys(state.milestone.undated for state in judged.milestones)
    if quoted := [say.quoted(words) for words in undated if words]:
        return say._("I stedet for en frist står det {words}.").format(words=say.listed(quoted))
    return say._("Ingen kilde oppgir en frist.")


def _milestones(summary: Summary) -> Iterator[tuple[Judgement, MilestoneState]]:
    yield from ((judged, state) for judged in summary.judgements for state in judged.milestones)


def _milestone_row(
    outcome: str, judged: Judgement, state: MilestoneState, outcome_words: str
) -> PromiseRow:
    source = state.milestone.source
    return PromiseRow(outcome, judged.measure, outcome_words, sources=(source,) if source else ())


def _kept(state: MilestoneState, say: Words) -> str:
    title = state.milestone.title
    if state.done:
        return f"{title}: {milestone_state(state, say)}."
    times = say.spelled("holdt én gang", "holdt {n} ganger", state.kept)
    return f"{title}: {times}."


def _way_of_moving(post: promises.MovedPromise) -> str:
    if post.by_decision:
        return "flyttet-vedtak"
    return "flyttet-arsak" if post.explained else "flyttet-stille"


def goal_posts_page(view: View) -> Page:
    """Promises that have moved, and whether anybody said why."""
    say = view.words
    moved = promises.moved_promises(view.summary, view.broken)
    return Page(
        view,
        f"{view.plan.id}/maalstolper",
        say._("Flyttede frister"),
        "development",
        "goal_posts.html",
        lambda: {
            "posts": [p for p in moved if not p.by_decision],
            "changed_period": view.broken.period,
            "decided": view.broken.decided,
            "reworded": view.broken.untold_by(moved),
            "gone": view.broken.gone,
        },
        description=view.in_plan(say._("Hvert løfte i {plan} som er flyttet siden det ble gitt.")),
    )


def all_changes_page(view: View) -> Page:
    """All that has changed in the plan, period by period, the newest first: the same as its feed, and without an end."""
    say = view.words
    by_period: dict[Period, list[feeds.News]] = {}
    for item in view.news:
        by_period.setdefault(item.period, []).append(item)
    return Page(
        view,
        f"{view.plan.id}/endringer",
        say._("Alle endringer"),
        "development",
        "all_changes.html",
        lambda: {
            "periods": sorted(by_period.items(), key=lambda of: of[0].end, reverse=True),
            "news_title": lambda item: feeds.title_of(item.subject, say),
        },
        description=view.in_plan(say._("Alt som er endret i {plan}, periode for periode.")),
    )


def corrections_page(view: View) -> Page:
    """What closed reports say that is not so; the list grows and is never emptied."""
    say = view.words
    return Page(
        view,
        f"{view.plan.id}/rettelser",
        say._("Rettelser"),
        "reports",
        "corrections.html",
        lambda: {"feed": f"data/{view.plan.id}/{feeds.CORRECTIONS}"},
        description=view.in_plan(
            say._("Hva som har stått feil i rapportene om {plan}, og hva som er riktig.")
        ),
    )
