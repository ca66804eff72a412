"""What a form shows for a kind of file: each field with its words, its choices and when it is required.

Comes from the schema and from the real files (units, documents, focus areas and measures are choices),
and goes as JSON to the browser:

    {"name": "phase", "label": "Fase", "type": "choice", "options": [{"value": "paused", "label": "På vent", …}]}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tiltak.checks import reports as checks
from tiltak.edit import draft
from tiltak.edit import shape as shapes
from tiltak.edit.shape import Shape
from tiltak.judge.status import IN_PLACE, PROGRESS, is_step_back
from tiltak.model.numbers import following
from tiltak.model.plan import Plan, Portfolio
from tiltak.problems import for_forms
from tiltak.read.schema import FORMATS, form_help, in_common, options, resolved
from tiltak.words.language import words

Spec = dict[str, Any]

# Fields that point at something with a name: the last keys of the path → what is chosen among.
UNIT, FOCUS_AREA, DOCUMENT, MEASURE = "unit", "focus_area", "document", "measure"
REVISION, GOAL, MEASURE_ID = "revision", "goal", "measure_id"
POINTS_AT: Mapping[str, str] = {
    "owner": UNIT,
    "contributors": UNIT,
    "body": UNIT,
    "unit": UNIT,
    "assessor": UNIT,
    "focus_area": FOCUS_AREA,
    "document": DOCUMENT,
    "decision": REVISION,
    "goals": GOAL,
    "parent": GOAL,
    "focus_areas": FOCUS_AREA,
    "measures": MEASURE,
    "related": MEASURE_ID,
    "depends_on": MEASURE_ID,
    "continues": MEASURE_ID,
    "supersedes": MEASURE_ID,
    "into": MEASURE_ID,
    "part_of": MEASURE,
}
# Seldom filled in: the form keeps them folded away until they are.
RARE = frozenset(
    {
        "precision",
        "promised",
        "correction",
        "repeat",
        "amended",
        "said_by",
        "decision",
        "revised",
        "reported_through",
    }
)
# Written once and then left alone: the first promise, and the names that others point at.
LOCKED = frozenset({"baseline", "id", "number"})


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in a plan's forms besides the schema's own values. Without a plan: over all plans.

    `paths` are the files there are, also those that did not load. `recorded` are those that are in git, None where
    nobody knows.
    """

    portfolio: Portfolio
    plan: Plan | None = None
    paths: Iterable[str] = ()
    recorded: Iterable[str] | None = None

    def among(self, what: str) -> list[Spec]:
        match what:
            case "unit":
                return [_option(u.id, u.name) for u in self.portfolio.units.values()]
            case "focus_area":
                return [
                    _option(a.id, a.title) for a in (self.plan.focus_areas if self.plan else ())
                ]
            case "goal":
                return [_option(g.id, g.text) for g in (self.plan.goals if self.plan else ())]
            case "measure":
                measures = self.plan.measures if self.plan else ()
                return [_option(m.number, f"{m.number} {m.title}") for m in measures]
            case "measure_id":
                return self.among(MEASURE) + [
                    _option(m.id, f"{m.number} {m.title} ({plan.label})")
                    for plan in self.portfolio.plans
                    if plan != self.plan
                    for m in plan.measures
                ]
            case "revision":
                return [
                    _option(r.id, f"{r.date:%d.%m.%Y} {r.case}".strip())
                    for r in (self.plan.revisions if self.plan else ())
                ]
        return self.documents()

    def documents(self) -> list[Spec]:
        """Every document of the plan; from outside a plan they are named with its id in front."""
        if self.plan:
            return [_option(d.id, d.title) for d in self.plan.documents]
        return [
            _option(f"{plan.id}/{d.id}", d.title)
            for plan in self.portfolio.plans
            for d in plan.documents
        ]


def _option(value: str | int, label: str, description: str = "") -> Spec:
    return {"value": value, "label": label, **({"help": description} if description else {})}


