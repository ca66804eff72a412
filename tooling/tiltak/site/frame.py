"""What stands around a page's content: title, menu, the day it speaks of, and the ways to other days."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tiltak.data import feeds
from tiltak.data.topics import file_path, measure_topic
from tiltak.harmless import one_line, web_address
from tiltak.judge.as_of import JudgedDay
from tiltak.judge.status import Judgement
from tiltak.model.plan import Plan, UnreadableFile
from tiltak.site import pictures
from tiltak.site.addresses import FRONT, card_path
from tiltak.site.look import ShownMark, shown_mark
from tiltak.site.pages.page import Day, days_of, footer_of, front_uri, menu_of, moments_of, page_of
from tiltak.site.view import Page, Site, View
from tiltak.words.citing import contact_address
from tiltak.words.ended import ended
from tiltak.words.unreadable import unreadable

SHOWN_LOST = 5


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of a menu. `section`: the pages that belong to it have the same."""

    title: str
    url: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class LinkCard:
    """The picture that services show a link with: its whole address, the same in words, and its size in dots."""

    url: str
    description: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Addresses are from the site's root; `here` is that of the page itself, None where there is no such page.

    Of a page of a past day (`past`): `seen` says by what knowledge it is shown, `other` leads to the same page seen the
    other way, `now` to the same page today. `between` leads to what happened on the days that no page shows.
    """

    title: str
    brand: str
    home: str
    about: str
    here: str | None = None
    section: str = ""
    plan_id: str = ""
    mark: ShownMark | None = None
    published_by: str = ""
    description: str = ""
    clock: str = ""
    past: bool = False
    seen: str = ""
    other: MenuEntry | None = None
    now: str = ""
    searches: bool = False
    feeds: tuple[MenuEntry, ...] = ()
    wrong: MenuEntry | None = None
    card: LinkCard | None = None
    menu: tuple[MenuEntry, ...] = field(default=())
    moments: tuple[MenuEntry, ...] = field(default=())
    between: MenuEntry | None = None
    footer: tuple[MenuEntry, ...] = field(default=())
    lost: str = ""
    unreadable: str = ""
    ended: str = ""
    outcome: str = ""
    successor: MenuEntry | None = None


class Frames:
    """Makes the frame of each page of a site. What all pages of a view share is made once: there are ten thousand of them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._shared: dict[str, tuple[Frame, list[Day]]] = {}

    def of(self, view: View | None, page: Page | None, uri: str, title: str) -> Frame:
        """The frame of a page of ours, or of a page of the handbook (`page` is None)."""
        site = self.site
        if view is None:
            return _bare(title or site.name, site)
        if view.folder not in self._shared:
            self._shared[view.folder] = (_shared(view, site), days_of(view))
        shared, days = self._shared[view.folder]
        moments = tuple(
            MenuEntry(name, site.path(target))
            for name, target in moments_of(days, page.part if page else None, uri)
        )
        judged = page.judged if page else None
        return replace(
            shared,
            title=_title(title or site.name, view),
            here=site.path(uri) if uri else None,
            # Pages that are not ours are the handbook's, but for the one that says that there is none.
            section=page.section if page else "handbook" if uri else "",
            description=page.description if page else "",
            other=_other(view, page),
            searches=page is not None and page.section == "search",
            card=_card(view.now, judged) if judged else shared.card,
            feeds=(*_measure_feeds(view.plan, judged), *shared.feeds),
            wrong=_wrong(view.plan, title or site.name, site),
            moments=moments if uri else (),
            now=moments[0].url if view.then else "",
        )


def _bare(title: str, site: Site) -> Frame:
    """The frame where there is no plan."""
    lacking = unreadable(site.portfolio.unreadable, site.words, SHOWN_LOST)
    return Frame(title, site.name, site.path(FRONT), _about(site), unreadable=lacking)


def _about(site: Site) -> str:
    return site.words._(
        "Laget med Tiltak. Sidene bruker ingen informasjonskapsler og henter ingenting fra andre."
    )


def _shared(view: View, site: Site) -> Frame:
    """What the frames of all pages of a view have."""
    plan = view.plan
    over = ended(view.now.plan, site.today, site.words)
    return Frame(
        title="",
        brand=plan.label,
        home=site.path(front_uri(view.now)),
        about=_about(site),
        plan_id=plan.id,
        mark=shown_mark(plan.id, site.looks),
        published_by=view.published_by,
        # Why the clock stands still is said right below.
        clock=site.words.judged_day(
            JudgedDay(view.summary.day) if over else view.summary.judged_day
        ),
        past=bool(view.then or site.known_on or site.as_of),
        seen=seen_by(view),
        card=_card(view.now, None),
        feeds=(MenuEntry(plan.label, f"data/{plan.id}/{feeds.NAME}"),),
        menu=tuple(
            MenuEntry(name, site.path(target), section) for section, name, target in menu_of(view)
        ),
        between=_between(view) if view.now.periods else None,
        footer=tuple(MenuEntry(name, site.path(target)) for name, target in footer_of(view)),
        lost=_lost(site),
        unreadable=unreadable(_unreadable_seen_from(view), site.words, SHOWN_LOST),
        ended=over,
        outcome=view.now.outcome,
        successor=_successor(view.now),
    )


