"""Which languages the interface speaks: the one list. `docs/dev/languages.md` says what a new one takes."""

from __future__ import annotations

# Language → locale. The texts in the code are in the first; the others have a catalogue each.
LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
LANGUAGES = tuple(LOCALES)
TRANSLATED = LANGUAGES[1:]


def tag(language: str) -> str:
    """The language with its region, as Word names it: «nb-NO»."""
    return LOCALES[language].replace("_", "-")


def region(language: str) -> str:
    """The region alone, as Typst names it: «no»."""
    return LOCALES[language].partition("_")[2].lower()
