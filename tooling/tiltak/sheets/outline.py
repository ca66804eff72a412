"""The measures of a list as somebody has them already, before they are files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tiltak.edit import typed
from tiltak.model import numbers, wording
from tiltak.model.numbers import Label, Number
from tiltak.problems import UsageError
from tiltak.read import schema

LONGEST_TITLE = 120
LONGEST_TEXT = 4000
MOST_ITEMS = 2000
SERIAL_START = date(1899, 12, 30)  # what Excel counts days from, after its 29 February 1900
SHOWN = 60  # letters of a line that a note quotes


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due` as a file has it, or `unread` where nobody can know what is meant. `about`: what is said of how it was read.

    `repeat`: how often it comes back, where that is all that is said.
    """

    due: str = ""
    unread: str = ""
    repeat: str = ""
    about: str = field(default="", compare=False)


def deadline(text: str) -> Deadline:
    """What stands as a deadline, as far as it is understood."""
    if day := serial_day(text):
        about = f"«{text}» er et regnearks tall for en dato, og er lest som {day:%d.%m.%Y}."
        return Deadline(day.isoformat(), about=about)
    words = " ".join(text.split())
    for repeat, form in wording.REPEATED.items():
        if re.fullmatch(rf"(?:{form})\.?", words, re.IGNORECASE):
            often = schema.label("repeat", repeat)
            about = f"«{words}» er lest som en milepæl som gjentas {often} fra planen begynner."
            return Deadline(words, repeat=repeat, about=about)
    try:
        return Deadline(typed.deadline(text), about=typed.about_guess(text))
    except UsageError:
        about = f"fristen «{words}» er ikke forstått. Den står som merknad på milepælen, uten dato."
        return Deadline(unread=words, about=about)


@dataclass(frozen=True, slots=True)
class Item:
    """A measure as the list has it. `places`: field → where in the list it stands, as a person would say it."""

    number: Number  # 0 where the list has none
    title: str
    summary: str = ""
    focus_area: str = ""
    owner: str = ""
    contributors: tuple[str, ...] = ()
    section: str = ""
    deadlines: tuple[Deadline, ...] = ()
    kind: str = ""
    target_group: str = ""
    area_sign: str = ""  # «2» or «B» in the heading of its area
    places: Mapping[str, str] = field(default_factory=dict, compare=False)
    roles: Mapping[str, str] = field(default_factory=dict)  # contributor → role, where it has one

    def place(self, key: str) -> str:
        """Where a field stands, or the measure where the field has no place of its own."""
        return self.places.get(key) or self.places.get("title", f"Tiltak {self.number}")


@dataclass(frozen=True, slots=True)
class Outline:
    """The measures of a list, and notes on how it was read: what could not be used, and what is a guess."""

    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()


def serial_day(text: str) -> date | None:
    """The day that a spreadsheet keeps as a count: 45657 is 31.12.2024. None for what is no day of this century."""
    if not re.fullmatch(r"\d{5}(?:[.,]\d+)?", text.strip()):
        return None
    day = SERIAL_START + timedelta(days=int(text.strip()[:5]))
    return day if 2000 <= day.year < 2100 else None


def joined(by_name: Mapping[str, Outline]) -> Outline:
    """Several lists as one, by the names of their files. A number that an earlier list has is another one here."""
    if len(by_name) < 2:
        return next(iter(by_name.values()), Outline(()))
    items = [
        replace(item, places={key: _in_list(name, place) for key, place in item.places.items()})
        for name, outline in by_name.items()
        for item in outline.items
    ]
    notes = [_in_list(name, note) for name, outline in by_name.items() for note in outline.notes]
    renumbered, about_numbers = numbered(items, [str(item.number) for item in items])
    return Outline(tuple(renumbered), (*notes, *about_numbers))


def _in_list(name: str, words: str) -> str:
    return words if words.startswith(name) else f"{name}: {words}"


def beginning(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"«{name}»" for name in names)


def numbered(items: Sequence[Item], written: Sequence[str]) -> tuple[list[Item], list[str]]:
    """Give the measures whose number is none (0), or is taken, those after the highest.

    `written`: what stands for a number in each. Nothing is said where no row has anything.
    """
    were = [_before_it_became_a_date(text) for text in written]
    notes = [
        f"{item.place('title')}: «{text}» er lest som {was}. Et regneark gjør slike numre til datoer."
        for item, text, was in zip(items, written, were, strict=True)
        if was
    ]
    items = [
        replace(item, number=was or item.number) for item, was in zip(items, were, strict=True)
    ]
    if in_areas := _of_areas(items):
        return in_areas[0], notes + in_areas[1]
    used = {item.number for item in items}
    taken: set[Number] = set()
    with_numbers: list[Item] = []
    for item, text in zip(items, written, strict=True):
        number, before = item.number, with_numbers[-1].number if with_numbers else 0
        if _lost_its_zero(number, before, taken):
            number = numbers.following({before})
            used.add(number)
            notes.append(
                f"{item.place('title')}: «{text}» er lest som {number}, som kommer etter {before}. Et regneark tar bort nullen bakerst."
            )
        elif not number or number in taken:
            following = numbers.following(used)
            why = "tiltaket har ikke nummer"
            if text:
                why = f"«{text}» er {'brukt før' if number else 'ikke et nummer'}"
            notes.append(f"{item.place('title')}: {why}. Det har fått nummer {following}.")
            number = following
            used.add(number)
        taken.add(number)
        with_numbers.append(replace(item, number=number))
    return with_numbers, notes if any(written) else []


