"""What makes a text no YAML that we read, in words that say more than a parser would."""

from __future__ import annotations

import re

from tiltak.problems import Code, Place, Problem

# Characters that nobody can see, that end a line for one program and not for the next, or that a
# terminal, a Word file or a browser takes for a command.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
CONFLICT = re.compile(r"^(<<<<<<<|>>>>>>>) ", re.MULTILINE)
HARD_INDENT = re.compile(r"^ *\u00a0", re.MULTILINE)
DIRECTIVE = re.compile(r"^%", re.MULTILINE)


SYNTAX = (
    ("cannot start any token", "Her står et tegn som YAML ikke tillater i starten av en verdi.",
     "Sett anførselstegn rundt tekst som begynner med @, ` eller %."),
    ("mapping values are not allowed", "Her står et kolon YAML ikke forstår.",
     'Sett anførselstegn rundt teksten hvis den inneholder kolon og mellomrom: title: "Rus: et eksempel". Se også på innrykket.'),
    ("could not find expected ':'", "Det mangler et kolon, eller teksten er ikke rykket inn.",
     "Skriv «felt: verdi». Har en tekst gått over på ny linje, må den rykkes inn under feltet."),
    ("did not find expected key", "Innrykket stemmer ikke, eller et anførselstegn mangler.",
     "Linjer som hører sammen, skal begynne like langt inne. Se på linjen over også."),
    ("did not find expected '-' indicator", "Innrykket i listen stemmer ikke.",
     "Hvert punkt i en liste begynner med bindestrek, og alle bindestrekene skal stå under hverandre."),
    ("did not find expected ',' or", "En liste eller gruppe i klammer er ikke lukket.",
     "Sjekk at hver [ har en ] og hver { en }, og at det er komma mellom verdiene."),
    ("did not find expected node content", "Her mangler en verdi.",
     "Se etter et komma eller en klamme for mye."),
    ("unexpected end of stream", "Her er et anførselstegn åpnet, men ikke lukket.",
     "Sett et anførselstegn til på slutten av teksten."),
    ("block sequence entries are not allowed", "Her står et listepunkt der det ikke kan stå.",
     "En liste skal begynne på linjen under feltnavnet, rykket inn."),
    ("found unknown escape character", "Her står en omvendt skråstrek som YAML ikke forstår.",
     "Bruk enkle anførselstegn ('…') rundt teksten."),
    ("invalid Unicode character escape", "Her står en omvendt skråstrek som YAML ikke forstår.",
     "Bruk enkle anførselstegn ('…') rundt teksten."),
    ("expected alphabetic or numeric character", "Her begynner en tekst med * eller &, som betyr noe annet i YAML.",
     "Sett anførselstegn rundt hele teksten."),
    ("expected comment or line break", "Etter > eller | kan det ikke stå tekst på samme linje.",
     "Begynn teksten på linjen under, rykket inn under feltet."),
    ("expected <document start>", "Her kommer noe etter at filen ser ut til å være slutt.",
     "Se på linjen over: er et anførselstegn lukket for tidlig, eller står det «...» på en egen linje?"),
)  # fmt: skip

# Faults whose cause stands where the text, the list or the group was opened, not where the file ends.
OPENED = ("while scanning a quoted scalar", "while parsing a flow sequence", "while parsing a flow mapping")  # fmt: skip
NO_SPACE = re.compile(r"^\s*(?:- )?[a-z_]+:(?=[^\s:/])")


YAML_SYNTAX = Code(
    "yaml-syntax",
    "Filen følger ikke reglene for YAML",
    "Programmet forstår ikke hvor ett felt slutter og det neste begynner. Oftest mangler et anførselstegn, "
    "et mellomrom etter kolon eller riktig innrykk. Meldingen peker på linjen der det stopper; se også på linjen over.",
    "title: Rus: et eksempel\n",
    'title: "Rus: et eksempel"\n',
)
TAB = Code(
    "tab",
    "Linjen er rykket inn med tabulator",
    "YAML tillater bare mellomrom som innrykk. På skjermen ser en tabulator ut som mellomrom.",
    "status:\n\t- date: 2020-12-31\n\t  phase: planning\n",
    "status:\n  - date: 2020-12-31\n    phase: planning\n",
)


def syntax_problem(error: Exception, path: str, text: str) -> Problem:
    words = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    mark = getattr(error, "problem_mark", None)
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
    lines = text.split("\n")
    if tab := _tab(lines, place, words):
        return TAB("Linjen er rykket inn med tabulator.", tab,
                       hint="YAML tillater ikke tabulator som innrykk. Bruk mellomrom.")  # fmt: skip
    if own := _common_slip(lines, place, words):
        return own
    for number in (place.line - 1, place.line):  # the fault is found on the line after it, too
        if 0 < number <= len(lines) and (colon := NO_SPACE.match(lines[number - 1])):
            return YAML_SYNTAX("Det mangler et mellomrom etter kolon.", Place(path, number, colon.end() + 1),
                           hint="Skriv «felt: verdi», med mellomrom etter kolon.")  # fmt: skip
    opened = getattr(error, "context_mark", None)
    if opened and getattr(error, "context", "") in OPENED and "escape" not in words:
        place = Place(path, opened.line + 1, opened.column + 1)
    for parsers_words, message, hint in SYNTAX:
        if parsers_words in words:
            return YAML_SYNTAX(message, place, hint)
    return YAML_SYNTAX(f"Filen er ikke gyldig YAML: {words}.", place,
                   hint="Sammenlign med et tiltak som virker. Se på innrykk, kolon og anførselstegn.")  # fmt: skip


