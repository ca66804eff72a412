"""What was changed, in sentences that a person would write. Data comes from `changes` and `history`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Any

from tiltak.judge.status import Verdict
from tiltak.model.periods import period
from tiltak.model.plan import (
    Closing,
    Entry,
    Event,
    Goal,
    Milestone,
    Move,
    Plan,
    Portfolio,
    ResolutionPoint,
    Unit,
)
from tiltak.past.changes import Change, PlanEdit, UnitEdit, differences
from tiltak.past.history import Past, Registration, Step, Timing, timing
from tiltak.past.origins import Origin, Origins
from tiltak.past.promises import GoalPost, GoalPostMove, GoneMeasure
from tiltak.read.repo import Commit
from tiltak.words.language import Words

EXACT = ("day", "circa")  # precisions for which a number of days says something


@dataclass(frozen=True, slots=True)
class Line:
    """A change and what is said of it."""

    change: Change
    text: str


def lines(
    items: Iterable[Change],
    portfolio: Portfolio,
    plan: Plan,
    say: Words,
    origins: Origins | None = None,
) -> tuple[Line, ...]:
    """All that was changed in one measure, and with `origins` what was recorded late or in silence.

    What a new status rests on is told with the status.
    """
    listed = list(items)
    verdicts = [c.after.verdict for c in listed if c.kind == "verdict" and c.after]
    told = []
    for change in listed:
        aside = _aside(change, origins.of(change), say) if origins else ""
        if aside or not any(_rests_on(verdict, change) for verdict in verdicts):
            said = (sentence(change, portfolio, plan, say), aside, uncounted(change, plan, say))
            told.append(Line(change, " ".join(filter(None, said))))
    return tuple(told)


def uncounted(change: Change, plan: Plan, say: Words) -> str:
    """Why something that the files say moves no verdict yet; empty for what counts."""
    if change.counted or change.after is None:
        return ""
    day = change.after.day
    if day == plan.reported_through:
        text = say._("Teller ikke med: planen er rapportert til og med {day}.")
    elif day == plan.end:
        text = say._("Teller ikke med: planperioden sluttet {day}.")
    else:
        text = say._("Teller ikke med: dette gjelder etter {day}.")
    return text.format(day=say.date(day))


def _rests_on(verdict: Verdict, change: Change) -> bool:
    if change.kind == "entry_added":
        return change.entry_after == verdict.entry
    missed = verdict.milestone.milestone.id if verdict.milestone else ""
    return bool(
        change.kind == "milestone_missed" and change.milestone and change.milestone.id == missed
    )


def _aside(change: Change, origin: Origin | None, say: Words) -> str:
    """What a reader must know about when it was recorded."""
    if origin is None:
        return ""
    if change.entry_after and origin.timing and origin.timing.state == "late":
        return timing_words(Registration(change.entry_after, origin.commit), origin.timing, say)
    if origin.silent:
        last = say._("Den siste flyttingen forteller ikke filen om.") if change.moves else ""
        return f"{last} {recorded(origin.commit, say)}".strip()
    return ""


def sentences(
    items: Iterable[Change], portfolio: Portfolio, plan: Plan, say: Words
) -> tuple[str, ...]:
    return tuple(line.text for line in lines(items, portfolio, plan, say))


def sentence(change: Change, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    """One difference as one or a few sentences; the measure itself is not named in it."""
    if change.milestone:
        return _of_milestone(change, change.milestone, say)
    if change.kind.startswith("entry_"):
        return _of_entry(change, plan, say)
    match change.kind:
        case "added":
            return say._("Tiltaket er tatt inn i planen.")
        case "removed":
            return say._("Tiltaket er tatt ut av planen.")
        case "verdict":
            assert change.before
            assert change.after
            changed = say._("Status er endret fra «{before}» til «{after}».").format(
                before=say.label("verdict", change.before.verdict.value).lower(),
                after=say.label("verdict", change.after.verdict.value).lower(),
            )
            return f"{changed} {say.why(change.after, plan)}"
        case "mention_added":
            assert change.mention
            return say._("Ny omtale uten status, {date}.").format(
                date=say.date(change.mention.date, change.mention.precision)
            )
        case "title":
            return say._("Tittelen er endret fra «{before}» til «{after}».").format(
                before=change.text_before, after=change.text_after
            )
        case "summary":
            return say._("Sammendraget er skrevet om.")
        case "reference":
            return say._("Henvisningen til planen er endret.")
        case "unconfirmed":
            return _confirmation(change, say)
        case "other" | "order":
            text = (
                say._("Endret: {fields}.")
                if change.kind == "other"
                else say._("Rekkefølgen er endret: {fields}.")
            )
            return text.format(fields=_field_names("measure", change.text_after, say))
    before, after = (
        _value(change.kind, text, portfolio, plan, say)
        for text in (change.text_before, change.text_after)
    )
    return say._("{field} er endret fra {before} til {after}.").format(
        field=say.field("measure", change.kind), before=before, after=after
    )


def _field_names(kind: str, names: str, say: Words, *inside: str | int) -> str:
    return say.listed(say.field(kind, *inside, name).lower() for name in names.split())


def _value(field: str, text: str, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    """What a field held, in words."""
    if not text:
        return say._("ikke oppgitt")
    if field in ("owner", "contributors"):
        return say.listed(portfolio.unit_name(unit) for unit in text.split())
    if field == "focus_area":
        area = plan.focus_area(text)
        return say.quoted(area.title if area else text)
    return _quoted_label("funding_decision" if field == "funding" else field, text, say)


def _quoted_label(name: str, value: str, say: Words) -> str:
    return say.quoted(say.label(name, value).lower()) if value else say._("ikke oppgitt")


def _confirmation(change: Change, say: Words) -> str:
    was, now = set(change.text_before.split()), set(change.text_after.split())
    parts = []
    if confirmed := sorted(was - now):
        names = _field_names("measure", " ".join(confirmed), say)
        parts.append(say._("Ikke lenger bare foreslått: {fields}.").format(fields=names))
    if proposed := sorted(now - was):
        names = _field_names("measure", " ".join(proposed), say)
        parts.append(say._("Nå bare foreslått: {fields}.").format(fields=names))
    return " ".join(parts)


# Status entries


def _of_entry(change: Change, plan: Plan, say: Words) -> str:
    before, after = change.entry_before, change.entry_after
    if before is None:
        assert after
        return say._("Ny melding for {date}: {said}").format(
            date=_entry_day(after, say), said=_said(after, say)
        )
    if after is None:
        return say._("Meldingen for {date} er slettet. Den sa: {said}").format(
            date=_entry_day(before, say), said=_said(before, say)
        )
    head = say._("Meldingen for {date} er endret.").format(date=_entry_day(before, say))
    return " ".join([head, *_entry_edits(before, after, plan, say)])


def _entry_day(entry: Entry, say: Words) -> str:
    return say.date(entry.date, entry.precision)


def _said(entry: Entry, say: Words) -> str:
    """What an entry reports, in a few words: «pågår, usikkert. Årsak: bemanning.»"""
    what = say._("ingenting nytt") if entry.unchanged else say.label("phase", entry.phase).lower()
    if entry.into is not None:
        what = say._("{phase} med tiltak {number}").format(phase=what, number=entry.into)
    if entry.confidence:
        what = f"{what}, {say.label('confidence', entry.confidence).lower()}"
    parts = [f"{what}."]
    if entry.reason:
        parts.append(reason(entry.reason, say))
    if entry.correction:
        parts.append(_correction(entry, say))
    return " ".join(parts)


def reason(value: str, say: Words) -> str:
    return say._("Årsak: {reason}.").format(reason=say.label("reason", value).lower())


def _correction(entry: Entry, say: Words) -> str:
    return say._("Rettelse: {text}").format(text=" ".join(entry.correction.split()))


def _entry_edits(before: Entry, after: Entry, plan: Plan, say: Words) -> Iterator[str]:
    if (before.date, before.precision) != (after.date, after.precision):
        yield say._("Den gjelder nå {date}.").format(date=_entry_day(after, say))
    if (before.phase, before.unchanged, before.into) != (after.phase, after.unchanged, after.into):
        yield say._("Før: {before} Nå: {after}").format(
            before=_said(_bare(before), say), after=_said(_bare(after), say)
        )
    for name in ("confidence", "reason"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield say._("{field} er endret fra {before} til {after}.").format(
                field=say.field("measure", "status", 0, name),
                before=_quoted_label(name, old, say),
                after=_quoted_label(name, new, say),
            )
    if before.note != after.note:
        yield _note_edit(before, after, say)
    if before.source != after.source:
        yield (
            say._("Kilden er nå {source}.").format(source=say.source(plan, after.source))
            if after.source
            else say._("Kilden er tatt bort.")
        )
    if after.correction and after.correction != before.correction:
        yield _correction(after, say)
    elif before.correction and not after.correction:
        yield say._("Rettelsen er tatt bort.")


def _bare(entry: Entry) -> Entry:
    return Entry(entry.date, entry.phase, entry.unchanged, into=entry.into)


def _note_edit(before: Entry, after: Entry, say: Words) -> str:
    if not before.note:
        return say._("Begrunnelsen er ny.")
    return (
        say._("Begrunnelsen er skrevet om.") if after.note else say._("Begrunnelsen er tatt bort.")
    )


# Milestones


def _of_milestone(change: Change, milestone: Milestone, say: Words) -> str:
    title, precision = milestone.title, milestone.precision
    before = say.date(change.date_before, precision) if change.date_before else ""
    after = say.date(change.date_after, precision) if change.date_after else ""
    match change.kind:
        case "milestone_reached":
            return _reached(change, milestone, say)
        case "milestone_reopened":
            text = say._("«{milestone}» var ført som nådd. Det er tatt bort.")
        case "milestone_missed":
            assert change.date_before
            before = say.by(change.date_before, precision)
            text = say._("Fristen er passert: «{milestone}» skulle vært nådd {before}.")
        case "milestone_added" if after:
            text = say._("Ny milepæl: «{milestone}», med frist {after}.")
        case "milestone_added":
            text = say._("Ny milepæl: «{milestone}», uten frist.")
        case "milestone_removed" if before:
            text = say._("Milepælen «{milestone}» er tatt ut. Fristen var {before}.")
        case "milestone_removed":
            text = say._("Milepælen «{milestone}» er tatt ut.")
        case "milestone_explained":
            return _explained(change.moves[0], milestone, say)
        case "milestone_baseline":
            text = _baseline_words(before, after, say)
        case "milestone_renamed":
            before, after = change.text_before, change.text_after
            text = say._("Milepælen «{before}» heter nå «{after}».")
        case "milestone_changed":
            after = say.listed(
                _field_of_milestone(n, change, say) for n in change.text_after.split()
            )
            text = say._("Endret for milepælen «{milestone}»: {after}.")
        case _:
            return _moved(change, milestone, say)
    return text.format(milestone=title, before=before, after=after)


def _field_of_milestone(name: str, change: Change, say: Words) -> str:
    """A field of a milestone that was changed, with what it was and what it is where that is short to say."""
    assert change.milestone
    title = say.field("measure", "milestones", 0, name).lower()
    was, now = (getattr(m, name) if m else None for m in (change.earlier, change.milestone))
    match name:
        case "promised":
            told = [say.date(day) if day else say._("ikke oppgitt") for day in (was, now)]
        case "precision" | "repeat":
            told = [_quoted_label(name, value or "", say) for value in (was, now)]
        case _:
            return title
    return f"{title} ({' → '.join(told)})"


def _baseline_words(before: str, after: str, say: Words) -> str:
    """The first promise is what all moves are measured against, so a change of it is said in full."""
    if before and after:
        return say._(
            "Første frist for «{milestone}» er endret fra {before} til {after}. Den skal aldri endres."
        )
    if after:
        return say._("Første frist for «{milestone}» er ført opp: {after}.")
    return say._("Første frist for «{milestone}», {before}, er tatt bort. Den skal aldri endres.")


def _reached(change: Change, milestone: Milestone, say: Words) -> str:
    assert change.date_after
    text = say._("«{milestone}» er nådd {after}.").format(
        milestone=milestone.title, after=say.reached(milestone, change.date_after)
    )
    late = change.days or 0
    if late > 0 and milestone.precision in EXACT:
        text += " " + say._("Det er {days} etter fristen.").format(days=say.days(late))
    return text


def _moved(change: Change, milestone: Milestone, say: Words) -> str:
    said = {"milestone": milestone.title}
    precision = milestone.precision
    if change.date_before:
        said["before"] = say.date(change.date_before, precision)
    if change.date_after:
        said["after"] = say.date(change.date_after, precision)
    if "after" not in said:
        text = say._("«{milestone}» har ikke lenger noen frist.")
    elif "before" in said:
        text = say._("Fristen for «{milestone}» er flyttet fra {before} til {after}{by}.")
        said["by"] = _by_days(change.days, precision, say)
    elif change.moves:
        text = say._("Fristen for «{milestone}» er flyttet til {after}.")
    else:
        return say._("«{milestone}» har fått fristen {after}.").format(**said)
    return f"{text.format(**said)} {why_moved(change.moves, say)}"


def _by_days(days: int | None, precision: str, say: Words) -> str:
    """«, 31 dager senere», empty where a source states only a year or a month."""
    if not days or precision not in EXACT:
        return ""
    later = say._(", {days} senere") if days > 0 else say._(", {days} tidligere")
    return later.format(days=say.days(abs(days)))


def why_moved(moves: Sequence[Move], say: Words) -> str:
    """The reasons given for one or more moves, or that there are none, or that the file tells of none."""
    if not moves:
        return say._("Filen forteller ikke at den er flyttet, og ingen årsak er oppgitt.")
    given = dict.fromkeys(move.reason for move in reversed(moves) if move.reason)
    if not given:
        return say._("Ingen årsak er oppgitt.")
    labels = say.listed(say.label("reason", value).lower() for value in given)
    text = say._("Årsak: {reason}.").format(reason=labels)
    if unsaid := sum(not move.reason for move in moves):
        without = say.spelled("Én flytting er uten årsak.", "{n} flyttinger er uten årsak.", unsaid)
        text = f"{text} {without[:1].upper()}{without[1:]}"
    return text


def _explained(move: Move, milestone: Milestone, say: Words) -> str:
    text = (
        say._("Det er ført opp at fristen for «{milestone}» ble flyttet fra {before}.").format(
            milestone=milestone.title, before=say.date(move.previous, milestone.precision)
        )
        if move.previous
        else say._("Det er ført opp at fristen for «{milestone}» ble flyttet.").format(
            milestone=milestone.title
        )
    )
    return f"{text} {why_moved((move,), say)}"


def goal_post_line(moved: GoalPostMove, say: Words) -> str:
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
    return f"{_of_milestone(shown, moved.change.milestone, say)} {recorded(moved.commit, say)}"


def goal_post(post: GoalPost, say: Words) -> str:
    """How far a promise has moved in all, and why."""
    precision = post.milestone.precision
    baseline = say.date(post.baseline, precision) if post.baseline else ""
    due = say.date(post.due, precision) if post.due else ""
    if not post.present:
        text = (
            say._("Milepælen «{milestone}» er tatt ut. Første frist var {baseline}.")
            if baseline
            else say._("Milepælen «{milestone}» er tatt ut.")
        )
    elif not due:
        text = say._("«{milestone}» har ikke lenger noen frist.")
    elif not baseline:
        text = say._(
            "Fristen for «{milestone}» er flyttet til {due}. Første frist er ikke oppgitt."
        )
    elif not post.days:
        text = say._(
            "Fristen for «{milestone}» har vært flyttet, men står nå der den først sto, {due}."
        )
    else:
        text = say._("Fristen for «{milestone}» er flyttet fra {baseline} til {due}{by}.")
    said = text.format(
        milestone=post.milestone.title,
        baseline=baseline,
        due=due,
        by=_by_days(post.days, precision, say),
    )
    return f"{said} {why_moved(post.moves, say)}" if post.moves else said


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
    return f"{title} {say.by(milestone.due, milestone.precision)}" if milestone.due else title


# When it was recorded


def recorded(commit: Commit | None, say: Words) -> str:
    """Where a change stands in git: «Registrert 12. juni 2021 («Nye frister», a1b2c3d4e).»"""
    if commit is None:
        return say._("Ikke registrert ennå.")
    return say._("Registrert {date} («{message}», {commit}).").format(
        date=say.date(commit.recorded_on), message=commit.subject, commit=commit.short_id
    )


def timing_words(registration: Registration, found: Timing, say: Words) -> str:
    """Whether a report came in time, in a sentence; empty where there is nothing to say."""
    match found.state:
        case "late":
            assert registration.first
            return say._("Registrert {date}, {days} for sent.").format(
                date=say.date(registration.first.recorded_on), days=say.days(found.days)
            )
        case "backfilled":
            return say._("Gjelder en dag før planen ble lagt inn her.")
    return ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one commit did to a measure (None = not recorded yet), in sentences, with the texts it reworded."""

    commit: Commit | None
    sentences: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    kind: str = "changed"