def form(kind: str, choices: Choices) -> list[Spec]:
    """Describe the fields of a file for the form."""
    shape = shapes.of_measures(choices.plan) if kind == "measure" else shapes.of(kind)
    fields = _group_fields(shape, choices)
    if kind == "measure" and choices.plan:
        fields = [
            f | _numbers(choices.plan, choices.paths) if f["name"] == "number" else f
            for f in fields
        ]
    return fields


def _numbers(plan: Plan, paths: Iterable[str]) -> Spec:
    """The numbers that a new measure cannot have, with the titles they belong to, and the one it gets unasked."""
    titles = {gone.number: f"{gone.title}, tatt ut av planen" for gone in plan.removed}
    titles |= {measure.number: measure.title for measure in plan.measures}
    used = draft.used_numbers(plan, paths) | titles.keys()
    return {
        "taken": {str(number): titles.get(number, "") for number in sorted(used)},
        "next": following(used),
    }


def _group_fields(shape: Shape, choices: Choices) -> list[Spec]:
    required = shape.resolved.get("required", ())
    return [field(shape.key(name), choices, required=name in required) for name in shape.keys]


def field(shape: Shape, choices: Choices, *, required: bool) -> Spec:
    """One field: its words, and what kind of answer it takes."""
    about = {
        "name": shape.name,
        "label": shape.title,
        "help": shape.help,
        "required": required,
        "rare": shape.name in RARE and not required,
        "locked": shape.name in LOCKED,
    }
    return {key: value for key, value in about.items() if value} | answer(shape, choices)


def answer(shape: Shape, choices: Choices) -> Spec:
    """What can be answered: text, prose, date, number, flag, source, a choice, several, a group or a list."""
    definition = _without_null(shape)
    if "properties" in definition:
        return _group(shape, choices)
    if isinstance(definition.get("additionalProperties"), dict):
        return _named_groups(shape, choices)
    if definition.get("type") == "array":
        return _list(shape, choices)
    if str(shape.schema.get("$ref", "")).endswith("/source"):
        return {"type": "source", "options": choices.documents()}
    if options := _options(definition):
        return {"type": "choice", "options": options}
    if what := _points_at(shape):
        return {"type": "choice", "options": choices.among(what)}
    if definition.get("const") is True or definition.get("type") == "boolean":
        return {"type": "flag"}
    if (form := definition.get("format")) in ("date", *FORMATS):
        return {"type": "date" if form == "date" else "when"}
    limits = _limits(shape, definition)
    if definition.get("type") == "number":
        return {"type": "number", "decimals": True, **limits}
    if definition.get("type") == "integer" or form == "measure-number":
        return {"type": "number", **limits, **_right_form(definition)}
    if shape.is_prose:
        return {"type": "prose", **limits}
    return {"type": "text", **limits, **_right_form(definition)}


def _points_at(shape: Shape) -> str:
    """What a field chooses among; nothing for a free text of the same name (the unit of a figure)."""
    is_text = str(shape.schema.get("$ref", "")).endswith("/text")
    return "" if is_text else POINTS_AT.get(shape.name, "")


def _limits(shape: Shape, definition: Mapping[str, Any]) -> Spec:
    limits = {
        key: definition[key] for key in ("minimum", "maximum", "maxLength") if key in definition
    }
    return limits | {key: shape.schema[key] for key in ("maxLength",) if key in shape.schema}


def _right_form(definition: Mapping[str, Any]) -> Spec:
    """What a text must match, and what to say to one that does not."""
    named = {"pattern": "pattern", "x-pattern": "right"}
    return {ours: definition[key] for key, ours in named.items() if key in definition}


def _without_null(shape: Shape) -> Mapping[str, Any]:
    """Return the definition of a field without the `null` that allows an empty `key:`."""
    definition = shape.resolved
    options = definition.get("anyOf", ())
    if any(option.get("type") == "null" for option in options):
        first: Mapping[str, Any] = resolved(shape.kind, options[0])
        return first
    return definition


