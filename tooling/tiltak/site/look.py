"""What the pages look like: one stylesheet, with the colours of the verdicts from the schema, and small scripts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from tiltak.read import schema

ASSETS = Path(__file__).with_name("assets")
FOLDER = "assets/tiltak"
FONTS = ("figtree-latin.woff2", "figtree-latin-ext.woff2", "figtree-OFL.txt")

# Nothing from elsewhere, no script or style inside a page. Holds on any static host.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)


def stylesheet(fonts: Mapping[str, str]) -> str:
    """Our stylesheet with the colours that the schema gives the verdicts; `fonts`: file → its name on the site."""
    ours = (ASSETS / "tiltak.css").read_text("utf-8")
    for name, published in fonts.items():
        ours = ours.replace(f'url("{name}")', f'url("{published}")')
    colours = _colours()
    return _light_only(colours + ours) + colours + ours


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


def assets() -> dict[str, tuple[str, bytes]]:
    """What it is → its path, with a piece of its content's hash in the name, and its content."""
    fonts = {name: _asset(name) for name in FONTS}
    published = {name: path.rpartition("/")[2] for name, (path, _) in fonts.items()}
    return {
        "style": _named("tiltak.css", stylesheet(published).encode()),
        "theme": _asset("tema.js"),
        "script": _asset("tiltak.js"),
        "search": _asset("sok.js"),
        "icon": _asset("ikon.svg"),
        **fonts,
    }


def _asset(name: str) -> tuple[str, bytes]:
    return _named(name, (ASSETS / name).read_bytes())


def _named(name: str, content: bytes) -> tuple[str, bytes]:
    return _hashed(name, content), content


def _hashed(name: str, content: bytes) -> str:
    """Hosts may let browsers keep such a file for ever: another content has another name."""
    stem, _, ending = name.rpartition(".")
    return f"{FOLDER}/{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{ending}"