def chapters(
    past: Past, plan: Plan, portfolio: Portfolio, begun: Commit | None, say: Words
) -> tuple[Chapter, ...]:
    """The story of a measure, newest first."""
    told = []
    for step, before, after in past.versions():
        if step.kind == "changed":
            assert before
            assert after
            made = tuple(differences(before, after))
            sentences = [_with_timing(c, step, portfolio, plan, begun, say) for c in made]
        else:
            made = ()
            sentences = [_step_words(step, say), *_late_entries(step, plan, begun, say)]
        told.append(Chapter(step.commit, tuple(sentences), made, step.kind))
    return tuple(reversed(told))


def _with_timing(
    change: Change, step: Step, portfolio: Portfolio, plan: Plan, begun: Commit | None, say: Words
) -> str:
    said = sentence(change, portfolio, plan, say)
    if change.kind != "entry_added" or not change.entry_after:
        return said
    registration = Registration(change.entry_after, step.commit)
    return f"{said} {timing_words(registration, timing(registration, plan, begun), say)}".strip()


def _late_entries(step: Step, plan: Plan, begun: Commit | None, say: Words) -> Iterator[str]:
    """A measure may come in with reports that should have been recorded long before."""
    for entry in step.measure.entries if step.measure else ():
        registration = Registration(entry, step.commit)
        found = timing(registration, plan, begun)
        if found.state == "late":
            yield late(registration, found, say)


