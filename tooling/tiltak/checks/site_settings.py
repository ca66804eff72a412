"""What mkdocs.yml says that no site can be made of, or that would lead its readers astray."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tiltak import active
from tiltak.problems import Code, Problem
from tiltak.read import plan_files
from tiltak.read.yaml_lines import YamlDocument

SITE_SETTINGS = Code(
    "site-settings",
    "Nettstedet kan ikke lages slik mkdocs.yml sier",
    "Utseendet er en utgave av temaet «material». Adressene blir lenker på hver side, og alt i mappen med sider blir publisert. "
    "Blir ikke dette rettet, blir det heller ikke noe nettsted.",
    "I mkdocs.yml: `theme: readthedocs`, `repo_url: javascript:…` eller `docs_dir: plans`.",
    "I mkdocs.yml: `theme: {name: material, language: nb, font: false}` og `docs_dir: docs`.",
    "",
)
ADDRESSES = ("repo_url", "edit_uri", "edit_uri_template", "site_url")
ELSEWHERE = ("INHERIT", "<<")  # what else MkDocs reads is known when it has
# Extensions that give an element what stands in braces behind it.
ATTRIBUTES = ("attr_list", "extra")


def faults(settings: Any, root: Path) -> dict[str, str]:
    """What cannot be used, by the key that says so. `root`: where mkdocs.yml lies."""
    if not isinstance(settings, Mapping):  # MkDocs says so, or reads more of it than we
        return {}
    wrong = {
        key: "Dette må være en adresse som begynner med https:// eller http://. Den blir en lenke på hver side."
        for key in ADDRESSES
        if active.leads_astray(str(settings.get(key) or ""))
    }
    if plan_files.docs_folder(root, settings) is None:
        wrong["docs_dir"] = plan_files.DOCS_ELSEWHERE
    if not any(key in settings for key in ELSEWHERE) and (words := _of_theme(settings.get("theme"))):  # fmt: skip
        wrong["theme"] = words
    return wrong


def in_one_line(wrong: Mapping[str, str]) -> str:
    return " ".join(f"mkdocs.yml, «{key}»: {words}" for key, words in wrong.items())


def problems_in(settings: YamlDocument, root: Path) -> Iterator[Problem]:
    for key, words in faults(settings.value, root).items():
        yield SITE_SETTINGS(words, settings.place(key))


def _of_theme(theme: Any) -> str:
    """The pages are made for Material, in languages that it knows too."""
    named = theme if isinstance(theme, Mapping) else {"name": theme}
    language = named.get("language")
    if named.get("name", "material") != "material":  # MkDocs itself asks for a name
        return "Temaet må være «material»: sidene er laget til det. Skriv «theme: {name: material, language: nb, font: false}»."
    material = find_spec("material")
    if language is None or material is None or not material.submodule_search_locations:
        return ""
    languages = Path(material.submodule_search_locations[0], "templates", "partials", "languages")
    theirs = {path.stem for path in languages.glob("*.html")}
    return (
        "" if language in theirs else "Språket finnes ikke i temaet. Skriv «nb», «nn» eller «en»."
    )


def gives_attributes(settings: Any) -> bool:
    """Whether a page may give its elements attributes in a way of its own: `{: onclick="…" }`."""
    listed = settings.get("markdown_extensions") if isinstance(settings, Mapping) else ()
    names = [
        str(name)
        for entry in (listed if isinstance(listed, (list, dict)) else ())
        for name in (entry if isinstance(entry, dict) else [entry])
    ]
    return any(name.rpartition(".")[2] in ATTRIBUTES for name in names)
