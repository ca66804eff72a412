"""A plan beside those that are there: its files, the units that are new, and what the plan before it hands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tiltak.commands.init import start
from tiltak.edit import draft, splice
from tiltak.judge.status import FINAL_PHASES
from tiltak.judge.summary import summarise
from tiltak.model.plan import Measure, Plan
from tiltak.model.relations import LINKS
from tiltak.problems import UsageError
from tiltak.read.load import UNITS
from tiltak.workspace import Workspace

DELIVERED = (*FINAL_PHASES, "in_operation")
# What a plan has from the one before it until somebody says otherwise.
KEPT_BY_PLAN = ("publisher", "licence", "allowed_addresses", "language", "fields", "search_words")
KEPT_BY_MEASURE = (
    "number", "title", "summary", "target_group", "focus_area", "kind", "owner", "contributors",
    "roles",
)  # fmt: skip
# What only the plan before has said, and nobody yet of this one.
TO_BE_CONFIRMED = ("number", "kind", "owner", "contributors")


def changed_files(
    answers: start.Answers, workspace: Workspace, before: Plan | None
) -> dict[str, bytes]:
    """Path → content of every file that the new plan makes or changes."""
    if any(path.startswith(f"plans/{answers.id}/") for path in workspace.tree.texts):
        raise UsageError(f"Planen «{answers.id}» finnes fra før. Velg et annet kortnavn med --id.")
    texts = start.of_the_plan(answers, _handed_on(before, answers, workspace) if before else {})
    files = {path: text.encode("utf-8") for path, text in texts.items()}
    if answers.new_owners:
        added = [
            splice.Put(("units", id), {"kind": "internal", "names": [{"name": name}]})
            for name, id in answers.new_owners.items()
        ]
        files[UNITS] = _edited("units", UNITS, added, workspace)
    if before:
        files = {path: raw for path, raw in files.items() if not path.startswith("measures/")}
        files |= dict(_continued(before, answers.id, workspace))
        if not before.successor:
            successor = {"title": answers.title, "plan": answers.id}
            files[before.path] = _edited(
                "plan", before.path, [splice.Put(("successor",), successor)], workspace
            )
    return files


def _edited(kind: str, path: str, edits: list[splice.Put], workspace: Workspace) -> bytes:
    text = workspace.tree.texts[path].decode("utf-8")
    return splice.edited(kind, text, tuple(edits)).encode("utf-8")


def _handed_on(before: Plan, answers: start.Answers, workspace: Workspace) -> dict[str, Any]:
    written = _written(before.path, workspace)
    answered = answers.publishing.fields(answers.municipality)
    kept = {key: written[key] for key in KEPT_BY_PLAN if key in written and not answered.get(key)}
    new_areas = [
        {"id": id, "title": name}
        for name, id in answers.areas.items()
        if name in answers.focus_areas and not before.focus_area(id)
    ]
    return {
        **kept,
        "focus_areas": [*written["focus_areas"], *new_areas],
        "predecessor": {"title": before.title, "plan": before.id},
    }


def continuing(before: Plan, workspace: Workspace) -> tuple[Measure, ...]:
    """The measures that are neither delivered nor given up, by what is known of them today."""
    judgements = summarise(before, workspace.today).judgements
    return tuple(j.measure for j in judgements if j.phase not in DELIVERED)


def _continued(before: Plan, id: str, workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    """A file for each measure that continues. Its deadlines were promises of the plan before, and stay there."""
    measures = continuing(before, workspace)
    numbers = {str(measure.number) for measure in measures}
    for measure in measures:
        written = _written(measure.path, workspace)
        value = {key: written[key] for key in KEPT_BY_MEASURE if key in written}
        value["unconfirmed"] = [key for key in TO_BE_CONFIRMED if key in value]
        if str(written.get("part_of", "")) in numbers:
            value["part_of"] = written["part_of"]
        for link in LINKS:
            named = [_in_new_plan(each, before, numbers) for each in written.get(link, ())]
            value |= {link: named} if named else {}
        value["continues"] = [measure.id]
        text = draft.measure_text(value, draft.header(workspace.tree.texts, before.id))
        yield draft.measure_path(id, measure.number, measure.title), text.encode("utf-8")


def _in_new_plan(named: str | int, before: Plan, numbers: set[str]) -> str | int:
    """A measure that another points at: in the new plan where it continues, else in the plan it is of."""
    return named if "/" in str(named) or str(named) in numbers else f"{before.id}/{named}"


def _written(path: str, workspace: Workspace) -> Mapping[str, Any]:
    value: Mapping[str, Any] = workspace.loaded.files[path].document.value
    return value