def late(registration: Registration, found: Timing, say: Words) -> str:
    """A report that came too late, in a sentence of its own."""
    assert registration.first
    return say._("Meldingen for {date} ble registrert {day}, {days} for sent.").format(
        date=_entry_day(registration.entry, say),
        day=say.date(registration.first.recorded_on),
        days=say.days(found.days),
    )


def _step_words(step: Step, say: Words) -> str:
    match step.kind:
        case "created":
            assert step.measure
            entries = len(step.measure.entries)
            if not entries:
                return say._("Tiltaket ble lagt inn, uten statusmeldinger.")
            return say.spelled(
                "Tiltaket ble lagt inn, med én statusmelding.",
                "Tiltaket ble lagt inn, med {n} statusmeldinger.",
                entries,
            )
        case "returned":
            return say._("Tiltaket ble lagt inn igjen.")
        case "removed":
            return say._("Filen ble slettet, og tiltaket gikk ut.")
    return unreadable(step, say)


def unreadable(step: Step, say: Words) -> str:
    """Why a file could not be read at some commit, by the first thing that was wrong."""
    why = step.problems[0].message if step.problems else ""
    return say._("Filen kunne ikke leses: {why}").format(why=why)


# Texts before and after


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a reworded text. `kind`: same, removed, added, or gap for words left out."""

    kind: str
    text: str


WORDS_AROUND = 4


def reworded(change: Change) -> tuple[Piece, ...]:
    """The words that a change took out and put in, with a few around them; empty where no text was reworded."""
    old, new = change.text_before, change.text_after
    if change.entry_before and change.entry_after:
        old, new = change.entry_before.note, change.entry_after.note
    elif change.kind != "summary":
        return ()
    return rewording(old, new) if old and new and old != new else ()


def before_and_after(change: Change, say: Words) -> tuple[tuple[str, str], ...]:
    """A reworded text as («før», …) and («nå», …); empty where no text was reworded."""
    pieces = reworded(change)
    if not pieces:
        return ()
    return (
        (say._("før"), " ".join(p.text for p in pieces if p.kind != "added")),
        (say._("nå"), " ".join(p.text for p in pieces if p.kind != "removed")),
    )


def rewording(before: str, after: str) -> tuple[Piece, ...]:
    """Two versions of a text, word by word.

    >>> [(p.kind, p.text) for p in rewording("Et senter skal bygges", "Et senter er bygd")]
    [('same', 'Et senter'), ('removed', 'skal bygges'), ('added', 'er bygd')]
    """
    old, new = before.split(), after.split()
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    operations = matcher.get_opcodes()
    for index, (kind, a, b, c, d) in enumerate(operations):
        if kind == "equal":
            pieces += _context(old[a:b], first=index == 0, last=index == len(operations) - 1)
            continue
        if b > a:
            pieces.append(Piece("removed", " ".join(old[a:b])))
        if d > c:
            pieces.append(Piece("added", " ".join(new[c:d])))
    return tuple(pieces)


def _context(words: Sequence[str], *, first: bool, last: bool) -> Iterable[Piece]:
    start = [] if first else words[:WORDS_AROUND]
    end = [] if last else words[-WORDS_AROUND:]
    if len(words) <= len(start) + len(end) + 1:
        return [Piece("same", " ".join(words))]
    kept = [Piece("same", " ".join(start)), Piece("gap", "…"), Piece("same", " ".join(end))]
    return [piece for piece in kept if piece.text]


# The plan itself, and the units

PLAN_PATHS = {
    "start": ("period", "start"),
    "end": ("period", "end"),
    "period_note": ("period", "note"),
    "adopted_by": ("adoption", "body"),
    "adopted_on": ("adoption", "date"),
    "adoption_source": ("adoption", "source"),
}
SHORT_FIELDS = ("title", "short_title", "municipality")
DATE_FIELDS = ("start", "end", "adopted_on", "reported_through")
TOLD_IN_FULL = (
    *SHORT_FIELDS, *DATE_FIELDS, "adopted_by", "grace_days", "silent_after_months", "calendar",
)  # fmt: skip


def plan_sentence(edit: PlanEdit, portfolio: Portfolio, say: Words) -> str:
    """A difference in what the plan's own file says, or in which periods have been closed."""
    if edit.field == "closings":
        return _of_list(say._("Avsluttede perioder"), edit, say)
    name = _plan_field(edit.field, say)
    if isinstance(edit.before, tuple):
        return _of_list(name, edit, say)
    if edit.field not in TOLD_IN_FULL:
        return say._("Endret: {fields}.").format(fields=name.lower())
    return say._("{field} er endret fra {before} til {after}.").format(
        field=name,
        before=_plan_value(edit.field, edit.before, portfolio, say),
        after=_plan_value(edit.field, edit.after, portfolio, say),
    )


