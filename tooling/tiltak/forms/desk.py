"""The coordinator's table at /rediger/: every measure with its status, owner, deadline and what its round lacks.

Under it stand the decisions that are to be followed up before the round is over.

    desk(portfolio, date(2021, 1, 15))["rus-2019"]["rows"][0]
    {"number": "1", "title": …, "status": "Pågår", "heard": "open", "lacks": [{"kind": "silent", …}], …}

All that is counted or judged is counted and judged here: the browser sorts, searches and hides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlencode

from tiltak.judge import reminders
from tiltak.judge.decisions import CLOSED_STATES, followed
from tiltak.judge.reminders import Message, Reminder
from tiltak.judge.rounds import asks_no_more, round_on
from tiltak.judge.status import FINAL_PHASES, Judgement
from tiltak.judge.summary import Summary, nearest_deadline, summarise
from tiltak.model.plan import Measure, Plan, Portfolio
from tiltak.model.when import When
from tiltak.read.schema import choice
from tiltak.words import decisions as decision_words
from tiltak.words import measures as measure_words
from tiltak.words import reminders as reminder_words
from tiltak.words.language import Words, capital, words

Fields = dict[str, Any]

MAX_ADDRESS = 1800  # what programs for mail take of an address that begins a mail


def desk(portfolio: Portfolio, today: date, pages: str = "") -> dict[str, Fields]:
    """The tables of all plans, by the plan's id. `pages`: where the page of a measure is, with {plan} and {number}."""
    return {
        plan.id: _table(plan, portfolio, today, pages, words().of(plan)) for plan in portfolio.plans
    }


def _table(plan: Plan, portfolio: Portfolio, today: date, pages: str, say: Words) -> Fields:
    summary = summarise(plan, today)
    owed = reminders.owed(plan, today)
    lacks: defaultdict[str, list[Reminder]] = defaultdict(list)
    for message in owed:
        for reminder in message.reminders:
            lacks[str(reminder.measure.number)].append(reminder)
    asks = not asks_no_more(plan, today)
    return {
        "label": plan.label,
        "round": round_of_today(plan, today),
        "asks": asks,
        "share": measure_words.heard_of(summary.judgements, summary, say) if asks else "",
        "units": _units(summary, owed, portfolio, say) if asks else [],
        "rows": [
            _row(judged, plan, portfolio, lacks[str(judged.measure.number)], pages, say)
            for judged in summary.judgements
        ],
        "decisions": list(_decisions(summary, portfolio, say, asks=asks)),
    }


def _decisions(
    summary: Summary, portfolio: Portfolio, say: Words, *, asks: bool
) -> Iterator[Fields]:
    """The decisions whose deadline has passed, or comes before the round is over; the earliest deadline first."""
    until = max(summary.day, summary.round.until) if asks else summary.day
    waiting = [
        (due, of)
        for of in followed(summary.plan, summary.day)
        if (due := of.decision.due) and due.last <= until and of.state not in CLOSED_STATES
    ]
    for due, of in sorted(waiting, key=lambda pair: pair[0].last):
        unit, state = of.decision.unit, decision_words.state(of, say)
        yield {
            "title": decision_words.title(of.decision, say),
            "slug": PurePosixPath(of.decision.path).stem,
            "unit": portfolio.unit_name(unit, summary.day) if unit else "",
            "state": f"{state}." if of.overdue else f"{state}. {capital(say.by(due))}.",
        }


def round_of_today(plan: Plan, today: date) -> Fields:
    """The round that is reported now, the day that a report in it speaks of, and the last day of what is closed."""
    period = round_on(plan, today).period
    closed = max((closing.as_of for closing in plan.closings), default=None)
    return {
        "name": words().period(period),
        "day": min(period.end, today).isoformat(),
        "closed": closed.isoformat() if closed else "",
    }


