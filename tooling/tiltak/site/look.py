"""What the pages look like: one stylesheet, with the colours of the verdicts from the schema, and small scripts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tiltak.model.colour import shades
from tiltak.read import schema
from tiltak.reports.look import OURS, Look

ASSETS = Path(__file__).with_name("assets")
FOLDER = "assets/tiltak"
MARK_HEIGHT = 40  # on a page, in units of CSS
FONTS = ("figtree-latin.woff2", "figtree-latin-ext.woff2", "figtree-OFL.txt")

NO_LOOKS: Mapping[str, Look] = MappingProxyType({})

# Nothing from elsewhere, no script or style inside a page. Holds on any static host.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)


def stylesheet(fonts: Mapping[str, str], looks: Mapping[str, Look] = NO_LOOKS) -> str:
    """Our stylesheet with the schema's colours of the verdicts and each plan's own look.

    `fonts`: file → its name on the site; of a plan's own, the plan's id stands before the name.
    """
    ours = (ASSETS / "tiltak.css").read_text("utf-8")
    for name, published in fonts.items():
        ours = ours.replace(f'url("{name}")', f'url("{published}")')
    colours = _colours()
    own = "".join(_own(plan_id, look, fonts) for plan_id, look in looks.items())
    return _light_only(colours + ours) + colours + ours + own


def _own(plan_id: str, look: Look, fonts: Mapping[str, str]) -> str:
    """What a plan's pages have in place of our colours and our font."""
    pages = f':root[data-plan="{plan_id}"]'
    style = ""
    for word in look.statuses:
        light, dark = shades(word.colour)
        token = f"--v-{word.status}"
        style += f"{pages}{{{token}:{light}}}\n@supports (color: light-dark(#000, #fff)) {{{pages}{{{token}:light-dark({light}, {dark})}}}}\n"
    if look.colour:
        light, dark = shades(look.colour)
        style += f"{pages}{{--accent:{light};--link:{light};--accent-soft:var(--sunken)}}\n"
        both = f"light-dark({light}, {dark})"
        style += f"@supports (color: light-dark(#000, #fff)) {{{pages}{{--accent: {both};--link: {both}}}}}\n"
    for (name, _), weight in zip(look.faces, (400, 700), strict=False):
        published = fonts[f"{plan_id}-{name}"]
        style += f'@font-face {{font-display: swap;font-family: "{look.font}";font-weight: {weight};src: url("{published}")}}\n'
    if look.font:
        style += (
            f'{pages}{{--sans: "{look.font}", "Figtree", "Until Figtree", system-ui, sans-serif}}\n'
        )
    return style


def _colours() -> str:
    choices = schema.choices("verdict")
    tokens = "".join(
        f"--v-{c.value}: light-dark({c.colour_light}, {c.colour_dark});" for c in choices
    )
    rules = "".join(
        f".t-verdict--{c.value},.t-edge--{c.value},.verdict-{c.value}{{--v:var(--v-{c.value})}}\n"
        f".t-c-{c.value}{{fill:var(--v-{c.value})}}.t-c-s-{c.value}{{stroke:var(--v-{c.value})}}\n"
        for c in choices
    )
    return f"@supports (color: light-dark(#000, #fff)){{:root{{{tokens}}}}}\n{rules}"


def _light_only(style: str) -> str:
    """The light half of each token, for browsers of before 2024."""
    tokens = re.findall(r"(--[\w-]+): light-dark\((#\w+|rgb\([^)]*\)),", style)
    return ":root{" + "".join(f"{name}:{light};" for name, light in tokens) + "}\n"


def assets(looks: Mapping[str, Look] = NO_LOOKS) -> dict[str, tuple[str, bytes]]:
    """What it is → its path, with a piece of its content's hash in the name, and its content."""
    fonts = {name: _asset(name) for name in FONTS} | {
        f"{plan_id}-{name}": _named(f"{plan_id}-{name}", content)
        for plan_id, look in looks.items()
        for name, content in look.faces
    }
    marks = {
        mark_name(plan_id): _named(f"{plan_id}.png", look.mark.png)
        for plan_id, look in looks.items()
        if look.mark
    }
    published = {name: path.rpartition("/")[2] for name, (path, _) in fonts.items()}
    return {
        "style": _named("tiltak.css", stylesheet(published, looks).encode()),
        "theme": _asset("tema.js"),
        "script": _asset("tiltak.js"),
        "search": _asset("sok.js"),
        "icon": _asset("ikon.svg"),
        **fonts,
        **marks,
    }


def mark_name(plan_id: str) -> str:
    """What the mark of a plan is called among the assets."""
    return f"mark of {plan_id}"


@dataclass(frozen=True, slots=True)
class ShownMark:
    """The municipality's own mark on a page: its name among the assets, what it shows, and its size on the page."""

    asset: str
    words: str
    width: int
    height: int


def shown_mark(plan_id: str, looks: Mapping[str, Look]) -> ShownMark | None:
    """None where the plan has no look of its own, or none with a mark."""
    mark = looks.get(plan_id, OURS).mark
    if mark is None:
        return None
    return ShownMark(mark_name(plan_id), mark.words, round(mark.width_at(MARK_HEIGHT)), MARK_HEIGHT)


def _asset(name: str) -> tuple[str, bytes]:
    return _named(name, (ASSETS / name).read_bytes())


def _named(name: str, content: bytes) -> tuple[str, bytes]:
    return _hashed(name, content), content


def _hashed(name: str, content: bytes) -> str:
    """Hosts may let browsers keep such a file for ever: another content has another name."""
    stem, _, ending = name.rpartition(".")
    return f"{FOLDER}/{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{ending}"