def _before_it_became_a_date(text: str) -> Number | None:
    """The number that a spreadsheet took for a day: 5.1 for «05.jan» and «2026-01-05»."""
    day = re.fullmatch(r"d(\d\d)-(\d\d)(?:§\d{4})?", wording.in_one_spelling(text.casefold()))
    is_shown_as_date = re.search(r"[a-z]{3}|\d{4}", text.casefold())
    return numbers.typed(f"{int(day[2])}.{int(day[1])}") if day and is_shown_as_date else None


def _lost_its_zero(number: Number, before: Number, taken: Collection[Number]) -> bool:
    """Whether a number is what a spreadsheet makes of the one after: 1.1 of 1.10 after 1.9, 4.1 of 4.10 after 4.09."""
    if not isinstance(number, Label) or not isinstance(before, Label):
        return False
    is_sure = number in taken or re.search(r"\.0\d$", before)
    return f"{number}0" == numbers.following({before}) and bool(is_sure)


def _of_areas(items: Sequence[Item]) -> tuple[list[Item], list[str]] | None:
    """With the sign of its area before each number, where the numbers begin anew in each area; None where they do not.

    An area whose heading has no sign is counted in the order of the list: measure 1 of the second area is 2-1.
    """
    first_numbers: dict[str, Number] = {}
    for item in items:
        first_numbers.setdefault(item.focus_area, item.number)
    pairs = {(item.focus_area, item.number) for item in items}
    begins_anew = len(set(first_numbers.values())) < len(first_numbers)
    unique = len({item.number for item in items}) == len(items)
    if unique or not begins_anew or len(pairs) < len(items) or not all(map(all, pairs)):
        return None
    signs = {item.focus_area: item.area_sign for item in items}
    if not all(signs.values()) or len(set(signs.values())) < len(signs):
        signs = {area: str(order) for order, area in enumerate(signs, 1)}
    with_signs = [numbers.typed(f"{signs[item.focus_area]}-{item.number}") for item in items]
    renumbered = [
        replace(item, number=number)
        for item, number in zip(items, with_signs, strict=True)
        if number
    ]
    if len(renumbered) < len(items):
        return None
    first, last = renumbered[0], renumbered[-1]
    note = (
        "Numrene begynner på nytt i hvert innsatsområde, så områdets tegn står foran: "
        f"{first.number} er tiltak {items[0].number} i «{first.focus_area}», "
        f"og {last.number} er tiltak {items[-1].number} i «{last.focus_area}»."
    )
    return renumbered, [note]


def _with_short_title(item: Item) -> Item:
    """Shorten a long title to its beginning, and put the full text in the summary."""
    title, summary = item.title, item.summary
    if len(title) > LONGEST_TITLE:
        full_text = f"{title}\n\n{summary}".strip()
        title = title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"
        summary = full_text
    if len(summary) > LONGEST_TEXT:
        summary = summary[: LONGEST_TEXT - 1].rsplit(" ", 1)[0] + "…"
    return replace(item, title=title, summary=summary)


def refuse_more_than_most(count: int) -> None:
    if count > MOST_ITEMS:
        raise UsageError(f"Listen har flere enn {MOST_ITEMS} tiltak. Ta en del av gangen.")


def outlined(items: Iterable[Item], notes: list[str]) -> Outline:
    """The list as it is used; what is missing or cut in it is noted."""
    short = [_with_short_title(item) for item in items]
    refuse_more_than_most(len(short))
    notes += [
        f"Teksten til tiltak {item.number} er kortet ned til {LONGEST_TEXT} tegn."
        for item in short
        if item.summary.endswith("…") and len(item.summary) >= LONGEST_TEXT - LONGEST_TITLE
    ]
    if gaps := _gaps([item.number for item in short]):
        notes.append(
            f"Disse numrene er ikke i listen: {gaps}. Se etter i planen om noe er falt ut."
        )
    return Outline(tuple(short), tuple(notes))


def _gaps(in_list: Sequence[Number]) -> str:
    """The numbers from 1 up that are missing: «3, 5–7». Where not all are whole numbers, nobody can know."""
    whole_numbers = [number for number in in_list if isinstance(number, int)]
    gaps, last = [], 0
    for number in sorted(whole_numbers) if len(whole_numbers) == len(in_list) else ():
        if number - last > 1:
            first, end = last + 1, number - 1
            gaps.append(str(first) if first == end else f"{first}–{end}")
        last = number
    return ", ".join(gaps)
