"""What the check and the editing say, for those who fill in a form or a spreadsheet: the names of the fields and
the words for the values, where the check names keys and codes as they stand in a file.

    «confidence» (tillit til fristene) kan ikke være «bra». Velg mellom: on_track (I rute), at_risk (Usikkert).
    «Tillit til fristene» kan ikke være «bra». Velg mellom: I rute, Usikkert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, partial

from tiltak.edit import shape as shapes
from tiltak.edit.shape import Shape
from tiltak.problems import Problem
from tiltak.read import schema
from tiltak.read.load import kind_of
from tiltak.read.yaml_lines import Path

QUOTED_WITH_WORDS = re.compile(r"«([a-z_]+)» \(([^()]+)\)")  # «phase» (fase)
CODE_WITH_WORDS = re.compile(r"\b([a-z_]+) \(([^()]+)\)")  # on_track (I rute)
KEY_IN_BRACKETS = re.compile(r" \(([a-z_]+)\)")  # årsak (reason)
QUOTED = re.compile(r"«([a-z_]+)(?:: ?(\w*|…))?»")  # «reason:», «unchanged: true», «paused»
TYPED = re.compile(r"\b([a-z_]+)=(?:(\w+)|…)?")  # phase=paused, as on the command line
FILES = (
    ("i plans/units.yml", "i listen over enheter"),
    ("i planfilens liste", "i planens liste over dokumenter"),
    (" i plan.yml", " i opplysningene om planen"),
    ("i planfilen", "i planen"),
    ("eller slett linjen", "eller la feltet stå tomt"),
    ("Slett linjen", "La feltet stå tomt"),
)


def plainly(problem: Problem) -> str:
    """A problem's message and advice in a form's own words."""
    return said(
        " ".join(filter(None, (problem.message, problem.hint))),
        kind_of(problem.place.path) or "measure",
        problem.place.keys,
    )


def said(words: str, kind: str = "measure", at: Path = ()) -> str:
    """Words that may hold keys and codes of a kind of file, without them. `at`: the way to the field they are about."""
    for pattern, change in (
        (QUOTED_WITH_WORDS, _quoted_with_words),
        (CODE_WITH_WORDS, _code_with_words),
        (KEY_IN_BRACKETS, _key_in_brackets),
        (QUOTED, _quoted),
        (TYPED, _typed),
    ):
        words = pattern.sub(partial(change, titles=titles(kind, at)), words)
    for before, after in FILES:
        words = words.replace(before, after)
    return words


def _quoted_with_words(match: re.Match[str], titles: Mapping[str, str]) -> str:
    key, words = match.groups()
    return f"«{titles[key]}»" if titles.get(key, "").casefold() == words.casefold() else match[0]


def _code_with_words(match: re.Match[str], titles: Mapping[str, str]) -> str:  # noqa: ARG001 – as the others
    code, words = match.groups()
    return words if words in codes().get(code, ()) else match[0]


def _key_in_brackets(match: re.Match[str], titles: Mapping[str, str]) -> str:
    return "" if match[1] in titles else match[0]


def _quoted(match: re.Match[str], titles: Mapping[str, str]) -> str:
    key, code = match.groups()
    if key not in titles:
        return match[0] if code else f"«{_word(key)}»"
    value = "" if code in (None, "", "…", "true") else f": {_word(code)}"
    return f"«{titles[key]}{value}»"


def _typed(match: re.Match[str], titles: Mapping[str, str]) -> str:
    key, code = match.groups()
    if key not in titles:
        return match[0]
    return f"«{_word(code)}» som {titles[key].lower()}" if code else f"«{titles[key]}»"


def _word(code: str) -> str:
    return next(iter(codes().get(code, ())), code)


@cache
def codes() -> Mapping[str, tuple[str, ...]]:
    """Allowed value → its words."""
    found: dict[str, tuple[str, ...]] = {}
    for definition in schema.raw("common")["$defs"].values():
        for option in (definition, *definition.get("anyOf", ())):
            for one in option.get("oneOf", ()):
                if isinstance(one.get("const"), str):
                    found[one["const"]] = (*found.get(one["const"], ()), one["title"])
    return found


@cache
def titles(kind: str, at: Path = ()) -> Mapping[str, str]:
    """Key → the name of the field, the one nearest to a place first: «note» is not called the same everywhere."""
    whole = shapes.of(kind)
    found: dict[str, str] = {}
    for end in range(len(at), -1, -1):
        near = whole.at(*at[:end])
        found = {**{key: near.key(key).title for key in near.keys}, **found}
    # A message may name a field of the plan's file.
    for other in dict.fromkeys((kind, *schema.KINDS)):
        for name, title in _everywhere(shapes.of(other)):
            found.setdefault(name, title)
    return {key: title for key, title in found.items() if title != key}


def _everywhere(shape: Shape) -> Iterator[tuple[str, str]]:
    for key in shape.keys:
        inner = shape.key(key)
        yield key, inner.title
        yield from _everywhere(inner)
        yield from _everywhere(inner.item())
