"""Who has which address. The file lies outside the plan's repository: what is in that is public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email.errors import HeaderParseError
from email.headerregistry import Address

from tiltak.judge.reminders import Message
from tiltak.model.plan import Plan, Portfolio
from tiltak.problems import Place, UsageError, nearest
from tiltak.read import yaml_lines

COORDINATOR = "koordinator"
# By unit, by plan (its coordinator), and for COORDINATOR.
AddressBook = Mapping[str, tuple[str, ...]]
EXAMPLE = "rehabiliteringsseksjonen: postmottak@kommunen.example"


@dataclass(frozen=True, slots=True)
class Recipients:
    """Addresses of a message. `via`: the unit that gets it where the owner has none; empty for the coordinator."""

    to: tuple[str, ...]
    copy: tuple[str, ...] = ()
    via: str | None = None


def read(raw: bytes, name: str, portfolio: Portfolio) -> AddressBook:
    """The addresses in a file; `name` is the file's, for a UsageError."""
    document, problems = yaml_lines.parse(raw, name)
    if problems:
        raise _refused(problems[0].place, "Linjen kan ikke leses.")
    if not isinstance(document.value, dict):
        raise _refused(Place(name), "Filen er ikke en liste over enheter.")
    keys = [*portfolio.units, *(plan.id for plan in portfolio.plans), COORDINATOR]
    addresses: dict[str, tuple[str, ...]] = {}
    for id, value in document.value.items():
        place = document.key_place(id)
        if id not in keys:
            raise _refused(
                place, f"Linjen begynner ikke med en enhet eller plan. {nearest(id, keys)}"
            )
        listed = value if isinstance(value, list) else [value]
        if not all(map(domain_of, listed)):
            raise _refused(place, f"«{id}» har noe som ikke er en e-postadresse.")
        addresses[id] = tuple(listed)
    return addresses


def _refused(place: Place, why: str) -> UsageError:
    """Names the line and never what stands there: it may be an address, and what a job prints is often public."""
    where = f"{place.path}, linje {place.line}" if place.line else place.path
    return UsageError(f"{where}: {why.rstrip()} En linje ser slik ut: {EXAMPLE}")


def domain_of(address: object) -> str:
    """The domain of a mail address; empty where it is none."""
    try:
        return Address(addr_spec=address).domain if isinstance(address, str) else ""
    except (ValueError, IndexError, HeaderParseError):
        return ""


def coordinator(plan: Plan, addresses: AddressBook) -> tuple[str, ...]:
    """Who follows a plan: its own coordinator, else the one of all plans."""
    return addresses.get(plan.id) or addresses.get(COORDINATOR, ())


def recipients(
    message: Message, plan: Plan, portfolio: Portfolio, addresses: AddressBook
) -> Recipients | None:
    """The owner, else the nearest unit above it, else the plan's coordinator; None where nobody has an address.

    Whoever stands above gets a copy of what the unit did not answer in time.
    """
    above = [u for u in _above(message.unit, portfolio, message.day) if addresses.get(u)]
    follows = coordinator(plan, addresses)
    is_unanswered = any(r.by < message.day for r in message.of("silent"))
    if own := addresses.get(message.unit):
        copy = addresses[above[0]] if above else follows
        return Recipients(own, tuple(a for a in copy if a not in own) if is_unanswered else ())
    if above:
        return Recipients(addresses[above[0]], follows if is_unanswered else (), via=above[0])
    return Recipients(follows, via="") if follows else None


def _above(unit: str, portfolio: Portfolio, day: date) -> Iterator[str]:
    """The units above a unit, the nearest first. The check refuses circles; a mail may not hang on one."""
    seen = {unit}
    while unit in portfolio.units:
        parent = portfolio.units[unit].parent_on(day)
        if not parent or parent in seen:
            return
        seen.add(parent)
        yield (unit := parent)
