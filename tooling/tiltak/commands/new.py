"""`tiltak new`: a new measure, from questions or options."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import click

from tiltak.commands import _asking, _options, _writing
from tiltak.edit import draft, typed
from tiltak.model import numbers
from tiltak.model.numbers import Number
from tiltak.model.plan import Plan
from tiltak.problems import UsageError
from tiltak.read import schema
from tiltak.workspace import Workspace

REQUIRED = {"title": "--title", "focus_area": "--focus-area", "kind": "--kind"}


@click.command("new")
@_options.options(
    click.option("--title", metavar="TEKST", help="Et kort navn med egne ord."),
    click.option(
        "--number", metavar="TALL", help="Nummeret i planen. Standard er det neste ledige."
    ),
    click.option("--focus-area", metavar="KORTNAVN", help="Innsatsområdet i planen."),
    click.option(
        "--kind",
        metavar="TYPE",
        help=f"Hva slags løfte det er: {', '.join(schema.values('kind'))}.",
    ),
    click.option("--owner", metavar="ENHET", help="Enheten som har ansvaret."),
    click.option("--summary", metavar="TEKST", help="Hva tiltaket går ut på, med egne ord."),
    click.option("--section", metavar="KAPITTEL", help="Kapitlet der den vedtatte teksten står."),
    click.option("--point", metavar="TALL", help="Punktet i kapitlet."),
    click.option(
        "--document",
        metavar="KORTNAVN",
        help="Dokumentet kapitlet står i. Standard er planens første.",
    ),
    _writing.dry_run_option,
    _options.plan_options,
)
def command(
    *, dry_run: bool, plan_id: str | None, workspace: Workspace, **typed_in: str | None
) -> int:
    """Lag et nytt tiltak. Det som mangler av valg, blir du spurt om."""
    plan = workspace.plan(plan_id)
    words = _asking.filled_in(typed_in)
    if _asking.must_ask(words, REQUIRED):
        words = _asked(words, plan, workspace)
    value = _measure(words, plan, workspace)
    path = draft.measure_path(plan.id, value["number"], value["title"])
    text = draft.measure_text(value, draft.header(workspace.tree.texts, plan.id))
    proposal = _writing.propose(workspace, {path: text.encode("utf-8")})
    if proposal.errors:
        return _writing.refuse(proposal)
    code = _writing.write(workspace, proposal, dry_run=dry_run)
    if not dry_run:
        click.echo(
            f"Meld status med «tiltak set {value['number']} phase=…» når noen har noe å melde."
        )
    return code


def _measure(words: dict[str, str], plan: Plan, workspace: Workspace) -> dict[str, Any]:
    """The values of the file; UsageError where a word cannot be one."""
    reader = typed.Reader(plan, workspace.portfolio)
    used = draft.used_numbers(plan, workspace.tree.texts)
    value: dict[str, Any] = {"number": numbers.following(used)}
    for key in ("number", "title", "summary", "focus_area", "kind", "owner"):
        if key in words:
            value[key] = reader.value((key,), words[key])
    _free(str(value["number"]), used)
    if "section" in words:
        document = words.get("document", plan.documents[0].id)
        value["reference"] = {
            "document": reader.value(("reference", "document"), document),
            "section": words["section"],
        }
        if "point" in words:
            value["reference"]["point"] = reader.value(("reference", "point"), words["point"])
    elif "point" in words or "document" in words:
        raise UsageError("Skriv også kapitlet: --section.")
    return value


def _asked(words: dict[str, str], plan: Plan, workspace: Workspace) -> dict[str, str]:
    """The words given, and answers for those that were not."""
    used = draft.used_numbers(plan, workspace.tree.texts)
    areas = {area.id: area.title for area in plan.focus_areas}
    kinds = {choice.value: choice.title for choice in schema.choices("kind")}
    meanings = {choice.value: choice.description for choice in schema.choices("kind")}
    units = {unit.id: unit.name for unit in workspace.portfolio.units.values()}
    click.echo(f"Nytt tiltak i {plan.title}")
    questions: dict[str, Callable[[], str]] = {
        "title": lambda: _asking.ask("Tittel", _asking.some_text),
        "number": lambda: _asking.ask(
            "Nummer i planen", lambda answer: _free(answer, used), str(numbers.following(used))
        ),
        "focus_area": lambda: _asking.choose("Innsatsområde", areas),
        "kind": lambda: _asking.choose("Type tiltak", kinds, meanings=meanings),
        "owner": lambda: _asking.choose("Ansvarlig", units, optional=True),
        "summary": lambda: _asking.ask("Sammendrag (kan være tomt)", str),
        "section": lambda: _asking.ask("Kapittel i planen (kan være tomt)", str),
    }
    answers = {
        key: words[key] if key in words else question() for key, question in questions.items()
    }
    return {**words, **{key: answer for key, answer in answers.items() if answer}}


def _free(answer: str, used: Collection[Number]) -> str:
    """A number that no measure has or has had."""
    number = numbers.typed(answer, used)
    if number is None:
        raise UsageError(f"«{answer}» kan ikke være et nummer. {numbers.RIGHT_FORM}")
    if number in used:
        raise UsageError(
            f"Nummer {number} er brukt i planen. Det neste ledige er {numbers.following(used)}."
        )
    return answer
