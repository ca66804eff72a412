"""Decisions in words: who decided what, and what has become of it."""

from __future__ import annotations

from tiltak.harmless import one_line
from tiltak.judge.decisions import Followed
from tiltak.model.decisions import Decision
from tiltak.model.plan import Portfolio
from tiltak.words.language import Words, capital


def title(decision: Decision, say: Words) -> str:
    """What it is called: its title, or the point of the resolution that it is."""
    if decision.title:
        return decision.title
    return say._("Vedtakspunkt {number}").format(number=decision.id.rpartition("-")[2])


def in_short(decision: Decision, say: Words) -> str:
    """Its title; of a point of the resolution also how it begins."""
    if decision.title:
        return decision.title
    first, end, _ = one_line(decision.text).partition(". ")
    return f"{title(decision, say)}: {first}{end.strip()}"


def origin(decision: Decision, portfolio: Portfolio, say: Words) -> str:
    """«Bystyret 17. juni 2019, sak 43/18»."""
    day = decision.date.last if decision.date else None
    body = portfolio.unit_name(decision.body, day)
    dated = f"{body} {say.date(decision.date)}" if decision.date else body
    if decision.case:
        return say._("{body}, sak {number}").format(body=dated, number=decision.case)
    return dated


def state(of: Followed, say: Words) -> str:
    """How far it has come; where nobody says, that."""
    if of.state:
        said = say.label("decision_state", of.state)
    elif of.newest:
        said = say._("Omtalt, men ikke sagt om det er fulgt opp")
    elif of.decision.kind == "amendment":
        said = say._("Se tiltaket")
    else:
        said = say._("Ingen kilde forteller hva som er gjort")
    if of.overdue and of.decision.due:
        passed = say._("Fristen {date} er gått ut").format(date=say.date(of.decision.due))
        said = f"{said}. {passed}"
    return capital(said)
