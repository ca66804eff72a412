"""`phase=completed note=…` → the edits that somebody asked for, on the command line or in an issue form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tiltak.edit import change, typed
from tiltak.edit import shape as shapes
from tiltak.edit.change import OF_A_MOVE, Planned
from tiltak.edit.shape import Shape
from tiltak.model.plan import Plan, Portfolio
from tiltak.problems import UsageError
from tiltak.read.fields import OWN


@dataclass(slots=True)
class Asked:
    """What was typed, sorted by what it is about. Values are still words; an empty one takes the field away."""

    fields: dict[tuple[str, ...], str] = field(default_factory=dict)
    entry: dict[str, str] = field(default_factory=dict)
    milestone: str = ""
    of_milestone: dict[str, str] = field(default_factory=dict)


def asked_for(words: Sequence[str], plans: Sequence[Plan] = ()) -> Asked:
    """`phase=completed note=…`, `unchanged`, `milestone ID done=…` → what is asked for. `plans` may have fields of their own."""
    if not words:
        raise UsageError(
            "Hva skal endres? Skriv for eksempel phase=completed, unchanged eller milestone mo-ung done=2021-12-20."
        )
    asked = Asked()
    own = {field.id: field.title for plan in plans for field in plan.fields}
    left_over = list(words)
    while left_over:
        word = left_over.pop(0)
        if left_over[:1] and left_over[0].startswith("=") and "=" not in word:
            raise UsageError(f"Skriv uten mellomrom rundt likhetstegnet: {word}=…")
        if word in ("unchanged", "uendret"):
            asked.entry["unchanged"] = "true"
        elif word in ("milestone", "milepæl"):
            if not left_over or "=" in left_over[0] or asked.milestone:
                raise UsageError(
                    "Skriv kortnavnet på én milepæl etter «milestone», for eksempel: milestone mo-ung done=2021-12-20."
                )
            asked.milestone = left_over.pop(0)
        else:
            _sort_in(asked, word, own)
    if asked.milestone and not asked.of_milestone:
        raise UsageError(
            f"Hva skal endres på milepælen «{asked.milestone}»? Skriv for eksempel done=2021-12-20 eller due=2022-06-30."
        )
    return asked


def _sort_in(asked: Asked, word: str, own: Mapping[str, str]) -> None:
    key, equals, text = word.partition("=")
    key = key.strip()
    if not equals:
        raise _no_value(word)
    if not key:
        raise UsageError("Skriv uten mellomrom rundt likhetstegnet: note=…")
    if asked.milestone:
        _once(asked.of_milestone, _known(key, _milestone_keys()), text)
        return
    measure = shapes.of("measure")
    entry = measure.at("status", 0)
    if name := typed.key_named(key, entry):
        _once(asked.entry, name, text)
        return
    if (id := typed.by_name(key.removeprefix(f"{OWN}."), own)) in own:
        _once(asked.fields, (OWN, id), text)
        return
    *above, last = key.split(".")
    path = []
    shape = measure
    for step in (*above, last):
        name = typed.key_named(step, shape)
        if not name:
            raise typed.unknown_key(
                key, _titles(entry) | _titles(measure, _editable(measure)) | dict(own)
            )
        path.append(name)
        shape = shape.key(name)
    if path[0] == "number":
        raise UsageError(
            "Nummeret på et tiltak endres ikke: det er det samme som i den vedtatte planen. "
            "Er det feil i et utkast, retter du «number» i filen, og lar navnet på filen begynne med det nye nummeret."
        )
    if path[0] not in _editable(measure):
        meant = _meant(text)
        raise UsageError(
            f"«{path[0]}» er en liste. Den endres ikke med {path[0]}=…. {f'Mente du {meant}?' if meant else 'Se eksemplene i «tiltak set --help».'}"
        )
    if shape.keys:
        raise UsageError(
            f"«{key}» er en gruppe. Skriv hvilket felt i den: {', '.join(f'{key}.{k}' for k in shape.keys)}."
        )
    _once(asked.fields, tuple(path), text)


def _once(answers: dict[Any, str], key: Any, text: str) -> None:
    if key in answers:
        name = ".".join(key) if isinstance(key, tuple) else key
        raise UsageError(f"«{name}» er oppgitt to ganger.")
    answers[key] = text


def _titles(shape: Shape, keys: Iterable[str] | None = None) -> dict[str, str]:
    return {key: shape.key(key).title for key in (shape.keys if keys is None else keys)}


def _editable(measure: Shape) -> list[str]:
    """The fields of the measure itself; lists of entries and milestones have ways of their own."""
    return [k for k in measure.keys if k not in ("number", OWN) and not measure.key(k).item().keys]


def _milestone_keys() -> Shape:
    """A milestone's fields, and what belongs to a move of its deadline."""
    milestone = shapes.of("measure").at("milestones", 0)
    keys = dict(milestone.resolved["properties"])
    for name in ("id", "moved", "occurrences", "baseline"):
        del keys[name]
    moved = milestone.at("moved", 0).resolved["properties"]
    of_moves = {name: moved[name] for name in OF_A_MOVE}
    return Shape("measure", {"properties": {**keys, **of_moves}})


def _known(key: str, shape: Shape) -> str:
    if key == "baseline":
        raise UsageError(
            "Første frist (baseline) endres aldri. Skriv den nye fristen i due=…, så blir flyttingen ført opp."
        )
    if name := typed.key_named(key, shape):
        return name
    raise typed.unknown_key(key, _titles(shape))


def _no_value(word: str) -> UsageError:
    """«completed» alone: say what it may have been meant as."""
    if meant := _meant(word):
        return UsageError(f"«{word}» står alene. Mente du {meant}?")
    return UsageError(
        f"«{word}» er ikke forstått. Skriv felt=verdi, og sett anførselstegn rundt tekst med mellomrom: "
        'note="To ord".'
    )


def _meant(word: str) -> str:
    """`phase=completed` for a word that is one of a message's values, empty where it is none."""
    entry = shapes.of("measure").at("status", 0)
    if word.replace("-", " ").casefold() == entry.key("unchanged").title.casefold():
        return "unchanged"
    for key in ("phase", "confidence", "reason"):
        options = typed.options(entry.key(key).resolved)
        if (value := typed.by_name(word, options)) in options:
            return f"{key}={value}"
    return ""


def edits_asked_for(
    asked: Asked,
    value: Mapping[str, Any],
    plan: Plan,
    portfolio: Portfolio,
    today: date,
    *,
    is_draft: bool = False,
) -> Planned:
    """The edits that were asked for, in the order field, status, milestone. `is_draft`: nothing is promised yet."""
    reader = typed.Reader(plan, portfolio)
    planned = Planned()
    for path, text in asked.fields.items():
        planned += change.field(value, path, reader.value(path, text) if text.strip() else None)
    if asked.entry:
        fields = _typed(reader, ("status", 0), asked.entry)
        planned += change.report(value, fields, today)
    if asked.milestone:
        fields = _typed(reader, ("milestones", 0), asked.of_milestone)
        planned += change.milestone(
            value, asked.milestone, fields, today, plan.adopted_on, is_draft=is_draft
        )
    return planned


def _typed(
    reader: typed.Reader, where: tuple[str | int, ...], texts: dict[str, str]
) -> dict[str, Any]:
    """Words → values."""
    fields: dict[str, Any] = {}
    for key, text in texts.items():
        inside = (*where, "moved", 0) if where[0] == "milestones" and key in OF_A_MOVE else where
        fields[key] = reader.value((*inside, key), text) if text.strip() else None
    return fields
