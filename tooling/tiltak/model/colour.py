"""How well a colour can be read on another, as WCAG 2 counts it, and the nearest shade that can.

Colours are written `#rrggbb`.
"""

from __future__ import annotations

from collections.abc import Iterable

ENOUGH = 4.5  # of a text of ordinary size
# What a page puts text and links on: its paper, and the darkest and the lightest of its surfaces.
LIGHT_GROUNDS = ("#ffffff", "#fafaf7", "#f1f1ec")
DARK_GROUNDS = ("#10171c", "#18222a", "#0c2229")
BLACK, WHITE = "#000000", "#ffffff"


def contrast(colour: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white).

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    lighter, darker = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def weakest(colour: str, grounds: Iterable[str]) -> float:
    """The contrast on the ground where it is read worst."""
    return min(contrast(colour, ground) for ground in grounds)


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share of another in it.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable(colour: str, grounds: Iterable[str], towards: str) -> str:
    """The colour itself where it can be read on the grounds, else the nearest shade of it that can."""
    grounds = tuple(grounds)
    shades = (mixed(colour, towards, step / 20) for step in range(21))
    return next(shade for shade in shades if weakest(shade, grounds) >= ENOUGH)


def shades(colour: str) -> tuple[str, str]:
    """A colour as it is used on light ground and on dark: what cannot be read there is made darker or lighter."""
    return readable(colour, LIGHT_GROUNDS, BLACK), readable(colour, DARK_GROUNDS, WHITE)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _luminance(colour: str) -> float:
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _parts(colour))
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
