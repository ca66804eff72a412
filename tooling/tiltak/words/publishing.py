"""Who publishes what is made of a plan, and on which terms. Nothing is said where the plan's file says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tiltak.judge.closing import short
from tiltak.judge.prints import not_held
from tiltak.model.plan import Closing, Plan
from tiltak.model.source import Document
from tiltak.words.language import Words


def published_by(plan: Plan, recorded_on: date | None, say: Words) -> str:
    """Who publishes; where that is not the plan's owner: that it is not, and from what it is put together, and when."""
    publisher = plan.publisher
    if not publisher:
        return ""
    if publisher.official:
        return say._("Utgitt av {publisher}.").format(publisher=publisher.name)
    owner = say._("Utgitt av {publisher}, ikke av {owner}.").format(
        publisher=publisher.name, owner=plan.municipality
    )
    put_together = say.spelled(
        "Satt sammen av ett offentlig dokument.",
        "Satt sammen av {n} offentlige dokumenter.",
        len(plan.documents),
    )
    if not recorded_on:
        return f"{owner} {put_together}"
    changed = say._("Sist endret {date}.").format(date=say.date(recorded_on))
    return f"{owner} {put_together} {changed}"


def made_afterwards(record: Closing, say: Words, documents: Sequence[Document] = ()) -> str:
    """That nothing was delivered in the time of the period, when the report was put together, and from what."""
    sentence = say._(
        "Planen kom inn i Tiltak etter at perioden var over. "
        "Rapporten er satt sammen {date} av utgave {revision} av filene."
    ).format(date=say.date(record.closed_on), revision=short(record.revision))
    if not documents:
        return sentence
    titles = "; ".join(document.title for document in documents)
    return f"{sentence} {say._('Filene viser til: {documents}.').format(documents=titles)}"


def not_held_words(record: Closing, say: Words) -> str:
    """What a record of an older kind cannot show; empty where it holds all that the report rests on."""
    names = {
        "measures": say._("annet om tiltakene enn det som er sagt om arbeidet"),
        "fields": say._(
            "annet om tiltakene enn navn, ansvarlig, type, innsatsområde, milepæler og det som er sagt om arbeidet"
        ),
        "plan": say._("planens navn, mål, vedtak og dokumenter"),
        "decisions": say._("det som er sagt om vedtak"),
        "decision_holdings": say._("hva vedtakene sier, og hvordan andre har vurdert dem"),
        "figures": say._("tall over tid"),
        "replies": say._("hva vurderinger fra andre bygger på, og hva den ansvarlige har svart"),
    }
    lacking = "; ".join(names[part] for part in not_held(record))
    return lacking and say._(
        "Avsluttet med en eldre utgave av Tiltak. "
        "Avslutningen viser ikke om dette er endret siden: {what}."
    ).format(what=lacking)


def sender(plan: Plan, say: Words) -> str:
    """Whose voice a page or picture has, above the plan's title: the owner's unless somebody else publishes."""
    if plan.publisher and not plan.publisher.official:
        return say._("Ikke utgitt av {owner}").format(owner=plan.municipality)
    return plan.municipality


def publisher_rows(plan: Plan, say: Words) -> Iterator[tuple[str, str]]:
    """What the plan's file says of its publisher and licence: the name of each field and what it holds."""
    for group, keys in (
        ("publisher", ("name", "organisation_number", "contact")),
        ("licence", ("name", "url", "attribution")),
    ):
        for key in keys:
            if answer := getattr(getattr(plan, group), key, ""):
                yield say.field("plan", group, key), answer


def rights(plan: Plan) -> str:
    """The licence and whose name goes with it, on one line; empty where no licence is named."""
    licence = plan.licence
    return ", ".join(filter(None, (licence.attribution, licence.name))) if licence else ""
