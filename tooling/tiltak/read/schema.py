"""The schemas: allowed values with their Norwegian words, and validation against them.

`schema/*.schema.json` is the only place where an allowed value or its label stands. This module reads
it, answers «what is this called», and turns what a validator finds into problems in Norwegian.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from tiltak.problems import Place, Problem
from tiltak.read.yaml_lines import Document

KINDS = ("measure", "plan", "units")
MAX_ERRORS = 300  # of one file: to list a hostile file's 300,000 takes the reference 30 seconds


@dataclass(frozen=True, slots=True)
class Choice:
    """An allowed value with its Norwegian label and definition; symbol and colours where it has them."""

    value: str
    title: str
    description: str = ""
    symbol: str = ""
    colour_light: str = ""
    colour_dark: str = ""


def folder() -> Path:
    """Where the schema files lie: inside the installed package, or at the top of a checkout."""
    packaged = Path(__file__).parents[1] / "schema"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "schema"


@cache
def raw(name: str) -> dict[str, Any]:
    """`schema/<name>.schema.json` as it is written."""
    loaded: dict[str, Any] = json.loads((folder() / f"{name}.schema.json").read_text("utf-8"))
    return loaded


@cache
def bundled(kind: str) -> dict[str, Any]:
    """The schema of a kind of file with the common definitions inside it, so that no reference leads out."""
    schema = json.loads(json.dumps(raw(kind)).replace("common.schema.json#/$defs/", "#/$defs/"))
    common = json.loads(json.dumps(raw("common")["$defs"]))
    schema["$defs"] = {**common, **schema.get("$defs", {})}
    return dict(schema)


@cache
def choices(name: str) -> tuple[Choice, ...]:
    """The allowed values of `common.schema.json#/$defs/<name>`, in the order in which they are shown."""
    definition = raw("common")["$defs"][name]
    options = definition.get("oneOf") or definition["anyOf"][0]["oneOf"]
    return tuple(
        Choice(
            option["const"],
            option["title"],
            option.get("description", ""),
            option.get("x-symbol", ""),
            option.get("x-colour", {}).get("light", ""),
            option.get("x-colour", {}).get("dark", ""),
        )
        for option in options
    )


@cache
def choice(name: str, value: str) -> Choice:
    """One allowed value; a value the schema does not know (an old revision's) is shown as it is written."""
    return next((c for c in choices(name) if c.value == value), Choice(value, value))


def label(name: str, value: str) -> str:
    """The Norwegian word for a value.

    >>> label("phase", "planning")
    'Planlegges'
    """
    return choice(name, value).title


def values(name: str) -> tuple[str, ...]:
    return tuple(c.value for c in choices(name))


def field_title(kind: str, *path: str | int) -> str:
    """The Norwegian name of a field, found by its path in a file; the key itself where none is written."""
    field = field_schema(kind, *path)
    title = field.get("title") or resolved(kind, field).get("title")
    return str(title or (path[-1] if path else kind))


def field_schema(kind: str, *path: str | int) -> dict[str, Any]:
    """What the schema says of a field, found by its path in a file, its reference not yet followed.

    Nothing where the schema does not know it.
    """
    found: Any = bundled(kind)
    for step in path:
        found = resolved(kind, found)
        if not isinstance(found, dict):
            return {}
        if isinstance(step, int):
            found = found.get("items", {})
        else:
            found = found.get("properties", {}).get(step, found.get("additionalProperties") or {})
    return found if isinstance(found, dict) else {}


def resolved(kind: str, schema: Any) -> Any:
    """A part of a schema with its reference followed."""
    while isinstance(schema, dict) and (ref := schema.get("$ref")):
        schema = bundled(kind)["$defs"][ref.removeprefix("#/$defs/")]
    return schema


@cache
def _fast(kind: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(bundled(kind), validate_formats=True)


@cache
def reference_validator(kind: str) -> Any:
    """The validator whose list of errors counts (`jsonschema`); a hundred times slower than the first look."""
    import jsonschema

    # `$` is the end of the text in JSON Schema; in Python a line end may still follow it.
    schema = json.loads(
        json.dumps(bundled(kind)),
        object_hook=lambda node: (
            {**node, "pattern": node["pattern"][:-1] + r"\Z"}
            if str(node.get("pattern", "")).endswith("$")
            else node
        ),
    )
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def is_valid(kind: str, value: Any) -> bool:
    return bool(_fast(kind).is_valid(value))


def problems_in(kind: str, document: Document) -> list[Problem]:
    """What the schema of a kind says about a file, in Norwegian, each at its line and column."""
    if is_valid(kind, document.value):
        return []
    errors = islice(reference_validator(kind).iter_errors(document.value), MAX_ERRORS)
    found = [problem for error in errors for problem in _translated(kind, document, error)]
    # A test holds the two validators together. Should they part after all, nothing passes unseen.
    return found or [
        Problem("schema", "Filen stemmer ikke med skjemaet.", document.place(), COMPARE)
    ]


@dataclass(frozen=True, slots=True)
class Faults:
    """Where a value parts from its schema.

    `wrong`: values that cannot stand. `incomplete`: values that break a rule between fields, and can be
    read all the same. `missing`: top-level fields that must be there.
    """

    wrong: frozenset[tuple[str | int, ...]]
    incomplete: frozenset[tuple[str | int, ...]]
    missing: frozenset[str]


def faults(kind: str, value: Any, most: int) -> Faults | None:
    """Every fault of a value, None where there are too many."""
    if is_valid(kind, value):
        return Faults(frozenset(), frozenset(), frozenset())
    errors = list(islice(reference_validator(kind).iter_errors(value), most + 1))
    if len(errors) > most:
        return None
    wrong: set[tuple[str | int, ...]] = set()
    incomplete: set[tuple[str | int, ...]] = set()
    missing: set[str] = set()
    for error in errors:
        path = tuple(error.absolute_path)
        if _own_rule(kind, error):
            incomplete.add(path)
        elif "propertyNames" in error.absolute_schema_path:
            wrong.add((*path, error.instance))
        elif error.validator == "additionalProperties":
            known = error.schema.get("properties", {})
            wrong |= {(*path, key) for key in error.instance if key not in known}
        elif error.validator == "required" and not path:
            missing |= {key for key in error.validator_value if key not in error.instance}
        else:
            wrong.add(path)
    return Faults(frozenset(wrong - {()}), frozenset(incomplete), frozenset(missing))


def nearest(word: str, known: Iterable[str]) -> str:
    """«Mente du «…»?» for the known word most like a misspelt one, empty where none is near."""
    listed = list(known)
    found = get_close_matches(word, listed, 1) or get_close_matches(word.lower(), listed, 1)
    return f"Mente du «{found[0]}»?" if found else ""


COMPARE = "Sammenlign med et tiltak som virker."

TYPES = {
    "object": "en gruppe med felter",
    "array": "en liste",
    "string": "en tekst",
    "integer": "et helt tall",
    "number": "et tall",
    "boolean": "true eller false",
    "null": "ingenting",
}


def _type_of(document: Document, path: tuple[str | int, ...], value: Any) -> str:
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


def _translated(kind: str, document: Document, error: Any) -> list[Problem]:
    path = tuple(error.absolute_path)
    place = document.place(*path)
    name = _field_name(kind, path)
    if rule := _own_rule(kind, error):
        code = rule.get("x-code", "bad-combination")
        missing = [k for k in _required(error) if k not in error.instance]
        place = document.place(*path, *missing[:1])
        return [Problem(code, rule["x-message"], place, rule.get("x-hint", ""))]
    if "propertyNames" in error.absolute_schema_path:
        return [_bad_key(document, path, error)]
    if date := _wanted_date(error):
        return [_bad_format(name, place, date)]
    if error.validator == "additionalProperties":
        return _unknown_keys(kind, document, path, error)
    if error.validator == "required":
        return _missing_keys(kind, document, path, error)
    return [_with_field(_bad_value(name, place, error, document), kind, path)]


def _bad_value(name: str, place: Place, error: Any, document: Document) -> Problem:
    path = tuple(error.absolute_path)
    match error.validator:
        case "type":
            return Problem(
                "wrong-type",
                f"{name} skulle vært {_type_words(error.validator_value)}, men her står {_type_of(document, path, error.instance)}.",
                place,
                hint=_type_advice(document, path, error),
            )
        case "oneOf" | "anyOf" | "enum" | "const":
            return _unknown_value(name, place, error, _type_of(document, path, error.instance))
        case "pattern" | "format":
            return _bad_format(name, place, error)
        case "maxLength":
            return Problem(
                "too-long",
                f"{name} har {len(error.instance)} tegn. Grensen er {error.validator_value}.",
                place,
                hint="Kort ned, eller flytt detaljer til sammendraget eller kilden.",
            )
        case "minLength" | "minItems":
            return _empty(name, place)
        case "uniqueItems":
            return Problem(
                "repeated-item",
                f"{name} har samme verdi to ganger.",
                place,
                hint="Slett den ene.",
            )
        case "minimum" | "maximum":
            limit = "minst" if error.validator == "minimum" else "høyst"
            return Problem(
                "out-of-range",
                f"{name} er {error.instance}, men må være {limit} {error.validator_value}.",
                place,
                hint="Se etter skrivefeil i tallet.",
            )
    words = f"{name} stemmer ikke med skjemaet: {_short(error.message, 160)}."
    return Problem("schema", words, place, COMPARE)


def _unknown_keys(
    kind: str, document: Document, path: tuple[str | int, ...], error: Any
) -> list[Problem]:
    known = list(error.schema.get("properties", {}))
    unknown = (key for key in error.instance if key not in known)
    in_norwegian = {field_title(kind, *path, key).lower(): key for key in known}

    def advice(key: str) -> str:
        if meant := in_norwegian.get(key.lower().replace("_", " ")):
            return f"Feltet heter «{meant}»."
        return nearest(key, known) or f"Feltene som kan stå her, er: {', '.join(known)}."

    return [
        Problem(
            "unknown-key",
            f"Feltet «{_short(key)}» finnes ikke her.",
            document.key_place(*path, key),
            hint=advice(key),
        )
        for key in islice(unknown, MAX_ERRORS)
    ]


def _missing_keys(
    kind: str, document: Document, path: tuple[str | int, ...], error: Any
) -> list[Problem]:
    return [
        Problem(
            "missing-key",
            f"Feltet «{key}» ({field_title(kind, *path, key).lower()}) mangler.",
            document.place(*path),
            hint=_advice_for(kind, (*path, key)),
        )
        for key in error.validator_value
        if key not in error.instance
    ]


def _empty(name: str, place: Place) -> Problem:
    return Problem("empty-value", f"{name} er tom.", place, "Fyll ut feltet, eller slett linjen.")


def _wanted_date(error: Any) -> Any:
    """The error for what should have been a date: also where it may be empty, and where a number stands."""
    if error.instance is None or isinstance(error.instance, dict | list):
        return None
    return next(
        (e for e in (error, *(error.context or ())) if e.schema.get("format") == "date"), None
    )


def _bad_key(document: Document, path: tuple[str | int, ...], error: Any) -> Problem:
    key = str(error.instance)
    return Problem(
        "bad-format",
        f"Kortnavnet «{_short(key)}» kan ikke brukes.",
        document.key_place(*path, key),
        hint=_right_form(f"{error.schema.get('description', '')} For eksempel helse-og-velferd."),
    )


def _field_name(kind: str, path: Sequence[str | int]) -> str:
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return "Filen"
    title = field_title(kind, *path)
    if title.isdigit():  # a place in a list, whose items have no name of their own
        title = field_title(kind, *path[:-1])
    key = keys[-1]
    return f"«{key}»" if title.lower() == key.lower() else f"«{key}» ({title.lower()})"


def _type_words(wanted: str | list[str]) -> str:
    names = [wanted] if isinstance(wanted, str) else wanted
    return " eller ".join(TYPES[n] for n in names)


def _type_advice(document: Document, path: tuple[str | int, ...], error: Any) -> str:
    wanted, found = error.validator_value, error.instance
    if wanted == "array":
        return "Skriv [] for en tom liste, eller ett punkt på hver linje med bindestrek foran."
    if found is None:
        return "Fyll ut feltet, eller slett linjen."
    if wanted == "string" and isinstance(found, bool | int | float):
        written = document.written.get(path, str(found).lower())
        return f'Sett anførselstegn rundt: "{written}".'
    if wanted == "integer":
        return "Skriv bare sifre, uten anførselstegn."
    if wanted == "object" and isinstance(found, list):
        return "Fjern bindestreken foran, eller se på innrykket."
    return "Se på innrykket, og sammenlign med et tiltak som virker."


def _unknown_value(name: str, place: Place, error: Any, found: str) -> Problem:
    options = _options(error.schema)
    listed = ", ".join(f"{value} ({title})" if title else value for value, title in options)
    hint = nearest(str(error.instance), [value for value, _ in options])
    if not hint:  # a person may have written the word and not the code
        by_title = {title.lower(): value for value, title in options if title}
        if code := by_title.get(str(error.instance).lower()):
            hint = f"Skriv «{code}»."
    if [v for v, _ in options] == ["true"]:
        hint = "Skriv «true», eller slett linjen."
    tail = f"Velg mellom: {listed}." if len(options) > 1 else ""
    return Problem(
        "unknown-value",
        f"{name} kan ikke være {found}.",
        place,
        hint=" ".join(filter(None, (hint, tail))),
    )


def _options(schema: Any) -> list[tuple[str, str]]:
    if "const" in schema:
        return [
            (json.dumps(schema["const"], ensure_ascii=False).strip('"'), schema.get("title", ""))
        ]
    if "enum" in schema:
        return [(str(value), "") for value in schema["enum"]]
    found = []
    for option in [*schema.get("oneOf", []), *schema.get("anyOf", [])]:
        found += _options(option)
    return found


def _bad_format(name: str, place: Place, error: Any) -> Problem:
    value = _short(error.instance)
    if not value.strip():
        return _empty(name, place)
    if error.schema.get("format") == "date":
        return Problem(
            "bad-date",
            f"«{value}» kan ikke brukes som dato.",
            place,
            hint="Skriv år-måned-dag med to sifre for måned og dag, for eksempel 2020-12-31. Dagen må finnes i kalenderen, og året må være mellom 1900 og 2099.",
        )
    if str(error.schema.get("pattern", "")).startswith("^https?"):
        return Problem(
            "bad-address",
            f"«{value}» er ikke en nettadresse som kan brukes.",
            place,
            hint="Skriv hele adressen, og la den begynne med https://.",
        )
    return Problem(
        "bad-format",
        f"{name} kan ikke skrives som «{value}».",
        place,
        hint=_right_form(error.schema.get("description", "")) or COMPARE,
    )


def _with_field(problem: Problem, kind: str, path: Sequence[str | int]) -> Problem:
    """What has the wrong form may be something else altogether: say what the field is for too."""
    about = field_schema(kind, *path).get("description", "")
    if problem.code != "bad-format" or about in problem.hint:
        return problem
    return replace(problem, hint=f"{problem.hint} {about}")


def _right_form(description: str) -> str:
    return f"Riktig form: {description[0].lower()}{description[1:]}" if description else ""


def _advice_for(kind: str, path: Sequence[str | int]) -> str:
    schema = field_schema(kind, *path)
    description = schema.get("description") or resolved(kind, schema).get("description") or ""
    return f"Legg til «{path[-1]}: …». {description}".strip()


def _required(error: Any) -> Sequence[str]:
    return error.validator_value if error.validator == "required" else ()


def _own_rule(kind: str, error: Any) -> dict[str, str]:
    """The rule between fields that an error belongs to, with the schema's own words for it (`x-message`)."""
    node: Any = bundled(kind)
    rule: dict[str, str] = {}
    for step in error.absolute_schema_path:
        node = resolved(kind, node)  # the path of an error leaves references out
        node = node[step] if isinstance(node, list) or step in node else {}
        if isinstance(node, dict) and "x-message" in node:
            rule = node
        elif step in ("properties", "items") and error.validator is not None:
            rule = {}
    return rule
