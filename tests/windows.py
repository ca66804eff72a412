"""What Windows, and macOS where capitals do not count, cannot have among the names of files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

# A sign that no name has there, an end that is cut off, the name of a device, or more than the old limit leaves room for.
IMPOSSIBLE = re.compile(
    r'[<>:"|?*\\\x00-\x1f]|[. ](?:/|$)|(?:^|/)(?:con|prn|aux|nul|(?:com|lpt)\d)(?:\.|/|$)|.{161}',
    re.IGNORECASE,
)


def not_for_windows(names: Iterable[str]) -> list[str]:
    """The names that cannot be there, and those that are another's with other capitals."""
    listed = list(names)
    times = Counter(name.casefold() for name in listed)
    return [name for name in listed if IMPOSSIBLE.search(name) or times[name.casefold()] > 1]
