"""Promises that have moved or are gone, in sentences. They come from `past.promises`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from tiltak.harmless import one_line
from tiltak.model.plan import DecidedOfPlan, Milestone, Move, Plan, Portfolio, RevisedPlan
from tiltak.past.history import ChangedPeriod
from tiltak.past.promises import (
    DecidedChange,
    GoneMeasure,
    MovedPromise,
    PromiseChange,
)
from tiltak.read.fields import declared
from tiltak.words.changes import by_days, change_sentence, decision, revised_words, why_moved
from tiltak.words.language import Words
from tiltak.words.recorded import recorded
from tiltak.words.rewording import Piece, rewording


def promise_change(
    changed: PromiseChange, portfolio: Portfolio, plan: Plan, say: Words, *, in_full: bool = False
) -> str:
    """A change of a promise, and in which commit it was made; one told `in_full` also has a reworded text old and new."""
    moves = (changed.record,) if isinstance(changed.record, Move) else ()
    sentences = [change_sentence(replace(changed.change, moves=moves), portfolio, plan, say)]
    if in_full:
        sentences += _old_and_new(changed, say)
    return " ".join([*sentences, recorded(changed.commit, say)])


def reworded_promise(changed: PromiseChange) -> tuple[Piece, ...]:
    """The words that were taken out of a promised text and put in; empty where no text was changed."""
    change = changed.change
    if change.kind == "milestone_renamed" or change.field in ("title", "summary", "decided"):
        return rewording(change.text_before, change.text_after)
    return ()


def _old_and_new(changed: PromiseChange, say: Words) -> Iterator[str]:
    """A longer text as it was and as it is; the sentence of a title has both."""
    if changed.change.field in ("summary", "decided"):
        pieces = reworded_promise(changed)
        old, new = (" ".join(p.text for p in pieces if p.kind != k) for k in ("added", "removed"))
        yield say._("Før: {before}").format(before=say.quoted(old))
        yield say._("Nå: {after}").format(after=say.quoted(new) if new else say._("ingenting"))


def changed_period(changed: ChangedPeriod, say: Words) -> str:
    """That a plan lasts or has lasted otherwise than it was adopted for, and in which commit that was done."""
    text = (
        say._("Planperioden har vært endret, men er nå som den ble vedtatt, {adopted}.")
        if changed.put_back
        else say._("Planen ble vedtatt for {adopted}, og gjelder nå {now}.")
    ).format(adopted=_from_to(changed.adopted, say), now=_from_to(changed.now, say))
    return f"{text} {recorded(changed.commit, say)}"


def _from_to(days: tuple[date, date], say: Words) -> str:
    first, last = (say.date(day) for day in days)
    return say._("{first} til {last}").format(first=first, last=last)


def moved_promise(post: MovedPromise, say: Words) -> str:
    """How far a promise has moved in all, and why."""
    baseline = say.date(post.baseline) if post.baseline else ""
    due = say.date(post.due) if post.due else ""
    if not post.present:
        text = (
            say._("Milepælen «{milestone}» er tatt ut. Første frist var {baseline}.")
            if baseline
            else say._("Milepælen «{milestone}» er tatt ut.")
        )
    elif post.only_reopened:
        text = say._("«{milestone}» var nådd, og er åpnet igjen.")
    elif not due:
        text = say._("«{milestone}» har ikke lenger noen frist.")
    elif not baseline:
        text = say._(
            "Fristen for «{milestone}» er flyttet til {due}. Første frist er ikke oppgitt."
        )
    elif post.decided != post.baseline and post.decided and not post.by_decision:
        text = say._(
            "Fristen for «{milestone}» er flyttet fra {decided}, som ble vedtatt etter den første fristen {baseline}, til {due}{by}."
        )
    elif not post.stands_elsewhere:
        text = say._(
            "Fristen for «{milestone}» har vært flyttet, men står nå der den først sto, {due}."
        )
    else:
        text = say._("Fristen for «{milestone}» er flyttet fra {baseline} til {due}{by}.")
    sentence = text.format(
        milestone=post.milestone.title,
        baseline=baseline,
        decided=say.date(post.decided) if post.decided else "",
        due=due,
        by=by_days(post.days, say),
    )
    return f"{sentence} {why_moved(post.moves, say)}" if post.moves else sentence


def decided_change(change: DecidedChange, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    """What the adopting body changed, and the decision by which it did."""
    if change.revised:
        return revised_words(change.revised, portfolio, plan, say)
    if change.removed:
        text = say._("Tiltaket er tatt ut av planen etter vedtak.")
    elif change.move and change.move.previous and change.put_at:
        text = say._("Fristen for «{milestone}» er flyttet fra {before} til {after} etter vedtak.")
    else:
        text = say._("Fristen for «{milestone}» er flyttet etter vedtak.")
    what = text.format(
        milestone=change.milestone.title if change.milestone else "",
        before=say.date(change.move.previous) if change.move and change.move.previous else "",
        after=say.date(change.put_at) if change.put_at else "",
    )
    return f"{what} {decision(change.revision, portfolio, plan, say)}"


def decided_of_plan(change: DecidedOfPlan, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    """The same of the plan itself."""
    return f"{revised_plan(change.revised, say)} {decision(change.revision, portfolio, plan, say)}"


def revised_plan(revised: RevisedPlan, say: Words) -> str:
    """What a decision changed in the plan itself, and what stood there before it."""
    fields = dict(declared("plan", "revised", 0, "field").choices)
    return say._("{field} er endret etter vedtak. Før: {before}.").format(
        field=say.from_schema(fields[revised.field]), before=one_line(revised.previous)
    )


def reasons(post: MovedPromise, say: Words) -> str:
    """For a table: the reasons given for the moves, and whether each of them has one."""
    reasons_given = dict.fromkeys(
        say.label("reason", move.reason).lower() if move.reason else say._("vedtak")
        for move in reversed(post.moves)
        if move.reason or move.decision
    )
    if not reasons_given:
        return say._("ikke oppgitt")
    listed = say.listed(reasons_given)
    return listed if post.explained else say._("{reasons}, men ikke for alt").format(reasons=listed)


def gone_measure(gone: GoneMeasure, say: Words) -> str:
    """A measure that was taken out, whether anybody said so, and what had been promised."""
    if gone.removed:
        text = (
            say._("Tiltaket er tatt ut av planen etter vedtak, {date}.")
            if gone.removed.decision
            else say._("Tiltaket er tatt ut av planen, {date}.")
        ).format(date=say.date(gone.removed.date))
        parts = [text, gone.removed.note]
    else:
        text = say._("Tiltaket er tatt ut, uten at planen forteller det.")
        parts = [text, recorded(gone.commit, say)]
    return " ".join(filter(None, [*parts, were_promised(gone.milestones, say)]))


def were_promised(milestones: Iterable[Milestone], say: Words) -> str:
    """The promises that fall with a measure; empty where it made none."""
    listed = promised(milestones, say)
    return say._("Dette var lovet: {milestones}.").format(milestones=listed) if listed else ""


def promised(milestones: Iterable[Milestone], say: Words) -> str:
    """What is promised and until when: ««Kaia er åpnet» innen 30. juni 2022»."""
    return say.listed(_promise(m, say) for m in milestones)


def _promise(milestone: Milestone, say: Words) -> str:
    title = say.quoted(milestone.title)
    return f"{title} {say.by(milestone.due)}" if milestone.due else title
