"""Texts that would be markup, a script, a formula or a disguise somewhere downstream."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiltak.checks.context import Context
from tiltak.formatting import MOST_COLUMNS, MOST_ROWS, Flaw, faulty_tables
from tiltak.harmless import FORMULA_STARTS, UNSEEN
from tiltak.model.plan import Decided, Plan
from tiltak.model.texts import fingerprint
from tiltak.problems import Code, Level, Place, Problem
from tiltak.read.schema import named

TAG = re.compile(r"<[/!?a-zA-Z][^>]*>?")
LINK = re.compile(r"\]\(\s*<?\s*([^)\s>]*)")
SAFE_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
# `data:` only before a media type: «Grunnlagsdata: 2019» is a sentence.
SCRIPT = re.compile(r"\b((java|vb)script\s*:|data\s*:\s*[a-z]+/[a-z0-9.+-]+\s*[;,])", re.IGNORECASE)
# Direction overrides and isolates, zero-width characters: they make a text read as something it is not.
# Tags and variants hold a whole sentence that only a machine reads, fillers are letters without a form.
# A place of an object (U+FFFC) is what a picture leaves behind that was pasted with the text.
# Two variants (U+FE0E and U+FE0F) are let through behind a sign or a digit: emoji have them. One letter (U+2139) is an emoji.
# They come after all that Norwegian is written with, which is passed at once.
INVISIBLE = re.compile(
    f"(?=[^\\0-\xac])(?:(?<![^\\s\\w\ufe0e\ufe0f])(?<![\\d\u2139])[\ufe0e\ufe0f]|[{''.join(sorted(UNSEEN))}"
    r"\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff0-\ufffc\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff])"
)
PICTURE = re.compile(r"!\[[^\]]{0,500}\]\(")
FORMULA_EXEMPT = {"code_owner", "allowed_addresses"}  # @group and +47 …
HTML = Code(
    "html",
    "Teksten inneholder HTML",
    "Alle kan foreslå en tekst, og den havner på nettstedet. Derfor er HTML ikke tillatt. Du kan bruke **halvfet**, *kursiv*, lister, tabeller og lenker.",
    "summary: Et <b>viktig</b> tiltak.\n",
    "summary: Et **viktig** tiltak.\n",
)
UNSAFE_LINK = Code(
    "unsafe-link",
    "Lenken kan ikke brukes",
    "En lenke må være en hel adresse som begynner med https://, http:// eller mailto:. Andre adresser kan kjøre kode hos den som leser.",
    "summary: Se [rapporten](javascript:alert(1)).\n",
    "summary: Se [rapporten](https://www.stavanger.kommune.no).\n",
)
INVISIBLE_CHARACTERS = Code(
    "invisible-characters",
    "Teksten har usynlige tegn",
    "Noen tegn snur leseretningen eller gjemmer bokstaver, slik at teksten leses som noe annet enn den er. Skriv teksten på nytt.",
    'summary: "Frist\\u200ben er i år."\n',
    "summary: Fristen er i år.\n",
)
FORMULA = Code(
    "formula",
    "Teksten begynner som en formel",
    "Når teksten havner i et regneark, blir den regnet ut. Begynn teksten med et ord.",
    'summary: "=HYPERLINK(0)"\n',
    "summary: Lenken står i årsrapporten.\n",
)


PICTURE_IN_TEXT = Code(
    "picture",
    "Teksten har et bilde",
    "Et bilde blir en lenke: en tekst skal kunne leses i alle formater og av dem som ikke ser. "
    "Skriv det bildet viser, og vis til dokumentet som har det, med «source».",
    "summary: Området er ![kartet](https://eksempel.no/kart).\n",
    "summary: Området går fra havna til elva. Se [kartet](https://eksempel.no/kart).\n",
    level=Level.WARNING,
)
FAULTY_TABLE = Code(
    "faulty-table",
    "Tabellen i teksten kan ikke vises som tabell",
    "En tabell har en overskrift for hver kolonne, en linje med streker under og minst én rad. "
    f"Den har høyst {MOST_COLUMNS} kolonner og {MOST_ROWS} rader, og ingen rad har flere celler enn overskriften. "
    "Er noe annerledes, vises den som den er skrevet, med streker.",
    'summary: "| År | Antall |\\n|---|---|\\n| 2019 | 4 | 5 |"\n',
    'summary: "| År | Antall |\\n|---|---|\\n| 2019 | 4 |"\n',
    level=Level.WARNING,
)
FLAWS: dict[Flaw, tuple[str, str]] = {
    "dashes": (
        "har ingen overskrift med like mange kolonner rett over seg",
        "Skriv én overskrift for hver kolonne rett over strekene.",
    ),
    "in-a-list": ("begynner en tabell i en liste", "Sett tabellen utenfor listen."),
    "heading": (
        "har en kolonne uten overskrift",
        "Skriv en overskrift for hver kolonne; bare den første kan være tom.",
    ),
    "rows": ("er overskriften til en tabell uten rader", "Skriv minst én rad under strekene."),
    "cells": (
        "har flere celler enn tabellen har overskrifter",
        "Ta bort en celle, eller skriv «\\|» der streken er en del av teksten.",
    ),
    "no-bar": (
        "står rett under tabellen og ville blitt en rad i den",
        "Sett en tom linje mellom tabellen og teksten.",
    ),
    "size": (
        f"begynner en tabell med flere enn {MOST_COLUMNS} kolonner eller {MOST_ROWS} rader",
        "Ta med det viktigste, og vis til dokumentet som har resten. En tallrekke har plass til flere tall.",
    ),
}
DECIDED_MISMATCH = Code(
    "decided-mismatch",
    "Teksten og avtrykket av den stemmer ikke",
    "Avtrykket viser om den vedtatte teksten er endret. Står begge der, må de stemme.",
    "decided:\n  text: Senteret skal åpne.\n  sha256: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae\n",
    f"decided:\n  text: Senteret skal åpne.\n  sha256: {fingerprint('Senteret skal åpne.')}\n",
)
DECIDED_CHANGED = Code(
    "decided-changed",
    "Den vedtatte teksten er endret",
    "Det som ble vedtatt, endrer seg ikke av at noen skriver i filen. Har det vedtakende organet selv endret teksten, "
    "føres det opp under «revised» på tiltaket.",
    "Den vedtatte teksten er en annen enn den var da planen ble vedtatt.",
    "Teksten er som den ble vedtatt, eller «revised» viser til vedtaket som endret den.",
    "",
)


SAYS_NOTHING = Code(
    "says-nothing",
    "Teksten forklarer ingenting",
    "En rettelse sier hva som var feil, og hvorfor det rettes. En begrunnelse sier hvorfor. Et punktum eller en strek er ingen forklaring.",
    'status:\n  - {date: 2020-12-31, phase: planning, correction: "-"}\n',
    "status:\n  - {date: 2020-12-31, phase: planning, correction: Arbeidet var ikke kommet i gang.}\n",
)
WORD = re.compile(r"[^\W_]+")
LEAST_WORDS = {"correction": 3, "note": 1, "why": 1}


def says_nothing(context: Context) -> Iterator[Problem]:
    """What is written so that something may pass, and explains nothing."""
    for parsed in context.loaded.files.values():
        for path, text in parsed.document.texts():
            least = LEAST_WORDS.get(str(path[-1]), 0) if path else 0
            if len(WORD.findall(text)) < least:
                yield SAYS_NOTHING(
                    f"{named(*path, kind=parsed.kind)} forklarer ingenting: «{text.strip()[:60]}».",
                    parsed.document.place(*path),
                    hint="Skriv hva som var feil, og hvorfor det rettes, med minst tre ord."
                    if least > 1
                    else "Skriv det som skal forklares, med ord.",
                )


def decided_mismatch(context: Context) -> Iterator[Problem]:
    for _, measure, document in context.measures():
        decided = measure.decided
        if decided and decided.text and decided.sha256 not in ("", fingerprint(decided.text)):
            yield DECIDED_MISMATCH(
                "Avtrykket er ikke av denne teksten.",
                document.place("decided", "sha256"),
                hint="Hent teksten fra dokumentet på nytt, eller regn ut avtrykket med «tiltak fingerprint».",
            )


def decided_changed(plan: Plan, adopted: Plan) -> Iterator[Problem]:
    """Texts that are no longer those that were adopted, and that no decision has changed since."""
    for measure in plan.measures:
        then = adopted.measure(measure.number)
        if not then or not then.decided:
            continue
        text_then = _fingerprint(then.decided)
        by_decision = any(
            text_then in (r.previous.strip(), fingerprint(r.previous))
            for r in measure.revised
            if r.field == "decided"
        )
        if text_then != _fingerprint(measure.decided) and not by_decision:
            yield DECIDED_CHANGED(
                "Den vedtatte teksten er ikke lenger den som ble vedtatt.",
                Place(measure.path),
                hint="Sett den vedtatte teksten inn igjen. Har det vedtakende organet endret den, føres vedtaket opp under «revised».",
            )


def _fingerprint(decided: Decided | None) -> str:
    if decided is None:
        return ""
    return fingerprint(decided.text) if decided.text else decided.sha256


def unsafe_text(context: Context) -> Iterator[Problem]:
    """Texts that would be markup, a script, a formula or a disguise somewhere downstream."""
    for parsed in context.loaded.files.values():
        for path, text in parsed.document.texts():
            place = parsed.document.place(*path)
            if tag := TAG.search(text):
                yield HTML(
                    f"Teksten inneholder HTML: «{tag[0][:40]}».",
                    place,
                    hint="Skriv vanlig tekst. Du kan bruke **halvfet**, *kursiv*, lister, tabeller og lenker.",
                )
            for link in LINK.findall(text):
                if not SAFE_LINK.match(link):
                    yield UNSAFE_LINK(
                        f"Lenken «{link[:60]}» kan ikke brukes.",
                        place,
                        hint="Skriv hele adressen. Den må begynne med https://, http:// eller mailto:.",
                    )
            if script := SCRIPT.search(LINK.sub(" ", text)):
                yield UNSAFE_LINK(
                    f"Teksten inneholder en adresse som kan kjøre kode: «{script[0][:40]}…».",
                    place,
                    hint="Ta den bort. Lenker må begynne med https://, http:// eller mailto:.",
                )
            if hidden := sorted(set(INVISIBLE.findall(text))):
                listed = ", ".join(f"U+{ord(c):04X}" for c in hidden[:3]) + (
                    " …" if hidden[3:] else ""
                )
                yield INVISIBLE_CHARACTERS(
                    f"Teksten inneholder usynlige tegn som kan endre hvordan den leses ({listed}).",
                    place,
                    hint="Skriv teksten på nytt i stedet for å lime den inn.",
                )
            if PICTURE.search(text):
                yield PICTURE_IN_TEXT(
                    "Teksten har et bilde. Det blir en lenke.",
                    place,
                    hint="Skriv det bildet viser, og vis til dokumentet som har det.",
                )
            for table in faulty_tables(text)[:1]:
                what, hint = FLAWS[table.flaw]
                yield FAULTY_TABLE(
                    f"Tabellen vises med streker: «{table.line.strip()[:60]}» {what}.",
                    place,
                    hint=hint,
                )
            # A text may begin with a dash: it is a list then.
            if (
                text.startswith(FORMULA_STARTS)
                and text[0] != "-"
                and FORMULA_EXEMPT.isdisjoint(path)
            ):
                yield FORMULA(
                    f"Teksten begynner med «{text[0]}» og ville blitt en formel i et regneark.",
                    place,
                    hint="Begynn teksten med et ord.",
                )
