"""Figures in words: what a number is, when it was so, and what it may be compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from tiltak.judge.indicators import Standing, expected, is_starting_point, moves_away, standings
from tiltak.model.indicators import Figure, Indicator
from tiltak.model.plan import Plan
from tiltak.past.vintages import Vintage
from tiltak.words.language import Words

PERCENT = "prosent"


def number(value: Decimal, say: Words) -> str:
    """«1 950», «6,8»."""
    return _formatted(str(value), say.locale)


@lru_cache(maxsize=4096)  # a figure stands on pages, in pictures and in tables
def _formatted(value: str, locale: str) -> str:
    return format_decimal(value, locale=locale)


def figure(of: Figure, say: Words) -> str:
    """«13», «omtrent 200», «ikke kjent»."""
    if of.value is None:
        return say._("ikke kjent")
    written = number(of.value, say)
    word = say.label("figure_precision", of.precision) if of.precision else ""
    return f"{word} {written}" if word else written


def time(of: Figure, say: Words) -> str:
    """When a figure was so: «2018», «november 2018»; says so where no source tells."""
    return say.date(of.when) if of.when else of.period or say._("uten årstall")


def figure_named(of: Figure, say: Words) -> str:
    """Which figure it is: «2018», «2018, menn»."""
    return f"{of.period or time(of, say)}{f', {of.group}' if of.group else ''}"


def standing(
    of: Standing, indicator: Indicator, plan: Plan, say: Words, *, all_alike: bool = False
) -> str:
    """The newest figure of a group, and what has become of it: «4 dødsfall i 2018.»

    `all_alike`: how old it is, is said of all groups at once (`age_of_all`).
    """
    if not of.newest:
        return say._("Ingen tall.")
    newest = of.newest[0]
    assert newest.when
    sentences = [f"{newest_figure(of, indicator, say)}."]
    if len(of.newest) > 1:
        sentences.append(say._("Kildene sier ikke det samme."))
    if of.change is not None and of.before and of.before.when:
        sentences.append(_change(of.change, of.before, indicator, say))
    elif of.breaks:
        sentences.append(
            say._("Det kan ikke sammenlignes med tallene fra før {when}.").format(
                when=say.date(of.breaks[-1].since)
            )
        )
    if moves_away(of, indicator, plan):
        sentences.append(say._("Det er lenger fra måltallet enn før."))
    if should_be := expected(of, indicator, plan):
        decided = say._("Det skulle vært {value} på det tidspunktet.")
        straight = say._("Med like stor endring hvert år fram til målet skulle det vært {value}.")
        text = decided if should_be.is_decided else straight
        sentences.append(text.format(value=number(round(should_be.value, 1), say)))
    match None if all_alike else _age(of, plan):
        case "older":
            sentences.append(say._("Det er fra før planen ble vedtatt."))
        case "as_old":
            sentences.append(say._("Det er fra tiden da planen ble vedtatt."))
    return " ".join(sentences)


def age_of_all(groups: Sequence[Standing], plan: Plan, say: Words) -> str:
    """That the newest figures of all groups are from before the adoption, to be said once; empty where they are not."""
    ages = {_age(of, plan) for of in groups}
    if len(groups) > 1 and ages == {"older"}:
        return say._("Tallene er fra før planen ble vedtatt.")
    if len(groups) > 1 and ages == {"as_old"}:
        return say._("Tallene er fra tiden da planen ble vedtatt.")
    return ""


def ages(groups: Sequence[Standing], plan: Plan, say: Words) -> str:
    """How many of the newest figures are no newer than the plan, to be said once; empty where none is."""
    if alike := age_of_all(groups, plan, say):
        return alike
    numbers = Counter(_age(of, plan) for of in groups)
    texts = {
        "older": say._("Fra før planen ble vedtatt: {n} av {total} tall."),
        "as_old": say._("Fra tiden da planen ble vedtatt: {n} av {total} tall."),
    }
    return " ".join(
        text.format(n=numbers[age], total=len(groups))
        for age, text in texts.items()
        if numbers[age]
    )


def _age(of: Standing, plan: Plan) -> str:
    """How old the newest figure of a group is beside the plan; empty where it is younger."""
    if not of.newest or not is_starting_point(of.newest[0], plan):
        return ""
    when = of.newest[0].when
    return "older" if when and when.last < (plan.adopted_on or plan.start) else "as_old"


def newest_figure(of: Standing, indicator: Indicator, say: Words) -> str:
    """«4 dødsfall i 2018»; both figures where sources differ."""
    values = say.listed((figure(f, say) for f in of.newest), say._("eller"))
    assert of.newest[0].when
    return say._("{value} {unit} {when}").format(
        value=values, unit=indicator.unit, when=say.at(of.newest[0].when)
    )


def seen(indicator: Indicator, until: date, say: Words) -> str:
    """What a picture of the figures shows, as its title: «Dødsfall av overdose. Stavanger: 4 dødsfall i 2018»"""
    first = next((group for group in standings(indicator, until) if group.newest), None)
    if not first:
        return indicator.title
    named = f"{first.group}: " if first.group else ""
    return f"{indicator.title}. {named}{newest_figure(first, indicator, say)}"


def _change(change: Decimal, before: Figure, indicator: Indicator, say: Words) -> str:
    assert before.when
    when = say.at(before.when)
    if not change:
        return say._("Det er det samme som {when}.").format(when=when)
    much = number(abs(change), say)
    if indicator.unit == PERCENT:
        much = say._("{number} prosentpoeng").format(number=much)
    text = say._("Det er {much} mer enn {when}.")
    if change < 0:
        text = say._("Det er {much} mindre enn {when}.")
    return text.format(much=much, when=when)


def described(indicator: Indicator, name: str, say: Words) -> str:
    """What a series counts, by the field of its description, and what it was to become."""
    if name == "target":
        return target(indicator, say) if indicator.target else say._("ikke oppgitt")
    content = str(getattr(indicator, name))
    return (
        say.label("better", content)
        if name == "better" and content
        else content or say._("ikke oppgitt")
    )


def target(indicator: Indicator, say: Words) -> str:
    """«Høyst 5 dødsfall innen utgangen av 2023.»"""
    assert indicator.target
    wanted = indicator.target
    sentence = say._("{value} {unit} {when}").format(
        value=number(wanted.value, say), unit=indicator.unit, when=say.by(wanted.by)
    )
    sentence = f"{wanted.group}: {sentence}." if wanted.group else f"{sentence}."
    if not wanted.path:
        return sentence
    way = say.listed(
        say._("{value} {when}").format(value=number(w.value, say), when=say.by(w.by))
        for w in wanted.path
    )
    return say._("{target} Underveis: {way}.").format(target=sentence, way=way)


def earlier(vintage: Vintage, until: date | None, say: Words) -> str:
    """What a figure was said to be before it was revised."""
    value = figure(vintage.figure, say) if vintage.figure else say._("tatt ut")
    if until is None:
        return say._("Før: {value}. Endringen er ikke registrert ennå.").format(value=value)
    return say._("Før {date}: {value}.").format(date=say.date(until), value=value)
