"""Every code a problem can have, explained once: what it means, why it matters, a wrong and a right example.

The explanation stands beside what finds the problem; this gathers them for `docs/feilmeldinger.md` (for coordinators)
and `docs/dev/checks.md` (for developers). Tests run every example that is YAML: the wrong one must give the code,
the right one must not.
"""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import fill, indent
from types import ModuleType

from tiltak import disk, problems
from tiltak.checks import (
    active_content,
    assessments,
    decisions,
    files,
    indicators,
    mainline,
    milestones,
    money,
    own_fields,
    paper,
    privacy,
    promises,
    records,
    references,
    reports,
    site_settings,
    texts,
)
from tiltak.problems import LEVEL_WORDS, Code, Level
from tiltak.read import load, plan_files, schema_problems, series, yaml_lines, yaml_syntax

CHAPTERS: dict[str, tuple[ModuleType, ...]] = {
    "Filen kan ikke leses": (yaml_syntax, yaml_lines, load, plan_files, problems),
    "Felter og verdier": (schema_problems,),
    "Numre, kortnavn og filnavn": (files,),
    "Henvisninger": (references,),
    "Statusmeldinger": (reports,),
    "Milepæler og frister": (milestones,),
    "Penger": (money,),
    "Egne felter og ord": (own_fields,),
    "Tall": (series, indicators),
    "Vedtak som følges opp": (decisions,),
    "Vurderinger fra andre": (assessments,),
    "Tekster": (texts,),
    "Logo, farge og saker": (paper,),
    "Personopplysninger": (privacy,),
    "Sider og filer på nettstedet": (active_content, site_settings),
    "Historikken i git": (mainline, promises),
    "Rapporter som er levert": (records,),
}


def explained(*modules: ModuleType) -> tuple[Code, ...]:
    """The codes of some modules, of all where none is named, in the order in which they are shown."""
    wanted = modules or [module for chapter in CHAPTERS.values() for module in chapter]
    codes = [
        value for module in wanted for value in vars(module).values() if isinstance(value, Code)
    ]
    return tuple(dict.fromkeys(codes))


def titles() -> dict[str, str]:
    return {code.code: code.title for code in explained()}


# The two pages

FOR_COORDINATORS = Path("docs/feilmeldinger.md")
FOR_DEVELOPERS = Path("docs/dev/checks.md")

INTRO = """\
# Feilmeldinger

`tiltak check` leser alle planer og tiltak og sier fra om det som er galt. Den samme sjekken kjører når
du [sender inn en endring](haandbok/etter-innsending.md). En melding ser slik ut:

```text
measures/rus-2019/14-mo-sentre.yml:8:13: feil: Innsatsområdet «tidlig» finnes ikke i planen. [unknown-focus-area]
    8 | focus_area: tidlig
      |             ^
      Mente du «tidlig-innsats»?
```

Først står filen, linjen og tegnet på linjen. Så kommer det som er galt, linjen slik den er, og hva du
kan gjøre. Ordet i klammer er koden. Den står som overskrift på denne siden.

En **feil** må rettes før planen kan vises. En **advarsel** er noe du bør se på.

Eksemplene viser hvordan det står i filen. [Ordene](haandbok/ordene.md) forteller hva feltene heter i skjemaet.

## Finn koden
"""

DEVELOPERS_INTRO = """\
# Checks

What `tiltak check` can say, in the order of the Norwegian page [Feilmeldinger](../feilmeldinger.md).
Written by `make docs` from the codes in `tooling/tiltak/checks/` and `tooling/tiltak/read/`; a test holds it in step.

A new check is five things:

1. a function in `checks/` that yields problems, added to `CHECKS` in `checks/rules.py`; a rule inside one file belongs in `schema/` with an `x-message` and an `x-hint`;
2. above it a `Code`, which the function calls: what it means, and a wrong and a right example, which a test runs;
3. a case in `tests/cases/checks/err/`, and one in `ok/` for what must still pass;
4. `pytest --renew tests/test_checks.py` and `make docs`, and a look at the difference;
5. a line in the changelog.

A message says what is there, the hint says what to do, and the place is as near as the file allows.
Both are read by who writes files and by who fills in a form: `named` and `either` say a field, a value or a file to each in words of their own; a law in `tests/test_form_words.py` holds every case to that.
Nothing raises for bad data and nothing stops at the first problem.
Of a file that the schema refuses, `salvage.py` builds what is right, and the checks run on that.
A check that concludes from what is not there asks `context.gaps(path)` first, so that no second problem is caused by the first; a law in `tests/test_checks.py` holds that for one fault in any real file.

"""


def for_coordinators() -> str:
    contents, entries = [INTRO], []
    for chapter, modules in CHAPTERS.items():
        codes = explained(*modules)
        links = ", ".join(f"[{code.code}](#{code.code})" for code in codes)
        contents.append(f"\n**{chapter}:** {links}\n")
        entries += [f"\n## {chapter}\n", *map(_entry, codes)]
    return "".join((*contents, *entries))


def _entry(code: Code) -> str:
    level = f" ({LEVEL_WORDS[code.level].capitalize()}.)" if code.level is Level.WARNING else ""
    return (
        f"\n### {code.code}\n\n**{code.title}.**{level} {code.why}\n\n"
        f"Galt:\n\n{_fenced(code, code.wrong)}\nRiktig:\n\n{_fenced(code, code.right)}"
    )


def _fenced(code: Code, text: str) -> str:
    text_shown = _shown(text)
    return f"```yaml\n{text_shown}```\n" if code.example else f"> {text_shown}\n"


def _shown(text: str) -> str:
    """What cannot be seen is shown as dots and arrows, as editors do."""
    return text.replace("\u00a0", "·").replace("\t", "→")


def for_the_screen(code: Code) -> str:
    """The same entry in a terminal."""
    wrong, right = (indent(_shown(text).strip("\n"), "    ") for text in (code.wrong, code.right))
    return (
        f"{code.code}: {code.title}\n\n{fill(code.why, 88)}\n\nGalt:\n{wrong}\n\nRiktig:\n{right}"
    )


def for_developers() -> str:
    rows = [
        f"| [`{code.code}`](../feilmeldinger.md#{code.code}) | {code.level.value} | {code.title} |\n"
        for code in explained()
    ]
    return f"{DEVELOPERS_INTRO}| code | level | in Norwegian |\n|---|---|---|\n{''.join(rows)}"


def main(root: Path) -> None:
    """Write both pages."""
    disk.write(root / FOR_COORDINATORS, for_coordinators().encode())
    disk.write(root / FOR_DEVELOPERS, for_developers().encode())


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else "."))