def _row(
    judged: Judgement,
    plan: Plan,
    portfolio: Portfolio,
    lacks: Iterable[Reminder],
    pages: str,
    say: Words,
) -> Fields:
    measure, deadline, entry = judged.measure, nearest_deadline(judged), judged.entry
    return {
        "number": str(measure.number),
        "title": measure.title,
        "path": judged.in_file.path,
        "slug": PurePosixPath(judged.in_file.path).stem,
        "page": pages.format(plan=plan.id, number=measure.number),
        "status": say.label("verdict", judged.verdict.value),
        "verdict": judged.verdict.value,
        "symbol": choice("verdict", judged.verdict.value).symbol,
        "why": say.why(judged, plan),
        "owner": measure.owner,
        "ownerName": measure_words.owner_name(measure, portfolio, judged.day, say),
        "ownerIsPromised": bool(measure.owner and measure.owner_confirmed),
        "deadline": _time(deadline, say),
        "milestone": next(
            (s.milestone.id for s in judged.milestones if deadline and s.due == deadline), ""
        ),
        "last": _time(entry.date, say) if entry else None,
        "heard": judged.heard,
        # What is confirmed by «nothing new» is what was said before.
        "mayConfirm": bool(judged.phase) and judged.phase not in FINAL_PHASES,
        "lacks": [{"kind": r.kind, "words": _lack(r, say)} for r in lacks],
        "text": " ".join(_texts(measure, portfolio, judged.day)).casefold(),
    }


def _time(when: When | None, say: Words) -> Fields | None:
    """A time in words, and the day that it is sorted by."""
    return {"words": say.short_date(when), "day": when.last.isoformat()} if when else None


def _lack(reminder: Reminder, say: Words) -> str:
    """What is lacking, as short as a cell of a table has room for."""
    match reminder.kind, reminder.milestone:
        case "late", state if state:
            return say._("frist gått ut: «{milestone}»").format(milestone=state.milestone.title)
        case "due_soon", state if state:
            return say._("frist nær: «{milestone}»").format(milestone=state.milestone.title)
    assert reminder.period
    return say._("status for {period}").format(period=say.period(reminder.period))


def _texts(measure: Measure, portfolio: Portfolio, day: date) -> Iterable[str]:
    """Everything in a measure that somebody may look for."""
    yield str(measure.number)
    yield measure.title
    yield measure.summary
    for unit in (measure.owner, *measure.taking_part):
        yield portfolio.unit_name(unit, day) if unit else ""
    for milestone in measure.milestones:
        yield milestone.title
    for entry in measure.entries:
        yield entry.note
    for mention in measure.mentions:
        yield mention.note


def _units(
    summary: Summary, owed: tuple[Message, ...], portfolio: Portfolio, say: Words
) -> list[Fields]:
    """How much each owner has answered, who owes most first, and the mail that asks for the rest."""
    messages = {message.unit: message for message in owed}
    units = [
        {
            "id": share.unit,
            "name": reminder_words.owner(share.unit, portfolio, summary.day, say),
            "owns": share.owns,
            "heard": share.heard,
            "mail": _mail(messages.get(share.unit), summary.plan, say),
        }
        for share in summary.shares
    ]
    return sorted(units, key=lambda u: (u["heard"] - u["owns"], str(u["name"]).casefold()))


def _mail(message: Message | None, plan: Plan, say: Words) -> str:
    """An address that begins a mail with what is asked for; to whom is for the sender to say."""
    if message is None:
        return ""
    full = reminder_words.paragraphs(message, plan, say)
    short = [*full[:2], full[-1]]
    about: Mapping[str, str] = {"subject": reminder_words.subject(message, plan, say)}
    addresses = [
        "mailto:?"
        + urlencode(
            {**about, "body": "\n\n".join(paragraphs).replace("\n", "\r\n")}, quote_via=quote
        )
        for paragraphs in (full, short)
    ]
    return next((a for a in addresses if len(a) <= MAX_ADDRESS), addresses[-1])
