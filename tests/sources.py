"""The modules of the package as syntax, parsed once for all the tests of a worker that look at them."""

from __future__ import annotations

import ast
from functools import cache


@cache
def nodes_of(source: str) -> tuple[ast.AST, ...]:
    """The module and all that stands in it."""
    return tuple(ast.walk(ast.parse(source)))