def _plan_field(field: str, say: Words) -> str:
    path = PLAN_PATHS.get(field, (field,))
    name = say.field("plan", *path)
    if len(path) == 1:
        return name
    return f"{say.field('plan', path[0])}, {name.lower()}"


def _plan_value(field: str, value: Any, portfolio: Portfolio, say: Words) -> str:
    if not value and value != 0:
        return say._("ikke oppgitt")
    match field:
        case "adopted_by":
            return portfolio.unit_name(value)
        case "grace_days":
            return say.days(value)
        case "silent_after_months":
            return say.plural("{n} måned", "{n} måneder", value)
        case "calendar":
            return _quoted_label("calendar", value, say)
    return say.date(value) if field in DATE_FIELDS else say.quoted(value)


def _of_list(name: str, edit: PlanEdit, say: Words) -> str:
    """What was put in, taken out and changed in one of the plan's lists."""
    before, after = (_by_name(items, say) for items in (edit.before, edit.after))
    parts = [
        text.format(items=say.listed(names))
        for text, names in (
            (say._("lagt til {items}"), [n for n in after if n not in before]),
            (say._("tatt bort {items}"), [n for n in before if n not in after]),
            (say._("endret {items}"), [n for n in after if before.get(n, after[n]) != after[n]]),
        )
        if names
    ]
    if not parts:
        return say._("Rekkefølgen er endret: {fields}.").format(fields=name.lower())
    return f"{name}: {', '.join(parts)}."


