"""Calendars of milestones and of decisions with a deadline (iCalendar, RFC 5545), for those who want them beside their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tiltak.data.topics import Addresses, Topic, file_path, identity, noon, plain, topics
from tiltak.judge.decisions import Followed, followed
from tiltak.judge.rounds import in_force_from
from tiltak.judge.status import Judgement, MilestoneState
from tiltak.judge.summary import Summary
from tiltak.model.decisions import Decision
from tiltak.model.plan import Measure, Milestone, Plan, Portfolio
from tiltak.model.recurrence import deadlines, recurrence
from tiltak.words import decisions as decision_words
from tiltak.words.language import Words, capital
from tiltak.words.measures import milestone_state, owner_name

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Journal

NAME = "milestones.ics"
END = b"END:VCALENDAR\r\n"


def calendars(
    portfolio: Portfolio, summary: Summary, say: Words, addresses: Addresses
) -> Iterator[tuple[str, bytes]]:
    """Every calendar of a plan: its path from the site's root and its content."""
    # Every event is in three calendars or more; it is made once.
    events: list[tuple[Measure | Decision, bytes]] = [
        (judged.measure, _event(judged, state, summary, portfolio, say, addresses).to_ical())
        for judged in summary.judgements
        for state in judged.milestones
        if state.milestone.due and state.milestone.due.is_day
    ]
    inexact: list[tuple[Measure | Decision, Milestone | Decision]] = [
        (judged.measure, state.milestone)
        for judged in summary.judgements
        for state in judged.milestones
        if state.milestone.due and not state.milestone.due.is_day
    ]
    for item in followed(summary.plan, summary.day):
        decision = item.decision
        if decision.due and decision.due.is_day:
            event = _event_of_decision(item, summary, portfolio, say, addresses)
            events.append((decision, event.to_ical()))
        elif decision.due:
            inexact.append((decision, decision))
    for topic in topics(summary, portfolio):
        left_out = [own for subject, own in inexact if subject in topic]
        head = _head(topic, summary, left_out, say).to_ical().removesuffix(END)
        own = [event for subject, event in events if subject in topic]
        components = own or [_no_event(topic, summary, say).to_ical()]
        yield file_path(summary.plan, topic, NAME), b"".join((head, *components, END))


