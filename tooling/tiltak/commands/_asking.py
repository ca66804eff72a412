"""Questions in the terminal, asked again until the answer can be used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

import click

from tiltak.edit.typed import by_name
from tiltak.problems import UsageError, nearest

Answer = TypeVar("Answer")


def can_ask() -> bool:
    """Whether somebody sits at the other end."""
    return sys.stdin.isatty()


def filled_in(options: Mapping[str, str | None]) -> dict[str, str]:
    """What was typed as options."""
    return {key: text.strip() for key, text in options.items() if text is not None and text.strip()}


def must_ask(words: Mapping[str, str], required: Mapping[str, str]) -> bool:
    """Whether something required was not typed. `required`: the option for each. UsageError with nobody to ask."""
    missing = [option for key, option in required.items() if key not in words]
    if missing and not can_ask():
        raise UsageError(f"Det mangler {', '.join(missing)}.")
    return bool(missing)


def ask(question: str, read: Callable[[str], Answer], default: str = "") -> Answer:
    """Ask until `read` takes the answer; its UsageError says what to write instead."""
    while True:
        answer = click.prompt(question, default=default, show_default=bool(default)).strip()
        try:
            return read(answer)
        except UsageError as error:
            click.echo(f"  {error}")


def some_text(answer: str) -> str:
    if not answer:
        raise UsageError("Svaret kan ikke være tomt.")
    return answer


def choose(
    question: str,
    names: Mapping[str, str],
    *,
    meanings: Mapping[str, str] = MappingProxyType({}),
    optional: bool = False,
) -> str:
    """Ask for one of several ids. The answer may be a number, an id or a name; empty if `optional` allows it.

    `meanings`: what an id means, where its name does not say it.
    """
    click.echo(question + (" (tomt svar hvis ingen)" if optional else ""))
    for number, (id, name) in enumerate(names.items(), 1):
        click.echo(f"  {number:>2}  {name}" + (f": {meanings[id]}" if id in meanings else ""))
    return ask("Velg", lambda answer: _chosen(answer, names, optional=optional))


def _chosen(answer: str, names: Mapping[str, str], *, optional: bool) -> str:
    ids = list(names)
    if not answer and optional:
        return ""
    if answer.isdecimal() and len(answer) < 10 and 1 <= int(answer) <= len(ids):
        return ids[int(answer) - 1]
    id = by_name(answer, names)
    if not answer:
        raise UsageError("Svaret kan ikke være tomt. Skriv tallet foran det du velger.")
    if id not in names:
        hint = nearest(answer, [*names, *names.values()])
        raise UsageError(
            f"«{answer}» er ikke på listen. {hint or 'Skriv tallet foran det du velger.'}"
        )
    return id
