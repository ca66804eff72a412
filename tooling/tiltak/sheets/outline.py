"""The measures of a list as somebody has them already, before they are files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tiltak.edit import typed
from tiltak.model import numbers
from tiltak.model.numbers import Number
from tiltak.problems import UsageError

LONGEST_TITLE = 120
LONGEST_TEXT = 4000
MOST_ITEMS = 2000
SHOWN = 60  # letters of a line that a note quotes


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due` as a file has it, or `unread` where nobody can know what is meant."""

    due: str = ""
    unread: str = ""


def deadline(text: str) -> Deadline:
    """What stands as a deadline, as far as it is understood."""
    try:
        return Deadline(typed.deadline(text))
    except UsageError:
        return Deadline(unread=" ".join(text.split()))


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
    places: Mapping[str, str] = field(default_factory=dict, compare=False)

    def place(self, key: str) -> str:
        """Where a field stands, or the measure where the field has no place of its own."""
        return self.places.get(key) or self.places.get("title", f"Tiltak {self.number}")


@dataclass(frozen=True, slots=True)
class Outline:
    """The measures of a list, and notes on how it was read: what could not be used, and what is a guess."""

    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()


def joined(by_name: Mapping[str, Outline]) -> Outline:
    """Several lists as one, by the names of their files. A number that an earlier list has is another one here."""
    if len(by_name) == 1:
        return next(iter(by_name.values()))
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
    used = {item.number for item in items}
    taken: set[Number] = set()
    notes: list[str] = []
    with_numbers: list[Item] = []
    for item, text in zip(items, written, strict=True):
        number = item.number
        if not number or number in taken:
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


def outlined(items: Iterable[Item], notes: list[str]) -> Outline:
    """The list as it is used; what is missing or cut in it is noted."""
    short = [_with_short_title(item) for item in items]
    if len(short) > MOST_ITEMS:
        raise UsageError(f"Listen har flere enn {MOST_ITEMS} tiltak. Ta en del av gangen.")
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
