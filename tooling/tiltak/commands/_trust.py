"""Whether the configuration of a site may run programs on this machine.

Somebody else's proposal is data. MkDocs' configuration is not: `hooks:` is Python that is run, a theme of one's own is
templates that are run, a tag may call anything, and `docs_dir` may be any folder of the machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from tiltak.checks.site_settings import faults, in_one_line
from tiltak.commands import _asking
from tiltak.problems import UsageError
from tiltak.read import plan_files, yaml_lines

KNOWN_PLUGINS = frozenset({"tiltak", "search"})
# Markdown's extensions by the names that they have of their own; any other name is a module that is imported, which runs it.
KNOWN_EXTENSIONS = frozenset({
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "md_in_html",
    "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks",
})  # fmt: skip
FAMILIES = ("markdown.extensions.", "pymdownx.")
READING = ("snippets", "b64")  # of a known family, and reads the files that it names
MERGED = "<<"  # MkDocs takes what stands under it for what stands beside it

trust_option = click.option(
    "--trust",
    is_flag=True,
    help="Filene er våre egne: kjør også programmene som mkdocs.yml nevner. Uten dette blir du spurt.",
)


def trusted_config(root: Path, *, trust: bool) -> Path:
    """MkDocs' own file. UsageError where it would run or fetch something, and nobody has said that it may."""
    config = root / "mkdocs.yml"
    if not config.is_file():
        raise UsageError(f"Fant ikke mkdocs.yml i {root}. Den sier hva nettstedet heter.")
    if wrong := faults(plan_files.configuration(root).value, root):
        raise UsageError(in_one_line(wrong))
    reasons = [] if trust else sorted(set(_reasons(config, root)))
    if not reasons:
        return config
    about = f"mkdocs.yml vil kjøre programmer eller hente filer på denne maskinen: {', '.join(reasons)}."
    if _asking.can_ask() and _asking.ask(f"{about} Er filene deres egne? (j/n)", _yes):
        return config
    raise UsageError(
        f"{about} Er filene deres egne, skriv --trust. Er de andres, ta det bort fra mkdocs.yml først."
    )


def has_form(settings: Mapping[str, Any]) -> bool:
    """Whether the site that these settings describe has the form: only where it says which host the form writes to."""
    return any(
        plugin == "tiltak" and isinstance(values, dict) and values.get("editor") is not None
        for plugin, values in _named(settings.get("plugins"))
    )


def _yes(answer: str) -> bool:
    return answer.strip().casefold() in ("j", "ja")


def _reasons(config: Path, root: Path) -> Iterator[str]:
    document, problems = yaml_lines.parse(config.read_bytes(), config.name)
    settings = document.value
    if problems or not isinstance(settings, dict):
        yield "den har noe i seg som vi ikke kan lese"
        return
    if any(MERGED in path for path in document.keys):
        yield f"«{MERGED}»"
    for key in ("hooks", "INHERIT", "extra_templates", "watch"):
        if settings.get(key):
            yield f"«{key}»"
    theme = settings.get("theme")
    if isinstance(theme, dict) and theme.get("custom_dir"):
        yield "«custom_dir»"
    yield from _named_programs(settings, root)


def _named_programs(settings: dict[str, Any], root: Path) -> Iterator[str]:
    for plugin, values in _named(settings.get("plugins")):
        if plugin not in KNOWN_PLUGINS:
            yield f"tillegget «{plugin}»"
        elif isinstance(values, dict) and not _inside(values.get("root", "."), root):
            yield "«root» utenfor mappen"
    for key in ("markdown_extensions", "mdx_configs"):
        for extension, _ in _named(settings.get(key)):
            if not _is_known(extension):
                yield f"utvidelsen «{extension}»"


def _is_known(extension: str) -> bool:
    family = next((f for f in FAMILIES if extension.startswith(f)), "")
    name = extension.removeprefix(family)
    if not family:
        return name in KNOWN_EXTENSIONS
    return not any(word in name for word in (*READING, ":"))


def _inside(folder: Any, root: Path) -> bool:
    return isinstance(folder, str) and (root / folder).resolve().is_relative_to(root.resolve())


def _named(listed: Any) -> list[tuple[str, Any]]:
    """Names and their settings, out of a mapping or of a list of names and of names with settings."""
    if isinstance(listed, dict):
        return [(str(name), values) for name, values in listed.items()]
    entries = listed if isinstance(listed, list) else []
    return [
        pair for e in entries for pair in (_named(e) if isinstance(e, dict) else [(str(e), None)])
    ]
