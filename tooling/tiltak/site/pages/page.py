"""What every page has: a menu, a footer, the days it can be seen on, and a template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tiltak.site.addresses import FRONT
from tiltak.site.view import Site, View
from tiltak.words.measures import adoption
from tiltak.words.overview import adopting_body

MEASURES = "tiltak/"


Day = tuple[View, str, str]


def days_of(view: View) -> list[Day]:
    """Each day that the pages of a view can be seen on: now, and the end of each period.

    With what a page of that day is called, and its overview. Who sees the past by what we know now goes on seeing it
    that way.
    """
    say, now = view.words, view.now
    stopped = now.summary.judged_day
    newest = say._("Siste status, {day}").format(day=say.date(stopped.day))
    name = newest if stopped.stopped_by else say._("Nå")
    days = [(now, name, name)]
    for period in now.periods:
        then = now.at(period) if view.then and not view.known_on else now.first_of(period)
        page, overview = (
            words.format(period=say.period(period))
            for words in (
                say._("Ved slutten av {period}"),
                say._("Oversikten ved slutten av {period}"),
            )
        )
        days.append((then, page, overview))
    return days


def moments_of(days: Sequence[Day], part: str | None, here: str = "") -> Iterator[tuple[str, str]]:
    """Name and page of each day that a page can be seen on.

    Where a day has no such page, it leads to the overview; `part` is None for a page that only exists now,
    `here` its own address.
    """
    now, name, _ = days[0]
    yield name, here if part is None else page_of(now, part)
    for then, page, overview in days[1:]:
        yield (
            page if part is not None and part in then.parts else overview,
            page_of(then, part or ""),
        )


def page_of(view: View, part: str) -> str:
    """The page of a view with a path in its folder; the overview where it has no such page."""
    return f"{view.folder}/{part}" if part and part in view.parts else front_uri(view)


def front_uri(view: View) -> str:
    """The front page of the newest plan is the site's; the others' stand in their folders."""
    front = None if view.then else view.site.front
    return FRONT if front and view.plan.id == front.id else f"{view.folder}/{FRONT}"


def footer_of(view: View) -> list[tuple[str, str]]:
    """Title and page of what stands at the foot of every page."""
    say = view.words
    return [(say._("Åpne data"), "aapne-data"), (say._("Tilgjengelighet"), "tilgjengelighet")]


def menu_of(view: View) -> list[tuple[str, str, str]]:
    """Section, title and page of each entry in the menu."""
    say, folder = view.words, view.folder
    return [
        ("front", say._("Oversikt"), front_uri(view)),
        ("measures", say.in_context("meny", "Tiltak"), f"{folder}/tiltak"),
        ("development", say._("Utvikling"), f"{view.plan.id}/utvikling"),
        *([("indicators", say._("Tall"), f"{view.plan.id}/tall")] if view.plan.indicators else ()),
        ("reports", say._("Rapporter"), f"{view.plan.id}/rapporter"),
        ("units", say._("Enheter"), f"{folder}/enheter"),
        ("sources", say._("Om dataene"), f"{view.plan.id}/om-dataene"),
        *(("handbook", page.title, page.uri) for page in view.site.handbook[:1]),
        ("search", say._("Søk"), "sok"),
    ]


def lost_page(title: str, site: Site) -> str:
    """What stands in the place of a page that could not be made."""
    sentence = site.words._("Denne siden kunne ikke lages. De andre sidene er som de skal være.")
    return Markup("<h1>{}</h1>\n<p>{}</p>\n").format(title, sentence)


def adopted_by(view: View) -> str:
    """How and when the plan was adopted, in a sentence."""
    body = adopting_body(view.site.portfolio, view.plan)
    return adoption(view.plan, body, view.words)


def owners(view: View) -> list[tuple[str, str]]:
    """Id and name of every owner, by name."""
    names = unit_names(view, "owner")
    pairs = [(id, names[id]) for id in view.summary.by_owner() if id]
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def unit_names(view: View, part: str) -> dict[str, str]:
    """The name of each unit by its id, marked where it is only proposed for all that it is the `part` of."""
    marks: dict[str, list[bool]] = {}
    for measure in (judged.measure for judged in view.summary.judgements):
        for unit in [measure.owner] if part == "owner" else measure.taking_part:
            marks.setdefault(unit, []).append(part in measure.unconfirmed)
    proposed = {unit for unit, parts in marks.items() if all(parts)}
    ids = {**view.site.portfolio.units, **dict.fromkeys(view.summary.by_owner())}
    say = view.words
    return {id: say.with_mark(view.unit_name(id), proposed=id in proposed) for id in ids if id}
