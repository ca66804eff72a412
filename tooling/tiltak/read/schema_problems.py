"""What a schema says of a file, as problems in Norwegian, each explained beside the words it is told in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Any

from tiltak.problems import Code, Place, Problem, either, for_files, nearest
from tiltak.read.schema import (
    FORMATS,
    bundled,
    field_schema,
    field_title,
    form_help,
    in_common,
    listed,
    resolved,
)
from tiltak.read.yaml_lines import YamlDocument

MAX_ERRORS = 300  # of one file: a hostile one has 300,000


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """A value that breaks its schema: by which keyword, and what the schema with that keyword asks for.

    `rule`: the rule between fields that it belongs to, which has words of its own.
    `inner`: why each of several alternatives does not fit.
    """

    path: Path
    keyword: str
    instance: Any
    schema: Mapping[str, Any]
    rule: Mapping[str, Any]
    message: str
    inner: tuple[Breach, ...] = ()

    @property
    def expected(self) -> Any:
        return self.schema.get(self.keyword)

    @property
    def missing(self) -> list[str]:
        return [key for key in self.schema.get("required", ()) if key not in self.instance]


@cache
def validator(kind: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(bundled(kind), validate_formats=True, formats=dict(FORMATS))


def breaches(kind: str, value: Any, most: int) -> list[Breach]:
    """Where a value breaks the schema of its kind, `most` at the most."""
    errors = islice(validator(kind).iter_errors(value), most)
    return [_breach(kind, value, error) for error in errors]


def _breach(kind: str, value: Any, error: Any) -> Breach:
    path, keyword, instance = _keys(value, error.instance_path), error.kind.name, error.instance
    way = error.schema_path
    if keyword == "propertyNames":
        instance = error.kind.error.instance
    elif keyword == "falseSchema":  # a field that must not be there: what is wrong is the group
        path, way = path[:-1], way[:-1]
    schema: Any = bundled(kind)
    rule: Mapping[str, Any] = {}
    for step in way[:-1]:
        schema = schema[step]
        if "x-message" in schema:
            rule = schema
        elif step in ("properties", "items"):
            rule = {}
    alternatives = getattr(error.kind, "context", ())
    inner = tuple(_breach(kind, value, reason) for reasons in alternatives for reason in reasons)
    return Breach(path, keyword, instance, schema, rule, error.message, inner)


def _keys(value: Any, path: Iterable[str | int]) -> Path:
    """The path as the file has it: the library calls the key "13" by a number, as if it were a place in a list."""
    keys: list[str | int] = []
    for step in path:
        is_group = isinstance(value, Mapping)
        keys.append(str(step) if is_group and step not in value else step)
        value = value.get(keys[-1]) if is_group else value[step]
    return tuple(keys)


def problems_in(kind: str, document: YamlDocument) -> list[Problem]:
    """What the schema of a kind says about a file, in Norwegian, each at its line and column."""
    listed = breaches(kind, document.value, MAX_ERRORS)
    misspelt = {
        (breach.path, _meant(kind, breach, key))
        for breach in listed
        if breach.keyword == "additionalProperties" and not breach.rule
        for key in _unknown(breach)
    }
    return [
        problem
        for breach in listed
        if not _follows_from(breach, misspelt)
        for problem in _translated(kind, document, breach)
    ]


def _follows_from(breach: Breach, misspelt: set[tuple[Path, str]]) -> bool:
    """Whether a field is missing only because it is spelt otherwise: that is told at the field itself."""
    return breach.keyword == "required" and any(
        (breach.path, key) in misspelt for key in breach.missing
    )


@dataclass(frozen=True, slots=True)
class Faults:
    """Where a value parts from its schema.

    `wrong`: values that cannot stand. `incomplete`: values that break a rule between fields, and can be
    read all the same. `missing`: top-level fields that must be there.
    """

    wrong: frozenset[Path]
    incomplete: frozenset[Path]
    missing: frozenset[str]


def faults(kind: str, value: Any, most: int) -> Faults | None:
    """Every fault of a value, None where there are too many."""
    listed = breaches(kind, value, most + 1)
    if len(listed) > most:
        return None
    wrong: set[Path] = set()
    incomplete: set[Path] = set()
    missing: set[str] = set()
    for breach in listed:
        if breach.rule:
            incomplete.add(breach.path)
        elif breach.keyword == "propertyNames":
            wrong.add((*breach.path, breach.instance))
        elif breach.keyword == "additionalProperties":
            wrong |= {(*breach.path, key) for key in _unknown(breach)}
        elif breach.keyword == "required" and not breach.path:
            missing |= set(breach.missing)
        else:
            wrong.add(breach.path)
    return Faults(frozenset(wrong - {()}), frozenset(incomplete), frozenset(missing))


def _unknown(breach: Breach) -> list[str]:
    return [key for key in breach.instance if key not in breach.schema.get("properties", {})]


COMPARE = "⟨Sammenlign med et tiltak som virker.|⟩"

FILL_IN = "Fyll ut feltet, eller ⟨slett linjen|la feltet stå tomt⟩."

TYPES = {
    "object": "en gruppe med felter",
    "array": "en liste",
    "string": "en tekst",
    "integer": "et helt tall",
    "number": "et tall",
    "boolean": "⟨true eller false|ja eller nei⟩",
    "null": "ingenting",
}


def _type_of(document: YamlDocument, path: tuple[str | int, ...], value: Any) -> str:
    """What stands in the file, as it is written there."""
    if isinstance(value, bool):
        return f"«{str(value).lower()}»"
    if value is None:
        return "ingenting"
    if isinstance(value, dict):
        return TYPES["object"]
    if isinstance(value, list):
        return TYPES["array"]
    return f"«{_short(document.written.get(path, value))}»"


def _short(value: Any, limit: int = 60) -> str:
    text = str(value).replace("\n", " ")
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _translated(kind: str, document: YamlDocument, breach: Breach) -> list[Problem]:
    path = breach.path
    place = document.place(*path)
    name = _field_name(kind, path)
    if rule := breach.rule:
        missing = breach.missing if breach.keyword == "required" else []
        problem = BAD_COMBINATION(
            rule["x-message"], document.place(*path, *missing[:1]), rule.get("x-hint", "")
        )
        return [replace(problem, code=rule.get("x-code", problem.code))]
    if breach.keyword == "propertyNames":
        return [_bad_key(document, breach)]
    if date := _wanted_date(breach):
        return [_bad_format(kind, name, place, date)]
    if breach.keyword == "additionalProperties":
        return _unknown_keys(kind, document, breach)
    if breach.keyword == "required":
        return _missing_keys(kind, document, breach)
    return [_bad_value(kind, name, place, breach, document)]


WRONG_TYPE = Code(
    "wrong-type",
    "Verdien er av feil slag",
    "Her skulle det stått en tekst, et tall, en liste eller en gruppe. Et kapittelnummer uten anførselstegn blir "
    "lest som et tall, og da blir 2.10 til 2.1.",
    "reference: {document: plan, section: 2.10}\n",
    'reference: {document: plan, section: "2.10"}\n',
)
TOO_LONG = Code(
    "too-long",
    "Teksten er for lang",
    "Titler og kortnavn må få plass i tabeller og figurer. Flytt detaljer til sammendraget.",
    f"title: {'Et senter ' * 13}til\n",
    "title: Et senter til\n",
)
REPEATED_ITEM = Code(
    "repeated-item",
    "Samme verdi står to ganger i en liste",
    "Det er som regel en feil fra liming. Slett den ene.",
    "contributors: [helsehuset, helsehuset]\n",
    "contributors: [helsehuset]\n",
)
OUT_OF_RANGE = Code(
    "out-of-range",
    "Tallet er for stort eller for lite",
    "Se etter en skrivefeil i tallet.",
    "related: [0]\n",
    "related: [2]\n",
)
BAD_COMBINATION = Code(
    "bad-combination",
    "Felter som ikke kan stå sammen",
    "En melding har enten en fase eller «unchanged: true». Et tiltak som er slått sammen, sier hvilket tiltak det "
    "gikk inn i. En milepæl som gjentas, har «occurrences» og ikke «done».",
    "status:\n  - date: 2020-12-31\n    phase: in_progress\n    unchanged: true\n",
    "status:\n  - date: 2020-12-31\n    phase: in_progress\n",
)
SCHEMA = Code(
    "schema",
    "Filen stemmer ikke med skjemaet",
    "Noe er annerledes enn skjemaet sier, uten at Tiltak har en bedre forklaring. Sammenlign med et tiltak som virker.",
    "En fil som bryter en regel uten egen forklaring.",
    "En fil som følger skjemaet.",
    "",
)


def _bad_value(
    kind: str, name: str, place: Place, breach: Breach, document: YamlDocument
) -> Problem:
    path = breach.path
    match breach.keyword:
        case "type":
            return WRONG_TYPE(
                f"{name} skulle vært {_type_words(breach.expected)}, men her står {_type_of(document, path, breach.instance)}.",
                place,
                hint=_type_advice(document, breach),
            )
        case "oneOf" | "anyOf" | "enum" | "const":
            return _unknown_value(name, place, breach, _type_of(document, path, breach.instance))
        case "pattern" | "format":
            return _bad_format(kind, name, place, breach)
        case "maxLength":
            return TOO_LONG(
                f"{name} har {len(breach.instance)} tegn. Grensen er {breach.expected}.",
                place,
                hint="Kort ned, eller flytt detaljer til sammendraget eller kilden.",
            )
        case "minLength" | "minItems":
            return _empty(name, place)
        case "uniqueItems":
            return REPEATED_ITEM(f"{name} har samme verdi to ganger.", place, hint="Slett den ene.")
        case "minimum" | "maximum":
            limit = "minst" if breach.keyword == "minimum" else "høyst"
            return OUT_OF_RANGE(
                f"{name} er {breach.instance}, men må være {limit} {breach.expected}.",
                place,
                hint="Se etter skrivefeil i tallet.",
            )
    words = f"{name} stemmer ikke med skjemaet: {_short(breach.message, 160)}."
    return SCHEMA(words, place, COMPARE)


UNKNOWN_KEY = Code(
    "unknown-key",
    "Feltet finnes ikke",
    "Et felt som ingen kjenner, blir ikke lest. Oftest er det en skrivefeil.",
    "ovner: helsehuset\n",
    "owner: helsehuset\n",
)


def _meant(kind: str, breach: Breach, key: str) -> str:
    """The field that a key names in Norwegian; empty where it names none."""
    properties = breach.schema.get("properties", {})
    in_norwegian = {field_title(kind, *breach.path, name).lower(): name for name in properties}
    meant: str = in_norwegian.get(key.lower().replace("_", " "), "")
    return meant


def _unknown_keys(kind: str, document: YamlDocument, breach: Breach) -> list[Problem]:
    allowed = list(breach.schema.get("properties", {}))

    def advice(key: str) -> str:
        if meant := _meant(kind, breach, key):
            return f"Feltet heter «{meant}»."
        return nearest(key, allowed) or f"Feltene som kan stå her, er: {', '.join(allowed)}."

    return [
        UNKNOWN_KEY(
            f"Feltet «{_short(key)}» finnes ikke her.",
            document.key_place(*breach.path, key),
            hint=advice(key),
        )
        for key in _unknown(breach)[:MAX_ERRORS]
    ]


MISSING_KEY = Code(
    "missing-key",
    "Et felt mangler",
    "Noen felter må alltid være med, ellers kan tiltaket ikke vises.",
    "milestones:\n  - title: Senteret åpner\n",
    "milestones:\n  - id: apning\n    title: Senteret åpner\n",
)


def _missing_keys(kind: str, document: YamlDocument, breach: Breach) -> list[Problem]:
    return [
        MISSING_KEY(
            f"Feltet {_with_title(key, field_title(kind, *breach.path, key))} mangler.",
            document.place(*breach.path),
            hint=f"⟨Legg til «{key}: …».|Fyll ut feltet.⟩{_about(kind, (*breach.path, key))}",
        )
        for key in breach.missing
    ]


EMPTY_VALUE = Code(
    "empty-value",
    "Feltet er tomt",
    "Et felt uten innhold sier ingenting. Fyll det ut, eller slett hele linjen.",
    'summary: ""\n',
    "summary: Kommunen skal åpne et senter for unge.\n",
)


def _empty(name: str, place: Place) -> Problem:
    return EMPTY_VALUE(f"{name} er tom.", place, FILL_IN)


def _wanted_date(breach: Breach) -> Breach | None:
    """The error for what should have been a date: also where it may be empty, and where a number stands."""
    if breach.instance is None or isinstance(breach.instance, dict | list):
        return None
    return next((b for b in (breach, *breach.inner) if b.schema.get("format") in DATE_ADVICE), None)


BAD_FORMAT = Code(
    "bad-format",
    "Verdien er skrevet på en måte som ikke kan brukes",
    "Kortnavn skrives med små bokstaver a–z, tall og bindestrek, og en tittel står på én linje.",
    "owner: Helsehuset i Fjordvik\n",
    "owner: helsehuset\n",
)


def _bad_key(document: YamlDocument, breach: Breach) -> Problem:
    key = str(breach.instance)
    return BAD_FORMAT(
        f"Kortnavnet «{_short(key)}» kan ikke brukes.",
        document.key_place(*breach.path, key),
        hint=_right_form(f"{breach.schema.get('description', '')} For eksempel helse-og-velferd."),
    )


def _field_name(kind: str, path: Sequence[str | int]) -> str:
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return "Filen"
    title = field_title(kind, *path)
    if title.isdigit():  # a place in a list, whose items have no name of their own
        title = field_title(kind, *path[:-1])
    return _with_title(keys[-1], title)


def _with_title(key: str, title: str) -> str:
    words = "" if title.lower() == key.lower() else f" ({title.lower()})"
    return either(f"«{key}»{words}", f"«{title}»")


def _type_words(wanted: str | list[str]) -> str:
    names = [wanted] if isinstance(wanted, str) else wanted
    return " eller ".join(TYPES[n] for n in names)


NUMBER_AS_WRITTEN = ["integer", "string"]  # of a measure: a whole number, or a text in quotes


def _type_advice(document: YamlDocument, breach: Breach) -> str:
    wanted, written_value = breach.expected, breach.instance
    if wanted == "array":
        return "Skriv [] for en tom liste, eller ett punkt på hver linje med bindestrek foran."
    if written_value is None:
        return FILL_IN
    if wanted in ("string", NUMBER_AS_WRITTEN) and isinstance(written_value, bool | int | float):
        written = document.written.get(breach.path, str(written_value).lower())
        return f'Sett anførselstegn rundt: "{written}".'
    if wanted == "integer":
        return "Skriv bare sifre, uten anførselstegn."
    if wanted == "object" and isinstance(written_value, list):
        return "Fjern bindestreken foran, eller se på innrykket."
    return "Se på innrykket, og sammenlign med et tiltak som virker."


UNKNOWN_VALUE = Code(
    "unknown-value",
    "Verdien er ikke en av dem som kan brukes",
    "Feltet har en fast liste med verdier. Meldingen viser dem alle, med det norske ordet i parentes.",
    "status:\n  - date: 2020-12-31\n    phase: pågår\n",
    "status:\n  - date: 2020-12-31\n    phase: in_progress\n",
)


def _unknown_value(name: str, place: Place, breach: Breach, written: str) -> Problem:
    options = _options(breach.schema)
    hint = nearest(str(breach.instance), options, lambda value: _option(value, options))
    if not hint:  # a person may have written the word and not the code
        by_title = {title.lower(): value for value, title in options.items() if title}
        if code := by_title.get(str(breach.instance).lower()):
            hint = f"Skriv {_option(code, options)}."
    if list(options) == ["true"]:
        hint = "⟨Skriv «true», eller slett linjen|Svar ja, eller la feltet stå tomt⟩."
    tail = f"Velg mellom: {listed(options)}." if len(options) > 1 else ""
    return UNKNOWN_VALUE(
        f"{name} kan ikke være {written}.", place, hint=" ".join(filter(None, (hint, tail)))
    )


def _option(value: str, options: Mapping[str, str]) -> str:
    return either(f"«{value}»", f"«{options[value] or value}»")


def _options(schema: Any) -> dict[str, str]:
    """Allowed value → its word, empty where it has none."""
    schema = in_common(schema)
    if "const" in schema:
        written = json.dumps(schema["const"], ensure_ascii=False).strip('"')
        return {written: schema.get("title", "")}
    if "enum" in schema:
        return {str(value): "" for value in schema["enum"]}
    options: dict[str, str] = {}
    for option in [*schema.get("oneOf", []), *schema.get("anyOf", [])]:
        options |= _options(option)
    return options


BAD_DATE = Code(
    "bad-date",
    "Datoen kan ikke brukes",
    "En dag skrives år-måned-dag med to sifre for måned og dag. Den må finnes, og året må være mellom 1900 og 2099. "
    "Der kilden ikke oppgir dagen, kan tiden skrives slik den står, for eksempel høsten 2020 eller 2027-Q1. "
    "Det som kan bety to ting, blir ikke gjettet.",
    "status:\n  - date: 2021-02-29\n    phase: in_progress\n",
    "status:\n  - date: 2021-02-28\n    phase: in_progress\n",
)
BAD_ADDRESS = Code(
    "bad-address",
    "Nettadressen kan ikke brukes",
    "En adresse må være hel og begynne med https:// for at lenken skal virke.",
    "successor:\n  title: Ny plan\n  url: www.stavanger.kommune.no\n",
    "successor:\n  title: Ny plan\n  url: https://www.stavanger.kommune.no\n",
    "plan",
)


_A_DAY = "år-måned-dag med to sifre for måned og dag, for eksempel 2020-12-31"
DATE_ADVICE = {
    "date": f"Skriv {_A_DAY}.",
    "when": f"Skriv {_A_DAY}, eller tiden slik kilden har den: desember 2020, 2020-Q4, høsten 2020, 2020.",
    "deadline": f"Skriv {_A_DAY}, eller fristen slik kilden har den: desember 2027, 2027-Q1, høsten 2027, innen 2027. Uten frist kan det stå løpende eller etter behov.",
}


def _bad_format(kind: str, name: str, place: Place, breach: Breach) -> Problem:
    value = _short(breach.instance)
    if not value.strip():
        return _empty(name, place)
    if (form := breach.schema.get("format")) in DATE_ADVICE:
        return BAD_DATE(
            f"«{value}» kan ikke brukes som {'frist' if form == 'deadline' else 'dato'}.",
            place,
            hint=f"{DATE_ADVICE[form]} Dagen må finnes i kalenderen, og året må være mellom 1900 og 2099.",
        )
    if form == "measure-number" and value.isdecimal():
        return WRONG_TYPE(
            f"{name} skulle vært et helt tall, men her står «{value}».",
            place,
            hint="Skriv bare sifre, uten anførselstegn.",
        )
    if str(breach.schema.get("pattern", "")).startswith("^https?"):
        return BAD_ADDRESS(
            f"«{value}» er ikke en nettadresse som kan brukes.",
            place,
            hint="Skriv hele adressen, og la den begynne med https://.",
        )
    hint = _right_form(breach.schema.get("description", "")) or COMPARE
    # What has the wrong form may be something else altogether: say what the field is for too.
    about = _about(kind, breach.path)
    return BAD_FORMAT(
        f"{name} kan ikke skrives som «{value}».",
        place,
        hint=hint if for_files(about).strip().casefold() in hint.casefold() else hint + about,
    )


def _right_form(description: str) -> str:
    return f"Riktig form: {description[0].lower()}{description[1:]}" if description else ""


def _about(kind: str, path: Sequence[str | int]) -> str:
    """What the schema says of a field, after a space; empty where it says nothing."""
    field = field_schema(kind, *path)
    described = field if "description" in field else resolved(kind, field)
    words = described.get("description", "")
    return either(f" {words}", f" {form_help(described)}") if words else ""