def _by_name(items: Iterable[Any], say: Words) -> dict[str, list[Any]]:
    """The items of a list by what a person would call them."""
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(_item_name(item, say), []).append(item)
    return found


def _item_name(item: Any, say: Words) -> str:
    match item:
        case Closing():
            return say.period(period(item.period))
        case ResolutionPoint():
            return say._("punkt {point}").format(point=item.point)
        case Event():
            return say.date(item.date, item.precision)
        case Goal():
            return say.quoted(item.text)
        case str():
            return item
    return say.quoted(item.title)


def unit_sentence(edit: UnitEdit, say: Words) -> str:
    """A unit that came, went or changed."""
    before, after = edit.before, edit.after
    if before is None or after is None:
        text = say._("Ny enhet: {unit}.") if after else say._("Enheten {unit} er tatt ut.")
        return text.format(unit=(after or before).name)  # type: ignore[union-attr]  # one of the two is there
    parts = []
    if before.name != after.name:
        parts.append(
            say._("Enheten {before} heter nå {after}.").format(before=before.name, after=after.name)
        )
    names = [f.name for f in fields(Unit) if getattr(before, f.name) != getattr(after, f.name)]
    if rest := [name for name in names if name != "names" or before.name == after.name]:
        told = _field_names("units", " ".join(rest), say, "units", edit.id)
        parts.append(say._("Endret for {unit}: {fields}.").format(unit=after.name, fields=told))
    return " ".join(parts)


def one_line(text: str) -> str:
    """A text from a file as it can stand in a terminal: one line, nothing that steers the cursor."""
    return re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()
