"""That a plan is over or that somebody stopped following it, and what came of it: said on every page and in reports."""

from __future__ import annotations

from datetime import date, timedelta

from tiltak.harmless import one_line
from tiltak.judge.rounds import round_on
from tiltak.judge.summary import Summary
from tiltak.model.plan import Plan, Portfolio
from tiltak.words.language import Words
from tiltak.words.measures import only_proposed, round_day, summing_up


def ended(plan: Plan, today: date, say: Words) -> str:
    """That nobody follows a plan any longer or that it is over, as it is seen today; empty for one that goes on."""
    sentences = []
    followed = plan.followed_through
    if plan.end < today:
        sentences.append(say._("Planperioden sluttet {day}.").format(day=say.date(plan.end)))
        last_round = round_on(plan, today)
        if not followed and not last_round.is_over:
            until = say._("Siste runde er åpen til {day}.")
            sentences.append(until.format(day=round_day(last_round.until, last_round, say)))
    if followed and followed.date < today:
        text = say._("Planen er ikke fulgt opp her etter {day}.")
        sentences.append(text.format(day=say.date(followed.date)))
    return " ".join(sentences)


def who_stopped(plan: Plan, today: date, portfolio: Portfolio, say: Words) -> str:
    """Which unit or role stopped following a plan, and why; empty where nobody has."""
    followed = plan.followed_through
    if not followed or followed.date >= today:
        return ""
    text = say._("Det sier {who}: {why}")
    return text.format(who=one_line(portfolio.unit_name(followed.by)), why=one_line(followed.why))


def result(summary: Summary, today: date, say: Words) -> str:
    """How it stood when the clock stopped, and the deadlines that have run out since; empty for a plan that goes on."""
    last = min(today, summary.plan.end)
    outcome = f"{summing_up(summary, say)} {_newest(summary, say)}".rstrip()
    match summary.judged_day.stopped_by:
        case "plan_end":
            return say._("Slik endte det. {result}").format(result=outcome)
        case "followed_through":
            stood = say._("Slik sto det da. {result}").format(result=outcome)
            return f"{stood} {run_out_since(summary, last, say)}".rstrip()
    return ""


def run_out_since(summary: Summary, last: date, say: Words) -> str:
    """How many deadlines have run out since a plan was followed, up to a day; empty where none has."""
    run_out = summary.due_between(summary.day + timedelta(days=1), last)
    since = say.sentence(
        "Siden har én frist gått ut, og ingen har sagt om den ble holdt.",
        "Siden har {n} frister gått ut, og ingen har sagt om de ble holdt.",
        len(run_out),
    )
    return f"{since} {only_proposed(run_out, say)}".rstrip() if run_out else ""


def _newest(summary: Summary, say: Words) -> str:
    """Of which day the newest is that anybody has said."""
    days = [j.entry.date for j in summary.judgements if j.entry]
    if not days:
        return ""
    return say._("Den nyeste opplysningen gjelder {date}.").format(date=say.date(max(days)))
