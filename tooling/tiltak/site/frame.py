"""What stands around a page's content: title, menu, the day it speaks of, and the ways to other days."""

from __future__ import annotations

from dataclasses import dataclass, field

from tiltak.data import feeds
from tiltak.model.plan import Plan, UnreadableFile
from tiltak.site import pictures
from tiltak.site.addresses import FRONT, card_path, path_of
from tiltak.site.pages.page import footer_of, front_uri, menu_of, moments_of
from tiltak.site.view import Page, Site, View
from tiltak.words.unreadable import unreadable

SHOWN_LOST = 5


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of a menu. `current`: the page belongs to it; `here`: it is the page itself."""

    title: str
    url: str
    current: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class LinkCard:
    """The picture that services show a link to the plan with: its whole address, and the same in words."""

    url: str
    told: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Addresses are from the site's root. `now`: from a page of a past day, the same page today."""

    title: str
    brand: str
    home: str
    about: str
    published_by: str = ""
    description: str = ""
    clock: str = ""
    past: bool = False
    now: str = ""
    searches: bool = False
    feed: str = ""
    card: LinkCard | None = None
    menu: tuple[MenuEntry, ...] = field(default=())
    moments: tuple[MenuEntry, ...] = field(default=())
    footer: tuple[MenuEntry, ...] = field(default=())
    lost: str = ""
    unreadable: str = ""


def frame(view: View | None, page: Page | None, uri: str, title: str, site: Site) -> Frame:
    """The frame of a page of ours, or of a page of the handbook (`page` is None)."""
    home = path_of(FRONT, folders=site.folders)
    about = site.words._(
        "Laget med Tiltak. Sidene bruker ingen informasjonskapsler og henter ingenting fra andre."
    )
    if view is None:
        lacking = unreadable(site.portfolio.unreadable, site.words, SHOWN_LOST)
        return Frame(title or site.name, site.name, home, about, unreadable=lacking)
    plan = view.plan
    moments = tuple(
        MenuEntry(name, path_of(target, folders=site.folders), here=target == uri)
        for name, target in moments_of(view, page.part if page else None, uri)
    )
    return Frame(
        title=_title(title or site.name, view),
        brand=plan.label,
        home=path_of(front_uri(view.now), folders=site.folders),
        about=about,
        published_by=view.published_by,
        description=page.description if page else "",
        clock=site.words.judged_day(view.summary.judged_day),
        past=view.then is not None,
        searches=page is not None and page.section == "search",
        card=_card(view.now),
        feed=f"data/{plan.id}/{feeds.NAME}",
        menu=_menu(view, _section(page, uri), uri),
        moments=moments if uri else (),
        now=moments[0].url if view.then else "",
        footer=_footer(view, uri),
        lost=_lost(site),
        unreadable=unreadable(_unreadable_seen_from(plan, site), site.words, SHOWN_LOST),
    )


def _unreadable_seen_from(plan: Plan, site: Site) -> list[UnreadableFile]:
    """The files that a page of a plan lacks, and those of plans that have no page at all."""
    shown = {other.id for other in site.plans if other is not plan}
    return [file for file in site.portfolio.unreadable if file.plan_id not in shown]


def _section(page: Page | None, uri: str) -> str:
    """Pages that are not ours are the handbook's, but for the one that says that there is none."""
    return page.section if page else "handbook" if uri else ""


def _lost(site: Site) -> str:
    """The files that this site should have and has not, in a sentence; empty where nothing is missing."""
    names = sorted(site.lost)
    if not names:
        return ""
    shown = ", ".join(names[:SHOWN_LOST]) + (" …" if len(names) > SHOWN_LOST else "")
    return site.words._("Noe mangler på nettstedet. Dette kunne ikke lages: {files}.").format(
        files=shown
    )


def _card(view: View) -> LinkCard | None:
    """None where the site may lie anywhere: the address must be a whole one."""
    if not view.site.url:
        return None
    url = f"{view.site.url.rstrip('/')}/{card_path(view.plan.id)}"
    return LinkCard(url, str(pictures.card_words(view)))


def _title(title: str, view: View) -> str:
    named = title if title == view.plan.title else f"{title} – {view.plan.label}"
    if view.then is None:
        return named
    return f"{named} ({view.site.words.date(view.summary.day)})"


def _menu(view: View, section: str, uri: str) -> tuple[MenuEntry, ...]:
    return tuple(
        MenuEntry(name, path_of(target, folders=view.site.folders), key == section, target == uri)
        for key, name, target in menu_of(view)
    )


def _footer(view: View, uri: str) -> tuple[MenuEntry, ...]:
    return tuple(
        MenuEntry(name, path_of(target, folders=view.site.folders), here=target == uri)
        for name, target in footer_of(view)
    )
