"""What each commit did to a measure, in sentences. The commits come from `past.history`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tiltak.model.plan import Plan, Portfolio
from tiltak.past.changes import Change, differences
from tiltak.past.history import History, Past, Step
from tiltak.past.provenance import Registration, timing
from tiltak.read.commits import Approval, Commit
from tiltak.words.changes import change_sentence
from tiltak.words.language import Words
from tiltak.words.recorded import late_sentence, timing_words, unreadable_sentence


@dataclass(frozen=True, slots=True)
class CommitChapter:
    """What one commit did to a measure (None = not recorded yet), in sentences, with the texts it reworded."""

    commit: Commit | None
    sentences: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    kind: str = "changed"
    approval: Approval | None = None


def commit_chapters(
    past: Past, history: History, plan: Plan, portfolio: Portfolio, say: Words
) -> tuple[CommitChapter, ...]:
    """The story of a measure, newest first."""
    begun = history.begun.get(plan.id)
    chapters = []
    for step, before, after in past.versions():
        if step.kind == "changed":
            assert before
            assert after
            changes = tuple(differences(before, after))
            sentences = [_with_timing(c, step, portfolio, plan, begun, say) for c in changes]
        else:
            changes = ()
            sentences = [_step_words(step, say), *_late_entries(step, plan, begun, say)]
        if step.mended:
            sentences.insert(0, say._("Filen kan leses igjen."))
        approval = history.approval(step.commit)
        chapters.append(CommitChapter(step.commit, tuple(sentences), changes, step.kind, approval))
    return tuple(reversed(chapters))


def _with_timing(
    change: Change, step: Step, portfolio: Portfolio, plan: Plan, begun: Commit | None, say: Words
) -> str:
    sentence = change_sentence(change, portfolio, plan, say)
    if change.kind != "entry_added" or not change.entry_after:
        return sentence
    registration = Registration(change.entry_after, step.commit)
    return (
        f"{sentence} {timing_words(registration, timing(registration, plan, begun), say)}".strip()
    )


def _late_entries(step: Step, plan: Plan, begun: Commit | None, say: Words) -> Iterator[str]:
    """A measure may come in with reports that should have been recorded long before."""
    for entry in step.measure.entries if step.measure else ():
        registration = Registration(entry, step.commit)
        lateness = timing(registration, plan, begun)
        if lateness.state == "late":
            yield late_sentence(registration, lateness, say)


def _step_words(step: Step, say: Words) -> str:
    match step.kind:
        case "created":
            assert step.measure
            entries = len(step.measure.entries)
            if not entries:
                return say._("Tiltaket ble lagt inn, uten noe sagt om arbeidet.")
            return say.spelled(
                "Tiltaket ble lagt inn, med én opplysning om arbeidet.",
                "Tiltaket ble lagt inn, med {n} opplysninger om arbeidet.",
                entries,
            )
        case "returned":
            return say._("Tiltaket ble lagt inn igjen.")
        case "removed":
            return say._("Filen ble slettet, og tiltaket gikk ut.")
    return unreadable_sentence(step, say)