def seen_by(view: View) -> str:
    """Whose knowledge a page of a past day shows, ours or that of its time; empty for a page of today."""
    say = view.words
    if not view.then:
        return _seen_by_all(view.site)
    if view.known_on:
        how = (
            say._("Du ser planen slik det var kjent {day}, da perioden ble avsluttet.")
            if view.now.plan.closing(view.then.name)
            else say._("Du ser planen slik det var kjent {day}, da fristen for å melde var ute.")
        )
        return how.format(day=say.date(view.known_on))
    seen = say._("Du ser planen slik den var da, etter det vi vet nå.")
    came = view.put_together_later
    if view.other or not came:
        return seen
    later = say._("Planen kom inn i Tiltak {day}, så dette er satt sammen i ettertid.")
    return f"{seen} {later.format(day=say.date(came))}"


def _seen_by_all(site: Site) -> str:
    """The same for a whole site that somebody built of a past day; empty for a site of today."""
    say = site.words
    day, known_on = (say.date(d) if d else "" for d in (site.as_of, site.known_on))
    if day and known_on:
        sentence = say._(
            "Nettstedet viser planen slik den var {day}, etter det som var kjent {known}."
        )
    elif day:
        sentence = say._("Nettstedet viser planen slik den var {day}, etter det vi vet nå.")
    elif known_on:
        sentence = say._("Nettstedet viser planen slik det var kjent {known}.")
    else:
        return ""
    return sentence.format(day=day, known=known_on)


def _other(view: View, page: Page | None) -> MenuEntry | None:
    other, say = view.other, view.words
    if not other:
        return None
    title = say._("Slik vi vet det nå") if view.known_on else say._("Slik det var kjent da")
    target = page_of(other, page.part or "" if page else "")
    return MenuEntry(title, view.site.path(target))


def _between(view: View) -> MenuEntry:
    title = view.words._("Se alle endringer med dato")
    return MenuEntry(title, view.site.path(f"{view.plan.id}/endringer"))


def _successor(view: View) -> MenuEntry | None:
    """The plan that comes after this one: its front page where it is here, its address elsewhere."""
    neighbour = view.plan.successor
    if not neighbour:
        return None
    plan = view.site.portfolio.plan(neighbour.plan)
    if plan is None:
        return MenuEntry(one_line(neighbour.title), web_address(neighbour.url))
    uri = front_uri(view.site.view_of(plan))
    return MenuEntry(one_line(plan.title), view.site.path(uri))


def _unreadable_seen_from(view: View) -> list[UnreadableFile]:
    """The files that a page of a plan lacks, and those of plans that have no page at all."""
    portfolio = view.site.portfolio
    with_pages = {other.id for other in portfolio.plans if other.id != view.plan.id}
    return [file for file in portfolio.unreadable if file.plan_id not in with_pages]


def _lost(site: Site) -> str:
    """The files that this site should have and has not, in a sentence; empty where nothing is missing."""
    names = sorted(site.lost)
    if not names:
        return ""
    names_shown = ", ".join(names[:SHOWN_LOST]) + (" …" if len(names) > SHOWN_LOST else "")
    return site.words._("Noe mangler på nettstedet. Dette kunne ikke lages: {files}.").format(
        files=names_shown
    )


def _card(view: View, judged: Judgement | None) -> LinkCard | None:
    """None where the site may lie anywhere: the address must be a whole one."""
    url = view.site.whole_address(
        card_path(view.plan.id, judged.measure.number if judged else None)
    )
    description = str(pictures.card_words(view, judged)) if url else ""
    width, height = pictures.card_size(judged)
    return LinkCard(url, description, width, height) if url else None


def _measure_feeds(plan: Plan, judged: Judgement | None) -> tuple[MenuEntry, ...]:
    """What a program that reads feeds is told of beside the plan's: that of the measure the page is about."""
    if not judged:
        return ()
    topic = measure_topic(plan, judged.measure)
    return (MenuEntry(topic.name, file_path(plan, topic, feeds.NAME)),)


def _wrong(plan: Plan, title: str, site: Site) -> MenuEntry | None:
    """Whom to tell that something on the page is wrong; None where the plan names nobody."""
    contact = plan.publisher.contact if plan.publisher else ""
    subject = site.words._("Feil på siden «{title}»").format(title=one_line(title))
    return MenuEntry(contact, contact_address(contact, subject)) if contact else None


def _title(title: str, view: View) -> str:
    named = title if title == view.plan.title else f"{title} – {view.plan.label}"
    if view.then is None:
        return named
    day = view.words.date(view.summary.day)
    if view.other and not view.known_on:
        day = view.words._("{day}, slik vi vet det nå").format(day=day)
    return f"{named} ({day})"