def _common_slip(lines: list[str], place: Place, words: str) -> Problem | None:
    """Two slips that happen to everybody, and that a parser's words do not help with."""
    if "expected key" not in words or not 0 < place.line <= len(lines):
        return None
    line = lines[place.line - 1]
    above = lines[place.line - 2].rstrip() if place.line > 1 else ""
    if line.lstrip().startswith("- ") and above.endswith("[]"):
        return YAML_SYNTAX("Listen er tom ([]), men på linjen under kommer et punkt i den.",
                       Place(place.path, place.line - 1, len(above) - 1),
                       hint="Slett [] her, og la punktene stå rykket inn under feltet.")  # fmt: skip
    if {'"', "'"} & set(line[: place.column - 1]):
        return YAML_SYNTAX("Teksten fortsetter etter at anførselstegnet er lukket.", place,
                       hint="Bruk « og » inni teksten, eller sett anførselstegnene rundt hele.")  # fmt: skip
    return None


def _tab(lines: list[str], place: Place, words: str) -> Place | None:
    """The tab that is to blame: in the indentation of the line, or at the very place of the fault."""
    if not 0 < place.line <= len(lines):
        return None
    line = lines[place.line - 1]
    indentation = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" in indentation:
        return Place(place.path, place.line, line.index("\t") + 1)
    return (
        place if "tab character" in words or line[place.column - 1 : place.column] == "\t" else None
    )


CONTROL_CHARACTER = Code(
    "control-character",
    "Teksten har et usynlig kontrolltegn",
    "Tegnet kan ikke ses, men ødelegger linjetall, nettsider og rapporter. Det følger gjerne med når tekst limes "
    "inn fra en PDF. Slett ordet og skriv det på nytt.",
    'title: "Boliger\\u2028med bemanning"\n',
    "title: Boliger med bemanning\n",
)
MERGE_CONFLICT = Code(
    "merge-conflict",
    "To endringer er ikke slått sammen",
    "To personer endret samme sted, og git vet ikke hvem som har rett. Velg teksten som skal gjelde, og slett "
    "linjene med <<<<<<<, ======= og >>>>>>>.",
    "<<<<<<< HEAD\nkind: establish\n=======\nkind: improve\n>>>>>>> forslag\n",
    "kind: improve\n",
)
HARD_SPACE = Code(
    "hard-space",
    "Linjen er rykket inn med harde mellomrom",
    "Et hardt mellomrom ser ut som et vanlig, men er et annet tegn. Det følger gjerne med når tekst limes inn "
    "fra Word eller en nettside.",
    "funding:\n\u00a0\u00a0decision: pending\n",
    "funding:\n  decision: pending\n",
)
YAML_DIRECTIVE = Code(
    "yaml-directive",
    "Linjen begynner med prosenttegn",
    "En linje som begynner med %, er en beskjed til YAML og ikke en tekst.",
    "%YAML 1.1\nkind: establish\n",
    "kind: establish\n",
)


def spoiled(text: str, path: str) -> Problem | None:
    """What no text of a plan may have, YAML or figures."""
    if match := CONTROL.search(text):
        return CONTROL_CHARACTER(f"Her står et usynlig kontrolltegn (U+{ord(match[0]):04X}).",
                       _place_of(match.start(), text, path),
                       hint="Slett ordene rundt og skriv dem på nytt. Tegnet følger gjerne med når tekst limes inn fra et annet program.")  # fmt: skip
    if match := CONFLICT.search(text):
        return MERGE_CONFLICT("Filen har merker etter to endringer som git ikke klarte å slå sammen.",
                       _place_of(match.start(), text, path),
                       hint="Velg hvilken av de to tekstene som skal gjelde, og slett linjene som begynner med <<<<<<<, ======= og >>>>>>>.")  # fmt: skip
    return None


def unreadable(text: str, path: str) -> Problem | None:
    """What makes a whole text unfit to be parsed as YAML, with words that say more than a parser would."""
    if refusal := spoiled(text, path):
        return refusal
    if match := HARD_INDENT.search(text):
        return HARD_SPACE("Linjen er rykket inn med harde mellomrom, som YAML ikke regner som innrykk.",
                       _place_of(match.end() - 1, text, path),
                       hint="Slett innrykket og skriv det på nytt med mellomromstasten.")  # fmt: skip
    if match := DIRECTIVE.search(text):
        return YAML_DIRECTIVE("Linjen begynner med %, som er en beskjed til YAML.",
                       _place_of(match.start(), text, path),
                       hint="Slett linjen. Skal prosenttegnet stå i en tekst, så rykk inn linjen.")  # fmt: skip
    return None


def _place_of(offset: int, text: str, path: str) -> Place:
    return Place(path, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
