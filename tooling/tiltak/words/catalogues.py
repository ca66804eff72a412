"""The message catalogues: which texts there are, and which lack a translation. Run by `make messages`.

Bokmål is the language that texts are written in, so it has no catalogue: a text is its own.
"""

from __future__ import annotations

import ast
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tiltak import disk
from tiltak.read import schema
from tiltak.words.languages import TRANSLATED

PACKAGE = Path(__file__).parents[1]
HEADER = "# Texts of Tiltak. `make messages` puts new ones in; write the translation in msgstr.\n"

# What the functions of `tiltak.words.language` are called, and which of their arguments are texts.
KEYWORDS: dict[str, Any] = {
    "_": None,
    "marked": None,
    "in_context": ((1, "c"), 2),
    "plural": (1, 2),
    "spelled": (1, 2),
    "sentence": (1, 2),
    "marked_pair": (1, 2),
}
FIELD = re.compile(r"\{(\w+)\}")
HEADERS = (b'"Language:', b'"Plural-Forms:', b'"MIME-Version:', b'"Content-')


def path(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "tiltak.po"


@cache
def translations(language: str) -> GNUTranslations:
    """A language's texts, made from the catalogue as it lies there: nothing to build, nothing to forget."""
    compiled = io.BytesIO()
    write_mo(compiled, read(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def read(language: str) -> Catalog:
    with path(language).open("rb") as file:
        return read_po(file, locale=language, domain="tiltak")


# What there is to translate


def extracted() -> Catalog:
    """Every text of the code, the templates and the schemas as they are now."""
    catalogue = Catalog(domain="tiltak", project="tiltak", header_comment=HEADER, fuzzy=False)
    for method, files in _files():
        for file in files:
            with file.open("rb") as opened:
                for _, message, comments, context in extract(
                    method, opened, KEYWORDS, options={"silent": "false"}
                ):
                    catalogue.add(
                        message,
                        locations=[(_location(file), 1)],
                        auto_comments=comments,
                        context=context,
                    )
    return catalogue


def _files() -> Iterator[tuple[str | Callable[..., Any], Iterable[Path]]]:
    yield python_texts, sorted(PACKAGE.rglob("*.py"))
    templates = PACKAGE / "templates"
    yield template_texts, sorted([*templates.rglob("*.html"), *(templates / "mail").glob("*.txt")])
    yield schema_texts, sorted(schema.folder().rglob("*.schema.json"))


def _location(file: Path) -> str:
    """Where a text stands, the same in a checkout and in an installed package."""
    if file.suffix == ".json":
        return f"schema/{file.relative_to(schema.folder()).as_posix()}"
    return file.relative_to(PACKAGE).as_posix()


def python_texts(
    file: IO[bytes],
    keywords: Any,
    comment_tags: Any,  # noqa: ARG001 – Babel's signature
    options: Any,  # noqa: ARG001 – the same
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """Extraction method for Babel, whose own one does not look inside f-strings."""
    calls = (node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        if (name := called(call)) in keywords:
            yield call.lineno, name, tuple(_written_out(argument) for argument in call.args), []


def called(call: ast.Call) -> str:
    """The name of the function or method that is called, empty where it has none."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _written_out(argument: ast.expr) -> str | None:
    text = argument.value if isinstance(argument, ast.Constant) else None
    return text if isinstance(text, str) else None


def template_texts(
    file: IO[bytes],
    keywords: Any,
    comment_tags: Any,  # noqa: ARG001 – Babel's signature
    options: Any,  # noqa: ARG001 – the same
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """Extraction method for Babel: `_("…")` and `words._("…")`; Jinja's own one finds only the first."""
    from jinja2 import Environment, nodes

    # Nothing is rendered here; the template is only read.
    tree = Environment(autoescape=True).parse(file.read().decode("utf-8"))
    for call in tree.find_all(nodes.Call):
        name = getattr(call.node, "attr", "") or getattr(call.node, "name", "")
        if name in keywords:
            texts = tuple(a.value if isinstance(a, nodes.Const) else None for a in call.args)
            yield call.lineno, name, texts, []


def schema_texts(
    file: IO[bytes],
    keywords: Any,  # noqa: ARG001 – Babel's signature
    comment_tags: Any,  # noqa: ARG001 – the same
    options: Any,  # noqa: ARG001 – the same
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Extraction method for Babel: labels and definitions of allowed values, and the names of fields."""
    described = Path(file.name).parent.name == "data"
    for text in dict.fromkeys(_schema_texts(json.loads(file.read()), described=described)):
        yield 1, None, text, []


def _schema_texts(node: Any, *, described: bool) -> Iterator[str]:
    """Names, and definitions of allowed values. A field's own help is for those who write in bokmål.

    In the schemas of the data files (`described`) it is for those who read.
    """
    if isinstance(node, list):
        for item in node:
            yield from _schema_texts(item, described=described)
    elif isinstance(node, dict):
        keys = ("title", "description") if described or "const" in node else ("title",)
        yield from (node[key] for key in keys if isinstance(node.get(key), str))
        for key, value in node.items():
            if key != "examples":
                yield from _schema_texts(value, described=described)


# Keeping the catalogues


def update() -> None:
    """Put new texts into every catalogue and take out those that are gone."""
    texts = extracted()
    for language in TRANSLATED:
        earlier = read(language) if path(language).exists() else Catalog(language)
        disk.write(path(language), _written(_renewed(earlier, texts, language)))


def _renewed(earlier: Catalog, texts: Catalog, language: str) -> Catalog:
    """The texts in the order they stand in, each with the translation that is known."""
    renewed = Catalog(language, domain="tiltak", header_comment=HEADER, fuzzy=False)
    for text in texts:
        if text.id:
            before = earlier.get(_key(text), text.context)
            translation = before.string if before and before.id == text.id else None
            renewed.add(text.id, translation, locations=text.locations, context=text.context)
    return renewed


def _written(catalogue: Catalog) -> bytes:
    """As a file without days and line numbers, so that it changes only where a text does."""
    file = io.BytesIO()
    write_po(file, catalogue, width=100, include_lineno=False)
    head, _, texts = file.getvalue().partition(b"\n\n")
    lines = head.splitlines()
    wanted = [line for line in lines if not line.startswith(b'"') or line.startswith(HEADERS)]
    return b"\n".join(wanted) + b"\n\n" + texts


def faults(language: str) -> list[str]:
    """Texts without a translation, and translations whose fields are not those of the text."""
    catalogue = read(language)
    faults_found = []
    for text in extracted():
        if not text.id:
            continue
        translated = catalogue.get(_key(text), text.context)
        if translated is None or not all(_strings(translated) or ("",)) or translated.fuzzy:
            faults_found.append(f"{language}: «{_key(text)}» is not translated")
        else:
            faults_found += [
                f"{language}: «{_key(text)}»: {fault}" for fault in _wrong_fields(translated)
            ]
    return faults_found


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _wrong_fields(message: Message) -> Iterator[str]:
    texts = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    # Where a text has a form for one and for many, only the many need the number.
    for text, string in zip(texts, _strings(message), strict=True):
        if missing := _fields(text) - _fields(string) - ({"n"} if len(texts) > 1 else set()):
            yield f"«{string}» lacks {sorted(missing)}"
        if unknown := _fields(string) - _fields(*texts):
            yield f"«{string}» has {sorted(unknown)}, which nobody fills"


def _fields(*texts: str) -> set[str]:
    return {field for text in texts for field in FIELD.findall(text)}


def main() -> None:
    """Bring the catalogues up to date and tell what lacks a translation."""
    import click

    update()
    for language in TRANSLATED:
        missing = faults(language)
        click.echo("\n".join(missing) or f"{language}: every text is translated")


if __name__ == "__main__":
    main()
