"""Promises that have moved or are gone, in sentences. They come from `past.promises`."""

from __future__ import annotations

from tiltak.model.plan import Milestone
from tiltak.past.changes import Change
from tiltak.past.promises import GoneMeasure, MovedPromise, PromiseChange
from tiltak.words.changes import by_days, of_milestone, why_moved
from tiltak.words.language import Words
from tiltak.words.recorded import recorded


def promise_change(moved: PromiseChange, say: Words) -> str:
    """A change of a promise, and in which commit it was made."""
    assert moved.change.milestone
    shown = Change(
        moved.change.kind,
        moved.change.measure,
        milestone=moved.change.milestone,
        date_before=moved.change.date_before,
        date_after=moved.change.date_after,
        moves=(moved.move,) if moved.move else (),
    )
    return f"{of_milestone(shown, moved.change.milestone, say)} {recorded(moved.commit, say)}"


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
    elif not post.stands_elsewhere:
        text = say._(
            "Fristen for «{milestone}» har vært flyttet, men står nå der den først sto, {due}."
        )
    else:
        text = say._("Fristen for «{milestone}» er flyttet fra {baseline} til {due}{by}.")
    said = text.format(
        milestone=post.milestone.title,
        baseline=baseline,
        due=due,
        by=by_days(post.days, say),
    )
    return f"{said} {why_moved(post.moves, say)}" if post.moves else said


def reasons(post: MovedPromise, say: Words) -> str:
    """For a table: the reasons given for the moves, and whether each of them has one."""
    given = dict.fromkeys(move.reason for move in reversed(post.moves) if move.reason)
    if not given:
        return say._("ikke oppgitt")
    listed = say.listed(say.label("reason", reason).lower() for reason in given)
    return listed if post.explained else say._("{reasons}, men ikke for alt").format(reasons=listed)


def gone_measure(found: GoneMeasure, say: Words) -> str:
    """A measure that was taken out, whether anybody said so, and what had been promised."""
    if found.told:
        text = say._("Tiltaket er tatt ut av planen, {date}.").format(
            date=say.date(found.told.date)
        )
        parts = [text, found.told.note]
    else:
        text = say._("Tiltaket er tatt ut, uten at planen forteller det.")
        parts = [text, recorded(found.commit, say)]
    if found.milestones:
        listed = say.listed(_promise(m, say) for m in found.milestones)
        parts.append(say._("Dette var lovet: {milestones}.").format(milestones=listed))
    return " ".join(filter(None, parts))


def _promise(milestone: Milestone, say: Words) -> str:
    title = say.quoted(milestone.title)
    return f"{title} {say.by(milestone.due)}" if milestone.due else title
