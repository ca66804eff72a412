"""What a page or a file of the site would run, fetch from others or lead to, as it lies in the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiltak import active
from tiltak.problems import Code, Place, Problem

ACTIVE = Code(
    "active-content",
    "Siden eller filen kan kjøre noe hos den som leser",
    "Alle kan foreslå en side, og det som kjører i en side, kan utgi seg for å være kommunen. Derfor viser nettstedet ingen "
    "side, bilde eller levert rapport som har program i seg, viser andres sider inni seg, sender leseren videre eller henter "
    "noe fra andre. Siden eller filen er ikke med på nettstedet før det er rettet.",
    'En side i docs/ med `<script>` eller `<img src="https://…">`, eller en fil som `docs/program.js`.',
    "En side med tekst, lenker og bilder som ligger i docs/.",
    "",
)
NAMED = re.compile("«(.+?)»")
MOST_NAMED = 3


def is_page(path: str) -> bool:
    return path.lower().endswith(active.PAGES)


def problems_in(path: str, raw: bytes, *, with_attributes: bool = False) -> Iterator[Problem]:
    """One problem a page or file, with what it has. `with_attributes`: whether pages may have lists of them."""
    words = (
        active.in_page(raw, with_attributes=with_attributes)
        if is_page(path)
        else active.in_file(path, raw)
    )
    if words:
        yield ACTIVE(
            f"Her er {', '.join(words[:MOST_NAMED])}.",
            _place(path, raw, words[0]),
            hint="Ta det bort. Et bilde legges i docs/ og vises med ![det bildet viser](bilde.png). Er det en levert rapport, "
            "hent den tilbake fra git.",
        )


def _place(path: str, raw: bytes, words: str) -> Place:
    """Where what is named stands first; the file as a whole where it is written in another way."""
    name = NAMED.search(words)
    at = raw.lower().find(name[1].encode()) if name else -1
    if at < 0:
        return Place(path)
    before = raw[:at].decode("utf-8", "replace")
    return Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
