"""Decisions in words: who decided what, and what has become of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tiltak.harmless import one_line
from tiltak.judge.decisions import Followed
from tiltak.model.decisions import Decision, FollowUp
from tiltak.model.plan import Plan, Portfolio
from tiltak.words.assessments import OF_DECISION, assessed
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
    """«Bystyret 17. juni 2019, sak 43/18», «Formannskapet i januar 2019»."""
    day = decision.date.last if decision.date else None
    body = portfolio.unit_name(decision.body, day)
    dated = f"{body} {say.at(decision.date)}" if decision.date else body
    if decision.case:
        return say._("{body}, sak {number}").format(body=dated, number=decision.case)
    return dated


def state(of: Followed, say: Words) -> str:
    """How far it has come; where nobody says, that."""
    if of.state:
        sentence = say.label("decision_state", of.state)
    elif of.newest:
        sentence = say._("Omtalt, men ikke sagt om det er fulgt opp")
    elif of.decision.kind == "amendment":
        sentence = say._("Se tiltaket")
    else:
        sentence = say._("Ingen kilde forteller hva som er gjort")
    if of.overdue and of.decision.due:
        passed = say._("Fristen {date} er gått ut").format(date=say.date(of.decision.due))
        sentence = f"{sentence}. {passed}"
    return capital(sentence)


def news(
    before: Followed | None, now: Followed, plan: Plan, portfolio: Portfolio, say: Words
) -> Iterator[str]:
    """What has come to a decision since `before`; None where it had not been made then."""
    if before is None:
        text = say._("Nytt å følge opp, fra {origin}.")
        yield text.format(origin=origin(now.decision, portfolio, say))
    for entry in reversed(now.entries):
        if before is None or entry not in before.entries:
            yield said_of(entry, plan, say)
    for of in reversed(now.assessments):
        if before is None or of not in before.assessments:
            yield say._("Ny vurdering.") + " " + assessed(of, OF_DECISION, portfolio, say)
    if now.decision.due and now.overdue and not (before and before.overdue):
        by = say.with_mark(say.by(now.decision.due), proposed="due" in now.decision.unconfirmed)
        text = say._("Skulle vært fulgt opp {by}. Ingen har sagt at det er gjort.")
        yield text.format(by=by)


def said_of(entry: FollowUp, plan: Plan, say: Words) -> str:
    """«Lest ut av Årsrapport 2019, 3.2, for 2019: under arbeid. Kommunen fikk tilskudd.»"""
    state = say.label("decision_state", entry.state).lower() if entry.state else say._("omtalt")
    return say.said_by(entry, f"{state}. {one_line(entry.note)}", plan)


def states(of: Sequence[Followed], say: Words) -> list[tuple[str, int]]:
    """How many have come how far, the commonest first; amendments stand with their measures."""
    return Counter(state(replace(f, overdue=False), say) for f in _own(of)).most_common()


def late(of: Sequence[Followed], say: Words) -> str:
    """For how many the deadline has passed; nothing where it has for none."""
    return say.sentence(
        "fristen er gått ut for ett av vedtakene og funnene.",
        "fristen er gått ut for {n} av vedtakene og funnene.",
        len(overdue(of)),
    )


def overdue(of: Sequence[Followed]) -> list[Followed]:
    """Those whose deadline has passed and that nobody has said are done."""
    return [f for f in _own(of) if f.overdue]


def _own(of: Sequence[Followed]) -> list[Followed]:
    return [f for f in of if f.decision.kind != "amendment"]
