"""Leaves out of a list what the check refuses, a cell or a row at a time, so that one of them stops nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tiltak.checks import rules
from tiltak.commands.init import start
from tiltak.commands.init.start import Answers
from tiltak.edit import draft
from tiltak.edit.change import norwegian_date
from tiltak.problems import Level, Problem
from tiltak.read import load
from tiltak.sheets.outline import Deadline, Item
from tiltak.sheets.tabular import CALLED

MOST_ROUNDS = 8  # a cell that is left out may show that the next one cannot be used either
FIELDS = {
    # field of the file → field of the list
    "summary": "summary", "target_group": "target_group", "reference": "section", "owner": "owner",
    "contributors": "contributors", "roles": "contributors", "kind": "kind", "milestones": "deadlines",
}  # fmt: skip
PLACES = {"deadlines": "due"}


def data(texts: Mapping[str, str]) -> dict[str, str]:
    return {path: text for path, text in texts.items() if path.startswith(("plans/", "measures/"))}


def errors(texts: Mapping[str, str], today: date) -> list[Problem]:
    return _errors(_problems(texts, today))


def _problems(texts: Mapping[str, str], today: date) -> list[Problem]:
    return rules.all_problems(load.load(data(texts)), today)


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [p for p in problems if p.level is Level.ERROR]


def mended(answers: Answers, today: date) -> tuple[Answers, tuple[str, ...]]:
    """The answers without what is refused in their list, and a note on each cell or row that is left out or doubtful.

    What is wrong in the other answers stays as it is.
    """
    notes: list[str] = []
    for _ in range(MOST_ROUNDS if answers.items else 0):
        problems = _problems(start.files(answers), today)
        items = list(answers.items)
        first_of_each_file = {p.place.path: p for p in reversed(_errors(problems))}
        for problem in first_of_each_file.values():
            items = list(_without(problem, items, answers, notes))
        if tuple(items) == answers.items:
            notes += _doubtful_deadlines(problems, answers)
            break
        answers = replace(answers, items=tuple(items))
    return answers, tuple(notes)


def _doubtful_deadlines(problems: Iterable[Problem], answers: Answers) -> Iterator[str]:
    """What the check warns of in a deadline, at the cell that it comes from."""
    by_path = {draft.measure_path(answers.id, i.number, i.title): i for i in answers.items}
    for problem in problems:
        item = by_path.get(problem.place.path)
        if item and problem.level is Level.WARNING and problem.place.keys[:1] == ("milestones",):
            yield f"{item.place('due')}: {_in_one_line(problem)}"


def _without(
    problem: Problem, items: list[Item], answers: Answers, notes: list[str]
) -> Iterator[Item]:
    """The items without what a problem is about."""
    keys = [str(key) for key in problem.place.keys]
    if problem.place.path == "plans/units.yml" and len(keys) > 1:
        for item in items:
            yield _without_unit(item, keys[1], answers, problem, notes)
        return
    area = _area_at(problem, answers)
    for item in items:
        path = draft.measure_path(answers.id, item.number, item.title)
        if area and item.focus_area == area:
            notes.append(_told(item, "focus_area", problem))
            yield replace(item, focus_area="")
        elif problem.place.path != path:
            yield item
        elif key := FIELDS.get(keys[0] if keys else "", ""):
            notes.append(_told(item, PLACES.get(key, key), problem))
            yield _emptied(item, key)
        else:
            notes.append(_told(item, "title", problem))


def _emptied(item: Item, key: str) -> Item:
    """The item without a field. A deadline that cannot be one is kept in words, once."""
    empty: Any = ""
    if key == "deadlines":
        has_dates = any(each.due for each in item.deadlines)
        empty = tuple(
            Deadline(unread=d.unread or norwegian_date(d.due)) for d in item.deadlines if has_dates
        )
    elif key == "contributors":
        empty = ()
    return replace(item, **{key: empty})


def _without_unit(
    item: Item, id: str, answers: Answers, problem: Problem, notes: list[str]
) -> Item:
    wrong = {name.casefold() for name, own in answers.owners.items() if own == id}
    if item.owner.casefold() not in wrong and not any(
        n.casefold() in wrong for n in item.contributors
    ):
        return item
    notes.append(_told(item, "owner", problem))
    return replace(
        item,
        owner="" if item.owner.casefold() in wrong else item.owner,
        contributors=tuple(n for n in item.contributors if n.casefold() not in wrong),
    )


def _area_at(problem: Problem, answers: Answers) -> str:
    """The focus area of the list that a problem of the plan's file is about."""
    keys = problem.place.keys
    if problem.place.path != f"plans/{answers.id}/plan.yml" or keys[:1] != ("focus_areas",):
        return ""
    at = keys[1] if len(keys) > 1 else None
    names = list(answers.areas)
    name = names[at] if isinstance(at, int) and at < len(names) else ""
    return name if name not in answers.focus_areas else ""


def _told(item: Item, key: str, problem: Problem) -> str:
    """What is said of a cell that is left out, or of a row where it is the title that cannot be used."""
    what = "raden er ikke tatt med"
    if key == "due":
        what = "fristen er ikke tatt med som dato, men står som merknad på milepælen"
    elif key != "title":
        what = f"«{CALLED[key]}» er ikke tatt med"
    return f"{item.place(key)}: {what}. {_in_one_line(problem)}"


def _in_one_line(problem: Problem) -> str:
    return re.sub(r"\s+", " ", problem.in_form)
