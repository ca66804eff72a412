"""The little language between `${{` and `}}`, as far as our workflows use it; the rest is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^']|'')*')
      | (?P<call>[a-zA-Z]+)(?=\()
      | (?P<name>[a-zA-Z_][\w-]*(?:\.[a-zA-Z_][\w-]*)*)
      | (?P<sign>&&|\|\||==|!=|!|\(|\)|,)
    )""",
    re.VERBOSE,
)
SIGNS = {"&&": " and ", "||": " or ", "!": " not "}
FUNCTIONS = {
    "fromJSON": json.loads,
    "cancelled": lambda: False,
    "always": lambda: True,
    "startsWith": lambda text, start: as_text(text).lower().startswith(start.lower()),
}
CONSTANTS = {"true": True, "false": False, "null": None}


def evaluate(expression: str, contexts: Mapping[str, Any]) -> Any:
    """The value of an expression. A key that is missing is «», an unknown context is a mistake."""
    source, at = [], 0
    while expression[at:].strip():
        token = TOKEN.match(expression, at)
        assert token, f"not understood: {expression[at:]!r}"
        at = token.end()
        if token["text"]:
            source.append(repr(token["text"][1:-1].replace("''", "'")))
        elif token["call"]:
            assert token["call"] in FUNCTIONS, f"unknown function: {token['call']}"
            source.append(token["call"])
        elif token["name"]:
            source.append(f"look({token['name']!r})")
        else:
            source.append(SIGNS.get(token["sign"], token["sign"]))

    def look(name: str) -> Any:
        if name in CONSTANTS:
            return CONSTANTS[name]
        first, *keys = name.split(".")
        value = contexts[first]
        for key in keys:
            value = value.get(key, "") if isinstance(value, Mapping) else ""
        return value

    # What is evaluated stands in our own workflow files, made of the tokens above and nothing else.
    return eval("".join(source), {"__builtins__": {}, "look": look, **FUNCTIONS})  # noqa: S307


WHOLE = re.compile(r"\$\{\{((?:(?!\}\}).)*)\}\}")


def filled(text: Any, contexts: Mapping[str, Any]) -> Any:
    """A value of a workflow file with its expressions in place."""
    if not isinstance(text, str):
        return text
    if whole := WHOLE.fullmatch(text.strip()):
        return evaluate(whole[1], contexts)
    return WHOLE.sub(lambda match: as_text(evaluate(match[1], contexts)), text)


def as_text(value: Any) -> str:
    """As GitHub puts it into a text: `true`, and nothing for nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
