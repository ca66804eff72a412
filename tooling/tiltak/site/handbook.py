"""The handbook that comes with the package: its pages, and the order in which a reader meets them."""

from __future__ import annotations

import posixpath
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tiltak.checks.paper import PNG_START
from tiltak.site.addresses import Links
from tiltak.site.view import Handbook, Site

FOLDER = "haandbok"
INDEX = f"{FOLDER}/index.md"
ERRORS = "feilmeldinger.md"
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([\w./-]+\.md)\)")
PICTURE = re.compile(r'<img ([^>]*?)src="([\w./-]+\.png)"')
SHARPNESS = 2  # pixels of a picture for one of the page: it is taken that sharp


def folder() -> Path:
    """Where it lies: inside the installed package, or in the docs of a checkout."""
    packaged = Path(__file__).parents[1] / "handbook"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "docs"


def packaged() -> Iterator[tuple[str, Path]]:
    """Each file by its path in a site's docs. A site shows its own page where it has one of that name."""
    top = folder()
    for path in (top / ERRORS, *sorted((top / FOLDER).rglob("*"))):
        if path.suffix in {".md", ".png"}:
            yield path.relative_to(top).as_posix(), path


def belongs(uri: str) -> bool:
    return uri == ERRORS or (uri.startswith(f"{FOLDER}/") and uri.endswith(".md"))


def pages(texts: Mapping[str, str]) -> tuple[Handbook, ...]:
    """The pages in the order in which the first one leads to them; those it does not name come last."""
    named = [_beside(INDEX, link) for link in LINK.findall(texts.get(INDEX, ""))]
    order = {uri: place for place, uri in enumerate(dict.fromkeys([INDEX, *named]))}
    uris = sorted(texts, key=lambda uri: (order.get(uri, len(order)), uri))
    return tuple(Handbook(_title(uri, texts[uri]), uri.removesuffix(".md")) for uri in uris)


def _beside(uri: str, link: str) -> str:
    """Where a link in one page leads: `../x.md` in `haandbok/index.md` is `x.md`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(uri), link))


def _title(uri: str, text: str) -> str:
    match = TITLE.search(text)
    return match[1] if match else PurePosixPath(uri).stem


@dataclass(frozen=True, slots=True)
class HandbookEntry:
    """A page of the handbook as another one leads to it."""

    title: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Around:
    """The handbook as a page of it shows it. A page that a site adds outside it has no place there."""

    pages: tuple[HandbookEntry, ...]
    before: HandbookEntry | None = None
    after: HandbookEntry | None = None

    @property
    def first(self) -> HandbookEntry | None:
        """The way back to all of it; from the first page itself there is none."""
        return self.pages[0] if self.pages and not self.pages[0].here else None


def around(uri: str, site: Site) -> Around:
    """What comes before a page, what after it, and all of them."""
    to = Links(uri, "", "", "", site.folders)
    entries = tuple(HandbookEntry(p.title, to.page(p.uri), p.uri == uri) for p in site.handbook)
    here = next((place for place, entry in enumerate(entries) if entry.here), 0)
    before = entries[here - 1] if here > 1 else None
    after = entries[here + 1] if 0 < here < len(entries) - 1 else None
    return Around(entries, before, after)


def with_sizes(html: str, uri: str, read: Callable[[str], bytes]) -> str:
    """A page whose pictures say how large they are, so that nothing moves when they come."""

    def sized(match: re.Match[str]) -> str:
        before, source = match.groups()
        size = _size(read(_beside(uri, source)))
        return f'<img {before}{size}src="{source}"' if size else match[0]

    return PICTURE.sub(sized, html)


def _size(picture: bytes) -> str:
    """As attributes; nothing where it is no PNG picture."""
    if not picture.startswith(PNG_START) or len(picture) < 24:
        return ""
    width, height = struct.unpack(">II", picture[16:24])
    return f'width="{width // SHARPNESS}" height="{height // SHARPNESS}" '


NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "Æ": "ae", "Ø": "o"})


def anchor(heading: str, separator: str) -> str:
    """The id of a heading: «Økonomi og årsverk» → `okonomi-og-arsverk`; Markdown's own way drops æ and ø."""
    from markdown.extensions.toc import slugify  # type: ignore[import-untyped]  # it has no types

    return str(slugify(heading.translate(NORWEGIAN), separator))
