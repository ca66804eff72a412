"""What assessors say of a measure or a decision, and what the owner answers, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tiltak.model.assessments import Assessment
from tiltak.model.plan import Portfolio
from tiltak.words.language import Words

# By which list of values an assessor speaks of a measure, and by which of a decision.
OF_MEASURE, OF_DECISION = "assessed", "decision_state"


def verdict(of: Assessment, scale: str, say: Words) -> str:
    """«kan ikke etterprøves»."""
    return say.label(scale, of.verdict).lower()


def assessor(of: Assessment, portfolio: Portfolio) -> str:
    return portfolio.unit_name(of.assessor, of.date.last)


def assessed(of: Assessment, scale: str, portfolio: Portfolio, say: Words) -> str:
    """«Vurdert av Rogaland Revisjon for 2020: kan ikke etterprøves.»"""
    return say._("Vurdert av {assessor} for {date}: {verdict}.").format(
        assessor=assessor(of, portfolio), date=say.date(of.date), verdict=verdict(of, scale, say)
    )


def replied(of: Assessment, say: Words) -> str:
    """«Svar fra den ansvarlige, 3. mars 2021:», or that there is none."""
    if of.reply is None:
        return say._("Den ansvarlige har ikke svart.")
    return say._("Svar fra den ansvarlige, {date}:").format(date=say.date(of.reply.date))


def otherwise(
    differing: Sequence[Assessment], last_said: str, scale: str, portfolio: Portfolio, say: Words
) -> str:
    """That assessors say something else than was last said of the work: each of them, and what that was.

    `last_said` is the value that was last said, empty where nobody else says anything.
    """
    sentences = [assessed(of, scale, portfolio, say) for of in differing]
    if last_said:
        phase = say.label(scale, last_said).lower()
        sentences.append(say._("Sist sagt om arbeidet: {phase}.").format(phase=phase))
    else:
        sentences.append(say._("Ingen andre har sagt hvor langt arbeidet er kommet."))
    return " ".join(sentences)


def edits(
    before: Sequence[Assessment], after: Sequence[Assessment], portfolio: Portfolio, say: Words
) -> Iterator[str]:
    """What differs between the assessments of two versions of a measure, a sentence or two for each."""
    earlier = {(of.assessor, of.date): of for of in before}
    later = {(of.assessor, of.date): of for of in after}
    for key, of in later.items():
        old = earlier.get(key)
        if old is None:
            yield say._("Ny vurdering.") + " " + assessed(of, OF_MEASURE, portfolio, say)
        elif old != of:
            yield from _edited(old, of, portfolio, say)
    for key, of in earlier.items():
        if key not in later:
            text = say._("En vurdering er tatt bort. Den sa: {said}")
            yield text.format(said=assessed(of, OF_MEASURE, portfolio, say))


def _edited(old: Assessment, new: Assessment, portfolio: Portfolio, say: Words) -> Iterator[str]:
    about = {"assessor": assessor(new, portfolio), "date": say.date(new.date)}
    if old.verdict != new.verdict:
        text = say._(
            "Vurderingen fra {assessor} for {date} er endret fra «{before}» til «{after}»."
        )
        words = {"before": verdict(old, OF_MEASURE, say), "after": verdict(new, OF_MEASURE, say)}
        yield text.format(**about, **words)
    if old.reply != new.reply:
        text = (
            say._("Den ansvarlige har svart på vurderingen fra {assessor} for {date}.")
            if old.reply is None
            else say._("Svaret på vurderingen fra {assessor} for {date} er endret.")
            if new.reply
            else say._("Svaret på vurderingen fra {assessor} for {date} er tatt bort.")
        )
        yield text.format(**about)
    if (old.note, old.source) != (new.note, new.source):
        text = say._("Det er endret hva vurderingen fra {assessor} for {date} bygger på.")
        yield text.format(**about)
