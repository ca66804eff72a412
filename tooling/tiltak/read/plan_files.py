"""The plans' files as they lie in today's folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tiltak.problems import Code, Level, Place, Problem, UsageError, refusal
from tiltak.read.yaml_lines import MAX_BYTES, TOO_LARGE, YamlDocument, parse

FOLDERS = ("measures", "plans")
SUFFIXES = (".yml", ".yaml")
MOST_SHOWN = 5_000_000  # bytes of a page or a report
SERIES = re.compile(r"plans/.*/indicators/[^/]*\.csv", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tree:
    """The texts of a plan repository by path from its root (`/` between parts), and what could not be read."""

    texts: dict[str, bytes]
    problems: list[Problem] = field(default_factory=list)


def find_root(start: Path) -> Path:
    """The nearest folder upwards that has `plans/` in it; UsageError where there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "plans").is_dir():
            return folder
    raise UsageError(
        f"Fant ingen planer i {start} eller mappene over. Stå i mappen som har «plans» og «measures» i seg, "
        "eller oppgi den med --root."
    )


def worktree(root: Path) -> Tree:
    """Every YAML file under `measures/` and `plans/` as it lies on disk, saved or not in git."""
    root = root.resolve()
    texts: dict[str, bytes] = {}
    problems: list[Problem] = []
    for top in FOLDERS:
        for path in _files(root / top, problems, root, is_read):
            name = _name(path, root)
            try:
                texts[name] = _read(path)
            except OSError as error:
                problems.append(_unreadable(name, error))
    return Tree(texts, problems)


def published(root: Path, settings: YamlDocument) -> Tree:
    """The other texts that a site shows: `docs/`, the configuration and what was reported. Links are problems there too."""
    root = root.resolve()
    texts: dict[str, bytes] = {}
    problems: list[Problem] = []
    config = root / "mkdocs.yml"
    if config.is_symlink():
        problems.append(refused_link(config.name))
    closed = [
        folder
        for folder in sorted(root.glob("plans/*/closed"))
        if not any(above.is_symlink() for above in (folder.parent, root / "plans"))
    ]
    paths = [
        *([config] if config.is_file() and not config.is_symlink() else ()),
        *_files(pages_folder(root, settings), problems, root, _shown_pages(settings)),
        *(p for folder in closed for p in _files(folder, problems, root, lambda p: not is_read(p))),
    ]
    for path in paths:
        name = _name(path, root)
        try:
            raw = _read(path, MOST_SHOWN)
        except OSError as error:
            problems.append(_unreadable(name, error))
            continue
        if is_too_long(path, raw):
            problems.append(_too_long(name))
        elif not is_text(path, raw):
            raw = b""  # only its name can say something
        elif _hides_its_text(raw):
            problems.append(_unread(name))
        texts[name] = raw
    return Tree(texts, problems)


def configuration(root: Path) -> YamlDocument:
    """What mkdocs.yml says, as plain values: nothing it names is run. None is its value where it says nothing we can read."""
    path = root / "mkdocs.yml"
    with suppress(OSError):  # told where the file is read as a text
        if not path.is_symlink() and path.is_file():
            return parse(_read(path), path.name)[0]
    return YamlDocument(path.name)


def settings_of(root: Path) -> dict[str, Any]:
    return _mapping(configuration(root))


def _mapping(settings: YamlDocument) -> dict[str, Any]:
    return settings.value if isinstance(settings.value, dict) else {}


DOCS_ELSEWHERE = "Dette må være en egen mappe her, utenom «.git», «measures» og «plans». Alt i den blir publisert."


def docs_folder(root: Path, settings: Mapping[str, Any]) -> Path | None:
    """Where the pages lie that MkDocs publishes as they are; None where they may not lie."""
    name, root = settings.get("docs_dir", "docs"), root.resolve()
    folder = root / name if isinstance(name, str) else root
    lies_at = folder.resolve()
    inside = lies_at.is_relative_to(root)
    clear = all(
        not lies_at.is_relative_to(own) and not own.is_relative_to(lies_at)
        for own in (root / top for top in (*FOLDERS, ".git"))
    )
    return folder if inside and clear else None


def pages_folder(root: Path, settings: YamlDocument) -> Path:
    """The folder of the pages that are looked through."""
    return docs_folder(root, _mapping(settings)) or root / "docs"


def _shown_pages(settings: YamlDocument) -> Callable[[str], bool]:
    """Which files of that folder MkDocs may publish: hidden ones where it is told to."""
    excluded = str(_mapping(settings).get("exclude_docs") or "")
    shows_hidden = any(line.strip().startswith("!") for line in excluded.splitlines())
    return lambda path: shows_hidden or not path.rpartition("/")[2].startswith(".")


# What is no text begins so. A text may begin like one, and be called something else.
BINARY = {
    (".png",): b"\x89PNG", (".jpg", ".jpeg"): b"\xff\xd8\xff", (".gif",): b"GIF8", (".webp", ".wav"): b"RIFF",
    (".pdf",): b"%PDF", (".ttf",): b"\0\1\0\0", (".otf",): b"OTTO", (".mp3",): b"ID3", (".webm",): b"\x1aE\xdf\xa3", (".woff",): b"wOFF", (".woff2",): b"wOF2", (".ico",): b"\0\0\1\0",
    (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"): b"PK\3\4",
}  # fmt: skip


def is_too_long(path: Path, raw: bytes) -> bool:
    """Whether a file is a text that is not looked through to its end, and therefore shown to nobody."""
    return len(raw) > MOST_SHOWN and is_text(path, raw)


TOO_LONG = "dette er en tekst på mer enn 5 MB. Resten er ikke sett gjennom for personopplysninger."


def is_text(path: Path, raw: bytes) -> bool:
    """Whatever is not of a known kind both by its name and by its first bytes: `.vcf` may be in any encoding."""
    suffix = path.suffix.lower()
    return not any(suffix in names and raw.startswith(sign) for names, sign in BINARY.items())


# No text has these, whatever Windows or Unix wrote it.
NO_SIGN = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x81\x8d\x8f\x90\x9d]")