def _group(shape: Shape, choices: Choices) -> Spec:
    rules = [
        {
            "if": rule["if"], "then": rule.get("then", {}), "else": rule.get("else", {}), "message": for_forms(rule["x-message"]),
            **({"form": rule["x-form"]} if "x-form" in rule else {}),
        }
        for rule in map(in_common, shape.resolved.get("allOf", ()))
    ]  # fmt: skip
    spec: Spec = {"type": "group", "fields": _group_fields(shape, choices), "rules": rules}
    if {"due", "moved"} <= set(shape.keys):
        spec["moves"] = {
            "field": "due",
            "list": "moved",
            "day": "date",
            "old": "from",
            "exact": "precision",
            "first": "baseline",
            "promised": "promised",
            "repeat": "repeat",
        }
        if choices.plan and (adopted := choices.plan.adopted_on):
            spec["moves"]["adopted"] = adopted.isoformat()
        elif choices.plan and choices.recorded is not None:
            numbers = draft.used_numbers(choices.plan, choices.recorded)
            spec["moves"]["recorded"] = sorted(map(str, numbers))
    return spec


def _named_groups(shape: Shape, choices: Choices) -> Spec:
    """A mapping whose keys are names (the units): a list of groups whose first field is the name."""
    inner = Shape(shape.kind, shape.resolved["additionalProperties"])
    name = shape.resolved.get("propertyNames", {})
    group = _group(inner, choices)
    named = Shape(shape.kind, {"title": "Kortnavn", **name}, "id")
    group["fields"].insert(
        0, {**field(named, choices, required=True), "name": "__name", "help": form_help(shape.resolved)}
    )  # fmt: skip
    if "names" in inner.keys:
        group["called"] = ["names", 0, "name"]
    return {"type": "list", "item": group, "one": inner.title}


def _list(shape: Shape, choices: Choices) -> Spec:
    inner = shape.item()
    pointed = Shape(shape.kind, inner.schema, shape.name)  # `contributors` is a list of units
    definition = inner.resolved
    if "properties" not in definition and (what := POINTS_AT.get(shape.name)):
        return {"type": "several", "options": choices.among(what)}
    if "enum" in definition:
        file_shape = shapes.of(shape.kind)
        return {
            "type": "several",
            "options": [_option(v, file_shape.key(v).title) for v in definition["enum"]],
        }
    spec = {
        "type": "list",
        "item": answer(pointed if "properties" not in definition else inner, choices),
        "one": inner.title or shape.title,
        "newest": shape.newest_by,
    }
    if shape.name == "status" and choices.plan:
        spec["explain"] = _explain(choices.plan)
    return spec


def _explain(plan: Plan) -> Spec:
    """When a message must say why: `checks.missing_reason`, for the browser.

    `in_place`: each phase of what is in place, its word, and the phases that are a step back from it.
    """
    return {
        "phases": checks.NOT_BEGUN,
        "needs": checks.EXPLAINED_BY,
        "midpoint": plan.midpoint.isoformat(),
        "in_place": {
            phase: {
                "label": words().of(plan).label("phase", phase).lower(),
                "back": [later for later in PROGRESS if is_step_back(phase, later)],
            }
            for phase in IN_PLACE
        },
    }


def _options(definition: Mapping[str, Any]) -> list[Spec]:
    """The allowed values with their words; of a field that takes a rule of its own besides, the values."""
    return [
        _option(o["const"], o["title"], form_help(o)) for o in options(definition) if "title" in o
    ]


def shape_of(shape: Shape, *, may_be_empty: bool = False) -> Spec:
    """How a field is written, for the browser's part of `edit.write`: {keys, any, item, prose, …}."""
    definition = shape.resolved
    required = definition.get("required", ())
    spec: Spec = {}
    if shape.keys:
        spec["keys"] = {
            name: shape_of(
                key, may_be_empty=name in required and key.resolved.get("type") == "array"
            )
            for name in shape.keys
            for key in [shape.key(name)]
        }
    elif isinstance(definition.get("additionalProperties"), dict):
        spec["any"] = shape_of(Shape(shape.kind, definition["additionalProperties"]))
    if definition.get("type") == "array":
        spec["item"] = shape_of(shape.item())
    flags = {
        "prose": shape.is_prose,
        "quoted": shape.is_quoted,
        "oneLine": shape.on_one_line,
        "newest": shape.newest_by,
        "mayBeEmpty": may_be_empty,
    }
    return spec | {key: value for key, value in flags.items() if value}
