"""What the pages look like: one stylesheet, with the colours of the verdicts from the schema, and small scripts."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tiltak import schema

ASSETS = Path(__file__).with_name("assets")
FOLDER = "assets/tiltak"

# Nothing from elsewhere, no script or style inside a page. Holds on any static host.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)


def stylesheet() -> str:
    """Our stylesheet, after the colours that the schema gives the verdicts."""
    return _colours() + (ASSETS / "tiltak.css").read_text("utf-8")


def _colours() -> str:
    choices = schema.choices("verdict")
    light = "".join(f"--v-{c.value}:{c.colour_light};" for c in choices)
    dark = "".join(f"--v-{c.value}:{c.colour_dark};" for c in choices)
    rules = "".join(
        f".t-verdict--{c.value},.t-edge--{c.value},.verdict-{c.value}{{--v:var(--v-{c.value})}}\n"
        f".t-c-{c.value}{{fill:var(--v-{c.value})}}.t-c-s-{c.value}{{stroke:var(--v-{c.value})}}\n"
        for c in choices
    )
    return (
        f":root{{{light}}}\n"
        f":root[data-theme=dark]{{{dark}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f"{rules}"
    )


def assets() -> dict[str, tuple[str, bytes]]:
    """What it is → its path, with a piece of its content's hash in the name, and its content."""
    contents = {
        "style": ("tiltak.css", stylesheet().encode()),
        "theme": ("tema.js", (ASSETS / "tema.js").read_bytes()),
        "script": ("tiltak.js", (ASSETS / "tiltak.js").read_bytes()),
        "search": ("sok.js", (ASSETS / "sok.js").read_bytes()),
        "icon": ("ikon.svg", (ASSETS / "ikon.svg").read_bytes()),
    }
    return {what: (_hashed(name, content), content) for what, (name, content) in contents.items()}


def _hashed(name: str, content: bytes) -> str:
    """Hosts may let browsers keep such a file for ever: another content has another name."""
    stem, _, ending = name.rpartition(".")
    return f"{FOLDER}/{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{ending}"
