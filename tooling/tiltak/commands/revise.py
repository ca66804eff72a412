"""`tiltak revise revisjon-2027 --decided 2027-06-21`: a proposed revision, as a case document for who decides it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from tiltak.commands import _documents, _options
from tiltak.judge.summary import summarise
from tiltak.model.plan import Plan
from tiltak.past.changes import changes, unit_edits
from tiltak.past.revising import ProposedRevision
from tiltak.problems import Level, UsageError
from tiltak.read import clock, repo
from tiltak.reports.look import look_of
from tiltak.reports.revision import case_document
from tiltak.reports.writers import TYPESETTERS
from tiltak.words.language import words
from tiltak.workspace import NOW, Moment, Workspace


@click.command("revise")
@click.argument("branch", metavar="GREN")
@_options.options(
    click.option(
        "--decided",
        "typed_day",
        metavar="DATO",
        required=True,
        help="Dagen forslaget skal avgjøres. Forslaget kan fortelle om den dagen før den er kommet.",
    ),
    click.option(
        "--base",
        metavar="REVISJON",
        default="HEAD",
        help="Det forslaget er laget ut fra. Uten valget: det du har hentet ut.",
    ),
    _options.format_option("Hvilken form. Standard er alle.", _documents.EVERY_FORM, *TYPESETTERS),
    _documents.output_option,
    _documents.template_option,
    _documents.language_option,
    _options.plan_option,
    _options.root_option,
)
def command(  # noqa: PLR0913, PLR0917 – one argument for each thing that can be typed
    branch: str,
    typed_day: str,
    base: str,
    shape: str,
    output: Path | None,
    template: Path | None,
    language: str | None,
    plan_id: str | None,
    root: Path,
) -> int:
    """Skriv et saksframlegg av et forslag til endringer i planen. GREN er en gren i git med forslaget.

    Forslaget sammenlignes med planen der grenen skilte lag med --base, og begge vises på dagen det skal avgjøres.
    Avslutter med 1 når forslaget har feil. Saksframlegget sier hvilke.
    """
    _documents.refuse_lone_template(template, output, shape)
    _documents.refuse_on_screen(output, shape)
    revision = proposed_revision(root, branch, base, clock.day(typed_day), plan_id)
    plan = revision.plan
    look = look_of(plan, _options.open_workspace(root, NOW).content)
    content = case_document(revision, words(language or plan.language), look)
    faulty = any(problem.level == Level.ERROR for problem in revision.problems)
    stem = f"{plan.id}-forslag-{revision.decided.isoformat()}"
    code = _documents.give(content, stem, shape, output, TYPESETTERS, template)
    return max(int(faulty), code)


def proposed_revision(
    root: Path, branch: str, base: str, decided: date, plan_id: str | None
) -> ProposedRevision:
    """What a branch proposes, beside the commit where it left the other."""
    for named in (branch, base):
        repo.refuse_strange_revision(named)
    after = _options.open_workspace(root, Moment(as_of=decided, rev=branch))
    assert after.commit
    parting = after.repository.parting(base, branch)
    if parting is None:
        raise UsageError(
            f"«{branch}» har ingen fortid felles med «{base}», og kan ikke sammenlignes med den."
        )
    if parting.id == after.commit.id:
        raise UsageError(
            f"Alt i «{branch}» er med i «{base}» fra før. Er det grenen du har hentet ut? "
            "Oppgi det forslaget er laget ut fra, for eksempel --base main."
        )
    before = _options.open_workspace(root, Moment(as_of=decided, rev=parting.id))
    plan = after.plan(plan_id)
    _options.told_unreadable(after, plan.unreadable)
    return ProposedRevision(
        portfolio=after.portfolio,
        earlier=before.portfolio,
        changes=changes(summarise(_same_plan(before, plan), decided), summarise(plan, decided)),
        units=unit_edits(before.portfolio, after.portfolio),
        decided=decided,
        base=parting,
        proposal=after.commit,
        newer=after.repository.newer(base, parting.id),
        problems=tuple(after.problems_if_decided(decided, clock.today())),
    )


def _same_plan(before: Workspace, plan: Plan) -> Plan:
    there = before.portfolio.plan(plan.id)
    if there is None:
        raise UsageError(f"Planen «{plan.id}» er ny i forslaget. Det er ingen plan å endre.")
    return there
