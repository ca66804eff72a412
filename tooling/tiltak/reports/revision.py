"""A proposed revision as a case document: what the adopting body is asked to change, and what that does to the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from tiltak.model.plan import Milestone
from tiltak.past.changes import Change
from tiltak.past.revising import DEADLINE, FATE, OTHER, OWNER, WORDING, ProposedRevision, subject
from tiltak.problems import Level
from tiltak.reports import prose
from tiltak.reports.blocks import (
    Bullets,
    Column,
    Facts,
    Manuscript,
    Paragraph,
    Section,
    Table,
    Text,
    text,
)
from tiltak.reports.look import OURS, Look
from tiltak.reports.parts import date_or, measure_section, measure_span, nothing
from tiltak.reports.sections.totals import by_verdict, number_and_change
from tiltak.words.changes import change_lines, field_names, why_moved
from tiltak.words.language import Words
from tiltak.words.plan_changes import plan_sentence, unit_sentence
from tiltak.words.promises import promised, were_promised
from tiltak.words.publishing import published_by
from tiltak.words.unreadable import unreadable


def case_document(revision: ProposedRevision, say: Words, look: Look = OURS) -> Manuscript:
    """The whole document. Every change of the branch stands in one of its sections."""
    plan = revision.plan
    say = say.of(plan)
    subtitle = say._("Forslag til endring av planen, til avgjørelse {date}").format(
        date=say.date(revision.decided)
    )
    return Manuscript(
        title=plan.title,
        subtitle=subtitle,
        say=say,
        publisher=plan.publisher.name if plan.publisher else "",
        published_by=published_by(plan, revision.proposal.recorded_on, say),
        facts=_facts(revision, say),
        paper=tuple(section(revision, say) for section in PAPER),
        annex=tuple(section(revision, say) for section in ANNEX),
        made_on=revision.proposal.recorded_on,
        keywords=(plan.id, revision.decided.isoformat()),
        footer=f"{plan.label}. {subtitle}",
        look=look,
    )


def _facts(revision: ProposedRevision, say: Words) -> Facts:
    edition = say._("{revision}, {date}")

    def named(commit: Any) -> Text:
        return text(edition.format(revision=commit.short_id, date=say.date(commit.recorded_on)))

    return Facts(
        (
            (say._("Plan"), text(revision.plan.title)),
            (say._("Kommune"), text(revision.plan.municipality)),
            (say._("Skal avgjøres"), text(say.date(revision.decided))),
            (say._("Forslaget"), named(revision.proposal)),
            (say._("Sammenlignet med"), named(revision.base)),
        )
    )


# What it comes to


def _summary(revision: ProposedRevision, say: Words) -> Section:
    day = say.date(revision.decided)
    lead = [
        say._("Dette er et forslag. Det er ikke vedtatt."),
        _extent(revision, say),
        say._(
            "Tallene viser planen {date}: slik den er uten forslaget, og slik den blir med det."
        ).format(date=day),
    ]
    notes = (
        say.sentence(
            "Planens filer er endret én gang etter at forslaget ble laget. Det er ikke med her.",
            "Planens filer er endret {n} ganger etter at forslaget ble laget. Det er ikke med her.",
            revision.newer,
        ),
        ""
        if revision.names_the_decision
        else say._(
            "Forslaget har ikke ført opp et vedtak datert {date} i planen. Uten det regnes endringene ikke som vedtatt."
        ).format(date=day),
        unreadable(revision.plan.unreadable, say),
    )
    blocks = (
        *(Paragraph(text(words), "lead") for words in lead),
        *(Paragraph(text(words), "note") for words in notes if words),
    )
    return Section("sammendrag", say._("Sammendrag"), blocks)


def _extent(revision: ProposedRevision, say: Words) -> str:
    """How many measures it touches, and what becomes of them."""
    changes = revision.changes
    touched = len(changes.by_measure())
    if not changes and not revision.units:
        return say._("Forslaget endrer ingenting i planen.")
    fates = Counter(_kind_of_fate(change) for change in revision.of(FATE))
    moved = sum(change.kind == "milestone_moved" for change in revision.of(DEADLINE))
    parts = (
        say.sentence("Forslaget endrer ett tiltak.", "Forslaget endrer {n} tiltak.", touched)
        or say._("Forslaget endrer ingen tiltak."),
        say.sentence("Ett tiltak er nytt.", "{n} tiltak er nye.", fates["added"]),
        say.sentence("Ett tiltak stanses.", "{n} tiltak stanses.", fates["stopped"]),
        say.sentence(
            "Ett tiltak slås sammen med et annet.",
            "{n} tiltak slås sammen med andre.",
            fates["merged"],
        ),
        say.sentence("Ett tiltak tas ut.", "{n} tiltak tas ut.", fates["removed"]),
        say.sentence("Én frist endres.", "{n} frister endres.", moved),
    )
    return " ".join(filter(None, parts))


def _totals(revision: ProposedRevision, say: Words) -> Section:
    before, after = revision.changes.before, revision.changes.after
    columns = [say._("Uten forslaget"), say._("Med forslaget")]
    caption = say._("Tiltak etter status, med og uten forslaget")
    head = [Column(say._("Frister"), 3), *(Column(title, 0, number=True) for title in columns)]
    head.append(Column(say._("Endring"), 0, number=True))
    names = {
        "kept": say._("Nådd"),
        "ahead": say._("Foran"),
        "passed_late": say._("Gått ut og ikke holdt"),
        "passed_unknown": say._("Gått ut uten svar"),
        "not_counting": say._("Teller ikke lenger"),
    }
    rows = [
        (
            text(name),
            *number_and_change(getattr(after.deadlines, of), getattr(before.deadlines, of)),
        )
        for of, name in names.items()
    ]
    deadlines = Table(say._("Fristene i planen, med og uten forslaget"), tuple(head), tuple(rows))
    return Section(
        "tall",
        say._("Hva forslaget gjør med tallene"),
        (by_verdict(caption, columns, after, before, say), deadlines),
    )


# Each kind of change


def _fates(revision: ProposedRevision, say: Words) -> Section:
    return measure_section(
        "tiltak-endres",
        say._("Tiltak som kommer, går, stanses eller slås sammen"),
        say._("Ingen tiltak kommer, går, stanses eller slås sammen."),
        [(change.measure, change) for change in revision.of(FATE)],
        say,
        (Column(say._("Forslag"), 2), lambda _, change: _fate(change, say)),
        (
            Column(say._("Begrunnelse og innhold"), 6),
            lambda _, change: prose.line(_about_fate(change, revision, say)),
        ),
    )


def _kind_of_fate(change: Change) -> str:
    """`added`, `removed`, `stopped` or `merged`."""
    return change.after.verdict.value if change.kind == "verdict" and change.after else change.kind


def _fate(change: Change, say: Words) -> str:
    kind = _kind_of_fate(change)
    entry = change.after.verdict.entry if change.after else None
    if kind == "merged" and entry and entry.into:
        return say._("Slås sammen med tiltak {number}").format(number=entry.into)
    names = {"added": say._("Nytt tiltak"), "removed": say._("Tas ut")}
    return names.get(kind) or say._("Stanses")


def _about_fate(change: Change, revision: ProposedRevision, say: Words) -> str:
    measure = change.measure
    if change.kind == "verdict":
        entry = change.after.verdict.entry if change.after else None
        return entry.note if entry and entry.note else say._("Ingen begrunnelse er skrevet.")
    if change.kind == "removed":
        removed = revision.removed(measure.number)
        why = removed.note if removed and removed.note else say._("Ingen begrunnelse er skrevet.")
        left = [m for m in measure.milestones if not m.done and not m.repeat]
        return " ".join(filter(None, [why, were_promised(left, say)]))
    owner = _unit(measure.owner, revision, say)
    parts = [measure.summary, say._("Ansvarlig: {unit}.").format(unit=owner)]
    if listed := promised(measure.milestones, say):
        parts.append(say._("Milepæler: {milestones}.").format(milestones=listed))
    return " ".join(filter(None, parts))


def _deadlines(revision: ProposedRevision, say: Words) -> Section:
    return measure_section(
        "frister",
        say._("Frister som endres"),
        say._("Ingen frister endres."),
        [
            (change.measure, _deadline(change, change.milestone, say))
            for change in revision.of(DEADLINE)
            if change.milestone
        ],
        say,
        (Column(say._("Milepæl"), 4), lambda _, cells: cells[0]),
        (Column(say._("Uten forslaget"), 2), lambda _, cells: cells[1]),
        (Column(say._("Med forslaget"), 2), lambda _, cells: cells[2]),
        (Column(say._("Årsak"), 3), lambda _, cells: cells[3]),
    )


def _deadline(change: Change, milestone: Milestone, say: Words) -> tuple[str, str, str, str]:
    """What it is, the deadline without and with the proposal, and why."""
    title, why = milestone.title, ""
    before, after = (
        date_or(time, say._("ingen frist"), say) for time in (change.date_before, change.date_after)
    )
    match change.kind:
        case "milestone_added":
            before, why = "–", say._("Ny milepæl.")
        case "milestone_removed":
            after, why = say._("tas ut"), say._("Milepælen tas ut.")
        case "milestone_baseline":
            title = say._("{milestone} (første frist)").format(milestone=title)
            why = say._("Den første fristen er skrevet om.")
        case _:
            why = why_moved(change.moves, say)
    return title, before, after, why


def _owners(revision: ProposedRevision, say: Words) -> Section:
    def units(ids: Any) -> str:
        listed = (ids,) if isinstance(ids, str) else ids
        return say.listed(_unit(id, revision, say) for id in listed if id) or say._("ingen")

    return _before_and_after(
        "ansvar",
        say._("Ansvar som endres"),
        say._("Ingen får endret ansvar."),
        [
            (c, field_names("measure", c.field, say), units(c.value_before), units(c.value_after))
            for c in revision.of(OWNER)
        ],
        say,
    )


def _wordings(revision: ProposedRevision, say: Words) -> Section:
    return _before_and_after(
        "ordlyd",
        say._("Ordlyd som endres"),
        say._("Ingen tekster endres."),
        [
            (
                c,
                field_names("measure", c.field, say) if c.field else say._("milepæl"),
                c.text_before or "–",
                c.text_after or "–",
            )
            for c in revision.of(WORDING)
        ],
        say,
    )


def _before_and_after(
    id: str, title: str, empty: str, changes: list[tuple[Change, str, str, str]], say: Words
) -> Section:
    return measure_section(
        id,
        title,
        empty,
        [(change.measure, cells) for change, *cells in changes],
        say,
        (Column(say._("Hva"), 2), lambda _, cells: cells[0]),
        (Column(say._("Uten forslaget"), 4), lambda _, cells: prose.line(cells[1])),
        (Column(say._("Med forslaget"), 4), lambda _, cells: prose.line(cells[2])),
    )


def _others(revision: ProposedRevision, say: Words) -> Section:
    plan = revision.plan
    # What no table has. The report that a measure is stopped with stands in one.
    items = [
        text(measure_span(measure, say), f" {measure.title}. ", " ".join(sentences))
        for measure, changes in revision.changes.by_measure()
        for lines in [change_lines(changes, revision.portfolio, plan, say)]
        if (sentences := [line.text for line in lines if subject(line.change) == OTHER])
    ]
    items += [
        text(plan_sentence(edit, revision.portfolio, plan, say))
        for edit in revision.changes.plan_edits
    ]
    items += [text(unit_sentence(edit, say)) for edit in revision.units]
    title = say._("Andre endringer")
    if not items:
        return Section("andre", title, nothing(say._("Ingenting annet endres.")))
    intro = say._("Slik sier filene det når forslaget er tatt inn:")
    return Section("andre", title, (Paragraph(text(intro), "intro"), Bullets(tuple(items))))


def _problems(revision: ProposedRevision, say: Words) -> Section:
    title = say._("Feil i forslaget")
    if not revision.problems:
        return Section("feil", title, nothing(say._("Filene i forslaget er uten feil.")))
    levels = {Level.ERROR: say._("Feil"), Level.WARNING: say._("Advarsel")}
    items = tuple(
        text(f"{levels[problem.level]}, {problem.place}: {problem.message} {problem.hint}".strip())
        for problem in revision.problems
    )
    return Section("feil", title, (Bullets(items),))


def _unit(id: str, revision: ProposedRevision, say: Words) -> str:
    if not id:
        return say._("ikke oppgitt")
    known_in = revision.portfolio if id in revision.portfolio.units else revision.earlier
    return known_in.unit_name(id, revision.decided)


Maker = Callable[[ProposedRevision, Words], Section]
PAPER: tuple[Maker, ...] = (_summary, _totals, _fates)
ANNEX: tuple[Maker, ...] = (_deadlines, _owners, _wordings, _others, _problems)
