"""What differs in a measure, in sentences that a person would write. The differences come from `past.changes`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tiltak.judge.prints import MILESTONE, field_of
from tiltak.judge.status import NOBODY_SAID, Verdict, stepped_back_from
from tiltak.model.plan import Entry, Milestone, Move, Plan, Portfolio, Revised, Revision
from tiltak.model.when import When, in_file
from tiltak.past.changes import Change, Changes, differing
from tiltak.past.origins import Origin, Origins
from tiltak.past.provenance import Registration
from tiltak.read.fields import CHOICE, DATE, NUMBER, TIME, declared, held_field, of_measure
from tiltak.words.assessments import edits
from tiltak.words.fields import edited, named, quoted, touched
from tiltak.words.language import Words, capital
from tiltak.words.recorded import entry_day, recorded, timing_words

SHORT = (CHOICE, DATE, TIME, NUMBER)  # what such a field was and is takes a few words


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change and what is said of it."""

    change: Change
    text: str


def change_lines(
    items: Iterable[Change],
    portfolio: Portfolio,
    plan: Plan,
    say: Words,
    origins: Origins | None = None,
    *,
    doubt_told: bool = False,
) -> tuple[ChangeLine, ...]:
    """All that was changed in one measure, and with `origins` what was recorded late or in silence.

    What a new status rests on is told with the status. `doubt_told`: that it may be older stands above all lines.
    """
    listed = list(items)
    verdicts = [c.after.verdict for c in listed if c.kind == "verdict" and c.after]
    lines = []
    for change in listed:
        aside = _aside(change, origins.of(change), say) if origins else ""
        if aside or not any(_rests_on(verdict, change) for verdict in verdicts):
            sentences = (
                change_sentence(change, portfolio, plan, say),
                aside,
                say._("Det kan gjelde denne tiden eller tiden før.")
                if change.unplaced and not doubt_told
                else "",
                uncounted(change, plan, say),
            )
            lines.append(ChangeLine(change, " ".join(filter(None, sentences))))
    return tuple(lines)


def may_be_older(changed: Changes, say: Words) -> str:
    """That what is told as new may have happened before the time that is compared; empty where nothing may."""
    if changed.may_be_older:
        return say._("Alt som er nytt, kan ha skjedd før.")
    return say.sentence(
        "For ett tiltak kan endringen være eldre.",
        "For {n} tiltak kan endringen være eldre.",
        len(changed.unplaced),
    )


def uncounted(change: Change, plan: Plan, say: Words) -> str:
    """Why something that the files say moves no verdict yet; empty for what counts."""
    if change.counted or change.after is None:
        return ""
    day = change.after.day
    if plan.followed_through and day == plan.followed_through.date:
        text = say._("Teller ikke med: planen ble fulgt til og med {day}.")
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


def change_sentences(
    items: Iterable[Change],
    portfolio: Portfolio,
    plan: Plan,
    say: Words,
    *,
    doubt_told: bool = False,
) -> tuple[str, ...]:
    lines = change_lines(items, portfolio, plan, say, doubt_told=doubt_told)
    return tuple(line.text for line in lines)