PACKED_IN_A_MAIL = re.compile(rb"transfer-encoding:\s*base64", re.IGNORECASE)


def _hides_its_text(raw: bytes) -> bool:
    """Whether a file says something that only another program can read: packed, or in a charset of its own (EBCDIC)."""
    if raw.startswith(b"PK\3\4") or PACKED_IN_A_MAIL.search(raw):
        return True
    is_utf_16 = raw.count(0) * 4 > len(raw)  # its letters stand between zeros
    if is_utf_16 or not NO_SIGN.search(raw):
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


UNREAD = Code(
    "unread-file",
    "Filen er ikke sett gjennom",
    "Sjekken ser etter personopplysninger i alt som blir publisert, og leser tekst som den er lagret av vanlige programmer. "
    "Filen er pakket eller lagret på en annen måte, så ingen vet hva som står i den. Bilder, PDF-er, filer fra Office, "
    "lyd og skrifter blir heller ikke lest: se gjennom dem selv.",
    "En `liste.csv.gz` blant sidene.",
    "Den samme filen som `liste.csv`.",
    "",
    Level.WARNING,
)


def _unread(name: str) -> Problem:
    return UNREAD(
        "Filen er pakket eller lagret i en tegnkoding vi ikke leser. Den blir publisert, og ingen har sett gjennom den.",
        Place(name),
        hint="Pakk den ut, og lagre den som UTF-8. Eller se gjennom den selv.",
    )


def _too_long(name: str) -> Problem:
    return TOO_LARGE(
        "Filen blir ikke med på nettstedet: " + TOO_LONG,
        Place(name),
        hint="Del den, eller legg den et annet sted og lenk til den.",
    )


def content_of(root: Path, path: str) -> bytes | None:
    """One file that is not among those that are read, by its path from the root; None where there is none.

    What is a link is not followed, as in `worktree`.
    """
    file = root / path
    if any((root / part).is_symlink() for part in (path, *map(str, Path(path).parents))):
        return None
    return file.read_bytes() if file.is_file() else None


def is_read(path: str) -> bool:
    """Whether a file is the plans' own: YAML under the two folders, and the figures of indicators."""
    folder, _, inside = path.partition("/")
    name = inside.rpartition("/")[2]
    ours = name.lower().endswith(SUFFIXES) or SERIES.fullmatch(path)
    return folder in FOLDERS and bool(ours) and not name.startswith(".")


def _files(
    folder: Path, problems: list[Problem], root: Path, wanted: Callable[[str], bool]
) -> Iterator[Path]:
    """Every file under a folder whose path from the root is wanted; what stands in the way goes to `problems`.

    What is a link is not followed: it could lead out of the tree, or round in it, or to a file of this
    machine that no message must show.
    """

    def unreadable(error: OSError) -> None:
        problems.append(_unreadable(_name(error.filename, root), error))

    if folder.is_symlink():
        problems.append(refused_link(_name(folder, root)))
        return
    if not folder.exists():
        return
    for inner, folders, names in os.walk(folder, onerror=unreadable):
        paths = [
            path
            for path in (Path(inner, name) for name in sorted(names))
            if wanted(_name(path, root))
        ]
        links = [path for path in (*paths, *(Path(inner, f) for f in folders)) if path.is_symlink()]
        problems.extend(refused_link(_name(link, root)) for link in links)
        yield from (path for path in paths if path not in links)


def _read(path: Path, most: int = MAX_BYTES) -> bytes:
    if not path.is_file():
        raise OSError(0, "ikke en vanlig fil")  # a pipe or a device would be waited for, for ever
    with path.open("rb") as file:
        return file.read(most + 1)  # one byte over the limit is enough to say so


def _name(path: Path | str, root: Path) -> str:
    """The path from the root. A name that is no UTF-8 is made one that can be shown."""
    name = Path(path).relative_to(root).as_posix()
    return os.fsencode(name).decode("utf-8", errors="replace")


SYMLINK = Code(
    "symlink",
    "Filen er en snarvei",
    "En snarvei kan peke på noe som ikke hører til planen, og som ikke skal bli synlig for andre. Derfor blir ingen snarveier fulgt.",
    "En snarvei til en fil i en annen mappe.",
    "Selve filen.",
    "",
)


def refused_link(name: str) -> Problem:
    return SYMLINK(
        "Dette er en snarvei til en annen fil eller mappe. Den blir ikke lest.",
        Place(name),
        hint="Legg selve filen her i stedet for en snarvei.",
    )


UNREADABLE = Code(
    "unreadable",
    "Filen kan ikke åpnes",
    "Du har ikke tilgang, eller det er ikke en vanlig fil.",
    "En fil som bare en annen bruker kan lese.",
    "En fil som alle kan lese.",
    "",
)


def _unreadable(name: str, error: OSError) -> Problem:
    return UNREADABLE(
        f"Filen kan ikke leses: {refusal(error)}.",
        Place(name),
        hint="Se på rettighetene til filen og mappen den ligger i.",
    )
