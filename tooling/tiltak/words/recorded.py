"""When something was recorded in git, and how late that was, in sentences."""

from __future__ import annotations

import re
from datetime import date

from tiltak.model.plan import Entry, Portfolio
from tiltak.past.history import Step
from tiltak.past.provenance import Registration, Timing
from tiltak.read.commits import Approval, Commit, Doubt
from tiltak.words.language import Words


def entry_day(entry: Entry, say: Words) -> str:
    return say.date(entry.date)


def recorded(commit: Commit | None, say: Words) -> str:
    """Where a change stands in git: «Registrert 12. juni 2021 (a1b2c3d4e).»

    What was written with it is no reason that the plan gives, and may be in any language: `tiltak history` has it.
    """
    if commit is None:
        return say._("Ikke registrert ennå.")
    return say._("Registrert {date} ({commit}).").format(
        date=say.date(commit.recorded_on), commit=commit.short_id
    )


def approving_units(approval: Approval, portfolio: Portfolio) -> tuple[str, ...]:
    """The ids of the units whose group approved a change, by `code_owner`; a person is never named."""
    handles = {h.casefold() for who in approval.approvers for h in HANDLE.findall(who)}
    return tuple(u.id for u in portfolio.units.values() if u.code_owner.casefold() in handles)


def approved(approval: Approval | None, day: date, portfolio: Portfolio, say: Words) -> str:
    """Who approved a change, by unit; empty where nobody but its author is known to have seen it."""
    if approval is None:
        return ""
    if units := approving_units(approval, portfolio):
        names = say.listed(portfolio.unit_name(id, day) for id in units)
        return say._("Godkjent av {units}.").format(units=names)
    return say._("Godkjent av en annen enn den som skrev den.") if approval.seen_by_another else ""


HANDLE = re.compile(r"@[A-Za-z0-9_./-]+")


def timing_words(registration: Registration, lateness: Timing, say: Words) -> str:
    """Whether a report came in time, in a sentence; empty where there is nothing to say."""
    match lateness.state:
        case "late":
            assert registration.first
            return say._("Registrert {date}, {days} for sent.").format(
                date=say.date(registration.first.recorded_on), days=say.days(lateness.days)
            )
        case "backfilled":
            return say._("Gjelder en dag før planen ble lagt inn her.")
    return ""


def late_sentence(registration: Registration, lateness: Timing, say: Words) -> str:
    """A report that came too late, in a sentence of its own."""
    assert registration.first
    return say._("Meldingen for {date} ble registrert {day}, {days} for sent.").format(
        date=entry_day(registration.entry, say),
        day=say.date(registration.first.recorded_on),
        days=say.days(lateness.days),
    )


def doubt_sentence(doubt: Doubt, say: Words) -> str:
    """Why nobody can say for sure what was known on some days."""
    commit = doubt.commit
    if commit.claimed_on:
        return say._(
            "Klokken gikk feil da endringen {commit} ble registrert: Den sier {claimed}. Den regnes fra {day}."
        ).format(
            commit=commit.short_id, claimed=say.date(commit.claimed_on), day=say.date(doubt.since)
        )
    return say._(
        "Hva som var kjent fra {since} til {day}, er usikkert: Da ble det som var publisert, lagt i andre rekke ({commit}). "
        "Meldinger kan se ut som de kom for sent uten å ha gjort det."
    ).format(since=say.date(doubt.since), day=say.date(commit.recorded_on), commit=commit.short_id)


def unreadable_sentence(step: Step, say: Words) -> str:
    """Why a file could not be read at some commit, by the first thing that was wrong."""
    why = step.problems[0].message if step.problems else ""
    return say._("Filen kunne ikke leses: {why}").format(why=why)


def mended_sentence(step: Step | None, say: Words) -> str:
    """What ended the time in which a file could not be read."""
    if step is None:
        return say._("Den kan fortsatt ikke leses.")
    if step.kind == "removed":
        return say._("Filen ble senere slettet.")
    if step.commit is None:
        return say._("Den kan leses igjen, men det er ikke registrert ennå.")
    return say._("Den kunne leses igjen {date}.").format(date=say.date(step.commit.recorded_on))