def change_sentence(change: Change, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    """One difference as one or a few sentences; the measure itself is not named in it."""
    say = say.of(plan)
    if change.milestone:
        return of_milestone(change, change.milestone, say)
    if change.kind.startswith("entry_"):
        return _of_entry(change, portfolio, plan, say)
    if change.field:
        return _of_field(change, portfolio, plan, say)
    match change.kind:
        case "added":
            return say._("Tiltaket er tatt inn i planen.")
        case "removed":
            return say._("Tiltaket er tatt ut av planen.")
        case "file_added":
            return say._("Det er kommet en fil til med samme nummer.")
        case "file_removed":
            return say._("En av filene med dette nummeret er tatt bort. Tiltaket er fortsatt med.")
        case "verdict":
            assert change.before
            assert change.after
            rested = change.after.verdict.rule in NOBODY_SAID
            words = (
                say._("Vises nå som «{after}», før som «{before}».")
                if rested
                else say._("Status er endret fra «{before}» til «{after}».")
            )
            changed = words.format(
                before=say.label("verdict", change.before.verdict.value).lower(),
                after=say.label("verdict", change.after.verdict.value).lower(),
            )
            return f"{changed} {say.why(change.after, plan)}"
        case "mention_added":
            assert change.mention
            return say._("Ny omtale uten status, {date}.").format(
                date=say.date(change.mention.date)
            )
        case "mentions":
            return touched(say.field("measure", "mentions"), say)
    assert change.kind == "order", change.kind
    names = field_names("measure", change.text_after, say)
    return say._("Rekkefølgen er endret: {fields}.").format(fields=names)


def _of_field(change: Change, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    match change.field:
        case "title":
            return say._("Tittelen er endret fra «{before}» til «{after}».").format(
                before=change.text_before, after=change.text_after
            )
        case "summary":
            return say._("Sammendraget er skrevet om.")
        case "assessments":
            return " ".join(edits(change.value_before, change.value_after, portfolio, say))
        case "reference":
            return say._("Henvisningen til planen er endret.")
        case "decided":
            return say._("Den vedtatte teksten er endret.")
        case "unconfirmed":
            return _confirmation(change, say)
        case "revised" if added := set(change.value_after) - set(change.value_before):
            return " ".join(
                revised_words(revised, portfolio, plan, say)
                for revised in change.value_after
                if revised in added
            )
    field = of_measure(plan, change.name)
    return edited(field, change.value_before, change.value_after, portfolio, plan, say)


def revised_words(revised: Revised, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    """What a decision changed in a measure, or what was rendered wrongly here, and what stood there before it."""
    before = stood_before(revised, portfolio, plan, say)
    if revised.correction:
        return say._("Rettet her: {field}. Planen er den samme. Før: {before}. {why}").format(
            field=revised_field(revised, say).lower(),
            before=before,
            why=" ".join(revised.correction.split()),
        )
    if revised.field == "milestones":
        text = say._("Milepælen «{before}» er endret eller tatt ut etter vedtak.")
    else:
        text = say._("{field} er endret etter vedtak. Før: {before}.")
    sentence = text.format(field=revised_field(revised, say), before=before)
    revision = plan.revision(revised.decision)
    return f"{sentence} {decision(revision, portfolio, plan, say)}" if revision else sentence


def revised_field(revised: Revised, say: Words) -> str:
    """What stands otherwise: a field of the measure, a milestone or its deadline."""
    fields = dict(declared("measure", "revised", 0, "field").choices)
    return say.from_schema(fields[revised.field])


def held_name(name: str, milestone: str, plan: Plan, say: Words) -> str:
    """What a closed report rests on, by the name in its record: a field, or a milestone, by its title."""
    if name.startswith(MILESTONE):
        return say._("Milepælen «{milestone}»").format(milestone=milestone)
    if name == "status":  # a document may have said it, and then nobody has reported it
        return say._("Sagt om arbeidet")
    return say.from_schema(held_field("measure", field_of(name), plan).title)


def previous_text(revised: Revised, say: Words) -> str:
    """What stood there, on one line, a deadline as it is told."""
    previous = " ".join(revised.previous.split())
    deadline = in_file(previous) if revised.field == "due" else None
    return say.date(deadline) if isinstance(deadline, When) else previous


def stood_before(revised: Revised, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    """What stood there, as a reader knows it."""
    previous = previous_text(revised, say)
    if revised.field in {"milestones", "due"}:
        return previous
    return named(declared("measure", revised.field), previous, portfolio, plan, say)


def decision(revision: Revision, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    """«Vedtatt av bystyret 21. juni 2021, sak 52/21 (Møtebok, side 3).»"""
    body = body_name(portfolio, revision.body or plan.adopted_by, revision.date)
    day = say.date(revision.date)
    text = say._("Vedtatt av {body} {day}") if body else say._("Vedtatt {day}")
    case = say._(", sak {case}").format(case=revision.case) if revision.case else ""
    source = f" ({say.source(plan, revision.source)})" if revision.source else ""
    return f"{text.format(body=body, day=day)}{case}{source}."


def body_name(portfolio: Portfolio, id: str, day: date | None) -> str:
    """A body that decides, by its name on a day, as it stands within a sentence."""
    name, unit = portfolio.unit_name(id, day), portfolio.units.get(id)
    # «Bystyret» is a common noun within a sentence; other units may have proper names.
    return name[:1].lower() + name[1:] if unit and unit.kind == "political" else name


def field_names(kind: str, names: str, say: Words, *inside: str | int) -> str:
    return say.listed(say.field(kind, *inside, name).lower() for name in names.split())


def _confirmation(change: Change, say: Words) -> str:
    was, now = set(change.value_before), set(change.value_after)
    parts = []
    if confirmed := sorted(was - now):
        names = field_names("measure", " ".join(confirmed), say)
        parts.append(say._("Ikke lenger bare foreslått: {fields}.").format(fields=names))
    if proposed := sorted(now - was):
        names = field_names("measure", " ".join(proposed), say)
        parts.append(say._("Nå bare foreslått: {fields}.").format(fields=names))
    return " ".join(parts)


# Status entries


def _of_entry(change: Change, portfolio: Portfolio, plan: Plan, say: Words) -> str:
    before, after = change.entry_before, change.entry_after
    if before is None:
        assert after
        if after.said_by != "owner":
            sentence = say.entry(after, plan)
            return f"{sentence} {_correction(after, say)}" if after.correction else sentence
        text = say._("Ny statusmelding for {date}: {said}").format(
            date=entry_day(after, say), said=_said(after, say)
        )
        back = step_back(change)
        return f"{text} {say.step_back(back)}" if back else text
    if after is None:
        return say._("Opplysningen for {date} er slettet. Den sa: {said}").format(
            date=entry_day(before, say), said=_said(before, say)
        )
    head = say._("Opplysningen for {date} er endret.").format(date=entry_day(before, say))
    return " ".join([head, *_entry_edits(before, after, portfolio, plan, say)])


def step_back(change: Change) -> str:
    """The phase before a new report, where that had come farther."""
    new = change.entry_after
    entries = change.measure.entries
    return stepped_back_from(entries, new) if new and new in entries else ""


def _said(entry: Entry, say: Words) -> str:
    """What an entry says, and how it was corrected."""
    sentence = say.entry_said(entry)
    return f"{sentence} {_correction(entry, say)}" if entry.correction else sentence


def _correction(entry: Entry, say: Words) -> str:
    return say._("Rettelse: {text}").format(text=" ".join(entry.correction.split()))


# These fields of an entry have a sentence of their own.
TOLD_OF_ENTRIES = (
    "date", "phase", "unchanged", "into", "note", "source", "correction",
)  # fmt: skip


def _entry_edits(
    before: Entry, after: Entry, portfolio: Portfolio, plan: Plan, say: Words
) -> Iterator[str]:
    if before.date != after.date:
        yield say._("Den gjelder nå {date}.").format(date=entry_day(after, say))
    if (before.phase, before.unchanged, before.into) != (after.phase, after.unchanged, after.into):
        yield say._("Før: {before} Nå: {after}").format(
            before=_said(_bare(before), say), after=_said(_bare(after), say)
        )
    for name, old, new in differing(before, after):
        if name not in TOLD_OF_ENTRIES:
            field = declared("measure", "status", 0, name)
            yield edited(field, old, new, portfolio, plan, say)
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


def of_milestone(change: Change, milestone: Milestone, say: Words) -> str:
    title = milestone.title
    before = say.date(change.date_before) if change.date_before else ""
    after = say.date(change.date_after) if change.date_after else ""
    match change.kind:
        case "milestone_reached":
            return _reached(change, milestone, say)
        case "milestone_reopened":
            text = say._("«{milestone}» var ført som nådd. Det er tatt bort.")
        case "milestone_missed":
            assert change.date_before
            before = say.by(change.date_before)
            text = say._("Fristen har gått ut: «{milestone}» skulle vært nådd {before}.")
        case "milestone_added" | "milestone_removed":
            text = _came_or_went(change.kind, before, after, say)
        case "milestone_explained":
            return _explained(change.moves[0], milestone, say)
        case "milestone_baseline":
            text = _baseline_words(before, after, say)
        case "milestone_renamed":
            before, after = change.text_before, change.text_after
            text = say._("Milepælen «{before}» heter nå «{after}».")
        case "milestone_proposed":
            text = say._(
                "Fristen for «{milestone}» var lovet. Nå står den som et forslag, og ingen regnes som sen."
            )
        case "milestone_changed" | "milestone_repeat":
            after = say.listed(
                _field_of_milestone(n, change, say) for n in change.text_after.split()
            )
            text = say._("Endret for milepælen «{milestone}»: {after}.")
        case _:
            return _moved(change, title, before, after, say)
    return text.format(milestone=title, before=before, after=after)


def _came_or_went(kind: str, before: str, after: str, say: Words) -> str:
    if kind == "milestone_added":
        return (
            say._("Ny milepæl: «{milestone}», med frist {after}.")
            if after
            else say._("Ny milepæl: «{milestone}», uten frist.")
        )
    return (
        say._("Milepælen «{milestone}» er tatt ut. Fristen var {before}.")
        if before
        else say._("Milepælen «{milestone}» er tatt ut.")
    )


def _field_of_milestone(name: str, change: Change, say: Words) -> str:
    """A field of a milestone that was changed, with what it was and what it is where that is short to say."""
    assert change.milestone
    field = declared("measure", "milestones", 0, "due" if name == "undated" else name)
    title = say.from_schema(field.title).lower()
    if field.form not in SHORT:
        return title
    was, now = (getattr(m, name) if m else None for m in (change.earlier, change.milestone))
    return f"{title} ({quoted(field, was, say)} → {quoted(field, now, say)})"


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
        milestone=milestone.title, after=say.at(change.date_after)
    )
    late = change.days or 0
    if late > 0:
        text += " " + say._("Det er {days} etter fristen.").format(days=say.roughly(late))
    return text


def _moved(change: Change, title: str, before: str, after: str, say: Words) -> str:
    if not after:
        text = say._("«{milestone}» har ikke lenger noen frist.")
    elif before:
        text = say._("Fristen for «{milestone}» er flyttet fra {before} til {after}{by}.")
    elif change.moves:
        text = say._("Fristen for «{milestone}» er flyttet til {after}.")
    else:
        return say._("«{milestone}» har fått fristen {after}.").format(milestone=title, after=after)
    by = by_days(change.days, say)
    moved = text.format(milestone=title, before=before, after=after, by=by)
    return f"{moved} {why_moved(change.moves, say)}"


def by_days(days: int | None, say: Words) -> str:
    """«, 31 dager senere», empty where one of the two is not known to the day."""
    if not days:
        return ""
    later = say._(", {days} senere") if days > 0 else say._(", {days} tidligere")
    return later.format(days=say.roughly(abs(days)))


def why_moved(moves: Sequence[Move], say: Words) -> str:
    """The reasons given for one or more moves, or that there are none, or that the file tells of none."""
    if not moves:
        return say._("Filen forteller ikke at den er flyttet, og ingen årsak er oppgitt.")
    reasons = dict.fromkeys(move.reason for move in reversed(moves) if move.reason)
    without = [move for move in moves if not move.reason and not move.decision]
    if not reasons and len(without) == len(moves):
        return say._("Ingen årsak er oppgitt.")
    sentences = []
    if decided := sum(bool(move.decision) for move in moves):
        sentences.append(_by_decision(decided, len(moves), say))
    if reasons:
        labels = say.listed(say.label("reason", value).lower() for value in reasons)
        sentences.append(say._("Årsak: {reason}.").format(reason=labels))
    if without:
        sentences.append(
            say.spelled("Én flytting er uten årsak.", "{n} flyttinger er uten årsak.", len(without))
        )
    return " ".join(map(capital, sentences))


def _by_decision(decided: int, moves: int, say: Words) -> str:
    if decided == moves:
        return say._("Flyttet etter vedtak.")
    return say.spelled(
        "Én flytting er gjort etter vedtak.", "{n} flyttinger er gjort etter vedtak.", decided
    )


def _explained(move: Move, milestone: Milestone, say: Words) -> str:
    before = say.date(move.previous) if move.previous else ""
    text = (
        say._("Det er ført opp at fristen for «{milestone}» ble flyttet fra {before}.")
        if before
        else say._("Det er ført opp at fristen for «{milestone}» ble flyttet.")
    )
    return f"{text.format(milestone=milestone.title, before=before)} {why_moved((move,), say)}"