def _head(
    topic: Topic, summary: Summary, left_out: Iterable[Milestone | Decision], say: Words
) -> Calendar:
    """The calendar without its events, which tells of the deadlines that are no day and have none."""
    from icalendar import Calendar

    name = plain(say._("Milepæler i {plan}").format(plan=topic.name))
    calendar = Calendar()
    calendar.add("prodid", f"-//Tiltak//{summary.plan.id}//{say.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("uid", str(identity(summary.plan, "calendar", topic.path)))
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    if without_day := say.listed(
        f"{say.quoted(m.title)} {say.by(m.due)}" for m in left_out if m.due
    ):
        sentence = say._(
            "Disse fristene er ikke en bestemt dag og står ikke i kalenderen: {milestones}."
        )
        calendar.add("description", plain(sentence.format(milestones=without_day)))
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    return calendar


def _no_event(topic: Topic, summary: Summary, say: Words) -> Journal:
    """What stands in a calendar without events. RFC 5545, section 3.6, asks for one component at least, and a file that
    came and went with the deadlines would break the subscriptions to it.
    """
    from icalendar import Journal

    journal = Journal()
    journal.add("uid", str(identity(summary.plan, "calendar", topic.path, "empty")))
    journal.add("dtstamp", noon(in_force_from(summary.plan)))
    journal.add("summary", say._("Ingen frist er en bestemt dag"))
    return journal


def _event(
    judged: Judgement,
    state: MilestoneState,
    summary: Summary,
    portfolio: Portfolio,
    say: Words,
    addresses: Addresses,
) -> Event:
    from icalendar import Event, vRecur

    plan, measure, milestone = summary.plan, judged.measure, state.milestone
    assert milestone.due
    dues = deadlines(milestone, plan.end) or (milestone.due,)
    event = Event()
    event.add("uid", str(identity(plan, measure.number, "milestone", milestone.id)))
    event.add("dtstamp", noon(_promised_on(milestone, plan)))
    event.add("sequence", len(milestone.moved))
    event.add("dtstart", dues[0].last)
    event.add("dtend", dues[0].last + timedelta(days=1))
    if len(dues) > 1:
        # The schema allows no end in the rule itself: the plan's end is the end.
        rule = f"{recurrence(milestone.repeat, milestone.due.last)};UNTIL={dues[-1].last:%Y%m%d}"
        event.add("rrule", vRecur.from_ical(rule))
    event.add("summary", plain(_title(judged, state, say)))
    event.add("description", "\n".join(map(plain, _told(judged, state, summary, portfolio, say))))
    event.add("categories", [plain(plan.focus_area_title(measure.focus_area))])
    event.add("transp", "TRANSPARENT")
    if addresses.site:  # a calendar has no place that an address could be relative to
        event.add("url", addresses.of("", measure))
    event.add("status", "CANCELLED" if state.state == "no_longer_counts" else "CONFIRMED")
    return event


def _event_of_decision(
    item: Followed, summary: Summary, portfolio: Portfolio, say: Words, addresses: Addresses
) -> Event:
    from icalendar import Event

    plan, decision = summary.plan, item.decision
    assert decision.due
    event = Event()
    event.add("uid", str(identity(plan, "decision", decision.id)))
    event.add("dtstamp", noon(decision.date.last if decision.date else in_force_from(plan)))
    event.add("dtstart", decision.due.last)
    event.add("dtend", decision.due.last + timedelta(days=1))
    title = decision_words.title(decision, say)
    event.add("summary", plain(say._("Frist: {decision}").format(decision=title)))
    lines = [
        decision_words.origin(decision, portfolio, say) + ".",
        say._("Skal være fulgt opp {by}.").format(
            by=say.with_mark(say.by(decision.due), proposed="due" in decision.unconfirmed)
        ),
        decision_words.state(item, say) + ".",
    ]
    event.add("description", "\n".join(map(plain, lines)))
    event.add("transp", "TRANSPARENT")
    if addresses.site:
        event.add("url", addresses.of("", decision))
    event.add("status", "CANCELLED" if item.state == "lapsed" else "CONFIRMED")
    return event


def _promised_on(milestone: Milestone, plan: Plan) -> date:
    """The day the deadline came to stand where it does: the newest move, the promise, or the plan itself."""
    if milestone.moved:
        return milestone.moved[0].date.last
    return milestone.promised.last if milestone.promised else in_force_from(plan)


def _title(judged: Judgement, state: MilestoneState, say: Words) -> str:
    names = {"milestone": state.milestone.title, "number": judged.measure.number}
    if state.state == "done" and not state.milestone.repeat:
        return say._("Nådd: {milestone} (tiltak {number})").format(**names)
    return say._("Frist: {milestone} (tiltak {number})").format(**names)


def _told(
    judged: Judgement, state: MilestoneState, summary: Summary, portfolio: Portfolio, say: Words
) -> Iterator[str]:
    """The lines of the description: the measure, how exact the day is, and how it stands."""
    measure, milestone = judged.measure, state.milestone
    yield say._("Tiltak {number}: {title}").format(number=measure.number, title=measure.title)
    if measure.owner:
        owner = owner_name(measure, portfolio, summary.day, say)
        yield say._("Ansvarlig: {unit}.").format(unit=owner)
    assert milestone.due
    yield say._("Skal være nådd {by}.").format(by=say.by(milestone.due))
    if milestone.repeat:
        yield say._("Gjentas {how}.").format(how=say.label("repeat", milestone.repeat))
    if milestone.baseline and milestone.baseline != milestone.due:
        first = say.date(milestone.baseline)
        yield say._("Første frist: {date}.").format(date=first)
    if state.state in ("done", "no_longer_counts"):
        yield capital(milestone_state(state, say)) + "."
    yield say._("Status {date}: {verdict}. {why}").format(
        date=say.date(summary.day),
        verdict=say.label("verdict", judged.verdict.value).lower(),
        why=say.why(judged, summary.plan),
    )
